-- What every tenant stores. Fixed-width columns come first: no padding between them.
create table template__store.events (
    id uuid not null,
    created_at timestamptz not null,
    received_at timestamptz not null,
    event_date date not null generated always as ((created_at at time zone 'UTC')::date) stored,
    event_name text not null,
    hardal_server_request_id text,
    client_id text,
    properties jsonb not null
) partition by range (created_at);

create index events_created_at on template__store.events (created_at, id);
-- what they include lets a funnel, a session or a retention read them alone
create index events_name on template__store.events (event_name, created_at) include (client_id);
create index events_client on template__store.events (client_id, created_at) include (event_name)
where client_id is not null;

-- The ledger: what a partitioned table cannot promise, that an id is stored once, whatever its time.
-- An erased event leaves its id here alone, without time and digest: a tombstone.
create table template__store.event_ids (
    id uuid primary key,
    created_at timestamptz,
    digest bigint
);

create table template__store.rejected_events (
    rejected_id uuid primary key,
    received_at timestamptz not null,
    payload jsonb,
    raw bytea,
    bytes bigint not null,
    -- what it counts for in the quarantine's limit: a payload's size changes once it is stored compressed
    counted_bytes bigint not null,
    errors jsonb not null
);

create index rejected_events_received_at on template__store.rejected_events (received_at);

-- How full the quarantine is: the sum of what was added and taken away. Appended to, never updated, so that nobody
-- waits for anybody; summed up into one row now and then.
create table template__store.quarantine_changes (
    kept bigint not null,
    bytes bigint not null,
    dropped bigint not null
);

-- Held by whoever makes a partition. A table, because any login may take an advisory lock.
create table template__store.partition_lock ();
