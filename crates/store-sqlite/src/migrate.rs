//! The schema, as a list of files that are applied in order and never changed.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

const MIGRATIONS: [(&str, &str); 3] = [
    (
        "0001_create_workspace",
        include_str!("../migrations/0001_create_workspace.sql"),
    ),
    (
        "0002_create_account",
        include_str!("../migrations/0002_create_account.sql"),
    ),
    (
        "0003_create_conversation",
        include_str!("../migrations/0003_create_conversation.sql"),
    ),
];

/// How a database compares with this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// They fit.
    Current,
    /// The database needs this many migrations.
    Behind(usize),
    /// The database was written by a newer program.
    Ahead,
}

/// Compares the database with this program.
pub fn schema(connection: &Connection) -> rusqlite::Result<Schema> {
    let applied = applied(connection)?;
    Ok(match MIGRATIONS.len().checked_sub(applied) {
        None => Schema::Ahead,
        Some(0) => Schema::Current,
        Some(missing) => Schema::Behind(missing),
    })
}

/// Applies what is missing, in one transaction. Returns how many were applied.
pub fn migrate(connection: &mut Connection) -> rusqlite::Result<usize> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let sql = "create table if not exists migration (name text not null primary key) strict";
    transaction.execute_batch(sql)?;
    let applied = applied(&transaction)?;
    let missing = MIGRATIONS.iter().skip(applied);
    for (name, sql) in missing.clone() {
        transaction.execute_batch(sql)?;
        transaction.execute("insert into migration (name) values (?1)", [name])?;
    }
    let count = missing.count();
    transaction.commit()?;
    Ok(count)
}

/// Brings a database file up to date, or makes it. Returns how many migrations were applied.
pub fn migrate_file(path: &Path) -> rusqlite::Result<usize> {
    migrate(&mut Connection::open(path)?)
}

/// Compares a database file with this program. Changes nothing.
pub fn schema_of_file(path: &Path) -> rusqlite::Result<Schema> {
    schema(&Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY,
    )?)
}

fn applied(connection: &Connection) -> rusqlite::Result<usize> {
    if !connection.table_exists(None, "migration")? {
        return Ok(0);
    }
    let count: u32 =
        connection.query_row("select count(*) from migration", [], |row| row.get(0))?;
    Ok(count as usize)
}
