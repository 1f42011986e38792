//! On which machine, with which versions, and where the table goes.

use std::process::Command;

/// What stands before a table: the machine and the versions of everything that ran.
pub fn described(python: &str) -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let info = read("/proc/cpuinfo");
    let model = info
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .unwrap_or("a processor that is not told");
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = read("/proc/meminfo");
    let memory =
        memory.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).map_or(0, |kb| kb / 1_000_000);
    let says = |program: &str, args: &[&str]| {
        let out = Command::new(program).args(args).output().ok().filter(|out| out.status.success())?;
        Some(String::from_utf8_lossy(&out.stdout).trim().to_string())
    };
    let rustc = says("rustc", &["--version"]).unwrap_or_default();
    let version = |name: &str| {
        let package = name.to_lowercase();
        says(python, &["-c", &format!("import {package}; print({package}.__version__)")])
            .map_or(format!("no {name} at hand"), |version| format!("{name} {version}"))
    };
    let (duckdb, polars) = (version("DuckDB"), version("Polars"));
    format!(
        "\nMeasured on {cores} cores ({}), {memory} GB, {}; {rustc}, release profile; guiju {}; {duckdb}, {polars}.\n",
        model.trim_start_matches([' ', '\t', ':']),
        std::env::consts::OS,
        env!("CARGO_PKG_VERSION"),
    )
}

/// Puts the figures between the two marks of the page on performance.
///
/// # Errors
///
/// What the system says, or that the marks are not there.
pub fn into_page(text: &str) -> std::io::Result<()> {
    const BEGIN: &str = "<!-- figures of `cargo bench --bench department`: begin -->\n";
    const END: &str = "<!-- figures of `cargo bench --bench department`: end -->";
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/performance.md");
    let page = std::fs::read_to_string(path)?;
    let missing = || std::io::Error::other("the page has no place for the figures");
    let (before, rest) = page.split_once(BEGIN).ok_or_else(missing)?;
    let (_, after) = rest.split_once(END).ok_or_else(missing)?;
    std::fs::write(path, format!("{before}{BEGIN}{text}\n{END}{after}"))
}
