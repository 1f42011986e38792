//! `guiju coverage`: which clauses of the regulations a policy encodes.

mod text;

use crate::analysis::coverage::{Coverage, Named, SourceText, coverage, named};
use crate::cli::args::{CoverageArgs, ReportFormat};
use crate::cli::exit::Exit;
use crate::cli::terminal::Terminal;
use crate::cli::{files, policy, problem::CallProblem};
use crate::diagnostics::{Diagnostic, DiagnosticJson, Problem, diagnostics_json, in_source_order};
use serde::Serialize;
use std::path::{Path, PathBuf};
use unicode_normalization::UnicodeNormalization;

/// What `coverage --format json` writes.
#[derive(Serialize)]
struct CoverageReport<'a> {
    schema: &'static str,
    tool: String,
    policy: String,
    #[serde(flatten)]
    coverage: &'a Coverage,
    messages: Vec<DiagnosticJson>,
}

/// Runs the command. A citation that does not fit its text is an error of the policy; a sentence that nothing cites is none.
pub fn run(args: &CoverageArgs, terminal: &Terminal) -> Exit {
    let mut made = None;
    let mut read = |loaded: &crate::analysis::Loaded| {
        let (texts, unread) = texts(&named(loaded), args);
        let (coverage, problems) = coverage(loaded, &texts);
        let said = problems.iter().map(|problem| problem.diagnostic(terminal.lang));
        let unread = unread.iter().map(|problem| problem.diagnostic(terminal.lang));
        made = Some((coverage, unread.chain(said).collect::<Vec<Diagnostic>>()));
    };
    let policy = policy::read_with(&args.policy, &args.binding, terminal, &mut |trial| read(trial.loaded));
    let Some((coverage, mut diagnostics)) = made else {
        terminal.show(&policy.diagnostics, &policy.sources);
        return Exit::Usage;
    };
    in_source_order(&mut diagnostics);
    match args.format {
        ReportFormat::Human => {
            terminal.show(&diagnostics, &policy.sources);
            terminal.print(&text::text(&coverage, terminal.lang));
        }
        ReportFormat::Json => {
            let report = CoverageReport {
                schema: "guiju.coverage/1",
                tool: format!("guiju {}", env!("CARGO_PKG_VERSION")),
                policy: args.policy.display().to_string(),
                coverage: &coverage,
                messages: diagnostics_json(&diagnostics, &policy.sources),
            };
            // Plain data always becomes JSON.
            terminal.print(&(serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"));
        }
    }
    if diagnostics.is_empty() { Exit::Clean } else { Exit::Usage }
}

/// The texts of regulations: the file that the policy names, in the folder given or beside the policy; else a file of the folder
/// that bears the regulation's title.
fn texts(named: &[Named], args: &CoverageArgs) -> (Vec<SourceText>, Vec<CallProblem>) {
    let beside = args.policy.parent().unwrap_or(Path::new("."));
    let mut texts = Vec::new();
    let mut problems = Vec::new();
    let unreadable = |path: &Path, cause| CallProblem::Input { name: path.display().to_string(), cause };
    let held = match args.sources.as_deref().map(folder).transpose() {
        Ok(held) => held.unwrap_or_default(),
        Err((path, cause)) => return (texts, vec![unreadable(&path, cause)]),
    };
    for Named { title, file } in named {
        let path = match (file, &args.sources) {
            (Some(file), Some(folder)) => Some(folder.join(file)),
            (Some(file), None) => Some(beside.join(file)).filter(|path| path.exists()),
            (None, _) => held.iter().find(|path| bears(path, title)).cloned(),
        };
        let Some(path) = path else { continue };
        match files::read_text(&path) {
            Ok(text) => {
                let text = text.trim_start_matches('\u{feff}').to_string();
                texts.push(SourceText { title: title.clone(), file: path.display().to_string(), text });
            }
            Err(cause) => problems.push(unreadable(&path, cause)),
        }
    }
    (texts, problems)
}

/// The files of a folder, in the order of their names.
fn folder(path: &Path) -> Result<Vec<PathBuf>, (PathBuf, Option<String>)> {
    let failed = |error: std::io::Error| {
        let missing = error.kind() == std::io::ErrorKind::NotFound;
        (path.to_path_buf(), (!missing).then(|| error.to_string()))
    };
    let entries = std::fs::read_dir(path).map_err(failed)?;
    let mut all = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(failed)?;
    all.sort();
    Ok(all)
}

/// Whether a file bears a title, whatever its ending.
fn bears(path: &Path, title: &str) -> bool {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().nfc().collect::<String>());
    stem.is_some_and(|stem| stem.trim() == title.trim().nfc().collect::<String>())
}
