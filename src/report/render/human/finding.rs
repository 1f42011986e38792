//! One finding: its verdict, its places, and how it was worked out.

use super::excerpt::fit;
use super::{Page, tone};
use crate::diagnostics::{Mark, Tone, snippets};
use crate::locale::{printable, wrap};
use crate::report::model::{Finding, LabelRole, Norm, NormKind, Reason, Status, Window};
use crate::report::words::Label;
use crate::source::{Place, Sources, Span};

impl Page<'_> {
    pub(super) fn finding(&mut self, finding: &Finding, norm: &Norm) {
        self.head(finding);
        self.boxes(finding, norm);
        self.who_and_when(finding, norm);
        self.what(finding);
        self.so_what(finding);
    }

    fn head(&mut self, finding: &Finding) {
        let status = self.draw.paint(self.words.status(finding.status), tone(finding.status));
        let name = self.draw.paint(&printable(&finding.norm), Tone::Strong);
        let colon = self.draw.lang.pick(": ", "：");
        // The first line is wrapped as a whole and then painted, so that colour does not count as width.
        let plain = format!(
            "{}[{}]{colon}{}",
            self.words.status(finding.status),
            printable(&finding.norm),
            printable(&finding.headline)
        );
        let mut lines = wrap(&plain, self.draw.width.saturating_sub(2).max(20)).into_iter();
        let first = lines.next().unwrap_or_default();
        let head = format!("{}[{}]", self.words.status(finding.status), printable(&finding.norm));
        match first.strip_prefix(&head) {
            Some(rest) => self.line(&format!("{status}[{name}]{rest}")),
            None => self.line(&first),
        }
        for line in lines {
            self.line(&format!("  {line}"));
        }
    }

    /// The policy's lines and the log's rows, each with its remarks.
    fn boxes(&mut self, finding: &Finding, norm: &Norm) {
        let mut sources = Sources::default();
        let mut marks = Vec::new();
        let text = &norm.text;
        let policy = sources.add_excerpt(&*text.file, &*text.text, text.line);
        for label in finding.labels.iter().filter(|l| l.evidence.is_none()) {
            let (start, end) = (label.start as usize, label.start as usize + label.len as usize);
            marks.push(Mark {
                span: Span::new(policy, start, end),
                text: label.text.clone(),
                tone: label_tone(finding.status, label.role),
            });
        }
        for (index, evidence) in finding.evidence.iter().enumerate() {
            let Some(excerpt) = &evidence.excerpt else { continue };
            let labels: Vec<_> = finding.labels.iter().filter(|l| l.evidence == Some(index)).collect();
            let ranges: Vec<_> =
                labels.iter().map(|l| l.start as usize..l.start as usize + l.len as usize).collect();
            let gutter = evidence.line.to_string().len() + 5;
            let room = self.draw.width.saturating_sub(gutter).max(20);
            let (text, ranges) = fit(excerpt, &ranges, room);
            let file = sources.add_part(
                &*evidence.input,
                text,
                Place { line: evidence.excerpt_line, column: evidence.excerpt_column },
            );
            for (label, range) in labels.iter().zip(ranges) {
                marks.push(Mark {
                    span: Span::new(file, range.start, range.end),
                    text: label.text.clone(),
                    tone: label_tone(finding.status, label.role),
                });
            }
        }
        let drawn = snippets(&marks, &sources, 0, &self.draw);
        self.out.push_str(&drawn);
        // Rows that cannot be shown are named.
        for evidence in finding.evidence.iter().filter(|e| e.excerpt.is_none()) {
            self.entry(Label::Row, &self.words.row(&evidence.input, evidence.row, evidence.line));
        }
    }

    fn who_and_when(&mut self, finding: &Finding, norm: &Norm) {
        if let Some(title) = &norm.title {
            self.entry(Label::Norm, title);
        }
        if let Some(clause) = &finding.clause.text {
            self.entry(Label::Clause, clause);
        }
        if let Some(reading) = &norm.reading {
            self.entry(Label::Reading, reading);
        }
        match (&finding.bearer.name, &finding.bearer.why) {
            (Some(name), _) => self.entry_toned(Label::Bearer, name, Some(Tone::Strong)),
            (None, why) => {
                let unassigned = self.words.label(Label::Unassigned);
                let colon = self.draw.lang.pick(": ", "：");
                let why = why.as_ref().map(|why| format!("{colon}{why}")).unwrap_or_default();
                self.entry(Label::Bearer, &format!("{unassigned}{why}"));
            }
        }
        let keys: Vec<String> = finding
            .occasion
            .key
            .iter()
            .filter_map(|cell| cell.value.as_ref().map(|value| format!("{} {value}", cell.field)))
            .collect();
        let event = finding.occasion.kind == crate::report::model::OccasionKind::Event;
        let keys = match keys.join(self.draw.lang.pick(", ", "，")) {
            keys if keys.is_empty() || !event => String::new(),
            keys => self.draw.lang.pick(format!(" ({keys})"), format!("（{keys}）")),
        };
        self.entry(Label::Occasion, &format!("{}{keys}", finding.occasion.text));
        if let Some(window) = &finding.window {
            self.due(window, norm.kind);
        }
    }

    fn due(&mut self, window: &Window, kind: NormKind) {
        let label = match kind {
            NormKind::Duty | NormKind::Reward => Label::Due,
            NormKind::Prohibition => Label::Until,
        };
        if let Some(due) = &window.text {
            self.entry(label, due);
            // A step that only repeats the due time says nothing.
            for step in window.steps.iter().filter(|s| s.id != "at_time" || !s.text.ends_with(due.as_str())) {
                self.point(&step.text);
            }
        }
    }

    fn what(&mut self, finding: &Finding) {
        if matches!(finding.status, Status::Pending | Status::Unknown) {
            // The headline says most reasons already, and how the conduct failed stands below.
            let said = |reason: &&Reason| {
                const ELSEWHERE: [&str; 6] = [
                    "window_open",
                    "excuse_open",
                    "reparation_open",
                    "too_few",
                    "condition_failed",
                    "forbidden",
                ];
                ELSEWHERE.contains(&reason.id.as_str()) || finding.headline.contains(&reason.text)
            };
            for reason in finding.reasons.iter().filter(|r| !said(r)) {
                self.entry(Label::Why, &reason.text);
            }
        }
        for happened in &finding.happened {
            self.entry(Label::Happened, &happened.text);
        }
        let colon = self.draw.lang.pick(": ", "：");
        for excuse in finding.excuses.iter().filter(|_| finding.status != Status::Fulfilled) {
            let verdict = self.words.verdict(excuse.verdict);
            self.entry(Label::Excuse, &format!("{verdict}{colon}`{}`", excuse.text));
            for why in &excuse.why {
                self.point(why);
            }
        }
        for repair in &finding.reparations {
            let verdict = self.words.reparation(repair.met, finding.status == Status::Pending);
            self.entry(Label::Reparation, &format!("{verdict}{colon}{}", repair.text));
            for step in &repair.window.steps {
                self.point(&step.text);
            }
            for happened in &repair.happened {
                self.point(&happened.text);
            }
        }
    }

    fn so_what(&mut self, finding: &Finding) {
        for proposal in &finding.proposal {
            self.entry_toned(Label::Proposed, &proposal.text, Some(Tone::Strong));
            for step in proposal.steps.iter().filter(|step| !step.text.is_empty()) {
                self.point(&step.text);
            }
        }
        let label = match finding.status {
            Status::Pending => Label::StillPossible,
            _ => Label::WouldComply,
        };
        if let Some((first, others)) = finding.compliant.split_first() {
            self.entry(label, first);
            for other in others {
                self.point(other);
            }
        }
        self.entry_toned(Label::Finding, &finding.id, Some(Tone::Quiet));
    }
}

fn label_tone(status: Status, role: LabelRole) -> Tone {
    match role {
        LabelRole::Conduct | LabelRole::Happened => tone(status),
        LabelRole::Doubt => Tone::Caution,
        LabelRole::Time | LabelRole::Consequence | LabelRole::Occasion => Tone::Note,
        LabelRole::Excuse => Tone::Quiet,
    }
}
