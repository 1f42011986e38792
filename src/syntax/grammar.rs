//! The generated parser. Nothing of pest leaves the `syntax` folder.

#[derive(pest_derive::Parser)]
#[grammar = "grammar/policy.pest"]
pub(super) struct PolicyGrammar;

/// Whether a text as a whole is what a rule means.
pub(super) fn is(rule: Rule, text: &str) -> bool {
    use pest::Parser;
    PolicyGrammar::parse(rule, text)
        .is_ok_and(|mut pairs| pairs.next().is_some_and(|pair| pair.as_str() == text))
}
