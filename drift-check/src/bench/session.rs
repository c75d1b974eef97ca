//! A session: rounds of reference, port and reference again, until the time is used up.
//!
//! The process is the sampling unit: what a process measures within itself shares its memory layout and its moment, so
//! repetitions inside say nothing about either. The three processes of a round run one right after the other in random
//! order, and rounds of all workloads are spread over the whole session. Whatever slows the machine down for a while
//! therefore meets all three, and shows in the control if it does not.

use super::machine;
use super::process::{Arm, Side};
use super::protocol::Line;
use super::result::{MeasureResult, Round, WorkloadResult};
use super::statistics;
use super::verdict::{self, Demands, Observed};
use crate::bench::result::Estimate;
use fastrand::Rng;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Resamples behind the interval of a measure, which has no verdict.
const MEASURE_RESAMPLES: usize = 500;

/// Rounds before precision can end a workload.
pub(crate) const PRECISE_FROM: usize = 12;

/// What a session has to do.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Names and thresholds of the workloads.
    pub workloads: Vec<(String, f64)>,
    /// Time for all of them.
    pub budget: Budget,
    /// How sure verdicts have to be.
    pub demands: Demands,
    /// Rounds after which a workload is done.
    pub rounds_max: usize,
}

/// How long a session may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Budget {
    /// This long for each workload.
    Each(Duration),
    /// This long altogether: what one workload does not need, the others get.
    Total(Duration),
}

impl Budget {
    /// The time for this many workloads.
    pub fn total(self, workloads: usize) -> Duration {
        match self {
            Budget::Each(each) => each * u32::try_from(workloads).unwrap_or(u32::MAX),
            Budget::Total(total) => total,
        }
    }
}

/// What a session has found.
#[derive(Debug, Clone, PartialEq)]
pub struct Findings {
    /// One entry per workload of the plan.
    pub workloads: Vec<WorkloadResult>,
    /// What the reference's program called itself.
    pub reference: String,
    /// What the port's program called itself.
    pub port: String,
    /// Duration in seconds.
    pub duration_s: f64,
    /// Whether it was told to end before its time.
    pub interrupted: bool,
}

/// Is told how a session goes on.
pub trait Watcher {
    /// A round of a workload begins: after this time, with so many rounds behind it.
    fn round(&self, workload: &str, elapsed: Duration, rounds: usize);

    /// Whether the session is to end now. Asked after each process.
    fn is_over(&self) -> bool {
        false
    }
}

/// Runs a session.
pub fn run(plan: &Plan, arm: &mut dyn Arm, watcher: &dyn Watcher) -> Findings {
    let mut rng = Rng::with_seed(plan.demands.seed);
    let clock = Instant::now();
    let mut tracks: Vec<Track> =
        plan.workloads.iter().map(|(name, share)| Track::new(name, *share)).collect();
    let mut subjects = [String::new(), String::new()];

    let mut interrupted = false;
    while let Some(index) = next(&tracks, plan, clock.elapsed()) {
        interrupted = watcher.is_over();
        if interrupted {
            break;
        }
        let track = &mut tracks[index];
        watcher.round(&track.name, clock.elapsed(), track.rounds.len());
        let begun = Instant::now();
        let done = if track.verified {
            track.round(arm, clock.elapsed(), &mut rng, watcher)
        } else {
            track.verify(arm, &mut subjects, &mut rng, watcher)
        };
        if let Err(failure) = done {
            track.failure = Some(failure);
        }
        track.last = begun.elapsed();
        track.spent += track.last;
    }

    let [reference, port] = subjects;
    let workloads = conclude(tracks, &plan.demands);
    let duration_s = clock.elapsed().as_secs_f64();
    Findings { workloads, reference, port, duration_s, interrupted }
}

/// The unfinished workload on which the least time was spent.
fn next(tracks: &[Track], plan: &Plan, elapsed: Duration) -> Option<usize> {
    let open = tracks.iter().enumerate().filter(|(_, track)| track.is_open(plan, elapsed));
    open.min_by_key(|(_, track)| track.spent).map(|(index, _)| index)
}

/// A workload on its way through the session.
struct Track {
    name: String,
    threshold: f64,
    verified: bool,
    digest: String,
    operations: u64,
    failure: Option<String>,
    rounds: Vec<Round>,
    spent: Duration,
    last: Duration,
}

impl Track {
    fn new(name: &str, threshold: f64) -> Self {
        Self {
            name: name.to_owned(),
            threshold,
            verified: false,
            digest: String::new(),
            operations: 0,
            failure: None,
            rounds: Vec::new(),
            spent: Duration::ZERO,
            last: Duration::ZERO,
        }
    }

    fn is_open(&self, plan: &Plan, elapsed: Duration) -> bool {
        if self.failure.is_some() || self.rounds.len() >= plan.rounds_max || self.is_precise(plan) {
            return false;
        }
        // A round that would end too late is not begun; the first steps tell how long one takes.
        match plan.budget {
            Budget::Each(each) => self.spent + self.last <= each,
            Budget::Total(total) => elapsed + self.last <= total,
        }
    }

    /// Whether more rounds could not tell more that matters. Depends on spread and size of the effect only, never on
    /// whether there is a verdict: stopping once a verdict is reached would make wrong ones more likely.
    fn is_precise(&self, plan: &Plan) -> bool {
        if self.rounds.len() < PRECISE_FROM.max(plan.demands.rounds_min) {
            return false;
        }
        let precise = |values: &[f64]| {
            statistics::location(values).is_some_and(|location| {
                let half = statistics::quantile(plan.demands.confidence, location.freedom) * location.error;
                half <= (self.threshold / 5.0).max(location.centre.abs() / 20.0)
            })
        };
        precise(&self.rounds.iter().map(Round::effect).collect::<Vec<_>>())
    }

    /// Runs both sides once without counting the time, and compares what they have read.
    fn verify(
        &mut self,
        arm: &mut dyn Arm,
        subjects: &mut [String; 2],
        rng: &mut Rng,
        watcher: &dyn Watcher,
    ) -> Result<(), String> {
        let reference = arm.measure(Side::Reference, &self.name, rng)?;
        if watcher.is_over() {
            return Ok(());
        }
        let port = arm.measure(Side::Port, &self.name, rng)?;
        if reference.digest.is_empty() != port.digest.is_empty() {
            let with = if port.digest.is_empty() { "reference" } else { "port" };
            return Err(format!(
                "only the {with} prints a digest, so nobody can tell whether both do the same work"
            ));
        }
        self.digest.clone_from(&reference.digest);
        self.operations = reference.operations;
        self.agrees(&reference)?;
        self.agrees(&port)?;
        self.verified = true;
        *subjects = [reference.subject, port.subject];
        Ok(())
    }

    fn agrees(&self, line: &Line) -> Result<(), String> {
        if !line.digest.is_empty() && line.digest != self.digest {
            return Err(format!(
                "the sides do different work: one run's digest is `{}`, another's `{}`",
                self.digest, line.digest
            ));
        }
        if line.operations != self.operations {
            return Err(format!(
                "the sides do different work: one run has {} operations, another {}",
                self.operations, line.operations
            ));
        }
        Ok(())
    }

    /// Runs the three processes of a round; it does not count if the session is over before it is.
    fn round(
        &mut self,
        arm: &mut dyn Arm,
        elapsed: Duration,
        rng: &mut Rng,
        watcher: &dyn Watcher,
    ) -> Result<(), String> {
        let load = machine::load();
        let mut order = [0, 1, 2];
        rng.shuffle(&mut order);
        let mut lines: [Option<Line>; 3] = [None, None, None];
        for position in 0..order.len() {
            let Some(side) = order.iter().position(|at| *at == position) else { continue };
            if watcher.is_over() {
                return Ok(());
            }
            let line = arm.measure(Side::ALL[side], &self.name, rng)?;
            self.agrees(&line)?;
            lines[side] = Some(line);
        }
        let [Some(reference), Some(port), Some(again)] = lines else { return Ok(()) };
        let figure = |line: &Line| statistics::median(&line.samples_ns).unwrap_or(f64::NAN);
        let measures = reference.measures.iter().filter_map(|(name, value)| {
            Some((name.clone(), [*value, *port.measures.get(name)?, *again.measures.get(name)?]))
        });
        self.rounds.push(Round {
            started_s: elapsed.as_secs_f64(),
            load,
            order,
            reference_ns: figure(&reference),
            port_ns: figure(&port),
            again_ns: figure(&again),
            measures: measures.collect(),
        });
        Ok(())
    }
}

/// Judges all workloads together.
fn conclude(tracks: Vec<Track>, demands: &Demands) -> Vec<WorkloadResult> {
    let family: Vec<Observed> = tracks
        .iter()
        .map(|track| Observed {
            threshold: track.threshold,
            effects: track.rounds.iter().map(Round::effect).collect(),
            controls: track.rounds.iter().map(Round::control).collect(),
        })
        .collect();
    let judged = verdict::judge(&family, demands);
    tracks
        .into_iter()
        .zip(judged)
        .map(|(track, judgement)| {
            let column = |of: fn(&Round) -> Vec<f64>| {
                statistics::median(&track.rounds.iter().flat_map(of).collect::<Vec<_>>())
            };
            WorkloadResult {
                verdict: track.failure.is_none().then_some(judgement.verdict),
                failure: track.failure,
                threshold: track.threshold,
                effect: judgement.effect,
                control: judgement.control,
                detectable: judgement.detectable,
                p_adjusted: judgement.p_adjusted,
                reference_ns: column(|round| vec![round.reference_ns, round.again_ns]),
                port_ns: column(|round| vec![round.port_ns]),
                operations: track.operations,
                measures: measures(&track.rounds, demands),
                name: track.name,
                rounds: track.rounds,
            }
        })
        .collect()
}

fn measures(rounds: &[Round], demands: &Demands) -> Vec<MeasureResult> {
    let mut columns: BTreeMap<&str, Vec<[f64; 3]>> = BTreeMap::new();
    for (name, values) in rounds.iter().flat_map(|round| &round.measures) {
        columns.entry(name).or_default().push(*values);
    }
    let mut rng = Rng::with_seed(demands.seed);
    columns
        .into_iter()
        .filter_map(|(name, values)| {
            let references: Vec<f64> = values.iter().flat_map(|[first, _, again]| [*first, *again]).collect();
            let ports: Vec<f64> = values.iter().map(|[_, port, _]| *port).collect();
            let positive = values.iter().flatten().all(|value| *value > 0.0);
            let logs: Vec<f64> = values
                .iter()
                .map(|[first, port, again]| port.ln() - f64::midpoint(first.ln(), again.ln()))
                .collect();
            let interval = || statistics::interval(&logs, demands.confidence, MEASURE_RESAMPLES, &mut rng);
            Some(MeasureResult {
                name: name.to_owned(),
                reference: statistics::median(&references)?,
                port: statistics::median(&ports)?,
                ratio: positive.then(interval).flatten().map(Estimate::of_logs),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests;
