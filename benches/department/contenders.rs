//! The programs that do the same work, and what running one of them costs.

use std::collections::BTreeMap;
use std::io::{Read, Result};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use wait4::Wait4;

/// What a program found: by norm, how many points. Every violation costs points, so who misses one shows.
pub type Found = BTreeMap<String, u64>;

/// A program that can be run.
pub struct Contender {
    /// As the table names it.
    pub name: String,
    /// How it is called.
    pub command: Vec<String>,
    /// What it sees of the environment besides.
    pub env: Vec<(&'static str, String)>,
    /// How its output tells what it found; of a program without, only the cost counts.
    pub found: Option<fn(&str) -> Found>,
}

/// What one run costs, the whole process.
#[derive(Clone, Copy)]
pub struct Cost {
    /// From its start to its end.
    pub wall: Duration,
    /// User and system time on all cores.
    pub cpu: Duration,
    /// Memory at most, in bytes.
    pub peak: u64,
}

/// What a program cost in one of its runs, and what it found.
pub type Run = (Cost, Option<Found>);

/// The middle one of a program's runs; none if it fails.
pub type Middle = Option<Run>;

/// Runs every program so many times, in rounds: how fast a machine is changes within minutes, and so it is as fast for one as for the other.
///
/// # Errors
///
/// What the system says when one cannot be started.
pub fn in_turn(contenders: &[Contender], rounds: usize) -> Result<Vec<Middle>> {
    let mut runs: Vec<Option<Vec<Run>>> = vec![Some(Vec::new()); contenders.len()];
    for _ in 0..rounds {
        for (contender, runs) in contenders.iter().zip(&mut runs) {
            let Some(so_far) = runs else { continue };
            match once(contender)? {
                Some(run) => so_far.push(run),
                None => *runs = None,
            }
        }
    }
    let middle = |mut runs: Vec<Run>| {
        runs.sort_by_key(|(cost, _)| cost.wall);
        let middle = runs.len() / 2;
        runs.into_iter().nth(middle)
    };
    Ok(runs.into_iter().map(|runs| runs.and_then(middle)).collect())
}

/// Runs a program once.
fn once(contender: &Contender) -> Result<Middle> {
    let (program, args) = contender.command.split_first().ok_or(std::io::ErrorKind::InvalidInput)?;
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    command.envs(contender.env.iter().map(|(name, value)| (*name, value)));
    let begin = Instant::now();
    let mut child = command.spawn()?;
    let mut text = String::new();
    if let Some(mut out) = child.stdout.take() {
        out.read_to_string(&mut text)?;
    }
    let used = child.wait4()?;
    // A check that finds violations says so with 1.
    if !matches!(used.status.code(), Some(0 | 1)) {
        return Ok(None);
    }
    let cpu = used.rusage.utime + used.rusage.stime;
    let cost = Cost { wall: begin.elapsed(), cpu, peak: used.rusage.maxrss };
    Ok(Some((cost, contender.found.map(|read| read(&text)))))
}

/// This project's own program over the log in a folder.
pub fn guiju(program: &str, policy: &Path, folder: &Path, log: &str, threads: usize) -> Contender {
    let path = |name: &str| folder.join(name).display().to_string();
    let mut command = vec![program.to_string(), "check".into(), policy.display().to_string(), path(log)];
    command.extend(["enterprise.csv", "station.csv", "team.csv", "roster.csv"].map(path));
    command
        .extend(["--as-of", "2027-01-01T00:00:00+08:00", "--counts", "--format", "json"].map(String::from));
    command.extend(["--threads".into(), threads.to_string()]);
    let kind = log.rsplit('.').next().unwrap_or(log);
    Contender {
        name: format!("guiju, {kind}, {}", on(threads)),
        command,
        env: Vec::new(),
        found: Some(counts),
    }
}

/// The same norms in DuckDB, by `with_duckdb.py`, if this Python has it.
pub fn duckdb(python: &str, folder: &Path, log: &str, threads: usize) -> Contender {
    by_script("DuckDB", "with_duckdb.py", python, (folder, log), threads)
}

/// The same norms in Polars, by `with_polars.py`, if this Python has it.
pub fn polars(python: &str, folder: &Path, log: &str, threads: usize) -> Contender {
    by_script("Polars", "with_polars.py", python, (folder, log), threads)
}

fn by_script(
    name: &str,
    script: &str,
    python: &str,
    (folder, log): (&Path, &str),
    threads: usize,
) -> Contender {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("benches/department").join(script);
    let command =
        [python, &script.display().to_string(), &folder.display().to_string(), log, &threads.to_string()];
    let kind = log.rsplit('.').next().unwrap_or(log);
    Contender {
        name: format!("{name}, {kind} loaded, {}", on(threads)),
        command: command.map(String::from).to_vec(),
        env: Vec::new(),
        found: Some(lines),
    }
}

/// Any other program that takes the folder of the log and the number of threads as its last arguments and prints
/// `norm,violations,points` by line.
pub fn other(name: &str, command: &str, folder: &Path, threads: usize) -> Contender {
    let mut command: Vec<String> = command.split_whitespace().map(String::from).collect();
    command.extend([folder.display().to_string(), threads.to_string()]);
    let env = vec![("POLARS_MAX_THREADS", threads.to_string())];
    Contender { name: format!("{name}, {}", on(threads)), command, env, found: Some(lines) }
}

fn on(threads: usize) -> String {
    if threads == 1 { "1 thread".into() } else { format!("{threads} threads") }
}

/// What the report in JSON counts, with the parts of a norm that is written as two added up: `R1_other` belongs to `R1`.
fn counts(json: &str) -> Found {
    let mut found = Found::new();
    let Ok(report) = serde_json::from_str::<serde_json::Value>(json) else { return found };
    for norm in report["norms"].as_array().into_iter().flatten() {
        let name = norm["name"].as_str().unwrap_or_default();
        let name = name.split('_').next().unwrap_or(name);
        let points = |value: &serde_json::Value| value.to_string().trim_matches('"').parse().unwrap_or(0);
        *found.entry(name.to_string()).or_default() += points(&norm["proposed"]["points"]);
    }
    found
}

fn lines(text: &str) -> Found {
    let line = |line: &str| {
        let mut cells = line.split(',');
        let name = cells.next().filter(|name| name.starts_with('R'))?;
        Some((name.to_string(), cells.nth(1)?.parse().ok()?))
    };
    text.lines().filter_map(line).collect()
}
