use super::RelationProblem;
use crate::diagnostics::Diagnostic;

pub(super) fn diagnostic(problem: &RelationProblem) -> Diagnostic {
    let code = problem.code();
    match problem {
        RelationProblem::EventWithoutTime { event, span } => {
            Diagnostic::new(code, format!("the event `{event}` of a test has no time"))
                .label(*span, "when did it happen?")
                .help(format!("write the time in front: `2024-05-06 09:00 {event} {{ … }}`"))
        }
        RelationProblem::ReferenceWithTime { entity, at, span } => Diagnostic::new(
            code,
            format!("a line of `{entity}` is reference data and does not happen at a time"),
        )
        .label(*at, "a time")
        .label(*span, "an entity")
        .help(
            "leave the time out; the days on which the line holds are its cells `valid_from` and `valid_to`",
        ),
        RelationProblem::NotWrittenOut { span } => {
            Diagnostic::new(code, "a test writes its values out, and this one is not known")
                .label(*span, "not known")
                .help("write the value itself")
        }
        RelationProblem::ReparationExpected { span } => {
            Diagnostic::new(code, "a test expects what is proposed, and a reparation is an act")
                .label(*span, "an act")
                .help("expect `repaired` or `violated`, and name fines, points and sanctions")
        }
        RelationProblem::NothingExpected { span } => {
            Diagnostic::new(code, "this test expects nothing, so it can never fail")
                .label(*span, "nothing is expected")
                .help("add a line such as `expect violated NORM by \"li\"` or `expect nothing violated`")
        }
    }
}
