//! `drift-check bench report`: a result file as text, Markdown or JSON.

use super::Context;
use crate::bench::{BenchResult, render};
use crate::error::Result;
use crate::{exit, report};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Options of `bench report`.
#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// The result file of `bench run`.
    #[arg(long = "in", value_name = "FILE")]
    input: PathBuf,
    /// In which form.
    #[arg(long, value_enum, default_value_t)]
    format: BenchFormat,
    /// Write it to a file instead of printing it.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// A form of a benchmark report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum BenchFormat {
    /// A table and the verdict.
    #[default]
    Human,
    /// A page with everything.
    Markdown,
    /// The result file as it is.
    Json,
}

pub(super) fn run(args: &ReportArgs, context: &Context) -> Result<u8> {
    let result = BenchResult::read(&context.folder.join(&args.input))?;
    let text = match args.format {
        BenchFormat::Human => render::text(&result),
        BenchFormat::Markdown => render::markdown(&result),
        BenchFormat::Json => result.to_json()?,
    };
    match &args.out {
        None => report::print(&text)?,
        Some(path) => report::replace(&context.folder.join(path), &text)?,
    }
    Ok(exit::CLEAN)
}
