//! Runs the `test` blocks of a policy: each is a log of its own, read and judged like any other.

mod gaps;
mod log;
mod words;

pub use gaps::Gap;

use super::{CheckOptions, Checked};
use crate::analysis::model::{Consequence, Expected, ExprKind, Literal, Model, Penalty, Test, Verdict};
use crate::analysis::{self, Loaded};
use crate::diagnostics::{Diagnostic, Problem, Severity};
use crate::engine::{self, Status};
use crate::ingest::Source;
use crate::ledger::{Posting, Sanction, Total};
use crate::locale::Lang;
use crate::report::{self, NoTexts, ReportInput, RunFacts};
use crate::source::{Sources, Span};
use crate::time::Zone;
use crate::world::World;
use gaps::Exercised;

/// What tests are run against.
pub struct Trial<'a> {
    /// The files of the policy.
    pub loaded: &'a Loaded,
    /// Their texts.
    pub sources: &'a Sources,
    /// Parameters that are given from outside; a test's own `set` stands above them.
    pub bindings: &'a [(String, String)],
    /// Where calendars come from.
    pub world: &'a dyn World,
    /// What the policy means.
    pub model: &'a Model,
    /// The language of messages.
    pub lang: Lang,
}

/// How all tests of a policy went.
#[derive(Clone, Debug)]
pub struct Trials {
    /// Each test, in the order of the policy.
    pub results: Vec<TrialResult>,
    /// What no test exercises, in the order of the policy.
    pub gaps: Vec<Gap>,
}

/// How one test went.
#[derive(Clone, Debug)]
pub struct TrialResult {
    /// What the test shows.
    pub title: String,
    /// Where its title stands.
    pub span: Span,
    /// What does not hold; none: the test passed.
    pub failures: Vec<Diagnostic>,
}

impl TrialResult {
    /// Whether everything is as expected.
    pub fn passed(&self) -> bool {
        self.failures.is_empty()
    }
}

impl Trials {
    /// How many tests failed.
    pub fn failed(&self) -> usize {
        self.results.iter().filter(|result| !result.passed()).count()
    }
}

/// One verdict that a test's log gets, as far as expectations look at it.
struct Found<'a> {
    status: Status,
    norm: &'a str,
    bearer: Option<&'a str>,
    postings: Vec<&'a Posting>,
    checked: &'a Checked,
    /// The verdict in words.
    text: String,
}

impl Trial<'_> {
    /// Runs all tests.
    pub fn run(&self) -> Trials {
        let mut exercised = Exercised::new(self.model);
        let results = (0..self.model.tests.len()).map(|at| self.run_one(at, &mut exercised)).collect();
        Trials { results, gaps: exercised.gaps(self.model) }
    }

    fn run_one(&self, at: usize, exercised: &mut Exercised) -> TrialResult {
        let test = &self.model.tests[at];
        let failures = match self.model_of(test) {
            Ok(None) => self.judge(self.model, test, exercised),
            Ok(Some(model)) => match model.tests.get(at) {
                Some(own) => self.judge(&model, own, exercised),
                None => Vec::new(),
            },
            Err(failures) => failures,
        };
        TrialResult { title: test.title.clone(), span: test.span, failures }
    }

    /// The policy with the parameters that a test sets; none if it sets none.
    fn model_of(&self, test: &Test) -> Result<Option<Model>, Vec<Diagnostic>> {
        if test.set.is_empty() {
            return Ok(None);
        }
        let set = |name: &str| test.set.iter().any(|(own, _)| own == name);
        let outside = self.bindings.iter().filter(|(name, _)| !set(name)).cloned();
        let own = test.set.iter().map(|(name, span)| (name.clone(), self.sources.text(*span).to_string()));
        let bindings: Vec<(String, String)> = outside.chain(own).collect();
        let analysis = analysis::analyze(self.loaded, &bindings, self.world);
        match analysis.model {
            Some(model) => Ok(Some(model)),
            None => {
                let errors = analysis.problems.iter().filter(|p| p.code().severity() == Severity::Error);
                Err(errors.map(|problem| problem.diagnostic(self.lang)).collect())
            }
        }
    }

    fn judge(&self, model: &Model, test: &Test, exercised: &mut Exercised) -> Vec<Diagnostic> {
        let zone = model.header.zone.clone().unwrap_or_else(Zone::utc);
        let (text, mapping) = (log::text(test, &zone), log::mapping(model, test));
        let sources = [Source::new(log::NAME, text.as_bytes(), Some(&mapping), &model.schema)];
        let options = CheckOptions { all: true, ..CheckOptions::default() };
        let checked = super::check(model, &sources, options);
        exercised.note(model, &checked);
        let mut failures = self.input_errors(&checked, &sources);
        let found = self.found(model, &checked);
        for expected in &test.expected {
            failures.extend(self.compare(&checked, test, expected, &found));
        }
        failures
    }

    /// Contradictions inside the test's own log. They have no place in the policy, so they point to the test.
    fn input_errors(&self, checked: &Checked, sources: &[Source<'_>]) -> Vec<Diagnostic> {
        let mut texts = Sources::default();
        let all = checked.ingested.diagnostics(sources, &mut texts, self.lang);
        let times = checked.outcome.time_errors.iter().map(|error| error.diagnostic(self.lang));
        let errors = all.into_iter().chain(times).filter(|d| d.severity == Severity::Error);
        errors.map(|error| Diagnostic { labels: Vec::new(), ..error }).collect()
    }

    /// The verdicts in words, by way of the ordinary report.
    fn found<'c>(&self, model: &'c Model, checked: &'c Checked) -> Vec<Found<'c>> {
        let run = RunFacts { lang: self.lang, ..RunFacts::default() };
        let report = report::build(&ReportInput {
            model,
            plan: &checked.plan,
            outcome: &checked.outcome,
            ledger: &checked.ledger,
            interner: &checked.interner,
            sources: self.sources,
            rules: model.rules(&checked.zone),
            inputs: &[crate::report::InputFacts { name: log::NAME.into(), ..Default::default() }],
            evidence: &NoTexts,
            run: &run,
        });
        let pairs = checked.outcome.findings.iter().zip(&report.findings).enumerate();
        pairs
            .map(|(index, (finding, shown))| Found {
                status: finding.status,
                norm: &model.norms[finding.norm].name,
                bearer: match &finding.bearer {
                    engine::Bearer::Named(sym) => Some(checked.interner.text(sym)),
                    engine::Bearer::Unassigned(_) | engine::Bearer::NotStated => None,
                },
                postings: checked.ledger.of(index).collect(),
                checked,
                text: words::verdict(shown, self.lang),
            })
            .collect()
    }

    /// What is wrong with one expectation, if it is not met.
    fn compare(
        &self,
        checked: &Checked,
        test: &Test,
        expected: &Expected,
        found: &[Found<'_>],
    ) -> Option<Diagnostic> {
        let count = found.iter().filter(|one| fits(expected, one)).count();
        let (met, times) = match expected {
            Expected::Nothing { .. } => (count == 0, Some(0)),
            Expected::Finding { times: None, .. } => (count > 0, None),
            Expected::Finding { times: Some(times), .. } => (count == *times as usize, Some(*times)),
        };
        if met {
            return None;
        }
        let of_interest: Vec<&str> = found
            .iter()
            .filter(|one| match expected {
                Expected::Nothing { .. } => fits(expected, one),
                Expected::Finding { norm, .. } => one.norm == norm,
            })
            .map(|one| one.text.as_str())
            .collect();
        let norm = match expected {
            Expected::Nothing { .. } => None,
            Expected::Finding { norm, .. } => Some(norm.as_str()),
        };
        let silent = checked.outcome.observed.is_none();
        let miss = words::Miss { title: &test.title, norm, times, count, found: &of_interest, silent };
        Some(words::failure(&miss, expected.span(), self.lang))
    }
}

/// Whether a verdict is one that is expected.
fn fits(expected: &Expected, found: &Found<'_>) -> bool {
    match expected {
        Expected::Nothing { status, .. } => found.status == status_of(*status),
        Expected::Finding { status, norm, by, consequences, .. } => {
            found.status == status_of(*status)
                && found.norm == norm
                && by.as_ref().is_none_or(|by| found.bearer == Some(by))
                && (consequences.is_empty() || same_proposals(consequences, found))
        }
    }
}

fn status_of(verdict: Verdict) -> Status {
    match verdict {
        Verdict::Fulfilled => Status::Fulfilled,
        Verdict::Violated => Status::Violated,
        Verdict::Repaired => Status::Repaired,
        Verdict::Excused => Status::Excused,
        Verdict::Waived => Status::Waived,
        Verdict::Unearned => Status::Unearned,
        Verdict::Pending => Status::Pending,
        Verdict::Unknown => Status::Unknown,
    }
}

/// Whether what is proposed is what is expected, all of it, in whatever order.
fn same_proposals(expected: &[Consequence], found: &Found<'_>) -> bool {
    let mut rest: Vec<&Posting> = found.postings.clone();
    expected.iter().all(|one| {
        let at = rest.iter().position(|posting| is_proposal(&one.penalty, posting, found.checked));
        at.map(|at| rest.remove(at)).is_some()
    }) && rest.is_empty()
}

/// What it comes to counts, not what it is for each time.
fn is_proposal(expected: &Penalty, posting: &Posting, checked: &Checked) -> bool {
    let range = posting.between().map(|range| (range.low, range.high));
    match (expected, &posting.sanction) {
        (Penalty::Fine(amount), Sanction::Fine) => posting.total == Total::Money(*amount),
        (Penalty::FineRange(low, high), Sanction::Fine) => range == Some((*low, *high)),
        (Penalty::Deduct(amount), Sanction::Deduct) => match &amount.kind {
            ExprKind::Literal(Literal::Money(value, currency)) => {
                posting.total == Total::Money(crate::money::Amount::new(*value, *currency))
            }
            _ => false,
        },
        (Penalty::Demerit(points), Sanction::Demerit) => posting.total == Total::Points(*points),
        (Penalty::Warn, Sanction::Warn)
        | (Penalty::Suspend, Sanction::Suspend)
        | (Penalty::Dismiss, Sanction::Dismiss) => true,
        (Penalty::Notify(whom), Sanction::Notify(told)) => match &whom.kind {
            ExprKind::Literal(Literal::Text(name)) => {
                told.is_some_and(|told| checked.interner.text(&told) == name)
            }
            _ => false,
        },
        (Penalty::Sanction(name), Sanction::Named(own)) => name == own,
        (_, _) => false,
    }
}
