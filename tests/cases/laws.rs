//! The states of a case, sums, and what may be imposed.

use crate::desk::Desk;
use guiju::cases::{
    Act, Answer, CaseProblem, Overview, RegisterCause, State, Statement, allowed, find, impose, overview,
    register, statement,
};
use guiju::locale::Lang;
use guiju::report::model::Money;

const POLICY: &str = r#"
policy site {
  timezone Asia/Shanghai
}
entity staff { key id: text, leader: text }
event fall  { actor who: staff }
event theft { actor who: staff }
prohibition no_falls {
  when     fall
  bearer   fall.who
  must not fall
  else     fine 30..50 CNY, warn
  liable   fall.who.leader: fine 20 CNY
}
prohibition no_theft {
  when     theft
  bearer   theft.who
  must not theft
  else     fine 7 EUR
}
"#;
const STAFF: &str = "id,leader\nli,chen\nwang,chen\n";
const LOG: &str = "\
time,event,who
2024-05-06 09:00:00,fall,li
2024-05-07 09:00:00,fall,wang
2024-06-07 09:00:00,theft,li
2024-06-08 09:00:00,fall,li
2024-06-09 09:00:00,theft,nobody
";

fn desk() -> Desk {
    let mut desk = Desk::new(POLICY);
    desk.run(&[("log.csv", LOG), ("staff.csv", STAFF)]);
    desk
}

fn numbers(desk: &Desk) -> Vec<u64> {
    desk.book().cases.keys().copied().collect()
}

/// What is imposed of a case.
fn state(desk: &Desk, case: u64) -> State {
    desk.book().cases[&case].state(Desk::on())
}

#[test]
fn a_case_goes_its_way() {
    let mut desk = desk();
    let case = numbers(&desk)[0];
    assert_eq!(state(&desk, case), State::Proposed);
    desk.deed(Act::Confirmed { case });
    assert_eq!(state(&desk, case), State::Confirmed);
    let lines = desk.asked(case, Some(1), Some("45 CNY")).unwrap();
    desk.deed(Act::Imposed { case, lines });
    assert_eq!(state(&desk, case), State::Imposed);
    desk.deed(Act::Appealed { case, appellant: None });
    assert_eq!(state(&desk, case), State::Appealed);
    let lines = desk.asked(case, Some(1), Some("30 CNY")).unwrap();
    desk.deed(Act::Answered { case, answer: Answer::Amended, lines });
    assert_eq!(state(&desk, case), State::Imposed);
    desk.deed(Act::Closed { case });
    assert_eq!(state(&desk, case), State::Closed);
    let book = desk.book();
    let imposed = &book.cases[&case].imposed;
    assert_eq!(imposed[0].amount, Some(Money { value: "30".into(), currency: "CNY".into() }));
}

#[test]
fn steps_that_make_no_sense_are_refused() {
    let mut desk = desk();
    let case = numbers(&desk)[0];
    let refused = |desk: &Desk, act: &Act| {
        matches!(allowed(&desk.book().cases[&case], act, Desk::on()), Err(CaseProblem::Step { .. }))
    };
    let answer = Act::Answered { case, answer: Answer::Upheld, lines: Vec::new() };
    assert!(refused(&desk, &answer), "nothing to answer");
    desk.deed(Act::Appealed { case, appellant: Some("li".into()) });
    for act in [Act::Confirmed { case }, Act::Imposed { case, lines: Vec::new() }, Act::Closed { case }] {
        assert!(refused(&desk, &act), "an appeal is answered first");
    }
    assert!(!refused(&desk, &answer));
    desk.deed(Act::Answered { case, answer: Answer::Lifted, lines: Vec::new() });
    assert_eq!(state(&desk, case), State::Closed);
    assert!(refused(&desk, &Act::Imposed { case, lines: Vec::new() }));
    assert!(!refused(&desk, &Act::Withdrawn { case, why: None }), "a wrong finding may come to light late");
}

#[test]
fn a_waiver_runs_out_after_its_last_day() {
    let mut desk = desk();
    let case = numbers(&desk)[0];
    desk.deed(Act::Confirmed { case });
    desk.deed(Act::Waived { case, approver: "director".into(), expires: Some("2025-01-31".into()) });
    let on = |day: &str| desk.book().cases[&case].state(day.parse().unwrap());
    assert_eq!(on("2025-01-31"), State::Waived);
    assert_eq!(on("2025-02-01"), State::Confirmed);
}

#[test]
fn an_imposed_amount_lies_inside_the_range() {
    let desk = desk();
    let book = desk.book();
    let [first, .., theft] = [0, 1, 2].map(|i| &book.cases[i]);
    let amount = |text: &str| {
        impose(&book, Desk::on(), first, Some(1), Some(text))
            .map(|lines| lines[0].amount.clone().unwrap().value)
    };
    assert_eq!(amount("30 CNY").as_deref(), Ok("30"));
    assert_eq!(amount("50元").as_deref(), Ok("50"));
    for outside in ["29.99 CNY", "50.01 CNY", "40 EUR", "0"] {
        assert!(matches!(amount(outside), Err(CaseProblem::Outside { .. })), "{outside}");
    }
    assert!(matches!(amount("much"), Err(CaseProblem::Value { .. })));
    // Two amounts are proposed: somebody must say which.
    assert!(matches!(
        impose(&book, Desk::on(), first, None, Some("40 CNY")),
        Err(CaseProblem::Impose { .. })
    ));
    assert!(
        matches!(impose(&book, Desk::on(), first, Some(2), Some("40 CNY")), Err(CaseProblem::Impose { .. })),
        "a warning"
    );
    assert!(matches!(impose(&book, Desk::on(), first, Some(9), None), Err(CaseProblem::Impose { .. })));
    assert_eq!(impose(&book, Desk::on(), first, None, None).unwrap().len(), 3, "all as proposed");
    // A single amount leaves no choice.
    assert!(impose(&book, Desk::on(), theft, None, Some("7 EUR")).is_ok());
    assert!(matches!(
        impose(&book, Desk::on(), theft, None, Some("6 EUR")),
        Err(CaseProblem::Outside { .. })
    ));
}

#[test]
fn sums_add_up_and_currencies_stay_apart() {
    let mut desk = desk();
    let all = numbers(&desk);
    let lines = desk.asked(all[0], None, None).unwrap();
    desk.deed(Act::Imposed { case: all[0], lines });
    desk.deed(Act::Waived { case: all[1], approver: "director".into(), expires: None });
    desk.deed(Act::Withdrawn { case: all[2], why: None });
    desk.deed(Act::Closed { case: all[3] });
    let list = overview(&desk.book(), &Overview::default(), Desk::on(), Lang::En);
    let text =
        |money: &[Money]| money.iter().map(|m| format!("{} {}", m.value, m.currency)).collect::<Vec<_>>();
    assert_eq!(text(&list.total.imposed), ["50 CNY"]);
    assert_eq!(text(&list.total.waived), ["50 CNY"]);
    assert_eq!(text(&list.total.withdrawn), ["7 EUR"]);
    assert_eq!(text(&list.total.dropped), ["50 CNY"]);
    assert_eq!(text(&list.total.proposed), ["7 EUR"]);
    // The columns of all persons and months add up to the total.
    let columns = |sums: &guiju::cases::SumsJson| {
        [&sums.proposed, &sums.imposed, &sums.waived, &sums.withdrawn, &sums.dropped].map(|column| {
            let value = |code: &str| {
                let of = column.iter().filter(|m| m.currency == code);
                of.map(|m| m.value.parse::<rust_decimal::Decimal>().unwrap()).sum::<rust_decimal::Decimal>()
            };
            [value("CNY"), value("EUR")]
        })
    };
    let mut sum = columns(&list.total);
    for total in &list.totals {
        for (column, part) in sum.iter_mut().zip(columns(&total.sums)) {
            column[0] -= part[0];
            column[1] -= part[1];
        }
    }
    assert!(sum.iter().flatten().all(rust_decimal::Decimal::is_zero), "{sum:?}");
    // And so do the statements of all people.
    for month in ["2024-05", "2024-06"] {
        let asked = Statement { bearer: None, month: month.into() };
        let all = statement(&desk.book(), &desk.entries, &asked, Desk::on(), Lang::Zh);
        for person in &all.people {
            let group = list.totals.iter().find(|t| t.person == person.person && t.month == month);
            assert_eq!(group.map(|group| &group.sums), Some(&person.sums), "{:?}", person.person);
        }
    }
}

#[test]
fn a_register_is_used_as_a_whole_and_only_once() {
    let mut desk = desk();
    let all = numbers(&desk);
    let table = format!(
        "case,norm,bearer,from,to,approver,reason,expires\n#{},,,,,director,ill,2025-06-30\n,no_falls,li,2024-06-01,2024-06-30,owner,\"wet, floor\",\n",
        all[1]
    );
    let on = Desk::on();
    let deeds = register(&desk.book(), "w.csv", &table, "chen", on).unwrap();
    let covered: Vec<_> = deeds.iter().filter_map(|deed| deed.act.case()).collect();
    assert_eq!(covered, [all[1], all[3]]);
    for deed in deeds {
        desk.deed(deed.act);
    }
    assert_eq!(state(&desk, all[3]), State::Waived);
    let list = overview(&desk.book(), &Overview::default(), on, Lang::En);
    let counts: Vec<_> =
        list.approvers.iter().map(|a| (a.approver.as_str(), a.waivers, a.in_force)).collect();
    assert_eq!(counts, [("director", 1, 1), ("owner", 1, 1)]);
    // `deed` has another reason than the register, so it is used again; with its own it would not be.
    let table = table.replace("ill", "seen").replace("\"wet, floor\"", "seen");
    assert_eq!(register(&desk.book(), "w.csv", &table, "chen", on), Ok(Vec::new()));
    // One bad line, and nothing is used; all is said at once.
    let bad = "case,bearer,approver,reason,expires\n#99,,director,ill,\n,,director,ill,\n,li,,ill,soon\n";
    let problems = register(&desk.book(), "w.csv", bad, "chen", on).unwrap_err();
    assert_eq!(problems.len(), 4, "{problems:?}");
    let cells =
        register(&desk.book(), "w.csv", "case,approver,reason\n#1,chen,ill,\n", "chen", on).unwrap_err();
    let wrong = RegisterCause::Cells { found: 4, wanted: 3 };
    assert_eq!(cells, [CaseProblem::Register { name: "w.csv".into(), line: Some(2), why: wrong }]);
    let odd = register(&desk.book(), "w.csv", "case,approver,grund\n", "chen", on).unwrap_err();
    assert_eq!(odd.len(), 2, "an unknown column and a missing one: {odd:?}");
}

#[test]
fn cases_are_named_by_number_or_finding() {
    let desk = desk();
    let book = desk.book();
    let case = book.cases.values().next().unwrap();
    let named = |name: &str| find(&book, name).map(|case| case.number);
    assert_eq!(named(&format!("#{}", case.number)), Ok(case.number));
    assert_eq!(named(&case.number.to_string()), Ok(case.number));
    assert_eq!(named(&case.record.finding), Ok(case.number));
    assert_eq!(named(&case.record.finding[..8].to_uppercase()), Ok(case.number));
    assert!(named("abc").is_err() && named("").is_err() && named("#999").is_err());
}
