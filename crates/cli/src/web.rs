//! Small static pages: what the shop and the service's view are made of.

use std::sync::Arc;

use axum::Router;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};

/// A page whose marks `{{name}}` have been replaced.
#[derive(Debug, Clone)]
pub struct Page {
    html: Arc<str>,
    /// Its Content-Security-Policy, if it has one.
    csp: Option<&'static str>,
}

impl Page {
    /// Replaces every mark of `template`. The values are not escaped: they are ours.
    pub fn new(template: &str, marks: &[(&str, &str)]) -> Self {
        let html = marks
            .iter()
            .fold(template.to_owned(), |html, (name, value)| {
                html.replace(&format!("{{{{{name}}}}}"), value)
            });
        Self {
            html: html.into(),
            csp: None,
        }
    }

    /// Adds a Content-Security-Policy.
    pub fn with_csp(self, csp: &'static str) -> Self {
        Self {
            csp: Some(csp),
            ..self
        }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let mut response = text("text/html", self.html.to_string());
        if let Some(csp) = self.csp {
            response.headers_mut().insert(
                CONTENT_SECURITY_POLICY,
                axum::http::HeaderValue::from_static(csp),
            );
        }
        response
    }
}

/// A route that answers with a page.
pub fn page<S: Clone + Send + Sync + 'static>(page: Page) -> MethodRouter<S> {
    get(move || async move { page })
}

/// A route that answers with a file.
pub fn file<S: Clone + Send + Sync + 'static>(
    kind: &'static str,
    body: &'static str,
) -> MethodRouter<S> {
    get(move || async move { text(kind, body) })
}

fn text(kind: &'static str, body: impl IntoResponse) -> Response {
    let headers = [
        (CONTENT_TYPE, format!("{kind}; charset=utf-8")),
        (CACHE_CONTROL, "no-store".to_owned()),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (REFERRER_POLICY, "no-referrer".to_owned()),
    ];
    (headers, body).into_response()
}

/// Serves a router on a listener until the process ends.
pub async fn serve(listener: tokio::net::TcpListener, router: Router) -> std::io::Result<()> {
    axum::serve(listener, router).await
}
