//! Who is called what: every declaration of all files, each name once.

use super::{AnalysisProblem, Loaded, NameProblem, StructureProblem, Thing};
use crate::diagnostics::did_you_mean;
use crate::source::Span;
use crate::syntax::ast;
use indexmap::IndexMap;

/// Names that come close to a mistyped one.
pub(super) fn near<'n>(typed: &str, known: impl IntoIterator<Item = &'n str>) -> Vec<String> {
    did_you_mean(typed, known).into_iter().map(String::from).collect()
}

/// How many names there may be: far more than any regulation has, and fewer than the ids of the model can count.
const MOST: usize = 20_000;

/// All declarations by name, in the order of the files.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    /// Events, entities, states, measures and parameters share one space.
    pub words: IndexMap<&'a str, (Thing, Span)>,
    /// Names that no declaration can have; each has been reported.
    pub refused: Vec<&'a str>,
    /// The last name that was one too many; that has been reported, and none of them is called unknown.
    pub refused_many: Option<Span>,
    /// Norms.
    pub norms: IndexMap<&'a str, Span>,
    /// Calendars declared in the policy, each with the path of its file.
    pub calendars: IndexMap<&'a str, (&'a ast::CalendarDecl, &'a str)>,
    /// The header.
    pub header: Option<(&'a ast::Policy, Span)>,
    /// Entities, in order.
    pub entities: Vec<&'a ast::Record>,
    /// Events, in order.
    pub events: Vec<&'a ast::Record>,
    /// Parameters by name: all declarations, because an office's own file may bind what a shared one leaves open.
    pub params: IndexMap<&'a str, Vec<&'a ast::Param>>,
    /// Measures by name.
    pub measures: IndexMap<&'a str, &'a ast::Measure>,
}

impl Names<'_> {
    /// All names of one sort.
    pub fn of(&self, thing: Thing) -> impl Iterator<Item = &str> {
        self.words.iter().filter(move |(_, (sort, _))| *sort == thing).map(|(name, _)| *name)
    }
}

/// Gathers the declarations of all files and reports names taken twice.
pub(super) fn gather<'a>(loaded: &'a Loaded, problems: &mut Vec<AnalysisProblem>) -> Names<'a> {
    let mut names = Names::default();
    for file in &loaded.files {
        for item in &file.file.items {
            match &item.node {
                ast::Item::Policy(policy) => match names.header {
                    None => names.header = Some((policy, policy.name.span)),
                    Some((_, first)) => {
                        problems
                            .push(StructureProblem::TwoHeaders { first, second: policy.name.span }.into());
                    }
                },
                ast::Item::Param(param) => gather_param(&mut names, param, problems),
                ast::Item::Entity(record) => {
                    if names.word(&record.name, Thing::Entity, problems) {
                        names.entities.push(record);
                    }
                }
                ast::Item::Event(record) => {
                    if names.word(&record.name, Thing::Event, problems) {
                        names.events.push(record);
                    }
                }
                ast::Item::State(state) => {
                    names.word(&state.name, Thing::State, problems);
                }
                ast::Item::Measure(measure) => {
                    if names.word(&measure.name, Thing::Measure, problems) {
                        names.measures.insert(&measure.name, measure);
                    }
                }
                ast::Item::Norm(norm) => match names.norms.get(norm.name.node.as_str()) {
                    Some(first) => duplicate(&norm.name, (Thing::Norm, *first), Thing::Norm, problems),
                    None => {
                        names.norms.insert(&norm.name, norm.name.span);
                    }
                },
                ast::Item::Calendar(calendar) => match names.calendars.get(calendar.name.node.as_str()) {
                    Some((first, _)) => {
                        let first = (Thing::Calendar, first.name.span);
                        duplicate(&calendar.name, first, Thing::Calendar, problems);
                    }
                    None => {
                        names.calendars.insert(&calendar.name, (calendar, &file.path));
                    }
                },
                ast::Item::Use(_) | ast::Item::Log(_) | ast::Item::Test(_) => {}
            }
        }
    }
    names
}

/// A parameter may be declared open in one place and get its value in another; anything else is taken twice.
fn gather_param<'a>(names: &mut Names<'a>, param: &'a ast::Param, problems: &mut Vec<AnalysisProblem>) {
    match names.params.get_mut(param.name.node.as_str()) {
        Some(earlier) => {
            let valued = earlier.iter().find(|p| p.value.is_some());
            let clash = match (&param.value, valued) {
                (Some(_), Some(other)) => Some(other.name.span),
                (None, _) if earlier.iter().any(|p| p.value.is_none()) => Some(earlier[0].name.span),
                (Some(_) | None, _) => None,
            };
            match clash {
                Some(span) => duplicate(&param.name, (Thing::Param, span), Thing::Param, problems),
                None => earlier.push(param),
            }
        }
        None => {
            if names.word(&param.name, Thing::Param, problems) {
                names.params.insert(&param.name, vec![param]);
            }
        }
    }
}

impl<'a> Names<'a> {
    /// Takes a name; false if it was taken.
    fn word(&mut self, name: &'a ast::Name, thing: Thing, problems: &mut Vec<AnalysisProblem>) -> bool {
        if super::types::builtin(&name.node).is_some() || name.node == "money" || name.node == "金额" {
            self.refused.push(&name.node);
            problems.push(NameProblem::Builtin { name: name.node.clone(), span: name.span }.into());
            return false;
        }
        match self.words.get(name.node.as_str()) {
            Some(first) => {
                duplicate(name, *first, thing, problems);
                false
            }
            None if self.words.len() >= MOST => {
                if self.refused_many.replace(name.span).is_none() {
                    problems.push(NameProblem::TooMany { span: name.span, most: MOST }.into());
                }
                false
            }
            None => {
                self.words.insert(&name.node, (thing, name.span));
                true
            }
        }
    }
}

fn duplicate(name: &ast::Name, first: (Thing, Span), second: Thing, problems: &mut Vec<AnalysisProblem>) {
    problems
        .push(NameProblem::Duplicate { name: name.node.clone(), first, second: (second, name.span) }.into());
}
