//! What many norms cost, and what a call costs that reads no log.

use crate::contenders::{Contender, in_turn};
use crate::many::policy;
use std::fmt::Write;
use std::path::Path;

/// A table of calls and what they take.
///
/// # Errors
///
/// What the system says.
pub fn measured(guiju: &str, runs: usize) -> std::io::Result<String> {
    let folder = tempfile::tempdir()?;
    crate::make(1_000_000, folder.path(), false)?;
    let at = |name: &str| folder.path().join(name).display().to_string();
    for norms in [10, 100, 1000] {
        std::fs::write(Path::new(&at(&format!("{norms}.guiju"))), policy(norms))?;
    }
    let lint = |norms: u32| vec!["lint".to_string(), at(&format!("{norms}.guiju"))];
    let check = |norms: u32| {
        let mut args = vec!["check".to_string(), at(&format!("{norms}.guiju")), at("events.csv")];
        args.extend(["--counts", "--threads", "1"].map(String::from));
        args
    };
    let calls = [
        ("`guiju --version`", vec!["--version".to_string()]),
        ("`guiju lint`, 10 norms", lint(10)),
        ("`guiju lint`, 1000 norms", lint(1000)),
        ("1,000,000 events, 10 norms about calls", check(10)),
        ("the same, 100 norms", check(100)),
    ];
    let contenders = calls.map(|(name, args)| {
        let command = [vec![guiju.to_string()], args].concat();
        Contender { name: name.into(), command, env: Vec::new(), found: None }
    });
    let mut out = "\n| call | wall ms | CPU ms |\n|---|---|---|\n".to_string();
    for (Contender { name, .. }, run) in contenders.iter().zip(in_turn(&contenders, runs)?) {
        match run {
            Some((cost, _)) => {
                let ms = |time: std::time::Duration| time.as_secs_f64() * 1e3;
                let (wall, cpu) = (ms(cost.wall), ms(cost.cpu));
                let _ = writeln!(out, "| {name} | {wall:.1} | {cpu:.1} |");
            }
            None => {
                let _ = writeln!(out, "| {name} | fails | |");
            }
        }
    }
    Ok(out)
}
