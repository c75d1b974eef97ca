//! The adapter, written once: both crates have the same names and signatures, so the same body fits both.
//!
//! It forwards and converts, nothing else. A difference between the engines must show in what they return and never
//! be evened out here.

macro_rules! adapter {
    ($(#[$doc:meta])* $Tree:ident, $krate:ident, name: $name:literal, cause: $cause:expr) => {
        use std::ops::Bound;
        use std::path::Path;
        use std::sync::Arc;

        use ::$krate::config::{
            BlockSizePolicy, BloomConstructionPolicy, CompressionPolicy, FilterPolicy, FilterPolicyEntry,
            HashRatioPolicy, PinningPolicy, RestartIntervalPolicy,
        };
        use ::$krate::{
            AbstractTree, AnyTree, Cache, CompressionType, Config, DescriptorTable, Error, Guard, IterGuardImpl,
            KvSeparationOptions, SequenceNumberCounter, Slice,
        };

        use crate::engine::{Bounds, Engine, ItemGuard, Scan, SeqNo};
        use crate::failure::{Failure, FailureKind, Outcome};
        use crate::options::{Compression, Descriptors, Filter, Separation, TreeOptions};

        $(#[$doc])*
        pub struct $Tree {
            tree: AnyTree,
            seqno: SequenceNumberCounter,
            visible_seqno: SequenceNumberCounter,
            asked: Asked,
        }

        impl $Tree {
            /// The engine's own handle, for what the neutral interface does not cover.
            #[must_use]
            pub fn inner(&self) -> &AnyTree {
                &self.tree
            }
        }

        impl ItemGuard for IterGuardImpl {
            type Bytes = Slice;

            #[inline]
            fn pair(self) -> Outcome<(Slice, Slice)> {
                Guard::into_inner(self).map_err(failure)
            }

            #[inline]
            fn key_only(self) -> Outcome<Slice> {
                Guard::key(self).map_err(failure)
            }

            #[inline]
            fn value_size(self) -> Outcome<u32> {
                Guard::size(self).map_err(failure)
            }
        }

        impl Engine for $Tree {
            const NAME: &'static str = $name;

            type Bytes = Slice;
            type Guard = IterGuardImpl;

            fn open(folder: &Path, options: &TreeOptions) -> Outcome<Self> {
                let seqno = SequenceNumberCounter::default();
                let visible_seqno = SequenceNumberCounter::default();
                let asked = Asked::default();
                let config = Config::new(folder, seqno.clone(), visible_seqno.clone());
                let tree = configure(config, options, &asked)
                    .open()
                    .map_err(failure)?;
                // Opening leaves the counters alone; continuing them is the client's part.
                if let Some(highest) = tree.get_highest_seqno() {
                    seqno.fetch_max(highest + 1);
                    visible_seqno.fetch_max(highest + 1);
                }
                Ok(Self { tree, seqno, visible_seqno, asked })
            }

            #[inline]
            fn take_seqno(&self) -> SeqNo {
                self.seqno.next()
            }

            #[inline]
            fn next_seqno(&self) -> SeqNo {
                self.seqno.get()
            }

            #[inline]
            fn visible_seqno(&self) -> SeqNo {
                self.visible_seqno.get()
            }

            #[inline]
            fn publish(&self, seqno: SeqNo) {
                self.visible_seqno.fetch_max(seqno + 1);
            }

            #[inline]
            fn insert_at(&self, key: &[u8], value: &[u8], seqno: SeqNo) -> (u64, u64) {
                self.tree.insert(key, value, seqno)
            }

            #[inline]
            fn remove_at(&self, key: &[u8], seqno: SeqNo) -> (u64, u64) {
                self.tree.remove(key, seqno)
            }

            #[inline]
            fn remove_weak_at(&self, key: &[u8], seqno: SeqNo) -> (u64, u64) {
                self.tree.remove_weak(key, seqno)
            }

            #[inline]
            fn get(&self, key: &[u8], seqno: SeqNo) -> Outcome<Option<Slice>> {
                self.tree.get(key, seqno).map_err(failure)
            }

            #[inline]
            fn contains_key(&self, key: &[u8], seqno: SeqNo) -> Outcome<bool> {
                self.tree.contains_key(key, seqno).map_err(failure)
            }

            #[inline]
            fn size_of(&self, key: &[u8], seqno: SeqNo) -> Outcome<Option<u32>> {
                self.tree.size_of(key, seqno).map_err(failure)
            }

            #[inline]
            fn iter(&self, seqno: SeqNo) -> Scan<IterGuardImpl> {
                self.tree.iter(seqno, None)
            }

            #[inline]
            fn range(&self, bounds: Bounds<'_>, seqno: SeqNo) -> Scan<IterGuardImpl> {
                self.tree.range::<&[u8], (Bound<&[u8]>, Bound<&[u8]>)>(bounds, seqno, None)
            }

            #[inline]
            fn prefix(&self, prefix: &[u8], seqno: SeqNo) -> Scan<IterGuardImpl> {
                self.tree.prefix(prefix, seqno, None)
            }

            fn first(&self, seqno: SeqNo) -> Option<IterGuardImpl> {
                self.tree.first_key_value(seqno, None)
            }

            fn last(&self, seqno: SeqNo) -> Option<IterGuardImpl> {
                self.tree.last_key_value(seqno, None)
            }

            fn len(&self, seqno: SeqNo) -> Outcome<usize> {
                self.tree.len(seqno, None).map_err(failure)
            }

            fn is_empty(&self, seqno: SeqNo) -> Outcome<bool> {
                self.tree.is_empty(seqno, None).map_err(failure)
            }

            fn rotate(&self) -> bool {
                self.tree.rotate_memtable().is_some()
            }

            fn flush(&self, gc_watermark: SeqNo) -> Outcome<Option<u64>> {
                let lock = self.tree.get_flush_lock();
                self.tree.flush(&lock, gc_watermark).map_err(failure)
            }

            fn flush_active(&self, gc_watermark: SeqNo) -> Outcome<()> {
                self.tree.flush_active_memtable(gc_watermark).map_err(failure)
            }

            fn clear_memtables(&self) {
                self.tree.clear_active_memtable();
            }

            fn figures(&self) -> Vec<(&'static str, Option<u64>)> {
                let tree = &self.tree;
                let count = |n: usize| u64::try_from(n).ok();
                let mut figures = vec![
                    ("approximate_len", count(tree.approximate_len())),
                    ("disk_space", Some(tree.disk_space())),
                    ("table_count", count(tree.table_count())),
                    ("l0_run_count", count(tree.l0_run_count())),
                    ("blob_file_count", count(tree.blob_file_count())),
                    ("sealed_memtable_count", count(tree.sealed_memtable_count())),
                    ("tombstone_count", Some(tree.tombstone_count())),
                    ("weak_tombstone_count", Some(tree.weak_tombstone_count())),
                    ("weak_tombstone_reclaimable_count", Some(tree.weak_tombstone_reclaimable_count())),
                    ("filter_size", Some(tree.filter_size())),
                    ("pinned_filter_size", count(tree.pinned_filter_size())),
                    ("pinned_block_index_size", count(tree.pinned_block_index_size())),
                    ("version_free_list_len", count(tree.version_free_list_len())),
                    ("stale_blob_bytes", Some(tree.stale_blob_bytes())),
                    ("highest_seqno", tree.get_highest_seqno()),
                    ("highest_memtable_seqno", tree.get_highest_memtable_seqno()),
                    ("highest_persisted_seqno", tree.get_highest_persisted_seqno()),
                    ("next_table_id", Some(tree.next_table_id())),
                    ("active_memtable_id", Some(tree.active_memtable().id())),
                    ("active_memtable_len", count(tree.active_memtable().len())),
                    ("active_memtable_size", Some(tree.active_memtable().size())),
                    ("compaction_filter_asked", Some(self.asked.get())),
                    ("current_version_id", Some(tree.current_version().id())),
                ];
                // One level past the last: it must be absent on both sides.
                for level in 0..8 {
                    figures.push(("level_table_count", tree.level_table_count(level).and_then(count)));
                }
                figures
            }
        }

        fn configure(mut config: Config, options: &TreeOptions, asked: &Asked) -> Config {
            let TreeOptions {
                data_block_size_bytes,
                restart_interval,
                hash_ratio,
                data_compression,
                index_compression,
                index_partitioned,
                filter_partitioned,
                index_pinned,
                filter_pinned,
                filter,
                expect_point_read_hits,
                cache_bytes,
                descriptors,
                separation,
                compaction_filter,
            } = options;

            if let Some(rule) = compaction_filter {
                let judge = Judge { rule: *rule, asked: asked.clone() };
                config = config.with_compaction_filter_factory(Some(Arc::new(judge)));
            }

            if !data_block_size_bytes.is_empty() {
                config = config.data_block_size_policy(BlockSizePolicy::new(data_block_size_bytes.clone()));
            }
            if !restart_interval.is_empty() {
                config =
                    config.data_block_restart_interval_policy(RestartIntervalPolicy::new(restart_interval.clone()));
            }
            if !hash_ratio.is_empty() {
                config = config.data_block_hash_ratio_policy(HashRatioPolicy::new(hash_ratio.clone()));
            }
            if !data_compression.is_empty() {
                config = config.data_block_compression_policy(compression_policy(data_compression));
            }
            if !index_compression.is_empty() {
                config = config.index_block_compression_policy(compression_policy(index_compression));
            }
            if !index_partitioned.is_empty() {
                config = config.index_block_partitioning_policy(PinningPolicy::new(index_partitioned.clone()));
            }
            if !filter_partitioned.is_empty() {
                config = config.filter_block_partitioning_policy(PinningPolicy::new(filter_partitioned.clone()));
            }
            if !index_pinned.is_empty() {
                config = config.index_block_pinning_policy(PinningPolicy::new(index_pinned.clone()));
            }
            if !filter_pinned.is_empty() {
                config = config.filter_block_pinning_policy(PinningPolicy::new(filter_pinned.clone()));
            }
            if !filter.is_empty() {
                config = config.filter_policy(filter_policy(filter));
            }
            if let Some(bytes) = cache_bytes {
                config = config.use_cache(Arc::new(Cache::with_capacity_bytes(*bytes)));
            }
            config = match descriptors {
                Descriptors::Default => config,
                Descriptors::Pinned => config.use_descriptor_table(None),
                Descriptors::Shared(capacity) => {
                    config.use_descriptor_table(Some(Arc::new(DescriptorTable::new(*capacity))))
                }
            };
            config.expect_point_read_hits(*expect_point_read_hits).with_kv_separation(separation.map(separate))
        }

        fn separate(separation: Separation) -> KvSeparationOptions {
            KvSeparationOptions::default()
                .separation_threshold(separation.threshold_bytes)
                .compression(compression(separation.compression))
                .file_target_size(separation.file_target_size_bytes)
                .staleness_threshold(separation.staleness_threshold)
                .age_cutoff(separation.age_cutoff)
        }

        fn compression(compression: Compression) -> CompressionType {
            match compression {
                Compression::None => CompressionType::None,
                Compression::Lz4 => CompressionType::Lz4,
            }
        }

        fn compression_policy(levels: &[Compression]) -> CompressionPolicy {
            CompressionPolicy::new(levels.iter().copied().map(compression).collect::<Vec<_>>())
        }

        fn filter_policy(levels: &[Filter]) -> FilterPolicy {
            let levels = levels.iter().map(|filter| match *filter {
                Filter::None => FilterPolicyEntry::None,
                Filter::BitsPerKey(bits) => FilterPolicyEntry::Bloom(BloomConstructionPolicy::BitsPerKey(bits)),
                Filter::FalsePositiveRate(rate) => {
                    FilterPolicyEntry::Bloom(BloomConstructionPolicy::FalsePositiveRate(rate))
                }
            });
            FilterPolicy::new(levels.collect::<Vec<_>>())
        }

        fn failure(error: Error) -> Failure {
            let cause: fn(&Error) -> &Error = $cause;
            let kind = match cause(&error) {
                Error::Io(io) => FailureKind::Io(io.kind()),
                Error::Decompress(_) => FailureKind::Decompress,
                Error::InvalidVersion(version) => FailureKind::InvalidVersion(*version),
                Error::Unrecoverable => FailureKind::Unrecoverable,
                Error::ChecksumMismatch { .. } => FailureKind::ChecksumMismatch,
                Error::InvalidTag((name, tag)) => FailureKind::InvalidTag(name, *tag),
                Error::InvalidTrailer => FailureKind::InvalidTrailer,
                Error::InvalidHeader(name) => FailureKind::InvalidHeader(name),
                Error::Utf8(_) => FailureKind::Utf8,
                _ => FailureKind::Other,
            };
            Failure { kind, detail: format!("{error} ({error:?})") }
        }
    };
}
