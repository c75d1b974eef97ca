//! `drift-check model`: what is known about a crate, as JSON.

use super::Context;
use crate::error::{Error, Result};
use crate::ledger::ItemPattern;
use crate::load::Source;
use crate::model::item::{Detail, Item, ItemId};
use crate::model::{Crate, facts, written};
use crate::progress::Line;
use crate::{exit, pipeline, report};
use clap::Args;
use serde_json::{Value, json};

/// Options of `model`.
#[derive(Debug, Args)]
pub struct ModelArgs {
    /// A folder that holds a crate, or NAME@VERSION for a published one.
    #[arg(value_name = "PATH")]
    pub source: String,
    /// Only these items, such as `tree::Tree::get` or `tree::**`.
    #[arg(long, value_name = "ITEM")]
    pub item: Option<String>,
}

pub(super) fn run(args: &ModelArgs, context: &Context) -> Result<u8> {
    let pattern = args.item.as_deref().map(ItemPattern::parse).transpose();
    let pattern = pattern.map_err(|error| Error::Usage(format!("--item: {error}")))?;
    let source = Source::parse(&args.source, &context.folder)?;
    let progress = Line::on_terminal();
    let krate = pipeline::model_of(&source, &context.folder, &progress)?;
    drop(progress);
    if let Some(pattern) = &pattern
        && !krate.compared().any(|(_, item)| pattern.matches(&item.path))
    {
        Error::incomplete("the crate", pipeline::unread("crate", &krate))?;
        let item = args.item.as_deref().unwrap_or_default();
        let near = super::did_you_mean(item, krate.compared().map(|(_, item)| item.path.as_str()));
        return Err(Error::Usage(format!("{} has no item that fits `{item}`{near}", args.source)));
    }
    let value = describe(&krate, pattern.as_ref());
    // Only strings are keys, so this cannot fail.
    let text = serde_json::to_string_pretty(&value).map_err(|error| Error::Internal(error.to_string()))?;
    report::print(&format!("{text}\n"))?;
    let complete = !krate.gaps.iter().any(|gap| gap.blocking);
    Ok(if complete { exit::CLEAN } else { exit::COULD_NOT_CHECK })
}

fn describe(krate: &Crate, pattern: Option<&ItemPattern>) -> Value {
    let wanted = |(_, item): &(ItemId, &Item)| pattern.is_none_or(|pattern| pattern.matches(&item.path));
    let mut items: Vec<(ItemId, &Item)> = krate.compared().filter(wanted).collect();
    items.sort_by_key(|(id, item)| (&item.path, item.kind, *id));
    let gap = |gap: &crate::parse::Gap| json!({ "file": gap.file, "line": gap.line, "what": gap.what, "reason": gap.reason, "blocking": gap.blocking });
    json!({
        "package": krate.manifest.name,
        "version": krate.manifest.version,
        "files": krate.files.iter().map(|file| json!({ "path": &*file.path, "lines": file.lines })).collect::<Vec<_>>(),
        "unchecked": krate.gaps.iter().map(gap).collect::<Vec<_>>(),
        "orphans": krate.orphans,
        "items": items.into_iter().map(|(id, item)| one(krate, id, item)).collect::<Vec<_>>(),
    })
}

fn one(krate: &Crate, id: ItemId, item: &Item) -> Value {
    let attributes = &item.attributes;
    let mut out = json!({
        "path": item.path,
        "kind": item.kind.word(),
        "declaration": written::declaration(item),
        "reach": item.reach.word(),
        "public_paths": item.public_paths,
        "cfg": krate.total_cfg(id).to_string(),
        "file": &*item.span.file,
        "line": item.span.line,
        "documented": attributes.documented,
        "derives": attributes.derives,
        "repr": attributes.repr,
        "attributes": flags(item),
        "members": krate.members_of(id).iter().map(|id| krate.item(*id).path.clone()).collect::<Vec<_>>(),
    });
    if let Detail::Function { body: Some(body), .. } = &item.detail {
        let facts: Vec<Value> = body.facts.facts.iter().map(fact).collect();
        out["body"] = json!({ "statements": body.statements, "stub": body.stub, "facts": facts });
    }
    out
}

fn flags(item: &Item) -> Vec<&str> {
    let found = &item.attributes;
    let all = [
        ("must_use", found.must_use),
        ("non_exhaustive", found.non_exhaustive),
        ("deprecated", found.deprecated),
        ("doc(hidden)", found.doc_hidden),
        ("macro_export", found.macro_export),
        ("default", found.default_variant),
    ];
    let set = all.into_iter().filter(|(_, is_set)| *is_set).map(|(name, _)| name);
    set.chain(found.macros.iter().map(String::as_str)).collect()
}

fn fact(fact: &crate::model::body::Fact) -> Value {
    let (kind, text) = facts::words(&fact.what);
    json!({ "line": fact.line, "in_loop": fact.in_loop, "kind": kind, "what": text })
}
