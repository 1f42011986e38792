//! What cases come to: every amount in exactly one column, by person, month and currency.

use super::model::SumsJson;
use super::month;
use crate::cases::book::{Case, State};
use crate::cases::prior::amount_of;
use crate::locale::Lang;
use crate::money::Amount;
use crate::report::model::{Money, ProposalKind};
use crate::time::Date;
use indexmap::IndexMap;

/// Adds the lines of a case to the sums of who pays and of all.
pub(super) fn add(
    case: &Case,
    on: Date,
    groups: &mut IndexMap<(Option<String>, String), (u64, SumsJson)>,
    total: &mut SumsJson,
) {
    let mut people: Vec<Option<String>> = case.lines().map(|(_, line, _)| line.who.clone()).collect();
    if people.is_empty() {
        people.push(case.record.bearer.clone());
    }
    people.sort();
    people.dedup();
    for person in people {
        let (cases, sums) = groups.entry((person.clone(), month(case))).or_default();
        *cases += 1;
        sums.take(case, person.as_deref(), on);
    }
    for person in case.lines().map(|(_, line, _)| line.who.clone()).collect::<std::collections::BTreeSet<_>>()
    {
        total.take(case, person.as_deref(), on);
    }
}

impl SumsJson {
    /// Adds what a case costs or brings one person.
    pub(in crate::cases) fn take(&mut self, case: &Case, person: Option<&str>, on: Date) {
        let state = case.state(on);
        for (_, line, imposed) in case.lines().filter(|(_, line, _)| line.who.as_deref() == person) {
            let money = matches!(line.kind, ProposalKind::Fine | ProposalKind::Deduct | ProposalKind::Reward);
            if !money {
                continue;
            }
            let decided = imposed.and_then(|imposed| imposed.amount.as_ref());
            let Some(money) = decided.or(line.amount.as_ref()).and_then(amount_of) else {
                self.untold += 1;
                continue;
            };
            let spared = matches!(state, State::Withdrawn | State::Waived) || case.lifted();
            let sum = match state {
                State::Withdrawn => &mut self.withdrawn,
                _ if case.lifted() => &mut self.withdrawn,
                State::Waived => &mut self.waived,
                _ if line.kind == ProposalKind::Reward && !spared => &mut self.rewards,
                _ if imposed.is_some() => &mut self.imposed,
                State::Closed => &mut self.dropped,
                State::Proposed | State::Confirmed | State::Imposed | State::Appealed => &mut self.proposed,
            };
            if !plus(sum, money) {
                self.untold += 1;
            }
        }
    }

    pub(super) fn columns(&self) -> [&Vec<Money>; 6] {
        [&self.proposed, &self.imposed, &self.waived, &self.withdrawn, &self.dropped, &self.rewards]
    }
}

/// Adds an amount to the sum of its currency; whether that could be done.
pub(super) fn plus(sums: &mut Vec<Money>, more: Amount) -> bool {
    let code = more.currency.to_string();
    let Some(sum) = sums.iter_mut().find(|sum| sum.currency == code) else {
        sums.push(Money { value: more.value.normalize().to_string(), currency: code });
        sums.sort_by(|a, b| a.currency.cmp(&b.currency));
        return true;
    };
    let added = amount_of(sum).and_then(|old| old.checked_add(more));
    added.map(|new| sum.value = new.value.normalize().to_string()).is_some()
}

/// Amounts as people write them.
pub(in crate::cases) fn sums(amounts: &[Money], lang: Lang) -> String {
    let shown = amounts.iter().filter_map(amount_of).map(|amount| amount.said(lang));
    shown.collect::<Vec<_>>().join(" + ")
}
