//! From rounds to verdicts. Pure: the same numbers always lead to the same verdict.
//!
//! A workload is slower or faster only if four things hold: the whole interval of its effect lies beyond the threshold,
//! the effect is larger than what the reference shows against itself (the envelope of the control), it is beyond the
//! threshold in both halves of the session, and still improbable after Holm's correction for the number of workloads. It is the same if the whole interval lies
//! within the threshold. Everything else is inconclusive.

use super::result::Estimate;
use super::statistics::{self, Interval};
use fastrand::Rng;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Resamples behind the interval of a time.
pub const RESAMPLES: usize = 4000;

/// Probability up to which a family of workloads may hold a change that is none.
pub const WRONG_MAX: f64 = 0.01;

/// What is known about a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The port takes less time, beyond the threshold.
    Faster,
    /// The port takes as much time, within the threshold.
    Same,
    /// The port takes more time, beyond the threshold.
    Slower,
    /// The rounds don't tell.
    Inconclusive,
}

impl Verdict {
    /// All of them, in the order of summaries.
    pub const ALL: [Self; 4] = [Self::Slower, Self::Inconclusive, Self::Same, Self::Faster];

    /// The word used in reports.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Faster => "faster",
            Verdict::Same => "same",
            Verdict::Slower => "slower",
            Verdict::Inconclusive => "inconclusive",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// The rounds of one workload, as log-ratios.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Observed {
    /// The smallest change that counts, as a share.
    pub threshold: f64,
    /// Port to reference.
    pub effects: Vec<f64>,
    /// Reference to itself. Empty if there was no control: then nothing but the threshold limits a verdict.
    pub controls: Vec<f64>,
}

/// How sure a verdict has to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Demands {
    /// Confidence of intervals.
    pub confidence: f64,
    /// Rounds below which there is no verdict.
    pub rounds_min: usize,
    /// Seed of the bootstrap.
    pub seed: u64,
    /// Resamples of the bootstrap; [`RESAMPLES`] unless there are thousands of sessions to judge.
    pub resamples: usize,
}

/// What follows from a workload's rounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// Port to reference.
    pub effect: Option<Estimate>,
    /// Reference to itself.
    pub control: Option<Estimate>,
    /// The smallest change, as a share, that four of five such sessions would have confirmed.
    pub detectable: Option<f64>,
    /// Probability of such rounds without a change beyond the threshold, corrected for the family.
    pub p_adjusted: Option<f64>,
}

/// Judges a family of workloads.
pub fn judge(family: &[Observed], demands: &Demands) -> Vec<Judgement> {
    let mut rng = Rng::with_seed(demands.seed);
    let probabilities: Vec<Option<f64>> = family
        .iter()
        .map(|observed| statistics::p_beyond(&observed.effects, observed.threshold.ln_1p()))
        .collect();
    // What has no rounds has no test, and does not make the others' harder.
    let adjusted = statistics::holm(&probabilities.iter().flatten().copied().collect::<Vec<_>>());
    let mut adjusted = adjusted.into_iter();
    family
        .iter()
        .zip(probabilities)
        .map(|(observed, p)| judge_one(observed, p.and_then(|_| adjusted.next()), demands, &mut rng))
        .collect()
}

fn judge_one(observed: &Observed, p_adjusted: Option<f64>, demands: &Demands, rng: &mut Rng) -> Judgement {
    let effect = statistics::interval(&observed.effects, demands.confidence, demands.resamples, rng);
    let control = statistics::interval(&observed.controls, demands.confidence, demands.resamples, rng);
    let threshold = observed.threshold.ln_1p();
    let envelope = control.map_or(0.0, |control| control.reach());
    let enough = observed.effects.len() >= demands.rounds_min;
    let verdict = match (effect, p_adjusted) {
        (Some(effect), Some(p)) if enough => {
            let confirmed =
                effect.centre.abs() > envelope && p <= WRONG_MAX && lasts(&observed.effects, threshold);
            decide(effect, threshold, confirmed)
        }
        _ => Verdict::Inconclusive,
    };
    let detectable = statistics::detectable(&observed.effects, threshold, 1.0 - WRONG_MAX)
        .map(|shift| shift.max(envelope).exp_m1())
        .filter(|share| share.is_finite());
    Judgement {
        verdict,
        effect: effect.map(Estimate::of_logs),
        control: control.map(Estimate::of_logs),
        detectable,
        p_adjusted,
    }
}

/// Whether a change is there in both halves of the session. One that was there for a while comes from the machine.
fn lasts(effects: &[f64], threshold: f64) -> bool {
    let (early, late) = effects.split_at(effects.len() / 2);
    let centre = |half: &[f64]| statistics::location(half).map_or(0.0, |location| location.centre);
    let (early, late) = (centre(early), centre(late));
    early.min(late) > threshold || early.max(late) < -threshold
}

/// The verdict an interval leads to, if a change would be confirmed.
pub(super) fn decide(effect: Interval, threshold: f64, confirmed: bool) -> Verdict {
    if effect.low > threshold && confirmed {
        Verdict::Slower
    } else if effect.high < -threshold && confirmed {
        Verdict::Faster
    } else if effect.low >= -threshold && effect.high <= threshold {
        Verdict::Same
    } else {
        Verdict::Inconclusive
    }
}

impl Estimate {
    /// The ratio whose logarithm was estimated.
    pub fn of_logs(interval: Interval) -> Self {
        Self { ratio: interval.centre.exp(), low: interval.low.exp(), high: interval.high.exp() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEMANDS: Demands = Demands { confidence: 0.95, rounds_min: 5, seed: 1, resamples: 1000 };

    /// Rounds around `centre` with a spread of one percent, without chance.
    fn around(centre: f64, count: usize) -> Vec<f64> {
        (0..count).map(|i| centre + 0.01 * ((i % 5) as f64 - 2.0) / 2.0).collect()
    }

    fn verdict(effects: Vec<f64>, controls: Vec<f64>) -> Verdict {
        judge(&[Observed { threshold: 0.02, effects, controls }], &DEMANDS)[0].verdict
    }

    #[test]
    fn clear_changes_are_named() {
        assert_eq!(verdict(around(0.10, 15), around(0.0, 15)), Verdict::Slower);
        assert_eq!(verdict(around(-0.10, 15), around(0.0, 15)), Verdict::Faster);
        assert_eq!(verdict(around(0.0, 15), around(0.0, 15)), Verdict::Same);
    }

    #[test]
    fn a_change_at_the_threshold_is_inconclusive() {
        assert_eq!(verdict(around(0.02, 15), around(0.0, 15)), Verdict::Inconclusive);
    }

    #[test]
    fn a_change_no_larger_than_the_control_is_inconclusive() {
        assert_eq!(verdict(around(0.05, 15), around(0.06, 15)), Verdict::Inconclusive);
        assert_eq!(verdict(around(0.05, 15), around(-0.06, 15)), Verdict::Inconclusive);
    }

    #[test]
    fn a_change_that_came_and_went_is_inconclusive() {
        assert_eq!(verdict(around(0.20, 30), around(0.0, 30)), Verdict::Slower);
        assert_eq!(
            verdict([around(0.0, 15), around(0.20, 15)].concat(), around(0.0, 30)),
            Verdict::Inconclusive
        );
    }

    #[test]
    fn few_rounds_prove_nothing() {
        assert_eq!(verdict(around(0.5, 4), around(0.0, 4)), Verdict::Inconclusive);
        assert_eq!(verdict(Vec::new(), Vec::new()), Verdict::Inconclusive);
    }

    #[test]
    fn a_large_family_asks_for_more() {
        let weak = Observed { threshold: 0.02, effects: around(0.0360, 9), controls: around(0.0, 9) };
        let alone = judge(std::slice::from_ref(&weak), &DEMANDS)[0];
        assert_eq!(alone.verdict, Verdict::Slower, "{alone:?}");
        let family = judge(&vec![weak; 100], &DEMANDS);
        assert!(family.iter().all(|one| one.verdict == Verdict::Inconclusive), "{:?}", family[0]);
    }

    #[test]
    fn a_ratio_is_the_exponential_of_its_logarithm() {
        let judged = judge(
            &[Observed { threshold: 0.02, effects: vec![2.0_f64.ln(); 6], controls: vec![0.0; 6] }],
            &DEMANDS,
        );
        let effect = judged[0].effect.unwrap();
        assert!(
            (effect.ratio - 2.0).abs() < 1e-12 && effect.low == effect.ratio && effect.high == effect.ratio
        );
        assert_eq!(judged[0].verdict, Verdict::Slower);
    }
}
