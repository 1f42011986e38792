//! Every message about files and rows, in both languages, with the cell it points to.

#[path = "ingest/common.rs"]
mod common;

use common::*;
use guiju::event::{
    CellPlace, CellSource, CellSpec, ColumnTest, EachOf, EventRule, KindId, LogMapping, Schema, Shape, Side,
    TextEncoding, TimeSpec, Type,
};
use guiju::ingest::{IngestProblem, choose};
use guiju::locale::Lang;
use std::collections::BTreeSet;

/// Snapshots the messages of one run and checks which codes they have.
fn check(name: &str, codes: &[&str], run: &Run<'_>) {
    assert_eq!(run.codes(), codes, "{name}");
    for lang in Lang::ALL {
        for message in run.diagnostics(lang).0 {
            assert!(!message.message.ends_with(['.', '。']), "{}", message.message);
        }
    }
    insta::with_settings!({ snapshot_path => "ingest/snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, run.messages());
    });
}

/// One file without a mapping.
fn file(name: &str, codes: &[&str], file: &str, text: &str) {
    check(name, codes, &run(&[(file, text)]));
}

const HEADER: &str = "event,time,fault,staff,owner\n";

/// A log of the usual columns.
fn log(name: &str, codes: &[&str], rows: &str) {
    file(name, codes, "a.csv", &format!("{HEADER}{rows}"));
}

/// A log read by a mapping of which one thing is changed.
fn mapped(name: &str, codes: &[&str], text: &str, change: impl Fn(&mut LogMapping)) {
    let mut mapping = mapping();
    mapping.time = Some(time("打卡时间", Some("%Y-%m-%d %H:%M")));
    mapping.events = vec![event(ARRIVE, None, vec![column("工号"), column("工号")])];
    change(&mut mapping);
    check(name, codes, &run_mapped("days.csv", text, &mapping));
}

const PUNCHES: &str = "工号,打卡时间,类型\n7,2024-05-06 09:00,上班\n";

// ---------------------------------------------------------------------------------------------- files

#[test]
fn gj601_no_text() {
    let bytes = [b"event,time,fault\nalarm,2024-05-06,".as_slice(), &[0xFF; 40], b"\n"].concat();
    let mapping = LogMapping { encoding: TextEncoding::named("utf-8"), ..mapping() };
    let files = [("a.csv", bytes.as_slice(), Some(&mapping)), ("b.csv", b"event,\0time", None)];
    check("gj601", &["GJ601"; 2], &run_with(schema(), &files, None));
}

#[test]
fn gj602_no_records() {
    let files = [("empty.csv", ""), ("header.csv", HEADER), ("none.json", "[]"), ("blank.ndjson", "\n\n")];
    check("gj602", &["GJ602"; 4], &run(&files));
}

#[test]
fn gj603_broken_array() {
    let record = r#"{"event":"arrive","time":"2024-05-06","fault":"F1","staff":"li"}"#;
    let cut = format!("[\n{record},\n");
    let comma = format!("[\n{record}\n{record}\n]");
    let after = format!("[\n{record}\n]\n{record}\n");
    let files =
        [("object.json", "\"nothing\""), ("cut.json", &cut), ("comma.json", &comma), ("after.json", &after)];
    check("gj603", &["GJ603"; 4], &run(&files));
}

#[test]
fn gj604_missing_column() {
    file("gj604_field", &["GJ604"], "a.csv", "event,time,falt,staff\narrive,2024-05-06,F1,li\n");
    file("gj604_attribute", &["GJ604", "GJ604"], "staff.csv", "工号,姓名\n7,李\n");
    mapped("gj604_mapped", &["GJ604", "GJ604"], "工号,打卡日期\n7,2024-05-06 09:00\n", |mapping| {
        mapping.ignore = vec![is("机器", "3")];
    });
}

#[test]
fn gj605_ambiguous_column() {
    file("gj605_twice", &["GJ605"], "a.csv", "event,time,fault,fault,staff\narrive,2024-05-06,F1,F2,li\n");
    file(
        "gj605_time",
        &["GJ605"],
        "a.csv",
        "event,time,at,fault,staff\narrive,2024-05-06,2024-05-07,F1,li\n",
    );
    file("gj605_kind", &["GJ605"], "a.csv", "event,事件,time\narrive,到场,2024-05-06\n");
}

#[test]
fn gj606_no_event_column() {
    file("gj606", &["GJ606"], "may.csv", "evnet,time,fault\nalarm,2024-05-06,F1\n");
}

#[test]
fn gj607_no_time_column() {
    file("gj607", &["GJ607"], "alarm.csv", "fault,日期\nF1,2024-05-06\n");
}

#[test]
fn gj608_bad_time_format() {
    for (name, format) in [
        ("gj608_no_date", "%H:%M"),
        ("gj608_directive", "%Y-%m-%d %H:%M %Z"),
        ("gj608_no_minute", "%Y-%m-%d %H"),
        ("gj608_half_of_day", "%Y-%m-%d %I:%M"),
    ] {
        mapped(name, &["GJ608"], PUNCHES, |mapping| {
            mapping.time = Some(time("打卡时间", Some(format)));
            mapping.events[0].span = span("time \"打卡时间\" as \"%H:%M\"");
        });
    }
}

#[test]
fn gj609_unknown_zone() {
    mapped("gj609", &["GJ609"], PUNCHES, |mapping| mapping.zone = Some("Asia/Peking".into()));
    let log = "event,time,fault,staff\narrive,2024-05-06,F1,li\n";
    check("gj609_header", &["GJ609"], &run_with(schema(), &[("a.csv", log.as_bytes(), None)], Some("CST")));
}

#[test]
fn gj610_beyond_limits() {
    let header: Vec<String> = (0..10_001).map(|i| format!("c{i}")).collect();
    let wide = run_of_messages(&[("wide.csv", &header.join(","))]);
    let deep = format!("{{\"event\":\"arrive\",\"x\":{}{}}}", "[".repeat(70), "]".repeat(70));
    let deep = run_of_messages(&[("deep.ndjson", &deep)]);
    let long = format!("{HEADER}arrive,2024-05-06,F1,li,{}\n", "x".repeat(17 << 20));
    let long = run_of_messages(&[("long.csv", &long)]);
    insta::with_settings!({ snapshot_path => "ingest/snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("gj610", [wide, deep, long].concat());
    });
}

/// The messages alone, for inputs too large to be repeated in a snapshot.
fn run_of_messages(files: &[(&str, &str)]) -> String {
    let messages = run(files).messages();
    let (_, messages) = messages.split_once("===").unwrap_or_default();
    format!("==={messages}")
}

#[test]
fn gj611_unknown_kind() {
    log(
        "gj611",
        &["GJ611"],
        "arive,2024-05-06,F1,li,\narrive,2024-05-06,F1,li,\nlunch,2024-05-06,,li,\nlunch,2024-05-06,,li,\n",
    );
}

#[test]
fn gj612_nothing_used() {
    mapped("gj612", &["GJ612"], PUNCHES, |mapping| mapping.events[0].test = Some(is("类型", "上班打卡")));
}

#[test]
fn gj613_unmatched_rows() {
    mapped("gj613", &["GJ613"], &format!("{PUNCHES}8,2024-05-06 18:00,下班\n"), |mapping| {
        mapping.events[0].test = Some(is("类型", "上班"));
        mapping.ignore = vec![is("类型", "心跳")];
    });
}

#[test]
fn gj614_key_conflict() {
    log("gj614", &["GJ614"], "alarm,2024-05-06 09:00,F1,,li\nalarm,2024-05-06 09:00,F1,,wang\n");
}

#[test]
fn gj615_entity_conflict() {
    file(
        "gj615",
        &["GJ615"],
        "staff.csv",
        "id,role,valid_from,valid_to\nli,engineer,2024-01-01,2024-06-30\nli,director,2024-06-01,\n",
    );
}

#[test]
fn gj616_duplicate_rows() {
    log("gj616", &["GJ616"], "alarm,2024-05-06 09:00,F1,,li\nalarm,2024-05-06T09:00+08:00,F1,,li\n");
}

#[test]
fn gj617_bad_constant() {
    let mut schema = schema();
    schema.kinds[1].fields[0] = field("fault", guiju::event::Type::Number);
    let mut mapping = mapping();
    mapping.time = Some(time("打卡时间", None));
    mapping.events = vec![event(ARRIVE, None, vec![Some(CellSource::Constant("F1".into())), column("工号")])];
    let run = run_with(schema, &[("days.csv", PUNCHES.as_bytes(), Some(&mapping))], None);
    check("gj617", &["GJ617"], &run);
}

#[test]
fn gj618_name_never_seen() {
    file(
        "gj618",
        &["GJ618"],
        "a.ndjson",
        "{\"event\":\"arrive\",\"time\":\"2024-05-06\",\"falt\":\"F1\",\"staff\":\"li\"}\n",
    );
}

#[test]
fn gj619_ambiguous_mapping() {
    let mut second = mapping();
    second.pattern = "*.csv".into();
    second.span = span("time \"打卡时间\" as \"%H:%M\"");
    let mut first = mapping();
    first.pattern = "days.*".into();
    let problem: IngestProblem = *choose(&[first, second], "days.csv").unwrap_err();
    let mut run = run(&[]);
    run.out.problems.push(problem);
    check("gj619", &["GJ619"], &run);
}

// ---------------------------------------------------------------------------------------------- rows

#[test]
fn gj620_ragged_row() {
    log(
        "gj620",
        &["GJ620", "GJ620"],
        "arrive,2024-05-06,F1\narrive,2024-05-06,F1, broken, pipe,li,\narrive,2024-05-06\n",
    );
}

#[test]
fn gj621_broken_quotes() {
    log("gj621", &["GJ621", "GJ621"], "arrive,2024-05-06,\"F\"1,li,\narrive,2024-05-06,\"F2,li,\n");
    file("gj621_header", &["GJ621"], "a.csv", "event,\"time,fault\nalarm,2024-05-06,F1\n");
}

#[test]
fn gj622_broken_record() {
    file(
        "gj622",
        &["GJ622", "GJ622", "GJ622", "GJ622"],
        "a.ndjson",
        "{\"event\":\"arrive\",\"time\":\"2024-05-06\",\"fault\":\"F1\",\"staff\":\"li\"}\n\
         {\"event\":\"arrive\",\"time\":2024-05-06}\n\
         {\"event\":\"arrive\",\n\
         [\"arrive\",\"2024-05-06\"]\n\
         {\"event\":\"arrive\",\"time\":\"2024-05-06\",\"time\":\"2024-05-07\"}\n",
    );
}

#[test]
fn gj623_blank_time() {
    let rows: String = (0..8).map(|i| format!("arrive,,F{i},li,\n")).collect();
    log("gj623", &["GJ623"], &format!("arrive,2024-05-06,F,li,\n{rows}"));
}

#[test]
fn gj624_unreadable_time() {
    log("gj624", &["GJ624"], "arrive,2024-05-06,F1,li,\narrive,06/05/2024 09:00,F1,li,\n");
    mapped("gj624_format", &["GJ624"], &format!("{PUNCHES}8,06.05.2024 09:00,上班\n"), |_| {});
    mapped(
        "gj624_two_cells",
        &["GJ624"],
        "工号,日,时\n7,2024-05-06,09:00\n8,2024-05-06,9点\n",
        |mapping| {
            mapping.time = Some(TimeSpec { places: vec!["日".into(), "时".into()], format: None });
        },
    );
}

#[test]
fn gj625_no_zone() {
    let text = "event,time,fault,staff\narrive,2024-05-06 09:00Z,F1,li\narrive,2024-05-06 09:00,F1,li\n";
    check("gj625", &["GJ625"], &run_with(schema(), &[("a.csv", text.as_bytes(), None)], None));
}

#[test]
fn gj626_irregular_time() {
    let text = format!(
        "{HEADER}arrive,2024-03-31 01:59,F1,li,\narrive,2024-03-31 02:30,F1,li,\narrive,2024-10-27 02:30,F1,li,\n"
    );
    let run = run_with(schema(), &[("a.csv", text.as_bytes(), None)], Some("Europe/Berlin"));
    check("gj626", &["GJ626", "GJ626"], &run);
}

#[test]
fn gj627_unreadable_key() {
    let mut schema = schema();
    schema.kinds[0].fields[0] = field("fault", guiju::event::Type::Number);
    let text = "event,time,fault,owner\nalarm,2024-05-06,1,li\nalarm,2024-05-06,F1,li\n";
    let run = run_with(schema, &[("a.csv", text.as_bytes(), None)], Some("UTC"));
    check("gj627", &["GJ627"], &run);
    file("gj627_blank", &["GJ627"], "staff.csv", "id,role\nli,engineer\n,clerk\n");
}

#[test]
fn gj628_blank_kind() {
    log("gj628", &["GJ628"], "arrive,2024-05-06,F1,li,\n,2024-05-06,F1,li,\n");
}

#[test]
fn gj629_bad_validity() {
    file(
        "gj629",
        &["GJ629", "GJ629"],
        "staff.csv",
        "id,role,valid_from,valid_to\nli,clerk,2024-01-01,\nwang,clerk,May,\nzhao,clerk,2024-06-01,2024-05-01\n",
    );
}

#[test]
fn a_missing_time_of_the_block_says_how_to_mean_it() {
    let text = "工号,来,去\n7,2024-05-06 09:00,2024-05-06 18:00\n8,,2024-05-06 18:00\n";
    mapped("gj623_closed", &["GJ623"], text, |mapping| {
        mapping.time = Some(time("来", None));
        let leave = event(ALARM, None, vec![column("工号"), None]);
        mapping.events.push(EventRule { time: Some(time("去", None)), ..leave });
    });
}

// ---------------------------------------------------------------------------------------------- opening

#[test]
fn gj640_damaged() {
    let files: [(&str, &[u8], Option<&LogMapping>); 4] = [
        ("a.csv.gz", b"\x1f\x8b\x08\0\0\0\0\0\0\x03cut", None),
        ("b.csv.zst", b"\x28\xb5\x2f\xfdcut", None),
        ("c.xlsx", b"PK\x03\x04cut", None),
        ("d.parquet", b"PAR1cut", None),
    ];
    check("gj640", &["GJ640"; 4], &run_with(schema(), &files, None));
}

#[test]
fn gj641_kinds_that_are_not_read() {
    let locked: Vec<u8> =
        [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".as_slice(), b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"]
            .concat();
    let files: [(&str, &[u8], Option<&LogMapping>); 4] = [
        ("a.zip", b"PK\x03\x04a.csv", None),
        ("b.xls", b"<html><table></table></html>", None),
        ("c.xlsx", &locked, None),
        ("d.csv.xz", b"\xFD7zXZ\0 and so on", None),
    ];
    check("gj641", &["GJ641"; 4], &run_with(schema(), &files, None));
}

#[test]
fn gj642_broken_xml() {
    let event = "<event><string key=\"event\" value=\"arrive\"/><date key=\"time\" value=\"2024-05-06\"/>\
                 <string key=\"fault\" value=\"F1\"/><string key=\"staff\" value=\"li\"/></event>";
    let cut = format!("<log>\n<trace>{event}</trace>\n<trace>");
    let wrong = format!("<log>\n<trace>{event}</trace>\n</trace></log>");
    let files = [
        ("cut.xes", cut.as_str()),
        ("wrong.xes", wrong.as_str()),
        ("page.xes", "<rss></rss>"),
        ("entities.xes", "<!DOCTYPE log [<!ENTITY a \"aaaa\">]><log/>"),
    ];
    check("gj642", &["GJ642"; 4], &run(&files));
}

#[test]
fn gj643_and_gj644_sheets() {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, cells) in [
        ("五月", [["event", "time", "fault", "staff"], ["arrive", "2024-05-06", "F1", "li"]]),
        ("说明", [["填表说明", "", "", ""], ["按实填写", "", "", ""]]),
    ] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (r, row) in cells.iter().enumerate() {
            for (c, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string(r as u32, c as u16, *cell).unwrap();
            }
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    let june = LogMapping { sheet: Some("六月".into()), ..mapping() };
    let files = [("a.xlsx", bytes.as_slice(), Some(&june)), ("b.xlsx", bytes.as_slice(), None)];
    let run = run_with(schema(), &files, Some("Asia/Shanghai"));
    assert_eq!(run.codes(), ["GJ643", "GJ644"]);
    let messages = run.messages();
    let (_, messages) = messages.split_once("=== en").unwrap();
    insta::with_settings!({ snapshot_path => "ingest/snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("gj643", messages);
    });
}

// The same workbook: `fn gj644` is told of above.

#[test]
fn gj645_and_gj646_encodings() {
    let rows = "arrive,2024-05-06 09:00,F1,欧阳小明\narrive,2024-05-06 10:00,F2,李\n";
    let mut bytes = format!("{HEADER}{rows}").replace(",owner", "").into_bytes();
    let at = bytes.len() - 3;
    bytes[at] = b'?';
    check(
        "gj645",
        &["GJ645", "GJ646"],
        &run_with(schema(), &[("a.csv", &bytes, None)], Some("Asia/Shanghai")),
    );
}

// The same file: `fn gj646` is told of above.

#[test]
fn gj650_no_column_like() {
    mapped("gj650", &["GJ650"], "工号,5月6日\n7,09:00\n", |mapping| {
        let each = Some(EachOf::Column("*/2024".into()));
        let time = TimeSpec { places: vec![CellPlace::Cell], format: None };
        mapping.events =
            vec![EventRule { each, time: Some(time), ..event(ARRIVE, None, vec![column("工号")]) }];
    });
}

#[test]
fn gj650_headers_that_do_not_fit_the_field() {
    let date = CellSpec { places: vec![CellPlace::Header], format: None, unit: None, map: Vec::new() };
    let schema = Schema { kinds: vec![kind("count", vec![field("of", Type::Number)])], entities: Vec::new() };
    let mut mapping = mapping();
    let each = Some(EachOf::Column("*".into()));
    let time = TimeSpec { places: vec![CellPlace::Cell], format: None };
    mapping.events = vec![EventRule {
        each,
        time: Some(time),
        ..event(KindId(0), None, vec![Some(CellSource::Cell(date))])
    }];
    let text = b"1,sum\n2024-05-06 09:00,2024-05-06 09:00\n";
    check("gj617_header", &["GJ617"], &run_with(schema, &[("a.csv", text, Some(&mapping))], None));
}

#[test]
fn gj651_unfit_part() {
    let text =
        "工号,审批记录\n7,li|2024-05-06 09:00;zhao|2024-05-06 10:00\n8,li|2024-05-06 09:00;zhao said yes\n";
    mapped("gj651", &["GJ651"], text, |mapping| {
        let names = vec![("who".to_string(), "|".to_string()), ("when".to_string(), String::new())];
        let shapes = vec![Shape { lead: String::new(), names }];
        let each = Some(EachOf::Part { column: "审批记录".into(), by: ";".into(), shapes });
        let fields = vec![column("工号"), column("who")];
        mapping.events =
            vec![EventRule { each, time: Some(time("when", None)), ..event(ARRIVE, None, fields) }];
    });
}

#[test]
fn gj652_undecided_test() {
    let text = "工号,来,得分\n7,2024-05-06 09:00,5\n8,2024-05-06 09:00,高\n9,2024-05-06 09:00,\n";
    mapped("gj652", &["GJ652"], text, |mapping| {
        mapping.time = Some(time("来", None));
        let test = ColumnTest::Compare("得分".into(), Side::Above, 3.into());
        mapping.events =
            vec![event(ARRIVE, Some(test), vec![Some(CellSource::Constant("F1".into())), column("工号")])];
    });
}

#[test]
fn every_code_of_logs_has_its_test() {
    let text = include_str!("ingest_messages.rs");
    let tested: BTreeSet<String> =
        text.split("fn gj").skip(1).map(|rest| format!("GJ{}", rest.get(..3).unwrap_or_default())).collect();
    let codes =
        guiju::diagnostics::Code::ALL.iter().map(|c| c.id()).filter(|id| ("GJ600".."GJ660").contains(id));
    let missing: Vec<&str> = codes.filter(|id| !tested.contains(*id)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
