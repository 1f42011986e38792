//! Reads a policy with everything it uses, and checks it.

use super::args::PolicyArgs;
use super::disk::Disk;
use super::problem::CallProblem;
use super::terminal::Terminal;
use crate::analysis::{self, model::Model};
use crate::check::trial::{Trial, Trials};
use crate::diagnostics::{Diagnostic, Problem, Severity, in_source_order};
use crate::source::Sources;
use std::path::{Path, PathBuf};

/// A policy that was read, good or bad.
pub struct Policy {
    /// Its texts.
    pub sources: Sources,
    /// What it means, if it has no errors.
    pub model: Option<Model>,
    /// Everything there is to say about it, in source order.
    pub diagnostics: Vec<Diagnostic>,
}

impl Policy {
    /// Whether it has an error.
    pub fn broken(&self) -> bool {
        self.model.is_none() || self.diagnostics.iter().any(|d| d.severity == Severity::Error)
    }

    /// What a run over a log should say of it: advice is for `lint`.
    pub fn pressing(&self) -> Vec<Diagnostic> {
        self.diagnostics.iter().filter(|d| d.severity != Severity::Advice).cloned().collect()
    }

    /// Whether there is a warning.
    pub fn warned(&self) -> bool {
        self.diagnostics.iter().any(|d| d.severity == Severity::Warning)
    }
}

/// Runs the tests of a policy, as [`read`] reads it; none if it has an error.
pub fn try_tests(path: &Path, binding: &PolicyArgs, terminal: &Terminal) -> (Policy, Option<Trials>) {
    let mut trials = None;
    let policy = read_with(path, binding, terminal, &mut |trial| trials = Some(trial.run()));
    (policy, trials)
}

/// Reads and checks a policy.
pub fn read(path: &Path, binding: &PolicyArgs, terminal: &Terminal) -> Policy {
    read_with(path, binding, terminal, &mut |_| {})
}

/// Reads and checks a policy; if it is sound, hands it on with everything it was made from.
pub fn read_with(
    path: &Path,
    binding: &PolicyArgs,
    terminal: &Terminal,
    then: &mut dyn FnMut(&Trial<'_>),
) -> Policy {
    let mut sources = Sources::default();
    let mut diagnostics = Vec::new();
    let (root, main) = split(path, binding.root.as_deref());
    let bindings = bindings(&binding.set, &mut diagnostics, terminal);
    let refuse = |sources, mut diagnostics: Vec<Diagnostic>, cause: Option<String>| {
        let problem = CallProblem::Policy { name: path.display().to_string(), cause };
        diagnostics.push(problem.diagnostic(terminal.lang));
        Policy { sources, model: None, diagnostics }
    };
    if !path.exists() {
        return refuse(sources, diagnostics, None);
    }
    let shown_root = if root == Path::new(".") { PathBuf::new() } else { root.clone() };
    let world = match Disk::new(root) {
        Ok(world) => world,
        Err(error) => return refuse(sources, diagnostics, Some(error.to_string())),
    };
    let loaded = analysis::load(&world, &main, &mut sources);
    let analysis = analysis::analyze(&loaded, &bindings, &world);
    // Inside the policy paths are relative to its root; the user knows files by the path from here.
    for file in &loaded.files {
        sources.rename(file.id, shown_root.join(&file.path).display().to_string());
    }
    diagnostics.extend(loaded.syntax.iter().map(|p| p.diagnostic(terminal.lang)));
    diagnostics.extend(loaded.problems.iter().map(|p| p.diagnostic(terminal.lang)));
    diagnostics.extend(analysis.problems.iter().map(|p| p.diagnostic(terminal.lang)));
    in_source_order(&mut diagnostics);
    if let Some(model) = &analysis.model
        && diagnostics.iter().all(|d| d.severity != Severity::Error)
    {
        let (lang, world) = (terminal.lang, &world);
        then(&Trial { loaded: &loaded, sources: &sources, bindings: &bindings, world, model, lang });
    }
    Policy { sources, model: analysis.model, diagnostics }
}

/// The root folder, and the policy's path inside it.
fn split(path: &Path, root: Option<&Path>) -> (PathBuf, String) {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let root = root.unwrap_or(folder);
    let inside = path.strip_prefix(root).ok().or_else(|| path.file_name().map(Path::new)).unwrap_or(path);
    let names: Vec<String> =
        inside.components().map(|c| c.as_os_str().to_string_lossy().into_owned()).collect();
    (root.to_path_buf(), names.join("/"))
}

fn bindings(set: &[String], diagnostics: &mut Vec<Diagnostic>, terminal: &Terminal) -> Vec<(String, String)> {
    let mut bindings = Vec::new();
    for text in set {
        match text.split_once('=') {
            Some((name, value)) if !name.trim().is_empty() && !value.trim().is_empty() => {
                bindings.push((name.trim().to_string(), value.trim().to_string()));
            }
            Some(_) | None => {
                diagnostics.push(CallProblem::Set { text: text.clone() }.diagnostic(terminal.lang));
            }
        }
    }
    bindings
}
