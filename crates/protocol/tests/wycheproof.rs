//! Vectors of others for what this crate checks by itself: signatures and small-order points.
#![expect(clippy::unwrap_used, reason = "a test without its vectors has failed")]

use aside_protocol::small_order::is_weak_x25519;
use aside_protocol::verify::verify_raw;
use data_encoding::HEXLOWER;
use serde_json::Value;

fn groups(file: &str) -> Vec<Value> {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../vectors/third-party/wycheproof/"
    );
    let text = std::fs::read_to_string(format!("{folder}{file}_test.json")).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    file["testGroups"].as_array().unwrap().clone()
}

fn bytes(value: &Value) -> Vec<u8> {
    HEXLOWER.decode(value.as_str().unwrap().as_bytes()).unwrap()
}

#[test]
fn signatures_verify_exactly_when_wycheproof_says_so() {
    let mut count = 0;
    for group in groups("ed25519") {
        let key: [u8; 32] = bytes(&group["publicKey"]["pk"]).try_into().unwrap();
        for test in group["tests"].as_array().unwrap() {
            let signature = <[u8; 64]>::try_from(bytes(&test["sig"]));
            let verified = signature.is_ok_and(|signature| {
                verify_raw(&key.into(), &bytes(&test["msg"]), &signature.into()).is_ok()
            });
            assert_eq!(verified, test["result"] == "valid", "{test}");
            count += 1;
        }
    }
    assert!(count > 100);
}

#[test]
fn a_public_value_is_weak_exactly_when_every_shared_secret_is_zero() {
    let mut weak = 0;
    for group in groups("x25519") {
        for test in group["tests"].as_array().unwrap() {
            let public: [u8; 32] = bytes(&test["public"]).try_into().unwrap();
            let shared = bytes(&test["shared"]);
            let is_zero = shared.iter().all(|byte| *byte == 0);
            assert_eq!(is_weak_x25519(&public), is_zero, "{test}");
            weak += usize::from(is_zero);
        }
    }
    assert!(weak >= 7);
}
