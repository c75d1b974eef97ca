//! One file: read, parsed and lowered.

use super::FileFact;
use crate::load;
use crate::model::lower;
use crate::model::raw::RawModule;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What became of one file.
pub(super) struct Parsed {
    pub(super) module: RawModule,
    pub(super) fact: FileFact,
}

/// Why a file could not be parsed.
pub(super) struct Failure {
    pub(super) line: usize,
    pub(super) reason: String,
}

/// Brackets nested deeper than this are refused: the parser recurses, and no stack is endless.
const NESTING_MAX: usize = 20_000;

/// Parses one file. `relative` is the name used in spans; `is_test` says that only tests are compiled with it.
pub(super) fn parse(path: &Path, relative: &str, is_test: bool) -> Result<Parsed, Failure> {
    let text = load::read_text(path)
        .map_err(|reason| Failure { line: 1, reason: format!("the file could not be read: {reason}") })?;
    if deepest_nesting(&text) > NESTING_MAX {
        return Err(Failure { line: 1, reason: format!("brackets are nested deeper than {NESTING_MAX}") });
    }
    let lowered = catch_unwind(AssertUnwindSafe(|| lowered(&text, is_test))).unwrap_or_else(|_| {
        Err(Failure { line: 1, reason: "the parser panicked on this file; please report it".into() })
    });
    // The thread keeps the text of every file it parsed until told otherwise. No span outlives `lowered`.
    proc_macro2::extra::invalidate_current_thread_spans();
    let (mut module, parsing, lowering) = lowered?;

    let name: Arc<str> = relative.into();
    module.file = Arc::clone(&name);
    let fact =
        FileFact { path: name, lines: text.lines().count(), size_bytes: text.len(), parsing, lowering };
    Ok(Parsed { module, fact })
}

fn lowered(text: &str, is_test: bool) -> Result<(RawModule, Duration, Duration), Failure> {
    let start = Instant::now();
    let file = syn::parse_file(text).map_err(|error| Failure {
        line: error.span().start().line.max(1),
        reason: format!("the file does not parse as Rust: {error}"),
    })?;
    let parsing = start.elapsed();
    let start = Instant::now();
    let module = lower::file(&file, is_test);
    Ok((module, parsing, start.elapsed()))
}

/// An upper bound for the nesting of brackets: those in strings and comments count too.
fn deepest_nesting(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'(' | b'[' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}
