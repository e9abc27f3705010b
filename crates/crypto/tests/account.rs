//! Signing in: addresses, passwords, Secret Keys, device links.

use aside_crypto::account::{AccountKeys, DeviceLink, normal_email, stretch};
use aside_crypto::{RecoveryCode, SecretKey};
use aside_protocol::login::{Login, Purpose};
use aside_protocol::{Floors, Refusal, Timestamp, WorkspaceId};

const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

#[test]
fn an_address_is_the_same_in_every_spelling() {
    assert_eq!(normal_email("  ADA@Acme.Example\t"), "ada@acme.example");
    assert_eq!(normal_email("ａｄａ@acme.example"), "ada@acme.example");
}

#[test]
fn email_password_and_secret_key_are_all_needed_for_the_login_key() {
    let key = |email: &str, password: &str, byte: u8| {
        let secret_key = SecretKey::from_bytes([byte; 32]);
        let stretched = stretch(email, password, &secret_key);
        AccountKeys::derive(email, &stretched, &secret_key)
            .auth()
            .public()
    };
    let own = key("ada@acme.example", "correct horse", 1);
    assert_eq!(own, key("Ada@acme.example ", "correct horse", 1));
    assert_ne!(own, key("bob@acme.example", "correct horse", 1));
    assert_ne!(own, key("ada@acme.example", "correct horsE", 1));
    assert_ne!(own, key("ada@acme.example", "correct horse", 2));
}

#[test]
fn a_login_is_good_for_five_minutes() {
    let secret_key = SecretKey::from_bytes([1; 32]);
    let stretched = aside_crypto::account::Stretched::from_bytes([2; 32]);
    let keys = AccountKeys::derive("ada@acme.example", &stretched, &secret_key);
    let origin = "https://chat.example";
    let login = Login {
        origin,
        challenge: &[3; 32],
        time: NOW,
        purpose: Purpose::SignIn,
    };
    let signature = keys.sign_login(&login);
    let at = |now: u64| {
        let now = Timestamp::from_millis(now);
        login.verify(&keys.auth().public(), &signature, now)
    };
    let (now, age) = (NOW.as_millis(), 300_000);
    assert_eq!(at(now), Ok(()));
    assert_eq!(at(now + age), Ok(()));
    assert_eq!(at(now - age), Ok(()));
    assert_eq!(at(now + age + 1), Err(Refusal::Expired));
    assert_eq!(at(now - age - 1), Err(Refusal::NotYetValid));
}

#[test]
fn codes_are_read_as_people_type_them_and_only_as_what_they_are() {
    let secret_key = SecretKey::from_bytes([7; 32]);
    let text = secret_key.to_text();
    let typed = text.to_lowercase().replace('-', "  ");
    assert_eq!(
        SecretKey::parse(&typed).unwrap().expose(),
        secret_key.expose()
    );
    assert!(RecoveryCode::parse(&text).is_err());
    assert!(SecretKey::parse(&text[1..]).is_err());
}

#[test]
fn a_device_link_reads_back() {
    let link = DeviceLink {
        email: "ada@acme.example".to_owned(),
        secret_key: SecretKey::from_bytes([1; 32]),
        wid: WorkspaceId::new([2; 32]),
        floors: Floors {
            links: 0,
            roster: 1,
            epoch: None,
            appearance: 2,
        },
    };
    let read = DeviceLink::parse(&link.to_fragment()).unwrap();
    assert_eq!(read.email, link.email);
    assert_eq!(read.secret_key.expose(), link.secret_key.expose());
    assert_eq!((read.wid, read.floors), (link.wid, link.floors));
}
