//! Laws that hold for any date, and a walker that counts day by day to check the arithmetic.

use guiju::time::*;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const ZONES: [&str; 5] =
    ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Beirut"];
const MINUTE: i64 = 60_000_000;

/// Random numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

/// The built-in calendar as a plain list, read from its file without the program's reader.
fn cn_by_hand() -> BTreeMap<Date, bool> {
    let text = include_str!("../../data/calendars/cn.json");
    let file: serde_json::Value = serde_json::from_str(text).unwrap();
    let mut days = BTreeMap::new();
    for (_, year) in file["years"].as_object().unwrap() {
        for (kind, works) in [("rest", false), ("work", true)] {
            for dates in year[kind].as_object().unwrap().keys() {
                let (first, last) = dates.split_once("..").unwrap_or((dates, dates));
                let (mut date, last): (Date, Date) = (first.parse().unwrap(), last.parse().unwrap());
                while date <= last {
                    days.insert(date, works);
                    date = date.tomorrow().unwrap();
                }
            }
        }
    }
    days
}

fn works(days: &BTreeMap<Date, bool>, date: Date) -> bool {
    let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
    days.get(&date).copied().unwrap_or(!weekend)
}

fn plus_days(date: Date, days: i64) -> Date {
    date.checked_add(jiff::Span::new().days(days)).unwrap()
}

#[test]
fn a_walker_counts_the_same_working_days_in_a_hundred_thousand_cases() {
    let by_hand = cn_by_hand();
    let cn = Calendar::builtin("cn").unwrap();
    let zone = Zone::named("Asia/Shanghai").unwrap();
    let rules = Rules::new(&zone, Some(cn));
    let mut dice = Dice(1);
    for _ in 0..100_000 {
        // Up to 60 working days need at most 110 days; the last start leaves room for them.
        let start = plus_days(Date::constant(2015, 1, 1), dice.roll(4_260) as i64);
        let n = dice.roll(60) as u32 + 1;
        let (mut date, mut left) = (start, n);
        while left > 0 {
            date = date.tomorrow().unwrap();
            left -= u32::from(works(&by_hand, date));
        }
        let noon = Stamp::exact(zone.instant(start.at(12, 0, 0, 0)).0);
        let due = within(&rules, noon, &Length::WorkingDays(n)).unwrap();
        assert_eq!(zone.date(due.last()), date.tomorrow().unwrap(), "{n} working days from {start}");
        assert_eq!(cn.add_working_days(start, n.into()), Ok(date), "{n} working days from {start}");
    }
}

#[test]
fn a_walker_counts_the_same_working_days_backwards() {
    let by_hand = cn_by_hand();
    let cn = Calendar::builtin("cn").unwrap();
    let mut dice = Dice(2);
    for _ in 0..20_000 {
        let start = plus_days(Date::constant(2015, 5, 1), dice.roll(4_200) as i64);
        let n = dice.roll(60) + 1;
        let (mut date, mut left) = (start, n);
        while left > 0 {
            date = date.yesterday().unwrap();
            left -= u64::from(works(&by_hand, date));
        }
        assert_eq!(cn.add_working_days(start, -(n as i64)), Ok(date), "{n} working days before {start}");
    }
}

/// Opening hours of the walker: lunch, a short Friday, and a half day before New Year.
fn office() -> Calendar {
    let hours = |text: &str| Hours::parse(text).unwrap();
    let half_day = DayOverride {
        date: Date::constant(2024, 12, 31),
        working: true,
        name: "New Year's Eve".into(),
        hours: Some(hours("09:00-12:00")),
    };
    let layer = Layer {
        days: vec![half_day],
        hours: Some(OpeningHours {
            ordinary: hours("09:00-12:00,13:30-18:00"),
            weekdays: vec![(Weekday::Friday, hours("08:30-14:15"))],
        }),
        ..Layer::default()
    };
    Calendar::layered("office", Calendar::builtin("cn").unwrap(), layer)
}

fn is_open(days: &BTreeMap<Date, bool>, at: DateTime) -> bool {
    let (date, minute) = (at.date(), i64::from(at.hour()) * 60 + i64::from(at.minute()));
    let open: &[(i64, i64)] = match date.weekday() {
        _ if date == Date::constant(2024, 12, 31) => &[(540, 720)],
        Weekday::Friday => &[(510, 855)],
        _ => &[(540, 720), (810, 1080)],
    };
    works(days, date) && open.iter().any(|(from, to)| (*from..*to).contains(&minute))
}

#[test]
fn a_walker_counts_the_same_working_time_minute_by_minute() {
    let by_hand = cn_by_hand();
    let calendar = office();
    let zone = Zone::named("Asia/Shanghai").unwrap();
    let rules = Rules::new(&zone, Some(&calendar));
    let mut dice = Dice(3);
    for _ in 0..400 {
        let day = plus_days(Date::constant(2024, 1, 1), dice.roll(700) as i64);
        let start = day.at(dice.roll(24) as i8, dice.roll(60) as i8, 0, 0);
        let minutes = dice.roll(1500) as i64 + 1;
        let (mut at, mut left) = (start, minutes);
        while left > 0 {
            left -= i64::from(is_open(&by_hand, at));
            at = at.checked_add(jiff::Span::new().minutes(1)).unwrap();
        }
        let stamp = Stamp { start: zone.instant(start).0, precision: Precision::Minute };
        let due = within(&rules, stamp, &Length::working_time(minutes, ClockUnit::Minute)).unwrap();
        assert_eq!(zone.civil(due.last()), at, "{minutes} working minutes from {start}");
        assert_eq!(calendar.working_time_between(start, at), Ok(minutes * MINUTE));
        // Looking back from there, the start is the latest moment that leaves so much, or doors were shut until later.
        let stamp = Stamp { start: due.last(), precision: Precision::Minute };
        let bound = lead(&rules, stamp, &Length::working_time(minutes, ClockUnit::Minute)).unwrap();
        let back = zone.civil(bound.last());
        assert!(back >= start, "{minutes} working minutes before {at}");
        assert_eq!(calendar.working_time_between(back, at), Ok(minutes * MINUTE));
    }
}

// ------------------------------------------------------------------------------------------------ any date

/// The same cases in every run, so that a red build can be repeated; `PROPTEST_CASES` and `PROPTEST_RNG_SEED` look further.
fn config() -> ProptestConfig {
    let set = |name| std::env::var_os(name).is_some();
    let mut config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if !set("PROPTEST_CASES") {
        config.cases = 1000;
    }
    if !set("PROPTEST_RNG_SEED") && !set("PROPTEST_CASES") {
        config.rng_seed = RngSeed::Fixed(20_240_506);
    }
    config
}

fn any_zone() -> impl Strategy<Value = Zone> {
    // A zone is read once: its table of clock changes reaches over centuries.
    static READ: LazyLock<Vec<Zone>> =
        LazyLock::new(|| ZONES.iter().map(|n| Zone::named(n).unwrap()).collect());
    proptest::sample::select(READ.clone())
}

/// Instants from February 2015 to the summer of 2025, so that a year of length stays within the built-in calendar.
fn any_second() -> impl Strategy<Value = Instant> {
    (1_422_748_800_i64..1_750_000_000).prop_map(|s| Instant::from_micros(s * 1_000_000))
}

fn any_length() -> impl Strategy<Value = Length> {
    prop_oneof![
        (0_i64..5000).prop_map(|n| Length::elapsed(n, ClockUnit::Minute)),
        (0_i64..100).prop_map(|n| Length::elapsed(n, ClockUnit::Hour)),
        (0_i64..5000).prop_map(|n| Length::elapsed(n, ClockUnit::Second)),
        (0_i64..5000).prop_map(|n| Length::working_time(n, ClockUnit::Minute)),
        (0_u32..300).prop_map(Length::Days),
        (0_u32..200).prop_map(Length::WorkingDays),
        (0_u32..50).prop_map(Length::Weeks),
        (0_u32..12).prop_map(Length::Months),
        (0_u32..4).prop_map(Length::Quarters),
        (0_u32..2).prop_map(Length::Years),
    ]
}

fn any_clock() -> impl Strategy<Value = ClockTime> {
    (0_i8..24, 0_i8..60, 0_i8..60, any::<bool>()).prop_map(|(h, m, s, fine)| {
        if fine { ClockTime::second(h, m, s).unwrap() } else { ClockTime::minute(h, m).unwrap() }
    })
}

fn any_point() -> impl Strategy<Value = Point> {
    let units = vec![Unit::Week, Unit::Month, Unit::Quarter, Unit::Year];
    let ends = vec![Unit::Day, Unit::WorkingDay, Unit::Week, Unit::Month, Unit::Quarter, Unit::Year];
    let time = || proptest::option::of(any_clock());
    let n = prop_oneof![(1_u32..8).prop_map(Nth::Nth), Just(Nth::Last)];
    prop_oneof![
        any_clock().prop_map(Point::TimeOfDay),
        (0_i8..7, time())
            .prop_map(|(d, time)| Point::Weekday { day: Weekday::from_monday_zero_offset(d).unwrap(), time }),
        (n, any::<bool>(), proptest::sample::select(units), any::<bool>(), time())
            .prop_map(|(n, working, of, next, time)| Point::NthDay { n, working, of, next, time }),
        (proptest::sample::select(ends), any::<bool>()).prop_map(|(unit, next)| Point::EndOf { unit, next }),
        time().prop_map(|time| Point::NextWorkingDay { time }),
    ]
}

fn any_conventions() -> impl Strategy<Value = Conventions> {
    (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(own, close, moves, sunday)| {
        Conventions {
            count_from: if own { CountFrom::OwnDay } else { CountFrom::NextDay },
            day_end: if close { DayEnd::CloseOfBusiness } else { DayEnd::Midnight },
            on_rest_day: if moves { OnRestDay::NextWorkingDay } else { OnRestDay::Keep },
            week_start: if sunday { Weekday::Sunday } else { Weekday::Monday },
        }
    })
}

fn any_precision() -> impl Strategy<Value = Precision> {
    proptest::sample::select(vec![Precision::Exact, Precision::Minute, Precision::Day])
}

fn coarse(zone: &Zone, at: Instant, precision: Precision) -> Stamp {
    Stamp { start: zone.floor(at, precision), precision }
}

/// A calendar of any shape: any working week, any days off and on.
fn any_calendar() -> impl Strategy<Value = Calendar> {
    let week = proptest::collection::vec(any::<bool>(), 7);
    let days = proptest::collection::btree_map(0_i64..400, any::<bool>(), 0..80);
    (week, days).prop_map(|(week, days)| {
        let working =
            (0..7).filter(|i| week[*i as usize]).map(|i| Weekday::from_monday_zero_offset(i).unwrap());
        let base = Calendar::weekly("any", &working.collect::<Vec<_>>());
        let days = days
            .into_iter()
            .map(|(n, working)| DayOverride {
                date: plus_days(Date::constant(2024, 1, 1), n),
                working,
                name: String::new(),
                hours: None,
            })
            .collect();
        let hours = Some(OpeningHours::every_day(Hours::parse("09:00-12:00,13:00-17:00").unwrap()));
        Calendar::layered("any", &base, Layer { days, hours, ..Layer::default() })
    })
}

fn any_day() -> impl Strategy<Value = Date> {
    (-60_i64..460).prop_map(|n| plus_days(Date::constant(2024, 1, 1), n))
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_later_occasion_is_never_due_earlier(
        zone in any_zone(), conventions in any_conventions(), length in any_length(),
        a in any_second(), gap in 0_i64..3_000_000,
    ) {
        let calendar = office();
        let rules = Rules { zone: &zone, calendar: Some(&calendar), conventions };
        let (early, late) = (Stamp::exact(a), Stamp::exact(a.plus_micros(gap * 1_000_000)));
        let first = within(&rules, early, &length).unwrap();
        let second = within(&rules, late, &length).unwrap();
        prop_assert!(first.last() <= second.last(), "{length:?}: {first:?} then {second:?}");
        prop_assert!(!first.closed_at(early, &zone), "{length:?} is over at its occasion: {first:?}");
    }

    #[test]
    fn a_point_is_never_over_at_its_occasion_and_a_later_occasion_never_due_earlier(
        zone in any_zone(), conventions in any_conventions(), point in any_point(), precision in any_precision(),
        a in any_second(), gap in 0_i64..3_000_000,
    ) {
        let calendar = office();
        let rules = Rules { zone: &zone, calendar: Some(&calendar), conventions };
        let early = coarse(&zone, a, precision);
        let late = coarse(&zone, a.plus_micros(gap * 1_000_000), precision);
        match (by(&rules, early, &point), by(&rules, late, &point)) {
            (Ok(first), Ok(second)) => {
                prop_assert!(!first.closed_at(early, &zone), "{point:?} was over at {early:?}: {first:?}");
                // To the minute, because an uncertain due time holds the last instant of its minute.
                let minute = |due: Due| zone.floor(due.last(), Precision::Minute);
                prop_assert!(minute(first) <= minute(second), "{point:?}: {first:?} then {second:?}");
            }
            // A week without any working day has no n-th one.
            (Err(TimeError::NoWorkingDay { .. }), _) | (_, Err(TimeError::NoWorkingDay { .. })) => {}
            other => prop_assert!(false, "{other:?}"),
        }
    }

    #[test]
    fn explaining_changes_nothing(
        zone in any_zone(), conventions in any_conventions(), length in any_length(), point in any_point(),
        precision in any_precision(), at in any_second(),
    ) {
        let calendar = office();
        let rules = Rules { zone: &zone, calendar: Some(&calendar), conventions };
        let stamp = coarse(&zone, at, precision);
        prop_assert_eq!(within(&rules, stamp, &length), explain_within(&rules, stamp, &length).map(|e| e.0));
        prop_assert_eq!(by(&rules, stamp, &point), explain_by(&rules, stamp, &point).map(|e| e.0));
        let later = coarse(&zone, at.plus_micros(370 * 86_400_000_000), precision);
        prop_assert_eq!(lead(&rules, later, &length), explain_lead(&rules, later, &length).map(|e| e.0));
    }

    #[test]
    fn a_coarse_log_never_accuses_where_an_exact_one_would_not(
        zone in any_zone(), length in any_length(), occasion in any_second(), after in 0_i64..800_000,
        p in any_precision(), q in any_precision(),
    ) {
        let calendar = office();
        let rules = Rules::new(&zone, Some(&calendar));
        let act = occasion.plus_micros(after * 1_000_000);
        let exact = within(&rules, Stamp::exact(occasion), &length).unwrap().judge(Stamp::exact(act), &zone);
        let known = within(&rules, coarse(&zone, occasion, p), &length).unwrap().judge(coarse(&zone, act, q), &zone);
        if known == Timing::Late {
            prop_assert_eq!(exact, Timing::Late);
        }
        // And where only the day is known, nothing that was late is called in time.
        if known == Timing::InTime && (p == Precision::Day || q == Precision::Day) {
            prop_assert_eq!(exact, Timing::InTime);
        }
    }

    #[test]
    fn days_are_told_alike_by_logs_of_any_precision(
        zone in any_zone(), n in 0_u32..100, occasion in any_second(), after in 0_i64..10_000_000,
        p in any_precision(), q in any_precision(),
    ) {
        let rules = Rules::new(&zone, Calendar::builtin("cn"));
        let act = occasion.plus_micros(after * 1_000_000);
        for length in [Length::Days(n), Length::WorkingDays(n), Length::Months(n / 10)] {
            let exact = within(&rules, Stamp::exact(occasion), &length).unwrap().judge(Stamp::exact(act), &zone);
            let known = within(&rules, coarse(&zone, occasion, p), &length).unwrap();
            prop_assert_eq!(known.judge(coarse(&zone, act, q), &zone), exact);
        }
    }

    #[test]
    fn a_window_is_closed_exactly_when_an_act_would_be_late(
        zone in any_zone(), conventions in any_conventions(), length in any_length(), occasion in any_second(),
        after in 0_i64..1_000_000, p in any_precision(), q in any_precision(),
    ) {
        let calendar = office();
        let rules = Rules { zone: &zone, calendar: Some(&calendar), conventions };
        let due = within(&rules, coarse(&zone, occasion, p), &length).unwrap();
        let horizon = coarse(&zone, occasion.plus_micros(after * 1_000_000), q);
        prop_assert_eq!(due.closed_at(horizon, &zone), due.judge(horizon, &zone) == Timing::Late);
        prop_assert_eq!(due.lateness(horizon, &zone).is_some(), due.judge(horizon, &zone) == Timing::Late);
        prop_assert_eq!(due.margin(horizon, &zone).is_some(), due.judge(horizon, &zone) == Timing::InTime);
        if let Some(overrun) = due.overrun(horizon, &zone) {
            prop_assert!(overrun >= 0);
            // Never more than if it had been noted to the second.
            let exact = Stamp::exact(occasion.plus_micros(after * 1_000_000));
            prop_assert!(due.overrun(exact, &zone).is_some_and(|most| overrun <= most));
        }
    }

    #[test]
    fn a_holiday_more_never_makes_a_deadline_earlier(
        calendar in any_calendar(), start in any_day(), n in 0_i64..60, holiday in any_day(),
    ) {
        let off = DayOverride { date: holiday, working: false, name: "more".into(), hours: None };
        let more = Calendar::layered("more", &calendar, Layer { days: vec![off], ..Layer::default() });
        // A calendar without working days has no deadline to compare.
        if let (Ok(before), Ok(after)) = (calendar.add_working_days(start, n), more.add_working_days(start, n)) {
            prop_assert!(before <= after);
        }
    }

    #[test]
    fn counting_in_parts_adds_up(calendar in any_calendar(), a in any_day(), b in any_day(), c in any_day()) {
        let days = |from, to| calendar.working_days_between(from, to).unwrap();
        prop_assert_eq!(days(a, b) + days(b, c), days(a, c));
        let time = |from: Date, to: Date| {
            calendar.working_time_between(from.at(10, 30, 0, 0), to.at(10, 30, 0, 0)).unwrap()
        };
        prop_assert_eq!(time(a, b) + time(b, c), time(a, c));
        prop_assert_eq!(time(a, b), days(a, b) * 7 * 60 * MINUTE + match (
            calendar.is_working_day(a).unwrap(), calendar.is_working_day(b).unwrap(),
        ) {
            (true, false) => -90 * MINUTE,
            (false, true) => 90 * MINUTE,
            _ => 0,
        });
    }

    #[test]
    fn going_in_parts_goes_as_far(calendar in any_calendar(), start in any_day(), m in 1_i64..40, n in 1_i64..40) {
        if let Ok(there) = calendar.add_working_days(start, m + n) {
            let half = calendar.add_working_days(start, m).unwrap();
            prop_assert_eq!(calendar.add_working_days(half, n), Ok(there));
            prop_assert_eq!(calendar.working_days_between(start.tomorrow().unwrap(), there), Ok(m + n - 1));
            prop_assert_eq!(calendar.add_working_days(there, -n), Ok(half));
            prop_assert_eq!(calendar.is_working_day(there), Ok(true));
        }
    }

    #[test]
    fn periods_follow_each_other_without_gap(
        zone in any_zone(), at in any_second(), unit in 0_usize..5, sunday in any::<bool>(),
    ) {
        let unit = [Unit::Day, Unit::Week, Unit::Month, Unit::Quarter, Unit::Year][unit];
        let week_start = if sunday { Weekday::Sunday } else { Weekday::Monday };
        let conventions = Conventions { week_start, ..Conventions::default() };
        let rules = Rules { zone: &zone, calendar: None, conventions };
        let period = period_containing(&rules, unit, at).unwrap().unwrap();
        prop_assert!(period.start <= at && at < period.end);
        let next = next_period_after(&rules, unit, period.end).unwrap().unwrap();
        prop_assert_eq!(next.start, period.end);
        prop_assert_eq!(period_containing(&rules, unit, next.start).unwrap(), Some(next));
        prop_assert_eq!(next_period_after(&rules, unit, at.max(period.start.plus_micros(1))).unwrap(), Some(next));
        prop_assert_ne!(next.label(), period.label());
    }

    #[test]
    fn nothing_breaks_at_the_ends_of_the_time_line(
        zone in any_zone(), conventions in any_conventions(), length in any_length(), point in any_point(),
        precision in any_precision(), at in prop_oneof![
            Just(i64::MIN), Just(i64::MAX), Just(253_402_300_799_999_999), Just(-377_705_116_800_000_000), any::<i64>(),
        ],
    ) {
        let base = Calendar::builtin("weekdays").unwrap();
        let hours = Some(OpeningHours::every_day(Hours::parse("09:00-24:00").unwrap()));
        let calendar = Calendar::layered("always", base, Layer { hours, ..Layer::default() });
        let rules = Rules { zone: &zone, calendar: Some(&calendar), conventions };
        let stamp = Stamp { start: Instant::from_micros(at), precision };
        let _ = explain_within(&rules, stamp, &length);
        let _ = explain_by(&rules, stamp, &point);
        let _ = explain_lead(&rules, stamp, &length);
        for unit in [Unit::Day, Unit::WorkingDay, Unit::Week, Unit::Month, Unit::Quarter, Unit::Year] {
            let _ = period_containing(&rules, unit, stamp.start);
            let _ = next_period_after(&rules, unit, stamp.start);
        }
    }
}
