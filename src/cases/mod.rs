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
mod next;
mod observe;
mod overview;
mod prior;
mod problem;
mod record;
mod register;
mod room;
mod settled;
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
pub use overview::{CaseJson, CasesJson, Overview, SumsJson, overview};
pub use prior::{After, explain_spared, priors, spare};
pub use problem::{CaseProblem, FileCause, RegisterCause, Want};
pub use record::{Line, Record, Room, Row, Said, StepsSaid};
pub use register::register;
pub use room::Left;
pub use settled::Settled;
pub use statement::{Statement, StatementJson, statement};
pub use step::{allowed, find};
pub use words::{act as act_line, fits, merged as merged_lines};

/// The layout of the JSON of cases.
pub const SCHEMA: &str = "guiju.cases/1";

/// The JSON Schema of the list of cases (draft 2020-12), as published in `docs/schema/cases-1.json`.
pub fn cases_schema() -> String {
    schema_of::<CasesJson>("Guiju cases")
}

/// The JSON Schema of statements (draft 2020-12), as published in `docs/schema/statement-1.json`.
pub fn statement_schema() -> String {
    schema_of::<StatementJson>("Guiju statements")
}

fn schema_of<T: schemars::JsonSchema>(title: &str) -> String {
    let generator = schemars::generate::SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut schema = generator.into_root_schema_for::<T>();
    schema.insert("title".into(), title.into());
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}
