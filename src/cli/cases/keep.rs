//! A run that is kept: what `guiju check --case-file` adds to a history.

use super::args::KeepArgs;
use super::{Appended, Open, complain, day, text};
use crate::analysis::model::Model;
use crate::cases::{
    After, Book, CaseProblem, Deed, Merged, RunView, Seen, Settled, explain_spared, merge, merged_lines,
    observe, priors, register, settle, spare,
};
use crate::check::Checked;
use crate::cli::exit::Exit;
use crate::cli::terminal::Terminal;
use crate::engine::Outcome;
use crate::locale::Lang;
use crate::report::Report;
use crate::time::{Date, Instant};

/// A run that is to be kept.
pub struct Run<'a> {
    /// The policy.
    pub model: &'a Model,
    /// Only occasions from here on were judged.
    pub from: Option<Instant>,
    /// Makes the report in a language; with all findings, or as the user wants to see it.
    pub report: &'a dyn Fn(&Checked, Lang, Shown) -> Report,
    /// Runs the same again with all obligations, if that can be done.
    pub all: &'a dyn Fn() -> Option<Checked>,
}

/// What a report shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// What the user asked for.
    AsAsked,
    /// Every finding: the history keeps them whatever the user wants to see.
    Findings,
}

/// Keeps a run in the case file, if one is named, and says what that changed. The report leaves out what is waived.
///
/// # Errors
///
/// The case file cannot be used; all has been said.
pub fn keep(
    args: &KeepArgs,
    run: &Run<'_>,
    checked: &mut Checked,
    terminal: &Terminal,
) -> Result<Report, Exit> {
    let Some(path) = &args.case_file else { return Ok((run.report)(checked, terminal.lang, Shown::AsAsked)) };
    let mut open = Open::new(path, true).map_err(|problem| complain(&[problem], terminal))?;
    let original = checked.outcome.clone();
    loop {
        let kept = attempt(args, run, checked, &original, &mut open);
        match kept.map_err(|problems| complain(&problems, terminal))? {
            Some((merged, book, on)) => {
                for line in merged_lines(&merged, terminal.lang) {
                    terminal.complain(&format!("{line}\n"));
                }
                checked.outcome = original;
                return Ok(sparing(run, checked, &book, on, terminal.lang));
            }
            // Another process was faster: what it found must be taken into account.
            None => open.refresh().map_err(|problem| complain(&[problem], terminal))?,
        }
    }
}

/// The report, with what is waived or withdrawn left out of what is proposed.
fn sparing(run: &Run<'_>, checked: &mut Checked, book: &Book, on: Date, lang: Lang) -> Report {
    let spared = spare(book, &run.model.header.name, &mut checked.outcome, on);
    book_run(run, checked, book, on, &Settled::default());
    let mut report = (run.report)(checked, lang, Shown::AsAsked);
    explain_spared(&mut report, &spared);
    report
}

/// Makes the ledger of a run that goes on where the history ends.
fn book_run(run: &Run<'_>, checked: &mut Checked, book: &Book, on: Date, settled: &Settled) {
    let (plan, outcome) = (&checked.plan, &checked.outcome);
    let after = After { book, on, model: run.model, plan, outcome, settled };
    let earlier = priors(&after, &mut checked.interner);
    checked.book_after(run.model, &earlier);
}

type Kept = Option<(Merged, Book, Date)>;

/// One attempt to add the run; none if another process has added something meanwhile.
fn attempt(
    args: &KeepArgs,
    run: &Run<'_>,
    checked: &mut Checked,
    original: &Outcome,
    open: &mut Open,
) -> Result<Kept, Vec<CaseProblem>> {
    let at = open.time(args.at.as_deref(), &checked.zone).map_err(|problem| vec![problem])?;
    let on = day(&at);
    checked.outcome = original.clone();
    spare(&open.book, &run.model.header.name, &mut checked.outcome, on);
    book_run(run, checked, &open.book, on, &Settled::default());
    let mut view = look(run, checked, &open.book);
    let settled = Settled::of(&open.book, &view);
    if !settled.is_nothing() {
        book_run(run, checked, &open.book, on, &settled);
        view = look(run, checked, &open.book);
    }
    let mut merged = merge(&open.book, &view, on);
    let by = args.by.clone().unwrap_or_else(user);
    let acts = merged.acts.drain(..);
    let mut deeds: Vec<Deed> =
        acts.map(|act| Deed { by: by.clone(), reason: None, evidence: Vec::new(), act }).collect();
    let mut book = fold(open, &deeds, &at);
    if let Some(path) = &args.waivers {
        let table = text(path).map_err(|problem| vec![problem])?;
        let waived = register(&book, &path.display().to_string(), &table, &by, on)?;
        merged.waived = waived.len();
        deeds.extend(waived);
        book = fold(open, &deeds, &at);
    }
    let entries = open.chain(&deeds, &at);
    let done = open.store.append(&open.book.head, &entries).map_err(|problem| vec![problem])?;
    Ok((done == Appended::Done).then_some((merged, book, on)))
}

/// What the history would be with some deeds more.
fn fold(open: &Open, deeds: &[Deed], at: &str) -> Book {
    let mut book = open.book.clone();
    for entry in open.chain(deeds, at) {
        book.take(&entry);
    }
    book
}

/// What the run says of the cases that are known, and of new ones.
fn look(run: &Run<'_>, checked: &Checked, book: &Book) -> RunView {
    let in_full = |lang| (run.report)(checked, lang, Shown::Findings);
    let reports = (in_full(Lang::En), in_full(Lang::Zh));
    let seen = Seen { model: run.model, checked, from: run.from, reports: (&reports.0, &reports.1) };
    let mut view = observe(&seen, book);
    if view.asks_for_all()
        && let Some(all) = (run.all)()
    {
        settle(&seen, book, (&all.outcome, &all.interner), &mut view);
    }
    view
}

/// The user of the system.
fn user() -> String {
    let named = ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    named.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| "guiju".to_string())
}
