//! Only what is new: since a report that was kept, or since a revision of the port.

use super::pair::PairArgs;
use crate::config;
use crate::error::{Error, Result};
use crate::load::{Source, git};
use crate::options::Options;
use crate::pipeline;
use crate::progress::Progress;
use crate::report::Report;
use clap::Args;
use std::path::{Path, PathBuf};

/// What the report is compared with before it is shown.
#[derive(Debug, Clone, Default, Args)]
pub struct FreshArgs {
    /// Show only findings that the baseline does not have. The exit code counts only those.
    #[arg(long, requires = "baseline")]
    pub new_only: bool,
    /// A JSON report of an earlier run, for --new-only.
    #[arg(long, value_name = "FILE", requires = "new_only")]
    pub baseline: Option<PathBuf>,
    /// Show only findings that the port did not have at this revision of its git repository.
    #[arg(long, value_name = "REV", conflicts_with = "new_only")]
    pub changed_since: Option<String>,
}

impl FreshArgs {
    /// Leaves out of a report what was known before.
    ///
    /// # Errors
    /// If the baseline cannot be read or made, or left something out: then nothing can be called known.
    pub fn apply(
        &self,
        report: &mut Report,
        options: &Options,
        pair: &PairArgs,
        folder: &Path,
        progress: &dyn Progress,
    ) -> Result<()> {
        if let Some(path) = &self.baseline {
            let baseline = read(&folder.join(path))?;
            baseline.require_complete(&format!("the baseline {}", path.display()))?;
            for (side, was, is) in [
                ("reference", &baseline.reference.package, &report.reference.package),
                ("port", &baseline.port.package, &report.port.package),
            ] {
                if was != is {
                    return Err(Error::Usage(format!(
                        "the baseline {} is about another pair: its {side} is `{was}`, not `{is}`",
                        path.display()
                    )));
                }
            }
            report.keep_new(&baseline, path.display().to_string());
        } else if let Some(revision) = &self.changed_since {
            progress.phase(&format!("checking the port as of {revision}"));
            let baseline = at(revision, options, pair, folder, progress)?;
            baseline.require_complete(&format!("the baseline, the port as of {revision},"))?;
            report.keep_new(&baseline, revision.clone());
        }
        Ok(())
    }
}

fn is_below(source: &Source, folder: &Path) -> bool {
    matches!(source, Source::Folder { path, .. } if path.starts_with(folder))
}

fn read(path: &Path) -> Result<Report> {
    let text = std::fs::read_to_string(path).map_err(Error::io("read the baseline", path))?;
    serde_json::from_str(&text).map_err(|error| Error::Config {
        path: path.to_path_buf(),
        line: Some(error.line()),
        message: format!(
            "is not a JSON report of this version: {error}; `drift-check --format json=FILE` makes one"
        ),
    })
}

/// The same check with everything as it was: the port, and what was configured and decided about it. A decision that was
/// taken back since leaves something new.
fn at(
    revision: &str,
    options: &Options,
    pair: &PairArgs,
    folder: &Path,
    progress: &dyn Progress,
) -> Result<Report> {
    let Source::Folder { label, path } = &options.port else {
        return Err(Error::Usage(
            "--changed-since needs a port that is a folder in a git repository; for others, keep a JSON report and use \
             --new-only --baseline FILE"
                .into(),
        ));
    };
    if let Ok((keep, there)) = git::folder_at(folder, revision) {
        let mut pair = pair.below(folder);
        pair.config = pair.config.map(|config| there.join(config));
        let configured = pair.config.clone().or_else(|| config::find(&there));
        let configured = configured.is_some_and(|config| config.starts_with(keep.path()) && config.is_file());
        match pair.resolve_for_writing(&there) {
            Ok(found) if is_below(&found.options.port, keep.path()) => {
                let (selection, workspace) = (options.selection.clone(), options.workspace.clone());
                return pipeline::run(&Options { selection, workspace, ..found.options }, progress);
            }
            Err(error) if configured => return Err(error),
            // The port is in another repository, or nothing was configured yet.
            Ok(_) | Err(_) => {}
        }
    }
    let mut options = options.clone();
    options.port = Source::Git {
        label: format!("{label}@{revision}"),
        repository: path.to_string_lossy().into_owned(),
        revision: revision.to_owned(),
    };
    pipeline::run(&options, progress)
}
