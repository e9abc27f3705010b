//! `kill -9` in the middle of a burst: nothing acknowledged is lost, nothing is doubled.

use std::collections::HashMap;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use reqwest::Client;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::harness::{Service, client};
use crate::people::{Owner, Visitor};

const CLIENTS: usize = 8;
/// Acknowledgements after which the service is killed.
const ACKNOWLEDGED: usize = 400;

/// The real program, and the address it prints.
async fn spawn(folder: &Path) -> (Child, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_aside-server"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data-dir"])
        .arg(folder)
        .env("ASIDE_LIMITS__TOKEN_PER_SECOND", "0")
        .env("ASIDE_LIMITS__ADDRESS_PER_SECOND", "0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = lines.next_line().await.unwrap().unwrap();
    let base = line.strip_prefix("listening on ").unwrap().to_owned();
    (child, base)
}

async fn post(client: &Client, base: &str, visitor: &Visitor, message: &Value) -> Option<u64> {
    let url = format!("{base}{}", visitor.path("messages"));
    let request = client.post(url).bearer_auth(&visitor.token).json(message);
    let response = request.send().await.ok()?;
    let status = response.status().as_u16();
    assert!(status < 300, "{status}");
    let body: Value = response.json().await.ok()?;
    body["seq"].as_u64()
}

/// One visitor's sending: what was acknowledged with which position, and what was not.
struct Burst {
    visitor: Visitor,
    acknowledged: Vec<(Value, u64)>,
    open: Vec<Value>,
}

/// Sends pairs at once until the service is gone.
async fn burst(base: String, visitor: Visitor, count: Arc<AtomicUsize>) -> Burst {
    let client = client();
    let mut burst = Burst {
        visitor,
        acknowledged: Vec::new(),
        open: Vec::new(),
    };
    while burst.open.is_empty() {
        let pair = [burst.visitor.message(), burst.visitor.message()];
        let (a, b) = tokio::join!(
            post(&client, &base, &burst.visitor, &pair[0]),
            post(&client, &base, &burst.visitor, &pair[1]),
        );
        for (message, seq) in pair.into_iter().zip([a, b]) {
            match seq {
                Some(seq) => {
                    count.fetch_add(1, Ordering::Relaxed);
                    burst.acknowledged.push((message, seq));
                }
                None => burst.open.push(message),
            }
        }
    }
    burst
}

/// Every item of the conversation: message id → position and bytes.
async fn stored(client: &Client, base: &str, visitor: &Visitor) -> HashMap<String, (u64, Value)> {
    let mut items = HashMap::new();
    let mut after = 0;
    loop {
        let url = format!("{base}{}?after={after}&limit=500", visitor.path("messages"));
        let request = client.get(url).bearer_auth(&visitor.token);
        let page: Value = request.send().await.unwrap().json().await.unwrap();
        let changes = page["changes"].as_array().unwrap();
        for change in changes {
            after += 1;
            assert_eq!(
                change["seq"],
                json!(after),
                "positions are dense and in order"
            );
            if let Some(id) = change["message_id"].as_str() {
                let before = items.insert(id.to_owned(), (after, change["item"].clone()));
                assert!(before.is_none(), "{id} is stored twice");
            }
        }
        if changes.is_empty() {
            return items;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_in_a_burst_loses_and_doubles_nothing() {
    // The owner signs up where the test can see the origin; the program then takes the data over.
    let service = Service::start().await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let folder = service.stop().await;
    let data = folder.path().join("made/by/the/service");
    let (mut child, base) = spawn(&data).await;
    let client = client();
    let count = Arc::new(AtomicUsize::new(0));
    let mut bursts = Vec::new();
    for _ in 0..CLIENTS {
        let visitor = Visitor::prepare(owner.wid);
        let url = format!("{base}{}", owner.path("conversations"));
        let request = client
            .post(url)
            .bearer_auth(&visitor.token)
            .json(&visitor.opening);
        assert_eq!(request.send().await.unwrap().status(), 201);
        bursts.push(tokio::spawn(burst(base.clone(), visitor, count.clone())));
    }
    while count.load(Ordering::Relaxed) < ACKNOWLEDGED {
        tokio::task::yield_now().await;
    }
    child.start_kill().unwrap();
    child.wait().await.unwrap();

    let (mut child, base) = spawn(&data).await;
    for burst in bursts {
        let Burst {
            visitor,
            acknowledged,
            open,
        } = burst.await.unwrap();
        let before = stored(&client, &base, &visitor).await;
        for (message, seq) in &acknowledged {
            let found = before.get(message["message_id"].as_str().unwrap());
            assert_eq!(found, Some(&(*seq, message["item"].clone())));
        }
        for message in &open {
            let first = post(&client, &base, &visitor, message).await.unwrap();
            assert_eq!(post(&client, &base, &visitor, message).await, Some(first));
        }
        let after = stored(&client, &base, &visitor).await;
        // The first message of the opening is one of them.
        assert_eq!(after.len(), 1 + acknowledged.len() + open.len());
    }
    child.start_kill().unwrap();
    child.wait().await.unwrap();
}
