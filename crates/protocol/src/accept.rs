//! Whether a bundle of statements may be believed (`spec/protocol.md` §4.7).

use serde::{Deserialize, Serialize};

use crate::limits::{CLOCK_LEEWAY, DAY, LINKS_MAX};
use crate::statement::{Appearance, EpochCert, Genesis, RootLink, Roster};
use crate::succession;
use crate::{
    DecodeError, Digest, MemberId, Object, PublicKey, Refusal, SignedObject, Timestamp, WorkspaceId,
};

/// The statements of a workspace as somebody hands them over, unchecked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bundle<'a> {
    /// The genesis.
    pub genesis: Option<&'a [u8]>,
    /// Every root link, in order.
    pub links: &'a [&'a [u8]],
    /// The newest roster.
    pub roster: Option<&'a [u8]>,
    /// The newest epoch.
    pub epoch: Option<&'a [u8]>,
    /// The newest appearance.
    pub appearance: Option<&'a [u8]>,
}

/// The highest number of each statement that a party has seen. Lower is rollback.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Floors {
    /// Root links.
    pub links: u32,
    /// Roster; 0 if none was seen.
    pub roster: u32,
    /// Epoch; `None` if none was seen.
    pub epoch: Option<u32>,
    /// Appearance; 0 if none was seen.
    pub appearance: u32,
}

impl Floors {
    /// The higher of each.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        Self {
            links: self.links.max(other.links),
            roster: self.roster.max(other.roster),
            epoch: self.epoch.max(other.epoch),
            appearance: self.appearance.max(other.appearance),
        }
    }
}

/// Statements that may be believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The pinned workspace id.
    pub wid: WorkspaceId,
    /// The pinned genesis.
    pub genesis: Genesis,
    /// The root links that count now.
    pub links: Vec<RootLink>,
    /// The root key in force.
    pub root_pk: PublicKey,
    /// The roster.
    pub roster: Roster,
    /// Its hash.
    pub roster_hash: Digest,
    /// The epoch.
    pub epoch: EpochCert,
    /// Its hash.
    pub epoch_hash: Digest,
    /// The appearance, if the workspace has one.
    pub appearance: Option<Appearance>,
    /// The new floors: store them before using anything else of this.
    pub floors: Floors,
}

impl Accepted {
    /// Checks that these statements may follow those that the same party accepted earlier.
    ///
    /// # Errors
    /// [`Refusal::BrokenChain`].
    pub fn succeeds(&self, earlier: &Self) -> Result<(), Refusal> {
        succession::links(&earlier.links, &self.links)?;
        succession::roster(&earlier.roster, &self.roster)?;
        succession::epoch(&earlier.epoch, &self.epoch)?;
        match (&earlier.appearance, &self.appearance) {
            (Some(earlier), Some(later)) => succession::appearance(earlier, later),
            _ => Ok(()),
        }
    }
}

/// Checks a bundle for the pinned workspace. The first failure wins.
///
/// # Errors
/// Any [`Refusal`].
pub fn accept(
    wid: &WorkspaceId,
    bundle: &Bundle<'_>,
    floors: &Floors,
    now: Timestamp,
) -> Result<Accepted, Refusal> {
    let parsed = Parsed::parse(bundle)?;
    if parsed.genesis.wid() != *wid {
        return Err(Refusal::WrongWorkspace);
    }
    let links = links_that_count(wid, &parsed, now)?;
    let links_n = u32::try_from(links.len()).unwrap_or(u32::MAX);
    if links_n < floors.links {
        return Err(Refusal::Rollback);
    }
    let root_pk = links
        .last()
        .map_or(parsed.genesis.root_pk, |link| link.new_root_pk);
    let root_keys: Vec<_> = root_keys(&parsed.genesis, &links).collect();
    check_roster(wid, &parsed.roster, &root_keys, floors, now)?;
    let roster_hash = parsed.roster.digest();
    check_epoch(&parsed.epoch, &parsed.roster, &roster_hash, floors, now)?;
    check_appearance(parsed.appearance.as_ref(), &parsed.roster, floors)?;
    let seen = Floors {
        links: links_n,
        roster: parsed.roster.n,
        epoch: Some(parsed.epoch.eid),
        appearance: parsed
            .appearance
            .as_ref()
            .map_or(0, |appearance| appearance.n),
    };
    Ok(Accepted {
        wid: *wid,
        root_pk,
        links,
        roster_hash,
        epoch_hash: parsed.epoch.digest(),
        genesis: parsed.genesis,
        roster: parsed.roster,
        epoch: parsed.epoch,
        appearance: parsed.appearance,
        floors: floors.max(seen),
    })
}

/// Step 1: everything parses and nothing is missing.
struct Parsed {
    genesis: Genesis,
    links: Vec<RootLink>,
    roster: Roster,
    epoch: EpochCert,
    appearance: Option<Appearance>,
}

impl Parsed {
    fn parse(bundle: &Bundle<'_>) -> Result<Self, Refusal> {
        if bundle.links.len() > LINKS_MAX {
            return Err(DecodeError::Limit("root links").into());
        }
        let genesis = bundle.genesis.map(Genesis::parse).transpose()?;
        let links = bundle.links.iter().map(|bytes| RootLink::parse(bytes));
        let links = links.collect::<Result<_, _>>()?;
        let roster = bundle.roster.map(Roster::parse).transpose()?;
        let epoch = bundle.epoch.map(EpochCert::parse).transpose()?;
        let appearance = bundle.appearance.map(Appearance::parse).transpose()?;
        Ok(Self {
            genesis: genesis.ok_or(Refusal::Incomplete)?,
            links,
            roster: roster.ok_or(Refusal::Incomplete)?,
            epoch: epoch.ok_or(Refusal::Incomplete)?,
            appearance,
        })
    }
}

/// Step 2: checks every link and keeps those that count now.
fn links_that_count(
    wid: &WorkspaceId,
    parsed: &Parsed,
    now: Timestamp,
) -> Result<Vec<RootLink>, Refusal> {
    let mut root_pk = parsed.genesis.root_pk;
    let mut prev = Digest::new(*wid.as_bytes());
    for (link, n) in parsed.links.iter().zip(1_u32..) {
        require(link.wid == *wid, Refusal::WrongWorkspace)?;
        require(link.n == n && link.prev == prev, Refusal::BrokenChain)?;
        link.verify(&parsed.genesis, &root_pk)?;
        root_pk = link.new_root_pk;
        prev = link.digest();
    }
    Ok(parsed
        .links
        .iter()
        .take_while(|link| now >= link.not_before)
        .cloned()
        .collect())
}

/// The root key after no link, after one, and so on.
fn root_keys<'a>(genesis: &'a Genesis, links: &'a [RootLink]) -> impl Iterator<Item = PublicKey> {
    core::iter::once(genesis.root_pk).chain(links.iter().map(|link| link.new_root_pk))
}

/// Step 3.
fn check_roster(
    wid: &WorkspaceId,
    roster: &Roster,
    root_keys: &[PublicKey],
    floors: &Floors,
    now: Timestamp,
) -> Result<(), Refusal> {
    require(roster.wid == *wid, Refusal::WrongWorkspace)?;
    let root_n = usize::try_from(roster.root_n).unwrap_or(usize::MAX);
    let key = root_keys.get(root_n).ok_or(Refusal::BrokenChain)?;
    roster.verify(key)?;
    let is_newest_root = root_n + 1 == root_keys.len();
    require(
        roster.n >= floors.roster && is_newest_root,
        Refusal::Rollback,
    )?;
    require(
        roster.created <= now.plus(CLOCK_LEEWAY),
        Refusal::NotYetValid,
    )
}

/// Step 4.
fn check_epoch(
    epoch: &EpochCert,
    roster: &Roster,
    roster_hash: &Digest,
    floors: &Floors,
    now: Timestamp,
) -> Result<(), Refusal> {
    require(epoch.wid == roster.wid, Refusal::WrongWorkspace)?;
    require(epoch.roster_n <= roster.n, Refusal::BrokenChain)?;
    let same_roster = epoch.roster_n < roster.n || epoch.roster_hash == *roster_hash;
    require(same_roster, Refusal::BrokenChain)?;
    epoch.verify(&administrator_key(roster, &epoch.signer)?)?;
    let floor = floors
        .epoch
        .map_or(roster.min_epoch, |seen| seen.max(roster.min_epoch));
    require(epoch.eid >= floor, Refusal::Rollback)?;
    require(
        epoch.created <= now.plus(CLOCK_LEEWAY),
        Refusal::NotYetValid,
    )?;
    let longest = epoch.created.plus(u64::from(roster.epoch_max_days) * DAY);
    let end = epoch.not_after.min(longest).plus(CLOCK_LEEWAY);
    require(now <= end, Refusal::Expired)?;
    let strong = !epoch.ep_pk.is_weak();
    require(
        strong,
        Refusal::Malformed(DecodeError::Value("key of an epoch")),
    )
}

/// Step 5.
fn check_appearance(
    appearance: Option<&Appearance>,
    roster: &Roster,
    floors: &Floors,
) -> Result<(), Refusal> {
    let Some(appearance) = appearance else {
        return require(floors.appearance == 0, Refusal::Rollback);
    };
    require(appearance.wid == roster.wid, Refusal::WrongWorkspace)?;
    appearance.verify(&administrator_key(roster, &appearance.signer)?)?;
    require(appearance.n >= floors.appearance, Refusal::Rollback)
}

fn administrator_key(roster: &Roster, mid: &MemberId) -> Result<PublicKey, Refusal> {
    roster.administrator(mid).map(|member| member.sig_pk)
}

fn require(holds: bool, otherwise: Refusal) -> Result<(), Refusal> {
    if holds { Ok(()) } else { Err(otherwise) }
}
