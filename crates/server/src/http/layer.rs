//! What every answer has: a request id, security headers, CORS, counts, and a body for errors.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::{ApiError, AppState};
use crate::caller::Peer;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Most headers that are added to an answer.
const HEADERS: usize = 11;

/// Wraps all endpoints.
pub async fn around(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let request_id = app.requests.next();
    let origin = cors_origin(&request);
    let method = request.method().clone();
    let mut response = match admit(&app, &request) {
        Err(error) => error.into_response(),
        Ok(()) if origin.is_some() && is_preflight(&request) => preflight(),
        Ok(()) => next.run(request).await,
    };
    if let Some(error) = response.extensions_mut().remove::<ApiError>() {
        response = error.with_body(&request_id);
    }
    let status = response.status();
    app.metrics.answered(status);
    if status.is_server_error() {
        tracing::warn!(request_id, %method, status = status.as_u16(), "a request failed");
    } else {
        tracing::debug!(request_id, %method, status = status.as_u16(), "answered");
    }
    finish(&app, response.headers_mut(), &request_id, origin);
    response
}

/// Pages and files are not counted: they cost nothing, and one visit takes many.
fn admit(app: &AppState, request: &Request) -> Result<(), ApiError> {
    match request.extensions().get::<Peer>() {
        Some(peer) if request.uri().path().starts_with("/v1/") => app.limits.address(peer.0),
        _ => Ok(()),
    }
}

/// The site that asks, where sites may ask (`spec/api.md §1`, endpoints marked V). Whether this
/// site may is decided by the endpoint; it must be able to read the refusal.
fn cors_origin(request: &Request) -> Option<HeaderValue> {
    let path = request.uri().path();
    let for_visitors = ["/v1/workspaces/", "/v1/conversations/", "/v1/changes"];
    let is_for_visitors = for_visitors.iter().any(|prefix| path.starts_with(prefix));
    request
        .headers()
        .get(header::ORIGIN)
        .filter(|_| is_for_visitors)
        .cloned()
}

fn is_preflight(request: &Request) -> bool {
    request.method() == Method::OPTIONS
        && request
            .headers()
            .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

fn preflight() -> Response {
    let headers = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT"),
        (
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "authorization, content-type",
        ),
        (header::ACCESS_CONTROL_MAX_AGE, "86400"),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

fn finish(app: &AppState, headers: &mut HeaderMap, id: &str, origin: Option<HeaderValue>) {
    headers.reserve(HEADERS);
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID, id);
    }
    if let Some(origin) = origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        let exposed = HeaderValue::from_static("retry-after, x-request-id");
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
        headers.insert(header::VARY, HeaderValue::from_static("origin"));
    }
    // An endpoint that needs another value has set it.
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    if app.origin.starts_with("https://") {
        let value = HeaderValue::from_static("max-age=63072000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
}
