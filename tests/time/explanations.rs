//! What an explanation says, word for word, in both languages.

use crate::phrase;
use guiju::locale::Lang;
use guiju::time::*;

/// Rules in Shanghai with the built-in calendar and, if given, opening hours.
struct Office {
    zone: Zone,
    calendar: Calendar,
    conventions: Conventions,
}

impl Office {
    fn shanghai() -> Office {
        let calendar = Calendar::builtin("cn").unwrap().clone();
        Office { zone: Zone::named("Asia/Shanghai").unwrap(), calendar, conventions: Conventions::default() }
    }

    fn open(mut self, hours: &str) -> Office {
        let hours = Some(OpeningHours::every_day(Hours::parse(hours).unwrap()));
        self.calendar = Calendar::layered("office", &self.calendar, Layer { hours, ..Layer::default() });
        self
    }

    fn explain(&self, lang: Lang, deadline: &str, occasion: &str) -> String {
        let rules = Rules { zone: &self.zone, calendar: Some(&self.calendar), conventions: self.conventions };
        let occasion = phrase::stamp(occasion, &self.zone);
        let result = if let Some(length) = deadline.strip_prefix("within ") {
            explain_within(&rules, occasion, &phrase::length(length))
        } else if let Some(point) = deadline.strip_prefix("by ") {
            explain_by(&rules, occasion, &phrase::point(point, &self.zone))
        } else {
            let length = deadline.strip_prefix("at least ").unwrap().strip_suffix(" before").unwrap();
            explain_lead(&rules, occasion, &phrase::length(length))
        };
        let (due, steps) = result.unwrap();
        let mut lines: Vec<String> = steps.iter().map(|step| step.words(lang)).collect();
        lines.push(format!("= {}", due.words(&self.zone, lang)));
        lines.join("\n")
    }
}

/// Asserts the explanation in English, then in Chinese.
#[track_caller]
fn says(office: &Office, deadline: &str, occasion: &str, en: &str, zh: &str) {
    let lines = |text: &str| text.trim().lines().map(str::trim).collect::<Vec<_>>().join("\n");
    assert_eq!(office.explain(Lang::En, deadline, occasion), lines(en));
    assert_eq!(office.explain(Lang::Zh, deadline, occasion), lines(zh));
}

#[test]
fn elapsed_time_is_a_sum() {
    says(
        &Office::shanghai(),
        "within 30 minutes",
        "2024-05-06 09:00",
        "Mon 2024-05-06 09:00 plus 30 minutes is Mon 2024-05-06 09:30
         = Mon 2024-05-06 09:30",
        "2024-05-06（周一）09:00 加 30 分钟，为 2024-05-06（周一）09:30
         = 2024-05-06（周一）09:30",
    );
}

#[test]
fn working_days_name_every_day_that_was_skipped() {
    says(
        &Office::shanghai(),
        "within 2 working days",
        "2026-09-24 10:00",
        "the day of the occasion (Thu 2026-09-24) is not counted
         Fri 2026-09-25 to Sun 2026-09-27: rest day (中秋节)
         2nd working day: Tue 2026-09-29
         ends Tue 2026-09-29 24:00
         = Tue 2026-09-29 24:00",
        "事由发生当日 2026-09-24（周四）不计入
         2026-09-25（周五）至 2026-09-27（周日）：休息日（中秋节）
         第 2 个工作日：2026-09-29（周二）
         截止于 2026-09-29（周二）24:00
         = 2026-09-29（周二）24:00",
    );
}

#[test]
fn make_up_days_are_named_too() {
    says(
        &Office::shanghai(),
        "within 6 working days",
        "2024-09-30",
        "the day of the occasion (Mon 2024-09-30) is not counted
         Tue 2024-10-01 to Mon 2024-10-07: rest day (国庆节)
         Sat 2024-10-12: working day (国庆节调休)
         Sun 2024-10-13: weekly rest
         6th working day: Mon 2024-10-14
         ends Mon 2024-10-14 24:00
         = Mon 2024-10-14 24:00",
        "事由发生当日 2024-09-30（周一）不计入
         2024-10-01（周二）至 2024-10-07（周一）：休息日（国庆节）
         2024-10-12（周六）：工作日（国庆节调休）
         2024-10-13（周日）：每周休息日
         第 6 个工作日：2024-10-14（周一）
         截止于 2024-10-14（周一）24:00
         = 2024-10-14（周一）24:00",
    );
}

#[test]
fn a_long_count_lists_the_first_rest_days_and_counts_the_others() {
    let text = Office::shanghai().explain(Lang::En, "within 200 working days", "2024-01-02");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 1 + 12 + 1 + 3, "{text}");
    // Listed are the rest days of five weeks (one of them a single Saturday), the Spring Festival, and four weeks more.
    assert_eq!(lines[14], "200th working day: Tue 2024-10-22", "{text}");
    let listed = 4 * 2 + 1 + 8 + 4 * 2;
    // From the first day counted to the last there are 294 days, 200 of them working days.
    assert_eq!(lines[13], format!("and {} rest days more", 294 - 200 - listed), "{text}");
}

#[test]
fn a_missing_day_and_a_moved_deadline_are_said() {
    let mut office = Office::shanghai();
    office.conventions.on_rest_day = OnRestDay::NextWorkingDay;
    says(
        &office,
        "within 1 month",
        "2024-08-31",
        "the day of the occasion (Sat 2024-08-31) is not counted
         there is no 31st day: the last one counts, Mon 2024-09-30
         1 month on: Mon 2024-09-30
         ends Mon 2024-09-30 24:00
         = Mon 2024-09-30 24:00",
        "事由发生当日 2024-08-31（周六）不计入
         没有第 31 日，以最后一日为准：2024-09-30（周一）
         1 个月后：2024-09-30（周一）
         截止于 2024-09-30（周一）24:00
         = 2024-09-30（周一）24:00",
    );
    says(
        &office,
        "within 3 days",
        "2024-09-28",
        "the day of the occasion (Sat 2024-09-28) is not counted
         3rd day: Tue 2024-10-01
         Tue 2024-10-01 is a rest day (国庆节): the deadline moves to Tue 2024-10-08
         ends Tue 2024-10-08 24:00
         = Tue 2024-10-08 24:00",
        "事由发生当日 2024-09-28（周六）不计入
         第 3 日：2024-10-01（周二）
         最后一日 2024-10-01（周二）是休息日（国庆节），顺延至 2024-10-08（周二）
         截止于 2024-10-08（周二）24:00
         = 2024-10-08（周二）24:00",
    );
}

#[test]
fn the_conventions_show_in_every_explanation() {
    let mut office = Office::shanghai().open("09:00-12:00,13:30-18:00");
    office.conventions.count_from = CountFrom::OwnDay;
    office.conventions.day_end = DayEnd::CloseOfBusiness;
    says(
        &office,
        "within 1 day",
        "2024-05-17 18:05",
        "Fri 2024-05-17 18:05 is after closing time: that day is over
         the day of the occasion (Fri 2024-05-17) is not counted
         1st day: Sat 2024-05-18
         Sat 2024-05-18 is a rest day (weekly rest), but the deadline stays
         Sat 2024-05-18 has no closing time: ends at 24:00
         = Sat 2024-05-18 24:00",
        "2024-05-17（周五）18:05 已过下班时间，当日不再计算
         事由发生当日 2024-05-17（周五）不计入
         第 1 日：2024-05-18（周六）
         最后一日 2024-05-18（周六）是每周休息日，但期限不顺延
         2024-05-18（周六）没有办公时间，截止于 24:00
         = 2024-05-18（周六）24:00",
    );
    says(
        &office,
        "within 1 day",
        "2024-05-17 09:05",
        "counted from the day of the occasion itself (Fri 2024-05-17)
         1st day: Fri 2024-05-17
         ends at close of business, Fri 2024-05-17 18:00
         = Fri 2024-05-17 18:00",
        "自事由发生当日 2024-05-17（周五）起算
         第 1 日：2024-05-17（周五）
         截止于下班时间 2024-05-17（周五）18:00
         = 2024-05-17（周五）18:00",
    );
}

#[test]
fn working_time_is_told_day_by_day() {
    says(
        &Office::shanghai().open("09:00-12:00,13:30-18:00"),
        "within 6 working hours",
        "2024-05-17 12:30",
        "Fri 2024-05-17 12:30 is outside opening hours: counting starts Fri 2024-05-17 13:30
         Sat 2024-05-18 to Sun 2024-05-19: weekly rest
         Fri 2024-05-17: 4 hours 30 minutes of opening hours
         Mon 2024-05-20: 1 hour 30 minutes of opening hours
         due Mon 2024-05-20 10:30
         = Mon 2024-05-20 10:30",
        "2024-05-17（周五）12:30 不在办公时间内，自 2024-05-17（周五）13:30 起算
         2024-05-18（周六）至 2024-05-19（周日）：每周休息日
         2024-05-17（周五）：计入办公时间 4 小时 30 分钟
         2024-05-20（周一）：计入办公时间 1 小时 30 分钟
         截止于 2024-05-20（周一）10:30
         = 2024-05-20（周一）10:30",
    );
}

#[test]
fn points_say_in_which_unit_and_what_had_passed() {
    says(
        &Office::shanghai(),
        "by the 10th day of the month 12:00",
        "2024-05-11 09:00",
        "Fri 2024-05-10 12:00 had passed at the occasion: the next one counts
         the month: 2024-06-01 to 2024-06-30
         Mon 2024-06-10 is a rest day (端午节), but the deadline stays
         due Mon 2024-06-10 12:00
         = Mon 2024-06-10 12:00",
        "2024-05-10（周五）12:00 在事由发生时已过，以下一次为准
         该月：2024-06-01 至 2024-06-30
         最后一日 2024-06-10（周一）是休息日（端午节），但期限不顺延
         截止于 2024-06-10（周一）12:00
         = 2024-06-10（周一）12:00",
    );
    says(
        &Office::shanghai(),
        "by end of day",
        "2024-05-11 09:00",
        "ends Sat 2024-05-11 24:00
         = Sat 2024-05-11 24:00",
        "截止于 2024-05-11（周六）24:00
         = 2024-05-11（周六）24:00",
    );
}

#[test]
fn looking_back_says_so() {
    says(
        &Office::shanghai(),
        "at least 2 working days before",
        "2024-05-06 10:00",
        "Wed 2024-05-01 to Sun 2024-05-05: rest day (劳动节)
         2 working days before Mon 2024-05-06 10:00 is Mon 2024-04-29 10:00
         = Mon 2024-04-29 10:00",
        "2024-05-01（周三）至 2024-05-05（周日）：休息日（劳动节）
         2024-05-06（周一）10:00 之前 2 个工作日，为 2024-04-29（周一）10:00
         = 2024-04-29（周一）10:00",
    );
}

#[test]
fn doubt_about_the_occasion_is_said() {
    says(
        &Office::shanghai(),
        "within 2 hours",
        "2024-05-06",
        "Mon 2024-05-06 00:00 plus 2 hours is Mon 2024-05-06 02:00
         the log gives the occasion only to the day: due between Mon 2024-05-06 02:00 and Tue 2024-05-07 01:59:59.999999
         = Tue 2024-05-07 01:59:59.999999",
        "2024-05-06（周一）00:00 加 2 小时，为 2024-05-06（周一）02:00
         日志中事由的时间只精确到日，截止时间在 2024-05-06（周一）02:00 与 2024-05-07（周二）01:59:59.999999 之间
         = 2024-05-07（周二）01:59:59.999999",
    );
}

#[test]
fn clock_changes_are_said() {
    let mut office = Office::shanghai();
    office.zone = Zone::named("Europe/Berlin").unwrap();
    says(
        &office,
        "within 24 hours",
        "2024-03-30 12:00",
        "Sat 2024-03-30 12:00 plus 24 hours is Sun 2024-03-31 13:00
         clocks were put forward by 1 hour in between
         = Sun 2024-03-31 13:00",
        "2024-03-30（周六）12:00 加 24 小时，为 2024-03-31（周日）13:00
         期间时钟拨快 1 小时
         = 2024-03-31（周日）13:00",
    );
    says(
        &office,
        "by 02:30",
        "2024-03-31 00:00:00",
        "due Sun 2024-03-31 02:30
         Sun 2024-03-31 02:30 does not exist, because clocks are put forward: Sun 2024-03-31 03:00 counts
         = Sun 2024-03-31 03:00",
        "截止于 2024-03-31（周日）02:30
         2024-03-31（周日）02:30 因时钟拨快而不存在，以 2024-03-31（周日）03:00 为准
         = 2024-03-31（周日）03:00",
    );
    says(
        &office,
        "by 02:30",
        "2024-10-27 00:00:00",
        "due Sun 2024-10-27 02:30
         Sun 2024-10-27 02:30 occurs twice, because clocks are put back: the later one counts
         = Sun 2024-10-27 02:30",
        "截止于 2024-10-27（周日）02:30
         2024-10-27（周日）02:30 因时钟拨慢而出现两次，以较晚的一次为准
         = 2024-10-27（周日）02:30",
    );
}

#[test]
fn lateness_is_told_in_the_unit_of_the_deadline() {
    let office = Office::shanghai();
    let rules = Rules::new(&office.zone, Some(&office.calendar));
    let stamp = |text| phrase::stamp(text, &office.zone);
    let late = |deadline: &str, occasion, act| {
        let due = within(&rules, stamp(occasion), &phrase::length(deadline)).unwrap();
        let words = |amount: Amount| (amount.words(Lang::En), amount.words(Lang::Zh));
        due.lateness(stamp(act), &office.zone).map(words)
    };
    let pair = |en: &str, zh: &str| Some((en.to_string(), zh.to_string()));
    let at_nine = "2024-05-06 09:00";
    assert_eq!(late("30 minutes", at_nine, "2024-05-06 10:01"), pair("31 minutes", "31 分钟"));
    assert_eq!(late("30 minutes", at_nine, "2024-05-06 11:30:00"), pair("2 hours", "2 小时"));
    assert_eq!(late("30 minutes", at_nine, "2024-05-08"), pair("2 days", "2 天"));
    assert_eq!(late("1 day", at_nine, "2024-05-08 00:00:01"), pair("1 day", "1 天"));
    assert_eq!(late("1 day", at_nine, "2024-05-07 23:59:59"), None);
    let exact = "2024-05-06 09:00:00";
    assert_eq!(late("30 minutes", exact, "2024-05-06 09:30:05"), pair("5 seconds", "5 秒"));
}

#[test]
fn margins_and_overruns_are_counted_from_the_bound() {
    let office = Office::shanghai();
    let rules = Rules::new(&office.zone, Some(&office.calendar));
    let stamp = |text| phrase::stamp(text, &office.zone);
    let due = |length: &str| within(&rules, stamp("2024-05-06 09:00"), &phrase::length(length)).unwrap();
    let minute = 60_000_000;
    assert_eq!(
        due("30 minutes").margin(stamp("2024-05-06 09:20"), &office.zone),
        Some(Amount::Elapsed(10 * minute))
    );
    assert_eq!(due("3 days").margin(stamp("2024-05-09"), &office.zone), Some(Amount::Days(0)));
    assert_eq!(due("3 days").margin(stamp("2024-05-07 12:00"), &office.zone), Some(Amount::Days(2)));
    assert_eq!(due("30 minutes").overrun(stamp("2024-05-06 09:31"), &office.zone), Some(minute));
    assert_eq!(due("1 day").overrun(stamp("2024-05-08 02:30"), &office.zone), Some(150 * minute));
    assert_eq!(due("1 day").overrun(stamp("2024-05-07"), &office.zone), None);
    // Of an act known to the day, what is certain: it came at the earliest when that day began.
    assert_eq!(due("30 minutes").overrun(stamp("2024-05-07"), &office.zone), Some(870 * minute));
    let through = |text| Due::through(stamp(text));
    assert_eq!(through("2024-05-06 23:40:00").overrun(stamp("2024-05-07"), &office.zone), Some(20 * minute));
    assert_eq!(
        through("2024-05-06 09:00:20").overrun(stamp("2024-05-06 09:01"), &office.zone),
        Some(minute * 2 / 3)
    );
    assert_eq!(
        through("2024-05-06 09:00").overrun(stamp("2024-05-06 10:00:59"), &office.zone),
        Some(60 * minute)
    );
    // A due time that is a day lasts until that day is over, and programs are told so.
    let midnight = stamp("2024-05-07 00:00").start;
    assert_eq!(through("2024-05-06").stated(&office.zone), (midnight, Bound::Exclusive));
    assert_eq!(
        through("2024-05-06 09:00").stated(&office.zone),
        (stamp("2024-05-06 09:00").start, Bound::Inclusive)
    );
    assert_eq!(through("2024-05-06").overrun(stamp("2024-05-07 02:30"), &office.zone), Some(150 * minute));
    assert_eq!(through("2024-05-06").overrun(stamp("2024-05-07"), &office.zone), Some(0));
}

#[test]
fn errors_say_what_is_missing_and_what_to_do() {
    let office = Office::shanghai();
    let rules = Rules::new(&office.zone, Some(&office.calendar));
    let occasion = phrase::stamp("2026-12-31", &office.zone);
    let error = within(&rules, occasion, &Length::WorkingDays(3)).unwrap_err();
    assert_eq!(error.words(Lang::En), "calendar `cn` does not cover the year 2027");
    assert_eq!(error.words(Lang::Zh), "日历 `cn` 未覆盖 2027 年");
    assert!(error.help(Lang::En).contains("never guessed"));
    let error = within(&rules, occasion, &Length::working_time(1, ClockUnit::Hour)).unwrap_err();
    assert_eq!(error.words(Lang::En), "calendar `cn` states no opening hours");
}

#[test]
fn lengths_keep_the_unit_they_were_written_in() {
    let words = |length: Length| (length.words(Lang::En), length.words(Lang::Zh));
    let pair = |en: &str, zh: &str| (en.to_string(), zh.to_string());
    assert_eq!(words(Length::elapsed(24, ClockUnit::Hour)), pair("24 hours", "24 小时"));
    assert_eq!(words(Length::elapsed(1, ClockUnit::Minute)), pair("1 minute", "1 分钟"));
    let half = Length::Elapsed { micros: 5_400_000_000, unit: ClockUnit::Hour };
    assert_eq!(words(half), pair("1 hour 30 minutes", "1 小时 30 分钟"));
    let half = Length::WorkingTime { micros: 5_400_000_000, unit: ClockUnit::Hour };
    assert_eq!(words(half), pair("1 hour 30 minutes of working time", "1 小时 30 分钟工作时间"));
    assert_eq!(words(Length::WorkingDays(2)), pair("2 working days", "2 个工作日"));
    assert_eq!(words(Length::Months(1)), pair("1 month", "1 个月"));
}

#[test]
fn points_read_naturally_in_chinese() {
    let zone = Zone::utc();
    for (en, zh) in [
        ("08:20", "08:20"),
        ("Friday 18:00", "周五 18:00"),
        ("the 5th working day of the next month", "下月第 5 个工作日"),
        ("the last day of the quarter 12:00", "本季度最后一日 12:00"),
        ("end of day", "当日结束"),
        ("end of the next week", "下周结束"),
        ("10:00 on the next working day", "下一工作日 10:00"),
        ("end of the next working day", "下一工作日结束"),
        ("2024-05-10 18:00", "2024-05-10 18:00"),
    ] {
        assert_eq!(phrase::point(en, &zone).words(&zone, Lang::Zh), zh);
    }
}

#[test]
fn steps_are_data_for_programs() {
    let office = Office::shanghai();
    let rules = Rules::new(&office.zone, Some(&office.calendar));
    let occasion = phrase::stamp("2026-09-24", &office.zone);
    let (_, steps) = explain_within(&rules, occasion, &Length::WorkingDays(1)).unwrap();
    let json = serde_json::to_value(&steps).unwrap();
    assert_eq!(
        json,
        serde_json::json!([
            { "step": "own_day_not_counted", "date": "2026-09-24" },
            {
                "step": "rest_days",
                "first": "2026-09-25",
                "last": "2026-09-27",
                "reason": { "kind": "holiday", "name": "中秋节" }
            },
            { "step": "last_day", "length": { "working_days": 1 }, "date": "2026-09-28" },
            { "step": "at_midnight", "date": "2026-09-28" }
        ])
    );
    let schema = serde_json::to_value(schemars::schema_for!(Vec<Step>)).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    assert!(validator.is_valid(&json));
}
