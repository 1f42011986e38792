//! When something could be done.

use super::expr::{Got, Scope, Truth};
use super::lead::Lead;
use super::{Naive, Over};
use crate::mutation::Mutation;
use crate::slip::Slip;
use guiju::analysis::model::{Act, Branch, Limit};
use guiju::event::{KindId, Value};
use guiju::time::{self, Bound, Due, Instant, Opening, Precision, Stamp, Timing};
use std::cmp::Ordering;

/// When something could be done.
#[derive(Clone, Debug)]
pub struct Window {
    /// From when on; `None`: from ever.
    pub opens: Option<Stamp>,
    /// `at most … before`: not before this.
    pub lead: Option<Due>,
    /// Until when; `None`: never closes.
    pub due: Option<Due>,
    /// The event that ends it may have come at these times: acts after them are doubtful.
    pub doubts: Vec<Stamp>,
    /// What was asked may be missing from then on already, since the event may have come.
    pub may_end: Vec<Instant>,
    /// It ended with an event.
    pub ended: bool,
    /// It waits for an event, as if that came at the horizon; whether what is asked can be met before.
    pub waits: Option<bool>,
    /// What happens in it can only do harm to who is bound: it is forbidden, or ends what they have.
    pub harms: bool,
    /// Its opening is what a record or the plan of shifts says, not what was noted.
    pub stated: bool,
    /// It ends at a time of day, or at a fixed one.
    pub by_clock: bool,
    /// From what the windows of single acts count, if that is not the occasion: in a reparation, from the failure.
    pub since: Option<Anchor>,
}

/// From ever, for ever.
pub const NO_WINDOW: Window = Window {
    opens: None,
    lead: None,
    due: None,
    doubts: Vec::new(),
    may_end: Vec::new(),
    ended: false,
    waits: None,
    harms: false,
    stated: false,
    by_clock: false,
    since: None,
};

/// What a window hangs on.
#[derive(Clone, Copy, Debug)]
pub struct Anchor {
    /// Where it opens and what its length is counted from.
    pub at: Stamp,
    /// The period, if the occasion is one.
    pub period_end: Option<Instant>,
    /// It began before the log, nobody knows when.
    pub from_ever: bool,
}

impl<'a> Naive<'a> {
    /// The window of a time clause; `None`: it cannot be told.
    pub fn window(&self, branches: &'a [Branch], anchor: Anchor, over: &Over<'a>) -> Option<Window> {
        let window = self.window_from(branches, anchor, over)?;
        let window = Window { stated: over.scope.span.is_some_and(|span| !span.by_event), ..window };
        if !anchor.from_ever {
            return Some(window);
        }
        // Nothing can be counted from a beginning that nobody knows.
        let limit = self.limit(branches, over);
        let counted = |limit: &Limit| {
            matches!(limit, Limit::Within(_, None) | Limit::By(_) | Limit::Before { act: None, .. })
        };
        let counted = !branches.is_empty() && limit.is_ok_and(counted);
        (!counted).then_some(Window { opens: None, ..window })
    }

    fn window_from(&self, branches: &'a [Branch], anchor: Anchor, over: &Over<'a>) -> Option<Window> {
        let until_end = anchor.period_end.map(|end| self.until(end));
        if branches.is_empty() {
            return Some(Window { opens: Some(anchor.at), due: until_end, ..NO_WINDOW });
        }
        let limit = self.limit(branches, over).ok()?;
        let rules = self.case.rules();
        let ahead = |due| Window { opens: Some(anchor.at), due: Some(due), ..NO_WINDOW };
        match limit {
            Limit::Within(length, None) => time::within(&rules, anchor.at, length).ok().map(ahead),
            Limit::Within(length, Some(of)) => {
                let from = self.point_of(of, over.scope)?;
                let due = time::within(&rules, from, length).ok()?;
                Some(ahead(due))
            }
            Limit::WithinOpen(_) => None,
            Limit::EndOfShift(_) if over.scope.span.is_some_and(|span| span.by_event) => {
                self.interval_window(over)
            }
            Limit::EndOfShift(shift) => {
                let due = self.end_of_shift(shift, anchor, over)?;
                Some(Window { opens: Some(anchor.at), due, ..NO_WINDOW })
            }
            Limit::By(point) => {
                let window = ahead(time::by(&rules, anchor.at, point).ok()?);
                Some(Window { by_clock: true, ..window })
            }
            Limit::ByField(field) => {
                let at = self.point_of(field, over.scope)?;
                let date = matches!(self.get(field, over.scope), Got::Value(Value::Date(_)));
                Some(ahead(if date { Due::until(self.case.zone.end_of(at)) } else { Due::through(at) }))
            }
            Limit::BeforeField(field) => {
                let at = self.point_of(field, over.scope)?;
                let date = matches!(self.get(field, over.scope), Got::Value(Value::Date(_)));
                let due = if date { Due::until(self.case.zone.end_of(at)) } else { Due::through(at) };
                Some(Window { due: Some(due), ..NO_WINDOW })
            }
            Limit::Before { act: None, at_least, at_most } => {
                let due = match at_least {
                    Some(length) if !self.wrong(Mutation::LeadIgnored) => {
                        time::lead(&rules, anchor.at, length).ok()?
                    }
                    _ => Due::through(anchor.at),
                };
                let lead = match at_most {
                    Some(length) => Some(time::lead(&rules, anchor.at, length).ok()?),
                    None => None,
                };
                Some(Window { lead, due: Some(due), ..NO_WINDOW })
            }
            Limit::Before { act: Some(act), at_least, at_most } => {
                let whole = match over.scope.span {
                    Some(_) if !self.slips(Slip::EventEndsBeyondTheInterval) => self.interval_window(over)?,
                    Some(_) => Window { opens: Some(anchor.at), ..NO_WINDOW },
                    None => Window { opens: Some(anchor.at), due: until_end, ..NO_WINDOW },
                };
                let lead = Lead { at_least: at_least.as_ref(), at_most: at_most.as_ref() };
                match lead.at_least.or(lead.at_most) {
                    Some(_) => self.lead_before(act, lead, anchor, whole, over),
                    None => Some(self.until_event(act, anchor, whole, over)),
                }
            }
        }
    }

    /// The window that ends with an interval.
    pub fn of_interval(&self, opens: Stamp, due: Option<Due>, doubts: Vec<Stamp>, ended: bool) -> Window {
        let may_end = starts(&doubts);
        Window { opens: Some(opens), due, doubts, may_end, ended, ..NO_WINDOW }
    }

    /// The window that is the occasion's own instant.
    pub fn instant(&self, at: Stamp) -> Window {
        Window { opens: Some(at), due: Some(Due::through(at)), ..NO_WINDOW }
    }

    fn until(&self, end: Instant) -> Due {
        if self.wrong(Mutation::PeriodIncludesItsEnd) {
            Due::through(Stamp::exact(end))
        } else {
            Due::until(end)
        }
    }

    /// The first branch whose condition holds; else why that cannot be told.
    pub fn limit(&self, branches: &'a [Branch], over: &Over<'a>) -> Result<&'a Limit, Truth> {
        for branch in branches {
            let holds = branch.condition.as_ref().map_or(Truth::Yes, |c| self.asks(c, over));
            match holds {
                _ if self.wrong(Mutation::FirstBranchOnly) => return Ok(&branch.limit),
                Truth::Yes => return Ok(&branch.limit),
                Truth::No => {}
                other => return Err(other),
            }
        }
        Err(Truth::Undecided)
    }

    /// The point of time that a field holds; a date stands for its day.
    fn point_of(&self, field: &'a guiju::analysis::model::Expr, scope: Scope<'a>) -> Option<Stamp> {
        match self.get(field, scope) {
            Got::Value(Value::Stamp(at)) => Some(at),
            Got::Value(Value::Date(date)) => {
                Some(Stamp { start: self.case.zone.start_of_day(date), precision: Precision::Day })
            }
            _ => None,
        }
    }

    /// The window that ends with the first event of a kind, or with the period.
    fn until_event(&self, act: &'a Act, anchor: Anchor, whole: Window, over: &Over<'a>) -> Window {
        // An event ends it also where the interval may have ended before; then that did.
        let seen = self.scan(act, None, &Window { doubts: Vec::new(), harms: true, ..whole.clone() }, over);
        let mut doubts = whole.doubts.clone();
        doubts.extend(&seen.doubtful);
        // One that came at an unknown time may have come as soon as the window was open.
        let lost = self.lost(act, None, &whole, over);
        doubts.extend(lost.iter().map(|lost| lost.at.map_or(anchor.at, |at| self.stamp(at))));
        if !self.observed_from(act.kind, &whole) {
            doubts.push(anchor.at);
        }
        doubts.extend(self.end_of(act.kind));
        if self.wrong(Mutation::DoubtfulTerminatorIgnored) {
            doubts.clear();
        }
        let due = match seen.hits.iter().min() {
            Some(at) => Some(Due::through(*at)),
            None => whole.due,
        };
        let may_end = starts(&doubts);
        Window { due, doubts, may_end, ended: whole.ended || !seen.hits.is_empty(), ..whole }
    }

    /// Whether something happened inside a window.
    pub fn inside(&self, at: Stamp, window: &Window) -> Truth {
        let mut inside = Truth::Yes;
        if let Some(opens) = window.opens {
            let after = match self.coarsely(at, opens) {
                _ if self.wrong(Mutation::OpensFromEver) => Truth::Yes,
                Ordering::Less => Truth::No,
                Ordering::Equal if self.wrong(Mutation::OpensAfterTheOccasion) => Truth::No,
                Ordering::Equal if self.may_precede(at, opens, window) => Truth::Undecided,
                Ordering::Equal | Ordering::Greater => Truth::Yes,
            };
            inside = inside.and(after);
        } else if self.wrong(Mutation::LookBackExcludesTheOccasion)
            && window.due.is_some_and(|due| self.ties(at, due))
        {
            inside = Truth::No;
        }
        if let Some(lead) = window.lead.filter(|_| !self.wrong(Mutation::LeadIgnored)) {
            inside = inside.and(match lead.judge_from(at, &self.case.zone) {
                Opening::Open
                    if self.may_harm(window, lead, at, |instant| instant < self.last_of_bound(lead)) =>
                {
                    Truth::Undecided
                }
                Opening::Open => Truth::Yes,
                Opening::Early => Truth::No,
                Opening::Undecided => Truth::Undecided,
            });
        }
        if let Some(due) = window.due {
            inside = inside.and(match due.judge(at, &self.case.zone) {
                Timing::InTime
                    if due.needs() != Precision::Day
                        && self.may_harm(window, due, at, |instant| instant > due.earliest()) =>
                {
                    Truth::Undecided
                }
                Timing::InTime if self.wrong(Mutation::DueExcludesItself) && self.ties(at, due) => Truth::No,
                Timing::InTime
                    if self.wrong(Mutation::TerminatorExcludesItself)
                        && window.ended
                        && self.ties(at, due) =>
                {
                    Truth::No
                }
                Timing::InTime => Truth::Yes,
                Timing::Late => Truth::No,
                Timing::Undecided => Truth::Undecided,
            });
        }
        let certain = window.doubts.iter().all(|doubt| self.coarsely(at, *doubt) != Ordering::Greater);
        if certain { inside } else { inside.and(Truth::Undecided) }
    }

    /// Whether it is left open that what does harm came before the window opened: of two times which are the same as far as the log tells,
    /// where one is known more finely than the other, or both more coarsely than the limit needs.
    fn may_precede(&self, at: Stamp, opens: Stamp, window: &Window) -> bool {
        let certain = at.start >= self.latest_opening(opens, window);
        let needs = window.due.map_or(Precision::Day, |due| due.needs());
        let differ = at.precision != opens.precision || at.precision > needs;
        window.harms && !certain && differ && !self.wrong(Mutation::CoarseBoundHarms)
    }

    /// The latest instant at which a window may have opened.
    pub fn latest_opening(&self, opens: Stamp, window: &Window) -> Instant {
        if window.stated { opens.start } else { self.case.zone.last_of(opens) }
    }

    fn last_of_bound(&self, bound: Due) -> Instant {
        let bound = Stamp { start: bound.last(), precision: bound.precision() };
        self.case.zone.last_of(bound)
    }

    /// Whether what does harm may lie outside of a bound, at its first or last instant, where one is known more finely than the other.
    fn may_harm(&self, window: &Window, bound: Due, at: Stamp, outside: impl Fn(Instant) -> bool) -> bool {
        let ends = [at.start, self.case.zone.last_of(at)];
        window.harms
            && at.precision != bound.precision()
            && ends.into_iter().any(outside)
            && !self.wrong(Mutation::CoarseBoundHarms)
    }

    fn ties(&self, at: Stamp, due: Due) -> bool {
        let edge = Stamp { start: due.last(), precision: due.precision() };
        due.bound() == Bound::Inclusive && self.coarsely(at, edge) == Ordering::Equal
    }

    /// Whether the horizon lies beyond the window.
    pub fn is_over(&self, window: &Window) -> bool {
        let Some(closes) = window.due.map(|due| due.closes(&self.case.zone)) else { return false };
        self.instants.borrow_mut().push(closes);
        closes <= self.horizon.start
    }

    /// Whether nothing of a kind that is still to come can lie in the window.
    pub fn closed(&self, window: &Window, kind: KindId) -> bool {
        let Some(due) = window.due else { return false };
        let mut closes = due.closes(&self.case.zone);
        if self.wrong(Mutation::ClosesAtItsLastInstant) && due.bound() == Bound::Inclusive {
            closes = due.last();
        }
        self.instants.borrow_mut().push(closes);
        let source = self.end_of(kind).filter(|_| !self.wrong(Mutation::EndOfSourceIgnored));
        self.wrong(Mutation::PendingIsViolated)
            || closes <= self.horizon.start && source.is_none_or(|end| closes <= end.start)
    }

    /// Whether a kind was observed from the beginning of the window on.
    pub fn observed_from(&self, kind: KindId, window: &Window) -> bool {
        let Some(begin) = self.begin_of(kind) else { return true };
        let from = window.opens.map(|opens| opens.start).or(window.lead.map(|lead| lead.earliest()));
        self.wrong(Mutation::BeginningIgnored) || from.is_some_and(|from| begin <= from)
    }

    pub fn begin_of(&self, kind: KindId) -> Option<Instant> {
        match self.case.coverage.kinds.get(kind.0 as usize) {
            Some(Some(declared)) => declared.begin,
            _ => self.case.coverage.begin,
        }
    }

    pub fn end_of(&self, kind: KindId) -> Option<Stamp> {
        self.case.coverage.kinds.get(kind.0 as usize).copied().flatten().and_then(|d| d.end)
    }
}

/// The first moments of some times.
fn starts(times: &[Stamp]) -> Vec<Instant> {
    times.iter().map(|at| at.start).collect()
}
