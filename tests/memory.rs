//! What the engine keeps in mind follows what is open at one time, not how long the log is.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use guiju::analysis;
use guiju::engine::{Coverage, Engine, Load, Options, Setup, Tables};
use guiju::event::{Cell, Event, InputId, Interner, RowRef, Value};
use guiju::plan;
use guiju::source::Sources;
use guiju::time::{Instant, Stamp};
use guiju::world::Memory;

/// An obligation of every kind: soon, much later, excused, looking back, forbidden, by the day.
const POLICY: &str = r#"
policy work { timezone Asia/Shanghai  calendar weekdays  currency CNY }
event alarm   { fault: text }
event arrive  { fault: text }
event inform  { fault: text }
event permit  { fault: text }
duty soon     { when alarm  must arrive same fault  within 30 minutes  else fine 10 CNY }
duty one_day  { when alarm  must arrive same fault  within 1 year  unless inform same fault within 2 years }
duty permitted { when arrive  must permit same fault  at most 2 hours before }
duty no_word  { when alarm  must not inform same fault  within 20 minutes }
duty repeated { when 2 alarm same fault within 10 minutes  must inform same fault  within 20 minutes }
duty daily    { each day  must arrive at least 1 times }
"#;

const MINUTE: i64 = 60_000_000;

/// Intervals as occasions, their slots, gaps and shares; states that excuse and that are asked for at an event.
const STATES: &str = r#"
policy work { timezone Asia/Shanghai  calendar weekdays  currency CNY }
event alarm   { fault: text }
event arrive  { fault: text }
event inform  { fault: text }
event permit  { fault: text }
state working of fault: from alarm until arrive same fault
duty permitted { during working as w  must permit same fault }
duty in_slots  { each 2 minutes during working as w  must permit same fault  else fine 10 CNY }
duty not_many  { during working as w  must hold count(working) <= 2 }
duty often     { during working as w  must permit same fault every 5 minutes }
duty excused   { when permit  must inform same fault  within 10 minutes  unless working of permit.fault }
duty asked     { when permit where working of permit.fault  must arrive same fault  within 10 minutes }
"#;

/// The most that is kept in mind over so many rounds of: alarm, permit, arrival, one a minute, each with a fault of its own.
fn most(rounds: u64) -> Load {
    most_of(POLICY, rounds, rounds)
}

/// The same with another policy, and with so many different faults in turn.
fn most_of(policy: &str, rounds: u64, faults: u64) -> Load {
    let mut sources = Sources::default();
    let world = Memory::new().with("policy.guiju", policy);
    let loaded = analysis::load(&world, "policy.guiju", &mut sources);
    let analysis = analysis::analyze(&loaded, &[], &world);
    let model = analysis.model.expect("the policy is sound");
    let mut interner = Interner::default();
    let plan = plan::lower(&model, &mut interner);
    let zone = model.header.zone.clone().expect("the header names it");
    let begin = Instant::from_micros(1_700_000_000_000_000);
    let coverage = Coverage { begin: Some(begin), kinds: vec![None; 4] };
    let tables = Tables::default();
    let mut engine = Engine::new(Setup {
        model: &model,
        plan: &plan,
        interner: &interner,
        tables: &tables,
        rules: model.rules(&zone),
        lost: &[],
        coverage: &coverage,
        options: Options::default(),
    });
    let kinds = ["alarm", "permit", "arrive"].map(|name| model.schema.kind_named(name).expect("declared"));
    let mut texts = Interner::default();
    let mut most = Load::default();
    for round in 0..rounds {
        let fault = texts.intern(&format!("F{}", round % faults));
        for (i, kind) in (0..).zip(kinds) {
            let row = round * 3 + i;
            let event = Event {
                kind,
                at: Stamp::exact(begin.plus_micros(row as i64 * MINUTE)),
                row: RowRef { input: InputId(0), row, line: 1, start: row, len: 1 },
                rule: 0,
                digest: 0,
                cells: vec![Cell::Value(Value::Text(fault))].into(),
            };
            engine.feed(&event, None, || row);
            let load = engine.load();
            most = Load {
                obligations: most.obligations.max(load.obligations),
                waiting: most.waiting.max(load.waiting),
                remembered: most.remembered.max(load.remembered),
                intervals: most.intervals.max(load.intervals),
                timers: most.timers.max(load.timers),
                lookups: most.lookups.max(load.lookups),
            };
        }
    }
    let outcome = engine.finish(None);
    assert!(outcome.findings.iter().all(|f| f.status != guiju::engine::Status::Violated));
    most
}

#[test]
fn a_log_ten_times_longer_needs_the_same_state() {
    let (short, long) = (most(2_000), most(20_000));
    assert_eq!(Load { timers: 0, ..short }, Load { timers: 0, ..long });
    assert!(short.obligations < 20, "{short:?}");
    // Those of no use are cleared out only once there are enough of them for that to be worth it, each norm's in their own time; there
    // were 80,000.
    assert!(long.timers < 1_100, "{long:?}");
    // Permits of the last two hours, and of two days more because a timestamp may stand for a whole day.
    assert!(short.remembered < 1_100, "{short:?}");
}

#[test]
fn intervals_that_nothing_can_ask_about_any_more_are_forgotten() {
    let (short, long) = (most_of(STATES, 600, 50), most_of(STATES, 6_000, 50));
    assert_eq!(Load { intervals: 0, ..short }, Load { intervals: 0, ..long });
    assert!(short.obligations < 20, "{short:?}");
    // They are cleared out only once there are enough of them for that to be worth it; there were 6,000.
    assert!(long.intervals > 50 && long.intervals < 4_000, "{long:?}");
}

/// So many norms that ask for an arrival under the same key.
fn alike(norms: usize) -> String {
    let head = POLICY.split("duty soon").next().unwrap();
    let norm = |i| format!("duty n{i} {{ when alarm  must arrive same fault  within {} minutes }}\n", i + 10);
    head.to_string() + &(0..norms).map(norm).collect::<String>()
}

#[test]
fn norms_with_one_key_share_a_look_up() {
    let (ten, hundred) = (most_of(&alike(10), 500, 500), most_of(&alike(100), 500, 500));
    assert_eq!((ten.lookups, hundred.lookups), (1, 1));
    assert_eq!(hundred.obligations, ten.obligations * 10);
    assert_eq!(hundred.waiting, ten.waiting * 10);
}
