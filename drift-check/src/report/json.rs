//! The JSON report and its schema.

use super::Report;

/// The report. Keys come in the order of the types, maps are sorted: equal reports are equal bytes.
pub(super) fn render(report: &Report) -> String {
    text(serde_json::to_string_pretty(report))
}

/// The schema, generated from the types.
pub(super) fn schema() -> String {
    text(serde_json::to_string_pretty(&schemars::schema_for!(Report)))
}

/// Our types have string keys only, so serializing cannot fail; should it ever, the file says so.
fn text(result: serde_json::Result<String>) -> String {
    let mut text = result.unwrap_or_else(|error| format!("{{\"error\": {:?}}}", error.to_string()));
    text.push('\n');
    text
}
