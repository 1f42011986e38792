//! What a policy means once it is checked, and that checking holds whatever it is given.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a helper of a test may fail the test")]

mod model;
mod names;
mod robust;
mod speed;
mod values;

use guiju::analysis::model::{Model, Norm};
use guiju::analysis::{self, Analysis, Loaded};
use guiju::diagnostics::{Code, Problem, Severity};
use guiju::locale::Lang;
use guiju::source::Sources;
use guiju::world::Memory;

/// A policy with its files, before it is checked.
pub struct Policy {
    world: Memory,
    bindings: Vec<(String, String)>,
}

/// A policy of one file.
pub fn policy(text: &str) -> Policy {
    Policy { world: Memory::new().with("main.guiju", text), bindings: Vec::new() }
}

impl Policy {
    /// Another file beside it.
    pub fn file(self, path: &str, text: &str) -> Self {
        Policy { world: self.world.with(path, text), ..self }
    }

    /// `--set name=value`
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.bindings.push((name.into(), value.into()));
        self
    }

    /// Loads it, which must not fail to parse.
    pub fn load(&self) -> (Loaded, Sources) {
        let mut sources = Sources::default();
        let loaded = analysis::load(&self.world, "main.guiju", &mut sources);
        let wrong: Vec<String> = loaded.syntax.iter().map(|p| p.diagnostic(Lang::En).message).collect();
        assert!(wrong.is_empty(), "does not parse: {wrong:?}");
        (loaded, sources)
    }

    /// Checks it.
    pub fn check(&self) -> Analysis {
        let (loaded, _) = self.load();
        analysis::analyze(&loaded, &self.bindings, &self.world)
    }

    /// The model of a policy that is sound.
    pub fn model(&self) -> Model {
        let analysis = self.check();
        analysis.model.unwrap_or_else(|| panic!("not sound: {:#?}", analysis.problems))
    }

    /// The errors of a policy: code, the text of the first place, the message.
    pub fn errors(&self) -> Vec<(Code, String, String)> {
        let (loaded, sources) = self.load();
        let analysis = analysis::analyze(&loaded, &self.bindings, &self.world);
        let mut found: Vec<_> =
            loaded.problems.iter().chain(&analysis.problems).map(|p| p.diagnostic(Lang::En)).collect();
        found.retain(|diagnostic| diagnostic.severity == Severity::Error);
        found
            .into_iter()
            .map(|diagnostic| {
                let place = diagnostic.labels.first().map_or("", |label| sources.text(label.span));
                (diagnostic.code, place.to_string(), diagnostic.message)
            })
            .collect()
    }
}

/// A short vocabulary with a norm behind it.
pub fn with_words(norm: &str) -> Policy {
    policy(&format!("{WORDS}\n{norm}"))
}

/// The only norm of a model.
pub fn only(model: &Model) -> &Norm {
    let [norm] = model.norms.as_slice() else { panic!("one norm expected") };
    norm
}

/// The words of most tests here.
pub const WORDS: &str = r#"
policy desk { timezone Asia/Shanghai calendar cn currency CNY }
entity team  { id: text key, leader: staff }
entity staff { id: text key, role: text, team: team, wage: money optional }
event alarm  { key fault: text, owner: staff, level: one of ["low", "high"], due: date, easy: bool, team: team }
event arrive { actor staff: staff, fault: text, level: one of ["low", "high"], note: text optional }
event inform { actor staff: staff, fault: text, to: text }
event record { actor staff: staff, ph: number 0..14, flow: number, signed: text }
"#;
