-- What everything else stands on: the owner, the two schemas and the record of migrations.
--
-- Run first by every migrate, as the login itself: it alone may create schemas (CREATE on a database
-- cannot be granted onward without a superuser). All later files run as hardal_owner.
-- Safe to run again, and two at once: the tool holds an advisory lock the first time, and retries.
do $bootstrap$
begin
    if to_regrole('hardal_owner') is null then
        create role hardal_owner nologin;
        comment on role hardal_owner is 'hardal: owns every object; nobody logs in as it';
    end if;
    -- from 16 on, creating a role gives its ADMIN OPTION but neither its rights nor SET ROLE
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

set local role hardal_owner;

comment on schema hardal is 'hardal: the HTTP API, all that PostgREST exposes';
comment on schema hardal_private is 'hardal: registry of tenants, tokens, PSQL URLs and migrations; not for clients';

create table if not exists hardal_private.migrations (
    path text primary key,
    sha256 text not null,
    applied_at timestamptz not null default now()
);

comment on table hardal_private.migrations is
'Migrations applied to this database, and every re-applied file as it was last run';
comment on column hardal_private.migrations.path is 'The file, relative to the sources of hardal';
comment on column hardal_private.migrations.sha256 is 'SHA-256 of the file''s text, in hexadecimal';
comment on column hardal_private.migrations.applied_at is 'When the file was last run';

-- a global default: the per-schema form cannot take away what PUBLIC has by default
alter default privileges revoke execute on functions from public;
alter default privileges revoke usage on types from public;

reset role;
