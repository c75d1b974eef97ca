//! The public API as clients see it. Every line here compiles against both engines: each of them includes this folder
//! from a test of its own, which provides two names.
//!
//! - `crate::engine`: the crate under test.
//! - `crate::side`: the few things that differ on purpose.
//!
//! What depends on a feature lies beside this module, and is included by whoever has that feature.
//!
//! Types that clients can obtain but not name are checked through values: there the functions say what can be done with
//! them, and nobody calls them.

#![expect(dead_code, reason = "most of it is to be compiled, not to be run")]
#![expect(clippy::type_complexity, reason = "signatures are spelt out, not abbreviated")]

/// Compares items with the signatures they must have; arguments and results are spelt out.
macro_rules! signatures {
    ($($item:expr => $signature:ty;)*) => {$(
        let _: $signature = $item;
    )*};
}

/// Compares the type of a value.
pub(crate) fn is<T>(_: T) {}

/// What nearly all types promise.
pub(crate) fn auto<T: Send + Sync + Unpin + std::panic::UnwindSafe + std::panic::RefUnwindSafe>() {}

/// What those promise that hold a memtable.
pub(crate) fn shared<T: Send + Sync + Unpin>() {}

mod blob;
mod compaction;
mod config;
mod root;
mod slice;
mod tree;
mod utilities;
mod values;
mod version;
