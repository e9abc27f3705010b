//! Signing under a label (`spec/protocol.md` §2.1).

use core::fmt;

use aside_protocol::verify::signed_bytes;
use aside_protocol::{PublicKey, Signature, SignedObject};
use ed25519_dalek::{Signer, SigningKey};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// An Ed25519 private key. Wiped on drop; never printed or cloned.
pub struct SignKey(SigningKey);

impl SignKey {
    /// The key of a raw seed.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// A new key. Its seed does not start with 0: one browser engine refuses such a key (§3).
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        while seed[0] == 0 {
            rng.fill_bytes(seed.as_mut_slice());
        }
        Self::from_seed(&seed)
    }

    /// The raw seed, for sealing only.
    pub fn seed(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey::new(self.0.verifying_key().to_bytes())
    }

    /// `Sign(sk, label, message)`.
    pub fn sign(&self, label: &str, message: &[u8]) -> Signature {
        Signature::new(self.0.sign(&signed_bytes(label, message)).to_bytes())
    }

    /// Signs an object in place.
    pub fn sign_object<T: SignedObject>(&self, mut object: T) -> T {
        object.set_signature(self.sign(T::SIGN_LABEL, &object.signed_part()));
        object
    }
}

impl fmt::Debug for SignKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignKey(..)")
    }
}
