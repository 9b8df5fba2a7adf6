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
'Returns the settings of a PSQL URL''s role as name=value, in the order of sync_login';
