//! A flag that tells work in the background to stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Acquire, Ordering::Release};

/// A flag that its clones share; once raised it stays raised.
#[derive(Clone, Debug, Default)]
pub struct StopSignal(Arc<AtomicBool>);

impl StopSignal {
    /// Raises the flag.
    pub fn send(&self) {
        self.0.store(true, Release);
    }

    /// Whether the flag was raised.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.0.load(Acquire)
    }
}
