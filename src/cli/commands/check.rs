//! `guiju check`: logs against a policy.

use crate::analysis::model::Model;
use crate::check::{self, CheckOptions, Checked, Input};
use crate::cli::args::{CheckArgs, ReportFormat};
use crate::cli::evidence::Evidence;
use crate::cli::exit::Exit;
use crate::cli::files;
use crate::cli::policy;
use crate::cli::problem::CallProblem;
use crate::cli::terminal::Terminal;
use crate::cli::times;
use crate::diagnostics::{Diagnostic, DrawOptions, Problem, Severity};
use crate::engine::Status;
use crate::ingest::Ingested;
use crate::report::{self, InputFacts, ReportInput, RunFacts};
use crate::source::Sources;
use crate::time::{Instant, Rules, Stamp, Zone};
use sha2::{Digest, Sha256};

/// Runs the command.
pub fn run(args: &CheckArgs, terminal: &Terminal) -> Exit {
    let policy = policy::read(&args.policy, &args.binding, terminal);
    terminal.show(&policy.pressing(), &policy.sources);
    let model = match &policy.model {
        Some(model) if !policy.broken() => model,
        Some(_) | None => return Exit::Usage,
    };
    let zone = model.header.zone.clone().unwrap_or_else(Zone::utc);
    let times =
        match (time(args.from.as_deref(), "--from", &zone), time(args.as_of.as_deref(), "--as-of", &zone)) {
            (Ok(from), Ok(as_of)) => (from, as_of),
            (from, as_of) => {
                let problems: Vec<CallProblem> = from.err().into_iter().chain(as_of.err()).collect();
                complain(&problems, terminal);
                return Exit::Usage;
            }
        };
    let (inputs, problems) = read_inputs(&args.inputs);
    complain(&problems, terminal);
    if problems.iter().any(|p| p.diagnostic(terminal.lang).severity == Severity::Error) {
        return Exit::Input;
    }
    let mut texts = policy.sources.clone();
    let sources = match check::sources(model, &inputs) {
        Ok(sources) => sources,
        Err(problems) => {
            let none = Ingested { problems, ..Ingested::default() };
            let diagnostics = none.diagnostics(&[], &mut texts, terminal.lang);
            terminal.show(&diagnostics, &texts);
            return Exit::Usage;
        }
    };
    let (from, as_of) = times;
    let options = CheckOptions { from: from.map(|s| s.start), as_of, all: args.all };
    let checked = check::check(model, &sources, options);
    let mut notes = checked.ingested.diagnostics(&sources, &mut texts, terminal.lang);
    notes.extend(missing_tables(model, &checked, &zone, terminal));
    notes.extend(time_errors(&checked, terminal));
    // Advice stands in the report; here it would bury what is pressing.
    let pressing: Vec<Diagnostic> =
        notes.iter().filter(|d| d.severity != Severity::Advice).cloned().collect();
    terminal.show(&pressing, &texts);
    let warnings = notes.iter().map(|d| d.message.clone()).collect();
    let facts = RunFacts {
        policy_files: policy_files(&policy.sources),
        from,
        as_of,
        set: args
            .binding
            .set
            .iter()
            .filter_map(|s| s.split_once('=').map(|(n, _)| n.trim().to_string()))
            .collect(),
        lang: terminal.lang,
        warnings,
    };
    let broken_input = notes.iter().any(|d| d.severity == Severity::Error)
        || checked.ingested.files.iter().any(|f| f.rejected > 0 || !f.usable)
        // Logs without a single event prove nothing, and must not look like a clean result.
        || checked.outcome.observed.is_none();
    if let Err(exit) = write_rejects(args, &checked, &sources, terminal) {
        return exit;
    }
    let written = write(args, model, &policy.sources, &inputs, &checked, &facts, terminal);
    let violated = checked.outcome.counts.iter().any(|c| c.of(Status::Violated) > 0);
    match written {
        Err(exit) => exit,
        Ok(()) if broken_input => Exit::Input,
        Ok(()) if violated => Exit::Violations,
        Ok(()) => Exit::Clean,
    }
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

fn read_inputs(arguments: &[String]) -> (Vec<Input>, Vec<CallProblem>) {
    let (paths, mut problems) = files::expand(arguments);
    let mut inputs = Vec::new();
    for path in paths {
        let name = path.display().to_string();
        match files::read_bytes(&path) {
            Ok(bytes) => inputs.push(Input { name, bytes }),
            Err(cause) => problems.push(CallProblem::Input { name, cause }),
        }
    }
    (inputs, problems)
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

fn write(
    args: &CheckArgs,
    model: &Model,
    sources: &Sources,
    inputs: &[Input],
    checked: &Checked,
    facts: &RunFacts,
    terminal: &Terminal,
) -> Result<(), Exit> {
    let accounts: Vec<InputFacts> = checked.ingested.files.iter().map(input_facts).collect();
    let evidence = Evidence { inputs, ingested: &checked.ingested };
    let report = report::build(&ReportInput {
        model,
        plan: &checked.plan,
        outcome: &checked.outcome,
        ledger: &checked.ledger,
        interner: &checked.interner,
        sources,
        rules: Rules {
            zone: &checked.zone,
            calendar: model.header.calendar.as_deref(),
            conventions: model.header.conventions,
        },
        inputs: &accounts,
        evidence: &evidence,
        run: facts,
    });
    let draw: DrawOptions =
        if args.output.is_some() { terminal.file_options() } else { terminal.out_options() };
    let text = match args.format {
        ReportFormat::Human => report::human(&report, &draw, args.max_findings),
        ReportFormat::Json => report::json(&report),
    };
    let Some(path) = &args.output else {
        terminal.print(&text);
        return Ok(());
    };
    files::write_whole(path, text.as_bytes()).map_err(|error| {
        let name = path.display().to_string();
        complain(&[CallProblem::Output { name, cause: error.to_string() }], terminal);
        Exit::Usage
    })
}

/// Writes the rejected rows, also if there are none: what a file of that name held before is out of date.
fn write_rejects(
    args: &CheckArgs,
    checked: &Checked,
    sources: &[crate::ingest::Source<'_>],
    terminal: &Terminal,
) -> Result<(), Exit> {
    let Some(path) = &args.rejects else { return Ok(()) };
    let text = checked.ingested.rejects_csv(sources, terminal.lang);
    files::write_whole(path, text.as_bytes()).map_err(|error| {
        let name = path.display().to_string();
        complain(&[CallProblem::Output { name, cause: error.to_string() }], terminal);
        Exit::Usage
    })
}

fn input_facts(file: &crate::ingest::FileAccount) -> InputFacts {
    InputFacts {
        name: file.name.clone(),
        sha256: file.sha256.clone(),
        bytes: file.bytes,
        format: file.format.id().to_string(),
        rows: file.rows,
        used: file.used,
        ignored: file.ignored,
        duplicate: file.duplicate,
        rejected: file.rejected,
        earliest: file.earliest,
        latest: file.latest,
        kinds: file.kinds.iter().map(|k| (k.kind, k.events)).collect(),
    }
}
