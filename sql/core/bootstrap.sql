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
