-- Accounts and their devices. Blobs are sealed with keys that never reach the service.

create table account (
    member_key   integer not null primary key references member (member_key) on delete cascade,
    -- As the client normalised it. The only personal data of an agent that is kept in the clear.
    email        text    not null,
    auth_pk      blob    not null, -- what a sign-in is checked against; not a password
    account_n    integer not null, -- number of account_blob, for compare and swap
    account_blob blob    not null,
    root_blob    blob    not null,
    constraint account_email_unique unique (email)
) strict;

create table device (
    device_id    blob    not null primary key,
    member_key   integer not null references member (member_key) on delete cascade,
    token_hash   blob    not null, -- SHA-256 of the credential; the credential is not kept
    name         text    not null,
    created_at   integer not null,
    last_seen_at integer not null,
    constraint device_token_unique unique (token_hash)
) strict;

create index device_of_member on device (member_key);
