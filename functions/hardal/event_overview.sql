-- Returns the event names with a number of events for each of the last days over HTTP, for a list
-- with small charts: GET /rpc/event_overview?days=30&time_zone=Europe/Istanbul.
create or replace function hardal.event_overview(
    days int default 30,
    time_zone text default 'UTC'
)
returns setof hardal.event_overview
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
    perform hardal_private.require_plain_statement();
    perform hardal_helpers.require_argument(
        days between 1 and 366, 'days is between 1 and 366', 'today is the last one'
    );
    perform hardal_helpers.require_argument(
        hardal_helpers.is_time_zone(time_zone),
        format('there is no time zone %L', time_zone),
        'such as UTC or Europe/Istanbul'
    );
    return query execute format(
        'select * from %I.event_overview($1, $2)', hardal_private.current_tenant() || '__store'
    )
    using days, time_zone;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.event_overview(int, text) is
'Each event name, the most frequent first: how many events it has, when it was first and last '
'seen, its typed view, its description, and its events of each of the last days of a time zone, '
'the last one being today; PT400 for a wrong argument';
grant execute on function hardal.event_overview(int, text)
to hardal_read, hardal_aggregate, hardal_manage;
