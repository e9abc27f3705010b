//! Ids that only the service makes. The protocol's ids come from `aside-protocol`.

use std::fmt;
use std::str::FromStr;

use data_encoding::{BASE64URL_NOPAD, Encoding, Specification};
use sha2::{Digest, Sha256};

use crate::RandomSource;

const PREFIX: &str = "dv_";

/// One signed-in place of a member. Text form: `dv_` and 26 base32 characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DeviceId([u8; 16]);

impl DeviceId {
    /// A new id.
    pub fn random(random: &dyn RandomSource) -> Self {
        let mut bytes = [0; 16];
        random.fill(&mut bytes);
        Self(bytes)
    }

    /// The id with these bytes.
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes of the id.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", base32().encode(&self.0))
    }
}

/// The text is not a device id.
#[derive(Debug, thiserror::Error)]
#[error("a device id is dv_ and 26 base32 characters")]
pub struct DeviceIdError;

impl FromStr for DeviceId {
    type Err = DeviceIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix(PREFIX).ok_or(DeviceIdError)?;
        let bytes = base32()
            .decode(digits.as_bytes())
            .map_err(|_| DeviceIdError)?;
        bytes.try_into().map(Self).map_err(|_| DeviceIdError)
    }
}

/// The hash of a credential. The service never keeps the credential itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// The hash of a token as it is sent: base64url of 32 bytes. `None` if it is not that.
    pub fn of_text(token: &str) -> Option<Self> {
        let mut bytes = [0; 33];
        if token.len() != 43 {
            return None;
        }
        let length = BASE64URL_NOPAD
            .decode_mut(token.as_bytes(), &mut bytes[..32])
            .ok()?;
        (length == 32).then(|| Self(Sha256::digest(&bytes[..32]).into()))
    }

    /// The hash of a token of 32 bytes.
    pub fn of_secret(token: &[u8; 32]) -> Self {
        Self(Sha256::digest(token).into())
    }

    /// The hash as it was stored.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes of the hash.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// RFC 4648 base32, lower case, no padding, unused bits zero (`spec/protocol.md §1.5`).
fn base32() -> &'static Encoding {
    static BASE32: std::sync::OnceLock<Encoding> = std::sync::OnceLock::new();
    BASE32.get_or_init(|| {
        let mut specification = Specification::new();
        specification
            .symbols
            .push_str("abcdefghijklmnopqrstuvwxyz234567");
        specification
            .encoding()
            .unwrap_or(data_encoding::BASE32_NOPAD)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_id_reads_back_from_its_text() {
        let id = DeviceId::new([7; 16]);
        assert_eq!(id.to_string().parse::<DeviceId>().unwrap(), id);
        assert_eq!(id.to_string().len(), 29);
    }

    #[test]
    fn a_malformed_device_id_is_refused() {
        for text in [
            "",
            "dv_",
            "dv_AAAAAAAAAAAAAAAAAAAAAAAAAA",
            "cv_aaaaaaaaaaaaaaaaaaaaaaaaaa",
        ] {
            assert!(text.parse::<DeviceId>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_token_is_exactly_32_bytes_of_base64url() {
        let token = BASE64URL_NOPAD.encode(&[1; 32]);
        assert!(TokenHash::of_text(&token).is_some());
        assert!(TokenHash::of_text(&token[1..]).is_none());
        assert!(TokenHash::of_text(&format!("{token}=")).is_none());
        assert!(TokenHash::of_text(&"!".repeat(43)).is_none());
    }
}
