use crate::world::{World, texts};

#[tokio::test]
async fn a_message_whose_answer_was_lost_is_sent_again_and_stays_one() {
    let world = World::start().await;
    let (mut agent, kit) = world.found("mara@acme.example").await;
    let mut visitor = world.visitor(kit.workspace).await;
    visitor.say("First.").await.unwrap();
    world.liar.cut_after("/messages");
    let cut = visitor.say("Second.").await.unwrap_err();
    assert!(cut.is_passing(), "{cut:?}");
    assert_eq!(visitor.outbox().len(), 1);
    visitor.queue("Third.").unwrap();
    visitor.flush().await.unwrap();
    assert!(visitor.outbox().is_empty());

    agent.catch_up().await.unwrap();
    let log = agent.conversation(visitor.conversation()).unwrap().log();
    assert_eq!(texts(log), ["First.", "Second.", "Third."]);
    assert_eq!(world.liar.posts("/messages"), 3);
}

#[tokio::test]
async fn a_conversation_whose_opening_was_lost_is_opened_once() {
    let world = World::start().await;
    let (mut agent, kit) = world.found("mara@acme.example").await;
    let mut visitor = world.visitor(kit.workspace).await;
    world.liar.cut_after("/conversations");
    assert!(visitor.say("Hello?").await.unwrap_err().is_passing());
    visitor.flush().await.unwrap();
    agent.catch_up().await.unwrap();
    assert_eq!(agent.conversations().count(), 1);
    assert_eq!(
        texts(agent.conversation(visitor.conversation()).unwrap().log()),
        ["Hello?"]
    );
    assert_eq!(world.liar.posts("/conversations"), 2);
}

#[tokio::test]
async fn an_agents_reply_survives_a_cut_connection() {
    let world = World::start().await;
    let (mut agent, kit) = world.found("mara@acme.example").await;
    let mut visitor = world.visitor(kit.workspace).await;
    visitor.say("Hello?").await.unwrap();
    agent.catch_up().await.unwrap();
    let id = visitor.conversation();
    world.liar.cut_after("/messages");
    assert!(agent.reply(id, "Hello!").await.unwrap_err().is_passing());
    agent.reply(id, "How can I help?").await.unwrap();
    visitor.catch_up().await.unwrap();
    assert_eq!(
        texts(visitor.log()),
        ["Hello?", "Hello!", "How can I help?"]
    );
}

#[tokio::test]
async fn what_waits_in_an_outbox_survives_a_restart() {
    let world = World::start().await;
    let (_, kit) = world.found("mara@acme.example").await;
    let mut visitor = world.visitor(kit.workspace).await;
    visitor.queue("Hello?").unwrap();
    let kept = serde_json::to_string(visitor.outbox()).unwrap();
    let read: aside_client::Outbox = serde_json::from_str(&kept).unwrap();
    assert_eq!(read.len(), 1);
    assert!(!kept.contains("Hello"));
}

#[tokio::test]
async fn a_conversation_is_not_lost_when_its_statements_cannot_be_fetched_yet() {
    let world = World::start().await;
    let (mut agent, kit) = world.found("mara@acme.example").await;
    let mut second = world
        .second_device("mara@acme.example", &kit, 0)
        .await
        .unwrap();
    agent.rotate().await.unwrap();
    let mut visitor = world.visitor(kit.workspace).await;
    visitor.say("Hello?").await.unwrap();
    world.liar.fail_once("/v1/statements");
    assert!(second.catch_up().await.unwrap_err().is_passing());
    second.catch_up().await.unwrap();
    let log = second.conversation(visitor.conversation()).unwrap().log();
    assert_eq!(texts(log), ["Hello?"]);
}
