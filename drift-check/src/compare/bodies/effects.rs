//! Files, errors, panics, unsafety, results and arithmetic.

use super::{Aspect, Facts, Kind, Lines, Side, Work};
use crate::model::body::{Outcome, Panic, What};
use std::collections::{BTreeMap, BTreeSet};

/// File access whose absence or order decides what survives a crash.
pub(super) const DURABLE: &[&str] = &["sync", "rename", "set_len", "remove_file", "hard_link"];

/// File access whose order does: what is written after it was made durable is not.
const ORDERED: &[&str] = &["write_all", "sync", "rename", "set_len", "remove_file", "hard_link"];

/// The note on files that replace others before they are durable: after a crash neither may be there.
pub(crate) const NOT_YET_DURABLE: &str = "in the reference a file is durable before it gets its name";

/// The detail of findings about what makes writes durable.
pub(crate) const SYNC: &str = "sync";

/// Compares what bodies do to the world around them.
pub(super) fn compare(work: &mut Work<'_>) {
    files(work);
    errors(work);
    panics(work);
    unsafety(work);
    swallowed(work);
    if work.alike {
        arithmetic(work);
    }
}

fn files(work: &mut Work<'_>) {
    for lost in work.lost(Kind::Io) {
        let io = lost.key.1.as_str();
        if !DURABLE.contains(&io) || (!work.alike && io != SYNC) {
            continue;
        }
        let (was, is) = (work.was.count(&lost.key), work.is.count(&lost.key));
        let mut facts = match is {
            0 => Facts::both(word(io), "does not"),
            _ => Facts::both(format!("{}, in {was} places", word(io)), format!("in {is}")),
        };
        facts.notes.extend(work.trail(&lost.through));
        // Of several places nobody knows which one the port left out.
        let line = lost.line.filter(|_| is == 0);
        work.report(Aspect::IoOrder, io, Lines { reference: line, port: None }, facts);
    }
    let sequence = |side: &Side<'_>| -> Vec<(&'static str, usize)> {
        side.facts(|fact| match &fact.what {
            What::Io(io) if ORDERED.contains(io) => Some((*io, fact.line)),
            _ => None,
        })
        .collect()
    };
    let (was, is) = (sequence(&work.was), sequence(&work.is));
    let names = |list: &[(&'static str, usize)]| list.iter().map(|(io, _)| *io).collect::<Vec<_>>();
    let sorted = |list: &[(&'static str, usize)]| {
        let mut names = names(list);
        names.sort_unstable();
        names
    };
    if work.alike && names(&was) != names(&is) && sorted(&was) == sorted(&is) {
        let facts = {
            let say = |list: &[(&'static str, usize)]| format!("does `{}`", names(list).join("`, then `"));
            let mut facts = Facts::both(say(&was), say(&is));
            if renames_durable(&names(&was)) && !renames_durable(&names(&is)) {
                facts.notes.push(NOT_YET_DURABLE.into());
            }
            facts
        };
        let line = |list: &[(&'static str, usize)]| list.first().map(|(_, line)| *line);
        work.report(Aspect::IoOrder, "order", Lines { reference: line(&was), port: line(&is) }, facts);
    }
}

/// Whether what gets a name was made durable before.
fn renames_durable(steps: &[&str]) -> bool {
    let sync = steps.iter().position(|step| *step == SYNC);
    let rename = steps.iter().position(|step| *step == "rename");
    rename.is_some_and(|rename| sync.is_some_and(|sync| sync < rename))
}

fn word(io: &str) -> &'static str {
    match io {
        "sync" => "makes what it wrote durable",
        "rename" => "renames a file",
        "set_len" => "sets the length of a file",
        "remove_file" => "removes a file",
        _ => "links a file",
    }
}

fn errors(work: &mut Work<'_>) {
    for lost in work.lost(Kind::Error) {
        let gone = work.is.count(&lost.key) == 0;
        // A variant that is absent as a whole is reported as such.
        if gone && work.is.code.has_variant(&lost.key.1) {
            let mut facts = Facts::both(&lost.key.1, "never built here");
            facts.notes.extend(work.trail(&lost.through));
            let lines = Lines { reference: lost.line, port: None };
            work.report(Aspect::ErrorNotBuilt, lost.key.1, lines, facts);
        }
    }
}

fn panics(work: &mut Work<'_>) {
    let of = |side: &Side<'_>| -> Vec<(Panic, usize)> {
        side.facts(|fact| match &fact.what {
            What::Panic(panic @ (Panic::Unwrap | Panic::Expect | Panic::Macro)) => Some((*panic, fact.line)),
            _ => None,
        })
        .collect()
    };
    let (was, is) = (of(&work.was), of(&work.is));
    let key = (Kind::Panic, String::new());
    let new = if work.alike { is.len() > was.len() } else { was.is_empty() && !is.is_empty() };
    if !new || work.was.everything().contains_key(&key) {
        return;
    }
    let say = |list: &[(Panic, usize)]| match list.len() {
        0 => "nowhere".to_owned(),
        1 => "in one place".to_owned(),
        more => format!("in {more} places"),
    };
    let port = is.iter().find(|(panic, _)| !was.iter().any(|(known, _)| known == panic)).or(is.first());
    let lines = Lines { reference: None, port: port.map(|found| found.1) };
    work.report(Aspect::PanicSite, "", lines, Facts::both(say(&was), say(&is)));
}

pub(super) fn unsafety(work: &mut Work<'_>) {
    let key = (Kind::Unsafe, String::new());
    if work.is.count(&key) <= work.was.count(&key) || work.was.everything().contains_key(&key) {
        return;
    }
    let line = work.is.own.get(&key).map(|(_, line)| *line);
    let count = |count: usize| match count {
        0 => "no unsafe block".to_owned(),
        1 => "one unsafe block".to_owned(),
        more => format!("{more} unsafe blocks"),
    };
    let facts = Facts::both(count(work.was.count(&key)), count(work.is.count(&key)));
    work.report(Aspect::UnsafeAdded, "", Lines { reference: None, port: line }, facts);
}

/// What becomes of the results of a callee.
#[derive(Default)]
struct Outcomes {
    /// How often its error is passed on.
    tried: usize,
    /// Where nothing looks at the result.
    discarded: Vec<usize>,
    /// Where only success is looked at.
    ignored: Vec<usize>,
    /// The first call.
    line: usize,
}

fn outcomes<'s>(side: &'s Side<'_>) -> BTreeMap<&'s str, Outcomes> {
    let mut out: BTreeMap<&str, Outcomes> = BTreeMap::new();
    for fact in &side.body.facts {
        let What::Call(call) = &fact.what else { continue };
        let entry = out.entry(side.code.call_name(side.id, call)).or_default();
        if entry.line == 0 {
            entry.line = fact.line;
        }
        match call.outcome {
            Outcome::Tried => entry.tried += 1,
            Outcome::Discarded => entry.discarded.push(fact.line),
            Outcome::Ignored => entry.ignored.push(fact.line),
            Outcome::Used => {}
        }
    }
    out
}

fn swallowed(work: &mut Work<'_>) {
    let mut found = Vec::new();
    let is = outcomes(&work.is);
    for (name, was) in outcomes(&work.was) {
        let Some(is) = is.get(name).filter(|is| is.tried < was.tried) else { continue };
        // In a body that was written anew, what nobody looks at may be no result at all.
        let discarded =
            is.discarded.first().filter(|_| work.alike && is.discarded.len() > was.discarded.len());
        let ignored = is.ignored.first().filter(|_| is.ignored.len() > was.ignored.len());
        let Some(port) = discarded.or(ignored) else { continue };
        let lines = Lines { reference: Some(was.line), port: Some(*port) };
        let facts = Facts::both(format!("the error of `{name}` is passed on"), "nothing looks at it");
        found.push((name.to_owned(), lines, facts));
    }
    for (detail, lines, facts) in found {
        work.report(Aspect::ResultSwallowed, detail, lines, facts);
    }
}

fn arithmetic(work: &mut Work<'_>) {
    let of = |side: &Side<'_>| -> BTreeMap<(String, &'static str), (usize, usize)> {
        let mut out: BTreeMap<(String, &'static str), (usize, usize)> = BTreeMap::new();
        for fact in &side.body.facts {
            if let What::Arithmetic { mode, operation } = &fact.what {
                out.entry((operation.to_string(), *mode)).or_insert((0, fact.line)).0 += 1;
            }
        }
        out
    };
    let (was, is) = (of(&work.was), of(&work.is));
    let more = |a: &BTreeMap<(String, &'static str), (usize, usize)>,
                b: &BTreeMap<(String, &'static str), (usize, usize)>| {
        a.iter()
            .filter(|(key, (count, _))| *count > b.get(*key).map_or(0, |found| found.0))
            .map(|((operation, mode), (_, line))| (operation.clone(), *mode, *line))
            .collect::<Vec<_>>()
    };
    let (gone, new) = (more(&was, &is), more(&is, &was));
    let mut seen = BTreeSet::new();
    for (operation, mode, line) in &gone {
        let instead = new.iter().find(|(other, found, _)| other == operation && found != mode);
        if let Some((_, other, port_line)) = instead
            && seen.insert(operation.clone())
        {
            let facts = Facts::both(format!("{mode} {operation}"), format!("{other} {operation}"));
            let lines = Lines { reference: Some(*line), port: Some(*port_line) };
            work.report(Aspect::ArithmeticMode, operation.clone(), lines, facts);
        }
    }
}
