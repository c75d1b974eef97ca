//! `drift-check completions` and `drift-check man`: what a shell and a manual want to know about the command line.

use super::Context;
use crate::cli::Cli;
use crate::error::{Error, Result};
use crate::{exit, report};
use clap::{Args, CommandFactory};
use clap_complete::Shell;
use std::path::PathBuf;

/// Options of `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell.
    #[arg(value_enum)]
    pub shell: Shell,
}

/// Options of `man`.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// Write a page per command to this folder, instead of printing the main one.
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

pub(super) fn completions(args: &CompletionsArgs) -> Result<u8> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "drift-check", &mut script);
    report::print(&String::from_utf8_lossy(&script))?;
    Ok(exit::CLEAN)
}

pub(super) fn man(args: &ManArgs, context: &Context) -> Result<u8> {
    match &args.dir {
        Some(dir) => {
            let dir = context.folder.join(dir);
            std::fs::create_dir_all(&dir).map_err(Error::io("create", &dir))?;
            clap_mangen::generate_to(Cli::command(), &dir)
                .map_err(Error::io("write manual pages to", &dir))?;
        }
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Cli::command())
                .render(&mut page)
                .map_err(Error::io("write", "manual page"))?;
            report::print(&String::from_utf8_lossy(&page))?;
        }
    }
    Ok(exit::CLEAN)
}
