//! Where time and chance come from: passed in, so that tests decide both.

/// The time of day.
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970-01-01 UTC.
    fn now(&self) -> u64;
}

/// A source of bytes nobody can predict.
pub trait RandomSource: Send + Sync {
    /// Fills `bytes`. Implementations end the process rather than return predictable bytes.
    fn fill(&self, bytes: &mut [u8]);
}
