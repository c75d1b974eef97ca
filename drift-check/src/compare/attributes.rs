//! Attributes a user of an item notices, and the rules of macros.

use super::{Aspect, Both, Context, Facts};
use crate::model::item::{Detail, ItemKind};

/// `must_use`, `deprecated`, `non_exhaustive`, `repr`.
pub(super) fn compare(cx: &mut Context<'_>, both: &Both<'_>) {
    let (reference, port) = (&both.reference.attributes, &both.port.attributes);
    for (aspect, name, reference, port) in [
        (Aspect::MustUse, "must_use", reference.must_use, port.must_use),
        (Aspect::Deprecated, "deprecated", reference.deprecated, port.deprecated),
        (Aspect::NonExhaustive, "non_exhaustive", reference.non_exhaustive, port.non_exhaustive),
    ] {
        if reference != port {
            let say = |has: bool| if has { format!("has #[{name}]") } else { format!("has no #[{name}]") };
            cx.changed(both, aspect, "", Facts::both(say(reference), say(port)));
        }
    }
    if reference.repr != port.repr
        && matches!(both.reference.kind, ItemKind::Struct | ItemKind::Enum | ItemKind::Union)
    {
        let list = |hints: &std::collections::BTreeSet<String>| {
            if hints.is_empty() {
                "default".to_owned()
            } else {
                hints.iter().cloned().collect::<Vec<_>>().join(", ")
            }
        };
        cx.changed(both, Aspect::Repr, "", Facts::both(list(&reference.repr), list(&port.repr)));
    }
}

/// The rules of a `macro_rules!` macro, as tokens.
pub(super) fn macro_rules(cx: &mut Context<'_>, both: &Both<'_>) {
    if let (Detail::Macro { tokens: reference }, Detail::Macro { tokens: port }) =
        (&both.reference.detail, &both.port.detail)
        && reference != port
    {
        cx.changed(both, Aspect::MacroBody, "", Facts::default());
    }
}
