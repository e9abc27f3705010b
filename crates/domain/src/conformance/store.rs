//! Rules of a store.
#![expect(missing_docs, reason = "the names are the rules")]

use std::sync::Arc;
use std::time::Duration;

use super::fixture::{
    arrived, begin, bytes, conversation, conversation_id, device, item, member_id, message_id,
    workspace, workspace_id,
};
use crate::bus::{Bus, Event, InProcessBus, Topic};
use crate::{
    Caller, ChangeBody, NewAccountBlob, NewAppearance, NewEpoch, NewStatus, Status, Store,
    StoreError, TokenHash, Wrap,
};

type AnyStore = Arc<dyn Store>;
type AnyBus = Arc<InProcessBus>;

pub async fn a_new_workspace_is_all_there(store: AnyStore, _: AnyBus) {
    let new = workspace(1);
    store.create_workspace(new.clone()).await.unwrap();
    let bundle = store.bundle(new.workspace).await.unwrap().unwrap();
    assert_eq!((bundle.genesis, bundle.links.len()), (new.genesis, 0));
    assert_eq!((bundle.roster, bundle.epoch), (new.roster, new.epoch));
    assert_eq!(bundle.appearance, new.appearance);
    let account = store
        .account_by_email(new.account.email)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((account.member, account.auth_pk), (member_id(1), [1; 32]));
    let own = store
        .statements(new.workspace, member_id(1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(own.wraps, [bytes("wrap 0 to the owner")]);
    assert_eq!(own.members.len(), 1);
}

pub async fn a_taken_email_leaves_no_trace_of_the_second_workspace(store: AnyStore, _: AnyBus) {
    store.create_workspace(workspace(1)).await.unwrap();
    let mut second = workspace(2);
    second.account.email = workspace(1).account.email;
    let refused = store.create_workspace(second).await;
    assert!(
        matches!(refused, Err(StoreError::Conflict("email"))),
        "{refused:?}"
    );
    assert!(store.bundle(workspace_id(2)).await.unwrap().is_none());
    assert!(
        store
            .caller(TokenHash::new([2; 32]))
            .await
            .unwrap()
            .is_none()
    );
    store.create_workspace(workspace(2)).await.unwrap();
}

pub async fn a_taken_workspace_id_is_a_conflict(store: AnyStore, _: AnyBus) {
    store.create_workspace(workspace(1)).await.unwrap();
    let mut second = workspace(2);
    second.workspace = workspace_id(1);
    let refused = store.create_workspace(second).await;
    assert!(
        matches!(refused, Err(StoreError::Conflict("workspace"))),
        "{refused:?}"
    );
}

pub async fn erasing_a_workspace_leaves_nothing_of_it(store: AnyStore, _: AnyBus) {
    begin(store.as_ref()).await;
    store.create_workspace(workspace(2)).await.unwrap();
    store
        .open_conversation(conversation(2, 2))
        .await
        .unwrap()
        .unwrap();
    assert!(store.erase_workspace(workspace_id(1)).await.unwrap());
    assert!(!store.erase_workspace(workspace_id(1)).await.unwrap());
    assert!(store.bundle(workspace_id(1)).await.unwrap().is_none());
    assert!(
        store
            .account_by_email("owner1@example".into())
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        store
            .caller(TokenHash::new([1; 32]))
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        store
            .caller(TokenHash::new([101; 32]))
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        store
            .conversation(conversation_id(1))
            .await
            .unwrap()
            .is_none()
    );
    assert!(store.append(item(1, 1, "late")).await.unwrap().is_none());
    let left = store
        .conversation_changes(conversation_id(1), 0, 10)
        .await
        .unwrap();
    assert!(left.is_empty());
    let others = store
        .workspace_changes(workspace_id(2), 0, 10)
        .await
        .unwrap();
    assert_eq!(others.len(), 2);
    // Nothing is left that could be in the way or come back.
    begin(store.as_ref()).await;
    let again = store
        .workspace_changes(workspace_id(1), 0, 10)
        .await
        .unwrap();
    assert_eq!(
        again.iter().map(|change| change.rev).collect::<Vec<_>>(),
        [1, 2]
    );
}

pub async fn an_account_blob_needs_the_next_number(store: AnyStore, bus: AnyBus) {
    store.create_workspace(workspace(1)).await.unwrap();
    let mut events = bus.subscribe(Topic::Workspace(workspace_id(1)));
    let new = |n, text| NewAccountBlob {
        workspace: workspace_id(1),
        member: member_id(1),
        n,
        blob: bytes(text),
    };
    for wrong in [0, 1, 3] {
        let refused = store.replace_account_blob(new(wrong, "wrong")).await;
        assert!(
            matches!(refused, Err(StoreError::Conflict("account"))),
            "{refused:?}"
        );
    }
    assert!(events.try_next().unwrap().is_none());
    store
        .replace_account_blob(new(2, "account 2"))
        .await
        .unwrap();
    let account = store
        .account(workspace_id(1), member_id(1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (account.account_n, account.account_blob),
        (2, bytes("account 2"))
    );
    let told = events.try_next().unwrap();
    assert!(matches!(told, Some(Event::Account(member)) if member == member_id(1)));
}

pub async fn a_credential_stands_for_its_device(store: AnyStore, _: AnyBus) {
    begin(store.as_ref()).await;
    store.add_device(device(1, 9)).await.unwrap();
    let agent = store.caller(TokenHash::new([9; 32])).await.unwrap();
    let expected = Caller::Agent {
        workspace: workspace_id(1),
        member: member_id(1),
        device: device(1, 9).device,
    };
    assert_eq!(agent, Some(expected));
    let visitor = store.caller(TokenHash::new([101; 32])).await.unwrap();
    let expected = Caller::Visitor {
        workspace: workspace_id(1),
        conversation: conversation_id(1),
    };
    assert_eq!(visitor, Some(expected));
    assert_eq!(store.caller(TokenHash::new([77; 32])).await.unwrap(), None);
    store
        .touch_device(device(1, 9).device, 9_000)
        .await
        .unwrap();
    store
        .touch_device(device(1, 9).device, 8_000)
        .await
        .unwrap();
    let devices = store.devices(workspace_id(1), member_id(1)).await.unwrap();
    let seen: Vec<_> = devices.iter().map(|device| device.last_seen_at).collect();
    assert_eq!(seen, [1_001, 9_000]);
}

pub async fn an_ended_device_is_forgotten_and_announced(store: AnyStore, bus: AnyBus) {
    store.create_workspace(workspace(1)).await.unwrap();
    let mut events = bus.subscribe(Topic::Workspace(workspace_id(1)));
    let id = device(1, 1).device;
    assert!(
        store
            .end_device(workspace_id(1), member_id(1), id)
            .await
            .unwrap()
    );
    assert!(
        !store
            .end_device(workspace_id(1), member_id(1), id)
            .await
            .unwrap()
    );
    assert_eq!(store.caller(TokenHash::new([1; 32])).await.unwrap(), None);
    let told = events.try_next().unwrap();
    assert!(matches!(told, Some(Event::Ended(device)) if device == id));
    assert!(events.try_next().unwrap().is_none());
}

pub async fn a_device_of_another_workspace_cannot_be_ended(store: AnyStore, _: AnyBus) {
    store.create_workspace(workspace(1)).await.unwrap();
    store.create_workspace(workspace(2)).await.unwrap();
    let other = device(2, 2).device;
    assert!(
        !store
            .end_device(workspace_id(1), member_id(1), other)
            .await
            .unwrap()
    );
    assert!(
        store
            .caller(TokenHash::new([2; 32]))
            .await
            .unwrap()
            .is_some()
    );
}

fn epoch(eid: u32, roster: Option<u32>) -> NewEpoch {
    NewEpoch {
        workspace: workspace_id(1),
        eid,
        epoch: bytes("an epoch"),
        wraps: vec![Wrap {
            to: Some(member_id(1)),
            body: bytes("a wrap"),
        }],
        roster: roster.map(|n| (n, bytes("a roster"))),
    }
}

pub async fn only_the_next_epoch_is_published(store: AnyStore, bus: AnyBus) {
    store.create_workspace(workspace(1)).await.unwrap();
    let mut events = bus.subscribe(Topic::Workspace(workspace_id(1)));
    for wrong in [0, 2, u32::MAX] {
        let refused = store.publish_epoch(epoch(wrong, None)).await;
        assert!(
            matches!(refused, Err(StoreError::Conflict("epoch"))),
            "{refused:?}"
        );
    }
    assert!(events.try_next().unwrap().is_none());
    store.publish_epoch(epoch(1, Some(2))).await.unwrap();
    let all = store
        .statements(workspace_id(1), member_id(1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (all.epochs.len(), all.rosters.len(), all.wraps.len()),
        (2, 2, 2)
    );
    assert!(matches!(
        events.try_next().unwrap(),
        Some(Event::Statements)
    ));
}

pub async fn an_epoch_is_published_whole_or_not_at_all(store: AnyStore, _: AnyBus) {
    store.create_workspace(workspace(1)).await.unwrap();
    let refused = store.publish_epoch(epoch(1, Some(3))).await;
    assert!(
        matches!(refused, Err(StoreError::Conflict("roster"))),
        "{refused:?}"
    );
    let all = store
        .statements(workspace_id(1), member_id(1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (all.epochs.len(), all.rosters.len(), all.wraps.len()),
        (1, 1, 1)
    );
    store.publish_epoch(epoch(1, Some(2))).await.unwrap();
}

pub async fn only_the_next_appearance_is_published(store: AnyStore, _: AnyBus) {
    store.create_workspace(workspace(1)).await.unwrap();
    let new = |n| NewAppearance {
        workspace: workspace_id(1),
        n,
        appearance: bytes("an appearance"),
    };
    for wrong in [0, 1, 3] {
        let refused = store.publish_appearance(new(wrong)).await;
        assert!(
            matches!(refused, Err(StoreError::Conflict("appearance"))),
            "{refused:?}"
        );
    }
    store.publish_appearance(new(2)).await.unwrap();
    let bundle = store.bundle(workspace_id(1)).await.unwrap().unwrap();
    assert_eq!(bundle.appearance, bytes("an appearance"));
}

pub async fn opening_a_conversation_delivers_its_first_message(store: AnyStore, _: AnyBus) {
    store.create_workspace(workspace(1)).await.unwrap();
    let opened = store
        .open_conversation(conversation(1, 1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((opened.seq, opened.is_new), (2, true));
    let changes = store
        .conversation_changes(conversation_id(1), 0, 10)
        .await
        .unwrap();
    assert_eq!(changes[0].body, ChangeBody::Hello(bytes("hello")));
    let first = ChangeBody::Item {
        message: message_id(0),
        item: bytes("first"),
    };
    assert_eq!(changes[1].body, first);
    let found = store
        .conversation(conversation_id(1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (found.workspace, found.status),
        (workspace_id(1), Status::Open)
    );
}

pub async fn opening_again_gives_the_same_answer(store: AnyStore, _: AnyBus) {
    begin(store.as_ref()).await;
    store.append(item(1, 1, "second")).await.unwrap().unwrap();
    let mut later = conversation(1, 1);
    later.at = 99;
    let again = store.open_conversation(later).await.unwrap().unwrap();
    assert_eq!((again.seq, again.is_new), (2, false));
    let changes = store
        .conversation_changes(conversation_id(1), 0, 10)
        .await
        .unwrap();
    assert_eq!(changes.len(), 3);
}

pub async fn opening_with_other_bytes_is_a_conflict(store: AnyStore, _: AnyBus) {
    begin(store.as_ref()).await;
    let mut others: [_; 4] = std::array::from_fn(|_| conversation(1, 1));
    others[0].envelope = bytes("other");
    others[1].hello = bytes("other");
    others[2].message = message_id(9);
    others[3].token = TokenHash::new([99; 32]);
    for other in others {
        let refused = store.open_conversation(other).await;
        assert!(
            matches!(refused, Err(StoreError::Conflict("conversation"))),
            "{refused:?}"
        );
    }
    assert!(
        store
            .caller(TokenHash::new([99; 32]))
            .await
            .unwrap()
            .is_none()
    );
    let changes = store
        .workspace_changes(workspace_id(1), 0, 10)
        .await
        .unwrap();
    assert_eq!(changes.len(), 2);
}

pub async fn opening_under_a_taken_credential_is_a_conflict(store: AnyStore, _: AnyBus) {
    begin(store.as_ref()).await;
    let mut second = conversation(1, 2);
    second.token = conversation(1, 1).token;
    let refused = store.open_conversation(second).await;
    assert!(
        matches!(refused, Err(StoreError::Conflict("conversation"))),
        "{refused:?}"
    );
    assert!(
        store
            .conversation(conversation_id(2))
            .await
            .unwrap()
            .is_none()
    );
}

pub async fn a_conversation_needs_a_workspace(store: AnyStore, _: AnyBus) {
    assert!(
        store
            .open_conversation(conversation(1, 1))
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        store
            .conversation(conversation_id(1))
            .await
            .unwrap()
            .is_none()
    );
}

pub async fn a_repeated_message_gets_the_first_answer(store: AnyStore, _: AnyBus) {
    begin(store.as_ref()).await;
    let first = store.append(item(1, 1, "text")).await.unwrap().unwrap();
    store.append(item(1, 2, "more")).await.unwrap().unwrap();
    let mut repeat = item(1, 1, "text");
    repeat.at = 99;
    let again = store.append(repeat).await.unwrap().unwrap();
    assert_eq!((first.seq, first.is_new), (3, true));
    assert_eq!((again.seq, again.is_new), (3, false));
    let changes = store
        .conversation_changes(conversation_id(1), 2, 10)
        .await
        .unwrap();
    assert_eq!(changes.len(), 2);
    assert_eq!(changes[0].at, 7);
}

pub async fn other_bytes_under_a_message_id_are_a_conflict(store: AnyStore, _: AnyBus) {
    begin(store.as_ref()).await;
    store.append(item(1, 1, "text")).await.unwrap().unwrap();
    let refused = store.append(item(1, 1, "other")).await;
    assert!(
        matches!(refused, Err(StoreError::Conflict("message"))),
        "{refused:?}"
    );
    let next = store.append(item(1, 2, "more")).await.unwrap().unwrap();
    assert_eq!(next.seq, 4);
}

pub async fn a_message_id_means_something_in_its_conversation_only(store: AnyStore, _: AnyBus) {
    begin(store.as_ref()).await;
    store
        .open_conversation(conversation(1, 2))
        .await
        .unwrap()
        .unwrap();
    store.append(item(1, 1, "text")).await.unwrap().unwrap();
    let other = store.append(item(2, 1, "other")).await.unwrap().unwrap();
    assert_eq!((other.seq, other.is_new), (3, true));
}

pub async fn a_message_needs_a_conversation(store: AnyStore, _: AnyBus) {
    assert_eq!(store.append(item(1, 1, "text")).await.unwrap(), None);
    assert_eq!(
        store.set_status(status(Status::Closed)).await.unwrap(),
        None
    );
}

pub async fn positions_and_revs_are_dense_under_concurrent_writers(store: AnyStore, bus: AnyBus) {
    begin(store.as_ref()).await;
    store
        .open_conversation(conversation(1, 2))
        .await
        .unwrap()
        .unwrap();
    let mut events = bus.subscribe(Topic::Workspace(workspace_id(1)));
    let writers = (0..8_u16).map(|writer| {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            for n in 1..=25_u16 {
                let conversation = 1 + u8::try_from(writer % 2).unwrap();
                let message = writer * 100 + n;
                store
                    .append(item(conversation, message, "text"))
                    .await
                    .unwrap()
                    .unwrap();
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    let all = store
        .workspace_changes(workspace_id(1), 0, 1_000)
        .await
        .unwrap();
    let revs: Vec<_> = all.iter().map(|change| change.rev).collect();
    assert_eq!(revs, (1..=204).collect::<Vec<_>>());
    for conversation in [conversation_id(1), conversation_id(2)] {
        let own = store
            .conversation_changes(conversation, 0, 1_000)
            .await
            .unwrap();
        let seqs: Vec<_> = own.iter().map(|change| change.seq).collect();
        assert_eq!(seqs, (1..=102).collect::<Vec<_>>());
    }
    assert_eq!(arrived(&mut events), (5..=204).collect::<Vec<_>>());
}

fn status(status: Status) -> NewStatus {
    NewStatus {
        conversation: conversation_id(1),
        status,
        at: 8,
    }
}

pub async fn writing_to_a_closed_conversation_reopens_it_first(store: AnyStore, _: AnyBus) {
    begin(store.as_ref()).await;
    let closed = store
        .set_status(status(Status::Closed))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((closed.seq, closed.is_new), (3, true));
    let found = store
        .conversation(conversation_id(1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.status, Status::Closed);
    let appended = store.append(item(1, 1, "text")).await.unwrap().unwrap();
    assert_eq!(appended.seq, 5);
    let changes = store
        .conversation_changes(conversation_id(1), 2, 10)
        .await
        .unwrap();
    let bodies: Vec<_> = changes.into_iter().map(|change| change.body).collect();
    assert_eq!(bodies[0], ChangeBody::Status(Status::Closed));
    assert_eq!(bodies[1], ChangeBody::Status(Status::Open));
    assert!(matches!(bodies[2], ChangeBody::Item { .. }));
    let found = store
        .conversation(conversation_id(1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.status, Status::Open);
}

pub async fn a_repeat_does_not_reopen(store: AnyStore, _: AnyBus) {
    begin(store.as_ref()).await;
    store.append(item(1, 1, "text")).await.unwrap().unwrap();
    store
        .set_status(status(Status::Closed))
        .await
        .unwrap()
        .unwrap();
    store.append(item(1, 1, "text")).await.unwrap().unwrap();
    let found = store
        .conversation(conversation_id(1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.status, Status::Closed);
}

pub async fn the_same_status_again_changes_nothing(store: AnyStore, _: AnyBus) {
    begin(store.as_ref()).await;
    let open = store
        .set_status(status(Status::Open))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((open.seq, open.is_new), (2, false));
    store
        .set_status(status(Status::Closed))
        .await
        .unwrap()
        .unwrap();
    let again = store
        .set_status(status(Status::Closed))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((again.seq, again.is_new), (3, false));
}

pub async fn a_workspace_sees_its_own_changes_only(store: AnyStore, bus: AnyBus) {
    begin(store.as_ref()).await;
    store.create_workspace(workspace(2)).await.unwrap();
    let mut events = bus.subscribe(Topic::Workspace(workspace_id(1)));
    store
        .open_conversation(conversation(2, 2))
        .await
        .unwrap()
        .unwrap();
    assert!(arrived(&mut events).is_empty());
    let first = store
        .workspace_changes(workspace_id(1), 0, 10)
        .await
        .unwrap();
    let second = store
        .workspace_changes(workspace_id(2), 0, 10)
        .await
        .unwrap();
    assert!(
        first
            .iter()
            .all(|change| change.conversation == conversation_id(1))
    );
    assert_eq!(
        second.iter().map(|change| change.rev).collect::<Vec<_>>(),
        [1, 2]
    );
    for beyond in [2, 1 << 40, u64::MAX] {
        let none = store
            .workspace_changes(workspace_id(1), beyond, 10)
            .await
            .unwrap();
        assert!(none.is_empty(), "after {beyond}");
        let none = store
            .conversation_changes(conversation_id(1), beyond, 10)
            .await
            .unwrap();
        assert!(none.is_empty(), "after {beyond}");
    }
}

pub async fn pages_are_bounded_and_in_order(store: AnyStore, _: AnyBus) {
    begin(store.as_ref()).await;
    for n in 1..=5 {
        store.append(item(1, n, "text")).await.unwrap().unwrap();
    }
    let page = store
        .workspace_changes(workspace_id(1), 2, 3)
        .await
        .unwrap();
    assert_eq!(
        page.iter().map(|change| change.rev).collect::<Vec<_>>(),
        [3, 4, 5]
    );
    let page = store
        .conversation_changes(conversation_id(1), 5, 3)
        .await
        .unwrap();
    assert_eq!(
        page.iter().map(|change| change.seq).collect::<Vec<_>>(),
        [6, 7]
    );
}

pub async fn commits_are_announced_in_order(store: AnyStore, bus: AnyBus) {
    store.create_workspace(workspace(1)).await.unwrap();
    let mut agents = bus.subscribe(Topic::Workspace(workspace_id(1)));
    let mut visitor = bus.subscribe(Topic::Conversation(workspace_id(1), conversation_id(1)));
    store
        .open_conversation(conversation(1, 1))
        .await
        .unwrap()
        .unwrap();
    store.append(item(1, 1, "text")).await.unwrap().unwrap();
    store.append(item(1, 1, "text")).await.unwrap().unwrap();
    assert!(store.append(item(1, 1, "other")).await.is_err());
    store
        .set_status(status(Status::Closed))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(arrived(&mut agents), [1, 2, 3, 4]);
    assert_eq!(arrived(&mut visitor), [1, 2, 3, 4]);
}

pub async fn an_abandoned_write_is_whole_and_announced(store: AnyStore, bus: AnyBus) {
    begin(store.as_ref()).await;
    let mut events = bus.subscribe(Topic::Workspace(workspace_id(1)));
    // Polled once and dropped, as when a client hangs up.
    let write = store.append(item(1, 1, "text"));
    let _ = tokio::time::timeout(Duration::ZERO, write).await;
    let again = store.append(item(1, 1, "text")).await.unwrap().unwrap();
    assert_eq!(again.seq, 3);
    assert_eq!(arrived(&mut events), [3]);
}

pub async fn a_closed_store_refuses(store: AnyStore, _: AnyBus) {
    begin(store.as_ref()).await;
    store.ping().await.unwrap();
    store.close().await.unwrap();
    let refused = store.append(item(1, 1, "text")).await;
    assert!(
        matches!(refused, Err(StoreError::Backend(_))),
        "{refused:?}"
    );
}
