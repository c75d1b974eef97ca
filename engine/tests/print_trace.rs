//! What `print_trace` logs. A test binary of its own, as there is one logger per process.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod common;

use std::sync::{Arc, Mutex};

use common::Db;
use esker::{AbstractTree, MemFs, UserKey};
use log::{Level, LevelFilter, Log, Metadata, Record};

struct Lines(Mutex<Vec<String>>);

static LINES: Lines = Lines(Mutex::new(Vec::new()));

impl Log for Lines {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        if record.level() == Level::Info {
            self.0.lock().unwrap().push(record.args().to_string());
        }
    }

    fn flush(&self) {}
}

#[test]
fn every_version_of_the_key_is_logged_and_no_other() {
    let db = Db::open(Arc::new(MemFs::default()), |config| config).unwrap();
    let write = |value: &[u8]| {
        for key in [b"a", b"b", b"c"] {
            db.insert(key, value);
        }
    };
    write(b"one");
    db.remove(b"b");
    db.tree.flush_active_memtable(0).unwrap();
    write(b"two");
    db.tree.rotate_memtable();
    write(b"three");

    log::set_logger(&LINES).unwrap();
    log::set_max_level(LevelFilter::Info);
    db.tree.print_trace(b"b").unwrap();
    log::set_max_level(LevelFilter::Off);
    let lines = LINES.0.lock().unwrap();
    // As `Debug` shows the slice, which depends on the kind of buffer.
    let key = format!(" {:?}:", UserKey::from("b"));
    let place = |line: &String| line.split(':').next().unwrap().to_owned();
    let places: Vec<String> = lines.iter().map(place).collect();
    assert_eq!(places, ["memtable 2", "memtable 1", "table 0 in L0", "table 0 in L0"], "{lines:#?}");
    assert!(lines.iter().all(|line| line.contains(&key)), "only b: {lines:#?}");
}
