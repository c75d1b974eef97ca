//! The JSON report and its schema.

use super::{Report, SCHEMA};

/// The report. Keys come in the order of the types, maps are sorted: equal reports are equal bytes.
pub(super) fn render(report: &Report) -> String {
    text(serde_json::to_string_pretty(report))
}

/// The schema, generated from the types.
pub(super) fn schema() -> String {
    text(serde_json::to_string_pretty(&schemars::schema_for!(Report)))
}

/// Reads a report back. Another version's reports are refused: their fields may mean something else.
pub(super) fn read(text: &str) -> Result<Report, String> {
    let schema = serde_json::from_str::<serde_json::Value>(text)
        .map_err(|error| format!("no JSON: {error}"))?
        .get("schema")
        .and_then(|schema| Some(schema.as_str()?.to_owned()));
    match schema.as_deref() {
        Some(SCHEMA) => {}
        Some(other) => return Err(format!("a report of format `{other}`; this version reads `{SCHEMA}`")),
        None => return Err("no report of drift-check: it does not say which format it has".into()),
    }
    serde_json::from_str(text).map_err(|error| format!("not a complete report: {error}"))
}

/// Our types have string keys only, so serializing cannot fail; should it ever, the file says so.
pub(super) fn text(result: serde_json::Result<String>) -> String {
    let mut text = result.unwrap_or_else(|error| format!("{{\"error\": {:?}}}", error.to_string()));
    text.push('\n');
    text
}
