//! The default storage: one SQLite file, one writer, one transaction and one fsync a batch.
//!
//! In scope: every SQL statement of this backend. Out of scope: rules, which live in
//! `aside-domain`.

mod append;
mod counters;
mod error;
mod migrate;
mod read;
mod readers;
mod row;
mod store;
mod write;
mod writer;

pub use migrate::{Schema, migrate_file, schema_of_file};
pub use store::{DATABASE, OpenError, SqliteStore};
