//! Random numbers that are the same on every machine (xorshift), for tests that try many texts.

#![allow(dead_code, reason = "not every test rolls in both ways")]

pub struct Dice(u64);

impl Dice {
    /// Every seed but zero gives numbers of its own.
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// The next number, of all that there are.
    pub fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below another; 0 below 0.
    pub fn below(&mut self, n: usize) -> usize {
        (self.roll() % n.max(1) as u64) as usize
    }
}
