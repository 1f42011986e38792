//! The pages of codes, and the policies on them.

#![allow(dead_code, reason = "each test uses its part")]

use guiju::analysis::{self, AnalysisProblem};
use guiju::diagnostics::{Code, Diagnostic, DrawOptions, Problem, draw_all, in_source_order};
use guiju::locale::Lang;
use guiju::source::Sources;
use guiju::syntax::SyntaxProblem;
use guiju::world::Memory;

/// One page.
pub struct Page {
    /// Its text.
    pub text: &'static str,
    /// The policies on it.
    pub examples: Vec<Example>,
}

/// A policy on a page.
pub struct Example {
    /// Whether it shows the problem; otherwise the mend.
    pub bad: bool,
    /// The policy.
    pub text: String,
    /// `--set name=value`
    pub bindings: Vec<(String, String)>,
    /// Files beside it.
    pub files: Vec<(String, String)>,
}

/// What there is to say about an example.
pub struct Found {
    pub sources: Sources,
    pub syntax: Vec<SyntaxProblem>,
    pub problems: Vec<AnalysisProblem>,
    /// Whether it can run.
    pub model: bool,
}

/// Every page: English, then Chinese, in the order of codes.
pub fn pages() -> impl Iterator<Item = (Code, Lang, Page)> {
    let mut codes = Code::ALL.to_vec();
    codes.sort_by_key(|code| code.id());
    codes.into_iter().flat_map(|code| {
        let (en, zh) = code.pages();
        [(code, Lang::En, Page::read(en)), (code, Lang::Zh, Page::read(zh))]
    })
}

impl Page {
    /// Takes the examples out of a page.
    pub fn read(text: &'static str) -> Page {
        let (mut files, mut examples) = (Vec::new(), Vec::new());
        for block in text.split("```").skip(1).step_by(2) {
            let (info, body) = block.split_once('\n').unwrap_or((block, ""));
            let (kind, rest) = info.split_once(' ').unwrap_or((info, ""));
            match kind {
                "guiju,file" => files.push((rest.to_string(), body.to_string())),
                "guiju,bad" | "guiju,good" => {
                    let set = rest.strip_prefix("--set ").and_then(|set| set.split_once('='));
                    examples.push(Example {
                        bad: kind == "guiju,bad",
                        text: body.to_string(),
                        bindings: set.map(|(n, v)| (n.to_string(), v.to_string())).into_iter().collect(),
                        files: Vec::new(),
                    });
                }
                other => assert!(!other.starts_with("guiju,"), "`{info}`"),
            }
        }
        for example in &mut examples {
            example.files.clone_from(&files);
        }
        Page { text, examples }
    }
}

impl Example {
    /// Reads and analyses the policy.
    pub fn check(&self) -> Found {
        let mut world = Memory::new().with("policy.guiju", self.text.as_str());
        for (name, text) in &self.files {
            world = world.with(name, text.as_str());
        }
        let mut sources = Sources::default();
        let loaded = analysis::load(&world, "policy.guiju", &mut sources);
        let analysed = analysis::analyze(&loaded, &self.bindings, &world);
        let problems = loaded.problems.into_iter().chain(analysed.problems).collect();
        Found { sources, syntax: loaded.syntax, problems, model: analysed.model.is_some() }
    }

    /// Everything there is to say about it, as people see it.
    pub fn drawn(&self, lang: Lang) -> String {
        self.check().drawn(lang)
    }
}

impl Found {
    /// All messages in source order.
    pub fn diagnostics(&self, lang: Lang) -> Vec<Diagnostic> {
        let syntax = self.syntax.iter().map(|p| p.diagnostic(lang));
        let mut all: Vec<Diagnostic> =
            syntax.chain(self.problems.iter().map(|p| p.diagnostic(lang))).collect();
        in_source_order(&mut all);
        all
    }

    /// All messages as drawn on a terminal.
    pub fn drawn(&self, lang: Lang) -> String {
        let options = DrawOptions { lang, ..DrawOptions::default() };
        draw_all(&self.diagnostics(lang), &self.sources, &options)
    }
}
