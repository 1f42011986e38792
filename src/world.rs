//! How the core asks for a policy or calendar file without knowing about disks.
//!
//! Every path is relative to the policy root, with `/` between names, and never leads out of the root; making sure that
//! links on a disk do not lead out either is the duty of the implementation.

use std::collections::BTreeMap;

/// Where texts come from.
pub trait World {
    /// The text of a policy or calendar file, by its path inside the policy root.
    fn read(&self, path: &str) -> Result<String, ReadError>;

    /// Paths of the files that could be read, to suggest one for a mistyped path. May be empty.
    fn paths(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// There is no such file.
    Missing,
    /// It lies outside the policy root (a link that leads out).
    Outside,
    /// Its bytes are not UTF-8.
    NotText,
    /// It is there but cannot be read; the text is the system's own.
    Other(String),
}

/// A world in memory, for tests and for embedding.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    files: BTreeMap<String, String>,
}

impl Memory {
    /// No files.
    pub fn new() -> Self {
        Memory::default()
    }

    /// Adds a file.
    #[must_use]
    pub fn with(mut self, path: impl Into<String>, text: impl Into<String>) -> Self {
        self.files.insert(path.into(), text.into());
        self
    }
}

impl World for Memory {
    fn read(&self, path: &str) -> Result<String, ReadError> {
        self.files.get(path).cloned().ok_or(ReadError::Missing)
    }

    fn paths(&self) -> Vec<String> {
        self.files.keys().cloned().collect()
    }
}

/// The path inside the root that a file means when it names another, relative to its own folder. `None`: the path is
/// absolute (on any system) or leads out of the root.
pub fn resolve(from: &str, named: &str) -> Option<String> {
    let drive = named.chars().nth(1) == Some(':');
    if named.is_empty() || named.starts_with(['/', '\\']) || drive || named.contains(['\\', '\0']) {
        return None;
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in named.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_relative_to_the_file_that_names_it() {
        assert_eq!(resolve("main.guiju", "words.guiju").as_deref(), Some("words.guiju"));
        assert_eq!(resolve("a/main.guiju", "./words.guiju").as_deref(), Some("a/words.guiju"));
        assert_eq!(resolve("a/b/main.guiju", "../words.guiju").as_deref(), Some("a/words.guiju"));
    }

    #[test]
    fn a_path_never_leaves_the_root() {
        for named in ["../x", "a/../../x", "/etc/passwd", "\\\\server\\x", "C:/x", "a\\..\\x", ""] {
            assert_eq!(resolve("main.guiju", named), None, "{named}");
        }
    }
}
