//! Sorts the clauses of a norm into its slots.

use super::At;
use super::only::Only;
use crate::analysis::checker::Checker;
use crate::analysis::{Nonsense, Part, StructureProblem};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, Clause, Occasion};

/// The clauses of a norm by slot.
#[derive(Default)]
pub(super) struct Slots<'a> {
    pub cite: Option<At<'a, ast::Cite>>,
    pub reading: Option<At<'a, ast::Text>>,
    pub effective: Option<At<'a, ast::DateRange>>,
    pub occasion: Option<At<'a, Occasion>>,
    /// `when φ` beside `each`.
    pub condition: Option<At<'a, ast::Expr>>,
    pub bearer: Option<At<'a, ast::Expr>>,
    pub must: Option<At<'a, ast::Must>>,
    pub only: Option<Only<'a>>,
    pub people: Option<At<'a, ast::People>>,
    /// `every 30 minutes` on a line of its own.
    pub every: Option<At<'a, ast::Length>>,
    pub time: Option<At<'a, ast::TimeClause>>,
    pub unless: Vec<At<'a, ast::Unless>>,
    /// The norms that yield to this one, each with its place.
    pub overrides: Vec<(String, Span)>,
    pub elses: Vec<At<'a, Vec<Spanned<ast::Consequence>>>>,
    pub liable: Vec<At<'a, ast::Liable>>,
    pub caps: Vec<At<'a, ast::Cap>>,
    pub then: Option<At<'a, ast::Reward>>,
    /// `when φ` of a reward: what must hold for it to be earned.
    pub earned_if: Option<At<'a, ast::Expr>>,
}

impl Slots<'_> {
    /// Where the conduct stands.
    pub fn conduct_span(&self) -> Option<Span> {
        self.must.as_ref().map(|must| must.span).or(self.only.map(|only| only.span))
    }
}

impl<'a> Checker<'a> {
    /// Sorts the clauses of a norm; reports those written twice and those that stand where they cannot.
    pub(super) fn slots(&mut self, norm: &'a ast::Norm) -> Slots<'a> {
        let mut slots = Slots::default();
        let mut condition: Option<At<'a, ast::Expr>> = None;
        for clause in &norm.clauses {
            let span = clause.span;
            match &clause.node {
                Clause::Cite(cite) => self.fill(&mut slots.cite, cite, span, Part::Cite),
                Clause::Reading(text) => self.fill(&mut slots.reading, text, span, Part::Reading),
                Clause::Effective(range) => self.fill(&mut slots.effective, range, span, Part::Effective),
                Clause::Bearer(bearer) => self.fill(&mut slots.bearer, bearer, span, Part::Bearer),
                Clause::Must(must) => match slots.only {
                    Some(Only { span: first, .. }) => {
                        let part = Part::Conduct;
                        self.report(StructureProblem::Repeated { part, first, second: span });
                    }
                    None => self.fill(&mut slots.must, must, span, Part::Conduct),
                },
                Clause::People(people) => self.fill(&mut slots.people, people, span, Part::People),
                Clause::Time(time) => self.fill(&mut slots.time, time, span, Part::Time),
                Clause::Occasion(Occasion::Condition(earned)) if norm.kind == ast::NormKind::Reward => {
                    self.fill(&mut slots.earned_if, earned, span, Part::Conduct);
                }
                Clause::Occasion(Occasion::Condition(expr)) => {
                    self.fill(&mut condition, expr, span, Part::Occasion);
                }
                Clause::Occasion(occasion) => {
                    self.fill(&mut slots.occasion, occasion, span, Part::Occasion);
                }
                Clause::Unless(unless) => slots.unless.push(Spanned::new(unless, span)),
                Clause::Else(consequences) => slots.elses.push(Spanned::new(consequences, span)),
                Clause::Only(who, act) => {
                    let first = slots.only.map(|only| only.span).or(slots.conduct_span());
                    match first {
                        Some(first) => {
                            let part = Part::Conduct;
                            self.report(StructureProblem::Repeated { part, first, second: span });
                        }
                        None => slots.only = Some(Only { who, act, span }),
                    }
                }
                Clause::Every(length) => self.fill(&mut slots.every, length, span, Part::Conduct),
                Clause::Overrides(names) => self.overridden(names, &mut slots.overrides),
                Clause::Liable(liable) => slots.liable.push(Spanned::new(liable, span)),
                Clause::Cap(cap) => slots.caps.push(Spanned::new(cap, span)),
                Clause::Then(reward) => self.fill(&mut slots.then, reward, span, Part::Reward),
            }
        }
        if let Some(span) = condition.as_ref().map(|condition| condition.span) {
            match &slots.occasion {
                Some(occasion) if matches!(occasion.node, Occasion::Each { .. }) => {
                    slots.condition = condition;
                }
                _ => {
                    let other = slots.occasion.as_ref().map(|occasion| occasion.span);
                    let why = Nonsense::ConditionWithoutEach;
                    self.report(StructureProblem::Senseless { span, other, why });
                }
            }
        }
        slots
    }

    fn fill<T>(&mut self, slot: &mut Option<At<'a, T>>, value: &'a T, span: Span, part: Part) {
        match slot {
            Some(first) => {
                let first = first.span;
                self.report(StructureProblem::Repeated { part, first, second: span });
            }
            None => *slot = Some(Spanned::new(value, span)),
        }
    }
}
