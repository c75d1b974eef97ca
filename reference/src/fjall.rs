//! The program of the folder `fjall/`: the fjall database as a client of either engine.
//!
//! It can't be a part of this workspace, which pins the lsm-tree that one of the two builds has to replace. So it is built
//! by a cargo of its own, from its own lock files, in release mode.

use std::env;
use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What fjall stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// This repository's engine, by a patch.
    Esker,
    /// The engine fjall asks for.
    LsmTree,
}

impl Engine {
    /// Both, in the order in which results are shown.
    pub const ALL: [Self; 2] = [Self::Esker, Self::LsmTree];

    fn package(self) -> &'static str {
        match self {
            Self::Esker => "on-esker",
            Self::LsmTree => "on-lsm-tree",
        }
    }

    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Esker => Self::LsmTree,
            Self::LsmTree => Self::Esker,
        }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "fjall-{}", self.package())
    }
}

/// The program on one engine.
#[derive(Clone, Debug)]
pub struct Program {
    engine: Engine,
    executable: PathBuf,
}

impl Program {
    /// Builds it, beside the results of the cargo that runs the caller: `folder` is that cargo's `CARGO_TARGET_TMPDIR`.
    ///
    /// # Errors
    /// A sentence that says what to do.
    pub fn build(engine: Engine, folder: &str) -> Result<Self, String> {
        let target = Path::new(folder).with_file_name("fjall");
        let manifest =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("fjall").join(engine.package()).join("Cargo.toml");
        // Locked, so that a cargo that has all crates in its cache needs no network.
        let status = Command::new(env::var_os("CARGO").as_deref().unwrap_or(OsStr::new("cargo")))
            .args(["build", "--release", "--locked", "--quiet", "--manifest-path"])
            .arg(&manifest)
            .arg("--target-dir")
            .arg(&target)
            .status()
            .map_err(|error| format!("cargo could not be started: {error}"))?;
        if !status.success() {
            return Err(format!(
                "{engine} could not be built, cargo says above why. If crates are missing, connect to the network once \
                 and run: cargo fetch --locked --manifest-path {}",
                manifest.display()
            ));
        }
        let executable = target.join("release").join(format!("{engine}{}", env::consts::EXE_SUFFIX));
        Ok(Self { engine, executable })
    }

    /// Which of the two it is.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// A call of it that isn't started yet.
    #[must_use]
    pub fn command<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(&self.executable);
        command.args(arguments);
        command
    }
}
