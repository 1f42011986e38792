use super::RelationProblem;
use crate::diagnostics::Diagnostic;
use crate::locale::Lang;
use crate::source::Span;

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
        RelationProblem::CountOfOne { span, count } => {
            Diagnostic::new(code, format!("{count} is no number of events that could form a pattern"))
                .label(*span, "how many?")
                .help("count at least 2; for every single event write `when EVENT`")
        }
        RelationProblem::ViolationRing { ring } => in_ring(
            Diagnostic::new(code, format!("{} about each other's violations", names(ring, "is", "are"))),
            ring,
            "is about violations of",
        )
        .help("a violation can only be an occasion where it can fall without it; leave one of the links out"),
        RelationProblem::OverrideRing { ring } => in_ring(
            Diagnostic::new(code, format!("{} each other", names(ring, "overrides", "override"))),
            ring,
            "overrides",
        )
        .help("decide which is the special one, and leave the other `overrides` out"),
        RelationProblem::NeverTogether { span, general, occasion, special } => {
            Diagnostic::new(code, format!("`{general}` never applies to the same occasion, so it cannot yield"))
                .label(*span, "overridden here")
                .label(*special, "this applies to one occasion")
                .label(*occasion, format!("`{general}` applies to another"))
                .help("a norm yields on the same event, or in the same period for the same member of a roster")
        }
        RelationProblem::BothOverride { general, first, second } => Diagnostic::new(
            code,
            format!("`{}` and `{}` both override `{general}` and may apply to the same occasion", first.0, second.0),
        )
        .label(second.1, "overrides it too")
        .label(first.1, "overrides it")
        .help(format!(
            "let one override the other, or give them occasions that exclude each other: `where FIELD = …`; otherwise nobody can tell which takes the place of `{general}`"
        )),
        RelationProblem::Conflict { duty, prohibition } => Diagnostic::new(
            code,
            format!("`{}` demands what `{}` forbids on the same occasion", duty.0, prohibition.0),
        )
        .label(duty.1, "demanded")
        .label(prohibition.1, "forbidden")
        .help("nobody can keep both: let one override the other, or narrow one of the occasions"),
    }
}

/// `a`, `b` and `c`, with the verb that fits their number.
fn names(ring: &[(String, Span)], one: &str, many: &str) -> String {
    let names: Vec<String> = ring.iter().map(|(name, _)| format!("`{name}`")).collect();
    format!("{} {}", Lang::En.list_and(&names), if ring.len() == 1 { one } else { many })
}

fn in_ring(diagnostic: Diagnostic, ring: &[(String, Span)], verb: &str) -> Diagnostic {
    ring.iter()
        .zip(ring.iter().cycle().skip(1))
        .fold(diagnostic, |all, ((_, span), (next, _))| all.label(*span, format!("{verb} `{next}`")))
}
