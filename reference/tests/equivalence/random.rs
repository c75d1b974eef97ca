//! Runs a property on many generated cases, one seed per case, so that a failing one can be repeated alone.

use std::env;
use std::fmt::Debug;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

/// Shrinking stops after this many attempts; a case of two engines takes milliseconds.
const SHRINK_ATTEMPTS_MAX: u32 = 3_000;

/// Checks `property` on `cases` generated values (or as many as `ESKER_CASES` says).
///
/// # Panics
/// On the first case that fails, with the smallest variant that still fails and the seed that repeats it.
pub(crate) fn check<S>(cases: u64, strategy: &S, property: impl Fn(&S::Value) -> Result<(), String>)
where
    S: Strategy,
    S::Value: Debug,
{
    let cases = from_env("ESKER_CASES").unwrap_or(cases);
    let first = from_env("ESKER_SEED").unwrap_or(1);
    for seed in first..first + cases {
        if let Err((reason, smallest)) = run(seed, strategy, &property) {
            panic!("{reason}\nsmallest case: {smallest:?}\nrepeat with: ESKER_SEED={seed} ESKER_CASES=1");
        }
    }
}

fn run<S>(
    seed: u64,
    strategy: &S,
    property: impl Fn(&S::Value) -> Result<(), String>,
) -> Result<(), (String, S::Value)>
where
    S: Strategy,
    S::Value: Debug,
{
    let config = Config {
        cases: 1,
        max_shrink_iters: SHRINK_ATTEMPTS_MAX,
        failure_persistence: None,
        ..Config::default()
    };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);

    let outcome = TestRunner::new_with_rng(config, rng)
        .run(strategy, |value| property(&value).map_err(TestCaseError::fail));
    match outcome {
        Ok(()) => Ok(()),
        Err(TestError::Fail(reason, smallest)) => Err((reason.to_string(), smallest)),
        Err(TestError::Abort(reason)) => panic!("no case could be generated from seed {seed}: {reason}"),
    }
}

fn from_env(variable: &str) -> Option<u64> {
    let text = env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|error| panic!("{variable}={text}: {error}")))
}

mod tests {
    use proptest::collection::vec;

    use super::*;

    #[test]
    fn a_failing_case_is_shrunk_and_repeats_from_its_seed() {
        let strategy = vec(0_u8..200, 0..40);
        let small = |values: &Vec<u8>| match values.iter().find(|value| **value > 100) {
            Some(value) => Err(format!("{value} is too large")),
            None => Ok(()),
        };
        let failing = (1..100).find_map(|seed| Some((seed, run(seed, &strategy, small).err()?)));
        let (seed, (_, smallest)) = failing.expect("some case is too large");
        assert_eq!(smallest, [101]);
        assert_eq!(run(seed, &strategy, small).map_err(|(_, again)| again), Err(smallest));
    }
}
