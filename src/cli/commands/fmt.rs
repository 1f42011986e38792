//! `guiju fmt`: formats policies, and translates their keywords.

use crate::cli::args::FmtArgs;
use crate::cli::exit::Exit;
use crate::cli::files;
use crate::cli::problem::CallProblem;
use crate::cli::terminal::Terminal;
use crate::diagnostics::Problem;
use crate::source::Sources;
use crate::syntax::{self, FormatOptions};
use std::io::Read;
use std::path::Path;

/// Runs the command.
pub fn run(args: &FmtArgs, terminal: &Terminal) -> Exit {
    let mut exit = Exit::Clean;
    for path in &args.policies {
        exit = exit.max(one(path, args, terminal));
    }
    exit
}

fn one(path: &Path, args: &FmtArgs, terminal: &Terminal) -> Exit {
    let stdin = path == Path::new("-");
    let text = match if stdin { from_stdin() } else { files::read_text(path) } {
        Ok(text) => text,
        Err(cause) => {
            let problem = CallProblem::Policy { name: path.display().to_string(), cause };
            terminal.show(&[problem.diagnostic(terminal.lang)], &Sources::default());
            return Exit::Usage;
        }
    };
    let mut sources = Sources::default();
    let file = sources.add(path.display().to_string(), &text);
    let parsed = syntax::parse(file, &text);
    if !parsed.problems.is_empty() {
        let diagnostics: Vec<_> = parsed.problems.iter().map(|p| p.diagnostic(terminal.lang)).collect();
        terminal.show(&diagnostics, &sources);
        return Exit::Usage;
    }
    let formatted = syntax::format(&parsed.file, &text, FormatOptions { keywords: args.keywords });
    if stdin && !args.check {
        terminal.print(&formatted);
        return Exit::Clean;
    }
    if formatted == text {
        return Exit::Clean;
    }
    let name = path.display();
    if args.check {
        terminal.print(
            &terminal.lang.pick(format!("{name} would be formatted\n"), format!("{name} 需要格式化\n")),
        );
        return Exit::Violations;
    }
    match files::write_whole(path, formatted.as_bytes()) {
        Ok(()) => {
            terminal.print(&terminal.lang.pick(format!("{name} formatted\n"), format!("{name} 已格式化\n")));
            Exit::Clean
        }
        Err(error) => {
            let problem = CallProblem::Output { name: name.to_string(), cause: error.to_string() };
            terminal.show(&[problem.diagnostic(terminal.lang)], &Sources::default());
            Exit::Usage
        }
    }
}

fn from_stdin() -> Result<String, Option<String>> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(|error| Some(error.to_string()))?;
    Ok(text)
}
