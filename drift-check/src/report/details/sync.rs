//! The concurrency sheet: what the reference locks and does atomically, and what the port does in its place.

use super::{SyncRow, SyncSide};
use crate::matching::Matching;
use crate::model::body::{Fact, What};
use crate::model::item::{Detail, Item, ItemKind};
use crate::model::written;

/// Types whose presence makes a field or static part of the sheet.
const TYPES: [&str; 8] =
    ["Mutex", "RwLock", "Atomic", "Condvar", "OnceLock", "OnceCell", "LazyLock", "Barrier"];

/// Every declaration and operation of the reference, in the order of the items' paths.
pub(super) fn sheet(matching: &Matching<'_>) -> Vec<SyncRow> {
    let mut out = Vec::new();
    for (id, item) in matching.reference.compared() {
        let port = matching.to_port.get(&id).map(|id| matching.port.item(*id));
        match &item.detail {
            Detail::Field { .. } | Detail::Value { .. } => out.extend(declared(item, port)),
            Detail::Function { .. } => operations(item, port, &mut out),
            _ => {}
        }
    }
    // Declarations first; they are what the operations are on.
    out.sort_by(|a, b| (a.kind != "declared", &a.item).cmp(&(b.kind != "declared", &b.item)));
    out
}

fn type_of(item: &Item) -> Option<String> {
    match &item.detail {
        Detail::Field { ty, .. } | Detail::Value { ty, .. } => Some(written::ty(ty)),
        _ => None,
    }
}

/// Whether an item is a field or static with a lock or an atomic in it.
pub(super) fn holds_one(item: &Item) -> bool {
    !matches!(item.kind, ItemKind::Constant | ItemKind::AssociatedConstant)
        && type_of(item).is_some_and(|ty| TYPES.iter().any(|name| ty.contains(name)))
}

fn declared(item: &Item, port: Option<&Item>) -> Option<SyncRow> {
    let was = type_of(item).filter(|_| holds_one(item))?;
    let is = port.and_then(|port| Some((port, type_of(port)?)));
    let state = match &is {
        None => "none",
        Some((_, is)) if *is == was => "same",
        Some(_) => "changed",
    };
    Some(SyncRow {
        item: item.path.clone(),
        kind: "declared".into(),
        reference: side(item, item.span.line, was),
        port: is.map(|(port, is)| side(port, port.span.line, is)),
        state: state.into(),
    })
}

fn side(item: &Item, line: usize, what: String) -> SyncSide {
    SyncSide { file: item.span.file.to_string(), line, what }
}

/// A fact of the sheet: its kind, what it is about, what is done, and how.
#[derive(Clone, PartialEq)]
struct Operation {
    kind: &'static str,
    receiver: String,
    method: String,
    how: String,
    line: usize,
}

impl Operation {
    fn of(fact: &Fact) -> Option<Self> {
        let line = fact.line;
        Some(match &fact.what {
            What::Lock(lock) => Self {
                kind: "lock",
                receiver: lock.receiver.to_string(),
                method: lock.method.to_string(),
                how: format!("held {}", lock.held.word()),
                line,
            },
            What::Atomic(atomic) => Self {
                kind: "atomic",
                receiver: atomic.receiver.to_string(),
                method: atomic.method.to_string(),
                how: atomic.orderings.join(", "),
                line,
            },
            What::Fence(ordering) => Self {
                kind: "fence",
                receiver: String::new(),
                method: "fence".into(),
                how: ordering.to_string(),
                line,
            },
            _ => return None,
        })
    }

    fn what(&self) -> String {
        let dot = if self.receiver.is_empty() { "" } else { "." };
        format!("{}{dot}{}() — {}", self.receiver, self.method, self.how)
    }

    /// How well another operation stands in for this one; smaller is better.
    fn distance(&self, other: &Self) -> Option<u8> {
        if self.kind != other.kind {
            return None;
        }
        match (self.receiver == other.receiver, self.method == other.method) {
            (true, true) => Some(u8::from(self.how != other.how)),
            (false, true) => Some(2),
            (true, false) => Some(3),
            (false, false) => None,
        }
    }
}

fn of_item(item: &Item) -> Vec<Operation> {
    match &item.detail {
        Detail::Function { body: Some(body), .. } => {
            body.facts.facts.iter().filter_map(Operation::of).collect()
        }
        _ => Vec::new(),
    }
}

/// Each operation takes the closest one of the port that no earlier one took.
fn operations(item: &Item, port: Option<&Item>, out: &mut Vec<SyncRow>) {
    let mut free = port.map(of_item).unwrap_or_default();
    for operation in of_item(item) {
        let best = (0..free.len()).filter_map(|idx| Some((operation.distance(&free[idx])?, idx))).min();
        let found = best.map(|(distance, idx)| (distance, free.remove(idx)));
        out.push(SyncRow {
            item: item.path.clone(),
            kind: operation.kind.into(),
            reference: side(item, operation.line, operation.what()),
            state: match &found {
                None => "none",
                Some((0, _)) => "same",
                Some(_) => "changed",
            }
            .into(),
            port: found.and_then(|(_, operation)| Some(side(port?, operation.line, operation.what()))),
        });
    }
}
