//! `aside bench`: what the service does a second, how long a message takes, and what an idle
//! connection costs, beside the limits of the machine measured in the same run.
//!
//! The service runs as its own program on one core; everything else runs on another. Load is
//! bounded in count and time and stays on the loopback.

mod cores;
mod echo;
mod group_commit;
mod idle;
mod load;
mod prepare;
mod process;
mod report;
mod template;
mod wire;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::Context as _;

use self::cores::{Cores, raise_open_files, stay_on};
use self::process::Process;
use self::report::Report;

pub use self::echo::serve as serve_echo;

/// Senders, and receivers.
const PAIRS: usize = 50;
/// Messages a second while latency is measured.
const RATE: u32 = 1_000;
/// Batches that are committed to SQLite alone: one message, a few, all that 50 senders can have
/// on their way, and more than that.
const BATCHES: [u32; 4] = [1, 10, 50, 200];
/// Size of an item as it is stored, in bytes.
const ITEM_BYTES: usize = 423;
/// Size of a message in the bare echo, in bytes.
const ECHO_BYTES: usize = 256;
/// Files that a connection of the load needs beside those of the rest of the bench.
const SPARE_FILES: u64 = 200;

/// Options of `aside bench`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The service's program; the one beside this program if not given
    #[arg(long)]
    server: Option<PathBuf>,
    /// Seconds of sending at full speed
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Idle live connections
    #[arg(long, default_value_t = 8_000)]
    connections: usize,
    /// Where the service keeps its data during the bench; a folder inside it is made and removed
    #[arg(long, default_value = "target")]
    folder: PathBuf,
    /// Stop after measuring messages a second, for a profiler
    #[arg(long)]
    throughput_only: bool,
}

/// Runs every measurement and prints what came out.
pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let cores = Cores::of_this_process()?;
    stay_on(cores.load)?;
    let files = raise_open_files();
    let folder = tempfile::Builder::new()
        .prefix("bench-")
        .tempdir_in(&arguments.folder);
    let folder = folder
        .with_context(|| format!("no folder can be made in {}", arguments.folder.display()))?;
    let program = arguments
        .server
        .clone()
        .map_or_else(beside_this_program, Ok)?;
    let data = folder.path().join("data");
    let start = || start(&program, &data, cores);
    let mut report = Report::begin(cores);

    let service = start()?;
    report.note(&format!("the service is process {}", service.id()));
    let time = Duration::from_secs(arguments.seconds);
    if under_load(&service, &mut report, time, arguments.throughput_only).await? {
        return Ok(());
    }
    let allowed = usize::try_from(files.saturating_sub(SPARE_FILES))?;
    let count = arguments.connections.min(allowed);
    report.note(&format!("opening {count} conversations"));
    let tokens = prepare::visitors(&service, count).await?;
    drop(service);
    let service = start()?;
    report.note(&format!("opening {count} live connections"));
    report.idle(idle::measure(&service, &tokens).await?);
    drop(service);
    limits(folder.path(), &mut report, cores).await?;
    report.print();
    Ok(())
}

/// Messages a second and how long one takes. True: that was all that was asked for.
async fn under_load(
    service: &Process,
    report: &mut Report,
    time: Duration,
    throughput_only: bool,
) -> anyhow::Result<bool> {
    report.note("making a workspace with 50 conversations");
    let pairs = prepare::one_workspace(service, PAIRS).await?;
    report.note("sending at full speed");
    let one = load::throughput(service, &pairs, time).await?;
    report.throughput("50 conversations of one workspace", one);
    if throughput_only {
        return Ok(true);
    }
    report.note("sending 1,000 messages a second");
    report.latency(load::latency(service, &pairs, RATE, time).await?);
    report.note("making 50 workspaces with a visitor each");
    let pairs = prepare::many_workspaces(service, PAIRS).await?;
    report.note("sending at full speed");
    let many = load::throughput(service, &pairs, time).await?;
    report.throughput("one conversation in each of 50 workspaces", many);
    Ok(false)
}

/// What the machine can do at most.
async fn limits(folder: &Path, report: &mut Report, cores: Cores) -> anyhow::Result<()> {
    let time = Duration::from_secs(2);
    report.note("committing to SQLite alone");
    let rates = group_commit::measure(folder, cores, &BATCHES, ITEM_BYTES, time)?;
    report.limits(&rates);
    report.note("echoing over a bare WebSocket");
    report.echo(echo::measure(cores, PAIRS, ECHO_BYTES, time * 2).await?);
    Ok(())
}

/// Starts the service on its core, with data in `data` and without limits of rate.
fn start(program: &Path, data: &Path, cores: Cores) -> anyhow::Result<Process> {
    const NO_LIMITS: [&str; 3] = [
        "ADDRESS_PER_SECOND",
        "TOKEN_PER_SECOND",
        "SIGN_IN_PER_MINUTE",
    ];
    let mut command = Command::new(program);
    command
        .args(["serve", "--listen", "127.0.0.1:0", "--data-dir"])
        .arg(data);
    command.envs(NO_LIMITS.map(|limit| (format!("ASIDE_LIMITS__{limit}"), "0")));
    command
        .env("ASIDE_LOG__FILTER", "error")
        .stderr(Stdio::inherit());
    Process::start(command, cores)
}

fn beside_this_program() -> anyhow::Result<PathBuf> {
    let program = std::env::current_exe()?.with_file_name("aside-server");
    anyhow::ensure!(
        program.is_file(),
        "there is no aside-server beside this program\n\nhint: run `make bench`"
    );
    Ok(program)
}
