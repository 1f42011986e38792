//! What becomes of files of logs and reference data.

#[path = "ingest/common.rs"]
mod common;
#[path = "ingest/ordinary.rs"]
mod ordinary;

use common::*;
use guiju::event::{CellSource, ColumnTest, FormatHint, LogMapping, TestValue, TimeSpec};
use guiju::ingest::{choose, excerpt, locate};
use proptest::prelude::*;

// ---------------------------------------------------------------------------------------------- formats

const CSV: &str = include_str!("ingest/logs/day.csv");
const FORMATS: [(&str, &str); 4] = [
    ("day.csv", CSV),
    ("day.tsv", include_str!("ingest/logs/day.tsv")),
    ("day.json", include_str!("ingest/logs/day.json")),
    ("day.ndjson", include_str!("ingest/logs/day.ndjson")),
];

#[test]
fn the_same_events_in_any_format_are_the_same_events() {
    let expected = [
        "2024-05-05T16:00:00Z(day) record staff=王芳 ph=7.50 ok=true share=0.80 fee=100.50CNY day=2024-05-06 \
         clock=08:20 seen=2024-05-06T02:00:00Z(minute) took=1800s grade=good tags=[a,b] \
         place.room=R \"1\", left",
        "2024-05-06T01:00:00Z(minute) alarm fault=F1 owner=li",
        "2024-05-06T01:31:20Z arrive fault=F1 staff=li",
        "2024-05-07T00:00:00Z record staff=zhao ph=?n/a grade=?Good",
    ];
    let digests: Vec<u64> = run(&FORMATS[..1]).out.events.iter().map(|e| e.digest).collect();
    for (name, text) in FORMATS {
        let run = run(&[(name, text)]);
        assert_eq!(run.events(), expected, "{name}");
        assert_eq!(run.counts(), ["4 = 4 + 0 + 0 + 0"], "{name}");
        assert_eq!(run.codes(), [""; 0], "{name}");
        // Lists are written differently in JSON, everything else is the same content.
        let same = run.out.events.iter().zip(&digests).filter(|(e, d)| e.digest == **d).count();
        assert!(same >= 3, "{name}");
    }
}

#[test]
fn byte_order_marks_and_windows_line_ends_change_nothing() {
    let windows = format!("\u{FEFF}{}", CSV.replace('\n', "\r\n"));
    let run = run(&[("day.csv", &windows)]);
    assert_eq!(run.events(), common::run(&FORMATS[..1]).events());
    for event in &run.out.events {
        let row = &windows[event.row.start as usize..][..event.row.len as usize];
        assert!(CSV.lines().any(|line| line == row), "{row:?}");
    }
}

#[test]
fn columns_may_stand_in_any_order_and_delimiters_are_detected() {
    let run = run(&[("a.csv", "fault;time;event\nF1;2024-05-06 09:00;alarm\n")]);
    assert_eq!(run.events(), ["2024-05-06T01:00:00Z(minute) alarm fault=F1"]);
}

#[test]
fn chinese_names_need_no_mapping_either() {
    let run = run(&[("a.csv", "事件,时间,故障号\n到场,2024年5月6日 9:00,F1\n")]);
    assert_eq!(run.events(), ["2024-05-06T01:00:00Z(minute) 到场 故障号=F1"]);
}

#[test]
fn a_file_named_after_a_kind_needs_no_event_column() {
    let run = run(&[("logs/arrive.csv", "time,fault,staff\n2024-05-06 09:00,F1,li\n")]);
    assert_eq!(run.events(), ["2024-05-06T01:00:00Z(minute) arrive fault=F1 staff=li"]);
}

#[test]
fn a_time_column_that_is_a_field_of_the_kind_gives_way_to_another() {
    let mut schema = schema();
    schema.kinds[1].fields.push(optional("at", guiju::event::Type::Instant));
    let log = "event,time,at,fault,staff\narrive,2024-05-06 09:00,2024-05-06 08:00,F1,li\n";
    let run = run_with(schema, &[("a.csv", log.as_bytes(), None)], Some("UTC"));
    assert_eq!(
        run.events()[0],
        "2024-05-06T09:00:00Z(minute) arrive fault=F1 staff=li at=2024-05-06T08:00:00Z(minute)"
    );
}

// ---------------------------------------------------------------------------------------------- order

#[test]
fn events_come_in_order_of_time_and_ties_keep_file_then_row() {
    let late = "event,time,fault,staff\narrive,2024-05-06 10:00,F9,a\narrive,2024-05-06 09:00,F8,b\n";
    let early = "event,time,fault,staff\narrive,2024-05-06 09:00,F7,c\narrive,2024-05-06 09:00:00,F6,d\n";
    let run = run(&[("late.csv", late), ("early.csv", early)]);
    let faults: Vec<String> = run.out.events.iter().map(|e| run.cell(&e.cells[0])).collect();
    assert_eq!(faults, ["F8", "F7", "F6", "F9"]);
    assert_eq!(run.out.files.iter().map(|f| f.sorted).collect::<Vec<_>>(), [false, true]);
    assert_eq!(format!("{:?}", run.out.files[0].earliest), "Some(2024-05-06T01:00:00Z(minute))");
    assert_eq!(format!("{:?}", run.out.files[0].latest), "Some(2024-05-06T02:00:00Z(minute))");
}

// ---------------------------------------------------------------------------------------------- counting

#[test]
fn every_row_ends_in_exactly_one_count() {
    let log = "event,time,fault,staff,owner\n\
               alarm,2024-05-06 09:00,F1,,li\n\
               alarm,2024-05-06 09:00,F1,,li\n\
               lunch,2024-05-06 12:00,,li,\n\
               arrive,,F1,li,\n\
               ,,,,\n\
               arrive,2024-05-06 09:20,F1,li,\n\
               arrive,2024-05-06 09:20,F1\n";
    let run = run(&[("a.csv", log)]);
    assert_eq!(run.counts(), ["7 = 2 + 2 + 1 + 2"]);
    assert_eq!(run.events().len(), 2);
    assert_eq!(run.codes(), ["GJ611", "GJ616", "GJ623", "GJ620"]);
}

#[test]
fn a_record_of_other_names_is_rejected_and_only_an_empty_one_ignored() {
    let log = "{\"event\":\"arrive\",\"time\":\"2024-05-06\",\"fault\":\"F1\",\"staff\":\"li\"}\n\
               {\"evnt\":\"arrive\",\"tiem\":\"2024-05-06\"}\n{}\n{\"note\":null,\"time\":\" \"}\n";
    let run = run(&[("a.ndjson", log)]);
    assert_eq!(run.counts(), ["4 = 1 + 2 + 0 + 1"]);
    assert_eq!(run.codes(), ["GJ628"]);
}

#[test]
fn without_a_declared_key_equal_rows_are_two_events() {
    let row = "arrive,2024-05-06 09:20,F1,li\n";
    let log = format!("event,time,fault,staff\n{row}{row}");
    let run = run(&[("a.csv", &log)]);
    assert_eq!(run.counts(), ["2 = 2 + 0 + 0 + 0"]);
    assert_eq!(run.out.events[0].digest, run.out.events[1].digest);
}

#[test]
fn a_duplicate_is_known_by_its_declared_fields_across_files_and_formats() {
    let csv = "event,time,fault,owner,exported\nalarm,2024-05-06 09:00,F1,li,monday\n";
    let json =
        r#"[{"owner":"li","event":"alarm","fault":"F1","time":"2024-05-06 09:00","exported":"tuesday"}]"#;
    let run = run(&[("a.csv", csv), ("b.json", json)]);
    assert_eq!(run.counts(), ["1 = 1 + 0 + 0 + 0", "1 = 0 + 0 + 1 + 0"]);
}

#[test]
fn one_key_with_two_contents_is_an_error_and_the_second_row_is_lost() {
    let log = "event,time,fault,owner\nalarm,2024-05-06 09:00,F1,li\nalarm,2024-05-06 09:05,F1,li\n";
    let run = run(&[("a.csv", log)]);
    assert_eq!(run.counts(), ["2 = 1 + 0 + 0 + 1"]);
    assert_eq!(run.codes(), ["GJ614"]);
    assert_eq!(run.out.lost.len(), 1);
    assert_eq!(run.out.lost[0].kind, Some(ALARM));
}

#[test]
fn unreadable_cells_stay_and_do_not_reject_the_row() {
    let run = run(&[("a.csv", "event,time,staff,ph\nrecord,2024-05-06,li,\"7,5\"\n")]);
    assert_eq!(run.events(), ["2024-05-05T16:00:00Z(day) record staff=li ph=?7,5"]);
}

#[test]
fn what_no_norm_reads_is_counted_but_not_handed_on() {
    let mut schema = schema();
    schema.kinds[1].read = false;
    let log = "event,time,fault,staff\narrive,2024-05-06 09:20,F1,li\n";
    let run = run_with(schema, &[("a.csv", log.as_bytes(), None)], Some("UTC"));
    assert_eq!(run.counts(), ["1 = 1 + 0 + 0 + 0"]);
    assert!(run.out.events.is_empty());
    let counted: u64 = run.out.files[0].kinds.iter().filter(|k| k.kind == ARRIVE).map(|k| k.events).sum();
    assert_eq!(counted, 1);
    assert!(run.out.files[0].latest.is_some());
}

#[test]
fn a_rejected_row_keeps_what_could_be_read_of_it() {
    let log = "event,time,fault,staff\narrive,yesterday,F1,li\narrive,2024-05-06\n";
    let run = run(&[("a.csv", log)]);
    let known = &run.out.lost[0];
    assert_eq!((known.kind, known.at), (Some(ARRIVE), None));
    assert_eq!(known.cells.iter().flatten().map(|c| run.cell(c)).collect::<Vec<_>>(), ["F1", "li"]);
    // A row with a cell missing could be anything: which cell is missing cannot be told.
    let unknown = &run.out.lost[1];
    assert_eq!((unknown.kind, unknown.at, unknown.cells.len()), (None, None, 0));
}

#[test]
fn a_broken_row_of_a_mapped_file_could_be_each_of_its_kinds() {
    let mut mapping = mapping();
    mapping.time = Some(time("when", None));
    mapping.events = vec![
        event(ALARM, Some(is("what", "a")), vec![column("id"), None]),
        event(ARRIVE, Some(is("what", "b")), vec![column("id"), column("who")]),
    ];
    let run = run_mapped("days.csv", "when,what,id,who\n2024-05-06,b\n", &mapping);
    let kinds: Vec<_> = run.out.lost.iter().map(|l| l.kind).collect();
    assert_eq!(kinds, [Some(ALARM), Some(ARRIVE)]);
}

// ---------------------------------------------------------------------------------------------- mappings

fn attendance() -> LogMapping {
    let mut mapping = mapping();
    mapping.time = Some(time("打卡时间", Some("%d.%m.%Y %H:%M:%S")));
    mapping.blanks = vec!["NA".into()];
    mapping.events = vec![
        event(ARRIVE, Some(is("类型", "上班打卡")), vec![column("工号"), column("姓名")]),
        event(
            ALARM,
            Some(ColumnTest::Not(Box::new(ColumnTest::Filled("姓名".into())))),
            vec![column("工号"), Some(CellSource::Constant("nobody".into()))],
        ),
    ];
    mapping.ignore = vec![is("类型", "心跳")];
    mapping
}

#[test]
fn a_mapping_says_what_rows_mean() {
    let log = "导出于 2024-06-01\n工号,姓名,类型,打卡时间\n\
               7,李,上班打卡,06.05.2024 08:01:00\n\
               8,NA,下班打卡,06.05.2024 17:00:00\n\
               ,,心跳,06.05.2024 17:00:01\n\
               9,王,下班打卡,06.05.2024 17:00:02\n";
    let mapping = LogMapping { skip_lines: 1, ..attendance() };
    let run = run_mapped("days.csv", log, &mapping);
    assert_eq!(
        run.events(),
        ["2024-05-06T00:01:00Z arrive fault=7 staff=李", "2024-05-06T09:00:00Z alarm fault=8 owner=nobody"]
    );
    assert_eq!(run.counts(), ["4 = 2 + 2 + 0 + 0"]);
    assert_eq!(run.out.files[0].unmatched, 1);
    assert_eq!(run.codes(), ["GJ613"]);
}

#[test]
fn one_row_may_make_several_events_and_columns_tell_where_they_stood() {
    let mut mapping = mapping();
    let at = |column: &str| Some(time(column, None));
    mapping.events = vec![
        guiju::event::EventRule { time: at("opened"), ..event(ALARM, None, vec![column("case"), None]) },
        guiju::event::EventRule {
            time: at("closed"),
            ..event(ARRIVE, Some(ColumnTest::Filled("closed".into())), vec![column("case"), column("by")])
        },
    ];
    let log = "case,opened,closed,by\nC1,2024-05-06 09:00,2024-05-07 10:00,li\nC2,2024-05-06 09:30,,\n";
    let run = run_mapped("days.csv", log, &mapping);
    assert_eq!(run.counts(), ["2 = 2 + 0 + 0 + 0"]);
    assert_eq!(run.events().len(), 3);
    let closed = &run.out.events[2];
    let columns = run.out.columns_of(closed).unwrap();
    assert_eq!(columns.time, ["closed"]);
    assert_eq!(columns.fields, [Some("case".to_string()), Some("by".to_string())]);
    let place = locate(&run.sources[0], &run.out.files[0], &closed.row, "closed").unwrap();
    assert_eq!(&log[place.start as usize..place.end as usize], "2024-05-07 10:00");
}

#[test]
fn a_row_is_rejected_whole_if_one_of_its_events_cannot_be_read() {
    let mut mapping = mapping();
    mapping.events = vec![
        guiju::event::EventRule {
            time: Some(time("opened", None)),
            ..event(ALARM, None, vec![column("case"), None])
        },
        guiju::event::EventRule {
            time: Some(time("closed", None)),
            ..event(ARRIVE, None, vec![column("case"), column("by")])
        },
    ];
    let run = run_mapped("days.csv", "case,opened,closed,by\nC1,2024-05-06 09:00,later,li\n", &mapping);
    assert_eq!(run.counts(), ["1 = 0 + 0 + 0 + 1"]);
    assert!(run.out.events.is_empty());
    assert_eq!(run.out.rejections[0].columns, ["closed"]);
    let lost: Vec<bool> = run.out.lost.iter().map(|l| l.at.is_some()).collect();
    assert_eq!(lost, [true, false]);
}

#[test]
fn date_and_time_of_day_may_stand_apart() {
    let mut mapping = mapping();
    mapping.time = Some(TimeSpec {
        places: vec!["日期".into(), "时刻".into()],
        format: Some("%Y/%m/%d %H:%M".into()),
    });
    mapping.events = vec![event(ARRIVE, None, vec![column("工号"), column("工号")])];
    let log = "工号,日期,时刻\n7,2019/5/1,8:59\n7,2019/5/2,\n";
    let run = run_mapped("days.csv", log, &mapping);
    assert_eq!(run.events(), ["2019-05-01T00:59:00Z(minute) arrive fault=7 staff=7"]);
    assert_eq!(run.codes(), ["GJ623"]);
    assert_eq!(run.out.rejections[0].columns, ["时刻"]);
}

#[test]
fn conditions_compare_texts_and_numbers_and_combine() {
    let test = ColumnTest::Or(
        Box::new(ColumnTest::OneOf("state".into(), vec![TestValue::Number(1.into())])),
        Box::new(ColumnTest::And(Box::new(is("state", "on")), Box::new(ColumnTest::Filled("id".into())))),
    );
    let mut mapping = mapping();
    mapping.time = Some(time("t", None));
    mapping.events =
        vec![event(ARRIVE, Some(test.clone()), vec![column("id"), Some(CellSource::Constant("x".into()))])];
    let log = "t,state,id\n2024-05-06,1.0,a\n2024-05-06,on,b\n2024-05-06,on,\n2024-05-06,10,d\n";
    let run = run_mapped("days.csv", log, &mapping);
    let ids: Vec<String> = run.out.events.iter().map(|e| run.cell(&e.cells[0])).collect();
    assert_eq!(ids, ["a", "b"]);
}

#[test]
fn a_mapping_reads_json_by_paths_whatever_the_file_is_called() {
    let mut mapping = mapping();
    mapping.format = Some(FormatHint::Ndjson);
    mapping.time = Some(time("meta.at", Some("%s")));
    mapping.events = vec![event(ARRIVE, None, vec![column("case:concept.name"), column("who.id")])];
    let log = r#"{"meta":{"at":1714957200},"case:concept.name":"C1","who":{"id":17}}"#;
    let run = run_mapped("export.txt", log, &mapping);
    assert_eq!(run.events(), ["2024-05-06T01:00:00Z arrive fault=C1 staff=17"]);
}

#[test]
fn the_block_for_a_file_is_chosen_by_its_pattern() {
    let blocks = [attendance()];
    assert!(choose(&blocks, "exports/days.csv").unwrap().is_some());
    assert!(choose(&blocks, "nights.csv").unwrap().is_none());
}

// ---------------------------------------------------------------------------------------------- zones

#[test]
fn a_mapping_zone_goes_before_that_of_the_policy_and_an_offset_before_both() {
    let mut mapping = mapping();
    mapping.zone = Some("Europe/Berlin".into());
    mapping.time = Some(time("t", None));
    mapping.events = vec![event(ARRIVE, None, vec![column("id"), column("id")])];
    let run = run_mapped("days.csv", "t,id\n2024-05-06 09:00,a\n2024-05-06 09:00Z,b\n", &mapping);
    assert_eq!(
        run.events(),
        [
            "2024-05-06T07:00:00Z(minute) arrive fault=a staff=a",
            "2024-05-06T09:00:00Z(minute) arrive fault=b staff=b"
        ]
    );
}

#[test]
fn no_zone_is_guessed() {
    let log = "event,time,fault,staff\narrive,2024-05-06 09:00,F1,li\narrive,2024-05-06 09:00Z,F1,li\n";
    let run = run_with(schema(), &[("a.csv", log.as_bytes(), None)], None);
    assert_eq!(run.counts(), ["2 = 1 + 0 + 0 + 1"]);
    assert_eq!(run.codes(), ["GJ625"]);
}

// ---------------------------------------------------------------------------------------------- reference data

#[test]
fn reference_data_is_a_file_named_after_its_entity() {
    let table = "id,role,wage,valid_from,valid_to\n\
                 li,engineer,5000,2024-01-01,2024-05-31\n\
                 li,director,\"9000.50\",2024-06-01,\n\
                 wang,engineer,,,\n";
    let run = run(&[("data/staff.csv", table)]);
    assert_eq!(
        run.entities(),
        [
            "li: li engineer 5000CNY [2024-01-01..2024-05-31]",
            "li: li director 9000.50CNY [2024-06-01..]",
            "wang: wang engineer - [..]",
        ]
    );
    assert_eq!(run.counts(), ["3 = 3 + 0 + 0 + 0"]);
}

#[test]
fn rows_of_reference_data_repeat_or_contradict() {
    let table = "id,role\nli,engineer\nli,engineer\nli,director\n,\n,clerk\n";
    let run = run(&[("staff.csv", table)]);
    assert_eq!(run.entities(), ["li: li engineer - [..]"]);
    assert_eq!(run.counts(), ["5 = 1 + 1 + 1 + 2"]);
    assert_eq!(run.codes(), ["GJ615", "GJ616", "GJ627"]);
    assert_eq!(run.interner.text(&run.out.rejections[0].entities[0].1.unwrap()), "li");
}

#[test]
fn a_block_that_only_fills_an_entity_makes_its_file_a_table() {
    let mut mapping = mapping();
    mapping.entities = vec![staff(vec![column("工号"), column("职务"), None], None)];
    mapping.entities[0].valid = (Some("从".into()), Some("到".into()));
    let table = "工号,职务,从,到\n7,工程师,2024-01-01,2024-05-31\n7,主任,2024/6/1,\n,文员,,\n";
    let run = run_mapped("人员.csv", table, &mapping);
    assert_eq!(run.entities(), ["7: 7 工程师 - [2024-01-01..2024-05-31]", "7: 7 主任 - [2024-06-01..]"]);
    assert_eq!(run.counts(), ["3 = 2 + 0 + 0 + 1"]);
    assert_eq!(run.codes(), ["GJ627"]);
}

#[test]
fn reference_data_can_be_taken_from_the_rows_of_a_log() {
    let mut mapping = mapping();
    mapping.time = Some(time("t", None));
    mapping.events = vec![event(ARRIVE, None, vec![column("case"), column("who")])];
    mapping.entities = vec![staff(vec![column("who"), column("role"), None], Some("who"))];
    let log = "t,case,who,role\n2024-05-06,C1,li,engineer\n2024-05-07,C2,li,engineer\n2024-05-08,C3,,\n";
    let run = run_mapped("days.csv", log, &mapping);
    assert_eq!(run.entities(), ["li: li engineer - [..]"]);
    assert_eq!(run.counts(), ["3 = 3 + 0 + 0 + 0"]);
    assert_eq!(run.codes(), [""; 0]);
}

// ---------------------------------------------------------------------------------------------- places

#[test]
fn every_cell_of_every_format_is_found_again() {
    for (name, text) in FORMATS {
        let run = run(&[(name, text)]);
        let find = |event: usize, column: &str| {
            let event = &run.out.events[event];
            let place = locate(&run.sources[0], &run.out.files[0], &event.row, column)?;
            Some(&text[place.start as usize..place.end as usize])
        };
        let quoted =
            |text: &str| if name.contains("json") { format!("\"{text}\"") } else { text.to_string() };
        assert_eq!(find(1, "fault").unwrap(), quoted("F1"), "{name}");
        assert_eq!(find(0, "ph").unwrap(), "7.50", "{name}");
        assert!(find(0, "place.room").unwrap().contains("left"), "{name}");
        assert_eq!(find(1, "nonsense"), None, "{name}");
    }
}

#[test]
fn an_excerpt_of_a_long_row_is_cut_around_its_cell() {
    let long = "字".repeat(5000);
    let log = format!("event,time,fault,staff\narrive,2024-05-06,{long},li\n");
    let run = run(&[("a.csv", &log)]);
    let row = &run.out.events[0].row;
    let shown = excerpt(&run.sources[0], &run.out.files[0], row, &["staff", "time"]).unwrap();
    assert!(shown.text.len() < 500);
    let cell = shown.cells[0].clone().unwrap();
    assert_eq!(&shown.text[cell.clone()], "li");
    // In the file the cell stands after `arrive,2024-05-06,`, 5000 characters and a comma.
    let column = shown.begin.column as usize + shown.text[..cell.start].chars().count();
    assert_eq!((shown.begin.line, column), (2, 18 + 5000 + 1 + 1));
    assert_eq!(shown.cells[1], None);
}

#[test]
fn an_excerpt_of_a_record_on_several_lines_keeps_its_columns() {
    let log =
        "[\n  {\"event\": \"arrive\",\n   \"time\": \"2024-05-06\", \"fault\": \"F1\", \"staff\": \"li\"}\n]";
    let run = run(&[("a.json", log)]);
    let shown = excerpt(&run.sources[0], &run.out.files[0], &run.out.events[0].row, &["time"]).unwrap();
    assert_eq!(shown.text, &log[2..log.len() - 2]);
    assert_eq!((shown.begin.line, &shown.text[shown.cells[0].clone().unwrap()]), (2, "\"2024-05-06\""));
}

// ---------------------------------------------------------------------------------------------- any bytes

fn any_log() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-z,;\"\n\r\\[\\]{}:0-9 ]{0,12}",
        Just("event,time,fault,staff,owner\n".to_string()),
        Just("alarm,2024-05-06 09:00,F1,,li\n".to_string()),
        Just("arrive,2024-05-06,F1,li,\n".to_string()),
        Just("{\"event\":\"alarm\",\"time\":\"2024-05-06\",\"fault\":\"F\"},\n".to_string()),
        Just("[".to_string()),
        Just("到场,\"".to_string()),
    ];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn counts_add_up_and_places_hold_for_any_text(head in any::<bool>(), text in any_log(), name in 0_usize..5) {
        let name = ["a.csv", "a.json", "a.ndjson", "staff.csv", "arrive.json"][name];
        let text = if head { format!("event,time,fault,staff,owner\n{text}") } else { text };
        check_any(name, text.as_bytes());
    }

    #[test]
    fn no_bytes_at_all_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), name in 0_usize..3) {
        check_any(["a.csv", "a.json", "staff.ndjson"][name], &bytes);
    }
}

fn check_any(name: &str, bytes: &[u8]) {
    let run = run_with(schema(), &[(name, bytes, None)], Some("Europe/Berlin"));
    let file = &run.out.files[0];
    assert!(file.adds_up(), "{file:?}");
    if file.usable {
        assert_eq!(run.out.rejections.len() as u64, file.rejected);
    }
    if file.used == 0 {
        assert!(!run.codes().is_empty(), "a file that gave nothing is mentioned");
    }
    assert!(run.out.events.is_sorted_by_key(|e| e.at.start));
    let rows = run.out.events.iter().map(|e| &e.row).chain(run.out.rejections.iter().map(|r| &r.row));
    for row in rows {
        let text = run.sources[0].text().unwrap_or_default();
        assert!(row.start as usize + row.len as usize <= text.len());
        assert_eq!(row.line as usize, 1 + text[..row.start as usize].bytes().filter(|b| *b == b'\n').count());
        assert!(excerpt(&run.sources[0], file, row, &["time"]).is_some());
    }
    assert!(!run.messages().is_empty());
}

#[test]
fn an_array_cut_off_after_a_wide_character_is_shown() {
    check_any("a.json", b"[\x80");
    check_any("a.json", "[{\"事件\":\"到".as_bytes());
}
