//! The layers of the house, kept by a test: a part uses parts on lower lines only, never its own line or above.
//!
//! The drawing is in `ARCHITECTURE.md`; this file is the same drawing for a machine.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says so when it skips"
)]

use std::fs;
use std::path::{Path, PathBuf};

/// Every part of `src`, from the bottom up.
const LAYERS: &[&[&str]] = &[
    &["source", "locale"],
    &["diagnostics"],
    &["time"],
    &["money"],
    &["syntax", "event", "world"],
    &["analysis"],
    &["plan"],
    &["engine"],
    &["ledger"],
    &["report", "ingest"],
    &["check"],
    &["cases"],
    &["cli"],
];

/// Parts that ingest must not see although they lie lower: it and the engine share only `event`.
const HIDDEN_FROM_INGEST: &[&str] = &["syntax", "world", "analysis", "plan", "engine", "ledger"];

fn layer(part: &str) -> Option<usize> {
    LAYERS.iter().position(|parts| parts.contains(&part))
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// The part a file belongs to: its folder below `src`, or its own name.
fn part_of(path: &Path) -> String {
    let below = path.strip_prefix("src").unwrap();
    let first = below.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_string()
}

/// Every `crate::part` that a text names, comments left out.
fn parts_named(text: &str) -> Vec<String> {
    let code: String =
        text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
    let mut parts = Vec::new();
    for piece in code.split("crate::").skip(1) {
        if let Some(list) = piece.strip_prefix('{') {
            let inside = list.split('}').next().unwrap_or_default();
            parts.extend(inside.split(',').map(|p| word(p.trim())));
        } else {
            parts.push(word(piece));
        }
    }
    parts
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[test]
fn parts_use_lower_layers_only() {
    let mut files = Vec::new();
    rust_files(Path::new("src"), &mut files);
    files.sort();
    assert!(files.len() > 20, "the test must find the sources");
    let mut wrong = Vec::new();
    for path in files {
        let part = part_of(&path);
        if part == "lib" || part == "main" {
            continue;
        }
        let own = layer(&part).unwrap_or_else(|| panic!("`{part}` has no place in the layer table"));
        for used in parts_named(&fs::read_to_string(&path).unwrap()) {
            let Some(other) = layer(&used) else { continue };
            let hidden = part == "ingest" && HIDDEN_FROM_INGEST.contains(&used.as_str());
            if used != part && (other >= own || hidden) {
                wrong.push(format!("{} uses `{used}`", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "against the layer order:\n{}", wrong.join("\n"));
}

#[test]
fn only_the_syntax_folder_knows_the_parser_library() {
    let mut files = Vec::new();
    rust_files(Path::new("src"), &mut files);
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let uses = text.contains("pest::") || text.contains("pest_derive::");
        assert!(!uses || part_of(&path) == "syntax", "{} names the parser library", path.display());
    }
}

#[test]
fn files_clock_and_printing_belong_to_the_command_line() {
    let mut files = Vec::new();
    rust_files(Path::new("src"), &mut files);
    for path in files {
        let part = part_of(&path);
        if part == "cli" || part == "main" || path.ends_with("tests.rs") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let code: String =
            text.lines().map(|l| l.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
        let code = code.split("#[cfg(test)]").next().unwrap_or_default().to_string();
        for banned in [
            "std::fs",
            "std::env",
            "std::process",
            "SystemTime",
            "Timestamp::now",
            "Zoned::now",
            "println!",
            "eprintln!",
        ] {
            assert!(!code.contains(banned), "{} uses {banned}", path.display());
        }
    }
}
