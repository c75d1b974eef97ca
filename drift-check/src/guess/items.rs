//! Types, functions and constants that look alike under different names.

use super::{Candidate, Guess, Section, mutual, some};
use crate::compare::canon;
use crate::matching::Matching;
use crate::model::Crate;
use crate::model::canonical::{Names, Own};
use crate::model::item::{Detail, Item, ItemId, ItemKind};
use std::collections::BTreeSet;

pub(super) fn find(matching: &Matching<'_>) -> Vec<Guess> {
    let (reference, port) = (matching.reference, matching.port);
    let names = matching.names();
    let mine: Vec<Portrait<'_>> = portraits(reference, &Own, &matching.absent);
    let theirs: Vec<Portrait<'_>> = portraits(port, &names, &matching.extra);
    let mut candidates = Vec::new();
    for one in &mine {
        let alike = theirs.iter().filter(|other| {
            other.item.kind == one.item.kind && is_same_owner(matching, one.owner, other.owner)
        });
        for other in alike {
            let (score, reason) = likeness(one, other);
            if score > 0.0 {
                candidates.push(Candidate { reference: one.id, port: other.id, score, reason });
            }
        }
    }
    let mut out: Vec<Guess> = mutual(candidates)
        .into_iter()
        .map(|found| Guess {
            section: Section::Items,
            reference: reference.item(found.reference).path.clone(),
            port: port.item(found.port).path.clone(),
            score: found.score,
            reason: found.reason,
        })
        .collect();
    out.sort_by(|a, b| a.reference.cmp(&b.reference));
    out
}

/// What an item looks like without its name.
struct Portrait<'a> {
    id: ItemId,
    item: &'a Item,
    owner: Option<ItemId>,
    members: BTreeSet<&'a str>,
    /// The declaration in canonical spelling; empty if it says nothing.
    declared: String,
}

/// Whether two items stand in a module each, or in counterparts.
fn is_same_owner(matching: &Matching<'_>, one: Option<ItemId>, other: Option<ItemId>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => matching.to_port.get(&one) == Some(&other),
        _ => false,
    }
}

fn portraits<'a>(krate: &'a Crate, names: &dyn Names, ids: &[ItemId]) -> Vec<Portrait<'a>> {
    let wanted = |id: &ItemId| {
        let item = krate.item(*id);
        !matches!(item.kind, ItemKind::Module | ItemKind::Impl | ItemKind::Macro | ItemKind::AssociatedType)
    };
    ids.iter()
        .copied()
        .filter(wanted)
        .map(|id| Portrait {
            id,
            item: krate.item(id),
            owner: krate.owner(id),
            members: krate.members_of(id).iter().map(|member| &*krate.item(*member).name).collect(),
            declared: declared(krate, names, id),
        })
        .collect()
}

fn declared(krate: &Crate, names: &dyn Names, id: ItemId) -> String {
    let mut canon = canon(krate, names, id, true);
    match &krate.item(id).detail {
        Detail::Function { signature, block, .. } => {
            let found = canon.signature(signature, block.map(|block| krate.block(block)));
            format!("{} {:?} {}", found.receiver, found.params, found.output)
        }
        Detail::Field { ty, .. } => canon.ty(ty),
        Detail::Value { ty, value: Some(value), .. } => format!("{} = {}", canon.ty(ty), canon.expr(value)),
        Detail::Variant { fields, .. } => {
            fields.iter().map(|field| canon.ty(&field.ty)).collect::<Vec<_>>().join(", ")
        }
        _ => String::new(),
    }
}

/// How much two items have in common, and what.
fn likeness(one: &Portrait<'_>, other: &Portrait<'_>) -> (f64, String) {
    let mut reasons = Vec::new();
    let mut score: f64 = 0.0;
    let common: Vec<&str> = one.members.intersection(&other.members).copied().collect();
    if !common.is_empty() {
        let all = one.members.union(&other.members).count();
        #[expect(clippy::cast_precision_loss, reason = "counts of members are small")]
        let share = common.len() as f64 / all.max(1) as f64;
        score = score.max(share);
        reasons.push(format!("{} of {all} members have the same name: {}", common.len(), some(&common)));
    }
    if let (Detail::Function { body: Some(was), .. }, Detail::Function { body: Some(is), .. }) =
        (&one.item.detail, &other.item.detail)
    {
        // A handful of words is alike in every second getter.
        let is_telling = was.facts.words.len() >= 12;
        let share = was.facts.similarity(&is.facts);
        if is_telling && share > 0.0 {
            score = score.max(share);
            reasons.push(format!("the bodies share {:.0} % of their words", share * 100.0));
        }
    }
    let names = name_likeness(&one.item.name, &other.item.name);
    if !one.declared.is_empty() && one.declared == other.declared {
        reasons.push("declared the same way".to_owned());
        // Many things are declared alike; the name has to speak for it, too.
        score = if score > 0.0 { (score + 0.2).min(1.0) } else { names };
    }
    if names > 0.5 && score > 0.0 {
        reasons.push("the names share words".to_owned());
        score = (score + 0.1).min(1.0);
    }
    (score, reasons.join("; "))
}

/// The share of words two names have in common: `open_table` and `TableOpener` share one of three.
fn name_likeness(one: &str, other: &str) -> f64 {
    let (one, other) = (words(one), words(other));
    let common = one.intersection(&other).count();
    #[expect(clippy::cast_precision_loss, reason = "names have few words")]
    let share = common as f64 / one.union(&other).count().max(1) as f64;
    share
}

fn words(name: &str) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let mut word = String::new();
    let mut after_lowercase = false;
    for c in name.chars() {
        if c == '_' || (c.is_uppercase() && after_lowercase) {
            out.insert(std::mem::take(&mut word));
        }
        after_lowercase = c.is_lowercase();
        if c != '_' {
            word.extend(c.to_lowercase());
        }
    }
    out.insert(word);
    out.remove("");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_word_by_word_in_any_case() {
        assert_eq!(words("HTTPServer_open2"), ["httpserver", "open2"].map(String::from).into());
        assert!(name_likeness("block_cache", "BlockCache") > 0.99);
        assert!((name_likeness("open_table", "OpenFile") - 1.0 / 3.0).abs() < 1e-9);
        assert!(name_likeness("get", "set") < 1e-9);
    }
}
