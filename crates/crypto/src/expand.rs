//! HKDF, in the two forms the protocol uses (`spec/protocol.md` §2).

use aside_protocol::label;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha512};
use zeroize::Zeroizing;

/// `Expand(k, label, ctx, 32)`.
pub fn expand(key: &[u8; 32], label: &str, context: &[&[u8]]) -> Zeroizing<[u8; 32]> {
    let mut info: Vec<&[u8]> = vec![label::DOMAIN, label.as_bytes(), &[0]];
    info.extend_from_slice(context);
    expand_raw(key, &info)
}

/// The first block of HKDF-Expand-SHA256 without our own label. Only [`expand`] and the tests
/// with vectors of others call it.
pub fn expand_raw(key: &[u8; 32], info: &[&[u8]]) -> Zeroizing<[u8; 32]> {
    let mut mac = sha256_mac(key);
    for part in info {
        mac.update(part);
    }
    mac.update(&[1]);
    Zeroizing::new(mac.finalize().into_bytes().into())
}

/// `Extract(salt, ikm)`.
pub fn extract(salt: &[u8; 32], ikm: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut mac = sha256_mac(salt);
    mac.update(ikm);
    Zeroizing::new(mac.finalize().into_bytes().into())
}

/// The first 128 bytes of HKDF-Expand-SHA512: two blocks.
pub(crate) fn expand_sha512(key: &[u8; 32], info: &[&[u8]]) -> Zeroizing<[u8; 128]> {
    let mut output = Zeroizing::new([0; 128]);
    let (first, second) = output.split_at_mut(64);
    first.copy_from_slice(&sha512_block(key, &[], info, 1));
    second.copy_from_slice(&sha512_block(key, first, info, 2));
    output
}

fn sha512_block(key: &[u8; 32], previous: &[u8], info: &[&[u8]], counter: u8) -> [u8; 64] {
    let mut mac = sha512_mac(key);
    mac.update(previous);
    for part in info {
        mac.update(part);
    }
    mac.update(&[counter]);
    mac.finalize().into_bytes().into()
}

fn sha256_mac(key: &[u8; 32]) -> Hmac<Sha256> {
    let mut block = Zeroizing::new([0; 64]);
    block[..32].copy_from_slice(key);
    Hmac::new((&*block).into())
}

fn sha512_mac(key: &[u8; 32]) -> Hmac<Sha512> {
    let mut block = Zeroizing::new([0; 128]);
    block[..32].copy_from_slice(key);
    Hmac::new((&*block).into())
}
