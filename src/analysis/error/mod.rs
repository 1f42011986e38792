//! What can be wrong with a policy that parses. Each family has its own enum with its words in both languages.

mod amounts;
mod lints;
mod mapping;
mod measures;
mod names;
mod relations;
mod states;
mod structure;
mod times;
mod types;
mod words;

pub use amounts::{AmountFault, AmountProblem};
pub use lints::LintProblem;
pub use mapping::{Manner, MappingProblem, ShapeFault};
pub use measures::{Fault, MeasureProblem};
pub use names::{LogSetting, NameProblem};
pub use relations::RelationProblem;
pub use states::StateProblem;
pub use structure::{Nonsense, Part, Side, Slot, StructureProblem};
pub use times::{Misfit, TimeProblem};
pub use types::{BindingFault, Hint, Operand, TypeProblem, ValueFault};
pub use words::{Thing, TypeWord};

use crate::diagnostics::{Code, Diagnostic, Problem};
use crate::locale::Lang;
use crate::source::Span;

/// Something wrong, or worth knowing, about a policy that parses.
#[derive(Clone, Debug, PartialEq)]
pub enum AnalysisProblem {
    /// Names and files.
    Name(NameProblem),
    /// How a norm, a header or a record is put together.
    Structure(StructureProblem),
    /// Types, units and currencies.
    Type(TypeProblem),
    /// Time.
    Time(TimeProblem),
    /// Consequences, caps and rewards.
    Amount(AmountProblem),
    /// A `log` block.
    Mapping(MappingProblem),
    /// Figures worked out from many events.
    Measure(MeasureProblem),
    /// States.
    State(StateProblem),
    /// How norms relate, and tests of them.
    Relation(RelationProblem),
    /// Not wrong, but probably not meant.
    Lint(LintProblem),
}

impl AnalysisProblem {
    /// The stable code.
    pub fn code(&self) -> Code {
        match self {
            AnalysisProblem::Name(p) => p.code(),
            AnalysisProblem::Structure(p) => p.code(),
            AnalysisProblem::Type(p) => p.code(),
            AnalysisProblem::Time(p) => p.code(),
            AnalysisProblem::Amount(p) => p.code(),
            AnalysisProblem::Mapping(p) => p.code(),
            AnalysisProblem::Measure(p) => p.code(),
            AnalysisProblem::State(p) => p.code(),
            AnalysisProblem::Relation(p) => p.code(),
            AnalysisProblem::Lint(p) => p.code(),
        }
    }

    /// The place to go to, if it has one.
    pub fn span(&self) -> Option<Span> {
        self.diagnostic(Lang::En).labels.first().map(|label| label.span)
    }
}

impl Problem for AnalysisProblem {
    fn diagnostic(&self, lang: Lang) -> Diagnostic {
        match self {
            AnalysisProblem::Name(p) => p.diagnostic(lang),
            AnalysisProblem::Structure(p) => p.diagnostic(lang),
            AnalysisProblem::Type(p) => p.diagnostic(lang),
            AnalysisProblem::Time(p) => p.diagnostic(lang),
            AnalysisProblem::Amount(p) => p.diagnostic(lang),
            AnalysisProblem::Mapping(p) => p.diagnostic(lang),
            AnalysisProblem::Measure(p) => p.diagnostic(lang),
            AnalysisProblem::State(p) => p.diagnostic(lang),
            AnalysisProblem::Relation(p) => p.diagnostic(lang),
            AnalysisProblem::Lint(p) => p.diagnostic(lang),
        }
    }
}

/// Lets every family be pushed as it is.
macro_rules! families {
    ($($variant:ident($family:ty)),*) => {
        $(impl From<$family> for AnalysisProblem {
            fn from(problem: $family) -> Self {
                AnalysisProblem::$variant(problem)
            }
        })*
    };
}

families!(
    Name(NameProblem),
    Structure(StructureProblem),
    Type(TypeProblem),
    Time(TimeProblem),
    Amount(AmountProblem),
    Mapping(MappingProblem),
    Measure(MeasureProblem),
    State(StateProblem),
    Relation(RelationProblem),
    Lint(LintProblem)
);
