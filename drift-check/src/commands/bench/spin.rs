//! `drift-check bench spin`: the workload of `bench calibrate`, one process of it.

use crate::bench::spin;
use crate::error::{Error, Result};
use crate::{exit, report};
use clap::Args;

/// Options of `bench spin`.
#[derive(Debug, Args)]
pub(super) struct SpinArgs {
    /// By what share it does more work than it says.
    #[arg(long, default_value_t = 0.0)]
    slowdown: f64,
}

pub(super) fn run(args: &SpinArgs) -> Result<u8> {
    let line = serde_json::to_string(&spin::run(args.slowdown))
        .map_err(|error| Error::Internal(error.to_string()))?;
    report::print(&format!("{line}\n"))?;
    Ok(exit::CLEAN)
}
