//! Random consequences, caps, liabilities and rewards.

use super::condition::{self, Names};
use super::dice::Dice;
use super::grid::Grid;
use super::relations;
use crate::build::{self, BOSS, LEVEL, PEOPLE, RANK, STAFF, expr, number, of_event, span, text};
use guiju::analysis::model::{
    ArithOp, Cap, CapPer, Check, Conduct, Consequence, Discretion, Each, Escalation, EscalationStep, Expr,
    ExprKind, Liable, Literal, Model, Norm, NormKind, Occasion, Overlap, Penalty, Per, Reward, RewardTo,
    Roster, Rounding, Stretch, Validity, Var,
};
use guiju::event::{KindId, Type};
use guiju::money::{Amount, Currency, Round};
use guiju::time::{Length, Unit};
use rust_decimal::Decimal;

/// A norm with consequences.
pub fn norm(grid: &Grid, dice: &mut Dice<'_>) -> Norm {
    let of_period = dice.chance(25);
    // Few kinds, so that much is violated.
    let kind = dice.pick(&[0, 0, 1]);
    let occasion = match of_period {
        true => {
            let roster = Roster { entity: PEOPLE, filter: None, validity: Validity::AtAnyTime };
            Occasion::Each(Each { unit: Unit::Day, roster: Some(roster), condition: None })
        }
        false => Occasion::Event { kind: KindId(kind as u16), filter: None },
    };
    let mut norm = relations::about(kind, occasion, grid, &mut dice.part(130));
    let names = match of_period {
        true => Names { member: true, ..Names::default() },
        false => Names { occasion: Some(kind), ..Names::default() },
    };
    let person = match of_period {
        true => condition::member(),
        false => of_event(Var::Occasion, kind, STAFF),
    };
    norm.bearer = Some(person.clone());
    if dice.chance(20) && !of_period {
        let fields = [LEVEL, build::DUE];
        let checks = fields.map(|field| Check {
            condition: build::condition(ExprKind::Predicate(
                Box::new(of_event(Var::Occasion, kind, field)),
                guiju::analysis::model::Predicate::FilledAndValid,
            )),
            field: Some(field),
        });
        norm.conduct = Conduct::Check(checks.into());
        norm.time.clear();
    }
    let (late, missing) = match &norm.conduct {
        Conduct::Must(acts) => match acts.single() {
            Some(act) => (act.count.min == 1 && act.count.max.is_none(), act.count.max.is_none()),
            None => (false, false),
        },
        _ => (false, false),
    };
    let made = Made { names, kind, person, late, missing };
    let last = norm.stages.len() - 1;
    for (i, stage) in norm.stages.iter_mut().enumerate() {
        let count = if i == last { dice.pick(&[1, 1, 2]) } else { dice.pick(&[0, 1]) };
        stage.consequences = (0..count).map(|_| made.consequence(dice, true)).collect();
    }
    if dice.chance(20) {
        made.reward(&mut norm, dice);
        return norm;
    }
    if dice.chance(25) {
        let instead = dice.chance(40);
        if instead {
            norm.stages.iter_mut().for_each(|stage| stage.consequences.clear());
        }
        let who = made.attribute(BOSS, Type::Ref(PEOPLE));
        let consequences = vec![made.consequence(dice, false)];
        norm.terms.liable.push(Liable { who, instead, consequences, span: span() });
    }
    if dice.chance(35) {
        norm.terms.caps.push(cap(dice));
    }
    norm
}

struct Made {
    names: Names,
    kind: usize,
    person: Expr,
    /// Whether it can be late, and how many acts are missing.
    late: bool,
    missing: bool,
}

fn money(n: i64, scale: u32) -> Amount {
    Amount::new(Decimal::new(n, scale), Currency::CNY)
}

fn literal(amount: Amount) -> Expr {
    expr(ExprKind::Literal(Literal::Money(amount.value, amount.currency)), Type::Money(Some(amount.currency)))
}

fn arith(a: Expr, op: ArithOp, b: Expr) -> Expr {
    let ty = a.ty.clone();
    expr(ExprKind::Arith(Box::new(a), op, Box::new(b)), ty)
}

impl Made {
    fn attribute(&self, field: usize, ty: Type) -> Expr {
        let as_of = if self.names.member { Var::Member } else { Var::Occasion };
        let of = Box::new(self.person.clone());
        expr(ExprKind::Attribute { of, entity: PEOPLE, field, as_of }, ty)
    }

    /// An amount that is worked out; halves of cents, thirds, and less than nothing among them.
    fn amount(&self, dice: &mut Dice<'_>) -> Expr {
        let factor = match self.names.member || dice.chance(50) {
            true => self.attribute(RANK, Type::Number),
            false => of_event(Var::Occasion, self.kind, LEVEL),
        };
        let base = literal(dice.pick(&[money(10, 0), money(1005, 3), money(25, 1), money(100, 0)]));
        let product = arith(base, ArithOp::Mul, factor);
        match dice.below(5) {
            1 => arith(product, ArithOp::Div, number(3)),
            2 => arith(product, ArithOp::Sub, literal(money(15, 0))),
            3 => arith(product, ArithOp::Div, number(8)),
            4 => arith(product, ArithOp::Add, literal(money(5, 3))),
            _ => product,
        }
    }

    fn consequence(&self, dice: &mut Dice<'_>, tables: bool) -> Consequence {
        let mut own = dice.part(12);
        let other = Currency::parse("USD").expect("it is a currency");
        let penalty = match own.below(12) {
            0 | 1 => Penalty::Fine(own.pick(&[money(50, 0), money(30, 0), Amount::new(20.into(), other)])),
            2 => Penalty::FineRange(money(30, 0), own.pick(&[money(50, 0), money(51, 0), money(3001, 2)])),
            3 | 4 => Penalty::FineOf(self.amount(&mut own)),
            5 => Penalty::Deduct(self.amount(&mut own)),
            6 => Penalty::Demerit(own.pick(&[Decimal::from(2), Decimal::new(5, 1)])),
            7 => own.pick(&[Penalty::Warn, Penalty::Suspend, Penalty::Dismiss]),
            8 => own.pick(&[Penalty::Notify(text("director")), Penalty::Sanction("reprimand".to_string())]),
            _ if tables => self.table(&mut own),
            _ => Penalty::Fine(money(40, 0)),
        };
        let pers =
            [Per::Occurrence, Per::Missing, Per::Occurrence, Per::StartedHourLate, Per::Period(Unit::Day)];
        let per = match penalty {
            Penalty::Escalate(_) => Per::Occurrence,
            _ => match own.pick(&pers) {
                Per::Missing if !self.missing => Per::Occurrence,
                Per::StartedHourLate if !self.late => Per::Occurrence,
                per => per,
            },
        };
        Consequence { penalty, per, span: span() }
    }

    fn table(&self, dice: &mut Dice<'_>) -> Penalty {
        let step = |from, to, penalty| EscalationStep {
            from,
            to,
            consequence: Consequence { penalty, per: Per::Occurrence, span: span() },
        };
        let second = step(2, dice.pick(&[Some(2), Some(3)]), Penalty::Fine(money(50, 0)));
        let mut steps = vec![step(1, Some(1), Penalty::Warn), second];
        if dice.chance(60) {
            let from = steps[1].to.unwrap_or(2) + 1;
            steps.push(step(from, None, Penalty::Dismiss));
        }
        Penalty::Escalate(Escalation {
            by_bearer: dice.chance(70),
            within: dice.pick(&[
                None,
                Some(Stretch::Calendar(Unit::Day)),
                Some(Stretch::Calendar(Unit::Week)),
                Some(Stretch::Rolling(Length::Days(1))),
                Some(Stretch::Rolling(Length::elapsed(12, guiju::time::ClockUnit::Hour))),
            ]),
            steps,
        })
    }

    fn reward(&self, norm: &mut Norm, dice: &mut Dice<'_>) {
        norm.kind = NormKind::Reward;
        norm.stages.clear();
        norm.excuses.clear();
        let amount = if dice.chance(50) { self.amount(dice) } else { literal(money(50, 0)) };
        let to = match dice.chance(30) {
            true => RewardTo::One(self.attribute(BOSS, Type::Ref(PEOPLE))),
            false => RewardTo::Bearer,
        };
        let at_most = dice.maybe(50, |d| (d.pick(&[1, 2]), d.pick(&[Unit::Day, Unit::Week])));
        norm.terms.reward = Some(Reward { amount, to, at_most, span: span() });
        if dice.chance(25) {
            norm.terms.caps.push(cap(dice));
        }
    }
}

fn cap(dice: &mut Dice<'_>) -> Cap {
    let amount = literal(dice.pick(&[money(60, 0), money(25, 0), money(100, 0), money(4050, 2)]));
    let per = CapPer {
        occurrence: dice.chance(20),
        bearer: dice.chance(60),
        period: dice.maybe(50, |d| d.pick(&[Unit::Day, Unit::Week])),
    };
    Cap { amount, per, span: span() }
}

/// What the header says of amounts.
pub fn dress(model: &mut Model, _: &Grid, dice: &mut Dice<'_>) {
    let accounts = &mut model.header.accounts;
    for _ in 0..dice.pick(&[0, 0, 1, 2]) {
        accounts.caps.push(cap(dice));
    }
    accounts.rounding = Rounding {
        mode: dice.pick(&[Round::HalfUp, Round::HalfEven, Round::Down, Round::Up]),
        to: dice.pick(&[None, None, Some(Decimal::from(1)), Some(Decimal::new(1, 1))]),
    };
    accounts.discretion = dice.pick(&[Discretion::Lowest, Discretion::Middle, Discretion::Highest]);
    accounts.overlap = dice.pick(&[None, Some(Overlap::AddUp), Some(Overlap::Highest), None]);
    // Two norms about one act are rare otherwise.
    if accounts.overlap == Some(Overlap::Highest)
        && dice.chance(50)
        && let [first, second, ..] = model.norms.as_mut_slice()
    {
        *second = Norm { name: second.name.clone(), ..first.clone() };
    }
}
