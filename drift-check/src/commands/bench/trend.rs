//! `drift-check bench trend`: what a folder of result files says about the course of things.

use super::Context;
use crate::bench::render::Table;
use crate::bench::{files, trend};
use crate::error::{Error, Result};
use crate::{exit, report};
use clap::Args;
use std::path::PathBuf;

/// Options of `bench trend`.
#[derive(Debug, Args)]
pub(super) struct TrendArgs {
    /// Result files, or folders of them.
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
}

pub(super) fn run(args: &TrendArgs, context: &Context) -> Result<u8> {
    let mut sessions = Vec::new();
    for path in &args.paths {
        let found = files::read(&context.folder.join(path))?;
        for file in found.left_out {
            report::tell(&format!("left out {}: no result of `bench run`", file.display()));
        }
        sessions.extend(found.results);
    }
    if sessions.is_empty() {
        return Err(Error::Usage("there are no result files".into()));
    }
    let trends = trend::history(sessions);
    let mut table = Table::new(["workload", "sessions", "first", "last", "course", "changes"]);
    for trend in &trends {
        let ratio = |point: Option<&trend::Point>| {
            point.map_or_else(|| "–".into(), |point| format!("{:.3}", point.effect.ratio))
        };
        let changes: Vec<String> = trend.changes.iter().map(|change| describe(trend, change)).collect();
        table.row([
            trend.workload.clone(),
            trend.points.len().to_string(),
            ratio(trend.points.first()),
            ratio(trend.points.last()),
            trend.sparkline(),
            if changes.is_empty() { "none".into() } else { changes.join("; ") },
        ]);
    }
    report::print(&table.to_string())?;
    let regressed = trends.iter().any(trend::Trend::has_regressed);
    Ok(if regressed { exit::BENCHMARK } else { exit::CLEAN })
}

fn describe(trend: &trend::Trend, change: &trend::ChangePoint) -> String {
    let point = &trend.points[change.index];
    let at = point.revision.as_deref().unwrap_or(&point.started);
    format!("{:+.1} % at {at}", (change.ratio - 1.0) * 100.0)
}
