//! Why something did not work.

use aside_crypto::session::SealError;
use aside_crypto::{OpenError, Unopenable};
use aside_protocol::{DecodeError, Refusal};

/// Why something did not work. Nothing that was to be sent is lost by any of these.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// No answer: try again later.
    #[error("the service cannot be reached")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The service said no.
    #[error("{message} ({code})")]
    Refused {
        /// HTTP status.
        status: u16,
        /// Stable code (`spec/api.md` §9).
        code: String,
        /// What to do.
        message: String,
    },
    /// The answer is not what `spec/api.md` says.
    #[error("the service's answer makes no sense: {0}")]
    Answer(&'static str),
    /// The workspace's keys do not match what is pinned. Nothing was sent.
    #[error("the workspace's keys do not match: {}", .0.code())]
    Statements(Refusal),
    /// Something the service handed over does not open. Nothing was sent.
    #[error("the service handed over something that cannot be opened: {}", .0.code())]
    Unopenable(OpenError),
    /// Email, password and Secret Key do not fit together.
    #[error("email, password or Secret Key is wrong")]
    SignIn,
    /// It cannot be sent as it is.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// There is no such conversation on this device.
    #[error("this device does not know that conversation")]
    UnknownConversation,
}

impl ClientError {
    /// Whether the same request may succeed later.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable(_) => true,
            Self::Refused { status, .. } => *status == 429 || *status >= 500,
            _ => false,
        }
    }

    /// The service's stable code, if it refused.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Refused { code, .. } => Some(code),
            Self::Statements(refusal) => Some(refusal.code()),
            Self::Unopenable(error) => Some(error.code()),
            _ => None,
        }
    }

    pub(crate) fn unreachable(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Unreachable(error.into())
    }
}

impl From<Refusal> for ClientError {
    fn from(refusal: Refusal) -> Self {
        Self::Statements(refusal)
    }
}

impl From<DecodeError> for ClientError {
    fn from(error: DecodeError) -> Self {
        Self::Statements(error.into())
    }
}

impl From<OpenError> for ClientError {
    fn from(error: OpenError) -> Self {
        Self::Unopenable(error)
    }
}

impl From<Unopenable> for ClientError {
    fn from(error: Unopenable) -> Self {
        Self::Unopenable(error.into())
    }
}
