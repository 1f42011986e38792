//! Parquet files of another writer: Zstandard pages of both versions, every type of value, nested ones, old timestamps.

use crate::common::*;
use guiju::ingest::excerpt;

fn data(name: &str) -> Vec<u8> {
    std::fs::read(format!("tests/formats/data/{name}.parquet")).unwrap()
}

#[test]
fn every_type_of_value_is_read_exactly() {
    for name in ["zstd-v1", "zstd-v2"] {
        let bytes = data(name);
        let run = run_with(schema(), &[("a.parquet", &bytes, None)], Some("Asia/Shanghai"));
        assert_eq!(run.codes(), [""; 0], "{name}");
        assert_eq!(
            run.events(),
            [
                "2024-05-06T01:00:00Z record staff=li ph=7.10 ok=true day=2024-05-06 clock=08:20:00 seen=2024-05-06T09:00:00Z tags=[a,b] place.room=101",
                "2024-05-06T01:31:30Z record staff=wang ph=-0.05 ok=false day=1969-12-31 clock=23:59:59 seen=2024-05-06T09:31:30Z tags=[]",
                "2024-05-06T02:00:00Z record seen=2024-05-06T10:00:00Z",
                "2024-05-06T03:00:00.25Z record staff=zhao ph=14.00 ok=true day=2024-02-29 clock=00:00:00 tags=[c] place.room=7",
            ],
            "{name}"
        );
        let last = &run.out.events[3];
        assert_eq!((last.row.row, last.row.line), (4, 4));
        let shown = excerpt(&run.sources[0], &run.out.files[0], &last.row, &["staff", "ph"]).unwrap();
        assert!(
            shown
                .text
                .starts_with("event: record | time: 2024-05-06 11:00:00.25 | staff: zhao | ph: 14.00 |")
        );
        let cells: Vec<&str> = shown.cells.into_iter().map(|cell| &shown.text[cell.unwrap()]).collect();
        assert_eq!(cells, ["zhao", "14.00"]);
    }
}

#[test]
fn old_timestamps_that_do_not_say_their_zone_are_not_guessed() {
    let bytes = data("int96");
    let run = run_with(schema(), &[("a.parquet", &bytes, None)], Some("Asia/Shanghai"));
    assert_eq!(run.codes(), ["GJ624"]);
    assert_eq!(run.counts(), ["4 = 0 + 0 + 0 + 4"]);
    let messages = run.messages();
    assert!(messages.contains("`2024-05-06 09:00:00` is not a timestamp"), "{messages}");
}

#[test]
fn a_damaged_file_gives_nothing_or_leaves_the_rest_open() {
    let whole = data("zstd-v2");
    let cut = &whole[..whole.len() - 9];
    let run = run_with(schema(), &[("a.parquet", cut, None)], Some("Asia/Shanghai"));
    assert_eq!(run.codes(), ["GJ640"]);
    assert!(!run.out.files[0].usable);
    // Every byte of the data may be wrong; nothing may panic, and whatever is read adds up.
    for at in (4..whole.len()).step_by(7) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        let run = run_with(schema(), &[("a.parquet", &bytes, None)], Some("Asia/Shanghai"));
        assert!(run.out.files[0].adds_up());
        run.messages();
    }
}
