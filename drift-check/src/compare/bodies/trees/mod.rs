//! What bodies say, where they say nearly the same.
//!
//! Equal normal forms end the comparison: whatever differs in the text carries no meaning. If the forms differ a little,
//! every difference that no fact explains is named; if they differ much, the body was written anew and text proves nothing.

mod classify;
mod diff;
mod union;

use super::code::Code;
use super::{ALIKE, Lines, Work};
use crate::compare::Difference;
use crate::model::form::{Kind, Node};
use crate::model::item::ItemId;
use crate::model::normal::{self, Used};
use diff::Edit;

/// Bodies whose trees differ in no more than this share are nearly the same.
const SHARE_MAX: f64 = 0.25;
/// The same for a single difference: small bodies have few words.
const SHARE_MAX_ALONE: f64 = 0.5;
/// A single difference larger than this is a part written anew.
const ALONE_SIZE_MAX: usize = 24;
/// More differences than this are a body written anew.
const EDITS_MAX: usize = 12;

/// The trees of both sides, ready to be compared.
pub(super) struct Trees {
    was: Node,
    is: Node,
    /// The rules without which the two would differ more.
    pub(super) used: Used,
    /// Whether they say the same.
    pub(super) same: bool,
}

/// The trees of a pair, in the reference's words. Helpers that only one side has are read at the place of the call.
pub(super) fn of(reference: (&Code<'_>, ItemId), port: (&Code<'_>, ItemId)) -> Option<Trees> {
    let ((code, id), (port_code, port_id)) = (reference, port);
    let (was, is) = (&code.body(id)?.facts.tree, &port_code.body(port_id)?.facts.tree);
    let used = was.used.differing(is.used);
    if was.hash == is.hash {
        return Some(Trees { was: Node::empty(), is: Node::empty(), used, same: true });
    }
    let plain_was = code.in_reference_words(id, was.root.clone());
    let plain_is = port_code.in_reference_words(port_id, is.root.clone());
    let (one, two) = (normal::described(plain_was.clone()), normal::described(plain_is.clone()));
    if one.says(&two) {
        return Some(Trees { was: one, is: two, used, same: true });
    }
    let Some((joined_was, joined_is, more)) = union::joined(code, id, plain_was, port_code, port_id, plain_is) else {
        return Some(Trees { was: one, is: two, used, same: false });
    };
    let used = used.and(more);
    let same = joined_was.says(&joined_is);
    let plain = Trees { was: one, is: two, used, same: false };
    let joined = Trees { was: joined_was, is: joined_is, used, same };
    if same || joined.distance() < plain.distance() { Some(joined) } else { Some(plain) }
}

impl Trees {
    fn edits(&self) -> Vec<Edit<'_>> {
        diff::edits(&self.was, &self.is)
    }

    fn total(&self) -> usize {
        self.was.size() + self.is.size()
    }

    fn distance(&self) -> usize {
        self.edits().iter().map(Edit::size).sum()
    }

    /// What differs, if that is little.
    fn near(&self) -> Option<Vec<Edit<'_>>> {
        if self.same {
            return None;
        }
        let edits = self.edits();
        let changed: usize = edits.iter().map(Edit::size).sum();
        let share = ratio(changed, self.total());
        let alone = edits.len() == 1 && share <= SHARE_MAX_ALONE && changed <= ALONE_SIZE_MAX;
        (edits.len() <= EDITS_MAX && (share <= SHARE_MAX || alone)).then_some(edits)
    }

    /// Whether the bodies differ in a few places only.
    pub(super) fn is_near(&self) -> bool {
        self.near().is_some()
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    let float = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    float(part) / float(whole.max(1))
}

/// Names every difference that nothing found before explains.
pub(super) fn compare(work: &mut Work<'_>, trees: &Trees) {
    let Some(edits) = trees.near() else { return };
    let known: Vec<Lines> = work.found.iter().filter_map(explained).collect();
    let mut seen = Vec::new();
    for edit in edits {
        let (was, is) = edit.lines();
        let explained = known.iter().any(|lines| {
            lines.reference.is_some_and(|line| was.contains(&line))
                || lines.port.is_some_and(|line| is.contains(&line))
        });
        if explained {
            continue;
        }
        let Some(found) = classify::difference(&edit) else { continue };
        if seen.contains(&(found.aspect, found.detail.clone())) {
            continue;
        }
        seen.push((found.aspect, found.detail.clone()));
        let mut facts = found.facts;
        let norms: Vec<String> = trees.used.norms().iter().map(ToString::to_string).collect();
        if !norms.is_empty() {
            facts.notes.push(format!("treated as equal elsewhere in the body: {}", norms.join(", ")));
        }
        if !work.alike {
            facts.notes.push(ALIKE.into());
        }
        let first = |range: std::ops::RangeInclusive<usize>| (*range.start() > 0).then_some(*range.start());
        work.report(found.aspect, found.detail, Lines { reference: first(was), port: first(is) }, facts);
    }
}

/// The lines a finding speaks of, apart from those of the declaration.
fn explained(difference: &Difference) -> Option<Lines> {
    let line = |site: &Option<crate::compare::Site>| site.as_ref().map(|site| site.line);
    Some(Lines { reference: line(&difference.reference), port: line(&difference.port) })
}

impl Code<'_> {
    /// A tree in which fields, functions and types go by the reference's names, and `Self` by the type's.
    fn in_reference_words(&self, id: ItemId, mut tree: Node) -> Node {
        let own = self.own_type_name(id);
        tree.each_mut(&mut |node| {
            if !matches!(node.kind, Kind::Call | Kind::Path | Kind::Field | Kind::Struct | Kind::Pattern | Kind::FieldValue) {
                return;
            }
            let text = match node.kind {
                Kind::Field | Kind::FieldValue => self.field(&node.text).to_owned(),
                _ => self.renamed(&node.text, own),
            };
            if *text != *node.text {
                node.text = text.into();
            }
        });
        tree
    }
}
