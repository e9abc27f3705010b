//! Vectors of others: chunked encryption, HKDF, PBKDF2, AES-GCM, ML-KEM, X-Wing and HPKE.
#![expect(clippy::unwrap_used, reason = "a test without its vectors has failed")]

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use aside_crypto::expand::{expand_raw, extract};
use aside_crypto::seal::{open_raw, seal_raw};
use aside_crypto::{KemSeed, SealKey};
use hpke::aead::{Aead as HpkeAead, AesGcm128, AesGcm256, ChaCha20Poly1305, ExportOnlyAead};
use hpke::kdf::HkdfSha256;
use hpke::kem::{X25519HkdfSha256, XWing};
use hpke::{Deserializable, Kem, OpModeR, setup_receiver};
use ml_kem::kem::{Decapsulate, KeyExport};
use ml_kem::{FromSeed, MlKem768};
use serde_json::Value;
use sha2::Sha256;

fn read(path: &str) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../vectors/third-party/");
    let text = std::fs::read_to_string(format!("{folder}{path}.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Every test of a Wycheproof file, beside its group.
fn wycheproof(file: &str) -> Vec<(Value, Value)> {
    let file = read(&format!("wycheproof/{file}_test"));
    let groups = file["testGroups"].as_array().unwrap();
    let tests = groups.iter().flat_map(|group| {
        group["tests"]
            .as_array()
            .unwrap()
            .iter()
            .map(move |test| (group.clone(), test.clone()))
    });
    tests.collect()
}

fn bytes(value: &Value) -> Vec<u8> {
    data_encoding::HEXLOWER
        .decode(value.as_str().unwrap().as_bytes())
        .unwrap()
}

fn size(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

#[test]
fn chunked_encryption_opens_exactly_the_valid_ones() {
    let tests = wycheproof("c2sp_chunked_encryption_aes_256_gcm");
    assert_eq!(tests.len(), 35);
    for (_, test) in tests {
        let valid = test["result"] == "valid";
        let Ok(key) = <[u8; 32]>::try_from(bytes(&test["key"])) else {
            assert!(!valid, "a key of another length is refused by its type");
            continue;
        };
        let key = SealKey::from_bytes(key);
        let sealed = miniz_oxide::inflate::decompress_to_vec_zlib(&bytes(&test["ct"])).unwrap();
        let context = bytes(&test["ctx"]);
        let opened = open_raw(&key, &[&context], &sealed);
        assert_eq!(opened.is_ok(), valid, "{}", test["comment"]);
        if let Ok(message) = opened {
            assert_eq!(message.len(), size(&test["msgLength"]));
            let salt = sealed.first_chunk().unwrap();
            assert!(seal_raw(&key, &[&context], &message, salt) == sealed);
        }
    }
}

#[test]
fn hkdf_sha256_agrees_where_the_protocol_uses_it() {
    let mut count = 0;
    for (_, test) in wycheproof("hkdf_sha256") {
        let (salt, length) = (bytes(&test["salt"]), size(&test["size"]));
        if salt.len() > 32 || length > 32 {
            continue;
        }
        // HMAC pads its key with zeros, so a shorter salt is the same as a padded one.
        let mut padded = [0; 32];
        padded[..salt.len()].copy_from_slice(&salt);
        let prk = extract(&padded, &bytes(&test["ikm"]));
        let okm = expand_raw(&prk, &[&bytes(&test["info"])]);
        let agrees = okm[..length] == bytes(&test["okm"]);
        assert_eq!(agrees, test["result"] == "valid", "{test}");
        count += 1;
    }
    assert!(count > 20, "{count}");
}

#[test]
fn pbkdf2_agrees() {
    let tests = wycheproof("pbkdf2_hmacsha256");
    assert!(tests.len() > 20);
    for (_, test) in tests {
        let rounds = u32::try_from(size(&test["iterationCount"])).unwrap();
        let mut key = vec![0; size(&test["dkLen"])];
        pbkdf2::pbkdf2_hmac::<Sha256>(
            &bytes(&test["password"]),
            &bytes(&test["salt"]),
            rounds,
            &mut key,
        );
        assert_eq!(
            key == bytes(&test["dk"]),
            test["result"] == "valid",
            "{test}"
        );
    }
}

#[test]
fn aes_256_gcm_opens_exactly_the_valid_ones() {
    let mut count = 0;
    for (group, test) in wycheproof("aes_gcm") {
        let sizes = (&group["keySize"], &group["ivSize"], &group["tagSize"]);
        if (size(sizes.0), size(sizes.1), size(sizes.2)) != (256, 96, 128) {
            continue;
        }
        let cipher = Aes256Gcm::new_from_slice(&bytes(&test["key"])).unwrap();
        let nonce: [u8; 12] = bytes(&test["iv"]).try_into().unwrap();
        let sealed = [bytes(&test["ct"]), bytes(&test["tag"])].concat();
        let aad = bytes(&test["aad"]);
        let payload = Payload {
            msg: &sealed,
            aad: &aad,
        };
        let opened = cipher.decrypt(&Nonce::from(nonce), payload).ok();
        let expected = (test["result"] == "valid").then(|| bytes(&test["msg"]));
        assert_eq!(opened, expected, "{test}");
        count += 1;
    }
    assert!(count > 50, "{count}");
}

#[test]
fn ml_kem_768_decapsulates_as_the_standard_says() {
    let tests = wycheproof("mlkem_768");
    assert!(tests.len() > 200);
    for (_, test) in tests {
        let seed = <[u8; 64]>::try_from(bytes(&test["seed"]));
        let ciphertext = <[u8; 1088]>::try_from(bytes(&test["c"]));
        let (Ok(seed), Ok(ciphertext)) = (seed, ciphertext) else {
            assert_eq!(test["result"], "invalid");
            continue;
        };
        let (private, public) = MlKem768::from_seed(&seed.into());
        let shared = private.decapsulate(&ciphertext.into());
        let agrees = public.to_bytes().as_slice() == bytes(&test["ek"])
            && shared.as_slice() == bytes(&test["K"]);
        assert_eq!(agrees, test["result"] == "valid", "{}", test["comment"]);
    }
}

#[test]
fn x_wing_and_hpke_export_what_the_drafts_say() {
    let mut count = 0;
    for entry in read("hpke/x-wing").as_array().unwrap() {
        let seed = KemSeed::from_bytes(bytes(&entry["skRm"]).try_into().unwrap());
        assert_eq!(seed.public().as_bytes().as_slice(), bytes(&entry["pkRm"]));
        if entry["kdf_id"] == 1 {
            check_exports::<ChaCha20Poly1305, XWing>(entry);
            count += 1;
        }
    }
    assert!(count > 0);
}

#[test]
fn rfc_9180_exports_agree() {
    for entry in read("hpke/rfc9180-x25519").as_array().unwrap() {
        match entry["aead_id"].as_u64().unwrap() {
            1 => check_exports::<AesGcm128, X25519HkdfSha256>(entry),
            2 => check_exports::<AesGcm256, X25519HkdfSha256>(entry),
            3 => check_exports::<ChaCha20Poly1305, X25519HkdfSha256>(entry),
            _ => check_exports::<ExportOnlyAead, X25519HkdfSha256>(entry),
        }
    }
}

fn check_exports<A: HpkeAead, K: Kem>(entry: &Value) {
    let private = K::PrivateKey::from_bytes(&bytes(&entry["skRm"])).unwrap();
    let enc = K::EncappedKey::from_bytes(&bytes(&entry["enc"])).unwrap();
    let info = bytes(&entry["info"]);
    let context =
        setup_receiver::<A, HkdfSha256, K>(&OpModeR::Base, &private, &enc, &info).unwrap();
    for export in entry["exports"].as_array().unwrap() {
        let mut value = vec![0; size(&export["L"])];
        context
            .export(&bytes(&export["exporter_context"]), &mut value)
            .unwrap();
        assert_eq!(value, bytes(&export["exported_value"]));
    }
}
