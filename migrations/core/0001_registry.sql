-- The registry: tenants, the tokens and PSQL URLs that may speak for them, and the text that
-- tenants are made from.
create table hardal_private.tenants (
    name text primary key
    constraint "a tenant's name is short and lower case" check (
        name ~ '^[a-z][a-z0-9_]{0,38}[a-z0-9]$' and name !~ '__'
    ),
    created_at timestamptz not null default now(),
    suspended_at timestamptz,
    -- from this time on the drop of the tenant can only be finished
    dropping_at timestamptz,
    -- limits: null means the default in hardal_private.tenant_limits
    max_event_bytes int
    constraint "an event may have 1 KiB to 64 MiB" check (
        max_event_bytes between 1024 and 67108864
    ),
    quarantine_rows bigint
    constraint "a quarantine holds no less than nothing" check (quarantine_rows >= 0),
    quarantine_bytes bigint
    constraint "a quarantine has no less than no bytes" check (quarantine_bytes >= 0),
    quarantine_days int
    constraint "a quarantine lasts a day to ten years" check (quarantine_days between 1 and 3650),
    retention_months int
    constraint "events are kept 1 to 120 months, or without end" check (
        retention_months between 1 and 120
    ),
    read_timeout int
    constraint "a read over HTTP may take 100 ms to 10 minutes" check (
        read_timeout between 100 and 600000
    ),
    write_timeout int
    constraint "a write over HTTP may take 100 ms to 10 minutes" check (
        write_timeout between 100 and 600000
    ),
    reads_at_once int
    constraint "a tenant may have 1 to 1000 reads at once" check (
        reads_at_once between 1 and 1000
    ),
    writes_at_once int
    constraint "a tenant may have 1 to 1000 writes at once" check (
        writes_at_once between 1 and 1000
    ),
    horizon timestamptz,
    migration text not null default '',
    template_version text not null default ''
);

create table hardal_private.signing_keys (
    id text primary key,
    created_at timestamptz not null default now(),
    retires_at timestamptz
);

create table hardal_private.tokens (
    jti uuid primary key,
    tenant text not null references hardal_private.tenants on delete cascade,
    name text not null
    constraint "a token's name is 1 to 63 characters" check (length(name) between 1 and 63),
    scope text not null
    constraint "a token's scope is ingest or read" check (scope in ('ingest', 'read')),
    key_id text not null references hardal_private.signing_keys,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    revoked_at timestamptz,
    used_at timestamptz
);

-- a name is free again when its token is revoked
create unique index tokens_tenant_name on hardal_private.tokens (tenant, name)
where revoked_at is null;

create table hardal_private.urls (
    role name primary key,
    tenant text not null references hardal_private.tenants on delete cascade,
    name text not null,
    scope text not null
    constraint "a PSQL URL's scope is read, aggregate, write or model" check (
        scope in ('read', 'aggregate', 'write', 'model')
    ),
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    revoked_at timestamptz,
    seen_at timestamptz,
    connections bigint not null default 5
    constraint "a PSQL URL has 1 to 1000 connections" check (connections between 1 and 1000),
    statement_timeout bigint not null default 60000
    constraint "a statement timeout is 0 (none) to 24 hours" check (
        statement_timeout between 0 and 86400000
    ),
    unique (tenant, name)
);

create table hardal_private.audit_log (
    entry bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    actor name not null default session_user,
    action text not null,
    tenant text,
    object text,
    details jsonb not null default '{}'
);

-- The digest of each entry, so that doctor can tell an entry that was deleted or changed.
create table hardal_private.audit_digests (
    entry bigint primary key,
    digest bytea not null
);

create index audit_log_tenant on hardal_private.audit_log (tenant, entry);

-- One row for each tenant: the lock that maintenance and erasure take. It is no part of the table
-- tenants, because every request reads that one.
create table hardal_private.maintenance (
    tenant text primary key references hardal_private.tenants on delete cascade,
    done_at timestamptz,
    failed_at timestamptz,
    failure text,
    trim_block bigint
);

-- Receipts of erasures, which do not name the person. There is no foreign key: a receipt outlives
-- its tenant.
create table hardal_private.receipts (
    receipt bigint generated always as identity primary key,
    tenant text not null,
    actor name not null default session_user,
    chosen_by text[] not null,
    began_at timestamptz not null,
    covers_until timestamptz,
    finished_at timestamptz,
    events bigint not null default 0,
    rejected_events bigint not null default 0
);

create index receipts_tenant on hardal_private.receipts (tenant, receipt);

create table hardal_private.template_files (
    path text primary key,
    ordinal int not null unique,
    migration boolean not null,
    body text not null
);

-- The definitions that the last migrate made. doctor compares the definitions of now with them.
create table hardal_private.installed (
    schema name not null,
    kind text not null,
    object text not null,
    digest bytea not null,
    -- another release of PostgreSQL may print the same definition otherwise
    server int not null default current_setting('server_version_num')::int / 10000,
    primary key (schema, kind, object)
);

-- The rights that the last migrate granted. doctor compares the rights of now with them.
create table hardal_private.installed_grants (
    schema name not null,
    kind text not null,
    object text not null,
    grantee text not null,
    privilege text not null,
    primary key (schema, kind, object, grantee, privilege)
);

-- A finding of one of doctor's checks.
create type hardal_private.finding as (
    level text,
    name text,
    object text,
    problem text,
    why text,
    mend text,
    fix text
);

-- The type that hardal.events returns, one row for each event. Names and types are a promise to
-- clients.
create type hardal.event as (
    id uuid,
    event_name text,
    hardal_server_request_id text,
    client_id text,
    properties jsonb,
    created_at timestamptz,
    received_at timestamptz,
    event_date date
);
