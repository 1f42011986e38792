//! Norms that have nothing to do with one another: each lot of them can be decided without the others.
//!
//! Comes in: a [`Plan`]. Goes out: plans of the same norms, goals, tallies and states under the same numbers, in each of which only
//! some norms ever apply. No kind of event is read in two of them, so every event goes to one.

use super::{Dispatch, Expect, NormPlan, Plan, Source, StateSource, StateUse};
use crate::analysis::model::StateId;
use crate::event::KindId;

/// A plan in parts.
#[derive(Clone, Debug)]
pub struct Parts {
    /// The plan of each part; at least one.
    pub plans: Vec<Plan>,
    /// By norm, the number of its part.
    pub of_norm: Vec<usize>,
    /// By kind, the number of the part that reads it; of one that nobody reads, the first.
    pub of_kind: Vec<usize>,
}

impl Plan {
    /// The plan in parts, at most so many, of about the same size as far as that can be told.
    pub fn parts(&self, most: usize) -> Parts {
        let lots = self.lots();
        let norms = self.norms.len();
        // The heaviest first, each to where there is least yet.
        let mut weights = vec![0_usize; lots.len()];
        for (kind, dispatch) in self.dispatch.iter().enumerate() {
            weights[lots[norms + kind]] += weight(dispatch);
        }
        let mut roots: Vec<usize> = (0..norms).filter(|norm| lots[*norm] == *norm).collect();
        roots.sort_by_key(|root| std::cmp::Reverse(weights[*root]));
        let count = roots.len().min(most).max(1);
        let mut loads = vec![0; count];
        let mut part_of = vec![0; lots.len()];
        for root in roots {
            let least = (0..count).min_by_key(|part| loads[*part]).unwrap_or(0);
            // Norms about periods have no event of their own, but some work.
            loads[least] += weights[root] + 1;
            part_of[root] = least;
        }
        let parts = |nodes: std::ops::Range<usize>| nodes.map(|node| part_of[lots[node]]).collect();
        let of_norm: Vec<usize> = parts(0..norms);
        let of_kind: Vec<usize> = parts(norms..norms + self.dispatch.len());
        let plans = match count {
            1 => vec![self.clone()],
            _ => (0..count).map(|part| self.part(part, &of_norm, &of_kind)).collect(),
        };
        Parts { plans, of_norm, of_kind }
    }

    /// What belongs together: for each norm, then each kind, then each state, the first of those with which it does.
    fn lots(&self) -> Vec<usize> {
        let (norms, kinds) = (self.norms.len(), self.dispatch.len());
        let kind = |kind: KindId| norms + kind.0 as usize;
        let state = |state: StateId| norms + kinds + state.0 as usize;
        let mut lots = Lots((0..norms + kinds + self.states.len()).collect());
        for (own, dispatch) in (norms..).zip(&self.dispatch) {
            dispatch.occasions.iter().for_each(|norm| lots.join(own, *norm));
            dispatch.goals.iter().for_each(|goal| lots.join(own, self.goal(*goal).norm));
            for usage in &dispatch.states {
                let (StateUse::From(id) | StateUse::Until(id) | StateUse::Record(id)) = usage;
                lots.join(own, state(*id));
            }
        }
        // What no event changes can be known to several.
        let is_fed = |id: StateId| {
            let known = self.states.get(id.0 as usize);
            known.is_some_and(|known| {
                matches!(known.source, StateSource::Between { .. } | StateSource::Record { .. })
                    || !known.builds_on().is_empty()
            })
        };
        for (own, of) in self.norms.iter().enumerate() {
            of.yields_to.iter().for_each(|special| lots.join(own, *special));
            let tallies = of.figures.iter().flat_map(|figure| figure.tallies());
            tallies.for_each(|tally| lots.join(own, kind(self.tally(tally).kind)));
            let during = match &of.source {
                Source::During(during) => Some(during.state),
                Source::Event { .. } | Source::Each { .. } => None,
            };
            let asked = of.states.iter().copied().chain(during);
            asked.filter(|id| is_fed(*id)).for_each(|id| lots.join(own, state(id)));
            if let Some(violation) = &self.violations[own] {
                lots.join(own, kind(violation.kind));
            }
        }
        for (id, of) in (0..).map(StateId).zip(&self.states) {
            of.builds_on()
                .into_iter()
                .filter(|id| is_fed(*id))
                .for_each(|other| lots.join(state(id), state(other)));
        }
        (0..lots.0.len()).map(|node| lots.root(node)).collect()
    }

    /// The plan with the norms of one part only.
    fn part(&self, part: usize, of_norm: &[usize], of_kind: &[usize]) -> Plan {
        let is_own = |norm: usize| of_norm[norm] == part;
        let norms = self.norms.iter().enumerate();
        let dispatch = self.dispatch.iter().zip(of_kind);
        let mut plan = Plan {
            norms: norms.map(|(at, norm)| if is_own(at) { norm.clone() } else { NormPlan::idle() }).collect(),
            goals: self.goals.clone(),
            tallies: self.tallies.clone(),
            dispatch: dispatch
                .map(|(own, of)| if *of == part { own.clone() } else { Dispatch::default() })
                .collect(),
            accounts: self.accounts.clone(),
            states: self.states.clone(),
            violations: self.violations.clone(),
        };
        for (at, violation) in plan.violations.iter_mut().enumerate() {
            violation.take_if(|_| !is_own(at));
        }
        // Of states that other parts are told of, nothing is known here.
        for state in &mut plan.states {
            let of = |kind: KindId| of_kind.get(kind.0 as usize) == Some(&part);
            state.used &= match &state.source {
                StateSource::Between { kind, .. } | StateSource::Record { kind, .. } => of(*kind),
                StateSource::Table { .. } | StateSource::Shift { .. } => true,
            };
        }
        plan
    }
}

impl NormPlan {
    /// One that never applies: it reads a kind, but no kind is dispatched to it.
    fn idle() -> NormPlan {
        NormPlan {
            source: Source::Event { kind: KindId(0), filter: None },
            pattern: None,
            yields_to: Vec::new(),
            bearer: None,
            expect: Expect::Never,
            window: Vec::new(),
            excuses: Vec::new(),
            stages: Vec::new(),
            open_params: Vec::new(),
            figures: Vec::new(),
            pays: Vec::new(),
            names: Vec::new(),
            states: Vec::new(),
        }
    }
}

/// How much an event of a kind gives to do, roughly.
fn weight(dispatch: &Dispatch) -> usize {
    dispatch.occasions.len() + dispatch.goals.len() + dispatch.tallies.len() + dispatch.states.len()
}

/// By number, one of those with which it belongs together, in the end always the first.
struct Lots(Vec<usize>);

impl Lots {
    fn root(&mut self, mut of: usize) -> usize {
        while self.0[of] != of {
            self.0[of] = self.0[self.0[of]];
            of = self.0[of];
        }
        of
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use crate::analysis::{self, model::Model};
    use crate::event::Interner;
    use crate::source::Sources;
    use crate::world::Memory;

    fn model(norms: &str) -> Model {
        let head = "policy p { timezone Asia/Shanghai  currency CNY  cap 60 CNY per bearer per month }
            entity staff { key id: text }
            entity leave { key id: text, staff: staff, from: date, until: date }
            event a { who: staff, n: number }  event b { who: staff, n: number }
            event c { who: staff, n: number }  event d { who: staff, n: number }
            state on_leave of staff: over leave.from .. leave.until
            state between of who: from a until b same who\n";
        let world = Memory::new().with("p.guiju", head.to_string() + norms);
        let loaded = analysis::load(&world, "p.guiju", &mut Sources::default());
        let analysis = analysis::analyze(&loaded, &[], &world);
        analysis.model.unwrap_or_else(|| panic!("{:?} {:?}", loaded.syntax, analysis.problems))
    }

    /// The names of the norms that belong together, in at most so many parts.
    fn parts_of(norms: &str, most: usize) -> Vec<String> {
        let model = model(norms);
        let parts = crate::plan::lower(&model, &mut Interner::default()).parts(most);
        let names = |part: usize| {
            let own = model.norms.iter().zip(&parts.of_norm).filter(move |(_, of)| **of == part);
            own.map(|(norm, _)| norm.name.as_str()).collect::<Vec<_>>().join(" ")
        };
        for (part, plan) in parts.plans.iter().enumerate() {
            for (kind, dispatch) in plan.dispatch.iter().enumerate() {
                assert!(dispatch.is_idle() || parts.of_kind[kind] == part);
                assert!(dispatch.occasions.iter().all(|norm| parts.of_norm[*norm] == part));
            }
        }
        let mut all: Vec<String> = (0..parts.plans.len()).map(names).collect();
        all.sort_unstable();
        all
    }

    #[test]
    fn what_shares_no_kind_stands_apart() {
        let norms = "duty one { when a must b same who within 1 hour else fine 1 CNY }
            duty two { when c must c.n filled else fine 1 CNY }
            duty three { when c must c.who filled }
            duty four { each day for s in staff bearer s must d where who = s }";
        assert_eq!(parts_of(norms, 9), ["four", "one", "two three"]);
        assert_eq!(parts_of(norms, 2).len(), 2);
        assert_eq!(parts_of(norms, 1), ["one two three four"]);
    }

    #[test]
    fn acts_excuses_reparations_windows_and_figures_join() {
        for other in [
            "duty two { when b must a same who within 1 hour }",
            "duty two { when b must c same who within 1 hour unless a same who }",
            "duty two { when b must c same who within 1 hour else must a same who within 1 day }",
            "duty two { when b must c same who before a same who }",
            "duty two { when b as x must count(a) for x.who so far > 2 }",
            "duty two { during between as x must c where who = x.who }",
        ] {
            let both = format!("duty one {{ when a must a.n filled }}\n{other}");
            assert_eq!(parts_of(&both, 9), ["one two"], "{other}");
        }
    }

    #[test]
    fn states_that_events_change_join_and_others_do_not() {
        let fed = "duty one { when c as x must not between of x.who }
            duty two { when d as x must x.n filled unless between of x.who }
            duty three { when b must b.n filled }";
        assert_eq!(parts_of(fed, 9), ["one two three"]);
        let table = "duty one { when c as x must not on_leave of x.who }
            duty two { when d as x must x.n filled unless on_leave of x.who }";
        assert_eq!(parts_of(table, 9), ["one", "two"]);
    }

    #[test]
    fn norms_that_know_of_one_another_join() {
        let norms = "duty one { when a must a.n filled else fine 1 CNY }
            duty two { when violated one as v must c within 1 day }
            duty three { when b must b.n filled }
            duty four { overrides three when b where b.n > 2 must b.who filled }
            duty five { when d must d.n filled }";
        assert_eq!(parts_of(norms, 9), ["five", "one two", "three four"]);
    }
}
