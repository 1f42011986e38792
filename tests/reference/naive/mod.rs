//! The second opinion: every norm, every occasion, and for each the whole log once more.
//!
//! Written from the language's definition (`docs/reference/semantics.md`), not from the engine, and with nothing that would make it
//! fast: no state, no timers, no index. It shares with the engine the policy's model, values, events and the arithmetic of time.

mod act;
mod acts;
mod between;
mod courses;
mod expr;
mod extents;
mod figures;
mod fraction;
mod gaps;
mod hold;
mod intervals;
mod lead;
pub mod ledger;
mod likeness;
mod members;
mod money;
mod own;
mod rank;
mod relations;
mod several;
mod states;
mod stretch;
mod window;

pub use act::Fate;
pub use expr::Truth;

use crate::case::Posting;
use crate::case::{About, Case, Line, Owed};
use crate::mutation::Mutation;
use crate::slip::Slip;
use expr::{Got, Member, Scope, holds_on};
use guiju::analysis::model::{Conduct, Each, Excuse, Limit, Norm, Occasion, Penalty, Roster, Validity};
use guiju::engine::Status;
use guiju::event::{Event, Sym};
use guiju::ledger::Total;
use guiju::time::{self, Date, Instant, Period, Stamp};
use relations::Fallen;
use std::cell::RefCell;
use window::{Anchor, Window};

/// What is judged, and under which wrong reading, if any.
pub struct Naive<'a> {
    pub case: &'a Case,
    mutation: Option<Mutation>,
    /// The events up to the horizon.
    events: Vec<&'a Event>,
    horizon: Stamp,
    /// When the reparations of the obligation at hand were due.
    repairs: RefCell<Vec<Instant>>,
    /// Instants at which something may be decided.
    instants: RefCell<Vec<Instant>>,
}

/// One occasion.
#[derive(Clone)]
pub struct Over<'a> {
    /// What names stand for.
    scope: Scope<'a>,
    /// The occasion's own event.
    index: Option<usize>,
    /// When it is, and until when, if it is a period.
    anchor: Anchor,
    about: About,
    /// Whether it is one.
    applies: Truth,
    /// Whether a figure of the norm is complete at the end of the period only.
    awaits: bool,
}

/// Judges every obligation of a case.
pub fn judge(case: &Case, mutation: Option<Mutation>) -> Vec<Line> {
    let Some(naive) = Naive::new(case, mutation, None) else { return Vec::new() };
    naive.judge_all().into_iter().map(|(line, _)| line).collect()
}

impl<'a> Naive<'a> {
    /// Over the log up to a horizon, by default the case's own; none if there is neither a horizon nor an event.
    fn new(case: &'a Case, mutation: Option<Mutation>, horizon: Option<Stamp>) -> Option<Naive<'a>> {
        let horizon = horizon.or(case.horizon).or_else(|| case.events.iter().map(|e| e.at).max())?;
        let seen = |e: &&Event| e.at.start <= horizon.start || mutation == Some(Mutation::HorizonKeepsEvents);
        let events = case.events.iter().filter(seen).collect();
        Some(Naive {
            case,
            mutation,
            events,
            horizon,
            repairs: RefCell::default(),
            instants: RefCell::default(),
        })
    }

    /// Every obligation, and how it came about.
    fn judge_all(&self) -> Vec<(Line, Fallen<'a>)> {
        let mut lines: Vec<(Line, Fallen<'_>)> = Vec::new();
        for (i, norm) in self.case.model.norms.iter().enumerate() {
            for over in self.occasions(norm, &lines) {
                match self.yields(norm, &over) {
                    Truth::Yes => {}
                    Truth::No => lines.extend(self.obligations(i, norm, &over)),
                    _ => {
                        let over = Over { applies: Truth::Undecided, ..over };
                        lines.extend(self.obligations(i, norm, &over));
                    }
                }
            }
        }
        lines
    }
    /// Whether a wrong reading is switched on.
    fn wrong(&self, mutation: Mutation) -> bool {
        self.mutation == Some(mutation)
    }

    /// Whether a wrong reading about states is switched on.
    fn slips(&self, slip: Slip) -> bool {
        self.mutation == Some(Mutation::Lasting(slip))
    }

    /// Every occasion on which a norm applies, or may apply.
    fn occasions(&self, norm: &'a Norm, before: &[(Line, Fallen<'a>)]) -> Vec<Over<'a>> {
        let mut all = self.occasions_ever(norm, before);
        all.retain(|over| self.is_judged(norm, over));
        all
    }

    /// The same, with those that are not judged.
    fn occasions_ever(&self, norm: &'a Norm, before: &[(Line, Fallen<'a>)]) -> Vec<Over<'a>> {
        let mut all = match &norm.occasion {
            Occasion::Event { kind, .. } if self.case.model.violations.iter().any(|v| v.kind == *kind) => {
                self.of_violations(*kind, norm, before)
            }
            Occasion::Event { kind, filter } => self
                .events
                .iter()
                .enumerate()
                .filter(|(_, event)| event.kind == *kind)
                .map(|(i, event)| {
                    let scope = Scope { occasion: Some(event), ..Scope::default() };
                    let over = Over {
                        scope,
                        index: Some(i),
                        anchor: Anchor { at: self.stamp(event.at), period_end: None, from_ever: false },
                        about: About::Event(event.row.row, event.kind),
                        applies: Truth::Yes,
                        awaits: false,
                    };
                    Over { applies: filter.as_ref().map_or(Truth::Yes, |f| self.asks(f, &over)), ..over }
                })
                .collect(),
            Occasion::Each(each) => self.periods(each, stretch::awaits(norm)),
            Occasion::During(during) => {
                let spans = self.spans(during).into_iter();
                let awaits = stretch::awaits(norm);
                spans.map(|over| Over { awaits, ..over }).collect()
            }
        };
        if let Some(pattern) = &norm.pattern {
            all.retain(|over| self.is_in_force(norm, over));
            all = self.counted(norm, pattern, all);
        }
        all
    }

    /// Whether a norm is in force on the day of an occasion; of what stands for all slots of an interval, on the day of any of them.
    fn is_in_force(&self, norm: &Norm, over: &Over<'_>) -> bool {
        over.applies != Truth::No && self.is_effective(norm, over)
    }

    fn is_effective(&self, norm: &Norm, over: &Over<'_>) -> bool {
        let day = self.case.zone.date(over.anchor.at.start);
        let (first, last) = norm.effective;
        let later = |first: Date| {
            let first = self.case.zone.start_of_day(first);
            let until = over.scope.span.and_then(|span| span.until.or_else(|| self.ends_for_certain(span)));
            stands_for_slots(norm, over)
                && first <= self.horizon.start
                && until.is_none_or(|until| first < until)
        };
        first.is_none_or(|first| first <= day || later(first)) && last.is_none_or(|last| day <= last)
    }

    fn is_judged(&self, norm: &Norm, over: &Over<'_>) -> bool {
        let at = over.anchor.at.start;
        let effective = self.is_effective(norm, over);
        let slots = stands_for_slots(norm, over);
        let lasts = |from| over.scope.span.is_some_and(|span| span.until.is_none_or(|until| until > from));
        // What stands for all slots of an interval is judged if any of them would be.
        let from = self.case.options.from.is_none_or(|from| from <= at || slots && lasts(from));
        let undecided = over.applies == Truth::Undecided
            && !self.wrong(Mutation::UndecidedOccasionPassedOver)
            || over.applies == Truth::Open;
        (over.applies == Truth::Yes || undecided)
            && (effective || self.wrong(Mutation::EffectiveIgnored) || self.slips(Slip::VersionsIgnored))
            && (from || self.wrong(Mutation::FromIgnored))
    }

    /// Every period from the one that holds the beginning of the log up to the horizon, and every member that owes it.
    fn periods(&self, each: &'a Each, awaits: bool) -> Vec<Over<'a>> {
        let Some(begin) = self.case.coverage.begin else { return Vec::new() };
        let rules = self.case.rules();
        let mut all = Vec::new();
        let first = match time::period_containing(&rules, each.unit, begin) {
            Ok(None) => time::next_period_after(&rules, each.unit, begin),
            other => other,
        };
        let mut next = first.ok().flatten();
        while let Some(period) = next.filter(|p| p.start <= self.horizon.start) {
            match &each.roster {
                None => all.push(self.period(each, period, None, awaits)),
                Some(roster) => {
                    for key in self.keys(roster) {
                        if let Some(on) = self.owes(roster, key, &period) {
                            let late = self.wrong(Mutation::MemberReadAtPeriodStart);
                            let member = Member { key, on: if late { period.first } else { on } };
                            all.push(self.period(each, period, Some(member), awaits));
                        }
                    }
                }
            }
            next = time::next_period_after(&rules, each.unit, period.end).ok().flatten();
        }
        all
    }

    fn period(&self, each: &'a Each, period: Period, member: Option<Member>, awaits: bool) -> Over<'a> {
        let name = member.map(|m| self.case.interner.text(&m.key).to_string());
        let over = Over {
            scope: Scope { member, period: Some(period.start), ..Scope::default() },
            index: None,
            anchor: Anchor { at: Stamp::exact(period.start), period_end: Some(period.end), from_ever: false },
            about: About::Period(period.label(), name),
            applies: Truth::Yes,
            awaits,
        };
        let filter = each.roster.iter().filter_map(|roster| roster.filter.as_ref());
        let conditions = filter.chain(&each.condition);
        let applies = conditions.fold(Truth::Yes, |t, condition| t.and(self.asks(condition, &over)));
        Over { applies, ..over }
    }

    /// The keys of an entity, in the order of their first lines.
    fn keys(&self, roster: &Roster) -> Vec<Sym> {
        let mut keys = Vec::new();
        for row in &self.case.entities[roster.entity.0 as usize] {
            if !keys.contains(&row.key) {
                keys.push(row.key);
            }
        }
        keys
    }

    /// The first day of a period on which a member is valid, if the member owes the period.
    fn owes(&self, roster: &Roster, key: Sym, period: &Period) -> Option<Date> {
        let rows = &self.case.entities[roster.entity.0 as usize];
        let valid = |day: Date| rows.iter().any(|row| row.key == key && holds_on(row, day));
        let mut days = Vec::new();
        let mut day = period.first;
        while day <= period.last {
            days.push(day);
            day = day.tomorrow().ok()?;
        }
        let owes = match roster.validity {
            _ if self.wrong(Mutation::ValidAtAnyTime) => true,
            Validity::AtStart => valid(period.first),
            Validity::AtEnd => valid(period.last),
            Validity::Throughout => days.iter().all(|day| valid(*day)),
            Validity::AtAnyTime => true,
        };
        days.into_iter().find(|day| valid(*day)).filter(|_| owes)
    }

    /// The obligations of an occasion: one, or one for each check.
    fn obligations(&self, index: usize, norm: &'a Norm, over: &Over<'a>) -> Vec<(Line, Fallen<'a>)> {
        let bearer = match &norm.bearer {
            None => Owed::NotStated,
            Some(bearer) => match self.get(bearer, over.scope) {
                Got::Text(name) => Owed::By(name.to_string()),
                _ => match self.worked_out(bearer, over) {
                    Some(Got::Text(name)) => Owed::By(name.to_string()),
                    _ => Owed::Unassigned,
                },
            },
        };
        let line = |check: Option<usize>, settled: Settled| {
            let fallen = self.fallen(norm, over, &settled);
            let line = Line {
                norm: index,
                about: over.about.clone(),
                check,
                bearer: bearer.clone(),
                status: settled.status,
                opens: settled.window.as_ref().and_then(|w| w.opens),
                due: settled.window.as_ref().and_then(|w| w.due),
                ends_with_event: over.scope.span.is_some_and(|span| span.by_event && span.slot.is_none())
                    || norm.time.iter().any(|b| matches!(b.limit, Limit::Before { act: Some(_), .. })),
                postings: settled.postings,
            };
            (line, fallen)
        };
        match &norm.conduct {
            Conduct::Check(checks) => checks
                .iter()
                .enumerate()
                .map(|(i, check)| line(Some(i), self.settle(norm, over, Asked::Holds(&check.condition))))
                .collect(),
            Conduct::Never => vec![line(None, self.settle(norm, over, Asked::Never))],
            Conduct::Must(acts) => vec![line(None, self.settle(norm, over, Asked::Must(acts)))],
            Conduct::MustNot(acts) => vec![line(None, self.settle(norm, over, Asked::MustNot(acts)))],
            Conduct::Every(acts, length) => {
                vec![line(None, self.settle(norm, over, Asked::Every(acts, length)))]
            }
            Conduct::Hold(hold) => vec![line(None, self.settle(norm, over, Asked::Hold(hold)))],
        }
    }

    fn settle(&self, norm: &'a Norm, over: &Over<'a>, asked: Asked<'a>) -> Settled {
        self.repairs.borrow_mut().clear();
        let unknown = Settled {
            status: Status::Unknown,
            window: None,
            postings: Vec::new(),
            repairs: Vec::new(),
            stages: 0,
            happened: over.anchor.at,
        };
        let open = !norm.open_params.is_empty()
            && !self.wrong(Mutation::OpenParameterIgnored)
            && !self.slips(Slip::UnsetLimitIgnored);
        if over.applies == Truth::Undecided || open {
            return unknown;
        }
        let limited = matches!(asked, Asked::Must(_) | Asked::MustNot(_));
        if limited && !norm.time.is_empty() && self.limit(&norm.time, over) == Err(Truth::Open) {
            return Settled { status: Status::Pending, ..unknown };
        }
        let of_instant = matches!(asked, Asked::Never | Asked::Holds(_))
            && over.anchor.period_end.is_none()
            && !self.lasts_as_long(asked, over);
        let window = if of_instant {
            Some(self.instant(over.anchor.at))
        } else if norm.time.is_empty() && over.scope.span.is_some() {
            self.interval_window(over)
        } else {
            self.window(&norm.time, over.anchor, over)
        };
        if over.applies == Truth::Open {
            return Settled { status: Status::Pending, window, ..unknown };
        }
        let Some(window) = window else { return unknown };
        if self.too_soon(norm, over) {
            return Settled { status: Status::Pending, window: Some(window), ..unknown };
        }
        let conduct = match asked {
            Asked::Must(acts) => self.must_acts(acts, &window, over),
            Asked::MustNot(acts) => self.must_not_acts(acts, &Window { harms: true, ..window.clone() }, over),
            Asked::Every(acts, length) => self.every(acts, length, &window, over),
            Asked::Hold(hold) => self.hold(&hold.condition, hold.share, &window, over),
            Asked::Never => Fate::Failed(Some(over.anchor.at)),
            Asked::Holds(condition) => match self.asks(condition, over) {
                Truth::Yes => Fate::Met,
                Truth::No => self.failed_condition(norm, condition, &window, over),
                Truth::Undecided => Fate::Unclear,
                Truth::Open => Fate::Open,
            },
        };
        let left_open = conduct == Fate::Met && self.slips(Slip::KeptIsLeftOpen);
        let conduct = if left_open { Fate::Unclear } else { conduct };
        let (status, stages) = if self.is_open_slot(over) {
            (Status::Pending, 0)
        } else {
            self.verdict(norm, over, conduct, &window)
        };
        let repairs = self.repairs.take();
        let happened = self.happened(norm, over, Some(&window), conduct);
        let status = self.waits_for_amounts(norm, over, status, stages);
        // What does not earn a reward breaks nothing.
        let reward = norm.kind == guiju::analysis::model::NormKind::Reward;
        let status = if reward && status == Status::Violated { Status::Unearned } else { status };
        Settled {
            status,
            postings: self.postings(norm, stages),
            window: Some(window),
            repairs,
            stages,
            happened,
        }
    }

    /// Whether a condition on an interval or slot has the window of that: its end is known when it begins, or
    /// figures run over it.
    fn lasts_as_long(&self, asked: Asked<'a>, over: &Over<'a>) -> bool {
        over.scope.span.is_some_and(|span| match asked {
            _ if span.until.is_some() || span.slot.is_some() => true,
            Asked::Holds(condition) => over.awaits && figures::asks_for_figure(condition),
            _ => false,
        })
    }

    /// The status, and how many stages' consequences follow.
    fn verdict(&self, norm: &'a Norm, over: &Over<'a>, conduct: Fate, window: &Window) -> (Status, usize) {
        if conduct == Fate::Met {
            return (Status::Fulfilled, 0);
        }
        let excuse = self.excuse(norm, over, window, conduct);
        match (conduct, excuse) {
            (Fate::Open, Fate::Met) if self.wrong(Mutation::ExcuseDecidesEarly) => (Status::Excused, 0),
            (Fate::Open, _) => (Status::Pending, 0),
            (_, Fate::Met) => (Status::Excused, 0),
            (_, Fate::Open) if !self.wrong(Mutation::OpenExcuseFails) => (Status::Pending, 0),
            (_, Fate::Unclear) if !self.wrong(Mutation::UnclearExcuseFails) => (Status::Unknown, 0),
            (Fate::FailedSometime(at), _) if self.wrong(Mutation::FailsAtTheLatest) => {
                self.chain(norm, over, at)
            }
            (Fate::FailedSometime(_), _) if norm.stages.iter().any(|stage| !stage.reparations.is_empty()) => {
                (Status::Unknown, 0)
            }
            (Fate::FailedSometime(_), _) => self.chain(norm, over, None),
            (Fate::Failed(at), _) => self.chain(norm, over, at),
            _ => (Status::Unknown, 0),
        }
    }

    /// Whether any excuse holds; `Failed` if none can any more.
    fn excuse(&self, norm: &'a Norm, over: &Over<'a>, window: &Window, conduct: Fate) -> Fate {
        let count = match self.mutation {
            Some(Mutation::NoExcuse) => 0,
            Some(Mutation::FirstExcuseOnly) => 1,
            _ => norm.excuses.len(),
        };
        let fates: Vec<Fate> = norm
            .excuses
            .iter()
            .take(count)
            .map(|excuse| match excuse {
                // Of a window without an end, or that had not ended when it failed, as without the word.
                Excuse::Throughout { condition, .. }
                    if window.due.is_none() && over.scope.span.is_none_or(|span| !span.by_event)
                        || self.failed_before_the_event(window, over, conduct).is_some() =>
                {
                    self.state_excuse(condition, window, over, conduct)
                }
                Excuse::Throughout { condition, .. } => self.hold(condition, None, window, over),
                Excuse::Condition { condition, .. } if states::asks_for_state(condition) => {
                    self.state_excuse(condition, window, over, conduct)
                }
                Excuse::Condition { condition, .. } => match self.asks(condition, over) {
                    Truth::Yes => Fate::Met,
                    Truth::No => Fate::Failed(None),
                    Truth::Undecided => Fate::Unclear,
                    Truth::Open => Fate::Open,
                },
                Excuse::Act { acts, time, .. } if time.is_empty() => self.must_acts(acts, window, over),
                Excuse::Act { acts, time, .. } => match self.window(time, over.anchor, over) {
                    Some(own) => self.must_acts(acts, &own, over),
                    None => Fate::Unclear,
                },
            })
            .collect();
        let first = [Fate::Met, Fate::Open, Fate::Unclear].into_iter().find(|f| fates.contains(f));
        first.unwrap_or(Fate::Failed(None))
    }

    /// What follows from a violation: repaired at some stage, or violated at the end of the chain.
    fn chain(&self, norm: &'a Norm, over: &Over<'a>, failed: Option<Stamp>) -> (Status, usize) {
        let (mut since, mut unsure) = (failed, false);
        for (i, stage) in norm.stages.iter().enumerate() {
            if stage.reparations.is_empty() || self.wrong(Mutation::NoReparation) {
                continue;
            }
            if unsure {
                return (Status::Unknown, 0);
            }
            let at = since.filter(|_| !self.wrong(Mutation::ReparationFromOccasion));
            let anchor = Anchor { at: at.unwrap_or(over.anchor.at), period_end: None, from_ever: false };
            let (mut fates, mut windows, mut closings) = (Vec::new(), Vec::new(), Vec::new());
            for reparation in &stage.reparations {
                let Some(mut window) = self.window(&reparation.time, anchor, over) else {
                    return (Status::Unknown, 0);
                };
                window.since = Some(anchor);
                if self.wrong(Mutation::ReparationOpensLate) {
                    window.opens = Some(Stamp::exact(self.case.zone.end_of(anchor.at)));
                }
                let fate = self.must_acts(&reparation.acts, &window, over);
                if fate.failed().is_some() {
                    closings.extend(self.closing(&reparation.acts, &window, over));
                }
                windows.push(window);
                fates.push(fate);
            }
            // One of which it cannot be told may have failed before the one that certainly did.
            let before = |at: Option<Stamp>| {
                let unclear =
                    |n: &usize| matches!(fates[*n], Fate::Unclear | Fate::Open | Fate::FailedSometime(_));
                (0..fates.len()).filter(unclear).any(|n| {
                    let (window, acts) = (&windows[n], &stage.reparations[n].acts);
                    let missed = self.missed_at(acts, window, over);
                    let many = acts.single().and_then(|act| Some((act, act.count.max? as usize + 1)));
                    // What failed with an act too many was not missed.
                    let missed =
                        missed.filter(|missed| fates[n].failed().is_none_or(|at| at == Some(*missed)));
                    missed.is_some_and(|missed| at.is_some_and(|at| missed < at))
                        || many.is_some_and(|(act, many)| self.may_have_come(act, many, at, window, over))
                })
            };
            // The stage has failed with the first of them.
            self.repairs.borrow_mut().extend(closings.into_iter().min());
            let failed = fates.iter().filter_map(|fate| fate.failed());
            if self.wrong(Mutation::OneReparationIsEnough) && fates.contains(&Fate::Met) {
                return (Status::Repaired, i + 1);
            }
            if let Some(at) = failed.min() {
                since = at;
                unsure = fates.contains(&Fate::FailedSometime(at)) || before(at);
            } else if fates.contains(&Fate::Open) {
                return (Status::Pending, 0);
            } else if fates.contains(&Fate::Unclear) {
                return (Status::Unknown, 0);
            } else if self.wrong(Mutation::RepairedIsFree) {
                return (Status::Repaired, 0);
            } else {
                return (Status::Repaired, i + 1);
            }
        }
        (Status::Violated, norm.stages.len())
    }

    /// The consequences of the first stages.
    fn postings(&self, norm: &Norm, stages: usize) -> Vec<Posting> {
        let stages = if self.wrong(Mutation::FirstStageOnly) { stages.min(1) } else { stages };
        let all = norm.stages.iter().take(stages).enumerate();
        all.flat_map(|(i, stage)| {
            stage.consequences.iter().enumerate().map(move |(j, consequence)| Posting {
                source: (i, j),
                penalty: consequence.penalty.clone(),
                per: consequence.per,
                times: 1,
                total: match consequence.penalty {
                    Penalty::Fine(amount) => Total::Money(amount),
                    Penalty::Demerit(points) => Total::Points(points),
                    Penalty::Warn => Total::Act,
                    // What the random policies do not write.
                    _ => Total::Untold(guiju::engine::Why::Nothing),
                },
            })
        })
        .collect()
    }
}

/// What is asked of an occasion.
#[derive(Clone, Copy)]
enum Asked<'a> {
    Must(&'a guiju::analysis::model::Acts),
    MustNot(&'a guiju::analysis::model::Acts),
    Never,
    Every(&'a guiju::analysis::model::Acts, &'a time::Length),
    Hold(&'a guiju::analysis::model::Hold),
    Holds(&'a guiju::analysis::model::Expr),
}

/// How an obligation ended.
struct Settled {
    status: Status,
    window: Option<Window>,
    postings: Vec<Posting>,
    /// When its reparations were due.
    repairs: Vec<Instant>,
    /// How many stages of `else` are reached.
    stages: usize,
    /// To which time it belongs.
    happened: Stamp,
}

/// Whether one obligation stands for all slots of an interval, because nothing can be told of them.
fn stands_for_slots(norm: &Norm, over: &Over<'_>) -> bool {
    match (&norm.occasion, over.scope.span) {
        (Occasion::During(during), Some(span)) => {
            over.applies == Truth::Undecided && during.slot.is_some() && span.slot.is_none()
        }
        _ => false,
    }
}
