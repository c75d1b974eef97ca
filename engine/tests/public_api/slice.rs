//! [`Slice`]: conversions and comparisons that hold whatever it wraps.

use std::borrow::Borrow;
use std::collections::{BTreeSet, HashSet};
use std::fmt::Debug;
use std::hash::Hash;
use std::io::{self, Cursor};
use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::auto;
use crate::engine::{Builder, KvPair, Slice, UserKey, UserValue};

#[test]
fn methods() {
    signatures! {
        Slice::new => fn(&[u8]) -> Slice;
        Slice::as_slice => fn(&Slice) -> &[u8];
        Slice::empty => fn() -> Slice;
        Slice::builder_unzeroed => unsafe fn(usize) -> Builder;
        Slice::from_reader::<Cursor<Vec<u8>>> => fn(&mut Cursor<Vec<u8>>, usize) -> io::Result<Slice>;
        Slice::new(b"ab") => UserKey;
        Slice::new(b"ab") => UserValue;
        (Slice::empty(), Slice::empty()) => KvPair;
    }
}

fn freezes_into_a_slice(mut builder: Builder) -> Slice {
    fn bytes<B: DerefMut<Target = [u8]>>(_: &mut B) {}
    bytes(&mut builder);
    let frozen = builder.freeze();
    let _: &[u8] = frozen.as_ref();
    frozen.into()
}

#[test]
fn traits() {
    // `[u8]` and `str` have no size: a slice compares with references to them.
    fn all<S>()
    where
        S: Debug + Default + Clone + Eq + Hash + Ord + AsRef<[u8]> + Borrow<[u8]> + FromIterator<u8>,
        S: Deref<Target = [u8]>,
        S: From<Vec<u8>>
            + From<String>
            + for<'a> From<&'a [u8]>
            + From<Arc<[u8]>>
            + for<'a> From<&'a Vec<u8>>,
        S: for<'a> From<&'a str> + for<'a> From<&'a String> + for<'a> From<&'a Path> + From<PathBuf>,
        S: From<Arc<str>> + From<[u8; 3]> + for<'a> From<&'a [u8; 3]>,
        S: PartialEq<S> + for<'a> PartialEq<&'a S> + for<'a> PartialEq<&'a [u8]>,
        S: PartialEq<Vec<u8>> + PartialEq<[u8; 3]> + for<'a> PartialEq<&'a str>,
        S: PartialOrd<S> + for<'a> PartialOrd<&'a [u8]> + PartialOrd<Vec<u8>> + PartialOrd<[u8; 3]>,
        for<'a> &'a [u8]: PartialEq<S> + PartialOrd<S>,
    {
    }
    all::<Slice>();
    auto::<Slice>();
}

#[test]
fn slices_behave_as_their_bytes() {
    let hashed = HashSet::from([Slice::from("a")]);
    let sorted = BTreeSet::from([Slice::from("b"), Slice::from("a")]);
    assert!(hashed.contains(&b"a"[..]) && sorted.contains(&b"b"[..]));
    assert!(sorted.iter().map(AsRef::<[u8]>::as_ref).eq([b"a", b"b"]));
}

#[test]
fn from_reader_takes_exactly_what_was_asked_for() {
    let mut reader = &b"abcdef"[..];
    assert_eq!(Slice::from_reader(&mut reader, 4).unwrap(), "abcd");
    assert!(Slice::from_reader(&mut reader, 4).is_err());
}
