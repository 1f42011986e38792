use super::Construct;

pub(super) fn words(construct: Construct) -> &'static str {
    match construct {
        Construct::ItsOwn => "在按顺序的行为、免责情形或补救中的 `专属` ",
        Construct::StateInState => "状态声明中的另一状态",
        Construct::RichState => "状态所用事件的次数、人员或对象",
        Construct::FigureOfInterval => "针对状态区间的规范中的汇总数字",
        Construct::InListField => "在列表字段中查找",
        Construct::RichBefore => "`早于` 某事件的提前量，或免责情形中的 `早于` 某事件",
    }
}
