//! "Check my site" (`spec/api.md §6`).

use std::sync::Arc;

use aside_domain::bus::{Announcement, Check, Event, Visitors};
use aside_protocol::WorkspaceId;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::error::ErrorBody;
use super::extract::{Json, Limited, Path};
use super::{ApiError, AppState};
use crate::caller::{Agent, check_origin};
use crate::checks::{Progress, Seen};
use crate::config::Limits;

/// Most bytes of a release's name.
const RELEASE_MAX: usize = 64;

/// A nonce to put behind the site's address.
#[derive(Serialize, ToSchema)]
pub struct CheckStarted {
    nonce: String,
    /// Unix milliseconds.
    expires_at: u64,
}

/// Starts a check.
#[utoipa::path(post, path = "/v1/checks", tag = "checks",
    responses((status = 201, body = CheckStarted), (status = "default", body = ErrorBody)))]
pub async fn start_check(
    State(app): State<AppState>,
    agent: Agent,
) -> Result<(StatusCode, axum::Json<CheckStarted>), ApiError> {
    let nonce = BASE64URL_NOPAD.encode(&app.secret()[..16]);
    let now = app.clock.now();
    let expires_at = app.checks.issue(nonce.clone(), agent.workspace, now);
    let expires_at = expires_at.ok_or(ApiError::UNAVAILABLE)?;
    Ok((
        StatusCode::CREATED,
        axum::Json(CheckStarted { nonce, expires_at }),
    ))
}

/// What a site reported.
#[derive(Serialize, ToSchema)]
pub struct CheckAnswer {
    seen: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    release: Option<String>,
}

/// Whether the site has reported itself.
#[utoipa::path(get, path = "/v1/checks/{nonce}", tag = "checks",
    params(("nonce" = String, Path, description = "The nonce")),
    responses((status = 200, body = CheckAnswer), (status = "default", body = ErrorBody)))]
pub async fn read_check(
    State(app): State<AppState>,
    agent: Agent,
    Path(nonce): Path<String>,
) -> Result<axum::Json<CheckAnswer>, ApiError> {
    let progress = app
        .checks
        .progress(&nonce, agent.workspace, app.clock.now());
    let (origin, release) = match progress.ok_or(ApiError::NOT_FOUND)? {
        Progress::Seen(seen) => (Some(seen.origin), Some(seen.release)),
        Progress::Waiting => (None, None),
    };
    Ok(axum::Json(CheckAnswer {
        seen: origin.is_some(),
        origin,
        release,
    }))
}

/// What the site runs.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportRequest {
    release: String,
}

impl Limited for ReportRequest {
    fn limit(limits: &Limits) -> usize {
        limits.body_bytes
    }
}

/// The widget on a site reports itself.
#[utoipa::path(post, path = "/v1/workspaces/{workspace}/checks/{nonce}", tag = "checks",
    params(("workspace" = String, Path, description = "Workspace id"),
        ("nonce" = String, Path, description = "The nonce")),
    request_body = ReportRequest,
    responses((status = 204), (status = "default", body = ErrorBody)))]
pub async fn report_site(
    State(app): State<AppState>,
    Path((workspace, nonce)): Path<(WorkspaceId, String)>,
    headers: HeaderMap,
    Json(request): Json<ReportRequest>,
) -> Result<StatusCode, ApiError> {
    check_origin(&app, &headers, workspace).await?;
    let origin = headers
        .get(header::ORIGIN)
        .and_then(|origin| origin.to_str().ok());
    let origin = origin.ok_or_else(|| ApiError::bad_request("Send this from a site."))?;
    if request.release.len() > RELEASE_MAX {
        return Err(ApiError::bad_request(
            "Name the release in at most 64 bytes.",
        ));
    }
    let seen = Seen {
        origin: origin.to_owned(),
        release: request.release,
    };
    if !app
        .checks
        .report(&nonce, workspace, seen.clone(), app.clock.now())
    {
        return Err(ApiError::NOT_FOUND);
    }
    let Seen { origin, release } = seen;
    let event = Event::Check(Arc::new(Check {
        nonce,
        origin,
        release,
    }));
    app.bus.announce(vec![Announcement {
        workspace,
        visitors: Visitors::None,
        event,
    }]);
    Ok(StatusCode::NO_CONTENT)
}
