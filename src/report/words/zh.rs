use super::super::model::{Counts, ExcuseVerdict, Input, Status};
use super::{
    ActPhrase, Headline, Label, Reasons, Remark, WhenPhrase, Words, clock, days_in, parted, plain, ticked,
};
use crate::analysis::model::{Cite, Predicate};
use crate::event::Type;
use crate::locale::Lang;
use crate::money::Amount;
use crate::time::{DateTime, Precision, Unit, Weekday};
use rust_decimal::Decimal;

/// Simplified Chinese.
pub(super) struct Chinese;

fn and(items: &[String]) -> String {
    Lang::Zh.list_and(items)
}

/// Which of several conditions fails is not known here.
fn not_all(conditions: &[String]) -> String {
    let not = if conditions.len() > 1 { "未同时满足" } else { "不满足" };
    format!("{not} {}", and(&ticked(conditions)))
}

/// A space after a digit, none after a full-width bracket.
fn gap(before: &str) -> &'static str {
    if before.ends_with('）') { "" } else { " " }
}

/// A clause by its number; one that has a name of its own keeps it.
fn clause_name(clause: &str) -> String {
    let number = |c: char| c.is_ascii_digit() || "〇零一二三四五六七八九十百千".contains(c);
    if clause.chars().all(number) { format!("第 {clause} 条") } else { format!("“{clause}”") }
}

/// That there is no such thing.
fn none(act: &str) -> String {
    format!("没有{}{act}", if act.starts_with(|first: char| first.is_ascii()) { " " } else { "" })
}

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "周一",
        Weekday::Tuesday => "周二",
        Weekday::Wednesday => "周三",
        Weekday::Thursday => "周四",
        Weekday::Friday => "周五",
        Weekday::Saturday => "周六",
        Weekday::Sunday => "周日",
    }
}

impl Words for Chinese {
    fn lang(&self) -> Lang {
        Lang::Zh
    }

    fn status(&self, status: Status) -> &'static str {
        match status {
            Status::Fulfilled => "已履行",
            Status::Violated => "违反",
            Status::Repaired => "已补救",
            Status::Excused => "已免责",
            Status::Waived => "已豁免",
            Status::Unearned => "未获奖励",
            Status::Pending => "未到期",
            Status::Unknown => "无法判定",
        }
    }

    fn verdict(&self, verdict: ExcuseVerdict) -> &'static str {
        match verdict {
            ExcuseVerdict::Held => "成立",
            ExcuseVerdict::Failed => "不成立",
            ExcuseVerdict::Unclear => "无法判定",
            ExcuseVerdict::Open => "尚可成立",
        }
    }

    fn label(&self, label: Label) -> &'static str {
        match label {
            Label::Policy => "规则",
            Label::Inputs => "日志",
            Label::Observed => "观察范围",
            Label::Parameters => "参数",
            Label::Open => "未设定",
            Label::ThisRun => "本次运行设定",
            Label::Clause => "依据",
            Label::Reading => "解读",
            Label::Bearer => "责任人",
            Label::Occasion => "事由",
            Label::Due => "时限",
            Label::Until => "期限至",
            Label::Why => "原因",
            Label::Happened => "实际情况",
            Label::Excuse => "免责情形",
            Label::Reparation => "补救",
            Label::Proposed => "建议",
            Label::WouldComply => "合规做法",
            Label::StillPossible => "仍可履行",
            Label::Finding => "编号",
            Label::Warning => "注意",
            Label::Ledger => "各责任人建议合计",
            Label::Unassigned => "未指明",
            Label::Norm => "规范",
            Label::Occasions => "事由数",
            Label::Total => "合计",
            Label::Vacuous => "从未适用",
            Label::Yielded => "让位",
            Label::Unread => "未被引用",
            Label::Unseen => "从未出现",
            Label::From => "判定范围",
            Label::NoFindings => "没有需要报告的事项",
            Label::CountsOnly => "此处只计数；不加 `--counts` 则逐项列出",
            Label::Row => "日志行",
        }
    }

    fn between(&self, from: &str, to: &str) -> String {
        format!("{from} 与 {to} 之间")
    }

    fn apart(&self, amount: &crate::time::Amount) -> String {
        let text = amount.words(Lang::Zh);
        match days_in(amount) {
            Some((days, true)) => format!("{text}（{days} 天）"),
            Some((days, false)) => format!("{text}（{days} 天多）"),
            None => text,
        }
    }

    fn moment(&self, civil: DateTime, precision: Precision) -> String {
        let day = format!("{}（{}）", civil.date(), weekday(civil.date().weekday()));
        match precision {
            Precision::Day => day,
            Precision::Exact | Precision::Minute => format!("{day}{}", clock(civil, precision)),
        }
    }

    fn money(&self, amount: &Amount) -> String {
        amount.said(Lang::Zh)
    }

    fn points(&self, points: &Decimal) -> String {
        format!("{} 分", plain(points))
    }

    fn warnings(&self, count: u64) -> String {
        format!("警告 {count} 次")
    }

    fn row(&self, input: &str, row: u64, line: u32) -> String {
        format!("{input} 第 {row} 条（文件第 {line} 行）")
    }

    fn clause(&self, cite: &Cite) -> Option<String> {
        let source = cite.source.as_ref().map(|s| format!("《{s}》")).unwrap_or_default();
        let clause = cite.clause.as_ref().map(|c| clause_name(c)).unwrap_or_default();
        let place = format!("{source}{clause}");
        match &cite.anchor {
            Some(anchor) if place.is_empty() => Some(format!("“{anchor}”")),
            Some(anchor) => Some(format!("{place}：“{anchor}”")),
            None => (!place.is_empty()).then_some(place),
        }
    }

    fn occasion_event(&self, kind: &str, at: &str) -> String {
        format!("`{kind}`，{at}")
    }

    fn occasion_pattern(&self, count: usize, kind: &str, first: &str, last: &str) -> String {
        format!("`{kind}` 累计 {count} 次，首次 {first}，末次 {last}")
    }

    fn occasion_violation(&self, norm: &str, at: &str) -> String {
        format!("违反 `{norm}`，结论于 {at} 得出")
    }

    fn occasion_period(&self, unit: Unit, label: &str, member: Option<&str>) -> String {
        let period = format!("{} {label}", self.unit(unit));
        match member {
            Some(member) => format!("{period}，{member}"),
            None => period,
        }
    }

    fn act(&self, act: &ActPhrase) -> String {
        let mut parts = Vec::new();
        if !act.same.is_empty() {
            parts.push(format!("{} 相同", and(&ticked(&act.same))));
        }
        if let Some(every) = &act.every {
            parts.push(format!("`{every}`"));
        }
        match act.each.as_slice() {
            [] => {}
            [one] => parts.push(format!("针对 `{one}`")),
            many => parts.push(format!("分别针对 {}", and(&ticked(many)))),
        }
        if !act.conditions.is_empty() {
            parts.push(format!("满足 {}", and(&ticked(&act.conditions))));
        }
        if let Some(person) = &act.other_than {
            parts.push(format!("由 `{person}` 以外的人作出"));
        }
        if act.own {
            parts.push("专用于本项义务".to_string());
        }
        if act.different > 0 {
            parts.push(format!("由至少 {} 个不同的人作出", act.different));
        }
        match (act.min, act.max) {
            (1, None) => {}
            (min, Some(max)) if min == max => parts.push(format!("恰好 {min} 次")),
            (0, Some(max)) => parts.push(format!("至多 {max} 次")),
            (min, Some(max)) => parts.push(format!("{min} 至 {max} 次")),
            (min, None) => parts.push(format!("至少 {min} 次")),
        }
        if parts.is_empty() {
            format!("`{}`", act.kind)
        } else {
            format!("`{}`（{}）", act.kind, parts.join("，"))
        }
    }

    fn in_order(&self, acts: &[String]) -> String {
        acts.join("，然后 ")
    }

    fn or_else(&self, ways: &[String]) -> String {
        ways.join("；或者 ")
    }

    fn act_when(&self, act: &str, when: &WhenPhrase) -> String {
        match when {
            WhenPhrase::By(due) => format!("不迟于 {due} 的 {act}"),
            WhenPhrase::Between(from, due) => format!("{from} 至 {due} 之间的 {act}"),
            WhenPhrase::Before(other) => format!("{other} 之前的 {act}"),
            WhenPhrase::Ever => act.to_string(),
        }
    }

    fn headline(&self, headline: &Headline) -> String {
        match headline {
            Headline::Late { kind, by: Some(by) } => format!("`{kind}` 迟了 {by}"),
            Headline::Late { kind, by: None } => format!("`{kind}` 迟了"),
            Headline::Early { kind, by: Some(by) } => format!("`{kind}` 早了 {by}"),
            Headline::Early { kind, by: None } => format!("`{kind}` 过早"),
            Headline::WrongPerson { kind } => format!("`{kind}` 不是由他人作出"),
            Headline::Condition { kind, conditions } => {
                format!("`{kind}` {}", not_all(conditions))
            }
            Headline::Missing { act, when } => none(&self.act_when(act, when)),
            Headline::TooFew { kind, found, needed } => format!("`{kind}` 应有 {needed} 次，只有 {found} 次"),
            Headline::TooFewPeople { kind, found, needed } => {
                format!("`{kind}` 应由 {needed} 个不同的人作出，只有 {found} 人")
            }
            Headline::Given { kind } => format!("`{kind}` 已抵另一项义务"),
            Headline::OutOfOrder { kind, after } => format!("`{kind}` 不在 `{after}` 之后"),
            Headline::MissingAfter { act, after, when } => {
                format!("`{after}` 之后{}", none(&self.act_when(act, when)))
            }
            Headline::TooMany { kind, found, allowed } => {
                format!("`{kind}` 至多 {allowed} 次，却有 {found} 次")
            }
            Headline::Forbidden { kind, at } => format!("不应有的 `{kind}` 发生于 {at}"),
            Headline::Never { kind } => format!("发生了不应有的 `{kind}`"),
            Headline::Check { condition, cells, forbidden } => {
                let so =
                    if cells.is_empty() { String::new() } else { format!("{}，故 ", cells.join("，")) };
                format!("{so}`{condition}` {}", fails(*forbidden))
            }
            Headline::Cell(text) => text.clone(),
            Headline::ForbiddenCell(text) => format!("{text}，属不得有的情形"),
            Headline::Open { due: Some(due) } => format!("时限尚未届满，截止 {due}"),
            Headline::Open { due: None } => "时限尚未届满".into(),
            Headline::ExcuseOpen => "未履行，但仍可能免责".into(),
            Headline::ReparationOpen { due: Some(due) } => format!("未履行，补救期至 {due}"),
            Headline::ReparationOpen { due: None } => "未履行，补救期未满".into(),
            Headline::Repaired => "未按时履行，但已补救".into(),
            Headline::Excused => "未履行，但免责情形成立".into(),
            Headline::Waived => "已有豁免记录".into(),
            Headline::Unearned => "未达到奖励的条件".into(),
            Headline::Fulfilled => "已履行".into(),
            Headline::Unknown { why } => why.clone(),
        }
    }

    fn remark(&self, remark: &Remark) -> String {
        match remark {
            Remark::Due(due) => format!("截止 {due}"),
            Remark::Until(due) => format!("至 {due} 为止"),
            Remark::Expected => "应有的行为".into(),
            Remark::Forbidden => "不得有的行为".into(),
            Remark::Failed => "未满足".into(),
            Remark::CheckFails { field: Some(field), forbidden: true } => {
                format!("`{field}` 不得如此")
            }
            Remark::CheckFails { field: Some(field), forbidden: false } => format!("`{field}` 不满足"),
            Remark::CheckFails { field: None, forbidden } => fails(*forbidden).into(),
            Remark::ExcuseVerdict(verdict) => self.verdict(*verdict).into(),
            Remark::Occasion { kind, at } => format!("`{kind}`，{at}"),
            Remark::Counted { at } => format!("计入，{at}"),
            Remark::CountedAsExcuse { at } => format!("计入免责情形，{at}"),
            Remark::ForbiddenAct { at } => format!("不得有，{at}"),
            Remark::Late { by: Some(by) } => format!("迟了 {by}"),
            Remark::Late { by: None } => "迟了".into(),
            Remark::Early { by: Some(by) } => format!("早了 {by}"),
            Remark::Early { by: None } => "过早".into(),
            Remark::ConditionFails => "不满足条件".into(),
            Remark::Given => "已抵另一项义务".into(),
            Remark::OutOfOrder { after } => format!("不在 `{after}` 之后"),
            Remark::WrongPerson => "不得由此人作出".into(),
            Remark::Undecided => "可能计入".into(),
            Remark::Blank => "空白".into(),
            Remark::Unreadable => "无法识读".into(),
            Remark::OutOfRange { low, high } => format!("超出 {low} 至 {high}"),
            Remark::Rejected => "此行未能读入，可能正是所缺的记录".into(),
            Remark::Proposed(what) => format!("建议：{what}"),
            Remark::ReparationMet => "已完成".into(),
            Remark::ReparationOpen => "期限未满".into(),
            Remark::ReparationMissed => "未完成".into(),
            Remark::Unassigned => "无法确定".into(),
        }
    }

    fn met(&self, act: &str, at: &str) -> String {
        format!("{at}{}有{}{act}", gap(at), if act.starts_with('`') { " " } else { "" })
    }

    fn more(&self, count: u64, kind: &str) -> String {
        format!("另有 {count} 次 `{kind}`")
    }

    fn late(&self, kind: &str, at: &str, by: Option<&str>) -> String {
        match by {
            Some(by) => format!("{at}{}有 `{kind}`，迟了 {by}", gap(at)),
            None => format!("{at}{}有 `{kind}`，迟了", gap(at)),
        }
    }

    fn early(&self, kind: &str, at: &str, by: Option<&str>) -> String {
        match by {
            Some(by) => format!("{at}{}有 `{kind}`，早了 {by}", gap(at)),
            None => format!("{at}{}有 `{kind}`，过早", gap(at)),
        }
    }

    fn fails(&self, kind: &str, at: &str, conditions: &[String]) -> String {
        format!("{at}{}有 `{kind}`，但{}", gap(at), not_all(conditions))
    }

    fn wrong_person(&self, kind: &str, at: &str, who: Option<&str>) -> String {
        match who {
            Some(who) => format!("{at}{}有 `{kind}`，但由 {who} 作出，而此人不得为之", gap(at)),
            None => format!("{at}{}有 `{kind}`，但由不得为之的人作出", gap(at)),
        }
    }

    fn given(&self, kind: &str, at: &str) -> String {
        format!("`{kind}`，{at}，已抵另一项义务")
    }

    fn out_of_order(&self, kind: &str, at: &str, after: &str) -> String {
        format!("`{kind}`，{at}，不在 `{after}` 之后")
    }

    fn undecided(&self, kind: &str, at: &str, why: &str) -> String {
        format!("{at}{}的 `{kind}` 可能计入：{why}", gap(at))
    }

    fn never_until(&self, act: &str, horizon: &str) -> String {
        format!("此后到日志截止时，即 {horizon}，都没有 {act}")
    }

    fn never_for_certain(&self, act: &str) -> String {
        format!("没有可以确定的 {act}")
    }

    fn named(&self, kind: &str, each: Option<&str>) -> String {
        match each {
            Some(each) => format!("针对 `{each}` 的 `{kind}`"),
            None => format!("`{kind}`"),
        }
    }

    fn never_in_window(&self, act: &str) -> String {
        format!("期间没有 {act}")
    }

    fn never_so_far(&self, act: &str) -> String {
        format!("目前还没有 {act}")
    }

    fn cell_is(&self, field: &str, value: &str) -> String {
        format!("`{field}` 为 `{value}`")
    }

    fn cell_unreadable(&self, field: &str, text: &str, ty: Option<&Type>) -> String {
        format!("`{field}` 写作 `{text}`，不是{}", self.type_name(ty))
    }

    fn cell_out_of_range(&self, field: &str, value: &str, low: &str, high: &str) -> String {
        format!("`{field}` 为 `{value}`，超出 {low} 至 {high}")
    }

    fn cell_blank(&self, field: &str) -> String {
        format!("`{field}` 为空")
    }

    fn branch_holds(&self, condition: &str, limit: &str) -> String {
        format!("`{condition}` 成立，故适用 {limit}")
    }

    fn branch_otherwise(&self, conditions: &[String], limit: &str) -> String {
        format!("{} 不成立，故适用 {limit}", and(&ticked(conditions)))
    }

    fn counted_from(&self, expression: &str, at: &str) -> String {
        format!("自 `{expression}` 起算，即 {at}")
    }

    fn field_due(&self, expression: &str, due: &str) -> String {
        format!("`{expression}` 为 {due}")
    }

    fn before_occasion(&self, at: &str) -> String {
        format!("须在事由发生之前，即 {at}")
    }

    fn until_act(&self, act: &str) -> String {
        format!("截止于 {act}")
    }

    fn period_ends(&self, unit: Unit, label: &str, due: &str) -> String {
        format!("{} {label} 结束于 {due}", self.unit(unit))
    }

    fn not_before(&self, at: &str) -> String {
        format!("不早于 {at}")
    }

    fn bearer_not_stated(&self) -> &'static str {
        "规范没有写明责任人"
    }

    fn comply_none(&self, act: &str, when: &WhenPhrase) -> String {
        none(&self.act_when(act, when))
    }

    fn comply_never(&self, kind: &str) -> String {
        format!("没有 `{kind}`")
    }

    fn figure(&self, asked: &str, value: &str, events: u64, kind: &str) -> String {
        let gap = if asked.ends_with('）') { "" } else { " " };
        format!("{asked}{gap}{value}，取自 {events} 条 `{kind}`")
    }

    fn rank(&self, asked: &str, value: &str, members: u64, entity: &str) -> String {
        format!("`{asked}` {value}，`{entity}` 共 {members} 个")
    }

    fn comply_condition(&self, condition: &str, forbidden: bool) -> String {
        format!("`{condition}` {}", if forbidden { "不成立" } else { "成立" })
    }

    fn comply_cell(&self, field: &str, asked: Predicate, range: Option<(&str, &str)>) -> String {
        let range = range.map(|(low, high)| format!("（{low} 至 {high}）")).unwrap_or_default();
        match asked {
            Predicate::Filled => format!("填写 `{field}`"),
            Predicate::Valid => format!("`{field}` 有效{range}"),
            Predicate::FilledAndValid => format!("填写有效的 `{field}`{range}"),
            Predicate::Blank => format!("`{field}` 留空"),
        }
    }

    fn comply_excuse(&self, excuse: &str) -> String {
        format!("或免责：{excuse}")
    }

    fn under(&self, proposal: &str, clause: Option<&Cite>) -> String {
        match clause.and_then(|c| c.clause.as_ref()) {
            Some(clause) => format!("{proposal}（依据{}）", clause_name(clause)),
            None => proposal.to_string(),
        }
    }

    fn warn(&self) -> &'static str {
        "警告"
    }

    fn arithmetic(&self, single: &str, times: u32, field: Option<&str>, total: &str) -> String {
        match (times, field) {
            (1, None) if single == self.warn() => String::new(),
            (1, Some(field)) => format!("字段 `{field}` 计 {single}"),
            (1, None) => format!("一次计 {single}"),
            (times, _) => format!("{single} × {times} = {total}"),
        }
    }

    fn overflow(&self) -> &'static str {
        "数值过大而无法相加的建议未计入合计"
    }

    fn input_account(&self, input: &Input) -> String {
        let mut parts = vec![format!("共 {} 条", input.rows), format!("采用 {}", input.used)];
        for (count, word) in [(input.ignored, "忽略"), (input.duplicate, "重复"), (input.rejected, "拒收")]
        {
            if count > 0 {
                parts.push(format!("{word} {count}"));
            }
        }
        if let Some(compression) = &input.compression {
            parts.push(format!("由 {compression} 解压"));
        }
        if let Some(encoding) = input.encoding.as_ref().filter(|encoding| *encoding != "UTF-8") {
            let guess = if input.encoding_guessed { "（推测）" } else { "" };
            parts.push(format!("按 {encoding} 读取{guess}"));
        }
        if let Some(delimiter) = input.delimiter.as_ref().filter(|delimiter| *delimiter != ",") {
            parts.push(format!("以{}分隔", parted(delimiter, "制表符")));
        }
        if !input.sheets.is_empty() {
            parts.push(format!("工作表 {}", ticked(&input.sheets).join("、")));
        }
        parts.join("，")
    }

    fn range(&self, from: &str, to: &str) -> String {
        format!("{from} 至 {to}")
    }

    fn observed_nothing(&self) -> &'static str {
        "没有事件"
    }

    fn more_findings(&self, count: usize, status: &str, norm: &str) -> String {
        format!("…… `{norm}` 还有 {count} 项{status}未列出")
    }

    fn reparation(&self, met: bool, pending: bool) -> &'static str {
        match (met, pending) {
            (true, _) => "已完成",
            (false, true) => "期限未满",
            (false, false) => "未完成",
        }
    }

    fn counts(&self, counts: &Counts) -> String {
        let parts: Vec<String> = Status::BY_ATTENTION
            .iter()
            .filter(|s| counts.of(**s) > 0)
            .map(|s| format!("{} {}", self.status(*s), counts.of(*s)))
            .collect();
        let all = format!("事由 {} 项", counts.occasions);
        if parts.is_empty() { all } else { format!("{all}：{}", parts.join("，")) }
    }

    fn findings_of(&self, count: u64) -> String {
        format!("{count} 项发现")
    }

    fn yielded(&self, norm: &str, count: u64, specials: &[String]) -> String {
        format!("`{norm}` 让位于 {}，共 {count} 次", and(&ticked(specials)))
    }

    fn read_by(&self, kind: &str, norms: &[String]) -> String {
        format!("`{kind}`，而 {} 需要它", and(&ticked(norms)))
    }

    fn events_of(&self, kind: &str, count: u64) -> String {
        format!("`{kind}`（{count} 条）")
    }

    fn only_from(&self, at: &str) -> String {
        format!("自 {at} 起的事由")
    }

    fn as_of(&self, at: &str) -> String {
        format!("截至 {at}，此后的事件不计")
    }

    fn rejected_rows(&self, rows: u64) -> String {
        format!("有 {rows} 条记录未能读入，取决于它们的事项无法判定")
    }

    fn time_error(&self, error: &str) -> String {
        format!("{error}，取决于此的事项无法判定")
    }

    fn disclaimer(&self) -> &'static str {
        "以上均为依据相应条款提出的建议，由人作出决定"
    }
}

/// What is wrong with a condition.
fn fails(forbidden: bool) -> &'static str {
    if forbidden { "成立，属不得有的情形" } else { "不成立" }
}
