//! Random norms above, about and beside other norms, and about counts.

use super::condition::{self, Names};
use super::dice::Dice;
use super::grid::Grid;
use super::policy::{self, Direction};
use crate::build::{self, FAULT, KINDS, PEOPLE, STAFF, branch, of_event, same, span};
use guiju::analysis::model::{
    Act, Check, Conduct, Count, Each, Excuse, Limit, Model, Norm, Occasion, Pattern, Roster, SameKey, Stage,
    Validity, Var, Violation, ViolationField,
};
use guiju::event::{Field, KindId, KindSchema, Type};

/// A plain norm about an event; [`dress`] makes more of it.
pub fn norm(grid: &Grid, dice: &mut Dice<'_>) -> Norm {
    let kind = dice.below(KINDS.len());
    let filter = filter(kind, grid, dice, 30);
    about(kind, Occasion::Event { kind: KindId(kind as u16), filter }, grid, dice)
}

fn filter(
    kind: usize,
    grid: &Grid,
    dice: &mut Dice<'_>,
    percent: usize,
) -> Option<guiju::analysis::model::Expr> {
    let names = Names { occasion: Some(kind), ..Names::default() };
    let mut own = dice.part(12);
    if own.chance(percent) { condition::any(names, grid, &mut own, 1) } else { None }
}

/// A plain norm.
pub fn about(kind: usize, occasion: Occasion, grid: &Grid, dice: &mut Dice<'_>) -> Norm {
    let of_event = matches!(occasion, Occasion::Event { .. });
    let names = match of_event {
        true => Names { occasion: Some(kind), ..Names::default() },
        false => Names { member: true, ..Names::default() },
    };
    let first = act(names, grid, &mut dice.part(16));
    let conduct = match dice.below(8) {
        4 | 5 => {
            Conduct::MustNot(Act { count: Count { min: dice.pick(&[1, 1, 2]), max: None }, ..first }.into())
        }
        6 if of_event => Conduct::Never,
        7 => match condition::any(names, grid, &mut dice.part(16), 1) {
            Some(condition) => Conduct::Check(vec![Check { condition, field: None }]),
            None => Conduct::Must(first.into()),
        },
        n => {
            let (min, max) = if n == 3 { (0, Some(1)) } else { (dice.pick(&[1, 1, 2]), None) };
            Conduct::Must(Act { count: Count { min, max }, ..first }.into())
        }
    };
    let mut norm = build::norm(occasion, conduct);
    norm.bearer = condition::person(names, &mut dice.part(4));
    let mut clause = dice.part(16);
    if matches!(norm.conduct, Conduct::Must(_) | Conduct::MustNot(_)) {
        norm.time = match clause.chance(20) {
            true => policy::time(names, grid, &mut clause, Direction::Forward),
            false => vec![branch(Limit::Within(grid.length(&mut clause), None))],
        };
    }
    let mut own = dice.part(30);
    if own.chance(25) {
        let time = match own.chance(50) {
            true => vec![branch(Limit::Within(grid.length(&mut own), None))],
            false => Vec::new(),
        };
        norm.excuses.push(Excuse::Act { acts: act(names, grid, &mut own).into(), time, span: span() });
    }
    let mut own = dice.part(34);
    if own.chance(25) {
        norm.stages.push(policy::stage(names, grid, &mut own));
    }
    norm.stages.push(Stage { reparations: Vec::new(), consequences: vec![build::fine(100)], span: span() });
    norm
}

fn act(names: Names, grid: &Grid, dice: &mut Dice<'_>) -> Act {
    let kind = (dice.below(KINDS.len()) + 1) % KINDS.len();
    let mut act = build::act(kind);
    act.same = match names.occasion {
        Some(occasion) if dice.chance(85) => vec![same(FAULT, occasion)],
        None if dice.chance(85) => vec![SameKey { field: STAFF, value: condition::member() }],
        _ => Vec::new(),
    };
    if dice.chance(20) {
        act.filter = condition::any(Names { candidate: Some(kind), ..names }, grid, dice, 0);
    }
    act
}

/// Relates the norms of a policy to each other.
pub fn dress(model: &mut Model, grid: &Grid, dice: &mut Dice<'_>) {
    match dice.below(3) {
        0 => counts(model, grid, dice),
        1 => overrides(model, grid, dice),
        _ => violations(model, grid, dice),
    }
}

fn counts(model: &mut Model, grid: &Grid, dice: &mut Dice<'_>) {
    for norm in &mut model.norms {
        let pattern = Pattern {
            count: dice.pick(&[2, 2, 3]),
            same: dice.pick(&[vec![FAULT], vec![], vec![FAULT], vec![FAULT, STAFF], vec![STAFF]]),
            within: grid.length(dice),
        };
        norm.pattern = Some(pattern);
        if dice.chance(10) {
            norm.effective = (Some(grid.date(dice)), None);
        }
    }
}

fn overrides(model: &mut Model, grid: &Grid, dice: &mut Dice<'_>) {
    let of_period = dice.chance(30);
    let kind = dice.below(KINDS.len());
    let unit = grid.unit(dice);
    let norms = dice.pick(&[2, 3]);
    let of = |n: usize, dice: &mut Dice<'_>| match of_period {
        true => Occasion::Each(Each {
            unit,
            roster: Some(Roster {
                entity: PEOPLE,
                filter: match n > 0 || dice.chance(30) {
                    true => condition::any(
                        Names { member: true, ..Names::default() },
                        grid,
                        &mut dice.part(12),
                        1,
                    ),
                    false => None,
                },
                validity: dice.pick(&[Validity::AtAnyTime, Validity::Throughout, Validity::AtStart]),
            }),
            condition: None,
        }),
        false => {
            let filter = filter(kind, grid, dice, if n > 0 { 90 } else { 20 });
            Occasion::Event { kind: KindId(kind as u16), filter }
        }
    };
    let made = (0..norms).map(|n| {
        let occasion = of(n, dice);
        let mut norm = Norm { name: format!("norm_{n}"), ..about(kind, occasion, grid, &mut dice.part(130)) };
        if n > 0 && dice.chance(20) {
            norm.effective = (Some(grid.date(dice)), None);
        }
        norm
    });
    model.norms = made.collect();
    let name = |n: usize| (format!("norm_{n}"), span());
    model.norms[1].overrides.push(name(0));
    if norms == 3 {
        model.norms[2].overrides.push(name(dice.pick(&[1, 0, 1])));
    }
    // The general one need not stand first.
    if dice.chance(30) {
        model.norms.reverse();
    }
}

fn violations(model: &mut Model, grid: &Grid, dice: &mut Dice<'_>) {
    model.norms.truncate(1);
    if dice.chance(25) {
        let roster = Roster { entity: PEOPLE, filter: None, validity: Validity::AtAnyTime };
        let occasion = Occasion::Each(Each { unit: grid.unit(dice), roster: Some(roster), condition: None });
        model.norms[0] = Norm { name: "norm_0".to_string(), ..about(0, occasion, grid, &mut dice.part(130)) };
    }
    let strata = dice.pick(&[1, 1, 2]);
    for stratum in 0..strata {
        let kind = model.schema.kinds.len();
        let base = &model.norms[stratum];
        let of = match &base.occasion {
            Occasion::Event { kind, .. } => Some(kind.0 as usize),
            Occasion::Each(_) | Occasion::During(_) => None,
        };
        let mut fields: Vec<Field> = model.schema.kinds[of.unwrap_or(0)].fields[..7].to_vec();
        let optional = base.bearer.is_none();
        fields.push(Field {
            name: "bearer".to_string(),
            ty: Type::Ref(PEOPLE),
            optional,
            range: None,
            read: true,
        });
        let holds = (0..7).map(|field| match of {
            Some(_) => ViolationField::Occasion(field),
            None if field == STAFF => ViolationField::Member,
            None => ViolationField::Occasion(field),
        });
        let holds = holds.chain([ViolationField::Bearer]).collect();
        let name = format!("violated norm_{stratum}");
        model.schema.kinds.push(KindSchema { name, fields, key: None, actor: None, read: true });
        model.kind_spans.push(span());
        model.violations.push(Violation { norm: stratum, kind: KindId(kind as u16), fields: holds });
        let filter = filter(kind, grid, dice, 20);
        let occasion = Occasion::Event { kind: KindId(kind as u16), filter };
        let mut norm = about(kind, occasion, grid, &mut dice.part(130));
        norm.name = format!("norm_{}", stratum + 1);
        if dice.chance(60) {
            norm.bearer = Some(build::expr(
                guiju::analysis::model::ExprKind::EventField(
                    Var::Occasion,
                    guiju::analysis::model::FieldRef { kind: KindId(kind as u16), index: 7 },
                ),
                Type::Ref(PEOPLE),
            ));
        } else {
            norm.bearer = Some(of_event(Var::Occasion, kind, STAFF));
        }
        model.norms.push(norm);
    }
}
