//! `cfg` predicates as formulas in a normal form.

use std::collections::BTreeSet;
use std::fmt;

/// A conditional-compilation predicate. Operands of [`Cfg::All`] and [`Cfg::Any`] are sorted and free of duplicates,
/// so that formulas which differ only in order or nesting are equal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Cfg {
    /// Always compiled.
    #[default]
    Always,
    /// An option such as `unix` or `feature = "lz4"`, in that spelling.
    Option(Box<str>),
    /// The negation.
    Not(Box<Cfg>),
    /// All of them.
    All(Vec<Cfg>),
    /// Any of them.
    Any(Vec<Cfg>),
}

impl Cfg {
    /// The conjunction of both, simplified.
    pub fn and(self, other: Cfg) -> Cfg {
        Cfg::all(vec![self, other])
    }

    /// The conjunction of all operands.
    pub fn all(operands: Vec<Cfg>) -> Cfg {
        let mut flat = Vec::new();
        for operand in operands {
            match operand {
                Cfg::Always => {}
                Cfg::All(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        flat.sort();
        flat.dedup();
        match flat.len() {
            0 => Cfg::Always,
            1 => flat.swap_remove(0),
            _ => Cfg::All(flat),
        }
    }

    /// The disjunction of all operands.
    pub fn any(operands: Vec<Cfg>) -> Cfg {
        let mut flat = Vec::new();
        for operand in operands {
            match operand {
                Cfg::Any(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        flat.sort();
        flat.dedup();
        if flat.len() == 1 { flat.swap_remove(0) } else { Cfg::Any(flat) }
    }

    /// The negation; a double one cancels out.
    pub fn negate(self) -> Cfg {
        match self {
            Cfg::Not(inner) => *inner,
            other => Cfg::Not(Box::new(other)),
        }
    }

    /// Whether it holds in a usual build with these features: 64 bits, Unix, Linux, no test. `None` if that depends on
    /// something else.
    pub fn holds_with(&self, features: &BTreeSet<String>) -> Option<bool> {
        let of = |operand: &Cfg| operand.holds_with(features);
        match self {
            Cfg::Always => Some(true),
            Cfg::Option(option) => match option.strip_prefix("feature = ") {
                Some(name) => Some(features.contains(name.trim_matches('"'))),
                None => usual(option),
            },
            Cfg::Not(inner) => of(inner).map(|holds| !holds),
            Cfg::All(operands) => decided(operands.iter().map(of), false),
            Cfg::Any(operands) => decided(operands.iter().map(of), true),
        }
    }

    /// Whether the code exists in test builds only.
    pub fn is_test_only(&self) -> bool {
        match self {
            Cfg::Option(name) => matches!(&**name, "test" | "doctest"),
            Cfg::All(operands) => operands.iter().any(Cfg::is_test_only),
            Cfg::Any(operands) => !operands.is_empty() && operands.iter().all(Cfg::is_test_only),
            Cfg::Always | Cfg::Not(_) => false,
        }
    }
}

/// A single `decisive` operand decides; otherwise all have to be known.
fn decided(operands: impl Iterator<Item = Option<bool>>, decisive: bool) -> Option<bool> {
    let mut known = true;
    for operand in operands {
        match operand {
            Some(holds) if holds == decisive => return Some(decisive),
            Some(_) => {}
            None => known = false,
        }
    }
    known.then_some(!decisive)
}

/// Options that are the same on nearly every machine code is written on.
fn usual(option: &str) -> Option<bool> {
    match option {
        "unix" | "target_os = \"linux\"" | "target_family = \"unix\"" | "target_pointer_width = \"64\"" => {
            Some(true)
        }
        "windows" | "test" | "doctest" | "doc" | "docsrs" | "miri" | "loom" => Some(false),
        _ if option.starts_with("target_os = ") || option.starts_with("target_pointer_width = ") => {
            Some(false)
        }
        "target_family = \"windows\"" | "target_family = \"wasm\"" | "target_arch = \"wasm32\"" => {
            Some(false)
        }
        _ => None,
    }
}

impl fmt::Display for Cfg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, name: &str, operands: &[Cfg]| {
            write!(f, "{name}(")?;
            for (idx, operand) in operands.iter().enumerate() {
                if idx > 0 {
                    write!(f, ", ")?;
                }
                write!(f, "{operand}")?;
            }
            write!(f, ")")
        };
        match self {
            Cfg::Always => write!(f, "always"),
            Cfg::Option(name) => write!(f, "{name}"),
            Cfg::Not(inner) => write!(f, "not({inner})"),
            Cfg::All(operands) => list(f, "all", operands),
            Cfg::Any(operands) => list(f, "any", operands),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Cfg;

    fn option(name: &str) -> Cfg {
        Cfg::Option(name.into())
    }

    #[test]
    fn stacked_attributes_equal_all() {
        let stacked = option("unix").and(option("feature = \"a\"")).and(Cfg::Always);
        let written = Cfg::all(vec![option("feature = \"a\""), Cfg::all(vec![option("unix")])]);
        assert_eq!(stacked, written);
        assert_eq!(stacked.to_string(), "all(feature = \"a\", unix)");
    }

    #[test]
    fn double_negation_cancels_and_any_of_one_is_that_one() {
        assert_eq!(option("unix").negate().negate(), option("unix"));
        assert_eq!(Cfg::any(vec![option("unix")]), option("unix"));
    }

    #[test]
    fn a_usual_build_decides_what_it_can() {
        let features = ["std".to_owned()].into();
        let feature = |name: &str| option(&format!("feature = \"{name}\""));
        let holds = |cfg: Cfg| cfg.holds_with(&features);
        assert_eq!(holds(feature("std").and(feature("web").negate())), Some(true));
        assert_eq!(holds(Cfg::any(vec![feature("web"), option("windows")])), Some(false));
        assert_eq!(holds(option("unix").and(option("tokio_unstable"))), None);
        assert_eq!(holds(option("windows").and(option("tokio_unstable"))), Some(false));
        assert_eq!(holds(Cfg::any(vec![option("tokio_unstable"), option("unix")])), Some(true));
    }

    #[test]
    fn only_formulas_that_imply_test_are_test_only() {
        assert!(option("test").and(option("unix")).is_test_only());
        assert!(!Cfg::any(vec![option("test"), option("unix")]).is_test_only());
        assert!(!option("test").negate().is_test_only());
    }
}
