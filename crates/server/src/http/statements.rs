//! Public statements of a workspace (`spec/protocol.md §4`).

use std::collections::BTreeSet;
use std::sync::Arc;

use aside_domain::{NewAppearance, NewEpoch, Wrap};
use aside_protocol::statement::{Appearance, EpochCert, EpochWrap, Roster, WrapTarget};
use aside_protocol::{Accepted, Floors, MemberId, Object, SignedObject, accept, limits::WRAPS_MAX};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::error::ErrorBody;
use super::extract::{InWorkspace, Json, Limited};
use super::wire::Base64;
use super::{ApiError, AppState};
use crate::app::{App, Published};
use crate::caller::Agent;
use crate::config::Limits;

/// The newest statements.
#[derive(Serialize, ToSchema)]
#[schema(as = Bundle)]
pub struct BundleAnswer {
    genesis: Base64,
    links: Vec<Base64>,
    roster: Base64,
    epoch: Base64,
    appearance: Base64,
}

impl From<&aside_domain::Bundle> for BundleAnswer {
    fn from(bundle: &aside_domain::Bundle) -> Self {
        Self {
            genesis: Base64(bundle.genesis.clone()),
            links: bundle.links.iter().cloned().map(Base64).collect(),
            roster: Base64(bundle.roster.clone()),
            epoch: Base64(bundle.epoch.clone()),
            appearance: Base64(bundle.appearance.clone()),
        }
    }
}

/// The newest statements of a workspace, for anyone who knows its id.
#[utoipa::path(get, path = "/v1/workspaces/{workspace}/bundle", tag = "statements",
    params(("workspace" = String, Path, description = "Workspace id")),
    responses((status = 200, body = BundleAnswer), (status = 304),
        (status = "default", body = ErrorBody)))]
pub async fn read_bundle(
    State(app): State<AppState>,
    InWorkspace(workspace): InWorkspace,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let published = app.published(workspace).await?.ok_or(ApiError::NOT_FOUND)?;
    let cached = [
        (header::CACHE_CONTROL, "public, max-age=30"),
        (header::ETAG, &published.etag),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (
            header::HeaderName::from_static("cross-origin-resource-policy"),
            "cross-origin",
        ),
    ];
    let known = headers.get(header::IF_NONE_MATCH);
    if known.is_some_and(|known| *known == *published.etag) {
        return Ok((StatusCode::NOT_MODIFIED, cached).into_response());
    }
    let json = [(header::CONTENT_TYPE, "application/json")];
    Ok((cached, json, published.json.clone()).into_response())
}

/// Every statement, as an agent needs them.
#[derive(Serialize, ToSchema)]
pub struct StatementsAnswer {
    genesis: Base64,
    links: Vec<Base64>,
    rosters: Vec<Base64>,
    epochs: Vec<Base64>,
    appearance: Base64,
    /// To this member.
    wraps: Vec<Base64>,
    members: Vec<MemberAnswer>,
}

/// A member's encapsulation key.
#[derive(Serialize, ToSchema)]
#[schema(as = Member)]
pub struct MemberAnswer {
    #[schema(value_type = String)]
    member: MemberId,
    kem_pk: Base64,
}

/// Every statement of the own workspace.
#[utoipa::path(get, path = "/v1/statements", tag = "statements",
    responses((status = 200, body = StatementsAnswer), (status = "default", body = ErrorBody)))]
pub async fn list_statements(
    State(app): State<AppState>,
    agent: Agent,
) -> Result<axum::Json<StatementsAnswer>, ApiError> {
    let found = app.store.statements(agent.workspace, agent.member).await?;
    let found = found.ok_or(ApiError::NOT_FOUND)?;
    let all = |objects: Vec<bytes::Bytes>| objects.into_iter().map(Base64).collect();
    let members = found.members.into_iter();
    let members = members
        .map(|key| MemberAnswer {
            member: key.member,
            kem_pk: Base64(key.kem_pk),
        })
        .collect();
    Ok(axum::Json(StatementsAnswer {
        genesis: Base64(found.genesis),
        links: all(found.links),
        rosters: all(found.rosters),
        epochs: all(found.epochs),
        appearance: Base64(found.appearance),
        wraps: all(found.wraps),
        members,
    }))
}

/// The next epoch.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EpochRequest {
    epoch: Base64,
    /// To every member and to recovery.
    wraps: Vec<Base64>,
    /// The next roster, if it changes too.
    #[serde(default)]
    roster: Option<Base64>,
}

impl Limited for EpochRequest {
    fn limit(limits: &Limits) -> usize {
        limits.statement_bytes
    }
}

/// Publishes the next epoch, and the next roster with it.
#[utoipa::path(post, path = "/v1/epochs", tag = "statements", request_body = EpochRequest,
    responses((status = 204), (status = "default", body = ErrorBody)))]
pub async fn publish_epoch(
    State(app): State<AppState>,
    agent: Agent,
    Json(request): Json<EpochRequest>,
) -> Result<StatusCode, ApiError> {
    let published = administered(&app, &agent).await?;
    let newest = parse_epoch(&published.bundle.epoch)?;
    let epoch = parse_epoch(&request.epoch.0)?;
    let roster = request
        .roster
        .as_ref()
        .map(|roster| Roster::parse(&roster.0))
        .transpose();
    let roster = roster.map_err(|error| ApiError::malformed("the roster", error))?;
    let next_roster = roster
        .as_ref()
        .is_none_or(|r| follows(r.n, published.roster.n));
    if !follows(epoch.eid, newest.eid) || !next_roster {
        return Err(ApiError::STALE_STATEMENT);
    }
    let mut bundle = published.bundle.clone();
    bundle.epoch = request.epoch.0.clone();
    if let Some(roster) = &request.roster {
        bundle.roster = roster.0.clone();
    }
    let accepted = succeed(&app, &agent, &published, &bundle)?;
    let new = NewEpoch {
        workspace: agent.workspace,
        eid: epoch.eid,
        epoch: bundle.epoch,
        wraps: check_wraps(&request.wraps, &accepted)?,
        roster: roster.map(|roster| (roster.n, bundle.roster)),
    };
    app.store.publish_epoch(new).await?;
    app.forget_statements(agent.workspace);
    Ok(StatusCode::NO_CONTENT)
}

/// The next appearance.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AppearanceRequest {
    appearance: Base64,
}

impl Limited for AppearanceRequest {
    fn limit(limits: &Limits) -> usize {
        limits.statement_bytes
    }
}

/// Publishes the next appearance.
#[utoipa::path(put, path = "/v1/appearance", tag = "statements",
    request_body = AppearanceRequest,
    responses((status = 204), (status = "default", body = ErrorBody)))]
pub async fn publish_appearance(
    State(app): State<AppState>,
    agent: Agent,
    Json(request): Json<AppearanceRequest>,
) -> Result<StatusCode, ApiError> {
    let published = administered(&app, &agent).await?;
    let next = Appearance::parse(&request.appearance.0);
    let next = next.map_err(|error| ApiError::malformed("the appearance", error))?;
    if !follows(next.n, published.appearance.n) {
        return Err(ApiError::STALE_STATEMENT);
    }
    let mut bundle = published.bundle.clone();
    bundle.appearance = request.appearance.0;
    succeed(&app, &agent, &published, &bundle)?;
    let new = NewAppearance {
        workspace: agent.workspace,
        n: next.n,
        appearance: bundle.appearance,
    };
    app.store.publish_appearance(new).await?;
    app.forget_statements(agent.workspace);
    Ok(StatusCode::NO_CONTENT)
}

fn follows(n: u32, newest: u32) -> bool {
    newest.checked_add(1) == Some(n)
}

/// The newest statements, if this agent may change them.
async fn administered(app: &App, agent: &Agent) -> Result<Arc<Published>, ApiError> {
    let published = app
        .published(agent.workspace)
        .await?
        .ok_or(ApiError::NOT_FOUND)?;
    published
        .roster
        .administrator(&agent.member)
        .map_err(|_| ApiError::NOT_ALLOWED)?;
    Ok(published)
}

fn parse_epoch(bytes: &[u8]) -> Result<EpochCert, ApiError> {
    EpochCert::parse(bytes).map_err(|error| ApiError::malformed("the epoch", error))
}

/// Checks that visitors who know the published statements will accept the new ones.
fn succeed(
    app: &App,
    agent: &Agent,
    published: &Published,
    bundle: &aside_domain::Bundle,
) -> Result<Accepted, ApiError> {
    let links: Vec<&[u8]> = bundle.links.iter().map(|link| &link[..]).collect();
    let offered = aside_protocol::Bundle {
        genesis: Some(&bundle.genesis),
        links: &links,
        roster: Some(&bundle.roster),
        epoch: Some(&bundle.epoch),
        appearance: Some(&bundle.appearance),
    };
    let floors = Floors::default();
    let accepted = accept(&agent.workspace, &offered, &floors, app.now());
    let accepted = accepted.map_err(ApiError::refused)?;
    let earlier = parse_epoch(&published.bundle.epoch)?;
    let chained = aside_protocol::succession::roster(&published.roster, &accepted.roster)
        .and_then(|()| aside_protocol::succession::epoch(&earlier, &accepted.epoch))
        .and_then(|()| match &accepted.appearance {
            Some(later) => aside_protocol::succession::appearance(&published.appearance, later),
            None => Ok(()),
        });
    chained.map_err(ApiError::refused)?;
    Ok(accepted)
}

/// Checks that there is exactly one wrap of the epoch to every member and one to recovery.
pub fn check_wraps(wraps: &[Base64], accepted: &Accepted) -> Result<Vec<Wrap>, ApiError> {
    let members = accepted
        .roster
        .members
        .iter()
        .map(|member| Some(member.mid));
    let mut missing: BTreeSet<Option<MemberId>> = members.chain([None]).collect();
    if wraps.len() > WRAPS_MAX {
        return Err(ApiError::refused_because(
            "Send one wrap for each member and for recovery.",
        ));
    }
    let mut checked = Vec::with_capacity(wraps.len());
    for Base64(body) in wraps {
        let to = check_wrap(body, accepted)?;
        if !missing.remove(&to) {
            return Err(ApiError::refused_because(
                "Send one wrap only for each recipient.",
            ));
        }
        checked.push(Wrap {
            to,
            body: body.clone(),
        });
    }
    if missing.is_empty() {
        Ok(checked)
    } else {
        Err(ApiError::refused_because(
            "Send a wrap to every member and to recovery.",
        ))
    }
}

fn check_wrap(body: &[u8], accepted: &Accepted) -> Result<Option<MemberId>, ApiError> {
    let wrap = EpochWrap::parse(body).map_err(|error| ApiError::malformed("the wrap", error))?;
    let is_of_epoch = (wrap.wid, wrap.eid) == (accepted.wid, accepted.epoch.eid)
        && wrap.epoch_hash == accepted.epoch_hash;
    if !is_of_epoch {
        return Err(ApiError::refused_because("Make the wraps for this epoch."));
    }
    let signer = accepted
        .roster
        .administrator(&wrap.signer)
        .map_err(ApiError::refused)?;
    wrap.verify(&signer.sig_pk).map_err(ApiError::refused)?;
    Ok(match wrap.to {
        WrapTarget::Member(member) => Some(member),
        WrapTarget::Recovery => None,
    })
}
