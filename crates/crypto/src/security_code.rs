//! Six words that both sides can compare (`spec/protocol.md` §6.4).

use aside_protocol::{PublicKey, SessionId, WorkspaceId, hash, label};
use bip39::Language;

/// The security code of a session.
pub fn security_code(wid: &WorkspaceId, sid: &SessionId, v_pk: &PublicKey) -> String {
    let digest = hash(label::CODE, &[wid.as_ref(), sid.as_ref(), v_pk.as_ref()]);
    let bits = digest
        .as_bytes()
        .iter()
        .take(9)
        .fold(0_u128, |bits, b| bits << 8 | u128::from(*b));
    let words = Language::English.word_list();
    // 72 bits are in hand; the first word is the top 11 of them.
    let code: Vec<&str> = (0..6)
        .filter_map(|i| {
            words
                .get(usize::try_from(bits >> (61 - 11 * i) & 0x7ff).ok()?)
                .copied()
        })
        .collect();
    code.join(" ")
}
