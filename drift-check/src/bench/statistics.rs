//! Estimates from few, noisy numbers.
//!
//! Centre and spread are the trimmed mean, which leaves out the fifth at either end, and its standard error from the
//! winsorised variance (Yuen 1974): a process that another program disturbed moves neither. Intervals are
//! bootstrap-t, symmetric; with a trimmed mean they keep their promise from about ten values on (Wilcox, Introduction
//! to Robust Estimation, chapter 4).

use fastrand::Rng;
use statrs::distribution::{ContinuousCDF, StudentsT};

/// Share that is left out at either end.
const TRIM: f64 = 0.2;

/// Fewest values of which anything is left out: of fewer, too little would remain.
const TRIMMED_FROM: usize = 5;

/// Relative spread that comes from summing up alone.
const ROUNDING: f64 = 1e-13;

/// Centre of a sample, and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Location {
    /// The trimmed mean.
    pub centre: f64,
    /// Its standard error.
    pub error: f64,
    /// Degrees of freedom.
    pub freedom: f64,
}

/// A centre and its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The centre.
    pub centre: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// The farthest the interval reaches from zero.
    pub fn reach(&self) -> f64 {
        self.low.abs().max(self.high.abs())
    }
}

/// The middle value, or the mean of both middle ones; `None` for an empty sample.
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    Some(f64::midpoint(sorted[sorted.len() / 2 - 1], upper))
}

/// Centre of a sample; `None` below two values.
pub fn location(values: &[f64]) -> Option<Location> {
    let mut sorted = values.to_vec();
    locate(&mut sorted)
}

fn locate(values: &mut [f64]) -> Option<Location> {
    let count = values.len();
    if count < 2 {
        return None;
    }
    values.sort_unstable_by(f64::total_cmp);
    let cut = if count < TRIMMED_FROM { 0 } else { (TRIM * count as f64) as usize };
    let kept = &values[cut..count - cut];
    let (first, last) = (kept.first().copied()?, kept.last().copied()?);
    let centre = kept.iter().sum::<f64>() / kept.len() as f64;

    // Winsorised: what was cut counts as the nearest value that was kept.
    let tails = cut as f64;
    let mean = (kept.iter().sum::<f64>() + tails * (first + last)) / count as f64;
    let squares = kept.iter().map(|value| (value - mean).powi(2)).sum::<f64>()
        + tails * ((first - mean).powi(2) + (last - mean).powi(2));
    let kept = kept.len() as f64;
    let error = (squares / (kept * (kept - 1.0))).sqrt();
    // Values that are all alike have no spread, whatever is lost in summing them up.
    let error = if error > ROUNDING * centre.abs() { error } else { 0.0 };
    Some(Location { centre, error, freedom: kept - 1.0 })
}

/// The interval of a sample's centre, from this many resamples; `None` below two values.
pub fn interval(values: &[f64], confidence: f64, resamples: usize, rng: &mut Rng) -> Option<Interval> {
    let location = location(values)?;
    if location.error == 0.0 {
        return Some(Interval { centre: location.centre, low: location.centre, high: location.centre });
    }
    let mut sample = vec![0.0; values.len()];
    let mut extremes = Vec::with_capacity(resamples);
    while extremes.len() < resamples {
        sample.fill_with(|| values[rng.usize(..values.len())]);
        let Some(again) = locate(&mut sample) else { continue };
        // A resample of nothing but copies says nothing about the spread.
        let extreme = if again.error > 0.0 {
            (again.centre - location.centre).abs() / again.error
        } else {
            f64::INFINITY
        };
        extremes.push(extreme);
    }
    extremes.sort_unstable_by(f64::total_cmp);
    let rank = ((confidence * resamples as f64).ceil() as usize).clamp(1, resamples) - 1;
    // Never narrower than normally distributed values would give, never endless: few values can be alike by accident.
    let critical = extremes[rank]
        .clamp(quantile(confidence, f64::INFINITY), 4.0 * quantile(confidence, location.freedom));
    let half = critical * location.error;
    Some(Interval { centre: location.centre, low: location.centre - half, high: location.centre + half })
}

/// How far, in standard errors, a two-sided interval of this confidence reaches.
pub fn quantile(confidence: f64, freedom: f64) -> f64 {
    student(freedom).map_or(f64::INFINITY, |student| student.inverse_cdf(f64::midpoint(1.0, confidence)))
}

/// Probability of such a sample, or a more extreme one, if its centre were within `-limit ..= limit`.
pub fn p_beyond(values: &[f64], limit: f64) -> Option<f64> {
    Some(p_location(&location(values)?, limit))
}

/// The same for a centre and its error, however they came about.
pub fn p_location(location: &Location, limit: f64) -> f64 {
    let distance = location.centre.abs() - limit;
    if location.error == 0.0 {
        return if distance > 0.0 { 0.0 } else { 1.0 };
    }
    student(location.freedom).map_or(1.0, |student| (2.0 * student.sf(distance / location.error)).min(1.0))
}

/// The smallest centre that a sample with this spread would show to be beyond `limit` in four of five cases.
pub fn detectable(values: &[f64], limit: f64, confidence: f64) -> Option<f64> {
    let location = location(values)?;
    let student = student(location.freedom)?;
    Some(limit + (quantile(confidence, location.freedom) + student.inverse_cdf(0.8)) * location.error)
}

fn student(freedom: f64) -> Option<StudentsT> {
    // statrs has no limit case of endless freedom.
    StudentsT::new(0.0, 1.0, freedom.min(1e6)).ok()
}

/// Corrects probabilities for being the smallest of many: Holm's step-down method.
pub fn holm(probabilities: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..probabilities.len()).collect();
    order.sort_by(|a, b| probabilities[*a].total_cmp(&probabilities[*b]));
    let mut adjusted = vec![1.0; probabilities.len()];
    let mut largest: f64 = 0.0;
    for (rank, index) in order.into_iter().enumerate() {
        let factor = (probabilities.len() - rank) as f64;
        largest = largest.max((probabilities[index] * factor).min(1.0));
        adjusted[index] = largest;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 2e-4
    }

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), Some(2.5));
    }

    /// Wilcox's self-awareness data: trimmed mean 282.7, winsorised variance 21,551.4; and Yuen's formula on that.
    #[test]
    fn trimmed_mean_and_error_are_those_of_the_textbook() {
        let data = [
            77., 87., 88., 114., 151., 210., 219., 246., 253., 262., 296., 299., 306., 376., 428., 515.,
            666., 1310., 2611.,
        ];
        let location = location(&data).unwrap();
        assert!((location.centre - 282.7).abs() < 0.1, "{location:?}");
        let error = (21_551.4_f64 * 18.0 / (13.0 * 12.0)).sqrt();
        assert!((location.error - error).abs() < 0.01, "{location:?}");
        assert_eq!(location.freedom, 12.0);
    }

    /// Tables of Student's distribution.
    #[test]
    fn quantiles_are_those_of_the_table() {
        for (confidence, freedom, wanted) in [(0.95, 10.0, 2.2281), (0.99, 4.0, 4.6041), (0.95, 1e9, 1.9600)]
        {
            let found = quantile(confidence, freedom);
            assert!(close(found, wanted), "{found} instead of {wanted}");
        }
    }

    /// `p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")` in R.
    #[test]
    fn holm_agrees_with_r() {
        let adjusted = holm(&[0.01, 0.04, 0.03, 0.005]);
        for (found, wanted) in adjusted.iter().zip([0.03, 0.06, 0.06, 0.02]) {
            assert!(close(*found, wanted), "{adjusted:?}");
        }
    }

    #[test]
    fn one_wild_value_hardly_moves_the_centre() {
        let mut values: Vec<f64> = (0..20).map(|i| f64::from(i) / 100.0).collect();
        let before = location(&values).unwrap();
        values[19] = 1000.0;
        let after = location(&values).unwrap();
        assert_eq!((before.centre, before.error), (after.centre, after.error));
    }

    #[test]
    fn p_falls_as_the_centre_leaves_the_limit() {
        let values: Vec<f64> = (0..12).map(|i| 0.10 + f64::from(i % 4) / 1000.0).collect();
        let p = |limit| p_beyond(&values, limit).unwrap();
        assert!(p(0.05) < 1e-6, "{}", p(0.05));
        assert!(p(0.1015) > 0.5, "{}", p(0.1015));
        assert!(p(0.2) > 0.999, "{}", p(0.2));
        assert_eq!(p_beyond(&[0.1, 0.1, 0.1], 0.05), Some(0.0));
    }

    /// 95 % intervals hold the truth in 95 % of the cases, also with a long tail. Normal and contaminated values.
    #[test]
    fn intervals_keep_their_promise() {
        let mut rng = Rng::with_seed(7);
        for (count, contaminated) in [(8, 0.0), (12, 0.0), (12, 0.1), (30, 0.1)] {
            let sessions = 600;
            let mut covered = 0;
            for _ in 0..sessions {
                let values: Vec<f64> = (0..count)
                    .map(|_| {
                        let wide = if rng.f64() < contaminated { 8.0 } else { 1.0 };
                        wide * normal(&mut rng)
                    })
                    .collect();
                let interval = interval(&values, 0.95, 400, &mut rng).unwrap();
                covered += usize::from(interval.low <= 0.0 && 0.0 <= interval.high);
            }
            let share = covered as f64 / sessions as f64;
            println!("{count} values, {contaminated} contaminated: {share}");
            assert!((0.93..=0.995).contains(&share), "{count} values, {contaminated}: {share}");
        }
    }

    fn normal(rng: &mut Rng) -> f64 {
        (0..12).map(|_| rng.f64()).sum::<f64>() - 6.0
    }
}
