//! [`Attempt`]: one of the numbered writes.

use fastrand::Rng;

use super::PROGRESS;
use crate::keyspaces::ALL;
use crate::update::Target;
use crate::{Result, data};

/// Some insertions and removals, and the number.
pub(super) struct Attempt(Vec<Step>);

struct Step {
    keyspace: usize,
    key: Vec<u8>,
    /// `None` removes.
    value: Option<Vec<u8>>,
}

impl Attempt {
    pub(super) fn new(seed: u64, number: u64) -> Self {
        let rng = &mut Rng::with_seed(seed ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let mut steps: Vec<Step> = (0..rng.usize(1..12)).map(|_| Step::random(rng)).collect();
        steps.push(Step {
            keyspace: ALL.len(),
            key: PROGRESS.into(),
            value: Some(number.to_be_bytes().to_vec()),
        });
        Self(steps)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn apply(&self, target: &mut impl Target) -> Result<()> {
        self.apply_part(target, self.len())
    }

    /// Only the first steps, as a process that dies among them leaves them.
    pub(super) fn apply_part(&self, target: &mut impl Target, steps: usize) -> Result<()> {
        for Step { keyspace, key, value } in self.0.iter().take(steps) {
            match value {
                Some(value) => target.insert(*keyspace, key, value)?,
                None => target.remove(*keyspace, key)?,
            }
        }
        Ok(())
    }
}

impl Step {
    fn random(rng: &mut Rng) -> Self {
        let keyspace = rng.usize(..ALL.len());
        let key = data::key(rng);
        let value = (rng.u8(..4) > 0).then(|| data::value(rng, ALL[keyspace].1.longest_value()));
        Self { keyspace, key, value }
    }
}
