//! Names that say by themselves what a call does.

use crate::model::body::Panic;

/// The lock methods, which take no argument.
pub(super) fn lock(method: &str) -> Option<&'static str> {
    [
        "lock",
        "read",
        "write",
        "try_lock",
        "try_read",
        "try_write",
        "upgradable_read",
        "lock_arc",
        "read_arc",
        "write_arc",
    ]
    .into_iter()
    .find(|known| *known == method)
}

/// Orderings of atomics.
pub(super) const ORDERINGS: &[&str] = &["Relaxed", "Acquire", "Release", "AcqRel", "SeqCst"];

/// Methods between a lock and its guard: they deal with poisoning, or merely turn the result into a guard.
pub(super) fn unpacks_guard(method: &str) -> bool {
    matches!(method, "unwrap" | "expect" | "unwrap_or_else" | "map_err")
}

/// Methods that pass an error on.
pub(super) fn passes_error(method: &str) -> bool {
    matches!(method, "map_err" | "inspect_err" | "inspect" | "or_else" | "map" | "and_then")
}

/// Calls that reach files, by last name. `sync` stands for everything that makes writes durable.
pub(super) fn io(name: &str, argument_count: usize, method: bool) -> Option<&'static str> {
    if name.contains("fsync") || name.contains("sync_dir") || name == "sync_all" || name == "sync_data" {
        return Some("sync");
    }
    Some(match (name, argument_count, method) {
        ("rename", 2, false) => "rename",
        ("set_len", 1, true) => "set_len",
        ("write_all", 1, true) => "write_all",
        ("read_exact", 1, true) => "read_exact",
        ("remove_file", 1, false) => "remove_file",
        ("remove_dir_all", 1, false) => "remove_dir_all",
        ("create_dir_all", 1, false) => "create_dir_all",
        ("hard_link", 2, false) => "hard_link",
        _ => return None,
    })
}

/// Macros that stop the program.
pub(super) fn panics(name: &str) -> Option<Panic> {
    match name {
        "panic" | "unreachable" | "todo" | "unimplemented" => Some(Panic::Macro),
        "assert" | "assert_eq" | "assert_ne" => Some(Panic::Assert),
        _ => None,
    }
}

/// Macros that only write to a log: what they say is no behaviour.
pub(super) fn logs(name: &str) -> bool {
    matches!(
        name,
        "trace"
            | "debug"
            | "info"
            | "warn"
            | "error"
            | "log"
            | "debug_assert"
            | "debug_assert_eq"
            | "debug_assert_ne"
    )
}

/// Methods that copy or allocate.
pub(super) fn allocates(method: &str) -> bool {
    matches!(method, "clone" | "to_vec" | "to_owned" | "to_string" | "collect" | "into_boxed_slice")
}

/// `wrapping_sub` to its mode and operation.
pub(super) fn arithmetic(method: &str) -> Option<(&'static str, &str)> {
    ["wrapping", "checked", "saturating", "overflowing"].into_iter().find_map(|mode| {
        let operation = method.strip_prefix(mode)?.strip_prefix('_')?;
        matches!(operation, "add" | "sub" | "mul" | "div" | "rem" | "neg" | "shl" | "shr" | "pow")
            .then_some((mode, operation))
    })
}
