//! The sealed account of a member (`spec/protocol.md §7.4`).

use aside_domain::NewAccountBlob;
use aside_protocol::account::AccountBlob;
use aside_protocol::{MemberId, Object, WorkspaceId};
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::error::ErrorBody;
use super::extract::{Json, Limited};
use super::wire::Base64;
use super::{ApiError, AppState};
use crate::caller::Agent;
use crate::config::Limits;

/// An account as its member sees it.
#[derive(Serialize, ToSchema)]
pub struct AccountAnswer {
    #[schema(value_type = String)]
    workspace: WorkspaceId,
    #[schema(value_type = String)]
    member: MemberId,
    email: String,
    device: String,
    account_blob: Base64,
    root_blob: Base64,
    account_n: u32,
}

/// Reads the own account.
#[utoipa::path(get, path = "/v1/account", tag = "account",
    responses((status = 200, body = AccountAnswer), (status = "default", body = ErrorBody)))]
pub async fn read_account(
    State(app): State<AppState>,
    agent: Agent,
) -> Result<axum::Json<AccountAnswer>, ApiError> {
    let account = app.store.account(agent.workspace, agent.member).await?;
    let account = account.ok_or(ApiError::NOT_FOUND)?;
    Ok(axum::Json(AccountAnswer {
        workspace: account.workspace,
        member: account.member,
        email: account.email,
        device: agent.device.to_string(),
        account_blob: Base64(account.account_blob),
        root_blob: Base64(account.root_blob),
        account_n: account.account_n,
    }))
}

/// The next account blob.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountBlobRequest {
    account_blob: Base64,
}

impl Limited for AccountBlobRequest {
    fn limit(limits: &Limits) -> usize {
        limits.statement_bytes
    }
}

/// Stores the next account blob.
#[utoipa::path(put, path = "/v1/account/blob", tag = "account",
    request_body = AccountBlobRequest,
    responses((status = 204), (status = "default", body = ErrorBody)))]
pub async fn replace_account_blob(
    State(app): State<AppState>,
    agent: Agent,
    Json(request): Json<AccountBlobRequest>,
) -> Result<StatusCode, ApiError> {
    let blob = AccountBlob::parse(&request.account_blob.0);
    let blob = blob.map_err(|error| ApiError::malformed("the account blob", error))?;
    if (blob.wid, blob.mid) != (agent.workspace, agent.member) {
        return Err(ApiError::refused_because(
            "Send the account blob of the signed-in member.",
        ));
    }
    let new = NewAccountBlob {
        workspace: agent.workspace,
        member: agent.member,
        n: blob.n,
        blob: request.account_blob.0,
    };
    app.store.replace_account_blob(new).await?;
    Ok(StatusCode::NO_CONTENT)
}
