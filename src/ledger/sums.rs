//! Postings in sum: in all, by norm, by person.

use super::posting::{Posting, Total};
use super::total::Totals;
use crate::event::Sym;
use indexmap::IndexMap;
use rust_decimal::Decimal;
use rustc_hash::{FxBuildHasher, FxHashMap};

/// Postings in sum.
#[derive(Clone, Debug, Default)]
pub struct Sums {
    /// All of them.
    pub total: Totals,
    /// Those of each norm, by its position in the model.
    pub norms: Vec<Totals>,
    /// Those of each person, in the order in which they first appear; `None`: of those who could not be made out.
    pub people: IndexMap<Option<Sym>, Person, FxBuildHasher>,
    /// By person and norm, what has not been added to people yet: all of it, until everything has come. Whoever is looked up lies anywhere
    /// in memory, so it is found in one place, and tells itself where in the order it belongs. Never iterated but to be sorted by that.
    open: FxHashMap<(Option<Sym>, usize), Open>,
    /// What of it is neither findings nor whole points: by person, and by person and norm.
    others: FxHashMap<(Option<Sym>, Option<usize>), Totals>,
}

/// What is proposed to one person under one norm: what is proposed most, findings and whole points, in one small place.
#[derive(Clone, Copy, Debug, Default)]
struct Open {
    findings: u64,
    points: i64,
    /// Which one it is in the order in which they first appear, from 1.
    turn: usize,
    /// The number of the last of the findings, from 1.
    last: usize,
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
}

impl Sums {
    /// Of so many norms.
    pub(super) fn new(norms: usize) -> Sums {
        Sums { norms: vec![Totals::default(); norms], ..Sums::default() }
    }

    /// Adds a posting. Those of one finding come one after the other.
    pub(super) fn add(&mut self, posting: &Posting) {
        let key = (posting.payer.name(), posting.norm);
        let open = open(&mut self.open, key);
        let number = posting.finding + 1;
        if std::mem::replace(&mut open.last, number) != number {
            open.findings += 1;
        }
        match whole_points(posting).and_then(|points| open.points.checked_add(points)) {
            Some(points) => open.points = points,
            None => {
                for norm in [None, Some(key.1)] {
                    self.others.entry((key.0, norm)).or_default().add(posting);
                }
                self.total.add(posting);
                self.norms.get_mut(posting.norm).into_iter().for_each(|norm| norm.add(posting));
            }
        }
    }

    /// Adds a finding of a person under a norm that comes to so many points and nothing else; false if they are too many to be added up
    /// as such, and nothing has been added.
    pub(super) fn add_points(&mut self, key: (Option<Sym>, usize), finding: usize, points: i64) -> bool {
        let open = open(&mut self.open, key);
        let Some(sum) = open.points.checked_add(points) else { return false };
        (open.points, open.last) = (sum, finding + 1);
        open.findings += 1;
        true
    }

    /// With everything added.
    pub(super) fn done(mut self) -> Sums {
        let mut all: Vec<_> = std::mem::take(&mut self.open).into_iter().collect();
        all.sort_unstable_by_key(|(_, open)| open.turn);
        for ((name, norm), open) in all {
            let person = self.people.entry(name).or_insert_with(|| {
                let total = self.others.remove(&(name, None)).unwrap_or_default();
                Person { all: Part { total, ..Part::default() }, ..Person::default() }
            });
            let part = person.norms.entry(norm).or_default();
            part.total = self.others.remove(&(name, Some(norm))).unwrap_or_default();
            part.findings += open.findings;
            person.all.findings += open.findings;
            if open.points != 0 {
                let totals = [&mut part.total, &mut person.all.total, &mut self.total];
                let all = totals.into_iter().chain(self.norms.get_mut(norm));
                all.for_each(|total| total.add_points(open.points.into()));
            }
        }
        self
    }
}

/// What is proposed to a person under a norm.
#[inline]
fn open(all: &mut FxHashMap<(Option<Sym>, usize), Open>, key: (Option<Sym>, usize)) -> &mut Open {
    let turn = all.len() + 1;
    all.entry(key).or_insert_with(|| Open { turn, ..Open::default() })
}

/// The points that a posting comes to, if they are a whole number and not too many to be added up as such.
fn whole_points(posting: &Posting) -> Option<i64> {
    let Total::Points(points) = posting.total else { return None };
    whole(points)
}

/// A number of points, if it is whole and not too large.
pub(super) fn whole(points: Decimal) -> Option<i64> {
    i32::try_from(points.mantissa()).ok().filter(|_| points.scale() == 0).map(i64::from)
}

#[cfg(test)]
mod tests {
    use super::super::total::total;
    use super::*;
    use crate::event::Sym;
    use crate::ledger::{Payer, Role, Sanction, Source};
    use crate::time::{Instant, Stamp};
    use rust_decimal::Decimal;

    fn posting(finding: usize, norm: usize, who: &str, total: Total) -> Posting {
        Posting {
            finding,
            id: String::new(),
            norm,
            source: Source::Else(0, 0),
            span: crate::source::Span::new(crate::source::FileId(0), 0, 0),
            time: None,
            payer: Payer::Named(Sym::short(who).unwrap()),
            role: Role::Bearer,
            sanction: if total == Total::Act { Sanction::Warn } else { Sanction::Demerit },
            per: crate::analysis::model::Per::Occurrence,
            times: 1,
            running: false,
            total,
            range: None,
            working: None,
            cuts: Vec::new(),
            steps: None,
            act: None,
            at: Stamp::exact(Instant::MIN),
            decided: Instant::MIN,
        }
    }

    #[test]
    fn whole_points_and_all_else_come_to_the_same_as_one_by_one() {
        let points = |text: &str| Total::Points(text.parse().unwrap());
        let postings = [
            posting(0, 1, "b", points("3")),
            posting(0, 1, "b", points("0.5")),
            posting(1, 0, "a", Total::Act),
            posting(2, 0, "b", points("2147483648")),
            posting(3, 1, "b", points("-1")),
            posting(4, 1, "a", Total::Points(Decimal::MAX)),
        ];
        let mut sums = Sums::new(2);
        postings.iter().for_each(|posting| sums.add(posting));
        let sums = sums.done();
        let of = |who: &str, norm: Option<usize>| {
            let who = Sym::short(who);
            let is_it = |p: &&Posting| p.payer.name() == who && norm.is_none_or(|norm| p.norm == norm);
            total(postings.iter().filter(is_it))
        };
        let names: Vec<_> = sums.people.keys().copied().collect();
        assert_eq!(names, [Sym::short("b"), Sym::short("a")]);
        for (name, norms, findings) in [("b", [1, 0], 3), ("a", [0, 1], 2)] {
            let person = &sums.people[&Sym::short(name)];
            assert_eq!(person.all.total, of(name, None));
            assert_eq!(person.all.findings, findings);
            assert_eq!(person.norms.keys().copied().collect::<Vec<_>>(), norms);
            for (norm, part) in &person.norms {
                assert_eq!(part.total, of(name, Some(*norm)), "{name} {norm}");
            }
        }
        assert_eq!(sums.people[&Sym::short("b")].norms[&1].findings, 2);
        assert_eq!(sums.norms[0], total(postings.iter().filter(|p| p.norm == 0)));
        assert!(sums.total.overflow);
    }
}
