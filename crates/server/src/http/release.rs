//! Which build of the widget this service carries.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::error::ErrorBody;
use super::{ApiError, AppState};
use crate::assets;

/// What the inbox puts in the snippet.
#[derive(Serialize, ToSchema)]
#[schema(as = Release)]
pub struct ReleaseAnswer {
    release: String,
    loader_url: String,
    /// Subresource integrity of the loader.
    loader_integrity: String,
    /// What a site with a strict policy must allow: `sha256-…`.
    frame_script_hashes: Vec<String>,
}

/// The release that this service carries.
#[utoipa::path(get, path = "/v1/release", tag = "widget",
    responses((status = 200, body = ReleaseAnswer), (status = "default", body = ErrorBody)))]
pub async fn read_release(
    State(app): State<AppState>,
) -> Result<axum::Json<ReleaseAnswer>, ApiError> {
    let manifest = assets::manifest().ok_or(ApiError::NOT_FOUND)?;
    let (origin, release) = (&app.origin, &manifest.release);
    Ok(axum::Json(ReleaseAnswer {
        loader_url: format!("{origin}/widget/{release}/{}", manifest.loader.file),
        release: manifest.release,
        loader_integrity: manifest.loader.integrity,
        frame_script_hashes: manifest.script_hashes,
    }))
}
