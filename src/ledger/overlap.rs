//! One act that breaks several norms.
//!
//! With `overlap highest` an act costs a person as much as the norm that asks for the most. What an earlier verdict has proposed
//! stays; a later one adds what is missing, so nothing is ever taken back.

use super::Setup;
use super::before::{Booked, asked_of, once_of, whose};
use super::book::Whose;
use super::posting::{Three, add, least, let_through, take_off};
use crate::analysis::model::Overlap;
use crate::engine::{Finding, Occasion, identity};
use crate::event::{Event, KindId, RowRef};
use crate::money::Currency;
use crate::plan::Expect;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// One act or omission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Act {
    /// An event that is itself forbidden.
    Done(RowRef, u16, u16),
    /// A defect of a record: of one field, or as a whole.
    Defect(RowRef, u16, u16, Option<usize>),
    /// What an event called for was not done.
    Omitted(RowRef, u16, u16, KindId),
}

/// What has been asked for one act so far.
#[derive(Default)]
struct Asked {
    /// By norm: the least, the proposed, and the most.
    norms: Vec<(usize, Three)>,
    /// What the act costs, by all norms together.
    costs: Three,
}

/// What has been asked so far, act by act.
pub(super) struct Acts<'a> {
    setup: Setup<'a>,
    asked: FxHashMap<(Arc<str>, Whose, Currency), Asked>,
    /// The acts of this run by what identifies them in every run.
    names: FxHashMap<Act, Arc<str>>,
    /// How many acts of this run have the same content.
    alike: FxHashMap<String, u32>,
}

impl<'a> Acts<'a> {
    pub fn new(setup: Setup<'a>) -> Self {
        let (asked, names) = (FxHashMap::default(), FxHashMap::default());
        Acts { setup, asked, names, alike: FxHashMap::default() }
    }

    /// What identifies the act that a finding is about, if one act costs only once.
    pub fn act(&mut self, finding: &Finding) -> Option<Arc<str>> {
        match self.setup.model.header.accounts.overlap {
            Some(Overlap::Highest) => {}
            // Where a norm overrides another, the general one has yielded at its occasion.
            None | Some(Overlap::AddUp | Overlap::Special) => return None,
        }
        let (act, event) = act(&self.setup, finding)?;
        if let Some(name) = self.names.get(&act) {
            return Some(Arc::clone(name));
        }
        let schema = &self.setup.model.schema;
        let field = |at: usize| schema.kind(event.kind).fields.get(at).map(|field| field.name.as_str());
        let what = match act {
            Act::Done(..) => "done".to_string(),
            Act::Defect(.., at) => format!("defect {}", at.and_then(field).unwrap_or_default()),
            Act::Omitted(.., kind) => format!("omitted {}", schema.kind(kind).name),
        };
        let base = format!("{what} {}", identity(self.setup.model, self.setup.interner, event, 0));
        let repeat = self.alike.entry(base.clone()).or_default();
        let mut hash = Sha256::new();
        hash.update(format!("{repeat} {base}"));
        *repeat += 1;
        let name: String = hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let name: Arc<str> = name.into();
        self.names.insert(act, Arc::clone(&name));
        Some(name)
    }

    /// What is left of a part of an amount that a norm asks of somebody for an act, beyond what the act costs already; with it the
    /// norm that asks for more, if something was cut off. `before`: what an earlier run left, and whether that stays as it is.
    pub fn take(
        &mut self,
        (act, whose, currency): (&Arc<str>, Whose, Currency),
        norm: usize,
        part: Three,
        before: Option<(&Booked, bool)>,
    ) -> (Three, Option<usize>) {
        let asked = self.asked.entry((Arc::clone(act), whose, currency)).or_default();
        let before = before.and_then(|(booked, fixed)| Some((asked_of(booked)?, once_of(booked)?, fixed)));
        let before = before.filter(|((of, _), ..)| *of == currency);
        let left = match before {
            Some((_, (_, kept), true)) => least(part, kept),
            Some(((_, wanted), (_, kept), false)) => {
                asked.forget(norm, wanted);
                asked.take(norm, part, kept)
            }
            None => asked.take(norm, part, Three::default()),
        };
        let others = asked.norms.iter().filter(|(other, _)| *other != norm);
        let leader = others.max_by_key(|(_, sums)| sums[1]).map(|(other, _)| *other);
        (left, leader.filter(|_| left[1] < part[1]))
    }

    /// What an earlier run has booked for acts. `place`: a number of its own.
    pub fn reserve(&mut self, place: usize, norm: usize, booked: &[Booked]) {
        self.booked(place, booked, |asked, (wanted, left)| {
            asked.ask(norm, wanted);
            add(&mut asked.costs, left);
        });
    }

    /// The same is forgotten.
    pub fn release(&mut self, place: usize, norm: usize, booked: &[Booked]) {
        self.booked(place, booked, |asked, (wanted, left)| {
            asked.forget(norm, wanted);
            take_off(&mut asked.costs, left);
        });
    }

    fn booked(&mut self, place: usize, booked: &[Booked], change: impl Fn(&mut Asked, (Three, Three))) {
        for booked in booked {
            let Some(act) = &booked.act else { continue };
            let (Some((currency, wanted)), Some((_, left))) = (asked_of(booked), once_of(booked)) else {
                continue;
            };
            let key = (act.as_str().into(), whose(booked.payer, place), currency);
            change(self.asked.entry(key).or_default(), (wanted, booked.taking(left)));
        }
    }
}

impl Asked {
    /// Adds what a norm asks for.
    fn ask(&mut self, norm: usize, wanted: Three) {
        match self.norms.iter_mut().find(|(other, _)| *other == norm) {
            Some((_, sums)) => add(sums, wanted),
            None => self.norms.push((norm, wanted)),
        }
    }

    /// Takes back what a norm has asked for.
    fn forget(&mut self, norm: usize, wanted: Three) {
        if let Some((_, sums)) = self.norms.iter_mut().find(|(other, _)| *other == norm) {
            take_off(sums, wanted);
        }
    }

    /// What is left of what a norm asks for: the act costs as much as the norm that asks for the most.
    fn take(&mut self, norm: usize, part: Three, kept: Three) -> Three {
        self.ask(norm, part);
        let highest = [0, 1, 2].map(|i| self.norms.iter().map(|(_, sums)| sums[i]).max().unwrap_or_default());
        let_through(&mut self.costs, highest, part, kept)
    }
}

/// The act or omission that a finding is about. What is owed for a period has none.
fn act<'f>(setup: &Setup<'_>, finding: &'f Finding) -> Option<(Act, &'f Event)> {
    let norm = &setup.plan.norms[finding.norm];
    let key = |event: &Event| (event.row, event.kind.0, event.rule);
    if let Expect::MustNot(_) = &norm.expect {
        let done = finding.goals.iter().find_map(|goal| {
            let last = usize::try_from(setup.plan.goal(goal.goal).min.max(1) - 1).ok()?;
            goal.hits.get(last)
        })?;
        let (row, kind, rule) = key(done);
        return Some((Act::Done(row, kind, rule), done));
    }
    let Occasion::Event(event) = &finding.occasion else { return None };
    let (row, kind, rule) = key(event);
    let act = match &norm.expect {
        Expect::Never => Some(Act::Done(row, kind, rule)),
        Expect::Check(checks) => {
            let field = finding.check.and_then(|check| checks.get(check)).and_then(|check| check.field);
            Some(Act::Defect(row, kind, rule, field))
        }
        Expect::Must(_) => {
            let goal = finding.goals.first().map(|goal| setup.plan.goal(goal.goal).kind)?;
            Some(Act::Omitted(row, kind, rule, goal))
        }
        // What is owed again and again, or all the time, is no single act.
        Expect::Every { .. } | Expect::Hold(_) | Expect::MustNot(_) => None,
    };
    act.map(|act| (act, &**event))
}
