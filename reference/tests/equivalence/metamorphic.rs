//! Options are about cost: one history gives one result under all of them.

use esker_reference::{EskerTree, Maintain, TreeOptions};
use proptest::collection::vec;
use proptest::prop_oneof;

use crate::configuration::{options, separated_options};
use crate::driver::Driver;
use crate::observation::Observation;
use crate::operation::{Operation, history};
use crate::random;

const CASES: u64 = 60;

/// Random options per history, beside the default ones.
const CONFIGURATIONS: usize = 8;

#[test]
fn one_history_has_one_result_under_all_options() {
    let any_options = prop_oneof![options(), separated_options(0)];
    random::check(CASES, &(vec(any_options, CONFIGURATIONS), history(60)), |(configurations, operations)| {
        let operations: Vec<_> = operations
            .iter()
            .filter(|o| !o.drops_whole_files() && !o.is_empty_load())
            .map(Operation::strengthened)
            .collect();
        let expected = run::<EskerTree>(&TreeOptions::default(), &operations)?;
        for options in configurations {
            let got = run::<EskerTree>(options, &operations)?;
            if let Some(step) = (0..expected.len()).find(|step| got[*step] != expected[*step]) {
                return Err(format!(
                    "step {step}, {:?}, with {options:?}:\n         got: {:?}\n by default: {:?}",
                    operations[step], got[step], expected[step]
                ));
            }
        }
        Ok(())
    });
}

fn run<E: Maintain>(options: &TreeOptions, operations: &[Operation]) -> Result<Vec<Observation>, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let mut driver = Driver::<E>::open(folder.path(), options).map_err(|error| format!("open: {error}"))?;
    let observe = |(step, operation)| match driver.apply(operation) {
        // Sizes and counts of files are what the options change. Sizes decide what is compacted, each compaction
        // takes a number, and so the options change numbers too.
        Ok(Observation::Figures(_) | Observation::Installed(_) | Observation::Snapshot(_)) => {
            Ok(Observation::Nothing)
        }
        Ok(Observation::Written(_, entry_size, memtable_size)) => {
            Ok(Observation::Written(0, entry_size, memtable_size))
        }
        Ok(observation) => Ok(observation),
        Err(error) => Err(format!("step {step}, {operation:?}, with {options:?}: {error}")),
    };
    operations.iter().enumerate().map(observe).collect()
}
