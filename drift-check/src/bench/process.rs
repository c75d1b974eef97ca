//! Runs one benchmark process and reads what it measured.

mod group;

pub(crate) use group::end_running;

use super::protocol::Line;
use fastrand::Rng;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// Which process of a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The reference.
    Reference,
    /// The port.
    Port,
    /// The reference, once more: the control.
    Again,
}

impl Side {
    /// All processes of a round, in the order in which results list them.
    pub const ALL: [Self; 3] = [Self::Reference, Self::Port, Self::Again];
}

/// Something that measures a workload on a side: processes, or a simulation of them.
pub trait Arm {
    /// Measures once. Whatever differs from run to run by chance is drawn from `rng`.
    ///
    /// # Errors
    /// A fragment that says why there is no measurement.
    fn measure(&mut self, side: Side, workload: &str, rng: &mut Rng) -> Result<Line, String>;

    /// A session begins.
    fn begin(&mut self) {}
}

/// Measures by starting a program.
#[derive(Debug, Clone)]
pub struct Processes {
    /// Command of the reference.
    pub reference: Vec<String>,
    /// Command of the port.
    pub port: Vec<String>,
    /// Folder in which both run.
    pub folder: PathBuf,
    /// Time after which a process is given up.
    pub timeout: Duration,
}

/// Variable that only takes up space: its length moves the stack, which alone changes the speed of some programs.
const PADDING: &str = "DRIFT_BENCH_PADDING";

/// Longest padding. A page, so that every alignment occurs.
const PADDING_LEN_MAX: usize = 4096;

impl Arm for Processes {
    fn measure(&mut self, side: Side, workload: &str, rng: &mut Rng) -> Result<Line, String> {
        let command = match side {
            Side::Reference | Side::Again => &self.reference,
            Side::Port => &self.port,
        };
        let command = fill_in(command, "{workload}", workload);
        let padding = "x".repeat(rng.usize(..PADDING_LEN_MAX));
        let output = capture(&command, &self.folder, Some((PADDING, &padding)), self.timeout)?;
        let line = Line::find(&output).map_err(|reason| format!("`{}`: {reason}", command.join(" ")))?;
        if line.workload != workload {
            return Err(format!("`{}` measured `{}` instead", command.join(" "), line.workload));
        }
        Ok(line)
    }
}

/// A process that has closed its output is looked at so often until it has ended.
const ENDING: Duration = Duration::from_millis(1);

/// Puts a value in the place of its name, in every argument.
pub fn fill_in(command: &[String], name: &str, value: &str) -> Vec<String> {
    command.iter().map(|argument| argument.replace(name, value)).collect()
}

/// Runs a command to its end and returns what it printed.
///
/// # Errors
/// A fragment that names the command and says how it failed.
pub fn capture(
    command: &[String],
    folder: &Path,
    variable: Option<(&str, &str)>,
    timeout: Duration,
) -> Result<String, String> {
    let (program, arguments) = command.split_first().ok_or("the command is empty")?;
    let shown = command.join(" ");
    let mut command = Command::new(resolve(program, folder));
    command
        .args(arguments)
        .envs(variable)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child =
        group::start(command).map_err(|error| format!("`{shown}` could not be started: {error}"))?;

    let started = Instant::now();
    let output = read_all(child.stdout.take());
    let errors = read_all(child.stderr.take());
    // The output ends when the process does; waiting for that keeps this process asleep while the other is timed.
    let Ok(output) = output.recv_timeout(timeout) else {
        return Err(format!("`{shown}` was still running after {} s", timeout.as_secs()));
    };
    // A process may close its output and go on, or hand it to none.
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if started.elapsed() < timeout => thread::sleep(ENDING),
            Ok(None) => return Err(format!("`{shown}` was still running after {} s", timeout.as_secs())),
            Err(error) => return Err(format!("`{shown}` was lost: {error}")),
        }
    };
    if status.success() {
        return Ok(output);
    }
    let errors = errors.recv_timeout(Duration::from_secs(1)).unwrap_or_default();
    let last = errors.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("it printed no error");
    Err(format!("`{shown}` failed ({status}): {last}"))
}

/// A program named by a relative path is meant relative to the folder, which not every system does by itself.
fn resolve(program: &str, folder: &Path) -> PathBuf {
    if Path::new(program).components().count() > 1 { folder.join(program) } else { PathBuf::from(program) }
}

fn read_all(stream: Option<impl Read + Send + 'static>) -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut stream) = stream {
            // What arrived before an error is still worth showing.
            let _ = stream.read_to_end(&mut bytes);
        }
        let _ = sender.send(String::from_utf8_lossy(&bytes).into_owned());
    });
    receiver
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str, timeout: Duration) -> Result<String, String> {
        let command = ["sh", "-c", script].map(String::from);
        capture(&command, Path::new("/"), None, timeout)
    }

    #[test]
    fn a_program_that_closes_its_output_and_goes_on_is_given_up() {
        let found = shell("echo done; exec >&- 2>&-; sleep 60", Duration::from_millis(300));
        assert!(found.is_err_and(|reason| reason.contains("was still running")));
    }

    /// A runner is often a script that starts what it measures.
    #[test]
    fn what_a_program_has_started_ends_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let late = folder.path().join("late");
        let script = format!("(sleep 1; touch {}) & wait", late.display());
        let found = shell(&script, Duration::from_millis(200));
        assert!(found.is_err_and(|reason| reason.contains("was still running")));
        thread::sleep(Duration::from_millis(1_500));
        assert!(!late.exists());
    }

    #[test]
    fn a_failing_program_is_named_with_its_last_words() {
        let message =
            shell("echo first >&2; echo out of disk >&2; exit 3", Duration::from_secs(30)).unwrap_err();
        assert!(message.contains("sh -c") && message.ends_with("out of disk"), "{message}");
    }

    #[test]
    fn a_program_that_never_ends_is_given_up() {
        let message = shell("sleep 60", Duration::from_millis(50)).unwrap_err();
        assert!(message.contains("still running"), "{message}");
    }

    #[test]
    fn another_workload_than_asked_for_is_no_measurement() {
        let script = "echo '{\"protocol\":\"drift-bench/1\",\"workload\":\"b\",\"samples_ns\":[1]}'";
        let command = ["sh", "-c", script].map(String::from).to_vec();
        let mut arm = Processes {
            reference: command.clone(),
            port: command,
            folder: "/".into(),
            timeout: Duration::from_secs(30),
        };
        let mut rng = Rng::with_seed(1);
        assert!(arm.measure(Side::Port, "a", &mut rng).unwrap_err().contains("measured `b` instead"));
        assert_eq!(arm.measure(Side::Port, "b", &mut rng).unwrap().samples_ns, [1.0]);
    }
}
