//! What only looks: `list`, `show`, `verify`, `export`, and statements.

use super::args::{
    CasesFormat, ExportArgs, FileArgs, ListArgs, ShowArgs, StatementArgs, StatementFormat, VerifyArgs,
};
use super::{Open, Store, complain, day, ended, instant};
use crate::cases::{
    Book, CaseProblem, FileCause, Overview, Statement, Want, events_csv, find, fits, overview, page,
    show as shown, statement as statements, verify,
};
use crate::cli::args::ReportFormat;
use crate::cli::exit::Exit;
use crate::cli::files;
use crate::cli::terminal::Terminal;
use crate::time::Date;
use std::path::Path;

type Done = Result<(), Vec<CaseProblem>>;

fn one(problem: CaseProblem) -> Vec<CaseProblem> {
    vec![problem]
}

/// An open file, and the day that is meant.
fn open(args: &FileArgs) -> Result<(Open, Date), Vec<CaseProblem>> {
    let open = Open::new(&args.case_file, false).map_err(one)?;
    let zone = open.zone();
    let on = match &args.at {
        Some(text) => zone.date(instant(text, &zone).map_err(one)?),
        None => day(&open.time(None, &zone).map_err(one)?),
    };
    Ok((open, on))
}

/// `guiju cases list`
pub fn list(args: &ListArgs, terminal: &Terminal) -> Done {
    let (open, on) = open(&args.file)?;
    let asked = Overview {
        bearer: args.bearer.clone(),
        norm: args.norm.clone(),
        month: args.month.as_deref().map(month).transpose().map_err(one)?,
        state: args.state.map(Into::into),
        overturned: args.overturned,
    };
    let list = overview(&open.book, &asked, on, terminal.lang);
    terminal.print(&match args.format {
        CasesFormat::Human => list.text(),
        CasesFormat::Json => list.json(),
        CasesFormat::Csv => list.csv(),
    });
    Ok(())
}

/// `guiju cases show`
pub fn show(args: &ShowArgs, terminal: &Terminal) -> Done {
    let (open, on) = open(&args.file)?;
    let case = find(&open.book, &args.case).map_err(one)?;
    let case = shown(case, &open.entries, on, terminal.lang);
    terminal.print(&match args.format {
        ReportFormat::Human => page(&case, terminal.lang),
        ReportFormat::Json => serde_json::to_string_pretty(&case).unwrap_or_default() + "\n",
    });
    Ok(())
}

/// `guiju cases verify`. A history that has been changed is what was looked for, so it ends like a violation that was found.
pub fn verified(args: &VerifyArgs, terminal: &Terminal) -> Exit {
    let entries = match Store::open(&args.case_file, false).and_then(|store| store.read()) {
        Ok(entries) => entries,
        Err(problem) => return ended(Err(one(problem)), terminal),
    };
    let head = args.head.as_deref().map(|head| head.trim().to_lowercase());
    match verify(&entries, head.as_deref()) {
        Ok(()) => {
            let book = Book::fold(&entries);
            terminal.print(&fits(book.entries, book.cases.len(), &book.head, terminal.lang));
            Exit::Clean
        }
        Err(fault) => {
            let name = args.case_file.display().to_string();
            complain(&[CaseProblem::Tampered { name, fault }], terminal);
            Exit::Violations
        }
    }
}

/// `guiju cases export`
pub fn export(args: &ExportArgs, terminal: &Terminal) -> Done {
    let open = Open::new(&args.case_file, false).map_err(one)?;
    write(args.output.as_deref(), &events_csv(&open.entries), terminal)
}

/// `guiju statement`
pub fn statement(args: &StatementArgs, terminal: &Terminal) -> Exit {
    let make = || {
        let (open, on) = open(&args.file)?;
        let asked = Statement { bearer: args.bearer.clone(), month: month(&args.month).map_err(one)? };
        let statement = statements(&open.book, &open.entries, &asked, on, terminal.lang);
        let text = match args.format {
            StatementFormat::Markdown => statement.markdown(),
            StatementFormat::Json => statement.json(),
        };
        write(args.output.as_deref(), &text, terminal)
    };
    ended(make(), terminal)
}

fn write(output: Option<&Path>, text: &str, terminal: &Terminal) -> Done {
    let Some(path) = output else {
        terminal.print(text);
        return Ok(());
    };
    files::write_whole(path, text.as_bytes()).map_err(|error| {
        one(CaseProblem::File {
            name: path.display().to_string(),
            cause: FileCause::System(error.to_string()),
        })
    })
}

/// Reads a month.
pub(super) fn month(text: &str) -> Result<String, CaseProblem> {
    let text = text.trim();
    let real = text.len() == "2024-05".len() && format!("{text}-01").parse::<Date>().is_ok();
    let wrong = || CaseProblem::Value { flag: "--month", text: text.to_string(), want: Want::Month };
    real.then(|| text.to_string()).ok_or_else(wrong)
}

/// The history of a case file as a log, if that is what a file is. The error says why it cannot be read.
pub fn as_log(path: &Path) -> Option<Result<Vec<u8>, Box<CaseProblem>>> {
    const MAGIC: &[u8; 16] = b"SQLite format 3\0";
    let mut start = [0_u8; 16];
    let mut file = std::fs::File::open(path).ok()?;
    std::io::Read::read_exact(&mut file, &mut start).ok()?;
    if &start != MAGIC {
        return None;
    }
    let history = Open::new(path, false).map(|open| events_csv(&open.entries).into_bytes());
    Some(history.map_err(Box::new))
}
