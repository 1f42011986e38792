//! Every kind of message, with its underline, in both languages. The snapshots carry the text they are about.

use crate::draw::{both, messages};
use guiju::locale::Lang;

macro_rules! said {
    ($($(#[doc = $why:literal])* $name:ident: $text:literal;)*) => { $(
        $(#[doc = $why])*
        #[test]
        fn $name() {
            let text = $text;
            insta::with_settings!({ description => text, omit_expression => true, prepend_module_to_snapshot => false }, {
                insta::assert_snapshot!(concat!("said_", stringify!($name)), both(text));
            });
        }
    )* };
}

said! {
    /// The most common slip: a letter is missing. The line above is blameless.
    misspelt_clause: "duty a {\n  must   arrive same fault\n  witin  30 minutes\n}";
    misspelt_clause_zh: "义务 甲 {\n  应当   到场 同 故障号\n  除菲   说明\n}";
    misspelt_word_inside: "duty a {\n  within 30 minutes if x otherwis 40 minutes\n}";
    misspelt_consequence: "duty a {\n  else   fin 100 CNY\n}";
    misspelt_declaration: "dutty a {\n  when   alarm\n}";
    unknown_declaration: "rule a {\n  when   alarm\n}";
    clause_at_the_top: "must arrive";
    unknown_line: "duty a {\n  when   alarm\n  please arrive\n}";
    reserved_name: "duty when {\n  when   alarm\n}";
    reserved_event: "duty a {\n  must   each\n}";
    missing_brace: "duty a {\n  when   alarm\n  must   arrive\n\nduty b {\n  when   alarm\n}";
    missing_brace_at_the_end: "duty a {\n  when   alarm\n";
    missing_paren: "duty a {\n  must   rate(e >= 80%\n  else   fine 100 CNY\n}";
    missing_bracket: "event a { kind: one of [\"x\", \"y\" }";
    stray_brace: "duty a {\n  when   alarm\n}\n}\n";
    mismatched_bracket: "param a = [1, 2)";
    unclosed_text: "duty a {\n  cite   clause 8 \"on site\n  when   alarm\n}";
    unclosed_text_curly: "义务 甲 {\n  依据   第 8 条 “30分钟内到达\n  当     报警\n}";
    unclosed_backtick: "event `my event { }";
    full_width_digits: "duty a {\n  within ３０ minutes\n}";
    chinese_number: "义务 甲 {\n  限时   三十分钟\n}";
    chinese_number_apart: "义务 甲 {\n  限时   三十 分钟\n}";
    chinese_amount: "义务 甲 {\n  违者   罚款 一百元\n  违者   罚款 一百 元\n}";
    chinese_punctuation: "义务 甲 {\n  当     报警。\n}";
    equals_for_a_type: "event a { fault = text }";
    colon_for_a_value: "param arrival: 30 minutes";
    colon_in_a_condition: "duty a {\n  when   alarm where kind: \"x\"\n}";
    colon_after_a_keyword: "policy p {\n  currency: CNY\n}";
    equals_in_a_test: "test \"t\" {\n  alarm { fault = \"F1\" }\n}";
    number_without_unit: "duty a {\n  within 30\n  else   warn\n}";
    unknown_unit: "duty a {\n  within 30 minuts\n}";
    unknown_unit_far: "duty a {\n  within 30 blinks\n}";
    unknown_currency_word: "duty a {\n  else   fine 100 yuan\n}";
    unknown_currency_code: "duty a {\n  else   fine 100 CYN\n}";
    fine_without_currency: "duty a {\n  else   fine 100, fine 30..50\n}";
    operators_of_other_languages: "duty a {\n  when   alarm where a = 1 && b = 2 || !c\n}";
    single_quotes: "duty a {\n  when   alarm where kind = 'x'\n}";
    wrong_block: "duty a {\n  timezone Asia/Shanghai\n  when   alarm\n}";
    wrong_block_in_the_header: "policy p {\n  calendar cn\n  bearer x\n}";
    else_without_consequence: "duty a {\n  else\n}";
    when_without_event: "duty a {\n  when\n  bearer alarm.owner\n}";
    dangling_and: "duty a {\n  when   alarm where a = 1 and\n  must   arrive\n}";
    dangling_same: "duty a {\n  must   arrive same\n}";
    english_date: "policy p {\n  effective 6 May 2024 ..\n}";
    chinese_date: "制度 某 {\n  生效 2024年5月6日 ..\n}";
    slashed_date: "test \"t\" {\n  2024/05/06 09:00 alarm { }\n}";
    ambiguous_date: "policy p {\n  effective 5/6/2024 ..\n}";
    no_such_date: "test \"t\" {\n  2024-02-30 09:00 alarm { }\n}";
    no_such_time: "duty a {\n  by     25:61\n}";
    no_such_offset: "test \"t\" {\n  2024-05-06 09:00+19:00 alarm { }\n}";
    chained_comparison: "duty a {\n  must   1 < x < 5\n}";
    unknown_escape: "use \"a\\b\"";
    long_number: "param a = 12345678901234567890123456789012345678901234567890";
    time_on_its_own_line: "duty a {\n  must   arrive\n  unless inform same fault\n  within 1 hour\n}";
    repair_time_on_its_own_line: "duty a {\n  else   must inform same fault\n  within 1 hour\n}";
    people_on_their_own_line: "duty a {\n  must   check, then publish\n  by     someone other than e.author\n}";
    per_after_the_amount_zh: "义务 甲 {\n  违者   罚款 50 元 每项\n}";
    misspelt_period: "duty a {\n  each   mont for e in enterprise\n}";
    misspelt_status: "test \"t\" {\n  expect violted a\n}";
    clause_without_number: "duty a {\n  cite   clause\n  when   alarm\n}";
    step_without_colon: "duty a {\n  else   escalate { 1st warn }\n}";
    field_without_type: "entity staff {\n  key id: text,\n  name,\n}";
    ends_too_early: "param a =";
}

/// One bad clause does not hide the next, nor one bad declaration the next.
#[test]
fn several_mistakes_are_all_reported_in_source_order() {
    let text = "\
policy p {
  timezon Asia/Shanghai
  effective 2024-02-30 ..
}

duty a {
  when   alarm
  bearer alarm.owner owner
  within 30
  else   fine 100 yuan
}

dutty b { }

duty c {
  must   x >= 3 and
  by     25:00
}
";
    insta::with_settings!({ description => text, omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("said_several", both(text));
    });
}

/// What can be read is kept.
#[test]
fn a_mistake_costs_one_declaration_only() {
    let text = "event a { x: text }\nduty b { wen a }\nevent c { y: text }";
    let parsed = guiju::syntax::parse(guiju::source::FileId(0), text);
    assert_eq!(parsed.file.items.len(), 2);
    assert_eq!(parsed.problems.len(), 1);
}

/// The number of messages is bounded, and the bound is said.
#[test]
fn thousands_of_mistakes_are_counted() {
    let text = "duty a { wen b }\n".repeat(3000);
    let said = messages(&text, Lang::En);
    assert_eq!(said.matches("did you mean `when`").count(), 100);
    assert!(said.contains("at least 2900 more problems are not shown"), "{}", &said[said.len() - 600..]);
}
