//! Whether a short number lies between two others, told by its digits: it need not be worked out which number it is.
//!
//! Numbers with as many decimal places are in the order of their digits.

/// Two numbers, as digits in every shape that a number of up to eight bytes can have.
pub(super) struct Between {
    /// By how many digits stand after the point; the last for numbers without a point.
    shapes: [Shape; SHAPES],
}

/// The least that the digits of a number can be, its last digit lowest, and how much more they can be at most. At the point stands 0.
#[derive(Clone, Copy)]
struct Shape {
    least: u64,
    span: u64,
    /// The point, as it is left over where digits are expected, where the last digit is highest.
    point: u64,
}

const SIZE: usize = 8;
const SHAPES: usize = SIZE + 1;
const EACH: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x80 * EACH;
/// What is left of a point where a digit is expected.
const POINT: u8 = b'.' ^ b'0';

impl Between {
    /// Both in millionths; they are included.
    pub fn new(least: i64, most: i64) -> Between {
        Between { shapes: std::array::from_fn(|places| Shape::new(places, least.into(), most.into())) }
    }

    /// Whether a text is a number that lies between. Its bytes are at most eight, the last highest, and so many bits below them are
    /// zeros. False also for a number that is written in an unusual way: with a sign, an exponent, or nothing after its point.
    #[inline]
    pub fn holds(&self, text: u64, bits: u32) -> bool {
        // What is left of a digit is its value, of what stands below the first nothing.
        let values = text ^ (b'0' as u64 * EACH).wrapping_shl(bits);
        // The lowest byte that is a point has its highest bit set. If others have, something else is no digit.
        let differs = values ^ (POINT as u64 * EACH);
        let point = differs.wrapping_sub(EACH) & !differs & HIGH;
        let shape = &self.shapes[point.leading_zeros() as usize / 8];
        let digits = values ^ shape.point;
        let above_nine = (digits | digits.wrapping_add(0x76 * EACH)) & HIGH != 0;
        let number = digits.swap_bytes();
        !above_nine && number.wrapping_sub(shape.least) <= shape.span
    }
}

impl Shape {
    /// No number has this shape: its digits would be above nine.
    const NONE: Shape = Shape { least: u64::MAX, span: 0, point: 0 };

    fn new(places: usize, least: i128, most: i128) -> Shape {
        let has_point = places < SIZE;
        // Then a point without any digit would have this shape.
        if places == 0 {
            return Shape::NONE;
        }
        let scale = if has_point { 10_i128.pow(places as u32) } else { 1 };
        let greatest = 10_i128.pow(if has_point { SIZE as u32 - 1 } else { SIZE as u32 }) - 1;
        let least = -(-least * scale).div_euclid(1_000_000);
        let most = (most * scale).div_euclid(1_000_000);
        if least > greatest || most < 0 || least > most {
            return Shape::NONE;
        }
        let digits = |number: i128| {
            let (mut rest, mut digits) = (number.clamp(0, greatest), 0_u64);
            for place in (0..SIZE).filter(|place| !has_point || *place != places) {
                digits |= ((rest % 10) as u64) << (8 * place);
                rest /= 10;
            }
            digits
        };
        let point = if has_point { u64::from(POINT) << (8 * (SIZE - 1 - places)) } else { 0 };
        let (least, most) = (digits(least), digits(most));
        Shape { least, span: most.wrapping_sub(least), point }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::decode::decimal;
    use crate::ingest::dice::Dice;
    use rust_decimal::Decimal;

    fn holds(between: &Between, text: &str) -> bool {
        let bits = 64 - 8 * text.len() as u32;
        let bytes = text.bytes().rev().fold(0, |bytes, byte| bytes << 8 | u64::from(byte));
        between.holds(bytes << bits, bits)
    }

    #[test]
    fn numbers_lie_between_by_their_digits() {
        let ranges = [
            (6_000_000, 9_000_000),
            (0, 500_000_000),
            (-5_000_000, 12_345_678),
            (1, 999_999),
            (-7, -1),
            (90_000_000_000_000, i64::MAX),
            (10_000_000_000_000, i64::MAX),
            (i64::MIN, i64::MAX),
            (0, 0),
            (9_999_999_000_000, 9_999_999_500_000),
            (5, 4),
        ];
        let pieces =
            ["0", "1", "5", "6", "9", "8", "12", "99", ".", "00", "x", "\u{1f}", "\0", "/", "-", "的"];
        let mut dice = Dice::new(0x0bad_cafe_1234_5678);
        let (mut inside, mut outside) = (0, 0);
        for _ in 0..40_000 {
            let odd = dice.below(4) == 0;
            let kinds = if odd { pieces.len() } else { 10 };
            let mut text = String::new();
            for _ in 0..1 + dice.below(6) {
                text.push_str(pieces[dice.below(kinds)]);
            }
            if text.len() > SIZE {
                continue;
            }
            for (least, most) in ranges {
                let found = holds(&Between::new(least, most), &text);
                let number = decimal(&text).filter(|_| text.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
                let number = number.filter(|_| !text.ends_with('.'));
                let millionths = |number: i64| Decimal::new(number, 6);
                let expected =
                    number.is_some_and(|number| millionths(least) <= number && number <= millionths(most));
                assert_eq!(found, expected, "{text:?} {least} {most}");
                inside += u32::from(found);
                outside += u32::from(!found && number.is_some());
            }
        }
        assert!(inside > 20_000 && outside > 20_000, "{inside} {outside}");
    }
}
