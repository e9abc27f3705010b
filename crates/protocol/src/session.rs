//! What opens a session and travels in it (`spec/protocol.md` §5, §6.1).

mod envelope;
mod hello;
mod rekey;

pub use envelope::{Direction, Envelope, EnvelopeKind, message_context};
pub use hello::{Hello, generation_info};
pub use rekey::Rekey;
