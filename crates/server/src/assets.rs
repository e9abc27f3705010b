//! The web pages, carried inside the program. A debug build reads them from the source tree.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use rust_embed::{Embed, EmbeddedFile};
use serde::Deserialize;

use crate::http::{ApiError, AppState};

#[derive(Embed)]
#[folder = "../../web/apps/inbox/dist"]
#[allow_missing = true]
struct Inbox;

#[derive(Embed)]
#[folder = "../../web/apps/widget/dist"]
#[allow_missing = true]
struct Widget;

const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><title>Aside</title>\
    <h1>The service runs</h1><p>Its pages are not built. Run <code>make web</code> and start it \
    again.</p></html>";

const IMMUTABLE: &str = "public, max-age=31536000, immutable";
const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const CROSS_ORIGIN_OPENER_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-opener-policy");

/// What the widget's build says of itself.
#[derive(Deserialize)]
pub struct Manifest {
    pub release: String,
    pub loader: ManifestFile,
    pub frame: ManifestFile,
    pub script_hashes: Vec<String>,
}

/// A file of the widget.
#[derive(Deserialize)]
pub struct ManifestFile {
    pub file: String,
    pub integrity: String,
}

/// The widget's manifest; None if the widget is not built.
pub fn manifest() -> Option<Manifest> {
    let file = Widget::get("manifest.json")?;
    match serde_json::from_slice(&file.data) {
        Ok(manifest) => Some(manifest),
        Err(error) => {
            tracing::error!(%error, "the widget's manifest does not parse");
            None
        }
    }
}

/// Everything that is not an endpoint: pages and files.
pub async fn page(State(app): State<AppState>, method: Method, uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("v1/") {
        return ApiError::NOT_FOUND.into_response();
    }
    if method != Method::GET && method != Method::HEAD {
        return ApiError::METHOD_NOT_ALLOWED.into_response();
    }
    match path.strip_prefix("widget/") {
        Some(rest) => widget_file(rest),
        None => inbox_file(&app.origin, path),
    }
}

/// `<release>/<file>`, of the one release that this program carries.
fn widget_file(path: &str) -> Response {
    let file = manifest().and_then(|manifest| {
        let (release, name) = path.split_once('/')?;
        let is_public = name == manifest.loader.file || name == manifest.frame.file;
        (release == manifest.release && is_public).then(|| Widget::get(name))?
    });
    let Some(file) = file else {
        return ApiError::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CACHE_CONTROL, IMMUTABLE),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (CROSS_ORIGIN_RESOURCE_POLICY, "cross-origin"),
    ];
    (headers, contents(file, path)).into_response()
}

fn inbox_file(origin: &str, path: &str) -> Response {
    let name = if path.is_empty() { "index.html" } else { path };
    let Some(file) = Inbox::get(name) else {
        return if path.is_empty() {
            Html(NOT_BUILT).into_response()
        } else {
            ApiError::NOT_FOUND.into_response()
        };
    };
    let is_hashed = name.starts_with("assets/");
    let caching = if is_hashed {
        "private, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let headers = [
        (header::CACHE_CONTROL, caching),
        (CROSS_ORIGIN_OPENER_POLICY, "same-origin"),
        (
            PERMISSIONS_POLICY,
            "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
        ),
    ];
    let mut response = (headers, contents(file, name)).into_response();
    if let Ok(policy) = HeaderValue::from_str(&inbox_policy(origin)) {
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// `spec/api.md §7`.
fn inbox_policy(origin: &str) -> String {
    let live = origin.replacen("http", "ws", 1);
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; \
         connect-src 'self' {live}; font-src 'self'; manifest-src 'self'; worker-src 'self'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'"
    )
}

fn contents(file: EmbeddedFile, name: &str) -> Response {
    let kind = match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    };
    let body = match file.data {
        std::borrow::Cow::Borrowed(bytes) => Body::from(bytes),
        std::borrow::Cow::Owned(bytes) => Body::from(bytes),
    };
    (StatusCode::OK, [(header::CONTENT_TYPE, kind)], body).into_response()
}
