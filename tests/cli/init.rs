//! `guiju init`, and the table of rejected rows.

use super::{Case, calls, run_here};

const PUNCHES: &str = "No,姓名,类型,打卡时间,备注\n\
    1,li,上班,03/05/2024 08:20,\n\
    2,li,下班,03/05/2024 18:02,\n\
    3,wang,上班,13/05/2024 09:01,NA\n\
    4,wang,下班,14/05/2024 18:00,late\n";

const WIDE: &str = "\
    ,name,2024-05-06,2024-05-07,2024-05-08\n\
    1,li,08:20,NA,08:21\n\
    2,wang,09:00,08:59,\n";

const CASES: &str = "case,owner,opened,closed\n\
    a,li,2024-05-06 09:00,2024-05-07 10:00\n\
    b,wang,2024-05-06 09:30,-\n";

const STAFF: &str = "工号,姓名,部门\n1,li,ops\n2,wang,ops\n";

fn files() -> Case {
    Case::new()
        .file("punches.csv", PUNCHES)
        .file("wide.csv", WIDE)
        .file("cases.csv", CASES)
        .file("staff.csv", STAFF)
}

/// The draft as it is printed; it is valid, formatted, and can be run.
fn drafted(lang: &str, inputs: &[&str]) -> String {
    let case = files();
    let run = case.run(&[&["--lang", lang, "init", "-o", "draft.guiju"], inputs].concat());
    assert_eq!(run.code(), 0, "{}", run.shown());
    let told = run.err();
    let lint = case.run(&["lint", "draft.guiju"]);
    assert_eq!(lint.code(), 0, "{}", lint.shown());
    assert_eq!(case.run(&["fmt", "--check", "draft.guiju"]).code(), 0);
    let check = case.run(&[&["check", "draft.guiju"], inputs].concat());
    assert!([0, 1].contains(&check.code()), "{}", check.shown());
    format!("{told}---\n{}", case.read("draft.guiju"))
}

#[test]
fn a_draft_for_several_kinds_of_files() {
    insta::assert_snapshot!(drafted("en", &["punches.csv", "wide.csv", "cases.csv", "staff.csv"]));
}

#[test]
fn a_draft_in_chinese() {
    insta::assert_snapshot!(drafted("zh", &["punches.csv", "wide.csv"]));
}

/// Exports end with totals, and somebody always writes a word where a time should be.
#[test]
fn a_few_cells_that_are_no_times_are_told() {
    let csv = "kind,when,staff,on\nin,2024-05-06 08:20,li,13/05/2024\nout,2024-05-06 18:02,li,14/05/2024\n\
        in,2024-05-07 08:31,wang,15/05/2024\nout,2024-05-07 18:00,wang,?\nin,2024-05-08 08:25,li,16/05/2024\ntotal,five,,\n";
    let case = Case::new().file("punches.csv", csv);
    for lang in ["en", "zh"] {
        let run = case.run(&["--lang", lang, "init", "punches.csv"]);
        assert_eq!(run.code(), 0, "{}", run.shown());
        insta::assert_snapshot!(format!("a_few_cells_that_are_no_times_{lang}"), run.shown());
    }
    // Half of them are not a few.
    let case = Case::new()
        .file("punches.csv", "kind,when\nin,2024-05-06 08:20\nout,five\nin,six\nin,2024-05-07 08:20\n");
    let run = case.run(&["init", "punches.csv"]);
    assert!(run.shown().contains("when: text"), "{}", run.shown());
}

#[test]
fn what_the_file_leaves_open_is_asked_and_not_guessed() {
    let case = Case::new().file("visits.csv", "when,staff\n03/04/2024 09:00,li\n05/06/2024 09:00,wang\n");
    let run = case.run(&["init", "visits.csv"]);
    assert_eq!(run.code(), 0, "{}", run.shown());
    insta::assert_snapshot!(run.shown());
    let case = case.file("draft.guiju", &run.out());
    assert_eq!(case.run(&["lint", "draft.guiju"]).code(), 0);
    let check = case.run(&["check", "draft.guiju", "visits.csv"]);
    assert_eq!(check.code(), 3, "no time before the question is answered");
}

#[test]
fn numbers_that_may_be_dates_are_asked_about() {
    let case = Case::new().file("punches.csv", "staff,打卡时间\nli,45292.3472222222\nwang,45292.5\n");
    let run = case.run(&["init", "punches.csv"]);
    assert_eq!(run.code(), 0, "{}", run.shown());
    let question = "is `45292.3472222222` in `打卡时间` the date 2024-01-01 08:20:00";
    assert!(run.err().contains(question) && run.out().contains(question), "{}", run.shown());
    let chinese = case.run(&["--lang", "zh", "init", "punches.csv"]);
    assert!(chinese.out().contains("日期序号，即 2024-01-01 08:20:00"), "{}", chinese.shown());
    let case = case.file("draft.guiju", &run.out());
    assert_eq!(case.run(&["lint", "draft.guiju"]).code(), 0);
}

#[test]
fn of_a_large_file_only_the_beginning_is_looked_at() {
    let mut text = String::from("staff,when,note\n");
    for n in 0..150_000 {
        text +=
            &format!("s{n},2024-05-{:02} 09:00:00,some forty bytes of a note that says little\n", n % 28 + 1);
    }
    assert!(text.len() > 8 << 20);
    let case = Case::new().file("large.csv", &text);
    let (gb, _, _) = encoding_rs::GB18030.encode("姓名");
    let case = case.bytes("gb.csv", &[&gb, &text.as_bytes()[5..]].concat());
    for file in ["large.csv", "gb.csv"] {
        let run = case.run(&["init", file]);
        assert_eq!(run.code(), 0, "{}", run.shown());
        let told = run.err();
        let rows: u64 =
            told.split("only the first ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
        assert!((20_000..40_000).contains(&rows), "{told}");
        assert!(run.out().contains(&format!("Only the first {rows} rows")), "{}", run.out());
    }
    let whole = case.file("small.csv", &text[..1000]).run(&["init", "small.csv"]);
    assert!(!whole.shown().contains("only the first"), "{}", whole.shown());
}

#[test]
fn a_draft_never_takes_the_place_of_a_file() {
    let case = files().file("draft.guiju", "mine");
    assert_eq!(case.run(&["init", "cases.csv", "-o", "draft.guiju"]).code(), 2);
    assert_eq!(case.read("draft.guiju"), "mine");
}

#[test]
fn rejected_rows_go_to_a_table() {
    let case = files().file(
        "cases.guiju",
        "policy p { timezone Asia/Shanghai }\nevent ask { case: text }\n\
         duty d { when ask bearer ask.case must ask.case filled }\n\
         log \"*.csv\" { time \"when\" event ask { case: \"case\" } }\n",
    );
    let case = case.file("a.csv", "case,when\na,2024-05-06\n\"b,c\",yesterday\nd\n\"e \"\"x\"\"\",\n");
    let run = case.run(&["check", "cases.guiju", "a.csv", "--rejects", "rejects.csv"]);
    assert_eq!(run.code(), 3, "{}", run.shown());
    insta::assert_snapshot!(case.read("rejects.csv"));
    // Without rejected rows there is a header and nothing else.
    let case = case.file("b.csv", "case,when\na,2024-05-06\n");
    assert_eq!(case.run(&["check", "cases.guiju", "b.csv", "--rejects", "rejects.csv"]).code(), 0);
    assert_eq!(case.read("rejects.csv").lines().count(), 1);
    // A table that cannot be written is an error, not a silence.
    let run = case.run(&["check", "cases.guiju", "b.csv", "--rejects", "no/such/folder.csv"]);
    assert_eq!(run.code(), 2, "{}", run.shown());
}

#[test]
fn real_exports_can_be_looked_at() {
    let Some(folder) = super::policies::real("logs") else { return };
    for file in ["attendance/in_time.csv", "receipt-wabo/receipt.csv", "helpdesk-it/helpdesk.csv"] {
        let run = run_here(&["init", &format!("{folder}/{file}")]);
        assert_eq!(run.code(), 0, "{}", run.err());
        let case = calls().file("draft.guiju", &run.out());
        let lint = case.run(&["lint", "draft.guiju"]);
        assert_eq!(lint.code(), 0, "{}", lint.shown());
    }
}

/// What is told of a file, and how the draft reads it: it is valid, and all rows become events.
fn read_at_once(name: &str, content: &str, rows: usize) -> String {
    let case = Case::new().file(name, content);
    for lang in ["en", "zh"] {
        let run = case.run(&["--lang", lang, "init", name]);
        assert_eq!(run.code(), 0, "{}", run.shown());
        let case = Case::new().file(name, content).file("draft.guiju", &run.out());
        assert_eq!(case.run(&["lint", "draft.guiju"]).code(), 0);
        let check = case.run(&["--lang", "en", "check", "draft.guiju", name]);
        let shown = check.shown();
        assert!(shown.contains(&format!("{rows} rows, {rows} used")), "{shown}");
        assert!(!shown.contains("no event"), "{shown}");
    }
    case.run(&["--lang", "en", "init", name]).shown()
}

#[test]
fn records_in_a_document_are_found() {
    let record =
        |n: usize| format!("{{\"eventTime\": \"2024-05-06T0{n}:00:00Z\", \"user\": {{\"name\": \"u{n}\"}}}}");
    let records: Vec<String> = (0..8).map(record).collect();
    let compact = format!("{{\"Records\":[{}]}}", records.join(","));
    let shown = read_at_once("trail.json", &compact, 8);
    assert!(shown.contains("records at \"Records\""), "{shown}");
    assert!(shown.contains("the records stand in `Records`"), "{shown}");
    let pretty =
        format!("{{\n  \"log\": {{\n  \"n\": 8,\n  \"items\": [\n{}\n]\n}}\n}}\n", records.join(",\n"));
    assert!(read_at_once("pretty.json", &pretty, 8).contains("records at \"log.items\""));
    // One object a line is one record a line.
    let lines = read_at_once("lines.json", &records.join("\n"), 8);
    assert!(!lines.contains("records"), "{lines}");
}

#[test]
fn counts_since_1970_are_times_where_a_column_is_named_so() {
    let seconds = read_at_once("a.csv", "ts,act\n1714957200,in\n1714957260,out\n1714957320,in\n", 3);
    assert!(seconds.contains("time  \"ts\" as \"%s\""), "{seconds}");
    let millis =
        "{\"@timestamp\":1714957200000,\"act\":\"in\"}\n{\"@timestamp\":1714957260123,\"act\":\"out\"}\n";
    let millis = read_at_once("a.ndjson", millis, 2);
    assert!(millis.contains("time  \"@timestamp\" as \"%Q\""), "{millis}");
}

#[test]
fn how_office_programs_write_tables_and_times() {
    let table = "sep=;\r\nwann;wer\r\n2024-05-06 09:00;li\r\n2024-05-06 09:30;wang\r\n";
    let sep = read_at_once("excel.csv", table, 2);
    assert!(sep.contains("the header stands on line 2"), "{sep}");
    read_at_once("week.csv", "day,who\n2024-05-06 星期一,li\n2024-05-07 星期二,wang\n", 2);
    read_at_once("half.csv", "when,who\n2024年5月6日 下午3:05,li\n2024年5月7日 上午9:00,wang\n", 2);
    read_at_once(
        "mail.csv",
        "when,who\n\"Mon, 06 May 2024 08:00:00 +0800\",li\n\"Tue, 07 May 2024 18:00:00 +0800\",wang\n",
        2,
    );
}

#[test]
fn a_first_row_that_looks_like_a_record_is_asked_about() {
    let case =
        Case::new().file("a.csv", "2024-05-06 09:00,li\n2024-05-06 09:30,wang\n2024-05-06 09:40,zhao\n");
    for (lang, question) in [("en", "? does the file have a header?"), ("zh", "？该文件有没有表头？")]
    {
        let run = case.run(&["--lang", lang, "init", "a.csv"]);
        assert_eq!(run.code(), 0, "{}", run.shown());
        assert!(run.err().contains(question), "{}", run.shown());
        assert!(run.out().contains(question.trim_start_matches(['?', '？', ' '])), "{}", run.shown());
    }
}
