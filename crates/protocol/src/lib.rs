//! Wire types, typed ids, limits, encodings, and signed statements with their verification.
//!
//! In scope: everything both sides of the service must agree on, byte for byte
//! (`spec/protocol.md`). Out of scope: keys that decrypt, input and output, the clock.
#![deny(missing_docs)]
