//! What a policy's header fixes about time: its zone, its calendar, and the choices that laws make differently.

use super::{Calendar, TimeError, Weekday, Zone};

/// Which day counts as the first of `within 3 days`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum CountFrom {
    /// The day after the occasion: the day of the occasion is not counted.
    #[default]
    NextDay,
    /// The occasion's own day.
    OwnDay,
}

/// When a day ends, for a deadline counted in days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum DayEnd {
    /// At 24:00.
    #[default]
    Midnight,
    /// At the day's last closing time in the calendar's opening hours; at 24:00 on a day without opening hours.
    CloseOfBusiness,
}

/// What happens to a deadline whose last day is a rest day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum OnRestDay {
    /// It stays.
    #[default]
    Keep,
    /// It moves to the next working day.
    NextWorkingDay,
}

/// How days are counted. The default is the common rule of civil law (PRC Civil Code art. 201 to 203, Regulation (EEC)
/// 1182/71 art. 3, US FRCP 6), except that a deadline stays on a rest day unless the policy says that it moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Conventions {
    /// Which day is the first.
    pub count_from: CountFrom,
    /// When a day ends.
    pub day_end: DayEnd,
    /// What happens on a rest day.
    pub on_rest_day: OnRestDay,
    /// On which day a week starts.
    pub week_start: Weekday,
}

impl Default for Conventions {
    fn default() -> Self {
        Conventions {
            count_from: CountFrom::default(),
            day_end: DayEnd::default(),
            on_rest_day: OnRestDay::default(),
            week_start: Weekday::Monday,
        }
    }
}

/// Everything that a due time depends on besides the occasion.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// The zone in which days begin and clocks are read.
    pub zone: &'a Zone,
    /// The working days, if the policy names a calendar.
    pub calendar: Option<&'a Calendar>,
    /// How days are counted.
    pub conventions: Conventions,
}

impl<'a> Rules<'a> {
    /// Rules with the default conventions.
    pub fn new(zone: &'a Zone, calendar: Option<&'a Calendar>) -> Self {
        Rules { zone, calendar, conventions: Conventions::default() }
    }

    /// The calendar, or the error that says that one is needed.
    pub(super) fn calendar(&self) -> Result<&'a Calendar, TimeError> {
        self.calendar.ok_or(TimeError::NoCalendar)
    }
}
