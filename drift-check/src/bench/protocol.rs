//! What a benchmark program says: one line of JSON per process, the last line on standard output that begins with `{`.
//!
//! ```json
//! {"protocol": "drift-bench/1", "subject": "esker 0.1.0", "workload": "get/disk", "operations": 100000,
//!  "samples_ns": [812.0, 809.5, 815.1], "digest": "8f3a…", "measures": {"get_p99_ns": 2100, "peak_memory_bytes": 9e6}}
//! ```

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Name and version of the protocol.
pub const PROTOCOL: &str = "drift-bench/1";

/// What one process has measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Always [`PROTOCOL`].
    pub protocol: String,
    /// What was measured, with its version.
    #[serde(default)]
    pub subject: String,
    /// Which workload.
    pub workload: String,
    /// Operations the samples stand for, together.
    #[serde(default)]
    pub operations: u64,
    /// Time per operation in nanoseconds, of one batch of operations each. Their median is the process's figure.
    pub samples_ns: Vec<f64>,
    /// What the workload has read, in short. Sides that do the same work print the same; empty is not compared.
    #[serde(default)]
    pub digest: String,
    /// Whatever else was measured. The end of a name tells the unit: `_ns`, `_bytes`, `_ratio`, `_per_second`.
    #[serde(default)]
    pub measures: BTreeMap<String, f64>,
}

impl Line {
    /// Finds and reads the line in a program's output.
    ///
    /// # Errors
    /// A fragment that says what is missing or wrong.
    pub fn find(output: &str) -> Result<Self, String> {
        let text = output
            .lines()
            .rev()
            .map(str::trim_start)
            .find(|line| line.starts_with('{'))
            .ok_or("it printed no line of JSON")?;
        let line: Self =
            serde_json::from_str(text).map_err(|error| format!("its line of JSON is wrong: {error}"))?;
        line.validate()?;
        Ok(line)
    }

    fn validate(&self) -> Result<(), String> {
        if self.protocol != PROTOCOL {
            return Err(format!("it speaks `{}`, not `{PROTOCOL}`", self.protocol));
        }
        if self.samples_ns.is_empty() {
            return Err("it measured nothing: `samples_ns` is empty".into());
        }
        match self.samples_ns.iter().find(|sample| !(sample.is_finite() && **sample > 0.0)) {
            Some(sample) => Err(format!("`samples_ns` holds {sample}, which is no duration")),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_of_json_counts() {
        let output = "warming up\n{\"protocol\":\"drift-bench/1\",\"workload\":\"a\",\"samples_ns\":[1.0]}\n\
                      {\"protocol\":\"drift-bench/1\",\"workload\":\"b\",\"samples_ns\":[2.5]}\nbye\n";
        let line = Line::find(output).unwrap();
        assert_eq!((line.workload.as_str(), line.samples_ns.as_slice()), ("b", [2.5].as_slice()));
    }

    #[test]
    fn what_cannot_be_a_measurement_is_refused() {
        for (output, reason) in [
            ("nothing", "no line of JSON"),
            ("{\"protocol\":", "is wrong"),
            ("{\"protocol\":\"drift-bench/9\",\"workload\":\"a\",\"samples_ns\":[1]}", "drift-bench/9"),
            ("{\"protocol\":\"drift-bench/1\",\"workload\":\"a\",\"samples_ns\":[]}", "measured nothing"),
            ("{\"protocol\":\"drift-bench/1\",\"workload\":\"a\",\"samples_ns\":[1,0]}", "holds 0"),
        ] {
            let message = Line::find(output).unwrap_err();
            assert!(message.contains(reason), "{message}");
        }
    }
}
