//! Logs and reference data, as the command line names them.

use super::args::OpenArgs;
use super::files;
use super::problem::CallProblem;
use super::progress::Watch;
use super::store::{self, Opening};
use crate::analysis::model::Model;
use crate::check::{self, Input, look};
use crate::event::FormatHint;
use crate::ingest::{self, OpenOptions, Store};
use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The name of standard input.
const STDIN: &str = "-";
/// How deep folders are looked into.
const DEPTH: u8 = 16;
/// Endings of files that are read from a folder; those of compressed files follow them.
const ENDINGS: &[&str] = &[
    "csv", "tsv", "tab", "txt", "json", "ndjson", "jsonl", "jsonocel", "xes", "xlsx", "xlsm", "xlsb", "xls",
    "ods", "parquet",
];

/// How an input of a name is opened.
pub fn options(args: &OpenArgs, name: &str) -> OpenOptions {
    let fits = |pattern: &Option<String>| pattern.as_ref().is_none_or(|p| ingest::name_fits(p, name));
    // What is said last of a file counts.
    let encoding =
        args.encodings.iter().rev().find(|(pattern, _)| fits(pattern)).map(|(_, encoding)| *encoding);
    let format: Option<FormatHint> = args.input_format.filter(|_| name == STDIN);
    OpenOptions { max_unpacked: args.max_unpacked, encoding, format, digest: true }
}

/// Everything that arguments name, to be looked at.
pub fn to_look_at(arguments: &[String]) -> (Vec<Input>, Vec<CallProblem>) {
    let max_unpacked = ingest::MAX_UNPACKED;
    let opening = Opening { max_unpacked, apart: true, once: false, watch: Watch::default() };
    let (mut inputs, mut problems) = open(arguments, &opening);
    let settle = |input: &mut Input| look::settle(input).map_err(|error| unreadable(input, &error));
    problems.extend(inputs.iter_mut().filter_map(|input| settle(input).err()));
    (inputs, problems)
}

/// Makes an input readable that cannot be read in blocks as it is.
pub fn settle(model: &Model, input: &mut Input, options: &OpenOptions) -> Result<(), CallProblem> {
    check::settle(model, input, options).map_err(|error| unreadable(input, &error))
}

fn unreadable(input: &Input, error: &std::io::Error) -> CallProblem {
    CallProblem::Input { name: input.name.clone(), cause: Some(error.to_string()) }
}

/// The same, but large files are only opened, and what is compressed is unpacked into a file of its own if it is no larger than
/// allowed.
pub fn open(arguments: &[String], opening: &Opening) -> (Vec<Input>, Vec<CallProblem>) {
    let (paths, mut problems) = expand(arguments);
    let mut inputs = Vec::new();
    for path in paths {
        let name = path.display().to_string();
        #[cfg(feature = "cases")]
        if let Some(history) = super::cases::as_log(&path).filter(|_| name != STDIN) {
            match history {
                Ok(bytes) => inputs.push(Input::new(name, bytes)),
                Err(problem) => problems.push(CallProblem::History(problem)),
            }
            continue;
        }
        let read = || files::read_bytes(&path).map(Content::Held);
        let content = if name == STDIN {
            standard_input(opening)
        } else {
            store::large(&path, opening).map_or_else(read, |store| Ok(Content::Stored(store)))
        };
        match content {
            Ok(Content::Held(bytes)) => inputs.push(Input::new(name, bytes)),
            Ok(Content::Stored(store)) => inputs.push(Input::stored(name, store)),
            Err(cause) => problems.push(CallProblem::Input { name, cause }),
        }
    }
    (inputs, problems)
}

/// What an input holds.
enum Content {
    Held(Vec<u8>),
    Stored(Arc<dyn Store>),
}

/// Standard input can be read only once, so what is too large to hold goes to a file that nobody else sees.
fn standard_input(opening: &Opening) -> Result<Content, Option<String>> {
    let mut bytes = Vec::new();
    let mut stdin = std::io::stdin().lock();
    let read = stdin.by_ref().take(store::LARGE).read_to_end(&mut bytes);
    let cause = |error: std::io::Error| Some(error.to_string());
    if (read.map_err(cause)? as u64) < store::LARGE {
        return Ok(Content::Held(bytes));
    }
    let stored = store::spooled(bytes.as_slice().chain(stdin), opening).map_err(cause)?;
    Ok(Content::Stored(stored))
}

/// The files that arguments name: themselves, what a folder holds, or what a pattern matches, in order, each once.
fn expand(arguments: &[String]) -> (Vec<PathBuf>, Vec<CallProblem>) {
    let mut files = Vec::new();
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    for argument in arguments {
        let path = Path::new(argument);
        let found = if argument != STDIN && path.is_dir() {
            in_folder(path, &mut problems)
        } else if argument == STDIN || path.exists() || !argument.contains(['*', '?', '[']) {
            vec![PathBuf::from(argument)]
        } else {
            let mut found: Vec<PathBuf> = glob::glob(argument)
                .map(|paths| paths.flatten().filter(|p| p.is_file()).collect())
                .unwrap_or_default();
            found.sort();
            if found.is_empty() {
                problems.push(CallProblem::Pattern { pattern: argument.clone() });
            }
            found
        };
        for path in found {
            let identity = path.canonicalize().unwrap_or_else(|_| path.clone());
            if seen.insert(identity) {
                files.push(path);
            } else {
                problems.push(CallProblem::Twice { name: path.display().to_string() });
            }
        }
    }
    (files, problems)
}

/// The files of a folder and of those in it that are of a kind that is read; a note of the others.
fn in_folder(folder: &Path, problems: &mut Vec<CallProblem>) -> Vec<PathBuf> {
    let (mut found, mut others) = (Vec::new(), Vec::new());
    walk(folder, DEPTH, &mut found, &mut others, problems);
    found.sort();
    others.sort();
    let name = folder.display().to_string();
    if found.is_empty() {
        problems.push(CallProblem::EmptyFolder { name });
    } else if !others.is_empty() {
        problems.push(CallProblem::NotOfAFormat { name, files: others });
    }
    found
}

fn walk(
    folder: &Path,
    depth: u8,
    found: &mut Vec<PathBuf>,
    others: &mut Vec<String>,
    problems: &mut Vec<CallProblem>,
) {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            let name = folder.display().to_string();
            problems.push(CallProblem::Input { name, cause: Some(error.to_string()) });
            return;
        }
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        // Hidden files, and what spreadsheet programs leave while a workbook is open.
        if name.starts_with('.') || name.starts_with("~$") {
            continue;
        }
        if path.is_dir() {
            if depth > 0 {
                walk(&path, depth - 1, found, others, problems);
            }
        } else if is_input(&name) {
            found.push(path);
        } else if !name.ends_with(".guiju") {
            others.push(path.display().to_string());
        }
    }
}

fn is_input(name: &str) -> bool {
    let lower = name.to_lowercase();
    let plain =
        [".gz", ".zst", ".zstd"].iter().find_map(|ending| lower.strip_suffix(ending)).unwrap_or(&lower);
    plain.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_give_what_is_of_a_format() {
        let folder = tempfile::tempdir().unwrap();
        let below = folder.path().join("2024");
        std::fs::create_dir(&below).unwrap();
        for name in ["b.csv", "a.xes.gz", "~$c.xlsx", ".hidden.csv", "notes.md", "p.guiju", "2024/c.PARQUET"]
        {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        let (found, problems) = expand(&[folder.path().display().to_string()]);
        let names: Vec<_> =
            found.iter().map(|p| p.strip_prefix(folder.path()).unwrap().to_str().unwrap()).collect();
        assert_eq!(names, ["2024/c.PARQUET", "a.xes.gz", "b.csv"]);
        assert!(
            matches!(&problems[..], [CallProblem::NotOfAFormat { files, .. }] if files[0].ends_with("notes.md"))
        );
        let (_, problems) = expand(&[below.display().to_string(), below.display().to_string()]);
        assert!(matches!(&problems[..], [CallProblem::Twice { .. }]));
    }
}
