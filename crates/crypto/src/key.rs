//! Secrets as types that refuse to leak (`spec/protocol.md` §3).

use core::fmt;

use aside_protocol::label;
use aside_protocol::text::{TextError, format_code, parse_code};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// Defines a 32-byte secret: wiped on drop; never printed, cloned, compared or serialised.
macro_rules! secret {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        pub struct $name(Zeroizing<[u8; 32]>);

        impl $name {
            /// Takes over the raw bytes.
            pub fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(Zeroizing::new(bytes))
            }

            /// Thirty-two random bytes.
            pub fn generate(rng: &mut impl CryptoRng) -> Self {
                let mut bytes = Zeroizing::new([0; 32]);
                rng.fill_bytes(bytes.as_mut_slice());
                Self(bytes)
            }

            /// The raw bytes, for sealing and derivation only.
            pub fn expose(&self) -> &[u8; 32] {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    };
}

secret! {
    /// Seals and opens, and does nothing else (`spec/protocol.md` §2.2).
    SealKey
}
secret! {
    /// An X-Wing private key: its raw seed.
    KemSeed
}
secret! {
    /// An epoch's secret, from which its keys follow.
    EpochSecret
}
secret! {
    /// The root of one generation of a session.
    RootKey
}
secret! {
    /// The Secret Key that protects an account beside its password.
    SecretKey
}
secret! {
    /// The code that can replace a lost root key.
    RecoveryCode
}

impl SecretKey {
    /// As it stands in the recovery kit.
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(format_code(label::SK_TEXT, self.expose()))
    }

    /// As somebody typed it.
    ///
    /// # Errors
    /// [`TextError`] if it is mistyped.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let parsed = parse_code(label::SK_TEXT, text);
        parsed
            .map(Self::from_bytes)
            .map_err(|_| TextError("Secret Key"))
    }
}

impl RecoveryCode {
    /// As it stands in the recovery kit.
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(format_code(label::REC_TEXT, self.expose()))
    }

    /// As somebody typed it.
    ///
    /// # Errors
    /// [`TextError`] if it is mistyped.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let parsed = parse_code(label::REC_TEXT, text);
        parsed
            .map(Self::from_bytes)
            .map_err(|_| TextError("recovery code"))
    }
}
