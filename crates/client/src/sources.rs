//! Where time and chance come from: passed in, so that tests decide both.

use std::fmt;
use std::sync::Arc;

use aside_protocol::Timestamp;
use rand_core::CryptoRng;

/// The time of day.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;
}

impl<F: Fn() -> Timestamp + Send + Sync> Clock for F {
    fn now(&self) -> Timestamp {
        self()
    }
}

/// The clock and the random source of one client.
pub struct Sources {
    clock: Arc<dyn Clock>,
    /// Unpredictable bytes.
    pub rng: Box<dyn CryptoRng + Send + Sync>,
}

impl Sources {
    /// Joins a clock and a random source.
    pub fn new(clock: impl Clock + 'static, rng: impl CryptoRng + Send + Sync + 'static) -> Self {
        Self {
            clock: Arc::new(clock),
            rng: Box::new(rng),
        }
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.rng.fill_bytes(&mut bytes);
        bytes
    }
}

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sources(..)")
    }
}
