-- Revokes the keys of a name: POST /rpc/revoke_key.
create or replace function hardal.revoke_key(name text)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.require_plain_statement();
    return hardal_private.revoke_by_request(name, true);
exception when query_canceled then
    perform hardal_private.refuse_overtime('send it again: nothing was done');
    return null;
end
$$;

comment on function hardal.revoke_key(text) is
'Revokes the tenant''s keys of this name, also those that a rotation left running, and returns '
'how many; PT404 where there is none';
grant execute on function hardal.revoke_key(text) to hardal_manage;
