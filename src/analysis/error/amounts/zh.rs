use super::AmountFault;

/// Message, label, help.
pub(super) fn words(fault: &AmountFault) -> (String, &'static str, String) {
    let (message, label, help) = match fault {
        AmountFault::NothingMissing => (
            "`每缺` 按缺少的行为计数，而本规范不要求任何行为",
            "没有可缺少的行为",
            "与 `应当 E` 一起使用，否则删去",
        ),
        AmountFault::NoSlots => (
            "`每时段` 按时段计数，而本规范没有时段",
            "哪些时段？",
            "以 `每 30 分钟 在 … 期间` 作为时机，否则删去",
        ),
        AmountFault::NothingLate => (
            "`每逾期小时` 自期限起算，而本规范没有行为可能错过的期限",
            "迟于什么？",
            "与 `应当 E` 以及 `限时`、`不迟于` 或周期一起使用",
        ),
        AmountFault::NotAboutEach(entity) => {
            return (
                format!("本规范不是逐个针对 `{entity}` 的"),
                "按什么计数？",
                format!(
                    "以 `每 月 对 x 属于 {entity}` 作为时机，或要求 `对 每个 x 属于 {entity}`，或按 `每次` 计数"
                ),
            );
        }
        AmountFault::PerBearer => (
            "后果总是针对一个责任人",
            "没有意义",
            "删去 `每责任人`；要限制一人承担的总额，请写 `封顶 每责任人 每月 …`",
        ),
        AmountFault::EscalationPer => (
            "逐级处理按责任人并在一段时间内计数",
            "不能按此计数",
            "写作 `逐级 每责任人 每月 { … }` 或 `逐级 每责任人 12 个月 内 { … }`",
        ),
        AmountFault::CapPer => {
            ("封顶按责任人、周期或次数计算", "不能按此封顶", "写作 `封顶 每责任人 每月 500 元`")
        }
        AmountFault::CapForWhat => (
            "没有写明封顶的范围",
            "是一次、一人还是一个月？",
            "写作 `封顶 每责任人 每月 …`、`封顶 每月 …` 或 `封顶 每次 …`",
        ),
        AmountFault::StepOrder => (
            "逐级处理的各行必须依次排列",
            "与上一行重叠",
            "依次书写，例如 `第 1 次: 警告 第 2..3 次: 罚款 50 元 第 4.. 次: 辞退`",
        ),
        AmountFault::StepGap(n) => {
            return (format!("没有写明第 {n} 次如何处理"), "从更后的次数开始", "让上一行延伸到此".into());
        }
        AmountFault::StepKind => {
            ("逐级处理的每一行只能是一项普通后果", "此处不可用", "把补救写在逐级处理之前的另一个 `违者` 中")
        }
        AmountFault::NoSteps => {
            ("逐级处理没有任何一行", "没有后果", "写作 `逐级 每责任人 每月 { 第 1 次: 警告 }`")
        }
        AmountFault::NoBearer => {
            ("`责任人` 指规范所约束的人，而这里没有写明", "是谁？", "在前面加上 `责任人` 子句")
        }
        AmountFault::BearersDiffer => {
            ("此处的 `责任人` 指不同种类的人", "谁的属性？", "把封顶写进责任人具有该属性的规范中")
        }
        AmountFault::PayUnit => (
            "工资只能折算成日或小时",
            "不是月工资的一部分",
            "写作 `1 天 的`、`2 小时 的`、`1 个月 的`，或 `20% 的` 这样的比例",
        ),
        AmountFault::NoReward => {
            ("没有写明奖励什么", "什么也得不到", "加上 `则 奖励 50 元`，不是给责任人时再加 `给 …`")
        }
        AmountFault::RewardElsewhere => {
            ("只有 `奖励` 规范才有奖励", "奖励给谁？", "声明为 `奖励 名称 { … }`")
        }
        AmountFault::PenaltyInReward => {
            ("未获奖励不产生后果", "这是违反的后果", "把应当做的事写成另一条 `义务`")
        }
        AmountFault::InsteadOfElse => (
            "`违者` 针对责任人，而 `改由` 免除了责任人",
            "不会提出",
            "若两者都要承担，请改用 `连带`；否则把后果移到 `改由` 之后",
        ),
        AmountFault::LiableReparation => ("只有责任人可以补救", "此处不可用", "把补救写进 `违者`"),
        AmountFault::RangeEnds => {
            ("幅度须由低到高，两端都是写明的金额", "不是这样的幅度", "写作 `罚款 30..50 元`")
        }
    };
    (message.into(), label, help.into())
}
