//! Norms that yield to others, norms about counts, norms about violations.

use super::act::values;
use super::expr::{Got, Scope, Truth};
use super::window::{Anchor, Window};
use super::{About, Naive, Over, Settled};
use crate::case::Line;
use crate::misread::Relation as Misread;
use crate::mutation::Mutation;
use crate::slip::Slip;
use guiju::analysis::model::{Conduct, Excuse, Norm, Occasion, Pattern, ViolationField};
use guiju::engine::Status;
use guiju::event::{Cell, Event, KindId, LostRow, Value};
use guiju::time::{self, Stamp, Timing};

/// What may have counted.
#[derive(Clone)]
struct Candidate {
    /// Where it stands; a rejected row stands nowhere.
    index: Option<usize>,
    at: Stamp,
    fits: Truth,
}

impl<'a> Naive<'a> {
    fn misreads_relation(&self, misread: Misread) -> bool {
        self.wrong(Mutation::Relation(misread))
    }

    // -- yielding

    /// Whether a norm yields on an occasion.
    pub fn yields(&self, norm: &'a Norm, over: &Over<'a>) -> Truth {
        let adds_up = self.wrong(Mutation::Form(crate::misform::Form::SpecialAddsUp));
        if adds_up || self.misreads_relation(Misread::NobodyYields) {
            return Truth::No;
        }
        let applies = self.specials(norm).into_iter().map(|special| self.applies_too(special, over));
        applies.fold(Truth::No, Truth::or)
    }

    /// The norms that override one, directly or through others.
    fn specials(&self, norm: &'a Norm) -> Vec<&'a Norm> {
        let mut specials: Vec<&'a Norm> = Vec::new();
        loop {
            let through =
                |other: &Norm| other.name == norm.name || specials.iter().any(|s| s.name == other.name);
            let found = self.case.model.norms.iter().find(|candidate| {
                let overrides = candidate.overrides.iter().any(|(name, _)| {
                    let direct = *name == norm.name;
                    let general = self.case.model.norms.iter().find(|other| other.name == *name);
                    direct || !self.misreads_relation(Misread::DirectlyOnly) && general.is_some_and(through)
                });
                overrides && !specials.iter().any(|s| s.name == candidate.name)
            });
            match found {
                Some(special) => specials.push(special),
                None => return specials,
            }
        }
    }

    /// Whether another norm applies to the same event, or to the same period and member.
    fn applies_too(&self, special: &'a Norm, over: &Over<'a>) -> Truth {
        let day = self.case.zone.date(over.anchor.at.start);
        let (first, last) = special.effective;
        let in_force = first.is_none_or(|first| first <= day) && last.is_none_or(|last| day <= last);
        if !in_force && !self.misreads_relation(Misread::YieldsOutOfForce) {
            return Truth::No;
        }
        let others: Vec<Over<'a>> = match (&special.occasion, &over.about) {
            (Occasion::Event { kind, filter }, About::Event(_, own)) if kind == own => {
                let own = Over { awaits: false, ..over.clone() };
                let applies = filter.as_ref().map_or(Truth::Yes, |filter| self.asks(filter, &own));
                return if self.misreads_relation(Misread::YieldsWhateverTheCondition) {
                    Truth::Yes
                } else if applies == Truth::Undecided && self.misreads_relation(Misread::DoubtDoesNotYield) {
                    Truth::No
                } else {
                    applies
                };
            }
            (Occasion::Each(each), About::Period(..)) => self.periods(each, super::stretch::awaits(special)),
            (Occasion::During(_), _) if self.slips(Slip::SpecialIntervalIgnored) => return Truth::No,
            (Occasion::During(during), About::Interval(..)) => {
                let same = self.spans_meant(during).into_iter().find(|(other, _)| other.about == over.about);
                return same.map_or(Truth::No, |(_, meant)| meant);
            }
            _ => return Truth::No,
        };
        let same = others.into_iter().find(|other| other.about == over.about);
        same.map_or(Truth::No, |other| other.applies)
    }

    // -- counts

    /// The occasions of a norm about a count of like events.
    pub fn counted(&self, norm: &'a Norm, pattern: &'a Pattern, all: Vec<Over<'a>>) -> Vec<Over<'a>> {
        let mut keys: Vec<Vec<Got<'a>>> = Vec::new();
        for over in &all {
            if let Some(key) = self.key_of(pattern, over)
                && !keys.contains(&key)
            {
                keys.push(key);
            }
        }
        let mut found = Vec::new();
        for key in keys {
            found.extend(self.counted_by(norm, pattern, &key, &all));
        }
        // What may complete several counts is one occasion.
        found.sort_by_key(|over| (over.index, over.applies != Truth::Yes));
        found.dedup_by_key(|over| over.index);
        found
    }

    /// The key of an event that counts: none if a part of it is blank. One of which a part cannot be told stands for a key that
    /// only such events may have.
    fn key_of(&self, pattern: &Pattern, over: &Over<'a>) -> Option<Vec<Got<'a>>> {
        let event = over.scope.occasion?;
        let mut key = Vec::new();
        for field in &pattern.same {
            match self.cell_value(&event.cells[*field]) {
                Got::Blank | Got::OptionalBlank
                    if !self.misreads_relation(Misread::BlankKeysCountTogether) =>
                {
                    return None;
                }
                value => key.push(value),
            }
        }
        if self.misreads_relation(Misread::AllCountTogether) {
            key.clear();
        }
        Some(key)
    }

    /// The same for one key.
    fn counted_by(
        &self,
        norm: &'a Norm,
        pattern: &'a Pattern,
        key: &[Got<'a>],
        all: &[Over<'a>],
    ) -> Vec<Over<'a>> {
        let mut candidates: Vec<Candidate> = Vec::new();
        for over in all {
            let fits = over.applies.and(self.may_be_key(pattern, key, over));
            if fits != Truth::No {
                candidates.push(Candidate { index: over.index, at: over.anchor.at, fits });
            }
        }
        let kind = match &norm.occasion {
            Occasion::Event { kind, .. } => *kind,
            Occasion::Each(_) | Occasion::During(_) => return Vec::new(),
        };
        let lost: Vec<&LostRow> = match self.misreads_relation(Misread::LostIgnored) {
            true => Vec::new(),
            false => self
                .case
                .lost
                .iter()
                .filter(|row| self.lost_may_count(norm, kind, pattern, key, row))
                .collect(),
        };
        // A rejected row without a time lies wherever it matters.
        let nowhere = lost.iter().any(|row| row.at.is_none());
        for at in lost.iter().filter_map(|row| row.at) {
            candidates.push(Candidate { index: None, at: self.stamp(at), fits: Truth::Undecided });
        }
        // Of a row that could not be read it is not known that others came before.
        candidates.sort_by_key(|candidate| (candidate.at.start, candidate.index));
        let mut found = Vec::new();
        // What counts since counting began, and whether it is certain where it began.
        let mut counted: Vec<&Candidate> = Vec::new();
        let mut before: Vec<&Candidate> = Vec::new();
        let mut doubt = false;
        for candidate in &candidates {
            if before.is_empty() {
                doubt = self.unseen_may_count(kind, norm, pattern, candidate.at);
            } else {
                let near = before
                    .iter()
                    .map(|other: &&Candidate| self.still_counts(pattern, other.at, candidate.at));
                match near.fold(Truth::No, Truth::or) {
                    Truth::No => {
                        doubt = self.unseen_may_count(kind, norm, pattern, candidate.at);
                        counted.clear();
                    }
                    // Whether it counts with one that still does is asked below.
                    Truth::Yes | Truth::Open | Truth::Undecided => {}
                }
            }
            let counts_on = |other: &Candidate| counted.iter().any(|counts| std::ptr::eq(*counts, other));
            let spent = before.iter().filter(|other| !counts_on(other));
            let completes = counted.len() + 1 >= pattern.count as usize;
            doubt |= spent.chain(counted.iter().filter(|_| completes)).any(|other| {
                let overlap = self.case.zone.end_of(other.at) > candidate.at.start;
                other.at.precision != candidate.at.precision && overlap
            });
            before.push(candidate);
            doubt |= candidate.fits == Truth::Undecided;
            let Some(index) = candidate.index else { continue };
            counted.retain(|earlier| match self.still_counts(pattern, earlier.at, candidate.at) {
                Truth::No => false,
                Truth::Undecided => {
                    doubt = true;
                    true
                }
                Truth::Yes | Truth::Open => true,
            });
            counted.push(candidate);
            let needed = match self.misreads_relation(Misread::OneMoreIsNeeded) {
                true => pattern.count as usize + 1,
                false => pattern.count as usize,
            };
            if counted.len() >= needed {
                let certain = !doubt && !nowhere || self.misreads_relation(Misread::DoubtIgnored);
                let over = all.iter().find(|over| over.index == Some(index));
                if let Some(over) = over {
                    let applies = if certain { Truth::Yes } else { Truth::Undecided };
                    found.push(Over { applies, ..over.clone() });
                }
                if self.misreads_relation(Misread::PatternsOverlap) {
                    counted.remove(0);
                } else {
                    counted.clear();
                }
            }
        }
        found
    }

    /// Whether the key of an event is this.
    fn may_be_key(&self, pattern: &Pattern, key: &[Got<'a>], over: &Over<'a>) -> Truth {
        let Some(event) = over.scope.occasion else { return Truth::No };
        let told = |of: &[Got<'a>]| !of.contains(&Got::Unclear);
        if !told(key) && self.key_of(pattern, over).is_none_or(|own| told(&own)) {
            return Truth::No;
        }
        let parts = pattern.same.iter().zip(key);
        let together = self.misreads_relation(Misread::BlankKeysCountTogether);
        parts.fold(Truth::Yes, |truth, (field, part)| {
            let own = self.cell_value(&event.cells[*field]);
            let both_blank = own == *part && matches!(own, Got::Blank | Got::OptionalBlank);
            if together && both_blank { truth } else { truth.and(self.same(own, part.clone())) }
        })
    }

    /// Whether an event still counts with a later one.
    fn still_counts(&self, pattern: &Pattern, first: Stamp, last: Stamp) -> Truth {
        match time::within(&self.case.rules(), first, &pattern.within)
            .map(|due| (due, due.judge(last, &self.case.zone)))
        {
            Ok((due, Timing::InTime)) if self.misreads_relation(Misread::LengthExcludesItsEnd) => {
                Truth::of(due.last() != last.start)
            }
            Ok((_, Timing::InTime)) => Truth::Yes,
            Ok((_, Timing::Late)) => Truth::No,
            Ok((_, Timing::Undecided)) | Err(_) => Truth::Undecided,
        }
    }

    /// Whether an event from before the log may have counted with one.
    fn unseen_may_count(&self, kind: KindId, norm: &Norm, pattern: &Pattern, at: Stamp) -> bool {
        let Some(begin) = self.begin_of(kind).filter(|_| !self.misreads_relation(Misread::BeginningIgnored))
        else {
            return false;
        };
        let unseen = Stamp::exact(begin.plus_micros(-1));
        if norm.effective.0.is_some_and(|first| self.case.zone.date(unseen.start) < first) {
            return false;
        }
        self.still_counts(pattern, unseen, at) != Truth::No
    }

    /// Whether a rejected row may have counted.
    fn lost_may_count(
        &self,
        norm: &'a Norm,
        kind: KindId,
        pattern: &'a Pattern,
        key: &[Got<'a>],
        row: &LostRow,
    ) -> bool {
        let known = |field: usize| row.kind.and_then(|_| row.cells.get(field)?.as_ref());
        let keys = pattern.same.iter().zip(key).all(|(field, part)| match known(*field) {
            Some(Cell::Value(_)) if *part == Got::Unclear => true,
            Some(Cell::Value(Value::Text(sym))) => *part == Got::Text(self.case.interner.text(sym).into()),
            Some(Cell::Value(value)) => *part == Got::Value(value.clone()),
            Some(Cell::Blank) => false,
            Some(Cell::Unreadable(_)) | None => true,
        });
        let in_force = row.at.is_none_or(|at| {
            let day = self.case.zone.date(at.start);
            norm.effective.0.is_none_or(|first| first <= day)
                && norm.effective.1.is_none_or(|last| day <= last)
        });
        let seen = row.at.is_none_or(|at| at.start <= self.horizon.start);
        row.kind.is_none_or(|of| of == kind) && keys && in_force && seen
    }

    // -- violations

    /// The violations of a norm as events, each with the place of the act by which it was violated.
    pub fn violations_of(&self, kind: KindId, lines: &[(Line, Fallen<'a>)]) -> Vec<(Event, Option<usize>)> {
        let model = &self.case.model;
        let Some(violation) = model.violations.iter().find(|violation| violation.kind == kind) else {
            return Vec::new();
        };
        let other = self.misreads_relation(Misread::RepairedIsAnOccasion);
        let of_norm = lines.iter().filter(|(line, _)| {
            line.norm == violation.norm
                && (line.status == Status::Violated || other && line.status == Status::Repaired)
        });
        let event = |(line, fallen): &(Line, Fallen<'a>)| {
            let occasion = fallen.occasion;
            let text = |text: &str| self.case.interner.get(text).map(|sym| Cell::Value(Value::Text(sym)));
            let cells = violation.fields.iter().map(|field| match field {
                ViolationField::Finding => Cell::Blank,
                ViolationField::Norm => text(&model.norms[line.norm].name).unwrap_or(Cell::Blank),
                ViolationField::Bearer => match &line.bearer {
                    crate::case::Owed::By(name) => text(name).unwrap_or(Cell::Blank),
                    _ => Cell::Blank,
                },
                ViolationField::OccasionTime => Cell::Value(Value::Stamp(fallen.anchor)),
                ViolationField::Occasion(at) => {
                    occasion.map_or(Cell::Blank, |event| event.cells[*at].clone())
                }
                ViolationField::Member => match &line.about {
                    About::Period(_, Some(member)) => text(member).unwrap_or(Cell::Blank),
                    _ => Cell::Blank,
                },
                ViolationField::Failed => Cell::Blank,
            });
            let act = fallen.act.filter(|_| !fallen.repairs).map(|index| self.events[index]);
            let row = act.or(occasion);
            let event = Event {
                kind,
                at: match self.misreads_relation(Misread::FallsWithTheOccasion) {
                    true => fallen.anchor,
                    false => fallen.at,
                },
                row: row.map_or(crate::build::row(0), |event| event.row),
                rule: 0,
                digest: 0,
                cells: cells.collect(),
            };
            (event, fallen.act.or(fallen.index))
        };
        of_norm.map(event).collect()
    }

    /// When a verdict of violation fell, and by which act.
    pub(super) fn fallen(&self, norm: &'a Norm, over: &Over<'a>, settled: &Settled) -> Fallen<'a> {
        let anchor = over.anchor.at;
        let (mut at, mut act) = (anchor, None);
        let later = |a: Stamp, b: Stamp| if b.start > a.start { b } else { a };
        let closes = |window: &Window| window.due.map(|due| Stamp::exact(due.closes(&self.case.zone)));
        let window = settled.window.clone();
        let single = match &norm.conduct {
            Conduct::Must(acts) | Conduct::MustNot(acts) => acts.single(),
            _ => None,
        };
        if let (Some(window), Some(asked)) = (&window, single) {
            let nth = match &norm.conduct {
                Conduct::MustNot(_) => Some(asked.count.min as usize - 1),
                _ => asked.count.max.map(|max| max as usize),
            };
            let harms = matches!(norm.conduct, Conduct::MustNot(_));
            let window = &Window { harms, ..window.clone() };
            let hit_of = |each| {
                let all = self.look_through(asked, each, window, over);
                let certain = all.into_iter().filter(|(_, _, fits)| *fits == Truth::Yes);
                let mut hits: Vec<(Stamp, usize)> =
                    certain.filter_map(|(index, at, _)| Some((at?, index?))).collect();
                // Of acts that begin together the one that was logged first is the first.
                hits.sort_by_key(|(at, index)| (at.start, *index));
                hits.get(nth?).copied()
            };
            let hits = values(asked).into_iter().filter_map(hit_of);
            match hits.min_by_key(|(at, index)| (at.start, *index)) {
                Some((hit, index)) => {
                    at = later(at, hit);
                    act = Some(index);
                }
                None => at = closes(window).map_or(at, |closes| later(at, closes)),
            }
        }
        let excuses = norm.excuses.iter().filter(|_| !self.misreads_relation(Misread::FallsBeforeExcuses));
        for excuse in excuses {
            if let Excuse::Act { time, .. } = excuse {
                let own = if time.is_empty() { window.clone() } else { self.window(time, over.anchor, over) };
                at = own.as_ref().and_then(closes).map_or(at, |closes| later(at, closes));
            }
        }
        for end in &settled.repairs {
            at = later(at, Stamp::exact(*end));
        }
        Fallen {
            at,
            anchor,
            act,
            occasion: over.scope.occasion,
            index: over.index,
            repairs: !settled.repairs.is_empty(),
            stages: settled.stages,
            happened: settled.happened,
            window,
            over: over.clone(),
        }
    }

    /// The occasions of a norm about violations.
    pub fn of_violations(
        &self,
        kind: KindId,
        norm: &'a Norm,
        before: &[(Line, Fallen<'a>)],
    ) -> Vec<Over<'a>> {
        let Occasion::Event { filter, .. } = &norm.occasion else { return Vec::new() };
        let events = self.violations_of(kind, before).into_iter().map(|(event, by)| {
            // A few events of a test are kept for good.
            let event: &'a Event = Box::leak(Box::new(event));
            let scope = Scope { occasion: Some(event), ..Scope::default() };
            Over {
                scope,
                index: by.filter(|_| !self.misreads_relation(Misread::ActCountsAgain)),
                anchor: Anchor { at: self.stamp(event.at), period_end: None, from_ever: false },
                about: About::Event(event.row.row, kind),
                applies: filter.as_ref().map_or(Truth::Yes, |filter| self.holds(filter, scope)),
                awaits: false,
            }
        });
        events.collect()
    }
}

/// How a violation came about.
#[derive(Clone)]
pub struct Fallen<'a> {
    /// When the verdict fell.
    pub at: Stamp,
    /// When the occasion was.
    pub anchor: Stamp,
    /// The act by which it was violated.
    pub act: Option<usize>,
    /// The occasion's event, and where it stands.
    pub occasion: Option<&'a Event>,
    pub index: Option<usize>,
    /// Whether a reparation was open.
    pub repairs: bool,
    /// How many stages of `else` are reached.
    pub stages: usize,
    /// To which time it belongs.
    pub happened: Stamp,
    pub window: Option<Window>,
    pub over: Over<'a>,
}
