//! From an outcome to a report.

mod acts;
mod context;
mod figures;
mod finding;
mod gaps;
mod happened;
mod headline;
mod ledger;
mod proposal;
mod rows;
mod states;
mod window;

use super::ReportInput;
use super::model::{
    self, Counts, Input, KindCount, Norm, Observed, Param, Policy, PolicyFile, Report, Run, SourceText, Tool,
    UnseenKind,
};
use crate::engine::{self, Status};
use crate::event::KindId;
use crate::plan::Source;
use crate::time::Stamp;
use context::Context;

/// Builds the report of a run. Deterministic: the same input gives the same report, byte for byte.
pub fn build(input: &ReportInput<'_>) -> Report {
    let ctx = Context::new(input);
    let worded = if input.run.counts_only { &[][..] } else { &input.outcome.findings };
    let findings = worded.iter().enumerate();
    let findings: Vec<model::Finding> = findings.map(|(i, finding)| ctx.finding(i, finding)).collect();
    let (ledger, overflow) = ctx.ledger(&findings);
    let norms: Vec<Norm> = (0..input.model.norms.len()).map(|i| ctx.norm_summary(i)).collect();
    Report {
        schema: model::SCHEMA.to_string(),
        tool: Tool { name: "guiju".to_string(), version: env!("CARGO_PKG_VERSION").to_string() },
        lang: input.run.lang.tag().to_string(),
        policy: ctx.policy(),
        run: Run {
            from: input.run.from.map(|from| ctx.moment(from)),
            as_of: input.run.as_of.map(|as_of| ctx.moment(as_of)),
            counts_only: input.run.counts_only,
        },
        inputs: ctx.inputs(),
        observed: input.outcome.observed.map(|(from, horizon)| Observed {
            from: ctx.moment(Stamp::exact(from)),
            horizon: ctx.moment(horizon),
        }),
        totals: norms.iter().fold(Counts::default(), |sum, norm| sum.plus(&norm.counts)),
        norms,
        unread: ctx.unread(),
        unseen: ctx.unseen(),
        warnings: ctx.warnings(overflow),
        findings,
        ledger,
    }
}

fn counts(counts: &engine::Counts) -> Counts {
    Counts {
        occasions: counts.total(),
        fulfilled: counts.of(Status::Fulfilled),
        violated: counts.of(Status::Violated),
        repaired: counts.of(Status::Repaired),
        excused: counts.of(Status::Excused),
        waived: counts.of(Status::Waived),
        unearned: counts.of(Status::Unearned),
        pending: counts.of(Status::Pending),
        unknown: counts.of(Status::Unknown),
    }
}

impl Context<'_> {
    fn policy(&self) -> Policy {
        let header = &self.input.model.header;
        Policy {
            name: header.name.clone(),
            title: header.title.clone(),
            version: header.version.clone(),
            sources: header.sources.clone(),
            effective_from: header.effective.0.map(|date| date.to_string()),
            effective_to: header.effective.1.map(|date| date.to_string()),
            zone: self.zone().name().to_string(),
            calendar: header.calendar.as_ref().map(|calendar| calendar.name().to_string()),
            files: self
                .input
                .run
                .policy_files
                .iter()
                .map(|(name, sha256)| PolicyFile { name: name.clone(), sha256: sha256.clone() })
                .collect(),
            params: self
                .input
                .model
                .params
                .iter()
                .map(|param| Param {
                    name: param.name.clone(),
                    value: param.text(self.lang()).map(str::to_string).filter(|_| param.bound),
                    overridden: self.input.run.set.contains(&param.name),
                })
                .collect(),
        }
    }

    fn inputs(&self) -> Vec<Input> {
        let facts = self.input.inputs.iter();
        facts
            .map(|facts| Input {
                name: facts.name.clone(),
                // Counts are no evidence, and a digest takes a sixth of the time of counting.
                sha256: facts.sha256.clone().filter(|_| !self.input.run.counts_only),
                bytes: facts.bytes,
                format: facts.format.clone(),
                compression: facts.compression.clone(),
                encoding: facts.encoding.clone(),
                encoding_guessed: facts.encoding_guessed,
                delimiter: facts.delimiter.clone(),
                sheets: facts.sheets.clone(),
                rows: facts.rows,
                used: facts.used,
                ignored: facts.ignored,
                duplicate: facts.duplicate,
                rejected: facts.rejected,
                earliest: facts.earliest.map(|at| self.moment(at)),
                latest: facts.latest.map(|at| self.moment(at)),
            })
            .collect()
    }

    fn norm_summary(&self, index: usize) -> Norm {
        let norm = self.norm(index);
        let counts = self.input.outcome.counts.get(index).map(counts).unwrap_or_default();
        let (span, line) = self.norm_lines(index);
        let yielded = self.input.outcome.yielded.get(index).copied().unwrap_or_default();
        let plan = self.input.plan.norms.get(index);
        let specials = plan.iter().flat_map(|plan| &plan.yields_to);
        let yields_to = specials.map(|special| self.norm(*special).name.clone()).collect();
        Norm {
            name: norm.name.clone(),
            title: norm.title.clone(),
            kind: finding::norm_kind(norm.kind),
            clause: self.clause(norm.cite.as_ref()),
            reading: norm.reading.clone(),
            text: SourceText {
                file: self.input.sources.get(span.file).name.clone(),
                line,
                text: self.input.sources.text(span).to_string(),
            },
            counts,
            vacuous: counts.occasions == 0 && yielded == 0,
            yielded,
            yields_to,
            proposed: self.norm_totals(index),
        }
    }

    /// How many events of a kind there were, read or not.
    fn events_of(&self, kind: usize) -> u64 {
        let seen = self.input.outcome.seen.get(kind).copied().unwrap_or(0);
        let listed = self.input.inputs.iter().flat_map(|i| &i.kinds);
        seen.max(listed.filter(|(k, _)| usize::from(k.0) == kind).map(|(_, n)| n).sum())
    }

    fn unread(&self) -> Vec<KindCount> {
        let kinds = self.input.model.schema.kinds.iter().enumerate();
        kinds
            .filter(|(i, kind)| !kind.read && !self.is_violation(*i))
            .map(|(i, kind)| KindCount { kind: kind.name.clone(), events: self.events_of(i) })
            .filter(|count| count.events > 0)
            .collect()
    }

    /// Kinds that norms need and that no log holds: the first thing to check when much is violated.
    fn unseen(&self) -> Vec<UnseenKind> {
        let kinds = self.input.model.schema.kinds.iter().enumerate();
        kinds
            .filter(|(i, kind)| kind.read && self.events_of(*i) == 0)
            .map(|(i, kind)| UnseenKind {
                kind: kind.name.clone(),
                norms: self
                    .input
                    .model
                    .norms
                    .iter()
                    .enumerate()
                    .filter(|(n, _)| self.applied(*n) && self.norm_reads(*n, i))
                    .map(|(_, norm)| norm.name.clone())
                    .collect(),
            })
            .filter(|unseen| !unseen.norms.is_empty())
            .collect()
    }

    /// Whether a kind is that of violations, which no log holds.
    fn is_violation(&self, kind: usize) -> bool {
        self.input.model.violations.iter().any(|violation| usize::from(violation.kind.0) == kind)
    }

    /// A norm that never applied is named as such; what else it would have needed is no matter.
    fn applied(&self, norm: usize) -> bool {
        self.input.outcome.counts.get(norm).is_some_and(|counts| counts.total() > 0)
    }

    fn norm_reads(&self, norm: usize, kind: usize) -> bool {
        let is = |k: KindId| usize::from(k.0) == kind;
        let plan = self.input.plan;
        let occasion = plan.norms.get(norm).is_some_and(|n| match &n.source {
            Source::Event { kind, .. } => is(*kind),
            Source::Each { .. } | Source::During(_) => false,
        });
        let by_state = self.input.model.norms.get(norm).is_some_and(|norm| self.state_reads(norm, kind));
        let figures = plan.norms.get(norm).map_or(&[][..], |n| &n.figures);
        occasion
            || by_state
            || figures.iter().flat_map(|figure| figure.tallies()).any(|id| is(plan.tally(id).kind))
            || plan.goals.iter().any(|g| g.norm == norm && is(g.kind))
    }

    fn warnings(&self, overflow: bool) -> Vec<String> {
        let mut warnings = self.input.run.warnings.clone();
        let rejected: u64 = self.input.inputs.iter().map(|i| i.rejected).sum();
        if rejected > 0 {
            warnings.push(self.words.rejected_rows(rejected));
        }
        for error in &self.input.outcome.time_errors {
            warnings.push(self.words.time_error(&error.words(self.lang())));
        }
        if overflow {
            warnings.push(self.words.overflow().to_string());
        }
        warnings
    }
}
