//! The native client, in both roles: visitor and agent.
//!
//! In scope: the protocol over HTTP and WebSocket, for the command line, bots, load and tests.
//! Out of scope: a user interface, and keeping keys on a disk.
//!
//! Everything the service hands over is checked before it is believed (`spec/protocol.md` §4.7,
//! §6.2). What is to be sent is sealed once, kept in an [`Outbox`], and sent until the service has
//! acknowledged it, always under the same message id.
#![deny(missing_docs)]

mod agent;
mod conversation;
mod error;
mod feed;
mod log;
mod login;
mod outbox;
mod owner;
mod service;
mod sources;
mod statements;
mod vault;
mod visitor;
mod wire;

pub use agent::{Agent, AgentNews};
pub use conversation::Conversation;
pub use error::ClientError;
pub use log::{Log, Message, News};
pub use login::Credentials;
pub use outbox::Outbox;
pub use owner::{Founder, Kit, Owner};
pub use service::Service;
pub use sources::{Clock, Sources};
pub use visitor::{Site, Visitor};
pub use wire::{Release, Status};

pub use aside_crypto::lanes::{Delivery, Hole};
pub use aside_crypto::workspace::Charter;
