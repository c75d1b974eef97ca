//! Without feature `bytes_1`.

use byteview::ByteView;

use crate::engine::{Builder, Slice};

#[test]
fn slices_wrap_byte_views() {
    fn both<T: From<Slice>>()
    where
        Slice: From<T>,
    {
    }
    both::<ByteView>();
    fn same<T>(_: fn(T), _: fn(T)) {}
    same::<Builder>(drop, drop::<byteview::Builder>);
    assert_eq!(format!("{:?}", Slice::from("ab")), "Slice([97, 98])");
}
