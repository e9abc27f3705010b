//! Sessions, sealing, the vault, account keys and security codes (`spec/protocol.md`).
//!
//! In scope: everything that needs a key that decrypts. Out of scope: input and output, the
//! clock, storage. The service never depends on this crate.
//!
//! Randomness and the current time are arguments. Secrets are types that wipe themselves, print
//! nothing and cannot be cloned. Whatever fails beyond a secret fails as [`Unopenable`], which
//! says no more than that.
#![deny(missing_docs)]

pub mod account;
pub mod encap;
pub mod epoch;
mod error;
pub mod expand;
pub mod key;
pub mod lanes;
pub mod rosters;
pub mod seal;
pub mod security_code;
pub mod session;
pub mod sign;
pub mod workspace;

pub use error::{OpenError, Unopenable};
pub use key::{EpochSecret, KemSeed, RecoveryCode, RootKey, SealKey, SecretKey};
pub use lanes::{Lanes, Verdict};
pub use rosters::Rosters;
pub use sign::SignKey;
