//! A folder for tests and benchmarks of clients.

use tempfile::TempDir;

/// Where the folders go, if the system's own place for them is not wanted.
const PARENT_VARIABLE: &str = "LSMT_TMP_FOLDER";

/// A folder that is removed when the value is dropped; inside `LSMT_TMP_FOLDER`, if that is set.
///
/// # Panics
/// If it can't be created.
#[must_use]
#[expect(clippy::expect_used, reason = "documented panic of the mirrored API")]
pub fn get_tmp_folder() -> TempDir {
    match std::env::var_os(PARENT_VARIABLE) {
        Some(parent) => tempfile::tempdir_in(parent),
        None => tempfile::tempdir(),
    }
    .expect("should create a temporary folder")
}
