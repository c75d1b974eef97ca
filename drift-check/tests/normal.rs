//! What bodies may say in other words, and what they may not: every rule for normal forms with its counter-example.

mod common;

use common::{Pair, brief};

/// Rule, one spelling, the other one, and one that says something else. `S` has what they need.
const CASES: &[(&str, &str, &str, &str)] = &[
    (
        "N12",
        "fn f(a: u8, b: u8) -> bool { let x = g(a); x <= a && b >= x }",
        "fn f(a: u8, b: u8) -> bool { let x = g(a); !(x > a || b < x) }",
        "fn f(a: u8, b: u8) -> bool { let x = g(a); !(x > a && b < x) }",
    ),
    (
        "N19",
        "fn f(a: u8, b: u8) -> String { g(a); format!(\"{} of the {}\", a, b) }",
        "fn f(a: u8, b: u8) -> String { g(a); format!(\"{a} of the {b:?}\") }",
        "fn f(a: u8, b: u8) -> String { g(b); format!(\"{a} of the {b:?}\") }",
    ),
    (
        "arguments of names",
        "fn f(a: u8, b: u8) -> String { g(b); format!(\"v{}\", a) }",
        "fn f(a: u8, b: u8) -> String { g(b); format!(\"v{a}\") }",
        "fn f(a: u8, b: u8) -> String { g(b); format!(\"v{b}\") }",
    ),
    (
        "specifications of names",
        "fn f(a: u8) -> String { g(a); format!(\"{a:02x}.sst\") }",
        "fn f(a: u8) -> String { g(a); format!(\"{:02x}.sst\", a) }",
        "fn f(a: u8) -> String { g(a); format!(\"{a:x}.sst\") }",
    ),
    (
        "N28",
        "fn f(s: &mut S) -> u8 { let n = s.n; g(1); h(n, 2) }",
        "fn f(s: &mut S) -> u8 { g(1); h(s.n, 2) }",
        "fn f(s: &mut S) -> u8 { g(1); h(s.m, 2) }",
    ),
    (
        "N28 past a block that assigns",
        "fn f(s: &mut S, k: u8) -> u8 { if a(k) > 3 { b(k, 1); } for i in 0..k { c(i); } g(k); let old = s.n; let n = { s.n += 1; k }; w(old, n) }",
        "fn f(s: &mut S, k: u8) -> u8 { if a(k) > 3 { b(k, 1); } for i in 0..k { c(i); } g(k); w(s.n, { s.n += 1; k }) }",
        "fn f(s: &mut S, k: u8) -> u8 { if a(k) > 3 { b(k, 1); } for i in 0..k { c(i); } g(k); let n = { s.n += 1; k }; w(s.n, n) }",
    ),
    (
        "N08 with arms that overlap",
        "fn f(a: Option<u8>) -> u8 { g(1); match a { None => g(2), Some(x) => h(x, 1) } }",
        "fn f(a: Option<u8>) -> u8 { g(1); if let Some(x) = a { h(x, 1) } else { g(2) } }",
        "fn f(a: Option<u8>) -> u8 { g(1); match a { Some(3) | None => g(2), Some(x) => h(x, 1) } }",
    ),
    (
        "N49",
        "fn f(a: u8) -> Result<u8, E> { if a > 3 { return Err(E::A); } let x = t(a)?; Ok(w(x)) }",
        "fn f(a: u8) -> Result<u8, E> { if a > 3 { return Err(E::A); } t(a).map(w) }",
        "fn f(a: u8) -> Result<u8, E> { if a > 3 { return Err(E::A); } t(a).map(v) }",
    ),
    (
        "N50",
        "fn f(a: E, b: u8) -> u8 { g(b); match a { E::A | E::B | E::C | E::D => g(b + 1) } }",
        "fn f(a: E, b: u8) -> u8 { g(b); g(b + 1) }",
        "fn f(a: E, b: u8) -> u8 { g(b); match a { E::A | E::B => g(b + 1), E::C | E::D => g(b) } }",
    ),
    (
        "N51",
        "fn f(mut a: u8) -> u8 { loop { a += g(a); if a > 9 { break; } } a + 1 }",
        "fn f(mut a: u8) -> u8 { loop { a += g(a); if a > 9 { return a + 1; } } }",
        "fn f(mut a: u8) -> u8 { loop { a += g(a); if a > 9 { return a; } } }",
    ),
    (
        "N52",
        "fn f(a: Option<u8>, b: u8) -> u8 { g(b); w(a.map_or(0, |x| x + b), b) }",
        "fn f(a: Option<u8>, b: u8) -> u8 { g(b); w(a.map(|x| x + b).unwrap_or_default(), b) }",
        "fn f(a: Option<u8>, b: u8) -> u8 { g(b); w(a.map(|x| x + b).unwrap_or(1), b) }",
    ),
    (
        "N44 with a step",
        "fn f(s: &mut P, c: bool) { g(1); if c { s.a = w(2); } else { s.a += 1; } k(3); }",
        "fn f(s: &mut P, c: bool) { g(1); s.a = if c { w(2) } else { s.a + 1 }; k(3); }",
        "fn f(s: &mut P, c: bool) { g(1); s.a = if c { w(2) } else { s.b + 1 }; k(3); }",
    ),
    (
        "N53",
        "fn f(s: &mut S) -> Vec<u8> { g(1); w(std::mem::replace(&mut s.n, Vec::new()), 3) }",
        "fn f(s: &mut S) -> Vec<u8> { g(1); w(std::mem::take(&mut s.n), 3) }",
        "fn f(s: &mut S) -> Vec<u8> { g(1); w(std::mem::take(&mut s.m), 3) }",
    ),
    (
        "N53 is about memory, not about options",
        "fn f(s: &mut Q) -> u8 { k(1); let old = s.slot.replace(Vec::new()); w(old, 9) }",
        "fn f(s: &mut Q) -> u8 { k(1); w(s.slot.replace(Vec::new()), 9) }",
        "fn f(s: &mut Q) -> u8 { k(1); w(s.slot.take(), 9) }",
    ),
    (
        "a parser that takes anything",
        "fn f(x: u8) -> u8 { k(x); let old = any(); w(old, x, 9) }",
        "fn f(x: u8) -> u8 { k(x); w(any(), x, 9) }",
        "fn f(x: u8) -> u8 { k(x); w(any(), x, 8) }",
    ),
    (
        "N54",
        "fn f(a: u8) -> u8 { if a == 0 { panic!(\"base of zero\"); } w(a, 1) }",
        "fn f(a: u8) -> u8 { assert!(a != 0, \"base of zero\"); w(a, 1) }",
        "fn f(a: u8) -> u8 { assert!(a == 0, \"base of zero\"); w(a, 1) }",
    ),
    (
        "N55",
        "fn f(a: usize, b: usize) -> u8 { k(a); let d = if a > b { a - b } else { 0 }; w(d, b) }",
        "fn f(a: usize, b: usize) -> u8 { k(a); let d = a.saturating_sub(b); w(d, b) }",
        "fn f(a: usize, b: usize) -> u8 { k(a); let d = b.saturating_sub(a); w(d, b) }",
    ),
    (
        "N55 checked",
        "fn f(a: usize, b: usize) -> u8 { k(a); if a >= b { w(a - b, 1); } v(b) }",
        "fn f(a: usize, b: usize) -> u8 { k(a); if let Some(d) = a.checked_sub(b) { w(d, 1); } v(b) }",
        "fn f(a: usize, b: usize) -> u8 { k(a); if let Some(d) = b.checked_sub(a) { w(d, 1); } v(b) }",
    ),
    (
        "N55 past a write",
        "fn f(s: &mut P, b: u32) -> u8 { k(b); if let Some(d) = s.a.checked_sub(b) { k(1); w(d, 1); } v(b) }",
        "fn f(s: &mut P, b: u32) -> u8 { k(b); if s.a >= b { k(1); w(s.a - b, 1); } v(b) }",
        "fn f(s: &mut P, b: u32) -> u8 { k(b); if let Some(d) = s.a.checked_sub(b) { s.a = 0; w(d, 1); } v(b) }",
    ),
    (
        "N56",
        "fn f(a: &[u8], n: u8) -> u8 { k(n); let x = match a.first() { Some(&v) => v + 1, None => n }; w(x, 2) }",
        "fn f(a: &[u8], n: u8) -> u8 { k(n); let x = a.first().map_or(n, |v| v + 1); w(x, 2) }",
        "fn f(a: &[u8], n: u8) -> u8 { k(n); let x = a.first().map_or(n, |v| v + 2); w(x, 2) }",
    ),
    (
        "N56 returned",
        "fn f(a: &[u8], n: u8) -> Option<u8> { k(n); if let Some(v) = t(a, n) { return Some(w(v, 1)); } None }",
        "fn f(a: &[u8], n: u8) -> Option<u8> { k(n); t(a, n).map(|v| w(v, 1)) }",
        "fn f(a: &[u8], n: u8) -> Option<u8> { k(n); t(a, n).map(|v| w(v, 2)) }",
    ),
    (
        "N57",
        "fn f(a: &[u8], n: u8) -> bool { k(n); for x in a { if w(*x, n) > 3 { return true; } } false }",
        "fn f(a: &[u8], n: u8) -> bool { k(n); a.iter().any(|x| w(*x, n) > 3) }",
        "fn f(a: &[u8], n: u8) -> bool { k(n); a.iter().any(|x| w(*x, n) > 4) }",
    ),
    (
        "N57 with a value",
        "fn f(a: &[E], n: u8) -> Option<u8> { k(n); for x in a { if let E::A(v) = x { return Some(w(v, n)); } } None }",
        "fn f(a: &[E], n: u8) -> Option<u8> { k(n); a.iter().find_map(|x| match x { E::A(v) => Some(w(v, n)), E::B(_) => None }) }",
        "fn f(a: &[E], n: u8) -> Option<u8> { k(n); a.iter().find_map(|x| match x { E::A(v) => Some(w(v, 1)), E::B(_) => None }) }",
    ),
    (
        "N58",
        "fn f(a: &mut I, n: u8) -> Result<u8, E> { k(n); loop { if let Some(x) = t(a) { if x == 3 { return Ok(x); } w(x, 1); } else { return Err(E::A); } } }",
        "fn f(a: &mut I, n: u8) -> Result<u8, E> { k(n); while let Some(x) = t(a) { if x == 3 { return Ok(x); } w(x, 1); } Err(E::A) }",
        "fn f(a: &mut I, n: u8) -> Result<u8, E> { k(n); while let Some(x) = t(a) { if x == 3 { return Ok(x); } w(x, 2); } Err(E::A) }",
    ),
    (
        "N59",
        "fn f(a: &[u8], n: usize) -> u8 { k(n); w(&a[0..n], &a[n..]) }",
        "fn f(a: &[u8], n: usize) -> u8 { k(n); w(&a[..n], &a[n..]) }",
        "fn f(a: &[u8], n: usize) -> u8 { k(n); w(&a[1..n], &a[n..]) }",
    ),
    (
        "N60",
        "fn f(s: &mut P) -> u32 { k(1); s.a = if s.a == 0 { s.b - 1 } else { s.a - 2 }; w(s.a) }",
        "fn f(s: &mut P) -> u32 { k(1); s.a = match s.a { 0 => s.b - 1, n => n - 2 }; w(s.a) }",
        "fn f(s: &mut P) -> u32 { k(1); s.a = match s.a { 0 => s.b - 1, n => n - 1 }; w(s.a) }",
    ),
    (
        "N60 past a write",
        "fn f(s: &mut P) -> u32 { k(1); v(3, 1); if u(2) { k(2); } match s.a { 0 => w(1), n => { s.a = 7; w(n) } } }",
        "fn f(s: &mut P) -> u32 { k(1); v(3, 1); if u(2) { k(2); } match s.a { 0 => w(1), m => { s.a = 7; w(m) } } }",
        "fn f(s: &mut P) -> u32 { k(1); v(3, 1); if u(2) { k(2); } match s.a { 0 => w(1), _ => { s.a = 7; w(s.a) } } }",
    ),
    (
        "N60 past a call",
        "fn f(v: &mut Vec<u8>) -> usize { k(1); match v.len() { 0 => z(7), n => w(n, v.pop()) } }",
        "fn f(v: &mut Vec<u8>) -> usize { k(1); if v.is_empty() { z(7) } else { w(v.len(), v.pop()) } }",
        "fn f(v: &mut Vec<u8>) -> usize { k(1); if v.is_empty() { z(7) } else { w(v.len(), v.push(1)) } }",
    ),
    (
        "N61",
        "fn f(a: &mut I) -> Result<u8, E> { k(1); match t(a) { Ok(n) => if n == 1 { Ok(w(n, 2)) } else { Err(E::A) }, Err(e) => Err(e) } }",
        "fn f(a: &mut I) -> Result<u8, E> { k(1); let n = t(a)?; if n == 1 { Ok(w(n, 2)) } else { Err(E::A) } }",
        "fn f(a: &mut I) -> Result<u8, E> { k(1); let n = t(a)?; if n == 1 { Ok(w(n, 3)) } else { Err(E::A) } }",
    ),
    (
        "an inner loop's own way out",
        "fn f(mut a: u8) -> u8 { loop { for x in 0..a { if x > 3 { break; } g(x); } if a > 9 { break; } a += 1; } a + 1 }",
        "fn f(mut a: u8) -> u8 { loop { for x in 0..a { if x > 3 { break; } g(x); } if a > 9 { return a + 1; } a += 1; } }",
        "fn f(mut a: u8) -> u8 { loop { for x in 0..a { if x > 3 { return a + 1; } g(x); } if a > 9 { return a + 1; } a += 1; } }",
    ),
    (
        "N40",
        "fn f(a: &str) -> bool { let x = \".\" == a || \"..\" == a; g(1); x }",
        "fn f(a: &str) -> bool { let x = matches!(a, \".\" | \"..\"); g(1); x }",
        "fn f(a: &str) -> bool { let x = matches!(a, \".\" | \",\"); g(1); x }",
    ),
    (
        "all that is left in the second arm",
        "fn f(a: Option<E>) -> bool { g(1); matches!(a, Some(E::A)) }",
        "fn f(a: Option<E>) -> bool { g(1); match a { Some(E::A) => true, Some(E::B | E::C | E::D) | None => false } }",
        "fn f(a: Option<E>) -> bool { g(1); match a { Some(E::A | E::B) => true, Some(E::C | E::D) | None => false } }",
    ),
    (
        "a field that is read before it is written to",
        "fn f(s: &mut S) -> u8 { let n = s.n; s.n = g(1); h(n, 2) }",
        "fn f(s: &mut S) -> u8 { let before = s.n; s.n = g(1); h(before, 2) }",
        "fn f(s: &mut S) -> u8 { s.n = g(1); let n = s.n; h(n, 2) }",
    ),
    (
        "a field that is read before a call that may write to it",
        "fn f(s: &mut S) -> u8 { let n = s.n; s.bump(); h(n, 2) }",
        "fn f(s: &mut S) -> u8 { let before = s.n; s.bump(); h(before, 2) }",
        "fn f(s: &mut S) -> u8 { s.bump(); let n = s.n; h(n, 2) }",
    ),
    (
        "a field that is written to before a loop is left",
        "fn f(s: &mut S) -> u8 { let n = s.n; loop { if s.m > 3 { s.n = 4; break; } g(1); } h(n, 2) }",
        "fn f(s: &mut S) -> u8 { let old = s.n; loop { if s.m > 3 { s.n = 4; break; } g(1); } h(old, 2) }",
        "fn f(s: &mut S) -> u8 { loop { if s.m > 3 { s.n = 4; break; } g(1); } h(s.n, 2) }",
    ),
    (
        "a field of what is handed to a function",
        "fn f(s: &mut S) -> u8 { g(2); if s.m > 3 { g(4); g(5); } let n = s.n; up(3, s); h(n, 2) }",
        "fn f(s: &mut S) -> u8 { g(2); if s.m > 3 { g(4); g(5); } let old = s.n; up(3, s); h(old, 2) }",
        "fn f(s: &mut S) -> u8 { g(2); if s.m > 3 { g(4); g(5); } up(3, s); h(s.n, 2) }",
    ),
    (
        "what a reference leads to",
        "fn f(s: &mut u8) -> u8 { g(2); let n = *s; *s += g(1); if n > 3 { g(4); g(5); } h(n, 2) }",
        "fn f(s: &mut u8) -> u8 { g(2); let old = *s; *s += g(1); if old > 3 { g(4); g(5); } h(old, 2) }",
        "fn f(s: &mut u8) -> u8 { g(2); *s += g(1); if *s > 3 { g(4); g(5); } h(*s, 2) }",
    ),
    (
        "a loop that is left by its label",
        "fn f(a: u8) -> u8 { if a > 2 { 'o: loop { if g(a) > 90 { break; } for x in 0..a { if x == 3 { break 'o; } } } return a; } g(4) }",
        "fn f(a: u8) -> u8 { if a > 2 { 'out: loop { if g(a) > 90 { break; } for x in 0..a { if x == 3 { break 'out; } } } return a; } g(4) }",
        "fn f(a: u8) -> u8 { if a > 2 { 'o: loop { if g(a) > 90 { return a; } for x in 0..a { if x == 3 { break 'o; } } } } g(4) }",
    ),
    (
        "a field that is one of several written to at once",
        "fn f(s: &mut S) -> u8 { g(2); let n = s.n; (s.n, s.m) = w(); h(n, 2) }",
        "fn f(s: &mut S) -> u8 { g(2); let old = s.n; (s.n, s.m) = w(); h(old, 2) }",
        "fn f(s: &mut S) -> u8 { g(2); (s.n, s.m) = w(); h(s.n, 2) }",
    ),
    (
        "a field that is taken from in a loop",
        "fn f(s: &mut S) -> u8 { let n = s.n; for x in 0..3 { g(n); s.n += x; } g(9) }",
        "fn f(s: &mut S) -> u8 { let before = s.n; for x in 0..3 { g(before); s.n += x; } g(9) }",
        "fn f(s: &mut S) -> u8 { for x in 0..3 { g(s.n); s.n += x; } g(9) }",
    ),
    (
        "N34",
        "fn f(a: Option<u8>) -> u8 { g(1); a.map(|x| x + 1).unwrap_or(7) }",
        "fn f(a: Option<u8>) -> u8 { g(1); a.map_or(7, |x| x + 1) }",
        "fn f(a: Option<u8>) -> u8 { g(1); a.map_or(8, |x| x + 1) }",
    ),
    (
        "N34",
        "fn f(a: Option<u8>) -> bool { g(1); a.map_or(false, |x| x > 3) }",
        "fn f(a: Option<u8>) -> bool { g(1); a.is_some_and(|x| x > 3) }",
        "fn f(a: Option<u8>) -> bool { g(1); a.is_none_or(|x| x > 3) }",
    ),
    (
        "N35",
        "fn f(a: &[u8]) -> bool { g(1); !a.iter().all(|x| *x > 3) }",
        "fn f(a: &[u8]) -> bool { g(1); a.iter().any(|x| *x <= 3) }",
        "fn f(a: &[u8]) -> bool { g(1); a.iter().any(|x| *x > 3) }",
    ),
    (
        "N35",
        "fn f(a: &[u8]) -> Option<&u8> { g(1); a.iter().filter(|x| **x > 3).next() }",
        "fn f(a: &[u8]) -> Option<&u8> { g(1); a.iter().find(|x| **x > 3) }",
        "fn f(a: &[u8]) -> Option<&u8> { g(1); a.iter().rfind(|x| **x > 3) }",
    ),
    (
        "N36",
        "fn f(a: u8) -> String { g(a); format!(\"{a}\") }",
        "fn f(a: u8) -> String { g(a); a.to_string() }",
        "fn f(a: u8) -> String { g(a); format!(\"{a:?}\") }",
    ),
    (
        "N37",
        "fn f(a: &[u8]) -> u8 { let mut n = 0; for x in a { if *x > 3 { n += g(*x); } } n }",
        "fn f(a: &[u8]) -> u8 { let mut n = 0; for x in a { if *x <= 3 { continue; } n += g(*x); } n }",
        "fn f(a: &[u8]) -> u8 { let mut n = 0; for x in a { if *x > 3 { continue; } n += g(*x); } n }",
    ),
    (
        "N37",
        "fn f(a: &[u8]) -> u8 { let mut n = 0; for x in a { if *x > 3 { n += g(*x); } } n }",
        "fn f(a: &[u8]) -> u8 { let mut n = 0; for x in a.iter().filter(|x| **x > 3) { n += g(*x); } n }",
        "fn f(a: &[u8]) -> u8 { let mut n = 0; for x in a.iter().filter(|x| **x < 3) { n += g(*x); } n }",
    ),
    (
        "N38",
        "fn f(a: E) -> u8 { match a { E::A => g(1), E::B => g(1), E::C => g(2), E::D => 4 } }",
        "fn f(a: E) -> u8 { match a { E::A | E::B => g(1), E::C => g(2), E::D => 4 } }",
        "fn f(a: E) -> u8 { match a { E::A | E::C => g(1), E::B => g(2), E::D => 4 } }",
    ),
    (
        "N39",
        "fn f(a: u8, b: u8) -> u8 { if a > 3 { return 0; } if b > 4 { return 0; } g(a) }",
        "fn f(a: u8, b: u8) -> u8 { if a > 3 || b > 4 { return 0; } g(a) }",
        "fn f(a: u8, b: u8) -> u8 { if a > 3 && b > 4 { return 0; } g(a) }",
    ),
    (
        "N40",
        "fn f(a: E) -> u8 { if matches!(a, E::A | E::B) { g(1) } else { g(2) } }",
        "fn f(a: E) -> u8 { if a == E::A || a == E::B { g(1) } else { g(2) } }",
        "fn f(a: E) -> u8 { if a == E::A || a == E::C { g(1) } else { g(2) } }",
    ),
    (
        "N41",
        "fn f(a: usize) -> u8 { if a < 1 { return 0; } g(1) }",
        "fn f(a: usize) -> u8 { if a == 0 { return 0; } g(1) }",
        "fn f(a: usize) -> u8 { if a == 1 { return 0; } g(1) }",
    ),
    (
        "N42",
        "fn f(mut a: std::vec::IntoIter<u8>) -> u8 { let mut n = 0; while let Some(x) = a.next() { n += g(x); } n }",
        "fn f(mut a: std::vec::IntoIter<u8>) -> u8 { let mut n = 0; for x in a { n += g(x); } n }",
        "fn f(mut a: std::vec::IntoIter<u8>) -> u8 { let mut n = 0; while let Some(x) = a.next_back() { n += g(x); } n }",
    ),
    (
        "N43",
        "fn f(a: Option<u8>) -> Result<u8, E> { let Some(x) = a else { return Err(E::A) }; Ok(g(x) + x) }",
        "fn f(a: Option<u8>) -> Result<u8, E> { let x = a.ok_or(E::A)?; Ok(g(x) + x) }",
        "fn f(a: Option<u8>) -> Result<u8, E> { let x = a.ok_or(E::B)?; Ok(g(x) + x) }",
    ),
    (
        "N44",
        "fn f(a: &A, c: bool) { if c { a.store(1, Release); } else { a.store(2, Release); } }",
        "fn f(a: &A, c: bool) { let new = if c { 1 } else { 2 }; a.store(new, Release); }",
        "fn f(a: &A, c: bool) { let new = if c { 2 } else { 1 }; a.store(new, Release); }",
    ),
    (
        "N45",
        "fn f(a: u8, b: u8) -> bool { if g(a) != b { return false; } g(b) == a }",
        "fn f(a: u8, b: u8) -> bool { g(a) == b && g(b) == a }",
        "fn f(a: u8, b: u8) -> bool { g(a) == b || g(b) == a }",
    ),
    (
        "N46",
        "fn f(a: Option<E>) -> u8 { match a { Some(E::A) | Some(E::B) => g(1), Some(E::C) => g(3), _ => g(2) } }",
        "fn f(a: Option<E>) -> u8 { match a { Some(E::A | E::B) => g(1), Some(E::C) => g(3), _ => g(2) } }",
        "fn f(a: Option<E>) -> u8 { match a { Some(E::A | E::D) => g(1), Some(E::C) => g(3), _ => g(2) } }",
    ),
    (
        "N47",
        "fn f(a: &S, b: usize) -> usize { (a.n.len() - b) * 2 + a.n.len() }",
        "fn f(a: &S, b: usize) -> usize { let len = a.n.len(); (len - b) * 2 + len }",
        "fn f(a: &S, b: usize) -> usize { let len = a.m.len(); (len - b) * 2 + len }",
    ),
    (
        "N47, what may have changed meanwhile",
        "fn f(c: &C, o: &O) -> u8 { let s = c.get(); o.publish(); h(s, s) }",
        "fn f(c: &C, o: &O) -> u8 { let seqno = c.get(); o.publish(); h(seqno, seqno) }",
        "fn f(c: &C, o: &O) -> u8 { o.publish(); let s = c.get(); h(s, s) }",
    ),
    (
        "N48",
        "fn f(s: &S) -> u8 { let a = s.n.len(); let b = s.m.len(); h(a, b); h(b, a) }",
        "fn f(s: &S) -> u8 { let b = s.m.len(); let a = s.n.len(); h(a, b); h(b, a) }",
        "fn f(s: &S) -> u8 { let b = s.m.len(); let a = s.n.len(); h(b, a); h(b, a) }",
    ),
    (
        "older names of limits",
        "fn f(a: u8) -> isize { g(a); isize::max_value() }",
        "fn f(a: u8) -> isize { g(a); isize::MAX }",
        "fn f(a: u8) -> isize { g(a); isize::MIN }",
    ),
    (
        "order of operands",
        "fn f(a: u8, b: u8) -> u8 { g(a); a + b }",
        "fn f(a: u8, b: u8) -> u8 { g(a); b + a }",
        "fn f(a: u8, b: u8) -> u8 { g(a); a - b }",
    ),
    (
        "values read in turn",
        "fn f(r: &mut R) -> Result<P, E> { let a = r.read_u32()?; let b = r.read_u32()?; Ok(P { a, b }) }",
        "fn f(r: &mut R) -> Result<P, E> { let x = r.read_u32()?; let y = r.read_u32()?; Ok(P { a: x, b: y }) }",
        "fn f(r: &mut R) -> Result<P, E> { let b = r.read_u32()?; let a = r.read_u32()?; Ok(P { a, b }) }",
    ),
    (
        "fresh values have no turn",
        "fn f(s: &S) -> P { let mut a = Vec::new(); let mut b = Vec::new(); a.push(s.n); b.push(s.m); P { a, b } }",
        "fn f(s: &S) -> P { let mut b = Vec::new(); let mut a = Vec::new(); a.push(s.n); b.push(s.m); P { a, b } }",
        "fn f(s: &S) -> P { let mut b = Vec::new(); let mut a = Vec::new(); a.push(s.n); b.push(s.m); P { a: b, b: a } }",
    ),
    (
        "a cast around a shift",
        "fn f(a: u8) -> u64 { g(a); (a as u64) << 8 }",
        "fn f(a: u8) -> u64 { g(a); u64::from(a) << 8 }",
        "fn f(a: u8) -> u64 { g(a); (a << 8) as u64 }",
    ),
    (
        "where a guard is dropped",
        "fn f(s: &S) -> u8 { { let guard = s.lock.lock(); guard.push(1); } g(2) }",
        "fn f(s: &S) -> u8 { let guard = s.lock.lock(); guard.push(1); drop(guard); g(2) }",
        "fn f(s: &S) -> u8 { let guard = s.lock.lock(); guard.push(1); g(2) }",
    ),
    (
        "a guard without a name",
        "fn f(s: &S) -> u8 { let all = s.lock.read().latest(); g(all) }",
        "fn f(s: &S) -> u8 { let all = { let guard = s.lock.read(); guard.latest() }; g(all) }",
        "fn f(s: &S) -> u8 { let guard = s.lock.read(); let all = guard.latest(); g(all) }",
    ),
    (
        "`==` on another field",
        "fn f(s: &S, o: &S) -> bool { s.n == o.n }",
        "fn f(s: &S, o: &S) -> bool { o.n == s.n }",
        "fn f(s: &S, o: &S) -> bool { s.m == o.m }",
    ),
    (
        "a condition of the build on a statement",
        "fn f(a: u8) -> u8 { if a > 3 { g(1); } g(2) }",
        "fn f(a: u8) -> u8 { if 3 < a { g(1); } g(2) }",
        "fn f(a: u8) -> u8 { #[cfg(feature = \"x\")] if a > 3 { g(1); } g(2) }",
    ),
    (
        "how durable a file is made",
        "fn f(a: &File) -> Result<(), E> { g(1); a.sync_all()?; Ok(()) }",
        "fn f(a: &File) -> Result<(), E> { g(1); a.sync_all() }",
        "fn f(a: &File) -> Result<(), E> { g(1); a.sync_data() }",
    ),
    (
        "N62",
        "fn f(a: &[u8], n: u8) -> Vec<u8> { k(n); let mut v = Vec::new(); for x in a { v.push(w(*x, n)); } v.push(n); v }",
        "fn f(a: &[u8], n: u8) -> Vec<u8> { k(n); let mut v: Vec<_> = a.iter().map(|x| w(*x, n)).collect(); v.push(n); v }",
        "fn f(a: &[u8], n: u8) -> Vec<u8> { k(n); let mut v: Vec<_> = a.iter().map(|x| w(*x, 1)).collect(); v.push(n); v }",
    ),
    (
        "N62 with errors",
        "fn f(a: &[u8], n: u8) -> Result<Vec<u8>, E> { k(n); let mut v = Vec::new(); for x in a { v.push(t(*x, n)?); } v.push(n); Ok(v) }",
        "fn f(a: &[u8], n: u8) -> Result<Vec<u8>, E> { k(n); let mut v = a.iter().map(|x| t(*x, n)).collect::<Result<Vec<_>, _>>()?; v.push(n); Ok(v) }",
        "fn f(a: &[u8], n: u8) -> Result<Vec<u8>, E> { k(n); let mut v = a.iter().flat_map(|x| t(*x, n)).collect::<Vec<_>>(); v.push(n); Ok(v) }",
    ),
    (
        "N63",
        "fn f(a: &mut I, n: u8) -> Result<u8, E> { k(n); if let Err(e) = t(a, n) { return Err(o(e)); } Ok(w(n, 2)) }",
        "fn f(a: &mut I, n: u8) -> Result<u8, E> { k(n); t(a, n).map_err(o)?; Ok(w(n, 2)) }",
        "fn f(a: &mut I, n: u8) -> Result<u8, E> { k(n); t(a, n).map_err(p)?; Ok(w(n, 2)) }",
    ),
    (
        "N63 with a value",
        "fn f(a: &mut I, n: u8) -> Result<u8, E> { k(n); let x = match t(a, n) { Ok(x) => x, Err(e) => return Err(o(e, n)) }; Ok(w(x, x)) }",
        "fn f(a: &mut I, n: u8) -> Result<u8, E> { k(n); let x = t(a, n).map_err(|e| o(e, n))?; Ok(w(x, x)) }",
        "fn f(a: &mut I, n: u8) -> Result<u8, E> { k(n); let x = t(a, n).map_err(|e| o(e, 1))?; Ok(w(x, x)) }",
    ),
    (
        "N63 at the end",
        "fn f(a: &mut I, n: u8) -> Result<(), E> { k(n); match t(a, n) { Ok(()) => Ok(()), Err(e) => Err(o(e)) } }",
        "fn f(a: &mut I, n: u8) -> Result<(), E> { k(n); t(a, n).map_err(o) }",
        "fn f(a: &mut I, n: u8) -> Result<(), E> { k(n); t(a, n).or_else(o) }",
    ),
    (
        "N57 with a flag",
        "fn f(a: &[u8], n: u8) -> u8 { k(n); let mut hit = false; for x in a { if w(*x, n) > 3 { hit = true; break; } } v(hit, n) }",
        "fn f(a: &[u8], n: u8) -> u8 { k(n); let hit = a.iter().any(|x| w(*x, n) > 3); v(hit, n) }",
        "fn f(a: &[u8], n: u8) -> u8 { k(n); let hit = a.iter().all(|x| w(*x, n) > 3); v(hit, n) }",
    ),
    (
        "N57 with a flag that is set again",
        "fn f(a: &[u8], n: u8) -> u8 { k(n); let mut hit = true; for x in a { if w(*x, n) > 3 { hit = false; break; } } v(hit, n) }",
        "fn f(a: &[u8], n: u8) -> u8 { k(n); let hit = !a.iter().any(|x| w(*x, n) > 3); v(hit, n) }",
        "fn f(a: &[u8], n: u8) -> u8 { k(n); let mut hit = true; for x in a { if w(*x, n) > 3 { hit = false; break; } } hit |= n > 3; v(hit, n) }",
    ),
    (
        "N57 before something else",
        "fn f(a: &[u8], n: u8) -> Result<u8, E> { k(n); for x in a { if w(*x, n) > 3 { return Err(E::A); } } Ok(v(n, 1)) }",
        "fn f(a: &[u8], n: u8) -> Result<u8, E> { k(n); if a.iter().any(|x| w(*x, n) > 3) { return Err(E::A); } Ok(v(n, 1)) }",
        "fn f(a: &[u8], n: u8) -> Result<u8, E> { k(n); if a.iter().any(|x| w(*x, n) > 3) { return Err(E::B); } Ok(v(n, 1)) }",
    ),
    (
        "N37 before what leaves",
        "fn f(a: &[u8], n: u8) -> Result<u8, E> { for x in a { let y = t(*x, n)?; k(y); if y > 3 { return Err(o(*x, y)); } } Ok(v(n, 1)) }",
        "fn f(a: &[u8], n: u8) -> Result<u8, E> { for x in a { let y = t(*x, n)?; k(y); if y <= 3 { continue; } return Err(o(*x, y)); } Ok(v(n, 1)) }",
        "fn f(a: &[u8], n: u8) -> Result<u8, E> { for x in a { let y = t(*x, n)?; k(y); if y > 3 { continue; } return Err(o(*x, y)); } Ok(v(n, 1)) }",
    ),
    (
        "N44 with a closure and `?`",
        "fn f(a: &P, n: u8) -> Result<u8, E> { k(n); let s = if a.c { t(a).map_err(|e| o(e, n))? } else { u(a).map_err(|e| o(e, n))? }; Ok(w(s, s)) }",
        "fn f(a: &P, n: u8) -> Result<u8, E> { k(n); let r = if a.c { t(a) } else { u(a) }; let s = r.map_err(|e| o(e, n))?; Ok(w(s, s)) }",
        "fn f(a: &P, n: u8) -> Result<u8, E> { k(n); let r = if a.c { u(a) } else { t(a) }; let s = r.map_err(|e| o(e, n))?; Ok(w(s, s)) }",
    ),
    (
        "N43 with an error that is built",
        "fn f(a: u8, n: u8) -> Result<u8, E> { let mut m = n; match t(a, n) { Some(x) => m = x, None => return Err(E::new(a, n)) } Ok(w(m, n)) }",
        "fn f(a: u8, n: u8) -> Result<u8, E> { let mut m = n; m = t(a, n).ok_or_else(|| E::new(a, n))?; Ok(w(m, n)) }",
        "fn f(a: u8, n: u8) -> Result<u8, E> { let mut m = n; m = t(a, n).ok_or_else(|| E::new(n, a))?; Ok(w(m, n)) }",
    ),
    (
        "N06 inside a call",
        "fn f(a: &mut I, n: u8) -> Option<u8> { k(n); let x = match t(a, n) { None => return None, Some(y) => u(y, n) }; Some(w(x, x)) }",
        "fn f(a: &mut I, n: u8) -> Option<u8> { k(n); let x = u(t(a, n)?, n); Some(w(x, x)) }",
        "fn f(a: &mut I, n: u8) -> Option<u8> { k(n); let x = u(t(a, n)?, 1); Some(w(x, x)) }",
    ),
    (
        "N45 more than once",
        "fn f(a: &[u8], n: u8) -> bool { for x in a { if !w(*x, n) { return false; } } if v(n) { return true; } for x in a { if u(*x, n) { return true; } } false }",
        "fn f(a: &[u8], n: u8) -> bool { if !a.iter().all(|x| w(*x, n)) { return false; } v(n) || a.iter().any(|x| u(*x, n)) }",
        "fn f(a: &[u8], n: u8) -> bool { if !a.iter().all(|x| w(*x, n)) { return false; } v(n) && a.iter().any(|x| u(*x, n)) }",
    ),
    (
        "a literal in a pattern or compared",
        "fn f(a: &[u8], n: u8) -> u8 { if a.first() == Some(&b'<') { w(n, 1) } else if a.first() == Some(&b'=') { w(n, 2) } else { n } }",
        "fn f(a: &[u8], n: u8) -> u8 { match a.first() { Some(b'<') => w(n, 1), Some(b'=') => w(n, 2), _ => n } }",
        "fn f(a: &[u8], n: u8) -> u8 { match a.first() { Some(b'<') => w(n, 1), Some(b'>') => w(n, 2), _ => n } }",
    ),
    (
        "N44 past an effect",
        "fn f(s: &mut P, n: u8) -> u8 { k(n); let z = w(7, 4); k(z); if z > 40 { k(41); k(w(z, 6)); } for y in 0..z { k(y); k(w(y, z)); } let t = if s.eat(n) { tok(s.a, 4) } else { tok(s.a, 5) }; w(t, t) }",
        "fn f(s: &mut P, n: u8) -> u8 { k(n); let z = w(7, 4); k(z); if z > 40 { k(41); k(w(z, 6)); } for y in 0..z { k(y); k(w(y, z)); } let t = match s.eat(n) { true => tok(s.a, 4), false => tok(s.a, 5) }; w(t, t) }",
        "fn f(s: &mut P, n: u8) -> u8 { k(n); let z = w(7, 4); k(z); if z > 40 { k(41); k(w(z, 6)); } for y in 0..z { k(y); k(w(y, z)); } let t = tok(s.a, if s.eat(n) { 4 } else { 5 }); w(t, t) }",
    ),
    (
        "N06 past an effect",
        "fn f(s: &mut P, n: u8) -> Option<u8> { k(n); let z = w(7, 4); k(z); if z > 40 { k(41); k(w(z, 6)); } for y in 0..z { k(y); k(w(y, z)); } let t = match s.bump() { Some(c) => tok(s.a, c), None => return None }; Some(w(t, t)) }",
        "fn f(s: &mut P, n: u8) -> Option<u8> { k(n); let z = w(7, 4); k(z); if z > 40 { k(41); k(w(z, 6)); } for y in 0..z { k(y); k(w(y, z)); } let t = if let Some(c) = s.bump() { tok(s.a, c) } else { return None }; Some(w(t, t)) }",
        "fn f(s: &mut P, n: u8) -> Option<u8> { k(n); let z = w(7, 4); k(z); if z > 40 { k(41); k(w(z, 6)); } for y in 0..z { k(y); k(w(y, z)); } let t = tok(s.a, s.bump()?); Some(w(t, t)) }",
    ),
    (
        "N43 with an effect",
        "fn f(s: &mut P, n: u8) -> Result<u8, E> { k(n); let z = w(7, 4); k(z); if z > 40 { k(41); k(w(z, 6)); } for y in 0..z { k(y); k(w(y, z)); } let x = t(n).ok_or_else(|| s.miss())?; Ok(w(x, x)) }",
        "fn f(s: &mut P, n: u8) -> Result<u8, E> { k(n); let z = w(7, 4); k(z); if z > 40 { k(41); k(w(z, 6)); } for y in 0..z { k(y); k(w(y, z)); } let y = t(n).ok_or_else(|| s.miss())?; Ok(w(y, y)) }",
        "fn f(s: &mut P, n: u8) -> Result<u8, E> { k(n); let z = w(7, 4); k(z); if z > 40 { k(41); k(w(z, 6)); } for y in 0..z { k(y); k(w(y, z)); } let x = t(n).ok_or(s.miss())?; Ok(w(x, x)) }",
    ),
    (
        "N62 into a set",
        "fn f(a: &[u8], n: u8) -> usize { k(n); let z = w(7, 4); k(z); if z > 40 { k(41); k(w(z, 6)); } for y in 0..z { k(y); k(w(y, z)); } let v: BTreeSet<u8> = a.iter().map(|x| w(*x, n)).collect(); v.len() }",
        "fn f(a: &[u8], n: u8) -> usize { k(n); let z = w(7, 4); k(z); if z > 40 { k(41); k(w(z, 6)); } for y in 0..z { k(y); k(w(y, z)); } let v = a.iter().map(|x| w(*x, n)).collect::<BTreeSet<_>>(); v.len() }",
        "fn f(a: &[u8], n: u8) -> usize { k(n); let z = w(7, 4); k(z); if z > 40 { k(41); k(w(z, 6)); } for y in 0..z { k(y); k(w(y, z)); } let mut v = Vec::new(); for x in a { v.push(w(*x, n)); } v.len() }",
    ),
    (
        "N62 with room that is asked for",
        "fn f(s: &mut P, a: &[u8]) -> Result<Vec<u8>, E> { k(1); let z = w(7, 4); k(z); if z > 40 { k(41); k(w(z, 6)); } for y in 0..z { k(y); k(w(y, z)); } let mut v = Vec::with_capacity(8); for x in a { v.push(w(*x, 1)); } v.push(9); Ok(v) }",
        "fn f(s: &mut P, a: &[u8]) -> Result<Vec<u8>, E> { k(1); let z = w(7, 4); k(z); if z > 40 { k(41); k(w(z, 6)); } for y in 0..z { k(y); k(w(y, z)); } let mut v: Vec<_> = a.iter().map(|x| w(*x, 1)).collect(); v.push(9); Ok(v) }",
        "fn f(s: &mut P, a: &[u8]) -> Result<Vec<u8>, E> { k(1); let z = w(7, 4); k(z); if z > 40 { k(41); k(w(z, 6)); } for y in 0..z { k(y); k(w(y, z)); } let mut v = Vec::with_capacity(s.count()?); for x in a { v.push(w(*x, 1)); } v.push(9); Ok(v) }",
    ),
    (
        "N62 of what is asked again",
        "fn f(q: &mut Vec<u8>, n: u8) -> Vec<u8> { k(n); let z = w(7, 4); k(z); if z > 40 { k(41); k(w(z, 6)); } for y in 0..z { k(y); k(w(y, z)); } let mut v = Vec::new(); while let Some(x) = q.pop() { v.push(w(x, n)); } v.push(9); v }",
        "fn f(q: &mut Vec<u8>, n: u8) -> Vec<u8> { k(n); let z = w(7, 4); k(z); if z > 40 { k(41); k(w(z, 6)); } for y in 0..z { k(y); k(w(y, z)); } let mut v = Vec::new(); loop { let Some(x) = q.pop() else { break }; v.push(w(x, n)); } v.push(9); v }",
        "fn f(q: &mut Vec<u8>, n: u8) -> Vec<u8> { k(n); let z = w(7, 4); k(z); if z > 40 { k(41); k(w(z, 6)); } for y in 0..z { k(y); k(w(y, z)); } let mut v: Vec<u8> = q.pop().into_iter().map(|x| w(x, n)).collect(); v.push(9); v }",
    ),
    (
        "N63 of what is no lock",
        "fn f(s: &mut P, n: u8) -> Result<u8, E> { k(n); let z = w(7, 4); k(z); if z > 40 { k(41); k(w(z, 6)); } for y in 0..z { k(y); k(w(y, z)); } let x = match s.read() { Ok(x) => x, Err(e) => return Err(o(e)) }; Ok(w(x, x)) }",
        "fn f(s: &mut P, n: u8) -> Result<u8, E> { k(n); let z = w(7, 4); k(z); if z > 40 { k(41); k(w(z, 6)); } for y in 0..z { k(y); k(w(y, z)); } let x = match s.read() { Err(e) => return Err(o(e)), Ok(x) => x }; Ok(w(x, x)) }",
        "fn f(s: &mut P, n: u8) -> Result<u8, E> { k(n); let z = w(7, 4); k(z); if z > 40 { k(41); k(w(z, 6)); } for y in 0..z { k(y); k(w(y, z)); } let x = match s.read() { Ok(x) => x, Err(e) => return Err(p(e)) }; Ok(w(x, x)) }",
    ),
    (
        "conditions that guard one another",
        "fn f(a: &[u8], i: usize, n: u8) -> bool { k(n); let z = w(7, 4); k(z); if z > 40 { k(41); k(w(z, 6)); } for y in 0..z { k(y); k(w(y, z)); } if i >= a.len() { return false; } a[i] < n }",
        "fn f(a: &[u8], i: usize, n: u8) -> bool { k(n); let z = w(7, 4); k(z); if z > 40 { k(41); k(w(z, 6)); } for y in 0..z { k(y); k(w(y, z)); } i < a.len() && a[i] < n }",
        "fn f(a: &[u8], i: usize, n: u8) -> bool { k(n); let z = w(7, 4); k(z); if z > 40 { k(41); k(w(z, 6)); } for y in 0..z { k(y); k(w(y, z)); } a[i] < n && i < a.len() }",
    ),
    (
        "N64",
        "fn f(a: &[u8], n: usize) -> u8 { let z = w(7, 4); k(z); if z > 40 { k(41); k(w(z, 6)); } for y in 0..z { k(y); k(w(y, z)); } let mut t = 0; for i in 0..n { let c = a[i]; if c != 0 { t = w(t, c); } v(i, c); } t }",
        "fn f(a: &[u8], n: usize) -> u8 { let z = w(7, 4); k(z); if z > 40 { k(41); k(w(z, 6)); } for y in 0..z { k(y); k(w(y, z)); } let mut t = 0; for (i, &c) in a.iter().enumerate().take(n) { if c != 0 { t = w(t, c); } v(i, c); } t }",
        "fn f(a: &[u8], n: usize) -> u8 { let z = w(7, 4); k(z); if z > 40 { k(41); k(w(z, 6)); } for y in 0..z { k(y); k(w(y, z)); } let mut t = 0; for (i, &c) in a.iter().enumerate().skip(n) { if c != 0 { t = w(t, c); } v(i, c); } t }",
    ),
    (
        "N64 to the end",
        "fn f(a: &[u8]) -> u8 { let z = w(7, 4); k(z); if z > 40 { k(41); k(w(z, 6)); } for y in 0..z { k(y); k(w(y, z)); } let mut t = 0; for i in 0..a.len() { let c = a[i]; if c != 0 { t = w(t, c); } v(i, c); } t }",
        "fn f(a: &[u8]) -> u8 { let z = w(7, 4); k(z); if z > 40 { k(41); k(w(z, 6)); } for y in 0..z { k(y); k(w(y, z)); } let mut t = 0; for (i, &c) in a.iter().enumerate() { if c != 0 { t = w(t, c); } v(i, c); } t }",
        "fn f(a: &[u8]) -> u8 { let z = w(7, 4); k(z); if z > 40 { k(41); k(w(z, 6)); } for y in 0..z { k(y); k(w(y, z)); } let mut t = 0; for (i, &c) in a.iter().rev().enumerate() { if c != 0 { t = w(t, c); } v(i, c); } t }",
    ),
    (
        "N55 or left",
        "fn f(a: usize, b: usize) -> Result<u8, E> { k(a); let Some(d) = a.checked_sub(b) else { return Err(E::A) }; v(d, b); Ok(w(d, d)) }",
        "fn f(a: usize, b: usize) -> Result<u8, E> { k(a); if a < b { return Err(E::A); } let d = a - b; v(d, b); Ok(w(d, d)) }",
        "fn f(a: usize, b: usize) -> Result<u8, E> { k(a); if a <= b { return Err(E::A); } let d = a - b; v(d, b); Ok(w(d, d)) }",
    ),
    (
        "N55 or left after steps",
        "fn f(s: &mut P, b: usize) -> u8 { k(b); let Some(d) = s.len().checked_sub(b) else { s.grow(b); return 0; }; v(d, b); w(d, d) }",
        "fn f(s: &mut P, b: usize) -> u8 { k(b); if b > s.len() { s.grow(b); return 0; } let d = s.len() - b; v(d, b); w(d, d) }",
        "fn f(s: &mut P, b: usize) -> u8 { k(b); if b > s.len() { s.grow(b); return 1; } let d = s.len() - b; v(d, b); w(d, d) }",
    ),
    (
        "N65",
        "fn f(s: &mut Q, n: u8) -> Option<u8> { k(n); if n > 3 { return Some(w(n, 1)); } if let Some(x) = s.slot { s.slot = None; return Some(w(x, n)); } None }",
        "fn f(s: &mut Q, n: u8) -> Option<u8> { k(n); if n > 3 { return Some(w(n, 1)); } s.slot.take().map(|x| w(x, n)) }",
        "fn f(s: &mut Q, n: u8) -> Option<u8> { k(n); if n > 3 { return Some(w(n, 1)); } s.slot.map(|x| w(x, n)) }",
    ),
    (
        "N44 with a counter",
        "fn f(n: u8, t: u8) -> u8 { let mut p = n; loop { if u(p) { p = t; } else { p += 1; } k(p); if p > 9 { return w(p, t); } } }",
        "fn f(n: u8, t: u8) -> u8 { let mut p = n; loop { p = if u(p) { t } else { p + 1 }; k(p); if p > 9 { return w(p, t); } } }",
        "fn f(n: u8, t: u8) -> u8 { let mut p = n; loop { p = if u(p) { t } else { p + 2 }; k(p); if p > 9 { return w(p, t); } } }",
    ),
    (
        "N55 of what changes elsewhere",
        "fn f(a: usize, b: usize) -> u8 { let mut r = b; if u(a) { r += 1; } let d = if a > r { a - r } else { 0 }; k(d); w(d, r) }",
        "fn f(a: usize, b: usize) -> u8 { let mut r = b; if u(a) { r += 1; } let d = a.saturating_sub(r); k(d); w(d, r) }",
        "fn f(a: usize, b: usize) -> u8 { let mut r = b; if u(a) { r += 1; } let d = r.saturating_sub(a); k(d); w(d, r) }",
    ),
    (
        "N66",
        "fn f(x: u8, n: u8) -> u8 { k(n); if x < b'0' || x > b'9' { return w(n, 1); } w(x, n) }",
        "fn f(x: u8, n: u8) -> u8 { k(n); if !x.is_ascii_digit() { return w(n, 1); } w(x, n) }",
        "fn f(x: u8, n: u8) -> u8 { k(n); if x <= b'0' || x > b'9' { return w(n, 1); } w(x, n) }",
    ),
    (
        "N66 the other way",
        "fn f(x: char, n: u8) -> u8 { k(n); if x >= '0' && x <= '9' { return w(n, 1); } w(x, n) }",
        "fn f(x: char, n: u8) -> u8 { k(n); if x.is_ascii_digit() { return w(n, 1); } w(x, n) }",
        "fn f(x: char, n: u8) -> u8 { k(n); if x.is_ascii_alphanumeric() { return w(n, 1); } w(x, n) }",
    ),
    (
        "N06 without the error",
        "fn f(x: u8, n: u8) -> Option<u8> { k(n); v(x, n); let y = match t(x, n) { Ok(y) => y, Err(_) => return None }; return Some(y); }",
        "fn f(x: u8, n: u8) -> Option<u8> { k(n); v(x, n); t(x, n).ok() }",
        "fn f(x: u8, n: u8) -> Option<u8> { k(n); v(x, n); t(n, x).ok() }",
    ),
    (
        "N49 and then",
        "fn f(x: u8, n: u8) -> Result<u8, E> { k(n); v(x, n); t(x, n).and_then(|mut y| y.read_u64()).map_err(Into::into) }",
        "fn f(x: u8, n: u8) -> Result<u8, E> { k(n); v(x, n); let mut y = t(x, n)?; let id = y.read_u64()?; Ok(id) }",
        "fn f(x: u8, n: u8) -> Result<u8, E> { k(n); v(x, n); let mut y = t(x, n)?; let id = y.read_u32()?; Ok(id) }",
    ),
];

const AROUND: &str = "pub struct S { pub n: Vec<u8>, pub m: Vec<u8>, pub lock: Lock }\n\
     pub enum E { A, B, C, D }\npub struct P { pub a: u32, pub b: u32 }\n\
     fn g(x: u8) -> u8 { x }\nfn h(x: usize, y: usize) -> u8 { 0 }\n";

fn compared(one: &str, other: &str) -> String {
    let pair = Pair::of(&format!("{AROUND}pub {one}"), &format!("{AROUND}pub {other}"));
    brief(&pair.report())
}

#[test]
fn other_words_for_the_same_are_the_same_and_other_things_are_not() {
    for (rule, one, same, other) in CASES {
        assert_eq!(compared(one, same), "", "{rule}: {one} ~ {same}");
        assert_eq!(compared(same, one), "", "{rule}: {same} ~ {one}");
        let found = compared(one, other);
        assert!(
            [" low f:", " medium f:", " high f:"].iter().any(|level| found.contains(level)),
            "{rule}: {one} ~ {other}: {found:?}"
        );
    }
}
