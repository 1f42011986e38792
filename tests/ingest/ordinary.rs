//! Ordinary records are read on a short way. A mapping that says the same in more words leads to the long one, and both must
//! come to the same.

use super::common::*;
use guiju::event::{ColumnTest, KindId, LogMapping};
use proptest::prelude::*;

const RECORD: KindId = KindId(2);

/// Three kinds of event told apart by a column, one of them with a key; each test said `times` times over.
fn office(times: usize) -> LogMapping {
    let test = |word: &str| {
        let again = |so_far, _| ColumnTest::And(Box::new(so_far), Box::new(is("what", word)));
        Some((1..times).fold(is("what", word), again))
    };
    let mut mapping = mapping();
    mapping.time = Some(time("at", None));
    mapping.blanks = vec!["NA".into()];
    mapping.events = vec![
        event(ALARM, test("alarm"), vec![None; 2]),
        event(ARRIVE, test("arrive"), vec![None; 2]),
        event(RECORD, test("record"), vec![None; 12]),
    ];
    mapping.ignore = test("idle").into_iter().collect();
    mapping
}

const COLUMNS: [&str; 12] =
    ["what", "at", "fault", "owner", "staff", "ph", "ok", "share", "grade", "tags", "seen", "else"];

/// What a cell may hold: mostly what it should, now and then anything.
fn cell(column: usize) -> impl Strategy<Value = &'static str> {
    let usual: &[&str] = match COLUMNS[column] {
        "what" => &["alarm", "arrive", "record", "record", "idle"],
        "at" => {
            &["2024-05-06 09:00", "2024-05-06 09:01:30", "2024-05-06T09:02:00.250+08:00", "2024-05-07 00:00"]
        }
        "fault" => &["F1", "F2", "F3", "F4", "F5", ""],
        "owner" | "staff" => &["王芳", "li", "a longer name than fits into a few words", ""],
        "ph" => &["7", "7.50", "-0.1", "1e3", "12345678901234567890.5", ""],
        "ok" => &["true", "no", "是"],
        "share" => &["80%", "0.8"],
        "grade" => &["good", "bad", "so so"],
        "tags" => &["a;b", "a"],
        "seen" => &["2024-05-06 10:00", "then"],
        _ => &["", "x"],
    };
    let odd =
        &["NA", " spaced ", "two, parts", "say \"a\"", "then", "", "\u{3000}", "1.2.3", "2024-05-06 24:00"];
    prop_oneof![30 => prop::sample::select(usual), 1 => prop::sample::select(&odd[..])]
}

fn rows() -> impl Strategy<Value = Vec<Vec<&'static str>>> {
    let row: Vec<_> = (0..COLUMNS.len()).map(|column| cell(column).boxed()).collect();
    prop::collection::vec(row, 0..40)
}

fn csv(rows: &[Vec<&str>]) -> String {
    let quote = |cell: &str| match cell.contains([',', '"']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_string(),
    };
    let mut text = COLUMNS.join(",") + "\n";
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| quote(cell)).collect();
        text += &(cells.join(",") + "\n");
    }
    text
}

fn ndjson(rows: &[Vec<&str>]) -> String {
    let mut text = String::new();
    for row in rows {
        let mut members: Vec<String> = Vec::new();
        for (name, cell) in COLUMNS.iter().zip(row) {
            match *cell {
                "" => {}
                "7" | "7.50" | "-0.1" | "1e3" | "true" => members.push(format!("\"{name}\":{cell}")),
                "x" => members.push(format!("\"{name}\": {{\"deep\": [1, null]}}")),
                "NA" => members.push(format!("\"{name}\" : null")),
                cell => members.push(format!("\"{name}\": {}", serde_json::json!(cell))),
            }
        }
        text += &format!("{{{}}}\n", members.join(", "));
    }
    text
}

/// Everything that came of a file.
fn all(run: &Run<'_>) -> String {
    let digests: Vec<_> = run.out.events.iter().map(|event| (event.row, event.rule, event.digest)).collect();
    let lost: Vec<String> = run
        .out
        .lost
        .iter()
        .map(|row| {
            let cells = row.cells.iter().map(|cell| cell.as_ref().map_or("?".into(), |cell| run.cell(cell)));
            format!("{:?} {:?} {:?} {:?}", row.row, row.kind, row.at, cells.collect::<Vec<_>>())
        })
        .collect();
    let out = &run.out;
    format!(
        "{:#?} {digests:#?} {lost:#?} {:#?} {:#?} {:#?}",
        run.events(),
        out.files,
        out.rejections,
        out.problems
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_short_way_and_the_long_come_to_the_same(rows in rows()) {
        let (short, long) = (office(1), office(2));
        for (name, text) in [("days.csv", csv(&rows)), ("days.ndjson", ndjson(&rows))] {
            let quick = run_mapped(name, &text, &short);
            let careful = run_mapped(name, &text, &long);
            prop_assert_eq!(all(&quick), all(&careful), "{}", text);
        }
    }
}
