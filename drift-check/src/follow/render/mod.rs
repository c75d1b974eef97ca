//! A follow report as bytes.

mod columns;
mod html;
mod human;
mod markdown;

pub use html::html;
pub use human::human;
pub use markdown::markdown;

use super::FollowReport;

/// The JSON report. Equal reports are equal bytes.
pub fn json(report: &FollowReport) -> String {
    text(serde_json::to_string_pretty(report))
}

/// The JSON Schema of the JSON report.
pub fn schema() -> String {
    text(serde_json::to_string_pretty(&schemars::schema_for!(FollowReport)))
}

/// Our types have string keys only, so serializing cannot fail; should it ever, the text says so.
fn text(result: serde_json::Result<String>) -> String {
    let mut text = result.unwrap_or_else(|error| format!("{{\"error\": {:?}}}", error.to_string()));
    text.push('\n');
    text
}
