//! The command: argument parsing, exit codes, and nothing else.

use drift_check::cli::Cli;
use drift_check::{Error, Result, commands};
use std::ffi::OsString;
use std::io::Write;
use std::panic;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

/// What the last panic said. The parser's panics on a single file are caught and must not clutter the screen.
static LAST_PANIC: Mutex<String> = Mutex::new(String::new());

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let cli = Cli::read(&arguments).unwrap_or_else(|error| error.exit());
    match catching(|| commands::execute(cli)) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            complain(&error);
            ExitCode::from(error.exit_code())
        }
    }
}

/// A panic is a bug of ours and says so, instead of looking like a finding.
fn catching(work: impl FnOnce() -> Result<u8> + panic::UnwindSafe) -> Result<u8> {
    panic::set_hook(Box::new(|info| {
        *LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner) = info.to_string();
    }));
    panic::catch_unwind(work).unwrap_or_else(|_| {
        Err(Error::Internal(LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner).clone()))
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    /// One test, because the hook is the process's: another test beside it would take it away.
    #[test]
    fn a_panic_is_exit_code_5_and_says_where_and_anything_else_passes_through() {
        let outcome = catching(|| panic!("the parser lost its way"));
        let _ = panic::take_hook();
        let error = outcome.unwrap_err();
        assert_eq!(error.exit_code(), drift_check::exit::INTERNAL);
        let message = error.to_string();
        assert!(message.contains("the parser lost its way") && message.contains("main.rs:"), "{message}");
        assert_eq!(catching(|| Ok(3)).unwrap(), 3);
        let usage = catching(|| Err(Error::Usage("no".into()))).unwrap_err();
        let _ = panic::take_hook();
        assert_eq!(usage.exit_code(), drift_check::exit::USAGE);
    }
}
