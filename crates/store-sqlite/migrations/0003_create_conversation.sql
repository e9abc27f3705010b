-- Conversations and what was said in them, sealed. The service can order and delete this, and
-- nothing else.

create table conversation (
    conversation_key integer not null primary key,
    conversation_id  blob    not null,
    workspace_key    integer not null references workspace (workspace_key) on delete cascade,
    session_id       blob    not null,
    token_hash       blob    not null, -- SHA-256 of the visitor's credential
    status           integer not null, -- 0 open, 1 closed
    constraint conversation_id_unique unique (conversation_id),
    constraint conversation_token_unique unique (token_hash)
) strict;

create index conversation_of_workspace on conversation (workspace_key);

create table change (
    -- workspace_key * 2^40 + rev, so that a workspace's feed is one range of the table itself and
    -- needs no index. rev is dense in the workspace, from 1.
    change_id        integer not null primary key,
    conversation_key integer not null references conversation (conversation_key) on delete cascade,
    -- Position in the conversation, dense from 1.
    seq              integer not null,
    kind             integer not null, -- 0 hello, 1 item, 2 status
    at               integer not null, -- Unix milliseconds
    message_id       blob,             -- items only; made by the sender
    body             blob,             -- hello and items: the sealed object
    status           integer,          -- status only: 0 open, 1 closed
    constraint change_seq_unique unique (conversation_key, seq)
) strict;

-- A repeat of a message is recognised by this.
create unique index change_message_unique on change (conversation_key, message_id)
    where message_id is not null;
