//! The log rows that a finding rests on, and the remarks that point into them.
//!
//! Rows are first collected with all remarks, then each is asked for once, so that one excerpt fits all its remarks.

use super::context::Context;
use crate::engine::Why;
use crate::event::{Event, KindId, RowRef};
use crate::report::model::{Evidence, EvidenceRole, Label, LabelRole};
use crate::report::words::Remark;
use crate::report::{Part, RowText};

/// Rows wanted so far.
#[derive(Default)]
pub(super) struct Rows {
    wanted: Vec<Wanted>,
}

struct Wanted {
    row: RowRef,
    kind: Option<KindId>,
    rule: Option<u16>,
    role: EvidenceRole,
    remarks: Vec<(Option<Part>, LabelRole, String)>,
}

impl Rows {
    /// Wants the row of an event, with a remark at a part of it. Returns its index among the evidence.
    pub fn event(
        &mut self,
        event: &Event,
        role: EvidenceRole,
        part: Part,
        remark: (LabelRole, String),
    ) -> usize {
        let index = self.row(event.row, Some(event.kind), Some(event.rule), role);
        self.remark(index, Some(part), remark);
        index
    }

    /// Wants a line of reference data.
    pub fn line(&mut self, row: &RowRef, role: EvidenceRole, remark: (LabelRole, String)) -> usize {
        let index = self.row(*row, None, None, role);
        self.remark(index, None, remark);
        index
    }

    /// Wants a row that could not be read.
    pub fn rejected(&mut self, row: &RowRef, remark: (LabelRole, String)) -> usize {
        let index = self.row(*row, None, None, EvidenceRole::Rejected);
        self.remark(index, None, remark);
        index
    }

    /// Wants the cell that leaves something undecided, if it is a cell of the log.
    pub fn doubt(&mut self, ctx: &Context<'_>, why: &Why) -> Option<usize> {
        let (row, kind, field, remark) = match why {
            Why::Blank { row, kind, field } => (row, kind, field, Remark::Blank),
            Why::Unreadable { row, kind, field, .. } => (row, kind, field, Remark::Unreadable),
            Why::UnreadableLine { row, .. } => {
                let remark = (LabelRole::Doubt, ctx.words.remark(&Remark::Unreadable));
                return Some(self.line(row, EvidenceRole::Doubt, remark));
            }
            Why::Rejected(row) => {
                return Some(self.rejected(row, (LabelRole::Doubt, ctx.words.remark(&Remark::Rejected))));
            }
            Why::Attribute { .. }
            | Why::NoEntity { .. }
            | Why::BeforeLog { .. }
            | Why::NoSource(_)
            | Why::SourceEnds { .. }
            | Why::OpenParam(_)
            | Why::NotCovered(_)
            | Why::NoDate
            | Why::TooCoarse
            | Why::NoBeginning
            | Why::Order
            | Why::Given
            | Why::Arithmetic
            | Why::ByZero
            | Why::Empty(_)
            | Why::Figure(_)
            | Why::Currency
            | Why::Nothing => return None,
        };
        let index = self.row(*row, Some(*kind), None, EvidenceRole::Doubt);
        self.remark(index, Some(Part::Field(*field)), (LabelRole::Doubt, ctx.words.remark(&remark)));
        Some(index)
    }

    fn row(&mut self, row: RowRef, kind: Option<KindId>, rule: Option<u16>, role: EvidenceRole) -> usize {
        if let Some(index) =
            self.wanted.iter().position(|w| w.row == row && (w.kind == kind || kind.is_none()))
        {
            self.wanted[index].rule = self.wanted[index].rule.or(rule);
            return index;
        }
        self.wanted.push(Wanted { row, kind, rule, role, remarks: Vec::new() });
        self.wanted.len() - 1
    }

    fn remark(&mut self, index: usize, part: Option<Part>, (role, text): (LabelRole, String)) {
        let remark = (part, role, text);
        let remarks = &mut self.wanted[index].remarks;
        if !remarks.contains(&remark) {
            remarks.push(remark);
        }
    }

    /// Asks for the texts.
    pub fn finish(self, ctx: &Context<'_>) -> (Vec<Evidence>, Vec<Label>) {
        let mut evidence = Vec::with_capacity(self.wanted.len());
        let mut labels = Vec::new();
        for (index, wanted) in self.wanted.into_iter().enumerate() {
            let mut parts: Vec<Part> = Vec::new();
            for part in wanted.remarks.iter().filter_map(|(part, ..)| *part) {
                if !parts.contains(&part) {
                    parts.push(part);
                }
            }
            let shown = ctx.input.evidence.show(&wanted.row, wanted.kind, wanted.rule, &parts);
            if let Some(shown) = &shown {
                labels.extend(wanted.remarks.into_iter().map(|(part, role, text)| {
                    let range = place(shown, &parts, part);
                    let lines = shown.text[..range.start].matches('\n').count();
                    Label {
                        evidence: Some(index),
                        start: number(range.start),
                        len: number(range.end - range.start),
                        line: shown.begin.line.saturating_add(number(lines)),
                        role,
                        text,
                    }
                }));
            }
            let input = ctx.input.inputs.get(wanted.row.input.0 as usize);
            evidence.push(Evidence {
                role: wanted.role,
                input: input.map_or_else(String::new, |i| i.name.clone()),
                row: wanted.row.row,
                line: wanted.row.line,
                start: wanted.row.start,
                len: wanted.row.len,
                excerpt_line: shown.as_ref().map_or(wanted.row.line, |s| s.begin.line),
                excerpt_column: shown.as_ref().map_or(1, |s| s.begin.column),
                excerpt: shown.map(|s| s.text),
            });
        }
        (evidence, labels)
    }
}

/// Where a part stands in an excerpt; a part without a cell of its own means the whole record.
fn place(shown: &RowText, parts: &[Part], part: Option<Part>) -> std::ops::Range<usize> {
    let index = part.and_then(|part| parts.iter().position(|p| *p == part));
    let fits = |range: &std::ops::Range<usize>| shown.text.get(range.clone()).is_some();
    index
        .and_then(|i| shown.parts.get(i).cloned().flatten())
        .filter(fits)
        .unwrap_or(0..shown.text.trim_end().len())
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
