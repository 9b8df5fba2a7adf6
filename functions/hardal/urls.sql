-- Returns the tenant's PSQL URLs: GET /rpc/urls. No password is among them.
create or replace function hardal.urls()
returns setof hardal.url
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_tenant constant text := hardal_private.current_tenant();
begin
    perform hardal_private.require_plain_statement();
    return query
    select
        u.name,
        u.role::text,
        u.scope,
        hardal_private.url_state(u),
        u.created_at,
        u.expires_at,
        u.seen_at,
        (select count(*) from pg_stat_activity as a where a.usename = u.role),
        u.connections,
        u.statement_timeout
    from hardal_private.urls as u
    where u.tenant = v_tenant
    order by u.name;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.urls() is
'The tenant''s PSQL URLs, by name, without their passwords';
grant execute on function hardal.urls() to hardal_manage;
