//! Which clauses of a regulation a policy encodes: what norms cite, held against the regulation's own text where it is at hand.

mod anchor;
mod clauses;
mod problem;

pub use problem::{CitationFault, CitationProblem, clause_in_chinese};

use super::Loaded;
use crate::source::Span;
use crate::syntax::ast::{self, Item, PolicyEntry};
use clauses::{Clause, clauses, sentences};
use serde::Serialize;
use std::ops::Range;

/// The text of a regulation.
#[derive(Clone, Debug)]
pub struct SourceText {
    /// The regulation's title, as the policy names it.
    pub title: String,
    /// The file.
    pub file: String,
    /// What it holds.
    pub text: String,
}

/// A regulation that a policy names, and the file with its text, if it names one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its title.
    pub title: String,
    /// The file.
    pub file: Option<String>,
}

/// What a policy encodes.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Coverage {
    /// The regulations, in the order in which the policy names them.
    pub documents: Vec<Document>,
    /// Norms that cite nothing.
    pub without_citation: Vec<String>,
}

/// One regulation.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Document {
    /// Its title; none: the policy does not name it.
    pub title: Option<String>,
    /// The file with its text; none: it is not at hand.
    pub file: Option<String>,
    /// How many sentences the text has.
    pub sentences: usize,
    /// How many of them norms cite.
    pub cited: usize,
    /// The clauses: those of the text in its order, then those that only norms name.
    pub clauses: Vec<ClauseCover>,
    /// The sentences that no norm cites.
    pub uncited: Vec<Uncited>,
}

/// One clause.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ClauseCover {
    /// Its number or name; none: norms cite the regulation without one.
    pub clause: Option<String>,
    /// Whether the text at hand marks it.
    pub in_text: bool,
    /// The norms that cite it.
    pub norms: Vec<String>,
}

/// A sentence that no norm cites.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Uncited {
    /// The clause in which it stands.
    pub clause: Option<String>,
    /// Its line, from 1.
    pub line: usize,
    /// The sentence, on one line.
    pub text: String,
}

/// One citation of a norm.
struct Citation<'a> {
    norm: &'a str,
    cite: &'a ast::Cite,
    span: Span,
}

impl<'a> Citation<'a> {
    /// The regulation that is meant; the header's first unless the norm names one.
    fn title(&self, main: Option<&'a str>) -> Option<&'a str> {
        self.cite.source.as_ref().map_or(main, |source| Some(&source.node))
    }
}

/// The regulations that a policy names: in its header, then in its norms.
pub fn named(loaded: &Loaded) -> Vec<Named> {
    let mut all: Vec<Named> = Vec::new();
    for entry in headers(loaded).flat_map(|policy| &policy.entries) {
        if let PolicyEntry::Source(title, file) = &entry.node {
            let file = file.as_ref().map(|file| file.node.clone());
            all.push(Named { title: title.node.clone(), file });
        }
    }
    for citation in citations(loaded) {
        if let Some(title) = &citation.cite.source
            && !all.iter().any(|named| named.title == title.node)
        {
            all.push(Named { title: title.node.clone(), file: None });
        }
    }
    all
}

fn headers(loaded: &Loaded) -> impl Iterator<Item = &ast::Policy> {
    loaded.files.iter().flat_map(|file| &file.file.items).filter_map(|item| match &item.node {
        Item::Policy(policy) => Some(policy),
        _ => None,
    })
}

fn norms(loaded: &Loaded) -> impl Iterator<Item = &ast::Norm> {
    loaded.files.iter().flat_map(|file| &file.file.items).filter_map(|item| match &item.node {
        Item::Norm(norm) => Some(norm),
        _ => None,
    })
}

fn citations(loaded: &Loaded) -> impl Iterator<Item = Citation<'_>> {
    norms(loaded).flat_map(|norm| {
        norm.clauses.iter().filter_map(|clause| match &clause.node {
            ast::Clause::Cite(cite) => Some(Citation { norm: &norm.name.node, cite, span: clause.span }),
            _ => None,
        })
    })
}

/// Says which clauses norms cite; where a text is at hand, which sentences none does, and which citations do not fit it.
pub fn coverage(loaded: &Loaded, texts: &[SourceText]) -> (Coverage, Vec<CitationProblem>) {
    let named = named(loaded);
    let main = named.first().map(|named| named.title.as_str());
    let all: Vec<Citation<'_>> = citations(loaded).collect();
    let mut titles: Vec<Option<&str>> = named.iter().map(|named| Some(named.title.as_str())).collect();
    if all.iter().any(|citation| citation.title(main).is_none()) {
        titles.push(None);
    }
    let mut problems = Vec::new();
    let documents = titles.into_iter().map(|of| {
        let cited: Vec<&Citation<'_>> = all.iter().filter(|citation| citation.title(main) == of).collect();
        let text = texts.iter().find(|text| Some(text.title.as_str()) == of);
        match text {
            Some(text) => held_against(text, &cited, &mut problems),
            None => listed(of, &cited),
        }
    });
    let documents = documents.collect();
    let without = norms(loaded).map(|norm| norm.name.node.as_str());
    let without = without.filter(|norm| !all.iter().any(|citation| citation.norm == *norm));
    (Coverage { documents, without_citation: without.map(str::to_string).collect() }, problems)
}

/// A regulation whose text is not at hand.
fn listed(title: Option<&str>, cited: &[&Citation<'_>]) -> Document {
    let mut document = Document { title: title.map(str::to_string), ..Document::default() };
    for citation in cited {
        document.name(citation);
    }
    document
}

impl Document {
    /// Notes that a norm cites a clause, under the name that the norm gives it.
    fn name(&mut self, citation: &Citation<'_>) {
        let clause = citation.cite.clause.as_ref().map(|clause| clause.node.clone());
        let place = self.clauses.iter().position(|known| known.clause == clause).unwrap_or_else(|| {
            self.clauses.push(ClauseCover { clause, ..ClauseCover::default() });
            self.clauses.len() - 1
        });
        self.clauses[place].add(citation.norm);
    }
}

impl ClauseCover {
    fn add(&mut self, norm: &str) {
        if !self.norms.iter().any(|known| known == norm) {
            self.norms.push(norm.to_string());
        }
    }
}

/// A regulation with its text.
fn held_against(
    source: &SourceText,
    cited: &[&Citation<'_>],
    problems: &mut Vec<CitationProblem>,
) -> Document {
    let text = source.text.as_str();
    let (parts, all) = (clauses(text), sentences(text));
    let mut document = Document {
        title: Some(source.title.clone()),
        file: Some(source.file.clone()),
        sentences: all.len(),
        clauses: parts
            .iter()
            .map(|part| ClauseCover { clause: Some(part.label.clone()), in_text: true, norms: Vec::new() })
            .collect(),
        ..Document::default()
    };
    let mut covered = vec![false; all.len()];
    for citation in cited {
        let found = place(text, &parts, citation.cite);
        match found {
            Ok(Found { clauses, ranges }) => {
                for at in &clauses {
                    document.clauses[*at].add(citation.norm);
                }
                if clauses.is_empty() {
                    document.name(citation);
                }
                for (sentence, covered) in all.iter().zip(&mut covered) {
                    *covered |= ranges.iter().any(|r| r.start < sentence.end && sentence.start < r.end);
                }
            }
            Err(fault) => {
                document.name(citation);
                let (norm, span) = (citation.norm.to_string(), citation.span);
                problems.push(CitationProblem { norm, span, file: source.file.clone(), fault });
            }
        }
    }
    document.cited = covered.iter().filter(|covered| **covered).count();
    let line = |at: usize| text[..at].matches('\n').count() + 1;
    let uncited = all.iter().zip(&covered).filter(|(_, covered)| !**covered);
    document.uncited = uncited
        .map(|(range, _)| Uncited {
            clause: around(&parts, range.start).map(|at| parts[at].label.clone()),
            line: line(range.start),
            text: text[range.clone()].split_whitespace().collect::<Vec<_>>().join(" "),
        })
        .collect();
    document
}

/// What a citation means in a text.
struct Found {
    /// Clauses, by their position.
    clauses: Vec<usize>,
    /// Bytes.
    ranges: Vec<Range<usize>>,
}

/// The clause in which a byte stands.
fn around(parts: &[Clause], at: usize) -> Option<usize> {
    parts.iter().rposition(|part| part.range.contains(&at))
}

fn place(text: &str, parts: &[Clause], cite: &ast::Cite) -> Result<Found, CitationFault> {
    let clause = cite.clause.as_ref().map(|clause| clause.node.as_str());
    let own: Vec<usize> = clause.map_or(Vec::new(), |clause| with_label(parts, clause));
    let Some(anchor) = &cite.anchor else {
        return match clause {
            // All of the regulation.
            None => Ok(Found { clauses: Vec::new(), ranges: Vec::new() }),
            Some(clause) if own.is_empty() => Err(CitationFault::NoClause { clause: clause.to_string() }),
            Some(_) => {
                Ok(Found { ranges: own.iter().map(|at| parts[*at].range.clone()).collect(), clauses: own })
            }
        };
    };
    // A clause that the text marks in no way that can be told is looked for in all of it.
    let within: Vec<Range<usize>> = match own.is_empty() {
        true => std::iter::once(0..text.len()).collect(),
        false => own.iter().map(|at| parts[*at].range.clone()).collect(),
    };
    let find = |part: &Range<usize>| anchor::occurrences(text, part, &anchor.node);
    let found: Vec<Range<usize>> = within.iter().flat_map(find).collect();
    let at = |found: &Range<usize>| around(parts, found.start);
    match &found[..] {
        [one] => Ok(Found { clauses: at(one).into_iter().collect(), ranges: vec![one.clone()] }),
        [] => {
            let elsewhere = find(&(0..text.len()));
            let elsewhere = elsewhere.iter().filter_map(at).map(|at| parts[at].label.clone());
            let (clause, anchor) = (clause.map(str::to_string), anchor.node.clone());
            Err(CitationFault::NotThere { anchor, clause, elsewhere: elsewhere.collect() })
        }
        several => Err(CitationFault::Several { anchor: anchor.node.clone(), times: several.len() }),
    }
}

/// The clauses that a name means: the one with that number, and what is numbered below it.
fn with_label(parts: &[Clause], name: &str) -> Vec<usize> {
    let name = name.trim().trim_start_matches('第').trim_end_matches('条').trim();
    let below = format!("{name}.");
    let fits = |part: &Clause| {
        part.label == name || part.short.as_deref() == Some(name) || part.label.starts_with(&below)
    };
    parts.iter().enumerate().filter(|(_, part)| fits(part)).map(|(at, _)| at).collect()
}
