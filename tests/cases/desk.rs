//! A policy, and a history that runs over logs add to: the same steps as `guiju check --case-file`, without a file.

use guiju::analysis::{self, model::Model};
use guiju::cases::{
    Act, After, Book, Case, CaseProblem, Deed, Entry, GENESIS, ImposedLine, Line, Merged, Seen, Settled,
    State, entry, explain_spared, impose, merge, observe, priors, settle, spare, verify,
};
use guiju::check::{CheckOptions, Checked, Input, check, input_facts, sources};
use guiju::locale::Lang;
use guiju::report::model::ProposalKind;
use guiju::report::{self, InputFacts, NoTexts, Report, ReportInput, RunFacts};
use guiju::source::Sources;
use guiju::time::{Date, Instant};
use guiju::world::Memory;
use rust_decimal::Decimal;

/// The day on which everything is entered, and the time.
const AT: &str = "2024-12-31T12:00:00+08:00";

/// A policy and a history.
pub struct Desk {
    pub sources: Sources,
    pub model: Model,
    pub entries: Vec<Entry>,
}

impl Desk {
    /// The lines of an imposed decision: of one line of a case or all, an amount or what is proposed.
    pub fn asked(
        &self,
        case: u64,
        line: Option<usize>,
        amount: Option<&str>,
    ) -> Result<Vec<ImposedLine>, CaseProblem> {
        let book = self.book();
        impose(&book, Desk::on(), &book.cases[&case], line, amount)
    }

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
            let (plan, outcome) = (&checked.plan, &checked.outcome);
            let after =
                After { book: &book, on: Desk::on(), model: &self.model, plan, outcome, settled: &settled };
            let earlier = priors(&after, &mut checked.interner);
            checked.book_after(&self.model, &earlier);
            let mut reports = Lang::ALL.map(|lang| self.report(&checked, lang));
            let [en, zh] = &mut reports;
            for report in [&mut *en, &mut *zh] {
                explain_spared(report, &spared);
            }
            let seen = Seen { model: &self.model, checked: &checked, from: options.from, reports: (en, zh) };
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
        let accounts: Vec<InputFacts> = checked.ingested.files.iter().map(input_facts).collect();
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

    /// Norms that look back without limit, as the last run says.
    pub fn further(&self) -> Vec<String> {
        self.book().runs.last().map_or(Vec::new(), |run| run.facts.further.clone())
    }

    /// Where the log of each run began.
    pub fn first_instants(&self) -> Vec<String> {
        let book = self.book();
        book.runs.iter().filter_map(|run| Some(run.facts.observed.as_ref()?.0.clone())).collect()
    }

    /// How many proposed lines are such.
    pub fn count(&self, such: impl Fn(&Line) -> bool) -> usize {
        self.book().cases.values().flat_map(|case| &case.record.lines).filter(|line| such(line)).count()
    }

    /// A person confirms every third case that nobody has decided on.
    pub fn confirm_every_third(&mut self) {
        let book = self.book();
        for case in book.cases.values().filter(|case| !case.decided()).step_by(3) {
            self.deed(Act::Confirmed { case: case.number });
        }
    }

    /// What people would lose in a currency: who, in which month, and the least, the proposed and the most.
    pub fn losses(&self, currency: &str) -> Vec<(Option<String>, String, [Decimal; 3])> {
        let mut all = Vec::new();
        for case in self.book().cases.values().filter(|case| case.state(Desk::on()) != State::Withdrawn) {
            for line in case.record.lines.iter().filter(|line| line.kind != ProposalKind::Reward) {
                let Some(amount) = line.amount.as_ref().filter(|money| money.currency == currency) else {
                    continue;
                };
                let middle = &amount.value;
                let (low, high) = line.range.as_ref().map_or((middle, middle), |r| (&r.low, &r.high));
                // Each end of a range is cut by itself; a range that is shown begins with the smaller one.
                let mut sums = [low, middle, high].map(|value| value.parse::<Decimal>().unwrap());
                if let Some(steps) = &line.steps {
                    sums = [Decimal::MAX, sums[1], Decimal::MAX];
                    for step in &steps.sums {
                        for (least, sum) in sums.iter_mut().zip(step) {
                            *least = (*least).min(sum.parse().unwrap());
                        }
                    }
                }
                all.push((line.who.clone(), case.record.at[..7].to_string(), sums));
            }
        }
        all
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
            let range = line.range.as_ref().map_or(String::new(), |r| format!(" in {}..{}", r.low, r.high));
            let cuts = line.cuts.len();
            format!(
                "{:?} {:?} {amount}{range} nth {:?} cuts {cuts} running {}",
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
