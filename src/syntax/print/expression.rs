//! Expressions.

use super::phrase::{Phrase, Piece};
use super::{Printer, name};
use crate::locale::Lang;
use crate::syntax::ast::{
    Aggregate, AggregateKind, BinaryOp, DayTest, Expr, ExprKind, Like, Name, Over, Predicate, TimePart,
};
use crate::syntax::grammar::{Rule, is};
use crate::syntax::words::Word;

/// How tightly each kind of expression binds; an operand binds tightest.
fn strength(node: &ExprKind) -> u8 {
    match node {
        ExprKind::Or(_) => 1,
        ExprKind::And(_) => 2,
        ExprKind::Not(_) => 3,
        ExprKind::Binary(_, op, ..) if op.compares() => 4,
        ExprKind::Range(..) => 5,
        ExprKind::Binary(_, op, _) if matches!(op.node, BinaryOp::Add | BinaryOp::Sub) => 6,
        ExprKind::Binary(..) => 7,
        ExprKind::Negate(_) => 8,
        ExprKind::Predicate(..) | ExprKind::Like(..) | ExprKind::DayIs(..) => 9,
        // Nothing can be attached to these without brackets.
        ExprKind::StateOf(..) | ExprKind::PartOf(..) | ExprKind::PayFor(..) => 10,
        ExprKind::ShareOf(..) | ExprKind::Aggregate(_) | ExprKind::Over(..) => 10,
        _ => 11,
    }
}

fn sign(op: BinaryOp) -> Result<&'static str, Word> {
    Ok(match op {
        BinaryOp::Eq => "=",
        BinaryOp::Ne => "!=",
        BinaryOp::Lt => "<",
        BinaryOp::Le => "<=",
        BinaryOp::Gt => ">",
        BinaryOp::Ge => ">=",
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::Div => "/",
        BinaryOp::In => return Err(Word::In),
        BinaryOp::NotIn => return Err(Word::NotIn),
    })
}

impl Printer<'_, '_> {
    pub(super) fn expr(&self, out: &mut Phrase, expr: &Expr) {
        match &expr.node {
            ExprKind::Or(all) => self.chain(out, all, Word::Or, 2),
            ExprKind::And(all) => self.chain(out, all, Word::And, 3),
            ExprKind::Not(inner) => {
                out.word(self.w(Word::Not));
                self.inside(out, inner, 3);
            }
            ExprKind::Negate(inner) => {
                out.word("-");
                out.tighten();
                self.inside(out, inner, 8);
            }
            ExprKind::Binary(left, op, right) => {
                let own = strength(&expr.node);
                // Comparisons do not chain; the others lean to the left.
                let left_least = if op.compares() { own + 1 } else { own };
                match &left.node {
                    // A field of the built-in `attestation`; elsewhere `by` is a keyword.
                    ExprKind::Name(by) if by == "by" && op.compares() && sign(op.node).is_ok() => {
                        out.word("by")
                    }
                    _ => self.inside(out, left, left_least),
                }
                if !op.compares() {
                    out.may_break();
                }
                out.word(sign(op.node).unwrap_or_else(|word| self.w(word)));
                self.inside(out, right, own + 1);
            }
            ExprKind::Range(from, to) => {
                self.inside(out, from, 5);
                out.glue("..");
                out.tighten();
                self.inside(out, to, 6);
            }
            ExprKind::Predicate(inner, which) => {
                self.inside(out, inner, 10);
                match which {
                    Predicate::Filled => out.word(self.w(Word::Filled)),
                    Predicate::Valid => out.word(self.w(Word::Valid)),
                    Predicate::Blank => out.word(self.w(Word::Blank)),
                    Predicate::FilledAndValid => {
                        out.word(self.w(Word::Filled));
                        out.word(self.w(Word::And));
                        out.word(self.w(Word::Valid));
                    }
                }
            }
            ExprKind::Like(inner, like, text) => {
                self.inside(out, inner, 10);
                out.word(self.w(match like {
                    Like::Contains => Word::Contains,
                    Like::StartsWith => Word::StartsWith,
                    Like::EndsWith => Word::EndsWith,
                }));
                out.word(&name::text(text));
            }
            ExprKind::DayIs(inner, test) => {
                self.inside(out, inner, 10);
                out.word(self.w(match test {
                    DayTest::Working => Word::IsWorkingDay,
                    DayTest::Rest => Word::IsRestDay,
                }));
            }
            _ => self.operand(out, expr),
        }
    }

    fn chain(&self, out: &mut Phrase, all: &[Expr], word: Word, least: u8) {
        for (i, one) in all.iter().enumerate() {
            if i > 0 {
                out.may_break_before(Piece::Logic);
                out.word(self.w(word));
            }
            self.inside(out, one, least);
        }
    }

    /// An expression inside another, in brackets if it binds too loosely.
    fn inside(&self, out: &mut Phrase, expr: &Expr, least: u8) {
        if strength(&expr.node) >= least {
            self.expr(out, expr);
        } else {
            self.bracketed(out, expr);
        }
    }

    fn bracketed(&self, out: &mut Phrase, expr: &Expr) {
        out.word("(");
        out.tighten();
        self.expr(out, expr);
        out.glue(")");
    }

    pub(super) fn operand(&self, out: &mut Phrase, expr: &Expr) {
        match &expr.node {
            ExprKind::Text(text) => out.word(&name::text(text)),
            ExprKind::Number(number) => out.word(&number.to_string()),
            ExprKind::Percent(share) => out.word(&name::percent(*share)),
            ExprKind::Money(amount) => out.word(&name::money(amount, self.lang)),
            ExprKind::Bool(value) => out.word(self.w(if *value { Word::True } else { Word::False })),
            ExprKind::Quantity(quantity) => out.word(&name::quantity(quantity, self.lang)),
            ExprKind::Date(date) => out.word(&name::date(*date)),
            ExprKind::DateTime(at) => out.word(&name::date_time(at)),
            ExprKind::TimeOfDay(time) => out.word(&name::time_of_day(*time)),
            ExprKind::Name(text) if text == "bearer" => out.word(self.w(Word::Bearer)),
            ExprKind::Name(text) => out.word(&name::name(text)),
            ExprKind::List(all) => {
                out.word("[");
                out.tighten();
                self.list(out, all);
                out.glue("]");
            }
            ExprKind::ShareOf(share, of) => {
                out.word(&name::percent(share.node));
                out.word(self.w(match self.lang {
                    Lang::En => Word::Of,
                    Lang::Zh => Word::De,
                }));
                self.inside(out, of, 11);
            }
            ExprKind::PayFor(time, of) => {
                out.word(&name::quantity(time, self.lang));
                out.word(self.w(match self.lang {
                    Lang::En => Word::Of,
                    Lang::Zh => Word::De,
                }));
                self.inside(out, of, 11);
            }
            ExprKind::StateOf(state, of) => {
                // `date of x` is a part of a point of time; a state of that name stands in backticks.
                let state = match is(Rule::part_word, state) {
                    true => format!("`{}`", state.node),
                    false => name::name(state),
                };
                self.of(out, &state, of);
            }
            ExprKind::PartOf(part, of) => {
                let part = match part {
                    TimePart::Date => Word::PartDate,
                    TimePart::Time => Word::PartTime,
                    TimePart::Weekday => Word::PartWeekday,
                };
                self.of(out, self.w(part), of);
            }
            ExprKind::Weekday(day) => out.word(name::weekday(*day, self.lang)),
            ExprKind::Field(inner, field) => {
                self.base(out, inner);
                out.glue(".");
                out.glue(&name::free_name(field));
            }
            ExprKind::Fields(inner, fields) => {
                self.base(out, inner);
                out.glue(".[");
                out.tighten();
                self.names(out, fields);
                out.glue("]");
            }
            ExprKind::Call(inner, arguments) => {
                match &inner.node {
                    // `count(…)` is an aggregate; a measure of that name stands in backticks.
                    ExprKind::Name(measure) if is(Rule::aggregate_kind, measure) => {
                        out.word(&format!("`{measure}`"));
                    }
                    _ => self.inside(out, inner, 11),
                }
                out.glue("(");
                out.tighten();
                self.list(out, arguments);
                out.glue(")");
            }
            ExprKind::Aggregate(aggregate) => self.aggregate(out, aggregate),
            ExprKind::Over(inner, over) => {
                self.inside(out, inner, 11);
                self.over(out, over);
            }
            ExprKind::Column(text) => {
                out.word(self.w(Word::Column));
                out.word(&name::text(text));
            }
            ExprKind::ThisHeader => out.word(self.w(Word::ThisHeader)),
            ExprKind::ThisCell => out.word(self.w(Word::ThisCell)),
            ExprKind::Group(inner) => self.bracketed(out, inner),
            _ => self.bracketed(out, expr),
        }
    }

    /// `what of subject`, in the order of the language.
    fn of(&self, out: &mut Phrase, what: &str, subject: &Expr) {
        match self.lang {
            Lang::En => {
                out.word(what);
                out.word(self.w(Word::Of));
                self.inside(out, subject, 11);
            }
            Lang::Zh => {
                self.inside(out, subject, 11);
                out.word(self.w(Word::De));
                out.word(what);
            }
        }
    }

    /// What a field or an argument list is attached to.
    fn base(&self, out: &mut Phrase, expr: &Expr) {
        match &expr.node {
            ExprKind::Name(by) if by == "by" => out.word("by"),
            _ => self.inside(out, expr, 11),
        }
    }

    pub(super) fn list(&self, out: &mut Phrase, all: &[Expr]) {
        for (i, one) in all.iter().enumerate() {
            if i > 0 {
                out.comma();
            }
            self.expr(out, one);
        }
    }

    pub(super) fn names(&self, out: &mut Phrase, names: &[Name]) {
        for (i, one) in names.iter().enumerate() {
            if i > 0 {
                out.comma();
            }
            out.word(&name::name(one));
        }
    }

    fn aggregate(&self, out: &mut Phrase, aggregate: &Aggregate) {
        out.word(self.w(match aggregate.kind {
            AggregateKind::Sum => Word::Sum,
            AggregateKind::Count => Word::Count,
            AggregateKind::Average => Word::Average,
            AggregateKind::Min => Word::Min,
            AggregateKind::Max => Word::Max,
            AggregateKind::Distinct => Word::Distinct,
            AggregateKind::Last => match self.lang {
                Lang::En => Word::Last,
                Lang::Zh => Word::Latest,
            },
            AggregateKind::Rank => Word::Rank,
        }));
        out.glue("(");
        out.tighten();
        self.expr(out, &aggregate.of);
        if let Some(filter) = &aggregate.filter {
            self.filter(out, filter);
        }
        out.glue(")");
        if !aggregate.by.is_empty() {
            out.word(self.w(Word::For));
            if let [one] = &aggregate.by[..] {
                self.inside(out, one, 11);
            } else {
                out.word("[");
                out.tighten();
                self.list(out, &aggregate.by);
                out.glue("]");
            }
        }
        if let Some(entity) = &aggregate.among {
            out.word(self.w(Word::Among));
            out.word(&name::name(entity));
        }
        if let Some(over) = &aggregate.over {
            self.over(out, over);
        }
    }

    /// The time an aggregate runs over.
    fn over(&self, out: &mut Phrase, over: &Over) {
        match over {
            Over::SoFar => out.word(self.w(Word::SoFar)),
            Over::This(unit) => {
                out.word(self.w(Word::OverTime));
                let unit = name::calendar_unit(*unit, self.lang);
                match self.lang {
                    Lang::En => out.word(&format!("this {unit}")),
                    Lang::Zh => out.word(&format!("本{unit}")),
                }
            }
            Over::Previous(unit) => {
                out.word(self.w(Word::OverTime));
                let unit = name::calendar_unit(*unit, self.lang);
                match self.lang {
                    Lang::En => out.word(&format!("the previous {unit}")),
                    Lang::Zh => out.word(&format!("上{unit}")),
                }
            }
            Over::Rolling(length) => {
                out.word(self.w(Word::OverTime));
                out.word(self.w(match self.lang {
                    Lang::En => Word::TheLast,
                    Lang::Zh => Word::Recent,
                }));
                self.length(out, length);
            }
        }
    }

    /// `where φ`
    pub(super) fn filter(&self, out: &mut Phrase, condition: &Expr) {
        out.may_break_before(Piece::Condition);
        out.word(self.w(Word::Where));
        self.expr(out, condition);
    }

    /// `where φ`, if there is a condition.
    pub(super) fn maybe_filter(&self, out: &mut Phrase, condition: Option<&Expr>) {
        if let Some(condition) = condition {
            self.filter(out, condition);
        }
    }

    /// `as x`, if there is a name.
    pub(super) fn alias(&self, out: &mut Phrase, alias: Option<&Name>) {
        if let Some(alias) = alias {
            out.word(self.w(Word::As));
            out.word(&name::name(alias));
        }
    }
}
