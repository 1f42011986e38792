//! What an event costs the engine, in nanoseconds, under deadlines from a minute to a year: the figure must not grow with them.
//!
//! `cargo bench --bench length`. Every alarm is answered half a minute later, so that as many obligations are open whatever the
//! deadline is; what remains is the cost of the deadline itself.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a benchmark prints, and fails by panicking")]

use guiju::check::{self, CheckOptions, Input};
use guiju::source::Sources;
use guiju::world::Memory;
use std::fmt::Write as _;
use std::time::Instant;

const ALARMS: i64 = 100_000;

/// Alarms a minute apart, each with its answer.
fn log() -> String {
    let start = jiff::Timestamp::from_second(1_704_067_200).unwrap();
    let mut out = String::from("time,event,fault\n");
    for n in 0..ALARMS {
        let at = start + jiff::SignedDuration::from_secs(n * 60);
        let answered = at + jiff::SignedDuration::from_secs(30);
        writeln!(out, "{at},alarm,F{n}\n{answered},answer,F{n}").unwrap();
    }
    out
}

fn main() {
    let inputs = [Input::new("log.csv", log())];
    println!("within            ns per event");
    for within in ["1 minute", "1 hour", "1 day", "1 working day", "1 week", "1 month", "1 quarter", "1 year"]
    {
        let policy = format!(
            "policy work {{ timezone Asia/Shanghai  calendar cn }}\nevent alarm {{ fault: text }}\nevent answer {{ fault: text }}\n\
             duty reply {{ when alarm  must answer same fault  within {within} }}\n"
        );
        let world = Memory::new().with("policy.guiju", &policy);
        let loaded = guiju::analysis::load(&world, "policy.guiju", &mut Sources::default());
        let model = guiju::analysis::analyze(&loaded, &[], &world).model.unwrap();
        let run = || {
            let sources = check::sources(&model, &inputs).unwrap();
            let clock = Instant::now();
            let checked = check::check(&model, &sources, CheckOptions::default());
            let took = clock.elapsed().as_nanos();
            assert!(checked.outcome.counts.iter().all(|counts| counts.total() == ALARMS.unsigned_abs()));
            took / (2 * ALARMS.unsigned_abs()) as u128
        };
        let best = (0..3).map(|_| run()).min().unwrap_or_default();
        println!("{within:<18}{best:>12}");
    }
}
