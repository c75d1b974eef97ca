//! What can go wrong, and which exit code it leads to.

use std::fmt;
use std::path::PathBuf;

/// A failure that ends the run.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The command line or the configuration is wrong. The text says what and where.
    Usage(String),
    /// The configuration file is wrong.
    Config {
        /// The file.
        path: PathBuf,
        /// Line, counted from 1, if known.
        line: Option<usize>,
        /// What is wrong with it.
        message: String,
    },
    /// A file or folder could not be read or written.
    Io {
        /// What was tried, such as `read` or `write`.
        operation: &'static str,
        /// On which path.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// A crate's `Cargo.toml` does not say what is needed.
    Manifest {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// The source of a registry crate could not be found.
    NotFound {
        /// The crate as it was asked for.
        wanted: String,
        /// Each attempt and how it ended.
        tried: Vec<String>,
        /// What to do next.
        advice: String,
    },
    /// A comparison that others are to rely on left something out.
    Incomplete {
        /// What was to be relied on.
        what: String,
        /// What it left out: file, line and reason.
        places: Vec<String>,
    },
    /// A benchmark program could not be run. The text says which and why.
    Bench(String),
    /// Something that cannot happen did.
    Internal(String),
}

/// Result with [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// The exit code of a run that ends with this error.
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::Usage(_) | Error::Config { .. } => crate::exit::USAGE,
            Error::Io { .. }
            | Error::Manifest { .. }
            | Error::NotFound { .. }
            | Error::Incomplete { .. }
            | Error::Bench(_) => crate::exit::COULD_NOT_CHECK,
            Error::Internal(_) => crate::exit::INTERNAL,
        }
    }

    /// An [`Error::Incomplete`], if anything was left out.
    pub(crate) fn incomplete(what: impl Into<String>, places: Vec<String>) -> Result<()> {
        if places.is_empty() { Ok(()) } else { Err(Error::Incomplete { what: what.into(), places }) }
    }

    /// An [`Error::Io`], for `map_err`.
    pub(crate) fn io(
        operation: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(std::io::Error) -> Error {
        let path = path.into();
        move |source| Error::Io { operation, path, source }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Usage(message) | Error::Bench(message) => f.write_str(message),
            Error::Config { path, line: Some(line), message } => {
                write!(f, "{}:{line}: {message}", path.display())
            }
            Error::Config { path, line: None, message } => write!(f, "{}: {message}", path.display()),
            Error::Io { operation, path, source } => {
                write!(f, "could not {operation} {}: {source}", path.display())
            }
            Error::Manifest { path, message } => write!(f, "{}: {message}", path.display()),
            Error::NotFound { wanted, tried, advice } => {
                write!(f, "could not find the source of {wanted}")?;
                for attempt in tried {
                    write!(f, "\n  tried: {attempt}")?;
                }
                write!(f, "\n  next:  {advice}")
            }
            Error::Incomplete { what, places } => {
                write!(f, "{what} is incomplete, so nothing can be concluded from it")?;
                places.iter().try_for_each(|place| write!(f, "\n  unchecked: {place}"))?;
                write!(f, "\n  next:  mend these files, then try again")
            }
            Error::Internal(message) => write!(f, "internal error: {message}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
