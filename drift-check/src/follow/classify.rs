//! What a change is about and how much it matters, by its facts. Names of commits and versions play no part.

use super::change::{Class, Fate};
use super::fact::FactKind;
use crate::judge::Severity;
use crate::model::item::{Item, ItemKind, Reach};

/// Calls that decide what bytes are written or how bytes are read.
const ENCODING_CALLS: &[&str] = &[
    "write_u",
    "read_u",
    "write_i",
    "read_i",
    "write_f",
    "read_f",
    "to_le_",
    "from_le_",
    "to_be_",
    "from_be_",
    "to_ne_",
    "from_ne_",
    "encode",
    "decode",
    "write_all",
    "read_exact",
    "serialize",
    "deserialize",
];

/// Functions that turn values into bytes and back.
const ENCODING_NAMES: &[&str] = &["encode", "decode", "serialize", "deserialize"];

/// Calls that ask for memory or avoid it.
const PERFORMANCE_CALLS: &[&str] = &[
    "with_capacity",
    "reserve",
    "reserve_exact",
    "shrink_to_fit",
    "clone",
    "to_vec",
    "collect",
    "into_boxed_slice",
    "extend_from_slice",
    "take",
    "drain",
    "sort_unstable",
    "sort_unstable_by",
    "sort_unstable_by_key",
];

/// A fact that is not as it was, with what is known of its item.
#[derive(Debug, Clone, Copy)]
pub(super) struct Of<'a> {
    pub(super) kind: FactKind,
    pub(super) text: &'a str,
    pub(super) item: &'a Item,
}

/// What one fact is about.
pub(super) fn class(of: Of<'_>) -> Class {
    match of.kind {
        FactKind::Wording | FactKind::Text | FactKind::Dependency => Class::Refactor,
        FactKind::Documented => Class::Docs,
        FactKind::Allocation => Class::Performance,
        FactKind::Use if PERFORMANCE_CALLS.contains(&of.text) => Class::Performance,
        FactKind::Call | FactKind::Use if ENCODING_CALLS.iter().any(|prefix| of.text.starts_with(prefix)) => {
            Class::Format
        }
        FactKind::Io if matches!(of.text, "write_all" | "read_exact") => Class::Format,
        FactKind::Value if is_format_constant(of.item) => Class::Format,
        FactKind::Attribute if of.text.starts_with("repr ") => Class::Format,
        FactKind::Value if of.item.kind == ItemKind::Variant => Class::Format,
        FactKind::Value => Class::Behaviour,
        FactKind::Cfg => declared(of.item),
        kind if kind.is_declared() => declared(of.item),
        _ if is_encoding(of.item) => Class::Format,
        _ => Class::Behaviour,
    }
}

fn declared(item: &Item) -> Class {
    if item.reach == Reach::Internal { Class::Refactor } else { Class::Api }
}

fn is_format_constant(item: &Item) -> bool {
    let name = item.name.to_ascii_uppercase();
    ["MAGIC", "FORMAT", "FOOTER", "HEADER", "TRAILER"].iter().any(|word| name.contains(word))
}

fn is_encoding(item: &Item) -> bool {
    matches!(item.kind, ItemKind::Function | ItemKind::Method)
        && ENCODING_NAMES.iter().any(|word| item.name.starts_with(word))
}

/// What something that is added or removed as a whole is about.
///
/// A function inside the crate does nothing unless it is called, and then its callers changed, too.
pub(super) fn whole(item: &Item, has_bodies: bool, is_called: bool) -> Class {
    match item.kind {
        ItemKind::Variant if item.reach == Reach::Internal && is_marker(&item.path) => Class::Format,
        _ if item.reach != Reach::Internal => Class::Api,
        ItemKind::Impl if item.path.contains(" as Drop") || item.path.contains("Drop for") => {
            Class::Behaviour
        }
        ItemKind::Function | ItemKind::Method if is_called => Class::Refactor,
        ItemKind::Function | ItemKind::Method | ItemKind::Impl if has_bodies => Class::Behaviour,
        _ => Class::Refactor,
    }
}

/// An enum whose variants stand for bytes.
fn is_marker(path: &str) -> bool {
    ["Tag", "BlockType", "ValueType", "Marker"].iter().any(|word| path.contains(word))
}

/// How much it matters if the port lacks a fact.
pub(super) fn risk(of: Of<'_>, class: Class) -> Severity {
    match class {
        Class::Format => Severity::Critical,
        Class::Performance => Severity::Low,
        Class::Docs | Class::Refactor => Severity::Info,
        Class::Api if of.item.reach == Reach::Public => Severity::High,
        Class::Api => Severity::Medium,
        Class::Behaviour => match of.kind {
            FactKind::Io if of.text == "sync" => Severity::Critical,
            FactKind::IoOrder => Severity::Critical,
            FactKind::Io
            | FactKind::Lock
            | FactKind::Atomic
            | FactKind::Fence
            | FactKind::Error
            | FactKind::Guard
            | FactKind::Value
            | FactKind::Discarded => Severity::High,
            FactKind::Literal | FactKind::Written | FactKind::Loop | FactKind::Held | FactKind::Shared => {
                Severity::Low
            }
            _ => Severity::Medium,
        },
    }
}

/// How much it matters if the port lacks something as a whole, or still has it.
pub(super) fn whole_risk(item: &Item, class: Class, fate: Fate) -> Severity {
    match class {
        Class::Format => Severity::Critical,
        Class::Api if item.reach == Reach::Public && fate == Fate::Removed => Severity::High,
        Class::Api if item.reach == Reach::Public => Severity::Medium,
        Class::Api => Severity::Low,
        Class::Behaviour if item.kind == ItemKind::Impl => Severity::Medium,
        Class::Behaviour | Class::Performance => Severity::Low,
        Class::Docs | Class::Refactor => Severity::Info,
    }
}
