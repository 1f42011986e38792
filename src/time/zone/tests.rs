use super::*;
use jiff::civil::date;
use jiff::tz::AmbiguousOffset;

fn zone(name: &str) -> Zone {
    Zone::named(name).unwrap_or_else(|| panic!("{name}"))
}

fn utc(text: &str) -> Instant {
    let at: Timestamp = text.parse().unwrap();
    Instant::from_micros(at.as_microsecond())
}

#[test]
fn zones_are_found_by_name_and_by_offset() {
    assert_eq!(zone("asia/shanghai").name(), "Asia/Shanghai");
    assert_eq!(zone("UTC").name(), "UTC");
    for text in ["+08:00", "+0800", "+08"] {
        assert_eq!(zone(text).name(), "+08:00", "{text}");
    }
    assert_eq!(zone("-03:30").civil(Instant::from_micros(0)), date(1969, 12, 31).at(20, 30, 0, 0));
    for text in ["", "Mars/Olympus", "+8", "+08:60", "+8:00", "+aa:bb", "+99:00", "08:00", "+０８"] {
        assert!(Zone::named(text).is_none(), "{text}");
    }
}

#[test]
fn a_table_of_changes_agrees_with_the_library_in_both_directions() {
    for name in [
        "Asia/Shanghai",
        "Europe/Berlin",
        "America/New_York",
        "America/St_Johns",
        "America/Havana",
        "Pacific/Apia",
        "Africa/Casablanca",
        "Australia/Lord_Howe",
        "Europe/Dublin",
        "Asia/Kolkata",
        "Africa/Monrovia",
    ] {
        let ours = zone(name);
        let theirs = TimeZoneDatabase::bundled().get(name).unwrap();
        // 40 hours and 7 minutes apart, every hour and every season is met between 1880 and 2600.
        let mut second = Timestamp::from_second(-2_840_140_800).unwrap().as_second();
        while second < 19_880_899_200 {
            let at = Instant::from_micros(second * 1_000_000);
            let stamp = Timestamp::from_second(second).unwrap();
            let civil = theirs.to_datetime(stamp);
            assert_eq!(ours.civil(at), civil, "{name} {stamp}");
            assert_same(&ours, &theirs, civil);
            second += 40 * 3600 + 7 * 60;
        }
        for transition in theirs.following(Timestamp::from_second(0).unwrap()).take(300) {
            for minutes in [-181, -61, -60, -30, -1, 0, 1, 30, 59, 60, 61, 181] {
                let around = transition.timestamp().as_second() + minutes * 60;
                let civil = theirs.to_datetime(Timestamp::from_second(around).unwrap());
                assert_same(&ours, &theirs, civil);
                assert_same(&ours, &theirs, civil.saturating_add(jiff::Span::new().hours(1)));
            }
        }
    }
}

/// Both readings of a local time, against the library's own.
fn assert_same(ours: &Zone, theirs: &TimeZone, civil: DateTime) {
    let (early, late) = (ours.instant_early(civil), ours.instant(civil));
    let ambiguous = theirs.to_ambiguous_timestamp(civil);
    let at = |stamp: Result<Timestamp, jiff::Error>| Instant::from_micros(stamp.unwrap().as_microsecond());
    match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { .. } => {
            assert_eq!((early, late), ((at(ambiguous.compatible()), None), (early.0, None)), "{civil}");
        }
        AmbiguousOffset::Fold { .. } => {
            assert_eq!(early, (at(ambiguous.earlier()), Some(Irregular::Fold)), "{civil}");
            assert_eq!(late, (at(ambiguous.later()), Some(Irregular::Fold)), "{civil}");
        }
        AmbiguousOffset::Gap { .. } => {
            assert_eq!(late.1, Some(Irregular::Gap), "{civil}");
            assert_eq!(early, late, "{civil}");
            let change = theirs.following(ambiguous.earlier().unwrap()).next().unwrap();
            assert_eq!(late.0.micros(), change.timestamp().as_microsecond(), "{civil}");
        }
    }
}

#[test]
fn clocks_put_forward_skip_an_hour() {
    let berlin = zone("Europe/Berlin");
    let (at, irregular) = berlin.instant(date(2024, 3, 31).at(2, 30, 0, 0));
    assert_eq!(irregular, Some(Irregular::Gap));
    assert_eq!(at, utc("2024-03-31T01:00:00Z"));
    assert_eq!(berlin.civil(at), date(2024, 3, 31).at(3, 0, 0, 0));
}

#[test]
fn of_a_doubled_hour_a_deadline_takes_the_later_and_a_start_the_earlier() {
    let berlin = zone("Europe/Berlin");
    let doubled = date(2024, 10, 27).at(2, 30, 0, 0);
    assert_eq!(berlin.instant(doubled), (utc("2024-10-27T01:30:00Z"), Some(Irregular::Fold)));
    assert_eq!(berlin.instant_early(doubled), (utc("2024-10-27T00:30:00Z"), Some(Irregular::Fold)));
}

#[test]
fn days_start_where_their_date_appears_for_good() {
    // Beirut puts clocks forward at midnight: the day starts at 01:00.
    let beirut = zone("Asia/Beirut");
    let start = beirut.start_of_day(date(2024, 3, 31));
    assert_eq!(beirut.civil(start), date(2024, 3, 31).at(1, 0, 0, 0));
    // Havana puts them back from 01:00 to 00:00: the first midnight starts the day.
    let havana = zone("America/Havana");
    assert_eq!(havana.start_of_day(date(2024, 11, 3)), utc("2024-11-03T04:00:00Z"));
    // St. John's put them back from 00:01 to 23:01 of the day before: the second midnight starts the day.
    let st_johns = zone("America/St_Johns");
    assert_eq!(st_johns.start_of_day(date(2010, 11, 7)), utc("2010-11-07T03:30:00Z"));
    // Samoa left out 2011-12-30: it has no length.
    let apia = zone("Pacific/Apia");
    assert_eq!(apia.start_of_day(date(2011, 12, 30)), apia.start_of_day(date(2011, 12, 31)));
}

#[test]
fn a_stamp_ends_after_everything_it_can_mean() {
    let berlin = zone("Europe/Berlin");
    let start = berlin.start_of_day(date(2024, 3, 31));
    let stamp = |precision| Stamp { start, precision };
    assert_eq!(berlin.end_of(stamp(Precision::Exact)), start.plus_micros(1));
    assert_eq!(berlin.end_of(stamp(Precision::Minute)), start.plus_micros(MINUTE));
    assert_eq!(berlin.end_of(stamp(Precision::Day)), start.plus_micros(23 * 60 * MINUTE));
}

#[test]
fn floors_go_to_the_local_minute_and_day() {
    let india = zone("Asia/Kolkata");
    let at = utc("2024-05-06T20:00:59Z");
    assert_eq!(india.floor(at, Precision::Exact), at);
    assert_eq!(india.floor(at, Precision::Minute), utc("2024-05-06T20:00:00Z"));
    assert_eq!(india.floor(at, Precision::Day), utc("2024-05-06T18:30:00Z"));
    assert_eq!(india.date(at), date(2024, 5, 7));
}

#[test]
fn the_ends_of_the_time_line_do_not_break_anything() {
    for name in ["UTC", "Europe/Berlin"] {
        let zone = zone(name);
        assert_eq!(zone.date(Instant::MIN), Date::MIN);
        assert_eq!(zone.date(Instant::MAX), Date::MAX);
        for precision in [Precision::Minute, Precision::Day] {
            zone.floor(Instant::MIN, precision);
            zone.floor(Instant::MAX, precision);
            zone.end_of(Stamp { start: Instant::MAX, precision });
        }
    }
}

#[test]
fn stamps_are_written_as_finely_as_they_are_known() {
    let shanghai = zone("Asia/Shanghai");
    let start = utc("2024-05-06T01:30:05.25Z");
    let text = |precision| shanghai.text(Stamp { start, precision });
    assert_eq!(text(Precision::Exact), "2024-05-06 09:30:05.25");
    assert_eq!(text(Precision::Minute), "2024-05-06 09:30");
    assert_eq!(text(Precision::Day), "2024-05-06");
}

#[test]
fn a_range_of_days_is_a_range_of_instants_where_clocks_run_evenly() {
    let days = DayRange::new(Some(date(2024, 1, 1)), Some(date(2024, 12, 31)));
    for name in ["UTC", "+08:00", "-03:30", "Asia/Shanghai", "America/Sao_Paulo"] {
        let zone = zone(name);
        let (first, end) = zone.span(&days).unwrap_or_else(|| panic!("{name}"));
        for (at, inside) in [
            (first.plus_micros(-1), false),
            (first, true),
            (end.plus_micros(-1), true),
            (end, false),
            (Instant::from_micros(i64::MIN), false),
            (Instant::from_micros(i64::MAX), false),
            (utc("1950-06-01T00:00:00Z"), false),
            (utc("2900-06-01T00:00:00Z"), false),
        ] {
            assert_eq!(first <= at && at < end, inside, "{name} {at:?}");
            assert_eq!(zone.is_within(at, &days), inside, "{name} {at:?}");
        }
    }
    // Clocks are still put forward and back.
    assert_eq!(zone("America/New_York").span(&days), None);
    // No range that begins before clocks ran evenly.
    assert_eq!(zone("Asia/Shanghai").span(&DayRange::new(None, Some(date(2024, 12, 31)))), None);
    assert!(zone("+08:00").span(&DayRange::new(None, None)).is_some());
}
