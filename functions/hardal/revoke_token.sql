-- Revokes the tokens of a name: POST /rpc/revoke_token.
create or replace function hardal.revoke_token(name text)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.require_plain_statement();
    return hardal_private.revoke_by_request(name, false);
exception when query_canceled then
    perform hardal_private.refuse_overtime('send it again: nothing was done');
    return null;
end
$$;

comment on function hardal.revoke_token(text) is
'Revokes the tenant''s tokens of this name, also those that a rotation left running, and returns '
'how many; PT404 where there is none';
grant execute on function hardal.revoke_token(text) to hardal_manage;
