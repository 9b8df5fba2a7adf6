-- Returns sessions over HTTP: GET /rpc/sessions?since=2024-10-01&until=2024-10-02.
-- See functions/read_surface/sessions.sql.
create or replace function hardal.sessions(
    since text,
    until text default null,
    gap interval default '30 minutes',
    time_zone text default 'UTC',
    unit text default 'client',
    cohort text default null
)
returns setof hardal.session
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
    perform hardal_private.require_plain_statement();
    return query execute format(
        'select * from %I.sessions($1, $2, $3, $4, $5, $6)', hardal_private.current_tenant()
    )
    using since, until, gap, time_zone, unit, cohort;
exception when query_canceled then
    perform hardal_private.refuse_overtime();
end
$$;

comment on function hardal.sessions(text, text, interval, text, text, text) is
'The sessions that start from since (inclusive) to until (exclusive), both dates or times of '
'time_zone. A pause longer than gap '
'separates two sessions of a unit (client, person, or a property); '
'client_id is the unit; PT400 for a wrong argument';
grant execute on function hardal.sessions(text, text, interval, text, text, text)
to hardal_read, hardal_manage;
