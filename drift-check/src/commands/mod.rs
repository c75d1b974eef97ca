//! The commands, one file each: its arguments, and a `run` that does the work and names the exit code.
//!
//! A new command is a file here and a line in [`Command`](crate::cli::Command) and in [`execute`].

pub mod bench;
pub mod check;
pub mod follow;
pub mod init;
pub mod map;
pub mod pair;
mod schema;

use crate::cli::{Cli, Command};
use crate::error::{Error, Result};
use std::path::PathBuf;

/// What every command may want to know about where it runs.
#[derive(Debug, Clone)]
pub struct Context {
    /// The folder paths on the command line are relative to.
    pub folder: PathBuf,
}

/// Does what the command line asks for and returns the exit code.
///
/// # Errors
/// Whatever keeps the command from doing its work; [`Error::exit_code`] has the exit code.
pub fn execute(cli: Cli) -> Result<u8> {
    let folder = std::env::current_dir().map_err(Error::io("find", "."))?;
    let context = Context { folder };
    match cli.command {
        None => check::run(cli.check, &context),
        Some(Command::Check(args)) => check::run(*args, &context),
        Some(Command::Bench(args)) => bench::run(args, &context),
        Some(Command::Init(args)) => init::run(&args, &context),
        Some(Command::Map(args)) => map::run(&args, &context),
        Some(Command::Follow(args)) => follow::run(&args, &context),
        Some(Command::Schema) => schema::run(),
    }
}
