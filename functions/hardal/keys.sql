-- Returns the tenant's keys and tokens: GET /rpc/keys. Revoked ones are left out.
create or replace function hardal.keys()
returns setof hardal.credential
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
        case when t.digest is null then 'token' else 'key' end,
        t.name,
        t.scope,
        hardal_private.token_state(t),
        t.created_at,
        -- one that a rotation left running ends before
        least(t.expires_at, t.revoked_at),
        t.used_at
    from hardal_private.tokens as t
    where
        t.tenant = v_tenant
        and hardal_private.token_state(t) <> 'revoked'
    order by t.name, t.created_at;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.keys() is
'The tenant''s keys and tokens that are not revoked, by name, without their secrets';
grant execute on function hardal.keys() to hardal_manage;
