//! The signed-in devices of a member.

use aside_domain::DeviceId;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::error::ErrorBody;
use super::extract::Path;
use super::{ApiError, AppState};
use crate::app::App;
use crate::caller::Agent;

/// A device in the list.
#[derive(Serialize, ToSchema)]
pub struct DeviceAnswer {
    device: String,
    name: String,
    created_at: u64,
    last_seen_at: u64,
    /// The one that asks.
    current: bool,
}

/// Lists the own devices. Asking counts as being seen.
#[utoipa::path(get, path = "/v1/devices", tag = "account",
    responses((status = 200, body = Vec<DeviceAnswer>), (status = "default", body = ErrorBody)))]
pub async fn list_devices(
    State(app): State<AppState>,
    agent: Agent,
) -> Result<axum::Json<Vec<DeviceAnswer>>, ApiError> {
    app.store
        .touch_device(agent.device, app.clock.now())
        .await?;
    let devices = app.store.devices(agent.workspace, agent.member).await?;
    let answers = devices.into_iter().map(|device| DeviceAnswer {
        current: device.device == agent.device,
        device: device.device.to_string(),
        name: device.name,
        created_at: device.created_at,
        last_seen_at: device.last_seen_at,
    });
    Ok(axum::Json(answers.collect()))
}

/// Ends a device: its credential stops working and its live connection is closed.
#[utoipa::path(delete, path = "/v1/devices/{device}", tag = "account",
    params(("device" = String, Path, description = "Device id")),
    responses((status = 204), (status = "default", body = ErrorBody)))]
pub async fn end_device(
    State(app): State<AppState>,
    agent: Agent,
    Path(device): Path<String>,
) -> Result<StatusCode, ApiError> {
    let device = device.parse().map_err(|_| ApiError::NOT_FOUND)?;
    if end(&app, &agent, device).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(ApiError::NOT_FOUND)
    }
}

/// Ends a device of this member. False if there is none.
pub async fn end(app: &App, agent: &Agent, device: DeviceId) -> Result<bool, ApiError> {
    let ended = app
        .store
        .end_device(agent.workspace, agent.member, device)
        .await?;
    app.callers.retain(|_, caller| {
        !matches!(caller, aside_domain::Caller::Agent { device: known, .. } if *known == device)
    });
    Ok(ended)
}
