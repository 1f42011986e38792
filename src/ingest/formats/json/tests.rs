use super::*;
use crate::event::{Sym, packed_short};
use crate::ingest::dice::Dice;
use crate::ingest::raw::{Raw, Record};
use crate::ingest::walk::Member;

fn items(mut rows: JsonRows<'_>) -> Vec<String> {
    let mut out = Vec::new();
    while let Some(item) = rows.next() {
        out.push(match item {
            JsonItem::Row(at, Ok(text)) => format!("{}:{}-{} {text}", at.line, at.start, at.end),
            JsonItem::Row(at, Err(fault)) => format!("{}:{}-{} {fault:?}", at.line, at.start, at.end),
            JsonItem::Broken { why, at, line } => format!("{line}:{at} {why:?}"),
        });
    }
    out
}

fn cells(text: &str, wanted: &[&str]) -> String {
    let mut paths = Paths::default();
    wanted.iter().enumerate().for_each(|(slot, path)| paths.add(path, slot));
    match JsonRow::read(text, &paths, wanted.len()) {
        Ok(row) => (0..wanted.len())
            .map(|slot| row.get(slot).as_str().unwrap_or("-").to_string())
            .collect::<Vec<_>>()
            .join("|"),
        Err(fault) => format!("{fault:?}"),
    }
}

#[test]
fn records_of_an_array_know_their_bytes_and_lines() {
    let text = "[\n  {\"a\": 1},\n  {\"a\": {\"b\": \"}]\\\"\"}}\n]\n";
    assert_eq!(items(JsonRows::array(text)), ["2:4-12 {\"a\": 1}", "3:16-36 {\"a\": {\"b\": \"}]\\\"\"}}"]);
    assert_eq!(items(JsonRows::array(" [ ] ")), [""; 0]);
}

#[test]
fn a_broken_array_says_where() {
    assert_eq!(items(JsonRows::array("{}")), ["1:0 NoArray"]);
    assert_eq!(items(JsonRows::array("[{},\n{\"a\":")), ["1:1-3 {}", "2:5-10 CutOff", "2:9 CutOff"]);
    assert_eq!(items(JsonRows::array("[{}\n{}]")), ["1:1-3 {}", "2:4 NoComma"]);
    assert_eq!(items(JsonRows::array("[{},]")), ["1:1-3 {}", "1:4 NoComma"]);
    assert_eq!(items(JsonRows::array("[] x")), ["1:3 Trailing"]);
}

#[test]
fn records_of_lines() {
    assert_eq!(items(JsonRows::lines("{}\r\n\n {\"a\":1} \n")), ["1:0-2 {}", "3:6-13 {\"a\":1}"]);
}

#[test]
fn deep_nesting_is_refused_but_not_brackets_in_texts() {
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH));
    assert!(items(JsonRows::lines(&deep))[0].ends_with("TooDeep"));
    let text = format!("{{\"a\":\"{}\"}}", "[".repeat(100));
    assert!(!items(JsonRows::lines(&text))[0].ends_with("TooDeep"));
}

#[test]
fn cells_are_taken_as_written() {
    let text = r#"{"n": 1.50, "t": " li\u00e9 ", "b": true, "z": null, "o": {"x": [1, 2]}, "s": ""}"#;
    assert_eq!(
        cells(text, &["n", "t", "b", "z", "o", "o.x", "s", "none"]),
        "1.50|lié|true|-|{\"x\": [1, 2]}|[1, 2]|-|-"
    );
    assert_eq!(elements("[1.0, \"a\"]").unwrap(), [Raw::text("1.0"), Raw::text("a")]);
}

#[test]
fn paths_lead_into_objects_and_literal_names_win() {
    assert_eq!(cells(r#"{"a": {"b": {"c": 1}}}"#, &["a.b.c"]), "1");
    assert_eq!(cells(r#"{"a.b": {"c": 1}}"#, &["a.b.c"]), "1");
    assert_eq!(cells(r#"{"a": {"b.c": 2}, "a.b.c": 1}"#, &["a.b.c"]), "1");
    assert_eq!(cells(r#"{"a.b.c": 1, "a": {"b.c": 2}}"#, &["a.b.c"]), "1");
}

#[test]
fn faults_of_records_say_where() {
    assert_eq!(cells(r#"{"a": 1,, "b": 2}"#, &["a"]), "NotJson(8)");
    assert_eq!(cells(r#"{"a": 1"#, &["a"]), "CutOff");
    assert_eq!(cells("[1]", &["a"]), "NotAnObject");
    assert_eq!(cells("nope", &["a"]), "NotJson(1)");
    assert_eq!(cells(r#"{"a": 1, "a": 2}"#, &["a"]), "NameTwice(\"a\")");
    assert_eq!(cells(r#"{"a": 1} x"#, &["a"]), "NotJson(9)");
}

#[test]
fn tokens_are_found_for_underlining() {
    let text = r#"{"a": 1, "b": {"c": "x y"}}"#;
    let mut paths = Paths::default();
    paths.add("b.c", 0);
    let row = JsonRow::read(text, &paths, 1).unwrap();
    assert_eq!(&text[row.place(text, 0).unwrap()], "\"x y\"");
}

#[test]
fn the_quick_and_the_careful_reader_take_records_apart_alike() {
    let names = ["\"a\":", "\"a\":", "\"b\": ", "\"c\" :", " \"long name\":", "\"n\\u0061me\":", "a:", ""];
    let values = [
        "1",
        "-0.50",
        "0",
        "12e3",
        "true",
        "null",
        "\"text\"",
        "\"的, \"",
        "\" \"",
        "\"\"",
        "07",
        "1.",
        "-",
        "nul",
        "\"\\n\"",
        "\"\t\"",
        "[1]",
        "\"",
    ];
    let ends = [",", ",", ",", ", ", " ,", "", "}"];
    let mut paths = Paths::default();
    ["a", "b", "c"].into_iter().enumerate().for_each(|(slot, name)| paths.add(name, slot));
    let mut dice = Dice::new(0x9e37_79b9_7f4a_7c15);
    let mut any = |of: &[&'static str]| of[dice.below(of.len())];
    let (mut room, mut taken) = (Room::default(), 0);
    for _ in 0..200_000 {
        let mut text = String::from("{");
        for number in 0..3 {
            text += any(&names);
            text += any(&values);
            text += if number < 2 { any(&ends) } else { "}" };
        }
        let careful = JsonRow::read(&text, &paths, 3);
        // As the whole of a text, and as a line of one.
        let lines = format!("{{\"a\":\"x\"}}\n{text}\r\n{}", " ".repeat(80));
        let mut rows = JsonRows::some_lines(&lines, 1, true);
        let line = rows.line().and_then(|_| rows.line()).unwrap();
        let mut other_room = Room::default();
        let on_line = rows.plain_row(&line, (&paths, 3), &mut other_room);
        let alone = PlainRow::alone(&text, &paths, 3, &mut room);
        assert_eq!(alone.is_some(), on_line.is_some(), "{text}");
        let (Some(alone), Some(on_line)) = (alone, on_line) else { continue };
        taken += 1;
        let careful = careful.unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
        for slot in 0..3 {
            let expected = careful.get(slot);
            assert_eq!(alone.get(slot), expected, "{text}");
            assert_eq!(on_line.get(slot), expected, "{text}");
            assert_eq!(alone.has(slot), careful.has(slot), "{text}");
            let text_of = expected.as_str().unwrap_or_default();
            let bytes = alone.bytes(slot).unwrap_or_default();
            assert_eq!(std::str::from_utf8(bytes).unwrap().trim(), text_of, "{text}");
            if let Some(sym) = alone.sym(slot) {
                assert_eq!(Some(sym), Sym::short(text_of), "{text}");
            }
            if let Some(short) = alone.short(slot) {
                assert_eq!(Some(short), packed_short(text_of), "{text}");
            }
        }
        assert_eq!(alone.all_blank(), careful.all_blank(), "{text}");
    }
    assert!(taken > 500, "{taken}");
    let whole = r#"{"a":1.50, "b" : "x y","other": null, "c":"的"}"#;
    assert!(PlainRow::alone(whole, &paths, 3, &mut room).is_some());
    assert!(PlainRow::alone("{ }", &paths, 3, &mut room).is_some());
}
