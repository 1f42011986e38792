//! Random norms, well typed.

use super::condition::{self, Names};
use super::dice::Dice;
use super::grid::Grid;
use super::log::ADDRESSEES;
use crate::build::{self, DAY, DUE, FAULT, KINDS, PEOPLE, branch, fine, of_event, same, span, text};
use guiju::analysis::model::{
    Act, Acts, Branch, Check, CompareOp, Conduct, Consequence, Count, Each, Excuse, Limit, Norm, Occasion,
    ParamId, Penalty, Per, Quorum, Reparation, Roster, SameKey, Stage, Step, Validity, Var, Way,
};
use guiju::event::KindId;

/// A norm.
pub fn norm(grid: &Grid, dice: &mut Dice<'_>) -> Norm {
    let (occasion, names) = occasion(grid, &mut dice.part(20));
    let conduct = conduct(names, grid, &mut dice.part(90));
    let timed = matches!(conduct, Conduct::Must(_) | Conduct::MustNot(_));
    let mut norm = build::norm(occasion, conduct);
    let mut clause = dice.part(24);
    if timed && !clause.chance(15) {
        norm.time = time(names, grid, &mut clause, Direction::Any);
    }
    let mut extra = dice.part(12);
    norm.bearer = if extra.chance(70) { condition::person(names, &mut extra) } else { None };
    if extra.chance(8) {
        norm.effective = (extra.maybe(70, |d| grid.date(d)), extra.maybe(50, |d| grid.date(d)));
    }
    for _ in 0..extra.pick(&[0, 1, 0, 2, 1]) {
        norm.excuses.extend(excuse(names, grid, &mut dice.part(80)));
    }
    let stages = extra.pick(&[0, 1, 1, 2]);
    for _ in 0..stages {
        norm.stages.push(stage(names, grid, &mut dice.part(34)));
    }
    if !norm.stages.is_empty() {
        norm.stages.push(Stage { reparations: Vec::new(), consequences: vec![fine(100)], span: span() });
    }
    let open = norm.time.iter().any(|b| matches!(b.limit, Limit::WithinOpen(_)));
    if open || extra.chance(3) {
        norm.open_params.push(ParamId(0));
    }
    norm
}

fn occasion(grid: &Grid, dice: &mut Dice<'_>) -> (Occasion, Names) {
    if dice.chance(30) {
        let roster = dice.maybe(70, |d| Roster {
            entity: PEOPLE,
            filter: if d.chance(50) {
                condition::any(Names { member: true, ..Names::default() }, grid, d, 1)
            } else {
                None
            },
            validity: d.pick(&[
                Validity::Throughout,
                Validity::AtStart,
                Validity::AtEnd,
                Validity::AtAnyTime,
            ]),
        });
        let names = Names { member: roster.is_some(), ..Names::default() };
        return (Occasion::Each(Each { unit: grid.unit(dice), roster, condition: None }), names);
    }
    let kind = dice.below(KINDS.len());
    let names = Names { occasion: Some(kind), ..Names::default() };
    let filter = if dice.chance(30) { condition::any(names, grid, dice, 2) } else { None };
    (Occasion::Event { kind: KindId(kind as u16), filter }, names)
}

fn conduct(names: Names, grid: &Grid, dice: &mut Dice<'_>) -> Conduct {
    match dice.below(10) {
        0..=4 => Conduct::Must(acts(names, grid, dice)),
        5..=7 => {
            let mut acts = acts(names, grid, dice);
            for act in acts.ways.iter_mut().flat_map(|way| &mut way.steps).map(|step| &mut step.act) {
                act.quorum.retain(|quorum| matches!(quorum, Quorum::OtherThan(_)));
            }
            for way in acts.ways.iter_mut().filter(|way| way.steps.len() == 1) {
                way.steps[0].act.count = Count { min: dice.pick(&[1, 1, 2]), max: None };
            }
            Conduct::MustNot(acts)
        }
        8 if names.occasion.is_some() => Conduct::Never,
        _ => {
            let checks: Vec<Check> = (0..=dice.below(2))
                .filter_map(|i| {
                    let condition = condition::any(names, grid, dice, 1)?;
                    Some(Check { condition, field: dice.chance(50).then_some(i) })
                })
                .collect();
            if checks.is_empty() { Conduct::Must(acts(names, grid, dice)) } else { Conduct::Check(checks) }
        }
    }
}

/// One act, or several in order, or several ways.
pub fn acts(names: Names, grid: &Grid, dice: &mut Dice<'_>) -> Acts {
    let ways = if dice.chance(15) { 2 } else { 1 };
    let way = |_| {
        let steps = dice.pick(&[1, 1, 1, 1, 2, 1, 3]);
        let step = |i| {
            let mut act = act(names, grid, &mut dice.part(16));
            let time = if dice.chance(10) {
                time(names, grid, &mut dice.part(12), Direction::NoEvent)
            } else {
                Vec::new()
            };
            let mut after = Vec::new();
            if steps > 1 {
                act = Act { every_of: None, count: Count { min: 1, max: None }, ..act };
                act.quorum.retain(|quorum| matches!(quorum, Quorum::OtherThan(_)));
                if matches!(&act.filter, Some(filter) if format!("{filter:?}").contains("Each")) {
                    act.filter = None;
                }
                if i > 0 && dice.chance(30) {
                    after = vec![branch(Limit::Within(grid.length(dice), None))];
                }
            }
            Step { act, time, after }
        };
        Way { steps: (0..steps).map(step).collect() }
    };
    Acts { ways: (0..ways).map(way).collect() }
}

pub fn act(names: Names, grid: &Grid, dice: &mut Dice<'_>) -> Act {
    let kind = (dice.below(KINDS.len()) + 1) % KINDS.len();
    let mut act = build::act(kind);
    if let Some(occasion) = names.occasion {
        act.same = match dice.below(10) {
            0..=5 => vec![same(FAULT, occasion)],
            6 | 7 => vec![same(FAULT, occasion), same(build::STAFF, occasion)],
            8 => condition::person(names, dice)
                .map(|value| SameKey { field: build::STAFF, value })
                .into_iter()
                .collect(),
            _ => Vec::new(),
        };
    } else if names.member && dice.chance(70) {
        act.same = vec![SameKey { field: build::STAFF, value: condition::member() }];
    }
    let each = dice.chance(10);
    act.every_of = each.then(|| ADDRESSEES.map(text).into());
    if let (Some(values), Some(occasion)) = (&mut act.every_of, names.occasion)
        && dice.chance(30)
    {
        values[1] = of_event(Var::Occasion, occasion, build::TO);
    }
    let names = Names { candidate: Some(kind), each, ..names };
    if each {
        let value = build::expr(guiju::analysis::model::ExprKind::Var(Var::Each), guiju::event::Type::Text);
        act.filter = Some(build::compare(of_event(Var::Candidate, kind, build::TO), CompareOp::Eq, value));
    } else if dice.chance(35) {
        act.filter = condition::any(names, grid, dice, 2);
    }
    let counts =
        [(1, None), (1, None), (1, None), (2, None), (2, Some(2)), (0, Some(1)), (1, Some(1)), (1, Some(2))];
    let (min, max) = dice.pick(&counts);
    act.count = Count { min, max };
    if dice.chance(12) {
        let other = condition::person(Names { candidate: None, ..names }, dice).map(Quorum::OtherThan);
        act.quorum = other.into_iter().collect();
    }
    if act.count.max.is_none() && dice.chance(10) {
        act.quorum.push(Quorum::Different(dice.pick(&[2, 2, 3])));
    }
    act
}

/// Which limits make sense.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Any,
    /// An excuse's own window is not ended by an event.
    NoEvent,
    /// A reparation never looks back.
    Forward,
}

pub fn time(names: Names, grid: &Grid, dice: &mut Dice<'_>, direction: Direction) -> Vec<Branch> {
    let mut branches = Vec::new();
    let branched = dice.chance(12);
    if branched && let Some(condition) = condition::any(names, grid, &mut dice.part(8), 0) {
        let limit = limit(names, grid, &mut dice.part(8), direction);
        branches.push(Branch { condition: Some(condition), limit, span: span() });
    }
    branches.push(branch(limit(names, grid, dice, direction)));
    branches
}

fn limit(names: Names, grid: &Grid, dice: &mut Dice<'_>, direction: Direction) -> Limit {
    match (dice.below(16), names.occasion) {
        (0..=5, _) => Limit::Within(grid.length(dice), None),
        (6, Some(kind)) => {
            let field = if dice.chance(30) { DAY } else { DUE };
            Limit::Within(grid.length(dice), Some(of_event(Var::Occasion, kind, field)))
        }
        (7, _) if dice.chance(25) => Limit::WithinOpen(ParamId(0)),
        (8, Some(kind)) => {
            let field = of_event(Var::Occasion, kind, if dice.chance(30) { DAY } else { DUE });
            match direction {
                Direction::Any | Direction::NoEvent if dice.chance(50) => Limit::BeforeField(field),
                _ => Limit::ByField(field),
            }
        }
        (9..=11, kind)
            if direction != Direction::Forward && (kind.is_some() || direction == Direction::NoEvent) =>
        {
            Limit::Before {
                act: None,
                at_least: dice.maybe(40, |d| grid.length(d)),
                at_most: dice.maybe(40, |d| grid.length(d)),
            }
        }
        (12..=14, _) if direction == Direction::Any => {
            let mut end = act(names, grid, dice);
            (end.every_of, end.count) = (None, Count { min: 1, max: None });
            end.quorum.retain(|quorum| matches!(quorum, Quorum::OtherThan(_)));
            if matches!(&end.filter, Some(filter) if format!("{filter:?}").contains("Each")) {
                end.filter = None;
            }
            Limit::Before { act: Some(end), at_least: None, at_most: None }
        }
        _ => Limit::By(grid.point(dice)),
    }
}

fn excuse(names: Names, grid: &Grid, dice: &mut Dice<'_>) -> Option<Excuse> {
    if dice.chance(30) {
        let condition = condition::any(names, grid, dice, 1)?;
        return Some(Excuse::Condition { condition, span: span() });
    }
    let acts = acts(names, grid, &mut dice.part(60));
    let time = if dice.chance(40) { time(names, grid, dice, Direction::NoEvent) } else { Vec::new() };
    Some(Excuse::Act { acts, time, span: span() })
}

pub fn stage(names: Names, grid: &Grid, dice: &mut Dice<'_>) -> Stage {
    let first = reparation(names, grid, dice);
    let consequences: Vec<Consequence> = match dice.below(4) {
        0 => Vec::new(),
        1 => vec![fine(50)],
        2 => vec![Consequence { penalty: Penalty::Warn, per: Per::Occurrence, span: span() }],
        _ => {
            vec![fine(20), Consequence { penalty: Penalty::Demerit(2.into()), per: Per::Field, span: span() }]
        }
    };
    let mut reparations = vec![first];
    if dice.chance(20) {
        reparations.push(reparation(names, grid, dice));
    }
    Stage { reparations, consequences, span: span() }
}

fn reparation(names: Names, grid: &Grid, dice: &mut Dice<'_>) -> Reparation {
    // Now and then several acts, in order or one as good as the other.
    let acts: Acts = if dice.chance(20) {
        self::acts(names, grid, &mut dice.part(48))
    } else {
        act(names, grid, &mut dice.part(16)).into()
    };
    // A second chance without a limit is refused (GJ424).
    Reparation { acts, time: time(names, grid, dice, Direction::Forward) }
}
