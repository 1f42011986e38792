//! Two sides of a comparison. Nothing is converted; only what is written out takes the type of the other side:
//! a text may be a word of a list or a key, a date may be a whole day on the time line.

use super::boolean;
use super::times::Listed;
use crate::analysis::checker::{Checker, ParamValue};
use crate::analysis::model::{ArithOp, CompareOp, Expr, ExprKind, Literal};
use crate::analysis::names::near;
use crate::analysis::scope::Scope;
use crate::analysis::{Hint, Nonsense, Operand, StructureProblem, TypeProblem, TypeWord, ValueFault};
use crate::event::Type;
use crate::source::Span;
use crate::syntax::ast::{self, BinaryOp};

impl Checker<'_> {
    pub(super) fn compare(&mut self, left: Expr, op: BinaryOp, right: Expr, span: Span) -> Option<Expr> {
        let (left, right) = self.unify(left, right)?;
        let op = operator(op)?;
        match op {
            CompareOp::Eq | CompareOp::Ne => {}
            CompareOp::Lt | CompareOp::Le | CompareOp::Gt | CompareOp::Ge => self.ordered(&left)?,
        }
        Some(boolean(ExprKind::Compare(Box::new(left), op, Box::new(right)), span))
    }

    /// `x in [a, b]`, `x in low .. high`; the list may be a parameter.
    pub(super) fn among(
        &mut self,
        left: Option<Expr>,
        right: &ast::Expr,
        span: Span,
        scope: &Scope,
    ) -> Option<Expr> {
        match &right.node {
            ast::ExprKind::Group(inner) => self.among(left, inner, span, scope),
            ast::ExprKind::Range(low, high) => {
                let (low, high) = (self.value(low, scope), self.value(high, scope));
                self.between(left?, low?, high?, span)
            }
            _ => {
                let list = self.listed(right, scope);
                let (left, list) = match (left?, list?) {
                    (left, Listed::Items(list)) => (left, list),
                    (left, Listed::Field(list)) => return self.in_list(left, list, span),
                };
                if list.is_empty() {
                    let (span, why) = (right.span, Nonsense::NothingToIterate);
                    self.report(StructureProblem::Senseless { span, other: None, why });
                    return None;
                }
                let mut value = left;
                let mut among = Vec::new();
                for item in list {
                    let (left, item) = self.unify(value, item)?;
                    value = left;
                    among.push(item);
                }
                Some(boolean(ExprKind::OneOf(Box::new(value), among), span))
            }
        }
    }

    /// The values of a list that is written out or named by a parameter, or reports.
    pub(in crate::analysis) fn list(&mut self, expr: &ast::Expr, scope: &Scope) -> Option<Vec<Expr>> {
        match self.listed(expr, scope)? {
            Listed::Items(items) => Some(items),
            Listed::Field(list) => {
                let found = self.operand(&list);
                self.report(TypeProblem::NotOneValue { found });
                None
            }
        }
    }

    /// The values of a list, or the field that holds one; or reports.
    pub(in crate::analysis) fn listed(&mut self, expr: &ast::Expr, scope: &Scope) -> Option<Listed> {
        if let ast::ExprKind::List(items) = &expr.node {
            let items: Vec<Option<Expr>> = items.iter().map(|item| self.value(item, scope)).collect();
            return items.into_iter().collect::<Option<_>>().map(Listed::Items);
        }
        if let ast::ExprKind::Group(inner) = &expr.node {
            return self.listed(inner, scope);
        }
        // Where something else has the name as well, it is looked up as any value, and found to mean two things.
        if let ast::ExprKind::Name(name) = &expr.node
            && scope.var(name).is_none()
            && scope.bare.is_none_or(|(_, owner)| self.field_of(owner, name).is_none())
            && let Some(id) = self.param_named(name)
            && self.resolve_param(id.0 as usize)
            && let ParamValue::Many(list) = self.params[id.0 as usize].value.clone()
        {
            let param = &mut self.params[id.0 as usize];
            param.used = true;
            self.needs.open.extend(param.opens.iter().copied());
            let list = list.into_iter().map(|item| Expr { span: expr.span, ..item }).collect();
            return Some(Listed::Items(list));
        }
        let value = self.value(expr, scope)?;
        if let Type::List(inner) = &value.ty {
            if let ExprKind::OpenParam(_) = value.kind {
                let ty = inner.as_ref().clone();
                return Some(Listed::Items(vec![Expr { ty, ..value }]));
            }
            return Some(Listed::Field(value));
        }
        let found = self.operand(&value);
        self.report(TypeProblem::NotAList { found });
        None
    }

    fn between(&mut self, value: Expr, low: Expr, high: Expr, span: Span) -> Option<Expr> {
        let (value, low) = self.unify(value, low)?;
        let (value, high) = self.unify(value, high)?;
        self.ordered(&value)?;
        if let (ExprKind::Literal(low), ExprKind::Literal(high)) = (&low.kind, &high.kind)
            && backwards(low, high)
        {
            return self.refuse(span, ValueFault::EmptyRange);
        }
        Some(boolean(ExprKind::Between(Box::new(value), Box::new(low), Box::new(high)), span))
    }

    /// Whether values of this type have an order; reports if not.
    fn ordered(&mut self, value: &Expr) -> Option<()> {
        match &value.ty {
            Type::Number | Type::Money(_) | Type::Percent | Type::Date | Type::TimeOfDay => Some(()),
            Type::Instant | Type::Duration | Type::Period => Some(()),
            Type::Text | Type::Bool | Type::Enum(_) | Type::Ref(_) | Type::List(_) => {
                let found = self.operand(value);
                self.report(TypeProblem::NoOrder { found });
                None
            }
        }
    }

    /// Two values of one type, or reports. What is written out takes the type of the other side.
    pub(in crate::analysis) fn unify(&mut self, left: Expr, right: Expr) -> Option<(Expr, Expr)> {
        let left = self.fit_literal(left, &right)?;
        let right = self.fit_literal(right, &left)?;
        match (&left.ty, &right.ty) {
            (Type::Money(Some(a)), Type::Money(Some(b))) if a != b => {
                let (found, wanted) = ((right.span, *b), (left.span, *a));
                let (found, wanted) = (found, self.currency_place(&left, wanted));
                self.report(TypeProblem::Currencies { found, wanted });
                None
            }
            (Type::Money(_), Type::Money(_)) => Some((left, right)),
            (Type::Enum(a), Type::Enum(b)) if a.iter().any(|word| b.contains(word)) => Some((left, right)),
            (Type::Duration, Type::Period) | (Type::Period, Type::Duration) => {
                let (left, right) = (self.operand(&left), self.operand(&right));
                let (span, ty, other) = (right.span, Some(right.ty), Some((left.span, left.ty)));
                self.report(TypeProblem::Lengths { span, ty, other });
                None
            }
            (Type::List(_), _) | (_, Type::List(_)) => {
                let list = if let Type::List(_) = left.ty { &left } else { &right };
                let found = self.operand(list);
                self.report(TypeProblem::NotOneValue { found });
                None
            }
            (Type::Period, Type::Period) => self.comparable_periods(left, right),
            (a, b) if a == b => Some((left, right)),
            _ => {
                let hint = self.hint(&left, &right).or_else(|| self.hint(&right, &left));
                let (left, right) = (self.operand(&left), self.operand(&right));
                self.report(TypeProblem::Mismatch { left, right, hint });
                None
            }
        }
    }

    /// Shows the header's currency rather than the field that has taken it.
    fn currency_place(
        &self,
        value: &Expr,
        place: (Span, crate::money::Currency),
    ) -> (Span, crate::money::Currency) {
        let written = matches!(value.kind, ExprKind::Literal(_));
        match self.header.currency {
            Some(currency) if !written && currency.node == place.1 => (currency.span, place.1),
            Some(_) | None => place,
        }
    }

    /// Gives a value that is written out the type of the other side, where that is what it says.
    fn fit_literal(&mut self, value: Expr, other: &Expr) -> Option<Expr> {
        let written = matches!(value.kind, ExprKind::Literal(_) | ExprKind::OpenParam(_));
        match (&value.ty, &other.ty) {
            (Type::Text, Type::Enum(words)) if written => self.word(value, words.clone(), other),
            (Type::Text, Type::Ref(entity)) if written => Some(Expr { ty: Type::Ref(*entity), ..value }),
            (Type::Date, Type::Instant) if written => self.whole_day(value),
            // A share of two like quantities is a number and a percent alike.
            (Type::Number, Type::Percent) if is_ratio(&value) => Some(Expr { ty: Type::Percent, ..value }),
            _ => Some(value),
        }
    }

    fn word(&mut self, value: Expr, words: Vec<String>, other: &Expr) -> Option<Expr> {
        if let ExprKind::Literal(Literal::Text(word)) = &value.kind
            && !words.contains(word)
        {
            let near = near(word, words.iter().map(String::as_str));
            let declared = self.operand(other).declared;
            let (word, span) = (word.clone(), value.span);
            self.report(TypeProblem::UnknownWord { word, span, words, near, declared });
            return None;
        }
        Some(Expr { ty: Type::Enum(words), ..value })
    }

    fn whole_day(&mut self, value: Expr) -> Option<Expr> {
        let ExprKind::Literal(Literal::Date(date)) = value.kind else {
            return Some(Expr { ty: Type::Instant, ..value });
        };
        let stamp = self.day_stamp(date, value.span)?;
        Some(Expr { kind: ExprKind::Literal(Literal::Stamp(stamp)), ty: Type::Instant, ..value })
    }

    /// What would make `value` fit `other`.
    fn hint(&self, value: &Expr, other: &Expr) -> Option<Hint> {
        if let ExprKind::Literal(Literal::Number(number)) = &value.kind {
            return match &other.ty {
                Type::Percent => {
                    let hundred = rust_decimal::Decimal::ONE_HUNDRED;
                    let share =
                        if *number <= rust_decimal::Decimal::ONE { number * hundred } else { *number };
                    Some(Hint::WritePercent(share.normalize().to_string()))
                }
                Type::Money(currency) => {
                    let currency = currency.map_or("CNY".to_string(), |c| c.code().to_string());
                    Some(Hint::WriteMoney(format!("{} {currency}", number.normalize())))
                }
                Type::Duration => Some(Hint::WriteUnit(number.normalize().to_string())),
                Type::Period => Some(Hint::WriteDays(number.normalize().to_string())),
                Type::Text | Type::Enum(_) | Type::Ref(_) => {
                    Some(Hint::WithQuotes(number.normalize().to_string()))
                }
                Type::Number | Type::Bool | Type::Date | Type::TimeOfDay | Type::Instant | Type::List(_) => {
                    None
                }
            };
        }
        if let (ExprKind::Literal(Literal::Percent(share)), Type::Number) = (&value.kind, &other.ty) {
            return Some(Hint::PlainNumber(share.normalize().to_string()));
        }
        if let (ExprKind::Literal(Literal::Text(text)), Type::Number) = (&value.kind, &other.ty)
            && text.parse::<rust_decimal::Decimal>().is_ok()
        {
            return Some(Hint::WithoutQuotes(text.clone()));
        }
        match (&value.ty, &other.ty) {
            (Type::Instant, Type::Date) => Some(Hint::DateOf),
            (Type::Ref(a), Type::Ref(b)) if a != b => Some(Hint::OtherEntity),
            (Type::Ref(entity), Type::Text) => {
                let schema = self.schema.entity(*entity);
                let key = schema.fields.get(schema.key).map(|field| field.name.clone())?;
                Some(Hint::CompareKey { entity: schema.name.clone(), key })
            }
            _ => None,
        }
    }

    /// A value of a type that the place demands, or a report.
    pub(in crate::analysis) fn expect(&mut self, value: Expr, wanted: &Type) -> Option<Expr> {
        let model = Expr {
            kind: ExprKind::Var(crate::analysis::model::Var::Occasion),
            ty: wanted.clone(),
            span: value.span,
        };
        let value = self.fit_literal(value, &model)?;
        match (wanted, &value.ty) {
            (Type::Money(None), Type::Money(_)) | (Type::Money(_), Type::Money(None)) => Some(value),
            (Type::Duration, Type::Period) | (Type::Period, Type::Duration) => {
                let ty = Some(self.operand(&value).ty);
                self.report(TypeProblem::Lengths { span: value.span, ty, other: None });
                None
            }
            (a, b) if a == b => Some(value),
            _ => {
                let hint = self.hint(&value, &model);
                let found: Operand = self.operand(&value);
                let wanted = vec![TypeWord::of(wanted, &self.schema)];
                self.report(TypeProblem::Expected { wanted, found, hint });
                None
            }
        }
    }
}

/// The comparison of an operator, if it is one of two values.
pub(super) fn operator(op: BinaryOp) -> Option<CompareOp> {
    Some(match op {
        BinaryOp::Eq => CompareOp::Eq,
        BinaryOp::Ne => CompareOp::Ne,
        BinaryOp::Lt => CompareOp::Lt,
        BinaryOp::Le => CompareOp::Le,
        BinaryOp::Gt => CompareOp::Gt,
        BinaryOp::Ge => CompareOp::Ge,
        BinaryOp::In | BinaryOp::NotIn | BinaryOp::Add | BinaryOp::Sub => return None,
        BinaryOp::Mul | BinaryOp::Div => return None,
    })
}

/// A quotient of two like quantities, such as `received / expected`.
fn is_ratio(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Arith(_, ArithOp::Div, _) => true,
        // Growth: one share more or less than another, or than one.
        ExprKind::Arith(a, ArithOp::Add | ArithOp::Sub, b) => is_ratio(a) || is_ratio(b),
        ExprKind::Measure(measure) => is_ratio(&measure.value),
        _ => false,
    }
}

fn backwards(low: &Literal, high: &Literal) -> bool {
    match (low, high) {
        (Literal::Number(a), Literal::Number(b)) | (Literal::Percent(a), Literal::Percent(b)) => a > b,
        (Literal::Money(a, _), Literal::Money(b, _)) => a > b,
        (Literal::Date(a), Literal::Date(b)) => a > b,
        (Literal::Time(a), Literal::Time(b)) => a.compare(*b).is_gt(),
        (Literal::Stamp(a), Literal::Stamp(b)) => a.start > b.start,
        _ => false,
    }
}
