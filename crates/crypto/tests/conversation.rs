//! A workspace is founded, a visitor and an agent talk, keys change, an account is opened.

mod support;

use aside_crypto::account::{MethodKey, open_account, open_root};
use aside_crypto::epoch::{EpochKey, EpochKeys, Recipient, open_wrap};
use aside_crypto::security_code::security_code;
use aside_crypto::session::{Draft, OpenFailure, OwnLane, RekeyVerdict, SealError};
use aside_crypto::workspace::{Founded, rotate};
use aside_crypto::{OpenError, SealKey, SecretKey, SignKey, Unopenable};
use aside_protocol::account::MethodId;
use aside_protocol::body::{Body, Text};
use aside_protocol::limits::{BODY_MAX, DAY};
use aside_protocol::session::{Direction, EnvelopeKind};
use aside_protocol::statement::WrapTarget;
use aside_protocol::{Object, Refusal, SignedObject};
use support::{NOW, SeededRng, World};

fn text(words: &str) -> Body {
    Body::Text(Text {
        text: words.to_owned(),
        ..Text::default()
    })
}

fn draft(body: Body) -> Draft {
    Draft {
        heads: Vec::new(),
        roster_n: 1,
        time: NOW,
        body,
    }
}

#[test]
fn a_visitor_and_an_agent_read_each_other() {
    let mut world = World::new(1);
    let (visitor, agent, _) = world.sessions();
    let mut lane = OwnLane::new(EnvelopeKind::Message, &mut world.rng);
    let sent = visitor
        .seal(&mut lane, draft(text("Hello")), &mut world.rng)
        .unwrap();
    let read = agent.open(&sent, &world.rosters).unwrap();
    assert_eq!(read.body, text("Hello"));

    let member = &world.founded.secrets.member;
    let mid = member.mid(&world.accepted.wid);
    let mut lane = OwnLane::new(EnvelopeKind::Message, &mut world.rng);
    let answer = draft(text("Good morning"));
    let key = (&mid, &member.sig);
    let sent = agent
        .seal(key, &world.rosters, &mut lane, answer, &mut world.rng)
        .unwrap();
    assert_eq!(
        visitor.open(&sent, &world.rosters).unwrap().body,
        text("Good morning")
    );
    assert_eq!(
        agent.open(&sent, &world.rosters).unwrap().body,
        text("Good morning")
    );
}

#[test]
fn both_sides_show_the_same_security_code() {
    let mut world = World::new(2);
    let (visitor, agent, hello) = world.sessions();
    let wid = world.accepted.wid;
    let theirs = security_code(&wid, &agent.generations().sid, &agent.generations().v_pk);
    let ours = security_code(&wid, &visitor.generations().sid, &hello.v_pk);
    assert_eq!(ours, theirs);
    assert_eq!(ours.split(' ').count(), 6);
}

#[test]
fn no_changed_byte_of_an_envelope_opens() {
    let mut world = World::new(3);
    let (visitor, agent, _) = world.sessions();
    let mut lane = OwnLane::new(EnvelopeKind::Message, &mut world.rng);
    let sent = visitor
        .seal(&mut lane, draft(text("Hello")), &mut world.rng)
        .unwrap();
    for at in 0..sent.sealed.len() {
        let mut changed = sent.clone();
        changed.sealed[at] ^= 1;
        let opened = agent.open(&changed, &world.rosters);
        assert_eq!(opened, Err(OpenFailure::Unopenable(Unopenable)));
    }
}

#[test]
fn an_envelope_opens_in_no_other_place() {
    let mut world = World::new(4);
    let (visitor, agent, _) = world.sessions();
    let (_, other_agent, _) = world.sessions();
    let mut lane = OwnLane::new(EnvelopeKind::Message, &mut world.rng);
    let sent = visitor
        .seal(&mut lane, draft(text("Hello")), &mut world.rng)
        .unwrap();

    let mut reflected = sent.clone();
    reflected.direction = Direction::ToVisitor;
    let mut as_signal = sent.clone();
    as_signal.kind = EnvelopeKind::Signal;
    let mut later = sent.clone();
    later.generation = 1;
    for moved in [reflected, as_signal, later] {
        assert!(agent.open(&moved, &world.rosters).is_err());
    }
    let mut moved = sent.clone();
    moved.sid = other_agent.generations().sid;
    assert!(other_agent.open(&moved, &world.rosters).is_err());
    assert!(other_agent.open(&sent, &world.rosters).is_err());
}

#[test]
fn a_stranger_cannot_answer_in_a_members_name() {
    let mut world = World::new(5);
    let (visitor, agent, _) = world.sessions();
    let mid = world.founded.secrets.member.mid(&world.accepted.wid);
    let stranger = SignKey::generate(&mut world.rng);
    let mut lane = OwnLane::new(EnvelopeKind::Message, &mut world.rng);
    let key = (&mid, &stranger);
    let forged = draft(text("Send us your card number"));
    let sent = agent
        .seal(key, &world.rosters, &mut lane, forged, &mut world.rng)
        .unwrap();
    assert_eq!(
        visitor.open(&sent, &world.rosters),
        Err(OpenFailure::Unopenable(Unopenable))
    );
}

#[test]
fn a_sender_who_has_seen_a_newer_roster_makes_the_receiver_fetch_it() {
    let mut world = World::new(6);
    let (visitor, agent, _) = world.sessions();
    let member = &world.founded.secrets.member;
    let mid = member.mid(&world.accepted.wid);
    let mut lane = OwnLane::new(EnvelopeKind::Message, &mut world.rng);
    let draft = Draft {
        roster_n: 2,
        ..draft(text("Hello"))
    };
    let key = (&mid, &member.sig);
    let sent = agent
        .seal(key, &world.rosters, &mut lane, draft, &mut world.rng)
        .unwrap();
    assert_eq!(
        visitor.open(&sent, &world.rosters),
        Err(OpenFailure::NeedsRoster(2))
    );
}

#[test]
fn a_message_that_is_too_long_is_not_sealed_and_leaves_the_lane_alone() {
    let mut world = World::new(7);
    let (visitor, agent, _) = world.sessions();
    let mut lane = OwnLane::new(EnvelopeKind::Message, &mut world.rng);
    let long = draft(text(&"x".repeat(BODY_MAX)));
    let refused = visitor.seal(&mut lane, long, &mut world.rng);
    assert_eq!(refused, Err(SealError::TooLong));
    let sent = visitor
        .seal(&mut lane, draft(text("short")), &mut world.rng)
        .unwrap();
    assert_eq!(agent.open(&sent, &world.rosters).unwrap().inner.seq, 0);
}

#[test]
fn after_a_rotation_the_visitor_rekeys_and_both_go_on() {
    let mut world = World::new(8);
    let (mut visitor, mut agent, _) = world.sessions();
    let member = &world.founded.secrets.member;
    let wid = world.accepted.wid;
    let own_key = member.kem.public();
    let to = Recipient {
        target: WrapTarget::Member(member.mid(&wid)),
        kem_pk: &own_key,
    };
    let later = NOW.plus(DAY);
    let rotation = rotate(&world.accepted, &[to], member, later, &mut world.rng).unwrap();
    let mut statements = world.accepted.clone();
    statements.epoch = rotation.key.epoch.clone();
    statements.epoch_hash = rotation.key.hash;

    assert!(!visitor.needs_rekey(&world.accepted, later));
    assert!(visitor.needs_rekey(&statements, later));
    let rekey = visitor.rekey(&statements, later, &mut world.rng).unwrap();
    assert!(!visitor.needs_rekey(&statements, later));

    let without = agent.open_rekey(&rekey, &world.rosters, &world.epochs());
    assert_eq!(without, Err(OpenError::Unopenable(Unopenable)));
    let wrap = &rotation.wraps[0];
    let epoch = &rotation.key.epoch;
    let opened = open_wrap(wrap, epoch, &world.founded.roster, to.target, &member.kem).unwrap();
    let mut epochs = world.epochs();
    epochs.insert(opened);
    assert_eq!(epochs.newest().unwrap().epoch.eid, 1);
    let verdict = agent.open_rekey(&rekey, &world.rosters, &epochs).unwrap();
    assert_eq!(verdict, RekeyVerdict::Accepted);
    let again = agent.open_rekey(&rekey, &world.rosters, &epochs).unwrap();
    assert_eq!(again, RekeyVerdict::Replay);

    let mut lane = OwnLane::new(EnvelopeKind::Message, &mut world.rng);
    let sent = visitor
        .seal(&mut lane, draft(text("Still there?")), &mut world.rng)
        .unwrap();
    assert_eq!(sent.generation, 1);
    assert_eq!(
        agent.open(&sent, &world.rosters).unwrap().body,
        text("Still there?")
    );
}

#[test]
fn a_second_rekey_of_one_generation_is_a_fork() {
    let mut world = World::new(9);
    let (mut visitor, mut agent, hello) = world.sessions();
    let first = visitor.rekey(&world.accepted, NOW, &mut world.rng).unwrap();
    let mut second = first.clone();
    second.nonce[0] ^= 1;
    let second = visitor.key().sign_object(second);
    let forged = SignKey::generate(&mut world.rng).sign_object(first.clone());
    let epochs = world.epochs();
    let mut take = |rekey| agent.open_rekey(rekey, &world.rosters, &epochs);
    assert_eq!(take(&first), Ok(RekeyVerdict::Accepted));
    assert_eq!(take(&second), Ok(RekeyVerdict::Fork));
    assert_eq!(
        take(&forged),
        Err(OpenError::Refused(Refusal::BadSignature))
    );
    assert!(hello.verify(&hello.v_pk).is_ok());
}

#[test]
fn an_agent_waits_for_a_rekey_after_a_removal() {
    let mut world = World::new(10);
    let (_, agent, _) = world.sessions();
    let mut removal = world.founded.roster.clone();
    removal.n = 2;
    removal.min_epoch = 1;
    world.rosters.insert(removal);
    let member = &world.founded.secrets.member;
    let mid = member.mid(&world.accepted.wid);
    let mut lane = OwnLane::new(EnvelopeKind::Message, &mut world.rng);
    let key = (&mid, &member.sig);
    let hello = draft(text("Hello"));
    let refused = agent.seal(key, &world.rosters, &mut lane, hello, &mut world.rng);
    assert_eq!(refused, Err(SealError::AwaitRekey));
    let update = Body::EpochUpdate(aside_protocol::body::EpochUpdate {
        roster: world.founded.roster.encode(),
        epoch: world.founded.epoch.encode(),
    });
    let sent = agent.seal(
        key,
        &world.rosters,
        &mut lane,
        draft(update),
        &mut world.rng,
    );
    assert!(sent.is_ok());
}

#[test]
fn recovery_opens_every_epoch() {
    let world = World::new(11);
    let Founded {
        epoch,
        wraps,
        roster,
        secrets,
        ..
    } = &world.founded;
    let kem = secrets.recovery.kem_seed();
    assert_eq!(kem.public().digest(), world.founded.genesis.rec_kem_hash);
    let opened = open_wrap(&wraps[1], epoch, roster, WrapTarget::Recovery, &kem).unwrap();
    assert_eq!(opened.secret.expose(), secrets.epoch.expose());
    let wrong = open_wrap(&wraps[0], epoch, roster, WrapTarget::Recovery, &kem);
    assert_eq!(wrong.unwrap_err(), OpenError::Unopenable(Unopenable));
}

#[test]
fn an_account_opens_with_its_password_and_nothing_else() {
    let mut world = World::new(12);
    let Founded {
        account: blob,
        root,
        secrets,
        ..
    } = &world.founded;
    let opened = open_account(blob, world.account.password_method(), 1).unwrap();
    assert_eq!(opened.member.sig.seed(), secrets.member.sig.seed());
    assert_eq!(opened.secret_key.expose(), secrets.secret_key.expose());
    assert_eq!(opened.name, "Ada");
    assert_eq!(
        open_root(root, world.account.root_wrap()).unwrap().seed(),
        secrets.root.seed()
    );

    let wrong = support::account(&SecretKey::generate(&mut world.rng));
    let refused = open_account(blob, wrong.password_method(), 1).unwrap_err();
    assert_eq!(refused, OpenError::Unopenable(Unopenable));
    assert_eq!(open_root(root, wrong.root_wrap()).unwrap_err(), Unopenable);
    let rolled_back = open_account(blob, world.account.password_method(), 2).unwrap_err();
    assert_eq!(rolled_back, OpenError::Refused(Refusal::Rollback));
}

#[test]
fn a_method_that_the_inner_list_lacks_is_refused() {
    let mut world = World::new(13);
    let key = SealKey::generate(&mut world.rng);
    let passkey = MethodKey {
        id: MethodId::Passkey([1; 16]),
        key: &key,
    };
    let mut blob = world.founded.account.clone();
    let mut added = blob.methods[0].clone();
    added.id = passkey.id;
    blob.methods.push(added);
    let refused = open_account(&blob, world.account.password_method(), 1).unwrap_err();
    assert_eq!(refused, OpenError::Unopenable(Unopenable));
}

#[test]
fn secrets_print_nothing() {
    let world = World::new(14);
    let printed = format!("{:?} {:?}", world.founded.secrets, world.account);
    assert_eq!(
        printed,
        "FoundedSecrets { root: SignKey(..), member: MemberKeys { sig: SignKey(..), \
         kem: KemSeed(..) }, epoch: EpochSecret(..), recovery: RecoveryCode(..), \
         secret_key: SecretKey(..) } AccountKeys { auth: SignKey(..), wrap: SealKey(..), \
         root_wrap: SealKey(..) }"
    );
}

#[test]
fn an_epoch_and_a_foreign_secret_do_not_join() {
    let world = World::new(15);
    let other = aside_crypto::EpochSecret::generate(&mut SeededRng::new(99));
    assert!(EpochKey::new(world.founded.epoch.clone(), other).is_err());
    assert!(EpochKeys::default().newest().is_none());
}
