//! Sessions, sealing, the vault, account keys and security codes (`spec/protocol.md`).
//!
//! In scope: everything that needs a key that decrypts. Out of scope: input and output, the
//! clock, storage. The service never depends on this crate.
#![deny(missing_docs)]
