//! What a policy means once every name is resolved and every type is checked. The plan is made from this.

mod acts;
mod consequence;
mod expr;
mod measure;
mod norm;
mod state;
mod test;

pub use acts::{Acts, Step, Way};
pub use consequence::{
    Accounts, Cap, CapPer, Consequence, Discretion, Escalation, EscalationStep, Liable, Overlap, Penalty,
    Per, Reward, RewardTo, Rounding, Stretch, Terms,
};
pub use expr::{
    ArithOp, CompareOp, Expr, ExprKind, FieldRef, Literal, Predicate, Scope, TimePart, Var, WEEKDAYS,
};
pub use measure::{Aggregate, Function, Join, MeasureUse, Over, Rank};
pub use norm::{
    Act, Branch, Check, Cite, Conduct, Count, Each, EachOf, EachValues, Excuse, Hold, Limit, Norm, NormKind,
    Occasion, Pattern, Quorum, Reparation, Roster, SameKey, Spans, Stage, Validity,
};
pub use test::{Expected, Given, Record, Recorded, Test, Verdict};

pub use state::{During, Edge, Shift, StateDecl, StateId, StateSource, Subject};

use crate::event::{KindId, LogMapping, Schema, Type};
use crate::locale::Lang;
use crate::money::Currency;
use crate::source::Span;
use crate::time::{Calendar, Conventions, Date, Rules, Zone};
use std::sync::Arc;

/// A whole policy: one main file with everything it uses.
#[derive(Clone, Debug)]
pub struct Model {
    /// What the header says.
    pub header: Header,
    /// Event kinds and entities, with the fields that norms read marked as such.
    pub schema: Schema,
    /// Where each event kind is declared, by [`crate::event::KindId`].
    pub kind_spans: Vec<Span>,
    /// Parameters, in order; bound or open.
    pub params: Vec<Param>,
    /// States, in order, and after them the shifts of the calendar.
    pub states: Vec<StateDecl>,
    /// Norms, in order: the order of reports.
    pub norms: Vec<Norm>,
    /// Mappings of log files, in order.
    pub logs: Vec<LogMapping>,
    /// Tests, in order.
    pub tests: Vec<Test>,
    /// Kinds of event that no log holds: violations of norms that are the occasion of other norms.
    pub violations: Vec<Violation>,
}

impl Model {
    /// The rules of time that the header fixes, in a zone: its own, or that of the log if it names none.
    pub fn rules<'a>(&'a self, zone: &'a Zone) -> Rules<'a> {
        Rules { zone, calendar: self.header.calendar.as_deref(), conventions: self.header.conventions }
    }
}

/// Violations of one norm, as events.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// The norm that is violated, by its place in [`Model::norms`].
    pub norm: usize,
    /// The kind of its violations.
    pub kind: KindId,
    /// What the fields of the kind hold, in their order.
    pub fields: Vec<ViolationField>,
}

/// What a field of a violation holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ViolationField {
    /// The id of the finding.
    Finding,
    /// The norm's name.
    Norm,
    /// Who owed it.
    Bearer,
    /// When its occasion was: the event's time, the period's start.
    OccasionTime,
    /// A field of the occasion's event.
    Occasion(usize),
    /// The member who owed the period.
    Member,
    /// Of a list of conditions, the field that failed.
    Failed,
}

/// What the header says.
#[derive(Clone, Debug)]
pub struct Header {
    /// The policy's name; the file's stem if there is no header.
    pub name: String,
    /// Its title for people.
    pub title: Option<String>,
    /// The regulations it encodes, first the main one.
    pub sources: Vec<String>,
    /// Its version.
    pub version: Option<String>,
    /// First and last day on which it is in force.
    pub effective: (Option<Date>, Option<Date>),
    /// The zone of civil time; `None` if the header names none (then every log must carry offsets, and norms that need
    /// civil time are an error).
    pub zone: Option<Zone>,
    /// The calendar of working days.
    pub calendar: Option<Arc<Calendar>>,
    /// The currency of bare amounts in logs.
    pub currency: Option<Currency>,
    /// How days are counted.
    pub conventions: Conventions,
    /// How amounts are counted.
    pub accounts: Accounts,
}

/// A named constant.
#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Where it is declared.
    pub span: Span,
    /// Whether it has a value; an open one makes the norms that need it `unknown`.
    pub bound: bool,
    /// The value as text, for the report, by language; from the policy or from `--set`.
    pub shown: Option<[String; 2]>,
}

impl Param {
    /// The value as text, if it has one.
    pub fn text(&self, lang: Lang) -> Option<&str> {
        self.shown.as_ref().map(|[en, zh]| lang.pick(en.as_str(), zh.as_str()))
    }
}

/// Index of a parameter in [`Model::params`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ParamId(pub u16);
