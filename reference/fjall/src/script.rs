//! The scripted workload: one phase per process, each with another interface of the database.
//!
//! A phase prints what it finds, what its reads give, and what it leaves. The even ones end by being killed: what the next
//! finds then comes out of the journal.

mod maintenance;

use std::path::Path;

use fastrand::Rng;
use fjall::{Database, Keyspace, OptimisticTxDatabase, PersistMode, SingleWriterTxDatabase, Snapshot};

use crate::latest::Latest;
use crate::update::{self, Batch, Direct, Once, Optimistic, Single};
use crate::{Result, dump, keyspaces, query, say};

const STEPS: usize = 1_200;

pub fn run(folder: &Path, phase: u64) -> Result<()> {
    let rng = &mut Rng::with_seed(phase);
    match phase {
        0 | 4 => direct(rng, folder, phase),
        1 | 6 => single_writer(rng, folder, phase),
        2 | 5 => optimistic(rng, folder, phase),
        3 => maintenance::run(rng, folder, phase),
        7 => {
            let database = Database::builder(folder).open()?;
            dump::print(&database, "found")?;
            finish(&database, phase)
        }
        _ => Err(format!("there is no phase {phase}").into()),
    }
}

/// Prints the contents, and waits for the end if it is to come from outside.
fn finish(database: &Database, phase: u64) -> Result<()> {
    dump::print(database, "left")?;
    if phase.is_multiple_of(2) {
        say(format_args!("waiting to be killed"))?;
        loop {
            std::thread::park();
        }
    }
    Ok(())
}

/// What may be forced at any moment without changing what is read.
fn force(rng: &mut Rng, database: &Database, keyspaces: &[Keyspace]) -> Result<()> {
    let keyspace = &keyspaces[rng.usize(..keyspaces.len())];
    match rng.u8(..12) {
        0 => keyspace.major_compact()?,
        1..=5 => keyspace.rotate_memtable_and_wait()?,
        6..=8 => drop(keyspace.rotate_memtable()?),
        9 => database.persist(PersistMode::SyncAll)?,
        10 => database.persist(PersistMode::SyncData)?,
        _ => database.persist(PersistMode::Buffer)?,
    }
    Ok(())
}

fn direct(rng: &mut Rng, folder: &Path, phase: u64) -> Result<()> {
    let database = Database::builder(folder).open()?;
    dump::print(&database, "found")?;
    let keyspaces = keyspaces::open_all(&database)?;
    let mut once = Once::new(database.keyspace("once", || keyspaces::Layout::Plain.options())?, phase);
    let mut snapshots: Vec<(usize, Snapshot)> = Vec::new();

    for step in 0..STEPS {
        match rng.u8(..100) {
            0..30 => update::random(rng, &mut Direct(&keyspaces), 4, "direct")?,
            30..45 => {
                let durability = [
                    None,
                    Some(PersistMode::Buffer),
                    Some(PersistMode::SyncData),
                    Some(PersistMode::SyncAll),
                ];
                // Syncing takes long, and the other modes are as good a test of everything but the disk.
                let durability = durability[if rng.u8(..8) == 0 { rng.usize(2..4) } else { rng.usize(..2) }];
                let mut batch = database.batch().durability(durability);
                update::random(rng, &mut Batch(&mut batch, &keyspaces), 40, "batch")?;
                once.random(rng, Some(&mut batch))?;
                batch.commit()?;
            }
            45..50 => once.random(rng, None)?,
            50..70 => query::random(rng, &Latest, &keyspaces, "latest")?,
            70..75 if snapshots.len() < 4 => snapshots.push((step, database.snapshot())),
            75..78 if !snapshots.is_empty() => drop(snapshots.swap_remove(rng.usize(..snapshots.len()))),
            78..98 if !snapshots.is_empty() => {
                let (since, snapshot) = &snapshots[rng.usize(..snapshots.len())];
                query::random(rng, snapshot, &keyspaces, &format!("since {since}"))?;
            }
            98.. => force(rng, &database, &keyspaces)?,
            _ => (),
        }
    }
    once.print()?;
    drop(snapshots);
    finish(&database, phase)
}

fn single_writer(rng: &mut Rng, folder: &Path, phase: u64) -> Result<()> {
    let database = SingleWriterTxDatabase::builder(folder).open()?;
    dump::print(database.inner(), "found")?;
    let plain = keyspaces::open_all(database.inner())?;
    let mut keyspaces = Vec::new();
    for (name, layout) in keyspaces::ALL {
        keyspaces.push(database.keyspace(name, || layout.options())?);
    }

    for number in 0..STEPS / 10 {
        let before = database.read_tx();
        let mut transaction = database.write_tx();
        for _ in 0..rng.usize(1..12) {
            match rng.u8(..10) {
                0..4 => update::random(rng, &mut Single(&mut transaction, &keyspaces), 6, "single")?,
                4..6 => update::modify_single(rng, &mut transaction, &keyspaces)?,
                6..9 => query::random(rng, &transaction, &plain, "inside")?,
                _ => query::random(rng, &before, &plain, "before")?,
            }
        }
        if rng.u8(..5) == 0 {
            transaction.rollback();
        } else {
            transaction.commit()?;
        }
        query::random(rng, &Latest, &plain, &format!("after {number}"))?;
        if rng.u8(..12) == 0 {
            force(rng, database.inner(), &plain)?;
        }
    }
    finish(database.inner(), phase)
}

fn optimistic(rng: &mut Rng, folder: &Path, phase: u64) -> Result<()> {
    let database = OptimisticTxDatabase::builder(folder).open()?;
    dump::print(database.inner(), "found")?;
    let keyspaces = keyspaces::open_all(database.inner())?;
    let mut open = Vec::new();

    for step in 0..STEPS {
        if open.is_empty() || (open.len() < 4 && rng.u8(..5) == 0) {
            open.push((step, database.write_tx()?));
        }
        let chosen = rng.usize(..open.len());
        let (name, transaction) = &mut open[chosen];
        match rng.u8(..20) {
            0..8 => update::random(rng, &mut Optimistic(transaction, &keyspaces), 3, &format!("in {name}"))?,
            8..11 => update::modify_optimistic(rng, transaction, &keyspaces)?,
            11..16 => query::random(rng, transaction, &keyspaces, &format!("in {name}"))?,
            16 => open.swap_remove(chosen).1.rollback(),
            17..19 => {
                let (name, transaction) = open.swap_remove(chosen);
                let outcome = transaction.commit()?;
                say(format_args!("commit {name} -> {}", if outcome.is_ok() { "done" } else { "conflict" }))?;
            }
            _ if rng.u8(..4) == 0 => force(rng, database.inner(), &keyspaces)?,
            _ => query::random(rng, &Latest, &keyspaces, "latest")?,
        }
    }
    drop(open);
    finish(database.inner(), phase)
}
