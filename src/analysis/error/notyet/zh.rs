use super::Construct;

pub(super) fn words(construct: Construct) -> &'static str {
    match construct {
        Construct::Overrides => "`优先于` ",
        Construct::WhenViolated => "以违反为时机的规范（`当 违反`）",
        Construct::WhenCount => "按事件次数形成的时机",
        Construct::WhenLasts => "以状态持续为时机（`持续`）",
        Construct::Hold => "`应当 保持` ",
        Construct::Every => "`每隔`（最长间隔）",
        Construct::ItsOwn => "在按顺序的行为、免责情形或补救中的 `专属` ",
        Construct::StateInState => "状态声明中的另一状态",
        Construct::RichState => "状态所用事件的次数、人员或对象",
        Construct::Throughout => "`全程` ",
        Construct::Measure => "指标",
        Construct::Aggregate => "`合计(…)` 之类的汇总",
        Construct::InListField => "在列表字段中查找",
        Construct::RichBefore => "`早于` 某事件的提前量，或免责情形中的 `早于` 某事件",
        Construct::Encoding => "日志的 `编码` ",
        Construct::RecordsAt => "日志的 `记录 于` ",
        Construct::TextTest => "`日志` 块以外的文字判断（`包含` 等）",
        Construct::Format => "日志的这种 `格式` ",
    }
}
