//! Exact fractions, for amounts that are worked out: a month's pay divided by 21.75 has no exact decimal.

use rust_decimal::Decimal;
use std::cmp::Ordering;

/// An exact fraction. What is too large to be held exactly is `None`, never something near.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    num: i128,
    /// Always positive.
    den: i128,
}

/// How a fraction becomes a decimal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Round {
    /// To the nearest; halves away from zero.
    #[default]
    HalfUp,
    /// To the nearest; halves to the even neighbour.
    HalfEven,
    /// Towards zero.
    Down,
    /// Away from zero.
    Up,
}

impl Ratio {
    /// The fraction in lowest terms.
    fn new(num: i128, den: i128) -> Option<Ratio> {
        if den == 0 {
            return None;
        }
        let divisor = gcd(num.unsigned_abs(), den.unsigned_abs());
        let divisor = i128::try_from(divisor).ok()?.max(1);
        let (num, den) = (num.checked_div(divisor)?, den.checked_div(divisor)?);
        if den < 0 {
            Some(Ratio { num: num.checked_neg()?, den: den.checked_neg()? })
        } else {
            Some(Ratio { num, den })
        }
    }

    /// A decimal as a fraction.
    pub fn of(value: Decimal) -> Option<Ratio> {
        let value = value.normalize();
        Ratio::new(value.mantissa(), 10_i128.checked_pow(value.scale())?)
    }

    /// The sum.
    pub fn plus(self, other: Ratio) -> Option<Ratio> {
        let shared = i128::try_from(gcd(self.den.unsigned_abs(), other.den.unsigned_abs())).ok()?;
        let (left, right) = (other.den / shared, self.den / shared);
        let num = self.num.checked_mul(left)?.checked_add(other.num.checked_mul(right)?)?;
        Ratio::new(num, self.den.checked_mul(left)?)
    }

    /// The difference.
    pub fn minus(self, other: Ratio) -> Option<Ratio> {
        self.plus(Ratio { num: other.num.checked_neg()?, den: other.den })
    }

    /// The product.
    pub fn times(self, other: Ratio) -> Option<Ratio> {
        let (a, b) = (Ratio::new(self.num, other.den)?, Ratio::new(other.num, self.den)?);
        Ratio::new(a.num.checked_mul(b.num)?, a.den.checked_mul(b.den)?)
    }

    /// The quotient; none by zero.
    pub fn over(self, other: Ratio) -> Option<Ratio> {
        self.times(Ratio::new(other.den, other.num)?)
    }

    /// How it compares with another. None if the difference is too large to be held exactly.
    pub fn compare(self, other: Ratio) -> Option<Ordering> {
        Some(self.minus(other)?.num.cmp(&0))
    }

    /// Whether it is more than nothing.
    pub fn is_positive(self) -> bool {
        self.num > 0
    }

    /// Whether it is less than nothing.
    pub fn is_negative(self) -> bool {
        self.num < 0
    }

    /// The nearest multiple of a unit, as `round` says. None if the unit is not positive or the result too large.
    pub fn round_to(self, unit: Decimal, round: Round) -> Option<Decimal> {
        if unit <= Decimal::ZERO {
            return None;
        }
        let in_units = self.over(Ratio::of(unit)?)?;
        let (whole, rest) = (in_units.num / in_units.den, in_units.num % in_units.den);
        let away = if in_units.num < 0 { -1 } else { 1 };
        let twice = rest.unsigned_abs().checked_mul(2)?;
        let half = twice.cmp(&in_units.den.unsigned_abs());
        let further = match round {
            Round::Down => false,
            Round::Up => rest != 0,
            Round::HalfUp => half.is_ge(),
            Round::HalfEven => half.is_gt() || half.is_eq() && whole % 2 != 0,
        };
        let whole = if further { whole.checked_add(away)? } else { whole };
        let whole = Decimal::try_from_i128_with_scale(whole, 0).ok()?;
        let product = whole.checked_mul(unit)?;
        // A product that had to be rounded is not the multiple.
        (product.checked_div(unit)? == whole).then_some(product)
    }

    /// The same number as a decimal, if there is one.
    pub fn exact(self) -> Option<Decimal> {
        let (num, den) = (
            Decimal::try_from_i128_with_scale(self.num, 0).ok()?,
            Decimal::try_from_i128_with_scale(self.den, 0).ok()?,
        );
        let value = num.checked_div(den)?;
        (Ratio::of(value)? == self).then_some(value.normalize())
    }
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(text: &str) -> Ratio {
        Ratio::of(text.parse().unwrap()).unwrap()
    }

    fn cents(value: Ratio, round: Round) -> String {
        value.round_to("0.01".parse().unwrap(), round).unwrap().to_string()
    }

    #[test]
    fn a_days_pay_is_exact_until_it_is_rounded() {
        let day = ratio("5000").over(ratio("21.75")).unwrap();
        assert_eq!(day.exact(), None);
        assert_eq!(day.times(ratio("21.75")).unwrap(), ratio("5000"));
        assert_eq!(cents(day, Round::HalfUp), "229.89");
        assert_eq!(cents(day, Round::Down), "229.88");
        assert_eq!(ratio("6525").over(ratio("21.75")).unwrap().exact().unwrap().to_string(), "300");
    }

    #[test]
    fn halves_go_where_they_are_told() {
        let (up, even) = (Round::HalfUp, Round::HalfEven);
        assert_eq!([cents(ratio("0.125"), up), cents(ratio("0.125"), even)], ["0.13", "0.12"]);
        assert_eq!([cents(ratio("0.135"), up), cents(ratio("0.135"), even)], ["0.14", "0.14"]);
        assert_eq!([cents(ratio("-0.125"), up), cents(ratio("-0.125"), even)], ["-0.13", "-0.12"]);
        assert_eq!(cents(ratio("0.121"), Round::Up), "0.13");
        assert_eq!(ratio("149").round_to(Decimal::from(50), up).unwrap().to_string(), "150");
    }

    #[test]
    fn nothing_is_divided_by_zero_and_nothing_overflows_in_silence() {
        assert_eq!(ratio("1").over(ratio("0")), None);
        let huge = Ratio::of(Decimal::MAX).unwrap();
        assert_eq!(huge.times(huge), None);
        assert_eq!(huge.plus(ratio("0.0000000000001")), None);
    }
}
