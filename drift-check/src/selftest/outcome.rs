//! What came out, as numbers and as tables.

use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

/// How far a change can be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Class {
    /// In one item.
    A,
    /// In several items, or behind calls.
    B,
    /// It changes nothing.
    Benign,
    /// It holds for any input.
    Law,
}

/// Counts of one operator.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Counts {
    /// Changes made.
    pub made: usize,
    /// Found at the item that was changed.
    pub found: usize,
    /// Found, and the worst finding is of the expected family.
    pub family: usize,
}

/// One operator.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// Number.
    pub id: &'static str,
    /// What it does.
    pub what: &'static str,
    /// How far it can be seen.
    pub class: Class,
    /// Counts over all crates.
    pub counts: Counts,
}

/// Everything that came out.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Outcome {
    /// The seed.
    pub seed: u64,
    /// Changes per operator and crate, at most.
    pub sites_max: usize,
    /// Crates, with their numbers of files and the time they took.
    pub subjects: Vec<(String, usize, Duration)>,
    /// Operators, in order.
    pub rows: Vec<Row>,
    /// Findings above info in the runs with changes of behaviour, and those among them that point at no changed item.
    pub findings: usize,
    /// See `findings`.
    pub strays: usize,
    /// What was missed or wrongly reported, one line each.
    pub notes: Vec<String>,
    /// Comparisons made.
    pub comparisons: usize,
}

impl Outcome {
    /// The row of an operator.
    pub(super) fn row(&mut self, id: &'static str, what: &'static str, class: Class) -> &mut Counts {
        let at = match self.rows.iter().position(|row| row.id == id) {
            Some(at) => at,
            None => {
                self.rows.push(Row { id, what, class, counts: Counts::default() });
                self.rows.len() - 1
            }
        };
        &mut self.rows[at].counts
    }

    /// Sums over the operators of a class.
    pub fn sum(&self, class: Class) -> Counts {
        let mut out = Counts::default();
        for row in self.rows.iter().filter(|row| row.class == class) {
            out.made += row.counts.made;
            out.found += row.counts.found;
            out.family += row.counts.family;
        }
        out
    }

    /// Changes of one item that were found.
    pub fn recall(&self) -> f64 {
        let sum = self.sum(Class::A);
        ratio(sum.found, sum.made)
    }

    /// Findings that point at an item that was changed.
    pub fn right_item(&self) -> f64 {
        ratio(self.findings - self.strays, self.findings)
    }

    /// Found changes whose worst finding is of the expected family.
    pub fn right_family(&self) -> f64 {
        let sum = self.sum(Class::A);
        ratio(sum.family, sum.found)
    }

    /// Refactorings that raised a finding above info.
    pub fn false_alarms(&self) -> f64 {
        let sum = self.sum(Class::Benign);
        if sum.made == 0 { 0.0 } else { ratio(sum.found, sum.made) }
    }

    /// Whether every number that was promised is reached.
    pub fn is_good(&self) -> bool {
        let laws = self.sum(Class::Law);
        self.recall() >= RECALL_MIN
            && self.right_item() >= RIGHT_ITEM_MIN
            && self.right_family() >= RIGHT_FAMILY_MIN
            && self.false_alarms() <= FALSE_ALARMS_MAX
            && laws.found == 0
    }
}

/// What is promised.
const RECALL_MIN: f64 = 0.97;
/// See [`RECALL_MIN`].
const RIGHT_ITEM_MIN: f64 = 0.99;
/// See [`RECALL_MIN`].
const RIGHT_FAMILY_MIN: f64 = 0.95;
/// See [`RECALL_MIN`].
const FALSE_ALARMS_MAX: f64 = 0.01;

fn ratio(part: usize, whole: usize) -> f64 {
    let float = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    if whole == 0 { 1.0 } else { float(part) / float(whole) }
}

/// Tables.
impl Outcome {
    /// For people at a terminal.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for (class, title) in TITLES {
            let _ = writeln!(out, "{title}");
            for row in self.rows.iter().filter(|row| row.class == class) {
                let _ = writeln!(out, "  {:4} {:62} {}", row.id, row.what, self.cells(row).join("  "));
            }
        }
        for line in self.verdicts() {
            let _ = writeln!(out, "{line}");
        }
        for note in &self.notes {
            let _ = writeln!(out, "  {note}");
        }
        out
    }

    /// For documents.
    pub fn markdown(&self) -> String {
        let mut out = String::new();
        let _ = writeln!(
            out,
            "Seed {}, at most {} changes per operator and crate, {} comparisons. Crates: {}.\n",
            self.seed,
            self.sites_max,
            self.comparisons,
            self.subjects.iter().map(|(label, _, _)| label.as_str()).collect::<Vec<_>>().join(", ")
        );
        for line in self.verdicts() {
            let _ = writeln!(out, "- {line}");
        }
        for (class, title) in TITLES {
            let head = match class {
                Class::A | Class::B => {
                    "| | change | made | found | recall | right family |\n|---|---|---:|---:|---:|---:|"
                }
                _ => {
                    "| | refactoring | made | raised a finding above info | rate |\n|---|---|---:|---:|---:|"
                }
            };
            let _ = writeln!(out, "\n### {title}\n\n{head}");
            for row in self.rows.iter().filter(|row| row.class == class) {
                let _ = writeln!(out, "| {} | {} | {} |", row.id, row.what, self.cells(row).join(" | "));
            }
        }
        if !self.notes.is_empty() {
            let _ = writeln!(out, "\n### Missed and wrongly reported\n");
            for note in &self.notes {
                let _ = writeln!(out, "- `{note}`");
            }
        }
        out
    }

    fn cells(&self, row: &Row) -> Vec<String> {
        let counts = row.counts;
        let rate = if counts.made == 0 {
            "no site".into()
        } else {
            format!("{:.3}", ratio(counts.found, counts.made))
        };
        let mut out = vec![format!("{:5}", counts.made), format!("{:5}", counts.found), rate];
        if matches!(row.class, Class::A | Class::B) {
            out.push(if counts.found == 0 {
                "-".into()
            } else {
                format!("{:.3}", ratio(counts.family, counts.found))
            });
        }
        out
    }

    fn verdicts(&self) -> Vec<String> {
        let (a, b, benign, laws) =
            (self.sum(Class::A), self.sum(Class::B), self.sum(Class::Benign), self.sum(Class::Law));
        let mark = |good: bool| if good { "reached" } else { "NOT reached" };
        vec![
            format!(
                "recall, changes visible in one item: {} of {} = {:.3} (at least {RECALL_MIN}: {})",
                a.found,
                a.made,
                self.recall(),
                mark(self.recall() >= RECALL_MIN)
            ),
            format!(
                "recall, changes visible in several items: {} of {} = {:.3}",
                b.found,
                b.made,
                ratio(b.found, b.made)
            ),
            format!(
                "right item: {} of {} findings = {:.4} (at least {RIGHT_ITEM_MIN}: {})",
                self.findings - self.strays,
                self.findings,
                self.right_item(),
                mark(self.right_item() >= RIGHT_ITEM_MIN)
            ),
            format!(
                "right family: {} of {} = {:.3} (at least {RIGHT_FAMILY_MIN}: {})",
                a.family,
                a.found,
                self.right_family(),
                mark(self.right_family() >= RIGHT_FAMILY_MIN)
            ),
            format!(
                "false alarms: {} of {} refactorings = {:.4} (at most {FALSE_ALARMS_MAX}: {})",
                benign.found,
                benign.made,
                self.false_alarms(),
                mark(self.false_alarms() <= FALSE_ALARMS_MAX)
            ),
            format!("laws broken: {} of {}", laws.found, laws.made),
        ]
    }
}

const TITLES: [(Class, &str); 4] = [
    (Class::A, "Changes of behaviour visible in one item"),
    (Class::B, "Changes of behaviour visible in several items only"),
    (Class::Benign, "Refactorings"),
    (Class::Law, "Laws"),
];

/// Counts what is left over, by operator, for the notes.
pub(super) type Leftovers = BTreeMap<&'static str, usize>;
