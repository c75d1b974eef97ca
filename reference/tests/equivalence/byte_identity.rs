//! The same operations by one thread leave the same bytes, wherever the format leaves no choice.
//!
//! It leaves a choice in three places, which are masked: times of creation, the writer's version, and what LZ4 makes
//! of a payload. The checksums over whole files depend on those and are masked too; that they are right is shown by
//! the other engine opening the file.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use esker_reference::{Compression, EskerTree, ReferenceTree, Separation, TreeOptions};
use proptest::prelude::*;

use crate::configuration::{options, relocates, separated_options};
use crate::container::{blocks, metadata, sections, without_checksums};
use crate::driver::Driver;
use crate::keyspace::Bytes;
use crate::operation::{Operation, changes};
use crate::random;

const CASES: u64 = 200;

/// Metadata that says when and by which program a table was written.
const METADATA_OF_WRITER: [&str; 2] = ["created_at", "crate_version"];

/// Parts of a file by name.
type Parts = BTreeMap<String, Bytes>;

#[test]
fn the_same_changes_leave_the_same_bytes() {
    let uncompressed = options().prop_map(|options| TreeOptions {
        data_compression: vec![Compression::None],
        index_compression: vec![Compression::None],
        ..options
    });
    random::check(CASES, &(uncompressed, changes(120)), |(options, operations)| {
        compare(options, operations, table_parts)
    });
}

#[test]
fn the_same_changes_leave_the_same_blocks_when_compressed() {
    let compressed = options().prop_map(|options| TreeOptions {
        data_compression: vec![Compression::Lz4],
        index_compression: vec![Compression::None],
        ..options
    });
    random::check(CASES / 4, &(compressed, changes(120)), |(options, operations)| {
        compare(options, operations, compressed_table_parts)
    });
}

#[test]
fn the_same_changes_leave_the_same_blob_files() {
    let uncompressed = separated_options(1).prop_map(|options| TreeOptions {
        data_compression: vec![Compression::None],
        index_compression: vec![Compression::None],
        separation: options
            .separation
            .map(|separation| Separation { compression: Compression::None, ..separation }),
        ..options
    });
    random::check(CASES / 2, &(uncompressed, changes(120)), |(options, operations)| {
        let without_drops: Vec<_> = operations.iter().filter(|o| !o.drops_whole_files()).cloned().collect();
        compare(options, &Operation::sound_in_blob_trees(relocates(options), &without_drops), table_parts)
    });
}

fn compare(
    options: &TreeOptions,
    operations: &[Operation],
    table_parts: fn(&[u8]) -> Parts,
) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let (ours, theirs) = (folder.path().join("esker"), folder.path().join("reference"));
    let mut esker = Driver::<EskerTree>::open(&ours, options).map_err(|error| error.to_string())?;
    let mut reference = Driver::<ReferenceTree>::open(&theirs, options).map_err(|error| error.to_string())?;
    for operation in operations {
        esker.apply(operation).map_err(|error| format!("esker: {operation:?}: {error}"))?;
        reference.apply(operation).map_err(|error| format!("reference: {operation:?}: {error}"))?;
    }
    if operations.iter().any(Operation::obsoletes_files) {
        // When such files go is the engine's choice, but not later than at the next opening.
        esker.apply(&Operation::Reopen).map_err(|error| format!("esker: {error}"))?;
        reference.apply(&Operation::Reopen).map_err(|error| format!("reference: {error}"))?;
    }
    esker.close();
    reference.close();

    let (ours, theirs) = (files(&ours, table_parts), files(&theirs, table_parts));
    let names = |files: &BTreeMap<String, Parts>| files.keys().cloned().collect::<Vec<_>>();
    if names(&ours) != names(&theirs) {
        return Err(format!("files: {:?} instead of {:?}", names(&ours), names(&theirs)));
    }
    for ((name, ours), theirs) in ours.iter().zip(theirs.values()) {
        for part in theirs.keys().chain(ours.keys()) {
            let (ours, theirs) = (ours.get(part), theirs.get(part));
            if ours != theirs {
                return Err(format!("file {name}, {part}:\n got: {ours:?}\nwant: {theirs:?}"));
            }
        }
    }
    Ok(())
}

/// All files of a tree that the format speaks of, each as its parts.
fn files(folder: &Path, table_parts: fn(&[u8]) -> Parts) -> BTreeMap<String, Parts> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("the tree's folder") {
        let path = entry.expect("an entry of the folder").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if name == "blobs" {
            for entry in fs::read_dir(&path).expect("the folder of blob files") {
                let path = entry.expect("an entry of the folder").path();
                let name = path.file_name().expect("a name").to_string_lossy().into_owned();
                files
                    .insert(format!("blobs/{name}"), blob_file_parts(&fs::read(&path).expect("a blob file")));
            }
        } else if name == "tables" {
            for entry in fs::read_dir(&path).expect("the folder of tables") {
                let path = entry.expect("an entry of the folder").path();
                let name = path.file_name().expect("a name").to_string_lossy().into_owned();
                files.insert(format!("tables/{name}"), table_parts(&fs::read(&path).expect("a table")));
            }
        } else if name == "current" {
            files.insert(name, current_parts(&fs::read(&path).expect("the pointer")));
        } else if name.starts_with('v') {
            files.insert(name, version_parts(&fs::read(&path).expect("a version")));
        }
    }
    files
}

fn current_parts(file: &[u8]) -> Parts {
    let part = |name: &str, bytes: &[u8]| (name.to_owned(), Bytes(bytes.into()));
    Parts::from([part("version id", &file[..8]), part("behind the checksum", &file[24..])])
}

fn version_parts(file: &[u8]) -> Parts {
    let part = |(name, bytes): (String, &[u8])| match name.as_str() {
        "crate_version" => (name, Bytes(Vec::new())),
        "tables" => (name, Bytes(without_checksums(bytes))),
        // In the order of a hash map.
        "blob_files" => (name, Bytes(sorted_records(bytes, 25, Some(9)))),
        "blob_gc_stats" => (name, Bytes(sorted_records(bytes, 28, None))),
        _ => (name, Bytes(bytes.into())),
    };
    with_order(sections(file)).map(part).collect()
}

fn table_parts(file: &[u8]) -> Parts {
    let mut parts = Parts::new();
    for (name, bytes) in with_order(sections(file)) {
        if name == "meta" {
            add_metadata(&mut parts, bytes, &[]);
        } else if name == "linked_blob_files" {
            parts.insert(name, Bytes(sorted_records(bytes, 32, None)));
        } else {
            parts.insert(name, Bytes(bytes.into()));
        }
    }
    parts
}

fn blob_file_parts(file: &[u8]) -> Parts {
    let mut parts = Parts::new();
    for (name, bytes) in with_order(sections(file)) {
        if name == "meta" {
            add_metadata(&mut parts, bytes.strip_prefix(b"META").expect("magic of the metadata"), &[]);
        } else {
            parts.insert(name, Bytes(bytes.into()));
        }
    }
    parts
}

/// A count and records of this length, in their order, without what lies behind `kept` bytes of each.
fn sorted_records(section: &[u8], len: usize, kept: Option<usize>) -> Vec<u8> {
    let (count, records) = section.split_at(4);
    let mut records: Vec<&[u8]> =
        records.chunks(len).map(|record| kept.map_or(record, |kept| &record[..kept])).collect();
    records.sort_unstable();
    [count, &records.concat()].concat()
}

/// Data blocks as they were before compression. Where they lie, and so the index, depends on what LZ4 made of them.
fn compressed_table_parts(file: &[u8]) -> Parts {
    const DEPENDS_ON_SIZES: [&str; 1] = ["file_size"];
    let mut parts = Parts::new();
    for (name, bytes) in with_order(sections(file)) {
        match name.as_str() {
            "data" => {
                for (index, block) in blocks(bytes).into_iter().enumerate() {
                    let payload =
                        lz4_flex::block::decompress(block.payload, block.uncompressed_len).expect("LZ4");
                    parts.insert(format!("data block {index}, kind {}", block.kind), Bytes(payload));
                }
            }
            "meta" => add_metadata(&mut parts, bytes, &DEPENDS_ON_SIZES),
            "index" | "tli" | "filter_tli" => {
                parts.insert(format!("{name}, blocks"), Bytes(vec![0; blocks(bytes).len()]));
            }
            _ => {
                parts.insert(name, Bytes(bytes.into()));
            }
        }
    }
    parts
}

fn add_metadata(parts: &mut Parts, section: &[u8], left_out: &[&str]) {
    for (key, value) in metadata(section) {
        let masked = METADATA_OF_WRITER.contains(&key.as_str()) || left_out.contains(&key.as_str());
        parts.insert(format!("meta, {key}"), Bytes(if masked { Vec::new() } else { value }));
    }
}

/// Adds the names in file order as one more part, since a map of parts forgets it.
fn with_order(sections: Vec<(String, &[u8])>) -> impl Iterator<Item = (String, &[u8])> {
    sections.into_iter().enumerate().map(|(index, (name, bytes))| {
        // The metadata and the two rewritten sections are looked up by name; the others carry their position.
        match name.as_str() {
            "meta" | "data" | "tables" | "blob_files" | "blob_gc_stats" | "linked_blob_files"
            | "crate_version" | "index" | "tli" | "filter_tli" => (name, bytes),
            _ => (format!("{index}: {name}"), bytes),
        }
    })
}
