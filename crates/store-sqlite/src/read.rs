//! Reads. Each runs on a connection of its own and sees one consistent moment.

use aside_domain::{
    Account, Bundle, Caller, Change, Device, DeviceId, MemberKey, Statements, TokenHash,
};
use aside_protocol::{ConversationId, MemberId, WorkspaceId};
use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension, Result, Row, params};

use crate::counters::change_key;
use crate::row::{CHANGE, array, blob, change, number};
use crate::write::{APPEARANCE, EPOCH, LINK, ROSTER};

const ACCOUNT: &str = "select workspace_id, member_id, email, auth_pk, account_n, account_blob,
        root_blob
    from account join member using (member_key) join workspace using (workspace_key)";

pub fn account_by_email(connection: &Connection, email: &str) -> Result<Option<Account>> {
    let sql = format!("{ACCOUNT} where email = ?1");
    connection
        .prepare_cached(&sql)?
        .query_row([email], account_from)
        .optional()
}

pub fn account(
    connection: &Connection,
    workspace: WorkspaceId,
    member: MemberId,
) -> Result<Option<Account>> {
    let sql = format!("{ACCOUNT} where workspace_id = ?1 and member_id = ?2");
    let values = params![workspace.as_bytes(), member.as_bytes()];
    connection
        .prepare_cached(&sql)?
        .query_row(values, account_from)
        .optional()
}

fn account_from(row: &Row<'_>) -> Result<Account> {
    Ok(Account {
        workspace: WorkspaceId::new(array(row, 0)?),
        member: MemberId::new(array(row, 1)?),
        email: row.get(2)?,
        auth_pk: array(row, 3)?,
        account_n: row.get(4)?,
        account_blob: blob(row, 5)?,
        root_blob: blob(row, 6)?,
    })
}

pub fn devices(
    connection: &Connection,
    workspace: WorkspaceId,
    member: MemberId,
) -> Result<Vec<Device>> {
    let sql = "select device_id, name, device.created_at, last_seen_at
        from device join member using (member_key) join workspace using (workspace_key)
        where workspace_id = ?1 and member_id = ?2 order by device.created_at, device_id";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params![workspace.as_bytes(), member.as_bytes()], |row| {
        Ok(Device {
            device: DeviceId::new(array(row, 0)?),
            name: row.get(1)?,
            created_at: number(row, 2)?,
            last_seen_at: number(row, 3)?,
        })
    })?;
    rows.collect()
}

pub fn caller(connection: &Connection, token: TokenHash) -> Result<Option<Caller>> {
    let visitor = visitor(connection, token)?;
    if visitor.is_some() {
        Ok(visitor)
    } else {
        agent(connection, token)
    }
}

fn visitor(connection: &Connection, token: TokenHash) -> Result<Option<Caller>> {
    let sql = "select workspace_id, conversation_id
        from conversation join workspace using (workspace_key) where token_hash = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    statement
        .query_row([token.as_bytes()], |row| {
            Ok(Caller::Visitor {
                workspace: WorkspaceId::new(array(row, 0)?),
                conversation: ConversationId::new(array(row, 1)?),
            })
        })
        .optional()
}

fn agent(connection: &Connection, token: TokenHash) -> Result<Option<Caller>> {
    let sql = "select workspace_id, member_id, device_id
        from device join member using (member_key) join workspace using (workspace_key)
        where token_hash = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    statement
        .query_row([token.as_bytes()], |row| {
            Ok(Caller::Agent {
                workspace: WorkspaceId::new(array(row, 0)?),
                member: MemberId::new(array(row, 1)?),
                device: DeviceId::new(array(row, 2)?),
            })
        })
        .optional()
}

pub fn bundle(connection: &Connection, workspace: WorkspaceId) -> Result<Option<Bundle>> {
    let moment = connection.unchecked_transaction()?;
    let Some((key, genesis)) = workspace_row(&moment, workspace)? else {
        return Ok(None);
    };
    Ok(Some(Bundle {
        genesis,
        links: chain(&moment, key, LINK)?,
        roster: newest(&moment, key, ROSTER)?,
        epoch: newest(&moment, key, EPOCH)?,
        appearance: newest(&moment, key, APPEARANCE)?,
    }))
}

pub fn statements(
    connection: &Connection,
    workspace: WorkspaceId,
    member: MemberId,
) -> Result<Option<Statements>> {
    let moment = connection.unchecked_transaction()?;
    let Some((key, genesis)) = workspace_row(&moment, workspace)? else {
        return Ok(None);
    };
    Ok(Some(Statements {
        genesis,
        links: chain(&moment, key, LINK)?,
        rosters: chain(&moment, key, ROSTER)?,
        epochs: chain(&moment, key, EPOCH)?,
        appearance: newest(&moment, key, APPEARANCE)?,
        wraps: wraps(&moment, key, member)?,
        members: member_keys(&moment, key)?,
    }))
}

fn workspace_row(connection: &Connection, workspace: WorkspaceId) -> Result<Option<(i64, Bytes)>> {
    let sql = "select workspace_key, genesis from workspace where workspace_id = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    statement
        .query_row([workspace.as_bytes()], |row| {
            Ok((row.get(0)?, blob(row, 1)?))
        })
        .optional()
}

fn chain(connection: &Connection, workspace_key: i64, kind: i64) -> Result<Vec<Bytes>> {
    let sql = "select body from statement where workspace_key = ?1 and kind = ?2 order by n";
    let mut statement = connection.prepare_cached(sql)?;
    statement
        .query_map(params![workspace_key, kind], |row| blob(row, 0))?
        .collect()
}

fn newest(connection: &Connection, workspace_key: i64, kind: i64) -> Result<Bytes> {
    let sql = "select body from statement where workspace_key = ?1 and kind = ?2
        order by n desc limit 1";
    let mut statement = connection.prepare_cached(sql)?;
    statement.query_row(params![workspace_key, kind], |row| blob(row, 0))
}

fn wraps(connection: &Connection, workspace_key: i64, member: MemberId) -> Result<Vec<Bytes>> {
    let sql = "select body from wrap where workspace_key = ?1 and to_member = ?2 order by eid";
    let mut statement = connection.prepare_cached(sql)?;
    let values = params![workspace_key, member.as_bytes()];
    statement.query_map(values, |row| blob(row, 0))?.collect()
}

fn member_keys(connection: &Connection, workspace_key: i64) -> Result<Vec<MemberKey>> {
    let sql = "select member_id, kem_pk from member where workspace_key = ?1 order by member_id";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([workspace_key], |row| {
        Ok(MemberKey {
            member: MemberId::new(array(row, 0)?),
            kem_pk: blob(row, 1)?,
        })
    })?;
    rows.collect()
}

pub fn workspace_changes(
    connection: &Connection,
    workspace: WorkspaceId,
    after: u64,
    limit: u32,
) -> Result<Vec<Change>> {
    let Some((key, _)) = workspace_row(connection, workspace)? else {
        return Ok(Vec::new());
    };
    let sql = format!(
        "select {CHANGE} from change join conversation using (conversation_key)
        where change_id > ?1 and change_id < ?2 order by change_id limit ?3"
    );
    let end = change_key(key + 1, 0);
    // A number beyond any rev must not reach into the next workspace.
    let first = after.min((end - change_key(key, 0)).cast_unsigned());
    let values = params![change_key(key, first), end, limit];
    connection
        .prepare_cached(&sql)?
        .query_map(values, change)?
        .collect()
}

pub fn conversation_changes(
    connection: &Connection,
    conversation: ConversationId,
    after: u64,
    limit: u32,
) -> Result<Vec<Change>> {
    let sql = format!(
        "select {CHANGE} from change join conversation using (conversation_key)
        where conversation_id = ?1 and seq > ?2 order by seq limit ?3"
    );
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let values = params![conversation.as_bytes(), after, limit];
    connection
        .prepare_cached(&sql)?
        .query_map(values, change)?
        .collect()
}
