//! What can be wrong with a case file, a decision or a register of waivers.

mod en;
mod zh;

use super::book::State;
use super::chain::Fault;
use super::room::Left;
use crate::diagnostics::{Code, Diagnostic, Problem};
use crate::locale::Lang;
use crate::money::Amount;

/// Something wrong with a case file or with what is asked of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseProblem {
    /// The file cannot be used.
    File {
        /// Its name.
        name: String,
        /// Why.
        cause: FileCause,
    },
    /// No case has that name, or several have.
    NoCase {
        /// What was given.
        name: String,
        /// Cases that fit.
        several: Vec<u64>,
    },
    /// The state of a case does not allow a step.
    Step {
        /// The case.
        case: u64,
        /// The step.
        step: &'static str,
        /// How it stands.
        state: State,
        /// From where the step leads on.
        allowed: Vec<State>,
    },
    /// An amount lies outside the proposed range.
    Outside {
        /// The case.
        case: u64,
        /// The amount.
        given: Amount,
        /// The least.
        low: Amount,
        /// The most.
        high: Amount,
    },
    /// Other cases leave less than an amount.
    Taken {
        /// The case.
        case: u64,
        /// The amount.
        given: Amount,
        /// What is left.
        left: Box<Left>,
    },
    /// It cannot be told what is to be imposed.
    Impose {
        /// The case.
        case: u64,
        /// Why.
        why: ImposeCause,
    },
    /// Something cannot be read.
    Value {
        /// The flag.
        flag: &'static str,
        /// What was given.
        text: String,
        /// What it must be.
        want: Want,
    },
    /// The history has been changed.
    Tampered {
        /// The file.
        name: String,
        /// The first fault.
        fault: Fault,
    },
    /// A line of a register of waivers cannot be used.
    Register {
        /// The file.
        name: String,
        /// The line; `None`: the file as a whole.
        line: Option<u64>,
        /// Why.
        why: RegisterCause,
    },
    /// A time lies before the last entry, or ahead.
    Time {
        /// What was given.
        text: String,
        /// The last entry's time; `None`: it lies ahead.
        last: Option<String>,
    },
}

/// Why a case file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileCause {
    /// There is no such file.
    Missing,
    /// It is something else.
    NotACaseFile,
    /// A later version of this program wrote it.
    Newer,
    /// Another process has it for too long.
    Busy,
    /// No room is left on the disk.
    Full,
    /// Its content is damaged.
    Damaged,
    /// What the system says.
    System(String),
}

/// Why it cannot be told what is to be imposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImposeCause {
    /// Nothing is proposed.
    Nothing,
    /// Several amounts are proposed.
    Several,
    /// There is no such line.
    NoLine(usize),
    /// The line has no amount.
    NotMoney(usize),
    /// The amount of this line could not be worked out.
    Untold(usize),
}

/// What a text must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    /// An amount.
    Amount,
    /// A day.
    Day,
    /// A month.
    Month,
    /// A time.
    Time,
    /// A name.
    Name,
    /// A reason.
    Reason,
}

/// Why a line of a register cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegisterCause {
    /// The line has another number of cells than the head.
    Cells {
        /// How many it has.
        found: u64,
        /// How many the head has.
        wanted: u64,
    },
    /// The file is no table of comma-separated values in UTF-8.
    NotCsv,
    /// A column is missing.
    NoColumn(&'static str),
    /// A column is not known.
    UnknownColumn(String),
    /// A cell is blank that must not be.
    Blank(&'static str),
    /// A cell is no day.
    NotADay(&'static str, String),
    /// It says neither which case nor which bearer and norm.
    NoTarget,
    /// It names no case that there is.
    NoCase(String),
    /// The case does not allow a waiver.
    State(u64, State),
}

impl CaseProblem {
    /// The stable code.
    pub fn code(&self) -> Code {
        match self {
            CaseProblem::File { .. } => Code::CaseFile,
            CaseProblem::NoCase { .. } => Code::NoCase,
            CaseProblem::Step { .. } => Code::CaseStep,
            CaseProblem::Outside { .. } => Code::OutsideRange,
            CaseProblem::Taken { .. } => Code::CapTaken,
            CaseProblem::Impose { .. } => Code::NothingToImpose,
            CaseProblem::Value { .. } => Code::CaseValue,
            CaseProblem::Tampered { .. } => Code::Tampered,
            CaseProblem::Register { .. } => Code::WaiverLine,
            CaseProblem::Time { .. } => Code::CaseTime,
        }
    }
}

impl Problem for CaseProblem {
    fn diagnostic(&self, lang: Lang) -> Diagnostic {
        let (message, help) = match lang {
            Lang::En => en::text(self),
            Lang::Zh => zh::text(self),
        };
        Diagnostic::new(self.code(), message).maybe_help(help)
    }
}

/// Names in backticks.
fn quoted(names: &[State], lang: Lang) -> String {
    let names: Vec<String> =
        names.iter().map(|state| format!("`{}`", super::words::state(*state, lang))).collect();
    lang.list_or(&names)
}

/// What other cases have, as people write it.
fn taken(left: &Left, lang: Lang) -> String {
    const MOST: usize = 8;
    let say = |(case, amount): (&u64, &Amount)| match lang {
        Lang::En => format!("#{case} has {}", amount.said(lang)),
        Lang::Zh => format!("#{case} 占 {}", amount.said(lang)),
    };
    let mut shown: Vec<String> = left.taken.iter().take(MOST).map(say).collect();
    if left.taken.len() > MOST {
        shown.push("…".to_string());
    }
    shown.join(lang.pick(", ", "，"))
}

/// Cases by their numbers.
fn numbers(cases: &[u64]) -> Vec<String> {
    const MOST: usize = 8;
    let mut shown: Vec<String> = cases.iter().take(MOST).map(|number| format!("#{number}")).collect();
    if cases.len() > MOST {
        shown.push("…".to_string());
    }
    shown
}
