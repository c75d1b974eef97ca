//! What cargo-semver-checks calls a breaking change between releases of real crates is reported here, too.
//!
//! Its verdicts were recorded once (`semver/recorded.toml`): it needs a compiler and minutes, this test reads sources.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use drift_check::compare::DriftKind;
use drift_check::judge::{Finding, Severity};
use drift_check::load::Source;
use drift_check::progress::Silent;
use drift_check::report::Report;
use drift_check::{Options, run};
use serde::Deserialize;
use std::path::Path;
use std::time::Instant;

#[derive(Deserialize)]
struct Recorded {
    pair: Vec<Pair>,
}

#[derive(Deserialize)]
struct Pair {
    name: String,
    from: String,
    to: String,
    /// What cargo-semver-checks took.
    seconds: f64,
    breaks: Vec<Break>,
}

#[derive(Deserialize)]
struct Break {
    lint: String,
    says: String,
    /// Where the item was, if it is gone.
    file: Option<String>,
}

/// Items that a macro makes: drift-check expands none, says so, and can't say more.
const MADE_BY_MACROS: [(&str, &str); 3] =
    [("fastrand", "Rng::i"), ("fastrand", "Rng::u"), ("bitflags", "Flags")];

impl Break {
    fn is_made_by_macro(&self, krate: &str) -> bool {
        // `uppercase` is written out.
        MADE_BY_MACROS.iter().any(|(name, item)| *name == krate && self.says.contains(item))
            && !self.says.contains("Rng::uppercase")
    }

    /// The names of the item, outermost first.
    fn item(&self, krate: &str) -> Vec<&str> {
        let words =
            ["function", "enum", "struct", "trait", "mod", "type", "variant", "field", "Struct", "Enum"];
        let mut rest = self.says.as_str();
        if let Some((method, owner)) =
            rest.strip_prefix("method ").and_then(|rest| rest.split_once(" of trait "))
        {
            return vec![owner, method];
        }
        for word in words {
            rest = rest.strip_prefix(word).and_then(|rest| rest.strip_prefix(' ')).unwrap_or(rest);
        }
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(rest.len());
        let names = rest[..end].split(':').filter(|name| !name.is_empty());
        names.filter(|name| *name != krate.replace('-', "_")).collect()
    }

    /// Whether a finding says it: about the item or, if the item is gone, about what it was in.
    fn is_said_by(&self, krate: &str, finding: &Finding) -> bool {
        if let Some(feature) = self.says.strip_prefix("feature ") {
            let name = feature.split(' ').next().unwrap_or_default();
            return finding.item == format!("features.{name}");
        }
        let names: Vec<&str> = finding.item.split(|c: char| !(c.is_alphanumeric() || c == '_')).collect();
        let item = self.item(krate);
        if item.iter().all(|name| names.contains(name)) {
            return true;
        }
        let in_module = self.file.as_deref().and_then(|file| file.strip_prefix("src/")).is_some_and(|file| {
            let module = file.trim_end_matches(".rs").trim_end_matches("/mod").replace('/', "::");
            finding.item == module
        });
        let in_owner =
            item.split_last().is_some_and(|(_, owner)| !owner.is_empty() && names.ends_with(owner));
        finding.kind == DriftKind::Absent && (in_module || in_owner)
    }
}

fn compare(pair: &Pair) -> Report {
    let source = |version: &str| Source::parse(&format!("{}@{version}", pair.name), Path::new("/nowhere"));
    let mut options = Options::new(source(&pair.from).unwrap(), source(&pair.to).unwrap());
    options.workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    run(&options, &Silent).unwrap()
}

#[test]
fn what_breaks_users_is_reported() {
    let recorded: Recorded = toml::from_str(include_str!("semver/recorded.toml")).unwrap();
    assert!(recorded.pair.len() >= 10);
    let (mut missed, mut said, mut made_by_macros) = (Vec::new(), 0, 0);
    for pair in &recorded.pair {
        let start = Instant::now();
        let report = compare(pair);
        let title = format!("{} {} -> {}", pair.name, pair.from, pair.to);
        println!(
            "{title}: {} breaks; cargo-semver-checks {:.1} s, drift-check {:.2} s with fetching",
            pair.breaks.len(),
            pair.seconds,
            start.elapsed().as_secs_f64()
        );
        for broken in &pair.breaks {
            let is_said = report.findings.iter().any(|finding| {
                finding.severity >= Severity::Medium && broken.is_said_by(&pair.name, finding)
            });
            if is_said {
                said += 1;
            } else if broken.is_made_by_macro(&pair.name) {
                made_by_macros += 1;
                assert!(!report.coverage.unchecked_list.is_empty(), "{title}: a macro call went unnoticed");
            } else {
                missed.push(format!("{title}: {}: {}", broken.lint, broken.says));
            }
        }
    }
    println!("{said} reported, {made_by_macros} made by macros");
    assert!(missed.is_empty(), "{} of {said} missed:\n{}", missed.len(), missed.join("\n"));
}
