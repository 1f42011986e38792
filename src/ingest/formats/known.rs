//! What names have meant so far. Records tend to have the same members in the same order, so the one after the last is tried first.

use crate::event::{packed, same};

/// Names that were met, with what they mean.
pub(super) struct Known<T> {
    /// What each begins with: looked at first, because it stands beside the others.
    beginnings: Vec<u64>,
    names: Vec<(String, T)>,
    next: usize,
}

/// So many names are kept in mind.
const MOST: usize = 64;

impl<T> Default for Known<T> {
    fn default() -> Self {
        Known { beginnings: Vec::new(), names: Vec::new(), next: 0 }
    }
}

impl<T: Copy> Known<T> {
    /// What a name means; found in another way if it is not known, and kept in mind.
    #[inline]
    pub fn meaning(&mut self, name: &str, find: impl FnOnce(&str) -> T) -> T {
        let begins = beginning(name);
        let is_it = |at: &usize| {
            self.beginnings[*at] == begins && same(self.names[*at].0.as_bytes(), name.as_bytes())
        };
        let known = (self.next..self.names.len()).find(is_it).or_else(|| (0..self.next).find(is_it));
        let at = match known {
            Some(at) => at,
            None if self.names.len() < MOST => {
                self.beginnings.push(begins);
                self.names.push((name.to_string(), find(name)));
                self.names.len() - 1
            }
            None => return find(name),
        };
        self.next = at + 1;
        self.names[at].1
    }
}

/// The first bytes of a name.
#[inline]
fn beginning(name: &str) -> u64 {
    let bytes = name.as_bytes();
    packed(&bytes[..bytes.len().min(8)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_any_order() {
        let mut known = Known::default();
        let of = |name: &str| (name.parse::<usize>().ok(), name == "7");
        for round in 0..3 {
            for name in (0..100).step_by(round + 1) {
                let name = name.to_string();
                assert_eq!(known.meaning(&name, of), of(&name));
            }
        }
        assert_eq!(known.names.len(), MOST);
    }
}
