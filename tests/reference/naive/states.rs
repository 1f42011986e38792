//! Whether a state holds, of somebody or of so many.

use super::Naive;
use super::between::Between;
use super::expr::{Got, Scope, Truth};
use super::extents::either;
use crate::slip::Slip;
use guiju::analysis::model::{CompareOp, Edge, Expr, ExprKind, StateId, StateSource};
use guiju::event::{Cell, EntityRow, Event, Field, KindId, LostRow};
use guiju::time::{Instant, Precision, Stamp};

/// When something is asked, and how much of the log is known then.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    pub at: Stamp,
    pub known: Known,
    /// The row that asks, if one does.
    pub row: Option<usize>,
}

/// How much of the log is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// The first so many rows.
    Rows(usize),
    /// Everything before an instant.
    Before(Instant),
}
impl<'a> Naive<'a> {
    /// The rows that are known.
    pub fn known(&self, known: Known) -> &[&'a Event] {
        match known {
            Known::Rows(_) if self.slips(Slip::RowsKnownAhead) => &self.events,
            Known::Before(_) if self.slips(Slip::LaterRowsKnown) => &self.events,
            Known::Rows(n) => &self.events[..n],
            Known::Before(instant) => {
                let n = self.events.iter().take_while(|e| e.at.start < instant).count();
                &self.events[..n]
            }
        }
    }

    /// When it is known.
    pub(super) fn known_at(&self, known: Known) -> Option<Instant> {
        match known {
            Known::Rows(n) => n.checked_sub(1).map(|last| self.events[last].at.start),
            Known::Before(instant) => Some(instant.plus_micros(-1)),
        }
    }

    /// Whether somebody is in a state.
    pub fn in_state(&self, state: StateId, whose: Option<&Got<'a>>, moment: Moment) -> Truth {
        match whose {
            Some(Got::Blank | Got::Unclear) => return Truth::Undecided,
            // Nobody is in no state.
            Some(Got::OptionalBlank) => return Truth::No,
            _ => {}
        }
        let told = self.state_at(state, whose, moment);
        // Several records together may cover a day.
        let of_records = matches!(
            self.case.model.states[state.0 as usize].source,
            StateSource::Record { .. } | StateSource::Table { .. }
        );
        let (begins, ends) = (moment.at.start, self.case.zone.end_of(moment.at));
        if told != Truth::Undecided || moment.at.precision != Precision::Day || !of_records {
            return told;
        }
        let changes = self.instants(begins).into_iter().filter(|at| begins < *at && *at < ends);
        let mut all = changes.chain([begins]).map(|at| Moment { at: Stamp::exact(at), ..moment });
        if all.all(|moment| self.state_at(state, whose, moment) == Truth::Yes) { Truth::Yes } else { told }
    }

    fn state_at(&self, state: StateId, whose: Option<&Got<'a>>, moment: Moment) -> Truth {
        match &self.case.model.states[state.0 as usize].source {
            StateSource::Between { kind, filter, subject, until, .. } => {
                let between = Between { kind: *kind, filter: filter.as_ref(), subject: *subject, until };
                self.between(&between, whose, moment)
            }
            StateSource::Record { kind, subject, from, until, filter } => {
                self.recorded(*kind, *subject, (*from, *until), filter.as_ref(), whose, moment)
            }
            StateSource::Table { entity, subject, from, until, filter } => {
                let rows = &self.case.entities[entity.0 as usize];
                let covers = |row: &'a EntityRow| {
                    let scope = Scope { row: Some(row), ..Scope::default() };
                    let counts = filter.as_ref().map_or(Truth::Yes, |f| self.holds(f, scope));
                    let fields = &self.case.model.schema.entity(*entity).fields;
                    let theirs = self.is_of_subject(fields, &row.cells, *subject, whose);
                    counts.and(theirs).and(self.covers(
                        self.extent(&row.cells, *from, *until, |f| {
                            self.case.model.schema.entity(*entity).fields[f].optional
                        }),
                        moment.at,
                    ))
                };
                rows.iter().fold(Truth::No, |t, row| t.or(covers(row)))
            }
            StateSource::Shift { from, until } => self
                .shifts(*from, *until, moment.at.start, moment.at.start)
                .into_iter()
                .fold(Truth::No, |t, extent| t.or(self.covers(extent, moment.at))),
        }
    }

    /// How many are in a state at least, and at most; `None`: nobody can tell how many.
    pub fn count_state(&self, state: StateId, moment: Moment) -> (usize, Option<usize>) {
        let decl = &self.case.model.states[state.0 as usize];
        let mut subjects: Vec<&'a Cell> = Vec::new();
        let mut unnamed = 0;
        let mut add = |cell: Option<&'a Cell>, optional: bool| match cell {
            Some(cell @ Cell::Value(_)) if !subjects.contains(&cell) => subjects.push(cell),
            Some(Cell::Value(_)) => {}
            Some(Cell::Blank) if optional => {}
            Some(Cell::Blank | Cell::Unreadable(_)) | None => unnamed += 1,
        };
        let nobody = |fields: &[Field], subject: &Option<usize>| subject.is_some_and(|s| fields[s].optional);
        let mut bounded = true;
        match &decl.source {
            StateSource::Between { kind, subject, until, ends_subject, filter, .. } => {
                let optional = nobody(&self.case.model.schema.kind(*kind).fields, subject);
                // Nobody is in it because of what only begins it later.
                let later = |at: Stamp| at.start >= self.case.zone.end_of(moment.at);
                for event in self.known(moment.known).to_vec() {
                    let scope = Scope { occasion: Some(event), ..Scope::default() };
                    let begins = || filter.as_ref().map_or(Truth::Yes, |f| self.holds(f, scope));
                    if event.kind == *kind && !later(event.at) && begins() != Truth::No {
                        add(subject.map(|s| &event.cells[s]), optional);
                    }
                    if let Some(Cell::Value(_)) = ends_subject.map(|s| &event.cells[s])
                        && event.kind == until.kind
                    {
                        add(ends_subject.map(|s| &event.cells[s]), true);
                    }
                }
                for lost in self.case.lost.iter().filter(|lost| !lost.at.is_some_and(later)) {
                    if lost.kind.is_none_or(|k| k == *kind) && self.lost_by(lost, moment) {
                        add(subject.and_then(|s| lost.cells.get(s)?.as_ref()), optional);
                    }
                }
                let over = self.end_of(*kind).is_some_and(|end| end.start <= moment.at.start);
                bounded = !over && [*kind, until.kind].into_iter().all(|k| self.begin_of(k).is_none());
            }
            StateSource::Record { kind, subject, from, until, filter } => {
                let fields = &self.case.model.schema.kind(*kind).fields;
                let optional = nobody(fields, subject);
                let counts = |event: &'a Event| {
                    self.passes(filter.as_ref(), Scope { occasion: Some(event), ..Scope::default() })
                };
                for event in self.known(moment.known).to_vec() {
                    let covers = |event: &Event| {
                        self.covers(
                            self.extent(&event.cells, *from, *until, |f| fields[f].optional),
                            moment.at,
                        )
                    };
                    if event.kind == *kind && covers(event).and(counts(event)) != Truth::No {
                        add(subject.map(|s| &event.cells[s]), optional);
                    }
                }
                for lost in &self.case.lost {
                    if lost.kind.is_none_or(|k| k == *kind) && self.lost_by(lost, moment) {
                        add(subject.and_then(|s| lost.cells.get(s)?.as_ref()), optional);
                    }
                }
                bounded = self.begin_of(*kind).is_none() && !self.has_ended(*kind, moment);
            }
            StateSource::Table { entity, subject, from, until, filter } => {
                let fields = &self.case.model.schema.entity(*entity).fields;
                for row in &self.case.entities[entity.0 as usize] {
                    let scope = Scope { row: Some(row), ..Scope::default() };
                    let counts = filter.as_ref().map_or(Truth::Yes, |f| self.holds(f, scope));
                    let extent = self.extent(&row.cells, *from, *until, |field| fields[field].optional);
                    if self.covers(extent, moment.at).and(counts) != Truth::No {
                        add(subject.map(|s| &row.cells[s]), nobody(fields, subject));
                    }
                }
            }
            StateSource::Shift { .. } => {}
        }
        let truths: Vec<Truth> =
            subjects.iter().map(|cell| self.in_state(state, Some(&self.cell_value(cell)), moment)).collect();
        let least = truths.iter().filter(|t| **t == Truth::Yes).count();
        let most = truths.iter().filter(|t| **t != Truth::No).count() + unnamed;
        (least, (bounded || self.slips(Slip::NobodyElse)).then_some(most))
    }

    pub(super) fn lost_by(&self, lost: &LostRow, moment: Moment) -> bool {
        lost.at.is_none_or(|at| self.known_at(moment.known).is_some_and(|known| at.start <= known))
    }

    /// Whether a record or line is somebody's. One that is blank where it may not be is somebody's, nobody knows whose.
    pub(super) fn is_of_subject(
        &self,
        fields: &[Field],
        cells: &'a [Cell],
        subject: Option<usize>,
        whose: Option<&Got<'a>>,
    ) -> Truth {
        match subject {
            Some(at) if cells[at] == Cell::Blank && !fields[at].optional => Truth::Undecided,
            _ => self.is_subject(subject.map(|at| &cells[at]), whose),
        }
    }

    pub(super) fn is_subject(&self, cell: Option<&'a Cell>, whose: Option<&Got<'a>>) -> Truth {
        match (cell, whose) {
            (Some(cell), Some(whose)) => self.same(self.cell_value(cell), whose.clone()),
            _ => Truth::Yes,
        }
    }

    fn recorded(
        &self,
        kind: KindId,
        subject: Option<usize>,
        (from, until): (Edge, Edge),
        filter: Option<&'a Expr>,
        whose: Option<&Got<'a>>,
        moment: Moment,
    ) -> Truth {
        let fields = &self.case.model.schema.kind(kind).fields;
        let mut holds = Truth::No;
        for event in self.known(moment.known).to_vec().into_iter().filter(|e| e.kind == kind) {
            let scope = Scope { occasion: Some(event), ..Scope::default() };
            let counts = self.passes(filter, scope);
            let theirs = self.is_of_subject(fields, &event.cells, subject, whose);
            let extent = self.extent(&event.cells, from, until, |f| fields[f].optional);
            holds = holds.or(counts.and(theirs).and(self.covers(extent, moment.at)));
        }
        for lost in self.case.lost.iter().filter(|l| l.kind.is_none_or(|k| k == kind)) {
            let cell = subject.and_then(|s| lost.cells.get(s)?.as_ref()).filter(|_| lost.kind.is_some());
            let theirs = cell.map_or(Truth::Undecided, |cell| self.is_subject(Some(cell), whose));
            if self.lost_by(lost, moment) && theirs != Truth::No {
                holds = holds.or(Truth::Undecided);
            }
        }
        let before = self.begin_of(kind).is_some() && !self.slips(Slip::UncoveredIsNo);
        if before || self.has_ended(kind, moment) { holds.or(Truth::Undecided) } else { holds }
    }

    /// Whether the source of a kind had ended by the time up to which things are known.
    fn has_ended(&self, kind: KindId, moment: Moment) -> bool {
        self.end_of(kind).is_some_and(|end| self.known_at(moment.known).is_some_and(|k| k > end.start))
    }

    /// Whether somebody is in a state, or so many are, at the moment that the condition means.
    pub fn about_state(&self, expr: &'a Expr, scope: Scope<'a>) -> Truth {
        use guiju::analysis::model::Literal;
        let (state, at) = match &expr.kind {
            ExprKind::InState { state, at, .. } | ExprKind::CountState { state, at, .. } => (*state, *at),
            _ => return Truth::Undecided,
        };
        let Some(moment) = scope.moment.or_else(|| self.moment_of(at, scope)) else {
            return Truth::Undecided;
        };
        match &expr.kind {
            ExprKind::InState { subject, .. } => {
                let whose = subject.as_ref().map(|subject| self.get(subject, scope));
                self.in_state(state, whose.as_ref(), moment)
            }
            ExprKind::CountState { op, number, .. } => {
                let ExprKind::Literal(Literal::Number(number)) = &number.kind else {
                    return Truth::Undecided;
                };
                let (least, most) = self.count_state(state, moment);
                compare_count(least, most, *op, usize::try_from(*number).expect("a small number"))
            }
            _ => Truth::Undecided,
        }
    }

    /// When a condition is asked that stands at an event, or at a member of a period.
    fn moment_of(&self, var: guiju::analysis::model::Var, scope: Scope<'a>) -> Option<Moment> {
        if let Some(event) = super::expr::event(var, scope) {
            let index = self.events.iter().position(|e| std::ptr::eq(*e, event))?;
            let known = Known::Rows(index + 1);
            return Some(Moment { at: self.stamp(event.at), known, row: Some(index) });
        }
        let start = scope.period?;
        Some(Moment { at: Stamp::exact(start), known: Known::Before(start), row: None })
    }
}

/// A comparison with a number that lies between two others.
pub fn compare_count(least: usize, most: Option<usize>, op: CompareOp, number: usize) -> Truth {
    let most = most.unwrap_or(usize::MAX);
    match op {
        CompareOp::Ge => either(least >= number, most < number),
        CompareOp::Gt => either(least > number, most <= number),
        CompareOp::Le => either(most <= number, least > number),
        CompareOp::Lt => either(most < number, least >= number),
        CompareOp::Eq => either(least == number && most == number, most < number || least > number),
        CompareOp::Ne => either(most < number || least > number, least == number && most == number),
    }
}

/// Whether a condition asks for a state.
pub fn asks_for_state(expr: &Expr) -> bool {
    use guiju::analysis::model::ExprKind::{And, CountState, InState, Not, Or};
    match &expr.kind {
        InState { .. } | CountState { .. } => true,
        Not(a) => asks_for_state(a),
        And(list) | Or(list) => list.iter().any(asks_for_state),
        _ => false,
    }
}
