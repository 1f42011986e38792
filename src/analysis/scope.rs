//! What names mean in one part of a norm.

use super::model::{StateId, Var};
use crate::event::{EntityId, KindId, Type};
use crate::source::Span;
use std::cell::Cell;
use std::rc::Rc;

/// The names that an expression can use, besides parameters.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    /// Named things: the occasion, the roster member, the candidate, the value of `for every`.
    pub vars: Vec<Variable>,
    /// Whose fields can be named without anything in front.
    pub bare: Option<(Var, Owner)>,
    /// Whether something here could not be resolved and has been reported: then nothing else is reported as unknown.
    pub poisoned: bool,
    /// What `bearer` stands for.
    pub bearer: Option<super::model::Expr>,
    /// As of when attributes of values without an event of their own are looked up.
    pub as_of: Option<Var>,
    /// The state of whose interval the occasion is one, if it is one: it has a start and an end.
    pub interval: Option<StateId>,
}

/// A named thing.
#[derive(Clone, Debug)]
pub(super) struct Variable {
    pub name: String,
    pub span: Span,
    pub var: Var,
    pub what: What,
    /// Whether the author gave the name (`as a`, `for s in staff`).
    pub given: bool,
    pub used: Rc<Cell<bool>>,
}

/// What a named thing is.
#[derive(Clone, Debug)]
pub(super) enum What {
    /// An event as a whole.
    Event(KindId),
    /// A line of reference data as a whole.
    Row(EntityId),
    /// A span of time, with nothing but its start and end.
    Span,
    /// A value.
    Value(Type),
    /// Reported already.
    Unknown,
}

/// Something with fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// An event kind.
    Kind(KindId),
    /// An entity, by its key.
    Entity(EntityId),
    /// One line of an entity's table.
    Row(EntityId),
}

impl Variable {
    pub fn new(name: &str, span: Span, var: Var, what: What, given: bool) -> Self {
        Variable { name: name.into(), span, var, what, given, used: Rc::default() }
    }
}

impl Scope {
    /// The variable of a name. Of two, the inner one.
    pub fn var(&self, name: &str) -> Option<&Variable> {
        self.vars.iter().rev().find(|variable| variable.name == name)
    }

    /// This scope with one more variable.
    #[must_use]
    pub fn with(&self, variable: Variable) -> Scope {
        let mut inner = self.clone();
        inner.vars.push(variable);
        inner
    }
}
