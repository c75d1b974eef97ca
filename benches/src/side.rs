//! The two sides of a comparison.

use clap::ValueEnum;

/// An engine, by its part in the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Side {
    /// lsm-tree.
    Reference,
    /// Esker.
    Port,
}

impl Side {
    /// Name and version.
    #[must_use]
    pub fn subject(self) -> &'static str {
        match self {
            Self::Reference => "lsm-tree 3.1.10",
            Self::Port => concat!("esker ", env!("CARGO_PKG_VERSION")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_versions_are_those_that_are_linked() {
        let lock = include_str!("../../Cargo.lock");
        for side in [Side::Reference, Side::Port] {
            let (name, version) = side.subject().split_once(' ').unwrap();
            let entry = format!("name = \"{name}\"\nversion = \"{version}\"\n");
            assert!(lock.contains(&entry), "{name} is not locked at {version}");
        }
    }
}
