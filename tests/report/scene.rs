//! A policy, logs, and a real run of one over the other.

use guiju::analysis::{self, model::Model};
use guiju::check::{CheckOptions, Checked, Input, check};
use guiju::diagnostics::DrawOptions;
use guiju::event::{KindId, RowRef};
use guiju::ingest::{self, Ingested};
use guiju::locale::Lang;
use guiju::report::{self, InputFacts, Part, Report, ReportInput, RowText, RowTexts, RunFacts};
use guiju::source::Sources;
use guiju::time::Rules;
use guiju::world::Memory;

/// A policy file and what it means.
pub struct Policy {
    pub sources: Sources,
    pub model: Model,
}

impl Policy {
    /// The norms of `policy.guiju`: one of each kind.
    pub fn monitoring() -> Policy {
        Policy::read("policy.guiju", include_str!("policy.guiju"))
    }

    /// The norm of `报警.guiju`: Chinese names throughout.
    pub fn chinese() -> Policy {
        Policy::read("报警.guiju", include_str!("报警.guiju"))
    }

    pub fn read(name: &str, text: &str) -> Policy {
        let mut sources = Sources::default();
        let world = Memory::new().with(name, text);
        let loaded = analysis::load(&world, name, &mut sources);
        let analysis = analysis::analyze(&loaded, &[], &world);
        let model = analysis.model.unwrap_or_else(|| panic!("{:?} {:?}", loaded.syntax, analysis.problems));
        Policy { sources, model }
    }

    /// Only some of its norms.
    pub fn only(mut self, names: &[&str]) -> Policy {
        self.model.norms.retain(|n| names.contains(&n.name.as_str()));
        self
    }
}

/// A run of a policy over logs.
pub struct Run {
    pub policy: Policy,
    pub inputs: Vec<Input>,
    pub checked: Checked,
    pub facts: RunFacts,
}

impl Run {
    pub fn new(policy: Policy, logs: &[(&str, &str)]) -> Run {
        Run::with(policy, logs, CheckOptions::default())
    }

    pub fn with(policy: Policy, logs: &[(&str, &str)], options: CheckOptions) -> Run {
        let inputs: Vec<Input> = logs.iter().map(|(name, text)| Input::new(*name, *text)).collect();
        let sources = guiju::check::sources(&policy.model, &inputs).unwrap();
        let checked = check(&policy.model, &sources, options);
        let facts =
            RunFacts { policy_files: vec![("policy.guiju".into(), "0".repeat(64))], ..RunFacts::default() };
        Run { policy, inputs, checked, facts }
    }

    pub fn report(&self, lang: Lang) -> Report {
        let accounts: Vec<InputFacts> =
            self.checked.ingested.files.iter().map(guiju::check::input_facts).collect();
        let sources = guiju::check::sources(&self.policy.model, &self.inputs).unwrap();
        let evidence = Rows { sources: &sources, ingested: &self.checked.ingested };
        report::build(&ReportInput {
            model: &self.policy.model,
            plan: &self.checked.plan,
            outcome: &self.checked.outcome,
            ledger: &self.checked.ledger,
            interner: &self.checked.interner,
            sources: &self.policy.sources,
            rules: Rules::new(&self.checked.zone, None),
            inputs: &accounts,
            evidence: &evidence,
            run: &RunFacts { lang, ..self.facts.clone() },
        })
    }

    pub fn human(&self, lang: Lang) -> String {
        report::human(&self.report(lang), &DrawOptions::default(), None)
    }
}

struct Rows<'a> {
    sources: &'a [ingest::Source<'a>],
    ingested: &'a Ingested,
}

impl RowTexts for Rows<'_> {
    fn show(&self, row: &RowRef, kind: Option<KindId>, rule: Option<u16>, parts: &[Part]) -> Option<RowText> {
        let account = &self.ingested.files[row.input.0 as usize];
        let rule = rule.map_or_else(
            || account.rules.iter().find(|r| Some(r.kind) == kind),
            |rule| account.rules.get(usize::from(rule)),
        );
        let column = |part: &Part| match part {
            Part::Time => rule?.time.last().map(String::as_str),
            Part::Field(index) => rule?.fields.get(*index)?.as_deref(),
        };
        let named: Vec<Option<&str>> = parts.iter().map(column).collect();
        let asked: Vec<&str> = named.iter().flatten().copied().collect();
        let shown = ingest::excerpt(&self.sources[row.input.0 as usize], account, row, &asked)?;
        let mut places = shown.cells.into_iter();
        let parts = named.iter().map(|name| name.and_then(|_| places.next().flatten())).collect();
        Some(RowText { text: shown.text, begin: shown.begin, parts })
    }
}
