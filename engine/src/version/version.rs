//! [`Version`]: all tables of a tree at one point of time, and the changes that lead to the next version.

use std::ops::Deref;
use std::sync::Arc;

use super::level::Level;
use super::optimize::optimize_runs;
use super::run::Run;
use crate::compaction::state::hidden_set::HiddenSet;
use crate::config::{LEVEL_COUNT, TreeType};
use crate::error::Result;
use crate::hash::HashSet;
use crate::ids::{BlobFileId, TableId, VersionId};
use crate::key_range::Ranged;
use crate::table::Table;
use crate::vlog::{BlobFile, BlobFileList, FragmentationEntry, FragmentationMap};

/// What a version consists of.
#[derive(Clone)]
pub struct VersionInner {
    id: VersionId,
    tree_type: TreeType,
    levels: Vec<Level>,
    #[doc(hidden)]
    pub blob_files: Arc<BlobFileList>,
    gc_stats: Arc<FragmentationMap>,
}

/// Immutable description of a tree's files. Cheap to clone.
#[derive(Clone)]
pub struct Version(Arc<VersionInner>);

impl Deref for Version {
    type Target = VersionInner;

    fn deref(&self) -> &VersionInner {
        &self.0
    }
}

impl Version {
    /// A version without tables.
    pub fn new(id: VersionId, tree_type: TreeType) -> Self {
        let levels = (0..LEVEL_COUNT).map(|_| Level::empty()).collect();
        Self::from_levels(id, tree_type, levels, BlobFileList::default(), FragmentationMap::default())
    }

    /// A version out of its parts.
    pub fn from_levels(
        id: VersionId,
        tree_type: TreeType,
        levels: Vec<Level>,
        blob_files: BlobFileList,
        gc_stats: FragmentationMap,
    ) -> Self {
        let (blob_files, gc_stats) = (Arc::new(blob_files), Arc::new(gc_stats));
        Self(Arc::new(VersionInner { id, tree_type, levels, blob_files, gc_stats }))
    }

    /// Kind of the tree.
    pub fn tree_type(&self) -> TreeType {
        self.tree_type
    }

    /// Number of the version; also the number in the name of its file.
    pub fn id(&self) -> VersionId {
        self.id
    }

    /// How much of the blob files is dead.
    pub fn gc_stats(&self) -> &FragmentationMap {
        &self.gc_stats
    }

    /// The first level.
    #[expect(clippy::expect_used, reason = "every constructor of a version makes levels")]
    pub fn l0(&self) -> &Level {
        self.levels.first().expect("a version has levels")
    }

    /// Whether a table of a level is in use by a compaction. A level that doesn't exist is not busy.
    #[must_use]
    pub fn level_is_busy(&self, idx: usize, hidden_set: &HiddenSet) -> bool {
        self.level(idx).is_some_and(|level| level.tables().any(|table| hidden_set.is_hidden(table.id())))
    }

    /// Number of levels.
    pub fn level_count(&self) -> usize {
        self.levels.len()
    }

    /// The levels, from L0 on.
    pub fn iter_levels(&self) -> impl Iterator<Item = &Level> {
        self.levels.iter()
    }

    /// Number of tables.
    pub fn table_count(&self) -> usize {
        self.iter_levels().map(|level| level.table_count()).sum()
    }

    /// Number of blob files.
    pub fn blob_file_count(&self) -> usize {
        self.blob_files.len()
    }

    /// All tables, level by level and run by run: newer versions of a key come before older ones.
    pub fn iter_tables(&self) -> impl Iterator<Item = &Table> {
        self.iter_levels().flat_map(Level::tables)
    }

    /// A level by its number.
    pub fn level(&self, n: usize) -> Option<&Level> {
        self.levels.get(n)
    }

    /// This version with another number.
    pub(crate) fn with_id(&self, id: VersionId) -> Self {
        Self(Arc::new(VersionInner { id, ..VersionInner::clone(self) }))
    }

    /// This version with other counts of garbage.
    pub(crate) fn with_garbage(&self, gc_stats: FragmentationMap) -> Self {
        Self(Arc::new(VersionInner { gc_stats: Arc::new(gc_stats), ..VersionInner::clone(self) }))
    }

    /// The next version, with `change` applied to the runs of every level. Levels that it leaves alone are shared.
    fn next(&self, mut change: impl FnMut(usize, &Level) -> Option<Vec<Arc<Run<Table>>>>) -> VersionInner {
        let levels = self.levels.iter().enumerate().map(|(n, level)| match change(n, level) {
            Some(runs) => Level::from_runs(optimize_runs(runs)),
            None => level.clone(),
        });
        VersionInner {
            id: self.id + 1,
            tree_type: self.tree_type,
            levels: levels.collect(),
            blob_files: Arc::clone(&self.blob_files),
            gc_stats: Arc::clone(&self.gc_stats),
        }
    }

    /// The next version after a flush or a bulk load: one more run on top of L0.
    pub fn with_new_l0_run(
        &self,
        run: &[Table],
        blob_files: Option<&[BlobFile]>,
        diff: Option<FragmentationMap>,
    ) -> Self {
        let mut next = self.next(|n, level| {
            let run = Run::new(run.to_vec()).filter(|_| n == 0)?;
            Some(on_top(run, level.to_vec()))
        });
        next.add_blob_files(blob_files.unwrap_or_default());
        next.add_garbage(diff);
        Self(Arc::new(next))
    }

    /// The next version after tables were dropped; adds to the list the blob files that died with them.
    ///
    /// # Errors
    /// None: what tables refer to was read when they were opened.
    pub fn with_dropped(&self, ids: &[TableId], dropped_blob_files: &mut Vec<BlobFile>) -> Result<Self> {
        let ids: HashSet<TableId> = ids.iter().copied().collect();
        let mut next = self.next(|_, level| without(level, &ids));
        let mut garbage = FragmentationMap::default();
        for table in self.iter_tables().filter(|table| ids.contains(&table.id())) {
            for link in table.linked_blob_files() {
                let dead = FragmentationEntry::new(link.len, link.bytes, link.on_disk_bytes);
                garbage.add(link.blob_file_id, dead);
            }
        }
        next.add_garbage(Some(garbage));
        // Files that died earlier go as well.
        if !ids.is_empty() && next.blob_files.dead(&next.gc_stats).next().is_some() {
            let files = Arc::make_mut(&mut next.blob_files);
            dropped_blob_files.extend(files.prune_dead(&next.gc_stats));
            Arc::make_mut(&mut next.gc_stats).prune(files);
        }
        Ok(Self(Arc::new(next)))
    }

    /// The next version after a merge: the inputs are gone, and the result is the newest run of its level but for what is
    /// newer than an input. Such tables may have come meanwhile, on top of the inputs or, if there was room for them,
    /// into the run of one.
    pub fn with_merge(
        &self,
        old_ids: &[TableId],
        new_tables: &[Table],
        dest_level: usize,
        diff: Option<FragmentationMap>,
        new_blob_files: Vec<BlobFile>,
        blob_files_to_drop: &HashSet<BlobFileId>,
    ) -> Self {
        let ids: HashSet<TableId> = old_ids.iter().copied().collect();
        let mut next = self.next(|n, level| {
            let Some(result) = Run::new(new_tables.to_vec()).filter(|_| n == dest_level) else {
                return without(level, &ids);
            };
            let newer = self.newer_than(&ids, dest_level);
            let (mut runs, mut older) = (Vec::new(), Vec::new());
            for run in level.iter() {
                runs.extend(part(run, |id| !ids.contains(&id) && newer.contains(&id)));
                older.extend(part(run, |id| !ids.contains(&id) && !newer.contains(&id)));
            }
            runs.push(Arc::new(result));
            runs.extend(older);
            Some(runs)
        });
        next.add_garbage(diff);
        next.add_blob_files(&new_blob_files);
        if !blob_files_to_drop.is_empty() {
            let files = Arc::make_mut(&mut next.blob_files);
            for &id in blob_files_to_drop {
                files.remove(id);
            }
            Arc::make_mut(&mut next.gc_stats).prune(files);
        }
        Self(Arc::new(next))
    }

    /// The tables of a level that have to stay in front of what the inputs of a merge become: those in front of a deeper
    /// table with keys in the same range that is an input, or has to stay in front itself; and in L0, where runs are in
    /// the order of their age, whatever is in a run above all inputs.
    fn newer_than(&self, inputs: &HashSet<TableId>, level: usize) -> HashSet<TableId> {
        let is_input = |table: &&Table| inputs.contains(&table.id());
        let deeper = self.levels.iter().skip(level + 1).flat_map(|level| level.tables());
        let mut behind: Vec<&Table> = deeper.filter(is_input).collect();
        let mut newer = HashSet::default();
        let runs: &[Arc<Run<Table>>] = self.level(level).map_or(&[], |level| level);
        let first = runs.iter().position(|run| run.iter().any(|table| is_input(&table))).unwrap_or(0);
        for (place, run) in runs.iter().enumerate().rev() {
            let above_all = level == 0 && place < first;
            let is_newer = |table: &&Table| {
                let range = table.key_range();
                let covers = |other: &&Table| other.key_range().overlaps_with_key_range(range);
                !is_input(table) && (above_all || behind.iter().any(covers))
            };
            let here: Vec<&Table> = run.iter().filter(is_newer).collect();
            newer.extend(here.iter().map(|table| table.id()));
            behind.extend(run.iter().filter(is_input));
            behind.extend(here);
        }
        newer
    }

    /// Whether a table of a level that is no input of a merge has to stay in front of one input and behind another, so that
    /// there is no place for the result. That needs another merge to have put it there meanwhile.
    pub(crate) fn is_between(&self, inputs: &HashSet<TableId>, level: usize) -> bool {
        let newer = self.newer_than(inputs, level);
        if newer.is_empty() {
            return false;
        }
        let is_input = |table: &&Table| inputs.contains(&table.id());
        let above = self.levels.iter().take(level).flat_map(|level| level.tables());
        let mut in_front: Vec<&Table> = above.filter(is_input).collect();
        let runs: &[Arc<Run<Table>>] = self.level(level).map_or(&[], |level| level);
        for run in runs {
            let is_older = |table: &&Table| {
                let range = table.key_range();
                !is_input(table)
                    && in_front.iter().any(|other| other.key_range().overlaps_with_key_range(range))
            };
            let here: Vec<&Table> = run.iter().filter(is_older).collect();
            if here.iter().any(|table| newer.contains(&table.id())) {
                return true;
            }
            in_front.extend(run.iter().filter(is_input));
            in_front.extend(here);
        }
        false
    }

    /// The next version after tables were moved to another level as they are.
    ///
    /// # Panics
    /// "invalid table IDs" if one of the tables is not in this version.
    pub fn with_moved(&self, ids: &[TableId], dest_level: usize) -> Self {
        let ids: HashSet<TableId> = ids.iter().copied().collect();
        // As runs, newest first: tables of several runs may overlap, and optimising sorts them out.
        let moved: Vec<Arc<Run<Table>>> = self
            .iter_levels()
            .flat_map(|level| level.iter())
            .filter_map(|run| {
                Run::new(run.iter().filter(|table| ids.contains(&table.id())).cloned().collect())
            })
            .map(Arc::new)
            .collect();
        let moved_count: usize = moved.iter().map(|run| run.len()).sum();
        assert!(moved_count == ids.len() && dest_level < self.level_count(), "invalid table IDs");
        Self(Arc::new(self.next(|n, level| {
            let rest = without(level, &ids);
            if n == dest_level && !moved.is_empty() {
                let mut runs = moved.clone();
                runs.extend(rest.unwrap_or_else(|| level.to_vec()));
                return Some(runs);
            }
            rest
        })))
    }
}

impl VersionInner {
    fn add_blob_files(&mut self, files: &[BlobFile]) {
        if !files.is_empty() {
            Arc::make_mut(&mut self.blob_files).extend(files.iter().map(|file| (file.id(), file.clone())));
        }
    }

    fn add_garbage(&mut self, diff: Option<FragmentationMap>) {
        if let Some(diff) = diff.filter(|diff| !diff.is_empty()) {
            diff.merge_into(Arc::make_mut(&mut self.gc_stats));
        }
    }
}

/// `run` as the newest of these runs.
fn on_top(run: Run<Table>, older: Vec<Arc<Run<Table>>>) -> Vec<Arc<Run<Table>>> {
    let mut runs = vec![Arc::new(run)];
    runs.extend(older);
    runs
}

/// The tables of a run that are wanted, as a run; the run itself if they are all. `None` if they are none.
fn part(run: &Arc<Run<Table>>, is_wanted: impl Fn(TableId) -> bool) -> Option<Arc<Run<Table>>> {
    if run.iter().all(|table| is_wanted(table.id())) {
        return Some(Arc::clone(run));
    }
    Run::new(run.iter().filter(|table| is_wanted(table.id())).cloned().collect()).map(Arc::new)
}

/// The runs of a level without some tables; `None` if the level has none of them.
fn without(level: &Level, ids: &HashSet<TableId>) -> Option<Vec<Arc<Run<Table>>>> {
    if ids.is_empty() || !level.tables().any(|table| ids.contains(&table.id())) {
        return None;
    }
    Some(level.iter().filter_map(|run| part(run, |id| !ids.contains(&id))).collect())
}
