//! The steps by which a due time was worked out, as data. The words are in `words`.

use super::{Date, DateTime, DayReason, Length, Precision, Unit};
use schemars::JsonSchema;
use serde::Serialize;

/// One step by which a due time was worked out. Times are civil times in the policy's zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// Elapsed time was added to the occasion.
    Added {
        /// The occasion.
        from: DateTime,
        /// What was added.
        length: Length,
        /// The result.
        to: DateTime,
    },
    /// A length was taken off the occasion, to look back from it.
    TakenOff {
        /// The occasion.
        from: DateTime,
        /// What was taken off.
        length: Length,
        /// The result.
        to: DateTime,
    },
    /// Clocks were changed in between, so that they show another difference than the elapsed time.
    ClocksChanged {
        /// By how many microseconds they were put forward (back, if negative).
        forward: i64,
    },
    /// The occasion fell outside opening hours.
    OutsideHours {
        /// The occasion.
        at: DateTime,
        /// When doors open next.
        opens: DateTime,
    },
    /// Opening hours of one day that count.
    OpenTime {
        /// The day.
        date: Date,
        /// How long, in microseconds.
        micros: i64,
    },
    /// The day of the occasion is not counted.
    OwnDayNotCounted {
        /// That day.
        date: Date,
    },
    /// Counting starts with the day of the occasion.
    OwnDayCounted {
        /// That day.
        date: Date,
    },
    /// The occasion came after closing time, so its day is over.
    AfterClosing {
        /// The occasion.
        at: DateTime,
    },
    /// Days that were skipped, or on which no doors are open.
    RestDays {
        /// The first of them.
        first: Date,
        /// The last of them.
        last: Date,
        /// Why they are rest days.
        reason: DayReason,
    },
    /// A working day that an ordinary week would not have.
    MakeUpDay {
        /// The day.
        date: Date,
        /// Its name.
        name: String,
    },
    /// More rest days, not listed one by one.
    MoreRestDays {
        /// How many.
        days: i64,
    },
    /// The last day of a length.
    LastDay {
        /// The length.
        length: Length,
        /// The day.
        date: Date,
    },
    /// A month or other unit has no day of that number, or fewer working days: its last one counts.
    LastInstead {
        /// The number asked for.
        wanted: u32,
        /// Whether working days were counted.
        working: bool,
        /// The day that counts.
        date: Date,
    },
    /// The last day is a rest day and the deadline moves, by the policy's convention.
    Moved {
        /// The rest day.
        from: Date,
        /// Why it is one.
        reason: DayReason,
        /// The working day after it.
        to: Date,
    },
    /// The last day is a rest day and the deadline stays, by the policy's convention.
    Stays {
        /// The rest day.
        date: Date,
        /// Why it is one.
        reason: DayReason,
    },
    /// The unit in which a day is looked for.
    InUnit {
        /// What it is.
        unit: Unit,
        /// Its first date.
        first: Date,
        /// Its last date.
        last: Date,
    },
    /// A point in time that had passed at the occasion, so the next one is meant.
    Passed {
        /// That point.
        at: DateTime,
    },
    /// The deadline is a clock time.
    AtTime {
        /// That time.
        at: DateTime,
    },
    /// The deadline is the end of a day, at 24:00.
    AtMidnight {
        /// The day.
        date: Date,
    },
    /// The deadline is the end of a day, at close of business.
    AtClosing {
        /// When doors close.
        at: DateTime,
    },
    /// The deadline is the end of a day without opening hours, so it ends at 24:00.
    NoClosing {
        /// The day.
        date: Date,
    },
    /// A clock time that does not occur, because clocks are put forward.
    Gap {
        /// The time.
        asked: DateTime,
        /// The first time after the gap, which counts.
        used: DateTime,
    },
    /// A clock time that occurs twice, because clocks are put back: the later counts for a deadline.
    Fold {
        /// The time.
        at: DateTime,
    },
    /// The log gives the occasion too coarsely to tell the due time exactly.
    Uncertain {
        /// How finely it gives it.
        precision: Precision,
        /// The earliest the due time can be.
        earliest: DateTime,
        /// The latest the due time can be.
        latest: DateTime,
    },
}
