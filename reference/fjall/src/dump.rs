//! Everything a database holds, in a few lines.

use fjall::{Database, KeyspaceCreateOptions};

use crate::data::{Digest, Shown};
use crate::{Result, say};

/// Prints a line per keyspace, read once in each direction.
pub fn print(database: &Database, title: &str) -> Result<()> {
    let mut names = database.list_keyspace_names();
    names.sort();
    for name in names {
        let keyspace = database.keyspace(&name, KeyspaceCreateOptions::default)?;
        let (mut forward, mut backward) = (Digest::default(), Digest::default());
        for entry in keyspace.iter() {
            let (key, value) = entry.into_inner()?;
            forward.add(&key);
            forward.add(&value);
        }
        for entry in keyspace.iter().rev() {
            backward.add(&entry.key()?);
        }
        let first = keyspace.first_key_value().map(fjall::Guard::key).transpose()?.unwrap_or_default();
        let last = keyspace.last_key_value().map(fjall::Guard::key).transpose()?.unwrap_or_default();
        say(format_args!(
            "{title} {name}: {forward} {backward} from {} to {}, separated: {}",
            Shown(&first),
            Shown(&last),
            keyspace.is_kv_separated()
        ))?;
    }
    Ok(())
}
