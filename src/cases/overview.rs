//! All cases at a glance: how each stands, and what that comes to by person and month.

use super::book::{Book, Case, State};
use super::prior::amount;
use super::words::{self, Label, label};
use crate::locale::{Lang, display_width, pad_left, pad_right, printable};
use crate::money::Amount;
use crate::report::model::{Money, MoneyRange, ProposalKind, Status};
use crate::time::Date;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;

/// Which cases are asked for.
#[derive(Clone, Debug, Default)]
pub struct Overview {
    /// Of this person: as bearer, or as the one who pays or benefits.
    pub bearer: Option<String>,
    /// Of this norm.
    pub norm: Option<String>,
    /// Of this month, `2024-05`.
    pub month: Option<String>,
    /// That stand so.
    pub state: Option<State>,
    /// Against which later evidence speaks although people have decided.
    pub overturned: bool,
}

/// All cases for programs: `guiju cases list --format json`.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CasesJson {
    /// Always `guiju.cases/1`.
    pub schema: String,
    /// The language of its texts: `en` or `zh`.
    pub lang: String,
    /// The day for which it holds: waivers run out.
    pub on: String,
    /// How many entries the history has.
    pub entries: u64,
    /// The digest of the last entry.
    pub head: String,
    /// The cases, in the order in which they were recorded.
    pub cases: Vec<CaseJson>,
    /// Sums by person and month.
    pub totals: Vec<TotalJson>,
    /// Of all.
    pub total: SumsJson,
    /// Waivers by who approved them.
    pub approvers: Vec<ApproverJson>,
}

/// A case.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CaseJson {
    /// Its number: that of the entry that recorded it.
    pub case: u64,
    /// The finding's stable id.
    pub finding: String,
    /// How it stands.
    pub state: State,
    /// Whether later evidence speaks against it although people have decided.
    pub overturned: bool,
    /// The policy.
    pub policy: String,
    /// The norm.
    pub norm: String,
    /// The norm's title.
    pub title: Option<String>,
    /// The clause, as a person reads it.
    pub clause: Option<String>,
    /// The verdict: `violated`, `repaired`, or `fulfilled` of a reward.
    pub status: Status,
    /// Who owed it; `null` if nobody could be made out.
    pub bearer: Option<String>,
    /// The verdict in one sentence.
    pub headline: String,
    /// What made the norm apply.
    pub occasion: String,
    /// When it did: RFC 3339.
    pub occasion_at: String,
    /// The due time, as a person reads it.
    pub due: Option<String>,
    /// To which time it belongs: RFC 3339.
    pub at: String,
    /// What happened, or that nothing did.
    pub happened: Vec<String>,
    /// The log rows that it rests on.
    pub evidence: Vec<RowJson>,
    /// What is proposed, and what is imposed of it.
    pub lines: Vec<LineJson>,
    /// The waiver that holds.
    pub waiver: Option<WaiverJson>,
    /// The history, of `guiju cases show`.
    pub history: Vec<EntryJson>,
}

/// A log row.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RowJson {
    /// The input file.
    pub input: String,
    /// The record's number, from 1.
    pub row: u64,
    /// Its line, from 1.
    pub line: u32,
    /// Its text.
    pub excerpt: Option<String>,
}

/// One line of a proposal.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct LineJson {
    /// Its number, from 1.
    pub line: usize,
    /// What.
    pub kind: ProposalKind,
    /// Who pays, answers or benefits.
    pub who: Option<String>,
    /// The proposed amount.
    pub amount: Option<Money>,
    /// Between which amounts.
    pub range: Option<MoneyRange>,
    /// The points of a demerit.
    pub points: Option<String>,
    /// As a person reads it.
    pub text: String,
    /// How it was worked out.
    pub arithmetic: String,
    /// Whether it is imposed.
    pub imposed: bool,
    /// The imposed amount.
    pub imposed_amount: Option<Money>,
}

/// A waiver.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct WaiverJson {
    /// Who approved it.
    pub approver: String,
    /// Why.
    pub reason: String,
    /// The last day on which it holds; `null`: for good.
    pub expires: Option<String>,
}

/// An entry of the history.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct EntryJson {
    /// Its number.
    pub entry: u64,
    /// When: RFC 3339.
    pub at: String,
    /// Who.
    pub by: String,
    /// What, as a person reads it.
    pub text: String,
    /// Why.
    pub reason: Option<String>,
    /// Papers that were looked at: name and SHA-256.
    pub papers: Vec<PaperJson>,
    /// Its digest.
    pub hash: String,
}

/// A paper.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PaperJson {
    /// Its name.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// Sums of one person and month.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TotalJson {
    /// Who pays; `null` where nobody could be made out.
    pub person: Option<String>,
    /// The month to which it belongs.
    pub month: String,
    /// How many cases.
    pub cases: u64,
    /// What it comes to.
    pub sums: SumsJson,
}

/// Amounts by how they stand. Every amount stands in exactly one of them, one sum for each currency.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct SumsJson {
    /// Proposed, and nobody has decided.
    pub proposed: Vec<Money>,
    /// Imposed.
    pub imposed: Vec<Money>,
    /// Let off.
    pub waived: Vec<Money>,
    /// Withdrawn, or lifted on appeal.
    pub withdrawn: Vec<Money>,
    /// Closed without being imposed.
    pub dropped: Vec<Money>,
    /// Rewards that are proposed or granted.
    pub rewards: Vec<Money>,
    /// Amounts that could not be worked out, or are too large to add.
    pub untold: u64,
}

/// Waivers of one person.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ApproverJson {
    /// Who approved them.
    pub approver: String,
    /// How many.
    pub waivers: u64,
    /// How many of them hold.
    pub in_force: u64,
}

/// Looks at all cases on a day.
pub fn overview(book: &Book, asked: &Overview, on: Date, lang: Lang) -> CasesJson {
    let cases: Vec<&Case> = book.cases.values().filter(|case| asked.wants(case, on)).collect();
    let mut groups: IndexMap<(Option<String>, String), (u64, SumsJson)> = IndexMap::new();
    let mut total = SumsJson::default();
    let mut approvers: IndexMap<String, (u64, u64)> = IndexMap::new();
    for case in &cases {
        add(case, on, &mut groups, &mut total);
        for waiver in &case.waivers {
            let count = approvers.entry(waiver.approver.clone()).or_default();
            count.0 += 1;
            count.1 += u64::from(waiver.holds(on) && case.state(on) == State::Waived);
        }
    }
    groups.sort_keys();
    approvers.sort_keys();
    CasesJson {
        schema: super::SCHEMA.to_string(),
        lang: lang.tag().to_string(),
        on: on.to_string(),
        entries: book.entries,
        head: book.head.clone(),
        cases: cases.into_iter().map(|case| case_json(case, on, lang)).collect(),
        totals: groups
            .into_iter()
            .map(|((person, month), (cases, sums))| TotalJson { person, month, cases, sums })
            .collect(),
        total,
        approvers: approvers
            .into_iter()
            .map(|(approver, (waivers, in_force))| ApproverJson { approver, waivers, in_force })
            .collect(),
    }
}

impl Overview {
    fn wants(&self, case: &Case, on: Date) -> bool {
        let record = &case.record;
        let person = self.bearer.as_ref().is_none_or(|person| is_about(case, person));
        let norm = self.norm.as_ref().is_none_or(|norm| &record.norm == norm);
        let month = self.month.as_ref().is_none_or(|month| record.at.starts_with(month.as_str()));
        let state = self.state.is_none_or(|state| case.state(on) == state);
        person && norm && month && state && (!self.overturned || case.overturned.is_some())
    }
}

/// Whether a case is about a person: as bearer, or as the one who pays or benefits.
pub(super) fn is_about(case: &Case, person: &str) -> bool {
    let pays = case.record.lines.iter().any(|line| line.who.as_deref() == Some(person));
    pays || case.record.bearer.as_deref() == Some(person)
}

/// The month to which a case belongs.
pub(super) fn month(case: &Case) -> String {
    case.record.at.get(..7).unwrap_or_default().to_string()
}

/// Adds the lines of a case to the sums of who pays and of all.
fn add(
    case: &Case,
    on: Date,
    groups: &mut IndexMap<(Option<String>, String), (u64, SumsJson)>,
    total: &mut SumsJson,
) {
    let mut people: Vec<Option<String>> = case.lines().map(|(_, line, _)| line.who.clone()).collect();
    if people.is_empty() {
        people.push(case.record.bearer.clone());
    }
    people.sort();
    people.dedup();
    for person in people {
        let (cases, sums) = groups.entry((person.clone(), month(case))).or_default();
        *cases += 1;
        sums.take(case, person.as_deref(), on);
    }
    for person in case.lines().map(|(_, line, _)| line.who.clone()).collect::<std::collections::BTreeSet<_>>()
    {
        total.take(case, person.as_deref(), on);
    }
}

impl SumsJson {
    /// Adds what a case costs or brings one person.
    pub(super) fn take(&mut self, case: &Case, person: Option<&str>, on: Date) {
        let state = case.state(on);
        for (_, line, imposed) in case.lines().filter(|(_, line, _)| line.who.as_deref() == person) {
            let money = matches!(line.kind, ProposalKind::Fine | ProposalKind::Deduct | ProposalKind::Reward);
            if !money {
                continue;
            }
            let decided = imposed.and_then(|imposed| imposed.amount.as_ref());
            let Some(money) = decided.or(line.amount.as_ref()).and_then(amount) else {
                self.untold += 1;
                continue;
            };
            let spared = matches!(state, State::Withdrawn | State::Waived) || case.lifted();
            let sum = match state {
                State::Withdrawn => &mut self.withdrawn,
                _ if case.lifted() => &mut self.withdrawn,
                State::Waived => &mut self.waived,
                _ if line.kind == ProposalKind::Reward && !spared => &mut self.rewards,
                _ if imposed.is_some() => &mut self.imposed,
                State::Closed => &mut self.dropped,
                State::Proposed | State::Confirmed | State::Imposed | State::Appealed => &mut self.proposed,
            };
            if !plus(sum, money) {
                self.untold += 1;
            }
        }
    }

    fn columns(&self) -> [&Vec<Money>; 6] {
        [&self.proposed, &self.imposed, &self.waived, &self.withdrawn, &self.dropped, &self.rewards]
    }
}

/// Adds an amount to the sum of its currency; whether that could be done.
fn plus(sums: &mut Vec<Money>, more: Amount) -> bool {
    let code = more.currency.to_string();
    let Some(sum) = sums.iter_mut().find(|sum| sum.currency == code) else {
        sums.push(Money { value: more.value.normalize().to_string(), currency: code });
        sums.sort_by(|a, b| a.currency.cmp(&b.currency));
        return true;
    };
    let added = amount(sum).and_then(|old| old.checked_add(more));
    added.map(|new| sum.value = new.value.normalize().to_string()).is_some()
}

/// A case for programs.
pub(super) fn case_json(case: &Case, on: Date, lang: Lang) -> CaseJson {
    let record = &case.record;
    let lines = case.lines().map(|(number, line, imposed)| LineJson {
        line: number,
        kind: line.kind,
        who: line.who.clone(),
        amount: line.amount.clone(),
        range: line.range.clone(),
        points: line.points.clone(),
        text: line.text.text(lang).to_string(),
        arithmetic: line.arithmetic.text(lang).to_string(),
        imposed: imposed.is_some(),
        imposed_amount: imposed.and_then(|imposed| imposed.amount.clone()),
    });
    CaseJson {
        case: case.number,
        finding: record.finding.clone(),
        state: case.state(on),
        overturned: case.overturned.is_some(),
        policy: record.policy.clone(),
        norm: record.norm.clone(),
        title: record.title.clone(),
        clause: record.clause.as_ref().map(|said| said.text(lang).to_string()),
        status: record.status,
        bearer: record.bearer.clone(),
        headline: record.headline.text(lang).to_string(),
        occasion: record.occasion.text(lang).to_string(),
        occasion_at: record.occasion_at.clone(),
        due: record.due.as_ref().map(|said| said.text(lang).to_string()),
        at: record.at.clone(),
        happened: record.happened.iter().map(|said| said.text(lang).to_string()).collect(),
        evidence: record
            .evidence
            .iter()
            .map(|row| RowJson {
                input: row.input.clone(),
                row: row.row,
                line: row.line,
                excerpt: row.excerpt.clone(),
            })
            .collect(),
        lines: lines.collect(),
        waiver: case.waiver(on).map(|waiver| WaiverJson {
            approver: waiver.approver.clone(),
            reason: waiver.reason.clone(),
            expires: waiver.expires.map(|day| day.to_string()),
        }),
        history: Vec::new(),
    }
}

/// Amounts as people write them.
pub(super) fn sums(amounts: &[Money]) -> String {
    let shown = amounts.iter().filter_map(amount).map(|amount| amount.to_string());
    shown.collect::<Vec<_>>().join(" + ")
}

impl CasesJson {
    /// For people.
    pub fn text(&self) -> String {
        let lang = Lang::from_tag(&self.lang);
        if self.cases.is_empty() {
            return format!("{}\n", label(Label::NoCases, lang));
        }
        let mut out = table(&self.case_rows(lang), 6);
        out.push('\n');
        out += &table(&self.total_rows(lang), 2);
        if !self.approvers.is_empty() {
            let mut rows = vec![
                [Label::Approver, Label::Waivers, Label::InForce]
                    .map(|l| label(l, lang).to_string())
                    .to_vec(),
            ];
            rows.extend(self.approvers.iter().map(|a| {
                vec![printable(&a.approver).into_owned(), a.waivers.to_string(), a.in_force.to_string()]
            }));
            out.push('\n');
            out += &table(&rows, 1);
        }
        for case in self.cases.iter().filter(|case| case.overturned && case.state != State::Withdrawn) {
            out += &format!("\n#{}: {}", case.case, label(Label::ToLookAt, lang));
        }
        if out.ends_with('\n') { out } else { out + "\n" }
    }

    fn case_rows(&self, lang: Lang) -> Vec<Vec<String>> {
        use Label::{Case, Finding, Happened, Norm, Person, Proposed, State};
        let heads = [Case, Finding, State, Person, Norm, Happened, Proposed, Label::Imposed];
        let mut rows = vec![heads.map(|head| label(head, lang).to_string()).to_vec()];
        for case in &self.cases {
            let of = |pick: fn(&LineJson) -> Option<&Money>| {
                let mut all = Vec::new();
                for money in case.lines.iter().filter_map(pick).filter_map(amount) {
                    plus(&mut all, money);
                }
                sums(&all)
            };
            rows.push(vec![
                format!("#{}", case.case),
                case.finding.get(..8).unwrap_or(&case.finding).to_string(),
                words::state(case.state, lang).to_string(),
                person(case.bearer.as_deref(), lang),
                printable(&case.norm).into_owned(),
                when(&case.at),
                of(|line| line.amount.as_ref()),
                of(|line| line.imposed_amount.as_ref()),
            ]);
        }
        rows
    }

    fn total_rows(&self, lang: Lang) -> Vec<Vec<String>> {
        let columns = [
            Label::Proposed,
            Label::Imposed,
            Label::Waived,
            Label::Withdrawn,
            Label::Dropped,
            Label::Rewards,
        ];
        let mut heads =
            [Label::Person, Label::Month, Label::Cases].map(|l| label(l, lang).to_string()).to_vec();
        heads.extend(columns.map(|l| label(l, lang).to_string()));
        let mut rows = vec![heads];
        for total in &self.totals {
            let mut row =
                vec![person(total.person.as_deref(), lang), total.month.clone(), total.cases.to_string()];
            row.extend(total.sums.columns().map(|amounts| sums(amounts)));
            rows.push(row);
        }
        let mut last =
            vec![label(Label::Total, lang).to_string(), String::new(), self.cases.len().to_string()];
        last.extend(self.total.columns().map(|amounts| sums(amounts)));
        rows.push(last);
        rows
    }

    /// As JSON.
    pub fn json(&self) -> String {
        // Plain data always becomes JSON.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// The cases as a table of comma-separated values.
    pub fn csv(&self) -> String {
        let mut rows = vec![
            [
                "case",
                "finding",
                "state",
                "overturned",
                "policy",
                "norm",
                "bearer",
                "occasion_at",
                "at",
                "due",
                "headline",
                "line",
                "who",
                "kind",
                "amount",
                "imposed",
                "currency",
            ]
            .map(str::to_string)
            .to_vec(),
        ];
        for case in &self.cases {
            let blank = |text: &Option<String>| text.clone().unwrap_or_default();
            let start = || {
                vec![
                    case.case.to_string(),
                    case.finding.clone(),
                    case.state.id().to_string(),
                    case.overturned.to_string(),
                    case.policy.clone(),
                    case.norm.clone(),
                    blank(&case.bearer),
                    case.occasion_at.clone(),
                    case.at.clone(),
                    blank(&case.due),
                    case.headline.clone(),
                ]
            };
            let money = |money: &Option<Money>| money.as_ref().map_or(String::new(), |m| m.value.clone());
            for line in &case.lines {
                let mut row = start();
                let currency = line.imposed_amount.as_ref().or(line.amount.as_ref());
                row.extend([
                    line.line.to_string(),
                    blank(&line.who),
                    serde_json::to_value(line.kind)
                        .ok()
                        .and_then(|kind| kind.as_str().map(str::to_string))
                        .unwrap_or_default(),
                    line.points.clone().unwrap_or_else(|| money(&line.amount)),
                    money(&line.imposed_amount),
                    currency.map_or(String::new(), |m| m.currency.clone()),
                ]);
                rows.push(row);
            }
            if case.lines.is_empty() {
                let mut row = start();
                row.extend(vec![String::new(); 6]);
                rows.push(row);
            }
        }
        super::events::write(&rows)
    }
}

/// A time as people write it, to the minute. The last instant of a window is shown as its end.
pub(super) fn when(at: &str) -> String {
    let number = |range| at.get(range).and_then(|digits: &str| digits.parse::<u32>().ok());
    if at.get(16..).is_some_and(|rest| rest.starts_with(":59.999999"))
        && let (Some(day), Some(hour), Some(minute)) = (at.get(..10), number(11..13), number(14..16))
    {
        let end = hour * 60 + minute + 1;
        return format!("{day} {:02}:{:02}", end / 60, end % 60);
    }
    at.get(..16).unwrap_or(at).replace('T', " ")
}

/// A person, or that nobody could be made out.
pub(super) fn person(name: Option<&str>, lang: Lang) -> String {
    name.map_or(label(Label::Unassigned, lang).to_string(), |name| printable(name).into_owned())
}

/// Columns side by side; the first `left` to the left, the rest to the right. A column that is empty throughout is left out.
pub(super) fn table(rows: &[Vec<String>], left: usize) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let shown: Vec<usize> = (0..columns)
        .filter(|c| {
            *c < left || rows.iter().skip(1).any(|row| row.get(*c).is_some_and(|cell| !cell.is_empty()))
        })
        .collect();
    let width = |c: usize| {
        rows.iter().filter_map(|row| row.get(c)).map(|cell| display_width(cell)).max().unwrap_or(0)
    };
    let widths: Vec<usize> = shown.iter().map(|c| width(*c)).collect();
    let mut out = String::new();
    for row in rows {
        let cells: Vec<String> = shown
            .iter()
            .zip(&widths)
            .map(|(c, width)| {
                let cell = row.get(*c).map_or("", String::as_str);
                if *c < left { pad_right(cell, *width) } else { pad_left(cell, *width) }
            })
            .collect();
        out += cells.join("  ").trim_end();
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::when;

    #[test]
    fn the_last_instant_of_a_window_is_shown_as_its_end() {
        assert_eq!(when("2024-04-30T23:59:59.999999+08:00"), "2024-04-30 24:00");
        assert_eq!(when("2024-04-30T09:59:59.999999+08:00"), "2024-04-30 10:00");
        assert_eq!(when("2024-04-30T09:59:59+08:00"), "2024-04-30 09:59");
        assert_eq!(when("soon"), "soon");
    }
}
