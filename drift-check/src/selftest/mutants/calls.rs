//! What is called, with what, and in which order.

use super::{Ways, edit};
use crate::selftest::corpus::{Function, blocks, bytes, expressions, signature, text_of};
use syn::{Expr, Stmt};

/// Methods of the standard library that go the other way.
const OPPOSITES: &[(&str, &str)] = &[
    ("rposition", "position"),
    ("position", "rposition"),
    ("first", "last"),
    ("last", "first"),
    ("min", "max"),
    ("max", "min"),
    ("any", "all"),
    ("all", "any"),
    ("front", "back"),
    ("back", "front"),
    ("pop_front", "pop_back"),
    ("pop_back", "pop_front"),
    ("next", "next_back"),
    ("next_back", "next"),
    ("take_while", "skip_while"),
    ("skip_while", "take_while"),
    ("min_by_key", "max_by_key"),
    ("max_by_key", "min_by_key"),
];

fn renamed(function: &Function<'_>, arguments: Option<usize>, names: &[(&str, &str)]) -> Ways {
    let mut out = Ways::new();
    expressions(function.block, &mut |expr| {
        if let Expr::MethodCall(call) = expr
            && arguments.is_none_or(|count| call.args.len() == count)
            && let Some((_, to)) = names.iter().find(|(from, _)| call.method == from)
        {
            out.push(vec![edit(call.method.span().byte_range(), *to)]);
        }
    });
    out
}

pub(super) fn sibling_of_std(function: &Function<'_>) -> Ways {
    renamed(function, None, OPPOSITES)
}

pub(super) fn wrapping(function: &Function<'_>) -> Ways {
    let mut out = Ways::new();
    expressions(function.block, &mut |expr| {
        if let Expr::MethodCall(call) = expr
            && let Some(rest) = call.method.to_string().strip_prefix("saturating_")
        {
            out.push(vec![edit(call.method.span().byte_range(), format!("wrapping_{rest}"))]);
        } else if let Expr::MethodCall(call) = expr
            && let Some(rest) = call.method.to_string().strip_prefix("checked_")
        {
            let arguments: Vec<&str> = call.args.iter().map(|arg| function.of(arg)).collect();
            let new =
                format!("Some({}.wrapping_{rest}({}))", function.of(&*call.receiver), arguments.join(", "));
            out.push(vec![edit(bytes(call), new)]);
        }
    });
    out
}

pub(super) fn other_end(function: &Function<'_>) -> Ways {
    let mut out = renamed(function, Some(1), &[("push_back", "push_front"), ("push_front", "push_back")]);
    expressions(function.block, &mut |expr| {
        let Expr::MethodCall(call) = expr else { return };
        if call.method == "push" && call.args.len() == 1 {
            let argument = function.of(&call.args[0]);
            let new = format!("{}.insert(0, {argument})", function.of(&*call.receiver));
            out.push(vec![edit(bytes(call), new)]);
        } else if call.method == "insert" && call.args.len() == 2 && text_of(&call.args[0]) == "0" {
            let new = format!("{}.push({})", function.of(&*call.receiver), function.of(&call.args[1]));
            out.push(vec![edit(bytes(call), new)]);
        }
    });
    out
}

pub(super) fn swapped(function: &Function<'_>) -> Ways {
    let mut out = Ways::new();
    let plain = |arg: &Expr| matches!(arg, Expr::Path(path) if path.path.get_ident().is_some());
    expressions(function.block, &mut |expr| {
        let args: Vec<&Expr> = match expr {
            Expr::Call(call) => call.args.iter().collect(),
            Expr::MethodCall(call) => call.args.iter().collect(),
            _ => return,
        };
        for pair in args.windows(2) {
            if plain(pair[0]) && plain(pair[1]) && text_of(pair[0]) != text_of(pair[1]) {
                out.push(vec![
                    edit(bytes(pair[0]), function.of(pair[1])),
                    edit(bytes(pair[1]), function.of(pair[0])),
                ]);
            }
        }
    });
    out
}

fn neighbours(function: &Function<'_>, fits: impl Fn(&str) -> bool) -> Ways {
    let mut out = Ways::new();
    blocks(function.block, &mut |block| {
        for pair in block.stmts.windows(2) {
            let (one, two) = (function.of(&pair[0]), function.of(&pair[1]));
            let done = |stmt: &Stmt| matches!(stmt, Stmt::Expr(_, Some(_)));
            if done(&pair[0])
                && done(&pair[1])
                && fits(one)
                && fits(two)
                && text_of(&pair[0]) != text_of(&pair[1])
            {
                out.push(vec![edit(bytes(&pair[0]), two), edit(bytes(&pair[1]), one)]);
            }
        }
    });
    out
}

fn reaches_files(text: &str) -> bool {
    ["sync", "rename", "remove_file", "set_len", "flush()", "write_all", "finish()"]
        .iter()
        .any(|word| text.contains(word))
}

pub(super) fn io_swapped(function: &Function<'_>) -> Ways {
    neighbours(function, reaches_files)
}

pub(super) fn writes_swapped(function: &Function<'_>) -> Ways {
    neighbours(function, |text| text.contains("write_") || text.contains("encode_into"))
}

pub(super) fn no_sync(function: &Function<'_>) -> Ways {
    let mut out = Ways::new();
    blocks(function.block, &mut |block| {
        for stmt in &block.stmts {
            let text = function.of(stmt);
            let syncs =
                [".sync_all()", ".sync_data()", "fsync_directory("].iter().any(|word| text.contains(word));
            if matches!(stmt, Stmt::Expr(Expr::Try(_) | Expr::MethodCall(_) | Expr::Call(_), Some(_)))
                && syncs
            {
                out.push(vec![edit(bytes(stmt), "")]);
            }
        }
    });
    out
}

pub(super) fn other_variant(function: &Function<'_>) -> Ways {
    let mut out = Ways::new();
    expressions(function.block, &mut |expr| {
        let Expr::Path(path) = expr else { return };
        let mut segments = path.path.segments.iter().rev();
        let (Some(last), Some(owner)) = (segments.next(), segments.next()) else { return };
        let Some(names) = function.corpus.variants.get(&owner.ident.to_string()) else { return };
        if let Some(other) = names.iter().find(|name| last.ident != **name)
            && names.iter().any(|name| last.ident == name)
        {
            out.push(vec![edit(last.ident.span().byte_range(), other)]);
        }
    });
    out
}

pub(super) fn other_method(function: &Function<'_>) -> Ways {
    let Some(owner) = &function.owner else { return Ways::new() };
    let mut out = Ways::new();
    let groups: Vec<&Vec<String>> =
        function.corpus.siblings.iter().filter(|((of, _), _)| of == owner).map(|(_, names)| names).collect();
    let own = signature(function.sig);
    expressions(function.block, &mut |expr| {
        let called = match expr {
            Expr::MethodCall(call) if text_of(&call.receiver) == "self" => &call.method,
            Expr::Call(call) => match &*call.func {
                Expr::Path(path) if text_of(&path.path).starts_with("Self ::") => {
                    match path.path.segments.last() {
                        Some(last) => &last.ident,
                        None => return,
                    }
                }
                _ => return,
            },
            _ => return,
        };
        let Some(group) = groups.iter().find(|group| group.iter().any(|name| called == name)) else { return };
        let other = group.iter().find(|name| called != *name && function.sig.ident != **name);
        if let Some(other) = other
            && !own.is_empty()
        {
            out.push(vec![edit(called.span().byte_range(), other.as_str())]);
        }
    });
    out
}

/// Words of a function's expressions, replaced; whole identifiers only.
fn words(function: &Function<'_>, change: impl Fn(&str) -> Option<String>) -> Ways {
    let mut out = Ways::new();
    let mut add = |ident: &syn::Ident| {
        if let Some(new) = change(&ident.to_string()) {
            out.push(vec![edit(ident.span().byte_range(), new)]);
        }
    };
    expressions(function.block, &mut |expr| match expr {
        Expr::MethodCall(call) => {
            add(&call.method);
            for arg in call.turbofish.iter().flat_map(|found| &found.args) {
                if let syn::GenericArgument::Type(syn::Type::Path(path)) = arg {
                    path.path.segments.last().iter().for_each(|last| add(&last.ident));
                }
            }
        }
        Expr::Call(call) => {
            if let Expr::Path(path) = &*call.func {
                path.path.segments.last().iter().for_each(|last| add(&last.ident));
            }
        }
        _ => {}
    });
    out
}

pub(super) fn byte_order(function: &Function<'_>) -> Ways {
    words(function, |name| match name {
        "LittleEndian" => Some("BigEndian".into()),
        "BigEndian" => Some("LittleEndian".into()),
        _ if name.ends_with("_le_bytes") => Some(name.replace("_le_", "_be_")),
        _ if name.ends_with("_be_bytes") => Some(name.replace("_be_", "_le_")),
        _ => None,
    })
}

pub(super) fn other_hash(function: &Function<'_>) -> Ways {
    words(function, |name| {
        let hashes = name.contains("xxh") || name.contains("crc") || name.starts_with("hash");
        hashes.then(|| format!("{name}_other"))
    })
}

pub(super) fn size_guessed(function: &Function<'_>) -> Ways {
    let mut out = Ways::new();
    expressions(function.block, &mut |expr| {
        if let Expr::Call(call) = expr
            && text_of(&call.func).contains("size_of ::")
        {
            out.push(vec![edit(bytes(call), "16")]);
        }
    });
    out
}
