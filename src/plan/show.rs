//! The plan as text, for people who want to see what a policy becomes. Its words are identifiers, so they are English.

mod figures;
mod names;

pub(super) use names::{arith, unit};

use names::{compare, slot};

use super::{
    Branch, EachValues, Ending, Excuse, Expect, Expr, Goal, GoalId, KeyPart, Limit, NormPlan, Part, Plan,
    Reparation, Role, Shift, Source, StateSource, StateUse, Ways,
};
use crate::analysis::model::{Edge, Model, NormKind, Pattern, Predicate, Validity};
use crate::event::{EntityId, Interner, KindId, Value};
use crate::locale::Lang;
use crate::syntax::ast::Like;
use crate::time::{Way, Zone};
use std::cell::Cell;
use std::fmt::Write;

impl Plan {
    /// The plan as text: one block for each norm, then what each event kind is read for.
    pub fn show(&self, model: &Model, interner: &Interner) -> String {
        let zone = model.header.zone.clone().unwrap_or_else(Zone::utc);
        let show = Show { plan: self, model, interner, zone, norm: Cell::new(0) };
        let mut out = String::new();
        for (i, norm) in self.norms.iter().enumerate() {
            show.norm(&mut out, i, norm);
        }
        for cap in &self.accounts.caps {
            line(&mut out, 0, "cap", &show.cap(cap));
        }
        show.states(&mut out);
        show.reads(&mut out);
        out
    }

    /// Everything that decides about the obligations of one norm, as text: two plans with the same text judge alike.
    pub fn show_rule(&self, model: &Model, interner: &Interner, norm: usize) -> String {
        let zone = model.header.zone.clone().unwrap_or_else(Zone::utc);
        let show = Show { plan: self, model, interner, zone: zone.clone(), norm: Cell::new(0) };
        let mut out = String::new();
        if let Some(plan) = self.norms.get(norm) {
            show.norm(&mut out, norm, plan);
            line(&mut out, 1, "effective", &format!("{:?}", model.norms[norm].effective));
        }
        for cap in &self.accounts.caps {
            line(&mut out, 0, "cap", &show.cap(cap));
        }
        show.states(&mut out);
        let header = &model.header;
        let calendar = header.calendar.as_ref().map_or("none", |calendar| calendar.name());
        line(&mut out, 0, "header", &format!("{} {calendar} {:?}", zone.name(), header.conventions));
        let accounts = &header.accounts;
        let sums = (accounts.overlap, accounts.rounding, accounts.paid_days(), accounts.discretion);
        line(&mut out, 0, "accounts", &format!("{sums:?} {:?}", header.effective));
        out
    }
}

pub(super) struct Show<'a> {
    plan: &'a Plan,
    model: &'a Model,
    interner: &'a Interner,
    zone: Zone,
    /// The norm at hand, whose figures its conditions name.
    norm: Cell<usize>,
}

impl Show<'_> {
    fn norm(&self, out: &mut String, index: usize, norm: &NormPlan) {
        let model = &self.model.norms[index];
        self.norm.set(index);
        let kind = match model.kind {
            NormKind::Duty => "duty",
            NormKind::Prohibition => "prohibition",
            NormKind::Reward => "reward",
        };
        line(out, 0, "norm", &format!("{} ({kind})", model.name));
        line(out, 1, "occasion", &self.source(&norm.source));
        if let Some(pattern) = &norm.pattern {
            line(out, 2, "count", &self.pattern(&norm.source, pattern));
        }
        for special in &norm.yields_to {
            line(out, 1, "yields", &format!("to {}", self.model.norms[*special].name));
        }
        line(out, 1, "bearer", &norm.bearer.as_ref().map_or("nobody named".to_string(), |b| self.expr(b)));
        match &norm.expect {
            Expect::Must(acts) => self.ways(out, "expect", acts),
            Expect::MustNot(acts) => self.ways(out, "forbid", acts),
            Expect::Never => line(out, 1, "forbid", "the occasion itself"),
            Expect::Every { acts, length } => {
                self.ways(out, "expect", acts);
                line(out, 2, "gap", &format!("at most {}", length.words(Lang::En)));
            }
            Expect::Hold(hold) => {
                let share = hold.share.map_or(String::new(), |share| {
                    let percent = (share * rust_decimal::Decimal::ONE_HUNDRED).normalize();
                    format!(", at least {percent}% of the window")
                });
                line(out, 1, "hold", &format!("{}{share}", self.expr(&hold.condition)));
            }
            Expect::Check(checks) => {
                for check in checks {
                    line(out, 1, "check", &self.expr(&check.condition));
                }
            }
        }
        line(out, 1, "window", &self.window(norm));
        for excuse in &norm.excuses {
            match excuse {
                Excuse::Condition(condition) => line(out, 1, "excuse", &self.expr(condition)),
                Excuse::Throughout(condition) => {
                    line(out, 1, "excuse", &format!("{} throughout", self.expr(condition)));
                }
                Excuse::Act { acts, window } => {
                    self.ways(out, "excuse", acts);
                    if !window.is_empty() {
                        line(out, 2, "window", &self.branches(window));
                    }
                }
            }
        }
        let accounts = &self.plan.accounts.norms[index];
        for (stage, charges) in norm.stages.iter().zip(&accounts.stages) {
            for (i, Reparation { acts, window }) in stage.reparations.iter().enumerate() {
                self.ways(out, if i == 0 { "repair" } else { "  and" }, acts);
                line(out, 2, "window", &self.branches(window));
            }
            for charge in charges {
                line(out, 1, "else", &self.charge(charge));
            }
        }
        for liable in &accounts.liable {
            line(out, 1, "liable", &self.liable(liable));
        }
        for cap in &accounts.caps {
            line(out, 1, "cap", &self.cap(cap));
        }
        if let Some(reward) = &accounts.reward {
            line(out, 1, "reward", &self.reward(reward));
        }
        for param in &norm.open_params {
            line(out, 1, "unbound", &self.model.params[param.0 as usize].name);
        }
        out.push('\n');
    }

    /// How many events make the occasion.
    fn pattern(&self, source: &Source, pattern: &Pattern) -> String {
        let same: Vec<&str> = match source {
            Source::Event { kind, .. } => {
                let fields = &self.model.schema.kind(*kind).fields;
                pattern.same.iter().map(|field| fields[*field].name.as_str()).collect()
            }
            Source::Each { .. } | Source::During(_) => Vec::new(),
        };
        let same =
            if same.is_empty() { String::new() } else { format!(" with the same {}", same.join(", ")) };
        format!("the last of {}{same} within {}", pattern.count, pattern.within.words(Lang::En))
    }

    fn source(&self, source: &Source) -> String {
        match source {
            Source::Event { kind, filter } => {
                let filter = filter.as_ref().map_or(String::new(), |f| format!(" where {}", self.expr(f)));
                format!("each event {}{filter}", self.kind(*kind))
            }
            Source::During(during) => {
                let slot = during.slot.map_or(String::new(), |micros| {
                    format!("slot of {} of ", crate::time::Amount::Elapsed(micros).words(Lang::En))
                });
                let of = during.of.as_ref().map_or(String::new(), |of| format!(" of {}", self.expr(of)));
                let filter =
                    during.filter.as_ref().map_or(String::new(), |f| format!(" where {}", self.expr(f)));
                let lasts = during.lasts.as_ref().map_or(String::new(), |limit| {
                    format!(" that lasts {}", self.limit(limit).trim_start_matches("forward "))
                });
                format!("each {slot}interval {}{of}{filter}{lasts}", self.state(during.state))
            }
            Source::Each { each, filter } => {
                let mut text = format!("each {}", unit(each.unit));
                if let Some(roster) = &each.roster {
                    let validity = match roster.validity {
                        Validity::AtStart => "at start",
                        Validity::AtEnd => "at end",
                        Validity::Throughout => "throughout",
                        Validity::AtAnyTime => "at any time",
                    };
                    let _ = write!(text, " for each {} valid {validity}", self.entity(roster.entity));
                }
                if let Some(filter) = filter {
                    let _ = write!(text, " where {}", self.expr(filter));
                }
                text
            }
        }
    }

    /// Ways are alternatives; the steps of one follow one another.
    fn ways(&self, out: &mut String, label: &str, acts: &Ways) {
        for (w, way) in acts.ways.iter().enumerate() {
            for (s, step) in way.steps.iter().enumerate() {
                let label = match (w, s) {
                    (0, 0) => label,
                    (_, 0) => "  or",
                    (_, _) => "  then",
                };
                self.goals(out, label, &step.goals);
                if !step.window.is_empty() {
                    line(out, 2, "window", &self.branches(&step.window));
                }
                if !step.after.is_empty() {
                    let after = self.branches(&step.after);
                    line(out, 2, "window", &format!("{after}, counted from the step before"));
                }
            }
        }
    }

    fn goals(&self, out: &mut String, label: &str, goals: &[GoalId]) {
        // Several goals of one slot are all needed; alternatives have a slot each.
        for (i, goal) in goals.iter().enumerate() {
            let label = if i == 0 { label } else { "  and" };
            line(out, 1, label, &self.goal(self.plan.goal(*goal)));
        }
    }

    fn which(&self, filter: Option<&super::Expr>) -> String {
        filter.map_or(String::new(), |filter| format!(" where {}", self.expr(filter)))
    }

    fn goal(&self, goal: &Goal) -> String {
        let mut text = self.kind(goal.kind).to_string();
        let key: Vec<String> = goal.key.iter().map(|part| self.key(goal.kind, part)).collect();
        let _ = write!(text, " by key [{}]", key.join(", "));
        if let Some(filter) = &goal.filter {
            let _ = write!(text, " where {}", self.expr(filter));
        }
        if let Some(each) = &goal.each_of {
            let field = &self.model.schema.kind(goal.kind).fields[each.field].name;
            let _ = match &each.values {
                EachValues::List(list) => write!(text, " for every {field} in {}", self.expr(list)),
                EachValues::Members(entity, which) => {
                    write!(
                        text,
                        " for every {field} in {}{}",
                        self.entity(*entity),
                        self.which(which.as_ref())
                    )
                }
            };
        }
        if let Some(person) = &goal.other_than {
            let _ = write!(text, " by someone other than {}", self.expr(person));
        }
        if goal.different > 0 {
            let _ = write!(text, " by at least {} different people", goal.different);
        }
        if goal.own.is_some() {
            text.push_str(", each for one obligation");
        }
        match (goal.min, goal.max) {
            (1, None) => {}
            (min, None) => {
                let _ = write!(text, ", at least {min}");
            }
            (min, Some(max)) => {
                let _ = write!(text, ", {min} to {max}");
            }
        }
        if goal.backward {
            text.push_str(", looking back");
        }
        text
    }

    fn key(&self, kind: KindId, part: &KeyPart) -> String {
        let field = &self.model.schema.kind(kind).fields[part.field].name;
        format!("{field} = {}", self.expr(&part.value))
    }

    fn window(&self, norm: &NormPlan) -> String {
        let instant = matches!(norm.expect, Expect::Never | Expect::Check(_));
        match (&norm.source, norm.window.is_empty()) {
            (_, false) => self.branches(&norm.window),
            (Source::Each { .. }, true) => "period".to_string(),
            (Source::During(_), true) => "interval".to_string(),
            (Source::Event { .. }, true) if instant => "instant".to_string(),
            (Source::Event { .. }, true) => "forward, no limit".to_string(),
        }
    }

    fn branches(&self, branches: &[Branch]) -> String {
        let shown: Vec<String> = branches
            .iter()
            .map(|branch| match &branch.condition {
                Some(condition) => format!("{} if {}", self.limit(&branch.limit), self.expr(condition)),
                None => self.limit(&branch.limit),
            })
            .collect();
        shown.join(", otherwise ")
    }

    fn limit(&self, limit: &Limit) -> String {
        let words = |length: &crate::time::Length| length.words(Lang::En);
        match limit {
            Limit::Within(length, None) => format!("forward within {}", words(length)),
            Limit::Within(length, Some(of)) => {
                format!("forward within {} of {}", words(length), self.expr(of))
            }
            Limit::Open(param) => format!("forward within `{}`", self.model.params[param.0 as usize].name),
            Limit::By(point) => format!("forward by {}", point.words(&self.zone, Lang::En)),
            Limit::EndOfShift(shift) => format!("forward by the end of {}", self.shift(shift)),
            Limit::ByField(field) => format!("forward by {}", self.expr(field)),
            Limit::BeforeField(field) => format!("backward from {}", self.expr(field)),
            Limit::Before { at_least, at_most } => {
                let least =
                    at_least.as_ref().map_or(String::new(), |l| format!(", at least {} before", words(l)));
                let most =
                    at_most.as_ref().map_or(String::new(), |l| format!(", at most {} before", words(l)));
                format!("backward{least}{most}")
            }
            Limit::Until { goals, at_least, at_most } => {
                let goals: Vec<String> = goals.iter().map(|g| self.goal(self.plan.goal(*g))).collect();
                let lead = |word: &str, length: &Option<crate::time::Length>| {
                    length.map_or(String::new(), |length| {
                        format!(", at {word} {} before", length.words(Lang::En))
                    })
                };
                format!(
                    "forward until {}{}{}",
                    goals.join(" and "),
                    lead("least", at_least),
                    lead("most", at_most)
                )
            }
        }
    }

    pub(super) fn expr(&self, expr: &Expr) -> String {
        let list =
            |items: &[Expr], joint: &str| items.iter().map(|e| self.expr(e)).collect::<Vec<_>>().join(joint);
        match expr {
            Expr::Const(value) => self.value(value),
            Expr::Open(param) => format!("`{}`", self.model.params[param.0 as usize].name),
            Expr::Member => "member".to_string(),
            Expr::Beneficiary => "beneficiary".to_string(),
            Expr::Ranked => "each".to_string(),
            Expr::Field { slot: s, kind, index, .. } => {
                format!("{}.{}", slot(*s), self.model.schema.kind(*kind).fields[*index].name)
            }
            Expr::Time(s) => format!("{}.at", slot(*s)),
            Expr::Attribute { of, entity, index, .. } => {
                format!("{}.{}", self.expr(of), self.model.schema.entity(*entity).fields[*index].name)
            }
            Expr::RowField { entity, index, .. } => {
                format!("occasion.{}", self.model.schema.entity(*entity).fields[*index].name)
            }
            Expr::IntervalStart => "interval.start".to_string(),
            Expr::IntervalEnd => "interval.end".to_string(),
            Expr::CountState { state, op, number, .. } => {
                let name = &self.model.states[state.0 as usize].name;
                format!("count({name}) {} {}", compare(*op), self.expr(number))
            }
            Expr::InState { state, subject, at } => {
                let of = subject.as_ref().map_or(String::new(), |of| format!(" of {}", self.expr(of)));
                format!("{}{of} at {}.at", self.state(*state), slot(*at))
            }
            Expr::Not(a) => format!("not ({})", self.expr(a)),
            Expr::And(items) => format!("({})", list(items, " and ")),
            Expr::Or(items) => format!("({})", list(items, " or ")),
            Expr::Compare(a, op, b) => format!("{} {} {}", self.expr(a), compare(*op), self.expr(b)),
            Expr::OneOf(a, items) => format!("{} in [{}]", self.expr(a), list(items, ", ")),
            Expr::Between(a, low, high) => {
                format!("{} in {} .. {}", self.expr(a), self.expr(low), self.expr(high))
            }
            Expr::Figure(at) => self.figure(*at),
            Expr::InList(a, list) => format!("{} in {}", self.expr(a), self.expr(list)),
            Expr::Like(a, like, text) => {
                let word = match like {
                    Like::Contains => "contains",
                    Like::StartsWith => "starts with",
                    Like::EndsWith => "ends with",
                };
                format!("{} {word} \"{text}\"", self.expr(a))
            }
            Expr::Part(part, a) => {
                let of = self.expr(a);
                match part {
                    Part::Date => format!("date of {of}"),
                    Part::Time => format!("time of {of}"),
                    Part::Weekday(_) => format!("weekday of {of}"),
                    Part::IsWorkingDay => format!("{of} is a working day"),
                    Part::IsRestDay => format!("{of} is a rest day"),
                }
            }
            Expr::Shift(a, way, length) => {
                let sign = if *way == Way::Later { "+" } else { "-" };
                format!("({} {sign} {})", self.expr(a), length.words(Lang::En))
            }
            Expr::Arith(a, op, b) => format!("({} {} {})", self.expr(a), arith(*op), self.expr(b)),
            Expr::Predicate(a, predicate, range) => {
                let word = match predicate {
                    Predicate::Filled => "filled",
                    Predicate::Valid => "valid",
                    Predicate::FilledAndValid => "filled and valid",
                    Predicate::Blank => "blank",
                };
                let range = range.map_or(String::new(), |(low, high)| format!(" ({low} .. {high})"));
                format!("{} {word}{range}", self.expr(a))
            }
        }
    }

    fn value(&self, value: &Value) -> String {
        match value {
            Value::Text(sym) => format!("{:?}", self.interner.text(sym)),
            Value::Number(n) => n.to_string(),
            Value::Percent(n) => format!("{}%", (n * rust_decimal::Decimal::ONE_HUNDRED).normalize()),
            Value::Money(n, currency) => format!("{n} {currency}"),
            Value::Bool(b) => b.to_string(),
            Value::Date(date) => date.to_string(),
            Value::Time(time) => time.to_string(),
            Value::Stamp(stamp) => format!("{stamp:?}"),
            Value::Duration(micros) => format!("{micros} µs"),
            Value::Rough(rough) => format!("{} µs", rough.nominal),
            Value::Days(days) => format!("{days} days"),
            Value::List(items) => {
                format!("[{}]", items.iter().map(|v| self.value(v)).collect::<Vec<_>>().join(", "))
            }
        }
    }

    fn state(&self, state: crate::analysis::model::StateId) -> &str {
        self.model.states.get(state.0 as usize).map_or("", |state| &state.name)
    }

    fn shift(&self, shift: &Shift) -> String {
        match shift {
            Shift::Occasion => "the interval".to_string(),
            Shift::State(state, subject) => {
                let of = subject.as_ref().map_or(String::new(), |of| format!(" of {}", self.expr(of)));
                format!("{}{of}", self.state(*state))
            }
            Shift::Calendar(states) => {
                let names: Vec<&str> = states.iter().map(|state| self.state(*state)).collect();
                names.join(" or ")
            }
        }
    }

    /// States that norms ask for: where their intervals come from.
    fn states(&self, out: &mut String) {
        let used = self.plan.states.iter().zip(&self.model.states).filter(|(plan, _)| plan.used);
        for (plan, state) in used {
            let of = state.subject.as_ref().map_or(String::new(), |subject| format!(" of {}", subject.field));
            let filter = |filter: &Option<Expr>| {
                filter.as_ref().map_or(String::new(), |f| format!(" where {}", self.expr(f)))
            };
            let text = match &plan.source {
                StateSource::Between { kind, filter: which, until, .. } => {
                    let key: Vec<String> = until
                        .same
                        .iter()
                        .map(|(field, value)| {
                            let name = &self.model.schema.kind(until.kind).fields[*field].name;
                            format!("{name} = {}", self.expr(value))
                        })
                        .collect();
                    format!(
                        "from {}{} until {} by key [{}]{}{}",
                        self.kind(*kind),
                        filter(which),
                        self.kind(until.kind),
                        key.join(", "),
                        until.parts.iter().map(filter).collect::<Vec<_>>().join(" and"),
                        ending(until)
                    )
                }
                StateSource::Record { kind, from, until, filter: which, .. } => {
                    let fields = &self.model.schema.kind(*kind).fields;
                    let edges = format!("{} .. {}", edge(fields, from), edge(fields, until));
                    format!("records {} over {edges}{}", self.kind(*kind), filter(which))
                }
                StateSource::Table { entity, from, until, filter: which, .. } => {
                    let fields = &self.model.schema.entity(*entity).fields;
                    let edges = format!("{} .. {}", edge(fields, from), edge(fields, until));
                    format!("lines of {} over {edges}{}", self.entity(*entity), filter(which))
                }
                StateSource::Shift { from, until } => format!("every day {} .. {}", from.time, until.time),
            };
            line(out, 0, "state", &format!("{}{of}: {text}", state.name));
        }
    }

    fn kind(&self, kind: KindId) -> &str {
        &self.model.schema.kind(kind).name
    }

    pub(super) fn entity(&self, entity: EntityId) -> &str {
        &self.model.schema.entity(entity).name
    }

    /// What each event kind is read for: the fields that are decoded, and the norms that use them.
    fn reads(&self, out: &mut String) {
        for (i, dispatch) in self.plan.dispatch.iter().enumerate() {
            let kind = &self.model.schema.kinds[i];
            let fields: Vec<&str> = kind.fields.iter().filter(|f| f.read).map(|f| f.name.as_str()).collect();
            let mut uses: Vec<String> = Vec::new();
            for norm in &dispatch.occasions {
                uses.push(format!("occasion of {}", self.model.norms[*norm].name));
            }
            for goal in &dispatch.goals {
                let goal = self.plan.goal(*goal);
                let role = match goal.role {
                    Role::Conduct => "act of",
                    Role::Excuse(_) => "excuse of",
                    Role::Reparation(..) => "reparation of",
                    Role::Terminator | Role::ExcuseEnd(_) => "end of",
                };
                let text = format!("{role} {}", self.model.norms[goal.norm].name);
                if !uses.contains(&text) {
                    uses.push(text);
                }
            }
            for (norm, plan) in self.plan.norms.iter().enumerate() {
                let counted = |id: super::TallyId| self.plan.tally(id).kind.0 as usize == i;
                if plan.figures.iter().flat_map(super::Figure::tallies).any(counted) {
                    uses.push(format!("figure of {}", self.model.norms[norm].name));
                }
            }
            for state in &dispatch.states {
                uses.push(match state {
                    StateUse::From(id) => format!("beginning of {}", self.state(*id)),
                    StateUse::Until(id) => format!("end of {}", self.state(*id)),
                    StateUse::Record(id) => format!("interval of {}", self.state(*id)),
                });
            }
            let uses = if uses.is_empty() { "nothing".to_string() } else { uses.join("; ") };
            line(out, 0, "event", &format!("{} [{}]: {uses}", kind.name, fields.join(", ")));
        }
    }
}

/// How often, and by how many people, a state is ended.
fn ending(until: &Ending) -> String {
    let times = if until.times == 1 { String::new() } else { format!(" {} times", until.times) };
    let people = match until.different {
        0 => String::new(),
        n => format!(" by at least {n} different people"),
    };
    times + &people
}

fn edge(fields: &[crate::event::Field], edge: &Edge) -> String {
    match edge {
        Edge::Field(at) => fields[*at].name.clone(),
        Edge::Clock { date, time } => format!("{} at {}", fields[*date].name, fields[*time].name),
    }
}

fn line(out: &mut String, indent: usize, label: &str, text: &str) {
    let _ = writeln!(out, "{:indent$}{label:<9} {text}", "", indent = indent * 2);
}
