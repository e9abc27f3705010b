//! The client against the real service, in one process, with a layer between them that can lie.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "these are tests"
)]

mod chat;
mod evil_messages;
mod evil_statements;
mod liar;
mod outbox;
mod rotation;
mod sign_in;
mod world;
