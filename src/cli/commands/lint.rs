//! `guiju lint`: validates policies without any log.

use crate::cli::args::{LintArgs, ReportFormat};
use crate::cli::exit::Exit;
use crate::cli::policy;
use crate::cli::terminal::Terminal;
use crate::diagnostics::{DiagnosticJson, Severity, diagnostics_json};
use serde::Serialize;

/// What `lint --format json` writes.
#[derive(Serialize)]
struct LintReport {
    schema: &'static str,
    tool: String,
    policies: usize,
    errors: usize,
    warnings: usize,
    messages: Vec<DiagnosticJson>,
}

/// Runs the command.
pub fn run(args: &LintArgs, terminal: &Terminal) -> Exit {
    let mut exit = Exit::Clean;
    let (mut errors, mut warnings) = (0, 0);
    let mut messages = Vec::new();
    for path in &args.policies {
        let policy = policy::read(path, &args.binding, terminal);
        let count = |severity| policy.diagnostics.iter().filter(|d| d.severity == severity).count();
        errors += count(Severity::Error);
        warnings += count(Severity::Warning);
        if policy.broken() || (args.deny_warnings && policy.warned()) {
            exit = Exit::Usage;
        }
        match args.format {
            ReportFormat::Human => terminal.show(&policy.diagnostics, &policy.sources),
            ReportFormat::Json => messages.extend(diagnostics_json(&policy.diagnostics, &policy.sources)),
        }
    }
    match args.format {
        ReportFormat::Human => terminal.print(&summary(args.policies.len(), errors, warnings, terminal)),
        ReportFormat::Json => {
            let report = LintReport {
                schema: "guiju.lint/1",
                tool: format!("guiju {}", env!("CARGO_PKG_VERSION")),
                policies: args.policies.len(),
                errors,
                warnings,
                messages,
            };
            match serde_json::to_string_pretty(&report) {
                Ok(text) => terminal.print(&format!("{text}\n")),
                Err(error) => terminal.complain(&format!("{error}\n")),
            }
        }
    }
    exit
}

fn summary(policies: usize, errors: usize, warnings: usize, terminal: &Terminal) -> String {
    let plural = |n: usize, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
    terminal.lang.pick(
        format!(
            "{}: {}, {}\n",
            plural(policies, "policy", "policies"),
            plural(errors, "error", "errors"),
            plural(warnings, "warning", "warnings")
        ),
        format!("{policies} 份制度：{errors} 个错误，{warnings} 个警告\n"),
    )
}
