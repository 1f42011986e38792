//! Figures: what many events come to, and what can still be told of it where something is missing.

use super::expr::{Got, Scope, Truth};
use super::fraction::Fraction;
use super::stretch::{Stretch, figures_of};
use super::{Naive, Over};
use crate::misread::{Figure as Misread, Interval};
use crate::mutation::Mutation;
use guiju::analysis::model::{Aggregate, ArithOp, CompareOp, Expr, ExprKind, Function, Norm, Var};
use guiju::event::{Event, Type, Value};
use guiju::time::Stamp;
use std::cmp::Ordering;

/// What can be told of a value.
#[derive(Clone, Debug)]
pub(super) struct Told<'a> {
    pub what: What<'a>,
    /// More may come that changes it.
    pub open: bool,
}

#[derive(Clone, Debug)]
pub(super) enum What<'a> {
    /// A number that is no less and no more than these.
    Between(Option<Fraction>, Option<Fraction>),
    /// Something else, or a number that cannot be told at all.
    Is(Got<'a>),
    /// Nothing at all, for certain: no mean of nothing, no quotient by zero.
    Nothing,
}

/// What an event adds to a figure.
#[derive(Clone, Debug, PartialEq)]
enum Part<'a> {
    Of(Got<'a>),
    /// A length between two times, no less and no more than so long.
    Lasts(Fraction, Fraction),
    /// A blank that may be.
    LeftOut,
    Missing,
}

/// The events of a figure.
struct Gathered<'a> {
    /// Those that certainly belong to it, in the order of the log.
    certain: Vec<(usize, Part<'a>)>,
    /// Those that may belong to it.
    doubtful: Vec<(usize, Part<'a>)>,
    /// When rejected rows that may belong to it were.
    lost: Vec<Option<Stamp>>,
    /// Its time began before the kind was observed.
    unseen: bool,
    /// More may come.
    more: bool,
}

impl<'a> Gathered<'a> {
    /// Whether anything may belong to it of which nothing is known.
    fn has_strangers(&self) -> bool {
        !self.lost.is_empty() || self.unseen || self.more
    }
}

/// Whether an expression asks for a figure.
pub fn asks_for_figure(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Aggregate(_) => true,
        ExprKind::Rank(rank) => asks_for_figure(&rank.of),
        ExprKind::Measure(measure) => asks_for_figure(&measure.value),
        ExprKind::Not(a) | ExprKind::Predicate(a, _) | ExprKind::Part(_, a) => asks_for_figure(a),
        ExprKind::Attribute { of, .. } => asks_for_figure(of),
        ExprKind::And(list) | ExprKind::Or(list) => list.iter().any(asks_for_figure),
        ExprKind::OneOf(a, list) => asks_for_figure(a) || list.iter().any(asks_for_figure),
        ExprKind::Compare(a, _, b) | ExprKind::Arith(a, _, b) => asks_for_figure(a) || asks_for_figure(b),
        ExprKind::Between(a, b, c) => [a, b, c].into_iter().any(|e| asks_for_figure(e)),
        _ => false,
    }
}

impl<'a> Naive<'a> {
    pub(super) fn misreads(&self, misread: Misread) -> bool {
        self.wrong(Mutation::Figure(misread))
    }

    /// Whether nothing is decided yet: a norm about an event asks for figures, and another event may share the moment.
    pub fn too_soon(&self, norm: &Norm, over: &Over<'a>) -> bool {
        let of_event = over.index.is_some() && over.scope.span.is_none();
        let early = of_event && self.case.zone.end_of(over.anchor.at) > self.horizon.start;
        let asked = !figures_of(norm).is_empty() || self.pays_by_figures(norm);
        early && asked && !self.misreads(Misread::DecidesAtTheEvent)
    }

    pub(super) fn weighs(&self, expr: &'a Expr, over: &Over<'a>) -> Truth {
        if !asks_for_figure(expr) {
            return self.holds(expr, over.scope);
        }
        match &expr.kind {
            ExprKind::Not(a) => self.weighs(a, over).not(),
            ExprKind::And(list) => list.iter().fold(Truth::Yes, |t, e| t.and(self.weighs(e, over))),
            ExprKind::Or(list) => list.iter().fold(Truth::No, |t, e| t.or(self.weighs(e, over))),
            ExprKind::Compare(a, op, b) => self.weigh(&self.told(a, over), *op, &self.told(b, over)),
            ExprKind::Between(a, low, high) => {
                let a = self.told(a, over);
                let above = self.weigh(&a, CompareOp::Ge, &self.told(low, over));
                above.and(self.weigh(&a, CompareOp::Le, &self.told(high, over)))
            }
            _ => unreachable!("no case asks so for a figure"),
        }
    }

    /// Whether a comparison comes out one way, whatever the sides may be.
    fn weigh(&self, a: &Told<'a>, op: CompareOp, b: &Told<'a>) -> Truth {
        let open = (a.open || b.open) && !self.misreads(Misread::OpenIsUnknown);
        let undecided = || if open { Truth::Open } else { Truth::Undecided };
        let (What::Between(low, high), What::Between(other_low, other_high)) = (&a.what, &b.what) else {
            let (What::Is(one), What::Is(other)) = (&a.what, &b.what) else {
                let blank = |told: &Told<'_>| matches!(told.what, What::Is(Got::OptionalBlank));
                return if blank(a) || blank(b) { Truth::No } else { undecided() };
            };
            return match self.compare(one, op, other) {
                Truth::Undecided => undecided(),
                told => told,
            };
        };
        // How far the first lies above the second, at least and at most.
        let least = low.zip(*other_high).map(|(a, b)| a.minus(b));
        let most = high.zip(*other_low).map(|(a, b)| a.minus(b));
        let zero = Fraction::ZERO;
        let (least_is, most_is) = (least.map(|n| n.cmp(&zero)), most.map(|n| n.cmp(&zero)));
        let above = least_is == Some(Ordering::Greater);
        let below = most_is == Some(Ordering::Less);
        let not_below = above || least_is == Some(Ordering::Equal);
        let not_above = below || most_is == Some(Ordering::Equal);
        let (yes, no) = match op {
            CompareOp::Gt => (above, not_above),
            CompareOp::Ge => (not_below, below),
            CompareOp::Lt => (below, not_below),
            CompareOp::Le => (not_above, above),
            CompareOp::Eq => (not_below && not_above, above || below),
            CompareOp::Ne => (above || below, not_below && not_above),
        };
        if self.misreads(Misread::BoundsIgnored) && (least != most || least.is_none()) {
            return undecided();
        }
        match (yes, no) {
            (true, _) => Truth::Yes,
            (_, true) => Truth::No,
            _ => undecided(),
        }
    }

    pub(super) fn told(&self, expr: &'a Expr, over: &Over<'a>) -> Told<'a> {
        match &expr.kind {
            ExprKind::Aggregate(figure) => self.figure(figure, over),
            ExprKind::Measure(measure) => self.told(&measure.value, over),
            ExprKind::Rank(rank) => self.place(rank, over),
            ExprKind::Arith(a, op, b) if asks_for_figure(expr) => {
                let (a, b) = (self.told(a, over), self.told(b, over));
                Told { what: calculate(&a.what, *op, &b.what), open: a.open || b.open }
            }
            _ => Told { what: what_is(self.get(expr, over.scope)), open: false },
        }
    }

    /// What a figure comes to.
    fn figure(&self, figure: &'a Aggregate, over: &Over<'a>) -> Told<'a> {
        let Some(stretch) = self.stretch(figure, over) else {
            return Told { what: What::Is(Got::Unclear), open: false };
        };
        let events = self.gather(figure, &stretch, over);
        // For whom it is meant cannot be told.
        let own = |join: &'a guiju::analysis::model::Join| self.get(&join.own, over.scope);
        let nobody =
            figure.by.iter().any(|join| matches!(own(join), Got::Unclear | Got::Blank | Got::OptionalBlank));
        let what = match figure.function {
            _ if nobody && !self.misreads(Misread::ForIgnored) => What::Is(Got::Unclear),
            Function::Count => self.count(&events),
            Function::Sum => self.sum(&events),
            Function::Average => self.average(&events),
            Function::Min | Function::Max => self.extreme(&events, figure.function == Function::Max),
            Function::Distinct => self.distinct(&events),
            Function::Last => self.last(&events),
        };
        Told { what, open: events.more && !nobody }
    }

    fn gather(&self, figure: &'a Aggregate, stretch: &Stretch, over: &Over<'a>) -> Gathered<'a> {
        let ended = self.end_of(figure.kind).filter(|_| !self.misreads(Misread::EndOfSourceIgnored));
        // Of an event, every row that counts is there with it.
        let runs = stretch.up_to.is_none() && stretch.ends > self.horizon.start;
        let more = runs || ended.is_some_and(|end| stretch.ends > end.start);
        let unseen =
            !self.observed_from(figure.kind, &stretch.window) && !self.misreads(Misread::BeginningIgnored);
        let unseen = unseen && !self.wrong(Mutation::Interval(Interval::BeginningOfTheLogIgnored));
        let mut gathered = Gathered {
            certain: Vec::new(),
            doubtful: Vec::new(),
            lost: self.lost_of(figure, stretch, over),
            unseen,
            more,
        };
        for (i, event) in self.events.iter().enumerate() {
            if event.kind != figure.kind || stretch.up_to.is_some_and(|last| i > last) {
                continue;
            }
            let own = stretch.up_to == Some(i) && self.misreads(Misread::EventItselfLeftOut);
            match self.belongs(figure, event, stretch, over) {
                _ if own => {}
                Truth::No => {}
                Truth::Yes => gathered.certain.push((i, self.part(figure, event, over))),
                _ if self.misreads(Misread::DoubtfulLeftOut) => {}
                _ => gathered.doubtful.push((i, self.part(figure, event, over))),
            }
        }
        gathered
    }

    /// Whether an event belongs to a figure.
    fn belongs(&self, figure: &'a Aggregate, event: &'a Event, stretch: &Stretch, over: &Over<'a>) -> Truth {
        let scope = Scope { candidate: Some(event), ..over.scope };
        let mut belongs = self.inside(self.stamp(event.at), &stretch.window);
        for join in figure.by.iter().filter(|_| !self.misreads(Misread::ForIgnored)) {
            let (theirs, own) = (self.get(&join.counted, scope), self.get(&join.own, scope));
            belongs = belongs.and(match join.same {
                true => self.same(theirs, own),
                false => self.compare(&theirs, CompareOp::Eq, &own),
            });
        }
        let filter = figure.filter.as_ref().filter(|_| !self.misreads(Misread::WhereIgnored));
        filter.map_or(belongs, |filter| belongs.and(self.holds(filter, scope)))
    }

    fn part(&self, figure: &'a Aggregate, event: &'a Event, over: &Over<'a>) -> Part<'a> {
        let scope = Scope { candidate: Some(event), ..over.scope };
        let zero = || Part::Of(Got::Value(Value::Number(0.into())));
        if let Some(Expr { kind: ExprKind::Arith(until, ArithOp::Sub, from), ty: Type::Duration, .. }) =
            &figure.of
        {
            return self.length((from, until), scope);
        }
        match figure.of.as_ref().map(|of| self.get(of, scope)) {
            None => Part::LeftOut,
            Some(Got::OptionalBlank) if self.misreads(Misread::BlankIsZero) => zero(),
            Some(Got::OptionalBlank) => Part::LeftOut,
            Some(Got::Blank | Got::Unclear) if self.misreads(Misread::UnreadableLeftOut) => Part::LeftOut,
            Some(Got::Blank | Got::Unclear) => Part::Missing,
            Some(value) => Part::Of(value),
        }
    }

    /// A length between two times: what is given to the minute or day may be any moment of it.
    fn length(&self, (from, until): (&'a Expr, &'a Expr), scope: Scope<'a>) -> Part<'a> {
        let bounds = |expr: &'a Expr| match self.get(expr, scope) {
            Got::Value(Value::Stamp(at)) => Some((at.start.micros(), self.case.zone.end_of(at).micros() - 1)),
            _ => None,
        };
        let micros = |n: i64| Fraction::of(n.into());
        match bounds(from).zip(bounds(until)) {
            Some(((first, _), (begins, _))) if self.misreads(Misread::LengthsAreAsShown) => {
                Part::Lasts(micros(begins - first), micros(begins - first))
            }
            Some(((first, last), (begins, ends))) => Part::Lasts(micros(begins - last), micros(ends - first)),
            None if self.misreads(Misread::UnreadableLeftOut) => Part::LeftOut,
            None => Part::Missing,
        }
    }

    /// When rejected rows were that may belong to a figure.
    fn lost_of(&self, figure: &'a Aggregate, stretch: &Stretch, over: &Over<'a>) -> Vec<Option<Stamp>> {
        if self.misreads(Misread::LostIgnored) {
            return Vec::new();
        }
        let mut lost = self.case.lost.clone();
        lost.retain(|row| {
            let kind = row.kind.is_none_or(|kind| kind == figure.kind);
            let time = row.at.map(|at| self.stamp(at)).is_none_or(|at| {
                let last = stretch.up_to.map(|last| self.stamp(self.events[last].at));
                let too_late = last.is_some_and(|last| self.coarsely(at, last) == Ordering::Greater);
                !too_late && self.inside(at, &stretch.window) != Truth::No
            });
            let keys = self.misreads(Misread::LostKeysIgnored) || self.keys_allow_figure(figure, row, over);
            kind && time && keys
        });
        lost.iter().map(|row| row.at.map(|at| self.stamp(at))).collect()
    }

    /// Whether what is known of a rejected row's keys leaves it possible that it belongs to a figure.
    fn keys_allow_figure(
        &self,
        figure: &'a Aggregate,
        lost: &guiju::event::LostRow,
        over: &Over<'a>,
    ) -> bool {
        let known = |field: usize| lost.kind.and_then(|_| lost.cells.get(field)?.as_ref());
        let fields = &self.case.model.schema.kind(figure.kind).fields;
        let value_of = |field: usize| match known(field) {
            Some(guiju::event::Cell::Blank) if fields[field].optional => Got::OptionalBlank,
            Some(guiju::event::Cell::Blank) => Got::Blank,
            Some(guiju::event::Cell::Value(Value::Text(sym))) => {
                Got::Text(self.case.interner.text(sym).into())
            }
            Some(guiju::event::Cell::Value(value)) => Got::Value(value.clone()),
            Some(guiju::event::Cell::Unreadable(_)) | None => Got::Unclear,
        };
        let joins = figure.by.iter().all(|join| {
            let own = self.get(&join.own, over.scope);
            let ExprKind::EventField(Var::Candidate, field) = &join.counted.kind else { return true };
            let theirs = value_of(field.index);
            let truth = match join.same {
                true => self.same(theirs, own),
                false => self.compare(&theirs, CompareOp::Eq, &own),
            };
            truth != Truth::No
        });
        let mut equalities = Vec::new();
        if let Some(filter) = &figure.filter {
            self.equalities(filter, &mut equalities);
        }
        joins
            && equalities.into_iter().all(|(field, value)| {
                let value = self.get(value, over.scope);
                self.compare(&value_of(field), CompareOp::Eq, &value) != Truth::No
            })
    }

    fn count(&self, events: &Gathered<'a>) -> What<'a> {
        let certain = events.certain.len();
        let most = certain + events.doubtful.len() + events.lost.len();
        let bounded = !events.unseen && !events.more;
        What::Between(Some(Fraction::whole(certain)), bounded.then(|| Fraction::whole(most)))
    }

    fn sum(&self, events: &Gathered<'a>) -> What<'a> {
        let missing = |parts: &[(usize, Part<'_>)]| parts.iter().any(|(_, part)| *part == Part::Missing);
        if missing(&events.certain) || missing(&events.doubtful) || events.has_strangers() {
            return What::Between(None, None);
        }
        let (mut least, mut most) = (Fraction::ZERO, Fraction::ZERO);
        for (low, high) in ranges(&events.certain) {
            (least, most) = (least.plus(low), most.plus(high));
        }
        for (low, high) in ranges(&events.doubtful) {
            least = if low.is_negative() { least.plus(low) } else { least };
            most = if high.is_positive() { most.plus(high) } else { most };
        }
        What::Between(Some(least), Some(most))
    }

    fn average(&self, events: &Gathered<'a>) -> What<'a> {
        let (certain, missing) = numbers(&events.certain);
        let doubt = events.doubtful.iter().any(|(_, part)| *part != Part::LeftOut);
        if missing > 0 || doubt || events.has_strangers() {
            return What::Is(Got::Unclear);
        }
        let sum = certain.iter().fold(Fraction::ZERO, |sum, n| sum.plus(*n));
        match sum.divided(Fraction::whole(certain.len())) {
            Some(mean) => What::Between(Some(mean), Some(mean)),
            None if self.misreads(Misread::EmptyIsZero) => {
                What::Between(Some(Fraction::ZERO), Some(Fraction::ZERO))
            }
            None => What::Nothing,
        }
    }

    fn extreme(&self, events: &Gathered<'a>, greatest: bool) -> What<'a> {
        let (certain, missing) = numbers(&events.certain);
        let (doubtful, doubtful_missing) = numbers(&events.doubtful);
        let of = |list: Vec<Fraction>| if greatest { list.into_iter().max() } else { list.into_iter().min() };
        let Some(sure) = of(certain.clone()) else {
            let possible = doubtful.len() + missing + doubtful_missing > 0 || events.has_strangers();
            return match possible {
                true => What::Is(Got::Unclear),
                false if self.misreads(Misread::EmptyIsZero) => {
                    What::Between(Some(Fraction::ZERO), Some(Fraction::ZERO))
                }
                false => What::Nothing,
            };
        };
        let bounded = missing + doubtful_missing == 0 && !events.has_strangers();
        let furthest = bounded.then(|| of([certain, doubtful].concat()).unwrap_or(sure));
        if greatest { What::Between(Some(sure), furthest) } else { What::Between(furthest, Some(sure)) }
    }

    fn distinct(&self, events: &Gathered<'a>) -> What<'a> {
        if self.misreads(Misread::DistinctCountsAll) {
            return self.count(events);
        }
        let (sure, missing) = different(&events.certain);
        let doubtful = events.doubtful.iter().filter(|(_, part)| *part != Part::LeftOut);
        let most = sure + missing + doubtful.count() + events.lost.len();
        let bounded = !events.unseen && !events.more;
        What::Between(Some(Fraction::whole(sure)), bounded.then(|| Fraction::whole(most)))
    }

    /// The value of the latest event that has one.
    fn last(&self, events: &Gathered<'a>) -> What<'a> {
        let filled = |list: &[(usize, Part<'a>)]| {
            list.iter().filter(|(_, part)| *part != Part::LeftOut).cloned().collect::<Vec<_>>()
        };
        let certain = filled(&events.certain);
        let latest = if self.misreads(Misread::LastIsFirst) { certain.first() } else { certain.last() };
        let time = |place: usize| self.stamp(self.events[place].at);
        // Nor does what certainly came before the latest.
        let after = |(place, _): &(usize, Part<'a>)| {
            latest.is_none_or(|(last, _)| self.case.zone.last_of(time(*place)) >= time(*last).start)
        };
        let doubt = filled(&events.doubtful).iter().any(after) || !events.lost.is_empty();
        if latest.is_none() && !doubt && !events.unseen && !events.more {
            return What::Nothing;
        }
        let Some((_, Part::Of(value))) = latest else { return What::Is(Got::Unclear) }; // What lies before the log does not matter.
        // What stands before it may have come after it, if one of them is known more coarsely.
        let at = |(place, _): &(usize, Part<'a>)| time(*place);
        let may_follow = |one: Stamp, other: Stamp| {
            one.precision != other.precision && self.case.zone.last_of(one) > other.start
        };
        let may_be_last =
            |i: usize| certain[i + 1..].iter().all(|later| may_follow(at(&certain[i]), at(later)));
        let another = (0..certain.len()).any(|i| may_be_last(i) && certain[i].1 != Part::Of(value.clone()));
        let doubt = doubt || another && !self.misreads(Misread::LastInTheLog);
        if doubt || events.more { What::Is(Got::Unclear) } else { what_is(value.clone()) }
    }
}

fn what_is(got: Got<'_>) -> What<'_> {
    match got {
        Got::Value(Value::Number(n) | Value::Percent(n)) => {
            What::Between(Some(Fraction::of(n)), Some(Fraction::of(n)))
        }
        Got::Value(Value::Duration(micros)) => {
            What::Between(Some(Fraction::of(micros.into())), Some(Fraction::of(micros.into())))
        }
        other => What::Is(other),
    }
}

/// What each adds to a sum, at least and at most.
fn ranges(parts: &[(usize, Part<'_>)]) -> Vec<(Fraction, Fraction)> {
    let range = |part: &Part<'_>| match part {
        Part::Of(Got::Value(Value::Number(n) | Value::Percent(n))) => {
            Some((Fraction::of(*n), Fraction::of(*n)))
        }
        Part::Lasts(low, high) => Some((*low, *high)),
        Part::Of(_) | Part::LeftOut | Part::Missing => None,
    };
    parts.iter().filter_map(|(_, part)| range(part)).collect()
}

/// The numbers, and how many are missing.
fn numbers(parts: &[(usize, Part<'_>)]) -> (Vec<Fraction>, usize) {
    let number = |part: &Part<'_>| match part {
        Part::Of(Got::Value(Value::Number(n) | Value::Percent(n))) => Some(Fraction::of(*n)),
        _ => None,
    };
    let missing = parts.iter().filter(|(_, part)| *part == Part::Missing).count();
    (parts.iter().filter_map(|(_, part)| number(part)).collect(), missing)
}

/// How many different values there are, and how many are missing.
fn different(parts: &[(usize, Part<'_>)]) -> (usize, usize) {
    let mut seen = Vec::new();
    for (_, part) in parts {
        if matches!(part, Part::Of(_)) && !seen.contains(&part) {
            seen.push(part);
        }
    }
    (seen.len(), parts.iter().filter(|(_, part)| *part == Part::Missing).count())
}

/// Arithmetic between what can be told of two numbers.
fn calculate<'a>(a: &What<'a>, op: ArithOp, b: &What<'a>) -> What<'a> {
    if let (What::Nothing, _) | (_, What::Nothing) = (a, b) {
        return What::Nothing;
    }
    let (What::Between(low, high), What::Between(other_low, other_high)) = (a, b) else {
        return What::Is(Got::Unclear);
    };
    let both = |a: &Option<Fraction>, b: &Option<Fraction>, f: fn(Fraction, Fraction) -> Fraction| {
        a.zip(*b).map(|(a, b)| f(a, b))
    };
    let exact = |low: &Option<Fraction>, high: &Option<Fraction>| low.filter(|_| low == high);
    match op {
        ArithOp::Add => {
            What::Between(both(low, other_low, Fraction::plus), both(high, other_high, Fraction::plus))
        }
        ArithOp::Sub => {
            What::Between(both(low, other_high, Fraction::minus), both(high, other_low, Fraction::minus))
        }
        ArithOp::Mul => match (exact(low, high), exact(other_low, other_high)) {
            (Some(a), Some(b)) => What::Between(Some(a.times(b)), Some(a.times(b))),
            (_, Some(by)) if by.is_positive() => {
                What::Between(low.map(|n| n.times(by)), high.map(|n| n.times(by)))
            }
            (Some(by), _) if by.is_positive() => {
                What::Between(other_low.map(|n| n.times(by)), other_high.map(|n| n.times(by)))
            }
            _ => What::Is(Got::Unclear),
        },
        ArithOp::Div => match (exact(low, high), exact(other_low, other_high)) {
            (Some(a), Some(b)) => match a.divided(b) {
                Some(quotient) => What::Between(Some(quotient), Some(quotient)),
                None => What::Nothing,
            },
            (_, Some(by)) if by.is_positive() => {
                let over = |n: &Option<Fraction>| n.and_then(|n| n.divided(by));
                What::Between(over(low), over(high))
            }
            _ => What::Is(Got::Unclear),
        },
    }
}
