//! What a text is like, and what a list holds.

use super::Naive;
use super::expr::{Got, Truth};
use crate::misform::Form as Misread;
use crate::mutation::Mutation;
use guiju::analysis::model::CompareOp;
use guiju::event::Value;
use guiju::syntax::ast::Like;

impl<'a> Naive<'a> {
    /// Whether a text is like another.
    pub fn is_like(&self, what: &Got<'a>, like: Like, text: &str) -> Truth {
        let words = match what {
            Got::Text(words) => (*words).to_string(),
            Got::OptionalBlank => return Truth::No,
            _ => return self.undecided(),
        };
        let any = self.wrong(Mutation::Form(Misread::LettersOfAnyCase));
        let (words, text) = match any {
            true => (words.to_lowercase(), text.to_lowercase()),
            false => (words, text.to_string()),
        };
        let begins = self.wrong(Mutation::Form(Misread::ContainsAtItsBeginning));
        Truth::of(match like {
            Like::Contains if begins => words.starts_with(&text),
            Like::Contains => words.contains(&text),
            Like::StartsWith => words.starts_with(&text),
            Like::EndsWith => words.ends_with(&text),
        })
    }

    /// Whether a value is among those of a list: an `or` of equalities.
    pub fn is_in_list(&self, what: &Got<'a>, list: &Got<'a>) -> Truth {
        match (what, list) {
            (Got::OptionalBlank, _) | (_, Got::OptionalBlank) => Truth::No,
            (what, Got::Value(Value::List(values))) => values.iter().fold(Truth::No, |truth, value| {
                let value = match value {
                    Value::Text(sym) => Got::Text(self.case.interner.text(sym).into()),
                    other => Got::Value(other.clone()),
                };
                truth.or(self.compare(what, CompareOp::Eq, &value))
            }),
            _ => self.undecided(),
        }
    }
}
