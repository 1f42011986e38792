//! Problems and rejections in Chinese.

use super::open;
use super::show::Files;
use super::{COLUMNS_LISTED, Emptiness, IngestProblem, ROWS_LISTED, UnknownKind, Wanted, Words, quoted};
use crate::event::InputId;
use crate::ingest::account::{Reason, Rejection};
use crate::ingest::formats::json::ArrayFault;
use crate::ingest::timeformat::FormatFault;
use crate::locale::Lang;

const LANG: Lang = Lang::Zh;

/// The words of a problem.
pub(super) fn problem(problem: &IngestProblem, files: &Files<'_>) -> Words {
    match problem {
        IngestProblem::Unread { input, fault } => open::fault(files.name(*input), fault, LANG),
        IngestProblem::GuessedEncoding { input, encoding } => {
            open::guessed(files.name(*input), *encoding, LANG)
        }
        IngestProblem::BrokenXml { input, why, .. } => open::broken_xml(files.name(*input), *why, LANG),
        IngestProblem::NoSuchSheet { input, sheet, sheets } => {
            open::no_such_sheet(files.name(*input), sheet, sheets, LANG)
        }
        IngestProblem::SheetNotRead { input, sheet, rows } => {
            open::sheet_not_read(files.name(*input), sheet, *rows, LANG)
        }
        IngestProblem::Empty { input, what } => empty(files.name(*input), *what),
        IngestProblem::BrokenArray { input, why, .. } => broken_array(files.name(*input), *why),
        IngestProblem::BrokenHeader { row, reason } => {
            let Words { labels, help, .. } = self::reason(reason, &[], "表头");
            Words { message: format!("无法读取 `{}` 的表头", files.name(row.input)), labels, help }
        }
        IngestProblem::MissingColumn { input, column, wanted: purpose, near, span } => {
            missing_column(files, *input, column, purpose, near, span.is_some())
        }
        IngestProblem::NeverSeen { input, column, wanted: purpose, near } => {
            let name = files.name(*input);
            let mut words =
                Words::new(format!("`{name}` 的所有记录都没有 `{column}`（{}）", wanted(purpose)));
            words.help = Some(missing_help(files, *input, near, purpose, false));
            words
        }
        IngestProblem::ColumnTwice { input, column } => {
            Words::new(format!("`{}` 有多个名为 `{column}` 的列", files.name(*input)))
                .help("请只保留一列的名称，或在日志映射块中按序号写列名，如第三列写 `\"#3\"`")
        }
        IngestProblem::AmbiguousColumns { input, columns, wanted } => {
            ambiguous_columns(files.name(*input), columns, wanted)
        }
        IngestProblem::NoEventColumn { input, near } => {
            let words = Words::new(format!("无法得知 `{}` 各行是哪一类事件", files.name(*input)));
            let words = if near.is_empty() { words } else { words.label("也许是这一列") };
            words
                .help("请增加 `event`（或 `事件`）列，或以事件名命名文件（如 `alarm.csv`），或编写日志映射块")
        }
        IngestProblem::NoTimeColumn { input, near } => {
            let words = Words::new(format!("无法得知 `{}` 各行发生的时间", files.name(*input)));
            let words = if near.is_empty() { words } else { words.label("也许是这一列") };
            words.help("请将时间列命名为 `时间`、`time`、`timestamp` 或 `at`，或在日志映射块中写明")
        }
        IngestProblem::BadFormat { format, fault, .. } => {
            Words::new(format!("时间格式 `{format}` 无法使用")).label(format_fault(fault))
        }
        IngestProblem::UnknownZone { zone, .. } => Words::new(format!("没有名为 `{zone}` 的时区"))
            .help("请使用 IANA 时区名，例如 `Asia/Shanghai`、`Europe/Berlin`"),
        IngestProblem::TooManyColumns { input, found } => {
            Words::new(format!("`{}` 有 {found} 列，超过 10000 列的上限", files.name(*input)))
                .help("请检查表头是否独占一行，以及分隔符是否正确")
        }
        IngestProblem::UnknownKinds { input, names, .. } => unknown_kinds(files.name(*input), names),
        IngestProblem::NothingUsed { input, rows } => {
            Words::new(format!("`{}` 共 {rows} 行，没有一行被采用", files.name(*input)))
                .help("该文件的内容完全没有被检查：请核对日志映射块或列名是否与它相符")
        }
        IngestProblem::Unmatched { input, rows, .. } => unmatched(files.name(*input), *rows),
        IngestProblem::KeyConflict { kind, key, first, .. } => {
            Words::new(format!("两条 `{kind}` 事件的主键都是 `{key}`，内容却不同"))
                .label("这一条被拒收")
                .label("先读到的是这一条")
                .help(format!(
                    "一个主键只对应一个事件：请更正日志，或更正 {} 处的那一行",
                    files.place(*first)
                ))
        }
        IngestProblem::EntityConflict { entity, key, .. } => {
            Words::new(format!("`{entity}` 有两行的主键都是 `{key}`，有效期重叠，内容却不同"))
                .label("这一行不计")
                .label("先读到的是这一行")
                .help("请更正数据，或为每一行分别填写有效期（`有效自`、`有效至`）")
        }
        IngestProblem::Duplicates { input, rows, .. } => duplicates(files.name(*input), *rows),
        IngestProblem::BadConstant { field, text, .. } => {
            Words::new(format!("常量 `{text}` 不能用作字段 `{field}` 的值")).label("与字段的类型不符")
        }
        IngestProblem::NoColumnLike { input, pattern, .. } => {
            Words::new(format!("`{}` 中没有名称形如 `{pattern}` 的列", files.name(*input)))
                .label("这里需要")
                .help("`*` 代表任意文字，`?` 代表一个字；没有这样的列就不会产生任何事件")
        }
        IngestProblem::BadHeader { input, field, text, .. } => {
            let name = files.name(*input);
            Words::new(format!("`{name}` 的列名 `{text}` 不能用作字段 `{field}` 的值"))
                .label("与字段的类型不符")
                .help("请写明列名的格式（`该表头 格式 \"%d/%m/%Y\"`），或缩小列名模式的范围")
        }
        IngestProblem::AmbiguousMapping { name, .. } => {
            Words::new(format!("有多个日志映射块都适用于 `{name}`"))
                .label("这一个")
                .label("还有这一个")
                .help("请缩小文件名模式的范围，或在其中一个块里直接写出文件名")
        }
    }
}

fn empty(name: &str, what: Emptiness) -> Words {
    let message = match what {
        Emptiness::NoBytes => format!("`{name}` 是空文件"),
        Emptiness::OnlyHeader => format!("`{name}` 只有表头，没有数据行"),
        Emptiness::NoRecords => format!("`{name}` 中没有任何记录"),
    };
    Words::new(message).help("空文件不能证明任何事情：请确认导出是否完整")
}

fn missing_column(
    files: &Files<'_>,
    input: InputId,
    column: &str,
    purpose: &Wanted,
    near: &[String],
    mapped: bool,
) -> Words {
    let mut words = Words::new(format!("`{}` 没有 `{column}` 列（{}）", files.name(input), wanted(purpose)));
    words.help = Some(missing_help(files, input, near, purpose, !mapped));
    if mapped {
        words = words.label("此处用到该列");
    }
    if near.is_empty() { words } else { words.label("也许是这一列") }
}

fn ambiguous_columns(name: &str, columns: &[String], wanted: &Wanted) -> Words {
    let (what, example) = match wanted {
        Wanted::Time => ("时间", format!("`时间 \"{}\"`", first(columns))),
        Wanted::Kind => ("事件类型", "`事件 … 其中 列 … = …`".to_string()),
        Wanted::Validity => ("有效期", "`有效 \"…\" .. \"…\"`".to_string()),
        Wanted::Test | Wanted::Field { .. } | Wanted::DistinctBy => ("取值", "`log`".to_string()),
    };
    let list = LANG.list_and(&quoted(columns));
    Words::new(format!("`{name}` 中有多列都可能是{what}：{list}"))
        .help(format!("请在日志映射块中写明用哪一列，例如 {example}"))
}

fn unmatched(name: &str, rows: u64) -> Words {
    Words::new(format!("`{name}` 有 {rows} 行既不符合日志映射块的任何事件规则，也不在忽略之列"))
        .label(if rows == 1 { "就是这一行" } else { "其中第一行" })
        .help("请为这些行补充事件规则或忽略条件，以免遗漏")
}

fn duplicates(name: &str, rows: u64) -> Words {
    Words::new(format!("`{name}` 有 {rows} 条记录此前已经读到，只计一次"))
        .label(if rows == 1 { "就是这一条" } else { "其中第一条" })
        .label("此前在这里读到")
}

fn broken_array(name: &str, why: ArrayFault) -> Words {
    match why {
        ArrayFault::NoArray => Words::new(format!("`{name}` 不是 JSON 数组"))
            .label("此处应为 `[`")
            .help("每行一个对象的文件，扩展名应为 `.ndjson`"),
        ArrayFault::CutOff => Words::new(format!("`{name}` 中的数组没有结束"))
            .label("文件到此为止")
            .help("文件可能被截断，请重新导出"),
        ArrayFault::NoComma => {
            Words::new(format!("`{name}` 中的数组有错误")).label("此处应为记录、逗号或 `]`")
        }
        ArrayFault::NotThere => Words::new(format!("`{name}` 中没有找到记录数组"))
            .label("从这里起查找")
            .help("`记录 于` 写明通向数组的各级名称，例如 `记录 于 \"data.items\"`"),
        ArrayFault::Trailing => Words::new(format!("`{name}` 在数组之后还有内容")).label("文件本应到此为止"),
    }
}

fn unknown_kinds(name: &str, kinds: &[UnknownKind]) -> Words {
    let listed: Vec<String> = kinds
        .iter()
        .take(COLUMNS_LISTED)
        .map(|kind| format!("`{}`（{} 行）", kind.name, kind.rows))
        .collect();
    let more = if kinds.len() > listed.len() { format!("等 {} 种", kinds.len()) } else { String::new() };
    let list = listed.join("、");
    let mut words = Words::new(format!("`{name}` 中有规章未声明的事件类型：{list}{more}"))
        .help("这些行已被忽略；请在规章中声明该事件，或更正名称");
    words.labels = kinds
        .iter()
        .map(|kind| match kind.near.as_slice() {
            [] => String::new(),
            near => format!("是否应为 {}？", LANG.list_or(&quoted(near))),
        })
        .collect();
    words
}

fn format_fault(fault: &FormatFault) -> String {
    match fault {
        FormatFault::Directive(directive) => format!("无法按 `{directive}` 读取"),
        FormatFault::NoDate => "没有给出年、月、日".into(),
        FormatFault::NoTime => "没有给出时刻".into(),
        FormatFault::NoMinute => "只有小时，没有分钟".into(),
        FormatFault::NoHalfOfDay => "12 小时制需要 `%p`".into(),
    }
}

/// What a missing column was wanted for.
fn wanted(wanted: &Wanted) -> String {
    match wanted {
        Wanted::Time => "应当记录时间".into(),
        Wanted::Kind => "应当记录事件类型".into(),
        Wanted::Test => "条件中用到".into(),
        Wanted::Field { owner, field, .. } => format!("用于 `{owner}.{field}`"),
        Wanted::Validity => "应当记录有效期".into(),
        Wanted::DistinctBy => "用于识别重复的行".into(),
    }
}

fn missing_help(
    files: &Files<'_>,
    input: InputId,
    near: &[String],
    wanted: &Wanted,
    by_name: bool,
) -> String {
    let mut help = if near.is_empty() {
        let columns = files.columns(input);
        let listed = quoted(&columns[..columns.len().min(COLUMNS_LISTED)]).join("、");
        let more = if columns.len() > COLUMNS_LISTED { "……" } else { "" };
        let what = if files.has_columns(input) { "现有的列：" } else { "记录中现有：" };
        format!("{what}{listed}{more}；")
    } else {
        format!("是否应为 {}？", LANG.list_or(&quoted(near)))
    };
    if by_name {
        help.push_str("也可以在日志映射块中写明对应的列");
        if matches!(wanted, Wanted::Field { key: false, .. }) {
            help.push_str("，或将字段声明为 `可空`");
        }
    }
    help.trim_end_matches('；').to_string()
}

/// The words of a rejection and of others like it, given by their row numbers.
pub(super) fn rejection(rejection: &Rejection, others: &[u64], files: &Files<'_>) -> Words {
    let name = files.name(rejection.row.input);
    let row = format!("`{name}` 第 {} 行数据", rejection.row.row);
    let mut words = reason(&rejection.reason, &rejection.columns, &row);
    if !others.is_empty() {
        let listed: Vec<String> = others.iter().take(ROWS_LISTED).map(u64::to_string).collect();
        let more = if others.len() > ROWS_LISTED { "等" } else { "" };
        words.message =
            format!("{}（另有 {} 行相同：第 {} {more}行）", words.message, others.len(), listed.join("、"));
    }
    words
}

fn reason(reason: &Reason, columns: &[String], row: &str) -> Words {
    const QUOTES: &str = "含有分隔符、引号或换行的单元格要放在引号中，其中的引号要写两遍";
    match reason {
        Reason::TooFewCells { found, expected } => {
            Words::new(format!("{row}只有 {found} 个单元格，而表头有 {expected} 个"))
                .help("空单元格也要保留分隔符；单元格内的换行要放在引号中")
        }
        Reason::TooManyCells { found, expected } => {
            Words::new(format!("{row}有 {found} 个单元格，而表头只有 {expected} 个")).help(QUOTES)
        }
        Reason::UnclosedQuote { .. } => {
            Words::new(format!("{row}中的引号没有闭合")).label("引号从这里开始").help(QUOTES)
        }
        Reason::AfterQuote { .. } => {
            Words::new(format!("{row}在闭合的引号之后还有文字")).label("此处应为分隔符或行尾").help(QUOTES)
        }
        Reason::NotJson { .. } => Words::new(format!("{row}不是有效的 JSON")).label("从这里起无法读取"),
        Reason::NotXml { at } => {
            let words = Words::new(format!("{row}不是有效的 XML"));
            match at {
                Some(_) => words.label("从这里起无法读取"),
                None => words.help("问题可能出在其所属的 trace 中，那里的内容由各事件共用"),
            }
        }
        Reason::Undecodable { at } => {
            let words = Words::new(format!("{row}含有无法解码的字符"));
            let words =
                if at.is_some() { words.label("这种编码中没有这样的字符") } else { words };
            words.help("请在日志映射块中写明正确的编码，或用 `--encoding` 指定，或更正文件")
        }
        Reason::CellTooLong => {
            Words::new(format!("{row}有一个单元格超过 1 MiB")).help("可能缺少闭合的引号，使多行连在了一起")
        }
        Reason::CutOff => Words::new(format!("{row}的 JSON 没有写完")).label("到此为止").help(
            "如果整个文件是一个 JSON 文档，请写明记录的位置：`记录 于 \"路径\"`；如果文件被截断，请重新导出",
        ),
        Reason::NotAnObject => Words::new(format!("{row}不是 JSON 对象"))
            .help("每条记录应为一个对象，例如 `{\"event\": \"alarm\", \"time\": \"2024-05-06 09:00\"}`"),
        Reason::NameTwice { name } => {
            Words::new(format!("{row}中 `{name}` 出现了两次")).help("无法判断以哪一个值为准")
        }
        Reason::TooLong => {
            Words::new(format!("{row}超过 16 MiB")).help("可能缺少闭合的引号或括号，使多行连在了一起")
        }
        Reason::TooDeep => Words::new(format!("{row}的嵌套超过 64 层")),
        Reason::BlankKind => Words::new(format!("{row}没有写明是哪一类事件")).label("空白"),
        Reason::BlankTime => {
            let column = columns.first().map_or("…", String::as_str);
            Words::new(format!("{row}没有时间")).label("空白").help(format!(
                "如果空白表示事情没有发生，请在日志映射块中为事件写明自己的时间：`于 \"{column}\"`"
            ))
        }
        Reason::UnreadableTime { text, format } => {
            let words = Words::new(format!("{row}的时间无法读取"));
            match format {
                Some(format) => words.label(format!("`{text}` 与格式 `{format}` 不符")),
                None => words.label(format!("`{text}` 不是无需格式说明即可读取的时间")).help(format!(
                    "请写成 `2024-05-06 09:00`，或在日志映射块中写明格式：`时间 \"{}\" 格式 \"%d/%m/%Y %H:%M\"`",
                    first(columns)
                )),
            }
        }
        Reason::NoZone { .. } => Words::new(format!("{row}的时间没有时差，也没有写明时区"))
            .label("没有 `+08:00` 这样的时差")
            .help("请在规章开头写明时区（`时区 Asia/Shanghai`），或在日志映射块中写明"),
        Reason::SkippedTime { zone, .. } => Words::new(format!("{row}的时间在 {zone} 并不存在"))
            .label("时钟拨快时跳过了这一时刻")
            .help("请导出带时差的时间，例如 `+02:00`"),
        Reason::RepeatedTime { zone, .. } => Words::new(format!("{row}的时间在 {zone} 出现过两次"))
            .label("时钟拨慢时这一时刻重复出现")
            .help("请导出带时差的时间，例如 `+02:00`"),
        Reason::UnfitPart { text } => Words::new(format!("{row}中有一段内容无法拆分"))
            .label(format!("`{text}` 与写明的格式不符"))
            .help("请把它的格式也列上：`格式 [\"{人}|{动作}|{时间}\", \"{人}|{时间}\"]`"),
        Reason::UndecidedTest { text } => Words::new(format!("无法判断{row}是否符合条件"))
            .label(format!("`{text}` 不是数字"))
            .help("该列要与数字比较；请列出表示空白的文字：`空值 [\"-\"]`"),
        Reason::UnreadableKey { .. } => Words::new(format!("{row}的主键无法读取")).label("与声明的类型不符"),
        Reason::BlankKey => Words::new(format!("{row}没有主键")).label("空白"),
        Reason::UnreadableValidity { text } => Words::new(format!("{row}的有效期无法读取"))
            .label(format!("`{text}` 不是日期"))
            .help("请写成 `2024-05-06`；没有期限时留空"),
        Reason::EmptyValidity => {
            Words::new(format!("{row}的有效期在开始之前就已结束")).label("起始日").label("终止日")
        }
        Reason::KeyConflict { key, .. } => Words::new(format!("{row}与另一条主键为 `{key}` 的记录矛盾")),
    }
}

fn first(columns: &[String]) -> &str {
    columns.first().map_or("…", String::as_str)
}
