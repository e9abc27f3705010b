//! The statements of one workspace as one party has accepted them (`spec/protocol.md` §4.7).

use aside_crypto::Rosters;
use aside_protocol::statement::{EpochCert, Roster};
use aside_protocol::{
    Accepted, Bundle, Digest, Floors, Object, Refusal, Timestamp, WorkspaceId, accept,
};

use crate::wire;

/// What a party holds to be true of a workspace.
#[derive(Debug)]
pub(crate) struct Held {
    accepted: Accepted,
    rosters: Rosters,
}

impl Held {
    /// Takes the first bundle for a pinned workspace.
    pub fn begin(
        wid: &WorkspaceId,
        bundle: &wire::Bundle,
        floors: &Floors,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        let accepted = with_bytes(bundle, |bundle| accept(wid, bundle, floors, now))?;
        let rosters = Rosters::from_iter([accepted.roster.clone()]);
        Ok(Self { accepted, rosters })
    }

    /// Takes a later bundle. If it is refused, what was held stays.
    pub fn advance(&mut self, bundle: &wire::Bundle, now: Timestamp) -> Result<(), Refusal> {
        let (wid, floors) = (self.accepted.wid, self.accepted.floors);
        let later = with_bytes(bundle, |bundle| accept(&wid, bundle, &floors, now))?;
        later.succeeds(&self.accepted)?;
        self.rosters.insert(later.roster.clone());
        self.accepted = later;
        Ok(())
    }

    /// Takes a roster and an epoch that came in a message.
    pub fn advance_epoch(
        &mut self,
        roster: &[u8],
        epoch: &[u8],
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let held = &self.accepted;
        let bundle = wire::Bundle {
            genesis: wire::Base64(held.genesis.encode()),
            links: held
                .links
                .iter()
                .map(|link| wire::Base64(link.encode()))
                .collect(),
            roster: roster.into(),
            epoch: epoch.into(),
            appearance: held.appearance.as_ref().map(|a| wire::Base64(a.encode())),
        };
        self.advance(&bundle, now)
    }

    /// The newest statements.
    pub const fn accepted(&self) -> &Accepted {
        &self.accepted
    }

    /// Every roster that was accepted.
    pub const fn rosters(&self) -> &Rosters {
        &self.rosters
    }

    /// Takes the earlier rosters. Each must be the one that the next names, up to the newest,
    /// whose signature was checked: so they are what the root key's holder signed after.
    pub fn take_history(&mut self, rosters: Vec<Roster>) -> Result<(), Refusal> {
        let numbered = rosters.iter().map(|roster| (roster.n, roster.prev, roster));
        check_chain(&self.accepted.wid, 1, numbered, &self.accepted.roster)?;
        for roster in rosters {
            self.rosters.insert(roster);
        }
        Ok(())
    }

    /// Checks that the epochs lead to the accepted one.
    pub fn check_epochs(&self, epochs: &[EpochCert]) -> Result<(), Refusal> {
        let numbered = epochs.iter().map(|epoch| (epoch.eid, epoch.prev, epoch));
        check_chain(&self.accepted.wid, 0, numbered, &self.accepted.epoch)
    }
}

/// Numbers count up by one from `first`, every `prev` is the hash before, the last is `newest`.
fn check_chain<'a, T: Object + PartialEq + 'a>(
    wid: &WorkspaceId,
    first: u32,
    items: impl Iterator<Item = (u32, Digest, &'a T)>,
    newest: &T,
) -> Result<(), Refusal> {
    let mut expected = Digest::new(*wid.as_bytes());
    let mut last = None;
    for ((n, prev, item), number) in items.zip(first..) {
        if n != number || prev != expected {
            return Err(Refusal::BrokenChain);
        }
        expected = item.digest();
        last = Some(item);
    }
    if last == Some(newest) {
        Ok(())
    } else {
        Err(Refusal::BrokenChain)
    }
}

/// Borrows a bundle's bytes in the form that acceptance takes.
fn with_bytes<T>(bundle: &wire::Bundle, f: impl FnOnce(&Bundle<'_>) -> T) -> T {
    let links: Vec<&[u8]> = bundle.links.iter().map(|link| link.0.as_slice()).collect();
    f(&Bundle {
        genesis: Some(&bundle.genesis.0),
        links: &links,
        roster: Some(&bundle.roster.0),
        epoch: Some(&bundle.epoch.0),
        appearance: bundle
            .appearance
            .as_ref()
            .map(|appearance| appearance.0.as_slice()),
    })
}
