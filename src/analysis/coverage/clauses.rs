//! A regulation's text: its clauses and its sentences.

use std::ops::Range;

/// A clause of a text, from its number to the next one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Clause {
    /// Its number in digits: `8`, `8.1`; with that of the part it stands in where parts are numbered by `一、`: `二.1`.
    pub label: String,
    /// Its number alone, where the part's is in front of it.
    pub short: Option<String>,
    /// Its bytes.
    pub range: Range<usize>,
}

/// How a clause is marked. In a text with articles, other numbers are parts of them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// `第八条`, `Article 8`, `Clause 8`, `§ 8`.
    Article,
    /// `8.`, `8、`, `8.1`.
    Number,
    /// `一、`.
    Part,
}

/// A text with its clauses, in order.
pub(super) fn clauses(text: &str) -> Vec<Clause> {
    let mut marks = marks(text);
    if marks.iter().any(|(_, mark, _)| *mark == Mark::Article) {
        marks.retain(|(_, mark, _)| *mark == Mark::Article);
    }
    let ends: Vec<usize> = marks.iter().skip(1).map(|(at, ..)| *at).chain([text.len()]).collect();
    let numbered = marks.iter().any(|(_, mark, _)| *mark == Mark::Number);
    let mut part: Option<String> = None;
    let mut all = Vec::new();
    for ((at, mark, number), end) in marks.into_iter().zip(ends) {
        let range = at..end;
        match (mark, &part) {
            (Mark::Part, _) => {
                all.push(Clause { label: number.clone(), short: None, range });
                part = numbered.then_some(number);
            }
            (Mark::Number, Some(part)) => {
                let label = format!("{part}.{number}");
                all.push(Clause { label, short: Some(number), range });
            }
            (Mark::Number, None) | (Mark::Article, _) => {
                all.push(Clause { label: number, short: None, range });
            }
        }
    }
    all
}

fn marks(text: &str) -> Vec<(usize, Mark, String)> {
    let mut marks = Vec::new();
    let mut last_article = 0_u32;
    let mut begin = 0;
    for line in text.split_inclusive('\n') {
        let lead = line.len()
            - line
                .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '#' | '*' | '>' | '-' | '|'))
                .len();
        let first = mark(&line[lead..]);
        if let Some((kind, number)) = &first {
            marks.push((begin + lead, *kind, number.clone()));
        }
        if let Some((Mark::Article, number)) = &first {
            last_article = number.parse().unwrap_or(last_article);
        }
        // Texts that have lost their lines run on: there the next article is the next number.
        for (at, _) in line.match_indices('第').filter(|(at, _)| *at > lead) {
            let refers =
                line[..at].chars().next_back().is_some_and(|c| "依按照据见和、及至或本与".contains(c));
            let Some((Mark::Article, number)) = mark(&line[at..]).filter(|_| !refers) else { continue };
            if number.parse() == Ok(last_article + 1) {
                last_article += 1;
                marks.push((begin + at, Mark::Article, number));
            }
        }
        begin += line.len();
    }
    marks
}

/// What marks a clause at the beginning of a text.
fn mark(text: &str) -> Option<(Mark, String)> {
    if let Some(rest) = text.strip_prefix('第') {
        let (number, rest) = numeral(rest)?;
        return rest.starts_with('条').then_some((Mark::Article, number));
    }
    for word in ["Article", "Clause", "Section", "Rule", "Art.", "Sec.", "§"] {
        if let Some(rest) = text.get(..word.len()).filter(|head| head.eq_ignore_ascii_case(word)) {
            let rest = text[rest.len()..].trim_start();
            return digits(rest).map(|(number, _)| (Mark::Article, number));
        }
    }
    if let Some((number, rest)) = digits(text) {
        let dotted = number.contains('.') && rest.starts_with(char::is_whitespace);
        let ended = rest.starts_with(['、', '.', '．', ')', '）', '：', ':']);
        return (dotted || ended).then_some((Mark::Number, number));
    }
    let end = text.find(|c| !"零一二三四五六七八九十百".contains(c)).filter(|end| *end > 0)?;
    text[end..].starts_with('、').then(|| (Mark::Part, text[..end].to_string()))
}

/// `8`, `8.1`, `8a`.
fn digits(text: &str) -> Option<(String, &str)> {
    let mut end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    if end == 0 {
        return None;
    }
    while let Some(more) = text[end..].strip_prefix('.') {
        let length = more.find(|c: char| !c.is_ascii_digit()).unwrap_or(more.len());
        if length == 0 {
            break;
        }
        end += 1 + length;
    }
    let letter = text[end..].chars().next().filter(char::is_ascii_lowercase);
    let alone = text[end..].chars().nth(1).is_none_or(|c| !c.is_alphanumeric());
    if letter.is_some() && alone {
        end += 1;
    }
    Some((text[..end].to_string(), &text[end..]))
}

/// A number in digits or in Chinese, in digits.
fn numeral(text: &str) -> Option<(String, &str)> {
    if let Some(found) = digits(text) {
        return Some(found);
    }
    let end = text.find(|c| !"零〇一二三四五六七八九十百".contains(c)).filter(|end| *end > 0)?;
    let (mut number, mut digit) = (0_u32, None);
    for c in text[..end].chars() {
        match c {
            '百' => (number, digit) = (number + digit.unwrap_or(1) * 100, None),
            '十' => (number, digit) = (number + digit.unwrap_or(1) * 10, None),
            c => {
                digit =
                    "零〇一二三四五六七八九".chars().position(|d| d == c).map(|n| n.saturating_sub(1) as u32)
            }
        }
    }
    Some(((number + digit.unwrap_or(0)).to_string(), &text[end..]))
}

/// The sentences of a text, without the blanks around them. What has neither letter nor digit is none.
pub(super) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let mut begin = 0;
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let blank_next = rest.peek().is_none_or(|(_, next)| next.is_whitespace());
        let ends = match c {
            '。' | '！' | '？' | '；' => true,
            '.' | '!' | '?' => blank_next && !is_number(text[begin..at].trim()),
            '\n' => is_last_line(&text[begin..at], &text[at + 1..]),
            _ => false,
        };
        if ends {
            let end = at + c.len_utf8();
            all.push(begin..end);
            begin = end;
        }
    }
    all.push(begin..text.len());
    let trimmed = all.into_iter().map(|range| {
        let part = &text[range.clone()];
        let start = range.start + part.len() - part.trim_start().len();
        start..(start + part.trim().len())
    });
    trimmed.filter(|range| text[range.clone()].chars().any(char::is_alphanumeric)).collect()
}

/// Whether a text is but the number of a clause: `8`, `Article 8`.
fn is_number(text: &str) -> bool {
    text.ends_with(|c: char| c.is_ascii_digit())
        && text.split_whitespace().count() <= 2
        && (digits(text).is_some() || mark(text).is_some())
}

/// Whether a sentence does not go on in the next line: that begins something of its own, or the sentence is a heading.
fn is_last_line(sentence: &str, rest: &str) -> bool {
    let next = rest.split('\n').next().unwrap_or_default().trim_start();
    let own = next.is_empty()
        || next.starts_with(['#', '-', '*', '>', '|', '(', '（', '•', '·'])
        || mark(next).is_some();
    own || sentence.trim_start().starts_with('#') || sentence.trim_end().ends_with([':', '：'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(text: &str) -> Vec<String> {
        clauses(text).into_iter().map(|clause| clause.label).collect()
    }

    #[test]
    fn clauses_are_marked_in_many_ways() {
        assert_eq!(labels("第一条 甲。\n第二条 乙，见第九条。\n1. 丙\n第二十一条 丁"), ["1", "2", "21"]);
        assert_eq!(labels("第一章总则第一条为管理。第二条依照第三条办理。第三条完。"), ["1", "2", "3"]);
        assert_eq!(labels("# Rules\n## Article 8 Alarms\nText.\nSection 9: more"), ["8", "9"]);
        assert_eq!(labels("1. one\n2. two\n2.1 more\n2024-05-06 a day"), ["1", "2", "2.1"]);
        assert_eq!(labels("一、总则\n1、甲\n2、乙\n二、罚则\n1、丙"), ["一", "一.1", "一.2", "二", "二.1"]);
        assert_eq!(labels("no numbers here"), [""; 0]);
    }

    #[test]
    fn a_text_is_split_into_sentences() {
        let text = "# Rules\n8. Arrive in 1.5\nhours. Tell them!\n\n——\n第九条 先说明；再到场。\nArticle 10. No.\n- one\n- two";
        let all: Vec<&str> = sentences(text).into_iter().map(|range| &text[range]).collect();
        let expected = ["# Rules", "8. Arrive in 1.5\nhours.", "Tell them!", "第九条 先说明；", "再到场。"];
        assert_eq!(all[..5], expected);
        assert_eq!(all[5..], ["Article 10. No.", "- one", "- two"]);
    }
}
