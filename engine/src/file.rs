//! Names and constants that every file of a tree shares.

/// First bytes of every block: `LSM` and the generation of the format.
pub const MAGIC_BYTES: [u8; 4] = [b'L', b'S', b'M', 3];

/// Folder of the table files, within that of the tree.
pub const TABLES_FOLDER: &str = "tables";

/// Folder of the blob files, within that of the tree.
pub const BLOBS_FOLDER: &str = "blobs";

/// The file that names the current version. A tree exists if and only if this file does.
pub const CURRENT_VERSION_FILE: &str = "current";
