//! `guiju plan`: shows the flat plan that a policy becomes.

use crate::cli::args::PlanArgs;
use crate::cli::exit::Exit;
use crate::cli::policy;
use crate::cli::terminal::Terminal;
use crate::event::Interner;

/// Runs the command.
pub fn run(args: &PlanArgs, terminal: &Terminal) -> Exit {
    let policy = policy::read(&args.policy, &args.binding, terminal);
    terminal.show(&policy.pressing(), &policy.sources);
    match &policy.model {
        Some(model) if !policy.broken() => {
            let mut interner = Interner::default();
            let plan = crate::plan::lower(model, &mut interner);
            terminal.print(&plan.show(model, &interner));
            Exit::Clean
        }
        Some(_) | None => Exit::Usage,
    }
}
