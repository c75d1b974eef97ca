//! One crate's bodies: who calls whom, and what lies behind a call.
//!
//! Calls are resolved twice. *Certain* targets are what names alone prove: free functions, `Self::f`, `self.f()`.
//! *Possible* targets also hold every method of that name and number of arguments, if they are few. That something is
//! missing is only said when the reference certainly has it and the port cannot possibly have it.

use super::gone;
use crate::matching::Matching;
use crate::model::Crate;
use crate::model::body::{BodyFacts, Call, Callee, Fact, Panic, What};
use crate::model::fold::fold;
use crate::model::form::Node;
use crate::model::item::{Body, Detail, ItemId, ItemKind};
use crate::model::path::{Path, Target};
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

/// How many calls away a fact may lie that is certainly there.
const CERTAIN_DEPTH_MAX: usize = 3;
/// How many calls away a fact may lie that is possibly there: further, because it excuses.
const POSSIBLE_DEPTH_MAX: usize = 8;
/// How many functions are looked into from one start.
const REACH_MAX: usize = 800;
/// With more methods of one name than this, a call by that name says nothing.
const CANDIDATES_MAX: usize = 6;

/// What kind of fact a [`Key`] names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    /// `receiver.method` of a lock.
    Lock,
    /// `receiver.method` of an atomic.
    Atomic,
    /// The kind of file access.
    Io,
    /// `Enum::Variant`, in the reference's words.
    Error,
    /// May panic; assertions and indexing do not count.
    Panic,
    /// Has an unsafe block.
    Unsafe,
    /// Part of a condition, locals masked.
    Part,
    /// Something a pattern asks for.
    Pattern,
}

/// A fact that can be looked for behind calls.
pub(super) type Key = (Kind, String);

/// Facts by key, with the calls that lead there.
pub(super) type Reached = BTreeMap<Key, Vec<ItemId>>;

/// A crate's code.
pub(super) struct Code<'a> {
    pub(super) krate: &'a Crate,
    methods: HashMap<(ItemId, &'a str), Vec<ItemId>>,
    by_name: HashMap<&'a str, Vec<ItemId>>,
    fields: HashSet<&'a str>,
    /// Names of everything there is.
    names: HashSet<&'a str>,
    /// Fields of the port that the reference calls differently; empty for the reference.
    renamed_fields: HashMap<&'a str, &'a str>,
    /// The same for functions, types, variants and constants.
    renamed_items: HashMap<&'a str, &'a str>,
    /// What things are made of, by name: only looked for where something seems to be gone.
    makings: OnceCell<HashMap<String, Vec<String>>>,
    /// The items that have a counterpart.
    matched: &'a HashMap<ItemId, ItemId>,
    /// The items' names in the reference; `None` for the reference itself.
    to_reference: Option<(&'a Crate, &'a HashMap<ItemId, ItemId>)>,
}

impl<'a> Code<'a> {
    /// The reference's code.
    pub(super) fn reference(matching: &'a Matching<'a>) -> Self {
        Self::of(matching.reference, &matching.to_port)
    }

    /// The port's code, in the reference's words.
    pub(super) fn port(matching: &'a Matching<'a>) -> Self {
        let mut code = Self::of(matching.port, &matching.to_reference);
        code.to_reference = Some((matching.reference, &matching.to_reference));
        for pair in &matching.pairs {
            let (was, is) = (matching.reference.item(pair.reference), matching.port.item(pair.port));
            if was.name == is.name || is.kind == ItemKind::Impl || is.kind == ItemKind::Module {
                continue;
            }
            if is.kind == ItemKind::Field {
                code.renamed_fields.insert(&is.name, &was.name);
            } else {
                code.renamed_items.insert(&is.name, &was.name);
            }
        }
        // A name that also belongs to something called the same on both sides says nothing.
        for pair in &matching.pairs {
            let (was, is) = (matching.reference.item(pair.reference), matching.port.item(pair.port));
            if was.name == is.name {
                let names = if is.kind == ItemKind::Field {
                    &mut code.renamed_fields
                } else {
                    &mut code.renamed_items
                };
                names.remove(&*is.name);
            }
        }
        code
    }

    fn of(krate: &'a Crate, matched: &'a HashMap<ItemId, ItemId>) -> Self {
        let mut code = Code {
            krate,
            methods: HashMap::new(),
            by_name: HashMap::new(),
            fields: HashSet::new(),
            names: HashSet::new(),
            renamed_fields: HashMap::new(),
            renamed_items: HashMap::new(),
            makings: OnceCell::new(),
            matched,
            to_reference: None,
        };
        for (id, item) in krate.compared() {
            code.names.insert(&item.name);
            match item.kind {
                ItemKind::Method => {
                    code.by_name.entry(&item.name).or_default().push(id);
                    if let Some(ty) = code.self_type(id) {
                        code.methods.entry((ty, &item.name)).or_default().push(id);
                    }
                }
                ItemKind::Field => drop(code.fields.insert(&item.name)),
                _ => {}
            }
        }
        code
    }

    /// Whether any type has a field of this name, in the reference's words.
    pub(super) fn has_field(&self, name: &str) -> bool {
        let last = name.rsplit('.').next().unwrap_or(name);
        self.fields.contains(last) || self.renamed_fields.values().any(|known| *known == last)
    }

    /// Whether any type has fields of both names, in the reference's words: only then can one be taken for the other.
    pub(super) fn has_fields_together(&self, one: &str, two: &str) -> bool {
        let mut seen: HashMap<Option<ItemId>, (bool, bool)> = HashMap::new();
        self.krate.compared().filter(|(_, item)| item.kind == ItemKind::Field).any(|(_, item)| {
            let name = self.field(&item.name);
            let found = seen.entry(item.parent).or_default();
            found.0 |= name == one;
            found.1 |= name == two;
            *found == (true, true)
        })
    }

    /// Whether any function takes a lock of this name, in the reference's words.
    pub(super) fn locks(&self, receiver: &str) -> bool {
        self.krate.compared().filter_map(|(id, _)| self.body(id)).any(|body| {
            body.facts
                .facts
                .iter()
                .any(|fact| matches!(&fact.what, What::Lock(lock) if self.field(&lock.receiver) == receiver))
        })
    }

    /// The body of a function.
    pub(super) fn body(&self, id: ItemId) -> Option<&'a Body> {
        match &self.krate.item(id).detail {
            Detail::Function { body, .. } => body.as_ref(),
            _ => None,
        }
    }

    fn self_type(&self, id: ItemId) -> Option<ItemId> {
        let owner = self.krate.owner(id)?;
        match &self.krate.item(owner).detail {
            Detail::Impl(header) => header.self_ty.local_item(),
            _ => Some(owner),
        }
    }

    /// The name of an item in the reference's words.
    fn name(&self, id: ItemId) -> &'a str {
        match self.to_reference.and_then(|(krate, map)| Some(&krate.item(*map.get(&id)?).name)) {
            Some(name) => name,
            None => &self.krate.item(id).name,
        }
    }

    /// A field's name in the reference's words.
    pub(super) fn field<'n>(&'n self, name: &'n str) -> &'n str {
        self.renamed_fields.get(name).copied().unwrap_or(name)
    }

    /// A function's, type's, variant's or constant's name in the reference's words, with the type before it if the tree
    /// has one. `own` is what `Self` stands for.
    pub(super) fn renamed(&self, name: &str, own: Option<&str>) -> String {
        let one = |name: &str| self.renamed_items.get(name).copied().unwrap_or(name).to_owned();
        match name.split_once("::") {
            Some(("Self", rest)) => format!("{}::{}", own.unwrap_or("Self"), one(rest)),
            Some((owner, rest)) => format!("{}::{}", one(owner), one(rest)),
            None if name == "Self" => own.unwrap_or("Self").to_owned(),
            None => one(name),
        }
    }

    /// Whether an item has a counterpart.
    pub(super) fn is_matched(&self, id: ItemId) -> bool {
        self.matched.contains_key(&id)
    }

    /// The value of the constants of this name, if it can be computed and is the same for all.
    pub(super) fn constant(&self, name: &str) -> Option<i128> {
        let last = name.rsplit("::").next().unwrap_or(name);
        let mut values = self.krate.compared().filter_map(|(id, item)| match &item.detail {
            Detail::Value { value: Some(value), mutable: false, .. } if self.name(id) == last => {
                Some(fold(self.krate, value))
            }
            _ => None,
        });
        let first = values.next()??;
        values.all(|other| other == Some(first)).then_some(first)
    }

    /// Whether something of the crate goes by this name, in the reference's words.
    pub(super) fn has_name(&self, name: &str) -> bool {
        self.names.contains(name)
            || self.renamed_items.values().chain(self.renamed_fields.values()).any(|known| *known == name)
    }

    /// What `Self` stands for around a function, in the reference's words.
    pub(super) fn own_type_name(&self, id: ItemId) -> Option<&'a str> {
        self.self_type(id).map(|ty| self.name(ty))
    }

    /// What a call is called in the reference.
    pub(super) fn call_name(&self, from: ItemId, call: &'a Call) -> &'a str {
        match self.certain(from, call).as_slice() {
            [only] => self.name(*only),
            _ => call.name(),
        }
    }

    pub(super) fn certain(&self, from: ItemId, call: &Call) -> Vec<ItemId> {
        let found = match &call.callee {
            Callee::Path(path) => self.by_path(from, path),
            Callee::Method { name, on_self: true } => self
                .self_type(from)
                .and_then(|ty| self.methods.get(&(ty, &**name)))
                .cloned()
                .unwrap_or_default(),
            Callee::Method { .. } => Vec::new(),
        };
        if found.len() == 1 { found } else { Vec::new() }
    }

    fn by_path(&self, from: ItemId, path: &Path) -> Vec<ItemId> {
        let (ty, rest) = match path.target {
            Target::Local { item, consumed } => (Some(item), path.segments.len().saturating_sub(consumed)),
            Target::SelfType => (self.self_type(from), path.segments.len().saturating_sub(1)),
            _ => return Vec::new(),
        };
        let Some(ty) = ty else { return Vec::new() };
        match rest {
            0 => vec![ty],
            1 => self.methods.get(&(ty, path.last_name())).cloned().unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    /// Everything a call may lead to.
    fn possible(&self, from: ItemId, call: &Call) -> Vec<ItemId> {
        let certain = self.certain(from, call);
        if !certain.is_empty() {
            return certain;
        }
        let (name, receiver) = match &call.callee {
            Callee::Path(path) => (path.last_name(), 0),
            Callee::Method { name, .. } => (&**name, 1),
        };
        let Some(found) = self.by_name.get(name) else { return Vec::new() };
        let fits = |id: &&ItemId| match &self.krate.item(**id).detail {
            Detail::Function { signature, .. } => {
                let own = usize::from(signature.receiver.is_some());
                signature.params.len() + own == call.argument_count + receiver || receiver == 0
            }
            _ => false,
        };
        let fitting: Vec<ItemId> = found.iter().filter(fits).copied().collect();
        if fitting.len() <= CANDIDATES_MAX { fitting } else { Vec::new() }
    }

    /// The calls of a body whose names are not in `known`, resolved.
    pub(super) fn starts(&self, from: ItemId, known: Option<&BTreeSet<&str>>, certain: bool) -> Vec<ItemId> {
        let Some(body) = self.body(from) else { return Vec::new() };
        let mut out = Vec::new();
        for call in calls(&body.facts) {
            if known.is_some_and(|known| known.contains(self.call_name(from, call))) {
                continue;
            }
            out.extend(if certain { self.certain(from, call) } else { self.possible(from, call) });
        }
        out
    }

    /// Names of everything a body calls, in the reference's words.
    pub(super) fn call_names(&self, from: ItemId) -> BTreeSet<&'a str> {
        let Some(body) = self.body(from) else { return BTreeSet::new() };
        calls(&body.facts).map(|call| self.call_name(from, call)).collect()
    }

    /// Everything that lies behind these functions, themselves included.
    pub(super) fn reach(&self, starts: &[ItemId], certain: bool) -> Reached {
        let mut out = Reached::new();
        let depth_max = if certain { CERTAIN_DEPTH_MAX } else { POSSIBLE_DEPTH_MAX };
        let mut seen: HashSet<ItemId> = starts.iter().copied().collect();
        let mut queue: VecDeque<Vec<ItemId>> = starts.iter().map(|id| vec![*id]).collect();
        while let Some(trail) = queue.pop_front() {
            let Some((id, body)) = trail.last().and_then(|id| Some((*id, self.body(*id)?))) else { continue };
            for fact in &body.facts.facts {
                for key in self.keys(id, fact) {
                    out.entry(key).or_insert_with(|| trail.clone());
                }
                if let What::Call(call) = &fact.what
                    && trail.len() < depth_max
                    && seen.len() < REACH_MAX
                {
                    let next = if certain { self.certain(id, call) } else { self.possible(id, call) };
                    for callee in next.into_iter().filter(|callee| seen.insert(*callee)) {
                        queue.push_back(trail.iter().copied().chain([callee]).collect());
                    }
                }
            }
        }
        out
    }

    /// Everything that a function names, itself or in what it may call, in the reference's words.
    pub(super) fn names_reached(&self, from: ItemId) -> BTreeSet<String> {
        let mut out = BTreeSet::new();
        let mut seen = HashSet::from([from]);
        let mut queue = VecDeque::from([(from, 0)]);
        while let Some((id, depth)) = queue.pop_front() {
            let names = if id == from { gone::names } else { gone::names_made };
            out.extend(self.names_in(id, names));
            let Some(body) = self.body(id).filter(|_| depth < POSSIBLE_DEPTH_MAX) else { continue };
            for call in calls(&body.facts) {
                out.insert(self.call_name(id, call).to_owned());
                let next = if seen.len() < REACH_MAX { self.possible(id, call) } else { Vec::new() };
                queue
                    .extend(next.into_iter().filter(|callee| seen.insert(*callee)).map(|id| (id, depth + 1)));
            }
        }
        // The function's own name stands for its signature only: one of the same name that it may call is another one.
        self.with_makings(out, self.renamed(&self.krate.item(from).name, None))
    }

    /// Names, and what constants, types and macros of these names and of one more are made of, in the reference's words.
    fn with_makings(&self, mut names: BTreeSet<String>, own: String) -> BTreeSet<String> {
        let makings = self.makings.get_or_init(|| self.all_makings());
        let mut new: Vec<String> = names.iter().cloned().chain([own]).collect();
        while let Some(name) = new.pop() {
            for part in makings.get(&name).into_iter().flatten() {
                if names.insert(part.clone()) {
                    new.push(part.clone());
                }
            }
        }
        names
    }

    /// By name: what the value of a constant, the types of a field or of a function, a discriminant or the rules of a macro
    /// name, and what another name given by `use` stands for.
    fn all_makings(&self) -> HashMap<String, Vec<String>> {
        let mut out: HashMap<String, Vec<String>> = HashMap::new();
        let mut add = |name: &str, words: &str, with_variants: bool| {
            let words = words.split(|c: char| !c.is_alphanumeric() && c != '_');
            // Whatever else the words are, constants are written like this, and types look like variants.
            let is_constant = |word: &str| word.len() > 1 && word.chars().all(|c| !c.is_lowercase());
            let is_variant = |word: &str| with_variants && word.starts_with(char::is_uppercase);
            let constants = words.filter(|word| is_constant(word) || is_variant(word));
            let renamed = constants.map(|word| self.renamed(word, None));
            out.entry(self.renamed(name, None)).or_default().extend(renamed);
        };
        for (_, item) in self.krate.compared() {
            match &item.detail {
                Detail::Function { signature, body, .. } => {
                    add(&item.name, &format!("{signature:?}"), false);
                    let written =
                        body.iter().flat_map(|body| &body.facts.facts).filter_map(|fact| match &fact.what {
                            What::Written { ty, .. } => Some(format!("{ty:?}")),
                            _ => None,
                        });
                    written.for_each(|ty| add(&item.name, &ty, false));
                }
                detail => {
                    let values = matches!(detail, Detail::Value { .. } | Detail::Macro { .. });
                    add(&item.name, &format!("{detail:?}"), values);
                }
            }
        }
        for (alias, name) in self.krate.aliases() {
            add(alias, name, true);
        }
        out
    }

    /// What the body of a function names, in the reference's words.
    fn names_in(&self, id: ItemId, names: impl Fn(&Node) -> BTreeSet<&str>) -> Vec<String> {
        let Some(body) = self.body(id) else { return Vec::new() };
        let own = self.own_type_name(id);
        names(&body.facts.tree.root).into_iter().map(|name| self.renamed(name, own)).collect()
    }

    /// Whether any function, or anything else but its own definition, names this, in the reference's words.
    pub(super) fn is_used(&self, name: &str) -> bool {
        let makings = self.makings.get_or_init(|| self.all_makings());
        makings.values().flatten().any(|part| part == name)
            || self
                .krate
                .compared()
                .any(|(id, _)| self.names_in(id, gone::names).iter().any(|used| used == name))
    }

    /// Whether all constants and variants of this name have counterparts, and there is one.
    pub(super) fn is_matched_value(&self, name: &str) -> bool {
        let is_constant = |kind| {
            matches!(
                kind,
                ItemKind::Constant | ItemKind::AssociatedConstant | ItemKind::Static | ItemKind::Variant
            )
        };
        let mut of_name = self
            .krate
            .compared()
            .filter(|(_, item)| *item.name == *name && is_constant(item.kind))
            .peekable();
        of_name.peek().is_some() && of_name.all(|(id, _)| self.is_matched(id))
    }

    /// The keys a fact can be found under.
    pub(super) fn keys(&self, id: ItemId, fact: &Fact) -> Vec<Key> {
        match &fact.what {
            What::Lock(lock) => {
                vec![(Kind::Lock, format!("{}.{}", self.field(&lock.receiver), lock.method))]
            }
            What::Atomic(atomic) => {
                vec![(Kind::Atomic, format!("{}.{}", self.field(&atomic.receiver), atomic.method))]
            }
            What::Io(io) => vec![(Kind::Io, (*io).to_owned())],
            What::Error(path) => self.variant(id, path).map(|name| (Kind::Error, name)).into_iter().collect(),
            What::Panic(Panic::Unwrap | Panic::Expect | Panic::Macro) => vec![(Kind::Panic, String::new())],
            What::Unsafe => vec![(Kind::Unsafe, String::new())],
            What::Pattern(name) => vec![(Kind::Pattern, name.to_string())],
            What::Condition(condition) => {
                condition.parts.iter().map(|part| (Kind::Part, part.masked.to_string())).collect()
            }
            _ => Vec::new(),
        }
    }

    /// `Enum::Variant`, in the reference's words, if the path names an error variant of the crate.
    fn variant(&self, from: ItemId, path: &Path) -> Option<String> {
        let (item, rest) = match path.target {
            Target::Local { item, consumed } => (item, path.segments.len().saturating_sub(consumed)),
            Target::SelfType => (self.self_type(from)?, path.segments.len().saturating_sub(1)),
            _ => return None,
        };
        let is_variant = |id: &&ItemId| {
            let found = self.krate.item(**id);
            found.kind == ItemKind::Variant && *found.name == *path.last_name()
        };
        let variant = match rest {
            0 => item,
            _ => *self.krate.members_of(item).iter().find(is_variant)?,
        };
        if self.krate.item(variant).kind != ItemKind::Variant {
            return None;
        }
        let owner = self.krate.owner(variant)?;
        let owner_name = self.name(owner);
        owner_name.contains("Error").then(|| format!("{owner_name}::{}", self.name(variant)))
    }

    /// Whether the crate has an error variant of this name, in the reference's words.
    pub(super) fn has_variant(&self, name: &str) -> bool {
        let last = name.rsplit("::").next().unwrap_or(name);
        self.krate.compared().any(|(id, item)| item.kind == ItemKind::Variant && self.name(id) == last)
    }
}

/// The calls of a body, and where they are.
pub(super) fn calls_with_lines(body: &BodyFacts) -> impl Iterator<Item = (&Call, usize)> {
    body.facts.iter().filter_map(|fact| match &fact.what {
        What::Call(call) => Some((call, fact.line)),
        _ => None,
    })
}

/// The calls of a body.
pub(super) fn calls(body: &BodyFacts) -> impl Iterator<Item = &Call> {
    calls_with_lines(body).map(|(call, _)| call)
}
