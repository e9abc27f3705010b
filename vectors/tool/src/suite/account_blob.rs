//! Account blobs.

use aside_crypto::account::AccountSecrets;
use aside_crypto::account::{MethodKey, seal_account};
use aside_crypto::workspace::MemberKeys;
use aside_crypto::{SealKey, SecretKey, SignKey};
use aside_protocol::account::{AccountBlob, MethodId};
use aside_protocol::{Digest, Floors, MemberId, Object, PublicKey, WorkspaceId};
use serde_json::{Value, json};

use super::bytes::spoiled;
use super::world::World;
use crate::case::{Case, fails, ok};
use crate::hex::hex;
use crate::rng::SeededRng;

fn blob_input(blob: &str, method: MethodKey<'_>, floor: u32) -> Value {
    let (kind, id) = match method.id {
        MethodId::Password => (1, [0; 16]),
        MethodId::Passkey(id) => (2, id),
    };
    json!({
        "blob": blob,
        "method_kind": kind,
        "method_id": hex(id),
        "key": hex(method.key.expose()),
        "floor": floor,
    })
}

pub fn account_blob() -> Vec<Case> {
    let mut world = World::new("account-blob");
    let blob = world.founded.account.clone();
    let passkey = SealKey::generate(&mut world.rng);
    let passkey = MethodKey {
        id: MethodId::Passkey([5; 16]),
        key: &passkey,
    };
    let secrets = secrets(&mut world);
    let password = world.account.password_method();
    let mut rng = SeededRng::new("account-blob-seal");
    let both = seal_account(&secrets, 7, &[passkey, password], &mut rng).unwrap();
    let opens = |blob: &AccountBlob| blob_input(&hex(blob.encode()), password, 1);
    let mut cases = vec![
        ok("founder", "the first version", opens(&blob)),
        ok("both-password", "two methods, by password", opens(&both)),
        ok("both-passkey", "two methods, by passkey", {
            blob_input(&hex(both.encode()), passkey, 7)
        }),
    ];
    cases.extend(spoiled(&blob.encode(), |hex| blob_input(hex, password, 1)));
    let methods = 7 + 32 + 16 + 4 + 32 + 32;
    let patches: [(&str, &str, usize, u8); 6] = [
        ("n-0", "counts from 1", 7 + 48 + 3, 0),
        ("methods-9", "above the limit", methods, 9),
        ("kind-0", "an unknown method", methods + 1, 0),
        ("kind-3", "an unknown method", methods + 1, 3),
        ("password-id", "a password with an id", methods + 2, 1),
        (
            "wrapped-length",
            "a wrapped key of another length",
            methods + 1 + 17 + 3,
            103,
        ),
    ];
    for (name, comment, at, to) in patches {
        let mut bytes = blob.encode();
        bytes[at] = to;
        let input = blob_input(&hex(bytes), password, 1);
        cases.push(fails(
            &format!("malformed-{name}"),
            comment,
            "malformed",
            input,
        ));
    }
    let mut unsorted = both.clone();
    unsorted.methods.reverse();
    cases.push(fails(
        "malformed-unsorted",
        "methods descend",
        "malformed",
        opens(&unsorted),
    ));
    cases.extend(refused_accounts(&world, &blob, &both, passkey));
    cases
}

fn secrets(world: &mut World) -> AccountSecrets {
    let secrets = &world.founded.secrets;
    AccountSecrets {
        member: MemberKeys {
            sig: SignKey::from_seed(secrets.member.sig.seed()),
            kem: aside_crypto::KemSeed::from_bytes(*secrets.member.kem.expose()),
        },
        secret_key: SecretKey::from_bytes(*secrets.secret_key.expose()),
        genesis: world.founded.genesis.clone(),
        rec_kem_pk: secrets.recovery.kem_seed().public(),
        floors: Floors {
            links: 1,
            roster: 4,
            epoch: None,
            appearance: 2,
        },
        name: "Ada Łovelace".to_owned(),
    }
}

fn refused_accounts(
    world: &World,
    blob: &AccountBlob,
    both: &AccountBlob,
    passkey: MethodKey<'_>,
) -> Vec<Case> {
    let password = world.account.password_method();
    let changed = |from: &AccountBlob, change: &dyn Fn(&mut AccountBlob)| {
        let mut blob = from.clone();
        change(&mut blob);
        blob_input(&hex(blob.encode()), password, 1)
    };
    let wrong = MethodKey {
        id: MethodId::Password,
        key: passkey.key,
    };
    let sealed = hex(blob.encode());
    let shut = |name: &str, comment: &str, input: Value| fails(name, comment, "unopenable", input);
    let mut cases = vec![
        shut("key", "a wrong password", blob_input(&sealed, wrong, 1)),
        shut(
            "method",
            "a method that is not there",
            blob_input(&sealed, passkey, 1),
        ),
        shut(
            "wid",
            "another workspace outside",
            changed(blob, &|b| {
                b.wid = WorkspaceId::new([1; 32]);
            }),
        ),
        shut(
            "mid",
            "another member outside",
            changed(blob, &|b| b.mid = MemberId::new([1; 16])),
        ),
        shut("n", "another version outside", changed(blob, &|b| b.n = 2)),
        shut(
            "sig-pk",
            "another key outside",
            changed(blob, &|b| {
                b.sig_pk = PublicKey::new([1; 32]);
            }),
        ),
        shut(
            "kem-hash",
            "another hash outside",
            changed(blob, &|b| b.kem_hash = Digest::ZERO),
        ),
        shut(
            "wrapped",
            "the wrapped key changed",
            changed(blob, &|b| {
                b.methods[0].wrapped[60] ^= 1;
            }),
        ),
        shut(
            "box",
            "the box changed",
            changed(blob, &|b| b.sealed[60] ^= 1),
        ),
        shut(
            "box-swapped",
            "another version's box",
            changed(blob, &|b| {
                b.sealed.clone_from(&both.sealed);
            }),
        ),
        shut(
            "method-removed",
            "a method fewer than inside",
            changed(both, &|b| {
                b.methods.truncate(1);
            }),
        ),
        shut(
            "method-added",
            "a method more than inside",
            changed(blob, &|b| {
                let mut added = b.methods[0].clone();
                added.id = MethodId::Passkey([9; 16]);
                b.methods.push(added);
            }),
        ),
        fails("rollback", "an authentic older version", "rollback", {
            blob_input(&hex(both.encode()), password, 8)
        }),
        shut(
            "rollback-wrong-key",
            "an older version and a wrong password",
            blob_input(&hex(both.encode()), wrong, 8),
        ),
    ];
    cases.extend(inconsistent_accounts(world));
    cases
}

/// Accounts that open and whose inside contradicts itself or its outside.
fn inconsistent_accounts(world: &World) -> Vec<Case> {
    let password = world.account.password_method();
    let mut rng = SeededRng::new("account-blob-inconsistent");
    let other = World::new("account-blob-other");
    let blob = &world.founded.account;
    let adk = {
        let context = AccountBlob::method_context(&blob.wid, &blob.mid, MethodId::Password);
        let wrapped = &blob.methods[0].wrapped;
        let adk = aside_crypto::seal::open(password.key, "adk", &context, wrapped).unwrap();
        SealKey::from_bytes(adk.as_slice().try_into().unwrap())
    };
    let inner = {
        let padded =
            aside_crypto::seal::open(&adk, "account", &blob.context(), &blob.sealed).unwrap();
        aside_protocol::padding::unpad(&padded).unwrap().to_vec()
    };
    let mut with = |name: &str, comment: &str, inner: &[u8]| {
        let mut blob = blob.clone();
        let padded = aside_protocol::padding::pad(inner);
        let context = blob.context();
        blob.sealed = aside_crypto::seal::seal(&adk, "account", &context, &padded, &mut rng);
        let input = blob_input(&hex(blob.encode()), password, 1);
        fails(name, comment, "unopenable", input)
    };
    let flipped = |at: usize| {
        let mut inner = inner.clone();
        inner[at] ^= 1;
        inner
    };
    let genesis = other.founded.genesis.encode();
    let mut foreign = inner.clone();
    foreign[100..100 + genesis.len()].copy_from_slice(&genesis);
    let rec_kem = 100 + genesis.len();
    vec![
        with(
            "inner-sig",
            "a signing key that is not the member's",
            &flipped(0),
        ),
        with(
            "inner-kem",
            "a KEM key that is not the member's",
            &flipped(32),
        ),
        with("inner-genesis", "another workspace's genesis", &foreign),
        with(
            "inner-genesis-type",
            "a genesis that is none",
            &flipped(104),
        ),
        with(
            "inner-recovery",
            "a recovery key that is not the genesis's",
            &flipped(rec_kem),
        ),
        with(
            "inner-trailing",
            "a byte too many",
            &[inner.as_slice(), &[0]].concat(),
        ),
        with(
            "inner-truncated",
            "the last byte is missing",
            &inner[..inner.len() - 1],
        ),
        with("inner-empty", "nothing inside", &[]),
    ]
}
