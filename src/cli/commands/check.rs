//! `guiju check`: logs against a policy.

mod versions;

use crate::analysis::model::Model;
use crate::check::{self, CheckOptions, Checked, Input};
use crate::cli::args::{CheckArgs, ReportFormat};
use crate::cli::evidence::Evidence;
use crate::cli::exit::Exit;
use crate::cli::files;
use crate::cli::inputs;
use crate::cli::policy::Policy;
use crate::cli::problem::CallProblem;
use crate::cli::progress::Progress;
use crate::cli::store::Opening;
use crate::cli::terminal::Terminal;
use crate::cli::times;
use crate::diagnostics::{Diagnostic, DrawOptions, Problem, Severity};
use crate::engine::Status;
use crate::ingest::{Ingested, OpenOptions, Source, Unfit};
use crate::report::{self, InputFacts, Report, ReportInput, RunFacts};
use crate::source::Sources;
use crate::time::{Instant, Stamp, Zone};
use sha2::{Digest, Sha256};

/// Runs the command.
pub fn run(args: &CheckArgs, terminal: &Terminal) -> Exit {
    let (paths, logs) = versions::split(&args.policy, &args.inputs);
    let policies = match versions::read(&paths, &args.binding, terminal) {
        Ok(policies) => policies,
        Err(exit) => return exit,
    };
    let zone = policies.first().and_then(|p| p.model.as_ref()?.header.zone.clone()).unwrap_or_else(Zone::utc);
    let times =
        match (time(args.from.as_deref(), "--from", &zone), time(args.as_of.as_deref(), "--as-of", &zone)) {
            (Ok(from), Ok(as_of)) => (from, as_of),
            (from, as_of) => {
                let problems: Vec<CallProblem> = from.err().into_iter().chain(as_of.err()).collect();
                complain(&problems, terminal);
                return Exit::Usage;
            }
        };
    if logs.is_empty() {
        complain(&[CallProblem::NoLog], terminal);
        return Exit::Usage;
    }
    let progress = Progress::new(terminal.lang);
    let apart = threads(args) > 1;
    // Findings that are shown, and another version, would read the inputs again.
    let once = args.counts && policies.len() == 1;
    let opening = Opening { max_unpacked: args.opening.max_unpacked, apart, once, watch: progress.line() };
    let (mut inputs, problems) = inputs::open(&logs, &opening);
    complain(&problems, terminal);
    if problems.iter().any(|p| p.diagnostic(terminal.lang).severity == Severity::Error) {
        return Exit::Input;
    }
    progress.watch(&mut inputs);
    let several = policies.len() > 1;
    let mut run = Run { args, times, terminal, progress, shown: Vec::new(), several, rejects: Vec::new() };
    let mut reports = Vec::new();
    let mut exit = Exit::Clean;
    for policy in &policies {
        match run.judge(&mut inputs, policy) {
            Ok((report, own)) => {
                reports.push(report);
                exit = exit.max(own);
            }
            Err(exit) => return exit,
        }
    }
    if let Err(exit) = write_rejects(args, &run.rejects, terminal) {
        return exit;
    }
    match write(args, &policies, &reports, terminal) {
        Err(exit) => exit,
        Ok(()) => exit,
    }
}

/// Whether the digests of the inputs are told to anybody: reports for programs and case files hold them, people are not shown them,
/// and neither is who only counts.
fn tells_digests(args: &CheckArgs) -> bool {
    #[cfg(feature = "cases")]
    let keeps = args.keep.case_file.is_some();
    #[cfg(not(feature = "cases"))]
    let keeps = false;
    keeps || (args.format != ReportFormat::Human && !args.counts)
}

/// A run over some inputs, once for each version of the policy.
struct Run<'a> {
    args: &'a CheckArgs,
    times: (Option<Stamp>, Option<Stamp>),
    terminal: &'a Terminal,
    progress: Progress,
    /// What has been said of the inputs: it is not said again for another version.
    shown: Vec<String>,
    /// There are several versions of the policy.
    several: bool,
    /// By version, the table of rejected rows, if it is wanted.
    rejects: Vec<String>,
}

impl Run<'_> {
    /// The report of one version, and how it ends the run. Inputs that turn out to need it are decoded or taken into memory.
    fn judge(&mut self, inputs: &mut [Input], policy: &Policy) -> Result<(Report, Exit), Exit> {
        loop {
            let Unfit(unfit) = match self.attempt(inputs, policy)? {
                Ok(judged) => return Ok(judged),
                Err(unfit) => unfit,
            };
            for index in unfit {
                let (Some(input), Some(model)) = (inputs.get_mut(index), &policy.model) else { continue };
                let options = inputs::options(&self.args.opening, &input.name);
                if let Err(problem) = inputs::settle(model, input, &options) {
                    complain(&[problem], self.terminal);
                    return Err(Exit::Input);
                }
            }
        }
    }

    /// The same, unless some inputs must be taken into memory first.
    fn attempt(&mut self, inputs: &[Input], policy: &Policy) -> Result<Result<(Report, Exit), Unfit>, Exit> {
        let terminal = self.terminal;
        let Some(model) = &policy.model else { return Err(Exit::Usage) };
        let zone = model.header.zone.clone().unwrap_or_else(Zone::utc);
        let mut texts = policy.sources.clone();
        let digest = tells_digests(self.args);
        let opening = |name: &str| OpenOptions { digest, ..inputs::options(&self.args.opening, name) };
        let sources = match check::sources_with(model, inputs, check::BLOCK, opening) {
            Ok(sources) => sources,
            Err(problems) => {
                let none = Ingested { problems, ..Ingested::default() };
                let diagnostics = none.diagnostics(&[], &mut texts, terminal.lang);
                terminal.show(&diagnostics, &texts);
                return Err(Exit::Usage);
            }
        };
        let unfit: Vec<usize> = (0..).zip(&sources).filter(|(_, s)| s.is_none()).map(|(at, _)| at).collect();
        if !unfit.is_empty() {
            return Ok(Err(Unfit(unfit)));
        }
        let sources: Vec<Source<'_>> = sources.into_iter().flatten().collect();
        let (from, as_of) = self.times;
        #[cfg(feature = "cases")]
        let kept = self.args.keep.case_file.is_some();
        #[cfg(not(feature = "cases"))]
        let kept = false;
        let sums = self.args.counts && !kept;
        let options = CheckOptions { from: from.map(|s| s.start), as_of, all: self.args.all, sums };
        let threads = threads(self.args);
        #[cfg_attr(
            not(feature = "cases"),
            expect(unused_mut, reason = "only a case file changes what was found")
        )]
        let mut checked = match check::streamed(model, &sources, options, threads) {
            Ok(checked) => checked,
            Err(unfit) => return Ok(Err(unfit)),
        };
        self.progress.pause();
        let mut notes = checked.ingested.diagnostics(&sources, &mut texts, terminal.lang);
        notes.extend(missing_tables(model, &checked, &zone, terminal));
        notes.extend(time_errors(&checked, terminal));
        // Advice stands in the report; here it would bury what is pressing.
        let is_new = |d: &&Diagnostic| d.severity != Severity::Advice && !self.shown.contains(&d.message);
        let pressing: Vec<Diagnostic> = notes.iter().filter(is_new).cloned().collect();
        terminal.show(&pressing, &texts);
        self.shown.extend(pressing.into_iter().map(|d| d.message));
        let warnings = notes.iter().map(|d| d.message.clone()).collect();
        let set = self.args.binding.set.iter();
        let facts = RunFacts {
            policy_files: policy_files(&policy.sources),
            from,
            as_of,
            counts_only: self.args.counts,
            set: set.filter_map(|s| s.split_once('=').map(|(n, _)| n.trim().to_string())).collect(),
            lang: terminal.lang,
            warnings,
        };
        let broken_input = notes.iter().any(|d| d.severity == Severity::Error)
            || checked.ingested.files.iter().any(|f| f.rejected > 0 || !f.usable)
            // Logs without a single event prove nothing, and must not look like a clean result.
            || checked.outcome.observed.is_none();
        if self.args.rejects.is_some() {
            let version = self.several.then(|| versions::name(model));
            self.rejects.push(checked.ingested.rejects_under(version, &sources, terminal.lang));
        }
        #[cfg(not(feature = "cases"))]
        let report = build(model, &policy.sources, &sources, &checked, &facts);
        #[cfg(feature = "cases")]
        let report = {
            use crate::cli::cases::keep;
            let report = |checked: &Checked, lang, shown| {
                let counts_only = facts.counts_only && shown == keep::Shown::AsAsked;
                let facts = RunFacts { lang, counts_only, ..facts.clone() };
                build(model, &policy.sources, &sources, checked, &facts)
            };
            let all =
                || check::streamed(model, &sources, CheckOptions { all: true, ..options }, threads).ok();
            let run = keep::Run { model, from: options.from, report: &report, all: &all };
            keep::keep(&self.args.keep, &run, &mut checked, terminal)?
        };
        let violated = checked.outcome.counts.iter().any(|c| c.of(Status::Violated) > 0);
        let exit = match (broken_input, violated) {
            (true, _) => Exit::Input,
            (false, true) => Exit::Violations,
            (false, false) => Exit::Clean,
        };
        Ok(Ok((report, exit)))
    }
}

/// How many threads are used.
fn threads(args: &CheckArgs) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    args.threads.map_or_else(cores, usize::from)
}

fn complain(problems: &[CallProblem], terminal: &Terminal) {
    let diagnostics: Vec<Diagnostic> = problems.iter().map(|p| p.diagnostic(terminal.lang)).collect();
    terminal.show(&diagnostics, &Sources::default());
}

fn time(text: Option<&str>, flag: &'static str, zone: &Zone) -> Result<Option<Stamp>, CallProblem> {
    let Some(text) = text else { return Ok(None) };
    match times::read(text, zone) {
        Some(stamp) => Ok(Some(stamp)),
        None => Err(CallProblem::Time { flag, text: text.to_string() }),
    }
}

/// Entities that norms read and no input holds, and sources that fall silent.
fn missing_tables(model: &Model, checked: &Checked, zone: &Zone, terminal: &Terminal) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (i, entity) in model.schema.entities.iter().enumerate() {
        let id = crate::event::EntityId(i as u16);
        if entity.fields.iter().any(|f| f.read) && checked.tables.keys(id).is_empty() {
            problems.push(CallProblem::NoTable { entity: entity.name.clone() });
        }
    }
    problems.extend(silent_sources(checked, zone));
    problems.iter().map(|p| p.diagnostic(terminal.lang)).collect()
}

/// A source falls silent if the others go on for more than a tenth of the whole range, and for more than a day.
fn silent_sources(checked: &Checked, zone: &Zone) -> Vec<CallProblem> {
    const DAY: i64 = 24 * 3_600_000_000;
    let Some((begin, horizon)) = checked.outcome.observed else { return Vec::new() };
    let tenth = horizon.start.micros().saturating_sub(begin.micros()) / 10;
    let shown = |at: Instant| zone.civil(at).strftime("%Y-%m-%d %H:%M").to_string();
    checked
        .ingested
        .files
        .iter()
        .filter(|file| file.observed.is_none())
        .filter_map(|file| file.latest.map(|latest| (file, latest)))
        .filter(|(_, latest)| horizon.start.micros().saturating_sub(latest.start.micros()) > tenth.max(DAY))
        .map(|(file, latest)| CallProblem::Silent {
            name: file.name.clone(),
            last: shown(latest.start),
            horizon: shown(horizon.start),
        })
        .collect()
}

fn time_errors(checked: &Checked, terminal: &Terminal) -> Vec<Diagnostic> {
    checked.outcome.time_errors.iter().map(|error| error.diagnostic(terminal.lang)).collect()
}

fn policy_files(sources: &Sources) -> Vec<(String, String)> {
    let hash = |text: &str| Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
    sources.iter().map(|(_, file)| (file.name.clone(), hash(&file.text))).collect()
}

fn build(
    model: &Model,
    sources: &Sources,
    inputs: &[Source<'_>],
    checked: &Checked,
    facts: &RunFacts,
) -> Report {
    let accounts: Vec<InputFacts> = checked.ingested.files.iter().map(check::input_facts).collect();
    let evidence = Evidence { sources: inputs, ingested: &checked.ingested };
    report::build(&ReportInput {
        model,
        plan: &checked.plan,
        outcome: &checked.outcome,
        ledger: &checked.ledger,
        interner: &checked.interner,
        sources,
        rules: model.rules(&checked.zone),
        inputs: &accounts,
        evidence: &evidence,
        run: facts,
    })
}

fn write(args: &CheckArgs, policies: &[Policy], reports: &[Report], terminal: &Terminal) -> Result<(), Exit> {
    let refused = |path: &std::path::Path, error: std::io::Error| {
        let name = path.display().to_string();
        complain(&[CallProblem::Output { name, cause: error.to_string() }], terminal);
        Exit::Usage
    };
    // A long report is written as it is made, not held as one text.
    if let (ReportFormat::Json, [report]) = (args.format, reports) {
        let Some(path) = &args.output else {
            terminal.print_by(|to| report::json_to(report, to));
            return Ok(());
        };
        return files::write_whole_by(path, |to| report::json_to(report, to))
            .map_err(|error| refused(path, error));
    }
    let draw: DrawOptions =
        if args.output.is_some() { terminal.file_options() } else { terminal.out_options() };
    let text = match (args.format, reports) {
        (ReportFormat::Human, [report]) => report::human(report, &draw, args.max_findings),
        (ReportFormat::Json, reports) => versions::json(reports),
        (ReportFormat::Human, reports) => {
            let both = policies.iter().zip(reports);
            let texts = both.map(|(policy, report)| {
                versions::heading(policy, terminal.lang) + &report::human(report, &draw, args.max_findings)
            });
            texts.collect::<Vec<_>>().join("\n")
        }
    };
    let Some(path) = &args.output else {
        terminal.print(&text);
        return Ok(());
    };
    files::write_whole(path, text.as_bytes()).map_err(|error| refused(path, error))
}

/// Writes the rejected rows, also if there are none: what a file of that name held before is out of date.
fn write_rejects(args: &CheckArgs, tables: &[String], terminal: &Terminal) -> Result<(), Exit> {
    let Some(path) = &args.rejects else { return Ok(()) };
    let mut text = String::new();
    for table in tables {
        // The names of the columns stand once.
        let rows = table.split_once('\n').map_or("", |(_, rows)| rows);
        text.push_str(if text.is_empty() { table } else { rows });
    }
    files::write_whole(path, text.as_bytes()).map_err(|error| {
        let name = path.display().to_string();
        complain(&[CallProblem::Output { name, cause: error.to_string() }], terminal);
        Exit::Usage
    })
}
