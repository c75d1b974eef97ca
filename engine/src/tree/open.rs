//! Opening a tree: creating it, or recovering what is there.
//!
//! Recovering reads and verifies everything it needs before it deletes anything: a folder of another format, of another
//! kind of tree, or with damage stays as it was found.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Tree;
use super::inner::{TreeInner, next_tree_id};
use super::verify::verify_file;
use crate::blob_setup::BlobSetup;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::file::{BLOBS_FOLDER, CURRENT_VERSION_FILE, TABLES_FOLDER};
use crate::folder_owner::Tenancy;
use crate::fs::{DirEntry, Fs};
use crate::hash::HashSet;
use crate::ids::VersionId;
#[cfg(feature = "metrics")]
use crate::metrics::Metrics;
use crate::seqno::SequenceNumberCounter;
use crate::table::Table;
use crate::table_setup::TableSetup;
use crate::version::{Level, RecoveredTable, Recovery, Run, Version, persist_version, recover_version};
use crate::vlog::{BlobFileList, FragmentationEntry, FragmentationMap};

/// Marks a folder of the oldest format.
const V1_MARKER_FILE: &str = "version";

impl Tree {
    /// Opens the tree in the configured folder, or creates one.
    ///
    /// # Errors
    /// [`Error::InvalidConfig`] for impossible options; [`Error::Locked`] if the folder belongs to a tree that is open; any
    /// I/O error; [`Error::InvalidVersion`] for another format;
    /// [`Error::Corrupt`] if what is there can't be opened, with the reason as its cause.
    pub(crate) fn open(config: Config) -> Result<Self> {
        config.check()?;
        let fs = &*config.fs;
        if fs.exists(&config.path.join(V1_MARKER_FILE))? {
            return Err(Error::InvalidVersion(1));
        }
        // Before anything is looked at that another tree may be changing.
        fs.create_dir_all(&config.path)?;
        let tenancy = Tenancy::begin(&config.fs, &config.path)?;
        if fs.exists(&config.path.join(CURRENT_VERSION_FILE))? {
            Self::recover(config, tenancy)
        } else {
            Self::create(config, tenancy)
        }
    }

    fn create(config: Config, tenancy: Tenancy) -> Result<Self> {
        let (fs, folder) = (&*config.fs, &*config.path);
        refuse_remains(fs, folder)?;
        log::debug!("creating tree in {}", folder.display());
        let is_separated = config.kv_separation_opts.is_some();
        for name in [TABLES_FOLDER, BLOBS_FOLDER].into_iter().take(if is_separated { 2 } else { 1 }) {
            let subfolder = folder.join(name);
            fs.create_dir_all(&subfolder)?;
            fs.sync_dir(&subfolder)?;
        }
        fs.sync_dir(folder)?;
        if let Some(Err(error)) = folder.parent().map(|parent| fs.sync_dir(parent)) {
            log::warn!("the folder of a new tree may be lost with the power: {error}");
        }
        let version = Version::new(0, config.tree_type());
        persist_version(fs, folder, &version).map_err(|failure| failure.error)?;
        let (table_ids, blob_file_ids) = tenancy.folder_owner().counters(0, 0);
        let setup = table_setup(config, &tenancy, table_ids);
        let blob_setup = blob_setup(&setup, blob_file_ids);
        setup.folder_owner.hand_over(setup.tree_id);
        Ok(Self(Arc::new(TreeInner::new(setup, blob_setup, version, tenancy))))
    }

    fn recover(config: Config, tenancy: Tenancy) -> Result<Self> {
        log::info!("recovering tree in {}", config.path.display());
        let recovery = recover_version(&*config.fs, &config.path)?;
        let version_path = config.path.join(format!("v{}", recovery.version_id));
        let is_separated = config.kv_separation_opts.is_some();
        if recovery.tree_type != config.tree_type() || !(is_separated || recovery.blob_files.is_empty()) {
            return Err(Error::Unrecoverable.at(&version_path, 0));
        }
        let listed = |ids: &mut dyn Iterator<Item = u64>| {
            distinct(ids).ok_or_else(|| Error::Unrecoverable.at(&version_path, 0))
        };
        let tables = listed(&mut recovery.levels.iter().flatten().flatten().map(|table| table.id))?;
        let blob_files = listed(&mut recovery.blob_files.iter().map(|&(id, _)| id))?;
        let (fs, folder) = (&*config.fs, &*config.path);
        let mut orphans = match_files(fs, &folder.join(TABLES_FOLDER), &tables)?;
        if is_separated {
            orphans.extend(match_files(fs, &folder.join(BLOBS_FOLDER), &blob_files)?);
        }

        // The reference counts tables from 1 on when none is left, but blob files from 0 on.
        let (table_ids, blob_file_ids) = tenancy.folder_owner().counters(
            tables.iter().max().copied().unwrap_or(0) + 1,
            blob_files.iter().max().map_or(0, |highest| highest + 1),
        );
        let setup = table_setup(config, &tenancy, table_ids);
        let blob_setup = blob_setup(&setup, blob_file_ids);
        let version = open_version(&setup, blob_setup.as_deref(), recovery, &version_path)?;
        let version = check_links(&*setup.config.fs, version, &version_path)?;
        // What those who had the folder before still keep are orphans from here on.
        setup.folder_owner.hand_over(setup.tree_id);
        clean_up(&setup, version.id(), &orphans)?;
        Ok(Self(Arc::new(TreeInner::new(setup, blob_setup, version, tenancy))))
    }
}

fn table_setup(config: Config, tenancy: &Tenancy, ids: SequenceNumberCounter) -> TableSetup {
    TableSetup {
        folder_owner: Arc::clone(tenancy.folder_owner()),
        config: Arc::new(config),
        tree_id: next_tree_id(),
        ids,
        #[cfg(feature = "metrics")]
        metrics: Arc::new(Metrics::default()),
    }
}

/// `None` if values are not separated.
fn blob_setup(tables: &TableSetup, ids: SequenceNumberCounter) -> Option<Arc<BlobSetup>> {
    Some(Arc::new(BlobSetup {
        options: tables.config.kv_separation_opts.clone()?,
        config: Arc::clone(&tables.config),
        tree_id: tables.tree_id,
        folder_owner: Arc::clone(&tables.folder_owner),
        ids,
    }))
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

/// The ids as a set; `None` if one appears twice.
fn distinct(listed: &mut dyn Iterator<Item = u64>) -> Option<HashSet<u64>> {
    let mut ids = HashSet::default();
    for id in listed {
        if !ids.insert(id) {
            return None;
        }
    }
    Some(ids)
}

/// Compares the files in a folder with the listed ones, and returns those that are not listed.
fn match_files(fs: &dyn Fs, folder: &Path, listed: &HashSet<u64>) -> Result<Vec<PathBuf>> {
    let mut missing = listed.clone();
    let mut orphans = Vec::new();
    for entry in existing_folder(fs, folder)? {
        if is_foreign(&entry.name) {
            continue;
        }
        let path = folder.join(&entry.name);
        let id = entry.name.to_str().and_then(id_of).filter(|_| !entry.is_dir);
        let Some(id) = id else { return Err(Error::Unrecoverable.at(&path, 0)) };
        if !missing.remove(&id) {
            orphans.push(path);
        }
    }
    match missing.iter().min() {
        None => Ok(orphans),
        Some(id) => Err(Error::Unrecoverable.at(&folder.join(id.to_string()), 0)),
    }
}

/// What is in a folder, which is created if it is missing. If files are listed for it, that doesn't make it valid.
fn existing_folder(fs: &dyn Fs, folder: &Path) -> Result<Vec<DirEntry>> {
    if !fs.exists(folder)? {
        fs.create_dir_all(folder)?;
        fs.sync_dir(folder)?;
        if let Some(parent) = folder.parent() {
            fs.sync_dir(parent)?;
        }
    }
    Ok(fs.read_dir(folder)?)
}

/// Opens all files of a version.
fn open_version(
    setup: &TableSetup,
    blob_setup: Option<&BlobSetup>,
    recovery: Recovery,
    version_path: &Path,
) -> Result<Version> {
    let mut levels = Vec::with_capacity(recovery.levels.len());
    for (n, runs) in recovery.levels.iter().enumerate() {
        let runs: Result<Vec<_>> =
            runs.iter().map(|tables| open_run(setup, n, tables, version_path)).collect();
        levels.push(Level::from_runs(runs?));
    }
    let mut blob_files = BlobFileList::default();
    for (setup, &(id, checksum)) in
        blob_setup.into_iter().flat_map(|setup| recovery.blob_files.iter().map(move |listed| (setup, listed)))
    {
        blob_files.insert(id, setup.open(id, checksum)?);
    }
    let mut gc_stats = recovery.gc_stats;
    // The reference leaves entries of removed files behind when it drops tables.
    gc_stats.prune(&blob_files);
    Ok(Version::from_levels(recovery.version_id, recovery.tree_type, levels, blob_files, gc_stats))
}

/// What tables point to in blob files decides which blob files may go, so it has to be right, but has no checksum of its
/// own. It is if it accounts, together with the garbage, for all there is in every blob file. Where it doesn't, either a
/// list is damaged, or an engine wrote garbage counts that are inexact: then the checksums of whole files tell. Once they
/// hold, the tables are right and the counts are not: those are made anew, as a file that seems dead would be removed.
fn check_links(fs: &dyn Fs, version: Version, version_path: &Path) -> Result<Version> {
    let mut linked = FragmentationMap::default();
    for table in version.iter_tables() {
        for link in table.linked_blob_files() {
            linked.add(link.blob_file_id, FragmentationEntry::new(link.len, link.bytes, link.on_disk_bytes));
        }
    }
    let mut accounted = version.gc_stats().clone();
    linked.clone().merge_into(&mut accounted);
    if let Some(id) = accounted.keys().find(|&&id| !version.blob_files.contains_key(id)) {
        log::error!("a table points to blob file {id}, which isn't listed");
    }
    let is_exact = accounted.len() == version.blob_file_count()
        && version.blob_files.iter().all(|file| accounted.get(&file.id()) == Some(&file.totals()));
    if is_exact {
        return Ok(version);
    }
    log::warn!("{} does not account for all blobs: verifying all tables", version_path.display());
    let linking = version.iter_tables().filter(|table| !table.linked_blob_files().is_empty());
    linking.into_iter().try_for_each(|table| verify_file(fs, &table.path, table.checksum()))?;
    Ok(version.with_garbage(unlinked(&version, &linked)))
}

/// What no table points to, per blob file. Never more than was counted as far as that decides whether a file is dead.
fn unlinked(version: &Version, linked: &FragmentationMap) -> FragmentationMap {
    let mut dead = FragmentationMap::default();
    for file in version.blob_files.iter() {
        let nothing = FragmentationEntry::new(0, 0, 0);
        let counted = version.gc_stats().get(&file.id()).copied().unwrap_or(nothing);
        let (total, alive) = (file.totals(), linked.get(&file.id()).copied().unwrap_or(nothing));
        let entry = FragmentationEntry::new(
            total.len.saturating_sub(alive.len).min(counted.len),
            total.bytes.saturating_sub(alive.bytes).min(counted.bytes),
            total.on_disk_bytes.saturating_sub(alive.on_disk_bytes),
        );
        if entry.len > 0 {
            dead.insert(file.id(), entry);
        }
    }
    dead
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
fn clean_up(setup: &TableSetup, current: VersionId, orphans: &[PathBuf]) -> Result<()> {
    let (fs, folder) = (&*setup.config.fs, &setup.config.path);
    for entry in fs.read_dir(folder)? {
        if !entry.is_dir && version_id_of(&entry.name).is_some_and(|id| id != current) {
            ignore_missing(fs.remove_file(&folder.join(&entry.name)))?;
        }
    }
    for orphan in orphans {
        log::debug!("removing {}, which the current version doesn't list", orphan.display());
        ignore_missing(fs.remove_file(orphan))?;
    }
    Ok(())
}

fn ignore_missing(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
