//! The service invents, changes, repeats, reorders, withholds and moves what people say.

use aside_client::{Agent, News, Visitor};
use aside_protocol::session::{Direction, Envelope, Hello, Rekey};
use aside_protocol::{ConversationId, Object};
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use crate::world::{World, texts};

/// Both sides of a conversation in which the visitor has said this.
async fn begun(world: &World, said: &[&str]) -> (Agent, Visitor) {
    let (agent, kit) = world.found("mara@acme.example").await;
    let mut visitor = world.visitor(kit.workspace).await;
    for text in said {
        visitor.say(text).await.unwrap();
    }
    (agent, visitor)
}

/// The lie changes every page of the feed that holds anything.
fn change_feed(world: &World, mut lie: impl FnMut(&mut Vec<Value>) + Send + 'static) {
    world.liar.tell(move |path, json| {
        let changes = json["changes"].as_array_mut();
        if let Some(changes) =
            changes.filter(|changes| path == "/v1/changes" && !changes.is_empty())
        {
            lie(changes);
        }
    });
}

fn envelope(change: &Value) -> Option<Envelope> {
    Envelope::parse(&bytes(change)?).ok()
}

fn bytes(change: &Value) -> Option<Vec<u8>> {
    BASE64URL_NOPAD
        .decode(change["item"].as_str()?.as_bytes())
        .ok()
}

fn put(change: &mut Value, object: &impl Object) {
    change["item"] = json!(BASE64URL_NOPAD.encode(&object.encode()));
}

/// A change that the service made up, behind all others.
fn append(changes: &mut Vec<Value>, object: &impl Object) {
    let mut last = changes.last().unwrap().clone();
    last["rev"] = json!(last["rev"].as_u64().unwrap() + 1);
    last["seq"] = json!(last["seq"].as_u64().unwrap() + 1);
    put(&mut last, object);
    changes.push(last);
}

fn log(agent: &Agent, id: ConversationId) -> &aside_client::Log {
    agent.conversation(id).unwrap().log()
}

#[tokio::test]
async fn a_forged_visitor_message_cannot_be_read() {
    let world = World::start().await;
    let (mut agent, visitor) = begun(&world, &["Hello?"]).await;
    change_feed(&world, |changes| {
        let mut forged = envelope(changes.last().unwrap()).unwrap();
        forged.sealed[100] ^= 1;
        append(changes, &forged);
    });
    let news = agent.catch_up().await.unwrap();
    assert!(news.contains(&(visitor.conversation(), News::Unreadable)));
    let log = log(&agent, visitor.conversation());
    assert_eq!(texts(log), ["Hello?"]);
    assert_eq!(log.unreadable(), 1);
}

#[tokio::test]
async fn a_forged_agent_message_cannot_be_read() {
    let world = World::start().await;
    let (_, mut visitor) = begun(&world, &["Hello?"]).await;
    change_feed(&world, |changes| {
        let mut forged = envelope(changes.last().unwrap()).unwrap();
        forged.direction = Direction::ToVisitor;
        forged.sealed.fill(7);
        append(changes, &forged);
    });
    assert_eq!(visitor.catch_up().await.unwrap(), [News::Unreadable]);
    assert_eq!(texts(visitor.log()), ["Hello?"]);
}

#[tokio::test]
async fn a_message_turned_round_to_its_sender_cannot_be_read() {
    let world = World::start().await;
    let (_, mut visitor) = begun(&world, &["Hello?"]).await;
    change_feed(&world, |changes| {
        let mut turned = envelope(changes.last().unwrap()).unwrap();
        turned.direction = turned.direction.reversed();
        append(changes, &turned);
    });
    assert_eq!(visitor.catch_up().await.unwrap(), [News::Unreadable]);
}

#[tokio::test]
async fn a_replayed_message_is_shown_once() {
    let world = World::start().await;
    let (mut agent, visitor) = begun(&world, &["Hello?", "Anybody?"]).await;
    change_feed(&world, |changes| {
        let again = envelope(&changes[1]).unwrap();
        append(changes, &again);
    });
    agent.catch_up().await.unwrap();
    let log = log(&agent, visitor.conversation());
    assert_eq!(texts(log), ["Hello?", "Anybody?"]);
    assert_eq!(log.unreadable(), 0);
}

#[tokio::test]
async fn reordered_messages_are_shown_in_their_order() {
    let world = World::start().await;
    let (mut agent, visitor) = begun(&world, &["One.", "Two.", "Three."]).await;
    change_feed(&world, |changes| {
        let (first, last) = (changes[1]["item"].take(), changes[3]["item"].take());
        (changes[1]["item"], changes[3]["item"]) = (last, first);
    });
    agent.catch_up().await.unwrap();
    let log = log(&agent, visitor.conversation());
    assert_eq!(texts(log), ["One.", "Two.", "Three."]);
    assert!(log.missing().is_empty() && !log.is_forked());
}

#[tokio::test]
async fn a_withheld_message_is_known_to_be_missing() {
    let world = World::start().await;
    let (mut agent, visitor) = begun(&world, &["One.", "Two.", "Three."]).await;
    change_feed(&world, |changes| drop(changes.remove(2)));
    agent.catch_up().await.unwrap();
    let log = log(&agent, visitor.conversation());
    assert_eq!(texts(log), ["One.", "Three."]);
    let missing = log.missing();
    assert_eq!(
        (missing.len(), missing[0].first, missing[0].last),
        (1, 1, 1)
    );
}

#[tokio::test]
async fn a_visitor_knows_of_a_reply_that_was_withheld() {
    let world = World::start().await;
    let (mut agent, mut visitor) = begun(&world, &["Hello?"]).await;
    agent.catch_up().await.unwrap();
    let id = visitor.conversation();
    agent.reply(id, "One.").await.unwrap();
    agent.reply(id, "Two.").await.unwrap();
    change_feed(&world, |changes| drop(changes.remove(2)));
    visitor.catch_up().await.unwrap();
    assert_eq!(texts(visitor.log()), ["Hello?", "Two."]);
    assert_eq!(visitor.log().missing().len(), 1);
}

#[tokio::test]
async fn an_envelope_moved_to_another_conversation_cannot_be_read() {
    let world = World::start().await;
    let (mut agent, first) = begun(&world, &["Mine."]).await;
    let mut second = world.visitor(agent.workspace()).await;
    second.say("Another's.").await.unwrap();
    let (from, to) = (first.session(), second.session());
    change_feed(&world, move |changes| {
        let mut moved = envelope(&changes[1]).unwrap();
        assert_eq!(moved.sid, from);
        append(changes, &moved);
        moved.sid = to;
        append(changes, &moved);
    });
    agent.catch_up().await.unwrap();
    let log = log(&agent, second.conversation());
    assert_eq!(texts(log), ["Another's."]);
    assert_eq!(log.unreadable(), 2);
}

#[tokio::test]
async fn another_conversations_hello_is_refused() {
    let world = World::start().await;
    let (mut agent, first) = begun(&world, &["Mine."]).await;
    let mut second = world.visitor(agent.workspace()).await;
    second.say("Another's.").await.unwrap();
    change_feed(&world, |changes| {
        let other = changes[2]["item"].clone();
        changes[0]["item"] = other;
    });
    let news = agent.catch_up().await.unwrap();
    assert!(news.contains(&(first.conversation(), News::Unreadable)));
    assert!(agent.conversation(first.conversation()).is_none());
    assert_eq!(texts(log(&agent, second.conversation())), ["Another's."]);
}

#[tokio::test]
async fn a_changed_hello_is_refused() {
    let world = World::start().await;
    let (mut agent, visitor) = begun(&world, &["Hello?"]).await;
    change_feed(&world, |changes| {
        let mut hello = Hello::parse(&bytes(&changes[0]).unwrap()).unwrap();
        hello.nonce[0] ^= 1;
        put(&mut changes[0], &hello);
    });
    let news = agent.catch_up().await.unwrap();
    assert!(news.iter().all(|(_, news)| *news == News::Unreadable));
    assert!(agent.conversation(visitor.conversation()).is_none());
}

#[tokio::test]
async fn a_forged_rekey_changes_nothing() {
    let world = World::start().await;
    let (mut agent, mut visitor) = begun(&world, &["Hello?"]).await;
    agent.catch_up().await.unwrap();
    let id = visitor.conversation();
    agent.rotate().await.unwrap();
    visitor.refresh().await.unwrap();
    visitor.say("With new keys.").await.unwrap();
    change_feed(&world, |changes| {
        for change in changes {
            let Some(mut rekey) = bytes(change).and_then(|b| Rekey::parse(&b).ok()) else {
                continue;
            };
            rekey.nonce[0] ^= 1;
            put(change, &rekey);
        }
    });
    let news = agent.catch_up().await.unwrap();
    assert!(
        news.iter().all(|news| *news == (id, News::Unreadable)),
        "{news:?}"
    );
    assert_eq!(agent.conversation(id).unwrap().epoch(), 0);
    assert_eq!(texts(log(&agent, id)), ["Hello?"]);
}

#[tokio::test]
async fn a_skipped_rekey_leaves_its_messages_unreadable() {
    let world = World::start().await;
    let (mut agent, mut visitor) = begun(&world, &["Hello?"]).await;
    agent.catch_up().await.unwrap();
    let id = visitor.conversation();
    agent.rotate().await.unwrap();
    visitor.refresh().await.unwrap();
    visitor.say("With new keys.").await.unwrap();
    change_feed(&world, |changes| {
        changes.retain(|change| envelope(change).is_some());
    });
    agent.catch_up().await.unwrap();
    assert_eq!(texts(log(&agent, id)), ["Hello?"]);
    assert_eq!(log(&agent, id).unreadable(), 1);
}

#[tokio::test]
async fn a_forged_status_hides_no_word() {
    let world = World::start().await;
    let (mut agent, visitor) = begun(&world, &["Hello?"]).await;
    change_feed(&world, |changes| {
        let mut last = changes.last().unwrap().clone();
        last["rev"] = json!(last["rev"].as_u64().unwrap() + 1);
        last["kind"] = json!("status");
        last["status"] = json!("closed");
        last["item"] = Value::Null;
        changes.push(last);
    });
    agent.catch_up().await.unwrap();
    assert_eq!(texts(log(&agent, visitor.conversation())), ["Hello?"]);
}
