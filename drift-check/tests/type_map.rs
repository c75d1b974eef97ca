//! `[map.types]`: a port's systematic choice is no drift, neither in declarations nor in bodies; losing what was chosen is.

mod common;

use common::{Pair, brief};

const REFERENCE: &str = "use std::sync::RwLock;\nuse std::sync::atomic::{AtomicU64, Ordering};\n\
    pub struct S { pub map: RwLock<u8>, pub count: AtomicU64 }\n\
    impl S {\n\
    pub fn get(&self) -> u8 { let guard = self.map.read().expect(\"lock is poisoned\"); *guard }\n\
    pub fn set(&self, to: u8) { let mut guard = self.map.write().expect(\"lock is poisoned\"); *guard = to; }\n\
    pub fn next(&self) -> u64 { self.count.fetch_add(1, Ordering::AcqRel) }\n\
    }\n";

/// The reference with another lock.
fn port(lock: &str, read: &str, write: &str) -> String {
    format!(
        "use {lock};\nuse std::sync::atomic::{{AtomicU64, Ordering}};\n\
        pub struct S {{ pub map: {}<u8>, pub count: AtomicU64 }}\n\
        impl S {{\n\
        pub fn get(&self) -> u8 {{ {read} *guard }}\n\
        pub fn set(&self, to: u8) {{ {write} *guard = to; }}\n\
        pub fn next(&self) -> u64 {{ self.count.fetch_add(1, Ordering::AcqRel) }}\n\
        }}\n",
        lock.rsplit("::").next().unwrap_or_default()
    )
}

fn findings(port: &str, types: &[(&str, &str)]) -> String {
    let mut pair = Pair::of(REFERENCE, port);
    for side in ["reference", "port"] {
        pair.write(
            &format!("{side}/Cargo.toml"),
            "[package]\nname = \"fixture\"\nversion = \"1.0.0\"\nedition = \"2024\"\n[lib]\npath = \"lib.rs\"\n\
             [dependencies]\nparking_lot = \"0.13\"\n",
        );
    }
    pair.map.types = types.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect();
    brief(&pair.report())
}

const READ: &str = "let guard = self.map.read();";
const WRITE: &str = "let mut guard = self.map.write();";
const LOCK: &str = "let guard = self.map.lock();";
const LOCK_MUT: &str = "let mut guard = self.map.lock();";

#[test]
fn another_crates_lock_of_the_same_kind_is_a_choice() {
    let port = port("parking_lot::RwLock", READ, WRITE);
    assert!(findings(&port, &[]).contains("DC305"), "the field's type differs as long as the map is silent");
    assert_eq!(findings(&port, &[("std::sync::RwLock", "parking_lot::RwLock")]), "");
}

#[test]
fn another_kind_of_lock_is_taken_by_other_methods() {
    let map = [("std::sync::RwLock", "parking_lot::Mutex")];
    let chosen = port("parking_lot::Mutex", LOCK, LOCK_MUT);
    assert!(findings(&chosen, &[]).contains("DC702"));
    assert_eq!(findings(&chosen, &map), "");
    // What the map does not say: that nothing is taken at all, or not for as long.
    let lost = port("parking_lot::Mutex", LOCK, "let guard = &mut 0;");
    assert!(findings(&lost, &map).contains("DC70"), "{}", findings(&lost, &map));
}

#[test]
fn reading_is_never_the_choice_for_writing() {
    let port = port("parking_lot::RwLock", READ, "let mut guard = self.map.read();");
    let found = findings(&port, &[("std::sync::RwLock", "parking_lot::RwLock")]);
    assert!(found.contains("DC702") && found.contains("S::set"), "{found}");
}

#[test]
fn a_lock_may_be_chosen_for_an_atomic() {
    let code = |body: &str| {
        REFERENCE
            .replace("count: AtomicU64", "count: parking_lot::Mutex<u64>")
            .replace("self.count.fetch_add(1, Ordering::AcqRel)", body)
    };
    let map = [("std::sync::atomic::AtomicU64", "parking_lot::Mutex")];
    let atomic = |found: String| found.lines().any(|line| line.contains("DC705"));
    let locked = code("let mut count = self.count.lock(); *count += 1; *count - 1");
    assert!(atomic(findings(&locked, &[])), "{}", findings(&locked, &[]));
    assert!(!atomic(findings(&locked, &map)), "{}", findings(&locked, &map));
    assert!(atomic(findings(&code("7"), &map)));
}
