//! What can be wrong with a call, in both languages.

use crate::diagnostics::{Code, Diagnostic, Problem};
use crate::locale::Lang;

/// Something wrong with the call, or worth knowing about its inputs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallProblem {
    /// A policy file cannot be read.
    Policy {
        /// Its name.
        name: String,
        /// What the system says; none: there is no such file.
        cause: Option<String>,
    },
    /// A log or table cannot be read.
    Input {
        /// Its name.
        name: String,
        /// What the system says; none: there is no such file.
        cause: Option<String>,
    },
    /// A case file that is given as a log cannot be used.
    #[cfg(feature = "cases")]
    History(Box<crate::cases::CaseProblem>),
    /// A calendar is neither built in nor a file that can be read.
    Calendar {
        /// Its name.
        name: String,
        /// What the system says; none: there is no such file.
        cause: Option<String>,
    },
    /// A time zone that does not exist.
    Zone {
        /// Its name.
        name: String,
    },
    /// A deadline that cannot be read.
    Deadline {
        /// What was given.
        text: String,
    },
    /// A pattern of inputs matches no file, or is no pattern.
    Pattern {
        /// The pattern.
        pattern: String,
    },
    /// A folder holds no file of a kind that is read.
    EmptyFolder {
        /// The folder.
        name: String,
    },
    /// A folder also holds files of kinds that are not read.
    NotOfAFormat {
        /// The folder.
        name: String,
        /// The files.
        files: Vec<String>,
    },
    /// `--set` is not `name=value`.
    Set {
        /// What was given.
        text: String,
    },
    /// `--from` or `--as-of` is not a time.
    Time {
        /// The flag.
        flag: &'static str,
        /// What was given.
        text: String,
    },
    /// There is no such code.
    Code {
        /// What was given.
        text: String,
        /// Codes close to it.
        near: Vec<String>,
    },
    /// The report cannot be written.
    Output {
        /// The file.
        name: String,
        /// What the system says.
        cause: String,
    },
    /// Norms need reference data that no input holds.
    NoTable {
        /// The entity.
        entity: String,
    },
    /// A source falls silent well before the others.
    Silent {
        /// The file.
        name: String,
        /// Its last event.
        last: String,
        /// The last event of all.
        horizon: String,
    },
    /// Only policies are given, and no log.
    NoLog,
    /// Several policies are given that are not versions of one.
    OtherPolicy {
        /// The first: its file and the policy's name.
        first: (String, String),
        /// The other.
        second: (String, String),
    },
    /// Two versions of a policy are in force on the same day.
    VersionsMeet {
        /// The one.
        first: String,
        /// The other.
        second: String,
    },
    /// One file was given twice.
    Twice {
        /// The file.
        name: String,
    },
}

impl CallProblem {
    fn code(&self) -> Code {
        match self {
            CallProblem::Policy { .. } => Code::PolicyFile,
            CallProblem::Input { .. } => Code::InputFile,
            #[cfg(feature = "cases")]
            CallProblem::History(problem) => problem.code(),
            CallProblem::Calendar { .. } => Code::CalendarFile,
            CallProblem::Zone { .. } => Code::UnknownZone,
            CallProblem::Deadline { .. } => Code::BadDeadline,
            CallProblem::Pattern { .. } | CallProblem::EmptyFolder { .. } => Code::NoInputMatches,
            CallProblem::NotOfAFormat { .. } => Code::LeftInFolder,
            CallProblem::Set { .. } => Code::BindingForm,
            CallProblem::Time { .. } => Code::BadTime,
            CallProblem::Code { .. } => Code::NoSuchCode,
            CallProblem::Output { .. } => Code::OutputFile,
            CallProblem::NoTable { .. } => Code::NoReferenceData,
            CallProblem::Silent { .. } => Code::SilentSource,
            CallProblem::NoLog => Code::InputFile,
            CallProblem::OtherPolicy { .. } => Code::OtherPolicy,
            CallProblem::VersionsMeet { .. } => Code::VersionsMeet,
            CallProblem::Twice { .. } => Code::InputTwice,
        }
    }

    fn en(&self) -> (String, Option<String>) {
        let some = |text: &str| Some(text.to_string());
        match self {
            #[cfg(feature = "cases")]
            CallProblem::History(problem) => said(problem.diagnostic(Lang::En)),
            CallProblem::Policy { name, cause: None } => (
                format!("there is no policy file `{name}`"),
                some("check the path; it is taken from the current folder"),
            ),
            CallProblem::Input { name, cause: None } => (
                format!("there is no input file `{name}`"),
                some("check the path; it is taken from the current folder"),
            ),
            CallProblem::Policy { name, cause: Some(cause) } => {
                (format!("the policy file `{name}` cannot be read: {cause}"), None)
            }
            CallProblem::Input { name, cause: Some(cause) } => {
                (format!("the input file `{name}` cannot be read: {cause}"), None)
            }
            CallProblem::Calendar { name, cause: None } => (
                format!("there is no calendar `{name}`"),
                some("built in are `cn` and `weekdays`; others are named by their file"),
            ),
            CallProblem::Calendar { name, cause: Some(cause) } => {
                (format!("the calendar file `{name}` cannot be read: {cause}"), None)
            }
            CallProblem::Zone { name } => (
                format!("there is no time zone `{name}`"),
                some("write a zone such as `Asia/Shanghai`, `UTC`, or an offset such as `+08:00`"),
            ),
            CallProblem::Deadline { text } => (
                format!("`{text}` is not a deadline"),
                some(
                    "write for example `2 working days`, `Friday 18:00`, `end of the next month` or `at least 1 month before`",
                ),
            ),
            CallProblem::Pattern { pattern } => (
                format!("no file matches `{pattern}`"),
                some("`*` stands for any characters of a name, `**` for any folders"),
            ),
            CallProblem::EmptyFolder { name } => (
                format!("the folder `{name}` holds no log or table"),
                some(
                    "read are .csv, .tsv, .json, .ndjson, .xlsx, .xls, .ods, .parquet and .xes, also as .gz or .zst",
                ),
            ),
            CallProblem::NotOfAFormat { name, files } => (
                format!("of the folder `{name}` not read: {}", Lang::En.list_and(&shortened(files))),
                some("name a file itself to have it read whatever it is called"),
            ),
            CallProblem::Set { text } => (
                format!("`--set {text}` is not of the form `name=value`"),
                some("for example `--set arrival=45m`"),
            ),
            CallProblem::Time { flag, text } => (
                format!("`{flag} {text}` is not a time"),
                some("write `2024-05-06`, `2024-05-06T09:00` or `2024-05-06T09:00:00+08:00`"),
            ),
            CallProblem::Code { text, near } => (
                format!("there is no code `{text}`"),
                Some(if near.is_empty() {
                    "`guiju explain` lists all codes".to_string()
                } else {
                    format!("did you mean {}?", Lang::En.list_or(near))
                }),
            ),
            CallProblem::Output { name, cause } => (format!("`{name}` cannot be written: {cause}"), None),
            CallProblem::NoTable { entity } => (
                format!("no input holds reference data for `{entity}`, so what depends on it cannot be told"),
                Some(format!(
                    "add a file named `{entity}.csv`, or a `log` block with an `entity {entity}` rule"
                )),
            ),
            CallProblem::Silent { name, last, horizon } => (
                format!(
                    "`{name}` falls silent: its last event is of {last}, the last of all is of {horizon}"
                ),
                some(
                    "if its export ends there, say so with `observed .. TIME` in its `log` block, so that nothing is held against anyone after that",
                ),
            ),
            CallProblem::NoLog => (
                "no log is given, only policies".into(),
                some("name the logs behind the policies; to validate policies alone, use `guiju lint`"),
            ),
            CallProblem::OtherPolicy { first, second } => (
                format!("`{}` and `{}` are not versions of one policy", first.0, second.0),
                Some(format!(
                    "the one is called `{}`, the other `{}`; versions have one name, and different policies are checked one by one",
                    first.1, second.1
                )),
            ),
            CallProblem::VersionsMeet { first, second } => (
                format!("`{first}` and `{second}` are in force on the same day"),
                some(
                    "let the header of each say when it is in force, without a day in common: `effective .. 2024-06-30` and `effective 2024-07-01 ..`",
                ),
            ),
            CallProblem::Twice { name } => (format!("`{name}` is given twice"), some("it is read once")),
        }
    }

    fn zh(&self) -> (String, Option<String>) {
        let some = |text: &str| Some(text.to_string());
        match self {
            #[cfg(feature = "cases")]
            CallProblem::History(problem) => said(problem.diagnostic(Lang::Zh)),
            CallProblem::Policy { name, cause: None } => {
                (format!("没有制度文件 `{name}`"), some("请检查路径；路径从当前文件夹算起"))
            }
            CallProblem::Input { name, cause: None } => {
                (format!("没有输入文件 `{name}`"), some("请检查路径；路径从当前文件夹算起"))
            }
            CallProblem::Policy { name, cause: Some(cause) } => {
                (format!("无法读取制度文件 `{name}`：{cause}"), None)
            }
            CallProblem::Input { name, cause: Some(cause) } => {
                (format!("无法读取输入文件 `{name}`：{cause}"), None)
            }
            CallProblem::Calendar { name, cause: None } => {
                (format!("没有日历 `{name}`"), some("内置日历有 `cn` 和 `weekdays`；其他日历以文件名指定"))
            }
            CallProblem::Calendar { name, cause: Some(cause) } => {
                (format!("无法读取日历文件 `{name}`：{cause}"), None)
            }
            CallProblem::Zone { name } => (
                format!("没有时区 `{name}`"),
                some("请写时区名（如 `Asia/Shanghai`）、`UTC` 或偏移（如 `+08:00`）"),
            ),
            CallProblem::Deadline { text } => (
                format!("`{text}` 不是时限"),
                some("例如 `2 个工作日`、`周五 18:00`、`下月末` 或 `提前 至少 1 个月`"),
            ),
            CallProblem::Pattern { pattern } => (
                format!("没有文件与 `{pattern}` 相符"),
                some("`*` 代表名称中的任意字符，`**` 代表任意层文件夹"),
            ),
            CallProblem::EmptyFolder { name } => (
                format!("文件夹 `{name}` 中没有日志或表格"),
                some(
                    "可读取 .csv、.tsv、.json、.ndjson、.xlsx、.xls、.ods、.parquet 和 .xes，也可压缩为 .gz 或 .zst",
                ),
            ),
            CallProblem::NotOfAFormat { name, files } => (
                format!("文件夹 `{name}` 中未读取：{}", Lang::Zh.list_and(&shortened(files))),
                some("直接写出文件名，则无论叫什么都会读取"),
            ),
            CallProblem::Set { text } => {
                (format!("`--set {text}` 不是 `名称=值` 的形式"), some("例如 `--set arrival=45m`"))
            }
            CallProblem::Time { flag, text } => (
                format!("`{flag} {text}` 不是时间"),
                some("请写作 `2024-05-06`、`2024-05-06T09:00` 或 `2024-05-06T09:00:00+08:00`"),
            ),
            CallProblem::Code { text, near } => (
                format!("没有代码 `{text}`"),
                Some(if near.is_empty() {
                    "`guiju explain` 可列出全部代码".to_string()
                } else {
                    format!("是否想写 {}？", Lang::Zh.list_or(near))
                }),
            ),
            CallProblem::Output { name, cause } => (format!("无法写入 `{name}`：{cause}"), None),
            CallProblem::NoTable { entity } => (
                format!("没有任何输入提供 `{entity}` 的基础数据，凡取决于它的都无法判断"),
                Some(format!(
                    "请加上名为 `{entity}.csv` 的文件，或在 `log`（日志）块中写 `entity {entity}` 规则"
                )),
            ),
            CallProblem::Silent { name, last, horizon } => (
                format!("`{name}` 提前中断：其最后一条事件在 {last}，全部输入的最后一条在 {horizon}"),
                some(
                    "如果导出到此为止，请在其 `log`（日志）块中写明 `observed .. 时间`，此后之事便不会归咎于任何人",
                ),
            ),
            CallProblem::NoLog => (
                "只给出了制度，没有日志".into(),
                some("请把日志写在制度之后；若只想校验制度，请用 `guiju lint`"),
            ),
            CallProblem::OtherPolicy { first, second } => (
                format!("`{}` 和 `{}` 不是同一制度的不同版本", first.0, second.0),
                Some(format!(
                    "前者名为 `{}`，后者名为 `{}`；同一制度的各版本名称相同，不同的制度请分别核对",
                    first.1, second.1
                )),
            ),
            CallProblem::VersionsMeet { first, second } => (
                format!("`{first}` 和 `{second}` 在同一天都有效"),
                some(
                    "请在各自的制度头写明生效范围，且没有重叠的日子：`生效 .. 2024-06-30` 与 `生效 2024-07-01 ..`",
                ),
            ),
            CallProblem::Twice { name } => (format!("`{name}` 给出了两次"), some("只读取一次")),
        }
    }
}

/// What another part says of the same.
#[cfg(feature = "cases")]
fn said(diagnostic: Diagnostic) -> (String, Option<String>) {
    (diagnostic.message, diagnostic.help)
}

/// Names in backticks; of many only the first.
fn shortened(names: &[String]) -> Vec<String> {
    const MOST: usize = 5;
    let mut shown: Vec<String> = names.iter().take(MOST).map(|name| format!("`{name}`")).collect();
    if names.len() > MOST {
        shown.push(format!("… ({})", names.len()));
    }
    shown
}

impl Problem for CallProblem {
    fn diagnostic(&self, lang: Lang) -> Diagnostic {
        let (message, help) = match lang {
            Lang::En => self.en(),
            Lang::Zh => self.zh(),
        };
        Diagnostic::new(self.code(), message).maybe_help(help)
    }
}
