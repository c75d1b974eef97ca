//! The `[bench]` table of `drift.toml`.

use serde::Deserialize;
use std::collections::BTreeMap;

/// How to measure port against reference. Commands are lists of a program and its arguments, run in the folder of
/// the configuration file; no shell is involved.
#[derive(Debug, Clone, Deserialize, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct BenchConfig {
    /// Run once before anything is measured, such as `["cargo", "build", "--release", "-p", "my-benches"]`.
    pub build: Vec<String>,
    /// Prints the names of all workloads, one per line.
    pub list: Vec<String>,
    /// The workloads, if no command lists them.
    pub workloads: Vec<String>,
    /// Runs one workload on the reference and prints one line of JSON. `{workload}` stands for its name.
    pub reference: Vec<String>,
    /// The same on the port.
    pub port: Vec<String>,
    /// Arguments that slow a side down, for `bench calibrate`. `{slowdown}` stands for the extra share of time.
    pub slowdown: Vec<String>,
    /// The smallest change of the time per operation that counts, as a share: 0.02 is two percent.
    pub threshold: f64,
    /// Thresholds of single workloads; a name may end in `*`. The longest one that fits counts.
    pub thresholds: BTreeMap<String, f64>,
    /// Confidence of the intervals.
    pub confidence: f64,
    /// Rounds before there is any verdict.
    pub rounds_min: usize,
    /// Rounds after which a workload is done, whatever its budget.
    pub rounds_max: usize,
    /// Time after which a process is given up, in seconds.
    pub timeout_seconds: u64,
}

impl Default for BenchConfig {
    fn default() -> Self {
        Self {
            build: Vec::new(),
            list: Vec::new(),
            workloads: Vec::new(),
            reference: Vec::new(),
            port: Vec::new(),
            slowdown: Vec::new(),
            threshold: 0.02,
            thresholds: BTreeMap::new(),
            confidence: 0.95,
            rounds_min: 5,
            rounds_max: 200,
            timeout_seconds: 300,
        }
    }
}

impl BenchConfig {
    /// What is wrong with the values, if anything.
    ///
    /// # Errors
    /// A sentence that names the key.
    pub fn validate(&self) -> Result<(), String> {
        let shares =
            self.thresholds.iter().map(|(name, share)| (format!("bench.thresholds.\"{name}\""), *share));
        for (key, share) in shares.chain([("bench.threshold".to_owned(), self.threshold)]) {
            if !(share > 0.0 && share < 1.0) {
                return Err(format!("`{key}` is {share}; it is a share between 0 and 1, such as 0.02"));
            }
        }
        if !(self.confidence >= 0.5 && self.confidence < 1.0) {
            return Err(format!("`bench.confidence` is {}; it lies between 0.5 and 1", self.confidence));
        }
        if self.rounds_min < 3 || self.rounds_max < self.rounds_min {
            return Err(format!(
                "`bench.rounds-min` is {} and `bench.rounds-max` {}; at least three rounds, and not more than the maximum",
                self.rounds_min, self.rounds_max
            ));
        }
        if self.timeout_seconds == 0 {
            return Err("`bench.timeout-seconds` is 0; no process ends in no time".into());
        }
        Ok(())
    }

    /// The threshold of a workload.
    pub fn threshold_of(&self, workload: &str) -> f64 {
        let fitting = self.thresholds.iter().filter(|(pattern, _)| fits(pattern, workload));
        fitting.max_by_key(|(pattern, _)| pattern.len()).map_or(self.threshold, |(_, share)| *share)
    }

    /// Patterns of thresholds that fit none of the workloads: most likely a workload was renamed.
    pub fn unused_thresholds<'a>(&'a self, workloads: &[String]) -> Vec<&'a str> {
        let unused = |pattern: &&str| !workloads.iter().any(|workload| fits(pattern, workload));
        self.thresholds.keys().map(String::as_str).filter(unused).collect()
    }
}

/// Whether a name is the pattern, or begins with it up to the final `*`.
pub fn fits(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(prefix) => name.starts_with(prefix),
        None => pattern == name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(text: &str) -> BenchConfig {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn the_most_specific_threshold_counts() {
        let config = config("threshold = 0.01\n[thresholds]\n\"scan*\" = 0.05\n\"scan_forward/disk\" = 0.07");
        assert_eq!(config.threshold_of("get/disk"), 0.01);
        assert_eq!(config.threshold_of("scan_reverse/disk"), 0.05);
        assert_eq!(config.threshold_of("scan_forward/disk"), 0.07);
    }

    #[test]
    fn a_threshold_for_nothing_is_noticed() {
        let config = config("[thresholds]\n\"scan*\" = 0.05\n\"gone\" = 0.07");
        assert_eq!(config.unused_thresholds(&["scan_forward".into()]), ["gone"]);
    }

    #[test]
    fn senseless_values_are_refused_by_name() {
        for (text, key) in [
            ("threshold = 2.0", "bench.threshold"),
            ("confidence = 95.0", "bench.confidence"),
            ("rounds-min = 1", "bench.rounds-min"),
            ("[thresholds]\na = 0.0", "bench.thresholds.\"a\""),
            ("timeout-seconds = 0", "bench.timeout-seconds"),
        ] {
            let message = config(text).validate().unwrap_err();
            assert!(message.contains(key), "{message}");
        }
        assert_eq!(BenchConfig::default().validate(), Ok(()));
    }
}
