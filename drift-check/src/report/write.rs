//! Delivering reports: to standard output, and to files that are either old or complete.

use super::{Report, human};
use crate::error::{Error, Result};
use crate::options::{Format, Look, Output, Verbosity};
use std::io::Write;
use std::path::{Path, PathBuf};

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
    // Whoever wants to see less on the screen has not asked for less in a file.
    let look = Look { verbosity: look.verbosity.max(Verbosity::Normal), ..look };
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

/// Writes a file by way of a new one beside it, so that a reader never sees half of it. A link stays one, and who may read
/// the file stays as it is.
///
/// # Errors
/// [`Error::Io`], naming the file.
pub fn replace(path: &Path, text: &str) -> Result<()> {
    // What a link leads to is written; a link to nowhere gives way.
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let fresh = beside(&target)?;
    let written = std::fs::write(&fresh, text).map_err(Error::io("write", &fresh)).and_then(|()| {
        if let Ok(before) = std::fs::metadata(&target) {
            // Where permissions cannot be set, the text is what counts.
            let _ = std::fs::set_permissions(&fresh, before.permissions());
        }
        std::fs::rename(&fresh, &target).map_err(Error::io("write", path))
    });
    if written.is_err() {
        // What is in the way already is what the caller learns about.
        let _ = std::fs::remove_file(&fresh);
    }
    written
}

/// Finds out whether [`replace`] could write a file, and leaves it as it is. Its folder is created.
///
/// # Errors
/// [`Error::Io`], naming the file.
pub fn require_writable(path: &Path) -> Result<()> {
    if path.is_dir() {
        return Err(Error::io("write", path)(std::io::ErrorKind::IsADirectory.into()));
    }
    let fresh = beside(path)?;
    std::fs::write(&fresh, "").map_err(Error::io("write", &fresh))?;
    std::fs::remove_file(&fresh).map_err(Error::io("remove", &fresh))
}

/// A name for the new file, in the same folder, which is created.
fn beside(path: &Path) -> Result<PathBuf> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    std::fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(folder.join(format!(".{name}.{}", std::process::id())))
}
