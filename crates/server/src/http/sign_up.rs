//! Signing up (`spec/protocol.md §7.2`). The service checks every statement, so that a mistake
//! shows now and not when the first visitor comes.

use aside_domain::{Account, NewWorkspace};
use aside_protocol::account::{AccountBlob, RootBlob};
use aside_protocol::login::Purpose;
use aside_protocol::statement::Genesis;
use aside_protocol::{
    Accepted, Bundle, Floors, KemPublicKey, Object, PublicKey, accept, hash, label,
};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::error::ErrorBody;
use super::extract::{Json, Limited};
use super::login::{
    Answered, Client, SignedIn, WithinSignIns, check_device_name, check_email, new_device,
    signed_in,
};
use super::statements::check_wraps;
use super::wire::{Base64, Fixed};
use super::{ApiError, AppState};
use crate::config::Limits;

/// Everything a new workspace consists of.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignUpRequest {
    email: String,
    auth_pk: Fixed<32>,
    challenge: Fixed<32>,
    /// The client's clock, Unix milliseconds.
    time: u64,
    /// With the purpose `sign-up`.
    signature: Fixed<64>,
    device_name: String,
    #[serde(default)]
    client: Client,
    genesis: Base64,
    /// Roster 1.
    roster: Base64,
    /// Epoch 0.
    epoch: Base64,
    /// To every member and to recovery.
    wraps: Vec<Base64>,
    /// Appearance 1.
    appearance: Base64,
    kem_pk: Base64,
    account_blob: Base64,
    root_blob: Base64,
}

impl Limited for SignUpRequest {
    fn limit(limits: &Limits) -> usize {
        limits.statement_bytes
    }
}

/// Makes a workspace, its owner's account and its first device.
#[utoipa::path(post, path = "/v1/workspaces", tag = "account", request_body = SignUpRequest,
    responses((status = 201, body = SignedIn), (status = "default", body = ErrorBody)))]
pub async fn create_workspace(
    State(app): State<AppState>,
    _within: WithinSignIns,
    Json(request): Json<SignUpRequest>,
) -> Result<Response, ApiError> {
    check_email(&request.email)?;
    check_device_name(&request.device_name)?;
    let answer = Answered {
        email: &request.email,
        challenge: request.challenge.0,
        time: request.time,
        signature: request.signature.0,
    };
    if !answer.verify(&app, Purpose::SignUp, &PublicKey::new(request.auth_pk.0)) {
        return Err(ApiError::SIGN_IN_FAILED);
    }
    let accepted = accept_statements(&request, app.now())?;
    let account = owner_account(&request, &accepted)?;
    let wraps = check_wraps(&request.wraps, &accepted)?;
    let (device, token) = new_device(&app, &account, request.device_name);
    let new = NewWorkspace {
        workspace: accepted.wid,
        genesis: request.genesis.0,
        roster: request.roster.0,
        epoch: request.epoch.0,
        wraps,
        appearance: request.appearance.0,
        kem_pk: request.kem_pk.0,
        account: account.clone(),
        device: device.clone(),
    };
    app.store.create_workspace(new).await?;
    Ok(signed_in(
        &app,
        StatusCode::CREATED,
        &account,
        &device,
        request.client,
        token,
    ))
}

fn accept_statements(
    request: &SignUpRequest,
    now: aside_protocol::Timestamp,
) -> Result<Accepted, ApiError> {
    let genesis = Genesis::parse(&request.genesis.0);
    let genesis = genesis.map_err(|error| ApiError::malformed("the genesis", error))?;
    let bundle = Bundle {
        genesis: Some(&request.genesis.0),
        links: &[],
        roster: Some(&request.roster.0),
        epoch: Some(&request.epoch.0),
        appearance: Some(&request.appearance.0),
    };
    let wid = genesis.wid();
    let accepted = accept(&wid, &bundle, &Floors::default(), now).map_err(ApiError::refused)?;
    let first =
        accepted.roster.n == 1 && accepted.epoch.eid == 0 && accepted.floors.appearance == 1;
    let starts = |prev: &aside_protocol::Digest| prev.as_bytes() == wid.as_bytes();
    let appearance_starts = accepted.appearance.as_ref().is_none_or(|a| starts(&a.prev));
    let chained =
        starts(&accepted.roster.prev) && starts(&accepted.epoch.prev) && appearance_starts;
    if first && chained && accepted.roster.members.len() == 1 {
        return Ok(accepted);
    }
    let why = "Begin with roster 1 of one owner, epoch 0 and appearance 1, chained to the genesis.";
    Err(ApiError::refused_because(why))
}

/// The account of the only member, if key and blobs are of that member.
fn owner_account(request: &SignUpRequest, accepted: &Accepted) -> Result<Account, ApiError> {
    let blob = AccountBlob::parse(&request.account_blob.0);
    let blob = blob.map_err(|error| ApiError::malformed("the account blob", error))?;
    let root = RootBlob::parse(&request.root_blob.0);
    let root = root.map_err(|error| ApiError::malformed("the root blob", error))?;
    let owner = accepted.roster.member(&blob.mid);
    let owner = owner.ok_or_else(|| ApiError::refused_because("Put the owner on the roster."))?;
    let kem_pk = KemPublicKey::from_slice(&request.kem_pk.0)
        .filter(|key| hash(label::KEM, &[key.as_ref()]) == owner.kem_hash && !key.is_weak());
    let fits = kem_pk.is_some()
        && (blob.wid, blob.n) == (accepted.wid, 1)
        && (blob.sig_pk, blob.kem_hash) == (owner.sig_pk, owner.kem_hash)
        && (root.wid, root.mid, root.n) == (accepted.wid, blob.mid, 1)
        && root.root_pk == accepted.root_pk;
    if !fits {
        let why = "Make the key, the account blob and the root blob for the owner on the roster.";
        return Err(ApiError::refused_because(why));
    }
    Ok(Account {
        workspace: accepted.wid,
        member: blob.mid,
        email: request.email.clone(),
        auth_pk: request.auth_pk.0,
        account_n: 1,
        account_blob: request.account_blob.0.clone(),
        root_blob: request.root_blob.0.clone(),
    })
}
