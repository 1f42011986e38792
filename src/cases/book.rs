//! What is known of every case: the fold of a history.

use super::act::{Act, Answer, Deed, ImposedLine, RunFacts, WhyWithdrawn};
use super::chain::{Entry, GENESIS};
use super::record::{Line, Record};
use crate::report::model::Status;
use crate::time::Date;
use indexmap::IndexMap;
use std::collections::BTreeMap;

/// A folded history.
#[derive(Clone, Debug)]
pub struct Book {
    /// The digest of the last entry.
    pub head: String,
    /// How many entries there are.
    pub entries: u64,
    /// When the last entry was written.
    pub last_at: Option<String>,
    /// The runs, by their entry.
    pub runs: Vec<Run>,
    /// The cases, by their number, in the order in which they were recorded.
    pub cases: IndexMap<u64, Case>,
    /// By policy and finding, the case; other ids of the same matter included.
    ids: BTreeMap<(String, String), u64>,
}

/// A run, and the entry that tells of it.
#[derive(Clone, Debug)]
pub struct Run {
    /// The entry.
    pub number: u64,
    /// When it was written.
    pub at: String,
    /// What it saw.
    pub facts: RunFacts,
}

/// How a case stands.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Found; nobody has decided.
    Proposed,
    /// A person finds it right; nothing is imposed yet.
    Confirmed,
    /// Something is imposed.
    Imposed,
    /// An appeal is open.
    Appealed,
    /// It is let off, for good or until a day.
    Waived,
    /// Later evidence, or a person, has withdrawn it.
    Withdrawn,
    /// Nothing remains to be done.
    Closed,
}

impl State {
    /// All, in the order of a life.
    pub const ALL: [State; 7] = [
        State::Proposed,
        State::Confirmed,
        State::Imposed,
        State::Appealed,
        State::Waived,
        State::Withdrawn,
        State::Closed,
    ];

    /// The word written into machine-readable output.
    pub fn id(self) -> &'static str {
        match self {
            State::Proposed => "proposed",
            State::Confirmed => "confirmed",
            State::Imposed => "imposed",
            State::Appealed => "appealed",
            State::Waived => "waived",
            State::Withdrawn => "withdrawn",
            State::Closed => "closed",
        }
    }
}

/// A waiver of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// The entry.
    pub entry: u64,
    /// Who approved it.
    pub approver: String,
    /// Why.
    pub reason: String,
    /// The last day on which it holds; `None`: for good.
    pub expires: Option<Date>,
}

impl Waiver {
    /// Whether it holds on a day.
    pub fn holds(&self, on: Date) -> bool {
        self.expires.is_none_or(|last| on <= last)
    }
}

/// A finding and what became of it.
#[derive(Clone, Debug)]
pub struct Case {
    /// The entry that recorded it.
    pub number: u64,
    /// The finding, as it is known now.
    pub record: Record,
    /// What it had been before it was a violation.
    pub was: Option<Status>,
    /// Other ids of the same matter.
    pub aliases: Vec<String>,
    /// The entries about it, this one included.
    pub history: Vec<u64>,
    /// The last run that found it.
    pub last_seen: u64,
    /// What is imposed, line by line.
    pub imposed: Vec<ImposedLine>,
    /// The waivers, also those that have run out.
    pub waivers: Vec<Waiver>,
    /// The entry that withdrew it, and how it came out then; `None`: a person did.
    pub withdrawn: Option<(u64, Option<WhyWithdrawn>)>,
    /// Later evidence speaks against it, although people have decided: the entry, and how it came out.
    pub overturned: Option<(u64, WhyWithdrawn)>,
    /// The entry that closed it.
    pub closed: Option<u64>,
    confirmed: bool,
    appealed: bool,
    lifted: bool,
}

impl Case {
    fn new(number: u64, record: Record, was: Option<Status>, run: u64) -> Case {
        Case {
            number,
            record,
            was,
            aliases: Vec::new(),
            history: vec![number],
            last_seen: run,
            imposed: Vec::new(),
            waivers: Vec::new(),
            withdrawn: None,
            overturned: None,
            closed: None,
            confirmed: false,
            appealed: false,
            lifted: false,
        }
    }

    /// How it stands on a day. A waiver that has run out leaves it as it was before.
    pub fn state(&self, on: Date) -> State {
        if self.withdrawn.is_some() {
            State::Withdrawn
        } else if self.closed.is_some() {
            State::Closed
        } else if self.waiver(on).is_some() {
            State::Waived
        } else if self.appealed {
            State::Appealed
        } else if !self.imposed.is_empty() {
            State::Imposed
        } else if self.confirmed {
            State::Confirmed
        } else {
            State::Proposed
        }
    }

    /// The waiver that holds on a day; of several, the last.
    pub fn waiver(&self, on: Date) -> Option<&Waiver> {
        self.waivers.iter().rev().find(|waiver| waiver.holds(on))
    }

    /// Whether a person has decided that it is right.
    pub fn decided(&self) -> bool {
        self.confirmed || !self.imposed.is_empty() || self.closed.is_some()
    }

    /// Whether an appeal has lifted what was imposed.
    pub fn lifted(&self) -> bool {
        self.lifted
    }

    /// The lines of the proposal with their numbers from 1, and what is imposed of each.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &Line, Option<&ImposedLine>)> {
        self.record.lines.iter().enumerate().map(|(i, line)| {
            let imposed = self.imposed.iter().find(|imposed| imposed.line == i + 1);
            (i + 1, line, imposed)
        })
    }
}

impl Default for Book {
    fn default() -> Book {
        Book {
            head: GENESIS.to_string(),
            entries: 0,
            last_at: None,
            runs: Vec::new(),
            cases: IndexMap::new(),
            ids: BTreeMap::new(),
        }
    }
}

impl Book {
    /// Folds a history. What cannot be read is passed over: [`super::verify`] tells of it.
    pub fn fold(entries: &[Entry]) -> Book {
        let mut book = Book::default();
        for entry in entries {
            book.take(entry);
        }
        book
    }

    /// Adds one entry.
    pub fn take(&mut self, entry: &Entry) {
        self.head.clone_from(&entry.hash);
        self.entries = self.entries.max(entry.number);
        self.last_at = Some(entry.at.clone());
        if let Some(deed) = entry.deed() {
            self.apply(entry, deed);
        }
    }

    /// The case of a finding of a policy.
    pub fn of_finding(&self, policy: &str, finding: &str) -> Option<&Case> {
        let number = self.ids.get(&(policy.to_string(), finding.to_string()))?;
        self.cases.get(number)
    }

    /// The last run of a policy.
    pub fn last_run(&self, policy: &str) -> Option<&Run> {
        self.runs.iter().rev().find(|run| run.facts.policy == policy)
    }

    /// The number of the last run; 0 if there is none.
    fn run(&self) -> u64 {
        self.runs.last().map_or(0, |run| run.number)
    }

    fn apply(&mut self, entry: &Entry, deed: Deed) {
        let run = self.run();
        if let Some(case) = deed.act.case().and_then(|number| self.cases.get_mut(&number)) {
            case.history.push(entry.number);
        }
        match deed.act {
            Act::Run(facts) => self.see(entry, *facts),
            Act::Recorded { record, was } => {
                let id = (record.policy.clone(), record.finding.clone());
                self.ids.insert(id, entry.number);
                self.cases.insert(entry.number, Case::new(entry.number, *record, was, run));
            }
            Act::Restated { case, finding } => {
                let Some(case) = self.cases.get_mut(&case) else { return };
                self.ids.insert((case.record.policy.clone(), finding.clone()), case.number);
                case.aliases.push(finding);
                case.last_seen = run;
            }
            Act::Published { .. } => {}
            act => {
                if let Some(case) = act.case().and_then(|number| self.cases.get_mut(&number)) {
                    case.apply(entry.number, run, act, deed.reason.unwrap_or_default());
                }
            }
        }
    }

    fn see(&mut self, entry: &Entry, facts: RunFacts) {
        for number in &facts.seen {
            if let Some(case) = self.cases.get_mut(number) {
                case.last_seen = entry.number;
                // The rule may be written anew; what is found again under it is found under it.
                if let Some(rule) = facts.rules.get(&case.record.norm) {
                    case.record.rule.clone_from(rule);
                }
            }
        }
        self.runs.push(Run { number: entry.number, at: entry.at.clone(), facts });
    }
}

impl Case {
    fn apply(&mut self, entry: u64, run: u64, act: Act, reason: String) {
        match act {
            Act::Revised { record, .. } => {
                self.record = *record;
                self.last_seen = run;
            }
            Act::Restored { record, .. } => {
                self.record = *record;
                self.last_seen = run;
                self.withdrawn = None;
                self.overturned = None;
            }
            Act::Withdrawn { why, .. } => self.withdrawn = Some((entry, why)),
            Act::Overturned { why, .. } => self.overturned = Some((entry, why)),
            Act::Confirmed { .. } => self.confirmed = true,
            Act::Imposed { lines, .. } => self.imposed = lines,
            Act::Waived { approver, expires, .. } => {
                let expires = expires.and_then(|day| day.parse().ok());
                self.waivers.push(Waiver { entry, approver, reason, expires });
            }
            Act::Appealed { .. } => self.appealed = true,
            Act::Answered { answer, lines, .. } => {
                self.appealed = false;
                match answer {
                    Answer::Upheld => {}
                    Answer::Amended => self.imposed = lines,
                    Answer::Lifted => {
                        self.imposed.clear();
                        self.lifted = true;
                        self.closed = Some(entry);
                    }
                }
            }
            Act::Closed { .. } => self.closed = Some(entry),
            Act::Run(_) | Act::Recorded { .. } | Act::Restated { .. } | Act::Published { .. } => {}
        }
    }
}
