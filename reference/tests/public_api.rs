//! The API test of the engine, against the reference: what is asked of Esker is what the reference offers, not an idea of
//! it. Of the features, the reference has `lz4` here, and the others if this package's features of the same names are on.

use lsm_tree as engine;

/// Locks are the standard library's.
mod side {
    pub(crate) type FlushGuard<'a> = std::sync::MutexGuard<'a, ()>;
    pub(crate) type HistoryGuard<'a, T> = std::sync::RwLockWriteGuard<'a, T>;
}

#[macro_use]
#[path = "../../engine/tests/public_api/mod.rs"]
mod public_api;

#[cfg(feature = "bytes_1")]
#[path = "../../engine/tests/public_api/bytes_1.rs"]
mod bytes_1;
#[cfg(not(feature = "bytes_1"))]
#[path = "../../engine/tests/public_api/byteview.rs"]
mod byteview;
#[path = "../../engine/tests/public_api/lz4.rs"]
mod lz4;
#[cfg(feature = "metrics")]
#[path = "../../engine/tests/public_api/metrics.rs"]
mod metrics;
#[cfg(not(feature = "metrics"))]
#[path = "../../engine/tests/public_api/no_metrics.rs"]
mod no_metrics;
