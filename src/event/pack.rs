//! Short texts as numbers, which are compared and hashed faster.

/// Up to eight bytes as one number: the first byte lowest, zeros above the last.
#[inline]
pub(crate) fn packed(bytes: &[u8]) -> u64 {
    // Where the two halves overlap they say the same.
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
        return u64::from(first) | u64::from(last).wrapping_shl(8 * (bytes.len() as u32 - 4));
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let (first, last) = (u16::from_le_bytes(*first), u16::from_le_bytes(*last));
        return u64::from(first) | u64::from(last) << (8 * (bytes.len() - 2));
    }
    bytes.first().map_or(0, |byte| u64::from(*byte))
}

/// Whether two short runs of bytes are the same.
#[inline]
pub(crate) fn same(a: &[u8], b: &[u8]) -> bool {
    let ends = |bytes: &[u8]| {
        let (first, last) = (bytes.first_chunk()?, bytes.last_chunk()?);
        Some((u64::from_le_bytes(*first), u64::from_le_bytes(*last)))
    };
    a.len() == b.len()
        && match a.len() {
            0..=8 => packed(a) == packed(b),
            // Both ends together are all of it.
            9..=16 => ends(a) == ends(b),
            _ => a == b,
        }
}

/// A text of up to seven bytes as one number, different for each such text.
#[inline]
pub(crate) fn packed_short(text: &str) -> Option<u64> {
    (text.len() < 8).then(|| packed(text.as_bytes()) | (text.len() as u64) << 56)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_stand_in_their_order() {
        for len in 0..=8 {
            let bytes: Vec<u8> = (1..=len).map(|byte| byte * 31).collect();
            let expected = bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte));
            assert_eq!(packed(&bytes), expected, "{bytes:?}");
        }
    }

    #[test]
    fn bytes_are_the_same_or_differ_somewhere() {
        for len in 0..=40 {
            let bytes: Vec<u8> = (1..=len).collect();
            assert!(same(&bytes, &bytes.clone()), "{len}");
            assert!(!same(&bytes, &bytes[..bytes.len().saturating_sub(1)]) || len == 0);
            for at in 0..bytes.len() {
                let mut other = bytes.clone();
                other[at] ^= 0x40;
                assert!(!same(&bytes, &other), "{len} {at}");
            }
        }
    }

    #[test]
    fn different_texts_are_different_numbers() {
        let texts = ["", "\0", "\0\0", "a", "a\0", "ab", "ba", "abc", "seven b", "的", "的\0"];
        let numbers: std::collections::BTreeSet<u64> =
            texts.iter().filter_map(|text| packed_short(text)).collect();
        assert_eq!(numbers.len(), texts.len());
        assert_eq!(packed_short("eight by"), None);
    }
}
