//! Opening, writing, closing; who sees what.

use aside_protocol::Object;
use aside_protocol::session::{Direction, EnvelopeKind, Rekey};
use serde_json::{Value, json};

use crate::harness::Service;
use crate::people::{Owner, Visitor, b64, envelope, message_id, random};

struct Scene {
    service: Service,
    owner: Owner,
    visitor: Visitor,
}

async fn scene() -> Scene {
    let service = Service::start().await;
    let owner = Owner::sign_up(&service, "ada@example.com").await;
    let visitor = Visitor::open(&service, owner.wid).await;
    Scene {
        service,
        owner,
        visitor,
    }
}

#[tokio::test]
async fn one_request_opens_a_conversation_with_its_first_message() {
    let Scene {
        service,
        owner,
        visitor,
    } = scene().await;
    let read = service
        .get(&visitor.path("messages"), &visitor.token)
        .await
        .expect(200);
    let changes = read["changes"].as_array().unwrap();
    assert_eq!((changes.len(), &read["next"]), (2, &json!(2)));
    assert_eq!(changes[0]["kind"], "hello");
    assert_eq!(changes[0]["item"], visitor.opening["hello"]);
    assert_eq!(changes[1]["kind"], "item");
    assert_eq!(changes[1]["item"], visitor.opening["envelope"]);
    assert_eq!(changes[1]["message_id"], visitor.opening["message_id"]);
    let seen = service.get("/v1/changes", &owner.token).await.expect(200);
    assert_eq!(seen["changes"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn opening_again_is_the_same_answer_and_other_bytes_are_refused() {
    let Scene {
        service,
        owner,
        visitor,
    } = scene().await;
    let path = owner.path("conversations");
    let again = service
        .post(&path, &visitor.token, &visitor.opening)
        .await
        .expect(200);
    assert_eq!(
        again,
        json!({ "conversation": visitor.conversation.to_string(), "seq": 2 })
    );
    let mut other = visitor.opening.clone();
    other["envelope"] = json!(envelope(
        visitor.sid,
        Direction::ToWorkspace,
        EnvelopeKind::Message
    ));
    let answer = service.post(&path, &visitor.token, &other).await;
    answer.refused(409, "message_id_conflict");
    let thief = b64(random::<32>());
    let answer = service.post(&path, &thief, &visitor.opening).await;
    answer.refused(409, "message_id_conflict");
    service
        .get(&visitor.path("messages"), &thief)
        .await
        .refused(401, "not_signed_in");
}

#[tokio::test]
async fn an_opening_with_a_flaw_is_refused() {
    let Scene { service, owner, .. } = scene().await;
    let stranger = Owner::sign_up(&service, "eve@example.com").await;
    let path = owner.path("conversations");
    let token = b64(random::<32>());
    let post = async |body: &Value| service.post(&path, &token, body).await;
    let fresh = Visitor::prepare(owner.wid);
    let foreign = Visitor::prepare(stranger.wid);
    post(&foreign.opening)
        .await
        .refused(400, "statement_refused");
    let mut body = fresh.opening.clone();
    body["envelope"] = foreign.opening["envelope"].clone();
    post(&body).await.refused(400, "statement_refused");
    for (direction, kind) in [
        (Direction::ToVisitor, EnvelopeKind::Message),
        (Direction::ToWorkspace, EnvelopeKind::Signal),
    ] {
        body["envelope"] = json!(envelope(fresh.sid, direction, kind));
        post(&body).await.refused(400, "statement_refused");
    }
    body = fresh.opening.clone();
    let mut hello = data_encoding::BASE64URL_NOPAD
        .decode(body["hello"].as_str().unwrap().as_bytes())
        .unwrap();
    *hello.last_mut().unwrap() ^= 1;
    body["hello"] = json!(b64(&hello));
    post(&body).await.refused(400, "statement_refused");
    body["hello"] = json!("");
    post(&body).await.refused(400, "malformed_object");
    body = fresh.opening.clone();
    body["message_id"] = json!("ms_short");
    post(&body).await.refused(400, "bad_request");
    let unknown = aside_protocol::WorkspaceId::new(random());
    let nowhere = format!("/v1/workspaces/{unknown}/conversations");
    service
        .post(&nowhere, &token, &fresh.opening)
        .await
        .refused(404, "not_found");
    service
        .post(&path, "short", &fresh.opening)
        .await
        .refused(401, "not_signed_in");
    post(&fresh.opening).await.expect(201);
}

#[tokio::test]
async fn both_sides_write_and_a_repeat_is_the_same_answer() {
    let Scene {
        service,
        owner,
        visitor,
    } = scene().await;
    let path = visitor.path("messages");
    let message = visitor.message();
    let first = service
        .post(&path, &visitor.token, &message)
        .await
        .expect(201);
    let reply = service
        .post(&path, &owner.token, &visitor.reply())
        .await
        .expect(201);
    let again = service
        .post(&path, &visitor.token, &message)
        .await
        .expect(200);
    assert_eq!(
        (&first, &again, &reply),
        (&json!({"seq": 3}), &json!({"seq": 3}), &json!({"seq": 4}))
    );
    let mut other = visitor.message();
    other["message_id"] = message["message_id"].clone();
    service
        .post(&path, &visitor.token, &other)
        .await
        .refused(409, "message_id_conflict");
    let read = service
        .get(&format!("{path}?after=2&limit=1"), &owner.token)
        .await
        .expect(200);
    assert_eq!(read["changes"][0]["item"], message["item"]);
    assert_eq!(read["next"], 3);
}

#[tokio::test]
async fn an_item_must_fit_its_sender_and_its_session() {
    let Scene {
        service,
        owner,
        visitor,
    } = scene().await;
    let path = visitor.path("messages");
    let post = async |token: &str, item: String| {
        let body = json!({ "message_id": message_id(), "item": item });
        service.post(&path, token, &body).await
    };
    let other = Visitor::prepare(owner.wid).sid;
    let (to_workspace, to_visitor) = (Direction::ToWorkspace, Direction::ToVisitor);
    let message = EnvelopeKind::Message;
    for (token, item) in [
        (&visitor.token, envelope(visitor.sid, to_visitor, message)),
        (&owner.token, envelope(visitor.sid, to_workspace, message)),
        (&visitor.token, envelope(other, to_workspace, message)),
        (&owner.token, envelope(other, to_visitor, message)),
        (
            &visitor.token,
            envelope(visitor.sid, to_workspace, EnvelopeKind::Signal),
        ),
    ] {
        post(token, item).await.refused(400, "statement_refused");
    }
    post(&visitor.token, b64(b"asd1"))
        .await
        .refused(400, "malformed_object");
    post(&visitor.token, String::new())
        .await
        .refused(400, "malformed_object");
    let hello = visitor.opening["hello"].as_str().unwrap().to_owned();
    post(&visitor.token, hello)
        .await
        .refused(400, "malformed_object");
    let rekey = Rekey {
        sid: visitor.sid,
        generation: 1,
        prev: aside_protocol::Digest::new(random()),
        roster_hash: aside_protocol::Digest::new(random()),
        epoch_hash: aside_protocol::Digest::new(random()),
        nonce: random(),
        enc: aside_protocol::Encapsulated::from_slice(&random::<1120>()).unwrap(),
        sig: aside_protocol::Signature::new(random()),
    };
    post(&owner.token, b64(rekey.encode()))
        .await
        .refused(400, "malformed_object");
    post(&visitor.token, b64(rekey.encode())).await.expect(201);
    let stolen = Rekey {
        sid: other,
        ..rekey
    };
    post(&visitor.token, b64(stolen.encode()))
        .await
        .refused(400, "statement_refused");
}

#[tokio::test]
async fn who_may_not_see_a_conversation_does_not_learn_of_it() {
    let Scene {
        service,
        owner,
        visitor,
    } = scene().await;
    let other = Visitor::open(&service, owner.wid).await;
    let stranger = Owner::sign_up(&service, "eve@example.com").await;
    let unknown = aside_protocol::ConversationId::new(random());
    for token in [&other.token, &stranger.token] {
        for path in [
            visitor.path("messages"),
            format!("/v1/conversations/{unknown}/messages"),
        ] {
            service.get(&path, token).await.refused(404, "not_found");
            service
                .post(&path, token, &visitor.message())
                .await
                .refused(404, "not_found");
        }
        service
            .post(&visitor.path("signals"), token, &visitor.signal())
            .await
            .refused(404, "not_found");
        let closed = json!({ "status": "closed" });
        service
            .put(&visitor.path("status"), token, &closed)
            .await
            .refused(404, "not_found");
    }
    let own = service.get("/v1/changes", &other.token).await.expect(200);
    let all_own = own["changes"].as_array().unwrap().iter();
    assert!(
        all_own
            .clone()
            .all(|c| c["conversation"] == json!(other.conversation.to_string()))
    );
    assert_eq!(
        all_own
            .map(|c| c["rev"].as_u64().unwrap())
            .collect::<Vec<_>>(),
        [1, 2]
    );
    let none = service
        .get("/v1/changes", &stranger.token)
        .await
        .expect(200);
    assert_eq!(none["changes"], json!([]));
}

#[tokio::test]
async fn a_closed_conversation_is_reopened_by_writing() {
    let Scene {
        service,
        owner,
        visitor,
    } = scene().await;
    let path = visitor.path("status");
    let (open, closed) = (json!({ "status": "open" }), json!({ "status": "closed" }));
    let answer = service
        .put(&path, &visitor.token, &closed)
        .await
        .expect(200);
    assert_eq!(answer, json!({ "status": "closed", "seq": 3 }));
    service
        .put(&path, &visitor.token, &open)
        .await
        .refused(403, "not_allowed");
    let posted = service
        .post(
            &visitor.path("messages"),
            &visitor.token,
            &visitor.message(),
        )
        .await;
    assert_eq!(posted.expect(201), json!({ "seq": 5 }));
    let read = service
        .get(
            &format!("{}?after=2", visitor.path("messages")),
            &owner.token,
        )
        .await;
    let read = read.expect(200);
    let kinds: Vec<_> = read["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| &c["status"])
        .collect();
    assert_eq!(kinds, [&json!("closed"), &json!("open"), &Value::Null]);
    service.put(&path, &owner.token, &closed).await.expect(200);
    service.put(&path, &owner.token, &open).await.expect(200);
    service
        .put(&path, &owner.token, &json!({ "status": "gone" }))
        .await
        .refused(400, "bad_request");
}
