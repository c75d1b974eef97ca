//! From differences to findings: each aspect has a rule, and the rule says how much it matters and why.

pub(crate) mod fingerprint;
mod rule;
mod rules;
mod weight;

pub use rule::{Family, Levels, Rule, Severity};
pub use rules::ALL;

use crate::compare::{Aspect, Difference, DriftKind, Facts, Site};
use crate::error::{Error, Result};
use crate::ledger::Class;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A difference that has been judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// Stable name of this finding: the same from run to run, whatever lines move.
    pub fingerprint: String,
    /// Rule id, such as `DC303`.
    pub rule: String,
    /// Family of the rule.
    pub family: Family,
    /// How much it matters.
    pub severity: Severity,
    /// In which direction it differs.
    pub kind: DriftKind,
    /// Canonical path in the reference, or in the port if the item is extra.
    pub item: String,
    /// The reference's side; null if it has none.
    pub reference: Option<Site>,
    /// The port's side; null if it has none.
    pub port: Option<Site>,
    /// What exactly differs.
    pub facts: Facts,
    /// What differs, for people.
    pub message: String,
    /// Why it matters.
    pub why: String,
    /// Whether somebody has accepted it.
    pub status: Status,
    /// The entry of the ledger that is about it; null if there is none.
    pub acceptance: Option<Acceptance>,
}

/// What somebody has said about a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Acceptance {
    /// Rule and item, or a pattern of both, of the entry in the ledger.
    pub entry: String,
    /// What kind of decision it is.
    pub class: Class,
    /// Why the difference is right.
    pub reason: String,
    /// Tests that show it.
    pub evidence: Vec<String>,
    /// The day on which it was decided, as YYYY-MM-DD; null if the entry does not say.
    #[serde(default)]
    pub decided: Option<String>,
    /// The first day on which the entry counts no more, as YYYY-MM-DD; null if it always does.
    pub expires: Option<String>,
}

/// Whether a finding has been accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Nobody has accepted it.
    Open,
    /// Somebody has, with a reason.
    Accepted,
    /// Somebody had, but the entry holds no more: what was accepted has changed, evidence is gone, or its day has come.
    Stale,
}

impl Status {
    /// The word used in reports.
    pub fn word(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::Accepted => "accepted",
            Status::Stale => "stale",
        }
    }
}

/// Which rules take part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only rules whose id starts with one of these; all if empty.
    pub only: Vec<String>,
    /// Not the rules whose id starts with one of these.
    pub skip: Vec<String>,
}

impl Selection {
    /// Whether a rule takes part.
    pub fn takes(&self, id: &str) -> bool {
        let starts = |prefixes: &[String]| prefixes.iter().any(|prefix| id.starts_with(prefix.as_str()));
        (self.only.is_empty() || starts(&self.only)) && !starts(&self.skip)
    }

    /// Nothing, if every prefix starts some rule and some rule takes part.
    ///
    /// # Errors
    /// [`Error::Usage`], naming the prefix.
    pub fn require_known(&self) -> Result<()> {
        let known = |prefix: &&String| ALL.iter().any(|rule| rule.id.starts_with(prefix.as_str()));
        if let Some(prefix) = self.only.iter().chain(&self.skip).find(|prefix| !known(prefix)) {
            return Err(Error::Usage(format!(
                "no rule starts with `{prefix}`; ids look like DC303, families like DC3; `drift-check rules` has them all"
            )));
        }
        if !ALL.iter().any(|rule| self.takes(rule.id)) {
            return Err(Error::Usage(
                "--skip takes away every rule that --only leaves; nothing would be checked".into(),
            ));
        }
        Ok(())
    }

    /// Which rules take part, in words; `None` if all do.
    pub fn sentence(&self) -> Option<String> {
        let list = |prefixes: &[String]| prefixes.join(", ");
        match (self.only.is_empty(), self.skip.is_empty()) {
            (true, true) => None,
            (false, true) => Some(format!("only {}", list(&self.only))),
            (true, false) => Some(format!("without {}", list(&self.skip))),
            (false, false) => Some(format!("only {} without {}", list(&self.only), list(&self.skip))),
        }
    }
}

/// Judges all differences. Findings come sorted by item, rule and detail.
pub fn apply(selection: &Selection, mut differences: Vec<Difference>) -> Vec<Finding> {
    differences.sort_by(|a, b| key(a).cmp(&key(b)));
    let mut ordinals: BTreeMap<(&str, String, String), usize> = BTreeMap::new();
    let mut out = Vec::new();
    for difference in differences {
        let Some(rule) = rule_for(difference.aspect).filter(|rule| selection.takes(rule.id)) else {
            continue;
        };
        let ordinal =
            ordinals.entry((rule.id, difference.item.clone(), difference.detail.clone())).or_default();
        out.push(finding(rule, difference, *ordinal));
        *ordinal += 1;
    }
    out
}

/// The rule with this id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.id == id)
}

fn rule_for(aspect: Aspect) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.aspect == aspect)
}

/// A total order that does not depend on where anything is written; lines only part what nothing else can.
type Key<'a> =
    (&'a str, &'a str, &'a str, Option<(&'a str, &'a str, usize)>, Option<(&'a str, &'a str, usize)>);

fn key(difference: &Difference) -> Key<'_> {
    fn of(site: Option<&Site>) -> Option<(&str, &str, usize)> {
        site.map(|site| (site.snippet.as_str(), site.file.as_str(), site.line))
    }
    (
        difference.item.as_str(),
        rule_for(difference.aspect).map_or("", |rule| rule.id),
        difference.detail.as_str(),
        of(difference.reference.as_ref()),
        of(difference.port.as_ref()),
    )
}

fn finding(rule: &'static Rule, difference: Difference, ordinal: usize) -> Finding {
    Finding {
        fingerprint: fingerprint::of(rule.id, &difference.item, &difference.detail, ordinal),
        rule: rule.id.to_owned(),
        family: rule.family,
        severity: rule.severity(&difference),
        kind: difference.kind,
        message: rule.message(&difference),
        why: rule.why.to_owned(),
        item: difference.item,
        reference: difference.reference,
        port: difference.port,
        facts: difference.facts,
        status: Status::Open,
        acceptance: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn ids_names_and_aspects_are_unique_and_in_order() {
        let ids: Vec<&str> = ALL.iter().map(|rule| rule.id).collect();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]), "{ids:?}");
        assert_eq!(ALL.iter().map(|rule| rule.name).collect::<BTreeSet<_>>().len(), ALL.len());
        assert_eq!(ALL.iter().map(|rule| rule.aspect).collect::<BTreeSet<_>>().len(), ALL.len());
    }

    #[test]
    fn ids_lie_in_the_range_of_their_family() {
        for rule in ALL {
            assert!(
                rule.id.starts_with(rule.family.prefix()),
                "{} is not of family {:?}",
                rule.id,
                rule.family
            );
        }
    }

    #[test]
    fn a_selection_knows_which_prefixes_mean_nothing() {
        let selection = Selection { only: vec!["DC3".into(), "DC999".into()], skip: vec!["DC303".into()] };
        assert!(selection.takes("DC301") && !selection.takes("DC303") && !selection.takes("DC201"));
        assert!(selection.require_known().unwrap_err().to_string().contains("`DC999`"));
        let nothing = Selection { only: vec!["DC303".into()], skip: vec!["DC3".into()] };
        assert!(nothing.require_known().unwrap_err().to_string().contains("nothing would be checked"));
        assert!(Selection { only: vec!["DC303".into()], skip: Vec::new() }.require_known().is_ok());
    }
}
