//! Text forms: base32 and its checksum (`spec/protocol.md` §1.5).

use data_encoding::BASE32_NOPAD;

use crate::hash;

/// A text is not what it should be: mistyped, cut off, or something else altogether.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("text is not a valid {0}")]
pub struct TextError(pub &'static str);

/// `b32(bytes)`: lower case, no padding.
pub fn b32(bytes: &[u8]) -> String {
    BASE32_NOPAD.encode(bytes).to_ascii_lowercase()
}

/// Inverse of [`b32`] for `N` bytes; `None` for upper case, another length or stray trailing bits.
pub fn parse_b32<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != (N * 8).div_ceil(5) || text.bytes().any(|b| b.is_ascii_uppercase()) {
        return None;
    }
    let bytes = BASE32_NOPAD
        .decode(text.to_ascii_uppercase().as_bytes())
        .ok()?;
    bytes.try_into().ok()
}

/// `check(label, bytes)`: the first 20 bits of the hash as four characters.
pub fn check(label: &str, bytes: &[u8]) -> String {
    let digest = hash(label, &[bytes]);
    let mut text = b32(&digest.as_bytes()[..5]);
    text.truncate(4);
    text
}

/// A 32-byte code as people copy it: 14 groups of four, upper case, joined by `-`.
pub fn format_code(label: &str, code: &[u8; 32]) -> String {
    let text = (b32(code) + &check(label, code)).to_ascii_uppercase();
    let groups: Vec<&str> = (0..14).filter_map(|i| text.get(i * 4..i * 4 + 4)).collect();
    groups.join("-")
}

/// Inverse of [`format_code`]; ignores case, spaces and hyphens.
///
/// # Errors
/// [`TextError`] if a character is wrong, missing or too many.
pub fn parse_code(label: &str, text: &str) -> Result<[u8; 32], TextError> {
    const BODY: usize = 52;
    let error = TextError("code");
    let kept: String = text
        .chars()
        .filter(|c| !matches!(c, ' ' | '-'))
        .take(BODY + 5)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let (body, sum) = kept.split_at_checked(BODY).ok_or(error)?;
    let code = parse_b32(body).ok_or(error)?;
    if check(label, &code) == sum {
        Ok(code)
    } else {
        Err(error)
    }
}
