//! What all parts of the building need: names, words, and how times and values are written.

use crate::analysis::model::{Cite, Norm};
use crate::event::{Interner, Value};
use crate::locale::Lang;
use crate::report::ReportInput;
use crate::report::model::{self, Moment};
use crate::report::words::{Names, Words, before, words};
use crate::source::Span;
use crate::time::{self, Bound, Due, Precision, Stamp, Zone};

/// One run, with everything needed to speak about it.
pub(super) struct Context<'a> {
    pub input: &'a ReportInput<'a>,
    pub names: Names<'a>,
    pub words: &'static dyn Words,
}

impl<'a> Context<'a> {
    pub fn new(input: &'a ReportInput<'a>) -> Self {
        let words = words(input.run.lang);
        let names = Names {
            model: input.model,
            interner: input.interner,
            zone: input.rules.zone,
            inputs: input.inputs,
            words,
        };
        Context { input, names, words }
    }

    pub fn lang(&self) -> Lang {
        self.input.run.lang
    }

    pub fn zone(&self) -> &'a Zone {
        self.input.rules.zone
    }

    pub fn interner(&self) -> &'a Interner {
        self.input.interner
    }

    pub fn norm(&self, index: usize) -> &'a Norm {
        &self.input.model.norms[index]
    }

    pub fn stamp_text(&self, stamp: Stamp) -> String {
        self.names.stamp(stamp)
    }

    pub fn moment(&self, stamp: Stamp) -> Moment {
        Moment {
            at: self.zone().rfc3339(stamp.start),
            precision: match stamp.precision {
                Precision::Exact => model::Precision::Exact,
                Precision::Minute => model::Precision::Minute,
                Precision::Day => model::Precision::Day,
            },
            text: self.stamp_text(stamp),
        }
    }

    /// A due time as people say it. One that is known only to the day is named by its day,
    /// or, if it may fall on either of two, by both ends.
    pub fn due_text(&self, due: &Due) -> String {
        match (due.bound(), due.precision()) {
            (Bound::Inclusive, Precision::Day) => match self.uncertain(due) {
                Some((first, last)) => self.words.between(&first, &last),
                None => self.stamp_text(Stamp { start: due.last(), precision: Precision::Day }),
            },
            (Bound::Inclusive, Precision::Exact | Precision::Minute) | (Bound::Exclusive, _) => {
                due.words(self.zone(), self.lang())
            }
        }
    }

    /// The same where it stands alone: an end that no longer belongs to the window says so.
    pub fn due_phrase(&self, due: &Due) -> String {
        let text = self.due_text(due);
        if self.ends_before(due) { before(self.lang(), &text) } else { text }
    }

    /// Whether the instant that is named is too late. Of 24:00 everybody knows that it is the end.
    pub fn ends_before(&self, due: &Due) -> bool {
        due.bound() == Bound::Exclusive && !self.due_text(due).ends_with("24:00")
    }

    /// A due time by which an act is in time for certain.
    pub fn sure_due_text(&self, due: &Due) -> String {
        self.uncertain(due).map_or_else(|| self.due_text(due), |(first, _)| first)
    }

    /// The ends between which a due time lies that cannot be told to the day.
    fn uncertain(&self, due: &Due) -> Option<(String, String)> {
        let (first, last) = (due.earliest(), due.last());
        if due.precision() != Precision::Day || self.zone().date(first) == self.zone().date(last) {
            return None;
        }
        let minute = |start| self.stamp_text(Stamp { start, precision: Precision::Minute });
        Some((minute(first), minute(last)))
    }

    /// What the policy says at a place, in one line.
    pub fn policy_text(&self, span: Span) -> String {
        one_line(self.input.sources.text(span))
    }

    pub fn clause(&self, cite: Option<&Cite>) -> model::Clause {
        cite.map_or_else(model::Clause::default, |cite| model::Clause {
            source: cite.source.clone(),
            clause: cite.clause.clone(),
            anchor: cite.anchor.clone(),
            text: self.words.clause(cite),
        })
    }

    pub fn value_text(&self, value: &Value) -> String {
        match value {
            Value::Text(sym) => self.interner().text(sym).to_string(),
            Value::Number(n) => n.normalize().to_string(),
            Value::Percent(share) => match share.checked_mul(rust_decimal::Decimal::ONE_HUNDRED) {
                Some(percent) => format!("{}%", percent.normalize()),
                None => share.normalize().to_string(),
            },
            Value::Money(n, currency) => self.words.money(&crate::money::Amount::new(*n, *currency)),
            Value::Bool(b) => self.lang().pick(["no", "yes"], ["否", "是"])[usize::from(*b)].to_string(),
            Value::Date(date) => date.to_string(),
            Value::Time(time) => time.to_string(),
            Value::Rough(rough) => time::Amount::Elapsed(rough.nominal).words(self.lang()),
            Value::Days(days) => match u32::try_from(*days) {
                Ok(days) => time::Amount::Days(days).words(self.lang()),
                Err(_) => self.lang().pick(format!("{days} days"), format!("{days} 天")),
            },
            Value::Stamp(stamp) => self.stamp_text(*stamp),
            Value::Duration(micros) => time::Amount::Elapsed(*micros).words(self.lang()),
            Value::List(values) => {
                let values: Vec<String> = values.iter().map(|v| self.value_text(v)).collect();
                self.lang().list_and(&values)
            }
        }
    }
}

/// Text with all white space, line breaks and comments included, reduced to single spaces.
fn one_line(text: &str) -> String {
    let lines = text.lines().map(|line| if line.trim_start().starts_with('#') { "" } else { line });
    lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}
