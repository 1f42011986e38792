//! The ledger as a whole: sums add up, the order of the input changes nothing, no cap is exceeded.

use crate::scene::{Policy, Run};
use guiju::locale::Lang;
use guiju::report::Report;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

const POLICY: &str = r#"
policy posts { timezone Asia/Shanghai cap 300 CNY per bearer per month }
event late  { actor staff: text, fine: money }
event sleep { actor staff: text }
event idea  { actor staff: text }
prohibition be_late {
  when     late as x
  bearer   x.staff
  must not late
  else     fine x.fine, demerit 0.5 points
  cap      120 CNY per bearer per month
}
prohibition sleep_on_post {
  when     sleep as x
  bearer   x.staff
  must not sleep
  else     fine 80..120 CNY, escalate per bearer per month { 1st: warn  2nd..: suspend }
}
reward good_idea { when idea bearer idea.staff then reward 20 CNY }
"#;

const ROWS: [&str; 9] = [
    "2024-05-01 09:00:00,late,li,50.10 CNY",
    "2024-05-02 09:00:00,late,li,50.20 CNY",
    "2024-05-03 09:00:00,late,li,50.30 CNY",
    "2024-05-04 09:00:00,late,li,7 EUR",
    "2024-05-05 09:00:00,sleep,li,",
    "2024-05-06 09:00:00,sleep,li,",
    "2024-05-07 09:00:00,sleep,wang,",
    "2024-05-08 09:00:00,sleep,li,",
    "2024-05-09 09:00:00,idea,li,",
];

fn report(rows: &[&str]) -> Report {
    let log = format!("time,event,staff,fine\n{}\n", rows.join("\n"));
    Run::new(Policy::read("posts.guiju", POLICY), &[("log.csv", &log)]).report(Lang::En)
}

type Sums = BTreeMap<(Option<String>, String), Decimal>;

#[test]
fn the_totals_are_the_postings_added_up() {
    let report = report(&ROWS);
    let mut sums = Sums::new();
    let mut all: BTreeMap<String, Decimal> = BTreeMap::new();
    for posting in &report.ledger.postings {
        let earned = serde_json::to_value(posting.proposal.kind).unwrap() == "reward";
        if let Some(money) = posting.proposal.amount.as_ref().filter(|_| !earned) {
            let value: Decimal = money.value.parse().unwrap();
            *sums.entry((posting.bearer.clone(), money.currency.clone())).or_default() += value;
            *all.entry(money.currency.clone()).or_default() += value;
        }
    }
    let mut shown = Sums::new();
    for person in &report.ledger.bearers {
        for money in &person.proposed.money {
            shown.insert((person.bearer.clone(), money.currency.clone()), money.value.parse().unwrap());
        }
    }
    assert_eq!(sums, shown);
    let total = report.ledger.total.money.iter();
    let total: BTreeMap<String, Decimal> =
        total.map(|m| (m.currency.clone(), m.value.parse().unwrap())).collect();
    assert_eq!(all, total);
    assert_eq!(all.keys().collect::<Vec<_>>(), ["CNY", "EUR"]);
    let li = &report.ledger.bearers[0];
    assert_eq!((li.proposed.warnings, li.proposed.suspensions, li.proposed.rewards.len()), (1, 2, 1));
    assert_eq!(li.proposed.points, "2");
}

#[test]
fn no_cap_is_exceeded_and_what_is_cut_off_is_shown() {
    let report = report(&ROWS);
    let li = &report.ledger.bearers[0];
    let yuan = li.proposed.money.iter().find(|m| m.currency == "CNY").unwrap();
    assert_eq!(yuan.value, "300");
    let late = li.norms.iter().find(|n| n.norm == "be_late").unwrap();
    assert_eq!(late.proposed.money.iter().find(|m| m.currency == "CNY").unwrap().value, "120");
    let cuts: Vec<&str> =
        report.ledger.postings.iter().flat_map(|p| &p.proposal.cuts).map(|cut| cut.text.as_str()).collect();
    assert!(cuts[0].starts_with("capped at 120 CNY"), "{cuts:?}");
}

#[test]
fn the_order_of_the_rows_changes_nothing() {
    let forward = report(&ROWS);
    let mut rows = ROWS;
    rows.reverse();
    let backward = report(&rows);
    assert_eq!(forward.ledger, backward.ledger);
}

#[test]
fn a_wage_in_another_currency_says_so_and_where() {
    let policy = "policy shop { timezone Asia/Shanghai currency CNY }
entity staff { key id: text, wage: money CNY }
event absence { actor staff: staff }
prohibition be_absent {
  when     absence
  bearer   absence.staff
  must not absence
  else     deduct 1 day of bearer.wage
}
";
    let staff = "id,wage,valid_from,valid_to\nli,5000 CNY,,2024-04-30\nli,5000 USD,2024-05-01,\n";
    let log = "time,event,staff\n2024-05-06 09:00:00,absence,li\n";
    let run = Run::new(Policy::read("shop.guiju", policy), &[("log.csv", log), ("staff.csv", staff)]);
    let said = Lang::ALL.map(|lang| {
        let report = run.report(lang);
        let proposal = &report.findings[0].proposal[0];
        format!("{} | {}", proposal.text, proposal.arithmetic)
    });
    insta::assert_snapshot!("wage_in_another_currency", said.join("\n"));
}
