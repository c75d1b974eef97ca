//! An embeddable LSM-tree engine.

mod archive;
mod checksum;
mod coding;
mod compression;
mod error;
mod format_version;
mod fs;
mod hash;
mod ids;
mod key;
mod key_range;
mod seqno;
mod slice;
mod value;
mod value_type;

pub use checksum::*;
pub use coding::*;
pub use compression::*;
pub use error::*;
pub use format_version::*;
pub use fs::*;
pub use ids::*;
pub use key::*;
pub use key_range::*;
pub use seqno::*;
pub use slice::*;
pub use value::*;
pub use value_type::*;
pub use hash::*;
