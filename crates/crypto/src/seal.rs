//! Chunked, key-committing authenticated encryption (`spec/protocol.md` §2.2).

use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use aside_protocol::label;
use rand_core::CryptoRng;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::expand::expand_sha512;
use crate::{SealKey, Unopenable};

/// Bytes of the random salt.
pub const SALT_LEN: usize = 24;
const COMMITMENT_LEN: usize = 32;
const CHUNK_LEN: usize = 16_384;
const TAG_LEN: usize = 16;
const SCHEME: &[u8] = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0";

/// `Seal(key, label, context, message)` with a fresh salt.
pub fn seal(
    key: &SealKey,
    label: &str,
    context: &[u8],
    message: &[u8],
    rng: &mut impl CryptoRng,
) -> Vec<u8> {
    let mut salt = [0; SALT_LEN];
    rng.fill_bytes(&mut salt);
    seal_with_salt(key, label, context, message, &salt)
}

/// [`seal`] with a given salt. A salt must never be used twice with one key: this is for test
/// vectors.
pub fn seal_with_salt(
    key: &SealKey,
    label: &str,
    context: &[u8],
    message: &[u8],
    salt: &[u8; SALT_LEN],
) -> Vec<u8> {
    seal_raw(
        key,
        &[label::DOMAIN, label.as_bytes(), &[0], context],
        message,
        salt,
    )
}

/// `Open(key, label, context, sealed)`.
///
/// # Errors
/// [`Unopenable`], whatever was wrong. No plaintext is released unless every chunk opened.
pub fn open(
    key: &SealKey,
    label: &str,
    context: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Unopenable> {
    open_raw(
        key,
        &[label::DOMAIN, label.as_bytes(), &[0], context],
        sealed,
    )
}

/// Sealing under a context without our own label. Only [`seal`] and the tests with vectors of
/// others call it.
pub fn seal_raw(
    key: &SealKey,
    context: &[&[u8]],
    message: &[u8],
    salt: &[u8; SALT_LEN],
) -> Vec<u8> {
    let keys = ChunkKeys::derive(key, salt, context);
    let chunks = message.len() / CHUNK_LEN + 1;
    let len = SALT_LEN + COMMITMENT_LEN + message.len() + chunks * TAG_LEN;
    let mut sealed = Vec::with_capacity(len);
    sealed.extend_from_slice(salt);
    sealed.extend_from_slice(&keys.commitment);
    for index in 0..chunks {
        let start = index * CHUNK_LEN;
        let end = message.len().min(start + CHUNK_LEN);
        let chunk = message.get(start..end).unwrap_or_default();
        // Encryption fails only above 64 GiB a chunk; a missing chunk would never open.
        sealed.extend(
            keys.cipher
                .encrypt(&keys.nonce(index), chunk)
                .unwrap_or_default(),
        );
    }
    sealed
}

/// Opening under a context without our own label. Only [`open`] and the tests with vectors of
/// others call it.
///
/// # Errors
/// [`Unopenable`].
pub fn open_raw(
    key: &SealKey,
    context: &[&[u8]],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Unopenable> {
    let (salt, rest) = sealed.split_first_chunk().ok_or(Unopenable)?;
    let (commitment, chunks) = rest
        .split_first_chunk::<COMMITMENT_LEN>()
        .ok_or(Unopenable)?;
    let keys = ChunkKeys::derive(key, salt, context);
    if !bool::from(keys.commitment.ct_eq(commitment)) {
        return Err(Unopenable);
    }
    // The last chunk is always short, so there is one more than there are full ones.
    let count = chunks.len() / (CHUNK_LEN + TAG_LEN) + 1;
    let mut message = Zeroizing::new(Vec::with_capacity(chunks.len()));
    for index in 0..count {
        let start = index * (CHUNK_LEN + TAG_LEN);
        let end = chunks.len().min(start + CHUNK_LEN + TAG_LEN);
        let chunk = chunks.get(start..end).ok_or(Unopenable)?;
        let opened = keys
            .cipher
            .decrypt(&keys.nonce(index), chunk)
            .map_err(|_| Unopenable)?;
        message.extend_from_slice(&Zeroizing::new(opened));
    }
    Ok(message)
}

struct ChunkKeys {
    cipher: Aes256Gcm,
    base_nonce: [u8; 12],
    commitment: [u8; COMMITMENT_LEN],
}

impl ChunkKeys {
    fn derive(key: &SealKey, salt: &[u8; SALT_LEN], context: &[&[u8]]) -> Self {
        let mut info: Vec<&[u8]> = vec![SCHEME, salt];
        info.extend_from_slice(context);
        let output = expand_sha512(key.expose(), &info);
        let aes_key = Zeroizing::new(core::array::from_fn::<u8, 32, _>(|i| output[i]));
        Self {
            cipher: Aes256Gcm::new((&*aes_key).into()),
            base_nonce: core::array::from_fn(|i| output[32 + i]),
            commitment: core::array::from_fn(|i| output[44 + i]),
        }
    }

    fn nonce(&self, index: usize) -> Nonce<aes_gcm::aead::consts::U12> {
        let counter = (index as u128).to_be_bytes();
        core::array::from_fn::<u8, 12, _>(|i| self.base_nonce[i] ^ counter[i + 4]).into()
    }
}
