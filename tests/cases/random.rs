//! Random policies over random logs: whatever caps, tables, ranges and looks back a policy has, overlapping exports come to the same as the
//! whole log, and no cap is ever exceeded.

use crate::desk::Desk;
use crate::overlap::{DAY, DAYS, Row, START, csv, cuts, rows, runner};
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// With a wage that changes at the end of the month.
const STAFF: &str = "id,leader,wage,valid_from,valid_to\nli,chen,600 CNY,,2024-05-31\nli,chen,900 CNY,2024-06-01,\nwang,chen,,,\nchen,chen,3000 CNY,,\n";

const KINDS: &str = "
entity staff { key id: text, leader: text, wage: money }
event alarm  { fault: text, actor owner: staff }
event arrive { fault: text, who: staff }
event inform { fault: text }
event smoke  { actor who: staff, place: text optional }
event handle { whom: staff }
event sign   { actor who: staff }
event tick   { n: number }
state signed of staff: from sign until smoke same who
";

/// Norms without what they cost: their last line is left open.
const NORMS: [&str; 14] = [
    "duty n0 { when alarm bearer alarm.owner must arrive same fault within 30 hours unless inform same fault",
    "duty n1 { when alarm bearer alarm.owner must arrive same fault where who = alarm.owner within 10 hours",
    "duty n2 { when alarm bearer alarm.owner must arrive same fault within 2 days unless inform same fault before at most 1 day",
    "prohibition n3 { when smoke bearer smoke.who must not smoke",
    "prohibition n4 { when smoke where place = \"yard\" bearer smoke.who must not smoke unless sign same who before at most 1 day",
    "prohibition n5 { when alarm bearer alarm.owner must not smoke where who = alarm.owner within 40 hours",
    "duty n6 { each day for s in staff bearer s must sign where who = s",
    "duty n7 { when smoke bearer smoke.who must count(smoke) for smoke.who over the last 3 days <= 2",
    "duty n8 { when violated n3 as v bearer v.bearer must handle where whom = v.bearer within 2 days",
    "duty n9 { when alarm bearer alarm.owner must inform same fault within 3 hours",
    "duty n10 { each week for s in staff bearer s must handle where whom = s at least 2 times",
    "duty n11 { when alarm bearer alarm.owner must sign where who = alarm.owner before at most 3 days",
    "duty n12 { when 2 smoke same who within 2 days bearer smoke.who must sign same who within 1 day",
    "prohibition n13 { when alarm bearer alarm.owner must not alarm unless signed of alarm.owner",
];

/// The norm that others are about is always there.
const BROKEN: usize = 3;
/// From here on norms look back without limit.
const FURTHER: usize = 12;

fn fine() -> impl Strategy<Value = String> {
    let amount = || prop::sample::select(vec![5, 10, 20, 35, 50, 80]);
    prop_oneof![
        4 => amount().prop_map(|n| format!("else fine {n} CNY")),
        3 => (amount(), amount()).prop_map(|(n, m)| format!("else fine {n}..{} CNY", n + m)),
        1 => amount().prop_map(|n| format!("else fine {n} CNY, fine 7 CNY per occurrence")),
        1 => Just("else deduct 1 day of bearer.wage".to_string()),
        3 => amount().prop_map(|n| format!("else fine {n} CNY per started hour late")),
        2 => amount().prop_map(|n| format!("else fine {n}..{} CNY per started hour late", 2 * n)),
        1 => amount().prop_map(|n| {
            format!("else escalate per bearer {{ 1st: fine 3 CNY  2nd..: fine {n} CNY per started hour late }}")
        }),
        1 => Just("else fine 30 CNY per week, demerit 2 points".to_string()),
        2 => Just(
            "else escalate per bearer per month { 1st: warn 2nd: fine 50 CNY 3rd..: fine 60..90 CNY }".to_string()
        ),
        1 => Just("else escalate per bearer within 5 days { 2nd..3rd: fine 25 CNY 4th..: suspend }".to_string()),
    ]
}

fn cap() -> impl Strategy<Value = String> {
    let amount = prop::sample::select(vec!["1 CNY", "40 CNY", "90 CNY", "150 CNY", "10% * bearer.wage"]);
    let per = prop::sample::select(vec!["per bearer per month", "per bearer per week", "per bearer"]);
    (amount, per).prop_map(|(amount, per)| format!("cap {amount} {per}"))
}

/// A policy: which norms, with what consequences, and how far they look back.
pub fn policy() -> impl Strategy<Value = String> {
    let overlap = prop::sample::select(vec!["", "overlap highest", "overlap highest", "overlap sum"]);
    let discretion = prop::sample::select(vec![
        "",
        "discretion middle",
        "discretion highest",
        "round amounts down to 1 CNY",
    ]);
    let liable = prop::sample::select(vec!["", "", "liable bearer.leader: fine 15 CNY"]);
    let norm = (0..10_u8, fine(), prop::option::weighted(0.3, cap()), liable);
    let norms = prop::collection::vec(norm, NORMS.len());
    let caps = prop::collection::vec(cap(), 0..3);
    (overlap, discretion, caps, norms).prop_map(|(overlap, discretion, caps, norms)| {
        let mut text = format!(
            "policy watch {{ timezone Asia/Shanghai currency CNY {overlap} {discretion} {} }}\n{KINDS}",
            caps.join(" ")
        );
        for (i, (head, (chosen, fine, cap, liable))) in NORMS.iter().zip(norms).enumerate() {
            // What looks back without limit is in few policies.
            if chosen < if i < FURTHER { 5 } else { 1 } || i == BROKEN {
                let liable = if head.contains("alarm.owner") && !liable.is_empty() {
                    "liable alarm.owner.leader: fine 15 CNY"
                } else {
                    ""
                };
                // Only what has a due time can be late.
                let fine = match head.starts_with("duty") && !head.contains("count(") {
                    true => fine,
                    false => fine.replace(" per started hour late", ""),
                };
                text += &format!("{head}\n  {fine} {liable} {} }}\n", cap.unwrap_or_default());
            }
        }
        text
    })
}

pub fn run(desk: &mut Desk, rows: &[&Row]) {
    desk.run(&[("log.csv", &csv(rows.iter().copied())), ("staff.csv", STAFF)]);
}

/// Each export begins where the run before says, or some days earlier; where a norm looks back without limit, at the beginning.
fn in_exports(policy: &str, rows: &[Row], cuts: &[(i64, i64)]) -> Desk {
    let mut desk = Desk::new(policy);
    let mut from = START;
    for (to, earlier) in cuts.iter().copied().chain([(i64::MAX, 0)]) {
        let part: Vec<&Row> = rows.iter().filter(|(at, _)| *at >= from && *at <= to).collect();
        if part.is_empty() {
            continue;
        }
        run(&mut desk, &part);
        let next = desk.next_from().map_or(to.min(START + (DAYS + 4) * DAY), |at| at.micros() / 1_000_000);
        let midnight = START + (next - START).div_euclid(DAY) * DAY;
        from = if desk.further().is_empty() { (midnight - earlier * DAY).max(START) } else { START };
    }
    desk
}

#[test]
fn overlapping_exports_under_any_policy_come_to_the_same_as_the_whole_log() {
    let seen = std::cell::RefCell::new(BTreeMap::<&str, usize>::new());
    runner(60)
        .run(&(policy(), rows(), cuts()), |(policy, rows, cuts)| {
            let mut whole = Desk::new(&policy);
            run(&mut whole, &rows.iter().collect::<Vec<_>>());
            let parts = in_exports(&policy, &rows, &cuts);
            let mut seen = seen.borrow_mut();
            let mut count = |what, n| *seen.entry(what).or_default() += n;
            let ledger = whole.ledger();
            count("lines", ledger.len());
            count("cuts", ledger.iter().filter(|line| line.contains("cuts 1")).count());
            count("acts", whole.count(|line| line.act.is_some() && line.steps.is_some()));
            count("several", whole.count(|line| line.steps.as_ref().is_some_and(|s| s.sums.len() > 2)));
            count(
                "shorter",
                usize::from(
                    parts.first_instants().iter().skip(1).any(|begin| !begin.starts_with("2024-05-24")),
                ),
            );
            let other = parts.ledger();
            let (ours, theirs): (Vec<_>, Vec<_>) = (
                ledger.iter().filter(|l| !other.contains(l)).collect(),
                other.iter().filter(|l| !ledger.contains(l)).collect(),
            );
            prop_assert!(ledger == other, "{:#?}\n{:#?}\n{}", ours, theirs, policy);
            Ok(())
        })
        .unwrap();
    let seen = seen.into_inner();
    let enough = [("lines", 1000), ("cuts", 200), ("acts", 50), ("several", 50), ("shorter", 10)];
    assert!(enough.iter().all(|(what, least)| seen[what] > *least), "{seen:?}");
}

/// Exports in any order, with gaps and overlaps: what is proposed may then depend on the order, but never exceeds a cap.
#[test]
fn no_cap_is_exceeded_whatever_order_exports_come_in() {
    let pieces = prop::collection::vec((0..DAYS, 1..8_i64), 2..6);
    let cut = std::cell::Cell::new(0_usize);
    runner(40)
        .run(&(policy(), rows(), pieces, any::<bool>()), |(policy, rows, pieces, confirm)| {
            let policy = policy.replace("currency CNY", "currency CNY cap 60 CNY per bearer per month");
            let mut desk = Desk::new(&policy);
            for (first, days) in pieces {
                let (from, to) = (START + first * DAY, START + (first + days) * DAY);
                let part: Vec<&Row> = rows.iter().filter(|(at, _)| *at >= from && *at <= to).collect();
                run(&mut desk, &part);
                if confirm {
                    desk.confirm_every_third();
                }
            }
            let mut sums: BTreeMap<(String, String), [Decimal; 3]> = BTreeMap::new();
            for (who, month, sum) in desk.losses("CNY") {
                let Some(who) = who else { continue };
                let all = sums.entry((who, month)).or_default();
                for (all, more) in all.iter_mut().zip(sum) {
                    *all += more;
                }
            }
            cut.set(cut.get() + desk.ledger().iter().filter(|line| line.contains("cuts 1")).count());
            for (key, sum) in sums {
                prop_assert!(
                    sum.iter().all(|sum| *sum <= Decimal::from(60)),
                    "{:?} {:?}\n{}",
                    key,
                    sum,
                    policy
                );
            }
            Ok(())
        })
        .unwrap();
    assert!(cut.get() > 100, "the cap must have cut something: {}", cut.get());
}
