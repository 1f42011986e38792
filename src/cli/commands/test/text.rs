//! Results for people.

use super::{Tested, words};
use crate::check::trial::{TrialResult, Trials};
use crate::diagnostics::{DrawOptions, draw_all};
use crate::locale::{Lang, pad_right, printable};
use std::fmt::Write as _;

/// All results.
pub(super) fn text(all: &[Tested], options: &DrawOptions) -> String {
    let lang = options.lang;
    let mut out = String::new();
    for tested in all {
        let _ = writeln!(out, "{}", printable(&tested.path.display().to_string()));
        match &tested.trials {
            None => {
                let _ = writeln!(out, "  {}", words::broken(lang));
            }
            Some(trials) => policy(&mut out, tested, trials, options),
        }
        out.push('\n');
    }
    let trials = || all.iter().filter_map(|tested| tested.trials.as_ref());
    let failed: usize = trials().map(Trials::failed).sum();
    let total: usize = trials().map(|trials| trials.results.len()).sum();
    let gaps: usize = trials().map(|trials| trials.gaps.len()).sum();
    out += &words::summary(total - failed, failed, gaps, lang);
    out
}

fn policy(out: &mut String, tested: &Tested, trials: &Trials, options: &DrawOptions) {
    let lang = options.lang;
    if trials.results.is_empty() {
        let _ = writeln!(out, "  {}", words::no_tests(lang));
        return;
    }
    for result in &trials.results {
        let word = pad_right(words::outcome(result.passed(), lang), width(&trials.results, lang));
        let _ = writeln!(out, "  {word}  {}", printable(&result.title));
        if !result.passed() {
            out.push('\n');
            out.push_str(&draw_all(&result.failures, &tested.policy.sources, options));
            out.push('\n');
        }
    }
    if trials.gaps.is_empty() {
        return;
    }
    let _ = writeln!(out, "  {}", words::gaps(lang));
    for gap in &trials.gaps {
        let file = tested.policy.sources.get(gap.span().file);
        let (name, line) = (printable(&file.name), file.place(gap.span().start).line);
        let _ = writeln!(out, "    {name}:{line}: `{}` {}", printable(gap.norm()), words::gap(gap, lang));
    }
}

fn width(results: &[TrialResult], lang: Lang) -> usize {
    let words = results.iter().map(|result| words::outcome(result.passed(), lang));
    words.map(crate::locale::display_width).max().unwrap_or(0)
}
