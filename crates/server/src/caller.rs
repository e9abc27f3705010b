//! Who asks: credentials, cross-site requests, and sites that may not embed the widget.

use std::net::IpAddr;

use aside_domain::{Caller, DeviceId, TokenHash};
use aside_protocol::{ConversationId, MemberId, WorkspaceId};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};

use crate::app::App;
use crate::http::{ApiError, AppState};

/// The address of the other end of the connection.
#[derive(Clone, Copy)]
pub struct Peer(pub IpAddr);

/// A signed-in member.
#[derive(Clone, Copy)]
pub struct Agent {
    pub workspace: WorkspaceId,
    pub member: MemberId,
    pub device: DeviceId,
}

/// An agent or a visitor.
pub struct Anyone(pub Caller);

impl Anyone {
    /// 404 unless the caller may see the conversation: who may not see it does not learn of it.
    pub async fn sees(&self, app: &App, id: ConversationId) -> Result<crate::app::Place, ApiError> {
        let place = app.place(id).await?.ok_or(ApiError::NOT_FOUND)?;
        let may = match self.0 {
            Caller::Agent { workspace, .. } => workspace == place.workspace,
            Caller::Visitor { conversation, .. } => conversation == id,
        };
        if may {
            Ok(place)
        } else {
            Err(ApiError::NOT_FOUND)
        }
    }
}

impl FromRequestParts<AppState> for Anyone {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        let token = match bearer(&parts.headers) {
            Some(token) => token,
            None => cookie_token(parts, app)?,
        };
        app.limits.token(token)?;
        let caller = app.caller(token).await?.ok_or(ApiError::NOT_SIGNED_IN)?;
        if let Caller::Visitor { workspace, .. } = caller {
            check_origin(app, &parts.headers, workspace).await?;
        }
        Ok(Self(caller))
    }
}

impl FromRequestParts<AppState> for Agent {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        match Anyone::from_request_parts(parts, app).await?.0 {
            Caller::Agent {
                workspace,
                member,
                device,
            } => Ok(Self {
                workspace,
                member,
                device,
            }),
            Caller::Visitor { .. } => Err(ApiError::NOT_ALLOWED),
        }
    }
}

/// The credential of the `Authorization` header.
pub fn bearer(headers: &HeaderMap) -> Option<TokenHash> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    TokenHash::of_text(value.strip_prefix("Bearer ")?)
}

/// The credential of the cookie, if this page may use it.
fn cookie_token(parts: &Parts, app: &App) -> Result<TokenHash, ApiError> {
    let token = cookie(&parts.headers, &app.origin).ok_or(ApiError::NOT_SIGNED_IN)?;
    let is_safe = parts.method == Method::GET || parts.method == Method::HEAD;
    if is_safe || is_same_origin(&parts.headers, &app.origin) {
        Ok(token)
    } else {
        Err(ApiError::CROSS_SITE)
    }
}

/// Whether the request comes from the service's own pages (`spec/api.md §1`).
pub fn is_same_origin(headers: &HeaderMap, own: &str) -> bool {
    match headers.get("sec-fetch-site") {
        Some(site) => site == "same-origin",
        None => headers
            .get(header::ORIGIN)
            .is_some_and(|origin| origin == own),
    }
}

/// The credential of the cookie.
pub fn cookie(headers: &HeaderMap, own: &str) -> Option<TokenHash> {
    let name = cookie_name(own);
    let cookies = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let pairs = cookies
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.split_once('='));
    let mut own_pairs = pairs.filter(|(key, _)| key.trim() == name);
    own_pairs.find_map(|(_, value)| TokenHash::of_text(value.trim()))
}

/// A `__Host-` cookie needs https, which a service on the loopback does not have.
pub fn cookie_name(own: &str) -> &'static str {
    if own.starts_with("https://") {
        "__Host-aside"
    } else {
        "aside"
    }
}

/// Refuses sites that the workspace does not list. Programs send no origin and are no site.
pub async fn check_origin(
    app: &App,
    headers: &HeaderMap,
    workspace: WorkspaceId,
) -> Result<(), ApiError> {
    let Some(origin) = headers.get(header::ORIGIN) else {
        return Ok(());
    };
    if *origin == *app.origin {
        return Ok(());
    }
    let published = app.published(workspace).await?.ok_or(ApiError::NOT_FOUND)?;
    let is_allowed = origin.to_str().is_ok_and(|origin| published.allows(origin));
    if is_allowed {
        Ok(())
    } else {
        Err(ApiError::ORIGIN_NOT_ALLOWED)
    }
}

impl Anyone {
    /// Whether this is a visitor.
    pub const fn is_visitor(&self) -> bool {
        matches!(self.0, Caller::Visitor { .. })
    }

    /// Which number of a change this caller counts by.
    pub const fn view(&self) -> crate::http::View {
        if self.is_visitor() {
            crate::http::View::Visitor
        } else {
            crate::http::View::Agent
        }
    }
}
