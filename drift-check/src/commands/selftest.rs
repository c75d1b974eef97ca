//! `drift-check selftest`: change real code on purpose, and count what is found.

use super::Context;
use crate::error::{Error, Result};
use crate::exit;
use crate::load::Source;
use crate::report::print;
use crate::selftest::{self, Settings};
use clap::{Args, ValueEnum};
use std::io::{IsTerminal, Write};

/// Options of `selftest`.
#[derive(Debug, Args)]
pub struct SelftestArgs {
    /// Crates whose code is changed: folders, or NAME@VERSION for published ones.
    #[arg(value_name = "SRC", default_value = "lsm-tree@3.1.10")]
    pub subjects: Vec<String>,
    /// Where the changes come from: the same seed makes the same changes.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// How many changes per operator and crate.
    #[arg(long, value_name = "COUNT", default_value_t = 40, value_parser = clap::value_parser!(u32).range(1..))]
    pub sites: u32,
    /// Only operators whose number starts with this, such as M18 or B. Repeatable.
    #[arg(long, value_name = "PREFIX")]
    pub only: Vec<String>,
    /// What to print.
    #[arg(long, value_enum, default_value_t)]
    pub format: TableFormat,
}

/// A form of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum TableFormat {
    /// For people, at a terminal.
    #[default]
    Text,
    /// For documents.
    Markdown,
    /// For programs.
    Json,
}

pub(super) fn run(args: &SelftestArgs, context: &Context) -> Result<u8> {
    let subjects =
        args.subjects.iter().map(|text| Source::parse(text, &context.folder)).collect::<Result<Vec<_>>>()?;
    let settings =
        Settings { subjects, seed: args.seed, sites_max: args.sites as usize, only: args.only.clone() };
    let terminal = std::io::stderr().is_terminal();
    let outcome = selftest::run(&settings, &context.folder, &|what| {
        if terminal {
            let _ = writeln!(std::io::stderr().lock(), "{what}");
        }
    })?;
    let text = match args.format {
        TableFormat::Text => outcome.text(),
        TableFormat::Markdown => outcome.markdown(),
        TableFormat::Json => serde_json::to_string_pretty(&outcome)
            .map_err(|error| Error::Internal(format!("could not write the outcome: {error}")))?,
    };
    print(&text)?;
    Ok(if outcome.is_good() { exit::CLEAN } else { exit::DRIFT })
}
