//! A few connections that only read. WAL lets them read while the writer writes.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aside_domain::StoreError;
use rusqlite::{Connection, OpenFlags};
use tokio::sync::Semaphore;

use crate::error::{Closed, backend, from_sqlite};

/// Connections, and so the most reads at once.
const READERS: usize = 4;

/// Idle connections. There are as many permits as connections, so a holder of a permit always
/// finds one.
pub struct Readers {
    idle: Arc<Mutex<Vec<Connection>>>,
    permits: Arc<Semaphore>,
}

impl Readers {
    pub fn open(path: &Path) -> rusqlite::Result<Self> {
        let idle = (0..READERS)
            .map(|_| open_reader(path))
            .collect::<Result<_, _>>()?;
        let permits = Arc::new(Semaphore::new(READERS));
        Ok(Self {
            idle: Arc::new(Mutex::new(idle)),
            permits,
        })
    }

    /// Runs a read on a thread that may block.
    pub async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let permit = Arc::clone(&self.permits)
            .acquire_owned()
            .await
            .map_err(backend)?;
        let idle = Arc::clone(&self.idle);
        let answer = tokio::task::spawn_blocking(move || {
            let connection = locked(&idle).pop().ok_or_else(|| backend(Closed))?;
            let answer = query(&connection).map_err(from_sqlite);
            locked(&idle).push(connection);
            // Here and not by the caller, who may be gone: only now is the connection free.
            drop(permit);
            answer
        });
        answer.await.map_err(backend)?
    }
}

fn locked(idle: &Mutex<Vec<Connection>>) -> MutexGuard<'_, Vec<Connection>> {
    idle.lock().unwrap_or_else(PoisonError::into_inner)
}

fn open_reader(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.set_prepared_statement_cache_capacity(32);
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    Ok(connection)
}
