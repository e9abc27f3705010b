//! What was said in which order, and what is missing (`spec/protocol.md` §6.2).

mod order;
mod track;

pub use track::{Delivery, Hole, Lanes, Tracked, Verdict};
