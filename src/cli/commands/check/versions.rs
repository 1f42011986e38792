//! Several versions of one policy side by side: the one in force at the occasion applies.

use crate::analysis::model::{Model, Norm, Occasion};
use crate::cli::args::PolicyArgs;
use crate::cli::exit::Exit;
use crate::cli::policy::{self, Policy};
use crate::cli::problem::CallProblem;
use crate::cli::terminal::Terminal;
use crate::diagnostics::Problem;
use crate::locale::Lang;
use crate::report::Report;
use crate::source::Sources;
use crate::time::Date;
use std::path::{Path, PathBuf};

/// What `check --format json` writes where there are several versions.
#[derive(serde::Serialize)]
struct Versions<'a> {
    schema: &'static str,
    versions: &'a [Report],
}

/// The policies and the logs among the arguments: what ends in `.guiju` is a further version of the policy.
pub(super) fn split(policy: &Path, inputs: &[String]) -> (Vec<PathBuf>, Vec<String>) {
    let is_policy = |input: &&String| Path::new(input).extension().is_some_and(|end| end == "guiju");
    let (versions, logs): (Vec<&String>, Vec<&String>) = inputs.iter().partition(is_policy);
    let versions = versions.into_iter().map(PathBuf::from);
    let all = std::iter::once(policy.to_path_buf()).chain(versions).collect();
    (all, logs.into_iter().cloned().collect())
}

/// Reads all versions, in the order in which they came into force. Each judges only what happened while it was in force.
///
/// # Errors
///
/// A version with an error, of another policy, or in force at the same time as another; all has been said.
pub(super) fn read(
    paths: &[PathBuf],
    binding: &PolicyArgs,
    terminal: &Terminal,
) -> Result<Vec<Policy>, Exit> {
    let mut all: Vec<Policy> = Vec::new();
    for path in paths {
        let policy = policy::read(path, binding, terminal);
        terminal.show(&policy.pressing(), &policy.sources);
        all.push(policy);
    }
    if all.iter().any(Policy::broken) {
        return Err(Exit::Usage);
    }
    let problems = contradictions(paths, &all);
    if !problems.is_empty() {
        let diagnostics: Vec<_> = problems.iter().map(|p| p.diagnostic(terminal.lang)).collect();
        terminal.show(&diagnostics, &Sources::default());
        return Err(Exit::Usage);
    }
    if all.len() > 1 {
        for policy in &mut all {
            keep_to_its_days(policy);
        }
        all.sort_by_key(|policy| range(policy).0);
    }
    Ok(all)
}

/// The first and the last day on which a version is in force.
fn range(policy: &Policy) -> (Option<Date>, Option<Date>) {
    policy.model.as_ref().map_or((None, None), |model| model.header.effective)
}

fn contradictions(paths: &[PathBuf], all: &[Policy]) -> Vec<CallProblem> {
    let mut problems = Vec::new();
    let name = |at: usize| all[at].model.as_ref().map_or(String::new(), |model| model.header.name.clone());
    let shown = |at: usize| paths[at].display().to_string();
    for second in 1..all.len() {
        if name(second) != name(0) {
            problems.push(CallProblem::OtherPolicy {
                first: (shown(0), name(0)),
                second: (shown(second), name(second)),
            });
            continue;
        }
        for first in 0..second {
            if name(first) == name(second) && meet(range(&all[first]), range(&all[second])) {
                problems.push(CallProblem::VersionsMeet { first: shown(first), second: shown(second) });
            }
        }
    }
    problems
}

/// Whether two ranges have a day in common.
fn meet(a: (Option<Date>, Option<Date>), b: (Option<Date>, Option<Date>)) -> bool {
    let before = |last: Option<Date>, first: Option<Date>| last.zip(first).is_some_and(|(l, f)| l < f);
    !before(a.1, b.0) && !before(b.1, a.0)
}

/// Cuts the days of each norm to those of its version.
fn keep_to_its_days(policy: &mut Policy) {
    let Some(model) = &mut policy.model else { return };
    let (from, to) = model.header.effective;
    let violations = &model.violations;
    let about_violations = |norm: &Norm| match norm.occasion {
        Occasion::Event { kind, .. } => violations.iter().any(|violation| violation.kind == kind),
        _ => false,
    };
    // A violation is handled under the version whose obligation was violated, whenever its verdict falls.
    for norm in model.norms.iter_mut().filter(|norm| !about_violations(norm)) {
        norm.effective.0 = norm.effective.0.into_iter().chain(from).max();
        norm.effective.1 = norm.effective.1.into_iter().chain(to).min();
    }
}

/// How a version is called: as it says, or else as the policy.
pub(super) fn name(model: &Model) -> &str {
    model.header.version.as_deref().unwrap_or(&model.header.name)
}

/// What stands above the report of one of several versions.
pub(super) fn heading(policy: &Policy, lang: Lang) -> String {
    let Some(model) = &policy.model else { return String::new() };
    let version = name(model);
    let (from, to) = model.header.effective;
    let day = |day: Option<Date>| day.map_or(String::new(), |day| day.to_string());
    let days = format!("{} .. {}", day(from), day(to));
    let days = days.trim();
    lang.pick(
        format!("── version {version}, in force {days}\n\n"),
        format!("── 版本 {version}，生效 {days}\n\n"),
    )
}

/// The reports of all versions for programs.
pub(super) fn json(reports: &[Report]) -> String {
    let all = Versions { schema: "guiju.versions/1", versions: reports };
    // Plain data always becomes JSON.
    serde_json::to_string_pretty(&all).map_or_else(|error| error.to_string(), |text| format!("{text}\n"))
}

#[cfg(test)]
mod tests {
    use super::meet;

    #[test]
    fn ranges_that_share_a_day_meet() {
        let day = |text: &str| text.parse().ok();
        let first = (None, day("2024-06-30"));
        assert!(!meet(first, (day("2024-07-01"), None)));
        assert!(!meet((day("2024-07-01"), None), first));
        assert!(meet(first, (day("2024-06-30"), None)));
        assert!(meet((None, None), (None, None)));
    }
}
