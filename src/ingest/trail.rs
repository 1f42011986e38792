//! Cells that hold several events, such as the trail of an approval: who did what when, one part each.

use super::plan::{FIRST_PART, Trail, TrailShape};
use super::raw::{Raw, Record};

/// The named pieces of one part of a cell; those that its shape does not name are blank.
pub(super) type Pieces<'t> = Vec<Option<&'t str>>;

impl Trail {
    /// Takes a cell apart. White space around parts and pieces does not count, and parts of nothing else are none.
    ///
    /// # Errors
    ///
    /// The first part that fits no shape.
    pub fn parts<'t>(&self, text: &'t str) -> Result<Vec<Pieces<'t>>, &'t str> {
        text.split(self.by.as_str())
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(|part| self.pieces(part).ok_or(part))
            .collect()
    }

    fn pieces<'t>(&self, part: &'t str) -> Option<Pieces<'t>> {
        self.shapes.iter().find_map(|shape| shape.pieces(part, self.width))
    }
}

impl TrailShape {
    fn pieces<'t>(&self, part: &'t str, width: usize) -> Option<Pieces<'t>> {
        let mut pieces = vec![None; width];
        let mut rest = part.strip_prefix(self.lead.as_str())?;
        for (i, (name, after)) in self.names.iter().enumerate() {
            let last = i + 1 == self.names.len();
            let (piece, beyond) = match (after.as_str(), last) {
                ("", _) => (rest, ""),
                (after, true) => (rest.strip_suffix(after)?, ""),
                (after, false) => rest.split_once(after)?,
            };
            if let Some(slot) = pieces.get_mut(*name) {
                *slot = Some(piece);
            }
            rest = beyond;
        }
        Some(pieces)
    }
}

/// A record together with the pieces of one part of one of its cells.
pub(super) struct Piecewise<'a, 't, R> {
    pub record: &'a R,
    pub pieces: &'a [Option<&'t str>],
}

impl<R: Record> Record for Piecewise<'_, '_, R> {
    fn get(&self, slot: usize) -> Raw<'_> {
        match slot.checked_sub(FIRST_PART) {
            None => self.record.get(slot),
            Some(piece) => self.pieces.get(piece).copied().flatten().map_or(Raw::Blank, Raw::text),
        }
    }

    fn all_blank(&self) -> bool {
        self.record.all_blank()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trail(by: &str, shapes: &[(&str, &[(usize, &str)])]) -> Trail {
        let shapes = shapes
            .iter()
            .map(|(lead, names)| TrailShape {
                lead: (*lead).to_string(),
                names: names.iter().map(|(n, after)| (*n, (*after).to_string())).collect(),
            })
            .collect();
        Trail { slot: 0, column: "trail".into(), by: by.into(), shapes, width: 4 }
    }

    #[test]
    fn parts_fit_the_first_shape_that_can_be_read() {
        let trail = trail(
            ";",
            &[("", &[(0, "|"), (1, "|"), (2, "|"), (3, "")]), ("", &[(0, "|"), (2, "|"), (3, "")])],
        );
        let parts = trail.parts("li|approve|2024-05-06 09:00|ok|fine;\n wang|2024-05-06 10:00|; ;").unwrap();
        assert_eq!(parts.len(), 2);
        assert_eq!(parts[0], [Some("li"), Some("approve"), Some("2024-05-06 09:00"), Some("ok|fine")]);
        assert_eq!(parts[1], [Some("wang"), None, Some("2024-05-06 10:00"), Some("")]);
        assert_eq!(trail.parts("li|approve|x|y;nobody"), Err("nobody"));
        assert_eq!(trail.parts(" \n").unwrap().len(), 0);
    }

    #[test]
    fn texts_around_the_names_must_be_there() {
        let trail = trail("\n", &[("(", &[(0, " @ "), (1, ")")])]);
        assert_eq!(
            trail.parts("(li @ 9:00)\n(wang @ 10:00)").unwrap()[1][..2],
            [Some("wang"), Some("10:00")]
        );
        assert_eq!(trail.parts("(li @ 9:00) late"), Err("(li @ 9:00) late"));
        assert_eq!(trail.parts("li @ 9:00)"), Err("li @ 9:00)"));
    }
}
