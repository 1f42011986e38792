//! Parses arguments, calls the library, chooses the exit code; the only place that reads files and prints.

pub mod args;
#[cfg(feature = "cases")]
mod cases;
mod commands;
mod disk;
mod evidence;
mod exit;
mod files;
mod inputs;
mod policy;
mod problem;
mod progress;
mod store;
mod terminal;
mod times;

pub use exit::Exit;

use args::{Cli, Command, SchemaOf};
use clap::{CommandFactory, Parser};
use std::process::ExitCode;
use terminal::Terminal;

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    quiet_where_guarded();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no mistakes.
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage.into() } else { Exit::Clean.into() };
        }
    };
    let terminal = Terminal::new(&cli.output);
    run(&cli.command, &terminal).into()
}

/// A library that stops short at a damaged file costs that file, which is told in words; its own last words would only confuse.
fn quiet_where_guarded() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !crate::ingest::is_guarded() {
            usual(panic);
        }
    }));
}

fn run(command: &Command, terminal: &Terminal) -> Exit {
    match command {
        Command::Check(args) => commands::check::run(args, terminal),
        Command::Init(args) => commands::init::run(args, terminal),
        Command::Coverage(args) => commands::coverage::run(args, terminal),
        Command::Lint(args) => commands::lint::run(args, terminal),
        Command::Test(args) => commands::test::run(args, terminal),
        Command::Fmt(args) => commands::fmt::run(args, terminal),
        Command::Plan(args) => commands::plan::run(args, terminal),
        Command::Explain(args) => commands::explain::run(args, terminal),
        Command::Calendar(command) => commands::calendar::run(command, terminal),
        Command::Deadline(args) => commands::deadline::run(args, terminal),
        #[cfg(feature = "cases")]
        Command::Cases(command) => cases::run(command, terminal),
        #[cfg(feature = "cases")]
        Command::Statement(args) => cases::statement(args, terminal),
        Command::Schema { of } => {
            terminal.print(&match of {
                SchemaOf::Report => crate::report::schema(),
                #[cfg(feature = "cases")]
                SchemaOf::Cases => crate::cases::cases_schema(),
                #[cfg(feature = "cases")]
                SchemaOf::Statement => crate::cases::statement_schema(),
            });
            Exit::Clean
        }
        Command::Completions { shell } => {
            let mut bytes = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "guiju", &mut bytes);
            terminal.print(&String::from_utf8_lossy(&bytes));
            Exit::Clean
        }
        Command::Man => {
            let mut bytes = Vec::new();
            if let Err(error) = clap_mangen::Man::new(Cli::command()).render(&mut bytes) {
                terminal.complain(&format!("{error}\n"));
                return Exit::Usage;
            }
            terminal.print(&String::from_utf8_lossy(&bytes));
            Exit::Clean
        }
    }
}
