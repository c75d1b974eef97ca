//! Takes processor time away from whatever is measured.

use std::hint;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// Busy threads, until it is dropped.
#[derive(Debug)]
pub struct Stressor {
    stop: Arc<AtomicBool>,
}

impl Stressor {
    /// Keeps so many threads busy.
    pub fn start(threads: usize) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        for _ in 0..threads {
            let stop = Arc::clone(&stop);
            thread::spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    hint::spin_loop();
                }
            });
        }
        Self { stop }
    }
}

impl Drop for Stressor {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}
