//! `drift-check report`: a saved JSON report in another form.

use super::Context;
use super::output::{OutputArgs, Outputs, TalkArgs};
use crate::error::{Error, Result};
use crate::exit;
use crate::options::{FailOn, Format, Look, Output};
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
        document(&report, look, title, &mut outputs)?;
        if outputs.printed.is_none() {
            return report::write_files(&report, look, &outputs.files).map(|()| exit::CLEAN);
        }
    }
    // Whoever only asks for files does not want the report on the screen as well.
    match outputs.printed {
        None if !outputs.files.is_empty() => report::write_files(&report, look, &outputs.files)?,
        printed => report::deliver(&report, look, printed.unwrap_or_default(), &outputs.files)?,
    }
    Ok(exit::CLEAN)
}

/// Writes what is Markdown as a page, and takes it from the outputs.
fn document(report: &Report, look: Look, title: &str, outputs: &mut Outputs) -> Result<()> {
    let is_page = |format: Format| format == Format::Markdown;
    let (pages, files) =
        std::mem::take(&mut outputs.files).into_iter().partition(|output| is_page(output.format));
    outputs.files = files;
    let pages: Vec<Output> = pages;
    let printed = outputs.printed.take_if(|format| is_page(*format));
    if pages.is_empty() && printed.is_none() {
        return Err(Error::Usage(
            "--document is for Markdown; add --format markdown or markdown=FILE".into(),
        ));
    }
    let text = report.render_document(title, look);
    pages.iter().try_for_each(|page| report::replace(&page.path, &text))?;
    printed.map_or(Ok(()), |_| report::print(&text))
}
