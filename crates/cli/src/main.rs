//! The user's program: demo and bench on the command line.
//!
//! In scope: what people type and read in a terminal. Out of scope: the protocol, which is
//! `aside-client`'s, and operating a service, which is `aside-server`'s.

mod bench;
mod demo;
mod embed;
mod sources;
mod web;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tokio::runtime::{Builder, Runtime};

/// Live chat that its own server cannot read.
#[derive(Parser)]
#[command(name = "aside", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start a sample shop, its agent's inbox and the service's view of both
    Demo(demo::Arguments),
    /// Measure messages a second, latency and memory of a service on this machine
    Bench(bench::Arguments),
    /// The bare echo that the bench compares with
    #[command(hide = true)]
    BenchEcho,
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> anyhow::Result<()> {
    match arguments.command {
        Command::Demo(demo) => runtime(Builder::new_multi_thread())?.block_on(demo::run(demo)),
        Command::Bench(bench) => {
            runtime(Builder::new_current_thread())?.block_on(bench::run(bench))
        }
        Command::BenchEcho => runtime(Builder::new_current_thread())?.block_on(bench::serve_echo()),
    }
}

fn runtime(mut builder: Builder) -> std::io::Result<Runtime> {
    builder.enable_all().build()
}
