//! `guiju deadline`: works out a due time, step by step, as a finding would.

use crate::analysis::{self, model::Limit};
use crate::cli::args::{DeadlineArgs, ReportFormat};
use crate::cli::commands::calendar;
use crate::cli::exit::Exit;
use crate::cli::problem::CallProblem;
use crate::cli::terminal::Terminal;
use crate::diagnostics::{Diagnostic, Problem};
use crate::locale::Lang;
use crate::source::Sources;
use crate::time::{self, Bound, Due, Precision, Rules, Stamp, Step, Zone};
use crate::world::Memory;
use serde::Serialize;

/// Runs the command.
pub fn run(args: &DeadlineArgs, terminal: &Terminal) -> Exit {
    match answer(args, terminal) {
        Ok(text) => {
            terminal.print(&text);
            Exit::Clean
        }
        Err((diagnostics, sources)) => {
            terminal.show(&diagnostics, &sources);
            Exit::Usage
        }
    }
}

type Complaint = (Vec<Diagnostic>, Sources);

fn answer(args: &DeadlineArgs, terminal: &Terminal) -> Result<String, Complaint> {
    let complain = |problem: &dyn Problem| -> Complaint {
        (vec![problem.diagnostic(terminal.lang)], Sources::default())
    };
    let zone = Zone::named(&args.timezone)
        .ok_or_else(|| complain(&CallProblem::Zone { name: args.timezone.clone() }))?;
    let calendar = args.calendar.as_ref().map(|name| calendar::load(name, None, terminal)).transpose()?;
    let from = occasion(&args.from, &zone)
        .ok_or_else(|| complain(&CallProblem::Time { flag: "--from", text: args.from.clone() }))?;
    let limit = limit(&args.deadline)
        .ok_or_else(|| complain(&CallProblem::Deadline { text: args.deadline.clone() }))?;
    let rules = Rules::new(&zone, calendar.as_ref());
    let explained = match &limit {
        Limit::Within(length, _) => time::explain_within(&rules, from, length),
        Limit::By(point) => time::explain_by(&rules, from, point),
        Limit::Before { at_least: Some(length), .. } | Limit::Before { at_most: Some(length), .. } => {
            time::explain_lead(&rules, from, length)
        }
        Limit::EndOfShift(_)
        | Limit::WithinOpen(_)
        | Limit::ByField(_)
        | Limit::BeforeField(_)
        | Limit::Before { .. } => {
            return Err(complain(&CallProblem::Deadline { text: args.deadline.clone() }));
        }
    };
    let (due, steps) = explained.map_err(|error| complain(&error))?;
    Ok(match args.format {
        ReportFormat::Human => page(&args.deadline, &zone, from, &due, &steps, terminal.lang),
        ReportFormat::Json => json(&args.deadline, &zone, from, &due, &steps, terminal.lang),
    })
}

/// The occasion, to the precision in which it was written.
fn occasion(text: &str, zone: &Zone) -> Option<Stamp> {
    let stamp = crate::cli::times::read(text, zone)?;
    let clock = text.trim().get(11..).unwrap_or_default();
    let precision = match clock.matches(':').count() {
        0 if clock.is_empty() => Precision::Day,
        0 | 1 => Precision::Minute,
        _ => Precision::Exact,
    };
    Some(Stamp { precision, ..stamp })
}

/// Reads a deadline as a norm would hold it: a length, a point, or a whole time clause.
fn limit(text: &str) -> Option<Limit> {
    ["within", "by", ""].iter().find_map(|keyword| {
        let policy = format!(
            "policy deadline {{ timezone UTC calendar weekdays }}\nevent occasion {{ }}\nevent act {{ }}\n\
             duty deadline {{\n  when occasion\n  must act\n  {keyword} {text}\n}}\n"
        );
        let world = Memory::new().with("deadline.guiju", policy);
        let loaded = analysis::load(&world, "deadline.guiju", &mut Sources::default());
        let model = analysis::analyze(&loaded, &[], &world).model?;
        let [branch] = model.norms.first()?.time.as_slice() else { return None };
        Some(branch.limit.clone())
    })
}

fn page(text: &str, zone: &Zone, from: Stamp, due: &Due, steps: &[Step], lang: Lang) -> String {
    let mut out = lang.pick(
        format!("{text}, from {}\ndue {}\n", zone.text(from), due.words(zone, lang)),
        format!("{text}，自 {} 起\n时限 {}\n", zone.text(from), due.words(zone, lang)),
    );
    for step in steps {
        out += &format!("  · {}\n", step.words(lang));
    }
    out
}

/// What `--format json` writes.
#[derive(Serialize)]
struct Answer<'a> {
    schema: &'static str,
    deadline: &'a str,
    timezone: &'a str,
    from: String,
    due: String,
    /// Whether the due time itself is in time.
    inclusive: bool,
    text: String,
    steps: Vec<Worded<'a>>,
}

#[derive(Serialize)]
struct Worded<'a> {
    #[serde(flatten)]
    step: &'a Step,
    text: String,
}

fn json(text: &str, zone: &Zone, from: Stamp, due: &Due, steps: &[Step], lang: Lang) -> String {
    let (stated, bound) = due.stated(zone);
    let answer = Answer {
        schema: "guiju.deadline/1",
        deadline: text,
        timezone: zone.name(),
        from: zone.rfc3339(from.start),
        due: zone.rfc3339(stated),
        inclusive: bound == Bound::Inclusive,
        text: due.words(zone, lang),
        steps: steps.iter().map(|step| Worded { step, text: step.words(lang) }).collect(),
    };
    serde_json::to_string_pretty(&answer).map(|text| format!("{text}\n")).unwrap_or_default()
}
