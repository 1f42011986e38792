//! Expressions: precedence, without recursion except through brackets, whose nesting is bounded.

use super::{Kids, Low, Lower, Pair};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{
    Aggregate, AggregateKind, BinaryOp, DayTest, Expr, ExprKind, Like, Over, Predicate, Text, TimePart,
};
use crate::syntax::error::SyntaxProblem;
use crate::syntax::explain::in_digits;
use crate::syntax::grammar::Rule;

/// How many operations may lie inside each other. Every later stage may walk a tree of this depth recursively.
/// Chains of `and` and `or` are flat and may have any length.
pub const MAX_DEPTH: u32 = 256;

/// An expression and how many nodes lie inside each other in it.
type Deep = (Expr, u32);

/// An operator that waits for its right side.
#[derive(Clone, Copy)]
enum Op {
    Or,
    And,
    Not,
    Binary(BinaryOp),
    Range,
    Negate,
}

impl Op {
    /// How tightly it binds.
    fn strength(self) -> u8 {
        match self {
            Op::Or => 1,
            Op::And => 2,
            Op::Not => 3,
            Op::Binary(op) if op.compares() => 4,
            Op::Range => 5,
            Op::Binary(BinaryOp::Add | BinaryOp::Sub) => 6,
            Op::Binary(_) => 7,
            Op::Negate => 8,
        }
    }
}

/// Values read so far and operators that wait.
#[derive(Default)]
struct Stacks {
    values: Vec<Deep>,
    waiting: Vec<(Op, Span)>,
}

impl Lower<'_> {
    /// An expression.
    pub(super) fn expr(&mut self, pair: Pair<'_>) -> Low<Expr> {
        self.deep_expr(pair).map(|(expr, _)| expr)
    }

    /// An operand by itself.
    pub(super) fn operand(&mut self, pair: Pair<'_>) -> Low<Expr> {
        self.deep_operand(pair).map(|(expr, _)| expr)
    }

    /// A name with its fields.
    pub(super) fn subject(&mut self, pair: Pair<'_>) -> Low<Expr> {
        self.deep_operand(pair).map(|(expr, _)| expr)
    }

    fn deep_expr(&mut self, pair: Pair<'_>) -> Low<Deep> {
        let span = self.span(&pair);
        let mut stacks = Stacks::default();
        let mut expects_value = true;
        for part in self.kids(pair) {
            let place = self.span(&part);
            match part.as_rule() {
                Rule::operand => {
                    stacks.values.push(self.deep_operand(part)?);
                    expects_value = false;
                }
                Rule::predicate => {
                    let which = predicate(self.kids(part));
                    let Some((value, depth)) = stacks.values.pop() else {
                        return self.unexpected(place);
                    };
                    let whole = value.span.to(place);
                    let node = ExprKind::Predicate(Box::new(value), which);
                    stacks.values.push(self.deep(node, whole, depth)?);
                }
                Rule::text_test => {
                    let Some((value, depth)) = stacks.values.pop() else {
                        return self.unexpected(place);
                    };
                    let whole = value.span.to(place);
                    let (like, text) = self.text_test(part)?;
                    let node = ExprKind::Like(Box::new(value), like, text);
                    stacks.values.push(self.deep(node, whole, depth)?);
                }
                Rule::day_test => {
                    let Some((value, depth)) = stacks.values.pop() else {
                        return self.unexpected(place);
                    };
                    let whole = value.span.to(place);
                    let rest = self.kids(part).next().is_some_and(|word| word.as_rule() == Rule::is_rest_day);
                    let test = if rest { DayTest::Rest } else { DayTest::Working };
                    let node = ExprKind::DayIs(Box::new(value), test);
                    stacks.values.push(self.deep(node, whole, depth)?);
                }
                Rule::op_not => stacks.waiting.push((Op::Not, place)),
                Rule::op_minus if expects_value => stacks.waiting.push((Op::Negate, place)),
                rule => {
                    let Some(op) = infix(rule) else {
                        return self.unexpected(place);
                    };
                    self.settle(&mut stacks, op.strength())?;
                    stacks.waiting.push((op, place));
                    expects_value = true;
                }
            }
        }
        self.settle(&mut stacks, 0)?;
        match stacks.values.pop() {
            Some(value) => Ok(value),
            None => self.unexpected(span),
        }
    }

    /// What a text is like, and what it is compared with.
    fn text_test(&mut self, pair: Pair<'_>) -> Low<(Like, Text)> {
        let mut kids = self.kids(pair);
        let like = match self.need_any(&mut kids)?.as_rule() {
            Rule::text_starts => Like::StartsWith,
            Rule::text_ends => Like::EndsWith,
            _ => Like::Contains,
        };
        let text = self.need(&mut kids, Rule::string)?;
        Ok((like, self.text(text)?))
    }

    /// Applies all waiting operators that bind at least as tightly.
    fn settle(&mut self, stacks: &mut Stacks, strength: u8) -> Low<()> {
        while let Some(&(op, place)) = stacks.waiting.last() {
            if op.strength() < strength {
                break;
            }
            stacks.waiting.pop();
            let Some(right) = stacks.values.pop() else {
                return self.unexpected(place);
            };
            let applied = match op {
                Op::Not => {
                    let span = place.to(right.0.span);
                    self.deep(ExprKind::Not(Box::new(right.0)), span, right.1)
                }
                Op::Negate => {
                    let span = place.to(right.0.span);
                    self.deep(ExprKind::Negate(Box::new(right.0)), span, right.1)
                }
                _ => match stacks.values.pop() {
                    Some(left) => self.apply(op, place, left, right),
                    None => self.unexpected(place),
                },
            };
            stacks.values.push(applied?);
        }
        Ok(())
    }

    fn apply(&mut self, op: Op, place: Span, left: Deep, right: Deep) -> Low<Deep> {
        let span = left.0.span.to(right.0.span);
        let depth = left.1.max(right.1);
        let node = match (op, left.0.node) {
            // A chain stays flat. Its first member cannot be a chain of its own: that would be in brackets.
            (Op::And, ExprKind::And(mut all)) => {
                all.push(right.0);
                return Ok((Spanned::new(ExprKind::And(all), span), left.1.max(right.1 + 1)));
            }
            (Op::Or, ExprKind::Or(mut all)) => {
                all.push(right.0);
                return Ok((Spanned::new(ExprKind::Or(all), span), left.1.max(right.1 + 1)));
            }
            (Op::Binary(second), ExprKind::Binary(_, first, _)) if second.compares() && first.compares() => {
                return self.fail(SyntaxProblem::ChainedComparison { first: first.span, second: place });
            }
            (op, node) => {
                let left = Spanned::new(node, left.0.span);
                match op {
                    Op::And => ExprKind::And(vec![left, right.0]),
                    Op::Or => ExprKind::Or(vec![left, right.0]),
                    Op::Range => ExprKind::Range(Box::new(left), Box::new(right.0)),
                    Op::Binary(op) => {
                        ExprKind::Binary(Box::new(left), Spanned::new(op, place), Box::new(right.0))
                    }
                    Op::Not | Op::Negate => return self.unexpected(place),
                }
            }
        };
        self.deep(node, span, depth)
    }

    /// A node around others of the given depth.
    fn deep(&mut self, node: ExprKind, span: Span, inside: u32) -> Low<Deep> {
        if inside >= MAX_DEPTH {
            return self.fail(SyntaxProblem::ExpressionTooDeep(span));
        }
        Ok((Spanned::new(node, span), inside + 1))
    }

    fn deep_operand(&mut self, pair: Pair<'_>) -> Low<Deep> {
        let mut kids = self.kids(pair);
        let primary = self.need_any(&mut kids)?;
        let mut value = self.primary(primary)?;
        for postfix in kids {
            let place = self.span(&postfix);
            let span = value.0.span.to(place);
            let rule = postfix.as_rule();
            let mut parts = self.kids(postfix);
            let mut depth = value.1;
            let inner = Box::new(value.0);
            let node = match rule {
                Rule::access => {
                    let name = self.need(&mut parts, Rule::any_name)?;
                    ExprKind::Field(inner, self.name(name)?)
                }
                Rule::access_many => ExprKind::Fields(inner, self.all(parts, Self::name)?),
                Rule::call => {
                    let (arguments, deepest) = self.several(parts)?;
                    depth = depth.max(deepest);
                    ExprKind::Call(inner, arguments)
                }
                Rule::aggregate_over => ExprKind::Over(inner, self.over(parts)?),
                Rule::de_state if has_subject(&inner.node) => {
                    let of = self.need_any(&mut parts)?;
                    match of.as_rule() {
                        Rule::part_word => ExprKind::PartOf(self.time_part(of)?, inner),
                        _ => ExprKind::StateOf(self.name(of)?, inner),
                    }
                }
                _ => return self.unexpected(place),
            };
            value = self.deep(node, span, depth)?;
        }
        Ok(value)
    }

    /// Several expressions and the depth of the deepest.
    fn several(&mut self, parts: Kids<'_>) -> Low<(Vec<Expr>, u32)> {
        let all = self.all(parts, Self::deep_expr)?;
        let deepest = all.iter().map(|(_, depth)| *depth).max().unwrap_or(0);
        Ok((all.into_iter().map(|(expr, _)| expr).collect(), deepest))
    }

    fn primary(&mut self, pair: Pair<'_>) -> Low<Deep> {
        let span = self.span(&pair);
        let rule = pair.as_rule();
        let mut inside = 0;
        let node = match rule {
            Rule::string => ExprKind::Text(self.text(pair)?.node),
            Rule::datetime => ExprKind::DateTime(self.date_time(pair)?),
            Rule::date => ExprKind::Date(self.date(pair)?),
            Rule::time_of_day => ExprKind::TimeOfDay(self.time_of_day(pair)?),
            Rule::percent => ExprKind::Percent(self.percent(pair)?),
            Rule::money => ExprKind::Money(self.money(pair)?),
            Rule::duration => ExprKind::Quantity(self.duration(pair)?.node),
            Rule::number => ExprKind::Number(self.decimal(pair)?),
            Rule::boolean => {
                ExprKind::Bool(self.kids(pair).next().is_some_and(|word| word.as_rule() == Rule::true_word))
            }
            Rule::reference => ExprKind::Name(self.reference(pair)?),
            Rule::column => {
                let mut kids = self.kids(pair);
                let text = self.need(&mut kids, Rule::string)?;
                ExprKind::Column(self.text(text)?)
            }
            Rule::this_header => ExprKind::ThisHeader,
            Rule::this_cell => ExprKind::ThisCell,
            Rule::list => {
                let parts = self.kids(pair);
                let (all, deepest) = self.several(parts)?;
                inside = deepest;
                ExprKind::List(all)
            }
            Rule::group => {
                let mut kids = self.kids(pair);
                let inner = self.need(&mut kids, Rule::expr)?;
                let (inner, depth) = self.deep_expr(inner)?;
                inside = depth;
                ExprKind::Group(Box::new(inner))
            }
            Rule::weekday => ExprKind::Weekday(self.weekday(pair)?),
            Rule::part_of => {
                let mut kids = self.kids(pair);
                let part = self.need(&mut kids, Rule::part_word)?;
                let part = self.time_part(part)?;
                let subject = self.need(&mut kids, Rule::subject)?;
                let (subject, depth) = self.deep_operand(subject)?;
                inside = depth;
                ExprKind::PartOf(part, Box::new(subject))
            }
            Rule::state_of => {
                let mut kids = self.kids(pair);
                let state = self.need(&mut kids, Rule::name)?;
                let subject = self.need(&mut kids, Rule::subject)?;
                let (subject, depth) = self.deep_operand(subject)?;
                inside = depth;
                ExprKind::StateOf(self.name(state)?, Box::new(subject))
            }
            Rule::pay_for => {
                let mut kids = self.kids(pair);
                let time = self.need(&mut kids, Rule::duration)?;
                let of = self.need(&mut kids, Rule::subject)?;
                let (of, depth) = self.deep_operand(of)?;
                inside = depth;
                ExprKind::PayFor(self.duration(time)?, Box::new(of))
            }
            Rule::share_of => {
                let mut kids = self.kids(pair);
                let share = self.need(&mut kids, Rule::percent)?;
                let at = self.span(&share);
                let of = self.need(&mut kids, Rule::subject)?;
                let (of, depth) = self.deep_operand(of)?;
                inside = depth;
                ExprKind::ShareOf(Spanned::new(self.percent(share)?, at), Box::new(of))
            }
            Rule::aggregate => {
                let (aggregate, depth) = self.aggregate(pair)?;
                inside = depth;
                ExprKind::Aggregate(Box::new(aggregate))
            }
            _ => return self.odd(&pair),
        };
        self.deep(node, span, inside)
    }

    /// Which part of a point of time.
    fn time_part(&mut self, pair: Pair<'_>) -> Low<TimePart> {
        let mut which = self.kids(pair);
        let part = self.need_any(&mut which)?;
        match part.as_rule() {
            Rule::part_date => Ok(TimePart::Date),
            Rule::part_time => Ok(TimePart::Time),
            Rule::part_weekday => Ok(TimePart::Weekday),
            _ => self.odd(&part),
        }
    }

    /// A name; the keywords that are names in some places keep their English spelling.
    fn reference(&mut self, pair: Pair<'_>) -> Low<String> {
        let mut kids = self.kids(pair);
        let inner = self.need_any(&mut kids)?;
        if inner.as_rule() == Rule::role_word {
            let text = inner.as_str();
            return Ok(if matches!(text, "bearer" | "责任人") { "bearer" } else { "by" }.to_string());
        }
        // `一百元` has the form of a name; in backticks it is one.
        let found = inner.as_str().trim_end();
        if let Some(digits) = in_digits(found).filter(|digits| digits.contains(' ')) {
            let (span, found) = (self.span(&inner), found.to_string());
            return self.fail(SyntaxProblem::HanNumber { span, found, digits });
        }
        self.name(inner).map(|name| name.node)
    }

    fn aggregate(&mut self, pair: Pair<'_>) -> Low<(Aggregate, u32)> {
        let mut kids = self.kids(pair);
        let kind = self.need(&mut kids, Rule::aggregate_kind)?;
        let mut which = self.kids(kind);
        let kind = self.need_any(&mut which)?;
        let kind = match kind.as_rule() {
            Rule::agg_sum => AggregateKind::Sum,
            Rule::agg_count => AggregateKind::Count,
            Rule::agg_average => AggregateKind::Average,
            Rule::agg_min => AggregateKind::Min,
            Rule::agg_max => AggregateKind::Max,
            Rule::agg_distinct => AggregateKind::Distinct,
            Rule::agg_last => AggregateKind::Last,
            Rule::agg_rank => AggregateKind::Rank,
            _ => return self.odd(&kind),
        };
        let of = self.need(&mut kids, Rule::expr)?;
        let (of, mut depth) = self.deep_expr(of)?;
        let filter = kids.get(Rule::filter);
        let filter = self.maybe(filter, |this, filter| this.deep_filter(filter, &mut depth))?;
        let among = kids.get(Rule::aggregate_among);
        let among = self.maybe(among, |this, among| {
            let mut kids = this.kids(among);
            let entity = this.need(&mut kids, Rule::name)?;
            this.name(entity)
        })?;
        let by: Vec<Expr> = match kids.get(Rule::aggregate_for) {
            Some(subjects) => {
                let subjects = self.kids(subjects);
                let all = self.all(subjects, Self::deep_operand)?;
                depth = all.iter().map(|(_, inside)| *inside).fold(depth, u32::max);
                all.into_iter().map(|(subject, _)| subject).collect()
            }
            None => Vec::new(),
        };
        let over = kids.get(Rule::aggregate_over);
        let over = self.maybe(over, |this, over| {
            let kids = this.kids(over);
            this.over(kids)
        })?;
        Ok((Aggregate { kind, of, filter, by, among, over }, depth))
    }

    /// `where φ` inside an expression.
    fn deep_filter(&mut self, filter: Pair<'_>, depth: &mut u32) -> Low<Expr> {
        let mut kids = self.kids(filter);
        let condition = self.need(&mut kids, Rule::expr)?;
        let (condition, inside) = self.deep_expr(condition)?;
        *depth = (*depth).max(inside);
        Ok(condition)
    }

    /// The time an aggregate runs over.
    fn over(&mut self, mut kids: Kids<'_>) -> Low<Over> {
        let over = self.need_any(&mut kids)?;
        Ok(match over.as_rule() {
            Rule::over_so_far => Over::SoFar,
            rule @ (Rule::over_previous | Rule::over_this) => {
                let mut kids = self.kids(over);
                let unit = self.need(&mut kids, Rule::calendar_unit)?;
                let unit = self.calendar_unit(unit)?;
                if rule == Rule::over_this { Over::This(unit) } else { Over::Previous(unit) }
            }
            _ => Over::Rolling(self.inner_length(over)?),
        })
    }
}

/// Whether a state can belong to it: a name, with what is attached to it.
fn has_subject(node: &ExprKind) -> bool {
    let mut node = node;
    loop {
        match node {
            ExprKind::Name(_) | ExprKind::Text(_) | ExprKind::Group(_) => return true,
            ExprKind::Field(inner, _) | ExprKind::Fields(inner, _) | ExprKind::Call(inner, _) => {
                node = &inner.node
            }
            _ => return false,
        }
    }
}

fn predicate(kids: Kids<'_>) -> Predicate {
    let mut which = Predicate::Filled;
    let mut filled = false;
    for word in kids {
        match word.as_rule() {
            Rule::is_filled => filled = true,
            Rule::is_valid if filled => which = Predicate::FilledAndValid,
            Rule::is_valid => which = Predicate::Valid,
            Rule::is_blank => which = Predicate::Blank,
            _ => {}
        }
    }
    which
}

fn infix(rule: Rule) -> Option<Op> {
    Some(match rule {
        Rule::op_or => Op::Or,
        Rule::op_and => Op::And,
        Rule::op_range => Op::Range,
        Rule::op_eq => Op::Binary(BinaryOp::Eq),
        Rule::op_ne => Op::Binary(BinaryOp::Ne),
        Rule::op_lt => Op::Binary(BinaryOp::Lt),
        Rule::op_le => Op::Binary(BinaryOp::Le),
        Rule::op_gt => Op::Binary(BinaryOp::Gt),
        Rule::op_ge => Op::Binary(BinaryOp::Ge),
        Rule::op_in => Op::Binary(BinaryOp::In),
        Rule::op_not_in => Op::Binary(BinaryOp::NotIn),
        Rule::op_plus => Op::Binary(BinaryOp::Add),
        Rule::op_minus => Op::Binary(BinaryOp::Sub),
        Rule::op_times => Op::Binary(BinaryOp::Mul),
        Rule::op_divide => Op::Binary(BinaryOp::Div),
        _ => return None,
    })
}
