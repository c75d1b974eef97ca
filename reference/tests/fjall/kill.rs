//! Writers that are killed without warning, again and again, on one database.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use esker_reference::fjall::Engine;
use fastrand::Rng;

use crate::programs::program;

/// Every way to write that promises something, and therefore has to keep it.
const MODES: [&str; 6] = ["single", "batch-buffer", "batch-data", "batch-all", "single-writer", "optimistic"];

/// `ESKER_KILLS` asks for more.
const ROUNDS: u64 = 24;

/// One database and what is known of it.
struct Victim<'a> {
    folder: &'a Path,
    seed: u64,
    /// The last write that must be there.
    acknowledged: u64,
    /// Whether a part of the write after the last one may be there.
    partial: bool,
}

impl<'a> Victim<'a> {
    fn new(folder: &'a Path, seed: u64) -> Self {
        Self { folder, seed, acknowledged: 0, partial: false }
    }

    fn arguments(&self, what: &str, how: &str) -> [String; 4] {
        [what.to_owned(), self.folder.display().to_string(), self.seed.to_string(), how.to_owned()]
    }

    /// Lets it write until some writes are acknowledged, kills it a moment later, and takes down how far it came.
    fn write_and_kill(&mut self, rng: &mut Rng, engine: Engine, mode: &str) {
        let mut process =
            program(engine).command(self.arguments("write", mode)).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).split(b'\n');
        // In some rounds it dies before the first write, while it opens the database. Not while it creates it: what fjall
        // leaves then, a journal without the file that marks a database, it never opens again, whatever the engine.
        let dies_early = self.acknowledged > 0 && rng.u8(..5) == 0;
        let wanted = if dies_early { 0 } else { rng.usize(1..80) };
        let mut written = Vec::new();
        written.extend(lines.by_ref().take(wanted).map(Result::unwrap));
        assert_eq!(written.len(), wanted, "{engine} has ended of its own accord");
        thread::sleep(Duration::from_micros(rng.u64(..15_000)));
        process.kill().unwrap();
        process.wait().unwrap();

        // A line is written at once, so even the last one is whole.
        written.extend(lines.map(Result::unwrap));
        for line in written {
            let number: u64 = String::from_utf8(line).unwrap().parse().unwrap();
            assert!(number > self.acknowledged, "write {number} was already acknowledged");
            self.acknowledged = number;
            self.partial = false;
        }
        self.partial |= mode == "single";
    }

    /// Opens what is left; what the database reports, or what is wrong with it.
    fn check(&self, engine: Engine) -> Result<u64, String> {
        let last = if self.partial { "partial" } else { "whole" };
        let mut command = program(engine).command(self.arguments("check", last));
        let output = command.arg(self.acknowledged.to_string()).output().unwrap();
        if output.status.success() {
            Ok(String::from_utf8(output.stdout).unwrap().trim().parse().unwrap())
        } else {
            Err(String::from_utf8_lossy(&output.stderr).into_owned())
        }
    }
}

fn from_env(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|error| panic!("{variable}={text}: {error}")))
}

/// Writer and checker are each of either engine in turn: four combinations, in every mode.
#[test]
fn no_acknowledged_write_is_lost() {
    let rounds = from_env("ESKER_KILLS").unwrap_or(ROUNDS);
    let seed = from_env("ESKER_SEED").unwrap_or(1);
    let folder = tempfile::tempdir().unwrap();
    let rng = &mut Rng::with_seed(seed);
    let mut victim = Victim::new(folder.path(), seed);
    let mut acknowledged = 0;

    for round in 0..rounds {
        let mode = MODES[(round / 4) as usize % MODES.len()];
        let writer = Engine::ALL[(round % 2) as usize];
        let checker = Engine::ALL[(round / 2 % 2) as usize];
        let before = victim.acknowledged;
        victim.write_and_kill(rng, writer, mode);
        acknowledged += victim.acknowledged - before;
        match victim.check(checker) {
            // What has been read is there to stay, acknowledged or not.
            Ok(reached) => victim.acknowledged = reached,
            Err(problem) => panic!(
                "round {round}, {mode} by {writer}, opened by {checker}: {problem}\nrepeat with: ESKER_SEED={seed} (the \
                 moment of the kill differs); the database is at {}",
                folder.keep().display()
            ),
        }
    }
    println!("{rounds} rounds, {acknowledged} acknowledged writes, none lost");
}

/// The counterpart: what a database was never asked to persist does get lost, and the check says so. Not at every kill, as
/// a full buffer is written whether asked for or not.
#[test]
fn a_lost_write_is_noticed() {
    let rng = &mut Rng::with_seed(1);
    for engine in Engine::ALL {
        let lost = (0..50).find_map(|_| {
            let folder = tempfile::tempdir().unwrap();
            let mut victim = Victim::new(folder.path(), 1);
            victim.write_and_kill(rng, engine, "unpersisted");
            victim.check(engine).err()
        });
        let problem = lost.unwrap_or_else(|| panic!("nothing was lost on {engine}"));
        assert!(problem.starts_with("lost: "), "{problem}");
    }
}
