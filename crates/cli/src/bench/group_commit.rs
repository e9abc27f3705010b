//! What SQLite alone can commit, in the table and with the settings that the service uses.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, params};
use tokio::time::Instant;

use super::cores::{Cores, stay_on};

/// As the service has it.
const CHECKPOINT_PAGES: i64 = 8192;

/// Rows a second at one batch size.
#[derive(Debug, Clone, Copy)]
pub struct Rate {
    /// Rows in one transaction.
    pub batch: u32,
    /// Durable rows a second.
    pub rows: f64,
}

/// Commits batches of items on the service's core, `time` for each batch size.
pub fn measure(
    folder: &Path,
    cores: Cores,
    batches: &[u32],
    item_bytes: usize,
    time: Duration,
) -> anyhow::Result<Vec<Rate>> {
    stay_on(cores.service)?;
    let rates = batches
        .iter()
        .map(|&batch| {
            measure_batch(
                &folder.join(format!("limit-{batch}.db")),
                batch,
                item_bytes,
                time,
            )
        })
        .collect();
    stay_on(cores.load)?;
    rates
}

fn measure_batch(
    file: &Path,
    batch: u32,
    item_bytes: usize,
    time: Duration,
) -> anyhow::Result<Rate> {
    let mut connection = open(file)?;
    let item = vec![0x5a_u8; item_bytes];
    let start = Instant::now();
    let mut rows = 0_u32;
    while start.elapsed() < time {
        let transaction = connection.transaction()?;
        {
            let sql = "insert into change values (?1, ?2, ?3, 1, ?4, ?5, ?6, null)
                       on conflict do nothing";
            let mut insert = transaction.prepare_cached(sql)?;
            for _ in 0..batch {
                rows += 1;
                let id = message_id(rows);
                insert.execute(params![
                    rows,
                    rows % 50,
                    rows / 50,
                    1_790_000_000_000_i64,
                    id,
                    item
                ])?;
            }
        }
        transaction.commit()?;
    }
    Ok(Rate {
        batch,
        rows: f64::from(rows) / start.elapsed().as_secs_f64(),
    })
}

/// The service's own schema and settings, without the rows that a change refers to.
fn open(file: &Path) -> anyhow::Result<Connection> {
    aside_store_sqlite::migrate_file(file)?;
    let connection = Connection::open(file)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", false)?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    Ok(connection)
}

/// Spread like random ids are, because that is what an index of them costs.
fn message_id(row: u32) -> [u8; 16] {
    let mixed = u128::from(row).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    mixed.to_be_bytes()
}
