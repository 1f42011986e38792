//! One set of events in every format and encoding gives the same findings, down to their ids.

use crate::stored::Bytes;
use crate::write::{Table, encoded, gzip, utf16, zstd};
use guiju::analysis;
use guiju::check::{self, CheckOptions, Checked, Input};
use guiju::ingest::{OpenOptions, Source, Unfit};
use guiju::source::Sources;
use guiju::world::Memory;
use std::sync::Arc;

const POLICY: &str = r#"
policy 值班 { timezone Asia/Shanghai }
event 报警 { key 故障: text, actor 负责人: staff, 说明: text optional }
event 到场 { 故障: text, actor 人员: staff }
entity staff { key id: text, 班组: text }
log "nested/*" { records at "Records" }
duty 到场时限 {
  cite "值班制度" clause 8
  when 报警
  bearer 报警.负责人
  must 到场 same 故障
  within 30 minutes
  else fine 100 CNY
}
"#;

fn events() -> Table {
    Table {
        header: vec!["event", "time", "故障", "负责人", "人员", "说明"],
        rows: vec![
            vec!["报警", "2024-05-06 09:00:00", "F1", "李", "", "泵, \"1\"号"],
            vec!["到场", "2024-05-06 09:20:00", "F1", "", "李", ""],
            vec!["报警", "2024-05-06 10:00:00", "F2", "王", "", "两行\n说明"],
            vec!["到场", "2024-05-06 10:30:01", "F2", "", "王", ""],
            vec!["报警", "2024-05-06 11:00:00", "F3", "王", "", ""],
            vec!["到场", "2024-05-06 23:59:59", "F0", "", "赵", ""],
        ],
    }
}

fn people() -> Table {
    Table {
        header: vec!["id", "班组"], rows: vec![vec!["李", "甲"], vec!["王", "乙"], vec!["赵", "乙"]]
    }
}

/// A file by its name and content.
type File = (String, Vec<u8>);

/// Every finding as a line, and what became of the rows: of files that are held.
fn findings(policy: &str, files: &[File]) -> Vec<String> {
    let (model, mut texts) = model(policy);
    let inputs: Vec<Input> = files.iter().map(|(name, bytes)| Input::new(name, bytes.clone())).collect();
    let sources = check::sources(&model, &inputs).unwrap();
    let options = CheckOptions { all: true, ..CheckOptions::default() };
    let checked = check::check(&model, &sources, options);
    told(&checked, &sources, &mut texts)
}

/// The same of files that are read in blocks as far as they can be, and which had to be taken into memory all the same.
fn streamed(policy: &str, files: &[File]) -> (Vec<String>, Vec<String>) {
    let (model, mut texts) = model(policy);
    let store = |(name, bytes): &File| Input::stored(name, Arc::new(Bytes::<50>(bytes.clone())));
    let mut inputs: Vec<Input> = files.iter().map(store).collect();
    let options = CheckOptions { all: true, ..CheckOptions::default() };
    loop {
        let sources = check::sources_with(&model, &inputs, 64, |_| OpenOptions::default()).unwrap();
        let odd: Vec<usize> = (0..inputs.len()).filter(|at| sources[*at].is_none()).collect();
        let sources: Vec<Source<'_>> = sources.into_iter().flatten().collect();
        let result = match odd.as_slice() {
            [] => check::streamed(&model, &sources, options, 1),
            _ => Err(Unfit(odd)),
        };
        match result {
            Ok(checked) => {
                let held = inputs.iter().filter(|input| input.store.is_none()).map(|i| i.name.clone());
                return (told(&checked, &sources, &mut texts), held.collect());
            }
            Err(Unfit(unfit)) => unfit.into_iter().for_each(|at| {
                check::settle(&model, &mut inputs[at], &OpenOptions::default()).unwrap();
            }),
        }
    }
}

fn model(policy: &str) -> (guiju::analysis::model::Model, Sources) {
    let mut texts = Sources::default();
    let world = Memory::new().with("p.guiju", policy);
    let loaded = analysis::load(&world, "p.guiju", &mut texts);
    let analysis = analysis::analyze(&loaded, &[], &world);
    let model = analysis.model.unwrap_or_else(|| panic!("{:?} {:?}", loaded.syntax, analysis.problems));
    (model, texts)
}

fn told(checked: &Checked, sources: &[Source<'_>], texts: &mut Sources) -> Vec<String> {
    let mut out: Vec<String> = checked
        .ingested
        .files
        .iter()
        .map(|f| format!("{} = {} + {} + {} + {}", f.rows, f.used, f.ignored, f.duplicate, f.rejected))
        .collect();
    out.extend(checked.outcome.findings.iter().map(|f| {
        format!(
            "{} {:?} {:?} {:?} {:?}",
            f.id,
            f.status,
            f.window.as_ref().map(|w| format!("{w:?}")),
            f.reasons,
            f.goals.len()
        )
    }));
    out.push(format!("{:?}", checked.outcome.observed));
    let codes: Vec<&str> = checked
        .ingested
        .diagnostics(sources, texts, guiju::locale::Lang::En)
        .iter()
        .filter(|d| d.code.id() != "GJ645")
        .map(|d| d.code.id())
        .collect();
    out.push(format!("{codes:?}"));
    out
}

/// One table in every format and encoding, by its name. Traditional Chinese has no sign for some of what stands in it.
fn all(stem: &str, table: &Table, traditional: bool) -> Vec<File> {
    let name = |ending: &str| format!("{stem}.{ending}");
    let text = table.csv(",");
    let little = |text: &str| utf16(text, u16::to_le_bytes);
    let big = |text: &str| utf16(text, u16::to_be_bytes);
    let gb = |text: &str| encoded(text, encoding_rs::GB18030);
    let mut files = vec![
        (name("csv"), text.clone().into()),
        (name("csv"), table.csv(";").into()),
        (name("txt"), table.csv("|").into()),
        (name("tsv"), table.csv("\t").into()),
        (name("csv"), text.replace('\n', "\r\n").replace("两行\r\n", "两行\n").into()),
        (name("json"), table.json().into()),
        (format!("nested/{stem}.json"), format!("{{\"Records\": {}, \"more\": 1}}", table.json()).into()),
        (name("ndjson"), table.ndjson().into()),
        (name("xes"), table.xes().into()),
        (name("xlsx"), table.xlsx()),
        (name("xls"), table.xls()),
        (name("ods"), table.ods()),
        (name("parquet"), table.parquet()),
    ];
    for (ending, text) in [
        ("csv", text.clone()),
        ("tsv", table.csv("\t")),
        ("json", table.json()),
        ("ndjson", table.ndjson()),
        // Nothing in the document speaks of its encoding.
        ("xes", table.xes().replace(" encoding=\"UTF-8\"", "")),
    ] {
        let marked = format!("\u{feff}{text}").into_bytes();
        files.extend([marked, gb(&text), little(&text), big(&text)].map(|bytes| (name(ending), bytes)));
        if traditional {
            files.push((name(ending), encoded(&text, encoding_rs::BIG5)));
        }
    }
    let packed =
        |(name, bytes): &File| [(format!("{name}.gz"), gzip(bytes)), (format!("{name}.zst"), zstd(bytes))];
    let packed: Vec<File> = files.iter().flat_map(packed).collect();
    files.extend(packed);
    // Without an ending, most formats tell themselves.
    files.push((stem.to_string(), table.parquet()));
    files.push((stem.to_string(), table.xlsx()));
    files
}

/// That a log and reference data give the same in every format and encoding.
fn same_everywhere(policy: &str, (log, table): (&Table, &Table), traditional: bool) {
    let log_csv = ("log.csv".to_string(), log.csv(",").into_bytes());
    let table_csv = ("staff.csv".to_string(), table.csv(",").into_bytes());
    let expected = findings(policy, &[log_csv.clone(), table_csv.clone()]);
    let violated = expected.iter().filter(|line| line.contains("Violated")).count();
    assert_eq!(violated, 2, "{expected:#?}");
    assert_eq!(&expected[..2], ["6 = 6 + 0 + 0 + 0", "3 = 3 + 0 + 0 + 0"]);
    let logs = all("log", log, traditional).into_iter().map(|log| [log, table_csv.clone()]);
    let tables = all("staff", table, false).into_iter().map(|table| [log_csv.clone(), table]);
    let ocel = [("log.jsonocel".to_string(), log.ocel().into_bytes()), table_csv.clone()];
    for files in logs.chain(tables).chain([ocel]) {
        let names = format!("{}, {}", files[0].0, files[1].0);
        assert_eq!(findings(policy, &files), expected, "{names}");
        let (found, held) = streamed(policy, &files);
        assert_eq!(found, expected, "{names}");
        // Compressed files are unpacked by whoever opens them; workbooks and object-centric logs have to be held.
        let whole = |name: &String| {
            [".gz", ".zst", ".xlsx", ".xls", ".ods", ".jsonocel"].iter().any(|e| name.ends_with(e))
                || !name.contains('.')
        };
        assert!(held.iter().all(whole), "{names}: {held:?}");
    }
}

#[test]
fn every_format_and_encoding_gives_the_same_findings() {
    same_everywhere(POLICY, (&events(), &people()), false);
}

#[test]
fn the_same_in_traditional_chinese() {
    let signs = [
        ("报警", "報警"),
        ("到场", "到場"),
        ("负责人", "負責人"),
        ("说明", "說明"),
        ("人员", "人員"),
        ("班组", "班組"),
        ("号", "號"),
        ("两", "兩"),
        ("赵", "趙"),
        ("时限", "時限"),
        ("场", "場"),
    ];
    let traditional =
        |text: &str| signs.iter().fold(text.to_string(), |text, (from, to)| text.replace(from, to));
    let table = |table: Table| {
        let cell = |text: &str| -> &'static str { traditional(text).leak() };
        Table {
            header: table.header.iter().map(|text| cell(text)).collect(),
            rows: table.rows.iter().map(|row| row.iter().map(|text| cell(text)).collect()).collect(),
        }
    };
    same_everywhere(&traditional(POLICY), (&table(events()), &table(people())), true);
}
