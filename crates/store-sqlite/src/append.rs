//! The hot path: one insert for an item, one for a status.

use aside_domain::bus::{Announcement, Event, Visitors};
use aside_domain::{
    Appended, Change, ChangeBody, NewConversation, NewItem, NewStatus, Opened, Status, StatusSet,
    StoreError,
};
use aside_protocol::{ConversationId, MessageId};
use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension, params};

use crate::counters::{Place, change_key};
use crate::error::from_sqlite;
use crate::row::{HELLO, ITEM, STATUS, number, status_number};
use crate::writer::Batch;

pub fn append(batch: &mut Batch<'_>, new: NewItem) -> Result<Option<Appended>, StoreError> {
    let NewItem {
        conversation,
        message,
        item,
        at,
    } = new;
    let place = batch
        .counters
        .place(batch.connection, conversation)
        .map_err(from_sqlite)?;
    let Some(mut place) = place else {
        return Ok(None);
    };
    if place.status == Status::Closed {
        // A repeat must not reopen it, so it is looked for first.
        let stored = stored_item(batch.connection, place.conversation_key, message);
        if let Some(stored) = stored.map_err(from_sqlite)? {
            return repeated(&stored, &item).map(Some);
        }
        change_status(batch, conversation, &mut place, Status::Open, at).map_err(from_sqlite)?;
    }
    let body = ChangeBody::Item {
        message,
        item: item.clone(),
    };
    if push(batch, conversation, &mut place, body, at).map_err(from_sqlite)? {
        return Ok(Some(Appended {
            seq: place.seq,
            is_new: true,
        }));
    }
    let stored = stored_item(batch.connection, place.conversation_key, message);
    match stored.map_err(from_sqlite)? {
        Some(stored) => repeated(&stored, &item).map(Some),
        None => Err(StoreError::Conflict("message")),
    }
}

/// The answer to a repeat: the first one, if the bytes are the same.
fn repeated((seq, body): &(u64, Vec<u8>), item: &Bytes) -> Result<Appended, StoreError> {
    if *body == *item {
        Ok(Appended {
            seq: *seq,
            is_new: false,
        })
    } else {
        Err(StoreError::Conflict("message"))
    }
}

pub fn set_status(batch: &mut Batch<'_>, new: NewStatus) -> Result<Option<StatusSet>, StoreError> {
    let NewStatus {
        conversation,
        status,
        at,
    } = new;
    let place = batch
        .counters
        .place(batch.connection, conversation)
        .map_err(from_sqlite)?;
    let Some(mut place) = place else {
        return Ok(None);
    };
    let is_new = place.status != status;
    if is_new {
        change_status(batch, conversation, &mut place, status, at).map_err(from_sqlite)?;
    }
    Ok(Some(StatusSet {
        seq: place.seq,
        is_new,
    }))
}

pub fn open(batch: &mut Batch<'_>, new: NewConversation) -> Result<Option<Opened>, StoreError> {
    if let Some(seq) = opened_before(batch.connection, &new).map_err(from_sqlite)? {
        return Ok(Some(Opened { seq, is_new: false }));
    }
    let place = insert_conversation(batch.connection, &new).map_err(from_sqlite)?;
    let Some(mut place) = place else {
        return Ok(None);
    };
    let hello = ChangeBody::Hello(new.hello);
    push(batch, new.conversation, &mut place, hello, new.at).map_err(from_sqlite)?;
    let item = ChangeBody::Item {
        message: new.message,
        item: new.envelope,
    };
    push(batch, new.conversation, &mut place, item, new.at).map_err(from_sqlite)?;
    Ok(Some(Opened {
        seq: place.seq,
        is_new: true,
    }))
}

/// None: there is no such workspace.
fn insert_conversation(
    connection: &Connection,
    new: &NewConversation,
) -> rusqlite::Result<Option<Place>> {
    let sql = "insert into conversation
            (conversation_id, workspace_key, session_id, token_hash, status)
        select ?1, workspace_key, ?2, ?3, 0 from workspace where workspace_id = ?4
        returning conversation_key, workspace_key";
    let values = params![
        new.conversation.as_bytes(),
        new.session.as_bytes(),
        new.token.as_bytes(),
        new.workspace.as_bytes()
    ];
    let mut statement = connection.prepare_cached(sql)?;
    statement
        .query_row(values, |row| {
            Ok(Place {
                conversation_key: row.get(0)?,
                workspace_key: row.get(1)?,
                workspace: new.workspace,
                seq: 0,
                status: Status::Open,
            })
        })
        .optional()
}

/// The answer to the same request, if it was given before.
fn opened_before(connection: &Connection, new: &NewConversation) -> rusqlite::Result<Option<u64>> {
    let sql = "select m.seq from conversation as c
        join change as h on h.conversation_key = c.conversation_key and h.seq = 1
        join change as m on m.conversation_key = c.conversation_key and m.seq = 2
        where c.conversation_id = ?1 and c.token_hash = ?2
            and h.body = ?3 and m.message_id = ?4 and m.body = ?5";
    let values = params![
        new.conversation.as_bytes(),
        new.token.as_bytes(),
        new.hello.as_ref(),
        new.message.as_bytes(),
        new.envelope.as_ref()
    ];
    connection
        .prepare_cached(sql)?
        .query_row(values, |row| number(row, 0))
        .optional()
}

fn stored_item(
    connection: &Connection,
    conversation_key: i64,
    message: MessageId,
) -> rusqlite::Result<Option<(u64, Vec<u8>)>> {
    let sql = "select seq, body from change where conversation_key = ?1 and message_id = ?2";
    let mut statement = connection.prepare_cached(sql)?;
    statement
        .query_row(params![conversation_key, message.as_bytes()], |row| {
            Ok((number(row, 0)?, row.get(1)?))
        })
        .optional()
}

fn change_status(
    batch: &mut Batch<'_>,
    conversation: ConversationId,
    place: &mut Place,
    status: Status,
    at: u64,
) -> rusqlite::Result<()> {
    let sql = "update conversation set status = ?1 where conversation_key = ?2";
    let values = params![status_number(status), place.conversation_key];
    batch.connection.prepare_cached(sql)?.execute(values)?;
    place.status = status;
    push(batch, conversation, place, ChangeBody::Status(status), at)?;
    Ok(())
}

/// Stores a change under the next seq and rev. False: its message is stored already, and nothing
/// has changed.
fn push(
    batch: &mut Batch<'_>,
    conversation: ConversationId,
    place: &mut Place,
    body: ChangeBody,
    at: u64,
) -> rusqlite::Result<bool> {
    let rev = batch
        .counters
        .next_rev(batch.connection, place.workspace_key)?;
    let change = Change {
        rev,
        conversation,
        seq: place.seq + 1,
        at,
        body,
    };
    if !insert(batch.connection, place, &change)? {
        return Ok(false);
    }
    place.seq = change.seq;
    batch.counters.use_rev(place.workspace_key, rev);
    batch.counters.remember(conversation, *place);
    batch.announcements.push(Announcement {
        workspace: place.workspace,
        visitors: Visitors::Of(conversation),
        event: Event::change(change),
    });
    Ok(true)
}

/// False: a change with this message id is there already.
fn insert(connection: &Connection, place: &Place, change: &Change) -> rusqlite::Result<bool> {
    let (kind, message, body, status) = columns(&change.body);
    let sql = "insert into change
            (change_id, conversation_key, seq, kind, at, message_id, body, status)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        on conflict (conversation_key, message_id) where message_id is not null do nothing";
    let mut statement = connection.prepare_cached(sql)?;
    let inserted = statement.execute(params![
        change_key(place.workspace_key, change.rev),
        place.conversation_key,
        change.seq.cast_signed(),
        kind,
        change.at.cast_signed(),
        message.map(MessageId::as_bytes),
        body.map(Bytes::as_ref),
        status,
    ])?;
    Ok(inserted == 1)
}

type Columns<'a> = (i64, Option<&'a MessageId>, Option<&'a Bytes>, Option<i64>);

const fn columns(body: &ChangeBody) -> Columns<'_> {
    match body {
        ChangeBody::Hello(hello) => (HELLO, None, Some(hello), None),
        ChangeBody::Item { message, item } => (ITEM, Some(message), Some(item), None),
        ChangeBody::Status(status) => (STATUS, None, None, Some(status_number(*status))),
    }
}
