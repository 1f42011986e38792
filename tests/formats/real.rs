//! Real exports, if they are at hand: the folder named by `GUIJU_REAL_DATA` is asked for them, and tests skip without it.

use crate::common::*;
use guiju::event::{CellPlace, EventRule, LogMapping, Schema, TimeSpec, Type};
use std::path::PathBuf;

fn real(file: &str) -> Option<Vec<u8>> {
    let Some(folder) = std::env::var_os("GUIJU_REAL_DATA") else {
        println!("skipped: GUIJU_REAL_DATA is not set, so {file} was not read");
        return None;
    };
    let path = PathBuf::from(folder).join("logs").join(file);
    let bytes = std::fs::read(&path).ok();
    if bytes.is_none() {
        println!("skipped: {} is not there", path.display());
    }
    bytes
}

/// `event step { case, name, who, group }`
fn steps() -> Schema {
    let names = ["case", "name", "who", "group"];
    let fields = names.map(|name| optional(name, Type::Text)).into();
    Schema { kinds: vec![kind("step", fields)], entities: Vec::new() }
}

fn case_mapping(group: &str) -> LogMapping {
    let fields = ["case:concept:name", "concept:name", "org:resource", group].map(column).into();
    LogMapping {
        time: Some(time("time:timestamp", None)),
        events: vec![EventRule { fields, ..event(ALARM, None, Vec::new()) }],
        ..mapping()
    }
}

fn events(name: &str, bytes: &[u8], mapping: &LogMapping) -> Vec<String> {
    let run = run_with(steps(), &[(name, bytes, Some(mapping))], None);
    assert_eq!(run.codes(), [""; 0], "{name}");
    let mut lines: Vec<String> =
        run.out.events.iter().map(|e| format!("{} {:016x}", run.event(e), e.digest)).collect();
    lines.sort();
    lines
}

#[test]
fn one_log_as_csv_and_as_xes_gives_the_same_events() {
    for (csv, xes, count, group) in [
        ("receipt-wabo/receipt.csv", "receipt-wabo/receipt.xes", 8577, "org:group"),
        ("helpdesk-it/helpdesk.csv", "helpdesk-it/helpdesk.xes.gz", 21348, "product"),
    ] {
        let (Some(table), Some(log)) = (real(csv), real(xes)) else { return };
        let mapping = case_mapping(group);
        let table = events("log.csv", &table, &mapping);
        assert_eq!(table.len(), count);
        assert!(table == events("log.xes", &log, &mapping), "{csv} and {xes} differ");
    }
}

#[test]
fn incidents_are_read_whole() {
    let Some(bytes) = real("incidents-volvo/incidents.xes.gz") else { return };
    let mapping = case_mapping("org:group");
    let events = events("incidents.xes.gz", &bytes, &mapping);
    assert_eq!(events.len(), 65_533);
    assert!(!events.iter().any(|line| line.starts_with("1970")), "the global section is no event");
    let Some(bytes) = real("incidents-volvo/problems-closed.xes") else { return };
    let run = run_with(steps(), &[("problems.xes", &bytes, Some(&mapping))], None);
    assert_eq!(run.counts(), ["6660 = 6660 + 0 + 0 + 0"]);
}

/// A log of one person: a date cell and two time cells.
#[test]
fn a_workbook_of_punches_is_read_whole() {
    let Some(bytes) = real("attendance/考勤记录.xlsx") else { return };
    let mapping = LogMapping {
        time: Some(TimeSpec {
            places: ["打卡日期", "首次打卡时间"].map(|name| CellPlace::Column(name.into())).into(),
            format: None,
        }),
        events: vec![event(ALARM, None, vec![column("末次打卡时间"), None, None, None])],
        ..mapping()
    };
    let run = run_with(steps(), &[("考勤记录.xlsx", &bytes, Some(&mapping))], Some("Asia/Shanghai"));
    println!("{:?} {:?}", run.counts(), run.out.files[0].sheets);
    assert_eq!(run.out.files[0].rows, 275);
    assert!(run.event(&run.out.events[0]).contains("step case="), "{}", run.event(&run.out.events[0]));
}

#[test]
fn workbooks_and_a_gbk_export_of_attendance_are_read_whole() {
    let punch = |time: TimeSpec, who: &str| LogMapping {
        time: Some(time),
        events: vec![EventRule {
            fields: vec![column(who), None, None, None],
            ..event(ALARM, None, Vec::new())
        }],
        ..mapping()
    };
    for (file, mapping, rows) in [
        ("punches-2019.xlsx", punch(time("日期时间", None), "考勤号码"), 2635),
        ("daily-2019-12.xlsx", punch(time("日期", None), "考勤号码"), 5580),
        ("daily-2019-05-06.gbk.csv", punch(time("日期", None), "姓名"), 7461),
        ("leave-approvals-2019-12.xlsx", punch(time("发起时间", None), "审批编号"), 159),
    ] {
        let Some(bytes) = real(&format!("attendance-cn/{file}")) else { return };
        let run = run_with(steps(), &[(file, &bytes, Some(&mapping))], Some("Asia/Shanghai"));
        println!("{file}: {:?} {:?}", run.counts(), run.codes());
        assert_eq!(run.out.files[0].rows, rows, "{file}");
        assert_eq!(run.out.files[0].used, rows, "{file}: {}", run.messages());
        assert!(run.event(&run.out.events[0]).contains("case="));
    }
}
