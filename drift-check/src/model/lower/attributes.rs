//! Attributes: `cfg`, `path`, derives and the few others a user of an item notices.

use super::tokens;
use crate::model::cfg::Cfg;
use crate::model::item::Attributes;
use syn::punctuated::Punctuated;
use syn::{Meta, Token};

/// What the attributes of one item say.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) cfg: Cfg,
    pub(super) attributes: Attributes,
    /// Values of `#[path]`, also inside `cfg_attr`.
    pub(super) paths: Vec<String>,
    /// Whether one of them holds whatever the configuration.
    pub(super) has_certain_path: bool,
}

impl Read {
    /// The parts every item keeps.
    pub(super) fn item(&self) -> (Cfg, Attributes) {
        (self.cfg.clone(), self.attributes.clone())
    }
}

/// Attributes of the language and of the tools around it. Anything else is a macro that may add or change items.
const INERT: &[&str] = &[
    "allow",
    "automatically_derived",
    "bench",
    "cfg",
    "cfg_attr",
    "clippy",
    "cold",
    "coverage",
    "crate_name",
    "crate_type",
    "deny",
    "deprecated",
    "derive",
    "diagnostic",
    "doc",
    "expect",
    "export_name",
    "feature",
    "forbid",
    "global_allocator",
    "ignore",
    "inline",
    "link",
    "link_name",
    "link_section",
    "macro_export",
    "macro_use",
    "miri",
    "must_use",
    "no_mangle",
    "no_std",
    "non_exhaustive",
    "optimize",
    "panic_handler",
    "path",
    "proc_macro",
    "proc_macro_attribute",
    "default",
    "proc_macro_derive",
    "recursion_limit",
    "repr",
    "rustfmt",
    "should_panic",
    "target_feature",
    "test",
    "track_caller",
    "type_length_limit",
    "unsafe",
    "used",
    "warn",
    "windows_subsystem",
    "no_implicit_prelude",
    "debugger_visualizer",
];

/// Reads all attributes of an item.
pub(super) fn read(attrs: &[syn::Attribute]) -> Read {
    let mut out = Read::default();
    for attr in attrs {
        meta(&attr.meta, &Cfg::Always, &mut out);
    }
    // Attributes of a derive (`#[serde(…)]`, `#[error(…)]`) belong to it and add no items.
    if !out.attributes.derives.is_empty() {
        out.attributes.macros.clear();
    }
    out
}

/// Reads one attribute. `condition` is what a `cfg_attr` around it demands.
fn meta(meta: &Meta, condition: &Cfg, out: &mut Read) {
    let path = meta.path();
    let Some(first) = path.segments.first() else { return };
    let first = first.ident.to_string();
    match first.as_str() {
        "cfg" => {
            if let Meta::List(list) = meta
                && let Ok(inner) = list.parse_args::<Meta>()
            {
                out.cfg = std::mem::take(&mut out.cfg).and(predicate(&inner));
            }
        }
        "cfg_attr" => conditional(meta, condition, out),
        "path" => {
            if let Meta::NameValue(pair) = meta
                && let Some(text) = string(&pair.value)
            {
                out.paths.push(text);
                out.has_certain_path |= *condition == Cfg::default();
            }
        }
        "doc" => documentation(meta, &mut out.attributes),
        // What holds in test builds only is not part of what the crate offers.
        _ if condition.is_test_only() => {}
        "derive" => out.attributes.derives.extend(arguments(meta).iter().map(last_segment)),
        "repr" => {
            out.attributes.repr.extend(arguments(meta).iter().map(|hint| tokens(hint).replace(' ', "")))
        }
        "must_use" => out.attributes.must_use = true,
        "non_exhaustive" => out.attributes.non_exhaustive = true,
        "deprecated" => out.attributes.deprecated = true,
        "macro_export" => out.attributes.macro_export = true,
        "default" => out.attributes.default_variant = true,
        known if INERT.contains(&known) => {}
        _ => {
            out.attributes.macros.insert(tokens(path).replace(' ', ""));
        }
    }
}

fn conditional(attribute: &Meta, condition: &Cfg, out: &mut Read) {
    let arguments = arguments(attribute);
    let mut arguments = arguments.iter();
    let Some(first) = arguments.next() else { return };
    let condition = condition.clone().and(predicate(first));
    for inner in arguments {
        meta(inner, &condition, out);
    }
}

fn documentation(meta: &Meta, out: &mut Attributes) {
    match meta {
        Meta::NameValue(_) => out.documented = true,
        Meta::List(_) => {
            out.doc_hidden |= arguments(meta).iter().any(|argument| argument.path().is_ident("hidden"))
        }
        Meta::Path(_) => {}
    }
}

/// The comma-separated arguments of a list attribute; empty when they are not plain metas.
fn arguments(meta: &Meta) -> Vec<Meta> {
    match meta {
        Meta::List(list) => list
            .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
            .map(|arguments| arguments.into_iter().collect())
            .unwrap_or_default(),
        Meta::Path(_) | Meta::NameValue(_) => Vec::new(),
    }
}

fn last_segment(meta: &Meta) -> String {
    meta.path().segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default()
}

fn string(expr: &syn::Expr) -> Option<String> {
    match expr {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}

/// A `cfg` predicate as a formula.
pub(super) fn predicate(meta: &Meta) -> Cfg {
    match meta {
        Meta::List(list) => {
            let operands = || arguments(meta).iter().map(predicate).collect::<Vec<_>>();
            match list.path.get_ident().map(ToString::to_string).as_deref() {
                Some("all") => Cfg::all(operands()),
                Some("any") => Cfg::any(operands()),
                Some("not") => Cfg::all(operands()).negate(),
                _ => Cfg::Option(tokens(meta)),
            }
        }
        Meta::Path(_) | Meta::NameValue(_) => Cfg::Option(tokens(meta)),
    }
}
