//! Members follow their owners by name.

use super::{Groups, How, Work, twins};
use crate::model::Crate;
use crate::model::item::{ItemId, Namespace};

/// Joins members of all pairs found so far, and the members of those.
pub(super) fn pair(work: &mut Work<'_>) {
    let mut done = 0;
    while done < work.pairs.len() {
        let owner = work.pairs[done];
        done += 1;
        of_pair(work, owner.reference, owner.port);
    }
}

/// Joins the members of one pair. Members of modules are not members in this sense.
pub(super) fn of_pair(work: &mut Work<'_>, reference: ItemId, port: ItemId) {
    let mut groups: Groups<(Namespace, Box<str>)> = Groups::new();
    for (krate, owner, port_side) in [(work.reference, reference, false), (work.port, port, true)] {
        for id in members(krate, owner) {
            let item = krate.item(id);
            let group = groups.entry((item.kind.namespace(), item.name.clone())).or_default();
            if port_side { group.1.push(id) } else { group.0.push(id) }
        }
    }
    for (references, ports) in groups.into_values() {
        let references: Vec<ItemId> =
            references.into_iter().filter(|id| work.reference_is_free(*id)).collect();
        let ports: Vec<ItemId> = ports.into_iter().filter(|id| work.port_is_free(*id)).collect();
        if !references.is_empty() && !ports.is_empty() {
            twins::join(work, &references, &ports, How::Member);
        }
    }
}

fn members(krate: &Crate, owner: ItemId) -> Vec<ItemId> {
    let members = krate.members_of(owner).iter().copied();
    members.filter(|id| krate.owner(*id) == Some(owner) && !krate.item(*id).test_only).collect()
}
