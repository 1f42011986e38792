//! Reading, deciding and summing up, shared among threads: whoever is free does what is waiting.
//!
//! The inputs are read block by block. Each engine decides its part of them, one block after the other, and the ledger adds up what
//! has fallen once all engines have decided a block. So everything is done in the order in which one thread does it, and only who
//! does it when depends on the machine.

use crate::engine::{Engine, Finding};
use crate::event::{Event, Interner};
use crate::ingest::{Refused, Streams};
use crate::ledger::Fold;
use crate::time::{Instant, Stamp};
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// What is worked with, before and after.
pub(super) struct Kit<'s, 'e> {
    /// What is read.
    pub streams: Streams<'s>,
    /// The engines of all parts.
    pub engines: Vec<Engine<'e>>,
    /// Where findings are not kept: what adds them up.
    pub fold: Option<Fold<'e>>,
}

/// How it is worked.
#[derive(Clone, Copy)]
pub(super) struct Way<'p> {
    /// By kind, the number of the engine that its events are for.
    pub of_kind: &'p [usize],
    /// Events after it are of no concern.
    pub as_of: Option<Instant>,
    /// How many threads work.
    pub threads: usize,
}

/// Reads everything and has it decided.
///
/// # Errors
///
/// Inputs that must be read whole, or first, after all.
pub(super) fn work<'s, 'e>(
    kit: Kit<'s, 'e>,
    interner: &mut Interner,
    way: Way<'_>,
) -> Result<Kit<'s, 'e>, Refused> {
    let others = way.threads.saturating_sub(1);
    let seats = kit.engines.iter().map(|_| Seat::default()).collect();
    let most = if others == 0 { 1 } else { AHEAD * way.threads };
    let shop = Shop {
        way,
        board: Mutex::new(Board { seats, most, sums: kit.fold.is_some(), ..Board::default() }),
        news: Condvar::new(),
        reader: Mutex::new((kit.streams, interner)),
        engines: kit.engines.into_iter().map(Mutex::new).collect(),
        fold: kit.fold.map(Mutex::new),
    };
    std::thread::scope(|scope| {
        let shop = &shop;
        let others: Vec<_> = (1..=others).map(|me| scope.spawn(move || shop.work(me))).collect();
        shop.work(0);
        for other in others {
            other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        }
    });
    let board = done_with(shop.board);
    board.refused.map_or(Ok(()), Err)?;
    let (streams, _) = done_with(shop.reader);
    let engines = shop.engines.into_iter().map(done_with).collect();
    Ok(Kit { streams, engines, fold: shop.fold.map(done_with) })
}

/// What each of some things comes to, in their order.
pub(super) fn each<T: Send, U: Send>(things: Vec<T>, threads: usize, of: impl Fn(T) -> U + Sync) -> Vec<U> {
    let waiting = Mutex::new(things.into_iter().enumerate());
    let done = Mutex::new(Vec::new());
    let next = || locked(&waiting).next();
    let work = || {
        while let Some((at, thing)) = next() {
            let result = of(thing);
            locked(&done).push((at, result));
        }
    };
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        work();
        for other in others {
            other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        }
    });
    let mut done = done_with(done);
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// So many blocks are on their way at most for each who works on them, where several do.
const AHEAD: usize = 8;
/// One in so many of those is enough to begin with, and as much as is done in one go.
const FEW: usize = 8;

/// Where several work. Only the board is ever waited for: it says who has what else.
struct Shop<'s, 'e, 'p> {
    way: Way<'p>,
    board: Mutex<Board>,
    /// There is something new on the board.
    news: Condvar,
    reader: Mutex<(Streams<'s>, &'p mut Interner)>,
    engines: Vec<Mutex<Engine<'e>>>,
    fold: Option<Mutex<Fold<'e>>>,
}

/// What is being done, and what is to be done.
#[derive(Default)]
struct Board {
    /// Somebody reads.
    reading: bool,
    /// Who did last.
    reader: usize,
    /// All has been read.
    is_read: bool,
    refused: Option<Refused>,
    seats: Vec<Seat>,
    /// Blocks that have been read, and not yet decided by all engines and summed up, in order.
    blocks: VecDeque<Block>,
    /// How many of them there are at most.
    most: usize,
    /// How many blocks have been summed up, or need not be.
    past: usize,
    /// What falls is summed up.
    sums: bool,
    /// Somebody sums up.
    summing: bool,
    /// Nothing more is to be done: an input was refused, or somebody has panicked.
    stopped: bool,
    /// How many wait for news.
    idle: usize,
}

/// What is known of an engine.
#[derive(Default)]
struct Seat {
    /// Somebody has it.
    taken: bool,
    /// Who had it last. What it keeps in mind may still be at hand there.
    hand: usize,
    /// Its events of the blocks that it has not begun with.
    waiting: VecDeque<Vec<Event>>,
    /// How many blocks it has decided.
    decided: usize,
    /// Room for the events of blocks to come.
    spare: Vec<Vec<Event>>,
}

impl Seat {
    /// Whether it can be had, and has something to decide.
    fn waits(&self) -> bool {
        !self.taken && !self.waiting.is_empty()
    }
}

/// A block that has been read.
struct Block {
    /// The time of its last event.
    until: Stamp,
    /// How many engines have not decided it.
    open: usize,
    /// What fell in it, where that is summed up.
    fallen: Vec<Vec<Finding>>,
}

/// What somebody does next.
enum Task {
    /// Reads, with room for the events of each engine.
    Read(Vec<Vec<Event>>),
    /// Has an engine decide its events of some blocks, each with the time of the block's last event.
    Decide { engine: usize, blocks: Vec<(Vec<Event>, Stamp)> },
    /// Sums up what fell.
    Sum(Vec<Vec<Finding>>),
}

/// The events of a block, by engine, and the time of the last.
type Read = (Vec<Vec<Event>>, Stamp);

/// What has come of it.
enum Done {
    Read(Result<Option<Read>, Refused>),
    Decided { engine: usize, rooms: Vec<Vec<Event>>, fallen: Vec<Vec<Finding>> },
    Summed,
}

impl Board {
    /// What somebody can do now. What somebody goes on with lies in the caches of their processor, so they read, or have an engine decide,
    /// before others do if they did so last.
    fn next(&mut self, me: usize) -> Option<Task> {
        let can_read = !self.reading && !self.is_read && self.blocks.len() < self.most;
        if can_read && self.reader == me {
            return Some(self.read(me));
        }
        if !self.summing && self.blocks.front().is_some_and(|block| block.open == 0) {
            self.summing = true;
            return Some(Task::Sum(self.let_go()));
        }
        self.decide(me).or_else(|| can_read.then(|| self.read(me)))
    }

    fn read(&mut self, me: usize) -> Task {
        (self.reading, self.reader) = (true, me);
        Task::Read(self.seats.iter_mut().map(|seat| seat.spare.pop().unwrap_or_default()).collect())
    }

    fn decide(&mut self, me: usize) -> Option<Task> {
        let waiting = self.seats.iter_mut().enumerate().filter(|(_, seat)| seat.waits());
        // The oldest block first: once it is done, another can be read. Few at a time, or all would be done together, and then nothing be left
        // to do but to read.
        let (engine, seat) = waiting.min_by_key(|(_, seat)| (seat.hand != me, seat.decided))?;
        (seat.taken, seat.hand) = (true, me);
        let times = self.blocks.iter().skip(seat.decided - self.past).map(|block| block.until);
        let count = seat.waiting.len().min(self.most.div_ceil(FEW));
        Some(Task::Decide { engine, blocks: seat.waiting.drain(..count).zip(times).collect() })
    }

    /// Whether somebody who waits for news should be woken. That costs as much as many events, so it is done once there is enough to do;
    /// whoever is awake goes on until nothing is left.
    fn calls(&self) -> bool {
        let enough = self.is_read || self.blocks.len() >= self.most.div_ceil(FEW);
        self.idle > 0 && enough && self.seats.iter().any(Seat::waits)
    }

    /// Notes what has been done.
    fn note(&mut self, done: Done) {
        match done {
            Done::Read(Ok(Some((batches, until)))) => {
                self.reading = false;
                self.blocks.push_back(Block { until, open: batches.len(), fallen: Vec::new() });
                self.seats.iter_mut().zip(batches).for_each(|(seat, batch)| seat.waiting.push_back(batch));
            }
            Done::Read(Ok(None)) => (self.reading, self.is_read) = (false, true),
            Done::Read(Err(refused)) => (self.refused, self.stopped) = (Some(refused), true),
            Done::Decided { engine, rooms, fallen } => {
                let seat = &mut self.seats[engine];
                seat.taken = false;
                let blocks = self.blocks.iter_mut().skip(seat.decided - self.past);
                seat.decided += rooms.len();
                for (block, fallen) in blocks.zip(fallen) {
                    block.open -= 1;
                    block.fallen.push(fallen);
                }
                seat.spare.extend(rooms);
                if !self.sums {
                    self.let_go();
                }
            }
            Done::Summed => self.summing = false,
        }
    }

    /// Lets go of the blocks that all engines have decided; what fell in them.
    fn let_go(&mut self) -> Vec<Vec<Finding>> {
        let count = self.blocks.iter().take_while(|block| block.open == 0).count();
        self.past += count;
        self.blocks.drain(..count).flat_map(|block| block.fallen).collect()
    }

    /// Whether everything has been done, or nothing is to be done any more.
    fn is_over(&self) -> bool {
        self.stopped || self.is_read && self.blocks.is_empty() && !self.summing
    }
}

impl Shop<'_, '_, '_> {
    /// Does what is to be done, until nothing is.
    fn work(&self, me: usize) {
        let mut watch = Watch { board: &self.board, news: &self.news, is_done: false };
        let mut board = locked(&self.board);
        while !board.is_over() {
            match board.next(me) {
                Some(task) => {
                    drop(board);
                    let done = self.perform(task);
                    board = locked(&self.board);
                    board.note(done);
                    if board.calls() {
                        self.news.notify_one();
                    }
                }
                None => {
                    board.idle += 1;
                    board = self.news.wait(board).unwrap_or_else(PoisonError::into_inner);
                    board.idle -= 1;
                }
            }
        }
        watch.is_done = true;
    }

    fn perform(&self, task: Task) -> Done {
        match task {
            Task::Read(rooms) => Done::Read(self.read(rooms)),
            Task::Decide { engine, blocks } => {
                let mut at_work = locked(&self.engines[engine]);
                let decide = |(mut events, until): (Vec<Event>, Stamp)| {
                    at_work.feed_block(&mut events, until);
                    events.clear();
                    let fallen = if self.fold.is_some() { at_work.take_fallen() } else { Vec::new() };
                    (events, fallen)
                };
                let (rooms, fallen) = blocks.into_iter().map(decide).unzip();
                Done::Decided { engine, rooms, fallen }
            }
            Task::Sum(fallen) => {
                if let Some(fold) = &self.fold {
                    locked(fold).sum_up(&fallen);
                }
                Done::Summed
            }
        }
    }

    /// The events of the next block, by engine, and the time of the last. None if all has been read.
    fn read(&self, mut rooms: Vec<Vec<Event>>) -> Result<Option<Read>, Refused> {
        let (streams, interner) = &mut *locked(&self.reader);
        while streams.next_batch(interner, self.way.of_kind, &mut rooms)? {
            if let Some(as_of) = self.way.as_of {
                let till = |room: &Vec<Event>| room.partition_point(|event| event.at.start <= as_of);
                rooms.iter_mut().for_each(|room| room.truncate(till(room)));
            }
            // Of one instant, the last in the order of files and rows.
            let last =
                rooms.iter().filter_map(|room| room.last()).max_by_key(|event| (event.at.start, event.row));
            if let Some(until) = last.map(|event| event.at) {
                return Ok(Some((rooms, until)));
            }
        }
        Ok(None)
    }
}

/// Lets nobody wait for somebody who has panicked.
struct Watch<'w> {
    board: &'w Mutex<Board>,
    news: &'w Condvar,
    is_done: bool,
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if !self.is_done {
            locked(self.board).stopped = true;
        }
        self.news.notify_all();
    }
}

/// What is behind a lock. Somebody who panics says so by unwinding, and nobody uses what they had.
fn locked<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

fn done_with<T>(lock: Mutex<T>) -> T {
    lock.into_inner().unwrap_or_else(PoisonError::into_inner)
}
