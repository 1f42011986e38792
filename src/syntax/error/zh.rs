//! Syntax problems in Chinese.

use super::en::ascii_digits;
use super::{Block, Expectation, SyntaxProblem};
use crate::diagnostics::{Code, Diagnostic};
use crate::syntax::parse::MAX_BYTES;
use crate::syntax::{MAX_DEPTH, MAX_NESTING};

pub(super) fn diagnostic(problem: &SyntaxProblem, code: Code) -> Diagnostic {
    use SyntaxProblem::*;
    let new = |message: String| Diagnostic::new(code, message);
    match problem {
        Unexpected { span, found, expected } => {
            let message = match found {
                Some(found) => format!("此处不应出现 `{found}`"),
                None => "文本在此处提前结束".to_string(),
            };
            new(message).label(*span, expected_here(expected))
        }
        Missing { after, word, expected } => {
            new(format!("`{word}` 之后缺少内容")).label(*after, format!("其后应为{}", list(expected)))
        }
        UnknownWord { span, found, suggestions, block } => {
            let (message, what) = match block {
                Some(block) => (format!("`{found}` 不能作为{}中一行的开头", a_block(*block)), "不是此处的关键词"),
                None => (format!("`{found}` 不是此处可用的关键词"), "无法识别的词"),
            };
            let help = match (suggestions.is_empty(), block) {
                (false, _) => did_you_mean(suggestions),
                (true, Some(block)) => format!("每行以关键词开头，例如 {}", line_examples(*block)),
                (true, None) => declaration_help(),
            };
            new(message).label(*span, what).help(help)
        }
        WrongBlock { span, word, here, belongs } => {
            let here = match here {
                Some(here) => a_block(*here),
                None => "文件的最外层",
            };
            new(format!("`{word}` 不应写在这里"))
                .label(*span, format!("此处是{here}"))
                .help(format!("`{word}` 应写在{}中", a_block(*belongs)))
        }
        ReservedName { span, word } => new(format!("`{word}` 是关键词，不能直接用作名称"))
            .label(*span, "此处应为名称")
            .help(format!("请换一个名称，或加反引号：`` `{word}` ``")),
        WrongSign { span, found, wanted: Some(wanted) } => new(format!("此处的 `{found}` 应为 `{wanted}`"))
            .label(*span, format!("请写 `{wanted}`"))
            .help("`:` 之后写类型或字段内容，`=` 之后写参数或指标的值"),
        WrongSign { span, found, wanted: None } => {
            new(format!("关键词之后不需要 `{found}`")).label(*span, "请删去")
        }
        HanNumber { span, found, digits } => new(format!("数字 `{found}` 应使用阿拉伯数字"))
            .label(*span, "会被当作名称")
            .help(format!("请写 `{digits}`")),
        MissingUnit { span, number } => new(format!("`{number}` 没有单位"))
            .label(*span, "时长需要单位")
            .help(format!("例如 `{number} 分钟` 或 `{number} 个工作日`")),
        UnknownUnit { span, found, suggestions } => new(format!("`{found}` 既不是时间单位，也不是货币"))
            .label(*span, "无法识别的单位")
            .help(if suggestions.is_empty() {
                "时间单位有秒、分钟、小时、天、个工作日、周、个月、个季度、年；货币写作 `元` 或 `CNY` 之类的代码".to_string()
            } else {
                did_you_mean(suggestions)
            }),
        MissingCurrency { span, number } => new(format!("金额 `{number}` 没有货币"))
            .label(*span, "金额需要货币")
            .help(format!("例如 `{number} 元`")),
        PerAfterAmount { span, word } => new(format!("`{word}` 应写在后果之前"))
            .label(*span, "写在了金额之后")
            .help(format!("请写 `{word} 罚款 …`；金额之后的 `每` 会被当作新条款的开头")),
        UnknownCurrency { span, found, suggestions } => new(format!("`{found}` 不是货币代码"))
            .label(*span, "无法识别的货币")
            .help(if suggestions.is_empty() {
                "货币写作 ISO 4217 代码，例如 `CNY`、`EUR`".to_string()
            } else {
                did_you_mean(suggestions)
            }),
        ForeignDate { span, found, suggestion } => new(format!("`{found}` 不是规定的日期写法"))
            .label(*span, "日期按“年-月-日”书写")
            .help(match suggestion {
                Some(date) => format!("请写 `{date}`"),
                None => "请写成 `2024-05-06` 的形式：年在前，月、日各两位".to_string(),
            }),
        NoSuchDate { span, text } => new(format!("日期 `{text}` 不存在"))
            .label(*span, "日历上没有这一天")
            .help("请核对月份和日期"),
        NoSuchTime { span, text } => new(format!("时刻 `{text}` 不存在"))
            .label(*span, "没有这个时刻")
            .help("时刻从 `00:00` 到 `23:59`；`24:00` 表示当日结束"),
        NoSuchOffset { span, text } => new(format!("没有与 UTC 相差 `{text}` 的时区"))
            .label(*span, "不是有效的时差")
            .help("时差不超过 14 小时，例如 `+08:00`"),
        NumberTooLong(span) => new("数字过长，无法精确表示".to_string())
            .label(*span, "位数过多")
            .help("数字最多 28 位；次数最大为 4294967295"),
        ExpressionTooDeep(span) => new(format!("表达式中层层嵌套的运算超过 {MAX_DEPTH} 层"))
            .label(*span, "嵌套过深")
            .help("请用 `指标` 为其中一部分命名；`且`、`或者` 的个数不限"),
        ChainedComparison { first, second } => new("比较不能连写".to_string())
            .label(*second, "第二个比较")
            .label(*first, "第一个比较")
            .help("请写成两个比较并用 `且` 连接，例如 `1 < x 且 x < 5`"),
        UnknownEscape { span, found } => new(format!("文本中的 `\\{found}` 没有含义"))
            .label(*span, "无法识别的转义")
            .help("反斜杠写作 `\\\\`；其余转义为 `\\\"`、`\\n`、`\\r`、`\\t`"),
        OwnLine { span, word, owner, owner_word } => {
            new(format!("无法确定 `{word}` 是属于 `{owner_word}`，还是属于整条规范"))
                .label(*span, "单独成行")
                .label(*owner, "位于此条款之后")
                .help(format!(
                    "若属于 `{owner_word}`，请写在同一行；若适用于整条规范，请移到 `{owner_word}` 之前"
                ))
        }
        ForeignOperator { span, and, not } => {
            let word = match (and, not) {
                (_, true) => "非",
                (true, _) => "且",
                (false, _) => "或者",
            };
            new(format!("此处应写成文字 `{word}`")).label(*span, format!("请写 `{word}`"))
        }
        ForeignCharacter { span, found } => {
            let help = match ascii_digits(found) {
                Some(digits) => format!("请写 `{digits}`"),
                None => "请删去；含有此类字符的文本请加引号，名称请加反引号".to_string(),
            };
            new(format!("`{found}` 在此处没有含义")).label(*span, "不属于本语言").help(help)
        }
        SingleQuotes { span, text } => new("文本应使用双引号".to_string())
            .label(*span, "单引号")
            .help(format!("请写 `\"{text}\"`")),
        UnclosedQuote { opening, to_end, quote } => new("引号没有闭合".to_string())
            .label(*opening, "从这里开始")
            .label(*to_end, "直到行末")
            .help(match quote {
                '“' => "请在同一行补上 `”`".to_string(),
                '`' => "请在同一行补上反引号".to_string(),
                quote => format!("请在同一行补上 `{quote}`"),
            }),
        Unclosed { bracket, open, noticed } => {
            let out = new(format!("`{open}` 没有闭合")).label(*bracket, "从这里开始");
            let out = match noticed {
                Some(place) => out.label(*place, format!("此前缺少 `{}`", closing(open))),
                None => out,
            };
            out.help(format!("请补上 `{}`", closing(open)))
        }
        Unopened { span, found, open } => {
            let out = new(format!("`{found}` 没有对应的左括号")).label(*span, "没有可闭合的同类括号");
            match open {
                Some(open) => out.label(*open, "尚未闭合的是这一个").help("请先用同类括号闭合它"),
                None => out.help("请删去，或检查前文是否有括号过早闭合"),
            }
        }
        TooDeep { span } => new(format!("括号嵌套超过 {MAX_NESTING} 层"))
            .label(*span, "从这一层起超出")
            .help("请用 `指标` 为其中一部分命名"),
        TooLarge { span, bytes } => new(format!("文件有 {bytes} 字节，最多读取 {MAX_BYTES} 字节"))
            .label(*span, "")
            .help("请拆分为多个文件，并用 `引用` 连接"),
        TooMany { last, more } => new(format!("至少还有 {more} 个问题未显示"))
            .label(*last, "显示到此为止")
            .help("请先改正以上问题，其余问题可能由此引起"),
    }
}

fn did_you_mean(suggestions: &[String]) -> String {
    let quoted: Vec<String> = suggestions.iter().map(|word| format!("`{word}`")).collect();
    format!("是否想写 {}？", either(&quoted))
}

/// Alternatives with a blank around the last conjunction, because they are mostly code.
fn either(words: &[String]) -> String {
    match words {
        [head @ .., last] if !head.is_empty() => format!("{} 或 {last}", head.join("、")),
        _ => words.concat(),
    }
}

fn declaration_help() -> String {
    "文件由 `制度`、`引用`、`参数`、`实体`、`事件`、`状态`、`指标`、`义务`、`禁令`、`奖励`、`日历`、`日志`、`测试` 组成".to_string()
}

fn expected_here(expected: &[Expectation]) -> String {
    if expected.is_empty() { String::new() } else { format!("此处应为{}", list(expected)) }
}

fn list(expected: &[Expectation]) -> String {
    let words: Vec<String> = expected.iter().take(4).map(|e| one(*e)).collect();
    match either(&words) {
        none if none.is_empty() => "其他内容".to_string(),
        // A blank sets code off from Chinese text.
        list if list.starts_with('`') => format!(" {list}"),
        list => list,
    }
}

fn one(expectation: Expectation) -> String {
    use Expectation::*;
    let text = match expectation {
        Declaration => "声明（如 `义务`）",
        Line(block) => return format!("下一行（如 {}）", line_examples(block)),
        Name => "名称",
        Text => "双引号中的文本",
        Number => "数字",
        Unit => "单位（如 `分钟`）",
        Length => "时长（如 `30 分钟`）",
        Point => "时点（如 `08:20`、`本月末`）",
        Date => "日期（如 `2024-05-06`）",
        DateRange => "日期范围（如 `2024-01-01 ..`）",
        TimeOfDay => "时刻（如 `08:20`）",
        Weekday => "星期（如 `周一`）",
        Period => "周期（如 `月`）",
        Currency => "货币（如 `CNY`）",
        Zone => "时区（如 `Asia/Shanghai`）",
        Type => "类型（如 `text`、`number`）",
        Act => "事件",
        Value => "一个值",
        Operator => "运算符（如 `且`、`=`）",
        Consequence => "后果（如 `罚款 100 元`）",
        Per => "计数单位（如 `项`、`月`）",
        ClauseNumber => "条款编号（如 `8.2`）",
        Status => "结论（如 `违反`）",
        Exactly(_, word) => return format!("`{word}`"),
        FieldType => "`:` 及类型（如 `text`）",
        End => "声明的结尾",
    };
    text.to_string()
}

fn a_block(block: Block) -> &'static str {
    match block {
        Block::Policy => "制度声明",
        Block::Norm => "规范",
        Block::Record => "实体或事件声明",
        Block::Calendar => "日历",
        Block::Log => "日志映射",
        Block::Test => "测试",
    }
}

fn line_examples(block: Block) -> &'static str {
    match block {
        Block::Policy => "`时区 Asia/Shanghai`",
        Block::Norm => "`限时 30 分钟`",
        Block::Record => "`姓名: text`",
        Block::Calendar => "`休息 2024-05-01`",
        Block::Log => "`时间 \"列名\"`",
        Block::Test => "`预期 违反` 加规范名",
    }
}

fn closing(open: &str) -> &'static str {
    match open {
        "{" | "｛" => "}",
        "(" | "（" => ")",
        _ => "]",
    }
}
