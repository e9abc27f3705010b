//! Messages: one way in, whoever sends them.

use std::sync::Arc;

use aside_domain::NewItem;
use aside_domain::bus::{Announcement, Event, Shared, Signal, Visitors};
use aside_protocol::session::{Direction, Envelope, EnvelopeKind, Rekey};
use aside_protocol::{MessageId, Object, SessionId};
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::conversations::created_or_repeated;
use super::error::ErrorBody;
use super::extract::{InConversation, Json, Limited, Query};
use super::wire::{Base64, Changes};
use super::{ApiError, AppState};
use crate::caller::Anyone;
use crate::config::Limits;

/// Most changes in one answer.
pub const PAGE_MAX: u32 = 500;

/// A sealed item under an id of the sender's choice.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MessageRequest {
    #[schema(value_type = String)]
    message_id: MessageId,
    /// An Envelope of type 0, or (visitors) a Rekey.
    item: Base64,
}

impl Limited for MessageRequest {
    fn limit(limits: &Limits) -> usize {
        limits.item_bytes
    }
}

/// An item is stored.
#[derive(Serialize, ToSchema)]
pub struct MessageAnswer {
    /// Its position in the conversation.
    seq: u64,
}

/// Appends an item. It is durable when the answer comes.
#[utoipa::path(post, path = "/v1/conversations/{conversation}/messages", tag = "conversations",
    params(("conversation" = String, Path, description = "Conversation id")),
    request_body = MessageRequest,
    responses((status = 201, body = MessageAnswer), (status = 200, body = MessageAnswer),
        (status = "default", body = ErrorBody)))]
pub async fn append_message(
    State(app): State<AppState>,
    caller: Anyone,
    InConversation(conversation): InConversation,
    Json(request): Json<MessageRequest>,
) -> Result<(StatusCode, axum::Json<MessageAnswer>), ApiError> {
    let place = caller.sees(&app, conversation).await?;
    check_item(&caller, &request.item.0, place.session)?;
    let new = NewItem {
        conversation,
        message: request.message_id,
        item: request.item.0,
        at: app.clock.now(),
    };
    let appended = app.store.append(new).await?.ok_or(ApiError::NOT_FOUND)?;
    if appended.is_new {
        app.metrics.items.increment(1);
    }
    let answer = MessageAnswer { seq: appended.seq };
    Ok((created_or_repeated(appended.is_new), axum::Json(answer)))
}

/// An envelope to store that fits its sender, or a visitor's rekey.
fn check_item(caller: &Anyone, item: &[u8], session: SessionId) -> Result<(), ApiError> {
    if item.get(4) == Some(&Rekey::TYPE) && caller.is_visitor() {
        let rekey = Rekey::parse(item).map_err(|error| ApiError::malformed("the item", error))?;
        return require_session(rekey.sid, session);
    }
    check_envelope(caller, item, session, EnvelopeKind::Message)
}

fn check_envelope(
    caller: &Anyone,
    bytes: &[u8],
    session: SessionId,
    kind: EnvelopeKind,
) -> Result<(), ApiError> {
    let envelope = Envelope::parse(bytes);
    let envelope = envelope.map_err(|error| ApiError::malformed("the envelope", error))?;
    require_session(envelope.sid, session)?;
    let own = if caller.is_visitor() {
        Direction::ToWorkspace
    } else {
        Direction::ToVisitor
    };
    if envelope.direction != own || envelope.kind != kind {
        let why = "Send messages here and signals there, each in the sender's own direction.";
        return Err(ApiError::refused_because(why));
    }
    Ok(())
}

fn require_session(found: SessionId, own: SessionId) -> Result<(), ApiError> {
    if found == own {
        Ok(())
    } else {
        Err(ApiError::refused_because(
            "Seal this under the session of the conversation.",
        ))
    }
}

/// Where to begin and how much.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// The position after which to begin; 0 if missing.
    #[serde(default)]
    after: u64,
    /// 1 to 500; 100 if missing.
    limit: Option<u32>,
}

/// Reads a conversation.
#[utoipa::path(get, path = "/v1/conversations/{conversation}/messages", tag = "conversations",
    params(("conversation" = String, Path, description = "Conversation id"), PageQuery),
    responses((status = 200, body = Changes), (status = "default", body = ErrorBody)))]
pub async fn list_messages(
    State(app): State<AppState>,
    caller: Anyone,
    InConversation(conversation): InConversation,
    Query(query): Query<PageQuery>,
) -> Result<axum::Json<Changes>, ApiError> {
    caller.sees(&app, conversation).await?;
    let limit = page_limit(query.limit)?;
    let page = app
        .store
        .conversation_changes(conversation, query.after, limit)
        .await?;
    let mut changes = Changes::new(&page, caller.view(), query.after);
    changes.next = page.last().map_or(query.after, |change| change.seq);
    Ok(axum::Json(changes))
}

/// The page size asked for, or an error that names the bounds.
pub fn page_limit(limit: Option<u32>) -> Result<u32, ApiError> {
    match limit.unwrap_or(100) {
        limit @ 1..=PAGE_MAX => Ok(limit),
        _ => Err(ApiError::bad_request("Ask for a limit of 1 to 500.")),
    }
}

/// A sealed signal.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignalRequest {
    /// An Envelope of type 1.
    envelope: Base64,
}

impl Limited for SignalRequest {
    fn limit(limits: &Limits) -> usize {
        limits.body_bytes
    }
}

/// Hands a signal to whoever is connected. It is never stored.
#[utoipa::path(post, path = "/v1/conversations/{conversation}/signals", tag = "conversations",
    params(("conversation" = String, Path, description = "Conversation id")),
    request_body = SignalRequest,
    responses((status = 202), (status = "default", body = ErrorBody)))]
pub async fn send_signal(
    State(app): State<AppState>,
    caller: Anyone,
    InConversation(conversation): InConversation,
    Json(request): Json<SignalRequest>,
) -> Result<StatusCode, ApiError> {
    let place = caller.sees(&app, conversation).await?;
    let envelope = request.envelope.0;
    check_envelope(&caller, &envelope, place.session, EnvelopeKind::Signal)?;
    let signal = Arc::new(Shared::new(Signal {
        conversation,
        envelope,
    }));
    app.bus.announce(vec![Announcement {
        workspace: place.workspace,
        visitors: Visitors::Of(conversation),
        event: Event::Signal(signal),
    }]);
    Ok(StatusCode::ACCEPTED)
}
