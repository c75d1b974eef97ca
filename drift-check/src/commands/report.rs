//! `drift-check report`: a saved JSON report in another form.

use super::Context;
use super::output::{OutputArgs, TalkArgs};
use crate::error::{Error, Result};
use crate::exit;
use crate::options::{FailOn, Format, Look};
use crate::report::{self, Report};
use clap::Args;
use std::path::PathBuf;

/// Options of `report`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// The JSON report of an earlier run.
    #[arg(long = "in", value_name = "FILE")]
    pub input: PathBuf,
    /// Where reports go.
    #[command(flatten)]
    pub outputs: OutputArgs,
    /// Word the verdict as if the run failed from this severity on. Default: as in that run.
    #[arg(long, value_enum)]
    pub fail_on: Option<FailOn>,
    /// Put the result of `bench run`, or a folder of results, in the place of those the report has. Repeatable.
    #[arg(long, value_name = "FILE|FOLDER")]
    pub bench: Vec<PathBuf>,
    /// Write Markdown as a page under this title, as long as it has to be, instead of a comment on a pull request.
    #[arg(long, value_name = "TITLE")]
    pub document: Option<String>,
    /// How much they say.
    #[command(flatten)]
    pub talk: TalkArgs,
}

/// Always ends well when the report could be written: the run that made the report had the verdict.
pub(super) fn run(args: &ReportArgs, context: &Context) -> Result<u8> {
    let path = context.folder.join(&args.input);
    let text = std::fs::read_to_string(&path).map_err(Error::io("read", &path))?;
    let mut report = Report::from_json(&text)
        .map_err(|message| Error::Usage(format!("{}: {message}", args.input.display())))?;
    let bench: Vec<PathBuf> = args.bench.iter().map(|path| context.folder.join(path)).collect();
    report.bench = report::measured(&bench)?.or(report.bench);
    let mut outputs = args.outputs.resolve(&context.folder)?;
    let look = Look { fail_on: args.fail_on.unwrap_or(report.fail_on), verbosity: args.talk.verbosity() };
    if let Some(title) = &args.document {
        let is_page = |format: Format| format == Format::Markdown;
        let (pages, files): (Vec<_>, Vec<_>) =
            outputs.files.into_iter().partition(|output| is_page(output.format));
        let printed = outputs.printed.is_some_and(is_page);
        if pages.is_empty() && !printed {
            return Err(Error::Usage(
                "--document is for Markdown; add --format markdown or markdown=FILE".into(),
            ));
        }
        let text = report.render_document(title, look);
        for page in pages {
            report::replace(&page.path, &text)?;
        }
        if printed {
            report::print(&text)?;
        }
        outputs.files = files;
        report::write_files(&report, look, &outputs.files)?;
        return Ok(exit::CLEAN);
    }
    // Whoever only asks for files does not want the report on the screen as well.
    match outputs.printed {
        None if !outputs.files.is_empty() => report::write_files(&report, look, &outputs.files)?,
        printed => report::deliver(&report, look, printed.unwrap_or_default(), &outputs.files)?,
    }
    Ok(exit::CLEAN)
}
