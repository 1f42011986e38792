use super::Construct;

pub(super) fn words(construct: Construct) -> &'static str {
    match construct {
        Construct::Only => "`仅 … 可` ",
        Construct::Then => "按次序的行为（`然后`）",
        Construct::Or => "择一的行为（`或`）",
        Construct::ItsOwn => "`专属`（一次行为只抵一项义务）",
        Construct::DifferentPeople => "`由 至少 … 个不同的人` ",
        Construct::StateInState => "状态声明中的另一状态",
        Construct::RichState => "状态所用事件的次数、人员或对象",
        Construct::FigureOfInterval => "针对状态区间的规范中的汇总数字",
        Construct::Rank => "`名次(…)`",
        Construct::InListField => "在列表字段中查找",
        Construct::RichBefore => "`早于` 的事件所附的次数、人员或对象",
        Construct::FieldsInside => "与其他内容连写的一组字段",
        Construct::ReparationInList => "同一个 `违者` 中的第二个补救",
        Construct::Encoding => "日志的 `编码` ",
        Construct::RecordsAt => "日志的 `记录 于` ",
        Construct::TextTest => "`日志` 块以外的文字判断（`包含` 等）",
        Construct::Format => "日志的这种 `格式` ",
    }
}
