//! What a benchmark measures: the calls it times, what it prepares, and the numbers it uses.
//!
//! Understands Criterion's functions, by their names in the source.

use super::sources::Source;
use super::{Kind, Problem};
use std::collections::{BTreeMap, BTreeSet};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// A benchmark, reduced to what can be compared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Workload {
    file: String,
    line: usize,
    timed: BTreeSet<String>,
    prepared: BTreeSet<String>,
    sizes: BTreeSet<String>,
}

/// What belongs to the harness or to every program, and says nothing about the workload.
const HARNESS: &[&str] = &[
    "Some",
    "None",
    "Ok",
    "Err",
    "as_slice",
    "as_ref",
    "bench_function",
    "bench_with_input",
    "benchmark_group",
    "black_box",
    "clone",
    "collect",
    "configure_from_args",
    "default",
    "drop",
    "expect",
    "final_summary",
    "finish",
    "into",
    "into_iter",
    "iter",
    "iter_batched",
    "iter_batched_ref",
    "iter_custom",
    "iter_with_large_drop",
    "iter_with_setup",
    "map",
    "measurement_time",
    "new",
    "sample_size",
    "sampling_mode",
    "throughput",
    "to_vec",
    "unwrap",
    "warm_up_time",
    "Elements",
    "Bytes",
    "from_parameter",
    "from_secs",
    "enumerate",
    "rev",
    "take",
];

/// All benchmarks of some files, by group and name.
pub(super) fn collect(sources: &[Source]) -> BTreeMap<String, Workload> {
    let mut found = BTreeMap::new();
    for source in sources {
        let mut constants = Constants(BTreeMap::new());
        constants.visit_file(&source.syntax);
        let mut functions = Functions { file: &source.file, constants: &constants.0, found: &mut found };
        functions.visit_file(&source.syntax);
    }
    found
}

/// Compares benchmarks of the same name.
pub(super) fn compare(
    reference: &BTreeMap<String, Workload>,
    port: &BTreeMap<String, Workload>,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (name, ours) in port {
        let mut report = |kind, message| {
            problems.push(Problem { file: ours.file.clone(), line: ours.line, kind, message });
        };
        let Some(theirs) = reference.get(name) else {
            report(Kind::OneSided, format!("`{name}` exists in the port only"));
            continue;
        };
        for (kind, what, theirs, ours) in [
            (Kind::Calls, "times", &theirs.timed, &ours.timed),
            (Kind::SetUp, "prepares with", &theirs.prepared, &ours.prepared),
            (Kind::Sizes, "uses", &theirs.sizes, &ours.sizes),
        ] {
            if theirs != ours {
                report(
                    kind,
                    format!(
                        "`{name}`: the reference {what} {}, the port {}",
                        list(theirs, ours),
                        list(ours, theirs)
                    ),
                );
            }
        }
    }
    for (name, theirs) in reference.iter().filter(|(name, _)| !port.contains_key(*name)) {
        problems.push(Problem {
            file: theirs.file.clone(),
            line: theirs.line,
            kind: Kind::OneSided,
            message: format!("`{name}` exists in the reference only"),
        });
    }
    problems
}

/// What one side has and the other has not.
fn list(one: &BTreeSet<String>, other: &BTreeSet<String>) -> String {
    let names: Vec<String> = one.difference(other).map(|name| format!("`{name}`")).collect();
    if names.is_empty() { "nothing else".into() } else { names.join(", ") }
}

/// Numbers that have a name.
struct Constants(BTreeMap<String, String>);

impl<'ast> Visit<'ast> for Constants {
    fn visit_item_const(&mut self, item: &'ast syn::ItemConst) {
        if let Some(number) = number(&item.expr) {
            self.0.insert(item.ident.to_string(), number);
        }
    }
}

fn number(expr: &syn::Expr) -> Option<String> {
    match expr {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Int(int), .. }) => Some(int.base10_digits().to_owned()),
        _ => None,
    }
}

/// Finds benchmarks function by function: what a function does outside of them prepares all of them.
struct Functions<'a> {
    file: &'a str,
    constants: &'a BTreeMap<String, String>,
    found: &'a mut BTreeMap<String, Workload>,
}

impl<'ast> Visit<'ast> for Functions<'_> {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        let mut body = Body {
            constants: self.constants,
            group: None,
            shared: Facts::default(),
            benchmarks: Vec::new(),
            current: None,
            in_routine: false,
        };
        body.visit_block(&function.block);
        for (name, line, facts) in body.benchmarks {
            let workload = Workload {
                file: self.file.to_owned(),
                line,
                timed: facts.timed,
                prepared: facts.prepared.union(&body.shared.prepared).cloned().collect(),
                sizes: facts.sizes.union(&body.shared.sizes).cloned().collect(),
            };
            self.found.insert(name, workload);
        }
    }
}

#[derive(Default)]
struct Facts {
    timed: BTreeSet<String>,
    prepared: BTreeSet<String>,
    sizes: BTreeSet<String>,
}

struct Body<'a> {
    constants: &'a BTreeMap<String, String>,
    group: Option<String>,
    shared: Facts,
    benchmarks: Vec<(String, usize, Facts)>,
    current: Option<Facts>,
    in_routine: bool,
}

impl Body<'_> {
    fn call(&mut self, name: String) {
        if HARNESS.contains(&name.as_str()) {
            return;
        }
        let routine = self.in_routine;
        let facts = self.current.as_mut().unwrap_or(&mut self.shared);
        if routine {
            facts.timed.insert(name)
        } else {
            facts.prepared.insert(name)
        };
    }

    fn size(&mut self, number: String) {
        self.current.as_mut().unwrap_or(&mut self.shared).sizes.insert(number);
    }

    fn routine(&mut self, expr: &syn::Expr) {
        let before = std::mem::replace(&mut self.in_routine, true);
        self.visit_expr(expr);
        self.in_routine = before;
    }

    fn benchmark(&mut self, call: &syn::ExprMethodCall) {
        let Some(own) = call.args.first().and_then(text) else { return };
        let name = self.group.as_ref().map_or_else(|| own.clone(), |group| format!("{group}/{own}"));
        self.current = Some(Facts::default());
        call.args.iter().skip(1).for_each(|argument| self.visit_expr(argument));
        if let Some(facts) = self.current.take() {
            self.benchmarks.push((name, call.span().start().line, facts));
        }
    }
}

impl<'ast> Visit<'ast> for Body<'_> {
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let name = call.method.to_string();
        match name.as_str() {
            "benchmark_group" => self.group = call.args.first().and_then(text),
            "bench_function" | "bench_with_input" => self.benchmark(call),
            "iter" | "iter_custom" | "iter_with_large_drop" if call.args.len() == 1 => {
                self.routine(&call.args[0])
            }
            "iter_batched" | "iter_batched_ref" | "iter_with_setup" if call.args.len() >= 2 => {
                self.visit_expr(&call.args[0]);
                self.routine(&call.args[1]);
            }
            _ => {
                self.call(name);
                visit::visit_expr_method_call(self, call);
                return;
            }
        }
        self.visit_expr(&call.receiver);
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if let syn::Expr::Path(path) = &*call.func {
            self.call(path.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default());
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_lit(&mut self, literal: &'ast syn::ExprLit) {
        if let syn::Lit::Int(int) = &literal.lit {
            self.size(int.base10_digits().to_owned());
        }
    }

    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        let constant = path.path.get_ident().and_then(|ident| self.constants.get(&ident.to_string()));
        if let Some(number) = constant.cloned() {
            self.size(number);
        }
    }
}

/// The text of a benchmark's name: a literal, or the one inside `format!` or `BenchmarkId::new`.
fn text(expr: &syn::Expr) -> Option<String> {
    match expr {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
        syn::Expr::Reference(inner) => text(&inner.expr),
        syn::Expr::Call(call) => call.args.first().and_then(text),
        syn::Expr::Macro(call) if call.mac.path.is_ident("format") => {
            let first = call.mac.tokens.clone().into_iter().next()?;
            Some(syn::parse2::<syn::LitStr>(first.into()).ok()?.value())
        }
        _ => None,
    }
}
