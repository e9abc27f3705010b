//! Small bounded maps for what every request asks and hardly ever changes.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

const SHARDS: usize = 16;

/// A bounded map. A full shard is emptied: whoever asks next reads the store again.
pub struct Cache<K, V> {
    hasher: RandomState,
    shards: [RwLock<HashMap<K, V>>; SHARDS],
    shard_max: usize,
    /// Grows whenever entries become invalid, so that an answer read before cannot be stored
    /// after.
    generation: AtomicU64,
}

impl<K: Eq + Hash, V: Clone> Cache<K, V> {
    pub fn new(entries_max: usize) -> Self {
        Self {
            hasher: RandomState::new(),
            shards: std::array::from_fn(|_| RwLock::default()),
            shard_max: entries_max / SHARDS,
            generation: AtomicU64::new(0),
        }
    }

    /// To be read before the store is asked, and given to [`Cache::insert`].
    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    pub fn get(&self, key: &K) -> Option<V> {
        reading(self.shard(key)).get(key).cloned()
    }

    /// Remembers what the store said, unless something became invalid meanwhile.
    pub fn insert(&self, generation: u64, key: K, value: V) {
        let mut shard = writing(self.shard(&key));
        if self.generation() != generation {
            return;
        }
        if shard.len() >= self.shard_max {
            shard.clear();
        }
        shard.insert(key, value);
    }

    /// Forgets the entries for which `keep` is false.
    pub fn retain(&self, keep: impl Fn(&K, &V) -> bool) {
        self.generation.fetch_add(1, Ordering::AcqRel);
        for shard in &self.shards {
            writing(shard).retain(|key, value| keep(key, value));
        }
    }

    fn shard(&self, key: &K) -> &RwLock<HashMap<K, V>> {
        let hash = self.hasher.hash_one(key);
        #[expect(clippy::cast_possible_truncation, reason = "any bits will do")]
        let at = hash as usize % SHARDS;
        &self.shards[at]
    }
}

fn reading<T>(lock: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}

fn writing<T>(lock: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_read_before_an_invalidation_is_not_kept() {
        let cache = Cache::new(100);
        let generation = cache.generation();
        cache.retain(|_: &u8, _: &u8| true);
        cache.insert(generation, 1, 1);
        assert_eq!(cache.get(&1), None);
    }

    #[test]
    fn the_cache_stays_bounded() {
        let cache = Cache::new(160);
        for n in 0..10_000_u32 {
            cache.insert(cache.generation(), n, n);
        }
        let kept = (0..10_000).filter(|n| cache.get(n).is_some()).count();
        assert!(kept <= 160, "{kept}");
    }
}
