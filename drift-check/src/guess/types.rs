//! Types of other crates that the port uses in place of the reference's.

use super::{Guess, Section, some};
use crate::compare::canon;
use crate::matching::Matching;
use crate::model::Crate;
use crate::model::canonical::Names;
use crate::model::item::{Detail, ItemId};
use crate::words::plural;
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// A line for every foreign type that stands for another one wherever matched declarations mention it.
pub(super) fn find(matching: &Matching<'_>) -> Vec<Guess> {
    let names = matching.names();
    let mut seen: BTreeMap<String, BTreeMap<String, BTreeSet<&str>>> = BTreeMap::new();
    for pair in &matching.pairs {
        let was = foreign(matching.reference, &crate::model::canonical::Own, pair.reference);
        let is = foreign(matching.port, &names, pair.port);
        let (gone, new): (Vec<&String>, Vec<&String>) =
            (was.difference(&is).collect(), is.difference(&was).collect());
        // One for one, and of the same name: anything else is a difference, not another spelling.
        for from in gone {
            let last = |path: &str| path.rsplit("::").next().map(str::to_owned);
            let fits: Vec<&&String> = new.iter().filter(|to| last(to) == last(from)).collect();
            if let [to] = fits.as_slice() {
                let item = matching.reference.item(pair.reference).path.as_str();
                seen.entry(from.clone()).or_default().entry((***to).clone()).or_default().insert(item);
            }
        }
    }
    let mut out = Vec::new();
    for (from, targets) in seen {
        if let (Some((to, items)), 1) = (targets.iter().next(), targets.len()) {
            let list: Vec<&str> = items.iter().copied().collect();
            out.push(Guess {
                section: Section::Types,
                reference: from,
                port: to.clone(),
                score: 1.0,
                reason: format!(
                    "takes its place in {}: {}",
                    plural(list.len(), "matched declaration"),
                    some(&list)
                ),
            });
        }
    }
    out
}

/// The foreign paths a declaration mentions.
fn foreign(krate: &Crate, names: &dyn Names, id: ItemId) -> BTreeSet<String> {
    struct Recorder<'r>(&'r dyn Names, RefCell<BTreeSet<String>>);
    impl Names for Recorder<'_> {
        fn item<'a>(&'a self, krate: &'a Crate, id: ItemId) -> Cow<'a, str> {
            self.0.item(krate, id)
        }
        fn external<'a>(&'a self, path: &'a str) -> Cow<'a, str> {
            let name = self.0.external(path);
            self.1.borrow_mut().insert(name.to_string());
            name
        }
    }
    let recorder = Recorder(names, RefCell::default());
    let mut canon = canon(krate, &recorder, id, true);
    match &krate.item(id).detail {
        Detail::Field { ty, .. } | Detail::Alias { ty: Some(ty), .. } => drop(canon.ty(ty)),
        Detail::Function { signature, block, .. } => {
            canon.signature(signature, block.map(|block| krate.block(block)));
        }
        Detail::Variant { fields, .. } => fields.iter().for_each(|field| drop(canon.ty(&field.ty))),
        _ => {}
    }
    drop(canon);
    recorder.1.into_inner()
}
