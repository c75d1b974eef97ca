//! Benchmarks as pictures: a forest plot of the latest session, and a line per workload over all sessions.
//!
//! Both have a logarithmic axis, on which twice as slow and twice as fast are equally far from no change.

use crate::report::measured::{Measured, Workload};
use std::fmt::Write;

const ROW: f64 = 22.0;
const LEFT: f64 = 250.0;
const WIDTH: f64 = 900.0;
const RIGHT: f64 = 200.0;
const HEAD: f64 = 34.0;

/// Room a label of the axis takes.
const LABEL_WIDTH: f64 = 40.0;

/// Ratios that may get a line and a number on the axis.
const TICKS: [f64; 17] =
    [0.02, 0.05, 0.1, 0.2, 0.33, 0.5, 0.67, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0, 3.0, 5.0, 10.0];

struct Axis {
    low: f64,
    high: f64,
}

impl Axis {
    /// Wide enough for everything there is to show, and never so narrow that noise looks like a change.
    fn over(workloads: &[Workload]) -> Self {
        let estimates = workloads.iter().flat_map(|found| [found.effect, found.control]).flatten();
        let ends = estimates.flat_map(|estimate| [estimate.low, estimate.high]);
        // An interval of a few rounds may have no end to speak of, and the others are to be told apart all the same.
        let ends = ends.filter(|end| end.is_finite() && *end > 0.0).map(|end| end.clamp(TICKS[0], TICKS[16]));
        let (low, high) = ends.fold((0.9_f64, 1.1_f64), |(low, high), end| (low.min(end), high.max(end)));
        Self { low: low.ln() - 0.05, high: high.ln() + 0.05 }
    }

    fn x(&self, ratio: f64) -> f64 {
        let share = (ratio.max(1e-6).ln() - self.low) / (self.high - self.low);
        LEFT + share.clamp(0.0, 1.0) * (WIDTH - LEFT - RIGHT)
    }

    fn ticks(&self) -> impl Iterator<Item = f64> + '_ {
        TICKS.into_iter().filter(|tick| (self.low..=self.high).contains(&tick.ln()))
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The effect of every workload with its interval, over the band of the reference against itself.
pub(super) fn svg(measured: &Measured) -> String {
    let axis = Axis::over(&measured.workloads);
    let count = u32::try_from(measured.workloads.len()).unwrap_or(u32::MAX);
    let height = HEAD + ROW * f64::from(count) + 12.0;
    let mut out = format!(
        "<svg class=\"forest\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"Time per operation, {} to {}, \
         per workload; the table below has the same numbers\">",
        escape(&measured.port),
        escape(&measured.reference)
    );
    let mut labelled: Vec<f64> = vec![axis.x(1.0)];
    for tick in axis.ticks() {
        let x = axis.x(tick);
        // Labels that would run into each other are left out, and never that of no change.
        let is_free = labelled.iter().all(|other| (x - other).abs() >= LABEL_WIDTH);
        let label = if is_free || (tick - 1.0).abs() < 1e-9 { format!("{tick}×") } else { String::new() };
        if is_free {
            labelled.push(x);
        }
        let class = if (tick - 1.0).abs() < 1e-9 { "one" } else { "tick" };
        let _ = write!(
            out,
            "<line class=\"{class}\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{HEAD}\" y2=\"{:.1}\"/>\
             <text class=\"axis\" x=\"{x:.1}\" y=\"{:.1}\">{label}</text>",
            height - 8.0,
            HEAD - 8.0
        );
    }
    let mut y = HEAD + ROW / 2.0;
    for workload in &measured.workloads {
        row(&mut out, &axis, workload, y);
        y += ROW;
    }
    out.push_str("</svg>");
    out
}

fn row(out: &mut String, axis: &Axis, workload: &Workload, y: f64) {
    let _ = write!(
        out,
        "<text class=\"name\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
        LEFT - 12.0,
        y + 4.0,
        escape(&workload.name)
    );
    if let Some(control) = workload.control {
        // The envelope reaches as far to both sides as the control's interval does to one.
        let reach = control.low.ln().abs().max(control.high.ln().abs()).exp();
        let (from, to) = (axis.x(1.0 / reach), axis.x(reach));
        let _ = write!(
            out,
            "<rect class=\"band\" x=\"{from:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\"/>",
            y - ROW / 2.0 + 2.0,
            (to - from).max(1.0),
            ROW - 4.0
        );
    }
    let label = match workload.effect {
        Some(effect) => {
            let _ = write!(
                out,
                "<g class=\"effect {}\"><line x1=\"{:.1}\" x2=\"{:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\
                 <circle cx=\"{:.1}\" cy=\"{y:.1}\" r=\"4\"/></g>",
                workload.verdict,
                axis.x(effect.low),
                axis.x(effect.high),
                axis.x(effect.ratio)
            );
            format!("{:.2}× [{:.2}, {:.2}] {}", effect.ratio, effect.low, effect.high, workload.verdict)
        }
        None => workload.verdict.clone(),
    };
    let _ = write!(
        out,
        "<text class=\"value\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
        WIDTH - RIGHT + 12.0,
        y + 4.0,
        escape(&label)
    );
}

/// For each workload that was measured more than once: its name and its line.
pub(super) fn trends(measured: &Measured) -> Vec<(String, String)> {
    let several = |found: &&Workload| found.trend.iter().flatten().count() > 1;
    measured.workloads.iter().filter(several).map(|found| (found.name.clone(), line(found))).collect()
}

fn line(workload: &Workload) -> String {
    const SIZE: (f64, f64) = (220.0, 48.0);
    let ratios: Vec<Option<f64>> =
        workload.trend.iter().map(|point| Some(point.as_ref()?.ratio.ln())).collect();
    let reach = ratios.iter().flatten().fold(0.1_f64, |reach, log| reach.max(log.abs()));
    let step = SIZE.0 / (ratios.len().max(2) - 1) as f64;
    let y = |log: f64| SIZE.1 / 2.0 - log / reach * (SIZE.1 / 2.0 - 4.0);
    let points: Vec<String> = ratios
        .iter()
        .enumerate()
        .filter_map(|(idx, log)| Some(format!("{:.1},{:.1}", idx as f64 * step, y((*log)?))))
        .collect();
    let last = workload.trend.iter().rev().flatten().next().map_or(1.0, |estimate| estimate.ratio);
    format!(
        "<svg class=\"trend\" viewBox=\"-3 0 {} {}\" role=\"img\" aria-label=\"{} over {} sessions, last {last:.2}×\">\
         <line class=\"one\" x1=\"0\" x2=\"{}\" y1=\"{mid}\" y2=\"{mid}\"/><polyline points=\"{}\"/></svg>",
        SIZE.0 + 6.0,
        SIZE.1,
        escape(&workload.name),
        points.len(),
        SIZE.0,
        points.join(" "),
        mid = SIZE.1 / 2.0,
    )
}
