//! The same damage is the same error on both engines.

use std::fs;
use std::path::Path;

use esker_reference::{Engine, EskerTree, Failure, FailureKind, Outcome, ReferenceTree, TreeOptions};

/// Damage to the directory of a tree with one table, and what it leads to.
struct Damage {
    what: &'static str,
    inflict: fn(&Path),
    reference: FailureKind,
    /// Esker's error, where it says on purpose something else.
    esker: Option<FailureKind>,
}

const TABLE: &str = "tables/0";
const LIVE_VERSION: &str = "v1";

#[test]
fn the_same_damage_is_the_same_error_on_both_engines() {
    let damages = [
        Damage {
            what: "a listed table is missing",
            inflict: |folder| fs::remove_file(folder.join(TABLE)).expect("remove"),
            reference: FailureKind::Unrecoverable,
            esker: None,
        },
        Damage {
            what: "a table's name is not a number",
            inflict: |folder| fs::write(folder.join("tables/x"), b"").expect("write"),
            reference: FailureKind::Unrecoverable,
            esker: None,
        },
        Damage {
            what: "the directory was written by the first format",
            inflict: |folder| fs::write(folder.join("version"), b"").expect("write"),
            reference: FailureKind::InvalidVersion(1),
            esker: None,
        },
        Damage {
            what: "the pointer is empty",
            inflict: |folder| fs::write(folder.join("current"), b"").expect("write"),
            reference: FailureKind::Io(std::io::ErrorKind::UnexpectedEof),
            // A file that is too short is damage, and damage names the file; an I/O error would not.
            esker: Some(FailureKind::InvalidHeader("CurrentVersion")),
        },
        Damage {
            what: "the pointer names a version that is not there",
            inflict: |folder| fs::remove_file(folder.join(LIVE_VERSION)).expect("remove"),
            reference: FailureKind::Io(std::io::ErrorKind::NotFound),
            esker: None,
        },
        Damage {
            what: "the table of contents of the version is damaged",
            inflict: |folder| flip(&folder.join(LIVE_VERSION), |len| len - 40),
            reference: FailureKind::ChecksumMismatch,
            esker: None,
        },
        Damage {
            what: "the payload of a data block is damaged",
            inflict: |folder| flip(&folder.join(TABLE), |_| 40),
            reference: FailureKind::ChecksumMismatch,
            esker: None,
        },
        Damage {
            what: "the magic bytes of a data block are damaged",
            inflict: |folder| flip(&folder.join(TABLE), |_| 0),
            reference: FailureKind::InvalidHeader("Block"),
            esker: None,
        },
    ];
    let mut differences = Vec::new();
    for Damage { what, inflict, reference, esker } in damages {
        let theirs = open_damaged::<ReferenceTree>(inflict);
        assert_eq!(kind_of(&theirs), Some(&reference), "the reference: {what}: {theirs:?}");
        let ours = open_damaged::<EskerTree>(inflict);
        let expected = esker.unwrap_or(reference);
        if kind_of(&ours) != Some(&expected) {
            differences.push(format!("{what}: {ours:?} instead of {expected:?}"));
        }
    }
    assert!(differences.is_empty(), "{differences:#?}");
}

fn kind_of(outcome: &Outcome<()>) -> Option<&FailureKind> {
    outcome.as_ref().err().map(|Failure { kind, .. }| kind)
}

/// Writes a tree, damages it, opens it and reads a key.
fn open_damaged<E: Engine>(inflict: fn(&Path)) -> Outcome<()> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let tree = E::open(folder.path(), &TreeOptions::default())?;
    tree.put(b"key", b"a value that is long enough to be damaged");
    tree.flush_active(0)?;
    drop(tree);

    inflict(folder.path());
    let tree = E::open(folder.path(), &TreeOptions::default())?;
    tree.get(b"key", tree.visible_seqno())?;
    Ok(())
}

fn flip(path: &Path, offset: fn(usize) -> usize) {
    let mut bytes = fs::read(path).expect("read");
    let at = offset(bytes.len());
    bytes[at] ^= 1;
    fs::write(path, bytes).expect("write");
}
