//! The case file on the command line: opening, deciding, showing.

pub mod args;
mod decide;
pub mod keep;
mod store;
mod view;

pub use store::{Appended, Store};

use super::exit::Exit;
use super::terminal::Terminal;
use super::times;
use crate::cases::{Book, CaseProblem, Deed, Entry, FileCause, Want, entry, verify};
use crate::diagnostics::Problem;
use crate::source::Sources;
use crate::time::{Date, Instant, Zone};
use args::CasesCommand;
use std::path::Path;

pub use view::{as_log, statement};

/// Runs `guiju cases`.
pub fn run(command: &CasesCommand, terminal: &Terminal) -> Exit {
    let done = match command {
        CasesCommand::List(args) => view::list(args, terminal),
        CasesCommand::Show(args) => view::show(args, terminal),
        CasesCommand::Verify(args) => return view::verified(args, terminal),
        CasesCommand::Export(args) => view::export(args, terminal),
        CasesCommand::Confirm(args) => decide::confirm(args, terminal),
        CasesCommand::Impose(args) => decide::impose(args, terminal),
        CasesCommand::Waive(args) => decide::waive(args, terminal),
        CasesCommand::Appeal(args) => decide::appeal(args, terminal),
        CasesCommand::Answer(args) => decide::answer(args, terminal),
        CasesCommand::Withdraw(args) => decide::withdraw(args, terminal),
        CasesCommand::Close(args) => decide::close(args, terminal),
        CasesCommand::Publish(args) => decide::publish(args, terminal),
    };
    ended(done, terminal)
}

/// Says what is wrong, if anything, and how that ends a call.
pub fn ended(done: Result<(), Vec<CaseProblem>>, terminal: &Terminal) -> Exit {
    match done {
        Ok(()) => Exit::Clean,
        Err(problems) => complain(&problems, terminal),
    }
}

/// Says what is wrong. A case file or register that cannot be used is an unreadable input, everything else a wrong call.
pub fn complain(problems: &[CaseProblem], terminal: &Terminal) -> Exit {
    let diagnostics: Vec<_> = problems.iter().map(|problem| problem.diagnostic(terminal.lang)).collect();
    terminal.show(&diagnostics, &Sources::default());
    let input = |problem: &CaseProblem| {
        matches!(
            problem,
            CaseProblem::File { .. } | CaseProblem::Tampered { .. } | CaseProblem::Register { .. }
        )
    };
    if problems.iter().any(input) { Exit::Input } else { Exit::Usage }
}

/// A case file whose history fits, and what is known of its cases.
pub struct Open {
    /// The file.
    pub store: Store,
    /// Its history.
    pub entries: Vec<Entry>,
    /// What is known of every case.
    pub book: Book,
    name: String,
}

impl Open {
    /// Opens a file.
    ///
    /// # Errors
    ///
    /// It cannot be used, or its history has been changed.
    pub fn new(path: &Path, create: bool) -> Result<Open, CaseProblem> {
        let store = Store::open(path, create)?;
        let name = path.display().to_string();
        let mut open = Open { store, entries: Vec::new(), book: Book::default(), name };
        open.refresh()?;
        Ok(open)
    }

    /// Reads the history again.
    ///
    /// # Errors
    ///
    /// It cannot be read, or has been changed.
    pub fn refresh(&mut self) -> Result<(), CaseProblem> {
        self.entries = self.store.read()?;
        verify(&self.entries, None)
            .map_err(|fault| CaseProblem::Tampered { name: self.name.clone(), fault })?;
        self.book = Book::fold(&self.entries);
        Ok(())
    }

    /// The zone in which times are written: that of the last run.
    pub fn zone(&self) -> Zone {
        let last = self.book.runs.last().and_then(|run| Zone::named(&run.facts.zone));
        last.unwrap_or_else(Zone::utc)
    }

    /// The time of the next entry: what was asked for, else now, and never before the last entry.
    ///
    /// # Errors
    ///
    /// What was asked for is no time, lies before the last entry, or ahead.
    pub fn time(&self, asked: Option<&str>, zone: &Zone) -> Result<String, CaseProblem> {
        let now = jiff::Timestamp::now();
        let last = self.book.last_at.as_ref().and_then(|at| at.parse::<jiff::Timestamp>().ok());
        let micros = match asked {
            Some(text) => {
                let at = instant(text, zone)?.micros();
                if at > now.as_microsecond() {
                    return Err(CaseProblem::Time { text: text.to_string(), last: None });
                }
                if last.is_some_and(|last| at < last.as_microsecond()) {
                    return Err(CaseProblem::Time {
                        text: text.to_string(),
                        last: self.book.last_at.clone(),
                    });
                }
                at
            }
            // A clock that lags behind must not turn the history around.
            None => {
                let now = now.as_second().saturating_mul(1_000_000);
                last.map_or(now, |last| now.max(last.as_microsecond()))
            }
        };
        Ok(zone.rfc3339(Instant::from_micros(micros)))
    }

    /// The entries that deeds become.
    pub fn chain(&self, deeds: &[Deed], at: &str) -> Vec<Entry> {
        let mut head = self.book.head.clone();
        let numbers = self.book.entries + 1..;
        let entries = deeds.iter().zip(numbers).map(|(deed, number)| {
            let next = entry(number, at, deed, &head);
            head.clone_from(&next.hash);
            next
        });
        entries.collect()
    }
}

/// Reads a time of the command line.
fn instant(text: &str, zone: &Zone) -> Result<Instant, CaseProblem> {
    let wrong = || CaseProblem::Value { flag: "--at", text: text.to_string(), want: Want::Time };
    times::read(text, zone).map(|stamp| stamp.start).ok_or_else(wrong)
}

/// The day of an entry's time.
pub fn day(at: &str) -> Date {
    at.get(..10).and_then(|day| day.parse().ok()).unwrap_or_default()
}

/// Reads a file of text.
fn text(path: &Path) -> Result<String, CaseProblem> {
    let problem = |cause| CaseProblem::File { name: path.display().to_string(), cause };
    super::files::read_text(path)
        .map_err(|cause| problem(cause.map_or(FileCause::Missing, FileCause::System)))
}
