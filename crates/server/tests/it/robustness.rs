//! Ten thousand random and mutated requests: never a 5xx, always a clear error.

use std::sync::Arc;

use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::harness::{Service, send};
use crate::people::{Owner, Visitor, prepare, sign_up_body};

const WORKERS: u64 = 4;
const REQUESTS: u64 = 2_600;

/// A small generator: the same sequence in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.roll() % u64::try_from(end).unwrap()).unwrap()
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    fn bytes(&mut self, max: usize) -> Vec<u8> {
        (0..self.below(max))
            .map(|_| self.roll().to_le_bytes()[0])
            .collect()
    }

    /// Changes, removes or adds a few bytes.
    fn mutate(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(4) {
            let byte = self.roll().to_le_bytes()[0];
            let at = self.below(bytes.len() + 1);
            match (self.below(4), bytes.get_mut(at)) {
                (0 | 1, Some(found)) => *found = byte,
                (2, Some(_)) => drop(bytes.remove(at)),
                _ => bytes.insert(at, byte),
            }
        }
        if self.below(10) == 0 {
            bytes.truncate(self.below(bytes.len() + 1));
        }
    }
}

/// Something valid to begin with.
struct Sample {
    method: Method,
    path: String,
    body: Value,
}

async fn samples(service: &Service, owner: &Owner, visitor: &Visitor) -> Vec<Sample> {
    let (keys, founded) = prepare("bob@example.com", &[]);
    let sign_up = sign_up_body(service, "bob@example.com", &keys, &founded).await;
    let wraps = sign_up["wraps"].clone();
    let epoch = json!({ "epoch": sign_up["epoch"], "wraps": wraps, "roster": sign_up["roster"] });
    let sample = |method: Method, path: String, body: Value| Sample { method, path, body };
    let get = |path: &str| sample(Method::GET, path.into(), Value::Null);
    let mut samples = vec![
        sample(
            Method::POST,
            "/v1/login/challenge".into(),
            json!({ "email": "a@b" }),
        ),
        sample(Method::POST, "/v1/login".into(), sign_up.clone()),
        sample(Method::POST, "/v1/workspaces".into(), sign_up.clone()),
        sample(
            Method::PUT,
            "/v1/account/blob".into(),
            json!({ "account_blob": sign_up["account_blob"] }),
        ),
        sample(Method::POST, "/v1/epochs".into(), epoch),
        sample(
            Method::PUT,
            "/v1/appearance".into(),
            json!({ "appearance": sign_up["appearance"] }),
        ),
        sample(
            Method::POST,
            owner.path("conversations"),
            visitor.opening.clone(),
        ),
        sample(Method::POST, visitor.path("messages"), visitor.message()),
        sample(Method::POST, visitor.path("messages"), visitor.reply()),
        sample(Method::POST, visitor.path("signals"), visitor.signal()),
        sample(
            Method::PUT,
            visitor.path("status"),
            json!({ "status": "closed" }),
        ),
        sample(Method::POST, "/v1/checks".into(), json!({})),
        sample(
            Method::POST,
            owner.path("checks/abc"),
            json!({ "release": "r" }),
        ),
        sample(
            Method::DELETE,
            "/v1/devices/dv_aaaaaaaaaaaaaaaaaaaaaaaaaa".into(),
            Value::Null,
        ),
    ];
    samples.extend(
        [
            "/v1/account",
            "/v1/devices",
            "/v1/statements",
            "/v1/live",
            "/v1/release",
            "/readyz",
            "/",
        ]
        .map(get),
    );
    samples.extend([
        get(&owner.path("bundle")),
        get("/v1/changes?after=0&limit=10&wait=0"),
        get(&format!("{}?after=1&limit=5", visitor.path("messages"))),
        get("/v1/checks/abc"),
        get("/widget/r/aside.js"),
    ]);
    samples
}

async fn worker(service: Arc<Service>, samples: Arc<Vec<Sample>>, tokens: Vec<String>, seed: u64) {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15 ^ (seed + 1));
    for n in 0..REQUESTS {
        let sample = dice.pick(&samples);
        let mut path = sample.path.clone().into_bytes();
        if dice.below(3) == 0 {
            dice.mutate(&mut path);
        }
        // A wait would only slow the test down.
        let path = to_path(&path).replace("wait", "w");
        let method = if dice.below(10) == 0 {
            Method::PUT
        } else {
            sample.method.clone()
        };
        let mut request = service
            .request(method, &path)
            .bearer_auth(dice.pick(&tokens));
        if !sample.body.is_null() {
            let mut body = serde_json::to_vec(&sample.body).unwrap();
            match dice.below(8) {
                0 => body = dice.bytes(600),
                1 => {}
                _ => dice.mutate(&mut body),
            }
            request = request
                .header("content-type", "application/json")
                .body(body);
        }
        let answer = send(request).await;
        let shown = format!("{n} {path} {answer:?}");
        assert!(answer.status < 500, "{shown}");
        if answer.status >= 400 {
            assert!(answer.body["code"].is_string(), "{shown}");
            assert!(answer.body["message"].is_string(), "{shown}");
            assert!(answer.body["request_id"].is_string(), "{shown}");
        }
    }
}

/// Bytes as a path that a client can send: what is not plain is percent-encoded.
fn to_path(bytes: &[u8]) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/?&=_-.%".contains(byte);
    let encoded = bytes.iter().map(|byte| match byte {
        byte if plain(byte) => char::from(*byte).to_string(),
        byte => format!("%{byte:02X}"),
    });
    format!("/{}", encoded.collect::<String>().trim_start_matches('/'))
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_mutated_requests_get_clear_answers() {
    let service = Arc::new(Service::start().await);
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let visitor = Visitor::open(&service, owner.wid).await;
    let samples = Arc::new(samples(&service, &owner, &visitor).await);
    let nobody = crate::people::b64([9; 32]);
    let tokens = vec![owner.token, visitor.token, nobody, "x".into()];
    let workers = (0..WORKERS).map(|seed| {
        tokio::spawn(worker(
            service.clone(),
            samples.clone(),
            tokens.clone(),
            seed,
        ))
    });
    for worker in workers.collect::<Vec<_>>() {
        worker.await.unwrap();
    }
    assert_eq!(service.get("/readyz", "").await.status, 200);
}

#[tokio::test]
async fn bytes_that_are_no_http_do_no_harm() {
    let service = Service::start().await;
    let address = service.base.strip_prefix("http://").unwrap();
    let mut dice = Dice(7);
    for n in 0..200 {
        let mut bytes = b"GET /healthz HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n".to_vec();
        if n % 2 == 0 {
            bytes = dice.bytes(400);
        } else {
            dice.mutate(&mut bytes);
        }
        let mut stream = TcpStream::connect(address).await.unwrap();
        // Either side may hang up first.
        let _ = stream.write_all(&bytes).await;
        let _ = stream.shutdown().await;
        let _ = stream.read_to_end(&mut Vec::new()).await;
    }
    assert_eq!(service.get("/readyz", "").await.status, 200);
}
