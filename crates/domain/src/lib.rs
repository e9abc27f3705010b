//! What the service knows: entities, rules, the clock, and the traits its backends implement.
//!
//! In scope: decisions that hold for every backend, and the conformance tests that prove a
//! backend keeps them. Out of scope: HTTP, SQL, and anything that opens an envelope.
#![deny(missing_docs)]
