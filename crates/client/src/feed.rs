//! The change feed: live, resumed from the last change, by long polling where nothing else works.

use std::collections::VecDeque;

use aside_protocol::ConversationId;
use futures_util::StreamExt as _;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::http::header::SEC_WEBSOCKET_PROTOCOL;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

use crate::wire::{Base64, Change, Frame, Page};
use crate::{ClientError, Service};

/// Read and write buffer of a live connection, in bytes.
const BUFFER_BYTES: usize = 4 * 1024;
/// Largest frame of the service that is read, in bytes.
const FRAME_MAX: usize = 64 * 1024 * 1024;
/// How long one poll may wait, in seconds.
const POLL_SECONDS: u32 = 25;
/// How many polls there are before a live connection is tried again.
const POLLS_BEFORE_LIVE: u32 = 4;

/// Something that happened, unchecked: the service may lie.
#[derive(Debug, Clone)]
pub(crate) enum Event {
    Change(Box<Change>),
    Signal {
        conversation: ConversationId,
        envelope: Base64,
    },
    Statements,
    Account,
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// One reader of the feed. Dropping a future of [`Feed::next`] loses nothing.
#[derive(Debug)]
pub(crate) struct Feed {
    service: Service,
    token: String,
    after: u64,
    waiting: VecDeque<Event>,
    socket: Option<Socket>,
    /// Polls to go before a live connection is tried.
    polls_left: u32,
}

impl Feed {
    /// A reader that begins after change `after`.
    pub fn new(service: Service, token: String, after: u64) -> Self {
        Self {
            service,
            token,
            after,
            waiting: VecDeque::new(),
            socket: None,
            polls_left: 0,
        }
    }

    /// The next event. Waits until there is one.
    pub async fn next(&mut self) -> Result<Event, ClientError> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Ok(event);
            }
            match &mut self.socket {
                Some(_) => self.read_socket().await,
                None if self.polls_left == 0 => self.connect().await,
                None => {
                    self.polls_left -= 1;
                    self.poll(POLL_SECONDS).await?;
                }
            }
        }
    }

    /// Puts back what could not be dealt with yet: it comes first again.
    pub fn put_back(&mut self, event: Event) {
        self.waiting.push_front(event);
    }

    /// What is there now, without waiting for more.
    pub async fn ready(&mut self) -> Result<Option<Event>, ClientError> {
        if self.waiting.is_empty() {
            self.poll(0).await?;
        }
        Ok(self.waiting.pop_front())
    }

    async fn connect(&mut self) {
        self.socket = self.open_socket().await;
        if self.socket.is_none() {
            self.polls_left = POLLS_BEFORE_LIVE;
        }
    }

    async fn open_socket(&self) -> Option<Socket> {
        let url = format!(
            "{}/v1/live?after={}",
            self.service.live_origin(),
            self.after
        );
        let mut request = url.into_client_request().ok()?;
        let protocols = format!("aside.v1, aside.token.{}", self.token);
        let protocols = HeaderValue::from_str(&protocols).ok()?;
        request
            .headers_mut()
            .insert(SEC_WEBSOCKET_PROTOCOL, protocols);
        let config = WebSocketConfig::default()
            .read_buffer_size(BUFFER_BYTES)
            .write_buffer_size(0)
            .max_message_size(Some(FRAME_MAX))
            .max_frame_size(Some(FRAME_MAX));
        let connected = connect_async_with_config(request, Some(config), true).await;
        connected.ok().map(|(socket, _)| socket)
    }

    /// Takes one frame. After a connection that ended comes one poll, which says why if the
    /// credential has ended; then a new connection goes on from the last change.
    async fn read_socket(&mut self) {
        let Some(socket) = &mut self.socket else {
            return;
        };
        match socket.next().await {
            Some(Ok(Message::Text(text))) => {
                if let Ok(frame) = serde_json::from_str(&text) {
                    self.take(frame);
                }
            }
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            _ => {
                self.socket = None;
                self.polls_left = 1;
            }
        }
    }

    async fn poll(&mut self, wait_seconds: u32) -> Result<(), ClientError> {
        let path = format!(
            "/v1/changes?after={}&limit=500&wait={wait_seconds}",
            self.after
        );
        let page: Page = self.service.get(&path, Some(&self.token)).await?;
        self.take_changes(page.changes);
        Ok(())
    }

    fn take(&mut self, frame: Frame) {
        match frame {
            Frame::Changes { changes } => self.take_changes(changes),
            Frame::Signal {
                conversation,
                envelope,
            } => {
                self.waiting.push_back(Event::Signal {
                    conversation,
                    envelope,
                });
            }
            Frame::Statements => self.waiting.push_back(Event::Statements),
            Frame::Account => self.waiting.push_back(Event::Account),
            Frame::Other => {}
        }
    }

    /// Keeps what is new: after a reconnection the service may begin earlier.
    fn take_changes(&mut self, changes: Vec<Change>) {
        for change in changes {
            if change.rev > self.after {
                self.after = change.rev;
                self.waiting.push_back(Event::Change(Box::new(change)));
            }
        }
    }
}
