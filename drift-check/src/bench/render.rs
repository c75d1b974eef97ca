//! Result files for people: a table for the terminal, and a page of Markdown.

mod table;

use super::result::{BenchResult, Estimate, MeasureResult, WorkloadResult};
use super::verdict::Verdict;
use crate::words::plural;
pub use table::Table;

/// The verdicts as one sentence.
pub fn sentence(result: &BenchResult) -> String {
    let counts: Vec<String> = Verdict::ALL
        .into_iter()
        .filter_map(|verdict| {
            let count = result.count(verdict);
            (count > 0).then(|| format!("{count} {verdict}"))
        })
        .collect();
    let failed = result.workloads.iter().filter(|workload| workload.failure.is_some()).count();
    let failed = (failed > 0).then(|| format!("{failed} not measured"));
    let counts: Vec<String> = counts.into_iter().chain(failed).collect();
    let workloads = plural(result.workloads.len(), "workload");
    // Sides tell their names when they run.
    let named = |side: &super::result::Subject, role: &str| match side.name.as_str() {
        "" => role.to_owned(),
        name => name.to_owned(),
    };
    let (port, reference) = (named(&result.port, "the port"), named(&result.reference, "the reference"));
    format!("{port} against {reference}, {workloads}: {}", counts.join(", "))
}

/// What a terminal shows.
pub fn text(result: &BenchResult) -> String {
    let mut out = times(result).to_string();
    for (name, failure) in failures(result) {
        out.push_str(&format!("{name}: {failure}\n"));
    }
    out.push_str(&format!("{}\n", sentence(result)));
    out
}

/// A page of Markdown.
pub fn markdown(result: &BenchResult) -> String {
    let mut out = format!(
        "<!-- Written by `drift-check bench report`. Measure again instead of editing. -->\n\n\
         # Benchmarks\n\n{}.\n\n{}\n{}\n## Time per operation\n\n{}\n",
        sentence(result),
        conditions(result),
        reading(result),
        times(result)
    );
    let failures: Vec<_> = failures(result).collect();
    if !failures.is_empty() {
        out.push_str("Not measured:\n\n");
        for (name, failure) in failures {
            out.push_str(&format!("- `{name}`: {failure}\n"));
        }
        out.push('\n');
    }
    let measures = measures(result);
    if !measures.is_empty() {
        out.push_str(&format!(
            "## Latency, memory and bytes\n\nMedians over all processes. These have no verdict of their own.\n\n{measures}\n"
        ));
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn conditions(result: &BenchResult) -> String {
    let (machine, session) = (&result.machine, &result.session);
    let mut rows = vec![
        ("machine", format!("{}, {}", machine.cpu, plural(machine.cpu_count, "processor"))),
        ("system", format!("{} ({})", machine.os, machine.architecture)),
        ("session", format!("{}, {:.0} s, seed {}", session.started, session.duration_s, session.seed)),
    ];
    rows.extend(machine.memory_bytes.map(|bytes| ("memory", quantity("_bytes", bytes as f64))));
    rows.extend(machine.rustc.clone().map(|version| ("compiler", version)));
    rows.extend(session.revision.clone().map(|revision| ("revision", revision)));
    if let (Some(before), Some(after)) = (machine.load_before, machine.load_after) {
        let stolen = machine
            .stolen_ratio
            .map(|share| format!("; {:.1} % of the processor time went to other machines", share * 100.0));
        rows.push(("load", format!("{before:.2} before, {after:.2} after{}", stolen.unwrap_or_default())));
    }
    rows.push(("reference", format!("`{}`", result.reference.command.join(" "))));
    rows.push(("port", format!("`{}`", result.port.command.join(" "))));
    let mut table = Table::new(["", ""]);
    for (name, value) in rows {
        table.row([name.into(), value]);
    }
    table.to_string()
}

fn reading(result: &BenchResult) -> String {
    let confidence = format!("{:.0} %", result.session.confidence * 100.0);
    format!(
        "Each round runs three fresh processes in random order: reference, port, reference again. *Port ÷ reference* is \
         the ratio of their times per operation: 0.50 is half the time, 1.10 ten percent more; behind it stands its \
         {confidence} interval over the rounds. *Control* is the same for the reference against itself: what noise alone \
         looks like. A verdict other than *same* needs an interval beyond the workload's threshold, an effect beyond the \
         control in both halves of the session, and a probability of at most 1 % that any of all workloads did not change. \
         *Detectable* is the smallest change that four \
         of five such sessions would have confirmed.\n"
    )
}

fn times(result: &BenchResult) -> Table {
    let mut table = Table::new([
        "workload",
        "reference",
        "port",
        "port ÷ reference",
        "control",
        "detectable",
        "rounds",
        "verdict",
    ]);
    for workload in &result.workloads {
        table.row(time_row(workload));
    }
    table
}

fn time_row(workload: &WorkloadResult) -> [String; 8] {
    let time = |value: Option<f64>| value.map_or_else(dash, |value| quantity("_ns", value));
    [
        workload.name.clone(),
        time(workload.reference_ns),
        time(workload.port_ns),
        workload.effect.as_ref().map_or_else(dash, interval),
        workload.control.as_ref().map_or_else(dash, interval),
        workload.detectable.map_or_else(dash, |share| format!("{:.1} %", share * 100.0)),
        workload.rounds.len().to_string(),
        workload.verdict.map_or_else(|| "not measured".into(), |verdict| verdict.word().into()),
    ]
}

fn measures(result: &BenchResult) -> Table {
    let mut table = Table::new(["workload", "measure", "reference", "port", "port ÷ reference"]);
    for workload in &result.workloads {
        for measure in &workload.measures {
            table.row(measure_row(workload, measure));
        }
    }
    table
}

fn measure_row(workload: &WorkloadResult, measure: &MeasureResult) -> [String; 5] {
    [
        workload.name.clone(),
        label(&measure.name),
        quantity(&measure.name, measure.reference),
        quantity(&measure.name, measure.port),
        measure.ratio.as_ref().map_or_else(dash, interval),
    ]
}

fn failures(result: &BenchResult) -> impl Iterator<Item = (&str, &str)> {
    result
        .workloads
        .iter()
        .filter_map(|workload| Some((workload.name.as_str(), workload.failure.as_deref()?)))
}

/// `0.52 (0.50–0.55)`.
pub fn interval(estimate: &Estimate) -> String {
    format!("{:.3} ({:.3}–{:.3})", estimate.ratio, estimate.low, estimate.high)
}

/// A measure's name without its unit, in words.
pub fn label(name: &str) -> String {
    let name =
        ["_ns", "_bytes", "_per_second"].iter().find_map(|unit| name.strip_suffix(unit)).unwrap_or(name);
    name.replace('_', " ")
}

/// A number with the unit its name asks for, to three digits.
pub fn quantity(name: &str, value: f64) -> String {
    let steps: &[(f64, &str)] = if name.ends_with("_ns") {
        &[(1e9, "s"), (1e6, "ms"), (1e3, "µs"), (1.0, "ns")]
    } else if name.ends_with("_bytes") {
        &[(1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1.0, "B")]
    } else if name.ends_with("_per_second") {
        &[(1e6, "M/s"), (1e3, "k/s"), (1.0, "/s")]
    } else {
        &[(1.0, "")]
    };
    let fitting = steps.iter().find(|(size, _)| value.abs() >= *size).or(steps.last());
    let (size, unit) = fitting.copied().unwrap_or((1.0, ""));
    format!("{} {unit}", digits(value / size)).trim_end().to_owned()
}

fn digits(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

fn dash() -> String {
    "–".into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_have_three_digits_and_a_fitting_unit() {
        for (name, value, wanted) in [
            ("get_p99_ns", 812.4, "812 ns"),
            ("time_ns", 12_340.0, "12.3 µs"),
            ("time_ns", 0.25, "0.25 ns"),
            ("peak_memory_bytes", 9_870_000.0, "9.87 MB"),
            ("write_per_second", 1_500_000.0, "1.50 M/s"),
            ("write_amplification", 2.5, "2.50"),
        ] {
            assert_eq!(quantity(name, value), wanted);
        }
        assert_eq!(label("get_p99_ns"), "get p99");
    }
}
