//! The command line as its users meet it: what it prints, and how it exits.
//!
//! Each case makes a small folder, runs the real program in it, and holds what came out against a snapshot.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says so when it skips"
)]

mod cases;
mod check;
mod coverage;
#[path = "../dice/mod.rs"]
mod dice;
mod errors;
mod init;
mod large;
mod policies;
mod tests;
mod tools;
mod versions;
mod ways;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A folder of its own for one case.
pub struct Case {
    folder: TempDir,
}

impl Default for Case {
    fn default() -> Case {
        Case::new()
    }
}

impl Case {
    /// An empty folder.
    pub fn new() -> Case {
        Case { folder: tempfile::tempdir().unwrap() }
    }

    /// Adds a file.
    pub fn file(self, name: &str, text: &str) -> Case {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// Adds a file of bytes.
    pub fn bytes(self, name: &str, bytes: &[u8]) -> Case {
        fs::write(self.folder.path().join(name), bytes).unwrap();
        self
    }

    /// Runs the program in the folder, with a file of it as standard input.
    pub fn run_from(&self, file: &str, arguments: &[&str]) -> Run {
        run_in(self.folder.path(), arguments, fs::File::open(self.folder.path().join(file)).unwrap().into())
    }

    /// Where a file lies.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Reads a file back.
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(name)).unwrap()
    }

    /// Runs the program in the folder.
    pub fn run(&self, arguments: &[&str]) -> Run {
        run_in(self.folder.path(), arguments, Stdio::null())
    }
}

/// Runs the program in the root of the repository.
pub fn run_here(arguments: &[&str]) -> Run {
    run_in(Path::new(env!("CARGO_MANIFEST_DIR")), arguments, Stdio::null())
}

fn run_in(folder: &Path, arguments: &[&str], input: Stdio) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_guiju"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("LANG", "C")
        .stdin(input)
        .output()
        .unwrap();
    Run { arguments: arguments.iter().map(|a| a.to_string()).collect(), output }
}

/// What came of a run.
pub struct Run {
    arguments: Vec<String>,
    output: Output,
}

impl Run {
    /// The exit code.
    pub fn code(&self) -> i32 {
        self.output.status.code().unwrap()
    }

    /// What it printed.
    pub fn out(&self) -> String {
        String::from_utf8(self.output.stdout.clone()).unwrap()
    }

    /// What it complained about.
    pub fn err(&self) -> String {
        String::from_utf8(self.output.stderr.clone()).unwrap()
    }

    /// Everything, for a snapshot.
    pub fn shown(&self) -> String {
        let mut text = format!("$ guiju {}\nexit code {}\n", self.arguments.join(" "), self.code());
        if !self.output.stdout.is_empty() {
            text += &format!("-- stdout\n{}", self.out());
        }
        if !self.output.stderr.is_empty() {
            text += &format!("-- stderr\n{}", self.err());
        }
        text
    }
}

/// Runs the same call in both languages, for one snapshot.
pub fn both(case: &Case, arguments: &[&str]) -> String {
    let with = |lang: &'static str| {
        let mut all = arguments.to_vec();
        all.extend(["--lang", lang]);
        case.run(&all).shown()
    };
    format!("{}\n{}", with("en"), with("zh"))
}

/// The policy that the cases break in one place each.
pub const POLICY: &str = r#"policy calls "returning calls" {
  timezone Asia/Shanghai
  calendar cn
  currency CNY
}

entity staff { key id: text, wage: money CNY optional }

event missed_call { actor staff: staff }
event call_back   { actor staff: staff }

duty call_back_soon "call back within 20 minutes" {
  cite    "phone rules" clause 3
  when    missed_call as call
  bearer  call.staff
  must    call_back same staff
  within  20 minutes
  else    fine 50 CNY
}
"#;

/// A log for it: kept, exactly in time, late, never, still open.
pub const LOG: &str = "\
time,event,staff
2024-05-06 09:00:00,missed_call,li
2024-05-06 09:05:00,call_back,li
2024-05-06 10:00:00,missed_call,wang
2024-05-06 10:20:00,call_back,wang
2024-05-06 11:00:00,missed_call,li
2024-05-06 11:31:00,call_back,li
2024-05-06 12:00:00,missed_call,zhao
2024-05-06 15:00:00,missed_call,li
";

/// The case in which nothing is wrong.
pub fn calls() -> Case {
    Case::new()
        .file("calls.guiju", POLICY)
        .file("log.csv", LOG)
        .file("staff.csv", "id,wage\nli,\nwang,\nzhao,\n")
}

/// The case with the policy changed in one place.
pub fn broken(from: &str, to: &str) -> Case {
    assert!(POLICY.contains(from), "the policy must hold `{from}`");
    calls().file("calls.guiju", &POLICY.replacen(from, to, 1))
}
