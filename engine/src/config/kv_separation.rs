//! Options of key-value separation.

use crate::compression::CompressionType;

/// When values are moved out of the tables into blob files, and when blob files are rewritten.
#[derive(Clone, Debug, PartialEq)]
pub struct KvSeparationOptions {
    #[doc(hidden)]
    pub compression: CompressionType,
    #[doc(hidden)]
    pub file_target_size: u64,
    #[doc(hidden)]
    pub separation_threshold: u32,
    #[doc(hidden)]
    pub staleness_threshold: f32,
    #[doc(hidden)]
    pub age_cutoff: f32,
}

/// Bytes from which on a new blob file is begun, where nothing else is configured.
const DEFAULT_FILE_TARGET_SIZE: u64 = 64 << 20;

/// Bytes from which on a value is separated, where nothing else is configured.
const DEFAULT_SEPARATION_THRESHOLD: u32 = 1 << 10;

/// Both shares, of dead bytes and of files, where nothing else is configured.
const DEFAULT_RATIO: f32 = 0.25;

/// Compression of blobs where nothing else is configured.
const fn default_compression() -> CompressionType {
    #[cfg(feature = "lz4")]
    return CompressionType::Lz4;
    #[cfg(not(feature = "lz4"))]
    CompressionType::None
}

impl Default for KvSeparationOptions {
    fn default() -> Self {
        Self {
            separation_threshold: DEFAULT_SEPARATION_THRESHOLD,
            file_target_size: DEFAULT_FILE_TARGET_SIZE,
            compression: default_compression(),
            age_cutoff: DEFAULT_RATIO,
            staleness_threshold: DEFAULT_RATIO,
        }
    }
}

impl KvSeparationOptions {
    /// Compression of blobs. Default: LZ4 with feature `lz4`, otherwise none.
    #[must_use]
    pub fn compression(mut self, compression: CompressionType) -> Self {
        self.compression = compression;
        self
    }

    /// Bytes from which on a new blob file is begun. Default: 64 MiB.
    #[must_use]
    pub fn file_target_size(mut self, bytes: u64) -> Self {
        self.file_target_size = bytes;
        self
    }

    /// Values of at least this many bytes are separated. Default: 1024.
    #[must_use]
    pub fn separation_threshold(mut self, bytes: u32) -> Self {
        self.separation_threshold = bytes;
        self
    }

    /// Share of dead bytes, 0 to 1, from which on a blob file counts as stale. Default: 0.25.
    #[must_use]
    pub fn staleness_threshold(mut self, ratio: f32) -> Self {
        self.staleness_threshold = ratio;
        self
    }

    /// Share of the stale blob files, oldest first, that one compaction may rewrite, 0 to 1. Default: 0.25.
    #[must_use]
    pub fn age_cutoff(mut self, ratio: f32) -> Self {
        self.age_cutoff = ratio;
        self
    }
}
