//! Shared set-up: fixtures as crates in temporary folders, and reports as short text.

#![expect(dead_code, reason = "every test binary uses its own part")]
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use drift_check::judge::{Finding, Status};
use drift_check::ledger::Ledger;
use drift_check::load::Source;
use drift_check::matching::UserMap;
use drift_check::progress::Silent;
use drift_check::report::Report;
use drift_check::{Options, run};
use std::fs;
use std::path::{Path, PathBuf};

/// The manifest of fixtures that bring none.
const MANIFEST: &str =
    "[package]\nname = \"fixture\"\nversion = \"1.0.0\"\nedition = \"2024\"\n\n[lib]\npath = \"lib.rs\"\n";

/// A pair of crates on disk.
pub(crate) struct Pair {
    pub(crate) dir: tempfile::TempDir,
    pub(crate) map: UserMap,
    /// Accepted drift of the port compared with the reference.
    pub(crate) ledger: Ledger,
}

/// The folder of the fixtures.
pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// Names of all fixtures, sorted.
pub(crate) fn names() -> Vec<String> {
    let entries = fs::read_dir(fixtures()).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

impl Pair {
    /// A fixture, copied and given manifests.
    pub(crate) fn fixture(name: &str) -> Self {
        let pair = Pair {
            dir: tempfile::tempdir().unwrap(),
            map: read_map(&fixtures().join(name)),
            ledger: read_ledger(&fixtures().join(name)),
        };
        for side in ["reference", "port"] {
            for entry in walkdir::WalkDir::new(fixtures().join(name).join(side)) {
                let entry = entry.unwrap();
                if entry.file_type().is_file() {
                    let relative = entry.path().strip_prefix(fixtures().join(name)).unwrap();
                    pair.write(relative.to_str().unwrap(), &fs::read_to_string(entry.path()).unwrap());
                }
            }
            pair.add_manifest(side);
        }
        pair
    }

    /// Two libraries of one file each.
    pub(crate) fn of(reference: &str, port: &str) -> Self {
        let pair =
            Pair { dir: tempfile::tempdir().unwrap(), map: UserMap::default(), ledger: Ledger::default() };
        pair.write("reference/lib.rs", reference);
        pair.write("port/lib.rs", port);
        pair.add_manifest("reference");
        pair.add_manifest("port");
        pair
    }

    /// Writes a file, with its folders.
    pub(crate) fn write(&self, relative: &str, text: &str) {
        let path = self.dir.path().join(relative);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn add_manifest(&self, side: &str) {
        let path = self.dir.path().join(side).join("Cargo.toml");
        if !path.exists() {
            fs::write(path, MANIFEST).unwrap();
        }
    }

    /// Options that compare one folder with another.
    pub(crate) fn options(&self, reference: &str, port: &str) -> Options {
        let source = |side| Source::parse(side, self.dir.path()).unwrap();
        let mut options = Options::new(source(reference), source(port));
        options.workspace = self.dir.path().to_path_buf();
        options
    }

    /// The port compared with the reference.
    pub(crate) fn report(&self) -> Report {
        let mut options = self.options("reference", "port");
        options.map = self.map.clone();
        options.ledger = self.ledger.clone();
        run(&options, &Silent).unwrap()
    }

    /// The reference compared with the port. Maps do not apply in this direction.
    pub(crate) fn swapped(&self) -> Report {
        run(&self.options("port", "reference"), &Silent).unwrap()
    }

    /// One side compared with itself.
    pub(crate) fn with_itself(&self, side: &str) -> Report {
        run(&self.options(side, side), &Silent).unwrap()
    }
}

/// The ledger of a fixture, on a day that never changes.
fn read_ledger(fixture: &Path) -> Ledger {
    let path = fixture.join("accepted.toml");
    let today = toml::value::Date { year: 2026, month: 1, day: 1 };
    let entries = if path.exists() { drift_check::ledger::read(&path).unwrap() } else { Vec::new() };
    Ledger { path: Some(path), entries, today, ..Ledger::default() }
}

fn read_map(fixture: &Path) -> UserMap {
    match fs::read_to_string(fixture.join("map.toml")) {
        Ok(text) => toml::from_str::<drift_check::config::Map>(&text).unwrap().into(),
        Err(_) => UserMap::default(),
    }
}

/// One line per finding.
pub(crate) fn brief(report: &Report) -> String {
    let line = |finding: &Finding| {
        let status = match finding.status {
            Status::Open => "",
            Status::Accepted => " (accepted)",
            Status::Stale => " (no longer accepted)",
        };
        format!("{} {} {}: {}{status}", finding.rule, finding.severity.word(), finding.item, finding.message)
    };
    report.findings.iter().map(line).collect::<Vec<_>>().join("\n")
}
