//! The conversation: what is asked, and what an answer leads to.

use crate::commands::accept;
use crate::error::Result;
use crate::judge::Finding;
use crate::ledger::{Class, Pins};
use toml::value::Date;

/// Whoever answers.
pub(super) trait Partner {
    /// Shows text.
    fn say(&mut self, text: &str) -> Result<()>;
    /// Lets one of several be chosen; `None` if the conversation is to end.
    fn choose(&mut self, question: &str, answers: &[&str]) -> Result<Option<usize>>;
    /// Asks for text; empty if there is no answer.
    fn ask(&mut self, question: &str) -> Result<String>;
}

/// A finding to decide about.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) finding: Finding,
    pub(super) pins: Pins,
    /// Everything that is shown about it.
    pub(super) text: String,
}

/// A decision to accept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decision {
    pub(super) class: Class,
    pub(super) reason: String,
    pub(super) expires: Option<Date>,
}

/// How the conversation went, in numbers of findings.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) accepted: usize,
    pub(super) skipped: usize,
    pub(super) left: usize,
}

const ACCEPT: usize = 0;
const SKIP: usize = 1;
const SKIP_RULE: usize = 2;
const ANSWERS: [&str; 4] =
    ["accept it", "skip it", "skip it and all others of this rule", "quit; what was accepted stays"];

/// Goes through the cases. `keep` is told every decision at once, so that quitting loses none.
pub(super) fn hold(
    cases: &[Case],
    partner: &mut dyn Partner,
    keep: &mut dyn FnMut(&Case, Decision) -> Result<()>,
) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    let mut skipped_rules: Vec<&str> = Vec::new();
    for (idx, case) in cases.iter().enumerate() {
        if skipped_rules.contains(&case.finding.rule.as_str()) {
            outcome.skipped += 1;
            continue;
        }
        partner.say(&format!("\n{} of {}: {}", idx + 1, cases.len(), case.text))?;
        match partner.choose("What about it?", &ANSWERS)? {
            Some(ACCEPT) => match decide(partner)? {
                Some(decision) => {
                    keep(case, decision)?;
                    outcome.accepted += 1;
                }
                None => outcome.skipped += 1,
            },
            Some(SKIP) => outcome.skipped += 1,
            Some(SKIP_RULE) => {
                skipped_rules.push(&case.finding.rule);
                outcome.skipped += 1;
            }
            _ => {
                outcome.left = cases.len() - idx;
                break;
            }
        }
    }
    Ok(outcome)
}

/// Class, reason and day; `None` if it is not accepted after all.
fn decide(partner: &mut dyn Partner) -> Result<Option<Decision>> {
    let words: Vec<&str> = Class::ALL.iter().map(|class| class.word()).collect();
    let chosen = partner.choose("As what?", &words)?;
    let Some(class) = chosen.and_then(|idx| Class::ALL.get(idx).copied()) else { return Ok(None) };
    let reason = partner.ask("Why is it right? (nothing: skip it)")?.trim().to_owned();
    if reason.is_empty() {
        return Ok(None);
    }
    let mut expires = None;
    while class == Class::Pending && expires.is_none() {
        let text = partner.ask("Until which day, as YYYY-MM-DD? (nothing: skip it)")?.trim().to_owned();
        if text.is_empty() {
            return Ok(None);
        }
        match accept::date(&text) {
            Ok(date) => expires = Some(date),
            Err(error) => partner.say(&error)?,
        }
    }
    Ok(Some(Decision { class, reason, expires }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::{DriftKind, Facts};
    use crate::judge::{Family, Severity, Status};

    /// Answers from a list, in order.
    struct Script {
        answers: Vec<&'static str>,
        said: String,
    }

    impl Partner for Script {
        fn say(&mut self, text: &str) -> Result<()> {
            self.said.push_str(text);
            Ok(())
        }

        fn choose(&mut self, _: &str, answers: &[&str]) -> Result<Option<usize>> {
            let wanted = self.answers.remove(0);
            Ok(answers.iter().position(|answer| answer.starts_with(wanted)))
        }

        fn ask(&mut self, _: &str) -> Result<String> {
            Ok(self.answers.remove(0).to_owned())
        }
    }

    fn case(rule: &str, item: &str) -> Case {
        let finding = Finding {
            fingerprint: format!("v1:{item}"),
            rule: rule.into(),
            family: Family::Types,
            severity: Severity::High,
            kind: DriftKind::Changed,
            item: item.into(),
            reference: None,
            port: None,
            facts: Facts::default(),
            message: String::new(),
            why: String::new(),
            status: Status::Open,
            acceptance: None,
        };
        Case { finding, pins: Pins::default(), text: format!("[{item}]") }
    }

    fn run(answers: &[&'static str]) -> (Outcome, Vec<(String, Decision)>, String) {
        let cases = [case("DC301", "a"), case("DC302", "b"), case("DC301", "c")];
        let mut script = Script { answers: answers.to_vec(), said: String::new() };
        let mut kept = Vec::new();
        let mut keep = |case: &Case, decision: Decision| {
            kept.push((case.finding.item.clone(), decision));
            Ok(())
        };
        let outcome = hold(&cases, &mut script, &mut keep).unwrap();
        assert!(script.answers.is_empty(), "asked less than answered: {:?}", script.answers);
        (outcome, kept, script.said)
    }

    #[test]
    fn what_is_accepted_is_kept_at_once_and_quitting_leaves_the_rest() {
        let (outcome, kept, said) = run(&["accept", "by-design", " it is faster ", "quit"]);
        assert_eq!(outcome, Outcome { accepted: 1, skipped: 0, left: 2 });
        let decision = Decision { class: Class::ByDesign, reason: "it is faster".into(), expires: None };
        assert_eq!(kept, [("a".to_owned(), decision)]);
        assert!(said.contains("[a]") && said.contains("[b]") && !said.contains("[c]"));
    }

    #[test]
    fn without_a_reason_nothing_is_accepted() {
        let (outcome, kept, _) = run(&["accept", "by-design", "  ", "skip it", "skip it"]);
        assert_eq!((outcome.accepted, outcome.skipped, kept.len()), (0, 3, 0));
    }

    #[test]
    fn what_is_pending_needs_a_day_that_exists() {
        let (_, kept, _) =
            run(&["accept", "pending", "soon", "2027-13-01", "2027-03-01", "skip it", "skip it"]);
        assert_eq!(kept[0].1.expires, Some(Date { year: 2027, month: 3, day: 1 }));
    }

    #[test]
    fn a_rule_that_is_skipped_is_not_asked_about_again() {
        let (outcome, _, said) = run(&["skip it and", "skip it"]);
        assert_eq!(outcome, Outcome { accepted: 0, skipped: 3, left: 0 });
        assert!(!said.contains("[c]"));
    }

    #[test]
    fn escaping_ends_the_conversation() {
        let (outcome, _, _) = run(&["no such answer"]);
        assert_eq!(outcome, Outcome { accepted: 0, skipped: 0, left: 3 });
    }
}
