//! Signatures.

use aside_crypto::SignKey;
use serde_json::{Value, json};

use super::points::weak_ed25519;
use crate::case::{Case, fails, ok};
use crate::hex::hex;
use crate::rng::SeededRng;

pub fn verify() -> Vec<Case> {
    let mut rng = SeededRng::new("verify");
    let key = SignKey::generate(&mut rng);
    let (pk, message) = (*key.public().as_bytes(), b"signed part".as_slice());
    let sig = *key.sign("roster", message).as_bytes();
    let input = |pk: [u8; 32], label: &str, message: &[u8], sig: [u8; 64]| {
        json!({
            "public_key": hex(pk), "label": label,
            "message": hex(message), "signature": hex(sig),
        })
    };
    let mut cases = vec![
        ok(
            "valid",
            "a valid signature",
            input(pk, "roster", message, sig),
        ),
        ok("valid-empty", "over no bytes", {
            input(pk, "epoch", b"", *key.sign("epoch", b"").as_bytes())
        }),
    ];
    let mut bad = |name: &str, comment: &str, input: Value| {
        cases.push(fails(name, comment, "bad-signature", input));
    };
    bad("label", "another label", input(pk, "epoch", message, sig));
    bad(
        "message",
        "another message",
        input(pk, "roster", b"signed part.", sig),
    );
    let other = *SignKey::generate(&mut rng).public().as_bytes();
    bad("key", "another key", input(other, "roster", message, sig));
    bad(
        "r",
        "R changed",
        input(pk, "roster", message, flipped(sig, 0)),
    );
    bad(
        "s",
        "S changed",
        input(pk, "roster", message, flipped(sig, 32)),
    );
    bad(
        "s-plus-order",
        "S plus the group order",
        input(pk, "roster", message, s_plus_order(sig)),
    );
    bad("zero", "all zeros", input(pk, "roster", message, [0; 64]));
    for (name, point) in weak_ed25519() {
        // With A the identity, R the identity and S = 0 hold the equation for every message.
        let mut sig_r = sig;
        sig_r[..32].copy_from_slice(&point);
        let mut sig_zero_s = [0; 64];
        sig_zero_s[..32].copy_from_slice(&point);
        bad(
            &format!("weak-r-{name}"),
            "a weak R",
            input(pk, "roster", message, sig_r),
        );
        let forged = input(point, "roster", message, sig_zero_s);
        bad(
            &format!("weak-a-{name}"),
            "a weak key with R equal to it and S zero",
            forged,
        );
    }
    cases
}

fn flipped(mut sig: [u8; 64], at: usize) -> [u8; 64] {
    sig[at] ^= 1;
    sig
}

fn s_plus_order(mut sig: [u8; 64]) -> [u8; 64] {
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut carry = 0_u16;
    for (byte, order) in sig[32..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        let [high, low] = sum.to_be_bytes();
        (*byte, carry) = (low, u16::from(high));
    }
    sig
}
