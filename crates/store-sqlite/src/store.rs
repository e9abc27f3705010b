//! The `Store` of the domain, in SQLite.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::sync::Arc;

use aside_domain::bus::Bus;
use aside_domain::{
    Account, Answer, Appended, Bundle, Caller, Change, Conversation, Device, DeviceId,
    NewAccountBlob, NewAppearance, NewConversation, NewDevice, NewEpoch, NewItem, NewStatus,
    NewWorkspace, Opened, Statements, StatusSet, Store, TokenHash,
};
use aside_protocol::{ConversationId, MemberId, WorkspaceId};
use rusqlite::Connection;

use crate::readers::Readers;
use crate::writer::Writer;
use crate::{append, counters, migrate, read, write};

/// Pages in the log before they are folded into the database: 32 MiB. A page that many messages
/// changed is then folded in once; a restart after a crash reads at most about that much.
const CHECKPOINT_PAGES: i64 = 8192;

/// What the writer keeps of the database, in KiB. A commit that split a page looks at all of it,
/// so more costs more than it saves; the kernel keeps the rest.
const CACHE_KIB: i64 = 8 * 1024;

/// The database's file in the data folder.
pub const DATABASE: &str = "aside.db";

/// A database file, open for one process.
pub struct SqliteStore {
    writer: Writer,
    readers: Readers,
}

/// The database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// SQLite refused.
    #[error("the database cannot be opened")]
    Sqlite(#[from] rusqlite::Error),
    /// No thread for the writer.
    #[error("the writer cannot be started")]
    Thread(#[from] std::io::Error),
    /// No folder for the file.
    #[error("the data folder cannot be made")]
    Folder(#[source] std::io::Error),
    /// A newer program wrote it.
    #[error("the database was written by a newer version of this program")]
    TooNew,
}

impl SqliteStore {
    /// [`Self::open`] for the database in `folder`, which is made if it is not there; only its
    /// owner may look into it.
    pub fn open_folder(folder: &Path, bus: Arc<dyn Bus>) -> Result<Self, OpenError> {
        let mut builder = DirBuilder::new();
        let made = builder.recursive(true).mode(0o700).create(folder);
        made.map_err(OpenError::Folder)?;
        Self::open(&folder.join(DATABASE), bus)
    }

    /// Opens or creates the database and brings its schema up to date. Commits are announced on
    /// `bus`.
    pub fn open(path: &Path, bus: Arc<dyn Bus>) -> Result<Self, OpenError> {
        let mut connection = open_for_writing(path)?;
        if migrate::schema(&connection)? == migrate::Schema::Ahead {
            return Err(OpenError::TooNew);
        }
        migrate::migrate(&mut connection)?;
        let readers = Readers::open(path)?;
        let writer = Writer::start(connection, bus)?;
        Ok(Self { writer, readers })
    }
}

/// WAL with synchronous=FULL: a commit is on the disk when it returns.
fn open_for_writing(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

impl Store for SqliteStore {
    fn create_workspace(&self, new: NewWorkspace) -> Answer<'_, ()> {
        Box::pin(
            self.writer
                .atomic(move |batch| write::create_workspace(batch, &new)),
        )
    }

    fn erase_workspace(&self, workspace: WorkspaceId) -> Answer<'_, bool> {
        Box::pin(
            self.writer
                .atomic(move |batch| write::erase_workspace(batch, workspace)),
        )
    }

    fn account_by_email(&self, email: String) -> Answer<'_, Option<Account>> {
        Box::pin(
            self.readers
                .read(move |db| read::account_by_email(db, &email)),
        )
    }

    fn account(&self, workspace: WorkspaceId, member: MemberId) -> Answer<'_, Option<Account>> {
        Box::pin(
            self.readers
                .read(move |db| read::account(db, workspace, member)),
        )
    }

    fn replace_account_blob(&self, new: NewAccountBlob) -> Answer<'_, ()> {
        Box::pin(
            self.writer
                .write(move |batch| write::replace_account_blob(batch, &new)),
        )
    }

    fn add_device(&self, new: NewDevice) -> Answer<'_, ()> {
        Box::pin(
            self.writer
                .write(move |batch| write::insert_device(batch.connection, &new)),
        )
    }

    fn devices(&self, workspace: WorkspaceId, member: MemberId) -> Answer<'_, Vec<Device>> {
        Box::pin(
            self.readers
                .read(move |db| read::devices(db, workspace, member)),
        )
    }

    fn touch_device(&self, device: DeviceId, at: u64) -> Answer<'_, ()> {
        Box::pin(
            self.writer
                .write(move |batch| write::touch_device(batch, device, at)),
        )
    }

    fn end_device(
        &self,
        workspace: WorkspaceId,
        member: MemberId,
        device: DeviceId,
    ) -> Answer<'_, bool> {
        Box::pin(
            self.writer
                .write(move |batch| write::end_device(batch, workspace, member, device)),
        )
    }

    fn caller(&self, token: TokenHash) -> Answer<'_, Option<Caller>> {
        Box::pin(self.readers.read(move |db| read::caller(db, token)))
    }

    fn bundle(&self, workspace: WorkspaceId) -> Answer<'_, Option<Bundle>> {
        Box::pin(self.readers.read(move |db| read::bundle(db, workspace)))
    }

    fn statements(
        &self,
        workspace: WorkspaceId,
        member: MemberId,
    ) -> Answer<'_, Option<Statements>> {
        Box::pin(
            self.readers
                .read(move |db| read::statements(db, workspace, member)),
        )
    }

    fn publish_epoch(&self, new: NewEpoch) -> Answer<'_, ()> {
        Box::pin(
            self.writer
                .atomic(move |batch| write::publish_epoch(batch, &new)),
        )
    }

    fn publish_appearance(&self, new: NewAppearance) -> Answer<'_, ()> {
        Box::pin(
            self.writer
                .atomic(move |batch| write::publish_appearance(batch, &new)),
        )
    }

    fn open_conversation(&self, new: NewConversation) -> Answer<'_, Option<Opened>> {
        Box::pin(self.writer.atomic(move |batch| append::open(batch, new)))
    }

    fn conversation(&self, conversation: ConversationId) -> Answer<'_, Option<Conversation>> {
        Box::pin(
            self.readers
                .read(move |db| counters::read_conversation(db, conversation)),
        )
    }

    fn append(&self, new: NewItem) -> Answer<'_, Option<Appended>> {
        Box::pin(self.writer.write(move |batch| append::append(batch, new)))
    }

    fn set_status(&self, new: NewStatus) -> Answer<'_, Option<StatusSet>> {
        Box::pin(
            self.writer
                .write(move |batch| append::set_status(batch, new)),
        )
    }

    fn workspace_changes(
        &self,
        workspace: WorkspaceId,
        after: u64,
        limit: u32,
    ) -> Answer<'_, Vec<Change>> {
        Box::pin(
            self.readers
                .read(move |db| read::workspace_changes(db, workspace, after, limit)),
        )
    }

    fn conversation_changes(
        &self,
        conversation: ConversationId,
        after: u64,
        limit: u32,
    ) -> Answer<'_, Vec<Change>> {
        Box::pin(
            self.readers
                .read(move |db| read::conversation_changes(db, conversation, after, limit)),
        )
    }

    fn ping(&self) -> Answer<'_, ()> {
        Box::pin(async move {
            self.readers
                .read(|db| db.query_row("select 1", [], |_| Ok(())))
                .await?;
            self.writer.write(|_| Ok(())).await
        })
    }

    fn close(&self) -> Answer<'_, ()> {
        Box::pin(self.writer.close())
    }
}
