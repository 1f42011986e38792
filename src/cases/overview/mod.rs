//! All cases at a glance: how each stands, and what that comes to by person and month.

mod model;
mod sums;
mod text;

pub use model::{
    ApproverJson, CaseJson, CasesJson, EntryJson, LineJson, PaperJson, RowJson, SumsJson, TotalJson,
    WaiverJson,
};
pub(super) use sums::sums;
pub(super) use text::{person, when};

use super::book::{Book, Case, State};
use crate::locale::Lang;
use crate::time::Date;
use indexmap::IndexMap;

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

/// Looks at all cases on a day.
pub fn overview(book: &Book, asked: &Overview, on: Date, lang: Lang) -> CasesJson {
    let cases: Vec<&Case> = book.cases.values().filter(|case| asked.wants(case, on)).collect();
    let mut groups: IndexMap<(Option<String>, String), (u64, SumsJson)> = IndexMap::new();
    let mut total = SumsJson::default();
    let mut approvers: IndexMap<String, (u64, u64)> = IndexMap::new();
    for case in &cases {
        sums::add(case, on, &mut groups, &mut total);
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
