-- The tables of a tenant's store. Fixed-width columns come first, so that no padding is needed
-- between them.
--
-- A table without a primary key has REPLICA IDENTITY FULL. Otherwise UPDATE and DELETE would be
-- refused as soon as somebody makes a publication for all tables.

-- make_partitions makes a partition for each month. The partition is itself partitioned by the day,
-- with one table that holds the month's rows. So a filter on the view's event_date leaves months
-- out.
create table template__store.events (
    id uuid not null,
    created_at timestamptz not null,
    received_at timestamptz not null,
    event_name text not null,
    hardal_server_request_id text,
    client_id text,
    properties jsonb not null
) partition by range (created_at);

-- The pattern of the tables that hold a month's rows, always empty. The indexes stand on these
-- tables alone: on the partitioned tables above them, each query would lock the indexes of each
-- month twice. A transaction that makes partitions locks the pattern. It takes no advisory lock,
-- because any login may take an advisory lock.
create table template__store.month_pattern (
    like template__store.events,
    -- publications need a key; the ledger is what keeps ids unique
    primary key (created_at, id)
);

-- with the included columns, funnel, sessions and retention read these indexes alone
create index month_pattern_name on template__store.month_pattern (event_name, created_at)
include (client_id);
create index month_pattern_client on template__store.month_pattern (client_id, created_at)
include (event_name) where client_id is not null;
-- a filter on the day reads the pages of these days alone, and the planner knows how many they are
create index month_pattern_day on template__store.month_pattern
using brin (((created_at at time zone 'UTC')::date));

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

alter table template__store.quarantine_changes replica identity full;
