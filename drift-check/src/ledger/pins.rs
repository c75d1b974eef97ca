//! What both sides of a finding look like, as hashes: an entry keeps them, and is stale once one of them changes.
//!
//! What a finding is about goes in, and nothing else: the declaration, the fact that differs, what something absent
//! contained, and for findings in bodies all facts of that kind in the body. So an accepted lock goes stale when a
//! lock is added, and stays when a log line is.

use crate::compare::{Aspect, Facts, Site};
use crate::judge::{Family, Finding, rule};
use crate::model::body::{BodyFacts, What};
use crate::model::item::{Detail, ItemId};
use crate::model::{Crate, facts};
use std::collections::HashMap;
use xxhash_rust::xxh3::xxh3_64;

/// Hashes of both sides; `None` where a side has nothing, or where an entry pins nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pins {
    /// The reference's.
    pub reference: Option<String>,
    /// The port's.
    pub port: Option<String>,
}

impl Pins {
    /// Hashes over several findings, in their order.
    pub(super) fn over(all: &[Pins]) -> Pins {
        let join = |pick: fn(&Pins) -> Option<&str>| {
            let texts: Vec<&str> = all.iter().filter_map(pick).collect();
            (!texts.is_empty()).then(|| hash(&texts.join("\n")))
        };
        Pins { reference: join(|pins| pins.reference.as_deref()), port: join(|pins| pins.port.as_deref()) }
    }

    /// Whether nothing is pinned.
    pub fn is_empty(&self) -> bool {
        self.reference.is_none() && self.port.is_none()
    }
}

/// Both crates, for looking up what findings are about.
#[derive(Debug)]
pub struct Sides<'a> {
    reference: Functions<'a>,
    port: Functions<'a>,
}

#[derive(Debug)]
struct Functions<'a> {
    krate: &'a Crate,
    by_path: HashMap<&'a str, Vec<ItemId>>,
}

impl<'a> Sides<'a> {
    /// Both crates.
    pub fn new(reference: &'a Crate, port: &'a Crate) -> Self {
        Self { reference: Functions::of(reference), port: Functions::of(port) }
    }

    /// What both sides of a finding look like.
    pub fn pins(&self, finding: &Finding) -> Pins {
        let side = |functions: &Functions<'_>, site: &Option<Site>, fact: Option<&str>| {
            let site = site.as_ref()?;
            Some(hash(&spell(functions, finding, site, fact)))
        };
        let facts = &finding.facts;
        Pins {
            reference: side(&self.reference, &finding.reference, facts.reference.as_deref()),
            port: side(&self.port, &finding.port, facts.port.as_deref()),
        }
    }
}

impl<'a> Functions<'a> {
    fn of(krate: &'a Crate) -> Self {
        let mut by_path: HashMap<&'a str, Vec<ItemId>> = HashMap::new();
        for (id, item) in krate.compared() {
            if matches!(item.detail, Detail::Function { .. }) {
                by_path.entry(&item.path).or_default().push(id);
            }
        }
        Self { krate, by_path }
    }

    fn bodies(&self, path: &str) -> impl Iterator<Item = &'a BodyFacts> {
        let ids = self.by_path.get(path).map(Vec::as_slice).unwrap_or_default();
        ids.iter().filter_map(|id| match &self.krate.item(*id).detail {
            Detail::Function { body: Some(body), .. } => Some(&body.facts),
            _ => None,
        })
    }
}

fn hash(text: &str) -> String {
    format!("{:016x}", xxh3_64(text.as_bytes()))
}

/// The text that is hashed. A lone item is its declaration and content; what differs between two is the fact alone.
fn spell(functions: &Functions<'_>, finding: &Finding, site: &Site, fact: Option<&str>) -> String {
    let Facts { contains, public_items, .. } = &finding.facts;
    let mut out = vec!["v1".to_owned(), finding.rule.clone(), site.item.clone()];
    out.push(fact.unwrap_or(&site.snippet).to_owned());
    out.extend(contains.iter().map(|(kind, count)| format!("{count} {kind}")));
    out.extend(public_items.iter().cloned());
    if let Some(kinds) = kinds(finding) {
        for body in functions.bodies(&site.item) {
            out.extend(body.facts.iter().filter_map(|fact| word(&fact.what, kinds)));
        }
    }
    out.join("\0")
}

/// Which facts of a body a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kinds {
    Threads,
    Errors,
    Files,
    Flow,
    Effort,
}

fn kinds(finding: &Finding) -> Option<Kinds> {
    match finding.family {
        Family::Concurrency => Some(Kinds::Threads),
        Family::Errors => Some(Kinds::Errors),
        Family::Flow if rule(&finding.rule).is_some_and(|rule| rule.aspect == Aspect::IoOrder) => {
            Some(Kinds::Files)
        }
        Family::Flow => Some(Kinds::Flow),
        Family::Safety => Some(Kinds::Effort),
        _ => None,
    }
}

/// A fact as text, if it is of the kind. Lines and nesting stay out.
fn word(what: &What, kinds: Kinds) -> Option<String> {
    let wanted = match what {
        What::Lock(_) | What::Atomic(_) | What::Fence(_) => Kinds::Threads,
        What::Error(_) => Kinds::Errors,
        // What is made durable, and of what, is mostly behind a call of that name.
        What::Io(_) | What::Call(_) => Kinds::Files,
        What::Comparison(_) | What::Condition(_) | What::Pattern(_) => Kinds::Flow,
        What::Unsafe | What::Arithmetic { .. } | What::Panic(_) => Kinds::Effort,
        _ => return None,
    };
    let (kind, text) = facts::words(what);
    (wanted == kinds).then(|| format!("{kind} {text}"))
}
