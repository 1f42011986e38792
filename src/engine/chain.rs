//! Acts in order: how far an obligation has come with them, for certain and at best.
//!
//! What is asked is that there be a first act, a second one after it, and so on. Without limits between them the earliest
//! act of each step is as good as any. Where a limit is counted from the act before, a later one may be better, so every
//! one that could still lead on is kept. Each question is asked twice: of what is certain, and of everything that may have
//! been, as it would help most. What lies between the two cannot be told.

use super::Reason;
use crate::event::{Event, RowRef, Value};
use crate::time::{Due, Instant, Precision, Stamp, Timing, Zone};
use std::sync::Arc;

/// What an obligation has seen of one way.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    /// What is certain.
    pub sure: Run,
    /// With everything that may have been.
    pub best: Run,
    /// The same, with what a source may have held that was not observed to the end; none if there is no such source.
    pub open: Option<Run>,
    /// Why nothing can be told of it.
    pub broken: Option<Reason>,
    /// How finely the acts are dated that were seen. Of acts that are equally fine the order is certain.
    pub finest: Option<Precision>,
    pub coarsest: Option<Precision>,
}

impl Chain {
    /// Notes how finely an act is dated.
    pub fn note(&mut self, precision: Precision) {
        self.finest = Some(self.finest.map_or(precision, |finest| finest.min(precision)));
        self.coarsest = self.coarsest.max(Some(precision));
    }
}

/// What a run needs besides the events.
pub(super) struct Between<'a> {
    pub zone: &'a Zone,
    /// The limit of a step that is counted from the act before; none if it has none.
    pub due: &'a dyn Fn(usize, Stamp) -> Option<Result<Due, Reason>>,
    /// Whether a step has such a limit.
    pub limited: &'a dyn Fn(usize) -> bool,
}

/// How an event was received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Took {
    /// It counts for its step.
    Yes,
    /// It came later than the act before allows.
    Late(Due),
    /// What must come before it has not come.
    TooSoon,
    /// Its step is over.
    Needless,
}

/// What a step asks of one goal.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Need {
    pub acts: u32,
    pub people: u32,
    /// How many acts may have been that were not seen, and from when on.
    pub unseen: u32,
    pub since: Option<Stamp>,
    /// Any number of acts may have been before the log begins.
    pub before_log: Option<Instant>,
}

impl Need {
    /// Whether it may have been met before the log begins; what follows an act of the log was not.
    fn may_be_before_log(&self, after: Option<Stamp>) -> bool {
        self.before_log.is_some_and(|begin| after.is_none_or(|at| at.start < begin))
    }
}

/// One reading of the log.
#[derive(Clone, Debug)]
pub(super) struct Run {
    /// By step and goal.
    needs: Vec<Vec<Need>>,
    /// What is under way.
    pub threads: Vec<Thread>,
    /// The act that completed the last step.
    pub done: Option<Mark>,
    /// The last step that was reached.
    pub front: usize,
    /// Whether what is possible is enough.
    tolerant: bool,
    /// Events that may lie after one that is read later, because one of the two is coarsely dated.
    coarse: Vec<(Seat, Arc<Event>, Option<Value>)>,
}

/// A step that is waited for.
#[derive(Clone, Debug)]
pub(super) struct Thread {
    pub step: usize,
    /// What completed the step before.
    since: Option<Mark>,
    /// The limit counted from that.
    pub due: Option<Due>,
    tallies: Vec<Tally>,
    /// Of what is chosen for it, the act that ends last.
    last: Option<Mark>,
    /// When it was complete; an act read later that is dated otherwise may have come first.
    over: Option<Stamp>,
}

/// Step and goal.
pub(super) type Seat = (usize, usize);

#[derive(Clone, Debug, Default)]
struct Tally {
    acts: u32,
    people: Vec<Value>,
    nameless: u32,
}

/// An act that completed a step, or (of what was not seen) when it was at the earliest.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    pub at: Option<Stamp>,
    event: Option<(RowRef, u16)>,
    /// The last act up to there that was seen.
    seen: Option<(Stamp, (RowRef, u16))>,
}

impl Mark {
    fn of(event: &Event) -> Mark {
        let own = (event.row, event.rule);
        Mark { at: Some(event.at), event: Some(own), seen: Some((event.at, own)) }
    }
}

impl Run {
    pub fn new(needs: Vec<Vec<Need>>, tolerant: bool, between: &Between<'_>) -> Run {
        let coarse = Vec::new();
        let mut run = Run { needs, threads: Vec::new(), done: None, front: 0, tolerant, coarse };
        // The first step has no limit that is counted from an act before it.
        let _ = run.begin(0, None, between);
        run
    }

    /// Shows it an event of a step.
    pub fn take(
        &mut self,
        seat: Seat,
        event: &Arc<Event>,
        person: Option<&Value>,
        between: &Between<'_>,
    ) -> Result<Took, Reason> {
        if self.done.is_some() {
            return Ok(Took::Needless);
        }
        let zone = between.zone;
        self.threads.retain(|thread| thread.over.is_none_or(|over| zone.end_of(over) > event.at.start));
        if self.tolerant {
            self.coarse.retain(|(_, kept, _)| zone.end_of(kept.at) > event.at.start);
            self.coarse.push((seat, Arc::clone(event), person.cloned()));
        }
        self.offer(seat, event, person, between)
    }

    fn offer(
        &mut self,
        seat: Seat,
        event: &Arc<Event>,
        person: Option<&Value>,
        between: &Between<'_>,
    ) -> Result<Took, Reason> {
        let (step, goal) = seat;
        let (mut took, mut complete) = (None, None);
        let passed = self.front > step;
        let mark = Mark::of(event);
        let alone = matches!(self.needs.get(step).map(Vec::as_slice), Some([need]) if need.acts <= 1);
        for thread in self.threads.iter_mut().filter(|thread| thread.step == step) {
            if thread.is_over_for(event.at, between.zone)
                || !follows(thread.since, event, self.tolerant, between.zone)
            {
                continue;
            }
            match thread.due.map(|due| (due, due.judge(event.at, between.zone))) {
                Some((due, Timing::Late)) => {
                    took = took.or(Some(Took::Late(due)));
                    continue;
                }
                Some((_, Timing::Undecided)) if !self.tolerant => continue,
                Some((_, Timing::InTime | Timing::Undecided)) | None => {}
            }
            if let Some(tally) = thread.tallies.get_mut(goal) {
                tally.add(person);
            }
            took = Some(Took::Yes);
            // Of several acts, what comes next comes for certain only after the one that may have been the last.
            let ends = |mark: Mark| mark.at.map(|at| between.zone.end_of(at));
            let later = |last: &Mark| !self.tolerant && !alone && ends(*last) > ends(mark);
            thread.last = thread.last.filter(later).or(Some(mark));
            if self.needs.get(step).is_some_and(|needs| full(needs, &thread.tallies, thread.since)) {
                complete = thread.last;
            }
        }
        if let Some(mark) = complete {
            self.complete(step, mark, between)?;
        }
        Ok(took.unwrap_or(if passed { Took::Needless } else { Took::TooSoon }))
    }

    /// A step is complete.
    fn complete(&mut self, step: usize, mark: Mark, between: &Between<'_>) -> Result<(), Reason> {
        let next = step + 1;
        if next == self.needs.len() {
            self.done = Some(mark);
            self.front = next;
            self.threads.clear();
            return Ok(());
        }
        if (between.limited)(next) {
            // The later the act, the later the limit: one that has got nowhere yet is not needed any more.
            self.threads.retain(|thread| {
                thread.step != next || thread.tallies.iter().any(|t| t.acts > 0) || !thread.is_as_fine(mark)
            });
        } else {
            // The earlier the act, the more can follow; which is earlier can be told of two that are equally fine.
            match mark.at {
                None => self.threads.retain(|thread| thread.step != step),
                Some(over) => {
                    let own = self.threads.iter_mut().filter(|thread| thread.step == step);
                    own.for_each(|thread| thread.over = thread.over.or(Some(over)));
                }
            }
            if self.threads.iter().any(|thread| thread.step == next && thread.is_as_fine(mark)) {
                return Ok(());
            }
        }
        self.begin(next, Some(mark), between)
    }

    /// Waits for a step.
    fn begin(&mut self, step: usize, since: Option<Mark>, between: &Between<'_>) -> Result<(), Reason> {
        self.front = self.front.max(step);
        // Of an act that was not seen, no limit can be counted.
        let from = since.filter(|mark| mark.event.is_some()).and_then(|mark| mark.at);
        let due = from.and_then(|at| (between.due)(step, at)).transpose()?;
        let Some(needs) = self.needs.get(step) else { return Ok(()) };
        let tallies = vec![Tally::default(); needs.len()];
        if full(needs, &tallies, since) {
            let before = since.and_then(|mark| mark.at);
            let later = needs.iter().filter(|need| !need.may_be_before_log(before));
            let unseen = later.filter_map(|need| need.since).max_by_key(|at| at.start);
            let at = [unseen, before].into_iter().flatten().max_by_key(|at| at.start);
            let seen = since.and_then(|mark| mark.seen);
            return self.complete(step, Mark { at, event: None, seen }, between);
        }
        self.threads.push(Thread { step, since, due, tallies, last: None, over: None });
        for ((at, goal), event, person) in self.coarse.clone() {
            if at == step && self.done.is_none() {
                self.offer((step, goal), &event, person.as_ref(), between)?;
            }
        }
        Ok(())
    }
}

impl Thread {
    /// Whether it was complete before an act of that time can have been.
    fn is_over_for(&self, at: Stamp, zone: &Zone) -> bool {
        self.over.is_some_and(|over| over.precision == at.precision || zone.end_of(over) <= at.start)
    }

    /// Whether the act it counts from is as finely dated as another.
    fn is_as_fine(&self, mark: Mark) -> bool {
        let of = |mark: Mark| (mark.at.map(|at| at.precision), mark.seen.map(|(at, _)| at.precision));
        self.since.map(of) == Some(of(mark))
    }
}

impl Tally {
    fn add(&mut self, person: Option<&Value>) {
        self.acts = self.acts.saturating_add(1);
        match person {
            None => self.nameless = self.nameless.saturating_add(1),
            Some(person) if self.people.contains(person) => {}
            Some(person) => self.people.push(person.clone()),
        }
    }
}

fn full(needs: &[Need], tallies: &[Tally], since: Option<Mark>) -> bool {
    let before = since.and_then(|mark| mark.at);
    needs.iter().zip(tallies).all(|(need, tally)| {
        let unseen = if need.may_be_before_log(before) { u32::MAX } else { need.unseen };
        let people = u32::try_from(tally.people.len()).unwrap_or(u32::MAX).saturating_add(tally.nameless);
        tally.acts.saturating_add(unseen) >= need.acts && people.saturating_add(unseen) >= need.people
    })
}

/// Whether an event comes after what was before, for certain or (`tolerant`) perhaps.
fn follows(since: Option<Mark>, event: &Event, tolerant: bool, zone: &Zone) -> bool {
    since.is_none_or(|Mark { at, event: own, seen }| {
        let unseen = at.filter(|_| own.is_none());
        seen.is_none_or(|(at, own)| is_after(at, Some(own), event, tolerant, zone))
            && unseen.is_none_or(|at| is_after(at, None, event, tolerant, zone))
    })
}

/// The same of one act. Ties of equally fine times keep the log's order.
fn is_after(at: Stamp, before: Option<(RowRef, u16)>, event: &Event, tolerant: bool, zone: &Zone) -> bool {
    if before == Some((event.row, event.rule)) {
        return false;
    }
    if at.precision == event.at.precision {
        return match before {
            Some(before) => (at.start, before) < (event.at.start, (event.row, event.rule)),
            None => at.start <= event.at.start,
        };
    }
    if tolerant { zone.end_of(event.at) > at.start } else { event.at.start >= zone.end_of(at) }
}
