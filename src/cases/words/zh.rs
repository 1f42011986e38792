//! In Chinese.

use super::Label;
use crate::cases::act::{Act, Answer, ImposedLine, WhyWithdrawn};
use crate::cases::book::State;
use crate::cases::merge::Merged;
use crate::report::model::Status;
use crate::time::Date;

pub(super) fn label(label: Label) -> &'static str {
    match label {
        Label::Case => "案件",
        Label::Finding => "认定",
        Label::State => "状态",
        Label::Person => "人员",
        Label::Norm => "规范",
        Label::Happened => "发生",
        Label::Proposed => "建议",
        Label::Imposed => "决定",
        Label::Waived => "豁免",
        Label::Withdrawn => "撤回",
        Label::Dropped => "未处理结案",
        Label::Rewards => "奖励",
        Label::Month => "月份",
        Label::Cases => "案件数",
        Label::Total => "合计",
        Label::Approver => "批准人",
        Label::Waivers => "豁免数",
        Label::InForce => "有效",
        Label::Unassigned => "未确定",
        Label::Policy => "制度",
        Label::Clause => "依据",
        Label::Occasion => "事由",
        Label::Due => "时限",
        Label::WhatHappened => "认定",
        Label::Evidence => "证据",
        Label::Paper => "材料",
        Label::Line => "项",
        Label::History => "历史",
        Label::Reason => "理由",
        Label::StatementTitle => "对账单",
        Label::Preface => {
            "本对账单列出记录所显示的情况、制度所建议的处理，以及人员所作的决定。建议不是决定；未写明决定的，即尚未作出决定。"
        }
        Label::Appeal => "如有不同意见，可以提出申诉；所列证据可以查阅。",
        Label::Nothing => "本月没有记录。",
        Label::ToLookAt => "后来的证据与之相悖，须由人重新审查",
        Label::NoCases => "没有案件",
    }
}

pub(super) fn state(state: State) -> &'static str {
    match state {
        State::Proposed => "待处理",
        State::Confirmed => "已核实",
        State::Imposed => "已决定",
        State::Appealed => "申诉中",
        State::Waived => "已豁免",
        State::Withdrawn => "已撤回",
        State::Closed => "已结案",
    }
}

pub(super) fn stands(state: State, overturned: bool) -> &'static str {
    match state {
        _ if overturned && state != State::Withdrawn => "后来的证据与此认定相悖，正在重新审查",
        State::Proposed => "制度建议如此，尚无人作出决定",
        State::Confirmed => "认定已核实，尚未作出处理决定",
        State::Imposed => "已作出决定",
        State::Appealed => "申诉尚未答复",
        State::Waived => "已豁免",
        State::Withdrawn => "已撤回，此事不再归咎于您",
        State::Closed => "已结案",
    }
}

fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::Upheld => "维持",
        Answer::Amended => "变更",
        Answer::Lifted => "取消",
    }
}

fn verdict(status: Status) -> &'static str {
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

fn why(why: &WhyWithdrawn) -> String {
    match why {
        WhyWithdrawn::Verdict(status) => format!("根据后来的证据，结论为：{}", verdict(*status)),
        WhyWithdrawn::Gone => "根据后来的证据，没有这一事由".to_string(),
    }
}

fn amounts(lines: &[ImposedLine]) -> String {
    let lines = lines.iter().map(|line| match &line.amount {
        Some(amount) => format!("第 {} 项：{} {}", line.line, amount.value, amount.currency),
        None => format!("第 {} 项", line.line),
    });
    lines.collect::<Vec<_>>().join("，")
}

pub(super) fn act(act: &Act) -> String {
    match act {
        Act::Run(run) => {
            let range = run.observed.as_ref().map_or(String::new(), |(from, to)| format!("，{from} 至 {to}"));
            format!("用 {} 核对了 {} 份日志{range}", run.policy, run.inputs.len())
        }
        Act::Recorded { was: None, .. } => "立案".to_string(),
        Act::Recorded { was: Some(status), .. } => format!("立案；此前为：{}", verdict(*status)),
        Act::Revised { .. } => "更新：更长的日志说明了更多情况".to_string(),
        Act::Restated { finding, .. } => format!("同一事项在另一时限下再次认定为 {finding}，不另行建议"),
        Act::Withdrawn { why: Some(cause), .. } => format!("撤回：{}", why(cause)),
        Act::Withdrawn { why: None, .. } => "撤回".to_string(),
        Act::Overturned { why: cause, .. } => format!("须重新审查：{}", why(cause)),
        Act::Restored { .. } => "再次认定，重新成立".to_string(),
        Act::Confirmed { .. } => "核实".to_string(),
        Act::Imposed { lines, .. } => format!("决定：{}", amounts(lines)),
        Act::Waived { approver, expires: Some(day), .. } => format!("豁免至 {day}，批准人 {approver}"),
        Act::Waived { approver, expires: None, .. } => format!("豁免，批准人 {approver}"),
        Act::Appealed { appellant: Some(who), .. } => format!("{who} 提出申诉"),
        Act::Appealed { appellant: None, .. } => "提出申诉".to_string(),
        Act::Answered { answer: how, lines, .. } if lines.is_empty() => {
            format!("答复申诉：{}", answer(*how))
        }
        Act::Answered { answer: how, lines, .. } => {
            format!("答复申诉：{}，{}", answer(*how), amounts(lines))
        }
        Act::Closed { .. } => "结案".to_string(),
        Act::Published { month } => format!("公布 {month} 的对账单"),
    }
}

pub(super) fn waived(approver: &str, reason: &str, expires: Option<Date>) -> String {
    let until = expires.map_or(String::new(), |day| format!("至 {day}"));
    format!("已豁免{until}，批准人 {approver}：{reason}")
}

pub(super) fn withdrawn_by_hand(entry: u64) -> String {
    format!("已由人撤回：案件文件第 {entry} 条记录")
}

pub(super) fn lifted(case: u64) -> String {
    format!("申诉后已取消：案件文件中的案件 #{case}")
}

pub(super) fn merged(merged: &Merged) -> Vec<String> {
    let mut parts = vec![
        match merged.decided_now {
            0 => format!("新立案 {} 件", merged.recorded),
            n => format!("新立案 {} 件（其中 {n} 件此前未定）", merged.recorded),
        },
        format!("再次认定 {} 件", merged.seen),
    ];
    let mut add = |n: usize, what: &str| {
        if n > 0 {
            parts.push(format!("{what} {n} 件"));
        }
    };
    add(merged.revised, "更新");
    add(merged.restated, "同一事项换了时限");
    add(merged.restored, "撤回后再次认定");
    add(merged.withdrawn, "撤回");
    add(merged.waived, "按登记豁免");
    let mut lines = vec![format!("案件：{}", parts.join("，"))];
    if merged.overturned > 0 {
        lines.push(format!("案件：有 {} 件已作决定的案件与后来的证据相悖，须重新审查", merged.overturned));
    }
    if !merged.missed.is_empty() {
        let numbers: Vec<String> = merged.missed.iter().map(|number| format!("#{number}")).collect();
        lines.push(format!(
            "案件：有 {} 件未再次认定，原因无法判断，均不撤回：{}",
            merged.missed.len(),
            numbers.join("、")
        ));
    }
    if let Some(from) = &merged.next_from {
        lines.push(format!("案件：下次的日志应当从 {from} 开始，未了结的义务和需要回溯的规范要用到"));
    }
    if !merged.further.is_empty() {
        lines.push(format!(
            "案件：下列规范的回溯没有期限，下次的日志应当包含其所依据的记录：{}",
            merged.further.iter().map(|norm| format!("`{norm}`")).collect::<Vec<_>>().join("、")
        ));
    }
    lines
}

pub(super) fn fits(entries: u64, cases: usize, head: &str) -> String {
    format!("{entries} 条记录，{cases} 个案件：全部吻合\n最后的摘要 {head}\n")
}
