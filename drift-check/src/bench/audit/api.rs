//! What a crate offers to its benchmarks.

use crate::model::Crate;
use crate::model::item::{Detail, Item, ItemId, ItemKind, Namespace};
use crate::model::path::{Arg, Args, Path};
use crate::model::signature::Signature;
use crate::model::ty::Ty;

/// A crate as its benchmarks see it.
pub(super) struct Api<'a> {
    krate: &'a Crate,
}

/// What a path denotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lookup {
    /// An item; the number of names that lead to it.
    Item(ItemId, usize),
    /// An item that other crates cannot name this way.
    Private(ItemId),
    /// Something of another crate, or that cannot be known.
    Foreign,
    /// Nothing.
    Absent,
}

/// What a type has under a name.
pub(super) enum Member<'a> {
    /// A function.
    Function(&'a Item, &'a Signature),
    /// Something else, or something that cannot be known.
    Other,
    /// Nothing.
    Absent,
}

/// A type, and whether it is still wrapped in a `Result` or `Option`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) item: ItemId,
    pub(super) wrapped: bool,
}

/// Functions every type may have by traits of the standard library, whether or not they are written down.
const BLANKET: &[&str] = &[
    "borrow",
    "borrow_mut",
    "clone_into",
    "from",
    "into",
    "into_iter",
    "to_owned",
    "to_string",
    "try_from",
    "try_into",
    "type_id",
];

/// Traits of the standard library and the functions they bring.
const KNOWN_TRAITS: &[(&str, &[&str])] = &[
    ("Clone", &["clone", "clone_from"]),
    ("Copy", &[]),
    ("Debug", &["fmt"]),
    ("Default", &["default"]),
    ("Display", &["fmt"]),
    ("Drop", &["drop"]),
    ("Eq", &[]),
    ("Hash", &["hash", "hash_slice"]),
    ("Ord", &["cmp", "max", "min", "clamp"]),
    ("PartialEq", &["eq", "ne"]),
    ("PartialOrd", &["partial_cmp", "lt", "le", "gt", "ge"]),
    ("Send", &[]),
    ("Sync", &[]),
    ("Error", &["source", "description", "cause"]),
    ("From", &["from"]),
    ("AsRef", &["as_ref"]),
    ("Unpin", &[]),
    ("UnwindSafe", &[]),
    ("RefUnwindSafe", &[]),
];

impl<'a> Api<'a> {
    pub(super) fn new(krate: &'a Crate) -> Self {
        Self { krate }
    }

    /// The name benchmarks call the crate by.
    pub(super) fn crate_name(&self) -> &'a str {
        &self.krate.manifest.crate_name
    }

    pub(super) fn item(&self, id: ItemId) -> &'a Item {
        self.krate.item(id)
    }

    /// What a path denotes that starts behind the crate's name.
    pub(super) fn look_up(&self, names: &[&str]) -> Lookup {
        let found = [Namespace::Value, Namespace::Type, Namespace::Macro]
            .into_iter()
            .filter_map(|namespace| self.krate.walk(names, namespace))
            .max_by_key(|(_, used)| *used);
        let Some((item, used)) = found else {
            return if self.may_hide(names) { Lookup::Foreign } else { Lookup::Absent };
        };
        let Some(id) = item else { return Lookup::Foreign };
        if self.is_nameable(id, &names[..used]) { Lookup::Item(id, used) } else { Lookup::Private(id) }
    }

    /// Whether macros or gaps on the way could declare what was not found.
    fn may_hide(&self, names: &[&str]) -> bool {
        let beginning = (0..names.len()).rev().find_map(|len| {
            let (item, used) = self.krate.walk(&names[..len], Namespace::Type)?;
            (used == len).then_some(item).flatten()
        });
        // The root is nobody's parent, so the walk over no names finds it by being empty.
        let module = beginning.map_or_else(|| self.krate.items.first(), |id| Some(self.item(id)));
        let in_macro = module.is_some_and(|module| self.krate.macro_calls.contains_key(&module.span.file));
        in_macro || self.krate.gaps.iter().any(|gap| gap.blocking)
    }

    fn is_nameable(&self, id: ItemId, names: &[&str]) -> bool {
        let item = self.item(id);
        match item.kind {
            ItemKind::Variant => {
                let parent = item.parent.zip(names.split_last());
                parent.is_some_and(|(parent, (_, names))| self.is_nameable(parent, names))
            }
            _ => item.is_root() || item.public_paths.contains(&names.join("::")),
        }
    }

    /// What a type or trait has under a name.
    pub(super) fn member(&self, ty: ItemId, name: &str) -> Member<'a> {
        let ty = self.target(ty);
        let item = self.item(ty);
        if !matches!(item.kind, ItemKind::Struct | ItemKind::Enum | ItemKind::Union | ItemKind::Trait) {
            return Member::Other;
        }
        let own = self.krate.members_of(ty).iter().map(|id| self.item(*id)).find(|item| &*item.name == name);
        if let Some(found) = own {
            return function(found);
        }
        self.by_trait(ty, name)
    }

    /// What the traits of a type bring.
    fn by_trait(&self, ty: ItemId, name: &str) -> Member<'a> {
        let item = self.item(ty);
        let derived = item.attributes.derives.iter().map(String::as_str);
        let mut traits: Vec<&str> = derived.collect();
        for (id, implementation) in self.impls_of(ty) {
            let written =
                self.krate.members_of(id).iter().map(|id| self.item(*id)).find(|item| &*item.name == name);
            if let Some(found) = written {
                return function(found);
            }
            match implementation.local_item() {
                // A provided method is not repeated in the impl.
                Some(local) => {
                    let members = self.krate.members_of(local).iter().map(|id| self.item(*id));
                    if let Some(found) = members.into_iter().find(|item| &*item.name == name) {
                        return function(found);
                    }
                }
                None => traits.push(implementation.last_name()),
            }
        }
        let brings = |known: &(&str, &[&str]), name: &str| known.1.contains(&name);
        let unknown = traits.iter().any(|one| !KNOWN_TRAITS.iter().any(|known| known.0 == *one));
        let known = KNOWN_TRAITS.iter().any(|known| traits.contains(&known.0) && brings(known, name));
        if known
            || unknown
            || BLANKET.contains(&name)
            || !item.attributes.macros.is_empty()
            || item.kind == ItemKind::Trait
            || self.some_trait_has(name)
        {
            return Member::Other;
        }
        Member::Absent
    }

    fn impls_of(&self, ty: ItemId) -> impl Iterator<Item = (ItemId, &'a Path)> {
        self.krate.items.iter().enumerate().filter_map(move |(index, item)| match &item.detail {
            Detail::Impl(header) if header.self_ty.local_item() == Some(ty) => {
                Some((ItemId(index), header.trait_path.as_ref()?))
            }
            _ => None,
        })
    }

    /// Whether a trait of the crate has such a function: it may be implemented for everything.
    fn some_trait_has(&self, name: &str) -> bool {
        self.krate.compared().any(|(id, item)| {
            item.kind == ItemKind::Trait
                && self.krate.members_of(id).iter().any(|member| &*self.item(*member).name == name)
        })
    }

    /// The type an alias stands for.
    fn target(&self, ty: ItemId) -> ItemId {
        match &self.item(ty).detail {
            Detail::Alias { ty: Some(target), .. } => target.local_item().unwrap_or(ty),
            _ => ty,
        }
    }

    /// The type a function returns, if it is one of the crate's.
    pub(super) fn returned(&self, function: &Item, signature: &Signature) -> Option<Typed> {
        let typed = self.typed(signature.output.as_ref()?, function.parent)?;
        Some(Typed { item: self.target(typed.item), ..typed })
    }

    fn typed(&self, ty: &Ty, owner: Option<ItemId>) -> Option<Typed> {
        let Ty::Path(path) = ty.peeled() else { return None };
        let inner = || match &path.segments.last()?.args {
            Args::Angle(args) => args.iter().find_map(|arg| match arg {
                Arg::Ty(ty) => self.typed(ty, owner),
                _ => None,
            }),
            _ => None,
        };
        match path.last_name() {
            "Self" => {
                let owner = owner?;
                // In an impl of a trait, `Self` is what it is for.
                let item = match &self.item(owner).detail {
                    Detail::Impl(header) => header.self_ty.local_item()?,
                    _ => owner,
                };
                Some(Typed { item, wrapped: false })
            }
            "Result" | "Option" => Some(Typed { wrapped: true, ..inner()? }),
            "Arc" | "Box" | "Rc" => inner(),
            _ => Some(Typed { item: path.local_item()?, wrapped: false }),
        }
    }
}

fn function(item: &Item) -> Member<'_> {
    match &item.detail {
        Detail::Function { signature, .. } => Member::Function(item, signature),
        _ => Member::Other,
    }
}
