//! Stands between client and service, writes down what was asked, and lies when told to. It hands
//! no live connection through, so clients poll.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use tokio::net::TcpListener;

const BODY_MAX: usize = 1 << 20;

type Lie = Box<dyn FnMut(&str, &mut Value) + Send>;

/// What is asked, and what is made of the answers.
#[derive(Default)]
pub struct Liar {
    service: String,
    http: reqwest::Client,
    requests: Mutex<Vec<String>>,
    lie: Mutex<Option<Lie>>,
    /// The next answer to a POST whose path ends in this is cut off.
    cut: Mutex<Option<&'static str>>,
    /// The next request for this path fails.
    fail: Mutex<Option<&'static str>>,
}

impl Liar {
    /// Serves on `listener` in front of the service at `service`.
    pub fn start(listener: TcpListener, service: String) -> Arc<Self> {
        let liar = Arc::new(Self {
            service,
            ..Self::default()
        });
        let router = Router::new().fallback(relay).with_state(Arc::clone(&liar));
        tokio::spawn(async move { axum::serve(listener, router).await });
        liar
    }

    /// Changes every JSON answer from now on. The lie sees the path without its query.
    pub fn tell(&self, lie: impl FnMut(&str, &mut Value) + Send + 'static) {
        *self.lie.lock().unwrap() = Some(Box::new(lie));
    }

    /// Tells the truth again.
    pub fn stop(&self) {
        *self.lie.lock().unwrap() = None;
    }

    /// Lets the next POST to this kind of path reach the service and loses its answer.
    pub fn cut_after(&self, path: &'static str) {
        *self.cut.lock().unwrap() = Some(path);
    }

    /// Answers the next request for this path with a failure of the service.
    pub fn fail_once(&self, path: &'static str) {
        *self.fail.lock().unwrap() = Some(path);
    }

    /// How often something was posted to a path that ends in this.
    pub fn posts(&self, path: &str) -> usize {
        let requests = self.requests.lock().unwrap();
        requests
            .iter()
            .filter(|r| r.starts_with("POST ") && r.ends_with(path))
            .count()
    }

    fn cuts(&self, request: &str) -> bool {
        let mut cut = self.cut.lock().unwrap();
        let hit = cut.is_some_and(|path| request.starts_with("POST ") && request.ends_with(path));
        if hit {
            *cut = None;
        }
        hit
    }
}

async fn relay(State(liar): State<Arc<Liar>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    let request = format!("{} {path}", parts.method);
    liar.requests.lock().unwrap().push(request.clone());
    if path == "/v1/live" {
        return StatusCode::NOT_IMPLEMENTED.into_response();
    }
    if liar
        .fail
        .lock()
        .unwrap()
        .take_if(|failing| *failing == path)
        .is_some()
    {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let url = format!("{}{}", liar.service, parts.uri.path_and_query().unwrap());
    let body = to_bytes(body, BODY_MAX).await.unwrap();
    let mut forwarded = liar.http.request(parts.method, url).body(body);
    for name in [header::AUTHORIZATION, header::CONTENT_TYPE] {
        if let Some(value) = parts.headers.get(&name) {
            forwarded = forwarded.header(name, value);
        }
    }
    let answer = forwarded.send().await.unwrap();
    let status = answer.status();
    let bytes = answer.bytes().await.unwrap();
    if liar.cuts(&request) {
        return cut_off();
    }
    let mut lie = liar.lie.lock().unwrap();
    match (lie.as_mut(), serde_json::from_slice::<Value>(&bytes)) {
        (Some(lie), Ok(mut json)) if status.is_success() => {
            lie(&path, &mut json);
            (status, json.to_string()).into_response()
        }
        _ => (status, bytes).into_response(),
    }
}

/// An answer that promises more bytes than come.
fn cut_off() -> Response {
    let broken = std::io::Error::other("cut off");
    let body = futures_util::stream::iter([Ok("{\"seq\""), Err(broken)]);
    Response::new(Body::from_stream(body))
}
