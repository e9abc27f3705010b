//! A service on a free port, and how to talk to it.

use std::sync::Arc;

use aside_domain::bus::{Bus, InProcessBus};
use aside_server::Backend;
use aside_server::config::Config;
use aside_store_sqlite::SqliteStore;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A running service. Stops when asked; its data goes with it.
pub struct Service {
    pub base: String,
    /// The service's own origin, to which sign-ins are bound.
    pub origin: String,
    pub folder: TempDir,
    pub client: Client,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: Value,
}

impl Answer {
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        self.body
    }

    #[track_caller]
    pub fn refused(self, status: u16, code: &str) {
        assert_eq!(
            (self.status, self.body["code"].as_str()),
            (status, Some(code)),
            "{self:?}"
        );
        assert!(
            self.body["message"]
                .as_str()
                .is_some_and(|message| !message.is_empty())
        );
        assert!(self.body["request_id"].is_string());
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

impl Service {
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// Starts with settings that the test changes. Rates are unlimited unless it sets them.
    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::default_settings().unwrap();
        config.server.data_dir = folder.path().join("made/by/the/service");
        config.limits.address_per_second = 0;
        config.limits.token_per_second = 0;
        config.limits.sign_in_per_minute = 0;
        change(&mut config);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let public = &config.server.public_url;
        let origin = if public.is_empty() { &base } else { public }.clone();
        let (stop, stopped) = oneshot::channel::<()>();
        let backend = sqlite(&config);
        let task = tokio::spawn(async move {
            let shutdown = async { drop(stopped.await) };
            aside_server::launch(listener, config, backend, shutdown)
                .await
                .unwrap();
        });
        Self {
            base,
            origin,
            folder,
            client: client(),
            stop: Some(stop),
            task,
        }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }

    pub async fn get(&self, path: &str, token: &str) -> Answer {
        send(self.request(Method::GET, path).bearer_auth(token)).await
    }

    pub async fn post(&self, path: &str, token: &str, body: &Value) -> Answer {
        send(
            self.request(Method::POST, path)
                .bearer_auth(token)
                .json(body),
        )
        .await
    }

    pub async fn put(&self, path: &str, token: &str, body: &Value) -> Answer {
        send(
            self.request(Method::PUT, path)
                .bearer_auth(token)
                .json(body),
        )
        .await
    }

    pub async fn delete(&self, path: &str, token: &str) -> Answer {
        send(self.request(Method::DELETE, path).bearer_auth(token)).await
    }

    /// Stops the service as a signal would.
    pub async fn stop(mut self) -> TempDir {
        drop(self.stop.take());
        self.task.await.unwrap();
        self.folder
    }
}

pub fn client() -> Client {
    // Another test may have installed it; it is the same one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::new()
}

pub async fn send(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let bytes = response.bytes().await.unwrap();
    let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    Answer {
        status,
        headers,
        body,
    }
}

fn sqlite(config: &Config) -> Backend {
    let bus: Arc<dyn Bus> = Arc::new(InProcessBus::new());
    let store = SqliteStore::open_folder(&config.server.data_dir, Arc::clone(&bus)).unwrap();
    Backend {
        store: Arc::new(store),
        bus,
    }
}
