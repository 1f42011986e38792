use super::ProblemKind;

pub(super) fn message(kind: &ProblemKind) -> String {
    match kind {
        ProblemKind::Malformed { format, detail } => format!("the calendar is not valid {format}: {detail}"),
        ProblemKind::NoKind => "this line does not say what kind of day it is".into(),
        ProblemKind::BadDate { text } => format!("`{text}` is not a date or range of dates"),
        ProblemKind::BackwardRange { text } => format!("`{text}` ends before it begins"),
        ProblemKind::BadKind { text } => format!("`{text}` is not a kind of day"),
        ProblemKind::BadWeekday { text } => format!("`{text}` is not a day of the week"),
        ProblemKind::BadHours { text } => format!("`{text}` are not opening hours"),
        ProblemKind::NoOrdinaryHours => "opening hours are stated for some days of the week only".into(),
        ProblemKind::OutsideYear { date, year } => format!("{date} is listed under the year {year}"),
        ProblemKind::OutsideCovers { date } => {
            format!("{date} lies outside the dates that this calendar covers")
        }
        ProblemKind::Contradiction { date, .. } => format!("{date} is listed twice with different meanings"),
        ProblemKind::NoCoverage => "the calendar does not say for which dates it is complete".into(),
        ProblemKind::UnknownBase { text } => format!("there is no built-in calendar `{text}`"),
        ProblemKind::Recurring => "an event that repeats by a rule cannot be read as a holiday".into(),
        ProblemKind::NotAllDay => "an event that does not last whole days cannot be read as a holiday".into(),
    }
}

pub(super) fn help(kind: &ProblemKind) -> Option<String> {
    Some(match kind {
        ProblemKind::Malformed { .. } => return None,
        ProblemKind::NoKind => "write `date,kind,name`, for example `2024-05-01,rest,Labour Day`".into(),
        ProblemKind::BadDate { .. } => "write `2024-05-01`, or a range as `2024-05-01..2024-05-05`".into(),
        ProblemKind::BackwardRange { .. } => "put the earlier date first".into(),
        ProblemKind::BadKind { .. } => "the kinds are `rest`, `work` and `covers`".into(),
        ProblemKind::BadWeekday { .. } => "the days are `monday` to `sunday`".into(),
        ProblemKind::BadHours { .. } => "write intervals in order, such as `09:00-12:00, 13:30-18:00`".into(),
        ProblemKind::NoOrdinaryHours => {
            "add `ordinary` hours: a make-up working day may fall on any day of the week".into()
        }
        ProblemKind::OutsideYear { date, .. } => {
            format!("list it under {}, which says that the whole of that year is known", date.year())
        }
        ProblemKind::OutsideCovers { .. } => {
            "extend the covered dates if the calendar is complete there".into()
        }
        ProblemKind::Contradiction { .. } => "keep one of the two".into(),
        ProblemKind::NoCoverage => {
            "say so, for example by a CSV line `2024,covers`: a year that is not covered is never guessed"
                .into()
        }
        ProblemKind::UnknownBase { .. } => "the built-in calendars are `cn` and `weekdays`".into(),
        ProblemKind::Recurring => "list each date as an event of its own".into(),
        ProblemKind::NotAllDay => "give the event a start such as `DTSTART;VALUE=DATE:20240501`".into(),
    })
}
