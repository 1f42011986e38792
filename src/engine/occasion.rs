//! Obligations come into being: from an event, or from a period and the members of a roster.

use super::at_hand::AtHand;
use super::eval::{Env, Outcome, Tri};
use super::index::KeyMaker;
use super::obligation::{End, ExcuseState, Lead, Obligation, Phase, Probe, ProbeKey, Seen, Span};
use super::run::Engine;
use super::swift::{Begun, Member};
use super::timers::Task;
use super::{Bearer, Occasion, Reason, Status, Why, Window};
use crate::analysis::model::Validity;
use crate::event::{Sym, Value};
use crate::plan::{Branch, Check, Excuse, Expect, Expr, GoalId, Limit, Source, Ways};
use crate::time::{self, Due, Instant, Period, Stamp};

impl Engine<'_> {
    /// An event that may be a norm's occasion. With it, how many have said the same, and, if nobody else looks at it after them, the norms
    /// that do so after this one. True if it is gone, and they need not look.
    pub(super) fn occasion_of_event(
        &mut self,
        norm: usize,
        at_hand: &mut AtHand<'_>,
        repeat: u32,
        later: Option<&[usize]>,
    ) -> bool {
        if self.setup.plan.norms[norm].pattern.is_some() {
            self.part_of_pattern(norm, &at_hand.keep(), repeat);
            return false;
        }
        let at = at_hand.event().at.start;
        if !self.is_judged(norm, at) && !self.takes_its_own(norm, at) {
            return false;
        }
        match self.begin_swiftly(norm, at_hand, repeat, later) {
            Begun::Not => self.occasion_in_full(norm, at_hand, repeat),
            begun => return begun == Begun::WithIt,
        }
        false
    }

    fn occasion_in_full(&mut self, norm: usize, at_hand: &mut AtHand<'_>, repeat: u32) {
        let event = at_hand.event();
        let norm_plan = &self.setup.plan.norms[norm];
        let Source::Event { filter, .. } = &norm_plan.source else { return };
        // Most events are no occasion of most norms.
        let told = norm_plan.figures.is_empty().then(|| self.is_occasion(norm, event));
        if told == Some(Tri::False) {
            return;
        }
        let occasion = Occasion::Event(at_hand.keep());
        self.begin_figures(norm, &occasion);
        let test = || filter.as_ref().map_or(Tri::True, |filter| self.env(&occasion).test(filter));
        match told.unwrap_or_else(test) {
            Tri::False => {}
            Tri::True => self.oblige(norm, &occasion, repeat, None),
            Tri::Undecided(why) => self.oblige(norm, &occasion, repeat, Some(Reason::OccasionUndecided(why))),
        }
    }

    /// A period that begins: one obligation for each member who owes it.
    pub(super) fn occasion_of_period(&mut self, norm: usize, period: Period) {
        if !self.is_judged(norm, period.start) && !self.takes_its_own(norm, period.start) {
            return;
        }
        let plan = self.setup.plan;
        let Source::Each { each, filter } = &plan.norms[norm].source else { return };
        let Some(roster) = &each.roster else {
            return self.owe(norm, &Occasion::Period { period, member: None }, filter.as_ref());
        };
        let tables = self.setup.tables;
        let timeless = tables.is_timeless(roster.entity);
        let owes = |key: &&Sym| {
            if timeless {
                return true;
            }
            let validity = tables.validity(roster.entity, **key, period.first, period.last);
            match roster.validity {
                Validity::AtStart => validity.first_valid == Some(period.first),
                Validity::AtEnd => validity.at_end,
                Validity::Throughout => validity.throughout,
                Validity::AtAnyTime => validity.first_valid.is_some(),
            }
        };
        let keys = tables.keys(roster.entity).iter().filter(owes);
        let members: Vec<Member> = keys.map(|key| (*key, roster.entity)).collect();
        if self.begin_period_swiftly(norm, period, &members) {
            return;
        }
        for member in members {
            let occasion = Occasion::Period { period, member: Some(member) };
            self.owe(norm, &occasion, filter.as_ref());
        }
    }

    /// A period that is an occasion if its condition holds.
    fn owe(&mut self, norm: usize, occasion: &Occasion, filter: Option<&Expr>) {
        self.begin_figures(norm, occasion);
        match filter.map_or(Tri::True, |f| self.env(occasion).test(f)) {
            Tri::False => {}
            Tri::True => self.oblige(norm, occasion, 0, None),
            Tri::Undecided(why) => self.oblige(norm, occasion, 0, Some(Reason::OccasionUndecided(why))),
        }
    }

    /// Whether occasions of a norm are asked for at that time, and the norm is in force on that day.
    pub(super) fn is_judged(&self, norm: usize, at: Instant) -> bool {
        self.setup.options.from.is_none_or(|from| at >= from) && self.in_force(norm, at)
    }

    /// Whether an occasion that is not asked for may still have an act that nobody else has then.
    fn takes_its_own(&self, norm: usize, at: Instant) -> bool {
        self.owns(norm) && self.in_force(norm, at)
    }

    /// Whether the norm is in force on the day of an occasion.
    #[inline]
    pub(super) fn in_force(&self, norm: usize, at: Instant) -> bool {
        match self.spans[norm] {
            Some((first, end)) => first <= at && at < end,
            None => self.setup.rules.zone.is_within(at, &self.effective[norm]),
        }
    }

    /// When a norm comes into force, if that is after an instant.
    pub(super) fn comes_into_force(&self, norm: usize, after: Instant) -> Option<Instant> {
        let first = self.setup.model.norms[norm].effective.0?;
        Some(self.setup.rules.zone.start_of_day(first)).filter(|first| *first > after)
    }

    /// Makes the obligation, or one for each condition of a list.
    pub(super) fn oblige(&mut self, norm: usize, occasion: &Occasion, repeat: u32, doubt: Option<Reason>) {
        let doubt = match self.yields(norm, occasion) {
            Tri::True => return,
            Tri::False => doubt,
            Tri::Undecided(why) => doubt.or(Some(Reason::OccasionUndecided(why))),
        };
        let plan = self.setup.plan;
        self.begin_figures(norm, occasion);
        match &plan.norms[norm].expect {
            Expect::Check(checks) => {
                for (i, check) in checks.iter().enumerate() {
                    if doubt.is_none() && self.decided_at_once(norm, occasion, repeat, (i, check)) {
                        continue;
                    }
                    self.create(norm, occasion.clone(), repeat, doubt.clone(), Some((i, check)));
                }
            }
            Expect::Must(_) | Expect::MustNot(_) | Expect::Never | Expect::Every { .. } | Expect::Hold(_) => {
                self.create(norm, occasion.clone(), repeat, doubt, None);
            }
        }
    }

    fn create(
        &mut self,
        norm: usize,
        occasion: Occasion,
        repeat: u32,
        doubt: Option<Reason>,
        check: Option<(usize, &Check)>,
    ) {
        let plan = self.setup.plan;
        let norm_plan = &plan.norms[norm];
        let anchor = anchor_of(&occasion);
        let mut instant = matches!(norm_plan.expect, Expect::Never | Expect::Check(_));
        // What is counted in an interval that is still open is read when it ends.
        let counted = |check: &Check| check.condition.reads_figure();
        if matches!(occasion, Occasion::Interval { .. })
            && check.is_some_and(|(_, check)| counted(check))
            && self.figures.iter().any(Option::is_none)
        {
            instant = false;
        }
        let window = self.occasion_window(&norm_plan.window, &occasion, instant);
        let (measured, doubt) = self.measured(norm, &occasion, doubt);
        let doubt = match (norm_plan.open_params.first(), doubt) {
            (Some(param), None) => Some(Reason::OpenParam(*param)),
            (_, doubt) => doubt,
        };
        let known = window.is_ok();
        let (span, doubt) = match window {
            Ok(span) => (span, doubt),
            Err(reason) => {
                if let Reason::Time(error) = &reason {
                    self.note_time_error(error.clone());
                }
                let open = Window { opens: Some(anchor), due: None, anchor, branch: None };
                (Span { shown: open, not_before: None }, doubt.or(Some(reason)))
            }
        };
        if doubt.is_none() && self.begin_light(norm, &occasion, repeat, &span) {
            return;
        }
        if doubt.is_none() && check.is_some_and(|check| self.begin_figured(norm, &occasion, &span, check)) {
            return;
        }
        let seq = self.fresh();
        let mut obligation = self.draft(seq, norm, occasion, repeat, span);
        obligation.earlier = self.earlier.clone();
        obligation.check = check.map(|(i, _)| i);
        obligation.measured = measured;
        obligation.holds_until = obligation.occasion.may_be_cut_short();
        if let Some(end) = obligation.holds_until {
            self.schedule(end, Task::Close(obligation.seq));
        }
        // It may still have an act of its own, which nobody else has then.
        let haunts = matches!(doubt, Some(Reason::OccasionUndecided(_))) && known && self.owns(norm);
        if haunts {
            obligation.ghost = doubt.map(super::own::Ghost::new);
        } else if let Some(doubt) = doubt {
            if obligation.holds_until.is_some() {
                obligation.doubt = Some(doubt);
                self.live.insert(obligation.seq, Box::new(obligation));
                return;
            }
            return self.book(obligation, Status::Unknown, vec![doubt]);
        }
        let goals = self.furnish(&mut obligation, check.map(|(_, check)| check));
        self.haunt_unknown_windows(&obligation);
        let id = obligation.seq;
        self.live.insert(id, Box::new(obligation));
        self.watch(id, &goals);
        self.settle(id, false);
    }

    /// An obligation that has seen nothing yet.
    pub(super) fn draft(
        &self,
        seq: u64,
        norm: usize,
        occasion: Occasion,
        repeat: u32,
        span: Span,
    ) -> Obligation {
        Obligation {
            seq,
            norm,
            earlier: Vec::new(),
            repeat,
            check: None,
            ghost: None,
            bearer: self.bearer(norm, &occasion),
            occasion,
            span,
            conduct: Seen::default(),
            terminators: Vec::new(),
            ended: false,
            lead: None,
            doubts: Vec::new(),
            excuses: Vec::new(),
            repairs: Vec::new(),
            repair_keys: Vec::new(),
            held: Vec::new(),
            phase: Phase::Open,
            wakes: None,
            decided: None,
            failure: Vec::new(),
            measured: None,
            condition: None,
            continuity: None,
            holds_until: None,
            doubt: None,
        }
    }

    /// Works out what an obligation looks for, and under which keys.
    pub(super) fn furnish(
        &self,
        obligation: &mut Obligation,
        check: Option<&Check>,
    ) -> Vec<(GoalId, ProbeKey)> {
        let norm_plan = &self.setup.plan.norms[obligation.norm];
        let span = obligation.span;
        let mut goals = Vec::new();
        {
            let env = self.env(&obligation.occasion);
            let mut probe = |list: &[GoalId]| -> Vec<Probe> {
                list.iter()
                    .map(|goal| {
                        let key = self.probe_key(*goal, env);
                        goals.push((*goal, key.clone()));
                        let mut probe = Probe::new(*goal, key);
                        self.spread(&mut probe, &obligation.occasion);
                        probe
                    })
                    .collect()
            };
            if let Some(Branch { limit: Limit::Until { goals, at_least, at_most }, .. }) =
                span.shown.branch.and_then(|b| norm_plan.window.get(b))
            {
                obligation.terminators = probe(goals);
                obligation.lead = Lead::of(*at_least, *at_most);
            }
            let ends = |list: &[GoalId]| -> Vec<Probe> {
                list.iter().map(|goal| Probe::new(*goal, self.probe_key(*goal, env))).collect()
            };
            let mut search = |pattern: &Ways, span: &Span| -> Seen {
                let mut probes = probe(&pattern.goals().collect::<Vec<_>>());
                if pattern.steps().any(|step| !step.window.is_empty()) {
                    self.own_windows(pattern, &mut probes, |limit| {
                        self.occasion_window(limit, &obligation.occasion, false)
                    });
                }
                let chains = self.chains(pattern, &probes, &obligation.occasion, span);
                Seen { probes, chains }
            };
            if let Some(pattern) = norm_plan.expect.pattern() {
                obligation.conduct = search(pattern, &span);
            }
            if let Expect::Every { .. } = &norm_plan.expect {
                super::every::keep_acts(&mut obligation.conduct.probes);
            }
            if obligation.lead.is_some() {
                super::every::keep_acts(&mut obligation.conduct.probes);
            }
            obligation.condition = check.and_then(|check| {
                let read = env.test(&check.condition);
                (!self.awaits(&check.condition, read)).then_some(read)
            });
            for excuse in &norm_plan.excuses {
                obligation.excuses.push(match excuse {
                    Excuse::Condition(condition) if condition.asks_state() => ExcuseState::State(None),
                    Excuse::Throughout(_) => ExcuseState::State(None),
                    Excuse::Condition(condition) => match env.test(condition) {
                        read if self.awaits(condition, read) => ExcuseState::Awaits,
                        read => ExcuseState::Decided(read),
                    },
                    Excuse::Act { acts, window } => {
                        let own = if window.is_empty() {
                            Ok(span)
                        } else {
                            self.occasion_window(window, &obligation.occasion, false)
                        };
                        match own {
                            Ok(span) => {
                                let mut seen = search(acts, &span);
                                if window.is_empty() && obligation.lead.is_some() {
                                    super::every::keep_acts(&mut seen.probes);
                                }
                                let branch = span.shown.branch.and_then(|b| window.get(b));
                                let end = match branch.map(|branch| &branch.limit) {
                                    Some(Limit::Until { goals, at_least, at_most }) => {
                                        let lead = Lead::of(*at_least, *at_most);
                                        if lead.is_some() {
                                            super::every::keep_acts(&mut seen.probes);
                                        }
                                        let probes = ends(goals);
                                        Some(Box::new(End { probes, lead, ..End::default() }))
                                    }
                                    _ => None,
                                };
                                ExcuseState::Act { span, seen, end }
                            }
                            Err(reason) => ExcuseState::NoWindow(reason),
                        }
                    }
                });
            }
            let reparations = norm_plan.stages.iter().flat_map(|stage| &stage.reparations);
            for goal in reparations.flat_map(|reparation| reparation.acts.goals()) {
                obligation.repair_keys.push((goal, self.probe_key(goal, env)));
            }
        }
        goals.extend(obligation.repair_keys.iter().cloned());
        goals.extend(obligation.ends());
        self.note_end_doubts(obligation);
        obligation.doubts = self.doubts(obligation);
        self.note_interval_doubts(obligation);
        goals
    }

    /// Gives the probes of acts that have a window of their own that window.
    pub(super) fn own_windows(
        &self,
        pattern: &Ways,
        probes: &mut [Probe],
        window: impl Fn(&[Branch]) -> Result<Span, Reason>,
    ) {
        for step in pattern.steps().filter(|step| !step.window.is_empty()) {
            let own = window(&step.window);
            for probe in probes.iter_mut().filter(|probe| step.goals.contains(&probe.goal)) {
                probe.window = Some(Box::new(own.clone()));
            }
        }
    }

    pub(super) fn bearer(&self, norm: usize, occasion: &Occasion) -> Bearer {
        match &self.setup.plan.norms[norm].bearer {
            None => Bearer::NotStated,
            Some(expr) => match self.env(occasion).value(expr) {
                Outcome::Value(Value::Text(sym)) => Bearer::Named(sym),
                Outcome::Value(_) => Bearer::Unassigned(Why::Nothing),
                Outcome::Blank { why, .. } | Outcome::Undecided(why) => {
                    Bearer::Unassigned(super::figures::underlying(&self.figures, why))
                }
            },
        }
    }

    pub(super) fn probe_key(&self, goal: GoalId, env: Env<'_>) -> ProbeKey {
        let goal = self.setup.plan.goal(goal);
        let mut key = KeyMaker::new(goal.key.len());
        let mut wild = None;
        for part in &goal.key {
            match env.value(&part.value) {
                Outcome::Value(value) => key.add(value),
                Outcome::Blank { .. } if part.same => return ProbeKey::Nothing,
                // An optional blank compares as false with anything.
                Outcome::Blank { optional: true, .. } => return ProbeKey::Nothing,
                Outcome::Blank { why, .. } | Outcome::Undecided(why) => wild = wild.or(Some(why)),
            }
        }
        wild.map_or_else(|| ProbeKey::Exact(key.done()), ProbeKey::Wild)
    }

    /// The window that a time clause opens when an occasion begins. Of an interval that began nobody knows when nothing can be
    /// counted from its beginning, and what lies before the log may be the act.
    fn occasion_window(
        &self,
        branches: &[Branch],
        occasion: &Occasion,
        instant: bool,
    ) -> Result<Span, Reason> {
        let mut span = self.window(branches, occasion, anchor_of(occasion), instant)?;
        let from_ever =
            matches!(occasion, Occasion::Interval { interval, slot: None, .. } if interval.from.is_none());
        if !from_ever {
            return Ok(span);
        }
        match span.shown.branch.and_then(|branch| branches.get(branch)).map(|branch| &branch.limit) {
            Some(Limit::Within(_, None) | Limit::By(_) | Limit::Before { .. }) => {
                return Err(Reason::WindowUndecided(Why::NoBeginning));
            }
            // Asked where the log begins.
            None if occasion.ends().is_none() && instant => {}
            _ => span.shown.opens = None,
        }
        Ok(span)
    }

    /// The window that a time clause opens at a time. `instant`: without a clause, only the occasion's own instant.
    pub(super) fn window(
        &self,
        branches: &[Branch],
        occasion: &Occasion,
        anchor: Stamp,
        instant: bool,
    ) -> Result<Span, Reason> {
        let env = self.env(occasion);
        let period_end = occasion.ends();
        let mut chosen = None;
        for (i, branch) in branches.iter().enumerate() {
            match branch.condition.as_ref().map_or(Tri::True, |c| env.test(c)) {
                Tri::True => {
                    chosen = Some((i, branch));
                    break;
                }
                Tri::False => {}
                Tri::Undecided(why) => return Err(Reason::WindowUndecided(why)),
            }
        }
        let Some((index, branch)) = chosen else {
            let due = period_end.or(instant.then(|| Due::through(anchor)));
            let shown = Window { opens: Some(anchor), due, anchor, branch: None };
            return Ok(Span { shown, not_before: None });
        };
        let rules = &self.setup.rules;
        let shown = |opens, due, anchor| Window { opens, due, anchor, branch: Some(index) };
        let (shown, not_before) = match &branch.limit {
            Limit::Open(param) => return Err(Reason::OpenParam(*param)),
            Limit::Within(length, of) => {
                let start = match of {
                    None => anchor,
                    Some(expr) => self.stamp(env, expr)?,
                };
                let due = time::within(rules, start, length).map_err(Reason::Time)?;
                (shown(Some(anchor), Some(due), start), None)
            }
            Limit::By(point) => {
                let due = time::by(rules, anchor, point).map_err(Reason::Time)?;
                (shown(Some(anchor), Some(due), anchor), None)
            }
            Limit::EndOfShift(shift) => {
                let due = self.end_of_shift(shift, occasion, env)?;
                (shown(Some(anchor), due, anchor), None)
            }
            Limit::ByField(expr) => {
                (shown(Some(anchor), Some(self.field_due(env, expr, anchor)?), anchor), None)
            }
            Limit::BeforeField(expr) => (shown(None, Some(self.field_due(env, expr, anchor)?), anchor), None),
            Limit::Before { at_least, at_most } => {
                let due = match at_least {
                    None => Due::through(anchor),
                    Some(length) => time::lead(rules, anchor, length).map_err(Reason::Time)?,
                };
                let first = at_most
                    .map(|length| time::lead(rules, anchor, &length))
                    .transpose()
                    .map_err(Reason::Time)?;
                (shown(None, Some(due), anchor), first)
            }
            Limit::Until { .. } => (shown(Some(anchor), period_end, anchor), None),
        };
        Ok(Span { shown, not_before })
    }

    /// The end of the date, the instant, or the time on the occasion's own day, that a field holds.
    pub(super) fn field_due(
        &self,
        env: Env<'_>,
        expr: &crate::plan::Expr,
        anchor: Stamp,
    ) -> Result<Due, Reason> {
        match env.value(expr) {
            Outcome::Value(Value::Date(date)) => {
                let next = date.tomorrow().map_err(|_| Reason::Time(time::TimeError::OutOfRange))?;
                Ok(Due::until(self.setup.rules.zone.start_of_day(next)))
            }
            Outcome::Value(Value::Stamp(stamp)) => Ok(Due::through(stamp)),
            Outcome::Value(Value::Time(clock)) => {
                let at = anchor.start;
                time::on_day_of(&self.setup.rules, at, clock).map_err(Reason::Time)
            }
            Outcome::Value(_) => Err(Reason::WindowUndecided(Why::Nothing)),
            Outcome::Blank { why, .. } | Outcome::Undecided(why) => Err(Reason::WindowUndecided(why)),
        }
    }

    fn stamp(&self, env: Env<'_>, expr: &crate::plan::Expr) -> Result<Stamp, Reason> {
        match env.value(expr) {
            Outcome::Value(Value::Stamp(stamp)) => Ok(stamp),
            Outcome::Value(Value::Date(date)) => {
                Ok(Stamp { start: self.setup.rules.zone.start_of_day(date), precision: time::Precision::Day })
            }
            Outcome::Value(_) => Err(Reason::WindowUndecided(Why::Nothing)),
            Outcome::Blank { why, .. } | Outcome::Undecided(why) => Err(Reason::WindowUndecided(why)),
        }
    }
}

/// What limits are counted from: the event's time, the period's start.
pub(super) fn anchor_of(occasion: &Occasion) -> Stamp {
    match occasion {
        Occasion::Event(event) => event.at,
        Occasion::Period { period, .. } => Stamp::exact(period.start),
        Occasion::Interval { begins, .. } => *begins,
    }
}
