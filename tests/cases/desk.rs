//! A policy, and a history that runs over logs add to: the same steps as `guiju check --case-file`, without a file.

use guiju::analysis::{self, model::Model};
use guiju::cases::{
    Act, Book, Case, Deed, Entry, GENESIS, Merged, Seen, Settled, entry, explain_spared, merge, observe,
    priors, settle, spare, verify,
};
use guiju::check::{CheckOptions, Checked, Input, check, sources};
use guiju::ingest::FileAccount;
use guiju::locale::Lang;
use guiju::report::{self, InputFacts, NoTexts, Report, ReportInput, RunFacts};
use guiju::source::Sources;
use guiju::time::{Date, Instant};
use guiju::world::Memory;

/// The day on which everything is entered, and the time.
const AT: &str = "2024-12-31T12:00:00+08:00";

/// A policy and a history.
pub struct Desk {
    pub sources: Sources,
    pub model: Model,
    pub entries: Vec<Entry>,
}

impl Desk {
    pub fn new(policy: &str) -> Desk {
        let mut sources = Sources::default();
        let world = Memory::new().with("policy.guiju", policy);
        let loaded = analysis::load(&world, "policy.guiju", &mut sources);
        let analysis = analysis::analyze(&loaded, &[], &world);
        let model = analysis.model.unwrap_or_else(|| panic!("{:?} {:?}", loaded.syntax, analysis.problems));
        Desk { sources, model, entries: Vec::new() }
    }

    pub fn book(&self) -> Book {
        Book::fold(&self.entries)
    }

    pub fn on() -> Date {
        AT[..10].parse().unwrap()
    }

    /// Another policy goes on with the same history.
    pub fn amended(self, policy: &str) -> Desk {
        Desk { entries: self.entries, ..Desk::new(policy) }
    }

    /// Adds a deed of a person.
    pub fn deed(&mut self, act: Act) {
        self.add(Deed { by: "chen".into(), reason: Some("seen".into()), evidence: Vec::new(), act });
    }

    fn add(&mut self, deed: Deed) {
        let head = self.entries.last().map_or(GENESIS, |entry| &entry.hash).to_string();
        self.entries.push(entry(self.entries.len() as u64 + 1, AT, &deed, &head));
    }

    /// Runs the policy over logs and keeps what is found.
    pub fn run(&mut self, logs: &[(&str, &str)]) -> Merged {
        self.run_with(logs, CheckOptions::default()).0
    }

    pub fn run_with(&mut self, logs: &[(&str, &str)], options: CheckOptions) -> (Merged, Report) {
        let inputs: Vec<Input> = logs.iter().map(|(name, text)| Input::new(*name, *text)).collect();
        let opened = sources(&self.model, &inputs).unwrap();
        let mut checked = check(&self.model, &opened, options);
        assert!(checked.ingested.problems.is_empty());
        let book = self.book();
        let spared = spare(&book, &self.model.header.name, &mut checked.outcome, Desk::on());
        let mut settled = Settled::default();
        let (view, en) = loop {
            let earlier =
                priors(&book, &self.model, &checked.outcome, &mut checked.interner, Desk::on(), &settled);
            checked.book_after(&self.model, &earlier);
            let mut reports = Lang::ALL.map(|lang| self.report(&checked, lang));
            let [en, zh] = &mut reports;
            for report in [&mut *en, &mut *zh] {
                explain_spared(report, &spared);
            }
            let seen = Seen {
                model: &self.model,
                plan: &checked.plan,
                interner: &checked.interner,
                zone: &checked.zone,
                outcome: &checked.outcome,
                ledger: &checked.ledger,
                coverage: &checked.coverage,
                lost: &checked.ingested.lost,
                from: options.from,
                reports: (en, zh),
            };
            let mut view = observe(&seen, &book);
            if view.asks_for_all() {
                let all = check(&self.model, &opened, CheckOptions { all: true, ..options });
                settle(&seen, &book, (&all.outcome, &all.interner), &mut view);
            }
            let now = Settled::of(&book, &view);
            if now == settled {
                break (view, en.clone());
            }
            settled = now;
        };
        let mut merged = merge(&book, &view, Desk::on());
        for act in std::mem::take(&mut merged.acts) {
            self.add(Deed { by: "run".into(), reason: None, evidence: Vec::new(), act });
        }
        assert_eq!(verify(&self.entries, None), Ok(()));
        (merged, en)
    }

    fn report(&self, checked: &Checked, lang: Lang) -> Report {
        let accounts: Vec<InputFacts> = checked.ingested.files.iter().map(facts).collect();
        report::build(&ReportInput {
            model: &self.model,
            plan: &checked.plan,
            outcome: &checked.outcome,
            ledger: &checked.ledger,
            interner: &checked.interner,
            sources: &self.sources,
            rules: self.model.rules(&checked.zone),
            inputs: &accounts,
            evidence: &NoTexts,
            run: &RunFacts { lang, ..RunFacts::default() },
        })
    }

    /// From when on the next log must reach, as the last run says.
    pub fn next_from(&self) -> Option<Instant> {
        let book = self.book();
        let text = book.runs.last()?.facts.next_from.clone()?;
        let at: jiff::Timestamp = text.parse().unwrap();
        Some(Instant::from_micros(at.as_microsecond()))
    }

    /// Every case in a line, in the order of findings.
    pub fn ledger(&self) -> Vec<String> {
        let book = self.book();
        let mut lines: Vec<String> = book.cases.values().map(line).collect();
        lines.sort();
        lines
    }
}

/// What a case comes to, without what depends on the run that found it.
fn line(case: &Case) -> String {
    let record = &case.record;
    let proposed: Vec<String> = record
        .lines
        .iter()
        .map(|line| {
            let amount = line.amount.as_ref().map_or("-".into(), |a| format!("{} {}", a.value, a.currency));
            let cuts = line.cuts.len();
            format!(
                "{:?} {:?} {amount} nth {:?} cuts {cuts} running {}",
                line.kind, line.who, line.nth, line.running
            )
        })
        .collect();
    format!(
        "{} {} {:?} {:?} at {}: {} [{}]",
        record.finding,
        record.norm,
        record.bearer,
        record.status,
        record.at,
        proposed.join(", "),
        case.state(Desk::on()).id()
    )
}

fn facts(file: &FileAccount) -> InputFacts {
    InputFacts {
        name: file.name.clone(),
        sha256: file.sha256.clone(),
        rows: file.rows,
        used: file.used,
        ignored: file.ignored,
        duplicate: file.duplicate,
        rejected: file.rejected,
        earliest: file.earliest,
        latest: file.latest,
        kinds: file.kinds.iter().map(|k| (k.kind, k.events)).collect(),
        ..InputFacts::default()
    }
}
