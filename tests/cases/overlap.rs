//! A log as overlapping exports through a history comes to the same as the log at once.

use crate::desk::Desk;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// Windows, periods, prohibitions, reparations, excuses, norms about violations; tables of escalation over a month and over a rolling
/// time, caps of a norm and of the policy, what is proposed once in a period, and a reward.
const POLICY: &str = r#"
policy watch {
  timezone Asia/Shanghai
  currency CNY
  cap 400 CNY per bearer per month
}
entity staff { key id: text, leader: text }
event alarm  { fault: text, actor owner: staff }
event arrive { fault: text, who: staff }
event inform { fault: text }
event smoke  { actor who: staff, place: text }
event handle { whom: staff }
event sign   { actor who: staff }
event tick   { n: number }
duty arrive_on_site {
  when    alarm
  bearer  alarm.owner
  must    arrive same fault
  within  30 hours
  unless  inform same fault
  else    escalate per bearer per month { 1st: warn  2nd: fine 50 CNY  3rd..: fine 100 CNY }
  liable  alarm.owner.leader: fine 20 CNY
}
duty repair {
  when    alarm
  bearer  alarm.owner
  must    arrive same fault where who = alarm.owner
  within  10 hours
  else    fine 30 CNY, must inform same fault within 5 hours
  else    fine 70 CNY
  cap     150 CNY per bearer per month
}
prohibition no_smoking {
  when     smoke
  bearer   smoke.who
  must not smoke
  else     escalate per bearer within 20 days { 2nd: fine 10 CNY  3rd..: fine 25 CNY }, fine 5 CNY per week
}
duty handle_it {
  when    violated no_smoking as v
  bearer  v.bearer.leader
  must    handle where whom = v.bearer
  within  2 days
  else    fine 15 CNY
}
duty sign_daily {
  each    day for s in staff
  bearer  s
  must    sign where who = s
  else    demerit 1 point
}
reward bright_day {
  when    sign
  bearer  sign.who
  must    arrive where who = sign.who
  within  3 hours
  then    reward 8 CNY, at most once per month
}
"#;

const STAFF: &str = "id,leader\nli,chen\nwang,chen\nchen,chen\n";
/// The days of the log: over the end of a month.
pub const DAYS: i64 = 16;
/// The first day of the log, 2024-05-24, at midnight in Shanghai.
pub const START: i64 = 1_716_480_000;
pub const DAY: i64 = 86_400;

/// An event of the log: its second, and its row.
pub type Row = (i64, String);

fn stamp(second: i64) -> String {
    let at = jiff::Timestamp::from_second(second).unwrap();
    at.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(8))).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

pub fn rows() -> impl Strategy<Value = Vec<Row>> {
    let person = prop::sample::select(vec!["li", "wang", "chen"]);
    let fault = (0..6_u8).prop_map(|n| format!("F{n}"));
    let event = (0..DAYS * DAY, 0..7_u8, person, fault).prop_map(|(second, kind, person, fault)| {
        let row = match kind {
            0 | 1 => format!("alarm,{fault},{person},,,,"),
            2 => format!("arrive,{fault},,{person},,,"),
            3 => format!("inform,{fault},,,,,"),
            4 | 5 => format!("smoke,,,{person},yard,,"),
            _ => format!("handle,,,,,{person},"),
        };
        (START + second, row)
    });
    let sign = (0..DAYS, prop::sample::select(vec!["li", "wang", "chen"]))
        .prop_map(|(day, who)| (START + day * DAY + 30_000, format!("sign,,,{who},,,")));
    (prop::collection::vec(event, 5..45), prop::collection::vec(sign, 5..40)).prop_map(|(events, signs)| {
        // Midnight is in every log, so that a log that begins there says so.
        let ticks = (0..=DAYS + 4).map(|day| (START + day * DAY, format!("tick,,,,,,{day}")));
        let mut all: Vec<Row> = ticks.chain(events).chain(signs).collect();
        all.sort();
        // One event a second: the order of rows with one timestamp may mean something.
        all.dedup_by_key(|row| row.0);
        all
    })
}

pub fn csv<'r>(rows: impl IntoIterator<Item = &'r Row>) -> String {
    let mut text = String::from("time,event,fault,owner,who,place,whom,n\n");
    for (second, row) in rows {
        text += &format!("{},{row}\n", stamp(*second));
    }
    text
}

/// The exports: up to where each reaches, and how many days earlier than needed the next one begins.
pub fn cuts() -> impl Strategy<Value = Vec<(i64, i64)>> {
    let cut = (0..DAYS * DAY, 0..3_i64).prop_map(|(second, days)| (START + second, days));
    prop::collection::vec(cut, 1..5).prop_map(|mut cuts| {
        cuts.sort();
        cuts
    })
}

fn at_once(rows: &[Row]) -> Desk {
    let mut desk = Desk::new(POLICY);
    desk.run(&[("log.csv", &csv(rows)), ("staff.csv", STAFF)]);
    desk
}

/// Each export begins at the midnight before the oldest obligation that was still open, or some days earlier.
fn in_exports(rows: &[Row], cuts: &[(i64, i64)]) -> Desk {
    let mut desk = Desk::new(POLICY);
    let mut from = START;
    for (to, earlier) in cuts.iter().copied().chain([(i64::MAX, 0)]) {
        let part: Vec<&Row> = rows.iter().filter(|(at, _)| *at >= from && *at <= to).collect();
        if part.is_empty() {
            continue;
        }
        desk.run(&[("log.csv", &csv(part)), ("staff.csv", STAFF)]);
        let next = desk.next_from().map_or(to.min(START + (DAYS + 4) * DAY), |at| at.micros() / 1_000_000);
        let midnight = START + (next - START).div_euclid(DAY) * DAY;
        from = (midnight - earlier * DAY).max(START);
    }
    desk
}

/// So many cases, or as many as `PROPTEST_CASES` asks for; other ones with another `PROPTEST_RNG_SEED`.
pub fn runner(cases: u32) -> TestRunner {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(cases);
    TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() })
}

#[test]
fn overlapping_exports_come_to_the_same_as_the_whole_log() {
    let seen = std::cell::Cell::new((0_usize, 0_usize));
    runner(40)
        .run(&(rows(), cuts()), |(rows, cuts)| {
            let (whole, parts) = (at_once(&rows), in_exports(&rows, &cuts));
            let (n, times) = seen.get();
            let tables = whole.ledger().iter().filter(|line| line.contains("nth Some")).count();
            seen.set((n + whole.ledger().len(), times + tables));
            prop_assert_eq!(parts.ledger(), whole.ledger());
            Ok(())
        })
        .unwrap();
    assert!(seen.get().0 > 400 && seen.get().1 > 50, "the logs must hold violations: {:?}", seen.get());
}

#[test]
fn the_same_log_again_changes_no_case() {
    runner(10)
        .run(&rows(), |rows| {
            let mut desk = at_once(&rows);
            let before = desk.ledger();
            let again = desk.run(&[("log.csv", &csv(&rows)), ("staff.csv", STAFF)]);
            prop_assert_eq!(desk.ledger(), before);
            prop_assert_eq!((again.recorded, again.revised, again.withdrawn), (0, 0, 0));
            prop_assert!(again.missed.is_empty());
            Ok(())
        })
        .unwrap();
}

#[test]
fn the_order_of_rows_and_files_changes_nothing() {
    let shuffled = rows().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()));
    runner(10)
        .run(&shuffled, |(rows, other)| {
            let whole = at_once(&rows);
            let mut desk = Desk::new(POLICY);
            desk.run(&[("staff.csv", STAFF), ("log.csv", &csv(&other))]);
            prop_assert_eq!(desk.ledger(), whole.ledger());
            // The files alone in another order: not even the digests differ.
            let mut desk = Desk::new(POLICY);
            desk.run(&[("staff.csv", STAFF), ("log.csv", &csv(&rows))]);
            let head = |desk: &Desk| desk.entries.last().unwrap().hash.clone();
            prop_assert_eq!(head(&desk), head(&whole));
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_shorter_log_after_a_longer_one_takes_nothing_back() {
    runner(10)
        .run(&(rows(), 1..DAYS * DAY), |(rows, cut)| {
            let mut desk = at_once(&rows);
            let before = desk.ledger();
            let part: Vec<&Row> = rows.iter().filter(|(at, _)| *at <= START + cut).collect();
            let again = desk.run(&[("log.csv", &csv(part)), ("staff.csv", STAFF)]);
            prop_assert_eq!(again.withdrawn, 0);
            prop_assert_eq!(desk.ledger(), before);
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_log_that_begins_later_takes_nothing_back() {
    runner(10)
        .run(&(rows(), 1..DAYS), |(rows, day)| {
            let mut desk = at_once(&rows);
            let before = desk.ledger();
            let part: Vec<&Row> = rows.iter().filter(|(at, _)| *at >= START + day * DAY).collect();
            let again = desk.run(&[("log.csv", &csv(part)), ("staff.csv", STAFF)]);
            prop_assert_eq!(again.withdrawn, 0);
            prop_assert_eq!(desk.ledger(), before);
            Ok(())
        })
        .unwrap();
}
