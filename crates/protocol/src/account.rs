//! What the service keeps for an agent and cannot open (`spec/protocol.md` §7.4, §7.5).

mod account_blob;
mod root_blob;

pub use account_blob::{AccountBlob, Method, MethodId};
pub use root_blob::RootBlob;
