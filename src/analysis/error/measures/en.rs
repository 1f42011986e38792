use super::super::words::ticked;
use super::{Fault, MeasureProblem, subject_words};
use crate::diagnostics::Diagnostic;
use crate::locale::Lang;

pub(super) fn diagnostic(problem: &MeasureProblem) -> Diagnostic {
    let code = problem.code();
    match problem {
        MeasureProblem::NoFigure { span, fault } => {
            let (message, label, help) = fault_words(*fault);
            Diagnostic::new(code, message).label(*span, label).help(help)
        }
        MeasureProblem::NoSubject { span, subject, event, declared, paths } => {
            let subject = subject_words(subject, Lang::En);
            let (message, help) = if paths.is_empty() {
                (
                    format!("no field of `{event}` leads to the {subject} for whom the figure is"),
                    format!("say in `where` what of `{event}` must equal it, or leave it out of the figure"),
                )
            } else {
                let ways = Lang::En.list_and(&ticked(paths));
                (
                    format!("`{event}` leads to {subject} in several ways: {ways}"),
                    format!(
                        "say in `where` which of them is meant, such as `where {} = …`",
                        field(&paths[0])
                    ),
                )
            };
            let diagnostic = Diagnostic::new(code, message).label(*span, "for whom is this figure?");
            match declared {
                Some(place) => diagnostic.label(*place, "declared here"),
                None => diagnostic,
            }
            .help(help)
        }
        MeasureProblem::NoTime { span, figure } => {
            let diagnostic = Diagnostic::new(
                code,
                "the norm is about a moment, and the figure does not say over which time",
            )
            .label(*span, "over which time?");
            let diagnostic =
                if span == figure { diagnostic } else { diagnostic.label(*figure, "the figure") };
            diagnostic
                .help("add `so far`, `over the last 30 days`, `over this month` or `over the previous month`")
        }
        MeasureProblem::Ring { name, span } => {
            Diagnostic::new(code, format!("the measure `{name}` leads back to itself"))
                .label(*span, "worked out from itself")
                .help("give one of the measures in the ring a value that does not need the others")
        }
        MeasureProblem::Arguments { measure, span, declared, params } => {
            let wanted = if params.is_empty() {
                format!("write `{measure}` without brackets")
            } else {
                format!("it is taken for {}", Lang::En.list_and(&ticked(params)))
            };
            Diagnostic::new(code, format!("the measure `{measure}` is not taken for this"))
                .label(*span, "used here")
                .label(*declared, "declared here")
                .help(wanted)
        }
    }
}

/// `payer` of `transfer.payer`.
fn field(path: &str) -> &str {
    path.split_once('.').map_or(path, |(_, field)| field)
}

fn fault_words(fault: Fault) -> (&'static str, &'static str, &'static str) {
    match fault {
        Fault::NoEvent => (
            "a figure is worked out from events, and none is named here",
            "names no event",
            "name an event and its field, such as `sum(reading.received)`",
        ),
        Fault::WholeEvent => (
            "a whole event has no value",
            "which field of it?",
            "name a field, such as `sum(reading.received)`; `count(reading)` counts events",
        ),
        Fault::CountOfField => (
            "`count` counts events, not what stands in them",
            "a field",
            "name the event alone, with `where … filled` if need be; `distinct(…)` counts different values",
        ),
        Fault::OfOutside => (
            "what is aggregated is not of the counted event alone",
            "depends on the norm",
            "aggregate fields of the event, and calculate with the figure outside the brackets",
        ),
        Fault::Nested => (
            "a figure inside a figure",
            "inside another one",
            "work out each by itself and calculate with both",
        ),
        Fault::InAct => (
            "a figure in the condition of an act is worked out for the occasion",
            "of the act",
            "take it for something that the occasion names",
        ),
        Fault::InActOfPeriod => (
            "whether an act counts is asked when it comes, and this figure is complete only at the end",
            "not known yet",
            "use a figure `over the previous month`, or another time before this one",
        ),
        Fault::InWhich => (
            "whether an interval counts is asked when it begins, and this figure is complete only when it ends",
            "not known yet",
            "state a time before it, such as `over the last 30 days`, or ask for the figure in `must`",
        ),
        Fault::InState => (
            "the bounds of a state do not depend on figures",
            "in the declaration of a state",
            "ask for the figure in the norm",
        ),
        Fault::OfBeneficiary => (
            "members cannot be chosen here by a figure",
            "of each member",
            "choose them in the norm's occasion: `each month for s in staff when … >= …`",
        ),
        Fault::NotInCondition => (
            "a figure stands only in a condition, an amount, or for whom",
            "elsewhere",
            "compare it with something in the norm's `must`, `unless`, `if`, or the `where` of its occasion",
        ),
        Fault::InBranch => (
            "the limit is needed when the period begins, and this figure is complete only when it ends",
            "not known yet",
            "use a figure `over the previous month`, or another period before this one",
        ),
        Fault::JoinedOtherwise => (
            "a counted event is tied to the norm by `=` only",
            "tied otherwise",
            "compare the event's own fields with constants, and tie it to the norm by equalities joined with `and`",
        ),
        Fault::AmongWithoutRank => {
            ("`among` belongs to `rank`", "no rank", "leave it out, or write `rank(…) among …`")
        }
        Fault::RankWithoutAmong => (
            "a rank needs those among whom the places are given",
            "among whom?",
            "name the entity behind it, such as `rank(sales(s)) among staff`",
        ),
        Fault::RankOfWhom => (
            "what is ranked is not a figure of one member of the entity",
            "of which member?",
            "rank something that is worked out for one member, such as `rank(sales(s)) among staff`",
        ),
        Fault::RankWhere => (
            "a rank counts no events, so there are none to choose from",
            "a condition inside a rank",
            "put the condition into the figure that is ranked",
        ),
        Fault::OverNothing => (
            "a time can be given to a measure only",
            "no measure",
            "leave the time out, or name a measure in front of it",
        ),
    }
}
