//! "Check my site": nonces that wait for a site to report itself (`spec/api.md §6`).

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use aside_protocol::WorkspaceId;

const LIFETIME_MS: u64 = 10 * 60 * 1_000;
/// Checks kept at once; beyond that, new ones are refused until some end.
const CHECKS_MAX: usize = 10_000;

/// Checks by nonce.
#[derive(Default)]
pub struct Checks {
    waiting: Mutex<HashMap<String, Waiting>>,
}

struct Waiting {
    workspace: WorkspaceId,
    expires_at: u64,
    seen: Option<Seen>,
}

/// How far a check is.
pub enum Progress {
    /// No site has reported itself yet.
    Waiting,
    /// A site has.
    Seen(Seen),
}

/// A site reported itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub origin: String,
    pub release: String,
}

impl Checks {
    /// Remembers a nonce; its end in Unix milliseconds, or None if there are too many.
    pub fn issue(&self, nonce: String, workspace: WorkspaceId, now: u64) -> Option<u64> {
        let mut waiting = self.current(now);
        if waiting.len() >= CHECKS_MAX {
            return None;
        }
        let expires_at = now + LIFETIME_MS;
        waiting.insert(
            nonce,
            Waiting {
                workspace,
                expires_at,
                seen: None,
            },
        );
        Some(expires_at)
    }

    /// A site reports itself. False if the nonce is not one of this workspace.
    pub fn report(&self, nonce: &str, workspace: WorkspaceId, seen: Seen, now: u64) -> bool {
        let mut waiting = self.current(now);
        let check = waiting
            .get_mut(nonce)
            .filter(|check| check.workspace == workspace);
        check.map(|check| check.seen = Some(seen)).is_some()
    }

    /// How far the check is. None: no such nonce in this workspace.
    pub fn progress(&self, nonce: &str, workspace: WorkspaceId, now: u64) -> Option<Progress> {
        let waiting = self.current(now);
        let check = waiting
            .get(nonce)
            .filter(|check| check.workspace == workspace)?;
        Some(check.seen.clone().map_or(Progress::Waiting, Progress::Seen))
    }

    fn current(&self, now: u64) -> MutexGuard<'_, HashMap<String, Waiting>> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|_, check| check.expires_at > now);
        waiting
    }
}
