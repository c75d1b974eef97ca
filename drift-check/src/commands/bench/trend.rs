//! `drift-check bench trend`: what a folder of result files says about the course of things.

use super::Context;
use crate::bench::render::Table;
use crate::bench::result::SCHEMA;
use crate::bench::{BenchResult, trend};
use crate::error::{Error, Result};
use crate::{exit, report};
use clap::Args;
use std::path::{Path, PathBuf};

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
        let path = context.folder.join(path);
        for file in files(&path)? {
            if path.is_dir() && is_foreign(&file) {
                report::tell(&format!("left out {}: no result of `bench run`", file.display()));
                continue;
            }
            sessions.push(BenchResult::read(&file)?);
        }
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

/// Whether a file holds JSON that never was a result. What is damaged is not foreign.
fn is_foreign(file: &Path) -> bool {
    let value =
        std::fs::read(file).ok().and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok());
    let format = |value: &serde_json::Value| {
        value["schema"].as_str().and_then(|schema| schema.split('/').next()) == SCHEMA.split('/').next()
    };
    value.is_some_and(|value| !format(&value))
}

/// The file itself, or the `.json` files of a folder, sorted.
fn files(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_path_buf()]);
    }
    let entries = std::fs::read_dir(path).map_err(Error::io("list", path))?;
    let mut files = Vec::new();
    for entry in entries {
        let file = entry.map_err(Error::io("list", path))?.path();
        if file.extension().is_some_and(|extension| extension == "json") {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}
