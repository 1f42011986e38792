//! Random policies over random logs.

mod beside;
mod condition;
mod dice;
pub mod figures;
pub mod forms;
mod grid;
pub mod inside;
pub mod lasting;
mod lasting_log;
pub mod ledger;
mod log;
mod policy;
pub mod relations;
pub mod written;

use crate::build;
use crate::case::Case;
use dice::Dice;
use grid::Grid;
use guiju::engine::Options;
use guiju::event::Interner;
use guiju::time::{CountFrom, OnRestDay};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng};

/// The same random numbers each time for the same seed.
pub fn rng(seed: u64) -> TestRng {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    TestRng::from_seed(RngAlgorithm::ChaCha, &bytes)
}

/// The choices that make a case. Each part has bytes of its own, so that leaving one event out leaves the others alone.
#[derive(Clone, Debug)]
pub struct Seeds {
    world: Vec<u8>,
    norms: Vec<Vec<u8>>,
    events: Vec<Vec<u8>>,
    lost: Vec<Vec<u8>>,
    people: Vec<Vec<u8>>,
    /// How a norm is made.
    make: Make,
    /// What makes more of a policy, and its choices.
    dress: Dress,
    dressing: Vec<u8>,
    /// So many days after its beginning a log ends that ends long after everything.
    far: &'static [i64],
}

/// Makes more of a policy.
pub type Dress = fn(&mut guiju::analysis::model::Model, &Grid, &mut Dice<'_>);

/// Makes a norm.
pub type Make = fn(&Grid, &mut Dice<'_>) -> guiju::analysis::model::Norm;

/// Choices for any case.
pub fn seeds() -> impl Strategy<Value = Seeds> {
    seeds_of(policy::norm, &[42])
}

/// Choices for cases with norms of one kind.
pub fn seeds_of(make: Make, far: &'static [i64]) -> impl Strategy<Value = Seeds> {
    let bytes = |n: usize| vec(any::<u8>(), n);
    (bytes(40), vec(bytes(400), 1..=2), vec(bytes(24), 0..=10), vec(bytes(24), 0..=2), vec(bytes(16), 0..=6))
        .prop_map(move |(world, norms, events, lost, people)| Seeds {
            world,
            norms,
            events,
            lost,
            people,
            make,
            dress: |_, _, _| {},
            dressing: Vec::new(),
            far,
        })
}

/// Choices for cases with norms of one kind, of which more is made.
pub fn seeds_dressed(make: Make, dress: Dress, far: &'static [i64]) -> impl Strategy<Value = Seeds> {
    let bytes = |n: usize| vec(any::<u8>(), n);
    let parts = (
        bytes(40),
        vec(bytes(400), 1..=2),
        vec(bytes(24), 0..=10),
        vec(bytes(24), 0..=2),
        vec(bytes(16), 0..=6),
        bytes(700),
    );
    parts.prop_map(move |(world, norms, events, lost, people, dressing)| Seeds {
        world,
        norms,
        events,
        lost,
        people,
        make,
        dress,
        dressing,
        far,
    })
}

impl Seeds {
    /// The case that the choices make.
    pub fn case(&self) -> Case {
        let mut dice = Dice::new(&self.world);
        let mut interner = Interner::default();
        let grid = Grid::new(&mut dice);
        let optional = std::array::from_fn(|_| dice.below(256) as u8);
        let calendar = dice.pick(&[Some("weekdays"), Some("cn"), None]);
        let own_day = dice.chance(15);
        let moves = dice.chance(15);
        let norms = self.norms.iter().enumerate();
        let norms = norms.map(|(i, bytes)| guiju::analysis::model::Norm {
            name: format!("norm_{i}"),
            ..(self.make)(&grid, &mut Dice::new(bytes))
        });
        let mut model = build::model(build::schema(optional), &grid.zone, calendar, norms.collect());
        (self.dress)(&mut model, &grid, &mut Dice::new(&self.dressing));
        if own_day {
            model.header.conventions.count_from = CountFrom::OwnDay;
        }
        if moves {
            model.header.conventions.on_rest_day = OnRestDay::NextWorkingDay;
        }
        let mut events: Vec<_> = (1..)
            .zip(&self.events)
            .map(|(n, bytes)| log::event(n, &grid, &mut Dice::new(bytes), &mut interner))
            .collect();
        // Now and then a row stands in the log twice.
        for i in 1..events.len() {
            if self.events[i][23] < 24 {
                events[i] = guiju::event::Event { row: events[i].row, ..events[i - 1].clone() };
            }
        }
        events.sort_by_key(|e| e.at.start);
        let lost = (101..)
            .zip(&self.lost)
            .filter(|(_, bytes)| bytes[23] > 128)
            .map(|(n, bytes)| log::lost(n, &grid, &mut Dice::new(bytes), &mut interner))
            .collect();
        let people = (1..)
            .zip(&self.people)
            .map(|(n, bytes)| log::person(n, &grid, &mut Dice::new(bytes), &mut interner))
            .collect();
        let coverage = log::coverage(&grid, &mut dice, &events);
        let horizon = log::horizon(&grid, &mut dice, self.far);
        let options = Options { from: dice.maybe(10, |d| grid.instant(d)), all: true, ..Options::default() };
        Case {
            model,
            zone: grid.zone,
            entities: vec![people],
            events,
            lost,
            coverage,
            horizon,
            options,
            interner,
        }
    }
}
