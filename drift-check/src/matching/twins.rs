//! Several items of one name: they exist under different `cfg`s, or in module twins that do.
//!
//! What tells them apart is tried from strict to loose, and at each step only those are joined that are the only ones
//! of their description on both sides. So the order in which they are written never decides.

use super::top::is_leaf;
use super::{How, Work};
use crate::model::Crate;
use crate::model::cfg::Cfg;
use crate::model::item::{ItemId, ItemKind};
use crate::model::written::declaration;
use std::collections::BTreeMap;

/// What two items have to agree in.
#[derive(Debug, Clone, Copy)]
struct Step {
    /// Their parents correspond to each other.
    parent: bool,
    /// They exist under the same conditions.
    cfg: bool,
    /// They are declared in the same words.
    text: bool,
}

/// From strict to loose.
const STEPS: [Step; 6] = [
    Step { parent: true, cfg: true, text: true },
    Step { parent: true, cfg: true, text: false },
    Step { parent: true, cfg: false, text: true },
    Step { parent: false, cfg: true, text: true },
    Step { parent: false, cfg: true, text: false },
    Step { parent: false, cfg: false, text: true },
];

/// A description: parent in the port, condition, kind and declaration.
type Description = (Option<ItemId>, String, Option<(ItemKind, String)>);

/// Joins items of one name. What cannot be told apart is ambiguous.
pub(super) fn join(work: &mut Work<'_>, references: &[ItemId], ports: &[ItemId], how: How) {
    if let ([reference], [port]) = (references, ports) {
        return work.join(*reference, *port, how);
    }
    if references.is_empty() || ports.is_empty() {
        return;
    }
    for step in STEPS {
        for (references, ports) in described(work, references, ports, step) {
            if let ([reference], [port]) = (references.as_slice(), ports.as_slice()) {
                work.join(*reference, *port, how);
            }
        }
    }
    indistinguishable(work, references, ports, how);
    let references: Vec<ItemId> =
        references.iter().copied().filter(|id| work.reference_is_free(*id)).collect();
    let ports: Vec<ItemId> = ports.iter().copied().filter(|id| work.port_is_free(*id)).collect();
    match (references.as_slice(), ports.as_slice()) {
        ([reference], [port]) => work.join(*reference, *port, how),
        ([], _) | (_, []) => {}
        // One item for all conditions stands for every one that exists under some.
        (all, [port]) if stands_for_all(work.port, *port) => {
            all.iter().for_each(|reference| work.share(*reference, *port));
        }
        ([reference], all) if stands_for_all(work.reference, *reference) => {
            all.iter().for_each(|port| work.share(*reference, *port));
        }
        _ => work.ambiguous.extend(references),
    }
}

/// Whether an item exists under all conditions, and has no members whose conditions would matter.
fn stands_for_all(krate: &Crate, id: ItemId) -> bool {
    is_leaf(krate.item(id).kind) && krate.total_cfg(id) == Cfg::Always
}

/// Equal numbers of items that agree in everything are joined by what they contain.
fn indistinguishable(work: &mut Work<'_>, references: &[ItemId], ports: &[ItemId], how: How) {
    for (mut references, mut ports) in described(work, references, ports, STEPS[0]) {
        if references.len() == ports.len() {
            references.sort_by_cached_key(|id| content(work.reference, *id));
            ports.sort_by_cached_key(|id| content(work.port, *id));
            for (reference, port) in references.into_iter().zip(ports) {
                work.join(reference, port, how);
            }
        }
    }
}

/// Free items of both sides by description.
fn described(
    work: &Work<'_>,
    references: &[ItemId],
    ports: &[ItemId],
    step: Step,
) -> Vec<(Vec<ItemId>, Vec<ItemId>)> {
    let mut groups: BTreeMap<Description, (Vec<ItemId>, Vec<ItemId>)> = BTreeMap::new();
    for id in references.iter().copied().filter(|id| work.reference_is_free(*id)) {
        let parent = work.reference.item(id).parent.and_then(|parent| work.to_port.get(&parent).copied());
        groups.entry(description(work.reference, id, parent, step)).or_default().0.push(id);
    }
    for id in ports.iter().copied().filter(|id| work.port_is_free(*id)) {
        let parent = work.port.item(id).parent;
        groups.entry(description(work.port, id, parent, step)).or_default().1.push(id);
    }
    groups.into_values().collect()
}

fn description(krate: &Crate, id: ItemId, parent: Option<ItemId>, step: Step) -> Description {
    let item = krate.item(id);
    (
        parent.filter(|_| step.parent),
        if step.cfg { krate.total_cfg(id).to_string() } else { String::new() },
        step.text.then(|| (item.kind, declaration(item))),
    )
}

/// Declarations of everything an item contains, in no order.
fn content(krate: &Crate, id: ItemId) -> String {
    let members = krate.members_of(id).iter();
    let mut lines: Vec<String> = members
        .map(|member| format!("{} {}", declaration(krate.item(*member)), content(krate, *member)))
        .collect();
    lines.sort();
    lines.join("\n")
}
