//! Attributes as nearly all are written: `<string key="a" value="b"/>`, with nothing inside and nothing to be unescaped.
//!
//! They are read where they stand. Whatever else stands in a document is taken apart by the tokeniser, which alone knows what
//! is wrong with it.

/// The elements that hold a value.
const TAGS: [&[u8]; 6] = [b"string", b"date", b"float", b"int", b"boolean", b"id"];

/// An attribute written in the ordinary way.
pub(super) struct Plain<'b> {
    pub key: &'b str,
    pub value: &'b str,
    /// How many bytes it takes, with the white space before it.
    pub length: usize,
}

impl Plain<'_> {
    /// The attribute with which bytes begin, white space aside. None if it is none, or not all of it is there.
    pub fn at(bytes: &[u8]) -> Option<Plain<'_>> {
        let blank = bytes.iter().position(|byte| !byte.is_ascii_whitespace())?;
        let tag = bytes[blank..].strip_prefix(b"<")?;
        let rest = TAGS.iter().find_map(|name| tag.strip_prefix(*name))?;
        let (key, rest) = quoted(rest.strip_prefix(b" key=\"")?)?;
        let (value, rest) = quoted(rest.strip_prefix(b" value=\"")?)?;
        let rest = rest.strip_prefix(b" ").unwrap_or(rest).strip_prefix(b"/>")?;
        Some(Plain { key, value, length: bytes.len() - rest.len() })
    }
}

/// A text up to a quote, and what follows it; none if it means something else than it says.
fn quoted(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let special = |byte: &u8| matches!(byte, b'"' | b'&' | b'<' | ..b' ');
    let end = bytes.iter().position(special).filter(|end| bytes[*end] == b'"')?;
    Some((std::str::from_utf8(&bytes[..end]).ok()?, &bytes[end + 1..]))
}

/// Where the value of an attribute goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub slot: Option<usize>,
    /// A classifier joins it.
    pub is_keyed: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, String, usize)> {
        Plain::at(text.as_bytes()).map(|plain| (plain.key.into(), plain.value.into(), plain.length))
    }

    #[test]
    fn only_what_means_what_it_says_is_read_where_it_stands() {
        let one = "\n <string key=\"a\" value=\"甲 > 1\"/>";
        assert_eq!(read(&format!("{one}..")), Some(("a".into(), "甲 > 1".into(), one.len())));
        assert_eq!(read("<id key=\"\" value=\"\" />"), Some((String::new(), String::new(), 22)));
        for text in [
            "",
            "  ",
            "<string key=\"a\" value=\"b\"",
            "<string key=\"a\" value=\"b\">",
            "<string key=\"a\" value=\"b\" x=\"\"/>",
            "<string key=\"a\" value=\"&amp;\"/>",
            "<string key=\"a\" value=\"<\"/>",
            "<string key=\"a\" value=\"1\n2\"/>",
            "<string value=\"b\" key=\"a\"/>",
            "<string key='a' value='b'/>",
            "<strings key=\"a\" value=\"b\"/>",
            "<list key=\"a\" value=\"b\"/>",
            "x<string key=\"a\" value=\"b\"/>",
            "</event>",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert!(Plain::at(b"<string key=\"a\" value=\"\xFF\"/>").is_none());
    }
}
