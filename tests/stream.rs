//! Logs that are read in blocks, and their events taken one by one, give what logs give that are taken into memory.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod stored;

use guiju::analysis::{self, model::Model};
use guiju::check::{self, CheckOptions, Checked, Input};
use guiju::diagnostics::{DrawOptions, draw_all};
use guiju::engine::Status;
use guiju::event::{KindId, RowRef};
use guiju::ingest::{self, OpenOptions, Scratch, Source, Store, Unfit};
use guiju::locale::Lang;
use guiju::report::{self, InputFacts, Part, ReportInput, RowText, RowTexts, RunFacts};
use guiju::source::Sources;
use guiju::time::{Instant, Stamp};
use guiju::world::Memory;
use proptest::prelude::*;
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use stored::Bytes;

/// Norms that look forward, back, for nothing, over days, and at reference data; a kind with a key; declared ranges.
const POLICY: &str = r#"
policy work { timezone Asia/Shanghai  calendar weekdays  currency CNY  overlap highest  cap 60 CNY per bearer per month }
entity staff  { key name: text, team: text }
event alarm   { actor owner: staff, fault: text, level: number }
event arrive  { actor staff: staff, fault: text }
event permit  { fault: text }
event note    { key id: text, fault: text }
event idle    { fault: text }
log "inner.json" { records at "data.items" }
log "people.csv" {
  time "time"
  event alarm  where column "event" = "alarm" { owner: "staff" }
  event arrive where column "event" = "arrive"
  event note where column "event" = "note"
  entity staff distinct by "owner" { name: "owner", team: "fault" }
  ignore where column "event" in ["idle", "other", "permit"]
}
log "range.*" {
  observed 2024-05-01 .. 2024-05-04
  time "time"
  event arrive where column "event" = "arrive"
  event alarm  where column "event" = "alarm" { owner: "staff" }
  event permit where column "event" = "permit"
  ignore where column "event" in ["idle", "other"]
}
duty soon      { when alarm  bearer alarm.owner  must arrive same fault  within 30 minutes  else fine 10 CNY }
duty very_soon { when alarm  bearer alarm.owner  must arrive same fault  within 10 minutes  else fine 13 CNY }
duty by_word   { when alarm  must arrive same fault, or note same fault  within 2 days  else demerit 1 points }
duty filled    { when alarm where alarm.level > 2  must alarm.[fault, level] filled  else demerit 1 points per field }
duty permitted {
  when   arrive
  bearer arrive.staff
  must   permit same fault
  at most 2 hours before
  else   escalate per bearer per month { 1st: warn  2nd..3rd: fine 7 CNY  4th..: dismiss }
}
duty no_note   { when permit  must not note same fault  within 20 minutes }
duty repeated  { when 2 alarm same fault within 10 minutes  must note same fault  within 1 hour }
duty daily     { each day for s in staff  bearer s  must arrive where staff = s  by 12:00  else fine 3 CNY }
duty twice     { each day for s in staff  bearer s  must arrive where staff = s  at least 2 times  else fine 1 CNY per missing }
"#;

/// Norms of which some have to do with one another and others have not: a special and a general one; two about one state, which two kinds of
/// event feed; one about the violations of another; one alone. What they cost is capped together.
const APART: &str = r#"
duty again   { when alarm  bearer alarm.owner  must not alarm same fault  within 90 minutes  else fine 10 CNY }
duty at_once { overrides again  when alarm where alarm.level > 2  bearer alarm.owner  must alarm same fault  within 1 hour  else fine 13 CNY }
duty filled  { when alarm where alarm.level > 2  must alarm.[fault, level] filled  else demerit 1 points per field }
state open of fault: from arrive until permit same fault
duty closed  { when open as o lasts 3 hours  must permit same fault  within 1 day  else fine 7 CNY }
prohibition back { when arrive  bearer arrive.staff  must not arrive same fault  within 1 hour  else escalate per bearer per month { 1st: warn  2nd..: fine 7 CNY } }
duty daily   { each day for s in staff  bearer s  must arrive where staff = s  by 12:00  else fine 3 CNY }
duty quiet   { when note  must not note same fault  within 20 minutes  else fine 4 CNY }
duty told    { when violated quiet as v  must note within 1 day  else demerit 2 points }
"#;

/// The head of [`POLICY`] with the norms of [`APART`].
fn apart() -> String {
    POLICY.split("duty ").next().unwrap().to_string() + APART
}

fn model(policy: &str) -> (Model, Sources) {
    let mut sources = Sources::default();
    let world = Memory::new().with("policy.guiju", policy);
    let loaded = analysis::load(&world, "policy.guiju", &mut sources);
    let analysis = analysis::analyze(&loaded, &[], &world);
    (analysis.model.unwrap_or_else(|| panic!("{:?} {:?}", loaded.syntax, analysis.problems)), sources)
}

/// Everything that a person is told of a check, in one text.
fn told(
    model: &Model,
    policy: &Sources,
    sources: &[Source<'_>],
    checked: &Checked,
    counts_only: bool,
) -> String {
    let mut texts = policy.clone();
    let notes = checked.ingested.diagnostics(sources, &mut texts, Lang::En);
    let mut out = draw_all(&notes, &texts, &DrawOptions::default());
    out.push_str(&checked.ingested.rejects_csv(sources, Lang::Zh));
    let _ = writeln!(out, "{:#?}", checked.ingested.files);
    let facts: Vec<InputFacts> = checked
        .ingested
        .files
        .iter()
        .map(|file| InputFacts { name: file.name.clone(), ..InputFacts::default() })
        .collect();
    let report = report::build(&ReportInput {
        model,
        plan: &checked.plan,
        outcome: &checked.outcome,
        ledger: &checked.ledger,
        interner: &checked.interner,
        sources: policy,
        rules: model.rules(&checked.zone),
        inputs: &facts,
        evidence: &Rows { sources, checked },
        run: &RunFacts { counts_only, ..RunFacts::default() },
    });
    out.push_str(&report::json(&report));
    out
}

struct Rows<'a> {
    sources: &'a [Source<'a>],
    checked: &'a Checked,
}

impl RowTexts for Rows<'_> {
    fn show(&self, row: &RowRef, kind: Option<KindId>, rule: Option<u16>, parts: &[Part]) -> Option<RowText> {
        let index = row.input.0 as usize;
        let account = &self.checked.ingested.files[index];
        let rule = match rule {
            Some(rule) => account.rules.get(usize::from(rule)),
            None => account.rules.iter().find(|rule| Some(rule.kind) == kind),
        };
        let column = |part: &Part| match part {
            Part::Time => rule?.time.last().map(String::as_str),
            Part::Field(index) => rule?.fields.get(*index)?.as_deref(),
        };
        let asked: Vec<&str> = parts.iter().filter_map(column).collect();
        let shown = ingest::excerpt(&self.sources[index], account, row, &asked)?;
        Some(RowText { text: shown.text, begin: shown.begin, parts: shown.cells })
    }
}

/// What is told if all inputs are held.
fn held(files: &[(&str, Vec<u8>)], options: CheckOptions) -> String {
    held_by(POLICY, files, options)
}

fn held_by(policy: &str, files: &[(&str, Vec<u8>)], options: CheckOptions) -> String {
    let (model, policy) = model(policy);
    let inputs: Vec<Input> = files.iter().map(|(name, bytes)| Input::new(*name, bytes.clone())).collect();
    let sources = check::sources(&model, &inputs).unwrap();
    let checked = check::check(&model, &sources, options);
    told(&model, &policy, &sources, &checked, options.sums)
}

/// What is told if they are read in blocks, and how many had to be taken into memory all the same.
fn streamed(
    files: &[(&str, Vec<u8>)],
    options: CheckOptions,
    block: usize,
    threads: usize,
) -> (String, Vec<String>) {
    streamed_by(POLICY, files, options, block, threads)
}

fn streamed_by(
    policy: &str,
    files: &[(&str, Vec<u8>)],
    options: CheckOptions,
    block: usize,
    threads: usize,
) -> (String, Vec<String>) {
    let (model, policy) = model(policy);
    let store = |bytes: &Vec<u8>| Arc::new(Bytes::<777>(bytes.clone()));
    let mut inputs: Vec<Input> =
        files.iter().map(|(name, bytes)| Input::stored(*name, store(bytes))).collect();
    loop {
        let sources = check::sources_with(&model, &inputs, block, |_| OpenOptions::default()).unwrap();
        let odd: Vec<usize> = (0..inputs.len()).filter(|at| sources[*at].is_none()).collect();
        let sources: Vec<Source<'_>> = sources.into_iter().flatten().collect();
        let result = match odd.as_slice() {
            [] => check::streamed(&model, &sources, options, threads),
            _ => Err(Unfit(odd)),
        };
        match result {
            Ok(checked) => {
                let text = told(&model, &policy, &sources, &checked, options.sums);
                let held = inputs.iter().filter(|input| input.store.is_none()).map(|i| i.name.clone());
                return (text, held.collect());
            }
            Err(Unfit(unfit)) => {
                assert!(!unfit.is_empty() && unfit.iter().all(|at| inputs[*at].store.is_some()));
                let options = OpenOptions::default();
                unfit.into_iter().for_each(|at| check::settle(&model, &mut inputs[at], &options).unwrap());
            }
        }
    }
}

const HEADER: &str = "event,time,staff,owner,fault,level,id\n";
const STAFF: &str = "name,team,valid_from,valid_to\nli,A,2024-01-01,\nwang,B,,2024-05-02\n";

/// A record of a log: what happened, minutes since the first of May, and details.
#[derive(Clone, Debug)]
struct Row {
    kind: usize,
    minute: i64,
    fault: u8,
    oddity: u8,
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (0_usize..6, 0_i64..6000, 0_u8..5, 0_u8..60).prop_map(|(kind, minute, fault, oddity)| Row {
        kind,
        minute,
        fault,
        oddity,
    });
    prop::collection::vec(row, 0..60)
}

fn time(minute: i64) -> String {
    format!("2024-05-{:02} {:02}:{:02}", 1 + minute / 1440, minute / 60 % 24, minute % 60)
}

fn csv(rows: &[Row]) -> Vec<u8> {
    let mut out = String::from(HEADER);
    for row in rows {
        let kind = ["alarm", "arrive", "permit", "note", "idle", "other"][row.kind];
        let (time, fault) = (time(row.minute), row.fault);
        let name = if row.fault % 2 == 0 { "li" } else { "wang" };
        let text = format!("{kind},{time},{name},{name},F{fault},{fault},N{}", row.minute % 50);
        match row.oddity {
            0 => out.push_str("\n\n  \n"),
            1 => out.push_str(&text.replace(",F", ",\"F\n\"\"x\"\"\",F")),
            2 => out.push_str(&text.replace(&time, "\"when, then\"")),
            3 => out.push_str(&text.replace(&format!(",{fault},"), ",too high,")),
            4 => out.push_str(&text.replace(&format!("F{fault}"), &format!("\"F{fault}\""))),
            5 => out.push_str(&text.replace(name, "\"李, \"\"\n工\"")),
            6 => out.push_str(&text.replace(&time, "")),
            7 => out.push_str(&text.replace(",F", ",\"F")),
            _ => out.push_str(&text),
        }
        out.push_str(if row.oddity == 8 { "\r\n" } else { "\n" });
    }
    out.into_bytes()
}

fn ndjson(rows: &[Row]) -> Vec<u8> {
    let mut out = String::new();
    for row in rows {
        let kind = ["alarm", "arrive", "permit", "note", "idle", "other"][row.kind];
        let (time, fault) = (time(row.minute), row.fault);
        let name = if row.fault % 2 == 0 { "li" } else { "wang" };
        let _ = match row.oddity {
            0 => writeln!(out, "  "),
            1 => writeln!(out, "{{\"event\": \"{kind}\", \"time\": "),
            2 => writeln!(out, "{{\"event\": \"{kind}\", \"time\": \"then\", \"fault\": \"到{fault}\"}}"),
            3 => writeln!(out, "[1, 2]"),
            _ => writeln!(
                out,
                "{{\"event\": \"{kind}\", \"time\": \"{time}\", \"staff\": \"{name}\", \"owner\": \"{name}\", \
                 \"fault\": \"F{fault}\", \"level\": {fault}, \"id\": \"N{}\"}}",
                row.minute % 50
            ),
        };
    }
    out.into_bytes()
}

/// An array of records, perhaps within an object, perhaps broken.
fn array(rows: &[Row], before: &str, after: &str) -> Vec<u8> {
    let mut out = format!("{before}[");
    for (at, row) in rows.iter().enumerate() {
        let kind = ["alarm", "arrive", "permit", "note", "idle", "other"][row.kind];
        let (time, fault) = (time(row.minute), row.fault);
        let name = if row.fault % 2 == 0 { "li" } else { "wang" };
        let comma = if at == 0 { "" } else { [",", ",\n  ", " ,\r\n", ", "][at % 4] };
        out += comma;
        let _ = match row.oddity {
            0 => write!(out, "[1, 2]"),
            1 => write!(out, "{{\"event\": \"{kind}\", \"time\": }}"),
            2 => write!(out, "{{\"event\": \"{kind}\",\n \"time\": \"then\", \"fault\": \"到{fault}\"}}"),
            3 => write!(out, "1.5"),
            4 if at % 3 == 0 => write!(out, "{{\"event\": \"{kind}\"}} {{}}"),
            5 if at % 3 == 0 => write!(out, ","),
            6 if at % 3 == 0 => write!(out, "{{\"event\": \"{kind}\""),
            _ => write!(
                out,
                "{{\"event\": \"{kind}\", \"time\": \"{time}\", \"staff\": \"{name}\", \"owner\": \"{name}\", \
                 \"fault\": \"F{fault}\", \"level\": {fault}, \"id\": \"N{}\"}}",
                row.minute % 50
            ),
        };
    }
    (out + after).into_bytes()
}

/// Some cases, whose events stand together.
fn xes(rows: &[Row]) -> Vec<u8> {
    let mut out = String::from("<?xml version=\"1.0\"?>\n<log>\n<!-- <trace> -->\n");
    for (at, case) in rows.chunks(5).enumerate() {
        out += "<trace>";
        for row in case {
            let kind = ["alarm", "arrive", "permit", "note", "idle", "other"][row.kind];
            let (time, fault) = (time(row.minute), row.fault);
            let name = if row.fault % 2 == 0 { "li" } else { "wang" };
            let _ = match row.oddity {
                0 => write!(out, "<event/>\n\n"),
                1 => write!(out, "<event><string key=\"event\" value=\"{kind}&nothing;\"/></event>"),
                2 => write!(
                    out,
                    "\n<event>\n<string key=\"event\" value=\"{kind}\"/><date key=\"time\" value=\"then\"/></event>"
                ),
                3 if at % 5 == 4 => write!(out, "<event></trace>"),
                _ => write!(
                    out,
                    "<event><string key=\"event\" value=\"{kind}\"/><date key=\"time\" value=\"{time}\"/>\n\
                     <string key=\"staff\" value=\"{name}\"/><string key=\"owner\" value=\"{name}\"/>\
                     <string key=\"fault\" value=\"F{fault}\"/><int key=\"level\" value=\"{fault}\"/>\
                     <string key=\"id\" value=\"N{}\"/></event>",
                    row.minute % 50
                ),
            };
        }
        out += "<string key=\"concept:name\" value=\"案 &lt;1&gt;\"/></trace>\n";
    }
    (out + ["</log>\n", "</log>", "", "</log", "</trace>  \n\n"][rows.len() % 5]).into_bytes()
}

/// A log in the format that its name promises.
fn written(name: &str, rows: &[Row]) -> Vec<u8> {
    let cut = rows.len() % 7;
    match name {
        "b.ndjson" => ndjson(rows),
        "c.json" => array(rows, ["", " \n"][cut % 2], ["]", "]\n", " ] x", "", " \n\n", "]]", "]"][cut]),
        "inner.json" => {
            let before = "{\"note\": \"[{\", \n\"data\": {\"more\": [{}], \"items\": ";
            let after = [
                "]}}",
                "], \"data.items\": []}}",
                "] \"到",
                "",
                "]},\"data.items\": [{\"event\": 1}]}",
                "]}}",
                " \n",
            ];
            array(rows, before, after[cut])
        }
        "d.xes" => xes(rows),
        _ => csv(rows),
    }
}

fn plain(rows: &mut [Row]) {
    rows.iter_mut().for_each(|row| row.oddity = 9);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn the_way_of_reading_does_not_matter(
        mut logs in prop::collection::vec((rows(), 0_u8..8), 1..4),
        block in 1_usize..400,
        threads in 1_usize..5,
        as_of in prop::option::of(0_i64..6000),
        in_parts in any::<bool>(),
    ) {
        let policy = if in_parts { apart() } else { POLICY.to_string() };
        let names = ["a.csv", "b.ndjson", "range.csv", "c.json", "d.xes", "inner.json", "people.csv"];
        let mut files = Vec::new();
        for (at, (rows, way)) in logs.iter_mut().enumerate() {
            if *way > 0 {
                rows.sort_by_key(|row| row.minute);
            }
            if *way > 3 {
                plain(rows);
            }
            let name = names[(at + usize::from(*way) + rows.len()) % names.len()];
            if files.iter().all(|(other, _)| *other != name) {
                files.push((name, written(name, rows)));
            }
        }
        files.insert(files.len() / 2, ("staff.csv", STAFF.as_bytes().to_vec()));
        let as_of = as_of.map(|minute| {
            Stamp::exact(Instant::from_micros(1_714_492_800_000_000).plus_micros(minute * 60_000_000))
        });
        let options = CheckOptions { as_of, all: true, ..CheckOptions::default() };
        let (found, held_in) = streamed_by(&policy, &files, options, block, threads);
        let expected = held_by(&policy, &files, options);
        prop_assert!(found == expected, "{} {held_in:?}", difference(&expected, &found));
        let sums = CheckOptions { sums: true, all: false, ..options };
        let (found, _) = streamed_by(&policy, &files, sums, block, threads);
        let expected = held_by(&policy, &files, sums);
        prop_assert!(found == expected, "{}", difference(&expected, &found));
    }
}

/// A text in another encoding, or with places that are in none.
fn recoded(text: Vec<u8>, way: u8) -> Vec<u8> {
    let text = String::from_utf8(text).unwrap();
    let wide = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    match way {
        0 => encoding_rs::GB18030.encode(&text).0.into_owned(),
        1 => [b"\xFF\xFE".to_vec(), wide(u16::to_le_bytes)].concat(),
        2 => wide(u16::to_be_bytes),
        3 => [b"\xEF\xBB\xBF".to_vec(), text.into_bytes()].concat(),
        _ => {
            let mut bytes = text.into_bytes();
            let count = bytes.len();
            for at in [count / 3, count / 2, count - 20] {
                bytes[at] = 0xFF;
            }
            bytes
        }
    }
}

#[test]
fn texts_in_other_encodings_are_decoded_in_blocks() {
    let mut rows = answered(60);
    rows[9].oddity = 5;
    rows[40].oddity = 5;
    let staff = ("staff.csv", STAFF.as_bytes().to_vec());
    let options = CheckOptions { all: true, ..CheckOptions::default() };
    for name in ["a.csv", "b.ndjson", "c.json", "d.xes"] {
        for way in 0..5 {
            let files = [(name, recoded(written(name, &rows), way)), staff.clone()];
            let (found, held_in) = streamed(&files, options, 300, 2);
            assert!(
                found == held(&files, options),
                "{name} {way}: {}",
                difference(&held(&files, options), &found)
            );
            assert_eq!(held_in.join(" "), "", "{name} {way}");
        }
    }
}

fn difference(expected: &str, found: &str) -> String {
    let lines = expected.lines().zip(found.lines());
    let first = lines.enumerate().find(|(_, (expected, found))| expected != found);
    format!("{first:#?}, lengths {} {}", expected.len(), found.len())
}

/// So many alarms an hour apart, each answered.
fn answered(count: i64) -> Vec<Row> {
    let row = |kind, minute| Row { kind, minute, fault: 2, oddity: 9 };
    (0..count).flat_map(|n| [row(2, n * 60), row(0, n * 60 + 5), row(1, n * 60 + 9)]).collect()
}

#[test]
fn logs_in_order_are_not_taken_into_memory() {
    let rows = answered(50);
    let mut odd = rows.clone();
    odd[20].oddity = 2;
    odd[40].oddity = 7;
    let mut late = rows.clone();
    late.rotate_left(10);
    let names = |held: Vec<String>| held.join(" ");
    let staff = ("staff.csv", STAFF.as_bytes().to_vec());
    for rows in [&rows, &odd] {
        for files in [
            vec![("a.csv", csv(rows)), staff.clone()],
            vec![("b.ndjson", ndjson(rows)), staff.clone()],
            vec![("range.csv", csv(rows)), staff.clone()],
            vec![("range.csv", csv(rows)), ("range.ndjson", ndjson(&rows[30..90])), staff.clone()],
            vec![("c.json", array(rows, "", "]")), staff.clone()],
            vec![("inner.json", array(rows, "{\"data\": {\"items\": ", "]}}")), staff.clone()],
            // Events in no order of time.
            vec![("d.xes", xes(rows)), staff.clone()],
            vec![("a.csv", csv(&late)), ("range.csv", csv(rows)), staff.clone()],
            // Reference data among them.
            vec![("people.csv", csv(rows))],
            // Keys that both may hold.
            vec![("a.csv", csv(rows)), ("b.ndjson", ndjson(rows)), ("e.csv", csv(&late)), staff.clone()],
        ] {
            for threads in [1, 2] {
                let options = CheckOptions { all: true, ..CheckOptions::default() };
                let (found, held_in) = streamed(&files, options, 100, threads);
                assert_eq!(names(held_in), "", "{}", files[0].0);
                assert!(found == held(&files, options), "{}", difference(&held(&files, options), &found));
            }
        }
    }
}

#[test]
fn norms_apart_come_to_the_same_together() {
    let policy = apart();
    let (lowered, _) = model(&policy);
    let parts = guiju::plan::lower(&lowered, &mut guiju::event::Interner::default()).parts(9);
    let names = |part: usize| {
        let own = lowered.norms.iter().zip(&parts.of_norm).filter(move |(_, of)| **of == part);
        own.map(|(norm, _)| norm.name.as_str()).collect::<Vec<_>>().join(" ")
    };
    let mut all: Vec<String> = (0..parts.plans.len()).map(names).collect();
    all.sort_unstable();
    assert_eq!(all, ["again at_once filled", "closed back daily", "quiet told"]);
    // A cap of all norms is reached by those of several parts, and everybody is owed something under several.
    let row = |n: i64, kind| Row { kind, minute: n * 13 % 6000, fault: (n % 5) as u8, oddity: 9 };
    let mut rows: Vec<Row> = (0..400).map(|n| row(n, n as usize * 7 % 4)).collect();
    rows.sort_by_key(|row| row.minute);
    let files = [("a.csv", csv(&rows)), ("staff.csv", STAFF.as_bytes().to_vec())];
    for (all, sums) in [(true, false), (false, false), (false, true)] {
        let options = CheckOptions { all, sums, ..CheckOptions::default() };
        let expected = held_by(&policy, &files, options);
        for norm in &lowered.norms {
            assert!(expected.contains(&norm.name));
        }
        for (block, threads) in [(50, 1), (50, 2), (300, 2), (5000, 3), (50, 6)] {
            let (found, _) = streamed_by(&policy, &files, options, block, threads);
            assert!(found == expected, "{block} {threads}: {}", difference(&expected, &found));
        }
    }
}

/// Bytes of which those far from the beginning cannot be had any more from some time on.
#[derive(Debug)]
struct Broken(Bytes<777>, AtomicBool);

impl Store for Broken {
    fn read_at(&self, at: u64, into: &mut [u8]) -> std::io::Result<usize> {
        assert!(at < 6000 || !self.1.load(Ordering::Relaxed), "far from the beginning");
        self.0.read_at(at, into)
    }

    fn size(&self) -> std::io::Result<u64> {
        self.0.size()
    }

    fn scratch(&self) -> std::io::Result<Option<Box<dyn Scratch>>> {
        self.0.scratch()
    }
}

#[test]
fn a_panic_on_any_thread_is_heard() {
    let (model, _) = model(&apart());
    let staff = Arc::new(Bytes::<777>(STAFF.as_bytes().to_vec()));
    let broken = Arc::new(Broken(Bytes(csv(&answered(200))), AtomicBool::new(false)));
    let store: Arc<dyn Store> = broken.clone();
    let inputs = [Input::stored("staff.csv", staff), Input::stored("range.csv", store)];
    let sources = check::sources_with(&model, &inputs, 100, |_| OpenOptions::default()).unwrap();
    let sources: Vec<Source<'_>> = sources.into_iter().flatten().collect();
    broken.1.store(true, Ordering::Relaxed);
    for threads in 1..5 {
        let run = || check::streamed(&model, &sources, CheckOptions::default(), threads);
        let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).map(|_| ()).unwrap_err();
        assert_eq!(panic.downcast_ref::<&str>(), Some(&"far from the beginning"));
    }
}

#[test]
fn norms_about_violations_find_all_texts() {
    let policy = POLICY.to_string() + "duty told { when violated soon as v  must note within 1 day }\n";
    let mut rows = answered(50);
    rows.retain(|row| row.minute % 7 != 2);
    let options = CheckOptions { all: true, ..CheckOptions::default() };
    for files in [vec![("a.csv", csv(&rows))], vec![("d.xes", xes(&rows)), ("b.ndjson", ndjson(&rows))]] {
        for threads in [1, 2] {
            let (found, held_in) = streamed_by(&policy, &files, options, 200, threads);
            assert_eq!(held_in.join(" "), "");
            let expected = held_by(&policy, &files, options);
            assert!(expected.contains("told"));
            assert!(found == expected, "{}", difference(&expected, &found));
        }
    }
}

/// Of readings nothing is asked but that cells are filled and in range; of readings at night, something else as well.
const READINGS: &str = r#"
policy work { effective 2024-05-02 .. 2024-05-03  timezone Asia/Shanghai }
event reading { actor staff: text, depth: number 0.5..40, count: number -3..3, grade: one of ["N", "D"], note: text optional }
event sample  { key id: text, staff: text, depth: number 0..1 }
log "readings.*" {
  time "time"  blank ["-", "7.5"]
  event sample where column "event" = "sample"
  event reading where column "event" in ["reading", "bis"]
}
duty valid  { when reading  bearer reading.staff  must reading.[depth, count, grade] filled and valid  else demerit 1 points per field }
duty named  { when reading  must reading.staff filled }
duty shallow { when sample  must sample.depth filled and valid }
"#;

#[test]
fn readings_are_judged_alike_whether_their_cells_are_kept_or_not() {
    let depths = [
        "0.5", "0.499999", "40", "40.0", "40.00001", "7.5", "7.50", "", "-", "x", "+3", "1e1", "\"12\"",
        "１２", "12345678",
    ];
    let counts = &["3", "-3", "-3.1", "3.0000000", "NaN", ""];
    let grades = &["N", "D", "d", "", "ND", "-"];
    let mut text = String::from("event,time,staff,depth,count,grade,note,id\n");
    let mut all =
        depths.iter().flat_map(|d| counts.iter().flat_map(move |c| grades.iter().map(move |g| (d, c, g))));
    for n in 0.. {
        let Some((depth, count, grade)) = all.next() else { break };
        let (kind, hour) = (["reading", "bis", "sample"][n % 3], n / 8);
        let staff = ["li", "", "a name of more than fifteen bytes"][n % 5 % 3];
        let _ = writeln!(
            text,
            "{kind},2024-05-{:02} {:02}:{:02}:00,{staff},{depth},{count},{grade},,s{}",
            1 + hour / 24,
            hour % 24,
            n % 8 * 7,
            n / 4
        );
    }
    let files = [("readings.csv", text.into_bytes())];
    for (all, sums) in [(false, false), (true, false), (false, true)] {
        let options = CheckOptions { all, sums, ..CheckOptions::default() };
        let expected = held_by(READINGS, &files, options);
        for threads in [1, 2] {
            let (found, held_in) = streamed_by(READINGS, &files, options, 300, threads);
            assert_eq!(held_in.join(" "), "");
            assert!(found == expected, "{}", difference(&expected, &found));
        }
    }
    let (model, _) = model(READINGS);
    let plan = guiju::plan::lower(&model, &mut guiju::event::Interner::default());
    let zone = guiju::time::Zone::utc();
    let screens = guiju::engine::screens(&model, &plan, &zone, guiju::engine::Options::default(), None);
    let kinds = model.schema.kinds.iter().map(|kind| kind.name.as_str()).zip(0..);
    let screened: Vec<&str> =
        kinds.filter(|(_, kind)| screens.of(KindId(*kind)).is_some()).map(|(name, _)| name).collect();
    assert_eq!(screened, ["reading", "sample"]);
}

/// Visits and reports of one day, of which only the day is known: those of a place stand before or after one another.
#[test]
fn a_day_of_many_events_is_judged_like_a_day_of_few() {
    let policy = r#"
policy work { timezone Asia/Shanghai }
event visit  { place: number }
event report { place: number }
event permit { place: number }
log "day.*" { observed .. 2024-05-20  time "time"  event visit where column "event" = "visit"  event report where column "event" = "report"  event permit where column "event" = "permit" }
duty reported  { when visit  must report same place  within 2 days }
duty permitted { when visit  must permit same place  before }
duty once      { when visit  must report same place at most 1 times  within 1 day }
"#;
    let day = |places: std::ops::Range<usize>, odd: bool| {
        let mut text = String::from("event,time,place\n");
        for n in places {
            let kinds: &[&str] = match n % 7 {
                0 => &["visit"],
                1 => &["permit", "visit", "report"],
                2 => &["report", "visit"],
                3 => &["visit", "report", "report"],
                4 => &["visit", "visit", "report"],
                5 => &["report", "report"],
                _ => &["visit", "permit", "report"],
            };
            kinds.iter().for_each(|kind| writeln!(text, "{kind},2024-05-06,{n}").unwrap());
        }
        text + if odd { "report,2024-05-06,?\nvisit,2024-05-06,?\n" } else { "" }
    };
    let (model, _) = model(policy);
    let counts = |text: String| {
        let inputs = [Input::new("day.csv", text.into_bytes())];
        let sources = check::sources(&model, &inputs).unwrap();
        check::check(&model, &sources, CheckOptions::default()).outcome.counts
    };
    let (many, few) = (counts(day(0..700, false)), counts(day(0..7, false)));
    for (many, few) in many.iter().zip(&few) {
        for status in Status::ALL {
            assert_eq!(many.of(status), 100 * few.of(status), "{status:?}");
        }
    }
    assert_eq!((few[0].of(Status::Violated), few[0].of(Status::Fulfilled)), (1, 6));
    // What has no readable key may be anybody's.
    let (many, few) = (counts(day(0..700, true)), counts(day(0..7, true)));
    assert_eq!((many[0].of(Status::Unknown), few[0].of(Status::Unknown)), (101, 2));
    assert_eq!((many[0].of(Status::Fulfilled), few[0].of(Status::Fulfilled)), (600, 6));
}

#[test]
fn what_cannot_be_read_in_blocks_is_taken_into_memory() {
    let rows = answered(20);
    let options = CheckOptions::default();
    let both = |files: &[(&str, Vec<u8>)]| {
        let (found, held_in) = streamed(files, options, 100, 2);
        assert!(found == held(files, options), "{}", difference(&held(files, options), &found));
        held_in.join(" ")
    };
    assert_eq!(both(&[("a.csv", Vec::new()), ("c.csv", b"event\n".to_vec())]), "a.csv c.csv");
    assert_eq!(both(&[("a.gz", b"\x1f\x8b\x08".to_vec())]), "a.gz");
    let marked = [b"\xEF\xBB\xBF".to_vec(), csv(&rows)].concat();
    assert_eq!(both(&[("a.csv", marked)]), "");
}

#[test]
fn long_rows_are_shown_by_the_place_that_matters() {
    let wide = "宽".repeat(500);
    let mut text = String::from(HEADER);
    for n in 0..20 {
        let _ = writeln!(text, "alarm,{},{wide}{n},li,F{n},x,N{n}", time(n * 30));
        let _ = writeln!(text, "alarm,then,\"{wide}\n{n}\",li,F{n},x,N{n}");
    }
    let files = [("a.csv", text.into_bytes()), ("staff.csv", STAFF.as_bytes().to_vec())];
    let options = CheckOptions { all: true, ..CheckOptions::default() };
    let (found, _) = streamed(&files, options, 4000, 1);
    assert!(found == held(&files, options), "{}", difference(&held(&files, options), &found));
}
