//! Bytes of a text found many at a time. A bit stands for each byte of a block, the lowest for the first.

use wide::u8x32;

/// So many bytes are looked at at once.
pub(super) const BLOCK: usize = 64;
const HALF: usize = BLOCK / 2;

/// A byte to be found.
pub(super) type Byte = u8x32;

/// A byte to be found.
pub(super) fn byte(byte: u8) -> Byte {
    u8x32::splat(byte)
}

/// Some bytes of a text.
#[derive(Clone, Copy)]
pub(super) struct Block(u8x32, u8x32);

impl Block {
    /// The first of some bytes. Where there are fewer, zeros follow them.
    #[inline]
    pub fn of(bytes: &[u8]) -> Block {
        let mut filled = [0; BLOCK];
        let block = match bytes.get(..BLOCK) {
            Some(whole) => whole,
            None => {
                filled[..bytes.len()].copy_from_slice(bytes);
                &filled
            }
        };
        match block.as_chunks::<HALF>() {
            ([low, high], _) => Block(u8x32::new(*low), u8x32::new(*high)),
            _ => Block(u8x32::splat(0), u8x32::splat(0)),
        }
    }

    /// Which bytes are the wanted one.
    #[inline]
    pub fn equal(self, wanted: Byte) -> u64 {
        joined(self.0.simd_eq(wanted), self.1.simd_eq(wanted))
    }

    /// Which bytes are the wanted one, where it is rare.
    #[inline]
    pub fn rarely(self, wanted: Byte) -> u64 {
        let found = self.0.simd_eq(wanted) | self.1.simd_eq(wanted);
        if found.to_bitmask() == 0 { 0 } else { self.equal(wanted) }
    }

    /// Which bytes are not above another.
    #[inline]
    pub fn at_most(self, most: Byte) -> u64 {
        joined(self.0.min(most).simd_eq(self.0), self.1.min(most).simd_eq(self.1))
    }
}

#[inline]
fn joined(low: u8x32, high: u8x32) -> u64 {
    u64::from(low.to_bitmask()) | u64::from(high.to_bitmask()) << HALF
}

/// So many of the lowest bits.
#[inline]
pub(super) fn below(count: usize) -> u64 {
    if count < BLOCK { (1 << count) - 1 } else { u64::MAX }
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

    /// The same, to be changed.
    #[inline]
    pub(super) fn as_mut_slice(&mut self) -> &mut [u32] {
        &mut self.places[..self.count]
    }

    /// One more.
    pub fn push(&mut self, place: usize) {
        self.room();
        self.places[self.count] = place as u32;
        self.count += 1;
    }

    /// One for each bit of the block that begins at a byte, a multiple of [`BLOCK`].
    #[inline]
    pub fn add(&mut self, mut bits: u64, base: usize) {
        self.room();
        let from = self.count;
        self.count += bits.count_ones() as usize;
        for place in &mut self.places[from..self.count] {
            // The lowest bits of the base are free.
            *place = base as u32 | bits.trailing_zeros();
            bits &= bits.wrapping_sub(1);
        }
    }

    /// Makes room for as many as a block can hold.
    #[inline]
    fn room(&mut self) {
        if self.places.len() < self.count + BLOCK {
            self.places.resize(2 * (self.count + BLOCK), 0);
        }
    }
}
