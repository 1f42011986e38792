//! In Chinese.

use super::{CaseProblem, Fault, FileCause, ImposeCause, Left, RegisterCause, Want, numbers, quoted, taken};
use crate::cases::words;
use crate::locale::Lang;

/// The message and its remedy.
pub(super) fn text(problem: &CaseProblem) -> (String, Option<String>) {
    let some = |text: &str| Some(text.to_string());
    match problem {
        CaseProblem::File { name, cause } => file(name, cause),
        CaseProblem::NoCase { name, several } if several.is_empty() => (
            format!("没有案件 `{name}`"),
            some("请写案件编号，或其认定编号的至少四位；`guiju cases list` 列出两者"),
        ),
        CaseProblem::NoCase { name, several } => {
            (format!("`{name}` 对应多个案件：{}", Lang::Zh.list_and(&numbers(several))), some("请写案件编号"))
        }
        CaseProblem::Step { case, step, state, allowed } => (
            format!("案件 #{case} 处于 `{}`，不能 `{step}`", words::state(*state, Lang::Zh)),
            Some(format!("`{step}` 只能从 {} 进行", quoted(allowed, Lang::Zh))),
        ),
        CaseProblem::Outside { case, given, low, high } if low == high => (
            format!("`{}` 不是案件 #{case} 所建议的金额：{}", given.said(Lang::Zh), low.said(Lang::Zh)),
            some("该条款没有裁量幅度；如要豁免，请用 `guiju cases waive`"),
        ),
        CaseProblem::Outside { case, given, low, high } => (
            format!(
                "`{}` 超出案件 #{case} 所建议的幅度：{} 至 {}",
                given.said(Lang::Zh),
                low.said(Lang::Zh),
                high.said(Lang::Zh)
            ),
            some("请在幅度内决定；如要豁免，请用 `guiju cases waive`"),
        ),
        CaseProblem::Taken { case, given, left } => {
            let what = match left.act {
                true => format!("同一行为合计至多 {}，只剩", left.limit.said(Lang::Zh)),
                false => format!("封顶 {}，只剩", left.limit.said(Lang::Zh)),
            };
            (
                format!(
                    "案件 #{case} 不能定为 `{}`：{what} {}",
                    given.said(Lang::Zh),
                    left.amount.said(Lang::Zh)
                ),
                Some(rest(left)),
            )
        }
        CaseProblem::Impose { case, why } => impose(*case, *why),
        CaseProblem::Value { flag, text, want } => {
            let (what, help) = match want {
                Want::Amount => ("金额", "例如 `50 元`"),
                Want::Day => ("日期", "例如 `2024-06-30`"),
                Want::Month => ("月份", "例如 `2024-05`"),
                Want::Time => ("时间", "例如 `2024-06-03T09:00:00+08:00`"),
                Want::Name => ("姓名", "请写明由谁决定"),
                Want::Reason => ("理由", "请写明为何"),
            };
            let given = format!("{flag} {text}");
            (format!("`{}` 不是{what}", given.trim()), some(help))
        }
        CaseProblem::Tampered { name, fault } => (
            format!("`{name}` 中的历史被改动过：{}", self::fault(fault)),
            some("未写入任何内容；请与另存的副本核对"),
        ),
        CaseProblem::Register { name, line, why } => register(name, *line, why),
        CaseProblem::Time { text, last: Some(last) } => (
            format!("`--at {text}` 早于最后一条记录的时间 {last}"),
            some("历史只能向前；请在理由中写明何时决定"),
        ),
        CaseProblem::Time { text, last: None } => {
            (format!("`--at {text}` 在将来"), some("请省略 `--at`，即指当前时间"))
        }
    }
}

fn file(name: &str, cause: &FileCause) -> (String, Option<String>) {
    let some = |text: &str| Some(text.to_string());
    match cause {
        FileCause::Missing => {
            (format!("没有案件文件 `{name}`"), some("`guiju check … --case-file 文件` 会建立案件文件"))
        }
        FileCause::NotACaseFile => (
            format!("`{name}` 不是案件文件"),
            some("请写 `guiju check … --case-file 文件` 所建立的文件，或一个新文件"),
        ),
        FileCause::Newer => (format!("案件文件 `{name}` 由更新版本的 guiju 写成"), some("请使用该版本")),
        FileCause::Busy => {
            (format!("案件文件 `{name}` 被其他进程占用过久"), some("未写入任何内容；请待其结束后重试"))
        }
        FileCause::Full => {
            (format!("案件文件 `{name}` 所在磁盘空间不足"), some("未写入任何内容；请腾出空间后重试"))
        }
        FileCause::Damaged => (format!("案件文件 `{name}` 已损坏"), some("未写入任何内容；请使用另存的副本")),
        FileCause::System(cause) => (format!("无法使用案件文件 `{name}`：{cause}"), None),
    }
}

fn impose(case: u64, why: ImposeCause) -> (String, Option<String>) {
    let some = |text: &str| Some(text.to_string());
    match why {
        ImposeCause::Nothing => (
            format!("案件 #{case} 没有建议任何处理"),
            some("请用 `guiju cases confirm` 或 `guiju cases close`"),
        ),
        ImposeCause::Several => (
            format!("案件 #{case} 建议了多笔金额"),
            some("请用 `--line` 指明是哪一笔；`guiju cases show` 列出序号"),
        ),
        ImposeCause::NoLine(line) => {
            (format!("案件 #{case} 没有第 {line} 项"), some("`guiju cases show` 列出各项建议的序号"))
        }
        ImposeCause::NotMoney(line) => {
            (format!("案件 #{case} 的第 {line} 项没有金额"), some("请省略 `--amount`"))
        }
        ImposeCause::Untold(line) => {
            (format!("案件 #{case} 第 {line} 项的金额未能算出"), some("请用 `--line` 和 `--amount` 写明"))
        }
    }
}

fn register(name: &str, line: Option<u64>, why: &RegisterCause) -> (String, Option<String>) {
    let some = |text: &str| Some(text.to_string());
    let place = line.map_or(format!("`{name}` "), |line| format!("`{name}` 第 {line} 行"));
    const COLUMNS: &str =
        "列名为 `case`、`policy`、`norm`、`bearer`、`from`、`to`、`approver`、`reason`、`expires`";
    match why {
        RegisterCause::Cells { found, wanted } => {
            (format!("{place}有 {found} 个单元格，而表头有 {wanted} 个"), some("含逗号的文字请加引号"))
        }
        RegisterCause::NotCsv => (format!("{place}不是 UTF-8 编码的逗号分隔表"), some(COLUMNS)),
        RegisterCause::NoColumn(column) => (format!("{place}缺少列 `{column}`"), some(COLUMNS)),
        RegisterCause::UnknownColumn(column) => (format!("{place}有未知的列 `{column}`"), some(COLUMNS)),
        RegisterCause::Blank(column) => {
            (format!("{place}：`{column}` 为空"), some("每项豁免都要写明批准人和理由"))
        }
        RegisterCause::NotADay(column, text) => {
            (format!("{place}：`{column}` 中的 `{text}` 不是日期"), some("例如 `2024-06-30`"))
        }
        RegisterCause::NoTarget => {
            (format!("{place}没有写明豁免什么"), some("请填写 `case`，或 `bearer`、`norm` 之一或两者"))
        }
        RegisterCause::NoCase(case) => (
            format!("{place}：没有案件 `{case}`"),
            some("请写案件编号或认定编号；`guiju cases list` 列出两者"),
        ),
        RegisterCause::State(case, state) => {
            (format!("{place}：案件 #{case} 处于 `{}`，不能豁免", words::state(*state, Lang::Zh)), None)
        }
    }
}

/// A fault in words.
pub(in crate::cases) fn fault(fault: &Fault) -> String {
    match fault {
        Fault::Number { expected, found } => format!("应为第 {expected} 条记录之处是第 {found} 条"),
        Fault::Previous(entry) => format!("第 {entry} 条记录与前一条不衔接"),
        Fault::Content(entry) => format!("第 {entry} 条记录不是当初写入的内容"),
        Fault::Time(entry) => format!("第 {entry} 条记录的时间早于前一条"),
        Fault::Body(entry) => format!("第 {entry} 条记录无法读取"),
        Fault::Step(entry) => format!("第 {entry} 条记录所做之事为当时案件状态所不许"),
        Fault::Head(head) => format!("没有摘要为 {head} 的记录"),
    }
}

/// What can be done where other cases have taken the rest.
fn rest(left: &Left) -> String {
    let what = if left.amount.value.is_zero() {
        "请结案或豁免".to_string()
    } else {
        format!("金额请不超过 {}", left.amount.said(Lang::Zh))
    };
    if left.taken.is_empty() {
        return what;
    }
    format!("{}；{what}，或先处理上述案件", taken(left, Lang::Zh))
}
