//! What a process and a tree have used: memory, bytes written, bytes on disk. Memory and writes are known on Linux only.

use std::fs;
use std::io;
use std::path::Path;

/// The most memory this process has had so far, in bytes.
#[must_use]
pub fn peak_memory_bytes() -> Option<u64> {
    let kibibytes = field("/proc/self/status", "VmHWM")?;
    Some(kibibytes.strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}

/// What this process has handed to the system to be written so far, in bytes.
#[must_use]
pub fn written_bytes() -> Option<u64> {
    field("/proc/self/io", "wchar")?.parse().ok()
}

fn field(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    text.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key == name).then(|| value.trim().to_owned())
    })
}

/// Lengths of all files in a folder and below, in bytes.
///
/// # Errors
/// If something in it cannot be read.
pub fn disk_bytes(folder: &Path) -> io::Result<u64> {
    let mut sum = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        sum += if metadata.is_dir() { disk_bytes(&entry.path())? } else { metadata.len() };
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_count_with_what_is_below_them() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("tables")).unwrap();
        fs::write(folder.path().join("a"), [0; 10]).unwrap();
        fs::write(folder.path().join("tables/b"), [0; 32]).unwrap();
        assert_eq!(disk_bytes(folder.path()).unwrap(), 42);
    }
}
