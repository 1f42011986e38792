use super::super::words::near as near_words;
use super::{Nonsense, Part, Side, Slot, StructureProblem};
use crate::diagnostics::Diagnostic;
use crate::locale::Lang;

pub(super) fn diagnostic(problem: &StructureProblem) -> Diagnostic {
    let code = problem.code();
    match problem {
        StructureProblem::Missing { norm, span, slot: Slot::Occasion } => {
            Diagnostic::new(code, format!("the norm `{norm}` does not say when it applies"))
                .label(*span, "the occasion is missing")
                .help("add `when EVENT`, or a period such as `each working day for s in staff`")
        }
        StructureProblem::Missing { norm, span, slot: Slot::Conduct } => {
            Diagnostic::new(code, format!("the norm `{norm}` does not say what must or must not be done"))
                .label(*span, "the conduct is missing")
                .help("add `must EVENT …`, `must not EVENT …` or `must CONDITION`")
        }
        StructureProblem::Repeated { part, first, second } => {
            Diagnostic::new(code, format!("{} is stated twice", words(part)))
                .label(*second, "stated again")
                .label(*first, "first stated here")
                .help("keep one of them")
        }
        StructureProblem::TwoHeaders { first, second } => {
            Diagnostic::new(code, "a policy has one header, and here are two")
                .label(*second, "second header")
                .label(*first, "first header")
                .help("keep one; files taken in by `use` leave theirs out")
        }
        StructureProblem::TwoRoles { key, first, second } => {
            let role = if *key { "key" } else { "actor" };
            Diagnostic::new(code, format!("a record has one {role}, and here are two"))
                .label(*second, format!("second {role}"))
                .label(*first, format!("first {role}"))
                .help(format!("leave out `{role}` at one of them"))
        }
        StructureProblem::NoKey { entity, span } => {
            Diagnostic::new(code, format!("the entity `{entity}` has no key"))
                .label(*span, "by what are its members told apart?")
                .help("write `key` at the field by which logs refer to it, such as `key id: text`")
        }
        StructureProblem::NoActor { event, span, declared } => {
            let diagnostic = Diagnostic::new(
                code,
                format!("the event `{event}` does not say which field names who acted"),
            )
            .label(*span, "who acted is asked here");
            match declared {
                Some(place) => diagnostic.label(*place, "declared here without an actor"),
                None => diagnostic,
            }
            .help("write `actor` at the field of the event that names the person")
        }
        StructureProblem::NotShared { field, span, side, declared, near } => {
            let mut diagnostic = Diagnostic::new(code, format!("`same {field}`: {}", lacks(side, field)))
                .label(*span, "must be on both sides");
            if let Some(place) = declared {
                diagnostic = diagnostic.label(*place, format!("has no `{field}`"));
            }
            diagnostic.help(near_words(near, Lang::En).unwrap_or_else(|| {
                if *side == Side::Nothing {
                    return "name a roster (`each day for s in staff`), or leave `same` out".into();
                }
                format!(
                    "`same {field}` compares the field `{field}` of the act and of the occasion; \
                     if the names differ, compare them in `where`"
                )
            }))
        }
        StructureProblem::Senseless { span, other, why } => {
            let (message, label, other_label, help) = nonsense(why);
            let diagnostic = Diagnostic::new(code, message).label(*span, label);
            match other {
                Some(place) => diagnostic.label(*place, other_label),
                None => diagnostic,
            }
            .help(help)
        }
    }
}

fn lacks(side: &Side, field: &str) -> String {
    match side {
        Side::Act(event) => format!("the event `{event}` has no field `{field}`"),
        Side::Occasion(event) => format!("the occasion `{event}` has no field `{field}`"),
        Side::Member(entity) => {
            format!("`{field}` is neither the roster member nor a field of its entity `{entity}`")
        }
        Side::Nothing => "a period without a roster has no fields to compare with".into(),
    }
}

fn nonsense(why: &Nonsense) -> (String, &'static str, &'static str, String) {
    match why {
        Nonsense::CountNeverMet => (
            "these numbers of times can never be met together".into(),
            "fewer than are demanded",
            "demanded here",
            "let `at least` be no more than `at most`".into(),
        ),
        Nonsense::CountOfForbidden => (
            "a forbidden act has no number of times".into(),
            "how many are forbidden?",
            "forbidden here",
            "to allow a few, write `must … at most n times`".into(),
        ),
        Nonsense::ElseAfterEnd => (
            "nothing can follow a consequence that cannot be repaired".into(),
            "never reached",
            "the chain ends here",
            "join consequences with a comma, or begin the chain with `else must … within …`".into(),
        ),
        Nonsense::ConditionWithoutEach => (
            "a condition alone is no occasion".into(),
            "a condition",
            "the occasion",
            "put the condition behind the event: `when EVENT where …`; beside `each` it may stand alone"
                .into(),
        ),
        Nonsense::ShareOfForbidden => (
            "what must not hold has no share".into(),
            "which share: the one that is forbidden, or the one that is allowed?",
            "forbidden to hold at any time",
            "say what must hold for so long: `must hold not … for at least 50%`".into(),
        ),
        Nonsense::PeopleOfCondition => (
            "a condition has nobody who acts".into(),
            "who should act?",
            "a condition, not an act",
            "name people only where an act is owed".into(),
        ),
        Nonsense::PerFieldWithoutFields => (
            "`per field` counts the fields of a list, and none is checked here".into(),
            "which fields?",
            "",
            "write `must record.[a, b] filled`, or leave `per field` out".into(),
        ),
        Nonsense::EachNotTied { name, event } => (
            format!("it is not said which field of `{event}` must be `{name}`"),
            "one act for each of these",
            "not told apart by them",
            format!(
                "name the field after `for every`, or compare it once in `where`, such as `where … = {name}`"
            ),
        ),
        Nonsense::PartOfBeginning => (
            "a state begins with one event".into(),
            "asks for more",
            "the beginning",
            "choose the event with `where`; `same` belongs to the event that ends the state".into(),
        ),
        Nonsense::PartOfEnd => (
            "a state ends as soon as what ends it has come".into(),
            "cannot end it",
            "the beginning",
            "ask for a least number, for different people, or for each of a list that is written out".into(),
        ),
        Nonsense::EachOfData => (
            "what only the data name can be asked for by one act alone".into(),
            "known only when the occasion comes",
            "in an order, `its own`, or asked again and again",
            "ask for this act in a norm of its own, or write the values out as a list".into(),
        ),
        Nonsense::EachUnused { name, event } => (
            format!("`{name}` changes nothing: it is no field of `{event}` and `where` does not use it"),
            "not used",
            "the act",
            format!("name a field of `{event}`, or compare with `{name}` in `where`"),
        ),
        Nonsense::BranchWithoutCondition => (
            "all limits but the last need a condition, and the last has none".into(),
            "here",
            "",
            "write `limit if condition otherwise limit`".into(),
        ),
        Nonsense::MostInOrder => (
            "an act in an order has no greatest number of times".into(),
            "how would more of them break the order?",
            "",
            "write the limit as a norm of its own: `must … at most n times`".into(),
        ),
        Nonsense::OwnForbidden => (
            "`its own` says which obligation an act discharges, and a prohibition has none".into(),
            "discharges nothing",
            "forbidden here",
            "leave `its own` out".into(),
        ),
        Nonsense::PartOfOnly => (
            "`only … may` knows no number, no other people and no time of its own".into(),
            "not here",
            "only some may do this",
            "keep `where` (and `same`, beside `when`), and say the rest in a norm of its own".into(),
        ),
        Nonsense::NothingToIterate => {
            ("an empty list asks for nothing".into(), "no values", "", "list at least one value".into())
        }
        Nonsense::EveryElsewhere => (
            "`every` asks for one act after another, and stands only beside what a duty demands".into(),
            "not here",
            "",
            "write `must EVENT every 30 minutes`, without a number of times".into(),
        ),
        Nonsense::NoState => (
            "only a state can hold over a span of time".into(),
            "no state",
            "",
            "declare one (`state on_duty: …`) and name it here".into(),
        ),
        Nonsense::MembershipWithoutRoster => (
            "there is nobody who could be valid".into(),
            "who?",
            "",
            "name a roster: `each month for s in staff`".into(),
        ),
    }
}

/// A part in words, as it is written.
fn words(part: &Part) -> String {
    let keyword = match part {
        Part::Cite => "cite",
        Part::Reading => "reading",
        Part::Effective => "effective",
        Part::Occasion => return "the occasion (`when`, `each`, `during`)".into(),
        Part::Bearer => "bearer",
        Part::Conduct => return "the conduct (`must`)".into(),
        Part::People => "by someone other than",
        Part::Time => return "the time (`within`, `by`, `before`)".into(),
        Part::Where => "where",
        Part::AtLeast => return "the least number of times".into(),
        Part::AtMost => return "the greatest number of times".into(),
        Part::ForEvery => "for every",
        Part::Same(field) => return format!("`same {field}`"),
        Part::Field(field) => return format!("the field `{field}`"),
        Part::Override(norm) => return format!("`overrides {norm}`"),
        Part::Per => "per",
        Part::Reward => "then reward",
        Part::Version => "version",
        Part::Timezone => "timezone",
        Part::Calendar => "calendar",
        Part::Currency => "currency",
        Part::CountFrom => "days count from",
        Part::DaysEnd => "days end at",
        Part::RestDays => "deadlines on rest days",
        Part::WeekStart => "weeks start on",
        Part::Overlap => "overlap",
        Part::Rounding => "round amounts",
        Part::PaidDays => "paid days per month",
        Part::Discretion => "discretion",
        Part::Format => "format",
        Part::Delimiter => "delimiter",
        Part::Skip => "skip",
        Part::Observed => "observed",
        Part::LogTime => "time",
        Part::Encoding => "encoding",
        Part::Records => "records at",
        Part::Sheet => "sheet",
        Part::Week => "week",
        Part::Valid => "valid",
        Part::File => "file",
        Part::Hours => "hours",
    };
    format!("`{keyword}`")
}
