//! How large a Bloom filter is.

use std::f32::consts::LN_2;

use super::standard_bloom::Builder;

/// How a Bloom filter is dimensioned.
#[derive(Copy, Clone, Debug, PartialEq)]
pub enum BloomConstructionPolicy {
    /// Bits per key. 0 or less means no filter.
    BitsPerKey(f32),
    /// Wished rate of false positives, a probability below 1. 0 or less means no filter.
    FalsePositiveRate(f32),
}

/// The lowest rate that is honoured; anything lower would only cost memory.
const FALSE_POSITIVE_RATE_MIN: f32 = 0.000_000_1;

impl Default for BloomConstructionPolicy {
    fn default() -> Self {
        Self::BitsPerKey(10.0)
    }
}

impl BloomConstructionPolicy {
    /// Begins a filter for `n` keys.
    #[must_use]
    pub fn init(&self, n: usize) -> Builder {
        Builder::new(*self, n)
    }

    /// `true` if filters are built at all.
    #[must_use]
    pub fn is_active(&self) -> bool {
        let (Self::BitsPerKey(parameter) | Self::FalsePositiveRate(parameter)) = *self;
        parameter > 0.0
    }

    /// Bytes a filter for `n` keys takes, roughly; 0 for no keys. Decides where filters are partitioned.
    #[must_use]
    pub fn estimated_filter_size(&self, n: usize) -> usize {
        if n == 0 {
            return 0;
        }
        match *self {
            Self::BitsPerKey(bits) => (bits * n as f32) as usize / 8,
            Self::FalsePositiveRate(rate) => ((bits_for_rate(n, rate) / n) as f32 * n as f32) as usize / 8,
        }
    }

    /// Number of bits, a multiple of 8 and not 0, and number of probes, not 0, for `n` keys.
    ///
    /// The format defines the arithmetic: 32-bit floats, truncating conversions, whole bits per key.
    pub(crate) fn dimensions(&self, n: usize) -> (usize, usize) {
        let (bits, bits_per_key) = match *self {
            Self::BitsPerKey(bits) => {
                let whole = n * bits as usize;
                ((whole as f32 / 8.0).ceil() as usize * 8, bits)
            }
            Self::FalsePositiveRate(rate) => {
                let bits = bits_for_rate(n, rate.max(FALSE_POSITIVE_RATE_MIN));
                (bits, (bits / n.max(1)) as f32)
            }
        };
        // Parameters that ask for less than one bit get one byte: a filter without bits can't be probed.
        (bits.max(8), ((bits_per_key * LN_2) as usize).max(1))
    }
}

fn bits_for_rate(n: usize, rate: f32) -> usize {
    let bits = -((n as f32 * rate.ln()) / (LN_2 * LN_2));
    ((bits / 8.0).ceil() * 8.0) as usize
}

#[cfg(test)]
mod tests {
    use super::BloomConstructionPolicy::{BitsPerKey, FalsePositiveRate};

    #[test]
    fn dimensions_are_the_documented_ones() {
        for (policy, n, expected) in [
            (BitsPerKey(10.0), 1, (16, 6)),
            (BitsPerKey(10.0), 777, (7_776, 6)),
            (BitsPerKey(3.7), 777, (2_336, 2)),
            (BitsPerKey(1.0), 777, (784, 1)),
            (BitsPerKey(20.0), 777, (15_544, 13)),
            (FalsePositiveRate(0.01), 777, (7_448, 6)),
            (FalsePositiveRate(0.000_1), 777, (14_896, 13)),
            (FalsePositiveRate(0.5), 777, (1_128, 1)),
            (FalsePositiveRate(1e-8), 777, (26_072, 22)),
        ] {
            assert_eq!(policy.dimensions(n), expected, "{policy:?}, {n} keys");
        }
    }

    #[test]
    fn no_parameter_yields_a_filter_without_bits() {
        for policy in [BitsPerKey(0.3), FalsePositiveRate(1.0), FalsePositiveRate(7.0), BitsPerKey(f32::NAN)]
        {
            let (bits, probes) = policy.dimensions(3);
            assert!(bits > 0 && bits % 8 == 0 && probes > 0, "{policy:?}");
        }
    }
}
