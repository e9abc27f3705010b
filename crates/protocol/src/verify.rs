//! Strict Ed25519 under a label (`spec/protocol.md` §2.1).

use ed25519_dalek::{Signature as DalekSignature, VerifyingKey};

use crate::small_order::is_weak_ed25519;
use crate::{PublicKey, Refusal, Signature, label};

/// What a signature covers: `"aside/v1/sig/" ‖ label ‖ 00 ‖ message`.
pub fn signed_bytes(label: &str, message: &[u8]) -> Vec<u8> {
    [label::SIGN_DOMAIN, label.as_bytes(), &[0], message].concat()
}

/// Checks a signature over a labelled message.
///
/// # Errors
/// [`Refusal::BadSignature`], also for a key or an R that is non-canonical or of small order.
pub fn verify(
    key: &PublicKey,
    label: &str,
    message: &[u8],
    signature: &Signature,
) -> Result<(), Refusal> {
    verify_raw(key, &signed_bytes(label, message), signature)
}

/// Checks a signature over bytes that already hold their label. Only [`verify`] and the tests
/// with vectors of others call it.
///
/// # Errors
/// [`Refusal::BadSignature`].
pub fn verify_raw(key: &PublicKey, bytes: &[u8], signature: &Signature) -> Result<(), Refusal> {
    let r_is_weak = signature
        .as_bytes()
        .first_chunk()
        .is_none_or(is_weak_ed25519);
    if r_is_weak || is_weak_ed25519(key.as_bytes()) {
        return Err(Refusal::BadSignature);
    }
    let key = VerifyingKey::from_bytes(key.as_bytes()).map_err(|_| Refusal::BadSignature)?;
    let signature = DalekSignature::from_bytes(signature.as_bytes());
    key.verify_strict(bytes, &signature)
        .map_err(|_| Refusal::BadSignature)
}
