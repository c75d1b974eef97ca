//! Ctrl-C while benchmarks are running.

use crate::bench::process::end_running;
use crate::error::{Error, Result};
use crate::report;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};

/// Ctrl-C, and being told to terminate. While something is measured, the first one ends the session with the process that
/// is running, so that nothing measured is lost; otherwise, and the second time, everything ends at once.
#[derive(Debug, Clone)]
pub(super) struct Interrupts {
    count: Arc<AtomicUsize>,
    is_measuring: Arc<AtomicBool>,
}

/// What shells report of a program that was interrupted.
const INTERRUPTED: i32 = 130;

impl Interrupts {
    /// Begins to watch. Until [`defer`](Self::defer) says otherwise, an interrupt ends everything at once.
    ///
    /// # Errors
    /// [`Error::Internal`] if the system doesn't let it.
    pub(super) fn watch() -> Result<Self> {
        let this = Self { count: Arc::default(), is_measuring: Arc::default() };
        let seen = this.clone();
        let handler = move || {
            let is_first = seen.count.fetch_add(1, SeqCst) == 0;
            if is_first && seen.is_measuring.load(SeqCst) {
                report::tell(
                    "ending with the process that is running; once more ends at once, and keeps nothing",
                );
            } else {
                end_running();
                std::process::exit(INTERRUPTED);
            }
        };
        ctrlc::set_handler(handler).map_err(|error| Error::Internal(error.to_string()))?;
        Ok(this)
    }

    /// Whether something is being measured, so that an interrupt waits for it.
    pub(super) fn defer(&self, is_measuring: bool) {
        self.is_measuring.store(is_measuring, SeqCst);
    }

    /// Whether there was one.
    pub(super) fn any(&self) -> bool {
        self.count.load(SeqCst) > 0
    }
}
