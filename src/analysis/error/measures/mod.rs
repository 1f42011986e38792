//! Figures worked out from many events: of what, for whom, over which time.

mod en;
mod zh;

use super::TypeWord;
use crate::diagnostics::{Code, Diagnostic};
use crate::locale::Lang;
use crate::source::Span;

/// Why there is no figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No event is named.
    NoEvent,
    /// `sum(reading)`: a field is needed.
    WholeEvent,
    /// `count(reading.value)`: events are counted.
    CountOfField,
    /// What is aggregated is not of the event.
    OfOutside,
    /// A figure inside a figure.
    Nested,
    /// Worked out from the act at hand, in the condition of an act.
    InAct,
    /// In the condition of an act of a norm about a period or interval, before the figure is complete.
    InActOfPeriod,
    /// In the condition of an interval, before the figure is complete.
    InWhich,
    /// In the declaration of a state.
    InState,
    /// In a condition that chooses among members.
    OfBeneficiary,
    /// Outside a condition, an amount and the names of people.
    NotInCondition,
    /// In a branch of the time clause of a norm about a period, before the figure is complete.
    InBranch,
    /// A condition that ties the counted event to the norm otherwise than by `=`.
    JoinedOtherwise,
    /// `among` without `rank`.
    AmongWithoutRank,
    /// `rank` without `among`.
    RankWithoutAmong,
    /// What is ranked is of no member of the entity, or of several.
    RankOfWhom,
    /// A condition inside the brackets of `rank`.
    RankWhere,
    /// `over …` after something that is no measure.
    OverNothing,
}

/// A problem with a figure.
#[derive(Clone, Debug, PartialEq)]
pub enum MeasureProblem {
    /// There is no figure.
    NoFigure {
        /// Where.
        span: Span,
        /// Why.
        fault: Fault,
    },
    /// An event does not lead to the subject, or leads to it in several ways.
    NoSubject {
        /// Where.
        span: Span,
        /// What the subject is.
        subject: TypeWord,
        /// The event.
        event: String,
        /// Where it is declared.
        declared: Option<Span>,
        /// The ways, if there are several.
        paths: Vec<String>,
    },
    /// Over which time it runs is not stated, and the norm has no period.
    NoTime {
        /// Where the norm uses it.
        span: Span,
        /// The figure.
        figure: Span,
    },
    /// A measure that leads back to itself.
    Ring {
        /// Its name.
        name: String,
        /// Where it is declared.
        span: Span,
    },
    /// A measure that is taken for more or fewer things than it is declared for.
    Arguments {
        /// Its name.
        measure: String,
        /// Where it is used.
        span: Span,
        /// Where it is declared.
        declared: Span,
        /// What it is taken for.
        params: Vec<String>,
    },
}

/// The subject as a message names it: a member by its entity.
fn subject_words(subject: &TypeWord, lang: Lang) -> String {
    match subject {
        TypeWord::Reference(entity) => format!("`{entity}`"),
        TypeWord::Plain(_) | TypeWord::References(_) | TypeWord::Event(_) => subject.words(lang),
        TypeWord::List | TypeWord::Range | TypeWord::Value => subject.words(lang),
    }
}

impl MeasureProblem {
    pub(super) fn code(&self) -> Code {
        match self {
            MeasureProblem::NoFigure { .. } | MeasureProblem::Arguments { .. } => Code::NoFigure,
            MeasureProblem::NoSubject { .. } => Code::NoSubject,
            MeasureProblem::NoTime { .. } => Code::NoFigureTime,
            MeasureProblem::Ring { .. } => Code::NotConstant,
        }
    }

    pub(super) fn diagnostic(&self, lang: Lang) -> Diagnostic {
        match lang {
            Lang::En => en::diagnostic(self),
            Lang::Zh => zh::diagnostic(self),
        }
    }
}
