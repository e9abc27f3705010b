//! An owner who signs up, and visitors who write. The service does not open boxes, so theirs are
//! empty words; everything it does check is real.

use aside_crypto::account::{AccountKeys, Stretched};
use aside_crypto::epoch::Recipient;
use aside_crypto::workspace::{Charter, Founded, Rotation, found, rotate};
use aside_crypto::{SecretKey, SignKey};
use aside_protocol::login::{Login, Purpose};
use aside_protocol::session::{Direction, Envelope, EnvelopeKind, Hello};
use aside_protocol::statement::{LocalText, WrapTarget};
use aside_protocol::{
    Accepted, Bundle, ConversationId, Digest, Encapsulated, Floors, MessageId, Object, SessionId,
    Signature, Timestamp, WorkspaceId, accept,
};
use aside_server::sources::SystemClock;
use data_encoding::BASE64URL_NOPAD;
use getrandom::SysRng;
use rand_core::UnwrapErr;
use serde_json::{Value, json};

use crate::harness::{Answer, Service};

pub fn b64(bytes: impl AsRef<[u8]>) -> String {
    BASE64URL_NOPAD.encode(bytes.as_ref())
}

pub fn now() -> Timestamp {
    Timestamp::from_millis(aside_domain::Clock::now(&SystemClock))
}

pub const fn rng() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand_core::Rng::fill_bytes(&mut rng(), &mut bytes);
    bytes
}

pub fn message_id() -> String {
    MessageId::new(random()).to_string()
}

/// A workspace and its owner, signed in.
pub struct Owner {
    pub email: String,
    pub wid: WorkspaceId,
    pub keys: AccountKeys,
    pub founded: Founded,
    pub token: String,
    pub device: String,
}

impl Owner {
    pub async fn sign_up(service: &Service, email: &str) -> Self {
        Self::sign_up_for(service, email, &[]).await
    }

    pub async fn sign_up_for(service: &Service, email: &str, origins: &[&str]) -> Self {
        let (keys, founded) = prepare(email, origins);
        let body = sign_up_body(service, email, &keys, &founded).await;
        let signed_in = service.post("/v1/workspaces", "", &body).await.expect(201);
        Self {
            email: email.into(),
            wid: founded.genesis.wid(),
            keys,
            founded,
            token: signed_in["token"].as_str().unwrap().into(),
            device: signed_in["device"].as_str().unwrap().into(),
        }
    }

    pub async fn sign_in(&self, service: &Service, client: &str) -> Answer {
        let body = login_body(service, &self.email, &self.keys, Purpose::SignIn, client).await;
        service.post("/v1/login", "", &body).await
    }

    pub fn path(&self, rest: &str) -> String {
        format!("/v1/workspaces/{}/{rest}", self.wid)
    }

    pub fn accepted(&self) -> Accepted {
        let founded = &self.founded;
        let (genesis, roster) = (founded.genesis.encode(), founded.roster.encode());
        let (epoch, appearance) = (founded.epoch.encode(), founded.appearance.encode());
        let bundle = Bundle {
            genesis: Some(&genesis),
            links: &[],
            roster: Some(&roster),
            epoch: Some(&epoch),
            appearance: Some(&appearance),
        };
        accept(&self.wid, &bundle, &Floors::default(), now()).unwrap()
    }

    pub fn rotation(&self) -> Rotation {
        let secrets = &self.founded.secrets;
        let (own, recovery) = (
            secrets.member.kem.public(),
            secrets.recovery.kem_seed().public(),
        );
        let mid = secrets.member.mid(&self.wid);
        let recipients = [
            Recipient {
                target: WrapTarget::Member(mid),
                kem_pk: &own,
            },
            Recipient {
                target: WrapTarget::Recovery,
                kem_pk: &recovery,
            },
        ];
        rotate(
            &self.accepted(),
            &recipients,
            &secrets.member,
            now(),
            &mut rng(),
        )
        .unwrap()
    }
}

pub fn prepare(email: &str, origins: &[&str]) -> (AccountKeys, Founded) {
    let secret_key = SecretKey::generate(&mut rng());
    // The stretching takes a second and is tested where it lives.
    let keys = AccountKeys::derive(email, &Stretched::from_bytes([1; 32]), &secret_key);
    let text = LocalText {
        locale: "en".into(),
        greeting: "Hi".into(),
        reply_hint: "Soon".into(),
    };
    let charter = Charter {
        business: "Acme".into(),
        founder: "Ada".into(),
        accent: [1, 2, 3],
        texts: vec![text],
        origins: origins.iter().map(|origin| (*origin).into()).collect(),
        retention_days: 0,
        epoch_max_days: 30,
    };
    let founded = found(&charter, (&keys, secret_key), now(), &mut rng()).unwrap();
    (keys, founded)
}

pub async fn sign_up_body(
    service: &Service,
    email: &str,
    keys: &AccountKeys,
    founded: &Founded,
) -> Value {
    let mut body = login_body(service, email, keys, Purpose::SignUp, "native").await;
    let wraps: Vec<_> = founded
        .wraps
        .iter()
        .map(|wrap| b64(wrap.encode()))
        .collect();
    let rest = json!({
        "auth_pk": b64(founded.auth_pk),
        "genesis": b64(founded.genesis.encode()),
        "roster": b64(founded.roster.encode()),
        "epoch": b64(founded.epoch.encode()),
        "wraps": wraps,
        "appearance": b64(founded.appearance.encode()),
        "kem_pk": b64(founded.secrets.member.kem.public()),
        "account_blob": b64(founded.account.encode()),
        "root_blob": b64(founded.root.encode()),
    });
    body.as_object_mut()
        .unwrap()
        .extend(rest.as_object().unwrap().clone());
    body
}

pub async fn login_body(
    service: &Service,
    email: &str,
    keys: &AccountKeys,
    purpose: Purpose,
    client: &str,
) -> Value {
    let issued = service
        .post("/v1/login/challenge", "", &json!({ "email": email }))
        .await;
    let challenge = issued.expect(200)["challenge"].as_str().unwrap().to_owned();
    let bytes = BASE64URL_NOPAD.decode(challenge.as_bytes()).unwrap();
    let time = now();
    let signature = keys.sign_login(&Login {
        origin: &service.origin,
        challenge: bytes.as_slice().try_into().unwrap(),
        time,
        purpose,
    });
    json!({
        "email": email,
        "challenge": challenge,
        "time": time.as_millis(),
        "signature": b64(signature),
        "device_name": "Firefox on Linux",
        "client": client,
    })
}

/// A visitor with a conversation of their own.
pub struct Visitor {
    pub token: String,
    pub sid: SessionId,
    pub conversation: ConversationId,
    /// What was sent to open it.
    pub opening: Value,
}

impl Visitor {
    /// Somebody who has not written yet.
    pub fn prepare(wid: WorkspaceId) -> Self {
        let key = SignKey::generate(&mut rng());
        let hello = key.sign_object(Hello {
            wid,
            roster_hash: Digest::new(random()),
            epoch_hash: Digest::new(random()),
            v_pk: key.public(),
            nonce: random(),
            enc: Encapsulated::from_slice(&random::<1120>()).unwrap(),
            sig: Signature::new([0; 64]),
        });
        let sid = hello.sid();
        let opening = json!({
            "hello": b64(hello.encode()),
            "message_id": message_id(),
            "envelope": envelope(sid, Direction::ToWorkspace, EnvelopeKind::Message),
        });
        Self {
            token: b64(random::<32>()),
            sid,
            conversation: ConversationId::of(&sid),
            opening,
        }
    }

    pub async fn open(service: &Service, wid: WorkspaceId) -> Self {
        let visitor = Self::prepare(wid);
        let path = format!("/v1/workspaces/{wid}/conversations");
        service
            .post(&path, &visitor.token, &visitor.opening)
            .await
            .expect(201);
        visitor
    }

    pub fn path(&self, rest: &str) -> String {
        format!("/v1/conversations/{}/{rest}", self.conversation)
    }

    pub fn message(&self) -> Value {
        let item = envelope(self.sid, Direction::ToWorkspace, EnvelopeKind::Message);
        json!({ "message_id": message_id(), "item": item })
    }

    /// What an agent writes to this visitor.
    pub fn reply(&self) -> Value {
        let item = envelope(self.sid, Direction::ToVisitor, EnvelopeKind::Message);
        json!({ "message_id": message_id(), "item": item })
    }

    pub fn signal(&self) -> Value {
        let envelope = envelope(self.sid, Direction::ToWorkspace, EnvelopeKind::Signal);
        json!({ "envelope": envelope })
    }
}

/// An envelope whose box nobody can open.
pub fn envelope(sid: SessionId, direction: Direction, kind: EnvelopeKind) -> String {
    let sealed = random::<352>().to_vec();
    b64(Envelope {
        sid,
        generation: 0,
        direction,
        kind,
        sealed,
    }
    .encode())
}
