use aside_protocol::{DecodeError, Refusal};

/// A secret did not open. Which check failed is not told, to anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unopenable")]
pub struct Unopenable;

impl Unopenable {
    /// The stable code of `spec/protocol.md` §1.4.
    pub const fn code(self) -> &'static str {
        "unopenable"
    }
}

/// Something that is public on the outside and secret inside is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Its public part is refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Its secret part did not open.
    #[error(transparent)]
    Unopenable(#[from] Unopenable),
}

impl OpenError {
    /// The stable code of `spec/protocol.md` §1.4.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::Unopenable(unopenable) => unopenable.code(),
        }
    }
}

impl From<DecodeError> for OpenError {
    fn from(error: DecodeError) -> Self {
        Self::Refused(error.into())
    }
}
