//! The events of all inputs one after the other, while those that are read in blocks are being read.
//!
//! An input whose events do not stand in order of time, that holds reference data, or whose keys another may hold as well, is
//! read to its end first. Its events then lie outside memory, in order ([`super::spill`]).

use super::account::FileAccount;
use super::file::{self, File};
use super::ledger::Ledger;
use super::spill::{Sorted, Sorter};
use super::stream::{Odd, Stream};
use super::{Ingested, Source};
use crate::event::{Event, InputId, Interner, KindId, LostRow, Passed, Schema, Screens};
use crate::time::{Instant, Stamp};
use std::collections::BTreeSet;

/// Inputs that have to be read whole, by their place among the sources: they cannot all be decoded, or are odd in another way
/// that shows only late.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit(pub Vec<usize>);

/// Why inputs cannot be read as was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// These must be read whole.
    Whole(Vec<usize>),
    /// These must be read to their ends before any event is taken.
    First(BTreeSet<usize>),
}

/// The inputs of a run while they are being read. Those that are held, or must be read first, are read at once.
pub struct Streams<'a> {
    /// What was read from inputs that are held or read first.
    held: Ledger,
    /// By input, how much of the held ledger's rejections, lost rows and problems came up to it.
    marks: Vec<[usize; 3]>,
    /// By input, its account; none while it is being read.
    accounts: Vec<Option<FileAccount>>,
    lanes: Vec<Lane<'a>>,
    /// Room for events that is not needed any more: it need not be asked of the system anew.
    spare: Vec<Vec<Event>>,
}

/// Events in order of time.
struct Lane<'a> {
    events: std::vec::IntoIter<Event>,
    /// The input's place.
    index: usize,
    more: More<'a>,
}

/// Where more events come from.
enum More<'a> {
    Nowhere,
    Stream(Box<Stream<'a>>),
    Sorted(Sorted),
}

/// About so many events are handed on at a time.
const BATCH: usize = 4096;

impl<'a> Streams<'a> {
    /// Begins to read: all that is held, all of what `first` names, and of the others as much as it takes to know when they
    /// begin. Events that pass their screen are not handed on, but counted ([`Streams::passed`]).
    ///
    /// # Errors
    ///
    /// Inputs that must be read whole, or first.
    pub fn open(
        sources: &'a [Source<'a>],
        schema: &'a Schema,
        default_zone: Option<&'a str>,
        screens: &'a Screens,
        interner: &mut Interner,
        first: &BTreeSet<usize>,
    ) -> Result<Streams<'a>, Refused> {
        let mut streams = Streams {
            held: Ledger::new(schema.entities.len()),
            marks: Vec::new(),
            accounts: Vec::new(),
            lanes: Vec::new(),
            spare: Vec::new(),
        };
        let mut unfit = Vec::new();
        for (index, source) in sources.iter().enumerate() {
            let input = InputId(index as u32);
            let mut account = None;
            if source.is_stored() {
                let file = File { input, source, schema, default_zone, screens, lead: 0 };
                match Stream::open(file, interner) {
                    Ok(stream) if first.contains(&index) || stream.is_out_of_order() => {
                        match streams.read_first(index, stream, interner) {
                            Ok(read) => account = Some(read),
                            Err(Odd) => {
                                streams.held = Ledger::new(schema.entities.len());
                                unfit.push(index);
                            }
                        }
                    }
                    Ok(stream) => streams.lanes.push(Lane::new(index, More::Stream(Box::new(stream)))),
                    Err(Odd) => unfit.push(index),
                }
            } else {
                let held = &mut streams.held;
                account = Some(file::read(input, source, schema, default_zone, interner, held));
            }
            let Ledger { rejections, lost, problems, .. } = &streams.held;
            streams.marks.push([rejections.len(), lost.len(), problems.len()]);
            streams.accounts.push(account);
        }
        if !unfit.is_empty() {
            return Err(Refused::Whole(unfit));
        }
        let common = streams.with_common_keys(schema);
        if !common.is_empty() {
            return Err(Refused::First(&common | first));
        }
        for lane in &mut streams.lanes {
            while lane.began().is_none() && lane.refill(interner, &mut Vec::new())? {}
        }
        let mut events = std::mem::take(&mut streams.held.events);
        // Stable, so that events of one instant keep the order of files and rows.
        events.sort_by_key(|event| event.at.start);
        streams.lanes.push(Lane { events: events.into_iter(), index: sources.len(), more: More::Nowhere });
        Ok(streams)
    }

    /// Reads a stream to its end, after all inputs before it.
    fn read_first(
        &mut self,
        index: usize,
        mut stream: Stream<'a>,
        interner: &mut Interner,
    ) -> Result<FileAccount, Odd> {
        let before = std::mem::take(&mut self.held.events);
        let mut sorter = Sorter::new(stream.store(), stream.block() / 8);
        // What it says stands among what the inputs before it have said, and so do its keys.
        stream.go_on_in(std::mem::take(&mut self.held));
        while stream.more(interner)? {
            sorter.take(stream.take_events(Vec::new())).map_err(|_| Odd)?;
        }
        self.held = std::mem::take(&mut stream.ledger);
        self.held.events = before;
        let mut lane = Lane::new(index, More::Sorted(sorter.sorted().map_err(|_| Odd)?));
        lane.refill(interner, &mut Vec::new()).map_err(|_| Odd)?;
        self.lanes.push(lane);
        Ok(stream.account)
    }

    /// Streams that may hold a declared key which another input may hold as well: which of two contradicting records came first
    /// is known only once one of the inputs has been read.
    fn with_common_keys(&self, schema: &Schema) -> BTreeSet<usize> {
        let keyed = |kind: &KindId| schema.kind(*kind).key.is_some();
        let held = self.accounts.iter().flatten().flat_map(|account| &account.rules);
        let held: BTreeSet<KindId> = held.map(|rule| rule.kind).filter(keyed).collect();
        let streams = self.lanes.iter().filter_map(Lane::stream);
        let own: Vec<(usize, BTreeSet<KindId>)> = streams
            .map(|(index, stream)| {
                (index, stream.plan().rules.iter().map(|r| r.kind).filter(keyed).collect())
            })
            .collect();
        let is_common = |index: usize, kinds: &BTreeSet<KindId>| {
            !kinds.is_disjoint(&held)
                || own.iter().any(|(at, other)| *at != index && !kinds.is_disjoint(other))
        };
        own.iter().filter(|(index, kinds)| is_common(*index, kinds)).map(|(index, _)| *index).collect()
    }

    /// Reference data, which only inputs that are held or read first can give, and their rejections.
    pub fn take_tables(&mut self) -> Ingested {
        let entities = std::mem::take(&mut self.held.entities);
        Ingested { entities, rejections: self.held.rejections.clone(), ..Ingested::default() }
    }

    /// What inputs that are held or read first have lost.
    pub fn lost(&self) -> &[LostRow] {
        &self.held.lost
    }

    /// What the accounts will come to if nothing unusual is met: each input that is still being read holds events of every kind it
    /// can hold, and none of them after every declared end.
    pub fn predicted(&self) -> Vec<FileAccount> {
        let mut files: Vec<Option<FileAccount>> = self.accounts.clone();
        for (index, stream) in self.lanes.iter().filter_map(Lane::stream) {
            files[index] = Some(stream.predicted());
        }
        let mut files: Vec<FileAccount> = files.into_iter().flatten().collect();
        let ends = files.iter().filter_map(|file| file.observed.and_then(|(_, to)| to));
        let end = ends.max_by_key(|stamp| stamp.start);
        if self.lanes.iter().any(Lane::is_open) {
            let later = |stamp: Stamp| end.filter(|end| end.start > stamp.start).unwrap_or(stamp);
            files.iter_mut().for_each(|file| file.latest = file.latest.map(later));
        }
        files
    }

    /// The next events, in a room for each of those whom they are for, by kind (`for_whom`): in each in order of time, those of one instant
    /// in order of file, then row. False at the end. Rooms are given empty.
    ///
    /// # Errors
    ///
    /// Inputs that must be read whole, or first, after all.
    pub fn next_batch(
        &mut self,
        interner: &mut Interner,
        for_whom: &[usize],
        rooms: &mut [Vec<Event>],
    ) -> Result<bool, Refused> {
        if let [lane] = self.lanes.as_mut_slice()
            && lane.head().is_none()
            && let More::Stream(stream) = &mut lane.more
        {
            return Lane::read_apart((lane.index, stream), interner, for_whom, rooms);
        }
        for lane in &mut self.lanes {
            while lane.head().is_none() && lane.refill(interner, &mut self.spare)? {}
        }
        self.lanes.retain_mut(|lane| lane.head().is_some() || lane.stream().is_some());
        let mut filled = self.lanes.iter_mut().filter(|lane| lane.head().is_some());
        let Some(first) = filled.next() else { return Ok(false) };
        let mut hand_on = |event: Event| rooms[for_whom[usize::from(event.kind.0)]].push(event);
        if filled.next().is_none() {
            let mut events: Vec<Event> = std::mem::take(&mut first.events).collect();
            events.drain(..).for_each(hand_on);
            if self.spare.is_empty() {
                self.spare.push(events);
            }
            return Ok(true);
        }
        for _ in 0..BATCH {
            let heads = self.lanes.iter().enumerate().filter_map(|(at, lane)| Some((lane.head()?, at)));
            let Some((_, at)) = heads.min() else { break };
            let lane = &mut self.lanes[at];
            lane.events.next().into_iter().for_each(&mut hand_on);
            if lane.head().is_none() && !matches!(lane.more, More::Nowhere) {
                break;
            }
        }
        Ok(true)
    }

    /// Of which records no events were made because they passed their screens, once all events have been taken.
    pub fn passed(&self) -> Passed {
        let mut all = self.held.passed.clone();
        self.lanes.iter().filter_map(Lane::stream).for_each(|(_, stream)| all.append(&stream.ledger.passed));
        all
    }

    /// Everything that was read but the events, once they have all been taken.
    pub fn finish(self) -> Ingested {
        let Streams { held, marks, mut accounts, lanes, .. } = self;
        let mut streamed: Vec<Option<Ledger>> = Vec::new();
        streamed.resize_with(accounts.len(), || None);
        for lane in lanes {
            if let More::Stream(stream) = lane.more {
                accounts[lane.index] = Some(stream.account);
                streamed[lane.index] = Some(stream.ledger);
            }
        }
        let mut all = Ingested { files: accounts.into_iter().flatten().collect(), ..Ingested::default() };
        let (mut rejections, mut lost) = (held.rejections.into_iter(), held.lost.into_iter());
        let mut problems = held.problems.into_iter();
        let mut before = [0; 3];
        for (mark, own) in marks.into_iter().zip(streamed) {
            all.rejections.extend(rejections.by_ref().take(mark[0] - before[0]));
            all.lost.extend(lost.by_ref().take(mark[1] - before[1]));
            all.problems.extend(problems.by_ref().take(mark[2] - before[2]));
            before = mark;
            if let Some(own) = own {
                all.rejections.extend(own.rejections);
                all.lost.extend(own.lost);
                all.problems.extend(own.problems);
            }
        }
        all
    }
}

impl<'a> Lane<'a> {
    fn new(index: usize, more: More<'a>) -> Self {
        Lane { events: Vec::new().into_iter(), index, more }
    }

    fn stream(&self) -> Option<(usize, &Stream<'a>)> {
        match &self.more {
            More::Stream(stream) => Some((self.index, stream)),
            More::Nowhere | More::Sorted(_) => None,
        }
    }

    /// By what the next event is put in order.
    fn head(&self) -> Option<(Instant, InputId)> {
        self.events.as_slice().first().map(|event| (event.at.start, event.row.input))
    }

    /// The time of the first event, read or not.
    fn began(&self) -> Option<Stamp> {
        match &self.more {
            More::Stream(stream) => stream.account.earliest,
            More::Nowhere | More::Sorted(_) => self.events.as_slice().first().map(|event| event.at),
        }
    }

    fn is_open(&self) -> bool {
        self.stream().is_some_and(|(_, stream)| !stream.is_done())
    }

    /// Reads the next block of the only input that is left, of which nothing is waiting; false if there is none.
    fn read_apart(
        (index, stream): (usize, &mut Stream<'a>),
        interner: &mut Interner,
        for_whom: &[usize],
        rooms: &mut [Vec<Event>],
    ) -> Result<bool, Refused> {
        stream.keep_apart(for_whom, rooms.len());
        let more = stream.more(interner).map_err(|Odd| Refused::Whole(vec![index]))?;
        stream.ledger.apart.swap_with_slice(rooms);
        if stream.account.sorted { Ok(more) } else { Err(Refused::First(BTreeSet::from([index]))) }
    }

    /// Reads the next block; false if there is none.
    fn refill(&mut self, interner: &mut Interner, spare: &mut Vec<Vec<Event>>) -> Result<bool, Refused> {
        let whole = || Refused::Whole(vec![self.index]);
        match &mut self.more {
            More::Nowhere => Ok(false),
            More::Sorted(sorted) => {
                let some = sorted.some(BATCH).map_err(|_| whole())?;
                self.events = some.into_iter();
                Ok(self.head().is_some())
            }
            More::Stream(stream) => {
                let more = stream.more(interner).map_err(|Odd| whole())?;
                if !stream.account.sorted {
                    return Err(Refused::First(BTreeSet::from([self.index])));
                }
                if more {
                    self.events = stream.take_events(spare.pop().unwrap_or_default()).into_iter();
                }
                Ok(more)
            }
        }
    }
}
