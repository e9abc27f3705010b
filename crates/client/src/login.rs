//! Signing in and up (`spec/protocol.md` §7).

use aside_crypto::SecretKey;
use aside_crypto::account::{AccountKeys, normal_email, stretch};
use aside_protocol::Timestamp;
use aside_protocol::login::{Login, Purpose};
use zeroize::Zeroizing;

use crate::wire::{Base64, Challenge, ChallengeRequest, SignIn, SignedIn};
use crate::{ClientError, Service};

/// What an agent signs in with.
pub struct Credentials {
    /// Address.
    pub email: String,
    /// Password.
    pub password: Zeroizing<String>,
    /// Secret Key as it stands in the recovery kit.
    pub secret_key: Zeroizing<String>,
    /// What the list of devices calls this one.
    pub device_name: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credentials(..)")
    }
}

/// The keys that a password and a Secret Key give, with the address they are for.
#[derive(Debug)]
pub(crate) struct Unlocked {
    pub email: String,
    pub keys: AccountKeys,
}

impl Unlocked {
    /// Stretches the password; that takes about a second, on a thread of its own.
    pub async fn derive(
        email: &str,
        password: Zeroizing<String>,
        secret_key: Zeroizing<[u8; 32]>,
    ) -> Result<Self, ClientError> {
        let email = normal_email(email);
        let work = tokio::task::spawn_blocking(move || {
            let secret_key = SecretKey::from_bytes(*secret_key);
            let stretched = stretch(&email, &password, &secret_key);
            let keys = AccountKeys::derive(&email, &stretched, &secret_key);
            Self { email, keys }
        });
        work.await.map_err(ClientError::unreachable)
    }

    /// Derives the keys of what somebody typed.
    pub async fn of(credentials: &Credentials) -> Result<Self, ClientError> {
        let secret_key =
            SecretKey::parse(&credentials.secret_key).map_err(|_| ClientError::SignIn)?;
        let secret_key = Zeroizing::new(*secret_key.expose());
        Self::derive(&credentials.email, credentials.password.clone(), secret_key).await
    }

    /// Fetches a challenge and signs it.
    pub async fn answer(
        &self,
        service: &Service,
        purpose: Purpose,
        time: Timestamp,
    ) -> Result<Answer, ClientError> {
        let request = ChallengeRequest { email: &self.email };
        let challenge: Challenge = service.post("/v1/login/challenge", None, &request).await?;
        let challenge = challenge.challenge.0.as_slice().try_into();
        let challenge: [u8; 32] =
            challenge.map_err(|_| ClientError::Answer("the challenge has another length"))?;
        let login = Login {
            origin: service.origin(),
            challenge: &challenge,
            time,
            purpose,
        };
        let signature = self.keys.sign_login(&login);
        Ok(Answer {
            challenge: challenge.as_slice().into(),
            time: time.as_millis(),
            signature: signature.as_ref().into(),
        })
    }

    /// Signs this device in.
    pub async fn sign_in(
        &self,
        service: &Service,
        device_name: &str,
        time: Timestamp,
    ) -> Result<SignedIn, ClientError> {
        let answer = self.answer(service, Purpose::SignIn, time).await?;
        let request = SignIn {
            email: &self.email,
            challenge: answer.challenge,
            time: answer.time,
            signature: answer.signature,
            device_name,
            client: "native",
        };
        let signed_in = service.post("/v1/login", None, &request).await;
        signed_in.map_err(|error| match error.code() {
            Some("sign_in_failed") => ClientError::SignIn,
            _ => error,
        })
    }
}

/// A signed challenge.
pub(crate) struct Answer {
    pub challenge: Base64,
    pub time: u64,
    pub signature: Base64,
}
