//! HTTP/1.1 and WebSocket by hand, so that the load generator is never the limit.
//!
//! It speaks to our own service on loopback and trusts its answers; it is no client library.

use std::net::SocketAddr;

use anyhow::{Context as _, bail, ensure};
use memchr::memmem;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// An answer's head is smaller than this.
const HEAD_MAX: usize = 8 * 1024;
/// A frame with changes is smaller than this.
const FRAME_MAX: usize = 8 * 1024 * 1024;

/// A connection and the bytes read from it that were not used yet.
pub struct Wire {
    stream: TcpStream,
    buffer: Vec<u8>,
    /// Everything before this was used.
    start: usize,
}

impl Wire {
    /// Connects. `capacity` is the size of its read buffer in bytes.
    pub async fn connect(address: SocketAddr, capacity: usize) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address)
            .await
            .context("the service refuses connections")?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(capacity),
            start: 0,
        })
    }

    /// Sends prepared bytes.
    pub async fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        Ok(self.stream.write_all(bytes).await?)
    }

    /// Reads one answer and returns its status. Its body is dropped.
    pub async fn status(&mut self) -> anyhow::Result<u16> {
        let (status, head_len, body_len) = loop {
            if let Some(found) = head_of(&self.buffer[self.start..])? {
                break found;
            }
            ensure!(
                self.buffer.len() - self.start < HEAD_MAX,
                "the answer's head is too long"
            );
            self.fill().await?;
        };
        self.need(head_len + body_len).await?;
        self.take(head_len + body_len);
        Ok(status)
    }

    /// Opens a WebSocket on this connection.
    pub async fn upgrade(&mut self, path: &str, host: &str, token: &str) -> anyhow::Result<()> {
        let protocols = if token.is_empty() {
            String::new()
        } else {
            format!("Sec-WebSocket-Protocol: aside.v1, aside.token.{token}\r\n")
        };
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
             {protocols}\r\n"
        );
        self.write(request.as_bytes()).await?;
        let status = self.status().await?;
        ensure!(
            status == 101,
            "the service answered {status} instead of opening a live connection"
        );
        Ok(())
    }

    /// Reads the next text frame and hands its payload to `f`. Answers pings on the way.
    pub async fn text<T>(&mut self, f: impl FnOnce(&[u8]) -> T) -> anyhow::Result<T> {
        loop {
            self.need(2).await?;
            let opcode = self.buffer[self.start] & 0x0f;
            let (head, len) = self.frame_head().await?;
            self.need(head + len).await?;
            let payload = self.start + head..self.start + head + len;
            match opcode {
                1 => {
                    let answer = f(&self.buffer[payload]);
                    self.take(head + len);
                    return Ok(answer);
                }
                8 => bail!("the service closed a live connection"),
                9 => {
                    let pong = client_frame(0x8a, &self.buffer[payload]);
                    self.write(&pong).await?;
                }
                _ => {}
            }
            self.take(head + len);
        }
    }

    async fn frame_head(&mut self) -> anyhow::Result<(usize, usize)> {
        let short = usize::from(self.buffer[self.start + 1] & 0x7f);
        let extra = match short {
            126 => 2,
            127 => 8,
            _ => return Ok((2, short)),
        };
        self.need(2 + extra).await?;
        let digits = &self.buffer[self.start + 2..self.start + 2 + extra];
        let len = digits
            .iter()
            .fold(0, |len, &byte| len << 8 | usize::from(byte));
        ensure!(len < FRAME_MAX, "a frame is too long");
        Ok((2 + extra, len))
    }

    async fn need(&mut self, len: usize) -> anyhow::Result<()> {
        while self.buffer.len() - self.start < len {
            self.fill().await?;
        }
        Ok(())
    }

    async fn fill(&mut self) -> anyhow::Result<()> {
        if self.start > 0 {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        let read = self.stream.read_buf(&mut self.buffer).await?;
        ensure!(read > 0, "the service closed a connection");
        Ok(())
    }

    fn take(&mut self, len: usize) {
        self.start += len;
        if self.start == self.buffer.len() {
            self.buffer.clear();
            self.start = 0;
        }
    }
}

/// A frame as a client sends it. The masking key is zero: nothing on loopback needs the mask.
pub fn client_frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let len = u16::try_from(payload.len()).unwrap_or(u16::MAX);
    let mut frame = vec![first];
    if len < 126 {
        frame.push(0x80 | len.to_be_bytes()[1]);
    } else {
        frame.push(0x80 | 0x7e);
        frame.extend(len.to_be_bytes());
    }
    frame.extend([0; 4]);
    frame.extend(&payload[..usize::from(len)]);
    frame
}

/// How often `needle` occurs.
pub fn count(payload: &[u8], needle: &[u8]) -> usize {
    memmem::find_iter(payload, needle).count()
}

/// Status, length of the head, length of the body; `None` while the head is not complete.
fn head_of(bytes: &[u8]) -> anyhow::Result<Option<(u16, usize, usize)>> {
    let Some(end) = memmem::find(bytes, b"\r\n\r\n") else {
        return Ok(None);
    };
    let status = std::str::from_utf8(bytes.get(9..12).unwrap_or_default())?.parse()?;
    let head = &bytes[..end];
    let length = memmem::find(head, b"content-length: ").map(|at| &head[at + 16..]);
    let digits = length.map(|rest| rest.split(|&byte| byte == b'\r').next().unwrap_or_default());
    let body = digits.map_or(Ok(0), |digits| {
        std::str::from_utf8(digits)?
            .parse::<usize>()
            .context("length")
    })?;
    Ok(Some((status, end + 4, body)))
}
