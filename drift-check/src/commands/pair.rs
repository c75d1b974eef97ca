//! Which two crates are compared, and by which configuration: arguments that most commands share.

use crate::config::{self, Config};
use crate::error::{Error, Result};
use crate::ledger::{self, Ledger};
use crate::load::Source;
use crate::options::Options;
use clap::Args;
use std::path::{Path, PathBuf};

/// The two sides and the configuration.
#[derive(Debug, Clone, Default, Args)]
pub struct PairArgs {
    /// The original: a folder that holds a crate, or NAME@VERSION for a published one.
    #[arg(long, value_name = "SRC")]
    pub reference: Option<String>,
    /// What is compared with it, in the same words.
    #[arg(long, value_name = "SRC")]
    pub port: Option<String>,
    /// Configuration file. Without it, drift.toml at or above this folder is read, unless both sides are named here.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Ledger of accepted drift. Without it, the configured one, or drift-accepted.toml beside the configuration.
    #[arg(long, value_name = "FILE")]
    pub ledger: Option<PathBuf>,
}

/// Arguments and configuration put together.
#[derive(Debug, Clone)]
pub struct Pair {
    /// What a run needs, so far as pair and configuration say it.
    pub options: Options,
    /// The configuration; empty without a file.
    pub config: Config,
    /// The folder that paths in the configuration are relative to.
    pub base: PathBuf,
}

impl PairArgs {
    /// The same with paths relative to a folder where they lead below it, so that they hold for a copy of it.
    #[must_use]
    pub fn below(&self, folder: &Path) -> Self {
        let path = |path: &PathBuf| path.strip_prefix(folder).unwrap_or(path).to_path_buf();
        let text = |text: &String| match Path::new(text).strip_prefix(folder) {
            Ok(inner) => format!("./{}", inner.display()),
            Err(_) => text.clone(),
        };
        Self {
            reference: self.reference.as_ref().map(text),
            port: self.port.as_ref().map(text),
            config: self.config.as_ref().map(path),
            ledger: self.ledger.as_ref().map(path),
        }
    }

    /// Finds and reads the configuration and settles both sides. Paths on the command line are relative to `folder`.
    ///
    /// # Errors
    /// [`Error::Usage`] and [`Error::Config`] for whatever a user can get wrong.
    pub fn resolve(&self, folder: &Path) -> Result<Pair> {
        self.resolve_with(folder, true)
    }

    /// The same for a command that writes the ledger: a named one need not be there yet.
    ///
    /// # Errors
    /// As for [`resolve`](Self::resolve).
    pub fn resolve_for_writing(&self, folder: &Path) -> Result<Pair> {
        self.resolve_with(folder, false)
    }

    fn resolve_with(&self, folder: &Path, named_ledger_exists: bool) -> Result<Pair> {
        // A pair named in full is a question of its own: map and outputs of the configured pair do not belong to it.
        let complete = self.reference.is_some() && self.port.is_some();
        let path = self.config.clone().or_else(|| if complete { None } else { config::find(folder) });
        let config = path.as_deref().map(config::read).transpose()?.unwrap_or_default();
        let base = path
            .as_deref()
            .and_then(Path::parent)
            .map_or_else(|| folder.to_path_buf(), |parent| folder.join(parent));

        let reference =
            side("reference", self.reference.as_deref(), config.reference.as_deref(), folder, &base)?;
        let port = side("port", self.port.as_deref(), config.port.as_deref(), folder, &base)?;
        let mut options = Options::new(reference, port);
        options.workspace = base.clone();
        options.config_name = path
            .as_deref()
            .and_then(Path::file_name)
            .map_or_else(|| config::FILE_NAME.to_owned(), |name| name.to_string_lossy().into_owned());
        options.map = config.map.clone().into();
        options.fail_on = config.fail_on.unwrap_or_default();
        options.ledger = self.ledger(path.is_some(), &config, folder, &base);
        if let Some(path) = options.ledger.path.as_deref() {
            let named = self.ledger.is_some() || config.ledger.file.is_some();
            if path.exists() {
                options.ledger.entries = ledger::read(path)?;
            } else if named && named_ledger_exists {
                return Err(Error::Usage(format!(
                    "there is no ledger {} yet; `drift-check accept` writes it, so leave it out until something is accepted",
                    path.display()
                )));
            }
        }
        Ok(Pair { options, config, base })
    }
}

impl PairArgs {
    /// The ledger, without its entries.
    fn ledger(&self, configured: bool, config: &Config, folder: &Path, base: &Path) -> Ledger {
        let named = self.ledger.as_ref().map(|file| folder.join(file));
        let named = named.or_else(|| config.ledger.file.as_ref().map(|file| base.join(file)));
        let usual = || configured.then(|| base.join(ledger::FILE_NAME));
        let tests = config.ledger.tests.iter().map(|folder| base.join(folder)).collect();
        Ledger { path: named.or_else(usual), tests, ..Ledger::default() }
    }
}

fn side(
    name: &str,
    flag: Option<&str>,
    configured: Option<&str>,
    folder: &Path,
    base: &Path,
) -> Result<Source> {
    match (flag, configured) {
        (Some(text), _) => Source::parse(text, folder),
        (None, Some(text)) => Source::parse(text, base),
        (None, None) => Err(Error::Usage(format!(
            "no {name} given; name it with --{name} SRC or as `{name} = \"SRC\"` in {}, of which `drift-check init` \
             writes a first one",
            config::FILE_NAME
        ))),
    }
}
