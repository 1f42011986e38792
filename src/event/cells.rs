use super::Cell;
use std::fmt;
use std::ops::{Deref, DerefMut};

/// The cells of an event. A few stand in the event itself, so that it is one piece of memory; more of them stand elsewhere.
#[derive(Clone)]
pub struct Cells(Kept);

#[derive(Clone)]
enum Kept {
    /// The first so many; the others are blank.
    Few([Cell; FEW], u8),
    Many(Box<[Cell]>),
}

/// Most kinds of event have no more fields.
const FEW: usize = 3;

impl Cells {
    /// No cells.
    pub(crate) const NONE: Cells = Cells(Kept::Few([const { Cell::Blank }; FEW], 0));

    /// So many blank cells, where there were none.
    #[inline]
    pub(crate) fn begin(&mut self, count: usize) {
        match &mut self.0 {
            Kept::Few(_, few) if count <= FEW => *few = count as u8,
            _ => *self = Cells::from(vec![Cell::Blank; count]),
        }
    }
}

impl Default for Cells {
    fn default() -> Self {
        Cells::NONE
    }
}

impl Deref for Cells {
    type Target = [Cell];

    #[inline]
    fn deref(&self) -> &[Cell] {
        match &self.0 {
            Kept::Few(cells, count) => cells.get(..usize::from(*count)).unwrap_or_default(),
            Kept::Many(cells) => cells,
        }
    }
}

impl DerefMut for Cells {
    fn deref_mut(&mut self) -> &mut [Cell] {
        match &mut self.0 {
            Kept::Few(cells, count) => cells.get_mut(..usize::from(*count)).unwrap_or_default(),
            Kept::Many(cells) => cells,
        }
    }
}

impl PartialEq for Cells {
    fn eq(&self, other: &Cells) -> bool {
        **self == **other
    }
}

impl From<Vec<Cell>> for Cells {
    fn from(cells: Vec<Cell>) -> Self {
        let count = cells.len();
        if count > FEW {
            return Cells(Kept::Many(cells.into()));
        }
        let mut cells = cells.into_iter();
        Cells(Kept::Few(std::array::from_fn(|_| cells.next().unwrap_or(Cell::Blank)), count as u8))
    }
}

impl FromIterator<Cell> for Cells {
    fn from_iter<I: IntoIterator<Item = Cell>>(cells: I) -> Self {
        Cells::from(Vec::from_iter(cells))
    }
}

impl<'a> IntoIterator for &'a Cells {
    type Item = &'a Cell;
    type IntoIter = std::slice::Iter<'a, Cell>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Debug for Cells {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Value;

    #[test]
    fn few_and_many_are_told_alike() {
        for count in 0..6 {
            let cells: Vec<Cell> = (0..count).map(|n| Cell::Value(Value::Days(n))).collect();
            let kept = Cells::from(cells.clone());
            assert_eq!(*kept, *cells);
            assert_eq!(kept, cells.iter().cloned().collect::<Cells>());
            assert_eq!(format!("{kept:?}"), format!("{cells:?}"));
            let more = [cells, vec![Cell::Blank]].concat();
            assert_ne!(kept, Cells::from(more));
        }
    }
}
