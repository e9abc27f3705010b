//! Hello, rekey, envelopes, bodies.

use aside_crypto::epoch::{EpochKey, EpochKeys};
use aside_crypto::session::{
    AgentSession, Generation, Generations, OpenFailure, RekeyVerdict, open_envelope,
};
use aside_crypto::{EpochSecret, RootKey, Rosters};
use aside_protocol::body::Body;
use aside_protocol::inner::{Inner, Sender};
use aside_protocol::session::{Envelope, EnvelopeKind, Hello, Rekey};
use aside_protocol::statement::{EpochCert, Roster};
use aside_protocol::{Digest, Object};
use serde::Deserialize;
use serde_json::{Value, json};

use super::primitive::malformed;
use super::{Outcome, input};
use crate::hex::{Hex, hex};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeldEpoch {
    epoch: Hex,
    es: Hex,
}

fn rosters(bytes: &[Hex]) -> Rosters {
    bytes
        .iter()
        .map(|hex| Roster::parse(&hex.0).unwrap())
        .collect()
}

fn epochs(held: &[HeldEpoch]) -> EpochKeys {
    let key = |held: &HeldEpoch| {
        let epoch = EpochCert::parse(&held.epoch.0).unwrap();
        EpochKey::new(epoch, EpochSecret::from_bytes(held.es.array())).unwrap()
    };
    held.iter().map(key).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OpenHello {
    wid: Hex,
    hello: Hex,
    rosters: Vec<Hex>,
    epochs: Vec<HeldEpoch>,
}

pub fn hello(value: &Value) -> Outcome {
    let OpenHello {
        wid,
        hello,
        rosters: r,
        epochs: e,
    } = input(value);
    let hello = Hello::parse(&hello.0).map_err(malformed)?;
    let session = AgentSession::open_hello(&wid.fixed(), &hello, &rosters(&r), &epochs(&e));
    let session = session.map_err(|e| e.code().to_owned())?;
    Ok(generation_output(session.generations()))
}

fn generation_output(session: &Generations) -> Value {
    use aside_protocol::session::Direction::{ToVisitor, ToWorkspace};
    let newest = session.newest();
    json!({
        "sid": hex(session.sid),
        "g": newest.number,
        "root_g": hex(newest.root().expose()),
        "k_v2w": hex(newest.key(ToWorkspace).expose()),
        "k_w2v": hex(newest.key(ToVisitor).expose()),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OpenRekey {
    wid: Hex,
    hello: Hex,
    before: Vec<Hex>,
    rekey: Hex,
    rosters: Vec<Hex>,
    epochs: Vec<HeldEpoch>,
}

pub fn rekey(value: &Value) -> Outcome {
    let OpenRekey {
        wid,
        hello,
        before,
        rekey,
        rosters: r,
        epochs: e,
    } = input(value);
    let (rosters, epochs) = (rosters(&r), epochs(&e));
    let hello = Hello::parse(&hello.0).unwrap();
    let opened = AgentSession::open_hello(&wid.fixed(), &hello, &rosters, &epochs);
    let mut session = opened.unwrap();
    for earlier in before {
        let earlier = Rekey::parse(&earlier.0).unwrap();
        session.open_rekey(&earlier, &rosters, &epochs).unwrap();
    }
    let rekey = Rekey::parse(&rekey.0).map_err(malformed)?;
    let verdict = session.open_rekey(&rekey, &rosters, &epochs);
    match verdict.map_err(|e| e.code().to_owned())? {
        RekeyVerdict::Accepted => Ok(generation_output(session.generations())),
        RekeyVerdict::Replay => Err("replay".to_owned()),
        RekeyVerdict::Fork => Err("fork".to_owned()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OpenEnvelope {
    wid: Hex,
    sid: Hex,
    v_pk: Hex,
    root_g: Hex,
    rosters: Vec<Hex>,
    envelope: Hex,
}

pub fn envelope_open(value: &Value) -> Outcome {
    let OpenEnvelope {
        wid,
        sid,
        v_pk,
        root_g,
        rosters: r,
        envelope,
    } = input(value);
    let sid = sid.fixed();
    let root = RootKey::from_bytes(root_g.array());
    let first = Generation::derive(&sid, 0, 0, Digest::ZERO, root);
    let session = Generations::new(wid.fixed(), sid, v_pk.fixed(), first);
    let envelope = Envelope::parse(&envelope.0).map_err(malformed)?;
    match open_envelope(&session, &envelope, &rosters(&r)) {
        Ok(opened) => Ok(inner_output(&opened.inner, &opened.hash)),
        Err(OpenFailure::Unopenable(e)) => Err(e.code().to_owned()),
        Err(OpenFailure::NeedsRoster(_)) => Err("needs-roster".to_owned()),
    }
}

fn inner_output(inner: &Inner, hash: &Digest) -> Value {
    let (sender_kind, sender_id) = match inner.sender {
        Sender::Visitor(id) => (0, hex(id)),
        Sender::Member(id) => (1, hex(id)),
    };
    let heads = inner.heads.iter();
    let heads = heads.map(|h| json!({ "lane": hex(h.lane), "seq": h.seq, "hash": hex(h.hash) }));
    json!({
        "hash": hex(hash),
        "sender_kind": sender_kind,
        "sender_id": sender_id,
        "lane": hex(inner.lane),
        "seq": inner.seq,
        "prev": hex(inner.prev),
        "heads": heads.collect::<Vec<_>>(),
        "roster_n": inner.roster_n,
        "time": inner.time,
        "body_type": inner.body_type,
        "body": hex(&inner.body),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadBody {
    r#type: u8,
    body_type: u8,
    body: Hex,
}

pub fn body(value: &Value) -> Outcome {
    let ReadBody {
        r#type,
        body_type,
        body,
    } = input(value);
    let kind = if r#type == 0 {
        EnvelopeKind::Message
    } else {
        EnvelopeKind::Signal
    };
    Ok(match Body::parse(kind, body_type, &body.0) {
        Body::Text(text) => json!({ "kind": "text", "value": text }),
        Body::EpochUpdate(update) => json!({
            "kind": "epoch-update",
            "value": { "roster": hex(update.roster), "epoch": hex(update.epoch) },
        }),
        Body::Typing(typing) => json!({ "kind": "typing", "value": typing }),
        Body::Receipt(receipt) => json!({ "kind": "receipt", "value": receipt }),
        Body::Unknown => return Err("unknown".to_owned()),
    })
}
