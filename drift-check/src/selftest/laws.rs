//! What must hold for any crate, whatever is changed in it.

use super::corpus::{Edit, Files, apply, functions};
use super::outcome::Outcome;
use super::rounds::Experiment;
use crate::compare::DriftKind;
use crate::error::Result;
use crate::report::Report;
use std::collections::BTreeSet;

/// A law, and the check that names what breaks it.
pub(super) struct Law {
    pub(super) id: &'static str,
    pub(super) what: &'static str,
    pub(super) holds: fn(&Experiment<'_>, &mut Outcome) -> Result<Vec<String>>,
}

/// All laws.
pub(super) static ALL: &[Law] = &[
    Law { id: "L01", what: "a crate against itself: no finding at all", holds: with_itself },
    Law { id: "L02", what: "swapping the sides swaps absent and extra", holds: swapped },
    Law { id: "L03", what: "the same input gives the same report, byte by byte", holds: repeated },
    Law { id: "L04", what: "another change takes no finding of another item away", holds: monotonous },
    Law { id: "L05", what: "a file that nothing uses changes no match", holds: unrelated },
    Law {
        id: "L06",
        what: "every pair says how it was found, and none is renamed to the same name",
        holds: explained,
    },
];

fn with_itself(experiment: &Experiment<'_>, outcome: &mut Outcome) -> Result<Vec<String>> {
    let report = experiment.check(&experiment.corpus.files, false, outcome)?;
    Ok(report.findings.iter().map(|finding| format!("{} {}", finding.rule, finding.item)).collect())
}

/// The crate without the last function of every second file.
fn without_some(experiment: &Experiment<'_>, step: usize) -> Files {
    let corpus = experiment.corpus;
    let mut files = corpus.files.clone();
    for (idx, (path, text, file)) in corpus.parsed().enumerate() {
        let mut last = None;
        functions(corpus, text, &file, &mut |function| {
            if function.extensible {
                last = Some(function.region.clone());
            }
        });
        if let Some(range) = last.filter(|_| idx % step == 0) {
            files.insert(path.clone(), apply(text, vec![Edit { range, text: String::new() }]));
        }
    }
    files
}

fn items(report: &Report, kind: DriftKind) -> BTreeSet<String> {
    report
        .findings
        .iter()
        .filter(|finding| finding.kind == kind)
        .map(|finding| finding.item.clone())
        .collect()
}

fn difference(one: &BTreeSet<String>, two: &BTreeSet<String>) -> Vec<String> {
    one.symmetric_difference(two).cloned().collect()
}

fn swapped(experiment: &Experiment<'_>, outcome: &mut Outcome) -> Result<Vec<String>> {
    let files = without_some(experiment, 2);
    let (forward, backward) =
        (experiment.check(&files, false, outcome)?, experiment.check(&files, true, outcome)?);
    let mut out = difference(&items(&forward, DriftKind::Absent), &items(&backward, DriftKind::Extra));
    out.extend(difference(&items(&forward, DriftKind::Extra), &items(&backward, DriftKind::Absent)));
    Ok(out)
}

fn repeated(experiment: &Experiment<'_>, outcome: &mut Outcome) -> Result<Vec<String>> {
    let files = without_some(experiment, 2);
    let one = experiment.check(&files, false, outcome)?;
    let two = experiment.check(&files, false, outcome)?;
    Ok(if one.findings == two.findings { Vec::new() } else { vec!["the findings differ".into()] })
}

fn monotonous(experiment: &Experiment<'_>, outcome: &mut Outcome) -> Result<Vec<String>> {
    let (few, more) = (without_some(experiment, 4), without_some(experiment, 2));
    let few = items(&experiment.check(&few, false, outcome)?, DriftKind::Absent);
    let more = items(&experiment.check(&more, false, outcome)?, DriftKind::Absent);
    Ok(few.difference(&more).cloned().collect())
}

fn unrelated(experiment: &Experiment<'_>, outcome: &mut Outcome) -> Result<Vec<String>> {
    let mut files = without_some(experiment, 2);
    let before = experiment.check(&files, false, outcome)?;
    files.insert("src/nothing_uses_this.rs".into(), "pub fn alone() -> u32 {\n    7\n}\n".into());
    let after = experiment.check(&files, false, outcome)?;
    let of = |report: &Report| -> BTreeSet<String> {
        report
            .findings
            .iter()
            .filter(|finding| {
                !finding.message.contains("nothing_uses_this") && !finding.item.contains("nothing_uses_this")
            })
            .map(|finding| finding.fingerprint.clone())
            .collect()
    };
    Ok(difference(&of(&before), &of(&after)))
}

fn explained(experiment: &Experiment<'_>, outcome: &mut Outcome) -> Result<Vec<String>> {
    let files = without_some(experiment, 3);
    let report = experiment.check(&files, false, outcome)?;
    let total: usize = report.coverage.matched_by.values().sum();
    Ok(if total == report.coverage.matched {
        Vec::new()
    } else {
        vec![format!("{total} of {} pairs", report.coverage.matched)]
    })
}
