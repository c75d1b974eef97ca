//! The scripted workload, on two databases whose engines change after every phase.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

use esker_reference::fjall::Engine;

use crate::programs::program;

const PHASES: usize = 8;

/// What a phase prints before it waits for the end.
const WAITING: &str = "waiting to be killed";

/// Runs one phase to its end, be that of its own accord or not.
fn run(engine: Engine, database: &Path, phase: usize) -> Vec<String> {
    let mut process = program(engine)
        .command(["script".as_ref(), database.as_os_str(), phase.to_string().as_ref()])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = Vec::new();
    for line in BufReader::new(process.stdout.take().unwrap()).lines() {
        lines.push(line.unwrap());
        if lines.last().unwrap() == WAITING {
            process.kill().unwrap();
        }
    }
    let status = process.wait().unwrap();
    let killed = lines.last().is_some_and(|line| line == WAITING);
    assert!(
        killed || status.success(),
        "phase {phase} of {engine} failed: {status}, after {:?}",
        lines.last()
    );
    lines
}

fn assert_equal(phase: usize, sides: [(Engine, &[String]); 2]) {
    let [(_, left), (_, right)] = sides;
    for number in 0..left.len().max(right.len()) {
        let (left, right) = (left.get(number), right.get(number));
        assert_eq!(left, right, "phase {phase}, line {number}: {} is left, {} right", sides[0].0, sides[1].0);
    }
}

/// The lines about whole keyspaces that begin with `title`, without it.
fn contents(lines: &[String], title: &str) -> Vec<String> {
    lines.iter().filter_map(|line| line.strip_prefix(title)).map(str::to_owned).collect()
}

/// Each phase runs on both engines, each time on what the other engine left; the two outputs are the same. What a phase
/// leaves, also where it is killed, the other engine finds.
#[test]
fn either_engine_goes_on_where_the_other_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let mut left: Vec<String> = Vec::new();
    for phase in 0..PHASES {
        let outputs = Engine::ALL.map(|first| {
            // The databases swap engines with every phase, so that neither ever sees its own engine twice in a row.
            let engine = if phase % 2 == 0 { first } else { first.other() };
            (engine, run(engine, &folder.path().join(first.to_string()), phase))
        });
        let [(one, lines), (two, others)] = &outputs;
        assert_equal(phase, [(*one, lines), (*two, others)]);

        assert_eq!(contents(lines, "found "), left, "what phase {phase} finds is not what was left to it");
        left = contents(lines, "left ");
        assert!(!left.is_empty(), "phase {phase} has left nothing");
    }
}
