//! For people: every finding drawn with its places in policy and log, then worked out line by line; at the end the summary,
//! where a terminal shows it first.

mod excerpt;
mod finding;
mod ledger;
mod table;

use crate::diagnostics::{DrawOptions, Tone};
use crate::locale::{Lang, display_width, pad_right, printable, wrap};
use crate::report::model::{Finding, Report, Status};
use crate::report::words::{Label, Words, words};
use std::collections::HashMap;

/// The report for a person, in the report's own language. Of each norm and status at most `max_findings` are shown, and it
/// is said how many more there are; `None` shows all.
pub fn human(report: &Report, options: &DrawOptions, max_findings: Option<usize>) -> String {
    let draw = DrawOptions { lang: Lang::from_tag(&report.lang), ..*options };
    let mut page = Page { report, draw, max_findings, words: words(draw.lang), out: String::new() };
    page.header();
    page.findings();
    page.summary();
    page.out
}

/// A page being written.
struct Page<'a> {
    report: &'a Report,
    draw: DrawOptions,
    max_findings: Option<usize>,
    words: &'static dyn Words,
    out: String,
}

impl Page<'_> {
    fn line(&mut self, text: &str) {
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }

    /// The width of the column of labels; the same for all blocks, so that the eye finds them.
    fn label_width(&self) -> usize {
        self.draw.lang.pick(10, 8)
    }

    /// A label and a text that wraps under itself.
    fn entry(&mut self, label: Label, text: &str) {
        self.entry_toned(label, text, None);
    }

    fn entry_toned(&mut self, label: Label, text: &str, tone: Option<Tone>) {
        let head = pad_right(self.words.label(label), self.label_width());
        let head = self.draw.paint(&head, Tone::Quiet);
        let indent = self.label_width() + 4;
        let lines = wrap(&printable(text), self.draw.width.saturating_sub(indent).max(20));
        for (i, line) in lines.iter().enumerate() {
            let line = tone.map_or_else(|| line.clone(), |tone| self.draw.paint(line, tone));
            if i == 0 {
                self.line(&format!("  {head}  {line}"));
            } else {
                self.line(&format!("{}{line}", " ".repeat(indent)));
            }
        }
    }

    /// A point under an entry.
    fn point(&mut self, text: &str) {
        let indent = " ".repeat(self.label_width() + 4);
        let bullet = if self.draw.unicode { "· " } else { "- " };
        let room = self.draw.width.saturating_sub(display_width(&indent) + 2).max(20);
        for (i, line) in wrap(&printable(text), room).iter().enumerate() {
            let lead = if i == 0 { bullet } else { "  " };
            self.line(&format!("{indent}{}", self.draw.paint(&format!("{lead}{line}"), Tone::Quiet)));
        }
    }

    fn header(&mut self) {
        let policy = &self.report.policy;
        let name = self.draw.paint(&printable(&policy.name), Tone::Strong);
        let gap = self.draw.lang.pick(": ", "：");
        let title = policy.title.as_deref().map(|t| format!("{gap}{}", printable(t))).unwrap_or_default();
        self.line(&format!("{name}{title}"));
        let files: Vec<&str> = policy.files.iter().map(|f| f.name.as_str()).collect();
        if !files.is_empty() {
            self.entry(Label::Policy, &files.join(", "));
        }
        for input in &self.report.inputs {
            let account = self.words.input_account(input);
            self.entry(Label::Inputs, &format!("{}{gap}{account}", input.name));
        }
        let observed = match &self.report.observed {
            Some(range) => self.words.range(&range.from.text, &range.horizon.text),
            None => self.words.observed_nothing().to_string(),
        };
        self.entry(Label::Observed, &observed);
        if let Some(from) = &self.report.run.from {
            self.entry(Label::From, &self.words.only_from(&from.text));
        }
        if let Some(as_of) = &self.report.run.as_of {
            self.entry(Label::From, &self.words.as_of(&as_of.text));
        }
        for param in &self.report.policy.params {
            let value = param.value.as_deref().unwrap_or(self.words.label(Label::Open));
            let given = if param.overridden {
                let word = self.words.label(Label::ThisRun);
                self.draw.lang.pick(format!(" ({word})"), format!("（{word}）"))
            } else {
                String::new()
            };
            self.entry(Label::Parameters, &format!("{} = {value}{given}", param.name));
        }
        self.out.push('\n');
    }

    fn findings(&mut self) {
        let report = self.report;
        if report.findings.is_empty() {
            let label = if report.run.counts_only { Label::CountsOnly } else { Label::NoFindings };
            self.line(self.words.label(label));
            self.out.push('\n');
        }
        let mut by_norm: HashMap<&str, Vec<&Finding>> = HashMap::new();
        for finding in &report.findings {
            by_norm.entry(&finding.norm).or_default().push(finding);
        }
        for status in Status::BY_ATTENTION {
            for norm in &report.norms {
                let own = by_norm.get(norm.name.as_str()).map_or(&[][..], Vec::as_slice);
                let all: Vec<&Finding> = own.iter().copied().filter(|f| f.status == status).collect();
                let shown = self.max_findings.unwrap_or(all.len()).min(all.len());
                for finding in &all[..shown] {
                    self.finding(finding, norm);
                    self.out.push('\n');
                }
                if all.len() > shown {
                    let more =
                        self.words.more_findings(all.len() - shown, self.words.status(status), &norm.name);
                    self.line(&self.draw.paint(&more, Tone::Quiet));
                    self.out.push('\n');
                }
            }
        }
    }
}

/// The colour of a verdict.
fn tone(status: Status) -> Tone {
    match status {
        Status::Violated => Tone::Bad,
        Status::Repaired | Status::Unknown => Tone::Caution,
        Status::Pending => Tone::Note,
        Status::Fulfilled | Status::Excused | Status::Waived | Status::Unearned => Tone::Good,
    }
}
