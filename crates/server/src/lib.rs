//! The service: HTTP and live connections over `aside-domain`.
//!
//! In scope: authentication, limits, routing, delivery. Out of scope: reading messages; this
//! crate links nothing that could open an envelope.
