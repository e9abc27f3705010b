//! What the demo adds to the service's origin: a page that signs the sample agent in by itself.

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::get;
use serde::Serialize;

use crate::embed::DemoInbox;

/// What the sample agent signs in with.
#[derive(Debug, Clone, Serialize)]
pub struct Credentials {
    /// Address.
    pub email: String,
    /// Password.
    pub password: String,
    /// Secret Key in its text form.
    pub secret_key: String,
}

/// Where the page finds the credentials once the sample workspace has been made.
#[derive(Debug, Clone, Default)]
pub struct Card(Arc<OnceLock<Credentials>>);

impl Card {
    /// Writes the credentials down. Only the first ones stay.
    pub fn fill(&self, credentials: Credentials) {
        self.0.get_or_init(|| credentials);
    }

    fn answer(&self) -> Response {
        match self.0.get() {
            Some(credentials) => ([(CACHE_CONTROL, "no-store")], Json(credentials)).into_response(),
            None => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        }
    }
}

/// `/demo`, `/demo/credentials.json` and the script of that page. Never part of `aside-server`.
pub fn router(card: Card) -> Router {
    Router::new()
        .route("/demo", get(|| async { embedded("demo.html") }))
        .route(
            "/demo/credentials.json",
            get(move || async move { card.answer() }),
        )
        .route("/demo/assets/{file}", get(asset))
}

/// Whether the page was built into this program.
pub fn is_built() -> bool {
    DemoInbox::get("demo.html").is_some()
}

async fn asset(Path(file): Path<String>) -> Response {
    embedded(&format!("assets/{file}"))
}

fn embedded(path: &str) -> Response {
    const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                       connect-src 'self'; base-uri 'none'; form-action 'none'; \
                       frame-ancestors 'none'; require-trusted-types-for 'script'; \
                       trusted-types 'none'";
    let Some(file) = DemoInbox::get(path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (CONTENT_TYPE, kind(path)),
        (CACHE_CONTROL, "no-store"),
        (CONTENT_SECURITY_POLICY, CSP),
        (REFERRER_POLICY, "no-referrer"),
    ];
    (headers, file.data.into_owned()).into_response()
}

fn kind(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, end)| end) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}
