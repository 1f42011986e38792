//! Random norms about figures.

use super::condition::{self, Names};
use super::dice::Dice;
use super::grid::{Grid, Scale};
use super::policy::{self, Direction};
use crate::build::{
    self, DUE, FAULT, KINDS, LEVEL, PEOPLE, STAFF, TO, branch, compare, expr, number, of_event, same, text,
};
use guiju::analysis::model::{
    Aggregate, ArithOp, Branch, Check, CompareOp, Conduct, Each, Excuse, Expr, ExprKind, Function, Join,
    Limit, Literal, MeasureUse, Norm, Occasion, Over, Roster, SameKey, Stage, Validity, Var,
};
use guiju::event::{KindId, Type};
use guiju::time::{ClockUnit, Length, Unit};

/// A norm that asks for figures, somewhere.
pub fn norm(grid: &Grid, dice: &mut Dice<'_>) -> Norm {
    let of_period = dice.chance(50);
    let (names, mut occasion) = if of_period { period(dice, grid) } else { event(dice) };
    let about = About { names, grid };
    // Where the figure stands: in the condition, in the occasion, in an excuse, in a limit.
    let place = dice.below(8);
    let wanted = |wanted: usize, dice: &mut Dice<'_>| {
        let mut dice = dice.part(60);
        (place == wanted).then(|| about.condition(&mut dice))
    };
    match (&mut occasion, wanted(5, dice)) {
        (Occasion::Each(each), Some(condition)) => match &mut each.roster {
            Some(roster) if dice.chance(60) => roster.filter = Some(condition),
            _ => each.condition = Some(condition),
        },
        (Occasion::Event { filter, .. }, Some(condition)) => *filter = Some(condition),
        _ => {}
    }
    let excuse = wanted(6, dice);
    let limit = wanted(7, dice).filter(|_| !of_period);
    let conduct = if place < 5 {
        let mut dice = dice.part(120);
        let checks =
            (0..dice.pick(&[1, 1, 2])).map(|_| Check { condition: about.condition(&mut dice), field: None });
        Conduct::Check(checks.collect())
    } else {
        Conduct::Must(about.act((dice.below(KINDS.len()) + 1) % KINDS.len()).into())
    };
    let mut norm = build::norm(occasion, conduct);
    norm.bearer = condition::person(names, dice);
    if matches!(norm.conduct, Conduct::Must(_)) && !of_period {
        norm.time = vec![branch(Limit::Within(grid.length(dice), None))];
        if let Some(condition) = limit {
            let limit = Limit::Within(grid.length(dice), None);
            norm.time.insert(0, Branch { condition: Some(condition), limit, span: build::span() });
        }
    }
    norm.excuses.extend(excuse.map(|condition| Excuse::Condition { condition, span: build::span() }));
    if dice.chance(40) {
        norm.stages.push(policy::stage(Names::default(), grid, &mut dice.part(34)));
        let consequences = vec![build::fine(100)];
        norm.stages.push(Stage { reparations: Vec::new(), consequences, span: build::span() });
    } else if dice.chance(15) {
        let act = policy::acts(names, grid, &mut dice.part(60));
        let time = policy::time(names, grid, &mut dice.part(24), Direction::NoEvent);
        norm.excuses.push(Excuse::Act { acts: act, time, span: build::span() });
    }
    norm
}

fn period(dice: &mut Dice<'_>, grid: &Grid) -> (Names, Occasion) {
    let roster = dice.maybe(70, |d| Roster {
        entity: PEOPLE,
        filter: None,
        validity: d.pick(&[Validity::AtAnyTime, Validity::AtStart, Validity::Throughout]),
    });
    let names = Names { member: roster.is_some(), ..Names::default() };
    let units: &[Unit] = match grid.scale {
        Scale::Days => &[Unit::Day, Unit::Day, Unit::WorkingDay, Unit::Week, Unit::Month],
        Scale::Minutes | Scale::Seconds => &[Unit::Day, Unit::Week],
    };
    (names, Occasion::Each(Each { unit: dice.pick(units), roster, condition: None }))
}

fn event(dice: &mut Dice<'_>) -> (Names, Occasion) {
    let kind = dice.below(KINDS.len());
    let names = Names { occasion: Some(kind), ..Names::default() };
    (names, Occasion::Event { kind: KindId(kind as u16), filter: None })
}

struct About<'g> {
    names: Names,
    grid: &'g Grid,
}

impl About<'_> {
    fn act(&self, kind: usize) -> guiju::analysis::model::Act {
        let mut act = build::act(kind);
        if let Some(occasion) = self.names.occasion {
            act.same = vec![same(FAULT, occasion)];
        } else if self.names.member {
            act.same = vec![SameKey { field: STAFF, value: condition::member() }];
        }
        act
    }

    /// A condition on a figure, perhaps with others.
    fn condition(&self, dice: &mut Dice<'_>) -> Expr {
        let first = self.comparison(&mut dice.part(30));
        let second = |dice: &mut Dice<'_>| match dice.below(2) {
            0 => Some(self.comparison(dice)),
            _ => condition::any(self.names, self.grid, dice, 0),
        };
        match dice.below(10) {
            7 => build::condition(ExprKind::Not(Box::new(first))),
            8 => build::condition(ExprKind::And([Some(first), second(dice)].into_iter().flatten().collect())),
            9 => build::condition(ExprKind::Or([Some(first), second(dice)].into_iter().flatten().collect())),
            _ => first,
        }
    }

    fn comparison(&self, dice: &mut Dice<'_>) -> Expr {
        use CompareOp::{Eq, Ge, Gt, Le, Lt, Ne};
        let kind = dice.below(KINDS.len());
        if dice.chance(8) {
            let last = self.figure(Function::Last, kind, Some(of_event(Var::Candidate, kind, TO)), dice);
            return compare(last, dice.pick(&[Eq, Ne]), text(dice.pick(&super::log::ADDRESSEES)));
        }
        if dice.chance(10) {
            return self.of_lengths(kind, dice);
        }
        let figure = self.of_numbers(kind, dice);
        let op = dice.pick(&[Ge, Le, Ge, Le, Eq, Ne, Gt, Lt]);
        let bound = number(dice.below(5) as u32);
        let arith = |a: Expr, op, b: Expr| expr(ExprKind::Arith(Box::new(a), op, Box::new(b)), Type::Number);
        match dice.below(14) {
            6 => compare(bound, op, figure),
            7 => {
                let (low, high) = (number(dice.below(3) as u32), number(2 + dice.below(3) as u32));
                build::condition(ExprKind::Between(Box::new(figure), Box::new(low), Box::new(high)))
            }
            8 => compare(arith(figure, dice.pick(&[ArithOp::Add, ArithOp::Sub]), number(1)), op, bound),
            9 => compare(
                arith(figure, dice.pick(&[ArithOp::Mul, ArithOp::Div]), number(dice.below(4) as u32)),
                op,
                bound,
            ),
            10 => {
                let other = self.of_numbers(dice.below(KINDS.len()), dice);
                compare(figure, op, other)
            }
            11 => {
                let other = self.of_numbers(dice.below(KINDS.len()), dice);
                let op_between =
                    dice.pick(&[ArithOp::Add, ArithOp::Sub, ArithOp::Div, ArithOp::Div, ArithOp::Mul]);
                compare(arith(figure, op_between, other), op, bound)
            }
            // Thirds, which no decimal holds.
            12 => {
                let level = of_event(Var::Candidate, kind, LEVEL);
                let mean = self.figure(Function::Average, kind, Some(level), dice);
                compare(arith(mean, ArithOp::Mul, number(3)), op, number(dice.below(10) as u32))
            }
            13 => {
                let level = of_event(Var::Candidate, kind, LEVEL);
                let sum = self.figure(Function::Sum, kind, Some(level), dice);
                let third = arith(sum, ArithOp::Div, number(3));
                compare(arith(third, ArithOp::Mul, number(3)), op, number(dice.below(6) as u32))
            }
            _ => compare(figure, op, bound),
        }
    }

    /// A sum of lengths between times, some of them to the minute or day, and some below nothing.
    fn of_lengths(&self, kind: usize, dice: &mut Dice<'_>) -> Expr {
        let at = expr(ExprKind::EventTime(Var::Candidate), Type::Instant);
        let due = of_event(Var::Candidate, kind, DUE);
        let (from, until) = if dice.chance(40) { (at, due) } else { (due, at) };
        let length = expr(ExprKind::Arith(Box::new(until), ArithOp::Sub, Box::new(from)), Type::Duration);
        let sum = Expr { ty: Type::Duration, ..self.figure(Function::Sum, kind, Some(length), dice) };
        let unit = match self.grid.scale {
            Scale::Days => ClockUnit::Hour,
            Scale::Minutes => ClockUnit::Minute,
            Scale::Seconds => ClockUnit::Second,
        };
        let limit = Length::elapsed(dice.pick(&[0, 6, 10, 12, 20, 24, 30, 60]), unit);
        let limit = expr(ExprKind::Literal(Literal::Length(limit)), Type::Duration);
        use CompareOp::{Eq, Ge, Gt, Le, Lt};
        compare(sum, dice.pick(&[Ge, Le, Ge, Lt, Gt, Eq]), limit)
    }

    /// A figure that is a number, perhaps as a measure.
    fn of_numbers(&self, kind: usize, dice: &mut Dice<'_>) -> Expr {
        use Function::{Average, Count, Distinct, Last, Max, Min, Sum};
        let function = dice.pick(&[Count, Sum, Count, Average, Min, Max, Distinct, Last, Sum]);
        let level = of_event(Var::Candidate, kind, LEVEL);
        let of = match function {
            Count => None,
            Distinct => Some(of_event(Var::Candidate, kind, dice.pick(&[TO, LEVEL, STAFF]))),
            Sum | Min if dice.chance(20) => {
                let less = ExprKind::Arith(Box::new(level), ArithOp::Sub, Box::new(number(2)));
                Some(expr(less, Type::Number))
            }
            _ => Some(level),
        };
        let figure = self.figure(function, kind, of, dice);
        if dice.chance(15) {
            let measure = MeasureUse { name: "measure".to_string(), value: figure };
            return expr(ExprKind::Measure(Box::new(measure)), Type::Number);
        }
        figure
    }

    fn figure(&self, function: Function, kind: usize, of: Option<Expr>, dice: &mut Dice<'_>) -> Expr {
        let ty = match (&of, function) {
            (Some(of), Function::Last) => of.ty.clone(),
            _ => Type::Number,
        };
        let mut by = Vec::new();
        let own = match self.names.occasion {
            Some(occasion) => Some((FAULT, of_event(Var::Occasion, occasion, FAULT))),
            None if self.names.member => Some((STAFF, condition::member())),
            None => None,
        };
        if let Some((field, own)) = own.filter(|_| dice.chance(65)) {
            by.push(Join { counted: of_event(Var::Candidate, kind, field), own, same: dice.chance(60) });
        }
        let within = Names { candidate: Some(kind), ..Names::default() };
        let filter = match dice.chance(30) {
            true => condition::any(within, self.grid, &mut dice.part(10), 1),
            false => None,
        };
        let over = self.over(dice);
        expr(
            ExprKind::Aggregate(Box::new(Aggregate {
                function,
                kind: KindId(kind as u16),
                of,
                filter,
                by,
                over,
            })),
            ty,
        )
    }

    fn over(&self, dice: &mut Dice<'_>) -> Over {
        let units: &[Unit] = match self.grid.scale {
            Scale::Days => &[Unit::Day, Unit::Day, Unit::Week, Unit::Month],
            Scale::Minutes | Scale::Seconds => &[Unit::Day, Unit::Week],
        };
        let of_event = self.names.occasion.is_some();
        match dice.below(8) {
            4 => Over::Previous(dice.pick(units)),
            5 => Over::This(dice.pick(units)),
            6 => Over::Last(self.grid.length(dice)),
            7 => Over::SoFar,
            _ if of_event => {
                let last = Over::Last(self.grid.length(dice));
                dice.pick(&[last, Over::This(Unit::Day), Over::SoFar])
            }
            _ => Over::Period,
        }
    }
}
