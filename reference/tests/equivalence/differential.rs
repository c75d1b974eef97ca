//! Random operations on both engines give the same results, and each then opens the other's directory.

use std::sync::atomic::{AtomicU64, Ordering};

use esker_reference::{Engine, EskerTree, Maintain, Outcome, ReferenceTree, Rule, SeqNo, TreeOptions};
use proptest::prelude::{Strategy, any, prop_oneof};

use crate::configuration::{options, relocates, separated_options};
use crate::driver::Driver;
use crate::observation::{Observation, View};
use crate::operation::{Operation, history};
use crate::random;

/// Cases in the test command; each runs up to 80 operations on both engines.
const CASES: u64 = 1_000;

#[test]
fn random_histories_have_the_same_results_on_both_engines() {
    random::check(CASES, &(options(), history(80)), |(options, operations)| compare(options, operations));
    report();
}

#[test]
fn random_histories_of_trees_with_blob_files_have_the_same_results_on_both_engines() {
    random::check(CASES / 4, &(separated_options(1), history(80)), |(options, operations)| {
        compare(options, &Operation::sound_in_blob_trees(relocates(options), operations))
    });
    report();
}

#[test]
fn random_histories_with_compaction_filters_have_the_same_results_on_both_engines() {
    let filtered = |(options, rule)| TreeOptions { compaction_filter: Some(Rule(rule)), ..options };
    let either = prop_oneof![3 => options(), 1 => separated_options(1)];
    let options = (either, any::<u8>()).prop_map(filtered);
    random::check(CASES / 4, &(options, history(80)), |(options, operations)| match options.separation {
        Some(_) => compare(options, &Operation::sound_in_blob_trees(relocates(options), operations)),
        None => compare(options, operations),
    });
    report();
}

/// Operations that both engines ran so far, in every test of this process.
static OPERATIONS: AtomicU64 = AtomicU64::new(0);

/// Says how much was compared, to whom asks by `--nocapture`: a history ends at its first error, so that cases alone
/// don't tell.
fn report() {
    println!("{} operations ran on both engines with equal results", OPERATIONS.load(Ordering::Relaxed));
}

type Figures = Vec<(&'static str, Option<u64>)>;

/// Which figures may differ.
#[derive(Clone, Copy)]
struct Leeway {
    /// Tables with addresses of blobs were dropped, after which the reference counts dead bytes wrong.
    drops_tables: bool,
}

impl Leeway {
    fn new(operations: &[Operation]) -> Self {
        Self { drops_tables: operations.iter().any(Operation::drops_whole_files) }
    }

    fn strip(self, mut figures: Figures) -> Figures {
        figures.retain(|(name, _)| match *name {
            "stale_blob_bytes" => !self.drops_tables,
            _ => true,
        });
        figures
    }

    fn apply(self, result: Outcome<Observation>) -> Outcome<Observation> {
        result.map(|observation| match observation {
            Observation::Figures(figures) => Observation::Figures(self.strip(figures)),
            other => other,
        })
    }
}

fn compare(options: &TreeOptions, operations: &[Operation]) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let (ours, theirs) = (folder.path().join("esker"), folder.path().join("reference"));
    let mut esker = Driver::<EskerTree>::open(&ours, options).map_err(|e| format!("esker: open: {e}"))?;
    let mut reference =
        Driver::<ReferenceTree>::open(&theirs, options).map_err(|e| format!("reference: open: {e}"))?;

    let leeway = Leeway::new(operations);
    let mut last_seqno = 0;
    for (step, operation) in operations.iter().enumerate() {
        let got = leeway.apply(esker.apply(operation));
        let expected = leeway.apply(reference.apply(operation));
        if got != expected {
            return Err(format!(
                "step {step}, {operation:?}:\n     esker: {got:?}\n reference: {expected:?}"
            ));
        }
        OPERATIONS.fetch_add(1, Ordering::Relaxed);
        if got.is_err() {
            return Ok(());
        }
        let counters = |next: SeqNo, visible: SeqNo| format!("next {next}, visible {visible}");
        let got = counters(esker.tree().next_seqno(), esker.tree().visible_seqno());
        let expected = counters(reference.tree().next_seqno(), reference.tree().visible_seqno());
        if got != expected {
            return Err(format!("after step {step}, {operation:?}: counters {got} instead of {expected}"));
        }
        last_seqno = last_seqno.max(reference.tree().visible_seqno());
    }

    let keys = keys_of(operations);
    esker.close();
    reference.close();
    let open = |error| format!("opening the other's directory: {error}");
    let esker = EskerTree::open(&theirs, options).map_err(open)?;
    let reference = ReferenceTree::open(&ours, options).map_err(open)?;
    if leeway.strip(esker.figures()) != leeway.strip(reference.figures()) {
        return Err(format!(
            "figures of each other's directory:\n     esker: {:?}\n reference: {:?}",
            esker.figures(),
            reference.figures()
        ));
    }
    for seqno in [0, 1, last_seqno / 2, last_seqno, SeqNo::MAX] {
        let got =
            View::of(&esker, seqno, &keys).map_err(|e| format!("esker reads the reference's files: {e}"))?;
        let expected = View::of(&reference, seqno, &keys)
            .map_err(|e| format!("the reference reads esker's files: {e}"))?;
        got.compare(&expected, "each other's directory")?;
    }
    if options.separation.is_none() || leeway.drops_tables {
        return Ok(());
    }
    // Each collects the garbage that the other counted.
    for round in 0..2 {
        let compact = |error| format!("compacting the other's directory: {error}");
        esker.major_compact(u64::MAX, SeqNo::MAX).map_err(compact)?;
        reference.major_compact(u64::MAX, SeqNo::MAX).map_err(compact)?;
        if leeway.strip(esker.figures()) != leeway.strip(reference.figures()) {
            return Err(format!(
                "figures after compaction {round} of each other's directory:\n     esker: {:?}\n reference: {:?}",
                esker.figures(),
                reference.figures()
            ));
        }
        let got = View::of(&esker, SeqNo::MAX, &keys).map_err(|e| format!("esker, after compaction: {e}"))?;
        let expected = View::of(&reference, SeqNo::MAX, &keys)
            .map_err(|e| format!("reference, after compaction: {e}"))?;
        got.compare(&expected, "each other's directory after compaction")?;
    }
    Ok(())
}

/// Every key a history writes, and a neighbour of each.
pub(crate) fn keys_of(operations: &[Operation]) -> Vec<Vec<u8>> {
    let mut keys = Vec::new();
    for operation in operations {
        match operation {
            Operation::Insert(key, _) | Operation::Remove(key) | Operation::RemoveWeak(key) => {
                keys.push(key.bytes())
            }
            Operation::Batch(items) => keys.extend(items.iter().map(|(key, _)| key.bytes())),
            Operation::Ingest(items, _) => keys.extend(items.iter().map(|(key, _)| key.bytes())),
            _ => {}
        }
    }
    keys.sort_unstable();
    keys.dedup();
    let mut neighbours = keys.clone();
    for key in &mut neighbours {
        if let Some(end) = key.last_mut() {
            *end = end.wrapping_add(1);
        }
    }
    keys.append(&mut neighbours);
    keys
}

#[test]
fn the_same_history_repeats_itself() {
    // The comparison is worth nothing if a history is not a function of its operations.
    random::check(20, &(options(), history(40)), |(options, operations)| {
        let run = || {
            let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
            let mut driver =
                Driver::<ReferenceTree>::open(folder.path(), options).map_err(|e| e.to_string())?;
            Ok::<_, String>(operations.iter().map(|operation| driver.apply(operation)).collect::<Vec<_>>())
        };
        if run()? == run()? { Ok(()) } else { Err("two runs differ".into()) }
    });
}
