//! Objects: parsing, and encoding again.

use aside_protocol::Object;
use aside_protocol::session::Envelope;
use aside_protocol::statement::{Appearance, EpochCert, Genesis, RootLink, Roster};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Outcome, input};
use crate::hex::{Hex, hex};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bytes {
    bytes: Hex,
}

fn parse<T: Object>(value: &Value) -> Result<T, String> {
    let Bytes { bytes } = input(value);
    let object = T::parse(&bytes.0).map_err(|e| e.code().to_owned())?;
    assert_eq!(
        object.encode(),
        bytes.0,
        "encoding again gives the same bytes"
    );
    Ok(object)
}

pub fn genesis(value: &Value) -> Outcome {
    let object: Genesis = parse(value)?;
    Ok(json!({
        "root_pk": hex(object.root_pk),
        "rec_sig_pk": hex(object.rec_sig_pk),
        "rec_kem_hash": hex(object.rec_kem_hash),
        "created": object.created,
        "nonce": hex(object.nonce),
        "wid": hex(object.wid()),
    }))
}

pub fn root_link(value: &Value) -> Outcome {
    let object: RootLink = parse(value)?;
    Ok(json!({
        "wid": hex(object.wid),
        "n": object.n,
        "prev": hex(object.prev),
        "created": object.created,
        "by": object.by as u8,
        "new_root_pk": hex(object.new_root_pk),
        "not_before": object.not_before,
        "hash": hex(object.digest()),
    }))
}

pub fn roster(value: &Value) -> Outcome {
    let object: Roster = parse(value)?;
    let members = object.members.iter().map(|m| {
        json!({
            "mid": hex(m.mid),
            "role": m.role as u8,
            "sig_pk": hex(m.sig_pk),
            "kem_hash": hex(m.kem_hash),
        })
    });
    let issuers = object
        .issuers
        .iter()
        .map(|i| json!({ "kid": hex(i.kid), "pk": hex(i.pk) }));
    Ok(json!({
        "wid": hex(object.wid),
        "n": object.n,
        "prev": hex(object.prev),
        "created": object.created,
        "root_n": object.root_n,
        "min_epoch": object.min_epoch,
        "members": members.collect::<Vec<_>>(),
        "issuers": issuers.collect::<Vec<_>>(),
        "retention_days": object.retention_days,
        "epoch_max_days": object.epoch_max_days,
        "hash": hex(object.digest()),
    }))
}

pub fn epoch_cert(value: &Value) -> Outcome {
    let object: EpochCert = parse(value)?;
    Ok(json!({
        "wid": hex(object.wid),
        "eid": object.eid,
        "prev": hex(object.prev),
        "roster_n": object.roster_n,
        "roster_hash": hex(object.roster_hash),
        "ep_pk": hex(&object.ep_pk),
        "created": object.created,
        "not_after": object.not_after,
        "signer": hex(object.signer),
        "hash": hex(object.digest()),
    }))
}

pub fn appearance(value: &Value) -> Outcome {
    let object: Appearance = parse(value)?;
    let texts = object
        .texts
        .iter()
        .map(|t| json!({ "locale": t.locale, "greeting": t.greeting, "reply_hint": t.reply_hint }));
    let extensions = object
        .extensions
        .iter()
        .map(|e| json!({ "id": e.id, "data": hex(&e.data) }));
    Ok(json!({
        "wid": hex(object.wid),
        "n": object.n,
        "prev": hex(object.prev),
        "created": object.created,
        "name": object.name,
        "accent": hex(object.accent),
        "texts": texts.collect::<Vec<_>>(),
        "origins": object.origins,
        "extensions": extensions.collect::<Vec<_>>(),
        "signer": hex(object.signer),
        "hash": hex(object.digest()),
    }))
}

pub fn envelope(value: &Value) -> Outcome {
    let object: Envelope = parse(value)?;
    Ok(json!({
        "sid": hex(object.sid),
        "g": object.generation,
        "dir": object.direction as u8,
        "type": object.kind as u8,
        "box": hex(&object.sealed),
        "hash": hex(object.digest()),
    }))
}
