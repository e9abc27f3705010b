//! Fifty senders and fifty live receivers: how many durable messages a second, and how long one
//! takes from its sender to its receiver.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use memchr::memmem;
use tokio::task::LocalSet;
use tokio::time::{Instant, timeout_at};

use super::process::Process;
use super::template::{MARK, MARK_LEN, Mark, Template};
use super::wire::{Wire, count};

/// Read buffer of a connection, in bytes.
const BUFFER_BYTES: usize = 64 * 1024;
/// How long receivers may take for what was sent last.
const DRAIN: Duration = Duration::from_secs(10);
/// Changes of a conversation that was just opened: its hello and its first message.
const OPENING: u64 = 2;
/// What every item in a frame has once.
const ITEM: &[u8] = b"\"kind\":\"item\"";

/// Somebody who sends and somebody who hears it live.
pub struct Pair {
    /// What is sent.
    pub template: Template,
    /// The credential of who hears it.
    pub receiver: String,
}

/// What a run at full speed gave.
#[derive(Debug, Clone, Copy)]
pub struct Throughput {
    /// Acknowledged messages a second, all of them received.
    pub messages: f64,
    /// Processor time of the service for one message.
    pub cpu: Duration,
}

/// Sends as fast as acknowledgements come, for `time`.
pub async fn throughput(
    service: &Process,
    pairs: &[Rc<Pair>],
    time: Duration,
) -> anyhow::Result<Throughput> {
    let sent = Rc::new(Cell::new(0_usize));
    let received = Rc::new(Cell::new(0_usize));
    let wires = connect(service, pairs).await?;
    let (cpu, start) = (service.cpu()?, Instant::now());
    let until = start + time;
    let local = LocalSet::new();
    for (pair, (mut sender, mut receiver)) in pairs.iter().zip(wires) {
        let (pair, sent) = (Rc::clone(pair), Rc::clone(&sent));
        local.spawn_local(async move {
            let mut request = pair.template.request();
            while Instant::now() < until {
                pair.template.next(&mut request);
                sender.write(&request).await?;
                ensure!(
                    sender.status().await? == 201,
                    "the service refused a message"
                );
                sent.set(sent.get() + 1);
            }
            anyhow::Ok(())
        });
        let received = Rc::clone(&received);
        local.spawn_local(async move {
            while let Ok(items) = receiver.text(|frame| count(frame, ITEM)).await {
                received.set(received.get() + items);
            }
        });
    }
    let all_received = async {
        tokio::time::sleep_until(until).await;
        let elapsed = start.elapsed();
        loop {
            tokio::time::sleep(Duration::from_millis(20)).await;
            if received.get() == sent.get() {
                return elapsed;
            }
        }
    };
    let elapsed = local
        .run_until(timeout_at(until + DRAIN, all_received))
        .await;
    let elapsed = elapsed.with_context(|| {
        format!(
            "{} messages were sent and {} received",
            sent.get(),
            received.get()
        )
    })?;
    let messages = u32::try_from(sent.get())?;
    Ok(Throughput {
        messages: f64::from(messages) / elapsed.as_secs_f64(),
        cpu: service.cpu()?.saturating_sub(cpu) / messages.max(1),
    })
}

/// How long messages took.
#[derive(Debug, Clone, Copy)]
pub struct Latency {
    /// Half were quicker.
    pub p50: Duration,
    /// All but one in a hundred were quicker.
    pub p99: Duration,
    /// The slowest.
    pub max: Duration,
    /// How many were measured.
    pub messages: usize,
}

/// Sends `rate` messages a second for `time`, evenly, and measures each from before it is written
/// until its receiver has read it.
pub async fn latency(
    service: &Process,
    pairs: &[Rc<Pair>],
    rate: u32,
    time: Duration,
) -> anyhow::Result<Latency> {
    let wires = connect(service, pairs).await?;
    let pair_count = u32::try_from(pairs.len())?;
    let (start, period) = (Instant::now(), Duration::from_secs(1) * pair_count / rate);
    let until = start + time;
    let times = Rc::new(RefCell::new(Vec::new()));
    let local = LocalSet::new();
    for ((pair, (mut sender, mut receiver)), i) in pairs.iter().zip(wires).zip(0_u32..) {
        let flying = Rc::new(RefCell::new(HashMap::<Mark, Instant>::new()));
        let (pair, departures) = (Rc::clone(pair), Rc::clone(&flying));
        let offset = period * i / pair_count;
        local.spawn_local(async move {
            let mut request = pair.template.request();
            let mut at = start + offset;
            while at < until {
                tokio::time::sleep_until(at).await;
                let mark = pair.template.next(&mut request);
                departures.borrow_mut().insert(mark, Instant::now());
                sender.write(&request).await?;
                ensure!(
                    sender.status().await? == 201,
                    "the service refused a message"
                );
                at += period;
            }
            anyhow::Ok(())
        });
        let times = Rc::clone(&times);
        local.spawn_local(async move {
            while let Ok(marks) = receiver.text(marks).await {
                let now = Instant::now();
                for mark in marks {
                    let departure = flying.borrow_mut().remove(&mark);
                    times
                        .borrow_mut()
                        .extend(departure.map(|departure| now - departure));
                }
            }
        });
    }
    let slack = Duration::from_millis(500);
    local
        .run_until(tokio::time::sleep_until(until + slack))
        .await;
    let mut times = times.borrow().clone();
    times.sort_unstable();
    let expected = usize::try_from(rate)? * usize::try_from(time.as_secs())?;
    ensure!(
        times.len() * 100 >= expected * 99,
        "only {} messages arrived",
        times.len()
    );
    let at = |percent: usize| times[(times.len() - 1) * percent / 100];
    Ok(Latency {
        p50: at(50),
        p99: at(99),
        max: at(100),
        messages: times.len(),
    })
}

/// A connection to send on and a live one, for each pair.
async fn connect(service: &Process, pairs: &[Rc<Pair>]) -> anyhow::Result<Vec<(Wire, Wire)>> {
    let mut wires = Vec::with_capacity(pairs.len());
    for pair in pairs {
        let sender = Wire::connect(service.address, 4096).await?;
        let mut receiver = Wire::connect(service.address, BUFFER_BYTES).await?;
        let path = format!("/v1/live?after={}", OPENING + pair.template.made());
        receiver
            .upgrade(&path, &service.address.to_string(), &pair.receiver)
            .await?;
        wires.push((sender, receiver));
    }
    Ok(wires)
}

/// The marks of a frame's messages.
fn marks(frame: &[u8]) -> Vec<Mark> {
    memmem::find_iter(frame, MARK)
        .filter_map(|at| {
            frame
                .get(at + MARK.len()..at + MARK.len() + MARK_LEN)?
                .try_into()
                .ok()
        })
        .collect()
}
