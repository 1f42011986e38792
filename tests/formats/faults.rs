//! Files that cannot be read, or only in part: what is said of them, and that nothing is made up.

use crate::common::*;
use crate::write::{encoded, gzip, zstd};
use guiju::event::{LogMapping, TextEncoding};
use guiju::ingest::{OpenOptions, Source, read};

const LOG: &str = "event,time,fault,staff\narrive,2024-05-06 09:00,F1,李\narrive,2024-05-06 10:00,F2,王\n";

fn codes(name: &str, bytes: &[u8]) -> Vec<&'static str> {
    run_with(schema(), &[(name, bytes, None)], Some("Asia/Shanghai")).codes()
}

#[test]
fn damaged_compression_gives_nothing() {
    for packed in [gzip(LOG.as_bytes()), zstd(LOG.as_bytes())] {
        assert_eq!(codes("a.csv", &packed), [""; 0]);
        let cut = &packed[..packed.len() - 5];
        let run = run_with(schema(), &[("a.csv.gz", cut, None)], Some("Asia/Shanghai"));
        assert_eq!(run.codes(), ["GJ640"]);
        assert!(run.out.events.is_empty() && !run.out.files[0].usable);
    }
}

#[test]
fn several_compressed_parts_are_one_file() {
    use std::io::Write as _;
    let half = LOG.len() / 2;
    let (first, second) = LOG.as_bytes().split_at(half);
    let read = |bytes: &[u8]| {
        let run = run_with(schema(), &[("a.csv", bytes, None)], Some("Asia/Shanghai"));
        (run.codes(), run.events().len())
    };
    // Zstandard's parts may have others between them that are to be passed over.
    let skipped = b"\x50\x2A\x4D\x18\x03\0\0\0abc";
    for (one, other, between) in [
        (gzip(first), gzip(second), &b""[..]),
        (zstd(first), zstd(second), b""),
        (zstd(first), zstd(second), skipped),
    ] {
        let whole = [&one, between, &other].concat();
        assert_eq!(read(&whole), (vec![], 2));
        assert_eq!(read(&[&one, between, &other, b"what is this".as_slice()].concat()), (vec!["GJ640"], 0));
        assert_eq!(read(&whole[..whole.len() - 1]), (vec!["GJ640"], 0));
    }
    let mut packed = zstd::stream::write::Encoder::new(Vec::new(), 1).unwrap();
    packed.include_checksum(true).unwrap();
    packed.write_all(LOG.as_bytes()).unwrap();
    let mut packed = packed.finish().unwrap();
    assert_eq!(read(&packed), (vec![], 2));
    *packed.last_mut().unwrap() ^= 1;
    assert_eq!(read(&packed), (vec!["GJ640"], 0));
}

#[test]
fn what_unpacks_without_end_is_stopped() {
    let many = "a".repeat(1 << 20);
    for packed in [gzip(many.as_bytes()), zstd(many.as_bytes())] {
        let options = OpenOptions { max_unpacked: 1 << 16, ..OpenOptions::default() };
        let schema = schema();
        let source = Source::open("a.csv.gz", &packed, None, &schema, &options);
        let out = read(&[source], &schema, None, &mut Default::default());
        assert_eq!(out.problems[0].code().id(), "GJ610");
    }
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write_string(0, 0, "b".repeat(30_000)).unwrap();
    let options = OpenOptions { max_unpacked: 4096, ..OpenOptions::default() };
    let bytes = book.save_to_buffer().unwrap();
    let schema = schema();
    let source = Source::open("a.xlsx", &bytes, None, &schema, &options);
    let out = read(&[source], &schema, None, &mut Default::default());
    assert_eq!(out.problems[0].code().id(), "GJ610");
}

#[test]
fn kinds_of_files_that_are_not_read_are_named() {
    assert_eq!(codes("a.7z", b"7z\xBC\xAF\x27\x1C and so on"), ["GJ641"]);
    let tar = [&[b'a'; 100][..], &[0; 157], b"ustar", &[0; 250], LOG.as_bytes()].concat();
    assert_eq!(codes("a.tar", &tar), ["GJ641"]);
    assert_eq!(codes("a.tar.gz", &gzip(&tar)), ["GJ641"]);
    assert_eq!(codes("a.csv.xz", b"\xFD7zXZ\0 and so on"), ["GJ641"]);
    assert_eq!(codes("a.csv.bz2", b"BZh91AY&SY and so on"), ["GJ641"]);
    assert_eq!(codes("a.csv.gz", &gzip(&gzip(LOG.as_bytes()))), ["GJ641"]);
    assert_eq!(codes("a.csv.zst", &zstd(&gzip(LOG.as_bytes()))), ["GJ641"]);
    assert_eq!(codes("a.zip", b"PK\x03\x04 a.csv"), ["GJ641"]);
    assert_eq!(codes("a.xls", b"<html><table><tr><td>event</td></tr></table></html>"), ["GJ641"]);
    assert_eq!(codes("a.xlsx", b"PK\x03\x04 not really"), ["GJ640"]);
    assert_eq!(codes("a.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 not really"), ["GJ640"]);
    assert_eq!(codes("a.parquet", b"PAR1 not really PAR1"), ["GJ640"]);
    // Many systems call a text a workbook.
    assert_eq!(codes("a.xls", LOG.replace(',', "\t").as_bytes()), [""; 0]);
}

#[test]
fn characters_that_cannot_be_decoded_cost_their_row() {
    let log = LOG.replace("李", "欧阳小明和同事");
    let mut broken = log.as_bytes().to_vec();
    let at = log.find("王").unwrap();
    broken[at + 1] = b'?';
    let run = run_with(schema(), &[("a.csv", &broken, None)], Some("Asia/Shanghai"));
    assert_eq!(run.counts(), ["2 = 1 + 0 + 0 + 1"]);
    assert_eq!(run.codes(), ["GJ645", "GJ646"]);
    assert_eq!(run.out.lost.len(), 1);
    assert_eq!(run.out.lost[0].kind, None, "it could have been any kind");
    let messages = run.messages();
    assert!(messages.contains("  a.csv:3:28"), "{messages}");
}

#[test]
fn a_stated_encoding_is_never_overruled_by_a_guess() {
    let gbk = encoded(LOG, encoding_rs::GB18030);
    let named =
        |name: &str| LogMapping { encoding: TextEncoding::named(name), pattern: "a.csv".into(), ..mapping() };
    let (gb, latin) = (named("GBK"), named("windows-1252"));
    let run = run_with(schema(), &[("a.csv", &gbk, Some(&gb))], Some("Asia/Shanghai"));
    assert_eq!(run.codes(), [""; 0]);
    assert!(run.events()[0].ends_with("staff=李"));
    let run = run_with(schema(), &[("a.csv", &gbk, Some(&latin))], Some("Asia/Shanghai"));
    assert!(run.events()[0].ends_with("staff=Àî"));
    assert!(TextEncoding::named("gbk2000").is_none());
}

#[test]
fn the_array_of_records_can_stand_inside_an_object() {
    let text = r#"{"meta": {"n": 2}, "data": {"Records": [
        {"event": "arrive", "time": "2024-05-06 09:00", "fault": "F1", "staff": "li"}
    ]}, "more": true}"#;
    let at = |path: &str| LogMapping { records: Some(path.into()), pattern: "a.json".into(), ..mapping() };
    let (right, wrong) = (at("data.Records"), at("data.Rows"));
    let run = run_with(schema(), &[("a.json", text.as_bytes(), Some(&right))], Some("Asia/Shanghai"));
    assert_eq!((run.codes(), run.counts()), (vec![], vec!["1 = 1 + 0 + 0 + 0".to_string()]));
    let run = run_with(schema(), &[("a.json", text.as_bytes(), Some(&wrong))], Some("Asia/Shanghai"));
    assert_eq!(run.codes(), ["GJ603"]);
}

#[test]
fn cells_have_a_limit() {
    let long = format!("event,time,fault,staff\narrive,2024-05-06 09:00,F1,{}\n", "x".repeat((1 << 20) + 1));
    assert_eq!(codes("a.csv", long.as_bytes()), ["GJ610"]);
}

#[test]
fn an_array_that_breaks_off_leaves_the_rest_open() {
    let text = r#"[{"event": "arrive", "time": "2024-05-06 09:00", "fault": "F1", "staff": "li"}"#;
    let run = run_with(schema(), &[("a.json", text.as_bytes(), None)], Some("Asia/Shanghai"));
    assert_eq!(run.codes(), ["GJ603"]);
    assert_eq!(run.counts(), ["1 = 1 + 0 + 0 + 0"]);
    assert!(!run.out.lost.is_empty());
}
