//! In Chinese.

use super::super::zh::Chinese;
use super::super::{Names, ticked};
use super::{Reasons, other_currency};
use crate::engine::{Reason, Why};
use crate::event::Type;
use crate::locale::Lang;

impl Chinese {
    /// Why a cell cannot be read.
    fn what_is_wrong(&self, ty: Option<&Type>, text: &str) -> String {
        match other_currency(ty, text) {
            Some(declared) => format!("是另一种货币；请写成 {declared} 的金额"),
            None => format!("不是{}", self.type_name(ty)),
        }
    }
}

impl Reasons for Chinese {
    fn reason(&self, names: &Names<'_>, reason: &Reason) -> String {
        match reason {
            Reason::OpenParam(param) => format!("参数 `{}` 未设定", names.param(*param)),
            Reason::OccasionUndecided(why) => format!("无法判定本规范是否适用：{}", self.why(names, why)),
            Reason::WindowUndecided(why) => format!("无法确定时限：{}", self.why(names, why)),
            Reason::ConditionUndecided(why) => format!("有一项条件无法判定：{}", self.why(names, why)),
            Reason::Time(error) => error.words(Lang::Zh),
            Reason::Candidate(event, why) => format!(
                "{}的 `{}` 可能正是所缺的记录：{}",
                names.row(&event.row),
                names.kind(event.kind),
                self.why(names, why)
            ),
            Reason::Rejected(row) => format!("{}未能读入，可能正是所缺的记录", names.row(row)),
            Reason::BeforeLog { kind, from } => format!(
                "`{}` 可能发生在日志开始之前，日志始于 {}",
                names.kind(*kind),
                names.stamp(crate::time::Stamp::exact(*from))
            ),
            Reason::NoSource(kind) => format!("`{}` 的来源缺失或无法读取", names.kind(*kind)),
            Reason::NoShift => "此时不在任何班次之内".into(),
            Reason::WindowOpen => "到日志截止时，时限尚未届满".into(),
            Reason::SourceEnds { kind, until } => {
                format!("`{}` 的来源只记录到 {}", names.kind(*kind), names.stamp(*until))
            }
            Reason::ExcuseOpen(_) => "免责情形仍可能成立".into(),
            Reason::ReparationOpen(_) => "补救期未满".into(),
            Reason::TooFew(found, needed) => format!("应有 {needed} 次，只有 {found} 次"),
            Reason::TooFewPeople(found, needed) => {
                format!("应由 {needed} 个不同的人作出，只有 {found} 人")
            }
            Reason::InOrder(seen, of) => format!("应依次有 {of} 项行为，按顺序只见到 {seen} 项"),
            Reason::TooMany(found, allowed) => format!("至多 {allowed} 次，却有 {found} 次"),
            Reason::GapsTooLong(count) => format!("有 {count} 次间隔过长"),
            Reason::NotHeld(count) => format!("有 {count} 次未能保持"),
            Reason::ConditionFailed => "条件不成立".into(),
            Reason::Forbidden => "不应有此行为".into(),
        }
    }

    fn why(&self, names: &Names<'_>, why: &Why) -> String {
        match why {
            Why::Blank { row, kind, field } => format!(
                "{}中 `{}` 的 `{}` 为空",
                names.row(row),
                names.kind(*kind),
                names.field(*kind, *field)
            ),
            Why::Unreadable { row, kind, field, text } => format!(
                "{}中 `{}` 的 `{}` 写作 `{}`，{}",
                names.row(row),
                names.kind(*kind),
                names.field(*kind, *field),
                names.text(text),
                self.what_is_wrong(names.field_type(*kind, *field), names.text(text))
            ),
            Why::UnreadableLine { row, entity, field, text } => format!(
                "{}中 `{}` 的 `{}` 写作 `{}`，{}",
                names.row(row),
                names.entity(*entity),
                names.attribute(*entity, *field),
                names.text(text),
                self.what_is_wrong(names.attribute_type(*entity, *field), names.text(text))
            ),
            Why::Attribute { entity, key, field } => format!(
                "`{}` `{}` 的 `{}` 为空或无法识读",
                names.entity(*entity),
                names.text(key),
                names.attribute(*entity, *field)
            ),
            Why::NoEntity { entity, key, on } => {
                format!("{on} 没有 `{}` `{}` 的资料", names.entity(*entity), names.text(key))
            }
            Why::OpenParam(param) => format!("参数 `{}` 未设定", names.param(*param)),
            Why::NotCovered(year) => format!("日历未涵盖 {year} 年"),
            Why::NoDate => "此处推算的日期无法得出".into(),
            Why::TooCoarse => "日志中的时间不够精确".into(),
            Why::NoBeginning => "它在日志之前开始，何时开始并未写明".into(),
            Why::Given => "无法确定它是否已抵另一项义务".into(),
            Why::Order => "无法确定它是否在前一行为之后".into(),
            Why::Arithmetic => "数值过大".into(),
            Why::ByZero => "除数为零".into(),
            Why::Empty(kind) => format!("没有可供计算的 `{}`", names.kind(*kind)),
            Why::Figure(_) => "所需的汇总数字不能确定".into(),
            Why::Currency => "金额的币种不同".into(),
            Why::Rejected(row) => self.reason(names, &Reason::Rejected(*row)),
            Why::BeforeLog { kind, from } => {
                self.reason(names, &Reason::BeforeLog { kind: *kind, from: *from })
            }
            Why::NoSource(kind) => self.reason(names, &Reason::NoSource(*kind)),
            Why::SourceEnds { kind, until } => {
                self.reason(names, &Reason::SourceEnds { kind: *kind, until: *until })
            }
            Why::Nothing => "没有相关资料".into(),
        }
    }

    fn type_name(&self, ty: Option<&Type>) -> String {
        match ty {
            None => "有效的值".into(),
            Some(Type::Text) => "文本".into(),
            Some(Type::Number) => "数字".into(),
            Some(Type::Money(_)) => "金额".into(),
            Some(Type::Percent) => "百分比".into(),
            Some(Type::Bool) => "“是”或“否”".into(),
            Some(Type::Date) => "日期".into(),
            Some(Type::TimeOfDay) => "时刻".into(),
            Some(Type::Instant) => "时间".into(),
            Some(Type::Duration | Type::Period) => "时长".into(),
            Some(Type::Enum(words)) => format!("{}之一", Lang::Zh.list_or(&ticked(words))),
            Some(Type::Ref(_)) => "编号".into(),
            Some(Type::List(_)) => "列表".into(),
        }
    }
}
