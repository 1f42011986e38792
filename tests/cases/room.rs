//! What people impose never exceeds a cap, nor what one act may cost, in whatever order they decide.

use crate::desk::Desk;
use crate::overlap::{DAY, DAYS, Row, START, rows, runner};
use crate::random::{policy, run};
use guiju::cases::{Act, Answer, CaseProblem, Line, State, impose};
use guiju::diagnostics::Problem;
use guiju::locale::Lang;
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

const POLICY: &str = r#"
policy site {
  timezone Asia/Shanghai
  currency CNY
  cap 60 CNY per bearer per month
}
event fall { actor who: text }
prohibition no_falls {
  when     fall
  bearer   fall.who
  must not fall
  else     fine 30..50 CNY
}
"#;
const LOG: &str = "time,event,who\n2024-05-06 09:00:00,fall,li\n2024-05-07 09:00:00,fall,li\n";

fn desk(policy: &str, log: &str) -> (Desk, Vec<u64>) {
    let mut desk = Desk::new(policy);
    desk.run(&[("log.csv", log)]);
    let cases = desk.book().cases.keys().copied().collect();
    (desk, cases)
}

/// Imposes an amount, or what is proposed.
fn imposes(desk: &mut Desk, case: u64, amount: Option<&str>) {
    let lines = desk.asked(case, None, amount).unwrap();
    desk.deed(Act::Imposed { case, lines });
}

/// What is left, and who has the rest.
fn left(desk: &Desk, case: u64, amount: Option<&str>) -> (String, Vec<(u64, String)>) {
    match desk.asked(case, None, amount) {
        Err(CaseProblem::Taken { left, .. }) => {
            let taken = left.taken.iter().map(|(case, amount)| (*case, amount.to_string())).collect();
            (left.amount.to_string(), taken)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_upper_ends_of_two_ranges_share_one_cap() {
    let (mut desk, all) = desk(POLICY, LOG);
    let [first, second] = all[..] else { panic!("{all:?}") };
    // Each may be 50 by itself, or 30 with the other.
    assert_eq!(left(&desk, first, Some("50 CNY")), ("30 CNY".into(), vec![(second, "30 CNY".into())]));
    assert!(desk.asked(first, None, Some("30 CNY")).is_ok());
    imposes(&mut desk, second, Some("10 CNY"));
    imposes(&mut desk, first, Some("50 CNY"));
    // An appeal cannot raise the other one beyond what is left.
    desk.deed(Act::Appealed { case: second, appellant: None });
    assert_eq!(left(&desk, second, Some("10.01 CNY")), ("10 CNY".into(), vec![(first, "50 CNY".into())]));
    let lines = desk.asked(second, None, Some("10 CNY")).unwrap();
    desk.deed(Act::Answered { case: second, answer: Answer::Amended, lines });
}

#[test]
fn what_no_longer_stands_takes_nothing() {
    for gone in [
        |case| Act::Withdrawn { case, why: None },
        |case| Act::Closed { case },
        |case| Act::Waived { case, approver: "director".into(), expires: None },
        |case| Act::Waived { case, approver: "director".into(), expires: Some("2025-01-31".into()) },
    ] {
        let (mut desk, all) = desk(POLICY, LOG);
        desk.deed(gone(all[1]));
        imposes(&mut desk, all[0], Some("50 CNY"));
    }
    // What was imposed stands again when its waiver has run out.
    let (mut desk, all) = desk(POLICY, LOG);
    imposes(&mut desk, all[1], None);
    desk.deed(Act::Waived { case: all[1], approver: "director".into(), expires: Some("2025-01-31".into()) });
    assert_eq!(left(&desk, all[0], Some("50 CNY")).0, "30 CNY");
}

#[test]
fn where_less_than_the_least_is_left_that_may_be_imposed() {
    let (mut desk, all) = desk(POLICY, LOG);
    desk.deed(Act::Waived { case: all[1], approver: "director".into(), expires: Some("2024-12-30".into()) });
    // Imposed on a day on which the other one was waived; now that has run out.
    let book = desk.book();
    let on = "2024-12-30".parse().unwrap();
    let lines = impose(&book, on, &book.cases[&all[0]], None, Some("50 CNY")).unwrap();
    desk.deed(Act::Imposed { case: all[0], lines });
    assert_eq!(desk.book().cases[&all[1]].state(Desk::on()), State::Proposed);
    assert_eq!(left(&desk, all[1], None), ("10 CNY".into(), vec![(all[0], "50 CNY".into())]));
    imposes(&mut desk, all[1], Some("10 CNY"));
}

#[test]
fn one_act_costs_no_more_than_its_dearest_norm_whatever_is_imposed() {
    let policy = POLICY.replace("cap 60 CNY per bearer per month", "overlap highest")
        + "prohibition no_haste {\n  when     fall\n  bearer   fall.who\n  must not fall\n  else     fine 40..45 CNY\n}\n";
    let (mut desk, all) = desk(&policy, LOG);
    // Of each fall: 30..50, and 10 more under the other norm.
    assert_eq!(left(&desk, all[0], Some("50 CNY")), ("40 CNY".into(), vec![(all[1], "10 CNY".into())]));
    imposes(&mut desk, all[1], Some("0 CNY"));
    imposes(&mut desk, all[0], Some("50 CNY"));
}

#[test]
fn a_later_run_proposes_what_is_left_by_what_was_imposed() {
    let (first, _) = LOG.split_at(LOG.len() - "2024-05-07 09:00:00,fall,li\n".len());
    let policy = POLICY.replace("cap 60", "cap 75");
    let (mut desk, all) = desk(&policy, first);
    imposes(&mut desk, all[0], Some("50 CNY"));
    desk.run(&[("log.csv", LOG)]);
    let book = desk.book();
    let line = &book.cases.values().last().unwrap().record.lines[0];
    assert_eq!(line.amount.as_ref().unwrap().value, "25", "75 less the 50 that were imposed");
    assert!(impose(&book, Desk::on(), book.cases.values().last().unwrap(), None, None).is_ok());
}

#[test]
fn the_refusal_says_what_is_left_and_who_has_the_rest() {
    let (desk, all) = desk(POLICY, LOG);
    let said = Lang::ALL.map(|lang| {
        let problem = desk.asked(all[0], None, Some("50 CNY")).unwrap_err().diagnostic(lang);
        format!("{}\n{}", problem.message, problem.help.unwrap_or_default())
    });
    insta::assert_snapshot!(said.join("\n"), @r"
    `50 CNY` cannot be imposed for case #2: a cap of 60 CNY leaves 30 CNY
    #3 has 30 CNY; impose 30 CNY or less, or decide on those first
    案件 #2 不能定为 `50 元`：封顶 60 元，只剩 30 元
    #3 占 30 元；金额请不超过 30 元，或先处理上述案件
    ");
}

/// Imposes the most of the first amount of a case, or what is left of it. Whether less was left.
fn dearest(desk: &mut Desk, case: u64) -> bool {
    let book = desk.book();
    let mut lines = book.cases[&case].lines();
    let money =
        |(number, line, _): (usize, &Line, _)| line.amount.clone().map(|a| (number, a, line.range.clone()));
    let Some((number, amount, range)) = lines.find_map(money) else { return false };
    let most = range.map_or(amount.value, |range| range.high);
    let asked = |text: &str| impose(&book, Desk::on(), &book.cases[&case], Some(number), Some(text));
    let (lines, less) = match asked(&format!("{most} {}", amount.currency)) {
        Err(CaseProblem::Taken { left, .. }) => (asked(&left.amount.to_string()).unwrap(), true),
        other => (other.unwrap(), false),
    };
    desk.deed(Act::Imposed { case, lines });
    less
}

/// Several runs in any order, and decisions between them.
#[test]
fn no_cap_is_exceeded_by_what_is_imposed_in_any_order() {
    let pieces = prop::collection::vec((0..DAYS, 1..8_i64, any::<u16>()), 2..5);
    let refused = std::cell::Cell::new(0_usize);
    runner(40)
        .run(&(policy(), rows(), pieces), |(policy, rows, pieces)| {
            let policy = policy.replace("currency CNY", "currency CNY cap 60 CNY per bearer per month")
                + "prohibition dear { when smoke bearer smoke.who must not smoke else fine 20..45 CNY }\n";
            let mut desk = Desk::new(&policy);
            for (first, days, chosen) in pieces {
                let (from, to) = (START + first * DAY, START + (first + days) * DAY);
                let part: Vec<&Row> = rows.iter().filter(|(at, _)| *at >= from && *at <= to).collect();
                run(&mut desk, &part);
                let open: Vec<u64> =
                    desk.book().cases.values().filter(|c| !c.decided()).map(|c| c.number).collect();
                for (i, case) in open.into_iter().enumerate().rev() {
                    // Most of them, the last first.
                    if chosen >> (i % 16) & 1 == 1 || i % 3 == 0 {
                        refused.set(refused.get() + usize::from(dearest(&mut desk, case)));
                    }
                }
            }
            let mut sums: BTreeMap<(String, String), Decimal> = BTreeMap::new();
            for case in desk.book().cases.values() {
                for (_, line, imposed) in case.lines() {
                    let amount = imposed.and_then(|imposed| imposed.amount.as_ref());
                    let (Some(amount), Some(who)) = (amount, &line.who) else { continue };
                    let key = (who.clone(), case.record.at[..7].to_string());
                    *sums.entry(key).or_default() += amount.value.parse::<Decimal>().unwrap();
                }
            }
            for (key, sum) in sums {
                prop_assert!(sum <= Decimal::from(60), "{:?} {}\n{}", key, sum, policy);
            }
            Ok(())
        })
        .unwrap();
    assert!(refused.get() > 5, "a cap must have stood in the way: {}", refused.get());
}

/// What is proposed can be imposed, in any order, as long as nobody imposes more.
#[test]
fn whatever_is_proposed_can_be_imposed() {
    let order = any::<prop::sample::Index>();
    runner(20)
        .run(&(policy(), rows(), 0..DAYS, order), |(policy, rows, day, order)| {
            let mut desk = Desk::new(&policy);
            for from in [START, START + day * DAY] {
                let until = if from == START { START + day * DAY } else { i64::MAX };
                let part: Vec<&Row> = rows.iter().filter(|(at, _)| *at >= from && *at <= until).collect();
                if part.is_empty() {
                    continue;
                }
                run(&mut desk, &part);
                let mut open: Vec<u64> =
                    desk.book().cases.values().filter(|c| !c.decided()).map(|c| c.number).collect();
                if !open.is_empty() {
                    let turn = order.index(open.len());
                    open.rotate_left(turn);
                }
                for case in open {
                    match desk.asked(case, None, None) {
                        Ok(lines) => desk.deed(Act::Imposed { case, lines }),
                        Err(CaseProblem::Impose { .. }) => {}
                        Err(other) => prop_assert!(false, "{:?}\n{}", other, policy),
                    }
                }
            }
            Ok(())
        })
        .unwrap();
}
