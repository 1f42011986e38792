//! Postings in sum: in all, by norm, by person.

use super::posting::Posting;
use super::total::Totals;
use crate::event::Sym;
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

/// Postings in sum.
#[derive(Clone, Debug, Default)]
pub struct Sums {
    /// All of them.
    pub total: Totals,
    /// Those of each norm, by its position in the model.
    pub norms: Vec<Totals>,
    /// Those of each person, in the order in which they first appear; `None`: of those who could not be made out.
    pub people: IndexMap<Option<Sym>, Person, FxBuildHasher>,
}

/// The postings of one person in sum.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// All of them.
    pub all: Part,
    /// Those under each norm, in the order in which they first appear.
    pub norms: IndexMap<usize, Part, FxBuildHasher>,
}

/// Some of the postings of one person in sum.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// How many findings they come from.
    pub findings: u64,
    /// What they come to.
    pub total: Totals,
    /// The last of those findings.
    last: Option<usize>,
}

impl Sums {
    /// Of so many norms.
    pub(super) fn new(norms: usize) -> Sums {
        Sums { norms: vec![Totals::default(); norms], ..Sums::default() }
    }

    /// Adds a posting. Those of one finding come one after the other.
    pub(super) fn add(&mut self, posting: &Posting) {
        self.total.add(posting);
        if let Some(norm) = self.norms.get_mut(posting.norm) {
            norm.add(posting);
        }
        let person = self.people.entry(posting.payer.name()).or_default();
        person.all.add(posting);
        person.norms.entry(posting.norm).or_default().add(posting);
    }
}

impl Part {
    fn add(&mut self, posting: &Posting) {
        self.total.add(posting);
        if self.last.replace(posting.finding) != Some(posting.finding) {
            self.findings += 1;
        }
    }
}
