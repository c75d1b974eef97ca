//! [`RunScanner`]: all entries of some tables of a run, read from front to back in large pieces.

use crate::error::Result;
use crate::table::{Scanner, Table};
use crate::value::InternalValue;

/// Scans tables one after the other. They must be sorted and disjoint.
pub(crate) struct RunScanner {
    tables: std::vec::IntoIter<Table>,
    current: Option<Scanner>,
}

impl RunScanner {
    pub(crate) fn new(tables: Vec<Table>) -> Self {
        Self { tables: tables.into_iter(), current: None }
    }
}

impl Iterator for RunScanner {
    type Item = Result<InternalValue>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.current.as_mut().and_then(Scanner::next) {
                return Some(item);
            }
            match self.tables.next()?.scan() {
                Ok(scanner) => self.current = Some(scanner),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}
