use super::{StateProblem, ticked};
use crate::diagnostics::Diagnostic;

pub(super) fn diagnostic(problem: &StateProblem) -> Diagnostic {
    let code = problem.code();
    match problem {
        StateProblem::Subject { state, span, candidates, declared } => {
            let message = match candidates.as_slice() {
                [] => format!("nothing here says whose `{state}` is meant"),
                _ => format!("several things here could say whose `{state}` is meant"),
            };
            let diagnostic = Diagnostic::new(code, message).label(*span, "of whom?");
            let diagnostic = match declared {
                Some(place) => diagnostic.label(*place, "the state"),
                None => diagnostic,
            };
            diagnostic.help(match candidates.as_slice() {
                [] => format!("name the subject: `{state} of x`"),
                _ => format!("name the subject with `of`: {}", ticked(candidates, " or ")),
            })
        }
        StateProblem::NoSubject { state, span, declared } => {
            Diagnostic::new(code, format!("`{state}` is not the state of anybody"))
                .label(*span, "somebody is named here")
                .label(*declared, "declared without a subject")
                .help("leave out `of …`, or declare the subject: `state … of staff: …`")
        }
        StateProblem::Bounds { span, other } => {
            let diagnostic =
                Diagnostic::new(code, "a state runs from one field of a record to another one of it")
                    .label(*span, "not a field of that record");
            match other {
                Some(place) => diagnostic.label(*place, "the record"),
                None => diagnostic,
            }
            .help(
                "write `over leave.from .. leave.until`; a date and a time of day are written `over roster.[day, start] .. roster.[day, end]`",
            )
        }
        StateProblem::NotAState { span } => Diagnostic::new(code, "this is not a state")
            .label(*span, "a state is needed here")
            .help("declare one: `state on_duty: from clock_in until clock_out same staff`"),
        StateProblem::Variable { span } => {
            Diagnostic::new(code, "whose intervals are meant must be written out here")
                .label(*span, "not known before there is an interval")
                .help("leave it out and choose with `where`: `during on_duty as shift where shift.staff = …`")
        }
        StateProblem::Ring { state, span } => {
            Diagnostic::new(code, format!("the state `{state}` leads back to itself"))
                .label(*span, "asked for by itself")
                .help("give one of the states in the ring bounds that do not need the others")
        }
        StateProblem::InTable { span } => {
            Diagnostic::new(code, "a line of a table says nothing of what is logged")
                .label(*span, "asks for a state")
                .help("choose lines by their own cells, and ask for the other state in the norm")
        }
        StateProblem::Slot { span } => Diagnostic::new(code, "slots need a length of elapsed time")
            .label(*span, "not minutes or hours")
            .help("write a length such as `30 minutes`; for days and weeks use `each day`, `each week`"),
        StateProblem::Shift { span, candidates } => {
            let message = match candidates.as_slice() {
                [] => "there is no shift that could end here",
                _ => "several shifts could end here",
            };
            Diagnostic::new(code, message).label(*span, "the end of which shift?").help(match candidates.as_slice() {
                [] => "let the norm apply `during` a state, declare a state over a roster table, or give the calendar shifts: `shift early 08:00..16:00`".to_string(),
                _ => format!("name the state: `when … during` one of {}", ticked(candidates, ", ")),
            })
        }
        StateProblem::EndUnknown { span, declared } => {
            Diagnostic::new(code, "when this interval ends is not known while it lasts")
                .label(*span, "not known yet")
                .label(*declared, "ends with an event")
                .help("without a time clause the window is the interval, whenever it ends")
        }
    }
}
