//! Looks at blob files from outside: parses them and the tables that point to them, and counts.

use std::collections::{BTreeMap, BTreeSet};

use esker::blob_tree::FragmentationEntry;
use esker::{AbstractTree, AnyTree, Config, Fs, InternalValue, KvSeparationOptions, ValueType};

use super::read_file;

/// Switches key-value separation on.
pub fn separated(options: KvSeparationOptions) -> impl FnOnce(Config) -> Config {
    move |config| config.with_kv_separation(Some(options))
}

/// A frame of a blob file, parsed without the engine.
#[derive(Debug)]
pub struct Frame {
    pub key: Vec<u8>,
    pub size: u32,
    pub stored_size: u32,
}

fn number(bytes: &[u8], at: usize, len: usize) -> usize {
    bytes[at..at + len].iter().rev().fold(0, |sum, &byte| sum << 8 | usize::from(byte))
}

/// All frames of a blob file by offset: from the front of the file to where the metadata begins.
pub fn frames(file: &[u8]) -> BTreeMap<u64, Frame> {
    let mut frames = BTreeMap::new();
    let mut at = 0;
    while &file[at..at + 4] != b"META" {
        assert_eq!(&file[at..at + 4], b"BLOB", "at {at}");
        let key_len = number(file, at + 28, 2);
        let (size, stored) = (number(file, at + 30, 4), number(file, at + 34, 4));
        let key = file[at + 38..at + 38 + key_len].to_vec();
        frames.insert(at as u64, Frame { key, size: size as u32, stored_size: stored as u32 });
        at += 38 + key_len + stored;
    }
    frames
}

/// The numbers of an address, in the order in which they are stored.
fn varints(bytes: &[u8]) -> Vec<u64> {
    let mut numbers = Vec::new();
    let (mut number, mut shift) = (0, 0);
    for &byte in bytes {
        number |= u64::from(byte & 0x7F) << shift;
        shift += 7;
        if byte < 0x80 {
            numbers.push(number);
            (number, shift) = (0, 0);
        }
    }
    numbers
}

/// Blob file and offset to which an entry points.
pub fn address(entry: &InternalValue) -> Option<(u64, u64)> {
    let numbers = (entry.key.value_type == ValueType::Indirection).then(|| varints(&entry.value))?;
    Some((numbers[1], numbers[0]))
}

/// Compares the garbage that the version states with the frames to which no entry of any table points; and checks that
/// every entry points to a frame of its own that has its key and its lengths.
pub fn check_garbage(fs: &dyn Fs, tree: &AnyTree) {
    let version = tree.current_version();
    let folder = tree.tree_config().path.join("blobs");
    let mut dead: BTreeMap<u64, BTreeMap<u64, Frame>> = version
        .blob_files
        .list_ids()
        .map(|&id| (id, frames(&read_file(fs, &folder.join(id.to_string())))))
        .collect();
    let mut seen = BTreeSet::new();
    for table in version.iter_tables() {
        let mut links: BTreeMap<u64, (usize, u64, u64)> = BTreeMap::new();
        for entry in table.scan().unwrap() {
            let entry = entry.unwrap();
            if entry.key.value_type != ValueType::Indirection {
                continue;
            }
            let address = varints(&entry.value);
            let &[offset, file, stored_size, size] = address.as_slice() else { unreachable!("{address:?}") };
            assert!(seen.insert((file, offset)), "two entries point to {offset} of {file}");
            let frame = dead.get_mut(&file).and_then(|frames| frames.remove(&offset));
            let frame = frame.unwrap_or_else(|| unreachable!("{entry:?} points to nothing"));
            assert_eq!(frame.key, &*entry.key.user_key);
            assert_eq!((frame.size, frame.stored_size), (size as u32, stored_size as u32));
            let link = links.entry(file).or_default();
            *link = (link.0 + 1, link.1 + size, link.2 + stored_size);
        }
        let listed = table.list_blob_file_references().unwrap().unwrap_or_default();
        let listed: BTreeMap<_, _> = listed
            .iter()
            .map(|link| (link.blob_file_id, (link.len, link.bytes, link.on_disk_bytes)))
            .collect();
        assert_eq!(listed, links, "links of {table:?}");
    }
    let mut stale_bytes = 0;
    for (id, frames) in &dead {
        let stored = frames.values().map(|frame| u64::from(frame.stored_size)).sum();
        let bytes = frames.values().map(|frame| u64::from(frame.size)).sum();
        stale_bytes += stored;
        let expected = (!frames.is_empty()).then(|| FragmentationEntry::new(frames.len(), bytes, stored));
        assert_eq!(version.gc_stats().get(id), expected.as_ref(), "garbage of blob file {id}");
    }
    assert!(version.gc_stats().keys().all(|id| dead.contains_key(id)), "{:?}", version.gc_stats());
    assert_eq!(tree.stale_blob_bytes(), stale_bytes);
}
