//! A first policy for files that were looked at: what they declare themselves, a mapping, and one norm to begin with. What the
//! files leave open stands in it as a question.

use super::{ColumnLook, Look, Sense, Serial, Written};
use crate::locale::Lang;
use crate::syntax::{FormatOptions, format_text};
use std::collections::BTreeSet;
use std::fmt::Write;

/// The text of a policy. It is valid as it stands; where a question is open, checking a log with it says so.
pub fn draft(looks: &[Look], lang: Lang, keywords: Lang) -> String {
    let mut out = Draft { text: String::new(), lang, keywords, kinds: BTreeSet::new(), norm: None };
    out.header();
    for look in looks {
        out.file(look);
    }
    out.norm();
    let options = FormatOptions { keywords: Some(keywords) };
    format_text(&out.text, options).unwrap_or(out.text)
}

struct Draft {
    text: String,
    lang: Lang,
    keywords: Lang,
    /// Names given to kinds and entities so far.
    kinds: BTreeSet<String>,
    /// The kind for the first norm, with the field of a person and another field.
    norm: Option<(String, Option<String>, Option<String>)>,
}

/// A name in backticks; the formatter takes them away where they are not needed.
fn name(text: &str) -> String {
    format!("`{}`", text.replace(['`', '\n', '\r'], " ").trim())
}

fn quoted(text: &str) -> String {
    format!(
        "\"{}\"",
        text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\r', "\\r")
    )
}

fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

/// Columns that tend to name a person, the surest first.
const PEOPLE: [&str; 14] = [
    "工号",
    "员工",
    "姓名",
    "责任人",
    "负责人",
    "人员",
    "staff",
    "employee",
    "user",
    "person",
    "resource",
    "owner",
    "agent",
    "人",
];

/// Columns that tend to name what happened, the surest first.
const KINDS: [&str; 12] = [
    "concept:name",
    "event",
    "activity",
    "action",
    "operation",
    "type",
    "事件",
    "动作",
    "操作",
    "活动",
    "环节",
    "类型",
];

/// Columns that tend to hold a point of time rather than a length, where `9:15` could be either.
const CLOCKS: [&str; 20] = [
    "签到", "签退", "上班", "下班", "打卡", "开始", "结束", "到达", "离开", "首次", "末次", "in", "out",
    "start", "end", "begin", "arriv", "leav", "clock", "at",
];

/// Which word of a list a column's name has; the whole name goes before a part of it.
fn rank(column: &ColumnLook, words: &[&str]) -> Option<usize> {
    let name = column.name.to_lowercase();
    let whole = words.iter().position(|word| name == *word);
    whole.or_else(|| words.iter().position(|word| name.contains(word)).map(|at| at + words.len()))
}

/// The column whose name has the surest word of a list.
fn surest<'c>(columns: impl Iterator<Item = &'c ColumnLook>, words: &[&str]) -> Option<&'c ColumnLook> {
    columns
        .filter_map(|column| Some((rank(column, words)?, column)))
        .min_by_key(|(rank, _)| *rank)
        .map(|(_, c)| c)
}

/// Whether a column says anything: one that is empty, or the same throughout, does not.
fn tells(column: &ColumnLook, look: &Look) -> bool {
    column.distinct > 1 || (column.distinct == 1 && ((column.filled as u64) < look.rows || look.rows == 1))
}

/// The type of a field that holds what a column does.
fn type_of(column: &ColumnLook, keywords: Lang) -> &'static str {
    let (en, zh) = match &column.sense {
        _ if rank(column, &PEOPLE).is_some() => ("text", "文本"),
        Sense::Empty | Sense::Text | Sense::Words(_) => ("text", "文本"),
        Sense::Instant(_) => ("instant", "时间"),
        Sense::Date(_) => ("date", "日期"),
        Sense::TimeOfDay => ("time", "时刻"),
        Sense::Number => ("number", "数值"),
        Sense::Duration => ("duration", "时长"),
        Sense::Percent => ("percent", "百分比"),
        Sense::Bool => ("bool", "是否"),
    };
    keywords.pick(en, zh)
}

fn written(column: &ColumnLook) -> Option<&Written> {
    match &column.sense {
        Sense::Instant(written) | Sense::Date(written) => Some(written),
        _ => None,
    }
}

fn as_format(written: &Written) -> String {
    written.format.map_or_else(String::new, |format| format!(" as {}", quoted(format)))
}

impl Draft {
    fn say(&mut self, en: &str, zh: &str) {
        let _ = writeln!(self.text, "# {}", self.lang.pick(en, zh));
    }

    fn header(&mut self) {
        self.say(
            "A first draft. Read every line: the files say what they hold, not what it means.",
            "初稿，请逐行核对：文件只说明里面有什么，不说明是什么意思。",
        );
        let title = quoted(self.lang.pick("first draft", "初稿"));
        let _ = writeln!(self.text, "policy draft {title} {{");
        self.say(
            "The zone of timestamps without an offset. Is it this one?",
            "没有时差的时间按这个时区理解，是否正确？",
        );
        self.text.push_str("timezone Asia/Shanghai\n}\n\n");
    }

    /// A name for a kind that no other has.
    fn kind(&mut self, wanted: &str) -> String {
        let wanted = wanted.replace(['`', '\n', '\r'], " ").trim().to_string();
        let wanted = if wanted.is_empty() { "record".to_string() } else { wanted };
        let free = (1..).map(|n| if n == 1 { wanted.clone() } else { format!("{wanted} {n}") });
        let name = free.into_iter().find(|name| !self.kinds.contains(name)).unwrap_or(wanted);
        self.kinds.insert(name.clone());
        name
    }

    fn file(&mut self, look: &Look) {
        let file = look.name.rsplit(['/', '\\']).next().unwrap_or(&look.name).to_string();
        let _ = writeln!(self.text, "# {file}");
        if look.is_unread() {
            self.say("It could not be read; see the messages.", "该文件无法读取，请看提示。");
            self.text.push('\n');
            return;
        }
        if look.is_part {
            let rows = look.rows;
            self.say(
                &format!("Only the first {rows} rows were looked at: others may hold other words, and texts written in other ways."),
                &format!("只看了前 {rows} 行：其余各行可能有其他用词和写法。"),
            );
        }
        if look.headless {
            self.say(
                "QUESTION: does the file have a header? Its first row looks like a record, and is not read as one. Then put a line with the names of the columns above it, and draft again.",
                "待答：该文件有没有表头？第一行看起来像一条记录，却没有按记录读取；如果是记录，请在它上面加一行列名，再重新起草。",
            );
        }
        for Serial { column, text, time } in &look.serial {
            let (column, text) = (one_line(column), one_line(text));
            self.say(
                &format!("QUESTION: is `{text}` in `{column}` the date {time}, as spreadsheets count days? Then show the column as dates there, and export again."),
                &format!("待答：`{column}` 中的 `{text}` 是不是电子表格的日期序号，即 {time}？如果是，请在电子表格中把该列设为日期格式，再重新导出。"),
            );
        }
        let stem = file.split('.').next().unwrap_or(&file).to_string();
        let times: Vec<&ColumnLook> =
            look.columns.iter().filter(|c| matches!(c.sense, Sense::Instant(_))).collect();
        let dates: Vec<&ColumnLook> =
            look.columns.iter().filter(|c| matches!(c.sense, Sense::Date(_))).collect();
        let mut clocks: Vec<&ColumnLook> =
            look.columns.iter().filter(|c| c.sense == Sense::TimeOfDay).collect();
        if clocks.iter().any(|c| rank(c, &CLOCKS).is_some()) {
            clocks.retain(|c| rank(c, &CLOCKS).is_some());
        }
        let mut log = String::new();
        let mut kinds = Vec::new();
        if let Some(wide) = &look.wide {
            let kind = self.kind(&stem);
            let cell = match &wide.cells {
                Sense::Instant(written) => self.time("the cell", written, &mut log),
                Sense::TimeOfDay => self.header_and_cell(&wide.header, &mut log),
                _ => self.time("the header", &wide.header, &mut log),
            };
            let value = match &wide.cells {
                Sense::Instant(_) | Sense::TimeOfDay => String::new(),
                _ => format!(" {}: the cell", name(&cell_field(look))),
            };
            let _ = writeln!(
                log,
                "event {} for each column like {}{cell} {{{}{value} }}",
                name(&kind),
                quoted(&wide.pattern),
                numbered(look)
            );
            kinds.push((kind, !value.is_empty()));
        } else if times.len() == 1 || (times.is_empty() && clocks.is_empty() && dates.len() == 1) {
            let time = times.first().or(dates.first()).copied();
            let (column, how) = match time.and_then(|column| Some((column, written(column)?))) {
                Some(found) => found,
                None => return,
            };
            let at = self.time(&quoted(&column.address), how, &mut log);
            if let Some(at) = at.strip_prefix(" at ") {
                let _ = writeln!(log, "time {at}");
            }
            kinds = self.by_word(look, &stem, &mut log);
        } else if times.is_empty() && !clocks.is_empty() && !dates.is_empty() {
            for clock in &clocks {
                let kind = self.kind(&clock.name);
                let at = self.date_and_clock(dates[0], clock, &mut log);
                let _ = writeln!(log, "event {}{at} {{{} }}", name(&kind), numbered(look));
                kinds.push((kind, false));
            }
        } else if times.is_empty() && dates.is_empty() {
            return self.entity(look, &file, &stem);
        } else {
            self.say(
                "Several columns hold times: each is taken as an event of its own, which has not happened where the cell is blank.",
                "有多列时间：每列各作为一类事件，单元格为空表示没有发生。",
            );
            let columns = if times.is_empty() { &dates } else { &times };
            for column in columns {
                let Some(how) = written(column) else { continue };
                let kind = self.kind(&column.name);
                let at = self.time(&quoted(&column.address), how, &mut log);
                let _ = writeln!(log, "event {}{at} {{{} }}", name(&kind), numbered(look));
                kinds.push((kind, false));
            }
        }
        self.declare(look, &kinds);
        self.block(look, &file, &log);
    }

    /// Where a time stands, as ` at …`; nothing, and a question, if it can be read in two ways.
    fn time(&self, place: &str, written: &Written, log: &mut String) -> String {
        match (written.format, written.rival) {
            (Some(day_first), Some(month_first)) => {
                let text = one_line(written.evidence.as_deref().unwrap_or_default());
                let _ = writeln!(
                    log,
                    "# {}",
                    self.lang.pick(
                        format!("QUESTION: is `{text}` written day first or month first? Nothing in the file tells. Say it, and add it below:"),
                        format!("待答：`{text}` 是日在前还是月在前？文件中没有依据。请选定一行，写到下面："),
                    )
                );
                let (at, written) = self.keywords.pick(("at", "as"), ("于", "格式"));
                for format in [day_first, month_first] {
                    let _ = writeln!(log, "#   {at} {place} {written} {}", quoted(format));
                }
                String::new()
            }
            _ => format!(" at {place}{}", as_format(written)),
        }
    }

    fn header_and_cell(&self, header: &Written, log: &mut String) -> String {
        if header.rival.is_some() {
            return self.time("the header + the cell", header, log);
        }
        let date = header.format.unwrap_or("%Y-%m-%d");
        format!(" at the header + the cell as {}", quoted(&format!("{date} %H:%M")))
    }

    fn date_and_clock(&self, date: &ColumnLook, clock: &ColumnLook, log: &mut String) -> String {
        let Some(how) = written(date) else { return String::new() };
        if how.rival.is_some() {
            return self.time(&format!("{} + {}", quoted(&date.address), quoted(&clock.address)), how, log);
        }
        let format = how.format.map_or_else(String::new, |format| {
            let seconds = clock.examples.iter().any(|text| text.matches(':').count() == 2);
            let clock = if seconds { "%H:%M:%S" } else { "%H:%M" };
            format!(" as {}", quoted(&format!("{format} {clock}")))
        });
        format!(" at {} + {}{format}", quoted(&date.address), quoted(&clock.address))
    }

    /// One kind for each word of the column that seems to tell the kind; else one kind.
    fn by_word(&mut self, look: &Look, stem: &str, log: &mut String) -> Vec<(String, bool)> {
        let wordy = look.columns.iter().filter(|c| matches!(c.sense, Sense::Words(_)) && tells(c, look));
        let Some((column, Sense::Words(words))) = surest(wordy, &KINDS).map(|c| (c, &c.sense)) else {
            let kind = self.kind(stem);
            let _ = writeln!(log, "event {} {{{} }}", name(&kind), numbered(look));
            return vec![(kind, false)];
        };
        let mut kinds = Vec::new();
        for word in words {
            let kind = self.kind(word);
            let _ = writeln!(
                log,
                "event {} where column {} = {} {{{} }}",
                name(&kind),
                quoted(&column.address),
                quoted(word),
                numbered(look)
            );
            kinds.push((kind, false));
        }
        kinds
    }

    /// A file without any time is reference data.
    fn entity(&mut self, look: &Look, file: &str, stem: &str) {
        self.say("No column holds a time: this is taken as reference data.", "没有时间列：作为基础数据。");
        let entity = self.kind(stem);
        let filled =
            |column: &&ColumnLook| column.filled as u64 == look.rows && column.distinct == column.filled;
        let Some(key) = look.columns.iter().find(filled).or(look.columns.first()) else { return };
        let _ = writeln!(self.text, "entity {} {{", name(&entity));
        for column in &look.columns {
            let (role, ty, optional) = if column.address == key.address {
                ("key ", self.keywords.pick("text", "文本"), "")
            } else {
                ("", type_of(column, self.keywords), " optional")
            };
            let _ = writeln!(self.text, "{role}{}: {ty}{optional}", name(&field(column)));
        }
        self.text.push_str("}\n\n");
        let cells = numbered(look);
        let cells = if cells.is_empty() {
            format!(" {}: {}", name(&field(key)), quoted(&key.address))
        } else {
            cells
        };
        let log = format!("entity {} {{{cells} }}\n", name(&entity));
        self.block(look, file, &log);
    }

    /// The kinds of a file, whose fields have the names of its columns.
    fn declare(&mut self, look: &Look, kinds: &[(String, bool)]) {
        let (columns, silent): (Vec<&ColumnLook>, Vec<&ColumnLook>) =
            look.columns.iter().partition(|column| tells(column, look));
        if !silent.is_empty() {
            let names: Vec<String> = silent.iter().map(|c| one_line(&c.address)).collect();
            let (en, zh) = (names.join(", "), names.join("、"));
            self.say(
                &format!("Left out, because they are empty or the same throughout: {en}"),
                &format!("以下各列为空或始终相同，未列入：{zh}"),
            );
        }
        let person = surest(columns.iter().copied(), &PEOPLE);
        let other = columns
            .iter()
            .copied()
            .find(|c| person.is_none_or(|p| p.address != c.address) && written(c).is_none());
        for (kind, value) in kinds {
            let _ = writeln!(self.text, "event {} {{", name(kind));
            for column in &columns {
                let ty = type_of(column, self.keywords);
                let _ = writeln!(self.text, "{}: {ty} optional", name(&field(column)));
            }
            if *value {
                let ty = self.keywords.pick("text", "文本");
                let _ = writeln!(self.text, "{}: {ty} optional", name(&cell_field(look)));
            }
            self.text.push_str("}\n");
            if self.norm.is_none() {
                let field = |column: Option<&ColumnLook>| column.map(field);
                self.norm = Some((kind.clone(), field(person), field(other.or(person))));
            }
        }
        self.text.push('\n');
    }

    fn block(&mut self, look: &Look, file: &str, log: &str) {
        let _ = writeln!(self.text, "log {} {{", quoted(file));
        if look.skip > 0 {
            let _ = writeln!(self.text, "skip {} lines", look.skip);
        }
        if let Some(path) = &look.records {
            let _ = writeln!(self.text, "records at {}", quoted(path));
        }
        if !look.blanks.is_empty() {
            let blanks: Vec<String> = look.blanks.iter().map(|text| quoted(text)).collect();
            let _ = writeln!(self.text, "blank [{}]", blanks.join(", "));
        }
        self.text.push_str(log);
        self.text.push_str("}\n\n");
    }

    fn norm(&mut self) {
        let Some((kind, person, other)) = self.norm.take() else { return };
        let Some(other) = other else { return };
        self.say(
            "One norm to begin with. Say what the regulation says: when, who, what, by when, unless what, or else what.",
            "先写一条规范。请按制度改写：何时、何人、何事、何时之前、除非什么、违者如何。",
        );
        let title = quoted(self.lang.pick("to be written", "待写"));
        let _ = writeln!(self.text, "duty first_norm {title} {{\nwhen {}", name(&kind));
        if let Some(person) = person {
            let _ = writeln!(self.text, "bearer {}.{}", name(&kind), name(&person));
        }
        let _ = writeln!(self.text, "must {}.[{}] filled\nelse warn\n}}", name(&kind), name(&other));
    }
}

/// The name of the field for a column.
fn field(column: &ColumnLook) -> String {
    if column.address == column.name {
        column.name.clone()
    } else {
        format!("column {}", &column.address[1..])
    }
}

/// The field for the cells of a wide table.
fn cell_field(look: &Look) -> String {
    let taken = look.columns.iter().any(|column| field(column) == "value");
    if taken { "cell value".to_string() } else { "value".to_string() }
}

/// Cells that a field of the same name does not find by itself: columns without a name of their own, and dates that need a format.
fn numbered(look: &Look) -> String {
    let mut cells: Vec<String> = Vec::new();
    for column in look.columns.iter().filter(|column| tells(column, look)) {
        let format = match written(column) {
            Some(written) if written.rival.is_none() => as_format(written),
            _ => String::new(),
        };
        if column.address != column.name || !format.is_empty() {
            cells.push(format!(" {}: {}{format}", name(&field(column)), quoted(&column.address)));
        }
    }
    cells.join(",")
}
