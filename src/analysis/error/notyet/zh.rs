use super::Construct;

pub(super) fn words(construct: Construct) -> &'static str {
    match construct {
        Construct::ItsOwn => "在按顺序的行为、免责情形或补救中的 `专属` ",
        Construct::InListField => "在列表字段中查找",
        Construct::RichBefore => "`早于` 某事件的提前量，或免责情形中的 `早于` 某事件",
    }
}
