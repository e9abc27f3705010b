//! The default storage: one SQLite file, one writer, one transaction and one fsync a batch.
//!
//! In scope: every SQL statement of this backend. Out of scope: rules, which live in
//! `aside-domain`.
