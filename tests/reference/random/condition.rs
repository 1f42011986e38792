//! Random conditions, well typed.

use super::dice::Dice;
use super::grid::Grid;
use super::log::{ADDRESSEES, FAULTS, ROLES, STAFF};
use crate::build::{
    self, ACTIVE, BOSS, DAY, DUE, FAULT, FLAG, LEVEL, PEOPLE, RANK, ROLE, TO, compare, condition, expr,
    number, of_event, text, type_of,
};
use guiju::analysis::model::{ArithOp, CompareOp, Expr, ExprKind, Literal, Predicate, Var};
use guiju::event::Type;

/// Which names can be used.
#[derive(Clone, Copy, Default)]
pub struct Names {
    /// The occasion's kind.
    pub occasion: Option<usize>,
    /// The candidate's kind.
    pub candidate: Option<usize>,
    pub member: bool,
    pub each: bool,
}

impl Names {
    fn events(self) -> Vec<(Var, usize)> {
        let candidate = self.candidate.map(|kind| (Var::Candidate, kind));
        let occasion = self.occasion.map(|kind| (Var::Occasion, kind));
        candidate.into_iter().chain(occasion).collect()
    }
}

const OPS: [CompareOp; 6] =
    [CompareOp::Eq, CompareOp::Ge, CompareOp::Le, CompareOp::Ne, CompareOp::Gt, CompareOp::Lt];

/// A condition; `None` if there is nothing to ask about.
pub fn any(names: Names, grid: &Grid, dice: &mut Dice<'_>, depth: usize) -> Option<Expr> {
    let kind = if depth == 0 { 0 } else { dice.below(10) };
    Some(match kind {
        7 => condition(ExprKind::Not(Box::new(any(names, grid, dice, depth - 1)?))),
        8 => condition(ExprKind::And(vec![
            any(names, grid, dice, depth - 1)?,
            any(names, grid, dice, depth - 1)?,
        ])),
        9 => condition(ExprKind::Or(vec![
            any(names, grid, dice, depth - 1)?,
            any(names, grid, dice, depth - 1)?,
        ])),
        _ => {
            let events = names.events();
            if events.is_empty() || (names.member && dice.chance(30)) {
                return names.member.then(|| of_member(dice));
            }
            let (var, kind) = dice.pick(&events);
            of_one(names, var, kind, grid, dice)
        }
    })
}

/// A person: from an event, or a person's superior.
pub fn person(names: Names, dice: &mut Dice<'_>) -> Option<Expr> {
    let (key, as_of) = match names.events().last() {
        Some((var, kind)) => (of_event(*var, *kind, build::STAFF), *var),
        None if names.member => (member(), Var::Member),
        None => return None,
    };
    Some(if dice.chance(40) { attribute(key, BOSS, as_of) } else { key })
}

pub fn member() -> Expr {
    expr(ExprKind::Var(Var::Member), Type::Ref(PEOPLE))
}

fn attribute(of: Expr, field: usize, as_of: Var) -> Expr {
    let ty = match field {
        BOSS => Type::Ref(PEOPLE),
        ACTIVE => Type::Bool,
        RANK => Type::Number,
        _ => Type::Text,
    };
    expr(ExprKind::Attribute { of: Box::new(of), entity: PEOPLE, field, as_of }, ty)
}

fn asked(cell: Expr, dice: &mut Dice<'_>) -> Expr {
    let predicates = [Predicate::Filled, Predicate::Valid, Predicate::FilledAndValid, Predicate::Blank];
    condition(ExprKind::Predicate(Box::new(cell), dice.pick(&predicates)))
}

fn about_person(key: Expr, as_of: Var, dice: &mut Dice<'_>) -> Expr {
    match dice.below(6) {
        0 | 1 => compare(attribute(key, ROLE, as_of), CompareOp::Eq, text(dice.pick(&ROLES))),
        2 => attribute(key, ACTIVE, as_of),
        3 => compare(attribute(key, RANK, as_of), dice.pick(&OPS), number(dice.below(4) as u32)),
        4 => asked(attribute(key, dice.pick(&[RANK, BOSS, ROLE]), as_of), dice),
        _ => {
            let boss = attribute(key, BOSS, as_of);
            compare(attribute(boss, ROLE, as_of), CompareOp::Eq, text(dice.pick(&ROLES)))
        }
    }
}

fn of_member(dice: &mut Dice<'_>) -> Expr {
    if dice.chance(20) {
        return compare(member(), CompareOp::Ne, text(dice.pick(&STAFF)));
    }
    about_person(member(), Var::Member, dice)
}

fn of_one(names: Names, var: Var, kind: usize, grid: &Grid, dice: &mut Dice<'_>) -> Expr {
    let field = |index| of_event(var, kind, index);
    match dice.below(14) {
        0 => field(FLAG),
        1 | 2 if names.each && var == Var::Candidate => {
            compare(field(TO), CompareOp::Eq, expr(ExprKind::Var(Var::Each), Type::Text))
        }
        1 => compare(field(TO), dice.pick(&[CompareOp::Eq, CompareOp::Ne]), text(dice.pick(&ADDRESSEES))),
        2 => compare(field(LEVEL), dice.pick(&OPS), number(dice.below(4) as u32)),
        3 => match (names.occasion, var) {
            // As good as `same`, but blank is undecided.
            (Some(occasion), Var::Candidate) => {
                let shared = dice.pick(&[FAULT, build::STAFF, LEVEL, DAY, DUE, FLAG]);
                let (a, b) = (field(shared), of_event(Var::Occasion, occasion, shared));
                if dice.chance(50) { compare(b, CompareOp::Eq, a) } else { compare(a, CompareOp::Eq, b) }
            }
            _ => compare(field(FAULT), CompareOp::Eq, text(dice.pick(&FAULTS))),
        },
        4 => about_person(field(build::STAFF), var, dice),
        5 => condition(ExprKind::OneOf(
            Box::new(field(TO)),
            vec![text(dice.pick(&ADDRESSEES)), text("office"), field(FAULT)],
        )),
        6 => condition(ExprKind::Between(
            Box::new(field(LEVEL)),
            Box::new(number(dice.below(3) as u32)),
            Box::new(number(dice.below(4) as u32)),
        )),
        7 | 8 => {
            let cell = field(dice.below(7));
            asked(cell, dice)
        }
        9 => {
            let at = expr(ExprKind::EventTime(var), Type::Instant);
            compare(at, dice.pick(&OPS), field(DUE))
        }
        10 => {
            let op = dice.pick(&[ArithOp::Add, ArithOp::Sub, ArithOp::Mul, ArithOp::Div]);
            let sum = ExprKind::Arith(Box::new(field(LEVEL)), op, Box::new(number(dice.below(3) as u32)));
            compare(expr(sum, Type::Number), dice.pick(&OPS), number(dice.below(4) as u32))
        }
        11 => {
            let date = expr(ExprKind::Literal(Literal::Date(grid.date(dice))), type_of(DAY));
            compare(field(DAY), dice.pick(&OPS), date)
        }
        12 => {
            let at = expr(ExprKind::Literal(Literal::Stamp(grid.stamp(dice))), type_of(DUE));
            compare(expr(ExprKind::EventTime(var), Type::Instant), dice.pick(&OPS), at)
        }
        _ if names.member => compare(field(build::STAFF), CompareOp::Eq, member()),
        _ => compare(field(build::STAFF), CompareOp::Ne, text(dice.pick(&STAFF))),
    }
}
