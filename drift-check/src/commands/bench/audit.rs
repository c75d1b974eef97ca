//! `drift-check bench audit`: benchmarks that are dead, or that measure something else on either side.

use super::Context;
use crate::bench::audit::{self, Problem, Side};
use crate::commands::pair::PairArgs;
use crate::error::{Error, Result};
use crate::words::plural;
use crate::{exit, load, pipeline, report};
use clap::Args;
use std::fmt::Write;

/// Options of `bench audit`.
#[derive(Debug, Args)]
pub(super) struct AuditArgs {
    /// The two sides.
    #[command(flatten)]
    pair: PairArgs,
}

pub(super) fn run(args: &AuditArgs, context: &Context) -> Result<u8> {
    pipeline::with_deep_stacks(|| audit(args, context))
}

fn audit(args: &AuditArgs, context: &Context) -> Result<u8> {
    let pair = args.pair.resolve(&context.folder)?;
    let side = |name, source| audit::side(name, load::crate_root(source, &pair.options.workspace)?);
    let reference = side("reference", &pair.options.reference)?;
    let port = side("port", &pair.options.port)?;
    if reference.files.is_empty() && port.files.is_empty() {
        return Err(Error::Bench(format!(
            "neither {} nor {} has benchmarks (benches/**/*.rs), so nothing was audited",
            reference.label, port.label
        )));
    }
    let different = audit::compare(&reference, &port);

    let mut out = String::new();
    for (name, side) in [("reference", &reference), ("port", &port)] {
        show(&mut out, &format!("{name} {}", side.label), side);
    }
    list(&mut out, &different);
    let count = |notes: bool| {
        let all = reference.rot.iter().chain(&port.rot).chain(&different);
        all.filter(|problem| problem.kind.is_note() == notes).count()
    };
    let (problems, notes) = (count(false), count(true));
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{}, {}", plural(problems, "problem"), plural(notes, "note"));
    report::print(&out)?;
    Error::incomplete("the audit", reference.unread.into_iter().chain(port.unread).collect())?;
    Ok(if problems > 0 { exit::DRIFT } else { exit::CLEAN })
}

fn show(out: &mut String, title: &str, side: &Side) {
    let _ = writeln!(out, "{title}: {} of benchmarks", plural(side.files.len(), "file"));
    list(out, &side.rot);
}

fn list(out: &mut String, problems: &[Problem]) {
    for problem in problems {
        let _ = writeln!(out, "  {problem}");
    }
}
