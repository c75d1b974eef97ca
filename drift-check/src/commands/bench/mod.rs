//! `drift-check bench`: is the port as fast as its reference, and do both measure the same?

mod audit;
mod calibrate;
mod compare;
mod interrupts;
mod report;
mod run;
mod spin;
mod trend;

use super::Context;
use crate::bench::BenchConfig;
use crate::config;
use crate::error::{Error, Result};
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};

/// Options of `bench`.
#[derive(Debug, Args)]
pub struct BenchArgs {
    #[command(subcommand)]
    command: BenchCommand,
}

#[derive(Debug, Subcommand)]
enum BenchCommand {
    /// Measure port and reference side by side and judge the difference.
    Run(run::RunArgs),
    /// Show a result file.
    Report(report::ReportArgs),
    /// Find benchmarks that no longer compile, or that measure different things under the same name.
    Audit(audit::AuditArgs),
    /// Compare two result files, or what Criterion has saved.
    Compare(compare::CompareArgs),
    /// Find changes in a history of result files.
    Trend(trend::TrendArgs),
    /// Find out how far verdicts can be trusted, by sessions whose truth is known.
    Calibrate(calibrate::CalibrateArgs),
    /// Measure the workload of `calibrate` once.
    #[command(hide = true)]
    Spin(spin::SpinArgs),
}

pub(super) fn run(args: BenchArgs, context: &Context) -> Result<u8> {
    match args.command {
        BenchCommand::Run(args) => run::run(args, context),
        BenchCommand::Report(args) => report::run(&args, context),
        BenchCommand::Audit(args) => audit::run(&args, context),
        BenchCommand::Compare(args) => compare::run(&args, context),
        BenchCommand::Trend(args) => trend::run(&args, context),
        BenchCommand::Calibrate(args) => calibrate::run(&args, context),
        BenchCommand::Spin(args) => spin::run(&args),
    }
}

/// The `[bench]` table and the folder its commands run in.
fn configured(path: Option<&Path>, context: &Context) -> Result<(BenchConfig, PathBuf)> {
    let path = path.map(|path| context.folder.join(path)).or_else(|| config::find(&context.folder));
    let Some(path) = path else {
        return Err(Error::Usage(format!(
            "no {} at or above this folder; its [bench] table says what to run",
            config::FILE_NAME
        )));
    };
    let config = config::read(&path)?.bench;
    let folder = path.parent().map_or_else(|| context.folder.clone(), Path::to_path_buf);
    Ok((config, folder))
}

/// A duration as people write it: `90`, `90s`, `15m`, `1h`.
fn duration(text: &str) -> Result<std::time::Duration, String> {
    let (number, unit) = text.split_at(text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len()));
    let factor = match unit {
        "" | "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        _ => return Err("write it as 90s, 15m or 1h".into()),
    };
    let number: f64 = number.parse().map_err(|_| "write it as 90s, 15m or 1h")?;
    let time = std::time::Duration::try_from_secs_f64(number * factor).map_err(|error| error.to_string())?;
    if time.is_zero() { Err("nothing can be measured in no time".into()) } else { Ok(time) }
}

/// A change that counts, as a share.
fn share(text: &str) -> Result<f64, String> {
    let share = text.parse::<f64>().ok().filter(|share| *share > 0.0 && *share < 1.0);
    share.ok_or_else(|| "it is a share between 0 and 1, such as 0.02".into())
}

/// The confidence of an interval, as a share.
fn confidence(text: &str) -> Result<f64, String> {
    let share = text.parse::<f64>().ok().filter(|share| *share >= 0.5 && *share < 1.0);
    share.ok_or_else(|| "it lies between 0.5 and 1, such as 0.95".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn durations_are_written_as_people_do() {
        assert_eq!(duration("90"), Ok(Duration::from_secs(90)));
        assert_eq!(duration("1.5m"), Ok(Duration::from_secs(90)));
        assert_eq!(duration("2h"), Ok(Duration::from_secs(7200)));
        for text in ["soon", "3d", "-1s", "0s", "0"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn shares_are_no_percentages() {
        assert_eq!((share("0.05"), confidence("0.9")), (Ok(0.05), Ok(0.9)));
        for text in ["5", "0", "-0.1", "1", "nan", "five"] {
            assert!(share(text).is_err(), "{text}");
        }
        assert!(confidence("95").is_err() && confidence("0.1").is_err());
    }
}
