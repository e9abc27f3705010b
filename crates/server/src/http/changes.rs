//! The change feed over plain HTTP (`spec/api.md §5`).

use std::time::Duration;

use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

use super::error::ErrorBody;
use super::extract::Query;
use super::messages::page_limit;
use super::wire::Changes;
use super::{ApiError, AppState};
use crate::caller::Anyone;
use crate::live::Feed;

/// Longest wait, in seconds.
const WAIT_MAX: u64 = 30;

/// Where to begin, how much, and how long to wait.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ChangesQuery {
    /// The rev after which to begin; 0 if missing.
    #[serde(default)]
    after: u64,
    /// 1 to 500; 100 if missing.
    limit: Option<u32>,
    /// Seconds to wait if there is nothing, 0 to 30; 0 if missing.
    #[serde(default)]
    wait: u64,
}

/// Changes after a rev: at once if there are any, else after waiting.
#[utoipa::path(get, path = "/v1/changes", tag = "feed", params(ChangesQuery),
    responses((status = 200, body = Changes), (status = "default", body = ErrorBody)))]
pub async fn list_changes(
    State(app): State<AppState>,
    caller: Anyone,
    Query(query): Query<ChangesQuery>,
) -> Result<axum::Json<Changes>, ApiError> {
    let limit = page_limit(query.limit)?;
    if query.wait > WAIT_MAX {
        return Err(ApiError::bad_request("Wait at most 30 seconds."));
    }
    // Subscribed before the first look, so that nothing falls between looking and waiting.
    let mut feed = Feed::new(AppState::clone(&app), caller.0, query.after);
    let mut page = feed.read(limit).await?;
    if page.is_empty() && query.wait > 0 {
        let wait = Duration::from_secs(query.wait);
        tokio::select! {
            () = feed.changed() => page = feed.read(limit).await?,
            () = tokio::time::sleep(wait) => {}
            () = app.stopped() => {}
        }
    }
    Ok(axum::Json(Changes::new(&page, caller.view(), query.after)))
}
