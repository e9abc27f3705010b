//! Whether a statement may stand beside one that the same party accepted earlier
//! (`spec/protocol.md` §4.7, last paragraph).
//!
//! Lower numbers are not judged here: floors refuse them, or they fill in history.

use crate::statement::{Appearance, EpochCert, RootLink, Roster};
use crate::{Digest, Object, Refusal};

/// Root links: those of the shorter list must begin the longer one.
///
/// # Errors
/// [`Refusal::BrokenChain`].
pub fn links(earlier: &[RootLink], later: &[RootLink]) -> Result<(), Refusal> {
    let same = earlier.iter().zip(later).all(|(a, b)| a == b);
    if same {
        Ok(())
    } else {
        Err(Refusal::BrokenChain)
    }
}

/// Rosters; the lowest usable epoch never falls.
///
/// # Errors
/// [`Refusal::BrokenChain`].
pub fn roster(earlier: &Roster, later: &Roster) -> Result<(), Refusal> {
    if later.n > earlier.n && later.min_epoch < earlier.min_epoch {
        return Err(Refusal::BrokenChain);
    }
    chain(earlier, earlier.n, later, (later.n, &later.prev))
}

/// Epochs.
///
/// # Errors
/// [`Refusal::BrokenChain`].
pub fn epoch(earlier: &EpochCert, later: &EpochCert) -> Result<(), Refusal> {
    chain(earlier, earlier.eid, later, (later.eid, &later.prev))
}

/// Appearances.
///
/// # Errors
/// [`Refusal::BrokenChain`].
pub fn appearance(earlier: &Appearance, later: &Appearance) -> Result<(), Refusal> {
    chain(earlier, earlier.n, later, (later.n, &later.prev))
}

fn chain<T: Object + PartialEq>(
    earlier: &T,
    earlier_n: u32,
    later: &T,
    (later_n, prev): (u32, &Digest),
) -> Result<(), Refusal> {
    let broken = if later_n == earlier_n {
        later != earlier
    } else {
        earlier_n.checked_add(1) == Some(later_n) && *prev != earlier.digest()
    };
    if broken {
        Err(Refusal::BrokenChain)
    } else {
        Ok(())
    }
}
