//! Padding that hides the size of a message (`spec/protocol.md` §2.4).

/// The smallest padded length.
const FLOOR: usize = 256;

/// The padded length of `len` bytes that include their own length prefix.
pub fn padded_len(len: usize) -> usize {
    if len <= FLOOR {
        return FLOOR;
    }
    let exponent = len.ilog2();
    let kept_bits = exponent.ilog2() + 1;
    let mask = (1 << (exponent - kept_bits)) - 1;
    (len + mask) & !mask
}

/// `Pad(x)`.
pub fn pad(bytes: &[u8]) -> Vec<u8> {
    let len = bytes.len() + 4;
    let mut padded = Vec::with_capacity(padded_len(len));
    padded.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
    padded.extend_from_slice(bytes);
    padded.resize(padded_len(len), 0);
    padded
}

/// `Unpad(x)`; `None` unless the length is the exact one and the rest is zeros.
pub fn unpad(padded: &[u8]) -> Option<&[u8]> {
    let (prefix, rest) = padded.split_first_chunk()?;
    let len = usize::try_from(u32::from_be_bytes(*prefix)).ok()?;
    let (bytes, zeros) = rest.split_at_checked(len)?;
    let exact = padded.len() == padded_len(len + 4) && zeros.iter().all(|&b| b == 0);
    exact.then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padded_lengths_waste_at_most_an_eighth() {
        for len in 257..70_000 {
            let padded = padded_len(len);
            assert!(padded >= len && padded - len <= len / 8, "{len} {padded}");
            assert_eq!(padded_len(padded), padded);
        }
    }

    #[test]
    fn every_length_reads_back() {
        for len in [0, 1, 251, 252, 253, 300, 4_000, 40_000] {
            let bytes = vec![7; len];
            assert_eq!(unpad(&pad(&bytes)), Some(bytes.as_slice()));
        }
    }

    #[test]
    fn one_byte_more_or_less_or_not_zero_is_refused() {
        let padded = pad(&[7; 310]);
        assert_eq!(unpad(&padded[..padded.len() - 1]), None);
        assert_eq!(unpad(&[padded.as_slice(), &[0]].concat()), None);
        let mut marked = padded;
        *marked.last_mut().unwrap() = 1;
        assert_eq!(unpad(&marked), None);
        assert_eq!(unpad(&[]), None);
    }
}
