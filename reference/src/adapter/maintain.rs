//! The adapter's second half: what moves whole tables. Used inside a module that `adapter!` has filled.

macro_rules! adapter_maintain {
    ($Tree:ident, $krate:ident) => {
        use ::$krate::compaction::{CompactionStrategy, Fifo, Leveled, MoveDown, PullDown};
        use ::$krate::{AnyIngestion, InternalValue, Memtable, ValueType};

        use crate::maintain::{Loaded, Maintain, Strategy};

        /// Numbers from here on are reserved for writes that are not part of a tree yet.
        const OVERLAY_SEQNO: SeqNo = 1 << 63;

        impl Maintain for $Tree {
            type Overlay = Arc<Memtable>;

            fn compact(&self, strategy: &Strategy, gc_watermark: SeqNo) -> Outcome<()> {
                let strategy: Arc<dyn CompactionStrategy> = match strategy {
                    Strategy::Leveled { l0_threshold, table_target_size, level_ratios } => {
                        let leveled = Leveled::default()
                            .with_l0_threshold(*l0_threshold)
                            .with_table_target_size(*table_target_size);
                        Arc::new(if level_ratios.is_empty() {
                            leveled
                        } else {
                            leveled.with_level_ratio_policy(level_ratios.clone())
                        })
                    }
                    Strategy::Fifo { limit, ttl_seconds } => Arc::new(Fifo::new(*limit, *ttl_seconds)),
                    Strategy::PullDown(from, to) => Arc::new(PullDown(*from, *to)),
                    Strategy::MoveDown(from, to) => Arc::new(MoveDown(*from, *to)),
                };
                self.tree.compact(strategy, gc_watermark).map_err(failure)
            }

            fn major_compact(&self, table_target_size: u64, gc_watermark: SeqNo) -> Outcome<()> {
                self.tree.major_compact(table_target_size, gc_watermark).map_err(failure)
            }

            fn drop_range(&self, bounds: Bounds<'_>) -> Outcome<()> {
                self.tree.drop_range::<&[u8], (Bound<&[u8]>, Bound<&[u8]>)>(bounds).map_err(failure)
            }

            fn clear(&self) -> Outcome<()> {
                self.tree.clear().map_err(failure)
            }

            fn ingest(&self, items: &[Loaded<'_>], finish: bool) -> Outcome<()> {
                let mut ingestion: AnyIngestion<'_> = self.tree.ingestion().map_err(failure)?;
                for item in items {
                    match *item {
                        Loaded::Value(key, value) => ingestion.write(key, value),
                        Loaded::Tombstone(key) => ingestion.write_tombstone(key),
                        Loaded::WeakTombstone(key) => ingestion.write_weak_tombstone(key),
                    }
                    .map_err(failure)?;
                }
                if finish { ingestion.finish().map_err(failure) } else { Ok(()) }
            }

            fn forget_versions(&self, gc_watermark: SeqNo) -> Outcome<()> {
                let folder = self.tree.tree_config().path.clone();
                self.tree.get_version_history_lock().maintenance(&folder, gc_watermark).map_err(failure)
            }

            fn run_counts(&self) -> Vec<usize> {
                self.tree.current_version().iter_levels().map(|level| level.run_count()).collect()
            }

            fn overlay(items: &[(&[u8], Option<&[u8]>)]) -> Arc<Memtable> {
                let memtable = Memtable::new(0);
                for (seqno, (key, value)) in (OVERLAY_SEQNO..).zip(items) {
                    memtable.insert(match value {
                        Some(value) => InternalValue::from_components(*key, *value, seqno, ValueType::Value),
                        None => InternalValue::new_tombstone(*key, seqno),
                    });
                }
                Arc::new(memtable)
            }

            fn range_over(
                &self,
                overlay: &Arc<Memtable>,
                bounds: Bounds<'_>,
                seqno: SeqNo,
            ) -> Scan<IterGuardImpl> {
                let overlay = Some((overlay.clone(), SeqNo::MAX));
                self.tree.range::<&[u8], (Bound<&[u8]>, Bound<&[u8]>)>(bounds, seqno, overlay)
            }

            fn prefix_over(
                &self,
                overlay: &Arc<Memtable>,
                prefix: &[u8],
                seqno: SeqNo,
            ) -> Scan<IterGuardImpl> {
                self.tree.prefix(prefix, seqno, Some((overlay.clone(), SeqNo::MAX)))
            }

            fn len_over(&self, overlay: &Arc<Memtable>, seqno: SeqNo) -> Outcome<usize> {
                self.tree.len(seqno, Some((overlay.clone(), SeqNo::MAX))).map_err(failure)
            }
        }
    };
}
