//! Reads a figure off the totals, with everything that makes it uncertain.

use super::super::eval::{Env, Outcome};
use super::super::obligation::Doubt;
use super::super::occasion::anchor_of;
use super::super::run::Engine;
use super::super::{Occasion, Reason, Why};
use super::Figure;
use super::store::{Wild, before as before_period};
use super::total::{Adds, Missing, Total};
use crate::analysis::model::{CompareOp, Over};
use crate::event::{Cell, KindId, LostRow, Sym, Value};
use crate::plan::{self, Counted, Expr, FigureOf, Slot, Tally};
use crate::time::{self, Due, Instant, Opening, Period, Stamp, TimeError, Timing, Unit, period_containing};
use std::sync::Arc;

/// The time over which a figure runs.
struct Range {
    /// Its first instant; `None`: from ever.
    start: Option<Instant>,
    /// The calendar period under which its total is kept.
    bucket: Instant,
    /// Its end.
    end: End,
    /// For a rolling range: from when on events count.
    from: Option<Due>,
    /// Whether the events themselves are kept, and not their total.
    rolls: bool,
}

/// The end of a range.
#[derive(Clone, Copy)]
enum End {
    /// The first instant after it.
    Before(Instant),
    /// With this moment, in the order of the log.
    With(Stamp),
    /// Up to a due time.
    Due(Due),
    /// Not known yet.
    Open,
}

/// At what a figure is taken.
#[derive(Clone, Copy)]
pub(super) struct Taken<'o> {
    pub occasion: &'o Occasion,
    /// The time over which it runs is over.
    pub closed: bool,
    /// What may have ended that time before its end.
    pub doubts: &'o [Doubt],
}

impl Figure {
    pub(super) fn unclear(reasons: Vec<Reason>) -> Figure {
        Figure {
            value: None,
            mean: None,
            low: None,
            high: None,
            events: 0,
            rows: Vec::new(),
            reasons,
            open: false,
        }
    }
}

impl Engine<'_> {
    /// The figures of a norm that are complete at an occasion; the others are left out.
    pub(in crate::engine) fn first_figures(&self, norm: usize, occasion: &Occasion) -> Vec<Option<Figure>> {
        let complete = |figure: &plan::Figure| match occasion {
            Occasion::Event(_) => true,
            Occasion::Period { .. } => figure.at_start(),
            Occasion::Interval { .. } => figure.before_interval(),
        };
        let taken = Taken { occasion, closed: true, doubts: &[] };
        let take = |figure: &plan::Figure| complete(figure).then(|| self.figure(figure, taken));
        self.setup.plan.norms[norm].figures.iter().map(take).collect()
    }

    /// A figure at an occasion.
    pub(super) fn figure(&self, figure: &plan::Figure, taken: Taken<'_>) -> Figure {
        self.figure_of(figure, taken, None)
    }

    /// A figure, inside a ranking that of a member.
    pub(super) fn figure_of(&self, figure: &plan::Figure, taken: Taken<'_>, ranked: Option<Sym>) -> Figure {
        match &figure.of {
            FigureOf::Counted(counted) => self.counted(counted, taken, ranked),
            FigureOf::Rank(ranking) => self.place(ranking, taken),
        }
    }

    /// A figure that is read off a tally.
    fn counted(&self, figure: &Counted, taken: Taken<'_>, ranked: Option<Sym>) -> Figure {
        let Taken { occasion, closed, doubts } = taken;
        let env = Env { ranked, ..self.env(occasion) };
        let mut values = Vec::with_capacity(figure.key.len());
        for part in &figure.key {
            match env.value(part) {
                Outcome::Value(value) => values.push(value),
                Outcome::Blank { why, .. } | Outcome::Undecided(why) => {
                    return Figure::unclear(vec![Reason::ConditionUndecided(why)]);
                }
            }
        }
        let range = match self.range(figure, occasion) {
            Ok(range) => range,
            Err(error) => return Figure::unclear(vec![Reason::Time(error)]),
        };
        let tally = self.setup.plan.tally(figure.tally);
        let mut total = self.total(figure, tally, (&range, doubts), &values);
        let mut reasons: Vec<Reason> = doubts.iter().map(|doubt| doubt.reason.clone()).collect();
        let lost: Vec<Reason> =
            self.lost_to(tally, &range, &values).map(|row| Reason::Rejected(row.row)).collect();
        let mut missing = Missing { lost: lost.len() as u64, before: false, open: false };
        reasons.extend(lost);
        if let Some(reason) = self.before_figure(tally.kind, range.start) {
            missing.before = true;
            reasons.push(reason);
        }
        if !closed {
            missing.open = true;
            reasons.push(Reason::WindowOpen);
        } else if let Some(reason) = self.source_ends(tally.kind, range.end) {
            missing.open = true;
            reasons.push(reason);
        }
        let result = total.result(tally.function, tally.zero.as_ref(), tally.kind, missing);
        let mut whys: Vec<Reason> = result.whys.into_iter().map(Reason::ConditionUndecided).collect();
        whys.extend(result.shown.into_iter().map(|(event, why)| Reason::Candidate(event, why)));
        whys.append(&mut reasons);
        if result.value.is_some() {
            whys.clear();
        }
        Figure {
            open: result.value.is_none() && missing.open,
            value: result.value,
            mean: result.mean,
            low: result.low,
            high: result.high,
            events: total.events,
            rows: total.rows(),
            reasons: whys,
        }
    }

    /// The time of a figure of an interval or slot: itself, or a time before it.
    fn range_of_interval(&self, figure: &Counted, occasion: &Occasion) -> Result<Range, TimeError> {
        let begins = anchor_of(occasion);
        let since = |start: Instant| Due::through(Stamp::exact(start));
        let before = |from: Option<Due>| Range {
            start: from.map(|from| from.earliest()),
            bucket: Instant::MIN,
            end: End::Before(begins.start),
            from,
            rolls: true,
        };
        Ok(match &figure.over {
            Over::Period => {
                let unknown = matches!(
                    occasion, Occasion::Interval { interval, slot: None, .. } if interval.from.is_none()
                );
                let from = (!unknown).then(|| Due::through(begins));
                let end = occasion.ends().map_or(End::Open, End::Due);
                Range { end, ..before(from) }
            }
            Over::This(unit) => before(Some(since(self.period_of(*unit, begins.start)?.start))),
            Over::Previous(unit) => {
                let this = self.period_of(*unit, begins.start)?;
                let period = before_period(&self.setup, *unit, &this).ok_or(TimeError::OutOfRange)?;
                Range { end: End::Before(period.end), ..before(Some(since(period.start))) }
            }
            Over::SoFar => before(None),
            Over::Last(length) => before(Some(time::lead(&self.setup.rules, begins, length)?)),
        })
    }

    fn range(&self, figure: &Counted, occasion: &Occasion) -> Result<Range, TimeError> {
        if let Occasion::Interval { .. } = occasion {
            return self.range_of_interval(figure, occasion);
        }
        let anchor = anchor_of(occasion);
        let (end, last) = match occasion {
            Occasion::Period { period, .. } => {
                (End::Before(period.end), Stamp::exact(period.end.plus_micros(-1)))
            }
            Occasion::Event(_) | Occasion::Interval { .. } => (End::With(anchor), anchor),
        };
        let calendar = |period: Period, end| Range {
            start: Some(period.start),
            bucket: period.start,
            end,
            from: None,
            rolls: false,
        };
        Ok(match &figure.over {
            Over::Period => match occasion {
                Occasion::Period { period, .. } => calendar(*period, end),
                Occasion::Event(_) | Occasion::Interval { .. } => {
                    Range { start: None, bucket: Instant::MIN, end, from: None, rolls: false }
                }
            },
            Over::This(unit) => calendar(self.period_of(*unit, last.start)?, end),
            Over::Previous(unit) => {
                let this = self.period_of(*unit, anchor.start)?;
                let period = before_period(&self.setup, *unit, &this).ok_or(TimeError::OutOfRange)?;
                calendar(period, End::Before(period.end))
            }
            Over::SoFar => Range { start: None, bucket: Instant::MIN, end, from: None, rolls: false },
            Over::Last(length) => {
                let until = match end {
                    End::Before(end) => Stamp::exact(end),
                    End::With(stamp) => stamp,
                    End::Due(_) | End::Open => anchor,
                };
                let from = time::lead(&self.setup.rules, until, length)?;
                let start = Some(from.earliest());
                Range { start, bucket: Instant::MIN, end, from: Some(from), rolls: true }
            }
        })
    }

    fn period_of(&self, unit: Unit, at: Instant) -> Result<Period, TimeError> {
        period_containing(&self.setup.rules, unit, at)?.ok_or(TimeError::OutOfRange)
    }

    /// The total of a range, with the events that may belong to it.
    fn total(
        &self,
        figure: &Counted,
        tally: &Tally,
        (range, doubts): (&Range, &[Doubt]),
        values: &[Value],
    ) -> Total {
        let perhaps = |total: &mut Total, other: &Wild| {
            if other.may_be(values) && self.may_lie_in_range(range, other.event.at) {
                let at = (other.event.at, self.setup.rules.zone);
                total.add(tally.function, at, || Arc::clone(&other.event), true, other.adds.clone());
            }
        };
        if !range.rolls {
            let mut total = self.store.total(figure.tally, range.bucket, values);
            let wild = self.store.wild(figure.tally, range.bucket);
            wild.for_each(|other| perhaps(&mut total, other));
            return total;
        }
        let mut total = Total::default();
        let (events, wild) = self.store.events(figure.tally, values);
        for item in events {
            let doubt = match self.lies_in(range, item.event.at) {
                Opening::Early => continue,
                Opening::Open => self.doubt_of_end(doubts, None, item.event.at),
                Opening::Undecided => Some(Why::TooCoarse),
            };
            let adds = match (doubt, &item.adds) {
                (None, adds) => adds.clone(),
                (Some(why), Adds::Value(value)) => Adds::Perhaps(why, Some(value.clone())),
                (Some(_), Adds::Nothing) => Adds::Nothing,
                (Some(why), Adds::Perhaps(_, value)) => Adds::Perhaps(why, value.clone()),
                (Some(why), Adds::Itself | Adds::Unclear(_)) => Adds::Perhaps(why, None),
            };
            let at = (item.event.at, self.setup.rules.zone);
            total.add(tally.function, at, || Arc::clone(&item.event), true, adds);
        }
        wild.iter().for_each(|other| perhaps(&mut total, other));
        total
    }

    /// Whether an event that is kept lies in a range.
    fn lies_in(&self, range: &Range, at: Stamp) -> Opening {
        let zone = self.setup.rules.zone;
        let from = range.from.map_or(Opening::Open, |from| from.judge_from(at, zone));
        let late = match range.end {
            // In the order of the log: what comes later has not come yet.
            End::With(_) | End::Open => Timing::InTime,
            End::Before(end) if at.start >= end => Timing::Late,
            End::Before(end) if zone.end_of(at) > end => Timing::Undecided,
            End::Before(_) => Timing::InTime,
            End::Due(due) => due.judge(at, zone),
        };
        match (from, late) {
            (Opening::Early, _) | (_, Timing::Late) => Opening::Early,
            (Opening::Undecided, _) | (_, Timing::Undecided) => Opening::Undecided,
            (Opening::Open, Timing::InTime) => Opening::Open,
        }
    }

    fn may_lie_in_range(&self, range: &Range, at: Stamp) -> bool {
        let zone = self.setup.rules.zone;
        let late = match range.end {
            End::Before(end) => at.start >= end,
            End::With(moment) => self.is_after(at, moment),
            End::Due(due) => due.judge(at, zone) == Timing::Late,
            End::Open => false,
        };
        let early = match &range.from {
            Some(from) => from.judge_from(at, zone) == Opening::Early,
            None => range.start.is_some_and(|start| zone.end_of(at) <= start && at.start < start),
        };
        !late && !early
    }

    /// Rejected rows that could belong to a range.
    fn lost_to<'e>(
        &'e self,
        tally: &'e Tally,
        range: &'e Range,
        values: &'e [Value],
    ) -> impl Iterator<Item = &'e LostRow> + 'e {
        self.setup.lost.iter().filter(move |row| {
            row.kind.is_none_or(|kind| kind == tally.kind)
                && row.at.is_none_or(|at| self.may_lie_in_range(range, at))
                && may_have_key(tally, row, values)
        })
    }

    /// A range that began before the observed log leaves open what happened in it then.
    fn before_figure(&self, kind: KindId, start: Option<Instant>) -> Option<Reason> {
        let from = self.setup.coverage.begin_of(kind)?;
        if from == Instant::MAX {
            return Some(Reason::NoSource(kind));
        }
        start.is_none_or(|start| start < from).then_some(Reason::BeforeLog { kind, from })
    }

    /// A source that was not observed to the end of a range.
    fn source_ends(&self, kind: KindId, end: End) -> Option<Reason> {
        let until = self.setup.coverage.end_of(kind)?;
        let short = match end {
            End::Before(end) => until.start < end,
            End::With(moment) => until.start < Due::through(moment).closes(self.setup.rules.zone),
            End::Due(due) => until.start < due.closes(self.setup.rules.zone),
            End::Open => true,
        };
        short.then_some(Reason::SourceEnds { kind, until })
    }
}

/// Whether nothing that is known of a rejected row speaks against an equality that `where` asks for.
fn may_pass(filter: &Expr, row: &LostRow) -> bool {
    match filter {
        Expr::And(parts) => parts.iter().all(|part| may_pass(part, row)),
        Expr::Compare(a, CompareOp::Eq, b) => {
            let (field, value) = match (&**a, &**b) {
                (field, Expr::Const(value)) | (Expr::Const(value), field) => (field, value),
                _ => return true,
            };
            let Expr::Field { slot: Slot::Candidate, index, optional, .. } = field else { return true };
            match row.kind.and_then(|_| row.cells.get(*index)).and_then(Option::as_ref) {
                Some(Cell::Value(Value::Stamp(_))) => true,
                Some(Cell::Value(known)) => known == value,
                Some(Cell::Blank) => !optional,
                Some(Cell::Unreadable(_)) | None => true,
            }
        }
        _ => true,
    }
}

/// Whether nothing that is known of a rejected row's key speaks against it.
fn may_have_key(tally: &Tally, row: &LostRow, values: &[Value]) -> bool {
    tally.filter.as_ref().is_none_or(|filter| may_pass(filter, row))
        && tally.key.iter().zip(values).all(|(part, value)| {
            let Expr::Field { slot: Slot::Candidate, index, optional, .. } = &part.counted else {
                return true;
            };
            match row.kind.and_then(|_| row.cells.get(*index)).and_then(Option::as_ref) {
                Some(Cell::Value(known)) => known == value,
                Some(Cell::Blank) => !part.same && !optional,
                Some(Cell::Unreadable(_)) | None => true,
            }
        })
}
