//! A history of sessions: where has the ratio of port to reference changed, and where does it creep?
//!
//! Change points are found by splitting and joining: the series is split where its halves differ most, and so are the
//! halves, as far as possible; then neighbours are joined, weakest step first, until each step that is left would be
//! improbable among all that might have been found. Judging a split at once would not do: after a rise and a fall, the
//! halves of the whole differ by little, and each of them is as wide as the change.

use super::result::{BenchResult, Estimate, WorkloadResult};
use super::statistics::{self, Location};
use super::verdict::WRONG_MAX;

/// Fewest sessions on either side of a change point: fewer have no spread.
const SIDE_MIN: usize = 3;

/// The history of one workload.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// Its name.
    pub workload: String,
    /// One point per session that measured it, oldest first.
    pub points: Vec<Point>,
    /// Where it changed, oldest first.
    pub changes: Vec<ChangePoint>,
    /// The smallest change that counts, as a share.
    pub threshold: f64,
}

/// One session.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Start of the session.
    pub started: String,
    /// Commit, if known.
    pub revision: Option<String>,
    /// Port to reference.
    pub effect: Estimate,
}

/// A change between two sessions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChangePoint {
    /// Index of the first session after it.
    pub index: usize,
    /// Level after it to the level before it.
    pub ratio: f64,
}

/// Collects the history of every workload, as it is in the newest session that measured it.
pub fn history(mut sessions: Vec<BenchResult>) -> Vec<Trend> {
    // Copies of one session become neighbours.
    sessions.sort_by_key(|session| (session.session.started_unix, session.session.seed));
    // The same session may be named twice: as the latest and as part of the history.
    sessions.dedup_by(|a, b| a.session == b.session);
    keep_comparable(&mut sessions);
    let mut workloads: Vec<&WorkloadResult> = Vec::new();
    for workload in sessions.iter().rev().flat_map(|session| &session.workloads) {
        // One that failed says nothing about what it would have done.
        if workload.effect.is_some() && !workloads.iter().any(|known| known.name == workload.name) {
            workloads.push(workload);
        }
    }
    workloads
        .into_iter()
        .map(|workload| {
            let points: Vec<Point> = sessions.iter().filter_map(|session| point(session, workload)).collect();
            let logs: Vec<f64> = points.iter().map(|point| point.effect.ratio.ln()).collect();
            let changes = changes(&logs, workload.threshold.ln_1p());
            Trend { workload: workload.name.clone(), points, changes, threshold: workload.threshold }
        })
        .collect()
}

/// Leaves only sessions against the reference of the latest one: ratios to another one are another series.
pub(crate) fn keep_comparable(sessions: &mut Vec<BenchResult>) {
    // Where nothing could be measured, not even the reference has a name.
    let mut names = sessions.iter().rev().map(|session| &session.reference.name);
    if let Some(reference) = names.find(|name| !name.is_empty()).cloned() {
        sessions.retain(|session| session.reference.name == reference);
    }
}

/// A workload of today in another session: with other operations it was another one.
pub(crate) fn same<'s>(session: &'s BenchResult, today: &WorkloadResult) -> Option<&'s WorkloadResult> {
    let is_same = |result: &&WorkloadResult| {
        result.name == today.name && result.operations == today.operations && result.failure.is_none()
    };
    session.workloads.iter().find(is_same)
}

fn point(session: &BenchResult, workload: &WorkloadResult) -> Option<Point> {
    let result = same(session, workload)?;
    let started = session.session.started.clone();
    Some(Point { started, revision: session.session.revision.clone(), effect: result.effect? })
}

/// Finds the change points of a series.
fn changes(logs: &[f64], threshold: f64) -> Vec<ChangePoint> {
    let mut borders = vec![0];
    segment(logs, 0, &mut borders);
    borders.push(logs.len());
    // Every stretch of the series might have been the one that stands out.
    let tried = (logs.len() * logs.len().saturating_sub(1) / 2) as f64;
    loop {
        let steps: Vec<(f64, ChangePoint)> =
            borders.windows(3).map(|edges| step(logs, [edges[0], edges[1], edges[2]], threshold)).collect();
        let weakest = (0..steps.len()).max_by(|a, b| steps[*a].0.total_cmp(&steps[*b].0));
        match weakest.filter(|weakest| steps[*weakest].0 * tried > WRONG_MAX) {
            Some(weakest) => drop(borders.remove(weakest + 1)),
            None => return steps.into_iter().map(|(_, change)| change).collect(),
        }
    }
}

/// Splits a series that begins at `offset` of the whole until no part can be split any more.
fn segment(logs: &[f64], offset: usize, borders: &mut Vec<usize>) {
    if logs.len() < 2 * SIDE_MIN {
        return;
    }
    let candidates = SIDE_MIN..=logs.len() - SIDE_MIN;
    // Where the halves differ most is asked of plain means: trimmed ones leave out the very sessions at the border.
    let Some(at) = candidates.max_by(|a, b| between(logs, *a).total_cmp(&between(logs, *b))) else { return };
    segment(&logs[..at], offset, borders);
    borders.push(offset + at);
    segment(&logs[at..], offset + at, borders);
}

/// How improbable the step between two neighbouring parts is, and the step.
fn step(logs: &[f64], [first, at, end]: [usize; 3], threshold: f64) -> (f64, ChangePoint) {
    let shift = shift(&logs[first..at], &logs[at..end]);
    let p = shift.map_or(1.0, |shift| statistics::p_location(&shift, threshold));
    (p, ChangePoint { index: at, ratio: shift.map_or(1.0, |shift| shift.centre.exp()) })
}

/// The part of a series' variance that a split explains.
fn between(logs: &[f64], at: usize) -> f64 {
    let (before, after) = logs.split_at(at);
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    (mean(after) - mean(before)).powi(2) * (before.len() * after.len()) as f64
}

fn shift(before: &[f64], after: &[f64]) -> Option<Location> {
    super::compare::shift(&super::compare::Unpaired {
        before: before.to_vec(),
        after: after.to_vec(),
        ..super::compare::Unpaired::default()
    })
}

impl Trend {
    /// The series as a line of blocks, the highest ratio as the highest block.
    pub fn sparkline(&self) -> String {
        const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
        let ratios = || self.points.iter().map(|point| point.effect.ratio);
        let (low, high) =
            ratios().fold((f64::MAX, f64::MIN), |(low, high), ratio| (low.min(ratio), high.max(ratio)));
        let step = |ratio: f64| {
            let share = if high > low { (ratio - low) / (high - low) } else { 0.0 };
            (share * (BLOCKS.len() - 1) as f64).round() as usize
        };
        ratios().map(|ratio| BLOCKS[step(ratio).min(BLOCKS.len() - 1)]).collect()
    }

    /// The level that holds now, as a multiple of the lowest there has been.
    pub fn above_best(&self) -> f64 {
        // Levels relative to the first one.
        let levels = self.changes.iter().scan(1.0, |level, change| {
            *level *= change.ratio;
            Some(*level)
        });
        let (last, best) = levels.fold((1.0, 1.0_f64), |(_, best), level| (level, best.min(level)));
        last / best
    }

    /// Whether the level that holds now is higher than one before it by more than the threshold. A rise that was only
    /// partly taken back counts.
    pub fn has_regressed(&self) -> bool {
        self.above_best() > 1.0 + self.threshold
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(logs: &[f64]) -> Vec<ChangePoint> {
        changes(logs, 0.02_f64.ln_1p())
    }

    /// Sessions at these levels, with a spread of half a percent but without chance.
    fn series(levels: &[(usize, f64)]) -> Vec<f64> {
        let flat = levels.iter().flat_map(|(count, level)| std::iter::repeat_n(*level, *count));
        flat.enumerate().map(|(i, level)| level + 0.005 * [0.0, 1.0, -1.0, 0.5, -0.5][i % 5]).collect()
    }

    #[test]
    fn a_series_without_a_change_has_no_change_point() {
        assert_eq!(found(&series(&[(20, 0.1)])), []);
        assert_eq!(found(&series(&[(3, 0.0), (2, 0.5)])), []);
    }

    #[test]
    fn chance_alone_makes_no_change_point() {
        let mut rng = fastrand::Rng::with_seed(5);
        // Sums of twelve uniform numbers are as good as normal here.
        let mut session = || 0.03 * ((0..12).map(|_| rng.f64()).sum::<f64>() - 6.0);
        let wrong = (0..300)
            .filter(|_| {
                let logs: Vec<f64> = (0..24).map(|_| session()).collect();
                !found(&logs).is_empty()
            })
            .count();
        assert!(wrong <= 3, "{wrong} of 300 series");
    }

    #[test]
    fn changes_are_found_where_they_are() {
        let changes = found(&series(&[(8, 0.0), (9, 0.10), (7, -0.05)]));
        assert_eq!(changes.iter().map(|change| change.index).collect::<Vec<_>>(), [8, 17]);
        assert!((changes[0].ratio - 0.10_f64.exp()).abs() < 0.02, "{changes:?}");
        assert!(changes[1].ratio < 1.0);
    }

    #[test]
    fn a_rise_counts_until_it_is_taken_back() {
        let regressed = |ratios: &[f64]| {
            let changes = ratios.iter().map(|&ratio| ChangePoint { index: 0, ratio }).collect();
            Trend { workload: String::new(), points: Vec::new(), changes, threshold: 0.02 }.has_regressed()
        };
        assert!(regressed(&[1.2]) && regressed(&[1.2, 0.9]) && regressed(&[0.8, 1.1]));
        assert!(!regressed(&[]) && !regressed(&[0.8]) && !regressed(&[1.2, 0.83]) && !regressed(&[1.2, 0.7]));
    }

    #[test]
    fn the_line_shows_the_shape() {
        let point = |ratio: f64| Point {
            started: String::new(),
            revision: None,
            effect: Estimate { ratio, low: ratio, high: ratio },
        };
        let trend = Trend {
            workload: "a".into(),
            points: [1.0, 1.5, 2.0].map(point).to_vec(),
            changes: Vec::new(),
            threshold: 0.02,
        };
        assert_eq!(trend.sparkline(), "▁▅█");
    }
}
