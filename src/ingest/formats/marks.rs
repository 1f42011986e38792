//! Bytes of a text found many at a time. A bit stands for each byte of a block, the lowest for the first.

use fearless_simd::prelude::*;
use fearless_simd::{Level, mask8x64, u8x64};

/// So many bytes are looked at at once.
pub(super) const BLOCK: usize = 64;

/// How much room the marks of a stretch take that begins at a byte of a text; `most`: of any stretch. A record that is shown is a text for
/// itself: it takes no more than it needs.
pub(super) fn room(text: &[u8], begin: usize, most: usize) -> usize {
    most.min(text.len().saturating_sub(begin) + 2 * BLOCK)
}

/// Some bytes of a text. Whoever looks at some does so inside [`fearless_simd::dispatch`], and is always inlined: there the compiler may
/// use whatever this machine has.
#[derive(Clone, Copy)]
pub(super) struct Block<S: Simd>(u8x64<S>);

impl<S: Simd> Block<S> {
    /// The first of some bytes. Where there are fewer, zeros follow them.
    #[inline(always)]
    pub fn of(simd: S, bytes: &[u8]) -> Self {
        match bytes.get(..BLOCK) {
            Some(whole) => Block(u8x64::from_slice(simd, whole)),
            None => {
                let mut filled = [0; BLOCK];
                filled[..bytes.len()].copy_from_slice(bytes);
                Block(u8x64::from_slice(simd, &filled))
            }
        }
    }

    /// All of a block.
    #[inline(always)]
    pub fn whole(simd: S, bytes: &[u8; BLOCK]) -> Self {
        Block(u8x64::from_slice(simd, bytes))
    }

    /// Which bytes are the wanted one.
    #[inline(always)]
    pub fn equal(self, wanted: u8) -> u64 {
        self.0.simd_eq(wanted).to_bitmask()
    }

    /// Which bytes are not above another.
    #[inline(always)]
    pub fn at_most(self, most: u8) -> u64 {
        self.0.simd_le(most).to_bitmask()
    }
}

/// So many of the lowest bits.
#[inline]
pub(super) fn below(count: usize) -> u64 {
    if count < BLOCK { (1 << count) - 1 } else { u64::MAX }
}

/// Writes a place for each bit of the block that begins at a byte, a multiple of [`BLOCK`], where there is room for those of a whole
/// block; how many there are.
#[inline(always)]
pub(super) fn spread<S: Simd>(simd: S, mut bits: u64, base: u32, room: &mut [u32]) -> usize {
    /// So many are written together. Those that stand for no bit are written over by the next.
    const TOGETHER: usize = 4;
    let count = bits.count_ones() as usize;
    if can_compress(simd.level()) {
        compress(simd, bits, base, room);
        return count;
    }
    let (chunks, _) = room.as_chunks_mut::<TOGETHER>();
    for some in chunks.get_mut(..count.div_ceil(TOGETHER)).unwrap_or_default() {
        for place in some {
            // The lowest bits of the base are free.
            *place = base | bits.trailing_zeros();
            bits &= bits.wrapping_sub(1);
        }
    }
    count
}

/// The same for machines that can move all bytes of a block together by one instruction. Others would take longer that way.
#[inline(always)]
fn compress<S: Simd>(simd: S, bits: u64, base: u32, room: &mut [u32]) {
    /// A block seldom has more.
    const TOGETHER: usize = 32;
    const PLACES: [u8; BLOCK] = {
        let mut places = [0; BLOCK];
        let mut place = 0;
        while place < BLOCK {
            places[place] = place as u8;
            place += 1;
        }
        places
    };
    let places = u8x64::from_slice(simd, &PLACES).compress(mask8x64::from_bitmask(simd, bits));
    let (some, _) = places.as_slice().as_chunks::<TOGETHER>();
    let (chunks, _) = room.as_chunks_mut::<TOGETHER>();
    let needed = bits.count_ones().div_ceil(TOGETHER as u32) as usize;
    for (chunk, some) in chunks.iter_mut().zip(some).take(needed) {
        for (place, byte) in chunk.iter_mut().zip(some) {
            *place = base | u32::from(*byte);
        }
    }
}

/// Whether a machine moves bytes together by one instruction.
#[inline(always)]
fn can_compress(level: Level) -> bool {
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    return matches!(level, Level::Avx512(_));
    #[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
    return false;
}

/// Places in a text, in bytes, from the first to the last.
#[derive(Default)]
pub(in crate::ingest) struct Places {
    /// There is room for more than there are.
    places: Vec<u32>,
    count: usize,
}

impl Places {
    /// Forgets all.
    pub fn clear(&mut self) {
        self.count = 0;
    }

    /// All of them.
    #[inline]
    pub fn as_slice(&self) -> &[u32] {
        &self.places[..self.count]
    }

    /// One more.
    pub fn push(&mut self, place: usize) {
        self.room();
        self.places[self.count] = place as u32;
        self.count += 1;
    }

    /// One for each bit of the block that begins at a byte, a multiple of [`BLOCK`].
    #[inline(always)]
    pub fn add<S: Simd>(&mut self, simd: S, bits: u64, base: usize) {
        self.room();
        self.count += spread(simd, bits, base as u32, &mut self.places[self.count..]);
    }

    /// Makes room for as many as a block can hold.
    #[inline]
    fn room(&mut self) {
        if self.places.len() < self.count + BLOCK {
            self.places.resize(2 * (self.count + BLOCK), 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::dice::Dice;
    use fearless_simd::dispatch;

    #[test]
    fn every_bit_has_its_place() {
        let mut dice = Dice::new(0x9e37_79b9_7f4a_7c15);
        let mut some = || (0..BLOCK).fold(0_u64, |bits, _| bits << 1 | dice.below(2) as u64);
        for round in 0..2000 {
            let bits = match round % 4 {
                0 => some(),
                1 => some() & some() & some(),
                2 => some() | some() | some(),
                _ => u64::MAX << (round % 64),
            };
            let expected: Vec<u32> = (0..64).filter(|at| bits >> at & 1 == 1).map(|at| 640 + at).collect();
            let mut room = [0; BLOCK];
            for level in [Level::new(), Level::baseline()] {
                let count = dispatch!(level, simd => spread(simd, bits, 640, &mut room));
                assert_eq!(room[..count], expected, "{bits:b} {level:?}");
            }
        }
    }
}
