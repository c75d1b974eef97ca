//! What to change in one tree to get the other: few, small and local edits.

use crate::model::form::{Kind, Node};
use crate::model::normal::is_order_told;
use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;

/// One difference.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edit<'t> {
    /// What the reference has; `None` if it has nothing there.
    pub(super) was: Option<&'t Node>,
    /// What the port has; `None` if it has nothing there.
    pub(super) is: Option<&'t Node>,
    /// What it is a part of.
    pub(super) within: Kind,
    /// How the two are related.
    pub(super) how: How,
}

/// How the two sides of an edit are related.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// They have only the name or literal apart.
    Text,
    /// The same parts in another order.
    Permuted,
    /// The port has the same with something around it.
    Wrapped,
    /// The reference has the same with something around it.
    Unwrapped,
    /// Only the reference has it.
    Removed,
    /// Only the port has it.
    Added,
    /// Both have it, in another place among its neighbours.
    Moved,
    /// What stood elsewhere, and the other way round.
    Exchanged,
    /// Nothing in common.
    Replaced,
}

impl<'t> Edit<'t> {
    /// How many nodes it concerns.
    pub(super) fn size(&self) -> usize {
        let (was, is) = (self.was.map_or(0, Node::size), self.is.map_or(0, Node::size));
        match self.how {
            How::Text | How::Permuted | How::Moved | How::Exchanged => 2,
            How::Wrapped | How::Unwrapped => was.abs_diff(is),
            _ => was + is,
        }
    }

    /// Whether both put the same name in the place of the same other one.
    pub(super) fn substitutes_as(&self, other: &Edit<'_>) -> bool {
        let same = |one: Option<&Node>, two: Option<&Node>| match (one, two) {
            (Some(one), Some(two)) => one.kind == two.kind && one.text == two.text,
            _ => false,
        };
        self.how == How::Text
            && other.how == How::Text
            && same(self.was, other.was)
            && same(self.is, other.is)
    }

    /// The size of the smaller side; 0 if one side has nothing.
    pub(super) fn smaller_side(&self) -> usize {
        self.was.map_or(0, Node::size).min(self.is.map_or(0, Node::size))
    }

    /// The lines on both sides; starting at 0 where there is nothing.
    pub(super) fn lines(&self) -> (RangeInclusive<usize>, RangeInclusive<usize>) {
        (range(self.was), range(self.is))
    }
}

fn range(node: Option<&Node>) -> RangeInclusive<usize> {
    let Some(node) = node else { return 0..=0 };
    let (mut first, mut last) = (u32::MAX, 0);
    node.each(&mut |node| {
        if node.line > 0 {
            first = first.min(node.line);
            last = last.max(node.line);
        }
    });
    if last == 0 { 0..=0 } else { first as usize..=last as usize }
}

/// The edits that lead from one tree to the other.
pub(super) fn edits<'t>(was: &'t Node, is: &'t Node) -> Vec<Edit<'t>> {
    let mut out = Vec::new();
    node(was, is, Kind::Empty, &mut out);
    exchanged(&mut out);
    without_echoes(was, is, &mut out);
    out
}

/// A local goes by what it is bound to, so one whose value differs differs wherever it is used. If neither side binds what
/// the other uses, the difference is the value's, and stands where that is.
fn without_echoes(was: &Node, is: &Node, edits: &mut Vec<Edit<'_>>) {
    let is_local = |node: &Node| matches!(node.kind, Kind::Local | Kind::Binding);
    let is_candidate = |edit: &Edit<'_>| edit.how == How::Text && edit.was.is_some_and(is_local);
    if edits.iter().all(is_candidate) {
        return;
    }
    let bound = |tree: &Node, name: &str| {
        let mut found = false;
        tree.each(&mut |node| found |= node.kind == Kind::Binding && *node.text == *name);
        found
    };
    edits.retain(|edit| match (edit.was, edit.is) {
        (Some(one), Some(two)) if is_candidate(edit) => bound(is, &one.text) || bound(was, &two.text),
        _ => true,
    });
}

/// Two parts that changed places are not written anew.
fn exchanged(edits: &mut [Edit<'_>]) {
    for one in 0..edits.len() {
        for two in one + 1..edits.len() {
            let crossed = match (edits[one], edits[two]) {
                (Edit { was: Some(a), is: Some(b), .. }, Edit { was: Some(c), is: Some(d), .. }) => {
                    a.says(d) && b.says(c)
                }
                _ => false,
            };
            if crossed {
                edits[one].how = How::Exchanged;
                edits[two].how = How::Exchanged;
            }
        }
    }
}

fn node<'t>(was: &'t Node, is: &'t Node, within: Kind, out: &mut Vec<Edit<'t>>) {
    if was.says(is) {
        return;
    }
    let edit = |how| Edit { was: Some(was), is: Some(is), within, how };
    if contains(is, was) {
        return out.push(edit(How::Wrapped));
    }
    if contains(was, is) {
        return out.push(edit(How::Unwrapped));
    }
    if was.text != is.text || was.kind != is.kind {
        if nearly_contains(is, was) {
            return out.push(edit(How::Wrapped));
        }
        if nearly_contains(was, is) {
            return out.push(edit(How::Unwrapped));
        }
    }
    let connective = |node: &Node| matches!(node.kind, Kind::And | Kind::Or);
    if connective(was) && connective(is) && was.kind != is.kind {
        out.push(edit(How::Text));
        return sequence(&was.children, &is.children, was.kind, out);
    }
    if was.kind != is.kind {
        return out.push(edit(How::Replaced));
    }
    if was.text != is.text {
        let same_parts = was.children.len() == is.children.len()
            && was.children.iter().zip(&is.children).all(|(a, b)| a.says(b));
        if same_parts || alike(was, is) >= RELATED_MIN {
            out.push(edit(How::Text));
            return parts(was, is, out);
        }
        return out.push(edit(How::Replaced));
    }
    if !matches!(was.kind, Kind::Block | Kind::Match) && permuted(was, is) {
        return out.push(edit(How::Permuted));
    }
    parts(was, is, out);
}

/// From this share of common words on, two nodes are versions of each other.
const RELATED_MIN: f64 = 0.4;

/// Whether a tree is found not far inside another.
fn contains(outer: &Node, inner: &Node) -> bool {
    const DEPTH_MAX: usize = 3;
    fn within(outer: &Node, inner: &Node, depth: usize) -> bool {
        depth > 0 && outer.children.iter().any(|child| child.says(inner) || within(child, inner, depth - 1))
    }
    // A single name is found everywhere.
    let tells = !inner.children.is_empty() || outer.is_within(6);
    tells && inner.kind != Kind::Block && inner.kind != Kind::Empty && within(outer, inner, DEPTH_MAX)
}

/// From this share of common words on, a part of a tree is a version of another tree.
const PART_MIN: f64 = 0.7;

/// Whether a version of a tree, which is more than a name, is one of the parts of another one.
fn nearly_contains(outer: &Node, inner: &Node) -> bool {
    const PART_SIZE_MIN: usize = 4;
    matches!(outer.kind, Kind::Binary | Kind::And | Kind::Or)
        && !inner.is_within(PART_SIZE_MIN - 1)
        && outer
            .children
            .iter()
            .any(|part| part.kind == inner.kind && part.text == inner.text && alike(part, inner) >= PART_MIN)
}

fn permuted(was: &Node, is: &Node) -> bool {
    let hashes = |node: &Node| {
        let mut out: Vec<u64> = node.children.iter().map(Node::hash).collect();
        out.sort_unstable();
        out
    };
    match (was.children.as_slice(), is.children.as_slice()) {
        // By far the most frequent case, and long chains are made of it.
        ([a, b], [c, d]) => a.says(d) && b.says(c),
        (was_children, is_children) => {
            was_children.len() == is_children.len() && was_children.len() > 1 && hashes(was) == hashes(is)
        }
    }
}

fn parts<'t>(was: &'t Node, is: &'t Node, out: &mut Vec<Edit<'t>>) {
    let listed = matches!(
        was.kind,
        Kind::Block
            | Kind::And
            | Kind::Or
            | Kind::Match
            | Kind::Struct
            | Kind::Array
            | Kind::Macro
            | Kind::Pattern
    );
    if !listed && was.children.len() == is.children.len() {
        for (a, b) in was.children.iter().zip(&is.children) {
            node(a, b, was.kind, out);
        }
        return;
    }
    sequence(&was.children, &is.children, was.kind, out);
}

/// Lists: what both have in order stays; what lies between is paired by likeness.
fn sequence<'t>(was: &'t [Node], is: &'t [Node], within: Kind, out: &mut Vec<Edit<'t>>) {
    let (a, b): (Vec<u64>, Vec<u64>) =
        (was.iter().map(Node::hash).collect(), is.iter().map(Node::hash).collect());
    let common = longest_common(&a, &b);
    let (mut gone, mut new): (Vec<Vec<&Node>>, Vec<Vec<&Node>>) = (vec![Vec::new()], vec![Vec::new()]);
    let (mut i, mut j) = (0, 0);
    for (x, y) in common.into_iter().chain([(was.len(), is.len())]) {
        if let (Some(gone), Some(new)) = (gone.last_mut(), new.last_mut()) {
            gone.extend(&was[i..x]);
            new.extend(&is[j..y]);
        }
        gone.push(Vec::new());
        new.push(Vec::new());
        (i, j) = (x + 1, y + 1);
    }
    // Arms of a `match` may stand in any order, unless something matches two of them.
    let in_any_order = within == Kind::Match && !is_order_told(was, is);
    moved(&mut gone, &mut new, within, in_any_order, out);
    for (gone, new) in gone.into_iter().zip(new) {
        gap(&gone, &new, within, out);
    }
}

/// What stands in another gap now has only moved.
fn moved<'t>(
    gone: &mut [Vec<&'t Node>],
    new: &mut [Vec<&'t Node>],
    within: Kind,
    in_any_order: bool,
    out: &mut Vec<Edit<'t>>,
) {
    for list in gone {
        list.retain(|was| {
            for others in new.iter_mut() {
                if let Some(at) = others.iter().position(|is| was.says(is)) {
                    let is = others.remove(at);
                    if !in_any_order {
                        out.push(Edit { was: Some(was), is: Some(is), within, how: How::Moved });
                    }
                    return false;
                }
            }
            true
        });
    }
}

/// From this share of common words on, two steps in each other's places are versions of each other.
const CROSSED_MIN: f64 = 0.6;

fn gap<'t>(gone: &[&'t Node], new: &[&'t Node], within: Kind, out: &mut Vec<Edit<'t>>) {
    if let (&[a, b], &[c, d]) = (gone, new)
        && within == Kind::Block
        && alike(a, d) >= CROSSED_MIN
        && alike(b, c) >= CROSSED_MIN
        && alike(a, c).max(alike(b, d)) < CROSSED_MIN
    {
        out.push(Edit { was: Some(a), is: Some(d), within, how: How::Moved });
        node(a, d, within, out);
        return node(b, c, within, out);
    }
    if gone.len() == new.len() {
        for (was, is) in gone.iter().zip(new) {
            node(was, is, within, out);
        }
        return;
    }
    let mut next = 0;
    let mut taken = vec![false; new.len()];
    for was in gone {
        let best = (next..new.len())
            .map(|at| (at, alike(was, new[at])))
            .filter(|(_, score)| *score >= RELATED_MIN)
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        match best {
            Some((at, _)) => {
                node(was, new[at], within, out);
                taken[at] = true;
                next = at + 1;
            }
            None => out.push(Edit { was: Some(was), is: None, within, how: How::Removed }),
        }
    }
    for (is, _) in new.iter().zip(taken).filter(|(_, taken)| !taken) {
        out.push(Edit { was: None, is: Some(is), within, how: How::Added });
    }
}

/// The share of words two trees have in common.
fn alike(was: &Node, is: &Node) -> f64 {
    let mut counts: BTreeMap<(Kind, &str), i32> = BTreeMap::new();
    was.each(&mut |node| *counts.entry((node.kind, &*node.text)).or_default() += 1);
    let mut common = 0;
    is.each(&mut |node| {
        if let Some(count) = counts.get_mut(&(node.kind, &*node.text))
            && *count > 0
        {
            *count -= 1;
            common += 1;
        }
    });
    super::ratio(2 * common, was.size() + is.size())
}

/// Positions of a common subsequence: a longest one, unless the lists are absurdly long and have little in common.
fn longest_common(a: &[u64], b: &[u64]) -> Vec<(usize, usize)> {
    let before = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[before..], &b[before..]);
    let after = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (middle_a, middle_b) = (&a[..a.len() - after], &b[..b.len() - after]);
    let middle = match middle_a.len().checked_mul(middle_b.len()) {
        Some(cells) if cells <= CELLS_MAX => by_table(middle_a, middle_b),
        _ => by_unique(middle_a, middle_b),
    };
    let shifted = |by_a: usize, by_b: usize| move |(i, j): (usize, usize)| (i + by_a, j + by_b);
    let ends =
        (0..after).map(|idx| (idx, idx)).map(shifted(before + middle_a.len(), before + middle_b.len()));
    (0..before)
        .map(|idx| (idx, idx))
        .chain(middle.into_iter().map(shifted(before, before)))
        .chain(ends)
        .collect()
}

/// More would take more memory than a list is worth.
const CELLS_MAX: usize = 1 << 22;

/// Positions of the longest common subsequence of what occurs once in either list, as in a patience diff.
fn by_unique(a: &[u64], b: &[u64]) -> Vec<(usize, usize)> {
    let once = |list: &[u64]| {
        let mut places: HashMap<u64, Option<usize>> = HashMap::new();
        for (idx, hash) in list.iter().enumerate() {
            places.entry(*hash).and_modify(|place| *place = None).or_insert(Some(idx));
        }
        places
    };
    let (in_a, in_b) = (once(a), once(b));
    let place = |hash: &u64| Some(((*in_a.get(hash)?)?, (*in_b.get(hash)?)?));
    // The pairs are in the order of the first list; what ascends in the second one is in order there, too.
    let pairs: Vec<(usize, usize)> = a.iter().filter_map(place).collect();
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, (_, j)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs[*end].1 < *j);
        before.push(length.checked_sub(1).map(|idx| ends[idx]));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut out: Vec<(usize, usize)> =
        std::iter::successors(ends.last().copied(), |at| before[*at]).map(|at| pairs[at]).collect();
    out.reverse();
    out
}

/// Positions of a longest common subsequence.
fn by_table(a: &[u64], b: &[u64]) -> Vec<(usize, usize)> {
    let mut lengths = vec![vec![0_u32; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            lengths[i][j] = if a[i] == b[j] {
                lengths[i + 1][j + 1] + 1
            } else {
                lengths[i + 1][j].max(lengths[i][j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut out = Vec::new();
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            out.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if lengths[i + 1][j] >= lengths[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_common(a: &[u64], b: &[u64], found: &[(usize, usize)]) -> bool {
        found.iter().all(|(i, j)| a[*i] == b[*j])
            && found.windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 < two[1].1)
    }

    #[test]
    fn a_common_subsequence_is_common_and_a_subsequence() {
        let mut random = fastrand::Rng::with_seed(1);
        for _ in 0..500 {
            let mut list = || -> Vec<u64> {
                let range = random.u64(2..40);
                (0..random.usize(0..40)).map(|_| random.u64(..range)).collect()
            };
            let (a, b) = (list(), list());
            let (longest, table, unique) = (longest_common(&a, &b), by_table(&a, &b), by_unique(&a, &b));
            assert!([&longest, &table, &unique].into_iter().all(|found| is_common(&a, &b, found)));
            assert_eq!(longest.len(), table.len(), "{a:?} {b:?}");
            assert!(unique.len() <= table.len());
        }
    }

    #[test]
    fn what_occurs_once_is_found_as_well_as_by_the_table() {
        let mut random = fastrand::Rng::with_seed(2);
        for _ in 0..200 {
            let a: Vec<u64> = (0..30).collect();
            let mut b = a.clone();
            random.shuffle(&mut b[5..15]);
            b.remove(20);
            assert_eq!(by_unique(&a, &b).len(), by_table(&a, &b).len(), "{b:?}");
        }
    }
}
