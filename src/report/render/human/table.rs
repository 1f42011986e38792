//! The summary: how each norm fared, what is proposed to whom, and what to know before relying on it.

use super::{Page, tone};
use crate::diagnostics::Tone;
use crate::locale::{display_width, pad_left, pad_right, printable, wrap};
use crate::report::model::{Counts, Money, Norm, Status, Totals};
use crate::report::words::Label;

impl Page<'_> {
    pub(super) fn summary(&mut self) {
        self.table();
        self.ledger();
        self.notes();
    }

    fn table(&mut self) {
        let report = self.report;
        let statuses: Vec<Status> =
            Status::BY_ATTENTION.into_iter().filter(|s| report.totals.of(*s) > 0).collect();
        let mut rows = vec![self.heads(&statuses)];
        rows.extend(report.norms.iter().map(|norm| {
            let clause = norm.clause.clause.as_deref().unwrap_or_default();
            self.row(&norm.name, clause, &norm.counts, &statuses, &self.totals(&norm.proposed))
        }));
        let total = self.words.label(Label::Total);
        rows.push(self.row(total, "", &report.totals, &statuses, &self.totals(&report.ledger.total)));
        // A column that is empty throughout says nothing.
        let columns = rows[0].len();
        let filled = |c: usize| rows[1..].iter().any(|row| !row[c].is_empty());
        let shown: Vec<usize> = (0..columns).filter(|c| filled(*c)).collect();
        let widths: Vec<usize> =
            shown.iter().map(|c| rows.iter().map(|r| display_width(&r[*c])).max().unwrap_or(0)).collect();
        let wide: usize = widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1);
        if wide > self.draw.width {
            return self.list();
        }
        let bar = if self.draw.unicode { "─" } else { "-" };
        let rule = self.draw.paint(&bar.repeat(wide), Tone::Quiet);
        let last = rows.len() - 1;
        for (r, row) in rows.iter().enumerate() {
            if r == last {
                self.line(&rule);
            }
            let cells: Vec<String> = shown
                .iter()
                .zip(&widths)
                .map(|(c, width)| {
                    // Names and clauses to the left, numbers and amounts to the right.
                    let cell = if *c < 2 { pad_right(&row[*c], *width) } else { pad_left(&row[*c], *width) };
                    self.cell(&cell, r, *c, &statuses)
                })
                .collect();
            self.line(&cells.join("  "));
            if r == 0 {
                self.line(&rule);
            }
        }
        self.out.push('\n');
    }

    fn heads(&self, statuses: &[Status]) -> Vec<String> {
        let mut heads = vec![
            self.words.label(Label::Norm).to_string(),
            self.words.label(Label::Clause).to_string(),
            self.words.label(Label::Occasions).to_string(),
        ];
        heads.extend(statuses.iter().map(|s| self.words.status(*s).to_string()));
        heads.push(self.words.label(Label::Proposed).to_string());
        heads
    }

    fn row(&self, name: &str, clause: &str, counts: &Counts, statuses: &[Status], sum: &str) -> Vec<String> {
        let none = if self.draw.unicode { "·" } else { "." };
        let number = |n: u64| if n == 0 { none.to_string() } else { n.to_string() };
        let mut row = vec![printable(name).into_owned(), printable(clause).into_owned()];
        row.push(number(counts.occasions));
        row.extend(statuses.iter().map(|s| number(counts.of(*s))));
        row.push(sum.to_string());
        row
    }

    /// Colour for heads, and for numbers that ask for attention.
    fn cell(&self, cell: &str, row: usize, column: usize, statuses: &[Status]) -> String {
        if row == 0 {
            return self.draw.paint(cell, Tone::Quiet);
        }
        let status = column.checked_sub(3).and_then(|i| statuses.get(i));
        let counted = cell.contains(|c: char| c.is_ascii_digit());
        match status {
            Some(status) if counted => match status {
                Status::Violated | Status::Repaired | Status::Unknown => self.draw.paint(cell, tone(*status)),
                Status::Pending | Status::Fulfilled | Status::Excused => cell.to_string(),
                Status::Waived | Status::Unearned => cell.to_string(),
            },
            Some(_) => self.draw.paint(cell, Tone::Quiet),
            None => cell.to_string(),
        }
    }

    /// The same where the page is too narrow for a table.
    fn list(&mut self) {
        let report = self.report;
        let mut entries: Vec<(String, Counts, &Totals)> =
            report.norms.iter().map(|n: &Norm| (n.name.clone(), n.counts, &n.proposed)).collect();
        entries.push((self.words.label(Label::Total).into(), report.totals, &report.ledger.total));
        for (name, counts, proposed) in entries {
            self.line(&self.draw.paint(&printable(&name), Tone::Strong));
            let mut text = self.words.counts(&counts);
            let sum = self.totals(proposed);
            if !sum.is_empty() {
                let (semicolon, colon) = self.draw.lang.pick(("; ", " "), ("；", " "));
                text.push_str(&format!("{semicolon}{}{colon}{sum}", self.words.label(Label::Proposed)));
            }
            for line in wrap(&text, self.draw.width.saturating_sub(2).max(20)) {
                self.line(&format!("  {line}"));
            }
        }
        self.out.push('\n');
    }

    /// Sums in words; empty if nothing is proposed.
    pub(super) fn totals(&self, totals: &Totals) -> String {
        let mut parts: Vec<String> = totals.money.iter().map(|m| self.money_in(m, &totals.ranges)).collect();
        if let Ok(points) = totals.points.parse::<rust_decimal::Decimal>()
            && !points.is_zero()
        {
            parts.push(self.words.points(&points));
        }
        if totals.warnings > 0 {
            parts.push(self.words.warnings(totals.warnings));
        }
        parts.extend(self.counted(totals));
        parts.join(self.draw.lang.pick(", ", "，"))
    }

    pub(super) fn money(&self, money: &Money) -> String {
        let value = money.value.parse().ok();
        match value.zip(crate::money::Currency::parse(&money.currency)) {
            Some((value, currency)) => self.words.money(&crate::money::Amount::new(value, currency)),
            None => format!("{} {}", money.value, money.currency),
        }
    }

    fn notes(&mut self) {
        let report = self.report;
        let before = self.out.len();
        let vacuous: Vec<String> =
            report.norms.iter().filter(|n| n.vacuous).map(|n| format!("`{}`", n.name)).collect();
        if !vacuous.is_empty() {
            self.note(Label::Vacuous, &self.draw.lang.list_and(&vacuous));
        }
        for norm in report.norms.iter().filter(|norm| norm.yielded > 0) {
            self.note(Label::Yielded, &self.words.yielded(&norm.name, norm.yielded, &norm.yields_to));
        }
        for unseen in &report.unseen {
            self.note(Label::Unseen, &self.words.read_by(&unseen.kind, &unseen.norms));
        }
        let unread: Vec<String> =
            report.unread.iter().map(|k| self.words.events_of(&k.kind, k.events)).collect();
        if !unread.is_empty() {
            self.note(Label::Unread, &self.draw.lang.list_and(&unread));
        }
        for warning in &report.warnings {
            self.note(Label::Warning, warning);
        }
        if self.out.len() > before {
            self.out.push('\n');
        }
        let closing = self.words.counts(&report.totals);
        self.line(&self.draw.paint(&closing, Tone::Strong));
    }

    fn note(&mut self, label: Label, text: &str) {
        let label = self.words.label(label);
        let colon = self.draw.lang.pick(": ", "：");
        let mut lines =
            wrap(&format!("{label}{colon}{}", printable(text)), self.draw.width.saturating_sub(2).max(20))
                .into_iter();
        let first = lines.next().unwrap_or_default();
        match first.strip_prefix(label) {
            Some(rest) => self.line(&format!("{}{rest}", self.draw.paint(label, Tone::Caution))),
            None => self.line(&first),
        }
        for line in lines {
            self.line(&format!("  {line}"));
        }
    }
}
