use super::super::model::{Counts, ExcuseVerdict, Input, Status};
use super::{
    ActPhrase, Headline, Label, Reasons, Remark, WhenPhrase, Words, clock, days_in, parted, plain, ticked,
};
use crate::analysis::model::{Cite, Predicate};
use crate::event::Type;
use crate::locale::Lang;
use crate::money::Amount;
use crate::time::{DateTime, Precision, Unit, date_text};
use rust_decimal::Decimal;

/// English.
pub(super) struct English;

fn plural(count: u64, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

fn and(items: &[String]) -> String {
    Lang::En.list_and(items)
}

/// Which of several conditions fails is not known here.
fn all_of(conditions: &[String]) -> String {
    let all = and(&ticked(conditions));
    if conditions.len() > 1 { format!("all of {all}") } else { all }
}

impl Words for English {
    fn lang(&self) -> Lang {
        Lang::En
    }

    fn status(&self, status: Status) -> &'static str {
        status.id()
    }

    fn verdict(&self, verdict: ExcuseVerdict) -> &'static str {
        match verdict {
            ExcuseVerdict::Held => "held",
            ExcuseVerdict::Failed => "not met",
            ExcuseVerdict::Unclear => "cannot be told",
            ExcuseVerdict::Open => "still open",
        }
    }

    fn label(&self, label: Label) -> &'static str {
        match label {
            Label::Policy => "policy",
            Label::Inputs => "logs",
            Label::Observed => "observed",
            Label::Parameters => "parameters",
            Label::Open => "not bound",
            Label::ThisRun => "given for this run",
            Label::Clause => "clause",
            Label::Reading => "read as",
            Label::Bearer => "bearer",
            Label::Occasion => "occasion",
            Label::Due => "due",
            Label::Until => "until",
            Label::Why => "reason",
            Label::Happened => "happened",
            Label::Excuse => "excuse",
            Label::Reparation => "reparation",
            Label::Proposed => "proposed",
            Label::WouldComply => "compliant",
            Label::StillPossible => "still due",
            Label::Finding => "finding",
            Label::Warning => "note",
            Label::Ledger => "proposed per bearer",
            Label::Unassigned => "unassigned",
            Label::Norm => "norm",
            Label::Occasions => "occasions",
            Label::Total => "total",
            Label::Vacuous => "never applied",
            Label::Yielded => "gave way",
            Label::Unread => "not read",
            Label::Unseen => "never seen",
            Label::From => "judged",
            Label::NoFindings => "nothing to report",
            Label::CountsOnly => "findings are only counted here; without `--counts` each is shown",
            Label::Row => "log row",
        }
    }

    fn between(&self, from: &str, to: &str) -> String {
        format!("between {from} and {to}")
    }

    fn apart(&self, amount: &crate::time::Amount) -> String {
        let text = amount.words(Lang::En);
        match days_in(amount) {
            Some((days, true)) => format!("{text} ({days} days)"),
            Some((days, false)) => format!("{text} (over {days} days)"),
            None => text,
        }
    }

    fn moment(&self, civil: DateTime, precision: Precision) -> String {
        const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
        let weekday = civil.date().weekday().to_monday_zero_offset();
        let day = format!("{} {}", DAYS[weekday as usize % 7], date_text(civil.date()));
        match precision {
            Precision::Day => day,
            Precision::Exact | Precision::Minute => format!("{day} {}", clock(civil, precision)),
        }
    }

    fn money(&self, amount: &Amount) -> String {
        amount.to_string()
    }

    fn points(&self, points: &Decimal) -> String {
        if *points == Decimal::ONE { "1 point".into() } else { format!("{} points", plain(points)) }
    }

    fn warnings(&self, count: u64) -> String {
        plural(count, "warning", "warnings")
    }

    fn row(&self, input: &str, row: u64, line: u32) -> String {
        format!("{input} row {row} (line {line})")
    }

    fn clause(&self, cite: &Cite) -> Option<String> {
        let place = match (&cite.source, &cite.clause) {
            (Some(source), Some(clause)) => format!("{source}, clause {clause}"),
            (Some(source), None) => source.clone(),
            (None, Some(clause)) => format!("clause {clause}"),
            (None, None) => String::new(),
        };
        match &cite.anchor {
            Some(anchor) if place.is_empty() => Some(format!("“{anchor}”")),
            Some(anchor) => Some(format!("{place}: “{anchor}”")),
            None => (!place.is_empty()).then_some(place),
        }
    }

    fn occasion_event(&self, kind: &str, at: &str) -> String {
        format!("`{kind}` on {at}")
    }

    fn occasion_pattern(&self, count: usize, kind: &str, first: &str, last: &str) -> String {
        format!("{count} `{kind}`, the first on {first}, the last on {last}")
    }

    fn occasion_violation(&self, norm: &str, at: &str) -> String {
        format!("violation of `{norm}`, which fell on {at}")
    }

    fn occasion_period(&self, unit: Unit, label: &str, member: Option<&str>) -> String {
        let period = format!("{} {label}", self.unit(unit));
        match member {
            Some(member) => format!("{period}, {member}"),
            None => period,
        }
    }

    fn act(&self, act: &ActPhrase) -> String {
        let mut text = format!("`{}`", act.kind);
        if !act.same.is_empty() {
            text.push_str(&format!(" with the same {}", and(&ticked(&act.same))));
        }
        if let Some(every) = &act.every {
            text.push_str(&format!(" `{every}`"));
        }
        if !act.each.is_empty() {
            text.push_str(&format!(" for {}", and(&ticked(&act.each))));
        }
        if !act.conditions.is_empty() {
            text.push_str(&format!(" where {}", and(&ticked(&act.conditions))));
        }
        if let Some(person) = &act.other_than {
            text.push_str(&format!(" by someone other than `{person}`"));
        }
        if act.own {
            text.push_str(", for this obligation alone");
        }
        if act.different > 0 {
            text.push_str(&format!(" by at least {} different people", act.different));
        }
        match (act.min, act.max) {
            (1, None) => {}
            (min, Some(max)) if min == max => text.push_str(&format!(", exactly {}", times(min))),
            (0, Some(max)) => text.push_str(&format!(", at most {}", times(max))),
            (min, Some(max)) => text.push_str(&format!(", {min} to {}", times(max))),
            (min, None) => text.push_str(&format!(", at least {}", times(min))),
        }
        text
    }

    fn in_order(&self, acts: &[String]) -> String {
        acts.join(", then ")
    }

    fn or_else(&self, ways: &[String]) -> String {
        ways.join("; or ")
    }

    fn act_when(&self, act: &str, when: &WhenPhrase) -> String {
        match when {
            // A comma only where the act has grown long.
            WhenPhrase::By(due) if act.contains(", ") || act.contains(" where ") => {
                format!("{act}, by {due}")
            }
            WhenPhrase::By(due) => format!("{act} by {due}"),
            WhenPhrase::Between(from, due) => format!("{act}, between {from} and {due}"),
            WhenPhrase::Before(other) => format!("{act}, before {other}"),
            WhenPhrase::Ever => act.to_string(),
        }
    }

    fn headline(&self, headline: &Headline) -> String {
        match headline {
            Headline::Late { kind, by: Some(by) } => format!("`{kind}` came {by} late"),
            Headline::Late { kind, by: None } => format!("`{kind}` came late"),
            Headline::Early { kind, by: Some(by) } => format!("`{kind}` came {by} too early"),
            Headline::Early { kind, by: None } => format!("`{kind}` came too early"),
            Headline::WrongPerson { kind } => format!("`{kind}` was not done by someone else"),
            Headline::Condition { kind, conditions } => {
                format!("`{kind}` does not satisfy {}", all_of(conditions))
            }
            Headline::Missing { act, when } => format!("no {}", self.act_when(act, when)),
            Headline::TooFew { kind, found, needed } => format!("{found} of {needed} `{kind}`"),
            Headline::TooFewPeople { kind, found, needed } => {
                format!("`{kind}` by {found} of {needed} different people")
            }
            Headline::Given { kind } => format!("`{kind}` counts for another obligation"),
            Headline::OutOfOrder { kind, after } => format!("`{kind}` did not come after `{after}`"),
            Headline::MissingAfter { act, after, when } => {
                format!("after `{after}`, no {}", self.act_when(act, when))
            }
            Headline::TooMany { kind, found, allowed } => {
                format!("{found} `{kind}`, where at most {allowed} may be")
            }
            Headline::Forbidden { kind, at } => format!("`{kind}` on {at}, which is not permitted"),
            Headline::Never { kind } => format!("`{kind}` took place, which is not permitted"),
            Headline::Check { condition, cells, forbidden } => {
                let so = if cells.is_empty() { String::new() } else { format!("{}, so ", and(cells)) };
                format!("{so}`{condition}` {}", fails(*forbidden))
            }
            Headline::Cell(text) => text.clone(),
            Headline::ForbiddenCell(text) => format!("{text}, which is not permitted"),
            Headline::Open { due: Some(due) } => format!("still open until {due}"),
            Headline::Open { due: None } => "still open".into(),
            Headline::ExcuseOpen => "not met, but an excuse is still open".into(),
            Headline::ReparationOpen { due: Some(due) } => format!("broken, reparation open until {due}"),
            Headline::ReparationOpen { due: None } => "broken, reparation open".into(),
            Headline::Repaired => "not met, but made good".into(),
            Headline::Excused => "not met, but excused".into(),
            Headline::Waived => "covered by a waiver".into(),
            Headline::Unearned => "what earns the reward was not done".into(),
            Headline::Fulfilled => "met".into(),
            Headline::Unknown { why } => why.clone(),
        }
    }

    fn remark(&self, remark: &Remark) -> String {
        let by = |by: &Option<String>, what: &str| match by {
            Some(by) => format!("{by} {what}"),
            None => what.to_string(),
        };
        match remark {
            Remark::Due(due) => format!("due {due}"),
            Remark::Until(due) => format!("until {due}"),
            Remark::Expected => "expected".into(),
            Remark::Forbidden => "not permitted".into(),
            Remark::Failed => "not met".into(),
            Remark::CheckFails { field: Some(field), forbidden: true } => {
                format!("not permitted for `{field}`")
            }
            Remark::CheckFails { field: Some(field), forbidden: false } => {
                format!("does not hold for `{field}`")
            }
            Remark::CheckFails { field: None, forbidden } => fails(*forbidden).into(),
            Remark::ExcuseVerdict(verdict) => self.verdict(*verdict).into(),
            Remark::Occasion { kind, at } => format!("`{kind}` on {at}"),
            Remark::Counted { at } => format!("counts, {at}"),
            Remark::CountedAsExcuse { at } => format!("towards the excuse, {at}"),
            Remark::ForbiddenAct { at } => format!("not permitted, {at}"),
            Remark::Late { by: amount } => by(amount, "late"),
            Remark::Early { by: amount } => by(amount, "too early"),
            Remark::ConditionFails => "does not satisfy the condition".into(),
            Remark::Given => "counts for another obligation".into(),
            Remark::OutOfOrder { after } => format!("not after `{after}`"),
            Remark::WrongPerson => "the person who must not do it".into(),
            Remark::Undecided => "might count".into(),
            Remark::Blank => "blank".into(),
            Remark::Unreadable => "unreadable".into(),
            Remark::OutOfRange { low, high } => format!("outside {low} to {high}"),
            Remark::Rejected => "rejected; might be what is missing".into(),
            Remark::Proposed(what) => format!("proposed: {what}"),
            Remark::ReparationMet => "met".into(),
            Remark::ReparationOpen => "still open".into(),
            Remark::ReparationMissed => "not met".into(),
            Remark::Unassigned => "cannot be made out".into(),
        }
    }

    fn met(&self, act: &str, at: &str) -> String {
        format!("{act} on {at}")
    }

    fn more(&self, count: u64, kind: &str) -> String {
        format!("and {count} more `{kind}`")
    }

    fn late(&self, kind: &str, at: &str, by: Option<&str>) -> String {
        match by {
            Some(by) => format!("`{kind}` on {at}, {by} late"),
            None => format!("`{kind}` on {at}, too late"),
        }
    }

    fn early(&self, kind: &str, at: &str, by: Option<&str>) -> String {
        match by {
            Some(by) => format!("`{kind}` on {at}, {by} too early"),
            None => format!("`{kind}` on {at}, too early"),
        }
    }

    fn fails(&self, kind: &str, at: &str, conditions: &[String]) -> String {
        format!("`{kind}` on {at}, which does not satisfy {}", all_of(conditions))
    }

    fn wrong_person(&self, kind: &str, at: &str, who: Option<&str>) -> String {
        match who {
            Some(who) => format!("`{kind}` on {at} by {who}, who must not do it"),
            None => format!("`{kind}` on {at} by the person who must not do it"),
        }
    }

    fn given(&self, kind: &str, at: &str) -> String {
        format!("`{kind}` on {at}, which counts for another obligation")
    }

    fn out_of_order(&self, kind: &str, at: &str, after: &str) -> String {
        format!("`{kind}` on {at}, not after `{after}`")
    }

    fn undecided(&self, kind: &str, at: &str, why: &str) -> String {
        format!("`{kind}` on {at} might count: {why}")
    }

    fn never_until(&self, act: &str, horizon: &str) -> String {
        format!("no {act} from then up to the horizon, {horizon}")
    }

    fn never_for_certain(&self, act: &str) -> String {
        format!("no {act} for certain")
    }

    fn named(&self, kind: &str, each: Option<&str>) -> String {
        match each {
            Some(each) => format!("`{kind}` for `{each}`"),
            None => format!("`{kind}`"),
        }
    }

    fn never_in_window(&self, act: &str) -> String {
        format!("no {act} in that time")
    }

    fn never_so_far(&self, act: &str) -> String {
        format!("no {act} so far")
    }

    fn cell_is(&self, field: &str, value: &str) -> String {
        format!("`{field}` is `{value}`")
    }

    fn cell_unreadable(&self, field: &str, text: &str, ty: Option<&Type>) -> String {
        format!("`{field}` says `{text}`, which is not {}", self.type_name(ty))
    }

    fn cell_out_of_range(&self, field: &str, value: &str, low: &str, high: &str) -> String {
        format!("`{field}` is `{value}`, outside {low} to {high}")
    }

    fn cell_blank(&self, field: &str) -> String {
        format!("`{field}` is blank")
    }

    fn branch_holds(&self, condition: &str, limit: &str) -> String {
        format!("`{condition}` holds, so {limit}")
    }

    fn branch_otherwise(&self, conditions: &[String], limit: &str) -> String {
        let verb = if conditions.len() == 1 { "does" } else { "do" };
        format!("{} {verb} not hold, so {limit}", and(&ticked(conditions)))
    }

    fn counted_from(&self, expression: &str, at: &str) -> String {
        format!("counted from `{expression}`, {at}")
    }

    fn field_due(&self, expression: &str, due: &str) -> String {
        format!("`{expression}` says {due}")
    }

    fn before_occasion(&self, at: &str) -> String {
        format!("before the occasion itself, {at}")
    }

    fn until_act(&self, act: &str) -> String {
        format!("until {act}")
    }

    fn period_ends(&self, unit: Unit, label: &str, due: &str) -> String {
        format!("the {} {label} ends {due}", self.unit(unit))
    }

    fn not_before(&self, at: &str) -> String {
        format!("not before {at}")
    }

    fn bearer_not_stated(&self) -> &'static str {
        "the norm names nobody"
    }

    fn comply_none(&self, act: &str, when: &WhenPhrase) -> String {
        format!("no {}", self.act_when(act, when))
    }

    fn comply_never(&self, kind: &str) -> String {
        format!("no `{kind}`")
    }

    fn figure(&self, asked: &str, value: &str, events: u64, kind: &str) -> String {
        format!("{asked} {value}, from {events} `{kind}`")
    }

    fn rank(&self, asked: &str, value: &str, members: u64, entity: &str) -> String {
        format!("`{asked}` {value}, of {members} in `{entity}`")
    }

    fn comply_condition(&self, condition: &str, forbidden: bool) -> String {
        if forbidden { format!("`{condition}` does not hold") } else { format!("`{condition}`") }
    }

    fn comply_cell(&self, field: &str, asked: Predicate, range: Option<(&str, &str)>) -> String {
        let range = range.map(|(low, high)| format!(", from {low} to {high}")).unwrap_or_default();
        match asked {
            Predicate::Filled => format!("`{field}` filled"),
            Predicate::Valid => format!("`{field}` valid{range}"),
            Predicate::FilledAndValid => format!("`{field}` filled and valid{range}"),
            Predicate::Blank => format!("`{field}` left blank"),
        }
    }

    fn comply_excuse(&self, excuse: &str) -> String {
        format!("or, as an excuse, {excuse}")
    }

    fn under(&self, proposal: &str, clause: Option<&Cite>) -> String {
        match clause.and_then(|c| c.clause.as_ref()) {
            Some(clause) => format!("{proposal} under clause {clause}"),
            None => proposal.to_string(),
        }
    }

    fn warn(&self) -> &'static str {
        "warning"
    }

    fn arithmetic(&self, single: &str, times: u32, field: Option<&str>, total: &str) -> String {
        match (times, field) {
            (1, None) if single == self.warn() => String::new(),
            (1, Some(field)) => format!("{single} for the field `{field}`"),
            (1, None) => format!("{single} for one occurrence"),
            (times, _) => format!("{single} × {times} = {total}"),
        }
    }

    fn overflow(&self) -> &'static str {
        "proposals too large to add are left out of the totals"
    }

    fn input_account(&self, input: &Input) -> String {
        let mut parts = vec![plural(input.rows, "row", "rows"), format!("{} used", input.used)];
        for (count, word) in
            [(input.ignored, "ignored"), (input.duplicate, "duplicate"), (input.rejected, "rejected")]
        {
            if count > 0 {
                parts.push(format!("{count} {word}"));
            }
        }
        if let Some(compression) = &input.compression {
            parts.push(format!("unpacked from {compression}"));
        }
        if let Some(encoding) = input.encoding.as_ref().filter(|encoding| *encoding != "UTF-8") {
            let guess = if input.encoding_guessed { " (a guess)" } else { "" };
            parts.push(format!("read as {encoding}{guess}"));
        }
        if let Some(delimiter) = input.delimiter.as_ref().filter(|delimiter| *delimiter != ",") {
            parts.push(format!("cells parted by {}", parted(delimiter, "a tab")));
        }
        if !input.sheets.is_empty() {
            parts.push(format!("sheets {}", ticked(&input.sheets).join(", ")));
        }
        parts.join(", ")
    }

    fn range(&self, from: &str, to: &str) -> String {
        format!("{from} to {to}")
    }

    fn observed_nothing(&self) -> &'static str {
        "no event"
    }

    fn more_findings(&self, count: usize, status: &str, norm: &str) -> String {
        format!("… and {count} more {status} of `{norm}`, not shown")
    }

    fn reparation(&self, met: bool, pending: bool) -> &'static str {
        match (met, pending) {
            (true, _) => "met",
            (false, true) => "still open",
            (false, false) => "not met",
        }
    }

    fn counts(&self, counts: &Counts) -> String {
        let parts: Vec<String> = Status::BY_ATTENTION
            .iter()
            .filter(|s| counts.of(**s) > 0)
            .map(|s| format!("{} {}", counts.of(*s), self.status(*s)))
            .collect();
        let all = plural(counts.occasions, "occasion", "occasions");
        if parts.is_empty() { all } else { format!("{all}: {}", parts.join(", ")) }
    }

    fn findings_of(&self, count: u64) -> String {
        plural(count, "finding", "findings")
    }

    fn yielded(&self, norm: &str, count: u64, specials: &[String]) -> String {
        format!("`{norm}` to {}, {}", and(&ticked(specials)), plural(count, "time", "times"))
    }

    fn read_by(&self, kind: &str, norms: &[String]) -> String {
        let verb = if norms.len() == 1 { "needs" } else { "need" };
        format!("`{kind}`, which {} {verb}", and(&ticked(norms)))
    }

    fn events_of(&self, kind: &str, count: u64) -> String {
        format!("`{kind}` ({})", plural(count, "event", "events"))
    }

    fn only_from(&self, at: &str) -> String {
        format!("occasions from {at} on")
    }

    fn as_of(&self, at: &str) -> String {
        format!("as of {at}; later events are ignored")
    }

    fn rejected_rows(&self, rows: u64) -> String {
        let (rows, them) = (plural(rows, "row", "rows"), if rows == 1 { "it" } else { "them" });
        format!("{rows} could not be read; what depends on {them} is unknown")
    }

    fn time_error(&self, error: &str) -> String {
        format!("{error}; obligations that depend on it are unknown")
    }

    fn disclaimer(&self) -> &'static str {
        "these are proposals under the clauses named; people decide"
    }
}

fn times(count: u32) -> String {
    match count {
        1 => "once".into(),
        2 => "twice".into(),
        n => format!("{n} times"),
    }
}

/// What is wrong with a condition.
fn fails(forbidden: bool) -> &'static str {
    if forbidden { "holds, which is not permitted" } else { "does not hold" }
}
