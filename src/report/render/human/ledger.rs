//! What is proposed to whom: one line for each person, and under it one for each norm where there are several.

use super::Page;
use crate::diagnostics::Tone;
use crate::locale::{display_width, pad_left, pad_right, printable, wrap};
use crate::report::model::{Money, MoneyRange, Totals};
use crate::report::words::Label;
use crate::report::words::ledger::{Counted, Phrase, phrase};

/// A name, a sum, how many findings, and whether it is part of the line above.
struct Row {
    name: String,
    sum: String,
    findings: String,
    part: bool,
}

impl Page<'_> {
    pub(super) fn ledger(&mut self) {
        let report = self.report;
        if report.ledger.bearers.is_empty() {
            return;
        }
        self.line(&self.draw.paint(self.words.label(Label::Ledger), Tone::Strong));
        let rows = self.ledger_rows();
        let names = rows.iter().map(|row| display_width(&row.name)).max().unwrap_or(0);
        let sums = rows.iter().map(|row| display_width(&row.sum)).max().unwrap_or(0);
        for row in &rows {
            let findings = self.draw.paint(&row.findings, Tone::Quiet);
            let name = pad_right(&row.name, names);
            let name = if row.part { self.draw.paint(&name, Tone::Quiet) } else { name };
            self.line(&format!("  {name}  {}  {findings}", pad_left(&row.sum, sums)));
        }
        let disclaimer = self.words.disclaimer();
        for line in wrap(disclaimer, self.draw.width.saturating_sub(2).max(20)) {
            self.line(&format!("  {}", self.draw.paint(&line, Tone::Quiet)));
        }
        self.out.push('\n');
    }

    fn ledger_rows(&self) -> Vec<Row> {
        let unassigned = self.words.label(Label::Unassigned);
        let mut rows = Vec::new();
        for person in &self.report.ledger.bearers {
            let name = person.bearer.as_deref().unwrap_or(unassigned);
            rows.push(Row {
                name: printable(name).into_owned(),
                sum: self.totals(&person.proposed),
                findings: self.words.findings_of(person.findings),
                part: false,
            });
            if person.norms.len() > 1 {
                rows.extend(person.norms.iter().map(|norm| Row {
                    name: format!("  {}", printable(&norm.norm)),
                    sum: self.totals(&norm.proposed),
                    findings: self.words.findings_of(norm.findings),
                    part: true,
                }));
            }
        }
        rows
    }

    /// What is counted beside amounts, points and warnings.
    pub(super) fn counted(&self, totals: &Totals) -> Vec<String> {
        let lang = self.draw.lang;
        let counts = [
            (Counted::Suspensions, totals.suspensions),
            (Counted::Dismissals, totals.dismissals),
            (Counted::Others, totals.others),
            (Counted::Untold, totals.untold),
        ];
        let counted = counts.into_iter().filter(|(_, n)| *n > 0);
        let counted = counted.map(|(what, n)| phrase(lang, &Phrase::Counted(what, n)));
        let earned = totals.rewards.iter().map(|sum| phrase(lang, &Phrase::Earned(&self.money(sum))));
        counted.chain(earned).collect()
    }

    /// A sum, with its range if there is one.
    pub(super) fn money_in(&self, sum: &Money, ranges: &[MoneyRange]) -> String {
        let shown = self.money(sum);
        let Some(range) = ranges.iter().find(|range| range.currency == sum.currency) else { return shown };
        let end =
            |value: &String| self.money(&Money { value: value.clone(), currency: range.currency.clone() });
        phrase(
            self.draw.lang,
            &Phrase::RangeOf { sum: &shown, low: &end(&range.low), high: &end(&range.high) },
        )
    }
}
