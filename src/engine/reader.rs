//! Values that are read from an occasion after its verdict: amounts, and who answers or benefits.

use super::eval::{Env, Outcome, Tri};
use super::{Figure, Occasion, Tables, Why};
use crate::event::{EntityId, Interner, Sym, Value};
use crate::plan::Expr;
use crate::time::{Date, Instant, Rules, Stamp};

/// Reads expressions over the occasion of a finding.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    tables: &'a Tables,
    rules: Rules<'a>,
    interner: &'a Interner,
    figures: &'a [Option<Figure>],
}

impl<'a> Reader<'a> {
    /// Reads with this reference data, zone and calendar, and the texts of plan and log.
    pub fn new(tables: &'a Tables, rules: Rules<'a>, interner: &'a Interner) -> Self {
        Reader { tables, rules, interner, figures: &[] }
    }

    /// The same with the figures of a finding.
    #[must_use]
    pub fn with(self, figures: &'a [Option<Figure>]) -> Self {
        Reader { figures, ..self }
    }

    /// The value of an expression. `who` stands for whoever pays or benefits, with attributes as of that time.
    ///
    /// # Errors
    ///
    /// Why there is none: a cell is blank or unreadable, reference data is missing.
    pub fn value(&self, occasion: &Occasion, expr: &Expr, who: Option<(Sym, Instant)>) -> Result<Value, Why> {
        match self.env(occasion, who).value(expr) {
            Outcome::Value(value) => Ok(value),
            Outcome::Blank { why, .. } | Outcome::Undecided(why) => {
                Err(super::figures::underlying(self.figures, why))
            }
        }
    }

    /// The members of an entity that pass a condition, in the order of the file: those valid on the day of an event, or on all
    /// days of a period. Beside them, those of whom it cannot be told, with the reason.
    pub fn members(
        &self,
        occasion: &Occasion,
        entity: EntityId,
        filter: Option<&Expr>,
    ) -> (Vec<Sym>, Vec<(Sym, Why)>) {
        let (first, last) = self.days(occasion);
        let mut sure = Vec::new();
        let mut doubtful = Vec::new();
        for key in self.tables.keys(entity) {
            if !self.tables.validity(entity, *key, first, last).throughout {
                continue;
            }
            let own = Some((*key, self.rules.zone.start_of_day(first)));
            match filter.map_or(Tri::True, |filter| self.env(occasion, own).test(filter)) {
                Tri::True => sure.push(*key),
                Tri::False => {}
                Tri::Undecided(why) => doubtful.push((*key, why)),
            }
        }
        (sure, doubtful)
    }

    fn days(&self, occasion: &Occasion) -> (Date, Date) {
        match occasion {
            Occasion::Event(event) => {
                let day = self.rules.zone.date(event.at.start);
                (day, day)
            }
            Occasion::Period { period, .. } => (period.first, period.last),
            Occasion::Interval { begins, .. } => {
                let day = self.rules.zone.date(begins.start);
                (day, day)
            }
        }
    }

    fn env<'e>(&'e self, occasion: &'e Occasion, beneficiary: Option<(Sym, Instant)>) -> Env<'e> {
        let base =
            Env { beneficiary, figures: self.figures, ..Env::of(self.tables, self.rules, self.interner) };
        match occasion {
            Occasion::Event(event) => base.of_occasion(event),
            Occasion::Period { period, member } => {
                let member = member.map(|(key, entity)| (key, self.read_at(period, key, entity)));
                Env { member, begins: Some(Stamp::exact(period.start)), ..base }
            }
            Occasion::Interval { interval, begins, slot } => base.of_span(interval, *begins, slot.is_some()),
        }
    }

    /// When a member's attributes are read: on the first day of the period on which the member is valid.
    pub(super) fn read_at(&self, period: &crate::time::Period, key: Sym, entity: EntityId) -> Instant {
        if self.tables.is_timeless(entity) || self.tables.row(entity, key, period.first).is_some() {
            return period.start;
        }
        let first = self.tables.validity(entity, key, period.first, period.last).first_valid;
        first.map_or(period.start, |day| self.rules.zone.start_of_day(day).max(period.start))
    }
}
