use aside_client::News;

use crate::world::{World, texts};

#[tokio::test]
async fn after_a_rotation_the_visitor_makes_new_keys_and_both_go_on() {
    let world = World::start().await;
    let (mut agent, kit) = world.found("mara@acme.example").await;
    let mut visitor = world.visitor(kit.workspace).await;
    visitor.say("Under the first epoch.").await.unwrap();
    agent.catch_up().await.unwrap();
    let id = visitor.conversation();
    agent.rotate().await.unwrap();
    agent.reply(id, "Still under the first.").await.unwrap();

    visitor.refresh().await.unwrap();
    visitor.catch_up().await.unwrap();
    visitor.say("Under the second epoch.").await.unwrap();
    let news = agent.catch_up().await.unwrap();
    assert!(news.contains(&(id, News::Rekeyed)));
    assert_eq!(agent.conversation(id).unwrap().epoch(), 1);
    agent.reply(id, "Me too.").await.unwrap();
    visitor.catch_up().await.unwrap();

    let said = [
        "Under the first epoch.",
        "Still under the first.",
        "Under the second epoch.",
        "Me too.",
    ];
    assert_eq!(texts(visitor.log()), said);
    assert_eq!(texts(agent.conversation(id).unwrap().log()), said);
    let mut second = world
        .second_device("mara@acme.example", &kit, 0)
        .await
        .unwrap();
    second.catch_up().await.unwrap();
    assert_eq!(texts(second.conversation(id).unwrap().log()), said);
}

#[tokio::test]
async fn an_agent_can_tell_a_visitor_of_a_new_epoch_in_a_message() {
    let world = World::start().await;
    let (mut agent, kit) = world.found("mara@acme.example").await;
    let mut visitor = world.visitor(kit.workspace).await;
    visitor.say("Hello?").await.unwrap();
    agent.catch_up().await.unwrap();
    let id = visitor.conversation();
    agent.rotate().await.unwrap();
    agent.announce_epoch(id).await.unwrap();
    assert!(
        visitor
            .catch_up()
            .await
            .unwrap()
            .contains(&News::Statements)
    );
    visitor.say("Still there?").await.unwrap();
    agent.catch_up().await.unwrap();
    assert_eq!(agent.conversation(id).unwrap().epoch(), 1);
    assert_eq!(
        texts(agent.conversation(id).unwrap().log()),
        ["Hello?", "Still there?"]
    );
}

#[tokio::test]
async fn a_new_visitor_starts_under_the_newest_epoch() {
    let world = World::start().await;
    let (mut agent, kit) = world.found("mara@acme.example").await;
    agent.rotate().await.unwrap();
    agent.rotate().await.unwrap();
    let mut visitor = world.visitor(kit.workspace).await;
    assert_eq!(visitor.floors().epoch, Some(2));
    visitor.say("Hello?").await.unwrap();
    agent.catch_up().await.unwrap();
    assert_eq!(
        agent.conversation(visitor.conversation()).unwrap().epoch(),
        2
    );
    assert_eq!(agent.account_n(), 3);
}

#[tokio::test]
async fn a_device_that_was_away_during_a_rotation_catches_up() {
    let world = World::start().await;
    let (mut agent, kit) = world.found("mara@acme.example").await;
    let mut second = world
        .second_device("mara@acme.example", &kit, 0)
        .await
        .unwrap();
    agent.rotate().await.unwrap();
    let mut visitor = world.visitor(kit.workspace).await;
    visitor.say("Hello?").await.unwrap();
    second.catch_up().await.unwrap();
    assert_eq!(
        texts(second.conversation(visitor.conversation()).unwrap().log()),
        ["Hello?"]
    );
}
