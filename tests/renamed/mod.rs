//! The tables and verdicts of a page in the names of its policy in Chinese.

use super::Block;

/// What things are called, and what stands in cells: a word may be both, and then each is named by itself.
#[derive(Default)]
pub struct Renaming {
    names: Vec<(String, String)>,
    values: Vec<(String, String)>,
}

impl Renaming {
    /// `alarm = 报警` renames an event, field, norm, entity or parameter, `"platform" = "平台"` what stands in a cell.
    pub fn of(pairs: Vec<(String, String)>) -> Renaming {
        let text = |side: &str| Some(side.strip_prefix('"')?.strip_suffix('"')?.to_string());
        let mut renaming = Renaming::default();
        for (from, to) in pairs {
            match (text(&from), text(&to)) {
                (Some(from), Some(to)) => renaming.values.push((from, to)),
                (None, None) => renaming.names.push((from, to)),
                _ => panic!("either both are in quotes or none: {from} = {to}"),
            }
        }
        renaming
    }

    /// A block in other names; policies stay, and so do times and codes.
    pub fn block(&self, block: &Block) -> Block {
        let kind = block.info.split(' ').next().unwrap_or_default();
        let text = match kind {
            "csv" => self.table(&block.text),
            "json" | "xes" => words(&words(&block.text, &self.names), &self.values),
            "verdicts" => lines(&block.text, |line| self.verdict(line)),
            "set" => lines(&block.text, |line| self.binding(line)),
            _ => block.text.clone(),
        };
        let is_table = ["csv", "json", "xes"].contains(&kind);
        let info = if is_table { words(&block.info, &self.names) } else { block.info.clone() };
        Block { info, text, line: block.line }
    }

    /// Names are in the first line, and in the column that says what happened.
    fn table(&self, text: &str) -> String {
        let head: Vec<&str> = text.lines().next().unwrap_or_default().split(',').collect();
        let mut out = String::new();
        for (number, line) in text.lines().enumerate() {
            let cells = line.split(',').enumerate().map(|(column, cell)| {
                let named = number == 0 || head.get(column) == Some(&"event");
                words(cell, if named { &self.names } else { &self.values })
            });
            out += &cells.collect::<Vec<_>>().join(",");
            out.push('\n');
        }
        out
    }

    /// `violated norm field by somebody …`
    fn verdict(&self, line: &str) -> String {
        let mut parts: Vec<&str> = line.splitn(4, ' ').collect();
        let about_field = parts.len() > 2 && !["by", "due", "for"].contains(&parts[2]);
        let named = if about_field { 3 } else { 2 };
        let rest = parts.split_off(named.min(parts.len())).join(" ");
        let mut out = words(&parts.join(" "), &self.names);
        if !rest.is_empty() {
            out += " ";
            out += &words(&rest, &self.values);
        }
        out
    }

    /// `parameter = value`
    fn binding(&self, line: &str) -> String {
        match line.split_once('=') {
            Some((name, value)) => format!("{}={}", words(name, &self.names), words(value, &self.values)),
            None => line.to_string(),
        }
    }
}

fn lines(text: &str, with: impl Fn(&str) -> String) -> String {
    text.lines().map(|line| with(line) + "\n").collect()
}

/// A text, word by word.
fn words(text: &str, names: &[(String, String)]) -> String {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c| inside(c) != inside(first)).unwrap_or(rest.len());
        let (head, tail) = rest.split_at(end);
        out += names.iter().find(|(from, _)| from == head).map_or(head, |(_, to)| to);
        rest = tail;
    }
    out
}
