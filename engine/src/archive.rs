//! The container every file of a tree is: named sections back to back, a table of contents, a trailer.
//!
//! ```text
//! section 0 | section 1 | … | table of contents | trailer (38 bytes)
//! ```
//!
//! Table of contents:
//!
//! | size | field                                                          |
//! |  4   | magic `TOC!`                                                   |
//! |  4   | entry count, u32 LE                                            |
//! |      | per entry: position u64, length u64, name length u16, name     |
//!
//! Trailer:
//!
//! | offset | size | field                                               |
//! |   0    |  4   | magic `SFA!`                                        |
//! |   4    |  1   | container version, 1                                |
//! |   5    |  1   | checksum type, 0                                    |
//! |   6    | 16   | XXH3-128 of the table of contents, u128 LE          |
//! |  22    |  8   | position of the table of contents, u64 LE           |
//! |  30    |  8   | length of the table of contents, u64 LE             |
//!
//! Only the table of contents is protected here; each kind of section protects its own content.

use std::io::{self, Write};
use std::path::Path;

use crate::checksum::Checksum;
use crate::coding::{Cursor, Malformed};
use crate::error::{Error, Result};
use crate::fs::RandomAccessFile;

const TOC_MAGIC: [u8; 4] = *b"TOC!";
const TRAILER_MAGIC: [u8; 4] = *b"SFA!";
const CONTAINER_VERSION: u8 = 1;
const CHECKSUM_TYPE: u8 = 0;

/// Length of the trailer, in bytes.
pub(crate) const TRAILER_LEN: usize = 38;

/// Writes sections one after the other, then the table of contents.
pub(crate) struct ArchiveWriter<W: Write> {
    inner: W,
    position: u64,
    /// Finished sections; the last one is open while `is_open`.
    sections: Vec<Entry>,
}

struct Entry {
    name: Box<str>,
    section: Section,
}

/// Where a section lies in its file.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Section {
    pub(crate) offset_bytes: u64,
    pub(crate) len_bytes: u64,
}

impl<W: Write> ArchiveWriter<W> {
    pub(crate) fn new(inner: W) -> Self {
        Self { inner, position: 0, sections: Vec::new() }
    }

    /// Ends the current section and begins the next.
    pub(crate) fn start(&mut self, name: &str) {
        self.close_section();
        let section = Section { offset_bytes: self.position, len_bytes: 0 };
        self.sections.push(Entry { name: name.into(), section });
    }

    /// Bytes written so far, which is the offset of the next byte.
    pub(crate) fn position(&self) -> u64 {
        self.position
    }

    fn close_section(&mut self) {
        if let Some(Entry { section, .. }) = self.sections.last_mut() {
            section.len_bytes = self.position - section.offset_bytes;
        }
    }

    /// Writes table of contents and trailer, and gives the writer back for flushing and syncing.
    pub(crate) fn finish(mut self) -> Result<W> {
        self.close_section();
        // Readers can't tell an empty section at the very start from no section.
        self.sections.retain(|entry| entry.section != Section { offset_bytes: 0, len_bytes: 0 });

        let mut toc = TOC_MAGIC.to_vec();
        toc.extend_from_slice(&len_u32(self.sections.len())?.to_le_bytes());
        for Entry { name, section } in &self.sections {
            toc.extend_from_slice(&section.offset_bytes.to_le_bytes());
            toc.extend_from_slice(&section.len_bytes.to_le_bytes());
            let name_len =
                u16::try_from(name.len()).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
            toc.extend_from_slice(&name_len.to_le_bytes());
            toc.extend_from_slice(name.as_bytes());
        }

        let mut trailer = TRAILER_MAGIC.to_vec();
        trailer.extend_from_slice(&[CONTAINER_VERSION, CHECKSUM_TYPE]);
        trailer.extend_from_slice(&Checksum::of(&toc).into_u128().to_le_bytes());
        trailer.extend_from_slice(&self.position.to_le_bytes());
        trailer.extend_from_slice(&(toc.len() as u64).to_le_bytes());

        self.inner.write_all(&toc)?;
        self.inner.write_all(&trailer)?;
        Ok(self.inner)
    }
}

impl<W: Write> Write for ArchiveWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let accepted = self.inner.write(bytes)?;
        self.position += accepted as u64;
        Ok(accepted)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// A length that the format stores in 32 bits.
///
/// # Errors
/// `FileTooLarge` if it doesn't fit.
pub(crate) fn len_u32(len: usize) -> Result<u32> {
    u32::try_from(len).map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge).into())
}

/// Reads sections of a file; the end of the file, where small sections are, is read once.
pub(crate) struct ArchiveReader<'a> {
    file: &'a dyn RandomAccessFile,
    path: &'a Path,
    toc: Vec<Entry>,
    tail: Vec<u8>,
    tail_offset: u64,
}

/// How much of the end of a file is read at once: the table of contents and the metadata of a table fit in.
const TAIL_LEN: u64 = 4_096;

impl<'a> ArchiveReader<'a> {
    /// Reads and checks trailer and table of contents.
    ///
    /// # Errors
    /// `Unrecoverable` if this is no container of a known version or has a section outside the file,
    /// `ChecksumMismatch` if the table of contents is damaged, with path and offset; or an I/O error.
    pub(crate) fn open(file: &'a dyn RandomAccessFile, path: &'a Path) -> Result<Self> {
        let file_len = file.len()?;
        let tail_len = file_len.min(TAIL_LEN);
        let mut reader = Self {
            file,
            path,
            toc: Vec::new(),
            tail: vec![0; tail_len as usize],
            tail_offset: file_len - tail_len,
        };
        file.read_exact_at(&mut reader.tail, reader.tail_offset)?;

        let Some(trailer_offset) = file_len.checked_sub(TRAILER_LEN as u64) else {
            return Err(Error::Unrecoverable.at(path, 0));
        };
        let trailer = parse_trailer(&reader.read(trailer_offset, TRAILER_LEN as u64)?, trailer_offset);
        let (toc_section, expected) = trailer.map_err(|error| error.at(path, trailer_offset))?;

        let toc_bytes = reader.read(toc_section.offset_bytes, toc_section.len_bytes)?;
        let checked = Checksum::of(&toc_bytes).check(expected);
        let toc = checked.and_then(|()| parse_toc(&toc_bytes, toc_section.offset_bytes));
        reader.toc = toc.map_err(|error| error.at(path, toc_section.offset_bytes))?;
        Ok(reader)
    }

    /// Finds a section by name.
    pub(crate) fn section(&self, name: &str) -> Option<Section> {
        self.toc.iter().find(|entry| &*entry.name == name).map(|entry| entry.section)
    }

    /// Finds a section that must be there.
    ///
    /// # Errors
    /// `Unrecoverable`, with path.
    pub(crate) fn required(&self, name: &str) -> Result<Section> {
        self.section(name).ok_or_else(|| Error::Unrecoverable.at(self.path, 0))
    }

    /// The bytes of a section. Its length is known to lie inside the file.
    pub(crate) fn read_section(&self, section: Section) -> Result<Vec<u8>> {
        self.read(section.offset_bytes, section.len_bytes)
    }

    fn read(&self, offset_bytes: u64, len_bytes: u64) -> Result<Vec<u8>> {
        let in_tail = offset_bytes.checked_sub(self.tail_offset).and_then(|start| {
            let start = usize::try_from(start).ok()?;
            let end = start.checked_add(usize::try_from(len_bytes).ok()?)?;
            self.tail.get(start..end)
        });
        if let Some(bytes) = in_tail {
            return Ok(bytes.to_vec());
        }
        let mut bytes = vec![0; usize::try_from(len_bytes).map_err(|_| Error::Unrecoverable)?];
        self.file.read_exact_at(&mut bytes, offset_bytes)?;
        Ok(bytes)
    }
}

fn parse_trailer(bytes: &[u8], trailer_offset: u64) -> Result<(Section, Checksum)> {
    let fields = || -> std::result::Result<_, Malformed> {
        let mut cursor = Cursor::new(bytes, 0);
        Ok((cursor.array::<4>()?, cursor.u8()?, cursor.u8()?, cursor.u128()?, cursor.u64()?, cursor.u64()?))
    };
    let (magic, version, checksum_type, checksum, offset_bytes, len_bytes) =
        fields().map_err(|Malformed| Error::Unrecoverable)?;
    let is_known = magic == TRAILER_MAGIC && version == CONTAINER_VERSION && checksum_type == CHECKSUM_TYPE;
    // The trailer has no checksum of its own. Its fields protect each other: the table of contents must end where
    // the trailer begins, and have the recorded checksum.
    if !is_known || offset_bytes.checked_add(len_bytes) != Some(trailer_offset) {
        return Err(Error::Unrecoverable);
    }
    Ok((Section { offset_bytes, len_bytes }, Checksum::from_raw(checksum)))
}

fn parse_toc(bytes: &[u8], sections_end: u64) -> Result<Vec<Entry>> {
    let mut cursor = Cursor::new(bytes, 0);
    let mut parse = || -> std::result::Result<Vec<Entry>, Malformed> {
        if cursor.array::<4>()? != TOC_MAGIC {
            return Err(Malformed);
        }
        let mut entries = Vec::new();
        for _ in 0..cursor.u32()? {
            let section = Section { offset_bytes: cursor.u64()?, len_bytes: cursor.u64()? };
            let name_len = cursor.u16()?;
            let name = std::str::from_utf8(cursor.take(name_len.into())?).map_err(|_| Malformed)?;
            match section.offset_bytes.checked_add(section.len_bytes) {
                Some(end) if end <= sections_end => entries.push(Entry { name: name.into(), section }),
                _ => return Err(Malformed),
            }
        }
        Ok(entries)
    };
    parse().map_err(|Malformed| Error::Unrecoverable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fs::{Fs, MemFs};

    const PATH: &str = "/file";

    fn archive() -> Vec<u8> {
        let mut writer = ArchiveWriter::new(Vec::new());
        writer.start("data");
        writer.write_all(b"hello").unwrap();
        writer.start("empty");
        writer.start("meta");
        writer.write_all(&[7; 5_000]).unwrap();
        writer.finish().unwrap()
    }

    fn with_reader<T>(bytes: &[u8], f: impl FnOnce(Result<ArchiveReader<'_>>) -> T) -> T {
        let fs = MemFs::default();
        fs.create(Path::new(PATH)).unwrap().write_all(bytes).unwrap();
        let file = fs.open(Path::new(PATH)).unwrap();
        f(ArchiveReader::open(&*file, Path::new(PATH)))
    }

    #[test]
    fn sections_are_found_by_name() {
        with_reader(&archive(), |reader| {
            let reader = reader.unwrap();
            let read = |name| reader.read_section(reader.required(name).unwrap()).unwrap();
            assert_eq!(read("data"), b"hello");
            assert_eq!(read("empty"), b"");
            assert_eq!(read("meta"), [7; 5_000]);
            assert_eq!(reader.section("x"), None);
        });
    }

    #[test]
    fn every_flipped_bit_behind_the_sections_is_an_error_with_path() {
        let whole = archive();
        for byte in 5_005..whole.len() {
            for bit in 0..8 {
                let mut bytes = whole.clone();
                bytes[byte] ^= 1 << bit;
                let error = with_reader(&bytes, |reader| reader.err());
                assert!(matches!(error, Some(Error::Corrupt { .. })), "byte {byte}, bit {bit}: {error:?}");
            }
        }
    }

    #[test]
    fn every_truncation_is_an_error() {
        let whole = archive();
        for len in 0..whole.len() {
            assert!(with_reader(&whole[..len], |reader| reader.is_err()), "cut to {len} bytes");
        }
    }
}
