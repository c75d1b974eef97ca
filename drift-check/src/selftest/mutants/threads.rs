//! Locks and atomics.

use super::{Ways, edit};
use crate::selftest::corpus::{Function, blocks, bytes, expressions, text_of};
use syn::{Expr, ExprMethodCall, Pat, Stmt};

fn method_calls<'f>(function: &Function<'f>, seen: &mut dyn FnMut(&'f ExprMethodCall)) {
    expressions(function.block, &mut |expr| {
        if let Expr::MethodCall(call) = expr {
            seen(call);
        }
    });
}

/// The last name of an argument that is an ordering.
fn ordering(arg: &Expr) -> Option<&syn::Ident> {
    let Expr::Path(path) = arg else { return None };
    let last = &path.path.segments.last()?.ident;
    ["Relaxed", "Acquire", "Release", "AcqRel", "SeqCst"].iter().any(|name| last == name).then_some(last)
}

fn orderings(function: &Function<'_>, fits: impl Fn(&str) -> bool, from: &[&str], to: &str) -> Ways {
    let mut out = Ways::new();
    method_calls(function, &mut |call| {
        if !fits(&call.method.to_string()) {
            return;
        }
        if let Some(found) = call.args.iter().filter_map(ordering).next()
            && from.iter().any(|name| found == name)
        {
            out.push(vec![edit(found.span().byte_range(), to)]);
        }
    });
    out
}

fn is_update(name: &str) -> bool {
    name.starts_with("fetch_") || name == "swap" || name.starts_with("compare_exchange")
}

pub(super) fn weaker_update(function: &Function<'_>) -> Ways {
    orderings(function, is_update, &["AcqRel", "SeqCst", "Release", "Acquire"], "Relaxed")
}

pub(super) fn weaker_load(function: &Function<'_>) -> Ways {
    orderings(function, |name| name == "load", &["Acquire", "SeqCst"], "Relaxed")
}

pub(super) fn stronger_store(function: &Function<'_>) -> Ways {
    orderings(function, |name| name == "store", &["Release", "Relaxed"], "SeqCst")
}

fn split(function: &Function<'_>, method: &str, write: impl Fn(&str, &str) -> String) -> Ways {
    let mut out = Ways::new();
    method_calls(function, &mut |call| {
        if call.method == method
            && let (Some(value), 2) = (call.args.first(), call.args.len())
        {
            out.push(vec![edit(bytes(call), write(function.of(&*call.receiver), function.of(value)))]);
        }
    });
    out
}

pub(super) fn split_max(function: &Function<'_>) -> Ways {
    split(function, "fetch_max", |place, value| {
        format!(
            "{{ let was = {place}.load(Ordering::Relaxed); if was < {value} {{ {place}.store({value}, Ordering::Relaxed); }} was }}"
        )
    })
}

pub(super) fn split_add(function: &Function<'_>) -> Ways {
    split(function, "fetch_add", |place, value| {
        format!(
            "{{ let was = {place}.load(Ordering::Relaxed); {place}.store(was + {value}, Ordering::Relaxed); was }}"
        )
    })
}

pub(super) fn looped_max(function: &Function<'_>) -> Ways {
    let helper = "\nfn raise_in_a_loop(place: &std::sync::atomic::AtomicU64, value: u64) -> u64 {\n    let mut was = place.load(Ordering::Relaxed);\n    while was < value {\n        match place.compare_exchange_weak(was, value, Ordering::Relaxed, Ordering::Relaxed) {\n            Ok(_) => break,\n            Err(now) => was = now,\n        }\n    }\n    was\n}\n";
    split(function, "fetch_max", |place, value| format!("raise_in_a_loop(&{place}, {value})"))
        .into_iter()
        .map(|mut edits| {
            let end = function.text.len();
            edits.push(edit(end..end, helper));
            edits
        })
        .collect()
}

fn statements(function: &Function<'_>, seen: &mut dyn FnMut(&[Stmt])) {
    blocks(function.block, &mut |block| seen(&block.stmts));
}

pub(super) fn no_fence(function: &Function<'_>) -> Ways {
    let mut out = Ways::new();
    statements(function, &mut |stmts| {
        for stmt in stmts {
            if matches!(stmt, Stmt::Expr(Expr::Call(call), _) if text_of(&call.func).ends_with("fence")) {
                out.push(vec![edit(bytes(stmt), "")]);
            }
        }
    });
    out
}

pub(super) fn read_for_write(function: &Function<'_>) -> Ways {
    let mut out = Ways::new();
    method_calls(function, &mut |call| {
        if call.method == "write" && call.args.is_empty() {
            out.push(vec![edit(call.method.span().byte_range(), "read")]);
        }
    });
    out
}

/// A statement that takes a lock and keeps the guard.
fn guard(stmt: &Stmt) -> Option<(&syn::PatIdent, &Expr)> {
    let Stmt::Local(local) = stmt else { return None };
    let init = &local.init.as_ref()?.expr;
    let text = text_of(init);
    let takes = [". lock ()", ". read ()", ". write ()"].iter().any(|call| {
        text.ends_with(call)
            || text.ends_with(&format!("{call} . unwrap ()"))
            || (text.contains(&format!("{call} . expect (")) && text.matches(". ").count() < 8)
    });
    match &local.pat {
        Pat::Ident(pat) if takes => Some((pat, init)),
        _ => None,
    }
}

pub(super) fn guard_dropped(function: &Function<'_>) -> Ways {
    let mut out = Ways::new();
    let words = text_of(function.block);
    statements(function, &mut |stmts| {
        for stmt in stmts {
            if let Some((pat, _)) = guard(stmt) {
                let name = pat.ident.to_string();
                // A guard that is used could not be dropped.
                if words.split(' ').filter(|word| *word == name).count() == 1 {
                    out.push(vec![edit(bytes(pat), "_")]);
                }
            }
        }
    });
    out
}

pub(super) fn locks_swapped(function: &Function<'_>) -> Ways {
    let mut out = Ways::new();
    statements(function, &mut |stmts| {
        for pair in stmts.windows(2) {
            if guard(&pair[0]).is_some() && guard(&pair[1]).is_some() {
                let (one, two) = (function.of(&pair[0]), function.of(&pair[1]));
                out.push(vec![edit(bytes(&pair[0]), two), edit(bytes(&pair[1]), one)]);
            }
        }
    });
    out
}

pub(super) fn no_lock(function: &Function<'_>) -> Ways {
    let mut out = Ways::new();
    statements(function, &mut |stmts| {
        for stmt in stmts {
            if guard(stmt).is_some() {
                out.push(vec![edit(bytes(stmt), "")]);
            }
        }
    });
    out
}
