//! Delivering reports: to standard output, and to files that are either old or complete.

use super::{Report, human};
use crate::error::{Error, Result};
use crate::options::{Format, Look, Output};
use std::io::Write;
use std::path::Path;

/// Writes the files that were asked for, then prints the report.
///
/// # Errors
/// [`Error::Io`], naming the file. A reader that closes the pipe early is none.
pub fn deliver(report: &Report, look: Look, printed: Format, files: &[Output]) -> Result<()> {
    write_files(report, look, files)?;
    match printed {
        Format::Human => print(&human::render(report, look)),
        other => print(&report.render(other, look)),
    }
}

/// Writes the files that were asked for.
///
/// # Errors
/// [`Error::Io`], naming the file.
pub fn write_files(report: &Report, look: Look, files: &[Output]) -> Result<()> {
    for output in files {
        replace(&output.path, &report.render(output.format, look))?;
    }
    Ok(())
}

/// Says something beside the report, to a person: on standard error.
pub fn tell(text: &str) {
    // Nobody to listen is no reason to fail.
    let _ = writeln!(anstream::stderr().lock(), "{text}");
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
