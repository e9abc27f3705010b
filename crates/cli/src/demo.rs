//! `aside demo`: a service, a sample shop with the widget, its agent's inbox, and a page that
//! shows what the service sees of it all. Everything runs in this process and ends with it.

mod anatomy;
mod folder;
mod inbox;
mod ledger;
mod sample;
mod shop;
mod tables;
mod view;

use std::future::pending;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use aside_client::Service;
use aside_domain::bus::{Bus, InProcessBus};
use aside_server::Backend;
use aside_server::config::Config;
use aside_store_sqlite::SqliteStore;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;

use self::folder::Folder;
use self::inbox::Card;
use self::sample::Sample;
use self::shop::Snippet;
use self::view::View;
use crate::web::serve;

/// How long stopping waits for requests that run, in seconds.
const STOP_SECONDS: u64 = 2;

/// Options of `aside demo`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Port of the service and the inbox; the shop and the view take the next two. 0: free ones
    #[arg(long, default_value_t = 4600)]
    port: u16,
    /// Where the demo keeps its data; what an earlier demo left there is removed
    #[arg(long, default_value = "target/demo")]
    folder: PathBuf,
}

/// Runs the demo until somebody stops it.
pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    if !inbox::is_built() {
        bail!("this program was built before the web apps\n\nhint: run `make demo`");
    }
    let mut end = Stop::listen()?;
    let folder = Folder::claim(&arguments.folder)?;
    let service = listen(arguments.port, 0).await?;
    let shop = listen(arguments.port, 1).await?;
    let view = listen(arguments.port, 2).await?;
    let running = Running::start(service, &folder)?;
    let sample = Sample::make(&Service::new(&running.origin)?).await;
    let sample = sample.context("the sample workspace could not be made")?;
    running.card.fill(sample.credentials.clone());
    let links = Links::of(&running.origin, &shop, &view)?;
    let pages = pages(&running, &sample, &links, &folder).await?;
    links.print(&sample);
    let ended = tokio::select! {
        () = end.wait() => Ok(()),
        ended = serve(shop, pages.0) => ended,
        ended = serve(view, pages.1) => ended,
    };
    running.stop().await?;
    ended.context("a page can no longer be served")
}

/// The signals that end the demo, heard from its first moment.
struct Stop {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

impl Stop {
    fn listen() -> anyhow::Result<Self> {
        let (interrupt, terminate) = (
            signal(SignalKind::interrupt())?,
            signal(SignalKind::terminate())?,
        );
        Ok(Self {
            interrupt,
            terminate,
        })
    }

    async fn wait(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// A listener on `first + offset`, or on a free port if that one is taken.
async fn listen(first: u16, offset: u16) -> anyhow::Result<TcpListener> {
    let port = if first == 0 {
        0
    } else {
        first.saturating_add(offset)
    };
    if let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
        return Ok(listener);
    }
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
    let listener = listener.context("this machine has no free port")?;
    eprintln!(
        "port {port} is taken; using {} instead",
        listener.local_addr()?.port()
    );
    Ok(listener)
}

/// The service, running in this process.
struct Running {
    origin: String,
    card: Card,
    stop: oneshot::Sender<()>,
    task: tokio::task::JoinHandle<Result<(), aside_server::LaunchError>>,
}

impl Running {
    fn start(listener: TcpListener, folder: &Folder) -> anyhow::Result<Self> {
        let mut config = Config::default_settings()?;
        config.server.data_dir = folder.service();
        config.server.shutdown_seconds = STOP_SECONDS;
        let origin = format!("http://{}", listener.local_addr()?);
        let card = Card::default();
        let demo = inbox::router(card.clone());
        let (stop, stopped) = oneshot::channel();
        let shutdown = async {
            // A sender that is dropped without a word means that the demo failed to start.
            if stopped.await.is_err() {
                pending::<()>().await;
            }
        };
        let with_demo = |service| demo.fallback_service(service);
        let bus: Arc<dyn Bus> = Arc::new(InProcessBus::new());
        let store = SqliteStore::open_folder(&config.server.data_dir, Arc::clone(&bus))?;
        let backend = Backend {
            store: Arc::new(store),
            bus,
        };
        let launch = aside_server::launch_with(listener, config, backend, with_demo, shutdown);
        Ok(Self {
            origin,
            card,
            stop,
            task: tokio::spawn(launch),
        })
    }

    async fn stop(self) -> anyhow::Result<()> {
        // It may have ended by itself; then the task says why.
        let _ = self.stop.send(());
        Ok(self.task.await??)
    }
}

/// Where everything is.
struct Links {
    shop: String,
    inbox: String,
    view: String,
    sign_in: String,
}

impl Links {
    fn of(origin: &str, shop: &TcpListener, view: &TcpListener) -> anyhow::Result<Self> {
        let page = |address: SocketAddr| format!("http://{address}/");
        Ok(Self {
            shop: page(shop.local_addr()?),
            inbox: format!("{origin}/demo"),
            view: page(view.local_addr()?),
            sign_in: format!("{origin}/"),
        })
    }

    fn print(&self, sample: &Sample) {
        let Self {
            shop,
            inbox,
            view,
            sign_in,
        } = self;
        let credentials = &sample.credentials;
        println!();
        println!("  The shop            {shop}");
        println!("  Its inbox           {inbox}   signed in as Mara");
        println!("  The service's view  {view}");
        println!();
        println!("  To sign in on a second device, in another browser profile: {sign_in}");
        println!("    Email       {}", credentials.email);
        println!("    Password    {}", credentials.password);
        println!("    Secret Key  {}", credentials.secret_key);
        println!();
        println!("  Ctrl-C ends it.");
    }
}

/// The shop's routes and the view's.
async fn pages(
    running: &Running,
    sample: &Sample,
    links: &Links,
    folder: &Folder,
) -> anyhow::Result<(axum::Router, axum::Router)> {
    let release = Service::new(&running.origin)?.release().await;
    let release = release.context("the widget is not part of this program")?;
    let snippet = Snippet {
        loader_url: release.loader_url,
        integrity: release.loader_integrity,
        workspace: sample.workspace.to_string(),
    };
    let view = View {
        database: folder.database(),
        workspace: sample.workspace,
    };
    let marks = [
        ("shop", links.shop.as_str()),
        ("inbox", links.inbox.as_str()),
    ];
    Ok((shop::router(&snippet), view::router(view, &marks)))
}
