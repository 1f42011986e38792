//! Dates, times and lengths in words.

use super::{Amount, Due, Length, Point, TimeError, Zone};
use crate::locale::Lang;

impl Length {
    /// The length in words, as the policy wrote it.
    pub fn words(&self, _lang: Lang) -> String {
        todo!()
    }
}
impl Point {
    /// The point in words.
    pub fn words(&self, _lang: Lang) -> String {
        todo!()
    }
}
impl Amount {
    /// The amount in words: `31 minutes`, `2 days`.
    pub fn words(&self, _lang: Lang) -> String {
        todo!()
    }
}
impl Due {
    /// The due time in words.
    pub fn words(&self, _zone: &Zone, _lang: Lang) -> String {
        todo!()
    }
}
impl TimeError {
    /// The reason in words.
    pub fn words(&self, _lang: Lang) -> String {
        todo!()
    }
}
