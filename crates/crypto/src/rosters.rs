//! The rosters that a party has accepted (`spec/protocol.md` §4.7, §6.2).

use std::collections::BTreeMap;

use aside_protocol::statement::{Member, Roster};
use aside_protocol::{Digest, MemberId, Object};

/// Every roster that a party has accepted, by number.
///
/// An agent keeps them all, a visitor may keep the newest only: an old signature is then checked
/// against that one.
#[derive(Debug, Clone, Default)]
pub struct Rosters {
    by_number: BTreeMap<u32, (Digest, Roster)>,
}

/// Who a member is, as far as the accepted rosters tell.
#[derive(Debug, Clone, Copy)]
pub enum Lookup<'a> {
    /// On the roster that the sender went by.
    Member(&'a Member),
    /// Not on it.
    Stranger,
    /// The sender went by a roster that was not seen yet: fetch statements, then ask again.
    NotSeen(u32),
}

impl Rosters {
    /// Keeps a roster that was accepted. The first of a number stays.
    pub fn insert(&mut self, roster: Roster) {
        let digest = roster.digest();
        self.by_number.entry(roster.n).or_insert((digest, roster));
    }

    /// The newest roster.
    pub fn newest(&self) -> Option<&Roster> {
        self.by_number
            .last_key_value()
            .map(|(_, (_, roster))| roster)
    }

    /// The roster of this hash.
    pub fn by_hash(&self, hash: &Digest) -> Option<&Roster> {
        let found = self.by_number.values().find(|(digest, _)| digest == hash);
        found.map(|(_, roster)| roster)
    }

    /// Looks up the sender of a message that went by roster `roster_n`.
    pub fn sender(&self, mid: &MemberId, roster_n: u32) -> Lookup<'_> {
        let Some(newest) = self.newest() else {
            return Lookup::NotSeen(roster_n);
        };
        if roster_n > newest.n {
            return Lookup::NotSeen(roster_n);
        }
        let roster = self
            .by_number
            .get(&roster_n)
            .map_or(newest, |(_, roster)| roster);
        roster.member(mid).map_or(Lookup::Stranger, Lookup::Member)
    }
}

impl FromIterator<Roster> for Rosters {
    fn from_iter<I: IntoIterator<Item = Roster>>(rosters: I) -> Self {
        let mut kept = Self::default();
        rosters.into_iter().for_each(|roster| kept.insert(roster));
        kept
    }
}
