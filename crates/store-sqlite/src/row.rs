//! Columns to values. A value that does not fit is an error of the row, never a guess.

use aside_domain::{Change, ChangeBody, Status};
use aside_protocol::{ConversationId, MessageId};
use bytes::Bytes;
use rusqlite::types::{FromSqlError, Type};
use rusqlite::{Error, Result, Row};

use crate::counters::REV_BITS;

pub const HELLO: i64 = 0;
pub const ITEM: i64 = 1;
pub const STATUS: i64 = 2;

pub fn array<const N: usize>(row: &Row<'_>, column: usize) -> Result<[u8; N]> {
    let blob = row.get_ref(column)?.as_blob()?;
    let size = FromSqlError::InvalidBlobSize {
        expected_size: N,
        blob_size: blob.len(),
    };
    blob.try_into()
        .map_err(|_| Error::FromSqlConversionFailure(column, Type::Blob, Box::new(size)))
}

pub fn blob(row: &Row<'_>, column: usize) -> Result<Bytes> {
    Ok(Bytes::copy_from_slice(row.get_ref(column)?.as_blob()?))
}

/// A count or a time; null is zero.
pub fn number(row: &Row<'_>, column: usize) -> Result<u64> {
    let value: Option<i64> = row.get(column)?;
    let value = value.unwrap_or(0);
    u64::try_from(value).map_err(|_| Error::IntegralValueOutOfRange(column, value))
}

pub fn status_from(value: i64) -> Result<Status> {
    match value {
        0 => Ok(Status::Open),
        1 => Ok(Status::Closed),
        _ => Err(Error::IntegralValueOutOfRange(0, value)),
    }
}

pub const fn status_number(status: Status) -> i64 {
    match status {
        Status::Open => 0,
        Status::Closed => 1,
    }
}

/// Columns of a change, in the order that [`change`] reads them.
pub const CHANGE: &str =
    "change_id, conversation_id, seq, at, kind, message_id, body, change.status";

pub fn change(row: &Row<'_>) -> Result<Change> {
    let key: i64 = row.get(0)?;
    let kind: i64 = row.get(4)?;
    let body = match kind {
        HELLO => ChangeBody::Hello(blob(row, 6)?),
        ITEM => ChangeBody::Item {
            message: MessageId::new(array(row, 5)?),
            item: blob(row, 6)?,
        },
        STATUS => ChangeBody::Status(status_from(row.get(7)?)?),
        _ => return Err(Error::IntegralValueOutOfRange(4, kind)),
    };
    Ok(Change {
        rev: (key & ((1 << REV_BITS) - 1)).cast_unsigned(),
        conversation: ConversationId::new(array(row, 1)?),
        seq: number(row, 2)?,
        at: number(row, 3)?,
        body,
    })
}
