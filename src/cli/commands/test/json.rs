//! Results for programs.

use super::{Tested, words};
use crate::check::trial::{Gap, TrialResult};
use crate::diagnostics::{DiagnosticJson, diagnostics_json};
use crate::source::{Sources, Span};
use serde::Serialize;

/// What `test --format json` writes.
#[derive(Serialize)]
struct TestReport {
    schema: &'static str,
    tool: String,
    passed: usize,
    failed: usize,
    policies: Vec<PolicyJson>,
}

#[derive(Serialize)]
struct PolicyJson {
    policy: String,
    /// Whether the policy could be run at all.
    sound: bool,
    tests: Vec<TestJson>,
    gaps: Vec<GapJson>,
}

#[derive(Serialize)]
struct TestJson {
    title: String,
    file: String,
    line: u32,
    passed: bool,
    failures: Vec<DiagnosticJson>,
}

#[derive(Serialize)]
struct GapJson {
    gap: &'static str,
    norm: String,
    file: String,
    line: u32,
}

/// All results.
pub(super) fn json(all: &[Tested]) -> String {
    let policies: Vec<PolicyJson> = all.iter().map(policy).collect();
    let tests = || policies.iter().flat_map(|policy| &policy.tests);
    let report = TestReport {
        schema: "guiju.test/1",
        tool: format!("guiju {}", env!("CARGO_PKG_VERSION")),
        passed: tests().filter(|test| test.passed).count(),
        failed: tests().filter(|test| !test.passed).count(),
        policies,
    };
    // Plain texts and numbers always become JSON.
    serde_json::to_string_pretty(&report).map_or_else(|error| error.to_string(), |text| format!("{text}\n"))
}

fn policy(tested: &Tested) -> PolicyJson {
    let sources = &tested.policy.sources;
    let (tests, gaps) = match &tested.trials {
        None => (Vec::new(), Vec::new()),
        Some(trials) => (
            trials.results.iter().map(|result| test(result, sources)).collect(),
            trials.gaps.iter().map(|gap| gap_json(gap, sources)).collect(),
        ),
    };
    PolicyJson { policy: tested.path.display().to_string(), sound: tested.trials.is_some(), tests, gaps }
}

fn test(result: &TrialResult, sources: &Sources) -> TestJson {
    let (file, line) = place(result.span, sources);
    let failures = diagnostics_json(&result.failures, sources);
    TestJson { title: result.title.clone(), file, line, passed: result.passed(), failures }
}

fn gap_json(gap: &Gap, sources: &Sources) -> GapJson {
    let (file, line) = place(gap.span(), sources);
    GapJson { gap: words::gap_id(gap), norm: gap.norm().to_string(), file, line }
}

/// The file and line of a place.
pub(super) fn place(span: Span, sources: &Sources) -> (String, u32) {
    let file = sources.get(span.file);
    (file.name.clone(), file.place(span.start).line)
}
