//! Parameters: their values in the policy, and those given from outside with `--set`.

use super::checker::{Checker, ParamInfo, ParamValue};
use super::expressions::arithmetic::worked_out;
use super::model::{Expr, ExprKind, Literal, Param, ParamId};
use super::names::near;
use super::scope::Scope;
use super::walk;
use super::{
    BindingFault, NameProblem, Nonsense, Operand, StructureProblem, TypeProblem, TypeWord, ValueFault,
};
use crate::event::Type;
use crate::locale::Lang;
use crate::source::FileId;
use crate::syntax::{self, ast};
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization as _;

impl<'a> Checker<'a> {
    /// Works out all parameters, each after those that its value names. What is given from outside takes the place of
    /// the value in the policy, also in the values that build on it.
    pub(super) fn check_params(&mut self, bindings: &'a [(String, String)]) {
        for (name, declarations) in &self.names.params {
            self.params.push(ParamInfo {
                name: name.to_string(),
                span: declarations[0].name.span,
                ty: None,
                value: ParamValue::Pending,
                shown: None,
                opens: BTreeSet::new(),
                used: false,
            });
        }
        self.take_bindings(bindings);
        for at in 0..self.params.len() {
            self.resolve_param(at);
            self.settle();
        }
    }

    /// Works out a parameter that has not been yet; false if that leads back to itself.
    pub(super) fn resolve_param(&mut self, at: usize) -> bool {
        match &self.params[at].value {
            ParamValue::Pending => {}
            ParamValue::Busy => return false,
            ParamValue::Open | ParamValue::One(_) | ParamValue::Many(_) | ParamValue::Broken => return true,
        }
        let Some((_, declarations)) = self.names.params.get_index(at) else { return true };
        let declarations: Vec<&'a ast::Param> = declarations.clone();
        self.params[at].value = ParamValue::Busy;
        let name = self.params[at].name.clone();
        // What the value needs that is open is noted for this parameter, not for the one that asked for it.
        let outside = std::mem::take(&mut self.needs.open);
        let info = self.param(&name, &declarations);
        let mut opens = std::mem::replace(&mut self.needs.open, outside);
        if let ParamValue::Open = info.value {
            opens.insert(ParamId(at as u16));
        }
        let used = self.params[at].used;
        let value = cut(info.value, &opens);
        self.params[at] = ParamInfo { opens, used, value, ..info };
        if let Some(text) = self.bindings.get(&at).copied() {
            self.bind(at, text);
        }
        true
    }

    fn param(&mut self, name: &str, declarations: &[&'a ast::Param]) -> ParamInfo {
        let valued = declarations.iter().find_map(|param| Some((*param, param.value.as_ref()?)));
        let typed = declarations.iter().find_map(|param| param.ty.as_ref());
        let span = valued.map_or(declarations[0].name.span, |(param, _)| param.name.span);
        let mut info = ParamInfo {
            name: name.into(),
            span,
            ty: None,
            value: ParamValue::Broken,
            shown: None,
            opens: BTreeSet::new(),
            used: false,
        };
        let ty = match typed {
            Some(written) => match self.field_type(&written.node) {
                Some(ty) => Some(ty),
                None => return info,
            },
            None => None,
        };
        self.same_types(declarations);
        match valued {
            Some((_, value)) => {
                let (ty, value) = self.param_expr(value, ty);
                info.shown = shown(&value);
                (info.ty, info.value) = (ty, value);
            }
            None => {
                if ty.is_none() {
                    let fault = ValueFault::Untyped(name.into());
                    self.report(TypeProblem::Value { span, fault });
                }
                (info.ty, info.value) = (ty, ParamValue::Open);
            }
        }
        info
    }

    /// Whoever binds what another file leaves open must not state another type.
    fn same_types(&mut self, declarations: &[&'a ast::Param]) {
        let mut first: Option<(Type, crate::source::Span)> = None;
        for written in
            declarations.iter().filter_map(|param| param.ty.as_ref()).skip_while(|_| declarations.len() < 2)
        {
            let Some(ty) = self.field_type(&written.node) else { return };
            match &first {
                Some((known, declared)) if *known != ty => {
                    let words = TypeWord::of(known, &self.schema);
                    let left =
                        Operand { span: written.span, ty: TypeWord::of(&ty, &self.schema), declared: None };
                    let right = Operand { span: *declared, ty: words, declared: None };
                    self.report(TypeProblem::Mismatch { left, right, hint: None });
                }
                Some(_) => {}
                None => first = Some((ty, written.span)),
            }
        }
    }

    /// The value of a parameter, of the type stated if one is.
    fn param_expr(&mut self, value: &ast::Expr, ty: Option<Type>) -> (Option<Type>, ParamValue) {
        let scope = Scope::default();
        if let ast::ExprKind::List(_) = value.node {
            let inner = match &ty {
                Some(Type::List(inner)) => Some(inner.as_ref().clone()),
                Some(_) | None => None,
            };
            let Some(mut items) = self.list(value, &scope) else { return (ty, ParamValue::Broken) };
            let inner = inner.or_else(|| items.first().map(|first| first.ty.clone()));
            if items.is_empty() {
                let (span, why) = (value.span, Nonsense::NothingToIterate);
                self.report(StructureProblem::Senseless { span, other: None, why });
                return (ty, ParamValue::Broken);
            }
            if let Some(inner) = &inner {
                let fitted: Option<Vec<Expr>> =
                    items.into_iter().map(|item| self.expect(item, inner)).collect();
                match fitted {
                    Some(fitted) => items = fitted,
                    None => return (ty, ParamValue::Broken),
                }
            }
            let ty = ty.or(inner.map(|inner| Type::List(Box::new(inner))));
            return (ty, ParamValue::Many(items));
        }
        let found = self.value(value, &scope);
        let fitted = found.and_then(|found| match &ty {
            Some(ty) => self.expect(found, ty),
            None => Some(found),
        });
        match fitted.map(worked_out) {
            Some(expr) => (ty.or(Some(expr.ty.clone())), ParamValue::One(expr)),
            None => (ty, ParamValue::Broken),
        }
    }

    /// Sorts what is given from outside by parameter, and reports what names none and what is given twice.
    fn take_bindings(&mut self, bindings: &'a [(String, String)]) {
        for (name, text) in bindings {
            // Names of a policy are in normal form C; what a shell hands over may not be.
            let name: String = name.nfc().collect();
            let Some(id) = self.param_named(&name) else {
                let near = near(&name, self.params.iter().map(|param| param.name.as_str()));
                self.unknown(NameProblem::UnknownParam { name, near });
                continue;
            };
            let at = id.0 as usize;
            match self.bindings.get(&at) {
                Some(earlier) if earlier != text => self.refuse_binding(at, text, BindingFault::Twice),
                Some(_) => {}
                None => {
                    self.bindings.insert(at, text);
                }
            }
        }
    }

    fn refuse_binding(&mut self, at: usize, text: &str, fault: BindingFault) {
        let (name, declared) = (self.params[at].name.clone(), self.params[at].span);
        self.report(TypeProblem::Binding { name, value: text.to_string(), declared, fault });
    }

    fn bind(&mut self, at: usize, text: &str) {
        if let Some(fault) = self.bind_one(at, text) {
            self.refuse_binding(at, text, fault);
        }
    }

    /// Gives a parameter a value from outside.
    fn bind_one(&mut self, at: usize, text: &str) -> Option<BindingFault> {
        let wanted = self.params[at].ty.clone();
        // Names, keys and words need no quotes: a shell takes them away anyway.
        let is_word = matches!(wanted, Some(Type::Text | Type::Enum(_) | Type::Ref(_)));
        let quoted = text.starts_with(['"', '“']);
        let expr = if is_word && !quoted {
            let kind = ast::ExprKind::Text(text.to_string());
            ast::Expr { node: kind, span: self.params[at].span }
        } else {
            match read(text) {
                Some(expr) => expr,
                None => return Some(BindingFault::NotAValue),
            }
        };
        let (before, needs) = (self.problems.len(), std::mem::take(&mut self.needs));
        let (ty, value) = self.param_expr(&expr, None);
        let fitted = match (value, &wanted) {
            (ParamValue::One(found), Some(wanted)) => {
                let words = TypeWord::of(&found.ty, &self.schema);
                match self.expect(found, wanted) {
                    Some(value) => Ok(ParamValue::One(worked_out(value))),
                    None => Err(words),
                }
            }
            (ParamValue::Many(items), Some(Type::List(inner))) => {
                let words = ty.map_or(TypeWord::List, |ty| TypeWord::of(&ty, &self.schema));
                let items: Option<Vec<Expr>> =
                    items.into_iter().map(|item| self.expect(item, inner)).collect();
                items.map(ParamValue::Many).ok_or(words)
            }
            (ParamValue::Many(_), _) => Err(TypeWord::List),
            (ParamValue::One(_) | ParamValue::Open | ParamValue::Broken, _) => Err(TypeWord::Value),
            (ParamValue::Pending | ParamValue::Busy, _) => Err(TypeWord::Value),
        };
        // What has been found wrong stands in a text without a place; it is said in one message instead.
        self.problems.truncate(before);
        let found = std::mem::replace(&mut self.needs, needs);
        match fitted {
            Ok(_) if !found.open.is_empty() => Some(BindingFault::NotAValue),
            Ok(value) => {
                let place = self.params[at].span;
                let param = &mut self.params[at];
                param.value = replaced(value, place);
                param.shown = Some([text.to_string(), text.to_string()]);
                param.opens.clear();
                None
            }
            Err(TypeWord::Value) => Some(BindingFault::NotAValue),
            Err(found) => {
                let wanted = wanted.map_or(TypeWord::Value, |ty| TypeWord::of(&ty, &self.schema));
                Some(BindingFault::Type { wanted, found })
            }
        }
    }

    /// The parameters of the model.
    pub(super) fn params_of_model(&self) -> Vec<Param> {
        self.params
            .iter()
            .filter_map(|param| {
                Some(Param {
                    name: param.name.clone(),
                    ty: param.ty.clone()?,
                    span: param.span,
                    bound: param.opens.is_empty(),
                    shown: param.shown.clone(),
                })
            })
            .collect()
    }
}

/// Reads a value as it would stand in a policy, after spelling out units that a command line may shorten.
fn read(text: &str) -> Option<ast::Expr> {
    let parsed = syntax::parse(FileId(u32::MAX), &format!("param value = {}", spelled_out(text)));
    if !parsed.problems.is_empty() {
        return None;
    }
    match parsed.file.items.into_iter().map(|item| item.node).collect::<Vec<_>>().as_mut_slice() {
        [ast::Item::Param(param)] => param.value.take(),
        _ => None,
    }
}

/// `45m`, `2h`, `2d`, `1w` and `3wd` (working days) are lengths; `m` is always minutes, because months are written out.
fn spelled_out(text: &str) -> String {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let unit = match unit.trim() {
        "m" => "minutes",
        "d" => "days",
        "w" => "weeks",
        "wd" => "working days",
        "wh" => "working hours",
        _ => return text.to_string(),
    };
    if number.is_empty() { text.to_string() } else { format!("{number} {unit}") }
}

/// Puts a value that came from outside at the place of the parameter's declaration: its own text has none.
fn replaced(mut value: ParamValue, span: crate::source::Span) -> ParamValue {
    match &mut value {
        ParamValue::One(expr) => walk::place(expr, span),
        ParamValue::Many(items) => items.iter_mut().for_each(|item| walk::place(item, span)),
        ParamValue::Open | ParamValue::Broken | ParamValue::Pending | ParamValue::Busy => {}
    }
    value
}

/// Cuts values that name open parameters down to one of them.
fn cut(value: ParamValue, opens: &BTreeSet<ParamId>) -> ParamValue {
    let Some(first) = opens.first() else { return value };
    let cut = |expr: Expr| match expr.kind {
        ExprKind::Literal(_) => expr,
        _ => Expr { kind: ExprKind::OpenParam(*first), ..expr },
    };
    match value {
        ParamValue::One(expr) => ParamValue::One(cut(expr)),
        ParamValue::Many(items) => ParamValue::Many(items.into_iter().map(cut).collect()),
        ParamValue::Open | ParamValue::Broken | ParamValue::Pending | ParamValue::Busy => value,
    }
}

/// A value as text, for the report, by language.
fn shown(value: &ParamValue) -> Option<[String; 2]> {
    Some([shown_in(value, Lang::En)?, shown_in(value, Lang::Zh)?])
}

fn shown_in(value: &ParamValue, lang: Lang) -> Option<String> {
    match value {
        ParamValue::One(expr) => literal(expr, lang),
        ParamValue::Many(items) => {
            let items: Option<Vec<String>> = items.iter().map(|item| literal(item, lang)).collect();
            Some(format!("[{}]", items?.join(", ")))
        }
        ParamValue::Open | ParamValue::Broken | ParamValue::Pending | ParamValue::Busy => None,
    }
}

fn literal(expr: &Expr, lang: Lang) -> Option<String> {
    let ExprKind::Literal(literal) = &expr.kind else { return None };
    Some(match literal {
        Literal::Text(text) => text.clone(),
        Literal::Number(number) => number.normalize().to_string(),
        Literal::Percent(share) => {
            let hundred = rust_decimal::Decimal::ONE_HUNDRED;
            format!("{}%", share.checked_mul(hundred)?.normalize())
        }
        Literal::Money(value, currency) => crate::money::Amount::new(*value, *currency).to_string(),
        Literal::Bool(yes) => yes.to_string(),
        Literal::Date(date) => date.to_string(),
        Literal::Time(time) => time.to_string(),
        Literal::Stamp(stamp) => format!("{stamp:?}"),
        Literal::Length(length) => length.words(lang),
    })
}
