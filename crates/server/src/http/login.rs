//! Signing in and out (`spec/protocol.md §7.1`).

use aside_domain::{Account, DeviceId, NewDevice, TokenHash};
use aside_protocol::login::{Login, Purpose};
use aside_protocol::{MemberId, PublicKey, Signature, Timestamp, WorkspaceId};
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::error::ErrorBody;
use super::extract::{Json, Limited};
use super::wire::{Base64, Fixed};
use super::{ApiError, AppState};
use crate::app::App;
use crate::caller::{Agent, Peer, cookie_name};
use crate::config::Limits;

/// Most bytes of an email address.
const EMAIL_MAX: usize = 254;
/// Most bytes of a device's name.
const DEVICE_NAME_MAX: usize = 64;
/// A year, in seconds: browsers keep no cookie longer than about that.
const COOKIE_SECONDS: u32 = 31_536_000;

/// Which address wants to sign in or up.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChallengeRequest {
    email: String,
}

impl Limited for ChallengeRequest {
    fn limit(limits: &Limits) -> usize {
        limits.body_bytes
    }
}

/// What to sign.
#[derive(Serialize, ToSchema)]
pub struct Challenge {
    challenge: Fixed<32>,
    /// Unix milliseconds.
    expires_at: u64,
}

/// Issues a challenge. The same answer whether or not the address is known.
#[utoipa::path(post, path = "/v1/login/challenge", tag = "account", request_body = ChallengeRequest,
    responses((status = 200, body = Challenge), (status = "default", body = ErrorBody)))]
pub async fn issue_challenge(
    State(app): State<AppState>,
    _within: WithinSignIns,
    Json(request): Json<ChallengeRequest>,
) -> Result<axum::Json<Challenge>, ApiError> {
    check_email(&request.email)?;
    let challenge = app.secret();
    let expires_at = app
        .challenges
        .issue(challenge, request.email, app.clock.now());
    Ok(axum::Json(Challenge {
        challenge: Fixed(challenge),
        expires_at,
    }))
}

/// Where the credential will be kept.
#[derive(Clone, Copy, Default, Deserialize, PartialEq, Eq, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Client {
    /// In a cookie that no script can read.
    #[default]
    Browser,
    /// By the program itself.
    Native,
}

/// An answered challenge.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInRequest {
    email: String,
    challenge: Fixed<32>,
    /// The client's clock, Unix milliseconds.
    time: u64,
    signature: Fixed<64>,
    device_name: String,
    client: Client,
}

impl Limited for SignInRequest {
    fn limit(limits: &Limits) -> usize {
        limits.body_bytes
    }
}

/// A signed-in device.
#[derive(Serialize, ToSchema)]
pub struct SignedIn {
    #[schema(value_type = String)]
    workspace: WorkspaceId,
    #[schema(value_type = String)]
    member: MemberId,
    email: String,
    device: String,
    account_blob: Base64,
    /// Native clients only.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

/// Signs a device in. Any failure is the same `sign_in_failed`.
#[utoipa::path(post, path = "/v1/login", tag = "account", request_body = SignInRequest,
    responses((status = 200, body = SignedIn), (status = "default", body = ErrorBody)))]
pub async fn sign_in(
    State(app): State<AppState>,
    _within: WithinSignIns,
    Json(request): Json<SignInRequest>,
) -> Result<Response, ApiError> {
    check_device_name(&request.device_name)?;
    check_email(&request.email)?;
    let answer = Answered {
        email: &request.email,
        challenge: request.challenge.0,
        time: request.time,
        signature: request.signature.0,
    };
    let account = app.store.account_by_email(request.email.clone()).await?;
    // An unknown address costs as much time as a known one.
    let key = account
        .as_ref()
        .map_or(NOBODYS_KEY, |account| account.auth_pk);
    let is_valid = answer.verify(&app, Purpose::SignIn, &PublicKey::new(key));
    let account = account
        .filter(|_| is_valid)
        .ok_or(ApiError::SIGN_IN_FAILED)?;
    let (device, token) = new_device(&app, &account, request.device_name);
    app.store.add_device(device.clone()).await?;
    Ok(signed_in(
        &app,
        StatusCode::OK,
        &account,
        &device,
        request.client,
        token,
    ))
}

/// A valid public key (the curve's base point) that belongs to no account.
const NOBODYS_KEY: [u8; 32] = {
    let mut key = [0x66; 32];
    key[0] = 0x58;
    key
};

/// Ends this device's credential.
#[utoipa::path(post, path = "/v1/logout", tag = "account",
    responses((status = 204), (status = "default", body = ErrorBody)))]
pub async fn sign_out(State(app): State<AppState>, agent: Agent) -> Result<Response, ApiError> {
    super::devices::end(&app, &agent, agent.device).await?;
    let gone = cookie(&app.origin, "", 0);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, gone)]).into_response())
}

/// An answer to a challenge.
pub struct Answered<'a> {
    pub email: &'a str,
    pub challenge: [u8; 32],
    pub time: u64,
    pub signature: [u8; 64],
}

impl Answered<'_> {
    /// Uses the challenge up and checks the signature.
    pub fn verify(&self, app: &App, purpose: Purpose, key: &PublicKey) -> bool {
        let was_issued = app
            .challenges
            .take(&self.challenge, self.email, app.clock.now());
        let login = Login {
            origin: &app.origin,
            challenge: &self.challenge,
            time: Timestamp::from_millis(self.time),
            purpose,
        };
        let signature = Signature::new(self.signature);
        login.verify(key, &signature, app.now()).is_ok() && was_issued
    }
}

/// The request counted against the limit of sign-ins, and was within it. It stands before the
/// body, so that nobody fills the memory with bodies beyond that limit.
pub struct WithinSignIns;

impl FromRequestParts<AppState> for WithinSignIns {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        if let Some(peer) = parts.extensions.get::<Peer>() {
            app.limits.sign_in(peer.0)?;
        }
        Ok(Self)
    }
}

/// Refuses what the client cannot have normalised (`spec/protocol.md §7`).
pub fn check_email(email: &str) -> Result<(), ApiError> {
    let is_plain = !email.chars().any(|c| c.is_whitespace() || c.is_control());
    let has_parts = email
        .split_once('@')
        .is_some_and(|(a, b)| !a.is_empty() && !b.is_empty());
    let is_lower = email.to_lowercase() == email;
    if is_plain && has_parts && is_lower && email.len() <= EMAIL_MAX {
        Ok(())
    } else {
        Err(ApiError::bad_request(
            "Correct the email address: lower case, with an @, no spaces.",
        ))
    }
}

/// Refuses names that would not fit a list of devices.
pub fn check_device_name(name: &str) -> Result<(), ApiError> {
    if name.is_empty() || name.len() > DEVICE_NAME_MAX || name.chars().any(char::is_control) {
        return Err(ApiError::bad_request(
            "Give the device a name of 1 to 64 bytes.",
        ));
    }
    Ok(())
}

/// A device of this account and its credential.
pub fn new_device(app: &App, account: &Account, name: String) -> (NewDevice, String) {
    let secret = app.secret();
    let token = BASE64URL_NOPAD.encode(&secret);
    let device = NewDevice {
        device: DeviceId::random(app.random.as_ref()),
        workspace: account.workspace,
        member: account.member,
        token: TokenHash::of_secret(&secret),
        name,
        created_at: app.clock.now(),
    };
    (device, token)
}

/// The answer to a sign-in or sign-up.
pub fn signed_in(
    app: &App,
    status: StatusCode,
    account: &Account,
    device: &NewDevice,
    client: Client,
    token: String,
) -> Response {
    let set_cookie = cookie(&app.origin, &token, COOKIE_SECONDS);
    let body = axum::Json(SignedIn {
        workspace: account.workspace,
        member: account.member,
        email: account.email.clone(),
        device: device.device.to_string(),
        account_blob: Base64(account.account_blob.clone()),
        token: (client == Client::Native).then_some(token),
    });
    match client {
        Client::Browser => (status, [(header::SET_COOKIE, set_cookie)], body).into_response(),
        Client::Native => (status, body).into_response(),
    }
}

fn cookie(origin: &str, token: &str, seconds: u32) -> String {
    let name = cookie_name(origin);
    let secure = if origin.starts_with("https://") {
        "; Secure"
    } else {
        ""
    };
    format!("{name}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}")
}
