//! For every rule a pair it makes equal, and one that looks like it and must stay different.

use super::{Norm, RULES, described};
use crate::model::item::Detail;
use crate::model::lower;

/// The hash of the normal form of a function, and the rules it took.
fn normal(text: &str) -> (u64, Vec<Norm>) {
    let file = syn::parse_file(text).unwrap();
    let module = lower::file(&file);
    let Detail::Function { body: Some(body), .. } = &module.items[0].detail else {
        panic!("no function: {text}")
    };
    let tree = &body.facts.tree;
    assert_eq!(described(tree.root.clone()).hash(), tree.hash);
    (tree.hash, tree.used.norms())
}

/// Rule, two spellings of the same, and one that says something else. `N02`, `N15` and `N32` need more than a function:
/// fixtures hold their examples.
const CASES: &[(Norm, &str, &str, &str)] = &[
    (
        Norm::N01,
        "fn f(a: u8, b: u8) -> u8 { a - b }",
        "fn f(x: u8, y: u8) -> u8 { x - y }",
        "fn f(a: u8, b: u8) -> u8 { b - a }",
    ),
    (
        Norm::N06,
        "fn f(a: R) -> R { let x = a.get()?; Ok(x + 1) }",
        "fn f(a: R) -> R { let x = match a.get() { Ok(v) => v, Err(e) => return Err(e.into()) }; Ok(x + 1) }",
        "fn f(a: R) -> R { let x = match a.get() { Ok(v) => v, Err(_) => return Err(Error::Other) }; Ok(x + 1) }",
    ),
    (
        Norm::N07,
        "fn f(a: bool, b: bool) { if a { if b { go(); } } }",
        "fn f(a: bool, b: bool) { if a && b { go(); } }",
        "fn f(a: bool, b: bool) { if a { if b { go(); } else { stop(); } } }",
    ),
    (
        Norm::N08,
        "fn f(a: Option<u8>) { if let Some(x) = a { go(x); } else { stop(); } }",
        "fn f(a: Option<u8>) { match a { None => stop(), Some(x) => go(x) } }",
        "fn f(a: Option<u8>) { match a { None => go(0), Some(x) => go(x) } }",
    ),
    (
        Norm::N09,
        "fn f(a: E) -> bool { matches!(a, E::A | E::B) }",
        "fn f(a: E) -> bool { match a { E::B | E::A => true, _ => false } }",
        "fn f(a: E) -> bool { match a { E::A => true, _ => false } }",
    ),
    (
        Norm::N10,
        "fn f(a: bool) -> u8 { if a { 1 } else { 2 } }",
        "fn f(a: bool) -> u8 { if a { return 1; } return 2; }",
        "fn f(a: bool) -> u8 { if a { log(1); } return 2; }",
    ),
    (
        Norm::N11,
        "fn f(mut a: u8) { a = a + g(); }",
        "fn f(mut a: u8) { a += g(); }",
        "fn f(mut a: u8) { a = g() + a; }",
    ),
    (
        Norm::N12,
        "fn f(a: u8, b: u8) -> bool { !(a < b) }",
        "fn f(a: u8, b: u8) -> bool { a >= b }",
        "fn f(a: u8, b: u8) -> bool { a > b }",
    ),
    (
        Norm::N13,
        "fn f(a: u8, b: u8) -> bool { a > b }",
        "fn f(a: u8, b: u8) -> bool { b < a }",
        "fn f(a: u8, b: u8) -> bool { a < b }",
    ),
    (
        Norm::N14,
        "fn f(a: V) { for x in a.iter() { go(x, 1); } }",
        "fn f(a: V) { a.iter().for_each(|x| { go(x, 1); }); }",
        "fn f(a: V) { for x in a.iter().rev() { go(x, 1); } }",
    ),
    (
        Norm::N16,
        "fn f(a: A) { a.lock.read().unwrap().go(); }",
        "fn f(a: A) { a.lock.read().go(); }",
        "fn f(a: A) { a.lock.write().go(); }",
    ),
    (
        Norm::N19,
        "fn f(a: u8) -> S { format!(\"{a}!\") }",
        "fn f(a: u8) -> S { format!(\"{}!\", a) }",
        "fn f(a: u8) -> S { format!(\"{a}?\") }",
    ),
    (
        Norm::N20,
        "fn f() -> V { go(vec![]) }",
        "fn f() -> V { go(Vec::new()) }",
        "fn f() -> V { go(vec![0]) }",
    ),
    (Norm::N23, "fn f() -> u32 { 64 * 1_024 }", "fn f() -> u32 { 65_536 }", "fn f() -> u32 { 64 + 1_024 }"),
    (
        Norm::N26,
        "fn f(a: bool) -> O { a.then(|| go()) }",
        "fn f(a: bool) -> O { if a { Some(go()) } else { None } }",
        "fn f(a: bool) -> O { if a { None } else { Some(go()) } }",
    ),
    (Norm::N27, "fn f(a: A) { go(a.as_ref()); }", "fn f(a: A) { go(&a); }", "fn f(a: A) { go(a.clone()); }"),
    (
        Norm::N28,
        "fn f(a: A) { let x = a.next(); go(x); stop(); }",
        "fn f(a: A) { go(a.next()); stop(); }",
        "fn f(a: A) { let x = a.next(); stop(); go(x); }",
    ),
    (
        Norm::N29,
        "fn f(a: A) -> B { a.map(|x| go(x)) }",
        "fn f(a: A) -> B { a.map(go) }",
        "fn f(a: A) -> B { a.map(|x| go(x, x)) }",
    ),
    (
        Norm::N30,
        "fn f(a: A) -> bool { a.len() == 0 }",
        "fn f(a: A) -> bool { a.is_empty() }",
        "fn f(a: A) -> bool { a.len() == 1 }",
    ),
    (
        Norm::N31,
        "fn f(a: u32) -> u64 { u64::from(a) + 1 }",
        "fn f(a: u32) -> u64 { a as u64 + 1 }",
        "fn f(a: u64) -> u64 { (a as u32) as u64 + 1 }",
    ),
    (
        Norm::N33,
        "fn f(a: F) { go(a.sync_data()); }",
        "fn f(a: F) { go(a.sync_all()); }",
        "fn f(a: F) { go(a.flush()); }",
    ),
];

#[test]
fn every_rule_makes_equal_what_it_says_and_not_its_look_alike() {
    for (norm, one, two, other) in CASES {
        let (one, two, other) = (normal(one), normal(two), normal(other));
        assert_eq!(one.0, two.0, "{norm}");
        assert_ne!(one.0, other.0, "{norm}: the counter-example");
        let named = one.1.contains(norm) || two.1.contains(norm) || *norm == Norm::N01;
        assert!(named, "{norm} is not named: {:?} {:?}", one.1, two.1);
    }
}

#[test]
fn rules_without_a_case_are_those_that_need_more_than_a_body_or_leave_no_trace() {
    let cases: Vec<Norm> = CASES.iter().map(|case| case.0).collect();
    let without: Vec<Norm> =
        RULES.iter().map(|rule| rule.norm).filter(|norm| !cases.contains(norm)).collect();
    assert_eq!(without, [Norm::N02, Norm::N15, Norm::N17, Norm::N21, Norm::N32]);
}
