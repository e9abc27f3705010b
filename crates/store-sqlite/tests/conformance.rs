//! SQLite keeps every rule of a store.

use std::sync::Arc;

use aside_domain::Store;
use aside_domain::bus::Bus;
use aside_store_sqlite::{Schema, SqliteStore, migrate_file, schema_of_file};
use tempfile::TempDir;

#[expect(
    clippy::unused_async,
    clippy::unwrap_used,
    reason = "a test, in the form of the suite"
)]
async fn open(bus: Arc<dyn Bus>) -> (Arc<dyn Store>, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("aside.db"), bus).unwrap();
    (Arc::new(store), folder)
}

aside_domain::store_conformance!(open);

#[test]
fn a_database_is_brought_up_to_date_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("aside.db");
    assert!(migrate_file(&path).unwrap() > 0);
    assert_eq!(migrate_file(&path).unwrap(), 0);
    assert_eq!(schema_of_file(&path).unwrap(), Schema::Current);
}

#[test]
fn a_database_of_a_newer_program_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("aside.db");
    migrate_file(&path).unwrap();
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection
        .execute("insert into migration (name) values ('9999_future')", [])
        .unwrap();
    assert_eq!(schema_of_file(&path).unwrap(), Schema::Ahead);
    let bus = Arc::new(aside_domain::bus::InProcessBus::new());
    assert!(SqliteStore::open(&path, bus).is_err());
}
