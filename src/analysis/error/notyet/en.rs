use super::Construct;

pub(super) fn words(construct: Construct) -> &'static str {
    match construct {
        Construct::Only => "`only … may`",
        Construct::Then => "acts in order (`then`)",
        Construct::Or => "alternative acts (`or`)",
        Construct::ItsOwn => "`its own` (one act for one obligation)",
        Construct::DifferentPeople => "`by at least … different people`",
        Construct::StateInState => "a state inside the definition of a state",
        Construct::RichState => "numbers, people or addressees of the events of a state",
        Construct::FigureOfInterval => "a figure in a norm about an interval of a state",
        Construct::Rank => "`rank(…)`",
        Construct::InListField => "looking for a value in a list field",
        Construct::RichBefore => "numbers, people or addressees of the event in `before`",
        Construct::FieldsInside => "a list of fields that is joined with something else",
        Construct::ReparationInList => "a second reparation in one `else`",
        Construct::Encoding => "`encoding` of a log",
        Construct::RecordsAt => "`records at` of a log",
        Construct::TextTest => "a test of what a text is like, outside of a `log` block,",
        Construct::Format => "this format of a log",
    }
}
