//! In which ways inputs come and outputs go: from a slow pipe, damaged, under several versions, and when a run is broken off.

use super::dice::Dice;
use super::{Case, calls};
use serde_json::Value;
use std::fmt::Write as _;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

/// The same call, with standard input left open.
fn begun(case: &Case, arguments: &[&str]) -> std::process::Child {
    Command::new(env!("CARGO_BIN_EXE_guiju"))
        .args(arguments)
        .current_dir(case.folder.path())
        .env_clear()
        .env("LANG", "C")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn a_slow_pipe_is_read_to_its_end() {
    let case = calls();
    let arguments = |log| ["check", "calls.guiju", log, "staff.csv", "--format", "json", "--counts"];
    let mut run = begun(&case, &arguments("-"));
    let mut pipe = run.stdin.take().unwrap();
    for piece in super::LOG.as_bytes().chunks(50) {
        pipe.write_all(piece).unwrap();
        pipe.flush().unwrap();
        std::thread::sleep(Duration::from_millis(20));
    }
    drop(pipe);
    let output = run.wait_with_output().unwrap();
    let norms = |out: &[u8]| serde_json::from_slice::<Value>(out).unwrap()["norms"].clone();
    assert_eq!(norms(&output.stdout), norms(case.run(&arguments("log.csv")).out().as_bytes()));
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn what_is_broken_off_leaves_outputs_as_they_were() {
    let case = calls().file("report.json", "the last report").file("rejects.csv", "the last rows");
    let arguments =
        ["check", "calls.guiju", "-", "--format", "json", "-o", "report.json", "--rejects", "rejects.csv"];
    let mut run = begun(&case, &arguments);
    run.stdin.as_mut().unwrap().write_all(&super::LOG.as_bytes()[..100]).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    run.kill().unwrap();
    run.wait().unwrap();
    assert_eq!(case.read("report.json"), "the last report");
    assert_eq!(case.read("rejects.csv"), "the last rows");
    let mut files: Vec<String> = std::fs::read_dir(case.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    assert_eq!(files, ["calls.guiju", "log.csv", "rejects.csv", "report.json", "staff.csv"]);
}

#[test]
fn rows_rejected_under_each_version_are_told() {
    let version = |range: &str, version: &str, ignored: &str| {
        super::POLICY.replace(
            "  currency CNY\n}",
            &format!("  currency CNY\n  version \"{version}\"\n  effective {range}\n}}\nlog \"log.csv\" {{ {ignored} }}"),
        )
    };
    let read = "event missed_call where column \"event\" = \"missed_call\" event call_back where column \"event\" = \"call_back\"";
    let case = calls()
        .file("old.guiju", &version(".. 2024-06-30", "2024-01", read))
        .file("new.guiju", &version("2024-07-01 ..", "2024-07", &format!("blank [\"then\"] {read}")))
        .file("log.csv", &(super::LOG.to_string() + "then,missed_call,\"li, \nli\"\n"));
    let run = case.run(&[
        "check",
        "new.guiju",
        "old.guiju",
        "log.csv",
        "staff.csv",
        "--rejects",
        "out.csv",
        "--counts",
    ]);
    assert_eq!(run.code(), 3, "{}", run.shown());
    insta::assert_snapshot!(case.read("out.csv"));
}

#[test]
fn large_files_that_are_cut_off_or_damaged_are_told() {
    let mut rows = super::LOG.to_string();
    let (mut dice, mut n) = (Dice::new(0x9e37_79b9_7f4a_7c15), 0);
    while rows.len() < 3 << 20 {
        let random = dice.roll();
        let (hour, minute, second) = (9 + n / 3600, n / 60 % 60, n % 60);
        let _ = writeln!(
            rows,
            "2024-05-07 {hour:02}:{minute:02}:{second:02},call_back,{random:016x}{:016x}",
            random.rotate_left(9)
        );
        n += 1;
    }
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(rows.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let mut flipped = packed.clone();
    let middle = flipped.len() / 2;
    flipped[middle..middle + 40].fill(0x55);
    assert!(packed.len() > 1 << 20);
    let case = calls()
        .bytes("cut.csv.gz", &packed[..packed.len() * 3 / 4])
        .bytes("flipped.csv.gz", &flipped)
        .bytes("whole.csv.gz", &packed);
    for threads in ["1", "2"] {
        for (file, more) in [
            ("cut.csv.gz", vec![]),
            ("flipped.csv.gz", vec![]),
            ("whole.csv.gz", vec!["--max-unpacked", "1MiB"]),
        ] {
            let arguments = ["check", "calls.guiju", file, "staff.csv", "--threads", threads, "--counts"];
            let run = case.run(&[&arguments[..], &more].concat());
            assert_eq!(run.code(), 3, "{}", run.shown());
            let code = if more.is_empty() { "GJ640" } else { "GJ610" };
            assert!(run.err().contains(code) && !run.err().contains("panicked"), "{}", run.shown());
        }
    }
}
