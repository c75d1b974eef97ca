//! Changes of behaviour: one operator per kind, each with the families a finding about it belongs to.

mod calls;
mod control;
mod items;
mod threads;

use super::corpus::{Corpus, Edit, Function, functions};
use super::outcome::Class;
use crate::judge::Family;
use std::ops::Range;

/// Ways to change a function; each is a list of edits.
type Ways = Vec<Vec<Edit>>;

/// Finds in a file the items that can change, and how.
type InFile = fn(&Corpus, &str, &syn::File) -> Vec<(Range<usize>, Vec<Edit>)>;

/// How an operator finds what it can change.
#[derive(Clone, Copy)]
pub(super) enum Find {
    /// In the bodies of functions.
    Body(fn(&Function<'_>) -> Ways),
    /// In whole files: the item that changes, and how.
    File(InFile),
}

/// A kind of change.
pub(super) struct Operator {
    pub(super) id: &'static str,
    pub(super) what: &'static str,
    pub(super) class: Class,
    pub(super) families: &'static [Family],
    pub(super) find: Find,
}

impl Operator {
    /// Everything it can change in a file.
    pub(super) fn sites(
        &self,
        corpus: &Corpus,
        text: &str,
        file: &syn::File,
    ) -> Vec<(Range<usize>, Vec<Edit>)> {
        match self.find {
            Find::File(find) => find(corpus, text, file),
            Find::Body(find) => {
                let mut out = Vec::new();
                functions(corpus, text, file, &mut |function| {
                    out.extend(find(function).into_iter().map(|edits| (function.region.clone(), edits)));
                });
                out
            }
        }
    }
}

const fn body(
    id: &'static str,
    what: &'static str,
    class: Class,
    families: &'static [Family],
    find: fn(&Function<'_>) -> Ways,
) -> Operator {
    Operator { id, what, class, families, find: Find::Body(find) }
}

const fn item(id: &'static str, what: &'static str, families: &'static [Family], find: InFile) -> Operator {
    Operator { id, what, class: Class::A, families, find: Find::File(find) }
}

const fn seen_outside(
    id: &'static str,
    what: &'static str,
    families: &'static [Family],
    find: InFile,
) -> Operator {
    Operator { id, what, class: Class::B, families, find: Find::File(find) }
}

use Class::{A, B};
use Family::{Api, Concurrency, Constants, Errors, Flow, Safety, Traits, Types};

/// All operators. M01 to M48 are those of the design study, O01 and on are others.
pub(super) static ALL: &[&Operator] = &[
    &body("M01", "ordering of a read-modify-write weakened", A, &[Concurrency], threads::weaker_update),
    &body("M02", "ordering of a load weakened", A, &[Concurrency], threads::weaker_load),
    &body("M03", "ordering of a store strengthened", A, &[Concurrency], threads::stronger_store),
    &body("M04", "`fetch_max` becomes load and store", A, &[Concurrency], threads::split_max),
    &body(
        "M05",
        "`fetch_max` becomes a compare-exchange loop in a helper",
        B,
        &[Concurrency],
        threads::looped_max,
    ),
    &body("M06", "`fetch_add` becomes load and store", A, &[Concurrency], threads::split_add),
    &body("M07", "fence dropped", A, &[Concurrency], threads::no_fence),
    &item("M08", "`RwLock` field becomes a `Mutex`", &[Types, Concurrency], items::other_lock),
    &body("M09", "write guard becomes a read guard", A, &[Concurrency], threads::read_for_write),
    &body("M10", "guard dropped at once", A, &[Concurrency], threads::guard_dropped),
    &body("M11", "order of two locks swapped", A, &[Concurrency, Flow], threads::locks_swapped),
    &body("M12", "lock not taken", A, &[Concurrency], threads::no_lock),
    &item("M14", "`Arc` around a field removed", &[Types, Concurrency], items::no_arc),
    &body("M16", "early return removed", A, &[Flow, Errors, Concurrency], control::no_guard),
    &body("M17", "condition of an early return negated", A, &[Flow], control::guard_negated),
    &body("M18", "comparison shifted to its neighbour", A, &[Flow], control::comparison),
    &body("M19", "`± 1` dropped", A, &[Flow, Constants, Safety], control::off_by_one),
    &body("M20", "saturating or checked becomes wrapping", A, &[Safety, Flow], calls::wrapping),
    &body("M21", "narrowing cast inserted", A, &[Flow], control::narrowed),
    &body("M22", "loop runs backwards", A, &[Flow], control::backwards),
    &body("M23", "`first` for `last`, `min` for `max`, `any` for `all` …", A, &[Flow], calls::sibling_of_std),
    &body("M24", "`push` for `insert` at the front", A, &[Flow], calls::other_end),
    &body("M25", "two arguments swapped", A, &[Flow], calls::swapped),
    &body("M26", "statement deleted", A, &[Flow, Errors, Concurrency, Safety], control::deleted),
    &body("M27", "two steps of file access swapped", A, &[Flow], calls::io_swapped),
    &body("M28", "sync removed", A, &[Flow], calls::no_sync),
    &body("M29", "match arm removed", A, &[Flow, Errors], control::no_arm),
    &body("M30", "results of two match arms swapped", A, &[Flow, Constants, Errors], control::arms_swapped),
    &body("M31", "another variant of the same enum", A, &[Flow, Errors], calls::other_variant),
    &body(
        "M32",
        "method of the same signature called instead",
        A,
        &[Flow, Concurrency, Errors],
        calls::other_method,
    ),
    &body("M33", "number in a body changed", A, &[Constants, Flow], control::other_number),
    &item("M33c", "value of a constant changed", &[Constants], items::other_value),
    &item("M34", "byte of a magic number changed", &[Constants], items::other_magic),
    &body("M35", "two writes of an encoding swapped", A, &[Flow, Constants], calls::writes_swapped),
    &body("M36", "byte order changed", A, &[Constants], calls::byte_order),
    &body("M37", "another hash or checksum function", A, &[Constants, Flow], calls::other_hash),
    &body("M38", "`size_of` becomes a number", A, &[Constants, Flow], calls::size_guessed),
    &item("M39", "variants of a numbered enum swapped", &[Types], items::variants_swapped),
    &item("M40", "field removed", &[Types], items::no_field),
    &item("M41", "field of a narrower type", &[Types], items::narrower_field),
    // Seen where others can name the type, which re-exports decide.
    &seen_outside("M42", "private field made public", &[Types, Family::Modules], items::public_field),
    &item("M43", "derive removed", &[Types, Traits], items::no_derive),
    &item("M44", "derived `Ord` written by hand", &[Types, Traits], items::written_ord),
    &item("M45", "`Drop` impl removed", &[Traits], items::no_drop),
    &item("M46", "provided method becomes required", &[Traits], items::required),
    &item("M47", "trait impl removed", &[Traits], items::no_impl),
    &item("M48", "bound dropped", &[Api, Traits, Types], items::no_bound),
    &body("O01", "`?` removed from a statement", A, &[Errors, Flow], control::no_try),
    &body("O02", "`&&` for `||`", A, &[Flow], control::other_connective),
    &body("O03", "`+` for `-`", A, &[Flow, Safety, Constants], control::other_arithmetic),
    &body("O04", "`continue` for `break`", A, &[Flow], control::other_jump),
    &body("O05", "`true` for `false`", A, &[Constants, Flow], control::other_bool),
    &body("O06", "`Some(…)` returned as `None`", A, &[Flow, Constants], control::none_for_some),
    &item("O07", "parameters of a function swapped", &[Api, Flow], items::parameters_swapped),
    &seen_outside("O08", "function made private", &[Family::Modules, Api], items::private),
];

/// One edit.
fn edit(range: Range<usize>, text: impl Into<String>) -> Edit {
    Edit { range, text: text.into() }
}
