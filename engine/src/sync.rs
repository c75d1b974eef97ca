//! Locks: parking_lot's.
//!
//! In unit tests, taking one is also a point at which a model checker may let another task go first; see
//! `tree::model_tests`. Guards are parking_lot's either way.

#[cfg(not(test))]
pub(crate) use parking_lot::{Mutex, RwLock};
#[cfg(test)]
pub(crate) use scheduled::{Mutex, RwLock, model, point};

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
