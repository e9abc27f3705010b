//! Newtypes round byte arrays, so that a key cannot be passed where a hash is meant.

/// Defines a copyable newtype round `[u8; $len]`; `Debug` prints it in hex.
macro_rules! byte_array {
    ($(#[$meta:meta])* $name:ident, $len:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $len]);

        impl $name {
            /// Length in bytes.
            pub const LEN: usize = $len;

            /// Wraps the raw bytes.
            pub const fn new(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            /// The raw bytes.
            pub const fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }
        }

        impl AsRef<[u8]> for $name {
            fn as_ref(&self) -> &[u8] {
                &self.0
            }
        }

        impl From<[u8; $len]> for $name {
            fn from(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                let hex = data_encoding::HEXLOWER.encode(&self.0);
                write!(f, "{}({hex})", stringify!($name))
            }
        }
    };
}

/// Defines a newtype round `Box<[u8; $len]>`; `Debug` prints its first bytes only.
macro_rules! boxed_bytes {
    ($(#[$meta:meta])* $name:ident, $len:literal) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(Box<[u8; $len]>);

        impl $name {
            /// Length in bytes.
            pub const LEN: usize = $len;

            /// Copies the raw bytes; `None` if there are not exactly [`Self::LEN`].
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                Box::<[u8]>::from(bytes).try_into().ok().map(Self)
            }

            /// The raw bytes.
            pub fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }
        }

        impl AsRef<[u8]> for $name {
            fn as_ref(&self) -> &[u8] {
                self.0.as_slice()
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                let hex = data_encoding::HEXLOWER.encode(&self.0[..8]);
                write!(f, "{}({hex}..)", stringify!($name))
            }
        }
    };
}

pub(crate) use byte_array;

byte_array! {
    /// An Ed25519 public key, not yet checked (`spec/protocol.md` §2.1).
    PublicKey, 32
}
byte_array! {
    /// An Ed25519 signature, not yet checked (`spec/protocol.md` §2.1).
    Signature, 64
}
boxed_bytes! {
    /// An X-Wing public key: ML-KEM-768, then X25519 (`spec/protocol.md` §2.3).
    KemPublicKey, 1216
}
boxed_bytes! {
    /// An X-Wing encapsulation: ML-KEM-768, then X25519 (`spec/protocol.md` §2.3).
    Encapsulated, 1120
}
