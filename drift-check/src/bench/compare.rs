//! Two result files: has the port become faster or slower since?
//!
//! What is compared is not the port's time but its ratio to the reference, which both sessions measured side by side. A
//! machine that was faster in one session, or another machine, moves both and cancels out.

use super::result::{BenchResult, Estimate, Round, WorkloadResult};
use super::statistics::{self, Interval, Location};
use super::verdict::{Verdict, WRONG_MAX};

/// How a workload has changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Its name.
    pub workload: String,
    /// The verdict; `None` if only one of both has it, or they can't be compared.
    pub verdict: Option<Verdict>,
    /// Why both have it and can't be compared.
    pub obstacle: Option<&'static str>,
    /// Port to reference, before.
    pub before: Option<Estimate>,
    /// Port to reference, after.
    pub after: Option<Estimate>,
    /// After to before.
    pub effect: Option<Estimate>,
    /// Probability of such rounds without a change beyond the threshold, corrected for the family.
    pub p_adjusted: Option<f64>,
}

/// Compares two sessions, workload by workload.
pub fn sessions(before: &BenchResult, after: &BenchResult) -> Vec<Change> {
    let confidence = before.session.confidence.max(after.session.confidence);
    let mut pairs = Vec::new();
    for new in &after.workloads {
        let old = before.workloads.iter().find(|old| old.name == new.name);
        let obstacle = old.and_then(|old| obstacle(old, new));
        let effects = |rounds: &[Round]| rounds.iter().map(Round::effect).collect::<Vec<_>>();
        let controls = |rounds: &[Round]| rounds.iter().map(Round::control).collect::<Vec<_>>();
        let sample = old.filter(|_| obstacle.is_none()).map(|old| Unpaired {
            before: effects(&old.rounds),
            after: effects(&new.rounds),
            // What the reference shows against itself, in whichever session it showed more.
            envelope: [controls(&old.rounds), controls(&new.rounds)]
                .iter()
                .filter_map(|controls| statistics::location(controls))
                .map(|location| reach(&location, confidence))
                .fold(0.0, f64::max),
            threshold: new.threshold,
        });
        pairs.push((new, old, sample, obstacle));
    }
    let lost = before.workloads.iter().filter(|old| !after.workloads.iter().any(|new| new.name == old.name));

    let samples: Vec<_> = pairs.iter().map(|(_, _, sample, _)| sample.clone().unwrap_or_default()).collect();
    let judged = judge(&samples, confidence);
    let known = pairs.iter().zip(judged).map(|((new, old, sample, obstacle), judged)| Change {
        workload: new.name.clone(),
        verdict: sample.as_ref().map(|_| judged.verdict),
        obstacle: *obstacle,
        before: old.and_then(|old| old.effect),
        after: new.effect,
        effect: sample.as_ref().and(judged.effect),
        p_adjusted: sample.as_ref().and(judged.p_adjusted),
    });
    let lost = lost.map(|old| Change {
        workload: old.name.clone(),
        verdict: None,
        obstacle: None,
        before: old.effect,
        after: None,
        effect: None,
        p_adjusted: None,
    });
    known.chain(lost).collect()
}

/// Why two results of one name say nothing about each other.
fn obstacle(old: &WorkloadResult, new: &WorkloadResult) -> Option<&'static str> {
    if old.failure.is_some() || new.failure.is_some() {
        Some("failed in one of both")
    } else if old.effect.is_none() || new.effect.is_none() {
        Some("not measured in one of both")
    } else if old.operations != new.operations {
        Some("other operations")
    } else {
        None
    }
}

/// Two samples of logarithms that have nothing to do with each other.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Unpaired {
    /// One sample.
    pub before: Vec<f64>,
    /// The other one.
    pub after: Vec<f64>,
    /// A change no larger than this is no change.
    pub envelope: f64,
    /// The smallest change that counts, as a share.
    pub threshold: f64,
}

/// What follows from two samples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judged {
    /// The verdict.
    pub verdict: Verdict,
    /// Second to first.
    pub effect: Option<Estimate>,
    /// Probability, corrected for the family.
    pub p_adjusted: Option<f64>,
}

/// Fewest values of a sample that can prove anything.
const VALUES_MIN: usize = 5;

/// Judges a family of unpaired samples.
pub fn judge(family: &[Unpaired], confidence: f64) -> Vec<Judged> {
    let shifts: Vec<Option<Location>> = family.iter().map(shift).collect();
    let probabilities: Vec<f64> = family
        .iter()
        .zip(&shifts)
        .filter_map(|(sample, shift)| Some(statistics::p_location(&(*shift)?, sample.threshold.ln_1p())))
        .collect();
    let mut adjusted = statistics::holm(&probabilities).into_iter();
    family
        .iter()
        .zip(shifts)
        .map(|(sample, shift)| {
            let Some(shift) = shift else {
                return Judged { verdict: Verdict::Inconclusive, effect: None, p_adjusted: None };
            };
            let half = statistics::quantile(confidence, shift.freedom) * shift.error;
            let interval =
                Interval { centre: shift.centre, low: shift.centre - half, high: shift.centre + half };
            let p_adjusted = adjusted.next();
            let confirmed =
                shift.centre.abs() > sample.envelope && p_adjusted.is_some_and(|p| p <= WRONG_MAX);
            let enough = sample.before.len().min(sample.after.len()) >= VALUES_MIN;
            let verdict = super::verdict::decide(interval, sample.threshold.ln_1p(), confirmed && enough);
            Judged {
                verdict: if enough { verdict } else { Verdict::Inconclusive },
                effect: Some(Estimate::of_logs(interval)),
                p_adjusted,
            }
        })
        .collect()
}

/// Difference of both centres, after Yuen and Welch.
pub(super) fn shift(sample: &Unpaired) -> Option<Location> {
    let before = statistics::location(&sample.before)?;
    let after = statistics::location(&sample.after)?;
    let (a, b) = (before.error.powi(2), after.error.powi(2));
    let spread = a.powi(2) / before.freedom + b.powi(2) / after.freedom;
    let freedom = if spread > 0.0 { (a + b).powi(2) / spread } else { before.freedom + after.freedom };
    Some(Location { centre: after.centre - before.centre, error: (a + b).sqrt(), freedom })
}

fn reach(location: &Location, confidence: f64) -> f64 {
    location.centre.abs() + statistics::quantile(confidence, location.freedom) * location.error
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(centre: f64) -> Vec<f64> {
        (0..15).map(|i| centre + 0.01 * (f64::from(i % 5) - 2.0) / 2.0).collect()
    }

    fn verdict(before: f64, after: f64, envelope: f64) -> Verdict {
        let sample = Unpaired { before: around(before), after: around(after), envelope, threshold: 0.02 };
        judge(&[sample], 0.95)[0].verdict
    }

    #[test]
    fn what_counts_is_the_ratio_to_the_reference_then_and_now() {
        assert_eq!(verdict(-0.7, -0.5, 0.01), Verdict::Slower);
        assert_eq!(verdict(-0.5, -0.7, 0.01), Verdict::Faster);
        assert_eq!(verdict(-0.5, -0.5, 0.01), Verdict::Same);
        assert_eq!(verdict(-0.5, -0.45, 0.10), Verdict::Inconclusive);
    }

    /// By hand: variances of 1 and 4 over four values each give (1/4 + 1)² / ((1/4)² / 3 + 1² / 3) = 4.4118.
    #[test]
    fn degrees_of_freedom_are_welchs() {
        let spread =
            |scale: f64| [-1.0, -1.0, 1.0, 1.0].map(|value: f64| value * scale * 0.75_f64.sqrt()).to_vec();
        let sample = Unpaired { before: spread(1.0), after: spread(2.0), ..Unpaired::default() };
        let shift = shift(&sample).unwrap();
        assert!((shift.freedom - 4.4118).abs() < 1e-3, "{shift:?}");
        assert!((shift.error - 1.25_f64.sqrt()).abs() < 1e-9, "{shift:?}");
    }
}
