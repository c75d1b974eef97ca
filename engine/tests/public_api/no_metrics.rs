//! Without feature `metrics`.

#![expect(clippy::type_complexity, reason = "signatures are spelt out, not abbreviated")]

use std::path::PathBuf;
use std::sync::Arc;

use crate::engine::{Cache, Checksum, DescriptorTable, Result, SeqNo, Table, TreeId};

type Descriptors = Option<Arc<DescriptorTable>>;

#[test]
fn tables_are_opened_without_counters() {
    signatures! {
        Table::recover => fn(PathBuf, Checksum, SeqNo, TreeId, Arc<Cache>, Descriptors, bool, bool) -> Result<Table>;
    }
}
