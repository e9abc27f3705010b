//! The feed over plain HTTP, and "check my site".

use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use tokio::time::timeout;

use crate::harness::{Service, send};
use crate::people::{Owner, Visitor};

#[tokio::test]
async fn the_feed_is_dense_for_agents_and_private_for_visitors() {
    let service = Service::start().await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let (one, two) = (
        Visitor::open(&service, owner.wid).await,
        Visitor::open(&service, owner.wid).await,
    );
    service
        .post(&one.path("messages"), &one.token, &one.message())
        .await
        .expect(201);
    let all = service
        .get("/v1/changes?after=1&limit=3", &owner.token)
        .await
        .expect(200);
    let revs: Vec<_> = all["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| &c["rev"])
        .collect();
    assert_eq!(
        (revs, &all["next"]),
        (vec![&json!(2), &json!(3), &json!(4)], &json!(4))
    );
    let own = service.get("/v1/changes", &two.token).await.expect(200);
    assert_eq!(
        (own["changes"].as_array().unwrap().len(), &own["next"]),
        (2, &json!(2))
    );
    let end = service
        .get("/v1/changes?after=5", &owner.token)
        .await
        .expect(200);
    assert_eq!(end, json!({ "changes": [], "next": 5 }));
}

#[tokio::test]
async fn a_waiting_poll_is_woken_by_a_message() {
    let service = Service::start().await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let visitor = Visitor::open(&service, owner.wid).await;
    for token in [&owner.token, &visitor.token] {
        let path = format!(
            "/v1/changes?wait=30&after={}",
            if *token == owner.token { 2 } else { 3 }
        );
        let waiting = service.get(&path, token);
        let message = visitor.message();
        let to = visitor.path("messages");
        let sending = service.post(&to, &visitor.token, &message);
        let both = async { tokio::join!(waiting, sending) };
        let (woken, posted) = timeout(Duration::from_secs(15), both).await.unwrap();
        let seq = posted.expect(201)["seq"].clone();
        let woken = woken.expect(200);
        assert_eq!(
            (&woken["next"], &woken["changes"][0]["item"]),
            (&seq, &message["item"])
        );
    }
}

#[tokio::test]
async fn a_poll_that_nothing_wakes_ends_by_itself() {
    let service = Service::start().await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let answer = service
        .get("/v1/changes?wait=1", &owner.token)
        .await
        .expect(200);
    assert_eq!(answer, json!({ "changes": [], "next": 0 }));
}

#[tokio::test]
async fn a_stop_ends_waiting_polls() {
    let service = Service::start().await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let url = format!("{}/v1/changes?wait=30", service.base);
    let request = service.client.get(url).bearer_auth(&owner.token);
    let waiting = tokio::spawn(request.send());
    // The connection is there once another request on a new one has been answered.
    send(service.request(Method::GET, "/readyz")).await;
    timeout(Duration::from_secs(15), service.stop())
        .await
        .unwrap();
    // Answered, or cut before it was accepted; either way it does not wait for 30 seconds.
    drop(timeout(Duration::from_secs(5), waiting).await.unwrap());
}

#[tokio::test]
async fn a_bad_query_is_refused() {
    let service = Service::start().await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    for query in [
        "after=-1",
        "after=x",
        "limit=0",
        "limit=501",
        "wait=31",
        "token=secret",
        "after=99999999999999999999",
    ] {
        let path = format!("/v1/changes?{query}");
        service
            .get(&path, &owner.token)
            .await
            .refused(400, "bad_request");
    }
}

#[tokio::test]
async fn a_site_reports_itself_once_it_is_asked() {
    let service = Service::start().await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let stranger = Owner::sign_up(&service, "eve@example.com").await;
    let check = service
        .post("/v1/checks", &owner.token, &json!({}))
        .await
        .expect(201);
    let nonce = check["nonce"].as_str().unwrap();
    let read = format!("/v1/checks/{nonce}");
    let unseen = service.get(&read, &owner.token).await.expect(200);
    assert_eq!(unseen, json!({ "seen": false }));
    service
        .get(&read, &stranger.token)
        .await
        .refused(404, "not_found");
    let report = async |path: String, origin: Option<&str>| {
        let request = service
            .request(Method::POST, &path)
            .json(&json!({ "release": "r1" }));
        let request = match origin {
            Some(origin) => request.header("origin", origin),
            None => request,
        };
        send(request).await
    };
    let site = Some("https://shop.example");
    report(owner.path("checks/other"), site)
        .await
        .refused(404, "not_found");
    report(stranger.path(&format!("checks/{nonce}")), site)
        .await
        .refused(404, "not_found");
    report(owner.path(&format!("checks/{nonce}")), None)
        .await
        .refused(400, "bad_request");
    report(owner.path(&format!("checks/{nonce}")), site)
        .await
        .expect(204);
    let seen = service.get(&read, &owner.token).await.expect(200);
    assert_eq!(
        seen,
        json!({ "seen": true, "origin": "https://shop.example", "release": "r1" })
    );
}
