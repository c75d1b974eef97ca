//! What makes a difference weigh more than others of its kind.

use super::rule::Severity;
use crate::compare::Difference;

/// Words for what tells good bytes from bad ones.
const INTEGRITY: &[&str] = &["checksum", "crc", "magic", "corrupt", "digest", "signature"];

/// Pairs of operators that say the opposite.
const OPPOSITE: &[(&str, &str)] = &[(" == ", " != "), (" < ", " >= "), (" <= ", " > ")];

/// Options that decide whether a file that is there survives.
const OPENING: &[&str] = &["create_new", "create", "truncate", "append", "persist", "persist_noclobber"];

/// [`Severity::High`] if the reference's side is about telling good bytes from bad ones.
pub(super) fn integrity(difference: &Difference) -> Option<Severity> {
    let text = difference.facts.reference.as_deref()?.to_lowercase();
    INTEGRITY.iter().any(|word| text.contains(word)).then_some(Severity::High)
}

/// [`Severity::High`] if one side asks the opposite of the other.
pub(super) fn opposite(difference: &Difference) -> Option<Severity> {
    let (was, is) = both(difference)?;
    let negated = was.strip_prefix('!') == Some(is) || is.strip_prefix('!') == Some(was);
    let turned = OPPOSITE.iter().any(|(one, other)| {
        was.contains(one) && was.replacen(one, other, 1) == is
            || was.contains(other) && was.replacen(other, one, 1) == is
    });
    (negated || turned).then_some(Severity::High)
}

/// [`Severity::High`] if an order is turned round, as in `b.cmp(a)`.
pub(super) fn order(difference: &Difference) -> Option<Severity> {
    let (was, is) = both(difference)?;
    let compares = |text: &str| ["cmp(", "partial_cmp(", "total_cmp("].iter().any(|call| text.contains(call));
    (compares(was) && compares(is)).then_some(Severity::High)
}

/// [`Severity::High`] if a file is opened in another way.
pub(super) fn opening(difference: &Difference) -> Option<Severity> {
    let (was, is) = both(difference)?;
    let called = |text: &str, name: &str| text.starts_with(&format!("{name}("));
    let about = |text: &str| OPENING.iter().any(|name| called(text, name));
    (about(was) && about(is)).then_some(Severity::High)
}

/// Calls without which bytes do not reach the disk.
const WRITING: &[&str] =
    &["sync", "sync_all", "sync_data", "fsync", "flush", "write_all", "rename", "persist", "fsync_directory"];

/// Calls without which other threads wait for ever.
const WAKING: &[&str] = &[
    "unlock",
    "unlock_shared",
    "unlock_exclusive",
    "unpark",
    "unpark_one",
    "unpark_all",
    "notify_one",
    "notify_all",
    "wake",
];

/// [`Severity::High`] if nobody learns that bytes did not reach the disk.
pub(super) fn lost_write(difference: &Difference) -> Option<Severity> {
    lost(difference, WRITING)
}

/// [`Severity::High`] for a step that keeps bytes or threads from being lost, or tells good bytes from bad ones.
pub(super) fn lost_step(difference: &Difference) -> Option<Severity> {
    integrity(difference).or_else(|| lost_write(difference)).or_else(|| lost(difference, WAKING))
}

/// [`Severity::High`] if one of these was called by the reference.
fn lost(difference: &Difference, names: &[&str]) -> Option<Severity> {
    let text = difference.facts.reference.as_deref()?;
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .any(|word| names.contains(&word))
        .then_some(Severity::High)
}

fn both(difference: &Difference) -> Option<(&str, &str)> {
    Some((difference.facts.reference.as_deref()?, difference.facts.port.as_deref()?))
}
