//! What SQLite says, in the words of the domain.

use aside_domain::StoreError;
use rusqlite::ErrorCode;

/// Names of the unique constraints that callers are told about.
const CONFLICTS: [(&str, &str); 6] = [
    ("workspace.workspace_id", "workspace"),
    ("account.email", "email"),
    ("conversation.conversation_id", "conversation"),
    ("conversation.token_hash", "conversation"),
    ("device.token_hash", "device"),
    ("device.device_id", "device"),
];

pub fn backend(error: impl std::error::Error + Send + Sync + 'static) -> StoreError {
    StoreError::Backend(Box::new(error))
}

/// A broken unique constraint is a conflict; everything else is the backend's trouble.
pub fn from_sqlite(error: rusqlite::Error) -> StoreError {
    if let rusqlite::Error::SqliteFailure(failure, Some(message)) = &error
        && failure.code == ErrorCode::ConstraintViolation
    {
        let known = CONFLICTS
            .iter()
            .find(|(column, _)| message.contains(column));
        if let Some((_, name)) = known {
            return StoreError::Conflict(name);
        }
    }
    backend(error)
}

/// The writer or the runtime is gone.
#[derive(Debug, thiserror::Error)]
#[error("the store is closed")]
pub struct Closed;
