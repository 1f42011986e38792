//! Draws messages as the command line does, in plain text.

use guiju::diagnostics::Problem;
use guiju::locale::Lang;
use guiju::source::FileId;
use guiju::syntax::{SyntaxProblem, parse};
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NamedSource, Severity};

/// All messages about a text, drawn, in one language.
pub fn messages(text: &str, lang: Lang) -> String {
    draw(text, &parse(FileId(0), text).problems, lang)
}

/// Messages about a text in English, then in Chinese.
pub fn both(text: &str) -> String {
    let problems = parse(FileId(0), text).problems;
    assert!(!problems.is_empty(), "this was to be refused:\n{text}");
    Lang::ALL.map(|lang| draw(text, &problems, lang)).join("")
}

fn draw(text: &str, problems: &[SyntaxProblem], lang: Lang) -> String {
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor()).with_width(100);
    let mut out = String::new();
    for problem in problems {
        let diagnostic = problem.diagnostic(lang);
        let labels = diagnostic.labels.iter().enumerate().map(|(i, label)| {
            let text = Some(label.text.clone()).filter(|text| !text.is_empty());
            let range = label.span.start as usize..label.span.end as usize;
            if i == 0 {
                LabeledSpan::new_primary_with_span(text, range)
            } else {
                LabeledSpan::new_with_span(text, range)
            }
        });
        let mut report = MietteDiagnostic::new(diagnostic.message)
            .with_code(diagnostic.code.id())
            .with_severity(Severity::Error)
            .with_labels(labels);
        report.help = diagnostic.help;
        let report =
            miette::Report::new(report).with_source_code(NamedSource::new("policy.guiju", text.to_string()));
        handler.render_report(&mut out, report.as_ref()).unwrap();
        out.push('\n');
    }
    out.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}
