//! What one column holds.

use super::{Wide, epoch};
use crate::event::Type;
use crate::ingest::{Probe, reads_as};
use crate::time::Precision;
use std::collections::BTreeMap;

/// What a column looks like.
#[derive(Clone, Debug)]
pub struct ColumnLook {
    /// Its name; may be empty.
    pub name: String,
    /// How a mapping names it.
    pub address: String,
    /// How many of its cells hold something.
    pub filled: usize,
    /// How many different texts it holds.
    pub distinct: usize,
    /// The first few different texts.
    pub examples: Vec<String>,
    /// What it seems to hold.
    pub sense: Sense,
    /// Of dates or points of time, the few texts that are none, each with the number of its cells: a line of totals, say.
    pub odd: Vec<(String, usize)>,
}

/// What the cells of a column seem to hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Sense {
    /// Nothing.
    Empty,
    /// Points of time.
    Instant(Written),
    /// Dates.
    Date(Written),
    /// Times of day.
    TimeOfDay,
    /// Numbers.
    Number,
    /// Elapsed time.
    Duration,
    /// Percentages.
    Percent,
    /// Yes or no.
    Bool,
    /// A few words again and again.
    Words(Vec<String>),
    /// Any text.
    Text,
}

/// How dates or points of time are written.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// The format; none is needed where the year comes first.
    pub format: Option<&'static str>,
    /// Another format by which all of them could be read as well, with other days.
    pub rival: Option<&'static str>,
    /// A text that only this format reads; or, if there is a rival, one that both read.
    pub evidence: Option<String>,
}

/// Formats with the day first and, beside each, the same with the month first.
const RIVALS: [(&str, &str); 12] = [
    ("%d/%m/%Y", "%m/%d/%Y"),
    ("%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"),
    ("%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S"),
    ("%d/%m/%Y %I:%M %p", "%m/%d/%Y %I:%M %p"),
    ("%d/%m/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M:%S %p"),
    ("%d-%m-%Y", "%m-%d-%Y"),
    ("%d-%m-%Y %H:%M", "%m-%d-%Y %H:%M"),
    ("%d-%m-%Y %H:%M:%S", "%m-%d-%Y %H:%M:%S"),
    ("%d.%m.%Y", "%m.%d.%Y"),
    ("%d.%m.%Y %H:%M", "%m.%d.%Y %H:%M"),
    ("%d.%m.%Y %H:%M:%S", "%m.%d.%Y %H:%M:%S"),
    ("%d/%m/%y", "%m/%d/%y"),
];

/// Formats that can be taken in one way only.
const PLAIN: [&str; 15] = [
    "%Y%m%d%H%M%S",
    "%Y%m%d %H:%M:%S",
    "%Y.%m.%d",
    "%Y.%m.%d %H:%M:%S",
    "%Y-%m-%d %H.%M.%S",
    "%Y年%m月%d日 %H时%M分",
    "%Y%m%d",
    "%a, %d %b %Y %H:%M:%S %z",
    "%d %b %Y %H:%M:%S",
    "%d %b %Y",
    "%d-%b-%Y %H:%M:%S",
    "%d-%b-%Y",
    "%d/%b/%Y:%H:%M:%S %z",
    "%b %d, %Y, %I:%M:%S %p",
    "%b %d, %Y",
];

/// Texts that often mean "nothing entered".
const BLANKS: [&str; 16] = [
    "NA",
    "N/A",
    "n/a",
    "#N/A",
    "NULL",
    "null",
    "None",
    "-",
    "--",
    "—",
    "/",
    "无",
    "缺",
    "0000-00-00",
    "0000-00-00 00:00:00",
    "1900-01-00",
];

/// The texts of a file that seem to mean "nothing entered", in the order of the list.
pub(super) fn blanks(cells: &[Vec<String>]) -> Vec<String> {
    BLANKS
        .iter()
        .filter(|blank| {
            // In a column of nothing else it could be a word like any other.
            cells.iter().any(|texts| {
                let found = texts.iter().filter(|text| text == *blank).count();
                found > 0 && found < texts.len()
            })
        })
        .map(|blank| (*blank).to_string())
        .collect()
}

/// Looks at one column.
pub(super) fn look(name: &str, address: &str, cells: &[String], blanks: &[String]) -> ColumnLook {
    let filled: Vec<&str> =
        cells.iter().map(String::as_str).filter(|text| !blanks.iter().any(|b| b == text)).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut examples: Vec<String> = Vec::new();
    for text in &filled {
        let count = counts.entry(text).or_default();
        *count += 1;
        if *count == 1 && examples.len() < 3 {
            examples.push((*text).to_string());
        }
    }
    let distinct: Vec<&str> = counts.keys().copied().collect();
    let mut sense = epoch::counted(name, &distinct).unwrap_or_else(|| sense(&distinct, filled.len()));
    let mut odd = Vec::new();
    if let Sense::Text | Sense::Words(_) = sense
        && let Some((times, others)) = mostly_times(&counts, filled.len())
    {
        (sense, odd) = (times, others);
    }
    ColumnLook {
        name: name.to_string(),
        address: address.to_string(),
        filled: filled.len(),
        distinct: distinct.len(),
        examples,
        sense,
        odd,
    }
}

/// Dates or points of time that nearly all texts of a column are, and those that are none.
fn mostly_times(counts: &BTreeMap<&str, usize>, filled: usize) -> Option<(Sense, Vec<(String, usize)>)> {
    /// Fewer show nothing.
    const FEWEST: usize = 4;
    let most_odd = (filled / 20).max(1);
    let parted = |reads: &dyn Fn(&str) -> bool| {
        let (times, odd): (Vec<_>, Vec<_>) =
            counts.iter().map(|(text, count)| (*text, *count)).partition(|(text, _)| reads(text));
        let cells: usize = odd.iter().map(|(_, count)| count).sum();
        if cells > most_odd || times.len() < FEWEST {
            return None;
        }
        let times: Vec<&str> = times.into_iter().map(|(text, _)| text).collect();
        Some((times_of(&times)?, odd.into_iter().map(|(text, count)| (text.to_string(), count)).collect()))
    };
    let everyday = Probe::everyday();
    let either = |(day, month): (&str, &str)| Some((Probe::of(day)?, Probe::of(month)?));
    parted(&|text| everyday.reads(text).is_some())
        .or_else(|| {
            RIVALS.into_iter().filter_map(either).find_map(|(day, month)| {
                // What only one of the two reads decides between them.
                parted(&|text| day.reads(text).is_some())
                    .or_else(|| parted(&|text| month.reads(text).is_some()))
            })
        })
        .or_else(|| {
            let mut plain = PLAIN.into_iter().filter_map(Probe::of);
            plain.find_map(|probe| parted(&|text| probe.reads(text).is_some()))
        })
}

/// Whether a column's name is a point of time, written as its cells are: then it was no header.
pub(super) fn is_headless(column: &ColumnLook) -> bool {
    let (Sense::Instant(written) | Sense::Date(written)) = &column.sense else { return false };
    let probe = written.format.map_or_else(|| Some(Probe::everyday()), Probe::of);
    probe.is_some_and(|probe| probe.reads(&column.name).is_some())
}

/// What all texts of a column can be read as.
fn sense(distinct: &[&str], filled: usize) -> Sense {
    const WORDS: usize = 24;
    if distinct.is_empty() {
        return Sense::Empty;
    }
    if let Some(times) = times_of(distinct) {
        return times;
    }
    let all = |ty: Type| distinct.iter().all(|text| reads_as(text, &ty));
    if distinct.iter().all(|text| matches!(*text, "0" | "1")) {
        return Sense::Number;
    }
    if all(Type::Bool) {
        Sense::Bool
    } else if all(Type::Number) {
        Sense::Number
    } else if all(Type::TimeOfDay) {
        Sense::TimeOfDay
    } else if all(Type::Percent) {
        Sense::Percent
    } else if all(Type::Duration) {
        Sense::Duration
    } else if distinct.len() <= WORDS && filled >= 2 * distinct.len() {
        Sense::Words(distinct.iter().map(|text| (*text).to_string()).collect())
    } else {
        Sense::Text
    }
}

/// Dates or points of time, if that is what all texts of a column are.
fn times_of(distinct: &[&str]) -> Option<Sense> {
    let (written, precision) = written(distinct)?;
    Some(match precision {
        Precision::Day => Sense::Date(written),
        _ => Sense::Instant(written),
    })
}

/// How all texts of a column are written, if they are dates or points of time, and how finely.
fn written(distinct: &[&str]) -> Option<(Written, Precision)> {
    let all = |probe: &Probe| {
        let mut finest = None;
        for text in distinct {
            let precision = probe.reads(text)?;
            if finest.is_none() || precision != Precision::Day {
                finest = Some(precision);
            }
        }
        finest
    };
    if let Some(precision) = all(&Probe::everyday()) {
        return Some((Written { format: None, rival: None, evidence: None }, precision));
    }
    for (day_first, month_first) in RIVALS {
        let (Some(day), Some(month)) = (Probe::of(day_first), Probe::of(month_first)) else { continue };
        let proof = |fits: &Probe, other: &Probe| {
            let text = distinct.iter().find(|text| fits.reads(text).is_some() && other.reads(text).is_none());
            text.map(|text| (*text).to_string())
        };
        match (all(&day), all(&month)) {
            (Some(precision), Some(_)) => {
                // Where day and month are equal throughout, nothing hangs on it, but later rows may differ.
                let evidence = distinct.first().map(|text| (*text).to_string());
                return Some((
                    Written { format: Some(day_first), rival: Some(month_first), evidence },
                    precision,
                ));
            }
            (Some(precision), None) => {
                let evidence = proof(&day, &month);
                return Some((Written { format: Some(day_first), rival: None, evidence }, precision));
            }
            (None, Some(precision)) => {
                let evidence = proof(&month, &day);
                return Some((Written { format: Some(month_first), rival: None, evidence }, precision));
            }
            (None, None) => {}
        }
    }
    PLAIN.into_iter().find_map(|format| {
        // A number of eight digits is a date only if it is one throughout; `strftime` sees to that.
        let precision = all(&Probe::of(format)?)?;
        Some((Written { format: Some(format), rival: None, evidence: None }, precision))
    })
}

/// Takes out the columns whose names are dates, if they make up most of a table.
pub(super) fn wide(columns: &mut Vec<ColumnLook>, cells: &[Vec<String>], blanks: &[String]) -> Option<Wide> {
    const FEWEST: usize = 3;
    let by_format = |probe: Probe| -> Vec<usize> {
        let dates = columns.iter().enumerate().filter(|(_, c)| probe.reads(&c.name) == Some(Precision::Day));
        dates.map(|(i, _)| i).collect()
    };
    let formats = RIVALS.into_iter().flat_map(|(day, month)| [day, month]).chain(PLAIN);
    let days = std::iter::once(Probe::everyday())
        .chain(formats.filter_map(Probe::of))
        .map(by_format)
        .max_by_key(Vec::len)
        .filter(|days| days.len() >= FEWEST && days.len() * 2 >= columns.len())?;
    let names: Vec<&str> = days.iter().map(|i| columns[*i].name.as_str()).collect();
    let (header, _) = written(&names)?;
    let pooled: Vec<String> = days.iter().filter_map(|i| cells.get(*i)).flatten().cloned().collect();
    let cells = look("", "", &pooled, blanks).sense;
    let wide = Wide { pattern: pattern(&names), count: days.len(), header, cells };
    let mut index = 0;
    columns.retain(|_| {
        index += 1;
        !days.contains(&(index - 1))
    });
    Some(wide)
}

/// A pattern that all names are like: what they share at the same place, and `?` or `*` for the rest.
fn pattern(names: &[&str]) -> String {
    let letters: Vec<Vec<char>> = names.iter().map(|name| name.chars().collect()).collect();
    let Some(first) = letters.first() else { return String::new() };
    if letters.iter().all(|name| name.len() == first.len()) {
        let same = |i: usize| letters.iter().all(|name| name[i] == first[i]);
        // Digits stay or go as whole numbers.
        let number = |i: usize| {
            let digit = |c: &char| c.is_ascii_digit();
            let start = first[..i].iter().rposition(|c| !digit(c)).map_or(0, |at| at + 1);
            let end = first[i..].iter().position(|c| !digit(c)).map_or(first.len(), |at| i + at);
            if digit(&first[i]) { start..end } else { i..i + 1 }
        };
        return (0..first.len()).map(|i| if number(i).all(same) { first[i] } else { '?' }).collect();
    }
    let shared = |from_end: bool| {
        let at = |name: &Vec<char>, i: usize| {
            if from_end { name.iter().rev().nth(i).copied() } else { name.get(i).copied() }
        };
        (0..first.len()).take_while(|i| letters.iter().all(|name| at(name, *i) == at(first, *i))).count()
    };
    let (start, end) = (shared(false), shared(true));
    let head: String = first.iter().take(start).collect();
    let tail: String = first[first.len().saturating_sub(end).max(start)..].iter().collect();
    format!("{head}*{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sense_of(texts: &[&str]) -> Sense {
        let texts: Vec<String> = texts.iter().map(|t| (*t).to_string()).collect();
        look("c", "c", &texts, &[]).sense
    }

    #[test]
    fn the_order_of_day_and_month_is_proved_or_asked() {
        let day = Written { format: Some("%d/%m/%Y"), rival: None, evidence: Some("13/04/2024".to_string()) };
        assert_eq!(sense_of(&["03/04/2024", "13/04/2024"]), Sense::Date(day));
        let Sense::Date(open) = sense_of(&["03/04/2024", "05/06/2024"]) else { unreachable!() };
        assert_eq!((open.format, open.rival), (Some("%d/%m/%Y"), Some("%m/%d/%Y")));
        let Sense::Instant(month) = sense_of(&["04/13/2024 9:00"]) else { unreachable!() };
        assert_eq!((month.format, month.rival), (Some("%m/%d/%Y %H:%M"), None));
    }

    #[test]
    fn columns_have_the_narrowest_sense_that_all_cells_share() {
        assert_eq!(sense_of(&["9:00", "18:30"]), Sense::TimeOfDay);
        assert_eq!(sense_of(&["1", "2.5"]), Sense::Number);
        assert_eq!(sense_of(&["7.5小时", "30分钟"]), Sense::Duration);
        assert_eq!(sense_of(&["80%"]), Sense::Percent);
        assert_eq!(sense_of(&["是", "否"]), Sense::Bool);
        assert_eq!(sense_of(&["in", "out", "in", "out"]), Sense::Words(vec!["in".into(), "out".into()]));
        assert_eq!(sense_of(&["a", "b"]), Sense::Text);
        assert_eq!(sense_of(&[]), Sense::Empty);
        assert!(matches!(sense_of(&["2024-05-06 09:00"]), Sense::Instant(_)));
    }

    #[test]
    fn patterns_keep_what_names_share() {
        assert_eq!(pattern(&["01/01/2015", "31/12/2015"]), "??/??/2015");
        assert_eq!(pattern(&["1/1/2015", "31/12/2015"]), "*/2015");
        assert_eq!(pattern(&["2024-5-6", "2024-5-16"]), "2024-5-*6");
    }
}
