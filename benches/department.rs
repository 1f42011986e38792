//! How long a whole check takes, beside other programs that do the same work.
//!
//! `cargo bench --bench department -- [EVENTS…]` makes a department's log (seeded; 1e6 events unless told otherwise), has it
//! checked against the ten norms of `benches/department/policy.guiju` by this project's program and by DuckDB and Polars where a Python
//! with them is at hand, and prints a table. It measures; it does not judge, except that all must find the same.
//!
//! - `--runs N`: so many rounds, in each of which every program runs once; the middle of its runs is shown (3);
//! - `--python PATH`: a Python that may have the packages `duckdb` and `polars` (`python3`);
//! - `--other NAME=COMMAND`: one more program; it is called with the log's folder and a number of threads;
//! - `--ndjson`: the same log as NDJSON as well;
//! - `--write`: put the table into `docs/performance.md`.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints what it measured")]
#![allow(clippy::float_arithmetic, reason = "times and rates for people")]

#[path = "department/contenders.rs"]
mod contenders;
#[path = "department/data.rs"]
mod data;
#[path = "department/machine.rs"]
mod machine;
#[path = "department/many.rs"]
mod many;
#[path = "department/norms.rs"]
mod norms;

use contenders::{Contender, Cost, Found};
use std::fmt::Write;
use std::path::{Path, PathBuf};

const GUIJU: &str = env!("CARGO_BIN_EXE_guiju");

/// What the command line asks for.
struct Asked {
    events: Vec<u64>,
    runs: usize,
    python: String,
    others: Vec<(String, String)>,
    ndjson: bool,
    write: bool,
}

fn asked() -> Result<Asked, String> {
    let mut asked = Asked {
        events: Vec::new(),
        runs: 3,
        python: "python3".into(),
        others: Vec::new(),
        ndjson: false,
        write: false,
    };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or(format!("`{arg}` needs a value"));
        match arg.as_str() {
            "--bench" => {}
            "--ndjson" => asked.ndjson = true,
            "--write" => asked.write = true,
            "--runs" => asked.runs = value()?.parse().map_err(|_| "`--runs` needs a number")?,
            "--python" => asked.python = value()?,
            "--other" => {
                let value = value()?;
                let (name, command) = value.split_once('=').ok_or("`--other` needs NAME=COMMAND")?;
                asked.others.push((name.into(), command.into()));
            }
            number => match number.parse::<f64>() {
                Ok(number) if (1e5..1e9).contains(&number) => asked.events.push(number as u64),
                _ => {
                    return Err(format!(
                        "`{number}` is neither an option nor a number of events from 1e5 on"
                    ));
                }
            },
        }
    }
    if asked.events.is_empty() {
        asked.events.push(1_000_000);
    }
    Ok(asked)
}

fn main() -> std::process::ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [make, events, folder, ndjson @ ..] = args.as_slice()
        && make == MAKE
    {
        let department = data::Department::new(events.parse().unwrap_or(1_000_000));
        let made = department.write(Path::new(folder), !ndjson.is_empty());
        return if made.is_ok() { std::process::ExitCode::SUCCESS } else { std::process::ExitCode::FAILURE };
    }
    match asked().and_then(|asked| measure(&asked).map_err(|error| error.to_string())) {
        Ok(true) => std::process::ExitCode::SUCCESS,
        Ok(false) => std::process::ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            std::process::ExitCode::FAILURE
        }
    }
}

/// As which this program makes a log: `--make EVENTS FOLDER [ndjson]`.
const MAKE: &str = "--make";

/// Makes a log, in a process of its own: what a process holds counts as held by those it starts, until they are another program.
pub(crate) fn make(events: u64, folder: &Path, ndjson: bool) -> std::io::Result<()> {
    let mut command = std::process::Command::new(std::env::current_exe()?);
    command.arg(MAKE).arg(events.to_string()).arg(folder);
    if ndjson {
        command.arg("ndjson");
    }
    if command.status()?.success() { Ok(()) } else { Err(std::io::Error::other("the log could not be made")) }
}

/// Measures everything; whether all found the same.
fn measure(asked: &Asked) -> std::io::Result<bool> {
    let mut text = machine::described(&asked.python);
    let mut same = true;
    for events in &asked.events {
        let folder = tempfile::tempdir()?;
        make(*events, folder.path(), asked.ndjson)?;
        let table = table(asked, *events, folder.path(), &mut same)?;
        print!("{table}");
        text.push_str(&table);
    }
    let small = norms::measured(GUIJU, asked.runs)?;
    print!("{small}");
    text.push_str(&small);
    if asked.write {
        machine::into_page(&text)?;
    }
    Ok(same)
}

fn table(asked: &Asked, events: u64, folder: &Path, same: &mut bool) -> std::io::Result<String> {
    let policy = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("benches/department/policy.guiju");
    let size = |log: &str| std::fs::metadata(folder.join(log)).map_or(0, |file| file.len() / 1_000_000);
    let mut out = format!(
        "\n{events} events, {} MB of CSV\n\n\
         | program | wall s | CPU s | peak MB | million events per CPU-s | finds |\n\
         |---|---|---|---|---|---|\n",
        size("events.csv")
    );
    let logs: &[&str] = if asked.ndjson { &["events.csv", "events.ndjson"] } else { &["events.csv"] };
    let mut contenders: Vec<Contender> = Vec::new();
    for threads in [1, 2] {
        for log in logs {
            contenders.push(contenders::guiju(GUIJU, &policy, folder, log, threads));
            contenders.push(contenders::duckdb(&asked.python, folder, log, threads));
            contenders.push(contenders::polars(&asked.python, folder, log, threads));
        }
        let others = asked.others.iter();
        contenders.extend(others.map(|(name, command)| contenders::other(name, command, folder, threads)));
    }
    let mut first: Option<Found> = None;
    for (contender, run) in contenders.iter().zip(contenders::in_turn(&contenders, asked.runs)?) {
        let Some((cost, found)) = run else {
            let _ = writeln!(out, "| {} | does not run here | | | | |", contender.name);
            continue;
        };
        let finds = match (&first, found) {
            (None, Some(found)) => {
                first = Some(found);
                "the measure"
            }
            (Some(first), Some(found)) if *first == found => "the same",
            (_, None) => "not told",
            (Some(first), Some(found)) => {
                *same = false;
                eprintln!("{} finds {found:?} instead of {first:?}", contender.name);
                "something else"
            }
        };
        row(&mut out, &contender.name, cost, events, finds);
    }
    if let Some(found) = first {
        let points: Vec<String> = found.iter().map(|(norm, points)| format!("{norm} {points}")).collect();
        let _ = writeln!(out, "\nPoints: {}.", points.join(", "));
    }
    Ok(out)
}

fn row(out: &mut String, name: &str, cost: Cost, events: u64, finds: &str) {
    let cpu = cost.cpu.as_secs_f64();
    let _ = writeln!(
        out,
        "| {name} | {:.2} | {cpu:.2} | {} | {:.2} | {finds} |",
        cost.wall.as_secs_f64(),
        cost.peak / 1_000_000,
        events as f64 / 1e6 / cpu
    );
}
