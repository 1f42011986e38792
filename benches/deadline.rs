//! What one deadline costs, in nanoseconds: the figure must not grow with the length of the deadline.
//!
//! `cargo bench --bench deadline`
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a benchmark prints, and fails by panicking")]

use guiju::time::*;
use std::hint::black_box;
use std::time::Instant as Clock;

const ROUNDS: i64 = 200_000;

/// Nanoseconds for one call, over occasions that are spread over four years; the best of three runs.
fn cost(mut call: impl FnMut(Stamp)) -> u128 {
    let first = 1_577_836_800_000_000;
    let mut run = || {
        let clock = Clock::now();
        for i in 0..ROUNDS {
            call(Stamp::exact(Instant::from_micros(first + i * 631_000_000)));
        }
        clock.elapsed().as_nanos() / ROUNDS.unsigned_abs() as u128
    };
    (0..3).map(|_| run()).min().unwrap_or_default()
}

fn main() {
    let shanghai = Zone::named("Asia/Shanghai").unwrap();
    let berlin = Zone::named("Europe/Berlin").unwrap();
    let cn = Calendar::builtin("cn").unwrap();
    // All holidays of `cn`, but without an end to the covered years, so that long deadlines have a due time.
    let hours = Hours::parse("09:00-12:00,13:30-18:00").map(OpeningHours::every_day);
    let layer = Layer { hours, covers: Some(Covers::AnyDate), ..Layer::default() };
    let office = Calendar::layered("office", cn, layer);
    let rules = Rules::new(&shanghai, Some(&office));

    println!("length              ns per deadline");
    let show = |name: String, length: Length| {
        let nanos = cost(|stamp| keep(within(&rules, stamp, &length)));
        println!("{name:<20}{nanos:>6}");
    };
    for n in [1, 10, 100, 1_000, 10_000] {
        show(format!("{n} working days"), Length::WorkingDays(n));
    }
    for n in [1, 10, 100, 1_000, 10_000] {
        show(format!("{n} working hours"), Length::working_time(n, ClockUnit::Hour));
    }
    show("30 minutes".into(), Length::elapsed(30, ClockUnit::Minute));
    show("10000 days".into(), Length::Days(10_000));
    show("1 month".into(), Length::Months(1));

    println!("\nother               ns per call");
    let other = |name: &str, nanos: u128| println!("{name:<20}{nanos:>6}");
    let due = within(&rules, Stamp::exact(Instant::from_micros(0)), &Length::WorkingDays(3)).unwrap();
    other("judge", cost(|stamp| keep(due.judge(stamp, &shanghai))));
    other("date, Shanghai", cost(|stamp| keep(shanghai.date(stamp.start))));
    other("date, Berlin", cost(|stamp| keep(berlin.date(stamp.start))));
    other("floor, Berlin", cost(|stamp| keep(berlin.floor(stamp.start, Precision::Day))));
    other("month of", cost(|stamp| keep(period_containing(&rules, Unit::Month, stamp.start))));
}

/// Uses a result, so that working it out is not optimised away.
fn keep<T>(result: T) {
    let _ = black_box(result);
}
