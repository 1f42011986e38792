//! `guiju explain CODE`: prints the page of a code.

use crate::cli::args::ExplainArgs;
use crate::cli::exit::Exit;
use crate::cli::problem::CallProblem;
use crate::cli::terminal::Terminal;
use crate::diagnostics::{Code, Problem, did_you_mean};
use crate::source::Sources;

/// Runs the command.
pub fn run(args: &ExplainArgs, terminal: &Terminal) -> Exit {
    let Some(text) = &args.code else {
        let list: String = Code::ALL.iter().map(|code| format!("{}\n", title(*code, terminal))).collect();
        terminal.print(&list);
        return Exit::Clean;
    };
    match Code::parse(text) {
        Some(code) => {
            let (en, zh) = code.pages();
            terminal.print(terminal.lang.pick(en, zh));
            Exit::Clean
        }
        None => {
            let near = did_you_mean(text, Code::ALL.iter().map(|c| c.id()));
            let near = near.into_iter().map(|id| format!("`{id}`")).collect();
            let problem = CallProblem::Code { text: text.clone(), near };
            terminal.show(&[problem.diagnostic(terminal.lang)], &Sources::default());
            Exit::Usage
        }
    }
}

/// The first line of a page, without its mark.
fn title(code: Code, terminal: &Terminal) -> String {
    let (en, zh) = code.pages();
    let page = terminal.lang.pick(en, zh);
    page.lines().next().unwrap_or_default().trim_start_matches(['#', ' ']).to_string()
}
