//! A service on a free port, with a liar in front of it, and people who use it.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use aside_client::{
    Agent, Charter, Credentials, Founder, Kit, Owner, Service, Site, Sources, Visitor,
};
use aside_domain::bus::{Bus, InProcessBus};
use aside_protocol::{Floors, Timestamp, WorkspaceId};
use aside_server::Backend;
use aside_server::config::Config;
use aside_store_sqlite::SqliteStore;
use getrandom::SysRng;
use rand_core::UnwrapErr;
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpListener;
use zeroize::Zeroizing;

use crate::liar::Liar;

pub const PASSWORD: &str = "correct horse battery staple";

/// A running service. It ends when this is dropped with its runtime.
pub struct World {
    /// The way to the service.
    pub service: Service,
    /// Stands in that way, unless the world is honest.
    pub liar: Arc<Liar>,
    _data: TempDir,
}

impl World {
    /// A world with a liar in it.
    pub async fn start() -> Self {
        Self::make(true).await
    }

    /// A world without, and with live connections.
    pub async fn honest() -> Self {
        Self::make(false).await
    }

    async fn make(lying: bool) -> Self {
        let data = tempfile::tempdir().unwrap();
        let front = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let real = format!("http://{}", listener.local_addr().unwrap());
        let front_url = format!("http://{}", front.local_addr().unwrap());
        let own = if lying { front_url } else { real.clone() };
        let mut config = Config::default_settings().unwrap();
        config.server.data_dir = data.path().join("data");
        config.server.public_url.clone_from(&own);
        config.limits.address_per_second = 0;
        config.limits.token_per_second = 0;
        config.limits.sign_in_per_minute = 0;
        let backend = sqlite(&config);
        tokio::spawn(aside_server::launch(
            listener,
            config,
            backend,
            std::future::pending(),
        ));
        let service = Service::new(&own).unwrap();
        let liar = Liar::start(front, real);
        Self {
            service,
            liar,
            _data: data,
        }
    }

    /// A workspace with its owner.
    pub async fn found(&self, email: &str) -> (Agent, Kit) {
        let founder = Founder {
            email: email.to_owned(),
            password: Zeroizing::new(PASSWORD.to_owned()),
            device_name: "The first device".to_owned(),
            charter: charter(),
        };
        Owner::sign_up(self.service.clone(), founder, sources())
            .await
            .unwrap()
    }

    /// A visitor whose site pins this workspace, and who has not written yet.
    pub async fn visitor(&self, wid: WorkspaceId) -> Visitor {
        self.try_visitor(wid, Floors::default(), sources())
            .await
            .unwrap()
    }

    pub async fn try_visitor(
        &self,
        wid: WorkspaceId,
        floors: Floors,
        sources: Sources,
    ) -> Result<Visitor, aside_client::ClientError> {
        let site = Site {
            wid,
            floors,
            context: None,
        };
        Visitor::begin(self.service.clone(), site, sources).await
    }

    /// What the service answers to anybody.
    pub async fn answer(&self, path: &str) -> Value {
        self.answer_as("", path).await
    }

    /// What the service answers to the holder of a token.
    pub async fn answer_as(&self, token: &str, path: &str) -> Value {
        let url = format!("{}{path}", self.service.origin());
        let request = reqwest::Client::new().get(url);
        let request = if token.is_empty() {
            request
        } else {
            request.bearer_auth(token)
        };
        request.send().await.unwrap().json().await.unwrap()
    }

    /// A second device of the owner.
    pub async fn second_device(
        &self,
        email: &str,
        kit: &Kit,
        floor: u32,
    ) -> Result<Agent, aside_client::ClientError> {
        let credentials = credentials(email, kit);
        Agent::sign_in(self.service.clone(), &credentials, floor, sources()).await
    }
}

pub fn credentials(email: &str, kit: &Kit) -> Credentials {
    Credentials {
        email: email.to_owned(),
        password: Zeroizing::new(PASSWORD.to_owned()),
        secret_key: kit.secret_key.clone(),
        device_name: "The second device".to_owned(),
    }
}

pub fn charter() -> Charter {
    Charter {
        business: "Acme Tea".to_owned(),
        founder: "Mara".to_owned(),
        accent: [1, 2, 3],
        texts: Vec::new(),
        origins: Vec::new(),
        retention_days: 0,
        epoch_max_days: 90,
    }
}

pub fn sources() -> Sources {
    sources_in(0)
}

/// The sources of somebody whose clock is so many days ahead.
pub fn sources_in(days: u64) -> Sources {
    Sources::new(move || now().plus(days * 86_400_000), UnwrapErr(SysRng))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the service in these tests has the real clock"
)]
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp::from_millis(u64::try_from(since.as_millis()).unwrap())
}

/// What one side sees, in order.
pub fn texts(log: &aside_client::Log) -> Vec<String> {
    log.messages()
        .iter()
        .map(|message| message.text.clone())
        .collect()
}

fn sqlite(config: &Config) -> Backend {
    let bus: Arc<dyn Bus> = Arc::new(InProcessBus::new());
    let store = SqliteStore::open_folder(&config.server.data_dir, Arc::clone(&bus)).unwrap();
    Backend {
        store: Arc::new(store),
        bus,
    }
}
