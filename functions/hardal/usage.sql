-- Returns how much the tenant uses over HTTP: GET /rpc/usage?days=30.
-- A key of the scope manage also sees who used which key and PSQL URL when, and why maintenance
-- failed.
create or replace function hardal.usage(days int default 30)
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
declare
    v_tenant text;
    v_usage jsonb;
begin
    perform hardal_private.require_plain_statement();
    perform hardal_helpers.require_argument(
        days between 1 and 366, 'days is between 1 and 366', 'today is the last one'
    );
    v_tenant := hardal_private.current_tenant();
    v_usage := hardal_private.usage(v_tenant, days);
    if hardal_private.key_scope() = 'manage' then
        return v_usage || hardal_private.credentials_in_use(v_tenant, days);
    end if;
    return jsonb_set(v_usage, '{maintenance,failure}', 'null')
        || jsonb_build_object('keys', null, 'urls', null);
exception when query_canceled then
    perform hardal_private.refuse_overtime();
    return null;
end
$$;

comment on function hardal.usage(int) is
'Events and rejected events of each of the last days, disk, quarantine, retention and maintenance; '
'for a key of the scope manage also the last use of each key, token and PSQL URL; '
'PT400 for a wrong argument';
grant execute on function hardal.usage(int) to hardal_read, hardal_aggregate, hardal_manage;
