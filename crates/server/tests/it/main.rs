//! The service from outside, over real connections.
#![expect(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod account;
mod conversations;
mod crash;
mod feed;
mod harness;
mod live;
mod openapi;
mod people;
mod robustness;
mod rules;
mod statements;
