//! Counting working days and open hours, at a cost that does not depend on how many are counted.
//!
//! A calendar is a week that repeats, and dates that differ from it. Between two such dates counting is a division; for
//! the dates themselves the counts up to each are kept. So every question is one binary search over the differing dates.

use super::super::day::{MONDAY, weekday};

/// One date that differs from the week, or is named.
#[derive(Clone, Debug)]
struct Exception {
    day: i64,
    own: Tally,
    /// Everything before this day, counted from the origin.
    before: Tally,
}

/// Working days, and microseconds during which doors are open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub days: i64,
    pub micros: i64,
}

impl Tally {
    fn plus(self, other: Tally) -> Tally {
        Tally { days: self.days + other.days, micros: self.micros + other.micros }
    }

    fn minus(self, other: Tally) -> Tally {
        Tally { days: self.days - other.days, micros: self.micros - other.micros }
    }

    fn get(self, what: What) -> i64 {
        match what {
            What::Days => self.days,
            What::Micros => self.micros,
        }
    }
}

/// What is counted.
#[derive(Clone, Copy, Debug)]
pub(super) enum What {
    /// Working days.
    Days,
    /// Microseconds of open doors.
    Micros,
}

/// The counts of a calendar.
#[derive(Clone, Debug)]
pub(super) struct Index {
    /// What one week holds before each of its days, and in all.
    week: [Tally; 8],
    exceptions: Vec<Exception>,
}

impl Index {
    /// From the tallies of the days of a week, and of the differing days in order.
    pub fn new(week: [Tally; 7], days: impl Iterator<Item = (i64, Tally)>) -> Index {
        let mut before = [Tally::default(); 8];
        for (i, day) in week.iter().enumerate() {
            before[i + 1] = before[i].plus(*day);
        }
        let mut index = Index { week: before, exceptions: Vec::new() };
        for (day, own) in days {
            let before = index.before(day);
            index.exceptions.push(Exception { day, own, before });
        }
        index
    }

    /// Whether a day differs from the week: its place among those that do.
    pub fn exception(&self, day: i64) -> Option<usize> {
        self.exceptions.binary_search_by_key(&day, |e| e.day).ok()
    }

    /// What one day holds.
    pub fn on(&self, day: i64) -> Tally {
        match self.exception(day) {
            Some(i) => self.exceptions[i].own,
            None => {
                let i = weekday(day);
                self.week[i + 1].minus(self.week[i])
            }
        }
    }

    /// Everything before a day, counted from the origin; only differences have a meaning.
    pub fn before(&self, day: i64) -> Tally {
        match self.exceptions[..self.exceptions.partition_point(|e| e.day < day)].last() {
            None => self.weekly(day),
            Some(e) => e.before.plus(e.own).plus(self.weekly(day)).minus(self.weekly(e.day + 1)),
        }
    }

    /// The day during which a count reaches `target` (as counted from the origin), and how much of it that day has to
    /// give: more than 0. None if the count never gets there.
    pub fn reach(&self, what: What, target: i64) -> Option<(i64, i64)> {
        let k = self.exceptions.partition_point(|e| e.before.get(what) < target);
        let Some(e) = self.exceptions[..k].last() else {
            return self.weekly_reach(what, target);
        };
        // Saturating, because a length may be as long as it likes.
        let missing = target.saturating_sub(e.before.get(what));
        if missing <= e.own.get(what) {
            return Some((e.day, missing));
        }
        self.weekly_reach(what, (self.weekly(e.day + 1).get(what) - e.own.get(what)).saturating_add(missing))
    }

    fn weekly(&self, day: i64) -> Tally {
        let (weeks, part) = ((day - MONDAY).div_euclid(7), self.week[weekday(day)]);
        let whole = self.week[7];
        Tally { days: weeks * whole.days + part.days, micros: weeks * whole.micros + part.micros }
    }

    fn weekly_reach(&self, what: What, target: i64) -> Option<(i64, i64)> {
        let whole = self.week[7].get(what);
        if whole == 0 {
            return None;
        }
        let weeks = (target - 1).div_euclid(whole);
        let missing = target - weeks * whole;
        let i = self.week.iter().rposition(|before| before.get(what) < missing)?;
        let day = weeks.saturating_mul(7).saturating_add(MONDAY + i as i64);
        Some((day, missing - self.week[i].get(what)))
    }
}
