//! Opening a tree: creating it, or recovering what is there.
//!
//! Recovering reads and verifies everything it needs before it deletes anything: a folder of another format, of another
//! kind of tree, or with damage stays as it was found.

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::Tree;
use super::inner::{TreeInner, next_tree_id};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::file::{BLOBS_FOLDER, CURRENT_VERSION_FILE, TABLES_FOLDER};
use crate::fs::Fs;
use crate::hash::{HashMap, HashSet};
use crate::ids::{TableId, VersionId};
#[cfg(feature = "metrics")]
use crate::metrics::Metrics;
use crate::seqno::SequenceNumberCounter;
use crate::table::Table;
use crate::table_setup::TableSetup;
use crate::version::{Level, RecoveredTable, Recovery, Run, Version, persist_version, recover_version};
use crate::vlog::BlobFileList;

/// Marks a folder of the oldest format.
const V1_MARKER_FILE: &str = "version";

impl Tree {
    /// Opens the tree in the configured folder, or creates one.
    ///
    /// # Errors
    /// [`Error::Io`] for impossible options, and any I/O error; [`Error::InvalidVersion`] for another format;
    /// [`Error::Corrupt`] if what is there can't be opened, with the reason as its cause.
    pub(crate) fn open(config: Config) -> Result<Self> {
        config.check()?;
        let fs = &*config.fs;
        if fs.exists(&config.path.join(V1_MARKER_FILE))? {
            return Err(Error::InvalidVersion(1));
        }
        if fs.exists(&config.path.join(CURRENT_VERSION_FILE))? {
            Self::recover(config)
        } else {
            Self::create(config)
        }
    }

    fn create(config: Config) -> Result<Self> {
        let (fs, folder) = (&*config.fs, &*config.path);
        refuse_remains(fs, folder)?;
        log::debug!("creating tree in {}", folder.display());
        let tables = folder.join(TABLES_FOLDER);
        fs.create_dir_all(&tables)?;
        fs.sync_dir(&tables)?;
        fs.sync_dir(folder)?;
        if let Some(Err(error)) = folder.parent().map(|parent| fs.sync_dir(parent)) {
            log::warn!("the folder of a new tree may be lost with the power: {error}");
        }
        let version = Version::new(0, config.tree_type());
        persist_version(fs, folder, &version).map_err(|failure| failure.error)?;
        let setup = table_setup(config, 0);
        Ok(Self(Arc::new(TreeInner::new(setup, version))))
    }

    fn recover(config: Config) -> Result<Self> {
        log::info!("recovering tree in {}", config.path.display());
        let recovery = recover_version(&*config.fs, &config.path)?;
        let version_path = config.path.join(format!("v{}", recovery.version_id));
        if recovery.tree_type != config.tree_type() || !recovery.blob_files.is_empty() {
            return Err(Error::Unrecoverable.at(&version_path, 0));
        }
        let listed = listed_ids(&recovery).ok_or_else(|| Error::Unrecoverable.at(&version_path, 0))?;
        let orphans = match_tables(&*config.fs, &config.path, &listed)?;
        let highest_id = listed.iter().max().copied().unwrap_or(0);

        let setup = table_setup(config, highest_id + 1);
        let version = open_version(&setup, recovery, &version_path)?;
        clean_up(&setup, version.id(), &orphans)?;
        Ok(Self(Arc::new(TreeInner::new(setup, version))))
    }
}

fn table_setup(config: Config, next_table_id: TableId) -> TableSetup {
    TableSetup {
        config: Arc::new(config),
        tree_id: next_tree_id(),
        ids: SequenceNumberCounter::new(next_table_id),
        #[cfg(feature = "metrics")]
        metrics: Arc::new(Metrics::default()),
    }
}

/// Without `current` there is no tree; but where its files are, there was one, and creating an empty one over it would
/// be the end of them. What the creation of a tree leaves when it is interrupted is not in the way.
fn refuse_remains(fs: &dyn Fs, folder: &Path) -> Result<()> {
    if !fs.exists(folder)? {
        return Ok(());
    }
    let later_version = |name: &OsStr| version_id_of(name).is_some_and(|id| id > 0);
    let has_versions = fs.read_dir(folder)?.iter().any(|entry| later_version(&entry.name));
    let mut has_files = false;
    for name in [TABLES_FOLDER, BLOBS_FOLDER] {
        let folder = folder.join(name);
        has_files |=
            fs.exists(&folder)? && fs.read_dir(&folder)?.iter().any(|entry| !is_foreign(&entry.name));
    }
    if has_versions || has_files {
        return Err(Error::Unrecoverable.at(&folder.join(CURRENT_VERSION_FILE), 0));
    }
    Ok(())
}

/// Files that operating systems leave in folders.
fn is_foreign(name: &OsStr) -> bool {
    name == ".DS_Store" || name.as_encoded_bytes().starts_with(b"._")
}

/// A number written as the engine writes it, so that no two names stand for one id.
fn id_of(name: &str) -> Option<u64> {
    name.parse().ok().filter(|id: &u64| id.to_string() == name)
}

fn version_id_of(name: &OsStr) -> Option<VersionId> {
    id_of(name.to_str()?.strip_prefix('v')?)
}

/// The ids of all tables of a version; `None` if one appears twice.
fn listed_ids(recovery: &Recovery) -> Option<HashSet<TableId>> {
    let mut ids = HashSet::default();
    recovery.levels.iter().flatten().flatten().all(|table| ids.insert(table.id)).then_some(ids)
}

/// Compares the files in `tables` with the listed ones, and returns those that are not listed.
fn match_tables(fs: &dyn Fs, folder: &Path, listed: &HashSet<TableId>) -> Result<Vec<TableId>> {
    let folder = folder.join(TABLES_FOLDER);
    if !fs.exists(&folder)? {
        fs.create_dir_all(&folder)?;
    }
    let mut missing = listed.clone();
    let mut orphans = Vec::new();
    for entry in fs.read_dir(&folder)? {
        if is_foreign(&entry.name) {
            continue;
        }
        let id = entry.name.to_str().and_then(id_of).filter(|_| !entry.is_dir);
        let Some(id) = id else { return Err(Error::Unrecoverable.at(&folder.join(&entry.name), 0)) };
        if !missing.remove(&id) {
            orphans.push(id);
        }
    }
    match missing.iter().min() {
        None => Ok(orphans),
        Some(id) => Err(Error::Unrecoverable.at(&folder.join(id.to_string()), 0)),
    }
}

/// Opens all tables of a version.
fn open_version(setup: &TableSetup, recovery: Recovery, version_path: &Path) -> Result<Version> {
    let mut levels = Vec::with_capacity(recovery.levels.len());
    for (n, runs) in recovery.levels.iter().enumerate() {
        let runs: Result<Vec<_>> =
            runs.iter().map(|tables| open_run(setup, n, tables, version_path)).collect();
        levels.push(Level::from_runs(runs?));
    }
    let blob_files = BlobFileList::new(HashMap::default());
    Ok(Version::from_levels(recovery.version_id, recovery.tree_type, levels, blob_files, recovery.gc_stats))
}

fn open_run(
    setup: &TableSetup,
    level: usize,
    tables: &[RecoveredTable],
    version_path: &Path,
) -> Result<Arc<Run<Table>>> {
    let pinning = setup.pinning(level);
    let open = |table: &RecoveredTable| setup.open(table.id, table.checksum, table.global_seqno, pinning);
    let tables = tables.iter().map(open).collect::<Result<Vec<_>>>()?;
    // Point reads find a table of a run by binary search: an unsorted run would silently hide entries.
    let run = Run::new(tables).filter(Run::is_sorted_and_disjoint);
    run.map(Arc::new).ok_or_else(|| Error::Unrecoverable.at(version_path, 0))
}

/// Deletes what the version does not list. Only called once all that it lists was found and opened.
fn clean_up(setup: &TableSetup, current: VersionId, orphans: &[TableId]) -> Result<()> {
    let (fs, folder) = (&*setup.config.fs, &setup.config.path);
    for entry in fs.read_dir(folder)? {
        if !entry.is_dir && version_id_of(&entry.name).is_some_and(|id| id != current) {
            ignore_missing(fs.remove_file(&folder.join(&entry.name)))?;
        }
    }
    for &id in orphans {
        log::debug!("removing table {id}, which the current version doesn't list");
        ignore_missing(fs.remove_file(&setup.path(id)))?;
    }
    Ok(())
}

fn ignore_missing(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
