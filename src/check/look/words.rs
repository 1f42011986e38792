//! What was understood of a file, in words.

use super::{ColumnLook, Look, Sense, Serial, Written};
use crate::locale::{Lang, display_width};
use std::fmt::Write;

/// What a file looks like, for people: its columns, how its times are written and by what evidence, keys that could be, and
/// questions that only people can answer.
pub fn told(look: &Look, lang: Lang) -> String {
    let mut out = String::new();
    let columns = look.columns.len() + look.wide.as_ref().map_or(0, |wide| wide.count);
    let Look { name, format, rows, .. } = look;
    let _ = writeln!(
        out,
        "{}",
        match look.is_part {
            false => lang.pick(
                format!("{name}: {format}, {rows} rows, {columns} columns"),
                format!("{name}：{format}，{rows} 行，{columns} 列"),
            ),
            true => lang.pick(
                format!(
                    "{name}: {format}, {columns} columns; of its rows only the first {rows} were looked at"
                ),
                format!("{name}：{format}，{columns} 列；只看了前 {rows} 行"),
            ),
        }
    );
    let mut note = |en: String, zh: String| {
        let _ = writeln!(out, "  {}", lang.pick(en, zh));
    };
    for problem in &look.problems {
        note(problem.clone(), problem.clone());
    }
    if look.rejected > 0 {
        let n = look.rejected;
        note(format!("{n} rows cannot be taken apart"), format!("有 {n} 行无法拆分"));
    }
    if look.skip > 0 {
        let n = look.skip;
        note(format!("the header stands on line {}", n + 1), format!("表头在第 {} 行", n + 1));
    }
    if let Some(path) = &look.records {
        note(format!("the records stand in `{path}`"), format!("记录在 `{path}` 之中"));
    }
    if !look.blanks.is_empty() {
        let list = ticked(&look.blanks);
        note(format!("taken as blank: {}", list.join(", ")), format!("视为空白：{}", list.join("、")));
    }
    table(look, lang, &mut out);
    for column in look.columns.iter().filter(|column| !column.odd.is_empty()) {
        let cells: usize = column.odd.iter().map(|(_, count)| count).sum();
        let shown: Vec<String> =
            column.odd.iter().take(3).map(|(text, _)| format!("`{}`", short(text))).collect();
        let address = &column.address;
        let _ = writeln!(
            out,
            "  {}",
            lang.pick(
                format!(
                    "cells of `{address}` that are no times, {cells} of {}: {}; they cannot be read, and a row is rejected if that is the time of its event",
                    column.filled,
                    shown.join(", ")
                ),
                format!(
                    "`{address}` 已填的 {} 格中有 {cells} 格不是时间：{}；这些格无法读取，如果是事件的时间，该行会被拒收",
                    column.filled,
                    shown.join("、")
                ),
            )
        );
    }
    if let Some(wide) = &look.wide {
        let _ = writeln!(
            out,
            "  {}",
            lang.pick(
                format!(
                    "{} columns like `{}`, one for each day; cells: {}",
                    wide.count,
                    wide.pattern,
                    sense(&wide.cells, lang)
                ),
                format!(
                    "{} 列形如 `{}`，每天一列；单元格：{}",
                    wide.count,
                    wide.pattern,
                    sense(&wide.cells, lang)
                ),
            )
        );
    }
    let keys: Vec<String> = look
        .columns
        .iter()
        .filter(|c| c.filled as u64 == look.rows && c.distinct == c.filled && c.filled > 1)
        .map(|c| c.address.clone())
        .collect();
    if !keys.is_empty() {
        let list = ticked(&keys);
        let _ = writeln!(
            out,
            "  {}",
            lang.pick(
                format!("different in every row, so it could be the key: {}", list.join(", ")),
                format!("每行都不同，可以作主键：{}", list.join("、")),
            )
        );
    }
    questions(look, lang, &mut out);
    out
}

fn ticked(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| format!("`{text}`")).collect()
}

fn table(look: &Look, lang: Lang, out: &mut String) {
    let label = |column: &ColumnLook| {
        if column.name.is_empty() { column.address.clone() } else { column.name.clone() }
    };
    let width = look.columns.iter().map(|c| display_width(&label(c))).max().unwrap_or(0).min(30);
    for column in &look.columns {
        let name = label(column);
        let pad = " ".repeat(width.saturating_sub(display_width(&name)));
        let examples: Vec<String> = column.examples.iter().map(|text| short(text)).collect();
        let _ = writeln!(
            out,
            "  {name}{pad}  {}",
            lang.pick(
                format!(
                    "{}; {} of {} filled, {} different: {}",
                    sense(&column.sense, lang),
                    column.filled,
                    look.rows,
                    column.distinct,
                    examples.join(" | ")
                ),
                format!(
                    "{}；{} 行中有 {} 行已填，{} 种：{}",
                    sense(&column.sense, lang),
                    look.rows,
                    column.filled,
                    column.distinct,
                    examples.join(" | ")
                ),
            )
        );
    }
}

fn short(text: &str) -> String {
    const MOST: usize = 24;
    let line = text.replace(['\n', '\r'], " ");
    match line.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

fn sense(sense: &Sense, lang: Lang) -> String {
    let plain = |en: &str, zh: &str| lang.pick(en, zh).to_string();
    match sense {
        Sense::Empty => plain("nothing", "无内容"),
        Sense::Instant(how) => format!("{}{}", plain("points of time", "时间点"), written(how, lang)),
        Sense::Date(how) => format!("{}{}", plain("dates", "日期"), written(how, lang)),
        Sense::TimeOfDay => plain("times of day", "时刻"),
        Sense::Number => plain("numbers", "数字"),
        Sense::Duration => plain("durations", "时长"),
        Sense::Percent => plain("percentages", "百分比"),
        Sense::Bool => plain("yes or no", "是否"),
        Sense::Words(words) => {
            let words = ticked(words);
            lang.pick(format!("words: {}", words.join(", ")), format!("固定用词：{}", words.join("、")))
        }
        Sense::Text => plain("texts", "文本"),
    }
}

fn written(how: &Written, lang: Lang) -> String {
    match (how.format, how.rival, &how.evidence) {
        (None, ..) => String::new(),
        (Some(format), Some(rival), _) => lang.pick(
            format!(" (`{format}` or `{rival}`: see the question)"),
            format!("（`{format}` 或 `{rival}`：见待答问题）"),
        ),
        (Some(format), None, Some(evidence)) => lang.pick(
            format!(" (`{format}`, as `{evidence}` shows)"),
            format!("（`{format}`，依据是 `{evidence}`）"),
        ),
        (Some(format), None, None) => lang.pick(format!(" (`{format}`)"), format!("（`{format}`）")),
    }
}

fn questions(look: &Look, lang: Lang, out: &mut String) {
    if look.headless {
        let _ = writeln!(
            out,
            "  {}",
            lang.pick(
                "? does the file have a header? Its first row looks like a record, and is not read as one. If it is one, put a line with the names of the columns above it",
                "？该文件有没有表头？第一行看起来像一条记录，却没有按记录读取；如果是记录，请在它上面加一行列名",
            )
        );
    }
    for Serial { column, text, time } in &look.serial {
        let _ = writeln!(
            out,
            "  {}",
            lang.pick(
                format!("? is `{text}` in `{column}` the date {time}, as spreadsheets count days? Nothing in the file tells; the draft takes it as a number. If it is, show the column as dates there and export again"),
                format!("？`{column}` 中的 `{text}` 是不是电子表格的日期序号，即 {time}？文件中没有依据，初稿按数字处理；如果是，请在电子表格中把该列设为日期格式，再重新导出"),
            )
        );
    }
    let columns = look.columns.iter().map(|c| (c.address.as_str(), &c.sense));
    let cells = look.wide.iter().map(|wide| (wide.pattern.as_str(), &wide.cells));
    for (column, sense) in columns.chain(cells) {
        let (Sense::Instant(how) | Sense::Date(how)) = sense else { continue };
        if how.rival.is_none() {
            continue;
        }
        let text = how.evidence.as_deref().unwrap_or_default();
        let _ = writeln!(
            out,
            "  {}",
            lang.pick(
                format!("? is `{text}` in `{column}` written day first or month first? Nothing in the file tells; the draft leaves it to you"),
                format!("？`{column}` 中的 `{text}` 是日在前还是月在前？文件中没有依据，初稿留待您选定"),
            )
        );
    }
}
