-- Workspaces, their members, and the statements they published. Everything in this file is public
-- to whoever knows the workspace id, or sealed.

create table workspace (
    -- A short number, because it is part of the key of every change.
    workspace_key integer not null primary key,
    workspace_id  blob    not null,
    genesis       blob    not null,
    created_at    integer not null, -- Unix milliseconds
    constraint workspace_id_unique unique (workspace_id),
    constraint workspace_id_length check (length(workspace_id) = 32)
) strict;

create table member (
    member_key    integer not null primary key,
    workspace_key integer not null references workspace (workspace_key) on delete cascade,
    member_id     blob    not null,
    kem_pk        blob    not null,
    constraint member_id_unique unique (workspace_key, member_id)
) strict;

-- One row for each signed statement, in the chain of its kind.
create table statement (
    workspace_key integer not null references workspace (workspace_key) on delete cascade,
    kind          integer not null, -- object type of the protocol: 2 link, 3 roster, 4 epoch, 6 appearance
    n             integer not null, -- its number in the chain
    body          blob    not null,
    primary key (workspace_key, kind, n)
) strict;

-- An epoch's secret, sealed to one member or to recovery.
create table wrap (
    workspace_key integer not null references workspace (workspace_key) on delete cascade,
    eid           integer not null,
    to_member     blob    not null, -- member id; empty for recovery
    body          blob    not null,
    primary key (workspace_key, to_member, eid)
) strict;
