//! A process and all it has started: what is given up, or interrupted, is to leave nothing running that the next
//! measurement would share the machine with.

use std::io;
use std::ops::{Deref, DerefMut};
use std::process::{Child, Command};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Process id of the group that is running, for whoever has to end it from another thread. There is one at a time.
static RUNNING: Mutex<Option<u32>> = Mutex::new(None);

fn running() -> MutexGuard<'static, Option<u32>> {
    // A number is never half-written.
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A process that leads a group of its own. Unless it has ended by itself, it is ended when this goes, with its group.
pub(super) struct Group(Child);

/// Starts a command in a group of its own, which signals of the terminal don't reach.
pub(super) fn start(mut command: Command) -> io::Result<Group> {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut running = running();
    let child = command.spawn()?;
    *running = Some(child.id());
    Ok(Group(child))
}

impl Deref for Group {
    type Target = Child;

    fn deref(&self) -> &Child {
        &self.0
    }
}

impl DerefMut for Group {
    fn deref_mut(&mut self) -> &mut Child {
        &mut self.0
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        *running() = None;
        if !matches!(self.0.try_wait(), Ok(Some(_))) {
            end(self.0.id());
            // Both fail only if it has ended in the meantime.
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }
}

/// Ends the group that is running, if any.
pub(crate) fn end_running() {
    if let Some(id) = *running() {
        end(id);
    }
}

#[cfg(unix)]
fn end(id: u32) {
    use rustix::process::{Pid, Signal, kill_process_group};
    // Fails only if all of it has ended in the meantime.
    if let Some(group) = i32::try_from(id).ok().and_then(Pid::from_raw) {
        let _ = kill_process_group(group, Signal::KILL);
    }
}

/// Other systems have no groups: whoever started the process ends it alone.
#[cfg(not(unix))]
fn end(_: u32) {}
