//! The next numbers, in memory: only the writer hands them out, so it need not ask each time.

use std::collections::HashMap;

use aside_domain::{Conversation, Status};
use aside_protocol::{ConversationId, SessionId, WorkspaceId};
use rusqlite::{Connection, OptionalExtension, params};

use crate::row::{array, number, status_from};

/// Conversations remembered at once; beyond that everything is read again.
const CONVERSATIONS_MAX: usize = 100_000;

/// Bits of a change's key that hold its rev.
pub const REV_BITS: u32 = 40;

/// The first key of a workspace's changes; plus rev, a change's own key.
pub const fn change_key(workspace_key: i64, rev: u64) -> i64 {
    (workspace_key << REV_BITS) + rev.cast_signed()
}

/// Numbers of what is stored, as of the current transaction. Emptied if it is rolled back.
#[derive(Default)]
pub struct Counters {
    conversations: HashMap<ConversationId, Place>,
    revs: HashMap<i64, u64>,
}

/// Where a conversation stands.
#[derive(Clone, Copy)]
pub struct Place {
    pub conversation_key: i64,
    pub workspace_key: i64,
    pub workspace: WorkspaceId,
    pub seq: u64,
    pub status: Status,
}

impl Counters {
    pub fn forget(&mut self) {
        self.conversations.clear();
        self.revs.clear();
    }

    /// Where the conversation stands, from memory or from the database.
    pub fn place(
        &mut self,
        connection: &Connection,
        conversation: ConversationId,
    ) -> rusqlite::Result<Option<Place>> {
        if let Some(place) = self.conversations.get(&conversation) {
            return Ok(Some(*place));
        }
        let place = read_place(connection, conversation)?;
        if let Some(place) = place {
            self.remember(conversation, place);
        }
        Ok(place)
    }

    pub fn remember(&mut self, conversation: ConversationId, place: Place) {
        if self.conversations.len() >= CONVERSATIONS_MAX {
            self.conversations.clear();
        }
        self.conversations.insert(conversation, place);
    }

    /// The next rev of a workspace; [`Counters::use_rev`] says that it was used.
    pub fn next_rev(
        &mut self,
        connection: &Connection,
        workspace_key: i64,
    ) -> rusqlite::Result<u64> {
        match self.revs.get(&workspace_key) {
            Some(rev) => Ok(rev + 1),
            None => Ok(newest_rev(connection, workspace_key)? + 1),
        }
    }

    /// The newest rev of a workspace is this one now.
    pub fn use_rev(&mut self, workspace_key: i64, rev: u64) {
        if self.revs.len() >= CONVERSATIONS_MAX {
            self.revs.clear();
        }
        self.revs.insert(workspace_key, rev);
    }
}

fn newest_rev(connection: &Connection, workspace_key: i64) -> rusqlite::Result<u64> {
    let sql = "select max(change_id) from change where change_id > ?1 and change_id < ?2";
    let first = change_key(workspace_key, 0);
    let range = params![first, change_key(workspace_key + 1, 0)];
    let newest: Option<i64> = connection
        .prepare_cached(sql)?
        .query_row(range, |row| row.get(0))?;
    Ok(newest.map_or(0, |newest| (newest - first).cast_unsigned()))
}

fn read_place(
    connection: &Connection,
    conversation: ConversationId,
) -> rusqlite::Result<Option<Place>> {
    let sql = "select conversation_key, workspace_key, workspace_id, status,
            (select max(seq) from change where change.conversation_key = c.conversation_key)
        from conversation as c join workspace using (workspace_key) where conversation_id = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    statement
        .query_row([conversation.as_bytes()], |row| {
            Ok(Place {
                conversation_key: row.get(0)?,
                workspace_key: row.get(1)?,
                workspace: WorkspaceId::new(array(row, 2)?),
                status: status_from(row.get(3)?)?,
                seq: number(row, 4)?,
            })
        })
        .optional()
}

/// What routing needs to know of a conversation.
pub fn read_conversation(
    connection: &Connection,
    conversation: ConversationId,
) -> rusqlite::Result<Option<Conversation>> {
    let sql = "select workspace_id, session_id, status
        from conversation join workspace using (workspace_key) where conversation_id = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    statement
        .query_row([conversation.as_bytes()], |row| {
            Ok(Conversation {
                workspace: WorkspaceId::new(array(row, 0)?),
                conversation,
                session: SessionId::new(array(row, 1)?),
                status: status_from(row.get(2)?)?,
            })
        })
        .optional()
}
