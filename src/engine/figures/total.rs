//! One total: everything that is known of the events of one key and period.

use super::super::Why;
use super::super::values::arithmetic;
use super::KEPT;
use crate::analysis::model::{ArithOp, Function};
use crate::event::{Event, KindId, Value};
use crate::money::Ratio;
use crate::time::{Instant, Stamp, Zone};
use rust_decimal::Decimal;
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// What one event adds.
#[derive(Clone, Debug)]
pub(super) enum Adds {
    /// It counts, and no value is asked.
    Itself,
    /// A value.
    Value(Value),
    /// Nothing: the cell is blank and may be.
    Nothing,
    /// It counts, but its value cannot be told.
    Unclear(Why),
    /// Whether it counts cannot be told; its value if it does.
    Perhaps(Why, Option<Value>),
}

impl Adds {
    /// The same of an event of which it cannot be told whether it counts.
    pub fn perhaps(self, why: Option<Why>) -> Adds {
        let why = why.unwrap_or(Why::Nothing);
        match self {
            Adds::Value(value) => Adds::Perhaps(why, Some(value)),
            Adds::Itself | Adds::Unclear(_) => Adds::Perhaps(why, None),
            other @ (Adds::Nothing | Adds::Perhaps(..)) => other,
        }
    }
}

/// What is known of the events of one key and period: what nearly every event changes, and apart from it all else.
#[derive(Clone, Debug, Default)]
pub(super) struct Total {
    /// Events that count for certain.
    pub events: u64,
    /// The sum, the extreme or the latest value, whichever is asked.
    value: Option<Value>,
    /// The value of the latest event cannot be told.
    last_unclear: bool,
    more: Option<Box<More>>,
}

/// What is known besides.
#[derive(Clone, Debug, Default)]
struct More {
    /// What lengths of which only bounds are known come to, at least and at most.
    rough: Option<Box<Bounds>>,
    /// Different values.
    distinct: FxHashSet<Value>,
    /// The sum cannot be held, or is of two currencies.
    broken: Option<Why>,
    /// The first few events, as far as they are shown.
    rows: Vec<Arc<Event>>,
    /// Events whose value cannot be told: how many, and why of the first few.
    unclear: u64,
    whys: Vec<Why>,
    /// When the latest event came, if its value is asked.
    last_at: Option<Stamp>,
    /// Events whose time is too coarse to tell that they came before the latest one, with their values if those can be told.
    rivals: Vec<(Stamp, Option<Value>)>,
    doubts: Option<Box<Doubts>>,
}

/// What something comes to at least and at most.
#[derive(Clone, Debug, Default)]
struct Bounds {
    least: Decimal,
    most: Decimal,
}

impl Bounds {
    /// Adds what comes to at least and at most so much; false if that is too large to hold.
    fn widen(&mut self, least: Decimal, most: Decimal) -> bool {
        let sums = self.least.checked_add(least).zip(self.most.checked_add(most));
        if let Some((least, most)) = sums {
            (self.least, self.most) = (least, most);
        }
        sums.is_some()
    }
}

/// Events of which it cannot be told whether they count.
#[derive(Clone, Debug, Default)]
struct Doubts {
    count: u64,
    /// What they can take from a sum, and add to it.
    sum: Bounds,
    /// Their least and greatest value.
    least: Option<Value>,
    greatest: Option<Value>,
    /// The value of one of them is not known, or too large.
    unknown: bool,
    shown: Vec<(Arc<Event>, Why)>,
    /// The last instant at which one of them can have come.
    last: Option<Instant>,
}

/// What may be missing from a total.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Missing {
    /// Rejected rows that may belong to it.
    pub lost: u64,
    /// Events before the beginning of the log may belong to it.
    pub before: bool,
    /// Events may still come.
    pub open: bool,
}

/// What a total comes to.
pub(super) struct Result {
    pub value: Option<Value>,
    /// Of a mean, the same as a fraction.
    pub mean: Option<Ratio>,
    pub low: Option<Decimal>,
    pub high: Option<Decimal>,
    pub whys: Vec<Why>,
    pub shown: Vec<(Arc<Event>, Why)>,
}

impl Total {
    /// Adds one event, which is kept if there is a doubt about it, or if it can be `shown` as evidence.
    pub fn add(
        &mut self,
        function: Function,
        (at, zone): (Stamp, &Zone),
        event: impl FnOnce() -> Arc<Event>,
        shown: bool,
        adds: Adds,
    ) {
        if function == Function::Last && matches!(adds, Adds::Unclear(_) | Adds::Value(_)) {
            self.follows(at, zone);
        }
        match adds {
            Adds::Nothing => return,
            Adds::Perhaps(why, value) => {
                self.more().doubts.get_or_insert_default().add(event(), zone.last_of(at), why, value);
                return;
            }
            Adds::Unclear(why) => {
                self.last_unclear = true;
                let more = self.more();
                more.unclear += 1;
                if more.whys.len() < KEPT {
                    more.whys.push(why);
                }
            }
            Adds::Itself => {}
            Adds::Value(value) => {
                self.last_unclear = false;
                self.take(function, value);
            }
        }
        self.events += 1;
        if shown && self.events <= KEPT as u64 {
            self.more().rows.push(event());
        }
    }

    /// Adds one event of which nothing but that it counts is wanted, and which is not shown.
    #[inline]
    pub fn add_itself(&mut self) {
        self.events += 1;
    }

    /// Adds one event with a number, which is not shown, if the number is easily added to those before; else false, and nothing has been
    /// added.
    #[inline]
    pub fn add_plainly(&mut self, function: Function, value: &Value) -> bool {
        let added = matches!(function, Function::Sum | Function::Average) && self.plainly_plus(value);
        if added {
            self.last_unclear = false;
            self.events += 1;
        }
        added
    }

    /// What was the latest event is so no more, unless it may have come after this one. Of two whose times are as coarse, that
    /// is the one which stands further down in the log.
    fn follows(&mut self, at: Stamp, zone: &Zone) {
        let value = if self.last_unclear { None } else { self.value.clone() };
        let more = self.more();
        let before = more.last_at.replace(at).map(|at| (at, value));
        more.rivals.extend(before);
        let may_follow = |other: Stamp| zone.last_of(other) > at.start;
        more.rivals.retain(|(other, _)| other.precision != at.precision && may_follow(*other));
    }

    /// Whether an event that may have come last has, or may have, another value than the one that stands last.
    fn may_be_another(&self) -> bool {
        let rivals = self.more.as_ref().map_or(&[][..], |more| more.rivals.as_slice());
        rivals.iter().any(|(_, value)| *value != self.value)
    }

    fn more(&mut self) -> &mut More {
        self.more.get_or_insert_default()
    }

    /// The first few events.
    pub fn rows(&mut self) -> Vec<Arc<Event>> {
        self.more.as_mut().map_or(Vec::new(), |more| std::mem::take(&mut more.rows))
    }

    fn doubts(&self) -> Option<&Doubts> {
        self.more.as_ref()?.doubts.as_deref()
    }

    fn broken(&self) -> Option<Why> {
        self.more.as_ref()?.broken
    }

    fn rough(&self) -> Option<&Bounds> {
        self.more.as_ref()?.rough.as_deref()
    }

    fn unclear(&self) -> u64 {
        self.more.as_ref().map_or(0, |more| more.unclear)
    }

    fn take(&mut self, function: Function, value: Value) {
        match function {
            Function::Count => {}
            Function::Distinct => {
                self.more().distinct.insert(value);
            }
            Function::Last => self.value = Some(value),
            Function::Min => self.value = Some(pick(self.value.take(), value, false)),
            Function::Max => self.value = Some(pick(self.value.take(), value, true)),
            Function::Sum if matches!(value, Value::Rough(_)) => {
                let bounds = bounds(&value);
                let more = self.more();
                let rough = more.rough.get_or_insert_default();
                if !bounds.is_some_and(|(least, most)| rough.widen(least, most)) {
                    more.broken = more.broken.or(Some(Why::Arithmetic));
                }
            }
            Function::Sum | Function::Average if self.plainly_plus(&value) => {}
            Function::Sum | Function::Average => match self.value.take() {
                None => self.value = Some(value),
                Some(sum) => match plus(&sum, &value) {
                    Ok(sum) => self.value = Some(sum),
                    Err(why) => {
                        self.value = Some(sum);
                        let more = self.more();
                        more.broken = more.broken.or(Some(why));
                    }
                },
            },
        }
    }

    /// Adds a number to a sum of numbers with as many decimal places, if both are of ordinary size.
    #[inline]
    fn plainly_plus(&mut self, value: &Value) -> bool {
        let (Some(Value::Number(sum)), Value::Number(more)) = (&mut self.value, value) else { return false };
        let whole = |number: &Decimal| i64::try_from(number.mantissa()).ok();
        let both = whole(sum).zip(whole(more)).filter(|_| sum.scale() == more.scale());
        let Some(total) = both.and_then(|(a, b)| a.checked_add(b)) else { return false };
        *sum = Decimal::new(total, sum.scale());
        true
    }

    /// What it comes to, with what may be missing.
    pub fn result(&self, function: Function, zero: Option<&Value>, kind: KindId, missing: Missing) -> Result {
        let doubts = self.doubts();
        let perhaps = doubts.map_or(0, |d| d.count);
        let more = missing.before || missing.open;
        let whole = !more && missing.lost == 0 && perhaps == 0;
        let certain = whole && self.unclear() == 0;
        let empty = Why::Empty(kind);
        let mut whys = self.more.as_ref().map_or(Vec::new(), |more| more.whys.clone());
        whys.extend(self.rough().is_some().then_some(Why::TooCoarse));
        whys.extend(self.broken());
        let range = |low, high| (None, low, high);
        let (value, low, high) = match function {
            Function::Count => {
                whys.clear();
                exactly(self.events, (!more).then(|| self.events + missing.lost + perhaps))
            }
            Function::Distinct => {
                let found = self.more.as_ref().map_or(0, |more| more.distinct.len() as u64);
                let most = found + missing.lost + perhaps + self.unclear();
                exactly(found, (!more).then_some(most))
            }
            _ if self.broken().is_some() => range(None, None),
            Function::Sum => self.sum(certain, zero, more || missing.lost > 0),
            Function::Average => (self.mean(certain, &mut whys), None, None),
            Function::Min | Function::Max => self.extreme(function, certain, more || missing.lost > 0),
            Function::Last => {
                // What came before the latest that counts for certain does not matter.
                let latest = self.more.as_ref().and_then(|more| more.last_at);
                let is_earlier = |doubts: &Doubts| doubts.last < latest.map(|at| at.start);
                let none_later = doubts.is_none_or(is_earlier);
                let seen = !missing.open && missing.lost == 0 && none_later && !self.last_unclear;
                if seen {
                    whys.clear();
                }
                let another = self.may_be_another();
                whys.extend(another.then_some(Why::TooCoarse));
                (self.value.clone().filter(|_| seen && !another), None, None)
            }
        };
        if value.is_none() && whys.is_empty() && whole {
            whys.push(empty);
        }
        let shown = doubts.map_or(Vec::new(), |d| d.shown.clone());
        let mean = (function == Function::Average && value.is_some()).then(|| self.exact_mean()).flatten();
        Result { value, mean, low, high, whys, shown }
    }

    fn sum(
        &self,
        certain: bool,
        zero: Option<&Value>,
        unbounded: bool,
    ) -> (Option<Value>, Option<Decimal>, Option<Decimal>) {
        let sum = self.value.as_ref().or(zero);
        let size = sum.and_then(magnitude);
        if certain && self.rough().is_none() {
            return (sum.cloned(), size, size);
        }
        let doubts = self.doubts();
        if unbounded || self.unclear() > 0 || doubts.is_some_and(|d| d.unknown) {
            return (None, None, None);
        }
        let mut sum = Bounds::default();
        let parts = size.map(|size| (size, size)).into_iter();
        let parts = parts.chain(self.rough().map(|rough| (rough.least, rough.most)));
        let parts = parts.chain(doubts.map(|doubts| (doubts.sum.least, doubts.sum.most)));
        let held =
            parts.map(|(least, most)| sum.widen(least, most)).fold(size.is_some(), |all, one| all && one);
        // What may belong to it adds nothing.
        let nothing = held && size == Some(sum.least) && size == Some(sum.most);
        let value = self.value.as_ref().or(zero).filter(|_| nothing && self.rough().is_none());
        (value.cloned(), held.then_some(sum.least), held.then_some(sum.most))
    }

    fn mean(&self, certain: bool, whys: &mut Vec<Why>) -> Option<Value> {
        let sum = self.value.as_ref().filter(|_| certain)?;
        let count = Decimal::from(self.events);
        let mean = match sum {
            Value::Duration(micros) => {
                use rust_decimal::prelude::ToPrimitive;
                let mean = Decimal::from(*micros).checked_div(count).map(|mean| mean.round());
                mean.and_then(|mean| mean.to_i64()).map(Value::Duration).ok_or(Why::Arithmetic)
            }
            _ => arithmetic(sum, ArithOp::Div, &Value::Number(count)),
        };
        mean.map_err(|why| whys.push(why)).ok()
    }

    /// The mean without rounding.
    fn exact_mean(&self) -> Option<Ratio> {
        let sum = match self.value.as_ref()? {
            value @ (Value::Number(_) | Value::Percent(_) | Value::Money(..)) => magnitude(value)?,
            _ => return None,
        };
        Ratio::of(sum)?.over(Ratio::of(Decimal::from(self.events))?)
    }

    fn extreme(
        &self,
        function: Function,
        certain: bool,
        unbounded: bool,
    ) -> (Option<Value>, Option<Decimal>, Option<Decimal>) {
        let found = self.value.as_ref();
        let size = found.and_then(magnitude);
        if certain {
            return (found.cloned(), size, size);
        }
        let doubts = self.doubts();
        let unknown = unbounded || self.unclear() > 0 || doubts.is_some_and(|d| d.unknown);
        let max = function == Function::Max;
        let other = doubts.and_then(|d| if max { d.greatest.as_ref() } else { d.least.as_ref() });
        let far = match (found, other) {
            _ if unknown => None,
            (Some(found), Some(other)) => magnitude(&pick(Some(found.clone()), other.clone(), max)),
            (Some(found), None) => magnitude(found),
            (None, _) => None,
        };
        let value = found.filter(|_| far.is_some() && far == size).cloned();
        if max { (value, size, far) } else { (value, far, size) }
    }
}

impl Doubts {
    fn add(&mut self, event: Arc<Event>, at_last: Instant, why: Why, value: Option<Value>) {
        self.count += 1;
        self.last = self.last.max(Some(at_last));
        if self.shown.len() < KEPT {
            self.shown.push((event, why));
        }
        let Some(value) = value else {
            self.unknown = true;
            return;
        };
        if let Some((least, most)) = bounds(&value) {
            self.unknown |= !self.sum.widen(least.min(Decimal::ZERO), most.max(Decimal::ZERO));
        }
        self.least = Some(pick(self.least.take(), value.clone(), false));
        self.greatest = Some(pick(self.greatest.take(), value, true));
    }
}

/// A whole number between two, and the number itself if they are one.
fn exactly(low: u64, high: Option<u64>) -> (Option<Value>, Option<Decimal>, Option<Decimal>) {
    let value = (high == Some(low)).then(|| Value::Number(Decimal::from(low)));
    (value, Some(Decimal::from(low)), high.map(Decimal::from))
}

/// What a value that can be calculated with comes to at least and at most.
fn bounds(value: &Value) -> Option<(Decimal, Decimal)> {
    match value {
        Value::Rough(rough) => Some((Decimal::from(rough.least), Decimal::from(rough.most))),
        _ => magnitude(value).map(|size| (size, size)),
    }
}

/// The size of a value that can be calculated with.
pub(super) fn magnitude(value: &Value) -> Option<Decimal> {
    match value {
        Value::Duration(micros) => Some(Decimal::from(*micros)),
        other => other.number(),
    }
}

fn plus(sum: &Value, value: &Value) -> std::result::Result<Value, Why> {
    match (sum, value) {
        (Value::Duration(a), Value::Duration(b)) => {
            a.checked_add(*b).map(Value::Duration).ok_or(Why::Arithmetic)
        }
        _ => arithmetic(sum, ArithOp::Add, value),
    }
}

/// The lesser or the greater of two values of one type.
fn pick(known: Option<Value>, other: Value, greater: bool) -> Value {
    let Some(known) = known else { return other };
    let order = match (&known, &other) {
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Time(a), Value::Time(b)) => a.compare(*b),
        (Value::Stamp(a), Value::Stamp(b)) => a.cmp(b),
        (a, b) => magnitude(a).cmp(&magnitude(b)),
    };
    let keep = if greater { order.is_ge() } else { order.is_le() };
    if keep { known } else { other }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_added_alike_where_they_stand_and_elsewhere() {
        let texts =
            ["0", "-0", "1", "-1", "0.10", "0.9", "-0.90", "9223372036854775807", "-9223372036854775808"];
        for (a, b) in texts.iter().flat_map(|a| texts.iter().map(move |b| (a, b))) {
            let [a, b]: [Decimal; 2] = [a.parse().unwrap(), b.parse().unwrap()];
            let mut total = Total { value: Some(Value::Number(a)), ..Total::default() };
            let plainly = total.plainly_plus(&Value::Number(b));
            let sum = plus(&Value::Number(a), &Value::Number(b)).unwrap();
            let found = total.value.unwrap();
            assert_eq!(found, if plainly { sum.clone() } else { Value::Number(a) });
            assert_eq!(
                plainly.then(|| format!("{found:?}")),
                plainly.then(|| format!("{sum:?}")),
                "{a} + {b}"
            );
        }
    }

    #[test]
    fn what_is_rare_does_not_make_a_total_large() {
        assert!(size_of::<Total>() <= 48);
    }
}
