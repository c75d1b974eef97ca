//! Feature `bytes_1`.

use bytes::{Bytes, BytesMut};

use crate::engine::{Builder, Slice};

#[test]
fn slices_wrap_bytes() {
    fn both<T: From<Slice>>()
    where
        Slice: From<T>,
    {
    }
    both::<Bytes>();
    fn same<T>(_: fn(T), _: fn(T)) {}
    same::<Builder>(drop, drop::<BytesMut>);
    signatures! {
        Slice::slice => fn(&Slice, std::ops::Range<usize>) -> Slice;
        Slice::slice => fn(&Slice, std::ops::RangeFrom<usize>) -> Slice;
        Slice::fused => fn(&[u8], &[u8]) -> Slice;
    }
    assert_eq!(Slice::fused(b"ab", b"cd").slice(1..3), "bc");
    assert_eq!(format!("{:?}", Slice::from("ab")), "Slice(b\"ab\")");
}
