//! The calendars that come with the program.

use super::{Calendar, read};
use crate::source::FileId;
use crate::time::Weekday;
use std::sync::OnceLock;

const CN: &str = include_str!("../../../data/calendars/cn.json");

static CN_CALENDAR: OnceLock<Option<Calendar>> = OnceLock::new();
static WEEKDAYS_CALENDAR: OnceLock<Calendar> = OnceLock::new();

/// The days of the common working week.
pub(super) const MONDAY_TO_FRIDAY: [Weekday; 5] =
    [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];

impl Calendar {
    /// The names of the calendars that come with the program.
    pub const BUILTIN: [&'static str; 2] = ["cn", "weekdays"];

    /// A calendar that comes with the program: `cn`, the working days of mainland China by the yearly notices of its
    /// State Council, for the years they have been announced; or `weekdays`, Monday to Friday in any year.
    pub fn builtin(name: &str) -> Option<&'static Calendar> {
        match name {
            "cn" => CN_CALENDAR.get_or_init(|| read::json("cn", FileId(0), CN).ok()).as_ref(),
            "weekdays" => {
                Some(WEEKDAYS_CALENDAR.get_or_init(|| Calendar::weekly("weekdays", &MONDAY_TO_FRIDAY)))
            }
            _ => None,
        }
    }
}
