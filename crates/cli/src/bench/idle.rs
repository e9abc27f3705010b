//! What a live connection on which nothing happens costs in memory.

use std::time::Duration;

use anyhow::Context as _;

use super::process::Process;
use super::wire::Wire;

/// Long enough for the service to have answered everything.
const SETTLE: Duration = Duration::from_secs(2);
/// Connections that are opened before the first look, so that what is made once is made.
const WARM_UP: usize = 100;

/// Memory of idle connections.
#[derive(Debug, Clone, Copy)]
pub struct Idle {
    /// How many there were.
    pub connections: usize,
    /// Resident memory of the service for one, in bytes.
    pub bytes: u64,
    /// Resident memory of the service with all of them, in bytes.
    pub total_bytes: u64,
}

/// Opens a live connection for every token and looks at the service's memory before and after.
pub async fn measure(service: &Process, tokens: &[String]) -> anyhow::Result<Idle> {
    let (first, rest) = tokens.split_at(WARM_UP.min(tokens.len()));
    let mut wires = open(service, first).await?;
    tokio::time::sleep(SETTLE).await;
    let before = service.memory_bytes()?;
    wires.extend(open(service, rest).await?);
    tokio::time::sleep(SETTLE).await;
    let total_bytes = service.memory_bytes()?;
    let grown = total_bytes.saturating_sub(before);
    let bytes = grown / u64::try_from(rest.len()).unwrap_or(1).max(1);
    Ok(Idle {
        connections: wires.len(),
        bytes,
        total_bytes,
    })
}

async fn open(service: &Process, tokens: &[String]) -> anyhow::Result<Vec<Wire>> {
    let mut wires = Vec::with_capacity(tokens.len());
    let host = service.address.to_string();
    for token in tokens {
        let mut wire = Wire::connect(service.address, 0).await?;
        // The hello and the first envelope are known, so nothing is sent.
        let opened = wire.upgrade("/v1/live?after=2", &host, token).await;
        opened.with_context(|| format!("live connection {} failed", wires.len()))?;
        wires.push(wire);
    }
    Ok(wires)
}
