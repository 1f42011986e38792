//! Policies on a disk, inside their root.

use crate::world::{ReadError, World};
use std::path::{Path, PathBuf};

/// The folder of a policy and what lies below it.
#[derive(Debug)]
pub struct Disk {
    root: PathBuf,
    /// The root with every link resolved, to compare with.
    real: PathBuf,
}

impl Disk {
    /// A world whose root is a folder.
    pub fn new(root: PathBuf) -> std::io::Result<Disk> {
        let real = root.canonicalize()?;
        Ok(Disk { root, real })
    }
}

impl World for Disk {
    fn read(&self, path: &str) -> Result<String, ReadError> {
        let full = self.root.join(path);
        let real = full.canonicalize().map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => ReadError::Missing,
            _ => ReadError::Other(error.to_string()),
        })?;
        if !real.starts_with(&self.real) {
            return Err(ReadError::Outside);
        }
        let bytes = std::fs::read(&real).map_err(|error| ReadError::Other(error.to_string()))?;
        String::from_utf8(bytes).map_err(|_| ReadError::NotText)
    }

    fn paths(&self) -> Vec<String> {
        let mut found = Vec::new();
        list(&self.root, &self.root, 3, &mut found);
        found.sort();
        found
    }
}

/// Policy and calendar files below a folder, not too deep: they serve to suggest a name for a mistyped one.
fn list(root: &Path, folder: &Path, depth: u8, found: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            if depth > 0 {
                list(root, &path, depth - 1, found);
            }
        } else if let Ok(below) = path.strip_prefix(root) {
            let known = ["guiju", "json", "csv", "ics"];
            if below.extension().and_then(|e| e.to_str()).is_some_and(|e| known.contains(&e)) {
                let names: Vec<String> =
                    below.components().map(|c| c.as_os_str().to_string_lossy().into_owned()).collect();
                found.push(names.join("/"));
            }
        }
    }
}
