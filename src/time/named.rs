//! Units of elapsed time by the names under which files write them.

/// How many microseconds a unit of elapsed time has; `None` if the text names none. Days are none: they are counted on a
/// calendar. Letter case is ignored.
pub fn elapsed_unit(name: &str) -> Option<i64> {
    const SECOND: i64 = 1_000_000;
    const UNITS: [(&str, i64); 21] = [
        ("s", SECOND),
        ("sec", SECOND),
        ("secs", SECOND),
        ("second", SECOND),
        ("seconds", SECOND),
        ("秒", SECOND),
        ("秒钟", SECOND),
        ("min", 60 * SECOND),
        ("mins", 60 * SECOND),
        ("minute", 60 * SECOND),
        ("minutes", 60 * SECOND),
        ("分", 60 * SECOND),
        ("分钟", 60 * SECOND),
        ("h", 3600 * SECOND),
        ("hr", 3600 * SECOND),
        ("hrs", 3600 * SECOND),
        ("hour", 3600 * SECOND),
        ("hours", 3600 * SECOND),
        ("时", 3600 * SECOND),
        ("小时", 3600 * SECOND),
        ("个小时", 3600 * SECOND),
    ];
    UNITS.iter().find(|(unit, _)| unit.eq_ignore_ascii_case(name)).map(|(_, micros)| *micros)
}
