//! Walks through a function that registers benchmarks and notes what each of them calls, in the order of evaluation.

use super::program::{Function, Name, Program};
use super::{Call, Workload, values};
use std::collections::{BTreeMap, BTreeSet};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Expr, Pat};

/// What belongs to the harness, to iterating or to every program, and says nothing about the workload.
const HARNESS: &[&str] = &[
    "Bytes",
    "Elements",
    "Err",
    "None",
    "Ok",
    "Some",
    "as_ref",
    "as_slice",
    "black_box",
    "clone",
    "cloned",
    "collect",
    "configure_from_args",
    "copied",
    "default",
    "drop",
    "enumerate",
    "expect",
    "final_summary",
    "finish",
    "fold",
    "for_each",
    "from_parameter",
    "from_secs",
    "into",
    "into_iter",
    "iter",
    "iter_mut",
    "map",
    "new",
    "rev",
    "sum",
    "take",
    "throughput",
    "to_owned",
    "to_string",
    "to_vec",
    "unwrap",
    "with_capacity",
    "zip",
];

/// How the harness measures, not what.
const SETTINGS: &[&str] = &[
    "confidence_level",
    "measurement_time",
    "noise_threshold",
    "nresamples",
    "plot_config",
    "sample_size",
    "sampling_mode",
    "significance_level",
    "warm_up_time",
];

/// How deep functions and closures are looked into from within each other.
const DEPTH_MAX: usize = 24;

/// How many of them are looked into for one function that registers benchmarks.
const CALLS_MAX: usize = 5_000;

/// Types whose values cost next to nothing to make, or belong to the harness.
const LIGHT_TYPES: &[&str] = &[
    "Arc",
    "BTreeMap",
    "BTreeSet",
    "BenchmarkId",
    "Box",
    "Cell",
    "Criterion",
    "Duration",
    "HashMap",
    "HashSet",
    "Instant",
    "Mutex",
    "Rc",
    "RefCell",
    "RwLock",
    "String",
    "Vec",
    "VecDeque",
];

/// The benchmarks that a function registers, with their names. What it does before one of them prepares it.
///
/// Notes the functions that were looked into.
pub(super) fn benchmarks<'a>(
    program: &Program<'a>,
    root: &Function<'a>,
    entered: &mut Vec<&'a syn::Block>,
) -> Vec<(String, Workload)> {
    entered.push(root.block);
    let mut walk = Walk {
        program,
        file: root.file,
        scopes: vec![BTreeMap::new()],
        shared: Facts::default(),
        current: None,
        is_timed: false,
        inside: vec![std::ptr::from_ref(root.block).cast()],
        calls: 0,
        entered,
        found: Vec::new(),
    };
    walk.visit_block(root.block);
    let Walk { shared, found, .. } = walk;
    let workload = |Registered { name, file, line, facts, before }: Registered| {
        let prepared = shared.prepared.iter().take(before.0).chain(&facts.prepared).cloned().collect();
        let values = before.1.union(&facts.values).cloned().collect();
        (name, Workload { file, line, timed: facts.timed, prepared, values })
    };
    found.into_iter().map(workload).collect()
}

#[derive(Default)]
struct Facts {
    timed: Vec<Call>,
    prepared: Vec<Call>,
    values: BTreeSet<String>,
}

/// What a local name stands for, as far as it is known.
#[derive(Clone, Default)]
struct Binding<'a> {
    number: Option<i128>,
    text: Option<String>,
    /// Name of a group of benchmarks.
    group: Option<String>,
    /// A closure, or a function by its name.
    code: Option<Code<'a>>,
}

#[derive(Clone)]
enum Code<'a> {
    Closure(&'a syn::ExprClosure),
    Function(Name),
}

/// A benchmark that was come across.
struct Registered {
    name: String,
    file: String,
    line: usize,
    facts: Facts,
    /// How many calls had been made by then for whatever comes, and the values up to there.
    before: (usize, BTreeSet<String>),
}

struct Walk<'p, 'a> {
    program: &'p Program<'a>,
    file: &'a str,
    scopes: Vec<BTreeMap<String, Binding<'a>>>,
    shared: Facts,
    current: Option<Facts>,
    is_timed: bool,
    /// The functions and closures that are being looked into, so that recursion ends.
    inside: Vec<*const ()>,
    /// How many have been looked into.
    calls: usize,
    entered: &'p mut Vec<&'a syn::Block>,
    found: Vec<Registered>,
}

impl<'a> Walk<'_, 'a> {
    fn facts(&mut self) -> &mut Facts {
        self.current.as_mut().unwrap_or(&mut self.shared)
    }

    fn value(&mut self, value: String) {
        self.facts().values.insert(value);
    }

    fn call(&mut self, name: String, arguments: impl Iterator<Item = &'a Expr>) {
        if HARNESS.contains(&&*name) {
            return;
        }
        let constants =
            arguments.filter_map(|argument| self.number(argument)).map(|number| number.to_string());
        let call = Call { constants: constants.collect(), name };
        let is_timed = self.is_timed;
        let facts = self.facts();
        if is_timed { facts.timed.push(call) } else { facts.prepared.push(call) }
    }

    fn named(&self, name: &str) -> Option<&Binding<'a>> {
        self.scopes.iter().rev().find_map(|scope| scope.get(name))
    }

    fn number(&self, expr: &Expr) -> Option<i128> {
        values::number(expr, &|name| match self.named(name) {
            Some(local) => local.number,
            None => self.program.number(self.file, name),
        })
    }

    /// The text of a name: a literal, or one inside of `format!`, `BenchmarkId::new` or a conversion.
    fn text(&self, expr: &Expr) -> Option<String> {
        match expr {
            Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
            Expr::Reference(inner) => self.text(&inner.expr),
            Expr::Paren(inner) => self.text(&inner.expr),
            Expr::Call(call) => self.text(call.args.first()?),
            Expr::MethodCall(call) => self.text(&call.receiver),
            Expr::Macro(call) if call.mac.path.is_ident("format") => {
                let first = call.mac.tokens.clone().into_iter().next()?;
                Some(values::pattern(&syn::parse2::<syn::LitStr>(first.into()).ok()?.value()))
            }
            Expr::Path(path) => {
                let name = path.path.segments.last()?.ident.to_string();
                match self.named(&name) {
                    Some(local) => local.text.clone(),
                    None => self.program.text(self.file, &name).cloned(),
                }
            }
            _ => None,
        }
    }

    /// The name of the group that an expression is.
    fn group(&self, expr: &Expr) -> Option<String> {
        match expr {
            Expr::Path(path) => self.named(&path.path.get_ident()?.to_string())?.group.clone(),
            Expr::Reference(inner) => self.group(&inner.expr),
            Expr::Paren(inner) => self.group(&inner.expr),
            Expr::MethodCall(call) if call.method == "benchmark_group" => {
                Some(call.args.first().and_then(|name| self.text(name)).unwrap_or_else(unknown))
            }
            Expr::MethodCall(call) => self.group(&call.receiver),
            _ => None,
        }
    }

    fn code(&self, expr: &'a Expr) -> Option<Code<'a>> {
        match expr {
            Expr::Closure(closure) => Some(Code::Closure(closure)),
            Expr::Reference(inner) => self.code(&inner.expr),
            Expr::Paren(inner) => self.code(&inner.expr),
            Expr::Path(path) => {
                let name = path.path.segments.last()?.ident.to_string();
                if let Some(local) = path.path.get_ident().and_then(|_| self.named(&name)) {
                    return local.code.clone();
                }
                let name = Name::of_path(&path.path)?;
                self.program.function(self.file, &name).map(|_| Code::Function(name))
            }
            _ => None,
        }
    }

    fn binding(&self, expr: &'a Expr) -> Binding<'a> {
        Binding {
            number: self.number(expr),
            text: self.text(expr),
            group: self.group(expr),
            code: self.code(expr),
        }
    }

    /// Names of a pattern hide those outside, whatever they stand for.
    fn hide(&mut self, pattern: &Pat) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.extend(values::bound_by(pattern).into_iter().map(|name| (name, Binding::default())));
        }
    }

    /// Runs code where it is called. `false` if it can't be looked into.
    fn run(&mut self, code: Code<'a>, arguments: &[Binding<'a>]) -> bool {
        self.calls += 1;
        if self.inside.len() >= DEPTH_MAX || self.calls > CALLS_MAX {
            return false;
        }
        match code {
            Code::Closure(closure) => {
                let place = std::ptr::from_ref(closure).cast();
                if self.inside.contains(&place) {
                    return false;
                }
                self.inside.push(place);
                self.scopes.push(BTreeMap::new());
                self.bind(closure.inputs.iter(), arguments);
                self.visit_expr(&closure.body);
                self.scopes.pop();
                self.inside.pop();
            }
            Code::Function(name) => {
                let Some(function) = self.program.function(self.file, &name) else { return false };
                let (file, block) = (function.file, function.block);
                let place = std::ptr::from_ref(block).cast();
                if self.inside.contains(&place) {
                    return false;
                }
                let inputs: Vec<&Pat> = function
                    .signature
                    .inputs
                    .iter()
                    .filter_map(|input| match input {
                        syn::FnArg::Typed(typed) => Some(&*typed.pat),
                        syn::FnArg::Receiver(_) => None,
                    })
                    .collect();
                // A function sees none of its caller's names.
                let outside = std::mem::replace(&mut self.scopes, vec![BTreeMap::new()]);
                let before = std::mem::replace(&mut self.file, file);
                self.inside.push(place);
                self.entered.push(block);
                self.bind(inputs.into_iter(), arguments);
                self.visit_block(block);
                self.inside.pop();
                self.file = before;
                self.scopes = outside;
            }
        }
        true
    }

    fn bind<'i>(&mut self, inputs: impl Iterator<Item = &'i Pat>, arguments: &[Binding<'a>]) {
        for (at, input) in inputs.enumerate() {
            self.hide(input);
            if let (Some(name), Some(argument)) = (simple(input), arguments.get(at))
                && let Some(scope) = self.scopes.last_mut()
            {
                scope.insert(name, argument.clone());
            }
        }
    }

    /// Code that the harness calls, or an expression that makes it.
    fn handed(&mut self, expr: &'a Expr, arguments: &[Binding<'a>], is_timed: bool) {
        let before = std::mem::replace(&mut self.is_timed, is_timed);
        let is_known = self.code(expr).is_some_and(|code| self.run(code, arguments));
        if !is_known {
            self.visit_expr(expr);
            // A function of the crate that is measured as it is.
            if let Expr::Path(path) = expr
                && let Some(last) = path.path.segments.last().filter(|_| is_timed)
            {
                self.call(last.ident.to_string(), std::iter::empty());
            }
        }
        self.is_timed = before;
    }

    fn benchmark(&mut self, call: &'a syn::ExprMethodCall) {
        let own = call.args.first().and_then(|name| self.text(name)).unwrap_or_else(unknown);
        let name = self.group(&call.receiver).map_or_else(|| own.clone(), |group| format!("{group}/{own}"));
        let outer = self.current.replace(Facts::default());
        let arguments: Vec<&'a Expr> = call.args.iter().skip(1).collect();
        match arguments[..] {
            [input, routine] => {
                self.visit_expr(input);
                let input = self.binding(input);
                self.handed(routine, &[Binding::default(), input], false);
            }
            _ => arguments.into_iter().for_each(|argument| self.handed(argument, &[], false)),
        }
        if let Some(facts) = std::mem::replace(&mut self.current, outer) {
            let (file, line) = (self.file.to_owned(), call.span().start().line);
            let before = (self.shared.prepared.len(), self.shared.values.clone());
            self.found.push(Registered { name, file, line, facts, before });
        }
    }

    /// Looks at the arguments of a call. Constants that are handed to what is looked into count where they are used.
    fn arguments(&mut self, arguments: &'a Arguments, is_known: bool) -> Vec<Binding<'a>> {
        for argument in arguments {
            if !is_known || self.number(argument).is_none() {
                self.visit_expr(argument);
            }
        }
        arguments.iter().map(|argument| self.binding(argument)).collect()
    }

    fn block(&mut self, block: &'a syn::Block) {
        self.scopes.push(BTreeMap::new());
        visit::visit_block(self, block);
        self.scopes.pop();
    }
}

/// The arguments of a call.
type Arguments = syn::punctuated::Punctuated<Expr, syn::Token![,]>;

/// A name that is only known when the benchmark runs.
fn unknown() -> String {
    "{}".into()
}

/// The name, if a pattern is nothing else and can't be assigned to.
fn simple(pattern: &Pat) -> Option<String> {
    match pattern {
        Pat::Ident(ident) if ident.subpat.is_none() => Some(ident.ident.to_string()),
        Pat::Type(typed) => simple(&typed.pat),
        _ => None,
    }
}

fn is_mutable(pattern: &Pat) -> bool {
    match pattern {
        Pat::Ident(ident) => ident.mutability.is_some(),
        Pat::Type(typed) => is_mutable(&typed.pat),
        _ => false,
    }
}

impl<'a> Visit<'a> for Walk<'_, 'a> {
    // Functions and constants inside of functions are part of the program, and looked into where they are used.
    fn visit_item(&mut self, _: &'a syn::Item) {}

    fn visit_block(&mut self, block: &'a syn::Block) {
        self.block(block);
    }

    fn visit_local(&mut self, local: &'a syn::Local) {
        let Some(init) = &local.init else { return self.hide(&local.pat) };
        let mut binding = self.binding(&init.expr);
        if is_mutable(&local.pat) {
            binding.number = None;
        }
        // A closure is looked into where it is called.
        if !matches!(&*init.expr, Expr::Closure(_)) {
            self.visit_expr(&init.expr);
        }
        if let Some((_, otherwise)) = &init.diverge {
            self.visit_expr(otherwise);
        }
        self.hide(&local.pat);
        if let (Some(name), Some(scope)) = (simple(&local.pat), self.scopes.last_mut()) {
            scope.insert(name, binding);
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match self.number(expr) {
            // Counting from 0 or from 1 is a matter of style.
            Some(0 | 1) => {}
            Some(number) => self.value(number.to_string()),
            None => visit::visit_expr(self, expr),
        }
    }

    fn visit_expr_closure(&mut self, closure: &'a syn::ExprClosure) {
        let _ = self.run(Code::Closure(closure), &[]);
    }

    fn visit_expr_for_loop(&mut self, repeated: &'a syn::ExprForLoop) {
        self.visit_expr(&repeated.expr);
        self.scopes.push(BTreeMap::new());
        self.hide(&repeated.pat);
        self.block(&repeated.body);
        self.scopes.pop();
    }

    fn visit_arm(&mut self, arm: &'a syn::Arm) {
        self.scopes.push(BTreeMap::new());
        self.hide(&arm.pat);
        visit::visit_arm(self, arm);
        self.scopes.pop();
    }

    fn visit_expr_method_call(&mut self, call: &'a syn::ExprMethodCall) {
        self.visit_expr(&call.receiver);
        let name = call.method.to_string();
        match (&*name, call.args.len()) {
            ("benchmark_group", _) => {}
            ("bench_function" | "bench_with_input", _) => self.benchmark(call),
            ("iter" | "iter_custom" | "iter_with_large_drop", 1) => self.handed(&call.args[0], &[], true),
            ("iter_batched" | "iter_batched_ref" | "iter_with_setup", 2..) => {
                self.handed(&call.args[0], &[], false);
                self.handed(&call.args[1], &[], true);
                call.args.iter().skip(2).for_each(|argument| self.visit_expr(argument));
            }
            _ if SETTINGS.contains(&&*name) => {}
            _ => {
                let method = Name::of_method(name.clone());
                let is_known = self.program.function(self.file, &method).is_some();
                let arguments = self.arguments(&call.args, is_known);
                if !(is_known && self.run(Code::Function(method), &arguments)) {
                    self.call(name, call.args.iter());
                }
            }
        }
    }

    fn visit_expr_call(&mut self, call: &'a syn::ExprCall) {
        let code = self.code(&call.func);
        let arguments = self.arguments(&call.args, code.is_some());
        let Expr::Path(path) = &*call.func else { return self.visit_expr(&call.func) };
        if !code.is_some_and(|code| self.run(code, &arguments)) {
            let mut names = path.path.segments.iter().rev().map(|segment| segment.ident.to_string());
            let name = names.next().unwrap_or_default();
            // To make a value of the crate's is a part of what is timed.
            let heavy = names.next().filter(|ty| {
                ty.starts_with(char::is_uppercase) && !LIGHT_TYPES.contains(&&**ty) && self.is_timed
            });
            let name = match heavy {
                Some(ty) if HARNESS.contains(&&*name) => format!("{ty}::{name}"),
                _ => name,
            };
            self.call(name, call.args.iter());
        }
    }

    fn visit_expr_range(&mut self, range: &'a syn::ExprRange) {
        // Both ends count together below, however the last one is written.
        for end in [&range.start, &range.end].into_iter().flatten() {
            if self.number(end).is_none() {
                self.visit_expr(end);
            }
        }
        // How often a loop runs is as good as an argument.
        let start = range.start.as_ref().and_then(|start| self.number(start)).filter(|start| *start > 1);
        let end = range.end.as_ref().and_then(|end| self.number(end));
        let end = match range.limits {
            syn::RangeLimits::Closed(_) => end.map(|end| end.saturating_add(1)),
            syn::RangeLimits::HalfOpen(_) => end,
        };
        let constants: Vec<String> =
            [start, end.filter(|end| *end > 1)].into_iter().flatten().map(|end| end.to_string()).collect();
        if !constants.is_empty() {
            self.value(format!("..{}", constants.join("..")));
        }
    }

    fn visit_lit(&mut self, literal: &'a syn::Lit) {
        match literal {
            syn::Lit::Float(float) => self.value(float.base10_digits().to_owned()),
            // What they hold is a matter of taste, how long they are is not.
            syn::Lit::ByteStr(bytes) if bytes.value().len() > 1 => {
                self.value(format!("{} bytes", bytes.value().len()))
            }
            _ => {}
        }
    }

    fn visit_expr_path(&mut self, path: &'a syn::ExprPath) {
        let segments: Vec<String> =
            path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let is_local = segments.first().is_some_and(|name| self.named(name).is_some());
        if let Some(numbers) =
            segments.last().filter(|_| !is_local).and_then(|name| self.program.list(self.file, name))
        {
            numbers.iter().for_each(|number| self.value(number.to_string()));
        }
        if let [.., kind, size] = &segments[..]
            && kind == "BatchSize"
        {
            self.value(size.clone());
        }
    }

    fn visit_macro(&mut self, call: &'a syn::Macro) {
        let mut tokens: Vec<proc_macro2::TokenTree> = call.tokens.clone().into_iter().collect();
        // Not expressions, so all there is to see are numbers.
        while let Some(token) = tokens.pop() {
            match token {
                proc_macro2::TokenTree::Group(group) => tokens.extend(group.stream()),
                proc_macro2::TokenTree::Literal(literal) => {
                    if let Ok(int) = syn::parse_str::<syn::LitInt>(&literal.to_string())
                        && let Ok(number) = int.base10_parse::<i128>()
                        && number > 1
                    {
                        self.value(number.to_string());
                    }
                }
                _ => {}
            }
        }
    }
}
