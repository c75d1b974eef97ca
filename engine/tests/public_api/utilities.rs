//! Modules `util`, `coding`, `checksum`, `stop_signal` and `file`, and the temporary folder.

use std::fmt::{Debug, Display};
use std::io::{Cursor, Read, Seek, Write};
use std::ops::{Bound, RangeBounds};

use super::{auto, is};
use crate::engine::checksum::{self, ChecksumType, ChecksummedWriter};
use crate::engine::coding::{Decode, Encode};
use crate::engine::stop_signal::StopSignal;
use crate::engine::util::{prefix_to_range, prefixed_range};
use crate::engine::{Checksum, Error, HashMap, Slice, UserKey, get_tmp_folder};

fn unlimited() -> impl RangeBounds<UserKey> {
    prefixed_range::<&str, &[u8], _>("prefix", ..)
}

#[test]
fn ranges_of_prefixes() {
    signatures! {
        prefix_to_range => fn(&[u8]) -> (Bound<Slice>, Bound<Slice>);
        crate::engine::range::prefix_to_range => fn(&[u8]) -> (Bound<Slice>, Bound<Slice>);
    }
    assert!(unlimited().contains(&UserKey::from("prefixed")));
    let inner = prefixed_range("p", "b".."d");
    assert!(inner.contains(&UserKey::from("pb")) && !inner.contains(&UserKey::from("pd")));
}

struct Byte(u8);

// Only what has no default: an implementation of a client must go on compiling.
impl Encode for Byte {
    fn encode_into<W: Write>(&self, writer: &mut W) -> Result<(), Error> {
        Ok(writer.write_all(&[self.0])?)
    }
}

impl Decode for Byte {
    fn decode_from<R: Read>(reader: &mut R) -> Result<Self, Error> {
        let mut byte = [0];
        reader.read_exact(&mut byte)?;
        Ok(Self(byte[0]))
    }
}

#[test]
fn clients_can_encode_what_is_theirs() {
    is::<Vec<u8>>(Byte(7).encode_into_vec());
    assert_eq!(Byte::decode_from(&mut &Byte(7).encode_into_vec()[..]).unwrap().0, 7);
}

#[test]
fn checksums() {
    fn all<T: Copy + Clone + Debug + Eq>() {}
    fn shown<T: Display>() {}
    fn tagged<T: Into<u8>>() {}
    all::<Checksum>();
    shown::<Checksum>();
    all::<ChecksumType>();
    tagged::<ChecksumType>();
    auto::<Checksum>();
    auto::<ChecksumType>();
    signatures! {
        Checksum::from_raw => fn(u128) -> checksum::Checksum;
        Checksum::into_u128 => fn(Checksum) -> u128;
    }
    let ChecksumType::Xxh3 = ChecksumType::Xxh3;
    assert_eq!(u8::from(ChecksumType::Xxh3), 0);
    assert_eq!(Checksum::from_raw(7).to_string(), "Checksum(7)");
}

#[test]
fn checksummed_writers() {
    type Writer = ChecksummedWriter<Cursor<Vec<u8>>>;
    fn all<T: Write + Seek>() {}
    all::<Writer>();
    auto::<Writer>();
    signatures! {
        ChecksummedWriter::new => fn(Cursor<Vec<u8>>) -> Writer;
        ChecksummedWriter::checksum => fn(&Writer) -> Checksum;
        ChecksummedWriter::inner_mut => fn(&mut Writer) -> &mut Cursor<Vec<u8>>;
    }
    let mut writer = ChecksummedWriter::new(Vec::new());
    writer.write_all(b"apple").unwrap();
    assert_eq!(writer.checksum().into_u128().to_le_bytes()[..4], [0xBB, 0x91, 0xAB, 0x83]);
}

#[test]
fn stop_signal() {
    fn all<T: Clone + Debug + Default>() {}
    all::<StopSignal>();
    auto::<StopSignal>();
    signatures! {
        StopSignal::send => fn(&StopSignal);
        StopSignal::is_stopped => fn(&StopSignal) -> bool;
    }
}

#[test]
fn hash_map_and_temporary_folder() {
    is::<std::collections::HashMap<u8, u8, rustc_hash::FxBuildHasher>>(HashMap::<u8, u8>::default());
    signatures! { get_tmp_folder => fn() -> tempfile::TempDir; }
}

#[test]
fn files() {
    use std::fs::File;
    use std::io;
    use std::path::Path;

    use crate::engine::file;

    signatures! {
        file::read_exact => fn(&File, u64, usize) -> io::Result<Slice>;
        file::retry_transient_io => fn(fn() -> io::Result<u8>) -> io::Result<u8>;
        file::persist_temp_file => fn(tempfile::NamedTempFile, &Path) -> io::Result<()>;
        file::rewrite_atomic => fn(&Path, &[u8]) -> io::Result<()>;
        file::fsync_directory => fn(&Path) -> io::Result<()>;
        file::MAGIC_BYTES => [u8; 4];
        file::TABLES_FOLDER => &'static str;
        file::BLOBS_FOLDER => &'static str;
        file::CURRENT_VERSION_FILE => &'static str;
    }
}
