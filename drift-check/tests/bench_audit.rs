//! `bench audit` on pairs of crates whose benchmarks are dead or differ.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use drift_check::bench::audit;
use drift_check::load::{self, Source};
use std::fs;
use std::path::Path;

const LIBRARY: &str = r#"
    mod inner {
        pub struct Hidden;
        #[derive(Default)]
        pub struct Cache;
    }
    pub use inner::Cache;

    pub struct Config { path: String }
    impl Config {
        pub fn new(path: &str, id: u64, visible: u64) -> Self { Self { path: path.into() } }
        pub fn open(self) -> std::io::Result<Tree> { Ok(Tree) }
        fn secret(&self) {}
    }

    pub struct Tree;
    impl Tree {
        pub fn get(&self, key: &[u8], seqno: u64) -> Option<u8> { None }
        pub fn insert(&self, key: &[u8], value: &[u8], seqno: u64) {}
    }

    pub struct Memtable;
    impl Memtable {
        pub fn new(id: u64) -> Self { Self }
        pub fn get(&self, key: &[u8], seqno: u64) -> Option<u8> { None }
    }
    impl std::ops::Deref for Memtable {
        type Target = str;
        fn deref(&self) -> &str { "" }
    }
"#;

/// A crate with one benchmark.
fn audited(folder: &Path, library: &str, bench: &str) -> audit::Side {
    let write = |path: &str, text: &str| {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("Cargo.toml", "[package]\nname = \"a-tree\"\nversion = \"1.0.0\"\nedition = \"2024\"\n");
    write("src/lib.rs", library);
    write("benches/tree.rs", bench);
    let source = Source::parse(".", folder).unwrap();
    audit::side("port", load::crate_root(&source, folder).unwrap()).unwrap()
}

fn rot(bench: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    audited(folder.path(), LIBRARY, bench).rot.iter().map(ToString::to_string).collect()
}

#[test]
fn a_removed_type_is_flagged_once() {
    let found =
        rot("use a_tree::{BlockCache, Cache};\nfn f() { let _ = BlockCache::new(1); Cache::default(); }\n");
    assert_eq!(found, ["benches/tree.rs:1: removed: `a_tree` has no `BlockCache`"]);
}

#[test]
fn a_private_item_is_flagged_and_its_public_name_told() {
    let found = rot("use a_tree::inner::{Cache, Hidden};\n");
    assert_eq!(
        found,
        [
            "benches/tree.rs:1: private: struct `inner::Cache` is private; it is public as `Cache`",
            "benches/tree.rs:1: private: struct `inner::Hidden` is private",
        ]
    );
    assert_eq!(
        rot("fn f() { let c = a_tree::Config::new(\"\", 1, 2);\nc.secret(); }"),
        ["benches/tree.rs:2: private: `Config::secret` is private"]
    );
}

#[test]
fn a_wrong_number_of_arguments_is_flagged_through_variables_and_question_marks() {
    let found = rot("use a_tree::Config;\n\
                     fn f() -> std::io::Result<()> {\n\
                     let tree = Config::new(\"\").open()?;\n\
                     tree.insert(b\"a\", b\"b\", 0);\n\
                     let copy = &tree;\n\
                     copy.get(b\"a\");\n\
                     Ok(()) }\n");
    assert_eq!(
        found,
        [
            "benches/tree.rs:3: arity: `Config::new` takes 3 arguments, not 1",
            "benches/tree.rs:6: arity: `Tree::get` takes 2 arguments, not 1",
        ]
    );
}

#[test]
fn a_missing_function_is_flagged() {
    let found = rot("use a_tree::Memtable;\nfn f() { let m = Memtable::default(); m.get(b\"a\", None); }\n\
                     fn g(tree: a_tree::Tree) { a_tree::Tree::len(&tree); }\n");
    assert_eq!(found, ["benches/tree.rs:3: missing: `Tree` has no function `len`"]);
}

#[test]
fn what_compiles_or_cannot_be_known_is_left_alone() {
    let found = rot("use a_tree::{Cache, Config, Memtable};\nuse criterion::Criterion;\n\
                     fn f(c: &mut Criterion) {\n\
                     let tree = Config::new(\"\", 0, 0).open().unwrap();\n\
                     tree.get(b\"a\", 0).map(|v| v.count_ones());\n\
                     let m = Memtable::new(1);\n\
                     m.len();\n\
                     let tree = 5_u32; tree.pow(2);\n\
                     let _ = Cache::default();\n\
                     c.bench_function(\"x\", |b| b.iter(|| m.get(b\"a\", 1)));\n}\n");
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn a_file_that_does_not_parse_is_named() {
    let found = rot("fn f( {\n");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("benches/tree.rs:1: unreadable: "), "{found:?}");
}

fn different(reference: &str, port: &str) -> Vec<String> {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let reference = audited(folders[0].path(), LIBRARY, reference);
    let port = audited(folders[1].path(), LIBRARY, port);
    audit::compare(&reference, &port).iter().map(ToString::to_string).collect()
}

const SCAN: &str = "const N: usize = 1000;\n\
                    fn scan(c: &mut Criterion) {\n\
                    let tree = fill(N);\n\
                    let mut group = c.benchmark_group(\"scan\");\n\
                    group.bench_function(\"range\", |b| b.iter(|| tree.range(\"a\"..\"z\").count()));\n}\n";

#[test]
fn the_same_benchmark_is_silent_however_it_is_written() {
    let other = "fn scan(criterion: &mut Criterion) {\n\
                 let filled = fill(1_000);\n\
                 let mut g = criterion.benchmark_group(\"scan\");\n\
                 g.bench_function(\"range\", |bencher| { bencher.iter(|| { black_box(filled.range(\"b\"..\"y\").count()) }) });\n}\n";
    assert_eq!(different(SCAN, other), Vec::<String>::new());
}

#[test]
fn a_scan_of_point_reads_under_the_same_name_is_flagged() {
    let port = SCAN.replace("tree.range(\"a\"..\"z\").count()", "for key in &keys { tree.get(key); }");
    let found = different(SCAN, &port);
    assert_eq!(
        found,
        ["benches/tree.rs:5: calls: `scan/range`: the reference times `count`, `range`, the port `get`"]
    );
}

#[test]
fn another_size_and_another_set_up_are_flagged() {
    assert_eq!(
        different(SCAN, &SCAN.replace("1000", "10")),
        ["benches/tree.rs:5: sizes: `scan/range`: the reference uses `1000`, the port `10`"]
    );
    assert_eq!(
        different(SCAN, &SCAN.replace("fill(N);", "fill(N); tree.flush();")),
        [
            "benches/tree.rs:5: set-up: `scan/range`: the reference prepares with nothing else, the port `flush`"
        ]
    );
}

#[test]
fn moving_the_set_up_into_what_is_timed_is_flagged() {
    let port = SCAN.replace("b.iter(|| tree", "b.iter(|| fill(N).tree");
    let found = different(SCAN, &port);
    assert!(found.iter().any(|line| line.contains("calls: ") && line.contains("`fill`")), "{found:?}");
}

#[test]
fn a_benchmark_of_one_side_is_a_note() {
    let found = different(SCAN, "fn nothing() {}");
    assert_eq!(found, ["benches/tree.rs:5: one-sided: `scan/range` exists in the reference only"]);
}

/// Two ways to write the same, and with the last part exchanged, two things that are not the same.
fn compare_with(reference: &str, same: &str, exchanged: (&str, &str), kind: &str, parts: &[&str]) {
    assert_eq!(different(reference, same), Vec::<String>::new());
    let port = same.replacen(exchanged.0, exchanged.1, 1);
    assert_ne!(port, same, "`{}` is not there", exchanged.0);
    let found = different(reference, &port);
    let is_told = found
        .iter()
        .any(|line| line.contains(&format!(": {kind}: ")) && parts.iter().all(|part| line.contains(part)));
    assert!(is_told, "{found:?}");
}

#[test]
fn helpers_are_looked_into() {
    let written_out = "fn scan(c: &mut Criterion) {\n\
        let tree = Config::new(\"\", 0, 0).open().unwrap();\n\
        for i in 0..1000 { tree.insert(&key(i), &[0; 100], 0); }\n\
        c.bench_function(\"scan\", |b| b.iter(|| { for i in 0..1000 { tree.get(&key(i), 5); } }));\n}\n";
    let with_helpers = "const N: u64 = 10 * 10 * 10;\n\
        fn filled(count: u64) -> Tree {\n\
        let tree = Config::new(\"\", 0, 0).open().unwrap();\n\
        for i in 0..count { tree.insert(&key(i), &vec![0; 50 + 50], 0); }\n\
        tree }\n\
        fn read_all(tree: &Tree) { for n in 0..N { tree.get(&key(n), 5); } }\n\
        fn scan(c: &mut Criterion) {\n\
        let tree = filled(N);\n\
        let read = || read_all(&tree);\n\
        c.bench_function(\"scan\", |b| b.iter(|| read()));\n}\n";
    for (exchanged, kind, parts) in [
        (("0..N", "0..10"), "sizes", &["`..10`"][..]),
        (("tree.get(&key(n), 5)", "tree.contains(&key(n))"), "calls", &["`get`", "`contains`"]),
        (("50 + 50", "50 + 500"), "sizes", &["`100`", "`550`"]),
        (("tree }", "tree.flush(); tree }"), "set-up", &["`flush`"]),
        (("10 * 10 * 10", "10 * 10"), "sizes", &["`..1000`", "`..100`"]),
        (("(n), 5", "(n), 7"), "sizes", &["`5`", "`7`"]),
    ] {
        compare_with(written_out, with_helpers, exchanged, kind, parts);
    }
}

#[test]
fn order_number_and_arguments_of_calls_count() {
    let bench = |routine: &str| {
        format!(
            "fn f(c: &mut Criterion) {{ let tree = fill(); c.bench_function(\"x\", |b| b.iter(|| {{ {routine} }})); }}"
        )
    };
    let found = |port: &str| different(&bench("tree.get(20); tree.insert(30);"), &bench(port)).join("\n");
    assert!(
        found("tree.insert(30); tree.get(20);")
            .contains("times `get`, `insert` in this order, the port `insert`, `get`")
    );
    assert!(
        found("tree.get(20); tree.get(20); tree.insert(30);")
            .contains("times `get` once, the port `get` 2 times")
    );
    assert!(found("tree.get(30); tree.insert(20);").contains("has `get` with `20`, the port with `30`"));
    assert_eq!(found("black_box(tree.get(10 + 10)); let n = 30; tree.insert(n);"), "");
}

#[test]
fn sizes_of_batches_bytes_and_shares_count_and_settings_of_the_harness_do_not() {
    let reference = "fn f(c: &mut Criterion) { let mut g = c.benchmark_group(\"g\"); g.sample_size(10);\n\
        g.bench_function(\"x\", |b| b.iter_batched(|| open(b\"value\", 0.5), |t| t.flush(), BatchSize::SmallInput)); }";
    let same = reference.replace("sample_size(10)", "sample_size(100).warm_up_time(Duration::from_secs(9))");
    let same = same.replace("b\"value\"", "b\"VALUE\"");
    for (exchanged, parts) in [
        (("SmallInput", "PerIteration"), &["`SmallInput`", "`PerIteration`"][..]),
        (("VALUE", "VAL"), &["`5 bytes`", "`3 bytes`"]),
        (("0.5", "0.9"), &["`0.5`", "`0.9`"]),
    ] {
        compare_with(reference, &same, exchanged, "sizes", parts);
    }
}

#[test]
fn benchmarks_are_found_wherever_they_are_registered() {
    let reference = "fn f(c: &mut Criterion) { let mut a = c.benchmark_group(\"a\"); let mut b = c.benchmark_group(\"b\");\n\
        a.bench_function(\"x\", |b| b.iter(|| get(7))); b.bench_function(\"x\", |b| b.iter(|| put(8)));\n\
        for n in [10, 20] { b.bench_with_input(BenchmarkId::from_parameter(n), &n, |b, n| b.iter(|| scan(*n))); } }";
    // Methods, functions that are handed on, a name with a name, and a variable called like a function.
    let same = "const X: &str = \"x\"; struct Suite;\n\
        impl Suite { fn run(&self, c: &mut Criterion) { let f = 0; c.benchmark_group(\"a\").bench_function(X, reads); f; self.more(c); }\n\
        fn more(&self, c: &mut Criterion) { let mut group = c.benchmark_group(String::from(\"b\")); one(&mut group, \"x\");\n\
        let sizes = [10, 20];\n\
        for size in sizes { group.bench_with_input(format!(\"{size}\"), &size, |b, &s| b.iter(|| scan(s))); } } }\n\
        fn reads(b: &mut Bencher) { b.iter(|| get(7)); }\n\
        fn one(group: &mut BenchmarkGroup<'_>, name: &str) { group.bench_function(name, |b| b.iter(put_all)); }\n\
        fn put_all() { put(8) }\n";
    compare_with(reference, same, ("get(7)", "get(9)"), "sizes", &["`a/x`", "`9`"]);
    compare_with(reference, same, ("{ put(8) }", "{ delete(8) }"), "calls", &["`b/x`", "`delete`"]);
    compare_with(reference, same, ("scan(s)", "scan(s).rev_scan()"), "calls", &["`b/{}`", "`rev_scan`"]);
}

#[test]
fn code_that_calls_itself_or_grows_without_bound_ends() {
    let closures = "fn f(c: &mut Criterion) { let setup = || make(10); let setup = || wrap(setup());\n\
        c.bench_function(\"x\", |b| b.iter_batched(setup, |x| x.go(), BatchSize::SmallInput)); }\n\
        fn g(c: &mut Criterion, run: impl Fn(&Tree)) { measure(c, \"y\", |tree| run(tree)); }\n\
        fn measure(c: &mut Criterion, name: &str, run: impl Fn(&Tree)) { c.bench_function(name, |b| b.iter(|| run(&tree))); }\n";
    assert_eq!(different(closures, closures), Vec::<String>::new());
    let mut doubling = String::new();
    for i in 0..26 {
        doubling.push_str(&format!("fn h{i}() {{ h{0}(); h{0}(); }}\n", i + 1));
    }
    doubling.push_str("fn f(c: &mut Criterion) { c.bench_function(\"x\", |b| b.iter(|| h0())); }\n");
    assert_eq!(different(&doubling, &doubling), Vec::<String>::new());
}

#[test]
fn constants_count_where_they_are_used() {
    let reference = "fn f(c: &mut Criterion) { let mut g = c.benchmark_group(\"g\");\n\
        g.bench_function(\"p\", |b| b.iter(|| get(10))); g.bench_function(\"q\", |b| b.iter(|| get(20))); }";
    let same = "fn one(g: &mut Group, name: &str, n: u32) { g.bench_function(name, |b| b.iter(|| get(n))); }\n\
        fn f(c: &mut Criterion) { let mut g = c.benchmark_group(\"g\"); one(&mut g, \"p\", 10); one(&mut g, \"q\", 20); }";
    compare_with(reference, same, ("20", "30"), "sizes", &["`g/q`", "`20`", "`30`"]);
    let reference = "const SIZES: [usize; 2] = [100, 10 * 100];\n\
        fn f(c: &mut Criterion) { for n in SIZES { c.bench_with_input(BenchmarkId::from_parameter(n), &n, |b, n| b.iter(|| scan(0..*n))); } }";
    let same = reference.replace("10 * 100", "1_000");
    compare_with(reference, &same, ("1_000", "1_000_000"), "sizes", &["`1000`", "`1000000`"]);
    let range =
        "fn f(c: &mut Criterion) { c.bench_function(\"x\", |b| b.iter(|| for i in 0..1000 { get(i) })); }";
    let same = range.replace("for i in 0..1000 { get(i) }", "(0..=999).map(|i| get(i)).sum::<u64>()");
    compare_with(range, &same, ("0..=999", "0..=99"), "sizes", &["`..1000`", "`..100`"]);
}

#[test]
fn functions_are_told_apart_by_what_they_belong_to() {
    let reference = "struct Fx; impl Fx { fn open() -> Self { prepare(7); Fx } fn read_all(&self) { for i in 0..500 { get(i); } } }\n\
        fn f(c: &mut Criterion) { let fx = Fx::open(); let db = Db::open(); c.bench_function(\"x\", |b| b.iter(|| fx.read_all())); }";
    let same = "fn f(c: &mut Criterion) { prepare(7); let db = Db::open();\n\
        c.bench_function(\"x\", |b| b.iter(|| { for i in 0..500 { get(i); } })); }";
    compare_with(reference, same, ("get(i);", "scan(i);"), "calls", &["`get`", "`scan`"]);
    compare_with(reference, same, ("{ for i", "{ Db::new(); for i"), "calls", &["`Db::new`"]);
}

#[test]
fn benchmarks_that_a_macro_registers_are_named_as_unseen() {
    let found = rot("macro_rules! suite { ($c:expr) => { $c.bench_function(\"x\", |b| b.iter(|| 1)); } }\n\
                     macro_rules! other { () => { 1 } }\nfn f(c: &mut Criterion) { suite!(c); }\n");
    assert_eq!(
        found,
        ["benches/tree.rs:1: unseen: the macro `suite` registers benchmarks, which are not compared"]
    );
}
