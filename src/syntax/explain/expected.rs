//! From the rules that the grammar tried to what a reader would call them.

use super::near;
use crate::syntax::error::{Block, Expectation};
use crate::syntax::grammar::Rule;
use crate::syntax::words::Word;

/// What the rules mean, grouped, the most telling first.
pub(super) fn expectations(rules: &[Rule], block: Option<Block>) -> Vec<Expectation> {
    let mut out: Vec<Expectation> = rules.iter().filter_map(|rule| group(*rule)).collect();
    let clauses = rules
        .iter()
        .filter(|rule| matches!(rule, Rule::w_when | Rule::w_must | Rule::w_unless | Rule::w_else));
    if clauses.count() == 4 {
        // Any clause may follow, so their words need not be listed one by one.
        out.retain(|e| !matches!(e, Expectation::Exactly(..)));
        out.push(Expectation::Line(Block::Norm));
    }
    if rules == [Rule::colon] && block == Some(Block::Record) {
        out = vec![Expectation::FieldType];
    }
    out.sort();
    out.dedup();
    if out.iter().any(|e| !continues(*e)) {
        out.retain(|e| !continues(*e));
    }
    if out.iter().any(|e| matches!(e, Expectation::Line(_))) {
        out.retain(|e| !matches!(e, Expectation::End | Expectation::Exactly("}", _)));
    }
    out
}

/// What may always come after a complete value; worth saying only if nothing else is.
fn continues(expectation: Expectation) -> bool {
    matches!(expectation, Expectation::Operator | Expectation::Line(_) | Expectation::End)
        || matches!(expectation, Expectation::Exactly("}" | "(" | "," | "." | "..", _))
}

/// Whether a rule is one line of a block.
pub(super) fn is_part(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::norm_part
            | Rule::policy_part
            | Rule::record_part
            | Rule::calendar_part
            | Rule::log_part
            | Rule::test_part
    )
}

fn group(rule: Rule) -> Option<Expectation> {
    use Expectation::*;
    Some(match rule {
        Rule::one_item | Rule::item => Declaration,
        Rule::norm_part => Line(Block::Norm),
        Rule::policy_part => Line(Block::Policy),
        Rule::record_part | Rule::field => Line(Block::Record),
        Rule::calendar_part => Line(Block::Calendar),
        Rule::log_part => Line(Block::Log),
        Rule::test_part => Line(Block::Test),
        Rule::name | Rule::any_name | Rule::plain_name | Rule::quoted_name | Rule::alias => Name,
        Rule::string | Rule::string_plain | Rule::string_curly => Text,
        Rule::number | Rule::integer | Rule::cardinal | Rule::signed_number | Rule::ordinal => Number,
        Rule::time_unit => Unit,
        Rule::length | Rule::duration | Rule::quantity => Length,
        Rule::point => Point,
        Rule::date | Rule::datetime | Rule::range_start | Rule::range_end => Date,
        Rule::date_range => DateRange,
        Rule::time_of_day | Rule::interval => TimeOfDay,
        Rule::weekday => Weekday,
        Rule::period_unit | Rule::calendar_unit | Rule::which_period | Rule::each_period => Period,
        Rule::currency => Currency,
        Rule::zone => Zone,
        Rule::field_type => Type,
        Rule::act | Rule::acts | Rule::event_head | Rule::plain_act => Act,
        Rule::expr | Rule::operand | Rule::subject | Rule::reference | Rule::hold | Rule::part_word => Value,
        Rule::consequence | Rule::reparation => Consequence,
        Rule::per_unit => Per,
        Rule::clause_number => ClauseNumber,
        Rule::status => Status,
        Rule::EOI => End,
        Rule::op_or
        | Rule::op_and
        | Rule::op_le
        | Rule::op_ge
        | Rule::op_ne
        | Rule::op_lt
        | Rule::op_gt
        | Rule::op_eq => Operator,
        Rule::op_plus | Rule::op_times | Rule::op_divide | Rule::op_range | Rule::predicate => Operator,
        Rule::text_test | Rule::day_test => Operator,
        Rule::w_in | Rule::w_not_in | Rule::w_and | Rule::w_or | Rule::w_of | Rule::w_de | Rule::w_not => {
            Operator
        }
        Rule::open_brace => Exactly("{", "{"),
        Rule::close_brace => Exactly("}", "}"),
        Rule::open_paren => Exactly("(", "("),
        Rule::close_paren => Exactly(")", ")"),
        Rule::open_bracket => Exactly("[", "["),
        Rule::close_bracket => Exactly("]", "]"),
        Rule::comma => Exactly(",", ","),
        Rule::colon => Exactly(":", ":"),
        Rule::equals => Exactly("=", "="),
        Rule::dot => Exactly(".", "."),
        Rule::dots | Rule::step_dots => Exactly("..", ".."),
        rule => {
            let word = Word::ALL.iter().find(|word| word.rule() == rule)?;
            Exactly(word.text(crate::locale::Lang::En), word.text(crate::locale::Lang::Zh))
        }
    })
}

/// Keywords that could stand here and are close to a word.
pub(super) fn words_of(rules: &[Rule], found: &str) -> Vec<String> {
    use Word::*;
    let mut words: Vec<Word> = Vec::new();
    for rule in rules {
        words.extend(Word::ALL.iter().filter(|word| word.rule() == *rule));
        words.extend_from_slice(match rule {
            Rule::consequence => {
                &[Must, Fine, Deduct, Demerit, Warn, Suspend, Dismiss, Notify, Escalate, Sanction]
            }
            Rule::status => &[Fulfilled, Violated, Repaired, Excused, Waived, Pending, Unknown, Unearned],
            Rule::per_unit => &[Field, Occurrence, Missing, Slot, Bearer, StartedHourLate],
            Rule::predicate => &[Filled, Valid, Blank],
            Rule::text_test => &[Contains, StartsWith, EndsWith],
            Rule::day_test => &[IsWorkingDay, IsRestDay],
            Rule::field_suffix => &[Optional, Key, Actor],
            Rule::membership => &[ValidMember, AtStart, AtEnd],
            Rule::people | Rule::time_clause => &[By, Within, Before],
            Rule::every => &[Every],
            Rule::count_bound => &[AtLeast, AtMost, Exactly],
            Rule::act_then => &[Then],
            Rule::act_or => &[Or],
            _ => &[],
        });
    }
    near(found, words.into_iter())
}
