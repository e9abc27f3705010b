use aside_protocol::account::RootBlob;
use aside_protocol::limits::SEALED_SECRET_LEN;
use aside_protocol::{DecodeError, MemberId, Object, WorkspaceId, label};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::seal::{open, seal};
use crate::{SealKey, SignKey, Unopenable};

/// Seals version `n` of the root key under [`root_wrap`](super::AccountKeys::root_wrap).
///
/// # Errors
/// [`DecodeError`] if n is 0.
pub fn seal_root(
    root: &SignKey,
    wid: &WorkspaceId,
    mid: &MemberId,
    n: u32,
    key: &SealKey,
    rng: &mut impl CryptoRng,
) -> Result<RootBlob, DecodeError> {
    let sealed = [0; SEALED_SECRET_LEN];
    let mut blob = RootBlob {
        wid: *wid,
        mid: *mid,
        n,
        root_pk: root.public(),
        sealed,
    };
    let sealed = seal(key, label::ROOT, &blob.context(), root.seed(), rng);
    blob.sealed = sealed
        .try_into()
        .map_err(|_| DecodeError::Value("box of the root key"))?;
    RootBlob::parse(&blob.encode())
}

/// Opens the root key with [`root_wrap`](super::AccountKeys::root_wrap), to sign one roster or root link with.
///
/// # Errors
/// [`Unopenable`].
pub fn open_root(blob: &RootBlob, key: &SealKey) -> Result<SignKey, Unopenable> {
    let seed = open(key, label::ROOT, &blob.context(), &blob.sealed)?;
    let seed: [u8; 32] = seed.as_slice().try_into().map_err(|_| Unopenable)?;
    let root = SignKey::from_seed(&Zeroizing::new(seed));
    if root.public() == blob.root_pk {
        Ok(root)
    } else {
        Err(Unopenable)
    }
}
