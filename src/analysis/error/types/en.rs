use super::super::words::{near as near_words, quoted, ticked};
use super::{BindingFault, Hint, Operand, TypeProblem, TypeWord, ValueFault};
use crate::diagnostics::Diagnostic;
use crate::event::Type;
use crate::locale::Lang;
use crate::time::Length;

const LANG: Lang = Lang::En;

pub(super) fn diagnostic(problem: &TypeProblem) -> Diagnostic {
    match problem {
        TypeProblem::Mismatch { left, right, hint } => {
            let message =
                format!("{} and {} do not fit together", left.ty.phrase(LANG), right.ty.phrase(LANG));
            with_sides(Diagnostic::new(problem.code(), message), [left, right]).maybe_help(help(hint))
        }
        TypeProblem::Expected { wanted, found, hint } => {
            let types: Vec<String> = wanted.iter().map(|ty| ty.phrase(LANG)).collect();
            let wanted = LANG.list_or(&types);
            let message = format!("{wanted} is needed here, not {}", found.ty.phrase(LANG));
            with_sides(Diagnostic::new(problem.code(), message), [found]).maybe_help(help(hint))
        }
        TypeProblem::NotCondition { found } => {
            let message = format!("a condition is needed here, not {}", found.ty.phrase(LANG));
            with_sides(Diagnostic::new(problem.code(), message), [found])
                .help("compare it (`= …`, `>= …`) or ask whether it is `filled`")
        }
        TypeProblem::Currencies { found, wanted } => {
            Diagnostic::new(problem.code(), format!("currencies differ: {} and {}", found.1, wanted.1))
                .label(found.0, format!("in {}", found.1))
                .label(wanted.0, format!("in {}", wanted.1))
                .help("amounts are never converted; state both in one currency")
        }
        TypeProblem::Lengths { span, ty, other } => {
            let message = "elapsed time and time counted on a calendar do not mix";
            let label = ty.as_ref().map_or("one of each".into(), |ty| ty.words(LANG));
            let diagnostic = Diagnostic::new(problem.code(), message).label(*span, label);
            match other {
                Some((place, ty)) => diagnostic.label(*place, ty.words(LANG)),
                None => diagnostic,
            }
            .help("`1 day` is not `24 hours` and `1 month` is not `720 hours`; choose one of the two")
        }
        TypeProblem::LengthParts { span, left, right } => {
            let elapsed = [left, right].iter().any(|part| matches!(part, Length::Elapsed { .. }));
            let (left, right) = (left.words(LANG), right.words(LANG));
            Diagnostic::new(problem.code(), format!("`{left}` and `{right}` do not make one length"))
                .label(
                    *span,
                    if elapsed {
                        "elapsed time, and time counted on a calendar"
                    } else {
                        "counted in different ways"
                    },
                )
                .help(if elapsed {
                    "`1 day` is not `24 hours` and `1 month` is not `720 hours`; choose one of the two"
                } else {
                    "months and years may be followed by days; working days and other days do not mix"
                })
        }
        TypeProblem::UnknownWord { word, span, words, near, declared } => {
            let diagnostic =
                Diagnostic::new(problem.code(), format!("`{word}` is not one of the words allowed here"))
                    .label(*span, "never equal");
            match declared {
                Some(place) => diagnostic.label(*place, format!("allows {}", quoted(words, LANG))),
                None => diagnostic,
            }
            .help(near_words(near, LANG).unwrap_or_else(|| format!("write {}", LANG.list_or(&ticked(words)))))
        }
        TypeProblem::NoFields { name, span, of } => {
            let message = format!("{} has no fields, so there is no `{name}`", of.ty.phrase(LANG));
            let diagnostic = Diagnostic::new(problem.code(), message).label(*span, "no such field");
            with_sides(diagnostic, [of]).help(
                "only events and references have fields; a field is a reference if its type is an entity",
            )
        }
        TypeProblem::NoOrder { found } => {
            let message = format!("{} has no order", found.ty.phrase(LANG));
            with_sides(Diagnostic::new(problem.code(), message), [found]).help(match found.ty {
                TypeWord::Plain(Type::Text) => {
                    "declare it as a `number` if it is one, or compare with `=`, `!=` or `in`"
                }
                _ => "compare with `=`, `!=` or `in`",
            })
        }
        TypeProblem::Calculate { left, right } => {
            let message =
                format!("cannot calculate with {} and {}", left.ty.phrase(LANG), right.ty.phrase(LANG));
            with_sides(Diagnostic::new(problem.code(), message), [left, right])
                .help("an amount is added to an amount and multiplied by a number; a length of time is added to a date or point of time; texts and words are not calculated with")
        }
        TypeProblem::NotOneValue { found } => {
            let message = format!("one value is needed here, not {}", found.ty.phrase(LANG));
            with_sides(Diagnostic::new(problem.code(), message), [found])
                .help("to ask for one of several, write `in`")
        }
        TypeProblem::NotAList { found } => {
            let message = format!("`in` needs a list or a range, not {}", found.ty.phrase(LANG));
            with_sides(Diagnostic::new(problem.code(), message), [found])
                .help("write `in [a, b]` or `in low .. high`")
        }
        TypeProblem::Binding { name, value, declared, fault } => Diagnostic::new(
            problem.code(),
            format!("`--set {name}={value}` {}", refused(fault)),
        )
        .label(*declared, "declared here")
        .help(
            "write the value as in a policy, such as `45m`, `2 working days`, `80%`, `50 CNY` or `\"text\"`",
        ),
        TypeProblem::Value { span, fault } => {
            let (message, label, help) = value(fault);
            Diagnostic::new(problem.code(), message).label(*span, label).help(help)
        }
    }
}

fn value(fault: &ValueFault) -> (String, &'static str, &'static str) {
    match fault {
        ValueFault::PartOfUnit(count) => (
            format!("calendars count whole units, and `{count}` is not a whole number"),
            "a part of a unit",
            "write a whole number, or elapsed time such as `36 hours`",
        ),
        ValueFault::TooLong => {
            ("this length is too long to be told".into(), "too long", "write a shorter one")
        }
        ValueFault::Overflow => {
            ("the result is too large to be held exactly".into(), "too large", "use smaller numbers")
        }
        ValueFault::ByZero => {
            ("nothing can be divided by zero".into(), "always by zero", "divide by another number")
        }
        ValueFault::ColumnOutsideLog => (
            "columns can be named only in `log` blocks".into(),
            "a raw column",
            "give the column to a field in the `log` block, and use the field here",
        ),
        ValueFault::NotACell => (
            "only a field can be filled, blank or valid".into(),
            "not a field of a record",
            "ask it of a field, such as `record.ph filled`",
        ),
        ValueFault::NoRange(ty) => (
            format!("there is no range of {}", ty.words(LANG)),
            "range",
            "only numbers, percents and amounts have ranges",
        ),
        ValueFault::EmptyRange => {
            ("this range runs backwards".into(), "nothing lies in it", "write the lower end first")
        }
        ValueFault::Ring(name) => (
            format!("the parameter `{name}` is defined by itself"),
            "leads back to it",
            "write the value of one of these parameters out",
        ),
        ValueFault::Untyped(name) => (
            format!("the parameter `{name}` has neither a type nor a value"),
            "of what type?",
            "give it a value (`= 30 minutes`) or, to leave it open, a type (`: duration`)",
        ),
        ValueFault::NotInLogs => (
            "a period is counted on a calendar, so no log can hold one".into(),
            "not for fields",
            "use `duration` for elapsed time, or `number`",
        ),
        ValueFault::NotAMeasure => (
            "only a measure is taken for something in brackets".into(),
            "this is no measure",
            "declare it: `measure NAME(e: ENTITY) = …`",
        ),
        ValueFault::Midnight => (
            "`24:00` is the end of a day, not a time of day".into(),
            "never on a clock",
            "write `by 24:00` for the end of a day; to compare, write `00:00` or `23:59`",
        ),
        ValueFault::NoDays => (
            "only days and weeks are a fixed number of days".into(),
            "some have more days, some fewer",
            "compare with days or weeks; or move a date by it and compare the dates: `x.end <= x.start + 1 month`",
        ),
        ValueFault::NoGap => {
            ("a gap must have a length".into(), "no time at all", "write how long it may be")
        }
        ValueFault::NoShare => (
            "a share of a window lies above 0% and is at most 100%".into(),
            "no such share",
            "write a percentage such as `95%`; for all of it, leave the share out",
        ),
        ValueFault::HoursOfDate => (
            "working hours begin at a point of time, not at a mere date".into(),
            "from which hour on?",
            "add working days to a date, or working hours to a point of time",
        ),
        ValueFault::NotPositive => {
            ("an amount must be above zero".into(), "not above zero", "state the amount, or write `warn`")
        }
    }
}

/// Shows each side with its type, and where its field is declared.
fn with_sides<const N: usize>(mut diagnostic: Diagnostic, sides: [&Operand; N]) -> Diagnostic {
    for side in sides {
        diagnostic = diagnostic.label(side.span, side.ty.words(LANG));
    }
    for side in sides {
        if let Some(place) = side.declared {
            diagnostic = diagnostic.label(place, format!("declared as {}", side.ty.words(LANG)));
        }
    }
    diagnostic
}

fn help(hint: &Option<Hint>) -> Option<String> {
    let hint = hint.as_ref()?;
    Some(match hint {
        Hint::WritePercent(text) => format!("for a share, write `{text}%`"),
        Hint::WriteMoney(text) => format!("for an amount, write the currency: `{text}`"),
        Hint::WriteUnit(text) => format!("for a length of time, write the unit: `{text} minutes`"),
        Hint::WriteDays(text) => format!("for a number of days, write the unit: `{text} days`"),
        Hint::DateOf => "to compare dates, take the date of the point of time: `date of …`".into(),
        Hint::WithoutQuotes(text) => format!("for a number, leave out the quotes: `{text}`"),
        Hint::PlainNumber(text) => {
            format!("for a number, write `{text}`; a field of shares is declared as `percent`")
        }
        Hint::WithQuotes(text) => format!("for a text, write quotes: `\"{text}\"`"),
        Hint::CompareKey { entity, key } => {
            format!("declare the text field as `{entity}`, or compare it with the key, `….{key}`")
        }
        Hint::UseWithin => "for a length of time, write `within`".into(),
        Hint::UseBy => "for a point in time, write `by`".into(),
        Hint::NameField(field) => format!("name one of its fields, such as `{field}`"),
        Hint::OtherEntity => "references to different entities are never equal".into(),
    })
}

fn refused(fault: &BindingFault) -> String {
    match fault {
        BindingFault::NotAValue => "is not a value".into(),
        BindingFault::Type { wanted, found } => {
            format!("gives {} where {} is needed", found.phrase(LANG), wanted.phrase(LANG))
        }
        BindingFault::Twice => "binds the parameter a second time".into(),
    }
}
