//! A revision of a git repository, written out to a temporary folder.
//!
//! Blobs are asked for one by one instead of through `git archive`, which leaves out what `.gitattributes` marks with
//! `export-ignore`; and no worktree is added, so the repository is only ever read.

use crate::error::{Error, Result};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// What a comparison may look at. Everything else in a repository stays where it is.
const EXTENSIONS: &[&str] = &["rs", "toml", "md", "in", "inc"];

/// Writes a revision out. Returns the folder that holds it all and the crate's folder inside it.
pub(super) fn check_out(repository: &str, revision: &str) -> Result<(TempDir, PathBuf)> {
    let Revision { keep, dir, inside, commit } = written_out(repository, revision)?;
    if dir.join("Cargo.toml").is_file() {
        return Ok((keep, dir));
    }
    Err(Error::NotFound {
        wanted: format!("{repository}@{revision}"),
        tried: vec![format!(
            "`{}` in commit {commit}: there is no such file",
            inside.join("Cargo.toml").display()
        )],
        advice:
            "name the folder of the crate inside the repository, such as path/to/repository/crate@REVISION"
                .into(),
    })
}

/// A folder as it was at a revision of its repository, whatever it holds: where everything was written to, and the folder
/// in there.
///
/// # Errors
/// If it lies in no repository, or that has no such revision.
pub(crate) fn folder_at(folder: &Path, revision: &str) -> Result<(TempDir, PathBuf)> {
    written_out(&folder.to_string_lossy(), revision).map(|found| (found.keep, found.dir))
}

/// A folder's path from the top of the repository it lies in, parted by `/`; empty for the top, `None` outside of any.
pub(crate) fn inside(folder: &Path) -> Option<String> {
    let folder = folder.canonicalize().ok()?;
    let top = folder.ancestors().find(|dir| dir.join(".git").exists())?;
    let parts = folder.strip_prefix(top).ok()?.components();
    Some(parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/"))
}

/// A revision that was written out.
struct Revision {
    keep: TempDir,
    /// The folder that was asked for.
    dir: PathBuf,
    /// The same, from the top of the repository.
    inside: PathBuf,
    commit: String,
}

fn written_out(repository: &str, revision: &str) -> Result<Revision> {
    let keep = tempfile::Builder::new()
        .prefix("drift-check-")
        .tempdir()
        .map_err(Error::io("create", std::env::temp_dir()))?;
    let tree = keep.path().join("tree");
    fs::create_dir_all(&tree).map_err(Error::io("create", &tree))?;
    let (root, inside) = if is_remote(repository) {
        let bare = keep.path().join("repository");
        clone(repository, &bare)?;
        (bare, PathBuf::new())
    } else {
        locate(Path::new(repository))?
    };
    let commit = resolve(&root, repository, revision)?;
    let files = list(&root, &commit)?;
    write_out(&root, &files, &tree)?;
    Ok(Revision { keep, dir: tree.join(&inside), inside, commit })
}

/// Whether a text names a repository elsewhere.
pub(super) fn is_remote(text: &str) -> bool {
    ["https://", "ssh://", "file://", "git@"].iter().any(|prefix| text.starts_with(prefix))
}

/// The top of the repository a folder belongs to, and the folder's path inside it.
fn locate(folder: &Path) -> Result<(PathBuf, PathBuf)> {
    let text = |arguments: &[&str]| -> Result<String> {
        let bytes = git(folder, arguments)?;
        Ok(String::from_utf8_lossy(&bytes).trim_end_matches(['\n', '\r']).to_owned())
    };
    let prefix = text(&["rev-parse", "--show-prefix"])?;
    Ok((folder.to_path_buf(), PathBuf::from(prefix)))
}

fn clone(url: &str, to: &Path) -> Result<()> {
    let to_text = to.to_string_lossy();
    git(Path::new("."), &["clone", "--quiet", "--bare", "--", url, &to_text]).map(drop)
}

fn resolve(root: &Path, repository: &str, revision: &str) -> Result<String> {
    let wanted = format!("{revision}^{{commit}}");
    match git(root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted]) {
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).trim().to_owned()),
        Err(_) => Err(Error::NotFound {
            wanted: format!("{repository}@{revision}"),
            tried: vec![format!("`git rev-parse --verify {wanted}`: the repository has no such revision")],
            advice: "list what there is with `git tag` and `git branch --all`, or fetch it with `git fetch --tags`"
                .into(),
        }),
    }
}

/// A file of a commit.
struct Blob {
    id: String,
    path: PathBuf,
}

fn list(root: &Path, commit: &str) -> Result<Vec<Blob>> {
    let bytes = git(root, &["ls-tree", "-r", "-z", "--full-tree", commit])?;
    let mut out = Vec::new();
    for entry in bytes.split(|byte| *byte == 0) {
        let entry = String::from_utf8_lossy(entry);
        let Some((head, path)) = entry.split_once('\t') else { continue };
        let mut words = head.split(' ');
        // Links and submodules are no source text.
        let is_file = words.next().is_some_and(|mode| mode.starts_with("100"));
        let Some(id) = words.nth(1).filter(|_| is_file) else { continue };
        let path = PathBuf::from(path);
        let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
        let wanted = path.extension().is_some_and(|found| EXTENSIONS.iter().any(|known| found == *known));
        if plain && wanted {
            out.push(Blob { id: id.to_owned(), path });
        }
    }
    Ok(out)
}

/// One process for all blobs: a process for each would take longer than the comparison.
fn write_out(root: &Path, files: &[Blob], to: &Path) -> Result<()> {
    let failed =
        |source| Error::Io { operation: "read objects of the repository", path: root.into(), source };
    let mut child = command(root)
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(failed)?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let (Some(mut stdin), Some(stdout)) = (stdin, stdout) else {
        return Err(Error::Internal("git has no input or output".into()));
    };
    let mut stdout = BufReader::new(stdout);
    for file in files {
        // Asked and answered in turn, so neither pipe can fill up.
        writeln!(stdin, "{}", file.id).and_then(|()| stdin.flush()).map_err(failed)?;
        let text = answer(&mut stdout).map_err(failed)?;
        let path = to.join(&file.path);
        let folder = path.parent().unwrap_or(to);
        fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
        fs::write(&path, text).map_err(Error::io("write", &path))?;
    }
    drop(stdin);
    child.wait().map_err(failed)?;
    Ok(())
}

/// `ID blob SIZE`, the bytes, and a line end.
fn answer(stdout: &mut impl BufRead) -> std::io::Result<Vec<u8>> {
    let mut head = String::new();
    stdout.read_line(&mut head)?;
    let size: Option<u64> = head.trim_end().rsplit(' ').next().and_then(|size| size.parse().ok());
    let Some(size) = size else {
        return Err(std::io::Error::other(format!("git answered `{}`", head.trim_end())));
    };
    let mut text = Vec::new();
    stdout.take(size).read_to_end(&mut text)?;
    if text.len() as u64 != size {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    }
    stdout.read_exact(&mut [0])?;
    Ok(text)
}

fn command(root: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(root).stdin(Stdio::null());
    command
}

/// Output of a git command that must succeed.
pub(crate) fn git(root: &Path, arguments: &[&str]) -> Result<Vec<u8>> {
    let output = command(root).args(arguments).output().map_err(|source| Error::Io {
        operation: "run git in",
        path: root.to_path_buf(),
        source,
    })?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    Err(Error::Io {
        operation: "run git in",
        path: root.to_path_buf(),
        source: std::io::Error::other(format!(
            "`git {}` said: {}",
            arguments.join(" "),
            complaint.trim().lines().next().unwrap_or("nothing")
        )),
    })
}
