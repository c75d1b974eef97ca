//! `drift-check bench compare`: two result files, or what Criterion has saved.

use super::{Context, confidence, share};
use crate::bench::compare::{self, Change, Unpaired};
use crate::bench::criterion::{self, Saved};
use crate::bench::render::{self, Table};
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
    /// Of Criterion's folder: the baselines to compare, such as base,new.
    #[arg(long, value_name = "BEFORE,AFTER", value_parser = two, default_value = "base,new")]
    baselines: Two,
    /// The smallest change that counts with Criterion's results, as a share.
    #[arg(long, value_name = "SHARE", default_value_t = 0.02, value_parser = share)]
    threshold: f64,
    /// Confidence with Criterion's results.
    #[arg(long, value_name = "SHARE", default_value_t = 0.95, value_parser = confidence)]
    confidence: f64,
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
    let changes = compare::sessions(&BenchResult::read(&before)?, &BenchResult::read(&after)?);
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
        let Two(base, new) = &args.baselines;
        match after {
            // Two folders: what was measured last in each.
            Some(after) => (criterion::read(before, new)?, criterion::read(after, new)?),
            None => (criterion::read(before, base)?, criterion::read(before, new)?),
        }
    };
    let by_function = args.functions.is_some();
    let pairs: Vec<(&Saved, &Saved)> = new
        .iter()
        .filter_map(|new| {
            let same = |old: &&Saved| {
                old.group == new.group
                    && old.value == new.value
                    && (by_function || old.function == new.function)
            };
            Some((old.iter().find(same)?, new))
        })
        .collect();
    if pairs.is_empty() {
        return Err(Error::Usage("no benchmark is on both sides".into()));
    }

    let samples: Vec<Unpaired> = pairs
        .iter()
        .map(|(old, new)| Unpaired {
            before: old.logs.clone(),
            after: new.logs.clone(),
            envelope: 0.0,
            threshold: args.threshold,
        })
        .collect();
    let judged = compare::judge(&samples, args.confidence);
    let mut table = Table::new(["benchmark", "ratio", "suggests"]);
    for ((_, new), judged) in pairs.iter().zip(&judged) {
        let name = if by_function { [&*new.group, &*new.value].join("/") } else { new.id() };
        let ratio = judged.effect.as_ref().map_or_else(|| "–".into(), render::interval);
        table.row([name.trim_end_matches('/').to_owned(), ratio, judged.verdict.to_string()]);
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
