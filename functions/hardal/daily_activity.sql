-- Returns daily activity over HTTP:
-- GET /rpc/daily_activity?since=2024-10-01&time_zone=Europe/Istanbul.
-- See functions/read_surface/daily_activity.sql.
create or replace function hardal.daily_activity(
    since date default null,
    until date default null,
    time_zone text default 'UTC'
)
returns setof hardal.daily_activity
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
    perform hardal_private.require_plain_statement();
    return query execute format(
        'select * from %I.daily_activity($1, $2, $3)', hardal_private.current_tenant()
    )
    using since, until, time_zone;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.daily_activity(date, date, text) is
'Events and clients by day and event name, in a time zone. since is inclusive, until is exclusive; '
'both are dates alone. PT400 for a wrong argument';
grant execute on function hardal.daily_activity(date, date, text)
to hardal_read, hardal_aggregate, hardal_manage;
