//! Finds an attribute again in the text of an event, to point at it.

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::ops::Range;

/// Where the value of an attribute stands in the text of an event, quotes excluded. None for one of the trace.
pub(in crate::ingest) fn place(text: &str, name: &str) -> Option<Range<usize>> {
    let mut reader = Reader::from_str(text);
    let mut path: Vec<String> = Vec::new();
    let mut depth = 0_usize;
    loop {
        let start = usize::try_from(reader.buffer_position()).ok()?;
        match reader.read_event().ok()? {
            Event::Eof => return None,
            Event::Start(tag) => {
                if depth > 0 {
                    path.push(key(&tag)?);
                    if path.join(".") == name {
                        return value(text, start, &tag);
                    }
                }
                depth += 1;
            }
            Event::Empty(tag) if depth > 0 => {
                path.push(key(&tag)?);
                if path.join(".") == name {
                    return value(text, start, &tag);
                }
                path.pop();
            }
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                path.pop();
            }
            _ => {}
        }
    }
}

fn key(tag: &BytesStart<'_>) -> Option<String> {
    let attribute = tag.try_get_attribute("key").ok()?;
    Some(attribute.map_or_else(String::new, |key| key.value.into_owned()))
}

/// The place of `value="…"` in a tag that begins at a byte; of the whole tag if it has none, as lists.
fn value(text: &str, start: usize, tag: &BytesStart<'_>) -> Option<Range<usize>> {
    let whole = start..start + tag.len() + 2;
    let Ok(Some(attribute)) = tag.try_get_attribute("value") else { return Some(whole) };
    let inside = text.get(start..)?;
    let at = inside.find(" value").or_else(|| inside.find("\tvalue")).or_else(|| inside.find("\nvalue"))?;
    let open = at + inside.get(at..)?.find(['"', '\''])? + 1;
    Some(start + open..start + open + attribute.value.len())
}
