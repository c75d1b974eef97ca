//! Comparisons, guards and patterns, of bodies that are alike.

use super::code::Code;
use super::{Aspect, Facts, Kind, Lines, Side, Work};
use crate::model::body::{Comparison, Condition, What};
use std::collections::{BTreeMap, BTreeSet};

/// Compares which way the bodies go.
///
/// Where trees stand side by side, they tell more about patterns than which of them there are.
pub(super) fn compare(work: &mut Work<'_>, is_near: bool) {
    comparisons(work);
    guards(work);
    if !is_near {
        patterns(work);
    }
}

fn own_comparisons<'s>(side: &'s Side<'_>) -> Vec<(&'s Comparison, usize)> {
    side.facts(|fact| match &fact.what {
        What::Comparison(comparison) => Some((comparison, fact.line)),
        _ => None,
    })
    .collect()
}

/// Takes away what both have.
fn residual<'c>(
    list: &[(&'c Comparison, usize)],
    other: &[(&'c Comparison, usize)],
) -> Vec<(&'c Comparison, usize)> {
    let key = |comparison: &'c Comparison| (&*comparison.left, comparison.operator, &*comparison.right);
    let mut counts: BTreeMap<_, usize> = BTreeMap::new();
    for (comparison, _) in other {
        *counts.entry(key(comparison)).or_default() += 1;
    }
    list.iter()
        .filter(|(comparison, _)| match counts.get_mut(&key(comparison)) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        })
        .copied()
        .collect()
}

fn comparisons(work: &mut Work<'_>) {
    let mut found = Vec::new();
    {
        let (all_was, all_is) = (own_comparisons(&work.was), own_comparisons(&work.is));
        let was = residual(&all_was, &all_is);
        let mut is = residual(&all_is, &all_was);
        for (before, line) in was {
            let Some(idx) =
                is.iter().position(|(after, _)| after.left == before.left && after.right == before.right)
            else {
                continue;
            };
            let (after, port_line) = is.remove(idx);
            // The opposite question with the branches swapped is the same question.
            if opposite(before.operator) == after.operator && before.branch != after.branch {
                continue;
            }
            if asks_for_zero(before) && asks_for_zero(after) && is_zero_asked(before) == is_zero_asked(after)
            {
                continue;
            }
            // Where an operand has no name, only the neighbouring operator is certain to be the same question.
            if (before.left == before.right || unclear(&before.left) || unclear(&before.right))
                && !neighbours(before.operator, after.operator)
            {
                continue;
            }
            let facts = Facts::both(spell(before), spell(after));
            let lines = Lines { reference: Some(line), port: Some(port_line) };
            found.push((format!("{} ~ {}", before.left, before.right), lines, facts));
        }
    }
    for (detail, lines, facts) in found {
        work.report(Aspect::Comparison, detail, lines, facts);
    }
}

/// Whether it asks if a number is zero, provided that it is unsigned.
fn asks_for_zero(comparison: &Comparison) -> bool {
    match (&*comparison.left, &*comparison.right) {
        (_, "0") => matches!(comparison.operator, "==" | "!=" | ">" | "<="),
        ("0", _) => matches!(comparison.operator, "==" | "!=" | "<" | ">="),
        _ => false,
    }
}

/// Whether it holds for zero.
fn is_zero_asked(comparison: &Comparison) -> bool {
    matches!(comparison.operator, "==" | "<=" | ">=")
}

fn unclear(operand: &str) -> bool {
    operand == "_" || operand.contains('…')
}

fn neighbours(a: &str, b: &str) -> bool {
    matches!((a, b), ("<", "<=") | ("<=", "<") | (">", ">=") | (">=", ">") | ("==", "!=") | ("!=", "=="))
}

fn spell(comparison: &Comparison) -> String {
    format!("{} {} {}", comparison.left, comparison.operator, comparison.right)
}

fn opposite(operator: &str) -> &'static str {
    match operator {
        "<" => ">=",
        "<=" => ">",
        ">" => "<=",
        ">=" => "<",
        "==" => "!=",
        _ => "==",
    }
}

fn conditions<'s>(side: &'s Side<'_>) -> Vec<(&'s Condition, usize)> {
    side.facts(|fact| match &fact.what {
        What::Condition(condition) => Some((condition, fact.line)),
        _ => None,
    })
    .collect()
}

/// How often each part of a condition occurs anywhere in a body, in both spellings.
fn parts<'s>(side: &'s Side<'_>) -> (BTreeMap<&'s str, usize>, BTreeMap<&'s str, usize>) {
    let (mut full, mut masked) = (BTreeMap::new(), BTreeMap::new());
    for (condition, _) in conditions(side) {
        for part in &condition.parts {
            *full.entry(&*part.full).or_default() += 1;
            *masked.entry(&*part.masked).or_default() += 1;
        }
    }
    (full, masked)
}

/// Guards of one side with a part that the other side asks for less often, wherever and however it asks.
fn only<'s>(side: &'s Side<'_>, other: &'s Side<'_>) -> Vec<(String, usize)> {
    let (own, theirs) = (parts(side), parts(other));
    let count = |map: &BTreeMap<&str, usize>, key: &str| map.get(key).copied().unwrap_or(0);
    let mut out = Vec::new();
    for (condition, line) in conditions(side).into_iter().filter(|(condition, _)| condition.guard) {
        let lacking = condition.parts.iter().find(|part| {
            count(&own.0, &part.full) > count(&theirs.0, &part.full)
                && count(&own.1, &part.masked) > count(&theirs.1, &part.masked)
                && !other.fresh(side, false).contains_key(&(Kind::Part, part.masked.to_string()))
        });
        if let Some(part) = lacking {
            out.push((part.full.to_string(), line));
        }
    }
    out
}

fn guards(work: &mut Work<'_>) {
    let mut gone = only(&work.was, &work.is);
    let mut new = only_in_port(work);
    // A guard that asks about the same thing in other words is no other guard.
    gone.retain(|(text, _)| match new.iter().position(|(other, _)| related(text, other)) {
        Some(idx) => {
            new.remove(idx);
            false
        }
        None => true,
    });
    for (text, line) in gone {
        let facts = Facts::both(format!("leaves early on `{text}`"), "does not");
        work.report(Aspect::EarlyReturn, text, Lines { reference: Some(line), port: None }, facts);
    }
    for (text, line) in new {
        let facts = Facts::both("does not", format!("leaves early on `{text}`"));
        work.report(Aspect::EarlyReturn, text, Lines { reference: None, port: Some(line) }, facts);
    }
}

/// Whether two conditions share a name that says something.
fn related(a: &str, b: &str) -> bool {
    let names = |text: &str| -> BTreeSet<String> {
        text.split(|c: char| !c.is_alphanumeric() && c != '_')
            .filter(|word| word.len() > 3 && !matches!(*word, "match" | "self" | "iter" | "from"))
            .map(str::to_owned)
            .collect()
    };
    let (a, b) = (names(a), names(b));
    a.is_empty() || b.is_empty() || !a.is_disjoint(&b)
}

/// Guards only the port has. What the reference does in a helper of its own is no news.
fn only_in_port(work: &Work<'_>) -> Vec<(String, usize)> {
    let known = work.was.fresh(&work.is, true);
    let masked: BTreeSet<&str> =
        known.keys().filter(|key| key.0 == Kind::Part).map(|key| key.1.as_str()).collect();
    let (own, theirs) = (parts(&work.is), parts(&work.was));
    let more = |own: &BTreeMap<&str, usize>, theirs: &BTreeMap<&str, usize>, key: &str| {
        own.get(key) > theirs.get(key)
    };
    let mut out = Vec::new();
    for (condition, line) in conditions(&work.is).into_iter().filter(|(condition, _)| condition.guard) {
        let new = condition.parts.iter().find(|part| {
            more(&own.0, &theirs.0, &part.full)
                && more(&own.1, &theirs.1, &part.masked)
                && !masked.contains(&*part.masked)
        });
        out.extend(new.map(|part| (part.full.to_string(), line)));
    }
    out
}

/// Whether a pattern's name means something to a crate: variants that are absent are reported as such.
fn known(code: &Code<'_>, name: &str) -> bool {
    !name.starts_with(char::is_uppercase) || code.has_variant(name)
}

/// Whether a body asks for a literal by a comparison that the other one, which has it in a pattern, does without.
fn compares(side: &Side<'_>, other: &Side<'_>, name: &str) -> bool {
    let is_literal =
        name.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '\'' | '"' | '-'));
    let is_it = |operand: &str| {
        let inner = operand.strip_prefix("Some(").and_then(|rest| rest.strip_suffix(')'));
        inner.unwrap_or(operand) == name
    };
    let comparisons = |side: &'_ Side<'_>| -> Vec<(Box<str>, Box<str>)> {
        let found = side.body.facts.iter().filter_map(|fact| match &fact.what {
            What::Comparison(Comparison { left, operator: "==" | "!=", right, .. }) => {
                Some((left.clone(), right.clone()))
            }
            _ => None,
        });
        found.collect()
    };
    is_literal && {
        let theirs = comparisons(other);
        comparisons(side).iter().any(|pair| (is_it(&pair.0) || is_it(&pair.1)) && !theirs.contains(pair))
    }
}

fn patterns(work: &mut Work<'_>) {
    let of = |side: &Side<'_>| -> BTreeMap<String, usize> {
        let mut out = BTreeMap::new();
        for fact in &side.body.facts {
            if let What::Pattern(name) = &fact.what {
                out.entry(name.to_string()).or_insert(fact.line);
            }
        }
        out
    };
    let (was, is) = (of(&work.was), of(&work.is));
    let mut found = Vec::new();
    for (name, line) in &was {
        let key = (Kind::Pattern, name.clone());
        let declared = known(work.was.code, name) && known(work.is.code, name);
        if declared
            && !is.contains_key(name)
            && !work.is.fresh(&work.was, false).contains_key(&key)
            && !compares(&work.is, &work.was, name)
        {
            let facts = Facts::both(format!("asks for `{name}`"), "does not");
            found.push((name.clone(), Lines { reference: Some(*line), port: None }, facts));
        }
    }
    for (name, line) in &is {
        let key = (Kind::Pattern, name.clone());
        let declared = known(work.was.code, name) && known(work.is.code, name);
        if declared
            && !was.contains_key(name)
            && !work.was.fresh(&work.is, true).contains_key(&key)
            && !compares(&work.was, &work.is, name)
        {
            let facts = Facts::both("does not", format!("asks for `{name}`"));
            found.push((name.clone(), Lines { reference: None, port: Some(*line) }, facts));
        }
    }
    for (detail, lines, facts) in found {
        work.report(Aspect::MatchArms, detail, lines, facts);
    }
}
