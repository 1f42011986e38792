//! What no test exercises: norms, verdicts, branches, excuses, reparations.

use crate::analysis::model::{Model, Norm};
use crate::check::Checked;
use crate::engine::{ExcuseVerdict, Status};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Something that no test exercises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    /// A norm never applies.
    Norm {
        /// The norm.
        norm: String,
        /// Its name's place.
        span: Span,
    },
    /// A norm applies, but is never kept.
    NeverKept {
        /// The norm.
        norm: String,
        /// Its name's place.
        span: Span,
    },
    /// A norm applies, but is never violated.
    NeverViolated {
        /// The norm.
        norm: String,
        /// Its name's place.
        span: Span,
    },
    /// A branch of a time clause is never taken.
    Branch {
        /// The norm.
        norm: String,
        /// The branch.
        span: Span,
    },
    /// An excuse never holds.
    Excuse {
        /// The norm.
        norm: String,
        /// The excuse.
        span: Span,
    },
    /// A reparation is never made.
    Reparation {
        /// The norm.
        norm: String,
        /// Its stage.
        span: Span,
    },
}

impl Gap {
    /// The norm it is about.
    pub fn norm(&self) -> &str {
        match self {
            Gap::Norm { norm, .. }
            | Gap::NeverKept { norm, .. }
            | Gap::NeverViolated { norm, .. }
            | Gap::Branch { norm, .. }
            | Gap::Excuse { norm, .. }
            | Gap::Reparation { norm, .. } => norm,
        }
    }

    /// Where it is in the policy.
    pub fn span(&self) -> Span {
        match self {
            Gap::Norm { span, .. }
            | Gap::NeverKept { span, .. }
            | Gap::NeverViolated { span, .. }
            | Gap::Branch { span, .. }
            | Gap::Excuse { span, .. }
            | Gap::Reparation { span, .. } => *span,
        }
    }
}

/// What tests have exercised so far, by the name of the norm.
#[derive(Debug, Default)]
pub(super) struct Exercised {
    norms: BTreeMap<String, Seen>,
}

#[derive(Clone, Debug, Default)]
struct Seen {
    statuses: BTreeSet<Status>,
    branches: BTreeSet<usize>,
    excuses: BTreeSet<usize>,
    reparations: BTreeSet<usize>,
}

impl Exercised {
    pub fn new(model: &Model) -> Exercised {
        let norms = model.norms.iter().map(|norm| (norm.name.clone(), Seen::default()));
        Exercised { norms: norms.collect() }
    }

    /// Adds what a test exercised.
    pub fn note(&mut self, model: &Model, checked: &Checked) {
        for finding in &checked.outcome.findings {
            let seen = self.norms.entry(model.norms[finding.norm].name.clone()).or_default();
            seen.statuses.insert(finding.status);
            seen.branches.extend(finding.window.as_ref().and_then(|window| window.branch));
            let held = finding.excuses.iter().filter(|excuse| excuse.verdict == ExcuseVerdict::Held);
            if finding.status == Status::Excused {
                seen.excuses.extend(held.map(|excuse| excuse.excuse));
            }
            let met = finding.reparations.iter().filter(|reparation| reparation.met);
            seen.reparations.extend(met.map(|reparation| reparation.stage));
        }
    }

    /// What is left, in the order of the policy.
    pub fn gaps(&self, model: &Model) -> Vec<Gap> {
        let none = Seen::default();
        model
            .norms
            .iter()
            .flat_map(|norm| gaps_of(norm, self.norms.get(&norm.name).unwrap_or(&none)))
            .collect()
    }
}

fn gaps_of(norm: &Norm, seen: &Seen) -> Vec<Gap> {
    let (name, span) = (|| norm.name.clone(), norm.spans.name);
    if seen.statuses.is_empty() {
        return vec![Gap::Norm { norm: name(), span }];
    }
    let mut gaps = Vec::new();
    // Where every occasion is a violation, only an excuse keeps the norm; that gap is the excuse's own.
    let can_be_kept = !matches!(norm.conduct, crate::analysis::model::Conduct::Never);
    if can_be_kept && !seen.statuses.contains(&Status::Fulfilled) {
        gaps.push(Gap::NeverKept { norm: name(), span });
    }
    // Without a limit nothing is ever late.
    let broken = [Status::Violated, Status::Repaired];
    if !broken.iter().any(|status| seen.statuses.contains(status)) {
        gaps.push(Gap::NeverViolated { norm: name(), span });
    }
    if norm.time.len() > 1 {
        let untaken = norm.time.iter().enumerate().filter(|(at, _)| !seen.branches.contains(at));
        gaps.extend(untaken.map(|(_, branch)| Gap::Branch { norm: name(), span: branch.span }));
    }
    let unheld = norm.excuses.iter().enumerate().filter(|(at, _)| !seen.excuses.contains(at));
    gaps.extend(unheld.map(|(_, excuse)| Gap::Excuse { norm: name(), span: excuse.span() }));
    let unmade = norm.stages.iter().enumerate();
    let unmade = unmade.filter(|(at, stage)| !stage.reparations.is_empty() && !seen.reparations.contains(at));
    gaps.extend(unmade.map(|(_, stage)| Gap::Reparation { norm: name(), span: stage.span }));
    gaps
}
