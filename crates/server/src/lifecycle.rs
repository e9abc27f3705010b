//! From a listener to a running service, and back to nothing.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use aside_domain::bus::Bus;
use aside_domain::{Store, StoreError};
use axum::Router;
use axum::routing::get;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use crate::app::{App, Parts};
use crate::caller::Peer;
use crate::config::Config;
use crate::http;
use crate::sources::{SystemClock, SystemRandom};
use crate::tls::{self, TlsError};

const HEADERS_WITHIN: Duration = Duration::from_secs(15);
const TLS_WITHIN: Duration = Duration::from_secs(10);

/// The service could not start, or did not stop well.
#[derive(Debug, thiserror::Error)]
pub enum LaunchError {
    /// The certificate cannot be used.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// An address cannot be listened on.
    #[error("the address cannot be listened on")]
    Listen(#[source] io::Error),
    /// The store did not close.
    #[error("the store did not close")]
    Close(#[source] StoreError),
}

/// What the service stands on: one kind of store, and the bus it announces its commits on.
pub struct Backend {
    pub store: Arc<dyn Store>,
    pub bus: Arc<dyn Bus>,
}

/// Runs the service on `listener` until `shutdown` resolves and everything has ended.
pub async fn launch(
    listener: TcpListener,
    config: Config,
    backend: Backend,
    shutdown: impl Future<Output = ()>,
) -> Result<(), LaunchError> {
    launch_with(listener, config, backend, |router| router, shutdown).await
}

/// As [`launch`], with the service's routes handed through `around`: the demo puts its own page
/// before them. `aside-server` adds nothing.
pub async fn launch_with(
    listener: TcpListener,
    config: Config,
    backend: Backend,
    around: impl FnOnce(Router) -> Router,
    shutdown: impl Future<Output = ()>,
) -> Result<(), LaunchError> {
    let address = listener.local_addr().map_err(LaunchError::Listen)?;
    let tls = tls::acceptor(&config.tls)?;
    let Backend { store, bus } = backend;
    let (stop, stopping) = watch::channel(false);
    let app = Arc::new(App::new(Parts {
        origin: config.origin(address),
        store: Arc::clone(&store),
        bus,
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
        stopping,
        config,
    }));
    let metrics = serve_metrics(&app).await?;
    let connections = GracefulShutdown::new();
    let server = Server {
        router: around(http::router(Arc::clone(&app))),
        tls,
        http: connection_builder(),
    };
    tokio::select! {
        () = server.accept(&listener, &connections) => {}
        () = shutdown => {}
    }
    drop(listener);
    tracing::info!("stopping");
    // Nobody is left to hear it only if every task has ended already.
    let _ = stop.send(true);
    let limit = Duration::from_secs(app.config.server.shutdown_seconds);
    if timeout(limit, ended(&app, connections)).await.is_err() {
        tracing::warn!("some connections did not end in time and are cut");
    }
    if let Some(metrics) = metrics {
        metrics.abort();
    }
    store.close().await.map_err(LaunchError::Close)?;
    tracing::info!("stopped");
    Ok(())
}

/// Every request and every live connection has ended.
async fn ended(app: &App, connections: GracefulShutdown) {
    connections.shutdown().await;
    let all = app.config.limits.live_max;
    let _ = app.live.acquire_many(all).await;
}

fn connection_builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_WITHIN);
    builder.http1().max_buf_size(16 * 1024).pipeline_flush(true);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(100);
    builder
}

/// What every accepted connection needs.
struct Server {
    router: Router,
    tls: Option<TlsAcceptor>,
    http: Builder<TokioExecutor>,
}

impl Server {
    async fn accept(&self, listener: &TcpListener, connections: &GracefulShutdown) {
        loop {
            match listener.accept().await {
                Ok((stream, peer)) => self.start(stream, peer, connections.watcher()),
                Err(error) => {
                    // Out of files, most likely: the connections there are must end first.
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }

    fn start(&self, stream: TcpStream, peer: SocketAddr, watcher: Watcher) {
        // Without it, small answers would wait for a full packet; with a failure, they do.
        let _ = stream.set_nodelay(true);
        let (router, http) = (self.router.clone(), self.http.clone());
        match self.tls.clone() {
            None => drop(tokio::spawn(serve(stream, peer, router, http, watcher))),
            Some(tls) => drop(tokio::spawn(async move {
                if let Ok(Ok(stream)) = timeout(TLS_WITHIN, tls.accept(stream)).await {
                    serve(stream, peer, router, http, watcher).await;
                }
            })),
        }
    }
}

async fn serve(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    peer: SocketAddr,
    router: Router,
    http: Builder<TokioExecutor>,
    watcher: Watcher,
) {
    let service = hyper::service::service_fn(move |request: hyper::Request<_>| {
        let mut request = request.map(axum::body::Body::new);
        request.extensions_mut().insert(Peer(peer.ip()));
        router.clone().oneshot(request)
    });
    let connection = http.serve_connection_with_upgrades(TokioIo::new(stream), service);
    // A connection that breaks is the other side's affair.
    let _ = watcher.watch(connection.into_owned()).await;
}

/// Serves the metrics on a listener of their own.
async fn serve_metrics(app: &Arc<App>) -> Result<Option<tokio::task::JoinHandle<()>>, LaunchError> {
    let address = &app.config.server.metrics_listen;
    if address.is_empty() {
        return Ok(None);
    }
    let listener = TcpListener::bind(address.as_str())
        .await
        .map_err(LaunchError::Listen)?;
    tracing::info!(address = ?listener.local_addr().ok(), "metrics are served");
    let shared = Arc::clone(app);
    let router = Router::new().route("/metrics", get(async move || shared.metrics.render()));
    Ok(Some(tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "metrics are no longer served");
        }
    })))
}
