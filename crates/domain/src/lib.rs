//! What the service knows: entities, rules, the clock, and the traits its backends implement.
//!
//! In scope: decisions that hold for every backend, and the conformance tests that prove a
//! backend keeps them. Out of scope: HTTP, SQL, and anything that opens an envelope.
#![deny(missing_docs)]

pub mod blobs;
pub mod bus;
#[cfg(feature = "conformance")]
pub mod conformance;
mod entity;
mod ids;
mod sources;
mod store;

pub use entity::{
    Account, Bundle, Caller, Change, ChangeBody, Conversation, Device, MemberKey, Statements,
    Status,
};
pub use ids::{DeviceId, TokenHash};
pub use sources::{Clock, RandomSource};
pub use store::{
    Answer, Appended, BoxError, NewAccountBlob, NewAppearance, NewConversation, NewDevice,
    NewEpoch, NewItem, NewStatus, NewWorkspace, Opened, StatusSet, Store, StoreError, Wrap,
};
