//! `drift-check follow`: what changed upstream, and whether the port has it.

use super::Context;
use super::output::format_and_path;
use crate::config;
use crate::error::{Error, Result};
use crate::follow::{self, FollowOptions, FollowReport, render};
use crate::load::Source;
use crate::options::Verbosity;
use crate::progress::Line;
use crate::report;
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

/// Options of `follow`.
#[derive(Debug, Args)]
pub struct FollowArgs {
    /// The version the port was last brought up to: NAME@VERSION, a folder, or PATH@REVISION in a clone. A bare version
    /// such as 1.2.3 means one of the configured reference.
    #[arg(long, value_name = "OLD")]
    pub from: String,
    /// The version to look at, in the same words. Default: the configured reference.
    #[arg(long, value_name = "NEW")]
    pub to: Option<String>,
    /// The port. Default: as configured.
    #[arg(long, value_name = "SRC")]
    pub port: Option<String>,
    /// Configuration file. Without it, drift.toml at or above this folder is read.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The form of the report: human, json, markdown or html, printed or, with `=PATH`, written to a file. Repeatable; at
    /// most one is printed (human unless another one is named).
    #[arg(long = "format", visible_alias = "out", value_name = "FORMAT[=PATH]", value_parser = wanted)]
    pub wanted: Vec<(FollowFormat, Option<PathBuf>)>,
    /// Print the summary only.
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Print everything, also what was adopted and what is mere refactoring.
    #[arg(short, long)]
    pub verbose: bool,
}

/// A form of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum FollowFormat {
    /// For people.
    #[default]
    Human,
    /// For programs.
    Json,
    /// For issues and pull requests.
    Markdown,
    /// One page that works from disk, without network.
    Html,
}

fn wanted(text: &str) -> Result<(FollowFormat, Option<PathBuf>), String> {
    format_and_path(text)
}

pub(super) fn run(args: &FollowArgs, context: &Context) -> Result<u8> {
    let printed: Vec<FollowFormat> =
        args.wanted.iter().filter(|(_, path)| path.is_none()).map(|(format, _)| *format).collect();
    if printed.iter().any(|format| *format != printed[0]) {
        return Err(Error::Usage(
            "only one report can be printed; give the others a file, as in `--format html=follow.html`"
                .into(),
        ));
    }
    let options = options(args, &context.folder)?;
    let progress = Line::on_terminal();
    let found = follow::run(&options, &progress)?;
    drop(progress);
    if found.old.package != found.new.package {
        report::tell(&format!(
            "note: the versions are of different crates, `{}` and `{}`; was that meant?",
            found.old.package, found.new.package
        ));
    }
    let verbosity = match (args.quiet, args.verbose) {
        (true, _) => Verbosity::Quiet,
        (_, true) => Verbosity::Verbose,
        _ => Verbosity::Normal,
    };
    for (format, path) in args.wanted.iter().filter_map(|(format, path)| Some((format, path.as_ref()?))) {
        let text = anstream::adapter::strip_str(&text(&found, *format, verbosity)).to_string();
        report::replace(&context.folder.join(path), &text)?;
    }
    report::print(&text(&found, printed.first().copied().unwrap_or_default(), verbosity))?;
    Ok(found.exit_code())
}

fn text(found: &FollowReport, format: FollowFormat, verbosity: Verbosity) -> String {
    match format {
        FollowFormat::Human => render::human(found, verbosity, width()),
        FollowFormat::Json => render::json(found),
        FollowFormat::Markdown => render::markdown(found),
        FollowFormat::Html => render::html(found),
    }
}

/// Columns of the terminal; a file or pipe counts as narrow.
fn width() -> usize {
    let stdout = std::io::stdout();
    terminal_size::terminal_size_of(stdout).map_or(0, |(width, _)| usize::from(width.0))
}

fn options(args: &FollowArgs, folder: &Path) -> Result<FollowOptions> {
    let path = args.config.clone().or_else(|| config::find(folder));
    let config = path.as_deref().map(config::read).transpose()?.unwrap_or_default();
    let base = path
        .as_deref()
        .and_then(Path::parent)
        .map_or_else(|| folder.to_path_buf(), |parent| folder.join(parent));
    let version = |text: &str| {
        if looks_like_version(text) && !folder.join(text).exists() {
            return Err(Error::Usage(
                match config.reference.as_deref().and_then(|name| name.rsplit_once('@')) {
                    Some((name, _)) if text.split('.').count() < 3 => {
                        format!(
                            "`{text}` is not a full version of {name}; write all three numbers, such as 1.2.3"
                        )
                    }
                    Some(_) => return Source::parse(&full(text, config.reference.as_deref()), folder),
                    None => format!(
                        "`{text}` is a version of what? Write NAME@{text}, or configure a published crate as `reference`"
                    ),
                },
            ));
        }
        Source::parse(text, folder)
    };
    let new = match (&args.to, &config.reference) {
        (Some(text), _) => version(text)?,
        (None, Some(reference)) => Source::parse(reference, &base)?,
        (None, None) => return Err(missing("version to look at", "--to NEW", "reference")),
    };
    let port = match (&args.port, &config.port) {
        (Some(text), _) => Source::parse(text, folder)?,
        (None, Some(port)) => Source::parse(port, &base)?,
        (None, None) => return Err(missing("port", "--port SRC", "port")),
    };
    let mut options = FollowOptions::new(version(&args.from)?, new, port);
    // Map and decisions belong to the configured port, however that is named on the command line.
    let configured = config.port.as_ref().map(|port| Source::parse(port, &base)).transpose()?;
    if configured.as_ref().is_some_and(|configured| is_same(configured, &options.port)) {
        options.map = config.map.into();
        let decided = config.follow.accept.into_iter().map(|entry| (entry.change, entry.reason));
        options.accepted.extend(decided);
    }
    options.workspace = base;
    Ok(options)
}

fn looks_like_version(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) && !text.contains(['/', '\\', '@'])
}

/// A bare version means one of the configured reference.
fn full(text: &str, reference: Option<&str>) -> String {
    let is_version = looks_like_version(text) && text.split('.').count() >= 3;
    match reference.and_then(|reference| reference.rsplit_once('@')) {
        Some((name, _)) if is_version => format!("{name}@{text}"),
        _ => text.to_owned(),
    }
}

fn is_same(a: &Source, b: &Source) -> bool {
    match (a, b) {
        (Source::Folder { path: a, .. }, Source::Folder { path: b, .. }) => {
            matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
        }
        _ => a == b,
    }
}

fn missing(what: &str, flag: &str, key: &str) -> Error {
    Error::Usage(format!(
        "no {what} given; name it with {flag} or as `{key} = \"SRC\"` in {}",
        config::FILE_NAME
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_version_is_one_of_the_reference() {
        assert_eq!(full("1.2.3", Some("semver@1.0.0")), "semver@1.2.3");
        assert_eq!(full("1.2.3", None), "1.2.3");
        assert_eq!(full("semver@1.2.3", Some("other@1.0.0")), "semver@1.2.3");
        assert_eq!(full("../clone@v1.2.3", Some("other@1.0.0")), "../clone@v1.2.3");
    }
}
