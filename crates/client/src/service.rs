//! Typed requests to one service (`spec/api.md`).

use std::time::Duration;

use reqwest::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::ClientError;
use crate::wire::{Failure, Release};

/// Longest wait for an answer; longer than the longest long poll.
const TIMEOUT: Duration = Duration::from_secs(45);
/// Largest answer that is read, in bytes: a page of 500 of the largest items.
const ANSWER_MAX: usize = 64 * 1024 * 1024;

/// A service and the connections to it. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Service {
    origin: String,
    http: reqwest::Client,
}

impl Service {
    /// The service at this origin, such as `https://chat.example`, without a path.
    ///
    /// # Errors
    /// If this machine offers no way to connect.
    pub fn new(origin: &str) -> Result<Self, ClientError> {
        // A program that installed its own provider keeps it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = reqwest::Client::builder()
            .timeout(TIMEOUT)
            .tcp_nodelay(true);
        let http = builder.build().map_err(ClientError::unreachable)?;
        Ok(Self {
            origin: origin.trim_end_matches('/').to_owned(),
            http,
        })
    }

    /// The service's own origin, to which sign-ins are bound.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The build of the widget that this service carries.
    ///
    /// # Errors
    /// [`ClientError::Refused`] with `not_found` if it carries none.
    pub async fn release(&self) -> Result<Release, ClientError> {
        self.get("/v1/release", None).await
    }

    /// The same origin for live connections.
    pub(crate) fn live_origin(&self) -> String {
        self.origin.replacen("http", "ws", 1)
    }

    pub(crate) async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        token: Option<&str>,
    ) -> Result<T, ClientError> {
        parse(&self.request::<()>(Method::GET, path, token, None).await?)
    }

    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        token: Option<&str>,
        body: &impl Serialize,
    ) -> Result<T, ClientError> {
        parse(&self.request(Method::POST, path, token, Some(body)).await?)
    }

    /// Sends a body and drops the answer's.
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        token: &str,
        body: &impl Serialize,
    ) -> Result<(), ClientError> {
        self.request(method, path, Some(token), Some(body))
            .await
            .map(drop)
    }

    async fn request<B: Serialize>(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<&B>,
    ) -> Result<Vec<u8>, ClientError> {
        let mut request = self.http.request(method, format!("{}{path}", self.origin));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await.map_err(ClientError::unreachable)?;
        let status = response.status();
        let bytes = read(response).await?;
        if status.is_success() {
            Ok(bytes)
        } else {
            Err(refused(status.as_u16(), &bytes))
        }
    }
}

async fn read(mut response: reqwest::Response) -> Result<Vec<u8>, ClientError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(ClientError::unreachable)? {
        if bytes.len() + chunk.len() > ANSWER_MAX {
            return Err(ClientError::Answer("it is too long"));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ClientError> {
    serde_json::from_slice(bytes).map_err(|_| ClientError::Answer("its JSON is another"))
}

fn refused(status: u16, bytes: &[u8]) -> ClientError {
    match serde_json::from_slice(bytes) {
        Ok(Failure { code, message }) => ClientError::Refused {
            status,
            code,
            message,
        },
        Err(_) => ClientError::Refused {
            status,
            code: "internal".to_owned(),
            message: "the service failed; try again".to_owned(),
        },
    }
}
