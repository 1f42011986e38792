//! The generated parser. Nothing of pest leaves the `syntax` folder.

#[derive(pest_derive::Parser)]
#[grammar = "grammar/policy.pest"]
pub(super) struct PolicyGrammar;
