//! One case in full, for people and for programs.

use super::book::Case;
use super::chain::Entry;
use super::overview::{CaseJson, EntryJson, PaperJson, case_json, person, when};
use super::prior::amount_of;
use super::words::{self, Label, label};
use crate::locale::{Lang, display_width, pad_right, printable};
use crate::time::Date;

/// A case with its history.
pub fn show(case: &Case, entries: &[Entry], on: Date, lang: Lang) -> CaseJson {
    let mut json = case_json(case, on, lang);
    json.history = history(case, entries, lang);
    json
}

/// The entries about a case.
pub(super) fn history(case: &Case, entries: &[Entry], lang: Lang) -> Vec<EntryJson> {
    let of = |number: &u64| {
        // Entries are numbered without a gap: that was verified.
        let entry = entries.get(usize::try_from(number.checked_sub(1)?).ok()?)?;
        let deed = entry.deed()?;
        Some(EntryJson {
            entry: entry.number,
            at: entry.at.clone(),
            by: deed.by.clone(),
            text: words::act(&deed.act, lang),
            reason: deed.reason.clone(),
            papers: deed
                .evidence
                .iter()
                .map(|paper| PaperJson { name: paper.name.clone(), sha256: paper.sha256.clone() })
                .collect(),
            hash: entry.hash.clone(),
        })
    };
    case.history.iter().filter_map(of).collect()
}

/// The page that `guiju cases show` prints.
pub fn page(case: &CaseJson, lang: Lang) -> String {
    let mut rows: Vec<(String, String)> = Vec::new();
    let mut row = |name: Label, text: String| rows.push((label(name, lang).to_string(), text));
    row(Label::State, words::state(case.state, lang).to_string());
    if case.overturned {
        row(Label::State, label(Label::ToLookAt, lang).to_string());
    }
    if let Some(waiver) = &case.waiver {
        let expires = waiver.expires.as_ref().and_then(|day| day.parse().ok());
        row(Label::Waived, words::waived(&waiver.approver, &waiver.reason, expires).text(lang).to_string());
    }
    row(Label::Policy, case.policy.clone());
    row(
        Label::Norm,
        case.title.as_ref().map_or(case.norm.clone(), |title| format!("{}: {title}", case.norm)),
    );
    if let Some(clause) = &case.clause {
        row(Label::Clause, clause.clone());
    }
    row(Label::Person, person(case.bearer.as_deref(), lang));
    row(Label::Occasion, case.occasion.clone());
    if let Some(due) = &case.due {
        row(Label::Due, due.clone());
    }
    row(Label::WhatHappened, case.headline.clone());
    for line in &case.lines {
        row(Label::Line, format!("{}. {}", line.line, line.text));
        if !line.arithmetic.is_empty() {
            row(Label::Line, format!("   · {}", line.arithmetic));
        }
        if line.imposed {
            let amount = line.imposed_amount.as_ref().and_then(amount_of);
            let amount = amount.map_or(String::new(), |amount| format!(" {}", amount.said(lang)));
            row(Label::Line, format!("   · {}{amount}", label(Label::Imposed, lang)));
        }
    }
    for evidence in &case.evidence {
        let excerpt =
            evidence.excerpt.as_ref().map_or(String::new(), |text| format!("  {}", text.replace('\n', " ")));
        row(Label::Evidence, format!("{}:{}{excerpt}", evidence.input, evidence.line));
    }
    for entry in &case.history {
        row(Label::History, format!("{} {}  {} ({})", entry.entry, when(&entry.at), entry.text, entry.by));
        if let Some(reason) = &entry.reason {
            row(Label::History, format!("   · {}: {reason}", label(Label::Reason, lang)));
        }
        for paper in &entry.papers {
            row(
                Label::History,
                format!("   · {}: {} {}", label(Label::Paper, lang), paper.name, paper.sha256),
            );
        }
    }
    let width = rows.iter().map(|(name, _)| display_width(name)).max().unwrap_or(0);
    let mut out = format!("{} #{} {}\n", label(Label::Case, lang), case.case, case.finding);
    let mut last = String::new();
    for (name, text) in rows {
        let shown = if name == last { String::new() } else { name.clone() };
        out += format!("  {}  {}", pad_right(&shown, width), printable(&text)).trim_end();
        out.push('\n');
        last = name;
    }
    out
}
