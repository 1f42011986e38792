//! The built-in calendars, and calendars from files.

use guiju::diagnostics::{Code, Problem};
use guiju::locale::Lang;
use guiju::source::Sources;
use guiju::time::*;

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn cn() -> &'static Calendar {
    Calendar::builtin("cn").unwrap()
}

// ------------------------------------------------------------------------------------------------ built in

#[test]
fn every_year_of_cn_has_as_many_working_days_as_its_notices_say() {
    let days = [249, 250, 249, 250, 250, 249, 250, 249, 249, 251, 248, 248];
    for (year, expected) in (2015..).zip(days) {
        let first = Date::new(year, 1, 1).unwrap();
        // Up to the last day, because the first day of 2027 is not covered and need not be.
        let before_last = cn().working_days_between(first, first.last_of_year()).unwrap();
        let last = i64::from(cn().is_working_day(first.last_of_year()).unwrap());
        assert_eq!(before_last + last, expected, "{year}");
    }
}

#[test]
fn a_day_says_why_it_is_a_working_day_or_not() {
    let why = |text| cn().why(date(text)).unwrap();
    assert_eq!(why("2024-05-06"), DayReason::WorkingDay);
    assert_eq!(why("2024-05-18"), DayReason::Weekend);
    assert_eq!(why("2024-05-01"), DayReason::Holiday("劳动节".into()));
    assert_eq!(why("2024-05-11"), DayReason::MakeUp("劳动节调休".into()));
    assert_eq!(why("2024-05-11").words(Lang::En), "working day (劳动节调休)");
    assert_eq!(why("2024-05-01").words(Lang::Zh), "休息日（劳动节）");
}

#[test]
fn a_year_that_is_not_covered_is_an_error_that_names_it() {
    for (day, year) in [("2027-01-01", 2027), ("2031-05-06", 2031), ("2014-12-31", 2014)] {
        let error = TimeError::NotCovered { calendar: "cn".into(), year };
        assert_eq!(cn().is_working_day(date(day)), Err(error.clone()));
        assert_eq!(cn().why(date(day)), Err(error));
        assert!(!cn().covers(date(day)));
    }
    // The year named is the first that is missing, not the one where the count would end.
    let error = TimeError::NotCovered { calendar: "cn".into(), year: 2027 };
    assert_eq!(cn().add_working_days(date("2026-06-01"), 2000), Err(error));
}

#[test]
fn weekdays_cover_any_year() {
    let weekdays = Calendar::builtin("weekdays").unwrap();
    assert_eq!(weekdays.is_working_day(Date::MIN), Ok(true));
    assert_eq!(weekdays.is_working_day(date("2024-05-11")), Ok(false));
    assert!(Calendar::builtin("mars").is_none());
}

/// Compares every day with the collected facts, where they are at hand.
#[test]
fn cn_agrees_with_the_collected_facts_on_every_day() {
    let Some(folder) = std::env::var_os("GUIJU_REAL_DATA") else {
        println!("skipped: GUIJU_REAL_DATA is not set");
        return;
    };
    let path = std::path::Path::new(&folder).join("calendars/cn.json");
    let facts: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let (mut day, mut compared) = (date("2015-01-01"), 0);
    while day <= date("2026-12-31") {
        let year = &facts[day.year().to_string()];
        let listed = |kind: &str| year[kind][day.to_string()].as_str().map(str::to_string);
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        let expected = match (listed("holidays"), listed("workdays")) {
            (Some(name), _) => DayReason::Holiday(name),
            (_, Some(name)) => DayReason::MakeUp(name),
            _ if weekend => DayReason::Weekend,
            _ => DayReason::WorkingDay,
        };
        assert_eq!(cn().why(day), Ok(expected), "{day}");
        day = day.tomorrow().unwrap();
        compared += 1;
    }
    assert_eq!(compared, 4383);
}

// ------------------------------------------------------------------------------------------------ layers

#[test]
fn an_office_adds_days_and_hours_to_a_calendar() {
    let own = |day, working, name: &str, hours: Option<&str>| DayOverride {
        date: date(day),
        working,
        name: name.into(),
        hours: hours.map(|h| Hours::parse(h).unwrap()),
    };
    let layer = Layer {
        days: vec![
            own("2024-05-06", false, "anniversary", None),
            own("2024-05-07", true, "half day", Some("09:00-12:00")),
            own("2024-05-11", false, "not here", None),
        ],
        hours: Some(OpeningHours {
            ordinary: Hours::parse("09:00-17:00").unwrap(),
            weekdays: vec![(Weekday::Friday, Hours::parse("09:00-13:00").unwrap())],
        }),
        ..Layer::default()
    };
    let office = Calendar::layered("office", cn(), layer);
    assert_eq!(office.name(), "office");
    assert_eq!(office.why(date("2024-05-06")), Ok(DayReason::Holiday("anniversary".into())));
    assert_eq!(office.why(date("2024-05-07")), Ok(DayReason::Named("half day".into())));
    // The make-up Saturday of the notice is off at this office.
    assert_eq!(office.add_working_days(date("2024-05-10"), 1), Ok(date("2024-05-13")));
    let hours = |day: &str| {
        let day = date(day);
        office.working_time_between(day.at(0, 0, 0, 0), day.at(23, 59, 0, 0)).unwrap() / 3_600_000_000
    };
    let open: Vec<i64> = ["2024-05-06", "2024-05-07", "2024-05-08", "2024-05-10"].map(hours).into();
    assert_eq!(open, [0, 3, 8, 4]);
    assert!(!office.covers(date("2027-01-01")), "what is below is still not known for 2027");
}

#[test]
fn an_office_may_vouch_for_other_dates_than_the_calendar_below() {
    let year = |text: &str| (date(&format!("{text}-01-01")), date(&format!("{text}-12-31")));
    let weekdays = Calendar::builtin("weekdays").unwrap();
    let layer = Layer { covers: Some(Covers::Ranges(vec![year("2024")])), ..Layer::default() };
    let narrow = Calendar::layered("2024 only", weekdays, layer);
    assert_eq!(narrow.is_working_day(date("2024-12-31")), Ok(true));
    let error = TimeError::NotCovered { calendar: "2024 only".into(), year: 2025 };
    assert_eq!(narrow.add_working_days(date("2024-12-31"), 1), Err(error));
    // Ranges that touch are one; a gap between them is not jumped over.
    let layer = Layer {
        covers: Some(Covers::Ranges(vec![year("2025"), year("2024"), year("2027")])),
        ..Layer::default()
    };
    let gappy = Calendar::layered("gappy", weekdays, layer);
    assert_eq!(gappy.add_working_days(date("2024-12-31"), 1), Ok(date("2025-01-01")));
    let error = TimeError::NotCovered { calendar: "gappy".into(), year: 2026 };
    assert_eq!(gappy.add_working_days(date("2025-12-31"), 300), Err(error));
}

#[test]
fn a_calendar_on_top_speaks_alone_where_it_covers() {
    let mut sources = Sources::default();
    let text = "2026,covers\n2026-10-01..2026-10-02,rest,short holiday\n2027,covers\n2027-01-01,rest,元旦\n";
    let file = sources.add("new.csv", text);
    let new = Calendar::from_csv("new", file, text, None).unwrap();
    let both = Calendar::stacked("both", cn(), &new);
    assert_eq!(both.is_working_day(date("2025-10-06")), Ok(false), "below");
    assert_eq!(both.is_working_day(date("2026-10-05")), Ok(true), "on top, where the holiday is shorter");
    assert_eq!(both.why(date("2027-01-01")), Ok(DayReason::Holiday("元旦".into())));
    assert!(!both.covers(date("2028-01-01")));
}

#[test]
fn a_calendar_without_working_days_is_an_error_and_no_endless_search() {
    let never = Calendar::weekly("never", &[]);
    let error = TimeError::NoWorkingDay { calendar: "never".into() };
    assert_eq!(never.add_working_days(date("2024-05-06"), 1), Err(error));
}

// ------------------------------------------------------------------------------------------------ files

#[derive(Clone, Copy, Debug)]
enum Format {
    Json,
    Csv,
    Ics,
}

fn read(format: Format, text: &str) -> Result<Calendar, Vec<String>> {
    let mut sources = Sources::default();
    let file = sources.add("calendar", text);
    let result = match format {
        Format::Json => Calendar::from_json("test", file, text),
        Format::Csv => Calendar::from_csv("test", file, text, None),
        Format::Ics => {
            let covers = Covers::Ranges(vec![(date("2024-01-01"), date("2024-12-31"))]);
            Calendar::from_ics("test", file, text, Some(covers))
        }
    };
    result.map_err(|problems| {
        let line = |p: &CalendarProblem| {
            let d = p.diagnostic(Lang::En);
            let place = sources.get(p.span.file).place(p.span.start);
            assert!(!p.diagnostic(Lang::Zh).message.is_empty());
            format!("{}:{} {} {}", place.line, place.column, d.code, d.message)
        };
        problems.iter().map(line).collect()
    })
}

fn problems(format: Format, text: &str) -> Vec<String> {
    read(format, text).err().unwrap_or_default()
}

#[test]
fn json_gives_years_days_and_hours() {
    let calendar = read(
        Format::Json,
        r#"{
          "week": ["monday", "tue", "周三", "thursday", "friday", "saturday"],
          "hours": { "ordinary": ["09:00-12:00", "13:00-18:00"], "saturday": ["09:00-12:00"] },
          "years": {
            "2024": {
              "rest": { "2024-05-01..2024-05-03": "Labour Day" },
              "work": { "2024-05-05": "make-up", "2024-12-31 09:00-12:00": "half day" }
            }
          }
        }"#,
    )
    .unwrap();
    assert_eq!(calendar.why(date("2024-05-04")), Ok(DayReason::WorkingDay));
    assert_eq!(calendar.why(date("2024-05-05")), Ok(DayReason::MakeUp("make-up".into())));
    assert_eq!(calendar.why(date("2024-05-03")), Ok(DayReason::Holiday("Labour Day".into())));
    let hours = |day: &str| {
        calendar.working_time_between(date(day).at(0, 0, 0, 0), date(day).at(23, 0, 0, 0)).unwrap()
            / 3_600_000_000
    };
    assert_eq!([hours("2024-05-06"), hours("2024-05-11"), hours("2024-12-31")], [8, 3, 3]);
    assert!(!calendar.covers(date("2025-01-01")));
}

#[test]
fn json_may_build_on_a_calendar_that_ships() {
    let calendar = read(
        Format::Json,
        r#"{ "extends": "cn", "years": { "2027": { "rest": { "2027-01-01": "元旦" } } } }"#,
    )
    .unwrap();
    assert_eq!(calendar.add_working_days(date("2026-12-31"), 1), Ok(date("2027-01-04")));
    assert_eq!(calendar.add_working_days(date("2024-09-30"), 1), Ok(date("2024-10-08")));
}

#[test]
fn all_problems_of_a_json_calendar_are_told_at_once_with_their_places() {
    let text = r#"{
  "extends": "mars",
  "week": ["monday", "someday"],
  "hours": { "friday": ["9:00-8:00"] },
  "years": {
    "2024": {
      "rest": {
        "2024-02-30": "no such day",
        "2024-05-05..2024-05-01": "backwards",
        "2025-01-01": "another year",
        "2024-06-10": "端午节",
        "2024-06-11 09:00-12:00": "closed and open"
      },
      "work": { "2024-06-10": "contradicts", "2024-12-31 9-12": "no minutes" }
    }
  }
}"#;
    assert_eq!(
        problems(Format::Json, text),
        [
            "2:15 GJ408 there is no built-in calendar `mars`",
            "3:23 GJ412 `someday` is not a day of the week",
            "4:15 GJ413 opening hours are stated for some days of the week only",
            "4:26 GJ413 `9:00-8:00` are not opening hours",
            "8:10 GJ411 `2024-02-30` is not a date or range of dates",
            "9:10 GJ411 `2024-05-05..2024-05-01` ends before it begins",
            "10:10 GJ414 2025-01-01 is listed under the year 2024",
            "12:10 GJ413 `09:00-12:00` are not opening hours",
            "14:18 GJ415 2024-06-10 is listed twice with different meanings",
            "14:47 GJ413 `9-12` are not opening hours",
        ]
    );
    assert_eq!(
        problems(Format::Json, "{}"),
        ["1:1 GJ416 the calendar does not say for which dates it is complete"]
    );
    assert_eq!(
        problems(Format::Json, "{\n  \"years\": { \"2024\": { \"rset\": {} } }\n}"),
        [
            "2:29 GJ410 the calendar is not valid JSON: unknown field `rset`, expected one of `sources`, `rest`, `work`"
        ]
    );
    assert_eq!(
        problems(Format::Json, "{\n  \"years\": "),
        ["2:11 GJ410 the calendar is not valid JSON: EOF while parsing a value"]
    );
}

#[test]
fn csv_is_what_a_spreadsheet_saves() {
    let english = "date,kind,name,hours\n\
                   # the office calendar\n\
                   2024,covers\n\
                   2024-05-01..2024-05-03,rest,\"Labour Day, long\"\n\
                   2024/5/11,work,make-up\r\n\
                   20241231,work,half day,09:00-12:00\n";
    let chinese = "\u{feff}日期,类别,名称,时间\n2024,覆盖\n2024-05-01..2024-05-03,休,\"Labour Day, long\"\n\
                   2024-05-11,班,make-up\n2024-12-31,班,half day,09:00-12:00\n";
    for text in [english, chinese] {
        let calendar = read(Format::Csv, text).unwrap();
        assert_eq!(calendar.why(date("2024-05-02")), Ok(DayReason::Holiday("Labour Day, long".into())));
        assert_eq!(calendar.why(date("2024-05-11")), Ok(DayReason::MakeUp("make-up".into())));
        assert_eq!(calendar.why(date("2024-12-31")), Ok(DayReason::Named("half day".into())));
        assert!(calendar.covers(date("2024-12-31")) && !calendar.covers(date("2025-01-01")));
    }
}

#[test]
fn all_problems_of_a_csv_calendar_are_told_at_once_with_their_places() {
    let text = "2024,covers\n2024-13-01,rest\n2024-05-01\n2024-05-02,maybe,x\n 2024-05-03 , work,x,late\n\
                2023-12-31,rest,before\n2024-05-04,rest,a\n2024-05-04,work,b\n2024-05-04,rest,c\n";
    assert_eq!(
        problems(Format::Csv, text),
        [
            "2:1 GJ411 `2024-13-01` is not a date or range of dates",
            "3:11 GJ410 this line does not say what kind of day it is",
            "4:12 GJ412 `maybe` is not a kind of day",
            "5:22 GJ413 `late` are not opening hours",
            "6:1 GJ414 2023-12-31 lies outside the dates that this calendar covers",
            "8:1 GJ415 2024-05-04 is listed twice with different meanings",
        ]
    );
    assert_eq!(
        problems(Format::Csv, "2024-05-01,rest,x\n"),
        ["1:1 GJ416 the calendar does not say for which dates it is complete"]
    );
}

const ICS: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20240501\r\n\
    DTEND;VALUE=DATE:20240506\r\nSUMMARY:Labour\r\n  Day\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\n\
    DTSTART;VALUE=DATE:20240511\r\nSUMMARY:make-up\r\nCATEGORIES:WORK\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\n\
    DTSTART;VALUE=DATE:20240610\r\nSUMMARY:cancelled\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

#[test]
fn icalendar_gives_all_day_events() {
    let calendar = read(Format::Ics, ICS).unwrap();
    assert_eq!(calendar.why(date("2024-05-01")), Ok(DayReason::Holiday("Labour Day".into())));
    assert_eq!(calendar.why(date("2024-05-05")), Ok(DayReason::Holiday("Labour Day".into())));
    assert_eq!(calendar.why(date("2024-05-06")), Ok(DayReason::WorkingDay), "the end is not included");
}

#[test]
fn icalendar_marks_decide_what_is_off() {
    let event = |start: &str, summary: &str| {
        format!("BEGIN:VEVENT\nDTSTART;VALUE=DATE:{start}\nSUMMARY:{summary}\nEND:VEVENT\n")
    };
    let text = format!(
        "BEGIN:VCALENDAR\n{}{}{}END:VCALENDAR\n",
        event("20240501", "劳动节（休）"),
        event("20240511", "劳动节（班）"),
        event("20240512", "母亲节") + &event("20240520", "小满"),
    );
    let calendar = read(Format::Ics, &text).unwrap();
    assert_eq!(calendar.is_working_day(date("2024-05-01")), Ok(false));
    assert_eq!(calendar.is_working_day(date("2024-05-11")), Ok(true));
    assert_eq!(calendar.why(date("2024-05-20")), Ok(DayReason::WorkingDay), "an observance is no day off");
}

#[test]
fn all_problems_of_an_icalendar_are_told_at_once_with_their_places() {
    let text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20240501\nRRULE:FREQ=YEARLY\nEND:VEVENT\n\
                BEGIN:VEVENT\nDTSTART:20240502T090000Z\nEND:VEVENT\n\
                BEGIN:VEVENT\nDTSTART;VALUE=DATE:20240231\nEND:VEVENT\n\
                BEGIN:VEVENT\nDTSTART;VALUE=DATE:20230501\nSUMMARY:x\nEND:VEVENT\nEND:VCALENDAR\n";
    assert_eq!(
        problems(Format::Ics, text),
        [
            "4:1 GJ417 an event that repeats by a rule cannot be read as a holiday",
            "7:1 GJ417 an event that does not last whole days cannot be read as a holiday",
            "10:1 GJ411 `20240231` is not a date or range of dates",
            "13:1 GJ414 2023-05-01 lies outside the dates that this calendar covers",
        ]
    );
    assert_eq!(
        problems(Format::Ics, "date,kind\n"),
        ["1:1 GJ410 the calendar is not valid iCalendar: it does not begin with BEGIN:VCALENDAR"]
    );
}

#[test]
fn without_saying_so_no_icalendar_is_complete() {
    let mut sources = Sources::default();
    let file = sources.add("holidays.ics", ICS);
    let problems = Calendar::from_ics("test", file, ICS, None).unwrap_err();
    assert_eq!(problems.iter().map(|p| &p.kind).collect::<Vec<_>>(), [&ProblemKind::NoCoverage]);
}

#[test]
fn every_problem_has_a_remedy_in_both_languages() {
    let text = "2024,covers\n2024-05-04,rest,a\n2024-05-04,work,b\n";
    let mut sources = Sources::default();
    let file = sources.add("calendar.csv", text);
    let problems = Calendar::from_csv("test", file, text, None).unwrap_err();
    let (en, zh) = (problems[0].diagnostic(Lang::En), problems[0].diagnostic(Lang::Zh));
    assert_eq!(en.message, "2024-05-04 is listed twice with different meanings");
    assert_eq!(en.help.as_deref(), Some("keep one of the two"));
    assert_eq!(
        (sources.text(en.labels[1].span), en.labels[1].text.as_str()),
        ("2024-05-04", "listed here first")
    );
    assert_eq!(zh.message, "2024-05-04 列出了两次，含义互相矛盾");
    assert_eq!(zh.help.as_deref(), Some("请只保留其中一条"));
}

// ------------------------------------------------------------------------------------------------ pages

/// The text of the first block of a page that is fenced with an info string.
fn block<'a>(page: &'a str, info: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!("```{info}\n"))?;
    rest.split_once("```").map(|(text, _)| text)
}

#[test]
fn the_examples_on_the_pages_of_calendar_codes_do_what_they_say() {
    let mut checked = 0;
    for code in Code::ALL.iter().filter(|code| ("GJ410".."GJ420").contains(&code.id())) {
        let (en, zh) = code.pages();
        for page in [en, zh] {
            for (name, format) in [
                ("calendar-json", Format::Json),
                ("calendar-csv", Format::Csv),
                ("calendar-ics", Format::Ics),
            ] {
                let Some(bad) = block(page, &format!("{name},bad")) else { continue };
                let good = block(page, &format!("{name},good")).unwrap();
                let found = problems(format, bad);
                assert!(
                    !found.is_empty() && found.iter().all(|p| p.contains(code.id())),
                    "{code}: {found:?}"
                );
                assert_eq!(problems(format, good), Vec::<String>::new(), "{code}");
                checked += 1;
            }
        }
    }
    assert_eq!(checked, 2 * 8, "every calendar code has an example in both languages");
}
