//! What patterns have in common: where nothing can match two of them, their order does not matter.

use std::ops::RangeInclusive;

use crate::model::form::{Kind, Node};

/// Whether nothing matches both patterns, as far as their text can tell.
pub(crate) fn are_disjoint(one: &Node, two: &Node) -> bool {
    let alternatives = |pat: &Node| pat.kind == Kind::Pattern && &*pat.text == "|";
    if alternatives(one) {
        return one.children.iter().all(|one| are_disjoint(one, two));
    }
    if alternatives(two) {
        return two.children.iter().all(|two| are_disjoint(one, two));
    }
    match (one.kind, two.kind) {
        // `name @ pattern` matches what the pattern does.
        (Kind::Binding, _) => one.children.first().is_some_and(|inner| are_disjoint(inner, two)),
        (_, Kind::Binding) => two.children.first().is_some_and(|inner| are_disjoint(one, inner)),
        (Kind::FieldValue, Kind::FieldValue) if one.text == two.text => parts_are_disjoint(one, two),
        (Kind::Pattern, Kind::Pattern) if one.text == two.text => parts_are_disjoint(one, two),
        (Kind::Pattern, Kind::Pattern) => texts_are_disjoint(&one.text, &two.text),
        _ => false,
    }
}

/// Of two patterns of one shape, whether some part can't be as both want it.
fn parts_are_disjoint(one: &Node, two: &Node) -> bool {
    let by_name = |node: &Node| node.children.iter().all(|part| part.kind == Kind::FieldValue);
    if by_name(one) && by_name(two) {
        return one.children.iter().any(|part| {
            let other = two.children.iter().find(|other| other.text == part.text);
            other.is_some_and(|other| are_disjoint(part, other))
        });
    }
    // Also under a name, as in `rest @ ..`.
    let is_rest = |part: &&Node| {
        let part = match (part.kind, part.children.as_slice()) {
            (Kind::Binding, [inner]) => inner,
            _ => part,
        };
        &*part.text == ".." && part.children.is_empty()
    };
    let exact = ![one, two].iter().any(|node| node.children.iter().any(|part| is_rest(&part)));
    if &*one.text == "[]" && exact && one.children.len() != two.children.len() {
        return true;
    }
    let before_rest = |node: &'_ Node| node.children.iter().take_while(|part| !is_rest(part)).count();
    let known = before_rest(one).min(before_rest(two));
    one.children.iter().zip(&two.children).take(known).any(|(one, two)| are_disjoint(one, two))
}

fn texts_are_disjoint(one: &str, two: &str) -> bool {
    if let (Some(one), Some(two)) = (numbers(one), numbers(two)) {
        return one.end() < two.start() || two.end() < one.start();
    }
    let is_text = |text: &str| text.starts_with(['"', 'b', 'c', 'r']) && text.ends_with('"');
    let is_truth = |text: &str| matches!(text, "true" | "false");
    // Variants have names of their own. What constants stand for is not known here, nor what `Self` is.
    let is_name = |text: &str| {
        text.starts_with(char::is_uppercase)
            && text.chars().all(char::is_alphanumeric)
            && (text.len() == 1 || text.contains(char::is_lowercase))
            && text != "Self"
    };
    [is_text, is_truth, is_name].iter().any(|is_one| is_one(one) && is_one(two))
}

/// The numbers that a literal or a range stands for; characters are numbers, too.
fn numbers(text: &str) -> Option<RangeInclusive<i128>> {
    if let Some((start, end)) = text.split_once("..") {
        let (end, is_open) = end.strip_prefix('=').map_or((end, true), |end| (end, false));
        let start = if start.trim().is_empty() { i128::MIN } else { number(start)? };
        let end = match end.trim() {
            "" => i128::MAX,
            end => number(end)?.checked_sub(i128::from(is_open))?,
        };
        return Some(start..=end);
    }
    number(text).map(|value| value..=value)
}

fn number(text: &str) -> Option<i128> {
    let text: String = text.chars().filter(|c| !c.is_whitespace() && *c != '_').collect();
    if let Some(inner) = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')) {
        let mut chars = inner.chars();
        return match (chars.next(), chars.next()) {
            (Some(only), None) => Some(i128::from(u32::from(only))),
            _ => None,
        };
    }
    let (negative, digits) = text.strip_prefix('-').map_or((false, &*text), |digits| (true, digits));
    let digits = digits.find(['u', 'i']).map_or(digits, |at| &digits[..at]);
    let value: i128 = digits.parse().ok()?;
    Some(if negative { -value } else { value })
}

/// Whether arms that both lists have stand in another order, and something matches two of them that do different things.
pub(crate) fn is_order_told(was: &[Node], is: &[Node]) -> bool {
    let place = |arm: &Node| is.iter().position(|other| other.says(arm));
    let common: Vec<(&Node, usize)> =
        was.iter().filter(|arm| arm.kind == Kind::Arm).filter_map(|arm| Some((arm, place(arm)?))).collect();
    common.iter().enumerate().any(|(at, (one, one_place))| {
        common[at + 1..].iter().any(|(two, two_place)| two_place < one_place && is_told(one, two))
    })
}

/// Whether it matters which of two arms comes first.
fn is_told(one: &Node, two: &Node) -> bool {
    let (Some(one_pat), Some(two_pat)) = (one.children.first(), two.children.first()) else { return false };
    let does_same = match (one.children.last(), two.children.last()) {
        (Some(one), Some(two)) => one.says(two),
        _ => false,
    };
    !does_same && !are_disjoint(one_pat, two_pat)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str, children: Vec<Node>) -> Node {
        Node::new(Kind::Pattern, text, 0, children)
    }

    fn plain(text: &str) -> Node {
        pattern(text, Vec::new())
    }

    fn wild() -> Node {
        Node::of(Kind::Wild, 0, Vec::new())
    }

    fn either(one: Node, two: Node) -> Node {
        pattern("|", vec![one, two])
    }

    #[test]
    fn patterns_that_share_nothing_are_told_from_those_that_may() {
        let some = |inner: Node| pattern("Some", vec![inner]);
        let tuple = |one: Node, two: Node| pattern("()", vec![one, two]);
        let named = |name: &str| Node::new(Kind::Binding, name, 0, Vec::new());
        let disjoint = [
            (plain("1"), plain("2")),
            (plain("1 ..= 9"), plain("10 ..")),
            (plain("1 .. 10"), plain("10")),
            (plain("-1"), plain("0 .. 5")),
            (plain("'a' ..= 'f'"), plain("'g'")),
            (plain("\"a\""), plain("\"b\"")),
            (plain("true"), plain("false")),
            (plain("None"), some(wild())),
            (some(plain("1")), some(plain("2"))),
            (tuple(plain("1"), wild()), tuple(plain("2"), wild())),
            (either(plain("1"), plain("2")), either(plain("3"), plain("4"))),
            (pattern("[]", vec![wild()]), pattern("[]", vec![wild(), wild()])),
        ];
        for (one, two) in &disjoint {
            assert!(are_disjoint(one, two) && are_disjoint(two, one), "{one:?} {two:?}");
        }
        let overlapping = [
            (plain("1 ..= 9"), plain("5 ..= 20")),
            (plain("1"), plain("LIMIT")),
            (wild(), plain("1")),
            (named("x"), plain("1")),
            (some(plain("3")), some(named("n"))),
            (either(some(plain("3")), plain("None")), some(named("n"))),
            (tuple(plain("1"), wild()), tuple(wild(), plain("2"))),
            (pattern("[]", vec![plain("..")]), pattern("[]", vec![wild(), wild()])),
            (pattern("Self", vec![plain("..")]), pattern("Self", vec![wild()])),
        ];
        for (one, two) in &overlapping {
            assert!(!are_disjoint(one, two) && !are_disjoint(two, one), "{one:?} {two:?}");
        }
    }
}
