use aside_client::{Delivery, News, Status};
use aside_protocol::body::{Body, ReceiptState, Typing};

use crate::world::{World, texts};

#[tokio::test]
async fn visitor_and_agent_talk_both_ways() {
    let world = World::start().await;
    let (mut agent, kit) = world.found("mara@acme.example").await;
    let mut visitor = world.visitor(kit.workspace).await;
    visitor.say("Do you have green tea?").await.unwrap();
    let id = visitor.conversation();
    agent.catch_up().await.unwrap();
    agent.reply(id, "We do.").await.unwrap();
    visitor.catch_up().await.unwrap();
    visitor.say("Then I take some.").await.unwrap();
    agent.catch_up().await.unwrap();

    let said = ["Do you have green tea?", "We do.", "Then I take some."];
    let conversation = agent.conversation(id).unwrap();
    assert_eq!(texts(visitor.log()), said);
    assert_eq!(texts(conversation.log()), said);
    assert_eq!(visitor.security_code(), conversation.security_code());
    assert_eq!(
        conversation.log().messages()[1].name.as_deref(),
        Some("Mara")
    );
    assert!(conversation.log().missing().is_empty() && !conversation.log().is_forked());
}

#[tokio::test]
async fn a_second_device_reads_the_history_and_answers() {
    let world = World::start().await;
    let (mut agent, kit) = world.found("mara@acme.example").await;
    let mut visitor = world.visitor(kit.workspace).await;
    visitor.say("Hello?").await.unwrap();
    agent.catch_up().await.unwrap();
    let id = visitor.conversation();
    agent.reply(id, "Hello!").await.unwrap();

    let mut second = world
        .second_device("mara@acme.example", &kit, 0)
        .await
        .unwrap();
    second.catch_up().await.unwrap();
    assert_eq!(
        texts(second.conversation(id).unwrap().log()),
        ["Hello?", "Hello!"]
    );
    second.reply(id, "And hello from my phone.").await.unwrap();
    visitor.catch_up().await.unwrap();
    agent.catch_up().await.unwrap();
    let said = ["Hello?", "Hello!", "And hello from my phone."];
    assert_eq!(texts(visitor.log()), said);
    assert_eq!(texts(agent.conversation(id).unwrap().log()), said);
}

#[tokio::test]
async fn a_message_is_delivered_and_then_seen() {
    let world = World::start().await;
    let (mut agent, kit) = world.found("mara@acme.example").await;
    let mut visitor = world.visitor(kit.workspace).await;
    visitor.say("Hello?").await.unwrap();
    let delivery = |visitor: &aside_client::Visitor| {
        let log = visitor.log();
        log.delivery(log.messages()[0])
    };
    assert_eq!(delivery(&visitor), Delivery::Unconfirmed);
    agent.catch_up().await.unwrap();
    agent.reply(visitor.conversation(), "Hello!").await.unwrap();
    visitor.catch_up().await.unwrap();
    assert_eq!(delivery(&visitor), Delivery::Delivered);
}

#[tokio::test]
async fn messages_and_signals_arrive_live() {
    let world = World::honest().await;
    let (mut agent, kit) = world.found("mara@acme.example").await;
    let mut visitor = world.visitor(kit.workspace).await;
    visitor.say("Hello?").await.unwrap();
    let id = visitor.conversation();
    assert_eq!(agent.next().await.unwrap(), (id, News::Opened));
    let (_, news) = agent.next().await.unwrap();
    assert!(matches!(news, News::Message(message) if message.text == "Hello?"));

    // Signals reach only who is connected, and having read this the visitor is.
    agent.reply(id, "Hello!").await.unwrap();
    let news = visitor.next().await.unwrap();
    assert!(matches!(news, News::Message(message) if message.text == "Hello!"));
    agent.type_on(id, true).await.unwrap();
    let typing = News::Signal(Body::Typing(Typing { on: true }));
    assert_eq!(visitor.next().await.unwrap(), typing);
    agent.confirm(id, ReceiptState::Seen).await.unwrap();
    visitor.next().await.unwrap();
    let log = visitor.log();
    assert_eq!(log.delivery(log.messages()[0]), Delivery::Seen);
}

#[tokio::test]
async fn the_feed_polls_where_live_connections_are_blocked() {
    let world = World::start().await;
    let (mut agent, kit) = world.found("mara@acme.example").await;
    let mut visitor = world.visitor(kit.workspace).await;
    let waiting = tokio::spawn(async move { agent.next().await.unwrap() });
    visitor.say("Hello?").await.unwrap();
    assert_eq!(
        waiting.await.unwrap(),
        (visitor.conversation(), News::Opened)
    );
}

#[tokio::test]
async fn a_closed_conversation_reopens_when_somebody_writes() {
    let world = World::start().await;
    let (mut agent, kit) = world.found("mara@acme.example").await;
    let mut visitor = world.visitor(kit.workspace).await;
    visitor.say("Hello?").await.unwrap();
    agent.catch_up().await.unwrap();
    let id = visitor.conversation();
    agent.set_status(id, Status::Closed).await.unwrap();
    agent.catch_up().await.unwrap();
    assert_eq!(agent.conversation(id).unwrap().status(), Status::Closed);
    assert_eq!(
        visitor.catch_up().await.unwrap(),
        [News::Status(Status::Closed)]
    );
    visitor.say("One more thing.").await.unwrap();
    agent.catch_up().await.unwrap();
    assert_eq!(agent.conversation(id).unwrap().status(), Status::Open);
    assert_eq!(texts(agent.conversation(id).unwrap().log()).len(), 2);
}
