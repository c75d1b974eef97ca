//! [`CompactionStream`]: decides which versions of a key survive a flush or a compaction.

use crate::error::Result;
use crate::merge::Merger;
use crate::seqno::SeqNo;
use crate::slice::Slice;
use crate::value::{InternalValue, UserValue};
use crate::value_type::ValueType;
use crate::vlog::{BlobIndirection, FragmentationEntry, FragmentationMap};

/// Learns of the entries that a stream drops, except for evicted tombstones.
pub(crate) trait DroppedKvCallback {
    /// Called for every dropped entry.
    ///
    /// # Errors
    /// If the entry is malformed: whoever counts what was dropped must not count wrong.
    fn on_dropped(&mut self, kv: &InternalValue) -> Result<()>;
}

/// Counts dropped indirections: their blobs are dead.
impl DroppedKvCallback for FragmentationMap {
    fn on_dropped(&mut self, kv: &InternalValue) -> Result<()> {
        if kv.key.value_type == ValueType::Indirection {
            let BlobIndirection { vhandle, size } = BlobIndirection::parse(&kv.value)?;
            let dead = FragmentationEntry::new(1, size.into(), vhandle.on_disk_size.into());
            self.add(vhandle.blob_file_id, dead);
        }
        Ok(())
    }
}

/// What a [`StreamFilter`] makes of an entry.
pub(crate) enum StreamFilterVerdict {
    Keep,
    Replace(ValueType, UserValue),
    Drop,
}

/// Judges the entries of a stream that are not tombstones.
pub(crate) trait StreamFilter {
    fn filter_item(&mut self, item: &InternalValue) -> Result<StreamFilterVerdict>;
}

/// Keeps everything.
pub(crate) struct NoFilter;

impl StreamFilter for NoFilter {
    fn filter_item(&mut self, _: &InternalValue) -> Result<StreamFilterVerdict> {
        Ok(StreamFilterVerdict::Keep)
    }
}

/// Passes on the entries of a merged stream that somebody may still need.
///
/// Take a version and the next older one of its key. If the *older* one is below the watermark, no snapshot at or above
/// the watermark needs it, nor anything older still: they are dropped. Seqnos are never changed.
pub(crate) struct CompactionStream<'a, I, F = NoFilter> {
    entries: Merger<I>,
    gc_watermark: SeqNo,
    filter: F,
    dropped: Option<&'a mut dyn DroppedKvCallback>,
    evict_tombstones: bool,
}

impl<I: Iterator<Item = Result<InternalValue>>> CompactionStream<'_, I> {
    /// Drops by the watermark alone, and keeps tombstones.
    pub(crate) fn new(entries: Merger<I>, gc_watermark: SeqNo) -> Self {
        CompactionStream { entries, gc_watermark, filter: NoFilter, dropped: None, evict_tombstones: false }
    }
}

impl<'a, I: Iterator<Item = Result<InternalValue>>, F: StreamFilter> CompactionStream<'a, I, F> {
    /// Lets `filter` judge the entries.
    pub(crate) fn with_filter<G: StreamFilter>(self, filter: G) -> CompactionStream<'a, I, G> {
        let Self { entries, gc_watermark, filter: _, dropped, evict_tombstones } = self;
        CompactionStream { entries, gc_watermark, filter, dropped, evict_tombstones }
    }

    /// Tells `callback` of what is dropped.
    pub(crate) fn with_drop_callback(mut self, callback: &'a mut dyn DroppedKvCallback) -> Self {
        self.dropped = Some(callback);
        self
    }

    /// Whether to drop tombstones that no version is left to hide from: right in the last level only.
    pub(crate) fn evict_tombstones(mut self, evict: bool) -> Self {
        self.evict_tombstones = evict;
        self
    }

    fn report_dropped(&mut self, item: &InternalValue) -> Result<()> {
        match &mut self.dropped {
            Some(callback) => callback.on_dropped(item),
            None => Ok(()),
        }
    }

    /// Drops all versions of `key` that are left.
    fn drain(&mut self, key: &Slice) -> Result<()> {
        while self.entries.peek().is_some_and(|older| older.key.user_key == *key) {
            if let Some(older) = self.entries.next() {
                self.report_dropped(&older?)?;
            }
        }
        Ok(())
    }

    /// Applies the filter, which may change the entry: `false` if it is to disappear.
    #[inline]
    fn judge(&mut self, item: &mut InternalValue) -> Result<bool> {
        if item.is_tombstone() {
            return Ok(true);
        }
        match self.filter.filter_item(item)? {
            StreamFilterVerdict::Keep => Ok(true),
            StreamFilterVerdict::Replace(value_type, value) => {
                self.report_dropped(item)?;
                item.key.value_type = value_type;
                item.value = value;
                Ok(true)
            }
            StreamFilterVerdict::Drop => {
                self.report_dropped(item)?;
                Ok(false)
            }
        }
    }

    /// Whether the newest of the remaining versions of a key is to be passed on, as the filter left it.
    #[inline]
    fn keeps_head(&mut self, head: &mut InternalValue) -> Result<bool> {
        if !self.judge(head)? {
            return Ok(false);
        }
        let kind = head.key.value_type;
        let older = self.entries.peek().filter(|older| older.key.user_key == head.key.user_key);
        let is_obsolete = match older.map(|older| (older.key.seqno < self.gc_watermark, older.key.value_type))
        {
            None => self.evict_tombstones && head.is_tombstone(),
            Some((false, _)) => false,
            Some((true, older_kind)) => {
                self.drain(&head.key.user_key)?;
                match kind {
                    ValueType::Tombstone => self.evict_tombstones,
                    // The two annihilate each other. Anything else below it, and the marker must stay.
                    ValueType::WeakTombstone => older_kind == ValueType::Value,
                    ValueType::Value | ValueType::Indirection => false,
                }
            }
        };
        Ok(!is_obsolete)
    }
}

impl<I: Iterator<Item = Result<InternalValue>>, F: StreamFilter> Iterator for CompactionStream<'_, I, F> {
    type Item = Result<InternalValue>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let mut item = match self.entries.next()? {
                Ok(item) => item,
                error => return Some(error),
            };
            match self.keeps_head(&mut item) {
                Ok(true) => return Some(Ok(item)),
                Ok(false) => {}
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Entries as words like `a#5` (value), `a#5T` (tombstone), `a#5W` (weak tombstone).
    fn parse(entries: &str) -> Vec<InternalValue> {
        let entry = |word: &str| {
            let (key, rest) = word.split_once('#').unwrap();
            let digits = rest.trim_end_matches(|c: char| c.is_alphabetic());
            let kind = match &rest[digits.len()..] {
                "" => ValueType::Value,
                "T" => ValueType::Tombstone,
                "W" => ValueType::WeakTombstone,
                "I" => ValueType::Indirection,
                other => panic!("unknown kind {other}"),
            };
            InternalValue::from_components(key, "", digits.parse().unwrap(), kind)
        };
        entries.split_whitespace().map(entry).collect()
    }

    fn print(item: &InternalValue) -> String {
        let kind = match item.key.value_type {
            ValueType::Value => "",
            ValueType::Tombstone => "T",
            ValueType::WeakTombstone => "W",
            ValueType::Indirection => "I",
        };
        format!("{}#{}{kind}", String::from_utf8_lossy(&item.key.user_key), item.key.seqno)
    }

    fn merger(entries: &str) -> Merger<impl Iterator<Item = Result<InternalValue>> + use<>> {
        Merger::new(vec![parse(entries).into_iter().map(Ok)])
    }

    fn collect(stream: impl Iterator<Item = Result<InternalValue>>) -> String {
        stream.map(|item| print(&item.unwrap())).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_older_version_decides_against_the_watermark() {
        for (watermark, evict, entries, expected) in [
            // Nothing below the watermark, nothing dropped.
            (0, false, "a#3 a#2 b#1", "a#3 a#2 b#1"),
            (15, false, "a#20 a#10 a#1", "a#20"),
            (10, false, "a#20 a#10 a#1", "a#20 a#10"),
            (11, false, "a#20 a#10 a#1 b#5", "a#20 b#5"),
            // Tombstones stay unless they are evicted, lone ones too.
            (99, false, "a#2T b#3T b#1", "a#2T b#3T"),
            (99, true, "a#2T b#3T b#1 c#4", "c#4"),
            (0, true, "a#2T b#3W", ""),
            (0, true, "a#3T a#2", "a#3T a#2"),
            (0, true, "a#3T a#2T", "a#3T"),
            // A weak tombstone goes with the one value below it, and with nothing else.
            (99, false, "a#2W a#1", ""),
            (99, false, "a#3W a#2 a#1", ""),
            (99, false, "a#3W a#2T a#1", "a#3W"),
            (99, true, "a#3W a#2T a#1", "a#3W"),
            (99, true, "a#3W a#2I", "a#3W"),
            (2, false, "a#3W a#2", "a#3W a#2"),
        ] {
            let stream = CompactionStream::new(merger(entries), watermark).evict_tombstones(evict);
            assert_eq!(collect(stream), expected, "{entries} below {watermark}, evict: {evict}");
        }
    }

    /// Judges by key: what the key says is what happens.
    struct ByKey(Vec<String>);

    impl StreamFilter for ByKey {
        fn filter_item(&mut self, item: &InternalValue) -> Result<StreamFilterVerdict> {
            self.0.push(print(item));
            Ok(match item.key.user_key.as_slice() {
                b"remove" => StreamFilterVerdict::Replace(ValueType::Tombstone, Slice::empty()),
                b"weak" => StreamFilterVerdict::Replace(ValueType::WeakTombstone, Slice::empty()),
                b"destroy" if item.key.seqno == 9 => StreamFilterVerdict::Drop,
                b"fail" => return Err(crate::Error::Unrecoverable),
                _ => StreamFilterVerdict::Keep,
            })
        }
    }

    impl StreamFilter for &mut ByKey {
        fn filter_item(&mut self, item: &InternalValue) -> Result<StreamFilterVerdict> {
            (**self).filter_item(item)
        }
    }

    #[test]
    fn a_filter_judges_heads_only_and_the_rules_apply_afterwards() {
        for (evict, entries, expected, asked) in [
            (false, "keep#9 keep#8", "keep#9", "keep#9"),
            (false, "remove#9 remove#8", "remove#9T", "remove#9"),
            (true, "remove#9 remove#8", "", "remove#9"),
            (false, "weak#9 weak#8", "", "weak#9"),
            (false, "weak#9 weak#8T", "weak#9W", "weak#9"),
            (false, "destroy#9 destroy#8 destroy#7", "destroy#8", "destroy#9 destroy#8"),
            (false, "x#9T", "x#9T", ""),
        ] {
            let mut filter = ByKey(Vec::new());
            let stream =
                CompactionStream::new(merger(entries), 99).with_filter(&mut filter).evict_tombstones(evict);
            assert_eq!(collect(stream), expected, "{entries}");
            assert_eq!(filter.0.join(" "), asked, "{entries}");
        }
    }

    #[test]
    fn an_error_of_the_filter_ends_up_with_the_caller() {
        let mut filter = ByKey(Vec::new());
        let mut stream = CompactionStream::new(merger("a#1 fail#1"), 0).with_filter(&mut filter);
        assert!(stream.next().unwrap().is_ok());
        assert!(stream.next().unwrap().is_err());
    }

    #[derive(Default)]
    struct Dropped(Vec<String>);

    impl DroppedKvCallback for Dropped {
        fn on_dropped(&mut self, kv: &InternalValue) -> Result<()> {
            self.0.push(print(kv));
            Ok(())
        }
    }

    #[test]
    fn dropped_versions_are_reported_but_not_evicted_tombstones() {
        let mut dropped = Dropped::default();
        let stream = CompactionStream::new(merger("a#3 a#2 a#1 b#1T c#2W c#1"), 99)
            .evict_tombstones(true)
            .with_drop_callback(&mut dropped);
        assert_eq!(collect(stream), "a#3");
        assert_eq!(dropped.0, ["a#2", "a#1", "c#1"]);
    }
}
