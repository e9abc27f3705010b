//! Section 7.
#![expect(clippy::unnecessary_wraps, reason = "every runner has one signature")]

use aside_crypto::account::{
    AccountKeys, DeviceLink, MethodKey, normal_email, open_account, open_root, stretch,
};
use aside_crypto::{SealKey, SecretKey};
use aside_protocol::account::{AccountBlob, MethodId, RootBlob};
use aside_protocol::login::{Login, Purpose};
use aside_protocol::{Object, Timestamp, label};
use serde::Deserialize;
use serde_json::{Value, json};

use super::primitive::{malformed, refused};
use super::{Outcome, input};
use crate::hex::{Hex, hex};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stretch {
    email: String,
    password: String,
    secret_key: Hex,
}

pub fn account_stretch(value: &Value) -> Outcome {
    let Stretch {
        email,
        password,
        secret_key,
    } = input(value);
    let secret_key = SecretKey::from_bytes(secret_key.array());
    let stretched = stretch(&email, &password, &secret_key);
    let keys = AccountKeys::derive(&email, &stretched, &secret_key);
    Ok(json!({
        "email": normal_email(&email),
        "sk_id": hex(aside_protocol::hash(label::SK_ID, &[secret_key.expose()])),
        "stretch": hex(stretched.expose()),
        "auth_pk": hex(keys.auth().public()),
        "wrap_k": hex(keys.password_method().key.expose()),
        "root_wrap_k": hex(keys.root_wrap().expose()),
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OpenAccount {
    blob: Hex,
    method_kind: u8,
    method_id: Hex,
    key: Hex,
    floor: u32,
}

pub fn account_blob(value: &Value) -> Outcome {
    let OpenAccount {
        blob,
        method_kind,
        method_id,
        key,
        floor,
    } = input(value);
    let blob = AccountBlob::parse(&blob.0).map_err(malformed)?;
    let key = SealKey::from_bytes(key.array());
    let id = match method_kind {
        1 => MethodId::Password,
        _ => MethodId::Passkey(method_id.array()),
    };
    let opened = open_account(&blob, MethodKey { id, key: &key }, floor);
    let secrets = opened.map_err(|e| e.code().to_owned())?;
    Ok(json!({
        "wid": hex(blob.wid),
        "mid": hex(blob.mid),
        "n": blob.n,
        "sig_sk": hex(secrets.member.sig.seed()),
        "kem_sk": hex(secrets.member.kem.expose()),
        "secret_key": hex(secrets.secret_key.expose()),
        "genesis": hex(secrets.genesis.encode()),
        "rec_kem_pk": hex(&secrets.rec_kem_pk),
        "floors": secrets.floors,
        "name": secrets.name,
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OpenRoot {
    blob: Hex,
    key: Hex,
}

pub fn root_blob(value: &Value) -> Outcome {
    let OpenRoot { blob, key } = input(value);
    let blob = RootBlob::parse(&blob.0).map_err(malformed)?;
    let key = SealKey::from_bytes(key.array());
    let seed = open_root(&blob, &key).map_err(|e| e.code().to_owned())?;
    Ok(json!({ "root_sk": hex(seed.seed()) }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckLogin {
    auth_pk: Hex,
    origin: String,
    challenge: Hex,
    time: Timestamp,
    purpose: String,
    signature: Hex,
}

pub fn login(value: &Value) -> Outcome {
    let CheckLogin {
        auth_pk,
        origin,
        challenge,
        time,
        purpose,
        signature,
    } = input(value);
    let purpose = if purpose == "sign-up" {
        Purpose::SignUp
    } else {
        Purpose::SignIn
    };
    let login = Login {
        origin: &origin,
        challenge: &challenge.array(),
        time,
        purpose,
    };
    login
        .verify(&auth_pk.fixed(), &signature.fixed(), time)
        .map_err(refused)?;
    Ok(json!({ "message": hex(login.message()) }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadLink {
    fragment: String,
}

pub fn device_link(value: &Value) -> Outcome {
    let ReadLink { fragment } = input(value);
    let link = DeviceLink::parse(&fragment).map_err(|_| "malformed")?;
    assert_eq!(*link.to_fragment(), fragment);
    Ok(json!({
        "email": link.email,
        "secret_key": hex(link.secret_key.expose()),
        "wid": hex(link.wid),
        "floors": link.floors,
    }))
}
