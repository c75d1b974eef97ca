//! The command: argument parsing, exit codes, and nothing else.

use clap::Parser;
use drift_check::cli::{Cli, Command, options};
use drift_check::progress::Line;
use drift_check::report::{self, Report};
use drift_check::{Error, Result, exit};
use std::io::Write;
use std::panic;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

/// What the last panic said. The parser's panics on a single file are caught and must not clutter the screen.
static LAST_PANIC: Mutex<String> = Mutex::new(String::new());

fn main() -> ExitCode {
    panic::set_hook(Box::new(|info| {
        *LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner) = info.to_string();
    }));
    let cli = Cli::parse();
    let outcome = panic::catch_unwind(|| execute(cli)).unwrap_or_else(|_| {
        Err(Error::Internal(LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner).clone()))
    });
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            complain(&error);
            ExitCode::from(error.exit_code())
        }
    }
}

fn execute(cli: Cli) -> Result<u8> {
    let args = match cli.command {
        Some(Command::Schema) => {
            report::print(&Report::json_schema())?;
            return Ok(exit::CLEAN);
        }
        Some(Command::Check(args)) => *args,
        None => cli.check,
    };
    let folder = std::env::current_dir().map_err(|source| Error::Io {
        operation: "find",
        path: ".".into(),
        source,
    })?;
    let options = options(args, &folder)?;
    let progress = Line::on_terminal();
    let report = drift_check::run(&options, &progress)?;
    drop(progress);
    report::deliver(&report, &options)?;
    Ok(report.exit_code(options.fail_on))
}

/// Errors go to standard error, whatever the format of the report.
fn complain(error: &Error) {
    let mut stderr = anstream::stderr().lock();
    let _ = writeln!(stderr, "drift-check: {error}");
    if matches!(error, Error::Internal(_)) {
        let _ = writeln!(
            stderr,
            "this is a bug in drift-check; please report it with the command line and the input"
        );
    }
}
