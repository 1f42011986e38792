use super::{Misfit, TimeProblem};
use crate::diagnostics::Diagnostic;

pub(super) fn diagnostic(problem: &TimeProblem) -> Diagnostic {
    let code = problem.code();
    match problem {
        TimeProblem::NeedsZone { span, header } => {
            let diagnostic =
                Diagnostic::new(code, "days and clock times need a time zone, and the policy names none")
                    .label(*span, "in which time zone?");
            match header {
                Some(place) => diagnostic.label(*place, "no `timezone` here"),
                None => diagnostic,
            }
            .help(match header {
                Some(_) => "add a line to the header, such as `timezone Asia/Shanghai`",
                None => "begin the policy with a header: `policy NAME { timezone Asia/Shanghai }`",
            })
        }
        TimeProblem::NeedsCalendar { span, header } => {
            let diagnostic = Diagnostic::new(code, "working days need a calendar, and the policy names none")
                .label(*span, "which days are working days?");
            match header {
                Some(place) => diagnostic.label(*place, "no `calendar` here"),
                None => diagnostic,
            }
            .help(match header {
                Some(_) => "add `calendar cn`, `calendar weekdays` or a calendar of your own to the header",
                None => "begin the policy with a header: `policy NAME { calendar cn }`",
            })
        }
        TimeProblem::NeedsHours { span, calendar, named } => {
            Diagnostic::new(code, format!("opening hours are needed, and the calendar `{calendar}` states none"))
                .label(*span, "when are doors open?")
                .label(*named, "knows working days only")
                .help(format!(
                    "state them in a calendar of your own: `calendar office extends {calendar} {{ hours 09:00..12:00, 13:30..18:00 }}`"
                ))
        }
        TimeProblem::Misfit { span, other, why } => {
            let (message, label, other_label, help) = misfit(*why);
            let diagnostic = Diagnostic::new(code, message).label(*span, label);
            match other {
                Some(place) => diagnostic.label(*place, other_label),
                None => diagnostic,
            }
            .help(help)
        }
        TimeProblem::NoSuchDay { span, most } => Diagnostic::new(code, "there is no such day")
            .label(*span, format!("days are counted from 1 to {most} here"))
            .help("for the end of a month, write `the last day of the month`"),
        TimeProblem::EndlessReparation { span } => {
            Diagnostic::new(code, "this reparation has no end").label(*span, "until when?").help(
                "state a time: `else must … within 30 minutes`; without one no violation ever becomes final",
            )
        }
        TimeProblem::Backwards { span, other } => Diagnostic::new(code, "this range ends before it starts")
            .label(*span, "last day")
            .label(*other, "first day")
            .help("write the earlier day first"),
        TimeProblem::NotADay { span } => Diagnostic::new(code, "whole days are needed here")
            .label(*span, "has a time of day")
            .help("leave out the time of day"),
        TimeProblem::BadHours { span } => Diagnostic::new(
            code,
            "these opening hours overlap or run backwards",
        )
        .label(*span, "not in order")
        .help("write intervals in order, such as `08:30..12:00, 13:30..17:30`; after midnight write two"),
        TimeProblem::HoursOfSomeDays { span } => {
            Diagnostic::new(code, "opening hours are stated for some days of the week only")
                .label(*span, "and on the other working days?")
                .help("add a line for all others, such as `hours 08:30..17:30`")
        }
        TimeProblem::TooManyDays { span, most } => {
            Diagnostic::new(code, format!("one line of a calendar has at most {most} days"))
                .label(*span, "more than that")
                .help("check the years; for the working days of the week, write `week Monday..Friday`")
        }
        TimeProblem::HolidayAndWorkday { date, span, other, working } => {
            let (own, others) = if *working { ("workday", "holiday") } else { ("holiday", "workday") };
            Diagnostic::new(code, format!("{date} cannot be both a holiday and a working day"))
                .label(*span, format!("a {own} here"))
                .label(*other, format!("a {others} here"))
                .help("delete one of the lines, or let the range end earlier")
        }
        TimeProblem::CalendarRing { span } => {
            Diagnostic::new(code, "calendars cannot build on each other in a ring")
                .label(*span, "leads back to this calendar")
                .help("let one of them build on `cn` or `weekdays`")
        }
        TimeProblem::CalendarTower { span, most } => {
            Diagnostic::new(code, format!("at most {most} calendars can build on each other"))
                .label(*span, "one too many")
                .help("let this calendar build on `cn` or `weekdays`")
        }
        TimeProblem::BadCalendarFile { span, words } => {
            Diagnostic::new(code, format!("the calendar file cannot be understood: {}", words.0))
                .label(*span, "named here")
        }
    }
}

fn misfit(why: Misfit) -> (&'static str, &'static str, &'static str, &'static str) {
    match why {
        Misfit::TimeOfCondition => (
            "a condition on the occasion has no time limit",
            "nothing to limit",
            "decided the moment the occasion is there",
            "leave the time out, or demand an act: `must EVENT …`",
        ),
        Misfit::BeforePeriod => (
            "`before` in a period needs an event",
            "before what?",
            "a period, not an event",
            "write `before EVENT …`, or `by` for a date",
        ),
        Misfit::BeforeReparation => (
            "a reparation cannot lie in the past",
            "looks back",
            "",
            "write `within` or `by`: they count from the due time that was missed",
        ),
        Misfit::TimeOfForbiddenOccasion => (
            "an occasion that is itself forbidden has no time limit",
            "nothing to limit",
            "the occasion itself",
            "leave the time out, or put it into the occasion: `when EVENT where …`",
        ),
        Misfit::NoEnd => (
            "gaps and states need a window with an end",
            "until when?",
            "an event, not a span of time",
            "add `within …` or `by …`, or let the norm apply to a period (`each day`) or an interval (`during …`)",
        ),
        Misfit::LastsUntilShift => (
            "whether a state lasts cannot be asked of the end of a shift",
            "which shift?",
            "an interval may pass through several shifts, or through none",
            "write a time of day (`lasts until 22:00`), `lasts until end of day` or a length (`lasts 8 hours`)",
        ),
        Misfit::NoBeginning => (
            "gaps and states need a window with a beginning",
            "looks back without a beginning",
            "asked over the whole window",
            "write `within` or `by`",
        ),
        Misfit::BeforeOfStep => (
            "an event that ends the window belongs to the norm as a whole",
            "behind one of several acts",
            "",
            "put it on a line of its own, or state a time such as `within 2 hours` here",
        ),
        Misfit::LeadOfSeveral => (
            "a lead time before another event can be asked of plain acts only",
            "counted back from an event that is still to come",
            "",
            "leave out `then`, `its own` and lists from the data, or split the norm",
        ),
        Misfit::LeadWithoutEvent => (
            "the period may end without the event, and then this lead time means nothing",
            "counted back from an event that need not come",
            "",
            "let the event be the occasion: `when …` with a lead time `before` it",
        ),
        Misfit::LeadNeverMet => (
            "no time is both so long and so short before",
            "never both",
            "",
            "let `at least` be the shorter of the two",
        ),
        Misfit::NotFromActBefore => (
            "a time after `then` is counted from the act before",
            "not counted from it",
            "",
            "write `then within LENGTH EVENT` or `then by POINT EVENT`; put any other limit behind the event",
        ),
    }
}
