//! Somebody at a terminal.

use super::talk::Partner;
use crate::error::{Error, Result};
use crate::report;
use dialoguer::{Input, Select};

/// Asks on standard error, shows on standard output.
pub(super) struct Dialogue;

fn failed(error: dialoguer::Error) -> Error {
    let dialoguer::Error::IO(source) = error;
    Error::Io { operation: "talk to", path: "the terminal".into(), source }
}

impl Partner for Dialogue {
    fn say(&mut self, text: &str) -> Result<()> {
        report::print(&format!("{text}\n"))
    }

    fn choose(&mut self, question: &str, answers: &[&str]) -> Result<Option<usize>> {
        Select::new().with_prompt(question).items(answers).default(0).interact_opt().map_err(failed)
    }

    fn ask(&mut self, question: &str) -> Result<String> {
        Input::new().with_prompt(question).allow_empty(true).interact_text().map_err(failed)
    }
}
