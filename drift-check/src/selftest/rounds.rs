//! Making changes, comparing, and counting.

use super::Settings;
use super::benign::{self, Scope};
use super::corpus::{Corpus, Edit, Files, Site, apply, lines, shifted};
use super::laws::Law;
use super::mutants::Operator;
use super::outcome::{Class, Leftovers, Outcome};
use crate::error::{Error, Result};
use crate::judge::{Finding, Severity};
use crate::load::Source;
use crate::options::Options;
use crate::progress::Silent;
use crate::report::Report;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// At most this many notes per operator.
const NOTES_MAX: usize = 12;

/// The experiment on one crate.
pub(super) struct Experiment<'e> {
    pub(super) corpus: &'e Corpus,
    pub(super) label: &'e str,
    pub(super) settings: &'e Settings,
}

/// A change that was made.
struct Made<'e> {
    id: &'static str,
    operator: Option<&'e Operator>,
    file: PathBuf,
    /// Lines in the crate as it was.
    was: (usize, usize),
    /// Lines in the changed copy.
    is: (usize, usize),
}

impl Made<'_> {
    fn is_at(&self, finding: &Finding, swapped: bool) -> bool {
        let (was, is) = if swapped { (self.is, self.was) } else { (self.was, self.is) };
        let inside = |site: &Option<crate::compare::Site>, lines: (usize, usize)| {
            site.as_ref().is_some_and(|site| {
                Path::new(&site.file) == self.file && (lines.0..=lines.1).contains(&site.line)
            })
        };
        inside(&finding.reference, was) || inside(&finding.port, is)
    }
}

impl Experiment<'_> {
    /// Puts in changes of behaviour and counts what is found.
    pub(super) fn mutate(
        &self,
        operators: &[&'static Operator],
        outcome: &mut Outcome,
        said: &dyn Fn(&str),
    ) -> Result<()> {
        let mut waiting: Vec<(&'static Operator, Site)> = Vec::new();
        let mut sites: HashMap<&'static str, Vec<Site>> = HashMap::new();
        for (path, text, file) in self.corpus.parsed() {
            for operator in operators {
                for (region, edits) in operator.sites(self.corpus, text, &file) {
                    let found = Site { file: path.clone(), region, edits };
                    if parses(text, &found.edits) {
                        sites.entry(operator.id).or_default().push(found);
                    }
                }
            }
            proc_macro2::extra::invalidate_current_thread_spans();
        }
        for operator in operators {
            let mut found = sites.remove(operator.id).unwrap_or_default();
            shuffle(&mut found, self.settings.seed ^ hash(operator.id));
            found.truncate(self.settings.sites_max);
            waiting.extend(found.into_iter().map(|site| (*operator, site)));
        }
        let mut round = 0;
        while !waiting.is_empty() {
            round += 1;
            said(&format!("{}: changes of behaviour, round {round}, {} to go", self.label, waiting.len()));
            let (now, later) = apart(waiting, |(_, site)| site);
            waiting = later;
            let now: Vec<(&'static str, Option<&Operator>, Site)> =
                now.into_iter().map(|(operator, site)| (operator.id, Some(operator), site)).collect();
            let (port, made) = self.changed(now);
            let report = self.check(&port, false, outcome)?;
            self.count_found(&report, &made, outcome);
        }
        Ok(())
    }

    fn count_found(&self, report: &Report, made: &[Made<'_>], outcome: &mut Outcome) {
        let loud: Vec<&Finding> =
            report.findings.iter().filter(|finding| finding.severity > Severity::Info).collect();
        let mut noted = Leftovers::new();
        for change in made {
            let Some(operator) = change.operator else { continue };
            let here: Vec<&Finding> =
                loud.iter().copied().filter(|finding| change.is_at(finding, false)).collect();
            let worst = here.iter().map(|finding| finding.severity).max();
            let right = here.iter().any(|finding| {
                Some(finding.severity) == worst && operator.families.contains(&finding.family)
            });
            let counts = outcome.row(operator.id, operator.what, operator.class);
            counts.made += 1;
            counts.found += usize::from(!here.is_empty());
            counts.family += usize::from(right);
            let note = if here.is_empty() {
                Some("missed".to_owned())
            } else if !right {
                Some(format!("other family: {}", here[0].rule))
            } else {
                None
            };
            let count = noted.entry(change.id).or_default();
            if let Some(note) = note
                && *count < NOTES_MAX
            {
                *count += 1;
                outcome.notes.push(format!(
                    "{} {} {}:{} {note}",
                    change.id,
                    self.label,
                    change.file.display(),
                    change.was.0
                ));
            }
        }
        outcome.findings += loud.len();
        for finding in loud.iter().filter(|finding| !made.iter().any(|change| change.is_at(finding, false))) {
            outcome.strays += 1;
            outcome
                .notes
                .push(format!("stray {} {} {}: {}", self.label, finding.rule, finding.item, finding.message));
        }
    }

    /// Refactors, and counts what is reported nevertheless; in both directions.
    pub(super) fn refactor(
        &self,
        operator: &benign::Operator,
        outcome: &mut Outcome,
        said: &dyn Fn(&str),
    ) -> Result<()> {
        said(&format!("{}: {}", self.label, operator.what));
        outcome.row(operator.id, operator.what, Class::Benign);
        let rewritten = match operator.scope {
            Scope::Crate(rewrite) => {
                let Some((files, map)) = rewrite(self.corpus) else { return Ok(()) };
                let count = self.corpus.files.keys().filter(|path| super::corpus::is_compared(path)).count();
                // A map leads one way only.
                let directions: &[bool] = if map.is_some() { &[false] } else { &[false, true] };
                for swapped in directions {
                    let report = self.check_with(&files, *swapped, map.clone(), outcome)?;
                    self.count_files(operator, &report, count, outcome);
                }
                return Ok(());
            }
            Scope::File(rewrite) => {
                let mut files = self.corpus.files.clone();
                let mut count = 0;
                for (path, text, file) in self.corpus.parsed() {
                    if let Some(new) = rewrite(text, file).filter(|new| syn::parse_file(new).is_ok()) {
                        count += usize::from(new != *text);
                        files.insert(path.clone(), new);
                    }
                }
                (files, count)
            }
            Scope::Function(sites) => return self.refactor_functions(operator, sites, outcome),
        };
        for swapped in [false, true] {
            let report = self.check(&rewritten.0, swapped, outcome)?;
            self.count_files(operator, &report, rewritten.1, outcome);
        }
        Ok(())
    }

    fn count_files(&self, operator: &benign::Operator, report: &Report, count: usize, outcome: &mut Outcome) {
        let loud = || report.findings.iter().filter(|finding| finding.severity > Severity::Info);
        let mut files: Vec<&str> = loud()
            .filter_map(|finding| {
                finding.reference.as_ref().or(finding.port.as_ref()).map(|site| site.file.as_str())
            })
            .collect();
        files.sort_unstable();
        files.dedup();
        for finding in loud().take(NOTES_MAX) {
            outcome.notes.push(note(operator.id, self.label, finding));
        }
        let counts = outcome.row(operator.id, operator.what, Class::Benign);
        counts.made += count;
        counts.found += files.len();
    }

    fn refactor_functions(
        &self,
        operator: &benign::Operator,
        sites: benign::Sites,
        outcome: &mut Outcome,
    ) -> Result<()> {
        let mut found: Vec<Site> = Vec::new();
        for (path, text, file) in self.corpus.parsed() {
            super::corpus::functions(self.corpus, text, &file, &mut |function| {
                for edits in sites(function) {
                    if parses(text, &edits) {
                        found.push(Site { file: path.clone(), region: function.region.clone(), edits });
                    }
                }
            });
            proc_macro2::extra::invalidate_current_thread_spans();
        }
        shuffle(&mut found, self.settings.seed ^ hash(operator.id));
        let (now, _) = apart(found, |site| site);
        let now: Vec<(&'static str, Option<&Operator>, Site)> =
            now.into_iter().take(self.settings.sites_max).map(|site| (operator.id, None, site)).collect();
        if now.is_empty() {
            return Ok(());
        }
        let (port, made) = self.changed(now);
        for swapped in [false, true] {
            let report = self.check(&port, swapped, outcome)?;
            let loud: Vec<&Finding> =
                report.findings.iter().filter(|finding| finding.severity > Severity::Info).collect();
            let elsewhere = loud
                .iter()
                .filter(|finding| !made.iter().any(|change| change.is_at(finding, swapped)))
                .count();
            let here = made
                .iter()
                .filter(|change| loud.iter().any(|finding| change.is_at(finding, swapped)))
                .count();
            let counts = outcome.row(operator.id, operator.what, Class::Benign);
            counts.made += made.len();
            counts.found += here + elsewhere;
            for finding in loud.iter().take(NOTES_MAX) {
                outcome.notes.push(note(operator.id, self.label, finding));
            }
        }
        Ok(())
    }

    /// Tries a law.
    pub(super) fn law(&self, law: &Law, outcome: &mut Outcome, said: &dyn Fn(&str)) -> Result<()> {
        said(&format!("{}: {}", self.label, law.what));
        let broken = (law.holds)(self, outcome)?;
        let counts = outcome.row(law.id, law.what, Class::Law);
        counts.made += 1;
        counts.found += usize::from(!broken.is_empty());
        outcome.notes.extend(
            broken.into_iter().take(NOTES_MAX).map(|what| format!("{} {} {what}", law.id, self.label)),
        );
        Ok(())
    }

    fn changed<'o>(&self, sites: Vec<(&'static str, Option<&'o Operator>, Site)>) -> (Files, Vec<Made<'o>>) {
        let mut by_file: BTreeMap<PathBuf, Vec<Edit>> = BTreeMap::new();
        for (_, _, site) in &sites {
            by_file.entry(site.file.clone()).or_default().extend(site.edits.iter().cloned());
        }
        let mut files = self.corpus.files.clone();
        for (path, edits) in &by_file {
            if let Some(text) = files.get_mut(path) {
                *text = apply(text, edits.clone());
            }
        }
        let made = sites
            .into_iter()
            .map(|(id, operator, site)| {
                let none = Vec::new();
                let edits = by_file.get(&site.file).unwrap_or(&none);
                let (start, end) = (shifted(edits, site.region.start), shifted(edits, site.region.end));
                let was = lines(&self.corpus.files[&site.file], &site.region);
                let is = lines(&files[&site.file], &(start..end.max(start)));
                Made { id, operator, file: site.file, was, is }
            })
            .collect();
        (files, made)
    }

    /// Compares a changed copy with the crate as it was, or the other way round.
    pub(super) fn check(&self, changed: &Files, swapped: bool, outcome: &mut Outcome) -> Result<Report> {
        self.check_with(changed, swapped, None, outcome)
    }

    fn check_with(
        &self,
        changed: &Files,
        swapped: bool,
        map: Option<crate::matching::UserMap>,
        outcome: &mut Outcome,
    ) -> Result<Report> {
        outcome.comparisons += 1;
        let dir = tempfile::tempdir().map_err(Error::io("create a folder in", std::env::temp_dir()))?;
        let sides = if swapped { [changed, &self.corpus.files] } else { [&self.corpus.files, changed] };
        for (side, files) in ["reference", "port"].into_iter().zip(sides) {
            for (path, text) in files {
                let path = dir.path().join(side).join(path);
                if let Some(folder) = path.parent() {
                    std::fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
                }
                std::fs::write(&path, text).map_err(Error::io("write", &path))?;
            }
        }
        let mut options =
            Options::new(Source::parse("reference", dir.path())?, Source::parse("port", dir.path())?);
        options.workspace = dir.path().to_path_buf();
        options.map = map.unwrap_or_default();
        crate::run(&options, &Silent)
    }
}

fn note(id: &str, label: &str, finding: &Finding) -> String {
    format!("{id} {label} {} {}: {}", finding.rule, finding.item, finding.message)
}

/// Sites whose regions do not overlap, and the others.
fn apart<T>(all: Vec<T>, site: impl Fn(&T) -> &Site) -> (Vec<T>, Vec<T>) {
    let mut taken: HashMap<PathBuf, Vec<Range<usize>>> = HashMap::new();
    let (mut now, mut later) = (Vec::new(), Vec::new());
    for one in all {
        let Site { file, region, .. } = site(&one);
        let regions = taken.entry(file.clone()).or_default();
        if regions.iter().any(|other| other.start < region.end && region.start < other.end) {
            later.push(one);
        } else {
            regions.push(region.clone());
            now.push(one);
        }
    }
    (now, later)
}

fn parses(text: &str, edits: &[Edit]) -> bool {
    let new = apply(text, edits.to_vec());
    new != text && syn::parse_file(&new).is_ok()
}

fn hash(text: &str) -> u64 {
    xxhash_rust::xxh3::xxh3_64(text.as_bytes())
}

/// Puts a list into an order that the seed decides.
fn shuffle<T>(list: &mut [T], seed: u64) {
    let mut state = seed;
    for last in (1..list.len()).rev() {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let upper = u64::try_from(last + 1).unwrap_or(u64::MAX);
        list.swap(last, usize::try_from((mixed ^ (mixed >> 31)) % upper).unwrap_or(0));
    }
}
