//! Bundle, epochs, appearance.

use aside_protocol::{Object, Signature};
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Service, send};
use crate::people::{Owner, Visitor, b64, now, random};

#[tokio::test]
async fn anyone_who_knows_the_workspace_gets_its_bundle() {
    let service = Service::start().await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let request = service.request(Method::GET, &owner.path("bundle"));
    let answer = send(request.header("origin", "https://shop.example")).await;
    assert_eq!(answer.header("cache-control"), "public, max-age=30");
    assert_eq!(
        answer.header("cross-origin-resource-policy"),
        "cross-origin"
    );
    let etag = answer.header("etag").to_owned();
    let bundle = answer.expect(200);
    assert_eq!(
        bundle["genesis"],
        json!(b64(owner.founded.genesis.encode()))
    );
    assert_eq!(bundle["links"], json!([]));
    let again = service
        .request(Method::GET, &owner.path("bundle"))
        .header("if-none-match", etag);
    assert_eq!(send(again).await.status, 304);
    let unknown = aside_protocol::WorkspaceId::new(random());
    let path = format!("/v1/workspaces/{unknown}/bundle");
    service.get(&path, "").await.refused(404, "not_found");
    service
        .get("/v1/workspaces/as1nonsense/bundle", "")
        .await
        .refused(404, "not_found");
}

fn epoch_body(owner: &Owner) -> Value {
    let rotation = owner.rotation();
    let wraps: Vec<_> = rotation
        .wraps
        .iter()
        .map(|wrap| b64(wrap.encode()))
        .collect();
    json!({ "epoch": b64(rotation.key.epoch.encode()), "wraps": wraps })
}

#[tokio::test]
async fn the_next_epoch_is_published_with_its_wraps() {
    let service = Service::start().await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let before = service.get(&owner.path("bundle"), "").await.expect(200);
    let body = epoch_body(&owner);
    service
        .post("/v1/epochs", &owner.token, &body)
        .await
        .expect(204);
    let after = service.get(&owner.path("bundle"), "").await.expect(200);
    assert_ne!(before["epoch"], after["epoch"]);
    assert_eq!(after["epoch"], body["epoch"]);
    let own = service
        .get("/v1/statements", &owner.token)
        .await
        .expect(200);
    assert_eq!(own["epochs"], json!([before["epoch"], after["epoch"]]));
    assert_eq!(own["wraps"].as_array().unwrap().len(), 2);
    assert_eq!(own["members"].as_array().unwrap().len(), 1);
    service
        .post("/v1/epochs", &owner.token, &body)
        .await
        .refused(409, "stale_statement");
}

#[tokio::test]
async fn an_epoch_with_a_flaw_is_refused() {
    let service = Service::start().await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let stranger = Owner::sign_up(&service, "eve@example.com").await;
    let publish = async |body: &Value| service.post("/v1/epochs", &owner.token, body).await;
    let good = epoch_body(&owner);
    let mut body = good.clone();
    body["wraps"] = json!([good["wraps"][0]]);
    publish(&body).await.refused(400, "statement_refused");
    body["wraps"] = json!([good["wraps"][0], good["wraps"][0]]);
    publish(&body).await.refused(400, "statement_refused");
    body = good.clone();
    body["epoch"] = epoch_body(&stranger)["epoch"].clone();
    publish(&body).await.refused(400, "statement_refused");
    body["epoch"] = json!(b64(b"asd1"));
    publish(&body).await.refused(400, "malformed_object");
    body = good.clone();
    body["roster"] = json!(b64(owner.founded.roster.encode()));
    publish(&body).await.refused(409, "stale_statement");
    publish(&good).await.expect(204);
}

#[tokio::test]
async fn a_visitor_publishes_nothing() {
    let service = Service::start().await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let visitor = Visitor::open(&service, owner.wid).await;
    let body = epoch_body(&owner);
    service
        .post("/v1/epochs", &visitor.token, &body)
        .await
        .refused(403, "not_allowed");
    service
        .get("/v1/statements", &visitor.token)
        .await
        .refused(403, "not_allowed");
    service
        .get("/v1/account", &visitor.token)
        .await
        .refused(403, "not_allowed");
    service
        .post("/v1/epochs", "", &body)
        .await
        .refused(401, "not_signed_in");
}

fn next_appearance(owner: &Owner, name: &str) -> Value {
    let mut next = owner.founded.appearance.clone();
    next.n += 1;
    next.prev = owner.founded.appearance.digest();
    next.created = now();
    next.name = name.into();
    next.sig = Signature::new([0; 64]);
    let signed = owner.founded.secrets.member.sig.sign_object(next);
    json!({ "appearance": b64(signed.encode()) })
}

#[tokio::test]
async fn the_next_appearance_is_published_once() {
    let service = Service::start().await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let put = async |body: &Value| service.put("/v1/appearance", &owner.token, body).await;
    let same = json!({ "appearance": b64(owner.founded.appearance.encode()) });
    put(&same).await.refused(409, "stale_statement");
    let next = next_appearance(&owner, "Acme & Sons");
    let mut forged = owner.founded.appearance.clone();
    forged.n += 1;
    put(&json!({ "appearance": b64(forged.encode()) }))
        .await
        .refused(400, "statement_refused");
    put(&next).await.expect(204);
    let bundle = service.get(&owner.path("bundle"), "").await.expect(200);
    assert_eq!(bundle["appearance"], next["appearance"]);
    put(&next_appearance(&owner, "Others"))
        .await
        .refused(409, "stale_statement");
}
