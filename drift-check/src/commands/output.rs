//! Which reports are written, where to, and how much they say: arguments of every command that writes reports.

use crate::error::{Error, Result};
use crate::options::{Format, Output, Verbosity};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

/// The reports to write.
#[derive(Debug, Clone, Default, Args)]
pub struct OutputArgs {
    /// The form of the report, printed or, with `=PATH`, written to a file: `--format human --format sarif=drift.sarif`.
    /// At most one is printed; files replace the configured ones.
    #[arg(
        long = "format",
        visible_alias = "out",
        value_name = "FORMAT[=PATH]",
        value_parser = wanted,
        long_help = "The form of the report: human, json, markdown, sarif, junit, github or html. It is printed or, with \
                     `=PATH`, written to a file. Repeatable; at most one is printed (human unless another one is \
                     named), and files replace the configured ones"
    )]
    pub wanted: Vec<Wanted>,
}

/// How much reports for people say.
#[derive(Debug, Clone, Default, Args)]
pub struct TalkArgs {
    /// Print verdict and summary only.
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Print everything, also what is of severity info.
    #[arg(short, long)]
    pub verbose: bool,
}

impl TalkArgs {
    /// Both flags as one.
    pub fn verbosity(&self) -> Verbosity {
        match (self.quiet, self.verbose) {
            (true, _) => Verbosity::Quiet,
            (_, true) => Verbosity::Verbose,
            _ => Verbosity::Normal,
        }
    }
}

/// One report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Its form.
    pub format: Format,
    /// The file; printed if there is none.
    pub path: Option<PathBuf>,
}

/// The reports to write, sorted out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outputs {
    /// What is printed, if anything was named.
    pub printed: Option<Format>,
    /// What goes to files.
    pub files: Vec<Output>,
}

impl OutputArgs {
    /// Parts what is printed from what goes to files, whose paths are relative to `folder`.
    ///
    /// # Errors
    /// [`Error::Usage`] if more than one report is to be printed, or two go to the same file.
    pub fn resolve(&self, folder: &Path) -> Result<Outputs> {
        let mut out = Outputs::default();
        for Wanted { format, path } in &self.wanted {
            match path {
                Some(path) if out.files.iter().any(|other| other.path == folder.join(path)) => {
                    return Err(Error::Usage(format!("two reports go to the same file {}", path.display())));
                }
                Some(path) => out.files.push(Output { format: *format, path: folder.join(path) }),
                None if out.printed.is_some_and(|printed| printed != *format) => {
                    return Err(Error::Usage(
                        "only one report can be printed; give the others a file, as in `--format sarif=drift.sarif`"
                            .into(),
                    ));
                }
                None => out.printed = Some(*format),
            }
        }
        Ok(out)
    }
}

fn wanted(text: &str) -> Result<Wanted, String> {
    format_and_path(text).map(|(format, path)| Wanted { format, path })
}

/// `FORMAT` or `FORMAT=PATH`.
pub(super) fn format_and_path<F: ValueEnum>(text: &str) -> Result<(F, Option<PathBuf>), String> {
    let (format, path) = match text.split_once('=') {
        Some((_, "")) => return Err("the path behind `=` is missing".into()),
        Some((format, path)) => (format, Some(PathBuf::from(path))),
        None => (text, None),
    };
    let format = F::from_str(format, false).map_err(|_| {
        let names: Vec<String> = F::value_variants()
            .iter()
            .filter_map(|format| Some(format.to_possible_value()?.get_name().to_owned()))
            .collect();
        format!("there is no format `{format}`; there are {}", names.join(", "))
    })?;
    Ok((format, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_may_have_a_path() {
        let path = |path: &str| Some(PathBuf::from(path));
        assert_eq!(wanted("json=a=b"), Ok(Wanted { format: Format::Json, path: path("a=b") }));
        assert_eq!(wanted("sarif"), Ok(Wanted { format: Format::Sarif, path: None }));
        assert!(wanted("json=").unwrap_err().contains("path"));
        assert!(wanted("pdf=x").unwrap_err().contains("human, json, markdown, sarif, junit, github, html"));
    }

    #[test]
    fn one_report_is_printed_and_the_others_go_to_files() {
        let args =
            |texts: &[&str]| OutputArgs { wanted: texts.iter().map(|text| wanted(text).unwrap()).collect() };
        let outputs = args(&["json", "sarif=x", "junit=y"]).resolve(Path::new("/f")).unwrap();
        assert_eq!(outputs.printed, Some(Format::Json));
        let paths: Vec<&Path> = outputs.files.iter().map(|output| output.path.as_path()).collect();
        assert_eq!(paths, [Path::new("/f/x"), Path::new("/f/y")]);
        assert!(matches!(args(&["json=a", "sarif=a"]).resolve(Path::new("/")), Err(Error::Usage(_))));
        assert!(matches!(args(&["json", "sarif"]).resolve(Path::new("/")), Err(Error::Usage(_))));
    }
}
