//! Public statements of a workspace (`spec/protocol.md` §4).

mod appearance;
mod epoch;
mod genesis;
mod root_link;
mod roster;
mod wrap;

pub use appearance::{Appearance, Extension, LocalText};
pub use epoch::EpochCert;
pub use genesis::Genesis;
pub use root_link::{LinkSigner, RootLink};
pub use roster::{Issuer, Member, Role, Roster};
pub use wrap::{EpochWrap, WrapTarget, wrap_context};
