//! Does what a strategy chose.
//!
//! Locks are held for choosing and for exchanging pointers only. While tables are merged, hiding them is what keeps
//! other compactions away from them.

use parking_lot::Mutex;

use super::filter::{CompactionFilter, Context, ItemAccessor, Verdict};
use super::state::CompactionState;
use super::strategy::{Choice, CompactionStrategy, Input};
use super::stream::{CompactionStream, StreamFilter, StreamFilterVerdict};
use crate::error::Result;
use crate::hash::HashSet;
use crate::ids::TableId;
use crate::merge::Merger;
use crate::run_scanner::RunScanner;
use crate::seqno::SeqNo;
use crate::slice::Slice;
use crate::stop_signal::StopSignal;
use crate::table::Table;
use crate::table_setup::{NewTables, Purpose, TableSetup};
use crate::value::InternalValue;
use crate::value_type::ValueType;
use crate::version::history::{Installation, MemtableChange, Publish, VersionHistory};
use crate::version::{PersistFailure, Version};

/// Every how many entries a merge looks whether it is to stop.
const STOP_CHECK_INTERVAL: usize = 100_000;

/// What a compaction works on; filled in by the tree.
pub(crate) struct Options<'a> {
    pub(crate) history: &'a VersionHistory,
    pub(crate) state: &'a Mutex<CompactionState>,
    pub(crate) setup: &'a TableSetup,
    pub(crate) strategy: &'a dyn CompactionStrategy,
    pub(crate) stop_signal: &'a StopSignal,
    /// Versions of keys that no snapshot at or above it needs may go.
    pub(crate) gc_watermark: SeqNo,
}

/// Asks the strategy once and does what it says.
///
/// # Errors
/// Any error of reading, writing or installing, or of a compaction filter; the tree is then as it was.
pub(crate) fn do_compaction(options: &Options<'_>) -> Result<()> {
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
struct UserFilter {
    filter: Option<Box<dyn CompactionFilter>>,
    context: Context,
}

impl UserFilter {
    fn finish(self) {
        if let Some(filter) = self.filter {
            filter.finish();
        }
    }
}

impl StreamFilter for &mut UserFilter {
    fn filter_item(&mut self, item: &InternalValue) -> Result<StreamFilterVerdict> {
        let Some(filter) = &mut self.filter else { return Ok(StreamFilterVerdict::Keep) };
        Ok(match filter.filter_item(ItemAccessor { item }, &self.context)? {
            Verdict::Keep => StreamFilterVerdict::Keep,
            Verdict::Remove => StreamFilterVerdict::Replace(ValueType::Tombstone, Slice::empty()),
            Verdict::RemoveWeak => StreamFilterVerdict::Replace(ValueType::WeakTombstone, Slice::empty()),
            Verdict::ReplaceValue(value) => StreamFilterVerdict::Replace(ValueType::Value, value),
            Verdict::Destroy => StreamFilterVerdict::Drop,
        })
    }
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
    let Some(tables) = write_merged(options, version, input, purpose)? else { return Ok(()) };

    let installation = options.history.begin_install();
    if !lists_all(&installation.base().version, &inputs.ids) {
        log::debug!("compaction discarded: some of its inputs are gone");
        return Ok(());
    }
    let ids: Vec<TableId> = inputs.ids.iter().copied().collect();
    let dest_level = usize::from(input.dest_level);
    let next = installation.base().version.with_merge(
        &ids,
        tables.as_slice(),
        dest_level,
        None,
        Vec::new(),
        &HashSet::default(),
    );
    install(options, installation, next, Publish::IfQuiet, tables)?;

    version.iter_tables().filter(|table| inputs.ids.contains(&table.id())).for_each(Table::mark_as_deleted);
    options.history.maintain(&options.setup.config, options.gc_watermark);
    Ok(())
}

/// Writes what is left of the inputs into new tables. `None` if it was told to stop.
fn write_merged(
    options: &Options<'_>,
    version: &Version,
    input: &Input,
    purpose: Purpose,
) -> Result<Option<NewTables>> {
    let is_last_level = matches!(purpose, Purpose::Compaction { is_last_level: true, .. });
    let sources = version.iter_levels().flat_map(|level| level.iter()).filter_map(|run| {
        let tables: Vec<Table> =
            run.iter().filter(|table| input.table_ids.contains(&table.id())).cloned().collect();
        (!tables.is_empty()).then(|| RunScanner::new(tables))
    });
    let context = Context { is_last_level };
    let factory = options.setup.config.compaction_filter_factory.as_ref();
    let mut filter = UserFilter { filter: factory.map(|factory| factory.make_filter(&context)), context };
    let stream = CompactionStream::new(Merger::new(sources.collect()), options.gc_watermark)
        .with_filter(&mut filter)
        .evict_tombstones(is_last_level);

    let mut writer = options.setup.writer(purpose, input.target_size)?;
    for (count, item) in stream.enumerate() {
        writer.write(item?)?;
        if count % STOP_CHECK_INTERVAL == 0 && options.stop_signal.is_stopped() {
            log::debug!("compaction stopped");
            return Ok(None);
        }
    }
    filter.finish();
    options.setup.open_new(&writer.finish()?, 0, purpose).map(Some)
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
    install(options, installation, next, Publish::IfQuiet, NewTables::default())?;
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
    let next = version.with_dropped(&id_list, &mut Vec::new())?;
    // What was dropped is to be gone for the next snapshot.
    install(options, installation, next, Publish::Always, NewTables::default())?;
    version.iter_tables().filter(|table| ids.contains(&table.id())).for_each(Table::mark_as_deleted);
    options.history.maintain(&options.setup.config, options.gc_watermark);
    Ok(())
}

/// Installs a version that may list new tables; they are removed if it can't be.
fn install(
    options: &Options<'_>,
    installation: Installation<'_>,
    next: Version,
    publish: Publish,
    tables: NewTables,
) -> Result<()> {
    let config = &options.setup.config;
    let installed = installation.commit(config, next, MemtableChange::Keep, config.seqno.next(), publish);
    match installed {
        Ok(()) => {
            tables.keep();
            Ok(())
        }
        Err(PersistFailure { error, may_be_live }) => {
            if may_be_live {
                tables.keep();
            }
            Err(error)
        }
    }
}
