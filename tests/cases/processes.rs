//! Real processes on one file: together, and killed in the middle.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

const POLICY: &str = r#"policy calls "returning calls" {
  timezone Asia/Shanghai
  currency CNY
}
event missed_call { actor staff: text }
event call_back   { actor staff: text }
duty call_back_soon "call back within 20 minutes" {
  when    missed_call as call
  bearer  call.staff
  must    call_back same staff
  within  20 minutes
  else    fine 50 CNY
}
"#;

/// A folder with the policy and a log.
pub struct Folder {
    folder: TempDir,
    /// How many calls are never returned.
    calls: usize,
}

/// What came of a call.
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Folder {
    /// A log of so many calls that nobody returns.
    pub fn calls(calls: usize) -> Folder {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("calls.guiju"), POLICY).unwrap();
        let mut log = String::from("time,event,staff\n");
        for i in 0..calls {
            log += &format!("2024-05-06 {:02}:{:02}:{:02},missed_call,p{i}\n", i / 3600, i / 60 % 60, i % 60);
        }
        log += "2024-05-08 09:00:00,call_back,somebody\n";
        fs::write(folder.path().join("log.csv"), log).unwrap();
        Folder { folder, calls }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_guiju"));
        command.args(arguments).current_dir(self.folder.path()).env_clear().env("LANG", "C");
        command
    }

    /// Checks the log and keeps the findings.
    pub fn check(&self, file: &str) -> Run {
        guiju(self, &["check", "calls.guiju", "log.csv", "--case-file", file, "--max-findings", "0"])
    }
}

/// Runs the program in a folder.
pub fn guiju(folder: &Folder, arguments: &[&str]) -> Run {
    let output = folder.command(arguments).output().unwrap();
    Run {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// How many entries a sound file has.
fn entries(folder: &Folder, file: &str) -> usize {
    let run = guiju(folder, &["cases", "verify", "--case-file", file]);
    assert_eq!(run.code, 0, "{}", run.err);
    run.out.split(' ').next().unwrap().parse().unwrap()
}

#[test]
fn two_processes_write_one_history() {
    let folder = Folder::calls(12);
    assert_eq!(folder.check("c.db").code, 1);
    assert_eq!(entries(&folder, "c.db"), 13);
    // Runs and decisions at the same time, each of another case.
    let mut children = Vec::new();
    for case in 2..=13 {
        let case = case.to_string();
        let by = format!("clerk{case}");
        let arguments = ["cases", "confirm", &case, "--case-file", "c.db", "--by", &by, "--reason", "seen"];
        children
            .push(folder.command(&arguments).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap());
        if case.ends_with('5') {
            let arguments = ["check", "calls.guiju", "log.csv", "--case-file", "c.db", "--max-findings", "0"];
            children.push(
                folder.command(&arguments).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap(),
            );
        }
    }
    for child in children {
        let output = child.wait_with_output().unwrap();
        let code = output.status.code().unwrap();
        assert!(code == 0 || code == 1, "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(entries(&folder, "c.db"), 13 + 12 + 1);
    let list =
        guiju(&folder, &["cases", "list", "--case-file", "c.db", "--state", "confirmed", "--format", "json"]);
    let list: serde_json::Value = serde_json::from_str(&list.out).unwrap();
    assert_eq!(list["cases"].as_array().unwrap().len(), 12, "every decision is there, and no case twice");
}

#[test]
fn two_first_runs_make_one_file() {
    let folder = Folder::calls(5);
    let arguments = ["check", "calls.guiju", "log.csv", "--case-file", "c.db", "--max-findings", "0"];
    let start = || folder.command(&arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let children: Vec<_> = (0..4).map(|_| start()).collect();
    for mut child in children {
        assert_eq!(child.wait().unwrap().code(), Some(1));
    }
    assert_eq!(entries(&folder, "c.db"), 5 + 4, "five cases, four runs");
}

#[test]
fn a_killed_process_leaves_all_or_nothing() {
    let folder = Folder::calls(1_500);
    let started = std::time::Instant::now();
    assert_eq!(folder.check("whole.db").code, 1);
    let whole = started.elapsed();
    assert_eq!(entries(&folder, "whole.db"), folder.calls + 1);
    let (mut nothing, mut all) = (0, 0);
    for attempt in 0..10_u32 {
        let file = format!("c{attempt}.db");
        let arguments = ["check", "calls.guiju", "log.csv", "--case-file", &file, "--max-findings", "0"];
        let mut child =
            folder.command(&arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // From about the beginning of the writing to beyond its end.
        let wait = whole * (45 + 6 * attempt) / 100;
        std::thread::sleep(wait.min(Duration::from_secs(20)));
        child.kill().unwrap();
        child.wait().unwrap();
        if !folder.path(&file).exists() {
            nothing += 1;
            continue;
        }
        match guiju(&folder, &["cases", "verify", "--case-file", &file]) {
            // Killed before the file had its layout.
            run if run.code == 3 => {
                assert!(run.err.contains("is not a case file"), "{}", run.err);
                nothing += 1;
            }
            run => {
                assert_eq!(run.code, 0, "{}", run.err);
                let entries: usize = run.out.split(' ').next().unwrap().parse().unwrap();
                assert!(entries == 0 || entries == folder.calls + 1, "half a run: {entries} entries");
                if entries == 0 { nothing += 1 } else { all += 1 }
            }
        }
    }
    eprintln!("killed: nothing written {nothing} times, all {all} times");
    // And the next run goes on where the last one that was finished has ended.
    let again = folder.check("c0.db");
    assert_eq!(again.code, 1, "{}", again.err);
    assert!(entries(&folder, "c0.db") > folder.calls);
}
