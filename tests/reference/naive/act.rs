//! Which events are the act, and whether its absence is certain.

use super::expr::{Got, Scope, Truth};
use super::window::Window;
use super::{Naive, Over};
use crate::misform::Form as Misform;
use crate::mutation::Mutation;
use guiju::analysis::model::{Act, CompareOp, Expr, ExprKind, FieldRef, Quorum, Var};
use guiju::event::{Cell, Event, LostRow, Type, Value};
use guiju::time::{Bound, Due, Instant, Stamp};

/// What was found of one act.
pub struct Seen {
    /// When it certainly happened, earliest first.
    pub hits: Vec<Stamp>,
    /// When it may have happened.
    pub doubtful: Vec<Stamp>,
    /// Who certainly did it.
    people: Vec<Value>,
    /// Who else may have done it.
    perhaps: Vec<Value>,
    /// How many may have done it who are not named.
    unnamed: usize,
}

/// What became of an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It was done.
    Met,
    /// It was not, or too often; since when.
    Failed(Option<Stamp>),
    /// It was not, and it cannot be told since when; at the latest since then.
    FailedSometime(Option<Stamp>),
    /// It can still come.
    Open,
    /// It cannot be told.
    Unclear,
}

impl Fate {
    /// If it failed, since when at the latest.
    pub fn failed(self) -> Option<Option<Stamp>> {
        match self {
            Fate::Failed(at) | Fate::FailedSometime(at) => Some(at),
            Fate::Met | Fate::Open | Fate::Unclear => None,
        }
    }
}

impl<'a> Naive<'a> {
    /// Whether an act was done as often as it should be; of `for every`, once for each.
    pub fn must(&self, act: &'a Act, window: &Window, over: &Over<'a>) -> Fate {
        let fates: Vec<Fate> = match &act.each_of {
            Some(each) => self.must_each(act, each, window, over),
            None => values(act).into_iter().map(|v| self.must_one(act, v, window, over)).collect(),
        };
        if self.wrong(Mutation::OneAddresseeIsEnough) && fates.contains(&Fate::Met) {
            return Fate::Met;
        }
        if let Some(at) = fates.iter().filter_map(|fate| fate.failed()).min() {
            let many = act.count.max.map(|max| max as usize + 1);
            let earlier = many.is_some_and(|many| self.may_have_come(act, many, at, window, over));
            let sometime = earlier || fates.contains(&Fate::FailedSometime(at));
            return if sometime { Fate::FailedSometime(at) } else { Fate::Failed(at) };
        }
        [Fate::Open, Fate::Unclear].into_iter().find(|f| fates.contains(f)).unwrap_or(Fate::Met)
    }

    pub fn must_one(&self, act: &'a Act, each: Option<&'a Expr>, window: &Window, over: &Over<'a>) -> Fate {
        let seen = self.scan(act, each, window, over);
        let min = if self.wrong(Mutation::CountIgnored) { 1 } else { act.count.min as usize };
        let max = act.count.max.filter(|_| !self.wrong(Mutation::MaxIgnored));
        let excess = max.and_then(|max| seen.hits.get(max as usize));
        if let Some(first_too_many) = excess.filter(|_| window.waits.is_none()) {
            let at = match window.due {
                Some(due) if self.wrong(Mutation::ExcessFailsAtDue) => self.failure(due, over),
                _ => (*first_too_many).max(over.anchor.at),
            };
            return Fate::Failed(Some(at));
        }
        let people = self.people_needed(act);
        let enough = seen.hits.len() >= min && seen.people.len() >= people;
        if enough && max.is_none() && window.waits != Some(false) {
            return Fate::Met;
        }
        if window.waits.is_some() {
            return Fate::Open;
        }
        if !self.closed(window, act.kind) {
            return Fate::Open;
        }
        let possible = self.possible(&seen, act, each, window, over);
        if enough {
            let within = possible.is_some_and(|n| max.is_none_or(|max| n <= max as usize));
            return if within { Fate::Met } else { Fate::Unclear };
        }
        let lacking = people > 0 && self.possible_people(&seen, act, each, window, over) < people;
        if possible.is_some_and(|n| n < min || lacking) {
            return self.missed(window, over);
        }
        Fate::Unclear
    }

    /// Whether a forbidden act was left undone: `Met` if it never came.
    pub fn must_not(&self, act: &'a Act, window: &Window, over: &Over<'a>) -> Fate {
        let mut worst = Fate::Met;
        let mut failed: Option<Stamp> = None;
        let values: Vec<(Option<&'a Expr>, Truth)> = match &act.each_of {
            None => values(act).into_iter().map(|value| (value, Truth::Yes)).collect(),
            Some(each) => match self.forbidden_each(each, over) {
                Some(values) => values.into_iter().map(|(value, is)| (Some(value), is)).collect(),
                None => return self.untold(act, window),
            },
        };
        if window.waits.is_some() {
            return Fate::Open;
        }
        for (each, is) in values {
            let seen = self.scan(act, each, window, over);
            let min = if self.wrong(Mutation::CountIgnored) { 1 } else { act.count.min as usize };
            if is == Truth::No {
                continue;
            }
            if let Some(at) = seen.hits.get(min - 1) {
                if is != Truth::Yes {
                    worst = if worst == Fate::Open { Fate::Open } else { Fate::Unclear };
                    continue;
                }
                failed = Some(failed.map_or(*at, |first| first.min(*at)));
            } else if !self.closed(window, act.kind) && !self.wrong(Mutation::AbsenceIsFinal) {
                worst = Fate::Open;
            } else if self.possible(&seen, act, each, window, over).is_none_or(|n| n >= min)
                && worst == Fate::Met
            {
                worst = Fate::Unclear;
            }
        }
        failed.map_or(worst, |at| Fate::Failed(Some(at.max(over.anchor.at))))
    }

    /// How often it can have been done: what was seen, what may have been one, and rejected rows that could have been one.
    /// `None`: the log does not reach back far enough to tell.
    fn possible(
        &self,
        seen: &Seen,
        act: &'a Act,
        each: Option<&'a Expr>,
        window: &Window,
        over: &Over<'a>,
    ) -> Option<usize> {
        let lost = self.lost(act, each, window, over).len();
        self.observed_from(act.kind, window).then_some(seen.hits.len() + seen.doubtful.len() + lost)
    }

    /// Whether an act may have come so often, for some value, before a time.
    pub fn may_have_come(
        &self,
        act: &'a Act,
        often: usize,
        before: Option<Stamp>,
        window: &Window,
        over: &Over<'a>,
    ) -> bool {
        let asked: Vec<Option<&'a Expr>> = match &act.each_of {
            Some(each) => {
                let asked = self.forbidden_each(each, over).unwrap_or_default();
                asked.into_iter().filter(|(_, is)| *is != Truth::No).map(|(value, _)| Some(value)).collect()
            }
            None => values(act),
        };
        // Nothing fails before there is an occasion.
        let Some(before) = before.filter(|at| at.start > over.anchor.at.start) else { return false };
        asked.into_iter().any(|each| {
            let seen = self.scan(act, each, window, over);
            let mut all: Vec<Option<Stamp>> =
                seen.hits.iter().chain(&seen.doubtful).copied().map(Some).collect();
            all.extend(
                self.lost(act, each, window, over).iter().map(|lost| lost.at.map(|at| self.stamp(at))),
            );
            let earlier = |at: &&Option<Stamp>| at.is_none_or(|at| at.start < before.start);
            let ended = self.end_of(act.kind).is_some_and(|end| end.start < before.start);
            ended || !self.observed_from(act.kind, window) || all.iter().filter(earlier).count() >= often
        })
    }

    /// A window passed without what was asked for. It may have ended before it certainly did.
    pub fn missed(&self, window: &Window, over: &Over<'a>) -> Fate {
        let at = window.due.map(|due| self.failure(due, over));
        let earlier = |end: &Instant| at.is_some_and(|at| (*end).max(over.anchor.at.start) < at.start);
        let coarse = window.due.is_some_and(|due| due.earliest() != due.last())
            && at.is_some_and(|at| at.start > over.anchor.at.start);
        if coarse || window.may_end.iter().any(earlier) { Fate::FailedSometime(at) } else { Fate::Failed(at) }
    }

    /// When a window was missed: the first instant after it, or its last moment as finely as that is known. Nothing is
    /// missed before there is an occasion.
    pub fn failure(&self, due: Due, over: &Over<'a>) -> Stamp {
        let missed = match due.bound() {
            Bound::Exclusive => Stamp::exact(due.last()),
            Bound::Inclusive => {
                let precision = due.precision();
                Stamp { start: self.case.zone.floor(due.last(), precision), precision }
            }
        };
        missed.max(over.anchor.at)
    }

    /// Looks through the whole log for an act.
    pub fn scan(&self, act: &'a Act, each: Option<&'a Expr>, window: &Window, over: &Over<'a>) -> Seen {
        let mut seen = Seen {
            hits: Vec::new(),
            doubtful: Vec::new(),
            people: Vec::new(),
            perhaps: Vec::new(),
            unnamed: 0,
        };
        for (index, at, fits) in self.look_through(act, each, window, over) {
            let (Some(index), Some(at)) = (index, at) else { continue };
            let actor =
                self.case.model.schema.kind(act.kind).actor.map(|actor| &self.events[index].cells[actor]);
            match (fits, actor) {
                (Truth::Yes, Some(Cell::Value(who))) => add(&mut seen.people, who),
                (_, Some(Cell::Value(who))) => add(&mut seen.perhaps, who),
                _ => seen.unnamed += 1,
            }
            match fits {
                Truth::Yes => seen.hits.push(at),
                _ => seen.doubtful.push(at),
            }
        }
        seen.hits.sort_by_key(|at| at.start);
        seen
    }

    /// How many different people are asked for; 0: that is not asked.
    fn people_needed(&self, act: &Act) -> usize {
        if self.wrong(Mutation::OnePersonIsEnough) {
            return 0;
        }
        let asked = act
            .quorum
            .iter()
            .filter_map(|q| if let Quorum::Different(n) = q { Some(*n as usize) } else { None });
        asked.max().unwrap_or_default()
    }

    /// How many different people may have done it: those who did, those who may have, and whoever is not named.
    fn possible_people(
        &self,
        seen: &Seen,
        act: &'a Act,
        each: Option<&'a Expr>,
        window: &Window,
        over: &Over<'a>,
    ) -> usize {
        let (mut people, mut unnamed) = (seen.people.clone(), seen.unnamed);
        seen.perhaps.iter().for_each(|who| add(&mut people, who));
        let actor = self.case.model.schema.kind(act.kind).actor;
        for lost in self.lost(act, each, window, over) {
            match actor.filter(|_| lost.kind.is_some()).and_then(|actor| lost.cells.get(actor)) {
                Some(Some(Cell::Value(who))) => add(&mut people, who),
                _ => unnamed += 1,
            }
        }
        people.len() + unnamed
    }

    /// Every event that is an act for certain or perhaps: where it stands, when it was, how certain it is.
    pub fn look_through(
        &self,
        act: &'a Act,
        each: Option<&'a Expr>,
        window: &Window,
        over: &Over<'a>,
    ) -> Vec<(Option<usize>, Option<Stamp>, Truth)> {
        let mut all = self.could_be(act, each, window, over);
        for (index, _, fits) in &mut all {
            *fits = index.map_or(*fits, |index| fits.and(self.is_own(act, index, over)));
        }
        all.retain(|(_, _, fits)| *fits != Truth::No);
        all
    }

    /// The same, whoever else has them.
    pub fn could_be(
        &self,
        act: &'a Act,
        each: Option<&'a Expr>,
        window: &Window,
        over: &Over<'a>,
    ) -> Vec<(Option<usize>, Option<Stamp>, Truth)> {
        let window = &Window { harms: window.harms || act.count.max.is_some(), ..window.clone() };
        let mut all = Vec::new();
        for (i, event) in self.events.iter().enumerate() {
            let own = over.index == Some(i) && !self.wrong(Mutation::OccasionCountsItself);
            if event.kind != act.kind || own {
                continue;
            }
            if self.wrong(Mutation::TiesByRowOrder)
                && over.index.is_some_and(|o| self.events[o].at == event.at && i < o)
            {
                continue;
            }
            let at = self.stamp(event.at);
            let scope = Scope { candidate: Some(event), each, ..over.scope };
            let mut fits = self.fits(act, event, scope, over).and(self.inside(at, window));
            if fits == Truth::Undecided && self.wrong(Mutation::DoubtfulActCounts) {
                fits = Truth::Yes;
            }
            match fits {
                Truth::Undecided if self.wrong(Mutation::DoubtfulActIgnored) => {}
                Truth::No => {}
                fits => all.push((Some(i), Some(at), fits)),
            }
        }
        all
    }

    /// Whether an event is of the kind of act that is meant, leaving aside when it happened.
    pub fn fits(&self, act: &'a Act, event: &'a Event, scope: Scope<'a>, over: &Over<'a>) -> Truth {
        let keys =
            if self.wrong(Mutation::KeyIgnored) { act.same.get(1..).unwrap_or(&[]) } else { &act.same };
        let mut fits = Truth::Yes;
        for key in keys {
            let theirs = &event.cells[key.field];
            fits = fits.and(self.same(self.cell_value(theirs), self.get(&key.value, scope)));
        }
        if let Some(each) = &act.each_of {
            fits = fits.and(self.is_of(each, event, scope));
        }
        if let Some(filter) = &act.filter {
            // Figures in it are worked out for the occasion.
            let mut of = Over { scope, ..over.clone() };
            if self.wrong(Mutation::Form(Misform::FigureOfTheAct)) {
                of.index = self.events.iter().position(|other| std::ptr::eq(*other, event));
                of.anchor.at = event.at;
            }
            let passes = match self.asks(filter, &of) {
                Truth::Open => Truth::Undecided,
                told => told,
            };
            fits = fits.and(passes);
        }
        for quorum in act.quorum.iter().filter(|_| !self.wrong(Mutation::ActorIgnored)) {
            let Quorum::OtherThan(person) = quorum else { continue };
            fits = fits.and(self.other_than(event, self.get(person, scope)));
        }
        fits
    }

    pub fn other_than(&self, event: &'a Event, person: Got<'a>) -> Truth {
        let kind = self.case.model.schema.kind(event.kind);
        let Some(actor) = kind.actor else { return Truth::Undecided };
        if event.cells[actor] == Cell::Blank && self.wrong(Mutation::UnnamedIsSomebodyElse) {
            return Truth::Yes;
        }
        // Who it was is not known, so whether it was somebody else is not.
        let known = |got: Got<'a>| if got == Got::OptionalBlank { Got::Blank } else { got };
        self.compare(&known(self.cell_value(&event.cells[actor])), CompareOp::Ne, &known(person))
    }

    /// `same`: blank matches nothing, unreadable is undecided.
    pub fn same(&self, a: Got<'a>, b: Got<'a>) -> Truth {
        let blank = |got: &Got<'_>| matches!(got, Got::Blank | Got::OptionalBlank);
        match (blank(&a), blank(&b)) {
            (true, true) => Truth::of(self.wrong(Mutation::BlankKeysEqual)),
            (false, false) => self.compare(&a, CompareOp::Eq, &b),
            _ => Truth::No,
        }
    }

    pub fn cell_value(&self, cell: &'a Cell) -> Got<'a> {
        match cell {
            Cell::Value(Value::Text(sym)) => Got::Text(self.case.interner.text(sym).into()),
            Cell::Value(value) => Got::Value(value.clone()),
            Cell::Blank => Got::Blank,
            Cell::Unreadable(_) => Got::Unclear,
        }
    }

    /// Rejected rows that could have been the act: of its kind, perhaps in the window, and with nothing known against its keys.
    pub fn lost(
        &self,
        act: &'a Act,
        each: Option<&'a Expr>,
        window: &Window,
        over: &Over<'a>,
    ) -> Vec<&'a LostRow> {
        let scope = Scope { each, ..over.scope };
        let possible = |lost: &&LostRow| {
            let kind = lost.kind.is_none_or(|kind| kind == act.kind);
            let time = lost.at.is_none_or(|at| self.inside(self.stamp(at), window) != Truth::No);
            let keys = self.keys_allow(act, lost, scope);
            kind && time && (keys || self.wrong(Mutation::LostKeysIgnored))
        };
        if self.wrong(Mutation::LostRowsIgnored) {
            return Vec::new();
        }
        self.case.lost.iter().filter(possible).collect()
    }

    /// Whether what is known of a rejected row's keys leaves it possible: those of `same`, and equalities in `where`.
    pub fn keys_allow(&self, act: &'a Act, lost: &'a LostRow, scope: Scope<'a>) -> bool {
        // Of a row whose kind is not known, no cell is.
        let known = |field: usize| lost.kind.and_then(|_| lost.cells.get(field)?.as_ref());
        let same = act.same.iter().all(|key| {
            let value = self.get(&key.value, scope);
            match known(key.field) {
                Some(cell) => self.same(self.cell_value(cell), value) != Truth::No,
                None => !matches!(value, Got::Blank | Got::OptionalBlank),
            }
        });
        let mut equalities = Vec::new();
        if let Some(filter) = &act.filter {
            self.equalities(filter, &mut equalities);
        }
        if let Some((each, value)) = act.each_of.as_ref().zip(scope.each) {
            equalities.push((each.field, value));
        }
        let fields = &self.case.model.schema.kind(act.kind).fields;
        same && equalities.into_iter().all(|(field, value)| {
            let value = self.get(value, scope);
            let theirs = match known(field) {
                Some(Cell::Blank) if fields[field].optional => Got::OptionalBlank,
                Some(cell) => self.cell_value(cell),
                None => Got::Unclear,
            };
            self.compare(&theirs, CompareOp::Eq, &value) != Truth::No
        })
    }

    /// Equalities that everything else in a condition depends on, between a field of the candidate and something that does not
    /// depend on the candidate.
    pub fn equalities(&self, filter: &'a Expr, found: &mut Vec<(usize, &'a Expr)>) {
        match &filter.kind {
            ExprKind::And(list) => list.iter().for_each(|e| self.equalities(e, found)),
            ExprKind::Compare(a, CompareOp::Eq, b) => {
                for (field, value) in [(a, b), (b, a)] {
                    if let ExprKind::EventField(Var::Candidate, FieldRef { index, .. }) = &field.kind
                        && !reads_candidate(value)
                        && field.ty != Type::Instant
                    {
                        found.push((*index, value));
                        return;
                    }
                }
            }
            _ => {}
        }
    }
}

fn add(people: &mut Vec<Value>, who: &Value) {
    if !people.contains(who) {
        people.push(who.clone());
    }
}

/// What an act is asked for: once, or once for each value.
pub(super) fn values(act: &Act) -> Vec<Option<&Expr>> {
    match &act.every_of {
        None => vec![None],
        Some(list) => list.iter().map(Some).collect(),
    }
}

fn reads_candidate(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Literal(_) | ExprKind::OpenParam(_) => false,
        // Figures are worked out for the occasion.
        ExprKind::Aggregate(_) | ExprKind::Measure(_) | ExprKind::Rank(_) => false,
        ExprKind::InState { at, .. } | ExprKind::CountState { at, .. } => *at == Var::Candidate,
        ExprKind::RowField(..) | ExprKind::IntervalStart | ExprKind::IntervalEnd => false,
        ExprKind::Var(var) | ExprKind::EventField(var, _) | ExprKind::EventTime(var) => {
            *var == Var::Candidate
        }
        ExprKind::Attribute { of, as_of, .. } => *as_of == Var::Candidate || reads_candidate(of),
        ExprKind::Not(a) | ExprKind::Predicate(a, _) => reads_candidate(a),
        ExprKind::And(list) | ExprKind::Or(list) => list.iter().any(reads_candidate),
        ExprKind::OneOf(a, list) => reads_candidate(a) || list.iter().any(reads_candidate),
        ExprKind::Compare(a, _, b) | ExprKind::Arith(a, _, b) | ExprKind::InList(a, b) => {
            reads_candidate(a) || reads_candidate(b)
        }
        ExprKind::Part(_, a) | ExprKind::Like(a, ..) => reads_candidate(a),
        ExprKind::Between(a, b, c) => reads_candidate(a) || reads_candidate(b) || reads_candidate(c),
    }
}
