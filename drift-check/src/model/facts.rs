//! Facts of bodies as words: for people who look at a finding, for programs that read the model, and for hashes.

use super::body::{Callee, Outcome, Panic, What};
use super::expr::Expr;
use super::ty::Ty;

/// A fact as two words: what kind of fact it is, and which one. Lines and nesting are not part of it.
pub fn words(what: &What) -> (&'static str, String) {
    match what {
        What::Lock(lock) => ("lock", format!("{}.{}, held {}", lock.receiver, lock.method, lock.held.word())),
        What::Atomic(atomic) => {
            ("atomic", format!("{}.{}({})", atomic.receiver, atomic.method, atomic.orderings.join(", ")))
        }
        What::Fence(ordering) => ("fence", ordering.to_string()),
        What::Shared(what) => ("shared", (*what).to_owned()),
        What::Panic(panic) => ("panic", panic_word(*panic).to_owned()),
        What::Arithmetic { mode, operation } => ("arithmetic", format!("{mode} {operation}")),
        What::Unsafe => ("unsafe", "block".to_owned()),
        What::Error(path) => {
            let names: Vec<&str> = path.segments.iter().map(|segment| &*segment.name).collect();
            ("error", names.join("::"))
        }
        What::Comparison(found) => {
            ("comparison", format!("{} {} {}", found.left, found.operator, found.right))
        }
        What::Condition(condition) => {
            let parts: Vec<&str> = condition.parts.iter().map(|part| &*part.masked).collect();
            (if condition.guard { "guard" } else { "condition" }, parts.join(" · "))
        }
        What::Pattern(name) => ("pattern", name.to_string()),
        What::Io(call) => ("file", (*call).to_owned()),
        What::Allocation(how) => ("allocation", how.to_string()),
        What::Loop(kind) => ("loop", (*kind).to_owned()),
        What::Literal(text) => ("literal", text.to_string()),
        What::Written { place, ty } => ("written type", format!("{place} {}", brief(ty))),
        What::Call(call) => {
            let name = match &call.callee {
                Callee::Path(path) => {
                    let names: Vec<&str> = path.segments.iter().map(|segment| &*segment.name).collect();
                    names.join("::")
                }
                Callee::Method { name, on_self: true } => format!("self.{name}"),
                Callee::Method { name, on_self: false } => format!(".{name}"),
            };
            let outcome = match call.outcome {
                Outcome::Used => "",
                Outcome::Tried => ", errors leave",
                Outcome::Discarded => ", result unused",
                Outcome::Ignored => ", errors ignored",
            };
            ("call", format!("{name}/{}{outcome}", call.argument_count))
        }
    }
}

/// A type as it is written, as far as facts hold types.
fn brief(ty: &Ty) -> String {
    match ty {
        Ty::Path(path) => path.last_name().to_owned(),
        Ty::Array { inner, len } => match &**len {
            Expr::Int { value, .. } => format!("[{}; {value}]", brief(inner)),
            _ => format!("[{}; _]", brief(inner)),
        },
        _ => "_".to_owned(),
    }
}

fn panic_word(panic: Panic) -> &'static str {
    match panic {
        Panic::Unwrap => "unwrap",
        Panic::Expect => "expect",
        Panic::Macro => "macro",
        Panic::Assert => "assert",
        Panic::Index => "index",
        Panic::Slice => "slice",
    }
}
