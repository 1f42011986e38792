//! Deliberately wrong readings of what is said about states, intervals, gaps and acts of one's own. As with [`crate::mutation`],
//! the comparison must notice each of them.

/// One wrong reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// A state does not hold yet at its first instant.
    BeginsAfterItsBeginning,
    /// A state still holds at the instant at which it ends.
    HoldsAtItsEnd,
}

impl Slip {
    /// All of them.
    pub const ALL: &[Slip] = {
        use Slip::*;
        &[BeginsAfterItsBeginning, HoldsAtItsEnd]
    };
}
