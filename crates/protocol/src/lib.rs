//! Wire types, typed ids, limits, encodings, and signed statements with their verification.
//!
//! In scope: everything both sides of the service must agree on, byte for byte
//! (`spec/protocol.md`). Out of scope: keys that decrypt, input and output, the clock: times are
//! arguments.
//!
//! Every object implements [`Object`]: [`Object::parse`] refuses whatever the specification
//! refuses, [`Object::encode`] is its inverse, and [`Object::digest`] is the hash that others
//! refer to it by. [`accept()`] decides whether a bundle of statements may be believed.
#![deny(missing_docs)]

mod bytes;

pub mod accept;
pub mod account;
pub mod body;
pub mod decode;
pub mod encode;
pub mod error;
pub mod hash;
pub mod id;
pub mod inner;
pub mod label;
pub mod limits;
pub mod login;
pub mod object;
pub mod padding;
pub mod session;
pub mod small_order;
pub mod statement;
pub mod succession;
pub mod text;
pub mod time;
pub mod verify;

pub use accept::{Accepted, Bundle, Floors, accept};
pub use bytes::{Encapsulated, KemPublicKey, PublicKey, Signature};
pub use error::{DecodeError, Refusal};
pub use hash::{Digest, hash};
pub use id::{
    ConversationId, IssuerId, Lane, MemberId, MessageId, SessionId, VisitorId, WorkspaceId,
};
pub use object::{Object, SignedObject};
pub use time::Timestamp;
pub use verify::verify;
