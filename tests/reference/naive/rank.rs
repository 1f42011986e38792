//! A place among the members of an entity.

use super::expr::{Got, Member, Scope, holds_on};
use super::figures::{Told, What};
use super::fraction::Fraction;
use super::{Naive, Over};
use crate::misform::Form as Misread;
use crate::mutation::Mutation;
use guiju::analysis::model::Rank;
use guiju::event::Sym;

impl<'a> Naive<'a> {
    /// The place of a member: one, and one more for each other whose value is greater.
    pub(super) fn place(&self, rank: &'a Rank, over: &Over<'a>) -> Told<'a> {
        let wrong = |misread| self.wrong(Mutation::Form(misread));
        let unclear = |open| Told { what: What::Is(Got::Unclear), open };
        let Got::Text(subject) = self.get(&rank.subject, over.scope) else { return unclear(false) };
        let zone = &self.case.zone;
        let first = zone.date(over.anchor.at.start);
        let of = |key: Sym| {
            let scope = Scope { other: Some(Member { key, on: first }), ..over.scope };
            self.told(&rank.of, &Over { scope, ..over.clone() })
        };
        let Some(key) = self.case.interner.get(&subject) else { return unclear(false) };
        let own = of(key);
        let What::Between(low, high) = own.what else { return unclear(own.open) };
        let (mut surely, mut perhaps, mut open) = (0, 0, own.open);
        for other in self.members(rank, over).into_iter().filter(|other| *other != key) {
            let told = of(other);
            open |= told.open;
            let What::Between(least, most) = told.what else {
                // Who certainly has nothing that could be compared has no place; who may have something may.
                let counts = !matches!(told.what, What::Nothing);
                perhaps += usize::from(counts);
                surely += usize::from(wrong(Misread::NothingIsLast) && !counts);
                continue;
            };
            let above = |a: Option<Fraction>, b: Option<Fraction>| match (a, b) {
                (Some(a), Some(b)) if wrong(Misread::LeastIsFirst) => Some(a < b),
                (Some(a), Some(b)) if wrong(Misread::EqualsShareTheWorse) => Some(a >= b),
                (Some(a), Some(b)) => Some(a > b),
                _ => None,
            };
            surely += usize::from(above(least, high) == Some(true));
            perhaps += usize::from(above(least, high) != Some(true) && above(most, low) != Some(false));
        }
        let place = |n: usize| Some(Fraction::whole(1 + n));
        Told { what: What::Between(place(surely), place(surely + perhaps)), open }
    }

    /// Whose places are compared: those valid on every day of the period, or on the day of the event.
    fn members(&self, rank: &Rank, over: &Over<'a>) -> Vec<Sym> {
        let rows = &self.case.entities[rank.entity.0 as usize];
        let zone = &self.case.zone;
        let first = zone.date(over.anchor.at.start);
        let last = over.anchor.period_end.map_or(first, |end| zone.date(end.plus_micros(-1)));
        let mut keys: Vec<Sym> = Vec::new();
        for row in rows.iter().filter(|row| !keys.contains(&row.key)).collect::<Vec<_>>() {
            let valid = |day| rows.iter().any(|other| other.key == row.key && holds_on(other, day));
            let mut days = std::iter::successors(Some(first), |day| day.tomorrow().ok());
            let always = days.by_ref().take_while(|day| *day <= last).all(valid);
            if (always || self.wrong(Mutation::Form(Misread::PlacesOfAllDays))) && !keys.contains(&row.key) {
                keys.push(row.key);
            }
        }
        keys
    }
}
