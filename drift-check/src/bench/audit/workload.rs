//! What a benchmark measures: the calls it times, what it prepares, and the numbers it uses.
//!
//! Understands Criterion's functions, by their names in the source. Functions and closures of the benchmarks themselves
//! are looked into where they are called, so that a helper and its body written out are the same.

mod program;
mod values;
mod walk;

use super::sources::Source;
use super::{Kind, Problem};
use program::Program;
use std::collections::{BTreeMap, BTreeSet};
use syn::visit::Visit;

/// A benchmark, reduced to what can be compared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Workload {
    file: String,
    line: usize,
    timed: Vec<Call>,
    prepared: Vec<Call>,
    values: BTreeSet<String>,
}

/// A call, with what is known of its arguments.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Call {
    name: String,
    /// Values of the arguments that are constant, in their order.
    constants: Vec<String>,
}

/// Benchmarks by group and name. One name may stand for several: in other files, or because it is computed.
pub(super) type Workloads = BTreeMap<String, Vec<Workload>>;

/// All benchmarks of some files.
pub(super) fn collect(sources: &[Source]) -> Workloads {
    let files: Vec<(String, syn::File)> =
        sources.iter().map(|source| (source.file.clone(), program::open_macros(&source.syntax))).collect();
    let program = Program::of(&files);
    let mut found = Workloads::new();
    let mut entered: Vec<&syn::Block> = Vec::new();
    // Those that seem to be called are looked into from where they are; what was not, was not called.
    let (roots, others): (Vec<_>, Vec<_>) =
        program.functions().partition(|function| program.is_root(function));
    for function in roots.into_iter().chain(others) {
        if !entered.iter().any(|block| std::ptr::eq(*block, function.block)) {
            for (name, workload) in walk::benchmarks(&program, function, &mut entered) {
                found.entry(name).or_default().push(workload);
            }
        }
    }
    found
}

/// The macros of a file that register benchmarks: what they make of them nobody sees without a compiler.
pub(super) fn unseen(source: &Source) -> Vec<Problem> {
    let mut found = Macros(Vec::new());
    found.visit_file(&source.syntax);
    let problem = |(name, line)| Problem {
        file: source.file.clone(),
        line,
        kind: Kind::Unseen,
        message: format!("the macro `{name}` registers benchmarks, which are not compared"),
    };
    found.0.into_iter().map(problem).collect()
}

/// Names and lines of macros that register benchmarks.
struct Macros(Vec<(String, usize)>);

impl<'ast> Visit<'ast> for Macros {
    fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
        let registers = || {
            let text = item.mac.tokens.to_string();
            ["bench_function", "bench_with_input"].into_iter().any(|name| text.contains(name))
        };
        if let Some(name) = item.ident.as_ref().filter(|_| registers()) {
            self.0.push((name.to_string(), name.span().start().line));
        }
    }
}

/// Compares benchmarks of the same name.
pub(super) fn compare(reference: &Workloads, port: &Workloads) -> Vec<Problem> {
    let mut problems = Vec::new();
    let names: BTreeSet<&String> = reference.keys().chain(port.keys()).collect();
    for name in names {
        let side = |workloads: &Workloads| workloads.get(name).cloned().unwrap_or_default();
        let (pairs, theirs, ours) = pair(side(reference), side(port));
        for (theirs, ours) in &pairs {
            let problem = |(kind, difference)| Problem {
                file: ours.file.clone(),
                line: ours.line,
                kind,
                message: format!("`{name}`: {difference}"),
            };
            problems.extend(differences(theirs, ours).into_iter().map(problem));
        }
        for (workloads, which) in [(theirs, "reference"), (ours, "port")] {
            problems.extend(workloads.into_iter().map(|only| Problem {
                file: only.file,
                line: only.line,
                kind: Kind::OneSided,
                message: format!("`{name}` exists in the {which} only"),
            }));
        }
    }
    problems
}

type Pairs = Vec<(Workload, Workload)>;

/// Benchmarks of one name, those of the same file together, then in the order in which they stand. What is left has no
/// counterpart.
fn pair(mut theirs: Vec<Workload>, ours: Vec<Workload>) -> (Pairs, Vec<Workload>, Vec<Workload>) {
    let mut pairs = Vec::new();
    let mut left = Vec::new();
    for ours in ours {
        match theirs.iter().position(|theirs| theirs.file == ours.file) {
            Some(at) => pairs.push((theirs.remove(at), ours)),
            None => left.push(ours),
        }
    }
    let count = theirs.len().min(left.len());
    pairs.extend(theirs.drain(..count).zip(left.drain(..count)));
    (pairs, theirs, left)
}

/// What differs between two benchmarks of one name, in words.
fn differences(theirs: &Workload, ours: &Workload) -> Vec<(Kind, String)> {
    let mut found = Vec::new();
    for (kind, what, theirs, ours) in [
        (Kind::Calls, "times", &theirs.timed, &ours.timed),
        (Kind::SetUp, "prepares with", &theirs.prepared, &ours.prepared),
    ] {
        let (was, is) = (counts(theirs), counts(ours));
        if was != is {
            found.push((
                kind,
                format!("the reference {what} {}, the port {}", excess(&was, &is), excess(&is, &was)),
            ));
        } else if let Some(at) = theirs.iter().zip(ours).position(|(a, b)| a.name != b.name) {
            let from_there = |calls: &[Call]| {
                calls[at..]
                    .iter()
                    .take(SHOWN_MAX)
                    .map(|call| format!("`{}`", call.name))
                    .collect::<Vec<_>>()
                    .join(", ")
            };
            found.push((
                kind,
                format!(
                    "the reference {what} {} in this order, the port {}",
                    from_there(theirs),
                    from_there(ours)
                ),
            ));
        }
    }
    if theirs.values != ours.values {
        let list = |one: &BTreeSet<String>, other: &BTreeSet<String>| -> String {
            joined(one.difference(other).map(|value| format!("`{value}`")).collect())
        };
        found.push((
            Kind::Sizes,
            format!(
                "the reference uses {}, the port {}",
                list(&theirs.values, &ours.values),
                list(&ours.values, &theirs.values)
            ),
        ));
    }
    if found.is_empty() {
        let arguments = [(&theirs.timed, &ours.timed), (&theirs.prepared, &ours.prepared)];
        let other = arguments.into_iter().find_map(|(theirs, ours)| {
            theirs.iter().zip(ours).find(|(theirs, ours)| theirs.constants != ours.constants)
        });
        if let Some((theirs, ours)) = other {
            found.push((
                Kind::Sizes,
                format!(
                    "the reference has `{}` with {}, the port with {}",
                    theirs.name,
                    arguments_of(theirs),
                    arguments_of(ours)
                ),
            ));
        }
    }
    found
}

/// Calls shown of an order.
const SHOWN_MAX: usize = 4;

fn arguments_of(call: &Call) -> String {
    joined(call.constants.iter().map(|value| format!("`{value}`")).collect())
}

fn counts(calls: &[Call]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for call in calls {
        *counts.entry(&*call.name).or_default() += 1;
    }
    counts
}

/// What one side has and the other has not, or less often or more often.
fn excess(one: &BTreeMap<&str, usize>, other: &BTreeMap<&str, usize>) -> String {
    let names =
        one.iter().filter(|(name, count)| other.get(*name) != Some(*count)).map(|(name, count)| {
            match (count, other.contains_key(name)) {
                (_, false) => format!("`{name}`"),
                (1, true) => format!("`{name}` once"),
                (count, true) => format!("`{name}` {count} times"),
            }
        });
    joined(names.collect())
}

fn joined(names: Vec<String>) -> String {
    if names.is_empty() { "nothing else".into() } else { names.join(", ") }
}
