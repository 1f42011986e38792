//! Or else what, and who is rewarded: what the ledger is made from.

use super::Expr;
use crate::event::EntityId;
use crate::money::{Amount, Round};
use crate::source::Span;
use crate::time::{Length, Unit};
use rust_decimal::Decimal;

/// One consequence.
#[derive(Clone, Debug, PartialEq)]
pub struct Consequence {
    /// What.
    pub penalty: Penalty,
    /// Counted by what; occurrence if nothing is stated.
    pub per: Per,
    /// Where it stands.
    pub span: Span,
}

/// What is proposed.
#[derive(Clone, Debug, PartialEq)]
pub enum Penalty {
    /// A fixed amount.
    Fine(Amount),
    /// An amount between two, both included: discretion.
    FineRange(Amount, Amount),
    /// An amount that is worked out at the occasion.
    FineOf(Expr),
    /// A deduction from pay, worked out at the occasion.
    Deduct(Expr),
    /// Demerit points.
    Demerit(Decimal),
    /// A warning.
    Warn,
    /// A suspension.
    Suspend,
    /// A dismissal.
    Dismiss,
    /// Somebody is told: a name, or a person.
    Notify(Expr),
    /// A sanction by name.
    Sanction(String),
    /// What follows depends on how often it has happened.
    Escalate(Escalation),
}

/// A table of consequences by how often a norm was broken.
#[derive(Clone, Debug, PartialEq)]
pub struct Escalation {
    /// Whether it is counted for each bearer by itself; else over all.
    pub by_bearer: bool,
    /// In which stretch of time it is counted; `None`: in the whole log.
    pub within: Option<Stretch>,
    /// The lines of the table, in order; a gap proposes nothing.
    pub steps: Vec<EscalationStep>,
}

/// A stretch of time in which something is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stretch {
    /// A period of the calendar.
    Calendar(Unit),
    /// So long back from each time.
    Rolling(Length),
}

/// One line of an escalation table.
#[derive(Clone, Debug, PartialEq)]
pub struct EscalationStep {
    /// From which time on.
    pub from: u32,
    /// Up to which; `None`: for ever.
    pub to: Option<u32>,
    /// What then. Never another table.
    pub consequence: Consequence,
}

/// What a consequence counts by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// Once for the finding.
    Occurrence,
    /// Once for each field that fails. (A list of fields gives one finding per field, so this is once as well; it is kept
    /// because the ledger says so.)
    Field,
    /// Once for each act that is missing.
    Missing,
    /// Once for each slot. (Each slot has its own finding.)
    Slot,
    /// Once for each hour begun after the due time.
    StartedHourLate,
    /// Once for each member of an entity.
    Entity(EntityId),
    /// Once for each bearer and period, however often it happens in it.
    Period(Unit),
}

/// Who else answers for a violation.
#[derive(Clone, Debug, PartialEq)]
pub struct Liable {
    /// Who, on the day of the occasion.
    pub who: Expr,
    /// Instead of the bearer, not besides.
    pub instead: bool,
    /// For what.
    pub consequences: Vec<Consequence>,
    /// Where it stands.
    pub span: Span,
}

/// The most that is proposed.
#[derive(Clone, Debug, PartialEq)]
pub struct Cap {
    /// How much; it may depend on whose pay is meant.
    pub amount: Expr,
    /// For what it holds.
    pub per: CapPer,
    /// Where it stands.
    pub span: Span,
}

/// For what a cap holds: all that is chosen together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CapPer {
    /// For each finding by itself.
    pub occurrence: bool,
    /// For each person by itself.
    pub bearer: bool,
    /// For each period of the calendar by itself.
    pub period: Option<Unit>,
}

/// What a norm earns that is fulfilled.
#[derive(Clone, Debug, PartialEq)]
pub struct Reward {
    /// How much for each.
    pub amount: Expr,
    /// To whom.
    pub to: RewardTo,
    /// How often at most for each, in which period.
    pub at_most: Option<(u32, Unit)>,
    /// Where it stands.
    pub span: Span,
}

/// Who benefits.
#[derive(Clone, Debug, PartialEq)]
pub enum RewardTo {
    /// The bearer.
    Bearer,
    /// One person.
    One(Expr),
    /// Each member of an entity that passes; the condition is over [`super::Var::Beneficiary`] and the occasion's variables.
    Each(EntityId, Option<Expr>),
}

/// What a norm says of amounts besides its `else`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Terms {
    /// Who else is liable.
    pub liable: Vec<Liable>,
    /// The most that is proposed under it.
    pub caps: Vec<Cap>,
    /// What it earns.
    pub reward: Option<Reward>,
}

/// What the header says of amounts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Accounts {
    /// The most that is proposed under the whole policy.
    pub caps: Vec<Cap>,
    /// What one act costs that breaks two norms; `None`: the policy does not say, and everything adds up.
    pub overlap: Option<Overlap>,
    /// How amounts are rounded.
    pub rounding: Rounding,
    /// By how many days a month's pay is divided; `None`: by 21.75.
    pub paid_days: Option<Decimal>,
    /// What is proposed where the norm leaves a range.
    pub discretion: Discretion,
}

impl Accounts {
    /// By how many days a month's pay is divided to have a day's.
    ///
    /// 21.75 if nothing is stated: (365 − 104) ÷ 12, the figure for conversion of pay in the notice of the Chinese labour ministry of
    /// 2008 (no. 3), which the ministry's notice in force since 2025-01-01 has kept.
    pub fn paid_days(&self) -> Decimal {
        self.paid_days.unwrap_or(Decimal::new(2175, 2))
    }
}

/// What one act costs that breaks two norms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlap {
    /// All amounts.
    AddUp,
    /// The highest amount.
    Highest,
    /// That of the norm that overrides the others.
    Special,
}

/// How amounts are rounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rounding {
    /// In which direction.
    pub mode: Round,
    /// To multiples of this; `None`: to the smallest unit of the currency.
    pub to: Option<Decimal>,
}

/// What is proposed where the norm leaves a range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Discretion {
    /// The lower end.
    #[default]
    Lowest,
    /// The middle.
    Middle,
    /// The upper end.
    Highest,
}
