//! The commands, one file each: its arguments, and a `run` that does the work and names the exit code.
//!
//! A new command is a file here and a line in [`Command`] and in [`execute`].

pub mod accept;
pub mod bench;
pub mod check;
pub mod explain;
pub mod follow;
pub mod fresh;
pub mod init;
pub mod ledger;
pub mod map;
pub mod model;
pub mod output;
pub mod pair;
pub mod report;
pub mod review;
pub mod rules;
mod schema;
pub mod selftest;
pub mod shell;
pub mod show;
pub mod watch;

use crate::cli::{Cli, Command};
use crate::error::{Error, Result};
use crate::judge::Finding;
use std::path::PathBuf;

/// What every command may want to know about where it runs.
#[derive(Debug, Clone)]
pub struct Context {
    /// The folder paths on the command line are relative to.
    pub folder: PathBuf,
    /// Whether this is a run without anybody watching, which must not change any file that is kept.
    pub ci: bool,
}

impl Context {
    /// Whether a command that changes the ledger may run.
    fn may_write(&self, command: &str) -> Result<()> {
        if self.ci {
            return Err(Error::Usage(format!(
                "`{command}` changes the ledger, and a run in CI (--ci, or CI in the environment) never does"
            )));
        }
        Ok(())
    }
}

/// Whether the environment says that this is CI, in the way all of them do.
fn is_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false" && value != "0")
}

/// Fewer digits of a fingerprint than this mean nothing.
const DIGITS_MIN: usize = 6;

fn digits(text: &str) -> &str {
    text.strip_prefix("v1:").unwrap_or(text)
}

/// Whether text can be a fingerprint or its beginning.
fn looks_like_fingerprint(text: &str) -> bool {
    let digits = digits(text);
    digits.len() >= DIGITS_MIN && digits.chars().all(|c| c.is_ascii_hexdigit())
}

/// The finding of a fingerprint or its beginning.
fn finding_called<'a>(findings: &'a [Finding], text: &str) -> Result<&'a Finding> {
    if !looks_like_fingerprint(text) {
        return Err(Error::Usage(format!(
            "`{text}` is no fingerprint; one looks like v1:0f3a…, of which {DIGITS_MIN} digits are enough"
        )));
    }
    let wanted = digits(text);
    let mut fitting = findings.iter().filter(|finding| digits(&finding.fingerprint).starts_with(wanted));
    match (fitting.next(), fitting.next()) {
        (Some(only), None) => Ok(only),
        (None, _) => Err(Error::Usage(format!(
            "no finding has the fingerprint `{text}`; `drift-check -v` shows all findings with theirs"
        ))),
        (Some(first), Some(second)) => Err(Error::Usage(format!(
            "`{text}` is the beginning of {} and {}; give more digits",
            first.fingerprint, second.fingerprint
        ))),
    }
}

/// More names than this that may have been meant are too many.
const NEAR_MAX: usize = 3;

/// From this likeness on, a name may have been meant.
const NEAR_MIN: f64 = 0.6;

/// `; did you mean …?` with the paths that are most like a wanted one, by their last names; nothing if none is.
fn did_you_mean<'a>(wanted: &str, paths: impl Iterator<Item = &'a str>) -> String {
    let last = |path: &'a str| path.rsplit("::").next().unwrap_or(path);
    let wanted_last = wanted.rsplit("::").next().unwrap_or(wanted);
    let likeness = |path: &'a str| {
        let name = strsim::normalized_damerau_levenshtein(wanted_last, last(path));
        (name >= NEAR_MIN).then(|| (name, strsim::normalized_damerau_levenshtein(wanted, path)))
    };
    let mut near: Vec<((f64, f64), &str)> = paths.filter_map(|path| Some((likeness(path)?, path))).collect();
    near.sort_by(|(one, a), (two, b)| two.0.total_cmp(&one.0).then(two.1.total_cmp(&one.1)).then(a.cmp(b)));
    near.dedup_by_key(|(_, path)| *path);
    let names: Vec<String> = near.iter().take(NEAR_MAX).map(|(_, path)| format!("`{path}`")).collect();
    if names.is_empty() { String::new() } else { format!("; did you mean {}?", names.join(", or ")) }
}

/// Does what the command line asks for and returns the exit code.
///
/// # Errors
/// Whatever keeps the command from doing its work; [`Error::exit_code`] has the exit code.
pub fn execute(cli: Cli) -> Result<u8> {
    let folder = std::env::current_dir().map_err(Error::io("find", "."))?;
    let context = Context { folder, ci: cli.ci || is_ci() };
    match cli.command {
        None => check::run(cli.check, &context),
        Some(Command::Check(args)) => check::run(*args, &context),
        Some(Command::Bench(args)) => bench::run(args, &context),
        Some(Command::Init(args)) => init::run(&args, &context),
        Some(Command::Map(args)) => map::run(&args, &context),
        Some(Command::Follow(args)) => follow::run(&args, &context),
        Some(Command::Accept(args)) => accept::run(&args, &context),
        Some(Command::Review(args)) => review::run(&args, &context),
        Some(Command::Ledger { command }) => ledger::run(&command, &context),
        Some(Command::Explain(args)) => explain::run(&args, &context),
        Some(Command::Show(args)) => show::run(&args, &context),
        Some(Command::Model(args)) => model::run(&args, &context),
        Some(Command::Report(args)) => report::run(&args, &context),
        Some(Command::Watch(args)) => watch::run(&args, &context),
        Some(Command::Rules(args)) => rules::run(&args),
        Some(Command::Completions(args)) => shell::completions(&args),
        Some(Command::Man(args)) => shell::man(&args, &context),
        Some(Command::Selftest(args)) => selftest::run(&args, &context),
        Some(Command::Schema) => schema::run(),
    }
}
