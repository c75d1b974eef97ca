//! Finds the cheapest way to bring tables of one level into the next.
//!
//! Candidates are windows: tables side by side in a run. There are quadratically many of them; two pointers that only
//! ever advance find the best one in a single pass over both runs.

use crate::compaction::state::hidden_set::HiddenSet;
use crate::ids::TableId;
use crate::key::UserKey;
use crate::key_range::Ranged;
use crate::table::Table;

/// A merge may take tables of the lower level up to this many times the target size.
const MERGE_SIZE_MAX_TABLES: u64 = 50;

/// What has to be known of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) id: TableId,
    min: UserKey,
    max: UserKey,
    size: u64,
    is_hidden: bool,
}

impl Candidate {
    pub(super) fn of(table: &Table, hidden_set: &HiddenSet) -> Self {
        let range = table.key_range();
        Self {
            id: table.id(),
            min: range.min().clone(),
            max: range.max().clone(),
            size: table.metadata.file_size,
            is_hidden: hidden_set.is_hidden(table.id()),
        }
    }
}

/// What to bring down, and how.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Pick<'a> {
    /// These tables of the upper level overlap nothing below.
    Move(&'a [Candidate]),
    /// These are to be merged.
    Merge { upper: &'a [Candidate], lower: &'a [Candidate] },
}

/// Both runs sorted and disjoint.
pub(super) fn pick_minimal<'a>(
    upper: &'a [Candidate],
    lower: &'a [Candidate],
    target_size: u64,
) -> Option<Pick<'a>> {
    largest_move(upper, lower)
        .map(Pick::Move)
        .or_else(|| cheapest_merge(upper, lower, target_size.saturating_mul(MERGE_SIZE_MAX_TABLES)))
}

/// The longest window of the upper run that has no hidden table and whose key range overlaps no lower table; of equals,
/// the leftmost.
fn largest_move<'a>(upper: &'a [Candidate], lower: &[Candidate]) -> Option<&'a [Candidate]> {
    let mut best = 0..0;
    let mut end = 0;
    let mut below = lower.iter().peekable();
    for (start, first) in upper.iter().enumerate() {
        // The window must end before the first lower table that doesn't lie completely in front of it.
        while below.next_if(|table| table.max < first.min).is_some() {}
        let limit = below.peek().map(|table| &table.min);
        let fits = |table: &Candidate| !table.is_hidden && limit.is_none_or(|limit| table.max < *limit);
        // A window that begins further right can't end further left, so this never goes back.
        end = end.max(start);
        while upper.get(end).is_some_and(fits) {
            end += 1;
        }
        if end - start > best.len() {
            best = start..end;
        }
    }
    upper.get(best).filter(|window| !window.is_empty())
}

/// The window of the lower run for which merging it with all upper tables that lie inside its key range takes the
/// fewest bytes; of equals, the shortest, then the leftmost. Neither may have hidden tables.
///
/// Windows count in the order of their length, then from left to right, up to the first that exceeds `size_max`.
fn cheapest_merge<'a>(upper: &'a [Candidate], lower: &'a [Candidate], size_max: u64) -> Option<Pick<'a>> {
    let (upper_sums, lower_sums) = (Sums::new(upper), Sums::new(lower));
    let mut best: Option<((u64, usize, usize), Pick<'_>)> = None;
    let oversize = first_oversize(&lower_sums, size_max);
    let (mut end, mut inside_start) = (0, 0);
    for (start, first) in lower.iter().enumerate() {
        // A window that holds a good one is never better: so for every start only the shortest one that has an upper
        // table inside is of interest, which is where that table ends.
        while upper.get(inside_start).is_some_and(|table| table.min < first.min) {
            inside_start += 1;
        }
        let Some(inside) = upper.get(inside_start) else { break };
        end = end.max(start);
        while lower.get(end).is_some_and(|table| table.max < inside.max) {
            end += 1;
        }
        let Some(last) = lower.get(end) else { break };
        let inside_end = upper.partition_point(|table| table.max <= last.max);
        let (window, inside_window) = (start..end + 1, inside_start..inside_end);
        if oversize.is_some_and(|oversize| (window.len(), start) >= oversize)
            || lower_sums.has_hidden(&window)
            || upper_sums.has_hidden(&inside_window)
            || upper_sums.size(&inside_window) == 0
        {
            continue;
        }
        let cost = (lower_sums.size(&window) + upper_sums.size(&inside_window), window.len(), start);
        if best.as_ref().is_none_or(|(best, _)| cost < *best)
            && let (Some(upper), Some(lower)) = (upper.get(inside_window), lower.get(window))
        {
            best = Some((cost, Pick::Merge { upper, lower }));
        }
    }
    best.map(|(_, pick)| pick)
}

/// Length and start of the first window, by length and then from left to right, with more than `size_max` bytes.
fn first_oversize(sums: &Sums, size_max: u64) -> Option<(usize, usize)> {
    let mut shortest: Option<(usize, usize)> = None;
    let mut end = 0;
    for start in 0..sums.len() {
        end = end.max(start + 1);
        while end <= sums.len() && sums.size(&(start..end)) <= size_max {
            end += 1;
        }
        if end > sums.len() {
            break;
        }
        let found = (end - start, start);
        shortest = Some(shortest.map_or(found, |best| best.min(found)));
    }
    shortest
}

/// Running totals, so that a window is summed up by one subtraction.
struct Sums(Vec<(u64, usize)>);

impl Sums {
    fn new(tables: &[Candidate]) -> Self {
        let totals = tables.iter().scan((0, 0), |(size, hidden), table| {
            *size += table.size;
            *hidden += usize::from(table.is_hidden);
            Some((*size, *hidden))
        });
        Self(std::iter::once((0, 0)).chain(totals).collect())
    }

    fn len(&self) -> usize {
        self.0.len() - 1
    }

    fn difference(&self, window: &std::ops::Range<usize>) -> (u64, usize) {
        let at = |place: usize| self.0.get(place).copied().unwrap_or_default();
        let ((size_before, hidden_before), (size, hidden)) = (at(window.start), at(window.end));
        (size - size_before, hidden - hidden_before)
    }

    fn size(&self, window: &std::ops::Range<usize>) -> u64 {
        self.difference(window).0
    }

    fn has_hidden(&self, window: &std::ops::Range<usize>) -> bool {
        self.difference(window).1 > 0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The rules read literally: every window is looked at, in order.
    fn by_enumeration<'a>(
        upper: &'a [Candidate],
        lower: &'a [Candidate],
        target_size: u64,
    ) -> Option<Pick<'a>> {
        let overlaps = |window: &[Candidate], table: &Candidate| {
            window[0].min <= table.max && table.min <= window[window.len() - 1].max
        };
        for len in (1..=upper.len()).rev() {
            for window in upper.windows(len) {
                let hidden = window.iter().any(|table| table.is_hidden);
                if !hidden && !lower.iter().any(|table| overlaps(window, table)) {
                    return Some(Pick::Move(window));
                }
            }
        }
        let size = |tables: &[Candidate]| tables.iter().map(|table| table.size).sum::<u64>();
        let mut best: Option<(u64, Pick<'_>)> = None;
        'lengths: for len in 1..=lower.len() {
            for window in lower.windows(len) {
                if size(window) > 50 * target_size {
                    break 'lengths;
                }
                let inside = |t: &Candidate| window[0].min <= t.min && t.max <= window[len - 1].max;
                let start = upper.iter().position(inside).unwrap_or(0);
                let count = upper.iter().filter(|t| inside(t)).count();
                let inside = &upper[start..start + count];
                if inside.is_empty() || window.iter().chain(inside).any(|t| t.is_hidden) {
                    continue;
                }
                let cost = size(window) + size(inside);
                if best.as_ref().is_none_or(|(best, _)| cost < *best) {
                    best = Some((cost, Pick::Merge { upper: inside, lower: window }));
                }
            }
        }
        best.map(|(_, pick)| pick)
    }

    fn run(tables: Vec<(u8, u8, u64, bool)>) -> Vec<Candidate> {
        let mut key = 0u16;
        let mut next = |gap: u8| {
            key += u16::from(gap) + 1;
            UserKey::from(key.to_be_bytes())
        };
        let candidates = tables.into_iter().enumerate().map(|(id, (gap, len, size, is_hidden))| {
            let min = next(gap);
            let max = if len == 0 { min.clone() } else { next(len) };
            Candidate { id: id as u64, min, max, size, is_hidden }
        });
        candidates.collect()
    }

    fn tables() -> impl Strategy<Value = Vec<Candidate>> {
        prop::collection::vec((0u8..12, 0u8..12, 1u64..40, prop::bool::weighted(0.12)), 0..14).prop_map(run)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn one_pass_picks_what_enumeration_picks(upper in tables(), lower in tables(), target_size in 0u64..5) {
            prop_assert_eq!(pick_minimal(&upper, &lower, target_size), by_enumeration(&upper, &lower, target_size));
        }
    }
}
