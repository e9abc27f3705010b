//! Labelled SHA-256 (`spec/protocol.md` §2).

use sha2::{Digest as _, Sha256};

use crate::bytes::byte_array;
use crate::{KemPublicKey, label};

byte_array! {
    /// A labelled SHA-256 hash.
    Digest, 32
}

impl Digest {
    /// Thirty-two zeros: what stands where there is no previous message.
    pub const ZERO: Self = Self::new([0; 32]);

    /// The first `N` bytes, for ids.
    pub(crate) fn prefix<const N: usize>(&self) -> [u8; N] {
        core::array::from_fn(|i| self.as_bytes().get(i).copied().unwrap_or_default())
    }
}

/// `H(label, parts[0] ‖ parts[1] ‖ …)`.
pub fn hash(label: &str, parts: &[&[u8]]) -> Digest {
    let mut sha = Sha256::new();
    sha.update(label::DOMAIN);
    sha.update(label.as_bytes());
    sha.update([0]);
    for part in parts {
        sha.update(part);
    }
    Digest::new(sha.finalize().into())
}

impl KemPublicKey {
    /// `kem_hash = H("kem", kem_pk)` (`spec/protocol.md` §3).
    pub fn digest(&self) -> Digest {
        hash(label::KEM, &[self.as_ref()])
    }
}
