//! In English.

use super::{CaseProblem, Fault, FileCause, ImposeCause, Left, RegisterCause, Want, numbers, quoted, taken};
use crate::cases::words;
use crate::locale::Lang;

/// The message and its remedy.
pub(super) fn text(problem: &CaseProblem) -> (String, Option<String>) {
    let some = |text: &str| Some(text.to_string());
    match problem {
        CaseProblem::File { name, cause } => file(name, cause),
        CaseProblem::NoCase { name, several } if several.is_empty() => (
            format!("there is no case `{name}`"),
            some(
                "name a case by its number or by at least four digits of its finding; `guiju cases list` shows both",
            ),
        ),
        CaseProblem::NoCase { name, several } => (
            format!("`{name}` fits several cases: {}", Lang::En.list_and(&numbers(several))),
            some("name the case by its number"),
        ),
        CaseProblem::Step { case, step, state, allowed } => (
            format!(
                "case #{case} stands at `{}`, which does not allow `{step}`",
                words::state(*state, Lang::En)
            ),
            Some(format!("`{step}` leads on from {}", quoted(allowed, Lang::En))),
        ),
        CaseProblem::Outside { case, given, low, high } if low == high => (
            format!("`{given}` is not the amount that is proposed for case #{case}: {low}"),
            some("the norm leaves no range; to let it off, use `guiju cases waive`"),
        ),
        CaseProblem::Outside { case, given, low, high } => (
            format!("`{given}` lies outside the range that is proposed for case #{case}: {low} to {high}"),
            some("impose an amount within the range; to let it off, use `guiju cases waive`"),
        ),
        CaseProblem::Taken { case, given, left } => {
            let what = match left.act {
                true => format!("one act costs {} at most, which leaves", left.limit.said(Lang::En)),
                false => format!("a cap of {} leaves", left.limit.said(Lang::En)),
            };
            (
                format!(
                    "`{}` cannot be imposed for case #{case}: {what} {}",
                    given.said(Lang::En),
                    left.amount.said(Lang::En)
                ),
                Some(rest(left)),
            )
        }
        CaseProblem::Impose { case, why } => impose(*case, *why),
        CaseProblem::Value { flag, text, want } => {
            let (what, help) = match want {
                Want::Amount => ("an amount", "write for example `50 CNY`"),
                Want::Day => ("a day", "write for example `2024-06-30`"),
                Want::Month => ("a month", "write for example `2024-05`"),
                Want::Time => ("a time", "write for example `2024-06-03T09:00:00+08:00`"),
                Want::Name => ("a name", "say who decides"),
                Want::Reason => ("a reason", "say why"),
            };
            let given = format!("{flag} {text}");
            (format!("`{}` is not {what}", given.trim()), some(help))
        }
        CaseProblem::Tampered { name, fault } => (
            format!("the history in `{name}` has been changed: {}", self::fault(fault)),
            some("nothing is added to it; compare it with a copy kept elsewhere"),
        ),
        CaseProblem::Register { name, line, why } => register(name, *line, why),
        CaseProblem::Time { text, last: Some(last) } => (
            format!("`--at {text}` lies before the last entry, which was written at {last}"),
            some("a history goes forward only; say in the reason when it was decided"),
        ),
        CaseProblem::Time { text, last: None } => {
            (format!("`--at {text}` lies ahead"), some("leave `--at` out: the present is meant"))
        }
    }
}

fn file(name: &str, cause: &FileCause) -> (String, Option<String>) {
    let some = |text: &str| Some(text.to_string());
    match cause {
        FileCause::Missing => {
            (format!("there is no case file `{name}`"), some("`guiju check … --case-file FILE` makes one"))
        }
        FileCause::NotACaseFile => (
            format!("`{name}` is not a case file"),
            some("name a file that `guiju check … --case-file FILE` has made, or a new one"),
        ),
        FileCause::Newer => (
            format!("the case file `{name}` was written by a later version of guiju"),
            some("use that version"),
        ),
        FileCause::Busy => (
            format!("another process has been using the case file `{name}` for too long"),
            some("nothing was written; try again when it has ended"),
        ),
        FileCause::Full => (
            format!("no room is left for the case file `{name}`"),
            some("nothing was written; make room and try again"),
        ),
        FileCause::Damaged => (
            format!("the case file `{name}` is damaged"),
            some("nothing was written; use a copy kept elsewhere"),
        ),
        FileCause::System(cause) => (format!("the case file `{name}` cannot be used: {cause}"), None),
    }
}

fn impose(case: u64, why: ImposeCause) -> (String, Option<String>) {
    let some = |text: &str| Some(text.to_string());
    match why {
        ImposeCause::Nothing => (
            format!("nothing is proposed in case #{case}"),
            some("use `guiju cases confirm` or `guiju cases close`"),
        ),
        ImposeCause::Several => (
            format!("several amounts are proposed in case #{case}"),
            some("say with `--line` which one is meant; `guiju cases show` numbers them"),
        ),
        ImposeCause::NoLine(line) => (
            format!("case #{case} has no line {line}"),
            some("`guiju cases show` numbers the lines of a proposal"),
        ),
        ImposeCause::NotMoney(line) => {
            (format!("line {line} of case #{case} has no amount"), some("leave `--amount` out"))
        }
        ImposeCause::Untold(line) => (
            format!("the amount of line {line} of case #{case} could not be worked out"),
            some("state it with `--line` and `--amount`"),
        ),
    }
}

fn register(name: &str, line: Option<u64>, why: &RegisterCause) -> (String, Option<String>) {
    let some = |text: &str| Some(text.to_string());
    let place = line.map_or(format!("`{name}`"), |line| format!("line {line} of `{name}`"));
    const COLUMNS: &str =
        "the columns are `case`, `policy`, `norm`, `bearer`, `from`, `to`, `approver`, `reason`, `expires`";
    match why {
        RegisterCause::Cells { found, wanted } => (
            format!("{place} has {found} cells, and the head has {wanted}"),
            some("put texts with commas into quotes"),
        ),
        RegisterCause::NotCsv => {
            (format!("{place} is no table of comma-separated values in UTF-8"), some(COLUMNS))
        }
        RegisterCause::NoColumn(column) => (format!("{place} has no column `{column}`"), some(COLUMNS)),
        RegisterCause::UnknownColumn(column) => {
            (format!("{place} has a column `{column}` that is not known"), some(COLUMNS))
        }
        RegisterCause::Blank(column) => {
            (format!("{place}: `{column}` is blank"), some("every waiver has an approver and a reason"))
        }
        RegisterCause::NotADay(column, text) => {
            (format!("{place}: `{text}` in `{column}` is not a day"), some("write for example `2024-06-30`"))
        }
        RegisterCause::NoTarget => (
            format!("{place} does not say what it covers"),
            some("fill `case`, or `bearer`, or `norm`, or both"),
        ),
        RegisterCause::NoCase(case) => (
            format!("{place}: there is no case `{case}`"),
            some("name a case by its number or by its finding; `guiju cases list` shows both"),
        ),
        RegisterCause::State(case, state) => (
            format!(
                "{place}: case #{case} stands at `{}`, which does not allow a waiver",
                words::state(*state, Lang::En)
            ),
            None,
        ),
    }
}

/// A fault in words.
pub(in crate::cases) fn fault(fault: &Fault) -> String {
    match fault {
        Fault::Number { expected, found } => format!("entry {found} stands where entry {expected} belongs"),
        Fault::Previous(entry) => format!("entry {entry} does not follow the one before it"),
        Fault::Content(entry) => format!("entry {entry} is not what was written"),
        Fault::Time(entry) => format!("entry {entry} is older than the one before it"),
        Fault::Body(entry) => format!("entry {entry} cannot be read"),
        Fault::Step(entry) => format!("entry {entry} does what the state of its case did not allow"),
        Fault::Head(head) => format!("no entry has the digest {head}"),
    }
}

/// What can be done where other cases have taken the rest.
fn rest(left: &Left) -> String {
    let what = if left.amount.value.is_zero() {
        "close or waive the case".to_string()
    } else {
        format!("impose {} or less", left.amount.said(Lang::En))
    };
    if left.taken.is_empty() {
        return what;
    }
    format!("{}; {what}, or decide on those first", taken(left, Lang::En))
}
