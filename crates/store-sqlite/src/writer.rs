//! The only thread that writes: it takes whatever waits, runs it in one transaction, and answers
//! after the commit. So one fsync serves everybody who waited.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use aside_domain::StoreError;
use aside_domain::bus::{Announcement, Bus};
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use crate::counters::Counters;
use crate::error::{Closed, backend, from_sqlite};

/// Writes that may wait; beyond that, callers wait to queue.
const QUEUE: usize = 4096;
/// Most writes in one transaction, so that the first waiter is not kept for long.
const BATCH: usize = 1024;

/// How long the writer waits for more when more than one write waits already.
const LOOK_AGAIN: Duration = Duration::from_micros(100);
/// How often it does that for one batch.
const LOOKS: u32 = 10;

/// What a write can use.
pub struct Batch<'a> {
    pub connection: &'a Connection,
    pub counters: &'a mut Counters,
    /// Announced after the commit, in this order.
    pub announcements: &'a mut Vec<Announcement>,
}

/// Answers the waiter: with the outcome, or with a failure if the commit failed.
type Reply = Box<dyn FnOnce(bool) + Send>;
type Job = Box<dyn FnOnce(&mut Batch<'_>) -> Done + Send>;

/// A write has run and waits for the commit.
struct Done {
    reply: Reply,
    /// The backend itself failed: nothing of this transaction may be kept.
    is_broken: bool,
}

/// A handle to the writing thread.
pub struct Writer {
    /// None once closed.
    queue: Mutex<Option<mpsc::Sender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    /// Starts the thread. To be called inside a runtime, where whoever waits is told.
    pub fn start(connection: Connection, bus: Arc<dyn Bus>) -> std::io::Result<Self> {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let (outcomes, outcome) = mpsc::unbounded_channel();
        let thread = std::thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || run(connection, jobs, &outcomes))?;
        tokio::spawn(tell(outcome, bus));
        Ok(Self {
            queue: Mutex::new(Some(queue)),
            thread: Mutex::new(Some(thread)),
        })
    }

    /// Runs a write and waits until it is durable. The write must leave nothing behind when it
    /// returns an error; [`Writer::atomic`] sees to that for writes of several statements.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Batch<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (sender, receiver) = oneshot::channel();
        let job: Job = Box::new(move |batch| {
            let outcome = work(batch);
            let is_broken = matches!(
                outcome,
                Err(StoreError::Backend(_) | StoreError::Corrupt { .. })
            );
            let reply: Reply = Box::new(move |committed| {
                let is_final = committed || outcome.is_err();
                let answer = if is_final {
                    outcome
                } else {
                    Err(backend(NotCommitted))
                };
                // Nobody may be waiting any more; the write is durable all the same.
                let _ = sender.send(answer);
            });
            Done { reply, is_broken }
        });
        let queue = self.sender().ok_or_else(|| backend(Closed))?;
        queue.send(job).await.map_err(|_| backend(Closed))?;
        drop(queue);
        receiver.await.map_err(backend)?
    }

    /// Like [`Writer::write`], for several statements: all of them or none.
    pub async fn atomic<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Batch<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.write(|batch| {
            let announced = batch.announcements.len();
            batch
                .connection
                .execute_batch("savepoint work")
                .map_err(from_sqlite)?;
            let outcome = work(batch);
            if outcome.is_err() {
                batch
                    .connection
                    .execute_batch("rollback to work")
                    .map_err(from_sqlite)?;
                batch.announcements.truncate(announced);
                batch.counters.forget();
            }
            batch
                .connection
                .execute_batch("release work")
                .map_err(from_sqlite)?;
            outcome
        })
        .await
    }

    /// Finishes what waits and ends the thread.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.queue
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let thread = self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(thread) = thread {
            let joined = tokio::task::spawn_blocking(move || thread.join());
            joined
                .await
                .map_err(backend)?
                .map_err(|_| backend(Closed))?;
        }
        Ok(())
    }

    fn sender(&self) -> Option<mpsc::Sender<Job>> {
        self.queue
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// The transaction did not commit; nothing of it is stored.
#[derive(Debug, thiserror::Error)]
#[error("the transaction did not commit")]
struct NotCommitted;

/// What became of a batch.
struct Outcome {
    /// Whether it is durable.
    committed: bool,
    announcements: Vec<Announcement>,
    replies: Vec<Reply>,
}

fn run(
    connection: Connection,
    mut jobs: mpsc::Receiver<Job>,
    outcomes: &mpsc::UnboundedSender<Outcome>,
) {
    let mut counters = Counters::default();
    while let Some(first) = jobs.blocking_recv() {
        let waiting = gather(first, &mut jobs);
        let mut announcements = Vec::with_capacity(waiting.len());
        let mut replies = Vec::with_capacity(waiting.len());
        let committed = {
            let mut batch = Batch {
                connection: &connection,
                counters: &mut counters,
                announcements: &mut announcements,
            };
            commit(&mut batch, waiting, &mut replies)
        };
        if !committed {
            counters.forget();
        }
        let outcome = Outcome {
            committed,
            announcements,
            replies,
        };
        // Without a runtime there is nobody left to tell.
        let _ = outcomes.send(outcome);
    }
    // Folds the log into the database, so that a closed store is one file.
    let _ = connection.close();
}

/// Announces what is durable, then answers. This runs where those who wait run, so that a batch
/// wakes that thread once and not once for each of them.
async fn tell(mut outcomes: mpsc::UnboundedReceiver<Outcome>, bus: Arc<dyn Bus>) {
    while let Some(outcome) = outcomes.recv().await {
        if outcome.committed {
            bus.announce(outcome.announcements);
        }
        for reply in outcome.replies {
            reply(outcome.committed);
        }
    }
}

/// This job and those that wait behind it.
///
/// A commit costs much more than a write, so as long as others keep coming it pays to wait for
/// them a moment. A job that comes alone never waits.
fn gather(first: Job, jobs: &mut mpsc::Receiver<Job>) -> Vec<Job> {
    let mut waiting = vec![first];
    let mut looks = 0;
    loop {
        let before = waiting.len();
        while waiting.len() < BATCH {
            let Ok(job) = jobs.try_recv() else { break };
            waiting.push(job);
        }
        let came_alone = waiting.len() == 1;
        let nobody_came = looks > 0 && waiting.len() == before;
        if came_alone || nobody_came || waiting.len() == BATCH || looks == LOOKS {
            return waiting;
        }
        looks += 1;
        std::thread::sleep(LOOK_AGAIN);
    }
}

/// Runs the jobs in one transaction. True if it is durable.
fn commit(batch: &mut Batch<'_>, jobs: Vec<Job>, replies: &mut Vec<Reply>) -> bool {
    if batch.connection.execute_batch("begin immediate").is_err() {
        return false;
    }
    let mut is_broken = false;
    for job in jobs {
        let done = job(batch);
        replies.push(done.reply);
        if done.is_broken {
            // Jobs that have not run are dropped, which tells their waiters.
            is_broken = true;
            break;
        }
    }
    let committed = !is_broken && batch.connection.execute_batch("commit").is_ok();
    if !committed {
        // It may have ended by itself (a full disk does that); then there is nothing to roll back.
        let _ = batch.connection.execute_batch("rollback");
    }
    committed
}
