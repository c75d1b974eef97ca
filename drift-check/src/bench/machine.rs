//! The machine a session ran on. What cannot be found out is left out: nothing here may keep a session from running.

use super::result::Machine;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Looks at the machine, before a session.
pub fn describe() -> Machine {
    Machine {
        os: os(),
        architecture: std::env::consts::ARCH.into(),
        cpu: field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown".into()),
        cpu_count: std::thread::available_parallelism().map_or(1, usize::from),
        memory_bytes: memory_bytes(),
        rustc: first_line("rustc", &["--version"], Path::new(".")),
        load_before: load(),
        load_after: None,
        stolen_ratio: None,
    }
}

/// Load average of the last minute.
pub fn load() -> Option<f64> {
    fs::read_to_string("/proc/loadavg").ok()?.split_whitespace().next()?.parse().ok()
}

/// Processor time so far, by what it was spent on.
#[derive(Debug, Clone, Copy)]
pub struct ProcessorTime {
    stolen: u64,
    total: u64,
}

impl ProcessorTime {
    /// The time up to now.
    pub fn now() -> Option<Self> {
        let text = fs::read_to_string("/proc/stat").ok()?;
        Self::parse(text.lines().next()?)
    }

    /// `cpu user nice system idle iowait irq softirq steal …`
    fn parse(line: &str) -> Option<Self> {
        let ticks: Vec<u64> =
            line.strip_prefix("cpu ")?.split_whitespace().map_while(|word| word.parse().ok()).collect();
        Some(Self { stolen: *ticks.get(7)?, total: ticks.iter().take(8).sum() })
    }

    /// Share of the time since `before` that the host took away.
    pub fn stolen_since(&self, before: &Self) -> Option<f64> {
        let total = self.total.checked_sub(before.total).filter(|ticks| *ticks > 0)?;
        Some(self.stolen.checked_sub(before.stolen)? as f64 / total as f64)
    }
}

/// Commit of a working copy; ends in `+` if files that are tracked have changed.
pub fn revision(folder: &Path) -> Option<String> {
    let mut revision = first_line("git", &["rev-parse", "--short=12", "HEAD"], folder)?;
    if first_line("git", &["status", "--porcelain", "--untracked-files=no"], folder).is_some() {
        revision.push('+');
    }
    Some(revision)
}

fn os() -> String {
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!("{} {}", std::env::consts::OS, kernel.trim()).trim_end().to_owned()
}

fn memory_bytes() -> Option<u64> {
    let text = field("/proc/meminfo", "MemTotal")?;
    let kibibytes: u64 = text.strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// Value of a line `name : value`.
fn field(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    text.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == name).then(|| value.trim().to_owned())
    })
}

fn first_line(program: &str, arguments: &[&str], folder: &Path) -> Option<String> {
    let output = Command::new(program).args(arguments).current_dir(folder).output().ok()?;
    let text = String::from_utf8(output.stdout).ok().filter(|_| output.status.success())?;
    text.lines().next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stolen_time_is_a_share_of_what_passed() {
        let before = ProcessorTime::parse("cpu  100 0 100 800 0 0 0 10 0 0").unwrap();
        let after = ProcessorTime::parse("cpu  150 0 100 840 0 0 0 20 0 0").unwrap();
        assert_eq!(after.stolen_since(&before), Some(0.1));
        assert_eq!(before.stolen_since(&before), None);
    }
}
