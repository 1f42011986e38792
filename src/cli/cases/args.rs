//! The arguments of `guiju cases`, `guiju statement` and `guiju check --case-file`.

use crate::cases::{Answer, State};
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// What `guiju check` keeps, and where.
#[derive(Args, Clone, Debug, Default)]
pub struct KeepArgs {
    /// Keep the findings in this file, so that overlapping logs and later runs never count one twice.
    #[arg(long, value_name = "FILE")]
    pub case_file: Option<PathBuf>,
    /// Apply a register of waivers: a CSV with approver, reason and expiry.
    #[arg(long, value_name = "FILE", requires = "case_file")]
    pub waivers: Option<PathBuf>,
    /// Who runs it; else the user of the system.
    #[arg(long, value_name = "NAME", requires = "case_file")]
    pub by: Option<String>,
    /// The time that the history notes; else now.
    #[arg(long, value_name = "TIME", requires = "case_file")]
    pub at: Option<String>,
}

/// `guiju cases`
#[derive(Debug, Subcommand)]
pub enum CasesCommand {
    /// List cases, with sums by person and month and waivers by approver.
    List(ListArgs),
    /// Show a case: who, when, why, evidence, and its history.
    Show(ShowArgs),
    /// A person finds the finding right.
    Confirm(DecideArgs),
    /// Impose what is proposed, or an amount within the proposed range.
    Impose(ImposeArgs),
    /// Let a case off, for good or until a day; or all that a register of waivers covers.
    Waive(WaiveArgs),
    /// The person concerned objects.
    Appeal(AppealArgs),
    /// Answer an appeal.
    Answer(AnswerArgs),
    /// Withdraw a finding that a person finds wrong.
    Withdraw(DecideArgs),
    /// Nothing remains to be done.
    Close(DecideArgs),
    /// Note that the statements of a month were published.
    Publish(PublishArgs),
    /// Check that nobody has changed the history.
    Verify(VerifyArgs),
    /// Write the history as a log that policies can be checked over.
    Export(ExportArgs),
}

/// Which case file, and for which time.
#[derive(Args, Clone, Debug)]
pub struct FileArgs {
    /// The case file.
    #[arg(long, value_name = "FILE")]
    pub case_file: PathBuf,
    /// The time that is meant by now: waivers run out, and a history notes when.
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
}

/// Which cases.
#[derive(Args, Clone, Debug)]
pub struct ListArgs {
    /// Which file.
    #[command(flatten)]
    pub file: FileArgs,
    /// Of this person.
    #[arg(long, value_name = "NAME")]
    pub bearer: Option<String>,
    /// Of this norm.
    #[arg(long, value_name = "NAME")]
    pub norm: Option<String>,
    /// Of this month.
    #[arg(long, value_name = "YYYY-MM")]
    pub month: Option<String>,
    /// That stand so.
    #[arg(long, value_enum)]
    pub state: Option<StateArg>,
    /// Against which later evidence speaks although people have decided.
    #[arg(long)]
    pub overturned: bool,
    /// How to write it.
    #[arg(long, value_enum, default_value_t = CasesFormat::Human)]
    pub format: CasesFormat,
}

/// How a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StateArg {
    /// Nobody has decided.
    Proposed,
    /// Found right.
    Confirmed,
    /// Something is imposed.
    Imposed,
    /// An appeal is open.
    Appealed,
    /// Let off.
    Waived,
    /// Withdrawn.
    Withdrawn,
    /// Nothing remains to be done.
    Closed,
}

impl From<StateArg> for State {
    fn from(state: StateArg) -> State {
        match state {
            StateArg::Proposed => State::Proposed,
            StateArg::Confirmed => State::Confirmed,
            StateArg::Imposed => State::Imposed,
            StateArg::Appealed => State::Appealed,
            StateArg::Waived => State::Waived,
            StateArg::Withdrawn => State::Withdrawn,
            StateArg::Closed => State::Closed,
        }
    }
}

/// How to write cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CasesFormat {
    /// For people.
    Human,
    /// For programs: see `guiju schema cases`.
    Json,
    /// For spreadsheets: a row for each line of a proposal.
    Csv,
}

/// `guiju cases show`
#[derive(Args, Clone, Debug)]
pub struct ShowArgs {
    /// The case: its number, or the beginning of its finding's id.
    pub case: String,
    /// Which file.
    #[command(flatten)]
    pub file: FileArgs,
    /// How to write it.
    #[arg(long, value_enum, default_value_t = super::super::args::ReportFormat::Human)]
    pub format: super::super::args::ReportFormat,
}

/// Who decides, and why.
#[derive(Args, Clone, Debug)]
pub struct WhoArgs {
    /// Who decides.
    #[arg(long, value_name = "NAME")]
    pub by: String,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// A paper that was looked at: its name and digest are noted.
    #[arg(long, value_name = "FILE")]
    pub evidence: Vec<PathBuf>,
}

/// A decision that needs nothing else.
#[derive(Args, Clone, Debug)]
pub struct DecideArgs {
    /// The case: its number, or the beginning of its finding's id.
    pub case: String,
    /// Which file.
    #[command(flatten)]
    pub file: FileArgs,
    /// Who and why.
    #[command(flatten)]
    pub who: WhoArgs,
}

/// `guiju cases impose`
#[derive(Args, Clone, Debug)]
pub struct ImposeArgs {
    /// What is decided.
    #[command(flatten)]
    pub decide: DecideArgs,
    /// Only this line of the proposal.
    #[arg(long, value_name = "N")]
    pub line: Option<usize>,
    /// This amount; it must lie within the proposed range.
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    pub amount: Option<String>,
}

/// `guiju cases waive`
#[derive(Args, Clone, Debug)]
pub struct WaiveArgs {
    /// The case: its number, or the beginning of its finding's id.
    #[arg(required_unless_present = "register", conflicts_with = "register")]
    pub case: Option<String>,
    /// Which file.
    #[command(flatten)]
    pub file: FileArgs,
    /// Who enters it.
    #[arg(long, value_name = "NAME")]
    pub by: String,
    /// Who approved it; else who enters it.
    #[arg(long, value_name = "NAME", conflicts_with = "register")]
    pub approver: Option<String>,
    /// Why.
    #[arg(long, value_name = "TEXT", required_unless_present = "register", conflicts_with = "register")]
    pub reason: Option<String>,
    /// The last day on which it holds; else for good.
    #[arg(long, value_name = "DAY", conflicts_with = "register")]
    pub expires: Option<String>,
    /// A paper that was looked at: its name and digest are noted.
    #[arg(long, value_name = "FILE", conflicts_with = "register")]
    pub evidence: Vec<PathBuf>,
    /// A register of waivers instead: a CSV with approver, reason and expiry.
    #[arg(long, value_name = "FILE")]
    pub register: Option<PathBuf>,
}

/// `guiju cases appeal`
#[derive(Args, Clone, Debug)]
pub struct AppealArgs {
    /// What is noted.
    #[command(flatten)]
    pub decide: DecideArgs,
    /// Who objects; else the bearer.
    #[arg(long, value_name = "NAME")]
    pub appellant: Option<String>,
}

/// `guiju cases answer`
#[derive(Args, Clone, Debug)]
pub struct AnswerArgs {
    /// What is decided.
    #[command(flatten)]
    pub decide: DecideArgs,
    /// How.
    #[arg(long, value_enum)]
    pub answer: AnswerArg,
    /// Of an amendment: only this line of the proposal.
    #[arg(long, value_name = "N")]
    pub line: Option<usize>,
    /// Of an amendment: this amount, within the proposed range.
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    pub amount: Option<String>,
}

/// How an appeal is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AnswerArg {
    /// It stands.
    Upheld,
    /// Something else is imposed.
    Amended,
    /// It is lifted.
    Lifted,
}

impl From<AnswerArg> for Answer {
    fn from(answer: AnswerArg) -> Answer {
        match answer {
            AnswerArg::Upheld => Answer::Upheld,
            AnswerArg::Amended => Answer::Amended,
            AnswerArg::Lifted => Answer::Lifted,
        }
    }
}

/// `guiju cases publish`
#[derive(Args, Clone, Debug)]
pub struct PublishArgs {
    /// Which file.
    #[command(flatten)]
    pub file: FileArgs,
    /// Which month's statements.
    #[arg(long, value_name = "YYYY-MM")]
    pub month: String,
    /// Who publishes them.
    #[arg(long, value_name = "NAME")]
    pub by: String,
    /// Where, or what else is to be noted.
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}

/// `guiju cases verify`
#[derive(Args, Clone, Debug)]
pub struct VerifyArgs {
    /// The case file.
    #[arg(long, value_name = "FILE")]
    pub case_file: PathBuf,
    /// A digest that was noted elsewhere: it must occur in the history.
    #[arg(long, value_name = "DIGEST")]
    pub head: Option<String>,
}

/// `guiju cases export`
#[derive(Args, Clone, Debug)]
pub struct ExportArgs {
    /// The case file.
    #[arg(long, value_name = "FILE")]
    pub case_file: PathBuf,
    /// Write it to a file instead of standard output.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `guiju statement`
#[derive(Args, Clone, Debug)]
pub struct StatementArgs {
    /// Which file.
    #[command(flatten)]
    pub file: FileArgs,
    /// Of whom; else of everybody of whom something is recorded.
    #[arg(long, value_name = "NAME")]
    pub bearer: Option<String>,
    /// Of which month.
    #[arg(long, value_name = "YYYY-MM")]
    pub month: String,
    /// How to write it.
    #[arg(long, value_enum, default_value_t = StatementFormat::Markdown)]
    pub format: StatementFormat,
    /// Write it to a file instead of standard output.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// How to write a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StatementFormat {
    /// For people.
    Markdown,
    /// For programs: see `guiju schema statement`.
    Json,
}
