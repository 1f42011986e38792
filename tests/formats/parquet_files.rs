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

/// Texts in which many are alike, in a dictionary of at most so many bytes: what does not fit stands as it is.
fn texts(dictionary: usize, rows: usize) -> Vec<u8> {
    use parquet::data_type::{ByteArray, ByteArrayType};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    let schema = "message t { REQUIRED BINARY event (STRING); REQUIRED BINARY time (STRING); OPTIONAL BINARY staff (STRING); }";
    let schema = parquet::schema::parser::parse_message_type(schema).unwrap();
    let properties = WriterProperties::builder()
        .set_dictionary_page_size_limit(dictionary)
        .set_data_page_row_count_limit(100)
        .set_write_batch_size(50)
        .set_dictionary_enabled(dictionary > 0);
    let mut writer = SerializedFileWriter::new(Vec::new(), schema.into(), properties.build().into()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let minute = |row| format!("2024-05-{:02} {:02}:{:02}", 6 + row / 1440, row / 60 % 24, row % 60);
    let events = (0..rows).map(|_| "record".to_string());
    let staff = (0..rows).filter(|row| row % 3 > 0).map(|row| format!("p{}", row % 500));
    let columns: [Vec<String>; 3] = [events.collect(), (0..rows).map(minute).collect(), staff.collect()];
    for texts in columns {
        let levels: Vec<i16> = (0..rows).map(|row| i16::from(row % 3 > 0)).collect();
        let levels = (texts.len() < rows).then_some(levels.as_slice());
        let texts: Vec<ByteArray> = texts.iter().map(|text| ByteArray::from(text.as_str())).collect();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<ByteArrayType>().write_batch(&texts, levels, None).unwrap();
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.into_inner().unwrap()
}

#[test]
fn dictionaries_change_nothing() {
    let read = |bytes: &[u8]| {
        let run = run_with(schema(), &[("a.parquet", bytes, None)], Some("Asia/Shanghai"));
        assert_eq!(run.codes(), [""; 0]);
        run.events()
    };
    let plain = read(&texts(0, 3000));
    assert_eq!(plain.len(), 3000);
    assert_eq!(
        plain[..3],
        [
            "2024-05-05T16:00:00Z(minute) record",
            "2024-05-05T16:01:00Z(minute) record staff=p1",
            "2024-05-05T16:02:00Z(minute) record staff=p2",
        ]
    );
    // All of it in dictionaries, some of it, hardly any.
    for size in [1 << 20, 20_000, 2000, 16] {
        assert!(read(&texts(size, 3000)) == plain, "{size}");
    }
}

#[test]
fn a_damaged_dictionary_gives_no_other_texts() {
    let whole = texts(1 << 20, 300);
    let read =
        |bytes: &[u8]| run_with(schema(), &[("a.parquet", bytes, None)], Some("Asia/Shanghai")).counts();
    assert_eq!(read(&whole), ["300 = 300 + 0 + 0 + 0"]);
    for at in (4..whole.len()).step_by(5) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x15;
        let run = run_with(schema(), &[("a.parquet", &bytes, None)], Some("Asia/Shanghai"));
        assert!(run.out.files[0].adds_up(), "{at}");
    }
}

/// Numbers, days and timestamps, some of them missing, as rows of CSV say them too.
fn counted(properties: parquet::file::properties::WriterProperties, rows: i64) -> (Vec<u8>, String) {
    use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
    use parquet::file::writer::SerializedFileWriter;
    let schema = "message t { REQUIRED BINARY event (STRING); REQUIRED INT64 time (TIMESTAMP(MILLIS,true));
        OPTIONAL INT64 staff; OPTIONAL DOUBLE ph; OPTIONAL INT32 day (DATE); OPTIONAL INT64 seen (TIMESTAMP(NANOS,false)); }";
    let schema = parquet::schema::parser::parse_message_type(schema).unwrap();
    let mut writer = SerializedFileWriter::new(Vec::new(), schema.into(), properties.into()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let numbers: Vec<i64> = (0..rows).collect();
    let levels = |every: i64| numbers.iter().map(|n| i16::from(n % every > 0)).collect::<Vec<_>>();
    let filled = |every: i64| numbers.iter().copied().filter(move |n| n % every > 0);
    let time = |n: i64| 1_714_957_200_000 + n * 1_500;
    let staff = |n: i64| if n % 5 == 0 { -n } else { n * 997 };
    let ph = |n: i64| format!("{}.{:02}", n % 700 / 100, n % 100).parse::<f64>().unwrap();
    let seen = |n: i64| 1_714_000_000_000_000_000 + n * 250_000_000;
    macro_rules! column {
        ($type:ty, $values:expr, $levels:expr) => {{
            let mut column = group.next_column().unwrap().unwrap();
            let levels: Option<Vec<i16>> = $levels;
            column.typed::<$type>().write_batch(&$values, levels.as_deref(), None).unwrap();
            column.close().unwrap();
        }};
    }
    column!(ByteArrayType, vec![ByteArray::from("record"); numbers.len()], None);
    column!(Int64Type, numbers.iter().map(|n| time(*n)).collect::<Vec<_>>(), None);
    column!(Int64Type, filled(3).map(staff).collect::<Vec<_>>(), Some(levels(3)));
    column!(DoubleType, filled(4).map(ph).collect::<Vec<_>>(), Some(levels(4)));
    column!(Int32Type, filled(7).map(|n| (n % 90) as i32).collect::<Vec<_>>(), Some(levels(7)));
    column!(Int64Type, filled(2).map(seen).collect::<Vec<_>>(), Some(levels(2)));
    group.close().unwrap();
    let cell = |every: i64, n: i64, text: String| if n % every > 0 { text } else { String::new() };
    let day = |n: i64| jiff::civil::date(1970, 1, 1).saturating_add(jiff::Span::new().days(n % 90));
    let stamp = |nanos: i64| jiff::Timestamp::from_nanosecond(nanos.into()).unwrap();
    let mut csv = String::from("event,time,staff,ph,day,seen\n");
    for n in numbers {
        let seen = stamp(seen(n)).to_string().replace('T', " ").replace('Z', "");
        csv += &format!(
            "record,{},{},{},{},{}\n",
            stamp(time(n) * 1_000_000),
            cell(3, n, staff(n).to_string()),
            cell(4, n, ph(n).to_string()),
            cell(7, n, day(n).to_string()),
            cell(2, n, seen),
        );
    }
    (writer.into_inner().unwrap(), csv)
}

#[test]
fn numbers_and_times_mean_what_they_mean_in_csv() {
    use parquet::file::properties::{WriterProperties, WriterVersion};
    for version in [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0] {
        for dictionary in [0, 600, 1 << 20] {
            let properties = WriterProperties::builder()
                .set_writer_version(version)
                .set_dictionary_enabled(dictionary > 0)
                .set_dictionary_page_size_limit(dictionary)
                .set_data_page_row_count_limit(130)
                .set_write_batch_size(40);
            let (bytes, csv) = counted(properties.build(), 2500);
            let read = |name: &str, bytes: &[u8]| {
                let run = run_with(schema(), &[(name, bytes, None)], Some("Asia/Shanghai"));
                assert_eq!(run.codes(), [""; 0], "{name} {version:?} {dictionary}");
                let digests: Vec<u64> = run.out.events.iter().map(|event| event.digest).collect();
                (run.events(), digests)
            };
            let (parquet, csv) = (read("a.parquet", &bytes), read("a.csv", csv.as_bytes()));
            assert_eq!(parquet.0.len(), 2500);
            assert!(parquet == csv, "{version:?} {dictionary}: {:?} {:?}", parquet.0.get(7), csv.0.get(7));
        }
    }
}
