-- The tables of a tenant's store. Fixed-width columns come first, so that no padding is needed
-- between them.
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
-- with the included columns, funnel, sessions and retention read these indexes alone
create index events_name on template__store.events (event_name, created_at) include (client_id);
create index events_client on template__store.events (client_id, created_at) include (event_name)
where client_id is not null;

-- The ledger. It makes sure that an id is stored once, whatever the event's time. A unique key of a
-- partitioned table cannot do this, because it must contain the partition key. An erased event
-- leaves a tombstone here: its id, without time and digest.
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
    -- Bytes that the event counts for in the quarantine's limit. They are kept here, because the
    -- size of a payload changes when it is stored compressed.
    counted_bytes bigint not null,
    errors jsonb not null
);

create index rejected_events_received_at on template__store.rejected_events (received_at);

-- How full the quarantine is: the sum of the rows, which are additions and removals. Rows are
-- inserted and never updated, so that no transaction waits for another. Now and then they are
-- summed up into one row.
create table template__store.quarantine_changes (
    kept bigint not null,
    bytes bigint not null,
    dropped bigint not null
);

-- A transaction that makes a partition locks this table. It is not an advisory lock, because any
-- login may take an advisory lock.
create table template__store.partition_lock ();
