//! The forms in which a report can be written.

/// A form of output. One file under `render/` each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// For people, on a terminal.
    Human,
    /// For programs; the schema is `docs/schema/report-1.json`.
    Json,
}

impl Format {
    /// Every form, in the order of the help text.
    pub const ALL: &'static [Format] = &[Format::Human, Format::Json];

    /// The name by which it is asked for.
    pub fn name(self) -> &'static str {
        match self {
            Format::Human => "human",
            Format::Json => "json",
        }
    }

    /// Finds a form by its name, letter case ignored.
    pub fn parse(name: &str) -> Option<Format> {
        Format::ALL.iter().copied().find(|f| f.name().eq_ignore_ascii_case(name.trim()))
    }

    /// The form that a file name asks for by its ending.
    pub fn for_file(name: &str) -> Option<Format> {
        let (_, ending) = name.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "json" => Some(Format::Json),
            "txt" => Some(Format::Human),
            _ => None,
        }
    }
}
