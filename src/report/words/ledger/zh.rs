use super::{Counted, Phrase};
use crate::analysis::model::Per;
use crate::locale::Lang;
use crate::report::model::{Part, ProposalKind};

pub(super) fn words(phrase: &Phrase<'_>) -> String {
    match phrase {
        Phrase::Proposed(kind, what) => match kind {
            ProposalKind::Warn | ProposalKind::Suspend | ProposalKind::Dismiss => name(*kind).to_string(),
            ProposalKind::Demerit => format!("扣 {what}"),
            ProposalKind::Fine | ProposalKind::Deduct | ProposalKind::Reward => {
                format!("{} {what}", name(*kind))
            }
            ProposalKind::Notify | ProposalKind::Sanction if what.is_empty() => name(*kind).to_string(),
            ProposalKind::Notify | ProposalKind::Sanction => format!("{} `{what}`", name(*kind)),
        },
        Phrase::Untold(kind, why) => format!("{}，但数额无法确定：{why}", name(*kind)),
        Phrase::Within { amount, low, high } => format!("{amount}（幅度 {low} 至 {high}）"),
        Phrase::AtLeast(amount) => format!("至少 {amount}"),
        Phrase::For { proposal, who, part } => {
            let who = who.map_or_else(|| "无法确定的人".to_string(), |w| format!("`{w}`"));
            match part {
                Part::Bearer | Part::Beneficiary => format!("{proposal}，对象 {who}"),
                Part::Besides => format!("{proposal}，由 {who} 连带承担"),
                Part::Instead => format!("{proposal}，改由 {who} 承担"),
            }
        }
        Phrase::Times { single, times, per, entity, total, running } => {
            let what = counted(*per, *entity);
            let so_far = if *running { "（截至目前）" } else { "" };
            if *times == 1 && !running {
                match per {
                    Per::Occurrence | Per::Period(_) => format!("一次计 {single}"),
                    _ => format!("{what}一项计 {single}"),
                }
            } else {
                format!("{single} × {times}（{what}）{so_far} = {total}")
            }
        }
        Phrase::Nth { nth, stretch } => {
            let stretch = stretch.map(|s| format!("{s} 内")).unwrap_or_default();
            format!("{stretch}第 {nth} 次")
        }
        Phrase::Figure { value, text } => format!("{value}（`{text}`）"),
        Phrase::Rounded { working, total } => format!("{working} ≈ {total}，已取整"),
        Phrase::Capped { policy: false, limit, cut } => format!("封顶 {limit}：减去 {cut}"),
        Phrase::Capped { policy: true, limit, cut } => format!("整个制度封顶 {limit}：减去 {cut}"),
        Phrase::Overlapped { norm, cut } => format!("同一行为依 `{norm}` 已计同等数额：减去 {cut}"),
        Phrase::Once(unit) => format!("每{}只计一次", unit.words(Lang::Zh)),
        Phrase::AtMost(1, unit) => format!("每{}至多奖励一次", unit.words(Lang::Zh)),
        Phrase::AtMost(n, unit) => format!("每{}至多奖励 {n} 次", unit.words(Lang::Zh)),
        Phrase::Counted(what, n) => {
            let word = match what {
                Counted::Suspensions => "停职",
                Counted::Dismissals => "辞退",
                Counted::Others => "其他处理",
                Counted::Untold => "数额无法确定",
            };
            format!("{word} {n} 项")
        }
        Phrase::RangeOf { sum, low, high } => format!("{sum}（{low} 至 {high}）"),
        Phrase::Earned(sum) => format!("奖励 {sum}"),
    }
}

fn name(kind: ProposalKind) -> &'static str {
    match kind {
        ProposalKind::Fine => "罚款",
        ProposalKind::Deduct => "扣除",
        ProposalKind::Demerit => "扣分",
        ProposalKind::Warn => "警告",
        ProposalKind::Suspend => "停职",
        ProposalKind::Dismiss => "辞退",
        ProposalKind::Notify => "通知",
        ProposalKind::Sanction => "处分",
        ProposalKind::Reward => "奖励",
    }
}

fn counted(per: Per, entity: Option<&str>) -> String {
    match per {
        Per::Occurrence | Per::Period(_) => "次数".into(),
        Per::Field => "字段".into(),
        Per::Missing => "缺少的行为".into(),
        Per::Slot => "时段".into(),
        Per::StartedHourLate => "逾期小时".into(),
        Per::Entity(_) => format!("`{}`", entity.unwrap_or_default()),
    }
}
