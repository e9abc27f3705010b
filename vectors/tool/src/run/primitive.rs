//! Section 2, text forms and ids.
#![expect(clippy::unnecessary_wraps, reason = "every runner has one signature")]

use aside_crypto::{KemSeed, RecoveryCode, SealKey, SecretKey};
use aside_protocol::text::TextError;
use aside_protocol::{
    ConversationId, DecodeError, Encapsulated, KemPublicKey, MemberId, MessageId, PublicKey,
    Refusal, VisitorId, WorkspaceId, padding,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Outcome, input};
use crate::hex::{Hex, hex};
use crate::rng::SeededRng;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hash {
    label: String,
    data: Hex,
}

pub fn hash(value: &Value) -> Outcome {
    let Hash { label, data } = input(value);
    Ok(json!({ "hash": hex(aside_protocol::hash(&label, &[&data.0])) }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expand {
    key: Hex,
    label: String,
    context: Hex,
    length: usize,
}

pub fn expand(value: &Value) -> Outcome {
    let Expand {
        key,
        label,
        context,
        length,
    } = input(value);
    let output = aside_crypto::expand::expand(&key.array(), &label, &[&context.0]);
    Ok(json!({ "bytes": hex(&output[..length]) }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Extract {
    salt: Hex,
    ikm: Hex,
}

pub fn extract(value: &Value) -> Outcome {
    let Extract { salt, ikm } = input(value);
    let prk = aside_crypto::expand::extract(&salt.array(), &ikm.0);
    Ok(json!({ "prk": hex(*prk) }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Verify {
    public_key: Hex,
    label: String,
    message: Hex,
    signature: Hex,
}

pub fn verify(value: &Value) -> Outcome {
    let Verify {
        public_key,
        label,
        message,
        signature,
    } = input(value);
    aside_protocol::verify(&public_key.fixed(), &label, &message.0, &signature.fixed())
        .map_err(refused)?;
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Open {
    key: Hex,
    label: String,
    context: Hex,
    sealed: Hex,
}

pub fn open(value: &Value) -> Outcome {
    let Open {
        key,
        label,
        context,
        sealed,
    } = input(value);
    let key = SealKey::from_bytes(key.array());
    let opened = aside_crypto::seal::open(&key, &label, &context.0, &sealed.0);
    let message = opened.map_err(|e| e.code().to_owned())?;
    let salt = sealed.array_prefix();
    let again = aside_crypto::seal::seal_with_salt(&key, &label, &context.0, &message, &salt);
    assert_eq!(
        again, sealed.0,
        "sealing with the same salt gives the same bytes"
    );
    Ok(json!({ "message": hex(&*message) }))
}

impl Hex {
    fn array_prefix(&self) -> [u8; 24] {
        *self.0.first_chunk().unwrap()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Encap {
    public_key: Hex,
}

pub fn encap(value: &Value) -> Outcome {
    let Encap { public_key } = input(value);
    let public_key = KemPublicKey::from_slice(&public_key.0).unwrap();
    let rng = &mut SeededRng::new("encap");
    aside_crypto::encap::encap(&public_key, b"info", b"context", rng).map_err(malformed)?;
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decap {
    seed: Hex,
    enc: Hex,
    info: Hex,
    export_context: Hex,
}

pub fn decap(value: &Value) -> Outcome {
    let Decap {
        seed,
        enc,
        info,
        export_context,
    } = input(value);
    let seed = KemSeed::from_bytes(seed.array());
    let enc = Encapsulated::from_slice(&enc.0).unwrap();
    let key = aside_crypto::encap::decap(&seed, &enc, &info.0, &export_context.0);
    let key = key.map_err(|e| e.code().to_owned())?;
    Ok(json!({ "public_key": hex(seed.public()), "key": hex(*key) }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pad {
    padded: Hex,
}

pub fn pad(value: &Value) -> Outcome {
    let Pad { padded } = input(value);
    let message = padding::unpad(&padded.0).ok_or("unopenable")?;
    assert_eq!(padding::pad(message), padded.0);
    Ok(json!({ "message": hex(message) }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TextForm {
    kind: String,
    text: String,
}

pub fn text_forms(value: &Value) -> Outcome {
    let TextForm { kind, text } = input(value);
    let (bytes, canonical) = parse_text(&kind, &text).map_err(|_| "malformed")?;
    Ok(json!({ "bytes": hex(bytes), "canonical": canonical }))
}

fn parse_text(kind: &str, text: &str) -> Result<(Vec<u8>, String), TextError> {
    Ok(match kind {
        "workspace-id" => {
            let id: WorkspaceId = text.parse()?;
            (id.as_bytes().to_vec(), id.to_string())
        }
        "member-id" => {
            let id: MemberId = text.parse()?;
            (id.as_bytes().to_vec(), id.to_string())
        }
        "conversation-id" => {
            let id: ConversationId = text.parse()?;
            (id.as_bytes().to_vec(), id.to_string())
        }
        "message-id" => {
            let id: MessageId = text.parse()?;
            (id.as_bytes().to_vec(), id.to_string())
        }
        "secret-key" => {
            let key = SecretKey::parse(text)?;
            (key.expose().to_vec(), key.to_text().to_string())
        }
        _ => {
            let code = RecoveryCode::parse(text)?;
            (code.expose().to_vec(), code.to_text().to_string())
        }
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ids {
    wid: Hex,
    sid: Hex,
    sig_pk: Hex,
    kem_pk: Hex,
}

pub fn ids(value: &Value) -> Outcome {
    let Ids {
        wid,
        sid,
        sig_pk,
        kem_pk,
    } = input(value);
    let sig_pk: PublicKey = sig_pk.fixed();
    let kem_hash = KemPublicKey::from_slice(&kem_pk.0).unwrap().digest();
    let mid = MemberId::of(&wid.fixed(), &sig_pk, &kem_hash);
    Ok(json!({
        "kem_hash": hex(kem_hash),
        "mid": mid.to_string(),
        "visitor_id": hex(VisitorId::of(&sig_pk)),
        "conversation_id": ConversationId::of(&sid.fixed()).to_string(),
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SecurityCode {
    wid: Hex,
    sid: Hex,
    v_pk: Hex,
}

pub fn security_code(value: &Value) -> Outcome {
    let SecurityCode { wid, sid, v_pk } = input(value);
    let words =
        aside_crypto::security_code::security_code(&wid.fixed(), &sid.fixed(), &v_pk.fixed());
    Ok(json!({ "words": words }))
}

pub(super) fn refused(refusal: Refusal) -> String {
    refusal.code().to_owned()
}

pub(super) fn malformed(error: DecodeError) -> String {
    error.code().to_owned()
}
