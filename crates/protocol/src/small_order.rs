//! Points that no honest party sends (`spec/protocol.md` §2.1, §2.3).
//!
//! Libraries differ in which of them they refuse. Both implementations therefore compare with
//! these lists before they call any library.

use crate::{Encapsulated, KemPublicKey};

/// p − 1 for p = 2²⁵⁵ − 19, little-endian.
const P_MINUS_1: [u8; 32] = near_p(0xec);
const P: [u8; 32] = near_p(0xed);
const P_PLUS_1: [u8; 32] = near_p(0xee);

const ZERO: [u8; 32] = small(0);
const ONE: [u8; 32] = small(1);

/// The two y-coordinates of order 8 on edwards25519.
const ED_ORDER_8: [[u8; 32]; 2] = [
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98,
        0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53,
        0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67,
        0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac,
        0x03, 0x7a,
    ],
];

/// The two u-coordinates of order 8 on curve25519.
const X_ORDER_8: [[u8; 32]; 2] = [
    [
        0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4,
        0x6a, 0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49,
        0xb8, 0x00,
    ],
    [
        0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83, 0xef,
        0x5b, 0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c, 0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f,
        0x11, 0x57,
    ],
];

const fn near_p(low: u8) -> [u8; 32] {
    let mut bytes = [0xff; 32];
    bytes[0] = low;
    bytes[31] = 0x7f;
    bytes
}

const fn small(low: u8) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes[0] = low;
    bytes
}

/// The 32 bytes without their top bit: the sign on edwards25519, ignored on curve25519.
fn without_top_bit(point: &[u8; 32]) -> [u8; 32] {
    let mut bytes = *point;
    bytes[31] &= 0x7f;
    bytes
}

/// Whether a little-endian coordinate below 2²⁵⁵ is at least p.
fn is_non_canonical(coordinate: &[u8; 32]) -> bool {
    coordinate.iter().rev().cmp(P.iter().rev()).is_ge()
}

/// Whether an encoded Ed25519 point is non-canonical or of small order.
pub fn is_weak_ed25519(point: &[u8; 32]) -> bool {
    let y = without_top_bit(point);
    is_non_canonical(&y) || [ZERO, ONE, P_MINUS_1].contains(&y) || ED_ORDER_8.contains(&y)
}

/// Whether an X25519 public value is of small order.
pub fn is_weak_x25519(point: &[u8; 32]) -> bool {
    let u = without_top_bit(point);
    [ZERO, ONE, P_MINUS_1, P, P_PLUS_1].contains(&u) || X_ORDER_8.contains(&u)
}

/// Whether the X25519 part, the last 32 bytes, is of small order.
fn has_weak_tail(bytes: &[u8]) -> bool {
    bytes.last_chunk().is_none_or(is_weak_x25519)
}

impl KemPublicKey {
    /// Whether the X25519 part is of small order.
    pub fn is_weak(&self) -> bool {
        has_weak_tail(self.as_ref())
    }
}

impl Encapsulated {
    /// Whether the X25519 part is of small order.
    pub fn is_weak(&self) -> bool {
        has_weak_tail(self.as_ref())
    }
}
