//! How norms stand to each other: which yields to which, and whether two can be kept together.

use super::checker::Checker;
use super::model::{
    Act, Branch, CompareOp, Conduct, Each, Expr, ExprKind, Limit, Literal, Norm, Occasion, SameKey,
    Violation, ViolationField,
};
use super::{RelationProblem, length, walk};
use crate::source::{FileId, Span};

impl Checker<'_> {
    /// The violations that are occasions, once all norms have their places. No log holds them, so none is read from one.
    pub(super) fn violations_of_model(&mut self, norms: &[Norm]) -> Vec<Violation> {
        let mut violations = Vec::new();
        // What is read of a violation must be read of the occasion; those about violations come later.
        for known in self.violations.iter().rev() {
            let Some(of) = known.of else { continue };
            for (at, holds) in known.fields.iter().enumerate() {
                if let ViolationField::Occasion(field) = holds
                    && self.schema.kinds[known.kind.0 as usize].fields[at].read
                {
                    self.schema.kinds[of.0 as usize].fields[*field].read = true;
                }
            }
        }
        for known in &self.violations {
            self.schema.kinds[known.kind.0 as usize].read = false;
            if let Some(norm) = norms.iter().position(|norm| norm.name == known.norm) {
                violations.push(Violation { norm, kind: known.kind, fields: known.fields.clone() });
            }
        }
        violations
    }

    /// Reports norms that override each other, that cannot yield, that compete, and that contradict each other.
    pub(super) fn check_relations(&mut self, norms: &[Norm]) {
        self.check_override_rings(norms);
        self.check_occasions_meet(norms);
        self.check_competing(norms);
        self.check_conflicts(norms);
    }

    fn check_override_rings(&mut self, norms: &[Norm]) {
        let mut reported: Vec<&str> = Vec::new();
        for norm in norms {
            let Some(ring) = ring_from(norms, norm) else { continue };
            if ring.iter().any(|norm| reported.contains(&norm.name.as_str())) {
                continue;
            }
            reported.extend(ring.iter().map(|norm| norm.name.as_str()));
            let ring = ring.iter().map(|norm| (norm.name.clone(), norm.spans.name)).collect();
            self.report(RelationProblem::OverrideRing { ring });
        }
    }

    fn check_occasions_meet(&mut self, norms: &[Norm]) {
        for special in norms {
            for (name, span) in &special.overrides {
                let Some(general) = named(norms, name) else { continue };
                let meet = same_occasion(special, general);
                if general.name != special.name && !meet {
                    self.report(RelationProblem::NeverTogether {
                        span: *span,
                        general: name.clone(),
                        occasion: general.spans.occasion,
                        special: special.spans.occasion,
                    });
                }
            }
        }
    }

    /// Two that override the same one must override each other, or exclude each other for certain.
    fn check_competing(&mut self, norms: &[Norm]) {
        // Few norms override any, and every two of them are looked at.
        let special: Vec<&Norm> = norms.iter().filter(|norm| !norm.overrides.is_empty()).collect();
        for (at, first) in special.iter().enumerate() {
            for second in &special[at + 1..] {
                let shared = first.overrides.iter().find_map(|(name, one)| {
                    let other = second.overrides.iter().find(|(other, _)| other == name)?;
                    Some((name, *one, other.1))
                });
                let Some((general, one, other)) = shared else { continue };
                let decided = overrides(norms, first, second) || overrides(norms, second, first);
                if !decided && same_occasion(first, second) && !exclude_each_other(first, second) {
                    self.report(RelationProblem::BothOverride {
                        general: general.clone(),
                        first: (first.name.clone(), one),
                        second: (second.name.clone(), other),
                    });
                }
            }
        }
    }

    /// A duty that can only be kept by doing what a prohibition forbids. Only what is certain is reported.
    fn check_conflicts(&mut self, norms: &[Norm]) {
        // Of several acts, or either of two, it is not certain that keeping the one breaks the other.
        let bans: Vec<(&Norm, &Act)> = norms
            .iter()
            .filter_map(|norm| match &norm.conduct {
                Conduct::MustNot(forbidden) => Some((norm, forbidden.single()?)),
                _ => None,
            })
            .collect();
        for duty in norms {
            let Conduct::Must(demanded) = &duty.conduct else { continue };
            let Some(demanded) = demanded.single() else { continue };
            for (ban, forbidden) in &bans {
                if overrides(norms, duty, ban) || overrides(norms, ban, duty) {
                    continue;
                }
                if contradict(duty, demanded, ban, forbidden) {
                    self.report(RelationProblem::Conflict {
                        duty: (duty.name.clone(), duty.spans.conduct),
                        prohibition: (ban.name.clone(), ban.spans.conduct),
                    });
                }
            }
        }
    }
}

fn named<'n>(norms: &'n [Norm], name: &str) -> Option<&'n Norm> {
    norms.iter().find(|norm| norm.name == name)
}

/// The way from a norm back to itself by `overrides`.
fn ring_from<'n>(norms: &'n [Norm], start: &'n Norm) -> Option<Vec<&'n Norm>> {
    let mut seen: Vec<&str> = Vec::new();
    let mut paths: Vec<Vec<&Norm>> = vec![vec![start]];
    while let Some(path) = paths.pop() {
        let last = path.last()?;
        for (name, _) in &last.overrides {
            if *name == start.name {
                return Some(path);
            }
            if let Some(next) = named(norms, name)
                && !seen.contains(&next.name.as_str())
            {
                seen.push(&next.name);
                paths.push(path.iter().copied().chain([next]).collect());
            }
        }
    }
    None
}

/// Whether one norm overrides another, directly or through others.
pub(super) fn overrides(norms: &[Norm], special: &Norm, general: &Norm) -> bool {
    let mut seen: Vec<&str> = Vec::new();
    let mut open: Vec<&Norm> = vec![special];
    while let Some(norm) = open.pop() {
        for (name, _) in &norm.overrides {
            if *name == general.name {
                return true;
            }
            if let Some(next) = named(norms, name)
                && !seen.contains(&next.name.as_str())
            {
                seen.push(&next.name);
                open.push(next);
            }
        }
    }
    false
}

/// Whether two norms can apply to the same occasion: the same event, or the same period for the same members.
fn same_occasion(a: &Norm, b: &Norm) -> bool {
    match (&a.occasion, &b.occasion) {
        (Occasion::Event { kind: a, .. }, Occasion::Event { kind: b, .. }) => a == b,
        (Occasion::Each(a), Occasion::Each(b)) => a.unit == b.unit && entity(a) == entity(b),
        // Slots of one length are the same slots.
        (Occasion::During(a), Occasion::During(b)) => {
            a.state == b.state && a.slot == b.slot && a.lasts == b.lasts
        }
        _ => false,
    }
}

fn entity(each: &Each) -> Option<crate::event::EntityId> {
    each.roster.as_ref().map(|roster| roster.entity)
}

/// Whether the occasions of two norms exclude each other for certain: one field has different values, or the norms are
/// never in force together.
pub(super) fn exclude_each_other(a: &Norm, b: &Norm) -> bool {
    let apart = |first: &Norm, second: &Norm| {
        first.effective.1.zip(second.effective.0).is_some_and(|(last, next)| last < next)
    };
    if apart(a, b) || apart(b, a) {
        return true;
    }
    let (a, b) = (conditions(a), conditions(b));
    a.iter().any(|one| b.iter().any(|other| contradictory(one, other)))
}

/// The conditions of a norm's occasion, which all hold.
fn conditions(norm: &Norm) -> Vec<Expr> {
    match &norm.occasion {
        Occasion::Event { filter, .. } => conjuncts(filter.as_ref()),
        Occasion::Each(each) => {
            let roster = each.roster.as_ref().and_then(|roster| roster.filter.as_ref());
            [conjuncts(roster), conjuncts(each.condition.as_ref())].concat()
        }
        Occasion::During(during) => conjuncts(during.filter.as_ref()),
    }
}

/// The conditions that all hold, each without its place.
fn conjuncts(filter: Option<&Expr>) -> Vec<Expr> {
    let Some(filter) = filter else { return Vec::new() };
    match &filter.kind {
        ExprKind::And(parts) => parts.iter().flat_map(|part| conjuncts(Some(part))).collect(),
        _ => vec![placeless(filter)],
    }
}

/// An expression without its places, to compare it with another.
pub(super) fn placeless(expr: &Expr) -> Expr {
    let mut expr = expr.clone();
    walk::place(&mut expr, Span::new(FileId(0), 0, 0));
    expr
}

fn contradictory(a: &Expr, b: &Expr) -> bool {
    let negates = |one: &Expr, other: &Expr| matches!(&one.kind, ExprKind::Not(inner) if **inner == *other);
    if negates(a, b) || negates(b, a) {
        return true;
    }
    match (values(a), values(b)) {
        (Some((cell, some)), Some((other, others))) => {
            cell == other && some.iter().all(|value| !others.contains(value))
        }
        _ => false,
    }
}

/// The values that a cell may have under a condition, if it lists them.
fn values(condition: &Expr) -> Option<(&Expr, Vec<&Literal>)> {
    match &condition.kind {
        ExprKind::Compare(left, CompareOp::Eq, right) => match (&left.kind, &right.kind) {
            (_, ExprKind::Literal(value)) => Some((left, vec![value])),
            (ExprKind::Literal(value), _) => Some((right, vec![value])),
            _ => None,
        },
        ExprKind::OneOf(cell, list) => {
            let list: Option<Vec<&Literal>> = list
                .iter()
                .map(|item| match &item.kind {
                    ExprKind::Literal(value) => Some(value),
                    _ => None,
                })
                .collect();
            Some((cell, list?))
        }
        _ => None,
    }
}

/// Whether whoever keeps the duty breaks the prohibition, for certain.
fn contradict(duty: &Norm, demanded: &Act, ban: &Norm, forbidden: &Act) -> bool {
    let plain =
        |norm: &Norm| norm.excuses.is_empty() && norm.pattern.is_none() && norm.effective == duty.effective;
    if !plain(duty) || !plain(ban) || !same_occasion(duty, ban) || demanded.kind != forbidden.kind {
        return false;
    }
    // Every occasion of one is an occasion of the other.
    let (own, other) = (conditions(duty), conditions(ban));
    let implied = own.iter().all(|part| other.contains(part)) || other.iter().all(|part| own.contains(part));
    implied && forbids_all_of(forbidden, demanded) && covers(&ban.time, &duty.time)
}

/// Whether every act that the duty accepts is one that the prohibition forbids.
fn forbids_all_of(forbidden: &Act, demanded: &Act) -> bool {
    let plain =
        |act: &Act| act.quorum.is_empty() && !act.own && act.every_of.is_none() && act.each_of.is_none();
    let key = |key: &SameKey| (key.field, placeless(&key.value));
    let keys: Vec<_> = demanded.same.iter().map(key).collect();
    let conditions = conjuncts(demanded.filter.as_ref());
    plain(forbidden)
        && plain(demanded)
        && forbidden.count.min <= demanded.count.min
        && demanded.count.min > 0
        && forbidden.same.iter().all(|own| keys.contains(&key(own)))
        && conjuncts(forbidden.filter.as_ref()).iter().all(|own| conditions.contains(own))
}

/// Whether the window of the prohibition holds that of the duty.
fn covers(ban: &[Branch], duty: &[Branch]) -> bool {
    match (ban, duty) {
        // Without a limit it is forbidden for ever, or all through the same period; looking back is another window.
        ([], duty) => duty
            .iter()
            .all(|branch| matches!(branch.limit, Limit::Within(_, None) | Limit::By(_) | Limit::ByField(_))),
        ([ban], [duty]) => match (&ban.limit, &duty.limit) {
            (Limit::Within(ban, None), Limit::Within(duty, None)) => {
                length::compare(duty, ban).is_some_and(|order| order != std::cmp::Ordering::Greater)
            }
            _ => false,
        },
        _ => false,
    }
}
