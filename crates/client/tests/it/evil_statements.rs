//! The service hands over statements that it made, changed or kept from another time.

use aside_client::ClientError;
use aside_crypto::SignKey;
use aside_protocol::statement::{EpochCert, Roster};
use aside_protocol::{Floors, Object, WorkspaceId};
use data_encoding::BASE64URL_NOPAD;
use getrandom::SysRng;
use rand_core::UnwrapErr;
use serde_json::{Value, json};

use crate::world::{World, sources, sources_in, texts};

fn attacker() -> SignKey {
    SignKey::generate(&mut UnwrapErr(SysRng))
}

fn read<T: Object>(field: &Value) -> T {
    T::parse(
        &BASE64URL_NOPAD
            .decode(field.as_str().unwrap().as_bytes())
            .unwrap(),
    )
    .unwrap()
}

fn write(object: &impl Object) -> Value {
    json!(BASE64URL_NOPAD.encode(&object.encode()))
}

/// A new visitor is handed a bundle with this lie in it: the code it is refused with.
async fn refused(
    world: &World,
    wid: WorkspaceId,
    lie: impl Fn(&mut Value) + Send + 'static,
) -> String {
    refused_with(world, wid, Floors::default(), lie).await
}

async fn refused_with(
    world: &World,
    wid: WorkspaceId,
    floors: Floors,
    lie: impl Fn(&mut Value) + Send + 'static,
) -> String {
    world.liar.tell(move |path, json| {
        if path.ends_with("/bundle") {
            lie(json);
        }
    });
    let refused = world.try_visitor(wid, floors, sources()).await;
    world.liar.stop();
    assert_eq!(world.liar.posts("/conversations"), 0, "nothing may be sent");
    code(&refused.expect_err("the lie was believed"))
}

fn code(error: &ClientError) -> String {
    error
        .code()
        .unwrap_or_else(|| panic!("{error:?}"))
        .to_owned()
}

#[tokio::test]
async fn another_workspaces_bundle_is_refused() {
    let world = World::start().await;
    let (_, kit) = world.found("mara@acme.example").await;
    let (_, other) = world.found("eve@evil.example").await;
    let path = format!("/v1/workspaces/{}/bundle", other.workspace);
    let theirs = world.answer(&path).await;
    let code = refused(&world, kit.workspace, move |json| *json = theirs.clone()).await;
    assert_eq!(code, "wrong-workspace");
}

#[tokio::test]
async fn a_substituted_genesis_is_refused() {
    let world = World::start().await;
    let (_, kit) = world.found("mara@acme.example").await;
    let code = refused(&world, kit.workspace, |json| {
        let mut genesis: aside_protocol::statement::Genesis = read(&json["genesis"]);
        genesis.root_pk = attacker().public();
        json["genesis"] = write(&genesis);
    });
    assert_eq!(code.await, "wrong-workspace");
}

#[tokio::test]
async fn a_roster_signed_by_somebody_else_is_refused() {
    let world = World::start().await;
    let (_, kit) = world.found("mara@acme.example").await;
    let code = refused(&world, kit.workspace, |json| {
        let mut roster: Roster = read(&json["roster"]);
        roster.n += 1;
        json["roster"] = write(&attacker().sign_object(roster));
    });
    assert_eq!(code.await, "bad-signature");
}

#[tokio::test]
async fn an_epoch_with_another_key_is_refused() {
    let world = World::start().await;
    let (_, kit) = world.found("mara@acme.example").await;
    let (_, other) = world.found("eve@evil.example").await;
    let path = format!("/v1/workspaces/{}/bundle", other.workspace);
    let theirs: EpochCert = read(&world.answer(&path).await["epoch"]);
    let code = refused(&world, kit.workspace, move |json| {
        let mut epoch: EpochCert = read(&json["epoch"]);
        epoch.ep_pk = theirs.ep_pk.clone();
        json["epoch"] = write(&epoch);
    });
    assert_eq!(code.await, "bad-signature");
}

#[tokio::test]
async fn an_epoch_signed_by_a_non_member_is_refused() {
    let world = World::start().await;
    let (_, kit) = world.found("mara@acme.example").await;
    let code = refused(&world, kit.workspace, |json| {
        let mut epoch: EpochCert = read(&json["epoch"]);
        epoch.signer = aside_protocol::MemberId::new([7; 16]);
        json["epoch"] = write(&attacker().sign_object(epoch));
    });
    assert_eq!(code.await, "not-authorised");
}

#[tokio::test]
async fn an_expired_epoch_is_refused() {
    let world = World::start().await;
    let (_, kit) = world.found("mara@acme.example").await;
    let late = world
        .try_visitor(kit.workspace, Floors::default(), sources_in(92))
        .await;
    assert_eq!(code(&late.unwrap_err()), "expired");
}

#[tokio::test]
async fn statements_below_what_the_visitor_has_seen_are_refused() {
    let world = World::start().await;
    let (_, kit) = world.found("mara@acme.example").await;
    let seen = [
        Floors {
            roster: 2,
            ..Floors::default()
        },
        Floors {
            epoch: Some(1),
            ..Floors::default()
        },
        Floors {
            appearance: 2,
            ..Floors::default()
        },
        Floors {
            links: 1,
            ..Floors::default()
        },
    ];
    for floors in seen {
        let code = refused_with(&world, kit.workspace, floors, |_| {}).await;
        assert_eq!(code, "rollback", "{floors:?}");
    }
}

#[tokio::test]
async fn a_missing_appearance_is_a_rollback_for_who_has_seen_one() {
    let world = World::start().await;
    let (_, kit) = world.found("mara@acme.example").await;
    let floors = Floors {
        appearance: 1,
        ..Floors::default()
    };
    let code = refused_with(&world, kit.workspace, floors, |json| {
        json["appearance"] = Value::Null;
    });
    assert_eq!(code.await, "rollback");
}

#[tokio::test]
async fn a_visitor_who_is_told_an_old_epoch_keeps_the_new_one() {
    let world = World::start().await;
    let (mut agent, kit) = world.found("mara@acme.example").await;
    let old = world
        .answer(&format!("/v1/workspaces/{}/bundle", kit.workspace))
        .await;
    agent.rotate().await.unwrap();
    let mut visitor = world.visitor(kit.workspace).await;
    world.liar.tell(move |path, json| {
        if path.ends_with("/bundle") {
            *json = old.clone();
        }
    });
    assert_eq!(code(&visitor.refresh().await.unwrap_err()), "rollback");
    visitor
        .say("Under the newest epoch all the same.")
        .await
        .unwrap();
    agent.catch_up().await.unwrap();
    assert_eq!(
        agent.conversation(visitor.conversation()).unwrap().epoch(),
        1
    );
}

#[tokio::test]
async fn a_new_device_refuses_statements_older_than_its_account_says() {
    let world = World::start().await;
    let (mut agent, kit) = world.found("mara@acme.example").await;
    agent.rotate().await.unwrap();
    world.liar.tell(|path, json| {
        if path == "/v1/statements" {
            json["epochs"].as_array_mut().unwrap().truncate(1);
            json["wraps"].as_array_mut().unwrap().truncate(1);
        }
    });
    let refused = world.second_device("mara@acme.example", &kit, 0).await;
    assert_eq!(code(&refused.unwrap_err()), "rollback");
}

#[tokio::test]
async fn history_with_a_hole_is_refused() {
    let world = World::start().await;
    let (mut agent, kit) = world.found("mara@acme.example").await;
    agent.rotate().await.unwrap();
    agent.rotate().await.unwrap();
    world.liar.tell(|path, json| {
        if path == "/v1/statements" {
            json["epochs"].as_array_mut().unwrap().remove(1);
        }
    });
    let refused = world.second_device("mara@acme.example", &kit, 0).await;
    assert_eq!(code(&refused.unwrap_err()), "broken-chain");
}

#[tokio::test]
async fn an_epoch_wrap_that_was_changed_is_refused() {
    let world = World::start().await;
    let (_, kit) = world.found("mara@acme.example").await;
    world.liar.tell(|path, json| {
        if path == "/v1/statements" {
            let mut wrap: aside_protocol::statement::EpochWrap = read(&json["wraps"][0]);
            wrap.sealed[40] ^= 1;
            json["wraps"][0] = write(&wrap);
        }
    });
    let refused = world.second_device("mara@acme.example", &kit, 0).await;
    assert_eq!(code(&refused.unwrap_err()), "bad-signature");
}

#[tokio::test]
async fn another_agents_account_is_refused() {
    let world = World::start().await;
    let (_, kit) = world.found("mara@acme.example").await;
    let (other, _) = world.found("eve@evil.example").await;
    let theirs = world.answer_as(other.token(), "/v1/account").await["account_blob"].clone();
    world.liar.tell(move |path, json| {
        if path == "/v1/login" {
            json["account_blob"] = theirs.clone();
        }
    });
    let refused = world.second_device("mara@acme.example", &kit, 0).await;
    assert_eq!(code(&refused.unwrap_err()), "unopenable");
}

#[tokio::test]
async fn an_older_account_is_refused_by_a_device_that_has_seen_a_newer_one() {
    let world = World::start().await;
    let (mut agent, kit) = world.found("mara@acme.example").await;
    let old = world.answer_as(agent.token(), "/v1/account").await["account_blob"].clone();
    agent.rotate().await.unwrap();
    let floor = agent.account_n();
    world.liar.tell(move |path, json| {
        if path == "/v1/login" {
            json["account_blob"] = old.clone();
        }
    });
    let refused = world.second_device("mara@acme.example", &kit, floor).await;
    assert_eq!(code(&refused.unwrap_err()), "rollback");
}

#[tokio::test]
async fn a_truthful_service_is_believed() {
    let world = World::start().await;
    let (mut agent, kit) = world.found("mara@acme.example").await;
    world.liar.tell(|_, _| {});
    let mut visitor = world.visitor(kit.workspace).await;
    visitor.say("Hello?").await.unwrap();
    agent.catch_up().await.unwrap();
    assert_eq!(
        texts(agent.conversation(visitor.conversation()).unwrap().log()),
        ["Hello?"]
    );
}
