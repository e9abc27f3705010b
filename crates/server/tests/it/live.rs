//! The feed over WebSocket.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::harness::{Service, send};
use crate::people::{Owner, Visitor};

struct Live(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// Connects; headers are name and value. The error is the status of the refusal.
async fn connect(
    service: &Service,
    query: &str,
    headers: &[(&'static str, &str)],
) -> Result<Live, u16> {
    let url = format!("{}/v1/live{query}", service.base.replacen("http", "ws", 1));
    let mut request = url.into_client_request().unwrap();
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    match connect_async(request).await {
        Ok((socket, response)) => {
            assert_eq!(response.headers()["sec-websocket-protocol"], "aside.v1");
            Ok(Live(socket))
        }
        Err(Error::Http(response)) => Err(response.status().as_u16()),
        Err(error) => panic!("{error}"),
    }
}

async fn with_token(service: &Service, query: &str, token: &str) -> Result<Live, u16> {
    let offered = format!("aside.v1, aside.token.{token}");
    connect(service, query, &[("sec-websocket-protocol", &offered)]).await
}

impl Live {
    /// The next text frame.
    async fn next(&mut self) -> Value {
        loop {
            let message = timeout(Duration::from_secs(15), self.0.next())
                .await
                .unwrap();
            match message.unwrap().unwrap() {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Close(frame) => panic!("closed: {frame:?}"),
                _ => {}
            }
        }
    }

    /// Changes until there are `count`.
    async fn changes(&mut self, count: usize) -> Vec<Value> {
        let mut changes = Vec::new();
        while changes.len() < count {
            let frame = self.next().await;
            assert_eq!(frame["type"], "changes", "{frame}");
            let page = frame["changes"].as_array().unwrap();
            assert_eq!(frame["next"], page.last().unwrap()["rev"]);
            changes.extend(page.iter().cloned());
        }
        changes
    }

    /// The close code, after whatever else comes.
    async fn closed(&mut self) -> u16 {
        loop {
            let message = timeout(Duration::from_secs(15), self.0.next())
                .await
                .unwrap();
            match message {
                Some(Ok(Message::Close(Some(frame)))) => return frame.code.into(),
                Some(Ok(_)) => {}
                other => panic!("ended without a code: {other:?}"),
            }
        }
    }
}

fn revs(changes: &[Value]) -> Vec<u64> {
    changes
        .iter()
        .map(|change| change["rev"].as_u64().unwrap())
        .collect()
}

#[tokio::test]
async fn everything_comes_once_and_in_order_from_any_starting_point() {
    let service = Service::start().await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let visitor = Visitor::open(&service, owner.wid).await;
    let mut agent = with_token(&service, "", &owner.token).await.unwrap();
    let mut own = with_token(&service, "?after=1", &visitor.token)
        .await
        .unwrap();
    for _ in 0..300 {
        service
            .post(
                &visitor.path("messages"),
                &visitor.token,
                &visitor.message(),
            )
            .await
            .expect(201);
    }
    assert_eq!(
        revs(&agent.changes(302).await),
        (1..=302).collect::<Vec<_>>()
    );
    assert_eq!(revs(&own.changes(301).await), (2..=302).collect::<Vec<_>>());
    let mut resumed = with_token(&service, "?after=290", &owner.token)
        .await
        .unwrap();
    assert_eq!(
        revs(&resumed.changes(12).await),
        (291..=302).collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn concurrent_writers_leave_no_gap_in_a_live_feed() {
    let service = Service::start().await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let mut agent = with_token(&service, "", &owner.token).await.unwrap();
    let (service, owner) = (&service, &owner);
    let writers = (0..8).map(|_| async move {
        let visitor = Visitor::open(service, owner.wid).await;
        for _ in 0..50 {
            let message = visitor.message();
            service
                .post(&visitor.path("messages"), &visitor.token, &message)
                .await
                .expect(201);
        }
    });
    let (changes, _) = tokio::join!(agent.changes(416), futures_util::future::join_all(writers));
    assert_eq!(revs(&changes), (1..=416).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_signal_reaches_whoever_is_connected_and_is_never_stored() {
    let service = Service::start().await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let visitor = Visitor::open(&service, owner.wid).await;
    let other = Visitor::open(&service, owner.wid).await;
    let mut agent = with_token(&service, "?after=4", &owner.token)
        .await
        .unwrap();
    let mut bystander = with_token(&service, "?after=2", &other.token)
        .await
        .unwrap();
    let signal = visitor.signal();
    // The connection hears from the moment it is open, which it shows by a change.
    service
        .post(&other.path("messages"), &other.token, &other.message())
        .await
        .expect(201);
    agent.changes(1).await;
    service
        .post(&visitor.path("signals"), &visitor.token, &signal)
        .await
        .expect(202);
    let frame = agent.next().await;
    assert_eq!(
        (&frame["type"], &frame["envelope"]),
        (&json!("signal"), &signal["envelope"])
    );
    assert_eq!(
        frame["conversation"],
        json!(visitor.conversation.to_string())
    );
    let stored = service
        .get("/v1/changes?after=5", &owner.token)
        .await
        .expect(200);
    assert_eq!(stored["changes"], json!([]));
    service
        .post(&other.path("messages"), &other.token, &other.message())
        .await
        .expect(201);
    assert_eq!(bystander.changes(2).await.len(), 2);
    let message = visitor.message();
    let as_signal = json!({ "envelope": message["item"] });
    let answer = service
        .post(&visitor.path("signals"), &visitor.token, &as_signal)
        .await;
    answer.refused(400, "statement_refused");
}

#[tokio::test]
async fn agents_hear_of_statements_accounts_and_checks() {
    let service = Service::start().await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let mut agent = with_token(&service, "", &owner.token).await.unwrap();
    let visitor = Visitor::open(&service, owner.wid).await;
    agent.changes(2).await;
    let mut own = with_token(&service, "?after=1", &visitor.token)
        .await
        .unwrap();
    own.changes(1).await;
    let rotation = owner.rotation();
    let wraps: Vec<_> = rotation
        .wraps
        .iter()
        .map(|wrap| crate::people::b64(aside_protocol::Object::encode(wrap)))
        .collect();
    let epoch = aside_protocol::Object::encode(&rotation.key.epoch);
    let body = json!({ "epoch": crate::people::b64(epoch), "wraps": wraps });
    service
        .post("/v1/epochs", &owner.token, &body)
        .await
        .expect(204);
    assert_eq!(agent.next().await, json!({ "type": "statements" }));
    assert_eq!(own.next().await, json!({ "type": "statements" }));
    let check = service
        .post("/v1/checks", &owner.token, &json!({}))
        .await
        .expect(201);
    let nonce = check["nonce"].as_str().unwrap();
    let report = service
        .request(Method::POST, &owner.path(&format!("checks/{nonce}")))
        .header("origin", "https://shop.example")
        .json(&json!({ "release": "r1" }));
    send(report).await.expect(204);
    let frame = agent.next().await;
    assert_eq!(frame["type"], "check");
    assert_eq!(
        (&frame["nonce"], &frame["origin"]),
        (&json!(nonce), &json!("https://shop.example"))
    );
}

#[tokio::test]
async fn an_ended_credential_closes_its_connection_and_no_other() {
    let service = Service::start().await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let second = owner.sign_in(&service, "native").await.expect(200);
    let token = second["token"].as_str().unwrap();
    let mut stays = with_token(&service, "", &owner.token).await.unwrap();
    let mut ends = with_token(&service, "", token).await.unwrap();
    let path = format!("/v1/devices/{}", second["device"].as_str().unwrap());
    service.delete(&path, &owner.token).await.expect(204);
    assert_eq!(ends.closed().await, 4401);
    assert_eq!(with_token(&service, "", token).await.err(), Some(401));
    Visitor::open(&service, owner.wid).await;
    assert_eq!(stays.changes(2).await.len(), 2);
}

#[tokio::test]
async fn a_stop_closes_live_connections_with_the_code_to_come_back() {
    let service = Service::start().await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let mut live = with_token(&service, "", &owner.token).await.unwrap();
    let (code, _) = tokio::join!(live.closed(), service.stop());
    assert_eq!(code, 1012);
}

#[tokio::test]
async fn a_starting_point_beyond_everything_does_no_harm() {
    let service = Service::start().await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let visitor = Visitor::open(&service, owner.wid).await;
    let query = format!("?after={}", u64::MAX);
    let mut live = with_token(&service, &query, &visitor.token).await.unwrap();
    let path = visitor.path("messages");
    let message = service
        .post(&path, &visitor.token, &visitor.message())
        .await;
    message.expect(201);
    let signal = service
        .post(&visitor.path("signals"), &visitor.token, &visitor.signal())
        .await;
    signal.expect(202);
    // Nothing is after the last number there is; what is not numbered comes.
    assert_eq!(live.next().await["type"], "signal");
}

#[tokio::test]
async fn a_client_that_talks_is_closed() {
    let service = Service::start().await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let mut live = with_token(&service, "", &owner.token).await.unwrap();
    live.0.send(Message::text("hello")).await.unwrap();
    assert_eq!(live.closed().await, 1008);
}

#[tokio::test]
async fn a_cookie_opens_live_for_the_own_origin_only() {
    let service = Service::start().await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let signed_in = owner.sign_in(&service, "browser").await;
    let cookie = signed_in
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let open = async |origin: Option<&str>| {
        let mut headers = vec![("sec-websocket-protocol", "aside.v1"), ("cookie", &cookie)];
        headers.extend(origin.map(|origin| ("origin", origin)));
        connect(&service, "", &headers).await.map(drop)
    };
    assert_eq!(open(Some("https://evil.example")).await, Err(403));
    assert_eq!(open(None).await, Err(403));
    assert_eq!(open(Some(&service.base)).await, Ok(()));
}

#[tokio::test]
async fn live_needs_the_protocol_and_a_credential() {
    let service = Service::start().await;
    let protocol = [("sec-websocket-protocol", "aside.v1")];
    assert_eq!(connect(&service, "", &protocol).await.err(), Some(401));
    assert_eq!(connect(&service, "", &[]).await.err(), Some(400));
    assert_eq!(with_token(&service, "", "short").await.err(), Some(401));
    assert_eq!(
        with_token(&service, "?after=x", "short").await.err(),
        Some(400)
    );
    send(service.request(Method::GET, "/v1/live"))
        .await
        .refused(400, "bad_request");
}

#[tokio::test]
async fn there_are_no_more_live_connections_than_allowed() {
    let service = Service::start_with(|config| config.limits.live_max = 1).await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let first = with_token(&service, "", &owner.token).await.unwrap();
    assert_eq!(
        with_token(&service, "", &owner.token).await.err(),
        Some(503)
    );
    drop(first);
    // The place is free once the service has noticed.
    let again = async {
        loop {
            if let Ok(live) = with_token(&service, "", &owner.token).await {
                return live;
            }
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(15), again).await.unwrap();
}
