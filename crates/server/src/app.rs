//! What every request can reach.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aside_domain::bus::Bus;
use aside_domain::{Caller, Clock, RandomSource, Store, StoreError, TokenHash};
use aside_protocol::statement::{Appearance, Roster};
use aside_protocol::{ConversationId, Object, SessionId, Timestamp, WorkspaceId};
use tokio::sync::{Semaphore, watch};

use crate::cache::Cache;
use crate::challenges::Challenges;
use crate::checks::Checks;
use crate::config::Config;
use crate::http::{ApiError, BundleAnswer};
use crate::limits::RateLimits;
use crate::metrics::Metrics;

/// Credentials and conversations remembered.
const CACHE_MAX: usize = 100_000;
/// Workspaces whose newest statements are remembered.
const WORKSPACES_MAX: usize = 4_096;

/// The shared state.
pub struct App {
    pub config: Config,
    /// The service's own origin.
    pub origin: String,
    pub store: Arc<dyn Store>,
    pub bus: Arc<dyn Bus>,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn RandomSource>,
    pub challenges: Challenges,
    pub checks: Checks,
    pub limits: RateLimits,
    pub metrics: Metrics,
    /// One permit for each live connection.
    pub live: Arc<Semaphore>,
    /// True once the service stops.
    pub stopping: watch::Receiver<bool>,
    pub callers: Cache<TokenHash, Caller>,
    pub places: Cache<ConversationId, Place>,
    pub workspaces: Cache<WorkspaceId, Arc<Published>>,
    pub requests: RequestIds,
}

/// Where a conversation belongs. Never changes.
#[derive(Clone, Copy)]
pub struct Place {
    pub workspace: WorkspaceId,
    pub session: SessionId,
}

/// The newest statements of a workspace, parsed.
pub struct Published {
    pub bundle: aside_domain::Bundle,
    pub roster: Roster,
    pub appearance: Appearance,
    /// The bundle as it is sent, and its `ETag`.
    pub json: bytes::Bytes,
    pub etag: String,
}

/// Everything that `App` is made of.
pub struct Parts {
    pub config: Config,
    pub origin: String,
    pub store: Arc<dyn Store>,
    pub bus: Arc<dyn Bus>,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn RandomSource>,
    pub stopping: watch::Receiver<bool>,
}

impl App {
    pub fn new(parts: Parts) -> Self {
        let Parts {
            config,
            origin,
            store,
            bus,
            clock,
            random,
            stopping,
        } = parts;
        Self {
            limits: RateLimits::new(&config.limits),
            live: Arc::new(Semaphore::new(config.limits.live_max as usize)),
            requests: RequestIds::new(random.as_ref()),
            challenges: Challenges::default(),
            checks: Checks::default(),
            metrics: Metrics::new(),
            callers: Cache::new(CACHE_MAX),
            places: Cache::new(CACHE_MAX),
            workspaces: Cache::new(WORKSPACES_MAX),
            config,
            origin,
            store,
            bus,
            clock,
            random,
            stopping,
        }
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.clock.now())
    }

    /// Resolves when the service begins to stop.
    pub async fn stopped(&self) {
        let mut stopping = self.stopping.clone();
        // An error means that the sender is gone, which is a stop as well.
        let _ = stopping.wait_for(|stopping| *stopping).await;
    }

    /// 32 bytes nobody can guess.
    pub fn secret(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.random.fill(&mut bytes);
        bytes
    }

    /// Whom a credential stands for.
    pub async fn caller(&self, token: TokenHash) -> Result<Option<Caller>, StoreError> {
        if let Some(caller) = self.callers.get(&token) {
            return Ok(Some(caller));
        }
        let generation = self.callers.generation();
        let caller = self.store.caller(token).await?;
        if let Some(caller) = caller {
            self.callers.insert(generation, token, caller);
        }
        Ok(caller)
    }

    /// Where a conversation belongs.
    pub async fn place(&self, conversation: ConversationId) -> Result<Option<Place>, StoreError> {
        if let Some(place) = self.places.get(&conversation) {
            return Ok(Some(place));
        }
        let generation = self.places.generation();
        let Some(found) = self.store.conversation(conversation).await? else {
            return Ok(None);
        };
        let place = Place {
            workspace: found.workspace,
            session: found.session,
        };
        self.places.insert(generation, conversation, place);
        Ok(Some(place))
    }

    /// The newest statements of a workspace.
    pub async fn published(
        &self,
        workspace: WorkspaceId,
    ) -> Result<Option<Arc<Published>>, ApiError> {
        if let Some(published) = self.workspaces.get(&workspace) {
            return Ok(Some(published));
        }
        let generation = self.workspaces.generation();
        let Some(bundle) = self.store.bundle(workspace).await? else {
            return Ok(None);
        };
        let published = Arc::new(Published::new(bundle)?);
        self.workspaces
            .insert(generation, workspace, Arc::clone(&published));
        Ok(Some(published))
    }

    /// To be called when statements of the workspace were stored.
    pub fn forget_statements(&self, workspace: WorkspaceId) {
        self.workspaces.retain(|known, _| *known != workspace);
    }
}

impl Published {
    fn new(bundle: aside_domain::Bundle) -> Result<Self, ApiError> {
        let roster = Roster::parse(&bundle.roster).map_err(ApiError::corrupt)?;
        let appearance = Appearance::parse(&bundle.appearance).map_err(ApiError::corrupt)?;
        let json = serde_json::to_vec(&BundleAnswer::from(&bundle)).map_err(ApiError::corrupt)?;
        let digest = <sha2::Sha256 as sha2::Digest>::digest(&json);
        let etag = format!("\"{}\"", data_encoding::HEXLOWER.encode(&digest[..16]));
        Ok(Self {
            bundle,
            roster,
            appearance,
            json: json.into(),
            etag,
        })
    }

    /// Whether the workspace's pages may be embedded in a site of this origin.
    pub fn allows(&self, origin: &str) -> bool {
        let allowed = &self.appearance.origins;
        allowed.is_empty() || allowed.iter().any(|known| known == origin)
    }
}

/// Names for requests: unique, and without meaning.
pub struct RequestIds {
    start: [u8; 6],
    count: AtomicU64,
}

impl RequestIds {
    fn new(random: &dyn RandomSource) -> Self {
        let mut start = [0; 6];
        random.fill(&mut start);
        Self {
            start,
            count: AtomicU64::new(0),
        }
    }

    pub fn next(&self) -> String {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        format!("{}-{count:x}", data_encoding::HEXLOWER.encode(&self.start))
    }
}
