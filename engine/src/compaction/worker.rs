//! Does what a strategy chose.
//!
//! Locks are held for choosing and for exchanging pointers only. While tables are merged, hiding them is what keeps
//! other compactions away from them.

use super::filter::{CompactionFilter, Context, ItemAccessor, Verdict};
use super::flavour::{Relocation, blob_files_to_drop, pick_blob_files_to_rewrite};
use super::state::CompactionState;
use super::strategy::{Choice, CompactionStrategy, Input};
use super::stream::{CompactionStream, StreamFilter, StreamFilterVerdict};
use crate::blob_setup::{BlobSetup, NewBlobFiles, Separator};
use crate::error::Result;
use crate::hash::HashSet;
use crate::ids::TableId;
use crate::key::InternalKey;
use crate::merge::Merger;
use crate::run_scanner::RunScanner;
use crate::seqno::SeqNo;
use crate::slice::Slice;
use crate::stop_signal::StopSignal;
use crate::sync::Mutex;
use crate::table::Table;
use crate::table_setup::{NewTables, Purpose, TableSetup};
use crate::value::{InternalValue, UserValue};
use crate::value_type::ValueType;
use crate::version::history::{Installation, MemtableChange, Publish, VersionHistory};
use crate::version::{PersistFailure, Version};
use crate::vlog::{Accessor, BlobFile, FragmentationMap};

/// Every how many entries a merge looks whether it is to stop.
const STOP_CHECK_INTERVAL: usize = 100_000;

/// What a compaction works on; filled in by the tree.
pub(crate) struct Options<'a> {
    pub(crate) history: &'a VersionHistory,
    pub(crate) state: &'a Mutex<CompactionState>,
    pub(crate) setup: &'a TableSetup,
    /// `None` if values are not separated.
    pub(crate) blob_setup: Option<&'a BlobSetup>,
    pub(crate) strategy: &'a dyn CompactionStrategy,
    pub(crate) stop_signal: &'a StopSignal,
    /// Versions of keys that no snapshot at or above it needs may go.
    pub(crate) gc_watermark: SeqNo,
    /// Whether dropped tables have to be gone for the next snapshot.
    pub(crate) publish_drops: Publish,
}

/// Asks the strategy once and does what it says.
///
/// # Errors
/// Any error of reading, writing or installing, or of a compaction filter; the tree is then as it was.
pub(crate) fn do_compaction(options: &Options<'_>) -> Result<()> {
    options.history.publish_overdue(&options.setup.config);
    let mut state = options.state.lock();
    let version = options.history.latest().version.clone();
    let choice = options.strategy.choose(&version, &options.setup.config, &state);
    let (kind, ids) = match &choice {
        Choice::DoNothing => return Ok(()),
        Choice::Merge(input) => ("merge", &input.table_ids),
        Choice::Move(input) => ("move", &input.table_ids),
        Choice::Drop(ids) => ("drop", ids),
    };
    log::debug!("compaction {}: {kind} {ids:?}", options.strategy.get_name());
    if state.hidden_set().is_blocked(ids.iter().copied()) {
        log::warn!("compaction declined: some of the tables are in use already");
        return Ok(());
    }
    if !lists_all(&version, ids) {
        log::warn!("compaction declined: some of the tables don't exist");
        return Ok(());
    }
    let hidden = Hidden::hide(options.state, &mut state, ids.clone());
    drop(state);

    match choice {
        Choice::DoNothing => Ok(()),
        Choice::Merge(input) => merge_tables(options, &version, &input, &hidden),
        Choice::Move(input) => move_tables(options, &input),
        Choice::Drop(ids) => drop_tables(options, &ids),
    }
}

/// Tables that are hidden until this is dropped, be it by a panic.
struct Hidden<'a> {
    state: &'a Mutex<CompactionState>,
    ids: HashSet<TableId>,
}

impl<'a> Hidden<'a> {
    fn hide(state: &'a Mutex<CompactionState>, locked: &mut CompactionState, ids: HashSet<TableId>) -> Self {
        locked.hidden_set_mut().hide(ids.iter().copied());
        Self { state, ids }
    }
}

impl Drop for Hidden<'_> {
    fn drop(&mut self) {
        self.state.lock().hidden_set_mut().show(&self.ids);
    }
}

fn lists_all(version: &Version, ids: &HashSet<TableId>) -> bool {
    version.iter_tables().filter(|table| ids.contains(&table.id())).count() == ids.len()
}

/// Shows a compaction filter to the stream.
struct UserFilter<'a> {
    filter: Option<Box<dyn CompactionFilter>>,
    context: Context,
    version: &'a Version,
    blob_setup: Option<&'a BlobSetup>,
    /// Takes large values that replace others; there is one once there was such a value.
    separator: Option<Separator>,
}

impl UserFilter<'_> {
    /// What an entry becomes whose value is replaced.
    fn replaced(&mut self, item: &InternalValue, value: UserValue) -> Result<StreamFilterVerdict> {
        match self.blob_setup {
            Some(setup) if setup.separates(value.len()) => {
                let key = InternalKey { value_type: ValueType::Value, ..item.key.clone() };
                let separator = self.separator.get_or_insert_with(|| setup.separator());
                let item = separator.separate(InternalValue::new(key, value))?;
                Ok(StreamFilterVerdict::Replace(item.key.value_type, item.value))
            }
            _ => Ok(StreamFilterVerdict::Replace(ValueType::Value, value)),
        }
    }

    /// Returns the blob files that were written.
    fn finish(self) -> Result<NewBlobFiles> {
        if let Some(filter) = self.filter {
            filter.finish();
        }
        match (self.blob_setup, self.separator) {
            (Some(setup), Some(separator)) => setup.open_new(&separator.finish()?),
            _ => Ok(NewBlobFiles::default()),
        }
    }
}

impl StreamFilter for &mut UserFilter<'_> {
    #[inline]
    fn filter_item(&mut self, item: &InternalValue) -> Result<StreamFilterVerdict> {
        if self.filter.is_none() { Ok(StreamFilterVerdict::Keep) } else { self.ask(item) }
    }
}

impl UserFilter<'_> {
    #[inline(never)]
    fn ask(&mut self, item: &InternalValue) -> Result<StreamFilterVerdict> {
        let Some(filter) = &mut self.filter else { return Ok(StreamFilterVerdict::Keep) };
        let accessor = ItemAccessor { item, blobs: Accessor::new(&self.version.blob_files) };
        Ok(match filter.filter_item(accessor, &self.context)? {
            Verdict::Keep => StreamFilterVerdict::Keep,
            Verdict::Remove => StreamFilterVerdict::Replace(ValueType::Tombstone, Slice::empty()),
            Verdict::RemoveWeak => StreamFilterVerdict::Replace(ValueType::WeakTombstone, Slice::empty()),
            Verdict::ReplaceValue(value) => self.replaced(item, value)?,
            Verdict::Destroy => StreamFilterVerdict::Drop,
        })
    }
}

/// What a merge leaves behind.
struct Merged {
    tables: NewTables,
    blob_files: NewBlobFiles,
    /// The blob files that nothing points to any more, as their blobs were moved.
    rewritten: Vec<BlobFile>,
    /// The blobs of dropped entries.
    garbage: FragmentationMap,
}

fn merge_tables(options: &Options<'_>, version: &Version, input: &Input, inputs: &Hidden<'_>) -> Result<()> {
    if options.stop_signal.is_stopped() || usize::from(input.dest_level) >= version.level_count() {
        return Ok(());
    }
    let purpose = Purpose::Compaction {
        canonical_level: input.canonical_level.into(),
        dest_level: input.dest_level,
        is_last_level: input.dest_level + 1 == options.setup.config.level_count,
    };
    let Some(merged) = write_merged(options, version, input, purpose)? else { return Ok(()) };
    let Merged { tables, blob_files, rewritten, garbage } = merged;

    let installation = options.history.begin_install();
    let base = &installation.base().version;
    if !lists_all(base, &inputs.ids) {
        log::debug!("compaction discarded: some of its inputs are gone");
        return Ok(());
    }
    if base.is_between(&inputs.ids, input.dest_level.into()) {
        log::warn!("compaction discarded: a table is newer than one of its inputs and older than another");
        return Ok(());
    }
    let ids: Vec<TableId> = inputs.ids.iter().copied().collect();
    let dropped_blob_files = blob_files_to_drop(base, &rewritten)?;
    let next = base.with_merge(
        &ids,
        tables.as_slice(),
        input.dest_level.into(),
        Some(garbage),
        blob_files.as_slice().to_vec(),
        &dropped_blob_files.iter().map(BlobFile::id).collect(),
    );
    install(options, installation, next, Publish::IfQuiet, (tables, blob_files))?;

    version.iter_tables().filter(|table| inputs.ids.contains(&table.id())).for_each(Table::mark_as_deleted);
    dropped_blob_files.iter().for_each(BlobFile::mark_as_deleted);
    options.history.maintain(&options.setup.config, options.gc_watermark);
    Ok(())
}

/// Writes what is left of the inputs into new tables. `None` if it was told to stop.
fn write_merged(
    options: &Options<'_>,
    version: &Version,
    input: &Input,
    purpose: Purpose,
) -> Result<Option<Merged>> {
    let is_last_level = matches!(purpose, Purpose::Compaction { is_last_level: true, .. });
    let sources = version.iter_levels().flat_map(|level| level.iter()).filter_map(|run| {
        let tables: Vec<Table> =
            run.iter().filter(|table| input.table_ids.contains(&table.id())).cloned().collect();
        (!tables.is_empty()).then(|| RunScanner::new(tables))
    });
    let context = Context { is_last_level };
    let factory = options.setup.config.compaction_filter_factory.as_ref();
    let filter = factory.map(|factory| factory.make_filter(&context));
    let blob_setup = options.blob_setup;
    let mut filter = UserFilter { filter, context, version, blob_setup, separator: None };
    let mut garbage = FragmentationMap::default();
    let mut stream = CompactionStream::new(Merger::new(sources.collect()), options.gc_watermark)
        .with_filter(&mut filter)
        .evict_tombstones(is_last_level);

    let mut writer = options.setup.writer(purpose, input.target_size)?;
    let mut rewritten = Vec::new();
    let mut relocation = None;
    if let Some(setup) = blob_setup {
        stream = stream.with_drop_callback(&mut garbage);
        rewritten = pick_blob_files_to_rewrite(&input.table_ids, version, &setup.options);
        if !rewritten.is_empty() {
            log::debug!("relocating what is alive of {rewritten:?}");
            relocation = Some((setup, Relocation::new(setup, &rewritten)));
        }
    }
    for (count, item) in stream.enumerate() {
        let item = match &mut relocation {
            Some((_, relocation)) => relocation.relocate(item?)?,
            None => item?,
        };
        writer.write(item)?;
        if count % STOP_CHECK_INTERVAL == 0 && options.stop_signal.is_stopped() {
            log::debug!("compaction stopped");
            return Ok(None);
        }
    }
    // A filter is told that its compaction is over only if that didn't fail.
    writer.settle()?;
    let replaced = filter.finish()?;
    let tables = options.setup.open_new(&writer.finish()?, 0, purpose)?;
    let relocated = match relocation {
        Some((setup, relocation)) => relocation.finish(setup)?,
        None => NewBlobFiles::default(),
    };
    Ok(Some(Merged { tables, blob_files: relocated.join(replaced), rewritten, garbage }))
}

fn move_tables(options: &Options<'_>, input: &Input) -> Result<()> {
    let installation = options.history.begin_install();
    let version = &installation.base().version;
    if !lists_all(version, &input.table_ids) {
        return Ok(());
    }
    if usize::from(input.dest_level) >= version.level_count() {
        log::warn!("compaction declined: there is no level {}", input.dest_level);
        return Ok(());
    }
    let ids: Vec<TableId> = input.table_ids.iter().copied().collect();
    let next = version.with_moved(&ids, input.dest_level.into());
    install(options, installation, next, Publish::IfQuiet, NewFiles::default())?;
    options.history.maintain(&options.setup.config, options.gc_watermark);
    Ok(())
}

fn drop_tables(options: &Options<'_>, ids: &HashSet<TableId>) -> Result<()> {
    let installation = options.history.begin_install();
    let version = installation.base().version.clone();
    if !lists_all(&version, ids) {
        return Ok(());
    }
    let id_list: Vec<TableId> = ids.iter().copied().collect();
    let mut dropped_blob_files = Vec::new();
    let next = version.with_dropped(&id_list, &mut dropped_blob_files)?;
    install(options, installation, next, options.publish_drops, NewFiles::default())?;
    version.iter_tables().filter(|table| ids.contains(&table.id())).for_each(Table::mark_as_deleted);
    dropped_blob_files.iter().for_each(BlobFile::mark_as_deleted);
    options.history.maintain(&options.setup.config, options.gc_watermark);
    Ok(())
}

type NewFiles = (NewTables, NewBlobFiles);

/// Installs a version that may list new files; they are removed if it can't be.
fn install(
    options: &Options<'_>,
    installation: Installation<'_>,
    next: Version,
    publish: Publish,
    (tables, blob_files): NewFiles,
) -> Result<()> {
    let config = &options.setup.config;
    let installed = installation.commit(config, next, MemtableChange::Keep, config.seqno.next(), publish);
    match installed {
        Ok(()) => {
            tables.keep();
            blob_files.keep();
            Ok(())
        }
        Err(PersistFailure { error, may_be_live }) => {
            if may_be_live {
                tables.keep();
                blob_files.keep();
            }
            Err(error)
        }
    }
}
