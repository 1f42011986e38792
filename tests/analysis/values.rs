//! Types, units and parameters: nothing is converted, and what is set from outside reaches every place.

use super::{only, policy, with_words};
use guiju::analysis::model::{Conduct, Consequence, Expr, ExprKind, Limit, Literal, Occasion, Penalty};
use guiju::diagnostics::Code;
use guiju::event::Type;
use guiju::time::{ClockUnit, Length};
use rust_decimal::Decimal;

/// What is wrong with a condition on a `record` whose fields have many types.
fn condition(condition: &str) -> Vec<(&'static str, String)> {
    policy(&format!(
        r#"policy p {{ timezone UTC currency CNY }}
        entity staff {{ id: text key }} entity team {{ id: text key }}
        event record {{
          t: text, n: number, m: money, e: money EUR, p: percent, b: bool, d: date, c: time, i: instant, u: duration,
          w: one of ["low", "high"], v: one of ["other"], s: staff, q: team, l: list of text, total: number
        }}
        duty x {{ when record where {condition} bearer "b" must record }}"#
    ))
    .errors()
    .into_iter()
    .map(|(code, place, _)| (code.id(), place))
    .collect()
}

#[test]
fn like_compares_with_like() {
    for good in [
        r#"t = "x""#,
        "n >= 3",
        "m < 50 CNY",
        "e = 50 EUR",
        "p >= 80%",
        "b",
        "not b",
        "d <= 2024-05-06",
        "c < 08:20",
        "i > 2024-05-06 09:00",
        // A whole day that is written out may be a day on the time line.
        "i > 2024-05-06",
        "u <= 30 minutes",
        r#"w = "low""#,
        r#"s = "li""#,
        "s = record.s",
        "n in 1 .. 3",
        "n not in [1, 2]",
        r#"w in ["low", "high"]"#,
        "n / total >= 80%",
        "n / total >= 0.8",
        "m / n > 5 CNY",
        "p * m > 5 CNY",
        "-n < 3",
        "t filled and not (n blank)",
        "record.[t, n] filled",
        "i - i > 3 hours",
        "i + 30 minutes < i",
        "i + 2 days < i",
        "d - d <= 2 weeks",
        "d + 1 month = d",
        "date of i = d",
        "weekday of i in [Saturday, Sunday]",
        "time of i < 20:00",
        "u * 2 > 1 hour",
        "t in l",
    ] {
        assert_eq!(condition(good), [], "{good}");
    }
}

#[test]
fn unlike_does_not() {
    for (bad, code, place) in [
        ("t = 3", "GJ301", "t"),
        ("n = \"3\"", "GJ301", "n"),
        ("m > 50", "GJ301", "m"),
        ("m > 50 EUR", "GJ304", "50 EUR"),
        ("m > e", "GJ304", "e"),
        ("p >= 0.8", "GJ301", "p"),
        ("n >= 80%", "GJ301", "n"),
        ("d = i", "GJ301", "d"),
        ("u <= 1 day", "GJ305", "1 day"),
        ("w = \"hgih\"", "GJ307", "\"hgih\""),
        ("w = v", "GJ301", "w"),
        ("t = w", "GJ301", "t"),
        ("s = q", "GJ301", "s"),
        ("s = t", "GJ301", "s"),
        ("n", "GJ303", "n"),
        ("t < \"x\"", "GJ309", "t"),
        ("n + t > 3", "GJ310", "n"),
        ("n / 0 > 3", "GJ310", "n / 0"),
        ("n = [1]", "GJ311", "[1]"),
        ("n in 3", "GJ311", "3"),
        ("n in 3 .. 1", "GJ313", "n in 3 .. 1"),
        ("3 filled", "GJ312", "3"),
        ("t.x = \"y\"", "GJ308", "x"),
        ("l = t", "GJ311", "l"),
        ("c < 24:00", "GJ302", "24:00"),
        ("i - i > 3 days", "GJ305", "3 days"),
        ("i + 3 > i", "GJ310", "i"),
        ("d - d > 1 month", "GJ305", "1 month"),
        ("d - d > 24 hours", "GJ305", "24 hours"),
        ("d + 24 hours > d", "GJ305", "24 hours"),
        ("d - d > 3", "GJ301", "d - d"),
        ("weekday of i = \"Fryday\"", "GJ307", "\"Fryday\""),
        ("date of d = d", "GJ302", "d"),
        ("n in l", "GJ301", "n"),
    ] {
        let found = condition(bad);
        assert!(found.iter().any(|(found, at)| (*found, at.as_str()) == (code, place)), "{bad}: {found:?}");
        assert_eq!(found.len(), 1, "{bad}: {found:?}");
    }
}

#[test]
fn parts_of_a_length_add_up_in_one_sort() {
    let length = |text: &str| {
        let policy = with_words(&format!(r#"duty d {{ when alarm bearer "x" must arrive within {text} }}"#));
        let analysis = policy.check();
        match analysis.model {
            Some(model) => match only(&model).time[0].limit {
                Limit::Within(length, None) => Ok(length),
                _ => panic!("within"),
            },
            None => Err(analysis.problems.last().unwrap().code()),
        }
    };
    let minutes = |n| Ok(Length::elapsed(n, ClockUnit::Minute));
    assert_eq!(length("1 hour 30 minutes"), minutes(90));
    assert_eq!(length("1.5 hours"), minutes(90));
    assert_eq!(length("1 week 3 days"), Ok(Length::Days(10)));
    assert_eq!(length("1 year 6 months"), Ok(Length::Months(18)));
    assert_eq!(length("2 working days"), Ok(Length::WorkingDays(2)));
    assert_eq!(length("1 day 2 hours"), Err(Code::LengthMismatch));
    assert_eq!(length("1.5 days"), Err(Code::BadLength));
    assert_eq!(length("1 month 3 days"), Ok(Length::MonthsDays { months: 1, days: 3 }));
    assert_eq!(length("1 year 1 week 1 day"), Ok(Length::MonthsDays { months: 12, days: 8 }));
    assert_eq!(length("1 month 3 working days"), Err(Code::LengthMismatch));
    assert_eq!(length("3 days 1 month"), Err(Code::LengthMismatch));
    // `cn` states no opening hours.
    assert_ne!(length("3 working hours").err(), None);
}

/// The number that `x` is compared with.
fn compared(policy: &super::Policy) -> Literal {
    let model = policy.model();
    let Occasion::Event { filter: Some(Expr { kind: ExprKind::Compare(_, _, value), .. }), .. } =
        &only(&model).occasion
    else {
        panic!("a comparison")
    };
    match &value.kind {
        ExprKind::Literal(literal) => literal.clone(),
        other => panic!("{other:?}"),
    }
}

const CHAIN: &str = r#"
param double = base * 2
param base = 10
event a { x: number }
duty d { when a where x > double bearer "b" must a }
"#;

#[test]
fn a_parameter_may_build_on_another_in_any_order() {
    assert_eq!(compared(&policy(CHAIN)), Literal::Number(Decimal::from(20)));
}

#[test]
fn what_is_set_reaches_the_values_that_build_on_it() {
    assert_eq!(compared(&policy(CHAIN).set("base", "4")), Literal::Number(Decimal::from(8)));
    assert_eq!(compared(&policy(CHAIN).set("double", "5 + 1")), Literal::Number(Decimal::from(6)));
}

#[test]
fn lengths_may_be_set_in_short() {
    let text = r#"param p: duration = 5 minutes param q: period
        policy x { timezone UTC calendar cn }
        event a { x: text }
        duty d { when a bearer "b" must a within p }
        duty e { when a bearer "b" must a within q }"#;
    let set = |name: &str, value: &str, norm: usize| {
        let found = policy(text).set(name, value).model();
        match found.norms[norm].time[0].limit {
            Limit::Within(length, None) => length,
            _ => panic!("within"),
        }
    };
    assert_eq!(set("p", "45m", 0), Length::elapsed(45, ClockUnit::Minute));
    assert_eq!(set("p", "90min", 0), Length::elapsed(90, ClockUnit::Minute));
    assert_eq!(set("p", "2h", 0), Length::elapsed(2, ClockUnit::Hour));
    assert_eq!(set("q", "2d", 1), Length::Days(2));
    assert_eq!(set("q", "3wd", 1), Length::WorkingDays(3));
    assert_eq!(set("q", "2 months", 1), Length::Months(2));
    assert_eq!(policy(text).set("p", "2d").errors()[0].0, Code::BadBinding);
    assert_eq!(policy(text).set("p", "soon").errors()[0].0, Code::BadBinding);
    assert_eq!(policy(text).set("pp", "45m").errors()[0].0, Code::UnknownParam);
    assert_eq!(policy(text).set("p", "1m").set("p", "2m").errors()[0].0, Code::BadBinding);
    assert_eq!(policy(text).set("p", "1m } duty z {").errors()[0].0, Code::BadBinding);
}

#[test]
fn words_and_keys_are_set_without_quotes() {
    let text = r#"param to: text = "a" event e { x: text } duty d { when e where x = to bearer "b" must e }"#;
    assert_eq!(compared(&policy(text).set("to", "the director")), Literal::Text("the director".into()));
    assert_eq!(compared(&policy(text).set("to", "\"x\"")), Literal::Text("x".into()));
}

#[test]
fn a_name_may_be_set_in_any_normal_form() {
    let text = "param gr\u{f6}\u{df}e = 3 event a { x: number } duty d { when a where x > gr\u{f6}\u{df}e bearer \"b\" must a }";
    let set = policy(text).set("gro\u{308}\u{df}e", "4");
    assert_eq!(compared(&set), Literal::Number(Decimal::from(4)));
}

#[test]
fn an_office_binds_what_the_shared_file_leaves_open() {
    let shared =
        r#"param soon: duration event a { x: text } duty d { when a bearer "b" must a within soon }"#;
    let bound = policy(r#"use "shared.guiju" param soon = 20 minutes"#).file("shared.guiju", shared).model();
    assert!(bound.params[0].bound && only(&bound).open_params.is_empty());
    let open = policy(shared).model();
    assert!(!open.params[0].bound);
    assert_eq!(only(&open).open_params.len(), 1);
    assert_eq!(only(&open).time[0].limit, Limit::WithinOpen(only(&open).open_params[0]));
    let twice = policy(r#"use "shared.guiju" param soon: period = 2 days"#).file("shared.guiju", shared);
    assert!(!twice.errors().is_empty(), "the file that binds it must not change its type");
}

#[test]
fn an_open_parameter_is_noted_wherever_it_is_needed() {
    for norm in [
        "when a where x > n bearer \"b\" must a",
        "when a where x > m bearer \"b\" must a",
        "when a where x in l bearer \"b\" must a",
        "when a where x in [1, n] bearer \"b\" must a",
        "when a bearer \"b\" must a within w",
        "when a bearer \"b\" must a before at least w",
        "when a bearer \"b\" must a unless a where x = n",
        "when a bearer \"b\" must a within 1 hour if a.x > n otherwise 2 hours",
        "when a bearer \"b\" must not a else fine f",
        "when a bearer \"b\" must a within 1 hour else must a within w else warn",
    ] {
        let model = policy(&format!(
            "param n: number param m = n + n param l = [1, m] param w: duration param f: money
             event a {{ x: number }} duty d {{ {norm} }}"
        ))
        .model();
        let open: Vec<&str> =
            only(&model).open_params.iter().map(|id| model.params[id.0 as usize].name.as_str()).collect();
        assert_eq!(open.len(), 1, "{norm}");
        assert!(["n", "w", "f"].contains(&open[0]), "{norm}: {open:?}");
    }
}

#[test]
fn a_parameter_cannot_lead_back_to_itself() {
    assert_eq!(policy("param a = b param b = a").errors()[0].0, Code::NotConstant);
    assert_eq!(policy("param a = a").errors()[0].0, Code::NotConstant);
    assert_eq!(policy("param a").errors()[0].0, Code::UntypedParam);
}

#[test]
fn amounts_are_worked_out_exactly() {
    let fine = |fine: &str| {
        let model = with_words(&format!(
            r#"param base = 50 CNY duty d {{ when alarm bearer "x" must arrive within 1 hour else fine {fine} }}"#
        ))
        .model();
        let Consequence { penalty: Penalty::Fine(amount), .. } =
            only(&model).stages[0].consequences[0].clone()
        else {
            panic!("a fine")
        };
        amount.to_string()
    };
    assert_eq!(fine("base"), "50 CNY");
    assert_eq!(fine("base * 3 + 0.10 CNY"), "150.10 CNY");
    assert_eq!(fine("base * 30%"), "15 CNY");
}

#[test]
fn a_fine_is_an_amount_of_the_policy() {
    for (fine, code) in [
        ("alarm.level", Code::WrongType),
        ("50 EUR", Code::CurrencyMismatch),
        ("0 CNY", Code::NotPositive),
        ("10 CNY - 20 CNY", Code::NotPositive),
        ("50..30 CNY", Code::Consequence),
        ("30 CNY..alarm.owner.wage", Code::Consequence),
    ] {
        let text =
            format!(r#"duty d {{ when alarm bearer "x" must arrive within 1 hour else fine {fine} }}"#);
        let errors = with_words(&text).errors();
        assert_eq!(errors.iter().map(|(code, ..)| *code).collect::<Vec<_>>(), [code], "{fine}");
    }
}

#[test]
fn a_list_of_addressees_takes_the_type_of_its_field() {
    let model = with_words(
        r#"param whom = ["low", "high"] duty d { when alarm bearer "x" must arrive for every level in whom }"#,
    )
    .model();
    let Conduct::Must(acts) = &only(&model).conduct else { panic!("an act") };
    let act = acts.single().unwrap();
    let values = act.every_of.as_ref().unwrap();
    assert!(values.len() == 2 && values.iter().all(|value| matches!(value.ty, Type::Enum(_))));
    let wrong = r#"duty d { when alarm bearer "x" must arrive for every level in ["medium"] }"#;
    assert_eq!(with_words(wrong).errors()[0].0, Code::UnknownWord);
}

#[test]
fn an_empty_list_asks_for_nothing() {
    for text in [
        "param l = []",
        "param l: list of text = []",
        r#"event a { x: text } duty d { when a where x in [] bearer "b" must a }"#,
        r#"event a { x: text } duty d { when a bearer "b" must a for every x in [] }"#,
    ] {
        let errors = policy(text).errors();
        assert_eq!(errors.iter().map(|(code, ..)| *code).collect::<Vec<_>>(), [Code::Senseless], "{text}");
    }
}
