use super::{Manner, MappingProblem, ShapeFault};
use crate::diagnostics::Diagnostic;

pub(super) fn diagnostic(problem: &MappingProblem) -> Diagnostic {
    let code = problem.code();
    match problem {
        MappingProblem::NoColumnAtHand { span } => Diagnostic::new(code, "no column is at hand here")
            .label(*span, "of which column?")
            .help("`the header` and `the cell` belong to an `event` with `for each column like \"…\"`"),
        MappingProblem::BadShape { span, fault } => {
            let (message, help) = match fault {
                ShapeFault::NoName => (
                    "this shape names nothing".to_string(),
                    "write each piece as a name in braces, such as `\"{who}|{act}|{when}\"`",
                ),
                ShapeFault::NameTwice(name) => {
                    (format!("this shape has `{name}` twice"), "give each piece a name of its own")
                }
                ShapeFault::Touching(first, second) => (
                    format!("nothing stands between `{first}` and `{second}`"),
                    "write the text that parts the two, such as `|`",
                ),
                ShapeFault::Brace => (
                    "a brace of this shape is not closed, or empty".to_string(),
                    "write each piece as a name in braces, such as `\"{who}|{act}|{when}\"`",
                ),
                ShapeFault::NoSeparator => (
                    "an empty text parts nothing".to_string(),
                    "write what stands between two parts, such as `\";\"` or `\"\\n\"`",
                ),
            };
            Diagnostic::new(code, message).label(*span, "cannot be used").help(help)
        }
        MappingProblem::NoColumnTest { span } => Diagnostic::new(code, "this is no condition on columns")
            .label(*span, "cannot be asked of a row")
            .help(
                "compare a column with texts or a number, or ask whether it is `filled`: `column \"type\" in [\"in\", \"out\"]`, \
                 `column \"title\" contains \"leave\"`, `column \"score\" > 5`",
            ),
        MappingProblem::MappedTwice { word, first, second } => {
            Diagnostic::new(code, format!("`{word}` is mapped twice"))
                .label(*second, "mapped again")
                .label(*first, "first mapped here")
                .help("keep one of them")
        }
        MappingProblem::Misfit { field, ty, span, what } => {
            let ty = ty.phrase(crate::locale::Lang::En);
            match what {
                Manner::Format => Diagnostic::new(code, format!("`{field}` is {ty}, which no format describes"))
                    .label(*span, "a format of dates and times")
                    .help("leave it out; a format is for dates, times of day and instants"),
                Manner::Unit => Diagnostic::new(code, format!("`{field}` is {ty}, which has no unit"))
                    .label(*span, "a unit of numbers")
                    .help("leave it out; a unit is for numbers, durations and percentages"),
                Manner::UnitOfTime => {
                    Diagnostic::new(code, format!("`{field}` is a duration, and this is no unit of elapsed time"))
                        .label(*span, "not a unit of elapsed time")
                        .help("there are hours, minutes and seconds; days are counted on a calendar")
                }
                Manner::UnitOfShare => {
                    Diagnostic::new(code, format!("`{field}` is a percentage, and this is not its sign"))
                        .label(*span, "not `%`")
                        .help("write `unit \"%\"` where `80` in the file means 80 %")
                }
            }
        }
    }
}
