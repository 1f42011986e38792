//! Logs that are too large to be taken into memory.

use super::dice::Dice;
use super::{Case, calls};
use std::fmt::Write;

/// A missed call every ten minutes, the last of which are not returned; each row is padded to about a kilobyte, which hardly
/// compresses. With `late`, the first row stands at the end.
fn log(late: bool) -> String {
    let mut rows = Vec::new();
    let mut dice = Dice::new(0x9e37_79b9_7f4a_7c15);
    for n in 0..9000_u32 {
        let mut row = String::new();
        let (day, hour, minute) = (1 + n / 288 % 28, n / 12 % 24, n % 12 * 5);
        let month = 1 + n / 288 / 28;
        let kind = if n % 2 == 0 {
            "missed_call"
        } else if n < 8000 {
            "call_back"
        } else {
            "other"
        };
        let _ = write!(row, "{kind},2024-{month:02}-{day:02} {hour:02}:{minute:02},li,");
        for _ in 0..60 {
            let random = dice.roll();
            let _ = write!(row, "{random:016x}");
        }
        rows.push(row);
    }
    if late {
        rows.rotate_left(1);
    }
    format!("event,time,staff,note\n{}\n", rows.join("\n"))
}

fn gzipped(text: &str) -> Vec<u8> {
    use std::io::Write;
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(text.as_bytes()).unwrap();
    out.finish().unwrap()
}

/// What was found, without what names the input: totals, norms, and the ids of the findings.
fn judged(case: &Case, input: &str, more: &[&str]) -> (String, i32) {
    let arguments = [&["check", "calls.guiju", input, "staff.csv", "--format", "json"], more].concat();
    let run = if input == "-" { case.run_from("log.csv", &arguments) } else { case.run(&arguments) };
    let report: serde_json::Value = serde_json::from_str(&run.out()).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let ids: Vec<&str> = findings.iter().map(|finding| finding["id"].as_str().unwrap()).collect();
    (format!("{} {} {}", report["totals"], report["norms"], ids.join(" ")), run.code())
}

#[test]
fn large_logs_give_the_same_however_they_come() {
    let (text, late) = (log(false), log(true));
    assert!(text.len() > 8 << 20);
    let case = calls().file("log.csv", &text).file("late.csv", &late).bytes("log.csv.gz", &gzipped(&text));
    let (expected, code) = judged(&case, "log.csv", &[]);
    assert_eq!(code, 1);
    assert!(expected.contains("\"violated\":497"), "{}", &expected[..300]);
    for (input, more) in [("log.csv", ["--threads", "1"].as_slice()), ("log.csv.gz", &[]), ("-", &[])] {
        let (found, code) = judged(&case, input, more);
        assert!(found == expected && code == 1, "{input} {more:?}: {} instead of {}", found, expected);
    }
    // Out of order it is taken into memory: the same findings, on other rows.
    assert_eq!(judged(&case, "late.csv", &[]), (expected, code));
}

/// The same, counted only; with it, what is told.
fn counted(case: &Case, input: &str) -> (String, String, i32) {
    let run = case.run(&["check", "calls.guiju", input, "staff.csv", "--format", "json", "--counts"]);
    let report: serde_json::Value = serde_json::from_str(&run.out()).unwrap();
    let account = &report["inputs"][0];
    let rows = ["rows", "used", "rejected", "encoding"].map(|name| account[name].to_string()).join(" ");
    // Lines end elsewhere where a name is longer.
    let told: Vec<String> =
        run.err().replace(input, "INPUT").split_whitespace().map(str::to_string).collect();
    (format!("{} {} {rows}", report["totals"], report["norms"]), told.join(" "), run.code())
}

#[test]
fn compressed_logs_are_counted_like_others() {
    let (text, late) = (log(false), log(true));
    // A row that cannot be read makes a second pass necessary, and is shown.
    let broken = text.replacen("\nmissed_call,", "\nmissed_call,never,", 1);
    assert!(broken.len() > text.len());
    let zst = |text: &str| zstd::encode_all(text.as_bytes(), 1).unwrap();
    for text in [&text, &late, &broken] {
        let case = calls()
            .file("log.csv", text)
            .bytes("log.csv.gz", &gzipped(text))
            .bytes("log.csv.zst", &zst(text));
        let expected = counted(&case, "log.csv");
        for input in ["log.csv.gz", "log.csv.zst"] {
            let found = counted(&case, input);
            assert!(found == expected, "{input}: {found:?} instead of {expected:?}");
        }
    }
    // What is cut off is not read at all, however much of it could be.
    for (name, packed) in [("log.csv.gz", gzipped(&text)), ("log.csv.zst", zst(&text))] {
        let case = calls().bytes(name, &packed[..packed.len() - 9]);
        let run = case.run(&["check", "calls.guiju", name, "staff.csv", "--counts"]);
        assert_eq!(run.code(), 3, "{}", run.shown());
        assert!(run.shown().contains("GJ640"), "{}", run.shown());
    }
}

#[test]
fn case_files_hold_the_digests_of_large_logs() {
    use sha2::{Digest, Sha256};
    let text = log(false);
    let digest: String = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
    let case = calls().file("log.csv", &text);
    let report = case.run(&["check", "calls.guiju", "log.csv", "staff.csv", "--format", "json"]).out();
    assert!(report.contains(&digest));
    let keep =
        ["check", "calls.guiju", "log.csv", "staff.csv", "--counts", "--case-file", "c.db", "--by", "chen"];
    let kept = case.run(&keep);
    assert!(kept.code() <= 1, "{}", kept.err());
    let history = rusqlite::Connection::open(case.path("c.db")).unwrap();
    let entries: String =
        history.query_row("SELECT group_concat(body) FROM entry", [], |row| row.get(0)).unwrap();
    assert!(entries.contains(&digest), "{entries}");
}

/// A log whose line in the middle is longer than a record may be, and ends only after more than is held at once.
fn with_long_line(ending: &str, row: impl Fn(usize) -> String) -> String {
    let mut out = if ending == "csv" { "event,time,staff,note\n".to_string() } else { String::new() };
    for n in 0..300 {
        if n == 150 {
            out.extend(std::iter::repeat_n("endless ", 5 << 20));
            out.push('\n');
        }
        out += &row(n);
        out.push('\n');
    }
    out
}

#[test]
fn a_line_that_does_not_end_is_rejected_and_not_held() {
    let csv = with_long_line("csv", |n| format!("missed_call,2024-05-{:02} 09:00,li,{n}", n % 28 + 1));
    let json = with_long_line("ndjson", |n| {
        let day = n % 28 + 1;
        format!(
            "{{\"event\": \"missed_call\", \"time\": \"2024-05-{day:02} 09:00\", \"staff\": \"li\", \"note\": {n}}}"
        )
    });
    let case = calls().file("log.csv", &csv).file("log.ndjson", &json);
    for (file, line) in [("log.csv", 152), ("log.ndjson", 151)] {
        let run = case.run(&["check", "calls.guiju", file, "staff.csv", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&run.out()).unwrap();
        let input = &report["inputs"][0];
        let counts = ["rows", "used", "rejected"].map(|name| input[name].as_u64());
        assert_eq!(counts, [Some(301), Some(300), Some(1)], "{file}: {input}");
        let told = run.err();
        assert!(told.contains(&format!("{file}:{line}")) && told.contains("GJ610"), "{told}");
        assert!(told.len() < 100_000);
    }
}

#[test]
fn a_file_that_is_one_endless_line_is_refused() {
    let case = calls().file("log.csv", &"endless,".repeat(5 << 20));
    let run = case.run(&["check", "calls.guiju", "log.csv", "staff.csv"]);
    assert_eq!(run.code(), 3, "{}", run.err());
    let told = run.shown();
    assert!(
        told.contains("GJ610") && told.contains("no line of `log.csv` ends in its first 32 MiB"),
        "{told}"
    );
    let chinese = case.run(&["--lang", "zh", "check", "calls.guiju", "log.csv", "staff.csv"]).shown();
    assert!(chinese.contains("`log.csv` 的前 32 MiB 中没有一行结束"), "{chinese}");
    let drafted = case.run(&["init", "log.csv"]);
    assert!(drafted.err().contains("no line of `log.csv` ends"), "{}", drafted.shown());
}

#[test]
fn a_header_may_be_longer_than_what_is_looked_at_first() {
    let wide: String = (0..40_000).map(|n| format!(",column {n}")).collect();
    let narrow: String =
        (0..9_000).map(|n| format!(",column {n} with a very long name that says a lot")).collect();
    for (header, code) in [(wide, "GJ610"), (narrow, "")] {
        let cells = header.matches(',').count();
        let mut text = format!("event,time,staff{header}\n");
        assert!(text.len() > 256 << 10);
        let row = format!("missed_call,2024-05-06 09:00,li{}\n", ",1234567890".repeat(cells));
        while text.len() < 9 << 20 {
            text += &row;
        }
        let run =
            calls().file("log.csv", &text).run(&["check", "calls.guiju", "log.csv", "staff.csv", "--counts"]);
        assert!(run.shown().contains(code) && !run.shown().contains("GJ740"), "{}", run.shown());
        assert_eq!(run.code() == 3, !code.is_empty(), "{}", run.shown());
    }
}
