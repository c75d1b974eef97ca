//! What is new since another run: a pull request should hear of what it brings, not of what was there before.

use super::{Report, Summary};
use crate::judge::{Finding, Severity};
use crate::words::plural;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The run a report was reduced by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Baseline {
    /// Where it comes from: a file, or a revision of the port.
    pub source: String,
    /// Findings left out because the baseline has them, too.
    pub known: usize,
    /// Findings of the baseline that are gone.
    pub gone: usize,
}

impl Report {
    /// Leaves only findings that the baseline does not have, or has in a milder or another form.
    pub fn keep_new(&mut self, baseline: &Report, source: impl Into<String>) {
        let before: HashMap<&str, &Finding> =
            baseline.findings.iter().map(|finding| (finding.fingerprint.as_str(), finding)).collect();
        let now: Vec<String> = self.findings.iter().map(|finding| finding.fingerprint.clone()).collect();
        let total = self.findings.len();
        self.findings.retain(|finding| {
            before.get(finding.fingerprint.as_str()).is_none_or(|was| is_news(was, finding))
        });
        let gone = before.keys().filter(|fingerprint| !now.iter().any(|found| found == *fingerprint)).count();
        self.summary = Summary::new(&self.findings);
        self.baseline = Some(Baseline { source: source.into(), known: total - self.findings.len(), gone });
    }
}

/// Whether a finding says more than it said before. What was accepted and no longer is, is news.
fn is_news(was: &Finding, is: &Finding) -> bool {
    let is_worse = |a: Severity, b: Severity| b > a;
    is.message != was.message || is_worse(was.severity, is.severity) || is.status != was.status
}

impl Baseline {
    /// For people.
    pub fn sentence(&self) -> String {
        let known = plural(self.known, "known finding");
        format!("only what is new since {}: {known} left out, {} gone", self.source, self.gone)
    }
}
