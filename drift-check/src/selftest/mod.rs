//! The proof by experiment: changes of behaviour put into real code must be found where they are, and refactorings
//! must raise nothing.
//!
//! Changes are chosen by a seed. Many are made in one copy of a crate, at most one per item, so that one comparison
//! judges them all: a change counts as found if a finding above info points at its item, and every finding that points
//! at no changed item counts against the tool.

mod benign;
mod corpus;
mod laws;
mod mutants;
mod outcome;
mod rounds;

pub use outcome::{Counts, Outcome, Row};

use crate::error::{Error, Result};
use crate::load::Source;
use corpus::Corpus;
use std::path::Path;
use std::time::Instant;

/// What is tried on what.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The crates whose code is changed.
    pub subjects: Vec<Source>,
    /// Where changes come from: the same seed makes the same changes.
    pub seed: u64,
    /// How many changes per operator and crate.
    pub sites_max: usize,
    /// Only operators whose number starts with one of these; all if empty.
    pub only: Vec<String>,
}

/// Runs the experiment. `said` is told what is going on.
///
/// # Errors
/// [`Error::Usage`] if nothing starts with one of the prefixes, others if a crate cannot be found or the copies cannot
/// be written.
pub fn run(settings: &Settings, workspace: &Path, said: &dyn Fn(&str)) -> Result<Outcome> {
    let mut outcome = Outcome { seed: settings.seed, sites_max: settings.sites_max, ..Outcome::default() };
    let takes =
        |id: &str| settings.only.is_empty() || settings.only.iter().any(|only| id.starts_with(only.as_str()));
    let ids = || {
        let operators = mutants::ALL.iter().map(|operator| operator.id);
        operators
            .chain(benign::ALL.iter().map(|operator| operator.id))
            .chain(laws::ALL.iter().map(|law| law.id))
    };
    if let Some(prefix) = settings.only.iter().find(|only| !ids().any(|id| id.starts_with(only.as_str()))) {
        return Err(Error::Usage(format!(
            "no operator starts with `{prefix}`; there are {}",
            ids().collect::<Vec<_>>().join(", ")
        )));
    }
    for source in &settings.subjects {
        let label = source.label();
        said(&format!("reading {label}"));
        let corpus = Corpus::read(source, workspace)?;
        let started = Instant::now();
        let experiment = rounds::Experiment { corpus: &corpus, label: &label, settings };
        for operator in mutants::ALL.iter().filter(|operator| takes(operator.id)) {
            outcome.row(operator.id, operator.what, operator.class);
        }
        let chosen: Vec<_> = mutants::ALL.iter().copied().filter(|operator| takes(operator.id)).collect();
        experiment.mutate(&chosen, &mut outcome, said)?;
        for operator in benign::ALL.iter().filter(|operator| takes(operator.id)) {
            experiment.refactor(operator, &mut outcome, said)?;
        }
        for law in laws::ALL.iter().filter(|law| takes(law.id)) {
            experiment.law(law, &mut outcome, said)?;
        }
        outcome.subjects.push((label, corpus.files.len(), started.elapsed()));
    }
    Ok(outcome)
}
