//! What names have meant so far. Records tend to have the same members in the same order, so the one after the last is tried first.

use crate::event::same;

/// Names that were met, with what they mean.
pub(super) struct Known<T> {
    names: Vec<(String, T)>,
    next: usize,
}

/// So many names are kept in mind.
const MOST: usize = 64;

impl<T> Default for Known<T> {
    fn default() -> Self {
        Known { names: Vec::new(), next: 0 }
    }
}

impl<T: Copy> Known<T> {
    /// What a name means; found in another way if it is not known, and kept in mind.
    #[inline]
    pub fn meaning(&mut self, name: &str, find: impl FnOnce(&str) -> T) -> T {
        let is_it = |(known, _): &(String, T)| same(known.as_bytes(), name.as_bytes());
        let (before, after) = self.names.split_at(self.next);
        let later = after.iter().position(is_it).map(|step| self.next + step);
        let at = match later.or_else(|| before.iter().position(is_it)) {
            Some(at) => at,
            None if self.names.len() < MOST => {
                self.names.push((name.to_string(), find(name)));
                self.names.len() - 1
            }
            None => return find(name),
        };
        self.next = at + 1;
        self.names[at].1
    }
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
