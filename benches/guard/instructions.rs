//! How many instructions the program takes, as a guard against it becoming slower: unlike times, they hardly differ from run to run
//! or from machine to machine of one kind.
//!
//! `.ci/run` builds the program and runs this where Valgrind is installed, with `gungraun-runner` of the version that the `Cargo.lock`
//! beside this file names. A limit that is exceeded fails the run. Whoever makes the program slower for a reason raises the limit and says
//! why; whoever makes it faster lowers it. A limit is some five percent above what was counted when it was set.

#[path = "../department/data.rs"]
mod data;
#[path = "../department/many.rs"]
mod many;

use gungraun::prelude::*;
use gungraun::{Callgrind, EventKind};
use std::path::{Path, PathBuf};

/// The package whose program is counted.
const PACKAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// Where the log and the policies of these runs lie.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("instructions")
}

/// The exit code of a check that finds violations is 1.
const VIOLATIONS: i32 = 1;

/// Makes the log, a hundred thousand events, and a policy of a thousand norms.
fn files() {
    let folder = folder();
    data::Department::new(100_000).write(&folder, true).expect("the folder of benchmarks can be written");
    std::fs::write(folder.join("many.guiju"), many::policy(1000))
        .expect("the folder of benchmarks can be written");
}

/// At most so many million instructions, and this exit code.
fn millions(limit: u64, code: i32) -> BinaryBenchmarkConfig {
    let mut tool = Callgrind::with_args(["--cache-sim=no"]);
    tool.hard_limits([(EventKind::Ir, limit * 1_000_000)]);
    let mut config = BinaryBenchmarkConfig::default();
    config.tool(tool).exit_with(gungraun::ExitWith::Code(code));
    config
}

fn guiju(args: &[&str]) -> gungraun::Command {
    let mut command = gungraun::Command::new(format!("{PACKAGE}/target/release/guiju"));
    command.args(args).stdout(gungraun::Stdio::Null);
    command
}

fn check(log: &str, more: &[&str]) -> gungraun::Command {
    let folder = folder();
    let mut command = guiju(&["check", &format!("{PACKAGE}/benches/department/policy.guiju")]);
    for name in [log, "enterprise.csv", "station.csv", "team.csv", "roster.csv"] {
        command.arg(folder.join(name));
    }
    command.args(["--as-of", "2027-01-01T00:00:00+08:00", "--threads", "1"]).args(more);
    command
}

#[binary_benchmark]
#[bench::plain(config = millions(2, 0))]
fn version() -> gungraun::Command {
    guiju(&["--version"])
}

#[binary_benchmark]
#[bench::thousand_norms(setup = files(), config = millions(408, 0))]
fn lint() -> gungraun::Command {
    guiju(&["lint", &folder().join("many.guiju").display().to_string()])
}

#[binary_benchmark]
#[bench::csv(setup = files(), config = millions(241, VIOLATIONS), args = ("events.csv"))]
#[bench::ndjson(setup = files(), config = millions(557, VIOLATIONS), args = ("events.ndjson"))]
fn counts(log: &str) -> gungraun::Command {
    check(log, &["--counts"])
}

#[binary_benchmark]
#[bench::json(setup = files(), config = millions(1360, VIOLATIONS))]
fn findings() -> gungraun::Command {
    check("events.csv", &["--format", "json"])
}

binary_benchmark_group!(name = whole_calls, benchmarks = [version, lint, counts, findings]);
main!(binary_benchmark_groups = whole_calls);
