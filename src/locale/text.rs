//! Text on a terminal: width in columns, wrapping that knows Chinese, and characters that must not reach a terminal.

use std::borrow::Cow;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The width of a text on a terminal, in columns; a Chinese character takes two.
pub fn display_width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// Pads a text on the right to a display width.
pub fn pad_right(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(display_width(text))))
}

/// Pads a text on the left to a display width.
pub fn pad_left(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(display_width(text))))
}

/// The text with every character replaced that could steer a terminal or turn the reading direction around, so that a log
/// cannot forge what a report says. Each is replaced by one of the same length in bytes: positions keep their meaning.
pub fn printable(text: &str) -> Cow<'_, str> {
    let harmful = |c: char| (c.is_control() && !matches!(c, '\t' | '\n' | '\r')) || turns_direction(c);
    if !text.contains(harmful) && !has_lone_return(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        out.push(match c {
            '\r' if rest.peek().is_some_and(|next| *next != '\n') => '?',
            c if !harmful(c) => c,
            c if c.len_utf8() == 1 => '?',
            c if c.len_utf8() == 2 => '·',
            _ => char::REPLACEMENT_CHARACTER,
        });
    }
    Cow::Owned(out)
}

fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

fn has_lone_return(text: &str) -> bool {
    text.match_indices('\r').any(|(i, _)| text[i + 1..].chars().next().is_some_and(|next| next != '\n'))
}

/// Breaks a text into lines of at most `width` columns: at spaces, and between Chinese characters, but never before closing
/// or after opening punctuation. What is too long for a line is cut. Line breaks in the text stay.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    text.split('\n').flat_map(|line| wrap_line(line, width.max(2))).collect()
}

fn wrap_line(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        let visible = piece.trim_end();
        if !line.is_empty() && display_width(&line) + display_width(visible) > width {
            lines.push(take_line(&mut line));
        }
        if line.is_empty() && display_width(visible) > width {
            for c in piece.chars() {
                if display_width(&line) + c.width().unwrap_or(0) > width {
                    lines.push(take_line(&mut line));
                }
                line.push(c);
            }
        } else {
            line.push_str(piece);
        }
    }
    lines.push(take_line(&mut line));
    lines
}

fn take_line(line: &mut String) -> String {
    let done = line.trim_end().to_string();
    line.clear();
    done
}

/// The stretches between two places at which a line may break; spaces belong to the stretch before them.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    // What stands between backticks breaks at spaces only.
    let mut quoted = false;
    let mut chars = text.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let Some((_, next)) = chars.peek() else { break };
        quoted ^= c == '`';
        let wide = |c: char| c.width() == Some(2);
        let may_break = if c == ' ' {
            *next != ' '
        } else {
            !quoted && *next != ' ' && (wide(c) || wide(*next)) && !closes(*next) && !opens(c)
        };
        if may_break {
            let end = i + c.len_utf8();
            pieces.push(&text[start..end]);
            start = end;
        }
    }
    pieces.push(&text[start..]);
    pieces
}

fn closes(c: char) -> bool {
    "，。、；：！？）】」』》”’…,.;:!?)]}%％".contains(c)
}

fn opens(c: char) -> bool {
    "（【「『《“‘([{".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_counts_columns_not_characters() {
        assert_eq!(pad_right("到场", 6), "到场  ");
        assert_eq!(pad_left("ab", 4), "  ab");
    }

    #[test]
    fn english_breaks_at_spaces_and_only_cuts_what_cannot_fit() {
        assert_eq!(wrap("on site in time", 8), ["on site", "in time"]);
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("", 10), [""]);
        assert_eq!(wrap("a\nb", 10), ["a", "b"]);
    }

    #[test]
    fn chinese_breaks_between_characters_but_not_before_a_comma() {
        assert_eq!(wrap("三十分钟内到达", 8), ["三十分钟", "内到达"]);
        assert_eq!(wrap("三十分钟，到达", 8), ["三十分", "钟，到达"]);
        assert_eq!(wrap("没有`到场`、`报警`", 10), ["没有", "`到场`、", "`报警`"]);
        assert_eq!(wrap("到场（三十分钟）", 6), ["到场", "（三十", "分钟）"]);
    }

    #[test]
    fn a_log_cannot_steer_the_terminal() {
        assert_eq!(printable("a\u{1b}[31mb"), "a?[31mb");
        assert_eq!(printable("a\rb\r\nc\u{9b}\u{202e}"), "a?b\r\nc·\u{fffd}");
        for text in ["a\u{1b}b", "\u{9b}", "\u{202e}x", "a\rb"] {
            assert_eq!(printable(text).len(), text.len(), "{text:?}");
        }
        assert!(matches!(printable("到场\t\n"), Cow::Borrowed(_)));
    }
}
