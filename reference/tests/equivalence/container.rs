//! Just enough of the file formats to compare two files part by part.

use std::collections::BTreeMap;

/// Length of a container's trailer.
const TRAILER_LEN: usize = 38;

/// Length of a block's header.
const BLOCK_HEADER_LEN: usize = 33;

/// A file's sections by name, in the order of its table of contents.
pub(crate) fn sections(file: &[u8]) -> Vec<(String, &[u8])> {
    let trailer = &file[file.len() - TRAILER_LEN..];
    assert_eq!(&trailer[..4], b"SFA!", "magic of the trailer");
    let mut contents = &file[usize_at(trailer, 22)..];
    assert_eq!(&contents[..4], b"TOC!", "magic of the table of contents");
    let count = u32_at(contents, 4);
    contents = &contents[8..];

    let mut sections = Vec::new();
    for _ in 0..count {
        let (start, len) = (usize_at(contents, 0), usize_at(contents, 8));
        let name_len = usize::from(contents[16]) | usize::from(contents[17]) << 8;
        let name = String::from_utf8(contents[18..18 + name_len].into()).expect("section names are text");
        sections.push((name, &file[start..start + len]));
        contents = &contents[18 + name_len..];
    }
    sections
}

/// A block as it is stored.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct StoredBlock<'a> {
    pub(crate) kind: u8,
    pub(crate) payload: &'a [u8],
    pub(crate) uncompressed_len: usize,
}

/// The blocks of a section that holds nothing else.
pub(crate) fn blocks(mut section: &[u8]) -> Vec<StoredBlock<'_>> {
    let mut blocks = Vec::new();
    while !section.is_empty() {
        assert_eq!(&section[..4], b"LSM\x03", "magic of a block");
        let end = BLOCK_HEADER_LEN + u32_at(section, 21);
        blocks.push(StoredBlock {
            kind: section[4],
            payload: &section[BLOCK_HEADER_LEN..end],
            uncompressed_len: u32_at(section, 25),
        });
        section = &section[end..];
    }
    blocks
}

/// The entries of a metadata section by key. Every item is stored whole there.
pub(crate) fn metadata(section: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let blocks = blocks(section);
    assert_eq!(blocks.len(), 1, "metadata is one block");
    let mut payload = blocks[0].payload;
    let mut entries = BTreeMap::new();
    while payload[0] != 0xFF {
        payload = &payload[1..];
        let _seqno = varint(&mut payload);
        let key = bytes(&mut payload);
        let value = bytes(&mut payload);
        entries.insert(String::from_utf8(key.into()).expect("metadata keys are text"), value.into());
    }
    entries
}

/// The section `tables` of a version file without the checksums, which depend on creation times.
pub(crate) fn without_checksums(section: &[u8]) -> Vec<u8> {
    let mut masked = section.to_vec();
    let mut at = 1;
    for _level in 0..section[0] {
        let runs = section[at];
        at += 1;
        for _run in 0..runs {
            let tables = u32_at(section, at);
            at += 4;
            for _table in 0..tables {
                // Id, type of the checksum, checksum, global sequence number.
                masked[at + 9..at + 25].fill(0);
                at += 33;
            }
        }
    }
    assert_eq!(at, section.len(), "nothing follows the last level");
    masked
}

fn bytes<'a>(input: &mut &'a [u8]) -> &'a [u8] {
    let len = varint(input);
    let (bytes, rest) = input.split_at(len);
    *input = rest;
    bytes
}

fn varint(input: &mut &[u8]) -> usize {
    let mut value = 0;
    for shift in (0..).step_by(7) {
        let byte = input[0];
        *input = &input[1..];
        value |= usize::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            break;
        }
    }
    value
}

fn u32_at(bytes: &[u8], at: usize) -> usize {
    let bytes = bytes[at..at + 4].try_into().expect("four bytes");
    u32::from_le_bytes(bytes) as usize
}

fn usize_at(bytes: &[u8], at: usize) -> usize {
    let bytes = bytes[at..at + 8].try_into().expect("eight bytes");
    usize::try_from(u64::from_le_bytes(bytes)).expect("files fit the address space")
}
