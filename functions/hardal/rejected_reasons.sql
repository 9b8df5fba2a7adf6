-- Returns why events were rejected, by code and field: GET /rpc/rejected_reasons.
create or replace function hardal.rejected_reasons()
returns setof hardal.rejected_reason
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
    perform hardal_private.require_plain_statement();
    return query execute format(
        'select * from %I.rejected_reasons()', hardal_private.current_tenant() || '__store'
    );
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.rejected_reasons() is
'The events in quarantine by code and field of their errors, the most frequent reasons first, at '
'most 200. An event with two errors counts for both';
grant execute on function hardal.rejected_reasons() to hardal_read, hardal_manage;
