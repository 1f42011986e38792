use super::{Counted, Phrase};
use crate::analysis::model::Per;
use crate::locale::Lang;
use crate::report::model::{Part, ProposalKind};

pub(super) fn words(phrase: &Phrase<'_>) -> String {
    match phrase {
        Phrase::Proposed(kind, what) => match kind {
            ProposalKind::Warn | ProposalKind::Suspend | ProposalKind::Dismiss => name(*kind).to_string(),
            ProposalKind::Fine | ProposalKind::Deduct | ProposalKind::Demerit => {
                format!("{} {what}", name(*kind))
            }
            ProposalKind::Notify | ProposalKind::Sanction if what.is_empty() => name(*kind).to_string(),
            ProposalKind::Notify | ProposalKind::Sanction => format!("{} `{what}`", name(*kind)),
            ProposalKind::Reward => format!("{} {what}", name(*kind)),
        },
        Phrase::Untold(kind, why) => format!("{}, but how much cannot be told: {why}", name(*kind)),
        Phrase::Within { amount, low, high } => format!("{amount}, within {low} to {high}"),
        Phrase::AtLeast(amount) => format!("at least {amount}"),
        Phrase::For { proposal, who, part } => {
            let who =
                who.map_or_else(|| "somebody who could not be made out".to_string(), |w| format!("`{w}`"));
            match part {
                Part::Bearer | Part::Beneficiary => format!("{proposal} for {who}"),
                Part::Besides => format!("{proposal} for {who}, liable besides the bearer"),
                Part::Instead => format!("{proposal} for {who}, liable instead of the bearer"),
            }
        }
        Phrase::Times { single, times, per, entity, total, running } => {
            let what = counted(*per, *times, *entity);
            let so_far = if *running { " so far" } else { "" };
            if *times == 1 && !running {
                format!("{single} for {what}")
            } else {
                format!("{single} × {what}{so_far} = {total}")
            }
        }
        Phrase::Nth { nth, stretch } => {
            let stretch = stretch.map(|s| format!(" in {s}")).unwrap_or_default();
            format!("the {}{} time{stretch}", nth, ordinal(*nth))
        }
        Phrase::Figure { value, text } => format!("{value} (`{text}`)"),
        Phrase::Rounded { working, total } => format!("{working} ≈ {total}, rounded"),
        Phrase::Capped { policy: false, limit, cut } => format!("capped at {limit}: {cut} cut off"),
        Phrase::Capped { policy: true, limit, cut } => {
            format!("capped at {limit} by the policy as a whole: {cut} cut off")
        }
        Phrase::Overlapped { norm, cut } => {
            format!("the same act costs as much under `{norm}`: {cut} cut off")
        }
        Phrase::Once(unit) => format!("proposed once in a {} only", unit.words(Lang::En)),
        Phrase::AtMost(1, unit) => format!("earned at most once in a {}", unit.words(Lang::En)),
        Phrase::AtMost(n, unit) => format!("earned at most {n} times in a {}", unit.words(Lang::En)),
        Phrase::Counted(what, n) => {
            let (one, many) = match what {
                Counted::Suspensions => ("suspension", "suspensions"),
                Counted::Dismissals => ("dismissal", "dismissals"),
                Counted::Others => ("other sanction", "other sanctions"),
                Counted::Untold => ("amount that cannot be told", "amounts that cannot be told"),
            };
            format!("{n} {}", if *n == 1 { one } else { many })
        }
        Phrase::RangeOf { sum, low, high } => format!("{sum} ({low} to {high})"),
        Phrase::Earned(sum) => format!("reward {sum}"),
    }
}

fn name(kind: ProposalKind) -> &'static str {
    match kind {
        ProposalKind::Fine => "fine",
        ProposalKind::Deduct => "deduct",
        ProposalKind::Demerit => "demerit",
        ProposalKind::Warn => "warning",
        ProposalKind::Suspend => "suspension",
        ProposalKind::Dismiss => "dismissal",
        ProposalKind::Notify => "notify",
        ProposalKind::Sanction => "sanction",
        ProposalKind::Reward => "reward",
    }
}

fn counted(per: Per, n: u32, entity: Option<&str>) -> String {
    let (one, many) = match per {
        Per::Occurrence | Per::Period(_) => ("occurrence", "occurrences"),
        Per::Field => ("field", "fields"),
        Per::Missing => ("missing act", "missing acts"),
        Per::Slot => ("slot", "slots"),
        Per::StartedHourLate => ("started hour late", "started hours late"),
        Per::Entity(_) => return format!("{n} `{}`", entity.unwrap_or_default()),
    };
    if n == 1 { format!("one {one}") } else { format!("{n} {many}") }
}

fn ordinal(n: u32) -> &'static str {
    match (n % 10, n % 100) {
        (1, tens) if tens != 11 => "st",
        (2, tens) if tens != 12 => "nd",
        (3, tens) if tens != 13 => "rd",
        _ => "th",
    }
}
