//! Measures and aggregates: figures worked out from many events.
//!
//! A measure is put in where it is used, with what it is taken for in place of its parameters; so a norm holds all that it
//! needs, and two norms that ask for the same figure are found to do so when the plan is made.

mod aggregate;
mod declared;
mod joins;
mod rank;
mod subject;

use super::model::{Expr, ExprKind, Over, Var};
use super::norms::Frame;
use super::scope::Variable;
use super::walk;
use crate::event::Type;
use crate::source::Span;
use crate::syntax::ast;
use indexmap::IndexMap;

/// What the checks know about measures.
#[derive(Debug, Default)]
pub(super) struct Measuring<'a> {
    /// What the norm at hand is about.
    site: Site,
    /// How many conditions the expression at hand stands in; figures are for conditions only.
    conditions: u32,
    /// How many amounts, or people who are named, the expression at hand stands in.
    payments: u32,
    /// Whether the amount at hand is one that no norm works out for an occasion of its own: a cap, an expectation.
    pub unpaid: bool,
    /// Whether the expression at hand stands inside an aggregate.
    inside: bool,
    /// The measures that are being put in, each inside the one before.
    busy: Vec<&'a str>,
    /// What the parameters of the measure at hand stand for.
    bound: Vec<(String, Expr)>,
    /// The time that a use gives to a measure.
    over: Option<Over>,
    /// The use of the measure at hand, for reports about it.
    used_at: Option<Span>,
    /// The measures that something uses.
    used: Vec<String>,
    /// By name: whether the measure makes sense.
    sound: IndexMap<&'a str, bool>,
}

/// What the norm at hand is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Site {
    /// Something that happens at one time.
    #[default]
    Moment,
    /// A period.
    Period,
    /// An interval of a state, or a slot of one.
    Interval,
    /// No norm: a state.
    State,
    /// No norm: the measure is looked at by itself.
    Declaration,
}

impl Measuring<'_> {
    /// A new norm begins.
    pub fn begin(&mut self, occasion: Option<&ast::Occasion>) {
        self.site = match occasion {
            Some(ast::Occasion::Each { .. }) => Site::Period,
            Some(ast::Occasion::During { .. } | ast::Occasion::EachSlot { .. }) => Site::Interval,
            Some(_) | None => Site::Moment,
        };
    }

    /// Whether something uses a measure.
    pub fn is_used(&self, name: &str) -> bool {
        self.used.iter().any(|used| used == name)
    }

    /// States are looked at: they hold no figures.
    pub fn begin_states(&mut self) {
        self.site = Site::State;
    }

    /// A condition begins.
    pub fn enter(&mut self) {
        self.conditions += 1;
    }

    /// A condition ends.
    pub fn leave(&mut self) {
        self.conditions -= 1;
    }

    /// An amount begins, or the name of a person.
    pub fn pay(&mut self) {
        self.payments += 1;
    }

    /// An amount ends.
    pub fn paid(&mut self) {
        self.payments -= 1;
    }

    /// The value of a variable: of a measure's parameter, what it stands for.
    pub fn variable(&self, variable: &Variable, ty: Type, span: Span) -> Expr {
        let bound = self.bound.iter().rev().find(|(name, _)| *name == variable.name);
        match bound {
            Some((_, expr)) if variable.var == Var::Each => Expr { span, ..expr.clone() },
            Some(_) | None => Expr { kind: ExprKind::Var(variable.var), ty, span },
        }
    }
}

/// Whether an expression holds a figure.
pub(super) fn counts(expr: &Expr) -> bool {
    let mut found = false;
    walk::each(expr, &mut |part| found |= matches!(part.kind, ExprKind::Aggregate(_) | ExprKind::Rank(_)));
    found
}

/// Whether an expression in a norm about a period or interval holds a figure that is complete only when that ends.
pub(super) fn waits(expr: &Expr, frame: &Frame) -> bool {
    let interval = frame.scope.interval.is_some();
    let mut found = false;
    walk::each(expr, &mut |part| {
        found |= match &part.kind {
            ExprKind::Aggregate(aggregate) if interval => aggregate.over == Over::Period,
            ExprKind::Aggregate(aggregate) => frame.period && !matches!(aggregate.over, Over::Previous(_)),
            _ => false,
        };
    });
    found
}
