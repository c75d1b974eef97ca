//! Telling a waiting person what is going on.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::time::Duration;

/// Something that is told about progress.
pub trait Progress: Sync {
    /// A phase begins.
    fn phase(&self, name: &str);
    /// A file is done.
    fn file(&self);
}

/// Tells nobody.
#[derive(Debug)]
pub struct Silent;

impl Progress for Silent {
    fn phase(&self, _: &str) {}
    fn file(&self) {}
}

/// One line on standard error, which goes away when the work is done.
#[derive(Debug)]
pub struct Line(ProgressBar);

impl Line {
    /// A line, if standard error is a terminal; otherwise nothing is ever shown.
    pub fn on_terminal() -> Self {
        if !std::io::stderr().is_terminal() {
            return Line(ProgressBar::hidden());
        }
        let style = ProgressStyle::with_template("{spinner} {msg} ({pos} files, {elapsed})");
        let bar = ProgressBar::new_spinner();
        Line(match style {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        })
    }
}

impl Progress for Line {
    fn phase(&self, name: &str) {
        self.0.set_message(name.to_owned());
        self.0.enable_steady_tick(Duration::from_millis(100));
    }

    fn file(&self) {
        self.0.inc(1);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
