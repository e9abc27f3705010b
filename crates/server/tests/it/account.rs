//! Signing up, in and out; devices; the account blob.

use aside_crypto::account::{AccountSecrets, seal_account};
use aside_protocol::login::Purpose;
use aside_protocol::{Floors, Object};
use reqwest::Method;
use serde_json::json;

use crate::harness::{Answer, Service, send};
use crate::people::{Owner, b64, login_body, prepare, random, rng, sign_up_body};

#[tokio::test]
async fn an_owner_signs_up_and_signs_in_on_a_second_device() {
    let service = Service::start().await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let second = owner.sign_in(&service, "native").await.expect(200);
    assert_eq!(second["workspace"], json!(owner.wid.to_string()));
    assert_eq!(
        second["account_blob"],
        json!(b64(owner.founded.account.encode()))
    );
    let token = second["token"].as_str().unwrap();
    let account = service.get("/v1/account", token).await.expect(200);
    assert_eq!(account["email"], "ada@example.com");
    assert_eq!(account["account_n"], 1);
    assert_eq!(
        account["root_blob"],
        json!(b64(owner.founded.root.encode()))
    );
    let devices = service.get("/v1/devices", token).await.expect(200);
    let current: Vec<_> = devices
        .as_array()
        .unwrap()
        .iter()
        .map(|d| &d["current"])
        .collect();
    assert_eq!(current, [&json!(false), &json!(true)]);
}

#[tokio::test]
async fn a_taken_address_and_a_taken_workspace_are_told_apart() {
    let service = Service::start().await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let (keys, founded) = prepare("ada@example.com", &[]);
    let body = sign_up_body(&service, "ada@example.com", &keys, &founded).await;
    service
        .post("/v1/workspaces", "", &body)
        .await
        .refused(409, "email_taken");
    let body = sign_up_body(&service, "bob@example.com", &owner.keys, &owner.founded).await;
    service
        .post("/v1/workspaces", "", &body)
        .await
        .refused(409, "workspace_exists");
}

#[tokio::test]
async fn a_sign_up_with_a_flaw_is_refused_and_leaves_nothing() {
    let service = Service::start().await;
    let (keys, founded) = prepare("ada@example.com", &[]);
    let (_, other) = prepare("ada@example.com", &[]);
    let swaps = [
        (
            "roster",
            json!(b64(other.roster.encode())),
            400,
            "statement_refused",
        ),
        (
            "epoch",
            json!(b64(other.epoch.encode())),
            400,
            "statement_refused",
        ),
        (
            "appearance",
            json!(b64(other.appearance.encode())),
            400,
            "statement_refused",
        ),
        (
            "genesis",
            json!(b64(other.genesis.encode())),
            400,
            "statement_refused",
        ),
        (
            "account_blob",
            json!(b64(other.account.encode())),
            400,
            "statement_refused",
        ),
        (
            "root_blob",
            json!(b64(other.root.encode())),
            400,
            "statement_refused",
        ),
        (
            "kem_pk",
            json!(b64(other.secrets.member.kem.public())),
            400,
            "statement_refused",
        ),
        (
            "wraps",
            json!([b64(founded.wraps[0].encode())]),
            400,
            "statement_refused",
        ),
        (
            "wraps",
            json!([b64(other.wraps[0].encode())]),
            400,
            "statement_refused",
        ),
        ("genesis", json!("AAAA"), 400, "malformed_object"),
        ("account_blob", json!(""), 400, "malformed_object"),
        ("genesis", json!("not base64!"), 400, "bad_request"),
        ("auth_pk", json!("AAAA"), 400, "bad_request"),
        ("auth_pk", json!(b64(random::<32>())), 401, "sign_in_failed"),
        ("signature", json!(b64([0; 64])), 401, "sign_in_failed"),
        ("challenge", json!(b64([0; 32])), 401, "sign_in_failed"),
        ("time", json!(0), 401, "sign_in_failed"),
        ("email", json!("bob@example.com"), 401, "sign_in_failed"),
        ("email", json!("Ada@example.com"), 400, "bad_request"),
        ("email", json!("nobody"), 400, "bad_request"),
        ("device_name", json!("x".repeat(65)), 400, "bad_request"),
        ("surprise", json!(1), 400, "bad_request"),
    ];
    for (field, value, status, code) in swaps {
        let mut body = sign_up_body(&service, "ada@example.com", &keys, &founded).await;
        body[field] = value;
        service
            .post("/v1/workspaces", "", &body)
            .await
            .refused(status, code);
    }
    let body = sign_up_body(&service, "ada@example.com", &keys, &founded).await;
    service.post("/v1/workspaces", "", &body).await.expect(201);
}

#[tokio::test]
async fn every_failed_sign_in_looks_the_same() {
    let service = Service::start().await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let (stranger, _) = prepare("ada@example.com", &[]);
    let path = "/v1/login";
    let body = login_body(
        &service,
        "ada@example.com",
        &stranger,
        Purpose::SignIn,
        "native",
    )
    .await;
    service
        .post(path, "", &body)
        .await
        .refused(401, "sign_in_failed");
    let body = login_body(
        &service,
        "bob@example.com",
        &owner.keys,
        Purpose::SignIn,
        "native",
    )
    .await;
    service
        .post(path, "", &body)
        .await
        .refused(401, "sign_in_failed");
    let body = login_body(
        &service,
        "ada@example.com",
        &owner.keys,
        Purpose::SignUp,
        "native",
    )
    .await;
    service
        .post(path, "", &body)
        .await
        .refused(401, "sign_in_failed");
    let mut body = login_body(
        &service,
        "ada@example.com",
        &owner.keys,
        Purpose::SignIn,
        "native",
    )
    .await;
    body["time"] = json!(body["time"].as_u64().unwrap() - 6 * 60 * 1_000);
    service
        .post(path, "", &body)
        .await
        .refused(401, "sign_in_failed");
}

#[tokio::test]
async fn a_challenge_is_good_for_one_try() {
    let service = Service::start().await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let body = login_body(
        &service,
        "ada@example.com",
        &owner.keys,
        Purpose::SignIn,
        "native",
    )
    .await;
    service.post("/v1/login", "", &body).await.expect(200);
    service
        .post("/v1/login", "", &body)
        .await
        .refused(401, "sign_in_failed");
}

/// Signs in as a browser; gives the answer and the cookie.
async fn browser(service: &Service, owner: &Owner) -> (Answer, String) {
    let answer = owner.sign_in(service, "browser").await;
    let cookie = answer
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    (answer, cookie)
}

#[tokio::test]
async fn a_browser_gets_a_cookie_that_scripts_and_other_sites_cannot_use() {
    let service = Service::start().await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let (answer, cookie) = browser(&service, &owner).await;
    let set = answer.header("set-cookie").to_owned();
    assert!(answer.expect(200).get("token").is_none());
    assert!(
        set.starts_with("aside=") && set.contains("HttpOnly"),
        "{set}"
    );
    assert!(
        set.contains("SameSite=Strict") && set.contains("Path=/"),
        "{set}"
    );

    let ask = |method| {
        let request = service.request(method, "/v1/checks");
        request.header("cookie", &cookie)
    };
    send(ask(Method::POST)).await.refused(403, "cross_site");
    let foreign = ask(Method::POST).header("sec-fetch-site", "cross-site");
    send(foreign).await.refused(403, "cross_site");
    let sibling = ask(Method::POST).header("sec-fetch-site", "same-site");
    send(sibling.header("origin", &service.base))
        .await
        .refused(403, "cross_site");
    let foreign = ask(Method::POST).header("origin", "https://evil.example");
    send(foreign).await.refused(403, "cross_site");
    send(ask(Method::POST).header("sec-fetch-site", "same-origin"))
        .await
        .expect(201);
    send(ask(Method::POST).header("origin", &service.base))
        .await
        .expect(201);
    let read = service
        .request(Method::GET, "/v1/account")
        .header("cookie", &cookie);
    send(read).await.expect(200);
}

#[tokio::test]
async fn over_https_the_cookie_is_bound_to_the_host() {
    let service =
        Service::start_with(|config| config.server.public_url = "https://a.example".into()).await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let answer = owner.sign_in(&service, "browser").await;
    assert!(
        answer
            .header("strict-transport-security")
            .contains("max-age")
    );
    let cookie = answer.header("set-cookie").to_owned();
    let (pair, attributes) = cookie.split_once("; ").unwrap();
    assert!(pair.starts_with("__Host-aside="), "{cookie}");
    for needed in ["Secure", "HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(attributes.split("; ").any(|one| one == needed), "{cookie}");
    }
    assert!(!attributes.contains("Domain"), "{cookie}");
    let with = |pair: &str| {
        let request = service.request(Method::GET, "/v1/account");
        send(request.header("cookie", pair.to_owned()))
    };
    with(pair).await.expect(200);
    // Without the prefix, another host of the same site could have set it.
    let unbound = pair.strip_prefix("__Host-").unwrap();
    with(unbound).await.refused(401, "not_signed_in");
}

#[tokio::test]
async fn a_sign_in_is_bound_to_the_public_origin() {
    let mut elsewhere =
        Service::start_with(|config| config.server.public_url = "https://a.example".into()).await;
    elsewhere.origin = elsewhere.base.clone();
    let (keys, founded) = prepare("ada@example.com", &[]);
    let body = sign_up_body(&elsewhere, "ada@example.com", &keys, &founded).await;
    let refused = elsewhere.post("/v1/workspaces", "", &body).await;
    refused.refused(401, "sign_in_failed");
}

#[tokio::test]
async fn signing_out_ends_this_device_only() {
    let service = Service::start().await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let second = owner.sign_in(&service, "native").await.expect(200);
    let token = second["token"].as_str().unwrap();
    let answer = service.post("/v1/logout", token, &json!({})).await;
    assert!(answer.header("set-cookie").contains("Max-Age=0"));
    answer.expect(204);
    service
        .get("/v1/account", token)
        .await
        .refused(401, "not_signed_in");
    service.get("/v1/account", &owner.token).await.expect(200);
}

#[tokio::test]
async fn a_device_is_ended_from_another_one() {
    let service = Service::start().await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let second = owner.sign_in(&service, "native").await.expect(200);
    let token = second["token"].as_str().unwrap();
    let stranger = Owner::sign_up(&service, "eve@example.com").await;
    let path = format!("/v1/devices/{}", owner.device);
    service
        .delete(&path, &stranger.token)
        .await
        .refused(404, "not_found");
    service.get("/v1/account", &owner.token).await.expect(200);
    service.delete(&path, token).await.expect(204);
    service
        .get("/v1/account", &owner.token)
        .await
        .refused(401, "not_signed_in");
    service.delete(&path, token).await.refused(404, "not_found");
    service
        .delete("/v1/devices/nonsense", token)
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn an_account_blob_is_replaced_by_the_next_one_only() {
    let service = Service::start().await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let put = async |blob: Vec<u8>| {
        let body = json!({ "account_blob": b64(blob) });
        service.put("/v1/account/blob", &owner.token, &body).await
    };
    let sealed = |n| {
        let secrets = &owner.founded.secrets;
        let copy = AccountSecrets {
            member: aside_crypto::workspace::MemberKeys::generate(&mut rng()),
            secret_key: aside_crypto::SecretKey::from_bytes(*secrets.secret_key.expose()),
            genesis: owner.founded.genesis.clone(),
            rec_kem_pk: secrets.recovery.kem_seed().public(),
            floors: Floors::default(),
            name: "Ada".into(),
        };
        let mut blob = seal_account(&copy, n, &[owner.keys.password_method()], &mut rng()).unwrap();
        blob.mid = owner.founded.account.mid;
        blob.encode()
    };
    put(sealed(1)).await.refused(409, "stale_account");
    put(sealed(3)).await.refused(409, "stale_account");
    put(sealed(2)).await.expect(204);
    put(sealed(2)).await.refused(409, "stale_account");
    put(b"asd1".to_vec()).await.refused(400, "malformed_object");
    let stranger = Owner::sign_up(&service, "eve@example.com").await;
    put(stranger.founded.account.encode())
        .await
        .refused(400, "statement_refused");
    let account = service.get("/v1/account", &owner.token).await.expect(200);
    assert_eq!(account["account_n"], 2);
}
