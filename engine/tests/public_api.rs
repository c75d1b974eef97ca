//! The public API of Esker, item by item, with the features that are switched on; see the module for how.

use esker as engine;

/// Locks are parking_lot's.
mod side {
    pub(crate) type FlushGuard<'a> = parking_lot::MutexGuard<'a, ()>;
    pub(crate) type HistoryGuard<'a, T> = parking_lot::RwLockWriteGuard<'a, T>;
}

#[macro_use]
#[path = "public_api/mod.rs"]
mod public_api;

#[cfg(feature = "bytes_1")]
#[path = "public_api/bytes_1.rs"]
mod bytes_1;
#[cfg(not(feature = "bytes_1"))]
#[path = "public_api/byteview.rs"]
mod byteview;
#[cfg(feature = "lz4")]
#[path = "public_api/lz4.rs"]
mod lz4;
#[cfg(feature = "metrics")]
#[path = "public_api/metrics.rs"]
mod metrics;
#[cfg(not(feature = "lz4"))]
#[path = "public_api/no_lz4.rs"]
mod no_lz4;
#[cfg(not(feature = "metrics"))]
#[path = "public_api/no_metrics.rs"]
mod no_metrics;
