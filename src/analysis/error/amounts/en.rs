use super::AmountFault;

/// Message, label, help.
pub(super) fn words(fault: &AmountFault) -> (String, &'static str, String) {
    let (message, label, help) = match fault {
        AmountFault::NothingMissing => (
            "`per missing` counts acts that were not done, and this norm asks for none",
            "nothing can be missing",
            "use it beside `must E`, or leave it out",
        ),
        AmountFault::NoSlots => (
            "`per slot` counts slots, and this norm has none",
            "which slots?",
            "begin the norm with `each 30 minutes during …`, or leave `per slot` out",
        ),
        AmountFault::NothingLate => (
            "`per started hour late` counts from a due time, and this norm has none that an act can miss",
            "late for what?",
            "use it beside `must E` with `within`, `by` or a period",
        ),
        AmountFault::NotAboutEach(entity) => {
            return (
                format!("this norm is not about each `{entity}`"),
                "counted by what?",
                format!(
                    "begin it with `each month for x in {entity}`, ask for `for every x in {entity}`, or count `per occurrence`"
                ),
            );
        }
        AmountFault::PerBearer => (
            "a consequence always concerns one bearer",
            "says nothing",
            "leave `per bearer` out; to limit what one person pays, write `cap … per bearer per month`",
        ),
        AmountFault::EscalationPer => (
            "an escalation is counted per bearer, and in a period",
            "cannot be counted by this",
            "write `escalate per bearer per month { … }` or `escalate per bearer within 12 months { … }`",
        ),
        AmountFault::CapPer => (
            "a cap holds per bearer, per period or per occurrence",
            "cannot hold for this",
            "write `cap 500 CNY per bearer per month`",
        ),
        AmountFault::CapForWhat => (
            "this cap does not say for what it holds",
            "for one finding, one person, one month?",
            "write `per bearer per month`, `per month` or `per occurrence` after it",
        ),
        AmountFault::StepOrder => (
            "the lines of an escalation must follow each other",
            "comes before the end of the line above it",
            "write them in order, such as `1st: warn  2nd..3rd: fine 50 CNY  4th..: dismiss`",
        ),
        AmountFault::StepGap(n) => {
            return (
                format!("nothing is said of time {n}"),
                "begins later",
                "let the line above it reach so far".into(),
            );
        }
        AmountFault::StepKind => (
            "a line of an escalation is one plain consequence",
            "not possible here",
            "put a reparation in an `else` of its own, before the escalation",
        ),
        AmountFault::NoSteps => (
            "this escalation has no lines",
            "nothing follows",
            "write `escalate per bearer per month { 1st: warn }`",
        ),
        AmountFault::NoBearer => (
            "`bearer` stands for whom the norm binds, and nobody is named",
            "who?",
            "add a `bearer` clause above it",
        ),
        AmountFault::BearersDiffer => (
            "`bearer` means people of different kinds here",
            "whose attributes?",
            "put the cap into the norms whose bearer has this attribute",
        ),
        AmountFault::PayUnit => (
            "pay is divided into days and hours only",
            "not a share of a month's pay",
            "write `1 day of`, `2 hours of`, `1 month of`, or a share such as `20% of`",
        ),
        AmountFault::NoReward => (
            "this reward does not say what is earned",
            "nothing is earned",
            "add `then reward 50 CNY`, and `to …` if it is not for the bearer",
        ),
        AmountFault::RewardElsewhere => {
            ("only a `reward` earns something", "earned by whom?", "declare it as `reward NAME { … }`")
        }
        AmountFault::PenaltyInReward => (
            "a reward that is not earned has no consequences",
            "follows from a violation",
            "put what is owed into a `duty` of its own",
        ),
        AmountFault::InsteadOfElse => (
            "`else` binds the bearer, and `liable … instead` spares the bearer",
            "never proposed",
            "leave `instead` out to hold both, or move the consequence behind `liable`",
        ),
        AmountFault::LiableReparation => {
            ("only the bearer can repair", "not possible here", "put the reparation into `else`")
        }
        AmountFault::RangeEnds => (
            "a range runs from a lower to a higher amount, both stated",
            "not such a range",
            "write `fine 30..50 CNY`",
        ),
    };
    (message.into(), label, help.into())
}
