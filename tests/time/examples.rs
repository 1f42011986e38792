//! Runs the worked examples in `examples/`: one line each, with the reason why it must be so.
//!
//! `with …` sets zone, calendar and conventions for the lines after it. Then, in columns:
//! - `within 3 days | occasion | due | why`, likewise `by …` and `at least … before`
//! - `act TIME | deadline | occasion | in time, late, undecided, open or early | why`
//! - `seen to TIME | deadline | occasion | open or closed | why`

use crate::phrase;
use guiju::locale::Lang;
use guiju::time::*;

/// The settings that hold for a group of lines.
struct Setting {
    zone: Zone,
    calendar: Option<Calendar>,
    conventions: Conventions,
}

impl Setting {
    /// Reads `with zone=… calendar=… count=own end=close rest=move week=sunday hours=…`.
    fn read(text: &str) -> Setting {
        let mut zone = Zone::utc();
        let mut calendar: Option<Calendar> = None;
        let mut conventions = Conventions::default();
        for (key, value) in text.split_whitespace().map(|pair| pair.split_once('=').unwrap()) {
            match (key, value) {
                ("zone", name) => zone = Zone::named(name).unwrap(),
                ("calendar", name) => calendar = Some(Calendar::builtin(name).unwrap().clone()),
                ("count", "own") => conventions.count_from = CountFrom::OwnDay,
                ("end", "close") => conventions.day_end = DayEnd::CloseOfBusiness,
                ("rest", "move") => conventions.on_rest_day = OnRestDay::NextWorkingDay,
                ("week", "sunday") => conventions.week_start = Weekday::Sunday,
                ("hours", hours) => {
                    let hours = OpeningHours::every_day(Hours::parse(hours).unwrap());
                    let layer = Layer { hours: Some(hours), ..Layer::default() };
                    calendar = calendar.map(|base| Calendar::layered("office", &base, layer));
                }
                _ => panic!("{key}={value}"),
            }
        }
        Setting { zone, calendar, conventions }
    }

    fn rules(&self) -> Rules<'_> {
        Rules { zone: &self.zone, calendar: self.calendar.as_ref(), conventions: self.conventions }
    }

    /// The due time of a deadline in words; the plain and the explaining computation must agree.
    fn due(&self, deadline: &str, occasion: &str) -> Result<Due, TimeError> {
        let (rules, occasion) = (self.rules(), phrase::stamp(occasion, &self.zone));
        let (plain, explained) = if let Some(text) = deadline.strip_prefix("within ") {
            let length = phrase::length(text);
            assert_eq!(length.words(Lang::En), text);
            (within(&rules, occasion, &length), explain_within(&rules, occasion, &length))
        } else if let Some(text) = deadline.strip_prefix("by ") {
            let point = phrase::point(text, &self.zone);
            assert_eq!(point.words(&self.zone, Lang::En), text);
            (by(&rules, occasion, &point), explain_by(&rules, occasion, &point))
        } else {
            let text = deadline.strip_suffix(" before").unwrap_or_else(|| panic!("{deadline}"));
            let text = text.strip_prefix("at least ").or_else(|| text.strip_prefix("at most ")).unwrap();
            let length = phrase::length(text);
            (lead(&rules, occasion, &length), explain_lead(&rules, occasion, &length))
        };
        if let Ok((_, steps)) = &explained {
            assert!(!steps.is_empty(), "{deadline}: an explanation has steps");
            for step in steps {
                assert!(!step.words(Lang::En).is_empty() && !step.words(Lang::Zh).is_empty());
            }
        }
        assert_eq!(plain, explained.map(|(due, _)| due), "{deadline}: the explanation differs");
        plain
    }

    /// A due time as the examples write it: in the zone, or in UTC if the example does so.
    fn show(&self, due: Result<Due, TimeError>, like: &str) -> String {
        let due = match due {
            Ok(due) => due,
            Err(error) => return format!("error {}", error.code()),
        };
        if due.precision() > due.needs() {
            let text = |at| self.zone.text(Stamp::exact(at));
            return format!("{} .. {}", text(due.earliest()), text(due.last()));
        }
        if like.ends_with('Z') {
            return jiff::Timestamp::from_microsecond(due.last().micros()).unwrap().to_string();
        }
        match due.bound() {
            Bound::Exclusive => due.words(&self.zone, Lang::En)[4..].to_string(),
            Bound::Inclusive => self.zone.text(Stamp { start: due.last(), precision: due.precision() }),
        }
    }
}

/// The outcome of one line.
fn outcome(setting: &Setting, columns: &[&str]) -> String {
    match *columns {
        [seen, deadline, occasion, _, _] => {
            let due = setting.due(deadline, occasion).unwrap();
            let zone = &setting.zone;
            if let Some(horizon) = seen.strip_prefix("seen to ") {
                let closed = due.closed_at(phrase::stamp(horizon, zone), zone);
                return if closed { "closed" } else { "open" }.into();
            }
            let act = phrase::stamp(seen.strip_prefix("act ").unwrap(), zone);
            if deadline.starts_with("at most") {
                return match due.judge_from(act, zone) {
                    Opening::Open => "open",
                    Opening::Early => "early",
                    Opening::Undecided => "undecided",
                }
                .into();
            }
            match due.judge(act, zone) {
                Timing::InTime => "in time",
                Timing::Late => "late",
                Timing::Undecided => "undecided",
            }
            .into()
        }
        [deadline, occasion, expected, _] => setting.show(setting.due(deadline, occasion), expected),
        _ => panic!("{columns:?}"),
    }
}

/// Runs a file of examples and reports all that fail.
fn run(file: &str, text: &str, at_least: usize) {
    let mut setting = Setting::read("zone=UTC");
    let mut heading = "";
    let mut failures = Vec::new();
    let mut count = 0;
    for (i, line) in text.lines().enumerate() {
        if let Some(title) = line.strip_prefix("## ") {
            heading = title;
        } else if let Some(settings) = line.strip_prefix("with ") {
            setting = Setting::read(settings);
        } else if !line.trim().is_empty() {
            let columns: Vec<&str> = line.split('|').map(str::trim).collect();
            let (expected, why) = (columns[columns.len() - 2], columns[columns.len() - 1]);
            assert!(!why.is_empty(), "{file}:{}: every example has a reason", i + 1);
            count += 1;
            let got = outcome(&setting, &columns);
            if got != expected {
                failures.push(format!(
                    "{file}:{} ({heading})\n  {line}\n  expected {expected}\n       got {got}",
                    i + 1
                ));
            }
        }
    }
    assert!(failures.is_empty(), "{} of {count} examples fail:\n{}", failures.len(), failures.join("\n"));
    assert!(count >= at_least, "{file} has lost examples: {count}");
}

macro_rules! files {
    ($($name:ident $at_least:literal)*) => { $(
        #[test]
        fn $name() {
            let file = concat!(stringify!($name), ".txt");
            run(file, include_str!(concat!("examples/", stringify!($name), ".txt")), $at_least);
        }
    )* };
}

files! {
    elapsed 15
    days 45
    months 25
    working_days 45
    working_time 25
    points 80
    looking_back 25
    precision 75
    daylight_saving 35
}
