//! Live connections: the change feed over WebSocket, and what the long poll shares with it.

mod feed;
mod frame;
mod socket;

use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::App;
use crate::caller::{check_origin, cookie};
use crate::http::{ApiError, AppState, Query};
use aside_domain::{Caller, TokenHash};
pub use feed::Feed;

const PROTOCOL: HeaderValue = HeaderValue::from_static("aside.v1");
const TOKEN_PROTOCOL: &str = "aside.token.";
/// A connection that says nothing costs little: these are filled only while something moves.
const READ_BUFFER: usize = 512;
/// Written at once; nothing is gathered beyond what one wake brings.
const WRITE_BUFFER: usize = 4 * 1024;
/// Clients send nothing but control frames.
const CLIENT_FRAME_MAX: usize = 1024;

/// Where to begin.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LiveQuery {
    /// The rev after which to begin; 0 if missing.
    #[serde(default)]
    after: u64,
}

/// The change feed and sealed signals over a WebSocket with the subprotocol `aside.v1`.
#[utoipa::path(get, path = "/v1/live", tag = "feed", params(LiveQuery),
    responses((status = 101, description = "Frames of spec/api.md section 5")))]
pub async fn open_live(
    State(app): State<AppState>,
    Query(query): Query<LiveQuery>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, ApiError> {
    let wrong = |_| ApiError::bad_request("Open this address as a WebSocket.");
    let mut upgrade = upgrade.map_err(wrong)?;
    if !upgrade
        .requested_protocols()
        .any(|offered| *offered == PROTOCOL)
    {
        return Err(ApiError::bad_request(
            "Offer the WebSocket subprotocol aside.v1.",
        ));
    }
    let token = credential(&app, &headers, &upgrade)?;
    app.limits.token(token)?;
    let caller = app.caller(token).await?.ok_or(ApiError::NOT_SIGNED_IN)?;
    if let Caller::Visitor { workspace, .. } = caller {
        check_origin(&app, &headers, workspace).await?;
    }
    let permit = app
        .live
        .clone()
        .try_acquire_owned()
        .map_err(|_| ApiError::UNAVAILABLE)?;
    // Subscribed first and asked again then: a credential that ends in between is noticed.
    let feed = Feed::new(AppState::clone(&app), caller, query.after);
    app.caller(token).await?.ok_or(ApiError::NOT_SIGNED_IN)?;
    upgrade.set_selected_protocol(PROTOCOL);
    let upgrade = upgrade
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_message_size(CLIENT_FRAME_MAX)
        .max_frame_size(CLIENT_FRAME_MAX);
    Ok(upgrade.on_upgrade(move |socket| socket::run(app, socket, feed, token, permit)))
}

/// The token among the subprotocols, else the cookie, which only the service's own pages may use:
/// browsers let any page open a WebSocket to anywhere.
fn credential(
    app: &App,
    headers: &HeaderMap,
    upgrade: &WebSocketUpgrade,
) -> Result<TokenHash, ApiError> {
    let mut offered = upgrade
        .requested_protocols()
        .filter_map(|offered| offered.to_str().ok());
    if let Some(token) = offered.find_map(|offered| offered.strip_prefix(TOKEN_PROTOCOL)) {
        return TokenHash::of_text(token).ok_or(ApiError::NOT_SIGNED_IN);
    }
    let token = cookie(headers, &app.origin).ok_or(ApiError::NOT_SIGNED_IN)?;
    if headers
        .get(header::ORIGIN)
        .is_some_and(|origin| *origin == *app.origin)
    {
        Ok(token)
    } else {
        Err(ApiError::CROSS_SITE)
    }
}
