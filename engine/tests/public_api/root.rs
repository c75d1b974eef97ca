//! What the root has besides: errors, caches, aliases, and the second paths of things.

use std::fmt::{Debug, Display};
use std::fs::File;
use std::io;
use std::sync::Arc;

use super::{auto, is};
use crate::engine::table::{Block, BlockOffset};
use crate::engine::{
    BoxedIterator, Cache, Checksum, CompressionType, DescriptorTable, Error, GlobalTableId, InternalValue,
    Result,
};

#[test]
fn errors() {
    fn all<T: Debug + Display + std::error::Error + From<io::Error> + Send + Sync + 'static>() {}
    all::<Error>();
    let _: std::result::Result<(), Error> = Result::Ok(());

    let checksum = Checksum::from_raw(1);
    let errors = [
        Error::Io(io::ErrorKind::NotFound.into()),
        Error::Decompress(CompressionType::None),
        Error::InvalidVersion(2),
        Error::Unrecoverable,
        Error::ChecksumMismatch { got: checksum, expected: checksum },
        Error::InvalidTag(("Tag", 3)),
        Error::InvalidTrailer,
        Error::InvalidHeader("Header"),
        Error::Utf8(String::from_utf8(vec![0xFF]).unwrap_err().utf8_error()),
    ];
    for error in &errors {
        assert_eq!(error.to_string(), format!("LsmTreeError: {error:?}"));
        assert_eq!(std::error::Error::source(error).is_some(), matches!(error, Error::Io(_)));
        // Variants may be added: a client needs the last arm.
        #[expect(clippy::match_same_arms, reason = "names every variant")]
        match error {
            Error::Io(error) => is::<&io::Error>(error),
            Error::Decompress(kind) => is::<&CompressionType>(kind),
            Error::InvalidVersion(number) => is::<&u8>(number),
            Error::Unrecoverable | Error::InvalidTrailer => {}
            Error::ChecksumMismatch { got, expected } => is::<[&Checksum; 2]>([got, expected]),
            Error::InvalidTag(tag) => is::<&(&'static str, u8)>(tag),
            Error::InvalidHeader(name) => is::<&&'static str>(name),
            Error::Utf8(error) => is::<&std::str::Utf8Error>(error),
            _ => {}
        }
    }
}

#[test]
fn caches() {
    auto::<Cache>();
    auto::<DescriptorTable>();
    signatures! {
        Cache::with_capacity_bytes => fn(u64) -> Cache;
        Cache::size => fn(&Cache) -> u64;
        Cache::capacity => fn(&Cache) -> u64;
        Cache::get_block => fn(&Cache, GlobalTableId, BlockOffset) -> Option<Block>;
        Cache::insert_block => fn(&Cache, GlobalTableId, BlockOffset, Block);
        DescriptorTable::new => fn(usize) -> DescriptorTable;
        DescriptorTable::access_for_table => fn(&DescriptorTable, &GlobalTableId) -> Option<Arc<File>>;
        DescriptorTable::insert_for_table => fn(&DescriptorTable, GlobalTableId, Arc<File>);
        DescriptorTable::access_for_blob_file => fn(&DescriptorTable, &GlobalTableId) -> Option<Arc<File>>;
        DescriptorTable::insert_for_blob_file => fn(&DescriptorTable, GlobalTableId, Arc<File>);
        DescriptorTable::remove_for_table => fn(&DescriptorTable, &GlobalTableId);
        DescriptorTable::remove_for_blob_file => fn(&DescriptorTable, &GlobalTableId);
    }
}

fn boxed<'a>(items: impl DoubleEndedIterator<Item = Result<InternalValue>> + Send + 'a) -> BoxedIterator<'a> {
    let boxed: Box<dyn DoubleEndedIterator<Item = Result<InternalValue>> + Send + 'a> = Box::new(items);
    boxed
}

#[test]
fn second_paths_lead_to_the_same_items() {
    use crate::engine;

    fn same<T>(_: fn(T), _: fn(T)) {}
    same(is::<engine::Config>, is::<engine::config::Config>);
    same(is::<engine::KvSeparationOptions>, is::<engine::config::KvSeparationOptions>);
    same(is::<engine::TreeType>, is::<engine::config::TreeType>);
    same(is::<engine::DescriptorTable>, is::<engine::descriptor_table::DescriptorTable>);
    same(is::<engine::Table>, is::<engine::table::Table>);
    same(is::<engine::TableId>, is::<engine::table::TableId>);
    same(is::<engine::GlobalTableId>, is::<engine::table::GlobalTableId>);
    same(is::<engine::Checksum>, is::<engine::checksum::Checksum>);
    same(is::<BoxedIterator<'static>>, is::<engine::merge::BoxedIterator<'static>>);
    same(is::<engine::config::BloomConstructionPolicy>, is::<engine::table::filter::BloomConstructionPolicy>);
    assert_eq!(engine::file::MAGIC_BYTES, *b"LSM\x03");
    assert_eq!(engine::file::TABLES_FOLDER, "tables");
    assert_eq!(engine::file::BLOBS_FOLDER, "blobs");
    assert_eq!(engine::file::CURRENT_VERSION_FILE, "current");
}
