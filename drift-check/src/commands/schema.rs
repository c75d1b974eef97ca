//! `drift-check schema`: the JSON Schema of the JSON report.

use crate::error::Result;
use crate::exit;
use crate::report::{self, Report};

pub(super) fn run() -> Result<u8> {
    report::print(&Report::json_schema())?;
    Ok(exit::CLEAN)
}
