-- hardal 0.1.0: the whole install, for a database that does not have hardal yet.
--
--   psql -qX -f hardal-0.1.0.sql postgresql://dba@host/database
--
-- The login needs CREATEROLE, and CREATE on the database, which its owner has. It need not be a
-- superuser. psql is of version 15 or later, and so is the server. The file is one transaction:
-- after an error nothing is changed. Later versions are installed by: hardal-admin migrate.
--
-- Written by: hardal-admin migrate --sql
\set ON_ERROR_STOP on
\o /dev/null
begin isolation level read committed read write;
set local statement_timeout = 0;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
select set_config(s.name, s.value, true)
from (values
('role', 'none'),
('search_path', 'pg_catalog, pg_temp'),
('client_encoding', 'UTF8'),
('standard_conforming_strings', 'on'),
('datestyle', 'ISO'),
('intervalstyle', 'postgres'),
('timezone', 'UTC'),
('bytea_output', 'hex'),
('extra_float_digits', '1'),
('array_nulls', 'on'),
('transform_null_equals', 'off'),
('quote_all_identifiers', 'off'),
('client_min_messages', 'notice'),
('default_transaction_isolation', 'read committed'),
('default_transaction_deferrable', 'off'),
('statement_timeout', '0'),
('transaction_timeout', '0'),
('lock_timeout', '0'),
('idle_in_transaction_session_timeout', '0'),
('idle_session_timeout', '0'),
('row_security', 'on'),
('check_function_bodies', 'on'),
('default_table_access_method', 'heap'),
('gin_fuzzy_search_limit', '0'),
('restrict_nonsystem_relation_kind', ''),
('plan_cache_mode', 'auto'),
('jit', 'off')
) as s (name, value)
where current_setting(s.name, true) is not null;
set local client_min_messages = warning;
select pg_advisory_xact_lock(114767740297580);
do $installed$
begin
    if to_regclass('hardal_private.migrations') is not null then
        raise exception 'hardal is already in the database %', current_database()
            using errcode = 'HD409',
            hint = 'this file is for the first install; hardal-admin migrate brings an'
                ' installed database up to date';
    end if;
end
$installed$;

-- sql/core/server.sql
-- Refuses a server, or a database, that hardal cannot use. Changes nothing.
--
-- Every migrate runs this file before anything else, and so does migrate --dry-run.
do $server$
begin
    if current_setting('server_version_num')::int < 150000 then
        raise exception 'this server is PostgreSQL %', current_setting('server_version')
            using errcode = 'HD409', hint = 'hardal needs 15 or later';
    end if;
    if current_setting('server_encoding') <> 'UTF8' then
        raise exception 'the database % is encoded in %', current_database(),
            current_setting('server_encoding')
            using errcode = 'HD409',
            hint = 'hardal needs UTF8: create database ... encoding ''UTF8'' template template0';
    end if;
    if pg_is_in_recovery() then
        raise exception 'this server is a replica, which cannot be written to'
            using errcode = 'HD409', hint = 'name the primary in the DSN';
    end if;
end
$server$;

-- migrate
set local search_path = pg_catalog, pg_temp;

-- migrate
set local check_function_bodies = off;

-- sql/core/bootstrap.sql
-- Makes the owner, hardal's three schemas and the record of migrations, which all later files need.
--
-- Every migrate runs this file first, as the login itself. Only the login may create schemas:
-- CREATE on a database cannot be granted onward without a superuser. All later files
-- except roles.sql run as hardal_owner.
--
-- The file is safe to run again. Two first runs at once are safe too: the tool holds an advisory
-- lock, and retries.
do $bootstrap$
begin
    if to_regrole('hardal_owner') is null then
        create role hardal_owner nologin;
        comment on role hardal_owner is 'hardal: owns every object; nobody logs in as this role';
    end if;
    -- From PostgreSQL 16 on, the creator of a role gets its ADMIN OPTION, but neither its rights
    -- nor SET ROLE.
    if current_setting('server_version_num')::int >= 160000 then
        if not pg_has_role('hardal_owner', 'usage') or not pg_has_role('hardal_owner', 'set') then
            execute format('grant hardal_owner to %I with inherit true, set true', current_user);
        end if;
    elsif not pg_has_role('hardal_owner', 'usage') then
        execute format('grant hardal_owner to %I', current_user);
    end if;
end
$bootstrap$;

create schema if not exists hardal authorization hardal_owner;
create schema if not exists hardal_private authorization hardal_owner;
create schema if not exists hardal_helpers authorization hardal_owner;

set local role hardal_owner;

comment on schema hardal is 'hardal: the HTTP API; PostgREST exposes this schema and no other';
comment on schema hardal_private is
'hardal: registry of tenants, tokens, PSQL URLs and migrations; not for clients';

create table if not exists hardal_private.migrations (
    path text primary key,
    sha256 text not null,
    applied_at timestamptz not null default now()
);

comment on table hardal_private.migrations is
'Migrations that were applied to this database, and re-applied files as they were last run';
comment on column hardal_private.migrations.path is 'The file, relative to the sources of hardal';
comment on column hardal_private.migrations.sha256 is
'SHA-256 of the file''s text, in hexadecimal';
comment on column hardal_private.migrations.applied_at is 'When the file was last run';

-- This default is global: the form for one schema cannot take away PUBLIC's default rights.
alter default privileges revoke execute on functions from public;
alter default privileges revoke usage on types from public;

set local role none;

-- migrate
set local role hardal_owner;

-- migrate
do $$
begin
    if to_regprocedure('hardal_private.remember_definitions()') is not null then
        perform hardal_private.remember_definitions();
    end if;
end
$$;

-- migrations/core/0001_registry.sql
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

-- migrations/core/0002_reports.sql
-- The types that the report functions return, on a tenant's read surface and over HTTP alike. Names
-- and types are a promise to clients.
create type hardal.funnel_step as (
    step int,
    event_name text,
    value text,
    clients bigint,
    conversion numeric,
    step_conversion numeric,
    median_time interval,
    median_seconds double precision,
    median_total_time interval,
    median_total_seconds double precision
);

create type hardal.session as (
    client_id text,
    started_at timestamptz,
    ended_at timestamptz,
    duration interval,
    duration_seconds double precision,
    events bigint,
    first_event text,
    last_event text
);

create type hardal.retention_cell as (
    cohort date,
    cohort_size bigint,
    period_number int,
    clients bigint,
    share numeric
);

create type hardal.path as (
    path text,
    steps text array,
    times bigint,
    clients bigint,
    share numeric
);

create type hardal.property_value as (
    value text,
    events bigint,
    clients bigint,
    share numeric
);

create type hardal.daily_activity as (
    day date,
    event_name text,
    events bigint,
    clients bigint
);

create type hardal.active_clients as (
    period text,
    starts_on date,
    clients bigint,
    events bigint
);

create type hardal.event_catalog as (
    event_name text,
    events bigint,
    first_seen timestamptz,
    last_seen timestamptz,
    view_name text
);

create type hardal.property_catalog as (
    event_name text,
    property text,
    events bigint,
    first_seen timestamptz,
    last_seen timestamptz,
    strings bigint,
    numbers bigint,
    booleans bigint,
    objects bigint,
    arrays bigint,
    nulls bigint,
    examples text array
);

-- migrate
set local role none;

-- sql/core/roles.sql
-- Makes PostgREST's login, the roles that it switches to, and the group for monitoring. Roles
-- belong to the whole server: another hardal database may have made them already, so this file
-- makes only missing roles.
--
-- Run as the login, which needs CREATEROLE.
do $roles$
declare
    -- from PostgreSQL 16 on, the grant says that the authenticator has to switch to use a role
    v_with text := case
        when current_setting('server_version_num')::int >= 160000
            then ' with inherit false, set true'
        else ''
    end;
    v_role text;
begin
    if to_regrole('hardal_authenticator') is null then
        create role hardal_authenticator login noinherit;
        -- these come before a database's own; doctor knows them (authenticator_settings)
        alter role hardal_authenticator set timezone to 'UTC';
        alter role hardal_authenticator set datestyle to 'ISO, MDY';
        alter role hardal_authenticator set intervalstyle to 'postgres';
        alter role hardal_authenticator set extra_float_digits to 1;
        -- PostgREST reads the names of types, and does not expect quotes
        alter role hardal_authenticator set quote_all_identifiers to off;
        comment on role hardal_authenticator is
            'hardal: PostgREST logs in as this role; it has no rights until it switches to another';
    end if;
    if to_regrole('hardal_anon') is null then
        create role hardal_anon nologin;
        comment on role hardal_anon is
            'hardal: a request without a token; it only learns that it needs one';
    end if;
    if to_regrole('hardal_ingest') is null then
        create role hardal_ingest nologin;
        comment on role hardal_ingest is
            'hardal: a request with an ingest token; it may call the ingest functions';
    end if;
    if to_regrole('hardal_read') is null then
        create role hardal_read nologin;
        comment on role hardal_read is
            'hardal: a request with a read token; it may call the read functions';
    end if;
    if to_regrole('hardal_monitor') is null then
        create role hardal_monitor nologin;
        comment on role hardal_monitor is
            'hardal: monitoring; its members see numbers of each tenant, and no data';
    end if;
    foreach v_role in array array['hardal_anon', 'hardal_ingest', 'hardal_read'] loop
        if not pg_has_role('hardal_authenticator', v_role, 'member') then
            execute format('grant %I to hardal_authenticator%s', v_role, v_with);
        end if;
    end loop;
    -- where PUBLIC may not connect
    foreach v_role in array array['hardal_authenticator', 'hardal_monitor'] loop
        if not has_database_privilege(v_role, current_database(), 'connect') then
            execute format('grant connect on database %I to %I', current_database(), v_role);
        end if;
    end loop;
end
$roles$;

-- migrate
set local role hardal_owner;

-- functions/hardal_private/doctor/authenticator_settings.sql
-- Returns the settings that PostgREST's connections start with, in the form of pg_db_role_setting.
-- sql/core/roles.sql sets them. They come before those of the database, so that answers over HTTP
-- are the same everywhere.
create or replace function hardal_private.authenticator_settings()
returns text[]
language sql
immutable
parallel safe
return array[
    'TimeZone=UTC', 'DateStyle=ISO, MDY', 'IntervalStyle=postgres', 'extra_float_digits=1',
    'quote_all_identifiers=off'
];

comment on function hardal_private.authenticator_settings() is
'Returns the settings of hardal_authenticator, each as name=value';

-- functions/hardal_private/doctor/check_admin_option.sql
-- Reports roles of hardal's that no login but a superuser may manage. From PostgreSQL 16 on, this
-- needs the ADMIN OPTION, which the login that makes a role gets. PostgreSQL 15 asks for no such
-- thing, so nobody has it after pg_upgrade from 15.
create or replace function hardal_private.check_admin_option()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select (
        'wrong',
        'admin option',
        format('%s roles', count(*)),
        format('no login but a superuser may manage them, %I for one may not', session_user),
        'making, rotating and revoking PSQL URLs fails, and so does doctor --fix',
        format(
            'as a superuser: grant %s to %I with admin option',
            string_agg(quote_ident(o.role), ', ' order by o.role),
            session_user
        ),
        null
    )::hardal_private.finding
    from hardal_private.own_roles() as o
    inner join pg_roles as r on o.role = r.rolname
    inner join pg_roles as d on d.rolname = session_user and d.rolcreaterole and not d.rolsuper
    where
        current_setting('server_version_num')::int >= 160000
        and not exists (
            select
            from pg_auth_members as m
            inner join pg_roles as a on m.member = a.oid
            where m.roleid = r.oid and m.admin_option and a.rolcreaterole
        )
    having count(*) > 0
$$;

comment on function hardal_private.check_admin_option() is
'For doctor: roles of hardal''s that only a superuser may manage';

-- functions/hardal_private/doctor/check_api_functions.sql
-- Reports functions of the API that PostgREST may take for several, after pg_upgrade.
create or replace function hardal_private.check_api_functions()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select (
        'wrong',
        'function id',
        format('function %s', f.f),
        'another object has the same id, and a comment',
        'PostgREST before 12.2.12 takes it for several functions, and answers every call with 300',
        'hardal-admin migrate, then systemctl reload hardal-postgrest (SIGUSR1)',
        null
    )::hardal_private.finding
    from hardal_private.ambiguous_functions() as f (f)
$$;

comment on function hardal_private.check_api_functions() is
'For doctor: functions of the API that PostgREST may take for several';

-- functions/hardal_private/doctor/check_audit_log.sql
-- Reports entries of the audit log that were deleted, changed, or written past
-- hardal_private.audit. Each entry's digest stands in a table of its own. Numbers of entries cannot
-- tell: a transaction that was rolled back leaves a gap too.
--
-- A person who has looked into such an entry writes an entry with the action audit.gap and its
-- number, and it is no longer reported.
create or replace function hardal_private.check_audit_log()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with differ as materialized (
        select
            coalesce(l.entry, d.entry) as entry,
            case
                when l.entry is null then 'deleted'
                when d.entry is null then 'added by hand'
                else 'changed'
            end as problem
        from hardal_private.audit_log as l
        full join hardal_private.audit_digests as d on l.entry = d.entry
        where d.digest is distinct from case
            when l.entry is not null then hardal_private.audit_digest(l)
        end
    ),

    told as (
        select d.problem, count(*) as entries, (array_agg(d.entry order by d.entry))[:20] as first
        from differ as d
        where not exists (
            select
            from hardal_private.audit_log as g
            where g.action = 'audit.gap' and g.object = d.entry::text
        )
        group by d.problem
    )

    select (
        'wrong',
        'audit log',
        'hardal_private.audit_log',
        format(
            '%s of its entries were %s: %s%s',
            t.entries,
            t.problem,
            array_to_string(t.first, ', '),
            case when t.entries > 20 then ', ...' end
        ),
        'somebody has turned its trigger off, and it no longer says who did what',
        format(
            'find out who, and why (a backup has the log as it was); then note it: '
            'select hardal_private.audit(''audit.gap'', null, n::text) '
            'from unnest(%L::bigint[]) as n',
            t.first
        ),
        null
    )::hardal_private.finding
    from told as t
    order by t.problem
$$;

comment on function hardal_private.check_audit_log() is
'For doctor: entries of the audit log that were deleted, changed or added by hand';

-- functions/hardal_private/doctor/check_database.sql
-- Reports rights of hardal's roles on the database itself. They may connect. The scope model may
-- also make temporary tables, which dbt needs. They may do nothing else.
create or replace function hardal_private.check_database()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select (
        'wrong',
        'stray grant',
        format('database %I', d.datname),
        format('%s holds %s on it', r.role, a.privilege_type),
        'who may only read could fill the disk',
        s.statement,
        s.statement
    )::hardal_private.finding
    from pg_database as d
    cross join lateral aclexplode(d.datacl) as a
    inner join hardal_private.own_roles() as r on a.grantee = to_regrole(r.role)
    cross join lateral (
        select format(
            'revoke %s on database %I from %I', a.privilege_type, d.datname, r.role
        ) as statement
    ) as s
    where
        d.datname = current_database()
        and a.privilege_type <> 'CONNECT'
        and not (a.privilege_type = 'TEMPORARY' and r.scope is not distinct from 'model')
        and r.role <> 'hardal_owner'
    union all
    select (
        'wrong',
        'missing grant',
        format('database %I', current_database()),
        format('%s holds no %s on it', r.role, upper(p.privilege)),
        'who logs in by it is refused',
        s.statement,
        s.statement
    )::hardal_private.finding
    from hardal_private.own_roles() as r
    cross join (values ('connect'), ('temporary')) as p (privilege)
    cross join lateral (
        select format(
            'grant %s on database %I to %I', p.privilege, current_database(), r.role
        ) as statement
    ) as s
    where
        (
            (
                p.privilege = 'connect'
                and (r.role in ('hardal_authenticator', 'hardal_monitor') or r.scope is not null)
            )
            or r.scope = 'model'
        )
        and to_regrole(r.role) is not null
        and not has_database_privilege(to_regrole(r.role), current_database(), p.privilege)
$$;

comment on function hardal_private.check_database() is
'For doctor: rights of hardal''s roles on the database that are too many, or missing';

-- functions/hardal_private/doctor/check_default_privileges.sql
-- Reports default privileges that would give others rights on the objects that the next migration
-- makes. PostgreSQL gives PUBLIC rights on new functions and types, unless a default privilege of
-- hardal_owner takes them away.
create or replace function hardal_private.check_default_privileges()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select (
        'wrong',
        'default privileges',
        'hardal_owner',
        format('PUBLIC gets its rights on every new %s of hardal_owner''s', k.name),
        'the next migration''s functions would be everybody''s to call',
        s.statement,
        s.statement
    )::hardal_private.finding
    from (
        values ('f'::"char", 'function', 'execute on functions'), ('T', 'type', 'usage on types')
    ) as k (kind, name, rights)
    cross join lateral (
        select format(
            'alter default privileges for role hardal_owner revoke %s from public', k.rights
        ) as statement
    ) as s
    where not exists (
        select
        from pg_default_acl as d
        where
            d.defaclrole = 'hardal_owner'::regrole
            and d.defaclnamespace = 0
            and d.defaclobjtype = k.kind
            and not exists (select from aclexplode(d.defaclacl) as a where a.grantee = 0)
    )
    union all
    select (
        'wrong',
        'default privileges',
        'hardal_owner',
        format('%s gets its rights on every new object of kind %s', g.name, d.defaclobjtype),
        'what the next migration makes would be theirs to use',
        s.statement,
        s.statement
    )::hardal_private.finding
    from pg_default_acl as d
    cross join lateral aclexplode(d.defaclacl) as a
    cross join lateral (
        select case a.grantee
            when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(a.grantee))
        end as name
    ) as g
    cross join lateral (
        select format(
            'alter default privileges for role hardal_owner%s revoke %s on %s from %s',
            case
                when d.defaclnamespace <> 0
                    then format(' in schema %s', d.defaclnamespace::regnamespace)
            end,
            a.privilege_type,
            case d.defaclobjtype
                when 'r' then 'tables'
                when 'S' then 'sequences'
                when 'f' then 'functions'
                when 'T' then 'types'
                else 'schemas'
            end,
            g.name
        ) as statement
    ) as s
    where
        d.defaclrole = 'hardal_owner'::regrole
        and a.grantee <> d.defaclrole
        -- PUBLIC's rights on functions and types are reported above
        and not (a.grantee = 0 and d.defaclnamespace = 0 and d.defaclobjtype in ('f', 'T'))
$$;

comment on function hardal_private.check_default_privileges() is
'For doctor: default privileges that would give somebody rights on hardal''s new objects';

-- functions/hardal_private/doctor/check_definitions.sql
-- Reports objects that are not as migrate made them. hardal's own schemas are compared with the
-- record of the last migrate, a tenant's schemas with the template.
--
-- A DBA may add views and indexes. Triggers, rules, policies and constraints are reported, because
-- they change the data that is stored.
--
-- Releases of PostgreSQL print the same object in different ways. After an upgrade of PostgreSQL or
-- a restore on a newer one, an object that differs from the record may be as it was: only a migrate
-- can tell.
create or replace function hardal_private.check_definitions()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with held as materialized (
        select
            d.schema,
            d.kind,
            d.object,
            d.definition,
            sha256(convert_to(d.definition, 'UTF8')) as digest
        from hardal_private.object_definitions(
            array(select n.nspname from hardal_private.own_schemas() as n)
        ) as d
    ),

    meant as (
        select null as tenant, i.schema, i.kind, i.object, i.digest
        from hardal_private.installed as i
        union all
        select
            t.name,
            replace(h.schema, 'template', t.name),
            h.kind,
            h.object,
            sha256(convert_to(replace(h.definition, 'template', t.name), 'UTF8'))
        from held as h
        cross join hardal_private.tenants as t
        where
            h.schema in ('template', 'template__store')
            -- check_tenants reports a tenant that migrate has not reached yet
            and t.template_version = hardal_private.template_version()
    ),

    differ as (
        select
            coalesce(m.schema, h.schema) as schema,
            coalesce(m.kind, h.kind) as kind,
            coalesce(m.object, h.object) as object,
            m.tenant,
            case
                when h.digest is null then 'gone'
                when m.digest is null then 'not hardal''s'
                else 'changed'
            end as problem
        from meant as m
        full join held as h on m.schema = h.schema and m.kind = h.kind and m.object = h.object
        where
            m.digest is distinct from h.digest
            and (m.digest is not null or h.kind in ('trigger', 'rule', 'policy', 'constraint'))
            and exists (
                select
                from meant as s
                where s.schema = coalesce(m.schema, h.schema)
            )
    ),

    record as (
        select min(i.server) as server
        from hardal_private.installed as i
        where i.server <> current_setting('server_version_num')::int / 10000
    ),

    told as (
        select
            d.*,
            d.object like 'audit_log_is_append_only on audit_%' as guard,
            d.problem <> 'gone'
            and d.schema = any (hardal_private.shared_schemas())
            and r.server is not null as unsure
        from differ as d
        cross join record as r
    )

    select (
        'wrong',
        case when t.guard then 'audit log' else 'definition' end,
        format('%s %s.%s', t.kind, t.schema, t.object),
        format('it is %s', t.problem),
        case
            when t.guard then 'entries can be changed and deleted'
            else 'hardal''s promises hold for what migrate has made'
        end,
        case
            when t.problem = 'not hardal''s'
                then 'look at it, and ask who has made it, and why: hardal has not'
            when t.kind not in ('function', 'view', 'trigger')
                then 'compare it with the template, or a new database''s, and put it back'
            when t.tenant is null then 'hardal-admin migrate'
            else 'hardal-admin doctor --fix; '
                'where that fails, another object or another shape has its place: look at it'
        end,
        case
            when t.guard then 'select hardal_private.guard_audit_log()'
            when
                t.problem <> 'not hardal''s'
                and t.tenant is not null
                and t.kind in ('function', 'view')
                then format(
                    'select hardal_private.create_tenant_schemas(%1$L), '
                    'hardal_private.apply_template(%1$L)',
                    t.tenant
                )
        end
    )::hardal_private.finding
    from told as t
    where not t.unsure
    union all
    select (
        'wrong',
        'server version',
        'hardal_private.installed',
        format(
            'it was recorded on PostgreSQL %s, and %s objects look otherwise on this one',
            min(r.server),
            count(*)
        ),
        'doctor cannot tell which of them were changed',
        'hardal-admin migrate, after an upgrade of PostgreSQL or a restore on another release',
        null
    )::hardal_private.finding
    from told as t
    cross join record as r
    where t.unsure
    having count(*) > 0
$$;

comment on function hardal_private.check_definitions() is
'For doctor: functions, views, tables and triggers that were changed or dropped since a migrate '
'made them';

-- functions/hardal_private/doctor/check_event_triggers.sql
-- Reports event triggers. hardal has none. An event trigger runs whenever migrate or maintenance
-- changes an object, with the rights of hardal_owner. Some providers have event triggers of their
-- own, and so have some extensions.
create or replace function hardal_private.check_event_triggers()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select (
        'open',
        'event trigger',
        format('event trigger %I', e.evtname),
        format(
            'it calls %s at %s', e.evtfoid::regprocedure, e.evtevent
        ),
        'its function runs with hardal_owner''s rights in migrate and maintenance, '
        'and may stop them',
        'look at its function, and whether it is your provider''s or your own',
        null
    )::hardal_private.finding
    from pg_event_trigger as e
    where
        e.evtenabled <> 'D'
        and not exists (
            select
            from pg_depend as d
            where
                d.classid = 'pg_event_trigger'::regclass and d.objid = e.oid and d.deptype = 'e'
        )
$$;

comment on function hardal_private.check_event_triggers() is
'For doctor: event triggers, which run within migrate and maintenance, but no extension''s';

-- functions/hardal_private/doctor/check_grants.sql
-- Reports rights that nobody meant, and rights that are missing. The API's rights and the
-- template's are the ones that migrate recorded. A tenant's rights are the template's, under the
-- tenant's name.
create or replace function hardal_private.check_grants()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with held as materialized (
        select g.schema, g.kind, g.object, g.grantee, g.privilege, bool_or(g.grantable) as grantable
        from hardal_private.held_grants() as g
        group by g.schema, g.kind, g.object, g.grantee, g.privilege
    ),

    meant as (
        select i.schema, i.kind, i.object, i.grantee, i.privilege
        from hardal_private.installed_grants as i
        union all
        select
            replace(i.schema, 'template', t.name)::name,
            i.kind,
            case
                when i.kind = 'schema' then replace(i.object, 'template', t.name) else i.object
            end,
            regexp_replace(i.grantee, '^template__', t.name || '__'),
            i.privilege
        from hardal_private.installed_grants as i
        cross join hardal_private.tenants as t
        where i.schema in ('template', 'template__store') or i.grantee ~ '^template__'
    ),

    typed as materialized (
        select v.view::oid as view from hardal_private.typed_views() as v
    ),

    differ as (
        select 'stray grant' as name, h.*
        from held as h
        where
            (h.schema, h.kind, h.object, h.grantee, h.privilege) not in (select m.* from meant as m)
            -- A security_invoker view shows its reader nothing new. Typed views are of this kind:
            -- check_views reports one that is so no longer.
            and not (
                h.kind = 'table' and h.privilege = 'SELECT' and h.grantee = h.schema || '__read'
                and exists (
                    select
                    from pg_class as c
                    where
                        c.oid = to_regclass(format('%I.%I', h.schema, h.object)) and c.relkind = 'v'
                        and (
                            'security_invoker=true' = any (c.reloptions)
                            or c.oid in (select t.view from typed as t)
                        )
                )
            )
        union all
        select 'missing grant', m.*, false
        from meant as m
        where
            (m.schema, m.kind, m.object, m.grantee, m.privilege) not in (
                select h.schema, h.kind, h.object, h.grantee, h.privilege from held as h
            )
            -- check_definitions reports a missing table
            and (m.kind <> 'table' or to_regclass(format('%I.%I', m.schema, m.object)) is not null)
        union all
        select 'stray grant option', h.*
        from held as h
        where h.grantable
    )

    select (
        'wrong',
        d.name,
        format(
            '%s %s%s',
            d.kind, case when d.kind = 'schema' then '' else d.schema || '.' end, d.object
        ),
        format(
            case d.name
                when 'stray grant' then '%s holds %s on it'
                when 'missing grant' then '%s holds no %s on it'
                else '%s may give others its %s on it'
            end,
            d.grantee,
            d.privilege
        ),
        case
            when d.name <> 'missing grant'
                then 'isolation is a missing grant: '
                'whoever holds one too many may see what is not theirs'
            else 'whoever should hold it is refused'
        end,
        s.statement,
        s.statement
    )::hardal_private.finding
    from differ as d
    cross join lateral (
        select format(
            case d.name
                when 'stray grant' then 'revoke %s from %s cascade'
                when 'missing grant' then 'grant %s to %s'
                else 'revoke grant option for %s from %s cascade'
            end,
            hardal_private.privilege_text(d.schema, d.kind, d.object, d.privilege),
            case when d.grantee = 'PUBLIC' then 'public' else quote_ident(d.grantee) end
        ) as statement
    ) as s
    order by d.schema, d.kind, d.object, d.grantee, d.privilege
$$;

comment on function hardal_private.check_grants() is
'For doctor: rights on hardal''s objects that are too many, and rights that are missing';

-- functions/hardal_private/doctor/check_maintenance.sql
-- Reports maintenance that fails or that nobody runs, and partitions that it should have made.
create or replace function hardal_private.check_maintenance()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select (
        'wrong',
        'maintenance',
        format('tenant %s', t.name),
        case
            when m.failed_at is not null
                then format('its maintenance failed at %s: %s', m.failed_at, m.failure)
            when m.done_at is null then 'it was never maintained'
            else format('it was last maintained at %s', m.done_at)
        end,
        'months of events are made by who needs them first, '
        'and what retention has outlived is kept',
        'hardal-admin maintain --every 60s, as a service; or pg_cron',
        null
    )::hardal_private.finding
    from hardal_private.tenants as t
    left join hardal_private.maintenance as m on t.name = m.tenant
    where
        m.failed_at is not null
        or coalesce(m.done_at, t.created_at) < hardal_private.clock() - interval '1 day'
    union all
    select (
        'wrong',
        'partition ahead',
        n.partition,
        'it is not there yet, and needed within a week',
        'the first events of the month wait until it is made, '
        'and BI sessions that run may not see it',
        'hardal-admin maintain',
        s.statement || '; set role none'
    )::hardal_private.finding
    from hardal_private.tenants as t
    left join hardal_private.maintenance as m on t.name = m.tenant
    cross join lateral (
        select format(
            '%I.%s',
            t.name || '__store',
            to_char(
                hardal_private.clock() at time zone 'UTC' + interval '7 days',
                '"events_"YYYY"_"MM'
            )
        ) as partition
    ) as n
    cross join lateral (
        select format(
            'set role hardal_owner; '
            'select %I.make_partitions(array[hardal_private.clock() + interval ''7 days''])',
            t.name || '__store'
        ) as statement
    ) as s
    where
        to_regclass(n.partition) is null
        -- nothing is reported on the first day of a tenant
        and (m.done_at is not null or t.created_at < hardal_private.clock() - interval '1 day')
        and exists (
            select
            from pg_inherits as i
            where i.inhparent = to_regclass(format('%I.events', t.name || '__store'))
        )
$$;

comment on function hardal_private.check_maintenance() is
'For doctor: tenants whose maintenance fails or was last done more than a day ago, '
'and a next month without its partition';

-- functions/hardal_private/doctor/check_memberships.sql
-- Reports memberships of hardal's roles that are too many, that are missing, or that have other
-- options than hardal gives. A member has all rights of the role.
create or replace function hardal_private.check_memberships()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with held as materialized (
        select * from hardal_private.held_memberships()
    ),

    meant as (
        select
            o.role as member,
            g.role,
            o.role <> 'hardal_authenticator' as inherits,
            o.role = 'hardal_authenticator' or g.role like '%\_\_model' as may_switch
        from hardal_private.own_roles() as o
        cross join unnest(o.member_of) as g (role)
        where to_regrole(o.role) is not null and to_regrole(g.role) is not null
    )

    select (
        'wrong',
        'stray membership',
        h.member,
        format('it is a member of %s', h.role),
        'it holds all rights of that role',
        s.statement,
        s.statement
    )::hardal_private.finding
    from held as h
    cross join lateral (
        select format(
            'revoke %I from %I%s', h.role, h.member, ' granted by ' || h.granted_by
        ) as statement
    ) as s
    where not exists (select from meant as m where m.member = h.member and m.role = h.role)
    union all
    select (
        'wrong',
        'missing membership',
        m.member,
        format('it is no member of %s', m.role),
        'it may not do what its scope says',
        s.statement,
        s.statement
    )::hardal_private.finding
    from meant as m
    cross join lateral (
        select format(
            'grant %I to %I%s',
            m.role,
            m.member,
            hardal_private.membership_options(m.member, m.role)
        ) as statement
    ) as s
    where not exists (select from held as h where h.member = m.member and h.role = m.role)
    union all
    select (
        'wrong',
        'membership options',
        h.member,
        format('it is a member of %s ', h.role) || concat_ws(
            ', and ',
            case when h.admin_option then 'and may make others members' end,
            case
                when h.inherits and not m.inherits
                    then 'with its rights before it switches to it'
            end,
            case
                when not h.inherits and m.inherits
                    then 'without its rights'
            end,
            case
                when not h.may_switch and m.may_switch
                    then 'and may not switch to it'
            end,
            case
                when h.may_switch and not m.may_switch
                    then 'and may switch to it, and then change its settings'
            end
        ),
        'it can do more, or less, than is meant',
        s.statement,
        s.statement
    )::hardal_private.finding
    from held as h
    inner join meant as m on h.member = m.member and h.role = m.role
    cross join lateral (
        select case
            when h.granted_by is not null then format(
                'revoke %1$I from %2$I granted by %3$s; '
                'grant %1$I to %2$I%4$s',
                h.role,
                h.member,
                h.granted_by,
                hardal_private.membership_options(h.member, h.role)
            )
            else format(
                'revoke admin option for %1$I from %2$I; alter role %2$I %3$s',
                h.role,
                h.member,
                case when m.inherits then 'inherit' else 'noinherit' end
            )
        end as statement
    ) as s
    where
        h.admin_option
        or h.inherits <> m.inherits
        -- before PostgreSQL 16 every member may switch
        or (h.granted_by is not null and h.may_switch <> m.may_switch)
$$;

comment on function hardal_private.check_memberships() is
'For doctor: memberships of hardal''s roles that are too many, missing, or with other options';

-- functions/hardal_private/doctor/check_outside_functions.sql
-- Reports SECURITY DEFINER functions outside hardal's schemas that others may call, and that work
-- with the rights of one of hardal's roles, or name hardal's schemas and may reach them. The text
-- of a function is read for the names: what it does is for a person to judge.
create or replace function hardal_private.check_outside_functions()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with ours as materialized (
        select n.oid, n.nspname from hardal_private.own_schemas() as n
    ),

    roles as materialized (
        select to_regrole(o.role)::oid as oid, o.role from hardal_private.own_roles() as o
    ),

    outside as materialized (
        select p.*, pg_get_function_sqlbody(p.oid) as sqlbody
        from pg_proc as p
        where
            p.prosecdef
            and p.pronamespace not in (
                select o.oid from ours as o
                union all
                values ('pg_catalog'::regnamespace::oid), ('information_schema'::regnamespace::oid)
            )
            -- an extension's functions are not written for hardal's tables
            and not exists (
                select
                from pg_depend as d
                where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
            )
    ),

    told as (
        select
            p.*,
            r.role,
            n.nspname,
            coalesce(g.rolname, 'PUBLIC') as caller
        from outside as p
        cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
        left join pg_roles as g on a.grantee = g.oid
        left join roles as r on p.proowner = r.oid
        left join lateral (
            select o.nspname
            from ours as o
            where
                pg_has_role(p.proowner, 'hardal_owner', 'member')
                and concat(p.prosrc, p.sqlbody) ~* format('\m%s"?\s*\.', o.nspname)
            order by length(o.nspname) desc
            limit 1
        ) as n on true
        where
            a.grantee <> p.proowner
            and (a.grantee = 0 or not pg_has_role(a.grantee, 'hardal_owner', 'member'))
            and (r.role is not null or n.nspname is not null)
    )

    select (
        case when t.role = 'hardal_owner' then 'wrong' else 'open' end,
        'outside function',
        format('function %s', t.oid::regprocedure),
        format('%s may call it, and it works with the rights of ', t.caller)
        || t.proowner::regrole || coalesce(', in the schema ' || quote_ident(t.nspname), ''),
        'whoever may call it reaches what its owner reaches, as far as its text lets them',
        format(
            'look at it; where it is not meant: revoke execute on routine %s from %s',
            t.oid::regprocedure,
            case when t.caller = 'PUBLIC' then 'public' else quote_ident(t.caller) end
        ),
        null
    )::hardal_private.finding
    from told as t
    order by t.oid::regprocedure::text, t.caller
$$;

comment on function hardal_private.check_outside_functions() is
'For doctor: SECURITY DEFINER functions outside hardal''s schemas that reach hardal''s data';

-- functions/hardal_private/doctor/check_outside_views.sql
-- Reports views and materialized views outside hardal's schemas that show hardal's data to a role
-- that may not read this data itself. Such a view reads with the rights of its owner. A view that
-- nobody else may read, or only readers who may read the same tables, is left alone.
create or replace function hardal_private.check_outside_views()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with recursive ours as materialized (
        select n.oid from hardal_private.own_schemas() as n
    ),

    -- each view outside, with the relation of hardal's that it reads, maybe through other views
    reads (view, source) as (
        select w.ev_class, c.oid
        from ours as n
        inner join pg_class as c on n.oid = c.relnamespace
        inner join pg_depend as d on d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid
        inner join pg_rewrite as w on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid
        inner join pg_class as v on w.ev_class = v.oid
        where v.relnamespace not in (select o.oid from ours as o)
        union
        select w.ev_class, r.source
        from reads as r
        inner join pg_depend as d on d.refclassid = 'pg_class'::regclass and d.refobjid = r.view
        inner join pg_rewrite as w on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid
        inner join pg_class as v on w.ev_class = v.oid
        where v.oid <> r.view and v.relnamespace not in (select o.oid from ours as o)
    ),

    shown as (
        select v.oid, v.relkind, v.relowner, coalesce(g.rolname, 'PUBLIC') as grantee, r.source
        from reads as r
        inner join pg_class as v on r.view = v.oid
        cross join lateral (
            select a.* from aclexplode(v.relacl) as a
            union all
            select a.*
            from pg_attribute as l
            cross join lateral aclexplode(l.attacl) as a
            where l.attrelid = v.oid and not l.attisdropped
        ) as a
        left join pg_roles as g on a.grantee = g.oid
        where
            a.privilege_type = 'SELECT'
            and a.grantee <> v.relowner
            -- such a view reads with its reader's rights
            and not (
                v.relkind = 'v'
                and coalesce(v.reloptions::text, '') ~ 'security_invoker=(true|on|1|yes)'
            )
            and (
                a.grantee = 0
                or not (
                    has_any_column_privilege(a.grantee, r.source, 'select')
                    or pg_has_role(a.grantee, 'hardal_owner', 'member')
                )
            )
    )

    select (
        -- a DBA may well show a role of his own what he likes, a tenant's role never
        case
            when
                s.grantee = 'PUBLIC'
                or s.grantee in (select o.role from hardal_private.own_roles() as o)
                then 'wrong'
            else 'open'
        end,
        'outside view',
        format(
            '%s %s',
            case s.relkind when 'm' then 'materialized view' else 'view' end,
            s.oid::regclass
        ),
        format(
            '%s may read it, and it shows %s',
            s.grantee,
            string_agg(distinct s.source::regclass::text, ', ')
        ),
        'it reads with its owner''s rights: its readers see what hardal does not show them',
        format(
            'look at it; where it is not meant: revoke select on %s from %s',
            s.oid::regclass,
            case when s.grantee = 'PUBLIC' then 'public' else quote_ident(s.grantee) end
        ),
        null
    )::hardal_private.finding
    from shown as s
    group by s.oid, s.relkind, s.grantee
    order by s.oid::regclass::text, s.grantee
$$;

comment on function hardal_private.check_outside_views() is
'For doctor: views outside hardal''s schemas that show its data to roles that may not read it';

-- functions/hardal_private/doctor/check_owners.sql
-- Reports objects in hardal's schemas that hardal_owner does not own, or has no rights on.
create or replace function hardal_private.check_owners()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with ours as materialized (
        select *
        from hardal_private.own_schemas()
    ),

    owned (kind, object, owner, rights, defaults) as (
        select
            'schema',
            format('%I', o.nspname),
            o.nspowner,
            o.nspacl,
            acldefault('n', o.nspowner)
        from ours as o
        union all
        select
            case c.relkind
                when 'v' then 'view'
                when 'm' then 'materialized view'
                when 'S' then 'sequence'
                when 'c' then 'type'
                else 'table'
            end,
            format('%I.%I', o.nspname, c.relname),
            c.relowner,
            c.relacl,
            acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner)
        from ours as o
        inner join pg_class as c
            on c.relnamespace = o.oid and c.relkind in ('r', 'p', 'v', 'm', 'S', 'c')
        union all
        select
            case p.prokind when 'p' then 'procedure' else 'function' end,
            format('%I.%I(%s)', o.nspname, p.proname, pg_get_function_identity_arguments(p.oid)),
            p.proowner,
            p.proacl,
            acldefault('f', p.proowner)
        from ours as o
        inner join pg_proc as p on p.pronamespace = o.oid
    )

    select (
        'wrong',
        'owner',
        format('%s %s', w.kind, w.object),
        format('it is %s''s', w.owner::regrole),
        'its owner can change or drop it, and functions of hardal''s may not reach it',
        'look at it, and ask who has made it, and why; where hardal has: ' || s.statement,
        null
    )::hardal_private.finding
    from owned as w
    cross join lateral (
        select format('alter %s %s owner to hardal_owner', w.kind, w.object) as statement
    ) as s
    where w.owner <> 'hardal_owner'::regrole
    union all
    select (
        'wrong',
        'owner''s rights',
        format('%s %s', w.kind, w.object),
        format(
            'its owner may not %s', string_agg(d.privilege_type, ', ' order by d.privilege_type)
        ),
        'hardal''s functions work with their owner''s rights',
        s.statement,
        s.statement
    )::hardal_private.finding
    from owned as w
    cross join lateral aclexplode(w.defaults) as d
    cross join lateral (
        select format(
            'grant all on %s %s to hardal_owner',
            case w.kind
                when 'schema' then 'schema'
                when 'sequence' then 'sequence'
                when 'function' then 'routine'
                when 'procedure' then 'routine'
                else 'table'
            end,
            w.object
        ) as statement
    ) as s
    where
        w.owner = 'hardal_owner'::regrole
        and d.grantee = w.owner
        and w.kind <> 'type'
        and w.rights is not null
        and not exists (
            select
            from aclexplode(w.rights) as h
            where h.grantee = w.owner and h.privilege_type = d.privilege_type
        )
    group by w.kind, w.object, s.statement
$$;

comment on function hardal_private.check_owners() is
'For doctor: objects in hardal''s schemas that hardal_owner does not own, or has no rights on';

-- functions/hardal_private/doctor/check_partitions.sql
-- Reports partitions whose bounds (in UTC) are not the month of their name, partitions that are
-- detached, and partitions with something that may refuse, change or lose their events.
--
-- A month is a partition events_2024_10 of the table events, and has one partition of its own,
-- events_2024_10_rows, which holds the rows (see make_partitions).
create or replace function hardal_private.check_partitions()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO'
as $$
    with partitions as materialized (
        select
            p.oid,
            p.relname,
            n.store || '.' || quote_ident(p.relname) as name,
            p.relkind,
            p.relpersistence,
            p.relrowsecurity,
            p.relispartition,
            -- the table that the partition belongs to, as it is and as its name says
            i.inhparent,
            concat(
                n.store, '.', case when w.is_rows then left(p.relname, -5) else 'events' end
            ) as parent,
            pg_get_expr(p.relpartbound, p.oid) as bounds,
            w.is_rows,
            case when w.is_rows then m.since::date::text else m.since::text end as since,
            case when w.is_rows then m.until::date::text else m.until::text end as until,
            to_regclass(n.store || '.month_pattern') as pattern
        from hardal_private.tenants as t
        cross join lateral (select quote_ident(t.name || '__store') as store) as n
        inner join pg_class as p
            on p.relnamespace = to_regnamespace(n.store)
            and p.relkind in ('r', 'p', 'f')
        left join pg_inherits as i on p.oid = i.inhrelid
        cross join lateral (
            select
                p.relname ~ '_rows$' as is_rows,
                to_timestamp(
                    substring(
                        p.relname from '^events_([0-9]{4}_(?:0[1-9]|1[0-2]))(?:_rows)?$'
                    ),
                    'YYYY_MM'
                ) as month
        ) as w
        cross join lateral (
            select
                w.month as since,
                w.month + interval '1 month' as until
        ) as m
        where p.relispartition or p.relname ~ '^events_[0-9]{4}_[0-9]{2}'
    )

    select (
        'wrong',
        'partition bounds',
        p.name,
        format('it is attached to %s %s', p.inhparent::regclass, p.bounds),
        'retention drops months by their names, and events of that time may find no place',
        'look at what it holds: its events belong into the partition of their month',
        null
    )::hardal_private.finding
    from partitions as p
    where
        p.relispartition
        and (
            p.inhparent is distinct from to_regclass(p.parent)
            or p.bounds is distinct from format('FOR VALUES FROM (%L) TO (%L)', p.since, p.until)
        )
    union all
    select (
        'wrong',
        'detached partition',
        p.name,
        'it is not attached',
        'its events are not read, and those of its month that come in are refused, '
        'or stored a second time',
        coalesce(
            format(
                'set role hardal_owner; '
                'alter table %s attach partition %s for values from (%L) to (%L)',
                p.parent,
                p.name,
                p.since,
                p.until
            ),
            'look at what it holds: its events belong into the partition of their month'
        ) || '; or, where retention was dropping it, hardal-admin maintain',
        null
    )::hardal_private.finding
    from partitions as p
    where not p.relispartition
    union all
    select (
        'wrong',
        'partition',
        p.name,
        o.problem,
        'what is accepted into it may be refused, changed or lost',
        o.mend,
        null
    )::hardal_private.finding
    from partitions as p
    cross join lateral (
        select
            'it is unlogged: a crash of the server empties it' as problem,
            format('alter table %s set logged', p.name) as mend
        where p.relpersistence <> 'p'
        union all
        select
            'row security is on',
            format(
                'look at its policies; where they are not meant: '
                'alter table %s disable row level security',
                p.name
            )
        where p.relrowsecurity
        union all
        select
            format('it has a trigger of its own, %I', g.tgname),
            'look at it, and ask who has made it, and why: hardal has not'
        from pg_trigger as g
        where g.tgrelid = p.oid and not g.tgisinternal
        union all
        select
            format('it has a rule, %I', r.rulename),
            'look at it, and ask who has made it, and why: hardal has not'
        from pg_rewrite as r
        where r.ev_class = p.oid
        union all
        select
            format('it has a constraint of its own, %I', c.conname),
            'look at it, and ask who has made it, and why: hardal has not'
        from pg_constraint as c
        where c.conrelid = p.oid and c.contype in ('c', 'f') and c.coninhcount = 0
        union all
        select
            'it has no partition that holds its rows',
            'drop it: hardal-admin maintain, or the next event of its month, makes it again'
        where
            p.relkind = 'p'
            and not exists (select from pg_inherits as r where r.inhparent = p.oid)
    ) as o
    where p.relispartition
    union all
    select (
        'wrong',
        'partition index',
        p.name,
        format('it has no valid index like %s', i.indexrelid::regclass),
        'queries read the whole month, and without a primary key a publication stops erasures',
        format('create the index: its definition is that of %s', i.indexrelid::regclass),
        null
    )::hardal_private.finding
    from partitions as p
    inner join pg_index as i on p.pattern = i.indrelid
    where
        p.is_rows
        and p.relispartition
        and not exists (
            select
            from pg_index as h
            where
                h.indrelid = p.oid
                and h.indisvalid
                and h.indisprimary = i.indisprimary
                and h.indnkeyatts = i.indnkeyatts
                and h.indkey = i.indkey
                and h.indoption = i.indoption
                and (h.indpred is null) = (i.indpred is null)
                and (h.indexprs is null) = (i.indexprs is null)
        )
$$;

comment on function hardal_private.check_partitions() is
'For doctor: partitions whose bounds are not their month, that are detached, '
'that do more than hold events, or that lack an index';

-- functions/hardal_private/doctor/check_public.sql
-- Reports rights that PUBLIC has in this database. On a database that hardal has alone, migrate
-- --dedicated takes these rights away.
create or replace function hardal_private.check_public()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select (
        'open',
        'PUBLIC',
        format('database %I', d.datname),
        'PUBLIC holds ' || string_agg(a.privilege_type, ', ' order by a.privilege_type),
        'a tenant''s reader may also do that, and every other login of the server may connect',
        'hardal-admin migrate --dedicated, where the database is hardal''s alone',
        null
    )::hardal_private.finding
    from pg_database as d
    cross join lateral aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) as a
    where d.datname = current_database() and a.grantee = 0
    group by d.datname
    union all
    select (
        'open',
        'PUBLIC',
        format('schema %I', n.nspname),
        'PUBLIC may create in it',
        'a tenant''s reader may fill the disk, and leave objects for others to trip over',
        format(
            'where nobody else needs it: revoke create on schema %I from public', n.nspname
        ),
        null
    )::hardal_private.finding
    from pg_namespace as n
    cross join lateral aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) as a
    where a.grantee = 0 and a.privilege_type = 'CREATE'
    union all
    select (
        'open',
        'PUBLIC',
        'large objects',
        'PUBLIC may call ' || string_agg(distinct p.proname, ', '),
        'a tenant''s reader may fill the disk with them',
        'hardal-admin migrate --dedicated, where the database is hardal''s alone',
        null
    )::hardal_private.finding
    from hardal_private.large_object_functions() as p
    cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
    where a.grantee = 0
    having count(*) > 0
$$;

comment on function hardal_private.check_public() is
'For doctor: rights that PUBLIC has in this database';

-- functions/hardal_private/doctor/check_references.sql
-- Reports tables that hang on hardal's tables: foreign keys that point to them, and children that
-- inherit from them. Also reports triggers of PostgreSQL's own that are off: they hold the foreign
-- keys between hardal's tables.
create or replace function hardal_private.check_references()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with ours as materialized (
        select c.oid, c.relnamespace, c.relkind
        from hardal_private.own_schemas() as n
        inner join pg_class as c on n.oid = c.relnamespace
        where c.relkind in ('r', 'p')
    )

    select (
        'wrong',
        'foreign key',
        format('constraint %I on %s', f.conname, f.conrelid::regclass),
        format('it refers to %s', f.confrelid::regclass),
        'an erasure, a retention or a drop is refused, or changes that table too',
        'look at it, and ask who has made it: an index and a join need no foreign key',
        null
    )::hardal_private.finding
    from pg_constraint as f
    inner join ours as c on f.confrelid = c.oid
    where
        f.contype = 'f'
        and f.conparentid = 0
        and f.conrelid not in (select o.oid from ours as o)
    union all
    select (
        'wrong',
        'inheritance',
        i.inhrelid::regclass::text,
        format('it is a child of %s', i.inhparent::regclass),
        'its rows are read as rows of the parent, past every rule of ingest',
        format(
            'look at what it holds; where that is not meant: alter table %s no inherit %s',
            i.inhrelid::regclass,
            i.inhparent::regclass
        ),
        null
    )::hardal_private.finding
    from pg_inherits as i
    inner join ours as p on i.inhparent = p.oid
    where p.relkind = 'r'
    union all
    select (
        'wrong',
        'partition',
        i.inhrelid::regclass::text,
        format('it is a partition of %s in another schema', i.inhparent::regclass),
        'retention and erasure work on the partitions of the store',
        'look at what it holds: its events belong into the partition of their month',
        null
    )::hardal_private.finding
    from pg_inherits as i
    inner join ours as p on i.inhparent = p.oid
    inner join pg_class as c on i.inhrelid = c.oid
    where p.relkind = 'p' and c.relnamespace <> p.relnamespace
    union all
    select (
        'wrong',
        'disabled trigger',
        t.tgrelid::regclass::text,
        format('the trigger %I of a foreign key is off', t.tgname),
        'rows may point to others that are not there',
        format('alter table %s enable trigger all, as a superuser', t.tgrelid::regclass),
        null
    )::hardal_private.finding
    from pg_trigger as t
    inner join ours as c on t.tgrelid = c.oid
    where t.tgisinternal and t.tgenabled in ('D', 'R')
$$;

comment on function hardal_private.check_references() is
'For doctor: foreign keys to hardal''s tables, tables that inherit from them, and triggers of '
'foreign keys that are off';

-- functions/hardal_private/doctor/check_replication.sql
-- Reports logical replication of hardal's tables. A publication gives every event to its
-- subscribers, and a subscription writes past the rules of ingest. Either may be meant.
create or replace function hardal_private.check_replication()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with ours as materialized (
        select n.oid as schema, c.oid
        from hardal_private.own_schemas() as n
        left join pg_class as c on n.oid = c.relnamespace and c.relkind in ('r', 'p')
    )

    select (
        'open',
        'publication',
        format('publication %I', p.pubname),
        format(
            'it publishes %s',
            case
                when p.puballtables then 'all tables'
                else 'tables of ' || string_agg(distinct quote_ident(n.nspname), ', ')
            end
        ),
        'a subscriber gets the events of every tenant in it; '
        'an erasure reaches the subscriber only where DELETE is published',
        format(
            'where it is not meant, look who subscribes, then: drop publication %I', p.pubname
        ),
        null
    )::hardal_private.finding
    from pg_publication as p
    left join pg_publication_rel as r on p.oid = r.prpubid
    left join pg_publication_namespace as s on p.oid = s.pnpubid
    inner join ours as o on p.puballtables or r.prrelid = o.oid or s.pnnspid = o.schema
    inner join pg_namespace as n on o.schema = n.oid
    group by p.pubname, p.puballtables
    union all
    select (
        'open',
        'subscription',
        format('subscription %I', s.subname),
        format('it writes to %s', string_agg(r.srrelid::regclass::text, ', ')),
        'its rows come in past every rule of ingest',
        'look where it comes from, and whether it is meant',
        null
    )::hardal_private.finding
    from pg_subscription as s
    inner join pg_subscription_rel as r on s.oid = r.srsubid
    inner join ours as o on r.srrelid = o.oid
    group by s.subname
$$;

comment on function hardal_private.check_replication() is
'For doctor: publications that hold hardal''s tables, and subscriptions that write to them';

-- functions/hardal_private/doctor/check_roles.sql
-- Reports hardal's roles that are missing, may log in where they should not, or have power that
-- they do not need. Also reports logins that are named like a PSQL URL and are not one.
create or replace function hardal_private.check_roles()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with ours as materialized (
        select * from hardal_private.own_roles()
    )

    select (
        'wrong',
        'missing role',
        o.role,
        'the role is gone',
        'whoever logs in by it, or is in it, is refused',
        coalesce(
            (
                select format(
                    'after a restore, run what hardal-admin roles prints on the other server; '
                    'else hardal-admin url revoke %s %s',
                    u.tenant,
                    u.name
                )
                from hardal_private.urls as u
                where u.role = o.role
            ),
            case
                when o.tenant is null then 'hardal-admin migrate' else 'hardal-admin doctor --fix'
            end
        ),
        case
            when o.scope is not null
                then format('select hardal_private.create_tenant_schemas(%L)', o.tenant)
        end
    )::hardal_private.finding
    from ours as o
    where to_regrole(o.role) is null
    union all
    select (
        'wrong',
        'role attributes',
        o.role,
        'it is ' || concat_ws(
            ', ',
            case when r.rolsuper then 'a superuser' end,
            case when r.rolcreaterole then 'allowed to create roles' end,
            case when r.rolcreatedb then 'allowed to create databases' end,
            case when r.rolreplication then 'allowed to replicate' end,
            case when r.rolbypassrls then 'allowed to bypass row security' end,
            case when r.rolcanlogin and not o.login then 'allowed to log in' end,
            case when l.locked_out then 'not allowed to log in' end,
            case when l.limited then format('allowed %s connections', r.rolconnlimit) end,
            case when l.ends then format('ending %s', r.rolvaliduntil) end,
            case
                when l.inherits then 'inheriting the rights of all roles that it may switch to'
            end
        ),
        'it is to hold just the power that its work needs',
        format(
            'alter role %I nosuperuser noreplication nobypassrls nocreaterole nocreatedb%s',
            o.role,
            l.rest
        ),
        -- only a superuser can take these attributes away, and has to do so by hand
        case
            when not (r.rolsuper or r.rolreplication or r.rolbypassrls)
                then format('alter role %I nocreaterole nocreatedb%s', o.role, l.rest)
        end
    )::hardal_private.finding
    from ours as o
    inner join pg_roles as r on o.role = r.rolname
    cross join lateral (
        select
            -- check_urls reports these attributes of a PSQL URL's role
            o.role = 'hardal_authenticator' and not r.rolcanlogin as locked_out,
            o.role = 'hardal_authenticator' and r.rolinherit as inherits,
            -- PostgREST's pool has 10 connections by default
            o.role = 'hardal_authenticator' and r.rolconnlimit between 0 and 9 as limited,
            o.role = 'hardal_authenticator'
            and r.rolvaliduntil < clock_timestamp() + interval '7 days' as ends,
            case
                when o.role = 'hardal_authenticator'
                    then ' login noinherit connection limit -1 valid until ''infinity'''
                when not o.login then ' nologin'
            end as rest
    ) as l
    where
        r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolreplication or r.rolbypassrls
        or (r.rolcanlogin and not o.login) or l.locked_out or l.inherits or l.limited or l.ends
    union all
    select (
        'wrong',
        'unknown login',
        r.rolname,
        'it looks like a PSQL URL, and hardal knows none of that name',
        'nobody lists, rotates or revokes it',
        format(
            'look at it: it may be of another database of this server, or of a restore; '
            'where nobody needs it: alter role %I nologin',
            r.rolname
        ),
        null
    )::hardal_private.finding
    from pg_roles as r
    inner join hardal_private.tenants as t on starts_with(r.rolname, t.name || '__u_')
    where not exists (select from hardal_private.urls as u where u.role = r.rolname)
$$;

comment on function hardal_private.check_roles() is
'For doctor: roles that are missing or unknown, or hold too much power or too little';

-- functions/hardal_private/doctor/check_rollups.sql
-- Reports a tenant's rollups that differ from its events. It counts days without a mark again: only
-- the newest day that was rolled up, and with deep all days that were rolled up.
create or replace function hardal_private.check_rollups(tenant text, deep boolean)
returns setof hardal_private.finding
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_wrong bigint;
    v_first date;
begin
    if to_regclass(format('%I.rollups', tenant || '__store')) is null then
        return;
    end if;
    execute format(
        'with counted as (
            select
                d.day,
                e.event_name,
                count(*) as events,
                count(distinct e.client_id) as clients
            from %1$I.events as e
            cross join lateral (select (e.created_at at time zone ''UTC'')::date as day) as d
            cross join %1$I.rollups as r
            where
                r.period = ''day''
                and d.day >= r.rolled_from
                and d.day < r.rolled_until
                and ($1 or d.day >= r.rolled_until - 1)
                and ($1 or e.created_at >= (r.rolled_until - 1)::timestamp at time zone ''UTC'')
            group by d.day, e.event_name
        ),

        held as (
            select a.starts_on as day, a.event_name, a.events, a.clients
            from %1$I.activity as a
            cross join %1$I.rollups as r
            where
                a.period = ''day''
                and a.event_name <> ''''
                and r.period = ''day''
                and ($1 or a.starts_on = r.rolled_until - 1)
        ),

        differ as (
            select coalesce(c.day, h.day) as day
            from counted as c
            full join held as h on c.day = h.day and c.event_name = h.event_name
            where (c.events, c.clients) is distinct from (h.events, h.clients)
        )

        select count(distinct d.day), min(d.day)
        from differ as d
        where not exists (
            select from %1$I.rollup_marks as m where m.period = ''day'' and m.starts_on = d.day
        )',
        tenant || '__store'
    ) into v_wrong, v_first using deep;
    if v_wrong > 0 then
        return next (
            'wrong',
            'rollup',
            format('tenant %s', tenant),
            format('%s days are not what the events say, %s the first', v_wrong, v_first),
            'daily_activity, active_clients and the catalogs tell wrong numbers: '
            'somebody has changed events by hand',
            format('hardal-admin maintain %s --rebuild', tenant),
            null
        )::hardal_private.finding;
    end if;
end
$$;

comment on function hardal_private.check_rollups(text, boolean) is
'For doctor: rolled up days of a tenant that differ from a recount; it counts the newest day; '
'deep: all days';

-- functions/hardal_private/doctor/check_settings.sql
-- Reports settings that connections of hardal's roles start with. Some of them make ingest refuse
-- every event. check_urls reports the settings of PSQL URLs.
create or replace function hardal_private.check_settings()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select (
        case when v.harmful then 'wrong' else 'open' end,
        'settings',
        w.whose,
        format('sessions start with %s', c.setting),
        case
            when v.name = 'session_replication_role' then 'it turns foreign keys off'
            when v.harmful then 'ingest refuses every event under it'
            else 'hardal is tested without it; it may be what you want'
        end,
        format('alter %s reset %I', w.whose, v.name),
        null
    )::hardal_private.finding
    from pg_db_role_setting as s
    left join pg_roles as r on s.setrole = r.oid
    left join hardal_private.own_roles() as o on r.rolname = o.role
    cross join unnest(s.setconfig) as c (setting)
    cross join lateral (
        select
            n.name,
            n.name in (
                'default_transaction_isolation',
                'default_transaction_read_only',
                'role',
                'session_replication_role'
            ) as harmful
        from (values (split_part(c.setting, '=', 1))) as n (name)
    ) as v
    cross join lateral (
        select concat_ws(
            ' ',
            case
                when s.setrole <> 0 then format('role %I', r.rolname)
                when s.setdatabase = 0 then 'role all'
            end,
            case when s.setrole <> 0 and s.setdatabase <> 0 then 'in' end,
            case when s.setdatabase <> 0 then format('database %I', current_database()) end
        ) as whose
    ) as w
    where
        s.setdatabase in (
            0, (select d.oid from pg_database as d where d.datname = current_database())
        )
        and case
            when s.setrole = 0 then v.harmful
            else
                (
                    o.role = 'hardal_authenticator'
                    and c.setting <> all (hardal_private.authenticator_settings())
                )
                or (not o.login and o.tenant is null)
        end
$$;

comment on function hardal_private.check_settings() is
'For doctor: settings of hardal''s own roles and of this database that change what their '
'connections do';

-- functions/hardal_private/doctor/check_signing_keys.sql
-- Compares the signing keys in PostgREST's jwt-secret with the signing keys of the registry. The
-- first element of held is the signing key that signs.
create or replace function hardal_private.check_signing_keys(held text[], file text)
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select (
        'wrong',
        'retired key',
        format('key %s in %s', k.id, check_signing_keys.file),
        format('it was retired %s', k.retires_at),
        'whoever has it can sign what PostgREST takes',
        'hardal-admin secret prune',
        null
    )::hardal_private.finding
    from hardal_private.signing_keys as k
    where k.id = any (held) and k.id <> held[1] and k.retires_at <= clock_timestamp()
    union all
    select (
        'wrong',
        'signing key',
        format('key %s in %s', k.id, check_signing_keys.file),
        'it signs, though another has taken its place',
        'token create is refused',
        'hardal-admin secret rotate',
        null
    )::hardal_private.finding
    from hardal_private.signing_keys as k
    where k.id = held[1] and k.retires_at is not null
    union all
    select (
        'wrong',
        'lost key',
        format('key %s', t.key_id),
        format(
            '%s live tokens are signed with it, and it is not in %s',
            count(*),
            check_signing_keys.file
        ),
        'PostgREST refuses them, and their events with them',
        format(
            'put the key back; else hardal-admin token rotate for each: %s',
            string_agg(
                format('%s of %s', to_jsonb(t.name), t.tenant), ', ' order by t.tenant, t.name
            )
        ),
        null
    )::hardal_private.finding
    from hardal_private.tokens as t
    where hardal_private.token_state(t) in ('live', 'ending') and t.key_id <> all (held)
    group by t.key_id
$$;

comment on function hardal_private.check_signing_keys(text[], text) is
'For doctor: signing keys that PostgREST lacks, and signing keys that it should no longer have; '
'held: the ids of the signing keys that PostgREST has, first the one that signs; '
'file: the file that holds these signing keys, for the findings';

-- functions/hardal_private/doctor/check_stores.sql
-- Reports a tenant whose ledger and events disagree. It compares only the newest month, and with
-- deep all months, which takes long where there are many events.
create or replace function hardal_private.check_stores(tenant text, deep boolean)
returns setof hardal_private.finding
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_now text := to_char(hardal_private.clock() at time zone 'UTC', '"events_"YYYY"_"MM');
    v_newest text;
    v_since timestamptz;
    v_orphans bigint;
    v_lost bigint;
begin
    -- partitions of coming months are made ahead and are still empty
    select max(c.relname::text) into v_newest
    from pg_inherits as i
    inner join pg_class as c on i.inhrelid = c.oid
    where
        i.inhparent = to_regclass(format('%I.events', tenant || '__store'))
        and c.relname ~ '^events_[0-9]{4}_(0[1-9]|1[0-2])$'
        and c.relname <= v_now;
    if v_newest is null or to_regclass(format('%I.event_ids', tenant || '__store')) is null then
        return;
    end if;

    -- retention drops the months behind the horizon first, and their ids later
    v_since := case
        when deep then (hardal_private.tenant_limits(tenant)).oldest
        else to_date(v_newest, '"events_"YYYY"_"MM')::timestamp at time zone 'UTC'
    end;
    execute format(
        'select
            (
                select count(*)
                from %1$I.events as e
                where
                    e.created_at >= $1
                    and not exists (select from %1$I.event_ids as l where l.id = e.id)
            ),
            (
                select count(*)
                from %1$I.event_ids as l
                where l.created_at >= $1 and not exists (
                    select from %1$I.events as e where e.created_at = l.created_at and e.id = l.id
                )
            )',
        tenant || '__store'
    ) into v_orphans, v_lost using v_since;
    if v_orphans > 0 then
        return next (
            'wrong',
            'ledger',
            format('tenant %s', tenant),
            format('%s events are not in the ledger', v_orphans),
            'a retry of one of them would be stored a second time',
            'look how they came there; then keep a copy, delete them, and send them in again',
            null
        )::hardal_private.finding;
    end if;
    if v_lost > 0 then
        return next (
            'wrong',
            'ledger',
            format('tenant %s', tenant),
            format('%s ids of the ledger have no event', v_lost),
            'a retry of one of them would be called a duplicate, and lost',
            'restore the events; or, where somebody still has them, '
            'delete those ids from the ledger, and send the events again',
            null
        )::hardal_private.finding;
    end if;
end
$$;

comment on function hardal_private.check_stores(text, boolean) is
'For doctor: a ledger and events that disagree, in the newest month that has begun; '
'deep: in all months';

-- functions/hardal_private/doctor/check_tenants.sql
-- Reports tenants that a migrate has not reached, and tenants whose drop was stopped half-way.
create or replace function hardal_private.check_tenants()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select (
        'wrong',
        'version',
        format('tenant %s', t.name),
        'its functions and views are of another version of hardal',
        'it misses what has been mended since',
        'hardal-admin migrate',
        null
    )::hardal_private.finding
    from hardal_private.tenants as t
    where t.template_version <> hardal_private.template_version()
    union all
    select (
        'wrong',
        'half-dropped tenant',
        format('tenant %s', t.name),
        format('its drop began %s and was stopped half-way', t.dropping_at),
        'part of what it held is gone, and what is left cannot be taken back',
        format('hardal-admin tenant drop %1$s --yes %1$s', t.name),
        null
    )::hardal_private.finding
    from hardal_private.tenants as t
    where t.dropping_at is not null
$$;

comment on function hardal_private.check_tenants() is
'For doctor: tenants of another version, and half-dropped tenants';

-- functions/hardal_private/doctor/check_tokens.sql
-- Reports tokens that have expired and were never revoked: a backend may still send one.
create or replace function hardal_private.check_tokens()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select (
        'wrong',
        'expired token',
        format('%s of %s', to_jsonb(t.name), t.tenant),
        format('it ended %s', t.expires_at),
        'a backend that still sends it is refused, and its events with it',
        format(
            'hardal-admin token revoke %s %s, where a successor is in use; else token create',
            t.tenant,
            hardal_private.shell_quote(t.name)
        ),
        null
    )::hardal_private.finding
    from hardal_private.tokens as t
    where t.revoked_at is null and t.expires_at <= hardal_private.clock()
$$;

comment on function hardal_private.check_tokens() is
'For doctor: tokens that have expired and were not revoked';

-- functions/hardal_private/doctor/check_urls.sql
-- Reports PSQL URLs whose role differs from their row, PSQL URLs that have expired or are half
-- revoked, and missing schemas of models. A login can change its own role's settings for good.
create or replace function hardal_private.check_urls()
returns setof hardal_private.finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select (
        'wrong',
        'role settings',
        u.role::text,
        'it starts with ' || coalesce(s.settings, 'no settings'),
        'the defaults that keep a slip of a reader''s from harming others are not those of its URL',
        'hardal-admin doctor --fix',
        format('select hardal_private.apply_role_settings(%L)', u.role)
    )::hardal_private.finding
    from hardal_private.urls as u
    inner join pg_roles as r on u.role = r.rolname
    cross join lateral (
        -- settings for other databases have no effect here
        select
            string_agg(
                array_to_string(d.setconfig, ', '), ', here ' order by d.setdatabase
            ) as settings,
            coalesce(
                bool_and(d.setdatabase = 0 and d.setconfig = hardal_private.url_settings(u)), false
            ) as meant
        from pg_db_role_setting as d
        where
            d.setrole = r.oid
            and d.setdatabase in (
                0, (select b.oid from pg_database as b where b.datname = current_database())
            )
    ) as s
    where not s.meant
    union all
    select (
        'wrong',
        'role limits',
        u.role::text,
        format(
            '%s, connection limit %s, valid until %s',
            case when r.rolcanlogin then 'login' else 'no login' end,
            r.rolconnlimit,
            coalesce(r.rolvaliduntil::text, 'for ever')
        ),
        'its login, limit and end are not those of its URL',
        'hardal-admin doctor --fix',
        format('select hardal_private.apply_role_settings(%L)', u.role)
    )::hardal_private.finding
    from hardal_private.urls as u
    inner join pg_roles as r on u.role = r.rolname
    where
        r.rolconnlimit <> u.connections
        or coalesce(r.rolvaliduntil, 'infinity') <> coalesce(u.expires_at, 'infinity')
        or r.rolcanlogin <> hardal_private.may_log_in(u)
    union all
    select (
        'wrong',
        'expired PSQL URL',
        u.role::text,
        format('it ended %s', u.expires_at),
        'its login is of no use to anybody, but still there',
        format(
            'hardal-admin url revoke %1$s %2$s; '
            'where it is still needed, url rotate %1$s %2$s with a new --expires',
            u.tenant,
            u.name
        ),
        null
    )::hardal_private.finding
    from hardal_private.urls as u
    where hardal_private.url_state(u) = 'expired'
    union all
    select (
        'wrong',
        'half-revoked PSQL URL',
        u.role::text,
        'its revocation was stopped half-way',
        'it cannot log in, but its role is still there',
        format('hardal-admin url revoke %s %s', u.tenant, u.name),
        null
    )::hardal_private.finding
    from hardal_private.urls as u
    where hardal_private.url_state(u) = 'being revoked'
    union all
    select (
        'wrong',
        'models',
        format('schema %s__models', u.tenant),
        'it is not there',
        format('%s of the scope model cannot make its tables and views', min(u.role)),
        'hardal-admin doctor --fix, which makes it empty',
        format('select hardal_private.make_models_schema(%L)', u.tenant)
    )::hardal_private.finding
    from hardal_private.urls as u
    where u.scope = 'model' and to_regnamespace(u.tenant || '__models') is null
    group by u.tenant
$$;

comment on function hardal_private.check_urls() is
'For doctor: PSQL URLs whose role differs from their row or that have ended, and missing schemas '
'of models';

-- functions/hardal_private/doctor/check_views.sql
-- Reports typed views of a tenant that somebody has dropped without hardal, replaced by something
-- else, or given other rights, and how many event names and properties have no room.
create or replace function hardal_private.check_views(tenant text)
returns setof hardal_private.finding
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if to_regclass(format('%I.event_views', tenant || '__store')) is null then
        return;
    end if;
    return query execute format(
        'select
            ''wrong'',
            ''typed view'',
            format(''%%I.%%I'', $1, v.view_name),
            case
                when c.oid is null then ''it is not there'' else ''it is not hardal''''s view''
            end,
            format(''event_catalog names it as the view of %%s'', v.event_name),
            case when c.oid is null then '''' else ''rename what is there, then '' end
            || format(''hardal-admin maintain %%s'', $1),
            null::text
        from %I.event_views as v
        left join pg_class as c on c.oid = to_regclass(format(''%%I.%%I'', $1, v.view_name))
        where (c.relkind = ''v'' and c.relowner = ''hardal_owner''::regrole) is not true
        order by v.view_name',
        tenant || '__store'
    ) using tenant;
    return query
    select
        'wrong',
        'typed view',
        v.view::text,
        case
            when s.as_reader then format('%s__read may not read it', $1)
            else 'it reads with its owner''s rights'
        end,
        case
            when s.as_reader then 'analysts are refused'
            else 'its reader''s rights no longer decide what it shows'
        end,
        'hardal-admin doctor --fix',
        format(
            'alter view %1$s set (security_invoker = true); grant select on %1$s to %2$I',
            v.view, $1 || '__read'
        )
    from hardal_private.typed_views() as v
    inner join pg_class as c on v.view = c.oid
    cross join lateral (
        select coalesce('security_invoker=true' = any (c.reloptions), false) as as_reader
    ) as s
    where
        v.tenant = $1
        and not (s.as_reader and has_table_privilege($1 || '__read', v.view, 'select'))
    order by 3;
    return query
    select
        'open',
        'room',
        tenant,
        'there is no room for ' || concat_ws(
            ', and for ',
            case
                when t.names_without_view > 0
                    then format('a typed view for %s of its event names', t.names_without_view)
            end,
            case
                when t.properties_without_column > 0
                    then format('a column for %s of its properties', t.properties_without_column)
            end
        ),
        'analysts find them in events and in properties only',
        format(
            'hardal-admin views list %s --without, then hardal-admin views add, pin or drop', tenant
        ),
        null::text
    from hardal_private.room_totals(tenant) as t
    where t.names_without_view + t.properties_without_column > 0;
end
$$;

comment on function hardal_private.check_views(text) is
'For doctor: typed views that somebody has dropped, replaced or given other rights, and names '
'without room';

-- functions/hardal_private/doctor/count_findings.sql
-- Returns how many findings of each check doctor has, for monitoring. The findings themselves name
-- tokens and people's PSQL URLs, and PostgreSQL's messages may quote data: monitoring sees none of
-- this. Runs with the owner's rights, so that hardal_monitor needs no right on what is checked.
create or replace function hardal_private.count_findings(only_tenant text default null)
returns table (level text, name text, findings bigint)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    -- a schema that the caller has made and named like a store must not be read
    if only_tenant is not null then
        perform hardal_private.require_tenant(only_tenant);
    end if;
    return query
    select f.level, f.name, count(*)
    from hardal_private.doctor(only_tenant) as f
    group by f.level, f.name;
end
$$;

comment on function hardal_private.count_findings(text) is
'Returns how many findings each check of doctor has, without their details; '
'only_tenant: the checks of this tenant''s data, null for all other checks; '
'HD404 where there is no such tenant';

-- functions/hardal_private/doctor/doctor.sql
-- Runs the checks in the database. hardal-admin doctor adds the checks of PostgREST.
--
-- Without only_tenant it runs the checks that belong to no single tenant. With only_tenant it runs
-- the checks of that tenant's data. hardal-admin doctor calls it for each tenant in a transaction
-- of its own: one transaction over the partitions of many tenants would hold more locks than the
-- server has.
--
-- Each check runs by itself. An error in one check is reported as a finding, and the other checks
-- still run.
create or replace function hardal_private.doctor(
    only_tenant text default null, deep boolean default false
)
returns setof hardal_private.finding
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_check text;
begin
    foreach v_check in array case
        when only_tenant is null then array[
            'check_definitions()',
            'check_api_functions()',
            'check_roles()',
            'check_memberships()',
            'check_admin_option()',
            'check_settings()',
            'check_database()',
            'check_grants()',
            'check_owners()',
            'check_public()',
            'check_default_privileges()',
            'check_outside_views()',
            'check_outside_functions()',
            'check_references()',
            'check_replication()',
            'check_event_triggers()',
            'check_audit_log()',
            'check_urls()',
            'check_tokens()',
            'check_tenants()',
            'check_maintenance()',
            'check_partitions()'
        ]
        else array[
            format('check_views(%L)', only_tenant),
            format('check_stores(%L, %L)', only_tenant, deep),
            format('check_rollups(%L, %L)', only_tenant, deep)
        ]
    end loop
        begin
            -- a name from the list above: @plpgsql_check_options: security_warnings = off
            return query execute 'select * from hardal_private.' || v_check;
        exception when others then
            return next (
                'wrong',
                'check',
                v_check,
                format('it fails: %s', sqlerrm),
                'what it looks at is unknown',
                'mend what else is found, then hardal-admin migrate, '
                'then hardal-admin doctor again',
                null
            )::hardal_private.finding;
        end;
    end loop;
end
$$;

comment on function hardal_private.doctor(text, boolean) is
'Returns the findings in the database, or in one tenant''s data: the problem, why it matters and '
'how to mend it; fix is SQL that mends it safely; deep: checks all months and days of a tenant, '
'not only the newest';

-- functions/hardal_private/doctor/held_grants.sql
-- Returns every right on hardal's objects in this database that another role than the owner holds.
-- It reads the catalogue.
create or replace function hardal_private.held_grants()
returns table (
    schema name,
    kind text,
    object text,
    owner text,
    grantee text,
    privilege text,
    grantable boolean
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with ours as materialized (
        select *
        from hardal_private.own_schemas()
    ),

    held as (
        select
            n.nspname as schema,
            'schema' as kind,
            n.nspname::text as object,
            n.nspowner as owner,
            a.*
        from ours as n
        cross join lateral aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) as a
        union all
        select n.nspname, 'table', c.relname, c.relowner, a.*
        from ours as n
        inner join pg_class as c
            on c.relnamespace = n.oid and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
        cross join lateral aclexplode(
            coalesce(
                c.relacl,
                acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner)
            )
        ) as a
        union all
        select n.nspname, 'column', format('%I.%I', c.relname, l.attname), c.relowner, a.*
        from ours as n
        inner join pg_class as c on c.relnamespace = n.oid
        inner join pg_attribute as l
            on l.attrelid = c.oid and l.attacl is not null and not l.attisdropped
        cross join lateral aclexplode(l.attacl) as a
        union all
        select
            n.nspname,
            'function',
            format('%I(%s)', p.proname, pg_get_function_identity_arguments(p.oid)),
            p.proowner,
            a.*
        from ours as n
        inner join pg_proc as p on p.pronamespace = n.oid
        cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
        union all
        select n.nspname, 'type', t.typname, t.typowner, a.*
        from ours as n
        inner join pg_type as t on t.typnamespace = n.oid
        left join pg_class as c on t.typrelid = c.oid
        cross join lateral aclexplode(coalesce(t.typacl, acldefault('T', t.typowner))) as a
        -- the type of an array, a table or a multirange has no rights of its own
        where
            t.typelem = 0
            and t.typtype <> 'm'
            and (t.typrelid = 0 or c.relkind = 'c')
    )

    select
        h.schema,
        h.kind,
        h.object,
        pg_get_userbyid(h.owner)::text,
        coalesce(r.rolname, 'PUBLIC'),
        h.privilege_type,
        h.is_grantable
    from held as h
    left join pg_roles as r on h.grantee = r.oid
    where h.grantee <> h.owner
$$;

comment on function hardal_private.held_grants() is
'Returns the rights that roles other than the owner hold on hardal''s schemas, tables, columns, '
'functions and types; the grantee PUBLIC is every role';

-- functions/hardal_private/doctor/held_memberships.sql
-- Returns the memberships in which hardal's roles take part, as the member or as the role.
create or replace function hardal_private.held_memberships()
returns table (
    member text,
    role text,
    admin_option boolean,
    inherits boolean,
    may_switch boolean,
    granted_by text
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with ours as materialized (
        select * from hardal_private.own_roles()
    )

    select
        m.rolname::text,
        r.rolname::text,
        a.admin_option,
        -- since PostgreSQL 16 the membership has this option, before 16 the member has it
        coalesce((to_jsonb(a) ->> 'inherit_option')::boolean, m.rolinherit),
        coalesce((to_jsonb(a) ->> 'set_option')::boolean, true),
        case when to_jsonb(a) ? 'inherit_option' then a.grantor::regrole::text end
    from pg_auth_members as a
    inner join pg_roles as m on a.member = m.oid
    inner join pg_roles as r on a.roleid = r.oid
    where
        m.rolname in (select o.role from ours as o)
        or (
            r.rolname in (select o.role from ours as o)
            -- a login that makes roles is a DBA's; a superuser needs no membership
            and not (m.rolsuper or m.rolcreaterole)
            -- the DBA gives this role to a login for monitoring
            and r.rolname <> 'hardal_monitor'
        )
$$;

comment on function hardal_private.held_memberships() is
'Returns the memberships that hardal''s roles have in any role, and the memberships that other '
'roles, except DBAs'' logins, have in hardal''s roles; '
'inherits: the member has the rights of the role without SET ROLE; may_switch: it may SET ROLE; '
'granted_by: the grantor, null before PostgreSQL 16';

-- functions/hardal_private/doctor/large_object_functions.sql
-- Returns the functions that make, read and change large objects. PUBLIC may call them by default.
create or replace function hardal_private.large_object_functions()
returns setof pg_proc
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select p.*
    from pg_proc as p
    where p.pronamespace = 'pg_catalog'::regnamespace and p.proname ~ '^lo(_.*|read|write)$'
$$;

comment on function hardal_private.large_object_functions() is
'The rows of pg_proc that are functions on large objects';

-- functions/hardal_private/doctor/object_definitions.sql
-- Returns the definition of every object in these schemas of hardal's, read from the catalogue.
-- Partitions are left out, because each tenant has its own.
create or replace function hardal_private.object_definitions(schemas name[])
returns table (schema name, kind text, object text, definition text)
language sql
stable
set search_path = pg_catalog, pg_temp
-- PostgreSQL prints constants and names by these
set datestyle = 'ISO'
set intervalstyle = 'postgres'
set timezone = 'UTC'
set bytea_output = 'hex'
set extra_float_digits = '1'
set quote_all_identifiers = 'off'
as $$
    with ours as materialized (
        select n.oid, n.nspname
        from pg_namespace as n
        where n.nspname = any (object_definitions.schemas)
    ),

    relations as materialized (
        select c.*, o.nspname
        from ours as o
        inner join pg_class as c on c.relnamespace = o.oid
        where not c.relispartition and c.relname !~ '^events_[0-9]{4}_[0-9]{2}'
    )

    select
        o.nspname,
        'function',
        format('%I(%s)', p.proname, pg_get_function_identity_arguments(p.oid)),
        pg_get_functiondef(p.oid)
    from ours as o
    inner join pg_proc as p on p.pronamespace = o.oid and p.prokind in ('f', 'p')
    union all
    select c.nspname, 'view', c.relname, concat(c.reloptions, ' ', pg_get_viewdef(c.oid))
    from relations as c
    where c.relkind in ('v', 'm')
    union all
    select
        c.nspname,
        case c.relkind when 'c' then 'type' else 'table' end,
        c.relname,
        concat_ws(
            ' ',
            c.relpersistence,
            c.relrowsecurity,
            c.relforcerowsecurity,
            c.relreplident,
            pg_get_partkeydef(c.oid),
            (
                select string_agg(
                    concat_ws(
                        ' ',
                        a.attname,
                        format_type(a.atttypid, a.atttypmod),
                        a.attnotnull,
                        a.attgenerated,
                        a.attidentity,
                        pg_get_expr(d.adbin, d.adrelid)
                    ),
                    ', '
                    order by a.attnum
                )
                from pg_attribute as a
                left join pg_attrdef as d on a.attrelid = d.adrelid and a.attnum = d.adnum
                where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            )
        )
    from relations as c
    where c.relkind in ('r', 'p', 'c')
    union all
    select
        c.nspname,
        'constraint',
        format('%I on %I', n.conname, c.relname),
        concat_ws(' ', pg_get_constraintdef(n.oid), n.convalidated)
    from relations as c
    -- NOT NULL is a part of its column above; since PostgreSQL 18 it has a row here too
    inner join pg_constraint as n on n.conrelid = c.oid and n.contype <> 'n'
    union all
    select
        c.nspname,
        'index',
        c.relname,
        concat_ws(' ', pg_get_indexdef(c.oid), i.indisvalid)
    from relations as c
    inner join pg_index as i on i.indexrelid = c.oid
    union all
    select
        c.nspname,
        'trigger',
        format('%I on %I', g.tgname, c.relname),
        concat_ws(' ', pg_get_triggerdef(g.oid), g.tgenabled)
    from relations as c
    inner join pg_trigger as g on g.tgrelid = c.oid and not g.tgisinternal
    union all
    select
        c.nspname,
        'rule',
        format('%I on %I', r.rulename, c.relname),
        concat_ws(' ', pg_get_ruledef(r.oid), r.ev_enabled)
    from relations as c
    inner join pg_rewrite as r on r.ev_class = c.oid and r.rulename <> '_RETURN'
    union all
    select
        c.nspname,
        'policy',
        format('%I on %I', y.polname, c.relname),
        concat_ws(
            ' ',
            y.polcmd,
            pg_get_expr(y.polqual, c.oid),
            pg_get_expr(y.polwithcheck, c.oid)
        )
    from relations as c
    inner join pg_policy as y on y.polrelid = c.oid
$$;

comment on function hardal_private.object_definitions(name[]) is
'Returns every function, view, table, type, constraint, index, trigger, rule and policy in '
'these schemas, with its definition';

-- functions/hardal_private/doctor/own_roles.sql
-- Returns hardal's roles, as this database needs them. Roles belong to the whole server: other
-- roles of these kinds may belong to another database.
create or replace function hardal_private.own_roles()
returns table (role text, login boolean, tenant text, scope text, member_of text[])
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    values
    ('hardal_owner', false, null, null, '{}'::text[]),
    ('hardal_anon', false, null, null, '{}'),
    ('hardal_ingest', false, null, null, '{}'),
    ('hardal_read', false, null, null, '{}'),
    ('hardal_monitor', false, null, null, '{}'),
    ('hardal_authenticator', true, null, null, '{hardal_anon,hardal_ingest,hardal_read}')
    union all
    select
        t.name || '__' || s.scope,
        false,
        t.name,
        s.scope,
        case when s.scope = 'model' then array[t.name || '__read'] else '{}' end
    from (
        select n.name
        from hardal_private.tenants as n
        union all
        select 'template'
    ) as t
    cross join unnest(hardal_private.url_scopes()) as s (scope)
    union all
    select u.role, true, u.tenant, null, array[u.tenant || '__' || u.scope]
    from hardal_private.urls as u
$$;

comment on function hardal_private.own_roles() is
'Returns hardal''s roles in this database; login: whether the role logs in; '
'tenant: the tenant that it belongs to, or null; scope: the scope whose group it is, or null; '
'member_of: the roles that it is a member of';

-- functions/hardal_private/doctor/own_schemas.sql
-- Returns hardal's schemas in this database: its own three, the template's two, and the two of each
-- tenant.
create or replace function hardal_private.own_schemas()
returns setof pg_namespace
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select n.*
    from pg_namespace as n
    where
        n.nspname = any (hardal_private.shared_schemas())
        or exists (
            select
            from hardal_private.tenants as t
            where n.nspname in (t.name, t.name || '__store')
        )
$$;

comment on function hardal_private.own_schemas() is
'The rows of pg_namespace that are hardal''s schemas';

-- functions/hardal_private/doctor/privilege_text.sql
-- Returns a privilege and its object in the form that GRANT and REVOKE need. The arguments are
-- columns of held_grants.
create or replace function hardal_private.privilege_text(
    schema name, kind text, object text, privilege text
)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select case kind
        when 'schema' then format('%s on schema %I', privilege, schema)
        when 'column' then format(
            '%s (%I) on table %I.%I',
            privilege, (parse_ident(object))[2], schema, (parse_ident(object))[1]
        )
        when 'function' then format('%s on routine %I.%s', privilege, schema, object)
        else format('%s on %s %I.%I', privilege, kind, schema, object)
    end
$$;

comment on function hardal_private.privilege_text(name, text, text, text) is
'Returns the part of GRANT and REVOKE that names a privilege and its object, '
'such as SELECT on table acme.events';

-- functions/hardal_private/doctor/shell_quote.sql
-- Quotes a word in the commands that doctor prints, because people copy these commands into a
-- shell.
create or replace function hardal_private.shell_quote(word text)
returns text
language sql
immutable
parallel safe
return case
    when word ~ '^[A-Za-z0-9_./:=-]+$' then word
    else '''' || replace(word, '''', '''\''''') || ''''
end;

comment on function hardal_private.shell_quote(text) is
'Returns the word as a shell reads it: quoted where it needs quotes';

-- functions/hardal_private/ingest/batch_events.sql
-- Returns the events of a request's body as an array, whatever the form of the body, or refuses the
-- whole request.
create or replace function hardal_private.batch_events(body jsonb)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_events jsonb;
begin
    if jsonb_typeof(body) = 'object' and not body ? 'events' then
        return jsonb_build_array(body);
    end if;
    if jsonb_typeof(body) = 'array' then
        v_events := body;
    elsif jsonb_typeof(body) = 'object' then
        v_events := body -> 'events';
        if jsonb_typeof(v_events) <> 'array' then
            raise sqlstate 'PT400' using
                message = 'events is not an array',
                hint = 'send {"events": [event, ...]}, or one event without the field events';
        end if;
        if body - 'events' <> '{}' then
            raise sqlstate 'PT400' using
                message = 'a batch holds the field events and no other',
                detail = format('found beside it: %s', (
                    select string_agg(
                        to_jsonb(left(k.key, 200))::text, ', ' order by k.key collate "C"
                    )
                    from (select * from jsonb_object_keys(body - 'events') as k (key) limit 20) as k
                )),
                hint = 'send {"events": [event, ...]}, or one event without the field events';
        end if;
    else
        raise sqlstate 'PT400' using
            message = 'the body is neither a JSON object nor an array',
            hint = 'send one event, or {"events": [event, ...]}';
    end if;
    if jsonb_array_length(v_events) = 0 then
        raise sqlstate 'PT400' using
            message = 'the batch is empty',
            hint = 'send one event, or {"events": [event, ...]} with at least one';
    end if;
    if jsonb_array_length(v_events) > 10000 then
        raise sqlstate 'PT413' using
            message = 'the batch holds more than 10000 events',
            hint = 'send it in several requests; nothing of it was stored';
    end if;
    return v_events;
end
$$;

comment on function hardal_private.batch_events(jsonb) is
'The events of a request''s body as an array. PT400 where the body is neither an event '
'nor a batch; PT413 where the batch has more than 10000 events';

-- functions/hardal_private/ingest/body_encoding.sql
-- Names the compression or the encoding of a body by its first bytes. NDJSON in UTF-8 begins with
-- none of them.
-- UTF-16 and UTF-32 come without a byte order mark too. JSON begins with two ASCII characters, so
-- every second byte is zero then (RFC 4627, section 3).
create or replace function hardal_private.body_encoding(body bytea)
returns text
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select m.name
    from (
        values
        ('gzip', '^1f8b'),
        ('zstd', '^(28b52ffd|5.2a4d18)'),
        ('bzip2', '^425a683[1-9](314159|177245)'),
        ('xz', '^fd377a585a00'),
        ('LZ4', '^(04224d18|02214c18)'),
        ('zip', '^504b(0304|0506|0708)'),
        ('deflate', '^78(01|9c|da)'),
        ('UTF-16 or UTF-32', '^(0000)?(fffe|feff)?((00..){2}|(..00){2})')
    ) as m (name, beginning)
    where encode(substr(body_encoding.body, 1, 12), 'hex') ~ m.beginning
    limit 1
$$;

comment on function hardal_private.body_encoding(bytea) is
'The compression or encoding that a body begins with, such as gzip; null for text in UTF-8';

-- functions/hardal_private/ingest/content_encoding.sql
-- Returns the Content-Encoding of the HTTP request, unless it says that the body is as it is.
create or replace function hardal_private.content_encoding()
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select nullif(
        nullif(
            lower(btrim(
                nullif(current_setting('request.headers', true), '')::jsonb ->> 'content-encoding',
                E' \t'
            )),
            'identity'
        ),
        ''
    )
$$;

comment on function hardal_private.content_encoding() is
'The Content-Encoding of the HTTP request; null where it has none, or identity';

-- functions/hardal_private/ingest/derived_id.sql
-- Makes the id of an event without one in a request that has an Idempotency-Key: the same id for
-- each retry (promise 3). The id is a hash of tenant and idempotency key, with the event's index in
-- the last four bytes, so that equal keys with other indexes never meet. It is a UUIDv8 (RFC 9562),
-- the version for UUIDs that are made by a private rule.
create or replace function hardal_private.derived_id(tenant text, idempotency_key text, index int)
returns uuid
language sql
immutable
parallel safe
return encode(
    set_byte(
        set_byte(
            substr(sha256(convert_to(tenant || E'\n' || idempotency_key, 'UTF8')), 1, 12)
            || int4send(index),
            6,
            get_byte(sha256(convert_to(tenant || E'\n' || idempotency_key, 'UTF8')), 6) & 15 | 128
        ),
        8,
        get_byte(sha256(convert_to(tenant || E'\n' || idempotency_key, 'UTF8')), 8) & 63 | 128
    ),
    'hex'
)::uuid;

comment on function hardal_private.derived_id(text, text, int) is
'The id that an event without one gets under an Idempotency-Key: the same for the same tenant, '
'idempotency key and index (0 is the first)';

-- functions/hardal_private/ingest/name_digest.sql
-- Hashes the text fields of an event: the part of event_digest without properties.
create or replace function hardal_private.name_digest(event jsonb)
returns bigint
language sql
immutable
parallel safe
return hashtextextended(
    coalesce(event ->> 'client_id', ''),
    hashtextextended(
        coalesce(event ->> 'hardal_server_request_id', ''),
        hashtextextended(event ->> 'event_name', 0)
    )
);

comment on function hardal_private.name_digest(jsonb) is
'64-bit hash of an event''s event_name, hardal_server_request_id and client_id';

-- functions/hardal_private/ingest/uuid_v7.sql
-- Makes an id for an event without one: a UUIDv7 (RFC 9562), so that new ids go to the end of the
-- ledger's index. PostgreSQL itself has uuidv7() only from 18 on.
-- The body is SQL-standard, so that it is inlined.
create or replace function hardal_private.uuid_v7()
returns uuid
language sql
volatile
parallel safe
return encode(
    -- 48 bits of milliseconds replace the start of a random UUIDv4, whose version bits are then
    -- raised from 0100 to 0111
    set_bit(
        set_bit(
            overlay(
                uuid_send(gen_random_uuid()),
                substr(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint), 3),
                1, 6
            ),
            52, 1
        ),
        53, 1
    ),
    'hex'
)::uuid;

comment on function hardal_private.uuid_v7() is
'A new UUIDv7 (RFC 9562), ordered by the millisecond in which it was made';

-- functions/hardal_private/ingest/idempotency_key.sql
-- Returns the request's Idempotency-Key (promise 3). Only a request over HTTP has one: any SQL
-- login could set request.headers. White space at the ends of a header is no part of it (RFC 9110),
-- and PostgREST passes it on.
create or replace function hardal_private.idempotency_key()
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_idempotency_key text;
begin
    if session_user = 'hardal_authenticator' then
        v_idempotency_key := btrim(
            nullif(current_setting('request.headers', true), '')::jsonb ->> 'idempotency-key',
            E' \t'
        );
        if v_idempotency_key !~ '^[ -~]{1,255}$' then
            raise sqlstate 'PT400' using
                message = 'Idempotency-Key is not 1 to 255 printable ASCII characters',
                hint = 'send a key such as a UUID that is new for each batch '
                    'and the same for its retries';
        end if;
    end if;
    return v_idempotency_key;
end
$$;

comment on function hardal_private.idempotency_key() is
'The Idempotency-Key of the HTTP request; null where it has none, and for a SQL login; '
'PT400 where it is not 1 to 255 printable ASCII characters';

-- functions/hardal_private/ingest/is_binary.sql
-- Tells whether a body of which no line could be read is no text at all: its first 1,024 bytes hold
-- control characters and bytes that are not ASCII, and do not begin as an event does. A single line
-- in Latin-1 is text.
create or replace function hardal_private.is_binary(body bytea)
returns boolean
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select
        h.hex !~ '^(efbbbf)?(09|0a|0d|20)*7b'
        and h.hex ~ '^(..)*(0[0-8bcef]|1.|7f)'
        and h.hex ~ '^(..)*[89a-f]'
    from (select encode(substr(is_binary.body, 1, 1024), 'hex') as hex) as h
$$;

comment on function hardal_private.is_binary(bytea) is
'Whether a body begins with control characters and bytes that are not ASCII, and not as an event';

-- functions/hardal_private/ingest/ledger_errors.sql
-- Returns the error of an event that breaks no rule of its own and is rejected because of its id in
-- the ledger. The error has the form that event_errors returns.
create or replace function hardal_private.ledger_errors(outcome text)
returns jsonb
language sql
immutable
parallel safe
return jsonb_build_array(jsonb_build_object(
    'field', 'id',
    'code', outcome,
    'message', case outcome
        when 'id_conflict' then 'an event with this id and other content is here already'
        when 'erased' then 'an event with this id was erased and is not taken again'
    end
));

comment on function hardal_private.ledger_errors(text) is
'The error of an event that is rejected because of its id in the ledger, '
'for the outcome id_conflict or erased, as an array of field, code and message';

-- functions/hardal_private/ingest/merge_patch.sql
-- Applies a JSON Merge Patch (RFC 7396). A field of the patch replaces the field of the target,
-- null removes the field, and objects are merged.
create or replace function hardal_private.merge_patch(target jsonb, patch jsonb)
returns jsonb
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select case
        when jsonb_typeof(merge_patch.patch) <> 'object' then merge_patch.patch
        else (
            select coalesce(
                jsonb_object_agg(m.key, m.value) filter (where m.value is not null), '{}'
            )
            from (
                select
                    coalesce(t.key, p.key) as key,
                    case
                        when p.key is null then t.value
                        when p.value <> 'null' then hardal_private.merge_patch(t.value, p.value)
                    end as value
                from jsonb_each(
                    case
                        when jsonb_typeof(merge_patch.target) = 'object' then merge_patch.target
                        else '{}'
                    end
                ) as t
                full join jsonb_each(merge_patch.patch) as p on t.key = p.key
            ) as m
        )
    end
$$;

comment on function hardal_private.merge_patch(jsonb, jsonb) is
'The target with a JSON Merge Patch (RFC 7396) applied';

-- functions/hardal_private/ingest/read_events.sql
-- Reads a batch event by event, for store_events. Returns the id, time and digest of each event
-- that breaks no rule, and the errors of each other event.
-- Each result has an entry for each event, in the order sent. ids, times and digests are null where
-- the event breaks a rule; errors is null where it breaks none.
create or replace function hardal_private.read_events(
    events jsonb,
    tenant text,
    idempotency_key text,
    raws bytea[],
    faults text[],
    now timestamptz,
    oldest timestamptz,
    newest timestamptz,
    max_bytes int,
    batch_passed boolean,
    out ids uuid[],
    out times timestamptz[],
    out digests bigint[],
    out errors jsonb[]
)
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
begin
    -- jsonb_array_elements keeps the order, and so does an aggregate over it
    select
        array_agg(
            case
                when b.passes then hardal_private.event_id(
                    b.event, read_events.tenant, read_events.idempotency_key, b.place
                )
            end
        ),
        array_agg(case when b.passes then coalesce(b.created_at, read_events.now) end),
        array_agg(case when b.passes then hardal_private.event_digest(b.event) end),
        array_agg(
            case
                when not b.passes then coalesce(
                    hardal_private.unreadable_line_errors(
                        read_events.faults[b.place],
                        read_events.raws[b.place],
                        read_events.max_bytes
                    ),
                    hardal_private.event_errors(
                        b.event, read_events.oldest, read_events.newest, read_events.max_bytes
                    )
                )
            end
        )
    into ids, times, digests, errors
    from (
        select
            r.event,
            r.place,
            r.created_at,
            hardal_private.quick_check_event(
                r.event,
                r.created_at,
                read_events.oldest,
                read_events.newest,
                read_events.max_bytes,
                read_events.batch_passed
            ) as passes
        from (
            select
                e.event,
                e.place,
                case
                    -- only a string may be printed: a long number prints as 131 kB
                    when jsonb_typeof(e.event -> 'created_at') = 'string'
                        then hardal_private.parse_timestamp(e.event ->> 'created_at')
                end as created_at
            from jsonb_array_elements(read_events.events) with ordinality as e (event, place)
            offset 0 -- so that each time is read once
        ) as r
        offset 0 -- so that each event is checked once
    ) as b;
end
$$;

comment on function hardal_private.read_events(
    jsonb, text, text, bytea[], text[], timestamptz, timestamptz, timestamptz, int, boolean
) is
'The id, time and digest of each event of a batch, or its errors; '
'batch_passed is the verdict of quick_check_batch';

-- functions/hardal_private/ingest/read_line.sql
-- Reads one line of NDJSON, or returns the reason why PostgreSQL does not take the line. read_lines
-- calls this function only for a body with a bad line, because each call costs a subtransaction.
create or replace function hardal_private.read_line(line bytea, out event jsonb, out fault text)
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    event := convert_from(line, 'UTF8')::jsonb;
exception when data_exception or program_limit_exceeded then
    fault := sqlerrm;
end
$$;

comment on function hardal_private.read_line(bytea) is
'event: the JSON value of a line; fault: PostgreSQL''s reason for not taking the line; '
'one of the two is null';

-- functions/hardal_private/ingest/read_lines.sql
-- Reads the events of an NDJSON body. A line that is not UTF-8, is not JSON, or cannot be held by
-- PostgreSQL is kept as it came, with the reason (promise 4).
-- A body without a bad line is read in one statement. A body with a bad line is read line by line.
-- The function reads at most one line more than a batch may have. batch_events then refuses the
-- batch, so the content of the other lines does not matter.
create or replace function hardal_private.read_lines(
    body bytea,
    out events jsonb,
    out lines bigint[],
    out raws bytea[],
    out faults text[]
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    begin
        select
            jsonb_agg(l.line::jsonb),
            array_agg(l.place)
        into events, lines
        from (
            select *
            from string_to_table(convert_from(body, 'UTF8'), E'\n')
                with ordinality as l (line, place)
            where btrim(l.line, E' \t\r') <> ''
            limit 10001
        ) as l;
        return;
    exception when data_exception or program_limit_exceeded then
        null; -- some line is bad; the statement below finds out which
    end;

    -- 'escape' turns NUL and every byte above 127 into an escape, and leaves line ends as they are
    select
        jsonb_agg(coalesce(r.event, 'null')),
        array_agg(l.place),
        array_agg(case when r.fault is not null then decode(l.line, 'escape') end),
        array_agg(r.fault)
    into events, lines, raws, faults
    from (
        select *
        from string_to_table(encode(body, 'escape'), E'\n') with ordinality as l (line, place)
        where btrim(l.line, E' \t\r') <> ''
        limit 10001
    ) as l
    cross join lateral hardal_private.read_line(decode(l.line, 'escape')) as r;
end
$$;

comment on function hardal_private.read_lines(bytea) is
'events: the events of an NDJSON body; lines: the line number of each event. For a line that '
'could not be read, the event is null, raws holds the bytes of the line, and faults the reason';

-- functions/hardal_private/ingest/read_ndjson.sql
-- Reads the body of an NDJSON request, for ingest_ndjson and validate_ndjson. A byte order mark at
-- its beginning is skipped.
-- A body that is compressed or UTF-16 is refused as a whole: as lines, its pieces would end in
-- quarantine and could not be put together again.
create or replace function hardal_private.read_ndjson(
    body bytea,
    out events jsonb,
    out lines bigint[],
    out raws bytea[],
    out faults text[]
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.refuse_encoding(hardal_private.body_encoding(body));
    select r.events, r.lines, r.raws, r.faults
    into events, lines, raws, faults
    from hardal_private.read_lines(
        case when substr(body, 1, 3) = '\xefbbbf' then substr(body, 4) else body end
    ) as r;
    -- some compressions, such as brotli, have no mark at their beginning
    if
        faults is not null
        and array_position(faults, null) is null
        and hardal_private.is_binary(body)
    then
        perform hardal_private.refuse_encoding('not text');
    end if;
end
$$;

comment on function hardal_private.read_ndjson(bytea) is
'What read_lines returns, for the body of an NDJSON request; '
'PT415 where the body is compressed, UTF-16 or UTF-32';

-- functions/hardal_private/ingest/refuse_encoding.sql
-- Refuses a request whose body is in this encoding. Neither PostgREST nor PostgreSQL can unpack a
-- body.
create or replace function hardal_private.refuse_encoding(encoding text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if encoding is not null then
        raise sqlstate 'PT415' using
            message = format('the body is compressed, or not in UTF-8: %s', left(encoding, 100)),
            hint = 'send it in UTF-8, uncompressed and without Content-Encoding: switch gzip off '
                'in the client or SDK (gzip=False, gzip: false, disableCompression: true); '
                'nothing of it was stored';
    end if;
end
$$;

comment on function hardal_private.refuse_encoding(text) is
'PT415 with this encoding in the message; nothing where it is null';

-- functions/hardal_private/ingest/refuse_request.sql
-- Refuses a request with a status and headers.
-- Over HTTP it raises an error in the form that PostgREST reads: SQLSTATE PGRST, with JSON as
-- message and detail. To a SQL login it raises an error whose SQLSTATE is PT and the status. See
-- https://docs.postgrest.org/en/v12/references/errors.html#raise-errors-with-http-status-codes
create or replace function hardal_private.refuse_request(
    status int,
    message text,
    details text,
    hint text,
    headers jsonb default '{}',
    code text default null
)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if session_user <> 'hardal_authenticator' then
        raise exception using
            errcode = coalesce(refuse_request.code, 'PT' || refuse_request.status),
            message = refuse_request.message,
            detail = coalesce(refuse_request.details, ''),
            hint = coalesce(refuse_request.hint, '');
    end if;
    raise sqlstate 'PGRST' using
        message = jsonb_build_object(
            'code', coalesce(refuse_request.code, 'PT' || refuse_request.status),
            'message', refuse_request.message,
            'details', refuse_request.details,
            'hint', refuse_request.hint
        ),
        detail = jsonb_build_object(
            'status', refuse_request.status, 'headers', refuse_request.headers
        );
end
$$;

comment on function hardal_private.refuse_request(int, text, text, text, jsonb, text) is
'Ends a request with this status: SQLSTATE PT and the status for a SQL login, '
'the status itself over HTTP, with these headers. code replaces PT and the status';

-- functions/hardal_private/ingest/refuse_retry_later.sql
-- Refuses a batch with 429 and Retry-After: another transaction stood in its way, and the same
-- request can succeed in a second. functions/tenant/ingest/ingest.sql calls it where a batch
-- waited too long for a lock, was part of a deadlock, found no partition, or looked at an id while
-- retention removed it from the ledger. The status is never 503: PostgREST would empty its pool of
-- connections and read its schema cache anew.
create or replace function hardal_private.refuse_retry_later(message text, details text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.refuse_request(
        429,
        refuse_retry_later.message,
        refuse_retry_later.details,
        'send the same request again in a second: nothing of it was stored',
        '{"Retry-After": "1"}'
    );
end
$$;

comment on function hardal_private.refuse_retry_later(text, text) is
'Ends a request with PT429 and tells the client to send it again in a second. '
'Nothing of the request is stored';

-- functions/hardal_private/ingest/rejected_event_bytes.sql
-- Returns the bytes that a rejected event counts for in the quarantine. They are counted when the
-- event comes in: once it is stored, it may be compressed.
create or replace function hardal_private.rejected_event_bytes(
    payload jsonb, raw bytea, errors jsonb
)
returns bigint
language sql
stable
parallel safe
return coalesce(octet_length(raw), pg_column_size(payload), 0) + pg_column_size(errors);

comment on function hardal_private.rejected_event_bytes(jsonb, bytea, jsonb) is
'Bytes of a rejected event in quarantine: the bytes of its raw form, or else of its payload, '
'and the bytes of its errors';

-- functions/hardal_private/ingest/serve_events.sql
-- Serves a batch for the functions that clients call: ingest, validate and their NDJSON forms. It
-- finds the caller's tenant, turns synchronous_commit on, and sets the status of the answer.
-- <tenant>__store.ingest does the rest.
create or replace function hardal_private.serve_events(
    events jsonb,
    dry boolean,
    lines bigint[] default null,
    raws bytea[] default null,
    faults text[] default null
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_tenant text := hardal_private.current_tenant();
    v_answer jsonb;
begin
    perform hardal_private.require_plain_statement();
    -- acknowledged is committed (promise 1), and any caller can set synchronous_commit
    if current_setting('synchronous_commit') in ('off', 'local', 'remote_write') then
        perform set_config('synchronous_commit', 'on', true);
    end if;

    execute format('select %I.ingest($1, $2, $3, $4, $5, $6)', v_tenant || '__store')
    into v_answer
    using events, hardal_private.idempotency_key(), dry, lines, raws, faults;

    -- not an exception: it would roll back the events in quarantine
    if v_answer -> 'rejected' <> '0' then
        perform set_config(
            'response.status',
            case
                when v_answer -> 'accepted' = '0' and v_answer -> 'duplicates' = '0' then '422'
                else '207'
            end,
            true
        );
    end if;
    return v_answer;
end
$$;

comment on function hardal_private.serve_events(jsonb, boolean, bigint[], bytea[], text[]) is
'Stores events for the caller''s tenant and sets the status of the answer: 200, 207 or 422; '
'dry: answers in the same way and stores nothing. 25000 outside of READ COMMITTED';

-- functions/hardal_private/ingest/set_lock_deadline.sql
-- Sets lock_timeout to the time that is left until a deadline, for the running statement and for
-- all later statements. lock_timeout alone bounds each wait for a lock, not all waits together.
-- Returns true so that it can stand in a WHERE clause and run between two rows of an INSERT, each
-- of which may wait for another transaction.
create or replace function hardal_private.set_lock_deadline(deadline timestamptz)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    perform set_config(
        'lock_timeout',
        greatest(1, ceil(extract(epoch from deadline - clock_timestamp()) * 1000))::text,
        true
    );
    return true;
end
$$;

comment on function hardal_private.set_lock_deadline(timestamptz) is
'Sets lock_timeout to the time left until a deadline, 1 ms where no time is left; returns true';

-- functions/hardal_private/ingest/truncated_payload.sql
-- Returns the part of an event that is kept where the event is too large: the first 8 KiB of its
-- text.
-- For an event that cannot be printed, the text holds only the fields that are strings or booleans.
-- The function is PL/pgSQL, because planning a CASE may print both branches beforehand (seen on
-- 18).
create or replace function hardal_private.truncated_payload(event jsonb)
returns bytea
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if hardal_private.is_printable(event) then
        return substr(convert_to(event::text, 'UTF8'), 1, 8192);
    end if;
    return substr(
        convert_to(
            (
                select coalesce(jsonb_object_agg(f.key, f.value), '{}')
                from jsonb_each(
                    case when jsonb_typeof(event) = 'object' then event else '{}' end
                ) as f
                where jsonb_typeof(f.value) in ('string', 'boolean')
            )::text,
            'UTF8'
        ),
        1, 8192
    );
end
$$;

comment on function hardal_private.truncated_payload(jsonb) is
'The first 8 KiB of an event''s text, as UTF-8; for an event that cannot be printed, '
'the text holds only its fields that are strings or booleans';

-- functions/hardal_private/ingest/unreadable_line_errors.sql
-- Returns the errors of a line of NDJSON that could not be read, in the form that event_errors
-- returns.
create or replace function hardal_private.unreadable_line_errors(
    fault text, line bytea, max_bytes int
)
returns jsonb
language sql
immutable
parallel safe
return case
    when fault is not null
        then jsonb_build_array(jsonb_build_object(
            'field', null,
            'code', 'invalid_json',
            'message', 'the line is no JSON that can be stored: ' || left(fault, 200)
        ))
        || case
            when octet_length(line) > greatest(max_bytes, 8192)
                then jsonb_build_array(jsonb_build_object(
                    'field', null,
                    'code', 'too_large',
                    'message', format(
                        'a line that cannot be read has at most %s bytes', greatest(max_bytes, 8192)
                    )
                ))
            else '[]'
        end
end;

comment on function hardal_private.unreadable_line_errors(text, bytea, int) is
'The errors of a line that could not be read for the reason in fault: invalid_json, and too_large '
'where it has more than max_bytes bytes (8 KiB at least); null where fault is null';

-- functions/hardal_private/install/ambiguous_functions.sql
-- Returns the functions of the API whose id (OID) is also the id of a table or another object with
-- a comment. PostgreSQL allows this, and pg_upgrade gives new ids to functions and not to tables.
-- PostgREST before 12.2.12 then reads a function once for each comment, and answers 300 (PGRST203)
-- to every call of the function.
create or replace function hardal_private.ambiguous_functions()
returns setof regprocedure
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select p.oid::regprocedure
    from pg_proc as p
    where
        p.pronamespace = 'hardal'::regnamespace
        and exists (
            select
            from pg_description as d
            where d.objoid = p.oid and d.classoid <> 'pg_proc'::regclass
        )
$$;

comment on function hardal_private.ambiguous_functions() is
'Returns the functions of the API that PostgREST may take for several, because of their ids';

-- functions/hardal_private/install/audit.sql
-- Writes an entry into the audit log. hardal calls this function for every change of a tenant, a
-- token or a PSQL URL, and for actions on a tenant's data other than ingest, such as an import, a
-- replay, an erasure or a month that retention drops.
create or replace function hardal_private.audit(
    action text, tenant text, object text default null, details jsonb default '{}'
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    with written as (
        insert into hardal_private.audit_log (action, tenant, object, details)
        values (audit.action, audit.tenant, audit.object, audit.details)
        returning audit_log
    )

    insert into hardal_private.audit_digests (entry, digest)
    select (w.audit_log).entry, hardal_private.audit_digest(w.audit_log)
    from written as w;
end
$$;

comment on function hardal_private.audit(text, text, text, jsonb) is
'Records an action of the login (session_user) in the same transaction as the change: neither is '
'stored without the other';

-- functions/hardal_private/install/audit_digest.sql
-- Returns the digest of an entry of the audit log. doctor compares it with the one that was noted
-- when the entry was written.
create or replace function hardal_private.audit_digest(line hardal_private.audit_log)
returns bytea
language sql
stable
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
    select sha256(
        convert_to(
            jsonb_build_array(
                line.entry,
                line.at,
                line.actor,
                line.action,
                line.tenant,
                line.object,
                line.details
            )::text,
            'UTF8'
        )
    )
$$;

comment on function hardal_private.audit_digest(hardal_private.audit_log) is
'Returns the SHA-256 of all that an entry of the audit log says';

-- functions/hardal_private/install/clock.sql
-- Returns the current time for all of hardal. Tests replace this function in their own transaction.
-- There is no setting for the time, because any login could change a setting.
create or replace function hardal_private.clock()
returns timestamptz
language sql
stable
parallel safe
return now();

comment on function hardal_private.clock() is
'Start of the current transaction; the only place where tests set the time';

-- functions/hardal_private/install/dedicate_database.sql
-- Takes from PUBLIC the rights that a reader of one tenant does not need: CONNECT and TEMP on this
-- database, and the functions on large objects. Only for a database that hardal has alone.
--
-- A REVOKE by a login that may not revoke only warns, so the function checks the outcome.
create or replace function hardal_private.dedicate_database()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_name text;
    v_function regprocedure;
begin
    begin
        for v_name in
            select r.role
            from hardal_private.own_roles() as r
            where r.role in ('hardal_authenticator', 'hardal_monitor') or r.scope is not null
        loop
            execute format(
                'grant %s on database %I to %I',
                case when v_name ~ '__model$' then 'connect, temporary' else 'connect' end,
                current_database(),
                v_name
            );
        end loop;
        execute format('revoke connect, temporary on database %I from public', current_database());
        for v_function in
            select p.oid::regprocedure
            from hardal_private.large_object_functions() as p
        loop
            execute format('revoke execute on function %s from public', v_function);
        end loop;
    exception when insufficient_privilege then
        null; -- the check below refuses, as it does where REVOKE only warned
    end;

    if exists (
        select
        from pg_database as d
        cross join lateral aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) as a
        where d.datname = current_database() and a.grantee = 0
    ) or exists (
        select
        from hardal_private.large_object_functions() as p
        cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
        where a.grantee = 0
    ) then
        raise sqlstate 'HD403' using
            message = format('%s may not close this database to PUBLIC', current_user),
            hint = 'run migrate --dedicated as the database''s owner with superuser rights, '
                'or without --dedicated';
    end if;
end
$$;

comment on function hardal_private.dedicate_database() is
'Takes CONNECT, TEMP and large objects in this database from PUBLIC; HD403 where the login may not';

-- functions/hardal_private/install/drop_ambiguous_functions.sql
-- Drops the functions of the API that PostgREST may take for several. Migrate calls this before it
-- makes the functions of the API, in the same transaction, so they get new ids.
create or replace function hardal_private.drop_ambiguous_functions()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- regprocedure quotes the names: @plpgsql_check_options: security_warnings = off
    v_functions text;
begin
    select string_agg(f::text, ', ') into v_functions
    from hardal_private.ambiguous_functions() as f;
    if v_functions is not null then
        execute format('drop routine %s', v_functions);
    end if;
end
$$;

comment on function hardal_private.drop_ambiguous_functions() is
'Drops the functions that ambiguous_functions returns; migrate makes them again';

-- functions/hardal_private/install/drop_stale_functions.sql
-- Drops the functions and procedures of a schema that the sources no longer have, so that a
-- database holds no function that the sources do not explain. A function is known by its name.
-- Where the arguments of a function change, a migration drops the old one: otherwise the schema has
-- two functions of that name, which is refused.
create or replace function hardal_private.drop_stale_functions(schema text, names text[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- regprocedure quotes the names: @plpgsql_check_options: security_warnings = off
    v_stale text;
    v_twice name;
begin
    -- all in one statement, because one stale function may use another in a SQL-standard body
    select string_agg(p.oid::regprocedure::text, ', ') into v_stale
    from pg_proc as p
    where
        p.pronamespace = drop_stale_functions.schema::regnamespace
        and p.proname <> all (drop_stale_functions.names);
    if v_stale is not null then
        execute format('drop routine %s', v_stale);
    end if;
    select p.proname into v_twice
    from pg_proc as p
    where p.pronamespace = drop_stale_functions.schema::regnamespace
    group by p.proname
    having count(*) > 1
    limit 1;
    if v_twice is not null then
        raise sqlstate 'HD409' using
            message = format(
                'the function %s.%s is here twice, with different arguments', schema, v_twice
            ),
            hint = 'a migration has to drop the old one';
    end if;
end
$$;

comment on function hardal_private.drop_stale_functions(text, text[]) is
'Drops a schema''s functions and procedures that have none of these names; '
'HD409 where one of the names is left twice';

-- functions/hardal_private/install/guard_audit_log.sql
-- Puts the append-only trigger on the audit log and on its digests. doctor reports a trigger that
-- is missing or disabled, and puts it back with this function.
create or replace function hardal_private.guard_audit_log()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    create or replace trigger audit_log_is_append_only
    before update or delete or truncate on hardal_private.audit_log
    for each statement execute function hardal_private.refuse_change();
    alter table hardal_private.audit_log enable always trigger audit_log_is_append_only;

    create or replace trigger audit_log_is_append_only
    before update or delete or truncate on hardal_private.audit_digests
    for each statement execute function hardal_private.refuse_change();
    alter table hardal_private.audit_digests enable always trigger audit_log_is_append_only;
end
$$;

comment on function hardal_private.guard_audit_log() is
'Puts the trigger on the audit log and its digests that refuses UPDATE, DELETE and TRUNCATE';

-- functions/hardal_private/install/mend_memberships.sql
-- Gives the groups and logins of tenants the memberships that hardal means, and takes all others
-- from them. An older version made each <tenant>__write a member of hardal_ingest.
--
-- The caller is a login that may grant the roles. doctor reports the memberships that the login may
-- not change.
create or replace function hardal_private.mend_memberships()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- names come quoted from the catalogue: @plpgsql_check_options: security_warnings = off
    v_fix text;
begin
    for v_fix in
        select f.fix
        from hardal_private.check_memberships() as f
        inner join hardal_private.own_roles() as o on f.object = o.role
        where o.tenant is not null
    loop
        begin
            execute v_fix;
        exception when insufficient_privilege then
            null;
        end;
    end loop;
end
$$;

comment on function hardal_private.mend_memberships() is
'Runs the fixes of check_memberships for the groups and logins of tenants, as far as the login may';

-- functions/hardal_private/install/record_definitions.sql
-- Records the definitions that a migrate has made, at its end. doctor reports the objects that
-- have changed since.
--
-- An object that the migrate left as it was keeps its record, or goes on without one. So an object
-- that somebody else made or changed before the migrate does not become hardal's by it. After an
-- upgrade of PostgreSQL the same object may look otherwise, so its record is renewed then.
create or replace function hardal_private.record_definitions()
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    merge into hardal_private.installed as i
    using (
        select
            d.digest,
            coalesce(d.schema, b.schema) as schema,
            coalesce(d.kind, b.kind) as kind,
            coalesce(d.object, b.object) as object,
            coalesce(d.digest = b.digest, false) as as_before
        from (
            select
                o.schema,
                o.kind,
                o.object,
                sha256(convert_to(o.definition, 'UTF8')) as digest
            from hardal_private.object_definitions(hardal_private.shared_schemas()) as o
        ) as d
        full join jsonb_to_recordset(
            coalesce(nullif(current_setting('hardal.definitions', true), ''), '[]')::jsonb
        ) as b (schema name, kind text, object text, digest bytea)
            on d.schema = b.schema and d.kind = b.kind and d.object = b.object
    ) as n
        on i.schema = n.schema and i.kind = n.kind and i.object = n.object
    when matched and n.digest is null then
        delete
    when
        matched and (
            not n.as_before
            -- migrate makes these anew each time
            or i.kind in ('function', 'view')
            or i.server <> current_setting('server_version_num')::int / 10000
        )
        then
        update set digest = n.digest, server = default
    when not matched and n.digest is not null and not n.as_before then
        insert (schema, kind, object, digest) values (n.schema, n.kind, n.object, n.digest)
$$;

comment on function hardal_private.record_definitions() is
'Records the definitions of the objects that migrate has made';

-- functions/hardal_private/install/record_grants.sql
-- Records the grants that migrate has made. doctor compares the rights on the API, and each
-- tenant's rights, with this record. hardal grants rights on its own objects to its own roles only,
-- but for the helpers of reports, which are everybody's. Any other grant is left out of the record,
-- so that doctor reports it.
create or replace function hardal_private.record_grants()
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    delete from hardal_private.installed_grants;

    insert into hardal_private.installed_grants (schema, kind, object, grantee, privilege)
    select distinct
        g.schema,
        g.kind,
        g.object,
        g.grantee,
        g.privilege
    from hardal_private.held_grants() as g
    where
        g.schema = any (hardal_private.shared_schemas())
        and g.owner = 'hardal_owner'
        and (
            g.grantee in ('hardal_anon', 'hardal_ingest', 'hardal_read', 'hardal_monitor')
            or (g.schema = 'hardal_helpers' and g.grantee = 'PUBLIC')
            or g.grantee in (
                select 'template__' || s.scope
                from unnest(hardal_private.url_scopes()) as s (scope)
            )
        )
$$;

comment on function hardal_private.record_grants() is
'Records the grants on the API and on the template, as migrate has just made them';

-- functions/hardal_private/install/refuse_change.sql
-- Refuses every change of an entry in the audit log. New entries are allowed.
create or replace function hardal_private.refuse_change()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    raise sqlstate 'HD403' using
        message = format('%s.%s is appended to, never changed', tg_table_schema, tg_table_name),
        hint = 'who must change it all the same drops the trigger, '
            'and hardal-admin doctor says that it is gone';
end
$$;

comment on function hardal_private.refuse_change() is
'Trigger function: refuses UPDATE, DELETE and TRUNCATE with HD403';

-- functions/hardal_private/install/remember_definitions.sql
-- Keeps the definitions as they are before a migrate, until the end of its transaction:
-- record_definitions tells by them which objects migrate has made. They are kept in a setting,
-- because a login may lack the right to make a temporary table.
create or replace function hardal_private.remember_definitions()
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    select set_config('hardal.definitions', coalesce(jsonb_agg(to_jsonb(d))::text, '[]'), true)
    from (
        select
            o.schema,
            o.kind,
            o.object,
            sha256(convert_to(o.definition, 'UTF8')) as digest
        from hardal_private.object_definitions(hardal_private.shared_schemas()) as o
    ) as d
$$;

comment on function hardal_private.remember_definitions() is
'Keeps the definitions of hardal''s objects for record_definitions, until the transaction ends';

-- functions/hardal_private/install/revoke_grants.sql
-- Revokes all grants on hardal's own schemas and the template, and the default privileges of
-- hardal_owner. hardal alone grants rights there. Migrate calls this before it runs the files that
-- grant anew, in the same transaction. Otherwise a grant that somebody added by hand would survive,
-- and record_grants could take it for one of hardal's. Objects of other owners are left alone:
-- check_owners reports them, and hardal_owner may not revoke there.
create or replace function hardal_private.revoke_grants()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- names come quoted from the catalogue: @plpgsql_check_options: security_warnings = off
    v_statement text;
begin
    -- of two transactions that change rights on the API, PostgreSQL would end one: see grant_api
    lock table hardal_private.tenants in share row exclusive mode;
    for v_statement in
        select f.fix
        from hardal_private.check_default_privileges() as f
        union all
        select format(
            'revoke %s from %s cascade',
            hardal_private.privilege_text(g.schema, g.kind, g.object, g.privilege),
            string_agg(
                distinct case
                    when g.grantee = 'PUBLIC' then 'public' else quote_ident(g.grantee)
                end,
                ', '
            )
        )
        from hardal_private.held_grants() as g
        where
            g.schema = any (hardal_private.shared_schemas())
            and g.owner = 'hardal_owner'
        group by g.schema, g.kind, g.object, g.privilege
    loop
        execute v_statement;
    end loop;
end
$$;

comment on function hardal_private.revoke_grants() is
'Revokes all rights on the API and the template, except the owner''s; '
'migrate grants the rights anew in the same transaction';

-- functions/hardal_private/install/role_statements.sql
-- Returns the statements that make hardal's roles on another server, before a dump of this database
-- is restored there. A DBA's login runs them, and manages these roles from then on.
--
-- pg_dumpall does not fit: its output also sets the passwords of all other roles of the server, and
-- names grantors that PostgreSQL 16 and later refuse. A role that the other server has already may
-- belong to another database there, so it is left as it is.
--
-- A login may have changed its own settings, so these come from its row. Each statement is one
-- quoted text, so no value can end it.
create or replace function hardal_private.role_statements()
returns setof text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO'
as $$
declare
    v_verifiers jsonb;
begin
    -- only a superuser may read passwords
    if has_table_privilege('pg_authid', 'select') then
        select jsonb_object_agg(a.rolname, a.rolpassword) into v_verifiers
        from pg_authid as a
        where a.rolpassword is not null;
    end if;

    return query
    select format(
        'do %L;',
        format(
            E'begin\n'
            'if to_regrole(%1$L) is not null then\n'
            '    raise notice ''the role %1$I is here already, and left as it is'';\n'
            '    return;\n'
            'end if;\n'
            'create role %1$I %2$s %3$s connection limit %4$s valid until %5$L%6$s;\n'
            'comment on role %1$I is %7$L;\n'
            '%8$s'
            'end',
            o.role,
            case when r.rolcanlogin then 'login' else 'nologin' end,
            case when r.rolinherit then 'inherit' else 'noinherit' end,
            r.rolconnlimit,
            coalesce(r.rolvaliduntil::text, 'infinity'),
            ' password ' || quote_literal(v_verifiers ->> o.role),
            shobj_description(r.oid, 'pg_authid'),
            s.settings
        )
    )
    from hardal_private.own_roles() as o
    inner join pg_roles as r on o.role = r.rolname
    left join hardal_private.urls as u on o.role = u.role
    cross join lateral (
        select string_agg(
            format(
                E'alter role %I set %I to %L;\n',
                o.role,
                split_part(c.setting, '=', 1),
                substr(c.setting, strpos(c.setting, '=') + 1)
            ),
            ''
        ) as settings
        from unnest(
            case
                when u.role is not null then hardal_private.url_settings(u)
                when o.login then r.rolconfig
            end
        ) as c (setting)
    ) as s
    order by o.login, o.tenant nulls first, o.role;

    return query
    select format(
        'do %L;',
        format(
            E'begin\n'
            'if pg_has_role(%1$L, %2$L, ''member'') then\n'
            '    return;\n'
            'end if;\n'
            'if current_setting(''server_version_num'')::int < 160000 then\n'
            '    grant %2$I to %1$I;\n'
            'else\n'
            '    execute ''grant %2$I to %1$I with inherit %3$s, set %4$s'';\n'
            'end if;\n'
            'end',
            o.role,
            g.role,
            -- as membership_options says, on the other server's release
            case when o.role = 'hardal_authenticator' then 'false' else 'true' end,
            case when o.role = 'hardal_authenticator' then 'true' else 'false' end
        )
    )
    from hardal_private.own_roles() as o
    cross join unnest(o.member_of) as g (role)
    where to_regrole(o.role) is not null and to_regrole(g.role) is not null
    order by o.role, g.role;

    -- as sql/core/bootstrap.sql does
    return next format(
        'do %L;',
        E'begin\n'
        'if current_setting(''server_version_num'')::int < 160000 then\n'
        '    grant hardal_owner to current_user;\n'
        'elsif not (\n'
        '    pg_has_role(''hardal_owner'', ''usage'') and pg_has_role(''hardal_owner'', ''set'')\n'
        ') then\n'
        '    execute ''grant hardal_owner to current_user with inherit true, set true'';\n'
        'end if;\n'
        'end'
    );
end
$$;

comment on function hardal_private.role_statements() is
'Returns SQL that makes hardal''s roles on another server, with their passwords where the caller '
'may read pg_authid; run by a DBA''s login, before a dump is restored';

-- functions/hardal_private/install/set_authenticator_password.sql
-- Sets PostgREST's password. The password comes as a verifier, so that no log holds the password.
-- The caller is a login that may change the role.
create or replace function hardal_private.set_authenticator_password(verifier text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.require_verifier(verifier);
    execute format('alter role hardal_authenticator password %L', verifier);
end
$$;

comment on function hardal_private.set_authenticator_password(text) is
'Sets the password of hardal_authenticator, as which PostgREST logs in; '
'HD400 where it is not a SCRAM-SHA-256 verifier';

-- functions/hardal_private/install/shared_schemas.sql
-- The schemas that hardal has once in a database. Every tenant has two more, made like the
-- template's.
create or replace function hardal_private.shared_schemas()
returns name[]
language sql
immutable
parallel safe
return array['hardal', 'hardal_helpers', 'hardal_private', 'template', 'template__store']::name[];

comment on function hardal_private.shared_schemas() is
'The names of hardal''s own schemas and the template''s';

-- functions/hardal_private/maintenance/add_to_report.sql
-- Adds one line to the report of maintenance. Where the last line of the report has the same tenant
-- and action, and the new line names no object, the count of the last line is raised instead. So a
-- thousand small steps stay one line.
create or replace function hardal_private.add_to_report(report jsonb, did jsonb)
returns jsonb
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select case
        when did ->> 'count' = '0' then report
        when
            report -> -1 ->> 'tenant' = did ->> 'tenant'
            and report -> -1 ->> 'what' = did ->> 'what'
            and did -> 'object' = 'null'
            then jsonb_set(
                report,
                '{-1,count}',
                to_jsonb((report #>> '{-1,count}')::bigint + (did ->> 'count')::bigint)
            )
        else report || (did - 'more')
    end
$$;

comment on function hardal_private.add_to_report(jsonb, jsonb) is
'Returns the report with one more line, or with a higher count in its last line '
'where that line has the same tenant and action; a line with count 0 is left out';

-- functions/hardal_private/maintenance/discard_rollups.sql
-- Discards a tenant's rollups, for hardal-admin maintain --rebuild. The maintenance that follows
-- counts them again.
create or replace function hardal_private.discard_rollups(tenant text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.require_tenant(tenant);
    perform set_config('role', 'hardal_owner', true);
    perform hardal_private.lock_tenant(tenant, true);
    execute format('select %I.discard_rollups()', tenant || '__store');
    perform hardal_private.audit('rollups.rebuild', tenant);
end
$$;

comment on function hardal_private.discard_rollups(text) is
'Discards a tenant''s rollups; maintenance makes them again from the events. '
'HD404 where there is no such tenant';

-- functions/hardal_private/maintenance/lock_tenant.sql
-- Locks a tenant against other maintenance and erasure until the transaction ends. The lock is the
-- tenant's row in hardal_private.maintenance.
create or replace function hardal_private.lock_tenant(tenant text, wait boolean)
returns boolean
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (
        select from hardal_private.maintenance as m where m.tenant = lock_tenant.tenant
    ) then
        begin
            insert into hardal_private.maintenance (tenant) values (tenant)
            on conflict do nothing;
        exception when foreign_key_violation then
            -- the tenant was dropped meanwhile
            if wait then
                perform hardal_private.require_tenant(tenant);
            end if;
            return false;
        end;
    end if;
    if wait then
        begin
            perform from hardal_private.maintenance as m
            where m.tenant = lock_tenant.tenant
            for no key update;
        exception when lock_not_available then
            raise lock_not_available using
                message = format('maintenance of %s, or an erasure, is at it', lock_tenant.tenant),
                hint = 'try again in a moment';
        end;
    else
        perform from hardal_private.maintenance as m
        where m.tenant = lock_tenant.tenant
        for no key update skip locked;
    end if;
    return found;
end
$$;

comment on function hardal_private.lock_tenant(text, boolean) is
'Locks a tenant against other maintenance and erasure until the transaction ends. '
'Without wait, false means that another transaction holds the lock, or the tenant is gone. '
'With wait, 55P03 means that lock_timeout was reached, HD404 that the tenant is gone';

-- functions/hardal_private/maintenance/maintain.sql
-- Maintains all tenants, or one, for pg_cron. maintain_tenant has the steps. hardal-admin maintain
-- calls maintain_tenant itself, after it has detached expired partitions CONCURRENTLY, which no
-- procedure can do. The procedure may run as often as you like and several times at once.
--
-- A procedure that commits cannot have a SET clause, so it sets the search path itself.
create or replace procedure hardal_private.maintain(
    only_tenant text default null,
    dry boolean default false,
    inout report jsonb default '[]'
)
language plpgsql
as $$
declare
    v_tenants text[];
    v_tenant text;
begin
    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    if only_tenant is not null then
        perform hardal_private.require_tenant(only_tenant);
        call hardal_private.maintain_tenant(only_tenant, dry, report);
        return;
    end if;
    v_tenants := array(
        select t.name
        from hardal_private.tenants as t
        order by t.name
    );
    foreach v_tenant in array v_tenants loop
        call hardal_private.maintain_tenant(v_tenant, dry, report);
    end loop;
    if not dry then
        perform hardal_private.record_url_use();
    end if;
end
$$;

comment on procedure hardal_private.maintain (text, boolean, jsonb) is
'Maintains all tenants, or one; dry: only says what it would do; '
'report: what was done and what failed; HD404 where there is no such tenant';

-- functions/hardal_private/maintenance/maintain_step.sql
-- Runs one step of one tenant's maintenance in one transaction, as hardal_owner, because this role
-- owns the partitions.
--
-- A step waits for a lock at most 200 ms at a time, because ingest and readers queue behind the
-- waiting step. It tries a few times. A failure is written down and does not stop other tenants.
create or replace function hardal_private.maintain_step(
    tenant text, step text, dry boolean, out did jsonb
)
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '200ms'
-- the planner overrates views over partitions, and compiling them takes longer than running them
set jit = off
as $$
declare
    v_locked boolean := dry;
    v_failure text;
begin
    perform set_config('role', 'hardal_owner', true);
    if not dry then
        begin
            v_locked := hardal_private.lock_tenant(tenant, false);
        exception when lock_not_available then
            null; -- a migrate holds the tenant, or another maintenance is inserting the row
        end;
    end if;
    if not v_locked then
        if not exists (
            select from hardal_private.tenants as t where t.name = maintain_step.tenant
        ) then
            return; -- the tenant was dropped meanwhile
        end if;
        did := jsonb_build_object(
            'what', 'skipped', 'object', 'another maintenance, or an erasure, is at it',
            'count', 1, 'tenant', tenant, 'step', step
        );
        return;
    end if;
    for v_try in 1..5 loop
        v_failure := null;
        begin
            execute format('select %I.%I($1)', tenant || '__store', step) into did using dry;
            exit;
        exception
            when lock_not_available or deadlock_detected then
                v_failure := format('%s: %s', step, sqlerrm);
                perform pg_sleep(v_try * (0.1 + random() / 10));
            when others then
                v_failure := format('%s: %s', step, sqlerrm);
                exit;
        end;
    end loop;
    if v_failure is not null then
        did := jsonb_build_object('what', 'failed', 'object', v_failure, 'count', 1);
    end if;
    if did ->> 'what' = 'failed' then
        update hardal_private.maintenance as m
        set failed_at = hardal_private.clock(), failure = did ->> 'object'
        where m.tenant = maintain_step.tenant and not dry;
    end if;
    did := did || jsonb_build_object('tenant', tenant, 'step', step);
end
$$;

comment on function hardal_private.maintain_step(text, text, boolean) is
'Runs one step of a tenant''s maintenance, or says what it would do (dry); '
'returns what was done, failed or was skipped; '
'null where nothing is left to do or the tenant is gone';

-- functions/hardal_private/maintenance/maintain_tenant.sql
-- Maintains one tenant: one round of all steps, or of only_steps.
--
-- Each step runs in a transaction of its own. A round that is killed loses the current step only,
-- and the next round continues there.
--
-- A step is a function of the tenant's store with the argument dry. It returns {what, object,
-- count}, or null when nothing is left to do. The loop calls a step until it returns null, fails,
-- or postpones something without saying that there is more. To add a step, add its name to v_steps.
--
-- A procedure that commits cannot have a SET clause, so it sets the search path in each
-- transaction.
create or replace procedure hardal_private.maintain_tenant(
    tenant text,
    dry boolean,
    inout report jsonb default '[]',
    only_steps text[] default null
)
language plpgsql
as $$
declare
    v_steps constant text[] := array[
        'make_partitions_ahead', 'expire_rejected', 'move_horizon', 'drop_expired', 'trim_ledger',
        'move_boundary', 'roll_up', 'want_event_views', 'make_event_views'
    ];
    v_step text;
    v_did jsonb;
    v_complete boolean := not dry and only_steps is null;
begin
    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    foreach v_step in array coalesce(only_steps, v_steps) loop
        loop
            v_did := hardal_private.maintain_step(tenant, v_step, dry);
            commit;
            perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
            exit when v_did is null;
            report := hardal_private.add_to_report(report, v_did);
            v_complete := v_complete and v_did ->> 'what' not in ('failed', 'skipped');
            exit when dry or v_did ->> 'what' = 'skipped';
            exit when v_did ->> 'what' in ('failed', 'postponed') and v_did -> 'more' is null;
        end loop;
        exit when v_did ->> 'what' = 'skipped';
    end loop;
    if v_complete then
        perform hardal_private.record_maintained(tenant);
        commit;
        perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    end if;
end
$$;

comment on procedure hardal_private.maintain_tenant (text, boolean, jsonb, _text) is
'Maintains one tenant, each step in a transaction of its own, all steps or only_steps; '
'dry: only says what it would do; report: what was done and what failed; '
'nothing where the tenant is gone';

-- functions/hardal_private/maintenance/partition_names.sql
-- Returns the partitions of a tenant, including those that retention is about to drop.
create or replace function hardal_private.partition_names(tenant text)
returns name[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_partitions name[];
begin
    execute format(
        'select array(select p.partition from %I.list_partitions() as p)', tenant || '__store'
    ) into v_partitions;
    return v_partitions;
end
$$;

comment on function hardal_private.partition_names(text) is
'Names of the partitions of a tenant''s events, oldest first';

-- functions/hardal_private/maintenance/partitions_to_detach.sql
-- Moves the horizons of one tenant or of all, and returns the partitions that are now behind them.
--
-- hardal-admin maintain calls this function before the procedure. Then it commits, and detaches
-- each partition with CONCURRENTLY. The function also sets trim_block, which makes trim_ledger read
-- the ledger. So the ledger is trimmed even if hardal-admin is stopped after the commit.
create or replace function hardal_private.partitions_to_detach(only_tenant text)
returns table (tenant text, partition name)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_tenant text;
begin
    for v_tenant in
        select t.name
        from hardal_private.tenants as t
        where
            (
                partitions_to_detach.only_tenant is null
                or t.name = partitions_to_detach.only_tenant
            )
            and t.retention_months is not null
        order by t.name
    loop
        perform hardal_private.maintain_step(v_tenant, 'move_horizon', false);
        for partition in
            execute format(
                'select p.partition from hardal_private.tenants as t '
                'cross join %I.expired_partitions(t.horizon) as p '
                'where t.name = $1 and p.state = ''attached''', v_tenant || '__store'
            ) using v_tenant
        loop
            tenant := v_tenant;
            update hardal_private.maintenance as m
            set trim_block = 0
            where m.tenant = v_tenant;
            return next;
        end loop;
    end loop;
end
$$;

comment on function hardal_private.partitions_to_detach(text) is
'Moves the horizon of one tenant, or of all (null), and returns the attached partitions '
'behind it; commit before you detach them';

-- functions/hardal_private/maintenance/record_maintained.sql
-- Records that all steps of a tenant's maintenance are done. It does not wait for the tenant's
-- lock: another maintenance that holds the lock records the same when it is done.
create or replace function hardal_private.record_maintained(tenant text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform set_config('role', 'hardal_owner', true);
    if hardal_private.lock_tenant(tenant, false) then
        update hardal_private.maintenance as m
        set done_at = hardal_private.clock(), failed_at = null, failure = null
        where m.tenant = record_maintained.tenant;
    end if;
end
$$;

comment on function hardal_private.record_maintained(text) is
'Sets the time at which all steps of a tenant''s maintenance were last done, '
'and clears its last failure';

-- functions/hardal_private/maintenance/running_writers.sql
-- Returns the transactions that run now and may have stored events of a tenant. roll_up and an
-- erasure of this tenant wait until these transactions are over. No transaction that only reads, or
-- that works for another tenant, is among them, however long it stays open.
--
-- store_events locks the tenant's ledger in ROW EXCLUSIVE mode before it reads anything, and
-- PostgreSQL keeps the lock until the transaction ends. So there are two kinds of transactions:
-- - Those that hold the lock. They are listed here, whatever login they have.
-- - Those that take the lock later. In a later statement they read the row of the table boundary.
--   Under READ COMMITTED, which ingest asks for, this statement sees everything that was committed
--   before the list was made: the boundary of roll_up, and received_from of an erasure.
--
-- A prepared transaction has no connection any more, and goes on holding its locks.
create or replace function hardal_private.running_writers(tenant text)
returns table (transaction text, who text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        case when p.gid is null then l.virtualtransaction else 'prepared ' || p.gid end,
        case
            when p.gid is not null
                then format('the prepared transaction %s of %s', p.gid, p.owner)
            else format('pid %s of %s', l.pid, a.usename)
        end
        -- of another login's transaction, only a member of pg_read_all_stats sees the start
        || coalesce(format(', begun at %s', coalesce(p.prepared, a.xact_start)::timestamptz(0)), '')
    from pg_locks as l
    left join pg_stat_activity as a on l.pid = a.pid
    left join pg_locks as x
        on
            l.pid is null
            and x.pid is null
            and x.locktype = 'transactionid'
            and l.virtualtransaction = x.virtualtransaction
    left join pg_prepared_xacts as p on x.transactionid = p.transaction
    where
        l.locktype = 'relation'
        and l.mode = 'RowExclusiveLock'
        and l.granted
        and l.relation = to_regclass(format('%I.event_ids', running_writers.tenant || '__store'))
        and l.database = (select d.oid from pg_database as d where d.datname = current_database())
        and l.pid is distinct from pg_backend_pid()
$$;

comment on function hardal_private.running_writers(text) is
'Transactions that run now and may have stored events of a tenant. '
'transaction: an identifier; who: the connection and its login, as text';

-- functions/hardal_private/maintenance/unfinished_transactions.sql
-- Returns the given transactions of a tenant that are not over. They are named as running_writers
-- names them.
--
-- One of them may have been prepared meanwhile. Then it has another name, and PostgreSQL does not
-- tell which name. So every prepared transaction of the tenant counts as unfinished, as long as
-- transactions are given at all.
create or replace function hardal_private.unfinished_transactions(
    tenant text, transactions text[]
)
returns table (transaction text, who text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        w.transaction,
        w.who
    from hardal_private.running_writers(tenant) as w
    where
        w.transaction = any (unfinished_transactions.transactions)
        or (unfinished_transactions.transactions <> '{}' and w.transaction like 'prepared %')
$$;

comment on function hardal_private.unfinished_transactions(text, text[]) is
'The given transactions that still run, and all prepared transactions of the tenant; '
'the columns are those of running_writers';

-- functions/hardal_private/persons/begin_erasure.sql
-- First step of an erasure: sets the time that the erasure covers, and returns it. Commit it before
-- you list the tenant's writers. A transaction that is not listed then receives its events at this
-- time or later (see store_events).
create or replace function hardal_private.begin_erasure(
    tenant text, client_id text, request_id text, properties jsonb
)
returns timestamptz
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_until timestamptz;
begin
    perform set_config('role', 'hardal_owner', true);
    perform hardal_private.require_tenant(tenant);
    perform hardal_private.require_person(client_id, request_id, properties);
    -- under another level, a statement after the lock would not see what its last holder committed
    if current_setting('transaction_isolation') <> 'read committed' then
        raise sqlstate '25000' using
            message = format(
                'an erasure runs under READ COMMITTED, not %s',
                upper(current_setting('transaction_isolation'))
            ),
            hint = 'set default_transaction_isolation to ''read committed''';
    end if;
    perform hardal_private.lock_tenant(tenant, true);
    execute format(
        'update %I.boundary set received_from = greatest(received_from, clock_timestamp())
        returning received_from',
        tenant || '__store'
    ) into v_until;
    return v_until;
end
$$;

comment on function hardal_private.begin_erasure(text, text, text, jsonb) is
'Sets the time that an erasure covers, and returns it; commit it before you list the writers. '
'HD404 where there is no such tenant, HD400 where the search names no person, '
'25000 outside of READ COMMITTED';

-- functions/hardal_private/persons/close_receipt.sql
-- Closes the receipt of an erasure that is done, and writes the erasure into the audit log.
create or replace function hardal_private.close_receipt(receipt bigint, covers_until timestamptz)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform set_config('role', 'hardal_owner', true);
    update hardal_private.receipts as r
    set finished_at = clock_timestamp(), covers_until = close_receipt.covers_until
    where r.receipt = close_receipt.receipt;
    perform hardal_private.audit(
        'person.erase',
        r.tenant,
        format('receipt %s', r.receipt),
        jsonb_build_object(
            'chosen_by', r.chosen_by, 'events', r.events, 'rejected_events', r.rejected_events
        )
    )
    from hardal_private.receipts as r
    where r.receipt = close_receipt.receipt;
end
$$;

comment on function hardal_private.close_receipt(bigint, timestamptz) is
'Closes the receipt of an erasure that covers everything received before covers_until, '
'and writes the erasure into the audit log';

-- functions/hardal_private/persons/count_person.sql
-- Counts the events and rejected events of a person that an erasure would erase.
create or replace function hardal_private.count_person(
    tenant text,
    client_id text,
    request_id text,
    properties jsonb,
    out events bigint,
    out rejected_events bigint
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.require_tenant(tenant);
    perform hardal_private.require_person(client_id, request_id, properties);
    execute format(
        'select
            (select count(*) from %1$I.person_events($1, $2, $3)),
            (select count(*) from %1$I.person_rejected($1, $2, $3))',
        tenant || '__store'
    ) into events, rejected_events using client_id, request_id, properties;
end
$$;

comment on function hardal_private.count_person(text, text, text, jsonb) is
'How many events and rejected events a tenant holds on a person. '
'HD404 where there is no such tenant, HD400 where the search names no person';

-- functions/hardal_private/persons/disclose.sql
-- Returns everything that a tenant holds on a person, one JSON object per line: first the events as
-- they are stored, then the rejected events with their reasons.
create or replace function hardal_private.disclose(
    tenant text, client_id text, request_id text, properties jsonb
)
returns setof text
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.require_tenant(tenant);
    perform hardal_private.require_person(client_id, request_id, properties);
    perform hardal_private.audit('person.disclose', tenant);
    return query execute format(
        'select (jsonb_build_object(''kind'', ''event'') || to_jsonb(e))::text
        from %1$I.person_events($1, $2, $3) as e
        union all
        select (
            jsonb_build_object(''kind'', ''rejected_event'') || to_jsonb(r)
            || jsonb_build_object(''raw'', encode(r.raw, ''escape''))
        )::text
        from %1$I.person_rejected($1, $2, $3) as r',
        tenant || '__store'
    ) using client_id, request_id, properties;
end
$$;

comment on function hardal_private.disclose(text, text, text, jsonb) is
'All events and rejected events that a tenant holds on a person, each as JSON. '
'Bytes beyond ASCII in raw are written as escapes. '
'HD404 where there is no such tenant, HD400 where the search names no person';

-- functions/hardal_private/persons/erase.sql
-- Erases a person from a tenant. The erasure covers every event and rejected event that was
-- received before the time on the receipt, including those of requests that were on their way.
--
-- 1. The erasure takes this time. From then on no transaction receives events before it.
-- 2. It waits until every transaction is over that has stored events of the tenant before. After
--    `patience` it gives up, and has erased nothing.
-- 3. It erases all events of the person.
-- 4. It counts anew every period that it has marked, makes the statistics of the store's tables
--    anew, and says what it has left.
--
-- Each partition is erased in a transaction of its own, so that no other transaction waits for the
-- whole erasure. If an erasure is killed, the erased events stay erased, and the receipt stays
-- unfinished. A new erasure of the same person does the rest.
--
-- A procedure that commits cannot have a SET clause, so it sets the search path in each
-- transaction.
create or replace procedure hardal_private.erase(
    tenant text,
    client_id text default null,
    request_id text default null,
    properties jsonb default null,
    inout receipt bigint default null,
    patience interval default '10 minutes'
)
language plpgsql
as $$
declare
    v_began constant timestamptz := pg_catalog.clock_timestamp();
    -- a transaction that comes later may hold an event of the person, too
    v_lock_timeout constant text := greatest(
        1000, least(1000 * extract(epoch from patience), 2147483647)
    )::bigint::text;
    v_until timestamptz;
    v_running text[];
    v_waiting_for text;
    v_reported text;
    v_partitions name[];
    v_partition name;
    v_erased bigint;
    v_after jsonb := '{}'::jsonb;
    v_touched name[] := array[]::pg_catalog.name[];
    v_stale name[];
begin
    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    perform set_config('lock_timeout', v_lock_timeout, true);
    v_until := hardal_private.begin_erasure(tenant, client_id, request_id, properties);
    commit;
    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    v_running := array(select w.transaction from hardal_private.running_writers(tenant) as w);
    loop
        select string_agg(w.who, '; ' order by w.who) into v_waiting_for
        from hardal_private.unfinished_transactions(tenant, v_running) as w;
        exit when v_waiting_for is null;
        if clock_timestamp() >= v_began + patience then
            raise sqlstate 'HD409' using
                message = format(
                    'transactions that have stored events of %s are still open: %s',
                    tenant, v_waiting_for
                ),
                hint = 'nothing is erased yet: let them commit, or end them '
                    '(select pg_terminate_backend(<pid>)), then erase again';
        end if;
        if v_waiting_for is distinct from v_reported then
            raise notice 'waiting for transactions that have stored events of %: %',
                tenant, v_waiting_for;
            v_reported := v_waiting_for;
        end if;
        commit;
        perform pg_catalog.pg_sleep(0.1);
        perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    end loop;
    receipt := hardal_private.open_receipt(tenant, client_id, request_id, properties, v_began);
    commit;
    -- The quarantine (null) comes first. A replay moves events from the quarantine into the
    -- partitions. Events that a replay has moved meanwhile are then found in the partitions.
    v_partitions := array[null::pg_catalog.name];
    while v_partitions <> '{}' loop
        v_partition := v_partitions[1];
        perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
        perform set_config('lock_timeout', v_lock_timeout, true);
        v_erased := hardal_private.erase_part(
            receipt, tenant, v_partition, client_id, request_id, properties
        );
        commit;
        if v_erased > 0 then
            v_touched := v_touched || array_remove(array[v_partition], null);
            raise notice 'erased % from %', v_erased, coalesce(v_partition, 'the quarantine');
        end if;
        perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
        v_partitions := case
            when v_partition is null then hardal_private.partition_names(tenant)
            else v_partitions[2:]
        end;
        commit;
    end loop;
    -- Counts, names of properties and examples were derived from the person's events. They are
    -- derived anew without these events.
    while v_after is not null loop
        commit;
        perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
        v_after := hardal_private.recount_after_erasure(tenant, v_after);
    end loop;
    -- Statistics hold values of rows that are gone.
    v_stale := hardal_private.stale_statistics(
        tenant, v_touched, client_id, request_id, properties
    );
    while v_stale <> '{}' loop
        commit;
        perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
        perform hardal_private.renew_statistics(tenant, v_stale[1]);
        v_stale := v_stale[2:];
    end loop;
    perform hardal_private.report_remains(tenant, client_id, request_id, properties);
    perform hardal_private.close_receipt(receipt, v_until);
end
$$;

comment on procedure hardal_private.erase (text, text, text, jsonb, bigint, interval) is
'Erases a person from a tenant. The person is found by client_id, request id or properties; '
'all values that are given must agree. receipt: the number of the receipt. '
'patience: how long it waits for the tenant''s own transactions that have stored events; then '
'HD409, and nothing is erased. '
'HD404 where there is no such tenant, HD400 where the search names no person';

-- functions/hardal_private/persons/erase_part.sql
-- Erases a person from one partition, or from the quarantine (partition null), in one transaction,
-- and adds the count to the receipt. The periods of the erased events are marked here. The erasure
-- counts them anew after its last part.
create or replace function hardal_private.erase_part(
    receipt bigint, tenant text, partition name, client_id text, request_id text, properties jsonb
)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_erased bigint;
begin
    perform set_config('role', 'hardal_owner', true);
    perform hardal_private.lock_tenant(tenant, true);
    if partition is null then
        execute format('select %I.erase_rejected($1, $2, $3)', tenant || '__store')
        into v_erased using client_id, request_id, properties;
    else
        begin
            execute format('select %I.erase_partition($1, $2, $3, $4)', tenant || '__store')
            into v_erased using partition, client_id, request_id, properties;
        exception when lock_not_available then
            raise lock_not_available using
                message = format(
                    'an open transaction holds one of these events: %s',
                    (
                        select string_agg(w.who, '; ')
                        from hardal_private.running_writers(tenant) as w
                    )
                ),
                hint = 'let it commit, or end it (select pg_terminate_backend(<pid>)), then erase '
                    'again: what is erased stays erased';
        end;
    end if;
    update hardal_private.receipts as r
    set
        events = r.events + case when partition is null then 0 else v_erased end,
        rejected_events = r.rejected_events + case when partition is null then v_erased else 0 end
    where r.receipt = erase_part.receipt;
    return v_erased;
end
$$;

comment on function hardal_private.erase_part(bigint, text, name, text, text, jsonb) is
'Erases a person from one partition of a tenant, or from its quarantine (partition null). '
'Returns the number of erased events, which it adds to the receipt';

-- functions/hardal_private/persons/forget_names.sql
-- Forgets names that hold a text of an erased person, where nothing depends on them: typed views
-- and columns that are wanted and not made yet. Returns what still bears such a name: typed views
-- and their columns, which queries may read. A property's name has a backslash before a dot in a
-- key.
create or replace function hardal_private.forget_names(
    tenant text, client_id text, request_id text, properties jsonb
)
returns setof text
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_values text[] := array(
        select v.value
        from unnest(hardal_private.person_values(client_id, request_id, properties)) as v (value)
        -- a shorter text stands in many names by chance
        where length(v.value) > 3
    );
begin
    perform set_config('role', 'hardal_owner', true);
    execute format(
        'delete from %I.wanted_columns as w
        where exists (
            select from unnest($1) as v (value)
            where
                position(v.value in w.event_name) > 0
                or position(v.value in regexp_replace(w.property, ''\\(.)'', ''\1'', ''g'')) > 0
        )',
        tenant || '__store'
    ) using v_values;
    return query execute format(
        'select format(''the typed view %%I.%%I'', $2, e.view_name)
        from %1$I.event_views as e
        where exists (
            select from unnest($1) as v (value) where position(v.value in e.event_name) > 0
        )
        union all
        select format(''the column %%I of the typed view %%I.%%I'', c.column_name, $2, e.view_name)
        from %1$I.view_columns as c
        inner join %1$I.event_views as e on c.event_name = e.event_name
        where exists (
            select from unnest($1) as v (value)
            where position(v.value in regexp_replace(c.property, ''\\(.)'', ''\1'', ''g'')) > 0
        )',
        tenant || '__store'
    ) using v_values, tenant;
end
$$;

comment on function hardal_private.forget_names(text, text, text, jsonb) is
'Forgets wanted columns that are named after an erased person, '
'and returns the typed views and columns that are';

-- functions/hardal_private/persons/matches_person.sql
-- Tells whether an event belongs to the person of a disclosure or an erasure. All given values must
-- agree.
--
-- The body is SQL-standard and the function has no SET, so that it is inlined. Then a value that is
-- null costs nothing, and a client_id is found by its index.
create or replace function hardal_private.matches_person(
    event_client_id text,
    event_request_id text,
    event_properties jsonb,
    client_id text,
    request_id text,
    properties jsonb
)
returns boolean
language sql
immutable
parallel safe
return (client_id is null or event_client_id = client_id)
and (request_id is null or event_request_id = request_id)
and (properties is null or event_properties @> properties);

comment on function hardal_private.matches_person(text, text, jsonb, text, text, jsonb) is
'Whether an event has this client_id, this request id and these properties; '
'a null is not compared';

-- functions/hardal_private/persons/open_receipt.sql
-- Opens the receipt of an erasure. The receipt says by which fields the person was found. It does
-- not hold their values.
create or replace function hardal_private.open_receipt(
    tenant text, client_id text, request_id text, properties jsonb, began_at timestamptz
)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_receipt bigint;
begin
    perform set_config('role', 'hardal_owner', true);
    insert into hardal_private.receipts (tenant, began_at, chosen_by)
    values (
        tenant,
        open_receipt.began_at,
        array_remove(array[
            case when client_id is not null then 'client_id' end,
            case when request_id is not null then 'request_id' end,
            case when properties is not null then 'properties' end
        ], null)
    )
    returning receipts.receipt into v_receipt;
    return v_receipt;
end
$$;

comment on function hardal_private.open_receipt(text, text, text, jsonb, timestamptz) is
'Opens the receipt of an erasure that began at this time, and returns its number';

-- functions/hardal_private/persons/person_values.sql
-- Returns the texts by which a person is searched for: the client_id, the request id, and each
-- string and number in the properties.
create or replace function hardal_private.person_values(
    client_id text, request_id text, properties jsonb
)
returns text[]
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select coalesce(array_agg(distinct v.value), '{}')
    from (
        select unnest(array[person_values.client_id, person_values.request_id]) as value
        union all
        select p.value
        from
            jsonb_array_elements_text(
                -- as one array, as in wide_numbers
                jsonb_path_query_array(
                    person_values.properties,
                    'strict $.** ? (@.type() == "string" || @.type() == "number")'
                )
            ) as p (value)
    ) as v
    where v.value is not null
$$;

comment on function hardal_private.person_values(text, text, jsonb) is
'The texts by which a person is searched for in rejected events; empty where none is given';

-- functions/hardal_private/persons/recount_after_erasure.sql
-- Counts the next marked period anew, in a transaction of its own, as a part of an erasure.
--
-- The erasure keeps its own place (after). It does not use the place that maintenance keeps in the
-- store. Otherwise a maintenance that counts other periods meanwhile would make the erasure skip a
-- period.
create or replace function hardal_private.recount_after_erasure(tenant text, after jsonb)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
set jit = off
as $$
declare
    v_next jsonb;
begin
    perform set_config('role', 'hardal_owner', true);
    perform hardal_private.lock_tenant(tenant, true);
    for v_try in 1..5 loop
        begin
            execute format('select %I.recount_next_marked($1, false)', tenant || '__store')
            into v_next using after;
            exit;
        exception when lock_not_available then
            -- a partition came or went meanwhile: see count_period
            if v_try = 5 then
                raise;
            end if;
        end;
    end loop;
    return v_next;
end
$$;

comment on function hardal_private.recount_after_erasure(text, jsonb) is
'Counts anew a tenant''s first marked period behind `after`, and returns this period; '
'{} is before the first period; null where none is left';

-- functions/hardal_private/persons/renew_statistics.sql
-- Makes the statistics of one table of a store anew, after an erasure: PostgreSQL keeps frequent
-- values and bounds of histograms there (pg_stats), also those of rows that are gone.
--
-- ANALYZE leaves the statistics of an empty table as they are. So an empty table has a row while it
-- is analyzed. The row comes and goes in one transaction, and nobody else sees it.
create or replace function hardal_private.renew_statistics(tenant text, relation name)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- names are quoted, values are literals: @plpgsql_check_options: security_warnings = off
    v_name constant text := format('%I.%I', tenant || '__store', relation);
    v_table regclass;
    v_empty boolean;
begin
    perform set_config('role', 'hardal_owner', true);
    if to_regclass(v_name) is null then
        return; -- retention has dropped the partition meanwhile
    end if;
    execute format('select not exists (select from %s)', v_name) into v_empty;
    if v_empty then
        -- the row is in the table itself, or in the first of its partitions
        select coalesce(min(t.relid::oid)::regclass, v_name::regclass) into v_table
        from pg_partition_tree(v_name::regclass) as t
        where t.isleaf;
        execute (
            select format(
                'insert into %s (%s) values (%s)',
                v_table,
                string_agg(quote_ident(a.attname), ', '),
                string_agg(
                    case
                        when a.atttypid = 'uuid'::regtype then 'gen_random_uuid()'
                        when a.atttypid = 'jsonb'::regtype then '''{}'''
                        when a.atttypid = 'boolean'::regtype then 'false'
                        when a.atttypid = 'date'::regtype then '''-infinity'''
                        -- a partition has the month of its name
                        when a.atttypid = 'timestamptz'::regtype then quote_literal(
                            concat(
                                coalesce(
                                    to_date(
                                        substring(c.relname from '^events_([0-9]{4}_[0-9]{2})'),
                                        'YYYY_MM'
                                    ),
                                    '2000-01-01'
                                ),
                                'Z'
                            )
                        )
                        when a.atttypid in ('text'::regtype, 'name'::regtype) then '''text'''
                        else '0'
                    end,
                    ', '
                )
            )
            from pg_class as c
            inner join pg_attribute as a on c.oid = a.attrelid
            where
                c.oid = v_table and a.attnum > 0
                and not a.attisdropped and a.attnotnull and a.attgenerated = ''
        );
    end if;
    -- since 18 ANALYZE of a partitioned table can leave its partitions out
    execute format(
        'analyze %s %s',
        case when current_setting('server_version_num')::int >= 180000 then 'only' end,
        v_name
    );
    if v_empty then
        execute format('delete from %s as t where t.xmin = pg_current_xact_id()::xid', v_table);
    end if;
end
$$;

comment on function hardal_private.renew_statistics(text, name) is
'Makes the statistics of a table of a tenant''s store anew, also where the table is empty';

-- functions/hardal_private/persons/report_remains.sql
-- Tells the DBA, by notices, what an erasure has left because it may not change it.
create or replace function hardal_private.report_remains(
    tenant text, client_id text, request_id text, properties jsonb
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_named text;
begin
    select string_agg(n.name, ', ') into v_named
    from hardal_private.forget_names(tenant, client_id, request_id, properties) as n (name);
    if v_named is not null then
        raise notice 'named after the person, and still there: %', v_named;
    end if;
    if to_regnamespace(tenant || '__models') is not null then
        raise notice 'tables in %__models may hold copies: make them anew', tenant;
    end if;
end
$$;

comment on function hardal_private.report_remains(text, text, text, jsonb) is
'Raises a notice for each kind of data on a person that an erasure may have left';

-- functions/hardal_private/persons/require_person.sql
-- Refuses a disclosure or an erasure that names no person, or names everybody.
create or replace function hardal_private.require_person(
    client_id text, request_id text, properties jsonb
)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if
        cardinality(hardal_private.person_values(client_id, request_id, properties)) = 0
        or '' = any (hardal_private.person_values(client_id, request_id, properties))
        or (
            properties is not null
            and cardinality(hardal_private.person_values(null, null, properties)) = 0
        )
        or jsonb_typeof(properties) <> 'object'
    then
        raise sqlstate 'HD400' using
            message = 'this tells nobody apart',
            hint = 'name a client_id, a request id, or properties that hold a string or a number, '
            'such as {"email": "ann@example.org"}';
    end if;
end
$$;

comment on function hardal_private.require_person(text, text, jsonb) is
'Refuses with HD400 a search for a person by nothing, by an empty text, '
'by properties that are no object, or by properties that hold no string and no number';

-- functions/hardal_private/persons/stale_statistics.sql
-- Returns the tables of a store whose statistics may still hold values of an erased person: those
-- that have statistics, without the partitions from which nothing was erased since these were made.
-- An erasure that was stopped has changed partitions that `touched` does not name. So the server's
-- own count of changes is looked at too, which can lag behind by a second, and the statistics
-- themselves. A partitioned table comes after its partitions.
create or replace function hardal_private.stale_statistics(
    tenant text, touched name[], client_id text, request_id text, properties jsonb
)
returns name[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select array(
        select c.relname
        from pg_class as c
        where
            c.relnamespace = to_regnamespace(stale_statistics.tenant || '__store')
            and c.relkind in ('r', 'p')
            and (
                not c.relispartition
                or pg_stat_get_mod_since_analyze(c.oid) > 0
                or exists (
                    select
                    from unnest(stale_statistics.touched) as t (partition)
                    cross join lateral pg_partition_tree(
                        format('%I.%I', stale_statistics.tenant || '__store', t.partition)::regclass
                    ) as p
                    where p.relid = c.oid
                )
                or exists (
                    select
                    from pg_stats as s
                    cross join unnest(
                        hardal_private.person_values(client_id, request_id, properties)
                    ) as v (value)
                    where
                        s.schemaname = stale_statistics.tenant || '__store'
                        and s.tablename = c.relname
                        and position(
                            v.value in concat(s.most_common_vals, ' ', s.histogram_bounds)
                        ) > 0
                )
            )
            and exists (
                select
                from pg_stats as s
                where
                    s.schemaname = stale_statistics.tenant || '__store'
                    and s.tablename = c.relname
            )
        order by c.relkind = 'p', c.relispartition desc, c.relname
    )
$$;

comment on function hardal_private.stale_statistics(text, name[], text, text, jsonb) is
'Tables of a tenant''s store whose statistics may hold values of a person who was erased '
'from the partitions `touched`';

-- functions/hardal_private/persons/written_forms.sql
-- Returns the ways in which a text can stand in a line that should have been JSON and is not:
-- - as it is
-- - with JSON's own escapes
-- - with every character beyond ASCII escaped too, in lower or upper case (Python)
-- - with / escaped as well (PHP)
create or replace function hardal_private.written_forms(value text)
returns bytea[]
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    with escaped as (
        -- JSON's own escapes, without the quotes
        select substr(j.form, 2, length(j.form) - 2) as form
        from (select to_json(written_forms.value)::text as form) as j
    ),

    letters as (
        -- each character, those beyond ASCII as \u and four hexadecimal digits, or as two of these
        select
            s.place,
            case
                when ascii(s.letter) < 128 then s.letter
                when ascii(s.letter) < 65536 then '\u' || lpad(to_hex(ascii(s.letter)), 4, '0')
                else
                    '\u' || to_hex(55296 + (ascii(s.letter) - 65536) / 1024)
                    || '\u' || to_hex(56320 + (ascii(s.letter) - 65536) % 1024)
            end as letter
        from escaped as e
        cross join regexp_split_to_table(e.form, '') with ordinality as s (letter, place)
    ),

    ascii as (
        select
            coalesce(string_agg(l.letter, '' order by l.place), '') as lower,
            coalesce(
                string_agg(
                    case
                        when length(l.letter) > 1
                            then regexp_replace(upper(l.letter collate "C"), 'U', 'u', 'g')
                        else l.letter
                    end,
                    '' order by l.place
                ),
                ''
            ) as upper
        from letters as l
    )

    select array_agg(distinct convert_to(f.form, 'UTF8'))
    from escaped as e
    cross join ascii as a
    cross join unnest(array[
        written_forms.value,
        e.form,
        a.lower,
        a.upper,
        replace(e.form, '/', '\/'),
        replace(a.lower, '/', '\/'),
        replace(a.upper, '/', '\/')
    ]) as f (form)
$$;

comment on function hardal_private.written_forms(text) is
'The bytes by which a text can be found in a line that is no JSON: the text as it is, and in the '
'escapes that writers of JSON use';

-- functions/hardal_private/requests/admit_request.sql
-- Admits a request over HTTP: sets how long it may take, and refuses it where too many of its kind
-- run already. PostgREST runs this before the request, in a statement of its own, and whatever a
-- role, a function or a header has set before is replaced.
--
-- Each request that is counted marks its connection with an application_name, until its transaction
-- ends, and then counts the marks: requests that come in at the same moment may all be refused, and
-- never are too many admitted. Only PostgREST's login can carry a mark that counts. An advisory
-- lock would be no wall, because any login may take one, and a row cannot be locked in the
-- read-only transaction of a GET. Nothing waits here: a request that waits holds a connection.
create or replace function hardal_private.admit_request(tenant text, scope text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_limits record;
    v_write boolean := admit_request.scope = 'ingest';
    v_kind text := case when v_write then 'write' else 'read' end;
    v_limit int;
    -- half of PostgREST's connections: the others are for events
    v_all_reads int := greatest(
        1, coalesce(nullif(current_setting('app.settings.hardal_pool', true), '')::int, 4) / 2
    );
    v_mark text := format('hardal %s %s', v_kind, admit_request.tenant);
    v_tenant_runs bigint;
    v_all_run bigint;
begin
    select l.* into v_limits
    from hardal_private.tenant_limits(admit_request.tenant) as l;
    perform
        set_config(
            'statement_timeout',
            case when v_write then v_limits.write_timeout else v_limits.read_timeout end::text,
            true
        ),
        -- a PostgREST that hangs between two statements holds ids and old rows no longer
        set_config('idle_in_transaction_session_timeout', '30s', true);
    v_limit := case when v_write then v_limits.writes_at_once else v_limits.reads_at_once end;
    if v_limit is null then
        return;
    end if;
    perform set_config('application_name', v_mark, true);
    select
        count(*) filter (where a.application_name = v_mark),
        count(*) filter (where a.application_name like 'hardal read %')
    into v_tenant_runs, v_all_run
    from pg_stat_get_activity(null) as a
    where
        a.usesysid = session_user::regrole
        and a.datid = (select d.oid from pg_database as d where d.datname = current_database());
    if v_tenant_runs > v_limit or (not v_write and v_all_run > v_all_reads) then
        perform hardal_private.refuse_request(
            429,
            case
                when v_tenant_runs > v_limit
                    then format(
                        'the tenant %s has %s %ss running, as many as it may',
                        admit_request.tenant, v_limit, v_kind
                    )
                else format('%s reads are running, as many as may run at once', v_all_reads)
            end,
            null,
            'send the same request again in a second: nothing of it was done',
            '{"Retry-After": "1"}'
        );
    end if;
end
$$;

comment on function hardal_private.admit_request(text, text) is
'Sets the timeouts of a request over HTTP, of this tenant and scope of token; '
'PT429 where too many of the tenant''s reads or writes, or too many reads of all tenants, run';

-- functions/hardal_private/requests/refuse_overtime.sql
-- Refuses a request that its timeout, or a DBA, has cancelled, and says what the client can do. The
-- default is for reads. The status is not 503: PostgREST would empty its pool of connections.
create or replace function hardal_private.refuse_overtime(
    hint text default
    'ask for less at once: a shorter time, fewer rows; or ask through a PSQL URL'
)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.refuse_request(
        504,
        'the request took too long and was cancelled',
        null,
        refuse_overtime.hint,
        code => '57014'
    );
end
$$;

comment on function hardal_private.refuse_overtime(text) is
'Ends a request that was cancelled: 57014, with the status 504 over HTTP, and a hint';

-- functions/hardal_private/requests/require_plain_statement.sql
-- Refuses a request over HTTP that makes PostgREST write an expensive or a prying expression into
-- its statement. The values of a query are parameters. The operators, the names and the casts stand
-- in the text of the statement, which a function that the statement calls can read.
--
-- Refused are
-- - operators that match patterns, search text or look into arrays. A regular expression can take
--   for ever. LIKE and @> took 9 and 4 seconds for one event of 250 kB, and no timeout stops either
--   before the event is done;
-- - casts to types that look names up in the catalogue, to rows of the catalogue, and to XML;
-- - long statements. Each item of select is a copy of the event: 1,500 of them took 99 seconds for
--   one event, and no timeout stopped it.
create or replace function hardal_private.require_plain_statement()
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_statement text := current_query();
    v_costly constant text
    := '[~@]|&&|\m_?(i?like|similar|reg[a-z]+|aclitem|xml|pg_(?!catalog\.))';
begin
    if session_user <> 'hardal_authenticator' then
        return;
    end if;
    if length(v_statement) > 3000 then
        raise sqlstate 'PT400' using
            message = 'the query asks for too much at once',
            hint = 'name fewer columns and filters, or ask through a PSQL URL';
    end if;
    -- a quoted name may be anything
    if
        v_statement ~* v_costly
        and regexp_replace(v_statement, '"[^"]*"|''[^'']*''', ' ', 'g') ~* v_costly
    then
        raise sqlstate 'PT400' using
            message = 'a filter or a cast of this query is not served over HTTP',
            hint = 'filter with eq, neq, gt, gte, lt, lte, in and is; '
            'for patterns and full text, ask through a PSQL URL';
    end if;
end
$$;

comment on function hardal_private.require_plain_statement() is
'PT400 over HTTP where the query has a filter with a pattern, a cast that looks into the '
'catalogue, or very many columns and filters; nothing for any other login';

-- functions/hardal_private/tenants/apply_template.sql
-- Brings a tenant's schemas to the template's text: runs the migrations that the tenant does not
-- have yet, once and in order, and then re-applies everything else whole.
--
-- The replace() in this function is the only place where a name enters SQL unquoted. It is safe,
-- because create_tenant accepts only names from an allow-list of characters.
create or replace function hardal_private.apply_template(tenant text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
set check_function_bodies = off
as $$
declare
    -- the text is the repository's own, see above: @plpgsql_check_options: security_warnings = off
    v_role text := current_setting('role');
    v_body text;
begin
    perform set_config('role', 'hardal_owner', true);
    for v_body in
        select f.body
        from hardal_private.template_files as f
        cross join hardal_private.tenants as t
        where
            t.name = apply_template.tenant
            and (not f.migration or f.path collate "C" > t.migration)
        order by f.ordinal
    loop
        execute replace(v_body, 'template', tenant);
    end loop;

    perform hardal_private.drop_stale_functions(
        tenant || '__store',
        array(
            -- a function has the name of its file; the folders above the file do not matter
            select substring(f.path from '([^/]+)\.sql$')
            from hardal_private.template_files as f
            where f.path like 'functions/tenant/%'
        )
    );

    update hardal_private.tenants as t
    set
        migration = coalesce(
            (
                select max(f.path collate "C")
                from hardal_private.template_files as f
                where f.migration
            ),
            ''
        ),
        template_version = hardal_private.template_version()
    where t.name = apply_template.tenant;
    perform set_config('role', v_role, true);
end
$$;

comment on function hardal_private.apply_template(text) is
'Brings a tenant''s schemas up to date: its pending migrations, then all re-applied files';

-- functions/hardal_private/tenants/create_tenant.sql
-- Makes a tenant: its roles, its two schemas, and in them the template's text under the tenant's
-- name. The caller is a login that may create roles and schemas. hardal_owner may create neither.
-- A CHECK on hardal_private.tenants holds the same pattern of names.
create or replace function hardal_private.create_tenant(tenant text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_taken name;
begin
    if tenant !~ '^[a-z][a-z0-9_]{0,38}[a-z0-9]$' or tenant ~ '__' then
        raise sqlstate 'HD400' using
            message = format('%s is no name for a tenant', to_jsonb(left(tenant, 80))),
            hint = 'take 2 to 40 of a-z, 0-9 and _, a letter first, no _ at the end, '
                'no two _ together';
    end if;
    if
        hardal_private.is_keyword(tenant)
        or tenant <> quote_ident(tenant) -- a later release has more words for itself
        or tenant ~ '^(pg_|hardal)'
        or tenant in ('template', 'public')
    then
        raise sqlstate 'HD400' using
            message = format('the name %s is taken by PostgreSQL or hardal itself', tenant),
            hint = 'take another, such as my_' || tenant;
    end if;
    if exists (select from hardal_private.tenants as t where t.name = tenant) then
        raise sqlstate 'HD409' using
            message = format('the tenant %s exists already', tenant),
            hint = 'see hardal-admin tenant list';
    end if;
    if
        to_regnamespace(tenant) is not null
        or to_regnamespace(tenant || '__store') is not null
        or to_regnamespace(tenant || '__models') is not null
    then
        raise sqlstate 'HD409' using
            message = format(
                'this database has a schema %1$s, %1$s__store or %1$s__models already', tenant
            ),
            hint = 'take another name; hardal never takes over a schema that it did not make';
    end if;
    select r.rolname into v_taken
    from pg_roles as r
    where r.rolname ~ format('^%s__(read|aggregate|write|model|u_.*)$', tenant)
    order by r.rolname
    limit 1;
    if v_taken is not null then
        raise sqlstate 'HD409' using
            message = format('this server has a role %s already', v_taken),
            hint = 'roles belong to the whole server: another of its databases may have a tenant '
                'of this name; take another name';
    end if;

    -- Only one call runs at a time: two would both change the database's row in pg_database (grant
    -- connect). Readers of the registry do not wait for this lock.
    lock table hardal_private.tenants in share row exclusive mode;
    insert into hardal_private.tenants (name) values (tenant);
    perform hardal_private.create_tenant_schemas(tenant);
    perform hardal_private.apply_template(tenant);
    perform hardal_private.audit('tenant.create', tenant);
end
$$;

comment on function hardal_private.create_tenant(text) is
'Makes a tenant; HD400 where the name is not allowed; '
'HD409 where a tenant, a schema or a role has the name already';

-- functions/hardal_private/tenants/create_tenant_schemas.sql
-- Makes a tenant's two schemas and a group role for each scope, where they are missing. The caller
-- is a login that may create schemas and roles. The groups have these rights:
--
-- - read: may query the whole read surface.
-- - aggregate: may query the part of the read surface that shows no client.
-- - write: may call hardal.ingest and hardal.validate from SQL (see grant_api).
-- - model: may do what read may, and make tables and views in a schema of its own, which
--   make_models_schema makes with the first PSQL URL of this scope.
create or replace function hardal_private.create_tenant_schemas(tenant text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- the options of a GRANT are hardal's own text: @plpgsql_check_options: security_warnings = off
    v_scope text;
    v_group text;
begin
    foreach v_scope in array hardal_private.url_scopes() loop
        v_group := tenant || '__' || v_scope;
        if to_regrole(v_group) is null then
            execute format('create role %I nologin', v_group);
            execute format(
                'comment on role %I is %L',
                v_group,
                format('hardal: scope %s of the tenant %s', v_scope, tenant)
            );
        end if;
        if not has_database_privilege(v_group, current_database(), 'connect') then
            execute format('grant connect on database %I to %I', current_database(), v_group);
        end if;
    end loop;
    if not pg_has_role(tenant || '__model', tenant || '__read', 'usage') then
        execute format(
            'grant %I to %I%s',
            tenant || '__read',
            tenant || '__model',
            hardal_private.membership_options(tenant || '__model', tenant || '__read')
        );
    end if;
    if not has_database_privilege(tenant || '__model', current_database(), 'temporary') then
        execute format(
            'grant temporary on database %I to %I', current_database(), tenant || '__model'
        );
    end if;
    execute format('create schema if not exists %I authorization hardal_owner', tenant);
    execute format(
        'create schema if not exists %I authorization hardal_owner', tenant || '__store'
    );
    perform hardal_private.grant_api(tenant);
end
$$;

comment on function hardal_private.create_tenant_schemas(text) is
'Makes a tenant''s two schemas and its group roles, and grants on the API, where they are missing';

-- functions/hardal_private/tenants/current_tenant.sql
-- Returns the tenant that the caller speaks for. The JWT claims count only where PostgREST logged
-- in, because any SQL user can set request.jwt.claims. Every other login belongs to the tenant of
-- its PSQL URL. Suspension is checked here because a login that uses SQL never passes pre_request.
create or replace function hardal_private.current_tenant()
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_tenant hardal_private.tenants;
begin
    if session_user = 'hardal_authenticator' then
        select t.* into v_tenant
        from hardal_private.tenants as t
        where t.name = nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'tenant';
    else
        select t.* into v_tenant
        from hardal_private.urls as u
        inner join hardal_private.tenants as t on u.tenant = t.name
        where u.role = session_user;
    end if;
    if v_tenant.name is null then
        raise sqlstate 'PT403' using
            message = 'this login speaks for no tenant',
            hint = 'use a token or a PSQL URL that hardal-admin made for a tenant';
    end if;
    if v_tenant.suspended_at is not null then
        raise sqlstate 'PT403' using
            message = format('the tenant %s is suspended', v_tenant.name),
            hint = 'ask whoever runs this server; its data is kept';
    end if;
    return v_tenant.name;
end
$$;

comment on function hardal_private.current_tenant() is
'Returns the tenant of the token (over HTTP) or of the PSQL URL; '
'PT403 where there is no tenant or it is suspended';

-- functions/hardal_private/tenants/describe_tenant.sql
-- Describes a tenant, for hardal-admin tenant show. Events are counted where the ledger has fewer
-- than a million ids; otherwise their number is PostgreSQL's estimate.
create or replace function hardal_private.describe_tenant(
    tenant text,
    out name text,
    out created_at timestamptz,
    out suspended_at timestamptz,
    out events bigint,
    out bytes bigint,
    out oldest_month text,
    out newest_month text,
    out rejected_events bigint,
    out rejected_bytes bigint,
    out rejected_not_kept bigint,
    out tokens bigint,
    out urls bigint
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    v_ledger regclass := to_regclass(format('%I.event_ids', tenant || '__store'));
begin
    perform hardal_private.require_tenant(tenant);
    select t.name, t.created_at, t.suspended_at
    into name, created_at, suspended_at
    from hardal_private.tenants as t
    where t.name = describe_tenant.tenant;

    select
        sum(pg_total_relation_size(c.oid))::bigint,
        min(substr(c.relname, 8, 7)) filter (where c.relispartition),
        max(substr(c.relname, 8, 7)) filter (where c.relispartition)
    into bytes, oldest_month, newest_month
    from pg_class as c
    where c.relnamespace = to_regnamespace(tenant || '__store') and c.relkind = 'r';

    if v_ledger is not null then -- a drop that was stopped half-way may have left no ledger
        select nullif(c.reltuples, -1)::bigint into events
        from pg_class as c
        where c.oid = v_ledger;
        if coalesce(events, 0) < 1000000 then
            -- a tombstone has no digest and is not counted
            execute format('select count(l.digest) from %s as l', v_ledger) into events;
        end if;
        select q.rejected_events, q.rejected_bytes, q.rejected_not_kept
        into rejected_events, rejected_bytes, rejected_not_kept
        from hardal_private.quarantine_totals(tenant) as q;
    end if;

    tokens := (
        select count(*)
        from hardal_private.tokens as t
        where
            t.tenant = describe_tenant.tenant
            and hardal_private.token_state(t) in ('live', 'ending')
    );
    urls := (select count(*) from hardal_private.urls as u where u.tenant = describe_tenant.tenant);
end
$$;

comment on function hardal_private.describe_tenant(text) is
'Returns a tenant''s times, sizes (bytes) and counts; '
'events is an estimate where there are a million or more; HD404 where there is no such tenant';

-- functions/hardal_private/tenants/drop_tenant_begin.sql
-- First half of dropping a tenant: suspends the tenant for good. resume_tenant refuses from then
-- on, and a drop that is stopped half-way can only be finished.
--
-- Commit this half first. Then nobody can log in or send events while end_tenant_connections,
-- drop_tenant_partition and drop_tenant_finish, the second half, take the tenant apart.
create or replace function hardal_private.drop_tenant_begin(tenant text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.suspend_tenant(tenant);
    update hardal_private.tenants as t
    set dropping_at = coalesce(t.dropping_at, hardal_private.clock())
    where t.name = drop_tenant_begin.tenant;
end
$$;

comment on function hardal_private.drop_tenant_begin(text) is
'First half of dropping a tenant: suspends it for good; commit before drop_tenant_finish; '
'HD404 where there is no such tenant';

-- functions/hardal_private/tenants/drop_tenant_finish.sql
-- Second half of dropping a tenant: drops its PSQL URLs, its schemas with all that they hold, its
-- roles and its tokens.
--
-- Two things are committed before: drop_tenant_begin, so that nobody logs in again, and every call
-- of drop_tenant_partition, so that this transaction does not need thousands of locks.
-- It takes the tenant's lock first, as maintenance does: in another order the two deadlock.
create or replace function hardal_private.drop_tenant_finish(tenant text, held jsonb default '{}')
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '10s'
as $$
declare
    v_scope text;
    v_group text;
begin
    perform hardal_private.require_tenant(tenant);
    perform hardal_private.lock_tenant(tenant, true);
    perform hardal_private.revoke_url_finish(u.tenant, u.name)
    from hardal_private.urls as u
    where u.tenant = drop_tenant_finish.tenant;
    execute format('drop schema if exists %I cascade', tenant || '__models');
    execute format('drop schema if exists %I cascade', tenant);
    execute format('drop schema if exists %I cascade', tenant || '__store');
    -- of two transactions that change rights on the API, PostgreSQL would end one: see grant_api
    lock table hardal_private.tenants in share row exclusive mode;
    foreach v_scope in array hardal_private.url_scopes() loop
        v_group := tenant || '__' || v_scope;
        if to_regrole(v_group) is not null then
            -- drop owned takes back all grants to the role, those of default privileges included
            perform hardal_private.join_role(v_group::name);
            execute format('drop owned by %I', v_group);
            execute format('revoke all on database %I from %I', current_database(), v_group);
            execute format('drop role %I', v_group);
        end if;
    end loop;
    delete from hardal_private.tenants as t
    where t.name = drop_tenant_finish.tenant;
    perform hardal_private.audit('tenant.drop', tenant, null, held);
end
$$;

comment on function hardal_private.drop_tenant_finish(text, jsonb) is
'Second half of dropping a tenant: drops everything that belongs to it; '
'held: a JSON object that describes the tenant in the audit log; '
'HD404 where there is no such tenant';

-- functions/hardal_private/tenants/drop_tenant_partition.sql
-- Drops one partition of a tenant, between the halves drop_tenant_begin and drop_tenant_finish.
-- Call it until it returns false, and commit after each call: a single transaction that drops all
-- partitions would need thousands of locks.
-- It takes the tenant's lock first, as maintenance does: in another order the two deadlock.
create or replace function hardal_private.drop_tenant_partition(tenant text)
returns boolean
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '10s'
as $$
declare
    -- only dynamic SQL changes anything here: @plpgsql_check_options: performance_warnings = off
    v_partition name;
begin
    perform hardal_private.lock_tenant(tenant, true);
    select c.relname into v_partition
    from pg_inherits as i
    inner join pg_class as c on i.inhrelid = c.oid
    where i.inhparent = to_regclass(format('%I.events', tenant || '__store'))
    order by c.relname
    limit 1;
    if v_partition is not null then
        execute format('drop table %I.%I', tenant || '__store', v_partition);
    end if;
    return v_partition is not null;
end
$$;

comment on function hardal_private.drop_tenant_partition(text) is
'Drops the oldest partition of a tenant''s events; returns false where none is left';

-- functions/hardal_private/tenants/end_tenant_connections.sql
-- Ends the connections of all PSQL URLs of a tenant. Commit suspend_tenant or drop_tenant_begin
-- before: until then a client whose connection ended can log in again.
create or replace function hardal_private.end_tenant_connections(tenant text)
returns int
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select coalesce(sum(hardal_private.end_connections(u.role)), 0)::int
        from hardal_private.urls as u
        where u.tenant = end_tenant_connections.tenant and to_regrole(u.role::text) is not null
    );
end
$$;

comment on function hardal_private.end_tenant_connections(text) is
'Ends the connections of all PSQL URLs of a tenant; returns how many ended';

-- functions/hardal_private/tenants/event_times.sql
-- Returns how old and how new a tenant's events are, and how fast they come. Only the newest 1,000
-- events of the last day count for the rate, so that it is cheap on a large store.
create or replace function hardal_private.event_times(
    tenant text,
    out oldest_event timestamptz,
    out newest_event timestamptz,
    out events_per_second numeric
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    execute format(
        'select min(e.created_at), max(e.created_at) from %1$I.events as e', tenant || '__store'
    ) into oldest_event, newest_event;
    execute format(
        'select round(
            (count(*) / nullif(extract(epoch from $1 - min(n.created_at)), 0))::numeric, 3
        )
        from (
            select e.created_at
            from %1$I.events as e
            where e.created_at > $1 - interval ''1 day'' and e.created_at <= $1
            order by e.created_at desc
            limit 1000
        ) as n',
        tenant || '__store'
    ) into events_per_second using hardal_private.clock();
    events_per_second := coalesce(events_per_second, 0);
end
$$;

comment on function hardal_private.event_times(text) is
'Returns created_at of a tenant''s oldest and newest event (null where it has none), '
'and the events per second of the newest 1,000 of the last day';

-- functions/hardal_private/tenants/grant_api.sql
-- Gives the groups of one tenant, or of all, the rights on the API that the template's groups have,
-- and takes all other rights on the API from them.
--
-- The groups hold these rights themselves. A login that may switch to a role which tenants share
-- could change the settings and the password of this role (ALTER ROLE), for all tenants.
--
-- All tenants' rights on a function stand in one row of the catalogue. So one statement grants for
-- all groups, and only one transaction at a time grants: of two, PostgreSQL would end one.
create or replace function hardal_private.grant_api(only_tenant text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- names come quoted from the catalogue: @plpgsql_check_options: security_warnings = off
    v_statements text[];
    v_statement text;
begin
    with api as (
        select 'schema hardal' as object, 'usage' as privilege, n.nspacl as acl
        from pg_namespace as n
        where n.nspname = 'hardal'
        union all
        select format('function %s', p.oid::regprocedure), 'execute', p.proacl
        from pg_proc as p
        where p.pronamespace = 'hardal'::regnamespace
    ),

    differ as (
        select
            a.object,
            a.privilege,
            h.meant,
            string_agg(
                quote_ident(t.name || '__' || s.scope), ', ' order by t.name, s.scope
            ) as groups
        from api as a
        cross join hardal_private.tenants as t
        cross join unnest(hardal_private.url_scopes()) as s (scope)
        cross join lateral (
            select
                coalesce(bool_or(e.grantee = to_regrole('template__' || s.scope)), false) as meant,
                coalesce(bool_or(e.grantee = to_regrole(t.name || '__' || s.scope)), false) as held
            from aclexplode(a.acl) as e
        ) as h
        where
            (grant_api.only_tenant is null or t.name = grant_api.only_tenant)
            and to_regrole(t.name || '__' || s.scope) is not null
            and h.meant <> h.held
        group by a.object, a.privilege, h.meant
    )

    select
        array_agg(
            format(
                case when d.meant then 'grant %s on %s to %s' else 'revoke %s on %s from %s' end,
                d.privilege, d.object, d.groups
            )
        )
    into v_statements
    from differ as d;
    if v_statements is null then
        return;
    end if;
    lock table hardal_private.tenants in share row exclusive mode;
    foreach v_statement in array v_statements loop
        execute v_statement;
    end loop;
end
$$;

comment on function hardal_private.grant_api(text) is
'Gives the groups of a tenant, or of all (null), the rights that the template''s groups have on '
'the API, and no others';

-- functions/hardal_private/tenants/make_models_schema.sql
-- Makes the schema in which PSQL URLs of the scope model make tables and views, where it is
-- missing. The tenant's readers may read whatever the group makes there. The caller is a login that
-- may create schemas.
--
-- The schema belongs to hardal_owner, so that its name and its rights stay as they are. The group
-- owns what is in it. migrate and doctor leave it alone.
create or replace function hardal_private.make_models_schema(tenant text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_schema constant text := tenant || '__models';
    v_group constant text := tenant || '__model';
    v_readers constant text := tenant || '__read';
begin
    if exists (
        select from pg_namespace as n
        where n.nspname = v_schema and n.nspowner <> 'hardal_owner'::regrole
    ) then
        raise sqlstate 'HD409' using
            message = format('this database has a schema %s already', v_schema),
            hint = 'rename it; hardal never takes over a schema that it did not make';
    end if;
    execute format('create schema if not exists %I authorization hardal_owner', v_schema);
    execute format(
        'comment on schema %I is %L',
        v_schema, format('hardal: tables and views that people make from the events of %s', tenant)
    );
    execute format('grant usage, create on schema %I to %I', v_schema, v_group);
    execute format('grant usage on schema %I to %I', v_schema, v_readers);
    perform hardal_private.join_role(v_group::name);
    execute format(
        'alter default privileges for role %I in schema %I grant select on tables to %I',
        v_group, v_schema, v_readers
    );
end
$$;

comment on function hardal_private.make_models_schema(text) is
'Makes the schema <tenant>__models for PSQL URLs of the scope model, where it is missing; '
'HD409 where somebody else''s schema has the name';

-- functions/hardal_private/tenants/quarantine_totals.sql
-- Returns how full a tenant's quarantine is. No rejected event is counted: the quarantine keeps a
-- running sum of its own.
create or replace function hardal_private.quarantine_totals(
    tenant text,
    out rejected_events bigint,
    out rejected_bytes bigint,
    out rejected_not_kept bigint
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    execute format(
        'select coalesce(sum(c.kept), 0), coalesce(sum(c.bytes), 0), coalesce(sum(c.dropped), 0)
        from %I.quarantine_changes as c',
        tenant || '__store'
    ) into rejected_events, rejected_bytes, rejected_not_kept;
end
$$;

comment on function hardal_private.quarantine_totals(text) is
'Returns how many rejected events a tenant''s quarantine holds, their bytes, '
'and how many were not kept because it was full';

-- functions/hardal_private/tenants/relation_stats.sql
-- Returns the tables and indexes of a tenant with their sizes. The rows are PostgreSQL's own
-- running estimates: nothing is counted.
create or replace function hardal_private.relation_stats(tenant text)
returns table (name name, kind text, of_table name, estimated_rows bigint, bytes bigint)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        c.relname as name,
        case c.relkind when 'i' then 'index' else 'table' end as kind,
        t.relname as of_table,
        case
            when c.relkind = 'r'
                then greatest(c.reltuples::bigint, pg_stat_get_live_tuples(c.oid), 0)
        end as estimated_rows,
        case c.relkind when 'i' then pg_relation_size(c.oid) else pg_table_size(c.oid) end as bytes
    from pg_class as c
    left join pg_index as i on c.oid = i.indexrelid
    left join pg_class as t on coalesce(i.indrelid, c.oid) = t.oid
    where
        c.relnamespace = to_regnamespace(relation_stats.tenant || '__store')
        and c.relkind in ('r', 'i')
    order by t.relname, c.relkind desc, c.relname
$$;

comment on function hardal_private.relation_stats(text) is
'Returns a tenant''s tables and indexes: estimated rows (null for an index) and bytes; '
'a table''s bytes include TOAST';

-- functions/hardal_private/tenants/require_future.sql
-- Refuses an expiry that is not in the future. Null means no expiry.
create or replace function hardal_private.require_future(expires_at timestamptz)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if expires_at <= hardal_private.clock() then
        raise sqlstate 'HD400' using
            message = format('the end named, %s, is not in the future', expires_at);
    end if;
end
$$;

comment on function hardal_private.require_future(timestamptz) is
'Refuses with HD400 an expiry that is not in the future; null means no expiry';

-- functions/hardal_private/tenants/require_tenant.sql
-- Refuses a tenant that does not exist. All callers refuse with the same message.
create or replace function hardal_private.require_tenant(tenant text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (
        select from hardal_private.tenants as t where t.name = require_tenant.tenant
    ) then
        raise sqlstate 'HD404' using
            message = format('there is no tenant %s', to_jsonb(left(tenant, 80))),
            hint = 'see hardal-admin tenant list, or make it with hardal-admin tenant create';
    end if;
end
$$;

comment on function hardal_private.require_tenant(text) is
'Refuses with HD404 where there is no tenant of this name';

-- functions/hardal_private/tenants/resume_tenant.sql
-- Undoes suspend_tenant. A tenant whose drop has begun cannot come back, because part of its data
-- may be gone.
create or replace function hardal_private.resume_tenant(tenant text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.require_tenant(tenant);
    if exists (
        select
        from hardal_private.tenants as t
        where t.name = resume_tenant.tenant and t.dropping_at is not null
    ) then
        raise sqlstate 'HD409' using
            message = format(
                'the tenant %s is being dropped: part of what it held is gone', tenant
            ),
            hint = format('hardal-admin tenant drop %s --yes %s finishes it', tenant, tenant);
    end if;
    update hardal_private.tenants as t
    set suspended_at = null
    where t.name = resume_tenant.tenant;
    perform hardal_private.apply_role_settings(u.role)
    from hardal_private.urls as u
    where u.tenant = resume_tenant.tenant and to_regrole(u.role::text) is not null;
    perform hardal_private.audit('tenant.resume', tenant);
end
$$;

comment on function hardal_private.resume_tenant(text) is
'Ends the suspension of a tenant: its tokens and PSQL URLs work again; '
'HD404 where there is no such tenant; HD409 where its drop has begun';

-- functions/hardal_private/tenants/rollup_progress.sql
-- Returns how far the days of a tenant are rolled up, and how many of these days carry a mark.
create or replace function hardal_private.rollup_progress(
    tenant text,
    out rolled_up_until timestamptz,
    out marked_days bigint
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    execute format(
        'select
            nullif(r.rolled_until, ''-infinity'')::timestamp at time zone ''UTC'',
            (
                select count(distinct m.starts_on)
                from %1$I.rollup_marks as m
                where
                    m.period = ''day''
                    and m.starts_on >= r.rolled_from
                    and m.starts_on < r.rolled_until
            )
        from %1$I.rollups as r
        where r.period = ''day''',
        tenant || '__store'
    ) into rolled_up_until, marked_days;
end
$$;

comment on function hardal_private.rollup_progress(text) is
'Returns until when (exclusive) a tenant''s days are rolled up, null where none is, '
'and how many of these days are marked to be counted again';

-- functions/hardal_private/tenants/set_limits.sql
-- Changes the limits of a tenant that the JSON object names, and keeps the others. Null sets a
-- limit back to hardal's default.
create or replace function hardal_private.set_limits(tenant text, limits jsonb)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_broken text;
begin
    perform hardal_private.require_tenant(tenant);
    begin
        update hardal_private.tenants as t
        set
            max_event_bytes = r.max_event_bytes,
            quarantine_rows = r.quarantine_rows,
            quarantine_bytes = r.quarantine_bytes,
            quarantine_days = r.quarantine_days,
            retention_months = r.retention_months,
            read_timeout = r.read_timeout,
            write_timeout = r.write_timeout,
            reads_at_once = r.reads_at_once,
            writes_at_once = r.writes_at_once
        from (
            select (jsonb_populate_record(o, set_limits.limits)).*
            from hardal_private.tenants as o
            where o.name = set_limits.tenant
        ) as r
        where t.name = set_limits.tenant;
    exception when check_violation then
        -- each constraint is named by the sentence that states its rule
        get stacked diagnostics v_broken = constraint_name;
        raise sqlstate 'HD400' using message = v_broken;
    end;
    perform hardal_private.audit('tenant.set', tenant, null, limits);
end
$$;

comment on function hardal_private.set_limits(text, jsonb) is
'Sets the limits of a tenant that are named (null: the default); '
'HD400 where a value is not allowed; HD404 where there is no such tenant';

-- functions/hardal_private/tenants/stats.sql
-- Returns the figures of each tenant, or of one, for hardal-admin stats and for monitoring. It is
-- cheap on a large store: sizes come from the file system, and the numbers of events and ids are
-- PostgreSQL's running estimates, unless exact is true. Runs with the owner's rights, so that
-- hardal_monitor needs no right on a tenant's data.
create or replace function hardal_private.stats(
    only_tenant text default null, exact boolean default false
)
returns table (
    tenant text,
    events bigint,
    events_per_second numeric,
    bytes bigint,
    event_table_bytes bigint,
    event_index_bytes bigint,
    partitions bigint,
    oldest_month text,
    newest_month text,
    oldest_event timestamptz,
    newest_event timestamptz,
    ledger_ids bigint,
    ledger_bytes bigint,
    rejected_events bigint,
    rejected_bytes bigint,
    rejected_not_kept bigint,
    horizon timestamptz,
    maintained_at timestamptz,
    maintenance_failed_at timestamptz,
    rolled_up_until timestamptz,
    rollup_lag interval,
    marked_days bigint,
    names_without_view bigint,
    properties_without_column bigint
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
    if only_tenant is not null then
        perform hardal_private.require_tenant(only_tenant);
    end if;
    for tenant, horizon, maintained_at, maintenance_failed_at in
        select t.name, t.horizon, m.done_at, m.failed_at
        from hardal_private.tenants as t
        left join hardal_private.maintenance as m on t.name = m.tenant
        where only_tenant is null or t.name = only_tenant
        order by t.name
    loop
        -- a tenant that is being dropped may have no table of events any more
        continue when to_regclass(format('%I.events', tenant || '__store')) is null;
        select
            s.events, s.bytes, s.event_table_bytes, s.event_index_bytes, s.partitions,
            s.oldest_month, s.newest_month, s.ledger_ids, s.ledger_bytes
        into
            events, bytes, event_table_bytes, event_index_bytes, partitions,
            oldest_month, newest_month, ledger_ids, ledger_bytes
        from hardal_private.store_sizes(tenant) as s;
        select e.oldest_event, e.newest_event, e.events_per_second
        into oldest_event, newest_event, events_per_second
        from hardal_private.event_times(tenant) as e;
        select q.rejected_events, q.rejected_bytes, q.rejected_not_kept
        into rejected_events, rejected_bytes, rejected_not_kept
        from hardal_private.quarantine_totals(tenant) as q;
        select p.rolled_up_until, p.marked_days
        into rolled_up_until, marked_days
        from hardal_private.rollup_progress(tenant) as p;
        select r.names_without_view, r.properties_without_column
        into names_without_view, properties_without_column
        from hardal_private.room_totals(tenant) as r;
        -- Today is not over, and yesterday counts as running until 02:00 UTC (see move_boundary):
        -- neither is a lag.
        rollup_lag := case
            when oldest_event is not null
                then greatest(
                    date_trunc('day', hardal_private.clock() - interval '2 hours', 'UTC')
                    - greatest(rolled_up_until, date_trunc('day', oldest_event, 'UTC')),
                    '0'
                )
        end;
        if exact then
            execute format(
                'select (select count(*) from %1$I.events), (select count(*) from %1$I.event_ids)',
                tenant || '__store'
            ) into events, ledger_ids;
        end if;
        return next;
    end loop;
end
$$;

comment on function hardal_private.stats(text, boolean) is
'Returns numbers of each tenant, or of one; events and ledger_ids are estimates unless exact; '
'events_per_second is of the last day''s newest 1,000 events; '
'HD404 where only_tenant does not exist';

-- functions/hardal_private/tenants/store_sizes.sql
-- Sums up relation_stats: how large a tenant's store is, and which months it has.
create or replace function hardal_private.store_sizes(
    tenant text,
    out events bigint,
    out bytes bigint,
    out event_table_bytes bigint,
    out event_index_bytes bigint,
    out partitions bigint,
    out oldest_month text,
    out newest_month text,
    out ledger_ids bigint,
    out ledger_bytes bigint
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        coalesce((sum(r.estimated_rows) filter (where r.name ~ '^events_[0-9]'))::bigint, 0),
        sum(r.bytes)::bigint,
        coalesce(
            sum(r.bytes) filter (where r.kind = 'table' and r.of_table ~ '^events_[0-9]'), 0
        )::bigint,
        coalesce(
            sum(r.bytes) filter (where r.kind = 'index' and r.of_table ~ '^events_[0-9]'), 0
        )::bigint,
        count(*) filter (where r.name ~ '^events_[0-9]{4}_[0-9]{2}_rows$'),
        min(replace(substr(r.name, 8, 7), '_', '-'))
            filter (where r.name ~ '^events_[0-9]{4}_[0-9]{2}_rows$'),
        max(replace(substr(r.name, 8, 7), '_', '-'))
            filter (where r.name ~ '^events_[0-9]{4}_[0-9]{2}_rows$'),
        (sum(r.estimated_rows) filter (where r.name = 'event_ids'))::bigint,
        (sum(r.bytes) filter (where r.of_table = 'event_ids'))::bigint
    from hardal_private.relation_stats(store_sizes.tenant) as r
$$;

comment on function hardal_private.store_sizes(text) is
'Returns the sizes of a tenant''s store in bytes, its number of partitions and their months, '
'and PostgreSQL''s estimates of its events and of the ledger''s ids';

-- functions/hardal_private/tenants/suspend_tenant.sql
-- Suspends a tenant and keeps its data. Its tokens are refused from the next request on
-- (pre_request, current_tenant), and its PSQL URLs cannot log in. Once this is committed,
-- end_tenant_connections ends the connections that are open.
create or replace function hardal_private.suspend_tenant(tenant text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.require_tenant(tenant);
    update hardal_private.tenants as t
    set suspended_at = coalesce(t.suspended_at, hardal_private.clock())
    where t.name = suspend_tenant.tenant;
    perform hardal_private.apply_role_settings(u.role)
    from hardal_private.urls as u
    where u.tenant = suspend_tenant.tenant and to_regrole(u.role::text) is not null;
    perform hardal_private.audit('tenant.suspend', tenant);
end
$$;

comment on function hardal_private.suspend_tenant(text) is
'Refuses a tenant''s tokens, and new connections of its PSQL URLs; '
'end_tenant_connections ends the open ones; HD404 where there is no such tenant';

-- functions/hardal_private/tenants/template_version.sql
-- Returns one value that stands for the template's whole text. A tenant's row keeps the value of
-- the text that the tenant's schemas were last made from.
create or replace function hardal_private.template_version()
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select encode(
        sha256(
            convert_to(coalesce(string_agg(f.path || f.body, '' order by f.ordinal), ''), 'UTF8')
        ),
        'hex'
    )
    from hardal_private.template_files as f
$$;

comment on function hardal_private.template_version() is
'SHA-256 of the template''s whole text, in hexadecimal; '
'a tenant whose row has another value has to be brought up to date';

-- functions/hardal_private/tenants/tenant_limits.sql
-- Returns a tenant's limits: its own, or else hardal's defaults. The defaults stand here and
-- nowhere else. Any name gets a row, so that the template has the defaults.
--
-- This is PL/pgSQL because PL/pgSQL caches the plan: an SQL function that is not inlined is planned
-- again for every request.
create or replace function hardal_private.tenant_limits(
    tenant text,
    out max_event_bytes int,
    out quarantine_rows bigint,
    out quarantine_bytes bigint,
    out quarantine_days int,
    out retention_months int,
    out read_timeout int,
    out write_timeout int,
    out reads_at_once int,
    out writes_at_once int,
    out oldest timestamptz,
    out newest timestamptz
)
language plpgsql
stable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
begin
    select
        t.max_event_bytes,
        t.quarantine_rows,
        t.quarantine_bytes,
        t.quarantine_days,
        t.retention_months,
        t.read_timeout,
        t.write_timeout,
        t.reads_at_once,
        t.writes_at_once,
        t.horizon
    into
        max_event_bytes,
        quarantine_rows,
        quarantine_bytes,
        quarantine_days,
        retention_months,
        read_timeout,
        write_timeout,
        reads_at_once,
        writes_at_once,
        oldest
    from hardal_private.tenants as t
    where t.name = tenant_limits.tenant;
    max_event_bytes := coalesce(max_event_bytes, 262144);
    quarantine_rows := coalesce(quarantine_rows, 100000);
    quarantine_bytes := coalesce(quarantine_bytes, 1073741824);
    quarantine_days := coalesce(quarantine_days, 30);
    -- a read is over 5 seconds after its client hung up, with a second for its last row
    read_timeout := coalesce(read_timeout, 4000);
    write_timeout := coalesce(write_timeout, 30000);
    reads_at_once := coalesce(reads_at_once, 3);
    oldest := greatest(oldest, hardal_private.clock() - interval '10 years');
    newest := hardal_private.clock() + interval '24 hours';
end
$$;

comment on function hardal_private.tenant_limits(text) is
'Returns a tenant''s limits: bytes of an event; rows, bytes and days of its quarantine; '
'months that events are kept (null: without end); '
'milliseconds that a read and a write over HTTP may take, and how many of them may run at once '
'(writes_at_once null: no bound of the tenant''s own); '
'oldest and newest, the range of created_at that it accepts';

-- functions/hardal_private/tokens/issue_token.sql
-- Registers a token. hardal-admin signs it. A signed token without a row here is refused.
create or replace function hardal_private.issue_token(
    tenant text, name text, scope text, key_id text, expires_at timestamptz
)
returns uuid
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    v_jti uuid;
begin
    perform hardal_private.require_tenant(tenant);
    if length(name) not between 1 and 63 or name ~ '[\u0001-\u001f\u007f-\u009f]' then
        raise sqlstate 'HD400' using
            message = 'a token''s name is 1 to 63 characters, none of them a control character';
    end if;
    if scope <> all (hardal_private.token_scopes()) then
        raise sqlstate 'HD400' using
            message = format(
                'a token''s scope is %s', array_to_string(hardal_private.token_scopes(), ' or ')
            );
    end if;
    perform hardal_private.require_future(expires_at);
    perform hardal_private.register_signing_key(key_id);
    insert into hardal_private.tokens (jti, tenant, name, scope, key_id, expires_at)
    values (
        gen_random_uuid(),
        issue_token.tenant,
        issue_token.name,
        issue_token.scope,
        issue_token.key_id,
        issue_token.expires_at
    )
    on conflict (tenant, name) where revoked_at is null do nothing
    returning jti into v_jti;
    if v_jti is null then
        raise sqlstate 'HD409' using
            message = format('the tenant %s has a token named %s already', tenant, to_jsonb(name)),
            hint = 'take another name; several tokens can be live at once';
    end if;
    perform hardal_private.audit(
        'token.create', tenant, name, jsonb_build_object('scope', scope, 'jti', v_jti)
    );
    return v_jti;
end
$$;

comment on function hardal_private.issue_token(text, text, text, text, timestamptz) is
'Registers a token and returns its jti; HD400 where a value is not allowed; '
'HD404 where there is no such tenant; '
'HD409 where the name is taken or the signing key was replaced';

-- functions/hardal_private/tokens/record_token_use.sql
-- Records the hour in which a token was last used. Requests do not wait for each other here: a
-- request that finds the row locked goes on without the update.
create or replace function hardal_private.record_token_use(jti uuid)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    update hardal_private.tokens as t
    set used_at = date_trunc('hour', now())
    where t.jti = (
        select k.jti
        from hardal_private.tokens as k
        where k.jti = record_token_use.jti
        for no key update skip locked
    );
end
$$;

comment on function hardal_private.record_token_use(uuid) is
'Sets a token''s used_at to the current hour, unless another request is doing so';

-- functions/hardal_private/tokens/refuse_unknown_token.sql
-- Refuses a token name that no live token has. All callers refuse with the same message.
create or replace function hardal_private.refuse_unknown_token(tenant text, name text)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    raise sqlstate 'HD404' using
        message = format(
            'the tenant %s has no live token named %s', tenant, to_jsonb(left(name, 80))
        ),
        hint = format('see hardal-admin token list %s', tenant);
end
$$;

comment on function hardal_private.refuse_unknown_token(text, text) is
'Raises HD404: the tenant has no live token of this name';

-- functions/hardal_private/tokens/register_signing_key.sql
-- Registers a signing key when it signs its first token. Refuses a signing key that another signing
-- key has replaced.
create or replace function hardal_private.register_signing_key(key_id text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_retires_at timestamptz;
begin
    insert into hardal_private.signing_keys (id)
    values (register_signing_key.key_id)
    on conflict do nothing;
    -- FOR SHARE waits for a rotation that is running
    select k.retires_at into v_retires_at
    from hardal_private.signing_keys as k
    where k.id = register_signing_key.key_id
    for share;
    if v_retires_at is not null then
        raise sqlstate 'HD409' using
            message = format(
                'the signing secret %s was replaced by another', register_signing_key.key_id
            ),
            hint = 'sign with the new one: is HARDAL_JWT_SECRET, or the file, the one from before '
                'hardal-admin secret rotate?';
    end if;
end
$$;

comment on function hardal_private.register_signing_key(text) is
'Registers a signing key by its id; HD409 where another signing key has replaced it';

-- functions/hardal_private/tokens/retire_signing_keys.sql
-- Retires all signing keys but the successor, which signs now. The tokens of a retired signing key
-- end at the time until, at the latest: pre_request refuses them from then on, even where PostgREST
-- would still take them. The argument others holds the ids of the old signing keys in PostgREST's
-- file.
--
-- All other signing keys are retired, not only the last one, so that the next rotation repairs a
-- rotation that was stopped half-way.
create or replace function hardal_private.retire_signing_keys(
    successor text,
    others text[],
    until timestamptz,
    out tokens_ending bigint,
    out first_ends_at timestamptz,
    out last_ends_at timestamptz
)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.register_signing_key(successor);
    -- a signing key that has signed nothing yet has no row, and must not sign from now on
    insert into hardal_private.signing_keys (id)
    select o.id
    from unnest(others) as o (id)
    on conflict do nothing;
    update hardal_private.signing_keys as k
    set retires_at = least(k.retires_at, retire_signing_keys.until)
    where k.id <> successor;
    with ending as (
        update hardal_private.tokens as t
        set revoked_at = least(t.revoked_at, t.expires_at, retire_signing_keys.until)
        where t.key_id <> successor and hardal_private.token_state(t) in ('live', 'ending')
        returning t.revoked_at
    )

    select count(*), min(e.revoked_at), max(e.revoked_at)
    into tokens_ending, first_ends_at, last_ends_at
    from ending as e;
    perform hardal_private.audit(
        'signing_key.replace',
        null,
        successor,
        jsonb_build_object('until', retire_signing_keys.until, 'tokens', tokens_ending)
    );
end
$$;

comment on function hardal_private.retire_signing_keys(text, text[], timestamptz) is
'Retires all signing keys but successor: their tokens end at the time until, unless they end '
'before; returns how many tokens end, and when the first and the last of them do';

-- functions/hardal_private/tokens/revoke_token.sql
-- Refuses a tenant's tokens of this name from now on, also the older ones that a rotation left
-- running.
create or replace function hardal_private.revoke_token(tenant text, name text)
returns int
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_count int;
begin
    perform hardal_private.require_tenant(tenant);
    update hardal_private.tokens as t
    set revoked_at = clock_timestamp()
    where
        t.tenant = revoke_token.tenant
        and t.name = revoke_token.name
        and hardal_private.token_state(t) <> 'revoked';
    get diagnostics v_count = row_count;
    if v_count = 0 then
        perform hardal_private.refuse_unknown_token(tenant, name);
    end if;
    perform hardal_private.audit('token.revoke', tenant, name);
    return v_count;
end
$$;

comment on function hardal_private.revoke_token(text, text) is
'Revokes a tenant''s tokens of this name, expired ones too; returns how many; '
'HD404 where none is left to revoke';

-- functions/hardal_private/tokens/rotate_token.sql
-- Registers the successor of a token. The old token goes on for the overlap, so that the backend
-- has time to change over.
create or replace function hardal_private.rotate_token(
    tenant text,
    name text,
    key_id text,
    expires_at timestamptz,
    overlap interval,
    out jti uuid,
    out scope text
)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
    perform hardal_private.require_tenant(tenant);
    -- take the newest one: an earlier rotation may have left another running
    select t.scope into scope
    from hardal_private.tokens as t
    where
        t.tenant = rotate_token.tenant
        and t.name = rotate_token.name
        and hardal_private.token_state(t) <> 'revoked'
    order by t.created_at desc
    limit 1
    for update;
    if scope is null then
        perform hardal_private.refuse_unknown_token(tenant, name);
    end if;
    update hardal_private.tokens as t
    set revoked_at = least(t.revoked_at, clock_timestamp() + rotate_token.overlap)
    where
        t.tenant = rotate_token.tenant
        and t.name = rotate_token.name
        and hardal_private.token_state(t) <> 'revoked';
    jti := hardal_private.issue_token(tenant, name, scope, key_id, expires_at);
    perform hardal_private.audit(
        'token.rotate', tenant, name, jsonb_build_object('overlap', overlap, 'jti', jti)
    );
end
$$;

comment on function hardal_private.rotate_token(text, text, text, timestamptz, interval) is
'Registers a token in place of the token of this name, which ends after the overlap; '
'returns jti and scope of the new token; HD404 where there is no such tenant or token; '
'HD400 and HD409 as issue_token';

-- functions/hardal_private/tokens/token_scopes.sql
-- Returns the scopes of tokens. A token of the scope ingest has the role hardal_ingest over HTTP.
create or replace function hardal_private.token_scopes()
returns text[]
language sql
immutable
parallel safe
return '{ingest,read}'::text[];

comment on function hardal_private.token_scopes() is 'Returns the scopes that a token can have';

-- functions/hardal_private/tokens/token_state.sql
-- Returns the state of a token at this moment. The states are defined here. A rotation sets the old
-- token's revoked_at to a time in the future: until then the old token is ending, and still valid.
-- pre_request calls this function for each request.
create or replace function hardal_private.token_state(token hardal_private.tokens)
returns text
language sql
stable
parallel safe
return case
    when token.revoked_at <= clock_timestamp() then 'revoked'
    when token.expires_at <= clock_timestamp() then 'expired'
    when token.revoked_at is not null then 'ending'
    else 'live'
end;

comment on function hardal_private.token_state(hardal_private.tokens) is
'Returns live, ending, expired or revoked';

-- functions/hardal_private/urls/apply_role_settings.sql
-- Makes the role of a PSQL URL match its row. The settings are only defaults: a login can change
-- them, even for good (ALTER ROLE). A login cannot change its grants, its connection limit and its
-- expiry: these are the walls. doctor puts changed settings back with this function.
create or replace function hardal_private.apply_role_settings(role name)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_url hardal_private.urls;
    v_setting text;
begin
    select u.* into strict v_url
    from hardal_private.urls as u
    where u.role = apply_role_settings.role;
    execute format(
        'alter role %I %s connection limit %s valid until %L',
        role,
        case when hardal_private.may_log_in(v_url) then 'login' else 'nologin' end,
        v_url.connections,
        coalesce(v_url.expires_at, 'infinity')
    );
    execute format('alter role %I reset all', role);
    execute format('alter role %I in database %I reset all', role, current_database());
    foreach v_setting in array hardal_private.url_settings(v_url) loop
        execute format(
            'alter role %I set %I to %L',
            role,
            split_part(v_setting, '=', 1),
            split_part(v_setting, '=', 2)
        );
    end loop;
end
$$;

comment on function hardal_private.apply_role_settings(name) is
'Gives the role of a PSQL URL the login right, connection limit, expiry and settings that its row '
'and its tenant''s row say; P0002 where the role has no row';

-- functions/hardal_private/urls/create_url.sql
-- Makes a PSQL URL, which is a LOGIN role of its own. The password reaches the server only as a
-- SCRAM verifier, so that no log holds it. The caller is a login that may create roles.
create or replace function hardal_private.create_url(
    tenant text,
    name text,
    scope text,
    verifier text,
    expires_at timestamptz default null,
    connections bigint default 5,
    statement_timeout bigint default 60000
)
returns text
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    -- the options of a GRANT are hardal's own text: @plpgsql_check_options: security_warnings = off
    v_role text := tenant || '__u_' || name;
    v_broken text;
begin
    perform hardal_private.require_tenant(tenant);
    if name !~ '^[a-z][a-z0-9_]*$' or octet_length(v_role) > 63 then
        raise sqlstate 'HD400' using
            message = format(
                '%s is no name for a PSQL URL of %s', to_jsonb(left(name, 80)), tenant
            ),
            hint = format(
                'take 1 to %s of a-z, 0-9 and _, a letter first',
                63 - octet_length(tenant || '__u_')
            );
    end if;
    perform hardal_private.require_verifier(verifier);
    perform hardal_private.require_future(expires_at);
    if to_regrole(v_role) is not null then
        raise sqlstate 'HD409' using
            message = format('the role %s exists already', v_role),
            hint = 'take another name: a PSQL URL is one person''s or one tool''s';
    end if;

    begin
        insert into hardal_private.urls (
            role, tenant, name, scope, expires_at, connections, statement_timeout
        )
        values (
            v_role,
            create_url.tenant,
            create_url.name,
            create_url.scope,
            create_url.expires_at,
            create_url.connections,
            create_url.statement_timeout
        );
    exception when check_violation then
        -- each constraint is named by the sentence that states its rule
        get stacked diagnostics v_broken = constraint_name;
        raise sqlstate 'HD400' using message = v_broken;
    end;
    execute format('create role %I password %L', v_role, verifier);
    execute format(
        'comment on role %I is %L', v_role, format('hardal: PSQL URL of the tenant %s', tenant)
    );
    execute format(
        'grant %I to %I%s',
        tenant || '__' || scope,
        v_role,
        hardal_private.membership_options(v_role, tenant || '__' || scope)
    );
    if scope = 'model' then
        perform hardal_private.make_models_schema(tenant);
    end if;
    perform hardal_private.apply_role_settings(v_role);
    perform hardal_private.audit(
        'url.create', tenant, name, jsonb_build_object('scope', scope, 'expires_at', expires_at)
    );
    return v_role;
end
$$;

comment on function hardal_private.create_url(
    text, text, text, text, timestamptz, bigint, bigint
) is
'Makes the login role of a PSQL URL and returns its name; expires_at: null means no expiry; '
'statement_timeout: in milliseconds, 0 means none; HD400 where a value is not allowed; '
'HD404 where there is no such tenant; HD409 where the role exists already';

-- functions/hardal_private/urls/end_connections.sql
-- Ends the connections of a PSQL URL. PostgreSQL allows this to members of its role and to
-- superusers only, so the caller becomes a member first.
create or replace function hardal_private.end_connections(role name)
returns int
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.join_role(role);
    return (
        select (count(*) filter (where pg_terminate_backend(a.pid, 5000)))::int
        from pg_stat_activity as a
        where a.usename = end_connections.role
    );
end
$$;

comment on function hardal_private.end_connections(name) is
'Ends all connections of a PSQL URL''s role, and waits up to 5 s for each; returns how many ended';

-- functions/hardal_private/urls/join_role.sql
-- Makes the caller a member of one of hardal's roles, unless it is a member already. Only a member
-- can end the connections of the role, and drop its objects and grants.
create or replace function hardal_private.join_role(role name)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if not pg_has_role(role, 'usage') then
        execute format(
            'grant %I to current_user%s',
            role,
            case
                when current_setting('server_version_num')::int >= 160000
                    then ' with inherit true, set false'
                else ''
            end
        );
    end if;
end
$$;

comment on function hardal_private.join_role(name) is
'Makes the caller a member of this role, with its rights';

-- functions/hardal_private/urls/may_log_in.sql
-- Tells whether the role of a PSQL URL should have the LOGIN right. The expiry of the PSQL URL does
-- not count here, because the role has the expiry as VALID UNTIL (see apply_role_settings).
create or replace function hardal_private.may_log_in(url hardal_private.urls)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select url.revoked_at is null and t.suspended_at is null
    from hardal_private.tenants as t
    where t.name = url.tenant
$$;

comment on function hardal_private.may_log_in(hardal_private.urls) is
'Returns false while a PSQL URL is being revoked or its tenant is suspended, else true';

-- functions/hardal_private/urls/membership_options.sql
-- Returns the options of the GRANT that makes a role a member of one of hardal's roles.
-- - PostgREST's login switches to a role to have its rights.
-- - The login of a PSQL URL has the rights of its group and never switches: a login that switches
--   can change the settings of the role (ALTER ROLE). A login of the scope model switches: what it
--   makes belongs to its group.
-- Before PostgreSQL 16 there are no such options: PostgREST's login is NOINHERIT, and every member
-- may switch.
create or replace function hardal_private.membership_options(member text, role text)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select case
        when current_setting('server_version_num')::int < 160000 then ''
        when member = 'hardal_authenticator' then ' with inherit false, set true'
        when role like '%\_\_model' then ' with inherit true, set true'
        else ' with inherit true, set false'
    end
$$;

comment on function hardal_private.membership_options(text, text) is
'Returns the options of the GRANT that makes this role a member of one of hardal''s roles: '
'the text behind its names, empty before PostgreSQL 16';

-- functions/hardal_private/urls/record_url_use.sql
-- Records which PSQL URLs are connected now. Each round of maintenance takes this sample, so that a
-- DBA sees which PSQL URLs nobody uses. It does not wait: a lost sample does no harm.
create or replace function hardal_private.record_url_use()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '200ms'
as $$
begin
    update hardal_private.urls as u
    set seen_at = hardal_private.clock()
    where u.role in (select a.usename from pg_stat_activity as a);
exception when lock_not_available or deadlock_detected then
    null;
end
$$;

comment on function hardal_private.record_url_use() is
'Sets seen_at of each PSQL URL that has a connection at this moment';

-- functions/hardal_private/urls/require_url.sql
-- Returns the row of a PSQL URL, or refuses a name that no PSQL URL has. All callers refuse with
-- the same message.
create or replace function hardal_private.require_url(tenant text, name text)
returns hardal_private.urls
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_url hardal_private.urls;
begin
    perform hardal_private.require_tenant(tenant);
    select u.* into v_url
    from hardal_private.urls as u
    where u.tenant = require_url.tenant and u.name = require_url.name;
    if v_url.role is null then
        raise sqlstate 'HD404' using
            message = format(
                'the tenant %s has no PSQL URL named %s', tenant, to_jsonb(left(name, 80))
            ),
            hint = format('see hardal-admin url list %s', tenant);
    end if;
    return v_url;
end
$$;

comment on function hardal_private.require_url(text, text) is
'Returns a tenant''s PSQL URL by name; HD404 where there is none';

-- functions/hardal_private/urls/require_verifier.sql
-- Refuses a password in clear text. Every function that sets a password calls this.
create or replace function hardal_private.require_verifier(verifier text)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if verifier is null or verifier !~ '^SCRAM-SHA-256\$' then
        raise sqlstate 'HD400' using
            message = 'a password comes as a SCRAM-SHA-256 verifier, never in clear';
    end if;
end
$$;

comment on function hardal_private.require_verifier(text) is
'Refuses with HD400 a password that is not a SCRAM-SHA-256 verifier';

-- functions/hardal_private/urls/revoke_url_begin.sql
-- First half of revoking a PSQL URL: takes away its right to log in. rotate_url refuses from then
-- on, and a revocation that is stopped half-way can only be finished.
--
-- Commit this half first. Then a client whose connection revoke_url_finish ends cannot log in
-- again.
create or replace function hardal_private.revoke_url_begin(tenant text, name text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_url hardal_private.urls := hardal_private.require_url(tenant, name);
begin
    update hardal_private.urls as u
    set revoked_at = coalesce(u.revoked_at, hardal_private.clock())
    where u.role = v_url.role;
    if to_regrole(v_url.role::text) is not null then
        perform hardal_private.apply_role_settings(v_url.role);
    end if;
    perform hardal_private.audit('url.revoke', tenant, name);
end
$$;

comment on function hardal_private.revoke_url_begin(text, text) is
'First half of revoking a PSQL URL: it cannot log in any more; commit before revoke_url_finish; '
'HD404 where there is none';

-- functions/hardal_private/urls/revoke_url_finish.sql
-- Second half of revoking a PSQL URL: ends its connections and drops its role, with everything that
-- the role owns in this database. What a PSQL URL of the scope model has made passes to its group.
--
-- revoke_url_begin is committed before (or drop_tenant_begin, where the whole tenant goes), so that
-- nobody logs in again meanwhile.
create or replace function hardal_private.revoke_url_finish(tenant text, name text)
returns int
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_url hardal_private.urls := hardal_private.require_url(tenant, name);
    v_ended int := 0;
begin
    if to_regrole(v_url.role::text) is not null then
        v_ended := hardal_private.end_connections(v_url.role);
        if v_url.scope = 'model' then
            -- tables and views that it made as itself, not as its group, stay for their readers
            perform hardal_private.join_role((tenant || '__model')::name);
            execute format('reassign owned by %I to %I', v_url.role, tenant || '__model');
        end if;
        execute format('drop owned by %I', v_url.role);
        execute format('drop role %I', v_url.role);
    end if;
    delete from hardal_private.urls as u
    where u.role = v_url.role;
    return v_ended;
end
$$;

comment on function hardal_private.revoke_url_finish(text, text) is
'Second half of revoking a PSQL URL: ends its connections and drops its role; '
'returns how many connections ended; HD404 where there is none';

-- functions/hardal_private/urls/rotate_url.sql
-- Gives a PSQL URL a new password, and a new expiry where one is given. Its open connections go on.
create or replace function hardal_private.rotate_url(
    tenant text, name text, verifier text, expires_at timestamptz default null
)
returns text
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_url hardal_private.urls := hardal_private.require_url(tenant, name);
begin
    perform hardal_private.require_verifier(verifier);
    perform hardal_private.require_future(expires_at);
    if v_url.revoked_at is not null then
        raise sqlstate 'HD409' using
            message = format('the PSQL URL %s of %s is being revoked', name, tenant),
            hint = format(
                'finish it with hardal-admin url revoke %s %s, then create it anew', tenant, name
            );
    end if;
    execute format('alter role %I password %L', v_url.role, verifier);
    update hardal_private.urls as u
    set expires_at = coalesce(rotate_url.expires_at, u.expires_at)
    where u.role = v_url.role;
    perform hardal_private.apply_role_settings(v_url.role);
    perform hardal_private.audit('url.rotate', tenant, name);
    return v_url.role::text;
end
$$;

comment on function hardal_private.rotate_url(text, text, text, timestamptz) is
'Gives a PSQL URL another password, as a SCRAM-SHA-256 verifier, and returns its role; '
'expires_at: null keeps the expiry; HD400 where a value is not allowed; '
'HD404 where there is none; HD409 where it is being revoked';

-- functions/hardal_private/urls/url_scopes.sql
-- Returns the scopes of PSQL URLs. Each scope is a group role of every tenant: <tenant>__<scope>.
create or replace function hardal_private.url_scopes()
returns text[]
language sql
immutable
parallel safe
return '{read,aggregate,write,model}'::text[];

comment on function hardal_private.url_scopes() is 'Returns the scopes that a PSQL URL can have';

-- functions/hardal_private/urls/url_settings.sql
-- Returns the settings that a connection of a PSQL URL starts with, in the form of
-- pg_db_role_setting.
create or replace function hardal_private.url_settings(url hardal_private.urls)
returns text[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select array[
        'TimeZone=UTC',
        -- the planner overrates views over partitions, and compiling them takes longer than running
        'jit=off',
        'statement_timeout=' || url.statement_timeout,
        'idle_in_transaction_session_timeout=10min',
        'search_path='
        || case when url.scope = 'write' then 'hardal' else quote_ident(url.tenant) end
    ]
    || case
        when url.scope = 'write' then '{}'
        -- what it makes belongs to the group, and outlives the PSQL URL
        when url.scope = 'model' then array['role=' || url.tenant || '__model']
        else '{default_transaction_read_only=on}'
    end
$$;

comment on function hardal_private.url_settings(hardal_private.urls) is
'Returns the settings of a PSQL URL''s role as name=value, in the order of apply_role_settings';

-- functions/hardal_private/urls/url_state.sql
-- Returns the state of a PSQL URL at this moment. The states are defined here.
create or replace function hardal_private.url_state(url hardal_private.urls)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select case
        when url.revoked_at is not null then 'being revoked'
        when url.expires_at <= hardal_private.clock() then 'expired'
        when not hardal_private.may_log_in(url) then 'suspended'
        else 'live'
    end
$$;

comment on function hardal_private.url_state(hardal_private.urls) is
'Returns live, suspended (the tenant is suspended), expired or being revoked';

-- functions/hardal_private/validation/cut_fraction.sql
-- Cuts the fraction of a second to microseconds in the text of a time, because a cast rounds it.
-- The function is inlined where it is called.
create or replace function hardal_private.cut_fraction(value text)
returns text
language sql
immutable
parallel safe
return case
    when length(value) > 27 then regexp_replace(value, '(\.[0-9]{6})[0-9]+', '\1')
    else value
end;

comment on function hardal_private.cut_fraction(text) is
'The text of a time without the digits after its microseconds';

-- functions/hardal_private/validation/event_errors.sql
-- Returns every fault of an event, not only the first one. This is the whole rule set of
-- docs/ingest.md. The rules of a field are in <field>_faults.sql beside this file; client_id and
-- hardal_server_request_id share text_faults.sql.
-- Ingest calls it only for events that do not pass the quick checks of the same rules:
-- quick_check_batch and quick_check_event. Tests compare the three functions. If they differed,
-- event_errors would be right.
create or replace function hardal_private.event_errors(
    event jsonb, oldest timestamptz, newest timestamptz, max_bytes int
)
returns jsonb
language sql
stable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    with value as (
        -- one row, none where the event is not an object; a field that is null counts as absent
        select
            nullif(event_errors.event -> 'event_name', 'null') as event_name,
            nullif(event_errors.event -> 'id', 'null') as id,
            nullif(event_errors.event -> 'hardal_server_request_id', 'null') as request_id,
            nullif(event_errors.event -> 'client_id', 'null') as client_id,
            nullif(event_errors.event -> 'properties', 'null') as properties,
            nullif(event_errors.event -> 'created_at', 'null') as created_at
        where jsonb_typeof(event_errors.event) = 'object'
    ),

    fault (place, field, code, message) as (
        select 0, null, 'not_an_object', 'an event is a JSON object'
        where jsonb_typeof(event_errors.event) <> 'object'
        union all
        select 0, null, f.code, f.message
        from hardal_private.size_faults(event_errors.event, event_errors.max_bytes) as f
        union all
        select 1, 'event_name', f.code, f.message
        from value as v
        cross join lateral hardal_private.event_name_faults(v.event_name) as f
        union all
        select 2, 'id', f.code, f.message
        from value as v
        cross join lateral hardal_private.id_faults(v.id) as f
        union all
        select 3, 'hardal_server_request_id', f.code, f.message
        from value as v
        cross join lateral
            hardal_private.text_faults('hardal_server_request_id', v.request_id) as f
        union all
        select 4, 'client_id', f.code, f.message
        from value as v
        cross join lateral hardal_private.text_faults('client_id', v.client_id) as f
        union all
        select 5, 'properties', f.code, f.message
        from value as v
        cross join lateral
            hardal_private.properties_faults(v.properties, event_errors.max_bytes) as f
        union all
        select 6, 'created_at', f.code, f.message
        from value as v
        cross join lateral hardal_private.created_at_faults(
            v.created_at, event_errors.oldest, event_errors.newest
        ) as f
        union all
        select 7, f.field, f.code, f.message
        from hardal_private.unknown_field_faults(event_errors.event) as f
    )

    select jsonb_agg(
        jsonb_build_object('field', t.field, 'code', t.code, 'message', t.message)
        order by t.place, t.field collate "C", t.code collate "C"
    )
    from (
        select *
        from fault as f
        order by f.place, f.field collate "C", f.code collate "C"
        limit 20
    ) as t
$$;

comment on function hardal_private.event_errors(jsonb, timestamptz, timestamptz, int) is
'Every fault of an event (up to 20) as an array of field, code and message; '
'null where the event has none. created_at lies between oldest and newest; '
'properties have at most max_bytes bytes as text';

-- functions/hardal_private/validation/is_blank.sql
-- Tells whether a text shows nothing: it is empty, or holds only white space and invisible
-- characters. The classes of a regular expression depend on the locale, so Unicode's lists stand
-- here: White_Space and Default_Ignorable_Code_Point (zero-width characters, marks of direction,
-- fillers of Hangul, variation selectors, tags and others), and beside them the braille blank
-- U+2800 and the marks of annotations U+FFF9 to U+FFFB.
-- The function is inlined where it is called.
create or replace function hardal_private.is_blank(value text)
returns boolean
language sql
immutable
parallel safe
return value !~ (
    '[^\u0009-\u000d \u0085\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f'
    '\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0'
    '\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]'
);

comment on function hardal_private.is_blank(text) is
'Whether a text is empty or holds only white space and invisible characters';

-- functions/hardal_private/validation/exceeded_limits.sql
-- Returns the limits that an object of properties exceeds, for properties_faults and
-- quick_check_event.
-- The function is PL/pgSQL for two reasons. PL/pgSQL caches the plan. And when the planner
-- evaluates a CASE, it may print a value in a branch whose condition should prevent that (seen on
-- 18).
create or replace function hardal_private.exceeded_limits(properties jsonb, max_bytes int)
returns text[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_codes text[] := array[]::text[];
    v_wide_numbers numeric[] := hardal_private.wide_numbers(properties);
begin
    if hardal_private.is_deep(properties) then
        v_codes := v_codes || 'too_deep'::text;
    end if;
    if exists (
        select
        from unnest(v_wide_numbers) as n (value)
        where hardal_private.is_long_number(n.value)
    ) then
        v_codes := v_codes || 'number_out_of_range'::text;
    end if;
    if hardal_private.is_larger(properties, max_bytes, v_wide_numbers) then
        v_codes := v_codes || 'too_large'::text;
    end if;
    return v_codes;
end
$$;

comment on function hardal_private.exceeded_limits(jsonb, int) is
'The limits that properties exceed, as error codes: too_deep, number_out_of_range, and too_large '
'for more than max_bytes bytes as text; empty where they exceed none';

-- functions/hardal_private/validation/read_uuid.sql
-- Reads a text as a UUID. The function is PL/pgSQL, so that the cast does not run before the text
-- was checked.
create or replace function hardal_private.read_uuid(text text)
returns uuid
language plpgsql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
begin
    if text ~ '^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$' then
        return text::uuid;
    end if;
    return null;
end
$$;

comment on function hardal_private.read_uuid(text) is
'The UUID that a text of the form 8-4-4-4-12 names; null for any other text';

-- functions/hardal_private/validation/is_deep.sql
-- Tells whether a value has more than 32 levels of objects and arrays. The jsonpath reads no level
-- below the level that it asks about.
create or replace function hardal_private.is_deep(value jsonb)
returns boolean
language sql
immutable
parallel safe
return jsonb_path_exists(value, 'strict $.**{32} ? (@.type() == "object" || @.type() == "array")');

comment on function hardal_private.is_deep(jsonb) is
'Whether a value is nested deeper than 32 levels of objects and arrays';

-- functions/hardal_private/validation/is_larger.sql
-- Tells whether the text of a value has more than max_bytes bytes. The limit is on the text because
-- that is the size that a client sees.
-- The 9 bytes 1e131071 print as 131 kB. So wide numbers are printed first, one at a time. Where
-- they alone exceed the limit, nothing else is printed. Otherwise the whole value is printed,
-- because its size is bounded then. jsonb is at most 5 times as large as its text.
-- wide_numbers are those of the value: the caller may need them too, and looks for them once.
create or replace function hardal_private.is_larger(
    value jsonb, max_bytes int, wide_numbers numeric[]
)
returns boolean
language plpgsql
stable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
declare
    v_number numeric;
    v_bytes bigint := 0::bigint;
begin
    if pg_column_size(value) > 8::bigint * max_bytes then
        return true;
    end if;
    foreach v_number in array wide_numbers loop
        v_bytes := v_bytes + octet_length(v_number::text);
        if v_bytes > max_bytes then
            return true;
        end if;
    end loop;
    return octet_length(value::text) > max_bytes;
end
$$;

comment on function hardal_private.is_larger(jsonb, int, numeric[]) is
'Whether a value''s text has more than max_bytes bytes; '
'prints only as much of the value as the answer needs';

-- functions/hardal_private/validation/is_wide_number.sql
-- Tells whether a number may print as far more characters than it has bytes: the 9 bytes 1e131071
-- print as 131 kB. Other numbers print in at most 82 characters. Only few numbers are wide, so the
-- checks that print something look at wide numbers one by one. The function prints nothing: scale()
-- counts the digits after the point, trailing zeros too. It is inlined where it is called.
create or replace function hardal_private.is_wide_number(value numeric)
returns boolean
language sql
immutable
parallel safe
return abs(value) >= 1e40 or scale(value) > 40;

comment on function hardal_private.is_wide_number(numeric) is
'Whether a number has 1e40 or more in magnitude, or more than 40 digits after the point';

-- functions/hardal_private/validation/is_printable.sql
-- Tells whether an event can be printed without harm. The 9 bytes 1e131071 print as 131 kB, and a
-- value that prints as a gigabyte breaks every query and every dump of its table. The text of wide
-- numbers is estimated from above; it may have 16 MiB.
create or replace function hardal_private.is_printable(event jsonb)
returns boolean
language sql
stable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select pg_column_size(event) < 67108864 and coalesce((
        select
            sum(
                scale(n.value)
                + case
                    when abs(n.value) < 1e200 then 200
                    when abs(n.value) < 1e2000 then 2000
                    else 131072
                end
            ) < 16777216
        from unnest(hardal_private.wide_numbers(event)) as n (value)
    ), true)
$$;

comment on function hardal_private.is_printable(jsonb) is
'Whether an event''s text is of a size that can be printed: its wide numbers have less than '
'16 MiB, its jsonb has less than 64 MiB';

-- functions/hardal_private/validation/quick_check_batch.sql
-- Checks a whole batch at once: a quick check of the rules in event_errors for everyday batches. It
-- costs a tenth of a check event by event.
-- True means that the ids, names, times, depth and numbers of the whole batch pass:
-- - every id is a UUID;
-- - every name is printable ASCII without quotes and backslashes, and more than blanks;
-- - every time has a form of docs/ingest.md and a date that exists;
-- - nothing is nested deeply, and every number has at most 40 digits before and after the point.
-- quick_check_event still checks the rest of each event: which fields it has, lengths, the range of
-- times, and sizes. A field may be absent or null here.
-- False means "look at each event". Such a batch may break no rule: examples are a name in another
-- script, a number such as 5e-324, a 29th of February. A batch of 16 MB or more is always false,
-- which bounds the memory.
create or replace function hardal_private.quick_check_batch(events jsonb)
returns boolean
language plpgsql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
begin
    if
        pg_column_size(events) >= 16777216
        or jsonb_path_exists(
            events, 'strict $.**{34} ? (@.type() == "object" || @.type() == "array")'
        )
        or exists (
            select
            from
                jsonb_array_elements(
                    -- as one array, as in wide_numbers
                    jsonb_path_query_array(
                        quick_check_batch.events, 'strict $.**{2 to 36} ? (@.type() == "number")'
                    )
                ) as n (value)
            where hardal_private.is_wide_number(n.value::numeric)
        )
    then
        return false;
    end if;
    -- nothing may be printed before this line: a wide number can print as 131 kB
    return jsonb_path_query_array(events, '$[*].id')::text
        ~ '^\[(?:(?:null|"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")(?:, )?)*\]$'
        and jsonb_path_query_array(events, '$[*].event_name')::text
        ~ '^\[(?:" *[!#-\[\]-~][ !#-\[\]-~]*"(?:, )?)*\]$'
        and jsonb_path_query_array(events, '$[*].created_at')::text ~ (
            '^\[(?:(?:null|"[12][0-9]{3}-'
            '(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])'
            '|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)'
            '[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?'
            '(?:[Zz]| UTC| ?[+-](?:0[0-9]|1[0-5])(?::?[0-5][0-9])?)?")'
            '(?:, )?)*\]$'
        );
end
$$;

comment on function hardal_private.quick_check_batch(jsonb) is
'True only if the ids, names, times, depth and numbers of a whole array of events pass; '
'false means that quick_check_event has to look at each event';

-- functions/hardal_private/validation/wide_numbers.sql
-- Returns the wide numbers in a value, at any depth. None is printed.
-- The path's numbers are collected into one array: jsonb_path_query, called for a row each, takes
-- time in the square of their number.
-- The function is PL/pgSQL, because PL/pgSQL caches the plan: a SQL function that is not inlined is
-- planned anew for every request.
create or replace function hardal_private.wide_numbers(value jsonb)
returns numeric[]
language plpgsql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
begin
    return array(
        select n.value::numeric
        from
            jsonb_array_elements(
                jsonb_path_query_array(
                    wide_numbers.value, 'strict $.** ? (@.type() == "number")'
                )
            ) as n (value)
        where hardal_private.is_wide_number(n.value::numeric)
    );
end
$$;

comment on function hardal_private.wide_numbers(jsonb) is
'The numbers in a value that may print as far more characters than they have bytes';

-- functions/hardal_private/validation/text_faults.sql
-- Returns the faults of client_id or hardal_server_request_id. Both follow the same rules.
-- The body is SQL-standard and the function has no SET, so that it is inlined into event_errors.
create or replace function hardal_private.text_faults(field text, value jsonb)
returns table (code text, message text)
language sql
stable
parallel safe
begin atomic
    select
        fault.code,
        fault.message
    from (
        values
        (
            'wrong_type',
            jsonb_typeof(value) <> 'string',
            format('%s is a string, not a JSON %s', field, jsonb_typeof(value))
        ),
        (
            'empty',
            value = '""',
            format('%s is empty: give it a value, or leave it out', field)
        ),
        (
            'too_long',
            case when jsonb_typeof(value) = 'string' then length(value #>> '{}') > 256 end,
            format('%s has at most 256 characters', field)
        )
    ) as fault (code, found, message)
    where fault.found;
end;

comment on function hardal_private.text_faults(text, jsonb) is
'The faults of client_id or hardal_server_request_id, as code and message; none where it is null';

-- functions/hardal_private/validation/unknown_field_faults.sql
-- Returns a fault for each field that an event may not have. The name of such a field is cut to
-- 200 characters, so that a huge name does not make a huge answer.
-- The body is SQL-standard and the function has no SET, so that it is inlined into event_errors.
create or replace function hardal_private.unknown_field_faults(event jsonb)
returns table (field text, code text, message text)
language sql
stable
parallel safe
begin atomic
    select
        left(k.name, 200) as field,
        'unknown_field' as code,
        format(
            '%s is not a field of an event: put it into properties', to_jsonb(left(k.name, 200))
        ) as message
    from
        jsonb_object_keys(
            case when jsonb_typeof(event) = 'object' then event else '{}' end
            - '{event_name,id,hardal_server_request_id,client_id,properties,created_at}'::text[]
        ) as k (name);
end;

comment on function hardal_private.unknown_field_faults(jsonb) is
'A fault for each unknown field of an event, as field, code and message; '
'none where the event is not an object';

-- functions/hardal_private/views/add_view.sql
-- Makes the next maintenance make the typed view of an event, for hardal-admin views add: of a name
-- that waits for room, or whose view was dropped. The audit log gets no name of an event: it
-- outlives an erasure, and a client chooses the name.
create or replace function hardal_private.add_view(tenant text, event_name text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '2s'
as $$
declare
    v_role text := current_setting('role');
begin
    perform hardal_private.require_tenant(tenant);
    perform set_config('role', 'hardal_owner', true);
    perform hardal_private.lock_tenant(tenant, true);
    execute format('select %I.add_event_view($1)', tenant || '__store') using event_name;
    perform hardal_private.audit('view.add', tenant);
    perform set_config('role', v_role, true);
end
$$;

comment on function hardal_private.add_view(text, text) is
'Makes the next maintenance make an event''s typed view, beyond the limit too; '
'HD404 where there is no such tenant or event';

-- functions/hardal_private/views/column_places.sql
-- Returns how many columns of properties maintenance gives a typed view at most. All other
-- properties stay in the column properties. A column that a DBA pins is made beyond this limit.
create or replace function hardal_private.column_places()
returns int
language sql
immutable
parallel safe
return 100;

comment on function hardal_private.column_places() is
'Returns how many columns of properties maintenance gives a typed view at most';

-- functions/hardal_private/views/column_type.sql
-- Returns the type that a typed view's column has for values of a JSON type. An object has no
-- column of its own, because its keys are properties. A JSON null does not tell a type.
create or replace function hardal_private.column_type(json_type text)
returns text
language sql
immutable
parallel safe
return case json_type
    when 'string' then 'text'
    when 'number' then 'numeric'
    when 'boolean' then 'boolean'
    when 'array' then 'jsonb'
end;

comment on function hardal_private.column_type(text) is
'Returns the type of a column for string, number, boolean or array; null for object and null';

-- functions/hardal_private/views/cut_name.sql
-- Returns the beginning of a name that has at most so many bytes (63 or less). It ends with a whole
-- character, because the cast to name cuts there.
create or replace function hardal_private.cut_name(name text, bytes int)
returns text
language sql
immutable
parallel safe
return substr((repeat('_', 63 - bytes) || name)::name::text, 64 - bytes);

comment on function hardal_private.cut_name(text, int) is
'Returns as many whole characters of the name as have room in so many bytes, at most 63';

-- functions/hardal_private/views/drop_view.sql
-- Drops the typed view of an event, or the columns of one property, for hardal-admin views drop.
-- Maintenance does not make them again, and their place is free for another name. The audit log
-- gets no name of an event or property: it outlives an erasure, and a client chooses these names.
create or replace function hardal_private.drop_view(
    tenant text, event_name text, property text default null
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '2s'
as $$
declare
    v_role text := current_setting('role');
    v_dependents text;
begin
    perform hardal_private.require_tenant(tenant);
    perform set_config('role', 'hardal_owner', true);
    perform hardal_private.lock_tenant(tenant, true);
    begin
        if property is null then
            execute format('select %I.drop_event_view($1)', tenant || '__store') using event_name;
        else
            execute format('select %I.drop_columns($1, $2)', tenant || '__store')
            using event_name, property;
        end if;
    exception when dependent_objects_still_exist then
        get stacked diagnostics v_dependents = pg_exception_detail;
        raise sqlstate 'HD409' using
            message = format('something stands on the view: %s', v_dependents),
            hint = 'drop that first: nothing of others is dropped with a view';
    end;
    perform hardal_private.audit(
        case when property is null then 'view.drop' else 'view.drop_column' end, tenant
    );
    perform set_config('role', v_role, true);
end
$$;

comment on function hardal_private.drop_view(text, text, text) is
'Drops an event''s typed view, or with property its columns; maintenance does not make them again; '
'HD404 where there is no such tenant, view or column, HD409 where an object depends on the view';

-- functions/hardal_private/views/events_needed.sql
-- Returns how many events a name or property must have for the next place: a typed view among the
-- views of a tenant, or a column in a view. The first half of the places is given at first sight.
-- The other half waits for frequent names, and the last places for very frequent ones. So rare
-- names that come first leave room, and nothing that was made has to go.
create or replace function hardal_private.events_needed(places_left bigint, places int)
returns int
language sql
immutable
parallel safe
return case
    when places_left > places / 2 then 1
    when places_left > places / 4 then 10
    when places_left > places / 20 then 1000
    when places_left > 0 then 100000
end;

comment on function hardal_private.events_needed(bigint, int) is
'Returns how many events a name or property must have for a view or column, where so many of all '
'places are left; null where none is left';

-- functions/hardal_private/views/fixed_columns.sql
-- Returns the names that a property's column cannot have: the columns that every typed view begins
-- with, and event_name.
create or replace function hardal_private.fixed_columns()
returns name[]
language sql
immutable
parallel safe
return array[
    'id', 'created_at', 'event_date', 'event_name', 'hardal_server_request_id', 'client_id',
    'received_at', 'properties'
]::name[];

comment on function hardal_private.fixed_columns() is
'Returns the columns that every typed view begins with, and event_name';

-- functions/hardal_private/views/free_name.sql
-- Returns the first of name, name_2, name_3, ... that is not taken. The name is cut before the
-- number is added, so that long names stay different.
create or replace function hardal_private.free_name(name text, taken name[])
returns name
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select n.name
    from generate_series(1, cardinality(taken) + 1) as g (number)
    cross join lateral (
        select case
            when g.number = 1 then free_name.name
            else
                hardal_private.cut_name(free_name.name, 62 - length(g.number::text))
                || '_' || g.number
        end::name as name
    ) as n
    where n.name <> all (taken)
    order by g.number
    limit 1
$$;

comment on function hardal_private.free_name(text, name[]) is
'Returns the name, with a number behind it where the name is taken';

-- functions/hardal_private/views/grants_on.sql
-- Returns the grants on a relation and its columns as statements, so that a view that is dropped
-- and made again can get them back. The owner's own rights are left out, and the grants on columns
-- that the new view does not have.
create or replace function hardal_private.grants_on(relation regclass, without name[] default '{}')
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        string_agg(
            format(
                'grant %s%s on %s to %s%s', g.privilege_type, g.columns, grants_on.relation,
                coalesce(quote_ident(r.rolname), 'public'),
                case when g.is_grantable then ' with grant option' else '' end
            ),
            '; '
        )
    from (
        select
            '' as columns,
            a.privilege_type,
            a.grantee,
            a.is_grantable
        from pg_class as c
        cross join aclexplode(c.relacl) as a
        where c.oid = grants_on.relation and a.grantee <> c.relowner
        union all
        select
            format(' (%I)', t.attname),
            a.privilege_type,
            a.grantee,
            a.is_grantable
        from pg_attribute as t
        cross join aclexplode(t.attacl) as a
        where t.attrelid = grants_on.relation and t.attname <> all (grants_on.without)
    ) as g
    left join pg_roles as r on g.grantee = r.oid
$$;

comment on function hardal_private.grants_on(regclass, name[]) is
'Returns statements that repeat the grants on a relation, except on the columns in without; '
'null where only the owner has rights';

-- functions/hardal_private/views/is_keyword.sql
-- Tells whether a word is one that PostgreSQL has for itself, so that a name would need quotes. The
-- list is that of PostgreSQL 15 to 18 together (pg_get_keywords, all but the unreserved), and not
-- the server's own: a name that is made on one release is a name on all of them.
create or replace function hardal_private.is_keyword(word text)
returns boolean
language sql
immutable
parallel safe
return word = any(string_to_array(
    'all analyse analyze and any array as asc asymmetric authorization between bigint binary bit '
    'boolean both case cast char character check coalesce collate collation column concurrently '
    'constraint create cross current_catalog current_date current_role current_schema '
    'current_time current_timestamp current_user dec decimal default deferrable desc distinct do '
    'else end except exists extract false fetch float for foreign freeze from full grant greatest '
    'group grouping having ilike in initially inner inout int integer intersect interval into is '
    'isnull join json json_array json_arrayagg json_exists json_object json_objectagg json_query '
    'json_scalar json_serialize json_table json_value lateral leading least left like limit '
    'localtime localtimestamp merge_action national natural nchar none normalize not notnull null '
    'nullif numeric offset on only or order out outer overlaps overlay placing position precision '
    'primary real references returning right row select session_user setof similar smallint some '
    'substring symmetric system_user table tablesample then time timestamp to trailing treat trim '
    'true union unique user using values varchar variadic verbose when where window with '
    'xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot '
    'xmlserialize xmltable',
    ' '
));

comment on function hardal_private.is_keyword(text) is
'Whether PostgreSQL 15, 16, 17 or 18 quotes this word where it is a name';

-- functions/hardal_private/views/list_view_columns.sql
-- Lists the typed views of a tenant, one row per column. A view without properties has one row,
-- whose column is null.
create or replace function hardal_private.list_view_columns(tenant text)
returns table (
    event_name text,
    view_name name,
    column_name name,
    column_type text,
    property text,
    pinned boolean
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    -- the result comes from dynamic SQL: @plpgsql_check_options: extra_warnings = off
    perform hardal_private.require_tenant(tenant);
    return query execute format(
        'select v.event_name, v.view_name, c.column_name, c.column_type, c.property, c.pinned
        from %1$I.event_views as v
        left join %1$I.view_columns as c on v.event_name = c.event_name
        order by v.event_name, c.place',
        tenant || '__store'
    );
end
$$;

comment on function hardal_private.list_view_columns(text) is
'Returns a tenant''s typed views, one row per column: the property that the column shows, '
'and whether a DBA has pinned it; HD404 where there is no such tenant';

-- functions/hardal_private/views/list_without_view.sql
-- Lists the event names of a tenant that have no typed view, and the properties that have no column
-- in one (property), the most frequent first: because there is no room for them, or because a DBA
-- has dropped them.
create or replace function hardal_private.list_without_view(tenant text)
returns table (
    event_name text,
    property text,
    events bigint,
    since timestamptz,
    why text
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    -- the result comes from dynamic SQL: @plpgsql_check_options: extra_warnings = off
    perform hardal_private.require_tenant(tenant);
    return query execute format(
        'select
            w.event_name, w.property, w.events, w.since,
            case when w.dropped then ''dropped'' else ''no room'' end
        from (
            select n.event_name, null as property, n.events, n.since, n.dropped
            from %1$I.names_without_view as n
            union all
            select p.event_name, p.property, p.events, p.since, p.dropped
            from %1$I.properties_without_column as p
        ) as w
        order by
            w.dropped, w.property is not null, w.events desc,
            w.event_name collate "C", w.property collate "C"',
        tenant || '__store'
    );
end
$$;

comment on function hardal_private.list_without_view(text) is
'Returns a tenant''s event names without a typed view, and properties without a column, with the '
'number of events that were seen; why: no room or dropped; HD404 where there is no such tenant';

-- functions/hardal_private/views/name_letters.sql
-- Returns the letters beyond ASCII that a view's or column's name keeps, as ranges for a bracket
-- expression: Unicode's letters, the marks that belong to them, and digits. They leave out what
-- one_form replaces, and what cannot be seen. Beyond U+FFFF they are whole blocks of
-- scripts. A list of ranges is the same in every locale; [[:alpha:]] is not.
create or replace function hardal_private.name_letters()
returns text
language sql
immutable
parallel safe
return
'\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02c1\u02c6-\u02d1\u02ec\u02ee\u0300-\u034e\u0350-\u0373'
'\u0376-\u03f3\u03f7-\u0481\u0483-\u0487\u048a-\u0559\u0560-\u0588\u0591-\u05bd\u05bf'
'\u05c1-\u05c2\u05c4-\u05c5\u05c7-\u05f2\u0610-\u061a\u0620-\u0669\u066e-\u06d3\u06d5-\u06dc'
'\u06df-\u06e8\u06ea-\u06fc\u06ff\u0710-\u07f5\u07fa-\u07fd\u0800-\u082d\u0840-\u085b'
'\u0860-\u0887\u0889-\u088e\u0898-\u08e1\u08e3-\u0963\u0966-\u096f\u0971-\u09f1\u09fc'
'\u09fe-\u0a75\u0a81-\u0aef\u0af9-\u0b6f\u0b71\u0b82-\u0bef\u0c00-\u0c6f\u0c80-\u0c83'
'\u0c85-\u0d4e\u0d54-\u0d57\u0d5f-\u0d6f\u0d7a-\u0df3\u0e01-\u0e3a\u0e40-\u0e4e\u0e50-\u0e59'
'\u0e81-\u0f00\u0f18-\u0f19\u0f20-\u0f29\u0f35\u0f37\u0f39\u0f3e-\u0f84\u0f86-\u0fbc\u0fc6'
'\u1000-\u1049\u1050-\u109d\u10a0-\u10fa\u10fd-\u115e\u1161-\u135f\u1380-\u138f\u13a0-\u13fd'
'\u1401-\u166c\u166f-\u167f\u1681-\u169a\u16a0-\u16ea\u16f1-\u1734\u1740-\u17b3\u17b6-\u17d3'
'\u17d7\u17dc-\u17e9\u1810-\u193b\u1946-\u19d9\u1a00-\u1a1b\u1a20-\u1a99\u1aa7\u1ab0-\u1abd'
'\u1abf-\u1b59\u1b6b-\u1b73\u1b80-\u1bf3\u1c00-\u1c37\u1c40-\u1c7d\u1c80-\u1cbf\u1cd0-\u1cd2'
'\u1cd4-\u1ffc\u20d0-\u20dc\u20e1\u20e5-\u20f0\u2132\u214e\u2183-\u2184\u2c00-\u2ce4'
'\u2ceb-\u2cf3\u2d00-\u2d67\u2d7f-\u2dff\u2e2f\u3005-\u3006\u302a-\u302f\u3031-\u3035'
'\u303b-\u303c\u3041-\u309e\u30a1-\u30fa\u30fc-\u312f\u3131-\u3163\u3165-\u318e\u31a0-\u31bf'
'\u31f0-\u31ff\u3400-\u4dbf'
'\u4e00-\ua48c\ua4d0-\ua4fd\ua500-\ua60c\ua610-\ua66f\ua674-\ua67d\ua67f-\ua6e5\ua6f0-\ua6f1'
'\ua717-\ua71f\ua722-\ua788\ua78b-\ua827\ua82c\ua840-\ua873\ua880-\ua8c5\ua8d0-\ua8f7\ua8fb'
'\ua8fd-\ua92d\ua930-\ua953\ua960-\ua9c0\ua9cf-\ua9d9\ua9e0-\uaa59\uaa60-\uaa76\uaa7a-\uaadd'
'\uaae0-\uaaef\uaaf2-\uab5a\uab60-\uab68\uab70-\uabea\uabec-\ud7fb\ufa0e-\ufb1e\ufe20-\ufe2f'
'\ufe73\U00010000-\U0001bc9a\U0001df00-\U0001eeff\U00020000-\U0003fffd';

comment on function hardal_private.name_letters() is
'Returns the letters, marks and digits beyond ASCII that a name keeps, as ranges for a regular '
'expression''s brackets';

-- functions/hardal_private/views/one_form.sql
-- Returns a text in which the forms of a letter are one: NFKC. But NFKC also splits letters that
-- people type every day; a name in which they are split cannot be typed. They stay: the vowel am of
-- Thai and Lao, also where it is written in two parts, the Lao letters no and mo with a silent ho,
-- the Armenian word for "and" (U+0587), and the single letters of Hangul.
create or replace function hardal_private.one_form(value text)
returns text
language sql
immutable
parallel safe
return replace(
    replace(
        coalesce(
            (
                select
                    string_agg(
                        coalesce(p.parts[1], normalize(p.parts[2], nfkc)), '' order by p.number
                    )
                from
                    regexp_matches(
                        value,
                        '([\u0587\u0edc\u0edd\u3131-\u318e]+)'
                        '|([^\u0587\u0edc\u0edd\u3131-\u318e]+)',
                        'g'
                    ) with ordinality as p (parts, number)
            ),
            value
        ),
        U&'\0E4D\0E32', U&'\0E33'
    ),
    U&'\0ECD\0EB2', U&'\0EB3'
);

comment on function hardal_private.one_form(text) is
'Returns the text with one form for each letter: NFKC, except for letters that it would split '
'although people type them';

-- functions/hardal_private/views/pin_column.sql
-- Pins the name and type of a property's column, for hardal-admin views pin. A new name is given in
-- place, and objects that depend on the view keep working. A new type needs the view to be made
-- again, which is refused where an object depends on it.
create or replace function hardal_private.pin_column(
    tenant text,
    event_name text,
    property text,
    column_name text default null,
    column_type text default null
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '2s'
as $$
declare
    v_role text := current_setting('role');
    v_did jsonb;
    v_dependents text;
begin
    perform hardal_private.require_tenant(tenant);
    perform hardal_private.require_pin(event_name, property, column_name, column_type);
    perform set_config('role', 'hardal_owner', true);
    perform hardal_private.lock_tenant(tenant, true);
    begin
        execute format('select %I.pin_column($1, $2, $3, $4)', tenant || '__store')
        into v_did using event_name, property, column_name, column_type;
    exception when dependent_objects_still_exist then
        get stacked diagnostics v_dependents = pg_exception_detail;
        raise sqlstate 'HD409' using
            message = format(
                'the type cannot be changed, because something stands on the view: %s', v_dependents
            ),
            hint = 'drop that, pin the column, and make it again; '
            'or take the column that has the other type';
    end;
    -- the log outlives an erasure, so it has no name that a client chose
    perform hardal_private.audit(
        'view.pin', tenant, column_name, jsonb_build_object('column_type', v_did -> 'column_type')
    );
    perform set_config('role', v_role, true);
    return v_did;
end
$$;

comment on function hardal_private.pin_column(text, text, text, text, text) is
'Fixes the name and type of a property''s column and returns the column as it is then; '
'HD400 where an argument is wrong, '
'HD404 where property_catalog does not have the property, '
'HD409 where an object depends on the view or the name is taken';

-- functions/hardal_private/views/pinnable_types.sql
-- Returns the types that a DBA may pin a typed view's column to.
create or replace function hardal_private.pinnable_types()
returns text[]
language sql
immutable
parallel safe
return '{text,numeric,boolean,timestamptz,jsonb}'::text[];

comment on function hardal_private.pinnable_types() is
'Returns the types that a column of a typed view can have';

-- functions/hardal_private/views/small_letters.sql
-- Returns a text with small letters for the capital letters of Latin, Greek, Cyrillic, Armenian and
-- Georgian, the same in every locale: I becomes i, also in Turkish, and so does İ. The result of
-- lower() depends on the locale.
create or replace function hardal_private.small_letters(value text)
returns text
language sql
immutable
parallel safe
return translate(
    value,
    'ABCDEFGHIJKLMNOPQRSTUVWXYZÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽŁŃ'
    'ŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽƁƂƄƆƇƉƊƋƎƏƐƑƓƔƖƗƘƜƝƟƠƢƤƦƧƩƬƮƯƱƲƳƵƷƸƼǍǏǑǓǕǗǙǛǞǠǢǤǦǨǪǬǮǴǶǷǸǺǼ'
    'ǾȀȂȄȆȈȊȌȎȐȒȔȖȘȚȜȞȠȢȤȦȨȪȬȮȰȲȺȻȽȾɁɃɄɅɆɈɊɌɎͰͲͶͿΆΈΉΊΌΎΏΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΪΫϏϘϚϜϞϠϢϤϦϨϪ'
    'ϬϮϷϺϽϾϿЀЁЂЃЄЅІЇЈЉЊЋЌЍЎЏАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯѠѢѤѦѨѪѬѮѰѲѴѶѸѺѼѾҀҊҌҎҐҒҔҖҘҚҜҞҠҢҤҦҨ'
    'ҪҬҮҰҲҴҶҸҺҼҾӀӁӃӅӇӉӋӍӐӒӔӖӘӚӜӞӠӢӤӦӨӪӬӮӰӲӴӶӸӺӼӾԀԂԄԆԈԊԌԎԐԒԔԖԘԚԜԞԠԢԤԦԨԪԬԮԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅ'
    'ՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔՕՖႠႡႢႣႤႥႦႧႨႩႪႫႬႭႮႯႰႱႲႳႴႵႶႷႸႹႺႻႼႽႾႿჀჁჂჃჄჅჇჍᲐᲑᲒᲓᲔᲕᲖᲗᲘᲙᲚᲛᲜᲝᲞᲟᲠᲡᲢᲣᲤᲥᲦᲧᲨᲩᲪᲫᲬᲭᲮ'
    'ᲯᲰᲱᲲᲳᲴᲵᲶᲷᲸᲹᲺᲽᲾᲿḀḂḄḆḈḊḌḎḐḒḔḖḘḚḜḞḠḢḤḦḨḪḬḮḰḲḴḶḸḺḼḾṀṂṄṆṈṊṌṎṐṒṔṖṘṚṜṞṠṢṤṦṨṪṬṮṰṲṴṶṸṺṼṾẀẂẄẆẈẊẌẎẐ'
    'ẒẔẞẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸỺỼỾἈἉἊἋἌἍἎἏἘἙἚἛἜἝἨἩἪἫἬἭἮἯἸἹἺἻἼἽἾἿὈὉὊὋὌὍὙ'
    'ὛὝὟὨὩὪὫὬὭὮὯᾈᾉᾊᾋᾌᾍᾎᾏᾘᾙᾚᾛᾜᾝᾞᾟᾨᾩᾪᾫᾬᾭᾮᾯᾸᾹᾺᾼῈῊῌῘῙῚῨῩῪῬῸῺῼ',
    'abcdefghijklmnopqrstuvwxyzàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįiĵķĺļľłń'
    'ņňŋōŏőœŕŗřśŝşšţťŧũūŭůűųŵŷÿźżžɓƃƅɔƈɖɗƌǝəɛƒɠɣɩɨƙɯɲɵơƣƥʀƨʃƭʈưʊʋƴƶʒƹƽǎǐǒǔǖǘǚǜǟǡǣǥǧǩǫǭǯǵƕƿǹǻǽ'
    'ǿȁȃȅȇȉȋȍȏȑȓȕȗșțȝȟƞȣȥȧȩȫȭȯȱȳⱥȼƚⱦɂƀʉʌɇɉɋɍɏͱͳͷϳάέήίόύώαβγδεζηθικλμνξοπρστυφχψωϊϋϗϙϛϝϟϡϣϥϧϩϫ'
    'ϭϯϸϻͻͼͽѐёђѓєѕіїјљњћќѝўџабвгдежзийклмнопрстуфхцчшщъыьэюяѡѣѥѧѩѫѭѯѱѳѵѷѹѻѽѿҁҋҍҏґғҕҗҙқҝҟҡңҥҧҩ'
    'ҫҭүұҳҵҷҹһҽҿӏӂӄӆӈӊӌӎӑӓӕӗәӛӝӟӡӣӥӧөӫӭӯӱӳӵӷӹӻӽӿԁԃԅԇԉԋԍԏԑԓԕԗԙԛԝԟԡԣԥԧԩԫԭԯաբգդեզէըթժիլխծկհձղճմյ'
    'նշոչպջռսվտրցւփքօֆⴀⴁⴂⴃⴄⴅⴆⴇⴈⴉⴊⴋⴌⴍⴎⴏⴐⴑⴒⴓⴔⴕⴖⴗⴘⴙⴚⴛⴜⴝⴞⴟⴠⴡⴢⴣⴤⴥⴧⴭაბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხ'
    'ჯჰჱჲჳჴჵჶჷჸჹჺჽჾჿḁḃḅḇḉḋḍḏḑḓḕḗḙḛḝḟḡḣḥḧḩḫḭḯḱḳḵḷḹḻḽḿṁṃṅṇṉṋṍṏṑṓṕṗṙṛṝṟṡṣṥṧṩṫṭṯṱṳṵṷṹṻṽṿẁẃẅẇẉẋẍẏẑ'
    'ẓẕßạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹỻỽỿἀἁἂἃἄἅἆἇἐἑἒἓἔἕἠἡἢἣἤἥἦἧἰἱἲἳἴἵἶἷὀὁὂὃὄὅὑ'
    'ὓὕὗὠὡὢὣὤὥὦὧᾀᾁᾂᾃᾄᾅᾆᾇᾐᾑᾒᾓᾔᾕᾖᾗᾠᾡᾢᾣᾤᾥᾦᾧᾰᾱὰᾳὲὴῃῐῑὶῠῡὺῥὸὼῳ'
);

comment on function hardal_private.small_letters(text) is
'Returns the text with small letters for capital ones, in every locale the same';

-- functions/hardal_private/views/property_expression.sql
-- Returns the expression of a typed view's column: the property's value where it has the column's
-- type, else null, and never an error. A pinned column also reads strings that hold such a value.
create or replace function hardal_private.property_expression(
    keys text[], column_type text, pinned boolean, as_timestamp text
)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select format(
        case
            when property_expression.column_type = 'jsonb' then '%1$s'
            when property_expression.column_type = 'text' then '%2$s'
            when property_expression.column_type = 'timestamptz' then '%3$s(%2$s)'
            when not property_expression.pinned
                then 'case when jsonb_typeof(%1$s) = %4$L then (%1$s)::%5$s end'
            else
                'case jsonb_typeof(%1$s) when %4$L then (%1$s)::%5$s'
                ' when ''string'' then case when %2$s ~ %6$L then (%2$s)::%5$s end end'
        end,
        case
            when cardinality(keys) = 1 then format('e.properties -> %L', keys[1])
            else format('e.properties #> %L', keys)
        end,
        case
            when cardinality(keys) = 1 then format('(e.properties ->> %L)', keys[1])
            else format('(e.properties #>> %L)', keys)
        end,
        as_timestamp,
        case property_expression.column_type
            when 'numeric' then 'number' else property_expression.column_type
        end,
        property_expression.column_type,
        case property_expression.column_type
            when 'numeric' then '^[+-]?[0-9]{1,40}([.][0-9]{1,40})?$' else '^(true|false)$'
        end
    )
$$;

comment on function hardal_private.property_expression(text[], text, boolean, text) is
'Returns SQL that reads a property of e.properties as text, numeric, boolean, jsonb '
'or timestamptz (by the function as_timestamp); keys are the property''s keys';

-- functions/hardal_private/views/refresh_views.sql
-- Makes the next maintenance compare the typed views with all events of a tenant, for hardal-admin
-- views refresh. Otherwise maintenance looks only at the days that were counted, and the events
-- that were stored, since the last comparison.
create or replace function hardal_private.refresh_views(tenant text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '2s'
as $$
declare
    v_role text := current_setting('role');
begin
    perform hardal_private.require_tenant(tenant);
    perform set_config('role', 'hardal_owner', true);
    perform hardal_private.lock_tenant(tenant, true);
    execute format('update %I.boundary set looked_at = ''-infinity''', tenant || '__store');
    perform set_config('role', v_role, true);
end
$$;

comment on function hardal_private.refresh_views(text) is
'Makes the next maintenance compare the typed views with all events; '
'HD404 where there is no such tenant';

-- functions/hardal_private/views/rename_view.sql
-- Renames the typed view of an event, for hardal-admin views rename. Objects that depend on the
-- view keep working. The audit log gets the new name, which the DBA has chosen, and not the name of
-- the event: the log outlives an erasure.
create or replace function hardal_private.rename_view(
    tenant text, event_name text, view_name text
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '2s'
as $$
declare
    v_role text := current_setting('role');
begin
    perform hardal_private.require_tenant(tenant);
    perform hardal_private.require_plain_name(view_name, 'view');
    perform set_config('role', 'hardal_owner', true);
    perform hardal_private.lock_tenant(tenant, true);
    execute format('select %I.rename_event_view($1, $2)', tenant || '__store')
    using event_name, view_name;
    perform hardal_private.audit('view.rename', tenant, view_name);
    perform set_config('role', v_role, true);
end
$$;

comment on function hardal_private.rename_view(text, text, text) is
'Renames an event''s typed view; HD400 where the name is no name for a view, '
'HD404 where there is no such tenant or view, HD409 where the name is taken';

-- functions/hardal_private/views/require_pin.sql
-- Refuses a pin whose arguments are wrong, before any view is read: the event's name, the property,
-- and the column's name and type where they are given.
create or replace function hardal_private.require_pin(
    event_name text, property text, column_name text, column_type text
)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_fault jsonb := hardal_private.event_errors(
        jsonb_build_object('event_name', event_name), '-infinity', 'infinity', 262144
    );
begin
    if v_fault is not null then
        raise sqlstate 'HD400' using
            message = format(
                '%s is no name of an event: %s',
                to_jsonb(left(event_name, 80)), v_fault #>> '{0,message}'
            ),
            hint = 'event_catalog has those that there are';
    end if;
    if octet_length(property) > 200 then
        raise sqlstate 'HD400' using
            message = format('%s... is no property that could get a column', left(property, 80)),
            hint = 'a path has at most 200 bytes: property_catalog has those that there are';
    end if;
    perform hardal_private.require_plain_name(column_name, 'column');
    if column_type <> all (hardal_private.pinnable_types()) then
        raise sqlstate 'HD400' using
            message = format('%s is no type of a column', to_jsonb(column_type)),
            hint = format('take one of %s', array_to_string(hardal_private.pinnable_types(), ', '));
    end if;
end
$$;

comment on function hardal_private.require_pin(text, text, text, text) is
'Refuses with HD400 a wrong event name, property, column name or type; '
'null means that the name or type is not pinned';

-- functions/hardal_private/views/require_plain_name.sql
-- Refuses a name for a view or column that would need quotes. Null is accepted: no name was given.
create or replace function hardal_private.require_plain_name(name text, what text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if not hardal_private.is_plain_name(name) then
        raise sqlstate 'HD400' using
            message = format('%s is no name for a %s', to_jsonb(left(name, 80)), what),
            hint = format(
                'take 1 to 63 bytes of small letters (in Unicode''s form NFC), digits and _, '
                'no digit first, no pg_, '
                'and no word that SQL has for itself: %s',
                hardal_private.safe_name(name)
            );
    end if;
end
$$;

comment on function hardal_private.require_plain_name(text, text) is
'Refuses with HD400 a name that would need quotes; what: view or column, for the message';

-- functions/hardal_private/views/room_totals.sql
-- Counts the event names and properties of a tenant for which there is no room among its typed
-- views and their columns.
create or replace function hardal_private.room_totals(
    tenant text,
    out names_without_view bigint,
    out properties_without_column bigint
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if to_regclass(format('%I.properties_without_column', tenant || '__store')) is null then
        return; -- a tenant that is being dropped, or is not upgraded yet
    end if;
    execute format(
        'select
            (select count(*) from %1$I.names_without_view as n where not n.dropped),
            (select count(*) from %1$I.properties_without_column as p where not p.dropped)',
        tenant || '__store'
    ) into names_without_view, properties_without_column;
end
$$;

comment on function hardal_private.room_totals(text) is
'Returns how many event names have no typed view, and how many properties no column, because there '
'is no room; at most 1,000 of each are known';

-- functions/hardal_private/views/safe_name.sql
-- Returns a name for a view or column that needs no quotes, in the characters of plain_letters. It
-- begins with a letter (a mark such as an accent is cut off), and not with pg_, because a name of
-- pg_catalog would hide the view. A reserved word of SQL gets a _ at its end. The name leaves room
-- for a number. Two texts can give the same name: free_name then adds the number.
create or replace function hardal_private.safe_name(name text)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select case when hardal_private.is_plain_name(s.name) then s.name else s.name || '_' end
    from (
        select case
            when t.name = '' then 'unnamed'
            when t.name ~ '^([0-9]|pg_)' then 'n' || t.name
            else t.name
        end as name
        from (
            select rtrim(
                hardal_private.cut_name(
                    regexp_replace(
                        regexp_replace(
                            hardal_private.plain_letters(left(safe_name.name, 250)), '_+', '_', 'g'
                        ),
                        format('^[_%s-%s]+', chr(768), chr(879)),
                        ''
                    ),
                    55
                ),
                '_'
            ) as name
        ) as t
    ) as s
$$;

comment on function hardal_private.safe_name(text) is
'Returns the name as an identifier that needs no quotes: letters of any script, digits and _, '
'at most 57 bytes; unnamed where no character is left';

-- functions/hardal_private/views/typed_views.sql
-- Returns the typed views of all tenants that exist, as event_views has them.
create or replace function hardal_private.typed_views()
returns table (tenant text, view regclass)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    for tenant in
        select t.name
        from hardal_private.tenants as t
        where to_regclass(format('%I.event_views', t.name || '__store')) is not null
    loop
        for view in execute format(
            'select c.oid
            from %I.event_views as v
            inner join pg_class as c on c.relname = v.view_name
            where
                c.relnamespace = to_regnamespace($1)
                and c.relkind = ''v'' and c.relowner = ''hardal_owner''::regrole',
            tenant || '__store'
        ) using tenant
        loop
            return next;
        end loop;
    end loop;
end
$$;

comment on function hardal_private.typed_views() is
'Returns every typed view of every tenant that hardal has made and that is still there';

-- functions/hardal_private/views/view_places.sql
-- Returns how many typed views maintenance makes for a tenant at most, so that a flood of event
-- names cannot fill the catalogue. A view that a DBA asks for is made beyond this limit.
create or replace function hardal_private.view_places()
returns int
language sql
immutable
parallel safe
return 200;

comment on function hardal_private.view_places() is
'Returns how many typed views maintenance makes for a tenant at most';

-- functions/hardal_private/ingest/event_digest.sql
-- Hashes an event's content, which decides between a duplicate and a conflict (promise 2):
-- event_name, hardal_server_request_id, client_id and properties as JSON values. null equals
-- absent, 1.0 equals 1.00, and the order of keys does not matter.
-- The hash of each part seeds the hash of the next part. An absent text counts as '', because no
-- field may be empty.
-- For properties the function hashes jsonb's text, whose keys are in a fixed order, without the
-- zeros at the end of fractions. jsonb's own hash does not tell where an object or array ends, and
-- in it two equal values 32 places apart cancel each other.
-- The ledger stores the result, so the result for a given event must never change.
create or replace function hardal_private.event_digest(event jsonb)
returns bigint
language sql
immutable
parallel safe
return case
    when jsonb_typeof(event -> 'properties') = 'object'
        then
            case
                when (event -> 'properties')::text ~ '\.[0-9]*0(?![0-9])'
                    then
                        hashtextextended(
                            -- strings are matched whole and stay; a number loses the digits after
                            -- the last one that counts
                            regexp_replace(
                                (event -> 'properties')::text,
                                '("(?:[^"\\]|\\.)*")|(\.[0-9]*[1-9])0+(?![0-9])|\.0+(?![0-9])',
                                '\1\2',
                                'g'
                            ),
                            hardal_private.name_digest(event)
                        )
                else hashtextextended(
                    (event -> 'properties')::text, hardal_private.name_digest(event)
                )
            end
    else hashtextextended('{}', hardal_private.name_digest(event))
end;

comment on function hardal_private.event_digest(jsonb) is
'64-bit hash of an event''s content, without its id and time; the ledger stores it';

-- functions/hardal_private/ingest/event_id.sql
-- Returns the id of an event. The event's own id counts first. An event without an id gets the
-- derived id under an Idempotency-Key, so that each retry gets the same id, and otherwise a new id.
-- The function is inlined where it is called.
create or replace function hardal_private.event_id(
    event jsonb, tenant text, idempotency_key text, place bigint
)
returns uuid
language sql
volatile
parallel safe
return case
    when event ->> 'id' is not null then (event ->> 'id')::uuid
    when idempotency_key is not null
        then hardal_private.derived_id(tenant, idempotency_key, place::int - 1)
    else hardal_private.uuid_v7()
end;

comment on function hardal_private.event_id(jsonb, text, text, bigint) is
'The id under which an event is stored; '
'place: the event''s place in its request, 1 is the first';

-- functions/hardal_private/validation/parse_timestamp.sql
-- Reads a time in the form of docs/ingest.md: an RFC 3339 date and time, with T or a space between
-- them, then Z, " UTC", an offset (+03:00, +0300 or +03, also after a space), or no zone, which
-- means UTC.
-- Returns null for every other text and never raises an error. A cast would take now, infinity, BC,
-- 24:00 and second 60, and would raise an error for the 30th of February. Offsets end at 15:59, as
-- PostgreSQL's do. A cast would also round a fraction, perhaps into the next year: digits after the
-- microseconds are cut off before it.
-- Ingest calls it for each event, so it must be fast. One regular expression checks the shape,
-- without capturing groups and counts. Comparisons of text check the ranges.
create or replace function hardal_private.parse_timestamp(value text)
returns timestamptz
language sql
stable
parallel safe
return case
    when
        value !~ (
            '^[0-9]{4}-[0-9][0-9]-[0-9][0-9][Tt ][0-9][0-9]:[0-5][0-9]:[0-5][0-9]'
            '(?:\.[0-9]+)?(?:[Zz]| UTC| ?[+-](?:0[0-9]|1[0-5])(?::?[0-5][0-9])?)?$'
        )
        or left(value, 4) = '0000'
        or substr(value, 6, 2) not between '01' and '12'
        or substr(value, 9, 2) not between '01' and '31'
        or substr(value, 12, 2) > '23'
        or length(value) > 126
        then null
    when
        substr(value, 9, 2) > '28'
        and substr(value, 9, 2)::int > extract(
            day from
            make_date(substr(value, 1, 4)::int, substr(value, 6, 2)::int, 1)
            + interval '1 month - 1 day'
        ) then null
    when right(value, 1) in ('Z', 'z') or substr(value, 20) ~ '[+-]'
        then hardal_private.cut_fraction(value)::timestamptz
    else (rtrim(hardal_private.cut_fraction(value), ' UTC') || 'Z')::timestamptz
end;

comment on function hardal_private.parse_timestamp(text) is
'The time that an RFC 3339 date and time of at most 126 characters names, cut to microseconds, '
'UTC where it names no zone; null for any other text';

-- functions/hardal_private/validation/event_name_faults.sql
-- Returns the faults of event_name, the only required field.
-- The body is SQL-standard and the function has no SET, so that it is inlined into event_errors.
create or replace function hardal_private.event_name_faults(value jsonb)
returns table (code text, message text)
language sql
stable
parallel safe
begin atomic
    select
        fault.code,
        fault.message
    from (select case when jsonb_typeof(value) = 'string' then value #>> '{}' end as text) as name
    cross join
        lateral (
            values
            ('required', value is null, 'event_name is required'),
            (
                'wrong_type',
                jsonb_typeof(value) <> 'string',
                format('event_name is a string, not a JSON %s', jsonb_typeof(value))
            ),
            (
                'empty',
                hardal_private.is_blank(name.text),
                case name.text
                    when '' then 'event_name is empty: give it a value'
                    else 'event_name is only white space or invisible characters'
                end
            ),
            ('too_long', length(name.text) > 200, 'event_name has at most 200 characters'),
            -- Unicode's Cc, spelled out so that no locale changes it
            (
                'control_character',
                name.text ~ '[\u0001-\u001f\u007f-\u009f]',
                'event_name holds a control character (a line break or a tab, perhaps)'
            )
        ) as fault (code, found, message)
    where fault.found;
end;

comment on function hardal_private.event_name_faults(jsonb) is
'The faults of an event_name, as code and message; null is an absent event_name';

-- functions/hardal_private/validation/properties_faults.sql
-- Returns the faults of properties. Null has no fault: properties are {} where they are absent.
-- The body is SQL-standard and the function has no SET, so that it is inlined into event_errors.
create or replace function hardal_private.properties_faults(value jsonb, max_bytes int)
returns table (code text, message text)
language sql
stable
parallel safe
begin atomic
    select
        'wrong_type' as code,
        format('properties is a JSON object, not a JSON %s', jsonb_typeof(value)) as message
    where jsonb_typeof(value) <> 'object'
    union all
    select
        l.code,
        case l.code
            when 'too_large' then format('properties have at most %s bytes', max_bytes)
            when 'too_deep' then 'properties are nested at most 32 levels deep'
            when 'number_out_of_range' then
                'a number in properties prints in more than 400 characters: send it as a string'
        end as message
    from
        unnest(
            case
                when jsonb_typeof(value) = 'object'
                    then hardal_private.exceeded_limits(value, max_bytes)
            end
        ) as l (code);
end;

comment on function hardal_private.properties_faults(jsonb, int) is
'The faults of properties, as code and message; none where they are null. '
'They have at most max_bytes bytes as text';

-- functions/hardal_private/validation/quick_check_event.sql
-- Returns exactly event_errors' verdict for one event, more cheaply: a quick check for the many
-- events that break no rule. The function is one expression, so that it is inlined into the
-- statement that reads a batch. Tests compare it with event_errors. If the two differed,
-- event_errors would be right.
-- created_at is the time in the event's field created_at, which the caller has read already; null
-- where the field holds no time. batch_passed is the verdict of quick_check_batch: where it is
-- true, ids, names, depth and numbers are not looked at again.
create or replace function hardal_private.quick_check_event(
    event jsonb,
    created_at timestamptz,
    oldest timestamptz,
    newest timestamptz,
    max_bytes int,
    batch_passed boolean
)
returns boolean
language sql
stable
parallel safe
return coalesce(
    jsonb_typeof(event) = 'object'
    and event - '{event_name,id,hardal_server_request_id,client_id,properties,created_at}'::text[]
    = '{}'
    and jsonb_typeof(event -> 'event_name') = 'string'
    and length(event ->> 'event_name') <= 200
    and (
        batch_passed
        or event ->> 'event_name' !~ '[\u0001-\u001f\u007f-\u009f]'
        and not hardal_private.is_blank(event ->> 'event_name')
        -- LIKE and one class that must not match cost a fifth of the whole pattern
        and (
            jsonb_typeof(coalesce(event -> 'id', 'null')) = 'null'
            or jsonb_typeof(event -> 'id') = 'string'
            and event ->> 'id' like '________-____-____-____-____________'
            and event ->> 'id' !~ '[^0-9a-fA-F-]'
            and replace(event ->> 'id', '-', '') like '________________________________'
        )
    )
    and (
        jsonb_typeof(coalesce(event -> 'hardal_server_request_id', 'null')) = 'null'
        or jsonb_typeof(event -> 'hardal_server_request_id') = 'string'
        and event ->> 'hardal_server_request_id' <> ''
        and length(event ->> 'hardal_server_request_id') <= 256
    )
    and (
        jsonb_typeof(coalesce(event -> 'client_id', 'null')) = 'null'
        or jsonb_typeof(event -> 'client_id') = 'string'
        and event ->> 'client_id' <> ''
        and length(event ->> 'client_id') <= 256
    )
    and (
        jsonb_typeof(coalesce(event -> 'properties', 'null')) = 'null'
        or jsonb_typeof(event -> 'properties') = 'object'
        -- text is at most 7 times as large as jsonb: the text of a number with 40 zeros before and
        -- after the point
        and (
            batch_passed and pg_column_size(event) * 8 <= max_bytes
            or hardal_private.exceeded_limits(event -> 'properties', max_bytes) = '{}'
        )
    )
    and (
        jsonb_typeof(coalesce(event -> 'created_at', 'null')) = 'null'
        or created_at between oldest and newest
    ),
    false
);

comment on function hardal_private.quick_check_event(
    jsonb, timestamptz, timestamptz, timestamptz, int, boolean
) is
'Whether event_errors finds no fault in an event: exactly its verdict, more cheaply. '
'created_at is the time in the event''s field, null where it holds none; '
'batch_passed is the verdict of quick_check_batch';

-- functions/hardal_private/validation/id_faults.sql
-- Returns the faults of id. Null has no fault: an event without an id gets one.
-- The body is SQL-standard and the function has no SET, so that it is inlined into event_errors.
create or replace function hardal_private.id_faults(value jsonb)
returns table (code text, message text)
language sql
stable
parallel safe
begin atomic
    select
        case jsonb_typeof(value) when 'string' then 'invalid_uuid' else 'wrong_type' end as code,
        'id is a UUID as a string, such as 0192f0c1-2b3c-7def-8a9b-0c1d2e3f4a5b; '
        'leave it out to get one' as message
    where
        case jsonb_typeof(value)
            when 'string' then hardal_private.read_uuid(value #>> '{}') is null
            else value is not null
        end;
end;

comment on function hardal_private.id_faults(jsonb) is
'The faults of an id, as code and message; none where it is null';

-- functions/hardal_private/validation/is_long_number.sql
-- Tells whether a number breaks the rule for numbers: it prints in at most 400 characters. Every
-- finite double does; the smallest, 5e-324, prints in 326. The rule stands here alone.
-- The number is printed only where it has at most 400 digits before and after the point. The
-- function is inlined where it is called.
create or replace function hardal_private.is_long_number(value numeric)
returns boolean
language sql
immutable
parallel safe
return hardal_private.is_wide_number(value)
and (abs(value) >= 1e400 or scale(value) > 400 or length(value::text) > 400);

comment on function hardal_private.is_long_number(numeric) is
'Whether a number prints in more than 400 characters';

-- functions/hardal_private/validation/size_faults.sql
-- Returns too_large for an event that has too many bytes beside its properties. Properties have a
-- limit of their own. The limit here is never below 8 KiB, because an event without other faults
-- has fewer than 8 KiB beside its properties.
-- The body is SQL-standard and the function has no SET, so that it is inlined into event_errors.
create or replace function hardal_private.size_faults(event jsonb, max_bytes int)
returns table (code text, message text)
language sql
stable
parallel safe
begin atomic
    select
        'too_large' as code,
        format(
            'what is beside properties has at most %s bytes', greatest(max_bytes, 8192)
        ) as message
    from (
        values (case when jsonb_typeof(event) = 'object' then event - 'properties' else event end)
    ) as r (rest)
    where hardal_private.is_larger(
        r.rest, greatest(max_bytes, 8192), hardal_private.wide_numbers(r.rest)
    );
end;

comment on function hardal_private.size_faults(jsonb, int) is
'too_large, as code and message, where an event has more than max_bytes bytes (8 KiB at least) '
'beside its properties; else no row';

-- functions/hardal_private/views/plain_letters.sql
-- Returns a text in the characters that the names of views and columns are made of: a-z, 0-9, _
-- and the letters of name_letters. PostgreSQL takes such a name without quotes, and reads it the
-- same in every locale. Every run of other characters becomes one _. What cannot be seen (joiners,
-- soft hyphens, marks of direction, selectors of a variant) is left out. Different forms of a
-- letter become one (one_form).
create or replace function hardal_private.plain_letters(value text)
returns text
language sql
immutable
parallel safe
return regexp_replace(
    normalize(
        hardal_private.small_letters(
            hardal_private.one_form(
                regexp_replace(
                    value,
                    '[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f'
                    '\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb'
                    '\U000e0000-\U000e0fff]',
                    '', 'g'
                )
            )
        ),
        nfc
    ),
    '[^a-z0-9_' || hardal_private.name_letters() || ']+', '_', 'g'
);

comment on function hardal_private.plain_letters(text) is
'Returns the text in small letters, digits and _ alone, the same in every locale; '
'every run of other characters is one _';

-- functions/hardal_private/validation/created_at_faults.sql
-- Returns the faults of created_at, which must be a string in the form of RFC 3339 and lie from
-- oldest to newest. parse_timestamp.sql defines the form, tenants/tenant_limits.sql the range.
-- Null has no fault: an event without created_at gets the time of receipt.
-- The body is SQL-standard and the function has no SET, so that it is inlined into event_errors.
create or replace function hardal_private.created_at_faults(
    value jsonb, oldest timestamptz, newest timestamptz
)
returns table (code text, message text)
language sql
stable
parallel safe
begin atomic
    select
        fault.code,
        fault.message
    from (
        select
            case
                when jsonb_typeof(value) = 'string'
                    then hardal_private.parse_timestamp(value #>> '{}')
            end as at
    ) as parsed
    cross join
        lateral (
            values
            (
                'wrong_type',
                jsonb_typeof(value) <> 'string',
                'created_at is a string such as 2024-10-06T12:34:56Z'
            ),
            (
                'invalid_timestamp',
                jsonb_typeof(value) = 'string' and parsed.at is null,
                'created_at is not a date and time such as 2024-10-06T12:34:56Z (RFC 3339)'
            ),
            (
                'too_old',
                parsed.at < oldest,
                format(
                    'created_at is before %s, the oldest time that is kept',
                    to_jsonb(oldest) #>> '{}'
                )
            ),
            (
                'in_future',
                parsed.at > newest,
                'created_at is more than 24 hours ahead: is the sender''s clock right?'
            )
        ) as fault (code, found, message)
    where fault.found;
end;

comment on function hardal_private.created_at_faults(jsonb, timestamptz, timestamptz) is
'The faults of a created_at, which may lie from oldest to newest, as code and message; '
'none where it is null';

-- functions/hardal_private/views/is_plain_name.sql
-- Returns whether a name can be a view's or column's: it needs no quotes, and PostgreSQL changes
-- nothing in it.
create or replace function hardal_private.is_plain_name(name text)
returns boolean
language sql
stable
parallel safe
return case
    when octet_length(name) > 63 or name = '' then false
    else
        name = hardal_private.plain_letters(name)
        and name !~ '^([0-9]|pg_)'
        and not hardal_private.is_keyword(name)
end;

comment on function hardal_private.is_plain_name(text) is
'Returns whether a name of a view or column can be written without quotes';

-- migrate
set local role none;

-- migrate
select hardal_private.create_tenant_schemas('template');

-- migrate
set local role hardal_owner;

-- migrate
select hardal_private.revoke_grants();

-- migrate
select hardal_private.drop_ambiguous_functions();

-- functions/hardal/active_clients.sql
-- Returns active clients over HTTP: GET /rpc/active_clients?period=week&since=2024-10-01.
-- See functions/read_surface/active_clients.sql.
create or replace function hardal.active_clients(
    period text default 'day',
    since date default null,
    until date default null,
    time_zone text default 'UTC'
)
returns setof hardal.active_clients
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
    perform hardal_private.require_plain_statement();
    return query execute format(
        'select * from %I.active_clients($1, $2, $3, $4)', hardal_private.current_tenant()
    )
    using period, since, until, time_zone;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.active_clients(text, date, date, text) is
'Active clients by day, week or month in a time zone, for the periods that start '
'from since (inclusive) to until (exclusive); PT400 for a wrong argument';
grant execute on function hardal.active_clients(text, date, date, text) to hardal_read;

-- functions/hardal/daily_activity.sql
-- Returns daily activity over HTTP:
-- GET /rpc/daily_activity?since=2024-10-01&time_zone=Europe/Istanbul.
-- See functions/read_surface/daily_activity.sql.
create or replace function hardal.daily_activity(
    since date default null,
    until date default null,
    time_zone text default 'UTC'
)
returns setof hardal.daily_activity
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
    perform hardal_private.require_plain_statement();
    return query execute format(
        'select * from %I.daily_activity($1, $2, $3)', hardal_private.current_tenant()
    )
    using since, until, time_zone;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.daily_activity(date, date, text) is
'Events and clients by day and event name, in a time zone. since is inclusive, until is exclusive; '
'PT400 for a wrong argument';
grant execute on function hardal.daily_activity(date, date, text) to hardal_read;

-- functions/hardal/event_catalog.sql
-- Returns the tenant's event names over HTTP: GET /rpc/event_catalog.
create or replace function hardal.event_catalog()
returns setof hardal.event_catalog
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
    perform hardal_private.require_plain_statement();
    return query execute format(
        'select c.event_name, c.events, c.first_seen, c.last_seen, c.view_name
        from %I.event_catalog as c
        order by c.event_name collate "C"', hardal_private.current_tenant()
    );
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.event_catalog() is
'Each event name: how many events it has, when it was first and last seen, and the name of '
'its typed view';
grant execute on function hardal.event_catalog() to hardal_read;

-- functions/hardal/events.sql
-- Returns events over HTTP, newest first:
-- GET /rpc/events?event_name=purchase&since=2024-10-01&max_rows=100.
create or replace function hardal.events(
    event_name text default null,
    client_id text default null,
    since text default null,
    until text default null,
    after uuid default null,
    max_rows int default 100
)
returns setof hardal.event
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.require_plain_statement();
    if max_rows is null or max_rows not between 1 and 10000 then
        raise sqlstate 'PT400' using
            message = 'max_rows is between 1 and 10000',
            hint = 'for more, page on with after=<id of the last event>';
    end if;
    return query execute format(
        'select * from %I.events_page($1, $2, $3, $4, $5, $6)',
        hardal_private.current_tenant() || '__store'
    )
    using
        event_name,
        client_id,
        hardal_helpers.moment(since, 'UTC'),
        hardal_helpers.moment(until, 'UTC'),
        after,
        max_rows;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.events(text, text, text, text, uuid, int) is
'The tenant''s events, newest first. since is inclusive, until is exclusive; dates are those of '
'UTC. '
'after is the id of the last event of the page before. max_rows is at most 10000. '
'A null filter filters nothing; PT400 where max_rows is out of range or after is no event';
grant execute on function hardal.events(text, text, text, text, uuid, int)
to hardal_read;

-- functions/hardal/funnel.sql
-- Returns a funnel over HTTP:
-- GET /rpc/funnel?steps={signup,purchase}&within=7 days&since=2024-10-01.
-- See functions/read_surface/funnel.sql.
create or replace function hardal.funnel(
    steps text[],
    within interval default '7 days',
    since text default null,
    until text default null,
    by text default null,
    time_zone text default 'UTC'
)
returns setof hardal.funnel_step
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
    perform hardal_private.require_plain_statement();
    return query execute format(
        'select * from %I.funnel($1, $2, $3, $4, $5, $6)', hardal_private.current_tenant()
    )
    using steps, within, since, until, funnel.by, time_zone;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.funnel(text[], interval, text, text, text, text) is
'How many clients went from event to event, within an interval. The steps are event names; '
'by is a property of the first event. since is inclusive (left out: 30 days ago), until is '
'exclusive; both are dates or times of time_zone; PT400 for a wrong argument';
grant execute on function hardal.funnel(text[], interval, text, text, text, text)
to hardal_read;

-- functions/hardal/ingest.sql
-- Takes one event or a batch over HTTP, POST /rpc/ingest, or from a PSQL URL of the scope write.
-- docs/ingest.md is the contract.
create or replace function hardal.ingest(jsonb)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
begin
    return hardal_private.serve_events(hardal_private.batch_events($1), false);
end
$$;

comment on function hardal.ingest(jsonb) is
'Stores one event, or {"events": [event, ...]}, and answers for each event: '
'accepted, duplicates, rejected, ids, errors. PT400, PT403, PT413 or PT429 where it refuses '
'the whole request; 25000 outside of READ COMMITTED';
grant execute on function hardal.ingest(jsonb) to hardal_ingest, template__write;

-- functions/hardal/ingest_ndjson.sql
-- Takes NDJSON, one event a line: POST /rpc/ingest_ndjson. Its argument is bytea: in a jsonb
-- argument one bad line would make PostgreSQL refuse all the others too.
create or replace function hardal.ingest_ndjson(bytea)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_read record := hardal_private.read_ndjson($1);
begin
    return hardal_private.serve_events(
        hardal_private.batch_events(coalesce(v_read.events, '[]')),
        false, v_read.lines, v_read.raws, v_read.faults
    );
end
$$;

comment on function hardal.ingest_ndjson(bytea) is
'Stores NDJSON, one event a line, and answers as ingest does, with the line of each error; '
'PT400, PT403, PT413, PT415 or PT429 where it refuses the whole request; '
'25000 outside of READ COMMITTED';
grant execute on function hardal.ingest_ndjson(bytea) to hardal_ingest, template__write;

-- functions/hardal/paths.sql
-- Returns paths over HTTP: GET /rpc/paths?start_event=signup&depth=3.
-- See functions/read_surface/paths.sql.
create or replace function hardal.paths(
    start_event text,
    since text default null,
    until text default null,
    within interval default '1 hour',
    depth int default 4,
    max_rows int default 50,
    time_zone text default 'UTC'
)
returns setof hardal.path
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
    perform hardal_private.require_plain_statement();
    return query execute format(
        'select * from %I.paths($1, $2, $3, $4, $5, $6, $7)', hardal_private.current_tenant()
    )
    using start_event, since, until, within, depth, max_rows, time_zone;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.paths(text, text, text, interval, int, int, text) is
'What clients do after an event, the most frequent paths first: up to depth events within '
'an interval. since is inclusive (left out: 30 days ago), until is exclusive; both are dates or '
'times of time_zone; PT400 for a wrong argument';
grant execute on function hardal.paths(text, text, text, interval, int, int, text)
to hardal_read;

-- functions/hardal/pre_request.sql
-- Checks the token of every HTTP request before the request runs. PostgREST calls this function
-- with the token's role.
-- PostgREST has checked the signature, exp, and aud where the token has one. This function checks
-- the rest against the registry, and bounds how long the request may take and how many of its kind
-- run at once. It also runs in the read-only transaction of a GET.
create or replace function hardal.pre_request()
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_claims jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
    v_token hardal_private.tokens;
    v_reason text;
begin
    if session_user <> 'hardal_authenticator' then
        raise sqlstate 'PT403' using message = 'this is PostgREST''s to call';
    end if;
    if v_claims ->> 'role' is distinct from 'hardal_anon' then
        select t.* into v_token
        from hardal_private.tokens as t
        where t.jti = case
            when v_claims ->> 'jti' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                then (v_claims ->> 'jti')::uuid
        end;
    end if;
    v_reason := case
        when v_claims is null or v_claims ->> 'role' is null or v_claims ->> 'role' = 'hardal_anon'
            then 'this request has no token'
        when v_token.jti is null then 'the token is unknown here'
        when hardal_private.token_state(v_token) = 'revoked' then 'the token was revoked'
        when hardal_private.token_state(v_token) = 'expired' then 'the token has expired'
        when v_claims ->> 'aud' is distinct from 'hardal'
            then 'the token is meant for another service'
        when v_claims ->> 'role' <> 'hardal_' || v_token.scope
            then 'the token''s role is not the one it was issued for'
        when v_claims ->> 'tenant' is distinct from v_token.tenant
            then 'the token''s tenant is not the one it was issued for'
        when v_claims ->> 'exp' is null then 'the token has no end'
    end;
    if v_reason is not null then
        perform hardal_private.refuse_request(
            401, v_reason, null,
            'send Authorization: Bearer <token>, with a token that hardal-admin token create made',
            '{"WWW-Authenticate": "Bearer"}'
        );
    end if;
    if exists (
        select from hardal_private.tenants as t
        where t.name = v_token.tenant and t.suspended_at is not null
    ) then
        perform hardal_private.refuse_request(
            403, format('the tenant %s is suspended', v_token.tenant), null,
            'ask whoever runs this server; its data is kept'
        );
    end if;
    -- at / PostgREST lists the functions, and tells its version
    if current_setting('request.path', true) = '/' then
        perform hardal_private.refuse_request(
            404, 'there is nothing at /', null, 'the calls of the API are below /rpc/'
        );
    end if;
    -- PostgREST passes the bytes of a compressed body on, as if they were JSON or NDJSON. The
    -- header is rare, so it is read only where there is one.
    if current_setting('request.headers', true) like '%"content-encoding"%' then
        perform hardal_private.refuse_encoding(hardal_private.content_encoding());
    end if;
    perform hardal_private.admit_request(v_token.tenant, v_token.scope);
    if
        v_token.scope = 'ingest'
        and (v_token.used_at is null or v_token.used_at < date_trunc('hour', now()))
        and current_setting('transaction_read_only') = 'off'
    then
        perform hardal_private.record_token_use(v_token.jti);
    end if;
end
$$;

comment on function hardal.pre_request() is
'PostgREST''s db-pre-request. PT401 for a token that is missing, unknown, revoked, expired or not '
'as it was issued; PT403 for a suspended tenant, and for any login but PostgREST''s; '
'PT404 at /, where PostgREST would describe the API; PT415 for a body with a Content-Encoding; '
'PT429 where too many requests run already';
grant execute on function hardal.pre_request() to hardal_anon, hardal_ingest, hardal_read;

-- functions/hardal/property_breakdown.sql
-- Returns the values of a property over HTTP:
-- GET /rpc/property_breakdown?event_name=purchase&property=nested_data.category.
-- See functions/read_surface/property_breakdown.sql.
create or replace function hardal.property_breakdown(
    event_name text,
    property text,
    since text default null,
    until text default null,
    max_rows int default 50,
    time_zone text default 'UTC'
)
returns setof hardal.property_value
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
    perform hardal_private.require_plain_statement();
    return query execute format(
        'select * from %I.property_breakdown($1, $2, $3, $4, $5, $6)',
        hardal_private.current_tenant()
    )
    using event_name, property, since, until, max_rows, time_zone;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.property_breakdown(text, text, text, text, int, text) is
'How often a property of an event has each value, the most frequent first. since is inclusive '
'(left out: 30 days ago), until is exclusive; both are dates or times of time_zone; '
'PT400 for a wrong argument';
grant execute on function hardal.property_breakdown(text, text, text, text, int, text)
to hardal_read;

-- functions/hardal/property_catalog.sql
-- Returns the properties of events over HTTP: GET /rpc/property_catalog?event_name=purchase.
create or replace function hardal.property_catalog(
    event_name text default null
)
returns setof hardal.property_catalog
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
    perform hardal_private.require_plain_statement();
    return query execute format(
        'select
            c.event_name, c.property, c.events, c.first_seen, c.last_seen,
            c.strings, c.numbers, c.booleans, c.objects, c.arrays, c.nulls, c.examples
        from %I.property_catalog as c
        where $1 is null or c.event_name = $1
        order by c.event_name collate "C", c.property collate "C"', hardal_private.current_tenant()
    )
    using event_name;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.property_catalog(text) is
'Each property of one event name, or of all where event_name is null: how many events have it, '
'when it was first and last seen, its JSON types, and examples';
grant execute on function hardal.property_catalog(text) to hardal_read;

-- functions/hardal/retention.sql
-- Returns the retention report over HTTP:
-- GET /rpc/retention?first_event=signup&return_event=purchase&period=month.
-- See functions/read_surface/retention.sql.
create or replace function hardal.retention(
    first_event text default null,
    return_event text default null,
    period text default 'week',
    since text default null,
    until text default null,
    time_zone text default 'UTC'
)
returns setof hardal.retention_cell
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
    perform hardal_private.require_plain_statement();
    return query execute format(
        'select * from %I.retention($1, $2, $3, $4, $5, $6)', hardal_private.current_tenant()
    )
    using first_event, return_event, period, since, until, time_zone;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.retention(text, text, text, text, text, text) is
'The retention report: how many clients come back, by the period (day, week, month) of their '
'first event and the periods after it. Periods are whole, from the one of since to the one before '
'until. A null first_event or return_event is any event; '
'PT400 for a wrong argument';
grant execute on function hardal.retention(text, text, text, text, text, text)
to hardal_read;

-- functions/hardal/sessions.sql
-- Returns sessions over HTTP: GET /rpc/sessions?since=2024-10-01&until=2024-10-02.
-- See functions/read_surface/sessions.sql.
create or replace function hardal.sessions(
    since text,
    until text default null,
    gap interval default '30 minutes',
    time_zone text default 'UTC'
)
returns setof hardal.session
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
    perform hardal_private.require_plain_statement();
    return query execute format(
        'select * from %I.sessions($1, $2, $3, $4)', hardal_private.current_tenant()
    )
    using since, until, gap, time_zone;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.sessions(text, text, interval, text) is
'The sessions that start from since (inclusive) to until (exclusive), both dates or times of '
'time_zone. A pause longer than gap '
'separates two sessions of a client; PT400 for a wrong argument';
grant execute on function hardal.sessions(text, text, interval, text) to hardal_read;

-- functions/hardal/validate.sql
-- Answers as ingest would, by the same code, and stores nothing: POST /rpc/validate.
create or replace function hardal.validate(jsonb)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
begin
    return hardal_private.serve_events(hardal_private.batch_events($1), true);
end
$$;

comment on function hardal.validate(jsonb) is
'Answers as ingest would for one event or {"events": [event, ...]}, and stores nothing; '
'ids is null where an event has no id';
grant execute on function hardal.validate(jsonb) to hardal_ingest, template__write;

-- functions/hardal/validate_ndjson.sql
-- Answers as ingest_ndjson would, and stores nothing: POST /rpc/validate_ndjson.
create or replace function hardal.validate_ndjson(bytea)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_read record := hardal_private.read_ndjson($1);
begin
    return hardal_private.serve_events(
        hardal_private.batch_events(coalesce(v_read.events, '[]')),
        true, v_read.lines, v_read.raws, v_read.faults
    );
end
$$;

comment on function hardal.validate_ndjson(bytea) is
'Answers as ingest_ndjson would, and stores nothing; ids is null where an event has no id';
grant execute on function hardal.validate_ndjson(bytea) to hardal_ingest, template__write;

-- functions/hardal_helpers/day_start.sql
-- Returns the instant at which a day begins in a time zone, for the reports.
--
-- Where clocks are put back at midnight, the local midnight comes twice (as in America/Havana on
-- 2025-11-02). The day begins with the first one, but AT TIME ZONE returns the second one. So the
-- function looks for an earlier instant of the same local day, in the 3 hours before. It looks in
-- steps of 15 minutes, because clocks change by multiples of 15 minutes:
-- https://www.iana.org/time-zones.
--
-- A day outside the years 1 to 9999 becomes the nearest end of this range, as in within_calendar.
create or replace function hardal_helpers.day_start(day date, time_zone text)
returns timestamptz
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select min(u.moment)
    from (
        select greatest('0001-01-01', least('9999-12-31', day_start.day)) as day
    ) as d
    cross join lateral (
        select d.day::timestamp at time zone day_start.time_zone as moment
    ) as m
    cross join lateral generate_series(
        m.moment - interval '3 hours', m.moment, interval '15 minutes'
    ) as u (moment)
    where (u.moment at time zone day_start.time_zone)::date >= d.day
$$;

comment on function hardal_helpers.day_start(date, text) is
'For the reports: the instant at which the day begins in the time zone';
grant execute on function hardal_helpers.day_start(date, text) to public;

-- functions/hardal_helpers/find_property.sql
-- Returns the keys of a property of an event, for the reports. The property is named as
-- property_catalog names it (context.device.type), or as the column of the typed view
-- (context_device_type). Where both exist, it is the first. It refuses a property that no event of
-- the name has: a misspelt one would make a report of one null.
--
-- Most names are found in the registry of the typed views. For others it looks for one event with
-- the property between since and until, and then into the catalog, which has no property below an
-- array.
--
-- It reads with its caller's rights, and knows only what the caller may read.
create or replace function hardal_helpers.find_property(
    tenant text, event_name text, property text, since timestamptz, until timestamptz
)
returns text[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_query constant text := format('select %I.property_keys($1)', tenant);
    v_keys text[];
    v_column_of text;
    v_held boolean;
    v_known text[];
begin
    execute v_query into v_keys using property;
    if property is null then
        return null;
    end if;
    execute format(
        'select v.property
        from %I.view_columns as v
        where v.event_name = $1 and $2 in (v.property, v.column_name)
        order by v.property = $2 desc
        limit 1',
        tenant
    ) into v_column_of using event_name, property;
    if v_column_of = property then
        return v_keys;
    end if;
    -- a property that has no column (yet): most often the first event has it
    if v_column_of is null then
        execute format(
            'select exists (
                select
                from %I.events as e
                where
                    e.event_name = $1 and e.created_at >= $2 and e.created_at < $3
                    and e.properties #> $4 is not null
            )',
            tenant
        ) into v_held using event_name, since, until, v_keys;
        if v_held then
            return v_keys;
        end if;
    end if;
    execute format(
        'select exists (
            select from %I.property_catalog as c where c.event_name = $1 and c.property = $2
        )',
        tenant
    ) into v_held using event_name, property;
    if v_held then
        return v_keys;
    end if;
    if v_column_of is not null then
        execute v_query into v_keys using v_column_of;
        return v_keys;
    end if;
    execute format(
        'select not exists (select from %I.event_catalog as c where c.event_name = $1)', tenant
    ) into v_held using event_name;
    if v_held then
        return v_keys; -- all events of the name are gone, and their properties with them
    end if;
    execute format(
        'select array(
            select v.property from %1$I.view_columns as v where v.event_name = $1
            union
            select v.column_name from %1$I.view_columns as v where v.event_name = $1
            union
            (select c.property from %1$I.property_catalog as c where c.event_name = $1 limit 500)
        )',
        tenant
    ) into v_known using event_name;
    perform hardal_helpers.require_argument(
        false,
        format(
            'events named %s have no property %s',
            to_jsonb(left(event_name, 80)), to_jsonb(left(property, 80))
        ),
        concat(
            'did you mean ' || to_json(hardal_helpers.nearest(property, v_known))::text || '? ',
            'property_catalog lists all properties'
        )
    );
    return null;
end
$$;

comment on function hardal_helpers.find_property(text, text, text, timestamptz, timestamptz) is
'For the reports: the keys of a property, which is named by its keys or by its column in the typed '
'view; null for null; PT400 where no event of the name has it';
grant execute on function hardal_helpers.find_property(
    text, text, text, timestamptz, timestamptz
) to public;

-- functions/hardal_helpers/fixed_span.sql
-- Converts an interval to seconds, for the reports. The result has the same length in every month
-- and time zone: a day has 24 hours, and a month has 30 days. An interval over 100 years, infinity
-- included, becomes 100 years.
create or replace function hardal_helpers.fixed_span(span interval)
returns interval
language sql
immutable
parallel safe
return make_interval(secs => least(extract(epoch from span), 3155760000)::double precision);

comment on function hardal_helpers.fixed_span(interval) is
'For the reports: the interval in seconds alone, at most 100 years';
grant execute on function hardal_helpers.fixed_span(interval) to public;

-- functions/hardal_helpers/is_time_zone.sql
-- Tells whether PostgreSQL knows a time zone by its name. It tries a conversion, because reading
-- pg_timezone_names would open hundreds of files.
-- An offset is no name: PostgreSQL would read +03 or foo+3 by POSIX, where + means west.
create or replace function hardal_helpers.is_time_zone(name text)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return name ~* '^([a-z_/-]+|etc/gmt[+-]?[0-9]+|gmt[+-]?0|[ecmp]st[5-8][ecmp]dt)$'
        and (now() at time zone name) is not null;
exception when invalid_parameter_value then
    return false;
end
$$;

comment on function hardal_helpers.is_time_zone(text) is
'Whether PostgreSQL knows a time zone of this name, e.g. Europe/Istanbul; false for an offset such '
'as +03, and for null';
grant execute on function hardal_helpers.is_time_zone(text) to public;

-- functions/hardal_helpers/moment.sql
-- Reads a bound of a report, as its caller wrote it, as an instant. A date, and a time without a
-- zone, are those of the report's time zone, whatever zone the session has. A time with a zone is
-- an instant already. The settings of this function keep the session's zone and DateStyle out: of
-- dates with the year last, 10/09/2026, none is taken.
create or replace function hardal_helpers.moment(value text, time_zone text)
returns timestamptz
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
as $$
declare
    v_word constant text := lower(btrim(moment.value));
    v_text text := moment.value;
    v_instant timestamptz;
    v_local timestamp;
begin
    perform hardal_helpers.require_argument(
        hardal_helpers.is_time_zone(moment.time_zone),
        format('there is no time zone %L', moment.time_zone),
        'such as UTC or Europe/Istanbul'
    );
    if v_word in ('yesterday', 'today', 'tomorrow') then
        v_text := (
            (now() at time zone moment.time_zone)::date
            + case v_word when 'yesterday' then -1 when 'today' then 0 else 1 end
        )::text;
    elsif v_word ~ '^\d{4}-\d\d-\d\d ?[+-]\d\d(:?\d\d){0,2}$' then
        -- a java.sql.Date: the driver adds the zone of its own machine to the day
        v_text := left(v_word, 10);
    end if;
    v_instant := v_text::timestamptz;
    if v_instant not between '0001-01-02 00:00:00+00' and '9999-12-30 00:00:00+00' then
        return v_instant; -- an infinity, or beyond all events in every zone
    end if;
    perform set_config('timezone', 'Etc/GMT+12', true);
    if v_text::timestamptz = v_instant then
        return v_instant; -- the text says its zone, or needs none, as now does
    end if;
    v_local := v_text::timestamp;
    if v_local = date_trunc('day', v_local) then
        return hardal_helpers.day_start(v_local::date, moment.time_zone);
    end if;
    return v_local at time zone moment.time_zone;
exception when invalid_datetime_format or datetime_field_overflow or invalid_parameter_value then
    perform hardal_helpers.require_argument(
        false,
        format('%s is no date and no time', to_jsonb(left(moment.value, 80))),
        'such as 2024-10-01, 2024-10-01 12:00 or 2024-10-01T12:00:00+03:00'
    );
    return null;
end
$$;

comment on function hardal_helpers.moment(text, text) is
'For the reports: the instant of a date or time; without a zone of its own it is one of time_zone; '
'null for null; PT400 for any other text, and where there is no such time zone';
grant execute on function hardal_helpers.moment(text, text) to public;

-- functions/hardal_helpers/nearest.sql
-- Returns the name that is most like a misspelt one: the one with which it shares the largest part
-- of its pairs of letters. At most the first 64 letters of each name are compared.
create or replace function hardal_helpers.nearest(name text, names text[])
returns text
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    with spelt as (
        select w.place, w.name, lower(left(w.name, 64)) as letters
        from unnest(nearest.name || nearest.names) with ordinality as w (name, place)
    ),

    pairs as (
        select distinct s.place, substr(' ' || s.letters || ' ', g.n, 2) as pair
        from spelt as s
        cross join lateral generate_series(1, length(s.letters) + 1) as g (n)
    ),

    sizes as (
        select p.place, count(*) as pairs
        from pairs as p
        group by p.place
    )

    select s.name
    from pairs as w
    inner join pairs as p on w.pair = p.pair and w.place = 1 and p.place > 1
    inner join spelt as s on p.place = s.place
    inner join sizes as a on p.place = a.place
    inner join sizes as b on w.place = b.place
    group by s.name, s.place, a.pairs, b.pairs
    -- twice the pairs that both have, of the pairs of both
    having 2.0 * count(*) / (a.pairs + b.pairs) > 0.3
    order by 2.0 * count(*) / (a.pairs + b.pairs) desc, s.place asc
    limit 1
$$;

comment on function hardal_helpers.nearest(text, text[]) is
'For the reports: the one of these names that is most like the name; null where none is like it';
grant execute on function hardal_helpers.nearest(text, text[]) to public;

-- functions/hardal_helpers/require_argument.sql
-- Refuses a wrong argument of a report, with a hint that says which arguments are right. A
-- condition that is null counts as wrong.
create or replace function hardal_helpers.require_argument(
    condition boolean, message text, hint text
)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if condition is not true then
        raise sqlstate 'PT400' using
            message = require_argument.message,
            hint = require_argument.hint;
    end if;
end
$$;

comment on function hardal_helpers.require_argument(boolean, text, text) is
'For the reports: refuses the call with PT400, this message and this hint, '
'where the condition is false or null';
grant execute on function hardal_helpers.require_argument(boolean, text, text) to public;

-- functions/hardal_helpers/require_events.sql
-- Refuses the name of an event that a tenant does not know: a misspelt name would make a report of
-- zeros. A name is known if there are events of it, whenever they happened, or if it has a typed
-- view. A tenant without any event knows no name yet, so the report runs and has nothing.
--
-- It reads with its caller's rights, and knows only what the caller may read.
create or replace function hardal_helpers.require_events(tenant text, names text[])
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_unknown text;
    v_known text[];
begin
    -- In the order of names, the first name from this one on is this one, if there are events of
    -- it. Only the index by name has this order, so no plan reads the events.
    execute format(
        'select min(s.name)
        from unnest($1) as s (name)
        where
            s.name is distinct from (
                select e.event_name
                from %1$I.events as e
                where e.event_name >= s.name
                order by e.event_name
                limit 1
            )
            and not exists (
                select from %1$I.view_columns as v where v.event_name = s.name
            )',
        tenant
    ) into v_unknown using array_remove(names, null);
    if v_unknown is null then
        return;
    end if;
    execute format(
        'select array(
            select c.event_name from %I.event_catalog as c order by c.events desc limit 500
        )',
        tenant
    ) into v_known;
    if v_known = '{}' then
        raise notice '% has no events yet', tenant;
        return;
    end if;
    perform hardal_helpers.require_argument(
        false,
        format('there is no event %s', to_jsonb(left(v_unknown, 80))),
        concat(
            'did you mean ' || to_json(hardal_helpers.nearest(v_unknown, v_known))::text || '? ',
            'event_catalog lists all names'
        )
    );
end
$$;

comment on function hardal_helpers.require_events(text, text[]) is
'For the reports: refuses with PT400 a name that no event of the tenant has, '
'and names the nearest; null is no name';
grant execute on function hardal_helpers.require_events(text, text[]) to public;

-- functions/hardal_helpers/since.sql
-- Returns the beginning of a report as an instant that can be calculated with: 30 days ago where it
-- is left out.
create or replace function hardal_helpers.since(value text, time_zone text)
returns timestamptz
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select hardal_helpers.within_calendar(
        hardal_helpers.moment(since.value, since.time_zone), now() - interval '30 days'
    )
$$;

comment on function hardal_helpers.since(text, text) is
'For the reports: the instant from which they read; 30 days ago for null';
grant execute on function hardal_helpers.since(text, text) to public;

-- functions/hardal_helpers/until.sql
-- Returns the end of a report as an instant that can be calculated with: the year 9999 where it is
-- left out.
create or replace function hardal_helpers.until(value text, time_zone text)
returns timestamptz
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select hardal_helpers.within_calendar(
        hardal_helpers.moment(until.value, until.time_zone), 'infinity'
    )
$$;

comment on function hardal_helpers.until(text, text) is
'For the reports: the instant up to which they read; the end of the calendar for null';
grant execute on function hardal_helpers.until(text, text) to public;

-- functions/hardal_helpers/within_calendar.sql
-- Returns a bound of a report as a time that can be calculated with. Null becomes `absent`. A time
-- before the year 1 or after the year 9999, an infinity included, becomes the nearest end of this
-- range. No event lies outside the range, because ingest bounds created_at.
create or replace function hardal_helpers.within_calendar(moment timestamptz, absent timestamptz)
returns timestamptz
language sql
immutable
parallel safe
return greatest(
    '0001-01-01 00:00:00+00', least('9999-12-31 00:00:00+00', coalesce(moment, absent))
);

comment on function hardal_helpers.within_calendar(timestamptz, timestamptz) is
'For the reports: the time, or absent where the time is null, moved into the years 1 to 9999';
grant execute on function hardal_helpers.within_calendar(timestamptz, timestamptz) to public;

-- sql/core/audit_log.sql
-- Makes the audit log append-only.
select hardal_private.guard_audit_log();

comment on table hardal_private.audit_log is
'Actions on tenants, tokens, PSQL URLs and the data of tenants, each with its login and time; '
'entries are added, never changed';
comment on column hardal_private.audit_log.entry is 'Number of the entry';
comment on column hardal_private.audit_log.at is 'When the action was done';
comment on column hardal_private.audit_log.actor is 'The login that did the action';
comment on column hardal_private.audit_log.action is 'The action, such as url.create';
comment on column hardal_private.audit_log.tenant is
'The tenant that the action concerns; null where it concerns none';
comment on column hardal_private.audit_log.object is
'The token, PSQL URL or other thing that the action concerns, by name';
comment on column hardal_private.audit_log.details is
'More facts about the action, as a JSON object; no secrets and no personal data';

comment on table hardal_private.audit_digests is
'The digest of each entry of the audit log, written with it; doctor compares both';
comment on column hardal_private.audit_digests.entry is 'Number of the entry';
comment on column hardal_private.audit_digests.digest is 'SHA-256 of what the entry says';

-- sql/core/event.sql
-- Comments on the type of an event that the API returns.
comment on type hardal.event is 'An event as the API returns it';
comment on column hardal.event.id is 'The event''s id, unique in the tenant';
comment on column hardal.event.event_name is 'The event''s name, e.g. purchase';
comment on column hardal.event.hardal_server_request_id is
'The request or user in the sending system';
comment on column hardal.event.client_id is
'The client (user, device, account) of the event';
comment on column hardal.event.properties is 'The event''s properties, a JSON object';
comment on column hardal.event.created_at is 'When the event happened, as the sender says';
comment on column hardal.event.received_at is
'When the event was received; an import keeps the time of its file';
comment on column hardal.event.event_date is 'The day of created_at in UTC';

-- sql/core/finding.sql
-- Comments on the row that a check of doctor returns, and that hardal-admin doctor prints. The type
-- is made in migrations/core/0001_registry.sql.
comment on type hardal_private.finding is 'A finding of one of doctor''s checks';
comment on column hardal_private.finding.level is
'wrong, or open; '
'open means a default or a setting that hardal does not change, and that you may want to change';
comment on column hardal_private.finding.name is 'The check';
comment on column hardal_private.finding.object is
'The role, grant, table or other thing that the finding is about';
comment on column hardal_private.finding.problem is 'What is wrong with the object';
comment on column hardal_private.finding.why is 'Why it matters';
comment on column hardal_private.finding.mend is 'The command or SQL that mends the object';
comment on column hardal_private.finding.fix is
'SQL that doctor --fix runs; null where a person should look first';

-- sql/core/grants.sql
-- Grants on the schemas, on the type of events, and for monitoring. The grants on a function of the
-- API stand in its own file.
revoke all on schema hardal, hardal_private from public;
grant usage on schema hardal to hardal_anon, hardal_ingest, hardal_read, template__write;
grant usage on type hardal.event to hardal_read;

-- what hardal-admin stats, hardal-admin doctor and the queries of docs/operations need
grant usage on schema hardal_private to hardal_monitor;
grant select (name) on hardal_private.tenants to hardal_monitor;
grant execute on function
hardal_private.stats(text, boolean),
hardal_private.relation_stats(text),
hardal_private.count_findings(text)
to hardal_monitor;

-- sql/core/helpers.sql
-- The schema of functions that the reports of all tenants share. They compute from their arguments,
-- or read with their caller's rights, so PUBLIC may call them.
comment on schema hardal_helpers is
'hardal: functions that the reports of all tenants share; not for readers';
revoke all on schema hardal_helpers from public;
grant usage on schema hardal_helpers to public;

-- sql/core/install.sql
-- Comments on the records of migrate: the definitions and grants that it made, and the text that
-- tenants are made from.
comment on table hardal_private.installed is
'Definitions that the last migrate made; doctor compares the definitions of now with them';
comment on column hardal_private.installed.schema is 'The schema that the object is in';
comment on column hardal_private.installed.kind is
'function, view, table, type, constraint, index, trigger, rule or policy';
comment on column hardal_private.installed.object is
'The object''s name in its schema; a function with its arguments, '
'a trigger, rule, policy or constraint with its table';
comment on column hardal_private.installed.digest is 'SHA-256 of the definition';
comment on column hardal_private.installed.server is
'The release of PostgreSQL that printed the definition, such as 18';

comment on table hardal_private.installed_grants is
'Rights that the last migrate granted on the API and the template; '
'doctor compares the rights of now with them';
comment on column hardal_private.installed_grants.schema is 'The schema that the object is in';
comment on column hardal_private.installed_grants.kind is
'schema, table, column, function or type; a view is a table here';
comment on column hardal_private.installed_grants.object is
'The object''s name in its schema; a function with its arguments, a column with its table';
comment on column hardal_private.installed_grants.grantee is 'The role that holds the right';
comment on column hardal_private.installed_grants.privilege is 'SELECT, EXECUTE, USAGE, ...';

comment on table hardal_private.template_files is
'The text that every tenant''s schemas are made from; '
'the name template stands in the place of the tenant''s name';
comment on column hardal_private.template_files.path is
'The file, relative to the sources of hardal';
comment on column hardal_private.template_files.ordinal is
'The place of the file in the order in which the files are run';
comment on column hardal_private.template_files.migration is
'True for a file that is run once for each tenant; other files are re-applied whole';
comment on column hardal_private.template_files.body is 'The text of the file';

-- sql/core/maintenance.sql
-- Comments on the state of maintenance.
comment on table hardal_private.maintenance is
'The state of each tenant''s maintenance; its row is also the lock of maintenance and erasure';
comment on column hardal_private.maintenance.tenant is 'The tenant';
comment on column hardal_private.maintenance.done_at is
'When all steps were last done; null where they never were';
comment on column hardal_private.maintenance.failed_at is
'When a step last failed; null where the last round had no failure';
comment on column hardal_private.maintenance.failure is
'The step that failed, and PostgreSQL''s message';
comment on column hardal_private.maintenance.trim_block is
'The block of the ledger from which the ids of dropped months are searched next; '
'null where there are none';

-- sql/core/receipts.sql
-- Comments on the receipts of erasures.
comment on table hardal_private.receipts is
'Erasures: how much was erased and when, but not from whom';
comment on column hardal_private.receipts.receipt is 'Number of the receipt';
comment on column hardal_private.receipts.tenant is 'The tenant that was erased from';
comment on column hardal_private.receipts.actor is 'The login that erased';
comment on column hardal_private.receipts.chosen_by is
'How the person was found: client_id, request_id, properties; not their values';
comment on column hardal_private.receipts.began_at is 'When the erasure began';
comment on column hardal_private.receipts.covers_until is
'Everything of the person that was received before this time is erased; '
'null while the erasure is unfinished';
comment on column hardal_private.receipts.finished_at is
'When the erasure was done; null while it runs, or where it was stopped and has to be run again';
comment on column hardal_private.receipts.events is 'How many events were erased';
comment on column hardal_private.receipts.rejected_events is 'How many rejected events were erased';

-- sql/core/report_types.sql
-- Comments on the types that the reports return, and the right of hardal_read to use these types.
comment on type hardal.funnel_step is
'A step of a funnel; with the argument by, one row for each step and value';
comment on column hardal.funnel_step.step is 'Number of the step, from 1';
comment on column hardal.funnel_step.event_name is 'The event that the step waits for';
comment on column hardal.funnel_step.value is
'Value of the property by in the event of step 1; '
'null where it is absent or JSON null, and without by';
comment on column hardal.funnel_step.clients is 'How many clients reached the step';
comment on column hardal.funnel_step.conversion is
'Share of the clients of step 1, 0 to 1; null where step 1 has no clients';
comment on column hardal.funnel_step.step_conversion is
'Share of the clients of the step before, 0 to 1; '
'null for step 1, and where the step before has no clients';
comment on column hardal.funnel_step.median_time is
'Median time since the step before, of the clients that reached the step';
comment on column hardal.funnel_step.median_seconds is 'median_time in seconds';
comment on column hardal.funnel_step.median_total_time is
'Median time since step 1, of the clients that reached the step';
comment on column hardal.funnel_step.median_total_seconds is 'median_total_time in seconds';

comment on type hardal.session is
'A session: events of one client without a long pause between them';
comment on column hardal.session.client_id is 'The client';
comment on column hardal.session.started_at is 'created_at of the session''s first event';
comment on column hardal.session.ended_at is 'created_at of the session''s last event';
comment on column hardal.session.duration is 'Time from the session''s first event to its last';
comment on column hardal.session.duration_seconds is 'duration in seconds';
comment on column hardal.session.events is 'How many events the session has';
comment on column hardal.session.first_event is 'event_name of the session''s first event';
comment on column hardal.session.last_event is 'event_name of the session''s last event';

comment on type hardal.retention_cell is 'How many clients of a cohort came back in a period';
comment on column hardal.retention_cell.cohort is
'First day of the period in which the cohort''s clients had their first event; '
'weeks begin on Mondays';
comment on column hardal.retention_cell.cohort_size is 'How many clients the cohort has';
comment on column hardal.retention_cell.period_number is
'How many periods after the cohort''s own period, which is 0';
comment on column hardal.retention_cell.clients is
'How many of the cohort''s clients had the return event in that period';
comment on column hardal.retention_cell.share is
'Share of the cohort, 0 to 1; null where the cohort has no clients';

comment on type hardal.path is 'A sequence of events that clients had, from a start event on';
comment on column hardal.path.path is 'Names of the events in order: signup > view_item > purchase';
comment on column hardal.path.steps is 'The same names as an array';
comment on column hardal.path.times is 'How often the sequence occurred';
comment on column hardal.path.clients is 'How many clients had the sequence';
comment on column hardal.path.share is 'Share of all start events, 0 to 1';

comment on type hardal.property_value is 'A value of a property';
comment on column hardal.property_value.value is
'The value as text; null where the property is absent or JSON null';
comment on column hardal.property_value.events is 'How many events have the value';
comment on column hardal.property_value.clients is
'How many clients had these events; events without a client_id do not count';
comment on column hardal.property_value.share is 'Share of the events, 0 to 1';

comment on type hardal.daily_activity is 'Events and clients of a day and event name';
comment on column hardal.daily_activity.day is 'The day, in the time zone that was asked for';
comment on column hardal.daily_activity.event_name is 'The events'' name, e.g. purchase';
comment on column hardal.daily_activity.events is 'How many events of this name the day has';
comment on column hardal.daily_activity.clients is
'How many different clients had these events; events without a client_id do not count';

comment on type hardal.active_clients is 'Active clients of a period';
comment on column hardal.active_clients.period is 'day, week or month';
comment on column hardal.active_clients.starts_on is
'First day of the period, in the time zone that was asked for; weeks begin on Mondays';
comment on column hardal.active_clients.clients is
'How many different clients had an event in the period';
comment on column hardal.active_clients.events is
'How many events there were in the period, also those without a client_id';

comment on type hardal.event_catalog is 'An event name of which there are events';
comment on column hardal.event_catalog.event_name is 'The events'' name, e.g. purchase';
comment on column hardal.event_catalog.events is 'How many events of this name there are';
comment on column hardal.event_catalog.first_seen is
'created_at of the oldest event of this name';
comment on column hardal.event_catalog.last_seen is 'created_at of the newest event of this name';
comment on column hardal.event_catalog.view_name is
'The typed view of the event name, with one column for each property; '
'null where there is none (yet)';

comment on type hardal.property_catalog is 'A property that events of a name have';
comment on column hardal.property_catalog.event_name is 'The event name';
comment on column hardal.property_catalog.property is
'The property: its keys, joined by dots, e.g. nested_data.category';
comment on column hardal.property_catalog.events is 'How many events have the property';
comment on column hardal.property_catalog.first_seen is
'created_at of the oldest event with the property';
comment on column hardal.property_catalog.last_seen is
'created_at of the newest event with the property';
comment on column hardal.property_catalog.strings is
'Number of events in which the value is a string';
comment on column hardal.property_catalog.numbers is
'Number of events in which the value is a number';
comment on column hardal.property_catalog.booleans is
'Number of events in which the value is true or false';
comment on column hardal.property_catalog.objects is
'Number of events in which the value is an object; its keys are properties of their own';
comment on column hardal.property_catalog.arrays is
'Number of events in which the value is an array';
comment on column hardal.property_catalog.nulls is 'Number of events in which the value is null';
comment on column hardal.property_catalog.examples is 'Up to five values, the newest first';

grant usage on type
hardal.funnel_step,
hardal.session,
hardal.retention_cell,
hardal.path,
hardal.property_value,
hardal.daily_activity,
hardal.active_clients,
hardal.event_catalog,
hardal.property_catalog
to hardal_read;

-- sql/core/tenant_stats.sql
-- For monitoring: one row for each tenant. Members of hardal_monitor can read it.
create or replace view hardal_private.tenant_stats with (security_invoker = true) as
select
    s.tenant,
    s.events,
    s.events_per_second,
    s.bytes,
    s.event_table_bytes,
    s.event_index_bytes,
    s.partitions,
    s.oldest_month,
    s.newest_month,
    s.oldest_event,
    s.newest_event,
    s.ledger_ids,
    s.ledger_bytes,
    s.rejected_events,
    s.rejected_bytes,
    s.rejected_not_kept,
    s.horizon,
    s.maintained_at,
    s.maintenance_failed_at,
    s.rolled_up_until,
    s.rollup_lag,
    s.marked_days,
    s.names_without_view,
    s.properties_without_column
from hardal_private.stats() as s;

comment on view hardal_private.tenant_stats is
'Numbers of each tenant, for monitoring; cheap to read: nothing large is counted';
comment on column hardal_private.tenant_stats.tenant is 'The tenant';
comment on column hardal_private.tenant_stats.events is
'How many events the tenant has, as PostgreSQL estimates';
comment on column hardal_private.tenant_stats.events_per_second is
'The rate of the newest 1,000 events of the last day, by created_at';
comment on column hardal_private.tenant_stats.bytes is 'Bytes of all its tables and indexes';
comment on column hardal_private.tenant_stats.event_table_bytes is
'Bytes of the events without their indexes';
comment on column hardal_private.tenant_stats.event_index_bytes is
'Bytes of the indexes of the events';
comment on column hardal_private.tenant_stats.partitions is
'How many partitions (months) there are';
comment on column hardal_private.tenant_stats.oldest_month is 'The month of the oldest partition';
comment on column hardal_private.tenant_stats.newest_month is
'The month of the newest partition, which is made ahead';
comment on column hardal_private.tenant_stats.oldest_event is
'created_at of the oldest event; null without events';
comment on column hardal_private.tenant_stats.newest_event is
'created_at of the newest event; null without events';
comment on column hardal_private.tenant_stats.ledger_ids is
'How many ids the ledger has, as PostgreSQL estimates';
comment on column hardal_private.tenant_stats.ledger_bytes is 'Bytes of the ledger and its index';
comment on column hardal_private.tenant_stats.rejected_events is
'How many rejected events are in quarantine';
comment on column hardal_private.tenant_stats.rejected_bytes is
'Bytes of the rejected events in quarantine';
comment on column hardal_private.tenant_stats.rejected_not_kept is
'How many rejected events were not kept, because the quarantine was full';
comment on column hardal_private.tenant_stats.horizon is
'Events older than this are too_old; null where no horizon was set';
comment on column hardal_private.tenant_stats.maintained_at is
'When all steps of maintenance were last done; null where they never were';
comment on column hardal_private.tenant_stats.maintenance_failed_at is
'When a step of maintenance last failed; null where the last round had no failure';
comment on column hardal_private.tenant_stats.rolled_up_until is
'Days before this time are rolled up; null where none is yet';
comment on column hardal_private.tenant_stats.rollup_lag is
'How many days that are over are still counted live; null without events';
comment on column hardal_private.tenant_stats.marked_days is
'How many rolled up days were changed later; they are counted live until they are rolled up again';
comment on column hardal_private.tenant_stats.names_without_view is
'How many event names have no typed view, because there is no room; at most 1,000 are known';
comment on column hardal_private.tenant_stats.properties_without_column is
'How many properties have no column in a typed view, because there is no room; '
'at most 1,000 are known';

grant select on hardal_private.tenant_stats to hardal_monitor;

-- sql/core/tenants.sql
-- Comments on the registry of tenants.
comment on table hardal_private.tenants is
'Tenants. Each tenant is a pair of schemas: <name> and <name>__store';
comment on column hardal_private.tenants.name is
'The tenant''s name, which is also the name of the schema of its read surface';
comment on column hardal_private.tenants.created_at is 'When the tenant was made';
comment on column hardal_private.tenants.suspended_at is
'Since when the tenant''s tokens are refused and its PSQL URLs cannot log in; '
'null while the tenant is active';
comment on column hardal_private.tenants.dropping_at is
'Since when the tenant is being dropped, which cannot be undone; null while it is not';
comment on column hardal_private.tenants.max_event_bytes is
'The most bytes that an event''s properties may have as text; null means hardal''s default';
comment on column hardal_private.tenants.quarantine_rows is
'The most rejected events that the quarantine keeps; null means hardal''s default';
comment on column hardal_private.tenants.quarantine_bytes is
'The most bytes that the quarantine keeps; null means hardal''s default';
comment on column hardal_private.tenants.quarantine_days is
'How many days the quarantine keeps a rejected event; null means hardal''s default';
comment on column hardal_private.tenants.retention_months is
'How many months an event is kept at least; null means without end';
comment on column hardal_private.tenants.read_timeout is
'After how many milliseconds a read over HTTP is cancelled; null means hardal''s default';
comment on column hardal_private.tenants.write_timeout is
'After how many milliseconds a write over HTTP is cancelled; null means hardal''s default';
comment on column hardal_private.tenants.reads_at_once is
'How many reads over HTTP may run at once; null means hardal''s default';
comment on column hardal_private.tenants.writes_at_once is
'How many writes over HTTP may run at once; null means as many as PostgREST has connections';
comment on column hardal_private.tenants.horizon is
'Events older than this are too_old, and their months are dropped; maintenance moves it; '
'null where none was set';
comment on column hardal_private.tenants.migration is
'The newest migration that the tenant''s schemas have';
comment on column hardal_private.tenants.template_version is
'SHA-256 of the template''s text that the tenant''s schemas were last made from';

-- sql/core/tokens.sql
-- Comments on tokens and the signing keys that sign them.
comment on table hardal_private.signing_keys is
'Signing keys that tokens were signed with, by their ids; PostgREST has the secrets themselves';
comment on column hardal_private.signing_keys.id is
'A name that does not reveal the signing key: the header kid of its tokens';
comment on column hardal_private.signing_keys.created_at is
'When the signing key was registered: with its first token, or when it was retired';
comment on column hardal_private.signing_keys.retires_at is
'When its tokens end at the latest; null while the signing key signs';

comment on table hardal_private.tokens is
'Tokens that were issued; a token without a live row here is refused';
comment on column hardal_private.tokens.jti is 'The token''s id, its claim jti';
comment on column hardal_private.tokens.tenant is
'The tenant that the token speaks for, its claim tenant';
comment on column hardal_private.tokens.name is
'The name that people use; unique among the tenant''s tokens that are not revoked';
comment on column hardal_private.tokens.scope is 'ingest or read; the claim role is hardal_<scope>';
comment on column hardal_private.tokens.key_id is
'The id of the signing key that signed the token, its header kid';
comment on column hardal_private.tokens.created_at is 'When the token was issued';
comment on column hardal_private.tokens.expires_at is 'When the token expires, its claim exp';
comment on column hardal_private.tokens.revoked_at is
'From when on the token is refused; a rotation sets a time in the future; '
'null while nobody has revoked it';
comment on column hardal_private.tokens.used_at is
'The hour in which an ingest token was last used; '
'null where it was never used, and for read tokens';

-- sql/core/urls.sql
-- Comments on the registry of PSQL URLs.
comment on table hardal_private.urls is
'PSQL URLs that were issued; each is a LOGIN role of one tenant';
comment on column hardal_private.urls.role is 'The role that logs in, <tenant>__u_<name>';
comment on column hardal_private.urls.tenant is 'The tenant that the PSQL URL belongs to';
comment on column hardal_private.urls.name is 'The person or tool that the PSQL URL was given to';
comment on column hardal_private.urls.scope is
'read, aggregate, write or model; the role is a member of the group role <tenant>__<scope>';
comment on column hardal_private.urls.created_at is 'When the PSQL URL was issued';
comment on column hardal_private.urls.expires_at is
'When its password expires; null means no expiry';
comment on column hardal_private.urls.revoked_at is
'Since when the PSQL URL is being revoked; the row is deleted when the role is dropped; '
'null while it is not';
comment on column hardal_private.urls.seen_at is
'When maintenance last saw a connection of the PSQL URL; null where it never did';
comment on column hardal_private.urls.connections is
'The most connections that the PSQL URL may have at once';
comment on column hardal_private.urls.statement_timeout is
'The statement_timeout that its connections start with, in milliseconds; 0 means none';

-- migrations/tenant/0001_events.sql
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

-- migrations/tenant/0002_rollups.sql
-- The rollups: counts of periods that are over, so that dashboards need not count their events. See
-- functions/tenant/rollups/roll_up.sql for the reason why they are exact.

-- How far each kind of period has been counted. Periods from rolled_from (inclusive) to
-- rolled_until (exclusive) are read from the rollups, unless they carry a mark. All other periods
-- are counted live. Dates are the first days of periods, in UTC.
create table template__store.rollups (
    period text primary key
    constraint "a period is a day, a week or a month" check (period in ('day', 'week', 'month')),
    step interval not null,
    -- a marked period is counted anew no sooner than this time after it was marked
    pause interval not null,
    rolled_from date not null default '-infinity',
    rolled_until date not null default '-infinity',
    -- the period that this round of maintenance counted anew last; null between two rounds
    recounted date
);

insert into template__store.rollups (period, step, pause) values
('day', '1 day', '1 minute'), ('week', '7 days', '10 minutes'), ('month', '1 month', '1 hour');

-- One row. A transaction that stores an event before the boundary marks the event's periods.
-- Periods before the boundary may be rolled up once all transactions in waits_for are over: those
-- that ran when the boundary moved, and may not see the new boundary.
create table template__store.boundary (
    boundary date not null default '-infinity',
    waits_for text[],
    -- an event that is stored from now on was received at this time or later
    received_from timestamptz not null default '-infinity',
    -- when typed views were last compared with the newest events; -infinity: the next round
    -- compares them with all events
    looked_at timestamptz not null default '-infinity'
);

alter table template__store.boundary replica identity full;

insert into template__store.boundary default values;

-- Autovacuum never analyzes tables of so few rows. Without statistics the planner would expect a
-- thousand rows.
analyze template__store.rollups, template__store.boundary;

-- Marks: periods that were changed after they had been counted, or may have been. The transaction
-- that changes a period inserts the mark. Marks are never updated, so that no transaction waits for
-- another.
create table template__store.rollup_marks (
    period text not null,
    starts_on date not null,
    marked_at timestamptz not null default now()
);

alter table template__store.rollup_marks replica identity full;

create index rollup_marks_period on template__store.rollup_marks (period, starts_on);

-- Events and clients of a period: by event name, and of all names together under the name ''.
create table template__store.activity (
    period text not null,
    starts_on date not null,
    event_name text not null,
    events bigint not null,
    clients bigint not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    primary key (period, starts_on, event_name)
);

-- Properties of a day's events, by event name, property and JSON type.
create table template__store.property_counts (
    day date not null,
    event_name text not null,
    property text not null,
    json_type text not null,
    events bigint not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    example text,
    primary key (day, event_name, property, json_type)
);

-- Days that were counted, or counted anew, since typed views were last compared with them.
-- count_period inserts them.
create table template__store.counted_days (
    day date not null
);

alter table template__store.counted_days replica identity full;

-- The typed views that were made. A view keeps its name until a DBA renames it.
create table template__store.event_views (
    event_name text primary key,
    view_name name not null unique,
    made_at timestamptz not null default now()
);

-- The columns of the typed views, in their order behind the columns that every view has.
create table template__store.view_columns (
    event_name text not null,
    property text not null,
    column_type text not null
    constraint "a column is text, numeric, boolean, timestamptz or jsonb" check (
        column_type in ('text', 'numeric', 'boolean', 'timestamptz', 'jsonb')
    ),
    column_name name not null,
    place int not null,
    pinned boolean not null default false,
    primary key (event_name, property, column_type),
    unique (event_name, column_name),
    unique (event_name, place)
);

-- Views and columns that are to be made: want_event_views writes them, make_event_views makes them.
-- property is null where the view itself is missing.
create table template__store.wanted_columns (
    event_name text not null,
    property text,
    column_type text,
    events bigint not null,
    -- until the next round, because the view is being read or cannot be replaced
    postponed boolean not null default false,
    unique nulls not distinct (event_name, property, column_type)
);

alter table template__store.wanted_columns replica identity full;

-- Event names without a typed view: they wait for room, or a DBA has dropped their view. At most
-- 1,000 names that wait are kept, the most frequent ones.
create table template__store.names_without_view (
    event_name text primary key,
    events bigint not null,
    since timestamptz not null default now(),
    seen_at timestamptz not null,
    dropped boolean not null default false
);

-- Properties without a column in the typed view of their events, for the same two reasons, and with
-- the same limit.
create table template__store.properties_without_column (
    event_name text not null,
    property text not null,
    events bigint not null,
    since timestamptz not null default now(),
    seen_at timestamptz not null,
    dropped boolean not null default false,
    primary key (event_name, property)
);

-- functions/tenant/ingest/answer_mixed_batch.sql
-- Answers for a batch in which not every event was accepted, and puts the rejected events into
-- quarantine. serve_events sets the HTTP status.
-- A rejected event of an import gets the id of its line. A rejected event under an Idempotency-Key
-- gets the id that is derived from the idempotency key. So a retry finds the event in quarantine.
-- All other rejected events get new ids.
create or replace function template__store.answer_mixed_batch(
    events jsonb,
    idempotency_key text,
    dry boolean,
    lines bigint[],
    raws bytea[],
    row_ids uuid[],
    ids uuid[],
    errors jsonb[],
    outcomes text[]
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_places bigint[];
    v_rejected_ids uuid[];
    v_payloads jsonb[];
    v_raws bytea[];
    v_sizes bigint[];
    v_errors jsonb[];
    v_kept uuid[];
    v_answer jsonb;
begin
    -- the rejected events: an erased event keeps no payload, and an event that is too large keeps
    -- only its beginning
    select
        array_agg(b.place order by b.place),
        array_agg(
            coalesce(
                answer_mixed_batch.row_ids[b.place],
                -- another event under the same idempotency key and index is no retry
                case
                    when not exists (
                        select
                        from template__store.rejected_events as e
                        where
                            e.rejected_id = b.derived_id
                            and (e.payload, e.raw) is distinct from (b.payload, b.kept_raw)
                    ) then b.derived_id
                end,
                hardal_private.uuid_v7()
            )
            order by b.place
        ),
        array_agg(b.payload order by b.place),
        array_agg(b.kept_raw order by b.place),
        array_agg(coalesce(octet_length(b.raw), pg_column_size(b.event))::bigint order by b.place),
        array_agg(coalesce(b.errors, hardal_private.ledger_errors(b.outcome)) order by b.place)
    into v_places, v_rejected_ids, v_payloads, v_raws, v_sizes, v_errors
    from (
        select
            r.event,
            r.raw,
            r.errors,
            r.outcome,
            r.place,
            k.derived_id,
            case when not t.erased and r.raw is null and not l.large then r.event end as payload,
            case
                when t.erased then null
                when r.raw is not null
                    then substr(r.raw, 1, case when l.large then 8192 else octet_length(r.raw) end)
                when l.large then hardal_private.truncated_payload(r.event)
            end as kept_raw
        from rows from (
            jsonb_array_elements(answer_mixed_batch.events),
            unnest(answer_mixed_batch.raws),
            unnest(answer_mixed_batch.errors),
            unnest(answer_mixed_batch.outcomes)
        ) with ordinality as r (event, raw, errors, outcome, place)
        cross join lateral (
            select coalesce(r.errors @> '[{"code": "too_large"}]', false) as large
        ) as l
        cross join lateral (
            select
                case
                    when answer_mixed_batch.idempotency_key is not null
                        then hardal_private.derived_id(
                            'template', answer_mixed_batch.idempotency_key, r.place::int - 1
                        )
                end as derived_id
        ) as k
        -- a tombstone is a ledger row without a digest; an erased event that also breaks a rule
        -- now is not kept either
        cross join lateral (
            select exists (
                select
                from template__store.event_ids as i
                where
                    i.digest is null
                    and i.id in (
                        answer_mixed_batch.row_ids[r.place],
                        case
                            when jsonb_typeof(r.event -> 'id') = 'string'
                                then hardal_private.read_uuid(r.event ->> 'id')
                        end,
                        k.derived_id
                    )
            ) as erased
        ) as t
        where r.outcome not in ('accepted', 'duplicate')
        offset 0 -- so that each value is computed once
    ) as b;

    if v_places is not null and not dry then
        v_kept := template__store.keep_rejected(
            v_rejected_ids, v_payloads, v_raws, v_sizes, v_errors
        );
        -- ingest tries again, and then finds the other event above
        if
            answer_mixed_batch.idempotency_key is not null
            and exists (
                select
                from unnest(v_rejected_ids, v_payloads, v_raws) as u (id, payload, raw)
                inner join template__store.rejected_events as e on u.id = e.rejected_id
                where (e.payload, e.raw) is distinct from (u.payload, u.raw)
            )
        then
            raise serialization_failure using
                message = 'another request under this Idempotency-Key came at the same moment';
        end if;
    end if;

    select jsonb_build_object(
        'accepted', count(*) filter (where u.outcome = 'accepted'),
        'duplicates', count(*) filter (where u.outcome = 'duplicate'),
        'rejected', coalesce(cardinality(v_places), 0),
        'ids', jsonb_agg(
            case
                when u.outcome not in ('accepted', 'duplicate') then null
                when answer_mixed_batch.dry and u.event ->> 'id' is null then null
                else u.id
            end
            order by u.place
        )
    )
    into v_answer
    from rows from (
        jsonb_array_elements(answer_mixed_batch.events),
        unnest(answer_mixed_batch.ids),
        unnest(answer_mixed_batch.outcomes)
    ) with ordinality as u (event, id, outcome, place);

    return v_answer || jsonb_build_object('errors', coalesce((
        select jsonb_agg(
            jsonb_build_object('index', r.place - 1)
            || case
                when answer_mixed_batch.lines is null then '{}'
                else jsonb_build_object('line', answer_mixed_batch.lines[r.place])
            end
            || f.fault
            || jsonb_build_object('rejected_id', case when r.id = any (v_kept) then r.id end)
            order by r.place, f.place
        )
        from unnest(v_places, v_rejected_ids, v_errors) as r (place, id, errors)
        cross join lateral jsonb_array_elements(r.errors) with ordinality as f (fault, place)
    ), '[]'));
end
$$;

comment on function template__store.answer_mixed_batch(
    jsonb, text, boolean, bigint[], bytea[], uuid[], uuid[], jsonb[], text[]
) is
'The answer for a batch by the outcome of each event; keeps the rejected events in quarantine '
'unless dry. lines is null except for NDJSON; row_ids is null except for an import';

-- functions/tenant/ingest/import_lines.sql
-- Stores a batch of NDJSON for hardal-admin import. Each line comes with an id that is made from
-- the bytes of the line. An event without an id is stored under this id, and a rejected event is
-- kept in quarantine under this id. So a file that is imported again changes nothing.
-- An event may have received_at here, and nowhere else, so that the lines of an export keep their
-- time of receipt. A received_at that is not a time, or lies more than 24 hours ahead, stays in the
-- event. The rules then reject received_at as an unknown field, as in a client's event.
create or replace function template__store.import_lines(body bytea, row_ids uuid[])
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
set lock_timeout = '5s'
as $$
declare
    v_read record := hardal_private.read_lines(body);
    v_events jsonb := v_read.events;
    v_received timestamptz[];
    v_newest timestamptz := (hardal_private.tenant_limits('template')).newest;
begin
    if exists (
        select
        from hardal_private.tenants as t
        where t.name = 'template' and t.suspended_at is not null
    ) then
        raise sqlstate 'HD403' using
            message = 'the tenant template is suspended: it takes nothing in',
            hint = 'hardal-admin tenant resume template';
    end if;
    if cardinality(v_read.lines) is distinct from cardinality(import_lines.row_ids) then
        raise sqlstate 'PT400' using
            message = format(
                '%s lines came with %s ids',
                cardinality(v_read.lines),
                cardinality(import_lines.row_ids)
            ),
            hint = 'send an id for each line that is not blank';
    end if;
    if jsonb_path_exists(
        v_events, '$[*] ? (exists(@.received_at) || !exists(@.id) || @.id == null)'
    ) then
        select
            jsonb_agg(
                case
                    when
                        jsonb_typeof(s.event) = 'object'
                        and jsonb_typeof(coalesce(s.event -> 'id', 'null')) = 'null'
                        then s.event || jsonb_build_object('id', import_lines.row_ids[s.place])
                    else s.event
                end
            ),
            array_agg(s.received_at)
        into v_events, v_received
        from (
            select
                r.place,
                r.received_at,
                case
                    when
                        r.received_at <= v_newest
                        or jsonb_typeof(r.event -> 'received_at') = 'null'
                        then r.event - 'received_at'
                    else r.event
                end as event
            from (
                select
                    e.event,
                    e.place,
                    case
                        when jsonb_typeof(e.event -> 'received_at') = 'string'
                            then hardal_private.parse_timestamp(e.event ->> 'received_at')
                    end as received_at
                from jsonb_array_elements(v_events) with ordinality as e (event, place)
                offset 0 -- so that each time is read once
            ) as r
        ) as s;
    end if;
    return template__store.ingest(
        v_events, null, false, v_read.lines, v_read.raws, v_read.faults, row_ids, v_received
    ) - 'ids';
end
$$;

comment on function template__store.import_lines(bytea, uuid[]) is
'Stores a batch of NDJSON for an import, with an id for each line that is not blank, and with '
'received_at where a line names one; answers as ingest does, without ids. HD403 for a suspended '
'tenant, PT400 where lines and ids differ in number';

-- functions/tenant/ingest/ingest.sql
-- Stores a batch for the tenant: calls store_events, and calls it again after an error that a retry
-- resolves.
--
-- Partitions are not made beforehand, because most batches need no new month. The first try finds
-- out whether a partition is missing: the insert then fails. The second try makes the missing
-- partitions.
-- A connection can also miss a partition that another connection has just attached. If the
-- connection reads the list of partitions at that very moment, PostgreSQL (15 to 18) keeps the old
-- list until the next change to the table, and inserts find no partition. This was seen about once
-- in 25,000 batches with 16 writers on new months. The third try makes the connection read the list
-- again.
create or replace function template__store.ingest(
    events jsonb,
    idempotency_key text default null,
    dry boolean default false,
    lines bigint[] default null,
    raws bytea[] default null,
    faults text[] default null,
    row_ids uuid[] default null,
    received timestamptz[] default null
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
-- The function prints and reads times, and makes tables. The caller's settings must not change
-- this.
set timezone = 'UTC'
set datestyle = 'ISO'
set default_tablespace = ''
set lock_timeout = '2s'
as $$
declare
    v_answer jsonb;
    v_tries int := 0;
    -- for all waits for locks of the call together
    v_deadline timestamptz := clock_timestamp() + interval '2 s';
begin
    -- under another level, a statement after a conflict would not see the ledger's conflicting row,
    -- and a statement after the lock of store_events would not see the newest boundary
    if current_setting('transaction_isolation') <> 'read committed' then
        raise sqlstate '25000' using
            message = format(
                'ingest runs under READ COMMITTED, not %s',
                upper(current_setting('transaction_isolation') collate "C")
            ),
            hint = 'begin isolation level read committed';
    end if;
    loop
        begin
            if v_tries > 0 then
                perform hardal_private.set_lock_deadline(v_deadline);
                -- once this lock is held, no other transaction is attaching a partition
                lock table template__store.month_pattern in exclusive mode;
                perform hardal_private.set_lock_deadline(v_deadline);
            end if;
            if v_tries = 2 then
                -- changes nothing, but makes the connection drop its list of partitions
                alter table only template__store.events alter column id set statistics -1;
            end if;
            v_answer := template__store.store_events(
                events,
                idempotency_key,
                dry,
                v_tries > 0,
                lines,
                raws,
                faults,
                row_ids,
                received,
                v_deadline
            );
            exit;
        exception
            -- there was no partition, retention took an id out of the ledger while this batch was
            -- looking at it, or another request took the id of a rejected event
            when check_violation or serialization_failure then
                v_tries := v_tries + 1;
                if v_tries > 2 then
                    perform hardal_private.refuse_retry_later(
                        case sqlstate
                            when '23514' then 'no partition took these events'
                            else 'another transaction has taken one of these ids meanwhile'
                        end,
                        sqlerrm
                    );
                end if;
            -- a client that ingests several batches in one transaction can cause a deadlock; the
            -- other client has done nothing wrong and is told to try again
            when lock_not_available or deadlock_detected then
                perform hardal_private.refuse_retry_later(
                    'another transaction holds one of these ids, or is making their partition', null
                );
            when query_canceled then
                perform hardal_private.refuse_overtime(
                    'nothing of it was stored: send it again, in smaller requests'
                );
        end;
    end loop;
    return v_answer;
end
$$;

comment on function template__store.ingest(
    jsonb, text, boolean, bigint[], bytea[], text[], uuid[], timestamptz[]
) is
'Stores an array of events for the tenant and answers for each event; '
'dry: answers in the same way and stores nothing; '
'PT429 where another transaction stood in the way for too long; 25000 outside of READ COMMITTED';

-- functions/tenant/ingest/ledger_outcomes.sql
-- Returns the outcome of each id of a batch, read from the ledger. entered holds the ids that the
-- ledger has just taken. entered is null where the batch is only checked (dry), because then no id
-- was entered.
-- If an id stands several times in a batch, the first event counts. The other events with this id
-- are duplicates or conflicts.
create or replace function template__store.ledger_outcomes(
    ids uuid[], digests bigint[], entered uuid[]
)
returns text[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select array_agg(
        case
            when n.id is null then 'rejected'
            when n.trimmed then 'trimmed'
            when n.turn = 1 and n.entered then 'accepted'
            when n.known = n.digest then 'duplicate'
            when n.known is null then 'erased'
            else 'id_conflict'
        end
        order by n.place
    )
    from (
        select
            u.id,
            u.digest,
            u.place,
            row_number() over same_id as turn,
            case
                when ledger_outcomes.entered is null then l.id is null
                else u.id in (select e.id from unnest(ledger_outcomes.entered) as e (id))
            end as entered,
            -- retention took the row between the insert and this statement
            ledger_outcomes.entered is not null and l.id is null as trimmed,
            case
                when l.id is null then first_value(u.digest) over same_id
                else l.digest
            end as known
        from unnest(ledger_outcomes.ids, ledger_outcomes.digests)
            with ordinality as u (id, digest, place)
        left join template__store.event_ids as l on u.id = l.id
        window same_id as (partition by u.id order by u.place)
    ) as n
$$;

comment on function template__store.ledger_outcomes(uuid[], bigint[], uuid[]) is
'For each id of a batch: accepted, duplicate, id_conflict or erased; rejected where the id '
'is null; trimmed where retention took the id out of the ledger meanwhile';

-- functions/tenant/ingest/store_events.sql
-- Stores a batch and answers for each of its events. For a batch without faults, three statements
-- do the work: the first checks and reads the batch, the second writes the ledger, the third writes
-- the events. The outcome of each event is determined only where the ledger took fewer ids than the
-- batch has events.
-- The order (partitions, then the ledger by id, then the events) keeps concurrent batches from
-- deadlocks.
-- At the end it marks the periods of events that land before the boundary: see roll_up.
--
-- Arguments:
-- - idempotency_key is the request's Idempotency-Key;
-- - dry: store nothing;
-- - partitions: make the missing partitions first;
-- - lines, raws and faults belong to NDJSON: the line number of each event, and the bytes and the
--   reason for a line that could not be read. events holds null in the place of this line;
-- - row_ids and received belong to an import: see import_lines;
-- - deadline is the time at which all waits for locks together have to end.
create or replace function template__store.store_events(
    events jsonb,
    idempotency_key text,
    dry boolean,
    partitions boolean,
    lines bigint[],
    raws bytea[],
    faults text[],
    row_ids uuid[],
    received timestamptz[],
    deadline timestamptz
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
    -- the time of receipt
    v_now timestamptz;
    v_boundary timestamptz;
    -- each try of ingest reads the limits anew: once the horizon has moved, an event of a dropped
    -- month is too old
    v_limits record := hardal_private.tenant_limits('template');
    v_oldest timestamptz := v_limits.oldest;
    v_newest timestamptz := v_limits.newest;
    v_max_bytes int := v_limits.max_event_bytes;
    v_batch_passed boolean := hardal_private.quick_check_batch(events);
    v_all_pass boolean := false;
    -- an entry for each event, in the order sent; ids, times and digests are null where the event
    -- breaks a rule
    v_ids uuid[];
    v_times timestamptz[];
    v_digests bigint[];
    v_errors jsonb[];
    -- whether an event may lie before the boundary, so that its period needs a mark
    v_late boolean := true;
    -- the ids that were new to the ledger
    v_entered uuid[];
    -- an entry for each event: its id where it is stored, else null
    v_accepted uuid[];
    v_outcomes text[];
    -- until then at most 0.2 s of the 2 s have passed, and lock_timeout needs no new value
    v_early_until timestamptz := deadline - interval '1.8 s';
begin
    if not dry then
        -- from here on running_writers lists this transaction
        lock table template__store.event_ids in row exclusive mode;
    end if;
    -- A statement of its own after the lock, so that it sees what was committed before an erasure
    -- or roll_up listed the writers. A transaction that began before the erasure and was not listed
    -- receives its events after the time that the erasure covers.
    select
        greatest(hardal_private.clock(), b.received_from),
        b.boundary::timestamp at time zone 'UTC'
    into v_now, v_boundary
    from template__store.boundary as b;

    if v_batch_passed then
        -- no cast here can fail, because the batch passed quick_check_batch; a time without a zone
        -- is UTC, because ingest sets the time zone
        select
            array_agg(
                hardal_private.event_id(
                    r.event, 'template', store_events.idempotency_key, r.place
                )
            ),
            array_agg(coalesce(r.created_at, v_now)),
            array_agg(hardal_private.event_digest(r.event)),
            bool_and(
                hardal_private.quick_check_event(
                    r.event, r.created_at, v_oldest, v_newest, v_max_bytes, true
                )
            ),
            min(coalesce(r.created_at, v_now)) < v_boundary
        into v_ids, v_times, v_digests, v_all_pass, v_late
        from (
            select
                e.event,
                e.place,
                hardal_private.cut_fraction(
                    e.event ->> 'created_at'
                )::timestamptz as created_at
            from jsonb_array_elements(store_events.events) with ordinality as e (event, place)
            offset 0 -- so that each time is read once
        ) as r;
    end if;
    if not v_all_pass then
        select r.ids, r.times, r.digests, r.errors
        into v_ids, v_times, v_digests, v_errors
        from hardal_private.read_events(
            events,
            'template',
            idempotency_key,
            raws,
            faults,
            v_now,
            v_oldest,
            v_newest,
            v_max_bytes,
            v_batch_passed
        ) as r;
    end if;

    if not dry then
        if partitions then
            perform template__store.make_partitions(v_times);
        end if;

        with entered as (
            insert into template__store.event_ids (id, created_at, digest)
            select
                s.id,
                s.created_at,
                s.digest
            from (
                select n.*
                from unnest(v_ids, v_times, v_digests)
                    with ordinality as n (id, created_at, digest, place)
                where n.id is not null
                order by n.id, n.place
                offset 0 -- so that the condition below runs between two rows of the insert
            ) as s
            where clock_timestamp() < v_early_until or hardal_private.set_lock_deadline(deadline)
            on conflict (id) do nothing
            returning id
        )

        select coalesce(array_agg(n.id), '{}') into v_entered
        from entered as n;
    end if;

    if cardinality(v_entered) = cardinality(v_ids) then
        v_accepted := v_ids;
    else
        -- a statement of its own, so that it sees the rows that the insert conflicted with: their
        -- transactions have committed meanwhile
        v_outcomes := template__store.ledger_outcomes(v_ids, v_digests, v_entered);
        if 'trimmed' = any (v_outcomes) then
            raise serialization_failure using
                message = 'the ledger was trimmed meanwhile: send it again';
        end if;
        v_accepted := array(
            select case when u.outcome = 'accepted' then u.id end
            from unnest(v_ids, v_outcomes) with ordinality as u (id, outcome, place)
            order by u.place
        );
    end if;

    if not dry then
        if clock_timestamp() >= v_early_until then
            perform hardal_private.set_lock_deadline(deadline);
        end if;
        insert into template__store.events (
            id, created_at, received_at, event_name, hardal_server_request_id, client_id, properties
        )
        select
            b.id,
            b.created_at,
            coalesce(b.received_at, v_now),
            b.event ->> 'event_name',
            b.event ->> 'hardal_server_request_id',
            b.event ->> 'client_id',
            case
                when jsonb_typeof(b.event -> 'properties') = 'object' then b.event -> 'properties'
                else '{}'
            end
        from rows from (
            jsonb_array_elements(store_events.events),
            unnest(v_accepted),
            unnest(v_times),
            unnest(store_events.received)
        ) as b (event, id, created_at, received_at)
        where b.id is not null;
        if v_late then
            perform template__store.mark_for_recount(array(
                select u.created_at
                from unnest(v_accepted, v_times) as u (id, created_at)
                where u.id is not null
            ));
        end if;
    end if;

    if v_outcomes is null then
        return jsonb_build_object(
            'accepted', cardinality(v_ids),
            'duplicates', 0,
            'rejected', 0,
            'ids', v_ids,
            'errors', '[]'::jsonb
        );
    end if;
    return template__store.answer_mixed_batch(
        events, idempotency_key, dry, lines, raws, row_ids, v_ids, v_errors, v_outcomes
    );
end
$$;

comment on function template__store.store_events(
    jsonb, text, boolean, boolean, bigint[], bytea[], text[], uuid[], timestamptz[], timestamptz
) is
'Stores an array of events and answers for each of them. ingest calls it, and calls it again after '
'check_violation (no partition) or serialization_failure';

-- functions/tenant/partitions/drop_expired.sql
-- A step of maintenance, and the second step of retention: drops the oldest month behind the
-- horizon, one month per transaction.
--
-- Dropping an attached partition takes ACCESS EXCLUSIVE on events. This lock queues behind every
-- running query and blocks all ingest meanwhile. So the step has a short lock_timeout
-- (maintain_step sets it) and is tried again.
--
-- hardal-admin maintain detaches the partition with CONCURRENTLY beforehand, which blocks nobody.
-- No function can do that. FINALIZE and DROP then touch the partition alone.
--
-- A batch that is on its way to the month finds no partition. Ingest reads the batch anew, and its
-- events are too_old.
create or replace function template__store.drop_expired(dry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_partition record;
    v_month text;
begin
    if dry then
        return (
            select jsonb_build_object(
                'what', 'months dropped',
                'object', string_agg(
                    replace(substr(p.partition, 8), '_', '-'), ', ' order by p.partition
                ),
                'count', count(*),
                'bytes', sum(p.bytes)
            )
            from template__store.expired_partitions(template__store.next_horizon()) as p
            having count(*) > 0
        );
    end if;
    select p.* into v_partition
    from hardal_private.tenants as t
    cross join template__store.expired_partitions(t.horizon) as p
    where t.name = 'template'
    limit 1;
    if v_partition.partition is null then
        return null;
    end if;

    if v_partition.state = 'pending' then
        execute format(
            'alter table template__store.events detach partition template__store.%I finalize',
            v_partition.partition
        );
    end if;
    execute format('drop table template__store.%I', v_partition.partition);
    update hardal_private.maintenance as m
    set trim_block = 0
    where m.tenant = 'template';
    v_month := replace(substr(v_partition.partition, 8), '_', '-');
    perform hardal_private.audit(
        'retention.drop', 'template', v_month, jsonb_build_object('bytes', v_partition.bytes)
    );
    return jsonb_build_object(
        'what', 'months dropped', 'object', v_month, 'count', 1, 'bytes', v_partition.bytes
    );
end
$$;

comment on function template__store.drop_expired(boolean) is
'A step of maintenance: drops the oldest month behind the horizon; null where there is none';

-- functions/tenant/partitions/expired_partitions.sql
-- Returns the partitions that lie before a horizon, oldest first.
create or replace function template__store.expired_partitions(horizon timestamptz)
returns table (partition name, state text, bytes bigint)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        p.partition,
        p.state,
        p.bytes
    from template__store.list_partitions() as p
    where p.partition < to_char(
        expired_partitions.horizon at time zone 'UTC', '"events_"YYYY"_"MM'
    )
    order by p.partition
$$;

comment on function template__store.expired_partitions(timestamptz) is
'Partitions that are older than this horizon, oldest first; '
'the columns are those of list_partitions. None where the horizon is null';

-- functions/tenant/partitions/list_partitions.sql
-- Returns every partition, oldest first, and how it is tied to the table events:
-- - attached
-- - pending: a DETACH CONCURRENTLY was stopped half-way
-- - detached
-- Pending and detached partitions are about to be dropped. They still hold events.
create or replace function template__store.list_partitions()
returns table (partition name, state text, bytes bigint)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        c.relname as partition,
        case
            when i.inhrelid is null then 'detached'
            when i.inhdetachpending then 'pending'
            else 'attached'
        end as state,
        coalesce(
            (
                select sum(pg_total_relation_size(r.inhrelid))::bigint
                from pg_inherits as r
                where r.inhparent = c.oid
            ),
            0
        ) as bytes
    from pg_class as c
    left join pg_inherits as i on c.oid = i.inhrelid
    where
        c.relnamespace = 'template__store'::regnamespace
        and c.relkind = 'p'
        and c.relname ~ '^events_[0-9]{4}_[0-9]{2}$'
    order by c.relname
$$;

comment on function template__store.list_partitions() is
'All partitions, their bytes with indexes, and whether they are attached, '
'pending (a detach was stopped half-way) or detached';

-- functions/tenant/partitions/make_partitions.sql
-- Makes the monthly partitions that these times need, where they are missing.
--
-- A month has two tables: events_2024_10, which is partitioned by the day, and its one partition
-- events_2024_10_rows, which holds the rows. The planner compares a filter on a partition key when
-- a query runs, too. So every filter on event_date, which is the same expression in the views,
-- leaves months out: also one with current_date or a parameter.
--
-- It runs CREATE, then ATTACH. ATTACH takes SHARE UPDATE EXCLUSIVE, so readers and other writers go
-- on. CREATE ... PARTITION OF takes ACCESS EXCLUSIVE and would queue behind every running query.
create or replace function template__store.make_partitions(times timestamptz[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
-- The function prints and reads times, and makes tables. The caller's settings must not change
-- this.
set timezone = 'UTC'
set datestyle = 'ISO'
set default_tablespace = ''
as $$
declare
    v_month timestamp;
    v_next timestamp;
    v_partition text;
begin
    -- two transactions that need the same month wait here; the second one finds the month made
    lock table template__store.month_pattern in exclusive mode;
    for v_month in
        select distinct date_trunc('month', t.at at time zone 'UTC') as month
        from unnest(times) as t (at)
        where t.at is not null
        order by month
    loop
        v_partition := to_char(v_month, '"events_"YYYY"_"MM');
        if to_regclass(format('template__store.%I', v_partition)) is null then
            v_next := v_month + interval '1 month';
            execute format(
                'create table template__store.%I (like template__store.events including all) '
                'partition by range (((created_at at time zone ''UTC'')::date))',
                v_partition
            );
            execute format(
                'comment on table template__store.%I is %L',
                v_partition, format('Events of %s (UTC)', to_char(v_month, 'YYYY-MM'))
            );
            execute format(
                'create table template__store.%I '
                '(like template__store.month_pattern including all)',
                v_partition || '_rows'
            );
            execute format(
                'comment on table template__store.%I is %L',
                v_partition || '_rows', format('The rows of %s', v_partition)
            );
            execute format(
                'alter table template__store.%I attach partition template__store.%I '
                'for values from (%L) to (%L)',
                v_partition, v_partition || '_rows', v_month::date, v_next::date
            );
            execute format(
                'alter table template__store.events attach partition template__store.%I '
                'for values from (%L) to (%L)',
                v_partition, v_month at time zone 'UTC', v_next at time zone 'UTC'
            );
        end if;
    end loop;
end
$$;

comment on function template__store.make_partitions(timestamptz[]) is
'Makes the monthly partitions that events of these times need, where they are missing; '
'nulls are left out';

-- functions/tenant/partitions/make_partitions_ahead.sql
-- A step of maintenance: makes the partitions of this month and the next, so that no event waits
-- for its partition to be made.
create or replace function template__store.make_partitions_ahead(dry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_times timestamptz[];
    v_months text;
begin
    select
        array_agg(m.at),
        string_agg(to_char(m.at at time zone 'UTC', 'YYYY-MM'), ', ' order by m.at)
    into v_times, v_months
    from unnest(
        array[hardal_private.clock(), hardal_private.clock() + interval '1 month']
    ) as m (at)
    where
        to_regclass(
            to_char(m.at at time zone 'UTC', '"template__store.events_"YYYY"_"MM')
        ) is null;
    if v_times is null then
        return null;
    end if;
    if not dry then
        perform template__store.make_partitions(v_times);
    end if;
    return jsonb_build_object(
        'what', 'partitions made', 'object', v_months, 'count', cardinality(v_times)
    );
end
$$;

comment on function template__store.make_partitions_ahead(boolean) is
'A step of maintenance: makes the partitions of this month and the next; '
'null where both are there';

-- functions/tenant/partitions/move_horizon.sql
-- A step of maintenance, and the first step of retention: moves the horizon.
--
-- Retention has three steps, each committed before the next one begins:
-- 1. move_horizon: from its commit on, older events are too_old.
-- 2. drop_expired drops the months before the horizon.
-- 3. trim_ledger deletes the ids of these months from the ledger.
-- So an event of these months that is sent again is never stored a second time. Either the ledger
-- still has its id, or the event is too old.
create or replace function template__store.move_horizon(dry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_next timestamptz := template__store.next_horizon();
begin
    if not exists (
        select
        from hardal_private.tenants as t
        where t.name = 'template' and t.horizon is distinct from v_next
    ) then
        return null;
    end if;
    if not dry then
        update hardal_private.tenants as t
        set horizon = v_next
        where t.name = 'template';
        perform template__store.shrink_rollups(v_next);
    end if;
    return jsonb_build_object(
        'what', 'horizon moved',
        'object', coalesce(to_char(v_next at time zone 'UTC', 'YYYY-MM-DD'), 'none'),
        'count', 1
    );
end
$$;

comment on function template__store.move_horizon(boolean) is
'A step of maintenance: moves the horizon, so that older events are too_old from its commit on; '
'null where the horizon does not move';

-- functions/tenant/partitions/next_horizon.sql
-- Returns where the horizon belongs now: the beginning of the oldest month that retention keeps.
--
-- While months behind the present horizon are being dropped (trim_block is set), the horizon moves
-- back only as far as the months that are still attached. So a longer retention finds each month
-- either whole or gone.
create or replace function template__store.next_horizon()
returns timestamptz
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select case
        when m.trim_block is null then k.since
        else greatest(k.since, least(t.horizon, w.since))
    end
    from hardal_private.tenants as t
    left join hardal_private.maintenance as m on t.name = m.tenant
    cross join lateral (
        select date_trunc(
            'month',
            hardal_private.clock() at time zone 'UTC' - make_interval(months => t.retention_months)
        ) at time zone 'UTC' as since
    ) as k
    cross join lateral (
        select min(to_timestamp(p.partition || '+00', '"events_"YYYY"_"MMTZH')) as since
        from template__store.list_partitions() as p
        where p.state = 'attached'
    ) as w
    where t.name = 'template'
$$;

comment on function template__store.next_horizon() is
'The beginning of the oldest month that retention keeps; null where it keeps all months';

-- functions/tenant/partitions/trim_ledger.sql
-- A step of maintenance, and the last step of retention: deletes the ids of dropped months from the
-- ledger.
--
-- The ledger has no index by time, because every stored event would pay for it. So the ledger is
-- read through once after a month was dropped, 4 MB per transaction (500 blocks of 8 kB).
-- trim_block is the block at which the next transaction goes on. Tombstones have no time, so they
-- stay.
create or replace function template__store.trim_ledger(dry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_batch constant int := 500;
    v_block bigint;
    v_horizon timestamptz;
    v_blocks bigint := pg_relation_size('template__store.event_ids')
    / current_setting('block_size')::int;
    v_from tid;
    v_to tid;
    v_deleted bigint;
begin
    select
        m.trim_block,
        t.horizon
    into v_block, v_horizon
    from hardal_private.maintenance as m
    inner join hardal_private.tenants as t on m.tenant = t.name
    where t.name = 'template';
    if
        v_block is null
        or (not dry and exists (select from template__store.expired_partitions(v_horizon)))
    then
        return null;
    end if;
    if dry then
        return jsonb_build_object(
            'what', 'ledger looked through', 'object', null, 'count', v_blocks - v_block
        );
    end if;
    if v_block >= v_blocks then
        update hardal_private.maintenance as m
        set trim_block = null
        where m.tenant = 'template';
        return null;
    end if;
    v_from := format('(%s,0)', v_block)::tid;
    v_to := format('(%s,0)', v_block + v_batch)::tid;
    delete from template__store.event_ids as l
    where l.ctid >= v_from and l.ctid < v_to and l.created_at < v_horizon;
    get diagnostics v_deleted = row_count;
    update hardal_private.maintenance as m
    set trim_block = v_block + v_batch
    where m.tenant = 'template';
    return jsonb_build_object('what', 'ids left the ledger', 'object', null, 'count', v_deleted);
end
$$;

comment on function template__store.trim_ledger(boolean) is
'A step of maintenance: deletes the ids of dropped months from the next piece of the ledger; '
'null at the end of the ledger, and while expired partitions are still there';

-- functions/tenant/persons/erase_partition.sql
-- Erases a person from one partition. Each erased event leaves a tombstone in the ledger: its id,
-- without time and digest.
--
-- The tombstones are written in the order of ids, as ingest writes the ledger, so that the two do
-- not deadlock. The periods of the erased events are marked, as ingest marks the periods of late
-- events.
create or replace function template__store.erase_partition(
    partition name, client_id text, request_id text, properties jsonb
)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- all changes are made by dynamic SQL: @plpgsql_check_options: performance_warnings = off
    v_erased bigint;
    v_times timestamptz[];
begin
    if to_regclass(format('template__store.%I', partition)) is null then
        return 0; -- retention has dropped the partition meanwhile
    end if;
    execute format(
        'with deleted as (
            delete from template__store.%I as e
            where hardal_private.matches_person(
                e.client_id, e.hardal_server_request_id, e.properties, $1, $2, $3
            )
            returning e.id, e.created_at
        ),

        tombstones as (
            insert into template__store.event_ids (id)
            select d.id
            from deleted as d
            order by d.id
            on conflict (id) do update set created_at = null, digest = null
        )

        select count(*), array_agg(distinct date_trunc(''day'', d.created_at, ''UTC''))
        from deleted as d',
        partition
    ) into v_erased, v_times using client_id, request_id, properties;
    perform template__store.mark_for_recount(v_times);
    return v_erased;
end
$$;

comment on function template__store.erase_partition(name, text, text, jsonb) is
'Erases a person''s events from one partition, leaves their ids as tombstones, '
'and returns how many events were erased; 0 where there is no such partition any more';

-- functions/tenant/persons/erase_rejected.sql
-- Erases a person from the quarantine. Each rejected event leaves tombstones in the ledger: its
-- rejected_id, under which it could be replayed, and the id that it was sent with. So the event
-- cannot come back under either id. An id that the ledger already has belongs to another event, and
-- stays as it is.
create or replace function template__store.erase_rejected(
    client_id text, request_id text, properties jsonb
)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_erased bigint;
begin
    with deleted as (
        delete from template__store.rejected_events as r
        using template__store.person_rejected(
            erase_rejected.client_id, erase_rejected.request_id, erase_rejected.properties
        ) as p
        where r.rejected_id = p.rejected_id
        returning
            r.rejected_id,
            r.payload ->> 'id' as id,
            r.counted_bytes as bytes
    ),

    counted as (
        insert into template__store.quarantine_changes (kept, bytes, dropped)
        select
            -count(*),
            -sum(d.bytes),
            0
        from deleted as d
        having count(*) > 0
    ),

    tombstones as (
        insert into template__store.event_ids (id)
        select i.id
        from (
            select d.rejected_id as id
            from deleted as d
            union
            select hardal_private.read_uuid(d.id)
            from deleted as d
            where hardal_private.read_uuid(d.id) is not null
        ) as i
        order by i.id
        on conflict (id) do nothing
    )

    select count(*) into v_erased
    from deleted as d;
    return v_erased;
end
$$;

comment on function template__store.erase_rejected(text, text, jsonb) is
'Erases a person''s rejected events from the quarantine, leaves their ids as tombstones, '
'and returns how many rejected events were erased';

-- functions/tenant/persons/person_events.sql
-- Returns all events of a person, partition by partition. Partitions that are about to be dropped
-- are read too, because they still hold events.
create or replace function template__store.person_events(
    client_id text, request_id text, properties jsonb
)
returns setof template__store.events
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_partition name;
begin
    for v_partition in select p.partition from template__store.list_partitions() as p loop
        return query execute format(
            'select
                e.id, e.created_at, e.received_at, e.event_name, e.hardal_server_request_id,
                e.client_id, e.properties
            from template__store.%I as e
            where hardal_private.matches_person(
                e.client_id, e.hardal_server_request_id, e.properties, $1, $2, $3
            )
            order by e.created_at, e.id',
            v_partition
        )
        using client_id, request_id, properties;
    end loop;
end
$$;

comment on function template__store.person_events(text, text, jsonb) is
'All events with this client_id, this request id and these properties, oldest first; '
'a null is not compared';

-- functions/tenant/persons/person_rejected.sql
-- Returns all rejected events of a person. A rejected event may have its fields in wrong places, or
-- may be a line that is no JSON. So an event belongs to the person in three cases:
-- - The fields of its payload agree, as those of a stored event do.
-- - Each text that is searched for stands somewhere in its payload, as a JSON string.
-- - Each text that is searched for stands somewhere in its raw bytes, in one of the forms that
--   written_forms returns.
create or replace function template__store.person_rejected(
    client_id text, request_id text, properties jsonb
)
returns setof template__store.rejected_events
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_values text[] := hardal_private.person_values(client_id, request_id, properties);
    -- for each value an array of its forms; bytes are not JSON, so they are written in hexadecimal
    v_forms jsonb := (
        select
            jsonb_agg(
                (
                    select jsonb_agg(encode(f.form, 'hex'))
                    from unnest(hardal_private.written_forms(v.value)) as f (form)
                )
            )
        from unnest(v_values) as v (value)
    );
begin
    return query
    select r.*
    from template__store.rejected_events as r
    where
        hardal_private.matches_person(
            r.payload ->> 'client_id',
            r.payload ->> 'hardal_server_request_id',
            r.payload -> 'properties',
            person_rejected.client_id,
            person_rejected.request_id,
            person_rejected.properties
        )
        or not exists (
            select
            from unnest(v_values) as v (value)
            where position(to_json(v.value)::text in coalesce(r.payload::text, '')) = 0
        )
        or not exists (
            select
            from jsonb_array_elements(v_forms) as v (forms)
            where not exists (
                select
                from jsonb_array_elements_text(v.forms) as f (form)
                where position(decode(f.form, 'hex') in coalesce(r.raw, '')) > 0
            )
        )
    order by r.received_at, r.rejected_id;
end
$$;

comment on function template__store.person_rejected(text, text, jsonb) is
'All rejected events of a person, oldest first. The texts may stand anywhere in the event; '
'a line that is no JSON is searched as text';

-- functions/tenant/quarantine/delete_rejected.sql
-- Deletes events from quarantine for good. It skips events that another transaction has locked.
-- The erasure of a person is in erase_rejected.
create or replace function template__store.delete_rejected(ids uuid[])
returns bigint
language sql
set search_path = pg_catalog, pg_temp
as $$
    with released as (
        delete from template__store.rejected_events as r
        where r.rejected_id in (
            select e.rejected_id
            from template__store.rejected_events as e
            where e.rejected_id = any (delete_rejected.ids)
            for update skip locked
        )
        returning r.counted_bytes as bytes
    ),

    change as (
        insert into template__store.quarantine_changes (kept, bytes, dropped)
        select
            -count(*),
            -sum(r.bytes),
            0
        from released as r
        having count(*) > 0
    )

    select count(*)
    from released as r
$$;

comment on function template__store.delete_rejected(uuid[]) is
'Removes rejected events from quarantine and returns how many it removed';

-- functions/tenant/quarantine/discard_rejected.sql
-- Deletes rejected events for good, and writes their number into the audit log.
create or replace function template__store.discard_rejected(ids uuid[])
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_discarded bigint := template__store.delete_rejected(ids);
begin
    perform hardal_private.audit(
        'quarantine.discard', 'template', null, jsonb_build_object('events', v_discarded)
    );
    return v_discarded;
end
$$;

comment on function template__store.discard_rejected(uuid[]) is
'Deletes rejected events for good and returns how many it deleted; skips events that another '
'transaction has locked';

-- functions/tenant/quarantine/expire_rejected.sql
-- A step of maintenance: deletes events that have been in quarantine for too long, and sums up the
-- quarantine's changes.
create or replace function template__store.expire_rejected(dry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_days int := (hardal_private.tenant_limits('template')).quarantine_days;
    v_expired bigint;
begin
    if dry then
        v_expired := (
            select count(*)
            from template__store.rejected_events as r
            where r.received_at < hardal_private.clock() - make_interval(days => v_days)
        );
    elsif
        (
            select count(*)
            from (select from template__store.quarantine_changes as c limit 2) as c
        ) > 1
        or exists (
            select
            from template__store.rejected_events as r
            where r.received_at < hardal_private.clock() - make_interval(days => v_days)
        )
    then
        v_expired := template__store.tidy_quarantine();
    end if;
    return (
        select jsonb_build_object(
            'what', 'rejected events expired', 'object', null, 'count', v_expired
        )
        where v_expired > 0
    );
end
$$;

comment on function template__store.expire_rejected(boolean) is
'A step of maintenance: deletes up to 1,000 expired events from quarantine; '
'dry: only counts all expired events. Returns a line of the report; null where no event is expired';

-- functions/tenant/quarantine/find_rejected.sql
-- Finds rejected events in quarantine by error code, name, time of receipt or id, oldest first. A
-- filter that is null filters nothing.
create or replace function template__store.find_rejected(
    code text, event_name text, since timestamptz, until timestamptz, ids uuid[], max_rows bigint
)
returns table (
    rejected_id uuid,
    received_at timestamptz,
    name text,
    bytes bigint,
    errors jsonb,
    payload jsonb,
    raw bytea
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        r.rejected_id,
        r.received_at,
        r.payload ->> 'event_name' as name,
        r.bytes,
        r.errors,
        r.payload,
        r.raw
    from template__store.rejected_events as r
    where
        (
            find_rejected.code is null
            or r.errors @> jsonb_build_array(jsonb_build_object('code', find_rejected.code))
        )
        and (
            find_rejected.event_name is null
            or r.payload ->> 'event_name' = find_rejected.event_name
        )
        and (find_rejected.since is null or r.received_at >= find_rejected.since)
        and (find_rejected.until is null or r.received_at < find_rejected.until)
        and (find_rejected.ids is null or r.rejected_id = any (find_rejected.ids))
    order by r.received_at, r.rejected_id
    limit find_rejected.max_rows
$$;

comment on function template__store.find_rejected(
    text, text, timestamptz, timestamptz, uuid[], bigint
) is
'Rejected events by error code, event_name, time of receipt (until is exclusive) or id, oldest '
'first, at most max_rows; a null filter filters nothing, and a null max_rows is no limit';

-- functions/tenant/quarantine/keep_rejected.sql
-- Puts rejected events into quarantine as far as there is room, and tells which of them it kept.
-- The room is known by a sum over a few rows of quarantine_changes, not by a count of the events.
-- Expired events are deleted first, 1,000 at a time, so that the quarantine also works where nobody
-- maintains it. An event that is in quarantine already, because an import is repeated, stays as it
-- is and takes no more room.
create or replace function template__store.keep_rejected(
    rejected_ids uuid[], payloads jsonb[], raws bytea[], sizes bigint[], errors jsonb[]
)
returns uuid[]
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_limits record := hardal_private.tenant_limits('template');
    v_kept bigint;
    v_bytes bigint;
    v_changes bigint;
    v_present uuid[];
    v_ids uuid[];
begin
    select
        coalesce(sum(c.kept), 0)::bigint,
        coalesce(sum(c.bytes), 0)::bigint,
        count(*)
    into v_kept, v_bytes, v_changes
    from template__store.quarantine_changes as c;
    if v_changes > 100 then
        perform template__store.tidy_quarantine();
    elsif
        v_kept + cardinality(rejected_ids) > v_limits.quarantine_rows
        and template__store.tidy_quarantine() > 0
    then
        -- expired events were deleted, so there is more room
        select
            coalesce(sum(c.kept), 0)::bigint,
            coalesce(sum(c.bytes), 0)::bigint
        into v_kept, v_bytes
        from template__store.quarantine_changes as c;
    end if;

    v_present := array(
        select r.rejected_id
        from template__store.rejected_events as r
        where r.rejected_id = any (rejected_ids)
    );

    -- the events are kept in the order sent, while there is room
    with offered as (
        select
            u.id,
            u.payload,
            u.raw,
            u.size,
            u.errors,
            s.bytes,
            v_kept + row_number() over places <= v_limits.quarantine_rows
            and v_bytes + sum(s.bytes) over places <= v_limits.quarantine_bytes as fits
        from unnest(rejected_ids, payloads, raws, sizes, errors)
            with ordinality as u (id, payload, raw, size, errors, place)
        cross join lateral (
            select hardal_private.rejected_event_bytes(u.payload, u.raw, u.errors) as bytes
        ) as s
        where u.id <> all (v_present)
        window places as (order by u.place)
    ),

    kept as (
        insert into template__store.rejected_events (
            rejected_id, received_at, payload, raw, bytes, counted_bytes, errors
        )
        select
            o.id,
            -- the time of receipt, as in store_events
            greatest(hardal_private.clock(), b.received_from),
            o.payload,
            o.raw,
            o.size,
            o.bytes,
            o.errors
        from offered as o
        cross join template__store.boundary as b
        where o.fits
        on conflict (rejected_id) do nothing
        returning counted_bytes as bytes
    ),

    change as (
        insert into template__store.quarantine_changes (kept, bytes, dropped)
        select
            k.kept,
            k.bytes,
            o.dropped
        from (
            select
                count(*) as kept,
                coalesce(sum(k.bytes), 0) as bytes
            from kept as k
        ) as k
        cross join (
            select count(*) as dropped
            from offered as o
            where not o.fits
        ) as o
    )

    select coalesce(array_agg(o.id), '{}') into v_ids
    from offered as o
    where o.fits;
    return v_present || v_ids;
end
$$;

comment on function template__store.keep_rejected(
    uuid[], jsonb[], bytea[], bigint[], jsonb[]
) is
'Puts rejected events into quarantine as far as there is room and returns the ids that are in '
'quarantine now; counts the others as dropped';

-- functions/tenant/quarantine/replay_rejected.sql
-- Sends rejected events in again, after a patch to each. Events that pass now are stored and leave
-- the quarantine. The others stay, with their new errors.
-- An event without an id is sent in under its rejected_id, so that a second replay finds the same
-- id. An event without created_at gets the time of receipt. A rejected event whose id was erased
-- meanwhile loses its payload.
create or replace function template__store.replay_rejected(ids uuid[], patch jsonb default '{}')
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_ids uuid[];
    v_events jsonb;
    v_checked jsonb;
    v_passed uuid[];
    v_answer jsonb := jsonb_build_object('accepted', 0, 'duplicates', 0);
begin
    select
        array_agg(l.rejected_id),
        jsonb_agg(
            case
                when jsonb_typeof(l.event) = 'object'
                    then
                        l.event
                        || case
                            when coalesce(l.event -> 'id', 'null') = 'null'
                                then jsonb_build_object('id', l.rejected_id)
                            else '{}'
                        end
                        || case
                            when coalesce(l.event -> 'created_at', 'null') = 'null'
                                then jsonb_build_object('created_at', l.received_at)
                            else '{}'
                        end
                else l.event
            end
        )
    into v_ids, v_events
    from (
        select
            r.rejected_id,
            r.received_at,
            hardal_private.merge_patch(r.payload, replay_rejected.patch) as event
        from template__store.rejected_events as r
        where r.rejected_id = any (replay_rejected.ids) and r.payload is not null
        order by r.received_at, r.rejected_id
        for update skip locked
    ) as l;
    if v_ids is null then
        return v_answer || '{"rejected": 0, "errors": []}';
    end if;

    -- a dry run tells which events pass now
    v_checked := template__store.ingest(v_events, null, true);
    with fault as (
        select
            v_ids[(e.fault ->> 'index')::int + 1] as rejected_id,
            jsonb_agg(e.fault - 'index' - 'rejected_id' order by e.place) as errors
        from jsonb_array_elements(v_checked -> 'errors') with ordinality as e (fault, place)
        group by 1
    ),

    still_rejected as (
        update template__store.rejected_events as r
        set
            errors = f.errors,
            payload = case when not e.erased then r.payload end,
            counted_bytes = case when e.erased then 0 else r.counted_bytes end
        from fault as f
        cross join lateral (select f.errors @> '[{"code": "erased"}]' as erased) as e
        where r.rejected_id = f.rejected_id
    ),

    change as (
        insert into template__store.quarantine_changes (kept, bytes, dropped)
        select
            0,
            -sum(r.counted_bytes),
            0
        from template__store.rejected_events as r
        inner join fault as f on r.rejected_id = f.rejected_id
        where f.errors @> '[{"code": "erased"}]'
        having count(*) > 0
    )

    select array_agg(u.rejected_id order by u.place) into v_passed
    from unnest(v_ids) with ordinality as u (rejected_id, place)
    where u.rejected_id not in (select f.rejected_id from fault as f);

    if v_passed is not null then
        v_answer := template__store.ingest((
            select jsonb_agg(e.event order by e.place)
            from rows from (jsonb_array_elements(v_events), unnest(v_ids))
                with ordinality as e (event, rejected_id, place)
            where e.rejected_id = any (v_passed)
        ));
        -- an event that became a conflict between the two calls is in quarantine under a new id
        perform template__store.delete_rejected(v_passed);
    end if;
    perform hardal_private.audit(
        'quarantine.replay',
        'template',
        null,
        jsonb_build_object('events', cardinality(v_ids)) || (v_answer - 'ids' - 'errors')
    );
    return jsonb_build_object(
        'accepted', v_answer -> 'accepted',
        'duplicates', v_answer -> 'duplicates',
        'rejected',
        cardinality(v_ids) - (v_answer ->> 'accepted')::int - (v_answer ->> 'duplicates')::int,
        'errors', coalesce((
            select jsonb_agg(
                e.fault - 'index'
                || jsonb_build_object('rejected_id', v_ids[(e.fault ->> 'index')::int + 1])
                order by e.place
            )
            from jsonb_array_elements(v_checked -> 'errors') with ordinality as e (fault, place)
        ), '[]')
    );
end
$$;

comment on function template__store.replay_rejected(uuid[], jsonb) is
'Sends rejected events in again, after a JSON Merge Patch (RFC 7396) to each. Accepted events and '
'duplicates leave the quarantine, the others stay. Returns accepted, duplicates, rejected and '
'errors; skips events that another transaction has locked';

-- functions/tenant/quarantine/tidy_quarantine.sql
-- Deletes up to 1,000 expired events, and sums the quarantine's changes up into one row. It takes
-- only rows that no other transaction has locked, so it never waits.
create or replace function template__store.tidy_quarantine()
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_limits record := hardal_private.tenant_limits('template');
    v_expired bigint;
begin
    with expired as (
        delete from template__store.rejected_events as r
        where r.rejected_id in (
            select e.rejected_id
            from template__store.rejected_events as e
            where
                e.received_at
                < hardal_private.clock() - make_interval(days => v_limits.quarantine_days)
            order by e.received_at
            limit 1000
            for update skip locked
        )
        returning r.counted_bytes as bytes
    ),

    summed as (
        delete from template__store.quarantine_changes as c
        where c.ctid in (
            select q.ctid from template__store.quarantine_changes as q for update skip locked
        )
        returning c.kept, c.bytes, c.dropped
    ),

    entered as (
        insert into template__store.quarantine_changes (kept, bytes, dropped)
        select
            coalesce(sum(t.kept), 0),
            coalesce(sum(t.bytes), 0),
            coalesce(sum(t.dropped), 0)
        from (
            select
                s.kept,
                s.bytes,
                s.dropped
            from summed as s
            union all
            select
                -1,
                -e.bytes,
                0
            from expired as e
        ) as t
    )

    select count(*) into v_expired
    from expired as e;
    return v_expired;
end
$$;

comment on function template__store.tidy_quarantine() is
'Deletes up to 1,000 expired events from quarantine, sums its changes up into one row, and returns '
'how many events it deleted';

-- functions/tenant/reading/events_page.sql
-- Returns one page of events, newest first, from the end of the page before. The order by
-- created_at, then id, is promised to clients.
-- The plan is made anew for each call, so that a filter that was not given costs nothing, and
-- partitions are pruned.
create or replace function template__store.events_page(
    event_name text, client_id text, since timestamptz, until timestamptz, after uuid, max_rows int
)
returns setof hardal.event
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
    v_after timestamptz;
begin
    if events_page.after is not null then
        select l.created_at into v_after
        from template__store.event_ids as l
        where l.id = events_page.after;
        if v_after is null then
            raise sqlstate 'PT400' using
                message = format('after=%s is no event of this tenant', events_page.after),
                hint = 'give the id of the last event of the page before';
        end if;
    end if;
    return query
    select
        e.id,
        e.event_name,
        e.hardal_server_request_id,
        e.client_id,
        e.properties,
        e.created_at,
        e.received_at,
        (e.created_at at time zone 'UTC')::date
    from template__store.events as e
    where
        (events_page.event_name is null or e.event_name = events_page.event_name)
        and (events_page.client_id is null or e.client_id = events_page.client_id)
        and (events_page.since is null or e.created_at >= events_page.since)
        and (events_page.until is null or e.created_at < events_page.until)
        and (
            events_page.after is null
            or (e.created_at <= v_after and (e.created_at, e.id) < (v_after, events_page.after))
        )
    order by e.created_at desc, e.id desc
    limit events_page.max_rows;
end
$$;

comment on function template__store.events_page(text, text, timestamptz, timestamptz, uuid, int) is
'One page of the tenant''s events, newest first, from since (inclusive) to until (exclusive), '
'after the event whose id is after. A null filter filters nothing; PT400 where after is no event';

-- functions/tenant/rollups/count_period.sql
-- Counts one period from the events alone: copies the counts of the live views into the rollups,
-- and deletes the period's marks.
--
-- The last statement does all of this and must stay one statement. Then events and marks are read
-- in one snapshot (see roll_up).
--
-- The period must be live: not rolled up yet, or marked. The live views count no other period.
--
-- PostgreSQL plans a statement before it takes the statement's snapshot. A partition that is
-- attached in between is in the snapshot, but not in the plan, so its events would be missing. The
-- function therefore compares the partitions before the statement with the partitions in the
-- snapshot. Where they differ, it raises 55P03, and the caller tries again (maintain_step,
-- recount_after_erasure).
create or replace function template__store.count_period(period text, starts_on date)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_partitions oid[] := array(
        select i.inhrelid
        from pg_inherits as i
        where i.inhparent = 'template__store.events'::regclass
        order by i.inhrelid
    );
    v_seen oid[];
begin
    -- the old counts of the period; only the holder of the tenant's lock writes them
    delete from template__store.activity as a
    where a.period = count_period.period and a.starts_on = count_period.starts_on;
    delete from template__store.property_counts as c
    where count_period.period = 'day' and c.day = count_period.starts_on;

    -- typed views are compared with the properties of this day
    insert into template__store.counted_days (day)
    select count_period.starts_on
    where count_period.period = 'day';

    with deleted_marks as (
        delete from template__store.rollup_marks as m
        where m.period = count_period.period and m.starts_on = count_period.starts_on
    ),

    counted_activity as (
        insert into template__store.activity (
            period, starts_on, event_name, events, clients, first_at, last_at
        )
        select
            l.period,
            l.starts_on,
            l.event_name,
            l.events,
            l.clients,
            l.first_at,
            l.last_at
        from template__store.live_activity as l
        where l.period = count_period.period and l.starts_on = count_period.starts_on
    ),

    counted_properties as (
        insert into template__store.property_counts (
            day, event_name, property, json_type, events, first_at, last_at, example
        )
        select
            l.day,
            l.event_name,
            l.property,
            l.json_type,
            l.events,
            l.first_at,
            l.last_at,
            l.example
        from template__store.live_properties as l
        where count_period.period = 'day' and l.day = count_period.starts_on
    )

    select array(
        select i.inhrelid
        from pg_inherits as i
        where i.inhparent = 'template__store.events'::regclass
        order by i.inhrelid
    )
    into v_seen;
    if v_seen <> v_partitions then
        raise lock_not_available using
            message = 'a partition came or went while a period was counted';
    end if;
end
$$;

comment on function template__store.count_period(text, date) is
'Counts one live period from the events alone, into the rollups, and deletes its marks; '
'55P03 where a partition came or went meanwhile: call it again';

-- functions/tenant/rollups/discard_rollups.sql
-- Empties all rollups. The views count everything live until maintenance has rolled everything up
-- again, from the events alone.
create or replace function template__store.discard_rollups()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    -- marks that running transactions are about to add stay, and do no harm
    delete from template__store.rollup_marks;
    delete from template__store.activity;
    delete from template__store.property_counts;
    delete from template__store.counted_days;
    update template__store.rollups as r
    set rolled_until = '-infinity', recounted = null;
end
$$;

comment on function template__store.discard_rollups() is
'Empties all rollups; maintenance counts every period again';

-- functions/tenant/rollups/mark_for_recount.sql
-- Marks the days, weeks and months of these times that lie wholly before the boundary. These
-- periods may have been rolled up, or may be rolled up soon. A marked period is counted live until
-- it is counted anew.
--
-- The caller stores or erases events of these times in the same transaction. So a snapshot sees
-- both the events and the marks, or neither.
--
-- A transaction that wrote before the boundary moved may not see the new boundary. Then the
-- function does not mark the periods that the boundary has passed. roll_up counts these periods
-- only when all such transactions are over, so the periods need no mark.
create or replace function template__store.mark_for_recount(times timestamptz[])
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    insert into template__store.rollup_marks (period, starts_on)
    select distinct
        r.period,
        date_trunc(r.period, u.at at time zone 'UTC')::date
    from unnest(mark_for_recount.times) as u (at)
    cross join template__store.rollups as r
    cross join template__store.boundary as b
    where date_trunc(r.period, u.at at time zone 'UTC') + r.step <= b.boundary
$$;

comment on function template__store.mark_for_recount(timestamptz[]) is
'Marks the days, weeks and months of these times that lie wholly before the boundary';

-- functions/tenant/rollups/move_boundary.sql
-- A step of maintenance, and the first step of the rollups: moves the boundary to the beginning of
-- today (UTC). The boundary moves two hours after midnight, when most of the late events have come.
--
-- From the commit on, a transaction that sees the new boundary marks the periods of every event
-- that it stores before the boundary. A transaction that has read the old boundary does not mark
-- these periods. So waits_for becomes null. This makes roll_up list the tenant's writers that run,
-- and wait until all of them are over.
create or replace function template__store.move_boundary(dry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_next date := (hardal_private.clock() at time zone 'UTC' - interval '2 hours')::date;
begin
    if not dry then
        update template__store.boundary as b
        set boundary = v_next, waits_for = null
        where b.boundary < v_next;
    end if;
    return null;
end
$$;

comment on function template__store.move_boundary(boolean) is
'A step of maintenance: moves the boundary to today (UTC), so that the days before it can be '
'rolled up; always returns null';

-- functions/tenant/rollups/recount_next_marked.sql
-- Counts anew the first marked period behind `after`, in the order days, weeks, months. The caller
-- passes on the period that it got back, so each period is counted at most once.
--
-- With patient, as maintenance calls it, the function takes a period only once the pause since the
-- mark is over. An erasure does not wait for the pause.
create or replace function template__store.recount_next_marked(after jsonb, patient boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_span record;
begin
    select
        r.period,
        r.step,
        m.starts_on
    into v_span
    from template__store.rollups as r
    inner join template__store.rollup_marks as m on r.period = m.period
    where
        m.starts_on >= r.rolled_from and m.starts_on < r.rolled_until
        and (
            recount_next_marked.after = '{}'::jsonb
            or (r.step, m.starts_on) > (
                (recount_next_marked.after ->> 'step')::interval,
                (recount_next_marked.after ->> 'starts_on')::date
            )
        )
        and (not recount_next_marked.patient or m.marked_at <= clock_timestamp() - r.pause)
    order by r.step, m.starts_on
    limit 1;
    if not found then
        return null;
    end if;
    perform template__store.count_period(v_span.period, v_span.starts_on);
    return jsonb_build_object('step', v_span.step, 'starts_on', v_span.starts_on);
end
$$;

comment on function template__store.recount_next_marked(jsonb, boolean) is
'Counts anew the first marked period behind `after`, and returns this period; {} is before the '
'first period; null where none is left. patient: takes only a period whose pause is over';

-- functions/tenant/rollups/recount_step.sql
-- Counts anew one marked period whose pause is over. roll_up calls this function when no new period
-- can be counted.
--
-- All calls until the function returns null are one round. A round takes each period at most once,
-- in order. The place of the round stands in the column recounted, because a round may be stopped
-- and go on in another connection.
create or replace function template__store.recount_step()
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_next jsonb := template__store.recount_next_marked(
        coalesce(
            (
                select jsonb_build_object('step', r.step, 'starts_on', r.recounted)
                from template__store.rollups as r
                where r.recounted is not null
                order by r.step desc
                limit 1
            ),
            '{}'
        ),
        true
    );
begin
    if v_next is null then
        update template__store.rollups as r
        set recounted = null
        where r.recounted is not null;
        return null;
    end if;
    update template__store.rollups as r
    set recounted = (v_next ->> 'starts_on')::date
    where r.step = (v_next ->> 'step')::interval;
    return jsonb_build_object('what', 'periods counted anew', 'object', null, 'count', 1);
end
$$;

comment on function template__store.recount_step() is
'Counts anew one marked period whose pause is over; null where none is left in this round';

-- functions/tenant/rollups/roll_up.sql
-- A step of maintenance: rolls up the next period that is over, or counts a marked period anew.
--
-- The views that read the rollups are exact at every moment. The proof:
--
-- A view reads two parts in one snapshot: the rollup rows of the periods that are rolled up and
-- carry no mark, and the live count of all other periods (see live_spans). So one thing must hold
-- in every snapshot: the rollup rows of a period without a mark have the same numbers as a count of
-- the period's events in this snapshot. It holds for these reasons:
--
-- 1. Each period is counted in one snapshot. One statement of count_period writes what the live
--    views count, and deletes the marks that it sees.
-- 2. A transaction that sees the boundary marks the periods of every event before the boundary that
--    it stores or erases. A snapshot sees both the change and its mark, or neither.
-- 3. So a change that count_period does not see has a mark that count_period does not see and does
--    not delete. As soon as the change is visible, so is its mark, and the period is counted live.
-- 4. A transaction that does not see the new boundary may store an event of the period without a
--    mark. Such a transaction locked the ledger before the boundary was committed. After that
--    commit, roll_up lists the tenant's transactions that hold this lock (waits_for), and counts no
--    new period until all of them are over. A transaction that locks the ledger later reads the
--    boundary after that, and sees the new one (see running_writers).
-- 5. Only one transaction at a time counts or erases for a tenant. It locks the tenant in a
--    statement of its own, before it counts or erases (maintain_step, erase_part,
--    recount_after_erasure). Under READ COMMITTED each later statement takes a new snapshot, which
--    sees everything that the previous holder of the lock has committed. Under other isolation
--    levels the snapshot may be older than the lock. So roll_up refuses them.
-- 6. Retention takes periods out of the rollups before it drops their months (see shrink_rollups).
--
-- Marked periods are counted anew in order, each at most once per round (see recount_step). So a
-- round ends even while other transactions add marks.
create or replace function template__store.roll_up(dry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_boundary date;
    v_running text[];
    v_span record;
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        raise sqlstate 'HD400' using
            message = format(
                'maintenance runs under %s', current_setting('transaction_isolation')
            ),
            hint = 'set default_transaction_isolation to ''read committed'' for this login';
    end if;
    if dry then
        return null;
    end if;

    -- Wait for the writers that may not see the boundary. Null: they are not listed yet. {}: all of
    -- them are over.
    select b.boundary, b.waits_for into v_boundary, v_running
    from template__store.boundary as b;
    if v_running is distinct from '{}' then
        v_running := case
            when v_running is null
                then array(
                    select w.transaction from hardal_private.running_writers('template') as w
                )
            else
                array(
                    select w.transaction
                    from hardal_private.unfinished_transactions('template', v_running) as w
                )
        end;
        update template__store.boundary as b
        set waits_for = v_running;
    end if;

    if v_running = '{}' then
        -- The next period that has events, days first. The periods in between have no events yet.
        -- Every event that is stored there from now on comes with a mark.
        select
            n.period,
            n.starts_on,
            n.ends_on
        into v_span
        from (
            select
                r.period,
                r.step,
                date_trunc(r.period, e.oldest)::date as starts_on,
                (date_trunc(r.period, e.oldest) + r.step)::date as ends_on
            from template__store.rollups as r
            cross join
                lateral (
                    select min(l.created_at) at time zone 'UTC' as oldest
                    from template__store.events as l
                    where
                        l.created_at >= greatest(r.rolled_from, r.rolled_until)::timestamp
                        at time zone 'UTC'
                ) as e
        ) as n
        where n.ends_on <= v_boundary
        order by n.step, n.starts_on
        limit 1;
        if found then
            perform template__store.count_period(v_span.period, v_span.starts_on);
            update template__store.rollups as r
            set rolled_until = v_span.ends_on
            where r.period = v_span.period;
            return jsonb_build_object('what', 'periods rolled up', 'object', null, 'count', 1);
        end if;
        -- no period before the boundary is left that has events
        update template__store.rollups as r
        set rolled_until = date_trunc(r.period, v_boundary::timestamp)::date
        where r.rolled_until < date_trunc(r.period, v_boundary::timestamp)::date;
    end if;

    return template__store.recount_step();
end
$$;

comment on function template__store.roll_up(boolean) is
'A step of maintenance: rolls up one period that is over, or counts anew one that was marked; '
'null where none is left. HD400 where the transaction is not READ COMMITTED';

-- functions/tenant/rollups/shrink_rollups.sql
-- Takes the periods before a new horizon out of the rollups. These periods are counted live until
-- their months are dropped. So the numbers go down together with the events, and not before.
--
-- A longer retention changes nothing here. The events that it lets in again lie before rolled_from,
-- where all periods are counted live.
create or replace function template__store.shrink_rollups(horizon timestamptz)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    -- rolled_from becomes the first period that begins at or after the horizon
    update template__store.rollups as r
    set rolled_from = n.starts_on
    from (
        select
            o.period,
            (
                date_trunc(o.period, shrink_rollups.horizon at time zone 'UTC')
                + case
                    when
                        date_trunc(o.period, shrink_rollups.horizon at time zone 'UTC')
                        < shrink_rollups.horizon at time zone 'UTC'
                        then o.step
                    else '0'
                end
            )::date as starts_on
        from template__store.rollups as o
    ) as n
    where r.period = n.period and r.rolled_from < n.starts_on;
    delete from template__store.activity as a
    using template__store.rollups as r
    where a.period = r.period and a.starts_on < r.rolled_from;
    delete from template__store.property_counts as c
    using template__store.rollups as r
    where r.period = 'day' and c.day < r.rolled_from;
    delete from template__store.rollup_marks as m
    using template__store.rollups as r
    where m.period = r.period and m.starts_on < r.rolled_from;
end
$$;

comment on function template__store.shrink_rollups(timestamptz) is
'Takes the periods before a horizon out of the rollups, so that they are counted live; '
'a null horizon changes nothing';

-- functions/tenant/views/add_event_view.sql
-- Writes down that the typed view of an event is missing, for a DBA who asks for it: the next
-- maintenance makes it, whether there is room or not, with the columns of all events of the name.
create or replace function template__store.add_event_view(event_name text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (
        select from template__store.events as e where e.event_name = add_event_view.event_name
    ) then
        raise sqlstate 'HD404' using
            message = format(
                'there are no events named %s', to_jsonb(left(add_event_view.event_name, 80))
            ),
            hint = 'event_catalog has the names that there are';
    end if;
    delete from template__store.names_without_view as n
    where n.event_name = add_event_view.event_name;
    insert into template__store.wanted_columns (event_name, events)
    select add_event_view.event_name, 0
    where
        not exists (
            select from template__store.event_views as v
            where v.event_name = add_event_view.event_name
        )
    on conflict do nothing;
    update template__store.boundary set looked_at = '-infinity';
end
$$;

comment on function template__store.add_event_view(text) is
'Makes the next maintenance make an event''s typed view; HD404 where there is no such event';

-- functions/tenant/views/column_candidates.sql
-- Returns the columns that typed views should have and do not have, and whether there is room for
-- them.
--
-- A property gets one column, of the type that it has most often. Where it also comes as a value
-- that this type cannot hold, it gets a second column of type text beside the typed one
-- (price_text; place_column gives the name). Objects get no column, because their keys are
-- properties of their own. A JSON null does not tell a type. Each view takes the most frequent
-- properties first, as far as they have as many events as their place needs (events_needed). A
-- column that a DBA has dropped is left out.
create or replace function template__store.column_candidates()
returns table (
    event_name text,
    property text,
    column_type text,
    is_beside boolean,
    events bigint,
    has_room boolean
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with seen as (
        select s.event_name, s.property, t.column_type, sum(s.events)::bigint as events
        from template__store.seen_properties() as s
        cross join lateral (select hardal_private.column_type(s.json_type) as column_type) as t
        where t.column_type is not null
        group by s.event_name, s.property, t.column_type
    ),

    known as (
        select c.event_name, c.property, c.column_type
        from template__store.view_columns as c
        union all
        select w.event_name, w.property, w.column_type
        from template__store.wanted_columns as w
        where w.property is not null
    ),

    -- the typed column of each property that was seen: the known one, or else the most frequent
    -- type
    typed as (
        select distinct on (s.event_name, s.property)
            s.event_name,
            s.property,
            coalesce(k.column_type, s.column_type) as column_type,
            k.column_type is not null as is_known,
            s.events
        from seen as s
        left join known as k on s.event_name = k.event_name and s.property = k.property
        order by
            s.event_name asc, s.property asc, k.column_type = 'text' asc,
            s.events desc, s.column_type collate "C" asc
    ),

    missing as (
        select t.event_name, t.property, t.column_type, t.events, false as is_beside
        from typed as t
        where not t.is_known
        union all
        select t.event_name, t.property, 'text', t.events, true
        from typed as t
        where
            t.column_type not in ('text', 'jsonb')
            and exists (
                select
                from seen as s
                where
                    s.event_name = t.event_name and s.property = t.property
                    and s.column_type <> t.column_type
            )
            and not exists (
                select
                from known as k
                where
                    k.event_name = t.event_name and k.property = t.property
                    and k.column_type = 'text'
            )
    ),

    -- a round sees a part of the events; the rollups have all days that are over
    counted as (
        select c.event_name, c.property, sum(c.events)::bigint as events
        from template__store.property_counts as c
        inner join (
            select distinct m.event_name, m.property
            from missing as m
        ) as u on c.event_name = u.event_name and c.property = u.property
        group by c.event_name, c.property
    ),

    viewed as materialized (
        select n.event_name, template__store.columns_left(n.event_name) as columns_left
        from (
            select v.event_name
            from template__store.event_views as v
            union
            select w.event_name
            from template__store.wanted_columns as w
        ) as n
    ),

    ranked as (
        select
            m.event_name,
            m.property,
            m.column_type,
            m.is_beside,
            e.events,
            v.columns_left,
            row_number() over (
                partition by m.event_name
                order by e.events desc, m.property collate "C" asc, m.is_beside asc
            ) as turn
        from missing as m
        inner join viewed as v on m.event_name = v.event_name
        left join counted as t on m.event_name = t.event_name and m.property = t.property
        left join template__store.properties_without_column as p
            on m.event_name = p.event_name and m.property = p.property
        cross join lateral (
            -- where all events were compared, what was counted before is out of date
            select
                case
                    when template__store.unseen_since() = '-infinity' then m.events
                    else greatest(m.events, t.events, p.events)
                end as events
        ) as e
        where p.dropped is not true
    )

    select
        r.event_name,
        r.property,
        r.column_type,
        r.is_beside,
        r.events,
        coalesce(
            r.events >= hardal_private.events_needed(
                r.columns_left - r.turn + 1, hardal_private.column_places()
            ),
            false
        )
    from ranked as r
$$;

comment on function template__store.column_candidates() is
'Returns the columns that typed views should get, in how many events their properties were seen, '
'and whether there is room; is_beside: the text column beside a typed one';

-- functions/tenant/views/columns_left.sql
-- Returns how many columns maintenance may still add to a typed view, as far as their properties
-- are frequent (events_needed).
create or replace function template__store.columns_left(event_name text)
returns bigint
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        hardal_private.column_places()
        - (
            select count(*)
            from template__store.view_columns as c
            where c.event_name = columns_left.event_name
        )
        - (
            select count(*)
            from template__store.wanted_columns as w
            where w.event_name = columns_left.event_name and w.property is not null
        )
$$;

comment on function template__store.columns_left(text) is
'Returns how many columns maintenance may still add to an event''s typed view; '
'less than 1 where the view is full';

-- functions/tenant/views/comment_event_view.sql
-- Comments a typed view and its columns. The fixed columns get the comments of the view events.
create or replace function template__store.comment_event_view(event_name text, view_name name)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- names are quoted and values are literals: @plpgsql_check_options: security_warnings = off
    v_statement text;
begin
    execute format(
        'comment on view template.%I is %L',
        view_name, format('Events named %s, with a column for each property', event_name)
    );
    for v_statement in
        select format('comment on column template.%I.%I is %L', view_name, d.name, d.comment)
        from (
            select a.attname as name, col_description(a.attrelid, a.attnum) as comment
            from pg_attribute as a
            where
                a.attrelid = 'template.events'::regclass
                and a.attname = any (hardal_private.fixed_columns())
                and a.attname <> 'event_name'
            union all
            select
                c.column_name,
                format(
                    'Property %s as %s; null where the event has no such value',
                    c.property, c.column_type
                )
            from template__store.view_columns as c
            where c.event_name = comment_event_view.event_name
        ) as d
    loop
        execute v_statement;
    end loop;
end
$$;

comment on function template__store.comment_event_view(text, name) is
'Comments the typed view of an event name and each of its columns';

-- functions/tenant/views/drop_columns.sql
-- Drops the columns of a property from the typed view of an event, and remembers that maintenance
-- shall not make them again. A property that waits for room waits no longer. PostgreSQL cannot drop
-- a column of a view, so the view is dropped and made again with the grants that it had. The drop
-- fails where an object depends on the view (2BP01).
create or replace function template__store.drop_columns(event_name text, property text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_columns name[];
begin
    with dropped as (
        delete from template__store.view_columns as c
        where c.event_name = drop_columns.event_name and c.property = drop_columns.property
        returning c.column_name
    )

    select array_agg(d.column_name) into v_columns from dropped as d;
    if
        v_columns is null
        and not exists (
            select from template__store.properties_without_column as p
            where
                p.event_name = drop_columns.event_name and p.property = drop_columns.property
                and not p.dropped
        )
    then
        raise sqlstate 'HD404' using
            message = format(
                'the view of events named %s has no column of the property %s',
                to_jsonb(left(drop_columns.event_name, 80)),
                to_jsonb(left(drop_columns.property, 80))
            ),
            hint = 'see hardal-admin views list';
    end if;
    delete from template__store.wanted_columns as w
    where w.event_name = drop_columns.event_name and w.property = drop_columns.property;
    insert into template__store.properties_without_column as p (
        event_name, property, events, seen_at, dropped
    )
    values (drop_columns.event_name, drop_columns.property, 0, hardal_private.clock(), true)
    on conflict on constraint properties_without_column_pkey do update
        set dropped = true, since = now();
    if v_columns is not null then
        perform template__store.remake_event_view(event_name, v_columns);
    end if;
end
$$;

comment on function template__store.drop_columns(text, text) is
'Drops the columns of a property from an event''s typed view; '
'maintenance does not make them again; HD404 where there are none';

-- functions/tenant/views/drop_event_view.sql
-- Drops the typed view of an event, with the names and types of its columns, and remembers that
-- maintenance shall not make it again. A name that waits for room waits no longer. The drop fails
-- where an object depends on the view (2BP01).
create or replace function template__store.drop_event_view(event_name text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_view name;
begin
    delete from template__store.event_views as v
    where v.event_name = drop_event_view.event_name
    returning v.view_name into v_view;
    if
        v_view is null
        and not exists (
            select from template__store.names_without_view as n
            where n.event_name = drop_event_view.event_name and not n.dropped
        )
    then
        raise sqlstate 'HD404' using
            message = format(
                'events named %s have no typed view', to_jsonb(left(drop_event_view.event_name, 80))
            ),
            hint = 'see hardal-admin views list';
    end if;
    if v_view is not null then
        execute format('drop view if exists template.%I', v_view);
    end if;
    delete from template__store.view_columns as c
    where c.event_name = drop_event_view.event_name;
    delete from template__store.wanted_columns as w
    where w.event_name = drop_event_view.event_name;
    delete from template__store.properties_without_column as p
    where p.event_name = drop_event_view.event_name;
    insert into template__store.names_without_view as n (event_name, events, seen_at, dropped)
    values (drop_event_view.event_name, 0, hardal_private.clock(), true)
    on conflict on constraint names_without_view_pkey do update
        set dropped = true, since = now();
end
$$;

comment on function template__store.drop_event_view(text) is
'Drops an event''s typed view; maintenance does not make it again; '
'HD404 where the name neither has a view nor waits for one';

-- functions/tenant/views/forget_gone_names.sql
-- Forgets event names without a view that no event has any more, and properties without a column
-- that no event has any more, as far as the rollups tell. So neither outlives retention or an
-- erasure for more than a day. A column that a DBA has dropped stays dropped while there are events
-- of the name.
create or replace function template__store.forget_gone_names()
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    -- a subquery with a limit is one step along the index; not exists may read all events
    delete from template__store.names_without_view as n
    where
        (
            select true
            from template__store.events as e
            where e.event_name = n.event_name
            limit 1
        ) is null;

    delete from template__store.properties_without_column as p
    where
        (
            select true
            from template__store.events as e
            where e.event_name = p.event_name
            limit 1
        ) is null
        or (
            not p.dropped
            and p.seen_at < template__store.uncounted_since()
            and not exists (
                select
                from template__store.property_counts as c
                where c.event_name = p.event_name and c.property = p.property
            )
        );
$$;

comment on function template__store.forget_gone_names() is
'Forgets names without a view, and properties without a column, that no event has any more';

-- functions/tenant/views/make_event_view.sql
-- Makes the typed view of an event name, or adds the wanted columns at its end. Columns that are
-- there keep their name, place and type, so objects that depend on the view keep working.
create or replace function template__store.make_event_view(event_name text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_view name := template__store.name_event_view(event_name);
begin
    perform template__store.place_wanted_columns(event_name);
    perform template__store.replace_event_view(event_name, v_view);
    perform template__store.comment_event_view(event_name, v_view);
end
$$;

comment on function template__store.make_event_view(text) is
'Makes the typed view of an event name, or adds its wanted columns at the end';

-- functions/tenant/views/make_event_views.sql
-- A step of maintenance: makes one typed view, or adds the columns that want_event_views wrote
-- down. It makes one view per transaction. So a view that is being read, or that cannot be
-- replaced, is left for the next round and does not hold up the other views.
create or replace function template__store.make_event_views(dry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_name text;
    v_did jsonb;
begin
    if dry then
        return null;
    end if;
    select w.event_name into v_name
    from template__store.wanted_columns as w
    where not w.postponed
    group by w.event_name
    order by max(w.events) desc, w.event_name collate "C"
    limit 1;
    if not found then
        return null;
    end if;
    begin
        perform template__store.make_event_view(v_name);
        return jsonb_build_object('what', 'typed views made', 'object', v_name, 'count', 1);
    exception
        when lock_not_available or deadlock_detected then
            v_did := jsonb_build_object(
                'what', 'postponed', 'object', format('a session reads the view of %s', v_name)
            );
        when others then
            v_did := jsonb_build_object(
                'what', 'failed',
                'object', format('make_event_views: the view of %s: %s', v_name, sqlerrm)
            );
    end;
    update template__store.wanted_columns as w
    set postponed = true
    where w.event_name = v_name;
    return v_did || jsonb_build_object('count', 1, 'more', true);
end
$$;

comment on function template__store.make_event_views(boolean) is
'A step of maintenance: makes the typed view of one event name, or adds columns to it; '
'null where none is wanted';

-- functions/tenant/views/make_pinned_column.sql
-- Makes the column of a property in the typed view of an event, for a DBA who pins the column. It
-- also makes the view where the view is missing. Maintenance makes columns by itself, but only as
-- far as there is room (columns_left).
create or replace function template__store.make_pinned_column(
    event_name text, property text, column_type text
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_type text;
begin
    -- the pinned type, or else the type that the property has most often; jsonb for objects alone
    select coalesce(make_pinned_column.column_type, t.column_type, 'jsonb') into v_type
    from template__store.all_properties as a
    cross join lateral (select hardal_private.column_type(a.json_type) as column_type) as t
    where
        a.event_name = make_pinned_column.event_name
        and a.property = make_pinned_column.property
    group by t.column_type
    order by t.column_type is null, sum(a.events) desc, t.column_type collate "C"
    limit 1;
    if not found then
        raise sqlstate 'HD404' using
            message = format(
                'property_catalog has no property %s of events named %s',
                to_jsonb(left(property, 80)), to_jsonb(left(event_name, 80))
            ),
            hint = 'pin the column once events with the property have been stored';
    end if;
    -- A typed column that maintenance wants is replaced by the pinned one. A text column beside it
    -- stays wanted, unless the pinned type holds every value.
    delete from template__store.wanted_columns as w
    where
        w.event_name = make_pinned_column.event_name
        and w.property = make_pinned_column.property
        and (w.column_type <> 'text' or v_type in ('text', 'jsonb'));
    perform template__store.place_column(event_name, property, v_type);
    perform template__store.make_event_view(event_name);
end
$$;

comment on function template__store.make_pinned_column(text, text, text) is
'Makes the column of a property in an event''s typed view; '
'column_type null: the most frequent one; '
'HD404 where property_catalog does not have the property';

-- functions/tenant/views/name_event_view.sql
-- Returns the name of an event's typed view, and gives the view a name where it has none. The name
-- stays until a DBA renames the view. Where the read surface has another object of that name
-- (events), the view is events_event.
create or replace function template__store.name_event_view(event_name text)
returns name
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_view name;
    v_safe text := hardal_private.safe_name(event_name);
    v_taken name[];
    v_is_taken boolean;
begin
    select v.view_name into v_view
    from template__store.event_views as v
    where v.event_name = name_event_view.event_name;
    if v_view is not null then
        return v_view;
    end if;
    v_taken := template__store.taken_names();
    -- another typed view of the same name gets a number instead (free_name)
    v_is_taken := v_safe = any (v_taken)
        and not exists (select from template__store.event_views as v where v.view_name = v_safe);
    v_view := hardal_private.free_name(
        v_safe || case when v_is_taken then '_event' else '' end, v_taken
    );
    insert into template__store.event_views (event_name, view_name)
    values (name_event_view.event_name, v_view);
    delete from template__store.names_without_view as n
    where n.event_name = name_event_view.event_name;
    return v_view;
end
$$;

comment on function template__store.name_event_view(text) is
'Returns the name of an event''s typed view; gives the view a name where it has none';

-- functions/tenant/views/newly_without_room.sql
-- Returns a line for the report of maintenance: the names and properties for which this transaction
-- found no room. The line names the most frequent ones.
create or replace function template__store.newly_without_room()
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with found as (
        select format('the view of %s', n.event_name) as what, n.events
        from template__store.names_without_view as n
        where n.since = now() and not n.dropped
        union all
        select format('the column of %s in the view of %s', p.property, p.event_name), p.events
        from template__store.properties_without_column as p
        where p.since = now() and not p.dropped
    ),

    first_ones as (
        select f.what, f.events
        from found as f
        order by f.events desc, f.what collate "C"
        limit 3
    )

    select
        jsonb_build_object(
            'what', 'no room',
            'object',
            (
                select string_agg(f.what, ', ' order by f.events desc, f.what collate "C")
                from first_ones as f
            ) || case when count(*) > 3 then ', ...' else '' end,
            'count', count(*)
        )
    from found
    having count(*) > 0
$$;

comment on function template__store.newly_without_room() is
'Returns the names and properties for which this transaction found no room, as a line of '
'maintenance''s report; null where there are none';

-- functions/tenant/views/pin_column.sql
-- Pins the name and type of a property's column in the typed view of an event. The property's text
-- column beside a typed one stays as it is. A property without a column gets one, beyond the limits
-- of views_left and columns_left.
create or replace function template__store.pin_column(
    event_name text, property text, column_name name, column_type text
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_old template__store.view_columns;
    v_name name;
    v_type text;
begin
    if not exists (
        select
        from template__store.view_columns as c
        where c.event_name = pin_column.event_name and c.property = pin_column.property
    ) then
        perform template__store.make_pinned_column(event_name, property, column_type);
    end if;
    -- the typed column comes before the text column beside it
    select c.* into strict v_old
    from template__store.view_columns as c
    where c.event_name = pin_column.event_name and c.property = pin_column.property
    order by c.place
    limit 1;
    v_type := coalesce(pin_column.column_type, v_old.column_type);
    v_name := coalesce(pin_column.column_name, v_old.column_name);
    if
        v_name = any (hardal_private.fixed_columns())
        or exists (
            select
            from template__store.view_columns as c
            where
                c.event_name = v_old.event_name
                and c.column_name = v_name
                and c.place <> v_old.place
        )
    then
        raise sqlstate 'HD409' using
            message = format('the view has a column %s already', v_name),
            hint = 'take another name';
    end if;

    update template__store.view_columns as c
    set column_type = v_type, column_name = v_name, pinned = true
    where c.event_name = v_old.event_name and c.place = v_old.place;
    perform template__store.repin_event_view(
        event_name, v_old.column_name, v_name, v_type <> v_old.column_type, v_old.pinned
    );
    return (
        select jsonb_build_object(
            'event_name', v.event_name, 'property', v_old.property,
            'view_name', v.view_name, 'column_name', v_name, 'column_type', v_type
        )
        from template__store.event_views as v
        where v.event_name = v_old.event_name
    );
exception when unique_violation then
    -- the text column beside the typed one has the pinned type already
    raise sqlstate 'HD409' using
        message = format(
            'the property %s has a column of the type %s already', pin_column.property, v_type
        ),
        hint = 'see hardal-admin views list';
end
$$;

comment on function template__store.pin_column(text, text, name, text) is
'Fixes the name and type of a property''s column and returns the column as it is then; '
'HD404 where property_catalog does not have the property, HD409 where the name or type is taken';

-- functions/tenant/views/place_column.sql
-- Adds one column at the end of a typed view: gives it a name that is free there, and the next
-- place. A second column of the same property, of type text beside the typed one, is named
-- price_text. column_candidates says which properties get a second column.
create or replace function template__store.place_column(
    event_name text, property text, column_type text
)
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    insert into template__store.view_columns (
        event_name, property, column_type, column_name, place
    )
    select
        place_column.event_name,
        place_column.property,
        place_column.column_type,
        hardal_private.free_name(
            hardal_private.safe_name(
                place_column.property
                || case when bool_or(c.property = place_column.property) then '_text' else '' end
            ),
            hardal_private.fixed_columns() || coalesce(array_agg(c.column_name), '{}')
        ),
        coalesce(max(c.place), 0) + 1
    from template__store.view_columns as c
    where c.event_name = place_column.event_name
    on conflict on constraint view_columns_pkey do nothing;

    delete from template__store.properties_without_column as p
    where p.event_name = place_column.event_name and p.property = place_column.property
$$;

comment on function template__store.place_column(text, text, text) is
'Adds a column to view_columns, at the end of the view; does nothing where the view has the column';

-- functions/tenant/views/place_wanted_columns.sql
-- Gives each wanted column of a typed view its name and its place at the end of the view, the most
-- frequent first. A second column of the same property, of type text, is named price_text.
create or replace function template__store.place_wanted_columns(event_name text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_wanted record;
begin
    for v_wanted in
        select w.property, w.column_type
        from template__store.wanted_columns as w
        where w.event_name = place_wanted_columns.event_name and w.property is not null
        order by w.events desc, w.property collate "C", w.column_type = 'text'
    loop
        perform template__store.place_column(event_name, v_wanted.property, v_wanted.column_type);
    end loop;
    delete from template__store.wanted_columns as w
    where w.event_name = place_wanted_columns.event_name;
end
$$;

comment on function template__store.place_wanted_columns(text) is
'Moves the wanted columns of an event''s typed view into view_columns, with names and places';

-- functions/tenant/views/remake_event_view.sql
-- Drops the typed view of an event and makes it again from view_columns, with the grants that it
-- had, because create or replace can only add columns. without: columns that the view has no more.
-- The drop fails where an object depends on the view (2BP01).
create or replace function template__store.remake_event_view(event_name text, without name[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_view regclass := (
        select to_regclass(format('template.%I', v.view_name))
        from template__store.event_views as v
        where v.event_name = remake_event_view.event_name
    );
    v_grants text;
begin
    if v_view is not null then
        v_grants := hardal_private.grants_on(v_view, without);
        execute format('drop view %s', v_view);
    end if;
    perform template__store.make_event_view(event_name);
    execute coalesce(v_grants, '');
end
$$;

comment on function template__store.remake_event_view(text, name[]) is
'Drops an event''s typed view and makes it again, with its grants; '
'without: names of columns that the view has no more';

-- functions/tenant/views/rename_event_view.sql
-- Renames the typed view of an event. Objects that depend on the view keep working; queries that
-- name it do not.
create or replace function template__store.rename_event_view(event_name text, view_name name)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_old name;
begin
    select v.view_name into v_old
    from template__store.event_views as v
    where v.event_name = rename_event_view.event_name;
    if not found then
        raise sqlstate 'HD404' using
            message = format(
                'events named %s have no typed view',
                to_jsonb(left(rename_event_view.event_name, 80))
            ),
            hint = 'see hardal-admin views list';
    end if;
    if v_old = rename_event_view.view_name then
        return;
    end if;
    if rename_event_view.view_name = any (template__store.taken_names()) then
        raise sqlstate 'HD409' using
            message = format('there is something named %s already', rename_event_view.view_name),
            hint = 'take another name';
    end if;
    update template__store.event_views as v
    set view_name = rename_event_view.view_name
    where v.event_name = rename_event_view.event_name;
    if to_regclass(format('template.%I', v_old)) is not null then
        execute format(
            'alter view template.%I rename to %I', v_old, rename_event_view.view_name
        );
    end if;
end
$$;

comment on function template__store.rename_event_view(text, name) is
'Renames an event''s typed view; HD404 where there is none, HD409 where the name is taken';

-- functions/tenant/views/repin_event_view.sql
-- Changes a typed view after one of its columns was pinned in view_columns. A new name is given in
-- place, so objects that depend on the view keep working. For a new type the view is dropped and
-- made again with the grants that it had. The drop fails where an object depends on the view
-- (2BP01).
create or replace function template__store.repin_event_view(
    event_name text, old_column name, new_column name, new_type boolean, was_pinned boolean
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_view regclass := (
        select to_regclass(format('template.%I', v.view_name))
        from template__store.event_views as v
        where v.event_name = repin_event_view.event_name
    );
begin
    if v_view is not null and new_column <> old_column then
        execute format('alter view %s rename column %I to %I', v_view, old_column, new_column);
    end if;
    -- a column that is pinned for the first time gets another expression
    if v_view is null or new_type then
        perform template__store.remake_event_view(event_name, '{}');
    elsif not was_pinned then
        perform template__store.make_event_view(event_name);
    end if;
end
$$;

comment on function template__store.repin_event_view(text, name, name, boolean, boolean) is
'Gives a column of a typed view the name and type that view_columns has for it; '
'new_type: the type changed; was_pinned: the column had been pinned before';

-- functions/tenant/views/replace_event_view.sql
-- Creates or replaces a typed view with the columns that view_columns has for it, and grants it.
create or replace function template__store.replace_event_view(event_name text, view_name name)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- names are quoted, values are literals, expressions are hardal's own:
    -- @plpgsql_check_options: security_warnings = off
    v_columns text := (
        select string_agg(
            format(
                E',\n    %s as %I',
                hardal_private.property_expression(
                    template.property_keys(c.property),
                    c.column_type,
                    c.pinned,
                    'template.as_timestamp'
                ),
                c.column_name
            ),
            ''
            order by c.place
        )
        from template__store.view_columns as c
        where c.event_name = replace_event_view.event_name
    );
begin
    execute format(
        'create or replace view template.%I with (security_invoker = true) as
select
    e.id,
    e.created_at,
    (e.created_at at time zone ''UTC'')::date as event_date,
    e.hardal_server_request_id,
    e.client_id,
    e.received_at,
    e.properties%s
from template.events as e
where e.event_name = %L',
        view_name, v_columns, event_name
    );
    execute format('revoke all on template.%I from public', view_name);
    execute format('grant select on template.%I to template__read', view_name);
end
$$;

comment on function template__store.replace_event_view(text, name) is
'Creates or replaces the typed view of an event name from view_columns, and grants it to readers';

-- functions/tenant/views/seen_names.sql
-- Returns the event names that were not compared with typed views yet, each with the number of its
-- events that were looked at. New events have their view within one round of maintenance.
--
-- After views refresh, and in the first round, it returns all names. Otherwise it returns the names
-- of the days that were counted since the last comparison, with the events of all days that are
-- over, and the names of the events that came since.
--
-- Each round calls this function, so the search in the new events is bounded. It looks at the 100
-- most frequent names without a view among the newest 1,000 events. While names get a view at first
-- sight, it also looks at the first 200 names without one. It counts up to 1,000 new events of each
-- name.
create or replace function template__store.seen_names()
returns table (event_name text, events bigint)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    v_since timestamptz := template__store.unseen_since();
    v_month timestamptz := date_trunc('month', v_since, 'UTC');
    v_uncounted timestamptz := template__store.uncounted_since();
    v_now timestamptz := hardal_private.clock();
    v_counted date[] := array(select d.day from template__store.counted_days as d);
    v_at_first_sight boolean := hardal_private.events_needed(
        template__store.views_left(), hardal_private.view_places()
    ) = 1;
begin
    if v_since = '-infinity' then
        return query
        select c.event_name, c.events
        from template.event_catalog as c;
        return;
    end if;
    return query
    -- The query steps from name to name along the index, so that it does not read all events.
    with recursive recent_names as (
        (
            select e.event_name
            from template__store.events as e
            where e.created_at >= v_month and v_at_first_sight
            order by e.event_name
            limit 1
        )
        union all
        select (
            select e.event_name
            from template__store.events as e
            where e.created_at >= v_month and e.event_name > n.event_name
            order by e.event_name
            limit 1
        )
        from recent_names as n
        where n.event_name is not null
    ),

    rare_names as (
        select n.event_name
        from recent_names as n
        where
            n.event_name is not null
            and not exists (
                select from template__store.event_views as v where v.event_name = n.event_name
            )
        limit 200
    ),

    frequent_names as (
        select n.event_name
        from (
            select e.event_name
            from template__store.events as e
            where e.created_at >= v_uncounted and e.created_at <= v_now
            order by e.created_at desc
            limit 1000
        ) as n
        where not exists (
            select from template__store.event_views as v where v.event_name = n.event_name
        )
        group by n.event_name
        order by count(*) desc, n.event_name collate "C"
        limit 100
    ),

    counted_names as (
        select distinct c.event_name
        from template__store.activity as c
        where
            c.period = 'day' and c.starts_on = any (v_counted) and c.event_name <> ''
            and not exists (
                select from template__store.event_views as v where v.event_name = c.event_name
            )
    )

    select a.event_name, sum(a.events)::bigint
    from template__store.activity as a
    inner join counted_names as c on a.event_name = c.event_name
    where a.period = 'day'
    group by a.event_name
    union all
    select n.event_name, count(*)
    from (
        select r.event_name
        from rare_names as r
        union
        select f.event_name
        from frequent_names as f
    ) as n
    cross join lateral (
        select e.received_at
        from template__store.events as e
        where
            e.event_name = n.event_name
            and e.created_at >= v_uncounted and e.created_at <= v_now
        order by e.created_at desc
        limit 1000
    ) as newest
    group by n.event_name
    having max(newest.received_at) >= v_since;
end
$$;

comment on function template__store.seen_names() is
'Returns event names that have no typed view and were not looked at yet, and how many events were '
'seen';

-- functions/tenant/views/seen_properties.sql
-- Returns the properties that were not compared with typed views yet, by JSON type, each with the
-- number of its events that were looked at.
--
-- After views refresh, and in the first round, it returns all properties. Otherwise it returns the
-- properties of the days that were counted since the last comparison, and of the events that came
-- since.
-- Each round calls this function, so the search in the new events is bounded. It looks only at
-- names that have a view with room for columns, or get a view in this round, and takes 1,000 values
-- of the newest 100 events of each name.
create or replace function template__store.seen_properties()
returns table (event_name text, property text, json_type text, events bigint)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    v_since timestamptz := template__store.unseen_since();
    v_uncounted timestamptz := template__store.uncounted_since();
    v_now timestamptz := hardal_private.clock();
begin
    if v_since = '-infinity' then
        return query
        select a.event_name, a.property, a.json_type, sum(a.events)::bigint
        from template__store.all_properties as a
        group by a.event_name, a.property, a.json_type;
        return;
    end if;
    return query
    with viewed_names as (
        select v.event_name
        from template__store.event_views as v
        union
        select w.event_name
        from template__store.wanted_columns as w
        where w.property is null
    ),

    recent_values as (
        select n.event_name, s.property, s.json_type
        from viewed_names as n
        cross join lateral (
            select f.property, f.json_type
            from (
                select e.properties, e.received_at
                from template__store.events as e
                where
                    e.event_name = n.event_name
                    and e.created_at >= v_uncounted and e.created_at <= v_now
                order by e.created_at desc
                limit 100
            ) as newest
            cross join lateral template.flatten(newest.properties) as f
            where newest.received_at >= v_since
            limit 1000
        ) as s
        where template__store.columns_left(n.event_name) > 0
    )

    select c.event_name, c.property, c.json_type, sum(c.events)::bigint
    from template__store.property_counts as c
    where c.day in (select d.day from template__store.counted_days as d)
    group by c.event_name, c.property, c.json_type
    union all
    select r.event_name, r.property, r.json_type, count(*)
    from recent_values as r
    group by r.event_name, r.property, r.json_type;
end
$$;

comment on function template__store.seen_properties() is
'Returns properties, by JSON type, that were not compared with typed views yet, '
'and in how many events they were seen';

-- functions/tenant/views/taken_names.sql
-- Returns the names that a typed view cannot have: those of the relations, types and functions of
-- the read surface, and of the typed views that somebody has dropped without hardal.
create or replace function template__store.taken_names()
returns name[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        array(select c.relname from pg_class as c where c.relnamespace = 'template'::regnamespace)
        || array(
            select t.typname from pg_type as t where t.typnamespace = 'template'::regnamespace
        )
        || array(
            select p.proname from pg_proc as p where p.pronamespace = 'template'::regnamespace
        )
        || array(select v.view_name from template__store.event_views as v)
$$;

comment on function template__store.taken_names() is
'Returns the names in the read surface that a new typed view cannot have';

-- functions/tenant/views/uncounted_since.sql
-- Returns the time from which on events are not rolled up yet: the end of the last rolled up day.
create or replace function template__store.uncounted_since()
returns timestamptz
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select r.rolled_until::timestamp at time zone 'UTC'
    from template__store.rollups as r
    where r.period = 'day'
$$;

comment on function template__store.uncounted_since() is
'Returns the end of the last day that was rolled up; -infinity where none was';

-- functions/tenant/views/unseen_since.sql
-- Returns the time from which on events were not compared with typed views yet: the last look,
-- less 5 minutes for transactions that were running then.
create or replace function template__store.unseen_since()
returns timestamptz
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select b.looked_at - interval '5 minutes'
    from template__store.boundary as b
$$;

comment on function template__store.unseen_since() is
'Returns the received_at from which on events were not compared with typed views yet; '
'-infinity where all events are to be compared';

-- functions/tenant/views/view_candidates.sql
-- Returns the event names that should have a typed view and have none, and whether there is room
-- for it: for the most frequent first, as far as they have as many events as their place needs
-- (events_needed). A view that a DBA has dropped is left out. A view that somebody has dropped
-- without hardal is made again.
create or replace function template__store.view_candidates()
returns table (event_name text, events bigint, has_room boolean)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with seen as (
        select s.event_name, sum(s.events)::bigint as events
        from template__store.seen_names() as s
        group by s.event_name
    ),

    without_view as (
        select
            coalesce(s.event_name, n.event_name) as event_name,
            -- where all events were compared, what was counted before is out of date
            case
                when s.event_name is not null and template__store.unseen_since() = '-infinity'
                    then s.events
                else greatest(s.events, n.events)
            end as events
        from seen as s
        full join template__store.names_without_view as n on s.event_name = n.event_name
        where n.dropped is not true
    ),

    ranked as (
        select
            n.event_name,
            n.events,
            row_number() over (order by n.events desc, n.event_name collate "C") as turn
        from without_view as n
        where
            not exists (
                select from template__store.event_views as v where v.event_name = n.event_name
            )
            and not exists (
                select from template__store.wanted_columns as w where w.event_name = n.event_name
            )
    )

    select
        r.event_name,
        r.events,
        coalesce(
            r.events >= hardal_private.events_needed(
                (select template__store.views_left()) - r.turn + 1, hardal_private.view_places()
            ),
            false
        )
    from ranked as r
    union all
    select v.event_name, 0, true
    from template__store.event_views as v
    where to_regclass(format('template.%I', v.view_name)) is null
$$;

comment on function template__store.view_candidates() is
'Returns the event names that should get a typed view, how many events were seen, '
'and whether there is room for the view';

-- functions/tenant/views/views_left.sql
-- Returns how many typed views maintenance may still make, as far as their names are frequent
-- (events_needed).
create or replace function template__store.views_left()
returns bigint
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select hardal_private.view_places() - count(*)
    from (
        select v.event_name
        from template__store.event_views as v
        union
        select w.event_name
        from template__store.wanted_columns as w
    ) as n
$$;

comment on function template__store.views_left() is
'Returns how many event names can still get a typed view from maintenance';

-- functions/tenant/views/want_columns.sql
-- Writes down which columns are missing: those that have room in wanted_columns, the others in
-- properties_without_column, which keeps the 1,000 most frequent ones.
create or replace function template__store.want_columns()
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    with candidates as materialized (
        select c.event_name, c.property, c.column_type, c.is_beside, c.events, c.has_room
        from template__store.column_candidates() as c
    ),

    wanted as (
        insert into template__store.wanted_columns (event_name, property, column_type, events)
        select c.event_name, c.property, c.column_type, c.events
        from candidates as c
        where c.has_room
        on conflict do nothing
    )

    insert into template__store.properties_without_column (event_name, property, events, seen_at)
    select c.event_name, c.property, c.events, hardal_private.clock()
    from candidates as c
    where not c.has_room and not c.is_beside
    order by c.events desc, c.event_name collate "C", c.property collate "C"
    limit 1000
    on conflict (event_name, property) do update
        set events = excluded.events, seen_at = excluded.seen_at;

    -- after a comparison with all events, a property that was not seen is gone
    delete from template__store.properties_without_column as p
    where
        not p.dropped
        and p.seen_at < hardal_private.clock()
        and template__store.unseen_since() = '-infinity';

    delete from template__store.properties_without_column as p
    using (
        select o.event_name, o.property
        from template__store.properties_without_column as o
        where not o.dropped
        order by o.events desc, o.event_name collate "C", o.property collate "C"
        offset 1000
    ) as b
    where p.event_name = b.event_name and p.property = b.property;
$$;

comment on function template__store.want_columns() is
'Writes down which columns of typed views are missing and have room, and which wait for room';

-- functions/tenant/views/want_event_views.sql
-- A step of maintenance: writes down in wanted_columns which views and columns are missing.
-- make_event_views then makes them, one view per transaction. A view that cannot be made in this
-- round stays written down for the next round. Names and properties that have no room are reported
-- once.
create or replace function template__store.want_event_views(dry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_names text[];
begin
    if dry then
        v_names := array(
            select w.event_name collate "C"
            from template__store.wanted_columns as w
            union
            select c.event_name
            from template__store.view_candidates() as c
            where c.has_room
            union
            select c.event_name
            from template__store.column_candidates() as c
            where c.has_room
            order by 1
        );
        return case
            when v_names <> '{}' then jsonb_build_object(
                'what', 'typed views made',
                'object', array_to_string(v_names, ', '),
                'count', cardinality(v_names)
            )
        end;
    end if;
    update template__store.wanted_columns as w
    set postponed = false
    where w.postponed;
    if
        template__store.unseen_since() = '-infinity'
        or exists (select from template__store.counted_days)
    then
        perform template__store.forget_gone_names();
    end if;
    perform template__store.want_views();
    perform template__store.want_columns();
    -- lock_tenant keeps other maintenance away, so no day has been added since the days were read
    delete from template__store.counted_days;
    update template__store.boundary as b
    set looked_at = hardal_private.clock();
    return template__store.newly_without_room();
end
$$;

comment on function template__store.want_event_views(boolean) is
'A step of maintenance: finds new event names and properties, '
'and writes down the views and columns that are missing for them; '
'returns those for which this call found no room, or null';

-- functions/tenant/views/want_views.sql
-- Writes down which typed views are missing: those that have room in wanted_columns, the others in
-- names_without_view, which keeps the 1,000 most frequent ones.
create or replace function template__store.want_views()
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    with candidates as materialized (
        select c.event_name, c.events, c.has_room
        from template__store.view_candidates() as c
    ),

    wanted as (
        insert into template__store.wanted_columns (event_name, events)
        select c.event_name, c.events
        from candidates as c
        where c.has_room
        on conflict do nothing
    )

    insert into template__store.names_without_view (event_name, events, seen_at)
    select c.event_name, c.events, hardal_private.clock()
    from candidates as c
    where not c.has_room
    order by c.events desc, c.event_name collate "C"
    limit 1000
    on conflict (event_name) do update
        set events = excluded.events, seen_at = excluded.seen_at;

    delete from template__store.names_without_view as n
    where
        n.event_name in (
            select o.event_name
            from template__store.names_without_view as o
            where not o.dropped
            order by o.events desc, o.event_name collate "C"
            offset 1000
        );
$$;

comment on function template__store.want_views() is
'Writes down which typed views are missing and have room, and which wait for room';

-- functions/read_surface/active_clients.sql
-- Returns active clients by day, week or month, in a time zone, for the periods that start from
-- since (inclusive) to until (exclusive). Each of these periods is counted whole. In UTC it reads
-- the view of the same name, which is rolled up. In any other time zone it counts the events.
create or replace function template.active_clients(
    period text default 'day',
    since date default null,
    until date default null,
    time_zone text default 'UTC'
)
returns setof hardal.active_clients
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
    v_since constant date := coalesce(active_clients.since, '-infinity');
    -- clamped to the years 1 to 9999, so that the end of the last period can be calculated
    v_until constant date := greatest(
        '0001-01-02', least('9999-12-31', coalesce(active_clients.until, 'infinity'))
    );
    v_read_since timestamptz;
    v_read_until timestamptz;
begin
    perform hardal_helpers.require_argument(
        active_clients.period in ('day', 'week', 'month'),
        format('there is no period %L', active_clients.period),
        'day, week or month'
    );
    perform hardal_helpers.require_argument(
        hardal_helpers.is_time_zone(active_clients.time_zone),
        format('there is no time zone %L', active_clients.time_zone),
        'such as UTC or Europe/Istanbul'
    );
    if active_clients.time_zone = 'UTC' then
        return query
        select a.period, a.starts_on, a.clients, a.events
        from template.active_clients as a
        where
            a.period = active_clients.period
            and a.starts_on >= v_since
            and a.starts_on < v_until
        order by a.starts_on;
        return;
    end if;
    v_read_since := hardal_helpers.day_start(v_since, active_clients.time_zone);
    -- up to the end of the last period
    v_read_until := hardal_helpers.day_start(
        (
            date_trunc(active_clients.period, v_until - interval '1 day')
            + ('1 ' || active_clients.period)::interval
        )::date,
        active_clients.time_zone
    );
    return query
    select active_clients.period, c.starts_on, count(c.client_id), sum(c.events)::bigint
    from (
        select
            date_trunc(
                active_clients.period, e.created_at at time zone active_clients.time_zone
            )::date as starts_on,
            e.client_id,
            count(*) as events
        from template.events as e
        where e.created_at >= v_read_since and e.created_at < v_read_until
        group by
            date_trunc(
                active_clients.period, e.created_at at time zone active_clients.time_zone
            )::date,
            e.client_id
    ) as c
    -- a first period that began before since is left out
    where c.starts_on >= v_since
    group by c.starts_on
    order by c.starts_on;
end
$$;

comment on function template.active_clients(text, date, date, text) is
'Active clients by day, week or month, in a time zone; null since or until is no bound. '
'Any time zone but UTC needs the right to read events. '
'PT400 where there is no such period or time zone. '
'select * from active_clients(''week'', ''2024-10-01'')';
grant execute on function template.active_clients(text, date, date, text)
to template__read, template__aggregate;

-- functions/read_surface/as_timestamp.sql
-- Reads a text as a time, for columns of typed views that a DBA has pinned to timestamptz. It
-- raises no error, whatever text a property holds.
create or replace function template.as_timestamp(value text)
returns timestamptz
language sql
stable
parallel safe
security definer
set search_path = pg_catalog, pg_temp
as $$
    select hardal_private.parse_timestamp(as_timestamp.value)
$$;

comment on function template.as_timestamp(text) is
'The time of an RFC 3339 date and time, in UTC where the text has no zone; '
'null for any other text';
grant execute on function template.as_timestamp(text) to template__read;

-- functions/read_surface/daily_activity.sql
-- Returns events and clients by day and event name, in a time zone, for the days from since
-- (inclusive) to until (exclusive). In UTC it reads the view of the same name, which is rolled up.
-- In any other time zone it counts the events.
create or replace function template.daily_activity(
    since date default null,
    until date default null,
    time_zone text default 'UTC'
)
returns setof hardal.daily_activity
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
    v_since constant date := coalesce(daily_activity.since, '-infinity');
    v_until constant date := coalesce(daily_activity.until, 'infinity');
    v_read_since timestamptz;
    v_read_until timestamptz;
begin
    perform hardal_helpers.require_argument(
        hardal_helpers.is_time_zone(daily_activity.time_zone),
        format('there is no time zone %L', daily_activity.time_zone),
        'such as UTC or Europe/Istanbul'
    );
    if daily_activity.time_zone = 'UTC' then
        return query
        select a.day, a.event_name, a.events, a.clients
        from template.daily_activity as a
        where a.day >= v_since and a.day < v_until
        order by a.day, a.event_name collate "C";
        return;
    end if;
    v_read_since := hardal_helpers.day_start(v_since, daily_activity.time_zone);
    v_read_until := hardal_helpers.day_start(v_until, daily_activity.time_zone);
    return query
    select c.day, c.event_name, sum(c.events)::bigint, count(c.client_id)
    from (
        select
            (e.created_at at time zone daily_activity.time_zone)::date as day,
            e.event_name,
            e.client_id,
            count(*) as events
        from template.events as e
        where e.created_at >= v_read_since and e.created_at < v_read_until
        group by
            (e.created_at at time zone daily_activity.time_zone)::date, e.event_name, e.client_id
    ) as c
    group by c.day, c.event_name
    order by c.day, c.event_name collate "C";
end
$$;

comment on function template.daily_activity(date, date, text) is
'Events and clients by day and event name, in a time zone; null since or until is no bound. '
'Any time zone but UTC needs the right to read events. PT400 where there is no such time zone. '
'select * from daily_activity(time_zone => ''Europe/Istanbul'')';
grant execute on function template.daily_activity(date, date, text)
to template__read, template__aggregate;

-- functions/read_surface/flatten.sql
-- Returns the properties of one event, with nested objects flattened: one row for each value.
-- Objects have a row too. The property is the keys that lead to the value, joined by dots. A dot or
-- a backslash inside a key gets a backslash before it.
--
-- It returns at most 8 levels, and only properties whose name has at most 200 bytes.
--
-- The body is SQL-standard and the function has no SET, so that it is inlined into the views that
-- call it.
create or replace function template.flatten(properties jsonb)
returns table (property text, json_type text, value jsonb)
language sql
immutable
parallel safe
begin atomic
    with recursive found as (
        select
            1 as level,
            replace(replace(k.key, '\', '\\'), '.', '\.') as property,
            k.value
        from jsonb_each(properties) as k (key, value)
        union all
        select
            f.level + 1,
            f.property || '.' || replace(replace(k.key, '\', '\\'), '.', '\.'),
            k.value
        from found as f
        cross join
            jsonb_each(
                case when jsonb_typeof(f.value) = 'object' then f.value end
            ) as k (key, value)
        where f.level < 8 and octet_length(f.property) < 200
    )

    select
        f.property,
        jsonb_typeof(f.value) as json_type,
        f.value
    from found as f
    where octet_length(f.property) <= 200;
end;

comment on function template.flatten(jsonb) is
'The properties of an event, one row each: property (its keys joined by dots), JSON type, value: '
'select * from events cross join flatten(properties)';
grant execute on function template.flatten(jsonb) to template__read, template__aggregate;

-- functions/read_surface/funnel.sql
-- Funnel report: counts the clients that had the first of these events in [since, until), then the
-- clients that had the second event after the first, and so on. Other events may lie between the
-- steps.
--
-- Promises:
-- - A client reaches a step if one of its events of step 1 is followed by events of the next steps
--   in order, and the last of them is within `within` of the first. Later steps may lie after
--   until.
-- - Two events of the same instant count as in order. But where an earlier step has the same event
--   name, the event must be later than the event of the step before.
-- - Times are those of the client's first conversion to the step.
-- - With by, a property of step 1's event, the report has one funnel for each value of the
--   property. A client counts for each value that it began with.
--
-- Method: a chain is events of one client that are steps 1 to k in order. Only its start (the time
-- of step 1) and its end (the time of step k) are kept. For each step, one pass reads the ends of
-- the chains of the step before and the events of this step together, in the order of time. An
-- event that stands directly behind an end continues the chain of this end. No other end is better
-- for the event, because a later end has a later start. Without by, the passes read indexed columns
-- only.
--
-- Outline of the body:
-- 1. Check the arguments.
-- 2. Count step 1, for each value of by.
-- 3. Build the text of one query: a CTE of chains for each step (step_1, step_2, ...), and a count
--    of the clients for each step.
-- 4. Run the query. It returns every step of every value, with zero where no client reached the
--    step.
create or replace function template.funnel(
    steps text[],
    within interval default '7 days',
    since anycompatible default null,
    until anycompatible default null,
    by text default null,
    time_zone text default 'UTC'
)
returns setof hardal.funnel_step
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
-- The planner cannot know how many clients a step leaves. It would always loop over them.
set enable_nestloop = off
as $$
declare
    -- the query's text is made of numbers and of the literals below:
    -- @plpgsql_check_options: security_warnings = off
    v_count constant int := coalesce(cardinality(funnel.steps), 0);
    v_within interval;
    v_since timestamptz;
    v_until timestamptz;
    v_keys text[];
    -- the columns that keep chains apart: the client and, with by, the value
    v_apart constant text := case
        when funnel.by is null then '%1$s.client_id collate "C"'
        else '%1$s.client_id collate "C", %1$s.value collate "C"'
    end;
    v_events text;
    v_chains text;
    v_reached text := '';
    v_values text[];
    v_clients bigint[];
begin
    -- 1. Check the arguments.
    perform hardal_helpers.require_argument(
        v_count between 1 and 20 and array_dims(funnel.steps) = format('[1:%s]', v_count)
        and not exists (select from unnest(funnel.steps) as s (name) where s.name is null),
        'steps are 1 to 20 event names',
        'such as {view_item,add_to_cart,purchase}'
    );
    perform hardal_helpers.require_argument(
        funnel.within >= '0', 'within is an interval, and not negative', 'such as 7 days'
    );
    v_within := hardal_helpers.fixed_span(funnel.within);
    v_since := hardal_helpers.since(to_jsonb(funnel.since) #>> '{}', funnel.time_zone);
    v_until := hardal_helpers.until(to_jsonb(funnel.until) #>> '{}', funnel.time_zone);
    perform hardal_helpers.require_events('template', funnel.steps);
    v_keys := hardal_helpers.find_property(
        'template', funnel.steps[1], funnel.by, v_since, v_until
    );

    -- 2. Count step 1: a statement of its own, because it can run in parallel.
    if funnel.by is null then
        select array[null], array[count(*)] into v_values, v_clients
        from (
            select
            from template.events as e
            where
                e.event_name = funnel.steps[1]
                and e.created_at >= v_since
                and e.created_at < v_until
                and e.client_id is not null
            group by e.client_id
        ) as c;
    else
        select array_agg(g.value), array_agg(g.clients) into v_values, v_clients
        from (
            select c.value, count(*) as clients
            from (
                select e.properties #>> v_keys as value
                from template.events as e
                where
                    e.event_name = funnel.steps[1]
                    and e.created_at >= v_since
                    and e.created_at < v_until
                    and e.client_id is not null
                group by e.client_id, e.properties #>> v_keys
            ) as c
            group by c.value
        ) as g;
    end if;

    -- 3. Build the query. Its parameters: $1 steps, $2 since, $3 until, $4 until of later steps,
    -- $5 within, $6 the keys of by, $7 the values of by, $8 the clients of step 1 of each value.

    -- chains of step 1, of clients that also had an event of step 2
    v_chains := format(
        'with step_1 as (
            select e.client_id, %s as value, e.created_at as t, e.created_at as start
            from template.events as e
            where
                e.event_name = ($1)[1] and e.created_at >= $2 and e.created_at < $3
                and e.client_id in (
                    select s.client_id from template.events as s
                    where s.event_name = ($1)[2] and s.created_at >= $2 and s.created_at < $4
                )
        )',
        case when funnel.by is null then 'null::text' else 'e.properties #>> $6' end
    );
    for k in 2..v_count loop
        -- the events of step k, of clients that have a chain; with by, once for each value
        v_events := format(
            case
                when funnel.by is not null then
                    'select e.client_id, o.value, e.created_at, null
                    from template.events as e
                    inner join (
                        select distinct v.client_id, v.value from step_%2$s as v
                    ) as o on e.client_id = o.client_id'
                else 'select e.client_id, null, e.created_at, null from template.events as e'
            end
            || ' where e.event_name = ($1)[%1$s] and e.created_at >= $2 and e.created_at < $4'
            || case
                when funnel.by is not null then ''
                when k > 2 then ' and e.client_id in (select v.client_id from step_%2$s as v)'
                -- without this condition step_1 is read only once, and so it is not materialized
                else ' and e.client_id is not null'
            end,
            k, k - 1
        );
        -- Ends of chains have a start, events have none. At the same instant ends come before
        -- events, but after events whose name an earlier step has: these events must be later than
        -- the end.
        v_chains := v_chains || format(
            ', step_%1$s as (
                select c.client_id, c.value, c.t, c.before, c.start
                from (
                    select
                        u.client_id, u.value, u.t, u.start is null as is_event,
                        lag(u.t) over w as before, lag(u.start) over w as start
                    from (
                        select v.client_id, v.value, v.t, v.start from step_%2$s as v
                        union all %3$s
                    ) as u
                    window w as (partition by %4$s order by u.t, u.start nulls %5$s)
                ) as c
                where c.is_event and c.t - c.start <= $5
            )',
            k, k - 1, v_events, format(v_apart, 'u'),
            case when funnel.steps[k] = any (funnel.steps[:k - 1]) then 'first' else 'last' end
        );
        -- the clients of step k, each by its first conversion
        v_reached := v_reached || format(
            ' union all
            select
                %1$s, f.value, count(*),
                percentile_cont(0.5) within group (order by f.t - f.before),
                percentile_cont(0.5) within group (order by f.t - f.start)
            from (
                select distinct on (%2$s) v.value, v.t, v.before, v.start
                from step_%1$s as v
                order by %2$s, v.t
            ) as f
            group by f.value',
            k, format(v_apart, 'v')
        );
    end loop;

    -- 4. Run the query.
    return query execute v_chains || format(
        ' select
            n.step, ($1)[n.step], s.value, coalesce(r.clients, 0),
            round(coalesce(r.clients, 0)::numeric / nullif(s.clients, 0), 4),
            round(
                coalesce(r.clients, 0)::numeric
                / nullif(lag(coalesce(r.clients, 0)) over w, 0),
                4
            ),
            r.median_time, extract(epoch from r.median_time)::double precision,
            r.median_total_time, extract(epoch from r.median_total_time)::double precision
        from unnest($7, $8) with ordinality as s (value, clients, place)
        cross join generate_series(1, %s) as n (step)
        left join (
            select
                1 as step, o.value, o.clients,
                null::interval as median_time, null::interval as median_total_time
            from unnest($7, $8) as o (value, clients)%s
        ) as r on
            n.step = r.step
            and (s.value is null) = (r.value is null)
            and coalesce(s.value, '''') = coalesce(r.value, '''')
        window w as (partition by s.place order by n.step)
        order by s.clients desc, s.value collate "C", n.step',
        v_count, v_reached
    )
    using
        funnel.steps, v_since, v_until, v_until + v_within, v_within, v_keys, v_values, v_clients;
end
$$;

comment on function template.funnel(
    text[], interval, anycompatible, anycompatible, text, text
) is
'How many clients went from event to event, within an interval; with by, for each value of a '
'property of the first event; since is inclusive (left out: 30 days ago), until exclusive, '
'both are dates or times of time_zone. PT400 for a wrong argument. '
'select * from funnel(''{signup,purchase}'', ''7 days'')';
grant execute on function template.funnel(
    text[], interval, anycompatible, anycompatible, text, text
) to template__read;

-- functions/read_surface/paths.sql
-- Paths report: returns the paths of events that clients take after a start event, the most
-- frequent paths first.
--
-- Each start event in [since, until) gives one path: its name, and the names of the client's next
-- events. A path has up to `depth` events after the start event, of any name. An event later than
-- `within` after the start event is not part of the path. An event after until may be part of it.
-- At the same instant start events come first, then the other events by name.
create or replace function template.paths(
    start_event text,
    since anycompatible default null,
    until anycompatible default null,
    within interval default '1 hour',
    depth int default 4,
    max_rows int default 50,
    time_zone text default 'UTC'
)
returns setof hardal.path
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
    v_since timestamptz;
    v_until timestamptz;
    v_within interval;
    v_read_until timestamptz;
begin
    perform hardal_helpers.require_argument(
        paths.start_event is not null,
        'start_event is required',
        'an event_name, such as signup'
    );
    perform hardal_helpers.require_argument(
        paths.within >= '0', 'within is an interval, and not negative', 'such as 1 hour'
    );
    perform hardal_helpers.require_argument(
        paths.depth between 1 and 10,
        'depth is between 1 and 10',
        'it is the number of events after start_event'
    );
    perform hardal_helpers.require_argument(
        paths.max_rows between 1 and 10000,
        'max_rows is between 1 and 10000',
        'the most frequent paths come first'
    );
    v_within := hardal_helpers.fixed_span(paths.within);
    v_since := hardal_helpers.since(to_jsonb(paths.since) #>> '{}', paths.time_zone);
    v_until := hardal_helpers.until(to_jsonb(paths.until) #>> '{}', paths.time_zone);
    perform hardal_helpers.require_events('template', array[paths.start_event]);
    v_read_until := v_until + v_within;
    return query
    with followed as (
        -- each event of clients that have a start event, with the next events of the same client
        select
            e.client_id,
            e.created_at,
            e.event_name = paths.start_event as is_start,
            array_agg(e.event_name) over w as names,
            array_agg(e.created_at) over w as times
        from template.events as e
        where
            e.created_at >= v_since and e.created_at < v_read_until
            and e.client_id in (
                select i.client_id
                from template.events as i
                where
                    i.event_name = paths.start_event
                    and i.created_at >= v_since
                    and i.created_at < v_until
            )
        window w as (
            partition by e.client_id
            order by e.created_at, e.event_name <> paths.start_event, e.event_name collate "C"
            rows between current row and paths.depth following
        )
    ),

    walks as (
        -- the path of each start event: the names that lie within the time
        select
            f.client_id,
            f.names[:(
                select count(*)
                from unnest(f.times) as t (at)
                where t.at <= f.created_at + v_within
            )] as steps
        from followed as f
        where f.is_start and f.created_at < v_until
    ),

    client_walks as (
        select w.client_id, w.steps, count(*) as times
        from walks as w
        group by w.client_id, w.steps
    )

    select
        array_to_string(p.steps, ' > '),
        p.steps,
        sum(p.times)::bigint,
        count(*),
        round(sum(p.times) / sum(sum(p.times)) over (), 4)
    from client_walks as p
    group by p.steps
    order by 3 desc, 4 desc, p.steps collate "C"
    limit paths.max_rows;
end
$$;

comment on function template.paths(
    text, anycompatible, anycompatible, interval, int, int, text
) is
'How often clients take each path of events after a start event, the most frequent first; '
'since is inclusive (left out: 30 days ago), until exclusive, both are dates or times of '
'time_zone. PT400 for a wrong argument. '
'select * from paths(''signup'', depth => 3)';
grant execute on function template.paths(
    text, anycompatible, anycompatible, interval, int, int, text
) to template__read;

-- functions/read_surface/property_breakdown.sql
-- Returns the values of a property, the most frequent value first. The property is named as
-- property_catalog names it (nested_data.category), or by its column (nested_data_category).
create or replace function template.property_breakdown(
    event_name text,
    property text,
    since anycompatible default null,
    until anycompatible default null,
    max_rows int default 50,
    time_zone text default 'UTC'
)
returns setof hardal.property_value
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
    v_since timestamptz;
    v_until timestamptz;
    v_keys text[];
begin
    perform hardal_helpers.require_argument(
        property_breakdown.event_name is not null,
        'event_name is required',
        'event_catalog lists them'
    );
    perform hardal_helpers.require_argument(
        property_breakdown.property is not null,
        'property is required',
        'property_catalog lists them, such as nested_data.category'
    );
    perform hardal_helpers.require_argument(
        property_breakdown.max_rows between 1 and 10000,
        'max_rows is between 1 and 10000',
        'the most frequent values come first'
    );
    v_since := hardal_helpers.since(
        to_jsonb(property_breakdown.since) #>> '{}', property_breakdown.time_zone
    );
    v_until := hardal_helpers.until(
        to_jsonb(property_breakdown.until) #>> '{}', property_breakdown.time_zone
    );
    perform hardal_helpers.require_events('template', array[property_breakdown.event_name]);
    v_keys := hardal_helpers.find_property(
        'template', property_breakdown.event_name, property_breakdown.property, v_since, v_until
    );
    return query
    select
        v.value,
        sum(v.events)::bigint,
        count(v.client_id),
        round(sum(v.events) / sum(sum(v.events)) over (), 4)
    from (
        select e.properties #>> v_keys as value, e.client_id, count(*) as events
        from template.events as e
        where
            e.event_name = property_breakdown.event_name
            and e.created_at >= v_since
            and e.created_at < v_until
        group by e.properties #>> v_keys, e.client_id
    ) as v
    group by v.value
    order by 2 desc, 3 desc, v.value collate "C"
    limit property_breakdown.max_rows;
end
$$;

comment on function template.property_breakdown(
    text, text, anycompatible, anycompatible, int, text
) is
'How often a property of an event has each value, the most frequent first; since is inclusive '
'(left out: 30 days ago), until exclusive, both are dates or times of time_zone. '
'PT400 for a wrong argument. '
'select * from property_breakdown(''purchase'', ''nested_data.category'')';
grant execute on function template.property_breakdown(
    text, text, anycompatible, anycompatible, int, text
) to template__read;

-- functions/read_surface/property_keys.sql
-- Returns the keys of a property that is named as property_catalog names it: nested_data.category
-- has the keys nested_data and category. The operator #>> takes these keys and returns the
-- property's value. Dots separate the keys. A backslash takes the next character as it is. A key
-- may be empty.
create or replace function template.property_keys(property text)
returns text[]
language sql
immutable
parallel safe
begin atomic
    -- a dot is put in front, so that every key has a dot before it
    select array_agg(regexp_replace(k.found[1], '\\(.)', '\1', 'g') order by k.place)
    from regexp_matches(
        '.' || property, '\.((?:\\.|[^.\\]|\\$)*)', 'g'
    ) with ordinality as k (found, place);
end;

comment on function template.property_keys(text) is
'The keys of a property: property_keys(''nested_data.category'') is {nested_data,category}; '
'null for null';
grant execute on function template.property_keys(text) to template__read, template__aggregate;

-- functions/read_surface/retention.sql
-- Retention report: returns how many clients come back.
--
-- - A client's first event is its first event of the name first_event, of all time. Null
--   first_event means any name.
-- - A cohort is the clients whose first event lies in one period of the time zone.
-- - Periods are whole: the first one is the period that since lies in, the last one is that of the
--   last instant before until. Without since, the report has the last 8 periods. Without until,
--   it ends with the current period.
-- - A cell counts the clients of a cohort that had return_event (null: any event) in the
--   period_number-th period after the cohort's own, and not before their first event.
-- - The report has every cell up to the last period, including cells of zero.
--
-- Outline of the query: all periods, the first event of each client, the size of each cohort, the
-- clients that returned in each period, and then one row for each cell.
create or replace function template.retention(
    first_event text default null,
    return_event text default null,
    period text default 'week',
    since anycompatible default null,
    until anycompatible default null,
    time_zone text default 'UTC'
)
returns setof hardal.retention_cell
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
    v_step interval;
    -- the first day of the last and of the first period, in the time zone
    v_last timestamp;
    v_first timestamp;
    v_since timestamptz;
    v_until timestamptz;
begin
    perform hardal_helpers.require_argument(
        retention.period in ('day', 'week', 'month'),
        format('there is no period %L', retention.period),
        'day, week or month'
    );
    perform hardal_helpers.require_argument(
        hardal_helpers.is_time_zone(retention.time_zone),
        format('there is no time zone %L', retention.time_zone),
        'such as UTC or Europe/Istanbul'
    );
    v_since := hardal_helpers.moment(to_jsonb(retention.since) #>> '{}', retention.time_zone);
    v_until := hardal_helpers.moment(to_jsonb(retention.until) #>> '{}', retention.time_zone);
    perform hardal_helpers.require_argument(
        isfinite(coalesce(v_since, now())) and isfinite(coalesce(v_until, now())),
        'since and until are no infinity',
        'leave them out'
    );
    perform hardal_helpers.require_events(
        'template', array[retention.first_event, retention.return_event]
    );

    -- the first and the last period, and the bounds of their events
    v_step := ('1 ' || retention.period)::interval;
    v_last := date_trunc(
        retention.period,
        hardal_helpers.within_calendar(v_until - interval '1 microsecond', now())
        at time zone retention.time_zone
    );
    v_first := case
        when v_since is null then v_last - 7 * v_step
        else date_trunc(
            retention.period,
            hardal_helpers.within_calendar(v_since, now()) at time zone retention.time_zone
        )
    end;
    v_since := hardal_helpers.day_start(v_first::date, retention.time_zone);
    v_until := hardal_helpers.day_start((v_last + v_step)::date, retention.time_zone);
    perform hardal_helpers.require_argument(
        v_first + 1000 * v_step > v_last,
        format('there are more than 1000 periods since %s', retention.since),
        'a later since, or longer periods'
    );

    return query
    with periods as (
        select p.starts_on::date as starts_on, p.place::int as place
        from generate_series(v_first, v_last, v_step) with ordinality as p (starts_on, place)
    ),

    firsts as (
        select
            e.client_id,
            min(e.created_at) as first_at,
            date_trunc(
                retention.period, min(e.created_at) at time zone retention.time_zone
            )::date as cohort
        from template.events as e
        where
            e.client_id is not null and e.created_at < v_until
            and (retention.first_event is null or e.event_name = retention.first_event)
        group by e.client_id
        having min(e.created_at) >= v_since
    ),

    sizes as (
        select f.cohort, count(*) as clients
        from firsts as f
        group by f.cohort
    ),

    returned as (
        select f.cohort, r.starts_on, count(*) as clients
        from firsts as f
        inner join (
            select
                e.client_id,
                date_trunc(
                    retention.period, e.created_at at time zone retention.time_zone
                )::date as starts_on,
                max(e.created_at) as last_at
            from template.events as e
            where
                e.client_id is not null and e.created_at >= v_since and e.created_at < v_until
                and (retention.return_event is null or e.event_name = retention.return_event)
            group by
                e.client_id,
                date_trunc(
                    retention.period, e.created_at at time zone retention.time_zone
                )::date
        ) as r on f.client_id = r.client_id and f.first_at <= r.last_at
        group by f.cohort, r.starts_on
    )

    select
        c.starts_on,
        coalesce(s.clients, 0),
        p.place - c.place,
        coalesce(r.clients, 0),
        round(coalesce(r.clients, 0)::numeric / nullif(s.clients, 0), 4)
    from periods as c
    inner join periods as p on c.place <= p.place
    left join sizes as s on c.starts_on = s.cohort
    left join returned as r on c.starts_on = r.cohort and p.starts_on = r.starts_on
    order by c.starts_on, p.place;
end
$$;

comment on function template.retention(
    text, text, text, anycompatible, anycompatible, text
) is
'The retention report: how many clients come back, by the period of their first event and the '
'periods after it; periods are whole, from the one of since to the one before until; '
'null first_event or return_event is any event. PT400 for a wrong argument. '
'select * from retention(''signup'', ''purchase'', ''month'')';
grant execute on function template.retention(
    text, text, text, anycompatible, anycompatible, text
) to template__read;

-- functions/read_surface/sessions.sql
-- Returns the sessions that start in [since, until). A session is a client's events with no pause
-- longer than gap between them. The view of the same name has all sessions, with a gap of 30
-- minutes.
--
-- The report is exact at both borders. It reads events from one gap before since, so a session that
-- began before since is not taken for a new one. It reads events up to 24 hours after until, so a
-- session that goes on after until is followed for a day.
create or replace function template.sessions(
    since anycompatible,
    until anycompatible default null,
    gap interval default '30 minutes',
    time_zone text default 'UTC'
)
returns setof hardal.session
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
    v_since timestamptz;
    v_until timestamptz;
    v_gap interval;
    v_read_since timestamptz;
    v_read_until timestamptz;
begin
    perform hardal_helpers.require_argument(
        sessions.gap > '0', 'gap is longer than 0', 'such as 30 minutes'
    );
    v_gap := hardal_helpers.fixed_span(sessions.gap);
    v_since := hardal_helpers.since(
        coalesce(to_jsonb(sessions.since) #>> '{}', '-infinity'), sessions.time_zone
    );
    v_until := hardal_helpers.until(to_jsonb(sessions.until) #>> '{}', sessions.time_zone);
    v_read_since := v_since - v_gap;
    v_read_until := v_until + interval '24 hours';
    return query
    select
        s.client_id,
        s.started_at,
        s.ended_at,
        s.ended_at - s.started_at,
        extract(epoch from s.ended_at - s.started_at)::double precision,
        s.events,
        s.first_event,
        s.last_event
    from (
        -- The inner query keeps the first row and the last row of each session. So the row after a
        -- first row is the last row of the same session.
        select
            b.client_id,
            b.is_first,
            b.created_at as started_at,
            case when b.is_last then b.created_at else lead(b.created_at) over w end as ended_at,
            case when b.is_last then 1 else lead(b.place) over w - b.place + 1 end as events,
            b.event_name as first_event,
            case when b.is_last then b.event_name else lead(b.event_name) over w end as last_event
        from (
            select
                e.client_id,
                e.created_at,
                e.event_name,
                row_number() over w as place,
                (e.created_at - lag(e.created_at) over w <= v_gap) is not true as is_first,
                (lead(e.created_at) over w - e.created_at <= v_gap) is not true as is_last
            from template.events as e
            where
                e.client_id is not null
                and e.created_at >= v_read_since
                and e.created_at < v_read_until
            window w as (
                partition by e.client_id
                order by e.created_at, e.event_name collate "C"
            )
        ) as b
        where b.is_first or b.is_last
        window w as (partition by b.client_id order by b.created_at, b.place)
    ) as s
    where s.is_first and s.started_at >= v_since and s.started_at < v_until;
end
$$;

comment on function template.sessions(anycompatible, anycompatible, interval, text) is
'Sessions that start in [since, until): events of a client with no pause longer than gap; '
'both are dates or times of time_zone, and null is no bound. PT400 for a wrong argument. '
'select * from sessions(now() - interval ''7 days'')';
grant execute on function template.sessions(anycompatible, anycompatible, interval, text)
to template__read;

-- sql/tenant/events.sql
-- The tenant's events, as analysts read them. The view reads the store with its owner's rights, so
-- readers hold no right on the store, and no tool lists its tables. The right to read events is the
-- right on this view: all other views that show events read it with their reader's rights.
--
-- event_date must be the very expression that make_partitions partitions a month by. Otherwise a
-- filter on it reads every month.
create or replace view template.events as
select
    e.id,
    e.event_name,
    e.hardal_server_request_id,
    e.client_id,
    e.properties,
    e.created_at,
    e.received_at,
    (e.created_at at time zone 'UTC')::date as event_date,
    date_trunc('hour', e.created_at, 'UTC') as event_hour,
    date_trunc('week', e.created_at at time zone 'UTC')::date as event_week,
    date_trunc('month', e.created_at at time zone 'UTC')::date as event_month
from template__store.events as e;

comment on view template.events is
'Every event stored, a row each; filter on created_at or event_date to read few partitions';
comment on column template.events.id is 'The event''s id, unique in the tenant';
comment on column template.events.event_name is 'The event''s name, e.g. purchase';
comment on column template.events.hardal_server_request_id is
'The request or user in the sending system';
comment on column template.events.client_id is 'The client (user, device, account) of the event';
comment on column template.events.properties is
'The event''s properties, a JSON object: properties ->> ''currency'' is a text';
comment on column template.events.created_at is 'When the event happened, as the sender says';
comment on column template.events.received_at is
'When the event was received; an import keeps the time of its file';
comment on column template.events.event_date is 'The day of created_at in UTC';
comment on column template.events.event_hour is
'The beginning of the hour of created_at; to group by, not to filter on';
comment on column template.events.event_week is
'The Monday of the week of created_at in UTC; to group by, not to filter on';
comment on column template.events.event_month is
'The first day of the month of created_at in UTC; to group by, not to filter on';

revoke all on template.events from public;
grant select on template.events to template__read;

-- sql/tenant/rejected_events.sql
-- The quarantine, as the tenant's analysts read it: the rejected events and the reasons. The view
-- reads the store with its owner's rights, for the same reason as events.
create or replace view template.rejected_events as
select
    r.rejected_id,
    r.received_at,
    r.payload ->> 'event_name' as event_name,
    r.errors,
    r.payload,
    r.raw,
    r.bytes
from template__store.rejected_events as r;

comment on view template.rejected_events is
'Rejected events, kept with the reasons so that a DBA can mend and replay them';
comment on column template.rejected_events.rejected_id is
'Id of the rejected event, as in the answer that the sender got';
comment on column template.rejected_events.received_at is 'When the event was rejected';
comment on column template.rejected_events.event_name is
'The event_name that was sent; null where there was none';
comment on column template.rejected_events.errors is
'Every fault: an array of field, code and message';
comment on column template.rejected_events.payload is
'The event as it was sent; null where it is no JSON, was too large, or may not be kept';
comment on column template.rejected_events.raw is
'The bytes that were sent, where they are no JSON; the first 8 KiB, where the event was too '
'large; null otherwise: convert_from(raw, ''UTF8'')';
comment on column template.rejected_events.bytes is
'Size of the line that was sent, or of the event as jsonb';

revoke all on template.rejected_events from public;
grant select on template.rejected_events to template__read;

-- sql/tenant/view_columns.sql
-- The typed views and their columns of properties. The view reads the store with its owner's
-- rights, for the same reason as daily_activity. The reports find a property by its column here.
create or replace view template.view_columns as
select
    v.event_name,
    v.view_name::text as view_name,
    c.column_name::text as column_name,
    c.property,
    c.column_type
from template__store.event_views as v
left join template__store.view_columns as c on v.event_name = c.event_name;

comment on view template.view_columns is
'Each typed view: its columns of properties, and the property that each of them shows';
comment on column template.view_columns.event_name is 'The events'' name, e.g. Order Completed';
comment on column template.view_columns.view_name is
'The typed view in this schema, e.g. order_completed';
comment on column template.view_columns.column_name is
'The column of the view, e.g. context_device_type; null where the view has no property yet';
comment on column template.view_columns.property is
'The property: its keys, joined by dots: context.device.type';
comment on column template.view_columns.column_type is
'text, numeric, boolean, timestamptz or jsonb';

revoke all on template.view_columns from public;
grant select on template.view_columns to template__read, template__aggregate;

-- sql/tenant/clients.sql
-- The clients. The view groups by client and day first: two hash aggregates are faster than
-- count(distinct), which sorts. It reads indexed columns only, and a filter on client_id reads the
-- events of this client alone.
create or replace view template.clients with (security_invoker = true) as
select
    d.client_id,
    min(d.first_at) as first_seen,
    max(d.last_at) as last_seen,
    sum(d.events)::bigint as events,
    count(*) as active_days
from (
    select
        e.client_id,
        min(e.created_at) as first_at,
        max(e.created_at) as last_at,
        count(*) as events
    from template.events as e
    where e.client_id is not null
    group by e.client_id, (e.created_at at time zone 'UTC')::date
) as d
group by d.client_id;

comment on view template.clients is
'Each client: its first and its last event, how many events it had and on how many days';
comment on column template.clients.client_id is 'The client (user, device, account)';
comment on column template.clients.first_seen is 'created_at of its first event';
comment on column template.clients.last_seen is 'created_at of its last event';
comment on column template.clients.events is 'How many events the client had';
comment on column template.clients.active_days is 'On how many days (UTC) the client had an event';

revoke all on template.clients from public;
grant select on template.clients to template__read;

-- sql/tenant/sessions.sql
-- All sessions ever, with a gap of 30 minutes. A filter on client_id reads the events of this
-- client alone. A filter on started_at reads all events first: the function sessions, which takes
-- since and until, does not.
create or replace view template.sessions with (security_invoker = true) as
select
    s.client_id,
    s.started_at,
    s.ended_at,
    s.ended_at - s.started_at as duration,
    extract(epoch from s.ended_at - s.started_at)::double precision as duration_seconds,
    s.events,
    s.first_event,
    s.last_event
from (
    -- The inner query keeps the first row and the last row of each session. So the row after a
    -- first row is the last row of the same session.
    select
        b.client_id,
        b.is_first,
        b.created_at as started_at,
        b.event_name as first_event,
        case when b.is_last then b.created_at else lead(b.created_at) over w end as ended_at,
        case when b.is_last then 1 else lead(b.place) over w - b.place + 1 end as events,
        case when b.is_last then b.event_name else lead(b.event_name) over w end as last_event
    from (
        select
            e.client_id,
            e.created_at,
            e.event_name,
            row_number() over w as place,
            (e.created_at - lag(e.created_at) over w <= interval '30 minutes') is not true
                as is_first,
            (lead(e.created_at) over w - e.created_at <= interval '30 minutes') is not true
                as is_last
        from template.events as e
        where e.client_id is not null
        window w as (partition by e.client_id order by e.created_at, e.event_name collate "C")
    ) as b
    where b.is_first or b.is_last
    window w as (partition by b.client_id order by b.created_at, b.place)
) as s
where s.is_first;

comment on view template.sessions is
'Sessions: a client''s events with no pause of more than 30 minutes; for some days only, '
'sessions(since, until) is faster';
comment on column template.sessions.client_id is 'The client';
comment on column template.sessions.started_at is 'created_at of the first event of the session';
comment on column template.sessions.ended_at is 'created_at of the last event of the session';
comment on column template.sessions.duration is
'The time from the first event of the session to the last';
comment on column template.sessions.duration_seconds is 'duration in seconds';
comment on column template.sessions.events is 'How many events the session has';
comment on column template.sessions.first_event is 'event_name of the first event of the session';
comment on column template.sessions.last_event is 'event_name of the last event of the session';

revoke all on template.sessions from public;
grant select on template.sessions to template__read;

-- sql/tenant/schemas.sql
-- The tenant's two schemas, and the meaning of the tables in the store.
--
-- Readers get no right on the store and its tables, so BI tools do not list them.
comment on schema template is 'hardal: the read surface of one tenant';
comment on schema template__store is
'hardal: the tables and functions of one tenant; not for readers';
revoke all on schema template, template__store from public;
grant usage on schema template to template__read, template__aggregate;

comment on table template__store.events is 'Events, one partition per month of created_at (UTC)';
comment on column template__store.events.id is 'The event''s id, unique in the tenant by event_ids';
comment on column template__store.events.created_at is
'When the event happened, as the sender says';
comment on column template__store.events.received_at is
'Start of the transaction that stored the event, or the time of a later erasure that did not have '
'to wait for it; an import keeps the received_at of its file';
comment on column template__store.events.event_name is 'The event''s name';
comment on column template__store.events.hardal_server_request_id is
'The request or user in the sending system';
comment on column template__store.events.client_id is 'The client of the event';
comment on column template__store.events.properties is
'The event''s properties, a JSON object';

comment on table template__store.month_pattern is
'Always empty: the tables that hold the rows of a month are made like this one, with its indexes. '
'A transaction that makes partitions locks it, so that no two make partitions at once';
comment on column template__store.month_pattern.id is
'The event''s id, unique in the tenant by event_ids';
comment on column template__store.month_pattern.created_at is
'When the event happened, as the sender says';
comment on column template__store.month_pattern.received_at is
'Start of the transaction that stored the event; an import keeps the received_at of its file';
comment on column template__store.month_pattern.event_name is 'The event''s name';
comment on column template__store.month_pattern.hardal_server_request_id is
'The request or user in the sending system';
comment on column template__store.month_pattern.client_id is 'The client of the event';
comment on column template__store.month_pattern.properties is
'The event''s properties, a JSON object';

comment on table template__store.event_ids is
'The ledger: one row for each stored event and each tombstone, so that a retry stores nothing '
'twice';
comment on column template__store.event_ids.id is 'The event''s id';
comment on column template__store.event_ids.created_at is
'The event''s time, which names its partition; null in a tombstone';
comment on column template__store.event_ids.digest is
'Hash of the event''s content, which tells a retry from a conflict; null in a tombstone';

comment on table template__store.rejected_events is 'The quarantine: rejected events';
comment on column template__store.rejected_events.rejected_id is 'Id of the rejected event';
comment on column template__store.rejected_events.received_at is 'When the event was rejected';
comment on column template__store.rejected_events.payload is
'The event as it was sent; null where it is no JSON, was too large, or may not be kept';
comment on column template__store.rejected_events.raw is
'The bytes that were sent, where PostgreSQL cannot hold them as JSON; the first 8 KiB, where the '
'event was too large; null otherwise';
comment on column template__store.rejected_events.bytes is
'Size of the line that was sent, or of the event as jsonb';
comment on column template__store.rejected_events.counted_bytes is
'Bytes that the event counts for in the quarantine''s limit';
comment on column template__store.rejected_events.errors is
'Every fault: an array of field, code and message';

comment on table template__store.quarantine_changes is
'How full the quarantine is: the sum of these rows';
comment on column template__store.quarantine_changes.kept is
'Number of events that came in; negative for events that left';
comment on column template__store.quarantine_changes.bytes is
'Their bytes; negative for events that left';
comment on column template__store.quarantine_changes.dropped is
'Number of rejected events that were not kept, because the quarantine was full';

-- sql/tenant/rollups.sql
-- The meaning of the tables of migrations/tenant/0002_rollups.sql. Only their owner can read or
-- change them.
comment on table template__store.rollups is
'How far each kind of period is rolled up: from rolled_from to rolled_until, except marked ones';
comment on column template__store.rollups.period is 'day, week or month';
comment on column template__store.rollups.step is 'Length of a period';
comment on column template__store.rollups.pause is
'A marked period is counted anew no sooner than this time after it was marked';
comment on column template__store.rollups.rolled_from is
'First day of the first period that may be in the rollups; earlier periods begin before the '
'horizon';
comment on column template__store.rollups.rolled_until is
'First day of the first period that is not in the rollups yet';
comment on column template__store.rollups.recounted is
'First day of the period that this round of maintenance counted anew last; null between rounds';

comment on table template__store.boundary is 'One row: the days before the boundary are over';
comment on column template__store.boundary.boundary is
'A transaction that stores an event of an earlier day marks the periods of the event';
comment on column template__store.boundary.waits_for is
'The days before the boundary are rolled up once these transactions are over; null while they '
'are not listed yet';
comment on column template__store.boundary.received_from is
'The time that the newest erasure covers: events that are stored from now on were received at this '
'time or later';
comment on column template__store.boundary.looked_at is
'When typed views were last compared with events; -infinity: the next round compares them with '
'all events';

comment on table template__store.counted_days is
'Days that were counted since typed views were last compared with them';
comment on column template__store.counted_days.day is 'The day in UTC';

comment on table template__store.rollup_marks is
'Periods that were changed since they were rolled up, or may have been; they are counted live';
comment on column template__store.rollup_marks.period is 'day, week or month';
comment on column template__store.rollup_marks.starts_on is 'First day of the period, in UTC';
comment on column template__store.rollup_marks.marked_at is
'Start of the transaction that changed the period';

comment on table template__store.activity is
'The rollup of events and clients; it can be rebuilt from the events';
comment on column template__store.activity.period is 'day, week or month';
comment on column template__store.activity.starts_on is 'First day of the period, in UTC';
comment on column template__store.activity.event_name is
'The events'' name, in rows of a day; empty in the row for all names together';
comment on column template__store.activity.events is 'How many events there are';
comment on column template__store.activity.clients is
'How many different clients had these events; events without a client_id do not count';
comment on column template__store.activity.first_at is 'created_at of the first of these events';
comment on column template__store.activity.last_at is 'created_at of the last of these events';

comment on table template__store.property_counts is
'The rollup of properties; it can be rebuilt from the events';
comment on column template__store.property_counts.day is 'The day in UTC';
comment on column template__store.property_counts.event_name is 'The events'' name';
comment on column template__store.property_counts.property is
'The property: its keys, joined by dots';
comment on column template__store.property_counts.json_type is
'string, number, boolean, object, array or null';
comment on column template__store.property_counts.events is
'How many events have the property with this type';
comment on column template__store.property_counts.first_at is
'created_at of the first of these events';
comment on column template__store.property_counts.last_at is
'created_at of the last of these events';
comment on column template__store.property_counts.example is
'The first 100 characters of one value; null for objects, arrays and null';

comment on table template__store.event_views is
'The typed views that were made; a view keeps its name until a DBA renames it';
comment on column template__store.event_views.event_name is 'The name of the view''s events';
comment on column template__store.event_views.view_name is 'The view''s name in the read surface';
comment on column template__store.event_views.made_at is 'When the view was made';

comment on table template__store.view_columns is 'The columns of the typed views';
comment on column template__store.view_columns.event_name is 'The name of the view''s events';
comment on column template__store.view_columns.property is 'The property that the column shows';
comment on column template__store.view_columns.column_type is 'The column''s type';
comment on column template__store.view_columns.column_name is 'The column''s name';
comment on column template__store.view_columns.place is
'The column''s place behind the columns that every typed view has, from 1';
comment on column template__store.view_columns.pinned is
'True where a DBA has fixed the column''s name and type';

comment on table template__store.wanted_columns is
'Typed views and columns that are missing; maintenance makes them';
comment on column template__store.wanted_columns.event_name is 'The name of the view''s events';
comment on column template__store.wanted_columns.property is
'The property; null where the view itself is missing';
comment on column template__store.wanted_columns.column_type is
'The type that the property has most often, '
'or text for the column beside the typed one; null where the view itself is missing';
comment on column template__store.wanted_columns.events is
'How many events with the name, or with the property, were seen';
comment on column template__store.wanted_columns.postponed is
'True where the view is being read or cannot be replaced; the next round tries again';

comment on table template__store.names_without_view is
'Event names that have no typed view: they wait for room, or a DBA has dropped their view; '
'at most 1,000 wait here, the most frequent ones';
comment on column template__store.names_without_view.event_name is 'The name of the events';
comment on column template__store.names_without_view.events is
'How many events with the name were seen';
comment on column template__store.names_without_view.since is
'When the name was found to have no room, or its view was dropped';
comment on column template__store.names_without_view.seen_at is
'When maintenance last saw events of the name';
comment on column template__store.names_without_view.dropped is
'True where a DBA has dropped the view: maintenance does not make it again';

comment on table template__store.properties_without_column is
'Properties that have no column in the typed view of their events: they wait for room, or a DBA '
'has dropped their column; at most 1,000 wait here, the most frequent ones';
comment on column template__store.properties_without_column.event_name is
'The name of the view''s events';
comment on column template__store.properties_without_column.property is 'The property';
comment on column template__store.properties_without_column.events is
'How many events with the property were seen';
comment on column template__store.properties_without_column.since is
'When the property was found to have no room, or its column was dropped';
comment on column template__store.properties_without_column.seen_at is
'When maintenance last saw the property';
comment on column template__store.properties_without_column.dropped is
'True where a DBA has dropped the column: maintenance does not make it again';

-- sql/tenant/live_spans.sql
-- The periods that are counted live at this moment:
-- - periods before rolled_from and periods from rolled_until on, as far as there are events
-- - rolled-up periods that carry a mark
-- All other periods are read from the rollups. count_period counts live periods only.
--
-- A recursive query steps from one period to the next. With generate_series the planner would
-- expect a thousand rows, at a cost for which PostgreSQL would compile the query (jit).
create or replace view template__store.live_spans as
with recursive bounds as (
    select
        min(e.created_at) at time zone 'UTC' as oldest,
        max(e.created_at) at time zone 'UTC' as newest
    from template__store.events as e
),

spans as (
    select
        r.period,
        r.step,
        t.starts_at,
        t.ends_at
    from template__store.rollups as r
    cross join bounds as n
    cross join
        lateral (
            values
            -- the periods after those that are rolled up
            (greatest(date_trunc(r.period, n.oldest), r.rolled_until), n.newest),
            -- the periods before those that are rolled up
            (
                date_trunc(r.period, n.oldest),
                case when isfinite(r.rolled_from) then r.rolled_from - r.step end
            )
        ) as t (starts_at, ends_at)
    where t.starts_at <= t.ends_at
    union all
    select
        s.period,
        s.step,
        s.starts_at + s.step,
        s.ends_at
    from spans as s
    where s.starts_at + s.step <= s.ends_at
)

select
    s.period,
    s.starts_on,
    s.starts_on::timestamp at time zone 'UTC' as since,
    (s.starts_on + s.step) at time zone 'UTC' as until
from (
    select
        p.period,
        p.step,
        p.starts_at::date as starts_on
    from spans as p
    union
    select
        r.period,
        r.step,
        m.starts_on
    from template__store.rollup_marks as m
    inner join template__store.rollups as r on m.period = r.period
    where m.starts_on >= r.rolled_from and m.starts_on < r.rolled_until
) as s;

comment on view template__store.live_spans is
'Periods that are counted live: not rolled up yet, no longer rolled up, or marked';
comment on column template__store.live_spans.period is 'day, week or month';
comment on column template__store.live_spans.starts_on is 'First day of the period, in UTC';
comment on column template__store.live_spans.since is 'When the period begins';
comment on column template__store.live_spans.until is 'When the next period begins';

revoke all on template__store.live_spans from public;

-- sql/tenant/live_activity.sql
-- Activity of the periods that are counted live: by event name for days, and for all names together
-- (the name '') for every period.
--
-- Each period groups by client first. Two hash aggregates are faster than count(distinct), which
-- sorts.
create or replace view template__store.live_activity as
select
    s.period,
    s.starts_on,
    a.event_name,
    a.events,
    a.clients,
    a.first_at,
    a.last_at
from template__store.live_spans as s
cross join
    lateral ( -- noqa: ST05
        with by_client as (
            select
                e.event_name,
                e.client_id,
                count(*) as events,
                min(e.created_at) as first_at,
                max(e.created_at) as last_at
            from template__store.events as e
            where e.created_at >= s.since and e.created_at < s.until
            group by e.event_name, e.client_id
        )

        select
            c.event_name,
            sum(c.events)::bigint as events,
            count(c.client_id) as clients,
            min(c.first_at) as first_at,
            max(c.last_at) as last_at
        from by_client as c
        group by c.event_name
    ) as a
where s.period = 'day'
union all
select
    s.period,
    s.starts_on,
    '' as event_name,
    a.events,
    a.clients,
    a.first_at,
    a.last_at
from template__store.live_spans as s
cross join
    lateral ( -- noqa: ST05
        with by_client as (
            select
                e.client_id,
                count(*) as events,
                min(e.created_at) as first_at,
                max(e.created_at) as last_at
            from template__store.events as e
            where e.created_at >= s.since and e.created_at < s.until
            group by e.client_id
        )

        select
            sum(c.events)::bigint as events,
            count(c.client_id) as clients,
            min(c.first_at) as first_at,
            max(c.last_at) as last_at
        from by_client as c
        having count(*) > 0
    ) as a;

comment on view template__store.live_activity is
'Activity of the periods that are counted live, in the form in which a rollup stores it';
comment on column template__store.live_activity.period is 'day, week or month';
comment on column template__store.live_activity.starts_on is 'First day of the period, in UTC';
comment on column template__store.live_activity.event_name is
'The events'' name, in rows of a day; empty in the row for all names together';
comment on column template__store.live_activity.events is 'How many events there are';
comment on column template__store.live_activity.clients is
'How many different clients had these events; events without a client_id do not count';
comment on column template__store.live_activity.first_at is
'created_at of the first of these events';
comment on column template__store.live_activity.last_at is 'created_at of the last of these events';

revoke all on template__store.live_activity from public;

-- sql/tenant/live_properties.sql
-- Properties of the days that are counted live, with nested objects flattened. Each day has at most
-- 2,000 rows: the most frequent combinations of event name, property and JSON type.
create or replace view template__store.live_properties as
select
    s.starts_on as day,
    p.event_name,
    p.property,
    p.json_type,
    p.events,
    p.first_at,
    p.last_at,
    p.example
from template__store.live_spans as s
cross join
    lateral (
        select
            e.event_name,
            f.property,
            f.json_type,
            count(*) as events,
            min(e.created_at) as first_at,
            max(e.created_at) as last_at,
            max(
                case
                    when f.json_type in ('string', 'number', 'boolean')
                        then left(f.value #>> '{}', 100)
                end collate "C"
            ) as example
        from template__store.events as e
        cross join template.flatten(e.properties) as f
        where e.created_at >= s.since and e.created_at < s.until
        group by e.event_name, f.property, f.json_type
        order by
            count(*) desc,
            e.event_name collate "C" asc, f.property collate "C" asc, f.json_type collate "C" asc
        limit 2000
    ) as p
where s.period = 'day';

comment on view template__store.live_properties is
'Properties of the days that are counted live, in the form in which a rollup stores them';
comment on column template__store.live_properties.day is 'The day in UTC';
comment on column template__store.live_properties.event_name is 'The events'' name';
comment on column template__store.live_properties.property is
'The property: its keys, joined by dots';
comment on column template__store.live_properties.json_type is
'string, number, boolean, object, array or null';
comment on column template__store.live_properties.events is
'How many events have the property with this type';
comment on column template__store.live_properties.first_at is
'created_at of the first of these events';
comment on column template__store.live_properties.last_at is
'created_at of the last of these events';
comment on column template__store.live_properties.example is
'The first 100 characters of one value; null for objects, arrays and null';

revoke all on template__store.live_properties from public;

-- sql/tenant/all_activity.sql
-- All activity, read in one snapshot: rollup rows of the periods without a mark, and the live count
-- of all other periods. See roll_up for the reason why this is exact.
create or replace view template__store.all_activity as
select
    a.period,
    a.starts_on,
    a.event_name,
    a.events,
    a.clients,
    a.first_at,
    a.last_at
from template__store.activity as a
where
    not exists (
        select
        from template__store.rollup_marks as m
        where m.period = a.period and m.starts_on = a.starts_on
    )
union all
select
    l.period,
    l.starts_on,
    l.event_name,
    l.events,
    l.clients,
    l.first_at,
    l.last_at
from template__store.live_activity as l;

comment on view template__store.all_activity is
'Events and clients of every period, right to the last event';
comment on column template__store.all_activity.period is 'day, week or month';
comment on column template__store.all_activity.starts_on is 'First day of the period, in UTC';
comment on column template__store.all_activity.event_name is
'The events'' name, in rows of a day; empty in the row for all names together';
comment on column template__store.all_activity.events is 'How many events there are';
comment on column template__store.all_activity.clients is
'How many different clients had these events; events without a client_id do not count';
comment on column template__store.all_activity.first_at is
'created_at of the first of these events';
comment on column template__store.all_activity.last_at is 'created_at of the last of these events';

revoke all on template__store.all_activity from public;

-- sql/tenant/all_properties.sql
-- All properties by day, read in one snapshot: rollup rows of the days without a mark, and the live
-- count of all other days. See roll_up for the reason why this is exact.
create or replace view template__store.all_properties as
select
    c.day,
    c.event_name,
    c.property,
    c.json_type,
    c.events,
    c.first_at,
    c.last_at,
    c.example
from template__store.property_counts as c
where
    not exists (
        select
        from template__store.rollup_marks as m
        where m.period = 'day' and m.starts_on = c.day
    )
union all
select
    l.day,
    l.event_name,
    l.property,
    l.json_type,
    l.events,
    l.first_at,
    l.last_at,
    l.example
from template__store.live_properties as l;

comment on view template__store.all_properties is
'Properties of every day''s events, right to the last event';
comment on column template__store.all_properties.day is 'The day in UTC';
comment on column template__store.all_properties.event_name is 'The events'' name';
comment on column template__store.all_properties.property is
'The property: its keys, joined by dots';
comment on column template__store.all_properties.json_type is
'string, number, boolean, object, array or null';
comment on column template__store.all_properties.events is
'How many events have the property with this type';
comment on column template__store.all_properties.first_at is
'created_at of the first of these events';
comment on column template__store.all_properties.last_at is
'created_at of the last of these events';
comment on column template__store.all_properties.example is
'The first 100 characters of one value; null for objects, arrays and null';

revoke all on template__store.all_properties from public;

-- sql/tenant/active_clients.sql
-- How many clients were active each day, week and month. The view reads the store with its owner's
-- rights, for the same reason as daily_activity.
create or replace view template.active_clients as
select
    a.period,
    a.starts_on,
    a.clients,
    a.events
from template__store.all_activity as a
where a.event_name = '';

comment on view template.active_clients is
'Active clients by day, week and month (UTC), right to the last event: filter on period';
comment on column template.active_clients.period is 'day, week or month';
comment on column template.active_clients.starts_on is
'First day of the period in UTC; weeks begin on Mondays';
comment on column template.active_clients.clients is
'How many different clients had an event in the period';
comment on column template.active_clients.events is
'How many events the period has, including those without a client_id';

revoke all on template.active_clients from public;
grant select on template.active_clients to template__read, template__aggregate;

-- sql/tenant/daily_activity.sql
-- How many events of each name each day has, and from how many clients.
--
-- The view reads the store with its owner's rights. So readers with the scope aggregate need no
-- right on the events themselves. They may see no client and no value of a property.
create or replace view template.daily_activity as
select
    a.starts_on as day,
    a.event_name,
    a.events,
    a.clients
from template__store.all_activity as a
where a.period = 'day' and a.event_name <> '';

comment on view template.daily_activity is
'Events and clients by day (UTC) and event name, right to the last event';
comment on column template.daily_activity.day is 'The day in UTC';
comment on column template.daily_activity.event_name is 'The events'' name, e.g. purchase';
comment on column template.daily_activity.events is 'How many events the day has';
comment on column template.daily_activity.clients is
'How many different clients had these events; events without a client_id do not count';

revoke all on template.daily_activity from public;
grant select on template.daily_activity to template__read, template__aggregate;

-- sql/tenant/event_catalog.sql
-- The names of all stored events. The view reads the store with its owner's rights, for the same
-- reason as daily_activity.
create or replace view template.event_catalog as
select
    n.event_name,
    n.events,
    n.first_seen,
    n.last_seen,
    v.view_name::text as view_name
from (
    select
        a.event_name,
        sum(a.events)::bigint as events,
        min(a.first_at) as first_seen,
        max(a.last_at) as last_seen
    from template__store.all_activity as a
    where a.period = 'day' and a.event_name <> ''
    group by a.event_name
) as n
left join template__store.event_views as v on n.event_name = v.event_name;

comment on view template.event_catalog is
'Each event name: how many events it has, the first and the last of them, and its typed view';
comment on column template.event_catalog.event_name is 'The events'' name, e.g. purchase';
comment on column template.event_catalog.events is 'How many events of this name there are';
comment on column template.event_catalog.first_seen is 'created_at of the first event of this name';
comment on column template.event_catalog.last_seen is 'created_at of the last event of this name';
comment on column template.event_catalog.view_name is
'The typed view in this schema, which has one column per property; null where there is none '
'(yet)';

revoke all on template.event_catalog from public;
grant select on template.event_catalog to template__read, template__aggregate;

-- sql/tenant/property_catalog.sql
-- The properties of all stored events. The view reads the store with its owner's rights, for the
-- same reason as daily_activity. It shows examples only to a reader who may read the events that
-- the examples are from.
create or replace view template.property_catalog as
with numbered as (
    select
        a.*,
        row_number() over (
            partition by a.event_name, a.property, a.example
            order by a.last_at desc
        ) as turn
    from template__store.all_properties as a
)

select
    n.event_name,
    n.property,
    sum(n.events)::bigint as events,
    min(n.first_at) as first_seen,
    max(n.last_at) as last_seen,
    coalesce(sum(n.events) filter (where n.json_type = 'string'), 0)::bigint as strings,
    coalesce(sum(n.events) filter (where n.json_type = 'number'), 0)::bigint as numbers,
    coalesce(sum(n.events) filter (where n.json_type = 'boolean'), 0)::bigint as booleans,
    coalesce(sum(n.events) filter (where n.json_type = 'object'), 0)::bigint as objects,
    coalesce(sum(n.events) filter (where n.json_type = 'array'), 0)::bigint as arrays,
    coalesce(sum(n.events) filter (where n.json_type = 'null'), 0)::bigint as nulls,
    case
        when (select has_table_privilege(current_user, 'template.events', 'select'))
            then (
                array_agg(n.example order by n.last_at desc, n.example collate "C" asc)
                filter (where n.turn = 1 and n.example is not null)
            )[1:5]
    end as examples
from numbered as n
group by n.event_name, n.property;

comment on view template.property_catalog is
'Each property of each event name: how many events have it, since when, and with which JSON '
'types; a key in a nested object is a property of its own';
comment on column template.property_catalog.event_name is 'The events'' name';
comment on column template.property_catalog.property is
'The property: its keys, joined by dots: nested_data.category';
comment on column template.property_catalog.events is 'How many events have the property';
comment on column template.property_catalog.first_seen is
'created_at of the first event with the property';
comment on column template.property_catalog.last_seen is
'created_at of the last event with the property';
comment on column template.property_catalog.strings is
'Number of events in which the value is a string';
comment on column template.property_catalog.numbers is
'Number of events in which the value is a number';
comment on column template.property_catalog.booleans is
'Number of events in which the value is true or false';
comment on column template.property_catalog.objects is
'Number of events in which the value is an object; its keys are properties of their own';
comment on column template.property_catalog.arrays is
'Number of events in which the value is an array';
comment on column template.property_catalog.nulls is 'Number of events in which the value is null';
comment on column template.property_catalog.examples is
'Up to five values, the newest first; null for readers who may not read events';

revoke all on template.property_catalog from public;
grant select on template.property_catalog to template__read, template__aggregate;

-- migrate
select hardal_private.drop_stale_functions('hardal_private', array['authenticator_settings', 'check_admin_option', 'check_api_functions', 'check_audit_log', 'check_database', 'check_default_privileges', 'check_definitions', 'check_event_triggers', 'check_grants', 'check_maintenance', 'check_memberships', 'check_outside_functions', 'check_outside_views', 'check_owners', 'check_partitions', 'check_public', 'check_references', 'check_replication', 'check_roles', 'check_rollups', 'check_settings', 'check_signing_keys', 'check_stores', 'check_tenants', 'check_tokens', 'check_urls', 'check_views', 'count_findings', 'doctor', 'held_grants', 'held_memberships', 'large_object_functions', 'object_definitions', 'own_roles', 'own_schemas', 'privilege_text', 'shell_quote', 'batch_events', 'body_encoding', 'content_encoding', 'derived_id', 'name_digest', 'uuid_v7', 'idempotency_key', 'is_binary', 'ledger_errors', 'merge_patch', 'read_events', 'read_line', 'read_lines', 'read_ndjson', 'refuse_encoding', 'refuse_request', 'refuse_retry_later', 'rejected_event_bytes', 'serve_events', 'set_lock_deadline', 'truncated_payload', 'unreadable_line_errors', 'ambiguous_functions', 'audit', 'audit_digest', 'clock', 'dedicate_database', 'drop_ambiguous_functions', 'drop_stale_functions', 'guard_audit_log', 'mend_memberships', 'record_definitions', 'record_grants', 'refuse_change', 'remember_definitions', 'revoke_grants', 'role_statements', 'set_authenticator_password', 'shared_schemas', 'add_to_report', 'discard_rollups', 'lock_tenant', 'maintain', 'maintain_step', 'maintain_tenant', 'partition_names', 'partitions_to_detach', 'record_maintained', 'running_writers', 'unfinished_transactions', 'begin_erasure', 'close_receipt', 'count_person', 'disclose', 'erase', 'erase_part', 'forget_names', 'matches_person', 'open_receipt', 'person_values', 'recount_after_erasure', 'renew_statistics', 'report_remains', 'require_person', 'stale_statistics', 'written_forms', 'admit_request', 'refuse_overtime', 'require_plain_statement', 'apply_template', 'create_tenant', 'create_tenant_schemas', 'current_tenant', 'describe_tenant', 'drop_tenant_begin', 'drop_tenant_finish', 'drop_tenant_partition', 'end_tenant_connections', 'event_times', 'grant_api', 'make_models_schema', 'quarantine_totals', 'relation_stats', 'require_future', 'require_tenant', 'resume_tenant', 'rollup_progress', 'set_limits', 'stats', 'store_sizes', 'suspend_tenant', 'template_version', 'tenant_limits', 'issue_token', 'record_token_use', 'refuse_unknown_token', 'register_signing_key', 'retire_signing_keys', 'revoke_token', 'rotate_token', 'token_scopes', 'token_state', 'apply_role_settings', 'create_url', 'end_connections', 'join_role', 'may_log_in', 'membership_options', 'record_url_use', 'require_url', 'require_verifier', 'revoke_url_begin', 'revoke_url_finish', 'rotate_url', 'url_scopes', 'url_settings', 'url_state', 'cut_fraction', 'event_errors', 'is_blank', 'exceeded_limits', 'read_uuid', 'is_deep', 'is_larger', 'is_wide_number', 'is_printable', 'quick_check_batch', 'wide_numbers', 'text_faults', 'unknown_field_faults', 'add_view', 'column_places', 'column_type', 'cut_name', 'drop_view', 'events_needed', 'fixed_columns', 'free_name', 'grants_on', 'is_keyword', 'list_view_columns', 'list_without_view', 'name_letters', 'one_form', 'pin_column', 'pinnable_types', 'small_letters', 'property_expression', 'refresh_views', 'rename_view', 'require_pin', 'require_plain_name', 'room_totals', 'safe_name', 'typed_views', 'view_places', 'event_digest', 'event_id', 'parse_timestamp', 'event_name_faults', 'properties_faults', 'quick_check_event', 'id_faults', 'is_long_number', 'size_faults', 'plain_letters', 'created_at_faults', 'is_plain_name']);

-- migrate
select hardal_private.drop_stale_functions('hardal', array['active_clients', 'daily_activity', 'event_catalog', 'events', 'funnel', 'ingest', 'ingest_ndjson', 'paths', 'pre_request', 'property_breakdown', 'property_catalog', 'retention', 'sessions', 'validate', 'validate_ndjson']);

-- migrate
select hardal_private.drop_stale_functions('hardal_helpers', array['day_start', 'find_property', 'fixed_span', 'is_time_zone', 'moment', 'nearest', 'require_argument', 'require_events', 'since', 'until', 'within_calendar']);

-- migrate
select hardal_private.drop_stale_functions('template__store', array['answer_mixed_batch', 'import_lines', 'ingest', 'ledger_outcomes', 'store_events', 'drop_expired', 'expired_partitions', 'list_partitions', 'make_partitions', 'make_partitions_ahead', 'move_horizon', 'next_horizon', 'trim_ledger', 'erase_partition', 'erase_rejected', 'person_events', 'person_rejected', 'delete_rejected', 'discard_rejected', 'expire_rejected', 'find_rejected', 'keep_rejected', 'replay_rejected', 'tidy_quarantine', 'events_page', 'count_period', 'discard_rollups', 'mark_for_recount', 'move_boundary', 'recount_next_marked', 'recount_step', 'roll_up', 'shrink_rollups', 'add_event_view', 'column_candidates', 'columns_left', 'comment_event_view', 'drop_columns', 'drop_event_view', 'forget_gone_names', 'make_event_view', 'make_event_views', 'make_pinned_column', 'name_event_view', 'newly_without_room', 'pin_column', 'place_column', 'place_wanted_columns', 'remake_event_view', 'rename_event_view', 'repin_event_view', 'replace_event_view', 'seen_names', 'seen_properties', 'taken_names', 'uncounted_since', 'unseen_since', 'view_candidates', 'views_left', 'want_columns', 'want_event_views', 'want_views']);

-- migrate
select hardal_private.drop_stale_functions('template', array['active_clients', 'as_timestamp', 'daily_activity', 'flatten', 'funnel', 'paths', 'property_breakdown', 'property_keys', 'retention', 'sessions']);

-- migrate
insert into hardal_private.migrations as m (path, sha256) values
('sql/core/server.sql', 'bc4a119254a8da3fcaa9a6e0fd32201a1ab2aae46682adea1ab204ff6bd8fa06'),
('sql/core/bootstrap.sql', 'c0ee09b832635f05786aa6d5a8da4b9fd22be413bba0da974108637577fdc112'),
('migrations/core/0001_registry.sql', '4a53ea4dbe63a3af9ac9ccc7e4b21feba8a22eef681ec0a71e852209106a90e9'),
('migrations/core/0002_reports.sql', '96366baa7e0e1992569b70722ec699085e9982c60c0fa984de8dec44ef6b7b23'),
('sql/core/roles.sql', '05bc8f0c10ba17be85060b5ce535b47cddb6cbca8ddf2d4c77e165cd4c411d99'),
('functions/hardal_private/doctor/authenticator_settings.sql', '72ed7ab2581c7764e1b3f8c5ca2796b7bcf2076e67bff41f7a07cd813022647f'),
('functions/hardal_private/doctor/check_admin_option.sql', '3e4f73c1cdcc5d28acf453c4db5f4015a7ceca5329352ce32106d0590411e001'),
('functions/hardal_private/doctor/check_api_functions.sql', 'eb0523b7168309e079ec280143fc613c6331c1d7871096f61309474a616c3cf7'),
('functions/hardal_private/doctor/check_audit_log.sql', '5d5271b0815ba0e2e7098e62160fc54f445f5d8c6b793162ad690a1fedbebf2f'),
('functions/hardal_private/doctor/check_database.sql', 'beec0085459ea75ce26b7cac4dcb0d09a4c52ef0811458685ab42dc214143bb8'),
('functions/hardal_private/doctor/check_default_privileges.sql', '0ebebb6dfa7b07f7b62b24fd86716b70038b2f9aad0c2e3675ce6bb595ad1e7c'),
('functions/hardal_private/doctor/check_definitions.sql', 'e81f45331c02e251cf3267c0a2117769188741dc1584c0d0c0ddeb5cd260df2d'),
('functions/hardal_private/doctor/check_event_triggers.sql', '21e47e4ee1233b310a8486a98e9f63a7a3011e17224b47860ca7b03e817609ab'),
('functions/hardal_private/doctor/check_grants.sql', 'b1c6cf57a6773b06bd517bbeb89a89823c5ccc20b89baa2abaabbbe89aab2b42'),
('functions/hardal_private/doctor/check_maintenance.sql', 'a805b2e1ac928c62b414bfadd4054a14a02b34bf4447e26069dc844058c38687'),
('functions/hardal_private/doctor/check_memberships.sql', '828402f08e201f9e6f1b2542b746af9ff0012d898a01f750121e38c4e453de76'),
('functions/hardal_private/doctor/check_outside_functions.sql', '1bd074dd7d9b73fea3dffa7a459fdc55fa9ec19727980dba4988305536d394a0'),
('functions/hardal_private/doctor/check_outside_views.sql', '22a5f594ac9dde88cace68212cf73dc2276ccca26edbd99adf00bc4f6c4257e7'),
('functions/hardal_private/doctor/check_owners.sql', 'b8738220074e093ce335df3bbbe8ca19b31635d1f59f763944ca2c96d63cc36c'),
('functions/hardal_private/doctor/check_partitions.sql', 'b716eaf4334c2c3dc98b4336ec087b9c2cd556f015f52055cd2ec933481c7d8c'),
('functions/hardal_private/doctor/check_public.sql', '1346347a4e7db0e5823cc95a10f6abbc1e4fee273db9530c7d4114ba6b14e205'),
('functions/hardal_private/doctor/check_references.sql', 'e80fbcf033af632cfaa4065ce624bd20b3f8e3f62058f80caa7a0ca29967ee80'),
('functions/hardal_private/doctor/check_replication.sql', 'b2ad773457d83a1676a48b2884cdbe258f4ae0c0abcf4ca078eee51b8dc13f47'),
('functions/hardal_private/doctor/check_roles.sql', '9fe5e064d4c05cb8b6874c19ba71c3e31678234e22860df829a0701e4f59a13d'),
('functions/hardal_private/doctor/check_rollups.sql', '1017d009237911c2d3e661b2abe0d4a029b835c0b61d9e4d2d8ce422a63474d2'),
('functions/hardal_private/doctor/check_settings.sql', '13f563416ca436d666f64556e57f306559d5b54e4b97ed6f1d775009077e8a7d'),
('functions/hardal_private/doctor/check_signing_keys.sql', '2c1ee3f2a7455017e69ca502cedf4955521dc42404268f71a80aeace7b69082f'),
('functions/hardal_private/doctor/check_stores.sql', 'e500408f98c7eb8712a71885fbdcf33723706aa323cf02717bf29fa923aa9eaf'),
('functions/hardal_private/doctor/check_tenants.sql', 'e8f343c19722cbd69f33944de322e03f13be83ee7e77dc8bdadcc2c2c1ab550a'),
('functions/hardal_private/doctor/check_tokens.sql', '6cb5cfd4495b1532891ec6181cb613a94264ee27f40beb7c1281ddd19d0bf0cd'),
('functions/hardal_private/doctor/check_urls.sql', 'cb2873e32475b8fa6ddfbfc19fc56e00c11c729192e14c109b3a5478d75954a8'),
('functions/hardal_private/doctor/check_views.sql', 'f7445614c44832efb4d466f5221d418bab846a5ab168fe40f366f8132d24ca4d'),
('functions/hardal_private/doctor/count_findings.sql', 'eaae4f66aa3d05f42f786027a2caa03f0cc3110e551d55ffda99419bac74393d'),
('functions/hardal_private/doctor/doctor.sql', 'fc82969961f4ee319de664efd3fbab3bd9c3720a66d1a803ee02a629ea7d9e4f'),
('functions/hardal_private/doctor/held_grants.sql', '9e40740815a07b933935a9df12e5353ab00bed53397e2c1ed313ed331a25f16f'),
('functions/hardal_private/doctor/held_memberships.sql', '464f2db83668d6b0c845aa9b30d318a36f676022bce85581db1caa1418570e79'),
('functions/hardal_private/doctor/large_object_functions.sql', 'd2dfe9441b03054529ad63650a387da5676878bbe62a1a7f2b683fa5d072caa0'),
('functions/hardal_private/doctor/object_definitions.sql', '372f5d8e19f573bb9ea8a3391e32d4a051372c80fe1d5457ee92378cbdb10f50'),
('functions/hardal_private/doctor/own_roles.sql', '34082b904d8fe370a0e3925bb8093fd95762f66cd96e50901d48f869db283333'),
('functions/hardal_private/doctor/own_schemas.sql', 'b7cc1731af142f4bfe7c85dfa6c0a3a5c1ca5bfd973299e093e9550d41558b5d'),
('functions/hardal_private/doctor/privilege_text.sql', 'ae109f98f99cbc96514f161bb4d0902d1b08f4aabeba8e50fedda8f6a7409cdd'),
('functions/hardal_private/doctor/shell_quote.sql', 'efb67321e196e4571e11e5adc12dedd7e74a89025d0700ec4974c68cf0cab589'),
('functions/hardal_private/ingest/batch_events.sql', 'c53d029a6165918c99186604676b33a9c1eeaa996672163d7f6d3747bc960eb9'),
('functions/hardal_private/ingest/body_encoding.sql', '20d5923d5012dc53f69124ae36765f9b6f8ff519496cb46db3f1bf53cc0c91fa'),
('functions/hardal_private/ingest/content_encoding.sql', '4119a6a2100fd3278df58590470d3e13707baa63cbd73d7e7bd623e53af961f2'),
('functions/hardal_private/ingest/derived_id.sql', 'a054022e0b99a23a6c158bba555fd3350182975fe0308dcfbba39052760195c5'),
('functions/hardal_private/ingest/name_digest.sql', '3739eb35beb8d3568c92df79b7e69a26de427fcafcbe16c431294a3d548b8d81'),
('functions/hardal_private/ingest/uuid_v7.sql', '5ad670c8e0cd22e685baaca2bec8374a2a9b3457a447b07764f808f2a13580ed'),
('functions/hardal_private/ingest/idempotency_key.sql', '4671e0123f962513aeb78528abb33513f578c894d3a12f363c7a0d572ed87c8b'),
('functions/hardal_private/ingest/is_binary.sql', '39f73cc4fd3b79ea0507085c04bf1cb8a2e76df1aeccccfd76b9708dbf490139'),
('functions/hardal_private/ingest/ledger_errors.sql', '9a1f684e4fc77c879c37e91cf2db700d8eab1ae3d6dec8a366298d905a221141'),
('functions/hardal_private/ingest/merge_patch.sql', 'a6d00d12364d1da5c9ce284b94f311e51683b22c796864e8a71e49e83c58ad6e'),
('functions/hardal_private/ingest/read_events.sql', 'c245c74c7e05a6b338033eeebf7da016ed86904bcd9378cc4c75976ce4966292'),
('functions/hardal_private/ingest/read_line.sql', 'd9996e1adf5f1e308e0f90bc478333aa0cfaf2491793d6d7c7f1a78c0fdf3474'),
('functions/hardal_private/ingest/read_lines.sql', '081535b22e4a5ed7293573374abd806896f3a54ae0f3175311bccf37d0ba843a'),
('functions/hardal_private/ingest/read_ndjson.sql', '09add1c780f4df9affef3b1937cdf8cd4e369ffdcfdeeb8457eb247dcb5b7992'),
('functions/hardal_private/ingest/refuse_encoding.sql', 'a61da71b861a32c5c9e1b7824ab24b61bdadf710f58194a74dd065b33eed3781'),
('functions/hardal_private/ingest/refuse_request.sql', 'd97af9d250a6345d1d68c90a16ea02a712c30c3ade2f8111a78427ae8690be56'),
('functions/hardal_private/ingest/refuse_retry_later.sql', 'f1ad009dc463ce377a2554c3c234d5364a8ed8c80ac24b2682401e2bd3d15ec2'),
('functions/hardal_private/ingest/rejected_event_bytes.sql', 'ee450937763e4df5b09a3cd00ec441f2e33770087bf9a5ae63d729abac51c329'),
('functions/hardal_private/ingest/serve_events.sql', 'c62bd5b4ecacaece341894cc4c4cab2cfc41d1f8d40d9a5ac5a449b85fc50c82'),
('functions/hardal_private/ingest/set_lock_deadline.sql', 'd001fdf02b4896a135ddecb787bfb98ac101f54865bf79c4c561ff4b8e20c5cd'),
('functions/hardal_private/ingest/truncated_payload.sql', '449bb5179e42934232d06b9c144367d86bc4455c451887281615d6f54a5c1d48'),
('functions/hardal_private/ingest/unreadable_line_errors.sql', '067a35cb6a7e5489857b5ecf144ed960486bf37723eb963b29eeb8eaed4c5eb9'),
('functions/hardal_private/install/ambiguous_functions.sql', 'a6ed382ef1d99aee02e27d9e21905e6d2851878ef560e60ec44d3f521561fb9c'),
('functions/hardal_private/install/audit.sql', '53464cef39517c27acb1d9de5d1020ffe5b0a8cf1ead0762176c246cc402923a'),
('functions/hardal_private/install/audit_digest.sql', '1223aa7d786f5412e662ff63bd7b8f8ea54f00eaa255969fabeaba2b58c2cee4'),
('functions/hardal_private/install/clock.sql', '74289c5a908a80aa878264f19ecfd05faebf3e05334bd1abf2ccea789e1a4e38'),
('functions/hardal_private/install/dedicate_database.sql', '4cfab380180fabb6f91eab3db984b708912bb1cd9ca6ee3b416013893292f489'),
('functions/hardal_private/install/drop_ambiguous_functions.sql', '41d453b17a643828b69af46138c61d56915c4b26b82b902afdead6fd6611090c'),
('functions/hardal_private/install/drop_stale_functions.sql', '098f0a777934c9de0cb407fff7b22c0b45b8a75502f88928c7b46148e5cef8d3'),
('functions/hardal_private/install/guard_audit_log.sql', '515f66557369f753ab47046dff7f3fa0c9b6ce61415105c4b7329732bf73c9e3'),
('functions/hardal_private/install/mend_memberships.sql', 'd5aaa2a9038ace3979d5aee4907e8c58a133bef1359e7b984a77d90359d28bf6'),
('functions/hardal_private/install/record_definitions.sql', 'dd07a6ca0d8abff7c455eb27e98d0216ea3b9a7b02d387bbffda88683d5c7f9e'),
('functions/hardal_private/install/record_grants.sql', 'd34738f9520edd79cebdf5963792b4d3c3c96de0fc59650489878416b5132cd1'),
('functions/hardal_private/install/refuse_change.sql', 'fe967088eba25887965e35921c266cc1fcc5ecec959aca108850f260f2aa1379'),
('functions/hardal_private/install/remember_definitions.sql', 'ad834012c8b770f9038360c49a46fd8192bb79a28f01d93404806890e42cb020'),
('functions/hardal_private/install/revoke_grants.sql', 'e5e5790306714bf4fb246c13634631bda434a6cd81b79f9d8ffb186a19902c7f'),
('functions/hardal_private/install/role_statements.sql', 'c980f57550801de1868b3a29d940f01355a3ee279c10420ac1363048f1a53989'),
('functions/hardal_private/install/set_authenticator_password.sql', '1b7f70c27e3123e4a66644062b71fa6ea8de27218febe50b4e7bd008aa84b192'),
('functions/hardal_private/install/shared_schemas.sql', '2ccd762eea8b8d10a3d046bc9a397083d3ab35d242fb8d3b3220cea5b5aef335'),
('functions/hardal_private/maintenance/add_to_report.sql', 'b972c32e21bad1528d52baf800d14b679a955c73d08245d88d73521346d03435'),
('functions/hardal_private/maintenance/discard_rollups.sql', '509f8426df51fe59273ac4e23bffdb075202dfd55f3696f56416833ef98639f9'),
('functions/hardal_private/maintenance/lock_tenant.sql', 'e550486bb7202ac1eca5963322c0cf9c7bc5e14d3ad51bd1a93f622d2d0d88f1'),
('functions/hardal_private/maintenance/maintain.sql', '3a8f847deb5fa807bf5290100068b69267cd715289ad87c1d659f7adbcaadcf6'),
('functions/hardal_private/maintenance/maintain_step.sql', '1f7afcaae4842421e59836621047089075db4e42fee717d530f62999decfc103'),
('functions/hardal_private/maintenance/maintain_tenant.sql', '908227e713d8591ca42db1546852377ed722c1710698051d876ea36d8c00ba49'),
('functions/hardal_private/maintenance/partition_names.sql', '8b46a31dc6e5765fd5fcc6dde360e9127788b604238f020658df475dcb477349'),
('functions/hardal_private/maintenance/partitions_to_detach.sql', '1f5c11132d63b972ac4b4e0f0c67eeaa03583fbfcd925c7bc61a6f843760e0f2'),
('functions/hardal_private/maintenance/record_maintained.sql', '0a8958e17a0465b4088a352a929ab5174abd7d7a726fe0e4ca50d2f4375cbb34'),
('functions/hardal_private/maintenance/running_writers.sql', '2f8b02a12586b77689bab1efb43ff3a69d1f4fc338a9cb9d131610ca3208119a'),
('functions/hardal_private/maintenance/unfinished_transactions.sql', 'dfb6e192f02ac633b287c65edce2576a5706f1b756f89c93a5d84966e576c183'),
('functions/hardal_private/persons/begin_erasure.sql', 'f9b5b9e7c88111640d60767e5305fd420dce474dda8a671b2fa39e268e0edefd'),
('functions/hardal_private/persons/close_receipt.sql', '844d4faa3f7fcbf6db55078394e1306044fdb78a590744bebca0efabf5b636b3'),
('functions/hardal_private/persons/count_person.sql', '55916c06a468b39d684e4cd040f4ab90cbea7638cc99ad2b3957d8835765978d'),
('functions/hardal_private/persons/disclose.sql', '588d4d223d6be134701377cf1c65e5ac8cadb3e064a56918bdd19a47777a6700'),
('functions/hardal_private/persons/erase.sql', '48d3f58380ce7a48b0b43d20c6f37ebde9c0a9d8b15c6c091b5651ebf62a036c'),
('functions/hardal_private/persons/erase_part.sql', '1837abc647487a6ab7ade5c48e4913f6f32f02edbbaeb34430218e0ea520c144'),
('functions/hardal_private/persons/forget_names.sql', 'be780b7bd26c6939e4bdfe9f0cb5e6e043649c61d1f56476d096706b8ea067ce'),
('functions/hardal_private/persons/matches_person.sql', 'c361bbb074aba916e4e65657e6b66720b9376284553c44c04843bde3fe08294f'),
('functions/hardal_private/persons/open_receipt.sql', 'a686147efa8d8c06b6a471b87c71fd0215d35b8b607c5834d60669abf386832e'),
('functions/hardal_private/persons/person_values.sql', '1e9c47ac195447b2e67469c609221e35e3dc373cc9796c951c94d96c7ffb54ea'),
('functions/hardal_private/persons/recount_after_erasure.sql', 'c5e4e8140a7a87199ff45109b547a08d41701d07c034f7e54de1646908c5dfea'),
('functions/hardal_private/persons/renew_statistics.sql', '5f5acc1d68a139be5be8ac3e738dec6cf27a36c134bb5869c9adb7658dffe3e5'),
('functions/hardal_private/persons/report_remains.sql', 'e498d4c95034d1e774f20cf7d48fcf921ec4cfd46990be275854157fad671cbc'),
('functions/hardal_private/persons/require_person.sql', 'ab16eb4c262f93d1acee19efd763fb65f80c7ff9848c18f34735bded86ca62e9'),
('functions/hardal_private/persons/stale_statistics.sql', 'ea0f4a44174525ce964677ddb05d3dcfa604f91c097b30b72e07700e3be545f5'),
('functions/hardal_private/persons/written_forms.sql', '231704a5b276dc57d874758aeb4376427666caf3b4021f17456248b1330670ae'),
('functions/hardal_private/requests/admit_request.sql', '96afafd6c89c6981ab7019e989e6d6c53337ceaef347c29ab542ead0628e59b7'),
('functions/hardal_private/requests/refuse_overtime.sql', '3a1f80b65050d8a9426aa3ac955ed222cf46889021fca162827d5cb3e3664794'),
('functions/hardal_private/requests/require_plain_statement.sql', '6113aef4470ba1c15778f52f0f476773e8b1defbb12e9ad2d890fbc2a30eb055'),
('functions/hardal_private/tenants/apply_template.sql', '1aabe23c62e06af444b75d148ca803444ae4c649f61f8633e19c1e1d46d231a6'),
('functions/hardal_private/tenants/create_tenant.sql', '80e9957ec15fde9e2584969e3e2a25ae76e93f42afa38cf77a7d31c142dc29d6'),
('functions/hardal_private/tenants/create_tenant_schemas.sql', 'e80deeefe3d4066f5b6bb9797a80df55fbaf0e4adcf6f34a2554c025e3102ab9'),
('functions/hardal_private/tenants/current_tenant.sql', 'e4c1f6370a25b32e5cbb90f63917224f0e9b9fa8b694c423e8d6bf8fe341c0c6'),
('functions/hardal_private/tenants/describe_tenant.sql', 'f793273a5830fd80ca72367d8a0357c1f2341b87b78b7aec2d2b6c38c6178e3b'),
('functions/hardal_private/tenants/drop_tenant_begin.sql', '8da77ccf26a3522f20e31135b4522355b4c127576932a0876edeb5c67980adec'),
('functions/hardal_private/tenants/drop_tenant_finish.sql', '81e84b39ffca117ae7e5ed78f7b70cbba0b458f56c729c12ae5b176d2ea6437b'),
('functions/hardal_private/tenants/drop_tenant_partition.sql', '68c9b4b1748004b57bea9b6fe7c7453fe35441ab34ba2aa758c0058f77a90d7e'),
('functions/hardal_private/tenants/end_tenant_connections.sql', '2c78a08fcd253441e3d1a2fbf8c42c17619871600a6362504907c0b7086dfc5d'),
('functions/hardal_private/tenants/event_times.sql', '998a8dbb66c9949bd62822576f2bcf96d8ed0880837a51d9f37e0190706dd290'),
('functions/hardal_private/tenants/grant_api.sql', 'ef4aa55b14867d5cbe38a14755b83406ca784a900267b73f602f2becf5f03b26'),
('functions/hardal_private/tenants/make_models_schema.sql', 'd9d7229beb17961a972056ce8b5acf6f35115f16cada0fbfc7b90358057c5655'),
('functions/hardal_private/tenants/quarantine_totals.sql', '54f0b367f0fff1f6a82988d91eba8c0bdeb3ed7ac0b6ed14dec6dfb117005874'),
('functions/hardal_private/tenants/relation_stats.sql', 'd8dc465f49f9955ad66a2237c8afdb0a5f3db00a54863f95d099ba2ff39d632f'),
('functions/hardal_private/tenants/require_future.sql', '846414f8efc73aa98589a4ae7892a2ec9e9553c481dda8b5131849983042ecdd'),
('functions/hardal_private/tenants/require_tenant.sql', 'fd12aa84b2f27a8dae0a2d8118f80f2bfd9d9e5f04da2616fca342dd37befb08'),
('functions/hardal_private/tenants/resume_tenant.sql', '121d40b6abee01f1382381553882c5bb3909bb9fc1c4bafa8455d9fefc076d29'),
('functions/hardal_private/tenants/rollup_progress.sql', '8c34460d6e8a86e50a68b018278e94adf5886dbd8c4c686dd32a15ec63872eea'),
('functions/hardal_private/tenants/set_limits.sql', 'a4f4765ac63ef0e29311e078d2ee319a6a86c1b656c5b79bf72c51b09477f916'),
('functions/hardal_private/tenants/stats.sql', '74a4edcbb34e6c7c6e8ba9abf0c24cacc99f166f5862d574ad24b251943c4f3c'),
('functions/hardal_private/tenants/store_sizes.sql', '7422ce18c59c78e2729d0497aecc02c2c370323de9b4e2ffd26a00a00d2db017'),
('functions/hardal_private/tenants/suspend_tenant.sql', 'e345fa47f9c8d3879a3390b47dda684f6dc05b060921ae29ffcb437a08fb6094'),
('functions/hardal_private/tenants/template_version.sql', 'a91ffcbeed658284c1d7215f2e5e6ac6a53f070e541f2480c78b8a93f21508cb'),
('functions/hardal_private/tenants/tenant_limits.sql', '0d6e6e192498aa984190b313ba5939ee10728cd03abe23a9035411ecba25d9ee'),
('functions/hardal_private/tokens/issue_token.sql', 'e0693884ae48fa98cb872029ab142da374e226cbf1cda68dd219d0834688e2e9'),
('functions/hardal_private/tokens/record_token_use.sql', 'fe1b7ffb9077005f0e3027ef8ccf09c98dbd97004017b680350641cfd6c6d068'),
('functions/hardal_private/tokens/refuse_unknown_token.sql', '9561e4eb972c8d821649c58da6f9e76a405bf1d2fc379d915901584baf0b890e'),
('functions/hardal_private/tokens/register_signing_key.sql', 'b0a627bd0b1b693b64f0acb24a11225a2ff897a2a903681c29a78ebab44e269d'),
('functions/hardal_private/tokens/retire_signing_keys.sql', '523a446a61ccf8691980acc6d4ac0b6d01696acf611e2f5dcba311bc4f63bb01'),
('functions/hardal_private/tokens/revoke_token.sql', '232567907c0817f4323a5942ca8560ce8bcc035039733bdccc95b1045010d4ba'),
('functions/hardal_private/tokens/rotate_token.sql', 'd25ca1b0f0ca4d15a88945878b085e6df4a29bd1178724270a2c79f1329d97b1'),
('functions/hardal_private/tokens/token_scopes.sql', '93e01539d766d8810e54702d1edb023d48103a88361501b269ef76c450cca198'),
('functions/hardal_private/tokens/token_state.sql', '1c1ee210a77fd74cc5888d9557544249d3ad6f1c77edacb9fe0a7a1381774319'),
('functions/hardal_private/urls/apply_role_settings.sql', '0897abd9468a14929bbb79a3d0a0cc98dd4db983fc26655b15a2c1971a0d5840'),
('functions/hardal_private/urls/create_url.sql', 'b0c7dff05486d59d66e5b6b450b63c89a65b5c1222785aa0b32f8be6f0d9d8f0'),
('functions/hardal_private/urls/end_connections.sql', 'a74fdd4d71b78345a7f5b5f109c4f318de95a28c1f06c108211b64fe8018a854'),
('functions/hardal_private/urls/join_role.sql', '708aca82b74aa0af110cb7b8afb293f2a3fd2996566b2a8b2a5a5d3416533472'),
('functions/hardal_private/urls/may_log_in.sql', '8643a1321cb2d6490bd9fd47ba2d143d889ceb80a5c109661bac2c481364e2b3'),
('functions/hardal_private/urls/membership_options.sql', 'd9e5a65d482a797412f5b675ea6c6433e4533f8dd7837326c25f9b684a167c37'),
('functions/hardal_private/urls/record_url_use.sql', '65be02d5c0421fb799f28ee74c0165d8e75a3122d1dbc13cb3039d6129bff10a'),
('functions/hardal_private/urls/require_url.sql', '7f58ce4d1e5b454c51d305c2dd294342352964533e7286f69de886fdd653107f'),
('functions/hardal_private/urls/require_verifier.sql', 'e1c42257d06a4703c0c9a7f568bc39e253e7e313a7bb55084c0ae807e445ced2'),
('functions/hardal_private/urls/revoke_url_begin.sql', '1b6a49d9264d9722e2f8c41932f3f9c92f9bee929c05857250cfdade7abc593a'),
('functions/hardal_private/urls/revoke_url_finish.sql', '977ae8affaa49996bb3e20e641db807d27afff05c2a8c6cff895e4bd13820543'),
('functions/hardal_private/urls/rotate_url.sql', 'cad6bab2c14eee8cb764dc9e1371991d7659e096ed0e6ec17f64537a3e491e87'),
('functions/hardal_private/urls/url_scopes.sql', '2edd8e44602b7f3b70d3ef5844ec1185bb6cc9f99c223240f693dedae6012f63'),
('functions/hardal_private/urls/url_settings.sql', 'a066bd7fabfbc74e96902e47066f27333f8ee82b12b1e093b08a114f7f533560'),
('functions/hardal_private/urls/url_state.sql', '0f89bd75c5da50ceffb1ffb6e25ff7670ca27ffaebda3bedd1b594c6cab8f9ad'),
('functions/hardal_private/validation/cut_fraction.sql', '5cf5e1c3db0f74bf9800c91ac3b38e1d08376bedcb42bc4927b8032bc5012273'),
('functions/hardal_private/validation/event_errors.sql', 'd4ae1d956cd69e009f5007a58409842977cecb0482d666da2ac9101a4572feaa'),
('functions/hardal_private/validation/is_blank.sql', 'a6c5e0bb183ae345c44d6a856f97d6ad1c48a591eca9b839bfc2162c79b74cd5'),
('functions/hardal_private/validation/exceeded_limits.sql', '1abc3d49f8388a1afbb36c87345bfd8593d40396df71a3fc1369f906517ce400'),
('functions/hardal_private/validation/read_uuid.sql', '38bfaf802749b2cee8d825d6b72f2b7b746e6f03d957d8c31495de625660f792'),
('functions/hardal_private/validation/is_deep.sql', '57009b6ba04167bf021e29bbc760f3277591213ec3152b6d2666ad7878f2e69a'),
('functions/hardal_private/validation/is_larger.sql', '9b5be42448932c22afb07b339ad2ee3c19f1e22fab802f836bc09bf7ccc7b105'),
('functions/hardal_private/validation/is_wide_number.sql', '701a736dd10fc20e3dc9e40b9b79ee4e0ceddd467010cf1207ba1feb4fe03ee1'),
('functions/hardal_private/validation/is_printable.sql', '8c430b60ecc09c601ab6945152871d7e6c1756bee4af724f2cf12f20aceda482'),
('functions/hardal_private/validation/quick_check_batch.sql', '1eb1dafe60e45a3b8b17efcd9cc5c0435e88d636353b59baf39f9a49b4835052'),
('functions/hardal_private/validation/wide_numbers.sql', '9755646d750c24fab415b3f3d94c67630f45922120c48ca8820b4016517e969c'),
('functions/hardal_private/validation/text_faults.sql', '7ca975a272936aa874098ce9074870d9ccc1ddad04b5bbad39c485da7032bd58'),
('functions/hardal_private/validation/unknown_field_faults.sql', '8cc014428c4959c2db56a6636f670e9d3fcac3314ef1c44fddee0ffb5465d842'),
('functions/hardal_private/views/add_view.sql', 'fe91a4a60d28a0cf71fbe87835cef46587c26973d68daa063256f0181f439609'),
('functions/hardal_private/views/column_places.sql', '5a518537e5eb64a3d2f28d9a4ed95232e15658bc5bc543dfcece834735c103ca'),
('functions/hardal_private/views/column_type.sql', '45d2f06cd9dac09bd7939c6d5e45a1d58c9c42345385add9a803ab309c599850'),
('functions/hardal_private/views/cut_name.sql', '89694eedec99a19614c3f68dbf07a48c17950da2262ea5ebe9cb56e06d3da627'),
('functions/hardal_private/views/drop_view.sql', '1a0c7dac2ab35e882dbac88dd7b79cd00dfdf5ba5f1b06554050e27877eaac7d'),
('functions/hardal_private/views/events_needed.sql', '75832909a00eaa8abb47b92d5775ad6a1c65ea55971de84f797d0461664cd412'),
('functions/hardal_private/views/fixed_columns.sql', 'd521eae252cd16007305850fe6e2ae47170095efbeef2b1415913fd372a06bca'),
('functions/hardal_private/views/free_name.sql', 'fb07d1f81994821e3621a29dd392f47ab032aa57b0678ccf6958df5bfc201727'),
('functions/hardal_private/views/grants_on.sql', '1f3572be62f5a375d3e6f34b14abadbb08302d402d352e4f25d0e746e71c39e5'),
('functions/hardal_private/views/is_keyword.sql', 'caeee390092b4ddb9aba37c3e3d4d19451b564ad21e9bbdaf4aa1e58b2514917'),
('functions/hardal_private/views/list_view_columns.sql', '76d599dfb8a8396f01eb1b7ce478a5d08e4b485ebec1ba13e380ad94de120cc0'),
('functions/hardal_private/views/list_without_view.sql', 'b83dd8c0111677b35056464d8ad43fd462f64e010f8685ec4922738d695f3c76'),
('functions/hardal_private/views/name_letters.sql', '0e8d8728a5bfec8bda14e92328c30d58495e7d329945d3f21d105337b8e09241'),
('functions/hardal_private/views/one_form.sql', '53d6826808605116a1e5b1c3d057445bba42115584108a83fd94994c84ad0cb5'),
('functions/hardal_private/views/pin_column.sql', 'e2d50cb7e00100ec210d6ad1155da183a68fdb4a2d5e3a801bbb4842a62ba61a'),
('functions/hardal_private/views/pinnable_types.sql', '3188bda3a318e56671a9b03cdc4a0b473969cb1d5a130abc0d595665a97ec7d3'),
('functions/hardal_private/views/small_letters.sql', '985f63948ef707fec6881a0aff5f528e6fa6a691192de404bd9c50f5f9f2689e'),
('functions/hardal_private/views/property_expression.sql', '70616d2b21051287242cbb3cd247932d8b397c356e62b0107428efed2154206b'),
('functions/hardal_private/views/refresh_views.sql', '2d7033c5a612586b173ce6c85ec080b69da23cd79989cda868914e1a0fe4e3d8'),
('functions/hardal_private/views/rename_view.sql', '003d073bbf7079bc018e4b0298e91249cb56833ad3acf7d53d0358728a75202b'),
('functions/hardal_private/views/require_pin.sql', 'e6bb34e9e0bcc9c7f51324454d822c71b8b5f27ea2179bcbffe59af786991575'),
('functions/hardal_private/views/require_plain_name.sql', '003bb235427e4de0dacb2b8f17779d16c02f8142021b0c40dcedd92e25f90413'),
('functions/hardal_private/views/room_totals.sql', '99c8ea198ae0d945e9aad3e4e121128045818a98b28c48cf5e1de6892e53821f'),
('functions/hardal_private/views/safe_name.sql', '51a984c270ccc39e4b6418f552fc1cd89eea80046575b6d6c34224b99c8e3da7'),
('functions/hardal_private/views/typed_views.sql', '00feba9ee608cb45e85325656e16bcabb76c20bca1c14d1da3563fe4ef402196'),
('functions/hardal_private/views/view_places.sql', 'ee8319c86ef75f7e3137245cf8f2be9001689632ec9189c84e3627868a50c4b4'),
('functions/hardal_private/ingest/event_digest.sql', '0b9dd4bf17b090341714cd617340d5b2173f1eef829a03d5c4fb931e327a445b'),
('functions/hardal_private/ingest/event_id.sql', '1562140538a20da4c7ee1f65cc97b3890953c298a5d19151c3e13aff9ed0e84d'),
('functions/hardal_private/validation/parse_timestamp.sql', '9dd87ffc470be5327268b461c134121132686c13c9f8bfb8c72db109a7daa16a'),
('functions/hardal_private/validation/event_name_faults.sql', '854464fbcbd1b65f245b4fc5f8ec6452848a7e1ac8337c088bb290ee97cd86ba'),
('functions/hardal_private/validation/properties_faults.sql', 'c845413443065638c094a61786c8f08831ee2521b0c37ee0671503bdb4404c55'),
('functions/hardal_private/validation/quick_check_event.sql', 'a160474403028bd9c61d5c5ca35a943106a83f76f539b5d71a0614977ac423f2'),
('functions/hardal_private/validation/id_faults.sql', 'b870093f0d78f05b04064ee7e02875baa82fedfca9b543a74255f29907c0fdd9'),
('functions/hardal_private/validation/is_long_number.sql', 'fc540bc0f4990ae6657f96344daca18372ee4717e2d43ce4021ae33a784606d3'),
('functions/hardal_private/validation/size_faults.sql', '74982d4c7a26b6e77fb202c726b8dca3803087d88e0b66b4c79d896e037df7e1'),
('functions/hardal_private/views/plain_letters.sql', '8ef0ab965c269b54cc7d68bdb640a1f81dcb37619f91cf929e51f046ae6336d4'),
('functions/hardal_private/validation/created_at_faults.sql', 'da95ba5125acc5140030f71d25e3bb6b96edac83bcf9ee7fe43eda7d9e8aaead'),
('functions/hardal_private/views/is_plain_name.sql', '818f84d8118f971927fbc049f4b04713845eb94aa5c974c1165237bc842fba81'),
('functions/hardal/active_clients.sql', '9243b0a8d58ed26e5085734871ef78d33d258a55d77e8a8efc3481e5507ee5a6'),
('functions/hardal/daily_activity.sql', '6b084c9986e9c044d418c6ec6d1d48b9724780530f8caa187ae7ad7fd4ad3c70'),
('functions/hardal/event_catalog.sql', '262a6aabd4b17fe7cf46a174a53c84660481c9db0ec85bf229217cd96450fb30'),
('functions/hardal/events.sql', '274e66067027b0d8c8941f3c6a5e88a22b1b26392fed047ac4bb9d2500af4bc0'),
('functions/hardal/funnel.sql', '79c49cfc35317ef6303eebd08f7dfc8cf3f782b3627e17814701e2023ae7189f'),
('functions/hardal/ingest.sql', '7f62cbeb8d8426bc32b71b184f080a82fea61acebd0d5f7033b835f652bfbd22'),
('functions/hardal/ingest_ndjson.sql', '042a545d5f1d9d8cf4adfc931113eb861242c5795265fd7aab00e4571e9d81e7'),
('functions/hardal/paths.sql', '77d1f943af9d6822062892e3600468874a19de2ce738d462abfa1129f929880c'),
('functions/hardal/pre_request.sql', '2a7f98d4640b62c7ca0e1c596fd38219abc0305cfc009993f19e96054886f7aa'),
('functions/hardal/property_breakdown.sql', '26bc0e9f9d7b60b1b5c65ade6e2e47385447d86192fb0bbecfee0b79fa5a2b01'),
('functions/hardal/property_catalog.sql', 'cafce6c5cb5a6191f3f80471374a9f62e7f73242e32fc9d6bce8de3e6b39cee9'),
('functions/hardal/retention.sql', '24683393c6b8a1598c219b3076bdd85816a5c8c4c0dc68d017653cfad1ada714'),
('functions/hardal/sessions.sql', 'e167e5daa6b8e649c219e1a591dd887410f64089c895611d1d7b59b3f3c274d3'),
('functions/hardal/validate.sql', 'cf5572118589b1ba4c8c4f1a47f2a24f71b4d03ee22d1549a68e6b34f1763b5b'),
('functions/hardal/validate_ndjson.sql', '53c7205d924f38939958a8070cbb5be7813314861a3e5ba5c8eb0cd1c3a0f131'),
('functions/hardal_helpers/day_start.sql', '6c7a47ef5a85792b004d4954bcf576ebde6dc5c7bc4370714ea800d590e74fdb'),
('functions/hardal_helpers/find_property.sql', '01e7c7bbfc5b8483a818f02202c1101f6eb9d69b77412e6848a34d38d4190058'),
('functions/hardal_helpers/fixed_span.sql', 'be44e5834c894cb6a5647636d3682b065f6b791dd51f04c806d47e7c67a4aa53'),
('functions/hardal_helpers/is_time_zone.sql', '5154882142af4554d1f1dd49004d107b6a29531b3afda3e68630d8a63e1c0070'),
('functions/hardal_helpers/moment.sql', '667f295f02c40019b3948c6e50b6515dbea23a868a327cc791824aca67e831fa'),
('functions/hardal_helpers/nearest.sql', '15d5857cc34a8cafdcf4907c461ace81c4ef4872547505ed410c52fa35549abe'),
('functions/hardal_helpers/require_argument.sql', 'ad63ae51f2ceb4584fa964ae19c7bdf55857da176b0e9959781e4c866f864abc'),
('functions/hardal_helpers/require_events.sql', '65bb9805b209d0b3f297dcc82ba113f302f5e931dc93ce9d5b2e43d50622b9f4'),
('functions/hardal_helpers/since.sql', '67f5f7a4511a3c568254bde7b03bc38e63ace43537d9509f58d25f21893538dd'),
('functions/hardal_helpers/until.sql', '65fa062f6436d162d3e6a6a9cbcfb80ea970ccdc35422c002a2784ee987ff081'),
('functions/hardal_helpers/within_calendar.sql', '17d221e242116421b04f8c5c3081a53ef5b1667e15a8d5d4363030f9a56b5a44'),
('sql/core/audit_log.sql', '5e584a332f8fa7fe7c57c6063208955c5957ed5c83e4324076fd55c997dd928e'),
('sql/core/event.sql', 'e8eb654b915a03f577b08e87b7f5be672e6d693411b28bd0732dc2057a758a9d'),
('sql/core/finding.sql', 'f9997f86be992a48ba7304a0a1d7a7f162f4de882125577fc05e837eb65d6a04'),
('sql/core/grants.sql', 'f9c55912ad35a0a4315e459cf5e6ee490fa226ffc7250f20f320a643ebed87cc'),
('sql/core/helpers.sql', '4d3b27c8798cf1fb72ebd0610144f8a2c5bd3875f14cdb2cd172e54cccf30204'),
('sql/core/install.sql', '19caba0f1158785f270553ed7a11e88ca01ced335121972e70adcb74d7e46d71'),
('sql/core/maintenance.sql', 'ebbd84aae8a4d1a2ac9dab94bb816fc287e91717468c82101f6e6c77033694ef'),
('sql/core/receipts.sql', 'ab87dcf8f3a8d24cd3751bfbe3515af589e4fe3da691bdf63213d011782f19a6'),
('sql/core/report_types.sql', '9f6386127d7ec12df672e902f2b9f500e73e429d2aca84fa0f09350152fbbe97'),
('sql/core/tenant_stats.sql', '80c29e06426b5aa04fa462d2b267d80c9b6b9e64c8e247e55e496120541deaa7'),
('sql/core/tenants.sql', '8978fbe79a5c9ca5cac79a9aa1030ce53aff0c305fc3265cd4a7c3250b34c3ad'),
('sql/core/tokens.sql', '0d0c0d8e36d3d1f4514e9a6643916cc9b745c38647faea4dae526c3d9c1cdbfd'),
('sql/core/urls.sql', 'ec0cd5fb7648d6ccdb6e16cbd11d76dd706ebadf7f8c815d62d41e99edc5066d'),
('migrations/tenant/0001_events.sql', 'd630f168ca5e1e3b9f0980379dee77c2842657b645984aeac8ee3a0224eae46b'),
('migrations/tenant/0002_rollups.sql', '387f2d69cc05ee9b7dab237f600eb11a23d0b1d8e8209284813bc756f1c0637b'),
('functions/tenant/ingest/answer_mixed_batch.sql', '05e3ab8b88e0c64411ccf57e4565657ee86773873a05f72cd1c912aa46f65a1b'),
('functions/tenant/ingest/import_lines.sql', 'ef92cf449b678755efd7759c1f7d6423d8e3eff9c1ff454ded032484cd7e9962'),
('functions/tenant/ingest/ingest.sql', '58f188202885e75f28f5765faac63bcbecd85277d10bc8b8f7359f64be4ac586'),
('functions/tenant/ingest/ledger_outcomes.sql', 'f7ae5c60cead66adfd29da584d3db82805189e9d52a1f4533a83bbec579fa1bd'),
('functions/tenant/ingest/store_events.sql', '3983bcebd28d9650b0fbc7b86ce42227e5a447780de5c220d4426a5aaf20c608'),
('functions/tenant/partitions/drop_expired.sql', '175638904b060947ef50cc22b0df6c0aec2850e9445d01de9a47dff74871b0d1'),
('functions/tenant/partitions/expired_partitions.sql', '3929c0bec3d7b83670440f078e0fb5457fc5c77fad9793e3a421f19d126c31a0'),
('functions/tenant/partitions/list_partitions.sql', '68cc07b1b83eb56418e1c1c9f5e218c5a5228ab8bf63f66cdb49dc037a5260e4'),
('functions/tenant/partitions/make_partitions.sql', '9726a04489bb8646a08cdcf165b7569329ac6e9c63fffc7976511d8ffa5bb14c'),
('functions/tenant/partitions/make_partitions_ahead.sql', '683726b39a294052c1a324760371170b599fcd80318731cab4960dd2624d59fb'),
('functions/tenant/partitions/move_horizon.sql', '948f61555d3729bad0ab177a8e1914d63e1912502f7602a50daf0ad1ed940381'),
('functions/tenant/partitions/next_horizon.sql', '8e878b8ac3efd292d64e108e232a0984abe049a53cb2b0cbb078fa4ec4633235'),
('functions/tenant/partitions/trim_ledger.sql', '24b51a76e5fe1cca768e34bb63ce58901e995455a1145f154a019d793c2b534f'),
('functions/tenant/persons/erase_partition.sql', '677a1fae6344a376f59351e59a5e646a9aef812bc8a5413b3e8fdfb7df9eb4c5'),
('functions/tenant/persons/erase_rejected.sql', 'bc8590d4afb942ba675a6070a718eb21a34ac4e1663669999f11a68fec2e2f8c'),
('functions/tenant/persons/person_events.sql', 'd32ad267fc55eb15cbad38ab40e56532535934d96882a77485502aa349b9284a'),
('functions/tenant/persons/person_rejected.sql', 'd03b25474ac7ba577798270a6fec111e5f8d8e559a3eb4ad8c53040535bb9fdb'),
('functions/tenant/quarantine/delete_rejected.sql', 'a63d5c75d698342fb5bae6fd7a53c16cde125d84212b2646578e608168a3efaa'),
('functions/tenant/quarantine/discard_rejected.sql', 'df5a1ff5e49aa143325e51abe02d2dd73c2c6e17da43efc66276d6ba0d5e811f'),
('functions/tenant/quarantine/expire_rejected.sql', 'c7fce8fd8d480f75112cc42a37406bf82ccb6db720a5e18c9f96f99f44276f34'),
('functions/tenant/quarantine/find_rejected.sql', 'b42a37185fe1256fa978f51d09d5cb08fa5a80f95352c79a8ae1d01d7d812016'),
('functions/tenant/quarantine/keep_rejected.sql', '2c278ef8f53006133b64134a3a71cdf4567fd5108bc5a1f236bcbde2676e7a88'),
('functions/tenant/quarantine/replay_rejected.sql', 'f907c62bc3b58bcfd1088d690cdc763328d3bf8e0628a641a62a1e0e0308ac71'),
('functions/tenant/quarantine/tidy_quarantine.sql', 'e851a872c5e8029726960494644df4e0fba225fc8120fefc2508da079389e476'),
('functions/tenant/reading/events_page.sql', '368cfc457b604635cadd5fda2dea2d712610cda3a76670f81f266204eb23b9d8'),
('functions/tenant/rollups/count_period.sql', '014d34cb9ef840eb392eba22578b4f4e0e43f824251288501180f04fa4c31c8d'),
('functions/tenant/rollups/discard_rollups.sql', 'd08af8b0bd45dee3c8f0fd84e4ed480b6fbcd83db84c7da2ae906b8dc1be0524'),
('functions/tenant/rollups/mark_for_recount.sql', '516c529c862887aaed720c8bceec665f694bdad8658e79ac0905b3035cc121fd'),
('functions/tenant/rollups/move_boundary.sql', 'e0029b2b4717643cdf61010121dc701ebb3a4a72ebf33915387b81048e369813'),
('functions/tenant/rollups/recount_next_marked.sql', '3f15688beb01d0032ff7ca165b893a789e29961b726aa58403774b3bf1e0be29'),
('functions/tenant/rollups/recount_step.sql', '8dbaf2bff724b17b26ebdb7a455b9a28d12b90c2e6addbdb055d4ee0976da97d'),
('functions/tenant/rollups/roll_up.sql', '69824ba9e78b3bb42ffd6f2494c92a18fddd9043b59d6af10954944a4640f4b5'),
('functions/tenant/rollups/shrink_rollups.sql', 'ac4e2a1f2ba54898042d66a9d49f772bb42dc7aa31aaaf9d66858c3bdfd131e1'),
('functions/tenant/views/add_event_view.sql', '5dd7ed15d566e5a439e2896cfb932843315f6e3afce3948db7a9f87ed3d23d05'),
('functions/tenant/views/column_candidates.sql', '5a678a2aa9ae0c9b6a5dd1e13f0b242b507b33bfe5e2b52bea6598e173030b46'),
('functions/tenant/views/columns_left.sql', 'baf8afa342470f76a5ddb82621a99ddd5fdac7590cbe584437084fca1442fe7c'),
('functions/tenant/views/comment_event_view.sql', '9f32f45514117e89d48bd82a35500ec9a98e826bdce5b06665b9c67d716cbc6d'),
('functions/tenant/views/drop_columns.sql', '3b2d3a961a52501063b210cd9eff49d97a31ed6b193d2f2bfd84275d10f9e9c3'),
('functions/tenant/views/drop_event_view.sql', '0db0d7a08a07f540fc72299c313b1d59f327c2e9b4e3f6b097976d16cef1d2c1'),
('functions/tenant/views/forget_gone_names.sql', '08510a2c667bfe036fff9eb7fb4828c1bb092dc9316d5bca08c6288807dec39a'),
('functions/tenant/views/make_event_view.sql', '82089aa0929a4c90a9330f4dc36fe26b573e0bc5ecf2edb187830974909481ff'),
('functions/tenant/views/make_event_views.sql', 'e29ffdad2358f0aa79db0057eb9d8c24d9dc3d56a1f22f9965dbbc5a477f4a63'),
('functions/tenant/views/make_pinned_column.sql', '0818d991edcd04bc5743be934ec1e5c3d264c18e4b57494362da903ef3d073a4'),
('functions/tenant/views/name_event_view.sql', '998d860268693b4d12bb2b26a568ac557213eb07744c70aab309e14afc4ace8b'),
('functions/tenant/views/newly_without_room.sql', 'cebc66d87f220e3cd72566f24ed50a3e9be837b304d08598266f6c3a85863693'),
('functions/tenant/views/pin_column.sql', '79258c0695bc23384945e7912f1f275d697a072f1cbe6d28c467d2530fc9f573'),
('functions/tenant/views/place_column.sql', '3b49928af2084b141f7bfada42b6a8d4abd4e339e53514b42f1859256a4133e6'),
('functions/tenant/views/place_wanted_columns.sql', '5e491f349243c576ba9b03e7e039f45a0fb705cbc853b76f81a8891c4aa525a5'),
('functions/tenant/views/remake_event_view.sql', '8754caae78511596cb1a19e6c203be6e643074fa2e0f29a976d1929e63a0bdb7'),
('functions/tenant/views/rename_event_view.sql', 'f8fda0ca8f8ae5f30ad91c0af8def91bb6d1ff29aa53e5eedebf72331112d328'),
('functions/tenant/views/repin_event_view.sql', '5608a53c770a1a89d7629a55b21be76bede44111ac719e6a04ebf2e08bbc0453'),
('functions/tenant/views/replace_event_view.sql', '25b69717202217b339659d15108e9d5e6fbbe6cf64ae4b6412f279f80e5ca0ce'),
('functions/tenant/views/seen_names.sql', 'cbd07cf63d1fe59db7b1b72c9329ad445de57a21925275eb42ff5f0df5565b5f'),
('functions/tenant/views/seen_properties.sql', '440801c9d8b1a498d99091ae2daff9ae86600ca2e1141453c4eaca67abb11e1e'),
('functions/tenant/views/taken_names.sql', '037a6d4bfdfe4b743ab5dcd44eef8dc1f157c1a6b49f9587f11572bc09b9b777'),
('functions/tenant/views/uncounted_since.sql', 'ef447073341c10bc88a9536ba5349ce0a757d8c41d97bc87069b9fdb78d4bdfe'),
('functions/tenant/views/unseen_since.sql', 'ee17251743f6628c3f799bcdeaa2f96f57765565812a714a6932677f3eaa8222'),
('functions/tenant/views/view_candidates.sql', 'd62427b1356ce8dbf90761da0175063a2e2c5f0819be7a3ab059cbd25de223dd'),
('functions/tenant/views/views_left.sql', '207c1ab6949629f875704e80c3fae2865842dec553603ba81644637a19eab5ad'),
('functions/tenant/views/want_columns.sql', 'b8d29069cb6a90d41db3788b988ed765925b3680376bce0ec1ae4a2d11eaa76c'),
('functions/tenant/views/want_event_views.sql', '3cd0281cf36d8661f5b41ddb8110e0d26a398a02f3a5e8c75d183afa4bd7acf8'),
('functions/tenant/views/want_views.sql', '358e54894c72ed787f292b2812aca6e23dda523bd10ccf24e74a1bc738132cd5'),
('functions/read_surface/active_clients.sql', 'f29b1cf3ff3a9affd135ebb1455c6bed6ae4341049ab6dd2af917c85e3ab0f54'),
('functions/read_surface/as_timestamp.sql', '816841e96e211eb1104dceec441bb5252dac8fd06027db3d2484fcaf440c0324'),
('functions/read_surface/daily_activity.sql', '5c519dd75eae289ed691508b5901e203a220c5bee10cdd096e584bd5e934b82f'),
('functions/read_surface/flatten.sql', '0c99c43be57e70874cd2d95ef25e096be1be3488ec2501c4f5260e56ecae29d1'),
('functions/read_surface/funnel.sql', '013a4722cf994c27d5a833dd9578d84fbdedbf28dc9ffcfd18381c69c60a875f'),
('functions/read_surface/paths.sql', 'f085fd369ce0d523fff4cdd640f52dfc2edf102dec634ba72f1ef282c3920264'),
('functions/read_surface/property_breakdown.sql', 'a3314c32ddfc0682038a9ed4f2c558932bf1e1d76c4ee2d99c7e722cbec0b94e'),
('functions/read_surface/property_keys.sql', '10ee1211bcc9392a1ef28e6aa47f2d590923a9ad50a77c9200585fa8800d3a48'),
('functions/read_surface/retention.sql', '7b9f58f9a5a3f0f2ba3f760fb5dd22d2b24ae0bacbeb5ee4c15f12ff49197158'),
('functions/read_surface/sessions.sql', 'd4ee7a3b5aad0d548c0c1695f5c4cf886991291faf5e5e9589435c468c14120d'),
('sql/tenant/events.sql', 'c0c2945e9f1d81cc002bb0add7998c55d30d14404b107c4034f4d5c6a61f1d19'),
('sql/tenant/rejected_events.sql', '8d4d36496502f2ebaf460bee0ea0591c0bcee117804e21712b846c60f266e62d'),
('sql/tenant/view_columns.sql', 'caa4729d78f504841ef8fe511e1d744afd899b5d4eff0945bc55c69e8696aae8'),
('sql/tenant/clients.sql', '85adbd620b6c79699b22ffae3727f097f7ca0e7918151bbeadaee5c4a40b36a8'),
('sql/tenant/sessions.sql', '0b8560b0b4b81767f978a2466b0f4bb20c605fff493bf9d5d63506b77cc7c134'),
('sql/tenant/schemas.sql', '74c0ea3f79c364def104d25b15c2e3c090db9cc20c5a4c6af0a273b0f83c624e'),
('sql/tenant/rollups.sql', '705e9d5a9c86434440838ce699e7fba4a2a5303f7095c8f54cd21bf1f2f9b0b4'),
('sql/tenant/live_spans.sql', '0b72b55e495b2764e95be6ec3d31a2d6fe60312a9554d62b02a41c06085de4bc'),
('sql/tenant/live_activity.sql', 'a9bd2e33f58060fd69799cf40a66fa4b1cc1036872fd0acd6f8ff520020f605e'),
('sql/tenant/live_properties.sql', 'e0289c9f4ebda13ee4baa6132f9a2bae6dfc64a27ae15fc8c6801469716071a9'),
('sql/tenant/all_activity.sql', 'a49fc2934dcbcfdf7e27bc7cd5396723b0506bd485188f21dfc30736451ced76'),
('sql/tenant/all_properties.sql', '210179c1f683696c0ae7447767784fd1f4b5640f7b82912cf62ec7b0548af369'),
('sql/tenant/active_clients.sql', 'b7c86d3e9680ec178ce3cbaf2d6f67f6aa4135f5f1a3e79efbb75180bb686ab2'),
('sql/tenant/daily_activity.sql', 'b36163425bf05645b116891e7b0522290a16738e90c8a68c7a3adfe70f8e1289'),
('sql/tenant/event_catalog.sql', '53a8a3eebb14e602ff49a00a946f8cdd41cc74804277aa8abb745f64bc384a15'),
('sql/tenant/property_catalog.sql', 'c848cf82b64c2c9fe9efa1122a4c5c7fe25fcc677bd48dfdb036b2416e75ec0d')
on conflict (path) do update set sha256 = excluded.sha256, applied_at = now() where m.sha256 <> excluded.sha256;
delete from hardal_private.migrations where path <> all (array['sql/core/server.sql', 'sql/core/bootstrap.sql', 'migrations/core/0001_registry.sql', 'migrations/core/0002_reports.sql', 'sql/core/roles.sql', 'functions/hardal_private/doctor/authenticator_settings.sql', 'functions/hardal_private/doctor/check_admin_option.sql', 'functions/hardal_private/doctor/check_api_functions.sql', 'functions/hardal_private/doctor/check_audit_log.sql', 'functions/hardal_private/doctor/check_database.sql', 'functions/hardal_private/doctor/check_default_privileges.sql', 'functions/hardal_private/doctor/check_definitions.sql', 'functions/hardal_private/doctor/check_event_triggers.sql', 'functions/hardal_private/doctor/check_grants.sql', 'functions/hardal_private/doctor/check_maintenance.sql', 'functions/hardal_private/doctor/check_memberships.sql', 'functions/hardal_private/doctor/check_outside_functions.sql', 'functions/hardal_private/doctor/check_outside_views.sql', 'functions/hardal_private/doctor/check_owners.sql', 'functions/hardal_private/doctor/check_partitions.sql', 'functions/hardal_private/doctor/check_public.sql', 'functions/hardal_private/doctor/check_references.sql', 'functions/hardal_private/doctor/check_replication.sql', 'functions/hardal_private/doctor/check_roles.sql', 'functions/hardal_private/doctor/check_rollups.sql', 'functions/hardal_private/doctor/check_settings.sql', 'functions/hardal_private/doctor/check_signing_keys.sql', 'functions/hardal_private/doctor/check_stores.sql', 'functions/hardal_private/doctor/check_tenants.sql', 'functions/hardal_private/doctor/check_tokens.sql', 'functions/hardal_private/doctor/check_urls.sql', 'functions/hardal_private/doctor/check_views.sql', 'functions/hardal_private/doctor/count_findings.sql', 'functions/hardal_private/doctor/doctor.sql', 'functions/hardal_private/doctor/held_grants.sql', 'functions/hardal_private/doctor/held_memberships.sql', 'functions/hardal_private/doctor/large_object_functions.sql', 'functions/hardal_private/doctor/object_definitions.sql', 'functions/hardal_private/doctor/own_roles.sql', 'functions/hardal_private/doctor/own_schemas.sql', 'functions/hardal_private/doctor/privilege_text.sql', 'functions/hardal_private/doctor/shell_quote.sql', 'functions/hardal_private/ingest/batch_events.sql', 'functions/hardal_private/ingest/body_encoding.sql', 'functions/hardal_private/ingest/content_encoding.sql', 'functions/hardal_private/ingest/derived_id.sql', 'functions/hardal_private/ingest/name_digest.sql', 'functions/hardal_private/ingest/uuid_v7.sql', 'functions/hardal_private/ingest/idempotency_key.sql', 'functions/hardal_private/ingest/is_binary.sql', 'functions/hardal_private/ingest/ledger_errors.sql', 'functions/hardal_private/ingest/merge_patch.sql', 'functions/hardal_private/ingest/read_events.sql', 'functions/hardal_private/ingest/read_line.sql', 'functions/hardal_private/ingest/read_lines.sql', 'functions/hardal_private/ingest/read_ndjson.sql', 'functions/hardal_private/ingest/refuse_encoding.sql', 'functions/hardal_private/ingest/refuse_request.sql', 'functions/hardal_private/ingest/refuse_retry_later.sql', 'functions/hardal_private/ingest/rejected_event_bytes.sql', 'functions/hardal_private/ingest/serve_events.sql', 'functions/hardal_private/ingest/set_lock_deadline.sql', 'functions/hardal_private/ingest/truncated_payload.sql', 'functions/hardal_private/ingest/unreadable_line_errors.sql', 'functions/hardal_private/install/ambiguous_functions.sql', 'functions/hardal_private/install/audit.sql', 'functions/hardal_private/install/audit_digest.sql', 'functions/hardal_private/install/clock.sql', 'functions/hardal_private/install/dedicate_database.sql', 'functions/hardal_private/install/drop_ambiguous_functions.sql', 'functions/hardal_private/install/drop_stale_functions.sql', 'functions/hardal_private/install/guard_audit_log.sql', 'functions/hardal_private/install/mend_memberships.sql', 'functions/hardal_private/install/record_definitions.sql', 'functions/hardal_private/install/record_grants.sql', 'functions/hardal_private/install/refuse_change.sql', 'functions/hardal_private/install/remember_definitions.sql', 'functions/hardal_private/install/revoke_grants.sql', 'functions/hardal_private/install/role_statements.sql', 'functions/hardal_private/install/set_authenticator_password.sql', 'functions/hardal_private/install/shared_schemas.sql', 'functions/hardal_private/maintenance/add_to_report.sql', 'functions/hardal_private/maintenance/discard_rollups.sql', 'functions/hardal_private/maintenance/lock_tenant.sql', 'functions/hardal_private/maintenance/maintain.sql', 'functions/hardal_private/maintenance/maintain_step.sql', 'functions/hardal_private/maintenance/maintain_tenant.sql', 'functions/hardal_private/maintenance/partition_names.sql', 'functions/hardal_private/maintenance/partitions_to_detach.sql', 'functions/hardal_private/maintenance/record_maintained.sql', 'functions/hardal_private/maintenance/running_writers.sql', 'functions/hardal_private/maintenance/unfinished_transactions.sql', 'functions/hardal_private/persons/begin_erasure.sql', 'functions/hardal_private/persons/close_receipt.sql', 'functions/hardal_private/persons/count_person.sql', 'functions/hardal_private/persons/disclose.sql', 'functions/hardal_private/persons/erase.sql', 'functions/hardal_private/persons/erase_part.sql', 'functions/hardal_private/persons/forget_names.sql', 'functions/hardal_private/persons/matches_person.sql', 'functions/hardal_private/persons/open_receipt.sql', 'functions/hardal_private/persons/person_values.sql', 'functions/hardal_private/persons/recount_after_erasure.sql', 'functions/hardal_private/persons/renew_statistics.sql', 'functions/hardal_private/persons/report_remains.sql', 'functions/hardal_private/persons/require_person.sql', 'functions/hardal_private/persons/stale_statistics.sql', 'functions/hardal_private/persons/written_forms.sql', 'functions/hardal_private/requests/admit_request.sql', 'functions/hardal_private/requests/refuse_overtime.sql', 'functions/hardal_private/requests/require_plain_statement.sql', 'functions/hardal_private/tenants/apply_template.sql', 'functions/hardal_private/tenants/create_tenant.sql', 'functions/hardal_private/tenants/create_tenant_schemas.sql', 'functions/hardal_private/tenants/current_tenant.sql', 'functions/hardal_private/tenants/describe_tenant.sql', 'functions/hardal_private/tenants/drop_tenant_begin.sql', 'functions/hardal_private/tenants/drop_tenant_finish.sql', 'functions/hardal_private/tenants/drop_tenant_partition.sql', 'functions/hardal_private/tenants/end_tenant_connections.sql', 'functions/hardal_private/tenants/event_times.sql', 'functions/hardal_private/tenants/grant_api.sql', 'functions/hardal_private/tenants/make_models_schema.sql', 'functions/hardal_private/tenants/quarantine_totals.sql', 'functions/hardal_private/tenants/relation_stats.sql', 'functions/hardal_private/tenants/require_future.sql', 'functions/hardal_private/tenants/require_tenant.sql', 'functions/hardal_private/tenants/resume_tenant.sql', 'functions/hardal_private/tenants/rollup_progress.sql', 'functions/hardal_private/tenants/set_limits.sql', 'functions/hardal_private/tenants/stats.sql', 'functions/hardal_private/tenants/store_sizes.sql', 'functions/hardal_private/tenants/suspend_tenant.sql', 'functions/hardal_private/tenants/template_version.sql', 'functions/hardal_private/tenants/tenant_limits.sql', 'functions/hardal_private/tokens/issue_token.sql', 'functions/hardal_private/tokens/record_token_use.sql', 'functions/hardal_private/tokens/refuse_unknown_token.sql', 'functions/hardal_private/tokens/register_signing_key.sql', 'functions/hardal_private/tokens/retire_signing_keys.sql', 'functions/hardal_private/tokens/revoke_token.sql', 'functions/hardal_private/tokens/rotate_token.sql', 'functions/hardal_private/tokens/token_scopes.sql', 'functions/hardal_private/tokens/token_state.sql', 'functions/hardal_private/urls/apply_role_settings.sql', 'functions/hardal_private/urls/create_url.sql', 'functions/hardal_private/urls/end_connections.sql', 'functions/hardal_private/urls/join_role.sql', 'functions/hardal_private/urls/may_log_in.sql', 'functions/hardal_private/urls/membership_options.sql', 'functions/hardal_private/urls/record_url_use.sql', 'functions/hardal_private/urls/require_url.sql', 'functions/hardal_private/urls/require_verifier.sql', 'functions/hardal_private/urls/revoke_url_begin.sql', 'functions/hardal_private/urls/revoke_url_finish.sql', 'functions/hardal_private/urls/rotate_url.sql', 'functions/hardal_private/urls/url_scopes.sql', 'functions/hardal_private/urls/url_settings.sql', 'functions/hardal_private/urls/url_state.sql', 'functions/hardal_private/validation/cut_fraction.sql', 'functions/hardal_private/validation/event_errors.sql', 'functions/hardal_private/validation/is_blank.sql', 'functions/hardal_private/validation/exceeded_limits.sql', 'functions/hardal_private/validation/read_uuid.sql', 'functions/hardal_private/validation/is_deep.sql', 'functions/hardal_private/validation/is_larger.sql', 'functions/hardal_private/validation/is_wide_number.sql', 'functions/hardal_private/validation/is_printable.sql', 'functions/hardal_private/validation/quick_check_batch.sql', 'functions/hardal_private/validation/wide_numbers.sql', 'functions/hardal_private/validation/text_faults.sql', 'functions/hardal_private/validation/unknown_field_faults.sql', 'functions/hardal_private/views/add_view.sql', 'functions/hardal_private/views/column_places.sql', 'functions/hardal_private/views/column_type.sql', 'functions/hardal_private/views/cut_name.sql', 'functions/hardal_private/views/drop_view.sql', 'functions/hardal_private/views/events_needed.sql', 'functions/hardal_private/views/fixed_columns.sql', 'functions/hardal_private/views/free_name.sql', 'functions/hardal_private/views/grants_on.sql', 'functions/hardal_private/views/is_keyword.sql', 'functions/hardal_private/views/list_view_columns.sql', 'functions/hardal_private/views/list_without_view.sql', 'functions/hardal_private/views/name_letters.sql', 'functions/hardal_private/views/one_form.sql', 'functions/hardal_private/views/pin_column.sql', 'functions/hardal_private/views/pinnable_types.sql', 'functions/hardal_private/views/small_letters.sql', 'functions/hardal_private/views/property_expression.sql', 'functions/hardal_private/views/refresh_views.sql', 'functions/hardal_private/views/rename_view.sql', 'functions/hardal_private/views/require_pin.sql', 'functions/hardal_private/views/require_plain_name.sql', 'functions/hardal_private/views/room_totals.sql', 'functions/hardal_private/views/safe_name.sql', 'functions/hardal_private/views/typed_views.sql', 'functions/hardal_private/views/view_places.sql', 'functions/hardal_private/ingest/event_digest.sql', 'functions/hardal_private/ingest/event_id.sql', 'functions/hardal_private/validation/parse_timestamp.sql', 'functions/hardal_private/validation/event_name_faults.sql', 'functions/hardal_private/validation/properties_faults.sql', 'functions/hardal_private/validation/quick_check_event.sql', 'functions/hardal_private/validation/id_faults.sql', 'functions/hardal_private/validation/is_long_number.sql', 'functions/hardal_private/validation/size_faults.sql', 'functions/hardal_private/views/plain_letters.sql', 'functions/hardal_private/validation/created_at_faults.sql', 'functions/hardal_private/views/is_plain_name.sql', 'functions/hardal/active_clients.sql', 'functions/hardal/daily_activity.sql', 'functions/hardal/event_catalog.sql', 'functions/hardal/events.sql', 'functions/hardal/funnel.sql', 'functions/hardal/ingest.sql', 'functions/hardal/ingest_ndjson.sql', 'functions/hardal/paths.sql', 'functions/hardal/pre_request.sql', 'functions/hardal/property_breakdown.sql', 'functions/hardal/property_catalog.sql', 'functions/hardal/retention.sql', 'functions/hardal/sessions.sql', 'functions/hardal/validate.sql', 'functions/hardal/validate_ndjson.sql', 'functions/hardal_helpers/day_start.sql', 'functions/hardal_helpers/find_property.sql', 'functions/hardal_helpers/fixed_span.sql', 'functions/hardal_helpers/is_time_zone.sql', 'functions/hardal_helpers/moment.sql', 'functions/hardal_helpers/nearest.sql', 'functions/hardal_helpers/require_argument.sql', 'functions/hardal_helpers/require_events.sql', 'functions/hardal_helpers/since.sql', 'functions/hardal_helpers/until.sql', 'functions/hardal_helpers/within_calendar.sql', 'sql/core/audit_log.sql', 'sql/core/event.sql', 'sql/core/finding.sql', 'sql/core/grants.sql', 'sql/core/helpers.sql', 'sql/core/install.sql', 'sql/core/maintenance.sql', 'sql/core/receipts.sql', 'sql/core/report_types.sql', 'sql/core/tenant_stats.sql', 'sql/core/tenants.sql', 'sql/core/tokens.sql', 'sql/core/urls.sql', 'migrations/tenant/0001_events.sql', 'migrations/tenant/0002_rollups.sql', 'functions/tenant/ingest/answer_mixed_batch.sql', 'functions/tenant/ingest/import_lines.sql', 'functions/tenant/ingest/ingest.sql', 'functions/tenant/ingest/ledger_outcomes.sql', 'functions/tenant/ingest/store_events.sql', 'functions/tenant/partitions/drop_expired.sql', 'functions/tenant/partitions/expired_partitions.sql', 'functions/tenant/partitions/list_partitions.sql', 'functions/tenant/partitions/make_partitions.sql', 'functions/tenant/partitions/make_partitions_ahead.sql', 'functions/tenant/partitions/move_horizon.sql', 'functions/tenant/partitions/next_horizon.sql', 'functions/tenant/partitions/trim_ledger.sql', 'functions/tenant/persons/erase_partition.sql', 'functions/tenant/persons/erase_rejected.sql', 'functions/tenant/persons/person_events.sql', 'functions/tenant/persons/person_rejected.sql', 'functions/tenant/quarantine/delete_rejected.sql', 'functions/tenant/quarantine/discard_rejected.sql', 'functions/tenant/quarantine/expire_rejected.sql', 'functions/tenant/quarantine/find_rejected.sql', 'functions/tenant/quarantine/keep_rejected.sql', 'functions/tenant/quarantine/replay_rejected.sql', 'functions/tenant/quarantine/tidy_quarantine.sql', 'functions/tenant/reading/events_page.sql', 'functions/tenant/rollups/count_period.sql', 'functions/tenant/rollups/discard_rollups.sql', 'functions/tenant/rollups/mark_for_recount.sql', 'functions/tenant/rollups/move_boundary.sql', 'functions/tenant/rollups/recount_next_marked.sql', 'functions/tenant/rollups/recount_step.sql', 'functions/tenant/rollups/roll_up.sql', 'functions/tenant/rollups/shrink_rollups.sql', 'functions/tenant/views/add_event_view.sql', 'functions/tenant/views/column_candidates.sql', 'functions/tenant/views/columns_left.sql', 'functions/tenant/views/comment_event_view.sql', 'functions/tenant/views/drop_columns.sql', 'functions/tenant/views/drop_event_view.sql', 'functions/tenant/views/forget_gone_names.sql', 'functions/tenant/views/make_event_view.sql', 'functions/tenant/views/make_event_views.sql', 'functions/tenant/views/make_pinned_column.sql', 'functions/tenant/views/name_event_view.sql', 'functions/tenant/views/newly_without_room.sql', 'functions/tenant/views/pin_column.sql', 'functions/tenant/views/place_column.sql', 'functions/tenant/views/place_wanted_columns.sql', 'functions/tenant/views/remake_event_view.sql', 'functions/tenant/views/rename_event_view.sql', 'functions/tenant/views/repin_event_view.sql', 'functions/tenant/views/replace_event_view.sql', 'functions/tenant/views/seen_names.sql', 'functions/tenant/views/seen_properties.sql', 'functions/tenant/views/taken_names.sql', 'functions/tenant/views/uncounted_since.sql', 'functions/tenant/views/unseen_since.sql', 'functions/tenant/views/view_candidates.sql', 'functions/tenant/views/views_left.sql', 'functions/tenant/views/want_columns.sql', 'functions/tenant/views/want_event_views.sql', 'functions/tenant/views/want_views.sql', 'functions/read_surface/active_clients.sql', 'functions/read_surface/as_timestamp.sql', 'functions/read_surface/daily_activity.sql', 'functions/read_surface/flatten.sql', 'functions/read_surface/funnel.sql', 'functions/read_surface/paths.sql', 'functions/read_surface/property_breakdown.sql', 'functions/read_surface/property_keys.sql', 'functions/read_surface/retention.sql', 'functions/read_surface/sessions.sql', 'sql/tenant/events.sql', 'sql/tenant/rejected_events.sql', 'sql/tenant/view_columns.sql', 'sql/tenant/clients.sql', 'sql/tenant/sessions.sql', 'sql/tenant/schemas.sql', 'sql/tenant/rollups.sql', 'sql/tenant/live_spans.sql', 'sql/tenant/live_activity.sql', 'sql/tenant/live_properties.sql', 'sql/tenant/all_activity.sql', 'sql/tenant/all_properties.sql', 'sql/tenant/active_clients.sql', 'sql/tenant/daily_activity.sql', 'sql/tenant/event_catalog.sql', 'sql/tenant/property_catalog.sql']) and path not like 'migrations/%';

-- migrate
delete from hardal_private.template_files;
insert into hardal_private.template_files (path, ordinal, migration, body) values
('migrations/tenant/0001_events.sql', 0, true, $hardal_file$-- The tables of a tenant's store. Fixed-width columns come first, so that no padding is needed
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
$hardal_file$),
('migrations/tenant/0002_rollups.sql', 1, true, $hardal_file$-- The rollups: counts of periods that are over, so that dashboards need not count their events. See
-- functions/tenant/rollups/roll_up.sql for the reason why they are exact.

-- How far each kind of period has been counted. Periods from rolled_from (inclusive) to
-- rolled_until (exclusive) are read from the rollups, unless they carry a mark. All other periods
-- are counted live. Dates are the first days of periods, in UTC.
create table template__store.rollups (
    period text primary key
    constraint "a period is a day, a week or a month" check (period in ('day', 'week', 'month')),
    step interval not null,
    -- a marked period is counted anew no sooner than this time after it was marked
    pause interval not null,
    rolled_from date not null default '-infinity',
    rolled_until date not null default '-infinity',
    -- the period that this round of maintenance counted anew last; null between two rounds
    recounted date
);

insert into template__store.rollups (period, step, pause) values
('day', '1 day', '1 minute'), ('week', '7 days', '10 minutes'), ('month', '1 month', '1 hour');

-- One row. A transaction that stores an event before the boundary marks the event's periods.
-- Periods before the boundary may be rolled up once all transactions in waits_for are over: those
-- that ran when the boundary moved, and may not see the new boundary.
create table template__store.boundary (
    boundary date not null default '-infinity',
    waits_for text[],
    -- an event that is stored from now on was received at this time or later
    received_from timestamptz not null default '-infinity',
    -- when typed views were last compared with the newest events; -infinity: the next round
    -- compares them with all events
    looked_at timestamptz not null default '-infinity'
);

alter table template__store.boundary replica identity full;

insert into template__store.boundary default values;

-- Autovacuum never analyzes tables of so few rows. Without statistics the planner would expect a
-- thousand rows.
analyze template__store.rollups, template__store.boundary;

-- Marks: periods that were changed after they had been counted, or may have been. The transaction
-- that changes a period inserts the mark. Marks are never updated, so that no transaction waits for
-- another.
create table template__store.rollup_marks (
    period text not null,
    starts_on date not null,
    marked_at timestamptz not null default now()
);

alter table template__store.rollup_marks replica identity full;

create index rollup_marks_period on template__store.rollup_marks (period, starts_on);

-- Events and clients of a period: by event name, and of all names together under the name ''.
create table template__store.activity (
    period text not null,
    starts_on date not null,
    event_name text not null,
    events bigint not null,
    clients bigint not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    primary key (period, starts_on, event_name)
);

-- Properties of a day's events, by event name, property and JSON type.
create table template__store.property_counts (
    day date not null,
    event_name text not null,
    property text not null,
    json_type text not null,
    events bigint not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    example text,
    primary key (day, event_name, property, json_type)
);

-- Days that were counted, or counted anew, since typed views were last compared with them.
-- count_period inserts them.
create table template__store.counted_days (
    day date not null
);

alter table template__store.counted_days replica identity full;

-- The typed views that were made. A view keeps its name until a DBA renames it.
create table template__store.event_views (
    event_name text primary key,
    view_name name not null unique,
    made_at timestamptz not null default now()
);

-- The columns of the typed views, in their order behind the columns that every view has.
create table template__store.view_columns (
    event_name text not null,
    property text not null,
    column_type text not null
    constraint "a column is text, numeric, boolean, timestamptz or jsonb" check (
        column_type in ('text', 'numeric', 'boolean', 'timestamptz', 'jsonb')
    ),
    column_name name not null,
    place int not null,
    pinned boolean not null default false,
    primary key (event_name, property, column_type),
    unique (event_name, column_name),
    unique (event_name, place)
);

-- Views and columns that are to be made: want_event_views writes them, make_event_views makes them.
-- property is null where the view itself is missing.
create table template__store.wanted_columns (
    event_name text not null,
    property text,
    column_type text,
    events bigint not null,
    -- until the next round, because the view is being read or cannot be replaced
    postponed boolean not null default false,
    unique nulls not distinct (event_name, property, column_type)
);

alter table template__store.wanted_columns replica identity full;

-- Event names without a typed view: they wait for room, or a DBA has dropped their view. At most
-- 1,000 names that wait are kept, the most frequent ones.
create table template__store.names_without_view (
    event_name text primary key,
    events bigint not null,
    since timestamptz not null default now(),
    seen_at timestamptz not null,
    dropped boolean not null default false
);

-- Properties without a column in the typed view of their events, for the same two reasons, and with
-- the same limit.
create table template__store.properties_without_column (
    event_name text not null,
    property text not null,
    events bigint not null,
    since timestamptz not null default now(),
    seen_at timestamptz not null,
    dropped boolean not null default false,
    primary key (event_name, property)
);
$hardal_file$),
('functions/tenant/ingest/answer_mixed_batch.sql', 2, false, $hardal_file$-- Answers for a batch in which not every event was accepted, and puts the rejected events into
-- quarantine. serve_events sets the HTTP status.
-- A rejected event of an import gets the id of its line. A rejected event under an Idempotency-Key
-- gets the id that is derived from the idempotency key. So a retry finds the event in quarantine.
-- All other rejected events get new ids.
create or replace function template__store.answer_mixed_batch(
    events jsonb,
    idempotency_key text,
    dry boolean,
    lines bigint[],
    raws bytea[],
    row_ids uuid[],
    ids uuid[],
    errors jsonb[],
    outcomes text[]
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_places bigint[];
    v_rejected_ids uuid[];
    v_payloads jsonb[];
    v_raws bytea[];
    v_sizes bigint[];
    v_errors jsonb[];
    v_kept uuid[];
    v_answer jsonb;
begin
    -- the rejected events: an erased event keeps no payload, and an event that is too large keeps
    -- only its beginning
    select
        array_agg(b.place order by b.place),
        array_agg(
            coalesce(
                answer_mixed_batch.row_ids[b.place],
                -- another event under the same idempotency key and index is no retry
                case
                    when not exists (
                        select
                        from template__store.rejected_events as e
                        where
                            e.rejected_id = b.derived_id
                            and (e.payload, e.raw) is distinct from (b.payload, b.kept_raw)
                    ) then b.derived_id
                end,
                hardal_private.uuid_v7()
            )
            order by b.place
        ),
        array_agg(b.payload order by b.place),
        array_agg(b.kept_raw order by b.place),
        array_agg(coalesce(octet_length(b.raw), pg_column_size(b.event))::bigint order by b.place),
        array_agg(coalesce(b.errors, hardal_private.ledger_errors(b.outcome)) order by b.place)
    into v_places, v_rejected_ids, v_payloads, v_raws, v_sizes, v_errors
    from (
        select
            r.event,
            r.raw,
            r.errors,
            r.outcome,
            r.place,
            k.derived_id,
            case when not t.erased and r.raw is null and not l.large then r.event end as payload,
            case
                when t.erased then null
                when r.raw is not null
                    then substr(r.raw, 1, case when l.large then 8192 else octet_length(r.raw) end)
                when l.large then hardal_private.truncated_payload(r.event)
            end as kept_raw
        from rows from (
            jsonb_array_elements(answer_mixed_batch.events),
            unnest(answer_mixed_batch.raws),
            unnest(answer_mixed_batch.errors),
            unnest(answer_mixed_batch.outcomes)
        ) with ordinality as r (event, raw, errors, outcome, place)
        cross join lateral (
            select coalesce(r.errors @> '[{"code": "too_large"}]', false) as large
        ) as l
        cross join lateral (
            select
                case
                    when answer_mixed_batch.idempotency_key is not null
                        then hardal_private.derived_id(
                            'template', answer_mixed_batch.idempotency_key, r.place::int - 1
                        )
                end as derived_id
        ) as k
        -- a tombstone is a ledger row without a digest; an erased event that also breaks a rule
        -- now is not kept either
        cross join lateral (
            select exists (
                select
                from template__store.event_ids as i
                where
                    i.digest is null
                    and i.id in (
                        answer_mixed_batch.row_ids[r.place],
                        case
                            when jsonb_typeof(r.event -> 'id') = 'string'
                                then hardal_private.read_uuid(r.event ->> 'id')
                        end,
                        k.derived_id
                    )
            ) as erased
        ) as t
        where r.outcome not in ('accepted', 'duplicate')
        offset 0 -- so that each value is computed once
    ) as b;

    if v_places is not null and not dry then
        v_kept := template__store.keep_rejected(
            v_rejected_ids, v_payloads, v_raws, v_sizes, v_errors
        );
        -- ingest tries again, and then finds the other event above
        if
            answer_mixed_batch.idempotency_key is not null
            and exists (
                select
                from unnest(v_rejected_ids, v_payloads, v_raws) as u (id, payload, raw)
                inner join template__store.rejected_events as e on u.id = e.rejected_id
                where (e.payload, e.raw) is distinct from (u.payload, u.raw)
            )
        then
            raise serialization_failure using
                message = 'another request under this Idempotency-Key came at the same moment';
        end if;
    end if;

    select jsonb_build_object(
        'accepted', count(*) filter (where u.outcome = 'accepted'),
        'duplicates', count(*) filter (where u.outcome = 'duplicate'),
        'rejected', coalesce(cardinality(v_places), 0),
        'ids', jsonb_agg(
            case
                when u.outcome not in ('accepted', 'duplicate') then null
                when answer_mixed_batch.dry and u.event ->> 'id' is null then null
                else u.id
            end
            order by u.place
        )
    )
    into v_answer
    from rows from (
        jsonb_array_elements(answer_mixed_batch.events),
        unnest(answer_mixed_batch.ids),
        unnest(answer_mixed_batch.outcomes)
    ) with ordinality as u (event, id, outcome, place);

    return v_answer || jsonb_build_object('errors', coalesce((
        select jsonb_agg(
            jsonb_build_object('index', r.place - 1)
            || case
                when answer_mixed_batch.lines is null then '{}'
                else jsonb_build_object('line', answer_mixed_batch.lines[r.place])
            end
            || f.fault
            || jsonb_build_object('rejected_id', case when r.id = any (v_kept) then r.id end)
            order by r.place, f.place
        )
        from unnest(v_places, v_rejected_ids, v_errors) as r (place, id, errors)
        cross join lateral jsonb_array_elements(r.errors) with ordinality as f (fault, place)
    ), '[]'));
end
$$;

$hardal_file$),
('functions/tenant/ingest/import_lines.sql', 3, false, $hardal_file$-- Stores a batch of NDJSON for hardal-admin import. Each line comes with an id that is made from
-- the bytes of the line. An event without an id is stored under this id, and a rejected event is
-- kept in quarantine under this id. So a file that is imported again changes nothing.
-- An event may have received_at here, and nowhere else, so that the lines of an export keep their
-- time of receipt. A received_at that is not a time, or lies more than 24 hours ahead, stays in the
-- event. The rules then reject received_at as an unknown field, as in a client's event.
create or replace function template__store.import_lines(body bytea, row_ids uuid[])
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
set lock_timeout = '5s'
as $$
declare
    v_read record := hardal_private.read_lines(body);
    v_events jsonb := v_read.events;
    v_received timestamptz[];
    v_newest timestamptz := (hardal_private.tenant_limits('template')).newest;
begin
    if exists (
        select
        from hardal_private.tenants as t
        where t.name = 'template' and t.suspended_at is not null
    ) then
        raise sqlstate 'HD403' using
            message = 'the tenant template is suspended: it takes nothing in',
            hint = 'hardal-admin tenant resume template';
    end if;
    if cardinality(v_read.lines) is distinct from cardinality(import_lines.row_ids) then
        raise sqlstate 'PT400' using
            message = format(
                '%s lines came with %s ids',
                cardinality(v_read.lines),
                cardinality(import_lines.row_ids)
            ),
            hint = 'send an id for each line that is not blank';
    end if;
    if jsonb_path_exists(
        v_events, '$[*] ? (exists(@.received_at) || !exists(@.id) || @.id == null)'
    ) then
        select
            jsonb_agg(
                case
                    when
                        jsonb_typeof(s.event) = 'object'
                        and jsonb_typeof(coalesce(s.event -> 'id', 'null')) = 'null'
                        then s.event || jsonb_build_object('id', import_lines.row_ids[s.place])
                    else s.event
                end
            ),
            array_agg(s.received_at)
        into v_events, v_received
        from (
            select
                r.place,
                r.received_at,
                case
                    when
                        r.received_at <= v_newest
                        or jsonb_typeof(r.event -> 'received_at') = 'null'
                        then r.event - 'received_at'
                    else r.event
                end as event
            from (
                select
                    e.event,
                    e.place,
                    case
                        when jsonb_typeof(e.event -> 'received_at') = 'string'
                            then hardal_private.parse_timestamp(e.event ->> 'received_at')
                    end as received_at
                from jsonb_array_elements(v_events) with ordinality as e (event, place)
                offset 0 -- so that each time is read once
            ) as r
        ) as s;
    end if;
    return template__store.ingest(
        v_events, null, false, v_read.lines, v_read.raws, v_read.faults, row_ids, v_received
    ) - 'ids';
end
$$;

$hardal_file$),
('functions/tenant/ingest/ingest.sql', 4, false, $hardal_file$-- Stores a batch for the tenant: calls store_events, and calls it again after an error that a retry
-- resolves.
--
-- Partitions are not made beforehand, because most batches need no new month. The first try finds
-- out whether a partition is missing: the insert then fails. The second try makes the missing
-- partitions.
-- A connection can also miss a partition that another connection has just attached. If the
-- connection reads the list of partitions at that very moment, PostgreSQL (15 to 18) keeps the old
-- list until the next change to the table, and inserts find no partition. This was seen about once
-- in 25,000 batches with 16 writers on new months. The third try makes the connection read the list
-- again.
create or replace function template__store.ingest(
    events jsonb,
    idempotency_key text default null,
    dry boolean default false,
    lines bigint[] default null,
    raws bytea[] default null,
    faults text[] default null,
    row_ids uuid[] default null,
    received timestamptz[] default null
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
-- The function prints and reads times, and makes tables. The caller's settings must not change
-- this.
set timezone = 'UTC'
set datestyle = 'ISO'
set default_tablespace = ''
set lock_timeout = '2s'
as $$
declare
    v_answer jsonb;
    v_tries int := 0;
    -- for all waits for locks of the call together
    v_deadline timestamptz := clock_timestamp() + interval '2 s';
begin
    -- under another level, a statement after a conflict would not see the ledger's conflicting row,
    -- and a statement after the lock of store_events would not see the newest boundary
    if current_setting('transaction_isolation') <> 'read committed' then
        raise sqlstate '25000' using
            message = format(
                'ingest runs under READ COMMITTED, not %s',
                upper(current_setting('transaction_isolation') collate "C")
            ),
            hint = 'begin isolation level read committed';
    end if;
    loop
        begin
            if v_tries > 0 then
                perform hardal_private.set_lock_deadline(v_deadline);
                -- once this lock is held, no other transaction is attaching a partition
                lock table template__store.month_pattern in exclusive mode;
                perform hardal_private.set_lock_deadline(v_deadline);
            end if;
            if v_tries = 2 then
                -- changes nothing, but makes the connection drop its list of partitions
                alter table only template__store.events alter column id set statistics -1;
            end if;
            v_answer := template__store.store_events(
                events,
                idempotency_key,
                dry,
                v_tries > 0,
                lines,
                raws,
                faults,
                row_ids,
                received,
                v_deadline
            );
            exit;
        exception
            -- there was no partition, retention took an id out of the ledger while this batch was
            -- looking at it, or another request took the id of a rejected event
            when check_violation or serialization_failure then
                v_tries := v_tries + 1;
                if v_tries > 2 then
                    perform hardal_private.refuse_retry_later(
                        case sqlstate
                            when '23514' then 'no partition took these events'
                            else 'another transaction has taken one of these ids meanwhile'
                        end,
                        sqlerrm
                    );
                end if;
            -- a client that ingests several batches in one transaction can cause a deadlock; the
            -- other client has done nothing wrong and is told to try again
            when lock_not_available or deadlock_detected then
                perform hardal_private.refuse_retry_later(
                    'another transaction holds one of these ids, or is making their partition', null
                );
            when query_canceled then
                perform hardal_private.refuse_overtime(
                    'nothing of it was stored: send it again, in smaller requests'
                );
        end;
    end loop;
    return v_answer;
end
$$;

$hardal_file$),
('functions/tenant/ingest/ledger_outcomes.sql', 5, false, $hardal_file$-- Returns the outcome of each id of a batch, read from the ledger. entered holds the ids that the
-- ledger has just taken. entered is null where the batch is only checked (dry), because then no id
-- was entered.
-- If an id stands several times in a batch, the first event counts. The other events with this id
-- are duplicates or conflicts.
create or replace function template__store.ledger_outcomes(
    ids uuid[], digests bigint[], entered uuid[]
)
returns text[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select array_agg(
        case
            when n.id is null then 'rejected'
            when n.trimmed then 'trimmed'
            when n.turn = 1 and n.entered then 'accepted'
            when n.known = n.digest then 'duplicate'
            when n.known is null then 'erased'
            else 'id_conflict'
        end
        order by n.place
    )
    from (
        select
            u.id,
            u.digest,
            u.place,
            row_number() over same_id as turn,
            case
                when ledger_outcomes.entered is null then l.id is null
                else u.id in (select e.id from unnest(ledger_outcomes.entered) as e (id))
            end as entered,
            -- retention took the row between the insert and this statement
            ledger_outcomes.entered is not null and l.id is null as trimmed,
            case
                when l.id is null then first_value(u.digest) over same_id
                else l.digest
            end as known
        from unnest(ledger_outcomes.ids, ledger_outcomes.digests)
            with ordinality as u (id, digest, place)
        left join template__store.event_ids as l on u.id = l.id
        window same_id as (partition by u.id order by u.place)
    ) as n
$$;

$hardal_file$),
('functions/tenant/ingest/store_events.sql', 6, false, $hardal_file$-- Stores a batch and answers for each of its events. For a batch without faults, three statements
-- do the work: the first checks and reads the batch, the second writes the ledger, the third writes
-- the events. The outcome of each event is determined only where the ledger took fewer ids than the
-- batch has events.
-- The order (partitions, then the ledger by id, then the events) keeps concurrent batches from
-- deadlocks.
-- At the end it marks the periods of events that land before the boundary: see roll_up.
--
-- Arguments:
-- - idempotency_key is the request's Idempotency-Key;
-- - dry: store nothing;
-- - partitions: make the missing partitions first;
-- - lines, raws and faults belong to NDJSON: the line number of each event, and the bytes and the
--   reason for a line that could not be read. events holds null in the place of this line;
-- - row_ids and received belong to an import: see import_lines;
-- - deadline is the time at which all waits for locks together have to end.
create or replace function template__store.store_events(
    events jsonb,
    idempotency_key text,
    dry boolean,
    partitions boolean,
    lines bigint[],
    raws bytea[],
    faults text[],
    row_ids uuid[],
    received timestamptz[],
    deadline timestamptz
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
    -- the time of receipt
    v_now timestamptz;
    v_boundary timestamptz;
    -- each try of ingest reads the limits anew: once the horizon has moved, an event of a dropped
    -- month is too old
    v_limits record := hardal_private.tenant_limits('template');
    v_oldest timestamptz := v_limits.oldest;
    v_newest timestamptz := v_limits.newest;
    v_max_bytes int := v_limits.max_event_bytes;
    v_batch_passed boolean := hardal_private.quick_check_batch(events);
    v_all_pass boolean := false;
    -- an entry for each event, in the order sent; ids, times and digests are null where the event
    -- breaks a rule
    v_ids uuid[];
    v_times timestamptz[];
    v_digests bigint[];
    v_errors jsonb[];
    -- whether an event may lie before the boundary, so that its period needs a mark
    v_late boolean := true;
    -- the ids that were new to the ledger
    v_entered uuid[];
    -- an entry for each event: its id where it is stored, else null
    v_accepted uuid[];
    v_outcomes text[];
    -- until then at most 0.2 s of the 2 s have passed, and lock_timeout needs no new value
    v_early_until timestamptz := deadline - interval '1.8 s';
begin
    if not dry then
        -- from here on running_writers lists this transaction
        lock table template__store.event_ids in row exclusive mode;
    end if;
    -- A statement of its own after the lock, so that it sees what was committed before an erasure
    -- or roll_up listed the writers. A transaction that began before the erasure and was not listed
    -- receives its events after the time that the erasure covers.
    select
        greatest(hardal_private.clock(), b.received_from),
        b.boundary::timestamp at time zone 'UTC'
    into v_now, v_boundary
    from template__store.boundary as b;

    if v_batch_passed then
        -- no cast here can fail, because the batch passed quick_check_batch; a time without a zone
        -- is UTC, because ingest sets the time zone
        select
            array_agg(
                hardal_private.event_id(
                    r.event, 'template', store_events.idempotency_key, r.place
                )
            ),
            array_agg(coalesce(r.created_at, v_now)),
            array_agg(hardal_private.event_digest(r.event)),
            bool_and(
                hardal_private.quick_check_event(
                    r.event, r.created_at, v_oldest, v_newest, v_max_bytes, true
                )
            ),
            min(coalesce(r.created_at, v_now)) < v_boundary
        into v_ids, v_times, v_digests, v_all_pass, v_late
        from (
            select
                e.event,
                e.place,
                hardal_private.cut_fraction(
                    e.event ->> 'created_at'
                )::timestamptz as created_at
            from jsonb_array_elements(store_events.events) with ordinality as e (event, place)
            offset 0 -- so that each time is read once
        ) as r;
    end if;
    if not v_all_pass then
        select r.ids, r.times, r.digests, r.errors
        into v_ids, v_times, v_digests, v_errors
        from hardal_private.read_events(
            events,
            'template',
            idempotency_key,
            raws,
            faults,
            v_now,
            v_oldest,
            v_newest,
            v_max_bytes,
            v_batch_passed
        ) as r;
    end if;

    if not dry then
        if partitions then
            perform template__store.make_partitions(v_times);
        end if;

        with entered as (
            insert into template__store.event_ids (id, created_at, digest)
            select
                s.id,
                s.created_at,
                s.digest
            from (
                select n.*
                from unnest(v_ids, v_times, v_digests)
                    with ordinality as n (id, created_at, digest, place)
                where n.id is not null
                order by n.id, n.place
                offset 0 -- so that the condition below runs between two rows of the insert
            ) as s
            where clock_timestamp() < v_early_until or hardal_private.set_lock_deadline(deadline)
            on conflict (id) do nothing
            returning id
        )

        select coalesce(array_agg(n.id), '{}') into v_entered
        from entered as n;
    end if;

    if cardinality(v_entered) = cardinality(v_ids) then
        v_accepted := v_ids;
    else
        -- a statement of its own, so that it sees the rows that the insert conflicted with: their
        -- transactions have committed meanwhile
        v_outcomes := template__store.ledger_outcomes(v_ids, v_digests, v_entered);
        if 'trimmed' = any (v_outcomes) then
            raise serialization_failure using
                message = 'the ledger was trimmed meanwhile: send it again';
        end if;
        v_accepted := array(
            select case when u.outcome = 'accepted' then u.id end
            from unnest(v_ids, v_outcomes) with ordinality as u (id, outcome, place)
            order by u.place
        );
    end if;

    if not dry then
        if clock_timestamp() >= v_early_until then
            perform hardal_private.set_lock_deadline(deadline);
        end if;
        insert into template__store.events (
            id, created_at, received_at, event_name, hardal_server_request_id, client_id, properties
        )
        select
            b.id,
            b.created_at,
            coalesce(b.received_at, v_now),
            b.event ->> 'event_name',
            b.event ->> 'hardal_server_request_id',
            b.event ->> 'client_id',
            case
                when jsonb_typeof(b.event -> 'properties') = 'object' then b.event -> 'properties'
                else '{}'
            end
        from rows from (
            jsonb_array_elements(store_events.events),
            unnest(v_accepted),
            unnest(v_times),
            unnest(store_events.received)
        ) as b (event, id, created_at, received_at)
        where b.id is not null;
        if v_late then
            perform template__store.mark_for_recount(array(
                select u.created_at
                from unnest(v_accepted, v_times) as u (id, created_at)
                where u.id is not null
            ));
        end if;
    end if;

    if v_outcomes is null then
        return jsonb_build_object(
            'accepted', cardinality(v_ids),
            'duplicates', 0,
            'rejected', 0,
            'ids', v_ids,
            'errors', '[]'::jsonb
        );
    end if;
    return template__store.answer_mixed_batch(
        events, idempotency_key, dry, lines, raws, row_ids, v_ids, v_errors, v_outcomes
    );
end
$$;

$hardal_file$),
('functions/tenant/partitions/drop_expired.sql', 7, false, $hardal_file$-- A step of maintenance, and the second step of retention: drops the oldest month behind the
-- horizon, one month per transaction.
--
-- Dropping an attached partition takes ACCESS EXCLUSIVE on events. This lock queues behind every
-- running query and blocks all ingest meanwhile. So the step has a short lock_timeout
-- (maintain_step sets it) and is tried again.
--
-- hardal-admin maintain detaches the partition with CONCURRENTLY beforehand, which blocks nobody.
-- No function can do that. FINALIZE and DROP then touch the partition alone.
--
-- A batch that is on its way to the month finds no partition. Ingest reads the batch anew, and its
-- events are too_old.
create or replace function template__store.drop_expired(dry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_partition record;
    v_month text;
begin
    if dry then
        return (
            select jsonb_build_object(
                'what', 'months dropped',
                'object', string_agg(
                    replace(substr(p.partition, 8), '_', '-'), ', ' order by p.partition
                ),
                'count', count(*),
                'bytes', sum(p.bytes)
            )
            from template__store.expired_partitions(template__store.next_horizon()) as p
            having count(*) > 0
        );
    end if;
    select p.* into v_partition
    from hardal_private.tenants as t
    cross join template__store.expired_partitions(t.horizon) as p
    where t.name = 'template'
    limit 1;
    if v_partition.partition is null then
        return null;
    end if;

    if v_partition.state = 'pending' then
        execute format(
            'alter table template__store.events detach partition template__store.%I finalize',
            v_partition.partition
        );
    end if;
    execute format('drop table template__store.%I', v_partition.partition);
    update hardal_private.maintenance as m
    set trim_block = 0
    where m.tenant = 'template';
    v_month := replace(substr(v_partition.partition, 8), '_', '-');
    perform hardal_private.audit(
        'retention.drop', 'template', v_month, jsonb_build_object('bytes', v_partition.bytes)
    );
    return jsonb_build_object(
        'what', 'months dropped', 'object', v_month, 'count', 1, 'bytes', v_partition.bytes
    );
end
$$;

$hardal_file$),
('functions/tenant/partitions/expired_partitions.sql', 8, false, $hardal_file$-- Returns the partitions that lie before a horizon, oldest first.
create or replace function template__store.expired_partitions(horizon timestamptz)
returns table (partition name, state text, bytes bigint)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        p.partition,
        p.state,
        p.bytes
    from template__store.list_partitions() as p
    where p.partition < to_char(
        expired_partitions.horizon at time zone 'UTC', '"events_"YYYY"_"MM'
    )
    order by p.partition
$$;

$hardal_file$),
('functions/tenant/partitions/list_partitions.sql', 9, false, $hardal_file$-- Returns every partition, oldest first, and how it is tied to the table events:
-- - attached
-- - pending: a DETACH CONCURRENTLY was stopped half-way
-- - detached
-- Pending and detached partitions are about to be dropped. They still hold events.
create or replace function template__store.list_partitions()
returns table (partition name, state text, bytes bigint)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        c.relname as partition,
        case
            when i.inhrelid is null then 'detached'
            when i.inhdetachpending then 'pending'
            else 'attached'
        end as state,
        coalesce(
            (
                select sum(pg_total_relation_size(r.inhrelid))::bigint
                from pg_inherits as r
                where r.inhparent = c.oid
            ),
            0
        ) as bytes
    from pg_class as c
    left join pg_inherits as i on c.oid = i.inhrelid
    where
        c.relnamespace = 'template__store'::regnamespace
        and c.relkind = 'p'
        and c.relname ~ '^events_[0-9]{4}_[0-9]{2}$'
    order by c.relname
$$;

$hardal_file$),
('functions/tenant/partitions/make_partitions.sql', 10, false, $hardal_file$-- Makes the monthly partitions that these times need, where they are missing.
--
-- A month has two tables: events_2024_10, which is partitioned by the day, and its one partition
-- events_2024_10_rows, which holds the rows. The planner compares a filter on a partition key when
-- a query runs, too. So every filter on event_date, which is the same expression in the views,
-- leaves months out: also one with current_date or a parameter.
--
-- It runs CREATE, then ATTACH. ATTACH takes SHARE UPDATE EXCLUSIVE, so readers and other writers go
-- on. CREATE ... PARTITION OF takes ACCESS EXCLUSIVE and would queue behind every running query.
create or replace function template__store.make_partitions(times timestamptz[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
-- The function prints and reads times, and makes tables. The caller's settings must not change
-- this.
set timezone = 'UTC'
set datestyle = 'ISO'
set default_tablespace = ''
as $$
declare
    v_month timestamp;
    v_next timestamp;
    v_partition text;
begin
    -- two transactions that need the same month wait here; the second one finds the month made
    lock table template__store.month_pattern in exclusive mode;
    for v_month in
        select distinct date_trunc('month', t.at at time zone 'UTC') as month
        from unnest(times) as t (at)
        where t.at is not null
        order by month
    loop
        v_partition := to_char(v_month, '"events_"YYYY"_"MM');
        if to_regclass(format('template__store.%I', v_partition)) is null then
            v_next := v_month + interval '1 month';
            execute format(
                'create table template__store.%I (like template__store.events including all) '
                'partition by range (((created_at at time zone ''UTC'')::date))',
                v_partition
            );
            execute format(
                'comment on table template__store.%I is %L',
                v_partition, format('Events of %s (UTC)', to_char(v_month, 'YYYY-MM'))
            );
            execute format(
                'create table template__store.%I '
                '(like template__store.month_pattern including all)',
                v_partition || '_rows'
            );
            execute format(
                'comment on table template__store.%I is %L',
                v_partition || '_rows', format('The rows of %s', v_partition)
            );
            execute format(
                'alter table template__store.%I attach partition template__store.%I '
                'for values from (%L) to (%L)',
                v_partition, v_partition || '_rows', v_month::date, v_next::date
            );
            execute format(
                'alter table template__store.events attach partition template__store.%I '
                'for values from (%L) to (%L)',
                v_partition, v_month at time zone 'UTC', v_next at time zone 'UTC'
            );
        end if;
    end loop;
end
$$;

$hardal_file$),
('functions/tenant/partitions/make_partitions_ahead.sql', 11, false, $hardal_file$-- A step of maintenance: makes the partitions of this month and the next, so that no event waits
-- for its partition to be made.
create or replace function template__store.make_partitions_ahead(dry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_times timestamptz[];
    v_months text;
begin
    select
        array_agg(m.at),
        string_agg(to_char(m.at at time zone 'UTC', 'YYYY-MM'), ', ' order by m.at)
    into v_times, v_months
    from unnest(
        array[hardal_private.clock(), hardal_private.clock() + interval '1 month']
    ) as m (at)
    where
        to_regclass(
            to_char(m.at at time zone 'UTC', '"template__store.events_"YYYY"_"MM')
        ) is null;
    if v_times is null then
        return null;
    end if;
    if not dry then
        perform template__store.make_partitions(v_times);
    end if;
    return jsonb_build_object(
        'what', 'partitions made', 'object', v_months, 'count', cardinality(v_times)
    );
end
$$;

$hardal_file$),
('functions/tenant/partitions/move_horizon.sql', 12, false, $hardal_file$-- A step of maintenance, and the first step of retention: moves the horizon.
--
-- Retention has three steps, each committed before the next one begins:
-- 1. move_horizon: from its commit on, older events are too_old.
-- 2. drop_expired drops the months before the horizon.
-- 3. trim_ledger deletes the ids of these months from the ledger.
-- So an event of these months that is sent again is never stored a second time. Either the ledger
-- still has its id, or the event is too old.
create or replace function template__store.move_horizon(dry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_next timestamptz := template__store.next_horizon();
begin
    if not exists (
        select
        from hardal_private.tenants as t
        where t.name = 'template' and t.horizon is distinct from v_next
    ) then
        return null;
    end if;
    if not dry then
        update hardal_private.tenants as t
        set horizon = v_next
        where t.name = 'template';
        perform template__store.shrink_rollups(v_next);
    end if;
    return jsonb_build_object(
        'what', 'horizon moved',
        'object', coalesce(to_char(v_next at time zone 'UTC', 'YYYY-MM-DD'), 'none'),
        'count', 1
    );
end
$$;

$hardal_file$),
('functions/tenant/partitions/next_horizon.sql', 13, false, $hardal_file$-- Returns where the horizon belongs now: the beginning of the oldest month that retention keeps.
--
-- While months behind the present horizon are being dropped (trim_block is set), the horizon moves
-- back only as far as the months that are still attached. So a longer retention finds each month
-- either whole or gone.
create or replace function template__store.next_horizon()
returns timestamptz
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select case
        when m.trim_block is null then k.since
        else greatest(k.since, least(t.horizon, w.since))
    end
    from hardal_private.tenants as t
    left join hardal_private.maintenance as m on t.name = m.tenant
    cross join lateral (
        select date_trunc(
            'month',
            hardal_private.clock() at time zone 'UTC' - make_interval(months => t.retention_months)
        ) at time zone 'UTC' as since
    ) as k
    cross join lateral (
        select min(to_timestamp(p.partition || '+00', '"events_"YYYY"_"MMTZH')) as since
        from template__store.list_partitions() as p
        where p.state = 'attached'
    ) as w
    where t.name = 'template'
$$;

$hardal_file$),
('functions/tenant/partitions/trim_ledger.sql', 14, false, $hardal_file$-- A step of maintenance, and the last step of retention: deletes the ids of dropped months from the
-- ledger.
--
-- The ledger has no index by time, because every stored event would pay for it. So the ledger is
-- read through once after a month was dropped, 4 MB per transaction (500 blocks of 8 kB).
-- trim_block is the block at which the next transaction goes on. Tombstones have no time, so they
-- stay.
create or replace function template__store.trim_ledger(dry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_batch constant int := 500;
    v_block bigint;
    v_horizon timestamptz;
    v_blocks bigint := pg_relation_size('template__store.event_ids')
    / current_setting('block_size')::int;
    v_from tid;
    v_to tid;
    v_deleted bigint;
begin
    select
        m.trim_block,
        t.horizon
    into v_block, v_horizon
    from hardal_private.maintenance as m
    inner join hardal_private.tenants as t on m.tenant = t.name
    where t.name = 'template';
    if
        v_block is null
        or (not dry and exists (select from template__store.expired_partitions(v_horizon)))
    then
        return null;
    end if;
    if dry then
        return jsonb_build_object(
            'what', 'ledger looked through', 'object', null, 'count', v_blocks - v_block
        );
    end if;
    if v_block >= v_blocks then
        update hardal_private.maintenance as m
        set trim_block = null
        where m.tenant = 'template';
        return null;
    end if;
    v_from := format('(%s,0)', v_block)::tid;
    v_to := format('(%s,0)', v_block + v_batch)::tid;
    delete from template__store.event_ids as l
    where l.ctid >= v_from and l.ctid < v_to and l.created_at < v_horizon;
    get diagnostics v_deleted = row_count;
    update hardal_private.maintenance as m
    set trim_block = v_block + v_batch
    where m.tenant = 'template';
    return jsonb_build_object('what', 'ids left the ledger', 'object', null, 'count', v_deleted);
end
$$;

$hardal_file$),
('functions/tenant/persons/erase_partition.sql', 15, false, $hardal_file$-- Erases a person from one partition. Each erased event leaves a tombstone in the ledger: its id,
-- without time and digest.
--
-- The tombstones are written in the order of ids, as ingest writes the ledger, so that the two do
-- not deadlock. The periods of the erased events are marked, as ingest marks the periods of late
-- events.
create or replace function template__store.erase_partition(
    partition name, client_id text, request_id text, properties jsonb
)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- all changes are made by dynamic SQL: @plpgsql_check_options: performance_warnings = off
    v_erased bigint;
    v_times timestamptz[];
begin
    if to_regclass(format('template__store.%I', partition)) is null then
        return 0; -- retention has dropped the partition meanwhile
    end if;
    execute format(
        'with deleted as (
            delete from template__store.%I as e
            where hardal_private.matches_person(
                e.client_id, e.hardal_server_request_id, e.properties, $1, $2, $3
            )
            returning e.id, e.created_at
        ),

        tombstones as (
            insert into template__store.event_ids (id)
            select d.id
            from deleted as d
            order by d.id
            on conflict (id) do update set created_at = null, digest = null
        )

        select count(*), array_agg(distinct date_trunc(''day'', d.created_at, ''UTC''))
        from deleted as d',
        partition
    ) into v_erased, v_times using client_id, request_id, properties;
    perform template__store.mark_for_recount(v_times);
    return v_erased;
end
$$;

$hardal_file$),
('functions/tenant/persons/erase_rejected.sql', 16, false, $hardal_file$-- Erases a person from the quarantine. Each rejected event leaves tombstones in the ledger: its
-- rejected_id, under which it could be replayed, and the id that it was sent with. So the event
-- cannot come back under either id. An id that the ledger already has belongs to another event, and
-- stays as it is.
create or replace function template__store.erase_rejected(
    client_id text, request_id text, properties jsonb
)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_erased bigint;
begin
    with deleted as (
        delete from template__store.rejected_events as r
        using template__store.person_rejected(
            erase_rejected.client_id, erase_rejected.request_id, erase_rejected.properties
        ) as p
        where r.rejected_id = p.rejected_id
        returning
            r.rejected_id,
            r.payload ->> 'id' as id,
            r.counted_bytes as bytes
    ),

    counted as (
        insert into template__store.quarantine_changes (kept, bytes, dropped)
        select
            -count(*),
            -sum(d.bytes),
            0
        from deleted as d
        having count(*) > 0
    ),

    tombstones as (
        insert into template__store.event_ids (id)
        select i.id
        from (
            select d.rejected_id as id
            from deleted as d
            union
            select hardal_private.read_uuid(d.id)
            from deleted as d
            where hardal_private.read_uuid(d.id) is not null
        ) as i
        order by i.id
        on conflict (id) do nothing
    )

    select count(*) into v_erased
    from deleted as d;
    return v_erased;
end
$$;

$hardal_file$),
('functions/tenant/persons/person_events.sql', 17, false, $hardal_file$-- Returns all events of a person, partition by partition. Partitions that are about to be dropped
-- are read too, because they still hold events.
create or replace function template__store.person_events(
    client_id text, request_id text, properties jsonb
)
returns setof template__store.events
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_partition name;
begin
    for v_partition in select p.partition from template__store.list_partitions() as p loop
        return query execute format(
            'select
                e.id, e.created_at, e.received_at, e.event_name, e.hardal_server_request_id,
                e.client_id, e.properties
            from template__store.%I as e
            where hardal_private.matches_person(
                e.client_id, e.hardal_server_request_id, e.properties, $1, $2, $3
            )
            order by e.created_at, e.id',
            v_partition
        )
        using client_id, request_id, properties;
    end loop;
end
$$;

$hardal_file$),
('functions/tenant/persons/person_rejected.sql', 18, false, $hardal_file$-- Returns all rejected events of a person. A rejected event may have its fields in wrong places, or
-- may be a line that is no JSON. So an event belongs to the person in three cases:
-- - The fields of its payload agree, as those of a stored event do.
-- - Each text that is searched for stands somewhere in its payload, as a JSON string.
-- - Each text that is searched for stands somewhere in its raw bytes, in one of the forms that
--   written_forms returns.
create or replace function template__store.person_rejected(
    client_id text, request_id text, properties jsonb
)
returns setof template__store.rejected_events
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_values text[] := hardal_private.person_values(client_id, request_id, properties);
    -- for each value an array of its forms; bytes are not JSON, so they are written in hexadecimal
    v_forms jsonb := (
        select
            jsonb_agg(
                (
                    select jsonb_agg(encode(f.form, 'hex'))
                    from unnest(hardal_private.written_forms(v.value)) as f (form)
                )
            )
        from unnest(v_values) as v (value)
    );
begin
    return query
    select r.*
    from template__store.rejected_events as r
    where
        hardal_private.matches_person(
            r.payload ->> 'client_id',
            r.payload ->> 'hardal_server_request_id',
            r.payload -> 'properties',
            person_rejected.client_id,
            person_rejected.request_id,
            person_rejected.properties
        )
        or not exists (
            select
            from unnest(v_values) as v (value)
            where position(to_json(v.value)::text in coalesce(r.payload::text, '')) = 0
        )
        or not exists (
            select
            from jsonb_array_elements(v_forms) as v (forms)
            where not exists (
                select
                from jsonb_array_elements_text(v.forms) as f (form)
                where position(decode(f.form, 'hex') in coalesce(r.raw, '')) > 0
            )
        )
    order by r.received_at, r.rejected_id;
end
$$;

$hardal_file$),
('functions/tenant/quarantine/delete_rejected.sql', 19, false, $hardal_file$-- Deletes events from quarantine for good. It skips events that another transaction has locked.
-- The erasure of a person is in erase_rejected.
create or replace function template__store.delete_rejected(ids uuid[])
returns bigint
language sql
set search_path = pg_catalog, pg_temp
as $$
    with released as (
        delete from template__store.rejected_events as r
        where r.rejected_id in (
            select e.rejected_id
            from template__store.rejected_events as e
            where e.rejected_id = any (delete_rejected.ids)
            for update skip locked
        )
        returning r.counted_bytes as bytes
    ),

    change as (
        insert into template__store.quarantine_changes (kept, bytes, dropped)
        select
            -count(*),
            -sum(r.bytes),
            0
        from released as r
        having count(*) > 0
    )

    select count(*)
    from released as r
$$;

$hardal_file$),
('functions/tenant/quarantine/discard_rejected.sql', 20, false, $hardal_file$-- Deletes rejected events for good, and writes their number into the audit log.
create or replace function template__store.discard_rejected(ids uuid[])
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_discarded bigint := template__store.delete_rejected(ids);
begin
    perform hardal_private.audit(
        'quarantine.discard', 'template', null, jsonb_build_object('events', v_discarded)
    );
    return v_discarded;
end
$$;

$hardal_file$),
('functions/tenant/quarantine/expire_rejected.sql', 21, false, $hardal_file$-- A step of maintenance: deletes events that have been in quarantine for too long, and sums up the
-- quarantine's changes.
create or replace function template__store.expire_rejected(dry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_days int := (hardal_private.tenant_limits('template')).quarantine_days;
    v_expired bigint;
begin
    if dry then
        v_expired := (
            select count(*)
            from template__store.rejected_events as r
            where r.received_at < hardal_private.clock() - make_interval(days => v_days)
        );
    elsif
        (
            select count(*)
            from (select from template__store.quarantine_changes as c limit 2) as c
        ) > 1
        or exists (
            select
            from template__store.rejected_events as r
            where r.received_at < hardal_private.clock() - make_interval(days => v_days)
        )
    then
        v_expired := template__store.tidy_quarantine();
    end if;
    return (
        select jsonb_build_object(
            'what', 'rejected events expired', 'object', null, 'count', v_expired
        )
        where v_expired > 0
    );
end
$$;

$hardal_file$),
('functions/tenant/quarantine/find_rejected.sql', 22, false, $hardal_file$-- Finds rejected events in quarantine by error code, name, time of receipt or id, oldest first. A
-- filter that is null filters nothing.
create or replace function template__store.find_rejected(
    code text, event_name text, since timestamptz, until timestamptz, ids uuid[], max_rows bigint
)
returns table (
    rejected_id uuid,
    received_at timestamptz,
    name text,
    bytes bigint,
    errors jsonb,
    payload jsonb,
    raw bytea
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        r.rejected_id,
        r.received_at,
        r.payload ->> 'event_name' as name,
        r.bytes,
        r.errors,
        r.payload,
        r.raw
    from template__store.rejected_events as r
    where
        (
            find_rejected.code is null
            or r.errors @> jsonb_build_array(jsonb_build_object('code', find_rejected.code))
        )
        and (
            find_rejected.event_name is null
            or r.payload ->> 'event_name' = find_rejected.event_name
        )
        and (find_rejected.since is null or r.received_at >= find_rejected.since)
        and (find_rejected.until is null or r.received_at < find_rejected.until)
        and (find_rejected.ids is null or r.rejected_id = any (find_rejected.ids))
    order by r.received_at, r.rejected_id
    limit find_rejected.max_rows
$$;

$hardal_file$),
('functions/tenant/quarantine/keep_rejected.sql', 23, false, $hardal_file$-- Puts rejected events into quarantine as far as there is room, and tells which of them it kept.
-- The room is known by a sum over a few rows of quarantine_changes, not by a count of the events.
-- Expired events are deleted first, 1,000 at a time, so that the quarantine also works where nobody
-- maintains it. An event that is in quarantine already, because an import is repeated, stays as it
-- is and takes no more room.
create or replace function template__store.keep_rejected(
    rejected_ids uuid[], payloads jsonb[], raws bytea[], sizes bigint[], errors jsonb[]
)
returns uuid[]
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_limits record := hardal_private.tenant_limits('template');
    v_kept bigint;
    v_bytes bigint;
    v_changes bigint;
    v_present uuid[];
    v_ids uuid[];
begin
    select
        coalesce(sum(c.kept), 0)::bigint,
        coalesce(sum(c.bytes), 0)::bigint,
        count(*)
    into v_kept, v_bytes, v_changes
    from template__store.quarantine_changes as c;
    if v_changes > 100 then
        perform template__store.tidy_quarantine();
    elsif
        v_kept + cardinality(rejected_ids) > v_limits.quarantine_rows
        and template__store.tidy_quarantine() > 0
    then
        -- expired events were deleted, so there is more room
        select
            coalesce(sum(c.kept), 0)::bigint,
            coalesce(sum(c.bytes), 0)::bigint
        into v_kept, v_bytes
        from template__store.quarantine_changes as c;
    end if;

    v_present := array(
        select r.rejected_id
        from template__store.rejected_events as r
        where r.rejected_id = any (rejected_ids)
    );

    -- the events are kept in the order sent, while there is room
    with offered as (
        select
            u.id,
            u.payload,
            u.raw,
            u.size,
            u.errors,
            s.bytes,
            v_kept + row_number() over places <= v_limits.quarantine_rows
            and v_bytes + sum(s.bytes) over places <= v_limits.quarantine_bytes as fits
        from unnest(rejected_ids, payloads, raws, sizes, errors)
            with ordinality as u (id, payload, raw, size, errors, place)
        cross join lateral (
            select hardal_private.rejected_event_bytes(u.payload, u.raw, u.errors) as bytes
        ) as s
        where u.id <> all (v_present)
        window places as (order by u.place)
    ),

    kept as (
        insert into template__store.rejected_events (
            rejected_id, received_at, payload, raw, bytes, counted_bytes, errors
        )
        select
            o.id,
            -- the time of receipt, as in store_events
            greatest(hardal_private.clock(), b.received_from),
            o.payload,
            o.raw,
            o.size,
            o.bytes,
            o.errors
        from offered as o
        cross join template__store.boundary as b
        where o.fits
        on conflict (rejected_id) do nothing
        returning counted_bytes as bytes
    ),

    change as (
        insert into template__store.quarantine_changes (kept, bytes, dropped)
        select
            k.kept,
            k.bytes,
            o.dropped
        from (
            select
                count(*) as kept,
                coalesce(sum(k.bytes), 0) as bytes
            from kept as k
        ) as k
        cross join (
            select count(*) as dropped
            from offered as o
            where not o.fits
        ) as o
    )

    select coalesce(array_agg(o.id), '{}') into v_ids
    from offered as o
    where o.fits;
    return v_present || v_ids;
end
$$;

$hardal_file$),
('functions/tenant/quarantine/replay_rejected.sql', 24, false, $hardal_file$-- Sends rejected events in again, after a patch to each. Events that pass now are stored and leave
-- the quarantine. The others stay, with their new errors.
-- An event without an id is sent in under its rejected_id, so that a second replay finds the same
-- id. An event without created_at gets the time of receipt. A rejected event whose id was erased
-- meanwhile loses its payload.
create or replace function template__store.replay_rejected(ids uuid[], patch jsonb default '{}')
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_ids uuid[];
    v_events jsonb;
    v_checked jsonb;
    v_passed uuid[];
    v_answer jsonb := jsonb_build_object('accepted', 0, 'duplicates', 0);
begin
    select
        array_agg(l.rejected_id),
        jsonb_agg(
            case
                when jsonb_typeof(l.event) = 'object'
                    then
                        l.event
                        || case
                            when coalesce(l.event -> 'id', 'null') = 'null'
                                then jsonb_build_object('id', l.rejected_id)
                            else '{}'
                        end
                        || case
                            when coalesce(l.event -> 'created_at', 'null') = 'null'
                                then jsonb_build_object('created_at', l.received_at)
                            else '{}'
                        end
                else l.event
            end
        )
    into v_ids, v_events
    from (
        select
            r.rejected_id,
            r.received_at,
            hardal_private.merge_patch(r.payload, replay_rejected.patch) as event
        from template__store.rejected_events as r
        where r.rejected_id = any (replay_rejected.ids) and r.payload is not null
        order by r.received_at, r.rejected_id
        for update skip locked
    ) as l;
    if v_ids is null then
        return v_answer || '{"rejected": 0, "errors": []}';
    end if;

    -- a dry run tells which events pass now
    v_checked := template__store.ingest(v_events, null, true);
    with fault as (
        select
            v_ids[(e.fault ->> 'index')::int + 1] as rejected_id,
            jsonb_agg(e.fault - 'index' - 'rejected_id' order by e.place) as errors
        from jsonb_array_elements(v_checked -> 'errors') with ordinality as e (fault, place)
        group by 1
    ),

    still_rejected as (
        update template__store.rejected_events as r
        set
            errors = f.errors,
            payload = case when not e.erased then r.payload end,
            counted_bytes = case when e.erased then 0 else r.counted_bytes end
        from fault as f
        cross join lateral (select f.errors @> '[{"code": "erased"}]' as erased) as e
        where r.rejected_id = f.rejected_id
    ),

    change as (
        insert into template__store.quarantine_changes (kept, bytes, dropped)
        select
            0,
            -sum(r.counted_bytes),
            0
        from template__store.rejected_events as r
        inner join fault as f on r.rejected_id = f.rejected_id
        where f.errors @> '[{"code": "erased"}]'
        having count(*) > 0
    )

    select array_agg(u.rejected_id order by u.place) into v_passed
    from unnest(v_ids) with ordinality as u (rejected_id, place)
    where u.rejected_id not in (select f.rejected_id from fault as f);

    if v_passed is not null then
        v_answer := template__store.ingest((
            select jsonb_agg(e.event order by e.place)
            from rows from (jsonb_array_elements(v_events), unnest(v_ids))
                with ordinality as e (event, rejected_id, place)
            where e.rejected_id = any (v_passed)
        ));
        -- an event that became a conflict between the two calls is in quarantine under a new id
        perform template__store.delete_rejected(v_passed);
    end if;
    perform hardal_private.audit(
        'quarantine.replay',
        'template',
        null,
        jsonb_build_object('events', cardinality(v_ids)) || (v_answer - 'ids' - 'errors')
    );
    return jsonb_build_object(
        'accepted', v_answer -> 'accepted',
        'duplicates', v_answer -> 'duplicates',
        'rejected',
        cardinality(v_ids) - (v_answer ->> 'accepted')::int - (v_answer ->> 'duplicates')::int,
        'errors', coalesce((
            select jsonb_agg(
                e.fault - 'index'
                || jsonb_build_object('rejected_id', v_ids[(e.fault ->> 'index')::int + 1])
                order by e.place
            )
            from jsonb_array_elements(v_checked -> 'errors') with ordinality as e (fault, place)
        ), '[]')
    );
end
$$;

$hardal_file$),
('functions/tenant/quarantine/tidy_quarantine.sql', 25, false, $hardal_file$-- Deletes up to 1,000 expired events, and sums the quarantine's changes up into one row. It takes
-- only rows that no other transaction has locked, so it never waits.
create or replace function template__store.tidy_quarantine()
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_limits record := hardal_private.tenant_limits('template');
    v_expired bigint;
begin
    with expired as (
        delete from template__store.rejected_events as r
        where r.rejected_id in (
            select e.rejected_id
            from template__store.rejected_events as e
            where
                e.received_at
                < hardal_private.clock() - make_interval(days => v_limits.quarantine_days)
            order by e.received_at
            limit 1000
            for update skip locked
        )
        returning r.counted_bytes as bytes
    ),

    summed as (
        delete from template__store.quarantine_changes as c
        where c.ctid in (
            select q.ctid from template__store.quarantine_changes as q for update skip locked
        )
        returning c.kept, c.bytes, c.dropped
    ),

    entered as (
        insert into template__store.quarantine_changes (kept, bytes, dropped)
        select
            coalesce(sum(t.kept), 0),
            coalesce(sum(t.bytes), 0),
            coalesce(sum(t.dropped), 0)
        from (
            select
                s.kept,
                s.bytes,
                s.dropped
            from summed as s
            union all
            select
                -1,
                -e.bytes,
                0
            from expired as e
        ) as t
    )

    select count(*) into v_expired
    from expired as e;
    return v_expired;
end
$$;

$hardal_file$),
('functions/tenant/reading/events_page.sql', 26, false, $hardal_file$-- Returns one page of events, newest first, from the end of the page before. The order by
-- created_at, then id, is promised to clients.
-- The plan is made anew for each call, so that a filter that was not given costs nothing, and
-- partitions are pruned.
create or replace function template__store.events_page(
    event_name text, client_id text, since timestamptz, until timestamptz, after uuid, max_rows int
)
returns setof hardal.event
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
    v_after timestamptz;
begin
    if events_page.after is not null then
        select l.created_at into v_after
        from template__store.event_ids as l
        where l.id = events_page.after;
        if v_after is null then
            raise sqlstate 'PT400' using
                message = format('after=%s is no event of this tenant', events_page.after),
                hint = 'give the id of the last event of the page before';
        end if;
    end if;
    return query
    select
        e.id,
        e.event_name,
        e.hardal_server_request_id,
        e.client_id,
        e.properties,
        e.created_at,
        e.received_at,
        (e.created_at at time zone 'UTC')::date
    from template__store.events as e
    where
        (events_page.event_name is null or e.event_name = events_page.event_name)
        and (events_page.client_id is null or e.client_id = events_page.client_id)
        and (events_page.since is null or e.created_at >= events_page.since)
        and (events_page.until is null or e.created_at < events_page.until)
        and (
            events_page.after is null
            or (e.created_at <= v_after and (e.created_at, e.id) < (v_after, events_page.after))
        )
    order by e.created_at desc, e.id desc
    limit events_page.max_rows;
end
$$;

$hardal_file$),
('functions/tenant/rollups/count_period.sql', 27, false, $hardal_file$-- Counts one period from the events alone: copies the counts of the live views into the rollups,
-- and deletes the period's marks.
--
-- The last statement does all of this and must stay one statement. Then events and marks are read
-- in one snapshot (see roll_up).
--
-- The period must be live: not rolled up yet, or marked. The live views count no other period.
--
-- PostgreSQL plans a statement before it takes the statement's snapshot. A partition that is
-- attached in between is in the snapshot, but not in the plan, so its events would be missing. The
-- function therefore compares the partitions before the statement with the partitions in the
-- snapshot. Where they differ, it raises 55P03, and the caller tries again (maintain_step,
-- recount_after_erasure).
create or replace function template__store.count_period(period text, starts_on date)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_partitions oid[] := array(
        select i.inhrelid
        from pg_inherits as i
        where i.inhparent = 'template__store.events'::regclass
        order by i.inhrelid
    );
    v_seen oid[];
begin
    -- the old counts of the period; only the holder of the tenant's lock writes them
    delete from template__store.activity as a
    where a.period = count_period.period and a.starts_on = count_period.starts_on;
    delete from template__store.property_counts as c
    where count_period.period = 'day' and c.day = count_period.starts_on;

    -- typed views are compared with the properties of this day
    insert into template__store.counted_days (day)
    select count_period.starts_on
    where count_period.period = 'day';

    with deleted_marks as (
        delete from template__store.rollup_marks as m
        where m.period = count_period.period and m.starts_on = count_period.starts_on
    ),

    counted_activity as (
        insert into template__store.activity (
            period, starts_on, event_name, events, clients, first_at, last_at
        )
        select
            l.period,
            l.starts_on,
            l.event_name,
            l.events,
            l.clients,
            l.first_at,
            l.last_at
        from template__store.live_activity as l
        where l.period = count_period.period and l.starts_on = count_period.starts_on
    ),

    counted_properties as (
        insert into template__store.property_counts (
            day, event_name, property, json_type, events, first_at, last_at, example
        )
        select
            l.day,
            l.event_name,
            l.property,
            l.json_type,
            l.events,
            l.first_at,
            l.last_at,
            l.example
        from template__store.live_properties as l
        where count_period.period = 'day' and l.day = count_period.starts_on
    )

    select array(
        select i.inhrelid
        from pg_inherits as i
        where i.inhparent = 'template__store.events'::regclass
        order by i.inhrelid
    )
    into v_seen;
    if v_seen <> v_partitions then
        raise lock_not_available using
            message = 'a partition came or went while a period was counted';
    end if;
end
$$;

$hardal_file$),
('functions/tenant/rollups/discard_rollups.sql', 28, false, $hardal_file$-- Empties all rollups. The views count everything live until maintenance has rolled everything up
-- again, from the events alone.
create or replace function template__store.discard_rollups()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    -- marks that running transactions are about to add stay, and do no harm
    delete from template__store.rollup_marks;
    delete from template__store.activity;
    delete from template__store.property_counts;
    delete from template__store.counted_days;
    update template__store.rollups as r
    set rolled_until = '-infinity', recounted = null;
end
$$;

$hardal_file$),
('functions/tenant/rollups/mark_for_recount.sql', 29, false, $hardal_file$-- Marks the days, weeks and months of these times that lie wholly before the boundary. These
-- periods may have been rolled up, or may be rolled up soon. A marked period is counted live until
-- it is counted anew.
--
-- The caller stores or erases events of these times in the same transaction. So a snapshot sees
-- both the events and the marks, or neither.
--
-- A transaction that wrote before the boundary moved may not see the new boundary. Then the
-- function does not mark the periods that the boundary has passed. roll_up counts these periods
-- only when all such transactions are over, so the periods need no mark.
create or replace function template__store.mark_for_recount(times timestamptz[])
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    insert into template__store.rollup_marks (period, starts_on)
    select distinct
        r.period,
        date_trunc(r.period, u.at at time zone 'UTC')::date
    from unnest(mark_for_recount.times) as u (at)
    cross join template__store.rollups as r
    cross join template__store.boundary as b
    where date_trunc(r.period, u.at at time zone 'UTC') + r.step <= b.boundary
$$;

$hardal_file$),
('functions/tenant/rollups/move_boundary.sql', 30, false, $hardal_file$-- A step of maintenance, and the first step of the rollups: moves the boundary to the beginning of
-- today (UTC). The boundary moves two hours after midnight, when most of the late events have come.
--
-- From the commit on, a transaction that sees the new boundary marks the periods of every event
-- that it stores before the boundary. A transaction that has read the old boundary does not mark
-- these periods. So waits_for becomes null. This makes roll_up list the tenant's writers that run,
-- and wait until all of them are over.
create or replace function template__store.move_boundary(dry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_next date := (hardal_private.clock() at time zone 'UTC' - interval '2 hours')::date;
begin
    if not dry then
        update template__store.boundary as b
        set boundary = v_next, waits_for = null
        where b.boundary < v_next;
    end if;
    return null;
end
$$;

$hardal_file$),
('functions/tenant/rollups/recount_next_marked.sql', 31, false, $hardal_file$-- Counts anew the first marked period behind `after`, in the order days, weeks, months. The caller
-- passes on the period that it got back, so each period is counted at most once.
--
-- With patient, as maintenance calls it, the function takes a period only once the pause since the
-- mark is over. An erasure does not wait for the pause.
create or replace function template__store.recount_next_marked(after jsonb, patient boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_span record;
begin
    select
        r.period,
        r.step,
        m.starts_on
    into v_span
    from template__store.rollups as r
    inner join template__store.rollup_marks as m on r.period = m.period
    where
        m.starts_on >= r.rolled_from and m.starts_on < r.rolled_until
        and (
            recount_next_marked.after = '{}'::jsonb
            or (r.step, m.starts_on) > (
                (recount_next_marked.after ->> 'step')::interval,
                (recount_next_marked.after ->> 'starts_on')::date
            )
        )
        and (not recount_next_marked.patient or m.marked_at <= clock_timestamp() - r.pause)
    order by r.step, m.starts_on
    limit 1;
    if not found then
        return null;
    end if;
    perform template__store.count_period(v_span.period, v_span.starts_on);
    return jsonb_build_object('step', v_span.step, 'starts_on', v_span.starts_on);
end
$$;

$hardal_file$),
('functions/tenant/rollups/recount_step.sql', 32, false, $hardal_file$-- Counts anew one marked period whose pause is over. roll_up calls this function when no new period
-- can be counted.
--
-- All calls until the function returns null are one round. A round takes each period at most once,
-- in order. The place of the round stands in the column recounted, because a round may be stopped
-- and go on in another connection.
create or replace function template__store.recount_step()
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_next jsonb := template__store.recount_next_marked(
        coalesce(
            (
                select jsonb_build_object('step', r.step, 'starts_on', r.recounted)
                from template__store.rollups as r
                where r.recounted is not null
                order by r.step desc
                limit 1
            ),
            '{}'
        ),
        true
    );
begin
    if v_next is null then
        update template__store.rollups as r
        set recounted = null
        where r.recounted is not null;
        return null;
    end if;
    update template__store.rollups as r
    set recounted = (v_next ->> 'starts_on')::date
    where r.step = (v_next ->> 'step')::interval;
    return jsonb_build_object('what', 'periods counted anew', 'object', null, 'count', 1);
end
$$;

$hardal_file$),
('functions/tenant/rollups/roll_up.sql', 33, false, $hardal_file$-- A step of maintenance: rolls up the next period that is over, or counts a marked period anew.
--
-- The views that read the rollups are exact at every moment. The proof:
--
-- A view reads two parts in one snapshot: the rollup rows of the periods that are rolled up and
-- carry no mark, and the live count of all other periods (see live_spans). So one thing must hold
-- in every snapshot: the rollup rows of a period without a mark have the same numbers as a count of
-- the period's events in this snapshot. It holds for these reasons:
--
-- 1. Each period is counted in one snapshot. One statement of count_period writes what the live
--    views count, and deletes the marks that it sees.
-- 2. A transaction that sees the boundary marks the periods of every event before the boundary that
--    it stores or erases. A snapshot sees both the change and its mark, or neither.
-- 3. So a change that count_period does not see has a mark that count_period does not see and does
--    not delete. As soon as the change is visible, so is its mark, and the period is counted live.
-- 4. A transaction that does not see the new boundary may store an event of the period without a
--    mark. Such a transaction locked the ledger before the boundary was committed. After that
--    commit, roll_up lists the tenant's transactions that hold this lock (waits_for), and counts no
--    new period until all of them are over. A transaction that locks the ledger later reads the
--    boundary after that, and sees the new one (see running_writers).
-- 5. Only one transaction at a time counts or erases for a tenant. It locks the tenant in a
--    statement of its own, before it counts or erases (maintain_step, erase_part,
--    recount_after_erasure). Under READ COMMITTED each later statement takes a new snapshot, which
--    sees everything that the previous holder of the lock has committed. Under other isolation
--    levels the snapshot may be older than the lock. So roll_up refuses them.
-- 6. Retention takes periods out of the rollups before it drops their months (see shrink_rollups).
--
-- Marked periods are counted anew in order, each at most once per round (see recount_step). So a
-- round ends even while other transactions add marks.
create or replace function template__store.roll_up(dry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_boundary date;
    v_running text[];
    v_span record;
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        raise sqlstate 'HD400' using
            message = format(
                'maintenance runs under %s', current_setting('transaction_isolation')
            ),
            hint = 'set default_transaction_isolation to ''read committed'' for this login';
    end if;
    if dry then
        return null;
    end if;

    -- Wait for the writers that may not see the boundary. Null: they are not listed yet. {}: all of
    -- them are over.
    select b.boundary, b.waits_for into v_boundary, v_running
    from template__store.boundary as b;
    if v_running is distinct from '{}' then
        v_running := case
            when v_running is null
                then array(
                    select w.transaction from hardal_private.running_writers('template') as w
                )
            else
                array(
                    select w.transaction
                    from hardal_private.unfinished_transactions('template', v_running) as w
                )
        end;
        update template__store.boundary as b
        set waits_for = v_running;
    end if;

    if v_running = '{}' then
        -- The next period that has events, days first. The periods in between have no events yet.
        -- Every event that is stored there from now on comes with a mark.
        select
            n.period,
            n.starts_on,
            n.ends_on
        into v_span
        from (
            select
                r.period,
                r.step,
                date_trunc(r.period, e.oldest)::date as starts_on,
                (date_trunc(r.period, e.oldest) + r.step)::date as ends_on
            from template__store.rollups as r
            cross join
                lateral (
                    select min(l.created_at) at time zone 'UTC' as oldest
                    from template__store.events as l
                    where
                        l.created_at >= greatest(r.rolled_from, r.rolled_until)::timestamp
                        at time zone 'UTC'
                ) as e
        ) as n
        where n.ends_on <= v_boundary
        order by n.step, n.starts_on
        limit 1;
        if found then
            perform template__store.count_period(v_span.period, v_span.starts_on);
            update template__store.rollups as r
            set rolled_until = v_span.ends_on
            where r.period = v_span.period;
            return jsonb_build_object('what', 'periods rolled up', 'object', null, 'count', 1);
        end if;
        -- no period before the boundary is left that has events
        update template__store.rollups as r
        set rolled_until = date_trunc(r.period, v_boundary::timestamp)::date
        where r.rolled_until < date_trunc(r.period, v_boundary::timestamp)::date;
    end if;

    return template__store.recount_step();
end
$$;

$hardal_file$),
('functions/tenant/rollups/shrink_rollups.sql', 34, false, $hardal_file$-- Takes the periods before a new horizon out of the rollups. These periods are counted live until
-- their months are dropped. So the numbers go down together with the events, and not before.
--
-- A longer retention changes nothing here. The events that it lets in again lie before rolled_from,
-- where all periods are counted live.
create or replace function template__store.shrink_rollups(horizon timestamptz)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    -- rolled_from becomes the first period that begins at or after the horizon
    update template__store.rollups as r
    set rolled_from = n.starts_on
    from (
        select
            o.period,
            (
                date_trunc(o.period, shrink_rollups.horizon at time zone 'UTC')
                + case
                    when
                        date_trunc(o.period, shrink_rollups.horizon at time zone 'UTC')
                        < shrink_rollups.horizon at time zone 'UTC'
                        then o.step
                    else '0'
                end
            )::date as starts_on
        from template__store.rollups as o
    ) as n
    where r.period = n.period and r.rolled_from < n.starts_on;
    delete from template__store.activity as a
    using template__store.rollups as r
    where a.period = r.period and a.starts_on < r.rolled_from;
    delete from template__store.property_counts as c
    using template__store.rollups as r
    where r.period = 'day' and c.day < r.rolled_from;
    delete from template__store.rollup_marks as m
    using template__store.rollups as r
    where m.period = r.period and m.starts_on < r.rolled_from;
end
$$;

$hardal_file$),
('functions/tenant/views/add_event_view.sql', 35, false, $hardal_file$-- Writes down that the typed view of an event is missing, for a DBA who asks for it: the next
-- maintenance makes it, whether there is room or not, with the columns of all events of the name.
create or replace function template__store.add_event_view(event_name text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (
        select from template__store.events as e where e.event_name = add_event_view.event_name
    ) then
        raise sqlstate 'HD404' using
            message = format(
                'there are no events named %s', to_jsonb(left(add_event_view.event_name, 80))
            ),
            hint = 'event_catalog has the names that there are';
    end if;
    delete from template__store.names_without_view as n
    where n.event_name = add_event_view.event_name;
    insert into template__store.wanted_columns (event_name, events)
    select add_event_view.event_name, 0
    where
        not exists (
            select from template__store.event_views as v
            where v.event_name = add_event_view.event_name
        )
    on conflict do nothing;
    update template__store.boundary set looked_at = '-infinity';
end
$$;

$hardal_file$),
('functions/tenant/views/column_candidates.sql', 36, false, $hardal_file$-- Returns the columns that typed views should have and do not have, and whether there is room for
-- them.
--
-- A property gets one column, of the type that it has most often. Where it also comes as a value
-- that this type cannot hold, it gets a second column of type text beside the typed one
-- (price_text; place_column gives the name). Objects get no column, because their keys are
-- properties of their own. A JSON null does not tell a type. Each view takes the most frequent
-- properties first, as far as they have as many events as their place needs (events_needed). A
-- column that a DBA has dropped is left out.
create or replace function template__store.column_candidates()
returns table (
    event_name text,
    property text,
    column_type text,
    is_beside boolean,
    events bigint,
    has_room boolean
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with seen as (
        select s.event_name, s.property, t.column_type, sum(s.events)::bigint as events
        from template__store.seen_properties() as s
        cross join lateral (select hardal_private.column_type(s.json_type) as column_type) as t
        where t.column_type is not null
        group by s.event_name, s.property, t.column_type
    ),

    known as (
        select c.event_name, c.property, c.column_type
        from template__store.view_columns as c
        union all
        select w.event_name, w.property, w.column_type
        from template__store.wanted_columns as w
        where w.property is not null
    ),

    -- the typed column of each property that was seen: the known one, or else the most frequent
    -- type
    typed as (
        select distinct on (s.event_name, s.property)
            s.event_name,
            s.property,
            coalesce(k.column_type, s.column_type) as column_type,
            k.column_type is not null as is_known,
            s.events
        from seen as s
        left join known as k on s.event_name = k.event_name and s.property = k.property
        order by
            s.event_name asc, s.property asc, k.column_type = 'text' asc,
            s.events desc, s.column_type collate "C" asc
    ),

    missing as (
        select t.event_name, t.property, t.column_type, t.events, false as is_beside
        from typed as t
        where not t.is_known
        union all
        select t.event_name, t.property, 'text', t.events, true
        from typed as t
        where
            t.column_type not in ('text', 'jsonb')
            and exists (
                select
                from seen as s
                where
                    s.event_name = t.event_name and s.property = t.property
                    and s.column_type <> t.column_type
            )
            and not exists (
                select
                from known as k
                where
                    k.event_name = t.event_name and k.property = t.property
                    and k.column_type = 'text'
            )
    ),

    -- a round sees a part of the events; the rollups have all days that are over
    counted as (
        select c.event_name, c.property, sum(c.events)::bigint as events
        from template__store.property_counts as c
        inner join (
            select distinct m.event_name, m.property
            from missing as m
        ) as u on c.event_name = u.event_name and c.property = u.property
        group by c.event_name, c.property
    ),

    viewed as materialized (
        select n.event_name, template__store.columns_left(n.event_name) as columns_left
        from (
            select v.event_name
            from template__store.event_views as v
            union
            select w.event_name
            from template__store.wanted_columns as w
        ) as n
    ),

    ranked as (
        select
            m.event_name,
            m.property,
            m.column_type,
            m.is_beside,
            e.events,
            v.columns_left,
            row_number() over (
                partition by m.event_name
                order by e.events desc, m.property collate "C" asc, m.is_beside asc
            ) as turn
        from missing as m
        inner join viewed as v on m.event_name = v.event_name
        left join counted as t on m.event_name = t.event_name and m.property = t.property
        left join template__store.properties_without_column as p
            on m.event_name = p.event_name and m.property = p.property
        cross join lateral (
            -- where all events were compared, what was counted before is out of date
            select
                case
                    when template__store.unseen_since() = '-infinity' then m.events
                    else greatest(m.events, t.events, p.events)
                end as events
        ) as e
        where p.dropped is not true
    )

    select
        r.event_name,
        r.property,
        r.column_type,
        r.is_beside,
        r.events,
        coalesce(
            r.events >= hardal_private.events_needed(
                r.columns_left - r.turn + 1, hardal_private.column_places()
            ),
            false
        )
    from ranked as r
$$;

$hardal_file$),
('functions/tenant/views/columns_left.sql', 37, false, $hardal_file$-- Returns how many columns maintenance may still add to a typed view, as far as their properties
-- are frequent (events_needed).
create or replace function template__store.columns_left(event_name text)
returns bigint
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        hardal_private.column_places()
        - (
            select count(*)
            from template__store.view_columns as c
            where c.event_name = columns_left.event_name
        )
        - (
            select count(*)
            from template__store.wanted_columns as w
            where w.event_name = columns_left.event_name and w.property is not null
        )
$$;

$hardal_file$),
('functions/tenant/views/comment_event_view.sql', 38, false, $hardal_file$-- Comments a typed view and its columns. The fixed columns get the comments of the view events.
create or replace function template__store.comment_event_view(event_name text, view_name name)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- names are quoted and values are literals: @plpgsql_check_options: security_warnings = off
    v_statement text;
begin
    execute format(
        'comment on view template.%I is %L',
        view_name, format('Events named %s, with a column for each property', event_name)
    );
    for v_statement in
        select format('comment on column template.%I.%I is %L', view_name, d.name, d.comment)
        from (
            select a.attname as name, col_description(a.attrelid, a.attnum) as comment
            from pg_attribute as a
            where
                a.attrelid = 'template.events'::regclass
                and a.attname = any (hardal_private.fixed_columns())
                and a.attname <> 'event_name'
            union all
            select
                c.column_name,
                format(
                    'Property %s as %s; null where the event has no such value',
                    c.property, c.column_type
                )
            from template__store.view_columns as c
            where c.event_name = comment_event_view.event_name
        ) as d
    loop
        execute v_statement;
    end loop;
end
$$;

$hardal_file$),
('functions/tenant/views/drop_columns.sql', 39, false, $hardal_file$-- Drops the columns of a property from the typed view of an event, and remembers that maintenance
-- shall not make them again. A property that waits for room waits no longer. PostgreSQL cannot drop
-- a column of a view, so the view is dropped and made again with the grants that it had. The drop
-- fails where an object depends on the view (2BP01).
create or replace function template__store.drop_columns(event_name text, property text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_columns name[];
begin
    with dropped as (
        delete from template__store.view_columns as c
        where c.event_name = drop_columns.event_name and c.property = drop_columns.property
        returning c.column_name
    )

    select array_agg(d.column_name) into v_columns from dropped as d;
    if
        v_columns is null
        and not exists (
            select from template__store.properties_without_column as p
            where
                p.event_name = drop_columns.event_name and p.property = drop_columns.property
                and not p.dropped
        )
    then
        raise sqlstate 'HD404' using
            message = format(
                'the view of events named %s has no column of the property %s',
                to_jsonb(left(drop_columns.event_name, 80)),
                to_jsonb(left(drop_columns.property, 80))
            ),
            hint = 'see hardal-admin views list';
    end if;
    delete from template__store.wanted_columns as w
    where w.event_name = drop_columns.event_name and w.property = drop_columns.property;
    insert into template__store.properties_without_column as p (
        event_name, property, events, seen_at, dropped
    )
    values (drop_columns.event_name, drop_columns.property, 0, hardal_private.clock(), true)
    on conflict on constraint properties_without_column_pkey do update
        set dropped = true, since = now();
    if v_columns is not null then
        perform template__store.remake_event_view(event_name, v_columns);
    end if;
end
$$;

$hardal_file$),
('functions/tenant/views/drop_event_view.sql', 40, false, $hardal_file$-- Drops the typed view of an event, with the names and types of its columns, and remembers that
-- maintenance shall not make it again. A name that waits for room waits no longer. The drop fails
-- where an object depends on the view (2BP01).
create or replace function template__store.drop_event_view(event_name text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_view name;
begin
    delete from template__store.event_views as v
    where v.event_name = drop_event_view.event_name
    returning v.view_name into v_view;
    if
        v_view is null
        and not exists (
            select from template__store.names_without_view as n
            where n.event_name = drop_event_view.event_name and not n.dropped
        )
    then
        raise sqlstate 'HD404' using
            message = format(
                'events named %s have no typed view', to_jsonb(left(drop_event_view.event_name, 80))
            ),
            hint = 'see hardal-admin views list';
    end if;
    if v_view is not null then
        execute format('drop view if exists template.%I', v_view);
    end if;
    delete from template__store.view_columns as c
    where c.event_name = drop_event_view.event_name;
    delete from template__store.wanted_columns as w
    where w.event_name = drop_event_view.event_name;
    delete from template__store.properties_without_column as p
    where p.event_name = drop_event_view.event_name;
    insert into template__store.names_without_view as n (event_name, events, seen_at, dropped)
    values (drop_event_view.event_name, 0, hardal_private.clock(), true)
    on conflict on constraint names_without_view_pkey do update
        set dropped = true, since = now();
end
$$;

$hardal_file$),
('functions/tenant/views/forget_gone_names.sql', 41, false, $hardal_file$-- Forgets event names without a view that no event has any more, and properties without a column
-- that no event has any more, as far as the rollups tell. So neither outlives retention or an
-- erasure for more than a day. A column that a DBA has dropped stays dropped while there are events
-- of the name.
create or replace function template__store.forget_gone_names()
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    -- a subquery with a limit is one step along the index; not exists may read all events
    delete from template__store.names_without_view as n
    where
        (
            select true
            from template__store.events as e
            where e.event_name = n.event_name
            limit 1
        ) is null;

    delete from template__store.properties_without_column as p
    where
        (
            select true
            from template__store.events as e
            where e.event_name = p.event_name
            limit 1
        ) is null
        or (
            not p.dropped
            and p.seen_at < template__store.uncounted_since()
            and not exists (
                select
                from template__store.property_counts as c
                where c.event_name = p.event_name and c.property = p.property
            )
        );
$$;

$hardal_file$),
('functions/tenant/views/make_event_view.sql', 42, false, $hardal_file$-- Makes the typed view of an event name, or adds the wanted columns at its end. Columns that are
-- there keep their name, place and type, so objects that depend on the view keep working.
create or replace function template__store.make_event_view(event_name text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_view name := template__store.name_event_view(event_name);
begin
    perform template__store.place_wanted_columns(event_name);
    perform template__store.replace_event_view(event_name, v_view);
    perform template__store.comment_event_view(event_name, v_view);
end
$$;

$hardal_file$),
('functions/tenant/views/make_event_views.sql', 43, false, $hardal_file$-- A step of maintenance: makes one typed view, or adds the columns that want_event_views wrote
-- down. It makes one view per transaction. So a view that is being read, or that cannot be
-- replaced, is left for the next round and does not hold up the other views.
create or replace function template__store.make_event_views(dry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_name text;
    v_did jsonb;
begin
    if dry then
        return null;
    end if;
    select w.event_name into v_name
    from template__store.wanted_columns as w
    where not w.postponed
    group by w.event_name
    order by max(w.events) desc, w.event_name collate "C"
    limit 1;
    if not found then
        return null;
    end if;
    begin
        perform template__store.make_event_view(v_name);
        return jsonb_build_object('what', 'typed views made', 'object', v_name, 'count', 1);
    exception
        when lock_not_available or deadlock_detected then
            v_did := jsonb_build_object(
                'what', 'postponed', 'object', format('a session reads the view of %s', v_name)
            );
        when others then
            v_did := jsonb_build_object(
                'what', 'failed',
                'object', format('make_event_views: the view of %s: %s', v_name, sqlerrm)
            );
    end;
    update template__store.wanted_columns as w
    set postponed = true
    where w.event_name = v_name;
    return v_did || jsonb_build_object('count', 1, 'more', true);
end
$$;

$hardal_file$),
('functions/tenant/views/make_pinned_column.sql', 44, false, $hardal_file$-- Makes the column of a property in the typed view of an event, for a DBA who pins the column. It
-- also makes the view where the view is missing. Maintenance makes columns by itself, but only as
-- far as there is room (columns_left).
create or replace function template__store.make_pinned_column(
    event_name text, property text, column_type text
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_type text;
begin
    -- the pinned type, or else the type that the property has most often; jsonb for objects alone
    select coalesce(make_pinned_column.column_type, t.column_type, 'jsonb') into v_type
    from template__store.all_properties as a
    cross join lateral (select hardal_private.column_type(a.json_type) as column_type) as t
    where
        a.event_name = make_pinned_column.event_name
        and a.property = make_pinned_column.property
    group by t.column_type
    order by t.column_type is null, sum(a.events) desc, t.column_type collate "C"
    limit 1;
    if not found then
        raise sqlstate 'HD404' using
            message = format(
                'property_catalog has no property %s of events named %s',
                to_jsonb(left(property, 80)), to_jsonb(left(event_name, 80))
            ),
            hint = 'pin the column once events with the property have been stored';
    end if;
    -- A typed column that maintenance wants is replaced by the pinned one. A text column beside it
    -- stays wanted, unless the pinned type holds every value.
    delete from template__store.wanted_columns as w
    where
        w.event_name = make_pinned_column.event_name
        and w.property = make_pinned_column.property
        and (w.column_type <> 'text' or v_type in ('text', 'jsonb'));
    perform template__store.place_column(event_name, property, v_type);
    perform template__store.make_event_view(event_name);
end
$$;

$hardal_file$),
('functions/tenant/views/name_event_view.sql', 45, false, $hardal_file$-- Returns the name of an event's typed view, and gives the view a name where it has none. The name
-- stays until a DBA renames the view. Where the read surface has another object of that name
-- (events), the view is events_event.
create or replace function template__store.name_event_view(event_name text)
returns name
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_view name;
    v_safe text := hardal_private.safe_name(event_name);
    v_taken name[];
    v_is_taken boolean;
begin
    select v.view_name into v_view
    from template__store.event_views as v
    where v.event_name = name_event_view.event_name;
    if v_view is not null then
        return v_view;
    end if;
    v_taken := template__store.taken_names();
    -- another typed view of the same name gets a number instead (free_name)
    v_is_taken := v_safe = any (v_taken)
        and not exists (select from template__store.event_views as v where v.view_name = v_safe);
    v_view := hardal_private.free_name(
        v_safe || case when v_is_taken then '_event' else '' end, v_taken
    );
    insert into template__store.event_views (event_name, view_name)
    values (name_event_view.event_name, v_view);
    delete from template__store.names_without_view as n
    where n.event_name = name_event_view.event_name;
    return v_view;
end
$$;

$hardal_file$),
('functions/tenant/views/newly_without_room.sql', 46, false, $hardal_file$-- Returns a line for the report of maintenance: the names and properties for which this transaction
-- found no room. The line names the most frequent ones.
create or replace function template__store.newly_without_room()
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with found as (
        select format('the view of %s', n.event_name) as what, n.events
        from template__store.names_without_view as n
        where n.since = now() and not n.dropped
        union all
        select format('the column of %s in the view of %s', p.property, p.event_name), p.events
        from template__store.properties_without_column as p
        where p.since = now() and not p.dropped
    ),

    first_ones as (
        select f.what, f.events
        from found as f
        order by f.events desc, f.what collate "C"
        limit 3
    )

    select
        jsonb_build_object(
            'what', 'no room',
            'object',
            (
                select string_agg(f.what, ', ' order by f.events desc, f.what collate "C")
                from first_ones as f
            ) || case when count(*) > 3 then ', ...' else '' end,
            'count', count(*)
        )
    from found
    having count(*) > 0
$$;

$hardal_file$),
('functions/tenant/views/pin_column.sql', 47, false, $hardal_file$-- Pins the name and type of a property's column in the typed view of an event. The property's text
-- column beside a typed one stays as it is. A property without a column gets one, beyond the limits
-- of views_left and columns_left.
create or replace function template__store.pin_column(
    event_name text, property text, column_name name, column_type text
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_old template__store.view_columns;
    v_name name;
    v_type text;
begin
    if not exists (
        select
        from template__store.view_columns as c
        where c.event_name = pin_column.event_name and c.property = pin_column.property
    ) then
        perform template__store.make_pinned_column(event_name, property, column_type);
    end if;
    -- the typed column comes before the text column beside it
    select c.* into strict v_old
    from template__store.view_columns as c
    where c.event_name = pin_column.event_name and c.property = pin_column.property
    order by c.place
    limit 1;
    v_type := coalesce(pin_column.column_type, v_old.column_type);
    v_name := coalesce(pin_column.column_name, v_old.column_name);
    if
        v_name = any (hardal_private.fixed_columns())
        or exists (
            select
            from template__store.view_columns as c
            where
                c.event_name = v_old.event_name
                and c.column_name = v_name
                and c.place <> v_old.place
        )
    then
        raise sqlstate 'HD409' using
            message = format('the view has a column %s already', v_name),
            hint = 'take another name';
    end if;

    update template__store.view_columns as c
    set column_type = v_type, column_name = v_name, pinned = true
    where c.event_name = v_old.event_name and c.place = v_old.place;
    perform template__store.repin_event_view(
        event_name, v_old.column_name, v_name, v_type <> v_old.column_type, v_old.pinned
    );
    return (
        select jsonb_build_object(
            'event_name', v.event_name, 'property', v_old.property,
            'view_name', v.view_name, 'column_name', v_name, 'column_type', v_type
        )
        from template__store.event_views as v
        where v.event_name = v_old.event_name
    );
exception when unique_violation then
    -- the text column beside the typed one has the pinned type already
    raise sqlstate 'HD409' using
        message = format(
            'the property %s has a column of the type %s already', pin_column.property, v_type
        ),
        hint = 'see hardal-admin views list';
end
$$;

$hardal_file$),
('functions/tenant/views/place_column.sql', 48, false, $hardal_file$-- Adds one column at the end of a typed view: gives it a name that is free there, and the next
-- place. A second column of the same property, of type text beside the typed one, is named
-- price_text. column_candidates says which properties get a second column.
create or replace function template__store.place_column(
    event_name text, property text, column_type text
)
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    insert into template__store.view_columns (
        event_name, property, column_type, column_name, place
    )
    select
        place_column.event_name,
        place_column.property,
        place_column.column_type,
        hardal_private.free_name(
            hardal_private.safe_name(
                place_column.property
                || case when bool_or(c.property = place_column.property) then '_text' else '' end
            ),
            hardal_private.fixed_columns() || coalesce(array_agg(c.column_name), '{}')
        ),
        coalesce(max(c.place), 0) + 1
    from template__store.view_columns as c
    where c.event_name = place_column.event_name
    on conflict on constraint view_columns_pkey do nothing;

    delete from template__store.properties_without_column as p
    where p.event_name = place_column.event_name and p.property = place_column.property
$$;

$hardal_file$),
('functions/tenant/views/place_wanted_columns.sql', 49, false, $hardal_file$-- Gives each wanted column of a typed view its name and its place at the end of the view, the most
-- frequent first. A second column of the same property, of type text, is named price_text.
create or replace function template__store.place_wanted_columns(event_name text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_wanted record;
begin
    for v_wanted in
        select w.property, w.column_type
        from template__store.wanted_columns as w
        where w.event_name = place_wanted_columns.event_name and w.property is not null
        order by w.events desc, w.property collate "C", w.column_type = 'text'
    loop
        perform template__store.place_column(event_name, v_wanted.property, v_wanted.column_type);
    end loop;
    delete from template__store.wanted_columns as w
    where w.event_name = place_wanted_columns.event_name;
end
$$;

$hardal_file$),
('functions/tenant/views/remake_event_view.sql', 50, false, $hardal_file$-- Drops the typed view of an event and makes it again from view_columns, with the grants that it
-- had, because create or replace can only add columns. without: columns that the view has no more.
-- The drop fails where an object depends on the view (2BP01).
create or replace function template__store.remake_event_view(event_name text, without name[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_view regclass := (
        select to_regclass(format('template.%I', v.view_name))
        from template__store.event_views as v
        where v.event_name = remake_event_view.event_name
    );
    v_grants text;
begin
    if v_view is not null then
        v_grants := hardal_private.grants_on(v_view, without);
        execute format('drop view %s', v_view);
    end if;
    perform template__store.make_event_view(event_name);
    execute coalesce(v_grants, '');
end
$$;

$hardal_file$),
('functions/tenant/views/rename_event_view.sql', 51, false, $hardal_file$-- Renames the typed view of an event. Objects that depend on the view keep working; queries that
-- name it do not.
create or replace function template__store.rename_event_view(event_name text, view_name name)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_old name;
begin
    select v.view_name into v_old
    from template__store.event_views as v
    where v.event_name = rename_event_view.event_name;
    if not found then
        raise sqlstate 'HD404' using
            message = format(
                'events named %s have no typed view',
                to_jsonb(left(rename_event_view.event_name, 80))
            ),
            hint = 'see hardal-admin views list';
    end if;
    if v_old = rename_event_view.view_name then
        return;
    end if;
    if rename_event_view.view_name = any (template__store.taken_names()) then
        raise sqlstate 'HD409' using
            message = format('there is something named %s already', rename_event_view.view_name),
            hint = 'take another name';
    end if;
    update template__store.event_views as v
    set view_name = rename_event_view.view_name
    where v.event_name = rename_event_view.event_name;
    if to_regclass(format('template.%I', v_old)) is not null then
        execute format(
            'alter view template.%I rename to %I', v_old, rename_event_view.view_name
        );
    end if;
end
$$;

$hardal_file$),
('functions/tenant/views/repin_event_view.sql', 52, false, $hardal_file$-- Changes a typed view after one of its columns was pinned in view_columns. A new name is given in
-- place, so objects that depend on the view keep working. For a new type the view is dropped and
-- made again with the grants that it had. The drop fails where an object depends on the view
-- (2BP01).
create or replace function template__store.repin_event_view(
    event_name text, old_column name, new_column name, new_type boolean, was_pinned boolean
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_view regclass := (
        select to_regclass(format('template.%I', v.view_name))
        from template__store.event_views as v
        where v.event_name = repin_event_view.event_name
    );
begin
    if v_view is not null and new_column <> old_column then
        execute format('alter view %s rename column %I to %I', v_view, old_column, new_column);
    end if;
    -- a column that is pinned for the first time gets another expression
    if v_view is null or new_type then
        perform template__store.remake_event_view(event_name, '{}');
    elsif not was_pinned then
        perform template__store.make_event_view(event_name);
    end if;
end
$$;

$hardal_file$),
('functions/tenant/views/replace_event_view.sql', 53, false, $hardal_file$-- Creates or replaces a typed view with the columns that view_columns has for it, and grants it.
create or replace function template__store.replace_event_view(event_name text, view_name name)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- names are quoted, values are literals, expressions are hardal's own:
    -- @plpgsql_check_options: security_warnings = off
    v_columns text := (
        select string_agg(
            format(
                E',\n    %s as %I',
                hardal_private.property_expression(
                    template.property_keys(c.property),
                    c.column_type,
                    c.pinned,
                    'template.as_timestamp'
                ),
                c.column_name
            ),
            ''
            order by c.place
        )
        from template__store.view_columns as c
        where c.event_name = replace_event_view.event_name
    );
begin
    execute format(
        'create or replace view template.%I with (security_invoker = true) as
select
    e.id,
    e.created_at,
    (e.created_at at time zone ''UTC'')::date as event_date,
    e.hardal_server_request_id,
    e.client_id,
    e.received_at,
    e.properties%s
from template.events as e
where e.event_name = %L',
        view_name, v_columns, event_name
    );
    execute format('revoke all on template.%I from public', view_name);
    execute format('grant select on template.%I to template__read', view_name);
end
$$;

$hardal_file$),
('functions/tenant/views/seen_names.sql', 54, false, $hardal_file$-- Returns the event names that were not compared with typed views yet, each with the number of its
-- events that were looked at. New events have their view within one round of maintenance.
--
-- After views refresh, and in the first round, it returns all names. Otherwise it returns the names
-- of the days that were counted since the last comparison, with the events of all days that are
-- over, and the names of the events that came since.
--
-- Each round calls this function, so the search in the new events is bounded. It looks at the 100
-- most frequent names without a view among the newest 1,000 events. While names get a view at first
-- sight, it also looks at the first 200 names without one. It counts up to 1,000 new events of each
-- name.
create or replace function template__store.seen_names()
returns table (event_name text, events bigint)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    v_since timestamptz := template__store.unseen_since();
    v_month timestamptz := date_trunc('month', v_since, 'UTC');
    v_uncounted timestamptz := template__store.uncounted_since();
    v_now timestamptz := hardal_private.clock();
    v_counted date[] := array(select d.day from template__store.counted_days as d);
    v_at_first_sight boolean := hardal_private.events_needed(
        template__store.views_left(), hardal_private.view_places()
    ) = 1;
begin
    if v_since = '-infinity' then
        return query
        select c.event_name, c.events
        from template.event_catalog as c;
        return;
    end if;
    return query
    -- The query steps from name to name along the index, so that it does not read all events.
    with recursive recent_names as (
        (
            select e.event_name
            from template__store.events as e
            where e.created_at >= v_month and v_at_first_sight
            order by e.event_name
            limit 1
        )
        union all
        select (
            select e.event_name
            from template__store.events as e
            where e.created_at >= v_month and e.event_name > n.event_name
            order by e.event_name
            limit 1
        )
        from recent_names as n
        where n.event_name is not null
    ),

    rare_names as (
        select n.event_name
        from recent_names as n
        where
            n.event_name is not null
            and not exists (
                select from template__store.event_views as v where v.event_name = n.event_name
            )
        limit 200
    ),

    frequent_names as (
        select n.event_name
        from (
            select e.event_name
            from template__store.events as e
            where e.created_at >= v_uncounted and e.created_at <= v_now
            order by e.created_at desc
            limit 1000
        ) as n
        where not exists (
            select from template__store.event_views as v where v.event_name = n.event_name
        )
        group by n.event_name
        order by count(*) desc, n.event_name collate "C"
        limit 100
    ),

    counted_names as (
        select distinct c.event_name
        from template__store.activity as c
        where
            c.period = 'day' and c.starts_on = any (v_counted) and c.event_name <> ''
            and not exists (
                select from template__store.event_views as v where v.event_name = c.event_name
            )
    )

    select a.event_name, sum(a.events)::bigint
    from template__store.activity as a
    inner join counted_names as c on a.event_name = c.event_name
    where a.period = 'day'
    group by a.event_name
    union all
    select n.event_name, count(*)
    from (
        select r.event_name
        from rare_names as r
        union
        select f.event_name
        from frequent_names as f
    ) as n
    cross join lateral (
        select e.received_at
        from template__store.events as e
        where
            e.event_name = n.event_name
            and e.created_at >= v_uncounted and e.created_at <= v_now
        order by e.created_at desc
        limit 1000
    ) as newest
    group by n.event_name
    having max(newest.received_at) >= v_since;
end
$$;

$hardal_file$),
('functions/tenant/views/seen_properties.sql', 55, false, $hardal_file$-- Returns the properties that were not compared with typed views yet, by JSON type, each with the
-- number of its events that were looked at.
--
-- After views refresh, and in the first round, it returns all properties. Otherwise it returns the
-- properties of the days that were counted since the last comparison, and of the events that came
-- since.
-- Each round calls this function, so the search in the new events is bounded. It looks only at
-- names that have a view with room for columns, or get a view in this round, and takes 1,000 values
-- of the newest 100 events of each name.
create or replace function template__store.seen_properties()
returns table (event_name text, property text, json_type text, events bigint)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    v_since timestamptz := template__store.unseen_since();
    v_uncounted timestamptz := template__store.uncounted_since();
    v_now timestamptz := hardal_private.clock();
begin
    if v_since = '-infinity' then
        return query
        select a.event_name, a.property, a.json_type, sum(a.events)::bigint
        from template__store.all_properties as a
        group by a.event_name, a.property, a.json_type;
        return;
    end if;
    return query
    with viewed_names as (
        select v.event_name
        from template__store.event_views as v
        union
        select w.event_name
        from template__store.wanted_columns as w
        where w.property is null
    ),

    recent_values as (
        select n.event_name, s.property, s.json_type
        from viewed_names as n
        cross join lateral (
            select f.property, f.json_type
            from (
                select e.properties, e.received_at
                from template__store.events as e
                where
                    e.event_name = n.event_name
                    and e.created_at >= v_uncounted and e.created_at <= v_now
                order by e.created_at desc
                limit 100
            ) as newest
            cross join lateral template.flatten(newest.properties) as f
            where newest.received_at >= v_since
            limit 1000
        ) as s
        where template__store.columns_left(n.event_name) > 0
    )

    select c.event_name, c.property, c.json_type, sum(c.events)::bigint
    from template__store.property_counts as c
    where c.day in (select d.day from template__store.counted_days as d)
    group by c.event_name, c.property, c.json_type
    union all
    select r.event_name, r.property, r.json_type, count(*)
    from recent_values as r
    group by r.event_name, r.property, r.json_type;
end
$$;

$hardal_file$),
('functions/tenant/views/taken_names.sql', 56, false, $hardal_file$-- Returns the names that a typed view cannot have: those of the relations, types and functions of
-- the read surface, and of the typed views that somebody has dropped without hardal.
create or replace function template__store.taken_names()
returns name[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        array(select c.relname from pg_class as c where c.relnamespace = 'template'::regnamespace)
        || array(
            select t.typname from pg_type as t where t.typnamespace = 'template'::regnamespace
        )
        || array(
            select p.proname from pg_proc as p where p.pronamespace = 'template'::regnamespace
        )
        || array(select v.view_name from template__store.event_views as v)
$$;

$hardal_file$),
('functions/tenant/views/uncounted_since.sql', 57, false, $hardal_file$-- Returns the time from which on events are not rolled up yet: the end of the last rolled up day.
create or replace function template__store.uncounted_since()
returns timestamptz
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select r.rolled_until::timestamp at time zone 'UTC'
    from template__store.rollups as r
    where r.period = 'day'
$$;

$hardal_file$),
('functions/tenant/views/unseen_since.sql', 58, false, $hardal_file$-- Returns the time from which on events were not compared with typed views yet: the last look,
-- less 5 minutes for transactions that were running then.
create or replace function template__store.unseen_since()
returns timestamptz
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select b.looked_at - interval '5 minutes'
    from template__store.boundary as b
$$;

$hardal_file$),
('functions/tenant/views/view_candidates.sql', 59, false, $hardal_file$-- Returns the event names that should have a typed view and have none, and whether there is room
-- for it: for the most frequent first, as far as they have as many events as their place needs
-- (events_needed). A view that a DBA has dropped is left out. A view that somebody has dropped
-- without hardal is made again.
create or replace function template__store.view_candidates()
returns table (event_name text, events bigint, has_room boolean)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with seen as (
        select s.event_name, sum(s.events)::bigint as events
        from template__store.seen_names() as s
        group by s.event_name
    ),

    without_view as (
        select
            coalesce(s.event_name, n.event_name) as event_name,
            -- where all events were compared, what was counted before is out of date
            case
                when s.event_name is not null and template__store.unseen_since() = '-infinity'
                    then s.events
                else greatest(s.events, n.events)
            end as events
        from seen as s
        full join template__store.names_without_view as n on s.event_name = n.event_name
        where n.dropped is not true
    ),

    ranked as (
        select
            n.event_name,
            n.events,
            row_number() over (order by n.events desc, n.event_name collate "C") as turn
        from without_view as n
        where
            not exists (
                select from template__store.event_views as v where v.event_name = n.event_name
            )
            and not exists (
                select from template__store.wanted_columns as w where w.event_name = n.event_name
            )
    )

    select
        r.event_name,
        r.events,
        coalesce(
            r.events >= hardal_private.events_needed(
                (select template__store.views_left()) - r.turn + 1, hardal_private.view_places()
            ),
            false
        )
    from ranked as r
    union all
    select v.event_name, 0, true
    from template__store.event_views as v
    where to_regclass(format('template.%I', v.view_name)) is null
$$;

$hardal_file$),
('functions/tenant/views/views_left.sql', 60, false, $hardal_file$-- Returns how many typed views maintenance may still make, as far as their names are frequent
-- (events_needed).
create or replace function template__store.views_left()
returns bigint
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select hardal_private.view_places() - count(*)
    from (
        select v.event_name
        from template__store.event_views as v
        union
        select w.event_name
        from template__store.wanted_columns as w
    ) as n
$$;

$hardal_file$),
('functions/tenant/views/want_columns.sql', 61, false, $hardal_file$-- Writes down which columns are missing: those that have room in wanted_columns, the others in
-- properties_without_column, which keeps the 1,000 most frequent ones.
create or replace function template__store.want_columns()
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    with candidates as materialized (
        select c.event_name, c.property, c.column_type, c.is_beside, c.events, c.has_room
        from template__store.column_candidates() as c
    ),

    wanted as (
        insert into template__store.wanted_columns (event_name, property, column_type, events)
        select c.event_name, c.property, c.column_type, c.events
        from candidates as c
        where c.has_room
        on conflict do nothing
    )

    insert into template__store.properties_without_column (event_name, property, events, seen_at)
    select c.event_name, c.property, c.events, hardal_private.clock()
    from candidates as c
    where not c.has_room and not c.is_beside
    order by c.events desc, c.event_name collate "C", c.property collate "C"
    limit 1000
    on conflict (event_name, property) do update
        set events = excluded.events, seen_at = excluded.seen_at;

    -- after a comparison with all events, a property that was not seen is gone
    delete from template__store.properties_without_column as p
    where
        not p.dropped
        and p.seen_at < hardal_private.clock()
        and template__store.unseen_since() = '-infinity';

    delete from template__store.properties_without_column as p
    using (
        select o.event_name, o.property
        from template__store.properties_without_column as o
        where not o.dropped
        order by o.events desc, o.event_name collate "C", o.property collate "C"
        offset 1000
    ) as b
    where p.event_name = b.event_name and p.property = b.property;
$$;

$hardal_file$),
('functions/tenant/views/want_event_views.sql', 62, false, $hardal_file$-- A step of maintenance: writes down in wanted_columns which views and columns are missing.
-- make_event_views then makes them, one view per transaction. A view that cannot be made in this
-- round stays written down for the next round. Names and properties that have no room are reported
-- once.
create or replace function template__store.want_event_views(dry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_names text[];
begin
    if dry then
        v_names := array(
            select w.event_name collate "C"
            from template__store.wanted_columns as w
            union
            select c.event_name
            from template__store.view_candidates() as c
            where c.has_room
            union
            select c.event_name
            from template__store.column_candidates() as c
            where c.has_room
            order by 1
        );
        return case
            when v_names <> '{}' then jsonb_build_object(
                'what', 'typed views made',
                'object', array_to_string(v_names, ', '),
                'count', cardinality(v_names)
            )
        end;
    end if;
    update template__store.wanted_columns as w
    set postponed = false
    where w.postponed;
    if
        template__store.unseen_since() = '-infinity'
        or exists (select from template__store.counted_days)
    then
        perform template__store.forget_gone_names();
    end if;
    perform template__store.want_views();
    perform template__store.want_columns();
    -- lock_tenant keeps other maintenance away, so no day has been added since the days were read
    delete from template__store.counted_days;
    update template__store.boundary as b
    set looked_at = hardal_private.clock();
    return template__store.newly_without_room();
end
$$;

$hardal_file$),
('functions/tenant/views/want_views.sql', 63, false, $hardal_file$-- Writes down which typed views are missing: those that have room in wanted_columns, the others in
-- names_without_view, which keeps the 1,000 most frequent ones.
create or replace function template__store.want_views()
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    with candidates as materialized (
        select c.event_name, c.events, c.has_room
        from template__store.view_candidates() as c
    ),

    wanted as (
        insert into template__store.wanted_columns (event_name, events)
        select c.event_name, c.events
        from candidates as c
        where c.has_room
        on conflict do nothing
    )

    insert into template__store.names_without_view (event_name, events, seen_at)
    select c.event_name, c.events, hardal_private.clock()
    from candidates as c
    where not c.has_room
    order by c.events desc, c.event_name collate "C"
    limit 1000
    on conflict (event_name) do update
        set events = excluded.events, seen_at = excluded.seen_at;

    delete from template__store.names_without_view as n
    where
        n.event_name in (
            select o.event_name
            from template__store.names_without_view as o
            where not o.dropped
            order by o.events desc, o.event_name collate "C"
            offset 1000
        );
$$;

$hardal_file$),
('functions/read_surface/active_clients.sql', 64, false, $hardal_file$-- Returns active clients by day, week or month, in a time zone, for the periods that start from
-- since (inclusive) to until (exclusive). Each of these periods is counted whole. In UTC it reads
-- the view of the same name, which is rolled up. In any other time zone it counts the events.
create or replace function template.active_clients(
    period text default 'day',
    since date default null,
    until date default null,
    time_zone text default 'UTC'
)
returns setof hardal.active_clients
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
    v_since constant date := coalesce(active_clients.since, '-infinity');
    -- clamped to the years 1 to 9999, so that the end of the last period can be calculated
    v_until constant date := greatest(
        '0001-01-02', least('9999-12-31', coalesce(active_clients.until, 'infinity'))
    );
    v_read_since timestamptz;
    v_read_until timestamptz;
begin
    perform hardal_helpers.require_argument(
        active_clients.period in ('day', 'week', 'month'),
        format('there is no period %L', active_clients.period),
        'day, week or month'
    );
    perform hardal_helpers.require_argument(
        hardal_helpers.is_time_zone(active_clients.time_zone),
        format('there is no time zone %L', active_clients.time_zone),
        'such as UTC or Europe/Istanbul'
    );
    if active_clients.time_zone = 'UTC' then
        return query
        select a.period, a.starts_on, a.clients, a.events
        from template.active_clients as a
        where
            a.period = active_clients.period
            and a.starts_on >= v_since
            and a.starts_on < v_until
        order by a.starts_on;
        return;
    end if;
    v_read_since := hardal_helpers.day_start(v_since, active_clients.time_zone);
    -- up to the end of the last period
    v_read_until := hardal_helpers.day_start(
        (
            date_trunc(active_clients.period, v_until - interval '1 day')
            + ('1 ' || active_clients.period)::interval
        )::date,
        active_clients.time_zone
    );
    return query
    select active_clients.period, c.starts_on, count(c.client_id), sum(c.events)::bigint
    from (
        select
            date_trunc(
                active_clients.period, e.created_at at time zone active_clients.time_zone
            )::date as starts_on,
            e.client_id,
            count(*) as events
        from template.events as e
        where e.created_at >= v_read_since and e.created_at < v_read_until
        group by
            date_trunc(
                active_clients.period, e.created_at at time zone active_clients.time_zone
            )::date,
            e.client_id
    ) as c
    -- a first period that began before since is left out
    where c.starts_on >= v_since
    group by c.starts_on
    order by c.starts_on;
end
$$;

comment on function template.active_clients(text, date, date, text) is
'Active clients by day, week or month, in a time zone; null since or until is no bound. '
'Any time zone but UTC needs the right to read events. '
'PT400 where there is no such period or time zone. '
'select * from active_clients(''week'', ''2024-10-01'')';
grant execute on function template.active_clients(text, date, date, text)
to template__read, template__aggregate;
$hardal_file$),
('functions/read_surface/as_timestamp.sql', 65, false, $hardal_file$-- Reads a text as a time, for columns of typed views that a DBA has pinned to timestamptz. It
-- raises no error, whatever text a property holds.
create or replace function template.as_timestamp(value text)
returns timestamptz
language sql
stable
parallel safe
security definer
set search_path = pg_catalog, pg_temp
as $$
    select hardal_private.parse_timestamp(as_timestamp.value)
$$;

comment on function template.as_timestamp(text) is
'The time of an RFC 3339 date and time, in UTC where the text has no zone; '
'null for any other text';
grant execute on function template.as_timestamp(text) to template__read;
$hardal_file$),
('functions/read_surface/daily_activity.sql', 66, false, $hardal_file$-- Returns events and clients by day and event name, in a time zone, for the days from since
-- (inclusive) to until (exclusive). In UTC it reads the view of the same name, which is rolled up.
-- In any other time zone it counts the events.
create or replace function template.daily_activity(
    since date default null,
    until date default null,
    time_zone text default 'UTC'
)
returns setof hardal.daily_activity
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
    v_since constant date := coalesce(daily_activity.since, '-infinity');
    v_until constant date := coalesce(daily_activity.until, 'infinity');
    v_read_since timestamptz;
    v_read_until timestamptz;
begin
    perform hardal_helpers.require_argument(
        hardal_helpers.is_time_zone(daily_activity.time_zone),
        format('there is no time zone %L', daily_activity.time_zone),
        'such as UTC or Europe/Istanbul'
    );
    if daily_activity.time_zone = 'UTC' then
        return query
        select a.day, a.event_name, a.events, a.clients
        from template.daily_activity as a
        where a.day >= v_since and a.day < v_until
        order by a.day, a.event_name collate "C";
        return;
    end if;
    v_read_since := hardal_helpers.day_start(v_since, daily_activity.time_zone);
    v_read_until := hardal_helpers.day_start(v_until, daily_activity.time_zone);
    return query
    select c.day, c.event_name, sum(c.events)::bigint, count(c.client_id)
    from (
        select
            (e.created_at at time zone daily_activity.time_zone)::date as day,
            e.event_name,
            e.client_id,
            count(*) as events
        from template.events as e
        where e.created_at >= v_read_since and e.created_at < v_read_until
        group by
            (e.created_at at time zone daily_activity.time_zone)::date, e.event_name, e.client_id
    ) as c
    group by c.day, c.event_name
    order by c.day, c.event_name collate "C";
end
$$;

comment on function template.daily_activity(date, date, text) is
'Events and clients by day and event name, in a time zone; null since or until is no bound. '
'Any time zone but UTC needs the right to read events. PT400 where there is no such time zone. '
'select * from daily_activity(time_zone => ''Europe/Istanbul'')';
grant execute on function template.daily_activity(date, date, text)
to template__read, template__aggregate;
$hardal_file$),
('functions/read_surface/flatten.sql', 67, false, $hardal_file$-- Returns the properties of one event, with nested objects flattened: one row for each value.
-- Objects have a row too. The property is the keys that lead to the value, joined by dots. A dot or
-- a backslash inside a key gets a backslash before it.
--
-- It returns at most 8 levels, and only properties whose name has at most 200 bytes.
--
-- The body is SQL-standard and the function has no SET, so that it is inlined into the views that
-- call it.
create or replace function template.flatten(properties jsonb)
returns table (property text, json_type text, value jsonb)
language sql
immutable
parallel safe
begin atomic
    with recursive found as (
        select
            1 as level,
            replace(replace(k.key, '\', '\\'), '.', '\.') as property,
            k.value
        from jsonb_each(properties) as k (key, value)
        union all
        select
            f.level + 1,
            f.property || '.' || replace(replace(k.key, '\', '\\'), '.', '\.'),
            k.value
        from found as f
        cross join
            jsonb_each(
                case when jsonb_typeof(f.value) = 'object' then f.value end
            ) as k (key, value)
        where f.level < 8 and octet_length(f.property) < 200
    )

    select
        f.property,
        jsonb_typeof(f.value) as json_type,
        f.value
    from found as f
    where octet_length(f.property) <= 200;
end;

comment on function template.flatten(jsonb) is
'The properties of an event, one row each: property (its keys joined by dots), JSON type, value: '
'select * from events cross join flatten(properties)';
grant execute on function template.flatten(jsonb) to template__read, template__aggregate;
$hardal_file$),
('functions/read_surface/funnel.sql', 68, false, $hardal_file$-- Funnel report: counts the clients that had the first of these events in [since, until), then the
-- clients that had the second event after the first, and so on. Other events may lie between the
-- steps.
--
-- Promises:
-- - A client reaches a step if one of its events of step 1 is followed by events of the next steps
--   in order, and the last of them is within `within` of the first. Later steps may lie after
--   until.
-- - Two events of the same instant count as in order. But where an earlier step has the same event
--   name, the event must be later than the event of the step before.
-- - Times are those of the client's first conversion to the step.
-- - With by, a property of step 1's event, the report has one funnel for each value of the
--   property. A client counts for each value that it began with.
--
-- Method: a chain is events of one client that are steps 1 to k in order. Only its start (the time
-- of step 1) and its end (the time of step k) are kept. For each step, one pass reads the ends of
-- the chains of the step before and the events of this step together, in the order of time. An
-- event that stands directly behind an end continues the chain of this end. No other end is better
-- for the event, because a later end has a later start. Without by, the passes read indexed columns
-- only.
--
-- Outline of the body:
-- 1. Check the arguments.
-- 2. Count step 1, for each value of by.
-- 3. Build the text of one query: a CTE of chains for each step (step_1, step_2, ...), and a count
--    of the clients for each step.
-- 4. Run the query. It returns every step of every value, with zero where no client reached the
--    step.
create or replace function template.funnel(
    steps text[],
    within interval default '7 days',
    since anycompatible default null,
    until anycompatible default null,
    by text default null,
    time_zone text default 'UTC'
)
returns setof hardal.funnel_step
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
-- The planner cannot know how many clients a step leaves. It would always loop over them.
set enable_nestloop = off
as $$
declare
    -- the query's text is made of numbers and of the literals below:
    -- @plpgsql_check_options: security_warnings = off
    v_count constant int := coalesce(cardinality(funnel.steps), 0);
    v_within interval;
    v_since timestamptz;
    v_until timestamptz;
    v_keys text[];
    -- the columns that keep chains apart: the client and, with by, the value
    v_apart constant text := case
        when funnel.by is null then '%1$s.client_id collate "C"'
        else '%1$s.client_id collate "C", %1$s.value collate "C"'
    end;
    v_events text;
    v_chains text;
    v_reached text := '';
    v_values text[];
    v_clients bigint[];
begin
    -- 1. Check the arguments.
    perform hardal_helpers.require_argument(
        v_count between 1 and 20 and array_dims(funnel.steps) = format('[1:%s]', v_count)
        and not exists (select from unnest(funnel.steps) as s (name) where s.name is null),
        'steps are 1 to 20 event names',
        'such as {view_item,add_to_cart,purchase}'
    );
    perform hardal_helpers.require_argument(
        funnel.within >= '0', 'within is an interval, and not negative', 'such as 7 days'
    );
    v_within := hardal_helpers.fixed_span(funnel.within);
    v_since := hardal_helpers.since(to_jsonb(funnel.since) #>> '{}', funnel.time_zone);
    v_until := hardal_helpers.until(to_jsonb(funnel.until) #>> '{}', funnel.time_zone);
    perform hardal_helpers.require_events('template', funnel.steps);
    v_keys := hardal_helpers.find_property(
        'template', funnel.steps[1], funnel.by, v_since, v_until
    );

    -- 2. Count step 1: a statement of its own, because it can run in parallel.
    if funnel.by is null then
        select array[null], array[count(*)] into v_values, v_clients
        from (
            select
            from template.events as e
            where
                e.event_name = funnel.steps[1]
                and e.created_at >= v_since
                and e.created_at < v_until
                and e.client_id is not null
            group by e.client_id
        ) as c;
    else
        select array_agg(g.value), array_agg(g.clients) into v_values, v_clients
        from (
            select c.value, count(*) as clients
            from (
                select e.properties #>> v_keys as value
                from template.events as e
                where
                    e.event_name = funnel.steps[1]
                    and e.created_at >= v_since
                    and e.created_at < v_until
                    and e.client_id is not null
                group by e.client_id, e.properties #>> v_keys
            ) as c
            group by c.value
        ) as g;
    end if;

    -- 3. Build the query. Its parameters: $1 steps, $2 since, $3 until, $4 until of later steps,
    -- $5 within, $6 the keys of by, $7 the values of by, $8 the clients of step 1 of each value.

    -- chains of step 1, of clients that also had an event of step 2
    v_chains := format(
        'with step_1 as (
            select e.client_id, %s as value, e.created_at as t, e.created_at as start
            from template.events as e
            where
                e.event_name = ($1)[1] and e.created_at >= $2 and e.created_at < $3
                and e.client_id in (
                    select s.client_id from template.events as s
                    where s.event_name = ($1)[2] and s.created_at >= $2 and s.created_at < $4
                )
        )',
        case when funnel.by is null then 'null::text' else 'e.properties #>> $6' end
    );
    for k in 2..v_count loop
        -- the events of step k, of clients that have a chain; with by, once for each value
        v_events := format(
            case
                when funnel.by is not null then
                    'select e.client_id, o.value, e.created_at, null
                    from template.events as e
                    inner join (
                        select distinct v.client_id, v.value from step_%2$s as v
                    ) as o on e.client_id = o.client_id'
                else 'select e.client_id, null, e.created_at, null from template.events as e'
            end
            || ' where e.event_name = ($1)[%1$s] and e.created_at >= $2 and e.created_at < $4'
            || case
                when funnel.by is not null then ''
                when k > 2 then ' and e.client_id in (select v.client_id from step_%2$s as v)'
                -- without this condition step_1 is read only once, and so it is not materialized
                else ' and e.client_id is not null'
            end,
            k, k - 1
        );
        -- Ends of chains have a start, events have none. At the same instant ends come before
        -- events, but after events whose name an earlier step has: these events must be later than
        -- the end.
        v_chains := v_chains || format(
            ', step_%1$s as (
                select c.client_id, c.value, c.t, c.before, c.start
                from (
                    select
                        u.client_id, u.value, u.t, u.start is null as is_event,
                        lag(u.t) over w as before, lag(u.start) over w as start
                    from (
                        select v.client_id, v.value, v.t, v.start from step_%2$s as v
                        union all %3$s
                    ) as u
                    window w as (partition by %4$s order by u.t, u.start nulls %5$s)
                ) as c
                where c.is_event and c.t - c.start <= $5
            )',
            k, k - 1, v_events, format(v_apart, 'u'),
            case when funnel.steps[k] = any (funnel.steps[:k - 1]) then 'first' else 'last' end
        );
        -- the clients of step k, each by its first conversion
        v_reached := v_reached || format(
            ' union all
            select
                %1$s, f.value, count(*),
                percentile_cont(0.5) within group (order by f.t - f.before),
                percentile_cont(0.5) within group (order by f.t - f.start)
            from (
                select distinct on (%2$s) v.value, v.t, v.before, v.start
                from step_%1$s as v
                order by %2$s, v.t
            ) as f
            group by f.value',
            k, format(v_apart, 'v')
        );
    end loop;

    -- 4. Run the query.
    return query execute v_chains || format(
        ' select
            n.step, ($1)[n.step], s.value, coalesce(r.clients, 0),
            round(coalesce(r.clients, 0)::numeric / nullif(s.clients, 0), 4),
            round(
                coalesce(r.clients, 0)::numeric
                / nullif(lag(coalesce(r.clients, 0)) over w, 0),
                4
            ),
            r.median_time, extract(epoch from r.median_time)::double precision,
            r.median_total_time, extract(epoch from r.median_total_time)::double precision
        from unnest($7, $8) with ordinality as s (value, clients, place)
        cross join generate_series(1, %s) as n (step)
        left join (
            select
                1 as step, o.value, o.clients,
                null::interval as median_time, null::interval as median_total_time
            from unnest($7, $8) as o (value, clients)%s
        ) as r on
            n.step = r.step
            and (s.value is null) = (r.value is null)
            and coalesce(s.value, '''') = coalesce(r.value, '''')
        window w as (partition by s.place order by n.step)
        order by s.clients desc, s.value collate "C", n.step',
        v_count, v_reached
    )
    using
        funnel.steps, v_since, v_until, v_until + v_within, v_within, v_keys, v_values, v_clients;
end
$$;

comment on function template.funnel(
    text[], interval, anycompatible, anycompatible, text, text
) is
'How many clients went from event to event, within an interval; with by, for each value of a '
'property of the first event; since is inclusive (left out: 30 days ago), until exclusive, '
'both are dates or times of time_zone. PT400 for a wrong argument. '
'select * from funnel(''{signup,purchase}'', ''7 days'')';
grant execute on function template.funnel(
    text[], interval, anycompatible, anycompatible, text, text
) to template__read;
$hardal_file$),
('functions/read_surface/paths.sql', 69, false, $hardal_file$-- Paths report: returns the paths of events that clients take after a start event, the most
-- frequent paths first.
--
-- Each start event in [since, until) gives one path: its name, and the names of the client's next
-- events. A path has up to `depth` events after the start event, of any name. An event later than
-- `within` after the start event is not part of the path. An event after until may be part of it.
-- At the same instant start events come first, then the other events by name.
create or replace function template.paths(
    start_event text,
    since anycompatible default null,
    until anycompatible default null,
    within interval default '1 hour',
    depth int default 4,
    max_rows int default 50,
    time_zone text default 'UTC'
)
returns setof hardal.path
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
    v_since timestamptz;
    v_until timestamptz;
    v_within interval;
    v_read_until timestamptz;
begin
    perform hardal_helpers.require_argument(
        paths.start_event is not null,
        'start_event is required',
        'an event_name, such as signup'
    );
    perform hardal_helpers.require_argument(
        paths.within >= '0', 'within is an interval, and not negative', 'such as 1 hour'
    );
    perform hardal_helpers.require_argument(
        paths.depth between 1 and 10,
        'depth is between 1 and 10',
        'it is the number of events after start_event'
    );
    perform hardal_helpers.require_argument(
        paths.max_rows between 1 and 10000,
        'max_rows is between 1 and 10000',
        'the most frequent paths come first'
    );
    v_within := hardal_helpers.fixed_span(paths.within);
    v_since := hardal_helpers.since(to_jsonb(paths.since) #>> '{}', paths.time_zone);
    v_until := hardal_helpers.until(to_jsonb(paths.until) #>> '{}', paths.time_zone);
    perform hardal_helpers.require_events('template', array[paths.start_event]);
    v_read_until := v_until + v_within;
    return query
    with followed as (
        -- each event of clients that have a start event, with the next events of the same client
        select
            e.client_id,
            e.created_at,
            e.event_name = paths.start_event as is_start,
            array_agg(e.event_name) over w as names,
            array_agg(e.created_at) over w as times
        from template.events as e
        where
            e.created_at >= v_since and e.created_at < v_read_until
            and e.client_id in (
                select i.client_id
                from template.events as i
                where
                    i.event_name = paths.start_event
                    and i.created_at >= v_since
                    and i.created_at < v_until
            )
        window w as (
            partition by e.client_id
            order by e.created_at, e.event_name <> paths.start_event, e.event_name collate "C"
            rows between current row and paths.depth following
        )
    ),

    walks as (
        -- the path of each start event: the names that lie within the time
        select
            f.client_id,
            f.names[:(
                select count(*)
                from unnest(f.times) as t (at)
                where t.at <= f.created_at + v_within
            )] as steps
        from followed as f
        where f.is_start and f.created_at < v_until
    ),

    client_walks as (
        select w.client_id, w.steps, count(*) as times
        from walks as w
        group by w.client_id, w.steps
    )

    select
        array_to_string(p.steps, ' > '),
        p.steps,
        sum(p.times)::bigint,
        count(*),
        round(sum(p.times) / sum(sum(p.times)) over (), 4)
    from client_walks as p
    group by p.steps
    order by 3 desc, 4 desc, p.steps collate "C"
    limit paths.max_rows;
end
$$;

comment on function template.paths(
    text, anycompatible, anycompatible, interval, int, int, text
) is
'How often clients take each path of events after a start event, the most frequent first; '
'since is inclusive (left out: 30 days ago), until exclusive, both are dates or times of '
'time_zone. PT400 for a wrong argument. '
'select * from paths(''signup'', depth => 3)';
grant execute on function template.paths(
    text, anycompatible, anycompatible, interval, int, int, text
) to template__read;
$hardal_file$),
('functions/read_surface/property_breakdown.sql', 70, false, $hardal_file$-- Returns the values of a property, the most frequent value first. The property is named as
-- property_catalog names it (nested_data.category), or by its column (nested_data_category).
create or replace function template.property_breakdown(
    event_name text,
    property text,
    since anycompatible default null,
    until anycompatible default null,
    max_rows int default 50,
    time_zone text default 'UTC'
)
returns setof hardal.property_value
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
    v_since timestamptz;
    v_until timestamptz;
    v_keys text[];
begin
    perform hardal_helpers.require_argument(
        property_breakdown.event_name is not null,
        'event_name is required',
        'event_catalog lists them'
    );
    perform hardal_helpers.require_argument(
        property_breakdown.property is not null,
        'property is required',
        'property_catalog lists them, such as nested_data.category'
    );
    perform hardal_helpers.require_argument(
        property_breakdown.max_rows between 1 and 10000,
        'max_rows is between 1 and 10000',
        'the most frequent values come first'
    );
    v_since := hardal_helpers.since(
        to_jsonb(property_breakdown.since) #>> '{}', property_breakdown.time_zone
    );
    v_until := hardal_helpers.until(
        to_jsonb(property_breakdown.until) #>> '{}', property_breakdown.time_zone
    );
    perform hardal_helpers.require_events('template', array[property_breakdown.event_name]);
    v_keys := hardal_helpers.find_property(
        'template', property_breakdown.event_name, property_breakdown.property, v_since, v_until
    );
    return query
    select
        v.value,
        sum(v.events)::bigint,
        count(v.client_id),
        round(sum(v.events) / sum(sum(v.events)) over (), 4)
    from (
        select e.properties #>> v_keys as value, e.client_id, count(*) as events
        from template.events as e
        where
            e.event_name = property_breakdown.event_name
            and e.created_at >= v_since
            and e.created_at < v_until
        group by e.properties #>> v_keys, e.client_id
    ) as v
    group by v.value
    order by 2 desc, 3 desc, v.value collate "C"
    limit property_breakdown.max_rows;
end
$$;

comment on function template.property_breakdown(
    text, text, anycompatible, anycompatible, int, text
) is
'How often a property of an event has each value, the most frequent first; since is inclusive '
'(left out: 30 days ago), until exclusive, both are dates or times of time_zone. '
'PT400 for a wrong argument. '
'select * from property_breakdown(''purchase'', ''nested_data.category'')';
grant execute on function template.property_breakdown(
    text, text, anycompatible, anycompatible, int, text
) to template__read;
$hardal_file$),
('functions/read_surface/property_keys.sql', 71, false, $hardal_file$-- Returns the keys of a property that is named as property_catalog names it: nested_data.category
-- has the keys nested_data and category. The operator #>> takes these keys and returns the
-- property's value. Dots separate the keys. A backslash takes the next character as it is. A key
-- may be empty.
create or replace function template.property_keys(property text)
returns text[]
language sql
immutable
parallel safe
begin atomic
    -- a dot is put in front, so that every key has a dot before it
    select array_agg(regexp_replace(k.found[1], '\\(.)', '\1', 'g') order by k.place)
    from regexp_matches(
        '.' || property, '\.((?:\\.|[^.\\]|\\$)*)', 'g'
    ) with ordinality as k (found, place);
end;

comment on function template.property_keys(text) is
'The keys of a property: property_keys(''nested_data.category'') is {nested_data,category}; '
'null for null';
grant execute on function template.property_keys(text) to template__read, template__aggregate;
$hardal_file$),
('functions/read_surface/retention.sql', 72, false, $hardal_file$-- Retention report: returns how many clients come back.
--
-- - A client's first event is its first event of the name first_event, of all time. Null
--   first_event means any name.
-- - A cohort is the clients whose first event lies in one period of the time zone.
-- - Periods are whole: the first one is the period that since lies in, the last one is that of the
--   last instant before until. Without since, the report has the last 8 periods. Without until,
--   it ends with the current period.
-- - A cell counts the clients of a cohort that had return_event (null: any event) in the
--   period_number-th period after the cohort's own, and not before their first event.
-- - The report has every cell up to the last period, including cells of zero.
--
-- Outline of the query: all periods, the first event of each client, the size of each cohort, the
-- clients that returned in each period, and then one row for each cell.
create or replace function template.retention(
    first_event text default null,
    return_event text default null,
    period text default 'week',
    since anycompatible default null,
    until anycompatible default null,
    time_zone text default 'UTC'
)
returns setof hardal.retention_cell
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
    v_step interval;
    -- the first day of the last and of the first period, in the time zone
    v_last timestamp;
    v_first timestamp;
    v_since timestamptz;
    v_until timestamptz;
begin
    perform hardal_helpers.require_argument(
        retention.period in ('day', 'week', 'month'),
        format('there is no period %L', retention.period),
        'day, week or month'
    );
    perform hardal_helpers.require_argument(
        hardal_helpers.is_time_zone(retention.time_zone),
        format('there is no time zone %L', retention.time_zone),
        'such as UTC or Europe/Istanbul'
    );
    v_since := hardal_helpers.moment(to_jsonb(retention.since) #>> '{}', retention.time_zone);
    v_until := hardal_helpers.moment(to_jsonb(retention.until) #>> '{}', retention.time_zone);
    perform hardal_helpers.require_argument(
        isfinite(coalesce(v_since, now())) and isfinite(coalesce(v_until, now())),
        'since and until are no infinity',
        'leave them out'
    );
    perform hardal_helpers.require_events(
        'template', array[retention.first_event, retention.return_event]
    );

    -- the first and the last period, and the bounds of their events
    v_step := ('1 ' || retention.period)::interval;
    v_last := date_trunc(
        retention.period,
        hardal_helpers.within_calendar(v_until - interval '1 microsecond', now())
        at time zone retention.time_zone
    );
    v_first := case
        when v_since is null then v_last - 7 * v_step
        else date_trunc(
            retention.period,
            hardal_helpers.within_calendar(v_since, now()) at time zone retention.time_zone
        )
    end;
    v_since := hardal_helpers.day_start(v_first::date, retention.time_zone);
    v_until := hardal_helpers.day_start((v_last + v_step)::date, retention.time_zone);
    perform hardal_helpers.require_argument(
        v_first + 1000 * v_step > v_last,
        format('there are more than 1000 periods since %s', retention.since),
        'a later since, or longer periods'
    );

    return query
    with periods as (
        select p.starts_on::date as starts_on, p.place::int as place
        from generate_series(v_first, v_last, v_step) with ordinality as p (starts_on, place)
    ),

    firsts as (
        select
            e.client_id,
            min(e.created_at) as first_at,
            date_trunc(
                retention.period, min(e.created_at) at time zone retention.time_zone
            )::date as cohort
        from template.events as e
        where
            e.client_id is not null and e.created_at < v_until
            and (retention.first_event is null or e.event_name = retention.first_event)
        group by e.client_id
        having min(e.created_at) >= v_since
    ),

    sizes as (
        select f.cohort, count(*) as clients
        from firsts as f
        group by f.cohort
    ),

    returned as (
        select f.cohort, r.starts_on, count(*) as clients
        from firsts as f
        inner join (
            select
                e.client_id,
                date_trunc(
                    retention.period, e.created_at at time zone retention.time_zone
                )::date as starts_on,
                max(e.created_at) as last_at
            from template.events as e
            where
                e.client_id is not null and e.created_at >= v_since and e.created_at < v_until
                and (retention.return_event is null or e.event_name = retention.return_event)
            group by
                e.client_id,
                date_trunc(
                    retention.period, e.created_at at time zone retention.time_zone
                )::date
        ) as r on f.client_id = r.client_id and f.first_at <= r.last_at
        group by f.cohort, r.starts_on
    )

    select
        c.starts_on,
        coalesce(s.clients, 0),
        p.place - c.place,
        coalesce(r.clients, 0),
        round(coalesce(r.clients, 0)::numeric / nullif(s.clients, 0), 4)
    from periods as c
    inner join periods as p on c.place <= p.place
    left join sizes as s on c.starts_on = s.cohort
    left join returned as r on c.starts_on = r.cohort and p.starts_on = r.starts_on
    order by c.starts_on, p.place;
end
$$;

comment on function template.retention(
    text, text, text, anycompatible, anycompatible, text
) is
'The retention report: how many clients come back, by the period of their first event and the '
'periods after it; periods are whole, from the one of since to the one before until; '
'null first_event or return_event is any event. PT400 for a wrong argument. '
'select * from retention(''signup'', ''purchase'', ''month'')';
grant execute on function template.retention(
    text, text, text, anycompatible, anycompatible, text
) to template__read;
$hardal_file$),
('functions/read_surface/sessions.sql', 73, false, $hardal_file$-- Returns the sessions that start in [since, until). A session is a client's events with no pause
-- longer than gap between them. The view of the same name has all sessions, with a gap of 30
-- minutes.
--
-- The report is exact at both borders. It reads events from one gap before since, so a session that
-- began before since is not taken for a new one. It reads events up to 24 hours after until, so a
-- session that goes on after until is followed for a day.
create or replace function template.sessions(
    since anycompatible,
    until anycompatible default null,
    gap interval default '30 minutes',
    time_zone text default 'UTC'
)
returns setof hardal.session
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
    v_since timestamptz;
    v_until timestamptz;
    v_gap interval;
    v_read_since timestamptz;
    v_read_until timestamptz;
begin
    perform hardal_helpers.require_argument(
        sessions.gap > '0', 'gap is longer than 0', 'such as 30 minutes'
    );
    v_gap := hardal_helpers.fixed_span(sessions.gap);
    v_since := hardal_helpers.since(
        coalesce(to_jsonb(sessions.since) #>> '{}', '-infinity'), sessions.time_zone
    );
    v_until := hardal_helpers.until(to_jsonb(sessions.until) #>> '{}', sessions.time_zone);
    v_read_since := v_since - v_gap;
    v_read_until := v_until + interval '24 hours';
    return query
    select
        s.client_id,
        s.started_at,
        s.ended_at,
        s.ended_at - s.started_at,
        extract(epoch from s.ended_at - s.started_at)::double precision,
        s.events,
        s.first_event,
        s.last_event
    from (
        -- The inner query keeps the first row and the last row of each session. So the row after a
        -- first row is the last row of the same session.
        select
            b.client_id,
            b.is_first,
            b.created_at as started_at,
            case when b.is_last then b.created_at else lead(b.created_at) over w end as ended_at,
            case when b.is_last then 1 else lead(b.place) over w - b.place + 1 end as events,
            b.event_name as first_event,
            case when b.is_last then b.event_name else lead(b.event_name) over w end as last_event
        from (
            select
                e.client_id,
                e.created_at,
                e.event_name,
                row_number() over w as place,
                (e.created_at - lag(e.created_at) over w <= v_gap) is not true as is_first,
                (lead(e.created_at) over w - e.created_at <= v_gap) is not true as is_last
            from template.events as e
            where
                e.client_id is not null
                and e.created_at >= v_read_since
                and e.created_at < v_read_until
            window w as (
                partition by e.client_id
                order by e.created_at, e.event_name collate "C"
            )
        ) as b
        where b.is_first or b.is_last
        window w as (partition by b.client_id order by b.created_at, b.place)
    ) as s
    where s.is_first and s.started_at >= v_since and s.started_at < v_until;
end
$$;

comment on function template.sessions(anycompatible, anycompatible, interval, text) is
'Sessions that start in [since, until): events of a client with no pause longer than gap; '
'both are dates or times of time_zone, and null is no bound. PT400 for a wrong argument. '
'select * from sessions(now() - interval ''7 days'')';
grant execute on function template.sessions(anycompatible, anycompatible, interval, text)
to template__read;
$hardal_file$),
('sql/tenant/events.sql', 74, false, $hardal_file$-- The tenant's events, as analysts read them. The view reads the store with its owner's rights, so
-- readers hold no right on the store, and no tool lists its tables. The right to read events is the
-- right on this view: all other views that show events read it with their reader's rights.
--
-- event_date must be the very expression that make_partitions partitions a month by. Otherwise a
-- filter on it reads every month.
create or replace view template.events as
select
    e.id,
    e.event_name,
    e.hardal_server_request_id,
    e.client_id,
    e.properties,
    e.created_at,
    e.received_at,
    (e.created_at at time zone 'UTC')::date as event_date,
    date_trunc('hour', e.created_at, 'UTC') as event_hour,
    date_trunc('week', e.created_at at time zone 'UTC')::date as event_week,
    date_trunc('month', e.created_at at time zone 'UTC')::date as event_month
from template__store.events as e;

comment on view template.events is
'Every event stored, a row each; filter on created_at or event_date to read few partitions';
comment on column template.events.id is 'The event''s id, unique in the tenant';
comment on column template.events.event_name is 'The event''s name, e.g. purchase';
comment on column template.events.hardal_server_request_id is
'The request or user in the sending system';
comment on column template.events.client_id is 'The client (user, device, account) of the event';
comment on column template.events.properties is
'The event''s properties, a JSON object: properties ->> ''currency'' is a text';
comment on column template.events.created_at is 'When the event happened, as the sender says';
comment on column template.events.received_at is
'When the event was received; an import keeps the time of its file';
comment on column template.events.event_date is 'The day of created_at in UTC';
comment on column template.events.event_hour is
'The beginning of the hour of created_at; to group by, not to filter on';
comment on column template.events.event_week is
'The Monday of the week of created_at in UTC; to group by, not to filter on';
comment on column template.events.event_month is
'The first day of the month of created_at in UTC; to group by, not to filter on';

revoke all on template.events from public;
grant select on template.events to template__read;
$hardal_file$),
('sql/tenant/rejected_events.sql', 75, false, $hardal_file$-- The quarantine, as the tenant's analysts read it: the rejected events and the reasons. The view
-- reads the store with its owner's rights, for the same reason as events.
create or replace view template.rejected_events as
select
    r.rejected_id,
    r.received_at,
    r.payload ->> 'event_name' as event_name,
    r.errors,
    r.payload,
    r.raw,
    r.bytes
from template__store.rejected_events as r;

comment on view template.rejected_events is
'Rejected events, kept with the reasons so that a DBA can mend and replay them';
comment on column template.rejected_events.rejected_id is
'Id of the rejected event, as in the answer that the sender got';
comment on column template.rejected_events.received_at is 'When the event was rejected';
comment on column template.rejected_events.event_name is
'The event_name that was sent; null where there was none';
comment on column template.rejected_events.errors is
'Every fault: an array of field, code and message';
comment on column template.rejected_events.payload is
'The event as it was sent; null where it is no JSON, was too large, or may not be kept';
comment on column template.rejected_events.raw is
'The bytes that were sent, where they are no JSON; the first 8 KiB, where the event was too '
'large; null otherwise: convert_from(raw, ''UTF8'')';
comment on column template.rejected_events.bytes is
'Size of the line that was sent, or of the event as jsonb';

revoke all on template.rejected_events from public;
grant select on template.rejected_events to template__read;
$hardal_file$),
('sql/tenant/view_columns.sql', 76, false, $hardal_file$-- The typed views and their columns of properties. The view reads the store with its owner's
-- rights, for the same reason as daily_activity. The reports find a property by its column here.
create or replace view template.view_columns as
select
    v.event_name,
    v.view_name::text as view_name,
    c.column_name::text as column_name,
    c.property,
    c.column_type
from template__store.event_views as v
left join template__store.view_columns as c on v.event_name = c.event_name;

comment on view template.view_columns is
'Each typed view: its columns of properties, and the property that each of them shows';
comment on column template.view_columns.event_name is 'The events'' name, e.g. Order Completed';
comment on column template.view_columns.view_name is
'The typed view in this schema, e.g. order_completed';
comment on column template.view_columns.column_name is
'The column of the view, e.g. context_device_type; null where the view has no property yet';
comment on column template.view_columns.property is
'The property: its keys, joined by dots: context.device.type';
comment on column template.view_columns.column_type is
'text, numeric, boolean, timestamptz or jsonb';

revoke all on template.view_columns from public;
grant select on template.view_columns to template__read, template__aggregate;
$hardal_file$),
('sql/tenant/clients.sql', 77, false, $hardal_file$-- The clients. The view groups by client and day first: two hash aggregates are faster than
-- count(distinct), which sorts. It reads indexed columns only, and a filter on client_id reads the
-- events of this client alone.
create or replace view template.clients with (security_invoker = true) as
select
    d.client_id,
    min(d.first_at) as first_seen,
    max(d.last_at) as last_seen,
    sum(d.events)::bigint as events,
    count(*) as active_days
from (
    select
        e.client_id,
        min(e.created_at) as first_at,
        max(e.created_at) as last_at,
        count(*) as events
    from template.events as e
    where e.client_id is not null
    group by e.client_id, (e.created_at at time zone 'UTC')::date
) as d
group by d.client_id;

comment on view template.clients is
'Each client: its first and its last event, how many events it had and on how many days';
comment on column template.clients.client_id is 'The client (user, device, account)';
comment on column template.clients.first_seen is 'created_at of its first event';
comment on column template.clients.last_seen is 'created_at of its last event';
comment on column template.clients.events is 'How many events the client had';
comment on column template.clients.active_days is 'On how many days (UTC) the client had an event';

revoke all on template.clients from public;
grant select on template.clients to template__read;
$hardal_file$),
('sql/tenant/sessions.sql', 78, false, $hardal_file$-- All sessions ever, with a gap of 30 minutes. A filter on client_id reads the events of this
-- client alone. A filter on started_at reads all events first: the function sessions, which takes
-- since and until, does not.
create or replace view template.sessions with (security_invoker = true) as
select
    s.client_id,
    s.started_at,
    s.ended_at,
    s.ended_at - s.started_at as duration,
    extract(epoch from s.ended_at - s.started_at)::double precision as duration_seconds,
    s.events,
    s.first_event,
    s.last_event
from (
    -- The inner query keeps the first row and the last row of each session. So the row after a
    -- first row is the last row of the same session.
    select
        b.client_id,
        b.is_first,
        b.created_at as started_at,
        b.event_name as first_event,
        case when b.is_last then b.created_at else lead(b.created_at) over w end as ended_at,
        case when b.is_last then 1 else lead(b.place) over w - b.place + 1 end as events,
        case when b.is_last then b.event_name else lead(b.event_name) over w end as last_event
    from (
        select
            e.client_id,
            e.created_at,
            e.event_name,
            row_number() over w as place,
            (e.created_at - lag(e.created_at) over w <= interval '30 minutes') is not true
                as is_first,
            (lead(e.created_at) over w - e.created_at <= interval '30 minutes') is not true
                as is_last
        from template.events as e
        where e.client_id is not null
        window w as (partition by e.client_id order by e.created_at, e.event_name collate "C")
    ) as b
    where b.is_first or b.is_last
    window w as (partition by b.client_id order by b.created_at, b.place)
) as s
where s.is_first;

comment on view template.sessions is
'Sessions: a client''s events with no pause of more than 30 minutes; for some days only, '
'sessions(since, until) is faster';
comment on column template.sessions.client_id is 'The client';
comment on column template.sessions.started_at is 'created_at of the first event of the session';
comment on column template.sessions.ended_at is 'created_at of the last event of the session';
comment on column template.sessions.duration is
'The time from the first event of the session to the last';
comment on column template.sessions.duration_seconds is 'duration in seconds';
comment on column template.sessions.events is 'How many events the session has';
comment on column template.sessions.first_event is 'event_name of the first event of the session';
comment on column template.sessions.last_event is 'event_name of the last event of the session';

revoke all on template.sessions from public;
grant select on template.sessions to template__read;
$hardal_file$),
('sql/tenant/schemas.sql', 79, false, $hardal_file$-- The tenant's two schemas, and the meaning of the tables in the store.
--
-- Readers get no right on the store and its tables, so BI tools do not list them.
comment on schema template is 'hardal: the read surface of one tenant';
comment on schema template__store is
'hardal: the tables and functions of one tenant; not for readers';
revoke all on schema template, template__store from public;
grant usage on schema template to template__read, template__aggregate;

comment on table template__store.events is 'Events, one partition per month of created_at (UTC)';
comment on column template__store.events.id is 'The event''s id, unique in the tenant by event_ids';
comment on column template__store.events.created_at is
'When the event happened, as the sender says';
comment on column template__store.events.received_at is
'Start of the transaction that stored the event, or the time of a later erasure that did not have '
'to wait for it; an import keeps the received_at of its file';
comment on column template__store.events.event_name is 'The event''s name';
comment on column template__store.events.hardal_server_request_id is
'The request or user in the sending system';
comment on column template__store.events.client_id is 'The client of the event';
comment on column template__store.events.properties is
'The event''s properties, a JSON object';

comment on table template__store.month_pattern is
'Always empty: the tables that hold the rows of a month are made like this one, with its indexes. '
'A transaction that makes partitions locks it, so that no two make partitions at once';
comment on column template__store.month_pattern.id is
'The event''s id, unique in the tenant by event_ids';
comment on column template__store.month_pattern.created_at is
'When the event happened, as the sender says';
comment on column template__store.month_pattern.received_at is
'Start of the transaction that stored the event; an import keeps the received_at of its file';
comment on column template__store.month_pattern.event_name is 'The event''s name';
comment on column template__store.month_pattern.hardal_server_request_id is
'The request or user in the sending system';
comment on column template__store.month_pattern.client_id is 'The client of the event';
comment on column template__store.month_pattern.properties is
'The event''s properties, a JSON object';

comment on table template__store.event_ids is
'The ledger: one row for each stored event and each tombstone, so that a retry stores nothing '
'twice';
comment on column template__store.event_ids.id is 'The event''s id';
comment on column template__store.event_ids.created_at is
'The event''s time, which names its partition; null in a tombstone';
comment on column template__store.event_ids.digest is
'Hash of the event''s content, which tells a retry from a conflict; null in a tombstone';

comment on table template__store.rejected_events is 'The quarantine: rejected events';
comment on column template__store.rejected_events.rejected_id is 'Id of the rejected event';
comment on column template__store.rejected_events.received_at is 'When the event was rejected';
comment on column template__store.rejected_events.payload is
'The event as it was sent; null where it is no JSON, was too large, or may not be kept';
comment on column template__store.rejected_events.raw is
'The bytes that were sent, where PostgreSQL cannot hold them as JSON; the first 8 KiB, where the '
'event was too large; null otherwise';
comment on column template__store.rejected_events.bytes is
'Size of the line that was sent, or of the event as jsonb';
comment on column template__store.rejected_events.counted_bytes is
'Bytes that the event counts for in the quarantine''s limit';
comment on column template__store.rejected_events.errors is
'Every fault: an array of field, code and message';

comment on table template__store.quarantine_changes is
'How full the quarantine is: the sum of these rows';
comment on column template__store.quarantine_changes.kept is
'Number of events that came in; negative for events that left';
comment on column template__store.quarantine_changes.bytes is
'Their bytes; negative for events that left';
comment on column template__store.quarantine_changes.dropped is
'Number of rejected events that were not kept, because the quarantine was full';
$hardal_file$),
('sql/tenant/rollups.sql', 80, false, $hardal_file$-- The meaning of the tables of migrations/tenant/0002_rollups.sql. Only their owner can read or
-- change them.
comment on table template__store.rollups is
'How far each kind of period is rolled up: from rolled_from to rolled_until, except marked ones';
comment on column template__store.rollups.period is 'day, week or month';
comment on column template__store.rollups.step is 'Length of a period';
comment on column template__store.rollups.pause is
'A marked period is counted anew no sooner than this time after it was marked';
comment on column template__store.rollups.rolled_from is
'First day of the first period that may be in the rollups; earlier periods begin before the '
'horizon';
comment on column template__store.rollups.rolled_until is
'First day of the first period that is not in the rollups yet';
comment on column template__store.rollups.recounted is
'First day of the period that this round of maintenance counted anew last; null between rounds';

comment on table template__store.boundary is 'One row: the days before the boundary are over';
comment on column template__store.boundary.boundary is
'A transaction that stores an event of an earlier day marks the periods of the event';
comment on column template__store.boundary.waits_for is
'The days before the boundary are rolled up once these transactions are over; null while they '
'are not listed yet';
comment on column template__store.boundary.received_from is
'The time that the newest erasure covers: events that are stored from now on were received at this '
'time or later';
comment on column template__store.boundary.looked_at is
'When typed views were last compared with events; -infinity: the next round compares them with '
'all events';

comment on table template__store.counted_days is
'Days that were counted since typed views were last compared with them';
comment on column template__store.counted_days.day is 'The day in UTC';

comment on table template__store.rollup_marks is
'Periods that were changed since they were rolled up, or may have been; they are counted live';
comment on column template__store.rollup_marks.period is 'day, week or month';
comment on column template__store.rollup_marks.starts_on is 'First day of the period, in UTC';
comment on column template__store.rollup_marks.marked_at is
'Start of the transaction that changed the period';

comment on table template__store.activity is
'The rollup of events and clients; it can be rebuilt from the events';
comment on column template__store.activity.period is 'day, week or month';
comment on column template__store.activity.starts_on is 'First day of the period, in UTC';
comment on column template__store.activity.event_name is
'The events'' name, in rows of a day; empty in the row for all names together';
comment on column template__store.activity.events is 'How many events there are';
comment on column template__store.activity.clients is
'How many different clients had these events; events without a client_id do not count';
comment on column template__store.activity.first_at is 'created_at of the first of these events';
comment on column template__store.activity.last_at is 'created_at of the last of these events';

comment on table template__store.property_counts is
'The rollup of properties; it can be rebuilt from the events';
comment on column template__store.property_counts.day is 'The day in UTC';
comment on column template__store.property_counts.event_name is 'The events'' name';
comment on column template__store.property_counts.property is
'The property: its keys, joined by dots';
comment on column template__store.property_counts.json_type is
'string, number, boolean, object, array or null';
comment on column template__store.property_counts.events is
'How many events have the property with this type';
comment on column template__store.property_counts.first_at is
'created_at of the first of these events';
comment on column template__store.property_counts.last_at is
'created_at of the last of these events';
comment on column template__store.property_counts.example is
'The first 100 characters of one value; null for objects, arrays and null';

comment on table template__store.event_views is
'The typed views that were made; a view keeps its name until a DBA renames it';
comment on column template__store.event_views.event_name is 'The name of the view''s events';
comment on column template__store.event_views.view_name is 'The view''s name in the read surface';
comment on column template__store.event_views.made_at is 'When the view was made';

comment on table template__store.view_columns is 'The columns of the typed views';
comment on column template__store.view_columns.event_name is 'The name of the view''s events';
comment on column template__store.view_columns.property is 'The property that the column shows';
comment on column template__store.view_columns.column_type is 'The column''s type';
comment on column template__store.view_columns.column_name is 'The column''s name';
comment on column template__store.view_columns.place is
'The column''s place behind the columns that every typed view has, from 1';
comment on column template__store.view_columns.pinned is
'True where a DBA has fixed the column''s name and type';

comment on table template__store.wanted_columns is
'Typed views and columns that are missing; maintenance makes them';
comment on column template__store.wanted_columns.event_name is 'The name of the view''s events';
comment on column template__store.wanted_columns.property is
'The property; null where the view itself is missing';
comment on column template__store.wanted_columns.column_type is
'The type that the property has most often, '
'or text for the column beside the typed one; null where the view itself is missing';
comment on column template__store.wanted_columns.events is
'How many events with the name, or with the property, were seen';
comment on column template__store.wanted_columns.postponed is
'True where the view is being read or cannot be replaced; the next round tries again';

comment on table template__store.names_without_view is
'Event names that have no typed view: they wait for room, or a DBA has dropped their view; '
'at most 1,000 wait here, the most frequent ones';
comment on column template__store.names_without_view.event_name is 'The name of the events';
comment on column template__store.names_without_view.events is
'How many events with the name were seen';
comment on column template__store.names_without_view.since is
'When the name was found to have no room, or its view was dropped';
comment on column template__store.names_without_view.seen_at is
'When maintenance last saw events of the name';
comment on column template__store.names_without_view.dropped is
'True where a DBA has dropped the view: maintenance does not make it again';

comment on table template__store.properties_without_column is
'Properties that have no column in the typed view of their events: they wait for room, or a DBA '
'has dropped their column; at most 1,000 wait here, the most frequent ones';
comment on column template__store.properties_without_column.event_name is
'The name of the view''s events';
comment on column template__store.properties_without_column.property is 'The property';
comment on column template__store.properties_without_column.events is
'How many events with the property were seen';
comment on column template__store.properties_without_column.since is
'When the property was found to have no room, or its column was dropped';
comment on column template__store.properties_without_column.seen_at is
'When maintenance last saw the property';
comment on column template__store.properties_without_column.dropped is
'True where a DBA has dropped the column: maintenance does not make it again';
$hardal_file$),
('sql/tenant/live_spans.sql', 81, false, $hardal_file$-- The periods that are counted live at this moment:
-- - periods before rolled_from and periods from rolled_until on, as far as there are events
-- - rolled-up periods that carry a mark
-- All other periods are read from the rollups. count_period counts live periods only.
--
-- A recursive query steps from one period to the next. With generate_series the planner would
-- expect a thousand rows, at a cost for which PostgreSQL would compile the query (jit).
create or replace view template__store.live_spans as
with recursive bounds as (
    select
        min(e.created_at) at time zone 'UTC' as oldest,
        max(e.created_at) at time zone 'UTC' as newest
    from template__store.events as e
),

spans as (
    select
        r.period,
        r.step,
        t.starts_at,
        t.ends_at
    from template__store.rollups as r
    cross join bounds as n
    cross join
        lateral (
            values
            -- the periods after those that are rolled up
            (greatest(date_trunc(r.period, n.oldest), r.rolled_until), n.newest),
            -- the periods before those that are rolled up
            (
                date_trunc(r.period, n.oldest),
                case when isfinite(r.rolled_from) then r.rolled_from - r.step end
            )
        ) as t (starts_at, ends_at)
    where t.starts_at <= t.ends_at
    union all
    select
        s.period,
        s.step,
        s.starts_at + s.step,
        s.ends_at
    from spans as s
    where s.starts_at + s.step <= s.ends_at
)

select
    s.period,
    s.starts_on,
    s.starts_on::timestamp at time zone 'UTC' as since,
    (s.starts_on + s.step) at time zone 'UTC' as until
from (
    select
        p.period,
        p.step,
        p.starts_at::date as starts_on
    from spans as p
    union
    select
        r.period,
        r.step,
        m.starts_on
    from template__store.rollup_marks as m
    inner join template__store.rollups as r on m.period = r.period
    where m.starts_on >= r.rolled_from and m.starts_on < r.rolled_until
) as s;

comment on view template__store.live_spans is
'Periods that are counted live: not rolled up yet, no longer rolled up, or marked';
comment on column template__store.live_spans.period is 'day, week or month';
comment on column template__store.live_spans.starts_on is 'First day of the period, in UTC';
comment on column template__store.live_spans.since is 'When the period begins';
comment on column template__store.live_spans.until is 'When the next period begins';

revoke all on template__store.live_spans from public;
$hardal_file$),
('sql/tenant/live_activity.sql', 82, false, $hardal_file$-- Activity of the periods that are counted live: by event name for days, and for all names together
-- (the name '') for every period.
--
-- Each period groups by client first. Two hash aggregates are faster than count(distinct), which
-- sorts.
create or replace view template__store.live_activity as
select
    s.period,
    s.starts_on,
    a.event_name,
    a.events,
    a.clients,
    a.first_at,
    a.last_at
from template__store.live_spans as s
cross join
    lateral ( -- noqa: ST05
        with by_client as (
            select
                e.event_name,
                e.client_id,
                count(*) as events,
                min(e.created_at) as first_at,
                max(e.created_at) as last_at
            from template__store.events as e
            where e.created_at >= s.since and e.created_at < s.until
            group by e.event_name, e.client_id
        )

        select
            c.event_name,
            sum(c.events)::bigint as events,
            count(c.client_id) as clients,
            min(c.first_at) as first_at,
            max(c.last_at) as last_at
        from by_client as c
        group by c.event_name
    ) as a
where s.period = 'day'
union all
select
    s.period,
    s.starts_on,
    '' as event_name,
    a.events,
    a.clients,
    a.first_at,
    a.last_at
from template__store.live_spans as s
cross join
    lateral ( -- noqa: ST05
        with by_client as (
            select
                e.client_id,
                count(*) as events,
                min(e.created_at) as first_at,
                max(e.created_at) as last_at
            from template__store.events as e
            where e.created_at >= s.since and e.created_at < s.until
            group by e.client_id
        )

        select
            sum(c.events)::bigint as events,
            count(c.client_id) as clients,
            min(c.first_at) as first_at,
            max(c.last_at) as last_at
        from by_client as c
        having count(*) > 0
    ) as a;

comment on view template__store.live_activity is
'Activity of the periods that are counted live, in the form in which a rollup stores it';
comment on column template__store.live_activity.period is 'day, week or month';
comment on column template__store.live_activity.starts_on is 'First day of the period, in UTC';
comment on column template__store.live_activity.event_name is
'The events'' name, in rows of a day; empty in the row for all names together';
comment on column template__store.live_activity.events is 'How many events there are';
comment on column template__store.live_activity.clients is
'How many different clients had these events; events without a client_id do not count';
comment on column template__store.live_activity.first_at is
'created_at of the first of these events';
comment on column template__store.live_activity.last_at is 'created_at of the last of these events';

revoke all on template__store.live_activity from public;
$hardal_file$),
('sql/tenant/live_properties.sql', 83, false, $hardal_file$-- Properties of the days that are counted live, with nested objects flattened. Each day has at most
-- 2,000 rows: the most frequent combinations of event name, property and JSON type.
create or replace view template__store.live_properties as
select
    s.starts_on as day,
    p.event_name,
    p.property,
    p.json_type,
    p.events,
    p.first_at,
    p.last_at,
    p.example
from template__store.live_spans as s
cross join
    lateral (
        select
            e.event_name,
            f.property,
            f.json_type,
            count(*) as events,
            min(e.created_at) as first_at,
            max(e.created_at) as last_at,
            max(
                case
                    when f.json_type in ('string', 'number', 'boolean')
                        then left(f.value #>> '{}', 100)
                end collate "C"
            ) as example
        from template__store.events as e
        cross join template.flatten(e.properties) as f
        where e.created_at >= s.since and e.created_at < s.until
        group by e.event_name, f.property, f.json_type
        order by
            count(*) desc,
            e.event_name collate "C" asc, f.property collate "C" asc, f.json_type collate "C" asc
        limit 2000
    ) as p
where s.period = 'day';

comment on view template__store.live_properties is
'Properties of the days that are counted live, in the form in which a rollup stores them';
comment on column template__store.live_properties.day is 'The day in UTC';
comment on column template__store.live_properties.event_name is 'The events'' name';
comment on column template__store.live_properties.property is
'The property: its keys, joined by dots';
comment on column template__store.live_properties.json_type is
'string, number, boolean, object, array or null';
comment on column template__store.live_properties.events is
'How many events have the property with this type';
comment on column template__store.live_properties.first_at is
'created_at of the first of these events';
comment on column template__store.live_properties.last_at is
'created_at of the last of these events';
comment on column template__store.live_properties.example is
'The first 100 characters of one value; null for objects, arrays and null';

revoke all on template__store.live_properties from public;
$hardal_file$),
('sql/tenant/all_activity.sql', 84, false, $hardal_file$-- All activity, read in one snapshot: rollup rows of the periods without a mark, and the live count
-- of all other periods. See roll_up for the reason why this is exact.
create or replace view template__store.all_activity as
select
    a.period,
    a.starts_on,
    a.event_name,
    a.events,
    a.clients,
    a.first_at,
    a.last_at
from template__store.activity as a
where
    not exists (
        select
        from template__store.rollup_marks as m
        where m.period = a.period and m.starts_on = a.starts_on
    )
union all
select
    l.period,
    l.starts_on,
    l.event_name,
    l.events,
    l.clients,
    l.first_at,
    l.last_at
from template__store.live_activity as l;

comment on view template__store.all_activity is
'Events and clients of every period, right to the last event';
comment on column template__store.all_activity.period is 'day, week or month';
comment on column template__store.all_activity.starts_on is 'First day of the period, in UTC';
comment on column template__store.all_activity.event_name is
'The events'' name, in rows of a day; empty in the row for all names together';
comment on column template__store.all_activity.events is 'How many events there are';
comment on column template__store.all_activity.clients is
'How many different clients had these events; events without a client_id do not count';
comment on column template__store.all_activity.first_at is
'created_at of the first of these events';
comment on column template__store.all_activity.last_at is 'created_at of the last of these events';

revoke all on template__store.all_activity from public;
$hardal_file$),
('sql/tenant/all_properties.sql', 85, false, $hardal_file$-- All properties by day, read in one snapshot: rollup rows of the days without a mark, and the live
-- count of all other days. See roll_up for the reason why this is exact.
create or replace view template__store.all_properties as
select
    c.day,
    c.event_name,
    c.property,
    c.json_type,
    c.events,
    c.first_at,
    c.last_at,
    c.example
from template__store.property_counts as c
where
    not exists (
        select
        from template__store.rollup_marks as m
        where m.period = 'day' and m.starts_on = c.day
    )
union all
select
    l.day,
    l.event_name,
    l.property,
    l.json_type,
    l.events,
    l.first_at,
    l.last_at,
    l.example
from template__store.live_properties as l;

comment on view template__store.all_properties is
'Properties of every day''s events, right to the last event';
comment on column template__store.all_properties.day is 'The day in UTC';
comment on column template__store.all_properties.event_name is 'The events'' name';
comment on column template__store.all_properties.property is
'The property: its keys, joined by dots';
comment on column template__store.all_properties.json_type is
'string, number, boolean, object, array or null';
comment on column template__store.all_properties.events is
'How many events have the property with this type';
comment on column template__store.all_properties.first_at is
'created_at of the first of these events';
comment on column template__store.all_properties.last_at is
'created_at of the last of these events';
comment on column template__store.all_properties.example is
'The first 100 characters of one value; null for objects, arrays and null';

revoke all on template__store.all_properties from public;
$hardal_file$),
('sql/tenant/active_clients.sql', 86, false, $hardal_file$-- How many clients were active each day, week and month. The view reads the store with its owner's
-- rights, for the same reason as daily_activity.
create or replace view template.active_clients as
select
    a.period,
    a.starts_on,
    a.clients,
    a.events
from template__store.all_activity as a
where a.event_name = '';

comment on view template.active_clients is
'Active clients by day, week and month (UTC), right to the last event: filter on period';
comment on column template.active_clients.period is 'day, week or month';
comment on column template.active_clients.starts_on is
'First day of the period in UTC; weeks begin on Mondays';
comment on column template.active_clients.clients is
'How many different clients had an event in the period';
comment on column template.active_clients.events is
'How many events the period has, including those without a client_id';

revoke all on template.active_clients from public;
grant select on template.active_clients to template__read, template__aggregate;
$hardal_file$),
('sql/tenant/daily_activity.sql', 87, false, $hardal_file$-- How many events of each name each day has, and from how many clients.
--
-- The view reads the store with its owner's rights. So readers with the scope aggregate need no
-- right on the events themselves. They may see no client and no value of a property.
create or replace view template.daily_activity as
select
    a.starts_on as day,
    a.event_name,
    a.events,
    a.clients
from template__store.all_activity as a
where a.period = 'day' and a.event_name <> '';

comment on view template.daily_activity is
'Events and clients by day (UTC) and event name, right to the last event';
comment on column template.daily_activity.day is 'The day in UTC';
comment on column template.daily_activity.event_name is 'The events'' name, e.g. purchase';
comment on column template.daily_activity.events is 'How many events the day has';
comment on column template.daily_activity.clients is
'How many different clients had these events; events without a client_id do not count';

revoke all on template.daily_activity from public;
grant select on template.daily_activity to template__read, template__aggregate;
$hardal_file$),
('sql/tenant/event_catalog.sql', 88, false, $hardal_file$-- The names of all stored events. The view reads the store with its owner's rights, for the same
-- reason as daily_activity.
create or replace view template.event_catalog as
select
    n.event_name,
    n.events,
    n.first_seen,
    n.last_seen,
    v.view_name::text as view_name
from (
    select
        a.event_name,
        sum(a.events)::bigint as events,
        min(a.first_at) as first_seen,
        max(a.last_at) as last_seen
    from template__store.all_activity as a
    where a.period = 'day' and a.event_name <> ''
    group by a.event_name
) as n
left join template__store.event_views as v on n.event_name = v.event_name;

comment on view template.event_catalog is
'Each event name: how many events it has, the first and the last of them, and its typed view';
comment on column template.event_catalog.event_name is 'The events'' name, e.g. purchase';
comment on column template.event_catalog.events is 'How many events of this name there are';
comment on column template.event_catalog.first_seen is 'created_at of the first event of this name';
comment on column template.event_catalog.last_seen is 'created_at of the last event of this name';
comment on column template.event_catalog.view_name is
'The typed view in this schema, which has one column per property; null where there is none '
'(yet)';

revoke all on template.event_catalog from public;
grant select on template.event_catalog to template__read, template__aggregate;
$hardal_file$),
('sql/tenant/property_catalog.sql', 89, false, $hardal_file$-- The properties of all stored events. The view reads the store with its owner's rights, for the
-- same reason as daily_activity. It shows examples only to a reader who may read the events that
-- the examples are from.
create or replace view template.property_catalog as
with numbered as (
    select
        a.*,
        row_number() over (
            partition by a.event_name, a.property, a.example
            order by a.last_at desc
        ) as turn
    from template__store.all_properties as a
)

select
    n.event_name,
    n.property,
    sum(n.events)::bigint as events,
    min(n.first_at) as first_seen,
    max(n.last_at) as last_seen,
    coalesce(sum(n.events) filter (where n.json_type = 'string'), 0)::bigint as strings,
    coalesce(sum(n.events) filter (where n.json_type = 'number'), 0)::bigint as numbers,
    coalesce(sum(n.events) filter (where n.json_type = 'boolean'), 0)::bigint as booleans,
    coalesce(sum(n.events) filter (where n.json_type = 'object'), 0)::bigint as objects,
    coalesce(sum(n.events) filter (where n.json_type = 'array'), 0)::bigint as arrays,
    coalesce(sum(n.events) filter (where n.json_type = 'null'), 0)::bigint as nulls,
    case
        when (select has_table_privilege(current_user, 'template.events', 'select'))
            then (
                array_agg(n.example order by n.last_at desc, n.example collate "C" asc)
                filter (where n.turn = 1 and n.example is not null)
            )[1:5]
    end as examples
from numbered as n
group by n.event_name, n.property;

comment on view template.property_catalog is
'Each property of each event name: how many events have it, since when, and with which JSON '
'types; a key in a nested object is a property of its own';
comment on column template.property_catalog.event_name is 'The events'' name';
comment on column template.property_catalog.property is
'The property: its keys, joined by dots: nested_data.category';
comment on column template.property_catalog.events is 'How many events have the property';
comment on column template.property_catalog.first_seen is
'created_at of the first event with the property';
comment on column template.property_catalog.last_seen is
'created_at of the last event with the property';
comment on column template.property_catalog.strings is
'Number of events in which the value is a string';
comment on column template.property_catalog.numbers is
'Number of events in which the value is a number';
comment on column template.property_catalog.booleans is
'Number of events in which the value is true or false';
comment on column template.property_catalog.objects is
'Number of events in which the value is an object; its keys are properties of their own';
comment on column template.property_catalog.arrays is
'Number of events in which the value is an array';
comment on column template.property_catalog.nulls is 'Number of events in which the value is null';
comment on column template.property_catalog.examples is
'Up to five values, the newest first; null for readers who may not read events';

revoke all on template.property_catalog from public;
grant select on template.property_catalog to template__read, template__aggregate;
$hardal_file$);

-- migrate
select hardal_private.record_definitions();

-- migrate
select hardal_private.record_grants();

-- migrate
set local role none;

-- migrate
select hardal_private.grant_api(null);

-- migrate
select hardal_private.mend_memberships();

commit;
\o
