//! All the time: a condition over states at every instant of a window.

use super::act::Fate;
use super::expr::{Scope, Truth};
use super::states::{Known, Moment};
use super::window::Window;
use super::{Naive, Over};
use crate::case::About;
use crate::slip::Slip;
use guiju::analysis::model::{Expr, StateSource};
use guiju::event::{Cell, Value};
use guiju::time::{Bound, Due, Instant, Stamp};
use rust_decimal::Decimal;

impl<'a> Naive<'a> {
    /// Whether a condition held all over a window, or for a share of it.
    pub fn hold(
        &self,
        condition: &'a Expr,
        share: Option<Decimal>,
        window: &Window,
        over: &Over<'a>,
    ) -> Fate {
        if !self.is_over(window) {
            return Fate::Open;
        }
        let (Some(opens), Some(due)) = (window.opens, window.due) else { return Fate::Unclear };
        let known = Known::Before(due.closes(&self.case.zone));
        let share = share.filter(|_| !self.slips(Slip::ShareIgnored));
        let past = i64::from(self.slips(Slip::HoldIncludesTheEnd));
        let earliest = self.slips(Slip::CoarseEndIsTheEarliest);
        let due = if earliest { Due::until(due.earliest()) } else { due };
        if due.earliest() != due.last() {
            // It cannot be told when it ends: it held at every instant that may lie in it, or not at one that certainly does.
            let over_all = |share, range| self.held(condition, share, range, known, over);
            let failed = |fate: Fate| fate.failed().is_some();
            let widest = (opens.start, due.last());
            if over_all(None, widest) == Fate::Met {
                return Fate::Met;
            }
            let core = (self.case.zone.end_of(opens), due.earliest());
            // Not even for the smallest part.
            let smallest = Some(Decimal::new(1, 18));
            let fails = match share {
                None if core.0 < core.1 => failed(over_all(None, core)),
                // If it ends at a time of the day in which it opened, nothing may be asked at all.
                _ if window.by_clock && core.1 <= core.0 => false,
                // It may begin later than it may end: then not at any instant between the two.
                None => failed(over_all(smallest, (core.1.plus_micros(-1), core.0.plus_micros(1)))),
                Some(_) => failed(over_all(smallest, widest)),
            };
            let certain = fails && window.doubts.is_empty();
            return if certain { Fate::FailedSometime(None) } else { Fate::Unclear };
        }
        let mut ends: Vec<Instant> = window.doubts.iter().map(|doubt| doubt.start).collect();
        ends.retain(|end| *end < due.last());
        ends.push(due.last());
        let openings = self.openings(opens, window);
        let mut fates = Vec::new();
        for end in ends {
            let range = |from: &Instant| (*from, end.plus_micros(past));
            fates.extend(openings.iter().map(|from| self.held(condition, share, range(from), known, over)));
        }
        if fates.iter().all(|fate| fate.failed().is_some()) {
            let agreed = fates.iter().all(|fate| *fate == fates[0]);
            return if agreed { fates[0] } else { Fate::FailedSometime(None) };
        }
        if fates.iter().all(|fate| *fate == fates[0]) { fates[0] } else { Fate::Unclear }
    }

    /// When a window of whose opening only the day or minute is known may have opened: at its first and last instant, and whenever
    /// something changed.
    fn openings(&self, opens: Stamp, window: &Window) -> Vec<Instant> {
        let last = self.latest_opening(opens, window);
        let mut all = vec![opens.start];
        if !self.slips(Slip::CoarseOpeningIsItsBeginning) {
            all.extend(self.instants(opens.start).into_iter().filter(|at| opens.start < *at && *at < last));
            all.push(last);
        }
        all
    }

    fn held(
        &self,
        condition: &'a Expr,
        share: Option<Decimal>,
        (from, until): (Instant, Instant),
        known: Known,
        over: &Over<'a>,
    ) -> Fate {
        if until <= from {
            // At no instant anything is asked.
            return Fate::Met;
        }
        let mut instants = self.instants(from);
        instants.retain(|at| *at > from && *at < until && !self.slips(Slip::FirstInstantOnly));
        instants.push(from);
        instants.sort();
        instants.dedup();
        let (mut yes, mut no, mut perhaps) = (0i64, 0i64, 0i64);
        let mut first: Option<Instant> = None;
        for (i, at) in instants.iter().enumerate() {
            let next = instants.get(i + 1).copied().unwrap_or(until);
            let length = next.micros() - at.micros();
            let scope =
                Scope { moment: Some(Moment { at: Stamp::exact(*at), known, row: None }), ..over.scope };
            match self.holds(condition, scope) {
                Truth::Undecided if self.slips(Slip::UndecidedHolds) => yes += length,
                Truth::Yes => yes += length,
                Truth::No => {
                    no += length;
                    first = first.or(Some(*at));
                }
                Truth::Undecided | Truth::Open => perhaps += length,
            }
        }
        let whole = Decimal::from(yes + no + perhaps);
        let needed = share.unwrap_or(Decimal::ONE) * whole;
        // Where something cannot be told it may have failed earlier.
        let failed = if perhaps > 0 {
            Fate::FailedSometime(None)
        } else {
            Fate::Failed(first.map(|at| Stamp::exact(at).max(over.anchor.at)))
        };
        if Decimal::from(yes) >= needed && (share.is_some() || no == 0) {
            Fate::Met
        } else if Decimal::from(yes + perhaps) < needed {
            failed
        } else {
            Fate::Unclear
        }
    }

    /// Every instant from one on at which a state can change.
    pub fn instants(&self, from: Instant) -> Vec<Instant> {
        let zone = &self.case.zone;
        let mut all = Vec::new();
        let mut stamp = |at: Stamp| all.extend([at.start, zone.end_of(at), at.start.plus_micros(1)]);
        self.events.iter().for_each(|e| stamp(e.at));
        self.case.lost.iter().filter_map(|l| l.at).for_each(&mut stamp);
        // Where the log begins or a source stops to tell.
        let declared = self.case.coverage.kinds.iter().flatten();
        declared.clone().filter_map(|d| d.end).for_each(&mut stamp);
        let begins = declared.filter_map(|d| d.begin).chain(self.case.coverage.begin);
        begins.for_each(|at| stamp(Stamp::exact(at)));
        let rows = self.case.entities.iter().flatten().map(|row| &*row.cells);
        for cells in self.events.iter().map(|e| &*e.cells).chain(rows) {
            for cell in cells.iter() {
                match cell {
                    Cell::Value(Value::Stamp(at)) => stamp(*at),
                    Cell::Value(Value::Date(date)) => {
                        stamp(Stamp::exact(zone.start_of_day(*date)));
                        stamp(Stamp::exact(zone.start_of_day(date.tomorrow().expect("there is one"))));
                    }
                    _ => {}
                }
            }
        }
        // Shifts do not begin with the log.
        let begin = self.case.coverage.begin.unwrap_or(self.horizon.start);
        let (first, last) = (begin.min(from), self.horizon.start);
        for state in &self.case.model.states {
            let extents = match &state.source {
                StateSource::Shift { from, until } => self.shifts(*from, *until, first, last),
                StateSource::Record { from, until, kind, .. } => {
                    let cells = self.events.iter().filter(|e| e.kind == *kind).map(|e| &e.cells);
                    cells.map(|cells| self.extent(cells, *from, *until, |_| true)).collect()
                }
                StateSource::Table { from, until, entity, .. } => {
                    let cells = self.case.entities[entity.0 as usize].iter().map(|row| &row.cells);
                    cells.map(|cells| self.extent(cells, *from, *until, |_| true)).collect()
                }
                StateSource::Between { .. } => Vec::new(),
            };
            for extent in extents {
                all.extend(extent.from.ok().flatten());
                all.extend(extent.until.ok().flatten());
            }
        }
        all
    }

    /// By when, and when, something failed before the event that ends the window: one that may end it later does not put off what has
    /// failed.
    pub fn failed_before_the_event(
        &self,
        window: &Window,
        over: &Over<'a>,
        conduct: Fate,
    ) -> Option<(Instant, Instant)> {
        let zone = &self.case.zone;
        let plain = over.scope.period.is_none() && over.scope.span.is_none_or(|span| !span.by_event);
        let by_event = plain && (window.ended || window.waits.is_some());
        let failed = conduct.failed().flatten().filter(|_| by_event).map(|at| (zone.end_of(at), at.start));
        failed.filter(|(end, _)| window.due.is_some_and(|due| *end < due.closes(zone)))
    }

    /// An excuse that asks for a state: once the window has closed, with what was logged by then.
    pub fn state_excuse(&self, condition: &'a Expr, window: &Window, over: &Over<'a>, conduct: Fate) -> Fate {
        let zone = &self.case.zone;
        // It failed between these two: if it is the same at both, it is certain.
        if let (None, Fate::FailedSometime(Some(at))) = (window.due, conduct) {
            let asked = |at| self.state_excuse(condition, window, over, Fate::Failed(Some(at)));
            let (first, last) = (asked(over.anchor.at), asked(at));
            return if first == last || last == Fate::Open { last } else { Fate::Unclear };
        }
        let (closes, last) = match (window.due, conduct) {
            _ if let Some(failed) = self.failed_before_the_event(window, over, conduct) => failed,
            (Some(due), _) => {
                let exclusive = due.bound() == Bound::Exclusive;
                let last = due.last().plus_micros(if exclusive { -1 } else { 0 });
                (due.closes(zone), last)
            }
            // The event that ends the interval may still come.
            (None, _) if over.scope.span.is_some_and(|span| span.by_event) => return Fate::Open,
            (None, Fate::Failed(Some(at))) => (zone.end_of(at), at.start),
            _ => return Fate::Unclear,
        };
        if closes > self.horizon.start {
            return Fate::Open;
        }
        let period = over.scope.period.is_some();
        let period = match over.scope.period {
            Some(_) => !self.slips(Slip::PeriodAskedAtItsBeginning),
            None => period || self.slips(Slip::AskedAtTheEnd),
        };
        let at = if period { Stamp::exact(last) } else { over.anchor.at };
        let of_event = matches!(over.about, About::Event(..)) && !period;
        let row = over.index.filter(|_| of_event);
        let scope = Scope { moment: Some(Moment { at, known: Known::Before(closes), row }), ..over.scope };
        match self.holds(condition, scope) {
            Truth::Yes => Fate::Met,
            Truth::No => Fate::Failed(None),
            Truth::Undecided | Truth::Open => Fate::Unclear,
        }
    }
}
