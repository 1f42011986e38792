use super::super::words::ticked;
use super::{Fault, MeasureProblem, subject_words};
use crate::diagnostics::Diagnostic;
use crate::locale::Lang;

pub(super) fn diagnostic(problem: &MeasureProblem) -> Diagnostic {
    let code = problem.code();
    match problem {
        MeasureProblem::NoFigure { span, fault } => {
            let (message, label, help) = fault_words(*fault);
            Diagnostic::new(code, message).label(*span, label).help(help)
        }
        MeasureProblem::NoSubject { span, subject, event, declared, paths } => {
            let subject = subject_words(subject, Lang::Zh);
            let (message, help) = if paths.is_empty() {
                (
                    format!("`{event}` 没有字段通向所针对的 {subject}"),
                    format!("请在 `其中` 写明 `{event}` 的哪一项须与之相等，或不要针对它"),
                )
            } else {
                let ways = Lang::Zh.list_and(&ticked(paths));
                (
                    format!("`{event}` 有几条途径通向 {subject}：{ways}"),
                    format!("请在 `其中` 写明指哪一条，例如 `其中 {} = …`", field(&paths[0])),
                )
            };
            let diagnostic = Diagnostic::new(code, message).label(*span, "针对谁？");
            match declared {
                Some(place) => diagnostic.label(*place, "在此声明"),
                None => diagnostic,
            }
            .help(help)
        }
        MeasureProblem::NoTime { span, figure } => {
            let diagnostic = Diagnostic::new(code, "规范针对某一时刻，而该数字没有写明统计哪段时间")
                .label(*span, "统计哪段时间？");
            let diagnostic = if span == figure { diagnostic } else { diagnostic.label(*figure, "该数字") };
            diagnostic.help("请加上 `迄今`、`于 最近 30 天`、`于 本月` 或 `于 上月`")
        }
        MeasureProblem::Ring { name, span } => Diagnostic::new(code, format!("指标 `{name}` 绕回到自身"))
            .label(*span, "由自身算出")
            .help("请给环中的某个指标一个不依赖其他指标的值"),
        MeasureProblem::Arguments { measure, span, declared, params } => {
            let wanted = if params.is_empty() {
                format!("请写 `{measure}`，不带括号")
            } else {
                format!("它针对 {}", Lang::Zh.list_and(&ticked(params)))
            };
            Diagnostic::new(code, format!("指标 `{measure}` 不是这样使用的"))
                .label(*span, "在此使用")
                .label(*declared, "在此声明")
                .help(wanted)
        }
    }
}

/// `transfer.payer` 中的 `payer`。
fn field(path: &str) -> &str {
    path.split_once('.').map_or(path, |(_, field)| field)
}

fn fault_words(fault: Fault) -> (&'static str, &'static str, &'static str) {
    match fault {
        Fault::NoEvent => {
            ("汇总数字由事件算出，这里没有写事件", "没有事件", "请写事件和字段，例如 `合计(读数.实收)`")
        }
        Fault::WholeEvent => (
            "整个事件没有数值",
            "指它的哪个字段？",
            "请写字段，例如 `合计(读数.实收)`；`次数(读数)` 统计事件的次数",
        ),
        Fault::CountOfField => (
            "`次数` 统计的是事件，不是其中的内容",
            "这是字段",
            "请只写事件，必要时加 `其中 … 已填`；`去重数(…)` 统计不同的值",
        ),
        Fault::OfOutside => {
            ("所汇总的内容不只取自被统计的事件", "取决于规范", "请汇总事件自己的字段，再在括号外用该数字计算")
        }
        Fault::Nested => ("汇总之中又有汇总", "在另一个汇总之内", "请分别汇总，再用两个数字计算"),
        Fault::InAct => {
            ("行为条件中的汇总数字针对规范的情形计算", "取自该行为", "请改为针对情形中写明的对象")
        }
        Fault::InActOfPeriod => (
            "行为发生时就要知道它是否算数，而该数字到结束时才完整",
            "此时尚不知道",
            "请用 `于 上月` 或此前其他时间的数字",
        ),
        Fault::InWhich => (
            "区间开始时就要知道它是否算数，而该数字到区间结束才完整",
            "此时尚不知道",
            "请写明此前的时间，例如 `于 最近 30 天`，或把该数字写在 `应当` 中",
        ),
        Fault::InState => ("状态的起止不取决于汇总数字", "在状态的声明中", "请把汇总数字写在规范中"),
        Fault::OfBeneficiary => (
            "这里不能用汇总数字挑选成员",
            "每个成员的数字",
            "请在规范的情形中挑选：`每 月 针对 s 属于 员工 当 … >= …`",
        ),
        Fault::NotInCondition => (
            "汇总数字只能用在条件、金额或责任人中",
            "在别处",
            "请在 `应当`、`其中`、`除非` 或 `若` 中拿它与别的值比较",
        ),
        Fault::InBranch => (
            "周期开始时就要知道期限，而该数字到周期结束才完整",
            "此时尚不知道",
            "请用 `于 上月` 或本周期之前的其他周期的数字",
        ),
        Fault::JoinedOtherwise => (
            "被统计的事件与规范之间只能用 `=` 关联",
            "不是用 `=` 关联",
            "请把事件自己的字段与常量比较，并用以 `且` 连接的等式与规范关联",
        ),
        Fault::AmongWithoutRank => ("`范围` 只用于 `名次`", "不是名次", "请删去，或写 `名次(…) 范围 …`"),
        Fault::RankWithoutAmong => {
            ("名次须写明在谁之中排名", "在谁之中？", "请在其后写实体，例如 `名次(销售额(s)) 范围 员工`")
        }
        Fault::RankOfWhom => (
            "所排名的不是实体某一成员的数字",
            "是哪一成员的？",
            "请对某一成员的数字排名，例如 `名次(销售额(s)) 范围 员工`",
        ),
        Fault::RankWhere => {
            ("名次不统计事件，没有可挑选的", "名次之内的条件", "请把条件写在所排名的数字之内")
        }
        Fault::OverNothing => ("只有指标可以另写统计时间", "不是指标", "请删去时间，或在其前写指标"),
    }
}
