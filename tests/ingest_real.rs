//! Real exports, if they are at hand: the folder named by `GUIJU_REAL_DATA` is asked for them, and tests skip without it.

#![allow(clippy::print_stdout, reason = "a test that skips says so")]

#[path = "ingest/common.rs"]
mod common;

use common::*;
use guiju::event::{CellSource, EntityId, EntityRule, EntitySchema, EventRule, LogMapping, Schema, Type};
use guiju::ingest::locate;
use std::path::PathBuf;

/// A file of the real data, or a clear word that its test is skipped.
fn real(file: &str) -> Option<Vec<u8>> {
    let Some(folder) = std::env::var_os("GUIJU_REAL_DATA") else {
        println!("skipped: GUIJU_REAL_DATA is not set, so {file} was not read");
        return None;
    };
    let path = PathBuf::from(folder).join("logs").join(file);
    let bytes = std::fs::read(&path);
    if bytes.is_err() {
        println!("skipped: {} is not there", path.display());
    }
    bytes.ok()
}

/// `event step { case, name, who }`, `entity case { id, deadline }`
fn case_schema() -> Schema {
    let step =
        kind("step", vec![field("case", Type::Text), field("name", Type::Text), optional("who", Type::Text)]);
    let id = field("id", Type::Text);
    let case =
        EntitySchema { name: "case".into(), fields: vec![id, optional("deadline", Type::Instant)], key: 0 };
    Schema { kinds: vec![step], entities: vec![case] }
}

fn case_mapping(entities: Vec<EntityRule>) -> LogMapping {
    let mut mapping = mapping();
    mapping.time = Some(time("time:timestamp", None));
    let fields = vec![column("case:concept:name"), column("concept:name"), column("org:resource")];
    mapping.events = vec![EventRule { fields, ..event(ALARM, None, Vec::new()) }];
    mapping.entities = entities;
    mapping
}

#[test]
fn a_dutch_permit_log_is_read_whole() {
    let Some(bytes) = real("receipt-wabo/receipt.csv") else { return };
    let deadline = Some(CellSource::column("case:deadline"));
    let mut case = staff(vec![column("case:concept:name"), deadline], Some("case:concept:name"));
    case.entity = EntityId(0);
    let mapping = case_mapping(vec![case]);
    let run = run_with(case_schema(), &[("receipt.csv", &bytes, Some(&mapping))], None);
    assert_eq!(run.counts(), ["8577 = 8577 + 0 + 0 + 0"]);
    assert_eq!(run.codes(), [""; 0]);
    assert_eq!(run.out.entities[0].len(), 1434);
    assert!(run.out.entities[0].iter().all(|row| row.cells[1].value().is_some()));
    let first = &run.out.events[0];
    assert!(run.event(first).starts_with("2010-10-02T"), "{}", run.event(first));
    let cell = locate(&run.sources[0], &run.out.files[0], &first.row, "concept:name").unwrap();
    let cell = std::str::from_utf8(&bytes[cell.start as usize..cell.end as usize]).unwrap();
    assert_eq!(run.cell(&first.cells[1]), cell.trim_matches('"'));
}

#[test]
fn an_italian_help_desk_log_is_read_whole() {
    let Some(bytes) = real("helpdesk-it/helpdesk.csv") else { return };
    let mapping = case_mapping(Vec::new());
    let run = run_with(case_schema(), &[("helpdesk.csv", &bytes, Some(&mapping))], None);
    assert_eq!(run.counts(), ["21348 = 21348 + 0 + 0 + 0"]);
    assert_eq!(run.codes(), [""; 0]);
}

#[test]
fn a_chinese_export_in_another_encoding_says_so() {
    let Some(bytes) = real("attendance-cn/daily-2019-05-06.gbk.csv") else { return };
    let run = run_with(case_schema(), &[("daily.csv", &bytes, None)], None);
    assert_eq!(run.codes(), ["GJ645", "GJ606"]);
    assert!(run.out.files[0].columns.iter().any(|name| name == "签到时间"));
}
