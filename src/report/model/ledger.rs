//! What is proposed.

use super::{Moment, Step};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One proposed consequence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Proposal {
    /// What is proposed.
    pub kind: ProposalKind,
    /// Who pays, answers or benefits; `null` if nobody could be made out.
    pub who: Option<String>,
    /// In which part.
    pub part: Part,
    /// The amount of a fine, a deduction or a reward, after all that was cut off; `null` if it cannot be worked out.
    pub amount: Option<Money>,
    /// Between which amounts, if the norm leaves a range; after all that was cut off.
    pub range: Option<MoneyRange>,
    /// The points of a demerit, an exact decimal.
    pub points: Option<String>,
    /// The name of a sanction, or who is told.
    pub name: Option<String>,
    /// Counted by what.
    pub per: Per,
    /// How many times.
    pub times: u32,
    /// Whether the count goes on, so that it is at least so many.
    pub running: bool,
    /// Which time it was, if a table of escalation decides.
    pub nth: Option<u32>,
    /// Why the amount cannot be worked out.
    pub why: Option<String>,
    /// How the total was worked out, and what was cut off, step by step.
    pub steps: Vec<Step>,
    /// What was cut off.
    pub cuts: Vec<Cut>,
    /// How the total was worked out, in one line.
    pub arithmetic: String,
    /// As a person reads it.
    pub text: String,
}

/// What is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ProposalKind {
    /// Money.
    Fine,
    /// Money, kept back from pay.
    Deduct,
    /// Demerit points.
    Demerit,
    /// A warning.
    Warn,
    /// A suspension.
    Suspend,
    /// A dismissal.
    Dismiss,
    /// Somebody is told.
    Notify,
    /// A sanction by name.
    Sanction,
    /// Money that is earned.
    Reward,
}

/// In which part somebody appears in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Who owes the duty.
    Bearer,
    /// Who is liable besides the bearer.
    Besides,
    /// Who is liable instead of the bearer.
    Instead,
    /// Who is rewarded.
    Beneficiary,
}

/// What a consequence counts by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// Once for the finding.
    Occurrence,
    /// Once for each field that fails.
    Field,
    /// Once for each act that is missing.
    Missing,
    /// Once for each slot.
    Slot,
    /// Once for each hour begun after the due time.
    StartedHourLate,
    /// Once for each member of reference data.
    Entity,
    /// Once in a period, however often it happens.
    Period,
}

/// An exact amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Money {
    /// An exact decimal.
    pub value: String,
    /// An ISO 4217 code.
    pub currency: String,
}

/// Two amounts of one currency, both included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MoneyRange {
    /// The least, an exact decimal.
    pub low: String,
    /// The most, an exact decimal.
    pub high: String,
    /// An ISO 4217 code.
    pub currency: String,
}

/// What was cut off a proposal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cut {
    /// Why.
    pub kind: CutKind,
    /// How much; `null` if the proposal has no amount.
    pub amount: Option<Money>,
    /// How much a cap allows.
    pub limit: Option<Money>,
    /// The norm under which the same act already costs as much.
    pub norm: Option<String>,
    /// As a person reads it.
    pub text: String,
}

/// Why something was cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CutKind {
    /// A cap of the norm.
    NormCap,
    /// A cap of the policy.
    PolicyCap,
    /// The same act breaks another norm.
    Overlap,
    /// It is proposed once in a period only.
    Once,
    /// It is earned so often at most.
    AtMost,
}

/// What is proposed, in sum.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Ledger {
    /// Every proposal, in the order in which the verdicts fell.
    pub postings: Vec<Posting>,
    /// By person, in the order in which they first appear.
    pub bearers: Vec<BearerTotals>,
    /// Of all.
    pub total: Totals,
}

/// One line of the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Posting {
    /// The finding.
    pub finding: String,
    /// The norm.
    pub norm: String,
    /// Who pays, answers or benefits; `null` if nobody could be made out.
    pub bearer: Option<String>,
    /// To which time it belongs: when the conduct failed, or was seen.
    pub at: Moment,
    /// When the verdict fell: RFC 3339 with the offset of the policy's zone.
    pub decided: String,
    /// What.
    pub proposal: Proposal,
}

/// What is proposed for one person, in sum.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BearerTotals {
    /// Who; `null` for proposals where nobody could be made out.
    pub bearer: Option<String>,
    /// How many findings propose something.
    pub findings: u64,
    /// What.
    pub proposed: Totals,
    /// The same by norm, in the order in which they first appear.
    pub norms: Vec<NormTotals>,
}

/// What is proposed for one person under one norm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NormTotals {
    /// The norm.
    pub norm: String,
    /// How many findings propose something.
    pub findings: u64,
    /// What.
    pub proposed: Totals,
}

/// Sums of proposals. Amounts of different currencies are never added.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Totals {
    /// Fines and deductions, one sum for each currency.
    pub money: Vec<Money>,
    /// Between which sums they lie, for each currency in which a norm leaves a range.
    pub ranges: Vec<MoneyRange>,
    /// Rewards, one sum for each currency.
    pub rewards: Vec<Money>,
    /// Demerit points, an exact decimal.
    pub points: String,
    /// Warnings.
    pub warnings: u64,
    /// Suspensions.
    pub suspensions: u64,
    /// Dismissals.
    pub dismissals: u64,
    /// Sanctions by name, and people to be told.
    pub others: u64,
    /// Proposals whose amount cannot be worked out.
    pub untold: u64,
}
