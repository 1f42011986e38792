//! From a main file to all files that it uses, each once.

use super::{AnalysisProblem, NameProblem};
use crate::diagnostics::did_you_mean;
use crate::source::{FileId, Sources};
use crate::syntax::{self, SyntaxProblem, ast};
use crate::world::{ReadError, World, resolve};

/// One parsed file.
#[derive(Clone, Debug)]
pub struct LoadedFile {
    /// Its id in the table of sources.
    pub id: FileId,
    /// Its path inside the policy root.
    pub path: String,
    /// Its tree.
    pub file: ast::File,
}

/// A main file with everything it uses, directly or not.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The files: the main one first, the others in the order in which they are first named.
    pub files: Vec<LoadedFile>,
    /// What could not be parsed, by file.
    pub syntax: Vec<SyntaxProblem>,
    /// Files that could not be read.
    pub problems: Vec<AnalysisProblem>,
}

impl Loaded {
    /// Whether everything was read and parsed, so that a name that is not found is really unknown.
    pub fn complete(&self) -> bool {
        self.syntax.is_empty() && self.problems.is_empty()
    }
}

/// Reads the main file and follows every `use`. Files that use each other are read once.
pub fn load(world: &dyn World, main: &str, sources: &mut Sources) -> Loaded {
    let mut loaded = Loaded::default();
    match world.read(main) {
        Ok(text) => add(main, text, sources, &mut loaded),
        Err(reason) => {
            loaded.problems.push(NameProblem::NoMain { path: main.into(), reason }.into());
        }
    }
    // The list grows while it is walked; a file's own `use` lines come after those of the file that names it.
    let mut next = 0;
    while let Some(file) = loaded.files.get(next) {
        let from = file.path.clone();
        let used: Vec<ast::Text> = file
            .file
            .items
            .iter()
            .filter_map(|item| match &item.node {
                ast::Item::Use(path) => Some(path.clone()),
                ast::Item::Policy(_) | ast::Item::Param(_) | ast::Item::Entity(_) | ast::Item::Event(_) => {
                    None
                }
                ast::Item::State(_) | ast::Item::Measure(_) | ast::Item::Norm(_) => None,
                ast::Item::Calendar(_) | ast::Item::Log(_) | ast::Item::Test(_) => None,
            })
            .collect();
        for path in used {
            follow(world, &from, &path, sources, &mut loaded);
        }
        next += 1;
    }
    loaded
}

fn follow(world: &dyn World, from: &str, named: &ast::Text, sources: &mut Sources, loaded: &mut Loaded) {
    match read(world, from, named) {
        Ok((path, _)) if loaded.files.iter().any(|file| file.path == path) => {}
        Ok((path, text)) => add(&path, text, sources, loaded),
        Err(problem) => loaded.problems.push((*problem).into()),
    }
}

/// Reads a file that a policy names, relative to the file in which the name stands.
pub(super) fn read(
    world: &dyn World,
    from: &str,
    named: &ast::Text,
) -> Result<(String, String), Box<NameProblem>> {
    let outside = || Box::new(NameProblem::Outside { path: named.node.clone(), span: named.span });
    let path = resolve(from, &named.node).ok_or_else(outside)?;
    match world.read(&path) {
        Ok(text) => Ok((path, text)),
        Err(ReadError::Outside) => Err(outside()),
        Err(reason) => {
            let known = world.paths();
            let near = did_you_mean(&path, known.iter().map(String::as_str));
            Err(Box::new(NameProblem::Unreadable {
                path: named.node.clone(),
                span: named.span,
                reason,
                near: near.into_iter().map(String::from).collect(),
            }))
        }
    }
}

fn add(path: &str, text: String, sources: &mut Sources, loaded: &mut Loaded) {
    let id = sources.add(path, text);
    let parsed = syntax::parse(id, &sources.get(id).text);
    loaded.syntax.extend(parsed.problems);
    loaded.files.push(LoadedFile { id, path: path.into(), file: parsed.file });
}
