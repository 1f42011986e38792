use super::ProblemKind;

pub(super) fn message(kind: &ProblemKind) -> String {
    match kind {
        ProblemKind::Malformed { format, detail } => format!("日历文件不是有效的 {format}：{detail}"),
        ProblemKind::NoKind => "这一行没有写明是哪一类日子".into(),
        ProblemKind::BadDate { text } => format!("`{text}` 不是日期或日期范围"),
        ProblemKind::BackwardRange { text } => format!("`{text}` 的结束日期早于开始日期"),
        ProblemKind::BadKind { text } => format!("`{text}` 不是可识别的日子类别"),
        ProblemKind::BadWeekday { text } => format!("`{text}` 不是星期名称"),
        ProblemKind::BadHours { text } => format!("`{text}` 不是有效的办公时间"),
        ProblemKind::NoOrdinaryHours => "只写了部分星期的办公时间".into(),
        ProblemKind::OutsideYear { date, year } => format!("{date} 被列在 {year} 年之下"),
        ProblemKind::OutsideCovers { date } => format!("{date} 不在本日历覆盖的日期之内"),
        ProblemKind::Contradiction { date, .. } => format!("{date} 列出了两次，含义互相矛盾"),
        ProblemKind::NoCoverage => "日历没有写明对哪些日期是完整的".into(),
        ProblemKind::UnknownBase { text } => format!("没有名为 `{text}` 的内置日历"),
        ProblemKind::Recurring => "按规则重复的事件不能当作节假日读取".into(),
        ProblemKind::NotAllDay => "非全天事件不能当作节假日读取".into(),
    }
}

pub(super) fn help(kind: &ProblemKind) -> Option<String> {
    Some(match kind {
        ProblemKind::Malformed { .. } => return None,
        ProblemKind::NoKind => "请写成 `日期,类别,名称`，例如 `2024-05-01,休,劳动节`".into(),
        ProblemKind::BadDate { .. } => "请写成 `2024-05-01`，或日期范围 `2024-05-01..2024-05-05`".into(),
        ProblemKind::BackwardRange { .. } => "请把较早的日期写在前面".into(),
        ProblemKind::BadKind { .. } => "类别只有 `休`、`班` 和 `覆盖`（`rest`、`work`、`covers`）".into(),
        ProblemKind::BadWeekday { .. } => "可用 `monday` 至 `sunday`，或 `周一` 至 `周日`".into(),
        ProblemKind::BadHours { .. } => "请按先后顺序写出各时段，例如 `09:00-12:00, 13:30-18:00`".into(),
        ProblemKind::NoOrdinaryHours => {
            "请补上 `ordinary`（通常办公时间）：调休上班日可能落在任何一个星期几".into()
        }
        ProblemKind::OutsideYear { date, .. } => {
            format!("请列在 {} 年之下；列出一个年份即表示该年全年已知", date.year())
        }
        ProblemKind::OutsideCovers { .. } => "如果日历在该日期也是完整的，请扩大覆盖范围".into(),
        ProblemKind::Contradiction { .. } => "请只保留其中一条".into(),
        ProblemKind::NoCoverage => "请写明，例如在 CSV 中加一行 `2024,覆盖`；未覆盖的年份绝不猜测".into(),
        ProblemKind::UnknownBase { .. } => "内置日历有 `cn` 和 `weekdays`".into(),
        ProblemKind::Recurring => "请把每个日期写成单独的事件".into(),
        ProblemKind::NotAllDay => "请写明全天日期，例如 `DTSTART;VALUE=DATE:20240501`".into(),
    })
}
