//! One set of events in every format and encoding gives the same findings, down to their ids.

use crate::write::{Table, encoded, gzip, utf16, zstd};
use guiju::analysis;
use guiju::check::{CheckOptions, Input, check, sources};
use guiju::source::Sources;
use guiju::world::Memory;

const POLICY: &str = r#"
policy 值班 { timezone Asia/Shanghai }
event 报警 { key 故障: text, actor 负责人: staff, 说明: text optional }
event 到场 { 故障: text, actor 人员: staff }
entity staff { key id: text, 班组: text }
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

/// Every finding as a line, and what became of the rows.
fn findings(log: (&str, Vec<u8>), table: (&str, Vec<u8>)) -> Vec<String> {
    let mut texts = Sources::default();
    let world = Memory::new().with("p.guiju", POLICY);
    let loaded = analysis::load(&world, "p.guiju", &mut texts);
    let analysis = analysis::analyze(&loaded, &[], &world);
    let model = analysis.model.unwrap_or_else(|| panic!("{:?} {:?}", loaded.syntax, analysis.problems));
    let inputs: Vec<Input> = [log, table].map(|(name, bytes)| Input::new(name, bytes)).into_iter().collect();
    let sources = sources(&model, &inputs).unwrap();
    let checked = check(&model, &sources, CheckOptions { all: true, ..CheckOptions::default() });
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
        .diagnostics(&sources, &mut texts, guiju::locale::Lang::En)
        .iter()
        .filter(|d| d.code.id() != "GJ645")
        .map(|d| d.code.id())
        .collect();
    out.push(format!("{codes:?}"));
    out
}

#[test]
fn every_format_and_encoding_gives_the_same_findings() {
    let (log, table) = (events(), people());
    let expected = findings(("log.csv", log.csv(",").into()), ("staff.csv", table.csv(",").into()));
    let violated = expected.iter().filter(|line| line.contains("Violated")).count();
    assert_eq!(violated, 2, "{expected:#?}");
    assert_eq!(&expected[..2], ["6 = 6 + 0 + 0 + 0", "3 = 3 + 0 + 0 + 0"]);
    let (text, names) = (log.csv(","), table.csv(","));
    let gb = encoding_rs::GB18030;
    type Pair = (&'static str, Vec<u8>);
    let same: Vec<(Pair, Pair)> = vec![
        (("log.csv", log.csv(";").into()), ("staff.csv", table.csv("|").into())),
        (("log.tsv", log.csv("\t").into()), ("staff.tsv", table.csv("\t").into())),
        (
            ("log.csv", text.replace('\n', "\r\n").replace("两行\r\n", "两行\n").into()),
            ("staff.csv", names.replace('\n', "\r\n").into()),
        ),
        (("log.csv", format!("\u{feff}{text}").into()), ("staff.csv", format!("\u{feff}{names}").into())),
        (("log.csv", utf16(&text, u16::to_le_bytes)), ("staff.csv", utf16(&names, u16::to_be_bytes))),
        (("log.csv", encoded(&text, gb)), ("staff.json", table.json().into())),
        (("log.csv.gz", gzip(text.as_bytes())), ("staff.csv.zst", zstd(names.as_bytes()))),
        (("log.csv.gz", gzip(&encoded(&text, gb))), ("staff.csv", names.clone().into())),
        (("log.json", log.json().into()), ("staff.json", table.json().into())),
        (("log.ndjson", log.ndjson().into()), ("staff.ndjson.gz", gzip(table.ndjson().as_bytes()))),
        (("log.xes", log.xes().into()), ("staff.csv", names.clone().into())),
        (("log.xes.gz", gzip(log.xes().as_bytes())), ("staff.csv", names.clone().into())),
        (("log.xlsx", log.xlsx()), ("staff.xlsx", table.xlsx())),
        (("log.parquet", log.parquet()), ("staff.parquet", table.parquet())),
        (("log", log.parquet()), ("staff", table.xlsx())),
    ];
    for (log, table) in same {
        let (name, beside) = (log.0, table.0);
        assert_eq!(findings(log, table), expected, "{name}, {beside}");
    }
}
