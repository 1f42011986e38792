//! A coarse grid of times, so that ties and exact due times are common.

use super::dice::Dice;
use guiju::time::{
    ClockTime, ClockUnit, Date, Instant, Length, Nth, Point, Precision, Stamp, Unit, Weekday, Zone,
};

/// How far apart the points of the grid are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    Minutes,
    Days,
    Seconds,
}

/// A grid of times.
pub struct Grid {
    pub zone: Zone,
    pub scale: Scale,
    pub base: Instant,
    /// Whether some timestamps are given to the minute or the day only.
    pub mixed: bool,
}

impl Grid {
    pub fn new(dice: &mut Dice<'_>) -> Grid {
        let zone = dice.pick(&["Asia/Shanghai", "Asia/Shanghai", "Europe/Berlin"]);
        let zone = Zone::named(zone).expect("it is a zone");
        let scale = dice.pick(&[Scale::Minutes, Scale::Days, Scale::Minutes, Scale::Days, Scale::Seconds]);
        // A Friday; before clocks are put forward; before a holiday; where the Chinese calendar ends.
        let days = [(2024, 5, 10), (2024, 3, 29), (2024, 4, 30), (2026, 12, 30)];
        let (year, month, day) = dice.pick(&[days[0], days[0], days[0], days[1], days[2], days[3]]);
        let date = Date::new(year, month, day).expect("it is a date");
        let (hour, minute) = match scale {
            Scale::Days => (0, 0),
            Scale::Minutes | Scale::Seconds => dice.pick(&[(8, 0), (23, 40)]),
        };
        let base = zone.instant(date.at(hour, minute, 0, 0)).0;
        Grid { zone, scale, base, mixed: dice.chance(35) }
    }

    pub fn step(&self) -> i64 {
        match self.scale {
            Scale::Minutes => 10 * ClockUnit::Minute.micros(),
            Scale::Days => 6 * ClockUnit::Hour.micros(),
            Scale::Seconds => 30 * ClockUnit::Second.micros(),
        }
    }

    /// How many points there are.
    fn points(&self) -> usize {
        match self.scale {
            Scale::Minutes | Scale::Seconds => 7,
            Scale::Days => 15,
        }
    }

    pub fn instant(&self, dice: &mut Dice<'_>) -> Instant {
        self.base.plus_micros(self.step() * dice.below(self.points()) as i64)
    }

    pub fn date(&self, dice: &mut Dice<'_>) -> Date {
        let at = self.base.plus_micros(24 * ClockUnit::Hour.micros() * (dice.below(6) as i64 - 1));
        self.zone.date(at)
    }

    pub fn stamp(&self, dice: &mut Dice<'_>) -> Stamp {
        let at = self.instant(dice);
        let fine = [Precision::Exact, Precision::Exact, Precision::Minute, Precision::Day];
        let precision = if self.mixed { dice.pick(&fine) } else { Precision::Exact };
        Stamp { start: self.zone.floor(at, precision), precision }
    }

    pub fn length(&self, dice: &mut Dice<'_>) -> Length {
        let minutes = |n| Length::elapsed(n, ClockUnit::Minute);
        let hours = |n| Length::elapsed(n, ClockUnit::Hour);
        match self.scale {
            Scale::Minutes => dice.pick(&[minutes(10), minutes(20), minutes(30), hours(1), Length::Days(1)]),
            Scale::Seconds => dice.pick(&[
                Length::elapsed(30, ClockUnit::Second),
                Length::elapsed(60, ClockUnit::Second),
                minutes(1),
                Length::elapsed(90, ClockUnit::Second),
            ]),
            Scale::Days => dice.pick(&[
                hours(12),
                Length::Days(1),
                hours(6),
                hours(24),
                Length::WorkingDays(1),
                Length::Days(2),
                Length::WorkingDays(2),
                hours(12),
                Length::Days(1),
                Length::Weeks(1),
                Length::Months(1),
                Length::working_time(6, ClockUnit::Hour),
            ]),
        }
    }

    pub fn unit(&self, dice: &mut Dice<'_>) -> Unit {
        dice.pick(&[Unit::Day, Unit::Day, Unit::WorkingDay, Unit::Week, Unit::Month])
    }

    fn clock(&self, dice: &mut Dice<'_>) -> ClockTime {
        let civil = self.zone.civil(self.instant(dice));
        let (hour, minute) = (civil.hour(), civil.minute());
        let time = if dice.chance(30) {
            ClockTime::second(hour, minute, civil.second())
        } else {
            ClockTime::minute(hour, minute)
        };
        time.expect("a clock shows it")
    }

    pub fn point(&self, dice: &mut Dice<'_>) -> Point {
        let time = |dice: &mut Dice<'_>| dice.maybe(50, |d| self.clock(d));
        match dice.below(8) {
            0 | 1 => Point::TimeOfDay(self.clock(dice)),
            2 | 3 => Point::EndOf {
                unit: dice.pick(&[Unit::Day, Unit::Week, Unit::WorkingDay]),
                next: dice.chance(30),
            },
            4 => Point::NextWorkingDay { time: time(dice) },
            5 => Point::Weekday { day: dice.pick(&[Weekday::Friday, Weekday::Monday]), time: time(dice) },
            6 => Point::At(self.stamp(dice)),
            _ => Point::NthDay {
                n: dice.pick(&[Nth::Nth(1), Nth::Nth(2), Nth::Last]),
                working: dice.chance(50),
                of: Unit::Week,
                next: dice.chance(50),
                time: time(dice),
            },
        }
    }
}
