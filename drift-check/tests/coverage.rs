//! What cannot be checked is named, and what is broken makes the check incomplete.

mod common;

use common::{Pair, brief};
use drift_check::report::Report;

fn entries(report: &Report) -> Vec<String> {
    let list = &report.coverage.unchecked_list;
    list.iter()
        .map(|entry| format!("{}:{} {} {}", entry.file, entry.line, entry.what, entry.blocking))
        .collect()
}

#[test]
fn a_missing_file_that_a_path_attribute_names_blocks_though_another_file_would_fit() {
    for attribute in ["#[path = \"gone.rs\"]", "#[cfg_attr(unix, path = \"gone.rs\")]"] {
        let pair = Pair::of(&format!("{attribute}\nmod present;\npub fn f() {{}}"), "pub fn f() {}");
        pair.write("reference/present.rs", "");
        let report = pair.report();
        assert_eq!(report.coverage.unchecked_list.len(), 1, "{attribute}");
        assert!(report.coverage.unchecked_list[0].reason.contains("gone.rs"), "{attribute}");
        assert!(!report.is_complete(), "{attribute}");
    }
}

#[test]
fn a_missing_module_file_is_named_and_blocks() {
    let pair = Pair::of("mod present;\nmod missing;\npub fn f() {}", "pub fn f() {}\npub fn g() {}");
    pair.write("reference/present.rs", "");
    let report = pair.report();
    assert_eq!(entries(&report), ["lib.rs:2 module `missing` true"]);
    assert!(report.coverage.unchecked_list[0].reason.contains("missing.rs or missing/mod.rs"));
    assert!(!report.is_complete());
    assert!(brief(&report).contains("DC202"), "the rest is compared all the same: {}", brief(&report));
}

#[test]
fn a_file_that_does_not_parse_is_named_by_line_and_hides_nothing_else() {
    let pair = Pair::of("pub mod a;\npub mod b;", "pub mod a;\npub mod b;");
    for side in ["reference", "port"] {
        pair.write(&format!("{side}/a.rs"), "pub const N: u8 = 1;");
        pair.write(&format!("{side}/b.rs"), "");
    }
    pair.write("port/a.rs", "pub const N: u8 = 2;");
    pair.write("port/b.rs", "fn fine() {}\n\nfn broken( {}\n");
    let report = pair.report();
    assert_eq!(entries(&report), ["b.rs:3 module `b` true"]);
    assert!(!report.is_complete());
    assert!(brief(&report).contains("DC504"), "{}", brief(&report));
}

#[test]
fn text_that_is_no_text_blocks() {
    let pair = Pair::of("pub mod a;", "");
    std::fs::write(pair.dir.path().join("reference/a.rs"), b"fn a() {}\xff").unwrap();
    let report = pair.report();
    assert!(
        report.coverage.unchecked_list[0].reason.contains("not UTF-8 after byte 9"),
        "{:?}",
        entries(&report)
    );
}

#[test]
fn a_file_that_include_names_and_that_is_missing_blocks() {
    let report = Pair::of("include!(\"generated.rs\");\n", "").report();
    let include = "lib.rs:1 include!(\"generated.rs\")";
    assert_eq!(entries(&report), [format!("{include} false"), format!("{include} true")]);
    assert!(!report.is_complete());
}

#[test]
fn macro_calls_between_items_are_counted_but_do_not_block() {
    let source =
        "thread_local! { static DEPTH: u8 = 0; }\ninclude!(\"generated.rs\");\nmake! { pub struct Made; }\n";
    let pair = Pair::of(source, source);
    for side in ["reference", "port"] {
        pair.write(&format!("{side}/generated.rs"), "");
    }
    let report = pair.report();
    assert_eq!(
        entries(&report),
        [
            "lib.rs:1 thread_local! false",
            "lib.rs:2 include!(\"generated.rs\") false",
            "lib.rs:3 make! false",
            "lib.rs:1 thread_local! false",
            "lib.rs:2 include!(\"generated.rs\") false",
            "lib.rs:3 make! false",
        ]
    );
    assert!(report.is_complete());
    assert_eq!(brief(&report), "");
    // What the calls visibly declare is there: `DEPTH` and `Made`.
    assert_eq!(report.coverage.matched, 2);
}

#[test]
fn missing_files_of_test_modules_do_not_block() {
    let report = Pair::of("#[cfg(test)]\nmod tests;\npub fn f() {}", "pub fn f() {}").report();
    assert!(report.is_complete());
    assert_eq!(entries(&report), ["lib.rs:2 module `tests` false"]);
    assert_eq!(brief(&report), "");
}

#[test]
fn modules_in_a_circle_end() {
    let pair = Pair::of("#[path = \"lib.rs\"]\nmod again;", "");
    let report = pair.report();
    assert!(report.coverage.unchecked_list[0].reason.contains("contains itself"), "{:?}", entries(&report));
}

#[test]
fn imports_in_a_circle_end() {
    let source = "pub mod a { pub use crate::b::*; pub use super::b::X; }\npub mod b { pub use crate::a::*; pub use super::a::X; }\n\
                  pub fn f(x: a::X) {}";
    assert_eq!(brief(&Pair::of(source, source).report()), "");
}

#[test]
fn deep_nesting_does_not_overflow_the_stack() {
    let deep = format!("pub const N: u8 = {}1{};", "(".repeat(3_000), ")".repeat(3_000));
    assert_eq!(brief(&Pair::of(&deep, "pub const N: u8 = 1;").report()), "");
    let deeper = format!("pub const N: u8 = {}1{};", "(".repeat(30_000), ")".repeat(30_000));
    assert!(!Pair::of(&deeper, "").report().is_complete());
}

#[test]
fn path_attributes_are_followed() {
    let pair =
        Pair::of("#[path = \"odd/place.rs\"]\npub mod a;\npub mod b { #[path = \"c.rs\"] pub mod d; }", "");
    pair.write("reference/odd/place.rs", "pub const A: u8 = 1;\npub mod next;");
    pair.write("reference/odd/next.rs", "pub const B: u8 = 1;");
    pair.write("reference/b/c.rs", "pub const C: u8 = 1;");
    let report = pair.report();
    assert!(report.is_complete(), "{:?}", entries(&report));
    assert_eq!((report.reference.files, report.reference.items), (4, 7));
}

#[test]
fn several_items_of_one_name_are_ambiguous_rather_than_guessed() {
    let pair = Pair::of(
        "#[cfg(a)] pub fn f(x: u8) {}\n#[cfg(b)] pub fn f(x: u16) {}",
        "#[cfg(c)] pub fn f(x: u32) {}\n#[cfg(d)] pub fn f(x: u64) {}",
    );
    let report = pair.report();
    assert_eq!(report.coverage.ambiguous_list, ["f", "f"]);
    assert_eq!((report.coverage.matched, report.coverage.absent), (0, 0));
    // One function for all conditions stands for those that exist under some: nothing is guessed.
    let pair = Pair::of("#[cfg(a)] pub fn f(x: u8) {}\n#[cfg(b)] pub fn f(x: u16) {}", "pub fn f(x: u32) {}");
    let report = pair.report();
    assert_eq!((report.coverage.matched, report.coverage.ambiguous), (2, 0));
    assert_eq!(report.findings.iter().filter(|finding| finding.rule == "DC204").count(), 2);
}
