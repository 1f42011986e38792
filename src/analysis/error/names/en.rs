use super::super::words::{MANY, near as near_words, quoted};
use super::{LogSetting, NameProblem, Thing};
use crate::diagnostics::Diagnostic;
use crate::event::FormatHint;
use crate::locale::Lang;
use crate::world::ReadError;

const LANG: Lang = Lang::En;

pub(super) fn diagnostic(problem: &NameProblem) -> Diagnostic {
    let code = problem.code();
    match problem {
        NameProblem::Duplicate { name, first, second } => {
            let message = format!("the name `{name}` is taken twice");
            Diagnostic::new(code, message)
                .label(second.1, format!("{} of the same name", second.0.with_article(LANG)))
                .label(first.1, format!("first declared here as {}", first.0.with_article(LANG)))
                .help("rename one of them, or delete it if both mean the same")
        }
        NameProblem::Builtin { name, span } => {
            Diagnostic::new(code, format!("`{name}` is a built-in type and cannot be declared"))
                .label(*span, "already the name of a type")
                .help("choose another name; types such as `text`, `number` and `duration` belong to the language")
        }
        NameProblem::Unknown { thing, name, span, near, but: Some((other, place)) } => {
            let (found, wanted) = (other.with_article(LANG), wanted(*thing));
            Diagnostic::new(code, format!("`{name}` is {found}, not {wanted}"))
                .label(*span, format!("{wanted} is needed here"))
                .label(*place, format!("declared here as {found}"))
                .help(near_words(near, LANG).unwrap_or(format!("name {wanted} instead")))
        }
        NameProblem::Unknown { thing, name, span, near, but: None } => {
            Diagnostic::new(code, unknown(*thing, name))
                .label(*span, absent(*thing))
                .help(near_words(near, LANG).unwrap_or_else(|| declare(*thing, name)))
        }
        NameProblem::UnknownField { name, span, of, declared, near, fields } => {
            let (thing, owner) = of;
            let message = format!("the {} `{owner}` has no field `{name}`", thing.words(LANG));
            let mut diagnostic = Diagnostic::new(code, message).label(*span, "no such field");
            if let Some(place) = declared {
                diagnostic = diagnostic.label(*place, format!("`{owner}` is declared here"));
            }
            diagnostic.help(
                near_words(near, LANG)
                    .unwrap_or_else(|| format!("name one of its fields, {}, or add the field", some(fields))),
            )
        }
        NameProblem::UnknownParam { name, near } => {
            Diagnostic::new(code, format!("`--set {name}=…` names a parameter that the policy does not have"))
                .help(near_words(near, LANG).unwrap_or("`param` lines in the policy declare them".into()))
        }
        NameProblem::Ambiguous { name, span, first, second, field } => {
            Diagnostic::new(code, format!("`{name}` can mean two things here"))
                .label(*span, "which of the two?")
                .label(first.1, format!("{} of this name", first.0.with_article(LANG)))
                .label(second.1, format!("{} of this name", second.0.with_article(LANG)))
                .help(match field {
                    Some(field) => format!("rename one of them; if the field is meant, write `{field}`"),
                    None => "rename one of them".into(),
                })
        }
        NameProblem::TooMany { span, most } => {
            Diagnostic::new(code, format!("a policy holds at most {most} events, entities and parameters"))
                .label(*span, "the first one too many")
                .help("divide the policy into several that are checked one by one")
        }
        NameProblem::Outside { path, span } => {
            Diagnostic::new(code, format!("`{path}` leads out of the policy root"))
                .label(*span, "outside the policy root")
                .help("write a relative path with `/` that stays inside the root, or choose a root further up with `--root`")
        }
        NameProblem::Unreadable { path, span, reason, near } => {
            Diagnostic::new(code, format!("cannot read `{path}`: {}", why(reason)))
                .label(*span, "named here")
                .help(near_words(near, LANG).unwrap_or_else(|| {
                    "a path begins at the folder of the file in which it stands".into()
                }))
        }
        NameProblem::LogSetting { setting, text, span } => {
            let (message, help) = match setting {
                LogSetting::Format => (
                    format!("`{text}` is not a format that is read"),
                    format!("there are {}", quoted_or(FormatHint::NAMES)),
                ),
                LogSetting::Encoding => (
                    format!("`{text}` is not an encoding that is known"),
                    "there are `utf-8`, `gb18030`, `gbk`, `big5`, `utf-16le`, `windows-1252` and others".into(),
                ),
                LogSetting::Delimiter => (
                    format!("`{text}` cannot part the cells of a row"),
                    "a delimiter is one ASCII character, such as `;` or `\\t` for a tab".into(),
                ),
            };
            Diagnostic::new(code, message).label(*span, "no such thing").help(help)
        }
        NameProblem::NoMain { path, reason } => {
            Diagnostic::new(code, format!("cannot read `{path}`: {}", why(reason)))
        }
    }
}

/// What a place asks for, with its article.
fn wanted(thing: Thing) -> String {
    if thing == Thing::Name { "a value".into() } else { thing.with_article(LANG) }
}

fn unknown(thing: Thing, name: &str) -> String {
    match thing {
        Thing::Name => format!("nothing here is named `{name}`"),
        Thing::Event | Thing::Entity | Thing::Type | Thing::State | Thing::Measure | Thing::Param => {
            format!("unknown {} `{name}`", thing.words(LANG))
        }
        Thing::Norm | Thing::Calendar | Thing::Zone | Thing::Field | Thing::Alias => {
            format!("unknown {} `{name}`", thing.words(LANG))
        }
    }
}

/// What is to be seen where the name stands.
fn absent(thing: Thing) -> &'static str {
    match thing {
        Thing::Type => "neither a built-in type nor an entity",
        Thing::Zone => "not in the table of time zones",
        Thing::Calendar => "neither built in nor declared",
        Thing::Event | Thing::Entity | Thing::State | Thing::Measure | Thing::Param | Thing::Norm => {
            "not declared anywhere"
        }
        Thing::Field | Thing::Alias | Thing::Name => "not declared anywhere",
    }
}

/// Names to choose from.
fn quoted_or(names: &[&str]) -> String {
    LANG.list_or(&names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>())
}

/// The first of some names.
fn some(names: &[String]) -> String {
    quoted(&names[..names.len().min(MANY)], LANG)
}

fn declare(thing: Thing, name: &str) -> String {
    match thing {
        Thing::Event => format!("declare it: `event {name} {{ … }}`"),
        Thing::Entity => format!("declare it: `entity {name} {{ … }}`"),
        Thing::Type => "a type is `text`, `number`, `money`, `percent`, `bool`, `date`, `time`, `instant`, \
                        `duration`, `one of [\"…\"]`, `list of …` or the name of an entity"
            .into(),
        Thing::State => format!("declare it: `state {name}: …`"),
        Thing::Measure => format!("declare it: `measure {name} = …`"),
        Thing::Param => format!("declare it: `param {name} = …`"),
        Thing::Norm => "name a duty or prohibition of this policy".into(),
        Thing::Calendar => {
            format!("`cn` and `weekdays` are built in; declare others: `calendar {name} extends cn {{ … }}`")
        }
        Thing::Zone => "use a name such as `Asia/Shanghai`, or an offset such as `+08:00`".into(),
        Thing::Field | Thing::Alias | Thing::Name => {
            "use a field of the event, an alias (`as …`), the member of `for … in` or a parameter".into()
        }
    }
}

fn why(reason: &ReadError) -> String {
    match reason {
        ReadError::Missing => "there is no such file".into(),
        ReadError::Outside => "it lies outside the policy root".into(),
        ReadError::NotText => "it is not UTF-8 text".into(),
        ReadError::Other(text) => text.clone(),
    }
}
