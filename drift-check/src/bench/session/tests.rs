use super::*;
use crate::bench::Verdict;
use crate::bench::protocol::PROTOCOL;

/// Sides whose times are a base, times a factor of the port, times noise.
struct Simulated {
    factor: f64,
    noise: f64,
    calls: Vec<Side>,
    digests: [&'static str; 2],
}

impl Simulated {
    fn new(factor: f64) -> Self {
        Self { factor, noise: 0.01, calls: Vec::new(), digests: ["same", "same"] }
    }
}

impl Arm for Simulated {
    fn measure(&mut self, side: Side, workload: &str, rng: &mut Rng) -> Result<Line, String> {
        if workload == "broken" {
            return Err("no such workload".into());
        }
        self.calls.push(side);
        let port = side == Side::Port;
        let factor = if port { self.factor } else { 1.0 };
        let time = 1000.0 * factor * (self.noise * (rng.f64() - 0.5)).exp();
        Ok(Line {
            protocol: PROTOCOL.into(),
            subject: if port { "port 1" } else { "reference 1" }.into(),
            workload: workload.into(),
            operations: 10,
            samples_ns: vec![time, time * 1.5, time * 0.9],
            digest: self.digests[usize::from(port)].into(),
            measures: [("written_bytes".to_owned(), if port { 50.0 } else { 100.0 })].into(),
        })
    }
}

struct Nobody;

impl Watcher for Nobody {
    fn round(&self, _: &str, _: Duration, _: usize) {}
}

fn plan(names: &[&str]) -> Plan {
    Plan {
        workloads: names.iter().map(|name| ((*name).to_owned(), 0.02)).collect(),
        budget: Budget::Each(Duration::from_secs(3600)),
        demands: Demands { confidence: 0.95, rounds_min: 5, seed: 3, resamples: 1000 },
        rounds_max: 20,
    }
}

#[test]
fn a_session_finds_what_was_put_in() {
    for (factor, wanted) in [(1.0, Verdict::Same), (1.1, Verdict::Slower), (0.5, Verdict::Faster)] {
        let findings = run(&plan(&["a", "b"]), &mut Simulated::new(factor), &Nobody);
        for workload in &findings.workloads {
            assert_eq!(workload.verdict, Some(wanted), "{workload:?}");
            let effect = workload.effect.unwrap();
            assert!(effect.low <= factor * 1.002 && factor * 0.998 <= effect.high, "{effect:?}");
            let port_ns = workload.port_ns.unwrap();
            assert!((port_ns / (1000.0 * factor) - 1.0).abs() < 0.01, "{port_ns}: not the samples' median");
        }
        assert_eq!((findings.reference.as_str(), findings.port.as_str()), ("reference 1", "port 1"));
    }
}

#[test]
fn every_round_has_all_three_in_varying_order() {
    let mut arm = Simulated::new(1.0);
    let findings = run(&plan(&["a"]), &mut arm, &Nobody);
    // Before the rounds, both sides are run once to compare what they read.
    let rounds: Vec<&[Side]> = arm.calls[2..].chunks(3).collect();
    assert_eq!(rounds.len(), findings.workloads[0].rounds.len());
    for (calls, round) in rounds.iter().zip(&findings.workloads[0].rounds) {
        for (side, position) in Side::ALL.into_iter().zip(round.order) {
            assert_eq!(calls[position], side);
        }
    }
    let port_positions: Vec<usize> =
        findings.workloads[0].rounds.iter().map(|round| round.order[1]).collect();
    assert!((0..3).all(|position| port_positions.contains(&position)), "{port_positions:?}");
}

#[test]
fn sides_that_read_different_things_get_no_verdict() {
    let mut arm = Simulated::new(1.0);
    arm.digests = ["100 items", "99 items"];
    let findings = run(&plan(&["a"]), &mut arm, &Nobody);
    let workload = &findings.workloads[0];
    assert_eq!((workload.verdict, workload.rounds.len()), (None, 0));
    let failure = workload.failure.as_deref().unwrap();
    assert!(failure.contains("`100 items`") && failure.contains("`99 items`"), "{failure}");
}

#[test]
fn a_workload_that_fails_does_not_stop_the_others() {
    let findings = run(&plan(&["broken", "a"]), &mut Simulated::new(1.0), &Nobody);
    assert_eq!(findings.workloads[0].failure.as_deref(), Some("no such workload"));
    assert_eq!(findings.workloads[1].verdict, Some(Verdict::Same));
}

#[test]
fn no_time_means_no_rounds_and_no_verdict() {
    let plan = Plan { budget: Budget::Total(Duration::ZERO), ..plan(&["a"]) };
    let findings = run(&plan, &mut Simulated::new(0.5), &Nobody);
    assert_eq!(findings.workloads[0].verdict, Some(Verdict::Inconclusive));
}

#[test]
fn measures_are_compared_without_a_verdict() {
    let findings = run(&plan(&["a"]), &mut Simulated::new(1.0), &Nobody);
    let measure = &findings.workloads[0].measures[0];
    assert_eq!((measure.name.as_str(), measure.reference, measure.port), ("written_bytes", 100.0, 50.0));
    let ratio = measure.ratio.unwrap();
    assert!((ratio.ratio - 0.5).abs() < 1e-9, "{ratio:?}");
}
