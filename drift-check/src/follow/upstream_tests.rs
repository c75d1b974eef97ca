//! Tests of a crate: in its sources and in its `tests` folder, with the functions they call.

use super::change::{Fate, TestChange};
use crate::load;
use crate::model::Crate;
use crate::model::item::ItemKind;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use syn::visit::{self, Visit};
use xxhash_rust::xxh3::xxh3_64;

/// A test function.
pub(super) struct Test {
    name: String,
    file: String,
    line: usize,
    /// A hash of its tokens: layout and comments do not change it.
    tokens: u64,
    calls: BTreeSet<String>,
}

/// All tests of a crate. What does not parse among tests is no gap: the check does not rest on it.
pub(super) fn find(dir: &Path) -> Vec<Test> {
    let mut out = Vec::new();
    for folder in ["src", "tests"] {
        let files = walkdir::WalkDir::new(dir.join(folder)).sort_by_file_name();
        for entry in files.into_iter().filter_map(Result::ok) {
            if entry.path().extension().is_some_and(|extension| extension == "rs") {
                let relative = entry.path().strip_prefix(dir).unwrap_or(entry.path());
                of_file(entry.path(), &relative.to_string_lossy().replace('\\', "/"), &mut out);
            }
        }
    }
    out
}

fn of_file(path: &Path, relative: &str, out: &mut Vec<Test>) {
    let Ok(text) = load::read_text(path) else { return };
    let Ok(file) = syn::parse_file(&text) else { return };
    let mut walk = Walk { file: relative, out };
    walk.visit_file(&file);
    proc_macro2::extra::invalidate_current_thread_spans();
}

struct Walk<'w> {
    file: &'w str,
    out: &'w mut Vec<Test>,
}

impl<'ast> Visit<'ast> for Walk<'_> {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        let is_test = item.attrs.iter().any(|attr| {
            let last = attr.path().segments.last().map(|segment| segment.ident.to_string());
            matches!(last.as_deref(), Some("test" | "rstest" | "test_case" | "quickcheck" | "proptest"))
        });
        if is_test {
            let mut calls = Calls(BTreeSet::new());
            calls.visit_block(&item.block);
            let tokens = quote::ToTokens::to_token_stream(&item.block).to_string();
            self.out.push(Test {
                name: item.sig.ident.to_string(),
                file: self.file.to_owned(),
                line: item.sig.ident.span().start().line,
                tokens: xxh3_64(tokens.as_bytes()),
                calls: calls.0,
            });
        }
    }
}

/// Names of everything called, by path or as a method.
struct Calls(BTreeSet<String>);

impl<'ast> Visit<'ast> for Calls {
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.0.insert(call.method.to_string());
        visit::visit_expr_method_call(self, call);
    }
    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if let syn::Expr::Path(path) = &*call.func
            && let Some(last) = path.path.segments.last()
        {
            self.0.insert(last.ident.to_string());
        }
        visit::visit_expr_call(self, call);
    }
    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        type List = syn::punctuated::Punctuated<syn::Expr, syn::Token![,]>;
        if let Ok(list) = mac.parse_body_with(List::parse_terminated) {
            list.iter().for_each(|expr| self.visit_expr(expr));
        }
    }
}

/// New and changed tests, and whether the port has them.
pub(super) fn compare(
    old: &[Test],
    new: &[Test],
    port: &[Test],
    new_crate: &Crate,
    port_crate: &Crate,
) -> Vec<TestChange> {
    let by_name = |tests: &[Test]| -> BTreeMap<String, BTreeSet<u64>> {
        let mut out: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
        for test in tests {
            out.entry(test.name.clone()).or_default().insert(test.tokens);
        }
        out
    };
    let (before, ported) = (by_name(old), by_name(port));
    let (functions, ported_functions) = (functions(new_crate), functions(port_crate));
    let mut out = Vec::new();
    for test in new {
        let fate = match before.get(&test.name) {
            None => Fate::Added,
            Some(known) if known.contains(&test.tokens) => continue,
            Some(_) => Fate::Changed,
        };
        let in_port = match fate {
            Fate::Added => ported.contains_key(&test.name),
            // A port's text is its own, so only the old text itself proves that a change is missing.
            _ => ported.get(&test.name).is_some_and(|found| {
                before
                    .get(&test.name)
                    .is_none_or(|before| found.contains(&test.tokens) || before.is_disjoint(found))
            }),
        };
        let needs: Vec<String> =
            test.calls.iter().filter(|name| functions.contains(*name)).cloned().collect();
        let missing = needs.iter().filter(|name| !ported_functions.contains(*name)).cloned().collect();
        out.push(TestChange {
            name: test.name.clone(),
            file: test.file.clone(),
            line: test.line,
            fate,
            in_port,
            needs,
            missing,
        });
    }
    out.sort_by(|a, b| (a.in_port, &a.file, a.line).cmp(&(b.in_port, &b.file, b.line)));
    out
}

/// Names of the functions and methods of a crate.
fn functions(krate: &Crate) -> BTreeSet<String> {
    let is_function = |kind| matches!(kind, ItemKind::Function | ItemKind::Method);
    krate
        .compared()
        .filter(|(_, item)| is_function(item.kind))
        .map(|(_, item)| item.name.to_string())
        .collect()
}
