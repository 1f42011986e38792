//! A case in words, for the message of a failed comparison.

use crate::case::Case;
use guiju::event::{Cell, Value};
use std::fmt::{self, Write};

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let calendar = self.model.header.calendar.as_ref().map(|c| c.name().to_string());
        writeln!(f, "zone {:?}, calendar {calendar:?}, horizon {:?}", self.zone, self.horizon)?;
        writeln!(f, "options {:?}\ncoverage {:?}", self.options, self.coverage)?;
        for kind in &self.model.schema.kinds {
            let optional: Vec<&str> = kind.fields.iter().filter(|x| x.optional).map(|x| &*x.name).collect();
            writeln!(f, "kind {}: optional {optional:?}", kind.name)?;
        }
        for norm in &self.model.norms {
            writeln!(f, "norm occasion {}", short(&format!("{:?}", norm.occasion)))?;
            norm.pattern.iter().try_for_each(|x| writeln!(f, "     pattern {}", short(&format!("{x:?}"))))?;
            writeln!(f, "     conduct {}", short(&format!("{:?}", norm.conduct)))?;
            writeln!(f, "     time {}", short(&format!("{:?}", norm.time)))?;
            writeln!(f, "     bearer {}", short(&format!("{:?}", norm.bearer)))?;
            norm.excuses.iter().try_for_each(|x| writeln!(f, "     excuse {}", short(&format!("{x:?}"))))?;
            norm.stages.iter().try_for_each(|x| writeln!(f, "     stage {}", short(&format!("{x:?}"))))?;
            writeln!(f, "     effective {:?} open {:?}", norm.effective, norm.open_params)?;
        }
        for event in &self.events {
            let (kind, cells) =
                (&self.model.schema.kind(event.kind).name, self.cells(event.cells.iter().map(Some)));
            writeln!(f, "event {} {:?} {kind} {cells}", event.row.row, event.at)?;
        }
        for lost in &self.lost {
            let cells = self.cells(lost.cells.iter().map(Option::as_ref));
            writeln!(f, "lost {:?} {:?} {cells}", lost.at, lost.kind)?;
        }
        for row in self.entities.iter().flatten() {
            let cells = self.cells(row.cells.iter().map(Some));
            writeln!(f, "line {:?}..{:?} {cells}", row.valid_from, row.valid_to)?;
        }
        Ok(())
    }
}

impl Case {
    fn cells<'a>(&self, cells: impl Iterator<Item = Option<&'a Cell>>) -> String {
        let mut line = String::new();
        for cell in cells {
            let _ = match cell {
                None => write!(line, "? "),
                Some(Cell::Blank) => write!(line, "- "),
                Some(Cell::Unreadable(_)) => write!(line, "!! "),
                Some(Cell::Value(Value::Text(sym))) => write!(line, "{} ", self.interner.text(sym)),
                Some(Cell::Value(value)) => write!(line, "{value:?} "),
            };
        }
        line
    }
}

/// A tree without the places where its parts were written.
fn short(text: &str) -> String {
    let mut text = text.to_string();
    while let Some(at) = text.find("span: Span {") {
        let end = text[at..].find('}').map_or(text.len(), |n| at + n + 1);
        text.replace_range(at..end, "");
    }
    text.replace(", }", "}").replace(", ,", ",")
}
