//! How far a verdict can be trusted: sessions whose truth is known, and how often the verdict was right.
//!
//! [`simulated`] draws the times and is the same everywhere; [`measured`] runs processes and shows what this machine
//! makes of it.

mod noise;
mod stressor;

use super::process::{Arm, Side};
use super::protocol::Line;
use super::render::Table;
use super::session::{self, Plan, Watcher};
use super::verdict::{self, Demands, Observed, Verdict};
use fastrand::Rng;
pub use noise::{MODELS, Noise};
use std::time::Duration;
pub use stressor::Stressor;

/// The changes that are put in: none, and three slowdowns.
pub const INJECTED: [f64; 4] = [0.0, 0.02, 0.05, 0.10];

/// Resamples of a simulated session: fewer than of a real one, since there are thousands.
const RESAMPLES: usize = 500;

/// Sessions of one kind, and how they ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Under which conditions.
    pub conditions: String,
    /// By what share the port's side was slowed down.
    pub injected: f64,
    /// Rounds of each session; of the shortest one if they differ.
    pub rounds: usize,
    /// Sessions by verdict, in the order of [`Verdict::ALL`].
    pub verdicts: [usize; 4],
    /// Intervals that held the truth.
    pub covered: usize,
}

impl Row {
    fn new(conditions: &str, injected: f64) -> Self {
        Self { conditions: conditions.to_owned(), injected, rounds: usize::MAX, verdicts: [0; 4], covered: 0 }
    }

    /// Number of sessions.
    pub fn sessions(&self) -> usize {
        self.verdicts.iter().sum()
    }

    /// Sessions with this verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        Verdict::ALL.iter().position(|one| *one == verdict).map_or(0, |index| self.verdicts[index])
    }

    /// Sessions whose verdict is not true: a change that is none, or in the wrong direction.
    pub fn wrong(&self, threshold: f64) -> usize {
        let slower = if self.injected > 0.0 { 0 } else { self.count(Verdict::Slower) };
        let same = if self.injected > threshold { self.count(Verdict::Same) } else { 0 };
        slower + same + self.count(Verdict::Faster)
    }

    fn take(&mut self, judgement: &verdict::Judgement, rounds: usize) {
        if let Some(index) = Verdict::ALL.iter().position(|verdict| *verdict == judgement.verdict) {
            self.verdicts[index] += 1;
        }
        let truth = 1.0 + self.injected;
        let holds = |estimate: super::result::Estimate| estimate.low <= truth && truth <= estimate.high;
        self.covered += usize::from(judgement.effect.is_some_and(holds));
        self.rounds = self.rounds.min(rounds);
    }
}

/// Simulates sessions of so many rounds.
pub fn simulated(
    noise: &Noise,
    injected: f64,
    sessions: usize,
    rounds: usize,
    threshold: f64,
    seed: u64,
) -> Row {
    let mut rng = Rng::with_seed(seed);
    let mut row = Row::new(noise.name, injected);
    for _ in 0..sessions {
        let mut machine = noise.machine(rounds);
        let mut observed = Observed { threshold, ..Observed::default() };
        for _ in 0..rounds {
            let mut order = [0, 1, 2];
            rng.shuffle(&mut order);
            let mut logs = [0.0; 3];
            for side in order {
                logs[side] = machine.next(&mut rng);
            }
            let [reference, port, again] = logs;
            let port = port + injected.ln_1p();
            observed.effects.push(port - f64::midpoint(reference, again));
            observed.controls.push(again - reference);
        }
        let demands = Demands { confidence: 0.95, rounds_min: 5, seed: rng.u64(..), resamples: RESAMPLES };
        row.take(&verdict::judge(std::slice::from_ref(&observed), &demands)[0], rounds);
    }
    row
}

/// Runs sessions with processes. `arm` has the same command on both sides but for the slowdown.
///
/// # Errors
/// Why a session could not be run.
pub fn measured(
    plan: &Plan,
    arm: &mut dyn Arm,
    conditions: &str,
    injected: f64,
    sessions: usize,
    watcher: &dyn Watcher,
) -> Result<Row, String> {
    let mut row = Row::new(conditions, injected);
    for number in 0..sessions {
        let mut plan = plan.clone();
        plan.demands.seed = plan.demands.seed.wrapping_add(number as u64);
        arm.begin();
        for workload in session::run(&plan, arm, watcher).workloads {
            if let Some(failure) = workload.failure {
                return Err(failure);
            }
            let judgement = verdict::Judgement {
                verdict: workload.verdict.unwrap_or(Verdict::Inconclusive),
                effect: workload.effect,
                control: workload.control,
                detectable: workload.detectable,
                p_adjusted: workload.p_adjusted,
            };
            row.take(&judgement, workload.rounds.len());
        }
    }
    Ok(row)
}

/// The same arm, with a stressor that starts in the middle of a session and ends with it.
///
/// Nobody knows how long a session will be: it is the middle of the shortest one that a session ends early at.
pub struct Stressed<'a> {
    /// What measures.
    pub arm: &'a mut dyn Arm,
    /// Measurements of this session so far.
    done: usize,
    /// What takes the processor away, while it does.
    stressor: Option<Stressor>,
}

impl<'a> Stressed<'a> {
    /// Both sides are run once before the rounds, of three measurements each.
    const STARTS_AT: usize = 2 + 3 * session::PRECISE_FROM / 2;

    /// No session has begun yet.
    pub fn new(arm: &'a mut dyn Arm) -> Self {
        Self { arm, done: 0, stressor: None }
    }
}

impl Arm for Stressed<'_> {
    fn measure(&mut self, side: Side, workload: &str, rng: &mut Rng) -> Result<Line, String> {
        if self.done == Self::STARTS_AT {
            let threads = std::thread::available_parallelism().map_or(1, usize::from);
            self.stressor = Some(Stressor::start(threads));
            // It should run before what it is meant to disturb.
            std::thread::sleep(Duration::from_millis(5));
        }
        self.done += 1;
        self.arm.measure(side, workload, rng)
    }

    fn begin(&mut self) {
        (self.done, self.stressor) = (0, None);
    }
}

/// The rows as a table.
pub fn table(rows: &[Row], threshold: f64) -> Table {
    let mut table = Table::new([
        "conditions",
        "injected",
        "rounds",
        "sessions",
        "slower",
        "inconclusive",
        "same",
        "faster",
        "wrong",
        "interval held the truth",
    ]);
    for row in rows {
        let sessions = row.sessions().max(1) as f64;
        let share = |count: usize| format!("{:.1} %", 100.0 * count as f64 / sessions);
        let [slower, inconclusive, same, faster] = Verdict::ALL.map(|verdict| share(row.count(verdict)));
        table.row([
            row.conditions.clone(),
            format!("{:.0} %", row.injected * 100.0),
            row.rounds.to_string(),
            row.sessions().to_string(),
            slower,
            inconclusive,
            same,
            faster,
            share(row.wrong(threshold)),
            share(row.covered),
        ]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    const THRESHOLD: f64 = 0.02;

    fn rates(noise: &str, injected: f64, rounds: usize) -> Row {
        let noise = MODELS.iter().find(|model| model.name == noise).unwrap();
        simulated(noise, injected, 200, rounds, THRESHOLD, 11)
    }

    #[test]
    fn the_same_engine_on_both_sides_is_hardly_ever_called_different() {
        for model in MODELS {
            for rounds in [6, 20] {
                let row = rates(model.name, 0.0, rounds);
                assert!(row.wrong(THRESHOLD) * 100 <= row.sessions(), "{row:?}");
            }
        }
    }

    #[test]
    fn ten_percent_is_found_and_five_mostly() {
        // Half a slowdown needs more rounds: 40 find 5 % in three of four sessions only.
        let (ten, five) = (rates("shared machine", 0.10, 40), rates("shared machine", 0.05, 60));
        assert!(ten.count(Verdict::Slower) * 100 >= 95 * ten.sessions(), "{ten:?}");
        assert!(five.count(Verdict::Slower) * 100 >= 80 * five.sessions(), "{five:?}");
    }

    #[test]
    fn a_stressor_in_the_middle_is_no_slowdown() {
        let row = rates("stressor from the middle on", 0.0, 20);
        assert_eq!(row.wrong(THRESHOLD), 0, "{row:?}");
    }

    #[test]
    fn a_wrong_verdict_is_one_that_is_not_true() {
        let row = |injected, verdicts| Row { verdicts, ..Row::new("", injected) };
        assert_eq!(row(0.0, [1, 2, 3, 4]).wrong(THRESHOLD), 5);
        assert_eq!(row(0.01, [1, 2, 3, 4]).wrong(THRESHOLD), 4);
        assert_eq!(row(0.05, [1, 2, 3, 4]).wrong(THRESHOLD), 7);
    }
}
