//! The arguments, as clap sees them.

use crate::event::{FormatHint, TextEncoding};
use crate::locale::Lang;
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::path::PathBuf;

/// Checks regulations, written as readable sentences, over activity logs. 规矩：用一句话写清的制度，核对导出的日志。
#[derive(Debug, Parser)]
#[command(name = "guiju", version, max_term_width = 100, after_help = EXIT_CODES)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// How to talk.
    #[command(flatten)]
    pub output: OutputArgs,
}

const EXIT_CODES: &str = "Exit codes: 0 nothing violated, 1 violations or failed tests, 2 bad policy or usage, 3 unreadable or rejected input.";

/// A command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check logs against a policy: who kept which duty, who did not, what cannot be told.
    Check(CheckArgs),
    /// Look at logs and write a first policy with a mapping for them.
    Init(InitArgs),
    /// Validate policies without any log.
    Lint(LintArgs),
    /// Say which clauses of the regulations norms cite, and which sentences of their texts no norm cites.
    Coverage(CoverageArgs),
    /// Run the `test` blocks of policies, and say what no test exercises.
    Test(TestArgs),
    /// Format policies; with --keywords, translate their keywords.
    Fmt(FmtArgs),
    /// Show the flat plan that a policy becomes.
    Plan(PlanArgs),
    /// Print the page of a code such as GJ101.
    Explain(ExplainArgs),
    /// Show a calendar, or check the file of one.
    #[command(subcommand)]
    Calendar(CalendarCommand),
    /// Work out a due time, step by step: `guiju deadline "2 working days" --from 2026-09-24T14:00 --calendar cn`.
    Deadline(DeadlineArgs),
    /// Look at the cases of a case file, and decide on them.
    #[cfg(feature = "cases")]
    #[command(subcommand)]
    Cases(super::cases::args::CasesCommand),
    /// Write what people are told about a month: what is recorded, proposed and decided.
    #[cfg(feature = "cases")]
    Statement(super::cases::args::StatementArgs),
    /// Print the JSON Schema of the report, or of what else is written as JSON.
    Schema {
        /// Of what.
        #[arg(value_enum, default_value_t = SchemaOf::Report)]
        of: SchemaOf,
    },
    /// Print completions for a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Print the manual page, in roff.
    Man,
}

/// What is written as JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// The report of `guiju check`.
    Report,
    /// The cases of `guiju cases list`.
    #[cfg(feature = "cases")]
    Cases,
    /// The statements of `guiju statement`.
    #[cfg(feature = "cases")]
    Statement,
}

/// How to talk.
#[derive(Args, Clone, Debug)]
pub struct OutputArgs {
    /// The language of messages and reports; else the system's.
    #[arg(long, global = true, value_name = "en|zh", value_parser = parse_lang)]
    pub lang: Option<Lang>,
    /// When to colour. NO_COLOR is respected.
    #[arg(long, global = true, value_enum, default_value_t = ColorWhen::Auto)]
    pub color: ColorWhen,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

fn parse_lang(text: &str) -> Result<Lang, String> {
    match text {
        "en" => Ok(Lang::En),
        "zh" => Ok(Lang::Zh),
        other => Err(format!("`{other}` is not a language of reports; there are `en` and `zh`")),
    }
}

/// Which policy, and how it is bound.
#[derive(Args, Clone, Debug)]
pub struct PolicyArgs {
    /// Bind a parameter: `--set arrival=45m`.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub set: Vec<String>,
    /// The folder that `use` and calendar files may not leave; else the policy's own.
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
}

/// `guiju check`
#[derive(Args, Debug)]
pub struct CheckArgs {
    /// The policy.
    pub policy: PathBuf,
    /// Logs and reference data: files, folders, patterns such as `logs/*.csv`, or `-` for standard input. Files that end in
    /// `.guiju` are further versions of the policy; the one in force at the occasion applies.
    #[arg(required = true)]
    pub inputs: Vec<String>,
    /// How inputs are opened.
    #[command(flatten)]
    pub opening: OpenArgs,
    /// How the policy is bound.
    #[command(flatten)]
    pub binding: PolicyArgs,
    /// How to write the report.
    #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
    pub format: ReportFormat,
    /// Write the report to a file instead.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Show obligations that were fulfilled or excused as well.
    #[arg(long)]
    pub all: bool,
    /// Only count the findings and add up what is proposed, by norm and by person.
    #[arg(long, conflicts_with_all = ["all", "max_findings"])]
    pub counts: bool,
    /// Judge only occasions from this time on; earlier events still serve as evidence.
    #[arg(long, value_name = "TIME")]
    pub from: Option<String>,
    /// Judge as if the log ended at this time; later events are ignored.
    #[arg(long, value_name = "TIME")]
    pub as_of: Option<String>,
    /// Draw at most so many findings of each norm; the others are counted.
    #[arg(long, value_name = "N")]
    pub max_findings: Option<usize>,
    /// Work on at most so many threads; the result is the same. Without it, as many as there are cores.
    #[arg(long, value_name = "N")]
    pub threads: Option<std::num::NonZeroUsize>,
    /// Write the rejected rows, with their reasons, to a CSV file.
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
    /// What is kept after the run.
    #[cfg(feature = "cases")]
    #[command(flatten)]
    pub keep: super::cases::args::KeepArgs,
}

/// How inputs are opened.
#[derive(Args, Clone, Debug)]
pub struct OpenArgs {
    /// The format of standard input: csv, tsv, json, ndjson, xlsx, parquet, xes or ocel; else it is recognised.
    #[arg(long, value_name = "FORMAT", value_parser = parse_format)]
    pub input_format: Option<FormatHint>,
    /// The encoding of texts, of all or of those whose name fits a pattern: `--encoding gbk`, `--encoding 'old/*.csv=gbk'`.
    #[arg(long = "encoding", value_name = "[PATTERN=]NAME", value_parser = parse_encoding)]
    pub encodings: Vec<(Option<String>, TextEncoding)>,
    /// The most that one compressed file or workbook may hold when unpacked: `4GiB`.
    #[arg(long, value_name = "SIZE", value_parser = parse_size, default_value = "1GiB")]
    pub max_unpacked: u64,
}

fn parse_format(text: &str) -> Result<FormatHint, String> {
    FormatHint::named(text).ok_or_else(|| {
        format!("`{text}` is not a format that is read; there are {}", FormatHint::NAMES.join(", "))
    })
}

fn parse_encoding(text: &str) -> Result<(Option<String>, TextEncoding), String> {
    let (pattern, name) = match text.rsplit_once('=') {
        Some((pattern, name)) => (Some(pattern.to_string()), name),
        None => (None, text),
    };
    let encoding = TextEncoding::named(name.trim());
    encoding.map(|encoding| (pattern, encoding)).ok_or_else(|| {
        format!("`{name}` is not an encoding that is known; there are `utf-8`, `gb18030`, `big5`, `utf-16le` and others")
    })
}

fn parse_size(text: &str) -> Result<u64, String> {
    const UNITS: [(&str, u64); 7] = [
        ("kib", 1 << 10),
        ("mib", 1 << 20),
        ("gib", 1 << 30),
        ("kb", 1_000),
        ("mb", 1_000_000),
        ("gb", 1_000_000_000),
        ("b", 1),
    ];
    let lower = text.trim().to_ascii_lowercase();
    let unit = UNITS.iter().find_map(|(name, size)| Some((lower.strip_suffix(name)?, *size)));
    let (number, unit) = unit.unwrap_or((&lower, 1));
    let size = number.trim().parse::<u64>().ok().and_then(|number| number.checked_mul(unit));
    size.ok_or_else(|| format!("`{text}` is not a size such as `4GiB` or `500MB`"))
}

/// How to write a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For people.
    Human,
    /// For programs: see `guiju schema`.
    Json,
}

/// `guiju init`
#[derive(Args, Debug)]
pub struct InitArgs {
    /// Logs and reference data: files, or patterns such as `logs/*.csv`.
    #[arg(required = true)]
    pub inputs: Vec<String>,
    /// Write the policy to a new file instead of standard output.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write keywords in this language; else in that of the messages.
    #[arg(long, value_name = "en|zh", value_parser = parse_lang)]
    pub keywords: Option<Lang>,
}

/// `guiju lint`
#[derive(Args, Debug)]
pub struct LintArgs {
    /// The policies.
    #[arg(required = true)]
    pub policies: Vec<PathBuf>,
    /// How the policies are bound.
    #[command(flatten)]
    pub binding: PolicyArgs,
    /// How to write the messages.
    #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
    pub format: ReportFormat,
    /// Treat warnings as errors.
    #[arg(long)]
    pub deny_warnings: bool,
}

/// `guiju coverage`
#[derive(Args, Debug)]
pub struct CoverageArgs {
    /// The policy.
    pub policy: PathBuf,
    /// The folder with the texts of the regulations: the files that the policy names, or files that bear the regulations' titles.
    #[arg(long, value_name = "DIR")]
    pub sources: Option<PathBuf>,
    /// How the policy is bound.
    #[command(flatten)]
    pub binding: PolicyArgs,
    /// How to write the result.
    #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
    pub format: ReportFormat,
}

/// `guiju test`
#[derive(Args, Debug)]
pub struct TestArgs {
    /// The policies.
    #[arg(required = true)]
    pub policies: Vec<PathBuf>,
    /// How the policies are bound.
    #[command(flatten)]
    pub binding: PolicyArgs,
    /// How to write the results.
    #[arg(long, value_enum, default_value_t = TestFormat::Human)]
    pub format: TestFormat,
    /// Write the results to a file instead.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Treat norms, branches and excuses that no test exercises as failures.
    #[arg(long)]
    pub deny_gaps: bool,
}

/// How to write the results of tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TestFormat {
    /// For people.
    Human,
    /// For programs.
    Json,
    /// For CI systems that read JUnit's XML.
    Junit,
}

/// `guiju fmt`
#[derive(Args, Debug)]
pub struct FmtArgs {
    /// The policies; `-` is standard input.
    #[arg(required = true)]
    pub policies: Vec<PathBuf>,
    /// Change nothing; exit with 1 if something is not formatted.
    #[arg(long)]
    pub check: bool,
    /// Write keywords in this language; names stay.
    #[arg(long, value_name = "en|zh", value_parser = parse_lang)]
    pub keywords: Option<Lang>,
}

/// `guiju plan`
#[derive(Args, Debug)]
pub struct PlanArgs {
    /// The policy.
    pub policy: PathBuf,
    /// How the policy is bound.
    #[command(flatten)]
    pub binding: PolicyArgs,
}

/// `guiju deadline`
#[derive(Args, Debug)]
pub struct DeadlineArgs {
    /// A length (`2 working days`), a point (`Friday 18:00`, `end of the next month`) or a lead time (`at least 1 month before`),
    /// in English or Chinese.
    pub deadline: String,
    /// The occasion: a date, a minute or a second.
    #[arg(long, value_name = "TIME")]
    pub from: String,
    /// A built-in calendar (`cn`, `weekdays`) or the file of one.
    #[arg(long, value_name = "NAME|FILE")]
    pub calendar: Option<String>,
    /// The zone of civil time.
    #[arg(long, value_name = "ZONE", default_value = "Asia/Shanghai")]
    pub timezone: String,
    /// How to write the answer.
    #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
    pub format: ReportFormat,
}

/// `guiju calendar`
#[derive(Debug, Subcommand)]
pub enum CalendarCommand {
    /// Show a year: working days, days off, make-up days.
    Show {
        /// A built-in calendar (`cn`, `weekdays`) or the file of one (.json, .csv, .ics).
        calendar: String,
        /// The year.
        year: i16,
        /// How to write it.
        #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
        format: ReportFormat,
    },
    /// Check the file of a calendar.
    Check {
        /// The file (.json, .csv, .ics).
        file: String,
        /// For which dates it is complete, where the file cannot say: `2024-01-01..2024-12-31`.
        #[arg(long, value_name = "FROM..TO", value_parser = parse_range)]
        covers: Option<(crate::time::Date, crate::time::Date)>,
    },
}

fn parse_range(text: &str) -> Result<(crate::time::Date, crate::time::Date), String> {
    let read = || {
        let (from, to) = text.split_once("..")?;
        Some((from.trim().parse().ok()?, to.trim().parse().ok()?))
    };
    read().ok_or_else(|| format!("`{text}` is not a range of dates such as `2024-01-01..2024-12-31`"))
}

/// `guiju explain`
#[derive(Args, Debug)]
pub struct ExplainArgs {
    /// The code; without one, all codes are listed.
    pub code: Option<String>,
}
