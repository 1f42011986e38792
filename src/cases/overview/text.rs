//! The list of cases for people, and as comma-separated values.

use super::model::{CasesJson, LineJson};
use super::sums::{plus, sums};
use crate::cases::book::State;
use crate::cases::prior::amount_of;
use crate::cases::words::{self, Label, label};
use crate::locale::{Lang, display_width, pad_left, pad_right, printable};
use crate::report::model::Money;

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
                for money in case.lines.iter().filter_map(pick).filter_map(amount_of) {
                    plus(&mut all, money);
                }
                sums(&all, lang)
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
            row.extend(total.sums.columns().map(|amounts| sums(amounts, lang)));
            rows.push(row);
        }
        let mut last =
            vec![label(Label::Total, lang).to_string(), String::new(), self.cases.len().to_string()];
        last.extend(self.total.columns().map(|amounts| sums(amounts, lang)));
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
        crate::cases::events::write(&rows)
    }
}

/// A time as people write it, to the minute. The last instant of a window is shown as its end.
pub(in crate::cases) fn when(at: &str) -> String {
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
pub(in crate::cases) fn person(name: Option<&str>, lang: Lang) -> String {
    name.map_or(label(Label::Unassigned, lang).to_string(), |name| printable(name).into_owned())
}

/// Columns side by side; the first `left` to the left, the rest to the right. A column that is empty throughout is left out.
fn table(rows: &[Vec<String>], left: usize) -> String {
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
