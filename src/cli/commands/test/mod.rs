//! `guiju test`: runs the tests inside policies.

mod json;
mod junit;
mod text;
mod words;

use crate::check::trial::Trials;
use crate::cli::args::{TestArgs, TestFormat};
use crate::cli::exit::Exit;
use crate::cli::files;
use crate::cli::policy::{self, Policy};
use crate::cli::problem::CallProblem;
use crate::cli::terminal::Terminal;
use crate::diagnostics::{Problem, draw_all};
use crate::source::Sources;
use std::path::PathBuf;

/// A policy with how its tests went; none: it has an error.
struct Tested {
    path: PathBuf,
    policy: Policy,
    trials: Option<Trials>,
}

/// Runs the command.
pub fn run(args: &TestArgs, terminal: &Terminal) -> Exit {
    let mut all = Vec::new();
    for path in &args.policies {
        let (policy, trials) = policy::try_tests(path, &args.binding, terminal);
        terminal.show(&policy.pressing(), &policy.sources);
        all.push(Tested { path: path.clone(), policy, trials });
    }
    let draw = if args.output.is_some() { terminal.file_options() } else { terminal.out_options() };
    let text = match args.format {
        TestFormat::Human => text::text(&all, &draw),
        TestFormat::Json => json::json(&all),
        TestFormat::Junit => junit::junit(&all, &terminal.file_options()),
    };
    match &args.output {
        None => terminal.print(&text),
        Some(path) => {
            if let Err(error) = files::write_whole(path, text.as_bytes()) {
                let name = path.display().to_string();
                let problem = CallProblem::Output { name, cause: error.to_string() };
                let diagnostics = [problem.diagnostic(terminal.lang)];
                terminal.complain(&draw_all(&diagnostics, &Sources::default(), &terminal.err_options()));
                return Exit::Usage;
            }
        }
    }
    exit(&all, args.deny_gaps)
}

fn exit(all: &[Tested], deny_gaps: bool) -> Exit {
    let broken = all.iter().any(|tested| tested.trials.is_none());
    let mut trials = all.iter().filter_map(|tested| tested.trials.as_ref());
    if broken {
        Exit::Usage
    } else if trials.any(|trials| trials.failed() > 0 || (deny_gaps && !trials.gaps.is_empty())) {
        Exit::Violations
    } else {
        Exit::Clean
    }
}
