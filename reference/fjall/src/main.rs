//! A program on top of the fjall database, built twice: on lsm-tree and on Esker.
//!
//! It doesn't know on which it runs, and unless asked for it nothing it prints tells. Its callers compare what the two builds print, and let
//! either open the folders of the other.

mod benchmark;
mod data;
mod dump;
mod keyspaces;
mod latest;
mod power;
mod query;
mod script;
mod update;

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

/// Whatever goes wrong ends the program: the caller sees it in the exit code and on standard error.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const USAGE: &str = "usage: engine | script FOLDER PHASE | write FOLDER SEED MODE | check FOLDER SEED whole|partial ACKNOWLEDGED | bench FOLDER WORKLOAD ITEMS";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<()> {
    match *arguments {
        // Where the type of a tree is defined tells which engine this is.
        ["engine"] => say(format_args!("{}", std::any::type_name::<fjall::AnyTree>())),
        ["script", folder, phase] => script::run(Path::new(folder), phase.parse()?),
        ["write", folder, seed, mode] => power::write(Path::new(folder), seed.parse()?, mode.parse()?),
        ["check", folder, seed, last @ ("whole" | "partial"), acknowledged] => {
            power::check(Path::new(folder), seed.parse()?, last == "partial", acknowledged.parse()?)
        }
        ["bench", folder, workload, items] => {
            benchmark::run(Path::new(folder), workload.parse()?, items.parse()?)
        }
        _ => Err(USAGE.into()),
    }
}

/// Prints a line at once. Standard output into a pipe is buffered otherwise, and a killed process loses its buffer.
fn say(line: std::fmt::Arguments<'_>) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}
