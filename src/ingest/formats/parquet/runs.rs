//! Whole numbers as Parquet writes levels and the numbers of words: runs of one number, and runs of numbers of so many bits each.

use super::columns::damaged;
use bytes::Bytes;
use parquet::errors::Result;

/// Numbers that are read one after the other.
#[derive(Default)]
pub(super) struct Runs {
    bytes: Bytes,
    /// The byte at which the next run begins.
    at: usize,
    /// How many bits a number has.
    width: u32,
    run: Run,
}

/// What is left of a run.
enum Run {
    /// One number so many times.
    Same(u32, usize),
    /// So many numbers from a bit on.
    Packed { bit: usize, left: usize },
}

impl Default for Run {
    fn default() -> Self {
        Run::Same(0, 0)
    }
}

impl Runs {
    /// Before the first number; each has so many bits, at most 32.
    pub fn new(bytes: Bytes, width: u32) -> Result<Runs> {
        if width > u32::BITS {
            return Err(damaged());
        }
        Ok(Runs { bytes, width, ..Runs::default() })
    }

    /// Passes over so many numbers if all of them are this one, as the run at hand shows. Otherwise nothing has happened.
    pub fn pass(&mut self, number: u32, count: usize) -> Result<bool> {
        if self.is_over() {
            self.turn()?;
        }
        match &mut self.run {
            Run::Same(same, left) if *same == number && *left >= count => {
                *left -= count;
                Ok(true)
            }
            Run::Same(..) | Run::Packed { .. } => Ok(false),
        }
    }

    /// Adds the next numbers, so many, to others.
    pub fn read(&mut self, mut count: usize, into: &mut Vec<u32>) -> Result<()> {
        while count > 0 {
            if self.is_over() {
                self.turn()?;
            }
            let now = match &mut self.run {
                Run::Same(number, left) => {
                    let now = count.min(*left);
                    into.resize(into.len() + now, *number);
                    *left -= now;
                    now
                }
                Run::Packed { bit, left } => {
                    let now = count.min(*left);
                    unpack(&self.bytes, *bit, self.width, now, into).ok_or_else(damaged)?;
                    *bit += now * self.width as usize;
                    *left -= now;
                    now
                }
            };
            count -= now;
        }
        Ok(())
    }

    fn is_over(&self) -> bool {
        matches!(self.run, Run::Same(_, 0) | Run::Packed { left: 0, .. })
    }

    /// Begins the next run.
    fn turn(&mut self) -> Result<()> {
        let header = self.header().ok_or_else(damaged)?;
        let count = usize::try_from(header >> 1).map_err(|_| damaged())?;
        self.run = if header & 1 == 0 {
            let bytes = self.width.div_ceil(8) as usize;
            let number = self.bytes.get(self.at..self.at + bytes).ok_or_else(damaged)?;
            self.at += bytes;
            let number = number.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte));
            Run::Same(number, count)
        } else {
            // Groups of eight numbers, each group of as many bytes as a number has bits; the last may be cut short.
            let bytes = count.checked_mul(self.width as usize).ok_or_else(damaged)?;
            let (bit, left) = (self.at * 8, count.checked_mul(8).ok_or_else(damaged)?);
            self.at = self.at.saturating_add(bytes).min(self.bytes.len());
            Run::Packed { bit, left }
        };
        Ok(())
    }

    /// A number of which each byte holds seven bits, the lowest first.
    fn header(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..63).step_by(7) {
            let byte = *self.bytes.get(self.at)?;
            self.at += 1;
            number |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }
}

/// Adds so many numbers of `width` bits from a bit on; none if there are fewer.
fn unpack(bytes: &[u8], mut bit: usize, width: u32, count: usize, into: &mut Vec<u32>) -> Option<()> {
    let end = count.checked_mul(width as usize)?.checked_add(bit)?;
    if end > bytes.len() * 8 {
        return None;
    }
    let mask = (1_u64 << width) - 1;
    into.reserve(count);
    let number = |_| {
        let (rest, shift) = (bytes.get(bit / 8..).unwrap_or_default(), bit % 8);
        bit += width as usize;
        // A number and the bits before it in its first byte are no more than 39 bits.
        let word = rest.first_chunk().map_or_else(|| padded(rest), |eight| u64::from_le_bytes(*eight));
        (word >> shift & mask) as u32
    };
    into.extend((0..count).map(number));
    Some(())
}

/// The last bytes, fewer than eight, with zeros above them.
#[cold]
fn padded(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
}

/// The levels of old files: numbers of so many bits, the highest bit of a byte first, and no runs.
pub(super) fn old_levels(bytes: &[u8], width: u32, count: usize) -> Result<Vec<u32>> {
    let bit = |at: usize| bytes.get(at / 8).map(|byte| u32::from(byte >> (7 - at % 8) & 1));
    let number = |index: usize| {
        let bits = (0..width as usize).map(|at| bit(index * width as usize + at));
        bits.into_iter().try_fold(0, |number, bit| bit.map(|bit| number << 1 | bit))
    };
    if count.saturating_mul(width as usize) > bytes.len().saturating_mul(8) {
        return Err(damaged());
    }
    (0..count).map(|index| number(index).ok_or_else(damaged)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &'static [u8], width: u32, counts: &[usize]) -> Option<Vec<u32>> {
        let mut runs = Runs::new(Bytes::from_static(bytes), width).ok()?;
        let mut numbers = Vec::new();
        counts.iter().try_for_each(|count| runs.read(*count, &mut numbers)).ok()?;
        Some(numbers)
    }

    #[test]
    fn runs_of_one_number_and_of_many() {
        // Four times 5, then 0 to 7 of three bits each, as the format's own description has it.
        let bytes = &[8, 5, 3, 0b1000_1000, 0b1100_0110, 0b1111_1010];
        let all = [5, 5, 5, 5, 0, 1, 2, 3, 4, 5, 6, 7];
        assert_eq!(read(bytes, 3, &[12]).unwrap(), all);
        assert_eq!(read(bytes, 3, &[1, 5, 0, 6]).unwrap(), all);
        assert_eq!(read(bytes, 3, &[13]), None);
        // Wide numbers, and numbers without any bits.
        assert_eq!(read(&[2, 1, 2, 3, 4], 32, &[1]).unwrap(), [0x0403_0201]);
        assert_eq!(read(&[3, 255, 255, 255, 255, 1, 0, 0, 0], 31, &[2]).unwrap(), [0x7FFF_FFFF, 3]);
        assert_eq!(read(&[0x80, 1], 0, &[64]).unwrap(), [0; 64]);
    }

    #[test]
    fn what_is_cut_off_or_absurd_is_damaged() {
        assert_eq!(read(&[], 3, &[1]), None);
        assert_eq!(read(&[8], 3, &[1]), None);
        assert_eq!(read(&[3, 0b1000_1000, 0b1100_0110], 3, &[5]).unwrap(), [0, 1, 2, 3, 4]);
        assert_eq!(read(&[3, 0b1000_1000, 0b1100_0110], 3, &[6]), None);
        assert_eq!(read(&[255; 12], 3, &[1]), None);
        assert_eq!(read(&[0, 1, 0, 1], 3, &[1]), None);
        assert!(Runs::new(Bytes::new(), 33).is_err());
    }

    #[test]
    fn whole_runs_are_passed_over() {
        let mut runs = Runs::new(Bytes::from_static(&[8, 1, 4, 0]), 1).unwrap();
        assert!(runs.pass(1, 3).unwrap());
        assert!(!runs.pass(1, 2).unwrap());
        assert!(!runs.pass(0, 1).unwrap());
        assert!(runs.pass(1, 1).unwrap());
        assert!(runs.pass(0, 2).unwrap());
        assert!(runs.pass(0, 1).is_err());
    }

    #[test]
    fn old_levels_begin_with_the_highest_bit() {
        assert_eq!(old_levels(&[0b1011_0000], 1, 5).unwrap(), [1, 0, 1, 1, 0]);
        assert_eq!(old_levels(&[0b0110_1100], 2, 4).unwrap(), [1, 2, 3, 0]);
        assert!(old_levels(&[0xFF], 2, 5).is_err());
        assert!(old_levels(&[0xFF], 2, usize::MAX).is_err());
    }
}
