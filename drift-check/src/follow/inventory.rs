//! The facts of one item on one side: what it declares, and what its body and the helpers only it has do.
//!
//! Helpers are read as a part of their callers where they exist on one side only. Code that was merely moved into a
//! new function, or back, then counts the same on both sides, and falls out.

use super::calls::Calls;
use super::fact::{FactKind, Key};
use super::words::Words;
use crate::compare::canon;
use crate::model::Crate;
use crate::model::body::{BodyFacts, Fact, Outcome, Panic, What};
use crate::model::cfg::Cfg;
use crate::model::item::{Detail, Item, ItemId, ItemKind};
use crate::model::written;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use xxhash_rust::xxh3::xxh3_64;

/// How deep helpers are read as a part of their callers.
const INLINE_DEPTH_MAX: usize = 4;

/// Calls that change how a value is held, not what is done with it.
const NEUTRAL_CALLS: &[&str] = &[
    "as_mut",
    "as_ref",
    "as_slice",
    "as_str",
    "borrow",
    "borrow_mut",
    "by_ref",
    "cloned",
    "copied",
    "deref",
    "deref_mut",
    "expect",
    "from",
    "into",
    "into_iter",
    "iter",
    "iter_mut",
    "to_owned",
    "to_string",
    "unwrap",
];

/// Facts by key: how often, and where first.
pub(super) type Facts = BTreeMap<Key, Count>;

/// How often a fact holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Count {
    pub(super) count: usize,
    /// Line of the first one, in the file of the item itself; 0 if it is in a helper.
    pub(super) line: usize,
}

/// One side with all that is needed to take stock of its items.
pub(super) struct Inventory<'a> {
    pub(super) krate: &'a Crate,
    pub(super) words: &'a Words,
    pub(super) calls: Calls<'a>,
    /// Helpers that were read as a part of a caller.
    inlined: RefCell<HashSet<ItemId>>,
}

impl<'a> Inventory<'a> {
    pub(super) fn new(krate: &'a Crate, words: &'a Words) -> Self {
        Inventory { krate, words, calls: Calls::new(krate, words), inlined: RefCell::default() }
    }

    /// Whether some caller's facts contain this function's.
    pub(super) fn was_inlined(&self, id: ItemId) -> bool {
        self.inlined.borrow().contains(&id)
    }

    /// The body of a function.
    pub(super) fn body(&self, id: ItemId) -> Option<&'a BodyFacts> {
        match &self.krate.item(id).detail {
            Detail::Function { body: Some(body), .. } => Some(&body.facts),
            _ => None,
        }
    }

    /// All facts of an item.
    pub(super) fn facts(&self, id: ItemId) -> Facts {
        let mut out = Facts::new();
        self.declared(id, &mut out);
        self.done(id, &mut out);
        out
    }

    /// What its body does.
    fn done(&self, id: ItemId, out: &mut Facts) {
        let Some(body) = self.body(id) else { return };
        let mut seen = HashSet::from([id]);
        let mut order = Vec::new();
        self.walk(id, body, 0, &mut seen, &mut order, out);
        if order.len() > 1 {
            add(out, Key::new(FactKind::IoOrder, order.join(", then ")), 0);
        }
        for (word, count) in runs(&body.words) {
            // Too many to name; which ones they are does not matter, only that they are the same.
            out.insert(Key::new(FactKind::Wording, format!("{word:016x}")), Count { count, line: 0 });
        }
        add(out, Key::new(FactKind::Wording, format!("order {:016x}", body.shape)), 0);
    }

    fn walk(
        &self,
        id: ItemId,
        body: &BodyFacts,
        depth: usize,
        seen: &mut HashSet<ItemId>,
        order: &mut Vec<&'static str>,
        out: &mut Facts,
    ) {
        for fact in &body.facts {
            let line = if depth == 0 { fact.line } else { 0 };
            if let What::Io(io @ ("sync" | "rename" | "set_len" | "remove_file" | "hard_link")) = fact.what {
                order.push(io);
            }
            if let What::Call(call) = &fact.what
                && let Some(helper) = self.calls.only(id, call)
                && !self.words.is_shared(helper)
                && depth < INLINE_DEPTH_MAX
                && let Some(inner) = self.body(helper)
            {
                self.inlined.borrow_mut().insert(helper);
                if seen.insert(helper) {
                    self.walk(helper, inner, depth + 1, seen, order, out);
                }
                continue;
            }
            for key in self.keys(id, fact) {
                add(out, key, line);
            }
        }
    }

    /// The keys of one fact of a body.
    pub(super) fn keys(&self, id: ItemId, fact: &Fact) -> Vec<Key> {
        let one = |kind, text: String| vec![Key::new(kind, text)];
        match &fact.what {
            What::Lock(lock) => {
                let name = format!("{}.{}", self.words.field(&lock.receiver), lock.method);
                vec![
                    Key::new(FactKind::Held, format!("{name} {}", lock.held.word())),
                    Key::new(FactKind::Lock, name),
                ]
            }
            What::Atomic(atomic) => one(
                FactKind::Atomic,
                format!(
                    "{}.{}({})",
                    self.words.field(&atomic.receiver),
                    atomic.method,
                    atomic.orderings.join(", ")
                ),
            ),
            What::Fence(ordering) => one(FactKind::Fence, ordering.to_string()),
            What::Shared(what) => one(FactKind::Shared, (*what).to_owned()),
            What::Panic(panic) => one(FactKind::Panic, panic_word(*panic).to_owned()),
            What::Arithmetic { mode, operation } => one(FactKind::Arithmetic, format!("{mode} {operation}")),
            What::Unsafe => one(FactKind::Unsafe, String::new()),
            What::Error(path) => match self.calls.owner_of_variant(id, path) {
                // `Self::Variant` looks like an error while a file is read on its own.
                Some(owner) if !self.krate.item(owner).name.contains("Error") => {
                    one(FactKind::Use, path.last_name().to_owned())
                }
                _ => one(FactKind::Error, path.last_name().to_owned()),
            },
            What::Comparison(found) => {
                one(FactKind::Comparison, format!("{} {} {}", found.left, found.operator, found.right))
            }
            What::Condition(condition) => {
                let kind = if condition.guard { FactKind::Guard } else { FactKind::Condition };
                let parts = condition.parts.iter().filter(|part| !part.masked.is_empty());
                parts.map(|part| Key::new(kind, part.masked.to_string())).collect()
            }
            What::Pattern(name) => one(FactKind::Pattern, name.to_string()),
            What::Io(io) => one(FactKind::Io, (*io).to_owned()),
            What::Allocation(what) => one(FactKind::Allocation, what.to_string()),
            What::Loop(kind) => one(FactKind::Loop, (*kind).to_owned()),
            What::Literal(text) => {
                one(if text.starts_with('"') { FactKind::Text } else { FactKind::Literal }, text.to_string())
            }
            What::Written { place, ty } => {
                let ty = crate::compare::written_type(self.krate, id, ty);
                one(FactKind::Written, format!("{place} {ty}"))
            }
            What::Call(call) => {
                let name = self.calls.name(id, call);
                let mut out = Vec::new();
                // What is used as a statement of its own often has no result; then the call alone says it all.
                if call.outcome == Outcome::Discarded {
                    out.push(Key::new(FactKind::Discarded, name));
                }
                if self.calls.only(id, call).is_some() {
                    out.push(Key::new(FactKind::Call, name));
                } else if !NEUTRAL_CALLS.contains(&name) {
                    out.push(Key::new(FactKind::Use, name));
                }
                out
            }
        }
    }

    /// What an item declares.
    fn declared(&self, id: ItemId, out: &mut Facts) {
        let item = self.krate.item(id);
        let mut say = |kind, text: String| add(out, Key::new(kind, text), item.span.line);
        // A function that a macro declares is known by name only; what it is cannot have changed.
        say(FactKind::Kind, item.kind.word().to_owned());
        if item.cfg != Cfg::Always {
            say(FactKind::Cfg, item.cfg.to_string());
        }
        if item.kind != ItemKind::Impl && self.krate.owner(id).is_none_or(|owner| !self.is_impl(owner)) {
            say(FactKind::Reach, item.reach.word().to_owned());
            if item.attributes.documented {
                say(FactKind::Documented, String::new());
            }
        }
        attributes(item, &mut say);
        self.detail(id, item, &mut say);
    }

    fn is_impl(&self, id: ItemId) -> bool {
        self.krate.item(id).kind == ItemKind::Impl
    }

    fn detail(&self, id: ItemId, item: &Item, say: &mut impl FnMut(FactKind, String)) {
        let mut canon = canon(self.krate, self.words, id, true);
        match &item.detail {
            // What implements a trait has the trait's signature.
            Detail::Function { .. } if self.krate.owner(id).is_some_and(|owner| self.is_impl(owner)) => {}
            Detail::Function { signature, block, body } => {
                let found = canon.signature(signature, block.map(|block| self.krate.block(block)));
                if !found.receiver.is_empty() {
                    say(FactKind::Receiver, found.receiver);
                }
                for (idx, param) in found.params.into_iter().enumerate() {
                    say(FactKind::Parameter, format!("{}: {param}", idx + 1));
                }
                say(FactKind::Output, found.output);
                found.bounds.into_iter().for_each(|bound| say(FactKind::Bound, bound));
                let words = &signature.qualifiers;
                for (set, word) in
                    [(words.constness, "const"), (words.asyncness, "async"), (words.unsafety, "unsafe")]
                {
                    if set {
                        say(FactKind::Qualifier, word.to_owned());
                    }
                }
                words.abi.iter().for_each(|abi| say(FactKind::Qualifier, format!("extern {abi:?}")));
                if self.krate.owner(id).is_some() && body.is_some() {
                    say(FactKind::Kind, "with a body".into());
                }
            }
            Detail::Value { ty, value, mutable, .. } => {
                say(FactKind::Type, canon.eliding_static().ty(ty));
                value.iter().for_each(|value| say(FactKind::Value, canon.eliding_static().expr(value)));
                if *mutable {
                    say(FactKind::Qualifier, "mut".into());
                }
            }
            Detail::Alias { ty, bounds, .. } => {
                ty.iter().for_each(|ty| say(FactKind::Type, canon.ty(ty)));
                canon.bounds(bounds).into_iter().for_each(|bound| say(FactKind::Bound, bound));
            }
            Detail::Adt { generics, .. } => {
                canon.parameter_list(generics).into_iter().for_each(|param| say(FactKind::Parameter, param));
                canon.generics(generics).into_iter().for_each(|bound| say(FactKind::Bound, bound));
            }
            Detail::Trait { generics, supertraits, .. } => {
                canon.parameter_list(generics).into_iter().for_each(|param| say(FactKind::Parameter, param));
                canon.bounds(supertraits).into_iter().for_each(|bound| say(FactKind::Bound, bound));
            }
            Detail::Field { ty, .. } => say(FactKind::Type, canon.ty(ty)),
            Detail::Variant { fields, discriminant, .. } => {
                for field in fields {
                    say(FactKind::Type, format!("{}: {}", field.name, canon.ty(&field.ty)));
                }
                discriminant.iter().for_each(|value| say(FactKind::Value, canon.expr(value)));
            }
            Detail::Impl(header) => {
                canon.generics(&header.generics).into_iter().for_each(|bound| say(FactKind::Bound, bound));
            }
            Detail::Macro { tokens } => {
                say(FactKind::MacroBody, format!("{:016x}", xxh3_64(tokens.as_bytes())));
            }
            Detail::Module | Detail::Opaque { .. } => {}
        }
    }

    /// Everything that may lie behind the calls of a function, or in front of it: a caller may do it just as well.
    pub(super) fn behind(&self, id: ItemId) -> BTreeSet<Key> {
        let mut out = BTreeSet::new();
        for callee in self.calls.around(id) {
            if let Some(body) = self.body(callee) {
                body.facts.iter().for_each(|fact| out.extend(self.keys(callee, fact)));
            }
        }
        out
    }

    /// The declaration of an item, as written.
    pub(super) fn declaration(&self, id: ItemId) -> String {
        written::declaration(self.krate.item(id))
    }
}

fn attributes(item: &Item, say: &mut impl FnMut(FactKind, String)) {
    let found = &item.attributes;
    for (set, word) in [
        (found.must_use, "must_use"),
        (found.non_exhaustive, "non_exhaustive"),
        (found.deprecated, "deprecated"),
        (found.default_variant, "default"),
        (found.macro_export, "macro_export"),
    ] {
        if set {
            say(FactKind::Attribute, word.to_owned());
        }
    }
    found.derives.iter().for_each(|name| say(FactKind::Attribute, format!("derive {name}")));
    found.repr.iter().for_each(|hint| say(FactKind::Attribute, format!("repr {hint}")));
}

fn panic_word(panic: Panic) -> &'static str {
    match panic {
        Panic::Unwrap => "unwrap",
        Panic::Expect => "expect",
        Panic::Macro => "panic!",
        Panic::Assert => "assert!",
        Panic::Index => "an index",
        Panic::Slice => "a slice of a range",
    }
}

fn add(out: &mut Facts, key: Key, line: usize) {
    let entry = out.entry(key).or_insert(Count { count: 0, line });
    entry.count += 1;
    if entry.line == 0 {
        entry.line = line;
    }
}

/// Equal neighbours and how many they are.
fn runs(sorted: &[u64]) -> impl Iterator<Item = (u64, usize)> {
    sorted.chunk_by(|a, b| a == b).filter_map(|run| Some((*run.first()?, run.len())))
}
