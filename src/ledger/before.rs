//! What earlier runs have booked, where this run does not see it: it counts in tables of escalation, in what is proposed once in a
//! period, and in caps, as if the log reached further back.

use super::book::Whose;
use super::posting::{Range, Source};
use crate::event::Sym;
use crate::money::Amount;
use crate::time::Stamp;

/// A violation that an earlier run has booked and that this run does not find, because its log begins later.
#[derive(Clone, Debug)]
pub struct Before {
    /// The norm, by its position in the model.
    pub norm: usize,
    /// Who owed it.
    pub bearer: Option<Sym>,
    /// How many stages of `else` were reached.
    pub stages: usize,
    /// To which time it belongs.
    pub at: Stamp,
    /// Which occasion it was; findings about one record have the same number.
    pub about: usize,
    /// What was proposed.
    pub booked: Vec<Booked>,
}

/// What an earlier run has proposed.
#[derive(Clone, Debug)]
pub struct Booked {
    /// Which consequence of the norm.
    pub source: Source,
    /// Who pays, answers or benefits.
    pub payer: Option<Sym>,
    /// Whether it was let through where it is proposed so often at most in a period.
    pub let_through: bool,
    /// Whether it is a reward.
    pub reward: bool,
    /// The amount after all that was cut off.
    pub amount: Option<Amount>,
    /// The amount after the caps of the norm alone.
    pub own: Option<Amount>,
    /// Between which amounts it lay.
    pub range: Option<Range>,
}

/// Whose it was. Nobody known is nobody else.
pub(super) fn whose(person: Option<Sym>, place: usize) -> Whose {
    person.map_or(Whose::Unknown(usize::MAX - place), Whose::Person)
}
