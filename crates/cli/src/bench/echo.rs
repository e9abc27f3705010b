//! A bare WebSocket echo: what this machine could relay if relaying were all.

use std::cell::Cell;
use std::net::SocketAddr;
use std::process::Command;
use std::rc::Rc;
use std::time::Duration;

use anyhow::Context as _;
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::LocalSet;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

use super::cores::Cores;
use super::process::Process;
use super::wire::{Wire, client_frame};

const BUFFER_BYTES: usize = 4096;

/// Serves the echo on a free port until the process is ended.
pub async fn serve() -> anyhow::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}", listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        tokio::spawn(echo(stream));
    }
}

async fn echo(stream: TcpStream) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let config = WebSocketConfig::default()
        .read_buffer_size(BUFFER_BYTES)
        .write_buffer_size(0);
    let mut socket = tokio_tungstenite::accept_async_with_config(stream, Some(config))
        .await
        .ok()?;
    while let Some(Ok(message)) = socket.next().await {
        socket.send(message).await.ok()?;
    }
    Some(())
}

/// Round trips a second of `pairs` connections that each wait for their echo.
pub async fn measure(
    cores: Cores,
    pairs: usize,
    message_bytes: usize,
    time: Duration,
) -> anyhow::Result<f64> {
    let mut command = Command::new(std::env::current_exe().context("this program has no file")?);
    command.arg("bench-echo");
    let process = Process::start(command, cores)?;
    let trips = Rc::new(Cell::new(0_u32));
    let start = Instant::now();
    let local = LocalSet::new();
    for _ in 0..pairs {
        let trips = Rc::clone(&trips);
        let address = process.address;
        local.spawn_local(round_trips(address, message_bytes, start + time, trips));
    }
    local.await;
    Ok(f64::from(trips.get()) / start.elapsed().as_secs_f64())
}

async fn round_trips(
    address: SocketAddr,
    message_bytes: usize,
    until: Instant,
    trips: Rc<Cell<u32>>,
) -> anyhow::Result<()> {
    let mut wire = Wire::connect(address, BUFFER_BYTES).await?;
    wire.upgrade("/", &address.to_string(), "").await?;
    let frame = client_frame(0x81, &vec![b'a'; message_bytes]);
    while Instant::now() < until {
        wire.write(&frame).await?;
        wire.text(<[u8]>::len).await?;
        trips.set(trips.get() + 1);
    }
    Ok(())
}
