//! Key-value separation: the tree, its guards and loaders, and what versions say about blob files.

use std::collections::HashMap;
use std::fmt::Debug;
use std::ops::{Deref, DerefMut};

use super::tree::{every_method, guard_methods, wrapped_by};
use super::{auto, is};
use crate::engine::blob_tree::ingest::BlobIngestion;
use crate::engine::blob_tree::{FragmentationEntry, FragmentationMap};
use crate::engine::coding::{Decode, Encode};
use crate::engine::{
    AbstractTree, AnyIngestion, AnyTree, BlobFile, BlobGuard, BlobIndirection, BlobTree, Cache, Guard,
    IterGuardImpl, Result, StandardGuard, Tree, TreeId, UserKey, UserValue,
};

#[test]
fn handles() {
    fn all<T: AbstractTree + Clone>() {}
    fn from<T: From<BlobTree> + TryInto<BlobTree, Error = &'static str>>() {}
    all::<BlobTree>();
    from::<AnyTree>();
    auto::<BlobTree>();
    every_method::<BlobTree>();
}

fn index(tree: &BlobTree) {
    is::<&Tree>(&tree.index);
}

/// There are these two kinds and no third: clients match without a wildcard.
fn kinds(tree: &AnyTree, guard: IterGuardImpl, loader: AnyIngestion<'_>) -> Result<()> {
    match tree {
        AnyTree::Standard(tree) => is::<&Tree>(tree),
        AnyTree::Blob(tree) => is::<&BlobTree>(tree),
    }
    match guard {
        IterGuardImpl::Standard(guard) => is::<StandardGuard>(guard),
        IterGuardImpl::Blob(guard) => is::<BlobGuard>(guard),
    }
    match loader {
        AnyIngestion::Standard(loader) => loader.finish(),
        AnyIngestion::Blob(loader) => loader.finish(),
    }
}

#[test]
fn guards() {
    fn both<T: Guard + Send + Sync + Unpin>() {}
    fn from<T: From<BlobGuard> + TryInto<BlobGuard, Error = &'static str>>() {}
    fn same<T>(_: fn(T), _: fn(T)) {}
    both::<BlobGuard>();
    from::<IterGuardImpl>();
    guard_methods::<BlobGuard>();
    same(is::<BlobGuard>, is::<crate::engine::blob_tree::Guard>);
    same(is::<BlobTree>, is::<crate::engine::blob_tree::BlobTree>);
    same(is::<BlobIndirection>, is::<crate::engine::blob_tree::handle::BlobIndirection>);
}

#[test]
fn loaders() {
    type Loader = BlobIngestion<'static>;
    signatures! {
        BlobIngestion::new => fn(&'static BlobTree) -> Result<Loader>;
        BlobIngestion::write => fn(&mut Loader, UserKey, UserValue) -> Result<()>;
        BlobIngestion::write_tombstone => fn(&mut Loader, UserKey) -> Result<()>;
        BlobIngestion::write_weak_tombstone => fn(&mut Loader, UserKey) -> Result<()>;
        BlobIngestion::finish => fn(Loader) -> Result<()>;
        AnyIngestion::Blob => fn(Loader) -> AnyIngestion<'static>;
    }
}

#[test]
fn addresses() {
    fn all<T: Copy + Clone + Debug + Encode + Decode>() {}
    all::<BlobIndirection>();
    auto::<BlobIndirection>();
}

#[test]
fn garbage() {
    fn entry<T: Copy + Clone + Debug + Eq>() {}
    fn map<T: Clone + Debug + Default + Eq + Encode + Decode + DerefMut>() {}
    fn by_id(_: &HashMap<u64, FragmentationEntry, rustc_hash::FxBuildHasher>) {}
    entry::<FragmentationEntry>();
    map::<FragmentationMap>();
    auto::<FragmentationMap>();
    by_id(FragmentationMap::default().deref());
}

/// The list has no name; a version leads to it.
fn files(tree: &AnyTree, mut garbage: FragmentationMap, file: BlobFile) {
    let version = tree.current_version();
    let mut list = version.blob_files.deref().clone();
    garbage.prune(&list);
    is::<u64>(list.on_disk_size());
    is::<usize>(list.len());
    is::<bool>(list.contains_key(1));
    is::<Option<&BlobFile>>(list.get(1));
    is::<Option<&BlobFile>>(list.iter().next());
    is::<Option<&u64>>(list.list_ids().next());
    is::<Vec<BlobFile>>(list.prune_dead(&garbage));
    fn empty<T: Default>(_: &T) {}
    empty(&list);
    list.insert(1, file.clone());
    list.extend([(2, file)]);
    is::<Option<BlobFile>>(list.remove(1));
}

/// What the two methods of the cache take has no name either.
fn cache(cache: &Cache, tree: TreeId, value: UserValue) {
    fn address<T: Copy + Clone + Debug + Eq + std::hash::Hash + Encode + Decode>(_: &T) {}
    fn second<A, B, C, R>(_: fn(A, B, &C) -> R) -> Option<C> {
        None
    }
    if let Some(handle) = second(Cache::get_blob) {
        address(&handle);
        is::<u64>(handle.blob_file_id);
        is::<u64>(handle.offset);
        is::<u32>(handle.on_disk_size);
        cache.insert_blob(tree, &handle, value);
        is::<Option<UserValue>>(cache.get_blob(tree, &handle));
    }
}

fn loader(key: UserKey) -> Result<()> {
    let Some(mut load) = wrapped_by(AnyIngestion::Blob) else { return Ok(()) };
    is::<Result<()>>(load.write(key, UserValue::empty()));
    load.finish()
}
