//! Rules for every endpoint: limits, media types, sites, headers, what is not there.

use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::harness::{Service, send};
use crate::people::{Owner, Visitor};

#[tokio::test]
async fn bodies_are_bounded_before_they_are_read() {
    let service = Service::start().await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let visitor = Visitor::open(&service, owner.wid).await;
    let large = |bytes| json!({ "email": "x".repeat(bytes) });
    let challenge = "/v1/login/challenge";
    service
        .post(challenge, "", &large(5_000))
        .await
        .refused(413, "body_too_large");
    service
        .post("/v1/workspaces", "", &large(600_000))
        .await
        .refused(413, "body_too_large");
    let path = visitor.path("messages");
    service
        .post(&path, &visitor.token, &large(140_000))
        .await
        .refused(413, "body_too_large");
    let path = visitor.path("signals");
    service
        .post(&path, &visitor.token, &large(5_000))
        .await
        .refused(413, "body_too_large");
}

#[tokio::test]
async fn only_json_with_known_fields_is_taken() {
    let service = Service::start().await;
    let path = "/v1/login/challenge";
    let post = |kind: &'static str, body: &'static str| {
        send(
            service
                .request(Method::POST, path)
                .header("content-type", kind)
                .body(body),
        )
    };
    let good = r#"{"email":"a@b"}"#;
    post("application/json; charset=utf-8", good)
        .await
        .expect(200);
    post("text/plain", good)
        .await
        .refused(415, "unsupported_media_type");
    post("application/x-www-form-urlencoded", "email=a@b")
        .await
        .refused(415, "unsupported_media_type");
    send(service.request(Method::POST, path))
        .await
        .refused(415, "unsupported_media_type");
    for body in [
        "",
        "{",
        "[]",
        "{}",
        "\u{0}",
        r#"{"email":"a@b","x":1}"#,
        r#"{"email":1}"#,
        r#"{"email":"a@b"} {}"#,
    ] {
        post("application/json", body)
            .await
            .refused(400, "bad_request");
    }
}

#[tokio::test]
async fn what_is_not_there_and_what_is_not_meant_are_told_apart() {
    let service = Service::start().await;
    for path in [
        "/v1",
        "/v1/",
        "/v1/nothing",
        "/nothing",
        "/widget/x/aside.js",
        "/widget/../x",
    ] {
        service.get(path, "").await.refused(404, "not_found");
    }
    service
        .delete("/v1/account", "")
        .await
        .refused(405, "method_not_allowed");
    service
        .post("/", "", &json!({}))
        .await
        .refused(405, "method_not_allowed");
    service
        .get("/v1/account", "")
        .await
        .refused(401, "not_signed_in");
    service
        .get("/v1/account", "!")
        .await
        .refused(401, "not_signed_in");
}

#[tokio::test]
async fn every_answer_has_security_headers_and_a_request_id() {
    let service = Service::start().await;
    let mut ids = std::collections::HashSet::new();
    for path in ["/healthz", "/readyz", "/v1/account", "/nothing"] {
        let answer = service.get(path, "").await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert!(
            answer
                .header("content-security-policy")
                .contains("frame-ancestors 'none'")
        );
        assert!(ids.insert(answer.header("x-request-id").to_owned()));
    }
}

#[tokio::test]
async fn the_inbox_page_has_a_strict_policy_or_says_how_to_build_it() {
    let service = Service::start().await;
    let answer = send(service.request(Method::GET, "/")).await;
    assert_eq!(answer.status, 200);
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
}

#[tokio::test]
async fn a_site_that_is_not_listed_is_refused_and_can_read_why() {
    let service = Service::start().await;
    let listed = "https://shop.example";
    let owner = Owner::sign_up_for(&service, "ada@example.com", &[listed]).await;
    let visitor = Visitor::prepare(owner.wid);
    let open = async |origin: Option<&str>| {
        let request = service.request(Method::POST, &owner.path("conversations"));
        let request = request.bearer_auth(&visitor.token).json(&visitor.opening);
        send(match origin {
            Some(origin) => request.header("origin", origin),
            None => request,
        })
        .await
    };
    for other in ["https://evil.example", "http://shop.example", "null"] {
        let answer = open(Some(other)).await;
        assert_eq!(answer.header("access-control-allow-origin"), other);
        answer.refused(403, "origin_not_allowed");
    }
    let answer = open(Some(listed)).await;
    assert_eq!(answer.header("access-control-allow-origin"), listed);
    assert_eq!(answer.header("access-control-allow-credentials"), "");
    answer.expect(201);
    open(None).await.expect(200);
    let read = service
        .request(Method::GET, &visitor.path("messages"))
        .bearer_auth(&visitor.token);
    send(read.header("origin", "https://evil.example"))
        .await
        .refused(403, "origin_not_allowed");
}

#[tokio::test]
async fn a_preflight_is_answered_for_visitors_and_for_nobody_else() {
    let service = Service::start().await;
    let ask = async |path: &str| {
        let request = service.request(Method::OPTIONS, path);
        let request = request.header("origin", "https://shop.example");
        send(request.header("access-control-request-method", "POST")).await
    };
    let answer = ask("/v1/conversations/cv_x/messages").await;
    assert_eq!(answer.status, 204);
    assert_eq!(
        answer.header("access-control-allow-origin"),
        "https://shop.example"
    );
    assert_eq!(
        answer.header("access-control-allow-headers"),
        "authorization, content-type"
    );
    assert_eq!(answer.header("access-control-max-age"), "86400");
    for path in [
        "/v1/account",
        "/v1/login",
        "/v1/workspaces",
        "/v1/devices/dv_x",
    ] {
        let answer = ask(path).await;
        assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
    }
}

#[tokio::test]
async fn too_many_requests_are_told_when_to_come_back() {
    let service = Service::start_with(|config| {
        config.limits.token_per_second = 1;
        config.limits.token_burst = 5;
    })
    .await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let visitor = Visitor::open(&service, owner.wid).await;
    for _ in 0..4 {
        service.get("/v1/changes", &visitor.token).await.expect(200);
    }
    let answer = service.get("/v1/changes", &visitor.token).await;
    assert!(answer.header("retry-after").parse::<u64>().unwrap() >= 1);
    answer.refused(429, "rate_limited");
    service.get("/v1/changes", &owner.token).await.expect(200);
}

#[tokio::test]
async fn one_address_can_try_only_so_many_sign_ins() {
    let service = Service::start_with(|config| {
        config.limits.sign_in_per_minute = 1;
        config.limits.sign_in_burst = 3;
    })
    .await;
    let body = json!({ "email": "a@b" });
    for _ in 0..3 {
        service
            .post("/v1/login/challenge", "", &body)
            .await
            .expect(200);
    }
    let answer = service.post("/v1/login/challenge", "", &body).await;
    answer.refused(429, "rate_limited");
    service.get("/healthz", "").await;
}

#[tokio::test]
async fn a_sign_up_beyond_the_limit_is_refused_before_its_body_comes() {
    let service = Service::start_with(|config| {
        config.limits.sign_in_per_minute = 1;
        config.limits.sign_in_burst = 1;
    })
    .await;
    let body = json!({ "email": "a@b" });
    let first = service.post("/v1/login/challenge", "", &body).await;
    first.expect(200);
    let address = service.base.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = "POST /v1/workspaces HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n\
        content-length: 500000\r\n\r\n{";
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = [0; 12];
    let reading = stream.read_exact(&mut answer);
    timeout(Duration::from_secs(10), reading)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(&answer, b"HTTP/1.1 429");
}

#[tokio::test]
async fn one_address_can_ask_only_so_often() {
    let service = Service::start_with(|config| {
        config.limits.address_per_second = 1;
        config.limits.address_burst = 3;
    })
    .await;
    for _ in 0..3 {
        service
            .get("/v1/account", "")
            .await
            .refused(401, "not_signed_in");
    }
    service
        .get("/v1/account", "")
        .await
        .refused(429, "rate_limited");
    assert_eq!(service.get("/healthz", "").await.status, 200);
}

#[tokio::test]
async fn the_data_folder_is_made_for_its_owner_alone_and_read_again() {
    let service = Service::start().await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let folder = service.folder.path().join("made/by/the/service");
    let mode = std::fs::metadata(&folder).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    let kept = service.stop().await;
    let again = Service::start_with(|config| {
        config.server.data_dir = kept.path().join("made/by/the/service");
    })
    .await;
    again.get("/v1/account", &owner.token).await.expect(200);
}

#[tokio::test]
async fn metrics_are_served_apart_and_name_nobody() {
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let service =
        Service::start_with(|config| config.server.metrics_listen = free.to_string()).await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    Visitor::open(&service, owner.wid).await;
    service.get("/metrics", "").await.refused(404, "not_found");
    let request = service.client.get(format!("http://{free}/metrics"));
    let text = request.send().await.unwrap().text().await.unwrap();
    assert!(text.contains("aside_items_total 1"), "{text}");
    for secret in ["ada", &owner.wid.to_string(), &owner.token] {
        assert!(!text.contains(secret));
    }
}
