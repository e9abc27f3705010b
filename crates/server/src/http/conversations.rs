//! Opening conversations, closing and reopening them.

use aside_domain::{NewConversation, NewStatus};
use aside_protocol::session::{Direction, Envelope, EnvelopeKind, Hello};
use aside_protocol::{ConversationId, MessageId, Object, SignedObject, WorkspaceId};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::error::ErrorBody;
use super::extract::{InConversation, InWorkspace, Json, Limited};
use super::wire::{Base64, WireStatus};
use super::{ApiError, AppState};
use crate::caller::{Anyone, bearer, check_origin};
use crate::config::Limits;

/// A session and its first message.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenRequest {
    hello: Base64,
    #[schema(value_type = String)]
    message_id: MessageId,
    envelope: Base64,
}

impl Limited for OpenRequest {
    fn limit(limits: &Limits) -> usize {
        limits.item_bytes
    }
}

/// An open conversation.
#[derive(Serialize, ToSchema)]
pub struct OpenedAnswer {
    #[schema(value_type = String)]
    conversation: ConversationId,
    /// Position of the first message.
    seq: u64,
}

/// Opens a conversation and delivers its first message. The credential is the visitor's choice.
#[utoipa::path(post, path = "/v1/workspaces/{workspace}/conversations", tag = "conversations",
    params(("workspace" = String, Path, description = "Workspace id")),
    request_body = OpenRequest,
    responses((status = 201, body = OpenedAnswer), (status = 200, body = OpenedAnswer),
        (status = "default", body = ErrorBody)))]
pub async fn open_conversation(
    State(app): State<AppState>,
    InWorkspace(workspace): InWorkspace,
    headers: HeaderMap,
    Json(request): Json<OpenRequest>,
) -> Result<(StatusCode, axum::Json<OpenedAnswer>), ApiError> {
    let token = bearer(&headers).ok_or(ApiError::NOT_SIGNED_IN)?;
    app.limits.token(token)?;
    app.published(workspace).await?.ok_or(ApiError::NOT_FOUND)?;
    check_origin(&app, &headers, workspace).await?;
    let hello = check_opening(&request, workspace)?;
    let session = hello.sid();
    let conversation = ConversationId::of(&session);
    let new = NewConversation {
        workspace,
        conversation,
        session,
        token,
        hello: request.hello.0,
        message: request.message_id,
        envelope: request.envelope.0,
        at: app.clock.now(),
    };
    let opened = app
        .store
        .open_conversation(new)
        .await?
        .ok_or(ApiError::NOT_FOUND)?;
    if opened.is_new {
        app.metrics.items.increment(1);
    }
    let answer = OpenedAnswer {
        conversation,
        seq: opened.seq,
    };
    Ok((created_or_repeated(opened.is_new), axum::Json(answer)))
}

/// The Hello is of this workspace and signed, and the envelope is the first of its session.
fn check_opening(request: &OpenRequest, workspace: WorkspaceId) -> Result<Hello, ApiError> {
    let hello = Hello::parse(&request.hello.0);
    let hello = hello.map_err(|error| ApiError::malformed("the hello", error))?;
    let envelope = Envelope::parse(&request.envelope.0);
    let envelope = envelope.map_err(|error| ApiError::malformed("the envelope", error))?;
    if hello.wid != workspace {
        return Err(ApiError::refused_because(
            "Make the hello for this workspace.",
        ));
    }
    hello.verify(&hello.v_pk).map_err(ApiError::refused)?;
    let is_first = envelope.sid == hello.sid()
        && envelope.generation == 0
        && envelope.direction == Direction::ToWorkspace
        && envelope.kind == EnvelopeKind::Message;
    if is_first {
        Ok(hello)
    } else {
        Err(ApiError::refused_because(
            "Seal the first message under the session of the hello.",
        ))
    }
}

/// 201 the first time, 200 for a repeat.
pub const fn created_or_repeated(is_new: bool) -> StatusCode {
    if is_new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    }
}

/// What a conversation should be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StatusRequest {
    status: WireStatus,
}

impl Limited for StatusRequest {
    fn limit(limits: &Limits) -> usize {
        limits.body_bytes
    }
}

/// What it is now.
#[derive(Serialize, ToSchema)]
pub struct StatusAnswer {
    status: WireStatus,
    /// The newest position in the conversation.
    seq: u64,
}

/// Closes or reopens. A visitor may only close; writing reopens.
#[utoipa::path(put, path = "/v1/conversations/{conversation}/status", tag = "conversations",
    params(("conversation" = String, Path, description = "Conversation id")),
    request_body = StatusRequest,
    responses((status = 200, body = StatusAnswer), (status = "default", body = ErrorBody)))]
pub async fn set_status(
    State(app): State<AppState>,
    caller: Anyone,
    InConversation(conversation): InConversation,
    Json(request): Json<StatusRequest>,
) -> Result<axum::Json<StatusAnswer>, ApiError> {
    caller.sees(&app, conversation).await?;
    if caller.is_visitor() && request.status == WireStatus::Open {
        return Err(ApiError::NOT_ALLOWED);
    }
    let status = request.status.into();
    let new = NewStatus {
        conversation,
        status,
        at: app.clock.now(),
    };
    let set = app
        .store
        .set_status(new)
        .await?
        .ok_or(ApiError::NOT_FOUND)?;
    Ok(axum::Json(StatusAnswer {
        status: request.status,
        seq: set.seq,
    }))
}
