//! What earlier runs have booked: it counts in tables of escalation, in what is proposed once in a period, in caps, and where one
//! act breaks several norms, as if the log reached further back.

use super::book::Whose;
use super::posting::{Posting, Range, Source, Steps, Three, sums};
use crate::event::Sym;
use crate::money::{Amount, Currency};
use crate::time::{Instant, Stamp};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// What earlier runs have booked.
#[derive(Clone, Debug, Default)]
pub struct Earlier {
    /// What this run does not find.
    pub before: Vec<Before>,
    /// What it finds again, by the position of the finding. Everything else is new, and comes after all that is not.
    pub known: BTreeMap<usize, Known>,
}

/// What an earlier run has booked and this run finds again.
#[derive(Clone, Debug)]
pub struct Known {
    /// Its place among all that was ever booked.
    pub place: u64,
    /// Whether it stays as it was booked, whatever this run makes of it: people have decided.
    pub fixed: bool,
    /// What was proposed.
    pub booked: Vec<Booked>,
}

/// A violation that an earlier run has booked and that this run does not find, because its log begins later.
#[derive(Clone, Debug)]
pub struct Before {
    /// Its place among all that was ever booked: what was booked first counts first.
    pub place: u64,
    /// The norm, by its position in the model.
    pub norm: usize,
    /// Who owed it.
    pub bearer: Option<Sym>,
    /// How many stages of `else` were reached.
    pub stages: usize,
    /// To which time it belongs.
    pub at: Stamp,
    /// When the verdict fell.
    pub decided: Instant,
    /// Which occasion it was; findings about one record have the same number.
    pub about: usize,
    /// What was proposed.
    pub booked: Vec<Booked>,
}

/// What an earlier run has proposed.
#[derive(Clone, Debug)]
pub struct Booked {
    /// Which consequence of the norm.
    pub source: Source,
    /// Who pays, answers or benefits.
    pub payer: Option<Sym>,
    /// Whether it was let through where it is proposed so often at most in a period.
    pub let_through: bool,
    /// Whether it is a reward.
    pub reward: bool,
    /// The amount after all that was cut off.
    pub amount: Option<Amount>,
    /// Between which amounts it lay.
    pub range: Option<Range>,
    /// What was left after each step; `None`: nothing was cut off.
    pub steps: Option<Steps>,
    /// Which act it was for, where one act costs as much as one norm asks for.
    pub act: Option<String>,
    /// What people have imposed.
    pub imposed: Option<Amount>,
}

impl Booked {
    /// What it takes of what there is: what was left of it, or what people have imposed if that is more.
    pub(super) fn taking(&self, left: Three) -> Three {
        let imposed = self.imposed.map_or(Decimal::ZERO, |amount| amount.value);
        left.map(|left| left.max(imposed))
    }

    /// Whether a posting is about the same.
    pub(super) fn is_of(&self, posting: &Posting) -> bool {
        self.source == posting.source && self.payer == posting.payer.name()
    }
}

/// What the norm asked for, before anything was cut off.
pub(super) fn asked_of(booked: &Booked) -> Option<(Currency, Three)> {
    let first = booked.steps.as_ref().and_then(|s| s.sums.first().map(|sums| (s.currency, *sums)));
    first.or_else(|| booked.amount.map(|amount| (amount.currency, sums(amount, booked.range))))
}

/// What was left of it because one act costs only so much, before any cap.
pub(super) fn once_of(booked: &Booked) -> Option<(Currency, Three)> {
    let steps = booked.steps.as_ref();
    let once = steps.and_then(|steps| Some((steps.currency, steps.once?)));
    once.or_else(|| booked.amount.map(|amount| (amount.currency, sums(amount, booked.range))))
}

/// Whose it was. Nobody known is nobody else.
pub(super) fn whose(person: Option<Sym>, place: usize) -> Whose {
    person.map_or(Whose::Unknown(usize::MAX - place, 0), Whose::Person)
}
