use super::Construct;

pub(super) fn words(construct: Construct) -> &'static str {
    match construct {
        Construct::ItsOwn => "`its own` among acts in order, in an excuse or in a reparation",
        Construct::InListField => "looking for a value in a list field",
        Construct::RichBefore => "`before` an event with a lead time, or in an excuse",
    }
}
