//! What will be looked at again, and when.

use crate::time::Instant;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What a timer waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Task {
    /// A period of a norm begins.
    Period(usize),
    /// A window of an obligation closes.
    Close(u64),
    /// An interval begins.
    Interval(u64),
    /// A slot of an interval begins.
    Slot(u64),
    /// A shift of the calendar begins, for a norm.
    Shift(usize),
}

/// Fewer timers than this are not worth clearing out.
const FEW: usize = 1024;

/// Timers by time; of equal times, in the order in which they were set.
///
/// A timer whose obligation has been decided meanwhile is of no use, but taking it out at once would mean looking for it. They
/// are cleared out together once they may be half of all, so that there are never many more timers than open windows.
#[derive(Debug, Default)]
pub(super) struct Timers {
    heap: BinaryHeap<Reverse<(Instant, u64, Task)>>,
    /// At this many they are cleared out.
    full: usize,
}

impl Timers {
    /// Sets a timer; `seq` must grow. `needed` tells whether a timer still has something to wake.
    pub fn push(&mut self, at: Instant, seq: u64, task: Task, needed: impl Fn(&Task) -> bool) {
        if self.heap.len() >= self.full.max(FEW) {
            self.heap.retain(|Reverse((_, _, task))| needed(task));
            self.full = self.heap.len() * 2;
        }
        self.heap.push(Reverse((at, seq, task)));
    }

    /// The next timer that is due up to an instant, taken out.
    pub fn next_until(&mut self, to: Instant) -> Option<(Instant, Task)> {
        let Reverse((at, _, task)) = *self.heap.peek()?;
        if at > to {
            return None;
        }
        self.heap.pop();
        Some((at, task))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.heap.len()
    }
}
