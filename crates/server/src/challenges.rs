//! Sign-in challenges that wait for their answer (`spec/protocol.md §7.1`).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use aside_protocol::limits::LOGIN_AGE_MAX;

/// Challenges kept at once. Beyond that the one that ends first makes room.
const CHALLENGES_MAX: usize = 10_000;

/// Challenges by their bytes. Each is taken out when it is answered, rightly or wrongly.
#[derive(Default)]
pub struct Challenges {
    waiting: Mutex<HashMap<[u8; 32], Waiting>>,
}

struct Waiting {
    email: String,
    expires_at: u64,
}

impl Challenges {
    /// Remembers a challenge. Returns when it ends, Unix milliseconds.
    pub fn issue(&self, challenge: [u8; 32], email: String, now: u64) -> u64 {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() >= CHALLENGES_MAX {
            waiting.retain(|_, challenge| challenge.expires_at > now);
        }
        if waiting.len() >= CHALLENGES_MAX {
            let first = waiting
                .iter()
                .min_by_key(|(_, challenge)| challenge.expires_at);
            if let Some(first) = first.map(|(challenge, _)| *challenge) {
                waiting.remove(&first);
            }
        }
        let expires_at = now + LOGIN_AGE_MAX;
        waiting.insert(challenge, Waiting { email, expires_at });
        expires_at
    }

    /// Takes the challenge. True if it was issued for this address and has not ended.
    pub fn take(&self, challenge: &[u8; 32], email: &str, now: u64) -> bool {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = waiting.remove(challenge);
        taken.is_some_and(|taken| taken.email == email && taken.expires_at > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_works_once_for_its_address_until_it_ends() {
        let challenges = Challenges::default();
        let end = challenges.issue([1; 32], "a@b".into(), 0);
        assert!(challenges.take(&[1; 32], "a@b", end - 1));
        assert!(!challenges.take(&[1; 32], "a@b", end - 1));
        challenges.issue([2; 32], "a@b".into(), 0);
        assert!(!challenges.take(&[2; 32], "c@d", 1));
        challenges.issue([3; 32], "a@b".into(), 0);
        assert!(!challenges.take(&[3; 32], "a@b", end));
    }
}
