//! `drift-check bench compare`: two result files, or what Criterion has saved.

use super::{Context, confidence, share};
use crate::bench::compare::{self, Change, Unpaired};
use crate::bench::criterion::{self, Saved};
use crate::bench::render::{self, Table};
use crate::bench::result::Machine;
use crate::bench::{BenchResult, Verdict};
use crate::error::{Error, Result};
use crate::{exit, report};
use clap::Args;
use std::path::{Path, PathBuf};

/// Options of `bench compare`.
#[derive(Debug, Args)]
pub(super) struct CompareArgs {
    /// A result file of `bench run`, or a folder of Criterion such as target/criterion.
    #[arg(value_name = "BEFORE")]
    before: PathBuf,
    /// The same, later. Not needed for a folder of Criterion that holds both.
    #[arg(value_name = "AFTER")]
    after: Option<PathBuf>,
    /// Of Criterion's folder: compare these two functions of each group, such as reference,port.
    #[arg(long, value_name = "REFERENCE,PORT", value_parser = two)]
    functions: Option<Two>,
    /// Of Criterion's folder: the baselines to compare. Default: base,new.
    #[arg(long, value_name = "BEFORE,AFTER", value_parser = two, conflicts_with = "functions")]
    baselines: Option<Two>,
    /// The smallest change that counts with Criterion's results, as a share. Default: 0.02.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    threshold: Option<f64>,
    /// Confidence with Criterion's results. Default: 0.95.
    #[arg(long, value_name = "SHARE", value_parser = confidence)]
    confidence: Option<f64>,
}

/// The smallest change that counts, where no result file says so.
const THRESHOLD: f64 = 0.02;

/// Confidence, where no result file says so.
const CONFIDENCE: f64 = 0.95;

impl CompareArgs {
    /// An option that has a meaning for Criterion's results only.
    fn option_of_criterion(&self) -> Option<&'static str> {
        let given = [
            ("--functions", self.functions.is_some()),
            ("--baselines", self.baselines.is_some()),
            ("--threshold", self.threshold.is_some()),
            ("--confidence", self.confidence.is_some()),
        ];
        given.into_iter().find(|(_, is_given)| *is_given).map(|(name, _)| name)
    }
}

/// Two names.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Two(String, String);

fn two(text: &str) -> Result<Two, String> {
    match text.split_once(',') {
        Some((a, b)) if !a.is_empty() && !b.is_empty() && !b.contains(',') => Ok(Two(a.into(), b.into())),
        _ => Err("write two names with a comma between them, such as base,new".into()),
    }
}

pub(super) fn run(args: &CompareArgs, context: &Context) -> Result<u8> {
    let before = context.folder.join(&args.before);
    let after = args.after.as_ref().map(|after| context.folder.join(after));
    if before.is_dir() {
        return from_criterion(args, &before, after.as_deref());
    }
    let Some(after) = after else {
        return Err(Error::Usage("name two result files: the one before and the one after".into()));
    };
    if let Some(name) = args.option_of_criterion() {
        return Err(Error::Usage(format!(
            "{name} is for folders of Criterion; result files say it themselves"
        )));
    }
    let (before, after) = (BenchResult::read(&before)?, BenchResult::read(&after)?);
    // Where nothing could be measured, the reference has no name.
    let is_named = !before.reference.name.is_empty() && !after.reference.name.is_empty();
    if is_named && before.reference.name != after.reference.name {
        return Err(Error::Usage(format!(
            "measured against `{}` before and `{}` after: ratios to different references can't be compared",
            before.reference.name, after.reference.name
        )));
    }
    for (what, was, is) in different(&before.machine, &after.machine) {
        report::tell(&format!("measured with another {what}: {was} before, {is} after"));
    }
    let changes = compare::sessions(&before, &after);
    let mut table = Table::new(["workload", "port ÷ reference before", "after", "after ÷ before", "verdict"]);
    for change in &changes {
        table.row(session_row(change));
    }
    report::print(&format!("{table}{}\n", counts(changes.iter().map(|change| change.verdict))))?;
    let slower = changes.iter().any(|change| change.verdict == Some(Verdict::Slower));
    let hindered = changes.iter().any(|change| change.obstacle.is_some());
    Ok(match (slower, hindered) {
        (true, _) => exit::BENCHMARK,
        (false, true) => exit::COULD_NOT_CHECK,
        (false, false) => exit::CLEAN,
    })
}

/// What differs between machines and is known to move ratios.
fn different(before: &Machine, after: &Machine) -> Vec<(&'static str, String, String)> {
    let all = |machine: &Machine| {
        let count = machine.cpu_count.to_string();
        let rustc = machine.rustc.clone().unwrap_or_default();
        [
            ("processor", machine.cpu.clone()),
            ("number of processors", count),
            ("architecture", machine.architecture.clone()),
            ("compiler", rustc),
        ]
    };
    let pairs = all(before).into_iter().zip(all(after));
    pairs.filter(|(was, is)| was != is).map(|((what, was), (_, is))| (what, was, is)).collect()
}

fn session_row(change: &Change) -> [String; 5] {
    let shown = |estimate: Option<_>| estimate.as_ref().map_or_else(|| "–".to_owned(), render::interval);
    let missing = match change.obstacle {
        Some(reason) => reason,
        None if change.after.is_none() => "gone",
        None => "new",
    };
    [
        change.workload.clone(),
        shown(change.before),
        shown(change.after),
        shown(change.effect),
        change.verdict.map_or_else(|| missing.to_owned(), |verdict| verdict.to_string()),
    ]
}

fn from_criterion(args: &CompareArgs, before: &Path, after: Option<&Path>) -> Result<u8> {
    let (old, new) = if let Some(Two(reference, port)) = &args.functions {
        let all = criterion::read(after.unwrap_or(before), criterion::NEW)?;
        let of = |function: &String| -> Vec<Saved> {
            all.iter().filter(|saved| saved.function == *function).cloned().collect()
        };
        (of(reference), of(port))
    } else {
        let usual = Two("base".into(), criterion::NEW.into());
        let Two(base, new) = args.baselines.as_ref().unwrap_or(&usual);
        match after {
            // Two folders: what was measured last in each.
            Some(after) => (criterion::read(before, new)?, criterion::read(after, new)?),
            None => (criterion::read(before, base)?, criterion::read(before, new)?),
        }
    };
    let by_function = args.functions.is_some();
    let is_same = |old: &Saved, new: &Saved| {
        old.group == new.group && old.value == new.value && (by_function || old.function == new.function)
    };
    let counterpart = |new: &Saved| old.iter().find(|old| is_same(old, new));
    let pairs: Vec<(&Saved, &Saved)> = new.iter().filter_map(|new| Some((counterpart(new)?, new))).collect();
    let gone = old.iter().filter(|old| !new.iter().any(|new| is_same(old, new)));
    let fresh = new.iter().filter(|new| counterpart(new).is_none());
    if pairs.is_empty() {
        return Err(Error::Usage("no benchmark is on both sides".into()));
    }

    let samples: Vec<Unpaired> = pairs
        .iter()
        .map(|(old, new)| Unpaired {
            before: old.logs.clone(),
            after: new.logs.clone(),
            envelope: 0.0,
            threshold: args.threshold.unwrap_or(THRESHOLD),
        })
        .collect();
    let judged = compare::judge(&samples, args.confidence.unwrap_or(CONFIDENCE));
    let name = |saved: &Saved| {
        let name = if by_function { [&*saved.group, &*saved.value].join("/") } else { saved.id() };
        name.trim_end_matches('/').to_owned()
    };
    let mut table = Table::new(["benchmark", "ratio", "suggests"]);
    for ((_, new), judged) in pairs.iter().zip(&judged) {
        let ratio = judged.effect.as_ref().map_or_else(|| "–".into(), render::interval);
        table.row([name(new), ratio, judged.verdict.to_string()]);
    }
    for (saved, word) in gone.map(|old| (old, "gone")).chain(fresh.map(|new| (new, "new"))) {
        table.row([name(saved), "–".into(), word.into()]);
    }
    report::print(&format!(
        "{table}{}\nCriterion measures a function in one process and has no control, so none of this is confirmed; \
         `bench run` can.\n",
        counts(judged.iter().map(|judged| Some(judged.verdict)))
    ))?;
    Ok(exit::CLEAN)
}

fn counts(verdicts: impl Iterator<Item = Option<Verdict>>) -> String {
    let verdicts: Vec<_> = verdicts.collect();
    let count = |wanted: Verdict| {
        let count = verdicts.iter().filter(|verdict| **verdict == Some(wanted)).count();
        (count > 0).then(|| format!("{count} {wanted}"))
    };
    Verdict::ALL.into_iter().filter_map(count).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_names_stand_around_a_comma() {
        assert_eq!(two("base,new"), Ok(Two("base".into(), "new".into())));
        for text in ["base", "base,", ",new", "a,b,c", ""] {
            assert!(two(text).is_err(), "{text}");
        }
    }
}
