//! What people decide: each decision is one entry, checked against how the case stands.

use super::args::{
    AnswerArgs, AppealArgs, DecideArgs, FileArgs, ImposeArgs, PublishArgs, WaiveArgs, WhoArgs,
};
use super::{Appended, Open, day, text, view};
use crate::cases::{
    Act, Answer, Attachment, Book, Case, CaseProblem, Deed, FileCause, Want, allowed, find,
    impose as imposed, register,
};
use crate::cli::files;
use crate::cli::terminal::Terminal;
use crate::time::Date;
use sha2::{Digest, Sha256};
use std::path::PathBuf;

type Done = Result<(), Vec<CaseProblem>>;

/// `guiju cases confirm`
pub fn confirm(args: &DecideArgs, terminal: &Terminal) -> Done {
    decide(args, terminal, |_, _, case| Ok(Act::Confirmed { case: case.number }))
}

/// `guiju cases impose`
pub fn impose(args: &ImposeArgs, terminal: &Terminal) -> Done {
    decide(&args.decide, terminal, |book, on, case| {
        let lines = imposed(book, on, case, args.line, args.amount.as_deref())?;
        Ok(Act::Imposed { case: case.number, lines })
    })
}

/// `guiju cases appeal`
pub fn appeal(args: &AppealArgs, terminal: &Terminal) -> Done {
    let appellant = args.appellant.clone();
    decide(&args.decide, terminal, |_, _, case| {
        Ok(Act::Appealed { case: case.number, appellant: appellant.clone() })
    })
}

/// `guiju cases answer`
pub fn answer(args: &AnswerArgs, terminal: &Terminal) -> Done {
    decide(&args.decide, terminal, |book, on, case| {
        let answer = Answer::from(args.answer);
        let lines = match answer {
            Answer::Amended => imposed(book, on, case, args.line, args.amount.as_deref())?,
            Answer::Upheld | Answer::Lifted => Vec::new(),
        };
        Ok(Act::Answered { case: case.number, answer, lines })
    })
}

/// `guiju cases withdraw`
pub fn withdraw(args: &DecideArgs, terminal: &Terminal) -> Done {
    decide(args, terminal, |_, _, case| Ok(Act::Withdrawn { case: case.number, why: None }))
}

/// `guiju cases close`
pub fn close(args: &DecideArgs, terminal: &Terminal) -> Done {
    decide(args, terminal, |_, _, case| Ok(Act::Closed { case: case.number }))
}

/// `guiju cases waive`
pub fn waive(args: &WaiveArgs, terminal: &Terminal) -> Done {
    if let Some(path) = &args.register {
        let by = name("--by", &args.by)?;
        let table = text(path).map_err(|problem| vec![problem])?;
        let shown = path.display().to_string();
        return append(&args.file, terminal, |open, on| register(&open.book, &shown, &table, &by, on));
    }
    let expires = match &args.expires {
        Some(text) => {
            let wrong = || CaseProblem::Value { flag: "--expires", text: text.clone(), want: Want::Day };
            Some(text.trim().parse::<Date>().map_err(|_| vec![wrong()])?.to_string())
        }
        None => None,
    };
    let approver = name("--approver", args.approver.as_ref().unwrap_or(&args.by))?;
    let who = WhoArgs {
        by: args.by.clone(),
        reason: args.reason.clone().unwrap_or_default(),
        evidence: args.evidence.clone(),
    };
    let case = args.case.clone().unwrap_or_default();
    let args = DecideArgs { case, file: args.file.clone(), who };
    decide(&args, terminal, |_, _, case| {
        Ok(Act::Waived { case: case.number, approver: approver.clone(), expires: expires.clone() })
    })
}

/// `guiju cases publish`
pub fn publish(args: &PublishArgs, terminal: &Terminal) -> Done {
    let month = view::month(&args.month).map_err(|problem| vec![problem])?;
    let by = name("--by", &args.by)?;
    append(&args.file, terminal, |_, _| {
        let act = Act::Published { month: month.clone() };
        Ok(vec![Deed { by: by.clone(), reason: args.reason.clone(), evidence: Vec::new(), act }])
    })
}

/// One decision about one case.
fn decide(
    args: &DecideArgs,
    terminal: &Terminal,
    act: impl Fn(&Book, Date, &Case) -> Result<Act, CaseProblem>,
) -> Done {
    let by = name("--by", &args.who.by)?;
    let reason = name("--reason", &args.who.reason)?;
    let evidence = attachments(&args.who.evidence)?;
    append(&args.file, terminal, |open, on| {
        let decided = find(&open.book, &args.case).and_then(|case| {
            let act = act(&open.book, on, case)?;
            allowed(case, &act, on).map(|()| act)
        });
        let act = decided.map_err(|problem| vec![problem])?;
        Ok(vec![Deed { by: by.clone(), reason: Some(reason.clone()), evidence: evidence.clone(), act }])
    })
}

/// Adds deeds to a case file. If another process was faster, they are made anew from what it has left.
fn append(
    args: &FileArgs,
    terminal: &Terminal,
    deeds: impl Fn(&Open, Date) -> Result<Vec<Deed>, Vec<CaseProblem>>,
) -> Done {
    let one = |problem| vec![problem];
    let mut open = Open::new(&args.case_file, false).map_err(one)?;
    loop {
        let zone = open.zone();
        let at = open.time(args.at.as_deref(), &zone).map_err(one)?;
        let deeds = deeds(&open, day(&at))?;
        let entries = open.chain(&deeds, &at);
        match open.store.append(&open.book.head, &entries).map_err(one)? {
            Appended::Moved => open.refresh().map_err(one)?,
            Appended::Done => {
                for (entry, deed) in entries.iter().zip(&deeds) {
                    let case = deed.act.case().map_or(String::new(), |case| format!("#{case} "));
                    let said = crate::cases::act_line(&deed.act, terminal.lang);
                    terminal.print(&format!("{} {case}{said} ({})\n", entry.number, deed.by));
                }
                return Ok(());
            }
        }
    }
}

/// A name or a reason: something must be said.
fn name(flag: &'static str, text: &str) -> Result<String, Vec<CaseProblem>> {
    let text = text.trim();
    if text.is_empty() {
        let want = if flag == "--reason" { Want::Reason } else { Want::Name };
        return Err(vec![CaseProblem::Value { flag, text: String::new(), want }]);
    }
    Ok(text.to_string())
}

/// Papers by name and digest.
fn attachments(paths: &[PathBuf]) -> Result<Vec<Attachment>, Vec<CaseProblem>> {
    let mut problems = Vec::new();
    let mut all = Vec::new();
    for path in paths {
        let name = path.display().to_string();
        match files::read_bytes(path) {
            Ok(bytes) => {
                let sha256 = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
                all.push(Attachment { name, sha256 });
            }
            Err(cause) => {
                let cause = cause.map_or(FileCause::Missing, FileCause::System);
                problems.push(CaseProblem::File { name, cause });
            }
        }
    }
    if problems.is_empty() { Ok(all) } else { Err(problems) }
}
