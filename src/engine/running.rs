//! What the obligations of all members for one period have in common: it is kept once, and each of them has its number. So nothing need be
//! let go of when one of them goes.

use super::obligation::Span;
use crate::time::{Instant, Period};
use std::collections::VecDeque;

/// The periods of a norm for which members may still have light obligations, in the order in which they began.
#[derive(Default)]
pub(super) struct Running {
    periods: VecDeque<Common>,
    /// How many have been let go of.
    gone: u32,
}

struct Common {
    period: Period,
    span: Span,
    /// When the window closes. No obligation is a light one any more after that.
    wakes: Option<Instant>,
}

impl Running {
    /// The number of a period, which begins now unless it is the one that began last.
    pub fn number(&mut self, period: &Period, span: &Span, wakes: Option<Instant>, now: Instant) -> u32 {
        if self.periods.back().is_none_or(|last| last.period != *period) {
            while self.periods.front().is_some_and(|first| first.wakes.is_some_and(|at| at < now)) {
                self.periods.pop_front();
                self.gone += 1;
            }
            self.periods.push_back(Common { period: *period, span: *span, wakes });
        }
        self.gone + self.periods.len() as u32 - 1
    }

    /// The period with a number, and its window.
    pub fn get(&self, number: u32) -> Option<(Period, Span)> {
        let common = self.periods.get(number.checked_sub(self.gone)? as usize)?;
        Some((common.period, common.span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Window;
    use crate::time::{Date, Stamp, Unit};

    #[test]
    fn periods_are_kept_until_their_windows_have_closed() {
        let at = Instant::from_micros;
        let anchor = Stamp::exact(at(0));
        let span = Span { shown: Window { opens: None, due: None, anchor, branch: None }, not_before: None };
        let day = Date::constant(2026, 5, 6);
        let period = |n: i64| Period { unit: Unit::Day, start: at(n), end: at(n + 1), first: day, last: day };
        let mut running = Running::default();
        for n in 0..100 {
            for _ in 0..3 {
                assert_eq!(running.number(&period(n), &span, Some(at(n + 2)), at(n)), n as u32);
            }
            for known in n - 2..=n {
                let found = running.get(known as u32).map(|(period, _)| period.start);
                assert_eq!(found, (known >= 0).then_some(at(known)));
            }
            assert!(running.periods.len() <= 3);
        }
        assert!(running.get(96).is_none() && running.get(100).is_none());
    }
}
