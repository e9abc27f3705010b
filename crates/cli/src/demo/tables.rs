//! What the service keeps besides changes: the workspace, its statements, accounts and devices.

use std::path::Path;

use aside_protocol::WorkspaceId;
use rusqlite::Connection;
use serde::Serialize;

use super::ledger::{Fact, hex};

/// A table with its rows written as facts.
#[derive(Debug, Serialize)]
pub struct Table {
    title: &'static str,
    why: &'static str,
    facts: Vec<Fact>,
}

/// Reads every table but that of the changes.
pub fn read(
    connection: &Connection,
    workspace: WorkspaceId,
    folder: &Path,
) -> rusqlite::Result<Vec<Table>> {
    Ok(vec![
        Table {
            title: "The shop's public statements",
            why: "Signed by the shop. The service hands them out and can change none: the snippet \
                  in the shop's page pins them.",
            facts: statements(connection, workspace)?,
        },
        Table {
            title: "The agent's account",
            why: "The address is the only thing here it can read. Keys are sealed with the \
                  password and the Secret Key, which it never receives.",
            facts: account(connection, workspace)?,
        },
        Table {
            title: "Devices and visitors",
            why: "Credentials are kept as hashes. A visitor has no name, no account, no cookie.",
            facts: credentials(connection, workspace)?,
        },
        Table {
            title: "On disk",
            why: "These files are all there is. Search them for any word of yours.",
            facts: files(folder),
        },
    ])
}

fn statements(connection: &Connection, workspace: WorkspaceId) -> rusqlite::Result<Vec<Fact>> {
    let sql = "select kind, max(n), count(*), sum(length(body))
               from statement join workspace using (workspace_key)
               where workspace_id = ?1 group by kind order by kind";
    let mut facts = vec![Fact::readable("workspace id", workspace.to_string())];
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([workspace.as_ref()], |row| {
        let (kind, newest): (u8, u32) = (row.get(0)?, row.get(1)?);
        let (count, size): (u32, u32) = (row.get(2)?, row.get(3)?);
        let value = format!("number {newest} ({count} kept, {size} bytes)");
        Ok(Fact::readable(statement_name(kind), value))
    })?;
    for fact in rows {
        facts.push(fact?);
    }
    Ok(facts)
}

const fn statement_name(kind: u8) -> &'static str {
    match kind {
        2 => "root key changes",
        3 => "roster: who may answer",
        4 => "epoch: the shop's encryption key",
        6 => "appearance: name, colour, greeting",
        _ => "another statement",
    }
}

fn account(connection: &Connection, workspace: WorkspaceId) -> rusqlite::Result<Vec<Fact>> {
    let sql = "select email, auth_pk, account_blob, root_blob
               from account join member using (member_key) join workspace using (workspace_key)
               where workspace_id = ?1 order by member_key";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([workspace.as_ref()], |row| {
        let auth_pk: Vec<u8> = row.get(1)?;
        let (account, root): (Vec<u8>, Vec<u8>) = (row.get(2)?, row.get(3)?);
        Ok([
            Fact::readable("email", row.get::<_, String>(0)?),
            Fact::new("public key for signing in", hex(&auth_pk)),
            Fact::sealed("account keys", &account),
            Fact::sealed("root key", &root),
        ])
    })?;
    let facts: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
    Ok(facts.into_iter().flatten().collect())
}

fn credentials(connection: &Connection, workspace: WorkspaceId) -> rusqlite::Result<Vec<Fact>> {
    let devices = "select name, token_hash
                   from device join member using (member_key) join workspace using (workspace_key)
                   where workspace_id = ?1 order by device.created_at";
    let visitors = "select count(*) from conversation join workspace using (workspace_key)
                    where workspace_id = ?1";
    let mut statement = connection.prepare_cached(devices)?;
    let rows = statement.query_map([workspace.as_ref()], |row| {
        let (name, hash): (String, Vec<u8>) = (row.get(0)?, row.get(1)?);
        Ok(Fact::readable(
            "device and hash of its token",
            format!("{name}: {}", hex(&hash)),
        ))
    })?;
    let mut facts: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
    let count: u32 = connection.query_row(visitors, [workspace.as_ref()], |row| row.get(0))?;
    facts.push(Fact::readable("conversations", count.to_string()));
    Ok(facts)
}

fn files(folder: &Path) -> Vec<Fact> {
    let mut facts = vec![Fact::new("folder", folder.display().to_string())];
    let Ok(entries) = std::fs::read_dir(folder) else {
        return facts;
    };
    let mut files: Vec<_> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| Some((entry.file_name(), entry.metadata().ok()?)))
        .filter(|(_, metadata)| metadata.is_file())
        .map(|(name, metadata)| format!("{}, {} bytes", name.display(), metadata.len()))
        .collect();
    files.sort();
    facts.extend(files.into_iter().map(|file| Fact::new("file", file)));
    facts
}
