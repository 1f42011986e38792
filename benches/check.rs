//! How long a check takes, whole: reading CSV, deciding ten norms, building the report.
//!
//! `cargo bench --bench check [-- ROWS]` makes its own data (seeded, one million rows unless told otherwise) and prints the time
//! of each stage. It measures; it does not judge.

#![allow(clippy::print_stdout, clippy::float_arithmetic, reason = "a benchmark prints times and rates")]

use guiju::check::{self, CheckOptions, Input};
use guiju::source::Sources;
use guiju::world::Memory;
use std::fmt::Write;
use std::time::Instant;

/// A small seeded generator, so that every machine makes the same data.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }
}

const HEADER: &str = "time,event,staff,site,fault,content,to,team,ph,cod,flow\n";

/// A year of events in time order.
fn log(rows: u64) -> String {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut out = String::with_capacity(rows as usize * 64);
    out.push_str(HEADER);
    let start = jiff::civil::date(2024, 1, 1).at(0, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC);
    let start = start.map_or(0, |z| z.timestamp().as_second());
    let step = (366 * 86_400 / rows.max(1)).max(1) as i64;
    let (mut fault, mut content) = (0_u64, 0_u64);
    for row in 0..rows {
        let at = jiff::Timestamp::from_second(start + row as i64 * step).unwrap_or_default();
        let staff = random.below(2000);
        let site = random.below(500);
        let kind = random.below(100);
        let _ = write!(out, "{at},");
        let _ = match kind {
            0..=4 => {
                fault += 1;
                writeln!(out, "alarm,,e{site},F{fault},,,,,,")
            }
            5..=9 => writeln!(out, "arrive,s{staff},,F{},,,,,,", fault.saturating_sub(random.below(20))),
            10..=14 => {
                writeln!(out, "inform,s{staff},,F{},,platform,,,,", fault.saturating_sub(random.below(20)))
            }
            15..=19 => writeln!(out, "missed,s{staff},,,,,,,,"),
            20..=24 => writeln!(out, "call_back,s{staff},,,,,,,,"),
            25..=44 => writeln!(out, "check_in,s{staff},,,,,,,,"),
            45..=84 => {
                let (ph, cod, flow) = (random.below(150), random.below(510), random.below(1010));
                writeln!(out, "record,s{staff},,,,,,{}.{},{cod},{flow}", ph / 10, ph % 10)
            }
            85..=88 => writeln!(out, "training,,,,,,a,,,"),
            89..=92 => {
                content += 1;
                writeln!(out, "approve,s{staff},,,C{content},,,,,")
            }
            93..=96 => writeln!(out, "publish,s{staff},,,C{},,,,,", content.saturating_sub(random.below(10))),
            97..=98 => writeln!(out, "plan,,e{site},,,,,,,"),
            _ => writeln!(out, "compare,,e{site},,,,,,,"),
        };
    }
    out
}

fn tables() -> (String, String) {
    let mut staff = String::from("id,role,team\n");
    for i in 0..2000 {
        let role = if i < 200 { "operator" } else { "clerk" };
        let _ = writeln!(staff, "s{i},{role},{}", if i % 2 == 0 { "a" } else { "b" });
    }
    let mut sites = String::from("id,national,owner\n");
    for i in 0..500 {
        let _ = writeln!(sites, "e{i},{},s{}", if i % 3 == 0 { "yes" } else { "no" }, i % 2000);
    }
    (staff, sites)
}

fn main() {
    let rows = std::env::args().filter_map(|a| a.parse::<u64>().ok()).next().unwrap_or(1_000_000);
    let policy = include_str!("check.guiju");
    let world = Memory::new().with("check.guiju", policy);
    let mut sources = Sources::default();
    let begin = Instant::now();
    let loaded = guiju::analysis::load(&world, "check.guiju", &mut sources);
    let analysis = guiju::analysis::analyze(&loaded, &[], &world);
    let Some(model) = analysis.model else {
        println!("the policy has problems: {:?}", analysis.problems);
        return;
    };
    println!("policy      {:>8.1} ms", begin.elapsed().as_secs_f64() * 1e3);
    let (staff, sites) = tables();
    let log = log(rows);
    let size = log.len() as f64 / 1e6;
    let input = |name: &str, text: String| Input::new(name, text);
    let inputs = [input("log.csv", log), input("staff.csv", staff), input("site.csv", sites)];
    let Ok(files) = check::sources(&model, &inputs) else { return };
    let begin = Instant::now();
    let checked = check::check(&model, &files, CheckOptions::default());
    let seconds = begin.elapsed().as_secs_f64();
    let events = checked.ingested.events.len();
    println!("check       {:>8.1} ms  {events} events, {size:.0} MB", seconds * 1e3);
    println!(
        "            {:>8.2} million events a second, {:.0} MB/s",
        events as f64 / seconds / 1e6,
        size / seconds
    );
    println!("findings    {:>8}", checked.outcome.findings.len());
}
