//! Functions and methods: what a caller sees.

use super::{Aspect, Both, Context, Facts};
use crate::model::canonical::{Canon, CanonSignature};
use crate::model::item::{Detail, Item, ItemKind};
use crate::model::signature::{Qualifiers, Signature};
use crate::model::{Crate, item::ItemId};
use std::collections::BTreeSet;

/// Compares two functions.
pub(super) fn compare(cx: &mut Context<'_>, both: &Both<'_>) {
    let (
        Detail::Function { signature: reference, body: reference_body, .. },
        Detail::Function { signature: port, body: port_body, .. },
    ) = (&both.reference.detail, &both.port.detail)
    else {
        return;
    };
    if let (Some(reference), Some(port)) = (reference_body, port_body)
        && port.stub
        && !reference.stub
    {
        cx.changed(both, Aspect::StubBody, "", Facts::default());
    }
    if owner_kind(cx.matching.reference, both.pair.reference) == Some(ItemKind::Impl) {
        // The trait dictates this signature.
        return;
    }
    if owner_kind(cx.matching.reference, both.pair.reference) == Some(ItemKind::Trait)
        && reference_body.is_some() != port_body.is_some()
    {
        super::traits::provided(cx, both, reference_body.is_some(), port_body.is_some());
    }
    qualifiers(cx, both, reference, port);
    pieces(cx, both, reference, port);
}

fn owner_kind(krate: &Crate, id: ItemId) -> Option<ItemKind> {
    krate.owner(id).map(|owner| krate.item(owner).kind)
}

fn qualifiers(cx: &mut Context<'_>, both: &Both<'_>, reference: &Signature, port: &Signature) {
    if reference.qualifiers != port.qualifiers || reference.variadic != port.variadic {
        let facts = Facts::both(
            words(&reference.qualifiers, reference.variadic),
            words(&port.qualifiers, port.variadic),
        );
        cx.changed(both, Aspect::Qualifiers, "", facts);
    }
}

fn words(qualifiers: &Qualifiers, variadic: bool) -> String {
    let mut words = Vec::new();
    for (set, word) in
        [(qualifiers.constness, "const"), (qualifiers.asyncness, "async"), (qualifiers.unsafety, "unsafe")]
    {
        if set {
            words.push(word.to_owned());
        }
    }
    words.extend(qualifiers.abi.as_ref().map(|abi| format!("extern {abi:?}")));
    words.push("fn".into());
    if variadic {
        words.push("(...)".into());
    }
    words.join(" ")
}

/// All spellings of both signatures: aliases kept, aliases replaced, and the first with parameters by name.
struct Spelt {
    kept: (CanonSignature, CanonSignature),
    replaced: (CanonSignature, CanonSignature),
    readable: (CanonSignature, CanonSignature),
}

/// Both signatures, canonical and readable.
fn spell(cx: &Context<'_>, both: &Both<'_>, expand: bool) -> [(CanonSignature, CanonSignature); 2] {
    let (mut reference, mut port) = cx.canons(both, expand);
    let canonical = (
        signature(cx.matching.reference, both.reference, &mut reference),
        signature(cx.matching.port, both.port, &mut port),
    );
    let named = (readable(&reference, &canonical.0), readable(&port, &canonical.1));
    [canonical, named]
}

fn readable(canon: &Canon<'_>, signature: &CanonSignature) -> CanonSignature {
    CanonSignature {
        receiver: canon.readable(&signature.receiver),
        params: signature.params.iter().map(|param| canon.readable(param)).collect(),
        output: canon.readable(&signature.output),
        bounds: signature.bounds.iter().map(|bound| canon.readable(bound)).collect(),
    }
}

fn signature(krate: &Crate, item: &Item, canon: &mut Canon<'_>) -> CanonSignature {
    match &item.detail {
        Detail::Function { signature, block, .. } => {
            canon.signature(signature, block.map(|block| krate.block(block)))
        }
        _ => canon.signature(&Signature::default(), None),
    }
}

fn pieces(cx: &mut Context<'_>, both: &Both<'_>, reference: &Signature, port: &Signature) {
    let [kept, readable] = spell(cx, both, false);
    if kept.0 == kept.1 {
        return;
    }
    let [replaced, _] = spell(cx, both, true);
    let spelt = Spelt { kept, replaced, readable };
    if let Some((was, is)) = differing(&spelt, |signature| &signature.receiver) {
        let say = |receiver: String| if receiver.is_empty() { "no receiver".to_owned() } else { receiver };
        cx.changed(both, Aspect::Receiver, "", Facts::both(say(was), say(is)));
    }
    if reference.params.len() == port.params.len() {
        parameters(cx, both, reference, port, &spelt);
    } else {
        let count = |signature: &CanonSignature| signature.params.len().to_string();
        let facts = Facts::both(count(&spelt.readable.0), count(&spelt.readable.1));
        cx.changed(both, Aspect::ParameterCount, "", facts);
    }
    if let Some((was, is)) = differing(&spelt, |signature| &signature.output)
        && !same_alone(cx, both, |canon, signature| {
            signature.output.as_ref().map_or_else(|| "()".into(), |ty| canon.ty(ty))
        })
    {
        cx.changed(both, Aspect::ReturnType, "", Facts::both(was, is));
    }
    bounds(cx, both, &spelt);
}

fn differing(spelt: &Spelt, piece: impl Fn(&CanonSignature) -> &String) -> Option<(String, String)> {
    let (was, is) = (piece(&spelt.kept.0), piece(&spelt.kept.1));
    let same = was == is || piece(&spelt.replaced.0) == piece(&spelt.replaced.1);
    (!same).then(|| (piece(&spelt.readable.0).clone(), piece(&spelt.readable.1).clone()))
}

fn parameters(cx: &mut Context<'_>, both: &Both<'_>, reference: &Signature, port: &Signature, spelt: &Spelt) {
    for idx in 0..reference.params.len() {
        let Some((was, is)) = differing(spelt, |signature| &signature.params[idx]) else { continue };
        if same_alone(cx, both, |canon, signature| {
            signature.params.get(idx).map(|param| canon.argument(&param.ty)).unwrap_or_default()
        }) {
            continue;
        }
        let mut facts = Facts::both(was, is);
        let name = &reference.params[idx].name;
        facts.notes.push(format!("parameter {} (`{name}`)", idx + 1));
        if port.params[idx].name != *name {
            facts.notes.push(format!("the port calls it `{}`", port.params[idx].name));
        }
        cx.changed(both, Aspect::ParameterType, (idx + 1).to_string(), facts);
    }
}

/// Whether one piece is equal when looked at alone. Type parameters are numbered through the whole signature, so one
/// more or less in an early parameter gives all later ones other numbers; that alone is no difference of theirs.
fn same_alone(
    cx: &Context<'_>,
    both: &Both<'_>,
    piece: impl Fn(&mut Canon<'_>, &Signature) -> String,
) -> bool {
    let of = |canon: &mut Canon<'_>, item: &Item| match &item.detail {
        Detail::Function { signature, .. } => piece(canon, signature),
        _ => String::new(),
    };
    cx.differing(both, of).is_none()
}

/// Bounds only count if the parameters themselves agree: otherwise they are about different things.
fn bounds(cx: &mut Context<'_>, both: &Both<'_>, spelt: &Spelt) {
    let agrees = |pair: &(CanonSignature, CanonSignature)| {
        pair.0.params == pair.1.params && pair.0.output == pair.1.output
    };
    let same = |pair: &(CanonSignature, CanonSignature)| pair.0.bounds == pair.1.bounds;
    if same(&spelt.kept) || same(&spelt.replaced) || !(agrees(&spelt.kept) || agrees(&spelt.replaced)) {
        return;
    }
    let only =
        |a: &BTreeSet<String>, b: &BTreeSet<String>| a.difference(b).cloned().collect::<Vec<_>>().join(", ");
    let (reference, port) = cx.canons(both, false);
    let was = only(&spelt.kept.0.bounds, &spelt.kept.1.bounds);
    let is = only(&spelt.kept.1.bounds, &spelt.kept.0.bounds);
    let (was, is) = (
        named(cx.matching.reference, both.reference, reference, &was),
        named(cx.matching.port, both.port, port, &is),
    );
    let say = |bounds: String| if bounds.is_empty() { "no such bound".to_owned() } else { bounds };
    cx.changed(both, Aspect::Bounds, "", Facts::both(say(was), say(is)));
}

/// Bounds with parameters by name: the writer has to see the signature first to know the names.
fn named(krate: &Crate, item: &Item, mut canon: Canon<'_>, bounds: &str) -> String {
    signature(krate, item, &mut canon);
    canon.readable(bounds)
}
