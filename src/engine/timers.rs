//! What will be looked at again, and when.

use super::slab::Place;
use crate::time::Instant;
use std::cmp::Reverse;
use std::collections::binary_heap::PeekMut;
use std::collections::{BinaryHeap, VecDeque};

/// What a timer waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Task {
    /// A period of a norm begins.
    Period(usize),
    /// A window of an obligation closes.
    Close(u64),
    /// The window of a light obligation closes.
    CloseLight(u64, Place),
    /// An interval begins.
    Interval(u64),
    /// A slot of an interval begins.
    Slot(u64),
    /// A shift of the calendar begins, for a norm.
    Shift(usize),
    /// The first timer of a queue is due.
    Queue(usize),
}

/// Fewer timers than this are not worth clearing out.
const FEW: usize = 1024;

/// When, which in order of setting, and what for.
type Timer = (Instant, u64, Task);

/// Timers by time; of equal times, in the order in which they were set.
///
/// A timer whose obligation has been decided meanwhile is of no use, but taking it out at once would mean looking for it. They
/// are cleared out together once they may be half of all, so that there are never many more timers than open windows.
///
/// Windows of one length close in the order in which they open. So the timers of such a norm stand in a queue of their own, and
/// only the first of each queue among all others.
#[derive(Debug, Default)]
pub(super) struct Timers {
    heap: BinaryHeap<Reverse<Timer>>,
    queues: Vec<Queue>,
    /// At this many they are cleared out.
    full: usize,
}

/// When the window of a light obligation closes, its id, and where it is kept. Its timer is set together with it, and so has the turn
/// after its id.
type Closing = (Instant, u64, Place);

fn turn(id: u64) -> u64 {
    id + 1
}

/// Timers of light obligations in the order of their times. The first one stands in the heap as well.
#[derive(Debug, Default)]
struct Queue {
    timers: VecDeque<Closing>,
    /// At this many they are cleared out.
    full: usize,
}

impl Timers {
    /// With so many queues.
    pub fn new(queues: usize) -> Timers {
        Timers { queues: (0..queues).map(|_| Queue::default()).collect(), ..Timers::default() }
    }

    /// Sets a timer; `seq` must grow. `needed` tells whether a timer still has something to wake.
    pub fn push(&mut self, (at, seq, task): Timer, needed: impl Fn(&Task) -> bool) {
        if self.heap.len() >= self.full.max(FEW) {
            self.heap.retain(|Reverse((_, _, task))| needed(task));
            self.full = self.heap.len() * 2;
        }
        self.heap.push(Reverse((at, seq, task)));
    }

    /// Sets a timer that is not due before the last one of a queue; one that is goes among all others.
    ///
    /// Its parts come one by one, so that they are written where they stay, each from its register.
    #[inline]
    pub fn queue(&mut self, n: usize, at: Instant, id: u64, place: Place, needed: impl Fn(&Task) -> bool) {
        let has_room = |queue: &&mut Queue| {
            let in_turn = queue.timers.back().is_some_and(|(last, ..)| *last <= at);
            in_turn && queue.timers.len() < queue.full.max(FEW)
        };
        match self.queues.get_mut(n).filter(has_room) {
            Some(queue) => queue.timers.push_back((at, id, place)),
            None => self.queue_anew(n, (at, id, place), needed),
        }
    }

    /// The same where it may be the only one, or not in its turn, or there may be many of no use.
    #[inline(never)]
    fn queue_anew(&mut self, n: usize, (at, id, place): Closing, needed: impl Fn(&Task) -> bool) {
        let fits = |queue: &&mut Queue| queue.timers.back().is_none_or(|(last, ..)| *last <= at);
        let Some(queue) = self.queues.get_mut(n).filter(fits) else {
            return self.push((at, turn(id), Task::CloseLight(id, place)), needed);
        };
        if queue.timers.is_empty() {
            self.heap.push(Reverse((at, turn(id), Task::Queue(n))));
        } else if queue.timers.len() >= queue.full.max(FEW) {
            let first = queue.timers.front().map(|(_, id, _)| *id);
            let needed = |id, place| Some(id) == first || needed(&Task::CloseLight(id, place));
            queue.timers.retain(|(_, id, place)| needed(*id, *place));
            queue.full = queue.timers.len() * 2;
        }
        queue.timers.push_back((at, id, place));
    }

    /// When the next timer is due, if there is one.
    #[inline]
    pub fn next(&self) -> Option<Instant> {
        self.heap.peek().map(|Reverse((at, ..))| *at)
    }

    /// The next timer that is due up to an instant, taken out.
    pub fn next_until(&mut self, to: Instant, needed: impl Fn(&Task) -> bool) -> Option<(Instant, Task)> {
        loop {
            if self.next().is_none_or(|at| at > to) {
                return None;
            }
            let mut top = self.heap.peek_mut()?;
            let Reverse((at, _, task)) = *top;
            let Task::Queue(n) = task else {
                PeekMut::pop(top);
                return Some((at, task));
            };
            let queue = self.queues.get_mut(n)?;
            let needed = |(_, id, place): &Closing| needed(&Task::CloseLight(*id, *place));
            let first = queue.timers.pop_front();
            while queue.timers.front().is_some_and(|timer| !needed(timer)) {
                queue.timers.pop_front();
            }
            match queue.timers.front() {
                Some((at, id, _)) => *top = Reverse((*at, turn(*id), Task::Queue(n))),
                None => {
                    PeekMut::pop(top);
                }
            }
            if let Some((at, id, place)) = first.filter(needed) {
                return Some((at, Task::CloseLight(id, place)));
            }
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        let heads = self.queues.iter().filter(|queue| !queue.timers.is_empty()).count();
        self.heap.len() + self.queues.iter().map(|queue| queue.timers.len()).sum::<usize>() - heads
    }
}
