//! Findings that live on after a run: the history of a case file as data.
//!
//! Comes in: the entries of a history, and what a run found. Goes out: the entries to append, the state of every case, statements
//! for people, events for policies. Nothing here reads or writes: a history is a list of [`Entry`], and whatever is known of a
//! case is the [`Book`] that folding them yields. No state is kept beside the history, so none can contradict it.

mod act;
mod book;
mod chain;
mod display;
mod events;
mod impose;
mod merge;
mod observe;
mod overview;
mod prior;
mod problem;
mod record;
mod register;
mod statement;
mod step;
mod words;

pub use act::{Act, Answer, Attachment, Deed, ImposedLine, Inputs, OpenFinding, RunFacts, WhyWithdrawn};
pub use book::{Book, Case, Run, State, Waiver};
pub use chain::{Entry, Fault, GENESIS, entry, verify};
pub use display::{page, show};
pub use events::csv as events_csv;
pub use impose::impose;
pub use merge::{Merged, merge};
pub use observe::{Reach, RunView, Seen, observe, settle};
pub use overview::{CaseJson, CasesJson, Overview, overview};
pub use prior::{explain_spared, priors, spare};
pub use problem::{CaseProblem, FileCause, Want};
pub use record::{Line, Record, Row, Said};
pub use register::register;
pub use statement::{Statement, StatementJson, statement};
pub use step::{allowed, find};
pub use words::{act as act_line, fits, merged as merged_lines};

/// The layout of the JSON of cases.
pub const SCHEMA: &str = "guiju.cases/1";
