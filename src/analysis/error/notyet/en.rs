use super::Construct;

pub(super) fn words(construct: Construct) -> &'static str {
    match construct {
        Construct::ItsOwn => "`its own` among acts in order, in an excuse or in a reparation",
        Construct::StateInState => "a state inside the definition of a state",
        Construct::RichState => "numbers, people or addressees of the events of a state",
        Construct::FigureOfInterval => "a figure in a norm about an interval of a state",
        Construct::InListField => "looking for a value in a list field",
        Construct::RichBefore => "`before` an event with a lead time, or in an excuse",
    }
}
