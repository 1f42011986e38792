//! Three-valued evaluation of expressions.

use super::figures::{decide_by_range, exact_order};
use super::states::{Carrier, Cut, Interval, Moment, Question, States};
use super::values::{arithmetic, holds, in_range, order};
use super::{Figure, Setup, Tables, Why};
use crate::analysis::model::{ArithOp, CompareOp, Predicate};
use crate::event::{Cell, EntityId, EntityRow, Event, Interner, Sym, Value};
use crate::plan::{Expr, Slot};
use crate::syntax::ast::Like;
use crate::time::{Calendar, Instant, Stamp, Zone};
use rust_decimal::Decimal;

/// What an expression is evaluated over.
#[derive(Clone, Copy)]
pub(super) struct Env<'a> {
    pub tables: &'a Tables,
    /// The texts of plan and log.
    pub interner: &'a Interner,
    pub zone: &'a Zone,
    pub calendar: Option<&'a Calendar>,
    pub occasion: Option<&'a Event>,
    pub member: Option<(Sym, Instant)>,
    pub candidate: Option<&'a Event>,
    /// The figures of the norm at hand.
    pub figures: &'a [Option<Figure>],
    /// Who may benefit from a reward, and as of when their attributes are read.
    pub beneficiary: Option<(Sym, Instant)>,
    /// Inside a ranking, the member at hand.
    pub ranked: Option<Sym>,
    /// The interval that is the occasion.
    pub interval: Option<&'a Interval>,
    /// When the occasion begins, if it is an interval or a slot of one.
    pub begins: Option<Stamp>,
    /// Whether it is an interval that had to last before the norm applied.
    pub lasted: bool,
    /// What is known of states.
    pub states: Option<&'a States<'a>>,
    /// For excuses, which are asked for once the window has closed: when, and what was logged by then.
    pub asked: Option<&'a (Option<Stamp>, Cut)>,
}

/// The value of an expression.
pub(super) enum Outcome {
    /// A value.
    Value(Value),
    /// Nothing was entered; if the field is optional, comparisons are false, else undecided.
    Blank { optional: bool, why: Why },
    /// It cannot be told.
    Undecided(Why),
}

/// A yes or no that may be undecided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tri {
    True,
    False,
    Undecided(Why),
}

impl Tri {
    fn of(yes: bool) -> Tri {
        if yes { Tri::True } else { Tri::False }
    }

    fn not(self) -> Tri {
        match self {
            Tri::True => Tri::False,
            Tri::False => Tri::True,
            undecided @ Tri::Undecided(_) => undecided,
        }
    }
}

impl<'a> Env<'a> {
    /// Over nothing yet.
    pub fn bare(setup: &Setup<'a>) -> Env<'a> {
        Env::of(setup.tables, setup.rules, setup.interner)
    }

    /// Over nothing yet, with this reference data, zone and calendar.
    pub fn of(tables: &'a Tables, rules: crate::time::Rules<'a>, interner: &'a Interner) -> Env<'a> {
        Env {
            tables,
            interner,
            zone: rules.zone,
            calendar: rules.calendar,
            occasion: None,
            member: None,
            candidate: None,
            figures: &[],
            interval: None,
            begins: None,
            lasted: false,
            states: None,
            asked: None,
            beneficiary: None,
            ranked: None,
        }
    }

    /// The same with an event as the occasion.
    pub fn of_occasion(self, event: &'a Event) -> Env<'a> {
        Env { occasion: Some(event), ..self }
    }

    /// The same with an interval as the occasion.
    pub fn of_interval(self, interval: &'a Interval, begins: Option<Stamp>) -> Env<'a> {
        let occasion = interval.event().map(|event| &**event);
        Env { occasion, interval: Some(interval), begins, ..self }
    }

    /// The same with an interval, or a slot of one, as the occasion of an obligation.
    pub fn of_span(self, interval: &'a Interval, begins: Stamp, slot: bool) -> Env<'a> {
        let lasted = !slot && interval.from.is_some_and(|from| from.start < begins.start);
        Env { lasted, ..self.of_interval(interval, Some(begins)) }
    }

    /// When a state is asked for on behalf of a slot, and what is known by then.
    fn moment(&self, slot: Slot) -> Option<(Moment, Cut)> {
        let of_event = |event: &Event| {
            let row = Some(event.row);
            (Moment { at: event.at, row }, Cut { at: event.at.start, row })
        };
        let (moment, cut) = match slot {
            Slot::Candidate => return self.candidate.map(of_event),
            Slot::Occasion => match (self.begins, self.interval) {
                (Some(at), interval) => {
                    let own = interval.and_then(|i| i.event()).map(|event| of_event(event).1);
                    let cut = Cut { at: at.start, row: None };
                    let later = own.filter(|own| own.at >= cut.at).unwrap_or(cut);
                    (Moment { at, row: None }, later)
                }
                (None, _) => self.occasion.map(of_event)?,
            },
            Slot::Beneficiary => {
                let at = self.beneficiary.map(|(_, at)| at)?;
                (Moment { at: Stamp::exact(at), row: None }, Cut { at, row: None })
            }
            Slot::Member => {
                let start = self.member.map(|(_, start)| start).or(self.begins.map(|b| b.start))?;
                (Moment { at: Stamp::exact(start), row: None }, Cut { at: start, row: None })
            }
        };
        Some(match self.asked {
            None => (moment, cut),
            Some((at, cut)) => (at.map_or(moment, |at| Moment { at, row: None }), *cut),
        })
    }

    /// Whether a state holds, with the intervals that make it so.
    pub fn state(
        &self,
        state: crate::analysis::model::StateId,
        subject: Option<&Expr>,
        at: Slot,
    ) -> Option<StateAnswer> {
        let states = self.states?;
        let (moment, cut) = self.moment(at)?;
        let mut answer =
            StateAnswer { state, subject: None, at: moment.at, tri: Tri::False, intervals: Vec::new() };
        if let Some(subject) = subject {
            match self.value(subject) {
                Outcome::Value(value) => answer.subject = Some(value),
                Outcome::Blank { optional: true, .. } => return Some(answer),
                Outcome::Blank { optional: false, why } | Outcome::Undecided(why) => {
                    return Some(StateAnswer { tri: Tri::Undecided(why), ..answer });
                }
            }
        }
        let given = states.ask(Question { state, subject: answer.subject.as_ref(), moment, cut });
        Some(StateAnswer { tri: given.tri, intervals: given.intervals, ..answer })
    }

    /// How many are in a state, compared with a number.
    fn count_state(
        &self,
        state: crate::analysis::model::StateId,
        op: CompareOp,
        number: &Expr,
        at: Slot,
    ) -> Tri {
        let number = match self.value(number) {
            Outcome::Value(Value::Number(number)) => number,
            Outcome::Value(_) => return Tri::Undecided(Why::Nothing),
            Outcome::Blank { why, .. } | Outcome::Undecided(why) => return Tri::Undecided(why),
        };
        match (self.states, self.moment(at)) {
            (Some(states), Some((moment, cut))) => {
                states.count(Question { state, subject: None, moment, cut }, op, number)
            }
            _ => Tri::Undecided(Why::Nothing),
        }
    }

    /// The same with a candidate.
    pub fn with(self, candidate: &'a Event) -> Env<'a> {
        Env { candidate: Some(candidate), ..self }
    }

    fn event(&self, slot: Slot) -> Option<&'a Event> {
        match slot {
            Slot::Occasion => self.occasion,
            Slot::Candidate => self.candidate,
            Slot::Member | Slot::Beneficiary => None,
        }
    }

    fn time(&self, slot: Slot) -> Option<Stamp> {
        match slot {
            Slot::Occasion => self.begins.or(self.occasion.map(|e| e.at)),
            Slot::Candidate => self.candidate.map(|e| e.at),
            Slot::Member => self.member.map(|(_, start)| Stamp::exact(start)),
            Slot::Beneficiary => self.beneficiary.map(|(_, start)| Stamp::exact(start)),
        }
    }

    /// As of when attributes are read. What has lasted until the end of a day is a matter of that day, not of the next.
    fn as_of(&self, slot: Slot) -> Option<Stamp> {
        let at = self.time(slot)?;
        let lasted = self.lasted && matches!(slot, Slot::Occasion);
        Some(if lasted { Stamp::exact(at.start.plus_micros(-1)) } else { at })
    }

    /// The value of an expression of any type.
    pub fn value(&self, expr: &Expr) -> Outcome {
        match expr {
            Expr::Const(value) => Outcome::Value(value.clone()),
            Expr::Open(param) => Outcome::Undecided(Why::OpenParam(*param)),
            Expr::Member => match self.member {
                Some((key, _)) => Outcome::Value(Value::Text(key)),
                None => Outcome::Undecided(Why::Nothing),
            },
            Expr::Beneficiary => match self.beneficiary {
                Some((key, _)) => Outcome::Value(Value::Text(key)),
                None => Outcome::Undecided(Why::Nothing),
            },
            Expr::Ranked => match self.ranked {
                Some(key) => Outcome::Value(Value::Text(key)),
                None => Outcome::Undecided(Why::Nothing),
            },
            Expr::Field { slot, kind, index, optional } => match self.event(*slot) {
                None => Outcome::Undecided(Why::Nothing),
                Some(event) => match event.cells.get(*index) {
                    Some(Cell::Value(value)) => Outcome::Value(value.clone()),
                    Some(Cell::Unreadable(text)) => Outcome::Undecided(Why::Unreadable {
                        row: event.row,
                        kind: *kind,
                        field: *index,
                        text: *text,
                    }),
                    Some(Cell::Blank) | None => Outcome::Blank {
                        optional: *optional,
                        why: Why::Blank { row: event.row, kind: *kind, field: *index },
                    },
                },
            },
            Expr::Time(slot) => match self.time(*slot) {
                Some(stamp) => Outcome::Value(Value::Stamp(stamp)),
                None => Outcome::Undecided(Why::Nothing),
            },
            Expr::Attribute { of, entity, index, optional, as_of } => {
                let key = match self.value(of) {
                    Outcome::Value(Value::Text(key)) => key,
                    Outcome::Value(_) => return Outcome::Undecided(Why::Nothing),
                    // Of somebody who is not named though someone should be, nothing is known.
                    Outcome::Blank { optional: false, why } => return Outcome::Undecided(why),
                    other @ (Outcome::Blank { optional: true, .. } | Outcome::Undecided(_)) => return other,
                };
                let Some(at) = self.as_of(*as_of) else { return Outcome::Undecided(Why::Nothing) };
                let on = self.zone.date(at.start);
                match self.tables.row(*entity, key, on) {
                    None => Outcome::Undecided(Why::NoEntity { entity: *entity, key, on }),
                    Some(row) => of_line(row, *entity, *index, *optional),
                }
            }
            Expr::Arith(a, op, b) => self.arith(a, *op, b),
            Expr::Figure(at) => {
                let figure = self.figures.get(*at).and_then(Option::as_ref);
                match figure.and_then(|figure| figure.value.as_ref()) {
                    Some(value) => Outcome::Value(value.clone()),
                    None => Outcome::Undecided(Why::Figure(*at)),
                }
            }
            Expr::RowField { entity, index, optional } => {
                let Some(Carrier::Row(_, row)) = self.interval.map(|i| &i.carrier) else {
                    return Outcome::Undecided(Why::Nothing);
                };
                of_line(row, *entity, *index, *optional)
            }
            Expr::IntervalStart => stamp_of(self.interval.and_then(|i| i.from)),
            Expr::IntervalEnd => stamp_of(self.interval.and_then(|i| i.until)),
            Expr::Part(part, of) => self.part(part, of),
            Expr::Shift(of, way, length) => self.shifted(of, *way, length),
            Expr::InState { .. }
            | Expr::CountState { .. }
            | Expr::InList(..)
            | Expr::Like(..)
            | Expr::Not(_)
            | Expr::And(_)
            | Expr::Or(_)
            | Expr::Compare(..)
            | Expr::OneOf(..)
            | Expr::Between(..)
            | Expr::Predicate(..) => match self.test(expr) {
                Tri::True => Outcome::Value(Value::Bool(true)),
                Tri::False => Outcome::Value(Value::Bool(false)),
                Tri::Undecided(why) => Outcome::Undecided(why),
            },
        }
    }

    /// A yes or no, by Kleene's tables.
    pub fn test(&self, expr: &Expr) -> Tri {
        match expr {
            Expr::Not(a) => self.test(a).not(),
            Expr::And(list) => self.all(list, Tri::False),
            Expr::Or(list) => self.all(list, Tri::True),
            Expr::Compare(a, op, b) => self.compare(a, *op, b),
            Expr::OneOf(a, list) => {
                let mut undecided = None;
                for item in list {
                    match self.compare(a, CompareOp::Eq, item) {
                        Tri::True => return Tri::True,
                        Tri::False => {}
                        Tri::Undecided(why) => undecided = Some(self.first(undecided, why)),
                    }
                }
                undecided.map_or(Tri::False, Tri::Undecided)
            }
            Expr::Between(a, low, high) => {
                match (self.compare(a, CompareOp::Ge, low), self.compare(a, CompareOp::Le, high)) {
                    (Tri::False, _) | (_, Tri::False) => Tri::False,
                    (Tri::True, Tri::True) => Tri::True,
                    (Tri::Undecided(a), Tri::Undecided(b)) => Tri::Undecided(self.first(Some(a), b)),
                    (Tri::Undecided(why), _) | (_, Tri::Undecided(why)) => Tri::Undecided(why),
                }
            }
            Expr::Predicate(a, predicate, range) => self.predicate(a, *predicate, *range),
            Expr::CountState { state, op, number, at } => self.count_state(*state, *op, number, *at),
            Expr::InState { state, subject, at } => self
                .state(*state, subject.as_deref(), *at)
                .map_or(Tri::Undecided(Why::Nothing), |answer| answer.tri),
            Expr::InList(a, list) => self.in_list(a, list),
            Expr::Like(a, like, text) => self.like(a, *like, text),
            Expr::Shift(..) => Tri::Undecided(Why::Nothing),
            Expr::Const(_)
            | Expr::Open(_)
            | Expr::Member
            | Expr::Beneficiary
            | Expr::Ranked
            | Expr::RowField { .. }
            | Expr::IntervalStart
            | Expr::IntervalEnd
            | Expr::Field { .. }
            | Expr::Time(_)
            | Expr::Part(..)
            | Expr::Attribute { .. }
            | Expr::Figure(_)
            | Expr::Arith(..) => match self.value(expr) {
                Outcome::Value(Value::Bool(yes)) => Tri::of(yes),
                Outcome::Value(_) => Tri::Undecided(Why::Nothing),
                Outcome::Blank { optional: true, .. } => Tri::False,
                Outcome::Blank { optional: false, why } | Outcome::Undecided(why) => Tri::Undecided(why),
            },
        }
    }

    /// Of reasons why something is undecided, the one that is told: the first, in the order written; but a figure that more of the
    /// log may still decide before any other.
    fn first(&self, told: Option<Why>, other: Why) -> Why {
        let open = |why: &Why| {
            matches!(why, Why::Figure(at)
                if self.figures.get(*at).is_some_and(|figure| figure.as_ref().is_none_or(|f| f.open)))
        };
        match told {
            Some(why) if open(&why) || !open(&other) => why,
            Some(_) | None => other,
        }
    }

    /// `and` (decisive False) or `or` (decisive True).
    fn all(&self, list: &[Expr], decisive: Tri) -> Tri {
        let mut undecided = None;
        for item in list {
            match self.test(item) {
                Tri::Undecided(why) => undecided = Some(self.first(undecided, why)),
                decided if decided == decisive => return decided,
                Tri::True | Tri::False => {}
            }
        }
        undecided.map_or(decisive.not(), Tri::Undecided)
    }

    /// The value of an expression that stands ready: a constant, or a cell that holds a value.
    fn at_hand<'e>(&'e self, expr: &'e Expr) -> Option<&'e Value> {
        match expr {
            Expr::Const(value) => Some(value),
            Expr::Field { slot, index, .. } => self.event(*slot)?.cells.get(*index)?.value(),
            _ => None,
        }
    }

    /// A comparison of two expressions.
    pub fn compare(&self, a: &Expr, op: CompareOp, b: &Expr) -> Tri {
        if let (Some(left), Some(right)) = (self.at_hand(a), self.at_hand(b)) {
            return self.compare_values(left, op, right);
        }
        let (left, right) = match (self.value(a), self.value(b)) {
            // An optional blank decides the comparison, whatever the other side is.
            (Outcome::Blank { optional: true, .. }, _) | (_, Outcome::Blank { optional: true, .. }) => {
                return Tri::False;
            }
            (
                Outcome::Undecided(one) | Outcome::Blank { why: one, .. },
                Outcome::Undecided(other) | Outcome::Blank { why: other, .. },
            ) => {
                let why = self.first(Some(one), other);
                return decide_by_range(self, a, op, b).unwrap_or(Tri::Undecided(why));
            }
            (Outcome::Undecided(why) | Outcome::Blank { why, .. }, _)
            | (_, Outcome::Undecided(why) | Outcome::Blank { why, .. }) => {
                return decide_by_range(self, a, op, b).unwrap_or(Tri::Undecided(why));
            }
            (Outcome::Value(left), Outcome::Value(right)) => (left, right),
        };
        if let Some(order) = exact_order(self, (a, &left), (b, &right)) {
            return Tri::of(holds(op, order));
        }
        self.compare_values(&left, op, &right)
    }

    /// A comparison of two values.
    pub(super) fn compare_values(&self, left: &Value, op: CompareOp, right: &Value) -> Tri {
        if let (Value::Text(a), Value::Text(b)) = (left, right) {
            match op {
                CompareOp::Eq => return Tri::of(a == b),
                CompareOp::Ne => return Tri::of(a != b),
                CompareOp::Lt | CompareOp::Le | CompareOp::Gt | CompareOp::Ge => {}
            }
        }
        if let Some(told) = super::times::compare_lengths(left, op, right) {
            return told;
        }
        match order(left, right, self.zone) {
            Err(why) => Tri::Undecided(why),
            Ok(None) => match op {
                CompareOp::Eq => Tri::of(left == right),
                CompareOp::Ne => Tri::of(left != right),
                CompareOp::Lt | CompareOp::Le | CompareOp::Gt | CompareOp::Ge => Tri::Undecided(Why::Nothing),
            },
            Ok(Some(order)) => Tri::of(holds(op, order)),
        }
    }

    /// Whether a text is like another.
    fn like(&self, a: &Expr, like: Like, wanted: &str) -> Tri {
        match self.value(a) {
            Outcome::Value(Value::Text(sym)) => {
                let text = self.interner.text(&sym);
                Tri::of(match like {
                    Like::Contains => text.contains(wanted),
                    Like::StartsWith => text.starts_with(wanted),
                    Like::EndsWith => text.ends_with(wanted),
                })
            }
            Outcome::Value(_) => Tri::Undecided(Why::Nothing),
            Outcome::Blank { optional: true, .. } => Tri::False,
            Outcome::Blank { optional: false, why } | Outcome::Undecided(why) => Tri::Undecided(why),
        }
    }

    fn predicate(&self, a: &Expr, predicate: Predicate, range: Option<(Decimal, Decimal)>) -> Tri {
        if let Some(value) = self.at_hand(a) {
            return Tri::of(match predicate {
                Predicate::Filled => true,
                Predicate::Valid | Predicate::FilledAndValid => {
                    range.is_none_or(|range| in_range(value, range))
                }
                Predicate::Blank => false,
            });
        }
        if let Expr::Attribute { of, .. } = a
            && let Outcome::Undecided(why) | Outcome::Blank { optional: false, why } = self.value(of)
        {
            return Tri::Undecided(why);
        }
        let (filled, valid) = match self.value(a) {
            Outcome::Value(value) => (true, range.is_none_or(|range| in_range(&value, range))),
            // A blank is not wrong where it may be left blank.
            Outcome::Blank { optional, .. } => (false, optional),
            Outcome::Undecided(
                Why::Unreadable { .. } | Why::UnreadableLine { .. } | Why::Attribute { .. },
            ) => (true, false),
            // An attribute of a line that is not there can be asked nothing.
            Outcome::Undecided(why) => return Tri::Undecided(why),
        };
        Tri::of(match predicate {
            Predicate::Filled => filled,
            Predicate::Valid => valid,
            Predicate::FilledAndValid => filled && valid,
            Predicate::Blank => !filled,
        })
    }

    fn arith(&self, a: &Expr, op: ArithOp, b: &Expr) -> Outcome {
        let (left, right) = match (self.value(a), self.value(b)) {
            (
                Outcome::Undecided(one) | Outcome::Blank { why: one, .. },
                Outcome::Undecided(other) | Outcome::Blank { why: other, .. },
            ) => return Outcome::Undecided(self.first(Some(one), other)),
            (Outcome::Undecided(why) | Outcome::Blank { why, .. }, _)
            | (_, Outcome::Undecided(why) | Outcome::Blank { why, .. }) => return Outcome::Undecided(why),
            (Outcome::Value(left), Outcome::Value(right)) => (left, right),
        };
        let times = self.time_arithmetic(&left, op, &right);
        match times.unwrap_or_else(|| arithmetic(&left, op, &right)) {
            Ok(value) => Outcome::Value(value),
            Err(why) => Outcome::Undecided(why),
        }
    }
}

/// What a state was found to be.
#[derive(Clone, Debug)]
pub(super) struct StateAnswer {
    pub state: crate::analysis::model::StateId,
    /// Whose, if that is known.
    pub subject: Option<Value>,
    /// When it was asked for.
    pub at: Stamp,
    pub tri: Tri,
    /// Those that hold, or the nearest that do not.
    pub intervals: Vec<std::sync::Arc<Interval>>,
}

fn stamp_of(stamp: Option<Stamp>) -> Outcome {
    stamp.map_or(Outcome::Undecided(Why::Nothing), |stamp| Outcome::Value(Value::Stamp(stamp)))
}

/// What a line of reference data says.
fn of_line(row: &EntityRow, entity: EntityId, field: usize, optional: bool) -> Outcome {
    match row.cells.get(field) {
        Some(Cell::Value(value)) => Outcome::Value(value.clone()),
        Some(Cell::Unreadable(text)) => {
            Outcome::Undecided(Why::UnreadableLine { row: row.row, entity, field, text: *text })
        }
        Some(Cell::Blank) | None => {
            Outcome::Blank { optional, why: Why::Attribute { entity, key: row.key, field } }
        }
    }
}
