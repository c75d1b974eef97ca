//! A tournament among sources: finds the one whose head comes first, with one comparison per round to replace it.
//!
//! Source: Knuth, TAOCP volume 3, 5.4.1, "tree of losers". A heap needs two comparisons per level to sift down; here the
//! new head of the winner only meets those who lost against the old one.

/// Knows which of `len` sources wins; what winning means is up to the caller.
#[derive(Debug, Default)]
pub(super) struct LoserTree {
    /// Inner nodes of the tournament: who lost there. Node 1 is the root, node 0 is not used.
    losers: Vec<usize>,
    winner: usize,
}

impl LoserTree {
    /// Index of the winner; 0 before the first tournament, and without sources.
    #[inline]
    pub(super) fn winner(&self) -> usize {
        self.winner
    }

    /// Plays the whole tournament: `len - 1` comparisons.
    pub(super) fn play(&mut self, len: usize, beats: impl Fn(usize, usize) -> bool) {
        self.losers.clear();
        self.losers.resize(len, 0);
        self.winner = if len < 2 { 0 } else { self.play_below(1, len, &beats) };
    }

    /// Plays the part of the tournament below `node` and returns its winner. Source `i` is the leaf `len + i`.
    fn play_below(&mut self, node: usize, len: usize, beats: &impl Fn(usize, usize) -> bool) -> usize {
        if node >= len {
            return node - len;
        }
        let left = self.play_below(2 * node, len, beats);
        let right = self.play_below(2 * node + 1, len, beats);
        let (winner, loser) = if beats(right, left) { (right, left) } else { (left, right) };
        if let Some(slot) = self.losers.get_mut(node) {
            *slot = loser;
        }
        winner
    }

    /// Finds the new winner after the head of the winner changed; nothing else may have changed.
    #[inline]
    pub(super) fn replay(&mut self, beats: impl Fn(usize, usize) -> bool) {
        let mut winner = self.winner;
        let mut node = (self.losers.len() + winner) / 2;
        while node >= 1 {
            let Some(loser) = self.losers.get_mut(node) else { break };
            if beats(*loser, winner) {
                std::mem::swap(loser, &mut winner);
            }
            node /= 2;
        }
        self.winner = winner;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_head_wins_for_every_number_of_sources() {
        for len in 1..20 {
            let mut random = fastrand::Rng::with_seed(len as u64);
            let mut heads: Vec<u32> = (0..len).map(|_| random.u32(0..30)).collect();
            let mut tree = LoserTree::default();
            tree.play(len, |a, b| (heads[a], a) < (heads[b], b));
            for _ in 0..100 {
                let least = (0..len).min_by_key(|&i| (heads[i], i)).unwrap();
                assert_eq!(tree.winner(), least, "{heads:?}");
                heads[least] += random.u32(0..5);
                tree.replay(|a, b| (heads[a], a) < (heads[b], b));
            }
        }
    }
}
