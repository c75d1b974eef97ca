//! A filled tree for workloads that read.

use std::path::Path;

use esker_reference::{Engine, Failure, FailureKind, Outcome, SeqNo, TreeOptions};
use tempfile::TempDir;

use crate::dataset::Dataset;
use crate::scale::Scale;
use crate::write;

/// Where the items of a filled tree are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Residence {
    /// All in the active memtable.
    Memtable,
    /// All in tables.
    Disk,
}

impl Residence {
    /// Both, in the order of reports.
    pub const ALL: [Self; 2] = [Self::Memtable, Self::Disk];

    /// Name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Memtable => "memtable",
            Self::Disk => "disk",
        }
    }
}

/// A tree in a folder of its own, removed with it.
pub struct Fixture<E> {
    /// The tree.
    pub tree: E,
    /// The snapshot that sees everything the fixture was filled with.
    pub snapshot: SeqNo,
    // Behind the tree, so that it is removed after the tree is closed.
    _folder: TempDir,
}

impl<E: Engine> Fixture<E> {
    /// An empty tree.
    ///
    /// # Errors
    /// If it cannot be created.
    pub fn empty(scale: &Scale) -> Outcome<Self> {
        let folder = folder(scale.folder.as_deref())?;
        let options = TreeOptions { cache_bytes: Some(scale.cache_bytes), ..TreeOptions::default() };
        let tree = E::open(folder.path(), &options)?;
        Ok(Self { tree, snapshot: 0, _folder: folder })
    }

    /// A tree with all items, written in random order.
    ///
    /// # Errors
    /// If it cannot be created or flushed.
    pub fn filled(scale: &Scale, data: &Dataset, residence: Residence) -> Outcome<Self> {
        let mut fixture = Self::empty(scale)?;
        write::insert(&fixture.tree, data.random());
        if residence == Residence::Disk {
            fixture.tree.flush_active(0)?;
        }
        fixture.snapshot = fixture.tree.visible_seqno();
        Ok(fixture)
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
