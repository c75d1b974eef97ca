//! The counts, sorted by name, and their file.

use crate::{Error, NAMES_MAX};
use std::io::Write;
use std::path::Path;

/// Counts by name.
#[derive(Default)]
pub struct Store {
    entries: Vec<(String, u64)>,
}

impl Store {
    /// Counts one more and returns how many there are now.
    pub fn add(&mut self, name: &str) -> Result<u64, Error> {
        match self.find(name) {
            Ok(idx) => {
                self.entries[idx].1 += 1;
                Ok(self.entries[idx].1)
            }
            Err(_) if self.entries.len() >= NAMES_MAX => Err(Error::Full),
            Err(idx) => {
                self.entries.insert(idx, (name.to_owned(), 1));
                Ok(1)
            }
        }
    }

    /// How many there are.
    pub fn get(&self, name: &str) -> Option<u64> {
        self.find(name).ok().map(|idx| self.entries[idx].1)
    }

    /// Writes all counts to a file.
    pub fn save(&self, path: &Path) -> Result<(), Error> {
        let mut out = std::fs::File::create(path).map_err(Error::Io)?;
        for (name, count) in &self.entries {
            writeln!(out, "{name} {count}").map_err(Error::Io)?;
        }
        Ok(())
    }

    fn find(&self, name: &str) -> Result<usize, usize> {
        self.entries.binary_search_by(|(known, _)| known.as_str().cmp(name))
    }
}
