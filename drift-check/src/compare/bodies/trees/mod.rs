//! What bodies say, where they say nearly the same.
//!
//! Equal normal forms end the comparison: whatever differs in the text carries no meaning. If the forms differ a little,
//! every difference that no fact explains is named; if they differ much, the body was written anew and text proves nothing.

mod classify;
mod diff;
mod union;

pub(crate) use classify::COPIED;

use super::code::Code;
use super::effects::DURABLE;
use super::{ALIKE, Lines, Work};
use crate::compare::{Aspect, Difference, Facts, Site};
use crate::model::form::{Kind, Node};
use crate::model::item::ItemId;
use crate::model::normal::{self, Reads, Settled, Used};
use classify::Parameters;
use diff::Edit;
use union::Which;

/// Bodies whose trees differ in no more than this share are nearly the same.
const SHARE_MAX: f64 = 0.25;
/// The same for a single difference: small bodies have few words.
const SHARE_MAX_ALONE: f64 = 0.5;
/// A single difference larger than this is a part written anew.
const ALONE_SIZE_MAX: usize = 24;
/// So few nodes are next to nothing.
const TINY_SIZE_MAX: usize = 2;
/// So many nodes, of both sides, are something to go by.
const REST_SIZE_MIN: usize = 6;
/// More differences than this are a body written anew.
const EDITS_MAX: usize = 12;
/// So few differences are worth naming where values had to be put in other places to see them.
const LOOSE_EDITS_MAX: usize = 2;
/// Calls of so many nodes are shown in full where another one is made.
const CALL_SIZE_MAX: usize = 12;

/// The trees of both sides, ready to be compared.
pub(super) struct Trees {
    pub(super) was: Node,
    pub(super) is: Node,
    /// The rules without which the two would differ more.
    pub(super) used: Used,
    /// Whether they say the same.
    pub(super) same: bool,
    /// Helpers that were read at the place of the call, of the reference and of the port.
    pub(super) helpers: (Vec<ItemId>, Vec<ItemId>),
    /// Whether they say the same once every value stands where it is used, and that matters: only the order differs then.
    reordered: bool,
    /// Whether both bodies consist of the same words: then nothing was written anew, whatever differs.
    same_words: bool,
}

/// The trees of a pair, in the reference's words. Helpers that only one side has are read at the place of the call.
pub(super) fn of(reference: (&Code<'_>, ItemId), port: (&Code<'_>, ItemId)) -> Option<Trees> {
    let ((code, id), (port_code, port_id)) = (reference, port);
    let (was, is) = (&code.body(id)?.facts.tree, &port_code.body(port_id)?.facts.tree);
    let used = was.used.differing(is.used);
    let same_words = code.body(id)?.facts.words == port_code.body(port_id)?.facts.words;
    if was.hash == is.hash {
        return Some(Trees::new((Node::empty(), Node::empty()), used, Default::default(), same_words));
    }
    let plain_was = code.in_reference_words(id, was.root.clone());
    let plain_is = port_code.in_reference_words(port_id, is.root.clone());
    let described = normal::described_together(plain_was.clone(), plain_is.clone());
    let mut best = Trees::new(described, used, Default::default(), same_words);
    if best.same {
        return Some(best);
    }
    let mut distance = best.distance();
    let (mut now_was, mut now_is) = (plain_was, plain_is);
    for which in [Which::Alone, Which::All] {
        let Some(joined) =
            union::joined((code, id, now_was.clone()), (port_code, port_id, now_is.clone()), which)
        else {
            continue;
        };
        let described = normal::described_together(joined.was.clone(), joined.is.clone());
        let mut helpers = best.helpers.clone();
        helpers.0.extend(joined.helpers.0);
        helpers.1.extend(joined.helpers.1);
        let trees = Trees::new(described, used.and(joined.used), helpers, same_words);
        if trees.same {
            return Some(trees);
        }
        let closer = trees.distance();
        if closer < distance {
            (best, distance) = (trees, closer);
            (now_was, now_is) = (joined.was, joined.is);
        }
    }
    closer_by_form(best, distance, now_was, now_is)
}

/// The same trees in other forms, if they are the same or closer then.
fn closer_by_form(mut best: Trees, distance: usize, was: Node, is: Node) -> Option<Trees> {
    let (mut one_used, mut two_used) = (Used::default(), Used::default());
    let was = normal::normal(normal::with_pure_values(was, &mut one_used));
    let is = normal::normal(normal::with_pure_values(is, &mut two_used));
    let pure = Trees::of_pair(was.0.clone(), is.0.clone(), one_used.and(was.1), two_used.and(is.1), &best);
    if pure.same {
        return Some(pure);
    }
    let settled = |how: Settled| {
        let (mut one_used, mut two_used) = (one_used, two_used);
        let one = normal::settled(was.0.clone(), how, &mut one_used);
        let two = normal::settled(is.0.clone(), how, &mut two_used);
        Trees::of_pair(one, two, one_used, two_used, &best)
    };
    let wholly = settled(Settled::Wholly);
    if wholly.same {
        return Some(wholly);
    }
    if best.is_near() {
        return Some(best);
    }
    let joined = settled(Settled::Joined);
    if pure.distance() < distance {
        best = pure;
    }
    if !best.is_near() && joined.is_near() {
        return Some(joined);
    }
    if !best.is_near() && wholly.near().is_some_and(|edits| edits.len() <= LOOSE_EDITS_MAX) {
        return Some(wholly);
    }
    let in_turns = normal::takes_turns(&was.0) || normal::takes_turns(&is.0);
    let (was, is) = (normal::normal(normal::loosely(was.0)).0, normal::normal(normal::loosely(is.0)).0);
    let described = normal::described_together(was, is);
    let mut loose = Trees::new(described, best.used, best.helpers.clone(), best.same_words);
    // Values in other places are computed at other times: that is never the same.
    let reordered = std::mem::take(&mut loose.same);
    if !reordered && loose.near().is_some_and(|edits| edits.len() <= LOOSE_EDITS_MAX) {
        best = loose;
    }
    best.reordered = reordered && (best.same_words || in_turns);
    Some(best)
}

impl Trees {
    fn new(
        (was, is): (Node, Node),
        used: Used,
        helpers: (Vec<ItemId>, Vec<ItemId>),
        same_words: bool,
    ) -> Self {
        Self { same: was.says(&is), was, is, used, helpers, reordered: false, same_words }
    }

    /// Trees that were brought into another form by these rules.
    fn of_pair(was: Node, is: Node, was_used: Used, is_used: Used, plain: &Trees) -> Self {
        let used = plain.used.and(was_used.differing(is_used));
        Self::new(normal::described_together(was, is), used, plain.helpers.clone(), plain.same_words)
    }

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
        // The same word for another one everywhere is one difference.
        let is_one = edits.len() == 1 || edits.iter().all(|edit| edit.substitutes_as(&edits[0]));
        let rest = self.total().saturating_sub(changed);
        // Next to nothing in the place of something, and everything else the same.
        let alone = is_one
            && (share <= SHARE_MAX_ALONE && changed <= ALONE_SIZE_MAX
                || edits[0].smaller_side() <= TINY_SIZE_MAX && rest >= REST_SIZE_MIN);
        // Nothing was written anew where everything is still there, in other places.
        let only_exchanged = !edits.is_empty()
            && edits.iter().all(|edit| matches!(edit.how, diff::How::Exchanged | diff::How::Permuted));
        (edits.len() <= EDITS_MAX && (share <= SHARE_MAX || alone || only_exchanged || self.same_words))
            .then_some(edits)
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
    let Some(edits) = trees.near() else {
        if trees.reordered && work.found.is_empty() {
            order(work, trees);
        }
        if work.found.is_empty() {
            times(work);
        }
        return;
    };
    let known = work.found.clone();
    let parameters = Parameters { was: work.was.parameters(), is: work.is.parameters() };
    let mut seen = Vec::new();
    let mut called: Vec<&Node> = Vec::new();
    let mut later: Vec<&Node> = Vec::new();
    for edit in edits {
        let (was, is) = edit.lines();
        let explained = known.iter().any(|found| {
            let stands_in = |site: &Option<Site>, lines: &std::ops::RangeInclusive<usize>| {
                site.as_ref().is_some_and(|site| lines.contains(&site.line))
            };
            (stands_in(&found.reference, &was) || stands_in(&found.port, &is)) && speaks_for(found, &edit)
        });
        // What has no counterpart is reported as such; whether the other side's does the same is unknown.
        let unmatched = speaks_of(edit.was, work.was.code, work.is.code)
            || speaks_of(edit.is, work.is.code, work.was.code);
        let is_other_name =
            is_chosen_lock(work, &edit) || is_renamed_field(work, &edit) || is_named_constant(work, &edit);
        if explained || unmatched || is_other_name || drops_guard(work, &edit) {
            continue;
        }
        if let Some(known) = lost_io(&edit).and_then(|(io, line)| place_io(&mut work.found, &io, line)) {
            seen.push(known);
            continue;
        }
        // The words for another call show its arguments, too.
        if [edit.was, edit.is].iter().flatten().any(|node| called.iter().any(|call| is_part(node, call))) {
            continue;
        }
        if let Some(value) = elsewhere(&edit, trees) {
            later.push(value);
        }
        // A value that is computed at another time is named there and not here, or the other way round.
        let is_later =
            |node: Option<&Node>| node.is_some_and(|node| later.iter().any(|value| value.says(node)));
        let is_name = |node: Option<&Node>| node.is_some_and(|node| node.kind == Kind::Local);
        if is_later(edit.was) && is_name(edit.is) || is_later(edit.is) && is_name(edit.was) {
            continue;
        }
        let Some(mut found) = classify::difference(&edit, &parameters) else { continue };
        if let Some(value) = elsewhere(&edit, trees) {
            let names = if edit.was.is_some() { &parameters.was } else { &parameters.is };
            found.aspect = Aspect::StatementOrder;
            found.facts.reference = Some(value.sketch());
            found.facts.port = Some("at another time".into());
            found.facts.shown = Some((value.sketch_with(names), "at another time".into()));
        }
        if edit.how == diff::How::Text {
            let calls = [edit.was, edit.is].into_iter().flatten();
            called.extend(calls.filter(|node| node.kind == Kind::Call && node.is_within(CALL_SIZE_MAX)));
        }
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

/// The value of a local that only one side names, if both sides compute it equally often.
fn elsewhere<'t>(edit: &Edit<'t>, trees: &Trees) -> Option<&'t Node> {
    if !matches!(edit.how, diff::How::Removed | diff::How::Added) {
        return None;
    }
    let named = edit.was.or(edit.is).filter(|node| node.kind == Kind::Let)?;
    let value = named.children.get(1).filter(|value| value.size() > 1)?;
    let count = |tree: &Node| {
        let mut count = 0;
        tree.each(&mut |node| count += usize::from(node.says(value)));
        count
    };
    (count(&trees.was) == count(&trees.is)).then_some(value)
}

/// Names the first value that is computed at another time, where that is all that differs.
fn order(work: &mut Work<'_>, trees: &Trees) {
    let edits = trees.edits();
    let named =
        edits.iter().flat_map(|edit| [edit.was, edit.is]).flatten().find(|node| node.kind == Kind::Let);
    let Some(value) = named.and_then(|named| named.children.get(1)) else { return };
    let parameters = work.was.parameters();
    let mut facts = Facts::both(value.sketch(), "at another time");
    facts.shown = Some((value.sketch_with(&parameters), "at another time".into()));
    let line = usize::try_from(value.line).ok();
    work.report(Aspect::StatementOrder, value.sketch(), Lines { reference: None, port: line }, facts);
}

/// Names places that one side reads before it writes to them, and the other one afterwards, however much else differs.
fn times(work: &mut Work<'_>) {
    let was = work.was.code.in_reference_words(work.was.id, work.was.body.tree.root.clone());
    let is = work.is.code.in_reference_words(work.is.id, work.is.body.tree.root.clone());
    let (was_reads, is_reads) = (Reads::of(&was), Reads::of(&is));
    let turned = |one: &Reads<'_>, other: &Reads<'_>, place: &Node| {
        let keeps = other.before.iter().any(|kept| kept.says(place));
        !one.after(place) && other.after(place) && !keeps
    };
    let parameters = work.was.parameters();
    for (one, other, was_before) in [(&was_reads, &is_reads, true), (&is_reads, &was_reads, false)] {
        let Some(place) = one.before.iter().find(|place| turned(one, other, place)) else { continue };
        let says = |names: &[&str]| {
            let time = if was_before { "before it is" } else { "after it was" };
            format!("`{}`, read {time} written to,", place.sketch_with(names))
        };
        let mut facts = Facts::both(says(&[]), "at another time");
        facts.shown = Some((says(&parameters), "at another time".into()));
        let line = usize::try_from(place.line).ok().filter(|line| *line > 0);
        let lines = match was_before {
            true => Lines { reference: line, port: None },
            false => Lines { reference: None, port: line },
        };
        return work.report(Aspect::StatementOrder, place.sketch(), lines, facts);
    }
}

/// Whether the edit only says where a guard is dropped: what is done under it is compared step by step.
fn drops_guard(work: &Work<'_>, edit: &Edit<'_>) -> bool {
    let is_guard = |node: &Node| match node.kind {
        Kind::Local => ["=lock ", "=read ", "=write "].iter().any(|start| node.text.starts_with(start)),
        Kind::Call => matches!(&*node.text, "lock" | "read" | "write") && node.children.len() == 1,
        _ => false,
    };
    let is_drop = |node: &Node| {
        node.kind == Kind::Call
            && node.text.rsplit("::").next() == Some("drop")
            && matches!(node.children.as_slice(), [guard] if is_guard(guard))
    };
    matches!(edit.how, diff::How::Removed | diff::How::Added | diff::How::Moved)
        && [edit.was, edit.is].into_iter().flatten().all(is_drop)
        && work.locks_compared()
}

/// The file access in a step that the port left out, and its line.
fn lost_io(edit: &Edit<'_>) -> Option<(String, u32)> {
    let small = |node: &&Node| edit.how == diff::How::Removed && node.is_within(CALL_SIZE_MAX);
    let gone = edit.was.filter(small)?;
    let mut found = None;
    gone.each(&mut |node| {
        if node.kind == Kind::Call && DURABLE.iter().any(|io| called(node, io)) {
            found = found.take().or(Some((node.text.to_string(), node.line)));
        }
    });
    found
}

fn called(node: &Node, io: &str) -> bool {
    // `sync` stands for `sync_all` and `sync_data`.
    node.text.rsplit("::").next().is_some_and(|name| name.starts_with(io))
}

/// Gives the finding about a file access the line that the tree knows. Returns what it is about, if there is one.
fn place_io(found: &mut [Difference], call: &str, line: u32) -> Option<(Aspect, String)> {
    let about = |found: &&mut Difference| {
        found.aspect == Aspect::IoOrder
            && call.rsplit("::").next().is_some_and(|name| name.starts_with(&found.detail))
    };
    let known = found.iter_mut().find(about)?;
    if let Some(site) = &mut known.reference {
        site.line = usize::try_from(line).unwrap_or(site.line);
    }
    Some((known.aspect, known.detail.clone()))
}

/// Whether a node is one of those below another.
fn is_part(node: &Node, whole: &Node) -> bool {
    whole.children.iter().any(|child| std::ptr::eq(child, node) || is_part(node, child))
}

/// Whether the same lock is taken by a method that the map of types makes equal.
fn is_chosen_lock(work: &Work<'_>, edit: &diff::Edit<'_>) -> bool {
    let (Some(was), Some(is)) = (edit.was, edit.is) else { return false };
    edit.how == diff::How::Text
        && (was.kind, is.kind) == (Kind::Call, Kind::Call)
        && work.codes.choices.is_same_method(&was.text, &is.text)
}

/// Whether the edit is about a field that merely has another name: where no type holds both, none was taken for the other.
fn is_renamed_field(work: &Work<'_>, edit: &diff::Edit<'_>) -> bool {
    let (Some(was), Some(is)) = (edit.was, edit.is) else { return false };
    // Positions of tuples belong to no item.
    let is_position = |node: &Node| node.text.starts_with(|c: char| c.is_ascii_digit());
    edit.how == diff::How::Text
        && (was.kind, is.kind) == (Kind::Field, Kind::Field)
        && !(is_position(was) && is_position(is))
        && ![work.was.code, work.is.code].iter().any(|code| code.has_fields_together(&was.text, &is.text))
}

/// Whether one side names the constant that the other one writes down.
fn is_named_constant(work: &Work<'_>, edit: &diff::Edit<'_>) -> bool {
    let value = |code: &Code<'_>, node: &Node| match node.kind {
        Kind::Literal => node.text.parse::<i128>().ok(),
        Kind::Path => code.constant(&node.text),
        _ => None,
    };
    let (Some(was), Some(is)) = (edit.was, edit.is) else { return false };
    was.kind != is.kind
        && value(work.was.code, was).is_some_and(|known| value(work.is.code, is) == Some(known))
}

/// Whether a tree names something of one side that the other side has nothing of that name for.
fn speaks_of(tree: Option<&Node>, own: &Code<'_>, other: &Code<'_>) -> bool {
    let mut found = false;
    tree.into_iter().for_each(|tree| {
        tree.each(&mut |node| {
            let named = matches!(
                node.kind,
                Kind::Call | Kind::Path | Kind::Field | Kind::Struct | Kind::Pattern | Kind::FieldValue
            );
            let alone = |name: &str| own.has_name(name) && !other.has_name(name);
            found |= named
                && !node.text.starts_with(|c: char| c.is_ascii_digit())
                && node.text.split("::").any(alone);
        });
    });
    found
}

/// Whether a finding on the same line is about this difference, and not about another one beside it.
fn speaks_for(found: &Difference, edit: &Edit<'_>) -> bool {
    let ordering = matches!(
        found.aspect,
        Aspect::StatementOrder | Aspect::LockOrder | Aspect::IoOrder | Aspect::GuardLifetime
    );
    match edit.how {
        diff::How::Moved => ordering,
        diff::How::Text => {
            let said = |node: Option<&Node>| {
                node.is_none_or(|node| {
                    let word = node.text.rsplit("::").next().unwrap_or(&node.text).replace('_', " ");
                    [&found.facts.reference, &found.facts.port]
                        .into_iter()
                        .flatten()
                        .any(|text| text.replace('_', " ").contains(&word))
                })
            };
            // A comparison is turned in one of the two spellings.
            if edit.was.is_some_and(|node| node.kind == Kind::Compare) {
                return found.aspect == Aspect::Comparison;
            }
            let spelt = |node: &Node| matches!(node.kind, Kind::Literal | Kind::Call | Kind::Path);
            !edit.was.is_some_and(spelt) || said(edit.was) || said(edit.is)
        }
        _ => true,
    }
}

impl Code<'_> {
    /// A tree in which fields, functions and types go by the reference's names, and `Self` by the type's.
    fn in_reference_words(&self, id: ItemId, mut tree: Node) -> Node {
        let own = self.own_type_name(id);
        tree.each_mut(&mut |node| {
            if !matches!(
                node.kind,
                Kind::Call | Kind::Path | Kind::Field | Kind::Struct | Kind::Pattern | Kind::FieldValue
            ) {
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
