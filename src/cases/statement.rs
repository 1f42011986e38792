//! Statements: what a person is told about a month. The words propose; they do not condemn.

use super::book::{Book, Case, State};
use super::chain::Entry;
use super::display::history;
use super::overview::{CaseJson, LineJson, SumsJson, case_json, is_about, month, person, sums, when};
use super::prior::amount_of;
use super::words::{self, Label, label};
use crate::locale::Lang;
use crate::time::Date;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeSet;

/// The layout of a statement's JSON.
const SCHEMA: &str = "guiju.statement/1";

/// Of whom, and of which month.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Of whom; `None`: of everybody of whom something is recorded.
    pub bearer: Option<String>,
    /// Of which month, `2024-05`.
    pub month: String,
}

/// Statements for programs: `guiju statement --format json`.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct StatementJson {
    /// Always `guiju.statement/1`.
    pub schema: String,
    /// The language of its texts: `en` or `zh`.
    pub lang: String,
    /// The month, `2024-05`.
    pub month: String,
    /// The day for which it holds.
    pub on: String,
    /// The digest of the last entry of the history.
    pub head: String,
    /// One for each person.
    pub people: Vec<PersonJson>,
}

/// The statement of one person.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PersonJson {
    /// Who; `null`: findings for which nobody could be made out.
    pub person: Option<String>,
    /// The cases, by the time to which they belong; of each only the lines that concern the person.
    pub cases: Vec<CaseJson>,
    /// What they come to.
    pub sums: SumsJson,
}

/// Makes the statements of a month on a day.
pub fn statement(book: &Book, entries: &[Entry], asked: &Statement, on: Date, lang: Lang) -> StatementJson {
    let cases: Vec<&Case> = book.cases.values().filter(|case| month(case) == asked.month).collect();
    let mut names: BTreeSet<Option<String>> = BTreeSet::new();
    match &asked.bearer {
        Some(bearer) => {
            names.insert(Some(bearer.clone()));
        }
        None => {
            for case in &cases {
                names.insert(case.record.bearer.clone());
                names.extend(
                    case.record.lines.iter().filter(|line| line.who.is_some()).map(|line| line.who.clone()),
                );
            }
        }
    }
    let people = names.into_iter().map(|name| of_person(&cases, entries, name, on, lang)).collect();
    StatementJson {
        schema: SCHEMA.to_string(),
        lang: lang.tag().to_string(),
        month: asked.month.clone(),
        on: on.to_string(),
        head: book.head.clone(),
        people,
    }
}

fn of_person(cases: &[&Case], entries: &[Entry], name: Option<String>, on: Date, lang: Lang) -> PersonJson {
    let concerns = |case: &Case| match &name {
        Some(name) => is_about(case, name),
        None => case.record.bearer.is_none(),
    };
    let mut own: Vec<&Case> = cases.iter().copied().filter(|case| concerns(case)).collect();
    own.sort_by(|a, b| (&a.record.at, a.number).cmp(&(&b.record.at, b.number)));
    let mut total = SumsJson::default();
    let mut shown = Vec::new();
    for case in own {
        total.take(case, name.as_deref(), on);
        let mut json = case_json(case, on, lang);
        json.lines.retain(|line| line.who == name);
        json.history = history(case, entries, lang);
        shown.push(json);
    }
    PersonJson { person: name, cases: shown, sums: total }
}

impl StatementJson {
    /// As JSON.
    pub fn json(&self) -> String {
        // Plain data always becomes JSON.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// As Markdown, for people.
    pub fn markdown(&self) -> String {
        let lang = Lang::from_tag(&self.lang);
        let pages: Vec<String> = self.people.iter().map(|person| self.page(person, lang)).collect();
        if pages.is_empty() {
            return format!("# {} {}\n\n{}\n", self.title(lang), self.month, label(Label::Nothing, lang));
        }
        pages.join("\n---\n\n")
    }

    fn title(&self, lang: Lang) -> &'static str {
        label(Label::StatementTitle, lang)
    }

    fn page(&self, of: &PersonJson, lang: Lang) -> String {
        let colon = lang.pick(": ", "：");
        let name = escape(&person(of.person.as_deref(), lang));
        let mut out = format!("# {}{colon}{name}, {}\n\n", self.title(lang), self.month);
        if lang == Lang::Zh {
            out = out.replace(", ", "，");
        }
        if of.cases.is_empty() {
            return out + label(Label::Nothing, lang) + "\n";
        }
        out += label(Label::Preface, lang);
        out += "\n\n";
        for case in &of.cases {
            out += &section(case, lang);
        }
        out += &totals(&of.sums, lang);
        out + label(Label::Appeal, lang) + "\n"
    }
}

/// One case.
fn section(case: &CaseJson, lang: Lang) -> String {
    let title = case.title.as_deref().unwrap_or(&case.norm);
    let mut out = format!("## {} {}\n\n", when(&case.at), escape(title));
    let mut line = |name: Label, text: &str| {
        out += &format!("- **{}** {}\n", label(name, lang), escape(text));
    };
    let stands = words::stands(case.state, case.overturned, lang);
    match (&case.waiver, case.state) {
        (Some(waiver), State::Waived) => {
            let expires = waiver.expires.as_ref().and_then(|day| day.parse().ok());
            let said = words::waived(&waiver.approver, &waiver.reason, expires);
            line(Label::State, said.text(lang));
        }
        _ => line(Label::State, stands),
    }
    line(Label::WhatHappened, &case.headline);
    line(Label::Occasion, &case.occasion);
    if let Some(due) = &case.due {
        line(Label::Due, due);
    }
    if let Some(clause) = &case.clause {
        line(Label::Clause, clause);
    }
    for proposed in &case.lines {
        let mut text = proposed.text.clone();
        if !proposed.arithmetic.is_empty() {
            text += &lang.pick(format!(" ({})", proposed.arithmetic), format!("（{}）", proposed.arithmetic));
        }
        line(Label::Proposed, &text);
        if let Some(imposed) = imposed(proposed, lang) {
            line(Label::Imposed, &imposed);
        }
    }
    for entry in case.history.iter().skip(1) {
        let reason = entry
            .reason
            .as_ref()
            .map_or(String::new(), |reason| lang.pick(format!(": {reason}"), format!("：{reason}")));
        let by = lang.pick(format!(" ({})", entry.by), format!("（{}）", entry.by));
        line(Label::History, &format!("{} {}{reason}{by}", when(&entry.at), entry.text));
    }
    for row in &case.evidence {
        let excerpt = row.excerpt.as_ref().map_or(String::new(), |text| {
            format!("{}`{}`", lang.pick(": ", "："), text.replace('`', "'").replace('\n', " "))
        });
        out +=
            &format!("- **{}** {}:{}{excerpt}\n", label(Label::Evidence, lang), escape(&row.input), row.line);
    }
    out += &format!("- **{}** #{} {}\n\n", label(Label::Case, lang), case.case, case.finding);
    out
}

fn imposed(line: &LineJson, lang: Lang) -> Option<String> {
    if !line.imposed {
        return None;
    }
    Some(
        line.imposed_amount
            .as_ref()
            .and_then(amount_of)
            .map_or_else(|| "✓".to_string(), |amount| amount.said(lang)),
    )
}

fn totals(of: &SumsJson, lang: Lang) -> String {
    let columns = [
        (Label::Proposed, &of.proposed),
        (Label::Imposed, &of.imposed),
        (Label::Waived, &of.waived),
        (Label::Withdrawn, &of.withdrawn),
        (Label::Dropped, &of.dropped),
        (Label::Rewards, &of.rewards),
    ];
    let shown: Vec<_> = columns.into_iter().filter(|(_, amounts)| !amounts.is_empty()).collect();
    if shown.is_empty() {
        return String::new();
    }
    let mut out = format!("## {}\n\n", label(Label::Total, lang));
    for (name, amounts) in shown {
        out += &format!("- **{}** {}\n", label(name, lang), sums(amounts, lang));
    }
    out + "\n"
}

/// A text in which nothing is Markdown: what a log says must not shape the page.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut code = false;
    for c in crate::locale::printable(text).chars() {
        match c {
            '`' => {
                code = !code;
                out.push(c);
            }
            '\n' | '\r' => out.push(' '),
            '\\' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' if !code => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    if code {
        // A lone backtick would swallow the rest.
        out = out.replace('`', "\\`");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn a_log_cannot_shape_the_page() {
        assert_eq!(escape("*li* <b>\n# no"), "\\*li\\* \\<b\\> \\# no");
        assert_eq!(escape("`a_b` and c_d"), "`a_b` and c\\_d");
        assert_eq!(escape("a ` b"), "a \\` b");
    }
}
