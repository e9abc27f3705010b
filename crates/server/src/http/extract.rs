//! Bodies, paths and queries, with our errors and limits.

use std::time::Duration;

use aside_protocol::{ConversationId, WorkspaceId};
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::{ApiError, AppState};
use crate::config::Limits;

/// Longest time for a body to arrive.
const BODY_TIME: Duration = Duration::from_secs(30);

/// A request body and how large it may be.
pub trait Limited: DeserializeOwned {
    /// The limit in bytes.
    fn limit(limits: &Limits) -> usize;
}

/// A JSON body.
pub struct Json<T>(pub T);

impl<T: Limited> FromRequest<AppState> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, ApiError> {
        if !is_json(&request) {
            return Err(ApiError::UNSUPPORTED_MEDIA_TYPE);
        }
        let bytes = body(request, T::limit(&app.config.limits)).await?;
        let parsed = serde_json::from_slice(&bytes);
        parsed.map(Self).map_err(|error| {
            // Line and column are of use; the text of the error may repeat what was sent.
            let (line, column) = (error.line(), error.column());
            let what = match error.classify() {
                serde_json::error::Category::Data => "a field is missing, unknown or wrong",
                _ => "it is not JSON",
            };
            let place = format!("line {line}, column {column}");
            ApiError::bad_request(format!("Correct the body: {what} ({place})."))
        })
    }
}

fn is_json(request: &Request) -> bool {
    let value = request.headers().get(header::CONTENT_TYPE);
    let value = value
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let essence = value.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}

async fn body(request: Request, limit: usize) -> Result<bytes::Bytes, ApiError> {
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > limit) {
        return Err(ApiError::BODY_TOO_LARGE);
    }
    read(request.into_body(), limit).await
}

async fn read(body: Body, limit: usize) -> Result<bytes::Bytes, ApiError> {
    let reading = tokio::time::timeout(BODY_TIME, axum::body::to_bytes(body, limit)).await;
    let late = |_| ApiError::bad_request("Send the body faster.");
    // A broken connection reads no answer, so the other cause is the limit.
    reading.map_err(late)?.map_err(|_| ApiError::BODY_TOO_LARGE)
}

/// The conversation that the path names. A malformed id names nothing.
pub struct InConversation(pub ConversationId);

impl FromRequestParts<AppState> for InConversation {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        let Path(conversation) = Path::from_request_parts(parts, app).await?;
        Ok(Self(conversation))
    }
}

/// The workspace that the path names.
pub struct InWorkspace(pub WorkspaceId);

impl FromRequestParts<AppState> for InWorkspace {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        let Path(workspace) = Path::from_request_parts(parts, app).await?;
        Ok(Self(workspace))
    }
}

/// Parts of the path.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<AppState> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        let path = axum::extract::Path::<T>::from_request_parts(parts, app).await;
        path.map(|path| Self(path.0))
            .map_err(|_: PathRejection| ApiError::NOT_FOUND)
    }
}

/// The query. Unknown names are refused by the type.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<AppState> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        let query = axum::extract::Query::<T>::from_request_parts(parts, app).await;
        let wrong = "Correct the query: a parameter is unknown or has a wrong value.";
        query
            .map(|query| Self(query.0))
            .map_err(|_| ApiError::bad_request(wrong))
    }
}
