//! Encapsulation of a key to a public key (`spec/protocol.md` §2.3).

use aside_protocol::{DecodeError, Encapsulated, KemPublicKey};
use hpke::aead::ExportOnlyAead;
use hpke::kdf::HkdfSha256;
use hpke::kem::XWing;
use hpke::{
    Deserializable, Kem, OpModeR, OpModeS, Serializable, setup_receiver, setup_sender_with_rng,
};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::{KemSeed, Unopenable};

type PrivateKey = <XWing as Kem>::PrivateKey;
type PublicKey = <XWing as Kem>::PublicKey;
type EncappedKey = <XWing as Kem>::EncappedKey;

impl KemSeed {
    /// The public half.
    pub fn public(&self) -> KemPublicKey {
        // A seed is 32 bytes by type, and a public key serialises to its own length.
        let public =
            PrivateKey::from_bytes(self.expose()).map(|key| XWing::sk_to_pk(&key).to_bytes());
        public
            .ok()
            .and_then(|bytes| KemPublicKey::from_slice(&bytes))
            .unwrap_or_else(|| unreachable!("an X-Wing seed has a public key"))
    }
}

/// `Encap(pk, info, xctx)`: a fresh key and what lets the holder of the private key find it.
///
/// # Errors
/// [`DecodeError`] for a public key that no honest party has.
pub fn encap(
    pk: &KemPublicKey,
    info: &[u8],
    export_context: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<(Encapsulated, Zeroizing<[u8; 32]>), DecodeError> {
    let error = DecodeError::Value("encapsulation key");
    if pk.is_weak() {
        return Err(error);
    }
    let pk = PublicKey::from_bytes(pk.as_ref()).map_err(|_| error)?;
    let (enc, context) =
        setup_sender_with_rng::<ExportOnlyAead, HkdfSha256, XWing>(&OpModeS::Base, &pk, info, rng)
            .map_err(|_| error)?;
    let mut key = Zeroizing::new([0; 32]);
    context
        .export(export_context, key.as_mut_slice())
        .map_err(|_| error)?;
    let enc = Encapsulated::from_slice(&enc.to_bytes()).ok_or(error)?;
    Ok((enc, key))
}

/// `Decap(sk, enc, info, xctx)`.
///
/// # Errors
/// [`Unopenable`]. A wrong key, `info` or `xctx` gives another key rather than an error.
pub fn decap(
    seed: &KemSeed,
    enc: &Encapsulated,
    info: &[u8],
    export_context: &[u8],
) -> Result<Zeroizing<[u8; 32]>, Unopenable> {
    if enc.is_weak() {
        return Err(Unopenable);
    }
    let private = PrivateKey::from_bytes(seed.expose()).map_err(|_| Unopenable)?;
    let enc = EncappedKey::from_bytes(enc.as_ref()).map_err(|_| Unopenable)?;
    let context =
        setup_receiver::<ExportOnlyAead, HkdfSha256, XWing>(&OpModeR::Base, &private, &enc, info)
            .map_err(|_| Unopenable)?;
    let mut key = Zeroizing::new([0; 32]);
    context
        .export(export_context, key.as_mut_slice())
        .map_err(|_| Unopenable)?;
    Ok(key)
}
