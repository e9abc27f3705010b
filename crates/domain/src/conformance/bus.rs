//! Rules of a bus.
#![expect(
    clippy::unused_async,
    missing_docs,
    reason = "the names are the rules, and all rules are called alike"
)]

use std::time::Duration;

use super::fixture::{arrived, conversation_id, workspace_id};
use crate::bus::{Announcement, Bus, Event, Lagged, Topic, Visitors};
use crate::{Change, ChangeBody, Status};

fn announcement(workspace: u8, conversation: u8, rev: u64) -> Announcement {
    let change = Change {
        rev,
        conversation: conversation_id(conversation),
        seq: rev,
        at: 0,
        body: ChangeBody::Status(Status::Open),
    };
    Announcement {
        workspace: workspace_id(workspace),
        visitors: Visitors::Of(conversation_id(conversation)),
        event: Event::change(change),
    }
}

pub async fn events_arrive_in_order(bus: &impl Bus) {
    let mut events = bus.subscribe(Topic::Workspace(workspace_id(1)));
    bus.announce((1..=10).map(|rev| announcement(1, 1, rev)).collect());
    bus.announce(vec![announcement(1, 1, 11)]);
    assert_eq!(arrived(&mut events), (1..=11).collect::<Vec<_>>());
}

pub async fn a_topic_hears_its_own_events_only(bus: &impl Bus) {
    let mut workspace = bus.subscribe(Topic::Workspace(workspace_id(1)));
    let mut conversation = bus.subscribe(Topic::Conversation(workspace_id(1), conversation_id(1)));
    bus.announce(vec![announcement(2, 2, 1)]);
    assert!(arrived(&mut workspace).is_empty() && arrived(&mut conversation).is_empty());
}

pub async fn a_conversation_is_heard_in_its_workspace_too(bus: &impl Bus) {
    let mut workspace = bus.subscribe(Topic::Workspace(workspace_id(1)));
    let mut one = bus.subscribe(Topic::Conversation(workspace_id(1), conversation_id(1)));
    let mut two = bus.subscribe(Topic::Conversation(workspace_id(1), conversation_id(2)));
    bus.announce(vec![announcement(1, 1, 1), announcement(1, 2, 2)]);
    assert_eq!(arrived(&mut workspace), [1, 2]);
    assert_eq!((arrived(&mut one), arrived(&mut two)), (vec![1], vec![2]));
}

pub async fn what_is_for_everyone_reaches_every_visitor_of_the_workspace(bus: &impl Bus) {
    let mut one = bus.subscribe(Topic::Conversation(workspace_id(1), conversation_id(1)));
    let mut other = bus.subscribe(Topic::Conversation(workspace_id(2), conversation_id(2)));
    let to_all = |visitors| Announcement {
        visitors,
        ..announcement(1, 1, 1)
    };
    bus.announce(vec![to_all(Visitors::All), to_all(Visitors::None)]);
    assert_eq!(arrived(&mut one), [1]);
    assert!(arrived(&mut other).is_empty());
}

pub async fn nothing_from_before_the_subscription_arrives(bus: &impl Bus) {
    let _first = bus.subscribe(Topic::Workspace(workspace_id(1)));
    bus.announce(vec![announcement(1, 1, 1)]);
    let mut events = bus.subscribe(Topic::Workspace(workspace_id(1)));
    bus.announce(vec![announcement(1, 1, 2)]);
    assert_eq!(arrived(&mut events), [2]);
}

pub async fn a_subscriber_far_behind_is_told_so_and_goes_on(bus: &impl Bus) {
    let mut events = bus.subscribe(Topic::Workspace(workspace_id(1)));
    bus.announce((1..=100_000).map(|rev| announcement(1, 1, rev)).collect());
    assert_eq!(events.try_next().err(), Some(Lagged));
    bus.announce(vec![announcement(1, 1, 100_001)]);
    assert_eq!(arrived(&mut events), [100_001]);
}

pub async fn a_waiting_subscriber_is_woken(bus: &impl Bus) {
    let mut events = bus.subscribe(Topic::Conversation(workspace_id(1), conversation_id(1)));
    let waiting = events.next();
    let announcing = async {
        tokio::task::yield_now().await;
        bus.announce(vec![announcement(1, 1, 1)]);
    };
    let both = async { tokio::join!(waiting, announcing).0 };
    let event = tokio::time::timeout(Duration::from_secs(10), both)
        .await
        .unwrap()
        .unwrap();
    assert!(matches!(event, Event::Change(_)));
}

pub async fn a_dropped_wait_loses_nothing(bus: &impl Bus) {
    let mut events = bus.subscribe(Topic::Workspace(workspace_id(1)));
    assert!(
        tokio::time::timeout(Duration::ZERO, events.next())
            .await
            .is_err()
    );
    bus.announce(vec![announcement(1, 1, 1)]);
    assert_eq!(arrived(&mut events), [1]);
}
