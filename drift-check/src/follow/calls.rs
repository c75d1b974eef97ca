//! Who calls whom in one crate, by what names prove.

use super::words::Words;
use crate::model::Crate;
use crate::model::body::{Call, Callee, What};
use crate::model::item::{Detail, ItemId, ItemKind};
use crate::model::path::{Path, Target};
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet, VecDeque};

/// How many calls away a fact may lie.
const DEPTH_MAX: usize = 4;
/// With more methods of one name than this, a call by that name says nothing.
const CANDIDATES_MAX: usize = 4;
/// How many functions are looked into from one start.
const REACH_MAX: usize = 300;

pub(super) struct Calls<'a> {
    krate: &'a Crate,
    words: &'a Words,
    methods: HashMap<(ItemId, &'a str), Vec<ItemId>>,
    by_name: HashMap<&'a str, Vec<ItemId>>,
    callers: OnceCell<Callers<'a>>,
}

/// Who calls.
#[derive(Default)]
struct Callers<'a> {
    /// By what is certainly called.
    of: HashMap<ItemId, Vec<ItemId>>,
    /// Every name that is called at all.
    names: HashSet<&'a str>,
}

impl<'a> Calls<'a> {
    pub(super) fn new(krate: &'a Crate, words: &'a Words) -> Self {
        let callers = OnceCell::new();
        let mut out = Calls { krate, words, methods: HashMap::new(), by_name: HashMap::new(), callers };
        for (id, item) in krate.compared().filter(|(_, item)| item.kind == ItemKind::Method) {
            out.by_name.entry(&item.name).or_default().push(id);
            if let Some(ty) = out.self_type(id) {
                out.methods.entry((ty, &item.name)).or_default().push(id);
            }
        }
        out
    }

    fn self_type(&self, id: ItemId) -> Option<ItemId> {
        let owner = self.krate.owner(id)?;
        match &self.krate.item(owner).detail {
            Detail::Impl(header) => header.self_ty.local_item(),
            _ => Some(owner),
        }
    }

    /// What a call certainly leads to, or a method whose name no other type has.
    pub(super) fn only(&self, from: ItemId, call: &Call) -> Option<ItemId> {
        match self.targets(from, call).as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// What a call is called.
    pub(super) fn name<'n>(&'n self, from: ItemId, call: &'n Call) -> &'n str {
        self.only(from, call).map_or_else(|| call.name(), |id| self.words.name(self.krate, id))
    }

    fn targets(&self, from: ItemId, call: &Call) -> Vec<ItemId> {
        match &call.callee {
            Callee::Path(path) => self.by_path(from, path),
            Callee::Method { name, on_self } => {
                let own = on_self.then(|| self.self_type(from)).flatten();
                let own = own.and_then(|ty| self.methods.get(&(ty, &**name)));
                own.or_else(|| self.by_name.get(&**name))
                    .into_iter()
                    .flatten()
                    .copied()
                    .filter(|id| self.fits(*id, call.argument_count))
                    .collect()
            }
        }
    }

    fn fits(&self, id: ItemId, argument_count: usize) -> bool {
        match &self.krate.item(id).detail {
            Detail::Function { signature, .. } => {
                signature.receiver.is_some() && signature.params.len() == argument_count
            }
            _ => false,
        }
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

    fn callers(&self) -> &Callers<'a> {
        self.callers.get_or_init(|| {
            let mut out = Callers::default();
            for (id, item) in self.krate.compared() {
                let Detail::Function { body: Some(body), .. } = &item.detail else { continue };
                for fact in &body.facts.facts {
                    let What::Call(call) = &fact.what else { continue };
                    out.names.insert(call.name());
                    if let Some(target) = self.only(id, call).filter(|target| *target != id) {
                        out.of.entry(target).or_default().push(id);
                    }
                }
            }
            out
        })
    }

    /// Whether anything calls a function of this name.
    pub(super) fn is_called(&self, name: &str) -> bool {
        self.callers().names.contains(name)
    }

    /// The type that a path to a variant starts with, if it is one of the crate.
    pub(super) fn owner_of_variant(&self, from: ItemId, path: &Path) -> Option<ItemId> {
        let owner = match path.target {
            Target::Local { item, .. } => Some(item),
            Target::SelfType => self.self_type(from),
            _ => None,
        }?;
        match self.krate.item(owner).kind {
            ItemKind::Variant => self.krate.owner(owner),
            _ => Some(owner),
        }
    }

    /// Functions that calls may lead to, and those that certainly call the function; itself left out.
    pub(super) fn around(&self, id: ItemId) -> Vec<ItemId> {
        let mut out = self.behind(id);
        out.extend(self.callers().of.get(&id).into_iter().flatten());
        out
    }

    fn behind(&self, id: ItemId) -> Vec<ItemId> {
        let mut seen = HashSet::from([id]);
        let mut queue = VecDeque::from([(id, 0)]);
        let mut out = Vec::new();
        while let Some((at, depth)) = queue.pop_front() {
            let Detail::Function { body: Some(body), .. } = &self.krate.item(at).detail else { continue };
            for fact in &body.facts.facts {
                let What::Call(call) = &fact.what else { continue };
                let targets = self.targets(at, call);
                if targets.len() > CANDIDATES_MAX || depth >= DEPTH_MAX {
                    continue;
                }
                for target in targets {
                    if out.len() < REACH_MAX && seen.insert(target) {
                        out.push(target);
                        queue.push_back((target, depth + 1));
                    }
                }
            }
        }
        out
    }
}
