//! What the service keeps, read from its database file and from nowhere else.

use std::path::{Path, PathBuf};

use aside_protocol::{ConversationId, MessageId, WorkspaceId};
use rusqlite::{Connection, OpenFlags, Row};
use serde::Serialize;

use super::anatomy::{self, Part};

/// At most this many changes a page asks for at once.
const CHANGES_MAX: u32 = 500;
/// Of each stored object, this many bytes are shown after those that the service can read.
const SEALED_BYTES: usize = 80;

/// The database file, opened for reading.
pub struct Ledger {
    connection: Connection,
    folder: PathBuf,
}

/// What is new since a page asked before.
#[derive(Debug, Serialize)]
pub struct Update {
    /// Oldest first.
    pub changes: Vec<Change>,
    /// Everything else that is kept, as it is now.
    pub tables: Vec<super::tables::Table>,
}

/// One row of the table of changes.
#[derive(Debug, Serialize)]
pub struct Change {
    /// Its number in the workspace.
    pub rev: u64,
    /// Unix milliseconds.
    pub at: u64,
    /// `hello`, `envelope`, `rekey` or `status`.
    pub kind: &'static str,
    /// `open` or `closed`, of a `status`.
    pub status: Option<&'static str>,
    /// `visitor` or `workspace`, as the object's header says.
    pub from: Option<&'static str>,
    /// The columns of the row.
    pub facts: Vec<Fact>,
    /// Size of the stored object.
    pub size_bytes: usize,
    /// Its first bytes in hex.
    pub head: String,
    /// Where what the service cannot read begins.
    pub sealed_from: usize,
    /// What the object consists of.
    pub parts: Vec<Part>,
}

/// A named value.
#[derive(Debug, Serialize)]
pub struct Fact {
    /// What it is.
    pub name: &'static str,
    /// Its text.
    pub value: String,
    /// `readable` or `sealed`; how it is drawn.
    pub kind: Option<&'static str>,
}

impl Fact {
    /// A value the service understands but that tells it nothing.
    pub fn new(name: &'static str, value: impl Into<String>) -> Self {
        Self {
            name,
            value: value.into(),
            kind: None,
        }
    }

    /// A value that means something to the service.
    pub fn readable(name: &'static str, value: impl Into<String>) -> Self {
        Self {
            kind: Some("readable"),
            ..Self::new(name, value)
        }
    }

    /// Bytes the service cannot open.
    pub fn sealed(name: &'static str, bytes: &[u8]) -> Self {
        let value = format!(
            "{} bytes: {}…",
            bytes.len(),
            hex(&bytes[..bytes.len().min(96)])
        );
        Self {
            kind: Some("sealed"),
            ..Self::new(name, value)
        }
    }
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

impl Ledger {
    /// Opens the file read-only: the page that shows it must not be able to change it.
    ///
    /// # Errors
    /// If the file is not there or cannot be read.
    pub fn open(file: &Path) -> rusqlite::Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let folder = file.parent().unwrap_or(Path::new(".")).to_path_buf();
        Ok(Self {
            connection: Connection::open_with_flags(file, flags)?,
            folder,
        })
    }

    /// A number that differs whenever somebody else has changed the file.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn version(&self) -> rusqlite::Result<i64> {
        self.connection
            .query_row("pragma data_version", [], |row| row.get(0))
    }

    /// What was stored for the workspace after change `after`.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn update(&self, workspace: WorkspaceId, after: u64) -> rusqlite::Result<Update> {
        Ok(Update {
            changes: self.changes(workspace, after)?,
            tables: super::tables::read(&self.connection, workspace, &self.folder)?,
        })
    }

    fn changes(&self, workspace: WorkspaceId, after: u64) -> rusqlite::Result<Vec<Change>> {
        let sql = "select change.change_id % (1 << 40), change.at, change.kind, change.seq,
                          change.message_id, change.body, change.status,
                          conversation.conversation_id
                   from change
                   join conversation using (conversation_key)
                   join workspace using (workspace_key)
                   where workspace.workspace_id = ?1
                     and change.change_id > workspace.workspace_key * (1 << 40) + ?2
                   order by change.change_id desc limit ?3";
        let mut statement = self.connection.prepare_cached(sql)?;
        let key = (workspace.as_ref(), after.cast_signed(), CHANGES_MAX);
        let rows = statement.query_map(key, read_change)?;
        let mut changes: Vec<Change> = rows.collect::<rusqlite::Result<_>>()?;
        changes.reverse();
        Ok(changes)
    }
}

fn read_change(row: &Row<'_>) -> rusqlite::Result<Change> {
    let body: Option<Vec<u8>> = row.get(5)?;
    let body = body.unwrap_or_default();
    let message: Option<[u8; 16]> = row.get(4)?;
    let conversation: [u8; 16] = row.get(7)?;
    let status: Option<u8> = row.get(6)?;
    let anatomy = anatomy::of(&body);
    let mut facts = vec![
        Fact::readable(
            "conversation",
            ConversationId::new(conversation).to_string(),
        ),
        Fact::readable("position", row.get::<_, i64>(3)?.to_string()),
    ];
    if let Some(message) = message {
        facts.push(Fact::new(
            "message id (random)",
            MessageId::new(message).to_string(),
        ));
    }
    if !body.is_empty() {
        facts.push(Fact::readable(
            "size",
            format!("{} bytes, padded", body.len()),
        ));
    }
    // Whole rows of sixteen bytes.
    let shown = (anatomy.sealed_from + SEALED_BYTES).next_multiple_of(16);
    Ok(Change {
        rev: row.get::<_, i64>(0)?.cast_unsigned(),
        at: row.get::<_, i64>(1)?.cast_unsigned(),
        kind: anatomy.kind,
        status: status.map(|status| if status == 0 { "open" } else { "closed" }),
        from: anatomy.from,
        facts,
        size_bytes: body.len(),
        head: hex(&body[..body.len().min(shown)]),
        sealed_from: anatomy.sealed_from,
        parts: anatomy.parts,
    })
}
