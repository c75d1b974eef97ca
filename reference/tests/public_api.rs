//! The API test of the engine, against the reference: what is asked of Esker is what the reference offers, not an idea of
//! it. Of the features, the reference has `lz4` here.

use lsm_tree as engine;

/// Locks are the standard library's.
mod side {
    pub(crate) type FlushGuard<'a> = std::sync::MutexGuard<'a, ()>;
    pub(crate) type HistoryGuard<'a, T> = std::sync::RwLockWriteGuard<'a, T>;
}

#[macro_use]
#[path = "../../engine/tests/public_api/mod.rs"]
mod public_api;

#[path = "../../engine/tests/public_api/lz4.rs"]
mod lz4;
