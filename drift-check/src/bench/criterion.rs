//! What Criterion has saved: `target/criterion/**/{new,base,…}/` with `benchmark.json`, `sample.json` and
//! `estimates.json`, of any project.
//!
//! Criterion measures each function in one process. What differs from process to process therefore does not show in its
//! samples, and a comparison of them suggests a verdict but never confirms one.

use crate::error::{Error, Result};
use serde::Deserialize;
use std::fs;
use std::path::Path;
use walkdir::WalkDir;

/// Baseline that Criterion writes last.
pub const NEW: &str = "new";

/// A function's measurements under one baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct Saved {
    /// The group.
    pub group: String,
    /// The function within the group; empty if the group is one function.
    pub function: String,
    /// The input it was run on, if it was run on several.
    pub value: String,
    /// Logarithms of the time per iteration, one per sample.
    pub logs: Vec<f64>,
}

impl Saved {
    /// Group, function and value, as Criterion prints them.
    pub fn id(&self) -> String {
        let parts = [&self.group, &self.function, &self.value];
        parts.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join("/")
    }
}

#[derive(Deserialize)]
struct Benchmark {
    group_id: String,
    function_id: Option<String>,
    value_str: Option<String>,
}

#[derive(Deserialize)]
struct Sample {
    iters: Vec<f64>,
    times: Vec<f64>,
}

#[derive(Deserialize)]
struct Estimates {
    median: PointEstimate,
}

#[derive(Deserialize)]
struct PointEstimate {
    point_estimate: f64,
}

/// Reads everything below a folder that was saved under a baseline, sorted.
///
/// # Errors
/// [`Error::Usage`] if there is nothing, or a file is not what Criterion writes.
pub fn read(folder: &Path, baseline: &str) -> Result<Vec<Saved>> {
    let mut all = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry
            .map_err(|error| Error::Usage(format!("could not look into {}: {error}", folder.display())))?;
        let path = entry.path();
        let named = path.parent().and_then(Path::file_name).is_some_and(|name| name == baseline);
        if named && entry.file_name() == "benchmark.json" {
            all.push(saved(path)?);
        }
    }
    if all.is_empty() {
        return Err(Error::Usage(format!(
            "{} holds no results of Criterion under the baseline `{baseline}`",
            folder.display()
        )));
    }
    all.sort_by_key(Saved::id);
    Ok(all)
}

fn saved(path: &Path) -> Result<Saved> {
    let benchmark: Benchmark = json(path)?;
    let sample: Sample = json(&path.with_file_name("sample.json"))?;
    let estimates: Estimates = json(&path.with_file_name("estimates.json"))?;
    let mut logs: Vec<f64> = sample
        .iters
        .iter()
        .zip(&sample.times)
        .map(|(iterations, time)| (time / iterations).ln())
        .filter(|log| log.is_finite())
        .collect();
    if logs.is_empty() {
        // Without samples, the estimate is at least a figure, though one that proves nothing.
        logs.push(estimates.median.point_estimate.ln());
    }
    Ok(Saved {
        group: benchmark.group_id,
        function: benchmark.function_id.unwrap_or_default(),
        value: benchmark.value_str.unwrap_or_default(),
        logs,
    })
}

fn json<T: for<'a> Deserialize<'a>>(path: &Path) -> Result<T> {
    let text = fs::read_to_string(path).map_err(Error::io("read", path))?;
    serde_json::from_str(&text)
        .map_err(|error| Error::Usage(format!("{} is not what Criterion writes: {error}", path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn save(folder: &Path, place: &str, function: &str, per_iteration: f64) {
        let folder = folder.join(place);
        fs::create_dir_all(&folder).unwrap();
        let write = |name: &str, text: String| fs::write(folder.join(name), text).unwrap();
        write(
            "benchmark.json",
            format!(
                "{{\"group_id\":\"get\",\"function_id\":\"{function}\",\"value_str\":null,\"throughput\":null}}"
            ),
        );
        let times: Vec<f64> = (1..=8).map(|iterations| f64::from(iterations) * per_iteration).collect();
        write(
            "sample.json",
            format!("{{\"sampling_mode\":\"Linear\",\"iters\":[1,2,3,4,5,6,7,8],\"times\":{times:?}}}"),
        );
        write("estimates.json", format!("{{\"median\":{{\"point_estimate\":{per_iteration}}}}}"));
    }

    #[test]
    fn samples_become_logarithms_per_iteration() {
        let folder = tempfile::tempdir().unwrap();
        save(folder.path(), "get/port/new", "port", 20.0);
        save(folder.path(), "get/port/base", "port", 10.0);
        save(folder.path(), "get/reference/new", "reference", 40.0);
        let new = read(folder.path(), NEW).unwrap();
        assert_eq!(new.iter().map(Saved::id).collect::<Vec<_>>(), ["get/port", "get/reference"]);
        assert_eq!(new[0].logs.len(), 8);
        assert!(new[0].logs.iter().all(|log| (log.exp() - 20.0).abs() < 1e-9));
        assert!((read(folder.path(), "base").unwrap()[0].logs[0].exp() - 10.0).abs() < 1e-9);
    }

    #[test]
    fn nothing_and_nonsense_are_errors() {
        let folder = tempfile::tempdir().unwrap();
        assert!(read(folder.path(), NEW).unwrap_err().to_string().contains("no results of Criterion"));
        save(folder.path(), "a/new", "a", 1.0);
        fs::write(folder.path().join("a/new/sample.json"), "[]").unwrap();
        assert!(read(folder.path(), NEW).unwrap_err().to_string().contains("sample.json"));
    }
}
