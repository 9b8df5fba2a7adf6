-- Returns the units of a cohort, by unit_id in the order of bytes: GET /rpc/cohort_units?name=x.
-- The next page begins after the last unit of this one.
create or replace function hardal.cohort_units(
    name text, max_rows int default 100, after text default null
)
returns setof hardal.cohort_unit
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
declare
    v_tenant constant text := hardal_private.current_tenant();
    v_view name;
    v_message text;
    v_hint text;
begin
    perform hardal_private.require_plain_statement();
    perform hardal_helpers.require_argument(
        max_rows between 1 and 1000, 'max_rows is not between 1 and 1000', 'such as 100'
    );
    v_view := (
        select c.view_name from hardal_private.require_cohort(v_tenant, cohort_units.name) as c
    );
    perform hardal_helpers.require_argument(
        to_regclass(format('%I.%I', v_tenant, v_view)) is not null,
        format('the cohort %s has no view', cohort_units.name),
        'drop it and make it again'
    );
    return query execute format(
        'select distinct c.unit_id collate "C"
        from %I.%I as c
        where $1 is null or c.unit_id > $1 collate "C"
        order by 1
        limit $2',
        v_tenant,
        v_view
    ) using after, max_rows;
exception
    when query_canceled then
        perform hardal_private.refuse_overtime();
    when sqlstate 'HD404' then
        get stacked diagnostics v_message = message_text, v_hint = pg_exception_hint;
        perform hardal_private.refuse_over_http(sqlstate, v_message, v_hint);
end
$$;

comment on function hardal.cohort_units(text, int, text) is
'The units of a cohort, at most max_rows (1 to 1,000); after: the last unit_id of the page before; '
'PT404 where there is no such cohort';
grant execute on function hardal.cohort_units(text, int, text) to hardal_read, hardal_manage;
