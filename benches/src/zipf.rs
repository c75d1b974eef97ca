//! Popularity as it is in practice: few keys get most of the accesses.

use fastrand::Rng;

/// Exponent of the distribution, as in YCSB (Cooper et al., SoCC 2010).
const EXPONENT: f64 = 0.99;

/// Draws ranks, 0 being the most popular one. Rank `r` has a probability proportional to `1 / (r + 1)^0.99`.
#[derive(Debug)]
pub struct Zipf {
    /// Sums of the weights up to each rank.
    sums: Vec<f64>,
}

impl Zipf {
    /// A distribution over this many ranks.
    #[must_use]
    pub fn new(ranks: usize) -> Self {
        let mut sum = 0.0;
        let weight = |rank: usize| {
            sum += 1.0 / ((rank + 1) as f64).powf(EXPONENT);
            sum
        };
        Self { sums: (0..ranks).map(weight).collect() }
    }

    /// Draws a rank.
    pub fn draw(&self, rng: &mut Rng) -> usize {
        let total = self.sums.last().copied().unwrap_or_default();
        let point = rng.f64() * total;
        self.sums.partition_point(|sum| *sum <= point).min(self.sums.len().saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_come_up_as_often_as_the_law_says() {
        let zipf = Zipf::new(1000);
        let mut rng = Rng::with_seed(1);
        let draws = 200_000;
        let mut counts = vec![0_usize; 1000];
        for _ in 0..draws {
            counts[zipf.draw(&mut rng)] += 1;
        }
        let total: f64 = (1..=1000).map(|rank| f64::from(rank).powf(-EXPONENT)).sum();
        for rank in [1, 2, 10, 100] {
            let wanted = f64::from(rank).powf(-EXPONENT) / total;
            let found = counts[rank as usize - 1] as f64 / f64::from(draws);
            assert!((found / wanted - 1.0).abs() < 0.1, "rank {rank}: {found} instead of {wanted}");
        }
    }
}
