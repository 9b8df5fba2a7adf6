-- Returns the tenant's cohorts: GET /rpc/cohorts.
create or replace function hardal.cohorts()
returns setof hardal.cohort
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform hardal_private.require_plain_statement();
    return query
    select *
    from hardal_private.list_cohorts(hardal_private.current_tenant());
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.cohorts() is
'The tenant''s cohorts, by name; units is null for one that is not static';
grant execute on function hardal.cohorts() to hardal_read, hardal_manage;
