//! The rules by number, and when they are sound.

use std::fmt;

/// A rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its number.
    pub norm: Norm,
    /// What it treats as equal.
    pub what: &'static str,
    /// When that is right.
    pub sound: &'static str,
}

macro_rules! rules {
    ($($id:ident: $what:literal, $sound:literal;)*) => {
        /// The number of a rule.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Norm {
            $(#[doc = $what] $id,)*
        }

        /// All rules for bodies, by number.
        pub const RULES: &[Rule] = &[$(Rule { norm: Norm::$id, what: $what, sound: $sound },)*];
    };
}

rules! {
    N01: "names of locals and parameters", "Always: scopes are followed, so a name bound anew is another local.";
    N02: "`Self` and the name of the type", "Always inside an impl block of that type.";
    N06: "`?` and the `match` or `if let` that returns the error or `None`",
        "If the error is returned as it is or through `From`: both spellings convert the same way.";
    N07: "nested `if`s and `&&`, also with `let`", "If neither has an `else`: then nothing else can happen.";
    N08: "`if let`, `match` with two arms, `let … else`",
        "If the second arm takes whatever the first leaves; `None` and `Err(_)` count as that behind `Some` and `Ok`.";
    N09: "`matches!`, `is_some()` and the like, and the `match` they stand for", "Always for the types of the standard library.";
    N10: "`return` at the end, `else` behind a branch that leaves", "Always: what follows is reached in the same cases.";
    N11: "`x = x + y` and `x += y`", "For numbers. A type may implement the two differently.";
    N12: "`!(a < b)` and `a >= b`, `!(a && b)` and `!a || !b`, an `if` and its negation with the branches swapped",
        "For integers; a NaN makes both comparisons false.";
    N13: "order of the operands of `==` and `!=`, `a < b` and `b > a`", "If comparing has no side effects and is symmetrical.";
    N14: "`for_each` and `for`, `for x in &a` and `for x in a.iter()`", "If the body does not return from the closure.";
    N15: "how paths to items are spelt", "If the last name tells the items apart; functions that create keep their type.";
    N16: "`.lock().unwrap()` and `.lock()`", "Between locks that can be poisoned and locks that cannot; a poisoned lock panics in one only.";
    N17: "written types of locals and generic arguments", "If inference finds the same type. Types of numbers and orders of bytes that both sides write are compared (DC814).";
    N19: "arguments of texts for people, messages of panics",
        "Always, as far as people read it: texts with blanks. What a text without blanks is made of is compared, as in names of files.";
    N20: "`vec![]` and `Vec::new()`", "Always.";
    N21: "`T::default()` and `Default::default()`", "If inference finds the same type.";
    N23: "arithmetic on literals", "If it does not overflow.";
    N26: "`c.then(|| a)` and `if c { Some(a) } else { None }`", "Always.";
    N27: "references and dereferences", "Always for what the compiler adds itself; `Deref` with side effects is not told apart.";
    N28: "a local used once and its value in place", "If what stands between has no influence on the value: only the next statement is looked at, and for what is read from a field, whether it is written to before.";
    N29: "`|x| f(x)` and `f`", "If `f` itself is not computed anew with each call.";
    N30: "`len() == 0` and `is_empty()`", "For types whose two methods agree, which is a convention.";
    N31: "`as`, `from` and `into` to a wider type", "For numbers that fit; `as` to at most 32 bits is never treated as equal.";
    N32: "a private helper and its body at the place of the call", "If the helper does not return early, or is called where that returns from the caller, too.";
    N34: "`map(f).unwrap_or(c)` and `map_or(c, f)`, `map_or(false, f)` and `is_some_and(f)`",
        "If computing a default that is not needed has no side effects.";
    N35: "`filter(p).next()` and `find(p)`, `find(p).is_some()` and `any(p)`, `!all(p)` and `any` of the negation, and the like",
        "Always for the iterators of the standard library.";
    N36: "`format!(\"{x}\")` and `x.to_string()`", "Always: both write what `Display` writes.";
    N37: "`if c { … }` at the end of a loop and `if !c { continue }` before, `for` over `filter`", "Always: nothing follows in the round.";
    N38: "neighbouring arms with one body and an arm with `|`", "If they have no guards and bind the same names.";
    N39: "`if a { return x }` before `if b { return x }` and `if a || b { return x }`", "Always: `b` is only asked if `a` does not hold.";
    N40: "`matches!(x, A | B)` and `x == A || x == B`", "If `==` of the type compares variants, as the derived one does.";
    N41: "`x < 1`, `x <= 0` and `x == 0`; `1 <= x`, `0 < x` and `x != 0`", "For unsigned numbers.";
    N42: "`while let Some(x) = i.next()` and `for x in i`", "If the body does not use the iterator itself.";
    N43: "`let Some(x) = y else { return Err(e) }` and `y.ok_or(e)?`", "If the error converts into itself, and building it has no side effects.";
    N44: "`if c { f(a) } else { f(b) }` and `f(if c { a } else { b })`, also for assignments", "If what else `f` is given does not depend on when `c` is asked.";
    N45: "`if !a { return false }` before `return b` and `a && b`, and the like with `true` and `||`", "Always.";
    N46: "`A(x) | A(y)` and `A(x | y)`", "Always.";
    N47: "a name for a value without side effects, used more than once", "If nothing the value is read from changes meanwhile: no call on it but those known to change nothing.";
    N48: "neighbouring steps in another order", "If they name values without side effects or store constants, and none depends on another.";
    N49: "`Ok(f(x?))` and `x.map(f)`, `f(x?)` and `x.and_then(f)`", "Where it is returned: `?` leaves the error as it is there, or the other one would be of another type.";
    N50: "a `match` whose arms all do the same and what they do", "If no arm binds a name, and what is matched has no effect.";
    N51: "`break` out of a loop behind which a value is returned, and the `return`", "Nothing lies between the two.";
    N52: "`x.unwrap_or(0)` and `x.unwrap_or_default()`, `x.map_or(0, f)` and `x.map(f).unwrap_or_default()`",
        "Always: types whose values are written `0`, `false`, `\"\"`, `None` or `Vec::new()` have that as their default.";
    N53: "`mem::replace(x, Vec::new())` and `mem::take(x)`",
        "Always: what is left behind is the type's default.";
    N54: "`if c { panic!() }` and `assert!(!c)`", "Always, but for the text and the line.";
    N55: "`if b < a { a - b } else { 0 }` and `a.saturating_sub(b)`, `a.checked_sub(b)` and `a - b` behind `b <= a`",
        "For unsigned numbers.";
    N56: "`if let Some(x) = y { f(x) } else { c }` and `y.map_or(c, f)`, and the like with `None`",
        "If computing a default that is not needed has no side effects.";
    N57: "a loop that returns at the first hit and `any`, `find`, `find_map`",
        "Always for the iterators of the standard library, if nothing else is done in the loop.";
    N58: "`while c { … }` and `loop { if !c { break } … }`", "Always.";
    N59: "`x[0..n]` and `x[..n]`", "Always for slices and strings.";
    N60: "`match x { 0 => a, n => f(n) }` and `if x == 0 { a } else { f(x) }`", "If computing `x` twice has no side effects.";
    N61: "`match x { Ok(v) => …, Err(e) => return Err(e) }` and `let v = x?; …`", "If the error converts into itself.";
    N62: "a loop that pushes and `collect`, also with `?`", "If nothing but the list is changed in the loop.";
    N63: "`if let Err(e) = x { return Err(f(e)) }` and `x.map_err(f)?`", "If the error converts into itself.";
    N64: "`for (i, x) in v.iter().enumerate()` and `for i in 0..v.len()` with `v[i]`",
        "If `v` stays as long as it is, and no bound goes beyond it.";
    N65: "`if let Some(v) = x { x = None; … }` and `if let Some(v) = x.take() { … }`", "Always.";
    N66: "`b'0' <= x && x <= b'9'` and `x.is_ascii_digit()`", "Always for bytes and characters.";
}

// `Used` has a bit for each.
const _: () = assert!(RULES.len() <= u64::BITS as usize);

impl fmt::Display for Norm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

/// Which rules a normal form took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Used(u64);

impl Used {
    /// Notes a rule.
    pub fn note(&mut self, norm: Norm) {
        self.0 |= 1 << (norm as u32);
    }

    /// The rules of both.
    #[must_use]
    pub fn and(self, other: Used) -> Used {
        Used(self.0 | other.0)
    }

    /// The rules that only one of the two took: those that made a difference.
    #[must_use]
    pub fn differing(self, other: Used) -> Used {
        Used(self.0 ^ other.0)
    }

    /// The rules, by number.
    pub fn norms(self) -> Vec<Norm> {
        RULES.iter().map(|rule| rule.norm).filter(|norm| self.0 & (1 << (*norm as u32)) != 0).collect()
    }
}
