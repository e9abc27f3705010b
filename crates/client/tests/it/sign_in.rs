use aside_client::{Agent, ClientError};
use zeroize::Zeroizing;

use crate::world::{World, credentials, sources};

#[tokio::test]
async fn a_wrong_password_is_refused() {
    let world = World::start().await;
    let (_, kit) = world.found("mara@acme.example").await;
    let mut wrong = credentials("mara@acme.example", &kit);
    wrong.password = Zeroizing::new("correct horse battery".to_owned());
    let refused = Agent::sign_in(world.service.clone(), &wrong, 0, sources()).await;
    assert!(matches!(refused, Err(ClientError::SignIn)), "{refused:?}");
}

#[tokio::test]
async fn a_mistyped_secret_key_is_noticed_before_anything_is_sent() {
    let world = World::start().await;
    let (_, kit) = world.found("mara@acme.example").await;
    let asked = world.liar.posts("/v1/login/challenge");
    let mut wrong = credentials("mara@acme.example", &kit);
    let last = if wrong.secret_key.ends_with('A') {
        "B"
    } else {
        "A"
    };
    let length = wrong.secret_key.len();
    wrong.secret_key.replace_range(length - 1.., last);
    let refused = Agent::sign_in(world.service.clone(), &wrong, 0, sources()).await;
    assert!(matches!(refused, Err(ClientError::SignIn)), "{refused:?}");
    assert_eq!(world.liar.posts("/v1/login/challenge"), asked);
}

#[tokio::test]
async fn an_address_cannot_sign_up_twice() {
    let world = World::start().await;
    let (_, _) = world.found("mara@acme.example").await;
    let founder = aside_client::Founder {
        email: " Mara@ACME.example ".to_owned(),
        password: Zeroizing::new("another".to_owned()),
        device_name: "Another".to_owned(),
        charter: crate::world::charter(),
    };
    let taken = aside_client::Owner::sign_up(world.service.clone(), founder, sources()).await;
    assert_eq!(taken.err().unwrap().code(), Some("email_taken"));
}
