//! Acts in order: how far an obligation has come with them, for certain and at best.
//!
//! What is asked is that there be a first act, a second one after it, and so on. Without limits between them the earliest
//! act of each step is as good as any. Where a limit is counted from the act before, a later one may be better, so every
//! one that could still lead on is kept. Each question is asked twice: of what is certain, and of everything that may have
//! been, as it would help most. What lies between the two cannot be told.

use super::Reason;
use super::follows::{Mark, Part};
use crate::event::Value;
use crate::time::{Due, Instant, Precision, Stamp, Timing, Zone};
use smallvec::SmallVec;

/// What an obligation has seen of one way.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    /// What is certain.
    pub sure: Run,
    /// With everything that may have been.
    pub best: Run,
    /// The same, with what a source may have held that was not observed to the end; none if there is no such source.
    pub open: Option<Run>,
    /// Why nothing can be told of it: the window of an act cannot be worked out.
    pub broken: Option<Reason>,
    /// Rejected rows whose time is known that may have been acts, the next one last, until they are counted with the rest.
    pub rows: Vec<(Seat, Part)>,
    /// How finely the acts are dated that were seen. Of acts that are equally fine the order is certain.
    pub finest: Option<Precision>,
    pub coarsest: Option<Precision>,
    /// The acts that were seen, where something unseen is possible: once it is known when the window ends, less is.
    pub kept: Option<Vec<(Seat, Part)>>,
}

impl Chain {
    /// Notes how finely an act is dated.
    pub fn note(&mut self, precision: Precision) {
        self.finest = Some(self.finest.map_or(precision, |finest| finest.min(precision)));
        self.coarsest = self.coarsest.max(Some(precision));
    }

    /// Counts an act for what may have been: how it was received, and how if a source held more than was observed of it.
    pub fn may_take(&mut self, seat: Seat, part: &Part, between: &Between<'_>) -> (Took, Option<Took>) {
        let open = self.open.as_mut().map(|open| open.take(seat, part, between));
        (self.best.take(seat, part, between), open)
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
    /// How many acts may have been of which it is not known when they were, and from when on.
    pub unseen: u32,
    pub since: Option<Stamp>,
    /// Any number of acts may have been before the log begins.
    pub before_log: Option<Instant>,
    /// The first instant after the window.
    pub closes: Option<Instant>,
}

impl Need {
    /// Whether acts may have been that were not seen.
    pub fn may_be_unseen(&self) -> bool {
        self.unseen > 0 || self.before_log.is_some()
    }

    /// Whether it may have been met before the log begins; what follows an act of the log was not.
    fn may_be_before_log(&self, after: Option<Stamp>) -> bool {
        !self.is_over(after) && self.before_log.is_some_and(|begin| after.is_none_or(|at| at.start < begin))
    }

    /// Whether its window was over before the act that it must follow.
    fn is_over(&self, after: Option<Stamp>) -> bool {
        self.closes.zip(after).is_some_and(|(closes, at)| closes <= at.start)
    }

    /// How many acts may have been that were not seen.
    fn unseen_after(&self, after: Option<Stamp>) -> u32 {
        match (self.may_be_before_log(after), self.is_over(after)) {
            (true, _) => u32::MAX,
            (false, true) => 0,
            (false, false) => self.unseen,
        }
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
    /// A limit that cannot be worked out: what comes after the act that it is counted from may be in time, and may not.
    pub untold: Option<Reason>,
    /// Acts that may lie after one that is read later, because one of the two is coarsely dated.
    coarse: Vec<(Seat, Part)>,
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
    /// What is chosen for it.
    last: Option<Mark>,
    /// When it was complete; an act read later that is dated otherwise may have come first. It stays, because the limits that close it tell
    /// until when there was hope where the next step was over already.
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

impl Run {
    pub fn new(needs: Vec<Vec<Need>>, tolerant: bool, between: &Between<'_>) -> Run {
        let coarse = Vec::new();
        let mut run =
            Run { needs, threads: Vec::new(), done: None, front: 0, tolerant, untold: None, coarse };
        run.begin(0, None, between);
        run
    }

    /// Shows it an act of a step.
    pub fn take(&mut self, seat: Seat, part: &Part, between: &Between<'_>) -> Took {
        if self.done.is_some() {
            return Took::Needless;
        }
        let zone = between.zone;
        if self.tolerant {
            self.coarse.retain(|(_, kept)| zone.end_of(kept.at) > part.at.start);
            self.coarse.push((seat, part.clone()));
        }
        self.prune(part.at.start, zone);
        self.offer(seat, part, between)
    }

    /// Forgets what leads nowhere further than something else does. The later the act, the later the limit that is counted from it:
    /// an earlier act that has got nowhere yet is not needed any more, once whatever is still to be read comes after both.
    fn prune(&mut self, now: Instant, zone: &Zone) {
        let (threads, coarse) = (&self.threads, &self.coarse);
        let is_needless = |old: &Thread, after: &[Thread]| {
            old.is_idle()
                && after.iter().any(|new| {
                    let (Some(before), Some(since)) = (old.since, new.since) else { return false };
                    let later = |(_, part): &(Seat, Part)| {
                        !before.allows(part, true, zone) || since.allows(part, true, zone)
                    };
                    new.step == old.step
                        && new.is_idle()
                        && new.counts_like(old)
                        && since.at.is_some_and(|at| zone.end_of(at) <= now)
                        && coarse.iter().all(later)
                })
        };
        if threads.len() < 2 {
            return;
        }
        let needless: Vec<bool> =
            (1..).zip(threads).map(|(next, old)| is_needless(old, &threads[next..])).collect();
        let mut needless = needless.into_iter();
        self.threads.retain(|_| !needless.next().unwrap_or_default());
    }

    fn offer(&mut self, seat: Seat, part: &Part, between: &Between<'_>) -> Took {
        let (step, goal) = seat;
        let (mut took, mut complete) = (None, SmallVec::<[Mark; 1]>::new());
        let passed = self.front > step;
        let alone = matches!(self.needs.get(step).map(Vec::as_slice), Some([need]) if need.acts <= 1);
        for thread in self.threads.iter_mut().filter(|thread| thread.step == step) {
            if thread.is_over_for(part.at, between.zone)
                || thread.since.is_some_and(|since| !since.allows(part, self.tolerant, between.zone))
            {
                continue;
            }
            match thread.due.map(|due| (due, due.judge(part.at, between.zone))) {
                Some((due, Timing::Late)) => {
                    took = took.or(Some(Took::Late(due)));
                    continue;
                }
                Some((_, Timing::Undecided)) if !self.tolerant => continue,
                Some((_, Timing::InTime | Timing::Undecided)) | None => {}
            }
            if let Some(tally) = thread.tallies.get_mut(goal) {
                tally.add(part.person.as_ref());
            }
            took = Some(Took::Yes);
            let mark = Mark::after(thread.since, part);
            // Of several acts, what comes next comes for certain only after all of them.
            let several = |last: Mark| !self.tolerant && !alone && last.at.is_some();
            let last = match thread.last.filter(|last| several(*last)) {
                Some(last) => last.and(mark, between.zone),
                None => mark,
            };
            thread.last = Some(last);
            if self.needs.get(step).is_some_and(|needs| full(needs, &thread.tallies, thread.since)) {
                complete.push(last);
            }
        }
        for mark in complete {
            if self.done.is_none() {
                self.complete(step, mark, between);
            }
        }
        took.unwrap_or(if passed { Took::Needless } else { Took::TooSoon })
    }

    /// A step is complete.
    fn complete(&mut self, step: usize, mark: Mark, between: &Between<'_>) {
        let next = step + 1;
        if next == self.needs.len() {
            self.done = Some(mark);
            self.front = next;
            return;
        }
        if !(between.limited)(next) {
            // The earlier the act, the more can follow; which is earlier can be told of two that are equally fine.
            let over = mark.at.unwrap_or(Stamp::exact(Instant::MIN));
            let own = self.threads.iter_mut().filter(|thread| thread.step == step);
            own.for_each(|thread| thread.over = thread.over.or(Some(over)));
        }
        let as_good = |thread: &Thread| {
            let no_later = |since: Mark| since.is_no_later(mark);
            thread.step == next && thread.due.is_none() && thread.since.is_none_or(no_later)
        };
        if !self.threads.iter().any(as_good) {
            self.begin(next, Some(mark), between);
        }
    }

    /// Waits for a step.
    fn begin(&mut self, step: usize, since: Option<Mark>, between: &Between<'_>) {
        self.front = self.front.max(step);
        let Some(needs) = self.needs.get(step) else { return };
        let before = since.and_then(Mark::earliest);
        if needs.iter().any(|need| need.is_over(before)) {
            return;
        }
        let due = match since.and_then(Mark::counts_from).and_then(|at| (between.due)(step, at)) {
            None => None,
            Some(Ok(due)) => Some(due),
            Some(Err(reason)) => {
                self.untold.get_or_insert(reason);
                if !self.tolerant {
                    return;
                }
                None
            }
        };
        let tallies = vec![Tally::default(); needs.len()];
        if full(needs, &tallies, since) {
            let later = needs.iter().filter(|need| !need.may_be_before_log(before));
            let unseen = later.filter_map(|need| need.since).max_by_key(|at| at.start);
            let at = [unseen, before].into_iter().flatten().max_by_key(|at| at.start);
            self.complete(step, Mark::unseen(since, at), between);
            // What was seen may have come before what was not; and from what was seen a limit is counted.
            if self.done.is_some() {
                return;
            }
        }
        self.threads.push(Thread { step, since, due, tallies, last: None, over: None });
        for ((at, goal), part) in self.coarse.clone() {
            if at == step && self.done.is_none() {
                self.offer((step, goal), &part, between);
            }
        }
    }
}

impl Thread {
    /// Whether it was complete before an act of that time can have been.
    fn is_over_for(&self, at: Stamp, zone: &Zone) -> bool {
        self.over.is_some_and(|over| {
            zone.end_of(over) <= at.start || over.precision == at.precision && over.start <= at.start
        })
    }

    /// Whether nothing has been counted for it yet.
    fn is_idle(&self) -> bool {
        self.tallies.iter().all(|tally| tally.acts == 0)
    }

    /// Whether its limit is counted from an act that is as finely dated as that of another.
    fn counts_like(&self, other: &Thread) -> bool {
        let from = |thread: &Thread| {
            let since = thread.since.filter(|_| thread.due.is_some())?;
            since.counts_from().map(|at| at.precision)
        };
        from(self).is_some() && from(self) == from(other)
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
    let before = since.and_then(Mark::earliest);
    needs.iter().zip(tallies).all(|(need, tally)| {
        let unseen = need.unseen_after(before);
        let people = u32::try_from(tally.people.len()).unwrap_or(u32::MAX).saturating_add(tally.nameless);
        tally.acts.saturating_add(unseen) >= need.acts && people.saturating_add(unseen) >= need.people
    })
}
