//! Locks: parking_lot's.
//!
//! In unit tests, taking one is also a point at which a model checker may let another task go first; see
//! `tree::model_tests`. Guards are parking_lot's either way.

#[cfg(not(test))]
pub(crate) use brief::{read_briefly, write_briefly};
#[cfg(not(test))]
pub(crate) use parking_lot::{Mutex, RwLock};
#[cfg(test)]
pub(crate) use scheduled::{Mutex, RwLock, model, point, read_briefly, write_briefly};

/// Taking locks that are never held for long: those of nodes of a memtable.
///
/// Whoever holds one is done before the operating system would have put a thread to sleep and woken it again, so it pays to
/// look again a few hundred times first.
#[cfg(not(test))]
mod brief {
    use parking_lot::{RwLockReadGuard, RwLockWriteGuard};

    use super::RwLock;

    /// About as long as inserting into a full node takes.
    const ATTEMPTS: usize = 300;

    #[cold]
    fn wait<G>(attempt: impl Fn() -> Option<G>, wait: impl FnOnce() -> G) -> G {
        for _ in 0..ATTEMPTS {
            std::hint::spin_loop();
            if let Some(guard) = attempt() {
                return guard;
            }
        }
        wait()
    }

    #[inline]
    pub(crate) fn read_briefly<T>(lock: &RwLock<T>) -> RwLockReadGuard<'_, T> {
        match lock.try_read() {
            Some(guard) => guard,
            None => wait(|| lock.try_read(), || lock.read()),
        }
    }

    #[inline]
    pub(crate) fn write_briefly<T>(lock: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
        match lock.try_write() {
            Some(guard) => guard,
            None => wait(|| lock.try_write(), || lock.write()),
        }
    }
}

#[cfg(test)]
mod scheduled {
    use std::cell::Cell;

    use parking_lot::{MutexGuard, RwLockReadGuard, RwLockWriteGuard};

    thread_local! {
        /// Whether this thread runs the tasks of a model: they take turns on it.
        static IN_MODEL: Cell<bool> = const { Cell::new(false) };
    }

    /// Runs `check`, which hands a model to a scheduler, with scheduling points.
    pub(crate) fn model(check: impl FnOnce()) {
        struct Leave;
        impl Drop for Leave {
            fn drop(&mut self) {
                IN_MODEL.set(false);
            }
        }
        IN_MODEL.set(true);
        let _leave = Leave;
        check();
    }

    /// A point at which the scheduler of a model may switch to another task.
    pub(crate) fn point() {
        // A destructor that runs while a failed model unwinds must not go back to the scheduler.
        if IN_MODEL.get() && !std::thread::panicking() {
            // Looking at something shared is what schedulers act on; yielding would tell them to prefer the others.
            shuttle::sync::atomic::AtomicBool::new(false).load(std::sync::atomic::Ordering::SeqCst);
        }
    }

    /// All tasks of a model share one thread: one that waited for a lock would keep the others from releasing it.
    fn acquire<G>(attempt: impl Fn() -> Option<G>, wait: impl FnOnce() -> G) -> G {
        if !IN_MODEL.get() {
            return wait();
        }
        point();
        loop {
            match attempt() {
                Some(guard) => return guard,
                None => shuttle::thread::yield_now(),
            }
        }
    }

    pub(crate) fn read_briefly<T>(lock: &RwLock<T>) -> RwLockReadGuard<'_, T> {
        lock.read()
    }

    pub(crate) fn write_briefly<T>(lock: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
        lock.write()
    }

    #[derive(Debug, Default)]
    pub(crate) struct Mutex<T>(parking_lot::Mutex<T>);

    impl<T> Mutex<T> {
        pub(crate) fn new(value: T) -> Self {
            Self(parking_lot::Mutex::new(value))
        }

        pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
            acquire(|| self.0.try_lock(), || self.0.lock())
        }
    }

    #[derive(Debug, Default)]
    pub(crate) struct RwLock<T>(parking_lot::RwLock<T>);

    impl<T> RwLock<T> {
        pub(crate) fn new(value: T) -> Self {
            Self(parking_lot::RwLock::new(value))
        }

        pub(crate) fn read(&self) -> RwLockReadGuard<'_, T> {
            acquire(|| self.0.try_read(), || self.0.read())
        }

        pub(crate) fn write(&self) -> RwLockWriteGuard<'_, T> {
            acquire(|| self.0.try_write(), || self.0.write())
        }
    }
}
