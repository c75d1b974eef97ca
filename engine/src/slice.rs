//! [`Slice`]: the immutable, cheaply cloned byte string that keys and values are handed around in.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::io::{self, Read};
use std::ops::{Deref, RangeBounds};
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[cfg(not(feature = "bytes_1"))]
type Inner = byteview::ByteView;
#[cfg(feature = "bytes_1")]
type Inner = bytes::Bytes;

/// Mutable buffer that becomes a [`Slice`] by `freeze`.
#[cfg(feature = "bytes_1")]
pub use bytes::BytesMut as Builder;
/// Mutable buffer that becomes a [`Slice`] by `freeze`.
#[cfg(not(feature = "bytes_1"))]
pub use byteview::Builder;

/// An immutable byte string; cloning it never copies more than a pointer's worth of bytes.
///
/// By default up to 20 bytes are stored inline and longer strings share one allocation. A slice that a read returned
/// may be a window into a whole cached block: keeping it keeps the block. Copy it (`Slice::new(&slice)`) when it is to
/// live long.
#[derive(Clone, Default)]
pub struct Slice(Inner);

/// Up to this length, [`Slice::fused`] copies by itself: as much as a slice stores inline.
#[cfg(not(feature = "bytes_1"))]
const FUSED_INLINE_MAX: usize = 20;

/// Copies a few bytes to where as many fit.
#[cfg(not(feature = "bytes_1"))]
#[inline]
fn copy_short(from: &[u8], to: &mut [u8]) {
    // Two chunks of a length that is known at compile time, which overlap in the middle.
    let is_two_chunks = from.len() == to.len() && from.len() <= 16;
    match (from.first_chunk::<8>(), from.last_chunk::<8>()) {
        (Some(first), Some(last)) if is_two_chunks => {
            if let Some(start) = to.first_chunk_mut() {
                *start = *first;
            }
            if let Some(end) = to.last_chunk_mut() {
                *end = *last;
            }
        }
        _ => to.iter_mut().zip(from).for_each(|(to, from)| *to = *from),
    }
}

impl Slice {
    /// Copies `bytes`.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Self {
        #[cfg(not(feature = "bytes_1"))]
        return Self(Inner::new(bytes));
        #[cfg(feature = "bytes_1")]
        return Self(Inner::copy_from_slice(bytes));
    }

    /// The empty string.
    #[doc(hidden)]
    #[must_use]
    pub fn empty() -> Self {
        Self(Inner::default())
    }

    /// The bytes.
    #[must_use]
    #[inline]
    pub fn as_slice(&self) -> &[u8] {
        &self.0
    }

    /// A window into this string that shares its storage.
    ///
    /// # Panics
    /// If the range is not inside the string.
    #[cfg(feature = "bytes_1")]
    #[doc(hidden)]
    #[must_use]
    pub fn slice(&self, range: impl RangeBounds<usize>) -> Self {
        Self(self.0.slice(range))
    }

    /// A window into this string that shares its storage.
    ///
    /// # Panics
    /// If the range is not inside the string.
    #[cfg(not(feature = "bytes_1"))]
    #[must_use]
    #[inline]
    pub(crate) fn slice(&self, range: impl RangeBounds<usize>) -> Self {
        Self(self.0.slice(range))
    }

    /// `left` followed by `right`, in one allocation.
    #[cfg(feature = "bytes_1")]
    #[doc(hidden)]
    #[must_use]
    pub fn fused(left: &[u8], right: &[u8]) -> Self {
        let mut bytes = bytes::BytesMut::with_capacity(left.len() + right.len());
        bytes.extend_from_slice(left);
        bytes.extend_from_slice(right);
        Self(bytes.freeze())
    }

    /// `left` followed by `right`, in one allocation, or inline if it is short.
    #[cfg(not(feature = "bytes_1"))]
    #[must_use]
    #[inline]
    pub(crate) fn fused(left: &[u8], right: &[u8]) -> Self {
        // Scans put millions of short keys together: two calls to copy a few bytes would take longer than to copy them.
        let mut bytes = [0; FUSED_INLINE_MAX];
        let len = left.len() + right.len();
        match (bytes.split_at_mut_checked(left.len()), len <= FUSED_INLINE_MAX) {
            (Some((start, rest)), true) => {
                copy_short(left, start);
                copy_short(right, rest.get_mut(..right.len()).unwrap_or_default());
                Self(Inner::new(bytes.get(..len).unwrap_or_default()))
            }
            _ => Self(Inner::fused(left, right)),
        }
    }

    /// A buffer of `len` bytes to be filled and frozen.
    ///
    /// # Safety
    /// The bytes are not initialised: the caller must write every one of them before reading any or freezing.
    #[doc(hidden)]
    #[must_use]
    #[expect(unsafe_code, reason = "mirrors the public API of the reference; callers carry the obligation")]
    pub unsafe fn builder_unzeroed(len: usize) -> Builder {
        #[cfg(not(feature = "bytes_1"))]
        {
            // SAFETY: the obligation is this function's own, passed on to its caller.
            unsafe { Inner::builder_unzeroed(len) }
        }
        #[cfg(feature = "bytes_1")]
        bytes::BytesMut::zeroed(len)
    }

    /// A zeroed buffer of `len` bytes to be filled and frozen.
    pub(crate) fn builder(len: usize) -> Builder {
        #[cfg(not(feature = "bytes_1"))]
        return Inner::builder(len);
        #[cfg(feature = "bytes_1")]
        return bytes::BytesMut::zeroed(len);
    }

    /// Reads exactly `len` bytes.
    ///
    /// # Errors
    /// What the reader returned; `UnexpectedEof` if it ends before `len` bytes.
    #[doc(hidden)]
    pub fn from_reader<R: Read>(reader: &mut R, len: usize) -> io::Result<Self> {
        let mut buffer = Self::builder(len);
        reader.read_exact(&mut buffer)?;
        Ok(buffer.freeze().into())
    }
}

impl std::fmt::Debug for Slice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // As either kind of buffer shows itself: a list of numbers, or a byte string.
        #[cfg(not(feature = "bytes_1"))]
        let shown = &self.as_slice();
        #[cfg(feature = "bytes_1")]
        let shown = &self.0;
        f.debug_tuple("Slice").field(shown).finish()
    }
}

impl Deref for Slice {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for Slice {
    #[inline]
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Borrow<[u8]> for Slice {
    fn borrow(&self) -> &[u8] {
        self
    }
}

impl Eq for Slice {}

impl Hash for Slice {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_slice().hash(state);
    }
}

impl Ord for Slice {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_slice().cmp(other.as_slice())
    }
}

impl<T: AsRef<[u8]>> PartialEq<T> for Slice {
    #[inline]
    fn eq(&self, other: &T) -> bool {
        self.as_slice() == other.as_ref()
    }
}

impl PartialEq<Slice> for &[u8] {
    fn eq(&self, other: &Slice) -> bool {
        *self == other.as_slice()
    }
}

impl<T: AsRef<[u8]>> PartialOrd<T> for Slice {
    #[inline]
    fn partial_cmp(&self, other: &T) -> Option<Ordering> {
        self.as_slice().partial_cmp(other.as_ref())
    }
}

impl PartialOrd<Slice> for &[u8] {
    fn partial_cmp(&self, other: &Slice) -> Option<Ordering> {
        (*self).partial_cmp(other.as_slice())
    }
}

impl FromIterator<u8> for Slice {
    fn from_iter<I: IntoIterator<Item = u8>>(bytes: I) -> Self {
        bytes.into_iter().collect::<Vec<u8>>().into()
    }
}

macro_rules! copied_from {
    ($($source:ty => |$value:ident| $bytes:expr;)*) => {$(
        impl From<$source> for Slice {
            fn from($value: $source) -> Self {
                Self::new($bytes)
            }
        }
    )*};
}

copied_from! {
    &[u8] => |value| value;
    Arc<[u8]> => |value| &value;
    &Vec<u8> => |value| value;
    &str => |value| value.as_bytes();
    &String => |value| value.as_bytes();
    Arc<str> => |value| value.as_bytes();
    &Path => |value| value.as_os_str().as_encoded_bytes();
    PathBuf => |value| value.as_os_str().as_encoded_bytes();
}

impl<const N: usize> From<[u8; N]> for Slice {
    fn from(bytes: [u8; N]) -> Self {
        Self::new(&bytes)
    }
}

impl<const N: usize> From<&[u8; N]> for Slice {
    fn from(bytes: &[u8; N]) -> Self {
        Self::new(bytes)
    }
}

impl From<Vec<u8>> for Slice {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Inner::from(bytes))
    }
}

impl From<String> for Slice {
    fn from(text: String) -> Self {
        text.into_bytes().into()
    }
}

impl From<Inner> for Slice {
    fn from(inner: Inner) -> Self {
        Self(inner)
    }
}

impl From<Slice> for Inner {
    fn from(slice: Slice) -> Self {
        slice.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_and_fusions_have_the_bytes_they_say() {
        let long = Slice::from((0..100).collect::<Vec<u8>>());
        assert_eq!(long.slice(40..99), (40..99).collect::<Vec<u8>>());
        assert_eq!(Slice::fused(b"user:", b"1"), "user:1".as_bytes());
        assert_eq!(Slice::fused(&long, &long).len(), 200);
        for (left, right) in (0..26).flat_map(|left| (0..26).map(move |right| (left, right))) {
            let (left, right) = (&long[..left], &long[left..left + right]);
            assert_eq!(Slice::fused(left, right), [left, right].concat());
        }
    }

    #[test]
    #[expect(unsafe_code, reason = "the only way to call it")]
    fn a_builder_that_was_filled_freezes_to_what_was_written() {
        // On both sides of what a slice keeps inline.
        for len in [0, 1, 20, 21, 300] {
            // SAFETY: every byte is written below, and none is read before.
            let mut builder = unsafe { Slice::builder_unzeroed(len) };
            for (idx, byte) in builder.iter_mut().enumerate() {
                *byte = idx as u8;
            }
            let expected: Vec<u8> = (0..len).map(|idx| idx as u8).collect();
            assert_eq!(Slice::from(builder.freeze()), expected);
        }
    }

    #[test]
    fn debug_is_a_tuple_of_bytes() {
        let expected = if cfg!(feature = "bytes_1") { "Slice(b\"ab\")" } else { "Slice([97, 98])" };
        assert_eq!(format!("{:?}", Slice::from("ab")), expected);
    }

    #[test]
    fn a_reader_that_ends_early_is_an_error() {
        let error = Slice::from_reader(&mut b"abc".as_slice(), 4).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    }
}
