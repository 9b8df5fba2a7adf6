-- What sessions of a PSQL URL start with, as pg_db_role_setting keeps it.
create or replace function hardal_private.url_settings(url hardal_private.urls)
returns text[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select array[
        'TimeZone=UTC',
        -- views over partitions look dear enough to be compiled, which takes longer than they do
        'jit=off',
        'statement_timeout=' || url.statement_timeout,
        'idle_in_transaction_session_timeout=10min',
        'search_path=' || case when url.scope = 'write' then 'hardal' else quote_ident(url.tenant) end
    ] || case when url.scope = 'write' then '{}' else '{default_transaction_read_only=on}'::text[] end
$$;

comment on function hardal_private.url_settings(hardal_private.urls) is
'The settings of a PSQL URL''s role, as name=value in the order that apply_role_settings gives them';
