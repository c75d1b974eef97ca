//! A filled tree for workloads that read.

use std::path::Path;

use esker_reference::{Engine, Failure, FailureKind, Outcome, SeqNo, TreeOptions};
use tempfile::TempDir;

use crate::dataset::Dataset;
use crate::scale::Scale;
use crate::write;

/// Where the items of a tree are, and how much of them fits into the block cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// All in the active memtable.
    Memtable,
    /// All in tables, and all blocks in the cache.
    Disk,
    /// All in tables, and few blocks in the cache.
    DiskSmallCache,
}

impl State {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 3] = [Self::Memtable, Self::Disk, Self::DiskSmallCache];

    /// Name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Memtable => "memtable",
            Self::Disk => "disk",
            Self::DiskSmallCache => "disk_small_cache",
        }
    }

    /// Whether items leave the memtable.
    #[must_use]
    pub fn is_on_disk(self) -> bool {
        self != Self::Memtable
    }
}

/// A tree in a folder of its own, removed with it.
pub struct Fixture<E> {
    /// The tree.
    pub tree: E,
    /// The snapshot that sees everything the fixture was filled with.
    pub snapshot: SeqNo,
    /// Where its items are meant to be.
    pub state: State,
    /// Items it is meant for.
    pub items: usize,
    // Behind the tree, so that it is removed after the tree is closed.
    folder: TempDir,
}

impl<E: Engine> Fixture<E> {
    /// An empty tree.
    ///
    /// # Errors
    /// If it cannot be created.
    pub fn empty(scale: &Scale, state: State) -> Outcome<Self> {
        Self::with(scale, state, &scale.options(state))
    }

    /// An empty tree that is opened in another way than its state asks for.
    ///
    /// # Errors
    /// If it cannot be created.
    pub fn with(scale: &Scale, state: State, options: &TreeOptions) -> Outcome<Self> {
        let folder = folder(scale.folder.as_deref())?;
        let tree = E::open(folder.path(), options)?;
        Ok(Self { tree, snapshot: 0, state, items: scale.items, folder })
    }

    /// A tree with all items, written in random order.
    ///
    /// # Errors
    /// If it cannot be created or flushed.
    pub fn filled(scale: &Scale, data: &Dataset, state: State) -> Outcome<Self> {
        let mut fixture = Self::empty(scale, state)?;
        write::insert(&fixture.tree, data.random());
        if state.is_on_disk() {
            fixture.tree.flush_active(0)?;
        }
        fixture.snapshot = fixture.tree.visible_seqno();
        Ok(fixture)
    }

    /// The folder the tree is in.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Closes the tree and keeps its folder.
    #[must_use]
    pub fn close(self) -> Closed {
        let Self { tree, state, items, folder, .. } = self;
        drop(tree);
        Closed { state, items, folder }
    }
}

/// What a closed tree has left.
pub struct Closed {
    state: State,
    items: usize,
    folder: TempDir,
}

impl Closed {
    /// Opens it again.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub fn open<E: Engine>(self, scale: &Scale) -> Outcome<Fixture<E>> {
        let Self { state, items, folder } = self;
        let tree = E::open(folder.path(), &scale.options(state))?;
        let snapshot = tree.visible_seqno();
        Ok(Fixture { tree, snapshot, state, items, folder })
    }
}

fn folder(parent: Option<&Path>) -> Outcome<TempDir> {
    let folder = match parent {
        Some(parent) => tempfile::tempdir_in(parent),
        None => tempfile::tempdir(),
    };
    folder.map_err(|error| Failure {
        kind: FailureKind::Io(error.kind()),
        detail: format!("create a folder for a tree: {error}"),
    })
}
