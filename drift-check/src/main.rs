//! The command: argument parsing, exit codes, and nothing else.

use clap::Parser;
use drift_check::cli::Cli;
use drift_check::{Error, commands};
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
    let outcome = panic::catch_unwind(|| commands::execute(cli)).unwrap_or_else(|_| {
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
