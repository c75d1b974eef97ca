//! The counts and their file.

use crate::{Error, NAMES_MAX};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;

/// Counts by name.
#[derive(Default)]
pub struct Store {
    counts: BTreeMap<String, u64>,
}

impl Store {
    /// Counts one more and returns how many there are now.
    pub fn add(&mut self, name: &str) -> Result<u64, Error> {
        if self.counts.len() >= NAMES_MAX && !self.counts.contains_key(name) {
            return Err(Error::Full);
        }
        let counted = self.counts.entry(name.to_owned()).or_insert(0);
        *counted = counted.saturating_add(1);
        Ok(*counted)
    }

    /// How many there are.
    pub fn get(&self, name: &str) -> u64 {
        self.counts.get(name).copied().unwrap_or(0)
    }

    /// Writes all counts to a file.
    pub fn save(&self, path: &Path) -> Result<(), Error> {
        let mut file = File::create(path).map_err(Error::Io)?;
        for (name, count) in &self.counts {
            writeln!(file, "{name} {count}").map_err(Error::Io)?;
        }
        // Without this, a crash after `save` loses what was saved.
        file.sync_all().map_err(Error::Io)
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.counts.clear();
    }
}
