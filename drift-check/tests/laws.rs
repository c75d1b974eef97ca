//! What must hold whatever is compared.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use common::{Pair, brief, names};
use drift_check::progress::Silent;
use drift_check::run;

/// Formatting, order of items, comments, imports and file layout carry no meaning.
#[test]
fn formatting_order_comments_and_layout_never_matter() {
    let pair = Pair::of(
        "use std::sync::{Arc, Mutex};\n\
         /// Documented.\n\
         pub mod a { pub mod b { pub struct Deep { pub x: u8 } } pub fn f(deep: &b::Deep) {} }\n\
         pub struct S<'a, T: Clone> { pub lock: Arc<Mutex<T>>, pub name: &'a str }\n\
         impl<'a, T: Clone> S<'a, T> { pub fn one(&self) {} pub fn two(&self) -> Result<T, String> { Err(String::new()) } }\n\
         impl<'a, T: Clone> Clone for S<'a, T> { fn clone(&self) -> Self { todo!() } }\n\
         pub const N: usize = 16;\n\
         pub enum E { A(u8), B }\n",
        "mod c;\npub mod a;\npub use self::c::*;\n",
    );
    pair.write("port/a/mod.rs", "pub fn f(d: &crate::a::b::Deep)\n{\n}\n\npub mod b;\n");
    pair.write("port/a/b.rs", "// A comment.\npub struct Deep { pub x : u8, }\n");
    pair.write(
        "port/c.rs",
        "pub enum E { B, A(u8) }\n\
         pub const N: usize = 0b1_0000;\n\
         impl<'q, Q> ::core::clone::Clone for S<'q, Q> where Q: std::clone::Clone { fn clone(&self) -> S<'q, Q> { todo!() } }\n\
         impl<'q, Q> S<'q, Q> where Q: Clone { pub fn two(&self) -> ::std::result::Result<Q, std::string::String> { Err(String::new()) } }\n\
         impl<'q, Q: Clone> S<'q, Q> { pub fn one(&self) {} }\n\
         pub struct S<'q, Q> where Q: Clone { pub name: &'q str, pub lock: std::sync::Arc<std::sync::Mutex<Q>> }\n",
    );
    let report = pair.report();
    // The items moved to a private module, but every public path still leads to them.
    let beyond_layout: Vec<&str> = report
        .findings
        .iter()
        .filter(|finding| !matches!(finding.rule.as_str(), "DC102" | "DC104"))
        .map(|finding| finding.message.as_str())
        .collect();
    assert_eq!(beyond_layout, Vec::<&str>::new(), "{}", brief(&report));
    assert_eq!(report.coverage.absent, 0, "{}", brief(&report));
}

/// Moves are all that is reported above, so this proves that the comparison really looked at the members.
#[test]
fn a_difference_inside_a_moved_item_is_still_found() {
    let pair = Pair::of(
        "pub mod a { pub struct Moved { pub x: u8 } }",
        "pub mod b { pub struct Moved { pub x: u16 } }",
    );
    let rules: Vec<String> = pair.report().findings.into_iter().map(|finding| finding.rule).collect();
    assert!(rules.contains(&"DC104".to_owned()) && rules.contains(&"DC305".to_owned()), "{rules:?}");
}

/// Alternatives under conditions: a third one changes nothing about what an ordinary build refers to.
#[test]
fn a_name_with_alternatives_means_the_one_of_a_usual_build() {
    let user = "pub fn wait(until: Option<Clock>) {}\n";
    let pair = Pair::of(
        &format!(
            "#[cfg(not(feature = \"web\"))]\npub use std::time::Instant as Clock;\n#[cfg(feature = \"web\")]\npub use web::Clock;\n{user}"
        ),
        &format!(
            "#[cfg(feature = \"web\")]\npub use web::Clock;\n\
             #[cfg(all(unix, not(feature = \"web\")))]\npub use std::time::Instant as Clock;\n\
             #[cfg(not(any(unix, feature = \"web\")))]\npub type Clock = ();\n{user}"
        ),
    );
    let report = pair.report();
    assert!(!report.findings.iter().any(|finding| finding.item == "wait"), "{}", brief(&report));
    // Where only the unusual one is there, it is meant.
    let pair = Pair::of(
        &format!("pub use std::time::Instant as Clock;\n{user}"),
        &format!("#[cfg(feature = \"web\")]\npub use web::Clock;\n{user}"),
    );
    let report = pair.report();
    assert!(report.findings.iter().any(|finding| finding.rule == "DC204"), "{}", brief(&report));
}

#[test]
fn reports_are_equal_bytes_for_every_number_of_threads_and_order_of_creation() {
    for name in names() {
        let first = Pair::fixture(&name).report().to_json();
        for threads in [1, 2, 8] {
            let pair = reversed(&name);
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let again = pool.install(|| pair.report().to_json());
            assert_eq!(first, again, "{name} with {threads} threads");
        }
    }
}

/// The same fixture with its files created in the opposite order.
fn reversed(name: &str) -> Pair {
    let pair = Pair::fixture(name);
    let mut files: Vec<_> = walkdir::WalkDir::new(pair.dir.path())
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| (entry.path().to_path_buf(), std::fs::read(entry.path()).unwrap()))
        .collect();
    files.sort();
    files.iter().for_each(|(path, _)| std::fs::remove_file(path).unwrap());
    files.iter().rev().for_each(|(path, bytes)| std::fs::write(path, bytes).unwrap());
    pair
}

#[test]
fn every_item_is_counted_once() {
    for name in names() {
        let coverage = Pair::fixture(&name).report().coverage;
        assert_eq!(
            coverage.matched + coverage.absent + coverage.stubs + coverage.ambiguous,
            coverage.reference_items,
            "{name}"
        );
    }
}

#[test]
fn a_rule_that_is_skipped_reports_nothing_and_the_rest_stays() {
    let pair = Pair::fixture("constant_value");
    let mut options = pair.options("reference", "port");
    options.selection.skip = vec!["DC504".into()];
    assert!(run(&options, &Silent).unwrap().findings.iter().all(|finding| finding.rule != "DC504"));
    options.selection.skip.clear();
    options.selection.only = vec!["DC5".into()];
    let report = run(&options, &Silent).unwrap();
    assert!(
        !report.findings.is_empty() && report.findings.iter().all(|finding| finding.rule.starts_with("DC5"))
    );
}

#[test]
fn fingerprints_survive_new_lines_above() {
    let pair = Pair::of("pub const A: u8 = 1;", "pub const A: u8 = 2;");
    let before = pair.report();
    pair.write("reference/lib.rs", "// One more line.\n\n\npub const A: u8 = 1;");
    pair.write("port/lib.rs", "\n\npub const A: u8 = 3;");
    let after = pair.report();
    assert_eq!(before.findings[0].fingerprint, after.findings[0].fingerprint);
    assert_ne!(
        before.findings[0].reference.as_ref().unwrap().line,
        after.findings[0].reference.as_ref().unwrap().line
    );
}

/// Two types of one public name under opposite conditions: where the port has one for both, users still find it.
#[test]
fn a_twin_under_another_condition_matters_only_inside() {
    let pair = Pair::of(
        "#[cfg(feature = \"b\")] mod big { pub struct S; impl S { pub fn f(&self) {} } }\n\
         #[cfg(not(feature = \"b\"))] mod small { pub struct S; impl S { pub fn f(&self) {} } }\n\
         #[cfg(feature = \"b\")] pub use big::S;\n#[cfg(not(feature = \"b\"))] pub use small::S;",
        "#[cfg(not(feature = \"b\"))] mod small { pub struct S; impl S { pub fn f(&self) {} } }\n\
         #[cfg(not(feature = \"b\"))] pub use small::S;",
    );
    assert_eq!(brief(&pair.report()), "DC101 low big: module is absent with 1 method and 1 struct");
}

#[test]
fn twins_pair_with_twins_of_the_same_condition_whatever_their_order() {
    let one = "#[cfg(unix)] mod imp { pub fn f() -> u8 { 1 } }";
    let other = "#[cfg(windows)] mod imp { pub fn f() -> u16 { 1 } }";
    let report = Pair::of(&format!("{one}\n{other}"), &format!("{other}\n{one}")).report();
    assert_eq!((brief(&report).as_str(), report.coverage.ambiguous), ("", 0));
}
