//! Short cells of a text, read where they stand.

use crate::event::{Sym, packed};

/// Whether a cell that begins and ends so is its text as it stands: neither quoted nor with spaces around it.
#[inline]
pub(super) fn is_plain(first: u8, last: u8) -> bool {
    /// By byte, whether a cell can begin with it, and whether it can end with it. To look that up takes less than to compare.
    const SIDES: [(bool, bool); 256] = {
        let (mut sides, mut byte) = ([(false, false); 256], 0);
        while byte < sides.len() {
            let visible = (byte as u8).is_ascii_graphic();
            sides[byte] = (visible && byte as u8 != b'"', visible);
            byte += 1;
        }
        sides
    };
    SIDES[usize::from(first)].0 & SIDES[usize::from(last)].1
}

/// Whether a text that is not blank is a cell that says the same in every format.
pub(in crate::ingest) fn is_written_as_it_is(text: &str) -> bool {
    text.bytes().next().zip(text.bytes().last()).is_some_and(|(first, last)| is_plain(first, last))
}

/// The bytes from a place on, packed, if they are at least one and at most seven.
#[inline]
fn few_at(text: &[u8], start: usize, len: usize) -> Option<u64> {
    if len.wrapping_sub(1) >= 7 {
        return None;
    }
    let rest = text.get(start..)?;
    // What follows is read with them and then left out: so it need not be looked at how many they are.
    let few = match rest.first_chunk() {
        Some(chunk) => u64::from_le_bytes(*chunk) & (u64::MAX >> (64 - 8 * len)),
        None => packed(rest.get(..len)?),
    };
    Some(few | (len as u64) << 56)
}

/// The bytes from a place on, the last of them highest, if they are at least one and at most eight; and how many bits below them
/// are none of them.
#[inline]
pub(super) fn last_eight_at(text: &[u8], start: usize, len: usize) -> Option<(u64, u32)> {
    if len.wrapping_sub(1) >= 8 {
        return None;
    }
    let bits = 64_u32.wrapping_sub(8 * len as u32);
    let bytes = match text.get(start..start.wrapping_add(8)).and_then(|eight| eight.first_chunk()) {
        Some(chunk) => u64::from_le_bytes(*chunk),
        None => packed(text.get(start..start.wrapping_add(len))?),
    };
    Some((bytes.wrapping_shl(bits), bits))
}

/// What [`few_at`] gives, if the bytes are their text as it stands.
#[inline]
pub(super) fn short_at(text: &[u8], start: usize, len: usize) -> Option<u64> {
    let few = few_at(text, start, len)?;
    let (first, last) = (few as u8, (few >> (8 * len.wrapping_sub(1))) as u8);
    is_plain(first, last).then_some(few)
}

/// The symbol of the bytes from a place on, if they are at least one and at most fifteen, and their text as it stands.
#[inline]
pub(super) fn sym_at(text: &[u8], start: usize, len: usize) -> Option<Sym> {
    sym_of(text, start, len, is_plain)
}

/// The same whether or not they are their text as it stands.
#[inline]
pub(super) fn bytes_at(text: &[u8], start: usize, len: usize) -> Option<Sym> {
    sym_of(text, start, len, |_, _| true)
}

/// The same if their first and last byte are as asked.
#[inline]
fn sym_of(text: &[u8], start: usize, len: usize, asked: impl Fn(u8, u8) -> bool) -> Option<Sym> {
    if len.wrapping_sub(1) >= 15 {
        return None;
    }
    let rest = text.get(start..)?;
    let Some(chunk) = rest.first_chunk() else {
        let cell = std::str::from_utf8(rest.get(..len)?).ok()?;
        let (first, last) = (cell.bytes().next()?, cell.bytes().last()?);
        return if asked(first, last) { Sym::short(cell) } else { None };
    };
    asked(chunk[0], chunk[(len - 1) % 16]).then(|| Sym::first_of(*chunk, len))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::packed_short;
    use crate::ingest::raw::ordinary;

    #[test]
    fn short_cells_are_read_wherever_they_stand() {
        let text = "a,bc,\"d\", e,f ,的,1234567,12345678,123456789012345,1234567890123456,zz";
        let cells: Vec<(usize, usize)> = text
            .split(',')
            .scan(0, |start, cell| {
                let from = *start;
                *start += cell.len() + 1;
                Some((from, cell.len()))
            })
            .collect();
        // With much after them, and with nothing after the last of them.
        for end in cells.iter().map(|(start, len)| start + len) {
            for (start, len) in cells.iter().copied().filter(|(start, len)| start + len <= end) {
                let cell = &text[start..start + len];
                let plain = ordinary(cell).filter(|cell| !cell.starts_with('"'));
                let bytes = &text.as_bytes()[..end];
                assert_eq!(few_at(bytes, start, len), packed_short(cell), "{cell}");
                let last = packed_short(cell).map(|few| (few << (64 - 8 * len), 64 - 8 * len as u32));
                let eight = (len == 8).then(|| (packed(cell.as_bytes()), 0));
                assert_eq!(last_eight_at(bytes, start, len), last.or(eight), "{cell}");
                assert_eq!(short_at(bytes, start, len), plain.and_then(packed_short), "{cell}");
                assert_eq!(sym_at(bytes, start, len), plain.and_then(Sym::short), "{cell}");
            }
        }
        assert_eq!(few_at(text.as_bytes(), 1, 0), None);
        assert_eq!(sym_at(text.as_bytes(), 1, 0), None);
    }
}
