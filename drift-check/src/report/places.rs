//! Where findings are, as paths that other programs can open.

use super::{Report, Side};
use crate::compare::Site;
use crate::judge::Finding;

/// A file by its path from the top of its repository, else from the folder of the configuration, and a line.
pub(super) struct Place<'a> {
    pub(super) file: String,
    pub(super) site: &'a Site,
}

impl Side {
    /// The folder the crate is in, as the user wrote it; `None` for a published crate, which is in no folder of the
    /// user's.
    pub(super) fn folder(&self) -> Option<&str> {
        let published = self.version.as_ref().map(|version| format!("{}@{version}", self.package));
        (published.as_deref() != Some(self.source.as_str())).then(|| self.source.trim_end_matches('/'))
    }

    fn join(&self, file: &str) -> Option<String> {
        Some(match self.folder()? {
            "" | "." => file.to_owned(),
            folder => format!("{}/{file}", folder.trim_start_matches("./")),
        })
    }
}

impl Report {
    /// The finding's place in the port, if it has one.
    pub(super) fn port_place<'a>(&self, finding: &'a Finding) -> Option<Place<'a>> {
        let site = finding.port.as_ref()?;
        // Findings about the configuration name its file, which is not below the port.
        let file = match finding.family {
            crate::judge::Family::Tool => below(self.places.configuration.as_deref(), &site.file),
            _ => self.in_port(&site.file)?,
        };
        Some(Place { file, site })
    }

    /// The port's manifest: where findings go that have no place in the port, because something is absent.
    pub(super) fn port_manifest(&self) -> Option<String> {
        self.in_port("Cargo.toml")
    }

    fn in_port(&self, file: &str) -> Option<String> {
        match &self.places.port {
            Some(folder) => Some(below(Some(folder), file)),
            None => self.port.join(file),
        }
    }
}

fn below(folder: Option<&str>, file: &str) -> String {
    match folder {
        None | Some("") => file.to_owned(),
        Some(folder) => format!("{folder}/{file}"),
    }
}

/// `file:line`, short for people.
pub(super) fn short(site: &Site) -> String {
    format!("{}:{}", site.file, site.line)
}
