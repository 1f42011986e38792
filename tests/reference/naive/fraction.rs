//! Exact fractions, for figures and amounts.

use rust_decimal::Decimal;
use std::cmp::Ordering;

/// A fraction in lowest terms; the divisor is above zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction {
    over: i128,
    by: i128,
}

fn common(a: i128, b: i128) -> i128 {
    if b == 0 { a.abs() } else { common(b, a % b) }
}

impl Fraction {
    pub const ZERO: Fraction = Fraction { over: 0, by: 1 };

    fn new(over: i128, by: i128) -> Fraction {
        let shared = common(over, by).max(1) * by.signum();
        Fraction { over: over / shared, by: by / shared }
    }

    pub fn of(number: Decimal) -> Fraction {
        Fraction::new(number.mantissa(), 10_i128.pow(number.scale()))
    }

    pub fn whole(number: usize) -> Fraction {
        Fraction::new(number as i128, 1)
    }

    pub fn plus(self, other: Fraction) -> Fraction {
        Fraction::new(self.over * other.by + other.over * self.by, self.by * other.by)
    }

    pub fn negated(self) -> Fraction {
        Fraction::new(-self.over, self.by)
    }

    pub fn minus(self, other: Fraction) -> Fraction {
        self.plus(other.negated())
    }

    pub fn times(self, other: Fraction) -> Fraction {
        Fraction::new(self.over * other.over, self.by * other.by)
    }

    /// The quotient; none by zero.
    pub fn divided(self, other: Fraction) -> Option<Fraction> {
        (other.over != 0).then(|| Fraction::new(self.over * other.by, self.by * other.over))
    }

    /// The greatest whole number that is not above it.
    pub fn floor(self) -> i128 {
        self.over.div_euclid(self.by)
    }

    pub fn is_whole(self) -> bool {
        self.by == 1
    }

    pub fn is_positive(self) -> bool {
        self.over > 0
    }

    pub fn is_negative(self) -> bool {
        self.over < 0
    }
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Fraction {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.over * other.by).cmp(&(other.over * self.by))
    }
}
