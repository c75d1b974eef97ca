//! What machines do to measurements: spread, now and then a process that was disturbed, and a speed that wanders.

use fastrand::Rng;

/// A kind of machine. All numbers are shares of the time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Noise {
    /// Name in tables.
    pub name: &'static str,
    /// Standard deviation from process to process.
    spread: f64,
    /// How often a process is disturbed.
    disturbed: f64,
    /// By how much, at most.
    disturbance: f64,
    /// Standard deviation of a step of the speed, from process to process.
    wander: f64,
    /// By how much everything slows down from the middle on; its spread grows fourfold then.
    stress: f64,
}

/// The machines of the table.
pub const MODELS: [Noise; 4] = [
    Noise {
        name: "quiet machine",
        spread: 0.01,
        disturbed: 0.02,
        disturbance: 0.2,
        wander: 0.001,
        stress: 0.0,
    },
    Noise {
        name: "shared machine",
        spread: 0.025,
        disturbed: 0.08,
        disturbance: 0.5,
        wander: 0.004,
        stress: 0.0,
    },
    Noise {
        name: "busy machine",
        spread: 0.06,
        disturbed: 0.15,
        disturbance: 1.0,
        wander: 0.01,
        stress: 0.0,
    },
    Noise {
        name: "stressor from the middle on",
        spread: 0.025,
        disturbed: 0.08,
        disturbance: 0.5,
        wander: 0.004,
        stress: 0.6,
    },
];

impl Noise {
    /// A machine at the start of a session of so many rounds.
    pub fn machine(&self, rounds: usize) -> Machine {
        // Between two processes of a round, so that the round itself is hit unevenly.
        Machine { noise: *self, speed: 0.0, done: 0, stressed_from: rounds * 3 / 2 + 1 }
    }
}

/// A machine during a session.
#[derive(Debug)]
pub struct Machine {
    noise: Noise,
    speed: f64,
    done: usize,
    stressed_from: usize,
}

impl Machine {
    /// Logarithm of the next process's time, whose true time is one.
    pub fn next(&mut self, rng: &mut Rng) -> f64 {
        let noise = &self.noise;
        let stressed = noise.stress > 0.0 && self.done >= self.stressed_from;
        self.done += 1;
        self.speed += noise.wander * normal(rng);
        let spread = if stressed { 4.0 * noise.spread } else { noise.spread };
        let mut log = self.speed + spread * normal(rng);
        if rng.f64() < noise.disturbed {
            log += (noise.disturbance * rng.f64()).ln_1p();
        }
        if stressed {
            log += noise.stress.ln_1p();
        }
        log
    }
}

/// Normally distributed, by Box and Muller.
fn normal(rng: &mut Rng) -> f64 {
    let radius = (-2.0 * (1.0 - rng.f64()).ln()).sqrt();
    radius * (std::f64::consts::TAU * rng.f64()).cos()
}
