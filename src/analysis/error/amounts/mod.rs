//! Consequences, caps and rewards that do not fit the norm they stand in.

mod en;
mod zh;

use crate::diagnostics::{Code, Diagnostic};
use crate::locale::Lang;
use crate::source::Span;

/// A consequence, cap or reward that cannot be worked out.
#[derive(Clone, Debug, PartialEq)]
pub struct AmountProblem {
    /// Where.
    pub span: Span,
    /// What it clashes with.
    pub other: Option<Span>,
    /// Why.
    pub fault: AmountFault,
}

/// Why a consequence, cap or reward does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AmountFault {
    /// `per missing` where no act is asked for.
    NothingMissing,
    /// `per slot` where there are no slots.
    NoSlots,
    /// `per started hour late` where nothing can be late.
    NothingLate,
    /// `per enterprise` where the norm is not about each of them.
    NotAboutEach(String),
    /// `fine … per bearer`
    PerBearer,
    /// Something an escalation cannot be counted by.
    EscalationPer,
    /// Something a cap cannot hold for.
    CapPer,
    /// A cap that does not say for what it holds.
    CapForWhat,
    /// Lines of an escalation that overlap or run backwards.
    StepOrder,
    /// A time between two lines of which nothing is said.
    StepGap(u32),
    /// A reparation or a table inside a table.
    StepKind,
    /// A table without lines.
    NoSteps,
    /// `bearer` where nobody is named.
    NoBearer,
    /// `bearer` of the whole policy, whose norms bind people of different kinds.
    BearersDiffer,
    /// `1 year of …`
    PayUnit,
    /// A reward that does not say what is earned.
    NoReward,
    /// `then reward` outside a reward.
    RewardElsewhere,
    /// Consequences of a violation in a reward.
    PenaltyInReward,
    /// `else` beside `liable … instead`.
    InsteadOfElse,
    /// A reparation in `liable`.
    LiableReparation,
    /// A range whose ends are not stated amounts, or run backwards.
    RangeEnds,
}

impl AmountProblem {
    pub(super) fn code(&self) -> Code {
        Code::Consequence
    }

    pub(super) fn diagnostic(&self, lang: Lang) -> Diagnostic {
        let (message, label, help) = match lang {
            Lang::En => en::words(&self.fault),
            Lang::Zh => zh::words(&self.fault),
        };
        let diagnostic = Diagnostic::new(self.code(), message).label(self.span, label);
        let here = lang.pick("beside this", "与此并列");
        let diagnostic = self.other.into_iter().fold(diagnostic, |d, other| d.label(other, here));
        diagnostic.help(help)
    }
}
