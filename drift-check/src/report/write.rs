//! Delivering reports: to standard output, and to files that are either old or complete.

use super::{Report, human};
use crate::error::{Error, Result};
use crate::options::{Format, Options};
use std::io::Write;
use std::path::Path;

/// Prints the report and writes the files that were asked for.
///
/// # Errors
/// [`Error::Io`], naming the file. A reader that closes the pipe early is none.
pub fn deliver(report: &Report, options: &Options) -> Result<()> {
    for output in &options.outputs {
        let text = match output.format {
            Format::Human => anstream::adapter::strip_str(&human::render(report, options)).to_string(),
            Format::Json => report.to_json(),
        };
        replace(&output.path, &text)?;
    }
    match options.format {
        Format::Human => print(&human::render(report, options)),
        Format::Json => print(&report.to_json()),
    }
}

/// Prints text; colour goes where colour can be seen.
///
/// # Errors
/// [`Error::Io`], unless the reader has closed the pipe.
pub fn print(text: &str) -> Result<()> {
    let mut stdout = anstream::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::Io { operation: "write", path: "standard output".into(), source: error })
        }
        _ => Ok(()),
    }
}

/// Writes a file by way of a new one beside it, so that a reader never sees half of it.
///
/// # Errors
/// [`Error::Io`], naming the file.
pub fn replace(path: &Path, text: &str) -> Result<()> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    std::fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let fresh = folder.join(format!(".{name}.{}", std::process::id()));
    std::fs::write(&fresh, text).map_err(Error::io("write", &fresh))?;
    std::fs::rename(&fresh, path).map_err(Error::io("write", path))
}
