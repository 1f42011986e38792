//! The header.

use super::{Low, Lower, Pair};
use crate::money::Round;
use crate::source::Spanned;
use crate::syntax::ast::{
    CountFrom, DateRange, DaysEnd, Discretion, Overlap, Policy, PolicyEntry, RestDays, Text,
};
use crate::syntax::grammar::Rule;

impl Lower<'_> {
    pub(super) fn policy(&mut self, pair: Pair<'_>) -> Low<Policy> {
        let mut kids = self.kids(pair);
        let name = self.need(&mut kids, Rule::name)?;
        let name = self.name(name)?;
        let title = kids.get(Rule::string);
        let title = self.maybe(title, Self::text)?;
        let entries = self.all_spanned(kids, Self::policy_entry)?;
        Ok(Policy { name, title, entries })
    }

    pub(super) fn policy_entry(&mut self, pair: Pair<'_>) -> Low<PolicyEntry> {
        let rule = pair.as_rule();
        match rule {
            Rule::effective => return self.date_range_of(pair).map(PolicyEntry::Effective),
            Rule::cap => return self.cap(pair).map(PolicyEntry::Cap),
            _ => {}
        }
        let mut kids = self.kids(pair);
        let part = self.need_any(&mut kids)?;
        Ok(match rule {
            Rule::source => {
                let file = kids.get(Rule::string);
                PolicyEntry::Source(self.text(part)?, self.maybe(file, Self::text)?)
            }
            Rule::version => PolicyEntry::Version(self.text(part)?),
            Rule::timezone => PolicyEntry::Timezone(self.zone(part)?),
            Rule::uses_calendar => PolicyEntry::Calendar(self.name(part)?),
            Rule::currency_line => PolicyEntry::Currency(self.currency(part)?),
            Rule::count_from => PolicyEntry::CountFrom(match part.as_rule() {
                Rule::same_day => CountFrom::SameDay,
                _ => CountFrom::NextDay,
            }),
            Rule::days_end => PolicyEntry::DaysEnd(match part.as_rule() {
                Rule::close_of_business => DaysEnd::CloseOfBusiness,
                _ => DaysEnd::Midnight,
            }),
            Rule::rest_days => PolicyEntry::RestDays(match part.as_rule() {
                Rule::move_on => RestDays::MoveOn,
                _ => RestDays::Stay,
            }),
            Rule::week_start => PolicyEntry::WeekStart(self.weekday(part)?),
            Rule::overlap => PolicyEntry::Overlap(match part.as_rule() {
                Rule::overlap_sum => Overlap::Sum,
                Rule::overlap_highest => Overlap::Highest,
                _ => Overlap::Special,
            }),
            Rule::rounding => {
                let to = kids.get(Rule::money);
                let to = self.maybe(to, |this, to| {
                    let span = this.span(&to);
                    Ok(Spanned::new(this.money(to)?, span))
                })?;
                let round = match part.as_rule() {
                    Rule::round_half_even => Round::HalfEven,
                    Rule::round_down => Round::Down,
                    Rule::round_up => Round::Up,
                    _ => Round::HalfUp,
                };
                PolicyEntry::Rounding(round, to)
            }
            Rule::paid_days => {
                let span = self.span(&part);
                PolicyEntry::PaidDays(Spanned::new(self.decimal(part)?, span))
            }
            Rule::discretion => PolicyEntry::Discretion(match part.as_rule() {
                Rule::discretion_middle => Discretion::Middle,
                Rule::discretion_highest => Discretion::Highest,
                _ => Discretion::Lowest,
            }),
            _ => return self.odd(&part),
        })
    }

    /// A zone, with or without quotes.
    pub(super) fn zone(&mut self, pair: Pair<'_>) -> Low<Text> {
        let text = pair.as_str().trim().trim_matches('"').to_string();
        Ok(self.spanned(&pair, text))
    }

    /// The range inside `effective …`, `observed …`, `valid …`.
    pub(super) fn date_range_of(&mut self, pair: Pair<'_>) -> Low<DateRange> {
        let mut kids = self.kids(pair);
        let range = self.need(&mut kids, Rule::date_range)?;
        let mut kids = self.kids(range);
        let from = kids.get(Rule::range_start);
        let to = kids.get(Rule::range_end);
        let from = self.maybe(from, Self::range_bound)?;
        let to = self.maybe(to, Self::range_bound)?;
        Ok(DateRange { from, to })
    }

    fn range_bound(&mut self, pair: Pair<'_>) -> Low<Spanned<crate::syntax::ast::When>> {
        let mut kids = self.kids(pair);
        let inner = self.need_any(&mut kids)?;
        self.when(inner)
    }
}
