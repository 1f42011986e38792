//! Figures in an explanation: what was calculated, with its terms, and how many events stand behind each figure.
//!
//! What is shown is rounded where it has many digits, and then says so (`≈`); what is decided is not.

use super::context::Context;
use super::rows::Rows;
use crate::analysis::model::{ArithOp, Expr, ExprKind, Function, Over};
use crate::engine::{Figure, Finding, Side, Status};
use crate::event::{Type, Value};
use crate::plan::FigureOf;
use crate::report::Part;
use crate::report::model::{EvidenceRole, Happened, How, LabelRole};
use crate::report::words::{Remark, figure_over};
use rust_decimal::Decimal;

impl Context<'_> {
    /// What stood on the sides of the comparisons that figures took part in: `rate(s)` = 79 / 100 = 79%.
    pub fn calculations(&self, finding: &Finding) -> Vec<String> {
        let Some(check) = self.check(finding) else { return Vec::new() };
        let mut comparisons = Vec::new();
        sides_of(&check.condition, &mut comparisons);
        let mut lines = Vec::new();
        for (sides, compared) in comparisons.iter().zip(&finding.compared) {
            for (i, (expr, side)) in sides.iter().zip(&compared.sides).enumerate() {
                if !counts(expr) {
                    continue;
                }
                let others = compared.sides.iter().enumerate().filter(|(other, _)| *other != i);
                let others: Vec<&Side> = others.map(|(_, side)| side).collect();
                let share = sides.iter().any(|side| side.ty == Type::Percent);
                lines.push(self.calculation(expr, side, &others, share));
            }
        }
        lines
    }

    fn calculation(&self, expr: &Expr, side: &Side, others: &[&Side], share: bool) -> String {
        let mut text = format!("`{}`", self.policy_text(expr.span));
        let mut terms = side.terms.iter();
        let steps = self.worked(expr, &mut terms, 0);
        if side.terms.len() > 1 {
            text = format!("{text} = {steps}");
        }
        if let Some(value) = &side.value {
            let (value, rounded) = self.rounded(value, others, share);
            text = format!("{text} {} {value}", if rounded { "≈" } else { "=" });
        }
        text
    }

    /// The arithmetic with its terms put in. `strength`: how tightly what stands around it binds.
    fn worked<'t>(
        &self,
        expr: &Expr,
        terms: &mut impl Iterator<Item = &'t Option<Value>>,
        strength: u8,
    ) -> String {
        match &expr.kind {
            ExprKind::Measure(measure) => self.worked(&measure.value, terms, strength),
            ExprKind::Arith(a, op, b) => {
                let (sign, own) = match op {
                    ArithOp::Add => ("+", 1),
                    ArithOp::Sub => ("-", 1),
                    ArithOp::Mul => ("×", 2),
                    ArithOp::Div => ("/", 2),
                };
                let text =
                    format!("{} {sign} {}", self.worked(a, terms, own), self.worked(b, terms, own + 1));
                if own < strength { format!("({text})") } else { text }
            }
            _ => match terms.next() {
                Some(Some(value)) => self.rounded(value, &[], false).0,
                Some(None) | None => "?".to_string(),
            },
        }
    }

    /// A value for people: two digits after the point, more if it would else look like what it is compared with.
    fn rounded(&self, value: &Value, others: &[&Side], share: bool) -> (String, bool) {
        let (number, percent) = match value {
            Value::Number(n) => (*n, share),
            Value::Percent(n) => (*n, true),
            _ => return (self.value_text(value), false),
        };
        let shift = if percent { 2 } else { 0 };
        for digits in 2..28 {
            let round = number.round_dp(digits + shift);
            let like = |side: &&Side| match side.value {
                Some(Value::Number(other) | Value::Percent(other)) => other == round && other != number,
                _ => false,
            };
            if !others.iter().any(like) {
                let shown = if percent { Value::Percent(round) } else { Value::Number(round) };
                return (self.value_text(&shown), round != number);
            }
        }
        (self.value_text(value), false)
    }

    /// Each figure by itself, with the first event behind it.
    pub fn figures(&self, finding: &Finding, rows: &mut Rows) -> Vec<Happened> {
        let plan = &self.input.plan.norms[finding.norm];
        let how = match finding.status {
            Status::Fulfilled => How::Met,
            Status::Unknown | Status::Pending => How::Undecided,
            Status::Violated | Status::Repaired | Status::Excused | Status::Waived | Status::Unearned => {
                How::Condition
            }
        };
        let known = plan.figures.iter().zip(&finding.figures);
        known
            .filter_map(|(asked, figure)| Some((asked, figure.as_ref()?)))
            .map(|(asked, figure)| {
                let kind = match &asked.of {
                    FigureOf::Counted(counted) => self.names.kind(self.input.plan.tally(counted.tally).kind),
                    FigureOf::Rank(ranking) => self.names.entity(ranking.entity),
                };
                let mut evidence = None;
                for event in &figure.rows {
                    let at = self.stamp_text(event.at);
                    let remark = (LabelRole::Happened, self.words.remark(&Remark::Counted { at }));
                    let row = rows.event(event, EvidenceRole::Conduct, Part::Time, remark);
                    evidence = evidence.or(Some(row));
                }
                let (asked, asked_of) = (self.policy_text(asked.span), &asked.of);
                let value = self.figure_value(asked_of, figure);
                let text = match &asked_of {
                    FigureOf::Counted(counted) => {
                        // A measure is told over which time where it is used.
                        let said = asked
                            .split_whitespace()
                            .any(|word| matches!(word, "over" | "far" | "于" | "迄今"));
                        let over = if said { &Over::Period } else { &counted.over };
                        let asked = figure_over(self.lang(), &asked, over);
                        self.words.figure(&asked, &value, figure.events, kind)
                    }
                    FigureOf::Rank(_) => self.words.rank(&asked, &value, figure.events, kind),
                };
                Happened { how, event: kind.to_string(), at: None, text, evidence }
            })
            .collect()
    }

    fn figure_value(&self, asked: &FigureOf, figure: &Figure) -> String {
        let number = |n: &Decimal| self.value_text(&self.as_counted(asked, n.normalize()));
        match (&figure.value, &figure.low, &figure.high) {
            (Some(value), ..) => {
                let (text, rounded) = self.rounded(value, &[], false);
                format!("{} {text}", if rounded { "≈" } else { "=" })
            }
            (None, Some(low), Some(high)) => format!("= {} .. {}", number(low), number(high)),
            (None, Some(low), None) => format!(">= {}", number(low)),
            (None, None, Some(high)) => format!("<= {}", number(high)),
            (None, None, None) => "= ?".to_string(),
        }
    }
}

impl Context<'_> {
    /// A bound of a figure as a value of what is counted: a share, an amount, or a number.
    fn as_counted(&self, asked: &FigureOf, bound: Decimal) -> Value {
        let FigureOf::Counted(counted) = asked else { return Value::Number(bound) };
        let tally = self.input.plan.tally(counted.tally);
        let field = match (tally.function, &tally.of) {
            (Function::Count | Function::Distinct, _) | (_, None) => None,
            (_, Some(crate::plan::Expr::Field { kind, index, .. })) => self.names.field_type(*kind, *index),
            (_, Some(_)) => None,
        };
        match (field, &tally.zero) {
            (Some(Type::Percent), _) => Value::Percent(bound),
            (Some(Type::Money(_)), Some(Value::Money(_, currency))) => Value::Money(bound, *currency),
            _ => Value::Number(bound),
        }
    }
}

/// The sides of the comparisons that a figure takes part in, in the order written; as the engine lists them.
fn sides_of<'e>(expr: &'e Expr, found: &mut Vec<Vec<&'e Expr>>) {
    let sides: Vec<&Expr> = match &expr.kind {
        ExprKind::Not(a) => return sides_of(a, found),
        ExprKind::Measure(measure) => return sides_of(&measure.value, found),
        ExprKind::And(list) | ExprKind::Or(list) => {
            return list.iter().for_each(|part| sides_of(part, found));
        }
        ExprKind::Compare(a, _, b) => vec![a, b],
        ExprKind::OneOf(a, list) => std::iter::once(&**a).chain(list).collect(),
        ExprKind::Between(a, low, high) => vec![a, low, high],
        _ => return,
    };
    if sides.iter().any(|side| counts(side)) {
        found.push(sides);
    }
}

/// Whether a side holds a figure.
fn counts(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Aggregate(_) | ExprKind::Rank(_) => true,
        ExprKind::Measure(measure) => counts(&measure.value),
        ExprKind::Arith(a, _, b) => counts(a) || counts(b),
        ExprKind::Attribute { of, .. } => counts(of),
        _ => false,
    }
}
