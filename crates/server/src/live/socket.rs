//! One WebSocket connection: sends the feed, pings, and ends for a reason.

use std::time::Duration;

use aside_domain::TokenHash;
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use bytes::Bytes;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, Sleep, sleep, timeout};

use super::Feed;
use super::feed::Delivery;
use crate::http::AppState;

const PING_EVERY: Duration = Duration::from_secs(25);
const PONG_WITHIN: Duration = Duration::from_secs(20);
/// A client that does not take a frame for this long is too slow.
const SEND_WITHIN: Duration = Duration::from_secs(20);

/// Why a connection ends: a close code and a word for the log of the client.
#[derive(Clone, Copy)]
struct Reason(u16, &'static str);

const ENDED: Reason = Reason(4401, "credential ended");
const TOO_SLOW: Reason = Reason(4408, "too slow, resume");
const RESTARTING: Reason = Reason(1012, "restarting");
const NOT_EXPECTED: Reason = Reason(1008, "clients send nothing here");
const NO_ANSWER: Reason = Reason(1001, "no answer to a ping");
const FAILED: Reason = Reason(1011, "try again later");

/// Serves the connection until it ends. The permit counts it.
pub async fn run(
    app: AppState,
    mut socket: WebSocket,
    feed: Feed,
    token: TokenHash,
    permit: OwnedSemaphorePermit,
) {
    app.metrics.live.increment(1.0);
    // None: the client went away by itself.
    let reason = Box::pin(serve(&app, &mut socket, feed, token)).await;
    if let Some(Reason(code, reason)) = reason {
        let close = Message::Close(Some(CloseFrame {
            code,
            reason: reason.into(),
        }));
        // Whoever does not take the farewell loses nothing but its wording.
        let _ = timeout(Duration::from_secs(1), socket.send(close)).await;
    }
    app.metrics.live.decrement(1.0);
    drop(permit);
}

async fn serve(
    app: &AppState,
    socket: &mut WebSocket,
    mut feed: Feed,
    token: TokenHash,
) -> Option<Reason> {
    let mut beat = std::pin::pin!(sleep(PING_EVERY));
    let mut stopped = std::pin::pin!(app.stopped());
    let mut awaits_pong = false;
    loop {
        tokio::select! {
            delivery = feed.next() => {
                let reason = match delivery {
                    Ok(Delivery::Frame(frame)) => send(socket, Message::text(frame)).await.err(),
                    Ok(Delivery::Ended) => Some(Some(ENDED)),
                    Err(_) => Some(Some(FAILED)),
                };
                if let Some(reason) = reason {
                    return reason;
                }
                // Among lost events may be the one that ended the credential.
                if feed.has_lagged() && matches!(app.caller(token).await, Ok(None)) {
                    return Some(ENDED);
                }
            }
            received = socket.recv() => match received {
                Some(Ok(Message::Pong(_))) => {
                    awaits_pong = false;
                    wait(beat.as_mut(), PING_EVERY);
                }
                Some(Ok(Message::Ping(_))) => {}
                Some(Ok(Message::Text(_) | Message::Binary(_))) => return Some(NOT_EXPECTED),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
            },
            () = &mut beat => {
                if awaits_pong {
                    return Some(NO_ANSWER);
                }
                if let Err(reason) = send(socket, Message::Ping(Bytes::new())).await {
                    return reason;
                }
                awaits_pong = true;
                wait(beat.as_mut(), PONG_WITHIN);
            }
            () = &mut stopped => return Some(RESTARTING),
        }
    }
}

fn wait(beat: std::pin::Pin<&mut Sleep>, time: Duration) {
    beat.reset(Instant::now() + time);
}

/// Sends a frame. The error is why the connection ends; None: it has ended already.
async fn send(socket: &mut WebSocket, message: Message) -> Result<(), Option<Reason>> {
    match timeout(SEND_WITHIN, socket.send(message)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(None),
        Err(_) => Err(Some(TOO_SLOW)),
    }
}
