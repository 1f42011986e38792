use super::super::words::near as near_words;
use super::{Nonsense, Part, Side, Slot, StructureProblem};
use crate::diagnostics::Diagnostic;
use crate::locale::Lang;

pub(super) fn diagnostic(problem: &StructureProblem) -> Diagnostic {
    let code = problem.code();
    match problem {
        StructureProblem::Missing { norm, span, slot: Slot::Occasion } => {
            Diagnostic::new(code, format!("规范 `{norm}` 没有写明何时适用"))
                .label(*span, "缺少时机")
                .help("补上 `当 事件`，或 `每 工作日 针对 某人 属于 员工` 这样的周期")
        }
        StructureProblem::Missing { norm, span, slot: Slot::Conduct } => {
            Diagnostic::new(code, format!("规范 `{norm}` 没有写明应当或不得做什么"))
                .label(*span, "缺少行为")
                .help("补上 `应当 事件 …`、`不得 事件 …` 或 `应当 条件`")
        }
        StructureProblem::Repeated { part, first, second } => {
            Diagnostic::new(code, format!("{}写了两次", words(part)))
                .label(*second, "这里重复")
                .label(*first, "先在这里写明")
                .help("只保留其中一处")
        }
        StructureProblem::TwoHeaders { first, second } => {
            Diagnostic::new(code, "一份制度只有一个制度头，这里有两个")
                .label(*second, "第二个制度头")
                .label(*first, "第一个制度头")
                .help("只保留一个；被 `引用` 的文件不写制度头")
        }
        StructureProblem::TwoRoles { key, first, second } => {
            let role = if *key { "主键" } else { "行为人" };
            Diagnostic::new(code, format!("一条记录只有一个{role}，这里有两个"))
                .label(*second, format!("第二个{role}"))
                .label(*first, format!("第一个{role}"))
                .help(format!("去掉其中一处的 `{role}`"))
        }
        StructureProblem::NoKey { entity, span } => {
            Diagnostic::new(code, format!("实体 `{entity}` 没有主键"))
                .label(*span, "靠什么区分它的各个成员？")
                .help("在日志用来指称它的字段上写 `主键`，如 `主键 编号: 文本`")
        }
        StructureProblem::NoActor { event, span, declared } => {
            let diagnostic = Diagnostic::new(code, format!("事件 `{event}` 没有写明哪个字段是行为人"))
                .label(*span, "这里要问由谁所为");
            match declared {
                Some(place) => diagnostic.label(*place, "在这里声明，但没有行为人"),
                None => diagnostic,
            }
            .help("在该事件中指明人员的字段上写 `行为人`")
        }
        StructureProblem::NotShared { field, span, side, declared, near } => {
            let mut diagnostic = Diagnostic::new(code, format!("`同 {field}`：{}", lacks(side, field)))
                .label(*span, "两边都必须有");
            if let Some(place) = declared {
                diagnostic = diagnostic.label(*place, format!("没有 `{field}`"));
            }
            diagnostic.help(near_words(near, Lang::Zh).unwrap_or_else(|| {
                if *side == Side::Nothing {
                    return "写明名册（`每 日 针对 某人 属于 员工`），或去掉 `同`".into();
                }
                format!("`同 {field}` 比较行为与时机双方的字段 `{field}`；名称不同时，请在 `其中` 里比较")
            }))
        }
        StructureProblem::Senseless { span, other, why } => {
            let (message, label, other_label, help) = nonsense(why);
            let diagnostic = Diagnostic::new(code, message).label(*span, label);
            match other {
                Some(place) => diagnostic.label(*place, other_label),
                None => diagnostic,
            }
            .help(help)
        }
    }
}

fn lacks(side: &Side, field: &str) -> String {
    match side {
        Side::Act(event) => format!("事件 `{event}` 没有字段 `{field}`"),
        Side::Occasion(event) => format!("作为时机的事件 `{event}` 没有字段 `{field}`"),
        Side::Member(entity) => format!("`{field}` 既不是名册成员，也不是实体 `{entity}` 的字段"),
        Side::Nothing => "没有名册的周期没有可比较的字段".into(),
    }
}

fn nonsense(why: &Nonsense) -> (String, &'static str, &'static str, String) {
    match why {
        Nonsense::CountNeverMet => (
            "这两个次数不可能同时满足".into(),
            "少于要求的次数",
            "要求的次数",
            "`至少` 的次数不应大于 `至多`".into(),
        ),
        Nonsense::CountOfForbidden => (
            "禁止的行为不能再写次数".into(),
            "禁止多少次？",
            "在这里禁止",
            "若允许若干次，请写 `应当 … 至多 n 次`".into(),
        ),
        Nonsense::ElseAfterEnd => (
            "不能补救的后果之后不能再有后果".into(),
            "永远到不了这里",
            "链条在这里结束",
            "并列的后果用逗号连接；或者让链条以 `违者 应当 … 限时 …` 开头".into(),
        ),
        Nonsense::ConditionWithoutEach => (
            "单独一个条件不能作为时机".into(),
            "一个条件",
            "时机",
            "把条件写在事件之后：`当 事件 其中 …`；只有与 `每` 并列时条件才可单独成行".into(),
        ),
        Nonsense::ShareOfForbidden => (
            "不得保持的状态不能带比例".into(),
            "是禁止的比例，还是允许的比例？",
            "任何时候都不得保持",
            "写明应当保持多久：`应当 保持 非 … 至少 50%`".into(),
        ),
        Nonsense::PeopleOfCondition => (
            "条件没有行为人".into(),
            "由谁所为？",
            "这是条件，不是行为",
            "只有要求某种行为时才写由谁所为".into(),
        ),
        Nonsense::PerFieldWithoutFields => (
            "`每 项` 按字段计数，而这里没有检查一组字段".into(),
            "哪些字段？",
            "",
            "写成 `应当 记录.[甲, 乙] 已填`，或去掉 `每 项`".into(),
        ),
        Nonsense::EachNotTied { name, event } => (
            format!("没有说明 `{event}` 的哪个字段应等于 `{name}`"),
            "要求每个都有一次行为",
            "不能据此区分",
            format!("请在 `对 每个` 之后写该字段的名称，或在 `其中` 里比较一次，例如 `其中 … = {name}`"),
        ),
        Nonsense::PartOfBeginning => (
            "状态由一个事件开始".into(),
            "要求得更多",
            "开始",
            "请用 `其中` 挑选事件；`同` 写在结束状态的事件之后".into(),
        ),
        Nonsense::PartOfEnd => (
            "结束状态的事件一出现，状态即告结束".into(),
            "不能据此结束",
            "开始",
            "可以要求至少几次、不同的人，或写明的列表中的每一个".into(),
        ),
        Nonsense::EachOfData => (
            "只有数据才列出的对象，只能由单独一项行为来要求".into(),
            "情形出现时才知道",
            "处于顺序之中、写了 `专属`，或须反复进行",
            "请把该行为写成单独的规范，或把各个值写成列表".into(),
        ),
        Nonsense::EachUnused { name, event } => (
            format!("`{name}` 不起作用：它不是 `{event}` 的字段，`其中` 也没有用到它"),
            "没有用到",
            "行为",
            format!("写 `{event}` 的某个字段，或在 `其中` 与 `{name}` 比较"),
        ),
        Nonsense::BranchWithoutCondition => (
            "除最后一个期限外都要有条件，而最后一个没有条件".into(),
            "这里",
            "",
            "写成 `期限 若 条件 否则 期限`".into(),
        ),
        Nonsense::MostInOrder => (
            "按顺序的行为不能限定最多次数".into(),
            "多做几次怎么会打乱顺序？",
            "",
            "把次数上限另写一条规范：`应当 … 至多 n 次`".into(),
        ),
        Nonsense::OwnForbidden => (
            "`专属` 说的是一次行为履行哪项义务，禁令没有可履行的义务".into(),
            "没有可履行的义务",
            "在这里禁止",
            "去掉 `专属`".into(),
        ),
        Nonsense::PartOfOnly => (
            "`仅 … 可` 不能再写次数、其他人员或自己的期限".into(),
            "不能写在这里",
            "只有某些人可以这样做",
            "只保留 `其中`（有 `当` 时还可用 `同`），其余另写一条规范".into(),
        ),
        Nonsense::NothingToIterate => {
            ("空列表没有提出任何要求".into(), "没有值", "", "至少列出一个值".into())
        }
        Nonsense::EveryElsewhere => (
            "`每隔` 要求行为一次接一次，只能写在义务所要求的行为上".into(),
            "不能写在这里",
            "",
            "写 `应当 事件 每隔 30 分钟`，不写次数".into(),
        ),
        Nonsense::NoState => (
            "只有状态才能在一段时间内保持".into(),
            "不是状态",
            "",
            "声明一个状态（`状态 在岗: …`），并在这里写它的名称".into(),
        ),
        Nonsense::MembershipWithoutRoster => {
            ("这里没有名册，谈不上谁在册".into(), "谁？", "", "写明名册：`每 月 针对 某人 属于 员工`".into())
        }
    }
}

/// A part in words, as it is written.
fn words(part: &Part) -> String {
    let keyword = match part {
        Part::Cite => "依据",
        Part::Reading => "解读",
        Part::Effective => "生效",
        Part::Occasion => return "时机（`当`、`每`、`期间`）".into(),
        Part::Bearer => "责任人",
        Part::Conduct => return "行为（`应当`）".into(),
        Part::People => "由 … 以外的人",
        Part::Time => return "期限（`限时`、`不迟于`、`提前`）".into(),
        Part::Where => "其中",
        Part::AtLeast => return "最少次数".into(),
        Part::AtMost => return "最多次数".into(),
        Part::ForEvery => "对 每个",
        Part::Same(field) => return format!("`同 {field}` "),
        Part::Field(field) => return format!("字段 `{field}` "),
        Part::Override(norm) => return format!("`优先于 {norm}` "),
        Part::Per => "每",
        Part::Reward => "则 奖励",
        Part::Version => "版本",
        Part::Timezone => "时区",
        Part::Calendar => "日历",
        Part::Currency => "货币",
        Part::CountFrom => "日数 起算于",
        Part::DaysEnd => "日终 于",
        Part::RestDays => "期限 逢休息日",
        Part::WeekStart => "每周 始于",
        Part::Overlap => "竞合",
        Part::Rounding => "金额取整",
        Part::PaidDays => "月计薪天数",
        Part::Discretion => "裁量",
        Part::Format => "格式",
        Part::Delimiter => "分隔",
        Part::Skip => "跳过",
        Part::Observed => "观测",
        Part::LogTime => "时间",
        Part::Encoding => "编码",
        Part::Records => "记录 于",
        Part::Sheet => "工作表",
        Part::Week => "工作周",
        Part::Valid => "有效",
        Part::File => "文件",
        Part::Hours => "营业",
    };
    format!("`{keyword}` ")
}
