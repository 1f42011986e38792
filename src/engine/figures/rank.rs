//! Places among the members of an entity.
//!
//! Of every member it is asked what the figure can be. Whoever certainly has more comes before; whoever may have more may.
//! Only if both come to the same number is the place known.

use super::super::eval::{Env, Outcome};
use super::super::run::Engine;
use super::super::{Reader, Reason, Why};
use super::exact::exact;
use super::range::{positive, range};
use super::take::Taken;
use super::{Figure, KEPT};
use crate::analysis::model::{ArithOp, Function};
use crate::event::{Sym, Value};
use crate::money::{Currency, Ratio};
use crate::plan::{Expr, FigureOf, Ranking};
use rust_decimal::Decimal;

/// What is known of one member.
struct Standing {
    low: Option<Ratio>,
    high: Option<Ratio>,
    currency: Option<Currency>,
    /// There is nothing that the figure could be worked out from: the member has no place, and takes none.
    none: bool,
    /// There is a value for certain, whatever more may come; else there may be nothing, and then the member has no place.
    there: bool,
    /// Why it is not certain, and whether because more may come.
    reasons: Vec<Reason>,
    open: bool,
}

impl Standing {
    fn may_exceed(&self, other: &Standing) -> bool {
        let apart = matches!((self.currency, other.currency), (Some(a), Some(b)) if a != b);
        let at_most = self
            .high
            .zip(other.low)
            .is_some_and(|(high, low)| high.compare(low).is_some_and(|order| order.is_le()));
        !self.none && (apart || !at_most)
    }

    fn exceeds(&self, other: &Standing) -> bool {
        let apart = matches!((self.currency, other.currency), (Some(a), Some(b)) if a != b);
        !self.none
            && !apart
            && self
                .low
                .zip(other.high)
                .is_some_and(|(low, high)| low.compare(high).is_some_and(|order| order.is_gt()))
    }
}

impl Engine<'_> {
    /// The place of a member.
    pub(super) fn place(&self, ranking: &Ranking, taken: Taken<'_>) -> Figure {
        let occasion = taken.occasion;
        let own = match self.env(occasion).value(&ranking.subject) {
            Outcome::Value(Value::Text(key)) => key,
            Outcome::Value(_) => return Figure::unclear(vec![Reason::ConditionUndecided(Why::Nothing)]),
            Outcome::Blank { why, .. } | Outcome::Undecided(why) => {
                return Figure::unclear(vec![Reason::ConditionUndecided(why)]);
            }
        };
        let standing = self.standing(ranking, own, taken);
        if !standing.there {
            return Figure { open: standing.open, ..Figure::unclear(standing.reasons) };
        }
        let reader = Reader::new(self.setup.tables, self.setup.rules, self.setup.interner);
        let (members, _) = reader.members(occasion, ranking.entity, None);
        let (mut before, mut perhaps) = (0_u64, 0_u64);
        let (mut reasons, mut open) = (standing.reasons.clone(), standing.open);
        for member in members.iter().filter(|member| **member != own) {
            let other = self.standing(ranking, *member, taken);
            if other.exceeds(&standing) {
                before += 1;
            } else if other.may_exceed(&standing) {
                perhaps += 1;
                open |= other.open;
                reasons.extend(other.reasons);
            }
        }
        // A line that could not be read may be one of the members.
        if let Some(row) = self.setup.tables.lost(ranking.entity) {
            perhaps += self.setup.tables.lost_lines(ranking.entity);
            reasons.push(Reason::Rejected(row));
        }
        let place = |ahead: u64| Decimal::from(ahead.saturating_add(1));
        let (low, high) = (place(before), place(before.saturating_add(perhaps)));
        let value = (perhaps == 0).then_some(Value::Number(low));
        if value.is_some() {
            reasons.clear();
        }
        let mut known: Vec<Reason> = Vec::new();
        reasons.retain(|reason| {
            let new = known.len() < KEPT && !known.contains(reason);
            if new {
                known.push(reason.clone());
            }
            new
        });
        Figure {
            open: value.is_none() && open,
            value,
            mean: None,
            low: Some(low),
            high: Some(high),
            events: members.len() as u64,
            rows: Vec::new(),
            reasons,
        }
    }

    /// What is known of a member's figure.
    fn standing(&self, ranking: &Ranking, member: Sym, taken: Taken<'_>) -> Standing {
        let figures: Vec<Option<Figure>> = (ranking.figures.iter())
            .map(|figure| Some(self.figure_of(figure, taken, Some(member))))
            .collect();
        let env = Env { ranked: Some(member), figures: &figures, ..self.env(taken.occasion) };
        let there = self.is_there(&env, ranking, &ranking.of);
        let unknown = |none, reasons, open| Standing {
            low: None,
            high: None,
            currency: None,
            none,
            there,
            reasons,
            open,
        };
        match env.value(&ranking.of) {
            Outcome::Value(value) => {
                let size = exact(&env, &ranking.of).or_else(|| Ratio::of(super::total::magnitude(&value)?));
                let currency = if let Value::Money(_, currency) = value { Some(currency) } else { None };
                Standing { low: size, high: size, currency, ..unknown(false, Vec::new(), false) }
            }
            Outcome::Blank { why, .. } | Outcome::Undecided(why) => {
                let of_figures = figures.iter().flatten().filter(|figure| figure.value.is_none());
                let mut reasons: Vec<Reason> = of_figures.flat_map(|figure| figure.reasons.clone()).collect();
                let open = figures.iter().flatten().any(|figure| figure.open);
                let none = !open && nothing_to_rank(why, &figures);
                if reasons.is_empty() {
                    reasons.push(Reason::ConditionUndecided(why));
                }
                match range(&env, &ranking.of) {
                    Some(range) if !none => Standing {
                        low: range.low,
                        high: range.high,
                        currency: range.currency,
                        ..unknown(false, reasons, open)
                    },
                    Some(_) | None => unknown(none, reasons, open),
                }
            }
        }
    }
}

impl Engine<'_> {
    /// Whether an expression has a value for certain: not the mean of what may be nothing, nor a quotient by what may be zero.
    fn is_there(&self, env: &Env<'_>, ranking: &Ranking, expr: &Expr) -> bool {
        if let Outcome::Value(_) = env.value(expr) {
            return true;
        }
        match expr {
            Expr::Figure(at) => {
                let figure = env.figures.get(*at).and_then(Option::as_ref);
                let bounded = figure.is_some_and(|figure| figure.low.is_some() || figure.high.is_some());
                bounded || ranking.figures.get(*at).is_some_and(|figure| self.comes_of_nothing(figure))
            }
            Expr::Arith(a, op, b) => {
                let divides = *op == ArithOp::Div && !range(env, b).is_some_and(|range| positive(&range));
                !divides && self.is_there(env, ranking, a) && self.is_there(env, ranking, b)
            }
            _ => false,
        }
    }

    /// Whether a figure has a value even of no events.
    fn comes_of_nothing(&self, figure: &crate::plan::Figure) -> bool {
        let FigureOf::Counted(counted) = &figure.of else { return false };
        let tally = self.setup.plan.tally(counted.tally);
        match tally.function {
            Function::Count | Function::Distinct => true,
            Function::Sum => tally.zero.is_some(),
            Function::Average | Function::Min | Function::Max | Function::Last => false,
        }
    }
}

/// Whether there is certainly nothing that a figure could be worked out from.
fn nothing_to_rank(why: Why, figures: &[Option<Figure>]) -> bool {
    let empty = |reason: &Reason| matches!(reason, Reason::ConditionUndecided(Why::Empty(_)));
    match why {
        Why::ByZero => true,
        Why::Figure(at) => figures
            .get(at)
            .and_then(Option::as_ref)
            .is_some_and(|figure| !figure.reasons.is_empty() && figure.reasons.iter().all(empty)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_do_not_come_before_each_other() {
        let of = |low: i64, high: i64| Standing {
            low: Ratio::of(Decimal::from(low)),
            high: Ratio::of(Decimal::from(high)),
            currency: None,
            none: false,
            there: true,
            reasons: Vec::new(),
            open: false,
        };
        assert!(!of(5, 5).may_exceed(&of(5, 5)));
        assert!(of(5, 6).may_exceed(&of(5, 5)) && !of(5, 6).exceeds(&of(5, 5)));
        assert!(of(6, 6).exceeds(&of(5, 5)));
    }
}
