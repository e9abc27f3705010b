//! Sessions of both roles (`spec/protocol.md` §5, §6.1).

mod agent;
mod generation;
mod message;
mod visitor;

pub use agent::AgentSession;
pub use generation::{Generation, Generations};
pub use message::{
    Draft, Fields, OpenFailure, Opened, OwnLane, Place, SealError, open_envelope, seal_fields,
};
pub use visitor::VisitorSession;

/// What became of a rekey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RekeyVerdict {
    /// It made a new generation.
    Accepted,
    /// It is the one that made a generation already: drop it.
    Replay,
    /// It contradicts the one that made a generation: raise the alarm.
    Fork,
}
