//! Names resolved, types checked: a tree becomes a [`model::Model`] in which nothing is left to look up.
//!
//! Comes in: parsed files. Goes out: a model, or all problems at once, in source order.

mod calendars;
mod checker;
mod columns;
pub mod coverage;
mod error;
mod expressions;
mod header;
mod length;
mod lints;
mod load;
mod logs;
mod measures;
pub mod model;
mod names;
mod norms;
mod params;
mod reads;
mod relations;
mod scope;
mod states;
mod tests;
mod types;
mod vocabulary;
mod walk;

pub use error::*;
pub use load::{Loaded, LoadedFile, load};

use crate::diagnostics::Severity;
use crate::world::World;
use checker::{Checker, Needs};
use model::Model;

/// A policy that was checked.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    /// What it means, if it has no errors.
    pub model: Option<Model>,
    /// Everything there is to say about it, in source order.
    pub problems: Vec<AnalysisProblem>,
}

/// Checks a policy. `bindings` are the values of parameters given from outside; `world` holds the files of calendars.
pub fn analyze<'a>(loaded: &'a Loaded, bindings: &'a [(String, String)], world: &'a dyn World) -> Analysis {
    let mut problems = Vec::new();
    let names = names::gather(loaded, &mut problems);
    let mut checker = Checker {
        loaded,
        world,
        names,
        schema: crate::event::Schema::default(),
        kinds: Vec::new(),
        entities: Vec::new(),
        header: header::HeaderInfo::default(),
        params: Vec::new(),
        bindings: std::collections::BTreeMap::new(),
        problems,
        needs: Needs::default(),
        states: Vec::new(),
        calendars: indexmap::IndexMap::new(),
        building: Vec::new(),
        violations: Vec::new(),
        attestation_used: false,
        measuring: measures::Measuring::default(),
    };
    checker.check_header();
    checker.check_vocabulary();
    checker.check_params(bindings);
    checker.check_calendars();
    checker.check_states();
    checker.check_measures();
    let norms = checker.check_norms();
    checker.check_policy_caps(&norms);
    let tests = checker.check_tests();
    checker.check_relations(&norms);
    checker.lint(&norms);
    // Mappings may fill the built-in event, so they are read before it is decided whether anything names it.
    let logs = checker.check_logs();
    checker.drop_unused_builtin();
    checker.mark_reads(&norms);
    checker.mark_policy_reads();
    let violations = checker.violations_of_model(&norms);
    let model = Model {
        header: checker.header_of_model(),
        kind_spans: checker.kinds.iter().map(|kind| kind.name.unwrap_or(checker.start())).collect(),
        params: checker.params_of_model(),
        schema: std::mem::take(&mut checker.schema),
        states: checker.states_of_model(),
        norms,
        logs,
        tests,
        violations,
    };
    let mut problems = checker.problems;
    // A place costs a message, so each is asked for once.
    problems.sort_by_cached_key(|problem| {
        let span = problem.span();
        (span.is_none(), span)
    });
    let sound = loaded.complete() && problems.iter().all(|p| p.code().severity() != Severity::Error);
    Analysis { model: sound.then_some(model), problems }
}
