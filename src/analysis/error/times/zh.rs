use super::{Misfit, TimeProblem};
use crate::diagnostics::Diagnostic;

pub(super) fn diagnostic(problem: &TimeProblem) -> Diagnostic {
    let code = problem.code();
    match problem {
        TimeProblem::NeedsZone { span, header } => {
            let diagnostic = Diagnostic::new(code, "日期与钟点离不开时区，而制度没有写明时区")
                .label(*span, "以哪个时区为准？");
            match header {
                Some(place) => diagnostic.label(*place, "这里没有 `时区`"),
                None => diagnostic,
            }
            .help(match header {
                Some(_) => "在制度头中加一行，如 `时区 Asia/Shanghai`",
                None => "在开头写制度头：`制度 名称 { 时区 Asia/Shanghai }`",
            })
        }
        TimeProblem::NeedsCalendar { span, header } => {
            let diagnostic = Diagnostic::new(code, "工作日离不开日历，而制度没有写明日历")
                .label(*span, "哪些天是工作日？");
            match header {
                Some(place) => diagnostic.label(*place, "这里没有 `日历`"),
                None => diagnostic,
            }
            .help(match header {
                Some(_) => "在制度头中加上 `日历 cn`、`日历 weekdays` 或自己声明的日历",
                None => "在开头写制度头：`制度 名称 { 日历 cn }`",
            })
        }
        TimeProblem::NeedsHours { span, calendar, named } => {
            Diagnostic::new(code, format!("这里要用营业时间，而日历 `{calendar}` 没有写明"))
                .label(*span, "何时营业？")
                .label(*named, "只有工作日，没有营业时间")
                .help(format!(
                    "在自己的日历中写明：`日历 本单位 基于 {calendar} {{ 营业 09:00..12:00, 13:30..18:00 }}`"
                ))
        }
        TimeProblem::Misfit { span, other, why } => {
            let (message, label, other_label, help) = misfit(*why);
            let diagnostic = Diagnostic::new(code, message).label(*span, label);
            match other {
                Some(place) => diagnostic.label(*place, other_label),
                None => diagnostic,
            }
            .help(help)
        }
        TimeProblem::NoSuchDay { span, most } => Diagnostic::new(code, "没有这一天")
            .label(*span, format!("这里的日数从 1 数到 {most}"))
            .help("若指月末，请写 `本月最后一天`"),
        TimeProblem::EndlessReparation { span } => Diagnostic::new(code, "这项补救没有期限")
            .label(*span, "到何时为止？")
            .help("写明期限：`违者 应当 … 限时 30 分钟`；没有期限，违反就永远不能确定"),
        TimeProblem::Backwards { span, other } => Diagnostic::new(code, "起止日期颠倒")
            .label(*span, "末日")
            .label(*other, "首日")
            .help("先写较早的一天"),
        TimeProblem::NotADay { span } => {
            Diagnostic::new(code, "这里需要整日").label(*span, "带有钟点").help("去掉钟点")
        }
        TimeProblem::BadHours { span } => Diagnostic::new(code, "营业时间相互重叠或起止颠倒")
            .label(*span, "次序不对")
            .help("按先后写出各段，如 `08:30..12:00, 13:30..17:30`；跨午夜请分成两段"),
        TimeProblem::HoursOfSomeDays { span } => Diagnostic::new(code, "只写明了一周中某些日子的营业时间")
            .label(*span, "其他工作日呢？")
            .help("再写一行其余各日的营业时间，如 `营业 08:30..17:30`"),
        TimeProblem::TooManyDays { span, most } => Diagnostic::new(code, format!("日历的一行最多 {most} 天"))
            .label(*span, "超过了")
            .help("请检查年份；若指每周的工作日，写 `工作周 周一..周五`"),
        TimeProblem::HolidayAndWorkday { date, span, other, working } => {
            let (own, others) = if *working { ("上班", "休息") } else { ("休息", "上班") };
            Diagnostic::new(code, format!("{date} 不能既休息又上班"))
                .label(*span, format!("这里写{own}"))
                .label(*other, format!("这里写{others}"))
                .help("删去其中一行，或让区间早些结束")
        }
        TimeProblem::CalendarRing { span } => Diagnostic::new(code, "日历不能互相循环引用")
            .label(*span, "又回到本日历")
            .help("让其中一个基于 `cn` 或 `weekdays`"),
        TimeProblem::CalendarTower { span, most } => {
            Diagnostic::new(code, format!("日历最多逐层建立在 {most} 个日历之上"))
                .label(*span, "超出一层")
                .help("让本日历直接基于 `cn` 或 `weekdays`")
        }
        TimeProblem::BadCalendarFile { span, words } => {
            Diagnostic::new(code, format!("无法理解日历文件：{}", words.1)).label(*span, "在这里引用")
        }
    }
}

fn misfit(why: Misfit) -> (&'static str, &'static str, &'static str, &'static str) {
    match why {
        Misfit::TimeOfCondition => (
            "对时机本身的条件没有期限可言",
            "没有可限的时间",
            "时机一到即可判定",
            "去掉期限，或要求一种行为：`应当 事件 …`",
        ),
        Misfit::BeforePeriod => (
            "周期中的 `早于` 需要一个事件",
            "早于什么？",
            "这是周期，不是事件",
            "写成 `早于 事件 …`；若指日期，写 `不迟于`",
        ),
        Misfit::BeforeReparation => {
            ("补救不可能发生在过去", "向前回溯", "", "请写 `限时` 或 `不迟于`，它们从错过的期限起算")
        }
        Misfit::TimeOfForbiddenOccasion => (
            "时机本身即被禁止，没有期限可言",
            "没有可限的时间",
            "时机本身",
            "去掉期限，或把它写进时机：`当 事件 其中 …`",
        ),
        Misfit::NoEnd => (
            "间隔和状态需要有终点的时段",
            "到什么时候为止？",
            "是一个事件，不是一段时间",
            "写明 `限时 …` 或 `不迟于 …`，或让规范适用于周期（`每日`）或状态的区间（`在 … 期间`）",
        ),
        Misfit::LastsUntilShift => (
            "状态是否持续不能以班次结束为准",
            "哪一个班次？",
            "一个区间可能跨越几个班次，也可能不在任何班次内",
            "写一天中的时刻（`持续 至 22:00`）、`持续 至 当日结束` 或时长（`持续 8 小时`）",
        ),
        Misfit::NoBeginning => {
            ("间隔和状态需要有起点的时段", "往回看，没有起点", "对整个时段提出要求", "写 `限时` 或 `不迟于`")
        }
        Misfit::BeforeOfStep => (
            "结束期限的事件属于整条规范",
            "写在多项行为之一的后面",
            "",
            "请把它单独写成一行，或在此写 `限时 2 小时` 之类的时间",
        ),
        Misfit::LeadOfSeveral => (
            "相对于另一事件的提前量只能用于单独的行为",
            "从尚未发生的事件往回算",
            "",
            "请不用 `然后`、`专属` 和由数据给出的列表，或把规范拆开",
        ),
        Misfit::LeadWithoutEvent => (
            "周期可能在该事件发生之前结束，此时提前量没有意义",
            "从不一定发生的事件往回算",
            "",
            "请以该事件为情形：`当 …` 并写明提前量",
        ),
        Misfit::LeadNeverMet => {
            ("不可能同时提前这么久又这么短", "不可兼得", "", "`至少` 应当是两者中较短的一个")
        }
        Misfit::NotFromActBefore => (
            "`然后` 之后的期限从前一行为起算",
            "不是从前一行为起算",
            "",
            "写成 `然后 限时 时长 事件` 或 `然后 不迟于 时点 事件`；其他期限写在事件之后",
        ),
    }
}
