//! Whether the service works.

use axum::extract::State;

use super::{ApiError, AppState};

/// The process answers.
#[utoipa::path(get, path = "/healthz", tag = "operation", responses((status = 200, body = String)))]
pub async fn health() -> &'static str {
    "ok"
}

/// The store answers.
#[utoipa::path(get, path = "/readyz", tag = "operation", responses((status = 200, body = String)))]
pub async fn readiness(State(app): State<AppState>) -> Result<&'static str, ApiError> {
    if *app.stopping.borrow() {
        return Err(ApiError::UNAVAILABLE);
    }
    app.store.ping().await?;
    Ok("ready")
}
