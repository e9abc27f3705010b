//! The operator's program.

mod doctor;

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use aside_domain::bus::{Bus, InProcessBus};
use aside_server::Backend;
use aside_server::config::{Config, ConfigError, DEFAULT};
use aside_store_sqlite::{DATABASE, SqliteStore};
use clap::{Args, Parser, Subcommand};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// Every message takes dozens of small pieces of memory for a moment, on two threads.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The Aside service: live chat that its own server cannot read.
#[derive(Parser)]
#[command(version)]
struct Cli {
    /// Settings file; `config print-default` shows every key.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the service.
    Serve(Serve),
    /// Bring the database up to date, without running the service.
    Migrate(DataDir),
    /// Look for what is wrong, and say what to do about it.
    Doctor(DataDir),
    /// Print the OpenAPI document, as it is kept in crates/server/openapi.json.
    Openapi,
    /// Print or check settings.
    #[command(subcommand)]
    Config(ConfigCommand),
}

#[derive(Args)]
struct Serve {
    #[command(flatten)]
    data: DataDir,
    /// Where to listen; port 0 takes a free one.
    #[arg(long)]
    listen: Option<SocketAddr>,
    /// The service's own origin, such as `https://chat.example`.
    #[arg(long)]
    public_url: Option<String>,
    /// Certificate chain, PEM.
    #[arg(long)]
    tls_cert: Option<PathBuf>,
    /// Key of the certificate, PEM.
    #[arg(long)]
    tls_key: Option<PathBuf>,
    /// Where to serve Prometheus metrics.
    #[arg(long)]
    metrics_listen: Option<String>,
}

#[derive(Args)]
struct DataDir {
    /// Everything the service keeps.
    #[arg(long = "data-dir", visible_alias = "data")]
    data_dir: Option<PathBuf>,
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Print the default settings with their documentation.
    PrintDefault,
    /// Say whether the settings can be used.
    Check,
}

/// What went wrong, and what to do.
struct Failure(String);

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        Self(text)
    }
}

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(code) => code,
        Err(Failure(text)) => {
            eprintln!("error: {text}");
            eprintln!("hint: aside-server doctor looks for what is wrong");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<ExitCode, Failure> {
    let load = || Config::load(cli.config.as_deref());
    match cli.command {
        Command::Serve(options) => serve(options.apply(load()?)?).map(|()| ExitCode::SUCCESS),
        Command::Migrate(data) => migrate(&data.apply(load()?)),
        Command::Doctor(data) => Ok(doctor::examine(load().map(|config| data.apply(config)))),
        Command::Openapi => {
            println!("{}", aside_server::openapi().to_pretty_json()?);
            Ok(ExitCode::SUCCESS)
        }
        Command::Config(ConfigCommand::PrintDefault) => {
            print!("{DEFAULT}");
            Ok(ExitCode::SUCCESS)
        }
        Command::Config(ConfigCommand::Check) => {
            load()?;
            println!("the settings can be used");
            Ok(ExitCode::SUCCESS)
        }
    }
}

impl DataDir {
    fn apply(self, mut config: Config) -> Config {
        if let Some(folder) = self.data_dir {
            config.server.data_dir = folder;
        }
        config
    }
}

impl Serve {
    fn apply(self, config: Config) -> Result<Config, ConfigError> {
        let mut config = self.data.apply(config);
        config.server.listen = self.listen.unwrap_or(config.server.listen);
        config.server.public_url = self.public_url.unwrap_or(config.server.public_url);
        config.server.metrics_listen = self.metrics_listen.unwrap_or(config.server.metrics_listen);
        config.tls.cert = self.tls_cert.unwrap_or(config.tls.cert);
        config.tls.key = self.tls_key.unwrap_or(config.tls.key);
        config.check()?;
        Ok(config)
    }
}

fn serve(config: Config) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(&config.log.filter)?;
    tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(config.server.listen).await?;
        let address = listener.local_addr()?;
        let scheme = if config.tls.is_on() { "https" } else { "http" };
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut out = std::io::stdout();
        writeln!(out, "listening on {scheme}://{address}")?;
        out.flush()?;
        let shutdown = async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        };
        let bus: Arc<dyn Bus> = Arc::new(InProcessBus::new());
        let store = SqliteStore::open_folder(&config.server.data_dir, Arc::clone(&bus))?;
        let store = Arc::new(store);
        Ok(aside_server::launch(listener, config, Backend { store, bus }, shutdown).await?)
    })
}

fn migrate(config: &Config) -> Result<ExitCode, Failure> {
    let path = config.server.data_dir.join(DATABASE);
    let applied = aside_store_sqlite::migrate_file(&path)?;
    println!("{applied} migrations applied");
    Ok(ExitCode::SUCCESS)
}
