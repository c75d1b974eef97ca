//! A rule of one's own: what the reference documents for its users, the port documents, too.
//!
//! ```text
//! cargo run -p drift-check --example own_rule -- REFERENCE PORT
//! ```
//!
//! The model holds every item of both crates with names resolved; matching says who corresponds to whom. What to make
//! of that is up to the rule.

use drift_check::load::Source;
use drift_check::matching::{self, UserMap};
use drift_check::model::item::{Item, Reach};
use drift_check::progress::Silent;
use drift_check::{Error, Result};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

fn main() -> Result<ExitCode> {
    let sides: Vec<String> = std::env::args().skip(1).collect();
    let [reference, port] = sides.as_slice() else {
        return Err(Error::Usage("name a reference and a port, such as semver@1.0.27 my-port".into()));
    };
    let here = Path::new(".");
    let reference = drift_check::model_of(&Source::parse(reference, here)?, here, &Silent)?;
    let port = drift_check::model_of(&Source::parse(port, here)?, here, &Silent)?;

    let mut out = std::io::stdout().lock();
    let mut found = 0;
    for pair in matching::pair(&reference, &port, &UserMap::default()).pairs {
        let (original, ported) = (reference.item(pair.reference), port.item(pair.port));
        if is_silent(original, ported) {
            found += 1;
            // A reader that closes the pipe has seen enough.
            let _ = writeln!(
                out,
                "{}:{}: `{}` has no documentation",
                ported.span.file, ported.span.line, ported.path
            );
        }
    }
    Ok(if found == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The rule.
fn is_silent(original: &Item, ported: &Item) -> bool {
    let is_api = original.reach == Reach::Public && ported.reach == Reach::Public;
    is_api && original.attributes.documented && !ported.attributes.documented
}
