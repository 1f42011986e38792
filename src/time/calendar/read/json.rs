//! The JSON layout of calendars, in which the built-in one is kept too.

use super::super::builtin::MONDAY_TO_FRIDAY;
use super::super::{Calendar, CalendarProblem, Covers, DayOverride, Hours, Layer, OpeningHours, ProblemKind};
use super::{Entries, field};
use crate::source::{FileId, Span};
use crate::time::Weekday;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// A calendar file. Unknown keys are errors, so that a misspelt one is not lost.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CalendarFile<'a> {
    #[serde(default, rename = "title")]
    _title: IgnoredAny,
    #[serde(default, rename = "about")]
    _about: IgnoredAny,
    #[serde(borrow)]
    extends: Option<Text<'a>>,
    #[serde(borrow)]
    week: Option<Vec<Text<'a>>>,
    #[serde(default)]
    any_year: bool,
    #[serde(borrow, default)]
    hours: Pairs<'a, Vec<Text<'a>>>,
    #[serde(borrow, default)]
    years: Pairs<'a, YearFile<'a>>,
}

/// One year; that it is listed says that the whole of it is known.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct YearFile<'a> {
    #[serde(default, rename = "sources")]
    _sources: IgnoredAny,
    #[serde(borrow, default)]
    rest: Pairs<'a, Text<'a>>,
    #[serde(borrow, default)]
    work: Pairs<'a, Text<'a>>,
}

/// A text that remembers where in the file it stands.
struct Text<'a>(Cow<'a, str>);

/// A JSON object with its keys in order, none lost.
struct Pairs<'a, V>(Vec<(Text<'a>, V)>);

impl<V> Default for Pairs<'_, V> {
    fn default() -> Self {
        Pairs(Vec::new())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;
        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Cow<'de, str>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Cow::Borrowed(text))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Cow::Owned(text.to_string()))
            }
        }
        deserializer.deserialize_str(TextVisitor).map(Text)
    }
}

impl<'de: 'a, 'a, V: Deserialize<'de>> Deserialize<'de> for Pairs<'a, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PairsVisitor<'a, V>(PhantomData<(&'a (), V)>);
        impl<'de: 'a, 'a, V: Deserialize<'de>> Visitor<'de> for PairsVisitor<'a, V> {
            type Value = Pairs<'a, V>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(PairsVisitor(PhantomData))
    }
}

/// Turns the parts of a file into entries.
struct Reader<'a> {
    file: FileId,
    text: &'a str,
    entries: Entries,
}

/// Reads a whole file. See [`Calendar::from_json`].
pub(in super::super) fn json(name: &str, file: FileId, text: &str) -> Result<Calendar, Vec<CalendarProblem>> {
    // A byte order mark is blanked rather than cut off, so that places stay true.
    let blanked = text.strip_prefix('\u{feff}').map(|rest| format!("   {rest}"));
    let text = blanked.as_deref().unwrap_or(text);
    let parsed: CalendarFile<'_> = match serde_json::from_str(text) {
        Ok(parsed) => parsed,
        Err(error) => return Err(vec![malformed(file, text, &error)]),
    };
    let mut reader = Reader { file, text, entries: Entries::new(file) };
    let base = reader.base(parsed.extends.as_ref());
    let week = parsed.week.as_deref().map(|days| reader.week(days));
    let hours = reader.opening_hours(&parsed.hours.0);
    for (year, content) in &parsed.years.0 {
        reader.year(year, content);
    }
    let mut entries = reader.entries;
    if parsed.any_year {
        entries.covers = Some(Covers::AnyDate);
    }
    entries.finish(name, &base, Layer { week, hours, ..Layer::default() })
}

impl Reader<'_> {
    /// Where a text stands, its quotes left out. A text with escapes has no place of its own: then the file's start.
    fn span(&self, text: &Text<'_>) -> Span {
        let Cow::Borrowed(part) = &text.0 else { return Span::new(self.file, 0, 0) };
        let start = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        Span::new(self.file, start, start + part.len())
    }

    fn problem(&mut self, text: &Text<'_>, kind: ProblemKind) {
        let span = self.span(text);
        self.entries.problem(span, kind);
    }

    fn base(&mut self, extends: Option<&Text<'_>>) -> Calendar {
        let plain = || Calendar::weekly("", &MONDAY_TO_FRIDAY);
        let Some(wanted) = extends else { return plain() };
        match Calendar::builtin(&wanted.0) {
            Some(base) => {
                if let Covers::Ranges(ranges) = &base.covers {
                    self.entries.covers = Some(Covers::Ranges(ranges.clone()));
                }
                base.clone()
            }
            None => {
                self.problem(wanted, ProblemKind::UnknownBase { text: wanted.0.to_string() });
                plain()
            }
        }
    }

    fn week(&mut self, days: &[Text<'_>]) -> Vec<Weekday> {
        days.iter().filter_map(|text| self.weekday(text)).collect()
    }

    fn weekday(&mut self, text: &Text<'_>) -> Option<Weekday> {
        let found = field::weekday(&text.0);
        if found.is_none() {
            self.problem(text, ProblemKind::BadWeekday { text: text.0.to_string() });
        }
        found
    }

    fn opening_hours(&mut self, all: &[(Text<'_>, Vec<Text<'_>>)]) -> Option<OpeningHours> {
        let (first, _) = all.first()?;
        let mut ordinary = None;
        let mut weekdays = Vec::new();
        for (day, intervals) in all {
            let joined = intervals.iter().map(|i| &*i.0).collect::<Vec<_>>().join(",");
            let hours = Hours::parse(&joined);
            if hours.is_none() {
                self.problem(intervals.first().unwrap_or(day), ProblemKind::BadHours { text: joined });
            }
            if day.0 == "ordinary" {
                ordinary = Some(hours);
            } else if let (Some(weekday), Some(hours)) = (self.weekday(day), hours) {
                weekdays.push((weekday, hours));
            }
        }
        match ordinary {
            Some(hours) => Some(OpeningHours { ordinary: hours?, weekdays }),
            None => {
                self.problem(first, ProblemKind::NoOrdinaryHours);
                None
            }
        }
    }

    fn year(&mut self, text: &Text<'_>, content: &YearFile<'_>) {
        let year = (text.0.len() == 4).then(|| text.0.parse().ok()).flatten();
        let Some((year, range)) = year.and_then(|year| Some((year, field::year_range(year)?))) else {
            return self.problem(text, ProblemKind::BadDate { text: text.0.to_string() });
        };
        self.entries.cover(range);
        for (key, name) in &content.rest.0 {
            self.day(year, key, name, false);
        }
        for (key, name) in &content.work.0 {
            self.day(year, key, name, true);
        }
    }

    /// One entry: `"2024-05-01..2024-05-05": "劳动节"`, or `"2024-12-31 09:00-12:00": "half day"` for a working day.
    fn day(&mut self, year: i16, key: &Text<'_>, name: &Text<'_>, working: bool) {
        let (dates, hours) = match key.0.split_once(' ') {
            None => (&*key.0, None),
            Some((dates, hours)) => (dates, Some(hours)),
        };
        let range = match field::dates(dates) {
            Ok(range) => range,
            Err(kind) => return self.problem(key, kind),
        };
        for date in [range.0, range.1] {
            if date.year() != year {
                return self.problem(key, ProblemKind::OutsideYear { date, year });
            }
        }
        let own = match hours.map(|text| (text, Hours::parse(text).filter(|_| working))) {
            None => None,
            Some((_, Some(hours))) => Some(hours),
            Some((text, None)) => {
                return self.problem(key, ProblemKind::BadHours { text: text.to_string() });
            }
        };
        let span = self.span(key);
        let day = DayOverride { date: range.0, working, name: name.0.to_string(), hours: own };
        self.entries.add(range, &day, span);
    }
}

/// The problem of a text that is not JSON, or not of this layout.
fn malformed(file: FileId, text: &str, error: &serde_json::Error) -> CalendarProblem {
    let line_start: usize =
        text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    // The library counts columns in bytes, from 1, and names the place just behind the offending token.
    let mut at = (line_start + error.column().saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let full = error.to_string();
    let detail = full.rsplit_once(" at line ").map_or(full.as_str(), |(detail, _)| detail).to_string();
    CalendarProblem { span: Span::new(file, at, at), kind: ProblemKind::Malformed { format: "JSON", detail } }
}
