//! Writes of workspaces, accounts, devices and statements.

use aside_domain::bus::{Announcement, Event, Visitors};
use aside_domain::{
    DeviceId, NewAccountBlob, NewAppearance, NewDevice, NewEpoch, NewWorkspace, StoreError, Wrap,
};
use aside_protocol::{MemberId, WorkspaceId};
use rusqlite::{Connection, OptionalExtension, Params, params};

use crate::error::from_sqlite;
use crate::writer::Batch;

/// Kinds of statement: the object types of `spec/protocol.md §1.2`.
pub const LINK: i64 = 2;
pub const ROSTER: i64 = 3;
pub const EPOCH: i64 = 4;
pub const APPEARANCE: i64 = 6;

pub fn create_workspace(batch: &mut Batch<'_>, new: &NewWorkspace) -> Result<(), StoreError> {
    let connection = batch.connection;
    let sql = "insert into workspace (workspace_id, genesis, created_at) values (?1, ?2, ?3)";
    let created_at = new.device.created_at.cast_signed();
    run(
        connection,
        sql,
        params![new.workspace.as_bytes(), &new.genesis[..], created_at],
    )?;
    let workspace_key = connection.last_insert_rowid();
    let sql = "insert into member (workspace_key, member_id, kem_pk) values (?1, ?2, ?3)";
    let member = new.account.member;
    run(
        connection,
        sql,
        params![workspace_key, member.as_bytes(), &new.kem_pk[..]],
    )?;
    insert_account(connection, new)?;
    insert_device(connection, &new.device)?;
    insert_statement(connection, new.workspace, ROSTER, 1, &new.roster)?;
    insert_statement(connection, new.workspace, EPOCH, 0, &new.epoch)?;
    insert_statement(connection, new.workspace, APPEARANCE, 1, &new.appearance)?;
    insert_wraps(connection, new.workspace, 0, &new.wraps)
}

fn insert_account(connection: &Connection, new: &NewWorkspace) -> Result<(), StoreError> {
    let account = &new.account;
    let sql = "insert into account
            (member_key, email, auth_pk, account_n, account_blob, root_blob)
        values (?1, ?2, ?3, ?4, ?5, ?6)";
    let values = params![
        connection.last_insert_rowid(),
        account.email,
        account.auth_pk,
        account.account_n,
        &account.account_blob[..],
        &account.root_blob[..]
    ];
    run(connection, sql, values).map(drop)
}

pub fn erase_workspace(batch: &mut Batch<'_>, workspace: WorkspaceId) -> Result<bool, StoreError> {
    batch.counters.forget();
    let sql = "delete from workspace where workspace_id = ?1";
    Ok(run(batch.connection, sql, [workspace.as_bytes()])? > 0)
}

pub fn replace_account_blob(batch: &mut Batch<'_>, new: &NewAccountBlob) -> Result<(), StoreError> {
    let sql = "update account set account_blob = ?1, account_n = ?2
        where account_n = ?2 - 1 and member_key = (select member_key
            from member join workspace using (workspace_key)
            where workspace_id = ?3 and member_id = ?4)";
    let values = params![
        &new.blob[..],
        new.n,
        new.workspace.as_bytes(),
        new.member.as_bytes()
    ];
    if run(batch.connection, sql, values)? == 0 {
        return Err(StoreError::Conflict("account"));
    }
    announce(
        batch,
        new.workspace,
        Visitors::None,
        Event::Account(new.member),
    );
    Ok(())
}

pub fn insert_device(connection: &Connection, new: &NewDevice) -> Result<(), StoreError> {
    let sql = "insert into device
            (device_id, member_key, token_hash, name, created_at, last_seen_at)
        select ?1, member_key, ?2, ?3, ?4, ?4 from member join workspace using (workspace_key)
        where workspace_id = ?5 and member_id = ?6";
    let values = params![
        new.device.as_bytes(),
        new.token.as_bytes(),
        new.name,
        new.created_at.cast_signed(),
        new.workspace.as_bytes(),
        new.member.as_bytes()
    ];
    run(connection, sql, values).map(drop)
}

pub fn touch_device(batch: &Batch<'_>, device: DeviceId, at: u64) -> Result<(), StoreError> {
    let sql = "update device set last_seen_at = max(last_seen_at, ?1) where device_id = ?2";
    run(
        batch.connection,
        sql,
        params![at.cast_signed(), device.as_bytes()],
    )
    .map(drop)
}

pub fn end_device(
    batch: &mut Batch<'_>,
    workspace: WorkspaceId,
    member: MemberId,
    device: DeviceId,
) -> Result<bool, StoreError> {
    let sql = "delete from device where device_id = ?1 and member_key = (select member_key
        from member join workspace using (workspace_key)
        where workspace_id = ?2 and member_id = ?3)";
    let values = params![device.as_bytes(), workspace.as_bytes(), member.as_bytes()];
    let ended = run(batch.connection, sql, values)? > 0;
    if ended {
        announce(batch, workspace, Visitors::None, Event::Ended(device));
    }
    Ok(ended)
}

pub fn publish_epoch(batch: &mut Batch<'_>, new: &NewEpoch) -> Result<(), StoreError> {
    let connection = batch.connection;
    expect_next(connection, new.workspace, EPOCH, new.eid, "epoch")?;
    insert_statement(connection, new.workspace, EPOCH, new.eid, &new.epoch)?;
    if let Some((n, roster)) = &new.roster {
        expect_next(connection, new.workspace, ROSTER, *n, "roster")?;
        insert_statement(connection, new.workspace, ROSTER, *n, roster)?;
    }
    insert_wraps(connection, new.workspace, new.eid, &new.wraps)?;
    announce(batch, new.workspace, Visitors::All, Event::Statements);
    Ok(())
}

pub fn publish_appearance(batch: &mut Batch<'_>, new: &NewAppearance) -> Result<(), StoreError> {
    expect_next(
        batch.connection,
        new.workspace,
        APPEARANCE,
        new.n,
        "appearance",
    )?;
    insert_statement(
        batch.connection,
        new.workspace,
        APPEARANCE,
        new.n,
        &new.appearance,
    )?;
    announce(batch, new.workspace, Visitors::All, Event::Statements);
    Ok(())
}

fn announce(batch: &mut Batch<'_>, workspace: WorkspaceId, visitors: Visitors, event: Event) {
    batch.announcements.push(Announcement {
        workspace,
        visitors,
        event,
    });
}

fn expect_next(
    connection: &Connection,
    workspace: WorkspaceId,
    kind: i64,
    n: u32,
    name: &'static str,
) -> Result<(), StoreError> {
    let sql = "select max(n) from statement join workspace using (workspace_key)
        where workspace_id = ?1 and kind = ?2";
    let newest = connection
        .prepare_cached(sql)
        .and_then(|mut statement| {
            let values = params![workspace.as_bytes(), kind];
            statement
                .query_row(values, |row| row.get::<_, Option<u32>>(0))
                .optional()
        })
        .map_err(from_sqlite)?;
    let next = newest.flatten().and_then(|newest| newest.checked_add(1));
    if next == Some(n) {
        Ok(())
    } else {
        Err(StoreError::Conflict(name))
    }
}

fn insert_statement(
    connection: &Connection,
    workspace: WorkspaceId,
    kind: i64,
    n: u32,
    body: &[u8],
) -> Result<(), StoreError> {
    let sql = "insert into statement (workspace_key, kind, n, body)
        select workspace_key, ?1, ?2, ?3 from workspace where workspace_id = ?4";
    run(
        connection,
        sql,
        params![kind, n, body, workspace.as_bytes()],
    )
    .map(drop)
}

fn insert_wraps(
    connection: &Connection,
    workspace: WorkspaceId,
    eid: u32,
    wraps: &[Wrap],
) -> Result<(), StoreError> {
    let sql = "insert into wrap (workspace_key, eid, to_member, body)
        select workspace_key, ?1, ?2, ?3 from workspace where workspace_id = ?4";
    for wrap in wraps {
        let to: &[u8] = wrap.to.as_ref().map_or(&[], |member| member.as_bytes());
        run(
            connection,
            sql,
            params![eid, to, &wrap.body[..], workspace.as_bytes()],
        )?;
    }
    Ok(())
}

/// Runs one statement and says how many rows it changed.
fn run(connection: &Connection, sql: &str, values: impl Params) -> Result<usize, StoreError> {
    let mut statement = connection.prepare_cached(sql).map_err(from_sqlite)?;
    statement.execute(values).map_err(from_sqlite)
}
