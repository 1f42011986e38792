//! `guiju init`: looks at logs and writes a first policy with a mapping for them.

use crate::check::look;
use crate::cli::args::InitArgs;
use crate::cli::exit::Exit;
use crate::cli::files;
use crate::cli::inputs;
use crate::cli::problem::CallProblem;
use crate::cli::terminal::Terminal;
use crate::diagnostics::{Diagnostic, Problem, Severity};
use crate::source::Sources;

/// Runs the command. What was understood goes to standard error, so that the policy can be sent to a file.
pub fn run(args: &InitArgs, terminal: &Terminal) -> Exit {
    let (inputs, mut problems) = inputs::to_look_at(&args.inputs);
    if let Some(path) = args.output.as_ref().filter(|path| path.exists()) {
        let cause = terminal.lang.pick("it is there already", "文件已存在").to_string();
        problems.push(CallProblem::Output { name: path.display().to_string(), cause });
    }
    let diagnostics: Vec<Diagnostic> = problems.iter().map(|p| p.diagnostic(terminal.lang)).collect();
    terminal.show(&diagnostics, &Sources::default());
    if diagnostics.iter().any(|d| d.severity == Severity::Error) {
        return Exit::Usage;
    }
    let looks: Vec<look::Look> = inputs.iter().map(|input| look::look(input, terminal.lang)).collect();
    for seen in &looks {
        terminal.complain(&look::told(seen, terminal.lang));
    }
    let text = look::draft(&looks, terminal.lang, args.keywords.unwrap_or(terminal.lang));
    // A draft about nothing must not look like one that says something.
    let exit = if looks.iter().any(look::Look::is_unread) { Exit::Input } else { Exit::Clean };
    let Some(path) = &args.output else {
        terminal.print(&text);
        return exit;
    };
    match files::write_whole(path, text.as_bytes()) {
        Ok(()) => exit,
        Err(error) => {
            let problem = CallProblem::Output { name: path.display().to_string(), cause: error.to_string() };
            terminal.show(&[problem.diagnostic(terminal.lang)], &Sources::default());
            Exit::Usage
        }
    }
}
