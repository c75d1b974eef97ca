//! Modules that hold the same things under another name.

use super::{Candidate, Guess, Section, mutual, some};
use crate::matching::Matching;
use crate::model::Crate;
use crate::model::item::{ItemId, ItemKind};
use std::collections::BTreeSet;

pub(super) fn find(matching: &Matching<'_>) -> Vec<Guess> {
    let (reference, port) = (matching.reference, matching.port);
    let modules = |krate: &Crate, ids: &[ItemId]| -> Vec<(ItemId, BTreeSet<String>)> {
        let found = ids.iter().copied().filter(|id| krate.item(*id).kind == ItemKind::Module);
        found.map(|id| (id, content(krate, id))).filter(|(_, names)| !names.is_empty()).collect()
    };
    let mut candidates = Vec::new();
    let theirs = modules(port, &matching.extra);
    for (id, names) in modules(reference, &matching.absent) {
        for (other, other_names) in &theirs {
            let common: Vec<&str> = names.intersection(other_names).map(String::as_str).collect();
            if common.is_empty() {
                continue;
            }
            let smaller = names.len().min(other_names.len());
            let larger = names.len().max(other_names.len());
            let score = (ratio(common.len(), smaller) + ratio(common.len(), larger)) / 2.0;
            let reason =
                format!("{} of {} items have the same name: {}", common.len(), names.len(), some(&common));
            candidates.push(Candidate { reference: id, port: *other, score, reason });
        }
    }
    let mut out: Vec<Guess> = mutual(candidates)
        .into_iter()
        .map(|found| Guess {
            section: Section::Modules,
            reference: reference.item(found.reference).path.clone(),
            port: port.item(found.port).path.clone(),
            score: found.score,
            reason: found.reason,
        })
        .collect();
    out.sort_by(|a, b| a.reference.cmp(&b.reference));
    // A line for a module holds for everything below it.
    let known: Vec<(String, String)> =
        out.iter().map(|guess| (guess.reference.clone(), guess.port.clone())).collect();
    out.retain(|guess| {
        !known.iter().any(|(from, to)| {
            guess.reference.strip_prefix(from.as_str()).is_some_and(|rest| {
                rest.starts_with("::") && guess.port.strip_prefix(to.as_str()) == Some(rest)
            })
        })
    });
    out
}

/// Names of everything in a module and below, but what every module has.
fn content(krate: &Crate, module: ItemId) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let prefix = format!("{}::", krate.item(module).path);
    for (_, item) in krate.compared().filter(|(_, item)| item.path.starts_with(&prefix)) {
        if !item.name.is_empty()
            && !matches!(&*item.name, "new" | "0" | "1" | "fmt" | "from" | "clone" | "default")
        {
            out.insert(item.name.to_string());
        }
    }
    out
}

fn ratio(part: usize, whole: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts of items are small")]
    let ratio = part as f64 / whole.max(1) as f64;
    ratio
}
