//! Refactorings: changes of the text that change nothing else. Each is tried in both directions.

mod bodies;
mod crates;
mod files;
mod signatures;

use super::corpus::{Corpus, Edit, Files, Function};
use crate::matching::UserMap;

/// Ways to refactor a function; each is a list of edits.
pub(super) type Sites = fn(&Function<'_>) -> Vec<Vec<Edit>>;

/// A whole crate in other words, and the map that says so if one is needed.
type Rewritten = (Files, Option<UserMap>);

/// What a refactoring works on.
#[derive(Clone, Copy)]
pub(super) enum Scope {
    /// Functions, one by one.
    Function(Sites),
    /// Whole files.
    File(fn(&str, syn::File) -> Option<String>),
    /// The whole crate. With a map, if the map is what makes the difference none.
    Crate(fn(&Corpus) -> Option<Rewritten>),
}

/// A kind of refactoring.
pub(super) struct Operator {
    pub(super) id: &'static str,
    pub(super) what: &'static str,
    pub(super) scope: Scope,
}

const fn function(id: &'static str, what: &'static str, sites: Sites) -> Operator {
    Operator { id, what, scope: Scope::Function(sites) }
}

const fn file(
    id: &'static str,
    what: &'static str,
    rewrite: fn(&str, syn::File) -> Option<String>,
) -> Operator {
    Operator { id, what, scope: Scope::File(rewrite) }
}

/// All refactorings, by the numbers of the design study.
pub(super) static ALL: &[Operator] = &[
    file("B01", "other line breaks and spaces", files::reformatted),
    file("B02", "comments and documentation rewritten", files::comments),
    file("B03", "items in the opposite order", files::reordered),
    file("B04", "impl blocks split", files::split_impls),
    Operator { id: "B05", what: "`a/mod.rs` becomes `a.rs`", scope: Scope::Crate(crates::mod_files) },
    file("B06", "`use` lines taken apart", files::split_uses),
    function("B07", "locals and parameters renamed", bodies::locals_renamed),
    function("B08", "lifetimes and type parameters renamed", signatures::parameters_renamed),
    function("B09", "`impl Trait` becomes a named parameter", signatures::named_parameter),
    function("B10", "`where` becomes an inline bound", signatures::inline_bounds),
    function("B11", "`?` becomes a `match`", bodies::spelt_out),
    function("B12", "`if let` and `let … else` become `match`", bodies::if_let),
    function("B13", "`if a && b` becomes nested", bodies::nested),
    function("B14", "`matches!` becomes `match`", bodies::matches),
    function("B15", "the last value is returned by `return`", bodies::returned),
    function("B16", "`for` becomes `for_each`", bodies::for_each),
    function("B17", "a body moves into a private helper, and back", signatures::delegated),
    function("B19", "a name for an argument, and none", bodies::named_argument),
    Operator { id: "B21", what: "private functions renamed", scope: Scope::Crate(crates::functions_renamed) },
    Operator { id: "B22", what: "private types renamed", scope: Scope::Crate(crates::types_renamed) },
    Operator {
        id: "B23",
        what: "a private module renamed, with a map",
        scope: Scope::Crate(crates::module_renamed),
    },
    file("B24", "`std` becomes `core`", files::core_for_std),
    function("B25", "`self.f()` becomes `Self::f(self)`", bodies::by_path),
    function("B26", "`if !c` with its branches swapped", bodies::turned),
    function("B27", "`a < b` becomes `b > a`", bodies::mirrored),
    function("B28", "`x += y` becomes `x = x + y`", bodies::long_form),
];

fn edit(range: std::ops::Range<usize>, text: impl Into<String>) -> Edit {
    Edit { range, text: text.into() }
}
