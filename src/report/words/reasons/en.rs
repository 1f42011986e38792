//! In English.

use super::super::en::English;
use super::super::{Names, ticked};
use super::{Reasons, other_currency};
use crate::engine::{Reason, Why};
use crate::event::Type;
use crate::locale::Lang;

impl English {
    /// Why a cell cannot be read.
    fn what_is_wrong(&self, ty: Option<&Type>, text: &str) -> String {
        match other_currency(ty, text) {
            Some(declared) => format!("which is another currency; write the amount in {declared}"),
            None => format!("which is not {}", self.type_name(ty)),
        }
    }
}

impl Reasons for English {
    fn reason(&self, names: &Names<'_>, reason: &Reason) -> String {
        match reason {
            Reason::OpenParam(param) => format!("parameter `{}` is not bound", names.param(*param)),
            Reason::OccasionUndecided(why) => {
                format!("whether the norm applies cannot be told: {}", self.why(names, why))
            }
            Reason::WindowUndecided(why) => {
                format!("the time limit cannot be told: {}", self.why(names, why))
            }
            Reason::ConditionUndecided(why) => {
                format!("a condition cannot be told: {}", self.why(names, why))
            }
            Reason::Time(error) => error.words(Lang::En),
            Reason::Candidate(event, why) => format!(
                "`{}` in {} might be the one: {}",
                names.kind(event.kind),
                names.row(&event.row),
                self.why(names, why)
            ),
            Reason::Rejected(row) => {
                format!("{} could not be read and might be what is missing", names.row(row))
            }
            Reason::BeforeLog { kind, from } => format!(
                "`{}` may have happened before the log begins, {}",
                names.kind(*kind),
                names.stamp(crate::time::Stamp::exact(*from))
            ),
            Reason::NoSource(kind) => {
                format!("the source of `{}` is missing or could not be read", names.kind(*kind))
            }
            Reason::NoShift => "the occasion falls in no shift".into(),
            Reason::WindowOpen => "the window is still open at the horizon".into(),
            Reason::SourceEnds { kind, until } => {
                format!("the source of `{}` is only known up to {}", names.kind(*kind), names.stamp(*until))
            }
            Reason::ExcuseOpen(_) => "an excuse can still be met".into(),
            Reason::ReparationOpen(_) => "the reparation is still open".into(),
            Reason::TooFew(found, needed) => format!("{found} found, {needed} needed"),
            Reason::TooFewPeople(found, needed) => {
                format!(
                    "by {found} different {}, {needed} needed",
                    if *found == 1 { "person" } else { "people" }
                )
            }
            Reason::InOrder(seen, of) => format!("{seen} of {of} acts were seen in their order"),
            Reason::TooMany(found, allowed) => format!("{found} found, at most {allowed} allowed"),
            Reason::GapsTooLong(1) => "a gap is too long".into(),
            Reason::GapsTooLong(count) => format!("{count} gaps are too long"),
            Reason::NotHeld(1) => "for a time it did not hold".into(),
            Reason::NotHeld(count) => format!("it did not hold at {count} times"),
            Reason::ConditionFailed => "the condition does not hold".into(),
            Reason::Forbidden => "this must not be".into(),
        }
    }

    fn why(&self, names: &Names<'_>, why: &Why) -> String {
        match why {
            Why::Blank { row, kind, field } => {
                let field = names.field(*kind, *field);
                format!("`{field}` of `{}` is blank in {}", names.kind(*kind), names.row(row))
            }
            Why::Unreadable { row, kind, field, text } => format!(
                "`{}` of `{}` says `{}` in {}, {}",
                names.field(*kind, *field),
                names.kind(*kind),
                names.text(text),
                names.row(row),
                self.what_is_wrong(names.field_type(*kind, *field), names.text(text))
            ),
            Why::UnreadableLine { row, entity, field, text } => format!(
                "`{}` of `{}` says `{}` in {}, {}",
                names.attribute(*entity, *field),
                names.entity(*entity),
                names.text(text),
                names.row(row),
                self.what_is_wrong(names.attribute_type(*entity, *field), names.text(text))
            ),
            Why::Attribute { entity, key, field } => format!(
                "`{}` of {} `{}` is blank or unreadable",
                names.attribute(*entity, *field),
                names.entity(*entity),
                names.text(key)
            ),
            Why::NoEntity { entity, key, on } => {
                format!("no {} `{}` is known on {on}", names.entity(*entity), names.text(key))
            }
            Why::OpenParam(param) => format!("parameter `{}` is not bound", names.param(*param)),
            Why::NotCovered(year) => format!("the calendar says nothing about the year {year}"),
            Why::NoDate => "the date that is reckoned here cannot be worked out".into(),
            Why::TooCoarse => "the log gives times too coarsely to tell".into(),
            Why::NoBeginning => "it began before the log, and its beginning is not stated".into(),
            Why::Given => "whether it counts for another obligation cannot be told".into(),
            Why::Order => "whether it came after what must come before it cannot be told".into(),
            Why::Arithmetic => "a number is too large to hold".into(),
            Why::ByZero => "the divisor is zero".into(),
            Why::Empty(kind) => format!("there is no `{}` to work it out from", names.kind(*kind)),
            Why::Figure(_) => "a figure that it needs is not certain".into(),
            Why::Currency => "the amounts are of different currencies".into(),
            Why::Rejected(row) => self.reason(names, &Reason::Rejected(*row)),
            Why::BeforeLog { kind, from } => {
                self.reason(names, &Reason::BeforeLog { kind: *kind, from: *from })
            }
            Why::NoSource(kind) => self.reason(names, &Reason::NoSource(*kind)),
            Why::SourceEnds { kind, until } => {
                self.reason(names, &Reason::SourceEnds { kind: *kind, until: *until })
            }
            Why::Nothing => "nothing is known of it".into(),
        }
    }

    fn type_name(&self, ty: Option<&Type>) -> String {
        match ty {
            None => "a value".into(),
            Some(Type::Text) => "a text".into(),
            Some(Type::Number) => "a number".into(),
            Some(Type::Money(_)) => "an amount".into(),
            Some(Type::Percent) => "a percentage".into(),
            Some(Type::Bool) => "yes or no".into(),
            Some(Type::Date) => "a date".into(),
            Some(Type::TimeOfDay) => "a time of day".into(),
            Some(Type::Instant) => "a time".into(),
            Some(Type::Duration | Type::Period) => "a length of time".into(),
            Some(Type::Enum(words)) => format!("one of {}", Lang::En.list_or(&ticked(words))),
            Some(Type::Ref(_)) => "a key".into(),
            Some(Type::List(_)) => "a list".into(),
        }
    }
}
