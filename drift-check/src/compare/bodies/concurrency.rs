//! Locks, atomics and fences.

use super::{Aspect, Facts, Kind, Lines, Lost, Side, Work};
use crate::model::body::{Atomic, Fact, Held, Lock, What};
use std::collections::BTreeSet;

/// Compares everything threads rely on.
pub(super) fn compare(work: &mut Work<'_>) {
    locks(work);
    atomics(work);
    if work.alike {
        order(work);
        lifetimes(work);
    }
}

fn locks(work: &mut Work<'_>) {
    for lost in work.lost(Kind::Lock) {
        let Some((receiver, method)) = lost.key.1.rsplit_once('.') else { continue };
        if work.is_chosen_lock(receiver, method) {
            continue;
        }
        if let Some((other, line)) = taken_otherwise(work, receiver, method) {
            let facts = Facts::both(format!("{receiver}.{method}()"), format!("{receiver}.{other}()"));
            let lines = Lines { reference: lost.line, port: Some(line) };
            work.report(Aspect::LockKind, format!("{receiver}.{method}"), lines, facts);
        } else if !known_by_another_name(work, receiver, method) {
            missing(work, &lost, receiver, method);
        }
    }
}

fn missing(work: &mut Work<'_>, lost: &Lost, receiver: &str, method: &str) {
    let name = if receiver.is_empty() { "a lock".to_owned() } else { format!("`{receiver}`") };
    let mut facts = Facts::both(format!("{name} is taken with `{method}()`"), "it is not taken");
    facts.notes.extend(work.trail(&lost.through));
    let lines = Lines { reference: lost.line, port: None };
    work.report(Aspect::LockMissing, format!("{receiver}.{method}"), lines, facts);
}

/// The port's own acquisition of the same lock by another method, if the reference has none such.
fn taken_otherwise(work: &Work<'_>, receiver: &str, method: &str) -> Option<(String, usize)> {
    let prefix = format!("{receiver}.");
    work.is.own.iter().find_map(|((kind, name), (count, line))| {
        let other = name.strip_prefix(&prefix).filter(|_| *kind == Kind::Lock)?;
        let before = work.was.count(&(Kind::Lock, name.clone()));
        (other != method && *count > before && !receiver.is_empty()).then(|| (other.to_owned(), *line))
    })
}

/// Whether another lock stands in: one that the reference does not know by name, because a field is called differently
/// or a type of its own wraps the lock.
fn known_by_another_name(work: &Work<'_>, receiver: &str, method: &str) -> bool {
    let renamed = receiver.is_empty() || !work.is.code.locks(receiver);
    let exclusive = |method: &str| !method.ends_with("read");
    let stands_in = |(kind, name): &(Kind, String), count: usize| {
        *kind == Kind::Lock
            && name.rsplit_once('.').is_some_and(|(other, found)| {
                exclusive(found) == exclusive(method) && (renamed || !work.was.code.locks(other))
            })
            && work.was.count(&(Kind::Lock, name.clone())) < count
    };
    work.is.own.iter().any(|(key, (count, _))| stands_in(key, *count))
        || work.is.everything().keys().any(|key| stands_in(key, 1))
}

fn own_locks<'s>(side: &'s Side<'_>) -> impl Iterator<Item = (&'s Fact, &'s Lock)> + 's {
    side.facts(|fact| match &fact.what {
        What::Lock(lock) => Some((fact, lock)),
        _ => None,
    })
}

/// Pairs of locks, the second taken while the first is held.
fn nested<'s>(side: &'s Side<'_>) -> Vec<(&'s str, &'s str, usize)> {
    let locks: Vec<(&Fact, &Lock)> = own_locks(side).collect();
    let mut out = Vec::new();
    for (idx, (_, outer)) in locks.iter().enumerate() {
        for (fact, inner) in &locks[idx + 1..] {
            if outer.held > Held::Statement && outer.receiver != inner.receiver {
                out.push((side.code.field(&outer.receiver), side.code.field(&inner.receiver), fact.line));
            }
        }
    }
    out
}

fn order(work: &mut Work<'_>) {
    let mut found = Vec::new();
    {
        let (was, is) = (nested(&work.was), nested(&work.is));
        let pairs: BTreeSet<(&str, &str)> = was.iter().map(|(a, b, _)| (*a, *b)).collect();
        for (outer, inner, line) in &is {
            if pairs.contains(&(*inner, *outer)) && !pairs.contains(&(*outer, *inner)) {
                let before = was.iter().find(|(a, b, _)| a == inner && b == outer).map(|found| found.2);
                found.push((
                    format!("{inner} {outer}"),
                    Lines { reference: before, port: Some(*line) },
                    Facts::both(format!("`{inner}` before `{outer}`"), format!("`{outer}` before `{inner}`")),
                ));
            }
        }
    }
    found.dedup_by(|a, b| a.0 == b.0);
    for (detail, lines, facts) in found {
        work.report(Aspect::LockOrder, detail, lines, facts);
    }
}

impl Work<'_> {
    /// Whether what is done under each guard was compared.
    pub(super) fn locks_compared(&self) -> bool {
        self.alike && own_locks(&self.was).count() == own_locks(&self.is).count()
    }
}

/// Guards that let go of what the reference does under them, or are held over what it does without.
fn lifetimes(work: &mut Work<'_>) {
    let mut found = Vec::new();
    {
        let is: Vec<(&Fact, &Lock)> = own_locks(&work.is).collect();
        let was: Vec<(&Fact, &Lock)> = own_locks(&work.was).collect();
        if was.len() == is.len() {
            for ((before, lock), (after, other)) in was.iter().zip(&is) {
                let same = *lock.receiver == *work.is.code.field(&other.receiver)
                    && work.codes.choices.is_same_method(lock.method, other.method);
                let guards_something =
                    work.was.body.facts.last().is_some_and(|last| !std::ptr::eq(last, *before));
                let name = format!("{}.{}", lock.receiver, lock.method);
                let lines = Lines { reference: Some(before.line), port: Some(after.line) };
                let as_short = Steps::new(&work.was, (before, lock))
                    .is_same_under(&Steps::new(&work.is, (after, other)));
                if same
                    && lock.held == Held::Scope
                    && other.held == Held::Statement
                    && guards_something
                    && !(as_short && lock.until < Some(work.was.body.facts.len()))
                {
                    let say = |lock: &Lock| format!("held {}", lock.held.word());
                    found.push((name, lines, Facts::both(say(lock), say(other))));
                } else if let Some(step) =
                    same.then(|| crossing(work, (before, lock), (after, other))).flatten()
                {
                    let lines = Lines { reference: step.reference, port: step.port };
                    found.push((format!("{name} {}", step.what), lines, step.facts()));
                }
            }
        }
    }
    for (detail, lines, facts) in found {
        work.report(Aspect::GuardLifetime, detail, lines, facts);
    }
}

/// A step that one side takes under a guard, and the other before or after it.
struct Crossing {
    what: String,
    under: bool,
    reference: Option<usize>,
    port: Option<usize>,
}

impl Crossing {
    fn facts(&self) -> Facts {
        let (over, not) = (format!("held over `{}`", self.what), format!("not held over `{}`", self.what));
        if self.under { Facts::both(over, not) } else { Facts::both(not, over) }
    }
}

/// The first step of the reference that both sides take equally often, but not equally often under this guard.
fn crossing(work: &Work<'_>, was: (&Fact, &Lock), is: (&Fact, &Lock)) -> Option<Crossing> {
    // Of what is asked for in a `match`, the arm for a failure has none, and which one that is, facts do not tell.
    let may_fail = |lock: &Lock| lock.method.starts_with("try_") && lock.held == Held::Statement;
    if may_fail(was.1) || may_fail(is.1) {
        return None;
    }
    let (before, after) = (Steps::new(&work.was, was), Steps::new(&work.is, is));
    // What takes locks, changes atomics or is the crate's own says more than a method of the standard library.
    let weighs = |what: &str| what.contains('.') || work.was.code.has_name(what);
    let (first, second): (Vec<_>, Vec<_>) = before.all.iter().partition(|(what, _)| weighs(what));
    for (what, line) in first.into_iter().chain(second).map(|(what, line)| (what, *line)) {
        let count = |list: &[(String, usize)]| list.iter().filter(|(other, _)| other == what).count();
        let (under, under_there) = (count(before.under()), count(after.under()));
        if under != under_there && count(&before.all) == count(&after.all) {
            let port = after.all.iter().find(|(other, _)| other == what).map(|(_, line)| *line);
            return Some(Crossing {
                what: what.clone(),
                under: under > under_there,
                reference: Some(line),
                port,
            });
        }
    }
    None
}

/// What a body does that others may see: its atomic operations, file accesses and calls, and which of that under a guard.
struct Steps {
    all: Vec<(String, usize)>,
    under: std::ops::Range<usize>,
}

impl Steps {
    fn new(side: &Side<'_>, (guard, lock): (&Fact, &Lock)) -> Self {
        let mut all = Vec::new();
        let mut under = 0..0;
        for (idx, fact) in side.body.facts.iter().enumerate() {
            if lock.until == Some(idx) {
                under.end = all.len();
            }
            if std::ptr::eq(fact, guard) {
                under = all.len()..all.len();
            }
            let what = match &fact.what {
                What::Atomic(atomic) => format!("{}.{}", side.code.field(&atomic.receiver), atomic.method),
                What::Io(io) => (*io).to_owned(),
                What::Lock(other) if !std::ptr::eq(fact, guard) => {
                    format!("{}.{}", side.code.field(&other.receiver), other.method)
                }
                What::Call(call) if call.name() != "drop" => side.code.call_name(side.id, call).to_owned(),
                _ => continue,
            };
            all.push((what, fact.line));
        }
        if lock.until == Some(side.body.facts.len()) {
            under.end = all.len();
        }
        Self { all, under }
    }

    /// Whether the same is done under the guard, and something is.
    fn is_same_under(&self, other: &Steps) -> bool {
        let names = |steps: &Steps| steps.under().iter().map(|(what, _)| what.clone()).collect::<Vec<_>>();
        !self.under().is_empty() && names(self) == names(other)
    }

    fn under(&self) -> &[(String, usize)] {
        &self.all[self.under.clone()]
    }
}

fn own_atomics<'s>(side: &'s Side<'_>, receiver: &str, method: &str) -> Vec<(&'s Fact, &'s Atomic)> {
    side.facts(|fact| match &fact.what {
        What::Atomic(atomic) => Some((fact, atomic)),
        _ => None,
    })
    .filter(|(_, atomic)| side.code.field(&atomic.receiver) == receiver && *atomic.method == *method)
    .collect()
}

fn atomics(work: &mut Work<'_>) {
    let keys: BTreeSet<(String, String)> = work
        .was
        .facts(|fact| match &fact.what {
            What::Atomic(atomic) => Some((atomic.receiver.to_string(), atomic.method.to_string())),
            _ => None,
        })
        .collect();
    let mut found = Vec::new();
    for (receiver, method) in &keys {
        let was = own_atomics(&work.was, receiver, method);
        let is = own_atomics(&work.is, receiver, method);
        if was.len() == is.len() {
            for ((before, atomic), (after, other)) in was.iter().zip(&is) {
                if atomic.orderings != other.orderings {
                    found.push((
                        Aspect::AtomicOrdering,
                        format!("{receiver}.{method}"),
                        Lines { reference: Some(before.line), port: Some(after.line) },
                        orderings(atomic, other),
                    ));
                }
            }
        }
    }
    for (aspect, detail, lines, facts) in found {
        work.report(aspect, detail, lines, facts);
    }
    for lost in work.lost(Kind::Atomic) {
        operation(work, &lost);
    }
    fences(work);
}

/// The note on orderings that promise less.
pub(crate) const WEAKER: &str = "the port's ordering promises less";

/// What an ordering promises, as bits: it acquires, it releases, and all threads agree on the order.
fn promises(ordering: &str) -> u8 {
    match ordering {
        "Relaxed" => 0,
        "Acquire" => 1,
        "Release" => 2,
        "AcqRel" => 3,
        _ => 7,
    }
}

/// Whether an operation promises something that none of those promises which the port does instead.
fn promises_less(work: &Work<'_>, receiver: &str, method: &str, instead: &[&str]) -> bool {
    let all = |side: &Side<'_>, method: &str| {
        let own = own_atomics(side, receiver, method);
        own.iter().flat_map(|(_, atomic)| &atomic.orderings).fold(0, |all, one| all | promises(one))
    };
    // What lies behind calls is not known so well.
    let here: Vec<&&str> =
        instead.iter().filter(|method| !own_atomics(&work.is, receiver, method).is_empty()).collect();
    let is = here.iter().fold(0, |found, method| found | all(&work.is, method));
    !here.is_empty() && all(&work.was, method) & !is != 0
}

fn orderings(was: &Atomic, is: &Atomic) -> Facts {
    let mut facts = Facts::both(was.orderings.join(", "), is.orderings.join(", "));
    let weaker = was.orderings.iter().zip(&is.orderings).any(|(was, is)| promises(was) & !promises(is) != 0);
    if weaker || is.orderings.len() < was.orderings.len() {
        facts.notes.push(WEAKER.into());
    }
    facts
}

/// An atomic operation the port does not do.
fn operation(work: &mut Work<'_>, lost: &Lost) {
    let Some((receiver, method)) = lost.key.1.rsplit_once('.') else { return };
    if work.is_locked_by_choice(receiver) {
        return;
    }
    let (was, is) = (work.was.count(&lost.key), work.is.count(&lost.key));
    if is > 0 {
        let places = if is == 1 { "in one place".to_owned() } else { format!("in {is} places") };
        let facts = Facts::both(format!("{receiver}.{method} in {was} places"), places);
        let lines = Lines { reference: None, port: None };
        return work.report(Aspect::AtomicOperation, lost.key.1.clone(), lines, facts);
    }
    let prefix = format!("{receiver}.");
    let of_kind = |key: &&(Kind, String)| key.0 == Kind::Atomic;
    let all: Vec<&(Kind, String)> =
        work.is.own.keys().chain(work.is.everything().keys()).filter(of_kind).collect();
    // The same operation on something that has another name there.
    let elsewhere = all.iter().any(|(_, name)| {
        name.rsplit_once('.').is_some_and(|(other, found)| {
            found == method && (!work.alike || !work.is.code.has_field(receiver)) && other != receiver
        })
    });
    if elsewhere {
        return;
    }
    let mut instead: Vec<&str> = all.iter().filter_map(|(_, name)| name.strip_prefix(&prefix)).collect();
    instead.retain(|method| work.was.count(&(Kind::Atomic, format!("{prefix}{method}"))) == 0);
    instead.sort_unstable();
    instead.dedup();
    let retries = |body: &crate::model::body::BodyFacts| {
        body.facts.iter().any(|fact| {
            fact.in_loop
                && matches!(&fact.what, What::Atomic(atomic) if atomic.method.starts_with("compare_exchange"))
        })
    };
    // Where the port does it instead: here, or behind calls.
    let trail = instead.first().and_then(|method| {
        let key = (Kind::Atomic, format!("{prefix}{method}"));
        (work.is.count(&key) == 0).then(|| work.is.everything().get(&key)).flatten()
    });
    let helper = trail.and_then(|trail| work.is.code.body(*trail.last()?));
    let looped = helper.map_or_else(|| retries(work.is.body), |body| retries(&body.facts));
    let mut port = match (instead.is_empty(), looped) {
        (true, _) => "no such operation".to_owned(),
        (false, true) => format!("{}, in a loop", instead.join(" and ")),
        (false, false) => instead.join(" and "),
    };
    if let Some(trail) = trail {
        let path: Vec<String> =
            trail.iter().map(|id| format!("`{}`", work.is.code.krate.item(*id).path)).collect();
        port = format!("{port}, through {}", path.join(", then "));
    }
    let weaker = promises_less(work, receiver, method, &instead);
    if weaker {
        port.push_str(", with a weaker ordering");
    }
    let mut facts = Facts::both(format!("{receiver}.{method}"), port);
    facts.notes.extend(work.trail(&lost.through));
    facts.notes.extend(weaker.then(|| WEAKER.to_owned()));
    let detail = lost.key.1.clone();
    work.report(Aspect::AtomicOperation, detail, Lines { reference: lost.line, port: None }, facts);
}

fn fences(work: &mut Work<'_>) {
    let of = |side: &Side<'_>| -> Vec<(String, usize)> {
        side.facts(|fact| match &fact.what {
            What::Fence(ordering) => Some((ordering.to_string(), fact.line)),
            _ => None,
        })
        .collect()
    };
    let (was, is) = (of(&work.was), of(&work.is));
    if work.alike && is.len() < was.len() {
        let say = |count: usize| match count {
            0 => "no fence".to_owned(),
            1 => "one fence".to_owned(),
            more => format!("{more} fences"),
        };
        let facts = Facts::both(say(was.len()), say(is.len()));
        let lines = Lines { reference: was.first().map(|found| found.1), port: None };
        work.report(Aspect::AtomicOperation, "fence", lines, facts);
    }
}
